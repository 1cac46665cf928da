"""Files that people write: bytes, TOML and CSV, read with one teller of problems.

`read_toml` reads a file into a `Table` (a pydantic model of ours) and says everything that is wrong with it at once:
unknown keys with the nearest known one, wrong types, missing keys, and, through ``rules``, what the reader of that kind
of file checks itself. What could not be read is `BROKEN` in the table, so that the rules still run on the rest
(``table.ok("points")`` asks). A type with words of its own raises `refuse(...)` in its validator.
"""

from cohort.forms.cells import Column
from cohort.forms.csv_table import CsvTable, read_frame
from cohort.forms.files import CSV_BYTES, LONGEST_TEXT, TOML_BYTES, read_bytes, read_text
from cohort.forms.table import BROKEN, Table, fill, refuse, where
from cohort.forms.toml_file import in_file_order, parse, parse_text, read_toml
from cohort.forms.types import (
    AgeRange,
    Ages,
    Count,
    Day,
    FormatOne,
    Listed,
    Name,
    Number,
    Points,
    Share,
    SourceTable,
    Title,
    Words,
    Year,
    YearKey,
    in_range,
    one_of,
    parse_ages,
)
from cohort.forms.written import digits, range_words, shown

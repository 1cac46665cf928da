"""From what the numbers were made, so that they can be checked and made again."""

from __future__ import annotations

import platform
from importlib import metadata

from cohort._version import __version__
from cohort.story.model import WORDS, Block, Paragraph, Section
from cohort.story.numbers import Numbers
from cohort.story.tables import SCENARIO
from cohort.table import Column, Table, label_column, table, words
from cohort.text import Said, Text, listed
from cohort.vocabulary import PLACES

# What numbers and files pass through.
PACKAGES = ("numpy", "scipy", "pandas", "xarray", "numba", "h5netcdf", "h5py", "matplotlib", "xlsxwriter", "typst")
EVERYBODY = Text("all", "すべて")


def versions() -> dict[str, str]:
    """Return the versions of this package, of Python and of the packages that numbers and files pass through."""
    found = {"cohort": __version__, "python": platform.python_version()}
    for name in PACKAGES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "absent"
    return found


def records_table(numbers: Numbers) -> Table:
    """Return everything that was done to the numbers, a row for each record."""
    rows = []
    for record in numbers.run.records:
        word, _, rest = record.where.partition(" ")
        place = PLACES.get(word, Text(word, word))
        title = numbers.names.short.get(record.scenario) or EVERYBODY
        where = Text("{place} {rest}", "{place} {rest}", place=place, rest=rest) if rest else place
        rows.append([words(title), words(where), words(record.text)])
    return table(
        "records",
        Text("What was done to the numbers", "数値の処理の記録"),
        [
            label_column(SCENARIO),
            Column(Text("Where", "箇所"), "l", 1.5),
            Column(Text("What was done", "処理の内容"), "l", 6),
        ],
        rows,
    )


def shared_records_table(numbers: Numbers) -> Table:
    """Return what was done to the numbers in short: a record that several scenarios share is said once, single values not."""
    shared: dict[tuple[str, str], tuple[Said, list[str]]] = {}
    for record in numbers.run.records:
        if not any(letter.isdigit() for letter in record.where):  # "births 2019": they are in the workbook
            shared.setdefault((record.where, record.en), (record.text, []))[1].append(record.scenario)
    everybody = {record.scenario for record in numbers.run.records}
    return table(
        "shared-records",
        Text("What was done to the numbers", "数値に対して行った処理"),
        [label_column(SCENARIO, 1.5), Column(Text("What was done", "処理の内容"), "l", 4)],
        [[words(_whose(numbers, names, everybody)), words(said)] for said, names in shared.values()],
        [
            Text(
                "The workbook lists the observed values used as well.",
                "用いた実績の値の一覧は、別添のExcelブックにあります。",
            )
        ],
    )


def _whose(numbers: Numbers, names: list[str], everybody: set[str]) -> Said:
    """Return whose record it is: everybody's, or the first scenario's and those built on it."""
    if not names[0] or (len(everybody) > 1 and set(names) >= everybody):
        return EVERYBODY
    titles = [numbers.names.short[name] for name in names]
    if len(titles) <= 2:
        return listed(titles)
    return Text(
        "{first} and {others} built on it",
        "{first}と、それをもとにした{others}件",
        first=titles[0],
        others=len(titles) - 1,
    )


def provenance_section(numbers: Numbers, records: Table) -> Section:
    """Return the versions, and what was done to the numbers; `manifest.json` has the hashes of the input files."""
    made = listed(f"{name} {version}" for name, version in versions().items())
    lead = WORDS["provenance"].filled(made=made)
    blocks: list[Block] = [Paragraph(lead), *([records] if records.rows else [])]
    return Section("provenance", Text("Where the numbers come from", "数値の由来と再現"), tuple(blocks))

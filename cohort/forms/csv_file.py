"""A CSV file as rows of text, each with the line it begins on; what no output can show."""

from __future__ import annotations

import csv
import io

from cohort.errors import Problems, control_character
from cohort.forms.files import LONGEST_TEXT


def split_csv(text: str, problems: Problems) -> list[tuple[int, list[str]]] | None:
    """Return the rows of a text that are not empty, each with the line it begins on; None where it is no table."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    found: list[tuple[int, list[str]]] = []
    begins = 1
    try:
        for cells in reader:
            if cells:
                found.append((begins, cells))
            begins = reader.line_num + 1
    except csv.Error as error:
        if "field limit" in str(error):
            _too_long(f"row {begins}", csv.field_size_limit(), problems)
        else:
            problems.add(
                f"row {begins}",
                en=f"the quotation marks are not closed or misplaced ({error}); mend the row.",
                ja=f"引用符の対応が取れていません（{error}）。行を直してください。",
            )
        return None
    return found


def check_text(text: str, where: str, problems: Problems) -> bool:
    """Note a text that no output can show, or that is far too long; return whether it is fine."""
    code = control_character(text)
    if code is not None:
        problems.add(
            where,
            en=f"holds the control character {code}, which cannot be shown; take it out.",
            ja=f"表示できない制御文字 {code} があります。消してください。",
        )
    elif len(text) > LONGEST_TEXT:
        _too_long(where, len(text), problems)
        return False
    return code is None


def _too_long(where: str, length: int, problems: Problems) -> None:
    problems.add(
        where,
        en=f"is a text of {length:,} characters; at most {LONGEST_TEXT:,} are read. Shorten it.",
        ja=f"{length:,} 文字あります。{LONGEST_TEXT:,} 文字までにしてください。",
    )

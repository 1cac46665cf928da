"""Checks of the figures of a row: in the range of their measure, a target near its base."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from cohort.errors import Problems
from cohort.forms.cells import show
from cohort.forms.csv_table import Row
from cohort.forms.types import parse_ages
from cohort.forms.written import range_words
from cohort.vocabulary import VOCABULARY

# Times that a target and its base may be apart, and what a smaller one of them counts as: net moves can be near zero.
TARGETS_APART = {
    "tfr": (4, 0.0),
    **dict.fromkeys(("births", "in_migration", "out_migration"), (4, 10.0)),
    **dict.fromkeys(("net_migration", "net_out_migration"), (100, 100.0)),
}


def check_targets(rows: Sequence[Row], problems: Problems) -> None:
    """Hold that a target comes after its base, in the unit and the range of its measure."""
    for row in rows:
        first, last = row.cells.get("base_year"), row.cells.get("target_year")
        if isinstance(first, int) and isinstance(last, int) and last <= first:
            problems.add(
                f"row {row.line}, target_year",
                en=f"got {last}, not after the base year {first}; correct one of them.",
                ja=f"{last} は基準年 {first} より後ではありません。どちらかを直してください。",
            )
        unit, measure = str(row.cells.get("unit")), str(row.cells.get("measure"))
        term = VOCABULARY.get(measure)
        _check_name(row, measure, problems)
        counted = _unit(measure)
        if unit in ("%", "％", "percent") and counted in (None, "share"):
            problems.add(
                f"row {row.line}, unit",
                en=f"got {unit!r}; write the unit share and the values as parts of 1, such as 0.441.",
                ja=f"「{unit}」です。単位は share とし、値は 0.441 のように 1 に対する割合で書いてください。",
            )
        elif counted not in (None, unit):
            problems.add(
                f"row {row.line}, unit",
                en=f"got {unit!r}; {measure} is counted in {counted}.",
                ja=f"「{unit}」です。{measure} の単位は {counted} です。",
            )
        for column in ("base", "target"):
            value = row.cells.get(column)
            if term is not None:
                check_range(row, column, measure, problems)
            elif unit == "share" and isinstance(value, float) and not 0 <= value <= 1:
                problems.add(
                    f"row {row.line}, {column}",
                    en=f"got {show(value)}; a share lies between 0 and 1, such as 0.441.",
                    ja=f"値が {show(value)} です。割合は 0.441 のように 0 から 1 の範囲です。",
                )
        _check_digits(row, measure, problems)


def _check_name(row: Row, measure: str, problems: Problems) -> None:
    """Hold that a measure is known or clearly a plan's own, and that its ages can be read: others would be left out in silence."""
    known = [*TARGETS_APART, *VOCABULARY]
    near = difflib.get_close_matches(measure, known, n=1, cutoff=0.85)
    if near and measure not in known:
        problems.add(f"row {row.line}, measure", en=f"got '{measure}'; write {near[0]}, or a name further from it.",
                     ja=f"「{measure}」です。{near[0]} とするか、紛れない名前にしてください。")  # fmt: skip
    ages = str(row.cells.get("ages") or "")
    if measure in known and ages not in ("", "all ages") and parse_ages(ages) is None:
        problems.add(f"row {row.line}, ages", en=f"got '{ages}'; write 10-39, 65+ or 7, and 'all ages' or nothing for all.",
                     ja=f"「{ages}」です。10-39、65+、7 のように書いてください。全年齢は all ages か空欄です。")  # fmt: skip


def _unit(measure: str) -> str | None:
    """Return what a target is counted in; None for measures of a plan's own."""
    term = VOCABULARY.get(measure.replace("net_out_", "net_"))
    return None if term is None else f"{term.unit} per year" if term.kind == "flow" else term.unit


def _check_digits(row: Row, measure: str, problems: Problems) -> None:
    """Hold a target of births, fertility or moves to its base: plans halve and double, they do not change digits."""
    base, target = row.cells.get("base"), row.cells.get("target")
    term = VOCABULARY.get(measure)
    if term is not None and isinstance(target, float) and not term.low <= target <= term.high:
        return  # told already
    if measure not in TARGETS_APART or not isinstance(base, float) or not isinstance(target, float):
        return
    (times, fewest), (low, high) = TARGETS_APART[measure], sorted((abs(base), abs(target)))
    if high <= times * max(low, fewest):
        return
    problems.add(
        f"row {row.line}, target",
        en=f"got {show(target)}, where the base is {show(base)}: a digit too many or too few? Check both.",
        ja=f"値が {show(target)} ですが、基準値は {show(base)} です。桁が違いませんか。両方を確かめてください。",
    )


def check_range(row: Row, column: str, measure: str, problems: Problems) -> None:
    """Hold a number to the range of its measure, where the vocabulary has it."""
    hold_range(f"row {row.line}, {column}", measure, row.cells.get(column), problems)


def hold_range(where: str, measure: str, value: object, problems: Problems) -> None:
    """Hold a number that stands somewhere to the range of its measure."""
    term = VOCABULARY.get(measure)
    if term and isinstance(value, (int, float)) and not term.low <= value <= term.high:
        range_en, range_ja = range_words(term.low, term.high)
        problems.add(
            where,
            en=f"got {show(value)}; {term.name} ({term.unit}) is {range_en}. Check the digits.",
            ja=f"値が {show(value)} です。{term.ja}（{term.unit_ja}）は {range_ja}です。桁を確かめてください。",
        )


def check_sex_ratio(row: Row, problems: Problems) -> None:
    """Hold the births of a year to a sex ratio that can be."""
    term = VOCABULARY["srb"]
    ratio = row.number("male") / row.number("female") if row.whole else term.low
    if not term.low <= ratio <= term.high:
        problems.add(
            f"row {row.line}, male",
            en=f"{ratio:.3g} males per female birth; it lies between {term.low:g} and {term.high:g}. Check the digits.",
            ja=f"女児1人あたり男児 {ratio:.3g} 人になります。{term.low:g} から {term.high:g} の範囲です。桁を確かめてください。",
        )


def check_percent(row: Row, problems: Problems) -> None:
    """Hold the figures of an indicator in percent to each other: a share that loses its point becomes tenfold or more."""
    figures = [(name, row.cells.get(name)) for name in ("base_2022", "target_2028", "actual_2024")]
    known = sorted((value, name) for name, value in figures if isinstance(value, float) and value > 0)
    if row.cells.get("unit") in ("%", "％") and known and known[-1][0] > max(100, 8 * known[0][0]):
        problems.add(
            f"row {row.line}, {known[-1][1]}",
            en=f"got {show(known[-1][0])} %, where {known[0][1]} is {show(known[0][0])}: was a decimal point lost? Check both.",
            ja=f"値が {show(known[-1][0])} ％ですが、{known[0][1]} は {show(known[0][0])} です。小数点が抜けていませんか。両方を確かめてください。",
        )

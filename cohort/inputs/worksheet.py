"""The table of an official worksheet: what it must hold."""

from __future__ import annotations

from collections.abc import Sequence

from cohort.errors import Problems
from cohort.forms.csv_table import Row
from cohort.inputs.ranges import check_range
from cohort.vocabulary import SEXES

STEP, OPEN = 5, 90
_GROUPS = range(0, OPEN + 1, STEP)
#: Ages of each measure; survival from birth to 0-4 beside them, net migrants 0-4 are among the children of the ratio.
_AGES = {
    **{("population", sex): _GROUPS for sex in SEXES},
    **{("survivorship", sex): _GROUPS for sex in SEXES},
    **{("net_migration_rate", sex): _GROUPS[1:] for sex in SEXES},
    ("child_woman_ratio", "both"): range(1),
    ("sex_ratio_0_4", "both"): range(1),
}


def check_worksheet(rows: Sequence[Row], problems: Problems) -> None:
    """Hold that there is a launch by sex and age, and from it on every assumption in steps of five years."""
    for row in rows:
        check_range(row, "value", str(row.cells.get("measure")), problems)
    if not all(row.whole for row in rows):
        return
    there = {(row["measure"], row["sex"], row["period"], row["age"]) for row in rows}
    launches = sorted({int(row.number("period")) for row in rows if row["measure"] == "population"})
    last = max((int(row.number("period")) for row in rows if row["measure"] != "population"), default=0)
    if len(launches) != 1 or last < launches[0] or (last - launches[0]) % STEP:
        problems.add(
            "period",
            en=f"launches {launches}, last step from {last}; write one launch population, and steps of five years from it.",
            ja=f"基準人口の年は {launches}、最後の期間の始まりは {last} です。基準人口は 1 つとし、そこから 5 年ごとの期間にしてください。",
        )
        return
    needed = {
        (measure, sex, period, age)
        for (measure, sex), ages in _AGES.items()
        for period in (launches if measure == "population" else range(launches[0], last + 1, STEP))
        for age in ages
    }
    for text, cells, en, ja in (
        ("missing", needed - there, "add them", "加えてください"),
        ("extra", there - needed, "take them out", "除いてください"),
    ):
        if cells:
            measure, sex, period, age = min(cells, key=str)
            problems.add(
                f"{measure} {period} {sex} {age}",
                en=f"this and {len(cells) - 1} other rows are {text}; {en}.",
                ja=f"この行ほか {len(cells) - 1} 行が{'足りません' if text == 'missing' else '余分です'}。{ja}。",
            )

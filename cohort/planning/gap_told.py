"""A gap as tables: by lever and generation, by year of action, by age."""

from __future__ import annotations

from collections.abc import Iterable

from cohort.planning.gap import NAMES, Gap
from cohort.table import Column, Table, difference, label_column, table, words
from cohort.text import Said, Text, Year

SUM = Text("Sum", "計")


def gap_table(gap: Gap) -> Table:
    """Return the parts by lever and generation as a table."""
    return _table(
        gap,
        "gap",
        Text("{second} minus {first}, {year} (persons)", "{second}と{first}の差　{year}（人）", **_told(gap)),
        Text("Part", "要因"),
        [
            *((NAMES[name], part) for name, part in gap.by_lever.items()),
            (SUM, gap.total),
            (Text("of it: residents and migrants themselves", "うち住民・移動者本人"), gap.generations[0]),
            (Text("of it: through births", "うち出生を通じた分"), gap.generations[1]),
        ],
        [
            Text(
                "Each lever's part is its mean over all orders in which the levers can be changed (Shapley). The parts add up; each number is "
                "rounded by itself: sums may differ by 1 or 2.",
                "各要因の分は、要因を変えるすべての順序についての平均（シャープレイ値）で、合計は差に一致します。各欄をそれぞれ四捨五入して"
                "いるため、合計が1～2人異なることがあります。",
            )
        ],
    )


def gap_years_table(gap: Gap) -> Table:
    """Return the parts by the year in which the schedules differ."""
    rows: list[tuple[Said, float]] = [(Text("At launch", "基準時点"), gap.launch)] if abs(gap.launch) >= 0.5 else []
    rows += [(Year(year), part) for year, part in gap.by_year.items()]
    title = Text("{second} minus {first}, {year}, by year of action (persons)",
                 "{second}と{first}の差　{year}　行動の年別（人）", **_told(gap))  # fmt: skip
    return _table(gap, "gap-years", title, Text("Year", "年"), [*rows, (SUM, gap.total)])


def gap_ages_table(gap: Gap) -> Table:
    """Return the gap by five-year age group."""
    last = max(gap.by_age)
    rows = [
        (Text("{low}+" if low == last else "{low}-{high}", "{low}歳以上" if low == last else "{low}～{high}歳", low=low, high=low + 4), part)
        for low, part in gap.by_age.items()
    ]  # fmt: skip
    title = Text(
        "{second} minus {first}, {year}, by age (persons)", "{second}と{first}の差　{year}　年齢別（人）", **_told(gap)
    )
    return _table(gap, "gap-ages", title, Text("Age", "年齢"), [*rows, (SUM, gap.total)])


def _told(gap: Gap) -> dict[str, Said]:
    return {"second": gap.second, "first": gap.first, "year": Year(gap.year)}


def _table(
    gap: Gap, name: str, title: Text, head: Text, rows: Iterable[tuple[Said, float]], notes: Iterable[Said] = ()
) -> Table:
    columns = [label_column(head, 3.0), Column(Text("Persons", "人"))]
    cells = [[words(label), difference("population", part, year=gap.year)] for label, part in rows]
    return table(name, title, columns, cells, notes)

"""What anybody would have guessed at the launch, that the last year's change goes on, beside what the scenarios have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cohort.text import EMPTY, Said, Text, Year, listed
from cohort.wording import Amount, Change

Actuals = Mapping[str, Mapping[int, float]]


@dataclass(frozen=True)
class Benchmark:
    """The latest count of a measure, what the change of the last year before the launch gives for it, and the scenarios' paths.

    ``change`` is that of the calendar year ``of``, a year; ``paths`` are short titles with what each has.
    """

    measure: str
    of: int
    change: float
    year: int
    naive: float
    actual: float
    paths: tuple[tuple[Text, float], ...]

    @property
    def nearer(self) -> tuple[Text, ...]:
        """Scenarios whose path is nearer to what was counted."""
        off = abs(self.naive - self.actual)
        return tuple(name for name, path in self.paths if abs(path - self.actual) < off)

    @property
    def sentence(self) -> Text:
        """The benchmark in words, with the scenarios that do better and those that do not."""
        better = self.nearer
        worse = [name for name, _ in self.paths if name not in better]
        told: dict[str, object] = {
            "of": Year(self.of), "before": Year(self.of - 1), "change": Change(self.measure, self.change), "year": Year(self.year),
            "naive": Amount(self.measure, self.naive), "actual": Amount(self.measure, self.actual),
            "better": _named(Text("nearer to the count: {who}", "推計がこれより実績に近いのは{who}"), better),
            "worse": _named(Text("not nearer: {who}", "遠いのは{who}"), worse)
            if better else _named(Text("none is nearer of: {who}", "これより実績に近いシナリオはありません（比べたのは{who}）"), worse),
            "between": Text("; ", "、") if better and worse else EMPTY,
        }  # fmt: skip
        if self.measure == "population":
            return Text(
                "Benchmark: had the change of {of} gone on ({change} a year), there would have been {naive} residents on 1 January {year}, "
                "{actual} were counted; {better}{between}{worse}.",
                "参考：{of}の増減（年{change}人）がそのまま続いた場合、{year}1月1日の人口は{naive}人です（実績{actual}人）。{better}{between}{worse}。",
                **told,
            )
        return Text(
            "Benchmark: had births gone on changing as from {before} to {of} ({change} a year), there would have been {naive} in {year}, "
            "{actual} were counted; {better}{between}{worse}.",
            "参考：出生が{before}から{of}への変化（年{change}人）のまま続いた場合、{year}は{naive}人です（実績{actual}人）。{better}{between}{worse}。",
            **told,
        )


def _named(words: Text, who: Sequence[Text]) -> Said:
    return words.filled(who=listed(list(who))) if who else EMPTY


def benchmarks(
    actuals: Actuals, launch: int, paths: Mapping[tuple[str, int], tuple[tuple[Text, float], ...]]
) -> tuple[Benchmark, ...]:
    """Return the benchmarks of residents and births; one whose years were not all counted is left out.

    Parameters
    ----------
    actuals : mapping
        Measure -> year -> what was counted: residents on 1 January, events of the calendar year.
    launch : int
        Year on whose 1 January the scenarios start.
    paths : mapping
        (measure, year) -> short titles of the scenarios with what each has.
    """
    last, made = launch - 1, []
    residents, births = actuals.get("population", {}), actuals.get("births", {})
    flows = [actuals.get(name, {}).get(last) for name in ("births", "deaths", "net_migration")]
    year = max(residents, default=launch)
    if launch in residents and year > launch and None not in flows:
        change = float(flows[0] or 0) - float(flows[1] or 0) + float(flows[2] or 0)
        naive = residents[launch] + (year - launch) * change
        made.append(("population", change, year, naive, residents[year]))
    year = max(births, default=last)
    if {last - 1, last} <= set(births) and year > last:
        change = births[last] - births[last - 1]
        made.append(("births", change, year, births[last] + (year - last) * change, births[year]))
    return tuple(
        Benchmark(measure, last, change, year, naive, actual, paths[measure, year])
        for measure, change, year, naive, actual in made
        if paths.get((measure, year))
    )

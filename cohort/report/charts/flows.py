"""Births and deaths, natural and social change: persons per year over time."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from cohort.report.charts.panel import Beside, Panel, chart
from cohort.report.charts.select import Array, Labelled, exactly, per_year, step_of, table
from cohort.report.charts.style import readable, under
from cohort.story import messages
from cohort.story.messages import persons, persons_changed
from cohort.text import Said, Text
from cohort.vocabulary import FLOW_COLOURS, INK

_KINDS = (("births", "-", "o", Text("births", "出生")), ("deaths", (0, (5, 1.5)), "s", Text("deaths", "死亡")))
_SEEN = Text("observed {what}", "{what}（実績）")
_CHANGES = (
    ("natural_change", "v", Text("natural change", "自然増減")),
    ("net_migration", "D", Text("social change", "社会増減")),
)


def _seen(observed: pd.DataFrame | None) -> pd.DataFrame:
    if observed is None:
        return pd.DataFrame({"measure": [], "year": [], "value": []})
    return table(observed, ("measure", "year", "value"), "observed")


@chart()
def births_and_deaths(
    panel: Panel,
    source: Labelled,
    *,
    scenarios: Sequence[str] | None = None,
    titles: Mapping[str, Said | str] | None = None,
    observed: pd.DataFrame | None = None,
) -> Said:
    """Draw births (solid) and deaths (dashed) of each scenario, persons per year.

    Parameters
    ----------
    source : Dataset
        Projection or summary with ``births`` and ``deaths``; five-year periods are divided by five.
    scenarios, titles
        As in :func:`totals`.
    observed : DataFrame, optional
        Columns measure (births, deaths), year, value (persons per year): drawn as points.

    Returns
    -------
    Axes
        Two lines a scenario, labelled "<scenario> births" and "<scenario> deaths".
    """
    flows = {kind: per_year(source, kind, scenarios) for kind, *_ in _KINDS}
    names = [str(name) for name in flows["births"]["scenario"].values]
    titles, colours, seen = titles or {}, panel.colour_of(names), _seen(observed)
    x = flows["births"]["period"].values
    panel.years(math.floor(min([float(x[0]), *seen["year"]])) - 0.5, math.ceil(float(x[-1])))
    for name in names:
        for kind, style, _, words in _KINDS:
            y = flows[kind].sel(scenario=name).values
            panel.ax.plot(x, y, color=colours[name], linestyle=style, label=f"{name} {kind}", zorder=3)
            whose = panel.say(titles.get(name, name)) if len(names) > 1 else ""
            what = f"{panel.say(words)} {panel.say(persons(y[-1]))}"
            panel.end(x[-1], y[-1], under(whose, what, 160, panel.labels.size), colours[name])
    for kind, _, marker, words in _KINDS:
        rows = seen[seen["measure"] == kind]
        if len(rows):
            panel.points(rows["year"], rows["value"], marker, f"observed {kind}")
            at = [(float(a), float(b)) for a, b in zip(rows["year"], rows["value"], strict=True)]
            panel.beside.append(Beside(panel.say(_SEEN.filled(what=words)), at))
    panel.ax.set_ylim(0, panel.ax.dataLim.y1 * 1.12)
    unit = panel.persons()
    panel.note(Text("Births and deaths ({unit} per year)", "出生数・死亡数（{unit}／年）", unit=unit))
    panel.grid()
    births, deaths = (flows[kind].values[:, -1] for kind in ("births", "deaths"))
    worst = int(np.argmax(deaths - births))
    of = titles.get(names[worst], names[worst]) if len(names) > 1 else ""
    return messages.births_and_deaths(round(float(x[-1])), births[worst], deaths[worst], of)


@chart()
def natural_and_social_change(
    panel: Panel, source: Labelled, *, scenario: str | None = None, observed: pd.DataFrame | None = None
) -> Said:
    """Draw natural change (births less deaths) and social change (net migration) as bars, and their sum as a line.

    Losses point down. Persons per year; five-year periods are divided by five.

    Parameters
    ----------
    source : Dataset
        Projection or summary with ``net_migration`` and ``natural_change``, or ``births`` and ``deaths``.
    scenario : str, optional
        Which; needed where there are several.
    observed : DataFrame, optional
        Columns measure (natural_change, net_migration), year, value; points on the bars.

    Returns
    -------
    Axes
        Two sets of bars (natural, social), then the line of the sum.
    """
    chosen, seen = None if scenario is None else [scenario], _seen(observed)
    arrays = [exactly(per_year(source, name, chosen), ("period",), ("period",)) for name, *_ in _CHANGES]
    x, values = arrays[0]["period"].values, [array.values for array in arrays]
    width = 0.8 * float(x[1] - x[0] if len(x) > 1 else 1)
    panel.years(min([float(x[0]), *seen["year"]]) - width, float(x[-1]) + width)
    _bars(panel, x, values, width)
    handles = []
    for name, marker, words in _CHANGES:
        rows = seen[seen["measure"] == name]
        if len(rows):
            label = panel.say(Text("{what}, observed", "{what}（実績）", what=words))
            panel.points(rows["year"], rows["value"], marker, label, readable(FLOW_COLOURS[name]))
            handles.append(panel.ax.lines[-1])
    if handles:
        panel.legend(handles, [str(one.get_label()) for one in handles], handletextpad=0.1)
    panel.zero_line(0.08)
    unit = panel.persons(signed=True)
    panel.note(Text("Change ({unit} per year)", "増減（{unit}／年）", unit=unit))
    panel.grid()
    step = step_of(source, x)
    begin, until = round(float(x[0]) - (step - 1) / 2), round(float(x[-1]) + (step + 1) / 2)
    return messages.changes(begin, until, *(float(part.sum()) * step for part in values))


def _bars(panel: Panel, x: Array, values: Sequence[Array], width: float) -> None:
    """Draw both changes beside each other, their sum as a line, and the last value of each."""
    ends = []
    for side, (name, _, words), y in zip((-1, 1), _CHANGES, values, strict=True):
        colour = FLOW_COLOURS[name]
        panel.ax.bar(x + side * width / 4, y, width / 2, color=colour, alpha=0.75, label=panel.say(words), zorder=2)
        ends.append((float(y[-1]), words, colour))
    whole, name = values[0] + values[1], panel.say(Text("total change", "人口増減"))
    panel.ax.plot(x, whole, color=INK, linewidth=1.4, marker="o", markersize=2.5, zorder=4, label=name)
    ends.append((float(whole[-1]), Text("total", "合計"), INK))
    for y_end, words, colour in ends:
        text = Text("{what} {change}", "{what} {change}", what=words, change=persons_changed(y_end))
        panel.end(x[-1], y_end, text, colour)

"""What would have to be true for the outlook to hold, and how the model did where the truth is known."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np

from cohort.errors import InputError
from cohort.record import implied_of
from cohort.report.document.blocks import Block, bullets, heading, paragraph, table, toned
from cohort.report.document.view import View
from cohort.report.workbook.cases import Case

Drawn = Mapping[str, str]


def requirements_section(view: View, drawn: Drawn) -> list[Block]:
    """Return what each scenario presupposes beside what was observed; nothing where there is no outlook."""
    if view.promise is None:
        return []
    year, first = view.promise.outlook.year, view.years[0]
    rows: list[list[str | Block]] = []
    judged = {v.scenario: v for v in view.run.verdicts if v.outlook == view.promise.outlook}
    for case in view.cases:
        verdict = judged.get(case.scenario)
        if verdict is None:
            continue
        periods = [int(p) for p in view.run.summary["period"].values if p < year]
        early = view.within(case, "net_migration", first, first) / view.step
        later = view.within(case, "net_migration", first, periods[-1]) / (len(periods) * view.step)
        rows.append(
            [
                view.short(case.scenario),
                _fertility(view, case, year),
                view.change("net_migration", early),
                view.change("net_migration", later),
                view.persons(verdict.value),
                toned(view.say("met", "達成"), "good")
                if verdict.met
                else toned(view.change("population", verdict.gap), "bad"),
            ]
        )
    if not rows:
        return []
    return [
        heading(view.say("What would have to be true", "展望が成り立つための条件")),
        paragraph(
            view.say(
                "Each line is one set of conditions. Those of a scenario that meets the outlook, or comes nearest, are what would have to come "
                "true together; compare them with what was observed below the table.",
                "表の各行は、一組の条件です。展望を満たす、または最も近いシナリオの条件が、そろって実現する必要があります。表の下の実績と比べて"
                "ご覧ください。",
            )
        ),
        table(
            view.say("Conditions and results", "条件と結果"),
            view.say(
                [
                    "Scenario", f"TFR by {year}", f"Net migration {first}", f"yearly mean, {first}-{year}",
                    f"Population {year}", "Against the outlook",
                ],
                [
                    "シナリオ", f"合計特殊出生率（{year}年時点）", f"社会増減（{first}年）", f"社会増減の年平均（{year}年まで）",
                    f"人口（{year}年）", "展望との差",
                ],
            ),
            rows,
            widths=[2.7, 1.5, 1.1, 1.3, 1.1, 1.1],
            align="lcrrrc",
            note=_observed_net(view),
        ),
        *_implied(view),
    ]  # fmt: skip


def _fertility(view: View, case: Case, year: int) -> str:
    """Return the TFR of the last period before a year; a dash where births come from a child-woman ratio."""
    assumptions = case.of(view.run.assumptions)
    if "tfr" not in assumptions:
        return "–"
    path = assumptions["tfr"]
    return view.number("tfr", float(path.sel(period=[p for p in path["period"].values if p < year][-1])))


def _observed_net(view: View) -> str:
    """Return the observed net migration of the last years there are."""
    found = {}
    for year in range(view.years[0] - 5, view.years[0] + 12):
        try:
            found[year] = view.run.inputs.net_migration(year).value
        except InputError:
            continue
    last = sorted(found)[-6:]
    if not last:
        return ""
    said = view.say(", ", "、").join(
        view.say(f"{y}: {found[y]:+,.0f}", f"{y}年 {found[y]:+,.0f}人") for y in last
    )
    return view.say(f"Observed net migration: {said}.", f"社会増減の実績：{said}。")


def _implied(view: View) -> list[Block]:
    """Return what calibrated scenarios imply, where there are any."""
    wanted = {
        name for name in implied_of(view.run.assumptions) if view.run.scenarios[name].calibrate is not None
    }
    # Scenarios built on a calibrated one repeat its record; it is said once.
    said: dict[str, str] = {}
    for record in view.run.records:
        if record.scenario in wanted and record.where == "calibrate":
            said.setdefault(record.text.say(view.language), view.short(record.scenario))
    return [bullets([f"{title}{view.say(': ', '：')}{text}" for text, title in said.items()])] if said else []


def sureness_section(view: View, drawn: Drawn) -> list[Block]:
    """Return modelled beside observed after the launch; nothing where nothing has been observed since."""
    case = next((c for c in view.mains if c.reference_date == "01-01"), None)
    if case is None or view.step != 1:
        return []
    launch = view.run.scenarios[case.scenario].launch
    rows = _events_rows(view, case, set(launch.events))
    counts = _count_rows(view, case, launch)
    if not rows and not counts:
        return []
    blocks = [
        heading(view.say("How sure is it?", "どの程度確かか")),
        paragraph(
            view.say(
                f"The years since the launch have not been used by the scenario “{case.title}”. They show how far the model and the "
                "truth have drifted apart so far.",
                f"シナリオ「{case.title}」は、起点より後の実績を使っていません。そこで、起点の後に実際に起きたことと比べると、推計がどれだけ"
                "ずれるかが分かります。",
            )
        ),
    ]
    if rows:
        blocks.append(
            table(
                view.say("Modelled and observed, by calendar year (persons)", "推計と実績の比較　暦年（人）"),
                view.say(
                    [
                        "Year",
                        "Births: model",
                        "observed",
                        "difference",
                        "Deaths: model",
                        "observed",
                        "difference",
                    ],
                    ["年", "出生：推計", "実績", "差", "死亡：推計", "実績", "差"],
                ),
                rows,
                widths=[0.8, 1.1, 1, 1, 1.1, 1, 1],
                align="crrrrrr",
                note=view.say(
                    "Observed: vital statistics of Japanese nationals, or the register where it has them; the model counts all residents.",
                    "実績は住民基本台帳、ない場合は人口動態統計（日本人）によります。推計は外国人を含む全住民です。",
                ),
            )
        )
    if counts:
        blocks.append(bullets(counts))
    return blocks


def _events_rows(view: View, case: Case, used: set[int]) -> list[list[str]]:
    """Return births and deaths of each year since the launch: modelled, observed, difference."""
    rows = []
    for year in view.years[:-1]:
        if year in used:
            continue
        row = [view.say(str(year), f"{year}年")]
        for measure in ("births", "deaths"):
            try:
                observed = float(view.run.inputs.event(measure, year).value)
            except InputError:
                break
            modelled = view.within(case, measure, year, year)
            row += [
                view.persons(modelled),
                view.persons(observed),
                view.change("population", modelled - observed),
            ]
        else:
            rows.append(row)
    return rows


def _count_rows(view: View, case: Case, launch: Any) -> list[str]:
    """Return a sentence for each count of all residents since the launch, of the launch's own basis."""
    table_of = view.run.inputs.broad_ages
    if table_of is None:
        return []
    own = table_of[
        (table_of["basis"] == launch.basis) & (table_of["sex"] == "both") & (table_of["age_group"] == "all")
    ]
    said = []
    for row in own.itertuples():
        day = date.fromisoformat(str(row.date)[:10])
        if day <= launch.date or day.year >= view.years[-1]:
            continue
        part = (day - date(day.year, 1, 1)).days / 365
        path = case.of(view.run.summary)["population"]
        modelled = float(np.interp(day.year + part, path["time"].values, path.values))
        observed = float(row.population)
        gap = view.change("population", modelled - observed)
        said.append(
            view.say(
                f"Residents on {day.day} {day:%b %Y} ({launch.basis}): modelled {modelled:,.0f}, observed {observed:,.0f}; difference {gap} "
                f"({modelled / observed - 1:+.1%}).",
                f"{day.year}年{day.month}月{day.day}日の人口（{'住民基本台帳' if launch.basis == 'register' else '国勢調査'}）："
                f"推計{modelled:,.0f}人、実績{observed:,.0f}人、差{gap}人（{modelled / observed - 1:+.1%}）。",
            )
        )
    return said

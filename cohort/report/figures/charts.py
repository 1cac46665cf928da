"""The charts of a run, written to a folder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import pandas as pd
import xarray as xr

from cohort.errors import fail
from cohort.report.figures.select import FigureError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cohort.scenario.model import Scenario

OBSERVED_YEARS = 20  # years of counts shown before the launch


class Charted(Protocol):
    """What is taken of a run: ``cohort.run.Run`` is one."""

    @property
    def inputs(self) -> Any: ...
    @property
    def scenarios(self) -> Any: ...
    @property
    def assumptions(self) -> xr.Dataset: ...
    @property
    def projection(self) -> xr.Dataset: ...
    @property
    def summary(self) -> xr.Dataset: ...


def short_title(title: str) -> str:
    """Return a title up to its colon: what stands at the end of a line."""
    for colon in ("：", ": "):
        title = title.split(colon)[0]
    return title.strip()


def scenario_titles(scenarios: Sequence[Scenario], language: str) -> dict[str, str]:
    """Return short titles by name; whole titles where two short ones are the same."""
    short = {scenario.name: short_title(scenario.title(language)) for scenario in scenarios}
    repeated = {title for title in short.values() if list(short.values()).count(title) > 1}
    return {s.name: s.title(language) if short[s.name] in repeated else short[s.name] for s in scenarios}


def observed_totals(inputs: Any, since: int) -> pd.DataFrame | None:
    """Return counted residents (basis, date, value) from ``since`` on: ages added up, and totals published without ages."""
    tables: list[pd.DataFrame] = []
    if inputs.population is not None:
        tables.append(inputs.population.groupby(["basis", "date"], as_index=False)["population"].sum())
    if inputs.broad_ages is not None:
        rows = inputs.broad_ages[
            (inputs.broad_ages["sex"] == "both") & (inputs.broad_ages["age_group"] == "all")
        ]
        tables.append(rows[["basis", "date", "population"]])
    if not tables:
        return None
    every = pd.concat([table.assign(date=table["date"].astype(str).str[:10]) for table in tables])
    # a count may stand in both tables: once is enough, and where the two differ both points are seen
    every = every.rename(columns={"population": "value"}).drop_duplicates()
    kept: pd.DataFrame = every[every["date"].str[:4].astype(int) >= since].sort_values(
        ["basis", "date"], ignore_index=True
    )
    return kept if len(kept) else None


def observed_events(inputs: Any) -> pd.DataFrame | None:
    """Return events of whole calendar years (measure, year, value), natural change and net migration among them.

    Where a measure was counted twice for a year, vital statistics come before the register, migration reports too.
    """
    events = inputs.events
    if events is None:
        return None
    start, end = pd.to_datetime(events["start"]), pd.to_datetime(events["end"])
    whole = (
        (start.dt.strftime("%m-%d") == "01-01")
        & (end.dt.strftime("%m-%d") == "12-31")
        & (start.dt.year == end.dt.year)
    )
    rows = events[whole].assign(year=start[whole].dt.year)
    rank = rows["basis"].map({"vital_statistics": 0, "migration_report": 0}).fillna(1)
    cover = rows["coverage"].map({"all": 0, "japanese": 1}).fillna(2) if "coverage" in rows.columns else 0
    rows = (
        rows.assign(rank=rank * 10 + cover)
        .sort_values("rank", kind="stable")
        .drop_duplicates(["measure", "year"])
    )
    wide = rows.pivot(index="year", columns="measure", values="value")
    found = [
        wide[[m]].rename(columns={m: "value"}).assign(measure=m) for m in ("births", "deaths") if m in wide
    ]
    for name, plus, minus in (
        ("natural_change", "births", "deaths"),
        ("net_migration", "in_migration", "out_migration"),
    ):
        if plus in wide and minus in wide:
            found.append((wide[plus] - wide[minus]).to_frame("value").assign(measure=name))
    if not found:
        return None
    every: pd.DataFrame = pd.concat(found).dropna().reset_index()
    return every[["measure", "year", "value"]]


def published_series(inputs: Any) -> pd.DataFrame | None:
    """Return what was published for the area itself, with the day it holds for (IPSS: 1 October; else the projection's)."""
    if inputs.published is None:
        return None
    rows: pd.DataFrame = inputs.published[
        (inputs.published["area"] == inputs.area.code) & (inputs.published["measure"] == "population")
    ]
    if not len(rows):
        return None
    return rows.assign(date=np.where(rows["series"].str.startswith("ipss"), "10-01", ""))


def source_titles(inputs: Any, keys: Sequence[str], language: str) -> list[str]:
    """Return publisher and title of the sources, as far as the inputs name them."""
    found = []
    for key in dict.fromkeys(keys):
        source = inputs.sources.get(key)
        if source is None:
            continue
        told = (
            source
            if isinstance(source, dict)
            else {name: getattr(source, name, "") for name in ("title", "publisher")}
        )
        title, publisher = str(told.get("title") or key), str(told.get("publisher") or "")
        if language == "ja":
            found.append(f"{publisher}「{title}」" if publisher else title)
        else:
            found.append(f"{publisher}, {title}" if publisher else title)
    return found


def _keys(table: pd.DataFrame | None) -> list[str]:
    return (
        []
        if table is None or "source" not in table.columns
        else [str(key) for key in dict.fromkeys(table["source"])]
    )


def write_charts(run: Charted, folder: str | Path, language: str) -> list[Path]:
    """Write the charts of a run as PNG and SVG, and the moving pyramid as GIF and WebP.

    Parameters
    ----------
    run : Run
        A whole run, of one area.
    folder : path
        Where to. Made if absent; files there with the same names are replaced, one at a time and whole.
    language : {"en", "ja"}
        Language of all words.

    Returns
    -------
    list of Path
        The files, in order.

    Raises
    ------
    FigureError
        If the run has several areas or draws.
    """
    from cohort.report.figures.saving import save
    from cohort.report.figures.style import SIZE, unmanaged_axes

    folder = Path(folder)
    written: list[Path] = []
    for name, size, draw in _charts(run, language):
        ax = unmanaged_axes(size or SIZE)
        draw(ax)
        written += [save(ax, folder / f"{name}.{kind}") for kind in ("png", "svg")]
    return written + _animation(run, folder, language)


Chart = tuple[str, "tuple[float, float] | None", Callable[["Axes"], object]]


def _charts(run: Charted, language: str) -> list[Chart]:
    """Return name, size and drawing of each chart."""
    from cohort.report import figures
    from cohort.report.figures.pyramids import PYRAMID_SIZE

    view = _View(run, language)
    common: dict[str, Any] = {"place": view.place, "language": language}
    counted, made = view.counted, view.counted + view.published_sources
    launch, until = int(view.projection["time"][0]), int(view.projection["time"][-1])
    pair = [view.reference] + ([view.plan] if view.plan else [])
    charts: list[Chart] = [
        (
            "totals",
            None,
            lambda ax: figures.totals(
                view.summary,
                scenarios=view.main,
                titles=view.titles,
                outlook=view.outlooks,
                published=view.published,
                observed=observed_totals(run.inputs, launch - OBSERVED_YEARS),
                colours=view.colours,
                sources=made,
                ax=ax,
                **common,
            ),
        ),
        (
            "births-and-deaths",
            None,
            lambda ax: figures.births_and_deaths(
                view.summary,
                scenarios=pair,
                titles=view.titles,
                observed=view.events,
                colours=view.colours,
                sources=view.event_sources,
                ax=ax,
                **common,
            ),
        ),
    ]
    for name in pair:
        end = "" if name == view.reference else f"-{name}"
        chosen: dict[str, Any] = {"scenario": name, "scenario_title": view.titles[name], **common}
        charts += [
            (
                f"age-classes{end}",
                None,
                lambda ax, k=chosen: figures.age_classes(view.summary, sources=counted, ax=ax, **k),
            ),
            (
                f"natural-and-social-change{end}",
                None,
                lambda ax, k=chosen: figures.natural_and_social_change(
                    view.summary, observed=view.events, sources=view.event_sources, ax=ax, **k
                ),
            ),
        ]
    one = view.projection.sel(scenario=view.reference)
    if "age" in one["population"].dims or "age_group" in one["population"].dims:
        charts.append(
            (
                "pyramid-years",
                PYRAMID_SIZE,
                lambda ax: figures.pyramid(
                    one.sel(time=launch),
                    one.sel(time=until),
                    sources=counted,
                    ax=ax,
                    **{**common, "place": view.headed(view.reference)},
                ),
            )
        )
        if view.plan:
            both = [view.titles[view.reference], view.titles[view.plan]]
            charts.append(
                (
                    "pyramid-scenarios",
                    PYRAMID_SIZE,
                    lambda ax: figures.pyramid(
                        one.sel(time=until),
                        view.projection.sel(scenario=view.plan, time=until),
                        labels=both,
                        sources=counted,
                        ax=ax,
                        **{
                            **common,
                            "place": f"{view.place}{'・' if language == 'ja' else ', '}{until}{'年' if language == 'ja' else ''}",
                        },
                    ),
                )
            )
        charts.append(
            (
                "migration-by-age",
                None,
                lambda ax: figures.migration_by_age(
                    one,
                    periods=(launch, launch + 9),
                    scenario_title=view.titles[view.reference],
                    sources=counted + view.event_sources,
                    ax=ax,
                    **common,
                ),
            )
        )
    return charts


def _animation(run: Charted, folder: Path, language: str) -> list[Path]:
    from cohort.report import figures

    view = _View(run, language)
    one = view.projection.sel(scenario=view.reference)
    if "age" not in one["population"].dims and "age_group" not in one["population"].dims:
        return []
    paths = [folder / f"pyramid.{kind}" for kind in ("gif", "webp")]
    return figures.pyramid_animation(
        one, paths, place=view.headed(view.reference), sources=view.counted, language=language
    )


class _View:
    """What the charts of a run have in common: names, colours, sources, which scenarios are compared."""

    def __init__(self, run: Charted, language: str) -> None:
        from cohort.report.figures.style import scenario_colours

        inputs, self.language = run.inputs, language
        self.projection, self.summary = _single(run.projection), _single(run.summary)
        self.place = str(inputs.area.name_ja if language == "ja" else inputs.area.name_en)
        scenarios = list(run.scenarios)
        self.titles = scenario_titles(scenarios, language)
        self.main = [s.name for s in scenarios if s.role == "main"] or [s.name for s in scenarios]
        self.reference = str(run.assumptions.attrs.get("reference_scenario") or self.main[0])
        self.outlooks = list(
            {
                (o.measure, o.year, o.at_least, o.at_most, o.about): o for s in scenarios for o in s.outlooks
            }.values()
        )
        # the plan: the first scenario that promises something and is not what it is compared with
        promising = [s.name for s in scenarios if s.outlooks and s.name != self.reference]
        self.plan = next((name for name in promising if name in self.main), promising[0] if promising else "")
        self.colours = scenario_colours(
            [*self.main, *(name for name in self.titles if name not in self.main)]
        )
        self.published, self.events = published_series(inputs), observed_events(inputs)
        if self.published is not None:
            day = str(run.projection.attrs.get("reference_date", "01-01"))
            self.published["date"] = self.published["date"].replace("", day)
        self.counted = source_titles(inputs, _keys(inputs.population), language)
        self.published_sources = source_titles(inputs, _keys(self.published), language)
        self.event_sources = source_titles(inputs, _keys(inputs.events), language) or self.counted

    def headed(self, name: str) -> str:
        """Return the place with a scenario's title behind it."""
        return f"{self.place}{'・' if self.language == 'ja' else ', '}{self.titles[name]}"


def _single(dataset: xr.Dataset) -> xr.Dataset:
    """Return the dataset without dims ``area`` and ``draw`` of one member, and with a dim ``scenario``."""
    for dim in ("area", "draw"):
        if dataset.sizes.get(dim, 1) > 1:
            fail(
                "charts",
                dim,
                en=f"the run has {dataset.sizes[dim]}; charts are written for one. Select one, or draw with cohort.plot.small_multiples or fan.",
                ja=f"実行結果に {dim} が {dataset.sizes[dim]} 個あります。図は一つ分を書きます。一つ選ぶか、cohort.plot の small_multiples か fan を使ってください。",
                kind=FigureError,
            )
        dataset = dataset.isel({dim: 0}, drop=True) if dim in dataset.dims else dataset
    return dataset

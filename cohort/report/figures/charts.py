"""The charts of a run, written to a folder."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import xarray as xr

from cohort.errors import fail
from cohort.report.figures.select import FigureError
from cohort.report.titles import scenario_titles

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cohort.scenario.model import Outlook

OBSERVED_YEARS = 20  # years of counted residents shown before the launch
EVENT_YEARS = 5  # years of counted births, deaths and moves shown before the launch
MIGRATION_YEARS = 10  # years net migration by age is averaged over

Chart = tuple[str, tuple[float, float], Callable[["Axes"], object]]


class Charted(Protocol):
    """What is taken of a run: ``cohort.run.Run`` is one."""

    @property
    def inputs(self) -> Any:
        """Inputs of the area."""
        ...

    @property
    def scenarios(self) -> Any:
        """The set of scenarios."""
        ...

    @property
    def assumptions(self) -> xr.Dataset:
        """What was projected; names the reference scenario."""
        ...

    @property
    def projection(self) -> xr.Dataset:
        """What ``project`` returns."""
        ...

    @property
    def summary(self) -> xr.Dataset:
        """What ``summarise`` returns."""
        ...


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
    from cohort.report.figures.style import unmanaged_axes

    folder, view = Path(folder), _View(run, language)
    written: list[Path] = []
    for name, size, draw in view.charts():
        ax = unmanaged_axes(size)
        draw(ax)
        written += [save(ax, folder / f"{name}.{kind}") for kind in ("png", "svg")]
    return written + view.animation(folder)


class _View:
    """What the charts of a run have in common (names, colours, sources, which scenarios are compared), and each chart."""

    def __init__(self, run: Charted, language: str) -> None:
        from cohort.report.figures import counted
        from cohort.report.figures.style import scenario_colours

        inputs, self.language = run.inputs, language
        self.projection, self.summary = _single(run.projection), _single(run.summary)
        self.place = str(inputs.area.name_ja if language == "ja" else inputs.area.name_en)
        scenarios = list(run.scenarios)
        self.titles = scenario_titles(scenarios, language)
        self.main = [s.name for s in scenarios if s.is_main] or [s.name for s in scenarios]
        self.reference = str(run.assumptions.attrs.get("reference_scenario") or self.main[0])
        # the plan: the first that promises something and says how (a trend may be held against the same promise)
        promising = [s for s in scenarios if s.outlooks and s.name != self.reference and s.name in self.main]
        setting = [s.name for s in promising if s.trajectories or s.bands]
        self.plan = next(iter([*setting, *(s.name for s in promising)]), "")
        # one promise repeated by several scenarios is one mark, and the plan's own wording of it is kept
        promises = [o for s in sorted(scenarios, key=lambda s: s.name != self.plan) for o in s.outlooks]
        marks: dict[tuple[str, int, float], Outlook] = {}
        for promise in promises:
            marks.setdefault((promise.measure, promise.year, promise.value), promise)
        self.outlooks = list(marks.values())
        self.colours = scenario_colours(
            [*self.main, *(name for name in self.titles if name not in self.main)]
        )
        self.launch, self.until = int(self.projection["time"][0]), int(self.projection["time"][-1])
        day = str(run.projection.attrs.get("reference_date", "01-01"))
        self.observed = counted.observed_totals(inputs, self.launch - OBSERVED_YEARS)
        self.events = counted.observed_events(inputs, self.launch - EVENT_YEARS)
        self.published = counted.published_series(inputs, day, self.outlooks)
        keys = counted.source_keys
        self.sources = counted.source_titles(inputs, keys(inputs.population), language)
        both = keys(inputs.population) + keys(self.published)
        self.all_sources = counted.source_titles(inputs, both, language)
        self.event_sources = counted.source_titles(inputs, keys(inputs.events), language) or self.sources
        self.common: dict[str, Any] = {"place": self.place, "language": language}

    def charts(self) -> list[Chart]:
        """Return name, size (inches) and drawing of each chart."""
        from cohort.report.figures.pyramids import PYRAMID_SIZE
        from cohort.report.figures.style import SIZE

        charts: list[Chart] = [
            ("totals", (SIZE[0], SIZE[1] + 0.7), self.totals),
            ("births-and-deaths", SIZE, self.births_and_deaths),
        ]
        for name in self.pair:
            end = "" if name == self.reference else f"-{name}"
            charts.append((f"age-classes{end}", SIZE, partial(self.age_classes, name)))
            charts.append((f"natural-and-social-change{end}", SIZE, partial(self.changes, name)))
        if self.has_ages:
            charts.append(("pyramid-years", PYRAMID_SIZE, self.pyramid_years))
            if self.plan:
                charts.append(("pyramid-scenarios", PYRAMID_SIZE, self.pyramid_scenarios))
            charts.append(("migration-by-age", SIZE, self.migration_by_age))
        return charts

    @property
    def pair(self) -> list[str]:
        """The reference scenario and the plan, if there is one."""
        return [self.reference] + ([self.plan] if self.plan else [])

    @property
    def has_ages(self) -> bool:
        """Whether ages were kept."""
        return bool({"age", "age_group"} & set(map(str, self.projection["population"].dims)))

    def headed(self, word: str) -> str:
        """Return the place with a word behind it."""
        return f"{self.place}{'・' if self.language == 'ja' else ', '}{word}"

    def chosen(self, name: str) -> dict[str, Any]:
        """Return a scenario and its title, as charts of one scenario take them."""
        return {"scenario": name, "scenario_title": self.titles[name], **self.common}

    def totals(self, ax: Axes) -> object:
        """Draw all main scenarios with what they are measured against."""
        from cohort.report import figures

        return figures.totals(
            self.summary,
            scenarios=self.main,
            titles=self.titles,
            outlook=self.outlooks,
            published=self.published,
            observed=self.observed,
            colours=self.colours,
            sources=self.all_sources,
            ax=ax,
            **self.common,
        )

    def births_and_deaths(self, ax: Axes) -> object:
        """Draw births and deaths of the reference and the plan."""
        from cohort.report import figures

        return figures.births_and_deaths(
            self.summary,
            scenarios=self.pair,
            titles=self.titles,
            observed=self.events,
            colours=self.colours,
            sources=self.event_sources,
            ax=ax,
            **self.common,
        )

    def age_classes(self, name: str, ax: Axes) -> object:
        """Draw the age classes of one scenario."""
        from cohort.report import figures

        return figures.age_classes(self.summary, sources=self.sources, ax=ax, **self.chosen(name))

    def changes(self, name: str, ax: Axes) -> object:
        """Draw natural and social change of one scenario."""
        from cohort.report import figures

        return figures.natural_and_social_change(
            self.summary, observed=self.events, sources=self.event_sources, ax=ax, **self.chosen(name)
        )

    def pyramid_years(self, ax: Axes) -> object:
        """Draw launch and final year of the reference."""
        from cohort.report import figures

        one = self.projection.sel(scenario=self.reference)
        head = self.headed(self.titles[self.reference])
        first, last = one.sel(time=self.launch), one.sel(time=self.until)
        return figures.pyramid(first, last, sources=self.sources, ax=ax, place=head, language=self.language)

    def pyramid_scenarios(self, ax: Axes) -> object:
        """Draw reference and plan in the final year."""
        from cohort.report import figures

        one, other = (self.projection.sel(scenario=name, time=self.until) for name in self.pair)
        head = self.headed(f"{self.until}{'年' if self.language == 'ja' else ''}")
        words = [self.titles[name] for name in self.pair]
        return figures.pyramid(
            one, other, labels=words, sources=self.sources, ax=ax, place=head, language=self.language
        )

    def migration_by_age(self, ax: Axes) -> object:
        """Draw net migration by age in the first years of the reference."""
        from cohort.report import figures

        return figures.migration_by_age(
            self.projection.sel(scenario=self.reference),
            periods=(self.launch, self.launch + MIGRATION_YEARS - 1),
            scenario_title=self.titles[self.reference],
            sources=self.sources + self.event_sources,
            ax=ax,
            **self.common,
        )

    def animation(self, folder: Path) -> list[Path]:
        """Write the moving pyramid of the reference, if ages were kept."""
        from cohort.report import figures

        if not self.has_ages:
            return []
        return figures.pyramid_animation(
            self.projection.sel(scenario=self.reference),
            [folder / f"pyramid.{kind}" for kind in ("gif", "webp")],
            place=self.headed(self.titles[self.reference]),
            sources=self.sources,
            language=self.language,
        )


def _single(dataset: xr.Dataset) -> xr.Dataset:
    """Return the dataset without dims ``area`` and ``draw`` of one member, and with a dim ``scenario``."""
    for dim in ("area", "draw"):
        if dataset.sizes.get(dim, 1) > 1:
            fail(
                "charts",
                dim,
                en=f"the run has {dataset.sizes[dim]}; charts are written for one. Select one, or draw with cohort.plot.small_multiples or fan.",
                ja=f"実行結果に {dim} が {dataset.sizes[dim]} 個あります。図は一つ分を書きます。"
                "一つ選ぶか、cohort.plot の small_multiples か fan を使ってください。",
                kind=FigureError,
            )
        dataset = dataset.isel({dim: 0}, drop=True) if dim in dataset.dims else dataset
    return dataset

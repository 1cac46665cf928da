"""A made-up municipality of about 115,000 people, old and losing its young, in the form that reports take."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import numpy as np
import pandas as pd
import xarray as xr

from cohort.analysis.verdict import Verdict
from cohort.forms import Title
from cohort.inputs import Source as InputSource
from cohort.inputs import counts
from cohort.scenario.model import Launch, Outlook, Scenario, Source
from cohort.story.model import Chart, Story
from cohort.story.names import date_of, names_of
from cohort.text import Text


class Run(SimpleNamespace):
    """A made-up run: what a story reads of one."""


AGES = np.arange(0, 101)
PERIODS = np.arange(2020, 2050)
SEXES = ["male", "female"]


def launch_population(ages: np.ndarray, width: int) -> np.ndarray:
    """Return persons (sex, age): two baby-boom humps, few children, women older than men."""
    shape = 650 + 420 * np.exp(-(((ages - 70) / 8.0) ** 2)) + 330 * np.exp(-(((ages - 46) / 7.0) ** 2))
    shape = shape - 260 * np.exp(-(((ages - 22) / 5.0) ** 2)) - 3.0 * (40 - np.minimum(ages, 40))
    alive = np.exp(-np.exp((ages - np.array([[86.0], [91.5]])) / 6.5))
    return width * 0.98 * shape * alive


def survivorship(ages: np.ndarray, width: int, periods: int, gain: float = 0.004) -> np.ndarray:
    """Return survivorship (period, sex, age reached) of Gompertz mortality that falls by ``gain`` a year."""
    level = np.exp(-gain * width * np.arange(periods))[:, None, None]
    hazard = 0.00006 * np.exp(0.094 * (ages - width / 2)) * np.array([[1.0], [0.55]])
    hazard[:, 0] = 0.002
    return np.exp(-np.minimum(hazard * level * width, 3.0))


def asfr(ages: np.ndarray, width: int) -> np.ndarray:
    """Return births per woman-year by age, summing to a TFR of 1."""
    curve = np.where((ages >= 15) & (ages < 50), np.exp(-0.5 * ((ages + width / 2 - 30.5) / 5.2) ** 2), 0.0)
    return curve / (curve.sum() * width)


def migration_rate(ages: np.ndarray) -> np.ndarray:
    """Return net migration per person: the young leave, some come back with children."""
    leave = -0.115 * np.exp(-(((ages - 20) / 2.6) ** 2)) * np.array([[1.0], [1.12]])
    back = 0.006 * np.exp(-(((ages - 31) / 4.5) ** 2)) + 0.0022 * np.exp(-(((ages - 3) / 3.0) ** 2))
    return leave + back - 0.0006


def line(start: float, end: float, reached: int, periods: np.ndarray = PERIODS) -> np.ndarray:
    """Return a line to ``end`` in the year ``reached``, held afterwards; written without the model's own function."""
    return np.array(
        [end if p >= reached else start + (end - start) * (p - periods[0]) / (reached - periods[0]) for p in periods]
    )


def assumptions(timing: str = "even", mothers: str = "survivors") -> xr.Dataset:
    """Return yearly schedules of three scenarios: rates go on, a strategy, and a what-if that varies everything."""
    ages, periods = AGES, PERIODS
    names = ["trend", "strategy", "what-if"]
    rate = migration_rate(ages)
    tfr = np.stack([np.full(30, 1.44), line(1.44, 1.63, 2025), line(1.44, 1.8, 2030)])
    scale = 0.92
    control = np.zeros((3, 30))
    control[1] = np.where(periods <= 2025, 1, 2)
    control[2] = 1
    total = np.stack([np.zeros(30), line(-600, -322, 2025), line(-600, 0, 2035)])
    counts = np.zeros((3, 30, 2, 101))
    counts[2, 5:, :, 28:34] = 1.5
    counts[2, 5:, :, 2:5] = 1.0
    variables = {
        "launch_population": (("sex", "age"), launch_population(ages, 1)),
        "survivorship": (("period", "sex", "age"), survivorship(ages, 1, 30)),
        "asfr": (("scenario", "period", "age"), tfr[..., None] * scale * asfr(ages, 1)),
        "srb": (("period",), np.full(30, 1.055)),
        "net_migration_rate": (("period", "sex", "age"), np.broadcast_to(rate, (30, 2, 101)).copy()),
        "net_migration": (("scenario", "period", "sex", "age"), counts),
        "net_migration_total": (("scenario", "period"), total),
        "net_migration_control": (("scenario", "period"), control),
        "tfr": (("scenario", "period"), tfr),
    }
    coords = {"scenario": names, "period": periods, "sex": SEXES, "age": ages}
    attrs = {"step": 1, "reference_date": "01-01", "births": "asfr", "migration_timing": timing, "mothers": mothers}
    return xr.Dataset(variables, coords=coords, attrs={**attrs, "reference_scenario": "trend"})


def five_year() -> xr.Dataset:
    """Return the official Japanese form: steps of five years, child-woman ratio, rates on the start population."""
    ages, periods = np.arange(0, 95, 5), np.arange(2020, 2050, 5)
    rate = np.stack([migration_rate(ages + 2.0) * 0.9] * 6)
    rate[..., 0] = 0
    variables = {
        "launch_population": (("sex", "age"), launch_population(ages + 2.0, 5)),
        "survivorship": (("period", "sex", "age"), survivorship(ages, 5, 6)),
        "child_woman_ratio": (("period",), np.linspace(0.195, 0.21, 6)),
        "sex_ratio_0_4": (("period",), np.full(6, 105.2)),
        "net_migration_rate": (("period", "sex", "age"), rate),
        "tfr": (("period",), np.linspace(0.195, 0.21, 6) * (1.44 / 0.195)),
    }
    attrs = {
        "step": 5,
        "reference_date": "10-01",
        "births": "child_woman_ratio",
        "migration_timing": "end",
        "mothers": "survivors",
    }
    return xr.Dataset(variables, coords={"period": periods, "sex": SEXES, "age": ages}, attrs=attrs)


def scenario(name: str, en: str, ja: str, role: str = "main", **more: object) -> Scenario:
    """Return a scenario's names and outlooks; its schedules are in the assumptions."""
    launch = Launch(date=date(2020, 1, 1), basis="register", until=2050)
    source = Source(key="plan", kind="document", title="Plan of the made-up city", publisher="Made-up city")
    return Scenario(
        name=name, title=Title(en=en, ja=ja), role=role, file=f"{name}.toml", launch=launch, sources=(source,), **more
    )  # type: ignore[arg-type]


def run(
    schedules: xr.Dataset | None = None,
    title: str = "Second strategy: TFR 1.63, net out-migration halved by 2025",
    area: str = "Example",
) -> SimpleNamespace:
    """Return what the page needs of a run."""
    schedules = assumptions() if schedules is None else schedules
    outlook = Outlook(measure="population", year=2040, source="plan", at_least=89_000)
    share = Outlook(measure="share_65_plus", year=2040, source="plan", at_most=0.4)
    named = {
        "trend": scenario("trend", "Trend: recent rates go on", "趨勢：近年の率が続く"),
        "strategy": scenario("strategy", title, "第２期総合戦略：出生率1.63、転出超過半減", outlooks=(outlook, share)),
        "what-if": scenario(
            "what-if", "What if: 1.8 and balance by 2035", "仮定：出生率1.8と社会増減均衡", role="variant"
        ),
    }
    names = [str(n) for n in schedules["scenario"].values] if "scenario" in schedules.dims else ["trend"]
    scenarios = [named[name] for name in names]
    if len(names) == 1:
        scenarios = [scenario("trend", "Trend", "趨勢", outlooks=(outlook,))]
    inputs = SimpleNamespace(
        events=None,
        sources={
            "count": InputSource("count", "dataset", "Census", "Statistics"),
            "plan": InputSource("plan", "document", "Plan of the made-up city", "Made-up city"),
        },
        area=SimpleNamespace(code="01999", name_en=area, name_ja="例市"),
        population=pd.DataFrame(
            {"basis": "census", "source": "count", "date": pd.to_datetime([f"{y}-10-01" for y in (2000, 2005, 2010, 2015) for _ in "mf"]),
             "sex": ["male", "female"] * 4, "population": [64000, 68000, 61600, 65200, 58600, 62000, 55300, 58800]}
        ),
        broad_ages=pd.DataFrame(
            {"basis": ["census", "register"], "date": pd.to_datetime(["2020-10-01", "2025-03-31"]), "sex": ["both", "both"],
             "age_group": ["all", "all"], "population": [111000.0, 104500.0], "source": ["count", "plan"]}
        ),
        published=pd.concat([
            pd.DataFrame({"series": "ipss2018", "year": range(2015, 2050, 5), "value": [115e3, 109e3, 103e3, 97e3, 91e3, 85.7e3, 78e3]}),
            pd.DataFrame({"series": "ipss2023", "year": range(2020, 2055, 5), "value": [111.9e3, 101.1e3, 92.3e3, 84.1e3, 76.2e3, 68.4e3, 60.9e3]}),
            pd.DataFrame({"series": ["city2015_own", "city2015_outlook", "city2020_own", "city2020_outlook"], "year": 2040,
                          "value": [75e3, 86e3, 82e3, 89e3]}),
        ]).assign(area="01999", measure="population", source="plan"),
    )  # fmt: skip
    return Run(inputs=inputs, scenarios=scenarios, assumptions=schedules)


def stated(name: str, outlook: Outlook, own: bool = True) -> Verdict:
    """Return a verdict of which the page reads who states the outlook."""
    return Verdict(
        name,
        outlook,
        own,
        0.0,
        0.0,
        None,
        met=True,
        needed=0.0,
        lost_year=None,
        never_reached=False,
        interpolated=False,
    )


def told(made: SimpleNamespace) -> Story:
    """Return a made-up run as the page takes it."""
    inputs = made.inputs
    made.verdicts = [stated(one.name, outlook) for one in made.scenarios for outlook in one.outlooks]
    published = counts.published_of(inputs.published, "population", "01999")
    published = published[published["value"] != 89_000]  # the outlook is a mark of its own
    days = [day or "01-01" for day in published["day"]]
    drawn = {
        "observed": counts.totals_since(inputs.population, inputs.broad_ages, 2000),
        "published": published.assign(date=days),
    }
    return Story(
        run=made,
        charts={"totals": Chart("totals", "totals", Text("", ""), Text("", ""), drawn)},
        names=names_of(made),  # type: ignore[arg-type]
        date=date_of(made.inputs),
        question=Text("Does the outlook hold?", "展望は成り立つか"),
        subtitle=Text("", ""),
        outlook=None,
        headline=(Text("The answer", "答え"), Text("0 of 3 reach it", "3シナリオ中0")),
        sentences=(),
    )

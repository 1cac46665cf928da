"""What the page carries: schedules of every scenario, and the points that are drawn beside them.

Numbers go as base64 of little-endian float64, so that the browser starts from the same bits. Equal arrays are stored
once, a schedule that does not change over the periods has one row, and ages at both ends that are zero throughout are cut.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Collection, Iterable, Iterator
from typing import Any, Protocol

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from cohort.errors import AssumptionError, fail
from cohort.report.page.points import Tables, cited, observed, part_of_year, published
from cohort.report.page.settings import published_tfr, settings_of
from cohort.report.page.texts import TEXTS
from cohort.scenario.model import Scenario
from cohort.vocabulary import VOCABULARY

FloatArray = NDArray[np.float64]
Json = dict[str, Any]

MEASURES = (
    "population", "population_0_14", "population_15_64", "population_65_plus", "population_75_plus",
    "share_65_plus", "share_75_plus", "women_20_39", "women_15_49",
)  # fmt: skip
HISTORY = 20  # years of observed points before launch
TFR_RANGE = (0.8, 2.5)  # Japanese prefectures since 1960 lie inside


class PageRun(Protocol):
    """The part of a run that the page needs."""

    @property
    def inputs(self) -> Tables: ...  # noqa: D102
    @property
    def scenarios(self) -> Iterable[Scenario]: ...  # noqa: D102
    @property
    def assumptions(self) -> xr.Dataset: ...  # noqa: D102


class Arrays:
    """Arrays of the payload, each stored once."""

    def __init__(self) -> None:
        self.stored: list[str] = []
        self._index: dict[bytes, int] = {}

    def add(self, values: FloatArray, varies: bool) -> Json:
        """Store an array (period first if ``varies``) and return its description: number, shape, what was cut."""
        rows = np.ascontiguousarray(values if varies else values[None], dtype="<f8")
        if rows.shape[0] > 1 and all(row.tobytes() == rows[0].tobytes() for row in rows):
            rows = rows[:1]
        width = rows.shape[-1]
        used = np.flatnonzero((rows != 0).reshape(-1, width).any(axis=0))
        first, last = (int(used[0]), int(used[-1]) + 1) if used.size else (0, 1)
        content = np.ascontiguousarray(rows[..., first:last]).tobytes()
        number = self._index.setdefault(content, len(self.stored))
        if number == len(self.stored):
            self.stored.append(base64.b64encode(content).decode())
        return {
            "array": number,
            "rows": rows.shape[0],
            "groups": rows[0].size // width,
            "width": width,
            "first": first,
        }


def one_scenario(assumptions: xr.Dataset, name: str) -> xr.Dataset:
    """Return one scenario's assumptions without leading dims; an area dim of one is dropped.

    Raises
    ------
    AssumptionError
        More than one area, or draws: the page shows one area and one course.
    """
    for dim in ("area", "draw"):
        if assumptions.sizes.get(dim, 1) > 1:
            fail(
                "index.html",
                dim,
                en=f"got {assumptions.sizes[dim]} of them; select one before the page is written.",
                ja=f"{assumptions.sizes[dim]} 個あります。ページを書く前に1つ選んでください。",
                kind=AssumptionError,
            )
        if dim in assumptions.dims:
            assumptions = assumptions.isel({dim: 0}, drop=True)
    if "scenario" in assumptions.dims:
        assumptions = assumptions.sel(scenario=name, drop=True)
    return assumptions


# name in the page: variable, dims after period
_FIELDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "survivorship": ("survivorship", ("sex", "age")),
    "asfr": ("asfr", ("age",)),
    "srb": ("srb", ()),
    "cwr": ("child_woman_ratio", ()),
    "sexRatio": ("sex_ratio_0_4", ()),
    "rate": ("net_migration_rate", ("sex", "age")),
    "counts": ("net_migration", ("sex", "age")),
    "total": ("net_migration_total", ()),
    "control": ("net_migration_control", ()),
}


def schedule(assumptions: xr.Dataset, arrays: Arrays) -> Json:
    """Return one scenario's schedules, as ``engine.js`` reads them."""
    launch = assumptions["launch_population"].transpose("sex", "age").values
    found: Json = {"launch": arrays.add(launch.astype(np.float64), varies=False)}
    for short, (name, dims) in _FIELDS.items():
        if name not in assumptions:
            continue
        variable = assumptions[name]
        varies = "period" in variable.dims
        order = [dim for dim in ("period", *dims) if dim in variable.dims]
        values = variable.transpose(*order).values.astype(np.float64)
        found[short] = arrays.add(values if values.ndim > varies else values[..., None], varies)
    tfr = published_tfr(assumptions)
    found["tfr"] = None if tfr is None or not (tfr > 0).all() else arrays.add(tfr[:, None], varies=True)
    return found


def _reference_day(assumptions: xr.Dataset, name: str) -> str:
    if "reference_date" in assumptions.coords:
        coordinate = assumptions.coords["reference_date"]
        return str(
            coordinate.sel(scenario=name).item() if "scenario" in coordinate.dims else coordinate.item()
        )
    return str(assumptions.attrs.get("reference_date", "01-01"))


def _scenarios(run: PageRun, arrays: Arrays) -> Iterator[Json]:
    for scenario in run.scenarios:
        own = one_scenario(run.assumptions, scenario.name)
        start = settings_of(own)
        yield {
            "name": scenario.name,
            "title": {"en": scenario.title_en, "ja": scenario.title_ja},
            "role": "main" if scenario.is_main else "variant",
            "part": part_of_year(_reference_day(run.assumptions, scenario.name)),
            "year": start.year,
            "after": start.after,
            "schedule": schedule(own, arrays),
        }


def outlooks(scenarios: Iterable[Scenario], times: Collection[int]) -> list[Json]:
    """Return what the plans promise: each outlook once, with the scenarios that state it, population first.

    Only measures and years that the page can check.
    """
    found: dict[tuple[object, ...], Json] = {}
    for scenario in scenarios:
        for item in scenario.outlooks:
            if item.measure not in MEASURES or item.year not in times:
                continue
            low, high = item.limits()
            stated = {
                "measure": item.measure,
                "year": item.year,
                "kind": item.bound,
                "value": item.value,
                "low": low if math.isfinite(low) else None,
                "high": high if math.isfinite(high) else None,
            }
            one = found.setdefault(tuple(stated.values()), {**stated, "scenarios": []})
            one["scenarios"].append(scenario.name)
    return sorted(found.values(), key=lambda item: item["measure"] != "population")


def net_limit(launch_total: float, net: float) -> float:
    """Return the largest net migration a year that the slider offers, a round number: beyond twice what is, or 1 % a year."""
    wanted = max(2.2 * abs(net), 0.01 * launch_total, 1.0)
    unit = 10.0 ** math.floor(math.log10(wanted))
    return float(math.ceil(wanted / (unit / 2)) * unit / 2)


def payload(run: PageRun, language: str) -> Json:
    """Return everything the page carries.

    Parameters
    ----------
    run : PageRun
        A run (``cohort.run.Run``).
    language : str
        Language the page opens in.
    """
    assumptions, arrays = run.assumptions, Arrays()
    scenarios = list(_scenarios(run, arrays))
    periods = [int(p) for p in assumptions["period"].values]
    step = int(assumptions.attrs["step"])
    last = periods[-1] + step
    launch = one_scenario(assumptions, scenarios[0]["name"])
    nets = [abs(float(np.nanmax(np.abs(v)))) for v in _totals(assumptions)]
    area = run.inputs.area
    return {
        "format": 1,
        "language": language,
        "area": {"code": area.code, "name": {"en": area.name_en, "ja": area.name_ja}},
        "step": step,
        "timing": assumptions.attrs.get("migration_timing", "even"),
        "mothers": assumptions.attrs.get("mothers", "survivors"),
        "ages": [int(age) for age in assumptions["age"].values],
        "periods": periods,
        "times": [*periods, last],
        "reference": assumptions.attrs.get("reference_scenario", ""),
        "scenarios": scenarios,
        "arrays": arrays.stored,
        "outlooks": outlooks(run.scenarios, [*periods, last]),
        "observed": observed(run.inputs, periods[0] - HISTORY),
        "published": published(run.inputs, periods[0] - HISTORY, last, scenarios[0]["part"]),
        "tfrRange": TFR_RANGE,
        "netLimit": net_limit(float(launch["launch_population"].sum()), max(nets, default=0.0) / step),
        "labels": {name: {"en": VOCABULARY[name].en, "ja": VOCABULARY[name].ja} for name in MEASURES},
        "sources": cited(run.inputs, [source for scenario in run.scenarios for source in scenario.sources]),
        "texts": {code: {key: pair[i] for key, pair in TEXTS.items()} for i, code in enumerate(("en", "ja"))},
    }


def _totals(assumptions: xr.Dataset) -> Iterator[FloatArray]:
    if "net_migration_total" in assumptions:
        total = assumptions["net_migration_total"].values.astype(np.float64)
        if np.isfinite(total).any():
            yield total

"""The figures of docs/results.md that had been doubted, worked out again: first cell of the row, and what the model has today."""

from __future__ import annotations

from functools import cache

import numpy as np
import xarray as xr

import cohort
from cohort.assumptions.baseline import Baseline, baseline
from cohort.collection.tables import table
from cohort.inputs import Inputs
from cohort.record import implied_of
from cohort.scenario import Scenario
from tests.shared import ROOT


@cache
def city() -> Inputs:
    return cohort.read_inputs(ROOT / "inputs" / "ichinoseki")


def scenario(name: str, **launch: object) -> Scenario:
    one = cohort.read_scenarios(ROOT / "scenarios" / "ichinoseki")[name]
    return one.changed(launch=one.launch.changed(**launch))


def base(**launch: object) -> Baseline:
    return baseline(city(), scenario("trend", **launch).launch)


def trend(**launch: object) -> xr.Dataset:
    return cohort.project(cohort.assume(city(), scenario("trend", **launch))).squeeze()


def in_2040(**launch: object) -> float:
    return float(trend(**launch)["population"].sum(["sex", "age"]).sel(time=2040))


def tfr_instead(**launch: object) -> float:
    """Published TFR that alone, in place of net migration, gives the city's own 82,044."""
    one = scenario("own-projection", **launch)
    assert one.calibrate is not None
    made = one.changed(calibrate=one.calibrate.model_copy(update={"lever": "fertility.tfr"}))
    return float(implied_of(cohort.assume(city(), [scenario("trend", **launch), made]))["own-projection"].value)


def deaths_instead(**launch: object) -> tuple[float, float]:
    """Deaths of the first year, at death rates that alone give 82,044; and those of the trend: halving the interval."""
    made = cohort.assume(city(), scenario("trend", **launch)).drop_vars("e0")
    low, high = 0.2, 1.0
    for _ in range(30):
        middle = (low + high) / 2
        found = cohort.project(made.assign(survivorship=made["survivorship"] ** middle)).squeeze()
        low, high = (
            (middle, high) if float(found["population"].sum(["sex", "age"]).sel(time=2040)) > 82_044 else (low, middle)
        )
    usual = trend(**launch)["deaths"].sum(["sex", "age"]).sel(period=2020)
    return float(found["deaths"].sum(["sex", "age"]).sel(period=2020)), float(usual)


def women(basis: str, day: str) -> float:
    return float(city().population_on(basis, day)[0].sel(sex="female").sel(age=slice(20, 24)).sum())


@cache
def doubted() -> dict[str, str]:
    """What stands in the last cell of each row."""
    each = {year: base(events=(year,)) for year in range(2016, 2020)}
    scale, alone = base().scale, base(events=(2019,), tfr_scale="launch_years").scale
    bayes = float(table("tfr")["tfr"].sel(area="03209", period="2018-2022"))
    nets = ", ".join(f"{float(city().net_migration(year)):.0f}" for year in each)
    levels = ", ".join(f"{one.tfr:.2f}" for one in each.values())
    deaths, usual = deaths_instead()
    men = {
        name: float(
            cohort.assume(city(), scenario("trend", mortality=name))["e0"].sel(sex="male", period=2049).squeeze()
        )
        for name in ("random_walk", "log_curve", "constant")
    }
    rates, count = in_2040(events=(2019,)), in_2040(events=(2019,), migration_level="count")
    registered, counted = women("register", "2020-01-01"), women("census", "2020-10-01")
    own = trend()
    born = float(own["births"].sel(period=[2021, 2022, 2023]).sum())
    seen = sum(float(city().event("births", year, "vital_statistics")) for year in (2021, 2022, 2023))
    oldest = own["population"].sum("sex").sel(age=slice(85, None)).sum("age")
    all_old = own["population"].sum("sex").sel(age=slice(65, None)).sum("age")
    grown = [float(one.sel(time=2040) / one.sel(time=2020) - 1) for one in (oldest, all_old)]
    nation = city().nation
    assert nation is not None
    by_sex = nation.births_by_sex
    assert by_sex is not None
    ratio = by_sex[by_sex["year"] <= 2019].iloc[-1]
    said = {
        "Model TFR for a published one": f"{scale:.3f}, of 2018, which 1.44 is of ({alone:.3f} where 2019 stands for it); "
        f"2019 is {each[2019].tfr / scale:.2f} published, official 2018–2022 {bayes:.2f}",
        "Launch years": f"2016–2019: net migrants {nets}; model TFR {levels}",
        "What else would give 82,044": f"TFR {tfr_instead():.2f} published ({tfr_instead(events=(2019,)):.2f} with 2019 alone), "
        f"or {deaths:,.0f} deaths in 2020 instead of {usual:,.0f}",
        "Men's life expectancy in 2049": f"random walk {men['random_walk']:.1f}, curve {men['log_curve']:.1f}, constant {men['constant']:.1f}",
        "2019's migration goes on": f"as rates {rates:,.0f} in 2040, as a count {count:,.0f} ({count - rates:+,.0f})",
        "Students in the register": f"women of 20–24: {registered:,.0f} in the register of 1 January 2020, "
        f"{counted:,.0f} in the census ({registered / counted - 1:+.1%})",
        "Births of 2021–2023": f"{born:,.0f} where {seen:,.0f} came ({born / seen - 1:+.1%})",
        "Care": f"ends with the plan's last year: residents of 85 and over change by {grown[0]:+.1%} from 2020 to 2040, "
        f"those of 65 and over by {grown[1]:+.1%}",
        "Boys per girl": f"{float(ratio['male'] / ratio['female']):.4f}, the nation's births of {int(ratio['year'])}",
    }  # fmt: skip
    assert np.isfinite(list(men.values())).all()
    return {name: one.replace("-", "−").replace("%", " %") for name, one in said.items()}


if __name__ == "__main__":
    for name, one in doubted().items():
        print(f"| {name} | | {one} |")

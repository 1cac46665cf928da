"""Labels, what is kept, provenance, and every way in which assumptions can be wrong."""

from __future__ import annotations

import json
import tracemalloc

import numpy as np
import pytest
import xarray as xr

import cohort
from cohort.errors import ProjectionError
from cohort.projection.groups import age_groups
from cohort.projection.memory import room
from cohort.projection.project import project
from cohort.projection.provenance import fingerprint
from cohort.projection.results import balance
from cohort.record import records_of

SEXES = ["male", "female"]
ATTRS = {"step": 1, "reference_date": "10-01", "births": "asfr", "migration_timing": "end", "mothers": "survivors"}


def small(**attrs):
    """Three ages, two years, a hundred people in each cell."""
    return xr.Dataset(
        {
            "launch_population": (("sex", "age"), np.full((2, 3), 100.0)),
            "survivorship": (("sex", "age"), np.full((2, 3), 0.5)),
            "asfr": (("age",), [0, 0.4, 0]),
            "srb": (("period",), [1.0, 1.0]),
            "net_migration": (("sex", "age"), np.zeros((2, 3))),
        },
        {"sex": SEXES, "age": [0, 1, 2], "period": [2020, 2021]},
        ATTRS | attrs,
    )


def by_ratio():
    """Eleven five-year groups, official form."""
    return xr.Dataset(
        {
            "launch_population": (("sex", "age"), np.full((2, 11), 100.0)),
            "survivorship": (("sex", "age"), np.full((2, 11), 0.9)),
            "child_woman_ratio": (("period",), [0.2]),
            "sex_ratio_0_4": (("period",), [105.0]),
            "net_migration_rate": (("sex", "age"), np.zeros((2, 11))),
        },
        {"sex": SEXES, "age": np.arange(0, 55, 5), "period": [2020]},
        ATTRS | {"step": 5, "births": "child_woman_ratio"},
    )


def controlled(rates=(0.0, 0.1, -0.1), totals=(5.0, 5.0), control=(1, 2)):
    """Net totals over the small case."""
    a = small().drop_vars("net_migration")
    return a.assign(
        net_migration_rate=(("sex", "age"), np.tile(rates, (2, 1))),
        net_migration_total=(("period",), list(totals)),
        net_migration_control=(("period",), list(control)),
    )


def test_numbers_by_hand():
    result = project(small())
    # women of 1 at start and end: 100 and 50, so 0.4 x 75 = 30 births, 15 of each sex
    np.testing.assert_allclose(result["births"].values[0], [15, 15])
    np.testing.assert_allclose(result["population"].values[1], [[7.5, 50, 100], [7.5, 50, 100]])
    np.testing.assert_allclose(result["deaths"].values[0], [[7.5, 50, 100], [7.5, 50, 100]])


def test_labels_attributes_and_provenance():
    a = (
        small()
        .expand_dims(scenario=["trend", "strategy"])
        .assign_coords(reference_date=("scenario", ["01-01", "10-01"]), title=("scenario", ["T", "S"]))
    )
    a["srb"] = small()["srb"]
    del a.attrs["reference_date"]
    result = project(a)
    assert result["population"].dims == ("scenario", "time", "sex", "age")
    assert result["births"].dims == ("scenario", "period", "sex")
    assert result["time"].values.tolist() == [2020, 2021, 2022]
    assert result["period"].values.tolist() == [2020, 2021]
    assert result["reference_date"].values.tolist() == ["01-01", "10-01"]
    assert result["title"].values.tolist() == ["T", "S"]
    assert result["deaths"].attrs["units"] == "persons"
    assert {name: result.attrs[name] for name in a.attrs} == a.attrs
    provenance = json.loads(result.attrs["provenance"])
    assert provenance["cohort"] == cohort.__version__
    assert set(provenance) == {"cohort", "assumptions_sha256", "numba", "numpy", "xarray"}
    assert provenance["assumptions_sha256"] == fingerprint(a)


def test_fingerprint_sees_values_labels_and_attributes():
    a = small()
    changed = a.copy(deep=True)
    changed["asfr"][1] = 0.3
    others = (changed, a.assign_coords(period=[2021, 2022]), a.assign_attrs(mothers="end_population"))
    assert len({fingerprint(a), *(fingerprint(other) for other in others)}) == 4
    assert fingerprint(a) == fingerprint(small())


def test_the_result_is_not_the_input():
    a = small()
    result = project(a)
    a["net_migration"][:] = 7.0
    assert float(result["net_migration"].sum()) == 0
    assert result["net_migration"].dims == ("period", "sex", "age")


def test_what_does_not_vary_by_draw_is_not_repeated_for_every_draw():
    """Fertility varies by draw; survivorship and migrants do not: written out for every draw each would take 8 MB."""
    draws, periods, ages = 200, 25, 101
    rng = np.random.default_rng(1)
    a = xr.Dataset(
        {
            "launch_population": (("sex", "age"), np.full((2, ages), 1000.0)),
            "survivorship": (("period", "sex", "age"), rng.uniform(0.9, 1, (periods, 2, ages))),
            "asfr": (("draw", "age"), rng.uniform(0, 0.05, (draws, ages)) * (np.arange(ages) > 0)),
            "srb": (("period",), np.full(periods, 1.05)),
            "net_migration": (("sex", "age"), rng.uniform(-1, 1, (2, ages))),
            "net_migration_rate": (("period", "sex", "age"), rng.uniform(-0.01, 0.01, (periods, 2, ages))),
        },
        {"sex": SEXES, "age": np.arange(ages), "period": 2020 + np.arange(periods), "draw": np.arange(draws)},
        ATTRS,
    )
    project(a, keep="totals")  # compiled code is loaded before memory is counted
    tracemalloc.start()
    try:
        totals = project(a, keep="totals")
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert totals.sizes == {"draw": draws, "time": periods + 1, "period": periods}
    assert a["survivorship"].nbytes * draws > 8e6
    assert most < 2e6


def test_groups():
    position, labels = age_groups(np.arange(0, 104))
    assert labels[0] == "0-4"
    assert labels[-2:] == ["95-99", "100+"]
    assert position[[4, 5, 99, 100, 103]].tolist() == [0, 1, 19, 20, 20]
    result = project(small(), keep="groups")
    assert result["population"].dims == ("time", "sex", "age_group")
    assert result["age_group"].values.tolist() == ["0+"]
    assert "age" not in result.coords


def test_totals():
    result = project(small(), keep="totals")
    assert result["population"].dims == ("time",)
    np.testing.assert_allclose(result["population"].values[:2], [600, 315])
    assert result["births"].values[0] == pytest.approx(30)
    assert "sex" not in result.coords
    assert float(np.abs(balance(result)).max()) < 1e-12


def test_factor_of_a_total_by_hand():
    # arrivals 2 x 0.1 x 100 = 20 (who reach 1), leavers 2 x 0.1 x 200 = 40 (who reach 2+); f 20 - 40/f = 5
    f = (5 + np.sqrt(25 + 4 * 20 * 40)) / 40
    result = project(controlled())
    np.testing.assert_allclose(result["net_migration_factor"].values, [f, f], rtol=1e-15)
    assert float(result["net_migration"].isel(period=0).sum()) == pytest.approx(5, abs=1e-12)
    one_sided = project(controlled(rates=(0, 0.1, 0), totals=(30, 10), control=(1, 0)))
    np.testing.assert_allclose(one_sided["net_migration_factor"].values, [1.5, 1.0])
    leavers = project(controlled(rates=(0, -0.1, 0), totals=(-30, 10), control=(1, 0)))
    np.testing.assert_allclose(leavers["net_migration"].isel(period=0).sum(), -30)
    nobody = project(controlled(rates=(0, 0, 0), totals=(0, np.nan), control=(1, 0)))
    np.testing.assert_allclose(nobody["net_migration_factor"].values, 1.0)


def draws(count=4):
    """The small case, net migration by draw; the second loses more people than there are."""
    leavers = np.zeros((count, 2, 3))
    leavers[1, 0, 2] = -150
    return small().assign(net_migration=(("draw", "sex", "age"), leavers)).assign_coords(draw=np.arange(count))


def test_order_of_dims_and_of_sexes_does_not_matter():
    a = small().expand_dims(reading=["x", "y"]).expand_dims(draw=[0, 1])
    a["survivorship"] = small()["survivorship"]
    a["net_migration"] = a["net_migration"] + xr.DataArray([1, 2], dims="reading") * xr.DataArray([1, 3], dims="sex")
    other = a.transpose("age", "sex", "period", "draw", "reading").isel(sex=[1, 0])
    one, two = project(a), project(other)
    assert one["population"].dims == ("draw", "reading", "time", "sex", "age")
    xr.testing.assert_identical(one, two)
    assert fingerprint(a) == fingerprint(other)
    np.testing.assert_array_equal(
        one["population"].sel(reading="y", draw=0), project(a.sel(reading="y", draw=0))["population"]
    )


def test_stacked_members_keep_their_labels():
    a = small().expand_dims(scenario=["a", "b"], draw=[0, 1]).stack(member=("scenario", "draw"))
    assert project(a)["population"].sel(scenario="b", draw=1).sizes == {"time": 3, "sex": 2, "age": 3}


def test_a_file_in_between_changes_nothing(tmp_path):
    a = small(records="[]", area="03209", open_age=2)
    a.to_netcdf(tmp_path / "a.nc", engine="h5netcdf")
    with xr.open_dataset(tmp_path / "a.nc") as read:
        again = project(read)
    once = project(a)
    xr.testing.assert_identical(again.drop_vars("sex"), once.drop_vars("sex"))
    assert type(again.attrs["step"]) is int


class Counted:
    """An array that is not in memory, and counts how often it is read."""

    def __init__(self, values):
        self.values, self.read = values, 0
        self.shape, self.dtype, self.ndim = values.shape, values.dtype, values.ndim

    def __array__(self, dtype=None, copy=None):
        self.read += 1
        return self.values

    def __array_function__(self, *_):
        raise AssertionError("nothing is to be calculated before it is read")

    def __array_ufunc__(self, *_, **__):
        raise AssertionError("nothing is to be calculated before it is read")

    def __getitem__(self, where):
        raise AssertionError("it is to be read as a whole")


def test_what_is_not_in_memory_is_read_once():
    a = small()
    arrays = {name: Counted(a[name].values) for name in a.data_vars}
    lazy = a.assign({name: (a[name].dims, array) for name, array in arrays.items()})
    xr.testing.assert_identical(project(lazy, fingerprint=True), project(a))
    assert {name: array.read for name, array in arrays.items()} == dict.fromkeys(a.data_vars, 1)


@pytest.mark.parametrize("keep", ["all", "groups", "totals"])
def test_only_what_is_wanted(keep):
    a = controlled().expand_dims(draw=[0, 1])
    whole = project(a, keep)
    for name in whole.data_vars:
        found = project(a, keep, variables=[name])
        assert list(found.data_vars) == [name]
        assert found[name].dims == whole[name].dims
        np.testing.assert_array_equal(found[name], whole[name])


@pytest.mark.parametrize("keep", ["all", "groups", "totals"])
def test_a_failing_run_leaves_the_others_as_they_are(keep):
    a = draws()
    a["survivorship"] = a["survivorship"].expand_dims(draw=4).copy()
    a["survivorship"][3, 0, 1] = np.nan
    found = project(a, keep, failing="nan")
    assert found["failed"].dims == ("draw",)
    assert found["failed"].values.tolist() == [False, True, False, True]
    alone = project(a.isel(draw=[0, 2]), keep)
    for name, array in alone.data_vars.items():
        np.testing.assert_array_equal(found[name].isel(draw=[0, 2]), array)
        assert np.isnan(found[name].isel(draw=[1, 3])).all()
    told = [(record.where, record.en) for record in records_of(found)]
    assert told[0][0] == "projection: survivorship[draw=3, sex=male, age=1]"
    assert told[1] == (
        "projection: draw=1, period=2020, sex=male, age=2",
        "more leavers than residents: 50 persons short; lower the net out-migration here.",
    )


def test_nothing_failed():
    found = project(small(), failing="nan")
    assert found["failed"].item() is False
    assert "records" not in found.attrs
    # what was given is seen, not written: it is written where runs failed
    a = small().assign(launch_population=small()["launch_population"] * xr.DataArray([1, 0.2], dims="draw"))
    a = a.assign_coords(draw=[0, 1])
    a["net_migration"][:, 2] = -25.0
    found = project(a, failing="nan")
    assert found["failed"].values.tolist() == [False, True]
    assert np.isnan(found["net_migration"].sel(draw=1)).all()
    assert (found["net_migration"].sel(draw=0, age=2) == -25).all()


def test_a_number_that_every_run_reads_is_refused_all_the_same():
    a = draws()
    a["survivorship"][0, 0] = 1.1
    with pytest.raises(ProjectionError, match=r"survivorship\[sex=male, age=0\]: got 1.1"):
        project(a, failing="nan")


def test_what_assumptions_tell_travels():
    told = {"records": "[]", "implied": "{}", "area": "03209", "reference_scenario": "trend"}
    attrs = project(small(**told, note="x")).attrs
    assert {name: attrs[name] for name in told} == told
    assert "note" not in attrs


def test_the_fingerprint_of_much_is_taken_when_asked_for():
    a = draws(1 << 18)
    a["net_migration"][1] = 0.0
    assert json.loads(project(a, "totals", variables="births").attrs["provenance"])["assumptions_sha256"] is None
    sha = json.loads(project(a, "totals", variables="births", fingerprint=True).attrs["provenance"])
    assert sha["assumptions_sha256"] == fingerprint(a)
    last = a.copy(deep=True)
    last["net_migration"][-1, 1, 2] = 1.0
    assert fingerprint(last) != fingerprint(a)
    none = json.loads(project(small(), fingerprint=False).attrs["provenance"])
    assert none["assumptions_sha256"] is None


def test_memory_is_used_again_when_nobody_holds_it():
    first = room((1000, 1000))
    first[:] = 1.0
    place = first.ctypes.data
    part = first[10:20]
    del first
    others = [room((1000, 1000)) for _ in range(3)]
    assert place not in {array.ctypes.data for array in others}  # a part of it is still held
    assert part.sum() == 10_000
    del part
    assert place in {room((1000, 900)).ctypes.data, *(array.ctypes.data for array in [room((1000, 950))])}
    assert room((10,)).shape == (10,)


class TestFailures:
    def check(self, a, *words, keep="all"):
        with pytest.raises(ProjectionError) as caught:
            project(a, keep)
        english, japanese = caught.value.text("en"), caught.value.text("ja")
        for word in words:
            assert word in english
        assert len(japanese.splitlines()) == len(english.splitlines())
        for problem in caught.value.problems:
            assert problem.en != problem.ja
        return caught.value

    def test_keep(self):
        self.check(small(), "keep: got 'some'; use one of 'all', 'groups', 'totals'.", keep="some")

    def test_more_leavers_than_residents(self):
        a = small()
        a["net_migration"][1, 1] = -60
        error = self.check(a, "period=2020, sex=female, age=1: more leavers than residents: 10 persons short; lower")
        assert "転出が住民より多く、10 人不足します" in error.text("ja")

    def test_more_leavers_than_residents_in_the_first_half(self):
        a = small(migration_timing="even")
        a["net_migration"][1, 0] = -206
        self.check(a, "period=2020, sex=female, age=0: more leavers than residents: 3 persons short in the first half")

    def test_every_failing_run_is_named_up_to_twenty(self):
        a = small().expand_dims(area=["03209", "03402"]).assign_coords(draw=np.arange(15))
        leavers = np.zeros((15, 2, 3))
        leavers[:, 0, 2] = -150
        leavers[3] = 0
        a["net_migration"] = (("draw", "sex", "age"), leavers)
        for name in ("launch_population", "survivorship", "asfr", "srb"):
            a[name] = small()[name]
        a["launch_population"] = small()["launch_population"].expand_dims(area=["03209", "03402"])
        error = self.check(a, "area=03209, draw=0, period=2020, sex=male, age=2: ", "... and 8 more runs.")
        assert len(error.problems) == 21
        assert "draw=3," not in error.text("en")

    def test_no_factor(self):
        self.check(controlled(rates=(0, 0.1, 0), totals=(-5, 0)), "period=2020: no factor meets net_migration_total")
        self.check(controlled(rates=(0, -0.1, 0), totals=(5, 0)), "factor keeps that sign")
        self.check(controlled(rates=(0, 0, 0), totals=(1, 0)), "no factor")

    def test_births_that_do_not_settle(self):
        # every birth brings a hundred newborn migrants, who displace the mothers that the total leaves room for
        a = controlled(rates=(100.0, 0.01, 0.0), totals=(5000, 0), control=(1, 0))
        a = a.assign_attrs(mothers="end_population")
        a["launch_population"][:, 1] = 0
        a["asfr"][1] = 1.0
        a["survivorship"][:, 1] = 0
        self.check(a, "period=2020: births and the migrants of the first group do not settle")

    def test_all_problems_at_once(self):
        a = small(step=2, births="tfr").drop_vars(["net_migration", "survivorship"])
        del a.attrs["mothers"], a.attrs["reference_date"]
        error = self.check(
            a,
            "attrs['step']: got 2; set it to one of 1, 5.",
            "attrs['births']: got 'tfr'",
            "attrs['mothers']: got None",
            "attrs['reference_date']: missing",
            "survivorship: missing",
            "net_migration: neither net_migration nor net_migration_rate is given",
        )
        assert len(error.problems) == 6

    @pytest.mark.parametrize(
        ("options", "words"),
        [
            ({"variables": ("x",)}, "variables: got 'x'; name some of population, births"),
            ({"variables": ("deathss",)}, "Did you mean 'deaths'?"),
            ({"variables": 5}, "variables: got 5; name some of"),
            ({"variables": ()}, "variables: none is named"),
            ({"variables": "net_migration_factor"}, "variables: got 'net_migration_factor'"),
            ({"failing": "skip"}, "failing: got 'skip'; use one of 'raise', 'nan'."),
            ({"fingerprint": 1}, "fingerprint: got 1; use one of 'auto', True, False."),
            ({"keep": ["all"]}, "keep: got ['all']; use one of"),
        ],
    )
    def test_options(self, options, words):
        with pytest.raises(ProjectionError) as caught:
            project(small(), **options)
        assert words in caught.value.text("en")
        assert caught.value.text("ja") != caught.value.text("en")

    def test_what_is_no_assumptions(self):
        self.check(None, "got NoneType; give the Dataset that `cohort.assume` returns.")
        self.check(small()["asfr"], "got DataArray; give the Dataset")
        self.check(small(reference_date="soon"), "reference_date: got 'soon'; write a month and a day, as '10-01'.")
        self.check(small(reference_date="2-30"), "reference_date: got '2-30'")
        days = small().expand_dims(scenario=["a", "b"]).assign_coords(reference_date=("scenario", ["01-01", "2-30"]))
        self.check(days, "reference_date: got '2-30'")
        self.check(small().assign_coords(reference_date=5), "reference_date: got 5")
        self.check(small(step=True), "attrs['step']: got True; set it to one of 1, 5.")
        self.check(small(births=np.array([1, 2])), "attrs['births']: got array([1, 2])")

    def test_ages_that_were_cut_off(self):
        a = small(open_age=2)
        assert project(a).attrs["open_age"] == 2
        self.check(a.isel(age=slice(0, 2)), "age: ends at 1, but attrs['open_age'] says that the open group is 2")

    def test_years_that_were_cut_off(self):
        a = small()
        a["launch_population"].attrs["year"] = 2020
        self.check(a.isel(period=[1]), "period: begins with 2021, but launch_population is that of 2020")
        project(a.isel(period=[0]))

    def test_what_is_shown_and_not_read(self):
        a = small().assign(tfr=("period", [0.4, 0.4]), tfr_scale=1.0)
        self.check(
            a.assign(tfr=0.5), "tfr[]: tfr is only shown, and asfr does not give it; to change it use cohort.change"
        )
        self.check(small().assign(tfr=("period", [0.4, 0.5])), "tfr[period=2020]: tfr is only shown")
        # half survive each age, also into the open one: 0.5 + 0.25 + 0.25 years are lived
        project(small().assign(e0=("sex", [1.0, 1.0])))
        self.check(small().assign(e0=("sex", [1.0, 1.02])), "e0[sex=female]: e0 is only shown, and survivorship")

    def test_missing_and_unknown_variables(self):
        a = small().rename(srb="srbb").drop_vars("survivorship")
        self.check(
            a,
            "survivorship: missing",
            "srb: missing",
            "srbb: unknown variable; nothing would read it. Did you mean 'srb'?",
        )

    def test_measures_that_only_describe_may_travel(self):
        assert "tfr" not in project(small().assign(tfr=("period", [0.4, 0.4])))

    def test_both_births_models(self):
        a = small().assign(child_woman_ratio=("period", [0.2, 0.2]))
        self.check(a, "child_woman_ratio: births are modelled by 'asfr'; drop what belongs to 'child_woman_ratio'")

    def test_total_without_control_or_rates(self):
        a = small().assign(net_migration_total=("period", [1.0, 1.0]))
        self.check(a, "net_migration_total: a total is met by", "give all three")

    def test_dims_that_are_another_variables(self):
        a = small()
        a["survivorship"] = a["survivorship"].isel(age=0, drop=True)
        self.check(a, "survivorship: dims are ('sex',); they must be ('period', 'sex', 'age')")
        b = small().assign(asfr=small()["asfr"].expand_dims(sex=SEXES))
        self.check(b, "asfr: dims are ('sex', 'age'); they must be ('period', 'age')")

    def test_dims(self):
        self.check(small().drop_vars("age"), "age: has no labels; assign its coordinate.")
        self.check(small().expand_dims(year=[1]), "year: a dim of this name may be meant for 'period'; rename it")
        self.check(small().expand_dims(reading=2), "reading: has no labels; assign its coordinate.")
        self.check(small().isel(period=[]), "period: is empty")
        a = small().drop_dims("period").assign(srb=((), 1.0))
        self.check(a, "period: no variable has this dim")

    def test_labels(self):
        self.check(small().assign_coords(sex=["M", "F"]), "sex: got ['M', 'F']; use ['male', 'female'].")
        self.check(
            small().assign_coords(age=[0, 1, 3]), "age: got [0, 1, 3]; use whole lower bounds from 0 in steps of 1"
        )
        self.check(small().assign_coords(age=[0.0, 1.0, 2.0]), "age: got [0.0, 1.0, 2.0]")
        self.check(small(step=5), "age: got [0, 1, 2]", "period: got [2020, 2021]; use whole years in steps of 5")
        self.check(
            small().assign_coords(period=[2020, 2022]), "period: got [2020, 2022]; use whole years in steps of 1"
        )
        a = small()
        a["launch_population"] = a["launch_population"].expand_dims(area=["x", "x"])
        self.check(a, "area: a label occurs twice in ['x', 'x']")

    def test_labels_that_differ_between_variables(self):
        a = small()
        older = a["launch_population"].assign_coords(age=[1, 2, 3])
        merged = xr.merge([a.drop_vars("launch_population"), older], join="outer", combine_attrs="override")
        self.check(
            merged,
            "launch_population[sex=male, age=0]: no value (NaN), and in 1 other",
            "labels of two variables differ",
        )

    @pytest.mark.parametrize(
        ("name", "value", "words"),
        [
            ("launch_population", -1.0, "launch_population[sex=male, age=1]: got -1, and 0 other cells"),
            ("launch_population", np.inf, "got inf"),
            ("launch_population", np.nan, "no value (NaN)"),
            ("survivorship", 1.1, "survivorship lies in [0, 1]"),
            ("net_migration", np.nan, "net_migration[sex=male, age=1]: no value (NaN)"),
        ],
    )
    def test_values(self, name, value, words):
        a = small()
        a[name][0, 1] = value
        self.check(a, words)

    def test_text_instead_of_numbers(self):
        self.check(small().assign(srb=("period", ["1.05", "x"])), "srb: holds <U4; use numbers.")
        self.check(controlled().assign(net_migration_total=("period", ["a", "b"])), "net_migration_total: holds")

    def test_newborn_mothers(self):
        a = small()
        a["asfr"][0] = 0.1
        self.check(a, "asfr[age=0]: must be 0 in the first age")

    def test_child_woman_ratio_needs(self):
        assert project(by_ratio())["births"].sizes == {"period": 1, "sex": 2}
        self.check(by_ratio().isel(age=slice(0, 10)), "needs step 5 and ages up to 50")
        self.check(by_ratio().isel(age=slice(0, 2)), "needs step 5 and ages up to 50")
        a = by_ratio()
        a["survivorship"][0, 0] = 0
        a["net_migration_rate"][0, 0] = 0.1
        self.check(a, "survivorship[age=0]: must be above 0", "net_migration_rate[age=0]: must be 0")

    def test_control(self):
        self.check(
            controlled(control=(2, 1)), "net_migration_control[period=2020]: got 2 (hold the factor), but no period"
        )
        self.check(controlled(control=(1, 0.5)), "net_migration_control: holds fractions")
        self.check(controlled(control=(1, 3)), "net_migration_control[period=2021]: got 3")
        self.check(controlled(totals=(np.nan, 1)), "net_migration_total[period=2020]: no finite value")
        a = controlled()
        a["net_migration_control"] = ((), 2)
        self.check(a, "net_migration_control[]: got 2")

"""Questions to the inputs: which number is taken, and what is said when there is none."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohort.errors import InputError
from cohort.inputs import Inputs, read_inputs

from .folder import BROAD, EVENTS, POPULATION, PUBLISHED, SOURCES, make


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Inputs:
    folder = tmp_path_factory.mktemp("inputs")
    return read_inputs(make(folder, events_csv=EVENTS, published_csv=PUBLISHED, broad_ages_csv=BROAD))


def _why(error: pytest.ExceptionInfo[InputError]) -> tuple[str, str]:
    return error.value.problems[0].text("en"), error.value.problems[0].text("ja")


def test_the_types_of_the_columns(inputs: Inputs) -> None:
    assert inputs.population is not None
    kinds = {str(name): str(dtype) for name, dtype in inputs.population.dtypes.items()}
    assert kinds.pop("date").startswith("datetime64[")
    assert kinds == {
        "basis": "str", "sex": "str", "age_group": "str", "age": "Int64", "width": "Int64",
        "population": "float64", "source": "str",
    }  # fmt: skip
    first, open_group, unknown = (inputs.population.iloc[row] for row in (0, 2, 3))
    assert (first["age"], first["width"]) == (0, 5)
    assert open_group["age"] == 10
    assert open_group.isna()["width"]
    assert unknown.isna()["age"]
    assert unknown.isna()["width"]


def test_a_date_may_be_text_or_a_date(inputs: Inputs) -> None:
    assert inputs.counts("census", date(2015, 10, 1)).equals(inputs.counts("census", "2015-10-01"))
    assert len(inputs.counts("census", "2015-10-01")) == 8


def test_unknown_ages_by_hand(inputs: Inputs) -> None:
    """5 men of unknown age over 100 of known age: every group grows by a twentieth; of the women none."""
    array, records = inputs.population_on("census", "2015-10-01")
    assert array.sel(sex="male").values.tolist() == pytest.approx([10.5, 21.0, 73.5], rel=1e-15)
    assert array.sel(sex="female").values.tolist() == [12, 18, 90]
    assert len(records) == 1
    assert records[0].scenario == ""


def test_unknown_ages_can_be_refused(inputs: Inputs) -> None:
    with pytest.raises(InputError) as error:
        inputs.population_on("census", "2015-10-01", unknown="refuse")
    assert _why(error) == (
        "census 2015-10-01: 5 persons are of unknown age; allow unknown='spread', or give their ages.",
        "census 2015-10-01: 年齢不詳が 5 人います。unknown='spread' で按分するか、年齢を与えてください。",
    )
    with pytest.raises(ValueError, match="not 'drop'"):
        inputs.population_on("census", "2015-10-01", unknown="drop")  # type: ignore[arg-type]


def test_nobody_of_known_age(tmp_path: Path) -> None:
    text = POPULATION.replace("0-4,10", "0-4,0").replace("5-9,20", "5-9,0").replace("male,10+,70", "male,10+,0")
    with pytest.raises(InputError) as error:
        read_inputs(make(tmp_path, population_csv=text)).population_on("census", "2015-10-01")
    assert _why(error)[0] == (
        "census 2015-10-01 male: all persons are of unknown age: there is nothing to spread them by; give ages."
    )


def test_groups_that_differ_by_sex(tmp_path: Path) -> None:
    text = POPULATION.replace("female,5-9,18", "female,5-14,18").replace("female,10+", "female,15+")
    with pytest.raises(InputError) as error:
        read_inputs(make(tmp_path, population_csv=text)).population_on("census", "2015-10-01")
    assert "the age groups of males and females differ" in _why(error)[0]
    assert "男女で年齢区分が異なります" in _why(error)[1]


def test_no_such_count(inputs: Inputs) -> None:
    with pytest.raises(InputError) as error:
        inputs.counts("register", "2015-10-01")
    assert _why(error) == (
        "register 2015-10-01: there is none; there are: census 2015-10-01.",
        "register 2015-10-01: 見つかりません。あるのは census 2015-10-01 です。",
    )


CHOICES = [
    ("births", 2019, None, None, 549, "register", "all"),
    ("births", 2020, None, None, 553, "vital_statistics", "japanese"),
    ("in_migration", 2019, None, None, 2434, "register", "japanese+foreign"),
    ("in_migration", 2019, None, "all", 2434, "register", "japanese+foreign"),
    ("in_migration", 2019, "migration_report", None, 2086, "migration_report", "japanese"),
    ("in_migration", 2019, None, "japanese", 2086, "migration_report", "japanese"),
    ("in_migration", 2019, "register", "japanese", 2211, "register", "japanese"),
    ("in_migration", 2019, None, "foreign", 223, "register", "foreign"),
]


@pytest.mark.parametrize(("measure", "year", "basis", "coverage", "value", "taken", "covered"), CHOICES)
def test_which_event_is_taken(
    inputs: Inputs,
    measure: str,
    year: int,
    basis: str | None,
    coverage: str | None,
    value: int,
    taken: str,
    covered: str,
) -> None:
    observed = inputs.event(measure, year, basis, coverage)
    assert (observed.value, observed.basis, observed.coverage) == (value, taken, covered)
    assert observed.record.where == f"{measure} {year}"
    assert f"{value:,} persons in calendar year {year}: {taken}, coverage {covered} (c)" in observed.record.en
    words = {"all": "総人口", "japanese": "日本人", "foreign": "外国人"}
    assert f"対象は{'＋'.join(words[part] for part in covered.split('+'))}（c）" in observed.record.ja


def test_the_whole_goes_before_its_parts(tmp_path: Path) -> None:
    text = EVENTS + "register,all,2019-01-01,2019-12-31,in_migration,2434,c\n"
    observed = read_inputs(make(tmp_path, events_csv=text)).event("in_migration", 2019)
    assert (observed.value, observed.coverage) == (2434, "all")


MISSING = [
    (("births", 2030), "births 2030: there is none; there are: 2019, 2020."),
    (("births", 2019, "vital_statistics"), "births 2019 vital_statistics: there is none; there are: register/all."),
    (("births", 2020, None, "all"), "births 2020 all: there is none; there are: vital_statistics/japanese."),
    (("deaths", 2020), "deaths 2020: there is none; there are: no rows at all."),
    (("birth", 2020), "got 'birth'; use one of births, deaths, in_migration, out_migration. Did you mean 'births'?"),
    (("births", 2020, "census"), "got 'census'; use one of register, vital_statistics, migration_report, estimate."),
    (("births", 2020, None, "al"), "got 'al'; use one of all, japanese, foreign. Did you mean 'all'?"),
]


@pytest.mark.parametrize(("asked", "en"), MISSING)
def test_no_such_event(inputs: Inputs, asked: tuple[str, int], en: str) -> None:
    with pytest.raises(InputError) as error:
        inputs.event(*asked)
    assert _why(error)[0] == en


def test_net_migration_needs_both_sides_of_one_basis(tmp_path: Path) -> None:
    lines = [line for line in EVENTS.splitlines() if not line.startswith("register,foreign,2019-01-01,2019-12-31,out")]
    inputs = read_inputs(make(tmp_path, events_csv="\n".join(lines) + "\n"))
    observed = inputs.net_migration(2019)
    assert (observed.value, observed.basis) == (2086 - 2793, "migration_report")
    with pytest.raises(InputError) as error:
        inputs.net_migration(2020)
    assert _why(error)[0] == "net_migration 2020: there is none; there are: 2019."


def test_a_balance_has_the_sources_of_both_its_sides(tmp_path: Path) -> None:
    text = EVENTS.replace("2019-12-31,out_migration,2793,c", "2019-12-31,out_migration,2793,d")
    sources = SOURCES + SOURCES.replace("[c]", "[d]").replace("国勢調査", "住民基本台帳人口移動報告")
    inputs = read_inputs(make(tmp_path, events_csv=text, sources_toml=sources))
    observed = inputs.net_migration(2019, "migration_report")
    assert (observed.value, observed.sources) == (2086 - 2793, ("c", "d"))
    assert "(c, d)" in observed.record.en
    assert "（c、d）" in observed.record.ja or "（c, d）" in observed.record.ja


def test_the_latest_day_is_the_last_of_the_last_year(tmp_path: Path, inputs: Inputs) -> None:
    """Events of 2020 are known at its end; a census counts one day."""
    assert inputs.latest_day == date(2020, 12, 31)
    assert read_inputs(make(tmp_path)).latest_day == date(2015, 10, 1)


def test_series(inputs: Inputs) -> None:
    assert inputs.series("ipss").to_dict() == {2040: 85744.0}
    for asked, en in (
        (("ips",), "ips: there is none; there are: ipss. Did you mean 'ipss'?"),
        (("ipss", "births"), "ipss births: there is none; there are: population."),
        (("ipss", "population", "03402"), "ipss population 03402: there is none; there are: 03209."),
    ):
        with pytest.raises(InputError) as error:
            inputs.series(*asked)
        assert _why(error)[0].startswith(en)


def test_a_series_of_several_areas_needs_one_named(tmp_path: Path) -> None:
    inputs = read_inputs(make(tmp_path, published_csv=PUBLISHED + "ipss,03209+03402,population,2040,90789,c\n"))
    assert inputs.series("ipss", area="03209+03402").to_dict() == {2040: 90789.0}
    with pytest.raises(InputError, match=r"03209, 03209\+03402"):
        inputs.series("ipss")


def test_a_table_that_is_absent(tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        read_inputs(make(tmp_path)).event("births", 2019)
    assert error.value.text("en") == (
        f"{tmp_path.as_posix()}/events.csv: 1 problem\n  the file is missing and is needed here; add it."
    )


def of_three(least: int, most: int) -> st.SearchStrategy[list[int]]:
    return st.lists(st.integers(least, most), min_size=3, max_size=3)


# neighbours that lie farther apart are asked about
counts = st.one_of(of_three(1, 100), of_three(4_000, 10_000))


@given(men=counts, women=counts, unknown=st.tuples(st.integers(0, 999), st.integers(0, 999)))
def test_spreading_keeps_totals_and_proportions(
    tmp_path_factory: pytest.TempPathFactory, men: list[int], women: list[int], unknown: tuple[int, int]
) -> None:
    rows = ["basis,date,sex,age_group,population,source"]
    for sex, known, rest in (("male", men, unknown[0]), ("female", women, unknown[1])):
        for age, count in zip(("0-4", "5-9", "10+", "unknown"), (*known, rest), strict=True):
            rows.append(f"census,2015-10-01,{sex},{age},{count},c")
    inputs = read_inputs(make(tmp_path_factory.mktemp("x"), population_csv="\n".join(rows) + "\n"))
    array, records = inputs.population_on("census", "2015-10-01")
    for sex, known, rest in (("male", men, unknown[0]), ("female", women, unknown[1])):
        values = array.sel(sex=sex).values
        assert values.sum() == pytest.approx(sum(known) + rest, rel=1e-13)
        for value, count in zip(values, known, strict=True):
            assert value * sum(known) == pytest.approx(count * (sum(known) + rest), rel=1e-13)
    assert len(records) == (1 if sum(unknown) else 0)


CELL = st.sampled_from(["", "abc", "-5", "nan", "１２", "1,0", "…", "1 0", "inf"])


@given(line=st.integers(2, 9), wrong=CELL)
def test_a_spoilt_count_is_named_by_its_line(tmp_path_factory: pytest.TempPathFactory, line: int, wrong: str) -> None:
    lines = POPULATION.splitlines()
    cells = lines[line - 1].split(",")
    cells[4] = f'"{wrong}"'
    lines[line - 1] = ",".join(cells)
    with pytest.raises(InputError) as error:
        read_inputs(make(tmp_path_factory.mktemp("x"), population_csv="\n".join(lines) + "\n", broad_ages_csv=BROAD))
    assert [problem.where for problem in error.value.problems] == [f"row {line}, population"]
    assert all(problem.en and problem.ja for problem in error.value.problems)


@given(st.permutations(POPULATION.splitlines()[1:]))
def test_the_order_of_rows_does_not_matter(tmp_path_factory: pytest.TempPathFactory, rows: list[str]) -> None:
    text = "\n".join([POPULATION.splitlines()[0], *rows]) + "\n"
    array, _ = read_inputs(make(tmp_path_factory.mktemp("x"), population_csv=text)).population_on(
        "census", "2015-10-01"
    )
    assert array.values.tolist() == [[10.5, 21.0, 73.5], [12.0, 18.0, 90.0]]


def test_flows_are_those_of_the_one_rule(tmp_path: Path) -> None:
    """Every flow is what `event` and `net_migration` answer; a balance is of one basis and coverage."""
    text = (
        EVENTS
        + "register,all,2019-01-01,2019-12-31,deaths,1954,c\nvital_statistics,japanese,2020-01-01,2020-12-31,deaths,1780,c\n"
    )
    flows = read_inputs(make(tmp_path, events_csv=text)).observed_flows(2019)
    assert flows.drop(columns="source").values.tolist() == [
        ["births", 2019, 549.0, "register", "all"],
        ["births", 2020, 553.0, "vital_statistics", "japanese"],
        ["deaths", 2019, 1954.0, "register", "all"],
        ["deaths", 2020, 1780.0, "vital_statistics", "japanese"],
        ["natural_change", 2019, 549.0 - 1954, "register", "all"],
        ["natural_change", 2020, 553.0 - 1780, "vital_statistics", "japanese"],
        ["net_migration", 2019, 2434.0 - 3078, "register", "japanese+foreign"],
    ]
    assert set(flows["source"]) == {"c"}
    assert read_inputs(tmp_path).observed_flows(2020)["measure"].tolist() == [
        "births", "deaths", "natural_change",
    ]  # fmt: skip


def test_totals_of_every_count(inputs: Inputs, tmp_path: Path) -> None:
    """A count in both tables is one point; one that is published by sex only is added up."""
    assert inputs.observed_totals(2015).values.tolist() == [["census", pd.Timestamp("2015-10-01"), 225.0, "c"]]
    assert inputs.observed_totals(2016).empty
    broad = "basis,date,sex,age_group,population,source\n" + "".join(
        f"{row},c\n" for row in ("register,2025-03-31,both,all,104494", "census,2020-10-01,male,all,54254",
                                 "census,2020-10-01,female,all,57678", "register,2021-01-01,male,all,5")
    )  # fmt: skip
    found = read_inputs(make(tmp_path, broad_ages_csv=broad)).observed_totals(1980)
    assert found["date"].dt.strftime("%Y-%m-%d").tolist() == ["2015-10-01", "2020-10-01", "2025-03-31"]
    assert found["value"].tolist() == [225.0, 111_932.0, 104_494.0]


def test_published_totals_have_a_name_and_a_day(tmp_path: Path) -> None:
    text = "series,area,measure,year,value,source\n" + "".join(
        f"{row},c\n"
        for row in ("ipss2018,03209,population,2040,85744", "ipss2018,03209,births,2040,400",
                    "city2020_own,03209,population,2040,82044", "ipss2018,03209+03402,population,2040,90789")
    )  # fmt: skip
    published = read_inputs(make(tmp_path, published_csv=text)).published_totals()
    assert published.drop(columns="name").values.tolist() == [
        ["city2020_own", "", "population", 2040, 82044.0, "c"],
        ["ipss2018", "10-01", "population", 2040, 85744.0, "c"],
    ]
    assert [name.say("ja") for name in published["name"]] == ["独自推計（2020年）", "社人研2018年推計"]
    assert read_inputs(tmp_path).published_totals(area="03209+03402")["value"].tolist() == [90789.0]


def test_nothing_observed_and_nothing_published(tmp_path: Path) -> None:
    broad = "basis,date,sex,age_group,population,source\ncensus,2020-10-01,both,0-14,5,c\n"
    inputs = read_inputs(make(tmp_path, population_csv=None, broad_ages_csv=broad))
    for table in (inputs.observed_totals(1900), inputs.observed_flows(1900), inputs.published_totals()):
        assert table.empty
        assert len(table.columns) >= 4


def test_a_publisher_is_cited_once(tmp_path: Path) -> None:
    sources = SOURCES + SOURCES.replace("[c]", "[d]").replace("国勢調査", "人口推計")
    inputs = read_inputs(make(tmp_path, sources_toml=sources, population_csv=POPULATION.replace("90,c", "90,d")))
    (cited,) = inputs.citations(["c", "d", "c"])
    assert cited.say("en") == "Statistics Bureau of Japan, 国勢調査, 人口推計"
    assert cited.say("ja") == "総務省統計局「国勢調査」「人口推計」"

"""What a batch writes, read back: tables, page and sheets against each city projected by itself, from single ages."""

from __future__ import annotations

import base64
import csv
import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2
import pytest
import xarray as xr
from typer.testing import CliRunner

import cohort
from cohort.batch.plan import read_plan
from cohort.cli import app
from cohort.cli.pictures import told_country
from cohort.collection.area import area
from cohort.collection.new import new
from cohort.collection.trend import launch_years
from cohort.report.charts.prefecture import prefecture_sheet
from cohort.scenario import read_scenarios
from cohort.uncertainty.draws import futures
from tests.batch.plans import SCENARIOS, write_plan

CITIES = {  # code: name, in Latin letters, kana, prefecture
    "03209": ("一関市", "Ichinoseki", "いちのせきし", "岩手県"),
    "03402": ("平泉町", "Hiraizumi", "ひらいずみちょう", "岩手県"),
    "13121": ("足立区", "Adachi", "あだちく", "東京都"),
}
EVACUATED = "07546"
YEARS = range(2023, 2051)
SCENARIO = ("trend", "tfr-1.8")
TFR = SCENARIOS[: SCENARIOS.index("[[scenario]]\nname     =")] + SCENARIOS[SCENARIOS.index("[sources") :]
QUANTILES = (2.5, 10, 25, 50, 75, 90, 97.5)


def printed(*arguments: object) -> str:
    """Run the command; return what it says."""
    result = CliRunner().invoke(app, [str(one) for one in arguments])
    assert result.exit_code == 0, result.output
    return result.output


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    """Rows of a table as they are written."""
    with (folder / "tables" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `cohort batch` writes of a plan, and says."""
    home = tmp_path_factory.mktemp("batch")
    plan = write_plan(home, [*CITIES, EVACUATED], "block = 3", "ages = [2023, 2045]", scenarios=TFR)
    said = printed("batch", plan, "--out", home / "out", "--lang", "ja", "--workers", 1)
    (home / "out" / "said.txt").write_text(said, encoding="utf-8")
    return home / "out"


def alone(code: str, folder: Path) -> xr.Dataset:
    """The projection of one city by single ages, from folders as a planner has them."""
    scenarios, _ = new(code, folder)
    (scenarios / "plan.toml").unlink()
    level = launch_years(area(code))[1]["tfr"]
    text = TFR.replace("[[scenario]]\n", "").replace("scenario.", "").replace('"launch"', f"{level}")
    text = text.replace("source  =", 'jump_off = "scenario"\nsource  =', 1)
    (scenarios / "tfr-1.8.toml").write_text(
        f'format = 1\norder = 2\ninherits = "trend"\n{text.lstrip()}', encoding="utf-8"
    )
    return cohort.project(cohort.assume(area(code), read_scenarios(scenarios)))


@pytest.fixture(scope="module")
def truth(tmp_path_factory: pytest.TempPathFactory) -> dict[str, xr.Dataset]:
    """Each city by itself."""
    return {code: alone(code, tmp_path_factory.mktemp(code)) for code in CITIES}


def classes(one: xr.Dataset, scenario: str, year: int) -> dict[str, float]:
    """Residents by class in a year, and flows of the year that begins then, added up from single ages."""
    people = one["population"].sel(scenario=scenario, time=year).transpose("sex", "age").values
    men, women = (people[one["sex"].values.tolist().index(sex)] for sex in ("male", "female"))
    both = men + women
    found = {
        "population": both.sum(),
        "population_0_14": both[:15].sum(),
        "population_15_64": both[15:65].sum(),
        "population_65_plus": both[65:].sum(),
        "share_65_plus": both[65:].sum() / both.sum(),
        "women_20_39": women[20:40].sum(),
    }
    if year < YEARS[-1]:
        for name in ("births", "deaths", "net_migration"):
            flow = one[name].sel(period=year)
            flow = flow.sel(scenario=scenario) if "scenario" in flow.dims else flow
            found[name] = float(flow.sum())
    return found


def test_every_number_of_the_years(written: Path, truth: dict[str, xr.Dataset]) -> None:
    read = rows(written, "years")
    assert list(read[0]) == [
        "area", "scenario", "year", "population", "population_0_14", "population_15_64", "population_65_plus",
        "share_65_plus", "women_20_39", "births", "deaths", "net_migration",
    ]  # fmt: skip
    order = [(code, name, str(year)) for code in sorted([*CITIES, EVACUATED]) for name in SCENARIO for year in YEARS]
    assert [(row["area"], row["scenario"], row["year"]) for row in read] == order
    for row in read:
        if row["area"] == EVACUATED:
            assert set(list(row.values())[3:]) == {""}
            continue
        expected = classes(truth[row["area"]], row["scenario"], int(row["year"]))
        for name in list(row)[3:]:
            if name not in expected:
                assert row[name] == ""
            else:
                off = 6e-7 if name == "share_65_plus" else 6e-4
                assert float(row[name]) == pytest.approx(expected[name], abs=off), (row, name)


def test_areas_and_who_failed(written: Path, truth: dict[str, xr.Dataset]) -> None:
    read = {row["area"]: row for row in rows(written, "areas")}
    for code, (ja, en, _, _) in CITIES.items():
        own = read[code]
        assert (own["name_ja"], own["name_en"], own["prefecture"]) == (ja, en, code[:2])
        launch = float(truth[code]["population"].isel(time=0, scenario=0).sum())
        assert float(own["population_2023"]) == pytest.approx(launch, abs=6e-4)
    assert read[EVACUATED]["population_2023"] == ""
    failed = rows(written, "failures")
    assert [(row["area"], row["scenario"]) for row in failed] == [(EVACUATED, name) for name in SCENARIO]
    assert all("6,932 residents in 2010, 0 in 2015" in row["reason_en"] for row in failed)
    assert all("6,932" in row["reason_ja"] for row in failed)


def test_residents_by_age(written: Path, truth: dict[str, xr.Dataset]) -> None:
    read = [row for row in rows(written, "ages") if row["area"] != EVACUATED]
    assert len(read) == 3 * 2 * 2 * 2 * 21
    for row in read:
        people = truth[row["area"]]["population"].sel(scenario=row["scenario"], time=int(row["year"]), sex=row["sex"])
        low, _, high = row["age_group"].rstrip("+").partition("-")
        expected = float(people.sel(age=slice(int(low), int(high) if high else 100)).sum())
        assert float(row["residents"]) == pytest.approx(expected, abs=6e-4), row


def test_ranges_are_shares_of_the_draws_of_one_city(tmp_path: Path) -> None:
    plan = write_plan(tmp_path, ["03402"], "step = 5", "until = 2033", "draws = 100", "seed = 7", scenarios="")
    printed("batch", plan, "--out", tmp_path / "out", "--lang", "en", "--only", "tables", "--workers", 1)
    read = rows(tmp_path / "out", "ranges")
    inputs = area("03402")
    scenarios, _ = new("03402", tmp_path / "own")
    one = read_scenarios(scenarios)["trend"]
    one = one.changed(launch=one.launch.changed(until=2033, step=5))
    given = cohort.assume(inputs, [one])
    drawn = futures(given, cohort.project(given), draws=100, seed=7).measures.isel(scenario=0)
    assert len(read) == 6 * 3 + 3 * 2
    for row in read:
        own = drawn[row["measure"]]
        axis = "time" if "time" in own.dims else "period"
        values = np.sort(own.sel({axis: int(row["year"])}).values)
        values = values[~np.isnan(values)]
        for share in QUANTILES:
            at = (len(values) - 1) * share / 100
            low = int(at)
            high = min(low + 1, len(values) - 1)
            expected = values[low] + (at - low) * (values[high] - values[low])
            off = 6e-7 if row["measure"] == "share_65_plus" else 6e-4
            assert float(row[f"q{share:g}"]) == pytest.approx(expected, abs=off), row


def payload(folder: Path) -> dict[str, Any]:
    """What the page carries."""
    page = (folder / "index.html").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(re.findall(r'id="payload">(.*?)</script>', page, re.DOTALL)[0])
    return found


def series(coded: str, count: int) -> list[list[int] | None]:
    """Whole persons again: seven bits a byte, first number plus one, then changes."""
    numbers, value, scale = [], 0, 1
    for byte in base64.b64decode(coded):
        value, scale = value + byte % 128 * scale, scale * 128
        if byte < 128:
            numbers.append(value)
            value, scale = 0, 1
    found: list[list[int] | None] = []
    while numbers:
        first = numbers.pop(0)
        if first == 0:
            found.append(None)
            continue
        changes = [numbers.pop(0) for _ in range(count - 1)]
        signed = [one // 2 if one % 2 == 0 else -(one + 1) // 2 for one in changes]
        found.append(np.cumsum([first - 1, *signed]).tolist())
    return found


def test_the_page_carries_whole_persons(written: Path, truth: dict[str, xr.Dataset]) -> None:
    carried = payload(written)
    assert carried["years"] == list(YEARS)
    assert [one["name"] for one in carried["scenarios"]] == list(SCENARIO)
    assert carried["scenarios"][1]["title"] == {"en": "What-if: TFR 1.8 by 2035", "ja": "【仮定】2035年に出生率1.8"}
    assert carried["language"] == "ja"
    codes = [one["code"] for one in carried["places"]]
    assert codes == sorted([*CITIES, EVACUATED])
    for one in carried["places"]:
        if one["code"] in CITIES:
            ja, en, kana, _ = CITIES[one["code"]]
            assert (one["name"], one["kana"]) == ({"en": en, "ja": ja}, kana)
            assert one["prefecture"] == one["code"][:2]
    tiles = {one["code"]: one for one in carried["tiles"]}
    assert {code: one["name"]["ja"] for code, one in tiles.items()} == {"03": "岩手県", "07": "福島県", "13": "東京都"}
    assert tiles["03"]["row"] < tiles["07"]["row"] < tiles["13"]["row"]  # from the north
    assert set(carried["numbers"]) == {"population", "population_0_14", "population_65_plus", "women_20_39"}
    assert carried["moves"] == {}
    for name, coded in carried["numbers"].items():
        every = series(coded, len(YEARS))
        assert len(every) == len(codes) * len(SCENARIO)
        for number, found in enumerate(every):
            code, scenario = codes[number // 2], SCENARIO[number % 2]
            if code == EVACUATED:
                assert found is None
                continue
            exact = [classes(truth[code], scenario, year)[name] for year in YEARS]
            np.testing.assert_allclose(found, exact, atol=0.501)


def test_sheets_have_each_city_its_change_and_its_line(written: Path, truth: dict[str, xr.Dataset]) -> None:
    names = sorted(path.name for path in (written / "sheets").iterdir())
    assert names == ["03-iwate.pdf", "07-fukushima.pdf", "13-tokyo.pdf"]
    for file, codes in (("03-iwate.pdf", ["03209", "03402"]), ("13-tokyo.pdf", ["13121"])):
        text = pypdfium2.PdfDocument(written / "sheets" / file)[0].get_textpage().get_text_bounded()
        for code in codes:
            path = [classes(truth[code], "trend", year)["population"] for year in (2023, 2050)]
            change = 100 * (round(path[1]) / round(path[0]) - 1)
            said = f"{change:+.0f}%".replace("-", "△")
            assert CITIES[code][0] in text
            assert said in text, (code, said)
        assert CITIES[codes[0]][3] in text
        assert "2023" in text
        assert "2050" in text
    assert "推計なし" in pypdfium2.PdfDocument(written / "sheets" / names[1])[0].get_textpage().get_text_bounded()
    plan = read_plan(written.parent / "plan.toml")
    country = told_country(plan, cohort.open(written))
    figure = prefecture_sheet(country, country.tiles[0] if country.tiles[0].code == "03" else country.tiles[1], "ja")
    rules, *lines = (one.get_segments() for one in figure.axes[0].collections)
    assert len(lines) == 2  # the first scenario is drawn last
    for scenario, drawn in zip(reversed(SCENARIO), lines, strict=True):
        for place, code in enumerate(["03209", "03402"]):
            zero, hundred = rules[3 * place][0][1], rules[3 * place + 2][0][1]
            found = 100 * (drawn[place][:, 1] - zero) / (hundred - zero)
            exact = np.array([classes(truth[code], scenario, year)["population"] for year in YEARS])
            np.testing.assert_allclose(found, 100 * exact / exact[0], atol=0.02)


def test_the_terminal_says_how_much_and_who_is_missing(written: Path) -> None:
    said = (written / "said.txt").read_text(encoding="utf-8")
    assert "小：4 地域、2 シナリオ、2023～2050年。" in said
    assert "1 地域は一部のシナリオで推計できませんでした" in said
    assert f"{EVACUATED} 双葉町：" in said
    assert "都道府県別 3 枚" in said

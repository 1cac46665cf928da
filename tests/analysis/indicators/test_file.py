from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

import pytest

import cohort
from cohort.analysis.indicators import UNITS, Indicator, read_indicators
from cohort.errors import InputError
from cohort.inputs import Inputs
from tests.shared import ROOT

HEAD = 'format = 1\n[sources.x]\nkind = "assumption"\ntitle = "A what-if"\n'
GOOD = {
    "key": '"care"',
    "title": '{ en = "Care", ja = "介護" }',
    "kind": '"rate"',
    "ages": '"65+"',
    "unit": '"share"',
    "points": "{ 2020 = 0.2 }",
    "after": '"hold"',
    "source": '"x"',
}


def text(**cells: str | None) -> str:
    rows = {**GOOD, **cells}
    return HEAD + "[[indicator]]\n" + "\n".join(f"{k} = {v}" for k, v in rows.items() if v is not None) + "\n"


def parse_indicators(content: str, inputs: Inputs | None = None) -> tuple[Indicator, ...]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "indicators.toml"
        file.write_text(content, encoding="utf-8")
        return read_indicators(file, inputs)


@cache
def inputs() -> Inputs:
    return cohort.read_inputs(ROOT / "inputs/ichinoseki")


def problems(content: str, language: str = "en") -> list[str]:
    with pytest.raises(InputError) as caught:
        parse_indicators(content, inputs())
    return [problem.text(language) for problem in caught.value.problems]  # type: ignore[arg-type]


def test_the_files_of_the_project() -> None:
    read = {indicator.key: indicator for indicator in read_indicators(inputs().path, inputs())}
    assert list(read) == [
        "care-certified",
        "household-waste",
        "civic-centre-visits",
        "bus-rides",
        "elementary-pupils",
        "junior-high-pupils",
    ]
    # the second strategy's table: 16.4 to 17.1 % of 65+, 830 to 808 g, 4.23 to 3.0 visits; the paper's 102.9 to 108
    points = {key: list(indicator.parts[0].points.items()) for key, indicator in read.items()}
    assert points["care-certified"] == [(2019, 0.164), (2025, 0.171)]
    assert points["household-waste"] == [(2019, 830), (2025, 808)]
    assert points["civic-centre-visits"] == [(2019, 4.23), (2025, 3.0)]
    assert points["bus-rides"] == [(2022, 102.9), (2028, 108)]
    assert {key: indicator.what_if for key, indicator in read.items()} == {
        "care-certified": False,
        "household-waste": False,
        "civic-centre-visits": False,
        "bus-rides": True,
        "elementary-pupils": True,
        "junior-high-pupils": True,
    }
    for area in ("hiraizumi", "kamaishi"):
        assert all(i.what_if for i in read_indicators(ROOT / "inputs" / area / "indicators.toml"))


def test_a_good_one() -> None:
    [made] = parse_indicators(text())
    assert (made.key, made.title("en"), made.title("ja"), made.kind) == ("care", "Care", "介護", "rate")
    assert made.unit is UNITS["share"]
    assert str(made.parts[0].ages) == "65+"
    assert made.what_if


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"points": "{ 2020 = 16.4 }"}, "indicator#1.points.2020: got 16.4 for a share, which is at most 1; did you mean 0.164 (percent)?"),
        ({"points": "{ 2020 = -0.1 }"}, "indicator#1.points.2020: got -0.1; write a number of 0 or more."),
        ({"points": "{ 2020 = true }"}, "indicator#1.points.2020: got true; a number is needed (true and false are not numbers)."),
        ({"points": "{ 20 = 0.1 }"}, "indicator#1.points.20: got '20'; the key of a point is a year of four digits."),
        ({"points": "{}"}, "indicator#1.points: write points = { 2019 = 0.164, 2025 = 0.171 }, at least one."),
        ({"ages": '"65-60"'}, "indicator#1.ages: got '65-60'; write '10-39', '65+' or '7', ages up to 130."),
        ({"ages": '"140+"'}, "indicator#1.ages: got '140+'; write '10-39', '65+' or '7', ages up to 130."),
        ({"ages": '"elderly"'}, "indicator#1.ages: got 'elderly'; write '10-39', '65+' or '7', ages up to 130."),
        ({"source": None}, "indicator#1.source: missing; name a source of [sources]."),
        ({"after": None}, "indicator#1.after: missing; write \"hold\" or \"none\"."),
        ({"sex": '"women"'}, "indicator#1.sex: got 'women'; use male, female or both."),
        ({"key": '"Care!"'}, "indicator#1.key: got 'Care!'; use small letters, digits and hyphens."),
        ({"title": '"Care"'}, "indicator#1.title: got 'Care'; a table is needed."),
        ({"kind": '"pupils"', "unit": '"yen per person-year"'}, "indicator#1.unit: got 'yen per person-year' for kind 'pupils'; use 'share'."),
        ({"points": "{ 2020 = 0.1, 2025 = 0.2 }"}, "indicator#1.between: missing; between points write linear, geometric, step or logistic."),
        ({"points": "{ 2025 = 0.1, 2020 = 0.2 }", "between": '"linear"'}, "indicator#1.points: write the years in ascending order."),
        ({"target": '"care_certified"', "points": "{ 2019 = 0.164 }"}, "indicator#1.target: got 'care_certified'; there are tfr, "),
        ({"target": '"care_certified_share"'}, "indicator#1.points: got 0.2 in 2020, which targets.csv does not state for care_certified_share"),
    ],
)  # fmt: skip
def test_one_thing_wrong(cells: dict[str, str | None], expected: str) -> None:
    found = [problem for problem in problems(text(**cells)) if not problem.startswith("sources.x")]
    assert len(found) == 1
    assert found[0].startswith(expected)
    japanese = problems(text(**cells), "ja")
    assert all(any(ord(letter) > 0x3000 for letter in line) for line in japanese)


def test_unknown_words_come_with_the_nearest_known_one() -> None:
    found = problems(text(age='"65+"', kind='"rates"', unit='"shares"'))
    hints = {line.split(":")[0].split(".")[1]: line.partition("Did you mean ")[2] for line in found}
    assert hints == {"age": "'ages'?", "kind": "'rate'?", "unit": "'share'?"}


def test_all_problems_at_once() -> None:
    content = text(unit='"sahre"', points="{ 2020 = 2 }", ages='"x"', source='"y"', colour='"red"')
    assert [line.split(":")[0] for line in problems(content)] == [
        "sources.x",
        "indicator#1.ages",
        "indicator#1.unit",
        "indicator#1.source",
        "indicator#1.colour",
    ]
    assert problems("indicators = 1") == [
        "format: missing; write it.",
        "indicators: unknown key. Did you mean 'indicator'?",
    ]
    assert problems("format = 1") == ["indicator: there is none; add an [[indicator]]."]
    assert problems("a = ")[0].startswith("line 1, column 5: this value cannot be read")
    assert "indicator: got 'x'; a list [ ] is needed." in problems('format = 1\nindicator = "x"')[0]
    assert problems(text().replace("[sources.x]", "[sources.xx]"))[1].endswith("Did you mean 'xx'?")
    assert "sources: got 3; a table of year = value is needed." in problems("format = 1\nsources = 3")


def test_a_key_stands_once() -> None:
    twice = text() + text().removeprefix(HEAD)
    assert problems(twice) == ["indicator#2.key: got 'care' a second time; give each indicator its own."]


def test_parts() -> None:
    head = text(kind='"households"', unit='"households per person"', ages=None, points=None)
    part = '[[indicator.part]]\nages = "{}"\npoints = {{ 2020 = 0.5 }}\n'
    [made] = parse_indicators(head + part.format("15-64") + part.format("65+"))
    assert [str(p.ages) for p in made.parts] == ["15-64", "65+"]
    assert problems(head + part.format("15-64") + part.format("60+")) == [
        "indicator#1.part#2.ages: 60+ stands in another part too: people would count twice; separate them."
    ]
    women = part.format("15+") + 'sex = "female"\n'
    men = part.format("15+") + 'sex = "male"\n'
    assert len(parse_indicators(head + women + men)[0].parts) == 2
    beside = text(kind='"households"', unit='"households per person"') + part.format("65+")
    assert [line.split(":")[0] for line in problems(beside)] == ["indicator#1.ages", "indicator#1.points"]
    without = head + '[[indicator.part]]\nages = "0-14"\n'
    assert problems(without)[0].startswith("indicator#1.part#1.points: missing; write points")


def test_a_target_is_not_looked_up_without_inputs(tmp_path: Path) -> None:
    assert parse_indicators(text(target='"anything"'))[0].target == "anything"
    with pytest.raises(InputError, match="there is no such file"):
        read_indicators(tmp_path / "none.toml")
    (tmp_path / "indicators.toml").write_text(text(), encoding="utf-8-sig")
    assert read_indicators(tmp_path)[0].key == "care"

"""`course` tells everything that a file can say: a test walks every field of the format."""

from __future__ import annotations

import types
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Union, get_args, get_origin

import pytest

from cohort.forms import Table
from cohort.scenario import course, explain_text, read_scenario, read_scenarios, summary_rows
from cohort.scenario.model import Scenario
from cohort.scenario.schema import ScenarioFile
from tests.scenario.folders import head, write
from tests.shared import ROOT

# Keys that are no statement of the scenario, and where a reader sees them instead.
ELSEWHERE = {
    "format": "the file alone",
    "name": "heads every output",
    "title.en": "heads every output", "title.ja": "heads every output",
    "short.en": "legends", "short.ja": "legends",
    "role": "what is drawn", "order": "the order of what is drawn",
    "without": "what is left out is not there",
    "outlook.wording": "in place of the figure, in Japanese",
}  # fmt: skip

LAUNCH = """
[launch]
date = 2015-10-01
basis = "census"
until = 2043
events = [2011, 2012]
rake_to = 2014-03-04
unknown = "refuse"
migration_timing = "end"
migration_censuses = [2001, 2006]
migration_level = "count"
fertility_level = "last_year"
tfr_scale = "launch_years"
mortality_window = 17
mortality_window_end = 2013
mortality_jump_off = "fitted"
"""


def measure(
    table: str, unit: str, more: str = "", ends: str = '"hold"', points: str = "{ 2016 = %s, 2020 = %s }"
) -> str:
    first, last = {"births per woman": (1.51, 1.61), "years": (71.25, 72.25)}.get(unit, (311, 355))
    return (
        f'\n{table}\nunit = "{unit}"\npoints = {points % (first, last)}\nbetween = "geometric"\n'
        f'after = {ends}\nsource = "src"\n{more}'
    )


PLACE = "persons per year"
SOURCE = (
    '\n[sources.src]\nkind = "document"\ntitle = "T-title"\nenglish = "E-english"\npublisher = "P-publisher"\n'
    'where = "W-where"\nquote = "Q-quote"\nnote = "N-note"\n'
)
FULL = {
    "one": head("one") + LAUNCH
    + measure("[fertility.tfr]", "births per woman", 'jump_off = "scenario"\n', "{ converge = 1.77, by = 2033 }")
    + measure("[mortality.e0.male]", "years") + measure("[mortality.e0.female]", "years", "added = true\n")
    + measure("[migration.net]", PLACE, ends='"hold_rates"')
    + measure("[[migration.band]]", PLACE, 'ages = "11-37"\nflow = "net"\n')
    + '\n[[migration.returners]]\nper_hundred = 8.5\nages = "23-31"\nfirst_year = 2028\nlast_year = 2041\nsource = "src"\n'
    + '\n[[migration.households]]\ntemplate = "T-family"\nmembers = [{ sex = "female", age = 43 }]\nper_year = 7.5\n'
    'first_year = 2027\nlast_year = 2039\nsource = "src"\n'
    '\n[[shock]]\nmeasure = "mortality.mx"\nfirst_year = 2022\nlast_year = 2023\nfactor = 1.19\nages = "67+"\nsource = "src"\n'
    '\n[[shock]]\nmeasure = "migration.net"\nfirst_year = 2024\nlast_year = 2025\npersons = -234\nsource = "src"\n'
    '\n[calibrate]\nlever = "fertility.tfr"\nmeasure = "births"\nyear = 2041\nvalue = 4321\nsource = "src"\n'
    '\n[[outlook]]\nmeasure = "population"\nyear = 2040\nabout = 54300\nrounding = 20\nsource = "src"\n'
    '\n[[outlook]]\nmeasure = "population"\nyear = 2038\nat_least = 51234\nscope = "scenario"\nsource = "src"\n'
    '\n[[outlook]]\nmeasure = "population"\nyear = 2037\nat_most = 61234\nsource = "src"\n'
    '\n[uncertainty]\ndraws = 1234\nseed = 77\nmigration = 1.31\nmortality = 1.32\nfertility = 1.33\n'
    'launch = 1.34\nsmall_numbers = 1.35\nsource = "src"\n'
    '\n[connected]\nsource = "src"\n\n[[connected.kind]]\nname = "K-guests"\ntitle = { en = "K-title", ja = "K-題" }\nwho = "connected"\n'
    "people_a_year = { 2021 = 1717, 2031 = 2929 }\npeople_at_launch = 333\ndays_a_year = 19\nshare_settling = 0.031\n"
    'ages_settling = { "21-26" = 0.27, "33-36" = 0.73 }\nshare_female = 0.57\nshare_active = 0.23\nsource = "src"\n'
    '\n[[connected.kind]]\nname = "K-here"\nwho = "residents"\nshare_active = { "16-63" = 0.29 }\n' + SOURCE,
    "two": head("two", 'inherits = "one"', 'without = ["migration.net", "fertility.tfr", "migration.band"]')
    + measure("[fertility.births]", "births per year") + measure("[migration.in]", PLACE)
    + measure("[migration.out]", "ratio to launch", "relative = true\n", points="{ 2016 = 0.9, 2020 = 0.8 } #%s %s")
    + SOURCE.replace("document", "assumption").replace("T-title", "T-guess").replace("E-english", "T-guess"),
    "three": head("three", 'inherits = "two"', 'without = ["migration.out", "fertility.births", "migration.in"]')
    + '\n[launch]\ndate = 2015-10-01\nbasis = "census"\nuntil = 2045\nstep = 5\nbirths = "child_woman_ratio"\n'
    'mortality = "log_curve"\nmigration_ages = "register"\n'
    '\n[migration.net]\nunit = "persons per year"\nseries = "net.csv"\nafter = "hold"\nsource = "src"\n'
    '\n[calibrate]\nlever = "migration.net"\nmeasure = "population"\nyear = 2040\nvalue = 54321\nsource = "src"\n'
    '\n[[outlook]]\nmeasure = "population"\nyear = 2040\nabout = 1\nsource = "src"\n' + SOURCE,
}  # fmt: skip

# For each key of the format: the scenario that sets it, and what it must be told as.
TOLD = {
    "inherits": ("two", "Based on: one"), "combine": ("two", "Based on: one"), "based_on": ("two", "Based on: one"),
    "file": ("one", "one.toml"),
    "launch.date": ("one", "2015-10-01"), "launch.basis": ("one", "2015-10-01 (census), to"), "launch.until": ("one", "to 2043"),
    "launch.step": ("three", "steps of 5 years"), "launch.events": ("one", "2011, 2012"),
    "launch.rake_to": ("one", "2014-03-04"), "launch.unknown": ("one", "Unknown ages: refused"),
    "launch.births": ("three", "child-woman ratio"), "launch.migration_timing": ("one", "at the end of each step"),
    "launch.migration_censuses": ("one", "between the censuses of 2001, 2006"),
    "launch.migration_ages": ("three", "from the register's cohorts"),
    "launch.fertility_level": ("one", "as the prefecture's TFR moved"),
    "launch.migration_level": ("one", "number of the launch years goes on"), "launch.tfr_scale": ("one", "stands for the level of the launch years"),
    "launch.mortality": ("three", "on a logarithmic curve"), "launch.mortality_window": ("one", "tables of 17 years"),
    "launch.mortality_window_end": ("one", "up to 2013"), "launch.mortality_jump_off": ("one", "not the last table"),
    "measure.unit": ("one", "births per woman"), "measure.points": ("one", "1.61"), "measure.series": ("three", "net.csv"),
    "measure.values": ("one", "1.5344"), "measure.values.period": ("one", "2017"), "measure.values.value": ("one", "1.5344"),
    "measure.values.origin": ("one", "geometric between 2016 and 2020"), "measure.values.source": ("one", "T-title"),
    "measure.values.file": ("one", "one.toml"), "measure.between": ("one", "geometric between"),
    "measure.after": ("one", "rates held"), "measure.after.converge": ("one", "converges to 1.77"),
    "measure.after.by": ("one", "by 2033"), "measure.relative": ("two", "times the launch level"),
    "measure.added": ("one", "added to the launch level"), "measure.jump_off": ("one", "starts at the plan's value"),
    "measure.source": ("one", "W-where"), "measure.ages": ("one", "ages 11-37"), "measure.flow": ("one", "Net migration, ages"),
    "returners.per_hundred": ("one", "8.5"), "returners.ages": ("one", "23-31"), "returners.first_year": ("one", "2028"),
    "returners.last_year": ("one", "2041"), "returners.source": ("one", "T-title"),
    "households.template": ("one", "T-family"), "households.members.sex": ("one", "Female 43"),
    "households.members.age": ("one", "Female 43"), "households.per_year": ("one", "7.5"),
    "households.first_year": ("one", "2027"), "households.last_year": ("one", "2039"), "households.source": ("one", "T-title"),
    "shock.measure": ("one", "Death rates"), "shock.first_year": ("one", "2022"), "shock.last_year": ("one", "2023"),
    "shock.factor": ("one", "1.19"), "shock.persons": ("one", "-234"), "shock.ages": ("one", "ages 67+"), "shock.source": ("one", "T-title"),
    "calibrate.lever": ("one", "Total fertility rate: solved"), "calibrate.measure": ("one", "births in 2041"),
    "calibrate.year": ("one", "2041"), "calibrate.value": ("one", "4,321"), "calibrate.source": ("one", "T-title"),
    "outlook.measure": ("one", "Population in 2040"), "outlook.year": ("one", "2040"), "outlook.about": ("one", "about 54,300"),
    "outlook.at_least": ("one", "at least 51,234"), "outlook.at_most": ("one", "at most 61,234"),
    "outlook.rounding": ("one", "rounded to 20"), "outlook.scope": ("one", "Published for this scenario"), "outlook.source": ("one", "T-title"),
    "connected.source": ("one", "T-title"), "connected.kind.name": ("one", "K-here"),
    "connected.kind.title.en": ("one", "K-title"), "connected.kind.title.ja": ("one", "K-題"),
    "connected.kind.who": ("one", "ages 16-63"), "connected.kind.people_a_year": ("one", "2,929"),
    "connected.kind.people_at_launch": ("one", "333"), "connected.kind.days_a_year": ("one", "19 days"),
    "connected.kind.share_settling": ("one", "3.1%"), "connected.kind.ages_settling": ("one", "ages 33-36: 73%"),
    "connected.kind.share_female": ("one", "57%"), "connected.kind.share_active": ("one", "23%"), "connected.kind.source": ("one", "T-title"),
    "uncertainty.draws": ("one", "1,234"), "uncertainty.seed": ("one", "77"), "uncertainty.migration": ("one", "1.31"),
    "uncertainty.mortality": ("one", "1.32"), "uncertainty.fertility": ("one", "1.33"), "uncertainty.launch": ("one", "1.34"),
    "uncertainty.small_numbers": ("one", "1.35"), "uncertainty.source": ("one", "T-title"),
    "sources.kind": ("two", "what-if: T-guess"), "sources.title": ("one", "T-title"),
    "sources.english": ("one", "E-english (T-title)"), "sources.publisher": ("one", "P-publisher"),
    "sources.where": ("one", "W-where"), "sources.quote": ("one", "Q-quote"), "sources.note": ("one", "N-note"),
    "sweep.source": ("sweep", "S-sweep"),
}  # fmt: skip
MEASURES = (
    "fertility.tfr", "fertility.births", "mortality.e0.male", "mortality.e0.female",
    "migration.net", "migration.in", "migration.out", "migration.band",
)  # fmt: skip


def test_a_line_goes_from_the_point_before_to_the_point_after(tmp_path: Path) -> None:
    points = "{ 2016 = %s, 2020 = %s, 2026 = 1.7 }"
    text = head("one") + LAUNCH + measure("[fertility.tfr]", "births per woman", points=points) + SOURCE
    (one,) = read_scenarios(write(tmp_path, one=text))
    rows = {row.year: row.why.say("en") for row in course(one) if row.what.say("en") == "Total fertility rate"}
    assert rows[2018] == "geometric between 2016 and 2020"
    assert rows[2023] == "geometric between 2020 and 2026"


def tables_of(annotation: Any) -> Iterator[type[Table]]:
    if isinstance(annotation, type) and issubclass(annotation, Table):
        yield annotation
    elif get_origin(annotation) in (Annotated, Union, types.UnionType, tuple, list, dict):
        for inner in get_args(annotation):
            yield from tables_of(inner)


def fields(table: type[Table], path: str = "") -> set[str]:
    """Every key of the format, down to those that hold values."""
    found = set()
    for key, name in table.known_keys().items():
        here = f"{path}.{key}" if path else key
        inner = list(tables_of(table.model_fields[name].annotation))
        if not inner or name in ("values", "after"):
            found.add(here)
        for one in inner:
            found |= fields(one, here)
    return found


def shortened(key: str) -> str:
    """All measures have the same keys."""
    for name in MEASURES:
        if key.startswith(f"{name}."):
            return f"measure.{key.removeprefix(f'{name}.')}"
    return key.removeprefix("migration.") if key.startswith(("migration.households", "migration.returners")) else key


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Everything `course` says of each scenario, in both languages, with its sources."""
    folder = write(tmp_path_factory.mktemp("course"), **FULL)
    (folder / "net.csv").write_text("year,value\n2016,-17\n", encoding="utf-8")
    sweep = write(tmp_path_factory.mktemp("sweep"), s=head("s") + LAUNCH + measure("[migration.net]", PLACE) + SOURCE
                  + '\n[sweep]\nsource = "w"\n"migration.net@2020" = [355, 366]\n[sources.w]\nkind = "assumption"\ntitle = "S-sweep"\n')  # fmt: skip
    scenarios = {name: read_scenario(folder / f"{name}.toml") for name in FULL}
    scenarios["sweep"] = read_scenarios(sweep).scenarios[-1]
    return {name: everything(scenario) for name, scenario in scenarios.items()}


def everything(scenario: Scenario) -> str:
    lines = []
    for row in course(scenario):
        for language in ("en", "ja"):
            lines.append(f"{row.what.say(language)}: {row.why.say(language)} {row.citation.say(language)} {row.file}")
            lines.append(f"{row.year} {row.last} {row.value} {row.unit.say(language)}")
        assert row.what.say("en"), row
        assert row.why.say("ja"), row
    return "\n".join([*lines, *(explain_text(scenario, language, width=2000) for language in ("en", "ja"))])


def test_every_field_of_the_format_has_its_words() -> None:
    known = {shortened(key) for key in fields(ScenarioFile)}
    assert known == set(TOLD) | set(ELSEWHERE)


@pytest.mark.parametrize("key", TOLD)
def test_what_a_field_says_is_told(told: dict[str, str], key: str) -> None:
    name, words = TOLD[key]
    assert words in told[name]


def test_every_table_of_a_measure_is_told(told: dict[str, str]) -> None:
    for name in (
        "Total fertility rate",
        "Life expectancy at birth, male",
        "Life expectancy at birth, female",
        "Net migration",
    ):
        assert f"{name}: stated" in told["one"]
    for name in ("Births", "In-migration", "Out-migration"):
        assert f"{name}: stated" in told["two"]


def test_what_ifs_of_kamaishi_are_not_called_observed() -> None:
    scenarios = read_scenarios(ROOT / "scenarios" / "kamaishi")
    for name, what in (("ties-tenfold", "People with ties"), ("latest-without-disaster", "Ages of migrants")):
        assert [row.what.say("en") for row in summary_rows(scenarios[name])] == [what]
    assert summary_rows(scenarios["trend"]) == ()


def test_a_row_for_every_year_of_a_measure(tmp_path: Path) -> None:
    write(tmp_path, **FULL)
    rows = [row for row in course(read_scenario(tmp_path / "one.toml")) if row.what.say("en") == "Net migration"]
    years = [(row.year, row.last) for row in rows if row.year is not None]
    assert years == [(2015, 2015), *((year, year) for year in range(2016, 2021)), (2021, 2042)]
    assert [row.origin for row in rows] == [
        "inputs",
        "point",
        "geometric",
        "geometric",
        "geometric",
        "point",
        "hold_rates",
    ]
    assert rows[2].value == pytest.approx(311 * (355 / 311) ** 0.25)
    assert rows[2].citation.say("ja") == "P-publisher「T-title」（W-where）"

"""docs/scenario-format.md names every key there is, and tells which of a connected kind are needed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cohort.forms import Table
from cohort.scenario import check_folder
from cohort.scenario.connected import Connected, Tie
from cohort.scenario.outlook import Outlook
from cohort.scenario.schema import (
    Band,
    Calibrate,
    Converge,
    Households,
    Launch,
    Member,
    Returners,
    ScenarioFile,
    Shock,
    Source,
    Sweep,
    Trajectory,
)
from cohort.scenario.uncertainty import Uncertainty
from tests.cli.sets import small_set
from tests.shared import ROOT

TEXT = (ROOT / "docs" / "scenario-format.md").read_text(encoding="utf-8")
TABLES = (
    ScenarioFile, Launch, Trajectory, Converge, Band, Households, Member, Returners, Shock, Calibrate, Outlook, Connected, Tie,
    Uncertainty, Sweep, Source,
)  # fmt: skip
SETTLING = {"ages_settling": '{ "25-39" = 1.0 }', "share_female": "0.5"}
KIND = {"name": '"homes"', "people_a_year": "50", "days_a_year": "60", "share_active": "0.5"}
ROWS = dict(
    re.findall(
        r"^\| `(\w+)` \| (.+) \|$", TEXT.partition("| key of `[[connected.kind]]`")[2].partition("\n\n")[0], re.M
    )
)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.__name__)
def test_every_key_is_named(table: type[Table]) -> None:
    keys = [field.alias or key for key, field in table.model_fields.items() if not field.exclude]
    lost = [
        key
        for key in keys
        if not re.search(rf"`{key}`|^{key}\s*=|[{{ ]{key}\s*=|\[+([a-z]+\.)?{key}[\].]|`{key}/", TEXT, re.M)
    ]
    assert lost == []


def test_of_a_connected_kind_every_key_has_its_row() -> None:
    assert {*ROWS} == {*Tie.model_fields}
    assert {key for key, said in ROWS.items() if said.startswith("required;")} == {*KIND}
    assert {key for key, said in ROWS.items() if said.startswith("required where somebody settles")} == {*SETTLING}


def _said(home: Path, kind: dict[str, str]) -> str:
    small_set(home)
    lines = "\n".join(f"{key} = {value}" for key, value in kind.items())
    with (home / "balance.toml").open("a", encoding="utf-8") as file:
        file.write(f'\n[connected]\nsource = "what-if"\n\n[[connected.kind]]\n{lines}\n')
    return "\n".join(error.text("en") for error in check_folder(home))


def test_what_is_required_is_enough_and_no_less(tmp_path: Path) -> None:
    assert _said(tmp_path / "enough", KIND) == ""
    settling = KIND | SETTLING | {"share_settling": "0.1"}
    assert _said(tmp_path / "settling", settling) == ""
    for given, needed in ((KIND, KIND), (settling, SETTLING)):
        for key in needed:
            assert key in _said(
                tmp_path / f"{len(given)}-{key}", {one: value for one, value in given.items() if one != key}
            ), key

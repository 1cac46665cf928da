"""Small sets of scenarios on the project's own inputs."""

from __future__ import annotations

from pathlib import Path

from tests.shared import ROOT

INPUTS = ROOT / "inputs" / "ichinoseki"
CITY = ROOT / "scenarios" / "ichinoseki"

TREND = """\
format = 1
name   = "trend"
title  = { en = "The trend goes on", ja = "すう勢" }
order  = 1

[launch]
date   = 2020-01-01
basis  = "register"
until  = 2030
events = [2019]

[[outlook]]
measure  = "population"
year     = 2030
at_least = 97000
source   = "plan"

[sources.plan]
kind      = "document"
title     = "The plan"
publisher = "The city"
"""

NOBODY_LEAVES = """\
format   = 1
name     = "balance"
title    = { en = "As many come as go", ja = "転入と転出が等しい" }
inherits = "trend"
order    = 2

[migration.net]
unit     = "persons per year"
points   = { 2020 = 0 }
after    = "hold"
jump_off = "scenario"
source   = "what-if"

[sources.what-if]
kind  = "assumption"
title = "A what-if"
"""


def small_set(folder: Path) -> Path:
    """Write two scenarios to a folder and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "trend.toml").write_text(TREND, encoding="utf-8")
    (folder / "balance.toml").write_text(NOBODY_LEAVES, encoding="utf-8")
    return folder

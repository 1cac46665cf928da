"""Plans small enough for tests."""

from __future__ import annotations

from pathlib import Path

SCENARIOS = """
[[scenario]]
name  = "tfr-1.8"
title = { en = "TFR 1.8 by 2035", ja = "2035年に出生率1.8" }
[scenario.fertility.tfr]
unit    = "births per woman"
points  = { 2023 = "launch", 2035 = 1.8 }
between = "linear"
after   = "hold"
source  = "what-if"

[[scenario]]
name     = "both"
title    = { en = "And net migration 0 by 2030", ja = "さらに2030年に移動均衡" }
inherits = "tfr-1.8"
[scenario.migration.net]
unit    = "persons per year"
points  = { 2023 = "launch", 2030 = 0 }
between = "linear"
after   = "hold_rates"
source  = "what-if"

[sources.what-if]
kind  = "assumption"
title = "What if"
"""


def write_plan(folder: Path, areas: list[str], *lines: str, scenarios: str = SCENARIOS) -> Path:
    """Write a plan and return its path."""
    named = ", ".join(f'"{one}"' for one in areas)
    head = ["format = 1", 'name = "small"', 'title = { en = "Small", ja = "小" }', f"areas = [{named}]", *lines]
    path = folder / "plan.toml"
    path.write_text("\n".join([*head, scenarios]), encoding="utf-8")
    return path

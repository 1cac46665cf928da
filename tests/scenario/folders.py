"""Small scenario files for tests."""

from __future__ import annotations

from pathlib import Path

LAUNCH = '\n[launch]\ndate = 2020-01-01\nbasis = "register"\nuntil = 2050\n'
PLAN = '\n[sources.plan]\nkind = "document"\ntitle = "The plan"\nwhere = "p. 1"\n'
TFR = (
    '\n[fertility.tfr]\nunit = "births per woman"\npoints = { 2018 = 1.44, 2025 = 1.63 }\n'
    'between = "linear"\nafter = "hold"\nsource = "plan"\n'
)
NET = (
    '\n[migration.net]\nunit = "persons per year"\npoints = { 2019 = -644, 2025 = -322 }\n'
    'between = "linear"\nafter = "hold_rates"\nsource = "plan"\n'
)


def head(name: str, *lines: str) -> str:
    return "\n".join(["format = 1", f'name = "{name}"', f'title = {{ en = "{name}", ja = "{name}" }}', *lines]) + "\n"


def write(folder: Path, **texts: str) -> Path:
    for name, text in texts.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder

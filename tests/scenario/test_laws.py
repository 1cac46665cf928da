"""Laws: resolving twice is resolving once; no file, however broken, gives anything but our own errors."""

from __future__ import annotations

import json
import random
import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from cohort.errors import CohortError, Problem
from cohort.scenario import from_machine, read_scenario, read_scenarios, to_machine
from tests.scenario.folders import LAUNCH, PLAN, head, write
from tests.scenario.regenerate import AREA, VALID, valid_cases

TEXTS = {case: case.read_bytes() for case in valid_cases()}
RESOLVED = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(VALID.rglob("*.resolved.json"))]

units = {"fertility.tfr": ("births per woman", 0.3, 10.0), "migration.net": ("persons per year", -9e5, 9e5)}


@st.composite
def assumption(draw: st.DrawFn, measure: str) -> str:
    unit, low, high = units[measure]
    years = sorted(draw(st.sets(st.integers(1990, 2050), min_size=1, max_size=5)))
    values = [draw(st.floats(low, high)) for _ in years]
    between = draw(st.sampled_from(["linear", "step", "logistic"]))
    ends = ['"hold"'] + ['"hold_rates"'] * (measure != "fertility.tfr")
    if years[-1] < 2050:
        to, by = draw(st.floats(low, high)), draw(st.integers(years[-1] + 1, 2050))
        ends.append(f"{{ converge = {to!r}, by = {by} }}")
    points = ", ".join(f"{year} = {value!r}" for year, value in zip(years, values, strict=True))
    return (
        f'\n[{measure}]\nunit = "{unit}"\npoints = {{ {points} }}\nbetween = "{between}"\n'
        f'after = {draw(st.sampled_from(ends))}\nsource = "plan"\n'
    )


@given(assumption("fertility.tfr"), assumption("migration.net"))
def test_resolving_is_idempotent(tfr: str, net: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = write(Path(name), s=head("s") + LAUNCH + tfr + net + PLAN)
        once = read_scenario(folder / "s.toml")
        tables = json.loads(json.dumps(to_machine(once)))
        assert from_machine(tables) == once
        assert to_machine(from_machine(tables)) == tables


def check_problems(error: CohortError) -> None:
    for problem in error.problems:
        assert isinstance(problem, Problem)
        assert "(rule " in problem.en
        assert "（規則" in problem.ja
    assert error.text("en")
    assert error.text("ja")


WORDS = [
    "[",
    "]",
    "{",
    "}",
    '"',
    "=",
    "\n",
    "2018",
    "-1",
    "nan",
    "1e400",
    "true",
    "[[shock]]\n",
    "[sources.x]\n",
    "　",
    "é",
]


@given(st.sampled_from(sorted(TEXTS)), st.integers(0, 2**32), st.integers(1, 6))
def test_mutated_files_give_our_errors_or_none(case: Path, seed: int, count: int) -> None:
    chance = random.Random(seed)
    text = bytearray(TEXTS[case])
    for _ in range(count):
        at, kind = chance.randrange(len(text) + 1), chance.randrange(4)
        if kind == 0:
            text[at:at] = chance.choice(WORDS).encode()
        elif kind == 1:
            del text[at : at + chance.randrange(1, 12)]
        elif kind == 2:
            text[at:at] = bytes([chance.randrange(256)])
        else:
            lines = bytes(text).split(b"\n")
            lines.insert(chance.randrange(len(lines)), lines.pop(chance.randrange(len(lines))))
            text = bytearray(b"\n".join(lines))
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "mutated.toml"
        path.write_bytes(bytes(text))
        try:
            read_scenarios(Path(name), area=AREA)
        except CohortError as error:
            check_problems(error)


odd = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**400), 10**400) | st.floats() | st.text(max_size=8)
    | st.sampled_from(["hold", "linear", "plan", "2020-01-01", "10-39", "births per woman", "population"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=5,
)  # fmt: skip


def places(value: object, path: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path] * bool(path) + [place for key, inner in items for place in places(inner, (*path, key))]


@given(st.sampled_from(RESOLVED), st.data())
def test_machine_tables_with_odd_values_give_our_errors_or_none(tables: dict[str, object], draw: st.DataObject) -> None:
    changed = json.loads(json.dumps(tables))
    for _ in range(draw.draw(st.integers(1, 3))):
        where = draw.draw(st.sampled_from(places(changed)))
        inner = changed
        for key in where[:-1]:
            inner = inner[key]
        if draw.draw(st.booleans()):
            inner[where[-1]] = draw.draw(odd)
        elif isinstance(inner, dict):
            inner[draw.draw(st.text(max_size=5))] = inner.pop(where[-1])
    try:
        from_machine(changed)
    except CohortError as error:
        check_problems(error)

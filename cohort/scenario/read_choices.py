"""Reading ``choices.toml``: every problem of it at once, also those that show only when an option meets the plan."""

from __future__ import annotations

import math
import os
from pathlib import Path

from cohort.arguments import CODE, PATH, takes
from cohort.errors import CohortError, Problems, ScenarioError, did_you_mean, fail, no_folder
from cohort.forms import read_toml
from cohort.scenario.choices import FILE, LEFT, MAX_READINGS, Choices, ChoicesFile, Combination, Option
from cohort.scenario.compose import Composer
from cohort.scenario.library import Library
from cohort.scenario.model import Scenario
from cohort.scenario.parts import PART_KEYS
from cohort.scenario.resolve import resolve

_REMEDIES = {
    "plan": ('write plan = "...", the scenario that is read', 'plan = "..."（読み方を変えるシナリオ）と書いてください'),
    "reason": (
        'write reason = { en = "...", ja = "..." }: why somebody reads it so',
        'reason = { en = "...", ja = "..." }（そう読む理由）を書いてください',
    ),
    "source": ("name a table under [sources]", "[sources] の下の表の名前を書いてください"),
    "title": (
        'write title = { en = "...", ja = "..." }',
        'title = { en = "...", ja = "..." } と書いてください',
    ),
    "name": ('write name = "..."', 'name = "..." と書いてください'),
    "option": ("write two or more [[switch.option]]", "[[switch.option]] を2つ以上書いてください"),
    "switch": ("write one or more [[switch]]", "[[switch]] を1つ以上書いてください"),
}  # fmt: skip


@takes(folder=PATH, area=CODE)
def read_choices(folder: str | os.PathLike[str], *, area: str | None = None) -> Choices | None:
    """Read ``choices.toml`` of a folder of scenarios.

    Parameters
    ----------
    folder : path
        Folder of scenarios.
    area : str, optional
        As in `read_scenarios`.

    Returns
    -------
    Choices or None
        None where the folder has no such file.

    Raises
    ------
    ScenarioError
        With everything that is wrong: a switch or option named twice, a key that two switches set, an option without reason
        or source, a first option that is not what the plan's file says, more than `MAX_READINGS` readings.
    """
    file = Path(folder) / FILE
    if not Path(folder).is_dir():
        fail(Path(folder).as_posix(), kind=ScenarioError, **no_folder(Path(folder), "scenarios"))
    if not os.path.lexists(file):  # a folder, a pipe, a broken link of this name is told, not passed over
        return None
    problems = Problems(file.as_posix(), ScenarioError)
    made = read_toml(file, ChoicesFile, problems, rules=lambda tables: _check(tables, problems), remedies=_REMEDIES)
    problems.raise_if_any()
    assert made is not None
    found = Choices(str(folder), made.plan.removesuffix(".toml"), made.switch, made.sources, area)
    _check_composed(found, Library(Path(folder), area), problems)
    problems.raise_if_any()
    return found


def choices_of(folder: str | os.PathLike[str], *, area: str | None = None) -> Choices:
    """Return the choices of a folder that must have some; arguments as in `read_choices`."""
    found = read_choices(folder, area=area)
    if found is None:
        fail(Path(folder).as_posix(), FILE, kind=ScenarioError,
             en="there is no such file; it names the questions a plan leaves open (docs/readings.md).",
             ja="このファイルがありません。計画の読み方で見解が分かれる論点を書くファイルです（docs/readings.md）。")  # fmt: skip
    return found


def check_choices(folder: str | os.PathLike[str], *, area: str | None = None) -> list[CohortError]:
    """Return the errors of a folder's choices, or of the file itself; none where there is no such file."""
    folder = Path(folder).parent if Path(folder).name == FILE else folder
    try:
        read_choices(folder, area=area)
    except CohortError as error:
        return [error]
    return []


def _check(tables: ChoicesFile, problems: Problems) -> None:
    """Note what the file gets wrong by itself."""
    if not tables.ok("switch", "sources"):
        return
    _once("switch", [one.name for one in tables.switch if one.ok("name")], problems)
    setting: dict[str, str] = {}
    for switch in tables.switch:
        if not switch.ok("name", "option"):
            continue
        place = f"switch {switch.name}"
        _once(place, [one.name for one in switch.option if one.ok("name")], problems)
        if len(switch.option) < 2:
            problems.add(place, en="has one option; a switch has two or more. Write another, or leave the switch out.",
                         ja="選択肢が1つです。2つ以上書くか、この論点を消してください。")  # fmt: skip
        for key in sorted({key for one in switch.option for key in _keys(one)}):
            if key in setting:
                problems.add(place, en=f"sets {key}, which switch {setting[key]} sets as well; decide it in one of them.",
                             ja=f"{key} は論点「{setting[key]}」でも決めています。どちらか一方にしてください。")  # fmt: skip
            setting.setdefault(key, switch.name)
    _check_sources(tables, problems)
    count = math.prod(len(one.option) for one in tables.switch if one.ok("option"))
    if count > MAX_READINGS:
        problems.add("switch", en=f"gives {count:,} readings; at most {MAX_READINGS:,} are made. Take out switches or options.",
                     ja=f"読み方が {count:,} 通りになります。{MAX_READINGS:,} 通りまでです。論点か選択肢を減らしてください。")  # fmt: skip


def _keys(option: Option) -> set[str]:
    return option.keys() if option.ok("launch", "fertility", "mortality", "migration", *LEFT) else set()


def _once(place: str, names: list[str], problems: Problems) -> None:
    """Note names that are there twice."""
    for name in sorted({name for name in names if names.count(name) > 1}):
        problems.add(place, en=f"'{name}' is there {names.count(name)} times; give each a name of its own.",
                     ja=f"「{name}」が {names.count(name)} 回あります。別々の名前にしてください。")  # fmt: skip


def _check_sources(tables: ChoicesFile, problems: Problems) -> None:
    """Note sources that are not there, and those that nothing cites."""
    cited = set()
    for switch in tables.switch:
        for option in switch.option if switch.ok("name", "option") else ():
            if not option.ok("source", "name"):
                continue
            cited.add(option.source)
            if option.source not in tables.sources:
                known = ", ".join(tables.sources) or "none"
                problems.add(f"switch {switch.name}, option {option.name}: source",
                             en=f"got '{option.source}'; there is no such table under [sources] ({known})."
                             f"{did_you_mean(option.source, tables.sources, 'en')}",
                             ja=f"「{option.source}」という表が [sources] にありません（{known}）。"
                             f"{did_you_mean(option.source, tables.sources, 'ja')}")  # fmt: skip
    for key in tables.sources:
        if key not in cited:
            problems.add(f"sources.{key}", en="no option cites it; cite it or delete it.",
                         ja="引用している選択肢がありません。引用するか、消してください。")  # fmt: skip


def _check_composed(choices: Choices, library: Library, problems: Problems) -> None:
    """Note options that do not fit the plan's scenario, each tried by itself, and a first reading that is not the plan."""
    composer = Composer(choices, library)
    before = len(problems.found)
    for where, name in [("plan", choices.plan)] + [
        (f"switch {switch.name}, option {option.name}: scenario", option.scenario)
        for switch in choices.switches
        for option in switch.option
        if option.scenario is not None
    ]:
        if name.removesuffix(".toml") not in composer.files:
            known = ", ".join(composer.files)
            problems.add(where, en=f"got '{name}'; no such scenario file in the folder ({known}).{did_you_mean(name, composer.files, 'en')}",
                         ja=f"「{name}」というシナリオのファイルはありません（{known}）。{did_you_mean(name, composer.files, 'ja')}")  # fmt: skip
    if len(problems.found) > before:
        return
    first = {switch.name: switch.option[0] for switch in choices.switches}
    for switch in choices.switches:
        for option in switch.option:
            _check_option(
                composer,
                f"switch {switch.name}, option {option.name}",
                {**first, switch.name: option},
                option,
                problems,
            )
    if len(problems.found) == before:
        _check_first(composer, first, problems)


def _check_option(composer: Composer, place: str, chosen: Combination, option: Option, problems: Problems) -> None:
    """Note keys that no scenario file has, and what is wrong with the tables an option makes."""
    unknown = [key for key in option.parts if key not in PART_KEYS]
    for key in unknown:
        problems.add(f"{place}: {key}", en=f"no scenario file has such a table.{did_you_mean(key, PART_KEYS, 'en')}",
                     ja=f"シナリオのファイルにこのような表はありません。{did_you_mean(key, PART_KEYS, 'ja')}")  # fmt: skip
    if unknown:
        return
    document = composer.document(chosen.values())
    if not document.usable:
        return  # reading the scenarios says what is wrong with it
    for problem in composer.composed(document, tuple(chosen.values())).problems.found:
        problems.add(f"{place}: {problem.where}", en=problem.en, ja=problem.ja)


def _check_first(composer: Composer, first: Combination, problems: Problems) -> None:
    """Note where the first options together are not what the plan's own file says."""
    plan = composer.library.document(composer.folder / f"{composer.choices.plan}.toml")
    reading = composer.reading(first).scenario
    if reading is None or not plan.usable:
        return
    own, made = _facts(resolve(plan)), _facts(reading)
    for key in [key for key in {**own, **made} if own.get(key) != made.get(key)]:
        problems.add("switch", en=f"the first options are not how {composer.choices.plan}.toml has it: {key} differs. Put the option "
                     "that the file takes first, or change the file.",
                     ja=f"各論点の最初の選択肢を組み合わせると、{composer.choices.plan}.toml と {key} が違います。ファイルのとおりの選択肢を"
                     "最初に書くか、ファイルを直してください。")  # fmt: skip


def _facts(scenario: Scenario) -> dict[str, object]:
    """Return what a scenario assumes, without who says so."""
    found: dict[str, object] = {f"launch.{key}": value for key, value in scenario.launch.model_dump().items()}
    for one in scenario.trajectories:
        found[one.measure] = (tuple((value.period, value.value) for value in one.values), one.after, one.relation)
    found["migration.band"], found["shock"] = len(scenario.bands), len(scenario.shocks)
    return found

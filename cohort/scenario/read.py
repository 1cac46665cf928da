"""Reading: a file, or all files of a folder."""

from __future__ import annotations

import os
import unicodedata
from collections import defaultdict
from pathlib import Path

from cohort.arguments import CODE, PATH, takes
from cohort.errors import CohortError, ScenarioError, no_folder
from cohort.forms.files import TOML_BYTES
from cohort.scenario.choices import FILE as CHOICES
from cohort.scenario.library import SUFFIXES, Document, Library, raise_all
from cohort.scenario.model import Scenario, ScenarioSet
from cohort.scenario.resolve import expand, resolve
from cohort.scenario.rules import RuleProblems

StrPath = str | os.PathLike[str]
OF_INPUTS = ("area.toml", "sources.toml", "indicators.toml", "statements.toml")


@takes(file=PATH, area=CODE)
def read_scenario(file: StrPath, *, area: str | None = None) -> Scenario:
    """Read one scenario file and what it inherits. Its ``[sweep]``, if any, is checked and not carried out.

    Parameters
    ----------
    file : path
        A ``.toml`` file, or a resolved ``.json`` file.
    area : str, optional
        Code of the area whose rows are read from a series with an ``area`` column.

    Raises
    ------
    ScenarioError
        With all problems of the file.
    CohortErrors
        With those of the files it inherits from as well.
    """
    path = Path(file)
    if _is_none(path):
        raise_all([_no_scenario(path)])
    document = Library(path.parent, area).document(path)
    raise_all(document.errors())
    return resolve(document)


@takes(folder=PATH, area=CODE)
def read_scenarios(folder: StrPath, *, area: str | None = None) -> ScenarioSet:
    """Read the scenarios of a folder, sweeps carried out.

    Parameters
    ----------
    folder : path
        Every ``.toml`` and ``.json`` file in it is a scenario; subfolders are not read.
    area : str, optional
        Code of the area whose rows are read from a series with an ``area`` column.

    Returns
    -------
    ScenarioSet
        By ``order`` (those without one after the others), then by file name; a sweep follows its scenario.

    Raises
    ------
    ScenarioError, CohortErrors
        With all problems of all files.
    """
    documents, errors = _read(Path(folder), area)
    raise_all(errors)
    scenarios = [scenario for document in documents for scenario in expand(document)]
    return ScenarioSet(str(folder), tuple(scenarios))


@takes(path=PATH, area=CODE)
def check_folder(path: StrPath, *, area: str | None = None) -> list[CohortError]:
    """Return the errors of a folder's scenario files, one for each file that has any.

    Parameters
    ----------
    path : path
        A folder, or one file.
    area : str, optional
        As in `read_scenarios`.
    """
    there = Path(path)
    if _is_none(there):
        return [_no_scenario(there)]
    if there.exists() and not there.is_dir():
        return Library(there.parent, area).document(there).errors()
    return _read(there, area)[1]


def _is_none(path: Path) -> bool:
    """Tell whether a file is none of a scenario by its name."""
    return path.name in (CHOICES, *OF_INPUTS) or (path.is_file() and path.suffix not in SUFFIXES)


def _no_scenario(path: Path) -> ScenarioError:
    """Return the error of a file that is none of a scenario by its name."""
    problems, home = RuleProblems(path.as_posix()), path.parent.as_posix()
    problems.at(1, "").note(
        en=f"is no scenario; name a scenario's file (.toml), or check it with the others of its folder: cohort check {home}.",
        ja=f"シナリオのファイルではありません。シナリオのファイル（.toml）を指定するか、フォルダーごと cohort check {home} で確かめてください。",
    )
    return ScenarioError(problems.subject, problems.found)


def _place(document: Document) -> tuple[int, int, str]:
    tables = document.tables
    order = tables.order if tables is not None and tables.ok("order") else None
    return (0 if order is not None else 1, order or 0, document.path.name)


def _read(folder: Path, area: str | None) -> tuple[list[Document], list[CohortError]]:
    problems = RuleProblems(str(folder))
    if not folder.is_dir():
        problems.at(1, "").note(**no_folder(folder, "scenarios"))
        return [], [ScenarioError(str(folder), problems.found)]
    if (folder / OF_INPUTS[0]).exists():
        problems.at(1, "").note(
            en="holds inputs, not scenarios; name a folder of scenarios.",
            ja="シナリオではなく入力のフォルダーです。シナリオのフォルダーを指定してください。",
        )
        return [], [ScenarioError(str(folder), problems.found)]
    paths = sorted(
        path
        for path in folder.iterdir()
        if path.suffix in SUFFIXES
        and not path.name.startswith(".")  # what is no file is named, not skipped
        and path.name != CHOICES
        and not _is_draft(path)
    )
    if not paths:
        problems.at(1, "").note(
            en="no scenario file here; write one that ends in .toml.",
            ja="シナリオがありません。.toml で終わるファイルを書いてください。",
        )
        return [], [ScenarioError(str(folder), problems.found)]
    library = Library(folder, area)
    documents = sorted((library.document(path) for path in paths), key=_place)
    errors = {error.subject: error for document in documents for error in document.errors()}
    _same_name(documents, problems)
    _same_launch(documents, problems)
    if problems:
        errors[problems.subject] = ScenarioError(problems.subject, problems.found)
    return documents, list(errors.values())


def _is_draft(path: Path) -> bool:
    """Tell whether a file holds comments and nothing else: a plan to be written."""
    if path.suffix != ".toml" or not path.is_file() or path.stat().st_size > TOML_BYTES:
        return False
    lines = [line for line in path.read_bytes().splitlines() if line.strip()]
    return bool(lines) and all(line.lstrip().startswith(b"#") for line in lines)


def _same_name(documents: list[Document], problems: RuleProblems) -> None:
    """Note names that are the same, or that a file system may take for the same."""
    files: dict[str, list[Document]] = defaultdict(list)
    for document in documents:
        if document.tables is not None and document.tables.ok("name"):
            files[unicodedata.normalize("NFKC", document.tables.name).casefold()].append(document)
    for same in files.values():
        names = list(dict.fromkeys(one.tables.name for one in same if one.tables is not None))
        paths = [one.path.name for one in same]
        if len(paths) > 1 and len(names) == 1:
            problems.at(1, "name").note(
                en=f"'{names[0]}' is the name of {' and '.join(paths)}; give each scenario its own.",
                ja=f"「{names[0]}」が {' と '.join(paths)} の名前です。シナリオごとに変えてください。",
            )
        elif len(paths) > 1:
            problems.at(1, "name").note(
                en=f"{', '.join(names)} differ only by capitals or width ({', '.join(paths)}); files of the outputs would "
                "overwrite each other. Give each scenario a name of its own.",
                ja=f"{'、'.join(names)} は大文字・小文字や全角・半角だけが違います（{'、'.join(paths)}）。出力ファイルが上書きされるので、"
                "名前を変えてください。",
            )


def _same_launch(documents: list[Document], problems: RuleProblems) -> None:
    for what, en, ja in (("year", "launch year", "起点の年"), ("step", "step", "刻み")):
        files: dict[int, list[str]] = defaultdict(list)
        for document in documents:
            if document.usable:
                launch = resolve(document).launch
                files[launch.date.year if what == "year" else launch.step].append(document.path.name)
        if len(files) > 1:
            listed = "; ".join(f"{value}: {', '.join(paths)}" for value, paths in sorted(files.items()))
            problems.at(1, "launch.date" if what == "year" else "launch.step").note(
                en=f"the scenarios of a folder have one {en}, got {listed}. Use a second folder.",
                ja=f"1つのフォルダーでは{ja}をそろえます（{listed}）。ほかは別のフォルダーに移してください。",
            )

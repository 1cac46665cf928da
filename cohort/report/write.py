"""From a run to everything that is handed over: all of it, or nothing."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from cohort.arguments import FUNCTION, LANGUAGE, NAMES, PATH, RUN_OR_STORY, TRUTH, at_the_door, takes
from cohort.atomic import Staging, earlier_files, earlier_manifest, refuse_inside, staging
from cohort.errors import Language, ScenarioError, did_you_mean, fail
from cohort.report.manifest import identity, write_manifest, write_scenarios
from cohort.run import Progress, Run
from cohort.story.build import story
from cohort.story.model import Story
from cohort.story.names import date_of

#: Kind of output: (module, function, what it is in English and Japanese).
WRITERS: dict[str, tuple[str, str, str, str]] = {
    "csv": ("cohort.report.store", "write_csv", "tables (CSV)", "表（CSV）"),
    "netcdf": ("cohort.report.store", "write_netcdf", "NetCDF", "NetCDF"),
    "charts": ("cohort.report.charts", "write_charts", "charts", "図"),
    "page": ("cohort.report.page", "write_page", "the page", "ページ"),
    "workbook": ("cohort.report.workbook", "write_workbook", "the workbook", "Excelブック"),
    "report": ("cohort.report.document", "write_document", "the report (PDF)", "報告書（PDF）"),
}


def kinds(only: Iterable[str] | None, pdf: bool = True) -> list[str]:
    """Return the kinds of output to write, in the order of `WRITERS`; raise if one is not known."""
    wanted = list(WRITERS) if only is None else list(only) or [""]
    unknown = [kind for kind in wanted if kind not in WRITERS]
    if unknown:
        known = ", ".join(WRITERS)
        fail(
            "--only",
            kind=ScenarioError,
            en=f"got {', '.join(map(repr, unknown))}; there are {known}.{did_you_mean(unknown[0], WRITERS, 'en')}",
            ja=f"{'・'.join(unknown)} という出力はありません（{known}）。{did_you_mean(unknown[0], WRITERS, 'ja')}",
        )
    return [kind for kind in WRITERS if kind in wanted and (pdf or kind != "report")]


@takes(run=RUN_OR_STORY, out=PATH, language=LANGUAGE, only=NAMES, pdf=TRUTH, progress=FUNCTION)
def write(
    run: Run | Story,
    out: str | Path,
    language: Language,
    only: Sequence[str] | None = None,
    pdf: bool = True,
    progress: Progress | None = None,
) -> list[Path]:
    """Write everything that is handed over, or nothing: if anything fails, earlier results stay as they are.

    Parameters
    ----------
    run : Run or Story
        As `run` returns it; or as `cohort.story.build.story` does, with a date of its own.
    out : str or Path
        Folder; made if it is not there. Files in it that no run wrote are never touched.
    language : {"en", "ja"}
        Of charts, page, workbook and report.
    only : sequence of str, optional
        Kinds of output, of `WRITERS`; by default all. Other results of an earlier run stay if they are of the
        same inputs, scenarios and version, and are taken away if they are not.
    pdf : bool
        False leaves out the report.
    progress : callable, optional
        As for `run`.

    Returns
    -------
    list of Path
        The files written, ``manifest.json`` last.

    Raises
    ------
    OutputError
        If a file that no run wrote is in the way, or the folder is one of those the run is made from.
    OSError
        If the disk is full or the folder cannot be written.
    """
    tell = progress or (lambda part, en, ja: None)
    chosen = kinds(only, pdf)
    told = run if isinstance(run, Story) else story(run)
    made: Run = told.run
    refuse_inside(out, made.scenarios.folder, made.inputs_folder or made.inputs.path)
    with staging(out, made.name) as stage:
        written: list[Path] = []
        for number, kind in enumerate(chosen):
            module, function, en, ja = WRITERS[kind]
            tell(number / len(chosen), f"writing {en}", f"{ja}を作成中")
            written += getattr(importlib.import_module(module), function)(told, stage.folder, language)
        written.append(write_scenarios(made, stage.folder))
        carried = {} if only is None else _carried(told, stage, written)
        command = _command(told, language, only, pdf)
        written.append(write_manifest(told, stage.folder, language, command, carried))
        stage.commit(keep=tuple(carried))
    tell(1.0, "written", "書き込み完了")
    return [Path(out) / path.relative_to(stage.folder) for path in written]


def _carried(told: Story, stage: Staging, written: Iterable[Path]) -> dict[str, str]:
    """Return the files (with SHA-256) of an earlier run with the same identity that stay beside those written now."""
    before = earlier_manifest(stage.out)
    if any(before.get(key) != value for key, value in identity(told.run, told.date).items()):
        return {}
    fresh = {path.relative_to(stage.folder).as_posix() for path in written}
    return {
        name: digest
        for name, digest in earlier_files(stage.out).items()
        if name not in fresh and (stage.out / name).is_file()
    }


def _command(told: Story, language: Language, only: Sequence[str] | None, pdf: bool) -> list[str]:
    """Return the command that makes the same results again, wherever they are put."""
    run = told.run
    folders = [Path(run.scenarios.folder).as_posix(), "--inputs", run.inputs_folder]
    command = ["cohort", "run", *([run.place] if run.place else folders)]
    if run.step is not None:
        command += ["--step", str(run.step)]
    if run.futures is not None:
        command += ["--draws", str(run.futures.draws), "--seed", str(run.futures.seed)]
    command += ["--lang", language]
    if told.date != date_of(run.inputs):
        command += ["--date", told.date.isoformat()]
    if only is not None:
        command += ["--only", ",".join(only)]
    return command if pdf else [*command, "--no-pdf"]


at_the_door(globals())

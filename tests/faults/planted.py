"""The faults: what is changed, and which tests should notice. Old text stands exactly once in its file.

A fault is what a slip of a hand would be: a sign, a year, the wrong row, a column too far, a share where the total stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.faults.listed import listed
from tests.shared import ROOT


@dataclass(frozen=True)
class Fault:
    """One fault.

    Attributes
    ----------
    room : str
        Where it is.
    name : str
        What it does; with the room its key.
    file : str
        Path in ``cohort/``.
    old, new : str
        Exact text, and what takes its place.
    tests : tuple of str
        Paths below ``tests/`` that should notice, the likeliest first.
    """

    room: str
    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]


TERMINAL, CSV, CHARTS = "told/test_terminal.py", "told/test_csv.py", "told/test_charts.py"
PAGE, BOOK, REPORT = "told/test_page.py", "told/test_workbook.py", "told/test_report.py"
SAID, CELLS, TAKES = "told/test_said.py", "told/test_cells.py", "told/test_takes.py"
TIED, ASSUMED, LOOKS = "told/test_tied.py", "told/test_assumed.py", "told/test_looks.py"
READ, BOTH = "told/test_readings.py", "test_languages.py"

# room: tests that notice where nothing else is said
ROOMS: dict[str, tuple[str, ...]] = {
    "demography": ("demography",),
    "projection": ("projection/test_step.py", "projection/test_project.py", "projection/test_laws.py"),
    "forms": ("forms", "inputs/test_problems.py"),
    "inputs": ("inputs/test_observed.py", "inputs/test_problems.py", "inputs/test_committed.py"),
    "readers": ("inputs/test_readers.py", "inputs/test_import.py"),
    "collection": ("collection",),
    "backtest": ("backtest",),
    "scenario": ("scenario",),
    "assumptions": ("assumptions",),
    "analysis": ("analysis", CSV),
    "planning": ("planning", TAKES),
    "uncertainty": ("story/test_chance.py", "uncertainty", "report/charts/test_drawings.py"),
    "districts": ("districts", "report/charts/test_drawings.py"),
    "wording": (SAID, TERMINAL, BOOK),
    "story": (TERMINAL, CHARTS, BOOK, REPORT, PAGE, CELLS, TIED, ASSUMED, TAKES, "story"),
    "terminal": (TERMINAL, "cli/test_terminal.py"),
    "document": (REPORT, LOOKS, CELLS, "report/document"),
    "page": (PAGE, "report/page/test_engine.py", "report/page/test_page.py", "report/page"),
    "workbook": (BOOK, TIED, LOOKS, CELLS, "report/workbook"),
    "charts": (CHARTS, LOOKS, "report/charts"),
    "store": (CSV, TIED, ASSUMED, "cli/test_store.py"),
    "cli": ("cli/test_cli.py", "cli/test_run.py"),
    "batch": ("told/test_batch.py", "batch/test_together.py", "multiregional/test_together.py"),
}

# file: the tests that notice soonest, where they are not called like it
FIRST: dict[str, tuple[str, ...]] = {
    "demography/graduation.py": ("demography/test_life_table.py", "demography/test_fertility.py"),
    "demography/lee_carter.py": ("demography/test_mortality.py",),
    "projection/results.py": ("projection/test_project.py",),
    "projection/checks.py": ("projection/test_project.py",),
    "projection/values.py": ("projection/test_project.py",),
    "inputs/counts.py": ("inputs/test_committed.py",),
    "readers/register.py": ("inputs/test_readers.py",),
    "readers/wpp.py": ("inputs/test_wpp.py", "inputs/test_published_tables.py"),
    "forms/published.py": ("inputs/test_readers.py", "forms"),
    "scenario/outlook.py": ("analysis/test_verdict.py", "scenario/test_reading.py", "scenario/test_course.py"),
    "scenario/sweep.py": ("scenario/test_border.py",),
    "scenario/jump_off.py": ("scenario/test_border.py", "scenario/test_reading.py"),
    "scenario/course_row.py": ("scenario/test_course.py",),
    "scenario/series.py": ("scenario/test_reading.py",),
    "assumptions/bands.py": ("assumptions/test_assume.py", "assumptions/test_gross.py"),
    "analysis/verdict.py": ("analysis/test_verdict.py", "analysis/test_answer.py", "cli/test_store.py"),
    "analysis/tally.py": ("analysis/test_answer.py", CSV),
    "analysis/launch_level.py": ("analysis/test_answer.py",),
    "story/charts.py": (CHARTS,),
    "story/messages.py": (CHARTS, TAKES),
    "story/findings.py": (REPORT,),
    "story/requirements.py": (REPORT, TAKES),
    "story/assumptions.py": (ASSUMED,),
    "story/provenance.py": (ASSUMED,),
    "story/names.py": (LOOKS, PAGE, CHARTS),
    "story/dependents.py": (TIED,),
    "story/takes.py": (TAKES,),
    "story/takes_charts.py": (TAKES,),
    "story/method.py": (REPORT,),
    "analysis/indicators/project.py": ("analysis/indicators/test_project.py", TIED),
    "analysis/indicators/ratings.py": ("analysis/indicators/test_ratings.py", TIED),
    "analysis/indicators/told.py": (TIED,),
    "analysis/connected_told.py": (TIED,),
    "planning/delay.py": ("planning/test_values.py", TAKES),
    "report/workbook/official.py": (BOOK, "report/workbook/test_workbook.py"),
    "report/document/__init__.py": ("report/document/test_document.py",),
    "planning/solve_told.py": ("planning/test_solve.py", TAKES),
    "planning/monitor_told.py": ("planning/test_monitor.py",),
    "planning/gap_told.py": ("planning/test_gap.py",),
    "planning/stable.py": ("planning/test_values.py", TAKES),
    "planning/thresholds.py": ("planning/test_ageing.py", "planning/test_gap.py"),
    "analysis/readings_told.py": (READ, "analysis/test_readings.py"),
    "story/readings.py": (READ,),
    "analysis/statements_told.py": ("analysis/test_statements.py",),
    "report/overview.py": ("analysis/test_statements.py", "cli/test_cli.py"),
    "report/page/country.js": ("report/page/test_country.py",),
    "report/page/map.js": ("report/page/test_map.py",),
    "report/terminal.py": (TERMINAL, "cli/test_terminal.py", "story/test_chance.py"),
    "lines.py": (TERMINAL, "cli/test_terminal.py"),
    "report/workbook/sheets.py": (BOOK, "report/workbook/test_workbook.py", "story/test_chance.py"),
    "report/page/bars.py": ("report/page/test_bars.py",),
    "text.py": ("test_words.py",),
    "wording.py": ("test_words.py",),
    "report/page/engine.js": ("report/page/test_engine.py",),
    "report/manifest.py": ("cli/test_run.py", "cli/test_cli.py", "story/test_chance.py"),
    "report/charts/dots.py": ("report/charts/test_drawings.py",),
    "report/charts/frontier.py": ("report/charts/test_drawings.py",),
    "report/charts/planning.py": ("report/charts/test_drawings.py", "report/page/test_bars.py"),
    "report/charts/levers.py": ("report/charts/test_drawings.py", "story/test_chance.py"),
    "uncertainty/outcome.py": ("uncertainty/test_outcome.py",),
    "uncertainty/draws.py": ("uncertainty/test_draws.py",),
    "report/charts/multiples.py": ("report/charts/test_drawings.py",),
    "report/charts/pyramids.py": ("report/charts/test_drawings.py",),
    "report/charts/flows.py": ("report/charts/test_drawings.py",),
    "report/charts/ages.py": ("report/charts/test_drawings.py",),
    "batch/ranges.py": ("batch/test_batch.py",),
    "batch/tables.py": ("batch/test_together.py", "told/test_batch.py"),
    "batch/pool.py": ("batch/test_together.py",),
    "analysis/settlement_told.py": ("analysis/test_settlement.py",),
    "analysis/coherence.py": ("analysis/test_coherence.py",),
    "analysis/coherence_births.py": ("analysis/test_coherence.py",),
    "analysis/coherence_migration.py": ("analysis/test_coherence.py",),
    "analysis/bridge/told.py": ("analysis/test_bridge.py",),
    "analysis/official/told.py": ("analysis/official/test_vision.py",),
    "planning/benchmark.py": ("planning/test_monitor.py",),
    "planning/mix.py": ("planning/test_solve.py",),
    "story/ranges.py": ("planning/test_spread.py", TAKES),
    "districts/check.py": ("districts/test_districts.py",),
    "report/charts/panel.py": ("report/charts/test_drawings.py", LOOKS, CHARTS),
    "batch/told.py": ("batch/test_together.py",),
    "report/charts/prefecture.py": ("report/page/test_country.py", "told/test_batch.py"),
    "report/store.py": ("cli/test_store.py", CSV),
    "report/workbook/charts.py": (BOOK,),
    "report/page/state.js": ("report/page/test_page.py", PAGE),
    "report/page/controls.js": ("report/page/test_page.py", "report/page/test_map.py", PAGE),
    "report/page/app.js": (PAGE, "report/page/test_page.py"),
    "report/page/texts.toml": (PAGE,),
    "report/page/payload.py": (PAGE, TAKES, READ),
    "story/like_for_like.py": ("story/test_like_for_like.py",),
    "story/chance_told.py": ("story/test_chance.py",),
    "story/chance_tables.py": ("story/test_chance.py",),
    "story/chance.py": ("story/test_chance.py",),
    "batch/templates.py": ("batch/test_batch.py",),
    "cli/answers.py": ("cli/test_store.py", "analysis/test_bridge.py"),
    "scenario/summary.py": ("story/test_assumptions.py", "scenario/test_display.py"),
    "scenario/course.py": ("scenario/test_course.py", "story/test_assumptions.py"),
    "uncertainty/trust.py": ("story/test_chance.py", "uncertainty/test_outcome.py"),
    "vocabulary.toml": ("scenario/test_course.py", BOOK, ASSUMED),
    "record.py": ("test_record.py",),
    "multiregional/together.py": ("multiregional/test_together.py",),
    "multiregional/solve.py": ("multiregional/test_together.py",),
    "multiregional/control.py": ("multiregional/test_together.py",),
    "multiregional/walk.py": ("multiregional/test_together.py",),
    "multiregional/flows.py": ("multiregional/test_flows.py",),
    "assumptions/together_schedules.py": ("batch/test_batch.py",),
    "batch/run.py": ("batch/test_batch.py",),
    "batch/counts.py": ("batch/test_batch.py",),
    "batch/ordinary.py": ("batch/test_batch.py",),
    "cli/run.py": ("cli/test_told.py",),
    "cli/options.py": ("cli/test_told.py",),
    "cli/pictures.py": ("cli/test_told.py",),
    "cli/files.py": ("cli/test_told.py",),
    "console.py": ("cli/test_told.py",),
    "run.py": ("test_base.py",),
    "vocabulary.py": ("test_base.py",),
    "annotations.py": ("test_base.py",),
    "collection/make.py": ("collection/test_tables.py",),
    "readers/layout.py": ("inputs/test_published_tables.py",),
    "readers/vital.py": ("inputs/test_published_tables.py",),
    "planning/versions.py": ("planning/test_spread.py",),
    "report/write.py": ("cli/test_run.py",),
}


def faults() -> Iterator[Fault]:
    """Yield every fault."""
    for room, file, name, old, new in listed():
        first = (*FIRST.get(file, ()), *_called_like(room, file))
        order = (*first, *(one for one in ROOMS[room] if one not in first), BOTH)
        yield Fault(room, name, file, old, new, order)


def _called_like(room: str, file: str) -> tuple[str, ...]:
    """Return the tests of a file that are called like it."""
    own = f"{room}/test_{Path(file).stem}.py"
    return (own,) if (ROOT / "tests" / own).exists() else ()

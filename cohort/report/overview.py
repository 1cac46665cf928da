"""The overview over several sets: every published statement beside the model, and what it was made from."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cohort.analysis.statements import Row, table
from cohort.analysis.statements_text import overview
from cohort.report.atomic import write_set
from cohort.report.manifest import identity, versions
from cohort.story.names import date_of

if TYPE_CHECKING:
    from cohort.run import Run


def write_overview(rows: Sequence[Row], runs: Sequence[Run], out: str | Path, language: str) -> list[Path]:
    """Write ``overview.csv``, ``overview.md`` and their manifest ``overview.json``.

    Parameters
    ----------
    rows : sequence of Row
        As `statements` returns them.
    runs : sequence of Run
        The sets they were made from.
    out : str or Path
        Folder that holds the sets' results; made if it is not there.
    language : {"en", "ja"}
        Of ``overview.md``; the CSV file has both.

    Returns
    -------
    list of Path
        The manifest last: version, inputs and scenarios of every set and the two files, by SHA-256.
    """
    text = table(rows).to_csv(index=False, lineterminator="\n")
    files = {
        "overview.csv": text.encode("utf-8-sig"),
        "overview.md": overview(rows, language).encode(),
    }
    sets = {run.name: identity(run, date_of(run.inputs)) for run in runs}
    return write_set(
        out, "overview", files, "overview.json", sets=sets, language=language, versions=versions()
    )

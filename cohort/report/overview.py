"""The overview over several sets: every published statement beside the model, and what it was made from."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cohort.analysis.statements import Row, frame, statements_table
from cohort.arguments import at_the_door
from cohort.atomic import write_set
from cohort.report import markdown
from cohort.report.cells import csv_bytes
from cohort.report.manifest import identity
from cohort.run import Run
from cohort.story.provenance import versions
from cohort.text import Text


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
    files = {"overview.csv": csv_bytes(frame(rows)), "overview.md": overview(rows, language).encode()}
    sets = {run.name: identity(run) for run in runs}
    return write_set(out, "overview", files, "overview.json", sets=sets, language=language, versions=versions())


_ABOUT = Text(
    "`cohort statements scenarios` prints this table, `cohort run scenarios` writes it as `overview.md` and "
    "`overview.csv`, and `cohort statements scenarios --out docs/statements.md` wrote this page; a test holds it.\n\n"
    '"Agrees": ours rounds to the published figure as it is printed, or a rating follows from actual over target; else ours "differs" '
    'by what stands in the column before. An outlook is "met" where the scenario\'s value rounds to it or lies beyond it on the side the '
    'plan wants. "Reached" compares a target with what was observed, without a projection; "so far" and "not yet": the target\'s year '
    "is not counted yet. Scenarios whose title says what-if rest on assumptions of ours.",
    "`cohort statements scenarios` がこの表を表示し、`cohort run scenarios` は `overview.md` と `overview.csv` に書き出します。"
    "このページは `cohort statements scenarios --out docs/statements.md` で作成し、テストで確認しています。\n\n"
    "「一致」は公表値の桁に丸めると同じになること、または実績÷目標による評価が公表と同じこと。「一致しない」の場合は差の列に示します。"
    "「達成」はシナリオの値が展望の桁に丸めて同じか、計画の望む側にあること。"
    "「到達」は推計によらず、目標と実績を比べたもので、「途中」は目標年の実績がまだないもの。題に「仮定」とあるシナリオは当方の仮定によるものです。",
)


def overview(rows: Sequence[Row], language: str, about: str = "") -> str:
    """Return ``overview.md``: a heading, how many verdicts of each kind, and the table."""
    table = statements_table(rows)
    parts = [f"# {table.title.say(language)}", about, table.notes[0].say(language), markdown.render(table, language)]
    return "\n\n".join(part for part in parts if part) + "\n"


def page(rows: Sequence[Row]) -> str:
    """Return the page of the documentation: the table in English, then in Japanese."""
    english, japanese = (overview(rows, language, _ABOUT.say(language)) for language in ("en", "ja"))
    return f"{english}\n#{japanese}"


at_the_door(globals())

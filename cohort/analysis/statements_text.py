"""The table of published statements as text: markdown, or rows for a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from cohort.analysis.statements import VERDICTS, Row

_COLUMNS = {
    "en": ("Statement", "Published", "Here", "Difference", "Verdict", "Answered by", "Note"),
    "ja": ("公表された内容", "公表値", "本推計", "差", "判定", "対応するシナリオ", "注"),
}


def cells(row: Row, language: str) -> tuple[str, ...]:
    """Return one row as text: statement, published, ours, difference, verdict, who answers, note."""
    ja = language == "ja"
    where = {"observed": ("observed", "実績"), "kpis.csv": ("actual / target", "実績÷目標")}.get(row.where)
    return (
        row.ja if ja else row.en,
        row.published_text,
        row.ours_text,
        row.difference_text,
        VERDICTS[row.verdict][ja],
        row.where if where is None else where[ja],
        row.note_ja if ja else row.note_en,
    )


def columns(language: str) -> tuple[str, ...]:
    """Return the headings."""
    return _COLUMNS["ja" if language == "ja" else "en"]


def markdown(rows: Sequence[Row], language: str) -> str:
    """Return the table in Markdown, with a count of the verdicts above it."""
    head = columns(language)
    aligned = ["---", "---:", "---:", "---:", "---", "---", "---"]
    lines = [count_text(rows, language), "", _line(head), _line(aligned)]
    lines += [_line([cell.replace("|", "\\|") for cell in cells(row, language)]) for row in rows]
    return "\n".join(lines) + "\n"


def _line(parts: Sequence[str]) -> str:
    return f"| {' | '.join(parts)} |"


def count_text(rows: Sequence[Row], language: str) -> str:
    """Return how many statements there are and how many end with each verdict."""
    ja = language == "ja"
    counts = {word: sum(row.verdict == word for row in rows) for word in VERDICTS}
    told = [f"{VERDICTS[word][ja]} {count}" for word, count in counts.items() if count]
    if ja:
        return f"公表された内容 {len(rows)} 件{'：' if told else ''}{'、'.join(told)}。"
    return f"{len(rows)} statements{': ' if told else ''}{', '.join(told)}."


def overview(rows: Sequence[Row], language: str) -> str:
    """Return ``overview.md``: a heading and the table."""
    title = "公表された内容と本推計" if language == "ja" else "Published statements and what the model says"
    return f"# {title}\n\n{markdown(rows, language)}"


_ABOUT = {
    "en": "`cohort statements scenarios` prints this table, `cohort run scenarios` writes it as `overview.md` and "
    "`overview.csv`, and `cohort statements scenarios --out docs/statements.md` wrote this page; a test holds it.\n\n"
    '"Agrees" is a projection within the stated share of a published one, or a rating that follows from actual over target; '
    '"holds" is a promise that the scenario keeps; "reached" compares a target with what was observed, without a projection. '
    "Scenarios whose title says what-if rest on assumptions of ours.",
    "ja": "`cohort statements scenarios` がこの表を表示し、`cohort run scenarios` は `overview.md` と `overview.csv` に書き出します。"
    "このページは `cohort statements scenarios --out docs/statements.md` で作成し、テストで確認しています。\n\n"
    "「一致」は公表された推計との差が許容差以内であること、または実績÷目標による評価が公表と同じこと。「達成」はシナリオが展望を満たすこと。"
    "「到達」は推計によらず、目標と実績を比べたもの。題に「仮定」とあるシナリオは当方の仮定によるものです。",
}


def page(rows: Sequence[Row]) -> str:
    """Return the page of the documentation: the table in English, then in Japanese."""
    parts = [
        overview(rows, language).replace("\n\n", f"\n\n{_ABOUT[language]}\n\n", 1)
        for language in ("en", "ja")
    ]
    return parts[0] + "\n" + parts[1].replace("# ", "## ", 1)

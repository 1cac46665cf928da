"""The last section: from what the numbers were made, so that they can be checked and made again."""

from __future__ import annotations

from collections.abc import Mapping

from cohort.report.document.blocks import Block, heading, paragraph, table
from cohort.report.document.view import View
from cohort.report.workbook.sheets import origin

Drawn = Mapping[str, str]


def origin_section(view: View, drawn: Drawn) -> list[Block]:
    """Return what was done to the numbers, the versions, and the hashes of the input files."""
    shared: dict[tuple[str, str], list[str]] = {}
    for record in view.run.records:
        if any(letter.isdigit() for letter in record.where):
            continue  # single observed values ("births 2019"): they are in the workbook
        shared.setdefault((record.where, record.text.say(view.language)), []).append(record.scenario)
    everybody = {record.scenario for record in view.run.records}
    rows = [[_whose(view, names, everybody), text] for (_, text), names in shared.items()]
    versions = view.say(", ", "、").join(f"{name} {text}" for name, text in origin().items())
    blocks = [
        heading(view.say("Where the numbers come from", "数値の由来と再現")),
        paragraph(
            view.say(
                f"Made with {versions}. The same files and versions give this report again, byte for byte.",
                f"使用したソフトウェア：{versions}。同じ入力ファイルと同じ版からは、まったく同じ報告書が得られます。",
            )
        ),
    ]
    if rows:
        blocks.append(
            table(
                view.say("What was done to the numbers", "数値に対して行った処理"),
                view.say(["Scenario", "What was done"], ["シナリオ", "処理の内容"]),
                rows,
                widths=[1.5, 4],
                align="ll",
                note=view.say(
                    "The workbook lists the observed values used as well.",
                    "用いた実績の値の一覧は、別添のExcelブックにあります。",
                ),
            )
        )
    blocks.append(
        table(
            view.say("Input files and the beginning of their SHA-256", "入力ファイルとSHA-256（先頭16桁）"),
            view.say(["File", "SHA-256", "File", "SHA-256"], ["ファイル", "SHA-256", "ファイル", "SHA-256"]),
            _in_pairs([[path, digest[:16]] for path, digest in sorted(view.run.inputs.files.items())]),
            widths=[1.5, 1.1, 1.5, 1.1],
            align="llll",
        )
    )
    return blocks


def _whose(view: View, names: list[str], everybody: set[str]) -> str:
    """Return whose record it is: everybody's, or the first scenario's and those built on it."""
    if not names[0] or (len(everybody) > 1 and set(names) >= everybody):
        return view.say("all", "すべて")
    titles = [view.short(name) for name in names]
    if len(titles) > 2:
        others = len(titles) - 1
        return view.say(f"{titles[0]} and {others} built on it", f"{titles[0]}と、それをもとにした{others}件")
    return view.say(", ".join(titles), "、".join(titles))


def _in_pairs(rows: list[list[str]]) -> list[list[str]]:
    """Return rows set two abreast, to save half the page."""
    half = -(-len(rows) // 2)
    right = [*rows[half:], *[["", ""]] * (2 * half - len(rows))]
    return [left + other for left, other in zip(rows[:half], right, strict=True)]

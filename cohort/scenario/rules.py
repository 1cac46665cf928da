"""The twelve rules of the scenario format, and problems that cite them."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from cohort.errors import Language, Problem, Problems, ScenarioError

RULES: dict[int, tuple[str, str]] = {
    1: ("One file, one scenario.", "1ファイルに1シナリオ。"),
    2: ("Only known keys, with values of the right type.", "決められたキーと型だけを使う。"),
    3: ("Every measure states its unit and stays in its range.", "指標には単位を書き、値は範囲内とする。"),
    4: (
        "A point holds for the interval that begins in its year; what follows the last one is stated.",
        "年の値はその1年間の値。最後の点の後を必ず書く。",
    ),
    5: (
        "No assumption without a source, no source without an assumption.",
        "仮定には出典を付け、使わない出典は置かない。",
    ),
    6: ("Whole assumptions are replaced, never merged.", "仮定は丸ごと置き換え、混ぜない。"),
    7: ("A measure is decided once.", "1つの指標は1か所で決める。"),
    8: ("The launch value agrees with the observed one.", "起点の値は実績と合わせる。"),
    9: ("Relative and added values refer to the launch level.", "倍率と加算は起点の水準に対するもの。"),
    10: ("Long series lie in a CSV file beside it.", "長い系列は隣のCSVに置く。"),
    11: ("Swept values become scenarios.", "掃引した値はそれぞれシナリオになる。"),
    12: ("Parents lie in the same folder.", "親は同じフォルダーに置く。"),
}


class RuleProblems(Problems):
    """Problems of one scenario file; each cites its rule."""

    def __init__(self, subject: str) -> None:
        super().__init__(subject, ScenarioError)

    def note(self, rule: int, where: str, *, en: str, ja: str) -> None:
        """Note one problem with the number of the rule it breaks."""
        if rule not in RULES:
            raise ValueError(f"there is no rule {rule}")
        self.add(where, en=f"{en} (rule {rule})", ja=f"{ja}（規則{rule}）")


def in_file_order(found: list[Problem], raw: dict[str, Any]) -> list[Problem]:
    """Return the problems in the order of the file's tables and keys; those of no key come first."""
    places: dict[str, int] = {}

    def walk(value: object, path: str) -> None:
        places.setdefault(path, len(places))
        if isinstance(value, dict):
            for key, inner in value.items():
                walk(inner, f"{path}.{key}" if path else str(key))
        elif isinstance(value, list):
            for index, inner in enumerate(value, start=1):
                walk(inner, f"{path}#{index}")

    def place(problem: Problem) -> int:
        path = problem.where
        while path and path not in places:
            path = (
                path[: max(path.rfind(mark) for mark in (".", "#", ",", " "))]
                if re.search("[.#, ]", path)
                else ""
            )
        return places.get(path, 0)

    walk(raw, "")
    return sorted(found, key=place)


def shown(value: object, language: Language) -> str:
    """Return what was got, as the reader wrote it or as the kind of thing it is."""
    ja = language == "ja"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        text = value if len(value) <= 60 else value[:57] + "..."
        return f"「{text}」" if ja else f"'{text}'"
    if isinstance(value, int | float):
        return number(value)
    if isinstance(value, dict):
        return "表 { }" if ja else "a table { }"
    if isinstance(value, list):
        return "配列 [ ]" if ja else "a list [ ]"
    if isinstance(value, date):
        return value.isoformat()
    if value is None:
        return "空" if ja else "nothing"
    return str(value)


def number(value: float) -> str:
    """Return a number without a trailing ``.0``, else with all its digits."""
    if isinstance(value, int):
        return str(value) if abs(value) < 10**15 else f"{value:.3e}" if abs(value) < 10**300 else "> 1e300"
    return str(int(value)) if abs(value) < 1e15 and value == int(value) else repr(value)

"""Text to tables: TOML or JSON, with what planners' editors do to text files."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cohort.errors import Problem, Problems
from cohort.forms.files import read_text
from cohort.forms.table import _WORDS, Loc, Remedies, T, _no_citation, fill
from cohort.forms.written import shown

_FULL_WIDTH = re.compile(r"[\u3000\uff01-\uff5e“”‘’]")

#: What no TOML file of ours comes near, and takes its library minutes: lines, characters of a line, parts of a key.
MOST_LINES, LONGEST_LINE, MOST_PARTS = 20_000, 200_000, 100
_PARTS = re.compile(rf"""(?<![\w"'-])(?:[\w"'-]+\s*\.\s*){{{MOST_PARTS}}}""")

Cite = Callable[[Loc, str], tuple[str, str]]


def read_toml(
    path: Path,
    model: type[T],
    problems: Problems,
    *,
    rules: Callable[[T], None] | None = None,
    remedies: Remedies | None = None,
    cite: Cite = _no_citation,
) -> T | None:
    """Return a file as a model, as far as it could be read; every problem is noted, in the order of the file.

    Parameters
    ----------
    path : Path
        A ``.toml`` file, or a ``.json`` file with the same keys.
    model : type of Table
        The whole file.
    problems : Problems
        What is wrong is added here; the model may be used only if nothing was.
    rules : callable, optional
        Checks the model further and adds to ``problems``; asks ``table.ok(...)`` before it looks at a value.
    remedies, cite
        As in `fill`.

    Returns
    -------
    Table or None
        None where nothing could be read.

    Examples
    --------
    >>> class AreaFile(Table):
    ...     code: Words
    >>> problems = Problems("inputs/x/area.toml")
    >>> made = read_toml(Path("inputs/x/area.toml"), AreaFile, problems)
    >>> problems.found[0].en
    'there is no such file; check its name.'
    """
    raw = parse(path, problems, cite)
    made = None if raw is None else fill(model, raw, problems, remedies=remedies, cite=cite)
    if raw is not None and made is not None:
        if rules is not None:
            rules(made)
        problems.found = in_file_order(problems.found, raw)
    return made


def parse(path: Path, problems: Problems, cite: Cite = _no_citation) -> dict[str, Any] | None:
    """Return the tables of a ``.toml`` or ``.json`` file, or None with the problems noted."""
    scratch = Problems(problems.subject)
    text = read_text(path, scratch)
    made = None if text is None else parse_text(text, scratch, path.suffix == ".json")
    end_en, end_ja = cite((), "file")
    problems.found += [Problem(one.where, one.en + end_en, one.ja + end_ja) for one in scratch.found]
    return made


def parse_text(text: str, problems: Problems, is_json: bool = False) -> dict[str, Any] | None:
    """Return the tables that a text in TOML (or JSON) holds, or None with the problems noted."""
    text = text.replace("\r\n", "\n")
    if not is_json and _too_long(text, problems):
        return None
    try:
        made = _from_json(text) if is_json else tomllib.loads(text)
    except json.JSONDecodeError as error:
        problems.add(
            "",
            en=f"line {error.lineno}: not valid JSON; resolve the scenario again.",
            ja=f"{error.lineno}行目：JSON として読めません。シナリオを書き出し直してください。",
        )
    except tomllib.TOMLDecodeError as error:
        _syntax_problem(text, str(error), problems)
    except (ValueError, RecursionError):
        problems.add(
            "",
            en="a number is too long, a key stands twice, or brackets are nested too deep; simplify it.",
            ja="数値が長すぎるか、キーが重複しているか、かっこの入れ子が深すぎます。簡単にしてください。",
        )
    else:
        if isinstance(made, dict):
            return made
        problems.add("", en="the file holds no tables.", ja="ファイルに表がありません。")
    return None


def _too_long(text: str, problems: Problems) -> bool:
    """Refuse, before it is parsed, what would take minutes."""
    lines = text.split("\n")
    number = next((n for n, line in enumerate(lines, 1) if len(line) > LONGEST_LINE or _PARTS.search(line)), 0)
    if number:
        problems.add(
            "",
            en=f"line {number} is longer than {LONGEST_LINE:,} characters, or a key has more than {MOST_PARTS} parts; simplify it.",
            ja=f"{number}行目が {LONGEST_LINE:,} 文字を超えるか、キーの区切りが {MOST_PARTS} を超えています。簡単にしてください。",
        )
    elif len(lines) > MOST_LINES:
        problems.add(
            "",
            en=f"has more than {MOST_LINES:,} lines; it is hardly what was meant. Check the file.",
            ja=f"{MOST_LINES:,} 行を超えています。ファイルを確かめてください。",
        )
    return bool(number) or len(lines) > MOST_LINES


def _syntax_problem(text: str, message: str, problems: Problems) -> None:
    place = re.search(r"\(at line (\d+), column (\d+)\)", message)
    lines = text.split("\n")
    line, column = (int(place[1]), int(place[2])) if place else (len(lines), len(lines[-1]) + 1)
    line = min(line, len(lines))
    what_en, what_ja = next(
        ((one["en"], one["ja"]) for one in _WORDS["syntax"] if one["says"] in message),
        ("not valid TOML", "TOML として読めません"),
    )
    written = lines[line - 1].strip()
    hint_en = hint_ja = ""
    if _FULL_WIDTH.search(written):
        hint_en = " There is a full-width character in the line: use half-width letters, digits, quotes and spaces."
        hint_ja = "行に全角文字があります。英数字・記号・空白は半角にしてください。"
    elif not written.split("=")[0].isascii():
        hint_en, hint_ja = " Keys are English words.", "キーは英語で書きます。"
    got_en = f", got {shown(written, 'en')}" if written else " at the end of the file"
    got_ja = f"行の内容は{shown(written, 'ja')}です。" if written else "ファイルの終わりです。"
    problems.add(
        "",
        en=f"line {line}, column {column}: {what_en}{got_en}; mend the line.{hint_en}",
        ja=f"{line}行目{column}文字目：{what_ja}。{got_ja}直してください。{hint_ja}",
    )


def _no_constant(text: str) -> float:
    raise ValueError(text)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise ValueError("a key stands twice")
    return made


def _from_json(text: str) -> Any:
    return json.loads(text, parse_constant=_no_constant, object_pairs_hook=_unique)


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
            path = path[: max(path.rfind(mark) for mark in (".", "#", ",", " "))] if re.search("[.#, ]", path) else ""
        return places.get(path, 0)

    walk(raw, "")
    return sorted(found, key=place)

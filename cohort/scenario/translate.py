"""Wrong shapes and types, said in our own words.

``read_tables`` returns the file as far as it could be read, so that the other checks still run on the rest.
"""

from __future__ import annotations

import difflib
import re
import types
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from cohort.errors import did_you_mean
from cohort.scenario.rules import RuleProblems, shown
from cohort.scenario.schema import ScenarioFile, SweepTable, Table

_RULE_OF_KEY = {
    **dict.fromkeys(("format", "name", "title", "launch"), 1),
    **dict.fromkeys(("unit", "ages", "factor", "persons"), 3),
    **dict.fromkeys(("points", "between", "after", "by", "converge", "first_year", "last_year", "values"), 4),
    **dict.fromkeys(("source", "sources"), 5),
    **dict.fromkeys(("without", "based_on"), 6),
    "combine": 7,
    "jump_off": 8,
    **dict.fromkeys(("relative", "added"), 9),
    "series": 10,
    "sweep": 11,
    "inherits": 12,
}
_REMEDY = {
    "format": ("write format = 1", "format = 1 と書いてください"),
    "title": (
        'write title = { en = "...", ja = "..." }',
        'title = { en = "...", ja = "..." } と書いてください',
    ),
    "name": ('write name = "..."', 'name = "..." と書いてください'),
    "sources.title": ("write the title of the document", "資料の題名を書いてください"),
    "sources.kind": (
        'write kind = "document", "dataset" or "assumption"',
        'kind = "document"、"dataset"、"assumption" のどれかを書いてください',
    ),
    "en": ("write the title in English too", "英語の題名も書いてください"),
    "ja": ("write the title in Japanese too", "日本語の題名も書いてください"),
    "by": ("write the year it is reached, e.g. by = 2035", "達する年を by = 2035 のように書いてください"),
    "unit": ("state the unit the values are measured in", "値の単位を書いてください"),
    "after": (
        "say what follows the last point: hold, hold_rates or { converge = value, by = year }",
        "最後の点の後を hold、hold_rates、{ converge = 値, by = 年 } のどれかで書いてください",
    ),
    "source": ("name a table under [sources]", "[sources] の下の表の名前を書いてください"),
    "flow": ('write flow = "net", "in" or "out"', 'flow = "net"、"in"、"out" のどれかを書いてください'),
    "ages": ('write ages = "10-39" or "65+"', 'ages = "10-39" や "65+" のように書いてください'),
    "until": ("write the last year of the projection", "推計の最後の年を書いてください"),
    "basis": ('write basis = "register" or "census"', 'basis = "register" か "census" を書いてください'),
    "date": ("write the date of the launch population", "起点人口の日付を書いてください"),
}
_TAGS = {"word", "table", "[key]"}
_WANTED = {
    "string_type": ("text in quotation marks is needed", "引用符で囲んだ文字列を書いてください"),
    "int_type": ("a whole number is needed", "整数を書いてください"),
    "float_type": ("a number is needed", "数値を書いてください"),
    "bool_type": ("true or false is needed", "true か false を書いてください"),
    "list_type": ("a list [ ] is needed", "配列 [ ] を書いてください"),
    "dict_type": ("a table of year = value is needed", "年 = 値 の表を書いてください"),
    "model_type": ("a table is needed", "表を書いてください"),
    "date_type": ("a date such as 2020-01-01 is needed", "2020-01-01 のような日付を書いてください"),
    "finite_number": ("a finite number is needed", "有限の数値を書いてください"),
}
_SAME = {
    "model_attributes_type": "model_type",
    "int_from_float": "int_type",
    "int_parsing_size": "int_type",
    "date_from_datetime_parsing": "date_type",
    "float_parsing": "float_type",
}


def where(loc: tuple[int | str, ...]) -> str:
    """Return a place in the file as the reader would write it; rows are counted from 1."""
    text = ""
    for part in loc:
        if isinstance(part, int):
            text += f"#{part + 1}"
        elif part not in _TAGS:
            text += f".{part}" if text else part
    return text


def _tables(annotation: object) -> tuple[str, type[Table]] | None:
    """Return how a field holds tables ("one", "list" or "dict") and of which kind, or None."""
    if isinstance(annotation, type) and issubclass(annotation, Table):
        return "one", annotation
    origin = get_origin(annotation)
    if origin is Annotated or origin in (Union, types.UnionType):
        arguments = get_args(annotation)[:1] if origin is Annotated else get_args(annotation)
        return next((found for item in arguments if (found := _tables(item))), None)
    if origin in (list, dict):
        inner = _tables(get_args(annotation)[-1])
        return (origin.__name__, inner[1]) if inner else None
    return None


def _fields(table: type[Table]) -> dict[str, tuple[str, object]]:
    """Return for each key of a table the attribute and the annotation."""
    return {field.alias or name: (name, field.annotation) for name, field in table.model_fields.items()}


def known_keys(loc: tuple[int | str, ...]) -> list[str]:
    """Return the keys that may stand where the last part of ``loc`` stands."""
    table: type[Table] = ScenarioFile
    skip = False
    for part in loc[:-1]:
        if skip or isinstance(part, int) or part in _TAGS:
            skip = False
            continue
        found = _tables(_fields(table).get(str(part), ("", None))[1])
        if found is None:
            return []
        skip, table = found[0] == "dict", found[1]
    return [key for key in _fields(table) if key not in ("values", "based_on", "file")]


def known_table(loc: tuple[int | str, ...]) -> bool:
    """Return whether tables may stand at a place."""
    table: type[Table] = ScenarioFile
    for part in loc:
        found = _tables(_fields(table).get(str(part), ("", None))[1])
        if found is None:
            return False
        table = found[1]
    return True


def rule_of(loc: tuple[int | str, ...], default: int = 2) -> int:
    """Return the rule that the deepest key with a rule of its own belongs to."""
    if loc[:1] == ("sources",):
        return 5
    default = 1 if loc[:1] == ("launch",) else default
    return next((_RULE_OF_KEY[str(part)] for part in reversed(loc) if part in _RULE_OF_KEY), default)


def _options(expected: str) -> list[str]:
    return re.findall(r"'([^']*)'", expected) or re.findall(r"\d+", expected)


def _describe(error: ErrorDetails) -> tuple[int, str, str]:
    loc, kind, got = error["loc"], _SAME.get(error["type"], error["type"]), error.get("input")
    key, context = str(loc[-1]) if loc else "", error.get("ctx", {})
    if kind == "extra_forbidden":
        known = known_keys(loc)
        hint_en, hint_ja = did_you_mean(key, known, "en"), did_you_mean(key, known, "ja")
        listed = ", ".join(known)
        if len(loc) > 1 and key in known_keys((key,)):
            hint_en = f" '{key}' belongs at the top of the file, before the first [table]."
            hint_ja = f"「{key}」はファイルの先頭、最初の [表] より前に書きます。"
        return (
            2,
            "unknown key." + (hint_en or f" Known here: {listed}."),
            "知らないキーです。" + (hint_ja or f"使えるキー：{listed}。"),
        )
    if kind == "missing":
        en, ja = _REMEDY.get(key if loc[0] != "sources" else f"sources.{key}", ("", ""))
        return rule_of(loc), f"missing; {en or 'write it'}.", f"ありません。{ja or '書いてください'}。"
    rule = rule_of(loc)
    got_en, got_ja = shown(got, "en"), shown(got, "ja")
    if kind == "literal_error":
        options = _options(str(context.get("expected", "")))
        hint_en, hint_ja = (
            did_you_mean(got, options, lang) if isinstance(got, str) else "" for lang in ("en", "ja")
        )
        if loc[:1] == ("format",):
            return (
                1,
                f"got {got_en}; this program reads format = 1.",
                f"値が{got_ja}です。このプログラムが読むのは format = 1 です。",
            )
        options_ja = list(options)
        if key == "word":
            options.append("{ converge = value, by = year }")
            options_ja.append("{ converge = 値, by = 年 }")
        listed = " or ".join([", ".join(options[:-1]), options[-1]])
        return (
            rule,
            f"got {got_en}; use {listed}.{hint_en}",
            f"値が{got_ja}です。{'、'.join(options_ja)} のどれかを書いてください。{hint_ja}",
        )
    if kind in ("greater_than_equal", "less_than_equal"):
        if key == "age":
            low, high, what_en, what_ja = 0, 130, "ages run", "年齢は"
        else:
            rule, low, high, what_en, what_ja = 4, 1900, 2200, "years run", "年は"
        return (
            rule,
            f"got {got_en}; {what_en} from {low} to {high}.",
            f"値が{got_ja}です。{what_ja} {low} から {high} までです。",
        )
    if kind == "string_pattern_mismatch":
        return _pattern(loc, rule, got_en, got_ja)
    if kind in ("list_type", "model_type") and known_table(loc):
        one = kind == "model_type"
        header = f"[{where(loc)}]" if one else f"[[{where(loc)}]]"
        if isinstance(got, dict | list):
            return (
                rule,
                f"got {got_en}; write its header {header}.",
                f"値が{got_ja}です。見出しは {header} です。",
            )
    if len(loc) > 1 and loc[-2] == "points" and isinstance(got, dict):
        return (
            4,
            f"got {got_en}; a point is year = value, the year without month or day.",
            f"値が{got_ja}です。点は 年 = 値 で、年だけを書きます。",
        )
    wanted_en, wanted_ja = _WANTED.get(kind, ("this value cannot be used", "この値は使えません"))
    note_en = " (true and false are not numbers)" if isinstance(got, bool) and "number" in wanted_en else ""
    if isinstance(got, str) and kind in ("float_type", "int_type"):
        note_en, note_ja = " without quotation marks", "引用符なしで"
    else:
        note_ja = ""
    return rule, f"got {got_en}; {wanted_en}{note_en}.", f"値が{got_ja}です。{note_ja}{wanted_ja}。"


def _pattern(loc: tuple[int | str, ...], rule: int, got_en: str, got_ja: str) -> tuple[int, str, str]:
    if loc[-1] == "[key]":
        return (
            4,
            f"got {got_en}; the key of a point is a year of four digits.",
            f"値が{got_ja}です。点のキーは4桁の年です。",
        )
    if loc[-1] == "name":
        return (
            1,
            f"got {got_en}; a name has no spaces and none of [ ] / \\ @ = ,",
            f"値が{got_ja}です。名前に空白と [ ] / \\ @ = , は使えません。",
        )
    return rule, "empty; write something.", "空です。何か書いてください。"


def _partial(table: type[Table], raw: dict[str, Any], locs: list[tuple[int | str, ...]]) -> Table:
    """Return a table with the fields that could be read; the others are named in ``_broken``."""
    made = table.model_construct()
    broken: set[str] = set()
    for key, (name, annotation) in _fields(table).items():
        if key not in raw:
            if table.model_fields[name].is_required() or (key,) in locs:
                broken.add(name)
            continue
        value = raw[key]
        below = [loc[1:] for loc in locs if loc[:1] == (key,)]
        if not below:
            table.__pydantic_validator__.validate_assignment(made, name, value)
        elif (
            (found := _tables(annotation))
            and () not in below
            and name != "after"
            and isinstance(value, dict | list)
        ):
            made.__dict__[name] = _nested(found, value, below)
        else:
            broken.add(name)
    if table is SweepTable:
        bad = {loc[0] for loc in locs if loc}
        made.__pydantic_extra__ = {key: raw[key] for key in raw if key != "source" and key not in bad}
        broken |= {"values"} if bad - {"source"} else set()
    made._broken = broken
    return made


def _nested(found: tuple[str, type[Table]], value: Any, locs: list[tuple[int | str, ...]]) -> object:
    how, table = found
    if how == "one":
        return _partial(table, value, locs)
    items = value.items() if how == "dict" else enumerate(value)
    made = {
        key: _partial(table, item, [loc[1:] for loc in locs if loc[:1] == (key,)])
        for key, item in items
        if isinstance(item, dict)
    }
    return made if how == "dict" else list(made.values())


def _there(raw: Any, loc: tuple[int | str, ...]) -> bool:
    """Return whether the file has something at a place."""
    for part in loc:
        try:
            raw = raw[part]
        except (KeyError, IndexError, TypeError):
            return False
    return True


def _meant(loc: tuple[int | str, ...]) -> tuple[int | str, ...]:
    """Return the place that a misspelt key was meant for, or an empty one."""
    near = difflib.get_close_matches(str(loc[-1]), known_keys(loc), n=1, cutoff=0.6)
    return (*loc[:-1], near[0]) if near else ()


def read_tables(raw: dict[str, Any], problems: RuleProblems) -> ScenarioFile:
    """Return the file's tables; every wrong key, type and missing key is noted.

    Parameters
    ----------
    raw : dict
        The file as TOML or JSON gives it.
    problems : RuleProblems
        What is wrong is added here.
    """
    try:
        return ScenarioFile.model_validate(raw)
    except ValidationError as error:
        details = error.errors(include_url=False)
    misspelt = {_meant(detail["loc"]) for detail in details if detail["type"] == "extra_forbidden"}
    for detail in details:
        if detail["type"] != "missing" or detail["loc"] not in misspelt:
            rule, en, ja = _describe(detail)
            problems.note(rule, where(detail["loc"]), en=en, ja=ja)
    locs = [detail["loc"] for detail in details] + [loc for loc in misspelt if loc and not _there(raw, loc)]
    made = _partial(ScenarioFile, raw, locs)
    assert isinstance(made, ScenarioFile)
    return made

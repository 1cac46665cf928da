"""Tables to models: one pass that reads what can be read and says everything else in our own words."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any, ClassVar, Self, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails, PydanticCustomError

from cohort.errors import Problems, did_you_mean, nearest
from cohort.forms.csv_file import check_text
from cohort.forms.written import shown

Loc = tuple[int | str, ...]
Remedies = Mapping[str, tuple[str, str]]

DEEPEST = 20
_WORDS = tomllib.loads(resources.files("cohort.forms").joinpath("words.toml").read_text(encoding="utf-8"))
_OTHER = {"en": "this value cannot be used", "ja": "この値は使えません"}


class _Broken:
    """What stands in a table for something that could not be read."""

    def __repr__(self) -> str:
        return "BROKEN"


BROKEN: Any = _Broken()


def refuse(en: str, ja: str, kind: str = "refused") -> PydanticCustomError:
    """Return the error that a validator of a type raises to say what is wrong in its own words.

    ``kind`` is told to what cites rules.
    """
    return PydanticCustomError(kind, "{en}", {"en": en, "ja": ja})


def _no_citation(loc: Loc, kind: str) -> tuple[str, str]:
    return "", ""


def where(loc: Loc) -> str:
    """Return a place in the file as the reader would write it; rows are counted from 1."""
    text = ""
    for part in loc:
        text += f"#{part + 1}" if isinstance(part, int) else f".{part}" if text else part
    return text


class Table(BaseModel):
    """A table of a file: strict types, no unknown key, not changed after reading.

    Attributes
    ----------
    machine_keys : tuple of str
        Keys that programs write; they are read and not proposed to people.
    """

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, populate_by_name=True)
    machine_keys: ClassVar[tuple[str, ...]] = ()

    def ok(self, *names: str) -> bool:
        """Return whether these fields could be read (an optional one that is absent could)."""
        return all(getattr(self, name) is not BROKEN for name in names)

    @classmethod
    @cache
    def known_keys(cls) -> dict[str, str]:
        """Return for each key of the file the attribute it is read into; fields that are excluded are no keys."""
        return {one.alias or name: name for name, one in cls.model_fields.items() if not one.exclude}

    def changed(self, **values: Any) -> Self:
        """Return the same with other values, which are not checked again."""
        return self.model_copy(update=values)

    @model_validator(mode="wrap")
    @classmethod
    def _read_table(cls, value: Any, handler: Any, info: Any) -> Any:
        reading = info.context
        if isinstance(reading, _Reading) and isinstance(value, dict):
            return reading.table(cls, value, handler)
        return handler(value)

    @field_validator("*", mode="wrap")
    @classmethod
    def _read_field(cls, value: Any, handler: Any, info: Any) -> Any:
        reading = info.context
        if not isinstance(reading, _Reading):
            return handler(value)
        if value is BROKEN:
            return BROKEN
        try:
            return handler(value)
        except ValidationError as error:
            one = cls.model_fields[info.field_name]
            listed = bool(_tables_of(one.annotation))
            for detail in error.errors(include_url=False):
                reading.tell((one.alias or info.field_name, *detail["loc"]), detail, listed)
            return BROKEN


def _tables_of(annotation: Any) -> list[type[Table]]:
    """Return the kinds of table that a field holds, alone or in a list."""
    if isinstance(annotation, type) and issubclass(annotation, Table):
        return [annotation]
    return [table for inner in get_args(annotation) for table in _tables_of(inner)]


T = TypeVar("T", bound=Table)
MOST_STRANGE = 100  # unknown keys of a table that are told one by one


def fill(
    model: type[T],
    raw: dict[str, Any],
    problems: Problems,
    *,
    remedies: Remedies | None = None,
    cite: Callable[[Loc, str], tuple[str, str]] = _no_citation,
) -> T | None:
    """Return a file's tables as a model; every wrong key, type and missing key is noted.

    Parameters
    ----------
    model : type of Table
        The whole file. Unions of tables must be discriminated.
    raw : dict
        The file as TOML or JSON gives it.
    problems : Problems
        What is wrong is added here.
    remedies : mapping, optional
        What to write for a key that is missing, in English and Japanese; ``"sources.title"`` before ``"title"``.
    cite : callable, optional
        Gives what ends a message, in both languages, from its place and kind: the number of a rule.

    Returns
    -------
    Table or None
        As far as it could be read: what could not is `BROKEN`. None where nothing can be: text that no output can show,
        tables in tables without end, numbers of hundreds of digits.
    """
    reading = _Reading(raw, model, problems, remedies or {}, cite)
    return model.model_validate(raw, context=reading) if reading.sound else None


@dataclass
class _Reading:
    """One file being read: where its tables stand, and where its problems go."""

    raw: dict[str, Any]
    model: type[Table]
    problems: Problems
    remedies: Remedies
    cite: Callable[[Loc, str], tuple[str, str]]
    places: dict[int, Loc] = field(default_factory=dict)
    opened: list[Loc] = field(default_factory=list)

    def __post_init__(self) -> None:
        before = len(self.problems.found)
        for loc, value in _values(self.raw):
            if isinstance(value, dict):
                self.places.setdefault(id(value), loc)
            elif isinstance(value, str):
                scratch = Problems("")
                if not check_text(value, "", scratch):
                    self.add(loc, "text", en=scratch.found[0].en, ja=scratch.found[0].ja)
            elif isinstance(value, int) and abs(value) >= 10**300:
                self.add(loc, "digits", en="a number of more than 300 digits; write a smaller one.",
                         ja="300桁を超える数値です。小さい数値を書いてください。")  # fmt: skip
            if len(loc) == DEEPEST and isinstance(value, dict | list):
                self.add(loc[:1], "depth", en=f"tables stand more than {DEEPEST} deep in one another; simplify it.",
                         ja=f"表の入れ子が {DEEPEST} 段を超えています。簡単にしてください。")  # fmt: skip
                break
        self.sound = len(self.problems.found) == before

    def add(self, loc: Loc, kind: str, *, en: str, ja: str) -> None:
        """Note one problem at a place."""
        end_en, end_ja = self.cite(loc, kind)
        self.problems.add(where(loc), en=en + end_en, ja=ja + end_ja)

    def table(self, model: type[Table], value: dict[str, Any], handler: Any) -> Any:
        """Return a table with its wrong and missing keys noted and left out."""
        place, keys, given = self.places.get(id(value), ()), model.known_keys(), dict(value)
        known = [key for key in keys if key not in model.machine_keys]
        meant = set()
        strange = [] if model.model_config.get("extra") == "allow" else [key for key in value if key not in keys]
        for key in strange:
            del given[key]
        for key in strange[:MOST_STRANGE]:
            meant.add(nearest(key, known))
            self._unknown((*place, key), known)
        if more := len(strange[MOST_STRANGE:]):
            self.add(place, "unknown", en=f"{more} more keys are unknown; check the file.",
                     ja=f"ほかに {more} 個のキーが不明です。ファイルを確かめてください。")  # fmt: skip
        for key, name in keys.items():
            if key not in value and (key in meant or model.model_fields[name].is_required()):
                given[key] = BROKEN
                if key not in meant:
                    self._missing((*place, key))
        self.opened.append(place)
        try:
            return handler(given)
        except ValidationError as error:  # of keys that the model does not name, or of the table as a whole
            for detail in error.errors(include_url=False):
                self.tell(detail["loc"], detail, False)
                given.pop(str(detail["loc"][0]) if detail["loc"] else "", None)
            known_problems = list(self.problems.found)
            try:
                return handler(given)
            finally:  # the second pass meets the same ones again
                self.problems.found[:] = known_problems
        finally:
            self.opened.pop()

    def _unknown(self, loc: Loc, known: Sequence[str]) -> None:
        key = str(loc[-1])
        hint_en, hint_ja = did_you_mean(key, known, "en"), did_you_mean(key, known, "ja")
        if len(loc) > 1 and key in self.model.known_keys():
            hint_en = f" '{key}' belongs at the top of the file, before the first [table]."
            hint_ja = f"「{key}」はファイルの先頭、最初の [表] より前に書きます。"
        under = [
            name
            for name, attribute in self.model.known_keys().items()
            if any(key in table.known_keys() for table in _tables_of(self.model.model_fields[attribute].annotation))
        ]
        if len(loc) == 1 and len(under) == 1:
            hint_en, hint_ja = f" '{key}' belongs under [{under[0]}].", f"「{key}」は [{under[0]}] の下に書きます。"
        listed = ", ".join(known)
        self.add(loc, "unknown", en="unknown key." + (hint_en or f" Known here: {listed}."),
                 ja="知らないキーです。" + (hint_ja or f"使えるキー：{listed}。"))  # fmt: skip

    def _missing(self, loc: Loc) -> None:
        key = str(loc[-1])
        en, ja = self.remedies.get(f"{loc[0]}.{key}") or self.remedies.get(key) or ("write it", "書いてください")
        self.add(loc, "missing", en=f"missing; {en}.", ja=f"ありません。{ja}。")

    def tell(self, loc: Loc, error: ErrorDetails, holds_tables: bool) -> None:
        """Note what is wrong with one value; ``loc`` is its place within the open table."""
        full = self._written(self.opened[-1], loc)
        kind, got = _WORDS["same"].get(error["type"], error["type"]), error.get("input")
        if got is BROKEN:
            return
        context = error.get("ctx", {})
        if "ja" in context:
            self.add(full, kind, en=context["en"], ja=context["ja"])
            return
        got_en, got_ja = shown(got, "en"), shown(got, "ja")
        if kind == "literal_error":
            options = _options(str(context["expected"]))
            hint_en, hint_ja = (
                did_you_mean(got, options, lang) if isinstance(got, str) else "" for lang in ("en", "ja")
            )
            if got in options and isinstance(got, str):  # a number in quotation marks
                hint_en, hint_ja = " Leave the quotation marks out.", "引用符は付けません。"
            listed = " or ".join([", ".join(options[:-1]), options[-1]]) if options[1:] else options[0]
            said = (
                f"got {got_en}; use {listed}.{hint_en}",
                f"値が{got_ja}です。{'、'.join(options)} のどれかを書いてください。{hint_ja}",
            )
        elif (
            kind in ("list_type", "model_type")
            and holds_tables
            and isinstance(got, dict | list)
            and not isinstance(full[-1], int)
        ):
            name = where(tuple(part for part in full if isinstance(part, str)))
            header = f"[{name}]" if kind == "model_type" else f"[[{name}]]"
            said = f"got {got_en}; write its header {header}.", f"値が{got_ja}です。見出しは {header} です。"
        else:
            said = _said(kind, got)
        self.add(full, kind, en=said[0], ja=said[1])

    def _written(self, place: Loc, loc: Loc) -> Loc:
        """Return a place with those parts only that stand in the file (not the names of pydantic's own layers)."""
        inner: Any = self.raw
        for part in place:
            inner = inner[part]
        for part in loc:
            there = part in inner if isinstance(inner, dict) else isinstance(part, int) and isinstance(inner, list)
            if there:
                place, inner = (*place, part), inner[part]
        return place


def _said(kind: str, got: object) -> tuple[str, str]:
    """Return what a value of the wrong type is told, in English and Japanese."""
    wanted_en, wanted_ja = (_WORDS["wanted"].get(kind, _OTHER)[language] for language in ("en", "ja"))
    note_en = " (true and false are not numbers)" if isinstance(got, bool) and "number" in wanted_en else ""
    note_ja = ""
    if isinstance(got, str) and kind in ("float_type", "int_type"):
        note_en, note_ja = " without quotation marks", "引用符なしで"
    return (f"got {shown(got, 'en')}; {wanted_en}{note_en}.", f"値が{shown(got, 'ja')}です。{note_ja}{wanted_ja}。")


def _options(expected: str) -> list[str]:
    return re.findall(r"'([^']*)'", expected) or re.findall(r"\d+", expected)


def _values(raw: object) -> Iterator[tuple[Loc, object]]:
    """Yield every value and key of a file with its place, outer ones first, and nothing below the deepest."""
    waiting: list[tuple[Loc, object]] = [((), raw)]
    while waiting:
        loc, value = waiting.pop()
        yield loc, value
        if len(loc) > DEEPEST:
            continue
        if isinstance(value, dict):
            yield from ((loc, str(key)) for key in value)
            waiting.extend(((*loc, str(key)), inner) for key, inner in reversed(value.items()))
        elif isinstance(value, list):
            waiting.extend(((*loc, number), value[number]) for number in reversed(range(len(value))))

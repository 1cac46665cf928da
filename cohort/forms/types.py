"""Types that several files share: years, days, numbers, ages, names, titles, sources."""

from __future__ import annotations

import math
import re
import unicodedata
from datetime import date, datetime
from typing import Annotated, Any, Literal, NamedTuple, TypeVar, get_args

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Discriminator,
    Field,
    PlainSerializer,
    StringConstraints,
    Tag,
    WithJsonSchema,
)

from cohort.forms.files import is_reserved
from cohort.forms.table import Table, refuse
from cohort.forms.written import digits, shown

OLDEST_AGE = 130
LONGEST_TITLE = 500
_AGES = re.compile(r"(\d{1,3})(?:-(\d{1,3})|(\+))?", re.ASCII)
_NAME = re.compile(r"[\w\-.()+・（）＋]+(\[[a-z0-9_.]+@[0-9]{4}=[-+.0-9e]+(,[a-z0-9_.]+@[0-9]{4}=[-+.0-9e]+)*\])?")


def _got(value: object, en: str, ja: str, kind: str = "refused") -> Exception:
    """Return the error ``got X; ...``."""
    return refuse(f"got {shown(value, 'en')}; {en}", f"値が{shown(value, 'ja')}です。{ja}", kind)


def _point(value: Any) -> Any:
    if isinstance(value, dict):
        raise _got(
            value,
            "a point is year = value, the year without month or day.",
            "点は 年 = 値 で、年だけを書きます。",
            "point",
        )
    return value


def _year(value: int) -> int:
    if not 1900 <= value <= 2200:
        raise _got(value, "years run from 1900 to 2200.", "年は 1900 から 2200 までです。", "year")
    return value


def _age(value: int) -> int:
    if not 0 <= value <= OLDEST_AGE:
        raise _got(value, f"ages run from 0 to {OLDEST_AGE}.", f"年齢は 0 から {OLDEST_AGE} までです。")
    return value


def _year_key(value: Any) -> Any:
    if isinstance(value, str) and not re.fullmatch(r"[0-9]{4}", value):
        raise _got(value, "the key of a point is a year of four digits.", "点のキーは4桁の年です。", "point")
    return value


def _day(value: Any) -> date:
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    if isinstance(value, datetime) or not isinstance(value, date):
        raise _got(value, "a date such as 2020-01-01 is needed.", "2020-01-01 のような日付を書いてください。")
    return value


def _share(value: Any) -> Any:
    if isinstance(value, bool | str) or (isinstance(value, int | float) and not 0 <= value <= 1):
        percent = not isinstance(value, str | bool) and 0 <= value <= 100
        meant = f"{float(value) / 100:.10g}" if percent else ""
        raise _got(
            value,
            "a share must be from 0 to 1." + (f" Did you mean {meant}?" if meant else ""),
            "割合は 0 から 1 までです。" + (f"{meant} ではありませんか。" if meant else ""),
            "share",
        )
    return value


def _from_zero(value: float) -> float:
    if value < 0 or not math.isfinite(value):
        raise _got(value, "a number of 0 or more is needed.", "0 以上の数値を書いてください。", "range")
    return value


def _one(value: Any) -> Any:
    if isinstance(value, bool) or value != 1:
        raise _got(value, "this program reads format = 1.", "このプログラムが読むのは format = 1 です。")
    return value


def not_true(value: Any) -> Any:
    """Refuse true where 1 is meant, as pydantic's literals do not."""
    if isinstance(value, bool):
        raise _got(value, "a whole number is needed (true and false are not numbers).", "整数を書いてください。")
    return value


def _words(value: str) -> str:
    if not value.strip():
        raise refuse("empty; write something.", "空です。何か書いてください。")
    return value


def _name(value: str) -> str:
    name = unicodedata.normalize("NFC", value)
    if (
        not _NAME.fullmatch(name)
        or name.startswith(".")
        or name.endswith(".")
        or is_reserved(name)
        or name.split("[")[0][100:]
    ):
        raise _got(
            value,
            "a name has letters, digits and - _ . ( ) + ・ alone, no dot at its ends, and is no word that Windows "
            "reserves (CON, NUL); at most 100 characters.",
            "名前に使えるのは文字、数字、- _ . ( ) + ・ です。最初と最後に点は使えません。Windows の予約語（CON、NUL など）も使えません。"
            "100文字までです。",
        )
    return name


class AgeRange(NamedTuple):
    """Ages ``low`` to ``high``, both included; None is open."""

    low: int
    high: int | None

    def __str__(self) -> str:
        return f"{self.low}+" if self.high is None else f"{self.low}-{self.high}".removesuffix(f"-{self.low}")

    def say(self, language: str) -> str:
        """Return the ages in words: ``65+``, ``65歳以上``; ``all ages``, ``全年齢``."""
        if self == (0, None):
            return "全年齢" if language == "ja" else "all ages"
        if language != "ja":
            return str(self)
        last = "以上" if self.high is None else f"～{self.high}歳" if self.high > self.low else ""
        return f"{self.low}歳{last}".replace("歳～", "～")

    def overlaps(self, other: AgeRange) -> bool:
        """Tell whether an age lies in both."""
        return self.low <= (math.inf if other.high is None else other.high) and other.low <= (
            math.inf if self.high is None else self.high
        )


def parse_ages(text: str) -> AgeRange | None:
    """Return the first and last age of ``"10-39"``, ``"65+"`` (last is None) or ``"7"``, or None."""
    match = _AGES.fullmatch(text)
    if match is None:
        return None
    low = int(match[1])
    high = None if match[3] else int(match[2]) if match[2] else low
    if low > OLDEST_AGE or (high is not None and not low <= high <= OLDEST_AGE):
        return None
    return AgeRange(low, high)


def _ages(value: Any) -> AgeRange:
    if isinstance(value, tuple) and len(value) == 2:
        return AgeRange(*value)
    found = parse_ages(value) if isinstance(value, str) else None
    if found is None:
        raise _got(
            value,
            f"write '10-39', '65+' or '7', ages up to {OLDEST_AGE}.",
            f"'10-39'、'65+'、'7' のように{OLDEST_AGE}歳以下で書いてください。",
            "ages",
        )
    return found


Item = TypeVar("Item")
Listed = Annotated[tuple[Item, ...], Field(strict=False)]  # a list in the file, not to be changed afterwards
_AGES_SCHEMA = {"type": "string", "pattern": r"^[0-9]{1,3}(-[0-9]{1,3}|\+)?$"}
FormatOne = Annotated[Literal[1], BeforeValidator(_one)]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
PointNumber = Annotated[Number, BeforeValidator(_point)]
Count = Annotated[Number, AfterValidator(_from_zero)]


def in_range(low: float, high: float) -> AfterValidator:
    """Return the check that a number lies between two others, both allowed."""

    def check(value: float) -> float:
        if not low <= value <= high:
            raise _got(value, f"it must be from {digits(low)} to {digits(high)}.",
                       f"{digits(low)} から {digits(high)} までにしてください。", "range")  # fmt: skip
        return value

    return AfterValidator(check)


Share = Annotated[Number, BeforeValidator(_share), WithJsonSchema({"type": "number", "minimum": 0, "maximum": 1})]
Year = Annotated[
    int,
    Field(strict=True),
    AfterValidator(_year),
    WithJsonSchema({"type": "integer", "minimum": 1900, "maximum": 2200}),
]
Age = Annotated[
    int,
    Field(strict=True),
    AfterValidator(_age),
    WithJsonSchema({"type": "integer", "minimum": 0, "maximum": OLDEST_AGE}),
]
YearKey = Annotated[str, BeforeValidator(_year_key), StringConstraints(pattern=r"^[0-9]{4}$")]
Points = dict[YearKey, PointNumber]
Day = Annotated[
    date, BeforeValidator(_day), PlainSerializer(date.isoformat), WithJsonSchema({"type": "string", "format": "date"})
]
Ages = Annotated[AgeRange, BeforeValidator(_ages), PlainSerializer(str), WithJsonSchema(_AGES_SCHEMA)]
Words = Annotated[str, AfterValidator(_words), WithJsonSchema({"type": "string", "pattern": r"\S"})]
Name = Annotated[Words, AfterValidator(_name)]


def _short_enough(value: str) -> str:
    if len(value) > LONGEST_TITLE:
        raise refuse(
            f"has {len(value):,} characters; a title has at most {LONGEST_TITLE}. Say the rest in a note.",
            f"{len(value):,} 文字あります。題名は {LONGEST_TITLE} 文字までです。残りは note に書いてください。",
        )
    return value


def one_of(key: str, *tables: type[Table]) -> Any:
    """Return the type of a table that is of one of several kinds, by the word that stands at ``key``.

    (pydantic's own ``Field(discriminator=...)`` does not go with reading on after a problem.)
    """
    kinds = {get_args(table.model_fields[key].annotation)[0]: table for table in tables}

    def kind_of(value: Any) -> Any:
        found = value.get(key) if isinstance(value, dict) else getattr(value, key, None)
        return found if isinstance(found, str) and found in kinds else None

    said: dict[str, str | int | float] = {
        "en": f"a table with {key} = {' or '.join(map(repr, kinds))} is needed.",
        "ja": f"{key} = {'、'.join(map(repr, kinds))} のどれかの表を書いてください。",
    }
    union: Any = None
    for word, table in kinds.items():
        union = Annotated[table, Tag(word)] if union is None else union | Annotated[table, Tag(word)]
    return Annotated[union, Discriminator(kind_of, "one_of", "{en}", said)]


class Title(Table):
    """A title in both languages."""

    en: Annotated[Words, AfterValidator(_short_enough)]
    ja: Annotated[Words, AfterValidator(_short_enough)]

    def say(self, language: str) -> str:
        """Return the title in one language."""
        return self.ja if language == "ja" else self.en

    __call__ = say


class SourceTable(Table):
    """Where a number comes from. ``kind``: document, dataset, or assumption (a what-if)."""

    kind: Literal["document", "dataset", "assumption"]
    title: Words
    english: str = ""
    publisher: str = ""
    where: str = ""
    quote: str = ""
    note: str = ""

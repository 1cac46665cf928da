"""What describes a folder: area.toml (code, names, larger areas) and sources.toml."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field

from cohort.errors import Problems
from cohort.forms import Table, Title, Words, fill, in_file_order, parse_text, refuse, shown
from cohort.forms.cells import Refused, area_code
from cohort.forms.files import decode

from .model import Area, Source

AREA_FILE, SOURCES_FILE = "area.toml", "sources.toml"
_EN, _JA = "write it, in quotation marks", "引用符で囲んで書いてください"
_REMEDIES = dict.fromkeys(("code", "en", "ja", "kind", "title", "publisher"), (_EN, _JA))


def _code(value: str) -> str:
    try:
        return area_code(value)
    except Refused as refused:
        raise refuse(refused.en, refused.ja) from None


def _is_table(value: Any) -> Any:
    if not isinstance(value, dict):
        raise refuse(
            f"got {shown(value, 'en')}; a source is a table: its [key] with kind, title and publisher.",
            f"値が{shown(value, 'ja')}です。出典は [キー] の表として kind、title、publisher を書いてください。",
        )
    return value


class AreaFile(Table):
    """``area.toml``; ``unusual`` names counts that look like slips of the keys and are none: "deaths 2011".

    ``country`` is that of a place outside Japan, whose code is free (it begins with a letter).
    """

    code: Annotated[str, AfterValidator(_code)]
    country: Words | None = None
    name: Title
    prefecture: Words | None = None
    nation: Words | None = None
    unusual: list[Words] = Field(default_factory=list)

    @property
    def area(self) -> Area:
        """Code and names."""
        return Area(self.code, self.name.en, self.name.ja, self.country or "")

    @property
    def links(self) -> dict[str, str]:
        """The folders of the prefecture and the nation, by role."""
        both = {"prefecture": self.prefecture, "nation": self.nation}
        return {role: link for role, link in both.items() if link is not None}


class SourceEntry(Table):
    """One source of ``sources.toml``."""

    kind: Literal["document", "dataset", "assumption"]
    title: Words
    publisher: Words
    english: Words = ""
    date: Words = ""
    note: Words = ""
    terms: Words = ""
    where: Words = ""
    quote: Words = ""
    url: Words = ""


class SourcesFile(Table):
    """``sources.toml``: a table for each key."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, Annotated[SourceEntry, BeforeValidator(_is_table)]]


def read_area(content: bytes | None, problems: Problems) -> AreaFile | None:
    """Return what area.toml says, or None with what is wrong noted."""
    raw = _parsed(content, problems)
    made = None if raw is None else fill(AreaFile, raw, problems, remedies=_REMEDIES)
    problems.found = in_file_order(problems.found, raw or {})
    if made is not None and not problems and made.code[0].isdigit() == bool(made.country):
        problems.add(
            "country",
            en=f"code {made.code!r}, country {made.country!r}; a code of five digits is one of Japan's, without a country; elsewhere it begins "
            "with a letter (CAN, CA-QC), and country says whose it is.",
            ja=f"code は「{made.code}」、country は「{made.country or ''}」です。日本の地域は 5 桁の数字で country は書きません。"
            "国外は英字で始まるコード（CAN、CA-QC）とし、country に国名を書いてください。",
        )
    return None if problems else made


def read_sources(content: bytes | None, problems: Problems) -> dict[str, Source] | None:
    """Return the sources by key, without content where one is wrong; None where the file cannot be read."""
    raw = _parsed(content, problems)
    made = None if raw is None else fill(SourcesFile, raw, problems, remedies=_REMEDIES)
    if raw is None or made is None:
        return None
    problems.found = in_file_order(problems.found, raw)
    if problems:
        return {key: Source(key, "", "", "") for key in raw}
    return {key: Source(key=key, **entry.model_dump()) for key, entry in made.__pydantic_extra__.items()}


def _parsed(content: bytes | None, problems: Problems) -> dict[str, Any] | None:
    text = None if content is None else decode(content, problems)
    return None if text is None else parse_text(text, problems)

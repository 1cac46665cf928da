"""``[connected]``: people with ties to the place whose home is elsewhere, and residents who take part."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag

from cohort.forms import Ages, Count, Listed, Number, Share, Table, Title, Words, YearKey, in_range, refuse, shown


def _form(value: Any) -> str:
    return "table" if isinstance(value, dict) else "list" if isinstance(value, list | tuple) else "number"


OverTime = Annotated[
    Annotated[Count, Tag("number")] | Annotated[dict[YearKey, Count], Tag("table")], Discriminator(_form)
]
ShareOverTime = Annotated[
    Annotated[Share, Tag("number")] | Annotated[dict[YearKey, Share], Tag("table")], Discriminator(_form)
]
AgeWeights = Annotated[
    Annotated[Ages, Tag("number")] | Annotated[Listed[Ages], Tag("list")] | Annotated[dict[Ages, Share], Tag("table")],
    Discriminator(_form),
]


class Tie(Table):
    """One kind of tie: how many people, how long they are here, how many of them settle, and who takes part."""

    name: Words = Field(description="Label of the kind, unique in the scenario.")
    title: Title | None = Field(None, description="Title in both languages; default: the name.")
    who: Literal["connected", "residents"] = "connected"
    people_a_year: OverTime = Field(
        description="Persons a year: a number, or { year = persons } with linear years between."
    )
    people_at_launch: Count = Field(
        0.0, description="Persons a year who came already at launch; they make up for nothing that is lost after it."
    )
    days_a_year: Annotated[Number, in_range(0, 366)] = Field(description="Days a year that one of them is here.")
    share_settling: Share = Field(0.0, description="Share of them who settle within the year.")
    ages_settling: AgeWeights | None = Field(
        None, description="Ages of settlers: a list of ages, or { ages = share } adding up to 1."
    )
    share_female: Share | None = Field(None, description="Share of women among settlers.")
    share_active: ShareOverTime = Field(description="Share who take part in local life while they are here.")
    source: Words | None = Field(None, description="Another source for this kind.")


def _by_age(value: Any) -> Any:
    if not isinstance(value, dict) or not value:
        raise refuse(
            f'got {shown(value, "en")}; shares by age are needed, e.g. {{ "15-64" = 0.25, "65+" = 0.2 }}.',
            f'値が{shown(value, "ja")}です。年齢別の割合を {{ "15-64" = 0.25, "65+" = 0.2 }} のように書いてください。',
        )
    return value


class Residents(Table):
    """Residents who take part, by age; ages that are not named take no part."""

    name: Words
    title: Title | None = None
    who: Literal["residents"]
    share_active: Annotated[dict[Ages, Share], BeforeValidator(_by_age)] = Field(
        description="{ ages = share } of the residents who take part."
    )
    source: Words | None = None


def _who(value: Any) -> str:
    who = value.get("who") if isinstance(value, dict) else getattr(value, "who", None)
    return "residents" if who == "residents" else "connected"


Kind = Annotated[Annotated[Tie, Tag("connected")] | Annotated[Residents, Tag("residents")], Discriminator(_who)]


class Connected(Table):
    """People with ties to the place, kind by kind."""

    kinds: Listed[Kind] = Field(alias="kind", description="One table a kind of tie.")
    source: Words

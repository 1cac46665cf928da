"""What a plan looks forward to, or what it publishes for one of its paths."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Literal

from pydantic import Field

from cohort.forms import Number, Table, Words, Year
from cohort.text import Text
from cohort.vocabulary import WANTED
from cohort.wording import Amount, is_persons, is_share

Bound = Literal["about", "at_least", "at_most"]
Scope = Literal["set", "scenario"]
BOUNDS: tuple[Bound, ...] = ("at_least", "at_most", "about")

_SAID: dict[Bound, Text] = {
    "about": Text("about {amount}", "約{amount}{unit}"),
    "at_least": Text("at least {amount}", "{amount}{unit}以上"),
    "at_most": Text("at most {amount}", "{amount}{unit}以下"),
}


def printed_rounding(value: float, measure: str = "population") -> float:
    """Return what a printed figure is rounded to: the place of its last digit that is not 0; of a share a percent at most, of
    persons the largest place within a twentieth (100,000 is not said of 60,000, nor 300 of 255).

    >>> printed_rounding(89000), printed_rounding(75056), printed_rounding(100000), printed_rounding(300)
    (1000.0, 1.0, 1000.0, 10.0)
    >>> printed_rounding(0.441, "share_65_plus"), printed_rounding(0.4, "share_65_plus")
    (0.001, 0.01)
    """
    if value == 0:
        return 1.0
    exponent = Decimal(repr(float(value))).normalize().as_tuple().exponent
    place = float(Decimal(1).scaleb(int(exponent)))
    if is_persons(measure):
        return min(place, max(1.0, 10.0 ** math.floor(math.log10(abs(value) / 20))))
    return min(place, 0.01) if is_share(measure) else place


class Outlook(Table):
    """What a plan looks forward to: one of ``at_least``, ``at_most`` and ``about``.

    ``scope="set"`` is an outlook, asked of every scenario of the folder; ``scope="scenario"`` a figure published for this
    scenario alone, which is compared with what the scenario gives.
    """

    measure: str
    year: Year
    at_least: Number | None = None
    at_most: Number | None = None
    about: Number | None = None
    rounding: Number = Field(
        0.0,
        description="With about: what the plan rounds to, e.g. 1000; default: the place of the last digit that is not 0, of persons "
        "within a twentieth.",
    )
    scope: Scope = Field(
        "set", description="An outlook for every scenario of the set, or a figure published for this scenario alone."
    )
    wording: str = Field("", description="The figure in the plan's own words, e.g. 27,000人程度.")
    source: Words

    @classmethod
    def of(cls, measure: str, year: int, bound: Bound, value: float, *, source: str, **more: object) -> Outlook:
        """Return an outlook from its bound and its figure."""
        return cls.model_validate({"measure": measure, "year": year, bound: value, "source": source, **more})

    @property
    def bound(self) -> Bound:
        """Which of the three it is."""
        return next((bound for bound in BOUNDS if getattr(self, bound) is not None), "about")

    @property
    def value(self) -> float:
        """The figure, in the measure's unit."""
        return float(getattr(self, self.bound))

    def limits(self) -> tuple[float, float]:
        """Return the lowest and the highest value with which it is met.

        "About" is judged by the plan's rounding: a value that rounds to the figure meets it. For an outlook, so does one on
        the side the plan wants (more residents, a smaller share aged 65+); a published figure is met on neither side.
        """
        if self.bound != "about":
            return (self.value, math.inf) if self.bound == "at_least" else (-math.inf, self.value)
        low, high = self.value - self.rounding / 2, self.value + self.rounding / 2
        wanted = WANTED.get(self.measure) if self.scope == "set" else None
        return (-math.inf if wanted == "less" else low), (math.inf if wanted == "more" else high)

    @property
    def said(self) -> Text:
        """The figure as the plan speaks: ``about 89,000``, ``約89,000人``."""
        amount, unit, said = (
            Amount(self.measure, self.value),
            "人" if is_persons(self.measure) else "",
            _SAID[self.bound],
        )
        wording = self.wording.replace("{", "{{").replace("}", "}}")
        return Text(said.en, wording or said.ja, amount=amount, unit=unit)

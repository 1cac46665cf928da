"""What a trend from the collection leaves out: residents that came or went otherwise than its events tell."""

from __future__ import annotations

from cohort.collection.places import Place
from cohort.collection.tables import NONE, table
from cohort.text import Text
from cohort.wording import Plain

FIRST, LAST = 2018, 2022  # the launch years of `cohort new`
WORTH = 0.002  # of the residents, a year: every tenth place


def missed(place: Place) -> float:
    """Return the residents a year that the register gained besides births, deaths and moves of Japanese within Japan.

    Most are foreign residents from and to abroad; corrections of the register are among them.

    Returns
    -------
    float
        Persons a year, mean of 2018-2022; 0 where a figure is not published.

    Examples
    --------
    >>> from cohort.collection.places import the_place
    >>> round(missed(the_place("成田市")))
    376
    """
    days = [f"{FIRST}-01-01", f"{LAST + 1}-01-01"]
    totals = table("register")["total"].sel(area=place.code, date=days).sum("sex").values
    years = list(range(FIRST, LAST + 1))
    counted = table("events")["events"].sel(area=place.code, year=years)
    if (counted.values == NONE).any() or totals.min() <= 0:
        return 0.0
    sums = counted.sum("year")
    told = (
        sums.sel(measure="births") - sums.sel(measure="deaths")
        + sums.sel(measure="in_migrants_japanese") - sums.sel(measure="out_migrants_japanese")
    )  # fmt: skip
    return float(totals[1] - totals[0] - float(told)) / len(years)


def missed_text(place: Place) -> Text | None:
    """Return what to beware of, where it matters."""
    found = missed(place)
    residents = float(table("register")["total"].sel(area=place.code, date=f"{LAST + 1}-01-01").sum())
    if not residents or abs(found) < WORTH * residents:
        return None
    return Text(
        "Beware: in {first}-{last} the register changed by {persons} residents a year besides births, deaths and the moves of Japanese within "
        "Japan (mostly foreign residents). The trend leaves them out; put the register's own migrants into events.csv to have them in.",
        "注意：{first}～{last}年の住民基本台帳人口には、出生・死亡と日本人の国内移動のほかに年{persons}人の増減があります（主に外国人）。"
        "すう勢には含まれません。含めるには台帳の転入・転出を events.csv に入れてください。",
        first=FIRST,
        last=LAST,
        persons=Plain(found, sign=True),
    )

"""What a plan calls its areas: all of them, prefectures, municipalities."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import Any

from cohort.collection.area import prefecture_folder
from cohort.collection.places import PREFECTURES, every_place, find, names_near
from cohort.errors import Problems, did_you_mean

ALL = ("all", "全国")


@cache
def _prefectures() -> dict[str, str]:
    """Return the two digits of each prefecture by what it may be called: 岩手県, iwate-ken, 03."""
    digits = {place.prefecture: place.prefecture_code for place in every_place()}
    return {key: code for name, code in digits.items() for key in (name, prefecture_folder(name), code)}


def listed(value: Any) -> Any:
    """Return a list of what may be written as one name."""
    return [value] if isinstance(value, str) else value


def prefecture_code(name: str) -> str | None:
    """Return the two digits of a prefecture; None where there is none of this name."""
    return _prefectures().get(unicodedata.normalize("NFKC", name).strip().lower())


def codes_of(names: Iterable[str], problems: Problems, where: str = "areas") -> tuple[str, ...]:
    """Return the codes of the municipalities that names stand for, ascending, each once.

    Parameters
    ----------
    names : iterable of str
        "all", prefectures (岩手県, iwate-ken, 03), and municipalities as `cohort.collection.places.find` takes them.
    problems : Problems
        Every name that is none, or that several places have, is added here.
    where : str, optional
        Key of the plan that the names stand under.
    """
    found: set[str] = set()
    names = list(names)
    if not names:
        problems.add(
            where,
            en='none is named; write "all", prefectures or municipalities.',
            ja='地域がありません。"all"、都道府県、市区町村のいずれかを書いてください。',
        )
    for number, name in enumerate(names, start=1):
        said = unicodedata.normalize("NFKC", name).strip()
        if said.lower() in ALL:
            found |= {place.code for place in every_place()}
        elif prefecture_code(said) is not None:
            found |= {place.code for place in every_place() if place.code[:2] == prefecture_code(said)}
        else:
            found |= _municipality(said, f"{where}#{number}", problems)
    return tuple(sorted(found))


def _municipality(name: str, where: str, problems: Problems) -> set[str]:
    places = find(name)
    if len(places) == 1:
        return {places[0].code}
    if places:
        listed = [f"{one.code} {one.prefecture}{one.name}" for one in places]
        problems.add(
            where,
            en=f"'{name}' is the name of {len(places)} places ({'; '.join(listed)}); name the prefecture too, or give the code.",
            ja=f"「{name}」は {len(places)} か所あります（{'、'.join(listed)}）。都道府県名を付けるか、コードを書いてください。",
        )
        return set()
    known = names_near(name)
    if len(known) > 1:
        known += [*_prefectures(), *PREFECTURES.values()]
    problems.add(
        where,
        en=f"got '{name}'; no municipality or prefecture is called so.{did_you_mean(name, known, 'en')} "
        "`cohort areas` lists what there is.",
        ja=f"「{name}」という市区町村・都道府県はありません。{did_you_mean(name, known, 'ja')}`cohort areas` で一覧が出ます。",
    )
    return set()

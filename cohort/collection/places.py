"""Find a municipality by its name, its reading, a former name, or its code."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from cohort.arguments import at_the_door
from cohort.collection.romaji import hiragana
from cohort.errors import did_you_mean, fail
from cohort.text import Text

if TYPE_CHECKING:
    import pandas as pd

PREFECTURES = {
    "北海道": "Hokkaido", "青森県": "Aomori", "岩手県": "Iwate", "宮城県": "Miyagi", "秋田県": "Akita", "山形県": "Yamagata",
    "福島県": "Fukushima", "茨城県": "Ibaraki", "栃木県": "Tochigi", "群馬県": "Gunma", "埼玉県": "Saitama", "千葉県": "Chiba",
    "東京都": "Tokyo", "神奈川県": "Kanagawa", "新潟県": "Niigata", "富山県": "Toyama", "石川県": "Ishikawa", "福井県": "Fukui",
    "山梨県": "Yamanashi", "長野県": "Nagano", "岐阜県": "Gifu", "静岡県": "Shizuoka", "愛知県": "Aichi", "三重県": "Mie",
    "滋賀県": "Shiga", "京都府": "Kyoto", "大阪府": "Osaka", "兵庫県": "Hyogo", "奈良県": "Nara", "和歌山県": "Wakayama",
    "鳥取県": "Tottori", "島根県": "Shimane", "岡山県": "Okayama", "広島県": "Hiroshima", "山口県": "Yamaguchi", "徳島県": "Tokushima",
    "香川県": "Kagawa", "愛媛県": "Ehime", "高知県": "Kochi", "福岡県": "Fukuoka", "佐賀県": "Saga", "長崎県": "Nagasaki",
    "熊本県": "Kumamoto", "大分県": "Oita", "宮崎県": "Miyazaki", "鹿児島県": "Kagoshima", "沖縄県": "Okinawa",
}  # fmt: skip
_AT_MOST = 12  # names that a message lists


@dataclass(frozen=True)
class Place:
    """A municipality of today.

    Attributes
    ----------
    code : str
        Five digits, without the check digit.
    prefecture, name : str
        In Japanese.
    kana, romaji : str
        Reading in hiragana, with its kind; in Latin letters, without.
    """

    code: str
    prefecture: str
    name: str
    kana: str
    romaji: str

    @property
    def prefecture_code(self) -> str:
        """Two digits."""
        return self.code[:2]

    @property
    def full_name(self) -> Text:
        """Name and prefecture, which tells places of one name apart."""
        return Text(f"{self.romaji} ({PREFECTURES[self.prefecture]})", f"{self.prefecture}{self.name}")


def data_table(name: str) -> pd.DataFrame:
    """Return one of the CSV tables of the collection, codes as text."""
    import pandas as pd

    file = resources.files("cohort.collection").joinpath("data", f"{name}.csv")
    if not file.is_file():
        raise KeyError(name)
    with file.open("rb") as stream:
        codes = {"code": str, "prefecture": str, "today": str}
        return pd.read_csv(stream, dtype=codes, keep_default_na=False)


@cache
def every_place() -> tuple[Place, ...]:
    """Return the 1,741 municipalities, by code."""
    return tuple(Place(*row) for row in data_table("places").itertuples(index=False))


@cache
def _formerly() -> dict[str, tuple[str, str]]:
    """Return former codes: name then, code today."""
    return {code: (name, today) for code, name, today in data_table("formerly").itertuples(index=False)}


def find(query: str) -> list[Place]:
    """Return the places a query may mean, best first; empty if there are none.

    Parameters
    ----------
    query : str
        A code of five or six digits, a name with or without its kind (花巻市, 花巻), a reading (はなまき, ハナマキ), Latin
        letters (hanamaki; long vowels as they are written: oosaka, Ōsaka), a name with its prefecture before or behind it
        (広島県府中市, 岩手 花巻, "Fuchu, Tokyo"), or a former municipality (大迫町).
    """
    said = unicodedata.normalize("NFKC", query).strip()
    if said.isdigit() and len(said) in (5, 6):
        code = said[:5]
        today = _formerly().get(code, ("", code))[1]
        return [place for place in every_place() if place.code == today]
    for alone, prefecture in _ways(said):
        exact = [place for place in every_place() if prefecture in ("", place.prefecture) and _matches(place, alone)]
        if exact:
            return exact
    former = {today for name, today in _formerly().values() if said in (name, name[:-1])}
    return [place for place in every_place() if place.code in former]


# Forms of one letter that people use for each other.
_ALIKE = str.maketrans(
    {"ヶ": "ケ", "ｹ": "ケ", "檮": "梼", "﨑": "崎", "嶋": "島", "ヵ": "ケ", "冨": "富", "辺": "邉", "邊": "邉"}
)


def _ways(said: str) -> Iterator[tuple[str, str]]:
    """Yield how a name may be read: as it stands, and without a prefecture that stands beside it, with that prefecture."""
    yield said, ""
    words = [
        word for word in re.split(r"[\s,、()]+", said) if word and word.lower() not in ("prefecture", "pref.", "pref")
    ]
    for number, word in enumerate(words) if len(words) > 1 else ():
        for prefecture in PREFECTURES:
            if _is_prefecture(word, prefecture):
                yield " ".join(words[:number] + words[number + 1 :]), prefecture


def _is_prefecture(said: str, name: str) -> bool:
    latin, kind = PREFECTURES[name].lower(), {"県": "ken", "府": "fu", "都": "to", "道": "do"}[name[-1]]
    return said in (name, name[:-1]) or _short(said) in (
        _short(latin),
        _short(latin + kind),
        _short(latin + "prefecture"),
    )


_KINDS = {"市": ("shi", "city"), "町": ("machi", "cho", "town"), "村": ("mura", "son", "village"), "区": ("ku", "ward")}


def _matches(place: Place, said: str) -> bool:
    whole = (place.name, place.name[:-1])
    names = {before + name for before in ("", place.prefecture, place.prefecture[:-1]) for name in whole}
    if said.translate(_ALIKE) in {name.translate(_ALIKE) for name in names}:
        return True
    if hiragana(said) in (place.kana, *_stems(place.kana)):
        return True
    return _short(said) in {_short(place.romaji + kind) for kind in ("", *_KINDS[place.name[-1]])}


@cache
def _short(latin: str) -> str:
    """Return Latin letters without what long vowels are marked with: Ōsaka, oosaka and ohsaka are osaka."""
    plain = [letter for letter in unicodedata.normalize("NFKD", latin.lower()) if letter.isalnum()]
    return re.sub("o[ou]|oh(?![aiueo])", "o", "".join(plain).replace("uu", "u"))


def _stems(kana: str) -> list[str]:
    return [kana.removesuffix(end) for end in ("し", "く", "ちょう", "まち", "むら", "そん") if kana.endswith(end)]


def the_place(query: str) -> Place:
    """Return the one place a query means.

    Raises
    ------
    InputError
        If there is none (it names the nearest), or several (it lists them, each with what tells it apart).
    """
    found = find(query)
    if len(found) == 1:
        return found[0]
    if found:
        listed = [
            f"{place.code} {place.prefecture}{place.name} ({place.romaji}, {PREFECTURES[place.prefecture]})"
            for place in found[:_AT_MOST]
        ]
        fail(
            query,
            en=f"{len(found)} places are called so: {'; '.join(listed)}. Name the prefecture too, or give the code.",
            ja=f"同じ名前の市区町村が {len(found)} あります：{'、'.join(listed)}。都道府県名を付けるか、コードを指定してください。",
        )
    ward = _of_a_ward(query)
    if ward is not None:
        fail(
            query,
            en=f"the wards of {ward.romaji} are not in the collection; take the city: {ward.code}.",
            ja=f"{ward.name}の区は収録していません。市全体（{ward.code} {ward.name}）を指定してください。",
        )
    prefecture = next(
        (name for name in PREFECTURES if _is_prefecture(unicodedata.normalize("NFKC", query).strip(), name)), ""
    )
    if prefecture:
        fail(
            query,
            en=f"{PREFECTURES[prefecture]} is a prefecture; name one of its municipalities: `cohort areas {prefecture}` lists them.",
            ja=f"{prefecture}は都道府県です。市区町村を指定してください。`cohort areas {prefecture}` で一覧が出ます。",
        )
    names = names_near(query)
    fail(
        query if query.strip() else repr(query),
        en=f"no municipality of that name, reading or code.{did_you_mean(query, names, 'en')} "
        "`cohort areas` with a part of the name lists what there is.",
        ja=f"該当する市区町村がありません。{did_you_mean(query, names, 'ja')}名前の一部で `cohort areas` を実行すると一覧が出ます。",
    )


def _of_a_ward(query: str) -> Place | None:
    """Return the city that a query names a ward of: 横浜市西区, 14103; None for any other."""
    said = unicodedata.normalize("NFKC", query).strip()
    for place in every_place():
        number = int(place.code[2:])
        if 100 <= number < 200 and place.prefecture != "東京都":  # a city with wards, by its code
            of_code = (
                said[:5].isdigit()
                and len(said) in (5, 6)
                and said[:2] == place.code[:2]
                and 0 < int(said[2:5]) - number < 30
            )
            if of_code or re.fullmatch(f"({place.prefecture})?{place.name}.+区", said):
                return place
    return None


def names_near(query: str) -> list[str]:
    """Return the names and readings one of which may have been meant; of a code that lost its zero, the code."""
    whole = f"0{unicodedata.normalize('NFKC', query).strip()}"
    if any(place.code == whole for place in every_place()):
        return [whole]
    names = [name for place in every_place() for name in (place.name, place.kana, place.romaji.lower())]
    alike = [name for name in names if name[:1] == query[:1]]  # of names of three letters many have two in common
    return alike if did_you_mean(query, alike, "en") else names


def search(part: str) -> list[Place]:
    """Return the places whose name, reading or code contains a part, those that `find` gives first."""
    said, kana = unicodedata.normalize("NFKC", part).strip(), hiragana(part).strip()
    first = find(part)
    if not said:
        return list(every_place())
    rest = [
        place
        for place in every_place()
        if said in place.prefecture + place.name
        or kana in place.kana
        or said.lower() in place.romaji.lower()
        or place.code.startswith(said)
    ]
    return first + [place for place in rest if place not in first]


at_the_door(globals())

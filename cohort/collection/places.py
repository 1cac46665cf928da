"""Find a municipality by its name, its reading, a former name, or its code."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from cohort.arguments import at_the_door
from cohort.collection.romaji import hiragana
from cohort.errors import InputError, did_you_mean, fail
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
        letters (hanamaki), a name in its prefecture (広島県府中市), or a former municipality (大迫町).
    """
    said = unicodedata.normalize("NFKC", query).strip()
    if said.isdigit() and len(said) in (5, 6):
        code = said[:5]
        today = _formerly().get(code, ("", code))[1]
        return [place for place in every_place() if place.code == today]
    exact = [place for place in every_place() if _matches(place, said)]
    if exact:
        return exact
    former = {today for name, today in _formerly().values() if said in (name, name[:-1])}
    return [place for place in every_place() if place.code in former]


# Forms of one letter that people use for each other.
_ALIKE = str.maketrans(
    {"ヶ": "ケ", "ｹ": "ケ", "檮": "梼", "﨑": "崎", "嶋": "島", "ヵ": "ケ", "冨": "富", "辺": "邉", "邊": "邉"}
)


def _matches(place: Place, said: str) -> bool:
    stem = place.name[:-1]
    names = {place.name, stem, place.prefecture + place.name, place.prefecture + stem}
    if said.translate(_ALIKE) in {name.translate(_ALIKE) for name in names} or hiragana(said) in (
        place.kana,
        *_stems(place.kana),
    ):
        return True
    latin = said.lower().replace("-", "").replace(" ", "")
    kinds = ("", "shi", "city", "machi", "cho", "town", "mura", "son", "village", "ku")
    return latin in {place.romaji.lower() + kind for kind in kinds}


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
            "",
            kind=InputError,
            en=f"{len(found)} places are called so: {'; '.join(listed)}. Name the prefecture too, or give the code.",
            ja=f"同じ名前の市区町村が {len(found)} あります：{'、'.join(listed)}。都道府県名を付けるか、コードを指定してください。",
        )
    names = names_near(query)
    fail(
        query,
        "",
        kind=InputError,
        en=f"no municipality of that name, reading or code.{did_you_mean(query, names, 'en')} "
        "`cohort areas` with a part of the name lists what there is.",
        ja=f"該当する市区町村がありません。{did_you_mean(query, names, 'ja')}名前の一部で `cohort areas` を実行すると一覧が出ます。",
    )


def names_near(query: str) -> list[str]:
    """Return the names and readings one of which may have been meant; of a code that lost its zero, the code."""
    whole = f"0{unicodedata.normalize('NFKC', query).strip()}"
    if any(place.code == whole for place in every_place()):
        return [whole]
    return [name for place in every_place() for name in (place.name, place.kana, place.romaji.lower())]


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

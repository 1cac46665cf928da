from __future__ import annotations

import pytest

from cohort.collection.places import PREFECTURES, every_place, find, search, the_place
from cohort.collection.romaji import hiragana, romaji
from cohort.errors import InputError


def test_every_municipality_of_the_country_is_there_once() -> None:
    places = every_place()
    assert len(places) == len({place.code for place in places}) == 1741  # 1,718 and the 23 special wards of Tokyo
    assert {place.prefecture for place in places} == set(PREFECTURES)
    assert all(place.romaji.isascii() and place.romaji.isalpha() for place in places)


@pytest.mark.parametrize(
    "query",
    [
        "花巻",
        "花巻市",
        "岩手県花巻市",
        "hanamaki",
        "Hanamaki-shi",
        "はなまき",
        "ハナマキ",
        "ﾊﾅﾏｷ",
        "03205",
        "032051",
        "０３２０５",
        " 花巻市 ",
        "岩手 花巻",
        "岩手花巻",
        "花巻市（岩手県）",
        "Hanamaki City",
        "Hanamaki, Iwate",
        "Iwate-ken Hanamaki-shi",
        "Hanamaki, Iwate Prefecture",
    ],
)
def test_a_city_is_found_as_people_write_it(query: str) -> None:
    assert [place.code for place in find(query)] == ["03205"]


def test_a_former_municipality_leads_to_todays() -> None:
    assert the_place("大迫町").name == "花巻市"  # merged in 2006


@pytest.mark.parametrize(
    ("query", "codes"),
    [("府中市", ["13206", "34208"]), ("伊達市", ["01233", "07213"]), ("fuchu", ["13206", "34208", "34302"])],
)
def test_the_same_name_twice_is_asked_back(query: str, codes: list[str]) -> None:
    assert [place.code for place in find(query)] == codes
    with pytest.raises(InputError) as caught:
        the_place(query)
    for code in codes:
        assert code in caught.value.text("ja")
        assert code in caught.value.text("en")


def test_one_of_two_by_its_prefecture() -> None:
    assert the_place("広島県府中市").code == "34208"
    assert the_place("Fuchu, Tokyo").code == "13206"  # as the question back writes it
    assert the_place("Fuchu City, Hiroshima").code == "34208"  # there is a town of the name as well
    assert the_place("Toyama-ken Toyama").code == "16201"
    assert the_place("広島県府中市").full_name.say("en") == "Fuchu (Hiroshima)"


def test_what_is_not_there_is_answered_with_the_nearest() -> None:
    assert find("花牧市") == []
    with pytest.raises(InputError) as caught:
        the_place("花牧市")
    assert "「花巻市」ではありませんか" in caught.value.text("ja")
    assert "cohort areas" in caught.value.text("en")


@pytest.mark.parametrize(
    ("query", "nearest"),
    [("奥洲市", "奥州市"), ("花巻し", "花巻市"), ("ichinosek", "ichinoseki"), ("一の関市", "一関市")],
)
def test_the_nearest_begins_alike(query: str, nearest: str) -> None:
    with pytest.raises(InputError) as caught:
        the_place(query)
    assert f"「{nearest}」ではありませんか" in caught.value.text("ja")


@pytest.mark.parametrize("query", ["Ōsaka", "oosaka", "Osaka-shi", "ohsaka"])
def test_long_vowels_as_people_write_them(query: str) -> None:
    assert the_place(query).name == "大阪市"


@pytest.mark.parametrize(
    ("query", "en", "ja"),
    [
        ("岩手県", "Iwate is a prefecture", "岩手県は都道府県です"),
        ("Tokyo", "Tokyo is a prefecture", "東京都は都道府県です"),
        ("横浜市西区", "take the city: 14100", "市全体（14100 横浜市）"),
        ("14103", "take the city: 14100", "市全体（14100 横浜市）"),
    ],
)
def test_what_is_no_municipality_is_named(query: str, en: str, ja: str) -> None:
    with pytest.raises(InputError) as caught:
        the_place(query)
    assert en in caught.value.text("en")
    assert ja in caught.value.text("ja")


def test_letters_that_stand_for_each_other() -> None:
    assert the_place("茅ヶ崎市") == the_place("茅ケ崎市")
    assert the_place("檮原町") == the_place("梼原町")


def test_a_part_of_a_name_lists_what_has_it() -> None:
    assert {"一関市", "関市"} <= {place.name for place in search("関市")}
    assert len(search("")) == 1741


@pytest.mark.parametrize(
    ("kana", "latin"),
    [("いちのせき", "ichinoseki"), ("おおさか", "osaka"), ("とうきょう", "tokyo"), ("さっぽろ", "sapporo"), ("にいがた", "niigata"),
     ("しんじゅく", "shinjuku"), ("ゆうばり", "yubari"), ("なんば", "namba"), ("はっちょう", "hatcho"), ("きょうと", "kyoto")],
)  # fmt: skip
def test_readings_in_latin_letters(kana: str, latin: str) -> None:
    assert romaji(kana) == latin
    assert hiragana(kana) == kana

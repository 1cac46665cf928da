"""Readings in Latin letters: modified Hepburn without marks on long vowels, as signs and maps write them."""

from __future__ import annotations

import re
import unicodedata

_KANA = {
    "あ": "a", "い": "i", "う": "u", "え": "e", "お": "o", "か": "ka", "き": "ki", "く": "ku", "け": "ke", "こ": "ko",
    "さ": "sa", "し": "shi", "す": "su", "せ": "se", "そ": "so", "た": "ta", "ち": "chi", "つ": "tsu", "て": "te", "と": "to",
    "な": "na", "に": "ni", "ぬ": "nu", "ね": "ne", "の": "no", "は": "ha", "ひ": "hi", "ふ": "fu", "へ": "he", "ほ": "ho",
    "ま": "ma", "み": "mi", "む": "mu", "め": "me", "も": "mo", "や": "ya", "ゆ": "yu", "よ": "yo",
    "ら": "ra", "り": "ri", "る": "ru", "れ": "re", "ろ": "ro", "わ": "wa", "ゐ": "i", "ゑ": "e", "を": "o", "ん": "n",
    "が": "ga", "ぎ": "gi", "ぐ": "gu", "げ": "ge", "ご": "go", "ざ": "za", "じ": "ji", "ず": "zu", "ぜ": "ze", "ぞ": "zo",
    "だ": "da", "ぢ": "ji", "づ": "zu", "で": "de", "ど": "do", "ば": "ba", "び": "bi", "ぶ": "bu", "べ": "be", "ぼ": "bo",
    "ぱ": "pa", "ぴ": "pi", "ぷ": "pu", "ぺ": "pe", "ぽ": "po", "ゔ": "vu", "ー": "",
    "ぁ": "a", "ぃ": "i", "ぅ": "u", "ぇ": "e", "ぉ": "o",
}  # fmt: skip
_SMALL = {"ゃ": "a", "ゅ": "u", "ょ": "o"}


def hiragana(text: str) -> str:
    """Return a reading in hiragana, full width.

    >>> hiragana("ﾊﾅﾏｷ")
    'はなまき'
    """
    wide = unicodedata.normalize("NFKC", text)
    return "".join(chr(ord(letter) - 0x60) if "ァ" <= letter <= "ヶ" else letter for letter in wide)


def romaji(kana: str) -> str:
    """Return a reading in Latin letters.

    >>> [romaji(word) for word in ("いちのせき", "おおさか", "とうきょう", "さっぽろ", "にいがた", "しんじゅく")]
    ['ichinoseki', 'osaka', 'tokyo', 'sapporo', 'niigata', 'shinjuku']
    """
    made: list[str] = []
    double = False
    for letter in hiragana(kana):
        if letter == "っ":
            double = True
            continue
        if letter in _SMALL and made:
            stem = made[-1][:-1]
            made[-1] = stem + ("" if stem.endswith(("sh", "ch", "j")) else "y") + _SMALL[letter]
            continue
        sound = _KANA.get(letter, letter)
        if double and sound:
            sound = ("t" if sound.startswith("ch") else sound[0]) + sound
            double = False
        made.append(sound)
    text = "".join(made)
    return re.sub(r"n(?=[bmp])", "m", re.sub(r"u{2}", "u", re.sub(r"o[ou]", "o", text)))

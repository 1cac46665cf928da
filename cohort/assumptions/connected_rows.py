"""Reading one row of ``[connected]``: numbers, points in time, shares by age; everything wrong goes to one list."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from cohort.errors import Problems, did_you_mean
from cohort.scenario.measures import parse_ages, write_ages

from .mortality import OPEN_AGE

Ages = tuple[int, int | None]

RESIDENTS = "residents"


class Row:
    """One row of ``[connected]`` being read; problems go to one list."""

    def __init__(self, row: Mapping[str, object], place: str, problems: Problems) -> None:
        self.row, self.place, self.problems = row, place, problems

    def at(self, key: str) -> str:
        """Return the place of a key in the file."""
        return f"{self.place}.{key}"

    def only(self, known: tuple[str, ...]) -> None:
        """Note keys that are not known."""
        for key in self.row:
            if key not in known:
                self.problems.add(
                    self.at(key),
                    en=f"unknown key.{did_you_mean(key, known, 'en')} There are: {', '.join(known)}.",
                    ja=f"知らないキーです。{did_you_mean(key, known, 'ja')}使えるキー：{'、'.join(known)}。",
                )

    def name(self, taken: set[str]) -> str:
        """Return the name; note one that is missing or taken, and take it."""
        name = str(self.row.get("name", "")).strip()
        if not name or name in taken:
            self.problems.add(
                self.at("name"),
                en=f"got {name!r}; each kind has a name of its own.",
                ja=f"{name!r} です。種類ごとに異なる名前を付けてください。",
            )
        taken.add(name)
        return name

    def who(self) -> str:
        """Return who the row is about: people tied to the place, or its residents."""
        who = self.row.get("who", "connected")
        if who not in ("connected", RESIDENTS):
            self.problems.add(
                self.at("who"),
                en=f'got {who!r}; "connected" (the default) or "residents".',
                ja=f'{who!r} です。"connected"（省略時）か "residents" です。',
            )
        return str(who)

    def title(self, name: str) -> tuple[str, str]:
        """Return the title in English and Japanese; the name where there is none."""
        title = self.row.get("title", {"en": name, "ja": name})
        if not isinstance(title, dict) or not {"en", "ja"} <= title.keys():
            self.problems.add(
                self.at("title"),
                en='write both languages: { en = "...", ja = "..." }.',
                ja='両方の言語を { en = "...", ja = "..." } と書いてください。',
            )
            return name, name
        return str(title["en"]), str(title["ja"])

    def number(self, key: str, high: float, default: float | None = None) -> float:
        """Return a number of 0 to ``high``; 0 after a problem."""
        if key not in self.row and default is not None:
            return default
        return self._checked(self.row.get(key), self.at(key), high)

    def points(self, key: str, high: float) -> tuple[tuple[int, float], ...]:
        """Return a number or a table of years as points."""
        value = self.row.get(key)
        if not isinstance(value, dict):
            return ((0, self._checked(value, self.at(key), high)),)
        years = list(value)
        good = [str(year).isdigit() for year in years]
        if not years or not all(good) or [int(y) for y in years] != sorted({int(y) for y in years}):
            self.problems.add(
                self.at(key),
                en=f"got the years {', '.join(map(str, years)) or 'none'}; write whole years, ascending.",
                ja=f"年が「{'、'.join(map(str, years)) or 'なし'}」です。西暦年を昇順で書いてください。",
            )
            return ((0, 0.0),)
        return tuple(
            (int(year), self._checked(one, f"{self.at(key)}.{year}", high)) for year, one in value.items()
        )

    def bands(self, key: str, whole: bool) -> tuple[tuple[Ages, float], ...]:
        """Return shares by age band; ``whole``: they add up to 1, and a plain list of bands weighs single years evenly."""
        value = self.row.get(key)
        if isinstance(value, str):
            value = [value]
        forms = (list, dict) if whole else (dict,)
        if not isinstance(value, forms) or not value:
            self.problems.add(
                self.at(key),
                en='missing or of another form; write shares by age, e.g. { "20-29" = 0.6, "30-39" = 0.4 }'
                + (' or a list of ages, e.g. ["20-39"].' if whole else "."),
                ja='ないか、形が異なります。年齢別の割合を { "20-29" = 0.6, "30-39" = 0.4 } のように'
                + ('、または年齢の一覧を ["20-39"] のように' if whole else "")
                + "書いてください。",
            )
            return ()
        found = [(self._ages(str(text), key), text) for text in value]
        bands = [band for band, _ in found if band is not None]
        self._apart(bands, key)
        if isinstance(value, list):
            years = [(OPEN_AGE if high is None else high) - low + 1 for low, high in bands]
            return tuple((band, count / sum(years)) for band, count in zip(bands, years, strict=True))
        shares = [self._checked(value[text], f"{self.at(key)}.{text}", 1.0) for _, text in found]
        if whole and abs(sum(shares) - 1) > 1e-9:
            self.problems.add(
                self.at(key),
                en=f"the shares add up to {sum(shares):.6g}; they must add up to 1.",
                ja=f"割合の合計が {sum(shares):.6g} です。合計を 1 にしてください。",
            )
        return tuple(
            (band, share) for (band, _), share in zip(found, shares, strict=True) if band is not None
        )

    def _ages(self, text: str, key: str) -> Ages | None:
        band = parse_ages(text)
        if band is None or band[0] > OPEN_AGE or (band[1] is not None and band[1] > OPEN_AGE):
            self.problems.add(
                self.at(key),
                en=f'got the ages {text!r}; write "20-39", "65+" or "7", ages 0 to {OPEN_AGE}.',
                ja=f"年齢が {text!r} です。0～{OPEN_AGE} 歳で「20-39」「65+」「7」のように書いてください。",
            )
            return None
        return band

    def _apart(self, bands: list[Ages], key: str) -> None:
        last = -1
        for low, high in sorted(bands, key=lambda band: band[0]):
            if low <= last:
                self.problems.add(
                    self.at(key),
                    en=f"ages {write_ages(low, high)} overlap an earlier band; name each age once.",
                    ja=f"{write_ages(low, high)} 歳が前の年齢帯と重なっています。各年齢は一度だけ書いてください。",
                )
            last = OPEN_AGE if high is None else high

    def _checked(self, value: object, where: str, high: float) -> float:
        """Return a finite number of 0 to ``high``; note anything else and return 0."""
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= high < np.inf:
            return float(value)
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < high == np.inf:
            return float(value)
        got, got_ja = ("nothing", "なし") if value is None else (repr(value),) * 2
        bound, bound_ja = ("0 or more", "0 以上") if high == np.inf else (f"0 to {high:g}", f"0～{high:g}")
        self.problems.add(
            where,
            en=f"got {got}; a number of {bound} is needed.",
            ja=f"値が「{got_ja}」です。{bound_ja} の数値が必要です。",
        )
        return 0.0

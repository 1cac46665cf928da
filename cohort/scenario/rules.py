"""The twelve rules of the scenario format, and problems that cite them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib import resources

from cohort.errors import Problems, ScenarioError
from cohort.forms import shown
from cohort.forms.table import Loc

_TABLES = tomllib.loads(resources.files("cohort.scenario").joinpath("rules.toml").read_text(encoding="utf-8"))
RULES: dict[int, dict[str, str]] = {int(number): said for number, said in _TABLES["rules"].items()}
REMEDIES = {key: (said["en"], said["ja"]) for key, said in _TABLES["remedies"].items()}
_OF_KIND, _OF_KEY = (
    {name: int(rule) for rule, names in _TABLES[table].items() for name in names} for table in ("kinds", "keys")
)

_NOTHING = object()


def cite(loc: Loc, kind: str) -> tuple[str, str]:
    """Return what ends a message: the number of the rule that a key belongs to."""
    if loc[:1] == ("sources",) and kind not in ("unknown", "text"):
        rule = 5
    elif kind in _OF_KIND:
        rule = _OF_KIND[kind]
    elif loc[:1] == ("connected",) and loc[-1:] != ("source",):
        rule = 2
    else:
        default = 1 if loc[:1] == ("launch",) or not loc else 2
        rule = next((_OF_KEY[str(part)] for part in reversed(loc) if str(part) in _OF_KEY), default)
    return f" (rule {rule})", f"（規則{rule}）"


class RuleProblems(Problems):
    """Problems of one scenario file; each cites its rule."""

    def __init__(self, subject: str) -> None:
        super().__init__(subject, ScenarioError)

    def at(self, rule: int, where: str, got: object = _NOTHING) -> _Place:
        """Return a place at which a rule is broken, and what was got there; `note` says what is wrong."""
        if rule not in RULES:
            raise ValueError(f"there is no rule {rule}")
        return _Place(self, rule, where, got)


@dataclass(frozen=True)
class _Place:
    """Where a rule is broken."""

    problems: Problems
    rule: int
    where: str
    got: object

    def note(self, *, en: str, ja: str) -> None:
        """Note what is wrong, behind what was got, with the number of the rule."""
        if self.got is not _NOTHING:
            en = f"got {shown(self.got, 'en')}; {en}"
            ja = f"値が{shown(self.got, 'ja')}です。{ja}"
        self.problems.add(self.where, en=f"{en} (rule {self.rule})", ja=f"{ja}（規則{self.rule}）")

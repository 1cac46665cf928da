"""Every assumed value of a scenario with what it rests on, as plain rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cohort.scenario.course import course
from cohort.vocabulary import VOCABULARY

if TYPE_CHECKING:
    from cohort.scenario.model import Scenario

MEASURES = {
    "fertility.tfr": ("Total fertility rate", "合計特殊出生率"),
    "fertility.births": ("Births", "出生数"),
    "mortality.e0.male": ("Life expectancy at birth, male", "平均寿命（男）"),
    "mortality.e0.female": ("Life expectancy at birth, female", "平均寿命（女）"),
    "migration.net": ("Net migration (in minus out)", "社会増減（転入－転出）"),
    "migration.in": ("In-migration", "転入数"),
    "migration.out": ("Out-migration", "転出数"),
    "mortality.mx": ("Death rates", "死亡率"),
    "population": ("Population", "総人口"),
}
ORIGINS = {
    "point": ("stated", "資料の値"),
    "linear": ("linear", "直線補間"),
    "geometric": ("geometric", "等比補間"),
    "step": ("step", "段階"),
    "logistic": ("logistic", "ロジスティック補間"),
    "hold": ("hold", "据え置き"),
    "hold_rates": ("rates held", "率を据え置き"),
    "converge": ("converge", "収束"),
    "calibrated": ("calibrated", "逆算"),
    "households": ("households", "世帯の転入"),
    "shock": ("shock", "一時的な変動"),
    "inputs": ("from observed events", "実績から算定"),
}
RELATIONS = {
    "absolute": ("", ""),
    "relative": ("times the launch level", "起点の水準に対する倍率"),
    "added": ("added to the launch level", "起点の水準への加算"),
}
UNITS = {
    "births per woman": "女性1人あたり出生数",
    "persons per year": "人／年",
    "births per year": "人／年",
    "years": "年",
    "persons": "人",
    "ratio": "倍",
    "factor": "倍",
    "households per year": "世帯／年",
}


@dataclass(frozen=True)
class Assumed:
    """One assumed value, or one rule. ``period`` and ``value`` are None where a rule stands for values.

    Attributes
    ----------
    scenario, title : str
        Label and title of the scenario.
    measure, unit : str
        In the reader's language.
    period : int or None
        First year of the interval.
    value : float or None
        In ``unit``.
    origin : str
        "stated", "linear", "hold" and so on, in the reader's language.
    citation : str
        Publisher, title and place of the source.
    file : str
        The scenario file that states it.
    persons : bool
        Whether the value counts people (then it is shown whole, with its sign).
    """

    scenario: str
    title: str
    measure: str
    period: int | None
    value: float | None
    unit: str
    origin: str
    citation: str
    file: str
    persons: bool = False


def _pick(table: dict[str, tuple[str, str]], key: str, language: str) -> str:
    english, japanese = table.get(key, (key, key))
    return japanese if language == "ja" else english


def measure_name(key: str, language: str) -> str:
    """Return a measure of the scenario format, or of the results, in words."""
    if key in VOCABULARY and key not in MEASURES:
        return VOCABULARY[key].label(language)
    return _pick(MEASURES, key, language)


def unit_name(unit: str, language: str) -> str:
    """Return a unit in words."""
    return UNITS.get(unit, unit) if language == "ja" else unit


def origin_name(key: str, language: str) -> str:
    """Return where a value comes from, in words."""
    return _pick(ORIGINS, key, language)


def band_name(low: int, high: int | None, language: str) -> str:
    """Return an age band in words; ``high`` is the last age in it."""
    if language == "ja":
        return f"{low}歳以上" if high is None else f"{low}～{high}歳"
    return f"{low}+" if high is None else f"{low}-{high}"


def cite(source: Any, language: str) -> str:
    """Return publisher, title and place of a source in one line."""
    if source.kind == "assumption":
        head = "仮定（試算）" if language == "ja" else "what-if"
        return f"{head}：{source.title}" if language == "ja" else f"{head}: {source.title}"
    if language == "ja":
        place = f"（{source.where}）" if getattr(source, "where", "") else ""
        return f"{source.publisher}「{source.title}」{place}"
    return ", ".join(part for part in (source.publisher, source.title, getattr(source, "where", "")) if part)


def citation(scenario: Scenario, key: str, inputs: Any, language: str) -> str:
    """Return the citation of a source key, looked up in the scenario and then in the inputs."""
    for source in scenario.sources:
        if source.key == key:
            return cite(source, language)
    found = getattr(inputs, "sources", {}).get(key)
    return cite(found, language) if found is not None else key


def assumed(scenario: Scenario, inputs: Any, language: str) -> list[Assumed]:
    """Return every value and rule that a scenario states, in the order of its parts; see `cohort.scenario.course`."""
    rows: list[Assumed] = []
    for row in course(scenario):
        if row.origin in ("inputs", "outlook"):
            continue
        years = "" if row.value is not None or row.year is None else f"{row.year}-{row.last}: "
        if row.value is not None and row.year is not None and row.last != row.year:
            years = f"{row.year}-{row.last}: "
        known = row.citation if any(one.key == row.source for one in scenario.sources) else None
        rows.append(
            Assumed(
                scenario.name,
                scenario.title(language),
                row.what.say(language),
                row.year if row.value is not None else None,
                row.value,
                row.unit.say(language),
                f"{years}{row.why.say(language)}",
                known.say(language)
                if known is not None
                else citation(scenario, row.source, inputs, language),
                row.file,
                row.unit.en.startswith("persons"),
            )
        )
    return rows

"""The vision's figures as a table and as text, in both languages."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import pandas as pd

from cohort.vocabulary import VOCABULARY
from cohort.wording import number

if TYPE_CHECKING:
    from cohort.analysis.official.vision import OfficialVision

INDEX, STAGE = "index", "stage_of_decline"

_LABELS = {
    INDEX: ("Index (launch = 100)", "指数（基準年＝100）"),
    "index_65_plus": ("Index of those 65+", "老年人口の指数"),
    STAGE: ("Stage of decline", "人口減少段階"),
}
STAGE_NAMES = {
    0: ("no decline", "減少なし"),
    1: ("1: 65+ rising", "第１段階（老年人口の増加）"),
    2: ("2: 65+ level or a little lower", "第２段階（老年人口の維持・微減）"),
    3: ("3: 65+ falling", "第３段階（老年人口の減少）"),
}


def vision_table(vision: OfficialVision) -> pd.DataFrame:
    """Return rows (scenario, measure) by year: totals of all projections, then pattern 1 in full.

    Persons; shares as ratios; indices with the launch at 100; stages as 0 to 3 (none at the launch).
    """
    from cohort.analysis.official.vision import MEASURES

    summary = vision.summary
    years = [int(year) for year in summary["time"].values]
    rows: dict[tuple[str, str], list[float]] = {}
    for name in summary["scenario"].values:
        rows[str(name), "population"] = summary["population"].sel(scenario=name).values.tolist()
    first = summary.sel(scenario="pattern-1")
    rows["pattern-1", INDEX] = (100 * first["population"] / first["population"][0]).values.tolist()
    for measure in MEASURES:
        rows["pattern-1", measure] = first[measure].values.tolist()
    old = first["population_65_plus"]
    rows["pattern-1", "index_65_plus"] = (100 * old / old[0]).values.tolist()
    for name in ("simulation-1", "simulation-2", "closed"):
        rows[name, "share_65_plus"] = summary["share_65_plus"].sel(scenario=name).values.tolist()
    for name in ("pattern-1", "simulation-1", "simulation-2"):
        stages = vision.stages.sel(scenario=name).to_series()
        rows[name, STAGE] = [float(stages.get(year, float("nan"))) for year in years]
    index = pd.MultiIndex.from_tuples(list(rows), names=["scenario", "measure"])
    return pd.DataFrame(list(rows.values()), index=index, columns=pd.Index(years, name="year"))


def label(measure: str, language: str) -> str:
    """Return what a row is called."""
    if measure in _LABELS:
        return _LABELS[measure][language == "ja"]
    return VOCABULARY[measure].label(language)


def cell(measure: str, value: float, language: str) -> str:
    """Return a value as it is printed; empty where there is none."""
    if value != value:
        return ""
    if measure == STAGE:
        return f"{value:.0f}"
    if measure in _LABELS:
        return f"{value:.1f}"
    return number(measure, value, language)


def printed(vision: OfficialVision, language: str) -> list[list[str]]:
    """Return the table as it is printed: a header row, then a row for each line, first the label."""
    table = vision.table
    header = ["", *(f"{year}年" if language == "ja" else str(year) for year in table.columns)]
    rows = [header]
    for (scenario, measure), values in zip(table.index, table.to_numpy(), strict=True):
        name = vision.title(scenario, language)
        short = name.split("（")[0].split(":")[0]
        what = name if measure == "population" else f"  {short}: {label(measure, language)}"
        if language == "ja":
            what = what.replace(": ", "：")
        rows.append([what, *(cell(measure, float(value), language) for value in values)])
    return rows


def notes(vision: OfficialVision, language: str) -> list[str]:
    """Return the lines below the table: influence, stages in words, what the TFR is."""
    ja = language == "ja"
    lines = [vision.influence.sentence(language)]
    present = sorted({int(v) for v in vision.stages.sel(scenario="pattern-1").values})
    words = ("、" if ja else "; ").join(STAGE_NAMES[stage][ja] for stage in present)
    base_year = vision.stages.attrs["base_year"]
    lines.append(
        f"人口減少段階（パターン１、{base_year}年比）：{words}"
        if ja
        else f"Stages of decline (pattern 1, against {base_year}): {words}"
    )
    published = vision.base.published
    assert published is not None  # simulations start from it
    lines.append(
        f"出生率：子ども女性比 {vision.base.child_woman_ratio:.4f} を合計特殊出生率 {published.value:.2f}（{published.year}年）とみなす。"
        if ja
        else f"Fertility: the child-woman ratio {vision.base.child_woman_ratio:.4f} stands for a TFR of {published.value:.2f} "
        f"({published.year})."
    )
    return lines


def heading(vision: OfficialVision, language: str) -> str:
    """Return the heading of the table."""
    day = vision.launch
    if language == "ja":
        return f"{vision.name_ja}：将来人口推計（{day.year}年{day.month}月{day.day}日の国勢調査から）"
    return f"{vision.name_en}: population by the official method, from the census of {day}"


def vision_text(vision: OfficialVision, language: str) -> str:
    """Return heading, table and notes as plain text; columns line up, full-width characters counting two."""
    rows = printed(vision, language)
    widths = [max(_width(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = [heading(vision, language)]
    for row in rows:
        first = row[0] + " " * (widths[0] - _width(row[0]))
        rest = (" " * (width - _width(text)) + text for width, text in zip(widths[1:], row[1:], strict=True))
        lines.append("  ".join([first, *rest]).rstrip())
    return "\n".join([*lines, "", *notes(vision, language)])


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)

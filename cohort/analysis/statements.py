"""Every published statement beside what the model says: one table over all sets of scenarios."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

import xarray as xr

from cohort.analysis.answer import migrants
from cohort.analysis.indicators.ratings import ratings
from cohort.analysis.official.outcome import outcome
from cohort.analysis.official.peak import peak
from cohort.analysis.settlement import SettlementArea, settlement_area
from cohort.analysis.statements_file import Statement, read_statements
from cohort.analysis.verdict import Verdict, judge
from cohort.record import implied_of
from cohort.vocabulary import VOCABULARY
from cohort.wording import change, number

if TYPE_CHECKING:
    import pandas as pd

    from cohort.inputs import Inputs
    from cohort.scenario.model import ScenarioSet

#: What a verdict is called, in English and Japanese.
VERDICTS: dict[str, tuple[str, str]] = {
    "holds": ("holds", "達成"),
    "does not hold": ("does not hold", "未達"),
    "agrees": ("agrees", "一致"),
    "does not agree": ("does not agree", "不一致"),
    "reached": ("reached", "到達"),
    "not reached": ("not reached", "未到達"),
    "not run": ("not run", "未実行"),
}


class RunLike(Protocol):
    """What is asked of a run: see `cohort.run.Run`."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def inputs(self) -> Inputs: ...  # noqa: D102
    @property
    def scenarios(self) -> ScenarioSet: ...  # noqa: D102
    @property
    def summary(self) -> xr.Dataset: ...  # noqa: D102
    @property
    def assumptions(self) -> xr.Dataset: ...  # noqa: D102
    @property
    def verdicts(self) -> tuple[Verdict, ...]: ...  # noqa: D102


@dataclass(frozen=True)
class Row:
    """One statement and what the model says.

    Attributes
    ----------
    key, en, ja : str
        The statement.
    area : str
        Code, or codes joined with ``+``.
    measure : str
        Of the vocabulary; "peak <measure>", "rating", or a measure of ``targets.csv``.
    year : int
    published, ours : float
        In the measure's unit; ratings as attainment (``ours``) without a published number; NaN where there is none.
    published_text, ours_text, difference_text : str
        As shown, in English notation.
    verdict : str
        Key of `VERDICTS`.
    where : str
        Set and scenario, or the table, that answers.
    source : str
        Title of the document.
    note_en, note_ja : str
        What must be known to read it; or "".
    """

    key: str
    en: str
    ja: str
    area: str
    measure: str
    year: int
    published: float
    ours: float
    published_text: str
    ours_text: str
    difference_text: str
    verdict: str
    where: str
    source: str
    note_en: str = ""
    note_ja: str = ""


def statements(runs: Sequence[RunLike]) -> list[Row]:
    """Return every published statement beside what the runs say.

    Parameters
    ----------
    runs : sequence of Run
        Of any sets. Each folder of inputs may hold ``statements.toml``; sets of a folder that has none are asked for
        their own outlooks. ``kpis.csv`` adds a row for each rating.

    Returns
    -------
    list of Row
        Area by area in the order of the runs. A statement whose set is not among the runs is "not run".
    """
    by_name = {run.name: run for run in runs}
    areas: dict[str, RunLike] = {}
    for run in runs:
        areas.setdefault(run.inputs.path.as_posix(), run)
    rows: list[Row] = []
    summed: dict[tuple[tuple[str, ...], str], SettlementArea] = {}
    for place, first in areas.items():
        read = read_statements(first.inputs)
        if read is None:
            mine = [run for run in runs if run.inputs.path.as_posix() == place]
            rows += [_own_outlook(run, verdict) for run in mine for verdict in run.verdicts]
            continue
        stated, strategies = read
        rows += [_row(statement, first.inputs, by_name, summed) for statement in stated]
        rows += [row for strategy in strategies for row in _outcomes(first.inputs, strategy)]
        if first.inputs.kpis is not None:
            rows += _ratings(first.inputs, first.inputs.kpis)
    return rows


def table(rows: Sequence[Row]) -> pd.DataFrame:
    """Return the rows as a table, a column for each attribute and ``difference`` (ours minus published)."""
    import pandas as pd

    frame = pd.DataFrame([vars(row) for row in rows])
    if not frame.empty:
        frame.insert(list(frame.columns).index("ours") + 1, "difference", frame["ours"] - frame["published"])
    return frame


def _row(
    statement: Statement,
    inputs: Inputs,
    runs: Mapping[str, RunLike],
    summed: dict[tuple[tuple[str, ...], str], SettlementArea],
) -> Row:
    where = f"{' + '.join(statement.sets)}: {statement.scenario}"
    missing = [name for name in statement.sets if name not in runs]
    if not missing and statement.scenario != "*":
        missing = [
            f"{name}: {statement.scenario}"
            for name in statement.sets
            if statement.scenario not in {scenario.name for scenario in runs[name].scenarios}
        ]
    blank = _blank(statement, inputs, where)
    if missing:
        listed = ", ".join(missing)
        return replace(blank, note_en=f"no {listed}", note_ja=f"{listed} がない")
    if statement.peak:
        return _peak(statement, blank, runs[statement.sets[0]])
    if len(statement.sets) > 1:
        key = (statement.sets, statement.scenario)
        if key not in summed:
            members = [(runs[name].inputs, runs[name].scenarios) for name in statement.sets]
            summed[key] = settlement_area(members, statement.scenario)
        area = summed[key]
        whole = area.summary.sel(area=area.code, drop=True)
        return _judged(replace(blank, area=area.code), judge(whole, statement.scenario, statement.outlook))
    run = runs[statement.sets[0]]
    names = (
        [statement.scenario] if statement.scenario != "*" else [scenario.name for scenario in run.scenarios]
    )
    found = min(
        (judge(run.summary, name, statement.outlook) for name in names),
        key=lambda verdict: abs(verdict.needed),
    )
    row = _judged(replace(blank, where=f"{run.name}: {found.scenario}"), found)
    return _with_implied(row, run, statement.implied) if statement.implied else row


def _blank(statement: Statement, inputs: Inputs, where: str) -> Row:
    """Return the row of a statement nobody answers."""
    outlook = statement.outlook
    stated = outlook.value
    measure = f"peak {outlook.measure}" if statement.peak else outlook.measure
    text = str(outlook.year) if statement.peak else number(outlook.measure, stated)
    published = float(outlook.year) if statement.peak else stated
    return Row(
        statement.key, statement.title_en, statement.title_ja, inputs.area.code, measure, outlook.year, published,
        math.nan, text, "-", "-", "not run", where, inputs.sources[statement.source].title,
    )  # fmt: skip


def _judged(row: Row, verdict: Verdict) -> Row:
    measure, about = verdict.outlook.measure, verdict.relation == "about"
    word = (
        ("agrees" if verdict.met else "does not agree")
        if about
        else ("holds" if verdict.met else "does not hold")
    )
    half = verdict.outlook.rounding / 2 / abs(verdict.promised) if about else 0.0
    within = f"within {half:.1%}", f"許容差{half:.1%}"
    return replace(
        row,
        ours=verdict.value,
        ours_text=number(measure, verdict.value),
        difference_text=change(measure, verdict.gap),
        verdict=word,
        note_en=within[0] if about else "",
        note_ja=within[1] if about else "",
    )


def _with_implied(row: Row, run: RunLike, scenario: str) -> Row:
    """Add what the same number implies where a scenario is calibrated to it."""
    level = implied_of(run.assumptions).get(scenario)
    if level is None or level.lever != "migration.net":
        return row
    value, observed, given = level.value, level.observed, level.given_by
    seen_en = f"{'observed:' if given is None else given.say('en') + ' give'} {observed:,.0f}"
    seen_ja = f"{'実績' if given is None else given.say('ja')}では{observed:,.0f}人"
    return replace(
        row,
        note_en=f"{row.note_en}; met exactly with {migrants(value, 'en')} at launch ({seen_en})",
        note_ja=f"{row.note_ja}。推計開始時に{migrants(value, 'ja')}とすれば一致（{seen_ja}）",
    )


def _peak(statement: Statement, row: Row, run: RunLike) -> Row:
    found = peak(run.summary, statement.outlook.measure, statement.scenario)
    same = found.is_about(statement.outlook.year)
    return replace(
        row,
        ours=float(found.year),
        ours_text=str(found.year),
        difference_text=f"{found.year - statement.outlook.year:+d}"
        if found.year != statement.outlook.year
        else "0",
        verdict="agrees" if same else "does not agree",
        note_en=f"{found.value:,.0f} people then; steps of {found.step} years",
        note_ja=f"そのとき{found.value:,.0f}人、{found.step}年刻み",
    )


def _own_outlook(run: RunLike, verdict: Verdict) -> Row:
    """Return the row of a set's own outlook, where the area's folder lists no statements."""
    outlook, scenario = verdict.outlook, run.scenarios[verdict.scenario]
    titles = {source.key: source.title for source in scenario.sources}
    row = Row(
        f"{run.name}-{verdict.scenario}-{outlook.measure}-{outlook.year}",
        f"{run.inputs.area.name_en}: {VOCABULARY[outlook.measure].en.lower()} in {outlook.year}, {scenario.title_en}",
        f"{run.inputs.area.name_ja}：{outlook.year}年の{VOCABULARY[outlook.measure].ja}、{scenario.title_ja}",
        run.inputs.area.code, outlook.measure, outlook.year, verdict.promised, math.nan,
        number(outlook.measure, verdict.promised), "-", "-", "not run", f"{run.name}: {verdict.scenario}",
        titles.get(outlook.source, outlook.source),
    )  # fmt: skip
    return _judged(row, verdict)


_AIMS = {
    "tfr": ("TFR", "合計特殊出生率"),
    "net_out_migration": ("net out-migration a year", "年間の転出超過"),
    "in_migration": ("arrivals a year", "年間の転入"),
    "out_migration": ("leavers a year", "年間の転出"),
    "births": ("births a year", "年間の出生数"),
    "care_certified_share": ("share of 65+ certified as needing care", "65歳以上の要介護認定率"),
}


def _outcomes(inputs: Inputs, strategy: str) -> list[Row]:
    """Return what a plan aimed at and what came; nothing of it is projected."""
    rows = []
    for cells in outcome(inputs, strategy).to_dict("records"):
        measure, year = str(cells["measure"]), int(cells["target_year"])
        came, aimed, base = (float(cells[name]) for name in ("actual", "target", "base"))
        en, ja = _AIMS.get(measure, (measure, measure))
        reached = came >= aimed if aimed >= base else came <= aimed
        digits = 2 if measure == "tfr" else (3 if aimed < 1 else 0)
        known = not math.isnan(came)
        titles = [s.title for key, s in inputs.sources.items() if key in _sources(inputs, strategy)]
        rows.append(
            Row(
                f"{strategy}-target-{measure}-{year}",
                f"Target of the {strategy} strategy for {year}: {en}",
                f"{'第1期' if strategy == 'first' else strategy}の{year}年の目標：{ja}",
                inputs.area.code, measure, year, aimed, came, f"{aimed:,.{digits}f}",
                f"{came:,.{digits}f}" if known else "-", f"{came - aimed:+,.{digits}f}" if known else "-",
                ("reached" if reached else "not reached") if known else "not run", "observed", titles[0],
                f"from {base:,.{digits}f} in {int(cells['base_year'])}; observed {int(cells['actual_year'])}" if known else "",
                f"基準{int(cells['base_year'])}年{base:,.{digits}f}、実績{int(cells['actual_year'])}年" if known else "",
            )
        )  # fmt: skip
    return rows


def _sources(inputs: Inputs, strategy: str) -> set[str]:
    targets = inputs.targets
    assert targets is not None  # by outcome
    return set(targets.loc[targets["strategy"] == strategy, "source"])


def _ratings(inputs: Inputs, kpis: pd.DataFrame) -> list[Row]:
    rows = []
    for place, cells in enumerate(ratings(kpis).to_dict("records"), 1):
        published, ours = str(cells["published_rating"]), str(cells["rating"])
        rows.append(
            Row(
                f"indicator-{place}", f"Indicator {cells['number']}: {cells['kpi']}, rating of 2024",
                f"指標{cells['number']}：{cells['kpi']}、2024年の評価", inputs.area.code, "rating", 2024, math.nan,
                float(cells["attainment"]), published, ours, "0" if cells["agrees"] else "differs",
                "agrees" if cells["agrees"] else "does not agree", "kpis.csv", inputs.sources[str(cells["source"])].title,
                f"{cells['attainment']:.1%} of the target", f"目標の{cells['attainment']:.1%}",
            )
        )  # fmt: skip
    return rows

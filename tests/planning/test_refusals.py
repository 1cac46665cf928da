# ruff: noqa: E501
"""What cannot be answered, word for word in both languages: where, what, got what, remedy."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from cohort.errors import CohortError
from cohort.planning import Case, delays, least_effort, read_actuals, read_case, solve
from cohort.scenario.outlook import Outlook
from tests.shared import ROOT

WITHOUT_YEAR = '\n[[outlook]]\nmeasure = "population"\nabout = 89000\nsource = "strategy2"\n'
ACTUALS = "year,population,births,deaths,net_migration\n2025,110505,,,\n2024,,,,\n"
HEADS = {"en": "{file}: 1 problem\n  {text}", "ja": "{file}: 1 件の問題があります\n  {text}"}


def about(figure: float, year: int, measure: str = "population") -> Outlook:
    return Outlook.of(measure, year, "about", figure, source="x")


def without_year(plan: Case, folder: Path) -> None:
    shutil.copytree(ROOT / "scenarios" / "ichinoseki", folder / "ichinoseki")
    file = folder / "ichinoseki" / "strategy.toml"
    file.write_text(file.read_text(encoding="utf-8") + WITHOUT_YEAR, encoding="utf-8")
    read_case(file, ROOT / "inputs" / "ichinoseki")


def contradicting(plan: Case, folder: Path) -> None:
    (folder / "actuals.csv").write_text(ACTUALS, encoding="utf-8")
    read_actuals(folder / "actuals.csv", plan.inputs)


@pytest.mark.parametrize(
    ("ask", "file", "en", "ja"),
    [
        (without_year, "{folder}/ichinoseki/strategy.toml",
         "outlook#1.year: missing; write it. (rule 2)",
         "outlook#1.year: ありません。書いてください。（規則2）"),
        (lambda plan, _: solve(Case(plan.inputs, plan.scenario.changed(outlooks=()), plan.assumptions)), "strategy.toml",
         "outlook: states no outlook; add [[outlook]] with measure, year and about or at_least.",
         "outlook: 展望がありません。[[outlook]] に measure、year、about か at_least を書いてください。"),
        (lambda plan, _: solve(plan, outlook=about(1.0, 2025)), "strategy.toml",
         "outlook.year: got 2025; nothing changed from 2026 on reaches it, or the projection ends before; use a year from 2027 to 2050, or set launch.until later.",
         "outlook.year: 2025 年です。2026 年以降の変化では届かないか、推計がそれより前に終わります。2027 年から 2050 年までとするか、launch.until を延ばしてください。"),
        (lambda plan, _: solve(plan, lever="fertility.tfr", outlook=about(1.0, 2040, "population_65_plus")), "strategy.toml",
         "fertility.tfr: has no effect on what is asked for (tried 0.3 to 6); choose another lever, or a later year.",
         "fertility.tfr: 求める値に影響がありません（0.3 から 6 まで）。ほかの条件か、より遅い年を指定してください。"),
        (lambda plan, _: least_effort(plan, outlook=about(5e6, 2040)), "strategy.toml",
         "outlook: no mix of migration.net, fertility.tfr within 60 past standard deviations gives 5,000,000 in 2040; take a later year, or another lever.",
         "outlook: migration.net, fertility.tfr のどの組合せ（過去の標準偏差の 60 倍以内）でも 2040 年に 5,000,000 になりません。より遅い年か、ほかの条件を指定してください。"),
        (lambda plan, _: delays(plan, lever="fertility.tfr", outlook=about(5e6, 2040)), "strategy.toml",
         "fertility.tfr: no value reaches the outlook even from next year on; choose another lever or a later year.",
         "fertility.tfr: 来年からでも展望に届く値がありません。ほかの条件か、より遅い年を指定してください。"),
        (contradicting, "{folder}/actuals.csv",
         "2025, population: got 110,505, but the register of 1 January 2025 has 105,505; mend the row, or the inputs if they are wrong.",
         "2025, population: 110,505 人ですが、2025 年 1 月 1 日の住民基本台帳は 105,505 人です。行を直すか、入力の方が誤りなら入力を直してください。"),
    ],
    ids=["outlook without a year", "no outlook", "outlook gone by", "lever without effect", "impossible for a mix",
         "impossible when late", "actual that contradicts the register"],
)  # fmt: skip
def test_word_for_word(
    plan: Case, tmp_path: Path, ask: Callable[[Case, Path], object], file: str, en: str, ja: str
) -> None:
    with pytest.raises(CohortError) as error:
        ask(plan, tmp_path)
    where = file.format(folder=tmp_path.as_posix())
    assert error.value.text("en") == HEADS["en"].format(file=where, text=en)
    assert error.value.text("ja") == HEADS["ja"].format(file=where, text=ja)


def test_an_impossible_target_is_an_answer(plan: Case) -> None:
    """One lever that cannot reach it is no mistake: it is said, with what the range gives at best."""
    (one,) = solve(plan, lever="fertility.tfr", outlook=about(5e6, 2040))
    best = f"{one.at_high:,.0f}"
    assert (
        one.sentence.say("en")
        == f"Total fertility rate: no value from 2026 on gives 5,000,000 in 2040; the best of the range (1.16 to 1.47) gives {best}."
    )
    assert (
        one.sentence.say("ja")
        == f"合計特殊出生率：2026年以降どの値にしても、2040年に5,000,000人には届きません（1.16～1.47の範囲で最も近い場合は{best}人）。"
    )

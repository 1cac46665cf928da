"""What a planner can move, what it was in the past, and how the schedules follow it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import numpy as np
import xarray as xr

from cohort.analysis.measures import measured
from cohort.assumptions.change import adjustable, by_period, change
from cohort.errors import CohortError, did_you_mean, fail
from cohort.planning.case import Case, Floats, reading
from cohort.planning.returning import leaving, returners
from cohort.planning.seen import Range, e0_seen, moves_seen, tfr_seen
from cohort.projection.project import project
from cohort.scenario.check_tables import OPEN_AGE
from cohort.scenario.households import HOUSEHOLDS
from cohort.scenario.model import Member
from cohort.text import Text
from cohort.vocabulary import ASSUMED, SEXES
from cohort.wording import Plain

LEVELS = ("fertility.tfr", "migration.net")  # the others are added to what the scenario has
KNOWN = (
    *(*LEVELS, "mortality.e0", "migration.in:AGES", "migration.out:AGES"),
    *("returners:22-34", "households:TEMPLATE"),
)
BANDS = ("migration.in", "migration.out", "returners")
SOLVED, HELD = 1, 2

#: Households by life stage, beside those that scenario files know.
TEMPLATES: dict[str, tuple[Member, ...]] = {
    **HOUSEHOLDS,
    "couple-20s": (Member(sex="male", age=26), Member(sex="female", age=25)),
    "couple-30s-child": (Member(sex="male", age=33), Member(sex="female", age=31), Member(sex="female", age=2)),
    "couple-60s": (Member(sex="male", age=63), Member(sex="female", age=61)),
    "returner-22": (Member(sex="female", age=22),),
}
TEMPLATE_NAMES: dict[str, Text] = {
    "couple-20s": Text("couple in their 20s", "20代の夫婦"),
    "couple-30s-child": Text("family of three (parents in their 30s, child of 2)", "3人家族（30代の夫婦と2歳の子）"),
    "couple-60s": Text("couple in their 60s", "60代の夫婦"),
    "returner-22": Text("woman who returns at 22", "22歳でUターンする女性"),
    "single-man": Text("man of 24", "24歳の男性"),
    "single-woman": Text("woman of 24", "24歳の女性"),
    "young-couple": Text("young couple (30 and 28)", "若い夫婦（30歳・28歳）"),
    "couple-with-child": Text("couple with a child", "夫婦と子1人"),
    "couple-with-two-children": Text("couple with two children", "夫婦と子2人"),
    "mother-with-child": Text("mother with a child", "母と子1人"),
    "retired-couple": Text("retired couple", "退職後の夫婦"),
}  # fmt: skip


@dataclass(frozen=True)
class Course:
    """From which period a lever moves, by which it is there, and what follows: the value, or (of migration) its rates."""

    since: int
    by: int
    after: Literal["hold", "hold_rates"] = "hold"


@dataclass(frozen=True)
class Lever:
    """Something that can be moved, by its name: ``fertility.tfr``, ``migration.in:20-34``, ``households:couple-20s``."""

    name: str

    @cached_property
    def kind(self) -> str:
        """The part before the colon."""
        return self.name.partition(":")[0]

    @property
    def part(self) -> str:
        """The part behind the colon: ages, or a template."""
        return self.name.partition(":")[2]

    @property
    def is_level(self) -> bool:
        """Whether its value is the measure itself, and not what is added to it."""
        return self.kind in LEVELS

    @property
    def ages(self) -> tuple[int, int | None]:
        """First and last age of a band."""
        low, _, high = self.part.rstrip("+").partition("-")
        return int(low), None if self.part.endswith("+") else int(high or low)

    @property
    def places(self) -> int:
        """Decimals its value is said with."""
        return {"fertility.tfr": 2, "mortality.e0": 1, "returners": 1}.get(self.kind, 0)

    @property
    def text(self) -> Text:
        """What it is called, with its unit."""
        if self.kind in ("migration.in", "migration.out"):
            return Text(
                "{way} aged {ages}, a year",
                "{ages}の{way}（年・人）",
                ages=ages_text(self.part),
                way=Text("More arrivals", "転入の増加")
                if self.kind == "migration.in"
                else Text("Fewer leavers", "転出の抑制"),
            )
        if self.kind == "returners":
            return Text(
                "More returners at {ages}, of a hundred who left at 18",
                "{ages}でのUターンの増加（18歳で転出した100人あたり）",
                ages=ages_text(self.part),
            )
        if self.kind == "households":
            return Text("Households a year: {one}", "{one}（年・世帯）", one=self.template)
        if self.kind == "mortality.e0":
            return Text("Life expectancy, years more", "平均寿命の延び（年）")
        if self.kind == "migration.net":
            return Text("Net migration a year (in minus out)", "社会増減（転入－転出、年・人）")
        return ASSUMED[self.kind]

    def said(self, value: float) -> Text:
        """Return a value of it, with its unit where Japanese has one."""
        unit = {"fertility.tfr": "", "mortality.e0": "年", "households": "世帯"}.get(self.kind, "人")
        said = Plain(value, self.places, sign=self.kind == "migration.net")
        return Text("{value}", "{value}{unit}", value=said, unit=unit)

    @property
    def template(self) -> Text:
        """What a household is called."""
        return TEMPLATE_NAMES.get(self.part, Text(self.part, self.part))

    def own(self, case: Case) -> Floats:
        """Return what the scenario itself has, by period; 0 for what is added."""
        if self.kind == "fertility.tfr":
            return np.array(by_period(case.assumptions, case.assumptions["tfr"]))
        if self.kind == "migration.net":
            return np.asarray(case.summary["net_migration"].values[: len(case.periods)] / case.step)
        return np.zeros(len(case.periods))

    def seen(self, case: Case) -> Range:
        """Return what it was in the past: what a planner can compare it with.

        Net migration, arrivals and leavers: the city's own years since 2016; the fertility rate: the prefecture's; families:
        what arrivals rose above their mean; life expectancy: its rise in a decade. A lever without a past gets (0, inf).
        """
        if self.kind == "fertility.tfr":
            return tfr_seen(case)
        if self.kind == "mortality.e0":
            return e0_seen(case)
        if self.kind == "returners":
            found = leaving(case.inputs)
            return Range(
                0.0,
                100 * found.most,
                100 * found.deviation,
                found.years,
                Text("the register's cohorts", "住民基本台帳のコーホート"),
            )
        net, arrivals, leavers = moves_seen(case)
        values = {"migration.net": net, "migration.out": leavers}.get(self.kind, arrivals)
        if len(values) < 3:
            return Range(-np.inf if self.is_level else 0.0, np.inf, 0.0)
        years, counts = (min(values), max(values)), np.array(list(values.values()))
        deviation, mean = float(counts.std(ddof=1)), float(counts.mean())
        whose = Text("the city's own years", "市の実績")
        if self.kind == "migration.net":
            return Range(float(counts.min()), float(counts.max()), deviation, years, whose)
        most = float(mean - counts.min() if self.kind == "migration.out" else counts.max() - mean)
        size = len(TEMPLATES[self.part]) if self.kind == "households" else 1
        return Range(0.0, most / size, deviation / size, years, whose)


def ages_text(part: str) -> Text:
    """Return ages in words: ``20-34``, ``85+``."""
    return Text(part, part.replace("+", "歳以上") if part.endswith("+") else part.replace("-", "～") + "歳")


def lever(name: str, file: str = "lever") -> Lever:
    """Return a lever by its name.

    Raises
    ------
    CohortError
        If there is none of that name; it lists those there are.
    """
    kind, colon, part = name.partition(":")
    whole = kind in (*LEVELS, "mortality.e0") and not colon
    band = kind in BANDS and re.fullmatch(r"\d{1,3}(-\d{1,3}|\+)?", part, re.ASCII)
    if not (whole or band or (kind == "households" and part in TEMPLATES)):
        known = [f"households:{one}" for one in TEMPLATES] if kind == "households" else list(KNOWN)
        fail(
            file,
            "lever",
            kind=CohortError,
            en=f"there is no {name!r}; there are: {', '.join(known)}.{did_you_mean(name, known, 'en')}",
            ja=f"{name!r} はありません。あるのは {'、'.join(known)} です。{did_you_mean(name, known, 'ja')}",
        )
    made = Lever(name)
    if band and max(made.ages[0], made.ages[1] or 0) > OPEN_AGE:
        fail(file, "lever", kind=CohortError, en=f"{name!r}: ages run to {OPEN_AGE}; write 20-34, or 65+.",
             ja=f"{name!r} の年齢は {OPEN_AGE} 歳までです。20-34 や 65+ のように書いてください。")  # fmt: skip
    if band and made.ages[1] is not None and made.ages[1] < made.ages[0]:
        fail(file, "lever", kind=CohortError, en=f"{name!r}: the last age lies below the first; write 20-34.",
             ja=f"{name!r} は終わりの年齢が始まりより小さくなっています。20-34 のように書いてください。")  # fmt: skip
    return made


def moved(case: Case, moves: Mapping[Lever, Floats], course: Course) -> xr.Dataset:
    """Return the case's assumptions with levers moved, a draw for each set of values.

    Parameters
    ----------
    case : Case
    moves : mapping of Lever to array (draw,)
        Values: of fertility and net migration the level itself, of the others what is added to the scenario.
    course : Course
        A straight line from the scenario's own value before ``since`` to the value in ``by``, then as ``after`` says.
    """
    made, at = case.assumptions, case.periods >= course.since
    share = _share(case, course)
    added = np.zeros((1, *_counts_shape(case)))
    for one, values in moves.items():
        wanted = one.own(case)[None]
        start = wanted[:, [int(max(np.flatnonzero(at)[0] - 1, 0))]]
        if one.is_level:
            line = start + (np.asarray(values, dtype=float)[:, None] - start) * share
        else:
            line = np.asarray(values, dtype=float)[:, None] * share
        path = np.where(at, line, wanted)
        if one.kind == "fertility.tfr":
            made = _with_tfr(made, path, one.own(case))
        elif one.kind == "migration.net":
            made = _with_net(made, case, path, course)
        elif one.kind == "mortality.e0":
            made = _with_e0(made, case, path)
        else:
            added = added + path[:, :, None, None] * case.step * who_comes(case, one)
    if any(one.kind in (*BANDS, "households") for one in moves):
        made = with_people(made, added)
    return made


def changed(case: Case, moves: Mapping[str, float], since: int | None = None, by: int | None = None) -> Case:
    """Return a case with levers moved: a scenario to project, compare and solve further.

    Parameters
    ----------
    case : Case
    moves : mapping of str to float
        Lever -> value, as `solve` returns it: ``{"fertility.tfr": 1.8, "returners:22-34": 10}``.
    since, by : int, optional
        First period that changes (by default the first to come), and the one from which the values hold.

    Raises
    ------
    CohortError
        An unknown lever; a year gone by.
    """
    first = case.since(since)
    values = {lever(name, case.scenario.file): np.array([float(value)]) for name, value in moves.items()}
    made = moved(case, values, Course(first, first if by is None else by))
    return replace(case, assumptions=made.isel(draw=0, drop=True) if "draw" in made.dims else made)


def with_people(made: xr.Dataset, added: Floats) -> xr.Dataset:
    """Return assumptions with people (draw, period, sex, age) who come on top of all others.

    In the official form children below five are those of the women who are there after migration: none come by themselves.
    """
    if made.attrs.get("births") == "child_woman_ratio":
        added = np.where(made["age"].values == 0, 0.0, added)
    counts = xr.Variable(("draw", "period", "sex", "age"), added)
    if "net_migration" in made:
        counts = counts + made.variables["net_migration"]
    return made.assign({"net_migration": counts, "draw": np.arange(len(added))})


def members(case: Case, template: str) -> Floats:
    """Return the persons (sex, age) of a household."""
    return _profile(case, Lever(f"households:{template}"))


def outcome(case: Case, moves: Mapping[Lever, Floats], course: Course, measure: str, year: int) -> Floats:  # (draw,)
    """Return a measure in a year for each set of values; NaN where a projection cannot go on."""
    within = case.until(year)
    given = moved(within, moves, course).drop_vars(["tfr", "e0"], errors="ignore")  # shown, not read
    if measure == "population" and (year - within.periods[0]) % case.step == 0:  # the quick way: no ages
        totals = project(given, "totals", failing="nan", variables=("population",), fingerprint=False)
        return np.atleast_1d(totals["population"].values[..., -1])
    made = project(given, failing="nan", variables=_variables(measure), fingerprint=False)
    return np.atleast_1d(reading(measured(made, measure), measure, year))


def _variables(measure: str) -> tuple[str, ...]:
    flows = {"births": ("births",), "deaths": ("deaths",), "net_migration": ("net_migration",)}
    return ("population", *flows.get(measure, ("births", "deaths") if measure == "natural_change" else ()))


def _share(case: Case, course: Course) -> Floats:
    """Return how far a lever is on its way, by period: 1 from ``by`` on."""
    anchor = max(course.since - case.step, int(case.periods[0]))
    span = course.by - anchor
    return np.ones(len(case.periods)) if span <= 0 else np.clip((case.periods - anchor) / span, 0.0, 1.0)


def _counts_shape(case: Case) -> tuple[int, int, int]:
    sizes = case.assumptions.sizes
    return len(case.periods), sizes["sex"], sizes["age"]


def _with_tfr(made: xr.Dataset, path: Floats, own: Floats) -> xr.Dataset:
    name, wanted = "asfr" if "asfr" in made else "child_woman_ratio", xr.Variable(("draw", "period"), path)
    return made.assign({name: made.variables[name] * (wanted / own), "tfr": wanted, "draw": np.arange(len(path))})


def _with_net(made: xr.Dataset, case: Case, path: Floats, course: Course) -> xr.Dataset:
    """Let the rates add up to a total, less what is given as counts; a period without rates takes those of the next."""
    found = case.worked_out.get(course)
    if found is None:
        found = case.worked_out[course] = _net_ready(case, course)
    ready, counts, before = found
    total = np.where(case.periods >= course.since, path * case.step - counts, before)
    return made.assign({**ready, "net_migration_total": (("draw", "period"), total), "draw": np.arange(len(path))})


def _net_ready(case: Case, course: Course) -> tuple[dict[str, object], Floats, Floats]:
    """Return what is the same for every total: the other schedules, the counts beside the rates, and the totals there were."""
    scaled = adjustable(case.assumptions)
    if scaled is None:
        fail(case.scenario.file, "migration.net", kind=CohortError,
             en="has no rates to adjust, only counts; try a band, e.g. migration.in:20-34, or households:couple-20s.",
             ja="調整できる移動率がなく、人数だけが与えられています。migration.in:20-34 や households:couple-20s をお試しください。")  # fmt: skip
    own, at = case.assumptions, case.periods >= course.since
    dims = ("period", "sex", "age")
    zero = np.zeros(len(at))
    before = {
        name: by_period(own, own[name].transpose(..., "sex", "age") if "age" in own[name].dims else own[name])
        if name in own
        else zero
        for name in ("net_migration_rate", "net_migration_total", "net_migration_control")
    }
    cells = at[:, None, None]
    control = np.where((course.after == "hold") | (case.periods <= course.by), SOLVED, HELD)
    ready: dict[str, object] = {
        "net_migration_rate": (dims, np.where(cells, scaled[0], before["net_migration_rate"])),
        "net_migration_control": ("period", np.where(at, control, before["net_migration_control"]).astype(np.int64)),
    }
    if "net_migration" in own:
        counts = by_period(own, own["net_migration"].transpose(..., "sex", "age"))
        ready["net_migration"] = (dims, np.where(cells, scaled[1], counts))
    return ready, scaled[1].sum(axis=(1, 2)), before["net_migration_total"]


def _with_e0(made: xr.Dataset, case: Case, path: Floats) -> xr.Dataset:
    own = case.assumptions["e0"]
    coords = {"draw": np.arange(len(path)), "period": case.periods}
    wanted = own + xr.DataArray(path, coords, ("draw", "period"))
    shifted = change(case.assumptions, e0=wanted.transpose("draw", "period", "sex"))
    return made.assign(survivorship=shifted["survivorship"], e0=shifted["e0"])


def who_comes(case: Case, one: Lever) -> Floats:
    """Return whom one more of it brings (sex, age), or where cohorts differ by period as well."""
    if one.kind != "returners":
        return _profile(case, one)
    known = case.worked_out.get(one.name)
    if known is None:
        low, high = one.ages
        known = case.worked_out[one.name] = returners(case, (low, low if high is None else high))
    return np.asarray(known)


def _profile(case: Case, one: Lever) -> Floats:
    """Return whom one more of it brings (sex, age): a household's members, or a person spread like the residents of a band."""
    ages = case.assumptions["age"].values
    who = np.zeros((len(SEXES), len(ages)))
    if one.kind == "households":
        for member in TEMPLATES[one.part]:
            who[SEXES.index(member.sex), int(np.searchsorted(ages, member.age, side="right")) - 1] += 1
        return who
    low, high = one.ages
    chosen = (ages >= low) & (ages <= (np.inf if high is None else high))
    launch = case.assumptions["launch_population"].transpose("sex", "age").values
    who[:, chosen] = launch[:, chosen]
    if who.sum() <= 0:
        fail(case.scenario.file, one.name, kind=CohortError, en="nobody is of these ages; widen the band.",
             ja="この年齢の居住者がいません。年齢の範囲を広げてください。")  # fmt: skip
    return np.asarray(who / who.sum())

"""What a scenario says, row by row: every value and every choice, with why it is so and who says so.

One list that the console, notebooks, the workbook, the report and the page all show, so that nothing a file states can be
left out of one of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from cohort.forms import digits
from cohort.scenario.course_row import CourseRow, cite, with_ages
from cohort.scenario.course_ties import luck_rows, tie_rows
from cohort.scenario.measures import MEASURES, OUTCOMES, RIVALS, unit_text
from cohort.scenario.outlook import Outlook
from cohort.scenario.schema import Band, Converge, Launch, Resolved, Trajectory
from cohort.text import EMPTY, Joined, Said, Text, Year, listed
from cohort.vocabulary import ASSUMED, BASES, HEADINGS, ORIGINS, RELATIONS, SEX_NAMES, VOCABULARY
from cohort.wording import Amount, Quantity

# What is set, in headings; that a net is in minus out is said beside tables.
NAMES = {**ASSUMED, "migration.net": HEADINGS["net_migration"]}
# Measures that always go on, from the inputs where the scenario does not say.
ALWAYS = ("fertility.tfr", "mortality.e0.male", "mortality.e0.female", "migration.net")


def heading(item: Trajectory, names: Mapping[str, Text]) -> Text:
    """Return what a measure is called, with its ages if it is a band."""
    return with_ages(names[item.measure], item.ages) if isinstance(item, Band) else names[item.measure]


def unit_of(item: Trajectory) -> Text:
    """Return the unit of a measure, with what its values refer to."""
    unit = unit_text(MEASURES[item.measure].unit_for("absolute"))
    if item.relation == "absolute":
        return unit
    if item.relative:
        return RELATIONS["relative"]
    return Text("{unit}, {relation}", "{unit}、{relation}", unit=unit, relation=RELATIONS[item.relation])


def course(scenario: Resolved) -> tuple[CourseRow, ...]:
    """Return everything a scenario says, in the order of its file: launch, measures, events, aims.

    Parameters
    ----------
    scenario : Scenario
        Resolved.

    Returns
    -------
    tuple of CourseRow
        For each measure a row a year; what the inputs decide is said too.
    """
    found = [
        *_choices(scenario),
        *_measures(scenario),
        *_households(scenario),
        *_returners(scenario),
        *_shocks(scenario),
    ]
    found += [*calibration(scenario), *tie_rows(scenario), *luck_rows(scenario), *_outlooks(scenario)]
    sources = {source.key: cite(source) for source in scenario.sources}
    return tuple(
        replace(
            row,
            file=row.file or scenario.file,
            citation=sources.get(row.source, Text(row.source, row.source)) if row.source else EMPTY,
        )
        for row in found
    )


# Choices of calculation that are told where they are not the usual ones.
_UNUSUAL: dict[str, tuple[str, Text, Text]] = {
    "unknown": (
        "refuse",
        Text("Unknown ages", "年齢不詳"),
        Text("refused: the launch population has none", "認めない（起点人口に年齢不詳なし）"),
    ),
    "births": (
        "child_woman_ratio",
        Text("Births", "出生数"),
        Text("by the child-woman ratio", "子ども女性比により算定"),
    ),
    "mortality_jump_off": (
        "fitted",
        Text("Mortality at launch", "起点の死亡率"),
        Text("the model's fit, not the last table", "最後の表ではなく、当てはめた値"),
    ),
    "tfr_scale": (
        "launch_years",
        Text("Published TFR", "公表の出生率"),
        Text("stands for the level of the launch years", "基準とした年の水準に対応させる"),
    ),
    "fertility_level": (
        "last_year",
        Text("Fertility", "出生率"),
        Text(
            "at the level of the last of those years, as the prefecture's TFR moved",
            "県の合計特殊出生率の動きにより、その最後の年の水準",
        ),
    ),
    "migration_level": (
        "count",
        Text("Migration after those years", "その後の移動"),
        Text("the number of the launch years goes on", "基準とした年の人数が続く"),
    ),
    "migration_ages": (
        "register",
        Text("Ages of migrants", "移動の年齢構成"),
        Text("from the register's cohorts, year by year", "住民基本台帳の各年のコーホートから"),
    ),
    "migration_timing": (
        "end",
        Text("Migrants", "移動の時期"),
        Text("move at the end of each step", "各期間の終わりに移動"),
    ),
}

_MORTALITY = {
    "random_walk": Text("goes on as a random walk with drift", "ドリフト付きランダムウォークで推移"),
    "log_curve": Text("goes on on a logarithmic curve", "対数曲線で推移"),
    "constant": Text("stays as in the last table known", "判明している最後の表のまま"),
}


def _choices(scenario: Resolved) -> Iterator[CourseRow]:
    """Yield what the scenario starts from, and how it is calculated where that is not the usual way."""
    launch: Launch = scenario.launch
    yield CourseRow(
        Text("Launch", "起点"),
        Text(
            "{date} ({basis}), to {until}, steps of {step} {years}",
            "{date}（{basis}）、{until}年まで、{step}年刻み",
            date=launch.date,
            basis=BASES[launch.basis],
            until=launch.until,
            step=launch.step,
            years="year" if launch.step == 1 else "years",
        ),
    )
    if scenario.based_on:
        yield CourseRow(Text("Based on", "もとのシナリオ"), listed(scenario.based_on))
    if launch.events:
        yield CourseRow(
            Text("Levels", "水準"),
            Text("from the events of {years}", "{years}年の実績から算定", years=listed(map(str, launch.events))),
            origin="inputs",
        )
    if launch.rake_to is not None:
        yield CourseRow(
            Text("Launch population", "起点人口"),
            Text("raked to the census totals of {date}", "国勢調査（{date}）の総数に合わせる", date=launch.rake_to),
        )
    if launch.mortality is not None:
        yield CourseRow(Text("Mortality", "死亡率"), _MORTALITY[launch.mortality])
    if launch.mortality_window is not None or launch.mortality_window_end is not None:
        yield CourseRow(Text("Mortality fitted to", "死亡率の当てはめ期間"), _window(launch))
    if launch.migration_censuses:
        yield CourseRow(*ages_of_migrants(launch)[:2])
    for name, (choice, what, said) in _UNUSUAL.items():
        if getattr(launch, name) == choice:
            yield CourseRow(what, said)


def _window(launch: Launch) -> Text:
    """Return the national tables that mortality is fitted to."""
    end: Said = Text("the last one known", "判明している最後の年")
    if launch.mortality_window_end is not None:
        end = Year(launch.mortality_window_end)
    if launch.mortality_window is None:
        return Text("the tables up to {end}", "{end}までの表", end=end)
    return Text(
        "the tables of {count} years up to {end}", "{end}までの{count}年間の表", count=launch.mortality_window, end=end
    )


def ages_of_migrants(launch: Launch) -> tuple[Text, Text, str]:
    """Return what the launch says of the ages of migrants; it cites no source."""
    years = Joined([str(year) for year in launch.migration_censuses], Text(", ", "・"))
    said = Text("between the censuses of {years}", "{years}年の国勢調査の間", years=years)
    return Text("Ages of migrants", "移動の年齢構成"), said, ""


def _measures(scenario: Resolved) -> Iterator[CourseRow]:
    """Yield the values of every measure, and who decides where the scenario does not."""
    for name, measure in MEASURES.items():
        item = scenario.trajectory(name)
        if item is not None:
            yield from _path(item, scenario.launch)
        elif name in ALWAYS and not any(scenario.trajectory(rival) for rival in RIVALS.get(name, ())):
            yield _left_to_inputs(
                NAMES[name], unit_text(measure.unit), scenario.launch.date.year, scenario.launch.until - 1
            )
    for band in scenario.bands:
        yield from _path(band, scenario.launch)


def _left_to_inputs(what: Said, unit: Text, first: int, last: int) -> CourseRow:
    return CourseRow(what, ORIGINS["inputs"], first, last, unit=unit, origin="inputs")


def _path(item: Trajectory, launch: Launch) -> Iterator[CourseRow]:
    """Yield the values of one measure year by year, then the rule that goes on without values."""
    what, unit, values = heading(item, NAMES), unit_of(item), item.values
    first, last = values[0].period, values[-1].period
    if first > launch.date.year:
        yield _left_to_inputs(what, unit, launch.date.year, first - 1)
    points = [value.period for value in values if value.origin == "point"]
    for value in values:
        why: Said = ORIGINS[value.origin]
        if value.origin == "converge" and isinstance(item.after, Converge):
            why = _converging(item.after)
        elif value.origin in ("linear", "geometric", "step", "logistic"):
            why = Text(
                "{how} between {first} and {last}",
                "{first}年と{last}年の間を{how}",
                how=why,
                first=max(year for year in points if year < value.period),
                last=min(year for year in points if year > value.period),
            )
        yield CourseRow(
            what, why, value.period, value.period, value.value, unit, value.origin, value.source, file=value.file
        )
    if item.after == "hold_rates" and last < launch.until - 1:
        end = values[-1].file
        yield CourseRow(
            what, ORIGINS["hold_rates"], last + 1, launch.until - 1, None, unit, "hold_rates", item.source, file=end
        )
    if item.jump_off == "scenario":
        yield CourseRow(
            what, Text("starts at the plan's value, not the observed", "起点は実績ではなく計画の値"), source=item.source
        )


def _converging(after: Converge) -> Text:
    return Text("converges to {to} by {by}", "{by}年に{to}へ収束", to=digits(after.converge), by=after.by)


def _households(scenario: Resolved) -> Iterator[CourseRow]:
    for row in scenario.households:
        members = listed(
            Text("{sex} {age}", "{sex}{age}歳", sex=SEX_NAMES[one.sex], age=one.age) for one in row.members or ()
        )
        what = Text("Households moving in: {name}", "移住世帯：{name}", name=row.template)
        last = row.last_year if row.last_year is not None else scenario.launch.until - 1
        yield CourseRow(
            what,
            Text(
                "{households}: {members}", "{households}：{members}", households=ORIGINS["households"], members=members
            ),
            row.first_year,
            last,
            row.per_year,
            unit_text("households per year"),
            "households",
            row.source,
        )


def _returners(scenario: Resolved) -> Iterator[CourseRow]:
    for row in scenario.returners:
        last = row.last_year if row.last_year is not None else scenario.launch.until - 1
        yield CourseRow(
            Text("Returners aged {ages}", "Uターン（{ages}歳）", ages=str(row.ages)),
            Text(
                "more of every hundred of their cohort who left at 18, evenly over the ages",
                "18歳で転出した同じ世代の100人あたりの増加、各年齢に均等",
            ),
            row.first_year,
            last,
            row.per_hundred,
            unit_text("of a hundred who left"),
            "returners",
            row.source,
        )


def _shocks(scenario: Resolved) -> Iterator[CourseRow]:
    for shock in scenario.shocks:
        value, unit = (shock.factor, "factor") if shock.factor is not None else (shock.persons, "persons per year")
        yield CourseRow(
            Text("{name} (shock)", "{name}（一時的な変動）", name=with_ages(NAMES[shock.measure], shock.ages)),
            ORIGINS["shock"],
            shock.first_year,
            shock.last_year,
            value,
            unit_text(unit),
            "shock",
            shock.source,
        )


def calibration(scenario: Resolved) -> Iterator[CourseRow]:
    """Yield what the level is solved for."""
    row = scenario.calibrate
    if row is not None:
        why = Text(
            "solved so that {measure} in {year} is {value}",
            "{year}の{measure}が{quantity}になるように逆算",
            measure=Text(OUTCOMES[row.measure].en.lower(), OUTCOMES[row.measure].ja),
            year=Year(row.year),
            value=Amount(row.measure, row.value),
            quantity=Quantity(row.measure, row.value),
        )
        yield CourseRow(NAMES[row.lever], why, origin="calibrated", source=row.source)


def outlook_text(outlook: Outlook) -> Text:
    """Return an outlook in words: ``Population in 2040: at least 89,000``, ``2040年の人口：89,000人以上``."""
    said = outlook.said
    if outlook.rounding:
        said = Text(
            "{said}, rounded to {places}", "{said}（{places}単位）", said=said, places=f"{outlook.rounding:,.10g}"
        )
    name = VOCABULARY[outlook.measure].text
    return Text("{name} in {year}: {said}", "{year}年の{name}：{said}", name=name, year=outlook.year, said=said)


def _outlooks(scenario: Resolved) -> Iterator[CourseRow]:
    for outlook in scenario.outlooks:
        what = Text("Outlook", "展望")
        if outlook.scope == "scenario":
            what = Text("Published for this scenario", "このシナリオの公表値")
        yield CourseRow(
            what,
            outlook_text(outlook),
            outlook.year,
            outlook.year,
            outlook.value,
            VOCABULARY[outlook.measure].unit_text,
            "outlook",
            outlook.source,
        )

"""What the tables that are no measures can get wrong: launch, households, shocks, calibration, outlook, ties."""

from __future__ import annotations

from itertools import combinations, pairwise

from cohort.errors import did_you_mean
from cohort.forms import AgeRange, Table, range_words
from cohort.forms.cells import MOST_PERSONS
from cohort.scenario.check_measures import check_people
from cohort.scenario.connected import Connected, Residents, Tie
from cohort.scenario.households import HOUSEHOLDS
from cohort.scenario.measures import OUTCOMES, SHOCKS, intended
from cohort.scenario.outlook import BOUNDS, Outlook
from cohort.scenario.rules import RuleProblems
from cohort.scenario.schema import Band, Calibrate, Households, Launch, Returners, Shock

LEFT_AT = 18  # the age at which those who return had left
OPEN_AGE = 100  # the last single age that migrants are counted by


def check_table(table: Table, problems: RuleProblems, place: str) -> None:
    """Note what is wrong with a table, by its kind."""
    if isinstance(table, Launch):
        _launch(table, problems)
    elif isinstance(table, Households):
        _households(table, problems, place)
    elif isinstance(table, Returners):
        _returners(table, problems, place)
    elif isinstance(table, Shock):
        _shock(table, problems, place)
    elif isinstance(table, Calibrate):
        if _outcome(table, problems, place) and table.ok("value"):
            _outcome_range(table.measure, table.value, problems, f"{place}.value")
    elif isinstance(table, Outlook):
        _outlook(table, problems, place)
    elif isinstance(table, Connected):
        _connected(table, problems, place)


def _launch(launch: Launch, problems: RuleProblems) -> None:
    for earlier, later in pairwise(launch.events if launch.ok("events") else ()):
        if later <= earlier:
            problems.at(4, "launch.events").note(
                en=f"{later} stands after {earlier}; write years once and in order.",
                ja=f"{earlier} の後に {later} があります。年は1回ずつ、順に書いてください。",
            )
    if launch.ok("births", "step") and launch.births == "child_woman_ratio" and launch.step != 5:
        problems.at(1, "launch.births").note(
            en='the child-woman ratio needs five-year steps; write step = 5, or births = "asfr".',
            ja='子ども女性比を使うには5年刻みにします。step = 5 か births = "asfr" にしてください。',
        )
    if launch.ok("migration_censuses", "migration_ages", "births"):
        _migration_censuses(launch, problems)
    if launch.ok("mortality", "mortality_window", "mortality_window_end", "mortality_jump_off"):
        _mortality(launch, problems)
    if launch.ok("date", "until"):
        _horizon(launch, problems)


def _mortality(launch: Launch, problems: RuleProblems) -> None:
    window = launch.mortality_window
    if window is not None and not 4 <= window <= 100:
        problems.at(4, "launch.mortality_window", got=window).note(
            en="years of tables, 4 to 100.", ja="表の年数で、4 から 100 までです。"
        )
    useless = {
        "mortality_window": window is not None and launch.mortality == "constant",
        "mortality_window_end": launch.mortality_window_end is not None and launch.mortality == "constant",
        "mortality_jump_off": launch.mortality_jump_off == "fitted" and launch.mortality not in (None, "random_walk"),
    }
    for key in (key for key, one in useless.items() if one):
        problems.at(7, f"launch.{key}").note(
            en=f'has no effect with mortality = "{launch.mortality}"; take this key out.',
            ja=f'mortality = "{launch.mortality}" では効果がありません。このキーを消してください。',
        )


def _horizon(launch: Launch, problems: RuleProblems) -> None:
    first, last = launch.date.year, launch.until
    if not 1900 <= first <= 2200:
        problems.at(4, "launch.date", got=launch.date).note(
            en="years run from 1900 to 2200.", ja="年は 1900 から 2200 までです。"
        )
    if last <= first:
        problems.at(4, "launch.until", got=last).note(
            en=f"it must be after the launch year {first}.", ja=f"起点の年 {first} より後にしてください。"
        )
    elif launch.ok("step") and (last - first) % launch.step:
        below = last - (last - first) % launch.step
        problems.at(4, "launch.until", got=last).note(
            en=f"steps of {launch.step} years from {first} do not end there. Use {below} or {below + launch.step}.",
            ja=f"{first} 年から {launch.step} 年刻みでは届きません。{below} か {below + launch.step} にしてください。",
        )


def _migration_censuses(launch: Launch, problems: RuleProblems) -> None:
    years, where = list(launch.migration_censuses), "launch.migration_censuses"
    if len(years) == 1 or any(later != earlier + 5 for earlier, later in pairwise(years)):
        problems.at(4, where).note(
            en=f"got {years}; write two or more censuses in order, five years apart, e.g. [2000, 2005, 2010].",
            ja=f"値が{years}です。5年おきの国勢調査の年を2つ以上、[2000, 2005, 2010] のように順に書いてください。",
        )
    if years and launch.migration_ages == "register":
        problems.at(7, where).note(
            en='has no effect with migration_ages = "register"; take one of the two out.',
            ja='migration_ages = "register" では効果がありません。どちらかを消してください。',
        )
    if years and launch.births == "child_woman_ratio":
        problems.at(1, where).note(
            en="the official form takes the rates of the last interval before the launch; take this key out.",
            ja="公的な方法では起点の前の国勢調査間の率を使います。このキーを消してください。",
        )


def check_bands(bands: tuple[Band, ...], problems: RuleProblems) -> None:
    """Note bands of one flow that share an age."""
    known = [(number, band) for number, band in enumerate(bands, start=1) if band.ok("ages", "flow")]
    for (first, one), (second, other) in combinations(known, 2):
        if one.flow == other.flow and one.ages.overlaps(other.ages):
            problems.at(7, f"migration.band#{second}.ages").note(
                en=f"overlaps band {first} ({one.ages}) of the same flow '{one.flow}'; an age belongs to one band.",
                ja=f"同じ '{one.flow}' の {first} 番目の帯（{one.ages}）と重なります。"
                "年齢は1つの帯だけに入れてください。",
            )


def _span(table: Households | Returners | Shock, problems: RuleProblems, place: str) -> None:
    if table.ok("first_year", "last_year") and table.last_year is not None and table.last_year < table.first_year:
        problems.at(4, f"{place}.last_year", got=table.last_year).note(
            en=f"it is before first_year {table.first_year}. Exchange them.",
            ja=f"first_year の {table.first_year} より前です。入れ替えてください。",
        )


def _households(table: Households, problems: RuleProblems, place: str) -> None:
    _span(table, problems, place)
    if table.ok("per_year") and table.per_year <= 0:
        problems.at(3, f"{place}.per_year", got=table.per_year).note(
            en="households a year must be more than 0.", ja="年間の世帯数は 0 より大きくしてください。"
        )
    elif table.ok("per_year"):
        check_people(table.per_year, problems, f"{place}.per_year")
    if not table.ok("template", "members") or table.members:
        return
    built_in = ", ".join(HOUSEHOLDS)
    if table.members is not None:
        problems.at(3, f"{place}.members").note(
            en="empty; list at least one person.", ja="空です。1人以上書いてください。"
        )
    elif table.template is None:
        problems.at(3, place).note(
            en=f"who moves in? Write members, or template = one of {built_in}.",
            ja=f"誰が移り住むかを members で書くか、template を {built_in} から選んでください。",
        )
    elif table.template not in HOUSEHOLDS:
        hint_en = did_you_mean(table.template, HOUSEHOLDS, "en")
        hint_ja = did_you_mean(table.template, HOUSEHOLDS, "ja")
        problems.at(3, f"{place}.template", got=table.template).note(
            en=f"built in are {built_in}. Choose one, or write members.{hint_en}",
            ja=f"用意があるのは {built_in} です。選ぶか、members を書いてください。{hint_ja}",
        )


def _returners(table: Returners, problems: RuleProblems, place: str) -> None:
    _span(table, problems, place)
    if table.ok("per_hundred") and not (-100 <= table.per_hundred <= 100 and table.per_hundred):
        problems.at(3, f"{place}.per_hundred", got=table.per_hundred).note(
            en="of every hundred who left, from -100 to 100 and not 0 (10: ten more come back).",
            ja="転出した100人あたりの人数で、-100 から 100 まで（0 を除く）です（10 なら10人多く戻る）。",
        )
    if table.ok("ages") and not (table.ages.low > LEFT_AT and (table.ages.high or OPEN_AGE) < OPEN_AGE):
        problems.at(3, f"{place}.ages", got=str(table.ages)).note(
            en=f'they come back after {LEFT_AT}; write ages above, such as "22-34".',
            ja=f"戻るのは {LEFT_AT} 歳より後です。「22-34」のように書いてください。",
        )


def _shock(table: Shock, problems: RuleProblems, place: str) -> None:
    _span(table, problems, place)
    if not table.ok("measure", "factor", "persons"):
        return
    wanted = SHOCKS[table.measure]
    other = "persons" if wanted == "factor" else "factor"
    if getattr(table, wanted) is None or getattr(table, other) is not None:
        problems.at(3, place).note(
            en=f"a shock on {table.measure} is written as {wanted}; write {wanted} and not {other}.",
            ja=f"{table.measure} への衝撃は {wanted} で書きます。{other} は使いません。",
        )
    elif table.factor == 0 and table.measure == "mortality.mx":
        problems.at(3, f"{place}.factor", got=0).note(
            en="nobody would die; a factor on mortality must be above 0 (0.9 is 10 % less).",
            ja="死亡がなくなります。死亡率への倍率は 0 より大きくしてください（0.9 は1割減）。",
        )
    elif table.factor is not None and not 0 <= table.factor <= 100:
        problems.at(3, f"{place}.factor", got=table.factor).note(
            en="a factor must be from 0 to 100 (1.1 is 10 % more).", ja="倍率は 0 から 100 までです（1.1 は1割増）。"
        )
    elif table.persons is not None:
        check_people(table.persons, problems, f"{place}.persons")


def _outcome(table: Calibrate | Outlook, problems: RuleProblems, place: str) -> bool:
    """Return whether a result of that name is known; note it where it is not."""
    if not table.ok("measure") or table.measure in OUTCOMES:
        return table.ok("measure")
    known = ", ".join(OUTCOMES)
    problems.at(3, f"{place}.measure", got=table.measure).note(
        en="no such result." + (did_you_mean(table.measure, OUTCOMES, "en") or f" Known: {known}."),
        ja="この結果はありません。" + (did_you_mean(table.measure, OUTCOMES, "ja") or f"使えるもの：{known}。"),
    )
    return False


def _outcome_range(measure: str, value: float, problems: RuleProblems, place: str) -> None:
    term = OUTCOMES[measure]
    if term.unit == "persons" and abs(value) > MOST_PERSONS:
        problems.at(3, place, got=value).note(
            en=f"more people than the whole country has; write {MOST_PERSONS:,.0f} at most. Check the digits.",
            ja=f"全国の人口を超えています。{MOST_PERSONS:,.0f} 以下にしてください。桁を確かめてください。",
        )
        return
    if term.low <= value <= term.high:
        return
    meant = intended(value, term.low, term.high) if term.unit != "share" else value / 100
    good = meant is not None and term.low <= meant <= term.high
    range_en, range_ja = range_words(term.low, term.high)
    problems.at(3, place, got=value).note(
        en=f"{measure} ({term.unit}) must be {range_en}." + (f" Did you mean {meant:.10g}?" if good else ""),
        ja=f"{measure}（{term.unit_ja}）は {range_ja}です。" + (f"{meant:.10g} ではありませんか。" if good else ""),
    )


def _outlook(table: Outlook, problems: RuleProblems, place: str) -> None:
    known = _outcome(table, problems, place)
    if not table.ok(*BOUNDS, "rounding"):
        return
    given = [bound for bound in BOUNDS if getattr(table, bound) is not None]
    if len(given) != 1:
        problems.at(2, place).note(
            en=f"has {' and '.join(given)}; keep one." if given else "write one of at_least, at_most and about.",
            ja=f"{' と '.join(given)} があります。1つだけにしてください。"
            if given
            else "at_least、at_most、about のどれか1つを書いてください。",
        )
    elif known:
        _outcome_range(table.measure, table.value, problems, f"{place}.{given[0]}")
    if "rounding" not in table.model_fields_set:
        return
    if table.about is None:
        problems.at(2, f"{place}.rounding").note(
            en="belongs to about, e.g. about = 89000, rounding = 1000.",
            ja="about と一緒に書きます。例：about = 89000, rounding = 1000。",
        )
    elif not 0 < table.rounding <= abs(table.about):
        problems.at(3, f"{place}.rounding", got=table.rounding).note(
            en="what a figure is rounded to is above 0 and at most the figure (1000 for 89000).",
            ja="丸めの単位は 0 より大きく、値以下です（89000 なら 1000）。",
        )


def _connected(table: Connected, problems: RuleProblems, place: str) -> None:
    if not table.ok("kinds"):
        return
    if not table.kinds:
        problems.at(2, f"{place}.kind").note(
            en="empty; describe at least one kind of tie.", ja="空です。関わり方を1つ以上書いてください。"
        )
    names: set[str] = set()
    residents = 0
    for number, kind in enumerate(table.kinds, start=1):
        here = f"{place}.kind#{number}"
        if kind.ok("name") and kind.name in names:
            problems.at(2, f"{here}.name", got=kind.name).note(
                en="each kind has a name of its own.", ja="種類ごとに異なる名前を付けてください。"
            )
        names.add(kind.name if kind.ok("name") else "")
        if isinstance(kind, Residents):
            residents += 1
            if kind.ok("share_active"):
                _ages_apart(list(kind.share_active), problems, f"{here}.share_active")
        else:
            _tie(kind, problems, here)
        if residents > 1 and isinstance(kind, Residents):
            problems.at(2, f"{here}.who").note(
                en="a second row of residents; put all their ages into one.",
                ja="住民の行が2つあります。年齢別の割合は1つの行にまとめてください。",
            )


def _tie(kind: Tie, problems: RuleProblems, place: str) -> None:
    for key in ("people_a_year", "people_at_launch"):
        value = getattr(kind, key)
        for one in (value.values() if isinstance(value, dict) else [value]) if kind.ok(key) else ():
            check_people(one, problems, f"{place}.{key}")
    for key in ("people_a_year", "share_active"):
        value = getattr(kind, key)
        if kind.ok(key) and isinstance(value, dict) and (not value or list(value) != sorted(value)):
            problems.at(4, f"{place}.{key}").note(
                en=f"got the years {', '.join(value) or 'none'}; write whole years, ascending.",
                ja=f"年が「{'、'.join(value) or 'なし'}」です。西暦年を昇順で書いてください。",
            )
    if kind.ok("share_settling", "ages_settling") and kind.share_settling and not kind.ages_settling:
        problems.at(2, f"{place}.ages_settling").note(
            en='missing; write shares by age, e.g. { "20-29" = 0.6, "30-39" = 0.4 }, or a list of ages, e.g. ["20-39"].',
            ja='ありません。年齢別の割合を { "20-29" = 0.6, "30-39" = 0.4 } のように、または年齢の一覧を ["20-39"] の'
            "ように書いてください。",
        )
    if kind.ok("share_settling", "share_female") and kind.share_settling and kind.share_female is None:
        problems.at(2, f"{place}.share_female").note(
            en="missing; write the share of women among those who settle.",
            ja="ありません。定住する人のうち女性の割合を書いてください。",
        )
    ages = kind.ages_settling
    if not kind.ok("ages_settling") or ages is None:
        return
    _ages_apart([ages] if isinstance(ages, AgeRange) else list(ages), problems, f"{place}.ages_settling")
    if isinstance(ages, dict) and abs(sum(ages.values()) - 1) > 1e-9:
        problems.at(3, f"{place}.ages_settling").note(
            en=f"the shares add up to {sum(ages.values()):.6g}; they must add up to 1.",
            ja=f"割合の合計が {sum(ages.values()):.6g} です。合計を 1 にしてください。",
        )


def _ages_apart(ages: list[AgeRange], problems: RuleProblems, place: str) -> None:
    """Note ages beyond those that are counted singly, and bands that share an age."""
    for one in ages:
        if max(one.low, one.high or 0) > OPEN_AGE:
            problems.at(3, place).note(
                en=f'got the ages {one}; write "20-39", "65+" or "7", ages 0 to {OPEN_AGE}.',
                ja=f"年齢が {one} です。0～{OPEN_AGE} 歳で「20-39」「65+」「7」のように書いてください。",
            )
    for one, other in combinations(ages, 2):
        if one.overlaps(other):
            problems.at(3, place).note(
                en=f"{one} and {other} share ages; an age belongs to one of them.",
                ja=f"{one} と {other} の年齢が重なっています。1つの年齢は1か所に入れてください。",
            )

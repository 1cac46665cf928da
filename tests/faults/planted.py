# ruff: noqa: E501
"""The faults: what is changed, and which tests should notice. Old text stands exactly once in its file.

A fault is what a slip of a hand would be: a sign, a year, the wrong row, a column too far, a share where the total stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.shared import ROOT


@dataclass(frozen=True)
class Fault:
    """One fault.

    Attributes
    ----------
    room : str
        Where it is.
    name : str
        What it does; with the room its key.
    file : str
        Path in ``cohort/``.
    old, new : str
        Exact text, and what takes its place.
    tests : tuple of str
        Paths below ``tests/`` that should notice, the likeliest first.
    """

    room: str
    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]


TERMINAL, CSV, CHARTS = "told/test_terminal.py", "told/test_csv.py", "told/test_charts.py"
PAGE, BOOK, REPORT = "told/test_page.py", "told/test_workbook.py", "told/test_report.py"
SAID, CELLS, TAKES = "told/test_said.py", "told/test_cells.py", "told/test_takes.py"

# room: tests that notice where nothing else is said
ROOMS: dict[str, tuple[str, ...]] = {
    "demography": ("demography",),
    "projection": ("projection/test_step.py", "projection/test_project.py", "projection/test_laws.py"),
    "forms": ("forms", "inputs/test_problems.py"),
    "inputs": ("inputs/test_observed.py", "inputs/test_problems.py", "inputs/test_committed.py"),
    "readers": ("inputs/test_readers.py", "inputs/test_import.py"),
    "collection": ("collection",),
    "backtest": ("backtest",),
    "scenario": ("scenario",),
    "assumptions": ("assumptions",),
    "analysis": ("analysis", CSV),
    "planning": ("planning", TAKES),
    "wording": (SAID, TERMINAL, BOOK),
    "story": (TERMINAL, CHARTS, CELLS, BOOK, REPORT, PAGE, TAKES, "story"),
    "terminal": (TERMINAL, "cli/test_terminal.py"),
    "document": (REPORT, "report/document"),
    "page": (PAGE, "report/page/test_engine.py", "report/page/test_page.py", "report/page"),
    "workbook": (BOOK, CELLS, "report/workbook"),
    "charts": (CHARTS, "report/charts"),
    "store": (CSV, CELLS, "cli/test_store.py"),
    "cli": ("cli/test_run.py", "cli/test_cli.py"),
}

# file: the tests that notice soonest, where they are not called like it
FIRST: dict[str, tuple[str, ...]] = {
    "demography/graduation.py": ("demography/test_life_table.py", "demography/test_fertility.py"),
    "demography/lee_carter.py": ("demography/test_mortality.py",),
    "projection/results.py": ("projection/test_project.py",),
    "projection/checks.py": ("projection/test_project.py",),
    "projection/values.py": ("projection/test_project.py",),
    "inputs/counts.py": ("inputs/test_committed.py",),
    "readers/register.py": ("inputs/test_readers.py",),
    "scenario/outlook.py": (
        "analysis/test_verdict.py",
        "scenario/test_reading.py",
        "scenario/test_course.py",
    ),
    "scenario/sweep.py": ("scenario/test_border.py",),
    "scenario/jump_off.py": ("scenario/test_border.py", "scenario/test_reading.py"),
    "scenario/course_row.py": ("scenario/test_course.py",),
    "scenario/series.py": ("scenario/test_reading.py",),
    "assumptions/bands.py": ("assumptions/test_assume.py", "assumptions/test_gross.py"),
    "analysis/verdict.py": ("analysis/test_verdict.py", "analysis/test_answer.py"),
    "analysis/tally.py": ("analysis/test_answer.py", CSV),
    "analysis/launch_level.py": ("analysis/test_answer.py",),
    "story/charts.py": (CHARTS,),
    "story/messages.py": (CHARTS,),
    "story/findings.py": (REPORT,),
    "story/requirements.py": (REPORT,),
    "story/assumptions.py": (CELLS,),
    "story/dependents.py": (CELLS,),
    "story/takes.py": (TAKES,),
}

# room -> file -> (name, old, new)
_LISTED: dict[str, dict[str, tuple[tuple[str, str, str], ...]]] = {
    "demography": {
        "demography/life_table.py": (
            (
                "rate from probability without its exposure",
                "values / (n - (n - a) * values)",
                "values / (n - a * values)",
            ),
        ),
        "demography/mortality.py": (
            (
                "Brass level once instead of twice",
                "survivors = standard / standard[..., :1]\n",
                "survivors = standard / standard[..., :1] * 0.999\n",
            ),
            (
                "shifted to twice the gap",
                "return float(brass_shift(one, level).e0) - target",
                "return float(brass_shift(one, level).e0) - target + 0.1",
            ),
        ),
        "demography/migration.py": (
            ("residual without survival", "counts = P1 - S * at_risk", "counts = P1 - at_risk"),
            (
                "leavers multiplied by the factor",
                "np.where(m > 0, m * by_cell, m / by_cell), f",
                "np.where(m > 0, m * by_cell, m * by_cell), f",
            ),
            (
                "root without the product of both",
                "root = np.sqrt(M * M + 4 * A * B)",
                "root = np.sqrt(M * M + 2 * A * B)",
            ),
            (
                "rate of the first step, not the middle",
                '{"completed": 0.5, "start": 1.0, "reached": 0.0}',
                '{"completed": 1.0, "start": 1.0, "reached": 0.0}',
            ),
        ),
        "demography/graduation.py": (
            (
                "groups no longer sum",
                "scaled = single * np.repeat(factor, widths, axis=-1)",
                "scaled = single",
            ),
        ),
        "demography/fertility.py": (
            (
                "TFR without the width of the groups",
                "return np.asarray(_rates(asfr).sum(axis=-1) * _width(width))",
                "return np.asarray(_rates(asfr).sum(axis=-1))",
            ),
            (
                "pattern of the wrong side",
                "return shapes[right - 1] * (1 - weight) + shapes[right] * weight",
                "return shapes[right - 1] * weight + shapes[right] * (1 - weight)",
            ),
            (
                "mean age at the lower bound",
                "(shape * (lower + width / 2)).sum(axis=-1)",
                "(shape * lower).sum(axis=-1)",
            ),
        ),
        "demography/lee_carter.py": (
            (
                "drift of one interval too many",
                "drift = float((k[-1] - k[0]) / (t[-1] - t[0]))",
                "drift = float((k[-1] - k[0]) / (t[-1] - t[0] + 1))",
            ),
        ),
    },
    "projection": {
        "projection/step.py": (
            (
                "all migrants at the start",
                'before = M / 2 if migration_timing == "even" else np.zeros_like(M)',
                'before = M if migration_timing == "even" else np.zeros_like(M)',
            ),
            (
                "boys and girls swapped",
                "np.array([births * srb / (1 + srb), births / (1 + srb)])",
                "np.array([births / (1 + srb), births * srb / (1 + srb)])",
            ),
            (
                "deaths of survivors",
                "deaths = np.concatenate([B[:, None], entering_ages(e)], axis=1) * (1 - S)",
                "deaths = np.concatenate([B[:, None], entering_ages(e)], axis=1) * S",
            ),
            ("women 15-44 bear children", "after[FEMALE, 3:10].sum()", "after[FEMALE, 3:9].sum()"),
            (
                "children by the inverse sex ratio",
                "np.array([sex_ratio_0_4, 100]) / (100 + sex_ratio_0_4)",
                "np.array([100, sex_ratio_0_4]) / (100 + sex_ratio_0_4)",
            ),
        ),
        "projection/results.py": (
            (
                "last instant a step too late",
                'np.append(periods, periods[-1] + given.attrs["step"])',
                'np.append(periods, periods[-1] + given.attrs["step"] + 1)',
            ),
        ),
        "projection/checks.py": (
            (
                "sexes in the order given",
                "read = read.isel(sex=slice(None, None, -1))",
                "read = read.isel(sex=slice(None, None, 1))",
            ),
        ),
        "projection/values.py": (
            (
                "what is out of range passes",
                "values = array.values\n    return np.asarray(~(np.isfinite(values) & (values >= low) & (values <= high)))",
                "values = array.values\n    return np.asarray(~np.isfinite(values))",
            ),
        ),
    },
    "forms": {
        "forms/cells.py": (
            ("spaces around a cell pass", "if text != text.strip():", "if text != text:"),
            (
                "any word is a choice",
                "    if text in choices:\n        return text\n",
                "    if text in choices or text:\n        return text\n",
            ),
            (
                "an empty number is 0",
                "        if column.blank:\n            return None\n",
                "        if column.blank:\n            return 0.0\n",
            ),
        ),
        "forms/types.py": (
            ("a year of 2300", "if not 1900 <= value <= 2200:", "if not 1900 <= value <= 2300:"),
            (
                "a share of 5",
                "isinstance(value, int | float) and not 0 <= value <= 1",
                "isinstance(value, int | float) and not 0 <= value <= 5",
            ),
            (
                "another format number",
                "if isinstance(value, bool) or value != 1:",
                "if isinstance(value, bool) or value > 9:",
            ),
        ),
    },
    "inputs": {
        "inputs/observed.py": (
            (
                "Japanese only before all",
                "order: list[tuple[str, tuple[str, ...]]] = [*wide, *narrow]",
                "order: list[tuple[str, tuple[str, ...]]] = [*narrow, *wide]",
            ),
            (
                "arrivals plus leavers",
                "value = sum(sign * one for sign, one, _ in cells)",
                "value = sum(one for _, one, _ in cells)",
            ),
            (
                "the year before",
                "self.counts.setdefault(measure, {}).setdefault(int(year), {})",
                "self.counts.setdefault(measure, {}).setdefault(int(year) - 1, {})",
            ),
        ),
        "inputs/counts.py": (
            (
                "unknown ages of the other sex",
                "values * (1.0 + np.divide(without_age, totals, out=np.zeros(2), where=totals > 0))[:, None]",
                "values * (1.0 + np.divide(without_age[::-1], totals, out=np.zeros(2), where=totals > 0))[:, None]",
            ),
            (
                "any basis will do",
                'found = frame[(frame["basis"] == basis) & (days == day)]',
                "found = frame[days == day]",
            ),
            (
                "unknown ages left out",
                "    if without_age.any():\n",
                '    if without_age.any() and unknown == "refuse":\n',
            ),
        ),
    },
    "readers": {
        "readers/register.py": (
            (
                "withheld persons are lost",
                "return sum(self.counts) + self.withheld",
                "return sum(self.counts)",
            ),
            (
                "one year off in an era",
                "_ERAS[era] + (1 if year == '元' else int(year))",
                "_ERAS[era] + (0 if year == '元' else int(year))",
            ),
            ("the open group closes", '.replace("以上", "+").strip()', '.replace("以上", "").strip()'),
        ),
        "readers/ssdse.py": (
            (
                "events end a day early",
                'start=of + "-01-01", end=of + "-12-31"',
                'start=of + "-01-01", end=of + "-12-30"',
            ),
            ("counts on the first of the year", 'return f"{year}-10-01"', 'return f"{year}-01-01"'),
        ),
        "readers/ipss.py": (
            (
                "total over itself",
                "sums = numbers[list(_MEASURES)[1:]].sum(axis=1)",
                "sums = numbers[list(_MEASURES)[:1]].sum(axis=1)",
            ),
        ),
    },
    "collection": {
        "collection/tables.py": (
            (
                "unknown ages counted twice",
                "return known * (1.0 + share)",
                "return known * (1.0 + 2 * share)",
            ),
            (
                "missing as a negative number",
                "return array.where(array >= 0).astype(np.float64)",
                "return array.astype(np.float64)",
            ),
        ),
        "collection/places.py": (
            ("the check digit stays", "code = said[:5]", "code = said[-5:]"),
            (
                "a merged town is not found",
                "former = {today for name, today in _formerly().values() if said in (name, name[:-1])}",
                "former = {today for name, today in _formerly().values() if said == today}",
            ),
            ("a prefecture's code of three", "return self.code[:2]", "return self.code[:3]"),
            (
                "a name with its prefecture is not found",
                "names = {place.name, stem, place.prefecture + place.name, place.prefecture + stem}",
                "names = {place.name, stem}",
            ),
        ),
    },
    "backtest": {
        "backtest/methods.py": (
            ("growth added once", "known.total + (n + 1) * change", "known.total + change"),
            (
                "scaled by the inverse",
                "share = np.divide(totals, known.total,",
                "share = np.divide(known.total, totals,",
            ),
            (
                "girls only once",
                "following[..., 0] = children * following[:, 1, MOTHERS].sum(-1)[:, None]",
                "following[..., 0] = children * following[:, 0, MOTHERS].sum(-1)[:, None]",
            ),
        ),
        "backtest/scores.py": (
            (
                "a share of all",
                "return np.asarray(np.divide(old, whole,",
                "return np.asarray(np.divide(whole, whole,",
            ),
            ("size class one up", 'side="right") - 1', 'side="right")'),
            (
                "evacuated towns are scored",
                "kept = ~np.isin(np.array(history.areas), EVACUATED)",
                "kept = np.ones(len(history.areas), dtype=bool)",
            ),
        ),
        "backtest/intervals.py": (("one tail only", "tail = (1 - coverage) / 2", "tail = 1 - coverage"),),
    },
    "scenario": {
        "scenario/outlook.py": (
            (
                "about is judged by the whole rounding",
                "self.value - self.rounding / 2, self.value + self.rounding / 2",
                "self.value - self.rounding, self.value + self.rounding",
            ),
            (
                "rounding of a share to a tenth of it",
                "return min(place, 0.01) if is_share(measure) else place",
                "return place / 10",
            ),
            (
                "the plan's words are lost",
                "return Text(said.en, wording or said.ja,",
                "return Text(said.en, said.ja,",
            ),
            (
                "at most reads at least",
                'if self.bound == "at_least" else (-math.inf, self.value)',
                'if self.bound == "at_most" else (-math.inf, self.value)',
            ),
        ),
        "scenario/sweep.py": (
            (
                "a sweep without limit",
                "count = math.prod(len(values) for values in axes.values())",
                "count = sum(len(values) for values in axes.values())",
            ),
        ),
        "scenario/jump_off.py": (
            (
                "the launch may be twice as far off",
                "abs(value.value - seen) <= tolerance * abs(seen)",
                "abs(value.value - seen) <= 50 * tolerance * abs(seen)",
            ),
        ),
        "scenario/course_row.py": (
            (
                "ages written one too old",
                'return Text("{low}-{high}", "{low}～{high}歳", low=ages.low, high=ages.high)',
                'return Text("{low}-{high}", "{low}～{high}歳", low=ages.low, high=ages.high + 1)',
            ),
        ),
        "scenario/series.py": (
            ("rows of every area", "(not by_area or cells[2] == area)", "(not by_area or cells[2] != area)"),
        ),
    },
    "assumptions": {
        "assumptions/migration.py": (
            (
                "the latest intervals are the first",
                "census_dates(inputs, launch)[-(intervals + 1) :]",
                "census_dates(inputs, launch)[: intervals + 1]",
            ),
            ("middle of the interval", "(INTERVAL - 1) / 2", "INTERVAL"),
            (
                "a census after the launch",
                "return sorted(d for d in dates if d <= by)",
                "return sorted(dates)",
            ),
        ),
        "assumptions/calibrate.py": (
            (
                "solved for the year after",
                '["population"].sel(time=wanted.year)) - wanted.value',
                '["population"].sel(time=wanted.year)) - wanted.value * 1.001',
            ),
        ),
        "assumptions/levels.py": (
            (
                "parts of the year swapped",
                "known[i] = (1 - f) * net[int(year)] + (f * net[int(year) + 1] if f else 0.0)",
                "known[i] = f * net[int(year)] + ((1 - f) * net[int(year) + 1] if f else net[int(year)])",
            ),
            (
                "births of the launch year itself",
                'born = (1 - f) * float(inputs.event("births", year - 1))',
                'born = (1 - f) * float(inputs.event("births", year - 2))',
            ),
        ),
        "assumptions/bands.py": (
            ("the band's ages are everybody's", "row[:, ages_slice(ages)] = 1", "row[:, :] = 1"),
        ),
    },
    "analysis": {
        "analysis/verdict.py": (
            (
                "gap the other way round",
                "    gap = value - outlook.value\n",
                "    gap = outlook.value - value\n",
            ),
            (
                "shown gap the other way round",
                "return shown(measure, self.value) - shown(measure, self.outlook.value)",
                "return shown(measure, self.outlook.value) - shown(measure, self.value)",
            ),
            ("lost a year late", "years[right_at[-1] + 1])", "years[right_at[-1] + 2])"),
            (
                "last value of the path, not of the year",
                "    value = float(values[-1])\n",
                "    value = float(values[-2])\n",
            ),
            ("met where it is lost", "        met=lost is None,\n", "        met=lost is not None,\n"),
            (
                "needed with the wrong sign",
                "needed=float(np.clip(value, low, high) - value)",
                "needed=float(value - np.clip(value, low, high))",
            ),
            (
                "met is said of all",
                'return Text("met", "達成")\n        return Text("above"',
                'return Text("met", "届かない")\n        return Text("above"',
            ),
            (
                "a published figure is asked of all",
                'if outlook.scope == "set" or (own and not inherited):',
                'if outlook.scope == "set" or own:',
            ),
        ),
        "analysis/tally.py": (
            (
                "lowest is highest",
                "        lowest=ordered[0],\n        highest=ordered[-1],\n",
                "        lowest=ordered[-1],\n        highest=ordered[0],\n",
            ),
            (
                "nearest by value",
                "nearest=min(found, key=lambda one: (abs(one.needed), abs(one.gap)))",
                "nearest=min(found, key=lambda one: one.value)",
            ),
            ("one scenario too few", "        count=len(found),\n", "        count=len(found) - 1,\n"),
        ),
        "analysis/answer.py": (
            (
                "value of the nearest for the plan",
                'known["value"] = Quantity(outlook.measure, of_plan.value)',
                'known["value"] = Quantity(outlook.measure, outlook.value)',
            ),
            (
                "low and high swapped",
                "low=_figure(counted.outlook.measure, low.value)",
                "low=_figure(counted.outlook.measure, high.value)",
            ),
            ("met of met", "        met=len(counted.met),\n", "        met=counted.count,\n"),
            (
                "missing is the gap",
                "missing = _figure(outlook.measure, abs(near.needed))",
                "missing = _figure(outlook.measure, abs(near.gap))",
            ),
        ),
        "analysis/measures.py": (
            ("half of half", "    half = running[..., -1:] / 2\n", "    half = running[..., -1:] / 2.1\n"),
            (
                "natural change is births plus deaths",
                'measures["births"] - measures["deaths"]',
                'measures["births"] + measures["deaths"]',
            ),
        ),
        "analysis/compare.py": (
            (
                "difference from the first scenario",
                "base = array.sel(scenario=reference, drop=True)",
                "base = array.isel(scenario=0, drop=True)",
            ),
            (
                "flows of the whole period",
                'array = array / int(summary.attrs.get("step", 1))',
                "array = array * 1.0",
            ),
        ),
        "analysis/launch_level.py": (
            (
                "observed for implied",
                "level, seen = Migrants(what.value), Migrants(what.observed)",
                "level, seen = Migrants(what.observed), Migrants(what.value)",
            ),
            ("leavers are arrivals", "        if self.value < 0:\n", "        if self.value > 0:\n"),
        ),
    },
    "wording": {
        "text.py": (
            (
                "△ in English",
                "return f\"{MINUS_JA if language == 'ja' else '-'}{amount}\"",
                'return f"{MINUS_JA}{amount}"',
            ),
            ("minus in Japanese", 'MINUS_JA = "△"', 'MINUS_JA = "-"'),
            ("minus zero", "        return amount\n", '        return f"-{amount}"\n'),
            (
                "sentences keep the minus",
                'return signed(said, self.language) if "," in format_spec else said',
                "return said",
            ),
        ),
        "wording.py": (
            (
                "a share is not in percent",
                'return f"{plain(100 * value, 1, language)}%"',
                'return f"{plain(value, 1, language)}%"',
            ),
            ("no sign before a rise", '    return f"+{text}"\n', "    return text\n"),
            (
                "people with a decimal",
                "    if is_persons(measure):\n        return 0\n",
                "    if is_persons(measure):\n        return 1\n",
            ),
            ("fewer is more", "    low = gap < 0\n", "    low = gap > 0\n"),
            (
                "shown is cut, not rounded",
                "return round(value, places) if math.isfinite(value) else value",
                "return math.floor(value * 10**places) / 10**places if math.isfinite(value) else value",
            ),
            (
                "percentage points without the percent",
                "    return plain(100 * value, 1, language)\n",
                "    return plain(value, 1, language)\n",
            ),
        ),
    },
    "story": {
        "story/tables.py": (
            (
                "every row of the first table shows the reference",
                "value(measure, numbers.at(scenario, measure, year), scenario=scenario, year=year)",
                "value(measure, numbers.at(numbers.names.reference, measure, year), scenario=scenario, year=year)",
            ),
            (
                "compared in the last year",
                "    year, reference = numbers.target, numbers.names.reference\n",
                "    year, reference = numbers.years[-1], numbers.names.reference\n",
            ),
            (
                "difference from the plan",
                'base = shown("population", numbers.at(reference, "population", year))',
                'base = shown("population", numbers.at(numbers.names.opening, "population", year))',
            ),
            (
                "difference the other way round",
                'gap = None if name == reference else shown("population", own) - base',
                'gap = None if name == reference else base - shown("population", own)',
            ),
            (
                "share 75+ under 65+",
                'KEY_MEASURES = ("share_65_plus", "share_75_plus", "women_20_39", "median_age")',
                'KEY_MEASURES = ("share_75_plus", "share_65_plus", "women_20_39", "median_age")',
            ),
            (
                "flows up to the end",
                "numbers.within(name, measure, first, last - numbers.step)",
                "numbers.within(name, measure, first, last)",
            ),
            (
                "births and deaths swapped",
                'FLOWS = ("births", "deaths", "natural_change", "net_migration")',
                'FLOWS = ("deaths", "births", "natural_change", "net_migration")',
            ),
            (
                "change the other way round",
                'difference("population", ends[0] - ends[1], scenario=name, year=last)',
                'difference("population", ends[1] - ends[0], scenario=name, year=last)',
            ),
            (
                "ages of the year before",
                "value(m, numbers.at(name, m, year), scenario=name, year=year) for m in AGE_MEASURES",
                "value(m, numbers.at(name, m, max(year - numbers.step, years[0])), scenario=name, year=year) for m in AGE_MEASURES",
            ),
            (
                "totals of another scenario",
                'dict(zip(numbers.years, numbers.measures(name)["population"].tolist(), strict=True))',
                'dict(zip(numbers.years, numbers.measures(names.reference)["population"].tolist(), strict=True))',
            ),
            (
                "the outlook a year late",
                "{one.year: one.value for one in outlooks}",
                "{one.year + numbers.step: one.value for one in outlooks}",
            ),
            (
                "men and women swapped in the groups",
                'ordered = population.transpose("sex", "time", "age").sel(sex=list(SEXES)).values',
                'ordered = population.transpose("sex", "time", "age").sel(sex=list(SEXES)[::-1]).values',
            ),
            (
                "the sum of men twice",
                "blocks = np.concatenate([grouped, grouped.sum(axis=0, keepdims=True)])",
                "blocks = np.concatenate([grouped, 2 * grouped[:1]])",
            ),
            (
                "every age of the first year",
                'value("population", amount, scenario=name, year=year) for amount in values[t, s].tolist()',
                'value("population", amount, scenario=name, year=year) for amount in values[0, s].tolist()',
            ),
            (
                "results of the year after",
                "amount = float(path[t]) if t < len(path) and np.isfinite(path[t]) else None",
                "amount = float(path[t - 1]) if t < len(path) and np.isfinite(path[t]) else None",
            ),
            (
                "only some scenarios in the yearly results",
                "    for name in numbers.names.scenarios:\n        series = ",
                "    for name in numbers.names.mains:\n        series = ",
            ),
        ),
        "story/findings.py": (
            (
                "women 20-39 from -42 % to +73 %",
                "Plain(women[1] / women[0] - 1, 0, sign=True, percent=True)",
                "Plain(women[0] / women[1] - 1, 0, sign=True, percent=True)",
            ),
            (
                "women 15-49 for 20-39",
                'women = [numbers.at(name, "women_20_39", year) for year in (first, last)]',
                'women = [numbers.at(name, "women_15_49", year) for year in (first, last)]',
            ),
            (
                "share of the last year first",
                "before=old[0],\n        after=old[1],",
                "before=old[1],\n        after=old[0],",
            ),
            (
                "ages of the plan under the reference",
                "    name, first, last = numbers.names.reference, numbers.years[0], numbers.target\n",
                "    name, first, last = numbers.names.opening, numbers.years[0], numbers.target\n",
            ),
        ),
        "story/charts.py": (
            (
                "the title counts those that miss",
                "met = sum(one.met for one in numbers.judged)",
                "met = sum(not one.met for one in numbers.judged)",
            ),
            (
                "births of the first year in the title",
                "whose, last = pair[-1], numbers.periods[-1]",
                "whose, last = pair[-1], numbers.periods[0]",
            ),
            (
                "deaths for births",
                'births, deaths = (numbers.within(whose, measure, last, last) / step for measure in ("births", "deaths"))',
                'deaths, births = (numbers.within(whose, measure, last, last) / step for measure in ("births", "deaths"))',
            ),
            (
                "ageing from the outlook's year",
                'before, after = (numbers.at(scenario, "share_65_plus", year) for year in (first, last))',
                'before, after = (numbers.at(scenario, "share_65_plus", year) for year in (numbers.target, last))',
            ),
            (
                "75+ where 65+ is meant",
                'before, after = (numbers.at(scenario, "share_65_plus", year)',
                'before, after = (numbers.at(scenario, "share_75_plus", year)',
            ),
            (
                "natural and social swapped",
                "message = messages.changes(first, last, natural, social)",
                "message = messages.changes(first, last, social, natural)",
            ),
            (
                "chart of one scenario under another's title",
                '        "source": numbers.summary,\n        "scenario": scenario,\n',
                '        "source": numbers.summary,\n        "scenario": numbers.names.reference,\n',
            ),
            (
                "sources of the projections under the ages",
                'name, keys = _name("age-classes", numbers, scenario), launch_keys(numbers, scenario)',
                'name, keys = _name("age-classes", numbers, scenario), _keys(numbers.run.inputs.published_totals())',
            ),
            (
                "pyramid of the last year",
                '"against": _residents(numbers, scenario, last),\n        "labels": (Year(first), Year(last)),',
                '"against": _residents(numbers, scenario, numbers.years[-1]),\n        "labels": (Year(first), Year(last)),',
            ),
            (
                "net migrants not by year",
                'yearly = moves.sum("sex").mean("period") / numbers.step',
                'yearly = moves.sum("sex").mean("period")',
            ),
            (
                "migration of eleven years in the words",
                "last = periods[-1] + numbers.step - 1",
                "last = periods[-1] + numbers.step",
            ),
            (
                "an observed series among the published",
                'rows = rows[(rows["year"] != outlook.year) | (rows["value"] != outlook.value)]',
                'rows = rows[(rows["year"] != outlook.year)]',
            ),
        ),
        "story/messages.py": (
            (
                "from high to low",
                "        low=people(low),\n        high=persons(high),\n",
                "        low=people(high),\n        high=persons(low),\n",
            ),
            (
                "more for fewer",
                'if difference > 0 else Text("{count} fewer", "{count}少ない")',
                'if difference < 0 else Text("{count} fewer", "{count}少ない")',
            ),
            (
                "the wrong sum of a pyramid",
                "gap=_more(totals[1] - totals[0]),\n        now=now,",
                "gap=_more(totals[0] - totals[1]),\n        now=now,",
            ),
            (
                "loss is gain",
                'if net < 0 else Text("gain", "転入超過")',
                'if net > 0 else Text("gain", "転入超過")',
            ),
            ("a group of four years", "oldest=age + 4,", "oldest=age + 5,"),
            (
                "aged 65+ in the wrong order",
                "        one=names[0],\n        other=names[1],\n",
                "        one=names[1],\n        other=names[0],\n",
            ),
        ),
        "story/numbers.py": (
            (
                "a year late everywhere",
                "return float(self.measures(name)[measure][self.years.index(year)])",
                "return float(self.measures(name)[measure][min(self.years.index(year) + 1, len(self.years) - 1)])",
            ),
            ("a period too many", "if first <= year <= last]", "if first < year <= last]"),
            (
                "target is the last year",
                "return max((year for year in self.years if year <= wanted), default=self.years[-1])",
                "return self.years[-1]",
            ),
        ),
        "story/names.py": (
            (
                "titles in the wrong order",
                'short={one.name: Text(one.short("en"), one.short("ja")) for one in every}',
                'short={one.name: Text(other.short("en"), other.short("ja")) for one, other in zip(every, [*every[1:], every[0]], strict=True)}',
            ),
            (
                "the plan is whichever comes first",
                'next((one for one in every if one.role == "plan"), None)',
                "next((one for one in every if one.is_main), None)",
            ),
        ),
        "story/requirements.py": (
            (
                "mean over the whole time",
                "/ (len(periods) * numbers.step)",
                "/ ((len(periods) + 1) * numbers.step)",
            ),
            (
                "launch of the whole period",
                'numbers.within(name, "net_migration", first, first) / numbers.step',
                'numbers.within(name, "net_migration", first, first + numbers.step) / numbers.step',
            ),
            (
                "observed less modelled",
                "gap = shown(measure, own) - shown(measure, seen)",
                "gap = shown(measure, seen) - shown(measure, own)",
            ),
            (
                "births of the year after",
                "numbers.within(name, measure, year, year), observed[measure, year]",
                "numbers.within(name, measure, year + 1, year + 1), observed[measure, year]",
            ),
        ),
    },
    "terminal": {
        "report/terminal.py": (
            (
                "the comparison is left out",
                'TABLES = ("population", "comparison")',
                'TABLES = ("population",)',
            ),
            (
                "a row is cut",
                "label = min(room[0], max(LEAST_LABEL, width - sum(room[place] + GAP for place in chosen)))",
                "label = min(room[0], LEAST_LABEL)",
            ),
            (
                "columns of the first block only",
                "    for chosen in _blocks(room, width):\n",
                "    for chosen in _blocks(room, width)[:1]:\n",
            ),
            (
                "rows in reverse",
                "    for number in range(max(len(part) for part in parts)):\n",
                "    for number in reversed(range(max(len(part) for part in parts))):\n",
            ),
            (
                "headings of the neighbours",
                "lines += _row([columns[place][0] for place in (0, *chosen)], widths, aligned)",
                "lines += _row([columns[place][0] for place in (0, *chosen[::-1])], widths, aligned)",
            ),
            (
                "cells of the neighbours",
                "_row([row[place] for place in (0, *chosen)], widths, aligned)",
                "_row([row[place] for place in (0, *chosen[::-1])], widths, aligned)",
            ),
            (
                "wider than the terminal",
                "free = width - min(room[0], max(LEAST_LABEL, width // 4))",
                "free = 2 * width",
            ),
            (
                "sentences without the first",
                "    for one in sentences:\n        first, *others = wrapped(one.say(language), width - 2)",
                "    for one in list(sentences)[1:]:\n        first, *others = wrapped(one.say(language), width - 2)",
            ),
            (
                "the last row is lost",
                "head, *rows = table.say(language)",
                "head, *rows = table.say(language)[:-1]",
            ),
            (
                "half the headline",
                "for one in story.headline for line in",
                "for one in story.headline[:2] for line in",
            ),
        ),
    },
    "document": {
        "report/document/content.py": (
            (
                "rows from the second on",
                '"rows": [[_cell(cell, language) for cell in row] for row in block.rows],',
                '"rows": [[_cell(cell, language) for cell in row] for row in block.rows[1:]],',
            ),
            (
                "rows in reverse",
                '"rows": [[_cell(cell, language) for cell in row] for row in block.rows]',
                '"rows": [[_cell(cell, language) for cell in row] for row in block.rows[::-1]]',
            ),
            (
                "headings of the neighbours",
                '"header": [column.say(language) for column in block.columns],',
                '"header": [column.say(language) for column in (block.columns[0], *block.columns[:0:-1])],',
            ),
            (
                "cells in reverse",
                "[_cell(cell, language) for cell in row]",
                "[_cell(cell, language) for cell in (row[0], *row[:0:-1])]",
            ),
            (
                "captions in English",
                "caption = block.caption.say(language)",
                'caption = block.caption.say("en")',
            ),
            ("cells in English", '{"text": cell.say(language),', '{"text": cell.say("en"),'),
            (
                "half the answer",
                '"lines": block.text.say(language).split("\\n"),',
                '"lines": block.text.say(language).split("\\n")[:2],',
            ),
            (
                "a sentence less",
                '"items": [item.say(language) for item in block.items]',
                '"items": [item.say(language) for item in block.items[1:]]',
            ),
        ),
        "report/document/report.typ": (
            (
                "numbers of the cells reversed",
                "..b.rows.flatten().map(cell => cell-text(cell)),",
                "..b.rows.flatten().rev().map(cell => cell-text(cell)),",
            ),
            (
                "headings twice",
                "table.header(..b.header.map(name => strong-text(name, width: 0.18pt))),",
                "table.header(..b.header.rev().map(name => strong-text(name, width: 0.18pt))),",
            ),
        ),
    },
    "page": {
        "report/page/payload.py": (
            (
                "part of a year lost",
                '"part": part_of_year(_reference_day(story.run.assumptions, name)),',
                '"part": 0.0,',
            ),
            (
                "every schedule is the first one's",
                '"schedule": schedule(own, arrays),',
                '"schedule": schedule(one_scenario(story.run.assumptions, names.scenarios[0]), arrays),',
            ),
            ("opens on the reference", '"opening": names.opening,', '"opening": names.reference,'),
            ("limits of the outlook", '"low": low if math.isfinite(low) else None,', '"low": item.value,'),
            (
                "counts of the year before",
                '"x": day.year + part_of_year(f"{day:%m-%d}"),',
                '"x": day.year - 1 + part_of_year(f"{day:%m-%d}"),',
            ),
            ("titles swapped", '"title": both(names.titles[name]),', '"title": both(names.short[name]),'),
            (
                "another line of the answer",
                "story.headline[min(1, len(story.headline) - 1)]",
                "story.headline[0][:0]",
            ),
        ),
        "report/page/engine.js": (
            (
                "survivors of the next age",
                "Q[o + x] = S[k + o + x] * e[o + x - 1];",
                "Q[o + x] = S[k + o + x - 1] * e[o + x - 1];",
            ),
            ("girls are boys", "boysGirls[1] = sum / (1 + srb);", "boysGirls[1] = sum * (srb / (1 + srb));"),
            (
                "deaths without migrants",
                "result.deaths.push(born + net - change);",
                "result.deaths.push(born - change);",
            ),
            ("all migrants at the start", "w.e[i] = P[i] + w.M[i] / 2;", "w.e[i] = P[i] + w.M[i];"),
            ("mothers 15-44", "s.ageOf[x] >= 15 && s.ageOf[x] < 50", "s.ageOf[x] >= 15 && s.ageOf[x] < 45"),
        ),
        "report/page/state.js": (
            ("women are men", "women_20_39: [20, 40, 1]", "women_20_39: [20, 40, 0]"),
            ("65+ from 60", "population_65_plus: [65, Infinity]", "population_65_plus: [60, Infinity]"),
            (
                "a share of the share",
                'MEASURES["population_" + group](result, k) / MEASURES.population(result, k);',
                'MEASURES["population_" + group](result, k) / MEASURES.population(result, 0);',
            ),
            ("lost a year late", "found.lost = launchYear + i + 1;", "found.lost = launchYear + i + 2;"),
            (
                "met from any side",
                "side = (one) => (one < low ? -1 : one > high ? 1 : 0)",
                "side = (one) => (one > low ? -1 : one > high ? 1 : 0)",
            ),
            ("shows the last year", "shown: outlook ? outlook.year : lastYear", "shown: lastYear"),
        ),
        "report/page/app.js": (
            ("difference the other way round", "sign(at(a) - at(b))", "sign(at(b) - at(a))"),
            (
                "values of the other scenario",
                "[label, show(a), ...(other ? [show(b),",
                "[label, show(b ?? a), ...(other ? [show(a),",
            ),
            (
                "deaths of the year after",
                'add(t(flow + "_year"), drawn.result[flow][p] / P.step',
                'add(t(flow + "_year"), drawn.result[flow][p + 1] / P.step',
            ),
            (
                "table of the wrong scenario",
                "add(shortTitle(one.name), totalsOf.get(one.name));",
                "add(shortTitle(one.name), totalsOf.get(state.base));",
            ),
            (
                "a gap with a minus",
                "difference: whole(Math.abs(difference)),",
                "difference: whole(difference),",
            ),
            (
                "shares of the year shown",
                "shares: CLASS_MEASURES.map((measure) => percent(MEASURES[measure](drawn.result, edge) / all))",
                "shares: CLASS_MEASURES.map((measure) => percent(MEASURES[measure](drawn.result, k) / all))",
            ),
            ("dash for △", 'state.language === "ja" ? "△" : "−"', 'state.language === "ja" ? "-" : "−"'),
        ),
        "report/page/texts.toml": (
            ("met is short", 'met = { en = "Met", ja = "達成" }', 'met = { en = "Met", ja = "届かない" }'),
            (
                "births are deaths",
                'births_year = { en = "Births in the year", ja = "その年の出生数" }',
                'births_year = { en = "Deaths in the year", ja = "その年の死亡数" }',
            ),
        ),
    },
    "workbook": {
        "report/workbook/book.py": (
            ("a share as a number", 'shown += ("%" if share else "")', 'shown += ("" if share else "")'),
            (
                "△ in English",
                'minus = f\'"{MINUS_JA}"\' if language == "ja" else "-"',
                "minus = f'\"{MINUS_JA}\"'",
            ),
            ("points as a share", "cell.content * 100 if points else cell.content", "cell.content"),
            ("no thousands", 'shown = "#,##0" + ', 'shown = "0" + '),
            (
                "people with decimals",
                "places = decimals(cell.measure)",
                "places = decimals(cell.measure) + 1",
            ),
            (
                "no sign before a rise",
                'return f"+{shown};{minus}{shown};{shown}"',
                'return f"{shown};{minus}{shown};{shown}"',
            ),
            (
                "a row above the cells",
                "    def _cell(self, place: int, cell: Cell, align: str) -> None:\n",
                "    def _cell(self, place: int, cell: Cell, align: str) -> None:\n        place += place > 2\n",
            ),
            (
                "cells are whole numbers",
                "number = float(content)  # type: ignore[arg-type]",
                "number = float(int(content))  # type: ignore[call-overload]",
            ),
        ),
        "report/workbook/sheets.py": (
            (
                "women are positive, men too",
                "zip(places, SEXES, (-1, 1), strict=True)",
                "zip(places, SEXES, (1, 1), strict=True)",
            ),
            (
                "pyramids of the launch",
                "places = years.index(year) + 1, len(years) + years.index(year) + 1",
                "places = years.index(years[0]) + 1, len(years) + years.index(years[0]) + 1",
            ),
            (
                "pyramid of the reference under every name",
                'zip(rows, story.tables[f"age-groups-{name}"].rows, strict=False)',
                "zip(rows, first.rows, strict=False)",
            ),
            (
                "charts of the reference under the plan's name",
                "    shown = story.names.opening\n",
                "    shown = story.names.reference\n",
            ),
            (
                "lines of the readings",
                "if scenario in story.names.mains:",
                "if scenario in story.names.scenarios:",
            ),
            (
                "values a year late",
                "rows = [place for place, row in enumerate(yearly.rows, start=header + 1)",
                "rows = [place for place, row in enumerate(yearly.rows, start=header + 2)",
            ),
        ),
        "report/workbook/charts.py": (
            (
                "classes of the neighbours' column",
                '"values": sheet.span(*rows, columns[name])}',
                '"values": sheet.span(*rows, columns[name] + 1)}',
            ),
            (
                "men for women in the pyramids",
                "column = 2 * place + 1 + offset",
                "column = 2 * place + 2 - offset",
            ),
            (
                "totals from the row above",
                "rows = header + 1, header + len(totals.rows)",
                "rows = header + 2, header + len(totals.rows)",
            ),
        ),
    },
    "charts": {
        "report/charts/totals.py": (
            (
                "first value at the end of the line",
                "title, count = panel.say(titles.get(name, name)), panel.say(persons(y[-1]))",
                "title, count = panel.say(titles.get(name, name)), panel.say(persons(y[0]))",
            ),
            (
                "first value of a published series",
                'words = Text("{name}: {value}", "{name}：{value}", name=name, value=persons(y[-1]))',
                'words = Text("{name}: {value}", "{name}：{value}", name=name, value=persons(y[0]))',
            ),
            (
                "a published series a year late",
                'words = Text("{words} ({year})", "{words}（{year}年）", words=words, year=int(x[-1]))',
                'words = Text("{words} ({year})", "{words}（{year}年）", words=words, year=int(x[-1]) + 1)',
            ),
            (
                "outlook of another year",
                'words = Text("Outlook {year}:\\n{said}", "{year}年の展望\\n{said}", year=one.year, said=one.said)',
                'words = Text("Outlook {year}:\\n{said}", "{year}年の展望\\n{said}", year=one.year + 1, said=one.said)',
            ),
            ("launch of the last year", "first = min(starts)\n", "first = min(starts) + 1\n"),
        ),
        "report/charts/ages.py": (
            (
                "classes of the first year",
                "count=persons(float(heights[number, -1])),",
                "count=persons(float(heights[number, 0])),",
            ),
            (
                "share of the old in all",
                "share=share(float(heights[number, -1] / whole[-1])),",
                "share=share(float(heights[2, -1] / whole[-1])),",
            ),
            (
                "colours and names of other classes",
                "for number, (name, colour) in enumerate(zip(_CLASSES, AGE_COLOURS, strict=True)):\n        low, high",
                "for number, (name, colour) in enumerate(zip(list(_CLASSES)[::-1], AGE_COLOURS, strict=True)):\n        low, high",
            ),
        ),
        "report/charts/flows.py": (
            (
                "first value of a flow",
                'what = f"{panel.say(words)} {panel.say(persons(y[-1]))}"',
                'what = f"{panel.say(words)} {panel.say(persons(y[0]))}"',
            ),
            (
                "bars of the first year",
                "ends.append((float(y[-1]), words, colour))",
                "ends.append((float(y[0]), words, colour))",
            ),
            (
                "sum is a difference",
                "whole, name = values[0] + values[1],",
                "whole, name = values[0] - values[1],",
            ),
            (
                "natural change called social",
                '("natural_change", "v", Text("natural change", "自然増減"))',
                '("natural_change", "v", Text("social change", "社会増減"))',
            ),
        ),
        "report/charts/pyramids.py": (
            (
                "total of men",
                "name=name, total=persons(float(array.sum())))",
                "name=name, total=persons(float(array[0].sum())))",
            ),
            (
                "both sexes to the right",
                "for sign, sex in zip((-1, 1), SEXES, strict=True)",
                "for sign, sex in zip((1, 1), SEXES, strict=True)",
            ),
        ),
    },
    "store": {
        "report/store.py": (
            (
                "value and gap swapped",
                "v.outlook.value, v.value, v.gap,\n",
                "v.outlook.value, v.gap, v.value,\n",
            ),
            (
                "flows without per year",
                'f"{_unit(name)} per year" if name in VOCABULARY and VOCABULARY[name].kind == "flow" else _unit(name)',
                "_unit(name)",
            ),
            (
                "nobody rests on an assumption",
                'made.insert(place, "what_if", made["scenario"].isin(what_ifs))',
                'made.insert(place, "what_if", ~made["scenario"].isin(what_ifs))',
            ),
            (
                "titles swapped",
                "(one.name, one.what_if, one.title.en, one.title.ja, one.role)",
                "(one.name, one.what_if, one.title.ja, one.title.en, one.role)",
            ),
            (
                "met as needed",
                "v.gap_persons, v.met, v.needed, v.lost_year, v.own,",
                "v.gap_persons, v.own, v.needed, v.lost_year, v.met,",
            ),
            (
                "births where deaths should be",
                "tables = {name: tidy(run.projection[name]) for name in _BY_AGE if name in run.projection}",
                'tables = {name: tidy(run.projection[name]) for name in _BY_AGE if name in run.projection}\n    tables["population"] = tables["population"].assign(population=tables["population"]["population"].shift(1))',
            ),
            ("half the answer", "run.answer.text(language) +", "run.answer.text(language)[:200] +"),
            (
                "assumptions of the other measure",
                'tables.append(table.assign(measure=name, unit=_unit(name, int(assumptions.attrs["step"]))))',
                'tables.append(table.assign(measure=name, value=table["value"] * 1.01, unit=_unit(name, int(assumptions.attrs["step"]))))',
            ),
        ),
    },
    "cli": {
        "cli/run.py": (
            ("the number of files", "({len(written)} files)", "({len(written) - 1} files)"),
            ("all sets into one folder", "(out / one.name if several else out)", "out"),
            ("the step is dropped", "None if step is None else int(step.value),", "None,"),
            ("the date is dropped", "story(made, asked.date)", "story(made)"),
            (
                "no page among the results",
                'if path.suffix in (".html", ".pdf", ".xlsx"):',
                'if path.suffix in (".pdf", ".xlsx"):',
            ),
            (
                "the overview only of the last",
                "_write_overview(made, Path",
                "_write_overview(made[-1:], Path",
            ),
        ),
    },
}


def faults() -> Iterator[Fault]:
    """Yield every fault."""
    for room, files in _LISTED.items():
        for file, listed in files.items():
            first = (*FIRST.get(file, ()), *_called_like(room, file))
            order = (*first, *(one for one in ROOMS[room] if one not in first))
            for name, old, new in listed:
                yield Fault(room, name, file, old, new, order)


def _called_like(room: str, file: str) -> tuple[str, ...]:
    """Return the tests of a file that are called like it."""
    own = f"{room}/test_{Path(file).stem}.py"
    return (own,) if (ROOT / "tests" / own).exists() else ()

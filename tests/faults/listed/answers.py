"""Faults in scenarios, assumptions, answers and how numbers are said."""

from __future__ import annotations

LISTED: dict[str, dict[str, tuple[tuple[str, str, str], ...]]] = {
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
            ("the plan's words are lost", "return Text(said.en, wording or said.ja,", "return Text(said.en, said.ja,"),
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
            ("a census after the launch", "return sorted(d for d in dates if d <= by)", "return sorted(dates)"),
        ),
        "assumptions/calibrate.py": (
            (
                "solved for the year after",
                "total[1 + one.form.ends.index(one.wanted.year)] if",
                "total[min(2 + one.form.ends.index(one.wanted.year), len(total) - 1)] if",
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
                "born = observed(lambda y: _births(inputs, y), first)",
                "born = observed(lambda y: _births(inputs, y - 1), first)",
            ),
        ),
        "assumptions/bands.py": (("the band's ages are everybody's", "row[:, ages_slice(ages)] = 1", "row[:, :] = 1"),),
    },
    "analysis": {
        "analysis/verdict.py": (
            ("gap the other way round", "    gap = value - outlook.value\n", "    gap = outlook.value - value\n"),
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
            ("flows of the whole period", 'array = array / int(summary.attrs.get("step", 1))', "array = array * 1.0"),
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
}

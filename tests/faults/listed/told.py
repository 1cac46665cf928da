"""Faults in the story."""

from __future__ import annotations

LISTED: dict[str, dict[str, tuple[tuple[str, str, str], ...]]] = {
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
                'difference("population", shown("population", own) - base, scenario=name',
                'difference("population", base - shown("population", own), scenario=name',
            ),
            (
                "share 75+ under 65+",
                "*_heads(KEY_MEASURES),",
                '*_heads(("share_75_plus", "share_65_plus", "women_20_39", "median_age")),',
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
                '{"source": numbers.summary, "scenario": scenario, ',
                '{"source": numbers.summary, "scenario": numbers.names.reference, ',
            ),
            (
                "sources of the projections under the ages",
                'name, keys = _name("age-classes", numbers, scenario), launch_keys(numbers, scenario)',
                'name, keys = _name("age-classes", numbers, scenario), keys_of(numbers.run.inputs.published_totals())',
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
                "        goal=goal,\n        low=people(low),\n        high=persons(high),\n",
                "        goal=goal,\n        low=people(high),\n        high=persons(low),\n",
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
            ("loss is gain", 'if net < 0 else Text("gain", "転入超過")', 'if net > 0 else Text("gain", "転入超過")'),
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
            ("mean over the whole time", "/ (len(periods) * numbers.step)", "/ ((len(periods) + 1) * numbers.step)"),
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
    }
}

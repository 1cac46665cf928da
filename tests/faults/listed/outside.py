"""Faults as an outsider plants them: in what is told of futures, districts, readings and a country, in files, colours and alt texts."""

from __future__ import annotations

LISTED: dict[str, dict[str, tuple[tuple[str, str, str], ...]]] = {
    "uncertainty": {
        "uncertainty/outcome.py": (
            (
                "low and high swapped",
                "[(1 - level) / 2, (1 + level) / 2])\n    return float(low)",
                "[(1 + level) / 2, (1 - level) / 2])\n    return float(low)",
            ),
            (
                "the share of those that miss",
                "int(((values >= low) & (values <= high))[there].sum())",
                "int((~((values >= low) & (values <= high)))[there].sum())",
            ),
            ("below for above", "Share(int((gap > 0)[there].sum())", "Share(int((gap < 0)[there].sum())"),
            ("a year early", "path.interp(time=year)", "path.interp(time=year - 1)"),
            (
                "quantiles the other way round in the file",
                '[QUANTILES, ordered["scenario"]',
                '[QUANTILES[::-1], ordered["scenario"]',
            ),
            (
                "error for share",
                "                    share.value,\n                    share.error,\n",
                "                    share.error,\n                    share.value,\n",
            ),
        ),
        "uncertainty/draws.py": (
            (
                "the luck of the next scenario",
                "measures, ages, failed = (one.sel(scenario=central.scenarios) for one in joined)",
                "measures, ages, failed = (one.sel(scenario=central.scenarios[::-1]).assign_coords(scenario=central.scenarios) for one in joined)",
            ),
        ),
        "story/chance_tables.py": (
            (
                "how often the reference ends above",
                'above(futures, "population", name, chance.reference, chance.year)',
                'above(futures, "population", chance.reference, name, chance.year)',
            ),
            (
                "19 of 20 as narrow as 4 of 5",
                "least, most = bounds(values, WIDE)",
                "least, most = bounds(values, MIDDLE)",
            ),
            (
                "the low end for the median",
                "(float(np.nanmedian(values)), low, high, least, most)",
                "(low, low, high, least, most)",
            ),
            (
                "high before low",
                "year=chance.year) for edge in (low, high)]\n        cells.append",
                "year=chance.year) for edge in (high, low)]\n        cells.append",
            ),
            (
                "levers under another's name",
                "words(LEVER_NAMES[lever]),",
                "words(list(LEVER_NAMES.values())[list(LEVER_NAMES).index(lever) - 1]),",
            ),
            (
                "what past ranges of residents held for every measure",
                "held = chance.trust_of(measure)",
                "held = chance.trust",
            ),
        ),
        "story/chance_charts.py": (
            (
                "a fan of the reference under the plan's title",
                'path = chance.futures.measures["population"].sel(scenario=chance.opening, drop=True)',
                'path = chance.futures.measures["population"].sel(scenario=chance.reference, drop=True)',
            ),
            ("the widest lever is the narrowest", "widest = max(found, key=lambda", "widest = min(found, key=lambda"),
        ),
        "story/chance_told.py": (
            (
                "the ends of the sentence exchanged",
                "low=people(low),\n            high=people(high),",
                "low=people(high),\n            high=people(low),",
            ),
            (
                "what 95 % held for what 80 % held",
                "middle=Plain(held.middle, 0, percent=True),",
                "middle=Plain(held.wide, 0, percent=True),",
            ),
            (
                "a shelf life from the outlook's year",
                "until = int(chance.numbers.years[0] + shelf_life(chance.residents))",
                "until = int(chance.year + shelf_life(chance.residents))",
            ),
        ),
        "report/charts/levers.py": (
            (
                "words of the other edge",
                '(high, Text("{share} below {value}", "{share}が{value}以下", share=inside, value=persons(high[-1]))),',
                '(low, Text("{share} below {value}", "{share}が{value}以下", share=inside, value=persons(low[-1]))),',
            ),
            ("80 % below what 90 % are below", 'inside = f"{(1 + level) / 2:.1%}"', 'inside = f"{level:.1%}"'),
            (
                "numbers of a bar exchanged",
                '((low, "right", -4), (high, "left", 4))',
                '((high, "right", -4), (low, "left", 4))',
            ),
        ),
        "report/page/payload.py": (
            (
                "the picture of the levers for the fan",
                '_pictured(story, "chance", "fan")',
                '_pictured(story, "chance", "tornado")',
            ),
        ),
    },
    "districts": {
        "districts/told.py": (
            (
                "pupils of the later year first",
                'value("population", few[0], scenario=scenario, year=first)',
                'value("population", few[1], scenario=scenario, year=first)',
            ),
            ("the old from 70", "sel(age=slice(65, None))", "sel(age=slice(70, None))"),
            ("too many of those aged 10-14", "PUPILS = {5: 0.8, 10: 0.4}", "PUPILS = {5: 0.8, 10: 0.6}"),
            (
                "change by what is left",
                "after / before - 1 if before else None",
                "1 - before / after if after else None",
            ),
            ("those that grow are said to fall", "losing=int((change < 0).sum())", "losing=int((change > 0).sum())"),
            (
                "the lowest and the highest exchanged",
                "lowest=lowest,\n            highest=highest,",
                "lowest=highest,\n            highest=lowest,",
            ),
            (
                "mean for median",
                "*(figure(x, 2) for x in (median, mean, weighted)),",
                "*(figure(x, 2) for x in (mean, median, weighted)),",
            ),
        ),
        "story/districts.py": (
            (
                "the smallest for the largest",
                "order = found.isel(time=0).argsort().values[::-1][:DRAWN]",
                "order = found.isel(time=0).argsort().values[:DRAWN]",
            ),
            (
                "inside the reference under the plan's name",
                "self.made = project_districts(self.counts, city_of(numbers, scenario), years=wanted)",
                "self.made = project_districts(self.counts, city_of(numbers, numbers.names.reference), years=wanted)",
            ),
            ("drawn beyond the year of the table", "time=slice(None, self.year)", "time=slice(None, None)"),
        ),
        "report/charts/multiples.py": (
            (
                "lines of the next district",
                "_one(panel, shown.isel(area=number), source",
                "_one(panel, shown.isel(area=number - 1), source",
            ),
            (
                "what it began with in its title",
                "last = one.isel(time=-1)\n    shown",
                "last = one.isel(time=0)\n    shown",
            ),
        ),
    },
    "story": {
        "story/readings.py": (
            ("coloured by what decides least", "deciding = grid.ranked[0][0]", "deciding = grid.ranked[-1][0]"),
            (
                "how many of how many exchanged",
                "option=said(option), met=met, count=count",
                "option=said(option), met=count, count=met",
            ),
            ("another reading is ringed", '"marked": float(grid.values[0])', '"marked": float(grid.values[-1])'),
        ),
        "story/charts.py": (
            (
                "sources of deaths under residents",
                "drawn = keys_of(published, observed)\n",
                "drawn = keys_of(run.inputs.observed_flows(0))\n",
            ),
        ),
    },
    "analysis": {
        "analysis/readings_told.py": (
            (
                "from high to low",
                "value(measure, low, year=year),\n                    value(measure, high, year=year),",
                "value(measure, high, year=year),\n                    value(measure, low, year=year),",
            ),
            (
                "the ends of the readings exchanged",
                "low=_figure(grid.outlook.measure, grid.lowest),\n        high=_figure(grid.outlook.measure, grid.highest),",
                "low=_figure(grid.outlook.measure, grid.highest),\n        high=_figure(grid.outlook.measure, grid.lowest),",
            ),
            (
                "sources of the neighbours",
                "number = list(grid.choices.sources).index(option.source) + 1",
                "number = list(grid.choices.sources).index(option.source) or 1",
            ),
            ("a reading that misses is met", "met = bool(grid.met[place])", "met = bool(grid.met[place - 1])"),
        ),
        "analysis/statements_told.py": (
            (
                "published and ours exchanged in the file",
                '"published_text": shown[0],\n            "ours_text": shown[1],',
                '"published_text": shown[1],\n            "ours_text": shown[0],',
            ),
            (
                "a difference the other way round in the file",
                '"difference": self.ours - self.published,',
                '"difference": self.published - self.ours,',
            ),
            ("percent of ours", "(ours - published) / abs(published)", "(ours - published) / abs(ours)"),
        ),
        "report/overview.py": (
            (
                "the overview in English",
                '"overview.md": overview(rows, language).encode()',
                '"overview.md": overview(rows, "en").encode()',
            ),
        ),
    },
    "planning": {
        "planning/solve_told.py": (
            (
                "years seen the other way round",
                "a=one.seen.years[0], b=one.seen.years[1]",
                "a=one.seen.years[1], b=one.seen.years[0]",
            ),
        ),
        "planning/monitor_told.py": (
            (
                "on the path where it is not",
                "standing=ON if one.on_track else OFF,\n    )",
                "standing=OFF if one.on_track else ON,\n    )",
            ),
            (
                "a gap with the sign turned",
                "difference(one.measure, one.gap, scenario",
                "difference(one.measure, -one.gap, scenario",
            ),
        ),
        "planning/gap_told.py": (
            (
                "generations exchanged",
                '"うち住民・移動者本人"), gap.generations[0])',
                '"うち住民・移動者本人"), gap.generations[1])',
            ),
            ("parts of the year before", "(Year(year), part) for year, part", "(Year(year - 1), part) for year, part"),
        ),
        "planning/stable.py": (
            (
                "families rounded down",
                "else float(np.ceil(self.families - 1e-6))",
                "else float(np.floor(self.families))",
            ),
            (
                "held from the year it is asked",
                "            calendar(one.held),\n",
                "            calendar(one.since),\n",
            ),
        ),
        "planning/thresholds.py": (
            (
                "above for below",
                'way=Text("below", "下回る") if self.below',
                'way=Text("below", "下回る") if not self.below',
            ),
            (
                "lines of the next scenario",
                "words(own[0].text), *cells",
                "words(at[names[0], *lines[0][:2]].text), *cells",
            ),
        ),
        "planning/values.py": (
            (
                "men and women exchanged",
                'year=chosen, sex=sex, age=age)), 2, year=until)\n            for name in MEASURES[:2]\n            for sex in ("female", "male")',
                'year=chosen, sex=sex, age=age)), 2, year=until)\n            for name in MEASURES[:2]\n            for sex in ("male", "female")',
            ),
        ),
    },
    "wording": {
        "text.py": (
            ("an era a year short", "year - first + 1}年", "year - first}年"),
            (
                "day and month exchanged",
                "{self.date.year}年{self.date.month}月{self.date.day}日",
                "{self.date.year}年{self.date.day}月{self.date.month}日",
            ),
        ),
        "wording.py": (
            ("persons in ten thousands", "{'人' if is_persons(measure)", "{'万人' if is_persons(measure)"),
            ("a share's gap in people is the gap", "people=plain(abs(persons or 0.0)),", "people=plain(abs(gap)),"),
        ),
    },
    "terminal": {
        "report/terminal.py": (
            ("notes in English", "wrapped(note.say(language), width)", 'wrapped(note.say("en"), width)'),
        )
    },
    "document": {
        "report/document/content.py": (
            ("alt texts are names of files", '"alt": caption,', '"alt": block.chart,'),
            ("lines of the box the other way round", '.split("\\n")}', '.split("\\n")[::-1]}'),
        ),
        "report/document/report.typ": (
            ("good is red", 'good: rgb("#0b6b2e"), bad: rgb("#a61b1b")', 'good: rgb("#a61b1b"), bad: rgb("#0b6b2e")'),
            ("only the first note of a table", "for words in b.note {", "for words in b.note.slice(0, 1) {"),
            (
                "the title of the file is its footer's page",
                "#set document(title: d.title,",
                "#set document(title: d.kicker,",
            ),
        ),
        "report/document/__init__.py": (
            (
                "a date of the year before in the file",
                "datetime.datetime.combine(date,",
                "datetime.datetime.combine(date.replace(year=date.year - 1),",
            ),
        ),
    },
    "page": {
        "report/page/controls.js": (
            (
                "births as deaths in the file",
                '...TABLED, "births", "deaths", "net_migration", "tfr"]',
                '...TABLED, "deaths", "births", "net_migration", "tfr"]',
            ),
            (
                "the year above the presets is the last",
                't("value_in", { year: P.times[k] })',
                't("value_in", { year: lastYear })',
            ),
            (
                "the file of the scenario without its settings",
                "if (!drawn.result.problem) add(settingWords(), drawn.schedule, drawn.result);",
                "if (!drawn.result.problem) add(settingWords(), drawn.schedule, scenarios.get(state.base).result);",
            ),
        ),
        "report/page/app.js": (
            (
                "the pyramid's words are the launch's",
                'label: t("pyramid_alt", classWords(k))',
                'label: t("pyramid_alt", classWords(0))',
            ),
            (
                "the words of the totals the other way round",
                't("total_alt", { first: launchYear, last: lastYear,',
                't("total_alt", { first: lastYear, last: launchYear,',
            ),
            (
                "published values a year early in the table",
                "([, year]) => year === time)",
                "([, year]) => year === time + 1)",
            ),
        ),
        "report/page/engine.js": (
            (
                "counts stay beside the slider",
                "total[p] -= changed.counts.values",
                "total[p] -= 0 * changed.counts.values",
            ),
            ("held from the start", "(p <= reached ? SOLVED : held)", "(p < reached ? SOLVED : held)"),
        ),
        "report/page/map.js": (
            ("scenarios at the fertility of the launch", "one.schedule.tfr[p]];", "one.schedule.tfr[0]];"),
            (
                "the outlook's line a tenth too low",
                "goal: Combinations.line(found, value),",
                "goal: Combinations.line(found, 0.9 * value),",
            ),
        ),
        "report/page/payload.py": (
            ("years seen a year late", '{"year": year, "net": net_then', '{"year": year + 1, "net": net_then'),
            (
                "the picture of the totals for the readings",
                '_pictured(story, "readings", "readings")',
                '_pictured(story, "readings", "totals")',
            ),
        ),
        "report/page/bars.py": (
            (
                "parts of a gap with the sign turned",
                'Change("population", part), (0.0, part)',
                'Change("population", -part), (0.0, part)',
            ),
            (
                "women in the colour of men",
                "Plain(value, 2), ends, low, high, SEX_COLOURS[sex])",
                'Plain(value, 2), ends, low, high, SEX_COLOURS["male" if sex == "female" else "female"])',
            ),
        ),
        "report/page/charts.js": (
            (
                "the old in the colour of the young",
                "colors = [c.young, c.middle, c.old]",
                "colors = [c.old, c.middle, c.young]",
            ),
            (
                "sums of the pyramid are those of the launch",
                "const sum = d.current[sex].reduce",
                "const sum = (d.launch || d.current)[sex].reduce",
            ),
        ),
    },
    "batch": {
        "report/page/country.js": (
            ("ten thousands are thousands", "(number / 10000).toFixed(", "(number / 1000).toFixed("),
            (
                "change since the year before",
                "const before = sum(list, of, scenario, 0);",
                "const before = sum(list, of, scenario, Math.max(0, k - 1));",
            ),
            ("halved from 40 % on", "(one) => one < -0.5).length", "(one) => one < -0.4).length"),
            (
                "who came is who left",
                'came: of("moves_in"), left: of("moves_out")',
                'came: of("moves_out"), left: of("moves_in")',
            ),
            ("dark where people are young", "LOSS.slice(0, 6).reverse().concat(", "LOSS.slice(0, 6).concat("),
        )
    },
    "workbook": {
        "report/workbook/book.py": (
            (
                "a filter without the last row",
                "self.worksheet.autofilter(header, 0, self.row - 1,",
                "self.worksheet.autofilter(header, 0, self.row - 2,",
            ),
            (
                "columns behind the sixth are hidden",
                "self.worksheet.set_column(place, place, self._widths[place])",
                'self.worksheet.set_column(place, place, self._widths[place], None, {"hidden": place > 6})',
            ),
            (
                "the first row on every page for the headings",
                "self.worksheet.repeat_rows(header)",
                "self.worksheet.repeat_rows(header + 1)",
            ),
            (
                "good in the colours of bad",
                '"good": {"bold": True, "font_color": GOOD, "bg_color": "#E2F0D9"},',
                '"good": {"bold": True, "font_color": BAD, "bg_color": "#FCE4E4"},',
            ),
        ),
        "report/workbook/charts.py": (
            (
                "classes in the colours of others",
                "zip(_CLASSES, AGE_COLOURS, strict=True)",
                "zip(_CLASSES, AGE_COLOURS[::-1], strict=True)",
            ),
            (
                "men in the colour of women",
                '{"fill": {"color": SEX_COLOURS[sex]}',
                '{"fill": {"color": SEX_COLOURS[SEXES[1 - offset]]}',
            ),
            (
                "words of the flows for the classes",
                'said = Text("Stacked columns of three age classes", "年齢3区分別人口の積み上げ棒グラフ")',
                'said = Text("Lines of births, deaths and net migration", "出生・死亡・社会増減の折れ線グラフ")',
            ),
            (
                "a pyramid of the first groups",
                "sheet.span(rows[0] + 1, rows[1], column)",
                "sheet.span(rows[0] + 1, rows[1] - 1, column)",
            ),
        ),
    },
    "charts": {
        "report/charts/dots.py": (
            (
                "the key of the options exchanged",
                "said = [(labels or {}).get(name, name) for name in names]",
                "said = [(labels or {}).get(name, name) for name in names[::-1]]",
            ),
            (
                "the farthest is ringed",
                "np.nanargmin(np.abs(values - marked))",
                "np.nanargmax(np.abs(values - marked))",
            ),
            (
                "shaded where it is missed",
                "panel.ax.axvspan(max(low, left), min(high, right),",
                "panel.ax.axvspan(left, max(low, left),",
            ),
        ),
        "report/charts/pyramids.py": (
            (
                "men and women exchanged in words",
                '(("male", 0.02, "left"), ("female", 0.98, "right"))',
                '(("female", 0.02, "left"), ("male", 0.98, "right"))',
            ),
        ),
        "report/charts/flows.py": (
            (
                "observed births are deaths",
                'rows = seen[seen["measure"] == kind]',
                'rows = seen[seen["measure"] != kind]',
            ),
            (
                "natural change in the colour of social",
                "colour = FLOW_COLOURS[name]\n",
                "colour = FLOW_COLOURS[_CHANGES[1 - (side > 0)][0]]\n",
            ),
        ),
        "report/charts/ages.py": (
            (
                "sums of the sexes exchanged",
                "sum=persons_changed(float(mean.sel(sex=sex).sum())))",
                "sum=persons_changed(float(mean.sel(sex=sexes[1 - sexes.index(sex)]).sum())))",
            ),
        ),
        "report/charts/frontier.py": (
            (
                "years seen with their axes exchanged",
                "x, y = np.array(list(seen.values())).T",
                "y, x = np.array(list(seen.values())).T",
            ),
        ),
        "report/charts/planning.py": (
            (
                "a figure under the wrong bar",
                "_figure(panel, number, value, places, spans.get(name))",
                "_figure(panel, number, known[number - 1], places, spans.get(name))",
            ),
        ),
    },
    "store": {
        "report/manifest.py": (
            (
                "the date asked for is not kept",
                "(date or date_of(run.inputs)).isoformat()",
                "date_of(run.inputs).isoformat()",
            ),
            (
                "seed and draws exchanged",
                '"seed": None if run.futures is None else run.futures.seed,',
                '"seed": None if run.futures is None else run.futures.draws,',
            ),
            ("without the files of indicators", "**run.inputs.files, **beside", "**run.inputs.files"),
        )
    },
    "collection": {
        "collection/area.py": (
            (
                "the neighbour's row",
                'place = dataset["area"].values.tolist().index(code)',
                'place = dataset["area"].values.tolist().index(code) - 1',
            ),
            (
                "events a year late",
                'f"{year}-01-01", f"{year}-12-31", name, value, "events"',
                'f"{year + 1}-01-01", f"{year + 1}-12-31", name, value, "events"',
            ),
            ("men and women exchanged", "for j, sex in enumerate(SEXES):", "for j, sex in enumerate(SEXES[::-1]):"),
        )
    },
    "readers": {
        "readers/wpp.py": (
            (
                "men in the column of women",
                '(("male", "PopMale"), ("female", "PopFemale"))',
                '(("male", "PopFemale"), ("female", "PopMale"))',
            ),
            (
                "arrivals are leavers",
                '"in_migration": max(net, 0.0), "out_migration": max(-net, 0.0)',
                '"in_migration": max(-net, 0.0), "out_migration": max(net, 0.0)',
            ),
        ),
        "readers/register.py": (
            (
                "ages a column off",
                "range(len(_FIRST) - 1, len(row))",
                "(len(_FIRST) - 1, *range(len(_FIRST) + 1, len(row)), len(_FIRST))",
            ),
        ),
        "readers/ssdse.py": (
            (
                "men and women exchanged",
                '"A110101": ("male", "all"), "A110102": ("female", "all")',
                '"A110101": ("female", "all"), "A110102": ("male", "all")',
            ),
        ),
    },
    "backtest": {
        "backtest/forecast.py": (
            (
                "low and high exchanged",
                '"low": np.floor(made.low).astype(int),\n            "high": np.ceil(made.high).astype(int),',
                '"low": np.floor(made.high).astype(int),\n            "high": np.ceil(made.low).astype(int),',
            ),
            (
                "the whole way as if nothing were known",
                "(STEP - known) * (recent + carried) / 2",
                "STEP * (recent + carried) / 2",
            ),
            (
                "errors mirrored",
                "errors.append(np.log(came[there] / made[there]))",
                "errors.append(np.log(made[there] / came[there]))",
            ),
        ),
        "backtest/told.py": (
            (
                "sizes of the class above",
                "[words(size_text(int(size))), *_numbers(row)]",
                "[words(size_text(max(int(size) - 1, 0))), *_numbers(row)]",
            ),
        ),
    },
}

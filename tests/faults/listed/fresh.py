# ruff: noqa: E501
"""Faults as somebody thinks of them who wants to be believed: a plausible number in the wrong place."""

from __future__ import annotations

LISTED: dict[str, dict[str, tuple[tuple[str, str, str], ...]]] = {
    "story": {
        "story/tables.py": (
            (
                "the share holds the total",
                "value(measure, numbers.at(scenario, measure, year), scenario=scenario, year=year) for year in years",
                'value(measure, numbers.at(scenario, "share_75_plus" if measure == "share_65_plus" else measure, year), scenario=scenario, year=year) for year in years',
            ),
            (
                "columns of the year after",
                "[label_column(SCENARIO, 2.9), *(Column(Year(year)) for year in years)],",
                "[label_column(SCENARIO, 2.9), *(Column(Year(year + 1)) for year in years)],",
            ),
            (
                "rows under the reference's name",
                "                _short(numbers, scenario),\n",
                "                _short(numbers, numbers.names.reference),\n",
            ),
            (
                "the difference is said to be from the plan",
                "base=numbers.names.short[reference],",
                "base=numbers.names.short[numbers.names.opening],",
            ),
            (
                "life expectancies of the other sex",
                'Text("{e0} ({sex})", "{e0}（{sex}）", e0=e0, sex=SEX_NAMES[sex]), "e0", {"sex": sex})',
                'Text("{e0} ({sex})", "{e0}（{sex}）", e0=e0, sex=SEX_NAMES[sex]), "e0", {"sex": "female"})',
            ),
            (
                "one scenario too many on the launch day",
                'Text("{count} scenarios", "{count}シナリオ", count=len(of))',
                'Text("{count} scenarios", "{count}シナリオ", count=len(of) + 1)',
            ),
            (
                "the censuses as the register",
                'counted = counted[counted["basis"] == "census"]',
                'counted = counted[counted["basis"] != "census"]',
            ),
        ),
        "story/requirements.py": (
            (
                "fertility of the launch",
                "_fertility(numbers, name, periods[-1]),",
                "_fertility(numbers, name, periods[0]),",
            ),
            (
                "observed net migration of the years before",
                'seen = flows[flows["measure"] == "net_migration"].tail(OBSERVED_YEARS)',
                'seen = flows[flows["measure"] == "net_migration"].head(OBSERVED_YEARS)',
            ),
            (
                "what is over is said to be under",
                "share=Plain(own / float(seen) - 1, 1, sign=True, percent=True),",
                "share=Plain(float(seen) / own - 1, 1, sign=True, percent=True),",
            ),
        ),
        "story/method.py": (
            (
                "births and deaths of the equation",
                'for measure in ("births", "deaths", "net_migration")\n    )',
                'for measure in ("deaths", "births", "net_migration")\n    )',
            ),
            (
                "the launch twice",
                'people(numbers.at(name, "population", following)),',
                'people(numbers.at(name, "population", first)),',
            ),
        ),
        "story/assumptions.py": (
            (
                "sources one too low",
                'cited.setdefault(source.say("en"), (len(cited) + 1, source))',
                'cited.setdefault(source.say("en"), (len(cited), source))',
            ),
            (
                "values of the year after",
                'year = words("") if row.year is None else calendar(row.year)',
                'year = words("") if row.year is None else calendar(row.year + 1)',
            ),
            (
                "titles of the next scenario",
                "words(numbers.names.short[scenario.name]), words(row.what), year, value",
                "words(numbers.names.short[numbers.names.reference]), words(row.what), year, value",
            ),
        ),
        "story/dependents.py": (
            (
                "a rating too many",
                'said = [f"{name} {int(counts.get(name, 0))}"',
                'said = [f"{name} {int(counts.get(name, 0)) + 1}"',
            ),
            (
                "indicators of the reference alone",
                "titles = {name: numbers.names.short[name] for name in scenarios}",
                "titles = {name: numbers.names.short[numbers.names.reference] for name in scenarios}",
            ),
        ),
        "story/provenance.py": (
            (
                "place and text of a record exchanged",
                "words(where), words(record.text)",
                "words(record.text), words(where)",
            ),
            (
                "records of everybody",
                "title = numbers.names.short.get(record.scenario) or EVERYBODY",
                "title = EVERYBODY",
            ),
        ),
        "story/names.py": (
            (
                "colours of the next scenario",
                "colours=colours_of(ordered, (reference, plan)),",
                "colours={name: PALETTE[0] for name in ordered},",
            ),
            (
                "the date of the census",
                "return latest_day(inputs.population, inputs.broad_ages, inputs.events)",
                "return latest_day(inputs.population)",
            ),
        ),
        "story/takes.py": (
            (
                "families until the last year",
                "found = family_values(self.case, until=self.outlook.year)",
                "found = family_values(self.case, until=self.outlook.year - self.case.step)",
            ),
        ),
        "story/takes_charts.py": (
            (
                "the map of another figure",
                "messages.frontier(what, low, high, found.level)",
                "messages.frontier(what, low, high, found.level + 1000)",
            ),
        ),
    },
    "analysis": {
        "analysis/indicators/project.py": (
            (
                "people of the end of the year",
                "np.append((yearly[:-1] + yearly[1:]) / 2, np.nan)",
                "np.append(yearly[1:], np.nan)",
            ),
            (
                "held without saying so",
                'indicator.what_if or origin == "hold", indicator.source.key,',
                "indicator.what_if, indicator.source.key,",
            ),
        ),
        "analysis/indicators/ratings.py": (
            ("attained of the base", 'table["attainment"] = actual / target', 'table["attainment"] = actual / base'),
            ("B from 70 %", '("B", 0.8)', '("B", 0.7)'),
        ),
        "analysis/indicators/told.py": (
            (
                "no star",
                'return figure(found[0], 0, scenario=scenario, year=year, mark="*" if found[1] else "")',
                "return figure(found[0], 0, scenario=scenario, year=year)",
            ),
            (
                "base for target",
                'names = ("base_2022", "target_2028", "actual_2024")',
                'names = ("target_2028", "base_2022", "actual_2024")',
            ),
        ),
        "analysis/connected_told.py": (
            (
                "the launch for the year",
                'now=people(float(at["active_residents"])),',
                'now=people(float(first["active_residents"])),',
            ),
            (
                "settlers of one year",
                "settled=people(float(settlers.sel(period=slice(start, year)).sum())),",
                "settled=people(float(settlers.sel(period=year).sum())),",
            ),
        ),
    },
    "planning": {
        "planning/solve.py": (
            (
                "rounded to the side that misses",
                "return float(round(above if got[1] >= got[0] else below, one.places))",
                "return float(round(below if got[1] >= got[0] else above, one.places))",
            ),
            (
                "the limit of the other side",
                "limit = low if np.isfinite(low) and (now < low or not np.isfinite(high)) else high",
                "limit = high if np.isfinite(low) and (now < low or not np.isfinite(high)) else low",
            ),
            ("effort in variances", "abs(exact - own) / seen.deviation", "abs(exact - own) / seen.deviation**2"),
        ),
        "planning/solve_told.py": (
            (
                "what it has where what it takes should be",
                "        figure(one.own, one.lever.places, scenario=one.scenario, year=one.by),\n        figure(taken, one.lever.places, scenario=one.scenario, year=one.by),",
                "        figure(taken, one.lever.places, scenario=one.scenario, year=one.by),\n        figure(one.own, one.lever.places, scenario=one.scenario, year=one.by),",
            ),
            (
                "everything is in the range",
                'return Text("yes", "範囲内") if one.within else Text("beyond it", "範囲を超える")',
                'return Text("yes", "範囲内")',
            ),
        ),
        "planning/delay.py": (
            (
                "what is lost is won",
                "difference(one.outlook.measure, -one.lost, year=one.outlook.year),",
                "difference(one.outlook.measure, one.lost, year=one.outlook.year),",
            ),
            ("delayed by a year less", "since = first.since + late", "since = first.since + max(late - 1, 0)"),
        ),
        "planning/values.py": (
            (
                "births and old people swapped",
                'MEASURES = ("residents", "births", "aged_65_plus")',
                'MEASURES = ("residents", "aged_65_plus", "births")',
            ),
            (
                "they come a year late",
                "added[i, int(np.flatnonzero(case.periods == year)[0])] = members(case, one)",
                "added[i, int(np.flatnonzero(case.periods == year)[0]) + 1] = members(case, one)",
            ),
        ),
        "planning/gap.py": (
            (
                "the gap the other way round",
                "total = float(totals[frozenset(LEVERS)] - totals[frozenset()])",
                "total = float(totals[frozenset()] - totals[frozenset(LEVERS)])",
            ),
            ("children and movers swapped", "(total - second, second),", "(second, total - second),"),
        ),
        "planning/monitor.py": (
            ("path less actual", "return self.actual - self.path", "return self.path - self.actual"),
        ),
    },
    "workbook": {
        "report/workbook/official.py": (
            (
                "deaths for survivors",
                "survivorship[i, :, 1:] = 1 - lost / entering",
                "survivorship[i, :, 1:] = lost / entering",
            ),
            (
                "men and women of the census",
                'women = (rows["sex"] == "female").to_numpy(dtype=int)',
                'women = (rows["sex"] == "male").to_numpy(dtype=int)',
            ),
            (
                "boys per girl the wrong way",
                '"sex_ratio_0_4": 100 * children[:, 0] / children[:, 1],',
                '"sex_ratio_0_4": 100 * children[:, 1] / children[:, 0],',
            ),
            (
                "projected years a step late",
                'heads += [Text("{year}, projected", "{year}　推計", year=Year(year)) for year in years]',
                'heads += [Text("{year}, projected", "{year}　推計", year=Year(year + 5)) for year in years]',
            ),
            (
                "children per woman of 20 and over",
                "women = grouped[1:, 1, 3:10].sum(axis=1)",
                "women = grouped[1:, 1, 4:10].sum(axis=1)",
            ),
        ),
        "report/workbook/charts.py": (
            (
                "deaths drawn as births",
                '{"name": called, **_line(sheet, (rows[0], rows[1] - 1), (1, columns[name]), colour)}',
                '{"name": called, **_line(sheet, (rows[0], rows[1] - 1), (1, columns["deaths" if name == "births" else name]), colour)}',
            ),
            (
                "lines in one colour",
                "**_line(sheet, rows, (0, column), colour or _MARKED[kind])}",
                "**_line(sheet, rows, (0, column), _MARKED.get(kind, INK))}",
            ),
        ),
        "report/workbook/sheets.py": (
            (
                "the date of today",
                'sheet.note(Text("Figures up to {date}", "{date}までの資料による", date=Day(story.date)))',
                'sheet.note(Text("Figures up to {date}", "{date}までの資料による", date=Day(story.date.replace(day=1))))',
            ),
            (
                "sentences without the last",
                "for said in (*story.headline, *story.sentences):",
                "for said in (*story.headline, *story.sentences[:-1]):",
            ),
        ),
    },
    "page": {
        "report/page/payload.py": (
            (
                "colours of the first scenario",
                '"colour": names.colours[name],',
                '"colour": names.colours[names.scenarios[0]],',
            ),
            (
                "everybody is a main scenario",
                '"role": "main" if name in names.mains else "variant",',
                '"role": "main",',
            ),
            (
                "published values in another order",
                "[int(year) + part_of_year(day), int(year), float(value)]",
                "[int(year) + part_of_year(day), int(year) + 1, float(value)]",
            ),
            (
                "sentences of the wrong language",
                "return {language: said.say(language) for language in LANGUAGES}",
                'return {language: said.say("en") for language in LANGUAGES}',
            ),
            ("years gone by are offered", '"ahead": story.date.year + 1,', '"ahead": story.date.year - 20,'),
        ),
        "report/page/app.js": (
            (
                "fertility of the launch",
                'add(t("tfr_year"), own[p], theirs && theirs[p], 2,',
                'add(t("tfr_year"), own[0], theirs && theirs[0], 2,',
            ),
            (
                "flows of the whole interval",
                "drawn.result[flow][p] / P.step, other && other.result[flow][p] / P.step, 0,",
                "drawn.result[flow][p], other && other.result[flow][p], 0,",
            ),
            (
                "the strip takes it the other way",
                'const words = signed(Math.round(main.value) - main.outlook.value);\n  return Nodes.show($("strip")',
                'const words = signed(main.outlook.value - Math.round(main.value));\n  return Nodes.show($("strip")',
            ),
            (
                "outlines of the year shown",
                "launch: k > 0 ? cellsAt(drawn.result, 0) : null,",
                "launch: k > 0 ? cellsAt(drawn.result, k) : null,",
            ),
            (
                "colours in the wrong place",
                "color: colourOf(one, c), x: xOf(one.name), y: totalsOf.get(one.name) });",
                "color: c.ink, x: xOf(one.name), y: totalsOf.get(one.name) });",
            ),
        ),
        "report/page/charts.js": (
            (
                "men of the women",
                "const sum = d.current[sex].reduce((a, b) => a + b, 0);",
                'const sum = d.current[sex === "male" ? "female" : "male"].reduce((a, b) => a + b, 0);',
            ),
            (
                "value of the launch at the end",
                "value: d.number(series.y[last]), color: series.color };",
                "value: d.number(series.y[0]), color: series.color };",
            ),
        ),
        "report/page/state.js": (
            (
                "levers a year back",
                "const reached = (value) => {\n    const result = Engine.project",
                "const reached = (value) => {\n    settings.year = P.periods[0];\n    const result = Engine.project",
            ),
        ),
    },
    "document": {
        "report/document/content.py": (
            (
                "another day",
                "_DATE.filled(date=Day(story.date))",
                "_DATE.filled(date=Day(story.date.replace(year=story.date.year - 1)))",
            ),
            (
                "notes of the table before",
                '"note": [note.say(language) for note in block.notes],',
                '"note": [note.say(language) for note in block.notes[1:]],',
            ),
        ),
        "report/document/__init__.py": (
            (
                "figures of the next chart",
                "svg(story.charts[name], language)",
                "svg(story.charts[wanted[(wanted.index(name) + 1) % len(wanted)]], language)",
            ),
        ),
    },
    "store": {
        "report/store.py": (
            (
                "life expectancy without its sex",
                "whole = pd.concat(tables, ignore_index=True)\n",
                'whole = pd.concat(tables, ignore_index=True)\n    whole["value"] = whole["value"].where(whole["measure"] != "e0", whole["value"].iloc[::-1].to_numpy())\n',
            ),
            (
                "records in one language",
                "rows = [(record.scenario, record.where, record.en, record.ja) for record in run.records]",
                "rows = [(record.scenario, record.where, record.en, record.en) for record in run.records]",
            ),
            (
                "units and labels swapped",
                "rows = [(t.name, str(t.kind), t.unit, t.unit_ja, t.en, t.ja) for t in terms]",
                "rows = [(t.name, str(t.kind), t.unit_ja, t.unit, t.en, t.ja) for t in terms]",
            ),
        )
    },
    "terminal": {
        "report/terminal.py": (
            (
                "what stands under the table is lost",
                "    for note in table.notes:\n",
                "    for note in table.notes[1:]:\n",
            ),
            (
                "a digit is cut",
                'return space + text if align == "r" else text + space',
                'return (space + text)[:wide] if align == "l" else (space + text)[: max(wide - 1, 1)]',
            ),
        )
    },
}

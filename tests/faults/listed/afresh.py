# ruff: noqa: E501
"""Faults thought of by somebody who had read the outputs and not the tests: whatever a planner would copy into a paper, put wrong."""

from __future__ import annotations

LISTED: dict[str, dict[str, tuple[tuple[str, str, str], ...]]] = {
    "analysis": {
        "analysis/frames.py": (
            ("value and gap swapped", "v.outlook.value, v.value, v.gap,\n", "v.outlook.value, v.gap, v.value,\n"),
            (
                "met as needed",
                "v.gap_persons, v.met, v.needed, v.lost_year, v.own,",
                "v.gap_persons, v.own, v.needed, v.lost_year, v.met,",
            ),
            ("sources of outlooks are their measures", "v.own, v.outlook.source,", "v.own, v.outlook.measure,"),
        ),
        "analysis/settlement_told.py": (
            (
                "what is missing is what is projected",
                'value("population", one.missing),',
                'value("population", one.value),',
            ),
            (
                "needed alone where needed together stands",
                "nets = (one.net_observed, one.net_needed, one.net_needed_alone)",
                "nets = (one.net_observed, one.net_needed_alone, one.net_needed)",
            ),
            (
                "what others have is what their neighbours have",
                "have=people(sum(share.value for share in rest)),",
                "have=people(sum(share.value for share in own)),",
            ),
            (
                "moves within are those with the rest",
                'inside=Change("net_migration", float(area.internal[code].mean())),',
                'inside=Change("net_migration", float(area.external[code].mean())),',
            ),
        ),
        "analysis/coherence_births.py": (
            (
                "the TFR of the most women as if of the fewest",
                "least=_tfr(births.value / most),\n        base=published.year",
                "least=_tfr(births.value / first),\n        base=published.year",
            ),
            (
                "women presupposed the other way round",
                "presupposed = (1 + births.growth) / (1 + tfr.growth) - 1",
                "presupposed = (1 + tfr.growth) / (1 + births.growth) - 1",
            ),
            (
                "the rise from the base that was not meant",
                "rise=_change(tfr.value / implied - 1, 0),",
                "rise=_change(tfr.growth, 0),",
            ),
        ),
        "analysis/coherence_migration.py": (
            (
                "leavers by the arrivals' sign",
                "base, goal = arrivals.base - total.base, arrivals.value - total.value",
                "base, goal = arrivals.base + total.base, arrivals.value + total.value",
            ),
            (
                "all ages for the others",
                "rest, rest_goal = total.base - base, total.value - goal",
                "rest, rest_goal = total.base, total.value",
            ),
        ),
        "analysis/bridge/told.py": (
            (
                "shares of what is published",
                "figure(one.persons / bridge.gap if bridge.gap else math.nan, 1, share=True),",
                "figure(one.persons / bridge.published if bridge.gap else math.nan, 1, share=True),",
            ),
            (
                "the young and the old of the launch exchanged",
                'young=_change(bridge.launch_by_class["0_14"]),',
                'young=_change(bridge.launch_by_class["65_plus"]),',
            ),
        ),
        "analysis/official/told.py": (
            (
                "rows under the next projection's title",
                "rows.append([words(vision.title(name)), words(_label(measure)), *cells])",
                'rows.append([words(vision.title("pattern-1")), words(_label(measure)), *cells])',
            ),
            (
                "men in the rows of women",
                "numbers = population.sel(scenario=name, sex=sex, age=age).values",
                'numbers = population.sel(scenario=name, sex="male", age=age).values',
            ),
        ),
        "analysis/statements_told.py": (
            (
                "points that are shares",
                "gap = Plain((ours - published) * (100 if percent else 1), places, sign=True)",
                "gap = Plain(ours - published, places, sign=True)",
            ),
        ),
        "analysis/coherence.py": (
            (
                "readings that are counted are those that are met",
                "count=grid.count,\n        ),\n        came=",
                "count=grid.held,\n        ),\n        came=",
            ),
        ),
        "analysis/readings_told.py": (
            (
                "the readings that meet are said to fall short",
                'Text("met", "達成") if met else Text("falls short", "届かない")',
                'Text("falls short", "届かない") if met else Text("met", "達成")',
            ),
            (
                "the share of a question under the next one",
                "figure(share if first else None, 0, share=True),",
                "figure(1 - share if first else None, 0, share=True),",
            ),
        ),
    },
    "planning": {
        "planning/returning.py": (
            (
                "women who left are men",
                'women, men = (Plain(100 * self.left[sex]) for sex in ("female", "male"))',
                'women, men = (Plain(100 * self.left[sex]) for sex in ("male", "female"))',
            ),
            (
                "there at an age is gone at it",
                "figure(100 * one.there[age], 0, year=one.year + age - YOUNG[0])",
                "figure(100 - 100 * one.there[age], 0, year=one.year + age - YOUNG[0])",
            ),
            (
                "ten returners in a hundred are ten persons",
                "year=Year(year), gained=Plain(gained),",
                "year=Year(year), gained=Plain(per_hundred),",
            ),
        ),
        "planning/cost.py": (
            (
                "a year more to pay",
                "return self.a_year * (self.outlook.year - self.since)",
                "return self.a_year * (self.outlook.year - self.since + 1)",
            ),
            (
                "the total where a year's cost stands",
                "a_year=Plain(self.a_year), total=Plain(self.total)",
                "a_year=Plain(self.total), total=Plain(self.a_year)",
            ),
            (
                "a unit costs what a year costs",
                "figure(one.cost.per_unit), figure(one.a_year, 0)",
                "figure(one.a_year), figure(one.cost.per_unit, 0)",
            ),
            (
                "a lever at its scenario's value",
                "value=Plain(one.value, one.cost.lever.places))",
                "value=Plain(one.own, one.cost.lever.places))",
            ),
        ),
        "planning/benchmark.py": (
            ("nearer where it is farther", "if abs(path - self.actual) < off)", "if abs(path - self.actual) > off)"),
            (
                "deaths added to births",
                "change = float(flows[0] or 0) - float(flows[1] or 0) + float(flows[2] or 0)",
                "change = float(flows[0] or 0) - float(flows[1] or 0) - float(flows[2] or 0)",
            ),
            (
                "a year too few of going on",
                "births[last] + (year - last) * change",
                "births[last] + (year - last - 1) * change",
            ),
        ),
        "planning/spread.py": (
            (
                "readings cut like futures",
                'share = SHARE if over == "draws" else 1.0',
                'share = SHARE if over == "readings" else 1.0',
            ),
            (
                "without an answer those that have one",
                "int(count[~known].sum()) + missing",
                "int(count[known].sum()) + missing",
            ),
            (
                "readings are called futures",
                '_WHAT: dict[Over, Text] = {"readings": Text("readings", "読み方"), "draws": Text("futures", "将来")}',
                '_WHAT: dict[Over, Text] = {"draws": Text("readings", "読み方"), "readings": Text("futures", "将来")}',
            ),
        ),
        "planning/mix.py": (
            (
                "the effort of the first lever for all",
                "effort=Plain(self.effort, 1),",
                "effort=Plain(self.solutions[0].effort, 1),",
            ),
        ),
        "planning/monitor.py": (
            ("twice the chance", "RESIDENTS, ERRORS = 0.005, 2.0", "RESIDENTS, ERRORS = 0.01, 2.0"),
            (
                "due as if all the time were gone",
                "share = min(max((self.year - self.base_year) / (self.target_year - self.base_year), 0.0), 1.0)",
                "share = min(max((self.year - self.base_year + 1) / (self.target_year - self.base_year), 0.0), 1.0)",
            ),
            (
                "more deaths are better",
                'better = -self.gap if self.measure == "deaths" else self.gap',
                "better = self.gap",
            ),
        ),
        "planning/monitor_told.py": (
            (
                "the target for what came true",
                "actual=Amount(one.measure, one.actual),\n        year=Year(one.year),\n        last=",
                "actual=Amount(one.measure, one.due),\n        year=Year(one.year),\n        last=",
            ),
        ),
        "planning/stable.py": (
            (
                "the level of the year it is held to",
                "level = float(with_one[0].sel(time=first))",
                "level = float(with_one[0].sel(time=last))",
            ),
        ),
    },
    "story": {
        "story/ranges.py": (
            (
                "ranges of the limit beside the figure",
                'if one.goal == "figure":\n            yield "takes"',
                'if one.goal != "figure":\n            yield "takes"',
            ),
        ),
        "story/like_for_like.py": (
            (
                "the register as if it were the census",
                'of_register = numbers.run.scenarios[one].launch.basis == "register"',
                'of_register = numbers.run.scenarios[one].launch.basis != "register"',
            ),
            (
                "the first of the institute's projections for the last",
                'name, figure, series = rows["name"].iloc[-1], float(rows["value"].iloc[-1])',
                'name, figure, series = rows["name"].iloc[-1], float(rows["value"].iloc[0])',
            ),
            (
                "the difference the other way round",
                'gap=Change("population", path * basis - figure)',
                'gap=Change("population", figure - path * basis)',
            ),
        ),
        "story/takes_charts.py": (
            (
                "what is lost first for what is lost last",
                "late=Year(last.since), lost=messages.persons(last.lost)",
                "late=Year(last.since), lost=messages.persons(found[1].lost)",
            ),
            (
                "the start of the bars is their end",
                "parts=parts, start=gap.start, end=gap.start + gap.total, labels=NAMES,\n        start_label=gap.first, end_label=gap.second,",
                "parts=parts, start=gap.start, end=gap.start + gap.total, labels=NAMES,\n        start_label=gap.second, end_label=gap.first,",
            ),
            (
                "axes of the map exchanged",
                'name=ASSUMED["migration.net"]), "tfr": ASSUMED["fertility.tfr"]},',
                'name=ASSUMED["fertility.tfr"]), "tfr": ASSUMED["migration.net"]},',
            ),
            (
                "those on the path are counted as off it",
                "messages.standing(sum(not one.on_track for one in own), len(own)",
                "messages.standing(sum(one.on_track for one in own), len(own)",
            ),
        ),
        "story/messages.py": (
            (
                "a map that reaches it is said not to",
                "    if low <= level <= high:\n",
                "    if not low <= level <= high:\n",
            ),
            (
                "how many of how many readings",
                "        number=met,\n        goal=_goal(outlook),\n        count=Plain(count),\n        low=Amount",
                "        number=count,\n        goal=_goal(outlook),\n        count=Plain(met),\n        low=Amount",
            ),
        ),
        "story/chance_told.py": (
            ("years tested for years ahead", "years=held.horizon,", "years=chance.year - chance.numbers.years[0],"),
        ),
    },
    "uncertainty": {
        "story/chance_tables.py": (
            (
                "half the error of a share",
                "points=Plain(100 * 1.96 * float(np.sqrt(0.25 / draws)), 1),",
                "points=Plain(100 * float(np.sqrt(0.25 / draws)), 1),",
            ),
            ("failures of another scenario", "futures.failed.sel(scenario=name).sum()", "futures.failed.sum()"),
            (
                "a lever's share of its own variance",
                "figure(float(np.nanvar(values)) / whole if whole else None, 0, share=True),",
                "figure(float(np.nanstd(values)) / whole**0.5 if whole else None, 0, share=True),",
            ),
        ),
        "uncertainty/trust.py": (
            (
                "an interval where too few were held",
                "MIDDLE_HELD, WIDE_HELD = (0.75, 0.85), (0.91, 0.98)",
                "MIDDLE_HELD, WIDE_HELD = (0.65, 0.85), (0.91, 0.98)",
            ),
            ("of use for half of the places", "OF_USE = 0.8", "OF_USE = 0.5"),
            ("the shares held exchanged", 'for name in ("held_80", "held_95")', 'for name in ("held_95", "held_80")'),
        ),
        "story/chance.py": (
            (
                "all or none, exchanged",
                'Text("more than {least}", "{least}超", least',
                'Text("less than {least}", "{least}未満", least',
            ),
        ),
    },
    "districts": {
        "districts/check.py": (
            (
                "errors relative to what was projected",
                "part = 100 * error / seen[chosen]",
                "part = 100 * error / made[name][chosen]",
            ),
            (
                "the past goes on for the wrong years",
                '"linear": start + (start - since) * (last - first) / past if past else start,',
                '"linear": start + (start - since) * past / (last - first) if past else start,',
            ),
        ),
        "districts/told.py": (
            (
                "share 65+ by the residents of the launch",
                'value("share_65_plus", aged / after if after else None',
                'value("share_65_plus", aged / before if after else None',
            ),
            (
                "districts smallest first",
                "names = sorted(names, key=lambda name: -sizes[name])[:largest]",
                "names = sorted(names, key=lambda name: sizes[name])[:largest]",
            ),
        ),
    },
    "terminal": {
        "report/terminal.py": (
            (
                "titles of tables in English",
                "for line in wrapped(table.title.say(language), width)]",
                'for line in wrapped(table.title.say("en"), width)]',
            ),
            (
                "in how many futures is not said",
                'TABLES = ("population", "comparison", "readings", "chances", "ranges")',
                'TABLES = ("population", "comparison", "readings", "ranges")',
            ),
            (
                "a row of a later block does not say which it is",
                "min(keys, _keys([rows[place] for place in here])) if block else 1",
                "1",
            ),
            (
                "broken headings at any width",
                "WHOLE_HEADINGS, LINES_OF_HEADING = (14, 9), 3",
                "WHOLE_HEADINGS, LINES_OF_HEADING = (14, 14), 3",
            ),
        ),
        "lines.py": (
            (
                "an accent takes a column",
                "return 0 if unicodedata.combining(letter) else 2",
                "return 1 if unicodedata.combining(letter) else 2",
            ),
            (
                "phrases are broken",
                "([part] if cells_wide(part) <= width else _UNITS.findall(part))",
                "_UNITS.findall(part)",
            ),
            (
                "a column too few",
                "> width:\n                lines.append",
                "> width - 1:\n                lines.append",
            ),
        ),
    },
    "document": {
        "report/document/content.py": (
            (
                "answers from the last to the first",
                "for section in story.sections for block in _section(section, language)]",
                "for section in story.sections[::-1] for block in _section(section, language)]",
            ),
            (
                "headings of sections in English",
                'yield {"kind": "heading", "text": section.title.say(language),',
                'yield {"kind": "heading", "text": section.title.say("en"),',
            ),
            ("good and bad alike", '"tone": cell.tone if cell.tone in ("good", "bad") else ""}', '"tone": ""}'),
        ),
        "report/document/report.typ": (
            (
                "a list without its last sentence",
                "list(..b.items.map(item => item))",
                "list(..b.items.slice(0, calc.max(1, b.items.len() - 1)))",
            ),
            (
                "the equation by columns",
                "..b.lines.flatten().map(cell => cell),",
                "..b.lines.rev().flatten().map(cell => cell),",
            ),
            (
                "half of what stands under the title",
                "for words in d.subtitle {",
                "for words in d.subtitle.slice(0, 1) {",
            ),
        ),
    },
    "page": {
        "report/page/state.js": (
            (
                "what is looked for in the year before",
                "const k = P.times.indexOf(year), [low, high] = lever",
                "const k = P.times.indexOf(year) - 1, [low, high] = lever",
            ),
            (
                "a goal that is just not reached",
                "const value = Number((reached(up) >= target ? up : up + unit).toFixed(2));",
                "const value = Number((up - unit).toFixed(2));",
            ),
            (
                "migrants of a step for those of a year beside the slider",
                "return own.result.problem ? NaN : own.result.net[p] / P.step;",
                "return own.result.problem ? NaN : own.result.net[0] / P.step;",
            ),
            ("an address with net for fertility", 'tfr: ["tfr", within(...tfrRange)],', 'tfr: ["tfr", within(0, 1)],'),
        ),
        "report/page/engine.js": (
            (
                "rates held where numbers are asked for",
                'after === "hold_rates" ? HELD : SOLVED',
                'after === "hold_rates" ? SOLVED : HELD',
            ),
            (
                "a line that is a year ahead",
                "start + (target - start) * ((p - periods[0]) / span)));",
                "start + (target - start) * ((p + 1 - periods[0]) / span)));",
            ),
        ),
        "report/page/controls.js": (
            (
                "at most what is at least",
                "low: show(found.low), high: show(found.high) };",
                "low: show(found.high), high: show(found.low) };",
            ),
            (
                "tables of an answer with heads of the other language",
                'element("caption", {}, pick(table.title))',
                'element("caption", {}, table.title.en)',
            ),
        ),
        "report/page/app.js": (
            (
                "short and over exchanged",
                'difference < 0 ? "sentence_short" : difference > 0 ? "sentence_over"',
                'difference > 0 ? "sentence_short" : difference < 0 ? "sentence_over"',
            ),
            (
                "the outlook in the chart a year late",
                "x: outlook.year + part, value: outlook.value, from: launchYear",
                "x: outlook.year + 1 + part, value: outlook.value, from: launchYear",
            ),
            (
                "whose pyramid is compared",
                "compare: other && cellsAt(other.result, k),\n    launch",
                "compare: other && cellsAt(other.result, 0),\n    launch",
            ),
            (
                "men in the place of women",
                'words: { male: t("male"), female: t("female"), launch',
                'words: { male: t("female"), female: t("male"), launch',
            ),
            (
                "names of the three ages exchanged",
                'names: [t("class_0_14"), t("class_15_64"), t("class_65")]',
                'names: [t("class_65"), t("class_15_64"), t("class_0_14")]',
            ),
        ),
        "report/page/map.js": (
            (
                "effort in migrants alone",
                "const effort = Math.hypot((at[0] - own[0]) / net, (at[1] - own[1]) / tfr);",
                "const effort = Math.abs((at[0] - own[0]) / net);",
            ),
            (
                "the numbers of the axes exchanged",
                'words: { across: t("net"), up: t("tfr"), goal',
                'words: { across: t("tfr"), up: t("net"), goal',
            ),
        ),
        "report/page/texts.toml": (
            (
                "the hint of the sign turned",
                'ja = "転入－転出（△は転出超過。入力は－）"',
                'ja = "転出－転入（△は転入超過。入力は－）"',
            ),
            (
                "the languages of a sentence exchanged",
                'holds = { en = "It still holds in {year}, where the projection ends.", ja = "推計の最終年{year}年まで保たれます。" }',
                'holds = { ja = "It still holds in {year}, where the projection ends.", en = "推計の最終年{year}年まで保たれます。" }',
            ),
        ),
        "report/page/payload.py": (
            (
                "pictures in English",
                "base64.b64encode(svg(chart, language, font=True).encode())",
                'base64.b64encode(svg(chart, "en", font=True).encode())',
            ),
            (
                "answers from the second sentence on",
                'for block in section.blocks[section.key == "takes" :]:',
                "for block in section.blocks[1:]:",
            ),
            (
                "sources of what is drawn alone",
                "every = [source for scenario in story.run.scenarios for source in scenario.sources]",
                "every = [source for scenario in story.run.scenarios for source in scenario.sources][:0]",
            ),
            (
                "a table's rows without the first",
                "rows = {language: table.say(language) for language in LANGUAGES}",
                "rows = {language: [table.say(language)[0], *table.say(language)[2:]] for language in LANGUAGES}",
            ),
        ),
    },
    "workbook": {
        "report/workbook/official.py": (
            (
                "rates of men under women",
                "[[figure(float(one), 4, scenario=scenario) for one in part[s, 1:]] for part in ratios[key]]",
                "[[figure(float(one), 4, scenario=scenario) for one in part[1 - s, 1:]] for part in ratios[key]]",
            ),
            (
                "unknown ages among the oldest",
                "cells = women * (len(GROUPS) + 1) + np.where(unknown, len(GROUPS), groups)",
                "cells = women * (len(GROUPS) + 1) + np.where(unknown, len(GROUPS) - 1, groups)",
            ),
            (
                "ratios in the year they begin",
                "[Year(year + 5) for year in years], columns))",
                "[Year(year) for year in years], columns))",
            ),
            (
                "the plan under the reference's name",
                "    name = story.names.reference\n    projection = story.run",
                "    name = story.names.opening\n    projection = story.run",
            ),
        ),
        "report/workbook/sheets.py": (
            (
                "pyramids under the launch's year",
                '(Text("{year}, {scenario}", "{year}　{scenario}", year=Year(target)',
                '(Text("{year}, {scenario}", "{year}　{scenario}", year=Year(years[0])',
            ),
            ("hashes cut", "files = [(words(path), words(digest))", "files = [(words(path), words(digest[:12]))"),
            ("futures without what makes the spread", '"chances", "ranges", "levers")', '"chances", "ranges")'),
        ),
        "report/workbook/charts.py": (
            (
                "an axis in thousands",
                'f"#,##0;{minus}#,##0", "major_gridlines": _GRID, **font, **more})',
                'f"#,##0,;{minus}#,##0,", "major_gridlines": _GRID, **font, **more})',
            ),
            (
                "official projections with the marks of what was counted",
                '"marker"] = {"type": _MARKERS[kind]',
                '"marker"] = {"type": _MARKERS["observed" if kind == "published" else kind]',
            ),
        ),
    },
    "charts": {
        "report/charts/panel.py": (
            (
                "万 for thousands",
                "shown = value / 10_000 if tens else value",
                "shown = value / 1_000 if tens else value",
            ),
            (
                "the unit without its 万",
                'return Text("persons", "万人" if tens else "人")',
                'return Text("persons", "人")',
            ),
            (
                "sources without the last",
                "unique = list(dict.fromkeys(self.say(one) for one in sources))",
                "unique = list(dict.fromkeys(self.say(one) for one in sources))[: max(1, len(sources) - 1)]",
            ),
        ),
        "report/charts/planning.py": (
            (
                "women's line in the colour of men",
                "panel.ax.plot(ages, line, color=SEX_COLOURS[sex], zorder=3, label=sex)",
                'panel.ax.plot(ages, line, color=SEX_COLOURS["male" if sex == "female" else "female"], zorder=3, label=sex)',
            ),
            (
                "the key of the next scenario",
                "panel.legend(handles, [(labels or {}).get(name, name) for name in names])\n    return messages.standing",
                "panel.legend(handles, [(labels or {}).get(name, name) for name in names[::-1]])\n    return messages.standing",
            ),
            (
                "better to the left",
                "← worse than the path\\u2003\\u2003\\u2003better →",
                "← better than the path\\u2003\\u2003\\u2003worse →",
            ),
            (
                "rows of lines in the wrong order",
                "panel.ax.set_yticks(np.arange(rows)[::-1], [balanced(one, 130, TEXT_SIZE) for one in said], size=TEXT_SIZE)",
                "panel.ax.set_yticks(np.arange(rows), [balanced(one, 130, TEXT_SIZE) for one in said], size=TEXT_SIZE)",
            ),
        ),
        "report/charts/levers.py": (
            (
                "a fall in the colour of a rise",
                "colours = [PALETTE[0] if value >= 0 else PALETTE[1] for value in values]",
                "colours = [PALETTE[1] if value >= 0 else PALETTE[0] for value in values]",
            ),
            (
                "the widest at the bottom",
                "ordered = sorted(bounds.items(), key=lambda one: one[1][1] - one[1][0])",
                "ordered = sorted(bounds.items(), key=lambda one: one[1][0] - one[1][1])",
            ),
            ("a median that is a mean", "median = np.median(values, axis=0)", "median = np.mean(values, axis=0)"),
        ),
    },
    "store": {
        "report/store.py": (
            (
                "the answer in English",
                'said = "\\n".join(one.say(language) for one in',
                'said = "\\n".join(one.say("en") for one in',
            ),
            (
                "what rests on an assumption, turned round",
                'results.attrs["what_if_scenarios"] = [one.name for one in run.scenarios if one.what_if]',
                'results.attrs["what_if_scenarios"] = [one.name for one in run.scenarios if not one.what_if]',
            ),
        )
    },
    "cli": {
        "cli/answers.py": (
            (
                "short titles in the other language",
                'titles = {one.name: Text(one.short("en"), one.short("ja")) for one in made.scenarios}',
                'titles = {one.name: Text(one.short("ja"), one.short("en")) for one in made.scenarios}',
            ),
            (
                "a gap of five years later",
                "asked = published(tables, against), 2040 if year is None else year",
                "asked = published(tables, against), 2045 if year is None else year",
            ),
        )
    },
    "scenario": {
        "scenario/summary.py": (
            ("what is added as if it were all", 'if item.relation != "absolute":', 'if item.relation == "absolute":'),
            (
                "households until the year they begin",
                'else Text(" to {year}", "{year}まで", year=Year(home.last_year)),',
                'else Text(" to {year}", "{year}まで", year=Year(home.first_year)),',
            ),
        ),
        "scenario/course.py": (
            (
                "a shock of people in factors",
                'value, unit = (shock.factor, "factor") if shock.factor is not None else (shock.persons, "persons per year")',
                'value, unit = (shock.factor, "persons per year") if shock.factor is not None else (shock.persons, "factor")',
            ),
            (
                "straight lines from the first point on",
                "first=max(year for year in points if year < value.period),",
                "first=min(year for year in points if year < value.period),",
            ),
            (
                "solved for what it starts from",
                "value=Amount(row.measure, row.value),\n            quantity",
                "value=Amount(row.measure, row.year),\n            quantity",
            ),
        ),
    },
    "wording": {
        "vocabulary.toml": (
            (
                "births and deaths in narrow headings",
                'births = { en = "Births", ja = "出生" }\ndeaths = { en = "Deaths", ja = "死亡" }\nnatural',
                'births = { en = "Deaths", ja = "死亡" }\ndeaths = { en = "Births", ja = "出生" }\nnatural',
            ),
            (
                "the sexes of life expectancies",
                '"mortality.e0.male" = { en = "Life expectancy at birth, male", ja = "平均寿命（男）" }',
                '"mortality.e0.male" = { en = "Life expectancy at birth, female", ja = "平均寿命（女）" }',
            ),
            (
                "a census is the register",
                'census = { en = "census", ja = "国勢調査" }',
                'census = { en = "resident register", ja = "住民基本台帳" }',
            ),
        ),
        "wording.py": (
            (
                "lower where it is higher",
                'way = Text("lower", "低い") if low else Text("higher", "高い")',
                'way = Text("higher", "高い") if low else Text("lower", "低い")',
            ),
        ),
        "text.py": (
            ("months a month on", "_MONTHS[self.date.month - 1]", "_MONTHS[self.date.month % 12]"),
            ("the first year of an era", "'元' if year == first", "'元' if year == first + 1"),
        ),
        "record.py": (
            (
                "needed and observed exchanged in the record",
                'for name in ("target", "year", "value", "observed")}',
                'for name in ("target", "year", "observed", "value")} | {"value": self.observed, "observed": self.value}',
            ),
        ),
    },
    "backtest": {
        "backtest/told.py": (
            (
                "the median of another measure",
                "zip(wide.index, wide[list(MEASURE_HEADS)].to_numpy(), strict=True)",
                "zip(wide.index, wide[list(MEASURE_HEADS)[::-1]].to_numpy(), strict=True)",
            ),
            (
                "columns of another horizon",
                '*(Column(HEADS["years_ahead"].filled(h=int(h))) for h in wide.columns)],',
                '*(Column(HEADS["years_ahead"].filled(h=int(h) + 1)) for h in wide.columns)],',
            ),
        )
    },
    "batch": {
        "batch/told.py": (
            (
                "who leaves is who comes",
                "                came=came,\n                left=left,\n            )\n",
                "                came=left,\n                left=came,\n            )\n",
            ),
            (
                "the first year's moves under the last",
                'results[name].isel(scenario=0, period=-1).sum("area")',
                'results[name].isel(scenario=0, period=0).sum("area")',
            ),
            (
                "what takes the difference exchanged",
                'deaths = together.taken_by == "deaths"',
                'deaths = together.taken_by != "deaths"',
            ),
        ),
        "batch/templates.py": (
            (
                "births for people",
                '_LEVELS = {"fertility.tfr": "tfr", "migration.net": "net"}',
                '_LEVELS = {"fertility.tfr": "net", "migration.net": "tfr"}',
            ),
        ),
        "report/page/country.js": (
            (
                "shares of the launch's residents",
                'if (kind === "share") { const all = sum(list, "population", scenario, k);',
                'if (kind === "share") { const all = sum(list, "population", scenario, 0);',
            ),
            (
                "residents in the table a year back",
                '...years.map((year) => cell(series ? whole(series[YEARS.indexOf(year)]) : "-"))',
                '...years.map((year) => cell(series ? whole(series[Math.max(0, YEARS.indexOf(year) - 1)]) : "-"))',
            ),
            (
                "lowest and highest first exchanged",
                "low: (a, b) => last(a) - last(b) || a.number - b.number || a.i - b.i, high: (a, b) => last(a) - last(b) || b.number - a.number || a.i - b.i,",
                "high: (a, b) => last(a) - last(b) || a.number - b.number || a.i - b.i, low: (a, b) => last(a) - last(b) || b.number - a.number || a.i - b.i,",
            ),
            (
                "the key counts the class below",
                "if (number !== null) counts[classOf(number, kind)]++;",
                "if (number !== null) counts[Math.max(0, classOf(number, kind) - 1)]++;",
            ),
            ("tiles upside down", "y = (tile.row - top) * size;", "y = (high - 1 - tile.row + top) * size;"),
            (
                "working ages with the old",
                "value - DATA.population_0_14[i][s][k] - DATA.population_65_plus[i][s][k])));",
                "value - DATA.population_0_14[i][s][k])));",
            ),
        ),
        "report/charts/prefecture.py": (
            (
                "hundred at the height of fifty",
                "self.ax.text(left - 0.6, base - high * level / self.top, str(level)",
                "self.ax.text(left - 0.6, base - high * level / self.top, str(150 - level)",
            ),
            (
                "the key in another order of colours",
                "ax.plot([x, x + 6], [below + 5, below + 5], color=country.colours[name], linewidth=1.6)",
                "ax.plot([x, x + 6], [below + 5, below + 5], color=country.colours[country.scenarios[-1 - country.scenarios.index(name)]], linewidth=1.6)",
            ),
        ),
    },
}

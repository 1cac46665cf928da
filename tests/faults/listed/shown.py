# ruff: noqa: E501
"""Faults in what renders the story, and in the command."""

from __future__ import annotations

LISTED: dict[str, dict[str, tuple[tuple[str, str, str], ...]]] = {
    "terminal": {
        "report/terminal.py": (
            ("the comparison is left out", 'TABLES = ("population", "comparison", ', 'TABLES = ("population", '),
            (
                "a row is cut",
                "widths[0] = min(room[0], max(LEAST_LABEL, width - sum(wide + GAP for wide in widths[1:])))",
                "widths[0] = min(room[0], LEAST_LABEL)",
            ),
            (
                "columns of the first block only",
                "    for block, own in enumerate(blocks):\n",
                "    for block, own in enumerate(blocks[:1]):\n",
            ),
            (
                "rows in reverse",
                "    for number in range(max(len(part) for part in parts)):\n",
                "    for number in reversed(range(max(len(part) for part in parts))):\n",
            ),
            (
                "headings of the neighbours",
                "_row([head[one] for one in chosen], widths, sides)",
                "_row([head[one] for one in (0, *chosen[:0:-1])], widths, sides)",
            ),
            (
                "cells of the neighbours",
                "_row([rows[place][one] for one in chosen], widths, sides)",
                "_row([rows[place][one] for one in (0, *chosen[:0:-1])], widths, sides)",
            ),
            (
                "wider than the terminal",
                "free, keys = width - min(room[0], max(LEAST_LABEL, width // 5)), _keys(rows)",
                "free, keys = 2 * width, _keys(rows)",
            ),
            (
                "sentences without the first",
                "    for one in sentences:\n        first, *others = wrapped(one.say(language), width - 2)",
                "    for one in list(sentences)[1:]:\n        first, *others = wrapped(one.say(language), width - 2)",
            ),
            ("the last row is lost", "head, *rows = table.say(language)", "head, *rows = table.say(language)[:-1]"),
            ("half the headline", "for one in story.headline for line in", "for one in story.headline[:2] for line in"),
        )
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
            ("captions in English", "caption = block.caption.say(language)", 'caption = block.caption.say("en")'),
            ("cells in English", '{"text": cell.say(language),', '{"text": cell.say("en"),'),
            (
                "half the answer",
                '"lines": block.text.say(language).split("\\n")}',
                '"lines": block.text.say(language).split("\\n")[:2]}',
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
                "..b.rows.flatten().map(cell => table",
                "..b.rows.flatten().rev().map(cell => table",
            ),
            (
                "headings twice",
                "table.header(..b.header.map(head-text)),",
                "table.header(..b.header.rev().map(head-text)),",
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
            ("another line of the answer", "story.headline[min(1, len(story.headline) - 1)]", "story.headline[0][:0]"),
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
            ("a gap with a minus", "difference: whole(Math.abs(difference)),", "difference: whole(difference),"),
            (
                "shares of the year shown",
                "shares: CLASS_MEASURES.map((measure) => percent(MEASURES[measure](drawn.result, edge) / all))",
                "shares: CLASS_MEASURES.map((measure) => percent(MEASURES[measure](drawn.result, k) / all))",
            ),
        ),
        "report/page/words.js": (
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
            ("△ in English", 'minus = f\'"{MINUS_JA}"\' if language == "ja" else "-"', "minus = f'\"{MINUS_JA}\"'"),
            ("points as a share", "cell.content * 100 if points else cell.content", "cell.content"),
            ("no thousands", 'shown = "#,##0" + ', 'shown = "0" + '),
            ("people with decimals", "places = decimals(cell.measure)", "places = decimals(cell.measure) + 1"),
            (
                "no sign before a rise",
                'return f"+{shown};{minus}{shown};{shown}"',
                'return f"{shown};{minus}{shown};{shown}"',
            ),
            (
                "a row above the cells",
                '        """Write a cell of the row, and return how many lines it takes."""\n',
                '        """Write a cell of the row, and return how many lines it takes."""\n        place += place > 2\n',
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
            ("lines of the readings", "if scenario in story.names.mains:", "if scenario in story.names.scenarios:"),
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
            ("men for women in the pyramids", "column = 2 * place + 1 + offset", "column = 2 * place + 2 - offset"),
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
            ("sum is a difference", "whole, name = values[0] + values[1],", "whole, name = values[0] - values[1],"),
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
                "births where deaths should be",
                "tables = {name: tidy(run.projection[name]) for name in _BY_AGE if name in run.projection}",
                'tables = {name: tidy(run.projection[name]) for name in _BY_AGE if name in run.projection}\n    tables["population"] = tables["population"].assign(population=tables["population"]["population"].shift(1))',
            ),
            ("half the answer", 'said + "\\n", _ENCODING)', 'said[:200] + "\\n", _ENCODING)'),
            (
                "assumptions of the other measure",
                'tables.append(table.assign(measure=name, unit=_unit(name, int(assumptions.attrs["step"]))))',
                'tables.append(table.assign(measure=name, value=table["value"] * 1.01, unit=_unit(name, int(assumptions.attrs["step"]))))',
            ),
        )
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
            ("the overview only of the last", "_write_overview(made, Path", "_write_overview(made[-1:], Path"),
        )
    },
}

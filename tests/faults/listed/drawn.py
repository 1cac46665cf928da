"""Faults at places that were drawn at random, eight or more of each room, which the tests of that day did not notice."""

from __future__ import annotations

LISTED: dict[str, dict[str, tuple[tuple[str, str, str], ...]]] = {
    "analysis": {
        "analysis/readings_told.py": (
            ("ja: last option for first", "各論点の最初の選択肢が", "各論点の最後の選択肢が"),
        ),
        "analysis/readings.py": (
            (
                "is_about: value not compared",
                "(self.outlook.measure, self.outlook.year, self.outlook.value) == (",
                "(self.outlook.measure, self.outlook.year, outlook.value) == (",
            ),
        ),
    },
    "assumptions": {
        "assumptions/official_form.py": (
            ("check lets migration_level through", '        ("migration_level", "rates"),\n', ""),
            ("start for middle of the period", "base.periods + STEP // 2", "base.periods"),
        ),
        "assumptions/together_schedules.py": (
            ("first area's net level for all", "float(made.net_level[i])", "float(made.net_level[0])"),
        ),
        "assumptions/gross.py": (("last year for the first", "first=min(self.emptied)", "first=max(self.emptied)"),),
    },
    "batch": {
        "batch/ranges.py": (("ja: at most for below", "{least} 人未満の地域", "{least} 人以下の地域"),),
        "batch/templates.py": (
            (
                "added trajectories taken for absolute",
                'not (trajectory.get("relative") or trajectory.get("added"))',
                'not trajectory.get("relative")',
            ),
        ),
        "batch/run.py": (
            (
                "time left counts blocks done earlier",
                "left = seconds / (count - before) * (every - count)",
                "left = seconds / count * (every - count)",
            ),
        ),
        "batch/counts.py": (("census after the launch", "if day <= launch.date)", "if day.year <= launch.date.year)"),),
        "batch/ordinary.py": (
            (
                "launches that differ taken for one",
                "all(is_plain(one) and one.launch == launch for one in chosen)",
                "all(is_plain(one) for one in chosen)",
            ),
        ),
        "multiregional/flows.py": (
            ("19-15 let through", "(high.isdecimal() and int(high) >= int(low))", "high.isdecimal()"),
            (
                "ja: wrong end",
                'ja="転出元と同じです。この行を除いてください。"',
                'ja="転入先と同じです。この行を除いてください。"',
            ),
            (
                "row off by one",
                "for line, row in enumerate(frame.itertuples(index=False), start=2):\n        if str(row.origin)",
                "for line, row in enumerate(frame.itertuples(index=False), start=1):\n        if str(row.origin)",
            ),
        ),
        "multiregional/control.py": (
            (
                "other sexes and ages let through",
                'for dim in ("time", "sex", "age")\n        )\n        if "region"',
                'for dim in ("time",)\n        )\n        if "region"',
            ),
        ),
        "multiregional/solve.py": (
            (
                "totals met by 1 % only",
                "(worst > 1e-9 * np.maximum(np.abs(now), 1.0))",
                "(worst > 1e-2 * np.maximum(np.abs(now), 1.0))",
            ),
        ),
        "multiregional/walk.py": (
            (
                "first area only",
                "np.abs(rate[np.arange(len(rate)), np.arange(len(rate))]).max() > 0",
                "np.abs(rate[0, 0]).max() > 0",
            ),
        ),
    },
    "cli": {
        "console.py": (
            (
                "Ctrl-C comes again as SIGTERM",
                'getattr(found.exc_value, "number", signal.SIGINT)',
                'getattr(found.exc_value, "number", signal.SIGTERM)',
            ),
        ),
        "cli/pictures.py": (
            (
                "spaces not taken off",
                '[name.strip() for name in only.split(",") if name.strip()]',
                '[name for name in only.split(",") if name.strip()]',
            ),
        ),
        "cli/options.py": (
            ("results into their own folder not refused early", "                    _check_out(name, given)\n", ""),
        ),
        "cli/files.py": (
            (
                "ja: draft and figures exchanged",
                "f\"{'指定した値の' if plan.targets else '編集用の下書き'} plan.toml）。\\n\"",
                "f\"{'編集用の下書き' if plan.targets else '指定した値の'} plan.toml）。\\n\"",
            ),
        ),
        "cli/run.py": (
            (
                "no overview where quiet",
                "    if several:\n        _write_overview(",
                "    if several and not asked.quiet:\n        _write_overview(",
            ),
            ("workbook not named", '(".html", ".pdf", ".xlsx")', '(".html", ".pdf")'),
        ),
        "run.py": (
            (
                "folder of JSON scenarios",
                'if any(folder.glob("*.toml")) or any(folder.glob("*.json")):\n        return',
                'if any(folder.glob("*.toml")):\n        return',
            ),
            (
                "launch for last year",
                'made.projection["time"].values[-1]), *outlooks',
                'made.projection["time"].values[0]), *outlooks',
            ),
        ),
    },
    "collection": {
        "collection/area.py": (
            (
                "65+ for 75+",
                "percent = float(found[name].values[i])",
                'percent = float(found["share_65plus"].values[i])',
            ),
        ),
        "collection/new.py": (("ja: limit off by one", "（年は {LAUNCH + 1}～{UNTIL}", "（年は {LAUNCH}～{UNTIL}"),),
        "collection/make.py": (
            (
                "column for row of tiles",
                '{"prefecture": "code", "column": "col", "row": "row"}',
                '{"prefecture": "code", "column": "row", "row": "col"}',
            ),
        ),
    },
    "demography": {
        "demography/graduation.py": (
            (
                "off by one",
                "0 <= last_group_start < to_age <= L.shape[-1] - 1",
                "0 <= last_group_start < to_age <= L.shape[-1]",
            ),
        ),
        "demography/lee_carter.py": (
            (
                "years before the last pass beside others",
                "if (at < self.years[-1]).any():",
                "if (at < self.years[-1]).all():",
            ),
        ),
    },
    "districts": {
        "districts/project.py": (
            (
                "order of the file lost",
                'names = list(dict.fromkeys(frame["district"]))',
                'names = sorted(set(frame["district"]))',
            ),
            ("scaled total for the counted", "before=Plain(float(sums.sum())),", "before=Plain(float(whole.sum())),"),
            ("off by one", "if own and taken + 1 >= LEAST_COUNTS:", "if own and taken >= LEAST_COUNTS:"),
            (
                "latest day for the one taken",
                "f\"{pd.Timestamp(counts['date'].values[taken]).date()}\", **as_attrs",
                "f\"{pd.Timestamp(counts['date'].values[-1]).date()}\", **as_attrs",
            ),
        ),
        "districts/told.py": (
            (
                "note where all are shown",
                'if len(names) < made.sizes["district"]:',
                'if len(names) <= made.sizes["district"]:',
            ),
        ),
    },
    "forms": {
        "forms/table.py": (
            (
                "hint where several tables have the key",
                "if len(loc) == 1 and len(under) == 1:",
                "if len(loc) == 1 and len(under) >= 1:",
            ),
        ),
        "forms/cells.py": (
            ("5-4 let through", "if width is not None and width < 1:", "if width is not None and width < 0:"),
        ),
        "forms/types.py": (
            (
                "shared last age not seen",
                "self.low <= (math.inf if other.high is None else other.high) and other.low <= (",
                "self.low <= (math.inf if other.high is None else other.high) and other.low < (",
            ),
        ),
    },
    "inputs": {
        "inputs/display.py": (
            ("note of a source dropped in HTML", "{'<br>' + escape(note) if note else ''}", ""),
            (
                "wrong heading",
                "<details><summary>{_HEADS[-1].say(language)}",
                "<details><summary>{_HEADS[0].say(language)}",
            ),
        ),
        "inputs/unusual.py": (
            (
                "latest for nearest",
                "nearest = min(residents, key=lambda one: abs(one - year))",
                "nearest = max(residents)",
            ),
        ),
        "inputs/observed.py": (
            (
                "source of the second part dropped",
                "sources = tuple(dict.fromkeys(source for _, _, source in cells))",
                "sources = tuple(dict.fromkeys(source for _, _, source in cells[:1]))",
            ),
        ),
        "inputs/counts.py": (
            ("first day for last", 'for column in ("date", "end")', 'for column in ("date", "start")'),
        ),
        "inputs/ranges.py": (
            (
                "wide percent not checked",
                'if row.cells.get("unit") in ("%", "％") and known',
                'if row.cells.get("unit") == "%" and known',
            ),
        ),
        "inputs/checks.py": (
            (
                "one missing year let through",
                "for year in range(before + 1, after)]\n    if lost:",
                "for year in range(before + 2, after)]\n    if lost:",
            ),
        ),
    },
    "planning": {
        "planning/solve.py": (
            (
                "upper limit where below an outlook with two",
                "(now < low or not np.isfinite(high))",
                "(now < low and not np.isfinite(high))",
            ),
            ("value a year late", "case.periods >= course.by][0]", "case.periods > course.by][0]"),
        ),
        "planning/versions.py": (
            (
                "stale answer for another target",
                "asked = one, measure, year, target, since",
                "asked = one, measure, year, 0.0, since",
            ),
        ),
        "planning/ageing.py": (
            (
                "shares exchanged",
                "a=Plain(self.shares[0], 1, percent=True), b=Plain(self.shares[1], 1, percent=True),",
                "a=Plain(self.shares[1], 1, percent=True), b=Plain(self.shares[0], 1, percent=True),",
            ),
        ),
    },
    "projection": {
        "projection/checks.py": (
            (
                "first day only",
                'days += assumptions.variables["reference_date"].values.ravel().tolist()',
                'days += assumptions.variables["reference_date"].values.ravel().tolist()[:1]',
            ),
            ("gaps in periods let through", "np.any(np.diff(periods) != step)", "np.any(np.diff(periods) < step)"),
        )
    },
    "readers": {
        "readers/layout.py": (
            (
                "encodings tried in the wrong order",
                'for encoding in ("utf-8-sig", "cp932"):\n        try:\n            return raw.decode',
                'for encoding in ("cp932", "utf-8-sig"):\n        try:\n            return raw.decode',
            ),
        ),
        "readers/area.py": (
            (
                "name given before name in the files",
                "name_ja = named or name_ja or code\n    merged",
                "name_ja = name_ja or named or code\n    merged",
            ),
        ),
        "readers/wpp.py": (
            (
                "broken archive not caught",
                "    except (OSError, EOFError, zlib.error):\n        return False\n    names",
                "    except (OSError, EOFError):\n        return False\n    names",
            ),
        ),
        "readers/vital.py": (
            (
                "any births and deaths taken for vital statistics",
                'return head is not None and "人口動態" in said',
                "return head is not None",
            ),
        ),
    },
    "charts": {
        "report/charts/dots.py": (
            ("dots half a bin low", "x, y = (bins + 0.5) * width", "x, y = bins * width"),
            ("just met is not met", "met = (known >= low) & (known <= high)", "met = (known > low) & (known < high)"),
        ),
        "report/charts/write.py": (
            (
                "dpi not heeded",
                "whole.savefig(stream, format=kind[1:], dpi=dpi,",
                "whole.savefig(stream, format=kind[1:], dpi=144,",
            ),
        ),
    },
    "page": {
        "report/page/texts.toml": (
            ("ja: below for above", 'ja = "その後、{year}年に上回ります。"', 'ja = "その後、{year}年に下回ります。"'),
            (
                "ja: not needed",
                'ja = "このページの計算には JavaScript が必要です。"',
                'ja = "このページの計算には JavaScript は不要です。"',
            ),
        )
    },
    "store": {
        "report/write.py": (
            ("first only in the command", 'command += ["--only", ",".join(only)]', 'command += ["--only", only[0]]'),
        )
    },
    "scenario": {
        "scenario/parts.py": (
            (
                "number off by one",
                "for number, table in enumerate(inner, start=1):\n        yield",
                "for number, table in enumerate(inner):\n        yield",
            ),
        )
    },
    "story": {
        "story/chance_tables.py": (
            (
                "ja: 95 for 80",
                'Column(Text("80%: low", "80％：下端")),\n            Column(Text("high", "上端")),\n            Column(Text("Share of the variance"',
                'Column(Text("80%: low", "95％：下端")),\n            Column(Text("high", "上端")),\n            Column(Text("Share of the variance"',
            ),
        ),
        "story/takes_charts.py": (
            (
                "from and to exchanged",
                'told = {"second": gap.second, "first": gap.first,',
                'told = {"second": gap.first, "first": gap.second,',
            ),
            ("men for women", 'women = array.sel(sex="female")\n    at =', 'women = array.sel(sex="male")\n    at ='),
        ),
        "story/findings.py": (
            (
                "any assumption makes a what-if",
                'any(one.key == numbers.outlook.source and one.kind == "assumption" for one in cited)',
                'any(one.kind == "assumption" for one in cited)',
            ),
        ),
        "story/words.toml": (("ja: a limit", '限界を示すものではありません。"', '限界を示すものです。"'),),
        "story/messages.py": (("ja: not reached", '展望（{said}）に届く"', '展望（{said}）に届かない"'),),
    },
    "uncertainty": {
        "uncertainty/bench.py": (
            ("errors do not grow", "known.sizes(persons[step], step)", "known.sizes(persons[step], 0)"),
        ),
        "uncertainty/coverage.py": (
            ("a launch not tested", "TESTED = (2005, 2010, 2015)", "TESTED = (2010, 2015)"),
            ("grid shorter", "for tails in (3.0, 4.0, 5.0)", "for tails in (4.0, 5.0)"),
            (
                "a launch whose count is not known",
                "for year in LEARN_FROM if year < until]",
                "for year in LEARN_FROM if year <= until]",
            ),
        ),
        "uncertainty/draws.py": (
            ("sign", 'base["net_migration_rate"] + moves', 'base["net_migration_rate"] - moves'),
            (
                "every block the same draws",
                "luck(made.numbers, size, area, seed, number, alike), [scenario]",
                "luck(made.numbers, size, area, seed, 0, alike), [scenario]",
            ),
        ),
        "uncertainty/calibration.py": (("two digits kept", 'f"{value:.4g}"', 'f"{value:.2g}"'),),
    },
    "wording": {
        "vocabulary.py": (
            (
                "series of a longer name",
                "for pattern, _, day in _SERIES if re.fullmatch(pattern, key)",
                "for pattern, _, day in _SERIES if re.match(pattern, key)",
            ),
        ),
        "annotations.py": (
            (
                "too large let through",
                "not math.isnan(value) and (abs(value) <= LARGEST or math.isinf(value))",
                "not math.isnan(value)",
            ),
        ),
    },
}

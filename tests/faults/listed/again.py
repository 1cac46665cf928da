"""Faults of a second draw of places at random, which the tests of that day did not notice."""

from __future__ import annotations

LISTED: dict[str, dict[str, tuple[tuple[str, str, str], ...]]] = {
    "batch": {
        "multiregional/moves.py": (
            (
                "arrivals of another area",
                "_gross(net.values[place], people.values[place], given[place[0]], profile)",
                "_gross(net.values[place], people.values[place], given[place[-1]], profile)",
            ),
        ),
        "multiregional/solve.py": (
            (
                "what has no total is doubled",
                "factor, added = np.zeros_like(now), np.zeros_like(after)",
                "factor, added = np.ones_like(now), np.zeros_like(after)",
            ),
        ),
        "multiregional/walk.py": (
            ("who came for who left", "lacking = (short > 0) & (left > 0)", "lacking = (short > 0) & (came > 0)"),
        ),
        "batch/cluster.py": (
            ("as long as dask likes", "timeout=TIMEOUT, set_as_default=False", "set_as_default=False"),
        ),
        "batch/pool.py": (
            (
                "reasons of earlier rounds forgotten",
                "failed |= {code: dict.fromkeys(plan.scenarios, why)",
                "failed = {code: dict.fromkeys(plan.scenarios, why)",
            ),
        ),
    },
    "districts": {
        "districts/check.py": (("a day checked against itself", "if at <= launch:", "if at < launch:"),),
        "districts/project.py": (
            (
                "cells for persons of unknown age",
                '"unknown": float(unknown.sum())',
                '"unknown": float((unknown > 0).sum())',
            ),
        ),
        "districts/told.py": (
            (
                "head: 65+ of the launch",
                'Text("65+ {year}", "高齢化率 {year}", year=Year(year))',
                'Text("65+ {year}", "高齢化率 {year}", year=Year(launch))',
            ),
        ),
    },
    "inputs": {
        "inputs/checks.py": (("census of 1945 for 1947", "day.year != 1947", "day.year != 1945"),),
        "inputs/ranges.py": (
            (
                "unit of net out-moves not known",
                'VOCABULARY.get(measure.replace("net_out_", "net_"))',
                "VOCABULARY.get(measure)",
            ),
        ),
        "inputs/unusual.py": (
            ("tables of several left out", "smooth = SMOOTH.get(name)", 'smooth = SMOOTH.get(name.rstrip("s"))'),
        ),
    },
    "uncertainty": {
        "uncertainty/draws.py": (
            (
                "and for or",
                'if "age" not in first.dims or "births" not in projection:',
                'if "age" not in first.dims and "births" not in projection:',
            ),
        ),
        "uncertainty/luck.py": (
            ("moves are deaths of the young", "slower = np.zeros(lasting.shape)", "slower = lasting.copy()"),
        ),
        "uncertainty/outcome.py": (
            (
                "outlooks that nobody can tell left out",
                "return pd.DataFrame(rows, columns=columns)",
                "return pd.DataFrame(rows, columns=columns).dropna()",
            ),
        ),
    },
    "assumptions": {
        "assumptions/change.py": (("counts beside the rates turned", "counts += by_period", "counts -= by_period"),)
    },
    "cli": {
        "cli/files.py": (
            ("statements not checked", "        read_statements(tables)\n    except", "    except"),
            (
                "form written over a file that was named",
                '    if os.path.lexists(target):\n        fail(\n            target.as_posix(),\n            en="is there already and is left',
                "    if out is None and os.path.lexists(target):\n        fail(\n            target.as_posix(),\n"
                '            en="is there already and is left',
            ),
        )
    },
    "forms": {
        "forms/toml_file.py": (
            ("last line told as the one before", "line = min(line, len(lines))", "line = min(line, len(lines) - 1)"),
        ),
        "forms/types.py": (
            ("ja: 30-30 for 30", 'if self.high > self.low else ""', 'if self.high >= self.low else ""'),
        ),
    },
    "planning": {
        "planning/case.py": (("last outlook for the first", "        return wanted[0]", "        return wanted[-1]"),),
        "planning/stable.py": (
            (
                "flow taken for a stock",
                'if measure not in summary or "time" not in summary[measure].dims:',
                "if measure not in summary:",
            ),
        ),
    },
    "story": {
        "story/messages.py": (
            (
                "ja: course backwards",
                '"{first}年の{start}から{last}年は{end}へ",\n        count=_counted',
                '"{last}年の{start}から{first}年は{end}へ",\n        count=_counted',
            ),
        ),
        "story/requirements.py": (
            (
                "another scenario named than is compared",
                'WORDS["reliability"].filled(title=numbers.names.titles[name])',
                'WORDS["reliability"].filled(title=numbers.names.titles[mains[0]])',
            ),
        ),
        "story/takes.py": (
            (
                "delay told where the outlook is met",
                "        low, high = self.outlook.limits()\n        if low <= float(reading(self.case.summary",
                "        high, low = self.outlook.limits()\n        if low <= float(reading(self.case.summary",
            ),
        ),
    },
}

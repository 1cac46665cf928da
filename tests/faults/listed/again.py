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
}

"""Faults in what is read and calculated."""

from __future__ import annotations

LISTED: dict[str, dict[str, tuple[tuple[str, str, str], ...]]] = {
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
            ("groups no longer sum", "scaled = single * np.repeat(factor, widths, axis=-1)", "scaled = single"),
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
                "np.stack([births * ratio / (1 + ratio), births / (1 + ratio)], axis=-1)",
                "np.stack([births / (1 + ratio), births * ratio / (1 + ratio)], axis=-1)",
            ),
            (
                "deaths of survivors",
                "deaths = np.concatenate([B[..., None], entering_ages(e)], axis=-1) * (1 - S)",
                "deaths = np.concatenate([B[..., None], entering_ages(e)], axis=-1) * S",
            ),
            ("women 15-44 bear children", "after[..., FEMALE, 3:10].sum(", "after[..., FEMALE, 3:9].sum("),
            (
                "children by the inverse sex ratio",
                "np.stack([children * R / (100 + R), children * 100 / (100 + R)], axis=-1)",
                "np.stack([children * 100 / (100 + R), children * R / (100 + R)], axis=-1)",
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
            ("withheld persons are lost", "return sum(self.counts) + self.withheld", "return sum(self.counts)"),
        ),
        "forms/published.py": (
            (
                "one year off in an era",
                '_ERA[era] + (1 if found[3] == "元" else int(found[3]))',
                '_ERA[era] + (0 if found[3] == "元" else int(found[3]) - 1)',
            ),
            (
                "the open group closes",
                '.replace("才", "").replace("以上", "+")',
                '.replace("才", "").replace("以上", "")',
            ),
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
            ("unknown ages counted twice", "return known * (1.0 + share)", "return known * (1.0 + 2 * share)"),
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
                '{before + name for before in ("", place.prefecture, place.prefecture[:-1]) for name in whole}',
                "{*whole}",
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
            ("a share of all", "return np.asarray(np.divide(old, whole,", "return np.asarray(np.divide(whole, whole,"),
            ("size class one up", 'side="right") - 1', 'side="right")'),
            (
                "evacuated towns are scored",
                "kept = ~np.isin(np.array(history.areas), EVACUATED)",
                "kept = np.ones(len(history.areas), dtype=bool)",
            ),
        ),
        "backtest/forecast.py": (
            (
                "the register's own trend left out",
                "(_growth(start) + _growth(register_launch(now, kind))) / 2",
                "_growth(start)",
            ),
            (
                "the way to the census too long",
                "(STEP - known) * (recent + carried) / 2",
                "STEP * (recent + carried) / 2",
            ),
            ("past errors not taken off", "made * np.exp(past_errors.leaning(residents))", "made"),
        ),
        "backtest/intervals.py": (
            ("one tail only", "tail = (1 - coverage) / 2", "tail = 1 - coverage"),
            ("past errors leaned away from", "LEANING * self", "-LEANING * self"),
        ),
    },
}

"""Faults in what a batch writes: tables, page, sheets; and in areas together."""

from __future__ import annotations

LISTED: dict[str, dict[str, tuple[tuple[str, str, str], ...]]] = {
    "batch": {
        "batch/measures.py": (
            ("children up to 19", "both[..., :3].sum(axis=-1)", "both[..., :4].sum(axis=-1)"),
            ("work from 20", "both[..., 3:13].sum(axis=-1)", "both[..., 4:13].sum(axis=-1)"),
            ("the old from 70", "both[..., 13:].sum(axis=-1)", "both[..., 14:].sum(axis=-1)"),
            ("men aged 20-39", "by_age[..., 1, 4:8]", "by_age[..., 0, 4:8]"),
            ("women aged 25-44", "by_age[..., 1, 4:8]", "by_age[..., 1, 5:9]"),
            ("ages of the year before", ".index(year) for year in years]", ".index(year) - 1 for year in years]"),
        ),
        "batch/tables.py": (
            (
                "flows a year late",
                "np.concatenate([values, np.full_like(values[..., :1], np.nan)], axis=-1)",
                "np.concatenate([np.full_like(values[..., :1], np.nan), values], axis=-1)",
            ),
            (
                "numbers of another order of areas and scenarios",
                'columns = _keys(results, "area", "scenario", "time")',
                'columns = _keys(results.transpose("scenario", ...), "scenario", "area", "time")',
            ),
            (
                "residents of the last year as those of the launch",
                'results["population"].isel(scenario=0, time=0).values',
                'results["population"].isel(scenario=0, time=-1).values',
            ),
            ("no rows", 'range(0, results.sizes["area"], _AREAS)', "range(0, 0, _AREAS)"),
            (
                "quantiles the other way round",
                "dict(zip(shares, values.T, strict=True))",
                "dict(zip(shares, values.T[::-1], strict=True))",
            ),
            ("moves the other way round", "(came, left, came - left, net)", "(left, came, left - came, net)"),
            ("reasons of all scenarios", 'where = said["reason_en"] != ""', 'where = said["reason_en"] != "x"'),
        ),
        "batch/ranges.py": (
            (
                "draws that failed counted as nobody",
                "drawn = joined[place][:, ~failed[place]]",
                "drawn = np.nan_to_num(joined[place])",
            ),
            (
                "quantiles of the next area",
                "several[place] for place in places]",
                "several[place - 1] for place in places]",
            ),
        ),
        "batch/pool.py": (
            (
                "arrivals of the next area",
                '{"area": codes}, ("area",))\n        pool',
                '{"area": codes[1:] + codes[:1]}, ("area",))\n        pool',
            ),
            (
                "rates from outside twice",
                'net_migration_rate=pool["outside_rate"]',
                'net_migration_rate=pool["outside_rate"] + given["net_migration_rate"]',
            ),
            (
                "scenarios in another order",
                "values[name][rows, number] = array[places]",
                "values[name][rows, -1 - number] = array[places]",
            ),
            ("counts of migrants left out", '"net_migration_rate", "net_migration",\n', '"net_migration_rate",\n'),
            (
                "the line begins at 0",
                "known = {plan.times[0]: sum(launch[code] for code in codes)} | by_year",
                "known = {plan.times[0]: 0.0} | by_year",
            ),
        ),
        "multiregional/together.py": (
            (
                "who came told as who left",
                "(came.sum(axis=(-2, -1)), left.sum(axis=(-2, -1)), stayed)",
                "(left.sum(axis=(-2, -1)), came.sum(axis=(-2, -1)), stayed)",
            ),
        ),
        "story/country.py": (
            (
                "persons cut, not rounded",
                "{name: np.round(whole[name].values) for name in MEASURES}",
                "{name: np.floor(whole[name].values) for name in MEASURES}",
            ),
            (
                "scenarios in front of areas",
                'transpose("area", "scenario", "time")',
                'transpose("area", "scenario", "time").isel(scenario=slice(None, None, -1))',
            ),
            (
                "titles exchanged",
                "{name: titles[name][0] for name in scenarios}",
                "{name: titles[scenarios[0]][0] for name in scenarios}",
            ),
            ("kana of nobody", 'kana.get(str(code), "")', 'kana.get(str(en), "")'),
        ),
        "report/page/country.py": (
            (
                "changes with the sign turned",
                "np.where(changes < 0, -2 * changes - 1, 2 * changes)",
                "np.where(changes > 0, 2 * changes - 1, -2 * changes)",
            ),
            ("the first number one too few", "int(values[0]) + 1", "int(values[0])"),
        ),
        "report/charts/prefecture.py": (
            ("the change under the last scenario", "ends = self.index[at, 0, -1]", "ends = self.index[at, -1, -1]"),
            ("the last year but one", "ends = self.index[at, 0, -1]", "ends = self.index[at, 0, -2]"),
            ("scenarios drawn over each other", "_inside(x, self.index[at, scenario]", "_inside(x, self.index[at, 0]"),
            (
                "names of the next place",
                "name = self.country.places[number].name",
                "name = self.country.places[number - 1].name",
            ),
        ),
    }
}

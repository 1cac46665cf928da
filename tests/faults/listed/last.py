"""One slip for each way of reading: a row of a table, a panel of the page, a unit, the ends of a range, a sentence."""

from __future__ import annotations

LISTED: dict[str, dict[str, tuple[tuple[str, str, str], ...]]] = {
    "story": {
        "story/tables.py": (
            (
                "age classes of the launch in every year's row",
                "*(value(m, numbers.at(name, m, year), scenario=name, year=year) for m in AGE_MEASURES),",
                "*(value(m, numbers.at(name, m, years[0]), scenario=name, year=year) for m in AGE_MEASURES),",
            ),
        )
    },
    "page": {
        "report/page/controls.js": (
            (
                "every preset with the residents of the one it opens on",
                "whole(MEASURES.population(one.result, k))));",
                "whole(MEASURES.population(scenarios.get(state.base).result, k))));",
            ),
        )
    },
    "workbook": {
        "report/workbook/charts.py": (
            (
                "births and deaths in thousands",
                '"Births, deaths and net migration (persons): {of}", "出生・死亡・社会増減（人）：{of}", of=of',
                '"Births, deaths and net migration (thousands): {of}", "出生・死亡・社会増減（千人）：{of}", of=of',
            ),
        )
    },
    "planning": {
        "planning/spread.py": (
            (
                "the ends of a range swapped",
                'told |= {"low": self.said(self.low), "high": self.said(self.high)}',
                'told |= {"low": self.said(self.high), "high": self.said(self.low)}',
            ),
        )
    },
    "analysis": {
        "analysis/answer.py": (
            (
                "the one scenario gives the outlook's own figure",
                "only, amount = _short(every[one.scenario]), Quantity(outlook.measure, one.value)",
                "only, amount = _short(every[one.scenario]), Quantity(outlook.measure, outlook.value)",
            ),
        )
    },
}

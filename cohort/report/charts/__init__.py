"""Charts: drawings in one frame; the only package that imports matplotlib.

A drawing takes a panel (axes and a language) and what it draws; `panel.chart` puts place, title and sources around it.
``cohort.plot`` has them all under the name people type.
"""

# first: a wrong setting must not stop the import of matplotlib
from cohort.report.charts import _backend as _backend  # isort: skip
from cohort.report.charts.ages import age_classes, heat_map, migration_by_age
from cohort.report.charts.dots import dots
from cohort.report.charts.flows import births_and_deaths, natural_and_social_change
from cohort.report.charts.frontier import frontier
from cohort.report.charts.levers import fan, tornado, waterfall
from cohort.report.charts.multiples import small_multiples
from cohort.report.charts.planning import bars, crossings, standings, value_by_age
from cohort.report.charts.pyramids import pyramid, pyramid_animation, pyramid_range
from cohort.report.charts.style import scenario_colours
from cohort.report.charts.totals import totals
from cohort.report.charts.write import draw as draw
from cohort.report.charts.write import save
from cohort.report.charts.write import svg as svg
from cohort.report.charts.write import write_charts as write_charts
from cohort.vocabulary import PALETTE

__all__ = [
    "PALETTE", "age_classes", "bars", "births_and_deaths", "crossings", "dots", "fan", "frontier", "heat_map",
    "migration_by_age", "natural_and_social_change", "pyramid", "pyramid_animation", "pyramid_range", "save",
    "scenario_colours", "small_multiples", "standings", "tornado", "totals", "value_by_age", "waterfall",
]  # fmt: skip

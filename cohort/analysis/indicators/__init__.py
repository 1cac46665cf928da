"""Indicators of a plan: their ratings, and those tied to the population projected under every scenario."""

from cohort.analysis.indicators.file import read_indicators
from cohort.analysis.indicators.model import UNITS, Indicator, Part, Unit
from cohort.analysis.indicators.project import countable, project_indicators
from cohort.analysis.indicators.ratings import THRESHOLDS, rating, ratings
from cohort.analysis.indicators.told import indicator_table, rating_sentence, rating_table
from cohort.arguments import at_the_door

at_the_door(globals())

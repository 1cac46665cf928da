"""Indicators of a plan: their ratings, and those tied to the population projected under every scenario."""

from cohort.analysis.indicators.file import parse_indicators, read_indicators
from cohort.analysis.indicators.model import KINDS, UNITS, Ages, Indicator, Part, Unit, parse_ages
from cohort.analysis.indicators.project import countable, project_indicators
from cohort.analysis.indicators.ratings import THRESHOLDS, rating, ratings
from cohort.analysis.indicators.told import indicator_table, rating_sentence, rating_table

__all__ = [
    "KINDS",
    "THRESHOLDS",
    "UNITS",
    "Ages",
    "Indicator",
    "Part",
    "Unit",
    "countable",
    "indicator_table",
    "parse_ages",
    "parse_indicators",
    "project_indicators",
    "rating",
    "rating_sentence",
    "rating_table",
    "ratings",
    "read_indicators",
]

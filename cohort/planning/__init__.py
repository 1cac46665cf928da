"""What it would take: answers for planners, exact because the projection is run again with every one of them.

Nothing is written; every answer has a table and sentences in both languages.
"""

from .case import Case, case_of, read_case
from .delay import delay_table, delays, stabilise, threshold_table, thresholds
from .gap import gap, momentum, share_parts
from .map import VerdictMap, verdict_map
from .mix import Mix, least_effort
from .monitor import Monitor, monitor, read_actuals
from .solve import Solution, solve
from .solve_told import solve_table
from .values import family_table, family_values, person_table, person_values

__all__ = [
    "Case",
    "Mix",
    "Monitor",
    "Solution",
    "VerdictMap",
    "case_of",
    "delay_table",
    "delays",
    "family_table",
    "family_values",
    "gap",
    "least_effort",
    "momentum",
    "monitor",
    "person_table",
    "person_values",
    "read_actuals",
    "read_case",
    "share_parts",
    "solve",
    "solve_table",
    "stabilise",
    "threshold_table",
    "thresholds",
    "verdict_map",
]

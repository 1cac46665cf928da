"""What it would take: answers for planners, exact because the projection is run again with every one of them.

Nothing is written; every answer has a table and sentences in both languages.
"""

from cohort.arguments import at_the_door

from .actuals import read_actuals
from .ageing import Momentum, ShareParts, kitagawa, momentum, share_parts
from .case import Case, case_of, read_case
from .cost import Cheapest, Cost, cost_table, least_cost, read_cost, read_costs
from .delay import Delay, delay_sentence, delay_table, delays
from .gap import Gap, gap, gap_between
from .gap_told import gap_ages_table, gap_table, gap_years_table
from .levers import changed
from .map import VerdictMap, verdict_map
from .mix import Mix, least_effort
from .monitor import Monitor, monitor
from .monitor_told import aims_table, monitor_sentences, monitor_table
from .ranges import (
    crossing_range,
    delay_ranges,
    gap_ranges,
    held_range,
    lever_range,
    path_ranges,
    remaining_range,
    value_range,
)
from .returning import Leaving, leaving, leaving_table, returners, returners_sentence
from .solve import Solution, solve
from .solve_told import out_of_reach, solve_table
from .spread import Spread, spread_of, spread_table
from .stable import Stable, stabilise, stabilise_table
from .thresholds import Crossing, read_line, threshold_table, thresholds
from .values import FamilyValue, family_table, family_values, person_table, person_values
from .versions import Versions

at_the_door(globals())

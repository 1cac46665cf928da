"""Areas projected together: moves between them that add up to zero, and totals that they are held to."""

from __future__ import annotations

from cohort.arguments import at_the_door
from cohort.multiregional.control import Control
from cohort.multiregional.flows import flow_rates, read_flows
from cohort.multiregional.moves import pool, pool_of
from cohort.multiregional.together import together

at_the_door(globals())

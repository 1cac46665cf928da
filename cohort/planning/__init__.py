"""What it would take: answers for planners, exact because the projection is run again with every one of them.

Nothing is written; every answer has a table and sentences in both languages.
"""

from .case import Case, case_of, read_case
from .mix import Mix, least_effort
from .solve import Solution, solve
from .solve_told import solve_table

__all__ = ["Case", "Mix", "Solution", "case_of", "least_effort", "read_case", "solve", "solve_table"]

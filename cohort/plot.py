"""The charts under the name people type: ``cohort.plot.totals(projection)``.

Loaded when a chart is asked for, so that ``import cohort`` stays quick.
"""

from cohort.report.charts import *  # noqa: F403
from cohort.report.charts import __all__ as __all__

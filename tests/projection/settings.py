"""Random assumptions for the laws."""

from __future__ import annotations

import numpy as np
import xarray as xr
from hypothesis import strategies as st

SEXES = ["male", "female"]
LEADING = ("area", "scenario", "draw", "reading")
LABELS = {"area": ["03209", "03402"], "scenario": ["trend", "strategy"], "draw": [0, 1, 2], "reading": ["x", "y"]}


@st.composite
def assumptions(
    draw, births=("asfr", "child_woman_ratio"), lead=None, control=None, wild=False, timing=("even", "end")
):
    """Assumptions of any form. `wild` lets populations run out; `control` fixes whether totals are met."""
    how = draw(st.sampled_from(births))
    n = 5 if how == "child_woman_ratio" else draw(st.sampled_from([1, 5]))
    ages = np.arange(0, n * draw(st.integers(11, 13) if n == 5 else st.integers(3, 9)), n)
    periods = 2020 + n * np.arange(draw(st.integers(1, 4)))
    if lead is None:
        lead = draw(st.lists(st.sampled_from(LEADING), unique=True, max_size=2))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    attrs = {
        "step": n,
        "reference_date": "10-01",
        "births": how,
        "migration_timing": draw(st.sampled_from(timing)),
        "mothers": draw(st.sampled_from(["survivors", "end_population"])),
    }
    sizes = {"period": len(periods), "sex": 2, "age": len(ages)}
    sizes |= {dim: len(labels) for dim, labels in LABELS.items()}

    def array(own, low, high):
        """Random values along some of the leading dims and, perhaps, without periods."""
        front = tuple(dim for dim in LEADING if dim in lead and draw(st.booleans()))
        if "period" in own and own != ("period",) and draw(st.booleans()):
            own = tuple(dim for dim in own if dim != "period")
        dims = front + own
        return dims, rng.uniform(low, high, [sizes[dim] for dim in dims])

    cells = ("period", "sex", "age")
    variables = {"launch_population": array(("sex", "age"), 100, 1000), "survivorship": array(cells, 0.7, 1.0)}
    if how == "asfr":
        dims, asfr = array(("period", "age"), 0, 0.3 / n)
        asfr[..., 0] = 0
        variables |= {"asfr": (dims, asfr), "srb": array(("period",), 1.0, 1.1)}
    else:
        variables |= {"child_woman_ratio": array(("period",), 0.1, 0.4), "sex_ratio_0_4": array(("period",), 100, 110)}
    rates = control or draw(st.booleans())
    if not rates or draw(st.booleans()):
        variables["net_migration"] = array(cells, -40 if wild else -5, 5)
    if rates:
        variables["net_migration_rate"] = array(cells, -0.6 if wild else -0.1, 0.1)
        if control or (control is None and draw(st.booleans())):
            variables["net_migration_total"] = array(("period",), -300, 300)
            dims, _ = array(("period",), 0, 1)
            kinds = rng.integers(0, 3, [sizes[dim] for dim in dims])
            kinds[..., 0] = 1
            variables["net_migration_control"] = (dims, kinds)
    if how == "child_woman_ratio":
        for name in ("net_migration", "net_migration_rate"):
            if name in variables:
                variables[name][1][..., 0] = 0
    coords = {"period": periods, "sex": SEXES, "age": ages} | {d: LABELS[d] for d in lead}
    used = {dim for dims, _ in variables.values() for dim in dims}
    if "period" not in used:  # pragma: no cover - srb always has periods
        raise AssertionError
    return xr.Dataset(variables, coords, attrs)

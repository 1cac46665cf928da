"""Settings for all tests."""

from __future__ import annotations

import os

import matplotlib

matplotlib.use("Agg")

from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.browser"]

_common = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large]}
# the same cases each time, so that a red run is the change's doing; `make test-all` draws new ones
settings.register_profile("default", max_examples=60, derandomize=True, **_common)
# over 20,000 cases for the projection alone
settings.register_profile("thorough", max_examples=2_000, **_common)
# for planted faults: each must fall to a handful of cases
settings.register_profile("faults", max_examples=12, **_common)
settings.load_profile(os.environ.get("COHORT_HYPOTHESIS", "default"))
os.environ.setdefault("COHORT_LANG", "en")

"""Scenario files: read, check, resolve, explain."""

from cohort.scenario.model import Scenario, ScenarioSet
from cohort.scenario.read import check_folder, read_scenario, read_scenarios

__all__ = ["Scenario", "ScenarioSet", "check_folder", "read_scenario", "read_scenarios"]

"""Scenario files: read, check, resolve, explain."""

from cohort.arguments import at_the_door
from cohort.scenario.choices import Choices
from cohort.scenario.course import course
from cohort.scenario.course_row import CourseRow
from cohort.scenario.derive import derive
from cohort.scenario.display import explain, explain_text
from cohort.scenario.export import json_schema
from cohort.scenario.jump_off import check_jump_off, observed_key, turned_signs
from cohort.scenario.machine import from_machine, to_json, to_machine
from cohort.scenario.model import Scenario, ScenarioSet
from cohort.scenario.read import check_folder, read_scenario, read_scenarios
from cohort.scenario.read_choices import check_choices, read_choices
from cohort.scenario.summary import SummaryRow, summary_rows

at_the_door(globals())

"""Tidy inputs of an area: reading, checking, asking. See docs/data-and-sources.md."""

from __future__ import annotations

from cohort.arguments import at_the_door

from .folder import inputs_of, read_inputs
from .model import Area, Inputs, Source
from .observed import Observed
from .tables import TABLES

at_the_door(globals())

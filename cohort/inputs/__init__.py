"""Tidy inputs of an area: reading, checking, asking. See docs/data-and-sources.md."""

from __future__ import annotations

from .folder import read_inputs
from .model import Area, Inputs, Source
from .observed import Observed
from .tables import TABLES, Column, Table

__all__ = ["TABLES", "Area", "Column", "Inputs", "Observed", "Source", "Table", "read_inputs"]

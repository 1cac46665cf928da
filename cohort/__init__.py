"""Population projections by the cohort-component method, and a verdict on a plan's outlook."""

from __future__ import annotations

__version__ = "0.1.0"

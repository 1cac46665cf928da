"""Formulas of demography: NumPy in, NumPy out; the last axis is age; no files, no labels."""

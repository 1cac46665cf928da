"""The projection: `step` (the equations), `kernel` (compiled), `project` (labels, checks)."""

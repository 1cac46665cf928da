"""Where the larger reference tables lie, if they are here at all.

They are not part of the project: a test that needs them is skipped, with this reason, where they are absent.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
_folder = Path(os.environ.get("COHORT_SHARED", ROOT.parent / "shared")) / "data"
DATA: Path | None = _folder if _folder.is_dir() else None

needs_data = pytest.mark.skipif(
    DATA is None,
    reason="reference tables absent: set COHORT_SHARED to the folder that holds data/validation and data/municipalities",
)

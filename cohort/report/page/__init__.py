"""The page with sliders: one self-contained file that runs the projection in the browser."""

from cohort.report.page.settings import Settings, apply_settings, settings_of
from cohort.report.page.writer import write_page

__all__ = ["Settings", "apply_settings", "settings_of", "write_page"]

"""The page with sliders: one HTML file that works without a network."""

from cohort.report.page.writer import write_page

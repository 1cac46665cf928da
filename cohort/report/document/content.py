"""What the report says, in order: the sections, and when each of them is there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cohort.report.document.blocks import Block
from cohort.report.document.checks import requirements_section, sureness_section
from cohort.report.document.findings import ages_section, answer_section, flows_section, verdict_section
from cohort.report.document.grounds import assumptions_section, limits_section, method_section
from cohort.report.document.provenance import origin_section
from cohort.report.document.tied import tied_section
from cohort.report.document.view import View

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cohort.run import Run

SECTIONS = (
    answer_section,
    verdict_section,
    ages_section,
    flows_section,
    tied_section,
    method_section,
    assumptions_section,
    requirements_section,
    sureness_section,
    limits_section,
    origin_section,
)


def content(run: Run, drawn: Mapping[str, str], language: str) -> dict[str, Any]:
    """Return the whole report as plain values.

    Parameters
    ----------
    run : Run
        As `cohort.run.run` returns it.
    drawn : mapping of str to str
        Charts: name -> file beside the template.
    language : str
        "en" or "ja".

    Returns
    -------
    dict
        ``title``, ``headline``, ``subtitle``, ``kicker``, ``footer``, ``author``, ``keywords``, ``language``, and ``blocks``. A section with
        nothing to say is not there.
    """
    view = View(run, language)
    blocks: list[Block] = []
    for section in SECTIONS:
        blocks += section(view, drawn)
    return {
        "language": language,
        "author": "cohort",
        "keywords": view.say(
            ["population projection", "cohort-component method"], ["将来人口推計", "コーホート要因法"]
        ),
        "title": view.title(),
        "headline": view.headline(),
        "subtitle": view.subtitle(),
        "kicker": view.say("Population projection: a check of the outlook", "将来人口推計　検証報告"),
        "footer": view.title(),
        "blocks": blocks,
    }

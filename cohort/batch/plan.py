"""The file of a batch: which areas, which scenarios, what is kept; everything that is wrong with it is told at once."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from cohort.arguments import PATH, at_the_door, takes
from cohort.batch.areas import codes_of, listed
from cohort.batch.templates import filled, read_templates, scenarios
from cohort.batch.together import Together, TogetherTable, check_plan, check_scenarios, read_together
from cohort.collection.trend import EVENTS, LAUNCH, UNTIL
from cohort.errors import CohortError, CohortErrors, Problems
from cohort.forms import FormatOne, Listed, Name, SourceTable, Table, Title, Words, Year, in_range, read_toml
from cohort.forms.types import not_true

BLOCK = 100  # areas that are worked off, written and read together
QUANTILES = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)
MOST_DRAWS = 100_000


class PlanError(CohortError):
    """A plan of a batch cannot be carried out as it stands."""


Whole = Annotated[int, Field(strict=True)]


class PlanFile(Table):
    """The file as people write it; see docs/batch.md."""

    format: FormatOne = Field(description="Version of the format.")
    name: Name = Field(description="Name of the batch: its results go to outputs/<name>.")
    title: Title
    areas: Annotated[Listed[Words], BeforeValidator(listed)] = Field(
        description="'all', prefectures (岩手県, iwate-ken, 03) and municipalities (花巻市, hanamaki, 03205)."
    )
    until: Year = Field(UNTIL, description="Last year of the projection.")
    step: Annotated[Literal[1, 5], BeforeValidator(not_true)] = Field(1, description="Years in a step.")
    ages: Listed[Year] = Field((), description="Years of which residents by sex and five-year age are kept.")
    draws: Annotated[Whole, in_range(0, MOST_DRAWS)] = Field(0, description="Futures drawn for every area.")
    seed: Annotated[Whole, in_range(0, 2**63 - 1)] = Field(1, description="The same seed gives the same draws.")
    keep_draws: bool = Field(False, description="Whether every draw is kept, not only the quantiles.")
    block: Annotated[Whole, in_range(1, 2000)] = Field(BLOCK, description="Areas of a block.")
    scenario: Listed[dict[str, Any]] = Field((), description="Scenarios beside the trend, as their files have them.")
    sources: dict[str, SourceTable] = Field(default_factory=dict)
    together: TogetherTable | None = Field(None, description="Areas that are projected together.")


@dataclass(frozen=True)
class Plan:
    """A plan that can be carried out.

    Attributes
    ----------
    name : str
    title_en, title_ja : str
    areas : tuple of str
        Codes, ascending, each once.
    scenarios : tuple of str
        Names; the trend comes first.
    templates : tuple of str
        Tables of those beside the trend, as JSON (`cohort.batch.templates.filled`).
    until, step : int
        Last year, and years of a step.
    ages : tuple of int
        Years of which residents by sex and age are kept.
    draws, seed : int
    keep_draws : bool
    block : int
        Areas of a block; areas together are one.
    together : Together, optional
        Who exchanges people, and totals; None: each area is projected by itself.
    """

    name: str
    title_en: str
    title_ja: str
    areas: tuple[str, ...]
    scenarios: tuple[str, ...]
    templates: tuple[str, ...]
    until: int = UNTIL
    step: int = 1
    ages: tuple[int, ...] = ()
    draws: int = 0
    seed: int = 1
    keep_draws: bool = False
    block: int = BLOCK
    together: Together | None = None

    @property
    def exchanging(self) -> tuple[str, ...]:
        """Areas that exchange people; nobody does where there is no pool."""
        return self.together.pool if self.together else ()

    @property
    def identity(self) -> str:
        """SHA-256 of everything that results depend on."""
        said = {key: value for key, value in asdict(self).items() if not key.startswith("title")}
        if self.together is None:
            del said["together"]
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()

    @property
    def times(self) -> tuple[int, ...]:
        """Years of the instants, from the launch."""
        return tuple(range(LAUNCH, self.until + 1, self.step))

    @property
    def blocks(self) -> tuple[tuple[str, ...], ...]:
        """Areas by block."""
        return tuple(self.areas[at : at + self.block] for at in range(0, len(self.areas), self.block))


@takes(path=PATH)
def read_plan(path: str | Path) -> Plan:
    """Read a plan; its scenarios are read as the scenario files they stand for.

    Parameters
    ----------
    path : str or Path
        A TOML file.

    Raises
    ------
    PlanError
        With everything that is wrong with the file: areas that are not there (all of them), years outside the projection.
    CohortErrors
        With what is wrong with its scenarios as well.
    """
    path = Path(path)
    problems = Problems(path.as_posix(), PlanError)
    file = read_toml(path, PlanFile, problems)
    codes: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    together: Together | None = None
    errors: list[CohortError] = []
    if file is not None:
        codes = codes_of(file.areas, problems) if file.ok("areas") else ()
        fine = _check_years(file, problems)
        if file.ok("scenario", "sources"):
            until, step = (file.until, file.step) if fine else (UNTIL, 1)  # told already
            names, errors = read_templates(path.as_posix(), _templates(file), until, step)
        said = file.together
        if said and file.ok("together", "areas", "step", "draws", "block", "scenario") and said.ok(*vars(said)):
            together, more = _together(file, codes, names, path, problems)
            errors += more
    if problems:
        errors = [PlanError(problems.subject, problems.found), *errors]
    if errors:
        raise errors[0] if len(errors) == 1 else CohortErrors(errors)
    assert file is not None
    return Plan(
        file.name,
        file.title.en,
        file.title.ja,
        codes,
        names,
        _templates(file),
        file.until,
        file.step,
        tuple(sorted(set(file.ages))),
        file.draws,
        file.seed,
        file.keep_draws,
        file.block if together is None else len(codes),
        together,
    )


def _together(
    file: PlanFile, codes: tuple[str, ...], names: tuple[str, ...], path: Path, problems: Problems
) -> tuple[Together, list[CohortError]]:
    """Return what a plan says of areas together, and what is wrong with the file of totals."""
    assert file.together is not None
    check_plan(file.step, file.draws, "block" in file.model_fields_set, problems)
    if names and file.step == 1:
        check_scenarios(scenarios(_templates(file), file.until, file.step, EVENTS), problems)
    times = range(LAUNCH, file.until + 1)
    return read_together(file.together, codes, times, path.parent, problems)


def _templates(file: PlanFile) -> tuple[str, ...]:
    """Return the scenarios as JSON: what a plan leaves out is filled in."""
    sources = {key: source.model_dump(exclude_defaults=True, warnings=False) for key, source in file.sources.items()}
    return tuple(filled(table, number, sources) for number, table in enumerate(file.scenario, start=2))


def _check_years(file: PlanFile, problems: Problems) -> bool:
    """Note years that the projection does not reach; tell whether it can be made."""
    if not file.ok("until", "step"):
        return False
    last, step = file.until, file.step
    if last <= LAUNCH or (last - LAUNCH) % step:
        problems.add(
            "until",
            en=f"got {last} in steps of {step}; the launch is {LAUNCH}: use {LAUNCH + step}, {LAUNCH + 2 * step}, ...",
            ja=f"{last} 年（{step} 年刻み）です。基準は {LAUNCH} 年なので、{LAUNCH + step}、{LAUNCH + 2 * step} … としてください。",
        )
        return False
    for number, year in enumerate(file.ages if file.ok("ages") else (), start=1):
        if year not in range(LAUNCH, last + 1, step):
            problems.add(
                f"ages#{number}",
                en=f"got {year}; the projection has {LAUNCH} to {last} in steps of {step}.",
                ja=f"{year} 年です。推計は {LAUNCH}～{last} 年の {step} 年刻みです。",
            )
    return True


at_the_door(globals())

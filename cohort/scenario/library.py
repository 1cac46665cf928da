"""Parents and combinations: which parts a file ends up with.

Whole parts are replaced. A part written in a file gives way to the same part written in a file that inherits
from it, also when the two meet again in ``combine``; any other meeting of two different parts is an error.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from cohort.errors import CohortError, CohortErrors, ScenarioError, did_you_mean
from cohort.forms import fill, in_file_order, parse
from cohort.scenario.check_family import check_family
from cohort.scenario.check_head import check_head, check_sources_used
from cohort.scenario.choices import FILE as CHOICES
from cohort.scenario.parts import PART_KEYS, Part, own_parts
from cohort.scenario.rules import REMEDIES, RuleProblems, cite
from cohort.scenario.schema import ScenarioFile, Source

MAX_DEPTH = 8
_MAX_TRAIL = 64  # a longer chain is not even read
SUFFIXES = (".toml", ".json")


@dataclass
class Document:
    """One file, read; and, once resolved, with what it inherits.

    Attributes
    ----------
    path : Path
        The file.
    problems : RuleProblems
        Its own problems.
    tables : ScenarioFile or None
        None where the file could not be parsed.
    parts : dict
        Own and inherited parts by key.
    scope : dict
        Sources that may be cited here.
    based_on : tuple of str
        Names of the scenarios it comes from, nearest first.
    lineage : frozenset of str
        This file and all it comes from.
    blocked_by : list of Document
        Parents that have problems themselves.
    """

    path: Path
    problems: RuleProblems
    tables: ScenarioFile | None = None
    parts: dict[str, Part] = field(default_factory=dict)
    scope: dict[str, Source] = field(default_factory=dict)
    based_on: tuple[str, ...] = ()
    lineage: frozenset[str] = frozenset()
    depth: int = 0
    parents: tuple[Document, ...] = ()
    blocked_by: list[Document] = field(default_factory=list)

    @property
    def usable(self) -> bool:
        """Whether neither this file nor one it comes from has a problem."""
        return not self.problems and not self.blocked_by and self.tables is not None

    def errors(self) -> list[CohortError]:
        """Return the errors of the files it comes from, then its own; each file once."""
        found: dict[str, CohortError] = {}
        for parent in self.blocked_by:
            found.update({error.subject: error for error in parent.errors()})
        if self.problems:
            found[self.problems.subject] = ScenarioError(self.problems.subject, self.problems.found)
        return list(found.values())


def raise_all(errors: Iterable[CohortError]) -> None:
    """Raise the errors of several files together, if there are any."""
    errors = list(errors)
    if len(errors) == 1:
        raise errors[0]
    if errors:
        raise CohortErrors(errors)


class Library:
    """The scenario files of one folder, each read and resolved once."""

    def __init__(self, folder: Path, area: str | None = None) -> None:
        self.folder = folder
        self.area = area
        self._known: dict[Path, Document] = {}
        self._asked: dict[Path, Document] = {}

    def document(self, path: Path, trail: tuple[str, ...] = ()) -> Document:
        """Return a file with everything it inherits; what is wrong stands in its problems."""
        if path in self._asked:
            return self._asked[path]
        key = Path(os.path.realpath(path))  # a link to itself too, which `resolve` does not take
        if key in self._known:
            return self._asked.setdefault(path, self._known[key])
        document = Document(path, RuleProblems(str(path)), lineage=frozenset({path.name}))
        raw = parse(path, document.problems, cite)
        if raw is not None:
            self._read(document, raw, (*trail, path.stem))
        self._known[key] = document
        return document

    def from_tables(self, raw: dict[str, Any], path: Path) -> Document:
        """Return what tables in memory hold, checked like a file of that path."""
        document = Document(path, RuleProblems(str(path)), lineage=frozenset({path.name}))
        self._read(document, raw, (path.stem,))
        return document

    def _read(self, document: Document, raw: dict[str, Any], trail: tuple[str, ...]) -> None:
        """Fill a document from its tables and from its parents."""
        problems = document.problems
        tables = fill(ScenarioFile, raw, problems, remedies=REMEDIES, cite=cite)
        if tables is None:
            return
        document.tables = tables
        check_head(tables, problems)
        own = own_parts(tables, self.folder, self.area, problems)
        check_sources_used(tables, raw, problems)
        self._resolve(document, tables, own, trail)
        problems.found = in_file_order(problems.found, raw)

    def _resolve(
        self, document: Document, tables: ScenarioFile, own: dict[str, tuple[Any, ...]], trail: tuple[str, ...]
    ) -> None:
        parents = self._parents(tables, document.problems, trail)
        if parents is None:
            return
        document.parents = tuple(parents)
        document.blocked_by = [parent for parent in parents if not parent.usable]
        if document.blocked_by:
            return
        document.depth = 1 + max((parent.depth for parent in parents), default=-1)
        if document.depth > MAX_DEPTH:
            chain = " -> ".join([document.path.stem, *_longest(parents)])
            document.problems.at(12, "inherits" if tables.inherits is not None else "combine").note(
                en=f"more than {MAX_DEPTH} parents in a row: {chain}. Inherit from a file nearer to the end.",
                ja=f"継承が {MAX_DEPTH} 段を超えています：{chain}。もっと元に近いファイルを継承してください。",
            )
        document.lineage = document.lineage.union(*(parent.lineage for parent in parents))
        names = [str(parent.tables.name) for parent in parents if parent.tables]
        names += [name for parent in parents for name in parent.based_on]
        made_from = tables.based_on if tables.ok("based_on") else None
        document.based_on = tuple(dict.fromkeys(names)) or tuple(made_from or ())
        document.scope = {key: source for parent in reversed(parents) for key, source in parent.scope.items()}
        document.scope |= tables.sources if tables.ok("sources") else {}
        dropped = tuple(tables.without or ()) if tables.ok("without") else ()
        _check_dropped(dropped, parents, document.problems)
        label = tables.file if tables.ok("file") and tables.file is not None else document.path.name
        found = _meet(document, parents, set(own), dropped)
        found |= {key: Part(key, rows, label, document.scope) for key, rows in own.items()}
        document.parts = {key: found[key] for key in PART_KEYS if key in found}
        check_family(document.parts, tables, document.scope, set(own), document.problems)

    def _parents(self, tables: ScenarioFile, problems: RuleProblems, trail: tuple[str, ...]) -> list[Document] | None:
        if not tables.ok("inherits", "combine"):
            return None
        asked = [("inherits", tables.inherits)] if tables.inherits is not None else []
        asked += [("combine", name) for name in tables.combine or ()]
        found: list[Document] = []
        for where, name in asked:
            path = self._find(str(name), where, problems)
            if path is None:
                continue
            if path.stem in trail:
                circle = " -> ".join([*trail[trail.index(path.stem) :], path.stem])
                problems.at(12, where).note(
                    en=f"goes round in a circle: {circle}. Remove one of these links.",
                    ja=f"継承が一巡しています：{circle}。どれか1つを外してください。",
                )
            elif len(trail) > _MAX_TRAIL:
                problems.at(12, where).note(
                    en=f"more than {_MAX_TRAIL} files inherit one from the other; shorten the chain.",
                    ja=f"継承が {_MAX_TRAIL} 段を超えています。減らしてください。",
                )
            else:
                found.append(self.document(path, trail))
        return found if len(found) == len(asked) else None

    @cached_property
    def there(self) -> dict[str, Path]:
        """The scenario files of the folder by stem; TOML before JSON."""
        return {
            path.stem: path
            for suffix in reversed(SUFFIXES)
            for path in sorted(self.folder.glob(f"*{suffix}"))
            if path.name != CHOICES
        }

    def _find(self, name: str, where: str, problems: RuleProblems) -> Path | None:
        stem = name.removesuffix(".toml").removesuffix(".json")
        if any(mark in name for mark in "/\\\x00") or stem in ("", ".", "..") or ":" in name:
            problems.at(12, where, got=name).note(
                en="a parent lies in the same folder: write its file name alone.",
                ja="親は同じフォルダーに置き、ファイル名だけを書いてください。",
            )
            return None
        there = self.there
        if stem not in there:
            hint_en = did_you_mean(stem, there, "en") or f" There are: {', '.join(sorted(there))}."
            hint_ja = did_you_mean(stem, there, "ja") or f"あるのは {', '.join(sorted(there))} です。"
            problems.at(12, where, got=name).note(
                en=f"no such scenario file in this folder.{hint_en}",
                ja=f"このフォルダーにそのシナリオはありません。{hint_ja}",
            )
            return None
        path = there[stem]
        if not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(self.folder)):
            problems.at(12, where, got=name).note(
                en="it is a link to a file outside the folder. Copy the file here.",
                ja="フォルダーの外へのリンクです。ファイルをここに置いてください。",
            )
            return None
        return path


def _longest(parents: Iterable[Document]) -> list[str]:
    """Return the names of the longest chain of parents, nearest first."""
    nearest = max(parents, key=lambda parent: parent.depth, default=None)
    return [] if nearest is None else [nearest.path.stem, *_longest(nearest.parents)]


def _check_dropped(dropped: tuple[str, ...], parents: list[Document], problems: RuleProblems) -> None:
    """Note assumptions left out that are not there to be left out."""
    there = sorted({key for parent in parents for key in parent.parts})
    listed_en = f" Inherited are: {', '.join(there)}." if there else " This file inherits nothing."
    listed_ja = f"受け継ぐのは {', '.join(there)} です。" if there else "このファイルは何も受け継ぎません。"
    for key in dropped:
        if key not in there:
            problems.at(6, "without", got=key).note(
                en="it is not inherited." + (did_you_mean(key, there, "en") or listed_en),
                ja="受け継いでいません。" + (did_you_mean(key, there, "ja") or listed_ja),
            )


def _meet(document: Document, parents: list[Document], own: set[str], dropped: tuple[str, ...]) -> dict[str, Part]:
    """Return the parts that come from the parents, each decided once."""
    met: dict[str, tuple[Part, Document]] = {}
    for parent in parents:
        for key, part in parent.parts.items():
            if key in dropped:
                continue
            before = met.get(key)
            if before is None or (before[0].file != part.file and before[0].file in parent.lineage):
                met[key] = (part, parent)
            elif before[0].file != part.file and part.file not in before[1].lineage and key not in own:
                document.problems.at(7, "combine").note(
                    en=f"{before[0].file} and {part.file} both decide {key}; decide it in this file, "
                    f'or leave it out with without = ["{key}"].',
                    ja=f"{before[0].file} と {part.file} の両方が {key} を決めています。"
                    f'このファイルで決めるか、without = ["{key}"] で外してください。',
                )
    return {key: part for key, (part, _) in met.items()}


def source_keys(parts: dict[str, Part], own: dict[str, Source]) -> dict[tuple[str, str], tuple[str, Source]]:
    """Return for each citation, by part and key as written, its key in the resolved scenario and the source.

    Two files may use one key for different sources (another page of the same plan). The file's own keeps the
    key; an inherited one becomes ``key@file``, so that no citation points to the wrong page.
    """
    taken: dict[str, Source] = dict(own)
    made: dict[tuple[str, str], tuple[str, Source]] = {}
    for part in parts.values():
        for _, key in part.citations():
            source, name = part.scope[key], key
            if taken.get(name, source) != source:
                name = f"{key}@{Path(part.file).stem}"
            while taken.get(name, source) != source:
                name += "'"
            taken[name] = source
            made[part.key, key] = name, source
    return made

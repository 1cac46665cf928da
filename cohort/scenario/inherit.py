"""Parents and combinations: which parts a file ends up with.

Whole parts are replaced. A part written in a file gives way to the same part written in a file that inherits
from it, also when the two meet again in ``combine``; any other meeting of two different parts is an error.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cohort.errors import CohortError, CohortErrors, ScenarioError, did_you_mean
from cohort.scenario.checks import check_file
from cohort.scenario.document import parse
from cohort.scenario.parts import PART_KEYS, Part, citations, contents
from cohort.scenario.rules import RuleProblems, in_file_order, shown
from cohort.scenario.schema import ScenarioFile, SourceTable
from cohort.scenario.translate import read_tables
from cohort.scenario.whole import check_whole

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
    scope: dict[str, SourceTable] = field(default_factory=dict)
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

    def document(self, path: Path, trail: tuple[str, ...] = ()) -> Document:
        """Return a file with everything it inherits; what is wrong stands in its problems."""
        key = path.resolve()
        if key in self._known:
            return self._known[key]
        document = Document(path, RuleProblems(str(path)), lineage=frozenset({path.name}))
        raw = parse(path, document.problems)
        if raw is not None:
            document.tables = read_tables(raw, document.problems)
            check_file(document.tables, raw, self.folder, self.area, document.problems)
            self._resolve(document, (*trail, path.stem))
            document.problems.found = in_file_order(document.problems.found, raw)
        self._known[key] = document
        return document

    def from_tables(self, raw: dict[str, Any], path: Path) -> Document:
        """Return what tables in memory hold, checked like a file of that path."""
        document = Document(path, RuleProblems(str(path)), lineage=frozenset({path.name}))
        document.tables = read_tables(raw, document.problems)
        check_file(document.tables, raw, self.folder, self.area, document.problems)
        self._resolve(document, (path.stem,))
        document.problems.found = in_file_order(document.problems.found, raw)
        return document

    def _resolve(self, document: Document, trail: tuple[str, ...]) -> None:
        tables = document.tables
        assert tables is not None
        parents = self._parents(document, trail)
        if parents is None:
            return
        document.parents = tuple(parents)
        document.blocked_by = [parent for parent in parents if not parent.usable]
        if document.blocked_by:
            return
        document.depth = 1 + max((parent.depth for parent in parents), default=-1)
        if document.depth > MAX_DEPTH:
            chain = " -> ".join([document.path.stem, *_longest(parents)])
            document.problems.note(
                12,
                "inherits" if tables.inherits is not None else "combine",
                en=f"more than {MAX_DEPTH} parents in a row: {chain}. Inherit from a file nearer to the end.",
                ja=f"継承が {MAX_DEPTH} 段を超えています：{chain}。"
                "もっと元に近いファイルを継承してください。",
            )
        document.lineage = document.lineage.union(*(parent.lineage for parent in parents))
        names = [str(parent.tables.name) for parent in parents if parent.tables]
        names += [name for parent in parents for name in parent.based_on]
        document.based_on = tuple(dict.fromkeys(names)) or tuple(tables.based_on or ())
        document.scope = {key: source for parent in reversed(parents) for key, source in parent.scope.items()}
        document.scope |= tables.sources
        own = contents(tables)
        _without(document, parents)
        document.parts = _meet(document, parents, set(own))
        label = tables.file if tables.file is not None else document.path.name
        document.parts |= {key: Part(key, own[key], label, document.scope) for key in own}
        document.parts = {key: document.parts[key] for key in PART_KEYS if key in document.parts}
        check_whole(document.parts, tables, document.scope, set(own), document.problems)

    def _parents(self, document: Document, trail: tuple[str, ...]) -> list[Document] | None:
        tables, problems = document.tables, document.problems
        assert tables is not None
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
                problems.note(
                    12,
                    where,
                    en=f"goes round in a circle: {circle}. Remove one of these links.",
                    ja=f"継承が一巡しています：{circle}。どれか1つを外してください。",
                )
            elif len(trail) > _MAX_TRAIL:
                problems.note(
                    12,
                    where,
                    en=f"more than {_MAX_TRAIL} files inherit one from the other; shorten the chain.",
                    ja=f"継承が {_MAX_TRAIL} 段を超えています。減らしてください。",
                )
            else:
                found.append(self.document(path, trail))
        return found if len(found) == len(asked) else None

    def _find(self, name: str, where: str, problems: RuleProblems) -> Path | None:
        stem = name.removesuffix(".toml").removesuffix(".json")
        if any(mark in name for mark in "/\\\x00") or stem in ("", ".", "..") or ":" in name:
            problems.note(
                12,
                where,
                en=f"got {shown(name, 'en')}; a parent lies in the same folder: write its file name alone.",
                ja=f"値が{shown(name, 'ja')}です。親は同じフォルダーに置き、ファイル名だけを書いてください。",
            )
            return None
        there = {
            path.stem: path
            for suffix in reversed(SUFFIXES)
            for path in sorted(self.folder.glob(f"*{suffix}"))
        }
        if stem not in there:
            hint_en = did_you_mean(stem, there, "en") or f" There are: {', '.join(sorted(there))}."
            hint_ja = did_you_mean(stem, there, "ja") or f"あるのは {', '.join(sorted(there))} です。"
            problems.note(
                12,
                where,
                en=f"got {shown(name, 'en')}; no such scenario file in this folder.{hint_en}",
                ja=f"値が{shown(name, 'ja')}です。このフォルダーにそのシナリオはありません。{hint_ja}",
            )
            return None
        path = there[stem]
        if not path.resolve().is_relative_to(self.folder.resolve()):
            problems.note(
                12,
                where,
                en=f"got {shown(name, 'en')}; it is a link to a file outside the folder. Copy the file here.",
                ja=f"値が{shown(name, 'ja')}です。フォルダーの外へのリンクです。"
                "ファイルをここに置いてください。",
            )
            return None
        return path


def _longest(parents: Iterable[Document]) -> list[str]:
    """Return the names of the longest chain of parents, nearest first."""
    nearest = max(parents, key=lambda parent: parent.depth, default=None)
    return [] if nearest is None else [nearest.path.stem, *_longest(nearest.parents)]


def _without(document: Document, parents: list[Document]) -> None:
    """Note assumptions left out that are not there to be left out."""
    tables = document.tables
    assert tables is not None
    there = sorted({key for parent in parents for key in parent.parts})
    for key in tables.without or ():
        if key not in there:
            listed_en = f" Inherited are: {', '.join(there)}." if there else " This file inherits nothing."
            listed_ja = (
                f"受け継ぐのは {', '.join(there)} です。" if there else "このファイルは何も受け継ぎません。"
            )
            document.problems.note(
                6,
                "without",
                en=f"got {shown(key, 'en')}; it is not inherited."
                + (did_you_mean(key, there, "en") or listed_en),
                ja=f"値が{shown(key, 'ja')}です。受け継いでいません。"
                + (did_you_mean(key, there, "ja") or listed_ja),
            )


def _meet(document: Document, parents: list[Document], own: set[str]) -> dict[str, Part]:
    """Return the parts that come from the parents, each decided once."""
    assert document.tables is not None
    dropped = set(document.tables.without or ())
    met: dict[str, tuple[Part, Document]] = {}
    for parent in parents:
        for key, part in parent.parts.items():
            if key in dropped:
                continue
            before = met.get(key)
            if before is None or (before[0].file != part.file and before[0].file in parent.lineage):
                met[key] = (part, parent)
            elif before[0].file != part.file and part.file not in before[1].lineage and key not in own:
                document.problems.note(
                    7,
                    "combine",
                    en=f"{before[0].file} and {part.file} both decide {key}; decide it in this file, "
                    f'or leave it out with without = ["{key}"].',
                    ja=f"{before[0].file} と {part.file} の両方が {key} を決めています。"
                    f"このファイルで決めるか、"
                    f'without = ["{key}"] で外してください。',
                )
    return {key: part for key, (part, _) in met.items()}


def source_keys(
    parts: dict[str, Part], own: dict[str, SourceTable]
) -> dict[tuple[str, str], tuple[str, SourceTable]]:
    """Return for each citation, by part and key as written, its key in the resolved scenario and the source.

    Two files may use one key for different sources (another page of the same plan). The file's own keeps the
    key; an inherited one becomes ``key@file``, so that no citation points to the wrong page.
    """
    taken: dict[str, SourceTable] = dict(own)
    made: dict[tuple[str, str], tuple[str, SourceTable]] = {}
    for part in parts.values():
        for _, key in citations(part.key, part.content):
            source, name = part.scope[key], key
            if taken.get(name, source) != source:
                name = f"{key}@{Path(part.file).stem}"
            while taken.get(name, source) != source:
                name += "'"
            taken[name] = source
            made[part.key, key] = name, source
    return made

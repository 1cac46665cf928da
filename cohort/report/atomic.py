"""Writing that either happens or does not: single files, and whole sets of outputs."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from cohort.errors import CohortError, fail

MANIFEST = "manifest.json"


class OutputError(CohortError):
    """The results cannot be written where they were asked for."""


@contextlib.contextmanager
def replacing(path: str | Path) -> Iterator[Path]:
    """Give a temporary path in the same folder; when the block ends well, it takes the place of ``path``.

    >>> with replacing("outputs/x/summary.csv") as temporary:  # doctest: +SKIP
    ...     temporary.write_text("...")
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.stem}.{os.getpid()}{path.suffix}")
    try:
        yield temporary
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def write_bytes(path: str | Path, content: bytes) -> Path:
    """Write a file atomically and return its path."""
    with replacing(path) as temporary:
        temporary.write_bytes(content)
    return Path(path)


def write_text(path: str | Path, content: str, encoding: str = "utf-8") -> Path:
    """Write a text file atomically, with ``\\n`` at line ends on every system, and return its path."""
    return write_bytes(path, content.encode(encoding))


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def earlier_manifest(out: Path) -> dict[str, object]:
    """Return the manifest of the run whose results lie in a folder; empty if there is none of ours."""
    try:
        content = json.loads((out / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) and "cohort" in content and "files" in content else {}


def earlier_files(out: Path) -> dict[str, str]:
    """Return the files (path -> SHA-256) that the last run wrote to a folder; none that lead outside it."""
    files = earlier_manifest(out).get("files", {})
    if not isinstance(files, dict):
        return {}
    inside = {name: digest for name, digest in files.items() if _stays_inside(name)}
    return {name: str(digest) for name, digest in inside.items()}


def _stays_inside(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and ":" not in name and "\\" not in name


@dataclass(frozen=True)
class Staging:
    """Where a set of outputs is written before it takes the place of the last one.

    Attributes
    ----------
    out : Path
        Where the results go in the end.
    folder : Path
        Where they are written first.
    """

    out: Path
    folder: Path

    def commit(self, keep: Sequence[str] = ()) -> None:
        """Put everything in ``folder`` in its place; take away what the last run wrote and this one did not.

        Files that no run wrote are never touched, and neither are results that somebody has changed since.

        Parameters
        ----------
        keep : sequence of str
            Files of the last run that stay although this run did not write them.

        Raises
        ------
        OutputError
            If a file that no run wrote is in the way. Nothing has been changed then.
        """
        earlier = earlier_files(self.out)
        names = sorted(
            path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*") if path.is_file()
        )
        names.sort(
            key=lambda name: name == MANIFEST
        )  # last: a manifest that fits its files proves the set whole
        self._refuse_strangers(names, {*earlier, *([MANIFEST] if earlier_manifest(self.out) else [])})
        stale = [
            name
            for name in sorted({*earlier} - {*names} - {*keep})
            if (self.out / name).is_file() and sha256(self.out / name) == earlier[name]
        ]
        self._swap(names, stale)

    def _refuse_strangers(self, names: Sequence[str], ours: set[str]) -> None:
        for name in names:
            target = self.out / name
            if target.is_dir() or (target.exists() and name not in ours):
                fail(
                    str(self.out),
                    name,
                    kind=OutputError,
                    en="is there already and no earlier run wrote it; move it away, or choose another folder "
                    "with --out.",
                    ja="同名のものがすでにありますが、以前の実行で作られたものではありません。移動するか、"
                    "--out で別のフォルダを指定してください。",
                )

    def _swap(self, names: Sequence[str], stale: Sequence[str]) -> None:
        """Move the last set aside and the new one in; on any failure move everything back."""
        aside = self.folder.parent / "previous"
        moved: list[tuple[Path, Path]] = []
        try:
            for name in (*stale, *names):
                target = self.out / name
                if target.exists():
                    moved.append(_move(target, aside / name))
                if name not in stale:
                    moved.append(_move(self.folder / name, target))
        except BaseException:
            for source, target in reversed(moved):
                os.replace(target, source)
            raise
        for name in stale:
            with contextlib.suppress(OSError):  # not empty: somebody's files lie in it
                (self.out / name).parent.rmdir()


def _move(source: Path, target: Path) -> tuple[Path, Path]:
    target.parent.mkdir(parents=True, exist_ok=True)
    os.replace(source, target)
    return source, target


@contextlib.contextmanager
def staging(out: str | Path, name: str) -> Iterator[Staging]:
    """Give a folder called ``name`` to write outputs to; nothing of it stays behind but what was committed.

    It lies inside ``out``, so that moving files into place never crosses a file system and needs no right
    outside.
    """
    out = Path(out)
    made = [folder for folder in (out, *out.parents) if not folder.exists()]
    out.mkdir(parents=True, exist_ok=True)
    work = out / f".writing-{os.getpid()}"
    try:
        shutil.rmtree(work, ignore_errors=True)  # of a run that was killed and had the same process number
        folder = work / name  # files may be named after it, and then do not depend on where they are put
        folder.mkdir(parents=True)
        yield Staging(out, folder)
    except OSError as error:
        if error.filename is None:  # a write that fails does not say where: a full disk, a quota
            error.filename = str(out)
        raise
    finally:
        shutil.rmtree(work, ignore_errors=True)
        for empty in made:  # only those we made, and only while they are empty
            with contextlib.suppress(OSError):
                empty.rmdir()

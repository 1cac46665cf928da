"""Writing that either happens or does not: single files, whole folders, and whole sets of outputs.

A set is written to a folder of its own inside the folder of results, then moved into place. While files are moved a journal
lies beside them: a run that finds one puts back what was there before, as if the killed run had not been. The manifest is the
first file to go and the last to come: where it lies, the set is whole.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from cohort._version import __version__
from cohort.errors import fail
from cohort.lock import LOCK, OURS, OutputError, locked, undisturbed

MANIFEST = "manifest.json"
_JOURNAL, _PREVIOUS = "journal.json", "previous"
_stages: set[Path] = set()  # folders that sets are being written to: while there are any, nothing goes elsewhere


@contextlib.contextmanager
def replacing(path: str | Path) -> Iterator[Path]:
    """Give a temporary path in the same folder; when the block ends well, it takes the place of ``path``.

    >>> with replacing("outputs/x/summary.csv") as temporary:  # doctest: +SKIP
    ...     temporary.write_text("...")

    Raises
    ------
    OutputError
        If a set is being written and the path, whatever it is made of, leads out of its folder.
    """
    path = Path(path)
    if _stages and not any(_lies_in(path, stage) for stage in _stages):
        fail(
            str(path),
            kind=OutputError,
            en="leads out of the folder of results; change the name it is made of.",
            ja="出力先の外を指しています。もとになる名前を変えてください。",
        )
    with contextlib.nullcontext() if _stages else alone(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f"{OURS}{path.name}")
        try:
            yield temporary
            os.replace(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)


def _lies_in(path: Path, folder: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())


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


def refuse_somebodys(path: str | Path, *marks: str) -> None:
    """Raise `OutputError` if a file is there already and holds none of the marks that files of ours hold."""
    path = Path(path)
    ours = path.is_file() and any(mark.encode() in path.read_bytes() for mark in marks)
    if not ours and os.path.lexists(path):
        _in_the_way(path.parent, path.name)


def refuse_inside(out: str | Path, *folders: str | Path) -> None:
    """Raise `OutputError` if results would go into a folder that they are made from."""
    for folder in folders:
        if _lies_in(Path(out), Path(folder)):
            fail(
                str(out),
                kind=OutputError,
                en=f"lies in {Path(folder).as_posix()}, which the run is made from; choose another folder with --out.",
                ja=f"入力のフォルダー（{Path(folder).as_posix()}）の中です。--out で別のフォルダーを指定してください。",
            )


def refuse_unfit(out: str | Path) -> None:
    """Raise what making a folder there would raise, before any work is done for it."""
    there = next(path for path in (Path(out), *Path(out).parents) if os.path.lexists(path))
    if not there.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(there))
    if not os.access(there, os.W_OK | os.X_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(there))


def earlier_manifest(out: Path, manifest: str = MANIFEST) -> dict[str, object]:
    """Return the manifest of the run whose results lie in a folder; empty if there is none of ours."""
    try:
        content = json.loads((out / manifest).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) and {"cohort", "sets"} & {*content} and "files" in content else {}


def earlier_files(out: Path, manifest: str = MANIFEST) -> dict[str, str]:
    """Return the files (path -> SHA-256) that the last run wrote to a folder; none that lead outside it."""
    files = earlier_manifest(out, manifest).get("files", {})
    if not isinstance(files, dict):
        return {}
    return {name: str(digest) for name, digest in files.items() if _stays_inside(name)}


def _stays_inside(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and ":" not in name and "\\" not in name


@dataclass(frozen=True)
class Staging:
    """Where a set of outputs is written (``folder``) before it takes the place of the last one in ``out``; its manifest lists them."""

    out: Path
    folder: Path
    manifest: str = MANIFEST

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
        earlier = earlier_files(self.out, self.manifest)
        files = (path for path in sorted(self.folder.rglob("*")) if path.is_file())
        names = [path.relative_to(self.folder).as_posix() for path in files]
        had_one = [self.manifest] if earlier_manifest(self.out, self.manifest) else []
        self._refuse_strangers(names, {*earlier, *had_one})
        stale = [name for name in sorted({*earlier} - {*names, *keep}) if self._is_as_written(name, earlier)]
        self.swap(names, stale)

    def _refuse_strangers(self, names: Sequence[str], ours: set[str]) -> None:
        for name in names:
            target = self.out / name
            strange = name not in ours and os.path.lexists(target)
            if strange or target.is_dir() or not _lies_in(target.parent, self.out):
                _in_the_way(self.out, name)

    def _is_as_written(self, name: str, digests: Mapping[str, str]) -> bool:
        path = self.out / name
        return path.is_file() and _lies_in(path, self.out) and sha256(path) == digests[name]

    def swap(self, names: Sequence[str], stale: Sequence[str]) -> None:
        """Move the last set aside and the new one in; on any failure, and when stopped, move everything back."""
        work = self.folder.parent
        first = {self.manifest, *stale}
        with undisturbed() as stopped:
            content = {"stage": self.folder.name, "new": names, "old": [*stale, *names]}
            (work / _JOURNAL).write_text(json.dumps(content), encoding="utf-8")
            try:
                for name in sorted(first, key=lambda name: name != self.manifest):
                    _move(self.out / name, work / _PREVIOUS / name)
                for name in sorted(names, key=lambda name: name == self.manifest):
                    _move(self.out / name, work / _PREVIOUS / name)
                    _move(self.folder / name, self.out / name)
            except BaseException:
                _undo(self.out, work)
                raise
            if stopped:
                _undo(self.out, work)
            else:
                _remove_empty(self.out, stale)
                (work / _JOURNAL).unlink()  # from here on the new set is in place
        if stopped:  # somebody's own handler let it pass
            raise KeyboardInterrupt


def _in_the_way(folder: Path, name: str) -> None:
    fail(
        str(folder),
        name,
        kind=OutputError,
        en="is there already and no earlier run wrote it; move it away, or choose another place with --out.",
        ja="同名のものがすでにありますが、以前の実行で作られたものではありません。移動するか、"
        "--out で別の場所を指定してください。",
    )


def _move(source: Path, target: Path) -> None:
    """Move a file where there is none yet; nothing happens if there is none to move."""
    if source.exists() and not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(source, target)


def _remove_empty(out: Path, names: Sequence[str]) -> None:
    """Remove the folders that files have left, if nothing else lies in them."""
    for name in names:
        with contextlib.suppress(OSError):
            if (out / name).parent != out:
                (out / name).parent.rmdir()


def _undo(out: Path, work: Path) -> None:
    """Put back what was there before the moves a journal lists; may break off anywhere and be begun again."""
    try:
        content = json.loads((work / _JOURNAL).read_text(encoding="utf-8"))
    except (OSError, ValueError):  # nothing had been moved yet, or everything had
        return
    new, old = ([name for name in content[which] if _stays_inside(name)] for which in ("new", "old"))
    stage = work / PurePosixPath(content["stage"]).name
    for name in reversed(new):
        _move(out / name, stage / name)
    for name in old:
        _move(work / _PREVIOUS / name, out / name)
    _remove_empty(out, new)
    (work / _JOURNAL).unlink()


@contextlib.contextmanager
def staging(out: str | Path, name: str, manifest: str = MANIFEST) -> Iterator[Staging]:
    """Give a folder called ``name`` to write outputs to; nothing of it stays behind but what was committed.

    It lies inside ``out``, so that moving files into place never crosses a file system and needs no right
    outside. What a killed run left is put right first; a second run into the same folder waits for the first.

    Raises
    ------
    OutputError
        If another run writes to the folder and does not end.
    """
    out = Path(out)
    folder = out / f"{OURS}{os.getpid()}" / name  # files may be named after it: it does not say where they are put
    with alone(out):
        try:
            folder.mkdir(parents=True)
            _stages.add(folder)
            yield Staging(out, folder, manifest)
        finally:
            _stages.discard(folder)
            with undisturbed():
                _clear(out)


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold a folder for this process alone, what killed runs left in it put right; one that was made for it stays if something is in it."""
    made = [one for one in (folder, *folder.parents) if not one.exists()]
    try:
        with locked(folder):
            _clear(folder)
            yield
    except OSError as error:
        if error.filename is None:  # a write that fails does not say where: a full disk, a quota
            error.filename = str(folder)
        raise
    finally:
        for empty in made:  # only those we made, and only while they are empty
            with contextlib.suppress(OSError):
                empty.rmdir()


@contextlib.contextmanager
def in_place_of(path: Path) -> Iterator[Path]:
    """Give a folder beside one to write it anew; when the block ends well, it takes its place whole, else nothing of it stays."""
    with staging(path.parent, "new") as stage:
        beside = path.parent / f"{OURS}new-{path.name}"  # from here, links to folders beside it lead where they will
        beside.mkdir()
        yield beside
        beside.rename(stage.folder / path.name)
        stage.swap([path.name], [])


def _clear(out: Path) -> None:
    """Take away what runs left in a folder; one that was killed while it moved files is undone."""
    for work in sorted(out.glob(f"{OURS}*")):
        if work.is_dir() and not work.is_symlink():
            _undo(out, work)
            shutil.rmtree(work, ignore_errors=True)
        elif work.name != LOCK:
            work.unlink(missing_ok=True)


def write_set(out: str | Path, name: str, files: Mapping[str, bytes], manifest: str, **about: object) -> list[Path]:
    """Write some files and the manifest that lists them, all or none; return their paths, the manifest last.

    Parameters
    ----------
    out : str or Path
        Folder; made if it is not there. Files in it that no run wrote are never touched.
    name : str
        Of the set.
    files : mapping of str to bytes
        Content by file name.
    manifest : str
        Name of the manifest.
    **about
        What else the manifest says.
    """
    with staging(out, name, manifest) as stage:
        digests = {key: sha256(write_bytes(stage.folder / key, content)) for key, content in files.items()}
        text = json.dumps({"cohort": __version__, **about, "files": digests}, ensure_ascii=False, indent=2)
        write_text(stage.folder / manifest, text + "\n")
        stage.commit()
    return [Path(out) / key for key in (*files, manifest)]

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import pytest

from cohort.report import atomic
from cohort.report.atomic import (
    OutputError,
    earlier_files,
    earlier_manifest,
    replacing,
    staging,
    write_bytes,
    write_text,
)


def publish(out: Path, files: dict[str, str], keep: tuple[str, ...] = ()) -> None:
    """Write a set of files with a manifest, as a run does."""
    with staging(out, "set") as stage:
        for name, text in files.items():
            write_text(stage.folder / name, text)
        listed = {name: hashlib.sha256(text.encode()).hexdigest() for name, text in files.items()}
        write_text(stage.folder / "manifest.json", json.dumps({"cohort": "1", "files": listed}))
        stage.commit(keep)


def contents(out: Path) -> dict[str, str]:
    files = (path for path in out.rglob("*") if path.is_file() and path.name != "manifest.json")
    return {path.relative_to(out).as_posix(): path.read_text() for path in sorted(files)}


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "new" / "a.csv"
    assert write_text(path, "一\n") == path
    assert path.read_bytes() == "一\n".encode()
    write_bytes(path, b"two")
    assert path.read_bytes() == b"two"
    assert list(path.parent.iterdir()) == [path]


def test_a_failure_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = write_text(tmp_path / "a.csv", "old")

    def fill(temporary: Path) -> None:
        temporary.write_text("half of")
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"), replacing(path) as temporary:
        fill(temporary)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_set_is_put_in_place_of_the_last(tmp_path: Path) -> None:
    out = tmp_path / "outputs" / "x"
    publish(out, {"a.csv": "1", "charts/b.svg": "1"})
    assert contents(out) == {"a.csv": "1", "charts/b.svg": "1"}
    publish(out, {"a.csv": "2"})
    assert contents(out) == {"a.csv": "2"}
    assert sorted(path.name for path in out.iterdir()) == ["a.csv", "manifest.json"]


def test_files_of_others_are_never_touched(tmp_path: Path) -> None:
    out = tmp_path / "x"
    publish(out, {"a.csv": "1", "charts/b.svg": "1"})
    (out / "notes.txt").write_text("mine")
    (out / "charts" / "mine.svg").write_text("mine")
    (out / "empty").mkdir()
    publish(out, {"a.csv": "2"})
    assert contents(out) == {"a.csv": "2", "charts/mine.svg": "mine", "notes.txt": "mine"}
    assert (out / "empty").is_dir()


def test_a_result_that_was_changed_since_is_not_taken_away(tmp_path: Path) -> None:
    publish(tmp_path, {"a.csv": "1", "b.xlsx": "1"})
    (tmp_path / "b.xlsx").write_text("with my remarks")
    publish(tmp_path, {"a.csv": "2"})
    assert contents(tmp_path) == {"a.csv": "2", "b.xlsx": "with my remarks"}


def test_what_is_kept_stays(tmp_path: Path) -> None:
    publish(tmp_path, {"a.csv": "1", "b.csv": "1"})
    publish(tmp_path, {"a.csv": "2"}, keep=("b.csv",))
    assert contents(tmp_path) == {"a.csv": "2", "b.csv": "1"}


@pytest.mark.parametrize("stranger", ["a.csv", "manifest.json"])
def test_a_strangers_file_in_the_way_is_an_error(tmp_path: Path, stranger: str) -> None:
    (tmp_path / stranger).write_text("mine")
    with pytest.raises(
        OutputError, match=f"{stranger}: is there already and no earlier run wrote it"
    ) as caught:
        publish(tmp_path, {"a.csv": "1", "b.csv": "1"})
    assert "--out" in caught.value.text("ja")
    assert [path.name for path in tmp_path.iterdir()] == [stranger]
    assert (tmp_path / stranger).read_text() == "mine"


def test_a_folder_in_the_way_is_an_error(tmp_path: Path) -> None:
    publish(tmp_path, {"a.csv": "1"})
    (tmp_path / "a.csv").unlink()
    (tmp_path / "a.csv").mkdir()
    with pytest.raises(OutputError, match=r"a\.csv: is there already"):
        publish(tmp_path, {"a.csv": "2"})


@pytest.mark.parametrize("failing_move", range(1, 8))
def test_a_failure_while_swapping_brings_everything_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing_move: int
) -> None:
    out = tmp_path / "x"
    publish(out, {"a.csv": "1", "b.csv": "1", "old.csv": "1"})
    before = contents(out), (out / "manifest.json").read_text()
    real, moves = os.replace, []

    def failing(source: Path, target: Path) -> None:
        moves.append(target)
        if len(moves) == failing_move:
            raise PermissionError(13, "Permission denied", str(target))
        real(source, target)

    with staging(out, "set") as stage:
        for name in ("a.csv", "b.csv", "manifest.json"):
            (stage.folder / name).write_text("2")
        monkeypatch.setattr(atomic.os, "replace", failing)
        with pytest.raises(PermissionError):
            stage.commit()
        monkeypatch.undo()
    assert (contents(out), (out / "manifest.json").read_text()) == before
    assert not list(out.glob(".writing*"))


def test_a_failure_before_the_swap_leaves_nothing_behind(tmp_path: Path) -> None:
    publish(tmp_path / "x", {"a.csv": "1"})

    def write_half(out: Path) -> None:
        with staging(out, "set") as stage:
            (stage.folder / "a.csv").write_text("2")
            raise KeyboardInterrupt

    for out in (tmp_path / "x", tmp_path / "new" / "deep"):
        with pytest.raises(KeyboardInterrupt):
            write_half(out)
    assert contents(tmp_path / "x") == {"a.csv": "1"}
    assert [path.name for path in tmp_path.iterdir()] == ["x"]  # the folders made for nothing are gone


def test_manifests_that_are_not_ours_or_lead_outside(tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.json"
    for text in ("", "[1]", '{"files": {}}', '{"cohort": "1"}'):
        manifest.write_text(text)
        assert earlier_manifest(tmp_path) == {}
        assert earlier_files(tmp_path) == {}
    names = ["../a", "/etc/a", "c:a", "x\\..\\a", "ok/a.csv"]
    manifest.write_text(json.dumps({"cohort": "1", "files": dict.fromkeys(names, "0")}))
    assert earlier_files(tmp_path) == {"ok/a.csv": "0"}
    manifest.write_text(json.dumps({"cohort": "1", "files": [1]}))
    assert earlier_files(tmp_path) == {}

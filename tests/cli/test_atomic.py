from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from cohort import atomic, lock
from cohort.atomic import (
    OutputError,
    earlier_files,
    earlier_manifest,
    refuse_inside,
    refuse_somebodys,
    replacing,
    sha256,
    staging,
    write_bytes,
    write_set,
    write_text,
)
from tests.shared import ROOT


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
    with pytest.raises(OutputError, match=f"{stranger}: is there already and no earlier run wrote it") as caught:
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


EVERY = "COHORT_EVERY" in os.environ  # else a seventh of the pairs, other ones for each first moment
OLD = {"a.csv": "1", "charts/b.svg": "1", "gone/d.csv": "1"}
NEW = {"a.csv": "2", "charts/b.svg": "2", "new/c.svg": "2"}


def killed(out: Path, moment: int) -> int:
    """Publish NEW in a process that dies, as by kill -9, the n-th time it makes, moves or removes a file.

    Returns the exit code: 9, or 0 where it ended before.
    """
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    left = moment

    def die(event: str, arguments: object) -> None:
        nonlocal left
        moves = event in ("os.rename", "os.rmdir", "os.remove", "os.mkdir")
        if moves or (event == "open" and ".writing" in str(arguments)):
            left -= 1
            if not left:
                os._exit(9)

    try:
        sys.addaudithook(die)
        publish(out, NEW)
    except BaseException:
        os._exit(1)
    os._exit(0)


def whole(out: Path) -> dict[str, str]:
    """What lies in a folder after the next run looked at it; the manifest must fit."""
    with staging(out, "look"):
        pass
    assert not list(out.rglob(".writing*"))
    found = contents(out)
    listed = earlier_files(out)
    assert {name: sha256(out / name) for name in listed} == listed
    assert {*found} - {"mine.txt"} == {*listed}
    return found


@pytest.mark.skipif(os.name == "nt", reason="processes differ")
@pytest.mark.parametrize("first", [True, False], ids=["first", "next"])
def test_a_run_killed_at_any_moment_is_as_if_it_had_not_been(tmp_path: Path, first: bool) -> None:
    moments = 0
    for moment in range(1, 200):
        out = tmp_path / str(moment)
        if not first:
            publish(out, OLD)
        out.mkdir(exist_ok=True)
        (out / "mine.txt").write_text("mine")
        before, mine = ({} if first else OLD), {"mine.txt": "mine"}
        code = killed(out, moment)
        assert code in (0, 9)
        assert whole(out) in ({**before, **mine}, {**NEW, **mine}), moment
        publish(out, {"a.csv": "3"})  # and the next run goes on
        assert contents(out) == {"a.csv": "3", **mine}
        assert sorted(path.name for path in out.iterdir()) == ["a.csv", "manifest.json", "mine.txt"]
        if code == 0:
            break
        moments += 1
    assert moments > 15


@pytest.mark.skipif(os.name == "nt", reason="processes differ")
def test_the_run_that_puts_back_may_be_killed_too(tmp_path: Path) -> None:
    for first in range(1, 200):
        code = 0
        for second in range(1, 30, 4) if EVERY else range(1 + 4 * (first % 7), 30, 28):
            out = tmp_path / f"{first}-{second}"
            publish(out, OLD)
            code = killed(out, first)
            killed(out, second)
            assert whole(out) in (OLD, NEW), (first, second)
        if code == 0:
            return
    raise AssertionError("it never ended")


def test_where_the_manifest_lies_the_set_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader who looks while files are moved finds the manifest of what is there, or none."""
    publish(tmp_path, OLD)
    real = os.replace

    def looked_at(source: Path, target: Path) -> None:
        real(source, target)
        listed = earlier_files(tmp_path)
        assert {name: sha256(tmp_path / name) for name in listed} == listed

    monkeypatch.setattr(atomic.os, "replace", looked_at)
    publish(tmp_path, NEW)


def test_two_runs_into_one_folder_go_one_after_the_other(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from tests.cli.test_atomic import publish\n"
        "for _ in range(20): publish(Path(sys.argv[1]), {f'{n}.csv': sys.argv[2] for n in range(5)})"
    )
    commands = [[sys.executable, "-c", code, str(tmp_path / "out"), str(n)] for n in range(3)]
    running = [subprocess.Popen(command, cwd=ROOT) for command in commands]
    assert [process.wait(timeout=60) for process in running] == [0, 0, 0]
    assert len({*whole(tmp_path / "out").values()}) == 1


def test_a_run_that_does_not_end_is_not_waited_for_forever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "_PATIENCE", 0.1)
    with (
        lock.locked(tmp_path),
        ThreadPoolExecutor(1) as other,
        pytest.raises(OutputError, match="another run is writing") as caught,
    ):
        other.submit(publish, tmp_path, {"a.csv": "1"}).result()
    assert "別の実行" in caught.value.text("ja")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="signals differ")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_told_to_stop_while_files_are_moved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    def stop(number: int, frame: object) -> None:
        raise KeyboardInterrupt(number)

    before = signal.signal(number, stop)
    publish(tmp_path, OLD)
    real = os.replace

    def told(source: Path, target: Path) -> None:
        real(source, target)
        signal.raise_signal(number)

    monkeypatch.setattr(atomic.os, "replace", told)
    try:
        with pytest.raises(KeyboardInterrupt):
            publish(tmp_path, NEW)
    finally:
        signal.signal(number, before)
    monkeypatch.undo()
    assert whole(tmp_path) == OLD


def test_nothing_is_written_outside_the_folder(tmp_path: Path) -> None:
    out, elsewhere = tmp_path / "out", tmp_path / "elsewhere"
    elsewhere.mkdir()

    def lead_out(name: str) -> None:
        with staging(out, "set") as stage:
            write_text(stage.folder / name, "pwn")

    for name in ("../../../pwn.csv", f"x{'/..' * 5}/elsewhere/pwn.csv", str(elsewhere / "pwn.csv")):
        with pytest.raises(OutputError, match="leads out"):
            lead_out(name)
    publish(out, {"a.csv": "1"})
    (out / "charts").symlink_to(elsewhere)
    with pytest.raises(OutputError, match="is there already"):
        publish(out, {"a.csv": "2", "charts/b.svg": "2"})
    assert contents(out) == {"a.csv": "1"}
    assert list(elsewhere.iterdir()) == []


def test_a_journal_that_leads_outside_moves_nothing_there(tmp_path: Path) -> None:
    out, mine = tmp_path / "out", tmp_path / "mine.txt"
    mine.write_text("mine")
    work = out / ".writing-1"
    (work / "set").mkdir(parents=True)
    journal = {"stage": "../..", "new": ["../mine.txt", str(mine)], "old": ["../mine.txt"]}
    (work / "journal.json").write_text(json.dumps(journal))
    assert whole(out) == {}
    assert mine.read_text() == "mine"


def test_results_do_not_go_where_they_come_from(tmp_path: Path) -> None:
    for out in (tmp_path, tmp_path / "deep"):
        with pytest.raises(OutputError, match="which the run is made from"):
            refuse_inside(out, tmp_path / "other", tmp_path)
    refuse_inside(tmp_path, tmp_path / "inputs")


def test_somebodys_file_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    refuse_somebodys(path, "# Ours")
    path.write_text("# Ours\n\n1")
    refuse_somebodys(path, "# Mine", "# Ours")
    path.write_text("mine")
    with pytest.raises(OutputError, match=r"a\.md: is there already"):
        refuse_somebodys(path, "# Ours")
    (tmp_path / "link.md").symlink_to(tmp_path / "nowhere")
    with pytest.raises(OutputError, match=r"link\.md"):
        refuse_somebodys(tmp_path / "link.md", "# Ours")


def test_a_set_of_files_with_its_list(tmp_path: Path) -> None:
    assert [path.name for path in write_set(tmp_path, "x", {"a.csv": b"1", "b.csv": b"1"}, "x.json", by="me")] == [
        "a.csv", "b.csv", "x.json",
    ]  # fmt: skip
    write_set(tmp_path, "x", {"a.csv": b"2"}, "x.json")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "x.json"]
    assert {*earlier_files(tmp_path, "x.json")} == {"a.csv"}
    (tmp_path / "b.csv").write_text("mine")
    with pytest.raises(OutputError, match=r"b\.csv: is there already"):
        write_set(tmp_path, "x", {"b.csv": b"3"}, "x.json")


def test_told_to_stop_while_the_folder_is_taken_leaves_no_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C between the making of the lock's file and the first line that would take it away."""
    real = lock._lock

    def stopped(handle: int) -> None:
        real(handle)
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(lock, "_lock", stopped)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever started the tests may have it ignored
    try:
        with pytest.raises(KeyboardInterrupt), staging(tmp_path / "out", "x"):
            pytest.fail("begun all the same")
    finally:
        signal.signal(signal.SIGINT, before)
    assert not (tmp_path / "out").exists()

"""A batch that is killed, or whose workers are: no wrong number, and at most one block a worker done again."""

from __future__ import annotations

import errno
import os
import random
import signal
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import zarr.storage._local

import cohort
from cohort.batch.plan import Plan, read_plan
from cohort.batch.run import run_batch
from cohort.batch.store import Store, StoreError
from tests.batch.killed import begun, made_up
from tests.batch.plans import write_plan

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals differ")
KILLS = 100 if "COHORT_EVERY" in os.environ else 12


def _of(tmp_path: Path, prefecture: str) -> Plan:
    made = read_plan(write_plan(tmp_path, [prefecture], "block = 2", scenarios=""))
    return replace(made, title_en=str(tmp_path / "notes"))


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    """So many areas that a batch of them can be killed in the middle."""
    return _of(tmp_path, "北海道")


def _begun(tmp_path: Path) -> Counter[int]:
    return Counter(map(int, (tmp_path / "notes").read_text().split()))


def _never_a_wrong_number(out: Path, right: np.ndarray) -> int:
    """Hold what is finished against the right numbers; return how many areas are."""
    if not (out / "store.zarr").exists():  # killed before there was one
        return 0
    whole = cohort.open(out, unfinished="leave_out")
    if whole.attrs["unfinished"]:
        with pytest.raises(StoreError, match="not finished"):
            cohort.open(out)
    codes = whole["area"].values.tolist()
    every = read_plan(out.parent / "plan.toml").areas
    np.testing.assert_array_equal(whole["population"].values, right[[every.index(code) for code in codes]])
    return len(codes)


def test_a_batch_that_is_killed_goes_on_where_it_was(tmp_path: Path, plan: Plan) -> None:
    clean = run_batch(plan, tmp_path / "clean", work=made_up)
    right = cohort.open(tmp_path / "clean")["population"].values
    (tmp_path / "notes").unlink()
    chance, out, kills, seen = random.Random(1), tmp_path / "out", 0, 0
    while kills < KILLS:
        process = begun(plan, out, 1)
        process.join(chance.uniform(0.05, 0.45))
        if process.exitcode == 0:  # done: once more from the beginning
            assert run_batch(plan, out, work=made_up).digest == clean.digest
            out.rename(tmp_path / f"done-{kills}")
            seen = 0
            continue
        os.kill(process.pid or 0, signal.SIGKILL)
        process.join()
        kills += 1
        finished = _never_a_wrong_number(out, right)
        assert finished >= seen
        seen = finished
    assert run_batch(plan, out, work=made_up).digest == clean.digest
    whole = 1 + len(list(tmp_path.glob("done-*")))
    assert sum(_begun(tmp_path).values()) <= whole * len(plan.blocks) + kills


def test_workers_that_are_killed_lose_a_block_each(tmp_path: Path, plan: Plan) -> None:
    clean = run_batch(plan, tmp_path / "clean", work=made_up)
    (tmp_path / "notes").unlink()
    process, kills = begun(plan, tmp_path / "out", 2), 0
    while process.is_alive() and kills < 4:
        process.join(0.6)
        workers = _children(process.pid or 0)
        if process.is_alive() and workers:
            os.kill(random.choice(workers), signal.SIGKILL)
            kills += 1
    process.join(60)
    assert process.exitcode == 0
    assert Store(tmp_path / "out", plan).digest() == clean.digest
    assert kills > 0
    assert sum(_begun(tmp_path).values()) <= len(plan.blocks) + 2 * kills


def _children(pid: int) -> list[int]:
    """The workers of a process; their parent is the server that they were copied from."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            server = int((Path("/proc") / str(parent) / "stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError, IndexError):
            continue
        if server == pid:
            found.append(int(folder.name))
    return found


def test_workers_end_with_the_batch_that_was_killed(tmp_path: Path, plan: Plan) -> None:
    process = begun(plan, tmp_path / "out", 2)
    until = time.monotonic() + 30
    while not (workers := _children(process.pid or 0)) and time.monotonic() < until:
        time.sleep(0.05)
    os.kill(process.pid or 0, signal.SIGKILL)
    process.join()
    while any(Path(f"/proc/{one}").exists() for one in workers) and time.monotonic() < until:
        time.sleep(0.05)
    assert workers
    assert not any(Path(f"/proc/{one}").exists() for one in workers)


def test_a_full_disk_is_told_and_what_is_finished_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = _of(tmp_path, "岩手県")
    clean = run_batch(plan, tmp_path / "clean", work=made_up).digest
    put, left = zarr.storage._local._put, [100]

    def full(path: Path, *more: object, **named: object) -> object:
        left[0] -= 1
        if left[0] < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        return put(path, *more, **named)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(zarr.storage._local, "_put", full)
        with pytest.raises(OSError, match="No space left"):
            run_batch(plan, tmp_path / "out", work=made_up)
    right = cohort.open(tmp_path / "clean")["population"].values
    assert 0 < _never_a_wrong_number(tmp_path / "out", right) < len(plan.areas)
    assert run_batch(plan, tmp_path / "out", work=made_up).digest == clean


def test_workers_that_always_die_are_given_up(tmp_path: Path, plan: Plan) -> None:
    with pytest.raises(cohort.CohortError, match="killed again and again"):
        run_batch(plan, tmp_path / "out", workers=2, work=_dies)


def _dies(plan: Plan, number: int) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_store_that_finds_no_room_leaves_nothing(plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*arguments: object, **more: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("cohort.batch.store._create", full)
    with pytest.raises(OSError, match="No space") as caught:
        Store(tmp_path / "all", plan)
    assert caught.value.filename == str(tmp_path / "all")
    assert not (tmp_path / "all").exists()

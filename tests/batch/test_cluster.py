"""The same plan on a dask cluster: the same numbers, also where a worker is killed; and what is said where there is none."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import cohort
from cohort.batch.cluster import ClusterError
from cohort.batch.plan import read_plan
from cohort.batch.run import run_batch
from tests.batch.killed import made_up
from tests.batch.plans import write_plan

distributed = pytest.importorskip("distributed")


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50) as made:
        yield made


def test_a_cluster_gives_the_same_numbers(cluster: Any, tmp_path: Path) -> None:
    plan = read_plan(
        write_plan(
            tmp_path, ["03209", "03402", "15586", "20323"], "block = 2", "step = 5", "until = 2053", "draws = 100"
        )
    )
    here = run_batch(plan, tmp_path / "here")
    there = run_batch(plan, tmp_path / "there", scheduler=cluster.scheduler_address)
    assert there.digest == here.digest
    results = cohort.open(tmp_path / "there", chunks={})
    assert results["population"].chunks is not None
    np.testing.assert_array_equal(
        results["population_quantiles"], cohort.open(tmp_path / "here")["population_quantiles"]
    )


@pytest.mark.skipif(os.name == "nt", reason="signals differ")
def test_a_worker_that_is_killed_loses_nothing(cluster: Any, tmp_path: Path) -> None:
    plan = read_plan(write_plan(tmp_path, ["岩手県", "宮城県"], "block = 1", scenarios=""))
    plan = replace(plan, title_en=str(tmp_path / "notes"))
    clean = run_batch(plan, tmp_path / "clean", work=made_up).digest
    (tmp_path / "notes").unlink()

    def kill() -> None:
        while not (tmp_path / "notes").exists() or len((tmp_path / "notes").read_text().split()) < 8:
            time.sleep(0.02)
        os.kill(next(iter(cluster.workers.values())).pid, signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    made = run_batch(plan, tmp_path / "out", scheduler=cluster.scheduler_address, work=made_up)
    killer.join()
    assert made.digest == clean


def test_a_scheduler_that_is_not_there_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = read_plan(write_plan(tmp_path, ["03402"], scenarios=""))
    monkeypatch.setattr("cohort.batch.cluster.TIMEOUT", 0.2)
    with pytest.raises(ClusterError, match=r"nobody answers at 'tcp://127\.0\.0\.1:1'"):
        run_batch(plan, tmp_path / "out", scheduler="tcp://127.0.0.1:1")
    with pytest.raises(ClusterError, match="nobody answers"):
        run_batch(plan, tmp_path / "out", scheduler="what?")


def test_dask_that_is_not_installed_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ClusterError, match=r"pip install 'cohort\[cluster\]'"):
        run_batch(read_plan(write_plan(tmp_path, ["03402"], scenarios="")), tmp_path / "out", scheduler="tcp://x:1")


def test_a_scheduler_has_so_many_seconds_to_answer_and_is_nobody_elses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Dask would wait 30 s by itself, and make the client that of everything the program does with dask."""
    asked: list[tuple[str, dict[str, object]]] = []

    def silent(address: str, **how: object) -> None:
        asked.append((address, how))
        raise OSError

    monkeypatch.setattr(distributed, "Client", silent)
    monkeypatch.setattr("cohort.batch.cluster.TIMEOUT", 3)
    with pytest.raises(ClusterError, match="nobody answers at 'tcp://x:1'"):
        run_batch(read_plan(write_plan(tmp_path, ["03402"], scenarios="")), tmp_path / "out", scheduler="tcp://x:1")
    assert [(address, how["timeout"], how["set_as_default"]) for address, how in asked] == [("tcp://x:1", 3, False)]

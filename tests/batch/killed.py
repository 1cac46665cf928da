"""Batches that can be killed at any moment; their numbers are made up quickly, and each block that is begun is noted."""

from __future__ import annotations

import hashlib
import multiprocessing
import time
from pathlib import Path

import numpy as np

from cohort.batch.layout import Results, shapes
from cohort.batch.plan import Plan
from cohort.batch.run import run_batch

SECONDS = 0.01  # that a block takes


def made_up(plan: Plan, number: int) -> Results:
    """Numbers that every process makes up alike; what is begun is noted in the file that the plan is called by."""
    with Path(plan.title_en).open("a") as notes:
        notes.write(f"{number}\n")
    time.sleep(SECONDS)
    codes = plan.blocks[number]
    values = {}
    for name, (_, shape) in shapes(plan).items():
        seed = int.from_bytes(hashlib.sha256(f"{name}{number}".encode()).digest()[:8], "little")
        values[name] = np.random.default_rng(seed).random((len(codes), *shape))
    return Results(values, [{} for _ in codes])


def carried_out(plan: Plan, out: Path, workers: int) -> None:
    """Carry a plan out, in a process that will be killed."""
    run_batch(plan, out, workers=workers, work=made_up)


def begun(plan: Plan, out: Path, workers: int) -> multiprocessing.process.BaseProcess:
    """Begin to carry a plan out in a process of its own."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.batch.killed", "zarr"])
    process = context.Process(target=carried_out, args=(plan, out, workers))
    process.start()
    return process

"""The same blocks on a dask cluster."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from cohort.batch.block import of_block
from cohort.batch.layout import Results
from cohort.batch.plan import Plan
from cohort.errors import CohortError, fail

TIMEOUT = 20  # seconds in which a scheduler must answer
AT_HAND = 200  # blocks that the scheduler knows of at a time: their results lie in memory until they are written


class ClusterError(CohortError):
    """A cluster cannot be used."""


def on_cluster(
    plan: Plan, numbers: Iterable[int], address: str, work: Callable[[Plan, int], Results] = of_block
) -> Iterator[tuple[int, Results]]:
    """Yield the results of blocks from the workers of a scheduler, in any order.

    Parameters
    ----------
    plan, numbers, work
        As `cohort.batch.workers.worked` takes them.
    address : str
        As ``tcp://host:8786``.

    Raises
    ------
    ClusterError
        dask is not installed; nobody answers at the address.
    """
    client, as_completed = _client(address)

    def submit(number: int) -> Any:
        return client.submit(work, plan, number, key=f"cohort-{plan.identity[:16]}-{number}", pure=True)

    try:
        left = iter(numbers)
        first = [(submit(number), number) for number, _ in zip(left, range(AT_HAND), strict=False)]
        of: dict[str, int] = {future.key: number for future, number in first}
        waiting = as_completed([future for future, _ in first], loop=client.loop)
        for future in waiting:
            found = future.result()
            number = of.pop(future.key)
            future.release()
            following = next(left, None)
            if following is not None:
                more = submit(following)
                of[more.key] = following
                waiting.add(more)
            yield number, found
    finally:
        client.close()


def _client(address: str) -> tuple[Any, Any]:
    try:
        distributed: Any = importlib.import_module("distributed")
    except ImportError:
        fail(
            "--scheduler",
            kind=ClusterError,
            en="needs dask, which is not installed: pip install 'cohort[cluster]'.",
            ja="dask が必要ですが、インストールされていません。pip install 'cohort[cluster]' を実行してください。",
        )
    try:
        return distributed.Client(address, timeout=TIMEOUT, set_as_default=False), distributed.as_completed
    except (OSError, ValueError) as error:
        fail(
            "--scheduler",
            kind=ClusterError,
            en=f"nobody answers at '{address}' ({type(error).__name__}); start one with `dask scheduler`, and write its address as tcp://host:8786.",
            ja=f"「{address}」に接続できません（{type(error).__name__}）。`dask scheduler` で起動し、tcp://ホスト:8786 のように書いてください。",
        )

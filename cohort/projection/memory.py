"""Room for large results.

The system clears memory that nobody has touched yet, page by page; this takes half as long as the projection that fills
it. What belonged to results that nobody holds any more is therefore used again. Until then it is marked as free: the
system takes it back when it needs it.
"""

from __future__ import annotations

import contextlib
import mmap
from collections import deque
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

LARGE = 1 << 22  # bytes; below, room is taken as always
MOST_SPARE = 1 << 30
_REUSABLE = hasattr(mmap, "MADV_FREE") and hasattr(mmap, "MADV_HUGEPAGE")  # Linux


class _Block(NamedTuple):
    """Memory of the process, and the same as numbers."""

    memory: mmap.mmap
    cells: Floats


# `append` and `popleft` need no lock, which a destructor could not wait for
_spare: deque[_Block] = deque()


class _Lent:
    """A block while arrays lie in it: NumPy holds this object, and with the last of them the block goes back."""

    def __init__(self, block: _Block, shape: tuple[int, ...]) -> None:
        self.block = block
        cells = block.cells[: int(np.prod(shape))].reshape(shape)
        self.__array_interface__: dict[str, Any] = cells.__array_interface__

    def __del__(self) -> None:
        with contextlib.suppress(Exception):  # the interpreter may be on its way out
            self.block.memory.madvise(mmap.MADV_FREE)
            _spare.append(self.block)
            while sum(block.cells.nbytes for block in tuple(_spare)) > MOST_SPARE:
                _spare.popleft()


def room(shape: tuple[int, ...]) -> Floats:
    """Return an array that holds anything.

    Parameters
    ----------
    shape : tuple of int
        Of the array (float64).
    """
    wanted = 8 * int(np.prod(shape))
    if wanted < LARGE or not _REUSABLE:
        return np.empty(shape)
    return np.asarray(_Lent(_taken(wanted) or _fresh(wanted), shape))


def _taken(wanted: int) -> _Block | None:
    """Return a spare block that is large enough and not much too large."""
    for _ in range(len(_spare)):
        try:
            block = _spare.popleft()
        except IndexError:  # another thread was quicker
            return None
        if wanted <= block.cells.nbytes <= 1.25 * wanted:
            return block
        _spare.append(block)
    return None


def _fresh(wanted: int) -> _Block:
    """Return a new block, in sizes so coarse that stocks and flows can follow each other in it."""
    coarse = 1 << (wanted.bit_length() - 4)
    memory = mmap.mmap(-1, -(-wanted // coarse) * coarse, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    with contextlib.suppress(OSError):  # without large pages it is only slower
        memory.madvise(mmap.MADV_HUGEPAGE)
    return _Block(memory, np.frombuffer(memory, dtype=np.float64))

"""The faults, room by room: file, and of each fault its name, the exact text, and what takes its place."""

from collections.abc import Iterator

from tests.faults.listed import afresh, again, answers, batch, drawn, fresh, last, numbers, outside, shown, told


def listed() -> Iterator[tuple[str, str, str, str, str]]:
    """Yield room, file, name, the exact text and what takes its place of every fault."""
    for part in (numbers, answers, told, shown, fresh, last, batch, outside, afresh, drawn, again):
        for room, files in part.LISTED.items():
            for file, found in files.items():
                for name, old, new in found:
                    yield room, file, name, old, new

"""What tests do to the page in a browser."""

from __future__ import annotations

from typing import Any

MOVE = """([id, value]) => { const input = document.getElementById(id); input.value = value;
  input.dispatchEvent(new Event("input", {bubbles: true})); return document.getElementById("sentence").textContent; }"""


def until(page: Any, expression: str) -> None:
    """Wait, at most five seconds; asked from outside, as the page's policy allows no evaluation within."""
    for _ in range(100):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never true: {expression}")

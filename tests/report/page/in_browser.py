"""What tests do to the page in a browser."""

from __future__ import annotations

from typing import Any

MOVE = """([id, value]) => { const input = document.getElementById(id); input.value = value;
  input.dispatchEvent(new Event("input", {bubbles: true})); return document.getElementById("sentence").textContent; }"""
# words of a chart that are cut off at its edge
CUT = """() => [...document.querySelectorAll("svg[role=img] text")].filter(t => {
  const b = t.getBoundingClientRect(), s = t.ownerSVGElement.getBoundingClientRect();
  return b.left < s.left - 1 || b.right > s.right + 1 || b.top < s.top - 1 || b.bottom > s.bottom + 1; }).map(t => t.textContent)"""


def until(page: Any, expression: str) -> None:
    """Wait, at most five seconds; asked from outside, as the page's policy allows no evaluation within."""
    for _ in range(100):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never true: {expression}")

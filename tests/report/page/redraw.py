"""How long a slider move takes, from the event to the finished layout: ``python -m tests.report.page.redraw [index.html]``."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from cohort.report.page import write_page
from tests.browser import CHROMIUM, FLAGS
from tests.report.page import synthetic

MOVES = """() => {
  const slider = document.getElementById("net"), parts = {handler: [], "with layout": [], engine: []};
  for (let i = 0; i < 400; i++) {
    slider.value = -600 + ((i * 37) % 120) * 10;
    const start = performance.now();
    slider.dispatchEvent(new Event("input", {bubbles: true}));
    const handled = performance.now();
    document.getElementById("figures").getBoundingClientRect();
    const laid = performance.now();
    cohort.Engine.project(cohort.drawn().schedule);
    const run = performance.now();
    if (i >= 50) { parts.handler.push(handled - start); parts["with layout"].push(laid - start); parts.engine.push(run - laid); }
  }
  const at = (times, share) => times.sort((a, b) => a - b)[Math.floor(times.length * share)];
  return Object.fromEntries(Object.entries(parts).map(([name, times]) => [name, [0.5, 0.95, 0.99].map(share => at(times, share))]));
}"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        file = (
            Path(sys.argv[1]).resolve()
            if len(sys.argv) > 1
            else write_page(synthetic.told(synthetic.run()), Path(folder), "ja")[0]
        )
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for width in (1280, 360):
            page = browser.new_page(viewport={"width": width, "height": 900})
            page.goto(file.as_uri())
            for name, times in page.evaluate(MOVES).items():
                print(f"{width} px, {name}: median {times[0]:.1f} ms, 95 % {times[1]:.1f} ms, 99 % {times[2]:.1f} ms")
        browser.close()


if __name__ == "__main__":
    main()

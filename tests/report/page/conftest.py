"""A headless browser for the page, if there is one on this machine."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cohort.report.page import write_page
from tests.report.page import synthetic

CHROMIUM = os.environ.get("COHORT_CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Return headless Chromium; skip where there is none."""
    if not Path(CHROMIUM).exists():
        pytest.skip(f"no browser at {CHROMIUM}: install chromium, or set COHORT_CHROMIUM")
    sync_api = pytest.importorskip("playwright.sync_api", reason="the playwright package is not installed")
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the page of the made-up city."""
    return write_page(synthetic.run(), tmp_path_factory.mktemp("page"), "en")[0]


@pytest.fixture
def visit(browser: Any, page_file: Path) -> Iterator[Callable[..., Any]]:
    """Return a function that opens the page; what it complains of or asks for ends the test as a failure."""
    complaints: list[str] = []
    asked: list[str] = []
    contexts: list[Any] = []

    def go(
        address: str = "",
        width: int = 1280,
        height: int = 900,
        scheme: str = "light",
        file: Path | None = None,
    ) -> Any:
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, accept_downloads=True
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.goto((file or page_file).as_uri() + address)
        return page

    yield go
    for context in contexts:
        context.close()
    assert complaints == []
    # the page itself, and pictures it carries or makes; nothing from anywhere else
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    assert sum(url.startswith("file:") for url in asked) == len(contexts)

"""The page of a made-up city, opened in tabs that are used again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cohort.report.page import write_page
from tests.report.page import synthetic


@pytest.fixture(scope="session")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the page of the made-up city."""
    return write_page(synthetic.told(synthetic.run()), tmp_path_factory.mktemp("page"), "en")[0]


class Tabs:
    """Tabs of the browser, used again by later tests: starting one takes longer than most tests do."""

    def __init__(self, browser: Any) -> None:
        self.browser = browser
        self.idle: dict[tuple[int, int, str], list[Any]] = {}
        self.busy: list[tuple[tuple[int, int, str], Any]] = []
        self.complaints: list[str] = []
        self.asked: list[str] = []

    def take(self, width: int, height: int, scheme: str) -> Any:
        """Return an empty tab of this size and colour scheme."""
        key = (width, height, scheme)
        waiting = self.idle.setdefault(key, [])
        page = waiting.pop() if waiting else self._start(*key)
        self.busy.append((key, page))
        return page

    def _start(self, width: int, height: int, scheme: str) -> Any:
        context = self.browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, accept_downloads=True
        )
        page = context.new_page()
        page.on("console", lambda message: self.complaints.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self.asked.append(request.url))
        return page

    def give_back(self) -> None:
        """Empty the tabs that a test took."""
        for key, page in self.busy:
            page.emulate_media(media="null", color_scheme=key[2])
            page.goto("about:blank")
            self.idle[key].append(page)
        self.busy.clear()


@pytest.fixture(scope="session")
def tabs(browser: Any) -> Tabs:
    """Return the tabs of the session."""
    return Tabs(browser)


@pytest.fixture
def visit(tabs: Tabs, page_file: Path) -> Iterator[Callable[..., Any]]:
    """Return a function that opens the page; what it complains of or asks for ends the test as a failure."""
    tabs.complaints.clear()
    tabs.asked.clear()
    opened: list[str] = []

    def go(
        address: str = "", width: int = 1280, height: int = 900, scheme: str = "light", file: Path | None = None
    ) -> Any:
        page = tabs.take(width, height, scheme)
        opened.append((file or page_file).as_uri())
        page.goto(opened[-1] + address)
        return page

    yield go
    complaints, asked = list(tabs.complaints), list(tabs.asked)
    tabs.give_back()
    assert complaints == []
    # the page itself, and pictures it carries or makes; nothing from anywhere else
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    assert [url.split("#")[0] for url in asked if url.startswith("file:")] == opened

"""A real browser without a window, and reports to open in it.

Chromium is found on the PATH, where `.ci/setup test` puts Debian's; Playwright drives it.
"""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import pytest

from tests.explain.viewer.reports import write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)


def _missing() -> str | None:
    if find_spec("playwright") is None:
        return "Playwright is not installed (pip install playwright)"
    if CHROMIUM is None:
        return "there is no Chromium on the PATH (apt-get install chromium)"
    return None


class Opened:
    """A page, and what it did that it should not: errors, and requests to anywhere but its file."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.errors: list[str] = []
        self.requests: list[str] = []
        page.on("console", lambda message: self.errors.append(message.text))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("dialog", lambda dialog: (self.errors.append("a dialog"), dialog.dismiss()))
        page.on("request", self._requested)

    def _requested(self, request: Any) -> None:
        if not request.url.startswith(("file:", "data:")):
            self.requests.append(request.url)

    def text(self, selector: str) -> str:
        """The text of the first element that is found."""
        return str(self.page.locator(selector).first.inner_text())

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
        self.settle()

    def settle(self) -> None:
        """Wait until what was asked for is drawn."""
        frame = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
        self.page.evaluate(frame)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    if (reason := _missing()) is not None:
        pytest.skip(reason)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # Its sandbox needs rights that containers do not give.
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield started
        started.close()


@pytest.fixture(scope="session")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of three images: one matches, one does not, one was not solved."""
    return write(tmp_path_factory.mktemp("reports") / "report.html")


@pytest.fixture
def opened(browser: Any) -> Callable[..., Any]:
    """Opens a file, by default on a desk; at the end nothing may have gone wrong in it."""

    @contextmanager
    def opening(path: Path, **options: Any) -> Iterator[Opened]:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **options})
        context.set_default_timeout(4_000)
        try:
            found = Opened(context.new_page())
            found.page.goto(path.as_uri())
            found.page.locator(".panel h2, .message:not([hidden])").first.wait_for()
            found.settle()
            yield found
            assert found.errors == []
            assert found.requests == []
        finally:
            context.close()

    return opening

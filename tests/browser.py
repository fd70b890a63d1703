"""A real browser without a window.

Chromium is found on the PATH, where `.ci/setup test` puts Debian's; Playwright drives it.
"""

from __future__ import annotations

import shutil
from importlib.util import find_spec
from typing import Any

__all__ = ["CHROMIUM", "Opened", "missing"]

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)


def missing() -> str | None:
    if find_spec("playwright") is None:
        return "Playwright is not installed (pip install playwright)"
    if CHROMIUM is None:
        return "there is no Chromium on the PATH (apt-get install chromium)"
    return None


class Opened:
    """A page, and what it did that it should not: errors, and requests to anywhere else.

    Args:
        page: Playwright's page.
        own: How the addresses begin that it may ask.
    """

    def __init__(self, page: Any, own: tuple[str, ...] = ("file:", "data:")) -> None:
        self.page = page
        self.own = own
        self.errors: list[str] = []
        self.requests: list[str] = []
        page.on("console", lambda message: self.errors.append(message.text))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("dialog", lambda dialog: (self.errors.append("a dialog"), dialog.dismiss()))
        page.on("request", self._requested)

    def _requested(self, request: Any) -> None:
        if not request.url.startswith(self.own):
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

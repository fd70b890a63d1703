"""Reports to open in a browser."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser import Opened
from tests.explain.page.viewer.reports import write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


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

"""Options, fixtures and hypothesis profiles of the whole suite."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

# Continuous integration tries the same examples every time, so that a change is judged by what it
# changes; elsewhere every run tries others. How long one takes is never a matter of a test.
settings.register_profile("any", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "any")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="Write the golden files anew.")


@pytest.fixture
def update(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are to be written anew."""
    return bool(request.config.getoption("--update"))

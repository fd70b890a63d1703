"""Options, fixtures and hypothesis profiles of the whole suite."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

# Continuous integration tries the same examples every time, so that a change is judged by what it
# changes; elsewhere every run tries others.
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="Write the golden files anew.")


@pytest.fixture
def update(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are to be written anew."""
    return bool(request.config.getoption("--update"))

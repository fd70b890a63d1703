"""Whether there is a Prolog to test with."""

from __future__ import annotations

import shutil
from importlib.util import find_spec

import pytest

needs_prolog = pytest.mark.skipif(
    find_spec("pyswip") is None or shutil.which("swipl") is None,
    reason="SWI-Prolog or pyswip is not installed",
)

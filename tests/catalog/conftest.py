import pytest


@pytest.fixture
def at_once(monkeypatch):
    """Everything that is added is part of the catalogue at once."""
    monkeypatch.setattr("rune_lp.catalog.writer.COMMITTED", -1.0)
    monkeypatch.setattr("rune_lp.catalog.writer.SHARE", 0.0)

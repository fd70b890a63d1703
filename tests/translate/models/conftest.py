"""A server process, and tiny models of random weights in directories."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True)
class Host:
    """The server process, by its URL."""

    url: str

    def asked(self, manner: str) -> list[dict[str, Any]]:
        """Return the requests that were posted to a manner so far."""
        with urllib.request.urlopen(f"{self.url}/requests") as response:
            return [each for each in json.load(response) if each["path"].startswith(f"/{manner}/")]


@pytest.fixture(scope="session")
def host() -> Iterator[Host]:
    script = Path(__file__).with_name("openai_server.py")
    with subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True) as process:
        yield Host(f"http://127.0.0.1:{int(process.stdout.readline())}")
        process.kill()


@pytest.fixture(autouse=True)
def no_keys(monkeypatch):
    """Keep the keys of whoever runs the tests out of them, and proxies."""
    for variable in ("OPENAI_API_KEY", "RUNE_LP_API_KEY", "http_proxy", "HTTP_PROXY"):
        monkeypatch.delenv(variable, raising=False)


@pytest.fixture(scope="session", params=["llama", "qwen2"])
def tiny_model(request, tmp_path_factory) -> Path:
    """The directory of a tiny causal language model, its weights random."""
    pytest.importorskip("torch")
    pytest.importorskip("transformers")
    from tests.translate.models.tiny import save_tiny_model

    directory = tmp_path_factory.mktemp(request.param)
    save_tiny_model(directory, request.param)
    return directory

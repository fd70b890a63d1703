"""The server: it listens, and starts a thread for each connection."""

from __future__ import annotations

import json
import socket
import threading
from functools import partial
from http.server import ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from rune_lp.errors import InputError, Place
from rune_lp.serve.answering import answer
from rune_lp.serve.desk import Desk
from rune_lp.serve.guarding import allowed_hosts
from rune_lp.serve.handler import Handler
from rune_lp.serve.nursery import Nursery
from rune_lp.serve.vocabulary import catalog_json

if TYPE_CHECKING:
    from rune_lp.serve.service import Service

__all__ = ["Server"]

MOST_CONNECTIONS = 64
"""At once; further ones are closed."""


MOST_QUESTIONS, MOST_PICTURES = 8, 2
"""Questions that are answered, and pictures that are made ready, at once."""


class Server(ThreadingHTTPServer):
    """Serves a catalogue. It is to be made while this process has no threads.

    Args:
        service: What is served.
        host: The address that it listens at.
        port: The port; 0 takes one that is free.

    Attributes:
        service: What is served.
        bound: The host that it was told to listen at.
        hosts: What it goes by; see `allowed_hosts`.
        names: The images' names, and the same as they are looked up by.
        catalog_json: What the page says of the catalogue, as JSON.
        desk: Who answers questions.
        gallery: Who makes pictures ready, beside the questions and never before them.

    Raises:
        InputError: It cannot listen there.
    """

    daemon_threads = True
    block_on_close = False
    request_queue_size = 32

    def __init__(self, service: Service, host: str, port: int) -> None:
        self.service = service
        self.bound = host
        self.hosts = allowed_hosts(host)
        self.names = [(name, name.casefold()) for name in service.catalog.images]
        self.catalog_json = json.dumps(catalog_json(service)).encode()
        self._connections = threading.BoundedSemaphore(MOST_CONNECTIONS)
        if ":" in host:
            self.address_family = socket.AF_INET6
        self._nursery = Nursery(partial(answer, service))
        self.desk = Desk(self._nursery, most=MOST_QUESTIONS, wait=20)
        self.gallery = Desk(self._nursery, most=MOST_PICTURES, wait=60)
        try:
            super().__init__((host, port), Handler)
        except OSError as error:
            self._nursery.close()
            message = f"cannot listen at {host}, port {port}: {error.strerror or error}"
            raise InputError.of(message, Place("serve"), hint="--port 0 takes a free one") from None

    @property
    def url(self) -> str:
        """Where the page is."""
        host, port = self.server_address[:2]
        name = host.decode() if isinstance(host, bytes) else str(host)
        return f"http://[{name}]:{port}/" if ":" in name else f"http://{name}:{port}/"

    def process_request(self, request: Any, client_address: Any) -> None:
        """Answer a connection in a thread of its own, if there are not too many."""
        if self._connections.acquire(blocking=False):
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Answer a connection."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._connections.release()

    def server_close(self) -> None:
        """Stop listening, and end whatever is being answered."""
        super().server_close()
        self._nursery.close()

"""Which requests are answered: only those of pages that this server itself has given.

Whatever a browser has open can send requests to a server on this machine. A page of another site
cannot set the JSON content type without asking first, which is refused; its requests carry its
`Origin`; and where its name was made to mean this machine (DNS rebinding), they carry its `Host`.
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

__all__ = ["HEADERS", "allowed_hosts", "host_fault", "is_loopback", "origin_fault"]

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""What every answer carries."""


def is_loopback(host: str) -> bool:
    """Return whether an address or name can be reached from this machine only.

    >>> is_loopback("127.0.0.1"), is_loopback("::1"), is_loopback("0.0.0.0"), is_loopback("box")
    (True, True, False, False)
    """
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def allowed_hosts(host: str) -> frozenset[str] | None:
    """Return the names that a server that is bound to a host goes by, without the port.

    None stands for any address, and no name: where a server is reached from elsewhere, its
    addresses are not known, but no address can be made to mean something else.

    >>> sorted(allowed_hosts("127.0.0.1"))
    ['127.0.0.1', '::1', 'localhost']
    """
    if is_loopback(host):
        return frozenset({"127.0.0.1", "::1", "localhost", host})
    return None


def host_fault(header: str | None, hosts: Collection[str] | None, bound: str) -> str | None:
    """Return what is wrong with a request's `Host`, or None.

    >>> host_fault("127.0.0.1:8765", {"127.0.0.1"}, "127.0.0.1")
    >>> host_fault("evil.example:8765", {"127.0.0.1"}, "127.0.0.1")
    "this server is not 'evil.example'"
    """
    name = _name(header or "")
    if name == bound.lower() or (name in hosts if hosts is not None else _is_address(name)):
        return None
    return f"this server is not {name!r}"


def origin_fault(host: str | None, origin: str | None, site: str | None) -> str | None:
    """Return what is wrong with where a request comes from, or None.

    Programs that are no browsers say neither.

    Args:
        host: The request's `Host`.
        origin: Its `Origin`.
        site: Its `Sec-Fetch-Site`.

    >>> origin_fault("localhost:1", "http://localhost:1", "same-origin")
    >>> origin_fault("localhost:1", "null", None)
    "a page of 'null' cannot ask here"
    """
    if origin is not None and origin != f"http://{host}":
        return f"a page of {origin!r} cannot ask here"
    if site not in (None, "none", "same-origin"):
        return "a page of another site cannot ask here"
    return None


def _name(header: str) -> str:
    """Return the name in a `Host` header, which may have a port."""
    if header.startswith("["):
        return header[1:].partition("]")[0].lower()
    return header.rpartition(":")[0].lower() if ":" in header else header.lower()


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True

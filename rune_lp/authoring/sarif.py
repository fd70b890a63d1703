"""Faults as SARIF 2.1.0, which code hosts and editors show beside the lines.

The format: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from rune_lp import __version__
from rune_lp.rulefiles.codes import CODES, severity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rune_lp.errors import Fault

__all__ = ["sarif"]

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def sarif(faults: Iterable[Fault]) -> dict[str, Any]:
    """Return the SARIF log of one run, with every code as a rule of it.

    >>> from rune_lp.errors import Fault, Place
    >>> log = sarif([Fault("odd", Place("a.lp", 3, 7), "mend it", "p :- q.", 2, "R010")])
    >>> log["runs"][0]["results"][0]["message"]["text"]
    'odd (mend it)'
    """
    return {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "rune-lp rules check",
                        "version": __version__,
                        "semanticVersion": __version__,
                        "rules": [
                            {
                                "id": code.code,
                                "name": code.name,
                                "shortDescription": {"text": code.gloss},
                                "defaultConfiguration": {"level": code.severity},
                            }
                            for code in CODES.values()
                        ],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": [_result(fault) for fault in faults],
            }
        ],
    }


def _result(fault: Fault) -> dict[str, Any]:
    hint = f" ({fault.hint})" if fault.hint else ""
    result: dict[str, Any] = {
        "level": severity(fault),
        "message": {"text": f"{fault.message}{hint}"},
        "locations": [{"physicalLocation": _location(fault)}] if fault.place else [],
    }
    if fault.code:
        result |= {"ruleId": fault.code, "ruleIndex": list(CODES).index(fault.code)}
    return result


def _location(fault: Fault) -> dict[str, Any]:
    place = fault.place
    if place is None:
        return {}
    path = Path(place.source)
    # An absolute path becomes a file URI; a relative one stays relative to where one stands.
    uri = path.as_uri() if path.is_absolute() else quote(path.as_posix())
    location: dict[str, Any] = {"artifactLocation": {"uri": uri}}
    if place.line is not None:
        region: dict[str, Any] = {"startLine": place.line}
        if place.column is not None:
            region |= {"startColumn": place.column, "endColumn": place.column + fault.length}
        location["region"] = region
    return location

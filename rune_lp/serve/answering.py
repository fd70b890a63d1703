"""What a child of the nursery does: it answers one request, message by message.

Each message is a JSON object with one member, which says what it is:

    asked     how the question was understood: the header of `search`, with its program
    progress  of how many images the verdict is known, and how many match
    counts    how many images there are of each outcome
    view      an image, best first; see `explain.page.view`
    fault     the question, or the image's name, is at fault: nothing was answered
    failure   what could not be solved, and why
    page      a part of a report
    picture   a picture as a data URI
    done      there is no more
"""

from __future__ import annotations

import io
import time
import traceback
from contextlib import contextmanager
from copy import copy
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from rune_lp.asking.answers import answers, search_for
from rune_lp.asking.engines import engine_for
from rune_lp.asking.explaining import explanation
from rune_lp.asking.reporting import asked_json, write_report
from rune_lp.errors import Fault, InputError, NotSolvedError
from rune_lp.explain.page.view import unsolved_view, view_of
from rune_lp.explain.pictures.picture import embedded
from rune_lp.explain.why.report import explained, result_json, unsolved_json
from rune_lp.pool.limits import Limits
from rune_lp.pool.outcome import Item
from rune_lp.pool.pool import run
from rune_lp.search import judged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rune_lp.asking import Answers, Asked
    from rune_lp.asking.reporting import Shown
    from rune_lp.pool.outcome import Outcome
    from rune_lp.search import Verdict
    from rune_lp.serve.nursery import Line
    from rune_lp.serve.requests import Question
    from rune_lp.serve.service import Service

__all__ = ["answer", "fault_json"]

_REFRESH = 0.2
"""Seconds between two messages about the progress."""


def answer(service: Service, request: tuple[str, Any], line: Line) -> None:
    """Answer a request: what is wanted, and a `Question` or an image's name."""
    Limits(None, service.memory_limit).confine()
    what, about = request
    acts: dict[str, Callable[[Service, Any, Line], None]] = {
        "understand": _understand,
        "search": _search,
        "explain": _explain,
        "report": _report,
        "picture": _picture,
        "thumbnail": _thumbnail,
    }
    try:
        acts[what](service, about, line)
    except InputError as error:
        line.say({"fault": fault_json(error.fault)})
    except NotSolvedError as error:
        line.say({"failure": str(error)})
    except (ConnectionError, MemoryError):
        raise
    except Exception as error:
        traceback.print_exc()
        line.say({"failure": f"internal error: {type(error).__name__}: {error} (please report it)"})


def fault_json(fault: Fault) -> dict[str, Any]:
    """Return a fault, with the text that it is in where that is known.

    >>> from rune_lp.errors import fault_in_text
    >>> found = fault_json(fault_in_text("unknown word", "a shpi", 2, 6, hint="ship?"))
    >>> found["message"], found["excerpt"], found["column"], found["length"], found["hint"]
    ('unknown word', 'a shpi', 2, 4, 'ship?')
    """
    column = fault.place.column if fault.place else None
    drawable = fault.excerpt is not None and column is not None
    return {
        "message": fault.message,
        "hint": fault.hint,
        "line": fault.place.line if fault.place else None,
        "excerpt": fault.excerpt if drawable else None,
        "column": column - 1 if drawable and column is not None else None,
        "length": fault.length,
        "text": str(fault),
    }


@contextmanager
def _timed(limit: float | None, what: str, line: Line) -> Iterator[None]:
    """Have a step end this process if it takes too long, and say before what that would mean."""
    line.say({"step": what})
    with Limits(limit).timed():
        yield


def _understood(service: Service, question: Question, line: Line) -> Asked:
    """Return a question as it is understood, for which a language model may take its time."""
    model = question.text is not None and service.asker.translator != "controlled"
    with _timed(None if model else service.time_limit, "understood", line):
        return service.asked(question)


def _asked(service: Service, question: Question, line: Line) -> Asked:
    asked = _understood(service, question, line)
    asked.question.solver.require()
    line.say({"asked": asked_json(asked)})
    return asked


def _understand(service: Service, question: Question, line: Line) -> None:
    _asked(service, question, line)
    line.say({"done": True})


def _search(service: Service, question: Question, line: Line) -> None:
    asked = _asked(service, question, line)
    if question.image is not None:
        _one(service, asked, question, line)
        return
    found = _found(service, asked, question, line)
    line.say({"counts": asdict(found.counts(len(service.catalog)))})
    for view in _views(service, found):
        line.say({"view": view, "picture": service.picture(view["image"]) is not None})
    line.say({"done": True})


def _found(service: Service, asked: Asked, question: Question, line: Line) -> Answers:
    search = search_for(asked, everything=question.everything)
    line.say({"step": "searched"})
    with engine_for(
        search,
        service.catalog,
        jobs=service.jobs,
        time_limit=service.time_limit,
        memory_limit=service.memory_limit,
    ) as engine:
        done: list[Verdict] = []
        matched, shown = 0, time.monotonic()
        for verdict in judged(engine, stop=lambda: line.stops() > 0):
            done.append(verdict)
            matched += verdict.satisfied is True
            if time.monotonic() - shown > _REFRESH:
                shown = time.monotonic()
                line.say({"progress": {"done": len(done), "matched": matched}})
        line.say({"progress": {"done": len(done), "matched": matched}})
        return answers(
            asked,
            engine,
            done,
            top=question.top,
            explanations=question.explanations,
            stop=lambda: line.stops() > 1,
        )


def _views(service: Service, found: Answers) -> Iterator[dict[str, Any]]:
    """Yield the shown images as the viewer has them, then those that were not solved."""
    for place, outcome in enumerate(_each(service, found, _result)):
        scene, min_score = found.results[place].scene, found.asked.question.min_score
        if outcome.result is not None:
            yield view_of(outcome.result, scene, min_score)
        else:
            note = f"Its reasons could not be put into words: {_why(outcome)}."
            yield view_of(_bare(found, place), scene, min_score, note=note)
    for verdict in found.unsolved:
        yield unsolved_view(unsolved_json(verdict.image, verdict.failure))


def _each(
    service: Service, found: Answers, work: Callable[[Answers, int], dict[str, Any]]
) -> Iterator[Outcome[dict[str, Any]]]:
    """Yield what comes of each image that is shown, each within the limits of one image."""
    return run(
        [[Item(str(place), place)] for place in range(len(found.results))],
        initialise=_kept,
        work=work,
        payload=found,
        jobs=service.jobs,
        time_limit=service.time_limit,
        memory_limit=service.memory_limit,
    )


def _kept(found: Answers) -> Answers:
    return found


def _result(found: Answers, place: int) -> dict[str, Any]:
    question, library = found.asked.question, found.asked.library
    return result_json(explained(question, found.results[place], library, found.explanations))


def _explanation(found: Answers, place: int) -> dict[str, Any]:
    return explanation(found.asked, found.results[place].scene, found.explanations).json()


def _bare(found: Answers, place: int) -> dict[str, Any]:
    """Return a result without its reasons."""
    return _result(replace(found, explanations=0), place)


def _why(outcome: Outcome[dict[str, Any]]) -> str:
    return outcome.failure.message if outcome.failure else "for no reason that is known"


def _explain(service: Service, question: Question, line: Line) -> None:
    asked = _understood(service, question, line)
    _one(service, asked, question, line)


def _one(service: Service, asked: Asked, question: Question, line: Line) -> None:
    """Explain one image."""
    try:
        scene = service.catalog.scene(question.image or "")
    except InputError as error:
        told = f"the catalogue {error.fault.message}"
        raise InputError(replace(error.fault, message=told, place=None)) from None
    with _timed(service.time_limit, "solved", line):
        result = explanation(asked, scene, question.explanations).json()
        view = (
            unsolved_view(result)
            if result["satisfied"] is None
            else view_of(result, scene, asked.question.min_score)
        )
    outcome = view["satisfied"]
    counts = {
        "matched": outcome is True,
        "unmatched": outcome is False,
        "unsolved": outcome is None,
    }
    line.say({"counts": {"images": 1, **{k: int(v) for k, v in counts.items()}}})
    line.say({"view": view, "picture": service.picture(view["image"]) is not None})
    line.say({"done": True})


class _Pages(io.TextIOBase):
    """A stream whose text goes to whoever waits for it."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def write(self, text: str) -> int:
        self._line.say({"page": text})
        return len(text)


def _report(service: Service, question: Question, line: Line) -> None:
    """Write the report of a question, with a proof of each image, or why it does not match."""
    asked = _asked(service, question, line)
    found = _found(service, asked, question, line)
    album = copy(service.album)

    def answers() -> Iterator[Shown]:
        for place, outcome in enumerate(_each(service, found, _explanation)):
            yield outcome.result or _bare(found, place), found.results[place].scene
        for verdict in found.unsolved:
            yield unsolved_json(verdict.image, verdict.failure), None

    counts, source = found.counts(len(service.catalog)), service.catalog.path.resolve().name
    write_report(_Pages(line), asked, source, answers(), counts, album)  # type: ignore[arg-type]
    line.say({"done": True})


def _picture(service: Service, image: str, line: Line) -> None:
    _embed(service, image, line, thumbnail=False)


def _thumbnail(service: Service, image: str, line: Line) -> None:
    _embed(service, image, line, thumbnail=True)


PATIENCE = 30
"""Seconds that a picture may take, whatever questions may."""

PICTURE = 4096
"""Pixels: the longer side of a picture at most, where it is not shown as it is."""


def _embed(service: Service, image: str, line: Line, *, thumbnail: bool) -> None:
    with Limits(PATIENCE).timed():
        path = service.picture(image)
        if path is None:
            raise InputError.of("the image has no picture here")
        found = embedded(path, long_side=600 if thumbnail else PICTURE)
    line.say({"picture": (found.thumbnail or found.uri) if thumbnail else found.uri})
    line.say({"done": True})

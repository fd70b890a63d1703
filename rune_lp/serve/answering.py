"""What a child of the nursery does: it answers one request, message by message.

Each message is a JSON object with one member, which says what it is:

    asked     how the question was understood: the header of `search`, with its program
    progress  of how many images the verdict is known, and how many match
    counts    how many images there are of each outcome
    view      an image, best first; see `explain.view`
    fault     the question, or the image's name, is at fault: nothing was answered
    failure   what could not be solved, and why
    page      a part of a report
    picture   a picture as a data URI
    done      there is no more
"""

from __future__ import annotations

import time
import traceback
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from rune_lp.asking.answers import answers, search_for
from rune_lp.asking.engines import engine_for
from rune_lp.asking.explaining import explanation
from rune_lp.asp.question import program_text
from rune_lp.errors import Fault, InputError, NotSolvedError
from rune_lp.explain.picture import embedded
from rune_lp.explain.report import explained, result_json, unsolved_json
from rune_lp.explain.view import unsolved_view, view_of
from rune_lp.pool.limits import Limits
from rune_lp.pool.outcome import Item
from rune_lp.pool.pool import run
from rune_lp.search import judged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rune_lp.asking import Answers, Asked
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
def _timed(service: Service, what: str, line: Line) -> Iterator[None]:
    """Have a step end this process if it takes too long, and say before what that would mean."""
    line.say({"step": what})
    with Limits(service.time_limit).timed():
        yield


def _asked(service: Service, question: Question, line: Line) -> Asked:
    with _timed(service, "understood", line):
        asked = service.asked(question)
        asked.question.solver.require()
        program = program_text(asked.question)
    header = {
        **asked.header(),
        "witnesses": list(asked.question.plan.witnesses),
        "program": program,
    }
    line.say({"asked": header})
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
    line.say({"counts": _counts(service, found)})
    for view in _views(service, found):
        line.say({"view": view, "picture": view["image"] in service.pictures})
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


def _counts(service: Service, found: Answers) -> dict[str, int]:
    images = len(service.catalog)
    return {
        "images": images,
        "matched": found.matches,
        "unmatched": found.mismatches,
        "unsolved": found.searched - found.matches - found.mismatches,
        "unsearched": images - found.searched,
        "hidden": found.hidden,
    }


def _views(service: Service, found: Answers) -> Iterator[dict[str, Any]]:
    """Yield the shown images as the viewer has them, then those that were not solved."""
    items = [Item(str(place), place) for place in range(len(found.results))]
    for outcome in run(
        [[item] for item in items],
        initialise=_kept,
        work=_viewed,
        payload=found,
        jobs=service.jobs,
        time_limit=service.time_limit,
        memory_limit=service.memory_limit,
    ):
        if outcome.result is not None:
            yield outcome.result
            continue
        result = found.results[int(outcome.name)]
        bare = replace(found, results=(result,), explanations=0)
        why = outcome.failure.message if outcome.failure else ""
        view = _viewed(bare, 0)
        yield {**view, "note": f"Its reasons could not be put into words: {why}"}
    for verdict in found.unsolved:
        yield unsolved_view(unsolved_json(verdict.image, verdict.failure))


def _kept(found: Answers) -> Answers:
    return found


def _viewed(found: Answers, place: int) -> dict[str, Any]:
    question, result = found.asked.question, found.results[place]
    one = explained(question, result, found.asked.library, found.explanations)
    return view_of(result_json(one), result.scene, question.min_score)


def _explain(service: Service, question: Question, line: Line) -> None:
    with _timed(service, "understood", line):
        asked = service.asked(question)
    _one(service, asked, question, line)


def _one(service: Service, asked: Asked, question: Question, line: Line) -> None:
    """Explain one image."""
    scene = service.catalog.scene(question.image or "")
    with _timed(service, "solved", line):
        result = explanation(asked, scene, question.explanations)
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
    line.say({"view": view, "picture": view["image"] in service.pictures})
    line.say({"done": True})


def _report(service: Service, question: Question, line: Line) -> None:
    raise NotImplementedError


def _picture(service: Service, image: str, line: Line) -> None:
    _embed(service, image, line, thumbnail=False)


def _thumbnail(service: Service, image: str, line: Line) -> None:
    _embed(service, image, line, thumbnail=True)


PICTURE = 4096
"""Pixels: the longer side of a picture at most, where it is not shown as it is."""


def _embed(service: Service, image: str, line: Line, *, thumbnail: bool) -> None:
    with _timed(service, "read", line):
        found = embedded(service.pictures[image], long_side=600 if thumbnail else PICTURE)
    line.say({"picture": (found.thumbnail or found.uri) if thumbnail else found.uri})
    line.say({"done": True})

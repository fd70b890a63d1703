"""What a search came to: the images ranked, and those that are shown with their reasons."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from rune_lp.explain.why.report import explained, result_json, unsolved_json
from rune_lp.search import Here, Search, Verdict, judged, ranked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rune_lp.asking.asked import Asked
    from rune_lp.catalog import Catalog
    from rune_lp.explain.why.report import Explained
    from rune_lp.search import Engine, ImageResult, Stop

__all__ = ["Answers", "Counts", "answers", "search", "search_for"]


@dataclass(frozen=True, slots=True)
class Counts:
    """How many images of a search had each outcome.

    Attributes:
        images: Those that were to be searched.
        matched: Those that match.
        unmatched: Those that do not.
        unsolved: Those that were not solved.
        unsearched: Those left out by an interrupt.
        hidden: Those that would be shown with `--top 0`.
    """

    images: int
    matched: int
    unmatched: int
    unsolved: int = 0
    unsearched: int = 0
    hidden: int = 0


@dataclass(frozen=True)
class Answers:
    """What a search came to.

    Attributes:
        asked: The question.
        searched: How many images have a verdict.
        matches: How many match.
        mismatches: How many do not.
        hidden: How many there are to show beyond those that are.
        results: The images that are shown, best first, solved all of them.
        unsolved: The images that were not solved, by name.
        explanations: How many assignments of each image are shown.
    """

    asked: Asked
    searched: int
    matches: int
    mismatches: int
    hidden: int
    results: tuple[ImageResult, ...]
    unsolved: tuple[Verdict, ...]
    explanations: int

    def counts(self, images: int) -> Counts:
        """Return how many images of so many had each outcome.

        An image that matches, and whose assignments could not be found, is among the matches.
        """
        solved = self.matches + self.mismatches
        return Counts(
            images,
            self.matches,
            self.mismatches,
            self.searched - solved,
            images - self.searched,
            self.hidden,
        )

    def reasoned(self, *, proved: bool = False) -> Iterator[Explained]:
        """Yield the shown images with their reasons, which are found as they are asked for.

        Args:
            proved: Whether to prove them, too.
        """
        question, library = self.asked.question, self.asked.library
        for result in self.results:
            yield explained(question, result, library, self.explanations, proved=proved)

    def summary(self) -> str:
        """Return the sentence that counts the images.

        >>> Answers(None, 1, 1, 0, 0, (), (), 1).summary()
        '1 of 1 image matches'
        >>> Answers(None, 20, 3, 15, 0, (), (Verdict("a", None), Verdict("b", None)), 1).summary()
        '3 of 20 images match; 2 not solved'
        """
        images = f"{self.searched:,} image{'' if self.searched == 1 else 's'}"
        parts = [f"{self.matches:,} of {images} match{'es' if self.matches == 1 else ''}"]
        if self.unsolved:
            parts.append(f"{len(self.unsolved):,} not solved")
        return "; ".join(parts)

    def _repr_html_(self) -> str:
        from rune_lp.explain.exports.notebook import SHOWN, answers_html

        shown = replace(self, results=self.results[:SHOWN]).reasoned()
        hidden = self.hidden + max(0, len(self.results) - SHOWN)
        return answers_html(self.asked.header(), self.summary(), shown, hidden)

    def document(self, reasoned: Iterable[Explained] | None = None) -> dict[str, Any]:
        """Return the document of `search --format json`; see docs/schema/search.schema.json.

        Args:
            reasoned: The shown images with their reasons, if they are known already.
        """
        header, *entries = self.lines(reasoned)
        return {**header, "results": entries}

    def lines(self, reasoned: Iterable[Explained] | None = None) -> Iterator[dict[str, Any]]:
        """Yield the objects of `search --format jsonl`: the header, then an image each.

        Args:
            reasoned: The shown images with their reasons, if they are known already.
        """
        yield self.asked.header()
        yield from map(result_json, self.reasoned() if reasoned is None else reasoned)
        yield from (unsolved_json(verdict.image, verdict.failure) for verdict in self.unsolved)


def search_for(asked: Asked, **options: bool) -> Search:
    """Return what is asked of every image.

    Args:
        asked: The question.
        **options: Those of `Search`.
    """
    # Who asks for another solver wants its verdict, and not that of the columns.
    columns = asked.question.solver.name == "clingo"
    return Search(asked.question, asked.library, columns=columns, **options)


def answers(
    asked: Asked,
    engine: Engine,
    verdicts: Iterable[Verdict],
    *,
    top: int = 0,
    explanations: int = 1,
    stop: Stop | None = None,
) -> Answers:
    """Return what a search came to, and find the assignments of the images that are shown.

    Args:
        asked: The question.
        engine: Who finds assignments.
        verdicts: Those on the images that were searched.
        top: How many images are shown at most; 0 shows all.
        explanations: How many assignments of each are found.
        stop: Asked now and then; when it says so, fewer images are shown.
    """
    found = ranked(verdicts)
    matches = [verdict for verdict in found if verdict.satisfied]
    others = [
        verdict for verdict in found if verdict.satisfied is False and engine.search.everything
    ]
    kept = [*matches, *others][: top or None]
    names = [verdict.image for verdict in kept]
    shown = list(engine.solve(names, explanations=explanations, stop=stop))
    unsolved = [verdict for verdict in found if verdict.satisfied is None]
    unsolved += [
        Verdict(result.scene.image, None, failure=result.failure)
        for result in shown
        if result.answer is None
    ]
    return Answers(
        asked=asked,
        searched=len(found),
        matches=len(matches),
        mismatches=sum(verdict.satisfied is False for verdict in found),
        hidden=len(matches) + len(others) - len(kept),
        results=tuple(result for result in shown if result.answer is not None),
        unsolved=tuple(unsolved),
        explanations=explanations,
    )


def search(
    catalog: Catalog,
    asked: Asked,
    *,
    top: int = 10,
    explanations: int = 1,
    everything: bool = False,
) -> Answers:
    """Return what a search of a catalogue comes to, in this process and without limits.

    Args:
        catalog: The images.
        asked: The question.
        top: How many images are shown at most; 0 shows all.
        explanations: How many assignments of each are found.
        everything: Whether images that do not match are shown, too.
    """
    engine = Here(search_for(asked, everything=everything), catalog)
    return answers(asked, engine, judged(engine), top=top, explanations=explanations)

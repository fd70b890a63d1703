"""Results as JSON values and as text for people."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from rune_lp.explain.proofs.proof import proof_json
from rune_lp.explain.why.prover import Prover
from rune_lp.explain.why.reasons import Explainer, Reason
from rune_lp.translate.phrases import spoken
from rune_lp.vocabulary import predicate_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rune_lp.asp.answer import Assignment
    from rune_lp.asp.question import Question
    from rune_lp.explain.proofs.proof import Proof
    from rune_lp.logic.syntax import Query
    from rune_lp.rulefiles.library import RuleLibrary
    from rune_lp.scenes import Scene
    from rune_lp.search import ImageResult

__all__ = [
    "Explained",
    "assignments_json",
    "because",
    "explained",
    "headline",
    "object_json",
    "result_json",
    "result_text",
    "titled",
    "unsolved_json",
]


@dataclass(frozen=True)
class Explained:
    """A result with the reasons for each of its assignments.

    Attributes:
        query: What was asked.
        result: The outcome for an image.
        variables: The witnesses, in the order of an assignment's objects.
        reasons: The assignments, each with its reasons.
        proofs: The proof of each, in their order; none where none was asked for.
    """

    query: Query
    result: ImageResult
    variables: tuple[str, ...]
    reasons: tuple[tuple[Assignment, tuple[Reason, ...]], ...]
    proofs: tuple[Proof, ...] = ()

    @property
    def sentences(self) -> list[str]:
        """The best assignment's reasons that say more than what an object is."""
        first = self.reasons[0][1] if self.reasons else ()
        told = [reason.sentence for reason in first if reason.told]
        return told or [reason.sentence for reason in first]

    @property
    def best(self) -> dict[str, Any] | None:
        """The best assignment as JSON has it; None if there is none."""
        first = assignments_json(replace(self, reasons=self.reasons[:1], proofs=self.proofs[:1]))
        return first[0] if first else None

    def _repr_html_(self) -> str:
        from rune_lp.explain.exports.notebook import explained_html

        return explained_html(self)


def explained(
    question: Question,
    result: ImageResult,
    rules: RuleLibrary,
    number: int,
    *,
    proved: bool = False,
) -> Explained:
    """Return a result with the reasons for its first assignments.

    Args:
        question: What was asked.
        result: The outcome for an image.
        rules: The loaded rule files.
        number: How many assignments to give reasons for.
        proved: Whether to prove them, too.
    """
    found = result.answer
    if found is None or not found.satisfied:
        return Explained(question.plan.query, result, question.plan.witnesses, ())
    explainer = Explainer(question, found, rules, result.scene)
    chosen = found.assignments[:number]
    reasons = tuple((assignment, explainer.reasons(assignment)) for assignment in chosen)
    proofs: tuple[Proof, ...] = ()
    if proved:
        prover = Prover(explainer)
        proofs = tuple(prover.proof(assignment) for assignment in chosen)
    return Explained(question.plan.query, result, question.plan.witnesses, reasons, proofs)


def unsolved_json(image: str, failure: str | None) -> dict[str, Any]:
    """Return the line of an image that was not solved."""
    return {"image": image, "satisfied": None, "error": failure}


def result_json(explained: Explained) -> dict[str, Any]:
    """Return one line of `search --format jsonl`; see docs/schema/search.schema.json."""
    result = explained.result
    if result.answer is None:
        return unsolved_json(result.scene.image, result.failure)
    return {
        "image": result.scene.image,
        "score": round(result.answer.degree, 4),
        "satisfied": result.answer.satisfied,
        "assignment_count": result.answer.count,
        "assignment_count_exact": result.answer.exact,
        "assignments": assignments_json(explained),
        "explanation": "; ".join(explained.sentences),
    }


def assignments_json(explained: Explained) -> list[dict[str, Any]]:
    """Return the assignments with their reasons, and their proofs where there are any.

    `because` and `reasons` go in step.
    """
    proofs: list[dict[str, Any]] = [{"proof": proof_json(proof)} for proof in explained.proofs]
    return [
        {
            "score": round(assignment.score, 4),
            "bindings": {
                variable: _object(explained.result, object_)
                for variable, object_ in zip(explained.variables, assignment.objects, strict=True)
            },
            "because": [reason.text for reason in reasons],
            "reasons": [reason.sentence for reason in reasons],
            **proof,
        }
        for (assignment, reasons), proof in zip(
            explained.reasons, proofs or [{} for _ in explained.reasons], strict=True
        )
    ]


def _object(result: ImageResult, object_: int) -> dict[str, Any]:
    return object_json(result.scene, object_)


def object_json(scene: Scene, object_: int) -> dict[str, Any]:
    """Return a detection as JSON has it."""
    row = int(scene.ids.searchsorted(object_))
    return {
        "id": object_,
        "class": scene.class_names[scene.class_index[row]],
        "score": round(float(scene.scores[row]), 4),
        "polygon": [[round(x, 2), round(y, 2)] for x, y in scene.corners[row].tolist()],
    }


def _named(entry: Mapping[str, Any]) -> str:
    return f"{spoken(entry['class'], predicate_name(entry['class']))} {entry['id']}"


def result_text(explained: Explained, place: int | None = None) -> list[str]:
    """Return the lines that show a result to a person, its rank first where it has one."""
    result = explained.result
    found = result.answer
    name = result.scene.image
    if found is None:
        return [f"{name}  not solved: {result.failure}"]
    rank = f"{place:>3}. " if place is not None else ""
    if not found.satisfied:
        return [f"{rank}{name}  no match  score {found.degree:.4f}"]
    return [f"{rank}{name}  score {found.degree:.4f}{_counted(explained)}", *because(explained)]


def because(explained: Explained) -> list[str]:
    """Return the lines that show the assignments and their reasons."""
    return [
        f"     {line}"
        for assignment, reasons in explained.reasons
        for line in _assignment(explained, assignment, reasons)
    ]


def titled(explained: Explained) -> list[tuple[str, Proof]]:
    """Return the proofs, each with what its assignment binds: `x = ship 1 (0.80)`."""
    pairs = zip(explained.reasons, explained.proofs, strict=True)
    return [(_bound(explained, assignment), proof) for (assignment, _), proof in pairs]


def headline(explained: Explained) -> str:
    """Return the line that shows an image's outcome."""
    return result_text(explained)[0]


def _counted(explained: Explained) -> str:
    found = explained.result.answer
    if found is None or not explained.variables:
        return ""
    least = "" if found.exact else "at least "
    plural = "" if found.count == 1 else "s"
    return f"  {least}{found.count:,} assignment{plural}"


def _assignment(
    explained: Explained, assignment: Assignment, reasons: tuple[Reason, ...]
) -> list[str]:
    lines = [_bound(explained, assignment)] if explained.variables else []
    told = [reason.sentence for reason in reasons if reason.told]
    if not told and not explained.variables:
        told = [reason.sentence for reason in reasons]
    return [*lines, *(f"  because {sentence}" for sentence in told)]


def _bound(explained: Explained, assignment: Assignment) -> str:
    bound = zip(explained.variables, assignment.objects, strict=True)
    entries = ((variable, _object(explained.result, object_)) for variable, object_ in bound)
    return ", ".join(
        f"{variable} = {_named(entry)} ({entry['score']:.2f})" for variable, entry in entries
    )

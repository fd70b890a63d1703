"""LTNtorch: a formula grounded in full over an image's objects, as logic tensor networks do it.

Truth is 1 or 0 and the connectives are those of Gödel (min, max, 1 - x), so that the answer is the
formula's truth. A formula of k variables over n objects is a tensor of n to the k numbers.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Any

import ltn
import numpy as np
import torch

from rune_lp.bench.contestants.contestant import Contestant
from rune_lp.bench.population import THRESHOLD
from rune_lp.catalog import Catalog
from rune_lp.errors import NotSolvedError
from rune_lp.geometry.attributes import measure
from rune_lp.geometry.boxes import Boxes
from rune_lp.geometry.profile import Profile
from rune_lp.geometry.relations import RELATIONS, holds
from rune_lp.logic.evaluate import COMPARISONS
from rune_lp.logic.parse import parse_query
from rune_lp.logic.syntax import (
    And,
    Atom,
    Attribute,
    Compare,
    Count,
    Counted,
    Exists,
    Forall,
    Formula,
    Implies,
    Not,
    Number,
    Or,
    Product,
    Term,
)
from rune_lp.vocabulary import predicate_name

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from rune_lp.bench.cases import Case
    from rune_lp.bench.contestants.contestant import Started
    from rune_lp.scenes import Scene

__all__ = ["LtnTorch"]


class _Greatest(ltn.fuzzy_ops.AggregationOperator):  # type: ignore[misc]
    """The k-th greatest truth value: "at least k"."""

    def __init__(self, k: int = 1) -> None:
        self.k = k

    def __call__(self, xs: Any, dim: Any = None, keepdim: bool = False, **_: Any) -> Any:
        if self.k == 1:
            return torch.amax(xs, dim=dim, keepdim=keepdim)
        if xs.shape[dim[0]] < self.k:
            return torch.zeros_like(torch.amax(xs, dim=dim, keepdim=keepdim))
        return torch.topk(xs, self.k, dim=dim[0]).values.amin(dim=dim, keepdim=keepdim)


_AND = ltn.Connective(ltn.fuzzy_ops.AndMin())
_OR = ltn.Connective(ltn.fuzzy_ops.OrMax())
_NOT = ltn.Connective(ltn.fuzzy_ops.NotStandard())
_IMPLIES = ltn.Connective(ltn.fuzzy_ops.ImpliesKleeneDienes())
_FORALL = ltn.Quantifier(ltn.fuzzy_ops.AggregMin(), quantifier="f")


class LtnTorch(Contestant):
    """LTNtorch, image by image, on one thread."""

    def __init__(self, data: Path) -> None:
        torch.set_num_threads(1)
        self.catalog = Catalog.open(data / "catalog")

    def ask(self, case: Case, started: Started) -> list[str]:
        """Return the images of which a case is true.

        Raises:
            NotSolvedError: The tensors of an image do not fit into memory.
        """
        formula = parse_query(case.fol).formula
        found = []
        for place, scene in enumerate(self.catalog.scenes()):
            started(place)
            sure = scene.at_least(THRESHOLD)
            # No tensor has an empty axis; the cases are false of an image without objects.
            if len(sure) and _true(formula, sure):
                found.append(scene.image)
        return sorted(found)


def _true(formula: Formula, scene: Scene) -> bool:
    try:
        return bool(_Grounding(scene).of(formula).value > 0.5)
    except (RuntimeError, MemoryError) as error:
        told = str(error).splitlines()[0] if str(error) else "out of memory"
        raise NotSolvedError(f"{scene.image} with {len(scene)} objects: {told}") from None


class _Grounding:
    """The groundings of formulas over one image's objects."""

    def __init__(self, scene: Scene) -> None:
        self.boxes = Boxes.of(scene)
        self.labels = np.array([predicate_name(name) for name in scene.class_names])
        self.classes = scene.class_index

    def of(self, formula: Formula) -> Any:
        """Return the LTN object of a formula."""
        match formula:
            case Atom(name, arguments):
                return self._predicate(arguments, lambda *rows: np.asarray(self._atom(name, *rows)))
            case Not(body):
                return _NOT(self.of(body))
            case And(parts):
                return reduce(_AND, map(self.of, parts))
            case Or(parts):
                return reduce(_OR, map(self.of, parts))
            case Implies(left, right):
                return _IMPLIES(self.of(left), self.of(right))
            case Exists(variables, body):
                return self._exists(1, variables, body)
            case Counted(">=", bound, variable, body):
                return self._exists(bound, (variable,), body)
            case Forall(variables, body):
                return _FORALL([self._variable(name) for name in variables], self.of(body))
            case Compare(operator, left, right):
                names = tuple(dict.fromkeys([*_variables(left), *_variables(right)]))
                return self._predicate(
                    names,
                    lambda *rows: np.asarray(
                        COMPARISONS[operator](
                            self._number(left, dict(zip(names, rows, strict=True))),
                            self._number(right, dict(zip(names, rows, strict=True))),
                        )
                    ),
                )
            case _:
                raise NotSolvedError(f"no grounding of {type(formula).__name__}")

    def _exists(self, number: int, variables: tuple[str, ...], body: Formula) -> Any:
        quantifier = ltn.Quantifier(_Greatest(number), quantifier="e")
        return quantifier([self._variable(name) for name in variables], self.of(body))

    def _variable(self, name: str) -> Any:
        return ltn.Variable(name, torch.arange(len(self.boxes)), add_batch_dim=False)

    def _predicate(self, names: Sequence[str], truth: Any) -> Any:
        if not names:
            return ltn.LTNObject(torch.tensor(float(truth())), [])

        def values(*rows: Any) -> Any:
            return torch.from_numpy(truth(*(row.numpy() for row in rows)).astype(np.float32))

        return ltn.Predicate(func=values)(*map(self._variable, names))

    def _atom(self, name: str, *rows: Any) -> Any:
        if name in RELATIONS:
            return holds(name, self.boxes, Profile(), *rows)
        return self.labels[self.classes[rows[0]]] == name

    def _number(self, term: Term, rows: dict[str, Any]) -> Any:
        match term:
            case Attribute(name, arguments):
                return measure(name, self.boxes, None, *(rows[argument] for argument in arguments))
            case Number(value):
                return int(value * 10)
            case Product(factor, inner):
                return int(factor) * self._number(inner, rows)
            case Count(_, body):
                return int(self.of(body).value.sum())
            case _:
                raise NotSolvedError(f"no grounding of {type(term).__name__}")


def _variables(term: Term) -> tuple[str, ...]:
    match term:
        case Attribute(_, arguments):
            return arguments
        case Product(_, inner):
            return _variables(inner)
        case _:
            return ()

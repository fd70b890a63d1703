"""The best instance that derives an atom, and how many others do, never by way of itself."""

from __future__ import annotations

import heapq
from itertools import count
from typing import TYPE_CHECKING

from rune_lp.explain.rules.world import signature_of
from rune_lp.rulefiles.facts import FACTS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from clingo import Symbol

    from rune_lp.explain.rules.firing import Firing

__all__ = ["Support"]


class Support:
    """What derives atoms, and what that rests on.

    Args:
        score: The score of an object.
    """

    def __init__(self, score: Callable[[int], float]) -> None:
        self.score = score
        self.firings: dict[Symbol, Sequence[Firing]] = {}
        self._best: dict[Symbol, Firing] = {}
        # Atoms by number, for clingo's are slow to compare; what the instances of each rest on.
        self._numbers: dict[Symbol, int] = {}
        self._needs: list[list[tuple[int, ...]]] = []
        self._costs: dict[Symbol, tuple[float, int]] = {}

    def add(self, found: Mapping[Symbol, Sequence[Firing]]) -> None:
        """Take all instances that derive some atoms; what these rest on is among the atoms."""
        new = [atom for atom in found if atom not in self.firings]
        for atom in new:
            self.firings[atom] = found[atom]
            self._numbers[atom] = len(self._numbers)
        for atom in new:
            self._needs.append([self._needed(firing) for firing in found[atom]])
        self._rank(found)

    def _needed(self, firing: Firing) -> tuple[int, ...]:
        """Return the numbers of the derived atoms that an instance rests on."""
        found = map(self._numbers.get, firing.atoms)
        return tuple(number for number in found if number is not None)

    def _rank(self, found: Mapping[Symbol, Sequence[Firing]]) -> None:
        """Choose the best instance for each atom, those first that rest on facts alone.

        An atom is settled by an instance all of whose atoms are settled, so none rests on itself.
        """
        users: dict[Symbol, list[tuple[Firing, int]]] = {}
        missing: list[int] = []
        heap: list[tuple[float, int, int, Firing]] = []
        order = count()

        def offer(firing: Firing) -> None:
            weakest, size = 0.0, 1
            for atom in firing.atoms:
                doubt, steps = self._costs.get(atom) or self._fact_cost(atom)
                weakest, size = max(weakest, doubt), size + steps
            heapq.heappush(heap, (weakest, size, next(order), firing))

        for firing in (one for firings in found.values() for one in firings):
            needs = {atom for atom in firing.atoms if atom in found and atom not in self._best}
            for atom in needs:
                users.setdefault(atom, []).append((firing, len(missing)))
            missing.append(len(needs))
            if not needs:
                offer(firing)
        while heap:
            weakest, size, _, firing = heapq.heappop(heap)
            if firing.head in self._best:
                continue
            self._best[firing.head] = firing
            self._costs[firing.head] = weakest, size
            for user, place in users.get(firing.head, ()):
                missing[place] -= 1
                if not missing[place]:
                    offer(user)

    def _fact_cost(self, atom: Symbol) -> tuple[float, int]:
        """Return how doubtful the weakest object of a fact is, and that it is one step."""
        objects = FACTS.get(signature_of(atom), 0)
        scores = (self.score(one.number) for one in atom.arguments[:objects])
        return 1.0 - min(scores, default=1.0), 1

    def best(self, atom: Symbol) -> Firing | None:
        """Return the instance that derives an atom best, and not by way of itself.

        That is the one whose weakest object has the highest score; of several, a short one. None
        for an atom that is not derived, or was not asked about.
        """
        return self._best.get(atom)

    def others(self, atom: Symbol) -> int:
        """Return how many other instances derive an atom, and not by way of itself."""
        if len(self.firings.get(atom, ())) < 2:
            return 0
        number = self._numbers[atom]
        beneath = self._beneath(number)
        if number not in beneath:
            return len(self._needs[number]) - 1
        derived = self._derived_among(beneath - {number})
        return sum(derived.issuperset(needs) for needs in self._needs[number]) - 1

    def _beneath(self, atom: int) -> set[int]:
        """Return the derived atoms that an atom's instances rest on, however far down."""
        seen: set[int] = set()
        waiting = [atom]
        while waiting:
            for needs in self._needs[waiting.pop()]:
                new = [need for need in needs if need not in seen]
                seen.update(new)
                waiting.extend(new)
        return seen

    def _derived_among(self, atoms: set[int]) -> set[int]:
        """Return which of some atoms are derived from each other and facts alone."""
        users: dict[int, list[tuple[int, int]]] = {}
        missing: list[int] = []
        ready: list[int] = []
        for atom in atoms:
            for needs in self._needs[atom]:
                for need in needs:
                    users.setdefault(need, []).append((atom, len(missing)))
                missing.append(len(needs))
                if not needs:
                    ready.append(atom)
        derived: set[int] = set()
        while ready:
            atom = ready.pop()
            if atom not in derived:
                derived.add(atom)
                for user, place in users.get(atom, ()):
                    missing[place] -= 1
                    if not missing[place]:
                        ready.append(user)
        return derived

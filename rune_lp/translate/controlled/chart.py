"""The chart: a grammar as patterns with actions, and a parser that keeps the best tree per span.

A rule's pattern is a line of symbols: lower-case words stand for themselves (`is/are` is either),
capitalised names are other rules or terminals; `?` makes a symbol optional, `*` repeats it. The
parser is a memoised recursive descent over every alternative. For each rule and start it keeps one
tree per end, the cheapest, and among equally cheap ones the first found, trying longer first parts
before shorter ones; so parsing is polynomial and its choices are fixed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from rune_lp.translate.controlled.tokens import Token

__all__ = ["Chart", "Grammar", "NestedTooDeeply", "Ranked", "Terminal"]

_DEEPEST = 160
"""How many rules may stand inside one another: some fifteen relative clauses.

Each takes four of Python's thousand stack frames.
"""

_Action = TypeVar("_Action", bound="Callable[..., Any]")


@dataclass(frozen=True, slots=True)
class Terminal:
    """A class of words: what it is called, and the matches at a place, as (end, value)."""

    description: str
    match: Callable[[Sequence[Token], int], Iterable[tuple[int, Any]]]


@dataclass(frozen=True, slots=True)
class Ranked:
    """A tree with the cost that its action found for it."""

    tree: Any
    cost: int


@dataclass(frozen=True, slots=True)
class _Symbol:
    name: str | None
    words: frozenset[str]
    optional: bool
    repeated: bool


@dataclass(frozen=True, slots=True)
class _Alternative:
    symbols: tuple[_Symbol, ...]
    action: Callable[..., Any]
    cost: int


def _symbols(pattern: str) -> tuple[_Symbol, ...]:
    found = []
    for text in pattern.split():
        name = text.rstrip("?*")
        is_rule = name[0].isupper()
        words = frozenset() if is_rule else frozenset(name.split("/"))
        found.append(
            _Symbol(name if is_rule else None, words, text.endswith("?"), text.endswith("*"))
        )
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Grammar:
    """A set of rules, each a list of patterns with the action that makes a tree of their parts."""

    rules: dict[str, list[_Alternative]] = field(default_factory=dict)

    def rule(self, name: str, *patterns: str, cost: int = 0) -> Callable[[_Action], _Action]:
        """Return a decorator that adds patterns to a rule, with the decorated action.

        The action is called with the span of characters and the values of the pattern's rules and
        terminals in order (None for an absent optional one, a tuple for a repeated one). An action
        that returns None rejects. `cost` ranks trees over the same words, the least first; an
        action may add to it by returning a `Ranked` tree.
        """

        def add(action: _Action) -> _Action:
            alternatives = self.rules.setdefault(name, [])
            alternatives.extend(_Alternative(_symbols(each), action, cost) for each in patterns)
            return action

        return add

    @classmethod
    def of(cls, *grammars: Grammar) -> Grammar:
        """Return the grammar of all the rules of some grammars."""
        rules: dict[str, list[_Alternative]] = {}
        for grammar in grammars:
            for name, alternatives in grammar.rules.items():
                rules.setdefault(name, []).extend(alternatives)
        return cls(rules)

    def words(self) -> frozenset[str]:
        """Return every word that stands for itself in some pattern."""
        alternatives = (each for rule in self.rules.values() for each in rule)
        return frozenset(
            word for each in alternatives for symbol in each.symbols for word in symbol.words
        )


class NestedTooDeeply(Exception):  # noqa: N818
    """A sentence has more clauses inside one another than are followed; `place` is the token."""

    def __init__(self, place: int) -> None:
        super().__init__(place)
        self.place = place


_Results = list[tuple[int, int, Any]]


class Chart:
    """The parses of one token sequence."""

    def __init__(
        self, grammar: Grammar, terminals: Mapping[str, Terminal], tokens: Sequence[Token]
    ) -> None:
        self.tokens = tokens
        self.furthest = 0
        self.expected: dict[str, None] = {}
        self._rules = grammar.rules
        self._terminals = terminals
        self._memo: dict[tuple[str, int], _Results] = {}
        self._depth = 0

    def parse(self, name: str, start: int = 0) -> _Results:
        """Return the trees of a rule from a token on, as (end, cost, tree), longest first.

        Raises:
            NestedTooDeeply: if too many rules stand inside one another.
        """
        key = (name, start)
        if key not in self._memo:
            if self._depth == _DEEPEST:
                raise NestedTooDeeply(start)
            self._memo[key] = []
            self._depth += 1
            terminal = self._terminals.get(name)
            found = self._rule(name, start) if terminal is None else self._match(terminal, start)
            self._depth -= 1
            self._memo[key] = sorted(found, key=lambda result: -result[0])
        return self._memo[key]

    def whole(self, name: str) -> Any | None:
        """Return the tree of a rule over all tokens, or None."""
        for end, _, tree in self.parse(name):
            if end == len(self.tokens):
                return tree
            self._fail(end, "the end")
        return None

    def _match(self, terminal: Terminal, start: int) -> _Results:
        found = [(end, 0, value) for end, value in terminal.match(self.tokens, start)]
        if not found:
            self._fail(start, terminal.description)
        return found

    def _rule(self, name: str, start: int) -> _Results:
        best: dict[int, tuple[int, Any]] = {}
        for alternative in self._rules[name]:
            for end, (cost, values) in self._sequence(alternative.symbols, start).items():
                total = cost + alternative.cost
                if end in best and best[end][0] <= total:
                    continue
                last = max(start, end - 1)
                span = (self.tokens[start].start, self.tokens[last].end) if end > start else (0, 0)
                tree = alternative.action(span, *values)
                if isinstance(tree, Ranked):
                    total, tree = total + tree.cost, tree.tree
                    if end in best and best[end][0] <= total:
                        continue
                if tree is not None:
                    best[end] = (total, tree)
        return [(end, cost, tree) for end, (cost, tree) in best.items()]

    def _sequence(
        self, symbols: tuple[_Symbol, ...], start: int
    ) -> dict[int, tuple[int, tuple[Any, ...]]]:
        states: dict[int, tuple[int, tuple[Any, ...]]] = {start: (0, ())}
        for symbol in symbols:
            states = (
                self._repeated(symbol, states) if symbol.repeated else self._step(symbol, states)
            )
            if not states:
                break
        return states

    def _step(
        self, symbol: _Symbol, states: dict[int, tuple[int, tuple[Any, ...]]]
    ) -> dict[int, tuple[int, tuple[Any, ...]]]:
        reached: dict[int, tuple[int, tuple[Any, ...]]] = {}
        for place in sorted(states, reverse=True):
            cost, values = states[place]
            if symbol.name is None:
                if self._is_word(symbol.words, place):
                    _keep(reached, place + 1, cost, values)
            else:
                for end, extra, value in self.parse(symbol.name, place):
                    _keep(reached, end, cost + extra, (*values, value))
            if symbol.optional:
                skipped = values if symbol.name is None else (*values, None)
                _keep(reached, place, cost, skipped)
        return reached

    def _repeated(
        self, symbol: _Symbol, states: dict[int, tuple[int, tuple[Any, ...]]]
    ) -> dict[int, tuple[int, tuple[Any, ...]]]:
        reached = {place: (cost, (*values, ())) for place, (cost, values) in states.items()}
        frontier = dict(reached)
        while frontier:
            following: dict[int, tuple[int, tuple[Any, ...]]] = {}
            for place in sorted(frontier, reverse=True):
                cost, values = frontier[place]
                for end, extra, value in self.parse(str(symbol.name), place):
                    grown = (*values[:-1], (*values[-1], value))
                    if _keep(reached, end, cost + extra, grown):
                        following[end] = reached[end]
            frontier = following
        return reached

    def _is_word(self, words: frozenset[str], place: int) -> bool:
        if place < len(self.tokens) and self.tokens[place].word in words:
            return True
        if place >= self.furthest:
            self._fail(place, *(f"'{word}'" for word in sorted(words)))
        return False

    def _fail(self, place: int, *expected: str) -> None:
        if place > self.furthest:
            self.furthest = place
            self.expected = {}
        if place == self.furthest:
            self.expected.update(dict.fromkeys(expected))


def _keep(
    states: dict[int, tuple[int, tuple[Any, ...]]], end: int, cost: int, values: tuple[Any, ...]
) -> bool:
    """Keep a state if it is the first, or cheaper than the one there; say whether it is kept."""
    if end in states and states[end][0] <= cost:
        return False
    states[end] = (cost, values)
    return True

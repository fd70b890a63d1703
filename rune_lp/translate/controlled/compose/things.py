"""Things: noun phrases as quantifiers, groups, references and coordinations."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from rune_lp.logic.syntax import (
    Atom,
    Attribute,
    Compare,
    Count,
    Counted,
    Equal,
    Exists,
    Forall,
    Implies,
    Not,
    Number,
    Or,
    Product,
    Sum,
)
from rune_lp.translate.controlled.compose.discourse import Referent, Scope, conjunction
from rune_lp.translate.controlled.compose.joint import is_chain, is_joint, is_ordered
from rune_lp.translate.controlled.tree import (
    Amount,
    Coordination,
    CountComparison,
    Distributive,
    Every,
    Most,
    Negated,
    NounPhrase,
    Only,
    Partition,
    Partitive,
    Pronoun,
    Reference,
    Superlative,
    Together,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from rune_lp.logic.syntax import Formula, Term
    from rune_lp.translate.controlled.compose.discourse import Discourse, Then, Variables
    from rune_lp.translate.controlled.tree import Noun, Predicate, Span, Thing

__all__ = ["MOST_IN_GROUP", "describe", "exclusive", "exists_group", "nothing_more", "thing"]

MOST_IN_GROUP = 10
"""The largest group that is written with a variable for each member."""


def thing(
    discourse: Discourse,
    scope: Scope,
    tree: Thing,
    then: Then,
    *,
    joint: tuple[Predicate, ...] = (),
    group: bool = False,
) -> None:
    """Add to the scope that a thing exists (or is counted, or denied) with what is said of it.

    Args:
        discourse: What the translation shares.
        scope: Where the conditions go.
        tree: The thing.
        then: What is said of it, called with its variables where they are bound.
        joint: Predicates said of the thing's members jointly.
        group: Whether `then` wants all members at once.
    """
    match tree:
        case NounPhrase():
            _noun_phrase(discourse, scope, tree, then, joint, group=group)
        case Pronoun():
            _pronoun(discourse, scope, tree, then, joint, group=group)
        case Partitive():
            _partitive(discourse, scope, tree, then)
        case CountComparison():
            _count_comparison(discourse, scope, tree, then)
        case Together(things, predicates):
            thing(discourse, scope, things, then, joint=(*predicates, *joint))
        case Coordination("and", parts) if joint or group:
            _together(discourse, scope, parts, (), then, joint)
        case Coordination("and", parts):
            _each_part(discourse, scope, parts, then)
        case Coordination(connective, parts, span):
            if group:
                raise discourse.refused("two things are needed here", span, "join them by 'and'")
            options = []
            _note_attachment(discourse, parts)
            for part in parts:
                inner = scope.inner()
                thing(discourse, inner, part, then, joint=joint)
                options.append(inner.closed())
            scope.add(exclusive(*options) if connective == "xor" else Or(tuple(options)))
        case Negated(part):
            inner = scope.negative()
            thing(discourse, inner, part, then, joint=joint, group=group)
            scope.add(Not(inner.closed()))


def nothing_more(_scope: Scope, _variables: Variables) -> None:
    """Say nothing of things: that they exist is enough."""


def exclusive(one: Formula, other: Formula) -> Formula:
    """Return "one or the other, but not both"."""
    return conjunction([Or((one, other)), Not(conjunction([one, other]))])


def _each_part(discourse: Discourse, scope: Scope, parts: tuple[Thing, ...], then: Then) -> None:
    members: list[str] = []
    known = len(scope.referents)
    _note_attachment(discourse, parts)
    for part in parts:
        thing(discourse, scope, part, then)
    introduced = scope.referents[known:]
    for referent in introduced:
        members.extend(referent.variables)
    if len(parts) > 1 and len(introduced) == len(parts):
        words = " and ".join(referent.words for referent in introduced)
        scope.referents.append(Referent(tuple(members), (), words, plural=True))


def _note_attachment(discourse: Discourse, parts: tuple[Thing, ...]) -> None:
    """Note which member of a list a modifier was read with, where it could be another."""
    for part, following in pairwise(parts):
        if not isinstance(part, NounPhrase) or not isinstance(following, NounPhrase):
            continue
        if following.modifiers and not part.modifiers:
            said = discourse.words(following.modifiers[-1].span)
            discourse.note(f"'{said}' is said of the {following.noun.words} only")
        elif part.modifiers and part.modifiers != following.modifiers:
            discourse.note(
                f"'{discourse.words(following.span)}' is read apart from"
                f" '{discourse.words(part.span)}'"
            )


def _together(
    discourse: Discourse,
    scope: Scope,
    parts: tuple[Thing, ...],
    members: Variables,
    then: Then,
    joint: tuple[Predicate, ...],
) -> None:
    """Bind the parts' variables one inside the other, then say the joint predicates of all."""
    if not parts:
        scope.referents.append(Referent(members, (), "things", plural=True))
        for predicate in joint:
            discourse.say(discourse, scope, members, predicate)
        then(scope, members)
        return
    first, *rest = parts

    def following(inner: Scope, variables: Variables) -> None:
        _together(discourse, inner, tuple(rest), (*members, *variables), then, joint)

    if isinstance(first, NounPhrase) and _is_counted(first):
        thing(discourse, scope, first, following, group=True)
    else:
        thing(discourse, scope, first, following)


def _is_counted(tree: NounPhrase) -> bool:
    return isinstance(tree.determiner, Amount) and tree.determiner.lower > 1


# Noun phrases


def _noun_phrase(
    discourse: Discourse,
    scope: Scope,
    tree: NounPhrase,
    then: Then,
    joint: tuple[Predicate, ...],
    *,
    group: bool,
) -> None:
    if tree.noun.note:
        discourse.note(tree.noun.note)
    joint = (*(each for each in tree.modifiers if is_joint(each)), *joint)
    separate = tuple(each for each in tree.modifiers if not is_joint(each))
    tree = replace(tree, modifiers=separate)
    determiner = tree.determiner
    if isinstance(determiner, Reference):
        _definite(discourse, scope, tree, then, joint, group=group)
        return
    if isinstance(determiner, Amount) and determiner.upper is None:
        if determiner.reading and determiner.span:
            discourse.note(f"'{discourse.words(determiner.span)}' is read as {determiner.reading}")
        if joint or group or tree.span in discourse.grouped:
            exists_group(discourse, scope, tree, then, joint)
        elif determiner.lower <= 1:
            _exists_one(discourse, scope, tree, then)
        else:
            _counted(discourse, scope, tree, then, ">=", determiner.lower)
        return
    if tree.span in discourse.grouped and not joint and isinstance(determiner, Amount):
        _bounded(discourse, scope, tree, nothing_more, "=", determiner.lower)
        exists_group(discourse, scope, tree, then)
        return
    if group and not joint:
        raise discourse.refused(
            f"'{discourse.words(tree.span)}' is not understood here", tree.span, "say 'two …'"
        )
    if joint and isinstance(determiner, Every) and not determiner.negated:
        if not any(is_chain(each) for each in joint):
            _every_pair(discourse, scope, tree, then, joint)
            return
    if joint:
        then = _with_partner(discourse, tree, then, joint)
    match determiner:
        case Amount(lower, upper) if lower == upper and lower:
            _bounded(discourse, scope, tree, then, "=", lower)
        case Amount(lower, int(upper)):
            if lower:
                _counted(discourse, scope, tree, then, ">=", lower)
            _bounded(discourse, scope, tree, then, "<=", upper)
        case Every(negated=True):
            variable = _introduced(discourse, scope, tree)
            inner = scope.negative()
            then(inner, (variable,))
            scope.add(Not(inner.closed()))
        case Every():
            _every(discourse, scope, tree, then)
        case Most():
            _most(discourse, scope, tree, determiner, then)
        case Only():
            _only(discourse, scope, tree, then)


def describe(discourse: Discourse, scope: Scope, tree: NounPhrase, variable: str) -> None:
    """Add to the scope what a noun phrase says of a variable: kinds, adjectives, modifiers."""
    _is_kind(scope, tree.noun, variable)
    for adjective in tree.adjectives:
        scope.add(Atom(adjective.predicate, (variable,)))
    if tree.other:
        _differ_from_others(discourse, scope, tree, variable)
    for modifier in tree.modifiers:
        if isinstance(modifier, Distributive):
            discourse.say(discourse, scope, (variable,), modifier.predicate)
        else:
            discourse.say(discourse, scope, (variable,), modifier)
    if tree.superlative:
        _superlative(discourse, scope, tree, tree.superlative, variable)


def _is_kind(scope: Scope, noun: Noun, variable: str) -> None:
    atoms = tuple(Atom(name, (variable,)) for name in noun.predicates)
    if len(atoms) > 1:
        scope.add(Or(atoms))
    else:
        scope.add(*atoms)


def _differ_from_others(
    discourse: Discourse, scope: Scope, tree: NounPhrase, variable: str
) -> None:
    """ "another ship" differs from the ships spoken of, or if there are none, from everything."""
    before = [each for each in discourse.accessible(scope) if variable not in each.variables]
    alike = [each for each in before if each.kinds == tree.noun.predicates]
    if not alike:
        discourse.need_counted(scope)
    others = dict.fromkeys(name for each in alike or before for name in each.variables)
    if not others:
        raise discourse.refused(
            f"'{discourse.words(tree.span)}' has nothing said before to differ from",
            tree.span,
            f"mention a first {tree.noun.kind}, such as 'two ships' or 'a ship near another ship'",
        )
    for other in others:
        scope.add(Not(Equal(variable, other)))


def _superlative(
    discourse: Discourse, scope: Scope, tree: NounPhrase, superlative: Superlative, variable: str
) -> None:
    """Add that no other thing so described has a greater (or smaller) number."""
    inner = scope.negative()
    rival = _introduced(discourse, inner, replace(tree, superlative=None))
    name = superlative.attribute
    inner.add(
        Compare(
            ">" if superlative.greatest else "<",
            Attribute(name, (rival,)),
            Attribute(name, (variable,)),
        )
    )
    scope.add(Not(inner.closed()))


def _introduced(discourse: Discourse, scope: Scope, tree: NounPhrase) -> str:
    """Bind a new variable in the scope and describe it."""
    variable = discourse.fresh(tree.noun)
    scope.introduce(variable)
    _described(discourse, scope, tree, variable)
    return variable


def _described(discourse: Discourse, scope: Scope, tree: NounPhrase, variable: str) -> None:
    noun = tree.noun
    scope.referents.append(Referent((variable,), noun.predicates, noun.words, noun.plural))
    describe(discourse, scope, tree, variable)


def _exists_one(discourse: Discourse, scope: Scope, tree: NounPhrase, then: Then) -> None:
    quantified = scope.quantified()
    several = discourse.shared_by[-1:] or [quantified.phrase if quantified else None]
    if several[0] is not None and not tree.noun.plural and not tree.other:
        discourse.note(
            f"each of '{several[0]}' may have its own {tree.noun.kind}"
            f" (say 'the same {tree.noun.kind}' for one that all share)"
        )
    then(scope, (_introduced(discourse, scope, tree),))


def exists_group(
    discourse: Discourse,
    scope: Scope,
    tree: NounPhrase,
    then: Then,
    joint: tuple[Predicate, ...] = (),
) -> None:
    """Add that a group exists, a variable for each member, and say the joint predicates of it."""
    determiner = tree.determiner
    size = determiner.lower if isinstance(determiner, Amount) else 1
    size = 2 if size < 2 and tree.noun.plural else size
    if size < 2:
        raise discourse.refused(
            f"'{discourse.words(tree.span)}' is one thing, and more are needed here",
            tree.span,
            f"say 'two' or several of them, or join two things by 'and'",
        )
    if size > MOST_IN_GROUP:
        raise discourse.refused(
            f"a group of {size} is too large to be related member by member",
            tree.span,
            f"groups may have up to {MOST_IN_GROUP} members; without 'each other', 'them' and the"
            " like, amounts may be any",
        )
    noun = tree.noun
    members = tuple(discourse.fresh(noun) for _ in range(size))
    group = Referent(members, noun.predicates, noun.words, plural=True)
    discourse.alike.append(frozenset(members))
    for variable in members:
        scope.introduce(variable)
        _is_kind(scope, noun, variable)
    for one, other in combinations(members, 2):
        scope.add(Not(Equal(one, other)))
    scope.referents.append(group)
    qualified = replace(tree, noun=replace(noun, predicates=()))
    discourse.shared_by.append(discourse.words(tree.span))
    for variable in members:
        if tree.other:
            scope.referents.remove(group)
            _differ_from_others(discourse, scope, tree, variable)
            scope.referents.append(group)
        describe(discourse, scope, replace(qualified, other=False), variable)
    discourse.shared_by.pop()
    if len(joint) == 1 and isinstance(joint[0], Partition):
        joint = (replace(joint[0], ordered=True),)
    for predicate in joint:
        discourse.say(discourse, scope, members, predicate)
    then(scope, members)


def _quantifier(discourse: Discourse, scope: Scope, tree: NounPhrase) -> tuple[Scope, str]:
    """Open the scope of a quantifier, and return it with the quantifier's variable."""
    inner = scope.inner(phrase=discourse.words(tree.span))
    return inner, discourse.fresh(tree.noun)


def _counted(
    discourse: Discourse, scope: Scope, tree: NounPhrase, then: Then, operator: str, bound: int
) -> None:
    inner, variable = _quantifier(discourse, scope, tree)
    _described(discourse, inner, tree, variable)
    then(inner, (variable,))
    if operator in (">=", "=") and not scope.denied:
        scope.counted.append(tree.span)
    scope.add(Counted(operator, bound, variable, inner.closed()))  # type: ignore[arg-type]


def _bounded(
    discourse: Discourse, scope: Scope, tree: NounPhrase, then: Then, operator: str, bound: int
) -> None:
    """Add an amount with an upper bound.

    What is said of each (", each with …") is said of all that are counted. A thing that all of
    them share is chosen inside the denial: "at most two ships near the same harbor" denies that
    some harbor has three.
    """
    each = tuple(item for item in tree.modifiers if isinstance(item, Distributive))
    tree = replace(tree, modifiers=tuple(item for item in tree.modifiers if item not in each))
    if operator == "<=":
        inner = scope.negative()
        if bound == 0:
            then(inner, (_introduced(discourse, inner, tree),))
        else:
            _counted(discourse, inner, tree, then, ">=", bound + 1)
        body = inner.closed()
        if isinstance(body, Counted):
            scope.add(Counted("<=", bound, body.variable, body.body))
        else:
            scope.add(Not(body))
    else:
        _counted(discourse, scope, tree, then, operator, bound)
    if each:
        predicates = tuple(item.predicate for item in each)
        _all(discourse, scope, tree, then, predicates)


def _all(
    discourse: Discourse,
    scope: Scope,
    tree: NounPhrase,
    then: Then,
    predicates: tuple[Predicate, ...],
) -> None:
    """Add that the predicates hold of everything so described."""

    def said(inner: Scope, variables: Variables) -> None:
        for predicate in predicates:
            discourse.say(discourse, inner, variables, predicate)

    _universal(discourse, scope, tree, said, then, imported=False)


def _every(discourse: Discourse, scope: Scope, tree: NounPhrase, then: Then) -> None:
    _universal(discourse, scope, tree, then, imported=not scope.denied)


def _universal(
    discourse: Discourse,
    scope: Scope,
    tree: NounPhrase,
    then: Then,
    condition: Then | None = None,
    *,
    imported: bool,
) -> None:
    restriction, variable = _quantifier(discourse, scope, tree)
    restriction.introduce(variable)
    _described(discourse, restriction, tree, variable)
    if condition:
        condition(restriction, (variable,))
    body = restriction.inner()
    then(body, (variable,))
    variables = tuple(restriction.variables)
    premise = conjunction(restriction.conditions)
    if imported:
        scope.add(Exists(variables, premise))
    bare = not restriction.conditions
    scope.add(Forall(variables, body.closed() if bare else Implies(premise, body.closed())))


def _every_pair(
    discourse: Discourse,
    scope: Scope,
    tree: NounPhrase,
    then: Then,
    joint: tuple[Predicate, ...],
) -> None:
    """Add that every two things so described stand in the joint relations, and there are two."""
    restriction, variable = _quantifier(discourse, scope, tree)
    pair = (variable, discourse.fresh(tree.noun))
    for each in pair:
        restriction.introduce(each)
        _described(discourse, restriction, tree, each)
    restriction.add(Not(Equal(*pair)))
    body = restriction.inner()
    for predicate in joint:
        discourse.say(discourse, body, pair, predicate)
    then(body, (variable,))
    variables = tuple(restriction.variables)
    premise = conjunction(restriction.conditions)
    if not scope.denied:
        scope.add(Exists(variables, premise))
    scope.add(Forall(variables, Implies(premise, body.closed())))


def _with_partner(
    discourse: Discourse, tree: NounPhrase, then: Then, joint: tuple[Predicate, ...]
) -> Then:
    """Return `then` with "and there is another such thing that it is so related to".

    So "no ships next to each other", "exactly four planes next to each other" and the like speak
    of the things that have a partner.
    """
    discourse.note(
        f"'{discourse.words(tree.span)}' is about each {tree.noun.kind} that has such a partner"
    )

    def said(scope: Scope, variables: Variables) -> None:
        partner = _introduced(discourse, scope, tree)
        scope.add(*(Not(Equal(each, partner)) for each in variables))
        discourse.alike.append(frozenset({*variables, partner}))
        for predicate in joint:
            options = []
            pairs = [(*variables, partner), (partner, *variables)]
            for pair in pairs if is_ordered(predicate) else pairs[:1]:
                inner = scope.inner()
                discourse.say(discourse, inner, pair, predicate)
                options.append(inner.closed())
            scope.add(Or(tuple(options)) if len(options) > 1 else options[0])
        then(scope, variables)

    return said


def _most(discourse: Discourse, scope: Scope, tree: NounPhrase, share: Most, then: Then) -> None:
    """Add that a share of the things has what is said: counts compared, and there is one."""
    some = _count(discourse, scope, tree, then)
    every = _count(discourse, scope, tree, nothing_more)
    if not share.strict:
        scope.add(Compare(">", every, Number(Decimal(0))))
    scope.add(
        Compare(
            ">" if share.strict else ">=",
            _times(share.denominator, some),
            _times(share.numerator, every),
        )
    )


def _count(discourse: Discourse, scope: Scope, tree: NounPhrase, then: Then) -> Count:
    inner, variable = _quantifier(discourse, scope, tree)
    _described(discourse, inner, tree, variable)
    then(inner, (variable,))
    return Count(variable, inner.closed())


def _times(factor: int, term: Term) -> Term:
    return term if factor == 1 else Product(Decimal(factor), term)


def _count_comparison(
    discourse: Discourse, scope: Scope, tree: CountComparison, then: Then
) -> None:
    if tree.reading:
        discourse.note(f"'{discourse.words(tree.span)}' is read as {tree.reading}")
    more = _times(tree.multiple, _count(discourse, scope, tree.more, then))
    less = _times(tree.factor, _count(discourse, scope, tree.less, then))
    if tree.offset:
        less = Sum(less, Number(Decimal(abs(tree.offset))), minus=tree.offset < 0)
    scope.add(Compare(tree.operator, more, less))


def _only(discourse: Discourse, scope: Scope, tree: NounPhrase, then: Then) -> None:
    """Add that all that is so qualified is of this kind, and there is such a thing."""
    _exists_one(discourse, scope, replace(tree, determiner=Amount(1)), then)
    bare = replace(tree, noun=replace(tree.noun, predicates=()), adjectives=())
    if tree.noun.predicates:
        kind = replace(tree, modifiers=(), determiner=Amount(1))
        _universal(
            discourse,
            scope,
            bare,
            lambda inner, variables: describe(discourse, inner, kind, variables[0]),
            then,
            imported=False,
        )


# References


def _definite(
    discourse: Discourse,
    scope: Scope,
    tree: NounPhrase,
    then: Then,
    joint: tuple[Predicate, ...],
    *,
    group: bool,
) -> None:
    determiner = tree.determiner
    assert isinstance(determiner, Reference)  # noqa: S101
    some = replace(tree, determiner=Amount(1))
    if not tree.modifiers and not tree.other:
        plural = tree.noun.plural
        known = discourse.definite(scope, tree.noun.predicates, determiner.count, plural=plural)
        if known is not None:
            _refer(discourse, scope, known.variables, then, joint, group=group)
            return
    if determiner.count:
        _need_group(discourse, scope, tree)
    if determiner.same:
        _same(discourse, scope, some, then)
    elif tree.noun.plural and not tree.superlative:
        discourse.note(f"'{discourse.words(tree.span)}' is read as all of them")
        every = replace(tree, determiner=Every())
        _noun_phrase(discourse, scope, every, then, joint, group=group)
    else:
        _exists_one(discourse, scope, some, then)


def _need_group(discourse: Discourse, scope: Scope, tree: NounPhrase) -> None:
    discourse.need_counted(scope)
    raise discourse.refused(
        f"'{discourse.words(tree.span)}' refers to nothing said before",
        tree.span,
        "say how many there are, such as 'exactly two ships'",
    )


def _same(discourse: Discourse, scope: Scope, tree: NounPhrase, then: Then) -> None:
    """Add a thing that all of the counted or universal phrase around share."""
    quantified = scope.quantified()
    if quantified is None or quantified.parent is None:
        raise discourse.refused(
            f"'{discourse.words(tree.span)}' refers to nothing said before",
            tree.span,
            f"mention the {tree.noun.words} first, or several things that share it",
        )
    then(scope, (_introduced(discourse, quantified.parent, tree),))


def _refer(
    discourse: Discourse,
    scope: Scope,
    variables: Variables,
    then: Then,
    joint: tuple[Predicate, ...],
    *,
    group: bool,
) -> None:
    for predicate in joint:
        discourse.say(discourse, scope, variables, predicate)
    if group:
        then(scope, variables)
    else:
        for variable in variables:
            then(scope, (variable,))


def _pronoun(
    discourse: Discourse,
    scope: Scope,
    tree: Pronoun,
    then: Then,
    joint: tuple[Predicate, ...],
    *,
    group: bool,
) -> None:
    if tree.implicit:
        known = discourse.implicit(scope, tree.span)
    else:
        known = discourse.pronoun(scope, tree.span, plural=tree.plural)
    _refer(discourse, scope, known.variables, then, joint, group=group)


def _partitive(discourse: Discourse, scope: Scope, tree: Partitive, then: Then) -> None:
    """Add what is said of some, all or none of a group's members."""
    known = discourse.pronoun(scope, tree.span, plural=True)
    members = known.variables
    determiner = tree.determiner

    def said(variable: str) -> Formula:
        inner = scope.inner()
        then(inner, (variable,))
        return inner.closed()

    if len(members) < 2:
        raise discourse.refused(
            f"'{discourse.words(tree.span)}' needs a group said before",
            tree.span,
            "say how many there are first, such as 'three ships'",
        )
    if isinstance(determiner, Every):
        for variable in members:
            then(scope, (variable,))
        return
    assert isinstance(determiner, Amount)  # noqa: S101
    scope.add(_number_of(members, said, determiner, discourse, tree.span))


def _number_of(
    members: Variables,
    said: Callable[[str], Formula],
    amount: Amount,
    discourse: Discourse,
    span: Span,
) -> Formula:
    truths = {variable: said(variable) for variable in members}
    conditions: list[Formula] = []
    if amount.lower > len(members):
        raise discourse.refused(
            f"'{discourse.words(span)}' is more than there are", span, f"there are {len(members)}"
        )
    if amount.lower:
        chosen = combinations(members, amount.lower)
        options = tuple(conjunction([truths[name] for name in some]) for some in chosen)
        conditions.append(options[0] if len(options) == 1 else Or(options))
    if amount.upper is not None:
        excess = combinations(members, amount.upper + 1)
        conditions.extend(Not(conjunction([truths[name] for name in some])) for some in excess)
    return conjunction(conditions)

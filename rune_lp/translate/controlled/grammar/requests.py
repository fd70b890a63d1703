"""Requests: what stands around a description, from "find images with" to a question mark."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from rune_lp.translate.controlled.chart import Grammar
from rune_lp.translate.controlled.grammar.joining import joined
from rune_lp.translate.controlled.tree import (
    Amount,
    Coordination,
    Every,
    Having,
    Negated,
    Noun,
    NounPhrase,
    Predication,
    Related,
    There,
)

if TYPE_CHECKING:
    from rune_lp.translate.controlled.grammar.joining import Joint, Tail
    from rune_lp.translate.controlled.tree import Clause, Predicate, Span, Thing
    from rune_lp.translate.controlled.words import RelationWord

__all__ = ["REQUESTS"]

REQUESTS = Grammar()
rule = REQUESTS.rule


@rule("Request", "Wish Every Things Ending*")
def _all_such(span: Span, _wish: bool, _every: bool, things: Thing, *_ending: Any) -> There:
    """As in "show me all the ships near a harbor": the images that have such ships."""
    return There(_some_of(things), span)


def _some_of(things: Thing) -> Thing:
    if isinstance(things, Coordination):
        return replace(things, parts=tuple(_some_of(part) for part in things.parts))
    if isinstance(things, NounPhrase) and things.determiner == Every():
        return replace(things, determiner=Amount(1))
    return things


@rule("Every", "all/every/each/any/the", "all The", "all/any/each of The")
def _every_word(_span: Span, *_the: bool) -> bool:
    return True


@rule("Request", "Wish? Content Ending*")
def _request(_span: Span, _wish: bool | None, content: Clause, _ending: tuple[bool, ...]) -> Clause:
    return content


@rule("Ending", "./!/?/;/...", ", please", "please")
def _ending(_span: Span) -> bool:
    return True


@rule(
    "Wish",
    "please? find/show/get/retrieve/search/list/display/fetch/select me/us? please?",
    "please? return/give/see me/us? please?",
    "please? search/look for",
    "i/we want/need/seek",
    "i/we want/need/wish to see/find/get",
    "i/we am/are looking/searching for",
    "i/we would like to? see/find/get?",
    "can/could/would you please? find/show/get/give/list me/us?",
    "do you have",
    "here you can? find/see",
    "i/we/you can see",
)
def _wish(_span: Span, *_parts: Any) -> bool:
    return True


@rule(
    "ImageNoun",
    "ImageKind* image/images/picture/pictures/photo/photos/photograph/photographs",
    "ImageKind* scene/scenes/tile/tiles/frame/frames/view/views/shot/shots",
)
def _image_noun(_span: Span, _kinds: tuple[bool, ...]) -> bool:
    return True


@rule("ImageKind", "aerial/satellite/overhead")
def _image_kind(_span: Span) -> bool:
    return True


@rule("ImageVerb", "show/shows/contain/contains/include/includes/depict/depicts/display/displays")
@rule("ImageVerb", "feature/features")
def _image_verb(_span: Span) -> bool:
    return True


@rule("Content", "Clauses")
def _content(_span: Span, clause: Clause) -> Clause:
    return clause


@rule("Content", "Things")
def _things(span: Span, things: Thing) -> There:
    return There(things, span)


@rule("Content", "Quantified? ImageNoun ImagePart ImageTail*")
def _images(
    span: Span,
    _all: bool | None,
    _noun: bool,
    first: Clause,
    tails: tuple[Tail, ...],
) -> Any:
    return joined(span, first, tails)


@rule(
    "Quantified",
    "a/an/the/any/some/every/each/all/only/those/which/what",
    "all The",
    "any of The",
)
def _quantified(_span: Span, *_the: bool) -> bool:
    return True


@rule("ImageTail", ",? ClauseJoint ImagePart")
def _image_tail(_span: Span, joint: Joint, part: Clause) -> Tail:
    return joint, part


@rule("ImageTail", ", ImagePart", "ImagePart")
def _image_next(_span: Span, part: Clause) -> Tail:
    return "and", part


@rule("ImagePart", "ImageWith Things", "RelativeWord ImageHas Things", "ImageHas Things")
def _image_with(span: Span, *parts: Any) -> There:
    return There(parts[-1], span)


@rule("ImageWith", "with/of/containing/showing/depicting/featuring/including/having/displaying")
@rule("ImageHas", "ImageVerb", "has/have/had")
def _image_has(_span: Span, *_parts: bool) -> bool:
    return True


@rule("ImagePart", "without Things", "not ImageWith Things", "RelativeWord? Do not ImageHas Things")
def _image_without(span: Span, *parts: Any) -> Clause:
    """As in "without A and B" has neither."""
    things: Thing = parts[-1]
    if isinstance(things, Coordination) and things.connective == "and":
        denied: tuple[Clause, ...] = tuple(
            Negated(There(part, span), span) for part in things.parts
        )
        return Coordination("and", denied, span)
    return Negated(There(things, span), span)


@rule(
    "ImagePart",
    "where/wherein Clauses",
    "in/on/of/for which Clauses",
    "such/so that Clauses",
)
def _image_where(_span: Span, clause: Clause) -> Clause:
    return clause


@rule("ImagePart", "RelativeWord Be empty")
@rule("Content", "Quantified? empty ImageNoun")
def _empty(span: Span, *_parts: Any) -> There:
    return There(NounPhrase(Amount(0, 0), Noun((), plural=True, words="objects"), span), span)


# Questions


@rule("Content", "Be there Things")
def _is_there(span: Span, _be: bool, things: Thing) -> There:
    return There(things, span)


@rule("Content", "Be Things Complements")
def _is_it(span: Span, _be: bool, things: Thing, predicate: Predicate) -> Predication:
    return Predication(things, predicate, span)


@rule("Content", "Do Things have Object")
def _does_it_have(span: Span, _do: bool, subject: Thing, things: Thing) -> Predication:
    return Predication(subject, Having(things, span), span)


@rule("Content", "Do Things VerbBase Object")
def _does_it(
    span: Span, _do: bool, subject: Thing, relation: RelationWord, thing: Thing
) -> Predication:
    return Predication(subject, Related(relation.relation, thing, span), span)


@rule("Content", "Do The ImageNoun ImageVerb Things", "Do The ImageNoun have Things")
def _does_the_image(span: Span, *parts: Any) -> There:
    return There(parts[-1], span)


@rule("Content", "which/what Described VerbPhrases")
def _which(span: Span, described: NounPhrase, predicate: Predicate) -> Predication:
    return Predication(described, predicate, span)

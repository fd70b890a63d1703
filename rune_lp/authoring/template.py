"""A rule file to begin with, which explains itself, passes its test, and has nothing to check."""

from __future__ import annotations

from rune_lp.authoring.formatting import formatted
from rune_lp.errors import InputError
from rune_lp.rulefiles.source import Source
from rune_lp.vocabulary import predicate_name

__all__ = ["rule_template"]

_TEMPLATE = """\
% What this file adds to the language. Everything it can say: docs/rules.md.

% A threshold is a #const, with its unit and its reason. Lengths are in tenths of a pixel.
#const {name}_ships = 3.  % ships; fewer are no more than neighbours

% The doc block exports the predicate: people can ask for it, in formulas and in English, and an
% answer says why. In the sentence, a slot is an argument or a variable that every rule has.
%! {name}(H): "a harbor with several ships next to it"
%! args: H: object
%! synonyms: {phrase} harbor
%! because: "{{H}} has {{N}} ships next to it"
{name}(H) :- class(H, harbor), N = #count {{ S : {name}_berth(S, H) }}, N >= {name}_ships.

% A predicate without a doc block is this file's own helper.
{name}_berth(S, H) :- class(S, ship), class(H, harbor), next_to(S, H).

% Tests: a scene, and what the rules make of it. Run them: rune-lp rules test {name}.lp
%? test: three ships beside a harbor
%? scene: harbor h at 300 300 200x40; ship s1..s3 beside h
%? expect: {name}(h), {name}_berth(s1..s3, h)
%? forbid: {name}(s1)

%? test: two of them are far away
%? scene: harbor h at 300 300 200x40; ship s1 beside h; ship s2..s3 below h gap 300
%? forbid: {name}(_)
"""


def rule_template(name: str) -> str:
    """Return the text of a new rule file for a predicate.

    Args:
        name: The predicate's name.

    Raises:
        InputError: Formulas could not use the name.

    >>> rule_template("busy_pier").splitlines()[7]
    '%! busy_pier(H): "a harbor with several ships next to it"'
    """
    legal = predicate_name(name)
    if legal != name:
        message = f"{name!r} cannot be a predicate's name in a formula"
        raise InputError.of(message, hint=f"call it {legal}")
    text = _TEMPLATE.format(name=name, phrase=name.replace("_", " "))
    return formatted(Source(f"{name}.lp", text))

"""Controlled English: tokens, grammar, syntax tree, and its composition into logic.

A text becomes tokens (`tokens`), the tokens a syntax tree (`grammar`, run by `chart` with the words
of the vocabulary in `words`), and the tree a formula (`compose`). What cannot is refused with the
words that are in the way (`refusals`). docs/english.md says what is understood.
"""

from rune_lp.translate.controlled.translator import sentence_formula, set_formula

__all__ = ["sentence_formula", "set_formula"]

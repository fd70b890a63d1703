"""Controlled English: tokens, grammar, syntax tree, and its composition into logic."""

from rune_lp.translate.controlled.translator import translate_controlled

__all__ = ["translate_controlled"]

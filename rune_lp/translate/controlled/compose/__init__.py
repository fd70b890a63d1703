"""From the English syntax tree to a formula."""

from rune_lp.translate.controlled.compose.clauses import compose

__all__ = ["compose"]

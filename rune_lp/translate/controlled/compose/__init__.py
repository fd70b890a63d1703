"""From the English syntax tree to a formula."""

from rune_lp.translate.controlled.compose.clauses import compose, compose_set

__all__ = ["compose", "compose_set"]

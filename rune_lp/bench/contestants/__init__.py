"""The contestants: rune-lp and those it is compared with, each with its own form of the cases."""

"""Layouts: pieces of the world, each a `Site` about its own origin, drawn from a generator."""

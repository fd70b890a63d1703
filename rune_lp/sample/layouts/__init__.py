"""Layouts: pieces of the world, each a site about its own origin, drawn from a source of chance."""

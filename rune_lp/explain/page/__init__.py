"""Answers as a page: the viewer, and what it is given."""

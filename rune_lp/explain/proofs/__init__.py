"""Proofs as data, and how they are written and drawn."""

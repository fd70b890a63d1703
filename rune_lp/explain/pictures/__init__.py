"""Answers drawn on their pictures."""

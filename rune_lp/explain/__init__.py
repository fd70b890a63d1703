"""Answers in words and pictures: the reasons for a match, with their numbers."""

"""A dialogue about one image: questions, goals, facts and reasons, a line at a time."""

"""Formula to plan: normal form, quantifiers moved inwards, and what the query can reach."""

"""Rule-defined atoms: which rules fire, what they rest on, and what others lack."""

"""Why an image matches: truth, reasons and proofs of it, and results as JSON and as text."""

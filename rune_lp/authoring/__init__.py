"""Writing rule files: their tests, checks, format and documentation."""

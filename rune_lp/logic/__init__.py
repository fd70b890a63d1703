"""The query language: syntax tree, grammar, parser, printer, checks and the reference evaluator."""

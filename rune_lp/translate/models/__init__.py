"""Language models as translators."""

"""Words of one image: what objects are called, and literals and scopes with their numbers."""

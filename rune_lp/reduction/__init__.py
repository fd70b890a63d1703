"""Many images at once: what a question's plan decides by columns, without a solver."""

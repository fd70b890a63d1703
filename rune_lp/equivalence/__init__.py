"""Logical equivalence: do two formulas ask the same of every image, up to so many objects?

Decided by clingo as bounded model finding over abstract structures, under the axioms of the
relations. What tells two formulas apart is a drawn scene that the reference evaluator has checked.
"""

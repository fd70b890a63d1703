"""Training the translator that ships: sentences with formulas, a small model, and its measure.

A *phrasebook* says the same thing in many ways, one of them controlled English. A *derivation* is
drawn from it at random; its controlled sentence gives the formula, by the project's own grammar,
and its other renderings are what the model learns to read. So no formula is written by hand, and
none is wrong. Held out are phrases of the book, and names of things.
"""

"""The geometry of oriented boxes: relations and attributes, one table that defines them all.

`Boxes.of` turns a scene into columns. `relations` says which tuples of boxes are related and why,
`attributes` gives their numbers as fixed point, and a `Profile` holds what the definitions leave
open.
"""

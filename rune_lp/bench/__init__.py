"""The benchmark: one run that times rune-lp and its rivals on the same questions and images.

    population.json -> generated catalogues -> each contestant's form of the data
      -> every contestant asked every case, in turn, several times -> report, plot

Catalogues are drawn by seed from a population fitted to real detections (`population`, `fitting`,
`generator`). Each contestant (`contestants`, listed in `entrants`) runs in a process of its own, on
one core, and must return the same images as the others; `run` takes turns, `report` compares.
"""

"""SWI-Prolog as a solver: the program translated, an image's facts loaded, its answer asked for.

    answer set rules -> clauses (`clauses`, by `bodies` and `terms`) -> a program (`program`)
    rule files -> what Prolog cannot run, refused by name (`clauses`, `strata`)
    program + facts -> SWI-Prolog in this process (`session`) -> tuples (`solver`)

The programs are stratified, so that negation as failure over tables computes the one answer set
that clingo would. Everything round it (plans, conditioned facts, joins, ranking) is shared.
"""

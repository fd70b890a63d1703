"""A guarded pool of warm worker processes, and the searches that run on it.

`run` works off batches of named items in processes that are started once and kept:

    tasks (batches of items) -> run -> one outcome for each item, in the order of the tasks

One item can take all of a machine's time or memory, in code that nothing but the end of its
process can stop: clingo does not leave grounding when it is interrupted. So an item that exceeds
its limits takes its process with it, is named with the cause, and the rest of its batch goes to a
fresh process. The pool knows nothing of what it computes; `searching` asks a question of images by
it, `explaining` explains one, and `cluster` does what `searching` does on a Dask cluster.

| module | noun |
| --- | --- |
| `outcome` | what is asked of the pool, and what came of it |
| `limits` | how much time and memory an item may take, held by the kernel |
| `worker` | a worker, as its own process sees it |
| `process` | the same process, seen from the parent |
| `pool` | `run`: which worker does what, and in which order outcomes come |
"""

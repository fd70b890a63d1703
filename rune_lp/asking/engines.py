"""Which engine does the work of a search: this process, workers of this machine, or a cluster."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from rune_lp.search import Here

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rune_lp.catalog import Catalog
    from rune_lp.search import Engine, Search

__all__ = ["engine_for"]


@contextmanager
def engine_for(
    search: Search,
    catalog: Catalog,
    *,
    jobs: int = 1,
    time_limit: float | None = None,
    memory_limit: int | None = None,
    scheduler: str | None = None,
) -> Iterator[Engine]:
    """Give where the work is done: in this process, if that needs no guard.

    Args:
        search: What is asked.
        catalog: Of which images.
        jobs: How many processes of this machine work.
        time_limit: Seconds for each image, or None.
        memory_limit: Megabytes for each image, or None.
        scheduler: The address of a Dask scheduler whose cluster is to work, or None.

    Raises:
        InputError: The cluster cannot be used, or this system cannot hold a limit.
    """
    if scheduler is not None:
        from rune_lp.pool.cluster import cluster
        from rune_lp.pool.searching import Workers

        with cluster(
            scheduler, catalog, time_limit=time_limit, memory_limit=memory_limit
        ) as runner:
            yield Workers(search, catalog, runner)
    elif jobs == 1 and time_limit is None and memory_limit is None:
        yield Here(search, catalog)
    else:
        from rune_lp.pool.runner import Local
        from rune_lp.pool.searching import Workers

        yield Workers(search, catalog, Local(jobs, time_limit, memory_limit))

"""From a sentence or a formula to ranked answers, the same for every way of asking.

    Asker -> Asked (what the solver is asked, and how it was understood)
    Asked -> Engine -> verdicts -> Answers (the images shown, with their reasons)

>>> import tempfile
>>> from pathlib import Path
>>> from rune_lp.catalog import Catalog, CatalogWriter
>>> from rune_lp.scenes import Scene
>>> path = Path(tempfile.mkdtemp()) / "x.catalog"
>>> with CatalogWriter(path) as writer:
...     writer.add(Scene.of("P1", ["ship"], [0.9], [[(0, 0), (4, 0), (4, 2), (0, 2)]]))
>>> catalog = Catalog.open(path)
>>> found = search(catalog, Asker.of(catalog.labels).sentence("a ship"))
>>> [one["image"] for one in found.document()["results"]]
['P1']
"""

from rune_lp.asking.answers import Answers, search
from rune_lp.asking.asked import Asked
from rune_lp.asking.asker import Asker

__all__ = ["Answers", "Asked", "Asker", "search"]

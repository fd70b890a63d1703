"""What a large picture costs: tiles, and never the whole."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SIDE = 12_000

PROGRAM = f"""
import resource, sys, warnings
from pathlib import Path
import rasterio
from rune_lp.vision.detection import detect
from rune_lp.vision.settings import Settings
from rune_lp.vision.raster import open_raster
from rune_lp.vision.tiling import Window
from tests.vision.stand_ins import Patches, painted

warnings.simplefilter("ignore")
path = Path(sys.argv[1])
profile = dict(driver="GTiff", width={SIDE}, height={SIDE}, count=3, dtype="uint8", tiled=True,
               blockxsize=512, blockysize=512, SPARSE_OK=True)
patch = painted(512, 512, [(100, 100, 60, 40, 1)])
with rasterio.open(path, "w", **profile) as made:
    for place in (0, 5_120, 11_264):
        part = rasterio.windows.Window(place, place, 512, 512)
        made.write(patch.transpose(2, 0, 1), window=part)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
with open_raster(path) as raster:
    found, _ = detect(raster, Patches(), Settings(tile=1024, overlap=128))
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(len(found), (after - before) // 1024)
"""
"""Prints how many objects were found, and by how many MiB the process grew meanwhile."""


def test_a_large_picture_is_never_in_memory_as_a_whole(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path / "large.tif")],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    objects, grown = map(int, done.stdout.split())
    assert objects == 3
    # The picture has 412 MiB. Blocks that are kept have 64, the tiles of a batch 12.
    assert grown < 200

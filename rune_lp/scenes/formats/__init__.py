"""The file formats that scenes are read from and written to."""

from rune_lp.scenes.formats.lines import Clash, Notice
from rune_lp.scenes.formats.reading import ReadOptions, checked, read_batches, read_scenes
from rune_lp.scenes.formats.recognise import FORMATS, Format, detect_format
from rune_lp.scenes.formats.surroundings import find_pictures
from rune_lp.scenes.formats.writing import (
    write_coco,
    write_dota_labels,
    write_dota_results,
    write_jsonl,
)

__all__ = [
    "FORMATS",
    "Clash",
    "Format",
    "Notice",
    "ReadOptions",
    "checked",
    "detect_format",
    "find_pictures",
    "read_batches",
    "read_scenes",
    "write_coco",
    "write_dota_labels",
    "write_dota_results",
    "write_jsonl",
]

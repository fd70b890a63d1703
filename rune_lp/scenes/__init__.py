"""Scenes: images' detections as columns, one image or many, and the file formats they come from."""

from rune_lp.scenes.block import Block
from rune_lp.scenes.georeference import Georeference, Georeferences
from rune_lp.scenes.masks import Mask
from rune_lp.scenes.scene import Scene

__all__ = ["Block", "Georeference", "Georeferences", "Mask", "Scene"]

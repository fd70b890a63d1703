"""Scenes: one image's detections as columns, and the file formats they come from."""

from rune_lp.scenes.scene import Scene

__all__ = ["Scene"]

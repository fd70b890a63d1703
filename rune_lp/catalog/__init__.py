"""Catalogues: many scenes on disk, added to as they come, opened at once, read by the block."""

from rune_lp.catalog.catalog import Catalog
from rune_lp.catalog.entries import ImageEntry
from rune_lp.catalog.writer import CatalogWriter

__all__ = ["Catalog", "CatalogWriter", "ImageEntry"]

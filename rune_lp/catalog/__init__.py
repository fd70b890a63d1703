"""Catalogues: many scenes on disk, written once, opened at once, read image by image."""

from rune_lp.catalog.catalog import Catalog, ImageEntry
from rune_lp.catalog.writer import CatalogWriter

__all__ = ["Catalog", "CatalogWriter", "ImageEntry"]

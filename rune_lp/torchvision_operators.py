"""torchvision beside a torch for CPUs: the operators that its import asks for.

Package indexes hand out a torchvision that is linked against CUDA. Beside a torch without CUDA its
library does not load, `import torchvision` stops with `operator torchvision::nms does not exist`,
and whatever imports it by the way (transformers, detectors) stops too. It is enough that the
operators are declared.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

__all__ = ["declare_operators"]

_SCHEMAS = (
    "nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
    "qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
)


@cache
def declare_operators() -> Any:
    """Declare what `import torchvision` needs, where its own library does not load.

    To be called before anything that may import torchvision. Where there is no torchvision, or its
    library loads, nothing is changed.

    Returns:
        The library of the declared operators, which last as long as it does and so is kept here;
        None where nothing was declared.
    """
    found = find_spec("torchvision")
    if found is None or not found.submodule_search_locations:
        return None
    import torch

    libraries = sorted(Path(found.submodule_search_locations[0]).glob("_C*.so"))
    try:
        for path in libraries:
            torch.ops.load_library(str(path))
    except (ImportError, OSError):
        declared = torch.library.Library("torchvision", "FRAGMENT")
        for schema in _SCHEMAS:
            declared.define(schema)
        return declared
    return None

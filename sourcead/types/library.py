"""Types of what functions and methods of the library give: sparse matrices, sources of random numbers, filters of images."""

from __future__ import annotations

import numpy as np

from sourcead.types import draws, filters, maps, shapes
from sourcead.types.purity import is_drawing
from sourcead.types.values import Drawing, Foreign, LinearMap, Static, Type, is_linear_map


def method(base: Type, name: str, args: list[Type], keywords: dict[str, Type]) -> Type | None:
    """Type of what `base.name(...)` gives; None for what is not of these."""
    if isinstance(base, Foreign):
        return base
    if isinstance(base, LinearMap):
        return maps.method(base, name, args, keywords) or shapes.matmul(base, args[0])
    if isinstance(base, Drawing) or (isinstance(base, Static) and is_drawing(base.value)):
        return draws.drawn(name, args, keywords)
    return maps.solved(name, [base, *args]) if isinstance(base, Static) and type(base.value).__name__ == "SuperLU" else None


def function(called: object, args: list[Type], keywords: dict[str, Type]) -> Type | None:
    """Type of what a function gives; None for what is not of these."""
    module, name, owner = (
        getattr(called, "__module__", None) or "",
        getattr(called, "__name__", ""),
        getattr(called, "__self__", None),
    )
    if is_linear_map(owner):
        return method(LinearMap(np.dtype(owner.dtype).name), name, args, keywords)  # type: ignore[union-attr]
    if module in ("sourcead.runtime.borders", "sourcead.runtime.splines"):
        return filters.helper(name, args, keywords)
    if module.startswith("scipy.ndimage."):
        return filters.filtered(name, args, keywords)
    if module.startswith("scipy.sparse."):
        return maps.made(name, args, keywords) or maps.solved(name, args)
    return draws.drawn(name, args, keywords) if is_drawing(owner) else draws.made(called)

"""Types of filters of images, and of what their adjoints call: how far a filter reaches does not matter for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from sourcead.types import shapes
from sourcead.types.functions import reshaped
from sourcead.types.values import Array, Fixed, Number, Static, Type

Keywords = dict[str, Type]
CHOOSING = frozenset((
    "minimum_filter", "maximum_filter", "minimum_filter1d", "maximum_filter1d", "median_filter", "rank_filter",
    "percentile_filter", "grey_erosion", "grey_dilation", "gaussian_filter", "gaussian_filter1d", "uniform_filter",
    "uniform_filter1d", "sobel", "prewitt", "laplace", "gaussian_laplace",
))  # fmt: skip
WEIGHTED = frozenset(("correlate", "correlate1d", "convolve", "convolve1d"))


def _dtype(*values: Type) -> str | None:
    """The dtype of a product; None where one is no array or number."""
    dtypes = [np.dtype(v.dtype) for v in values if isinstance(v, (Array, Number))]
    return np.result_type(*dtypes).name if len(dtypes) == len(values) else None


def _bordered(args: list[Type], keywords: Keywords) -> Type | None:
    base = args[0]
    if not isinstance(base, Array) or base.dims is None:
        return None
    return Array(base.dtype, (shapes.UNKNOWN_DIM,) * len(base.dims))


def _folded(args: list[Type], keywords: Keywords) -> Type | None:
    return reshaped(args[0], args[1:2]) if isinstance(args[0], Array) else None


def _of_input(args: list[Type], keywords: Keywords) -> Type | None:
    """A cotangent or a tangent in the shape of the second argument."""
    dtype = _dtype(*args[:2])
    return replace(args[1], dtype=dtype) if dtype is not None and isinstance(args[1], Array) else None


def _unadded(args: list[Type], keywords: Keywords) -> Type | None:
    return _of_input([args[0], args[6]], keywords)


def _heights(args: list[Type], keywords: Keywords) -> Type | None:
    return Array(args[0].dtype, (shapes.UNKNOWN_DIM,)) if isinstance(args[0], Array) else None


def _of_weights(args: list[Type], keywords: Keywords) -> Type | None:
    """The cotangent of weights, of which the shape is given."""
    dtype = _dtype(*args[:2])
    return None if dtype is None else reshaped(Array(dtype, None), args[2:3])


def _splined(args: list[Type], keywords: Keywords) -> Type | None:
    """A value of an image for each place."""
    image, places = args[:2]
    if not isinstance(image, Array) or not isinstance(places, Array) or not places.dims:
        return None
    return Array(image.dtype, places.dims[1:])


def _slopes(args: list[Type], keywords: Keywords) -> Type | None:
    """A slope for each place and axis."""
    image, places = args[:2]
    if not isinstance(image, Array) or not isinstance(places, Array):
        return None
    return Array(np.result_type(image.dtype, "float64").name, places.dims)


def _curves(args: list[Type], keywords: Keywords) -> Type | None:
    return _slopes(args[1:], keywords)


def _grid(args: list[Type], keywords: Keywords) -> Type | None:
    """The places of an image of another size."""
    count = len(args[0].elements) if isinstance(args[0], Fixed) else None
    return Array("float64", (shapes.UNKNOWN_DIM,) * (count + 1)) if count is not None else None


HELPERS: dict[str, Callable[[list[Type], Keywords], Type | None]] = {
    "bordered": _bordered,
    "folded": _folded,
    "unselected": _of_input,
    "selected_dot": _of_input,
    "added_dot": _of_input,
    "unadded": _unadded,
    "heights": _heights,
    "unheights": _of_input,
    "correlate_w": _of_weights,
    "convolve_w": _of_weights,
    "splined": _splined,
    "unsplined": _folded,
    "spline_slopes": _slopes,
    "unspline_slopes": _folded,
    "spline_curves": _curves,
    "zoomed_grid": _grid,
    "turned_grid": _grid,
}


def helper(name: str, args: list[Type], keywords: Keywords) -> Type | None:
    """The type of what a helper of adjoints of filters gives; None for one that is called to tell."""
    known = HELPERS.get(name)
    return None if known is None else known(args, keywords)


def filtered(name: str, args: list[Type], keywords: Keywords) -> Type | None:
    """The type of what a filter of SciPy gives, which is like its input; None for others, and where `output` is given."""
    if name not in CHOOSING | WEIGHTED | {"map_coordinates"}:
        return None
    if "output" in keywords or not args or not isinstance(args[0], Array) or np.dtype(args[0].dtype).kind not in "fc":
        return None
    if name == "map_coordinates":
        return _splined(args, keywords) if len(args) == 2 else None
    if any(isinstance(a, Static) and a.value is not None for a in args[1:]):  # a dtype, perhaps
        return None
    if len(args) > 3 or (name in WEIGHTED and (len(args) < 2 or np.dtype(_dtype(args[1]) or "complex").kind == "c")):
        return None
    return args[0]

"""Types of random numbers: as many as their parameters are broadcast to, or as `size` says."""

from __future__ import annotations

import numpy as np

from sourcead.types import functions
from sourcead.types.values import Array, Dims, Drawing, Number, Static, Type, Unknown, broadcast, shape_of

PARAMETERS = {
    **dict.fromkeys(("normal", "laplace", "logistic", "gumbel"), ("loc", "scale")),
    **dict.fromkeys(("standard_normal", "random", "standard_exponential", "standard_cauchy"), ()),
    **dict.fromkeys(("exponential", "rayleigh"), ("scale",)),
    **dict.fromkeys(("weibull", "pareto", "power"), ("a",)),
    "uniform": ("low", "high"),
    "lognormal": ("mean", "sigma"),
    "gamma": ("shape", "scale"),
}
SOURCES = (np.random.default_rng, np.random.RandomState, np.random.Generator)
NO_SIZE = Static(None)


def made(function: object) -> Type | None:
    """Type of what makes a source of random numbers."""
    return Drawing() if any(function is f for f in SOURCES) else None


def drawn(name: str, args: list[Type], keywords: dict[str, Type]) -> Type:
    """Type of what a method of such a source gives."""
    names = PARAMETERS.get(name)
    if names is None or len(args) > len(names) + 1 or not keywords.keys() <= {*names, "size"}:
        return Unknown()
    given = {**dict(zip((*names, "size"), args)), **keywords}
    size = given.pop("size", NO_SIZE)
    if size != NO_SIZE:
        return functions.filled([size]) or Unknown()
    dims: Dims = ()
    for value in given.values():
        shape = shape_of(value)
        if shape is None or (isinstance(value, Array) and not shape):
            return Unknown()
        found = broadcast(dims, shape)
        assert found is not None
        dims = found
    return Array("float64", dims) if dims else Number("float64")

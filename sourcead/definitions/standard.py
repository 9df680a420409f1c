"""What the definitions of distributions have in common: `loc` and `scale`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from sourcead import runtime as rt
from sourcead.definitions.asking import is_given, is_positive_number


def as_array(x: Any) -> Any:
    """A list or tuple of numbers as an array, which the library makes of it; anything else as it is."""
    if isinstance(x, (list, tuple)):
        return np.array(x)
    return x


def shifted(x: Any, loc: Any) -> Any:
    """`x - loc`, where that is given."""
    if is_given(loc):
        return as_array(x) - as_array(loc)
    return as_array(x)


def standardized(x: Any, loc: Any, scale: Any) -> Any:
    """`(x - loc) / scale`, of what is given of them."""
    if is_given(scale):
        return shifted(x, loc) / as_array(scale)
    return shifted(x, loc)


def checked(x: Any, loc: Any, scale: Any) -> Any:
    """`(x - loc) / scale`, NaN where the scale is not positive: for what is a number for such a scale too."""
    if is_given(scale):
        return shifted(x, loc) / positive(scale)
    return shifted(x, loc)


def positive(x: Any) -> Any:
    """A parameter, NaN where it is not positive."""
    if is_positive_number(x):
        return x
    return rt.positive(as_array(x))


def logarithmic(value: Any, scale: Any) -> Any:
    """A logarithmic density by the standardized variable, as that of the variable itself."""
    if is_given(scale):
        return value - np.log(scale)
    return value


def density(logpdf: Callable[..., Any]) -> Callable[..., Any]:
    """The density, by its logarithm."""

    def pdf(x: Any, *args: Any, **given: Any) -> Any:
        return np.exp(logpdf(x, *args, **given))

    return pdf

"""What a definition may ask of its arguments: decided when it is written out, by how they are written in the call."""

from __future__ import annotations

import sys
from typing import Any


def is_given(x: Any) -> bool:
    """Whether an argument is anything but a `None` that is written out."""
    return x is not None


def is_positive_number(x: Any) -> bool:
    """Whether an argument is a positive number that is written out."""
    return isinstance(x, (int, float)) and x > 0


def is_function(x: Any) -> bool:
    """Whether an argument is known to be a function when the code is generated."""
    return callable(x)


def is_matrix(x: Any) -> bool:
    """Whether an argument is known to be a matrix of `scipy.sparse` when the code is generated."""
    return "scipy.sparse" in sys.modules and bool(sys.modules["scipy.sparse"].issparse(x))

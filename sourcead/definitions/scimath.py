"""Functions of `np.lib.scimath` where they give real numbers for real ones; elsewhere they say how to be called."""

from __future__ import annotations

from typing import Any

import numpy as np

LEAVES = "np.lib.scimath gives complex numbers here, which its argument must be to be differentiated: `x + 0j`"


def sqrt(x: Any) -> Any:
    """`np.lib.scimath.sqrt`."""
    if not np.iscomplexobj(x) and np.any(np.less(x, 0)):
        raise ValueError(LEAVES)
    return np.sqrt(x)


def log(x: Any) -> Any:
    """`np.lib.scimath.log`."""
    if not np.iscomplexobj(x) and np.any(np.less(x, 0)):
        raise ValueError(LEAVES)
    return np.log(x)


def log2(x: Any) -> Any:
    """`np.lib.scimath.log2`."""
    if not np.iscomplexobj(x) and np.any(np.less(x, 0)):
        raise ValueError(LEAVES)
    return np.log2(x)


def log10(x: Any) -> Any:
    """`np.lib.scimath.log10`."""
    if not np.iscomplexobj(x) and np.any(np.less(x, 0)):
        raise ValueError(LEAVES)
    return np.log10(x)


def logn(n: Any, x: Any) -> Any:
    """`np.lib.scimath.logn`."""
    return np.lib.scimath.log(x) / np.lib.scimath.log(n)


def power(x: Any, p: Any) -> Any:
    """`np.lib.scimath.power`."""
    if not np.iscomplexobj(x) and np.any(np.less(x, 0)):
        raise ValueError(LEAVES)
    return np.power(x, p)


def arccos(x: Any) -> Any:
    """`np.lib.scimath.arccos`."""
    if not np.iscomplexobj(x) and np.any(np.greater(np.abs(x), 1)):
        raise ValueError(LEAVES)
    return np.arccos(x)


def arcsin(x: Any) -> Any:
    """`np.lib.scimath.arcsin`."""
    if not np.iscomplexobj(x) and np.any(np.greater(np.abs(x), 1)):
        raise ValueError(LEAVES)
    return np.arcsin(x)


def arctanh(x: Any) -> Any:
    """`np.lib.scimath.arctanh`."""
    if not np.iscomplexobj(x) and np.any(np.greater(np.abs(x), 1)):
        raise ValueError(LEAVES)
    return np.arctanh(x)


DEFINITIONS = {
    f"np.lib.scimath.{function.__name__}": function for function in (sqrt, log, log2, log10, logn, power, arccos, arcsin, arctanh)
}

"""Functions of Python's own library, of numbers, arrays and what holds them."""

from __future__ import annotations

from typing import Any

import numpy as np

from sourcead import runtime as rt


def _complex(real: Any, imag: Any = None) -> Any:
    if imag is None:
        return real + 0j
    return real + 1j * imag


def _copy(x: Any) -> Any:
    if isinstance(x, np.ndarray):
        return x.copy()
    if isinstance(x, list):
        return list(x)
    if isinstance(x, dict):
        return dict(x)
    return x


def _deepcopy(x: Any) -> Any:
    return rt.copy(x)


DEFINITIONS = {"complex": _complex, "copy.copy": _copy, "copy.deepcopy": _deepcopy}

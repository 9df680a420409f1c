"""Densities and distribution functions of `scipy.stats`, with `loc` and `scale` as SciPy has them."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import special


def norm_logpdf(x: Any, loc: Any = 0, scale: Any = 1) -> Any:
    """Normal."""
    return -(((x - loc) / scale) ** 2) / 2 - np.log(2 * np.pi) / 2 - np.log(scale)


def norm_cdf(x: Any, loc: Any = 0, scale: Any = 1) -> Any:
    """Normal."""
    return special.ndtr((x - loc) / scale)


DEFINITIONS = {"scipy.stats.norm.logpdf": norm_logpdf, "scipy.stats.norm.cdf": norm_cdf}

"""Interpolants that are made before they are called in a function."""

from __future__ import annotations

import numpy as np
from scipy import interpolate

PLACES = np.linspace(0.0, 1.0, 8) ** 1.3
VALUES = np.sin(5 * PLACES) + 0.1 * PLACES
PAIRS = np.stack([VALUES, VALUES**2], 1)

cubic = interpolate.CubicSpline(PLACES, VALUES)
monotone = interpolate.PchipInterpolator(PLACES, VALUES)
akima = interpolate.Akima1DInterpolator(PLACES, VALUES)
curve = interpolate.CubicSpline(PLACES, PAIRS)
across = interpolate.PchipInterpolator(PLACES, PAIRS.T, axis=1)
b_spline = interpolate.make_interp_spline(PLACES, VALUES)
b_curve = interpolate.make_interp_spline(PLACES, PAIRS)

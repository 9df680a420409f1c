"""Programs that once had a wrong gradient or tangent, since what is computed twice was computed once, or masks were added."""

from __future__ import annotations

import numpy as np

from tests.programs.cases import numbers, program


@program(np.array([-0.07, 1.15, -0.6, 0.6, -0.28, 1.42]), np.array([-1.27, 0.09, -0.7, 1.62, 1.61, 0.08]), argnums=(0, 1))
def masks_that_are_added(x, y):
    a = np.minimum(y, x) + np.clip(y, -0.5, 0.8)
    return np.sum((x / (1.5 + x**2)) * x) + np.sum(a**2)


@program(numbers(6))
def two_copies_of_which_one_is_written_through_a_view(x):
    u = x.copy()
    v = u[1:-1]
    v[0] = v[-1]
    t = np.sum(v)
    w = x.copy()
    return np.sum(w**2) + np.tanh(t)

"""Derivative rules for functions of a C library: Bessel functions of the C standard library's mathematics."""

import ctypes
import ctypes.util

import numpy as np

from sourcead import check_grads, elementwise, grad, hessian

libm = ctypes.CDLL(ctypes.util.find_library("m"))


def vectorized(name):
    """A function of the library, for each element of an array."""
    function = getattr(libm, name)
    function.restype, function.argtypes = ctypes.c_double, [ctypes.c_double]
    return np.vectorize(function, otypes=[float])


j0, j1 = vectorized("j0"), vectorized("j1")

# One line each: the derivative times `g`, the cotangent of the result. Both modes, of any order, come from it.
elementwise("j0(x)", x="-g * j1(x)", names={"j0": j0, "j1": j1})
elementwise("j1(x)", x="g * (j0(x) - j1(x) / x)", names={"j0": j0, "j1": j1})


@grad(argnums=(0, 1))
def misfit(radius, amplitude, r, measured):
    """How far a pattern of diffraction is from what was measured."""
    field = amplitude * j0(radius * r)
    return np.sum((field**2 - measured) ** 2)


if __name__ == "__main__":
    r = np.linspace(0.5, 6.0, 40)
    measured = (1.3 * j0(1.7 * r)) ** 2
    print("gradient:", *misfit(1.5, 1.0, r, measured))
    print(misfit.source)
    check_grads(misfit.primal, (1.5, 1.0, r, measured), argnums=(0, 1), order=2, modes=("fwd", "rev"))

    x = np.array([1.5, 1.0])  # Newton's method, by second derivatives
    for _ in range(12):
        (aa, ab), (ba, bb) = hessian(misfit.primal, (0, 1))(*x, r, measured)
        step = np.linalg.solve([[aa, ab], [ba, bb]], misfit(*x, r, measured))
        x -= step if np.linalg.norm(step) < 0.3 else 0.3 * step / np.linalg.norm(step)
    print("radius and amplitude:", *x.round(6))

"""Results that share memory with an argument: a write to one of them gives the right gradient, or there is an error."""

from __future__ import annotations

import numpy as np
import pytest

from sourcead import SourceADError, grad, jvp
from tests.generator import make

HEADER = "import numpy as np\n\n\n"
EXACT = (
    "np.einsum('ii->i', b)", "np.einsum('ij->ji', b)", "np.einsum('ji', b)", "np.einsum('ij', b)", "np.rot90(b)", "np.rot90(b, 2)",
    "np.einsum('ij,j->i', b, b[0])", "np.einsum('ij->i', b)", "np.matrix_transpose(b)", "np.asanyarray(b)", "np.trim_zeros(b[0])",
    "np.delete(b, 0, axis=0)", "np.pad(b, 0)", "np.compress([True, True], b, axis=0)", "np.block([b])", "np.append(b, 1.0)",
    "np.select([b > 0], [b])", "np.choose(0, [b])", "np.column_stack([b])", "np.polyadd(b[0], 0.0)", "np.gradient(b)[0]",
    "np.convolve(b[0], [1.0])", "np.lib.scimath.sqrt(b)", "np.interp(b, [0.0, 1.0], [0.0, 1.0])",
)  # fmt: skip
REFUSED = (
    "np.einsum('...ii->...i', b)", "np.einsum('ii->i', b, optimize=True)", "np.split(b, 2)[0]", "np.array_split(b, 2, axis=1)[1]",
    "np.hsplit(b, [1])[0]", "np.vsplit(b, [1])[1]", "np.dsplit(b[:, :, None], 1)[0]", "np.unstack(b)[1]", "np.atleast_3d(b)",
    "np.rollaxis(b, 1)", "np.diagflat(b)", "np.astype(b, float, copy=False)", "np.resize(b, b.shape)", "np.polyder(b[0], 0)",
    "np.polyint(b[0], 0)", "np.apply_along_axis(lambda r: r, 0, b)", "np.apply_over_axes(np.sum, b, ())", "np.insert(b, [], 1.0)",
)  # fmt: skip
WRITES = {
    "whole result": "u[...] = u.copy() * u.copy() + x[0, 0]",
    "part of the result": "u[0] *= x[1, 0]",
    "argument": "b[0] = b[1] * x[0, 0]",
}
X = np.array([[0.3, 0.7], [0.9, 0.4]])


def differences(f: object) -> np.ndarray:
    found = np.zeros_like(X)
    for index in np.ndindex(X.shape):
        way = np.zeros_like(X)
        way[index] = 1e-6
        found[index] = (f(X + way) - f(X - way)) / 2e-6  # type: ignore[operator]
    return found


@pytest.mark.parametrize("write", WRITES)
@pytest.mark.parametrize("call", [*EXACT, *REFUSED])
def test_write(call: str, write: str) -> None:
    lines = ("b = x * 1.0", f"u = {call}", WRITES[write], "return np.sum(u**2) + np.sum(b**3)")
    f = make(HEADER + "def f(x):\n" + "".join(f"    {line}\n" for line in lines))
    expected = differences(f)
    try:
        found = grad(f)(X)
    except SourceADError:
        assert call in REFUSED
    else:
        np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-6)
    way = np.array([[0.7, -0.2], [0.4, 1.1]])
    try:
        slope = jvp(f, (X,), (way,))[1]
    except SourceADError:
        assert call in REFUSED
    else:
        assert slope == pytest.approx(np.sum(expected * way), rel=1e-5)

"""What may share memory with an array that is written afterwards, or before: right or refused, in both modes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sourcead import SourceADError, grad, jvp
from tests.sources import module_from

EXPRESSIONS = (
    "np.diag(a)", "np.diagonal(a)", "a.diagonal()", "np.trim_zeros(a[0])", "np.real_if_close(a)", "np.require(a)",
    "np.ascontiguousarray(a)", "np.asfortranarray(a)", "np.asarray(a)", "np.meshgrid(a[0], a[1], copy=False)[0]",
    "np.broadcast_arrays(a, 1.0)[0]", "np.broadcast_to(a, (2, 3, 3))", "np.atleast_1d(a)", "np.atleast_3d(a)", "np.squeeze(a[None])",
    "np.rot90(a)", "np.swapaxes(a, 0, 1)", "np.array(a)", "np.nan_to_num(a, copy=False)", "a.reshape(-1)", "np.ravel(a)",
    "np.ravel(a.T)", "a.view()", "np.lib.stride_tricks.sliding_window_view(a, 2, 0)", "np.split(a, 3)[0]", "np.array_split(a, 2)[1]",
    "np.hsplit(a, 3)[0]", "a.flat[2:5]", "np.einsum('ii->i', a)", "np.einsum('ij->ji', a)", "np.moveaxis(a, 0, 1)",
    "np.real(a)", "a.real", "np.triu(a)", "np.flip(a)", "np.concatenate([a])", "np.copy(a)", "a.astype(float)",
    "a.astype(float, copy=False)", "a.T", "np.take(a, 0, axis=0)", "np.roll(a, 0)", "np.resize(a, (3, 3))", "list(a)[0]", "tuple(a)[1]",
    "[r for r in a][1]", "dict(enumerate(a))[1]", "max([a[0], a[1]], key=np.sum)", "sorted(a, key=np.sum)[0]", "a[...]", "a[()]",
    "a[None][0]", "a[(0,)]", "a[slice(1, 3)]", "a[np.s_[:, 1]]", "a[[0, 1]]", "np.select([a > 9], [a], a)", "np.where(True, a, a)",
    "np.clip(a, -9, 9)", "+a", "np.apply_along_axis(lambda r: r, 0, a)", "np.fft.fftshift(a)", "np.pad(a, 0)", "np.tile(a, 1)",
    "np.repeat(a, 1, axis=0)", "np.rollaxis(a, 1)", "np.vectorize(lambda z: z)(a)", "np.sort(a)", "np.block([a])", "np.kron(a, 1.0)",
    "np.linalg.matrix_power(a, 1)", "np.linalg.multi_dot([a, np.eye(3)])", "np.interp(a, [-9, 9], [-9, 9])", "np.expand_dims(a, 0)",
    "np.fliplr(a)[1:]", "a.swapaxes(0, 1)[1]", "a.T[1:].T", "a.ravel()[2:]", "a.T.ravel()", "a.reshape(3, 3, 1)[..., 0]",
)  # fmt: skip
BODY = """
def base_written_{k}(x):
    a = np.outer(x, x) * 1.0
    v = {e}
    a[0] = a[0] * x[1]
    a[1, 1] = x[0] ** 2
    return np.sum(v * v * np.arange(np.size(v)).reshape(np.shape(v))) + np.sum(a * a)


def part_written_{k}(x):
    a = np.outer(x, x) * 1.0
    v = {e}
    v[...] = v * v * x[1]
    return np.sum(v * np.arange(np.size(v)).reshape(np.shape(v))) + np.sum(a * a * np.arange(9.0).reshape(3, 3))
"""
X = np.array([0.8, 0.7, 1.3])


@pytest.fixture(scope="module")
def written(tmp_path_factory: Any) -> Any:
    """The programs as a module."""
    text = "import numpy as np\n" + "\n".join(BODY.format(k=k, e=e) for k, e in enumerate(EXPRESSIONS))
    return module_from(text, tmp_path_factory.mktemp("views"))


@pytest.mark.parametrize("kind", ["base_written", "part_written"])
@pytest.mark.parametrize("number", range(len(EXPRESSIONS)), ids=EXPRESSIONS)
def test_right_or_refused(kind: str, number: int, written: Any) -> None:
    function = getattr(written, f"{kind}_{number}")
    try:
        value = function(X)
    except (ValueError, DeprecationWarning):
        pytest.skip("what NumPy gives is not written")
    slopes = np.array([(function(X + 1e-6 * h) - function(X - 1e-6 * h)) / 2e-6 for h in np.eye(3)])
    try:
        assert np.allclose(grad(function)(X), slopes, rtol=1e-5, atol=1e-6)
    except SourceADError as error:
        assert error.way_out
    try:
        found, tangent = jvp(function, (X,), (np.ones(3),))
    except SourceADError as error:
        assert error.way_out
    else:
        assert found == value
        assert np.allclose(tangent, slopes.sum(), rtol=1e-5, atol=1e-6)

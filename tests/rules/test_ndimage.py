"""Filters of images: arrays that results are written into, equal elements, refusals, and that no adjoint does more than it must."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.ndimage

from sourcead import MissingRuleError, check_grads, grad, value_and_grad

X = np.random.default_rng(4).uniform(0.1, 1.0, (5, 6))


def into_keyword(x):
    out = np.zeros((5, 6))
    scipy.ndimage.grey_dilation(x, 3, output=out)
    return np.sum(out**2) + out[0, 0]


def into_position(x):
    out = np.empty((5, 6))
    scipy.ndimage.sobel(x, 0, out, "wrap")
    scipy.ndimage.gaussian_filter(out * x, 0.7, output=out)
    return np.sum(out**3)


def into_composed(x):
    out = np.empty((5, 6))
    found = scipy.ndimage.white_tophat(x, size=3, output=out)
    return np.sum(found * out)


@pytest.mark.parametrize("f", [into_keyword, into_position, into_composed])
def test_output_is_an_array(f):
    check_grads(f, (X,))


def largest(x):
    return np.sum(scipy.ndimage.maximum_filter(x, size=3, mode="nearest") * np.arange(30.0).reshape(5, 6))


def middle(x):
    return np.sum(scipy.ndimage.median_filter(x, size=(3, 1)))


def test_equal_elements_share_evenly():
    """An image of one value: each window gives each of its places the same part, and nothing is lost at the borders."""
    ones = np.ones((5, 6))
    np.testing.assert_allclose(np.sum(grad(largest)(ones)), np.sum(np.arange(30.0)), rtol=1e-14)
    np.testing.assert_allclose(grad(middle)(ones), np.ones((5, 6)), rtol=1e-14)


def lost(x):
    return np.sum(scipy.ndimage.minimum_filter(x, size=2)[1:, 1:])


def test_nan_stays_nan():
    x = X.copy()
    x[0, 0] = np.nan
    assert np.all(np.isfinite(grad(lost)(X)))
    assert np.isnan(grad(lost)(x)[0, 0])


def real_part(x):
    return np.sum(np.real(scipy.ndimage.gaussian_filter(x * (1 + 2j), 0.8, mode="mirror") ** 2))


def test_complex_image():
    check_grads(real_part, (X,))


def smooth(x):
    return np.sum(scipy.ndimage.gaussian_filter(x, 1.5) ** 2)


def sharp(x):
    return np.sum(scipy.ndimage.gaussian_laplace(x, 1.5, mode="wrap") ** 2)


@pytest.mark.parametrize("f", [smooth, sharp])
def test_own_transpose(f):
    """A symmetric filter between mirrors, or one that goes round, is its own transpose: no border is unfolded."""
    grad_f = grad(f)
    grad_f(X)
    assert "rt." not in grad_f.source


def folded(x):
    edges = scipy.ndimage.sobel(x, mode="mirror") * scipy.ndimage.correlate1d(x, x[0, :3], 0, origin=1)
    return np.sum(scipy.ndimage.convolve(edges, x[:2, :3], mode="nearest", origin=(-1, 1)) ** 2)


def chosen(x):
    low = scipy.ndimage.percentile_filter(x**2, 30, size=3, mode="mirror") * x
    return np.sum(scipy.ndimage.grey_dilation(low, structure=x[:2, :2] ** 2, mode="wrap") ** 2)


@pytest.mark.parametrize("f", [folded, chosen, smooth])
def test_reverse_over_reverse(f):
    """The derivatives of adjoints, by reverse mode: the helpers that they call have rules of their own."""
    check_grads(lambda x: np.sum(grad(f)(x) ** 2), (X,))
    check_grads(f, (X,), order=2)


def turned(x):
    return np.sum(scipy.ndimage.rotate(x, 45, order=0, mode="nearest") ** 2)


def moved(x):
    return np.sum(scipy.ndimage.shift(x, (0.5, -1), order=0, mode="reflect") ** 2)


def mapped(x):
    matrix = np.array([[0.5, 0.25], [-0.5, 1.0]])
    return np.sum(scipy.ndimage.affine_transform(x, matrix, (0.5, -0.25), order=0, mode="mirror") ** 2)


@pytest.mark.parametrize("f", [turned, moved, mapped])
def test_places_half_way(f):
    """Of two elements that are equally near to a place the one is taken that SciPy takes."""
    assert value_and_grad(f)(X)[0] == f(X)
    check_grads(f, (X,))


def of_dtype(x):
    return np.sum(scipy.ndimage.sobel(x, output=np.float32) ** 2)


def of_sigma(x):
    return np.sum(scipy.ndimage.gaussian_filter(x, x[0, 0]))


def of_border(x):
    return np.sum(scipy.ndimage.uniform_filter(x, 3, mode="constant", cval=x[0, 0]))


def of_complex_weights(x):
    return np.sum(np.abs(scipy.ndimage.correlate1d(x, [1, 2j, 1])))


def of_function(x):
    return np.sum(scipy.ndimage.generic_filter(x, np.mean, 3))


def of_nearest_spline(x):
    return np.sum(scipy.ndimage.map_coordinates(x, x[:2], mode="nearest"))


def of_distance(x):
    return np.sum(scipy.ndimage.distance_transform_edt(x))


@pytest.mark.parametrize("f", [of_dtype, of_sigma, of_border, of_complex_weights, of_function, of_nearest_spline, of_distance])
def test_refused(f):
    with pytest.raises(MissingRuleError, match="ndimage"):
        grad(f)(X)

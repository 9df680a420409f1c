"""Forward mode of arrays in Fortran order: what may be a view or a copy by the layout, and tangents laid out as their values."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sourcead import AliasError, grad, jvp

F = np.asfortranarray(np.random.default_rng(4).standard_normal((3, 4)))


def ravel_of_what_is_written(f: Any) -> Any:
    b = f.ravel()
    f *= 2
    return np.sum(b**2) + np.sum(f)


def reshaped_and_written(f: Any) -> Any:
    b = np.reshape(f, (2, 6))
    b[0] *= f[1, 1]
    return np.sum(f * f) + np.sum(b * b)


def in_order(f: Any) -> Any:
    b = np.ascontiguousarray(f)
    b *= 2
    return np.sum(f**2) + np.sum(b)


def in_another_order(f: Any) -> Any:
    b = np.asfortranarray(f)
    b *= f
    return np.sum(f**2) + np.sum(b)


def an_array_in_order(f: Any) -> Any:
    b = np.asarray(f, order="C")
    b[0] *= f[1, 1]
    return np.sum(f * f) + np.sum(b * b)


def in_fortran_order(f: Any) -> Any:
    b = f.ravel(order="F")
    b[2] *= f[1, 1]
    return np.sum(f * f) + np.sum(b * b)


def of_the_transpose(f: Any) -> Any:
    b = f.T.ravel()
    b[2] *= f[1, 1]
    return np.sum(f * f) + np.sum(b * b)


def of_what_is_computed(f: Any) -> Any:
    a = f * 2
    a.ravel()[3] = a[0, 0] ** 2
    return np.sum(a * a)


REFUSED = (
    ravel_of_what_is_written,
    reshaped_and_written,
    in_order,
    in_another_order,
    an_array_in_order,
    in_fortran_order,
    of_the_transpose,
    of_what_is_computed,
)


@pytest.mark.parametrize("function", REFUSED)
def test_refused(function: Any) -> None:
    with pytest.raises(AliasError) as caught:
        jvp(function, (F.copy(order="K"),), (F,))
    assert caught.value.location is not None and caught.value.way_out


def in_order_by_a_number(s: Any, f: Any) -> Any:
    b = np.ascontiguousarray(f)
    b *= 2
    return s * np.sum(f**2)


def test_refused_by_a_number() -> None:
    """An argument that is written is copied on entry, whether it is differentiated or not."""
    with pytest.raises(AliasError):
        jvp(in_order_by_a_number, (2.0, F.copy(order="K")), (1.0, None))
    with pytest.raises(AliasError):
        grad(in_order_by_a_number)(2.0, F.copy(order="K"))


def zeros_that_are_added_to(f: Any) -> Any:
    a = np.zeros(f.shape)
    a = a + 0.0 * np.ones(f.shape)
    a += f
    c = a.reshape(-1)
    c[1:] *= c[:-1]
    return np.sum(a * f) + np.sum(c * c)


def ones_that_do_not_move(f: Any) -> Any:
    a = np.ones(f.shape) * np.ones(f.shape)
    c = a.reshape(-1)
    c[1:] *= f.reshape(-1)[1:]
    return np.sum(a * f) + np.sum(c * c)


def a_copy(f: Any) -> Any:
    a = f.copy()
    c = a.reshape(-1)
    c[1:] *= c[:-1]
    return np.sum(a * f) + np.sum(c * c)


def a_part_of_a_copy(f: Any) -> Any:
    a = np.sin(f.copy())
    c = a[1:].reshape(-1)
    c[3] = c[1] * f[0, 0]
    return np.sum(a * f) + np.sum(c[1:] * c[:-1])


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("function", [zeros_that_are_added_to, ones_that_do_not_move, a_copy, a_part_of_a_copy])
def test_right(function: Any, order: Any) -> None:
    way = np.array(np.cos(np.arange(12.0).reshape(3, 4)), order=order)
    value, tangent = jvp(function, (F.copy(order="K"),), (way,))
    step = 1e-6
    slope = (function(F + step * way) - function(F - step * way)) / (2 * step)
    assert np.isclose(value, function(F.copy(order="K"))) and np.isclose(tangent, slope, rtol=1e-6)

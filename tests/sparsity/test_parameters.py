"""Parameters of all kinds, results of all sizes, and the check of what was found."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sourcead import InputTypeError, hessian, jacobian, sparse_hessian, sparse_jacobian

X = np.array([1.0, 2.0, 3.0])


def counted(x, *c):
    return x**2 * len(c)


def summed(x, *c):
    return np.array([np.sum(x**2) * len(c), x[0] * sum(c)])


def by_name(x, *, k=2.0):
    return k * x**2


def named(x, **given):
    return given["a"] * x[1:]


def mixed(x, *c, k=2.0, **given):
    return k * np.sum(x**3) * sum(c) + np.prod(x[1:]) * given["args"]


CALLS: tuple[tuple[Any, tuple[float, ...], dict[str, float]], ...] = (
    (counted, (1.0, 2.0), {}),
    (counted, (), {}),
    (summed, (1.0, 2.0), {}),
    (by_name, (), {}),
    (by_name, (), {"k": 3.0}),
    (named, (), {"a": 3.0}),
    (mixed, (1.0, 3.0), {"k": 5.0, "args": 2.0}),
)


@pytest.mark.parametrize(("f", "args", "kwargs"), CALLS)
def test_parameters_of_all_kinds(f, args, kwargs) -> None:
    found = sparse_jacobian(f)
    expected = np.atleast_2d(jacobian(f)(X, *args, **kwargs))
    np.testing.assert_allclose(found(X, *args, **kwargs).toarray(), expected)
    assert found.pattern(X, *args, **kwargs).toarray()[expected != 0].all()
    assert found.sweeps(X, *args, **kwargs) <= 2
    given = sparse_jacobian(f, sparsity=np.ones(expected.shape))
    np.testing.assert_allclose(given(X, *args, **kwargs).toarray(), expected)


def test_hessian_by_parameters_of_all_kinds() -> None:
    args, kwargs = (1.0, 3.0), {"k": 5.0, "args": 2.0}
    found = sparse_hessian(mixed)
    np.testing.assert_allclose(found(X, *args, **kwargs).toarray(), hessian(mixed)(X, *args, **kwargs))
    assert found.pattern(X, *args, **kwargs).sum() == 5 and found.sweeps(X, *args, **kwargs) == 2


def test_a_full_pattern_with_more_arguments() -> None:
    def f(x, *c):
        return np.ravel(x) ** 2 * len(c)

    x = np.asfortranarray(np.ones((2, 2)))
    np.testing.assert_allclose(sparse_jacobian(f)(x, 1.0, 2.0).toarray(), 4 * np.eye(4))


def test_empty_results_and_arguments() -> None:
    assert sparse_jacobian(lambda x: x[:0])(X).shape == (0, 3)
    assert sparse_jacobian(lambda x: x[:0], sparsity=np.zeros((0, 3)))(X).shape == (0, 3)
    assert sparse_jacobian(lambda x: 2 * x)(np.ones(0)).shape == (0, 0)
    assert sparse_hessian(lambda x: np.sum(x * x))(np.ones(0)).shape == (0, 0)


def test_derivatives_that_cancel_are_no_lack_of_entries() -> None:
    def f(x, n):
        return x**n * x[0] ** (n - 2)

    x = np.array([3.12573022, 2.86789514])
    np.testing.assert_allclose(sparse_jacobian(f)(x, 1).toarray(), jacobian(f)(x, 1), atol=1e-12)
    given = sparse_jacobian(f, sparsity=[[1, 0], [1, 1]])
    np.testing.assert_allclose(given(x, 1).toarray(), jacobian(f)(x, 1), atol=1e-12)
    with pytest.raises(InputTypeError, match="row 1"):
        sparse_jacobian(f, sparsity=[[1, 0], [0, 1]])(x, 1)


def test_complex_results_that_take_fewer_rows_than_columns() -> None:
    def f(x):
        return np.array([np.sum(x * x) * (1 + 2j)])

    np.testing.assert_allclose(sparse_jacobian(f)(X).toarray(), [2 * X * (1 + 2j)])

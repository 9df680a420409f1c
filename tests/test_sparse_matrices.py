"""Matrices of `scipy.sparse` in differentiated functions: their entries are constant."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import scipy.sparse as sp
import scipy.sparse.linalg as spl

from sourcead import MissingRuleError, check_grads, grad, hessian, jacobian

LAPLACE = sp.diags([1.0, -2.0, 1.2], [-1, 0, 1], shape=(4, 4), format="csr")
ENTRIES = sp.csr_array(np.triu(np.ones((4, 4)))) + LAPLACE
X = np.array([0.3, 0.5, 1.2, 0.7])


class Model:
    def __init__(self, matrix: Any) -> None:
        self.matrix = matrix
        self.solve = spl.splu(sp.csc_matrix(matrix))


def stepped(u, k):
    for _ in range(3):
        u = u + k * (LAPLACE @ u) - u**3
    return np.sum(u**2)


def implicit_steps(u, k, matrix):
    system = sp.identity(4, format="csc") - 0.1 * matrix
    for _ in range(2):
        u = spl.spsolve(system, u + k * np.sin(u))
    return np.sum(u**2)


def energy(x, k, matrix):
    return x @ (matrix @ x) * k + np.sum(matrix.dot(x) ** 2) + np.sum((x @ matrix.T) ** 3)


def of_columns(x, k, matrix):
    rows = np.outer(x, x) * k
    return np.sum((matrix @ rows) ** 2) + np.sum((rows @ matrix) ** 3)


def in_a_dict(x, k, tables):
    return np.sum((tables["first"] @ x) ** 2) * k + np.sum(tables["all"][1].T @ x)


def of_an_object(x, k, model):
    return np.sum((model.matrix @ x) ** 2) * k + np.sum(model.solve.solve(x) ** 2)


def made_inside(x, k):
    both = LAPLACE @ LAPLACE + 2.0 * sp.eye(4, format="csr")
    return np.sum((both @ (x * k)) ** 2)


def dense_of_it(x, k, matrix):
    return np.sum((matrix.toarray() * x) ** 2) * k + matrix.shape[0] * x[0] + matrix.nnz * x[1] + np.sum(matrix.diagonal() * x)


@pytest.mark.parametrize(
    ("function", "more"),
    [
        (stepped, ()), (implicit_steps, (LAPLACE,)), (energy, (LAPLACE,)), (energy, (ENTRIES,)), (of_columns, (LAPLACE,)),
        (of_columns, (ENTRIES,)), (in_a_dict, ({"first": LAPLACE, "all": [1.0, ENTRIES]},)), (of_an_object, (Model(LAPLACE),)),
        (made_inside, ()), (dense_of_it, (ENTRIES,)),
    ],
)  # fmt: skip
def test_gradients(function: Callable[..., Any], more: tuple[Any, ...]) -> None:
    check_grads(function, (X, 0.5, *more), (0, 1), order=2)


def test_the_text_is_that_of_the_transpose() -> None:
    assert "LAPLACE.T @ (k * product_bar)" in inspect.getsource(grad(stepped, (0, 1)).specialize(X, 0.5))


def test_jacobians() -> None:
    np.testing.assert_allclose(jacobian(lambda x: LAPLACE @ x * x)(X), np.diag(X) @ LAPLACE + np.diag(LAPLACE @ X), rtol=1e-14)
    np.testing.assert_allclose(jacobian(lambda x: spl.spsolve(LAPLACE, x))(X), np.linalg.inv(LAPLACE.toarray()), rtol=1e-12)
    found = hessian(lambda x: x @ (LAPLACE @ x))(X)
    np.testing.assert_allclose(found, (LAPLACE + LAPLACE.T).toarray(), rtol=1e-14)


def elementwise(x):
    return np.sum(LAPLACE * x)


def added(x):
    return np.sum(ENTRIES + np.outer(x, x))


def scaled(x):
    return np.sum((x[0] * ENTRIES) @ x)


def multiplied(x):
    return np.sum(ENTRIES.multiply(x))


@pytest.mark.parametrize("function", [elementwise, added, scaled, multiplied])
def test_entries_with_a_derivative_are_refused(function: Callable[..., Any]) -> None:
    with pytest.raises(MissingRuleError) as caught:
        grad(function)(X)
    assert caught.value.location is not None and caught.value.way_out

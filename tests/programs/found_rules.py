"""Programs that once had a wrong gradient or tangent, or none, since a rule or what it took for known was wrong."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from tests.programs.cases import numbers, program


@program(numbers(6), numbers(2, seed=1), numbers(5), argnums=(0, 1))
def windows_as_long_as_a_kernel(v, k, t):
    return np.sum((sliding_window_view(v, len(k)) @ k - t) ** 2)


@program(numbers(6), 2, numbers(5))
def means_of_windows_of_a_given_length(v, n, t):
    return np.sum(sliding_window_view(v, n).mean(axis=-1) * t)


@program(numbers(6), numbers(2, seed=1), numbers(5), argnums=(0, 1))
def windows_as_large_as_a_kernel(v, k, t):
    return np.sum(np.std(sliding_window_view(v, k.size), axis=1) * t * k[0])


@program(numbers(4, 4), numbers(2, 2), numbers(3, 3), argnums=(0, 1))
def windows_of_the_shape_of_a_kernel(x, k, t):
    return np.sum(np.einsum("ijkl,kl->ij", sliding_window_view(x, k.shape), k) * t)


@program(numbers(7), numbers(2, seed=1), numbers(3), argnums=(0, 1))
def windows_of_what_a_mask_selects(v, k, t):
    part = v[np.array([True, False, True, True, False, True, False])]
    return np.sum(sliding_window_view(part, len(k)) @ k * t)


@program([0.3, 0.8, 0.5], numbers(2), argnums=(0, 1))
def a_list_without_one_element(values, w):
    return np.sum(w * np.delete(values, 1))


@program([0.3, 0.8, 0.5], numbers(2), argnums=(0, 1))
def differences_of_a_list(values, w):
    return np.sum(w * np.diff(values))


@program([0.3, 0.8, 0.5], numbers(2), argnums=(0, 1))
def windows_of_a_list(values, w):
    return np.sum(w * sliding_window_view(values, 2)[:, 0])


@program([0.3, 0.8, 0.5], [0.7, 0.2], numbers(2), argnums=(0, 1, 2))
def a_list_by_the_windows_of_another(values, kernel, w):
    return np.sum(w * np.convolve(values, kernel, "valid"))


@program(numbers(3), 0.6, argnums=(0, 1))
def what_fill_gives(x, s):
    u = x.copy()
    r = u.fill(s)
    return np.sum(u * u * x) if r is None else np.sum(u)


@program(numbers(3), 0.6, argnums=(0, 1))
def a_write_in_a_test(x, s):
    u = x.copy()
    return np.sum(u * u * x) if np.copyto(u, s) is None else np.sum(u)


@program(numbers(3), 0.6, argnums=(0, 1))
def writes_in_several_tests(x, s):
    u = x.copy()
    if np.add.at(u, 0, s) is not None or np.multiply.at(u, 1, s) is not None:
        return np.sum(u)
    if not np.put(u, 2, s):
        u = u + np.sum(u[:2])
    return np.sum(u * u)


def put_first(u, s):
    return np.put_along_axis(u, np.array([0]), s, 0)


@program(numbers(3), 0.6, argnums=(0, 1))
def a_write_by_a_function_in_a_test(x, s):
    u = x.copy()
    if put_first(u, s) is None:
        return np.sum(u * u)
    return np.sum(u)


@program(numbers(3), 0.6, argnums=(0, 1))
def a_write_of_a_lambda(x, s):
    u = x.copy()
    fill = lambda a, value: a.fill(value)  # noqa: E731
    r = fill(u, s)
    return np.sum(u * u * x) if r is None else np.sum(u)


@program(numbers(3), 0.6, argnums=(0, 1))
def whether_any_write_gives_something(x, s):
    u = x.copy()
    if any(u.fill(s * k) for k in range(3)):
        return np.sum(u)
    return np.sum(u * u * x)


@program(numbers(3), 0.6, argnums=(0, 1))
def the_masked_write_or_something(x, s):
    u = x.copy()
    r = np.putmask(u, x > 0, s) or u * u
    return np.sum(r)


@program(numbers(3), 0.6, argnums=(0, 1))
def the_output_of_a_function(x, s):
    u = x.copy()
    r = np.sin(u, u) if np.multiply(u, s, u) is not None else u
    return np.sum(r * u)


@program(np.array([2.0, 0.5, 3.0]))
def a_factor_of_the_lower_triangle_alone(x):
    a = np.zeros((2, 2))
    a[0, 0], a[1, 0], a[1, 1] = x[0], x[1], x[2]
    return np.sum(np.linalg.cholesky(a) * np.array([[1.0, 5.0], [2.0, 3.0]]))


@program(numbers(3, 3) * 0.1 + 2.0 * np.eye(3))
def a_factor_of_the_upper_triangle_of_a_matrix_that_is_not_symmetric(a):
    return np.sum(np.linalg.cholesky(a, upper=True) * np.arange(9.0).reshape(3, 3))


@program(np.array([2.0, 0.5, 3.0]))
def eigenvalues_of_the_lower_triangle_alone(x):
    a = np.zeros((2, 2))
    a[0, 0], a[1, 0], a[1, 1] = x[0], x[1], x[2]
    return np.linalg.eigvalsh(a)[0]


@program(numbers(3, 3) * 0.1 + np.diag([2.0, 3.0, 5.0]))
def eigenvectors_of_the_upper_triangle_of_a_matrix_that_is_not_symmetric(a):
    return np.sum(np.linalg.eigh(a, "U")[1] ** 2 * np.arange(3.0))

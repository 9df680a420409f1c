"""The callable that a transform returns: arguments, caches, attributes, pickles."""

from __future__ import annotations

import inspect
import pickle

import numpy as np
import pytest

from sourcead import InputTypeError, UnsupportedSyntaxError, grad, hessian, jacfwd, jacobian, jacrev, value_and_grad, vjp

X = np.array([1.0, 2.0, 3.0])


def scaled(x, k=2.0, *, power=2):
    """Sum of powers."""
    return np.sum(k * x**power)


decorated = grad(scaled)


@value_and_grad(argnums=("y", 0))
def product(x, y):
    return np.sum(x * y)


class Spring:
    """A spring."""

    def __init__(self, k):
        self.k = k

    @grad
    def force(self, x):
        return 0.5 * self.k * np.sum(x * x)

    @grad(argnums="x")
    def energy(self, x):
        return 0.5 * self.k * np.sum(x * x)


def test_positions_names_keywords_defaults() -> None:
    assert decorated(X).tolist() == [4.0, 8.0, 12.0]
    assert decorated(X, 1.0).tolist() == [2.0, 4.0, 6.0]
    assert decorated(k=1.0, x=X, power=3).tolist() == [3.0, 12.0, 27.0]
    assert grad(scaled, "k")(X) == 14.0
    assert grad(scaled, -1)(X, 1.0, power=2.0) == pytest.approx(np.sum(X**2 * np.log(X)))
    value, (y_bar, x_bar) = product(X, X + 1)
    assert value == 20.0
    assert y_bar.tolist() == X.tolist() and x_bar.tolist() == (X + 1).tolist()


def test_one_or_a_tuple() -> None:
    assert isinstance(grad(scaled, 0)(X), np.ndarray)
    assert isinstance(grad(scaled, (0,))(X), tuple)
    assert grad(scaled, (0, 1))(X)[1] == 14.0


def test_a_python_int_is_taken_as_a_float() -> None:
    bar = grad(lambda x: x * x)(3)
    assert bar == 6.0 and isinstance(bar, float)


def test_a_sum_times_a_length_has_floats_as_its_gradient() -> None:
    bars = grad(lambda xs: sum(xs) * len(xs))([1.0, 2.0])
    assert bars == [2.0, 2.0] and all(isinstance(b, float) for b in bars)


def test_methods() -> None:
    spring = Spring(4.0)
    assert spring.energy(X).tolist() == [4.0, 8.0, 12.0]
    spring.k = 2.0
    assert spring.energy(X).tolist() == [2.0, 4.0, 6.0]


def test_attributes() -> None:
    assert decorated.primal is scaled
    assert decorated.__name__ == "scaled" and decorated.__doc__ == "Sum of powers."
    assert list(inspect.signature(decorated).parameters) == ["x", "k", "power"]
    assert repr(decorated) == "<grad of scaled>"
    assert "def scaled_grad(x, k, power):" in decorated.source


def test_the_source_before_any_call() -> None:
    def f(x, y):
        return np.sum(np.tanh(x @ y))

    assert grad(f).source.startswith("def f_grad(x, y):")


def test_a_source_that_the_types_decide_is_there_after_a_call() -> None:
    def f(x):
        total = 0.0
        for v in x:
            total += v * v
        return total

    derivative = grad(f)
    with pytest.raises(UnsupportedSyntaxError, match="call the derivative, then read `.source`"):
        derivative.source  # noqa: B018
    derivative(X)
    assert "x_bar" in derivative.source


def test_specialize_is_the_generated_function() -> None:
    made = decorated.specialize(X, 2.0)
    assert inspect.isfunction(made) and made.__sourcead_source__ == decorated.source
    assert made(X, 2.0, 2).tolist() == decorated(X).tolist()


def test_functions_are_kept_while_calls_with_arguments_of_other_types_come() -> None:
    second = grad(grad(lambda x, n: x**3 if n == 0 else np.sin(x)))
    kinds = [(0.5, 0), (np.float64(0.5), 0), (np.array(0.5), 0), (0.5, 1), (0.5, 5)]
    first = [second(*args) for args in kinds]
    misses = second.cache_info().misses
    for _ in range(3):
        assert [second(*args) for args in kinds] == first
    assert second.cache_info().misses == misses


def test_cache_info() -> None:
    derivative = grad(scaled)
    for x in (X, X + 1, X[:2], X, X.astype(np.float32)):
        derivative(x)
    info = derivative.cache_info()
    assert (info.hits, info.misses) == (2, 3)
    assert info.size == 3
    derivative.cache_clear()
    assert derivative.cache_info().size == 0
    assert derivative(X).tolist() == [4.0, 8.0, 12.0]


def test_pickle() -> None:
    assert pickle.loads(pickle.dumps(grad(scaled_again)))(X).tolist() == [2.0, 4.0, 6.0]


def scaled_again(x):
    return np.sum(x * x)


def test_vjp_of_structures() -> None:
    def f(x, n, names):
        return {"a": x * n, "b": (np.sum(x), 1.0)}

    out, pullback = vjp(f, X, 2, "ab")
    assert out["a"].tolist() == [2.0, 4.0, 6.0]
    x_bar, n_bar, names_bar = pullback({"a": np.ones(3), "b": (10.0, 5.0)})
    assert x_bar.tolist() == [12.0, 12.0, 12.0] and n_bar is None and names_bar is None


def test_vjp_of_an_array() -> None:
    def f(a, x):
        return np.tanh(a @ x)

    a, x = np.arange(6.0).reshape(2, 3) / 10, X
    out, pullback = vjp(f, a, x)
    v = np.array([0.3, -0.7])
    a_bar, x_bar = pullback(v)
    np.testing.assert_allclose(x_bar, a.T @ (v * (1 - out**2)))
    np.testing.assert_allclose(a_bar, np.outer(v * (1 - out**2), x))


def updated(x):
    x[0] += 2.0
    x[:] *= x
    x[1] = x[0] * x[2]
    return x


@pytest.mark.parametrize("f", [updated, lambda x: x.copy(), lambda x: (x * 1.0)[::-1], lambda x: (x.copy(), x * 2.0)])
def test_a_pullback_leaves_its_cotangent_alone(f):
    out, pullback = vjp(f, np.array([1.0, 2.0, 3.0]))
    given = (np.ones(3), np.ones(3)) if isinstance(out, tuple) else np.ones(3)
    (first,) = pullback(given)
    kept = first.copy()
    assert np.all(np.asarray(given) == 1.0) and not any(np.shares_memory(first, g) for g in np.atleast_2d(given))
    (second,) = pullback(given)
    assert np.array_equal(first, kept) and np.array_equal(second, kept)


def test_args_and_kwargs_are_a_tuple_and_a_dict() -> None:
    def f(x, *rest, scale=1.0, **named):
        return scale * np.sum(x) + sum([np.sum(r * r) for r in rest]) + np.sum(named["w"] * x)

    x_bar, rest_bar, named_bar = grad(f, ("x", "rest", "named"))(X, X, 2.0, w=X)
    assert x_bar.tolist() == (1 + X).tolist()
    assert rest_bar[0].tolist() == (2 * X).tolist() and rest_bar[1] == 4.0
    assert named_bar["w"].tolist() == X.tolist()
    assert grad(f)(X, scale=3.0, w=X).tolist() == (3 + X).tolist()


def test_keyword_only_parameters_are_not_taken_by_position() -> None:
    with pytest.raises(TypeError):
        decorated(X, 2.0, 3)


def test_pullback_of_a_number_takes_an_array_without_dimensions() -> None:
    def f(x):
        n = 0.0
        s = 0.0
        for v in x:
            n += v
            s += n * n
        return s + n

    _, pullback = vjp(f, np.array([0.3, 0.5, 0.2]))
    one = np.ones(())
    assert np.array_equal(pullback(one)[0], pullback(1.0)[0]) and one == 1.0


def with_state(x, n):
    u = x.copy()
    s = 0.0
    for _ in range(n):
        s += np.sum(u**3)
        u[1:] *= np.sin(u[:-1])
    return s, {"state": u, "steps": n}


def test_more_results() -> None:
    """`has_aux`: what is returned besides is as the function returns it, though the reverse sweep restores arrays in it."""
    x = np.arange(4.0) + 0.3
    value, more = with_state(x, 3)
    found, other = grad(with_state, has_aux=True)(x, 3)
    np.testing.assert_array_equal(other["state"], more["state"])
    assert other["steps"] == 3
    expected = grad(lambda x, n: with_state(x, n)[0])(x, 3)
    np.testing.assert_allclose(found, expected, rtol=1e-13)
    (same, again), bar = value_and_grad(with_state, has_aux=True)(x, 3)
    assert same == value
    np.testing.assert_array_equal(again["state"], more["state"])
    np.testing.assert_allclose(bar, expected, rtol=1e-13)


def test_more_results_that_are_the_gradient() -> None:
    def f(x, y):
        u = np.sin(y)
        return np.sum(u * x), u

    (by_x, by_y), u = grad(f, (0, 1), has_aux=True)(np.ones(3), np.arange(3.0))
    np.testing.assert_array_equal(by_x, u)
    assert not np.shares_memory(by_x, u)
    np.testing.assert_allclose(by_y, np.cos(np.arange(3.0)))


def test_more_results_are_asked_for_and_not_given() -> None:
    with pytest.raises(InputTypeError, match="returns two values in a tuple"):
        grad(lambda x: np.sum(x**2), has_aux=True)(np.ones(3))
    with pytest.raises(InputTypeError, match="a gradient needs a scalar"):
        grad(lambda x: (x**2, 1.0), has_aux=True)(np.ones(3))


@pytest.mark.parametrize("argnums", [(1, 1), ("x", 0), (1, -2)])
def test_a_parameter_that_is_named_twice(argnums: tuple[int | str, ...]) -> None:
    for transform in (grad, value_and_grad, jacfwd, jacrev, jacobian, hessian):
        with pytest.raises(InputTypeError, match="twice"):
            transform(scaled, argnums)(X)


def test_a_parameter_that_is_named_twice_inside_a_program() -> None:
    def outer(x):
        def inner(y, z):
            return y * z * x

        return sum(grad(inner, (1, 1))(x, x))

    with pytest.raises(UnsupportedSyntaxError, match="twice"):
        grad(outer)(2.0)

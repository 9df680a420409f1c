"""Programs made for the whole numbers and lengths of their arguments: only where nothing else will do, one for each."""

from __future__ import annotations

import numpy as np
import pytest

from sourcead import UnsupportedSyntaxError, grad, hessian, value_and_grad


class Point:
    def __init__(self, x: float) -> None:
        self.x = x


def chain(x: float, n: int, weights: list[float]) -> float:
    points = [Point(x * (k + 1)) for k in range(n)]
    total = 0.0
    for p, w in zip(points, weights):
        total = total + w * p.x**2
    return total


def slope(x: float, n: int, weights: list[float]) -> float:
    return sum(2 * w * x * (k + 1) ** 2 for k, w in zip(range(n), weights))


def test_one_function_for_each_number_and_length() -> None:
    found = grad(chain)
    for n, weights in ((2, [1.0, 2.0]), (3, [1.0, 2.0, 3.0]), (2, [1.0, 2.0]), (3, [0.5, 2.0]), (4, [1.0, 2.0, 3.0, 4.0])):
        assert found(1.5, n, weights) == pytest.approx(slope(1.5, n, weights))
    assert found(2.5, 4, [0.0, 0.0, 0.0, 1.0]) == pytest.approx(80.0)
    assert found.cache_info().hits == 2


def test_whole_numbers_in_a_dict() -> None:
    def f(x: float, options: dict[str, int]) -> float:
        points = [Point(x + k) for k in range(options["n"])]
        return sum(p.x**2 for p in points)

    found = grad(f)
    for n in (1, 2, 3, 2):
        assert found(1.0, {"n": n}) == pytest.approx(sum(2.0 * (1 + k) for k in range(n)))


def test_what_needs_no_numbers_is_not_made_for_them() -> None:
    def f(x: float, n: int) -> float:
        for _ in range(n):
            x = x * x
        return x

    found = grad(f)
    for n in (2, 3, 4):
        assert found(1.1, n) == pytest.approx(2**n * 1.1 ** (2**n - 1))
    assert found.cache_info().size == 1


def test_a_number_that_is_differentiated_is_no_length() -> None:
    def f(n: float) -> float:
        points = [Point(n) for _ in range(n)]  # type: ignore[call-overload]
        return points[0].x

    with pytest.raises(UnsupportedSyntaxError, match="how many objects"):
        grad(f)(3)


def test_a_number_that_is_assigned_is_not_known() -> None:
    def f(x: float, n: int) -> float:
        while x > 2:
            x, n = x / 2, n + 1
        points = [Point(x * k) for k in range(n)]
        return points[0].x

    with pytest.raises(UnsupportedSyntaxError, match="how many objects"):
        grad(f)(5.0, 3)


def test_a_list_that_was_changed_has_another_length() -> None:
    def f(xs: list[float]) -> float:
        ys = list(xs)
        ys.append(2.0)
        zs = xs
        zs.pop()
        points = [Point(v) for v in xs]
        return sum(p.x**2 for p in points) + sum(ys)

    def expected(xs: list[float]) -> list[float]:
        return [2 * v + 1 for v in xs[:-1]] + [1.0]

    try:
        assert grad(f)([1.0, 2.0, 3.0]) == pytest.approx(expected([1.0, 2.0, 3.0]))
    except UnsupportedSyntaxError as error:
        assert "how many objects" in str(error)


def test_of_higher_order_and_with_values() -> None:
    weights = [1.0, 2.0]
    assert value_and_grad(chain)(1.5, 2, weights) == pytest.approx((20.25, 27.0))
    assert grad(grad(chain))(1.5, 2, weights) == pytest.approx(18.0)
    assert float(hessian(chain)(1.5, 2, weights)) == pytest.approx(18.0)
    assert np.isclose(grad(grad(grad(chain)))(1.5, 2, weights), 0.0)

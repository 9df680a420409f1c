"""Sums and products of a reverse sweep: equal in value, and shorter."""

from __future__ import annotations

import gast
import numpy as np
import pytest

from sourcead import algebra, nodes
from sourcead.printer import expression_text, to_source


def is_nu(node):
    return isinstance(node, gast.Name) and node.id == "nu"


SHAPES = algebra.Shapes(is_nu, lambda node, shape: False, lambda node, whole: True)
CASES = [
    ("g - 0.1 * g * (a - b) - 0.1 * g * a - 2 * g * nu", "g * (1 - 0.1 * (2 * a - b) - 2 * nu)"),
    ("-(-g * a / b) + -(g * (1 - a) / c)", "g * (a / b - (1 - a) / c)"),
    ("2 * (0.5 * a)", "a"),
    ("g * 2 * a", "2 * g * a"),
    ("g - g", "0.0"),
    ("a * g + a * b - a", "a * (g + b - 1)"),
    ("np.sum(-g * a)", "-np.sum(g * a)"),
    ("np.sum(2 * g * a, axis=0)", "2 * np.sum(g * a, axis=0)"),
    ("np.sum(2 * g * a, initial=b)", "np.sum(2 * g * a, initial=b)"),
    ("np.where(a > 0, g, 0) / b", "np.where(a > 0, g / b, 0)"),
    ("np.where(a > 0, g, 0) / b + np.where(a > 0, c, 0)", "np.where(a > 0, g / b + c, 0)"),
    ("a * nu * 3", "3 * nu * a"),
    ("a**3 / a", "a ** 2"),
    ("g * 3 * a ** (3 - 1)", "3 * g * a ** 2"),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_simplify(text: str, expected: str) -> None:
    assert nodes.equal(algebra.simplify(nodes.parse_expr(text), SHAPES), nodes.parse_expr(expected)), to_source(
        algebra.simplify(nodes.parse_expr(text), SHAPES)
    )


@pytest.mark.parametrize("seed", range(300))
def test_value_is_kept(seed: int) -> None:
    rng = np.random.default_rng(seed)
    text = _expression(rng, 4)
    values = {name: rng.uniform(0.5, 2.0, 3) for name in "abcg"} | {"nu": 1.3, "np": np}
    found = to_source(algebra.simplify(nodes.parse_expr(text), SHAPES))
    np.testing.assert_allclose(eval(found, values), eval(text, values), rtol=1e-9, atol=1e-9)


def _expression(rng: np.random.Generator, depth: int) -> str:
    if depth == 0 or rng.random() < 0.15:
        return str(rng.choice(["a", "b", "c", "g", "nu", "2", "0.5", "3", "1"]))
    left, right = _expression(rng, depth - 1), _expression(rng, depth - 1)
    kind = rng.integers(9)
    if kind == 6:
        return f"(-{left})"
    if kind == 7:
        return f"np.where(a > 1, {left}, 0)"
    if kind == 8:
        return f"({left}) ** {rng.integers(1, 4)}"
    return f"({left} {'+-*+-/'[kind]} {right})" if kind != 5 else f"({left} / {rng.choice(['a', 'b', '2', 'nu'])})"


def test_spread_is_dropped_where_another_factor_has_the_shape() -> None:
    def is_y(node, shape):
        return isinstance(node, gast.Name) and node.id == "y"

    shapes = algebra.Shapes(lambda node: False, is_y, lambda node, whole: True)
    found = algebra.simplify(nodes.parse_expr("np.broadcast_to(1.0, y.shape) * y"), shapes)
    assert nodes.equal(found, nodes.name("y"))
    kept = algebra.simplify(nodes.parse_expr("-np.broadcast_to(nu, y.shape)"), shapes)
    assert nodes.equal(kept, nodes.parse_expr("np.broadcast_to(-nu, y.shape)"))


@pytest.mark.parametrize(
    "text, expected", [("x - x", "np.broadcast_to(0.0, x.shape)"), ("2 * x / x", "np.broadcast_to(2, x.shape)")]
)
def test_the_shape_stays(text, expected):
    """What cancels leaves its shape behind."""

    def numbers(node):
        return isinstance(node, gast.Constant)

    shapes = algebra.Shapes(numbers, lambda node, shape: False, lambda node, whole: numbers(node) == numbers(whole))
    assert expression_text(algebra.simplify(nodes.parse_expr(text), shapes)) == expected


@pytest.mark.parametrize("seed", range(200))
def test_masks_are_added_as_numbers(seed: int) -> None:
    rng = np.random.default_rng(seed)
    values = {f"m{k}": rng.uniform(size=40) > 0.5 for k in range(4)} | {f"f{k}": rng.standard_normal(40) for k in range(3)}
    terms = [_masked_term(rng, sorted(values)) for _ in range(rng.integers(2, 6))]
    text = "".join(f" {'+-'[int(rng.uniform() < 0.3)]} {t}" for t in terms).removeprefix(" +").strip()
    shapes = algebra.Shapes(
        scalar=lambda node: isinstance(node, gast.Constant), fills=lambda node, shape: False, covers=lambda node, other: True,
        integer=lambda node: all(n.startswith("m") for n in nodes.names(node)),
    )  # fmt: skip
    found = expression_text(algebra.simplify(nodes.parse_expr(text), shapes))
    numbers = {n: v.astype(float) for n, v in values.items()}
    expected = eval(text, {}, numbers)
    if not any(n.startswith("f") for n in nodes.names(nodes.parse_expr(text))):
        return  # integers alone are meant to be integers
    np.testing.assert_allclose(eval(found, {}, values), expected, rtol=1e-12, atol=1e-12, err_msg=f"{text} -> {found}")


def _masked_term(rng: np.random.Generator, names: list[str]) -> str:
    factors = rng.choice(names, rng.integers(1, 3))
    number = rng.choice(["", "", "2 * ", "0.5 * ", "1.0 * "])
    return number + " * ".join(factors)

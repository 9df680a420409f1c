"""Results that are objects, or hold some; objects that a function passes to a derivative inside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np
import pytest

from sourcead import (
    InputTypeError,
    UnsupportedSyntaxError,
    checkpoint,
    grad,
    hvp,
    jvp,
    linearize,
    register_container,
    value_and_grad,
    vjp,
)
from sourcead.derivative import PushForward
from sourcead.trees import is_inexact, leaves, mapped

X = np.array([0.3, -0.8, 1.2])
DT = 0.1


class State(NamedTuple):
    u: Any
    v: Any


@dataclass
class Params:
    w: Any
    b: Any = 0.0


@dataclass(frozen=True)
class Tagged:
    a: Any
    tag: str = "t"


@dataclass
class Outer:
    inner: Tagged
    k: int
    name: str
    function: Any = np.sin
    extra: float = field(init=False, default=2.0)

    def __post_init__(self) -> None:
        self.extra = 3.0


class Slotted:
    __slots__ = ("m", "n")

    def __init__(self, m: Any) -> None:
        self.m, self.n = m, m * 2


class Point:
    def __init__(self, x: Any, y: Any) -> None:
        self.x, self.y = x, y

    def moved(self, by: Any) -> Point:
        return Point(self.x + by, self.y * by)


S, P = State(X, X + 1), Params(X, 0.5)


def step(s, dt):
    return State(s.u + dt * s.v, s.v - dt * np.sin(s.u))


def run(s, n):
    for _ in range(n):
        s = step(s, DT)
        if s.u[0] > 5:
            break
    return s


def early(x):
    if x[0] > 0.2:
        return State(x * x, x)
    return State(x, np.exp(x))


def nested(x, flag):
    o = Outer(Tagged(np.sin(x)), 3, "o")
    if flag:
        o.inner = Tagged(np.cos(x), "u")
    return o


def in_list(x):
    return [State(x, x * x), State(x * 2, x**3)]


def in_dict(x):
    return {"s": State(x, x * x), "t": np.sum(x), "n": None}


def slotted(x):
    return Slotted(x**2)


def namespace(x):
    return SimpleNamespace(a=x * 2, b=SimpleNamespace(c=np.sum(x)), name="n")


def passed_on(p, x):
    return p


def changed(p, x):
    p.w = p.w * x
    return p


def moved(p, by):
    return p.moved(by).moved(by), by


def of_methods(x):
    return Point(x, np.sum(x)).moved(x * x)


CALLS: list[tuple[Any, tuple[Any, ...]]] = [
    (step, (S, DT)), (run, (S, 4)), (run, (S, 0)), (early, (X,)), (early, (-X,)), (nested, (X, True)), (nested, (X, False)),
    (in_list, (X,)), (in_dict, (X,)), (slotted, (X,)), (namespace, (X,)), (passed_on, (P, X)), (changed, (P, X)),
    (moved, (Point(X, X + 2), 0.7)), (of_methods, (X,)),
]  # fmt: skip
IDS = [f"{f.__name__}-{k}" for k, (f, _) in enumerate(CALLS)]


def fresh(tree: Any) -> Any:
    return mapped(lambda path, leaf: leaf.copy() if isinstance(leaf, np.ndarray) else leaf, tree)


def numbers(tree: Any) -> dict[str, Any]:
    return {path: leaf for path, leaf in leaves(tree).items() if is_inexact(leaf)}


def moving(tree: Any, rng: np.random.Generator) -> Any:
    """A tree of random numbers in place of those in another."""

    def random(path: str, leaf: Any) -> Any:
        made = rng.standard_normal(np.shape(leaf))
        return (made if isinstance(leaf, np.ndarray) else float(made)) if is_inexact(leaf) else leaf

    return mapped(random, tree)


def dot(one: Any, other: Any) -> float:
    left, right = numbers(one), numbers(other)
    return float(sum(np.sum(v * right[path]) for path, v in left.items() if path in right))


def alike(found: Any, expected: Any) -> None:
    """Both have the same classes, and at all places the same."""
    left, right = leaves(found), leaves(expected)
    assert type(found) is type(expected) and left.keys() == right.keys()
    for path, leaf in right.items():
        assert np.array_equal(left[path], leaf) if isinstance(leaf, np.ndarray) else left[path] == leaf, path


@pytest.mark.parametrize(("f", "args"), CALLS, ids=IDS)
def test_both_modes(f: Any, args: tuple[Any, ...]) -> None:
    rng = np.random.default_rng(0)
    expected = f(*fresh(args))
    value, pullback = vjp(f, *fresh(args))
    alike(value, expected)
    ways = tuple(moving(a, rng) if numbers(a) else None for a in args)
    again, tangent = jvp(f, fresh(args), ways)
    alike(again, expected)
    assert type(tangent) is type(expected)
    for _ in range(2):
        bar = moving(expected, rng)
        bars = pullback(bar)
        products = sum(dot(w, b) for w, b in zip(ways, bars) if w is not None)
        assert products == pytest.approx(dot(tangent, bar), rel=1e-12)
    h = 1e-6
    ends = [numbers(f(*shifted(args, ways, k))) for k in (h, -h)]
    for path, slope in numbers(tangent).items():
        if path in ends[0]:
            np.testing.assert_allclose(slope, (ends[0][path] - ends[1][path]) / (2 * h), rtol=1e-6, atol=1e-8)
    alike(linearize(f, *fresh(args))[1](*ways), tangent)


def shifted(args: tuple[Any, ...], ways: tuple[Any, ...], by: float) -> list[Any]:
    """Arguments that moved along a direction."""
    return [a if w is None else mapped(lambda path, x, d: x + by * d if is_inexact(x) else x, a, w) for a, w in zip(args, ways)]


@dataclass
class Rows:
    rows: Any


def in_rows(x, n):
    found = []
    for k in range(n):
        found.append(x * k)
    return Rows(found)


def test_a_cotangent_is_not_used_up() -> None:
    _, pullback = vjp(in_rows, X, 2)
    bar = Rows([X, X + 1])
    first = pullback(bar)[0]
    assert len(bar.rows) == 2
    np.testing.assert_array_equal(pullback(bar)[0], first)


def test_texts() -> None:
    derivative = PushForward(step, ("s",))
    derivative(S, DT, S)
    assert "    return (\n        State(s_u + dt * s_v, s_v - dt * np.sin(s_u)),\n        State(s_u_dot" in derivative.source
    from sourcead.api import _vjp_of

    pair = _vjp_of(step)
    pair(S, DT)
    assert "state_bar2.u" in pair.source and "return State(s_u + dt * s_v, s_v - dt * sin_s_u), pullback" in pair.source


def unpacked(p, x, w):
    y = w * x
    w = p.w
    b = p.b
    return np.sum(np.tanh(w * y + b))


def test_names_of_attributes() -> None:
    """A name that the function gives an attribute is the adjoint's, unless it is a parameter's."""
    derivative = grad(unpacked)
    bar = derivative(P, X, 2.0)
    assert "    b = p.b\n" in derivative.source and "p_b =" not in derivative.source
    h = 1e-6
    ends = [unpacked(Params(P.w, P.b + k), X, 2.0) for k in (h, -h)]
    assert bar.b == pytest.approx((ends[0] - ends[1]) / (2 * h), rel=1e-8)


def with_state(p, x):
    y = np.tanh(p.w * x + p.b)
    return np.sum(y**2), State(y, {"norm": np.sum(y)})


def test_aux() -> None:
    bar, state = grad(with_state, has_aux=True)(P, X)
    alike(state, with_state(P, X)[1])
    (value, again), both = value_and_grad(with_state, has_aux=True)(P, X)
    alike(again, state)
    assert value == with_state(P, X)[0]
    alike(both, bar)


def loss(p, x):
    return np.sum(np.tanh(p.w * x + p.b) ** 2)


def energy(s):
    return np.sum(s.u**2 * np.cos(s.v))


def test_higher_orders() -> None:
    way = Params(X + 1, 2.0)
    first = grad(loss)(P, X)
    value, second = jvp(grad(loss), (P, X), (way, None))
    alike(value, first)
    h = 1e-5
    ends = [grad(loss)(Params(P.w + k * way.w, P.b + k * way.b), X) for k in (h, -h)]
    np.testing.assert_allclose(second.w, (ends[0].w - ends[1].w) / (2 * h), rtol=1e-6)
    np.testing.assert_allclose(second.b, (ends[0].b - ends[1].b) / (2 * h), rtol=1e-6)
    alike(hvp(loss, (P, X), (way, None))[0], second)
    reverse = vjp(grad(loss), P, X)[1](way)[0]
    np.testing.assert_allclose(reverse.w, second.w, rtol=1e-12)
    product = PushForward(grad(loss), ("p",))
    third = PushForward(product, ("p",))(P, X, way, way)[1]
    ends = [jvp(grad(loss), (Params(P.w + k * way.w, P.b + k * way.b), X), (way, None))[1] for k in (h, -h)]
    np.testing.assert_allclose(third[1].w, (ends[0].w - ends[1].w) / (2 * h), rtol=1e-6)
    assert type(third) is tuple and type(third[0]) is Params


# derivatives inside


def adapted(p, x, target):
    g = grad(loss)(p, x)
    return loss(Params(p.w - 0.1 * g.w, p.b - 0.1 * g.b), target)


def of_value_and_gradient(p, x):
    value, g = value_and_grad(loss)(p, x)
    return value * np.sum(g.w) + g.b**2


def of_both(p, x):
    bars = grad(loss, ("p", "x"))(p, x)
    return np.sum(bars[0].w * bars[1]) + bars[0].b


def of_energy(s):
    g = grad(energy)(s)
    return np.sum(g.u**2) + np.sum(g[1])


def inner_function(p, x):
    def local(q, y):
        return np.sum(q.w**3 * y * p.b) + q.b * np.sum(x)

    g = grad(local)(p, x)
    return np.sum(g.w * x) + g.b


def of_lists(ps, x):
    def total(qs):
        return sum(loss(q, x) for q in qs)

    gs = grad(total)(ps)
    return np.sum(gs[0].w * gs[1].w) + gs[1].b


def symplectic(s, n):
    for _ in range(n):
        force = grad(energy)(s)
        s = State(s.u + 0.1 * s.v, s.v - 0.1 * force.u)
    return np.sum(s.u * s.v)


@dataclass
class Counted:
    w: Any
    k: int
    kind: str = "sin"


def counted_loss(c, x):
    y = np.sin(c.w * x) if c.kind == "sin" else c.w * x
    return np.sum(y) * c.k


def of_whole_numbers(c, x):
    g = grad(counted_loss)(c, x)
    return np.sum(g.w**2) + g.k


INSIDE: list[tuple[Callable[..., Any], tuple[Any, ...]]] = [
    (adapted, (P, X, X + 1)), (of_value_and_gradient, (P, X)), (of_both, (P, X)), (of_energy, (S,)), (inner_function, (P, X)),
    (of_lists, ([P, Params(X * 2, 0.1)], X)), (symplectic, (S, 3)), (of_whole_numbers, (Counted(X, 3), X)),
]  # fmt: skip


@pytest.mark.parametrize(("f", "args"), INSIDE, ids=lambda item: getattr(item, "__name__", ""))
def test_inside(f: Any, args: tuple[Any, ...]) -> None:
    rng = np.random.default_rng(2)
    way = moving(args[0], rng)
    value, bar = value_and_grad(f)(*fresh(args))
    assert value == pytest.approx(f(*fresh(args)), rel=1e-14)
    h = 1e-6
    ends = [f(*shifted(args, (way, *[None] * (len(args) - 1)), k)) for k in (h, -h)]
    assert dot(bar, way) == pytest.approx((ends[0] - ends[1]) / (2 * h), rel=1e-6, abs=1e-8)
    assert float(jvp(f, fresh(args), (way, *[None] * (len(args) - 1)))[1]) == pytest.approx(dot(bar, way), rel=1e-10)


def test_whole_numbers_have_zeros_inside_too() -> None:
    g = grad(counted_loss)(Counted(X, 3), X)
    assert g.k == 0.0
    assert of_whole_numbers(Counted(X, 3), X) == pytest.approx(np.sum(g.w**2))
    assert value_and_grad(of_whole_numbers)(Counted(X, 3), X)[0] == pytest.approx(np.sum(g.w**2))


# what is refused


class Bag:
    def __init__(self, items: Any) -> None:
        self.items = items


register_container(Bag, lambda bag: (bag.items, None), lambda aux, items: Bag(list(items)))


def makes_a_bag(x):
    return Bag([x, x])


def makes_a_function(x):
    return SimpleNamespace(f=lambda y: x * y)


def is_scalar_no_more(x):
    return State(x, x)


def test_refused() -> None:
    with pytest.raises(UnsupportedSyntaxError, match="it is not known what it holds|registered"):
        vjp(makes_a_bag, X)
    with pytest.raises(UnsupportedSyntaxError, match="is a function"):
        vjp(makes_a_function, X)
    with pytest.raises(InputTypeError, match="more than one part"):
        grad(is_scalar_no_more)(X)


def test_recursion_gives_tuples_inside() -> None:
    def fall(s, n):
        return s if n == 0 else fall(State(s.u + s.v, s.v * 0.5), n - 1)

    found = grad(lambda u: np.sum(fall(State(u, u), 3).u ** 2))(X)
    np.testing.assert_allclose(found, 2 * 2.75**2 * X, rtol=1e-12)


def test_through_a_checkpoint() -> None:
    held = checkpoint(lambda u, v: (u * v, u))

    def f(s):
        u, v = held(s.u, s.v)
        return State(u, v)

    value, pullback = vjp(f, S)
    assert type(value) is State
    bar = pullback(State(X, X))[0]
    np.testing.assert_allclose(bar.u, X * S.v + X)

"""Loops over `checkpointed(...)`: how many states they store and how many steps they run, how they read, what is refused."""

from __future__ import annotations

import threading
import tracemalloc
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sourcead import AliasError, InputTypeError, UnsupportedSyntaxError, check_grads, checkpointed, grad, hessian, jvp, vjp
from sourcead.rerun import Run, Values, recorded, reverse
from sourcead.revolve import fewest_steps, slots_for
from tests.refusals import check_refused
from tests.sources import module_from

X = np.array([0.3, 0.5, 1.1])
NO = UnsupportedSyntaxError
HEAD = "import numpy as np\nfrom sourcead import checkpointed\n"  # so the first function starts in line 3


def simulate(u, k, n, slots):
    for _ in checkpointed(range(n), slots):
        u = u + k * np.sin(u)
    return np.sum(u**2)


def default(u, k, n):
    for _ in checkpointed(range(n)):
        u = u + k * np.sin(u)
    return np.sum(u**2)


def plain(u, k, n):
    for _ in range(n):
        u = u + k * np.sin(u)
    return np.sum(u**2)


class Counted(Run):
    """A run that counts the steps, and the states that are stored at once."""

    steps: int
    reversals: int
    most: int

    def advanced(self, state: Values, first: int, last: int, filled: Values | None = None) -> Values:
        object.__setattr__(self, "steps", self.steps + last - first)
        return super().advanced(state, first, last, filled)

    def pulled(self, state: Values, position: int, by: tuple[str, ...]) -> Any:
        object.__setattr__(self, "reversals", self.reversals + 1)
        return super().pulled(state, position, by)


def counted(n: int, slots: int) -> Counted:
    """A loop that has been reversed."""

    def step(_: int, u: Any) -> Any:
        return 0.5 * u

    run = Counted(
        step=step, plain=step, state=("u",), start=[2.0**60], elements=(), constants=(), values=[], last=0, filled=[],
        moving=frozenset({0}), updated=frozenset(), own={"u": "u"}, holds={}, items=range(n), slots=slots, place=None,
    )  # fmt: skip
    object.__setattr__(run, "steps", 0)
    object.__setattr__(run, "reversals", 0)
    found, _ = reverse(recorded(run, ("u",)), [1.0])
    assert found["u"] == 0.5**n
    return run


@pytest.mark.parametrize("slots", range(1, 11))
def test_as_few_steps_as_theory_says(slots: int) -> None:
    for n in range(1, 61):
        run = counted(n, slots)
        assert (run.steps, run.reversals) == (fewest_steps(n, slots), n)


def test_the_same_gradient_as_without() -> None:
    for n in (0, 1, 2, 7, 40):
        expected = grad(plain, (0, 1))(X, 0.1, n)
        for slots in (1, 2, 5, 100):
            for found, wanted in zip(grad(simulate, (0, 1))(X, 0.1, n, slots), expected):
                np.testing.assert_allclose(found, wanted, rtol=1e-13)
        assert simulate(X, 0.1, n, 3) == plain(X, 0.1, n)


def test_it_reads_as_a_call() -> None:
    derivative = grad(default, (0, 1))
    derivative(X, 0.1, 5)
    assert derivative.source == (
        "def default_grad(u, k, n):\n"
        "    # Forward sweep\n"
        "    u_2, u_2_residuals = default_loop_vjp(u, n, k)\n"
        "    # Reverse sweep\n"
        "    u_bar, _, k_bar = default_loop_pullback(u_2_residuals, 2 * u_2)\n"
        "    return u_bar, k_bar\n"
    )


def test_all_orders() -> None:
    def f(u):
        return simulate(u, 0.1, 6, 2)

    def g(u):
        return plain(u, 0.1, 6)

    check_grads(f, (X,), order=2, modes=("fwd", "rev"))
    np.testing.assert_allclose(hessian(f)(X), hessian(g)(X), rtol=1e-12, atol=1e-12)

    def squared(h: Any) -> Any:
        return lambda u: np.sum(grad(h)(u) ** 2)

    def cubed(h: Any) -> Any:
        return lambda u: np.sum(grad(squared(h))(u) ** 3)

    np.testing.assert_allclose(grad(squared(f))(X), grad(squared(g))(X), rtol=1e-12)
    np.testing.assert_allclose(jvp(grad(squared(f)), (X,), (X,))[1], jvp(grad(squared(g)), (X,), (X,))[1], rtol=1e-11)
    np.testing.assert_allclose(grad(cubed(f))(X), grad(cubed(g))(X), rtol=1e-10)


def peak(f: Any, *args: Any) -> float:
    """The most memory that a gradient takes, in multiples of its first argument."""
    derivative = grad(f, (0, 1))
    derivative(*args)
    tracemalloc.start()
    derivative(*args)
    found = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return found / args[0].nbytes


def test_memory() -> None:
    u = np.linspace(0.0, 1.0, 20_000)
    assert peak(plain, u, 0.01, 200) > 200
    assert peak(default, u, 0.01, 200) < slots_for(200) + 12
    assert peak(simulate, u, 0.01, 200, 5) < 5 + 12
    assert peak(lambda u, k: hessian_product(u, k), u, 0.01) < 2 * 5 + 40


def hessian_product(u, k):
    return np.sum(grad(simulate)(u, k, 100, 5) ** 2)


def test_forcing_and_history_are_no_state() -> None:
    def f(forcing, k):
        u = np.zeros(1000)
        history = np.zeros((100, 1000))
        for i in checkpointed(range(100), budget=10):
            u = np.sin(u) * k + forcing[i]
            history[i] = u
        return np.sum(history**2)

    forcing = np.random.default_rng(0).standard_normal((100, 1000))
    assert peak(f, forcing, 0.5) < 9.0  # with the history in each stored state it would be ten more
    check_grads(f, (forcing, 0.5))


def test_a_pullback_may_be_called_again() -> None:
    def f(u):
        for _ in checkpointed(range(9), budget=3):
            u = u + 0.1 * np.sin(u)
        return u

    out, pullback = vjp(f, X)
    first = [pullback(np.eye(3)[k])[0] for k in range(3)]
    found: list[Any] = [None] * 3

    def run(k: int) -> None:
        found[k] = pullback(np.eye(3)[k])[0]

    threads = [threading.Thread(target=run, args=(k,)) for k in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    np.testing.assert_array_equal(first, found)
    np.testing.assert_array_equal(out, f(X))


def test_outside_it_is_a_loop() -> None:
    assert list(checkpointed(range(3))) == [0, 1, 2]
    assert list(checkpointed([5, 6], budget=1)) == [5, 6]
    with pytest.raises(ValueError, match="the budget is 0"):
        checkpointed(range(3), 0)


def test_a_global_that_is_rebound(tmp_path: Path) -> None:
    text = "K = 2.0\ndef f(x):\n    for _ in checkpointed(range(3)):\n        x = x * K\n    return np.sum(x)\n"
    module = module_from(HEAD + text, tmp_path)
    derivative = grad(module.f)
    np.testing.assert_array_equal(derivative(X), np.full(3, 8.0))
    module.K = 3.0
    np.testing.assert_array_equal(derivative(X), np.full(3, 27.0))


LOOP = "    for i in checkpointed(range(3)):\n"
# text, arguments, error, line:column of the caret, what is under the caret, reason
CASES: list[tuple[str, tuple[Any, ...], type, str, str, str]] = [
    (f"def f(x):\n{LOOP}        x = x * x\n        if x[0] > 2:\n            break\n    return np.sum(x)\n", (X,), NO, "7:13", "break", "left before its end"),
    (f"def f(x):\n{LOOP}        x = x * x\n        if x[0] > 2:\n            return x[0]\n    return np.sum(x)\n", (X,), NO, "7:13", "return x[0]", "left before its end"),
    (f"def f(x):\n    h = []\n{LOOP}        h.append(x[i])\n    return sum(h)\n", (X,), NO, "5:14", "checkpointed(range(3))", "`h` is changed in place in this loop, and is not known to be an array"),
    (f"def f(x):\n    d = {{'a': x}}\n{LOOP}        d['a'] = d['a'] * x\n    return np.sum(d['a'])\n", (X,), NO, "5:14", "checkpointed(range(3))", "`d` is changed in place"),
    (f"def f(x):\n    v = x[1:]\n{LOOP}        x[0] = x[0] * v[0]\n    return np.sum(x)\n", (X,), AliasError, "5:14", "checkpointed(range(3))", "`v` may share its memory"),
    (f"def f(x):\n    u = x * 1.0\n    p = x * 2.0\n{LOOP}        u[0] = p[1] * x[0]\n        p = u\n    return np.sum(u)\n", (X,), AliasError, "6:14", "checkpointed(range(3))", "may share memory"),
    (f"def f(x):\n    u = x * 1.0\n    v = u\n{LOOP}        u[0] = x[0]\n        u = u * x\n    return np.sum(u) + np.sum(v)\n", (X,), AliasError, "6:14", "checkpointed(range(3))", "`v` may share its memory"),
    (f"def f(x):\n    def g():\n        return x * 2.0\n{LOOP}        x = x + g()\n    return np.sum(x)\n", (X,), NO, "6:14", "checkpointed(range(3))", "`x` is changed in this loop, and a function that is called in it reads it"),
    (f"def f(x):\n{LOOP}        x = x * np.random.random()\n    return np.sum(x)\n", (X,), InputTypeError, "5:17", "np.random.random()", "would draw other random numbers"),
    (f"def f(x):\n    rng = np.random.default_rng(0)\n{LOOP}        x = x * rng.random()\n    return np.sum(x)\n", (X,), InputTypeError, "5:14", "checkpointed(range(3))", "would draw other random numbers"),
    (f"def f(x):\n    try:\n    {LOOP}            x = x * x\n    except ValueError:\n        return x[0]\n    return np.sum(x)\n", (X,), NO, "5:18", "checkpointed(range(3))", "inside a `try`"),
    ("def f(x):\n    return sum([x[i] for i in checkpointed(range(3))])\n", (X,), NO, "4:31", "checkpointed(range(3))", "other than as what a `for`"),
    ("def f(x):\n    for i in checkpointed(enumerate(x)):\n        x = x * x\n    return np.sum(x)\n", (X,), NO, "4:27", "enumerate(x)", "neither a range nor an array"),
    ("def f(x):\n    s = 1.0\n    for v in checkpointed(x):\n        s = s * v\n    return s\n", (X,), NO, "5:14", "checkpointed(x)", "`x` is differentiated, and a loop"),
    ("def f(x):\n    for i in checkpointed(range(3), 0):\n        x = x * x\n    return np.sum(x)\n", (X,), NO, "4:37", "0", "the budget is 0"),
    ("def f(x, b=0):\n    for i in checkpointed(range(3), b):\n        x = x * x\n    return np.sum(x)\n", (X,), InputTypeError, "4:14", "checkpointed(range(3), b)", "the budget is 0"),
    ("def f(x):\n    for i in checkpointed():\n        x = x * x\n    return np.sum(x)\n", (X,), NO, "4:14", "checkpointed()", "takes what the loop runs over"),
    (f"class C:\n    pass\ndef f(x):\n    c = C()\n    c.u = x\n{LOOP}        c.u = c.u * x\n    return np.sum(c.u)\n", (X,), NO, "9:9", "c.u", "an attribute is assigned"),
    (f"def f(x):\n    v = x * 1.0\n{LOOP}        w = v[1:]\n        w *= x[0]\n    return np.sum(v)\n", (X,), NO, "5:14", "checkpointed(range(3))", "gives nothing a new value"),
    (f"def f(x):\n    v = x * 1.0\n    s = 0.0\n{LOOP}        w = v[1:]\n        w *= x[0]\n        s += v[1]\n    return s\n", (X,), NO, "6:14", "checkpointed(range(3))", "`v` is changed in this loop as a view"),
    (f"def f(x):\n{LOOP}        if i > 0:\n            x = x + t\n        t = x * 2.0\n    return np.sum(x)\n", (X,), NO, "4:14", "checkpointed(range(3))", "`t` may be read in a step of this loop before"),
    (f"def f(x):\n    h = np.zeros((4, 3)) + x\n    g = h[1:]\n{LOOP}        x = x + g[0]\n        h[i] = x\n    return np.sum(h)\n", (X,), AliasError, "6:14", "checkpointed(range(3))", "`g` may share its memory"),
    (f"def f(x):\n{LOOP}        print(x)\n    return np.sum(x)\n", (X,), NO, "4:14", "checkpointed(range(3))", "gives nothing a new value"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "args", "error", "place", "under", "reason"), CASES)
def test_refused(tmp_path: Path, text: str, args: tuple[Any, ...], error: Any, place: str, under: str, reason: str) -> None:
    check_refused(HEAD + text, args, error, place, under, reason, tmp_path)

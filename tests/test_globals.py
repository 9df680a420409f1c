"""Functions that assign global variables: what the module has afterwards is what the function gives it, once a call."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sourcead import UnsupportedSyntaxError, check_grads, grad, jvp, value_and_grad, vjp
from tests.refusals import check_refused
from tests.sources import module_from

X = np.array([1.2, -0.7, 0.4, 2.0])
TEXT = """
import numpy as np

calls = 0
last = None
total = 0.0
state = None
best = np.zeros(4)
mode = "none"


def counted(x):
    global calls
    calls += 1
    return np.sum(x**2)


def square(v):
    global calls
    calls = calls + 1
    return v * v


def counted_in_a_helper(x):
    s = 0.0
    for v in x:
        s = s + square(v)
    return s * calls


def carried(x):
    global last
    last = x[0] * x[1]
    y = last * 2
    return y * x[2]


def remember(x):
    global state, mode
    state = x * 2
    mode = "set"


def recall():
    return np.sum(state**2)


def through_a_global(x):
    remember(x)
    return recall() * x[0]


def summed(x):
    global total
    total = total + float(np.sum(x))
    return np.sum(x**2) * (2.0 if total > 0 else 3.0)


def in_a_branch_and_a_loop(x):
    global calls, last
    for v in x:
        if v > 0:
            calls += 1
            last = v * calls
    return last * x[0] + np.sum(x)


def tried(x):
    global calls, last
    try:
        calls += 1
        y = x[10]
    except IndexError:
        last = x[1]
        y = x[0] * last
    return y * x[2]


def the_best_so_far(x):
    global best, total
    cost = np.sum((x - 1.0) ** 2)
    if cost < np.sum((best - 1.0) ** 2):
        best = x.copy()
    return cost


def swapped(x):
    global last, state
    last, state = x[0], x[1]
    last, state = state, last
    last, b = 2.0 * last, last
    return last * 3 + b * state


def containers(x):
    global state, last, best
    state = {}
    for v in x:
        state["last"] = v
        state["n"] = state.get("n", 0) + 1
        t = [v, x[0]]
        t.append(v * 2)
        last = t
    best = [x[0]]
    best += [x[1]]
    best = best + [x[2]]
    copied = list(best)
    copied.append(x[3])
    return state["last"] * state["n"] * last[2] * best[1] * copied[-1]


def grown():
    global last
    last = last * 2 + 1
    return last


def of_a_comprehension_too(x):
    global last
    last = x[0]
    total = sum([last * 2 for last in x]) + sum(last * 3 for last in x if last > 0)
    last, b = last * total, last
    return last * b


def in_the_order_of_evaluation(x):
    global last
    last = x[0]
    last += grown()
    last, b = grown() * x[1], last
    t = [0.0, 0.0]
    t[int(grown() > -100)] = last
    t[0], t[int(grown() > -100)] = last, t[1] + last
    late = lambda u=last, v=grown(): u + v * x[3]
    return t[0] * b + t[1] * late() * last
"""
NAMES = [
    "counted", "counted_in_a_helper", "carried", "through_a_global", "summed", "in_a_branch_and_a_loop", "tried", "the_best_so_far",
    "swapped", "containers", "of_a_comprehension_too", "in_the_order_of_evaluation",
]  # fmt: skip
VARIABLES = ("calls", "last", "total", "state", "best", "mode")


def same(left: Any, right: Any) -> bool:
    return type(left) is type(right) and bool(np.all(left == right))


@pytest.fixture(params=["grad", "value_and_grad", "vjp"])
def derivative(request: pytest.FixtureRequest) -> Callable[..., Any]:
    return {
        "grad": lambda f: grad(f),
        "value_and_grad": lambda f: lambda x: value_and_grad(f)(x)[1],
        "vjp": lambda f: lambda x: vjp(f, x)[1](1.0)[0],
    }[request.param]


@pytest.mark.parametrize("name", NAMES)
def test_the_effect_is_that_of_the_function(name: str, derivative: Callable[..., Any], tmp_path: Path) -> None:
    module = module_from(TEXT, tmp_path)
    f = getattr(module, name)
    start = {n: getattr(module, n) for n in VARIABLES}
    f(X.copy())
    f(X.copy() * 0.9)
    expected = {n: getattr(module, n) for n in VARIABLES}
    vars(module).update(start)
    x = X.copy()
    derivative(f)(x)
    derivative(f)(X * 0.9)
    assert np.array_equal(x, X)
    assert all(same(getattr(module, n), expected[n]) for n in VARIABLES)


@pytest.mark.parametrize("name", [n for n in NAMES if n not in ("counted_in_a_helper", "summed", "in_a_branch_and_a_loop")])
def test_the_gradient(name: str, tmp_path: Path) -> None:
    check_grads(getattr(module_from(TEXT, tmp_path), name), (X,))


def test_the_gradient_where_the_global_matters(tmp_path: Path) -> None:
    module = module_from(TEXT, tmp_path)
    module.calls = 6
    np.testing.assert_allclose(grad(module.counted_in_a_helper)(X), 2 * X * 10)
    np.testing.assert_allclose(grad(module.counted_in_a_helper)(X), 2 * X * 14)
    module.calls = 0.5  # of another kind
    np.testing.assert_allclose(grad(module.counted_in_a_helper)(X), 2 * X * 4.5)
    assert module.calls == 4.5 and type(module.calls) is float
    module.calls = 0
    np.testing.assert_allclose(grad(module.in_a_branch_and_a_loop)(X), [7.0, 1.0, 1.0, 1.0 + 3 * X[0]])


def test_it_reads_as_one_writes_it(tmp_path: Path) -> None:
    module = module_from(TEXT, tmp_path)
    derivative = grad(module.counted)
    derivative(X)
    name = module.__name__.rpartition(".")[2]
    assert f"    calls = {name}.calls\n    calls = calls + 1\n    {name}.calls = calls\n" in derivative.source


REFUSED = [
    ("state = None\ndef f(x):\n    global state\n    state = x * 2\n    state[0] = 1.0\n    return np.sum(state * x)\n", "4:5", "state = x * 2", "is given an array that is written in place"),
    ("h = None\ndef f(x):\n    global h\n    h = lambda v: v * 2\n    return np.sum(h(x))\n", "4:5", "h = lambda v: v * 2", "a function or object is given to the global variable `h`"),
    ("n = 0\ndef f(x):\n    global n\n    n += 1\n    return x[0] if len(x) == 1 else x[0] * f(x[1:])\n", "2:1", "", "a function is called that calls itself"),
    ("n = 1\ndef up():\n    global n\n    n = n + 1\ndef f(x):\n    y = x * n\n    up()\n    return np.sum(y * n)\n", "3:5", "global n", "after it has been read by another function"),
    ("n = 1\ndef f(x):\n    n = x[1]\n    def g():\n        global n\n        return n * x[0]\n    return g() + n\n", "5:9", "global n", "the global variable `n` has the name of a variable of a function around this one"),
    ("n = 1\ndef f(x):\n    def g(n):\n        def h():\n            global n\n            n = x[0] * 2\n            return n\n        return h() + n\n    return g(x[1]) + n\n", "5:13", "global n", "`n` has the name of a variable of a function"),
    ("n = 1\ndef g(x, h):\n    if h is None:\n        global n\n    n = x[0]\n    return n * x[1]\ndef f(x):\n    return g(x, np.sin) + n\n", "4:9", "global n", "`n` is declared here, which is never run, and assigned elsewhere"),
    ("n = 1\ndef f(x):\n    global n\n    del n\n    return np.sum(x)\n", "3:5", "global n", "is deleted"),
]  # fmt: skip


@pytest.mark.parametrize("text, where, marked, reason", REFUSED, ids=[c[3] for c in REFUSED])
def test_refused(text: str, where: str, marked: str, reason: str, tmp_path: Path) -> None:
    line, _, column = where.partition(":")
    text = "import numpy as np\n" + text
    check_refused(
        text, (X,), UnsupportedSyntaxError, f"{int(line) + 1}:{column}", marked or text.splitlines()[int(line)], reason, tmp_path
    )


CHANGED = [
    ("k = []\ndef f(x):\n    global k\n    k = [x[0]]\n    k.append(x[1])\n    return k[-1] * k[0]\n", "5:5", "k.append(x[1])"),
    ("k = []\ndef f(x):\n    global k\n    k = []\n    for v in x:\n        k.append(v)\n    return k[-1] * k[0]\n", "6:9", "k.append(v)"),
    ("k = []\ndef f(x):\n    global k\n    t = [x[0]]\n    k = t\n    t[0] = x[1]\n    return k[0]\n", "6:5", "t[0]"),
    ("k = []\ndef f(x):\n    global k\n    k = [[x[0]], 1.0]\n    k[0].append(x[1])\n    return k[0][-1]\n", "5:5", "k[0].append(x[1])"),
    ("k = {}\ndef f(x):\n    global k\n    k = {'a': x[0], 'b': x[1]}\n    del k['a']\n    return k['b']\n", "5:5", "del k['a']"),
    ("k = {}\ndef f(x):\n    global k\n    k = {'a': 1.0, 'b': 2.0}\n    k.pop('a')\n    return k['b'] * x[0]\n", "5:5", "k.pop('a')"),
]  # fmt: skip


@pytest.mark.parametrize("text, where, marked", CHANGED, ids=[c[2] for c in CHANGED])
def test_a_list_or_dict_that_a_global_has_got_is_not_changed_elsewhere(
    text: str, where: str, marked: str, tmp_path: Path
) -> None:
    reason = "a list or dict is changed here that the global variable `k` has been given"
    check_refused(text, (X,), UnsupportedSyntaxError, where, marked, reason, tmp_path)
    function = module_from(text, tmp_path).f
    with pytest.raises(UnsupportedSyntaxError, match="has been given"):
        jvp(function, (X,), (X,))


RATES = {"a": 1.0}
NESTED = {"inner": {"a": 1.0}}


def merged(x: float) -> float:
    rates, total = {**RATES}, 0.0
    for name, rate in rates.items():
        total += rate * x * len(name)
    return total


def merged_from_within(x: float) -> float:
    rates, total = {**NESTED["inner"]}, 0.0
    for name in rates:
        total += rates[name] * x
    return total


def copied(x: float) -> float:
    rates = RATES.copy()
    rates["a"] *= x
    return sum(rates.values())


def made_of(x: float) -> float:
    total = 0.0
    for rate in dict(RATES).values():
        total += rate * x
    return total


@pytest.mark.parametrize("f, rates", [(merged, RATES), (merged_from_within, NESTED["inner"]), (copied, RATES), (made_of, RATES)])
def test_keys_that_come_to_a_dict_outside_are_seen(f: Any, rates: dict[str, float]) -> None:
    derivative = value_and_grad(f)
    assert derivative(1.5) == (1.5, 1.0)
    rates["b"] = 3.0
    try:
        assert derivative(1.5)[0] == f(1.5)
    finally:
        del rates["b"]
    assert derivative(1.5) == (1.5, 1.0)


def with_a_key_of_its_own(x: float) -> float:
    RATES["b"] = 3.0
    rates = {**RATES}
    del RATES["b"]
    return x * len(rates)


def joined_with_a_key_of_its_own(x: float) -> float:
    RATES["b"] = 3.0
    rates, total = RATES | {"c": x}, 0.0
    for name in rates:
        total += rates[name]
    RATES.pop("b")
    return total


@pytest.mark.parametrize("f", [with_a_key_of_its_own, joined_with_a_key_of_its_own])
def test_keys_that_the_function_itself_adds_to_a_dict_outside_are_refused(f: Any) -> None:
    for derived in (lambda: value_and_grad(f)(1.5), lambda: jvp(f, (1.5,), (1.0,))):
        with pytest.raises(UnsupportedSyntaxError):
            derived()
        RATES.pop("b", None)


PAIR = {"a": 1.0, "b": 2.0}


def set_b(x: float) -> float:
    PAIR["b"] = 5.0
    return x


def replaced_by_a_call(x: float) -> float:
    pair = {**PAIR, "a": set_b(x)}
    PAIR["b"] = 2.0
    return pair["a"] * pair["b"]


def a_call_that_is_replaced(x: float) -> float:
    values = [x, x * 2]
    pair = {"a": values.pop(), **PAIR}
    return pair["a"] * x + len(values) * pair["b"] * x


@pytest.mark.parametrize("f", [replaced_by_a_call, a_call_that_is_replaced])
def test_values_of_a_dict_made_of_one_outside_are_evaluated_in_their_order(f: Any) -> None:
    value, bar = value_and_grad(f)(1.5)
    assert value == f(1.5)
    assert bar == pytest.approx((f(1.5 + 1e-6) - f(1.5 - 1e-6)) / 2e-6, rel=1e-8)

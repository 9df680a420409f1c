"""A failed check points to the statement whose derivative is off: in callees, branches and loops, in either mode."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from sourcead import adjoint_hook, check_grads, custom_jvp, custom_vjp, elementwise, linear, rule, stop_gradient
from sourcead.tools import localise
from sourcead.tools.check import GradientMismatchError
from tests.programs import test_programs as programs
from tests.programs.cases import CASES, Case


@custom_vjp
def sine(x):
    return np.sin(x)


@custom_vjp
def square(x):
    return x**2


@custom_jvp
def exponential(x):
    return np.exp(x)


@custom_jvp
def inner(x):
    return np.exp(x)


@custom_jvp
def outer(x):
    return np.exp(x)


sine.defvjp(lambda x: (np.sin(x), x), lambda x, g: (1.1 * g * np.cos(x),))
square.defvjp(lambda x: (x**2, x), lambda x, g: (2 * g * x if x < 2 else g * x,))
exponential.defjvps(lambda x_dot, out, x: x_dot * out + 0.1 * x_dot)
inner.defjvps(lambda x_dot, out, x: x_dot * 0.5 * out)
outer.defjvps(lambda x_dot, out, x: x_dot * inner(x))  # right itself, not its derivative


@dataclass
class Layer:
    scale: float
    w: np.ndarray


def in_a_callee(x):
    def chosen(v, k):
        y = sine(v) if k > 1 else np.exp(v)  # here
        return y * v

    u = np.zeros(3)
    for i in range(3):
        u[i] += chosen(x[i], i)
    return np.sum(u)


def in_a_loop(x):
    s = x
    while s < 100:
        try:
            s = s + square(s) ** 0.5  # here
        except ValueError:
            s = s + 1
    return s


def of_an_object(layer):
    z = exponential(layer.scale)  # here
    return np.sum(layer.w) * z


def by_itself(t, n=2):
    return t if n == 0 else by_itself(sine(t), n - 1) * t  # here


def held(x):
    return x * stop_gradient(x)  # here


def doubled(bar):
    return 2 * bar


def hooked(x):
    y = np.sum(x)
    return adjoint_hook(y, doubled)  # here


def stepped(x):
    return np.sum(np.floor(x)) + x[0]  # here


def twice(x):
    return outer(x) * x


def tripled(x):
    return 3 * x


def raised_to(x, y):
    return x**y


def inverted(x):
    return np.linalg.inv(x)


linear("tripled(x)", x="2 * g", names={"tripled": tripled})
elementwise("raised_to(x, y)", x="g * y * x**(y - 1)", y="g * out", names={"raised_to": raised_to})
rule("inverted(x)", x="-out.T @ g @ out.T", dx="out @ dx @ out", names={"inverted": inverted})


def by_a_linear_rule(x):
    return np.sum(tripled(x * x))  # here


def by_an_elementwise_rule(x):
    y = raised_to(x, 2.0)
    return np.sum(raised_to(2.0, y))  # here


def by_a_rule(x):
    return np.sum(inverted(x))  # here


def message(function: Callable[..., Any], *args: Any, **options: Any) -> str:
    with pytest.raises(GradientMismatchError) as caught:
        check_grads(function, args, **options)
    return str(caught.value)


@pytest.mark.parametrize(
    ("function", "arg", "where", "what"),
    [
        (in_a_callee, np.ones(3), "sine(v)", "the reverse derivative is"),
        (in_a_loop, 0.7, "square(s)", "when it runs for the 3rd time: in a random direction the reverse derivative is"),
        (of_an_object, Layer(1.0, np.ones(3)), "z = exponential(layer.scale)", "the forward derivative is"),
        (by_itself, 0.5, "sine(t)", "the reverse derivative is"),
        (held, 2.0, "stop_gradient(x)", "the forward derivative is 0.0, the reverse derivative is 0.0"),
        (hooked, np.ones(3), "adjoint_hook(y, doubled)", "the forward one agrees"),
        (by_a_linear_rule, np.ones(3), "tripled(x * x)", "the forward one agrees"),
        (by_an_elementwise_rule, np.ones(3), "raised_to(2.0, y)", "the forward derivative is"),
        (stepped, np.array([1.0, 2.5]), "np.floor(x)", "it is not smooth there"),
    ],
)
def test_the_statement_is_shown(function: Callable[..., Any], arg: Any, where: str, what: str) -> None:
    found = message(function, arg)
    place, line, caret, *reasons = found.split("\n")
    assert f"{__file__}:" in place and "# here" in line
    assert line[caret.index("^") : caret.rindex("^") + 1] == where
    assert reasons[0].startswith("gradient by argument 0") and what in reasons[1]


def test_the_statement_is_shown_in_forward_mode() -> None:
    matrix = np.array([[2.0, 0.3], [0.1, 1.5]])
    check_grads(by_a_rule, (matrix,))
    found = message(by_a_rule, matrix, modes=("fwd",))
    assert "^" * len("inverted(x)") in found and "the reverse one agrees" in found
    found = message(of_an_object, Layer(1.0, np.ones(3)), modes=("fwd",))
    assert "z = exponential(layer.scale)" in found and "tangent by argument 0['scale']" in found


@pytest.mark.parametrize("mode", ["rev", "fwd"])
def test_of_a_second_derivative_a_statement_of_the_first_is_shown(mode: str) -> None:
    check_grads(twice, (0.3,), modes=("rev", "fwd"))
    assert "outer_transposed(" in message(twice, 0.3, order=2, modes=(mode,))


def test_what_no_statement_explains() -> None:
    def f(x):
        return x if x < 1.0 else 2.0 * x

    assert "No statement is off by itself." in message(f, 1.0)


def test_one_mode_is_right() -> None:
    found = localise.search(hooked, (np.ones(3),)).parting
    assert found is not None and found.agrees == "forward" and set(found.found) == {"reverse"}
    assert found.found["reverse"] == pytest.approx(2 * found.expected)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("case", CASES[::12], ids=lambda case: case.name)
def test_nothing_right_is_blamed(case: Case) -> None:
    assert localise.search(case.function, programs.fresh(case.args)).parting is None

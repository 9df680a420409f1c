"""Generated functions show their lines to tracebacks and debuggers, for as long as they live."""

from __future__ import annotations

import gc
import inspect
import linecache
import traceback

import numpy as np

from sourcead import grad
from sourcead.compile import compile_function, rebind

TEXT = "def f(x):\n    y = x * K\n    return y / 0\n"


def test_lines_in_tracebacks() -> None:
    f = compile_function(TEXT, "f", {"K": 2})
    try:
        f(1)
    except ZeroDivisionError as error:
        shown = "".join(traceback.format_exception(error))
    assert "    return y / 0" in shown
    assert inspect.getsource(f) == TEXT


def test_text_goes_with_the_function() -> None:
    f = compile_function(TEXT, "f", {"K": 2})
    name = f.__code__.co_filename
    assert name in linecache.cache
    other = rebind(f, {"K": 3})
    del f
    gc.collect()
    assert name in linecache.cache
    del other
    gc.collect()
    assert name not in linecache.cache


def test_other_globals() -> None:
    f = compile_function("def f(x):\n    return x * K\n", "f", {"K": 2})
    assert (f(1), rebind(f, {"K": 3})(1)) == (2, 3)


def test_a_derivative_can_be_stepped_through() -> None:
    def loss(w, x):
        return np.sum(np.tanh(x @ w))

    made = grad(loss).specialize(np.ones(2), np.ones((3, 2)))
    assert inspect.getsource(made) == made.__sourcead_source__
    assert made.__name__ == "loss_grad"

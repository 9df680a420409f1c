"""Arrays that are called contiguous are so, whatever the layout of the arguments."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sourcead import cache, nodes
from sourcead.analysis.contiguity import contiguous_names
from sourcead.compile import compile_function
from sourcead.derivative import called
from sourcead.printer import to_source
from sourcead.types.infer import infer
from sourcead.types.signature import type_of


def program(x: Any, a: Any) -> Any:
    b = np.outer(x, x)
    c = b * x + 2.0
    d = np.sin(c) / b
    e = a.T @ a
    f = -e[1:] * x
    g = a.copy()
    h = g + g[:, :1] * 2
    i = np.zeros((3, 4))
    j = np.full_like(i, 2.0, float)
    k = j[0, 1:]
    m = c.reshape(-1)[2:].reshape(1, -1)
    n = np.maximum(m, 0.5).astype(np.float32)
    o = x[::-1] * 2
    p = (b > 0) + 0.0
    r = b[1].ravel() ** 2
    q = a * 2.0
    s = b.T + 1.0
    t = b[:, 1:] + 0.0
    u = np.zeros((3, 2), float, "F")
    v = g.T.copy()
    return [b, c, d, e, f, g, h, i, j, k, m, n, o, p, q, r, s, t, u, v]


@pytest.mark.parametrize("order", ["C", "F"])
def test_contiguous(order: Any) -> None:
    x, a = np.arange(1.0, 4.0), np.asarray(np.arange(12.0).reshape(4, 3) + 1, order=order)
    made = cache.program_of(program, {}, called)
    typing = infer(made, {"x": type_of(x, "x"), "a": type_of(a, "a")})
    names = contiguous_names(made, typing)
    assert set("bcdefgijkmnopr") <= names and not set("qstu") & names
    made.tree.body[-1] = nodes.return_(nodes.parse_expr("locals()"))
    space = {"np": np, **{n: b.value for n, b in made.env.items()}}
    for order_x in (x, x[::-1], np.repeat(x, 2)[::2]):
        found = compile_function(to_source(made.tree), made.tree.name, space)(order_x, a)
        assert all(found[n].flags.c_contiguous for n in names)

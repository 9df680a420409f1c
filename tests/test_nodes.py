"""Factories and queries of trees."""

from __future__ import annotations

import gast
import pytest

from sourcead import nodes


@pytest.mark.parametrize("text", ["f(a, b[c], d.e, *g, k=h)", "[a for a in b]", "{a: b, c: d}", "a if b else c"])
def test_names(text: str) -> None:
    expected = {n.id for n in gast.walk(nodes.parse_expr(text)) if isinstance(n, gast.Name)}
    assert nodes.free_names(nodes.parse_expr(text)) == expected


def test_a_copy_shares_no_state() -> None:
    tree = nodes.parse_stmts("for i in range(3):\n    x[i] = y + 1\n")[0]
    made = nodes.copy(tree)
    assert nodes.equal(made, tree)
    mine = {id(n) for n in nodes.walk(tree)}
    assert len(mine) == sum(not isinstance(n, gast.expr_context | gast.operator) for n in gast.walk(tree))
    assert not mine & {id(n) for n in nodes.walk(made)}


def test_substitute() -> None:
    tree = nodes.parse_stmts("x = x + y")[0]
    made = nodes.substitute(tree, {"x": nodes.parse_expr("a * b")})
    assert nodes.equal(made, nodes.parse_stmts("x = a * b + y")[0])
    assert nodes.equal(tree, nodes.parse_stmts("x = x + y")[0])


def test_rename() -> None:
    made = nodes.rename(nodes.parse_stmts("x = x + y")[0], {"x": "z"})
    assert nodes.equal(made, nodes.parse_stmts("z = z + y")[0])


def test_keys_tell_numbers_apart() -> None:
    keys = {nodes.key(nodes.constant(v)) for v in (1, 1.0, True, 0.0, -0.0, 1j, "1", None)}
    assert len(keys) == 8


@pytest.mark.parametrize(
    "text, parts", [("np.linalg.inv", ["np", "linalg", "inv"]), ("x", ["x"]), ("f(x).y", None), ("x[0].y", None)]
)
def test_dotted(text: str, parts: list[str] | None) -> None:
    assert nodes.dotted(nodes.parse_expr(text)) == parts

"""Text of trees: it parses back, with no parentheses more than needed, in lines that fit."""

from __future__ import annotations

import ast

import gast
import hypothesis
import pytest
from hypothesis import strategies as st

from sourcead import nodes
from sourcead.printer import expression_text, to_source

EXPRESSIONS = (
    "a + b * c", "(a + b) * c", "a - (b - c)", "a - b - c", "a / b / c", "a / (b * c)", "-a ** 2", "(-a) ** 2", "a ** -b", "a ** b ** c",
    "(a ** b) ** c", "not a and b", "not (a and b)", "a or b and c", "(a or b) and c", "a < b <= c", "(a < b) == c", "f(a, *b, k=c, **d)",
    "a[1:2, ..., None]", "a[b[1]:]", "a.b.c(d).e", "(a + b).c", "(1).real", "1.5.real", "a if b else c", "(a if b else c) + 1",
    "lambda x, y=1, *z, k: x + y", "(lambda: 1)()", "(1,)", "()", "[1, (2, 3)]", "{1: 2, 'b': c}", "{1, 2}", "[x for x in y if x > 1]",
    "a @ b @ c", "a @ (b @ c)", "~a & b | c ^ d << 1", "a is not None", "a not in b", "1e308 * 10", "1j * -2", "'a\\n' 'b'",
    "(y := x + 1) * y", "f'{a}'", "a[(1, 2)]", "x[::2]", "-1 ** 2", "(-1).bit_length()", "2.0", "1e-300", "-(-a)", "- -a", "a % b // c",
)  # fmt: skip
STATEMENTS = (
    "x = y = 1\n", "x += 1\n", "a, b = b, a\n", "def f(a, b=2, *c, d, e=3, **g):\n    return a\n", "for i in range(3):\n    pass\n",
    "while a:\n    break\nelse:\n    continue\n", "if a:\n    b\nelif c:\n    d\nelse:\n    e\n", "assert a, b\n", "raise A from b\n",
    "return\n", "lambda: 0\n", "for i in x:\n    pass\nelse:\n    y\n",
)  # fmt: skip


def dump(text: str) -> str:
    return ast.dump(ast.parse(text))


@pytest.mark.parametrize("text", EXPRESSIONS)
def test_expressions_parse_back(text: str) -> None:
    assert dump(expression_text(nodes.parse_expr(text))) == dump(text)


@pytest.mark.parametrize("text", STATEMENTS)
def test_statements_parse_back(text: str) -> None:
    assert dump(to_source(nodes.parse_stmts(text))) == dump(text)


@pytest.mark.parametrize(
    "text", ["a + b * c", "(a + b) * c", "a - (b - c)", "x[1:-1]", "not (a and b)", "a if b else c", "f(x, k=1)", "-x"]
)
def test_as_one_writes_it(text: str) -> None:
    assert expression_text(nodes.parse_expr(text)) == text


OPERATORS = [gast.Add, gast.Sub, gast.Mult, gast.Div, gast.Pow, gast.Mod, gast.MatMult, gast.FloorDiv, gast.BitAnd, gast.LShift]
trees = st.recursive(
    st.one_of(st.sampled_from("abc").map(nodes.name), st.sampled_from([1, 2.5, 1e300]).map(nodes.constant)),
    lambda inner: st.one_of(
        st.builds(nodes.binop, inner, st.sampled_from(OPERATORS), inner),
        st.builds(nodes.negative, inner),
        st.builds(nodes.not_, inner),
        st.builds(nodes.subscript, inner, inner),
        st.builds(lambda f, *args: nodes.call(f, *args), st.just("f"), inner, inner),
    ),
    max_leaves=25,
)


@hypothesis.given(trees, st.integers(20, 90))
@hypothesis.settings(max_examples=300)
def test_any_expression_parses_back_at_any_width(tree: nodes.Expr, width: int) -> None:
    statement = nodes.assign("result", tree)
    again = nodes.parse_stmts(to_source([statement], width))
    assert nodes.equal(again[0], statement)


def test_long_lines_are_broken_at_operators() -> None:
    text = "total = first_summand * another_factor + second_summand * another_factor + np.sum(third_summand, axis=0)\n"
    lines = to_source(nodes.parse_stmts(text)).splitlines()
    assert len(lines) > 1 and max(map(len, lines)) <= 88
    assert any(line.strip().startswith("+ ") for line in lines)


def test_comments() -> None:
    statement = nodes.parse_stmts("x = 1")[0]
    statement.comment = "Forward sweep"
    assert to_source([statement]) == "# Forward sweep\nx = 1\n"

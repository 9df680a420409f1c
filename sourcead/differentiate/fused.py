"""Compositions whose derivative has a stabler formula than the chain of their parts.

Guarantee: the primal's value is computed as the user wrote it; only the derivative is another, equal in exact arithmetic. The
parts in between are used nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import gast
import numpy as np

from sourcead import nodes
from sourcead.analysis.walk import assigned, blocks
from sourcead.differentiate.formulas import OUT, Formula, G
from sourcead.differentiate.lowering import lower
from sourcead.differentiate.records import Facts, Record
from sourcead.nodes import Expr, Stmt

SOFTMAX = "np.exp(x - np.max(x)) / np.sum(np.exp(x - np.max(x)))"
SHIFTED = "np.exp(x - np.max(x, axis=a, keepdims=True))"
SOFTMAX_ALONG = f"{SHIFTED} / np.sum({SHIFTED}, axis=a, keepdims=True)"


@dataclass(frozen=True)
class Fused:
    """A composition of `x` (and of `a`, an axis), and the contribution to the cotangent of `x`."""

    pattern: Expr
    formula: Expr


def _fused(pattern: str, formula: str) -> Fused:
    return Fused(nodes.parse_expr(pattern), nodes.parse_expr(formula))


FUSED = (
    _fused("np.log(np.sum(np.exp(x)))", f"g * ({SOFTMAX})"),
    _fused("np.log(np.sum(np.exp(x), axis=a))", f"rt.unreduce(g, np.shape(x), a, False) * ({SOFTMAX_ALONG})"),
    _fused("np.log(np.sum(np.exp(x), axis=a, keepdims=True))", f"rt.unreduce(g, np.shape(x), a, True) * ({SOFTMAX_ALONG})"),
    _fused("np.log(1 + np.exp(x))", "g / (1 + np.exp(-x))"),
    _fused("np.log(np.exp(x) + 1)", "g / (1 + np.exp(-x))"),
    _fused("np.log1p(np.exp(x))", "g / (1 + np.exp(-x))"),
    _fused("1 / (1 + np.exp(-x))", "g * out * (1 - out)"),
    _fused("1 / (np.exp(-x) + 1)", "g * out * (1 - out)"),
)


def fuse_records(facts: Facts) -> None:
    """Replace the records of fused compositions."""
    uses: dict[str, int] = {}
    for name in nodes.names(facts.program.tree.body):
        uses[name] = uses.get(name, 0) + 1
    _block(facts.program.tree.body, facts, uses)


def _block(body: list[Stmt], facts: Facts, uses: Mapping[str, int]) -> None:
    defined: dict[str, Stmt] = {}
    for statement in body:
        for inner in blocks(statement):
            _block(inner, facts, uses)
        name = assigned(statement)
        if isinstance(statement, gast.Assign) and name is not None:
            if facts.records[id(statement)].kind == "value":
                _try(statement, name, defined, facts)
            if uses[name] == 2:
                defined[name] = statement


def _try(statement: gast.Assign, name: str, defined: Mapping[str, Stmt], facts: Facts) -> None:
    for fused in FUSED:
        parts: list[Stmt] = []
        found: dict[str, Expr] = {}
        if _match(fused.pattern, statement.value, found, parts, defined, facts):
            operand = found["x"]
            if not isinstance(operand, gast.Name) or not facts.is_active(operand.id):
                return
            mapping = {**found, "g": nodes.name(G), "out": nodes.name(OUT)}
            formula = lower(nodes.substitute(fused.formula, mapping), facts.typing)
            facts.records[id(statement)] = replace(facts.records[id(statement)], formulas=(Formula(operand.id, formula),))
            for part in parts:
                facts.records[id(part)] = Record(part, "none")
            return


def _match(
    pattern: Expr, node: Expr, found: dict[str, Expr], parts: list[Stmt], defined: Mapping[str, Stmt], facts: Facts
) -> bool:
    """Whether an operation (its operands' definitions followed) is an instance of the pattern."""
    if isinstance(pattern, gast.Name):
        return found.setdefault(pattern.id, node) is node or nodes.equal(found[pattern.id], node)
    if isinstance(node, gast.Name) and node.id in defined:
        parts.append(defined[node.id])
        node = defined[node.id].value  # type: ignore[attr-defined]
    if isinstance(pattern, gast.Constant):
        return isinstance(node, gast.Constant) and type(node.value) in (int, float, bool) and node.value == pattern.value
    if type(pattern) is not type(node):
        return False

    def inner(a: Expr, b: Expr) -> bool:
        return _match(a, b, found, parts, defined, facts)

    if isinstance(pattern, gast.BinOp) and isinstance(node, gast.BinOp):
        return type(pattern.op) is type(node.op) and inner(pattern.left, node.left) and inner(pattern.right, node.right)
    if isinstance(pattern, gast.UnaryOp) and isinstance(node, gast.UnaryOp):
        return type(pattern.op) is type(node.op) and inner(pattern.operand, node.operand)
    if isinstance(pattern, gast.Call) and isinstance(node, gast.Call):
        if facts.typing.callee(node.func) is not getattr(np, pattern.func.attr) or len(pattern.args) != len(node.args):
            return False
        keywords = {k.arg: k.value for k in node.keywords}
        if set(keywords) != {k.arg for k in pattern.keywords}:
            return False
        pairs = [*zip(pattern.args, node.args), *((k.value, keywords[k.arg]) for k in pattern.keywords)]
        return all(inner(a, b) for a, b in pairs)
    return False

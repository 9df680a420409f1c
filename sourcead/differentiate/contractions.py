"""Cotangents of Einstein sums as Einstein sums: `rt.contract` becomes `np.einsum` where the types tell that it does the same.

Guarantee: where a length may be 1 in one operand and not in another, or a rank is not known, the helper stays.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import gast

from sourcead import nodes
from sourcead.nodes import Expr
from sourcead.runtime.contractions import exchanged, labels, spelled
from sourcead.types.infer import Typing
from sourcead.types.shapes import UNIT
from sourcead.types.values import Dim, Dims, Static, broadcast, shape_of


@dataclass(frozen=True)
class Sum:
    """An Einstein sum of expressions: the labels of each, spelled out, and those of the result."""

    operands: tuple[Expr, ...]
    inputs: tuple[str, ...]
    output: str
    keywords: tuple[gast.keyword, ...] = ()

    def text(self) -> Expr:
        """`np.einsum(...)`; a number is a factor in front, and an operand in the order of the result is as it is."""
        numbers = [v for v, part in zip(self.operands, self.inputs) if not part]
        rest = [(v, part) for v, part in zip(self.operands, self.inputs) if part]
        if not rest:
            found = None
        elif len(rest) == 1 and rest[0][1] == self.output:
            found = rest[0][0]
        elif len(rest) == 1 and len(self.output) == 2 and rest[0][1] == self.output[::-1]:
            found = nodes.attribute(rest[0][0], "T")
        else:
            subscripts = f"{','.join(part for _, part in rest)}->{self.output}"
            found = nodes.call("np.einsum", nodes.constant(subscripts), *(v for v, _ in rest))
            found.keywords = list(self.keywords)
        for number in reversed(numbers):
            found = number if found is None else nodes.binop(number, gast.Mult, found)
        return found


def lower_exchanged(call: gast.Call, typing: Typing) -> Expr | None:
    """`rt.exchanged(subscripts, position)` of a text that is known."""
    known = typing.expr(call.args[0])
    if not isinstance(known, Static) or not isinstance(known.value, str):
        return None
    return nodes.constant(exchanged(known.value, nodes.literal(call.args[1], 0)))


def lower_contract(call: gast.Call, typing: Typing, sizes: Callable[[Expr, Typing], Dims | None]) -> Expr | None:
    """`rt.contract(subscripts, shape, *operands)`; `sizes`: the dimensions that a shape tells."""
    call.keywords = [k for k in call.keywords if nodes.literal(k.value, True) is not False]
    subscripts, shape, *operands = call.args
    own, dims = sizes(shape, typing), [shape_of(typing.expr(v)) for v in operands]
    if own is None or None in dims or not isinstance(subscripts, gast.Constant):
        return None
    arrays = [k for k, d in enumerate(dims) if d]
    if arrays and all(typing.is_integer(operands[k]) for k in arrays):  # numbers are drawn out: it would be a sum of integers
        operands[arrays[0]] = nodes.binop(nodes.constant(1.0), gast.Mult, operands[arrays[0]])
    written, output = labels(subscripts.value)
    inputs, result = spelled(written, output, [len(d or ()) for d in dims], len(own))
    if len(set(result)) < len(result):
        return _diagonal(inputs, result, shape, operands)
    found = {c: [d[p.index(c)] for p, d in zip(inputs, dims) if d is not None and c in p] for c in result}
    if not all(_keeps(size, found[c]) for c, size in zip(result, own)):
        return None
    batch = set("".join([*inputs, result])) - set(subscripts.value)
    if batch and batch <= set(result) and all(found.values()):
        inputs, result = written, output  # the result has all that the ellipsis stands for: as it is written
    return _repeated(Sum(tuple(operands), tuple(inputs), result, tuple(call.keywords)), shape)


def _keeps(own: Dim, found: list[Dim]) -> bool:
    """Whether a label that has these lengths in the operands has that of the result, or in none of them."""
    whole = broadcast((UNIT,), tuple(found[:1]))
    for dim in found[1:]:
        whole = broadcast(whole, (dim,))
    if not found:
        return True
    assert whole is not None
    return whole[0].unit is own.unit is not None or (own.size is not None and own.size == whole[0].size)


def _repeated(whole: Sum, shape: Expr) -> Expr:
    """The sum, repeated along the labels that no operand has."""
    known = "".join(c for c in whole.output if any(c in part for part in whole.inputs))
    found = replace(whole, output=known).text()
    if known == whole.output:
        return found
    rest = whole.output.lstrip("".join(set(whole.output) - set(known)))  # axes in front come by themselves
    if rest != known:
        parts = [gast.Slice(None, None, None) if c in known else nodes.constant(None) for c in rest]
        found = nodes.subscript(found, nodes.tuple_(parts))
    return nodes.call("np.broadcast_to", found, shape)


def _diagonal(inputs: list[str], output: str, shape: Expr, operands: list[Expr]) -> Expr | None:
    """What stands on the diagonal of a square matrix."""
    if len(operands) != 1 or len(output) != 2:
        return None
    if inputs == [output[0]]:
        return nodes.call("np.diag", operands[0])
    return (
        None
        if inputs != [""]
        else nodes.binop(operands[0], gast.Mult, nodes.call("np.eye", nodes.subscript(shape, nodes.constant(0))))
    )

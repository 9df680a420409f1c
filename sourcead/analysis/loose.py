"""Names of unknown types, of which it is known all the same that they hold real numbers, or complex ones.

Guarantee: a name of type `Loose("f")` never holds a complex number; one of `Loose("c")` holds complex numbers, or real ones that
each came from something known to be real. (By induction over the steps of a run: what each statement gives for operands as they
are assumed to be is what is assumed of its name.)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from functools import partial
from itertools import product

import gast

from sourcead import nodes
from sourcead import runtime as rt
from sourcead.analysis.walk import assigned, reads, statements
from sourcead.nodes import Expr, Stmt
from sourcead.types.infer import Typing
from sourcead.types.values import Array, Dim, Fixed, ListOf, Loose, Number, Type, Unknown, mapped, number_kind

ANY = "?"
ARITHMETIC: dict[object, int] = {rt.unbroadcast: 1, rt.unreduce: 1, rt.quotient: 2, rt.add: 2}  # so many operands give the kind
RANKS, LENGTHS = range(4), (3, 0)
DTYPES = {"f": "float64", "c": "complex128"}


def refined(typing: Typing) -> Typing:
    """The types of a program that has complex numbers, with those of names of which only that is known."""
    given = {n for n, t in typing.types.items() if type(t) is Unknown}
    body = list(statements(typing.program.tree.body))
    if not given or not _has_complex(body, typing):
        return typing
    lists = _own_lists(body, typing)
    kinds = {n: ANY if n in typing.program.params else "f" for n in given | lists}
    made = defaultdict(list)
    for statement in body:
        name = _list_of(statement, lists) or assigned(statement)
        if name in kinds and not (name in lists and _list_of(statement, lists) is None):
            made[name].append(_value(statement))
    count = -1
    while count != (count := sum(map("fc?".index, kinds.values()))):
        for name, values in made.items():
            kinds[name] = max({kinds[name], *(_kind(v, kinds, typing) for v in values)}, key="fc?".index)
    found = {n: Loose(k) for n, k in kinds.items() if k != ANY and n in made}
    typing.types.update({n: ListOf(k) if n in lists else k for n, k in found.items()})
    for statement in body:
        if assigned(statement) in typing.once and isinstance(
            getattr(statement, "value", None), (gast.Tuple, gast.Dict, gast.List)
        ):
            if not isinstance(statement.value, gast.List) or statement.value.elts:
                typing.types[statement.targets[0].id] = typing.expr(statement.value)
    return typing


def _own_lists(body: list[Stmt], typing: Typing) -> set[str]:
    """Lists of values of unknown types that start empty, get elements by `append`, and have no second name."""
    found = {n for n, t in typing.types.items() if isinstance(t, ListOf) and not t.view and type(t.element) is Unknown}
    found -= set(typing.program.params)
    for statement in body:
        value = getattr(statement, "value", None)
        if assigned(statement) in found and isinstance(value, gast.List) and not value.elts:
            continue
        if isinstance(value, gast.Call) and isinstance(value.func, gast.Attribute) and value.func.attr in ("append", "pop"):
            if isinstance(value.func.value, gast.Name) and value.func.value.id in found:
                found -= {str(assigned(statement)), *(n for a in value.args for n in nodes.free_names(a))}
                continue
        if isinstance(value, gast.Call) and nodes.dotted(value.func) == ["len"]:
            continue
        found -= {str(assigned(statement)), *reads(statement)}
    return found


def _list_of(statement: Stmt, lists: Collection[str]) -> str | None:
    """The list to which a statement appends a value."""
    call = statement.value if isinstance(statement, gast.Expr) else None
    if not isinstance(call, gast.Call) or not isinstance(call.func, gast.Attribute) or call.func.attr != "append":
        return None
    return call.func.value.id if isinstance(call.func.value, gast.Name) and call.func.value.id in lists else None


def _has_complex(body: list[Stmt], typing: Typing) -> bool:
    if any(number_kind(t) == "c" for t in typing.types.values()):
        return True
    return any(isinstance(n, gast.Constant) and isinstance(n.value, complex) for s in body for n in nodes.walk(s))


def _value(statement: Stmt) -> Expr:
    """What a statement gives its name."""
    if isinstance(statement, gast.For):
        return nodes.subscript(nodes.copy(statement.iter), nodes.constant(0))
    if isinstance(statement, gast.AugAssign):
        return gast.BinOp(nodes.name(statement.target.id), statement.op, statement.value)
    return statement.value.args[0] if isinstance(statement, gast.Expr) else statement.value


def _kind(value: Expr, kinds: Mapping[str, str], typing: Typing) -> str:
    """Of which numbers a value is, for operands of kinds that are assumed."""
    found = number_kind(typing.expr(value))
    if found is not None:
        return found
    if isinstance(value, gast.Name):
        return kinds.get(value.id, ANY)
    owner = value.func.value if isinstance(value, gast.Call) and isinstance(value.func, gast.Attribute) else None
    if isinstance(owner, gast.Name) and isinstance(typing.name(owner.id), ListOf):
        return kinds.get(owner.id, ANY) if value.func.attr == "pop" else ANY
    if typing.program.callee(value) is not None:
        return ANY
    if isinstance(value, gast.Call) and (count := ARITHMETIC.get(typing.callee(value.func))) is not None:
        return max((_kind(a, kinds, typing) for a in value.args[:count]), key="fc?".index)
    results = {k for types in _stand_ins(value, kinds, typing) if (k := number_kind(typing.also(types).expr(value))) is not None}
    return results.pop() if len(results) == 1 else ANY


def _stand_ins(value: Expr, kinds: Mapping[str, str], typing: Typing) -> Iterator[dict[str, Type]]:
    """Types for the operands whose rank is not known: of each rank; of both kinds where that is not known either.

    Whole numbers, which may be lengths or axes, get a value.
    """
    names = {n: typing.name(n) for n in nodes.free_names(value)}
    ranked = {n: t.dtype for n, t in names.items() if isinstance(t, Array) and t.dims is None}
    known = {n: DTYPES[kinds[n]] for n in names if kinds.get(n, ANY) != ANY}
    other = {n for n, t in names.items() if type(t) is Unknown and n not in known}
    counts = [{n: mapped(t, partial(_counted, k)) for n, t in names.items() if isinstance(t, (Number, Fixed))} for k in LENGTHS]
    for rank, counted in product(RANKS, counts):
        for dtype in DTYPES.values() if other else ("float64",):
            yield {**counted, **{n: _of(d, rank) for n, d in {**ranked, **known, **dict.fromkeys(other, dtype)}.items()}}


def _counted(count: int, kind: Array | Number) -> Type:
    return Number("int64", value=count) if isinstance(kind, Number) and kind.dtype == "int64" and kind.value is None else kind


def _of(dtype: str, rank: int) -> Type:
    return Array(dtype, (Dim(None, False),) * rank) if rank else Number(dtype, weak=False)


__all__ = ["refined"]

"""Methods of arrays that write into them, once it is known that they are arrays: `x.sort()` as `x[...] = np.sort(x)`.

Named parts of what a library's function gives are numbered ones: `np.linalg.slogdet(a).sign` as `np.linalg.slogdet(a)[0]`.

Guarantee: no array is changed by a method, and no statement reaches an array's memory other than by views of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import gast
import numpy as np

from sourcead import nodes, runtime
from sourcead.analysis.aliases import holds_memory
from sourcead.analysis.walk import assigned, blocks, changed_container, own_expressions, statements, stored
from sourcead.differentiate.names import Namer
from sourcead.errors import UnsupportedSyntaxError
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import Binding, Program
from sourcead.rules.registry import lookup
from sourcead.types.infer import Typing
from sourcead.types.purity import is_drawing, is_pure
from sourcead.types.values import Array, Fixed, Record, Unknown

HARMLESS = ("builtins", "logging", "warnings", "time", "contextlib", "threading")
MEMORY = ("data", "base", "ctypes", "__array_interface__")


def without_methods(program: Program, typing: Typing) -> Program:
    """The program with the methods that write into an array as stores."""
    if not any(_sorts(s, typing) for s in statements(program.tree.body)):
        return program
    namer = Namer({*nodes.names(program.tree), *program.env, *program.params})
    made: set[str] = set()
    body = _block(nodes.copy_all(program.tree.body), typing, namer, made)
    env = {**program.env, "np": Binding(np, None, "np")}
    tree = nodes.function(program.name, program.params, body)
    return replace(program, tree=tree, temporaries=program.temporaries | made, env=env)


def without_fields(program: Program, typing: Typing) -> Program:
    """The program with the elements of named tuples by their positions."""

    def numbered(node: Any) -> Any:
        kind = typing.expr(node.value) if isinstance(node, gast.Attribute) and isinstance(node.value, gast.Name) else None
        if not isinstance(kind, Fixed) or node.attr not in kind.fields:
            return node
        return nodes.at(nodes.subscript(node.value, nodes.constant(kind.fields.index(node.attr))), node)

    if not any(numbered(n) is not n for s in program.tree.body for n in nodes.walk(s) if isinstance(n, gast.Attribute)):
        return program
    body = [nodes.transform(s, numbered) for s in program.tree.body]
    return replace(program, tree=nodes.function(program.name, program.params, body))


def _sorts(statement: Stmt, typing: Typing) -> bool:
    call = statement.value if isinstance(statement, gast.Expr) else None
    if not isinstance(call, gast.Call) or not isinstance(call.func, gast.Attribute) or call.func.attr != "sort":
        return False
    return isinstance(call.func.value, gast.Name) and isinstance(typing.name(call.func.value.id), Array)


def _block(body: Sequence[Stmt], typing: Typing, namer: Namer, made: set[str]) -> list[Stmt]:
    out: list[Stmt] = []
    for statement in body:
        for inner in blocks(statement):
            inner[:] = _block(inner, typing, namer, made)
        if not _sorts(statement, typing):
            out.append(statement)
            continue
        call = statement.value
        name, new = call.func.value.id, namer.fresh(f"{call.func.value.id}_sorted")
        made.add(new)
        found = gast.Call(nodes.attribute(nodes.name("np"), "sort"), [nodes.name(name), *call.args], call.keywords)
        whole = nodes.subscript(nodes.name(name), nodes.constant(Ellipsis))
        steps = [nodes.assign(new, nodes.at(found, call)), nodes.assign(whole, nodes.name(new))]
        out += [nodes.at(s, statement) for s in steps]
    return out


def _check_foreign(statement: Stmt, typing: Typing, known: set[str]) -> None:
    """A function that is not followed must not be given a list or an array that it may change."""
    call = getattr(statement, "value", None)
    if not isinstance(call, gast.Call) or typing.program.callee(call) is not None:
        return
    function = typing.callee(call.func)
    if type(function).__module__ == "sourcead.derivative":  # it changes none of its arguments
        return
    owner = type(getattr(function, "__self__", None)).__module__
    module = (getattr(function, "__module__", None) or owner).split(".")[0]
    drawn = is_drawing(getattr(function, "__self__", None)) and bool(lookup(function))
    if drawn or function in (runtime.copy, runtime.merged) or is_pure(function) or module in HARMLESS or owner == "collections":
        return
    if function is typing.program.MISSING:
        return
    arguments = [a for a in [*call.args, *(k.value for k in call.keywords)] if isinstance(a, gast.Name)]
    for argument in arguments if known & {a.id for a in arguments} else ():
        if holds_memory(typing.name(argument.id)):
            raise UnsupportedSyntaxError(
                f"what this function does to `{argument.id}` cannot be followed",
                way_out="Write what it does as statements, or give it a copy.",
                location=nodes.location(call) or nodes.location(statement),
            )


def _check_open_dicts(program: Program, typing: Typing, known: set[str]) -> None:
    """A dict of which the keys are known only at run time is read and written by keys, and not used as a whole."""
    body, found = list(statements(program.tree.body)), set[str]()
    for statement in body * 2:
        name, value = assigned(statement), getattr(statement, "value", None)
        made = isinstance(value, gast.Dict) or (isinstance(value, gast.Call) and typing.callee(value.func) is dict)
        copied = isinstance(value, gast.Name) and value.id in found
        if name in known and (made or copied) and isinstance(typing.name(str(name)), Unknown):
            found.add(str(name))
    for statement in body if found else ():
        value = getattr(statement, "value", None)
        whole = isinstance(value, gast.Dict) and bool(value.keys) and assigned(statement) in found
        ends = statement.iter if isinstance(statement, gast.For) else value if isinstance(statement, gast.Return) else None
        whole = whole or (isinstance(ends, gast.Name) and ends.id in found)
        if whole or any(_uses_whole(e, found, typing) for e in own_expressions(statement)):
            raise UnsupportedSyntaxError(
                f"which keys {_told(statement, found)} has is known only when the function runs, and it is used as a whole",
                way_out="Read it by its keys alone, store under keys that are written out, or use a list.",
                location=nodes.location(value if value is not None else statement) or nodes.location(statement),
            )


def _told(statement: Stmt, found: set[str]) -> str:
    named = sorted({n for e in own_expressions(statement) for n in nodes.names(e)} & found) or [str(assigned(statement))]
    return f"`{named[0]}`"


def _uses_whole(node: Expr, found: set[str], typing: Typing) -> bool:
    """Whether an expression uses a dict otherwise than by a key, for its length, or to ask for a key."""
    if isinstance(node, gast.Name):
        return False  # another name for it
    apart: set[int] = set()
    for item in nodes.walk(node):
        if isinstance(item, gast.Subscript):
            apart.add(id(item.value))
        elif isinstance(item, gast.Call) and typing.callee(item.func) is len:
            apart |= set(map(id, item.args))
        elif isinstance(item, gast.Compare) and all(isinstance(o, (gast.In, gast.NotIn, gast.Is, gast.IsNot)) for o in item.ops):
            apart |= set(map(id, item.comparators))
    return any(isinstance(n, gast.Name) and n.id in found and id(n) not in apart for n in nodes.walk(node))


def _check_fields(program: Program, typing: Typing, known: set[str]) -> None:
    """The fields of structured arrays are not followed."""
    made = set()
    for statement in statements(program.tree.body):
        name, value = assigned(statement), getattr(statement, "value", None)
        function = typing.callee(value.func) if isinstance(value, gast.Call) else None
        if name in known and (getattr(function, "__module__", None) or "").split(".")[0] == "numpy":
            made.add(name)
        for part in (value, stored(statement)):
            if not isinstance(part, gast.Subscript) or not isinstance(part.value, gast.Name) or part.value.id not in made:
                continue
            is_field = isinstance(part.slice, gast.Constant) and isinstance(part.slice.value, str)
            if is_field and isinstance(typing.name(part.value.id), (Array, Unknown)):
                raise UnsupportedSyntaxError(
                    f"`{part.value.id}` is a structured array: its fields are not differentiated",
                    way_out="Keep each field in an array of its own, or in a dict of arrays.",
                    location=nodes.location(part) or nodes.location(statement),
                )


def _names(statement: Stmt) -> set[str]:
    """The names that an assignment reads, and the one that it binds: what is written through it counts too."""
    return nodes.free_names(statement.value) | {str(assigned(statement))}  # type: ignore[attr-defined,no-any-return]


def check_memory(program: Program, typing: Typing, varied: Iterable[str]) -> None:
    """Raise where memory of a differentiated array is reached in a way that is not followed."""
    known = set(varied)
    written = {place.value.id for s in statements(program.tree.body) if (place := stored(s)) is not None}
    _check_fields(program, typing, known)
    _check_open_dicts(program, typing, known)
    for statement in statements(program.tree.body):
        _check_foreign(statement, typing, known)
        value, changed = getattr(statement, "value", None), changed_container(statement)
        if isinstance(value, gast.Attribute) and value.attr in MEMORY and _names(statement) & (known | written):
            if isinstance(typing.expr(value.value), (Array, Unknown)):
                raise UnsupportedSyntaxError(
                    f"what happens to the memory that `.{value.attr}` gives access to cannot be followed",
                    way_out="Use the array itself, or a slice of it.",
                    location=nodes.location(value) or nodes.location(statement),
                )
        if isinstance(value, gast.Call) and isinstance(value.func, gast.Attribute) and value.func.attr in ("items", "values"):
            if nodes.free_names(value.func.value) & known and isinstance(typing.expr(value.func.value), Record):
                raise UnsupportedSyntaxError(
                    "which keys this dict has is not known here, or it may change before what this gives is used",
                    way_out="Give it the same keys whichever way is taken, and use what this gives at once.",
                    location=nodes.location(value) or nodes.location(statement),
                )
        if changed in known and isinstance(typing.name(str(changed)), Unknown):
            raise UnsupportedSyntaxError(
                f"what kind of value `{changed}` is, which this call changes, is not known here",
                way_out="Make its type plain, for instance by `list` or `np.asarray`.",
                location=nodes.location(statement.value) or nodes.location(statement),
            )


__all__ = ["check_memory", "without_fields", "without_methods"]

"""Factories and small queries for gast nodes: every field is filled, and trees share no nodes but operators and contexts."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

import gast

from sourcead.errors import Location

Node = TypeVar("Node", bound=ast.AST)
Expr = Any  # gast has no type information: the two names say what is meant
Stmt = Any
STATELESS = ("ctx", "op", "ops", "attr", "arg", "id", "kind", "type_comment")  # fields without nodes that hold state


def parse_expr(text: str) -> Expr:
    """The expression that `text` denotes, as a fresh gast tree."""
    return gast.ast_to_gast(ast.parse(text, mode="eval")).body


def parse_stmts(text: str) -> list[Stmt]:
    """The statements that `text` denotes, as fresh gast trees."""
    return list(gast.ast_to_gast(ast.parse(text)).body)


def name(identifier: str) -> gast.Name:
    """A name that is read."""
    return gast.Name(identifier, gast.Load(), None, None)


def target(identifier: str) -> gast.Name:
    """A name that is assigned."""
    return gast.Name(identifier, gast.Store(), None, None)


def param(identifier: str) -> gast.Name:
    """A parameter of a function definition."""
    return gast.Name(identifier, gast.Param(), None, None)


def constant(value: object) -> gast.Constant:
    """A literal."""
    return gast.Constant(value, None)


def attribute(value: Expr, attr: str) -> gast.Attribute:
    """`value.attr`, read."""
    return gast.Attribute(value, attr, gast.Load())


def subscript(value: Expr, index: Expr) -> gast.Subscript:
    """`value[index]`, read."""
    return gast.Subscript(value, index, gast.Load())


def call(func: Expr | str, *args: Expr, **keywords: Expr) -> gast.Call:
    """A call; `func` may be given as text (`"np.sum"`)."""
    callee = parse_expr(func) if isinstance(func, str) else func
    return gast.Call(callee, list(args), [gast.keyword(k, v) for k, v in keywords.items()])


def binop(left: Expr, op: type[ast.operator], right: Expr) -> gast.BinOp:
    """`left op right`."""
    return gast.BinOp(left, op(), right)


def negative(operand: Expr) -> gast.UnaryOp:
    """`-operand`."""
    return gast.UnaryOp(gast.USub(), operand)


def not_(operand: Expr) -> gast.UnaryOp:
    """`not operand`."""
    return gast.UnaryOp(gast.Not(), operand)


def tuple_(elements: Iterable[Expr]) -> gast.Tuple:
    """`(a, b, …)`, read."""
    return gast.Tuple(list(elements), gast.Load())


def list_(elements: Iterable[Expr]) -> gast.List:
    """`[a, b, …]`, read."""
    return gast.List(list(elements), gast.Load())


def assign(to: Expr | str, value: Expr) -> gast.Assign:
    """`to = value`; a target given as text is a name."""
    goal = target(to) if isinstance(to, str) else store(to)
    return gast.Assign([goal], value, None)


def augassign(to: Expr | str, op: type[ast.operator], value: Expr) -> gast.AugAssign:
    """`to op= value`; a target given as text is a name."""
    goal = target(to) if isinstance(to, str) else store(to)
    return gast.AugAssign(goal, op(), value)


def expression(value: Expr) -> gast.Expr:
    """An expression as a statement."""
    return gast.Expr(value)


def if_(test: Expr, body: Sequence[Stmt], orelse: Sequence[Stmt] = ()) -> gast.If:
    """`if test: body else: orelse`."""
    return gast.If(test, list(body), list(orelse))


def for_(to: Expr | str, iterable: Expr, body: Sequence[Stmt]) -> gast.For:
    """`for to in iterable: body`."""
    goal = target(to) if isinstance(to, str) else store(to)
    return gast.For(goal, iterable, list(body), [], None)


def while_(test: Expr, body: Sequence[Stmt]) -> gast.While:
    """`while test: body`."""
    return gast.While(test, list(body), [])


def return_(value: Expr | None) -> gast.Return:
    """`return value`."""
    return gast.Return(value)


def function(identifier: str, params: Iterable[str], body: Sequence[Stmt]) -> gast.FunctionDef:
    """`def identifier(params): body`, with plain positional parameters."""
    arguments = gast.arguments(
        args=[param(p) for p in params],
        posonlyargs=[],
        vararg=None,
        kwonlyargs=[],
        kw_defaults=[],
        kwarg=None,
        defaults=[],
    )
    return gast.FunctionDef(identifier, arguments, list(body), [], None, None, [])


def store(node: Expr) -> Expr:
    """A copy of a name, attribute, subscript, tuple or list as an assignment target."""
    return _with_context(node, gast.Store)


def load(node: Expr) -> Expr:
    """A copy of an assignment target as an expression that is read."""
    return _with_context(node, gast.Load)


def _with_context(node: Expr, context: type[ast.expr_context]) -> Expr:
    fresh = copy(node)
    todo: list[Any] = [fresh]
    while todo:
        item = todo.pop()
        item.ctx = context()
        if isinstance(item, (gast.Tuple, gast.List)):
            todo += item.elts
        elif isinstance(item, gast.Starred):
            todo.append(item.value)
    return fresh


def copy(node: Node) -> Node:
    """A deep copy: of nodes and lists of them; what else a node holds does not change and is shared."""
    return _copied(node)  # type: ignore[no-any-return]


def _copied(node: Any) -> Any:
    kind = node.__class__
    if kind is list:
        return [_copied(item) for item in node] if node else []
    fields = _part_fields(kind)
    if fields is None:
        return node
    made = kind.__new__(kind)
    held = made.__dict__
    held.update(node.__dict__)
    for field in fields:
        value = held.get(field)
        if value is not None:
            held[field] = _copied(value)
    return made


@cache
def _part_fields(kind: Any) -> tuple[str, ...] | None:
    """The fields of a class of nodes in which other nodes can stand, but for those that hold no state; None for other classes."""
    if not issubclass(kind, ast.AST):
        return None
    return () if kind is gast.Constant else tuple(field for field in kind._fields if field not in STATELESS)


def parts(node: Any) -> list[Any]:
    """The nodes right inside a node, in the order of its fields; not operators and contexts."""
    found: list[Any] = []
    held = node.__dict__
    for field in _part_fields(node.__class__) or ():
        value = held.get(field)
        if value.__class__ is list:
            found += [item for item in value if _part_fields(item.__class__) is not None]
        elif _part_fields(value.__class__) is not None:
            found.append(value)
    return found


def walk(node: ast.AST) -> Iterator[Any]:
    """All nodes of a tree, outer ones first; not operators and contexts."""
    todo: list[Any] = [node]
    for item in todo:
        yield item
        if item.__class__ is not gast.Name:
            todo += parts(item)


def equal(left: ast.AST | None, right: ast.AST | None) -> bool:
    """Whether two trees are the same text, positions and contexts aside."""
    return key(left) == key(right)


def key(node: Any) -> object:
    """A hashable value that is equal for trees of equal text."""
    kind = node.__class__
    fields = _key_fields(kind)
    if fields is not None:
        held = node.__dict__
        return (kind, *[key(held.get(field)) for field in fields])
    if kind is list:
        return tuple([key(item) for item in node])
    return (kind, repr(node)) if kind in (float, complex) else (kind, node)


@cache
def _key_fields(kind: Any) -> tuple[str, ...] | None:
    """The fields of a class of nodes that say what its text is; None for other classes."""
    if not issubclass(kind, ast.AST):
        return None
    return tuple(field for field in kind._fields if field not in ("ctx", "type_comment", "kind", "annotation"))


def names(node: ast.AST | Iterable[ast.AST]) -> Iterator[str]:
    """The identifiers of all names in a tree, outer ones first."""
    todo: list[Any] = [node] if isinstance(node, ast.AST) else list(node)
    for item in todo:
        kind = item.__class__
        if kind is gast.Name:
            yield item.id
            continue
        fields = _part_fields(kind)
        if fields:
            held = item.__dict__
            for field in fields:
                value = held.get(field)
                if value.__class__ is list:
                    todo += value
                elif value is not None:
                    todo.append(value)


def free_names(node: ast.AST) -> set[str]:
    """The set of names that an expression mentions."""
    return set(names(node))


def transform(node: Node, change: Callable[[Any], Any]) -> Node:
    """A copy of the tree with `change` applied to each node, children first; `change` gives the node or another."""
    return _transformed(copy(node), change)  # type: ignore[no-any-return]


def changed(node: Node, change: Callable[[Any], Any]) -> Node:
    """The tree itself with `change` applied to each node in place, children first."""
    return _transformed(node, change)  # type: ignore[no-any-return]


def _transformed(node: Any, change: Callable[[Any], Any]) -> Any:
    held = node.__dict__
    for field in _part_fields(node.__class__) or ():
        value = held.get(field)
        if value.__class__ is list:
            held[field] = [v if _part_fields(v.__class__) is None else _transformed(v, change) for v in value]
        elif _part_fields(value.__class__) is not None:
            held[field] = _transformed(value, change)
    return change(node)


def substitute(node: Node, mapping: Mapping[str, Expr]) -> Node:
    """A copy of the tree in which each name that is read and is in `mapping` is replaced by a copy of its expression."""

    def change(item: Any) -> Any:
        if isinstance(item, gast.Name) and item.id in mapping and not isinstance(item.ctx, gast.Store):
            return copy(mapping[item.id])
        return item

    return transform(node, change)


def rename(node: Node, mapping: Mapping[str, str]) -> Node:
    """A copy of the tree with names renamed, wherever they stand (targets and parameters too)."""

    def change(item: Any) -> Any:
        if isinstance(item, gast.Name) and item.id in mapping:
            item.id = mapping[item.id]
        return item

    return transform(node, change)


def content(goal: Expr) -> gast.Subscript:
    """The place to store into that is all of an array, `x[...]`; a place in it as it is."""
    return goal if isinstance(goal, gast.Subscript) else subscript(goal, constant(Ellipsis))


def dotted(node: ast.AST) -> list[str] | None:
    """`["np", "linalg", "inv"]` for `np.linalg.inv`; None where the expression is no dotted name."""
    parts: list[str] = []
    while isinstance(node, gast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, gast.Name):
        return None
    return [node.id, *reversed(parts)]


def base_name(node: Any) -> str:
    """The variable that a place is a part or a view of: `u` for `np.transpose(u.T[0])[1]`."""
    while not isinstance(node, gast.Name):
        if isinstance(node, gast.Call):
            parts = dotted(node.func)
            is_function = parts is not None and (len(parts) == 1 or parts[0] in ("np", "rt"))
            arrays = [a for a in node.args if not isinstance(a, gast.Constant)]  # not the text of `np.einsum`
            node = arrays[0] if is_function else node.func
        else:
            node = node.value
    return node.id  # type: ignore[no-any-return]


def literal(node: Any, otherwise: Any) -> Any:
    """The value of a constant or of a negative number; `otherwise` for any other expression."""
    if isinstance(node, gast.Constant):
        return node.value
    if isinstance(node, gast.UnaryOp) and isinstance(node.op, gast.USub) and isinstance(node.operand, gast.Constant):
        return -node.operand.value
    return otherwise


def is_sign(node: Any) -> bool:
    """Whether an expression is a name with another sign."""
    return isinstance(node, gast.UnaryOp) and isinstance(node.op, gast.USub) and isinstance(node.operand, gast.Name)


def is_atom(node: ast.AST) -> bool:
    """Whether the expression is a name, a constant or a negative number."""
    if isinstance(node, gast.UnaryOp) and isinstance(node.op, gast.USub):
        return isinstance(node.operand, gast.Constant)
    return isinstance(node, (gast.Name, gast.Constant))


def at(node: Node, origin: ast.AST | Location | None) -> Node:
    """Give `node` the place in the user's file that `origin` has; returns `node`."""
    place = origin if isinstance(origin, Location) or origin is None else location(origin)
    if place is not None:
        node.origin = place  # type: ignore[attr-defined]
    return node


def location(node: ast.AST) -> Location | None:
    """The place in the user's file that a node comes from, where it is known."""
    found: Location | None = getattr(node, "origin", None)
    return found


def copy_all(items: Iterable[Node]) -> list[Node]:
    """Deep copies of nodes."""
    return [copy(item) for item in items]

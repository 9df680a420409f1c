"""Statements and expressions flattened: each operation on names and constants, in the order of evaluation."""

from __future__ import annotations

import builtins
from collections.abc import Sequence
from typing import Any

import gast

from sourcead import nodes
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import (
    calls,
    choices,
    classes,
    contexts,
    declarations,
    deletions,
    displays,
    guards,
    loops,
    objects,
    order,
    outside,
    places,
    protocols,
    questions,
)  # fmt: skip
from sourcead.normalize.activation import Activation, Flat, Inner, Instance
from sourcead.normalize.iterators import indexable
from sourcead.normalize.scope import title


def block(body: Sequence[Stmt], scope: Activation) -> list[Stmt]:
    """A block in normal form."""
    out: list[Stmt] = []
    for item in body:
        statement(item, scope, out)
    return out


def statement(node: Any, scope: Activation, out: list[Stmt]) -> None:
    """Append the normal form of a statement."""
    handler = STATEMENTS.get(type(node).__name__)
    if handler is None:
        raise scope.error(node)
    handler(node, scope, out)


def emit(new: Stmt, node: Any, scope: Activation, out: list[Stmt]) -> None:
    """Append a statement that comes from a node of the user's."""
    out.append(nodes.at(new, scope.place(node)))


# expressions


def atom(node: Any, scope: Activation, out: list[Stmt]) -> Expr:
    """The expression as a name or a constant; what it takes to compute it is appended."""
    found = thing(node, scope, out)
    if isinstance(found, Instance):
        raise scope.error(node, f"an object of `{found.kind.__name__}` is used here as if it were a number",
                          "Use its attributes.")  # fmt: skip
    if not isinstance(found, gast.AST):
        raise scope.error(node, "a method is used here other than by a call", "Call it.")
    return found


def thing(node: Any, scope: Activation, out: list[Stmt]) -> Any:
    """The expression as an atom, or what it stands for: an object or a method."""
    found = value(node, scope, out)
    if not isinstance(found, gast.AST) or nodes.is_atom(found):
        return found
    if scope.names.env.keys() & set((nodes.dotted(found) or ["?"])[:1]):
        return found
    name = scope.names.temporary(title(found))
    emit(nodes.assign(name, found), node, scope, out)
    return nodes.name(name)


def operands(parts: Sequence[Any], scope: Activation, out: list[Stmt]) -> list[Expr]:
    """Expressions as atoms, in the order of evaluation."""
    return order.in_order(parts, scope, out, lambda p, later, *_: held(atom(p, scope, out), later, p, scope, out))


def things(parts: Sequence[Any], scope: Activation, out: list[Stmt]) -> list[Any]:
    """Expressions as atoms, or what they stand for, in the order of evaluation."""

    def one(part: Any, later: Sequence[Any], *_: Any) -> Any:
        found = thing(part, scope, out)
        return held(found, later, part, scope, out) if isinstance(found, gast.AST) else found

    return order.in_order(parts, scope, out, one)


def held(found: Expr, later: Sequence[Any], node: Any, scope: Activation, out: list[Stmt]) -> Expr:
    """An atom as it is now, though what is evaluated later may assign its variable (`t + (t := 2 * t)`)."""
    assigned = {w.target.id for part in later for w in nodes.walk(part) if isinstance(w, gast.NamedExpr)}
    return kept(found, assigned, node, scope, out)


def kept(found: Expr, assigned: set[str], node: Any, scope: Activation, out: list[Stmt]) -> Expr:
    """An atom under another name, if its variable is one of those that are assigned."""
    if not isinstance(found, gast.Name) or found.id not in {n[1:] if n[0] == "." else scope.local.get(n) for n in assigned}:
        return found
    name = scope.names.temporary(f"{found.id}_old")
    emit(nodes.assign(name, found), node, scope, out)
    return nodes.name(name)


def value(node: Any, scope: Activation, out: list[Stmt]) -> Expr:
    """The expression as one operation on atoms."""
    handler = EXPRESSIONS.get(type(node).__name__)
    if handler is None:
        raise scope.error(node)
    found = handler(node, scope, out)
    return nodes.at(found, scope.place(node)) if isinstance(found, gast.AST) else found


def named(node: Any, scope: Activation, out: list[Stmt]) -> str:
    """The expression as a local name."""
    return _as_name(atom(node, scope, out), node, scope, out)


def _as_name(found: Expr, node: Any, scope: Activation, out: list[Stmt]) -> str:
    if isinstance(found, gast.Name) and found.id not in scope.names.env:
        return found.id
    name = scope.names.temporary(title(found) if not nodes.is_atom(found) else "value")
    emit(nodes.assign(name, found), node, scope, out)
    return name


def pure(node: Any, scope: Activation) -> Expr:
    """An expression that stays nested, with its names those of the program."""

    def change(item: Any) -> Any:
        if isinstance(item, gast.Name) and isinstance(item.ctx, gast.Load) and item.id not in bound:
            found = scope.lookup(item.id, item)
            if not isinstance(found, gast.AST):
                raise scope.error(item, "an inner function is used here other than by a call")
            return nodes.copy(found)
        return item

    bound = {
        t.id
        for g in nodes.walk(node)
        if isinstance(g, gast.comprehension)
        for t in nodes.walk(g.target)
        if isinstance(t, gast.Name)
    }
    known: list[gast.Name] = []
    node = questions.with_attributes(node, scope, known) if scope.names.instances else node
    found = nodes.at(nodes.transform(node, change), scope.place(node))
    for item in known:
        scope.stand_in.pop(item.id, None)
    return found


def is_pure(node: Any, scope: Activation) -> bool:
    """Whether an expression can stay nested: nothing in it binds a name, is an inner function, or changes anything."""
    if not questions.is_plain(node, scope):
        return False
    for item in nodes.walk(node):
        if isinstance(item, (gast.NamedExpr, gast.Lambda, gast.Yield, gast.YieldFrom, gast.Await)):
            return False
        if isinstance(item, gast.Call) and calls.may_change(item, scope):
            return False
    return True


def _name(node: gast.Name, scope: Activation, out: list[Stmt]) -> Expr:
    found = scope.lookup(node.id, node)
    if isinstance(found, Inner):
        raise scope.error(found.node)
    found = outside.taken(found, scope)
    return nodes.copy(found) if isinstance(found, gast.AST) else found  # type: ignore[no-any-return]


def _constant(node: gast.Constant, scope: Activation, out: list[Stmt]) -> Expr:
    return nodes.constant(node.value)


def _attribute(node: gast.Attribute, scope: Activation, out: list[Stmt]) -> Expr:
    found = outside.property_of(node, scope) if scope.is_constant(node) else None
    if found is not None:
        owner = thing(node.value, scope, out)
        return classes.invoke(found[0].fget, [owner], [], node, scope, out, depends=(found[1], node.attr))  # type: ignore[no-any-return]
    if scope.is_constant(node):
        return outside.taken(pure(node, scope), scope)  # type: ignore[no-any-return]
    owner = thing(node.value, scope, out)
    if isinstance(owner, Instance):
        return classes.attribute(owner, node.attr, node, scope, out)  # type: ignore[no-any-return]
    return outside.taken(nodes.attribute(owner, node.attr), scope)  # type: ignore[no-any-return]


def _subscript(node: gast.Subscript, scope: Activation, out: list[Stmt]) -> Expr:
    owner = thing(node.value, scope, out)
    if isinstance(owner, Instance):
        return protocols.subscript(owner, node, scope, out)  # type: ignore[no-any-return]
    base = held(nodes.name(_as_name(owner, node.value, scope, out)), [node.slice], node, scope, out)
    return nodes.subscript(base, index(node.slice, scope, out))


def index(node: Any, scope: Activation, out: list[Stmt]) -> Expr:
    """An index of atoms, slices of atoms, and tuples of those."""
    if isinstance(node, gast.Slice):
        parts = [None if p is None else atom(p, scope, out) for p in (node.lower, node.upper, node.step)]
        return gast.Slice(*parts)
    if isinstance(node, gast.Tuple):
        return nodes.tuple_([index(e, scope, out) for e in node.elts])
    return atom(node, scope, out)


def _binop(node: gast.BinOp, scope: Activation, out: list[Stmt]) -> Expr:
    left, right = things([node.left, node.right], scope, out)
    if isinstance(left, Instance) or isinstance(right, Instance):
        return protocols.binary(node.op, left, right, node, scope, out)  # type: ignore[no-any-return]
    return gast.BinOp(left, node.op, right)


def _unaryop(node: gast.UnaryOp, scope: Activation, out: list[Stmt]) -> Expr:
    known = questions.decided(node, scope) if isinstance(node.op, gast.Not) and scope.names.instances else None
    if known is not None:
        return nodes.constant(known)
    operand = thing(node.operand, scope, out)
    if isinstance(operand, Instance):
        return protocols.unary(node.op, operand, node, scope, out)  # type: ignore[no-any-return]
    return gast.UnaryOp(node.op, operand)


def _compare(node: gast.Compare, scope: Activation, out: list[Stmt]) -> Expr:
    known = questions.decided(node, scope) if scope.names.instances else None
    if known is not None:
        return nodes.constant(known)
    left, *others = things([node.left, *node.comparators], scope, out)
    if any(isinstance(o, Instance) for o in [left, *others]):
        return protocols.compare(node, [left, *others], scope, out)  # type: ignore[no-any-return]
    return gast.Compare(left, node.ops, others)


def _sequence(node: Any, scope: Activation, out: list[Stmt]) -> Expr:
    if _has_star(node):
        return displays.starred(node, scope, out)
    found = things(node.elts, scope, out)
    if any(isinstance(f, Instance) for f in found):
        kind = tuple if isinstance(node, gast.Tuple) else list
        return protocols.container(kind, dict(enumerate(found)), node, scope, out)  # type: ignore[return-value]
    return type(node)(found, gast.Load())  # type: ignore[no-any-return]


def _dict(node: gast.Dict, scope: Activation, out: list[Stmt]) -> Expr:
    if any(k is None for k in node.keys):
        return displays.merged(node, scope, out)
    found = things([*node.keys, *node.values], scope, out)
    if any(isinstance(f, Instance) for f in found):
        if not all(isinstance(k, gast.Constant) for k in found[: len(node.keys)]):
            raise scope.error(node, "which object is under which key is known only when the program runs", "Use constant keys.")
        parts = {k.value: v for k, v in zip(found, found[len(node.keys) :])}
        return protocols.container(dict, parts, node, scope, out)  # type: ignore[return-value]
    return gast.Dict(found[: len(node.keys)], found[len(node.keys) :])


def _namedexpr(node: gast.NamedExpr, scope: Activation, out: list[Stmt]) -> Expr:
    found = value(node.value, scope, out)
    emit(nodes.assign(scope.variable(node.target.id), found), node, scope, out)
    return nodes.name(scope.local[node.target.id])


def _lambda(node: gast.Lambda, scope: Activation, out: list[Stmt]) -> Expr:
    raise scope.error(node)


# statements


def test(node: Any, scope: Activation, out: list[Stmt]) -> Expr:
    """A test: nested as it is, if nothing in it has an effect."""
    return pure(node, scope) if is_pure(node, scope) else atom(node, scope, out)


def _assign(node: gast.Assign, scope: Activation, out: list[Stmt]) -> None:
    goal = node.targets[0]
    if len(node.targets) == 1 and isinstance(goal, gast.Name):
        function = calls.function_of(node.value, scope, out)
        if function is not None:
            scope.stand_in[goal.id] = function
            return
        scope.goal = goal.id if isinstance(node.value, gast.Call) else ""
        found = value(node.value, scope, out)
        if outside.is_object(found, scope):
            scope.stand_in[goal.id] = found
            return
        if not isinstance(found, gast.AST):
            objects.bind_name(goal.id, found, node, scope, out)
            return
        emit(nodes.assign(scope.variable(goal.id), found), node, scope, out)
        return
    if len(node.targets) == 1 and isinstance(goal, (gast.Tuple, gast.List)) and isinstance(node.value, (gast.Tuple, gast.List)):
        if len(goal.elts) == len(node.value.elts) and not _has_star(goal) and not _has_star(node.value):
            _assign_each(node, scope, out)
            return
    several = any(isinstance(g, (gast.Tuple, gast.List)) for g in node.targets)
    found = thing(indexable(node.value, scope) if several else node.value, scope, out)
    if len(node.targets) > 1 and isinstance(found, gast.AST):
        found = kept(found, {n for g in node.targets for n in nodes.names(g)}, node, scope, out)
    for goal in node.targets:
        bind(goal, found, node, scope, out)


def _has_star(node: Any) -> bool:
    return any(isinstance(e, gast.Starred) for e in node.elts)


def _assign_each(node: gast.Assign, scope: Activation, out: list[Stmt]) -> None:
    """`a, b = e, f`: all right sides first."""
    goals, parts = node.targets[0].elts, node.value.elts
    written = {n for g in goals for n in nodes.names(g)}
    found = things(parts, scope, out)
    written |= places.attributes_written(goals, scope)
    values = [kept(f, written, part, scope, out) if isinstance(f, gast.AST) else f for f, part in zip(found, parts)]
    scope.names.pending += values
    for goal, item in zip(goals, values):
        bind(goal, item, node, scope, out)
    del scope.names.pending[len(scope.names.pending) - len(values) :]


def bind(goal: Any, found: Expr, node: Any, scope: Activation, out: list[Stmt]) -> None:
    """Assign an atom, or what stands for a value, to any kind of target."""
    if places.bind(goal, found, node, scope, out):
        return
    if isinstance(goal, gast.Name):
        emit(nodes.assign(scope.variable(goal.id), found), node, scope, out)
    elif isinstance(goal, gast.Subscript):
        base = named(goal.value, scope, out)
        emit(nodes.assign(nodes.subscript(nodes.name(base), index(goal.slice, scope, out)), found), goal, scope, out)
    elif isinstance(goal, (gast.Tuple, gast.List)) and _has_star(goal):
        displays.unpack(goal, kept(found, set(nodes.names(goal)), node, scope, out), node, scope, out)
    elif isinstance(goal, (gast.Tuple, gast.List)):
        if not isinstance(found, gast.Name):
            raise scope.error(goal, "this value cannot be unpacked")
        found = kept(found, set(nodes.names(goal)), node, scope, out)  # `p, q = p`
        for position, part in enumerate(goal.elts):
            element = scope.names.temporary(part.id if isinstance(part, gast.Name) else "element")
            read = nodes.at(nodes.subscript(nodes.name(found.id), nodes.constant(position)), scope.place(goal))
            if isinstance(part, gast.Name):
                emit(nodes.assign(scope.variable(part.id), read), goal, scope, out)
            else:
                emit(nodes.assign(element, read), goal, scope, out)
                bind(part, nodes.name(element), node, scope, out)
    else:
        raise scope.error(goal, "this assignment target is not differentiated", "Assign to a name, an element or a slice.")


def _augassign(node: gast.AugAssign, scope: Activation, out: list[Stmt]) -> None:
    if places.is_objects(node.target, scope):
        places.augment(node, scope, out)
        return
    if isinstance(node.target, gast.Name):
        goal: Expr = nodes.target(scope.variable(node.target.id))
    elif isinstance(node.target, gast.Subscript):
        base = named(node.target.value, scope, out)
        goal = nodes.store(nodes.subscript(nodes.name(base), index(node.target.slice, scope, out)))
    else:
        raise scope.error(node.target, "this assignment target is not differentiated", "Assign to a name, an element or a slice.")
    emit(gast.AugAssign(goal, node.op, atom(node.value, scope, out)), node, scope, out)


def _annassign(node: gast.AnnAssign, scope: Activation, out: list[Stmt]) -> None:
    if node.value is not None:
        plain = gast.copy_location(gast.Assign([node.target], node.value, None), node)
        _assign(plain, scope, out)


def _if(node: gast.If, scope: Activation, out: list[Stmt]) -> None:
    known = questions.decided(node.test, scope) if scope.names.instances else None
    if known is not None:
        out += block(node.body if known else node.orelse, scope)
        return
    condition = test(node.test, scope, out)
    body, orelse = scope.branches(lambda: block(node.body, scope), lambda: block(node.orelse, scope))
    emit(nodes.if_(condition, body, orelse), node, scope, out)


def _while(node: gast.While, scope: Activation, out: list[Stmt]) -> None:
    goes_on = scope.names.temporary("goes_on")

    def run(body: list[Stmt]) -> Expr:
        condition: Expr = nodes.name(goes_on)
        plain = is_pure(node.test, scope)
        if plain:
            condition = pure(node.test, scope)
        else:
            emit(nodes.assign(goes_on, value(node.test, scope, out)), node, scope, out)
        body += block(node.body, scope)
        if not plain:
            emit(nodes.assign(goes_on, value(node.test, scope, body)), node, scope, body)
        return condition

    condition, body = scope.repeated(node, out, run)
    emit(nodes.while_(condition, body), node, scope, out)


def _expr(node: gast.Expr, scope: Activation, out: list[Stmt]) -> None:
    call = node.value
    if isinstance(call, gast.Constant):
        return
    if isinstance(call, gast.Yield) and scope.entered is not None:
        scope.entered(call.value, scope, out)
        return
    if not isinstance(call, gast.Call):
        raise scope.error(node.value)
    if scope.resolve(call.func) is builtins.print and is_pure(call, scope):
        emit(nodes.expression(pure(call, scope)), node, scope, out)
        return
    found = value(call, scope, out)
    if isinstance(found, gast.Call):
        emit(nodes.expression(found), node, scope, out)


def _kept(node: Any, scope: Activation, out: list[Stmt]) -> None:
    """`assert` and `raise` stay as they are."""
    if not is_pure(node, scope):
        raise scope.error(node, "what is called here may change a value", "Call it in a statement of its own.")
    emit(pure(node, scope), node, scope, out)  # type: ignore[arg-type]


def _functiondef(node: gast.FunctionDef, scope: Activation, out: list[Stmt]) -> None:
    if node.decorator_list:
        raise scope.error(node, "a decorated inner function is not differentiated", "Define it outside the function.")
    scope.stand_in[node.name] = calls.inner(node, scope, out)


def _return(node: gast.Return, scope: Activation, out: list[Stmt]) -> None:
    if node.value is None:
        raise scope.error(node, "the function returns nothing here", "Return a number.")
    emit(nodes.return_(atom(node.value, scope, out)), node, scope, out)


def _delete(node: gast.Delete, scope: Activation, out: list[Stmt]) -> None:
    for goal in node.targets:
        if isinstance(goal, gast.Subscript):
            deletions.element(goal, node, scope, out)
        elif not isinstance(goal, gast.Name):
            raise scope.error(node)


def _nothing(node: Any, scope: Activation, out: list[Stmt]) -> None:
    return


def _break(node: Any, scope: Activation, out: list[Stmt]) -> None:
    out.append(gast.Break())


EXPRESSIONS: dict[str, Any] = {
    "Name": _name, "Constant": _constant, "Attribute": _attribute, "Subscript": _subscript, "BinOp": _binop, "UnaryOp": _unaryop,
    "Compare": _compare, "Tuple": _sequence, "List": _sequence, "Dict": _dict, "NamedExpr": _namedexpr, "Lambda": _lambda,
    "IfExp": choices.conditional, "BoolOp": choices.either, "Call": calls.call, "ListComp": loops.list_comprehension,
    "DictComp": loops.dict_comprehension, "JoinedStr": displays.formatted,
    "Set": displays.set_of, "SetComp": displays.set_of,
}  # fmt: skip
STATEMENTS: dict[str, Any] = {
    "Assign": _assign, "AugAssign": _augassign, "AnnAssign": _annassign, "If": _if, "While": _while, "For": loops.for_loop,
    "Expr": _expr, "Assert": _kept, "Raise": _kept, "FunctionDef": _functiondef, "Return": _return, "Delete": _delete,
    "Pass": _nothing, "Break": _break, "Global": declarations.declared, "Nonlocal": declarations.declared,
    "Import": declarations.imported, "ImportFrom": declarations.imported,
    "Try": guards.try_statement, "With": contexts.with_statement,
}  # fmt: skip
FLAT = Flat(
    atom, operands, held, kept, value, named, index, pure, test, bind, emit, statement, calls.run_manager, thing, calls.arguments,
    order.in_order, protocols.container_method, questions.peek, things,
)  # fmt: skip

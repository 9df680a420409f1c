"""Statements and expressions flattened: each operation on names and constants, in the order of evaluation."""

from __future__ import annotations

import builtins
from collections.abc import Iterator, Sequence
from typing import Any

import gast

from sourcead import nodes
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import (
    arguments,
    bindings,
    callables,
    calls,
    choices,
    contexts,
    decisions,
    declarations,
    deletions,
    displays,
    guards,
    loops,
    unroll,
)
from sourcead.normalize.activation import UNDECIDED, Activation, Flat
from sourcead.normalize.iterators import as_list
from sourcead.normalize.known import Group
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
    scope.names.facts.note(new)


# expressions


def atom(node: Any, scope: Activation, out: list[Stmt]) -> Expr:
    """The expression as a name or a constant; what it takes to compute it is appended."""
    return _as_atom(value(node, scope, out), node, scope, out)


def thing(node: Any, scope: Activation, out: list[Stmt]) -> Any:
    """The expression as an atom, or as the known value that it gives."""
    found = whatever(node, scope, out)
    return _as_atom(found, node, scope, out) if isinstance(found, gast.AST) else found


def _as_atom(found: Expr, node: Any, scope: Activation, out: list[Stmt]) -> Expr:
    if nodes.is_atom(found) or scope.names.env.keys() & set((nodes.dotted(found) or ["?"])[:1]):
        return found
    name = scope.names.temporary(title(found))
    emit(nodes.assign(name, found), node, scope, out)
    return nodes.name(name)


def operands(parts: Sequence[Any], scope: Activation, out: list[Stmt]) -> list[Expr]:
    """Expressions as atoms, in the order of evaluation."""
    return [held(atom(p, scope, out), parts[k + 1 :], p, scope, out) for k, p in enumerate(parts)]


def things(parts: Sequence[Any], scope: Activation, out: list[Stmt]) -> list[Any]:
    """Expressions as atoms or known values, in the order of evaluation."""
    return [arguments.passed(p, parts[k + 1 :], scope, out) for k, p in enumerate(parts)]


def now(node: Any, scope: Activation, out: list[Stmt]) -> Any:
    """An expression that stands for what this one gives now."""
    return scope.placeholder(thing(node, scope, out), node)


def held(found: Expr, later: Sequence[Any], node: Any, scope: Activation, out: list[Stmt]) -> Expr:
    """An atom as it is now, though what is evaluated later may assign its variable (`t + (t := 2 * t)`)."""
    assigned = {w.target.id for part in later for w in nodes.walk(part) if isinstance(w, gast.NamedExpr)}
    if isinstance(found, gast.Name) and found.id in scope.names.rebound:
        if any(isinstance(w, gast.Call) for part in later for w in nodes.walk(part)):
            return _renamed(found, node, scope, out)
    return kept(found, assigned, node, scope, out)


def kept(found: Expr, assigned: set[str], node: Any, scope: Activation, out: list[Stmt]) -> Expr:
    """An atom under another name, if its variable is one of those that are assigned."""
    if not isinstance(found, gast.Name) or found.id not in {scope.local.get(n) for n in assigned}:
        return found
    return _renamed(found, node, scope, out)


def _renamed(found: gast.Name, node: Any, scope: Activation, out: list[Stmt]) -> Expr:
    name = scope.names.temporary(f"{found.id}_old")
    emit(nodes.assign(name, found), node, scope, out)
    return nodes.name(name)


def value(node: Any, scope: Activation, out: list[Stmt]) -> Expr:
    """The expression as one operation on atoms."""
    found = whatever(node, scope, out)
    if isinstance(found, gast.AST):
        return found
    return nodes.at(callables.as_data(found, node, scope, out), scope.place(node))


def whatever(node: Any, scope: Activation, out: list[Stmt]) -> Any:
    """The expression as one operation on atoms, or as the known value that it gives."""
    handler = EXPRESSIONS.get(type(node).__name__)
    if handler is None:
        raise scope.error(node)
    found = handler(node, scope, out)
    return nodes.at(found, scope.place(node)) if isinstance(found, gast.AST) else found


def named(node: Any, scope: Activation, out: list[Stmt]) -> str:
    """The expression as a local name."""
    found = atom(node, scope, out)
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
            return nodes.copy(found) if isinstance(found, gast.AST) else callables.written_out(found, item, scope)
        return item

    bound = {
        t.id
        for g in nodes.walk(node)
        if isinstance(g, gast.comprehension)
        for t in nodes.walk(g.target)
        if isinstance(t, gast.Name)
    }
    return nodes.at(nodes.transform(callables.with_names(node, scope), change), scope.place(node))


def is_pure(node: Any, scope: Activation) -> bool:
    """Whether an expression can stay nested: nothing in it binds a name, is an inner function, or changes anything."""
    for item in nodes.walk(node):
        if isinstance(item, (gast.NamedExpr, gast.Lambda, gast.Yield, gast.YieldFrom, gast.Await)):
            return False
        if isinstance(item, gast.Call) and calls.may_change(item, scope):
            return False
        if isinstance(item, gast.Name) and scope.knows(item.id) and not isinstance(scope.lookup(item.id, item), gast.AST):
            return False
    return True


def _name(node: gast.Name, scope: Activation, out: list[Stmt]) -> Expr:
    found = scope.lookup(node.id, node)
    return nodes.copy(found) if isinstance(found, gast.AST) else found


def _constant(node: gast.Constant, scope: Activation, out: list[Stmt]) -> Expr:
    return nodes.constant(node.value)


def _attribute(node: gast.Attribute, scope: Activation, out: list[Stmt]) -> Expr:
    if scope.is_constant(node):
        return pure(node, scope)
    if isinstance(callables.with_names(node, scope), gast.Constant):
        return callables.with_names(node, scope)
    return nodes.attribute(atom(node.value, scope, out), node.attr)


def _subscript(node: gast.Subscript, scope: Activation, out: list[Stmt]) -> Expr:
    whole = thing(node.value, scope, out)
    element = callables.element(whole, node, scope, out)
    if element is not None:
        return element
    base = held(nodes.name(named(scope.placeholder(whole, node.value), scope, out)), [node.slice], node, scope, out)
    return nodes.subscript(base, index(node.slice, scope, out))


def index(node: Any, scope: Activation, out: list[Stmt]) -> Expr:
    """An index of atoms, slices of atoms, and tuples of those."""
    if isinstance(node, (gast.Slice, gast.Tuple)):
        found = iter(operands(list(_leaves(node)), scope, out))
        return _with_leaves(node, found)
    return atom(node, scope, out)


def _leaves(node: Any) -> Iterator[Any]:
    """The expressions that an index is made of, in the order of evaluation."""
    if isinstance(node, gast.Slice):
        yield from (p for p in (node.lower, node.upper, node.step) if p is not None)
    elif isinstance(node, gast.Tuple):
        for element in node.elts:
            yield from _leaves(element)
    else:
        yield node


def _with_leaves(node: Any, found: Iterator[Expr]) -> Expr:
    if isinstance(node, gast.Slice):
        return gast.Slice(*(None if p is None else next(found) for p in (node.lower, node.upper, node.step)))
    return nodes.tuple_([_with_leaves(e, found) for e in node.elts]) if isinstance(node, gast.Tuple) else next(found)


def place(node: gast.Subscript, later: Sequence[Any], scope: Activation, out: list[Stmt]) -> Expr:
    """An element or slice that is stored into, as it is now, though expressions are evaluated later."""
    base = held(nodes.name(named(node.value, scope, out)), [node.slice, *later], node, scope, out)
    where = index(node.slice, scope, out)
    leaves = [held(leaf, later, node, scope, out) for leaf in _leaves(where)] if later else _leaves(where)
    return nodes.subscript(base, _with_leaves(where, iter(leaves)))


def _binop(node: gast.BinOp, scope: Activation, out: list[Stmt]) -> Any:
    left, right = things([node.left, node.right], scope, out)
    if not (isinstance(left, gast.AST) and isinstance(right, gast.AST)):
        return callables.combined(left, right, node, scope, out)
    return gast.BinOp(left, node.op, right)


def _unaryop(node: gast.UnaryOp, scope: Activation, out: list[Stmt]) -> Expr:
    return gast.UnaryOp(node.op, atom(node.operand, scope, out))


def _compare(node: gast.Compare, scope: Activation, out: list[Stmt]) -> Expr:
    if all(is_pure(c, scope) for c in node.comparators[1:]):
        left, *others = operands([node.left, *node.comparators], scope, out)
        return gast.Compare(left, node.ops, others)
    left, middle = operands([node.left, node.comparators[0]], scope, out)
    result = scope.names.temporary("chosen")
    emit(nodes.assign(result, gast.Compare(left, node.ops[:1], [middle])), node, scope, out)
    rest = gast.copy_location(gast.Compare(scope.placeholder(middle, node), node.ops[1:], node.comparators[1:]), node)
    body: list[Stmt] = []
    emit(nodes.assign(result, value(rest, scope, body)), node, scope, body)
    emit(nodes.if_(nodes.name(result), body), node, scope, out)
    return nodes.name(result)


def _sequence(node: Any, scope: Activation, out: list[Stmt]) -> Expr:
    if _has_star(node):
        return displays.starred(node, scope, out)
    kind = "tuple" if isinstance(node, gast.Tuple) else "list"
    return callables.grouped(kind, [], things(node.elts, scope, out), node, scope, out)


def _dict(node: gast.Dict, scope: Activation, out: list[Stmt]) -> Any:
    if any(k is None for k in node.keys):
        merged = callables.merged(node, scope, out)
        return displays.merged(node, scope, out) if merged is None else merged
    found = things([*node.keys, *node.values], scope, out)
    return callables.grouped("dict", found[: len(node.keys)], found[len(node.keys) :], node, scope, out)


def _ifexp(node: gast.IfExp, scope: Activation, out: list[Stmt]) -> Any:
    outcome = decisions.decided(node.test, scope)
    if outcome is not UNDECIDED:
        return whatever(node.body if outcome else node.orelse, scope, out)
    condition = test(node.test, scope, out)
    blocks, found = choices.either(
        node, lambda out: whatever(node.body, scope, out), lambda out: whatever(node.orelse, scope, out), scope
    )
    emit(nodes.if_(condition, *blocks), node, scope, out)
    return found


def _boolop(node: gast.BoolOp, scope: Activation, out: list[Stmt]) -> Expr:
    """`a or b` outside a test: `b` is evaluated only if `a` does not decide."""
    outcome = decisions.decided(node.values[0], scope)
    if outcome is not UNDECIDED:
        left = node.values[1:]
        if outcome is isinstance(node.op, gast.Or):
            return whatever(node.values[0], scope, out)
        return whatever(left[0] if len(left) == 1 else gast.copy_location(gast.BoolOp(node.op, left), node), scope, out)
    result = scope.names.temporary("chosen")
    emit(nodes.assign(result, value(node.values[0], scope, out)), node, scope, out)
    rest = node.values[1] if len(node.values) == 2 else gast.BoolOp(node.op, node.values[1:])
    if not hasattr(rest, "lineno"):
        gast.copy_location(rest, node)
    body: list[Stmt] = []
    emit(nodes.assign(result, value(rest, scope, body)), node, scope, body)
    decided: Expr = nodes.name(result)
    emit(nodes.if_(decided if isinstance(node.op, gast.And) else nodes.not_(decided), body), node, scope, out)
    return nodes.name(result)


def _namedexpr(node: gast.NamedExpr, scope: Activation, out: list[Stmt]) -> Expr:
    found = whatever(node.value, scope, out)
    bindings.name(node.target, found, node, scope, out)
    return scope.lookup(node.target.id, node)


def _lambda(node: gast.Lambda, scope: Activation, out: list[Stmt]) -> Any:
    return calls.inner(node, scope, out)


# statements


def test(node: Any, scope: Activation, out: list[Stmt]) -> Expr:
    """A test: nested as it is, if nothing in it has an effect."""
    return pure(node, scope) if is_pure(node, scope) else atom(node, scope, out)


def _assign(node: gast.Assign, scope: Activation, out: list[Stmt]) -> None:
    goal = node.targets[0]
    if len(node.targets) == 1 and isinstance(goal, gast.Name):
        if unroll.will_hold_functions(goal.id, node.value, scope):
            kind = "dict" if isinstance(node.value, gast.Dict) else "list"
            scope.stand_in[goal.id] = Group(kind, [], [], scope.names.region)
            return
        bindings.name(goal, whatever(node.value, scope, out), node, scope, out)
        return
    if len(node.targets) == 1 and isinstance(goal, (gast.Tuple, gast.List)) and isinstance(node.value, (gast.Tuple, gast.List)):
        if len(goal.elts) == len(node.value.elts) and not _has_star(goal) and not _has_star(node.value):
            _assign_each(node, scope, out)
            return
    several = any(isinstance(g, (gast.Tuple, gast.List)) for g in node.targets)
    found = thing(as_list(node.value, scope) if several else node.value, scope, out)
    if len(node.targets) > 1 and isinstance(found, gast.AST):
        found = kept(found, {n for g in node.targets for n in nodes.names(g)}, node, scope, out)
    for goal in node.targets:
        bindings.target(goal, found, node, scope, out)


def _has_star(node: Any) -> bool:
    return any(isinstance(e, gast.Starred) for e in node.elts)


def _assign_each(node: gast.Assign, scope: Activation, out: list[Stmt]) -> None:
    """`a, b = e, f`: all right sides first."""
    goals, parts = node.targets[0].elts, node.value.elts
    written = {n for g in goals for n in nodes.names(g)}
    found = zip(things(parts, scope, out), parts)
    values = [kept(f, written, part, scope, out) if isinstance(f, gast.AST) else f for f, part in found]
    for goal, passed in zip(goals, values):
        bindings.target(goal, passed, node, scope, out)


def bind(goal: Any, found: Expr, node: Any, scope: Activation, out: list[Stmt]) -> None:
    """Assign an atom to any kind of target."""
    if isinstance(goal, gast.Name):
        emit(nodes.assign(scope.variable(goal.id), found), node, scope, out)
    elif isinstance(goal, gast.Subscript):
        emit(nodes.assign(place(goal, [], scope, out), found), goal, scope, out)
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


def _annassign(node: gast.AnnAssign, scope: Activation, out: list[Stmt]) -> None:
    if node.value is not None:
        plain = gast.copy_location(gast.Assign([node.target], node.value, None), node)
        _assign(plain, scope, out)


def _if(node: gast.If, scope: Activation, out: list[Stmt]) -> None:
    outcome = decisions.decided(node.test, scope)
    if outcome is not UNDECIDED:
        out += block(node.body if outcome else node.orelse, scope)
        return
    condition = test(node.test, scope, out)
    blocks = scope.branches(lambda: block(node.body, scope), lambda: block(node.orelse, scope))
    choices.settle(blocks, node, scope)
    emit(nodes.if_(condition, *blocks), node, scope, out)


def _while(node: gast.While, scope: Activation, out: list[Stmt]) -> None:
    if is_pure(node.test, scope):
        condition = pure(node.test, scope)
        emit(nodes.while_(condition, scope.repeated(node, lambda: block(node.body, scope))), node, scope, out)
        return
    goes_on = scope.names.temporary("goes_on")
    emit(nodes.assign(goes_on, value(node.test, scope, out)), node, scope, out)
    body = scope.repeated(node, lambda: block(node.body, scope))
    emit(nodes.assign(goes_on, value(node.test, scope, body)), node, scope, body)
    emit(nodes.while_(nodes.name(goes_on), body), node, scope, out)


def _expr(node: gast.Expr, scope: Activation, out: list[Stmt]) -> None:
    call = node.value
    if isinstance(call, gast.Constant):
        return
    if isinstance(call, gast.Yield) and scope.entered is not None:
        scope.entered(call.value, scope, out)
        return
    if not isinstance(call, gast.Call):
        raise scope.error(node.value)
    if scope.resolve(call.func) is builtins.print and (is_pure(call, scope) or callables.is_printable(call, scope)):
        emit(nodes.expression(pure(call, scope)), node, scope, out)
        return
    found = whatever(call, scope, out)
    if isinstance(found, gast.Call):
        emit(nodes.expression(found), node, scope, out)


def _kept(node: Any, scope: Activation, out: list[Stmt]) -> None:
    """`assert` and `raise` stay as they are."""
    if not is_pure(node, scope):
        raise scope.error(node, "what is called here may change a value", "Call it in a statement of its own.")
    emit(pure(node, scope), node, scope, out)  # type: ignore[arg-type]


def _functiondef(node: gast.FunctionDef, scope: Activation, out: list[Stmt]) -> None:
    decorators = [scope.placeholder(thing(d, scope, out), d) for d in node.decorator_list]
    made: Any = calls.inner(node, scope, out)
    for decorator, at in zip(reversed(decorators), reversed(node.decorator_list)):
        call = gast.copy_location(gast.Call(decorator, [scope.placeholder(made, at)], []), at)
        made = thing(call, scope, out)
    bindings.name(gast.copy_location(nodes.target(node.name), node), made, node, scope, out)


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
    "Compare": _compare, "Tuple": _sequence, "List": _sequence, "Dict": _dict, "IfExp": _ifexp, "BoolOp": _boolop,
    "NamedExpr": _namedexpr, "Lambda": _lambda, "Call": calls.call, "ListComp": loops.list_comprehension,
    "DictComp": loops.dict_comprehension,
}  # fmt: skip
STATEMENTS: dict[str, Any] = {
    "Assign": _assign, "AugAssign": bindings.augmented, "AnnAssign": _annassign, "If": _if, "While": _while,
    "For": loops.for_loop,
    "Expr": _expr, "Assert": _kept, "Raise": _kept, "FunctionDef": _functiondef, "Return": _return, "Delete": _delete,
    "Pass": _nothing, "Break": _break, "Global": declarations.declared, "Nonlocal": declarations.declared,
    "Import": declarations.imported, "ImportFrom": declarations.imported,
    "Try": guards.try_statement, "With": contexts.with_statement,
}  # fmt: skip
FLAT = Flat(
    atom, operands, held, kept, value, named, index, place, pure, test, bind, emit, statement, calls.run_manager,
    calls.started, calls.frame_flags, whatever, thing, things, now, bindings.target,
)  # fmt: skip

"""Statements and expressions flattened: each operation on names and constants, in the order of evaluation."""

from __future__ import annotations

import builtins
import math
import operator
from collections.abc import Sequence
from typing import Any

import gast

from sourcead import nodes, runtime
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import (
    arguments,
    bindings,
    callables,
    calls,
    choices,
    classes,
    contexts,
    decisions,
    declarations,
    deletions,
    displays,
    generators,
    guards,
    indices,
    local_classes,
    loops,
    made,
    makers,
    objects,
    order,
    outside,
    places,
    protocols,
    questions,
)  # fmt: skip
from sourcead.normalize.activation import Activation, Flat, Instance
from sourcead.normalize.consumed import indexable
from sourcead.normalize.known import Given, Group
from sourcead.normalize.objects import UNDECIDED, Bound
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
    found = thing(node, scope, out)
    if isinstance(found, Instance) and protocols.is_plain_tuple(found):
        made = scope.names.temporary(found.wish)
        emit(nodes.assign(made, nodes.tuple_(nodes.copy_all(list(found.slots.values())))), node, scope, out)
        return nodes.name(made)
    if isinstance(found, Instance) and found.is_container:
        raise scope.error(node, f"a {found.kind.__name__} of objects is used here as a whole, in a way that is not followed",
                          "Index it, or loop over it.")  # fmt: skip
    if isinstance(found, Instance):
        raise scope.error(node, *found.no_number)
    if isinstance(found, Bound):
        raise scope.error(node, "a method is used here other than by a call", "Call it.")
    if isinstance(found, gast.AST):
        return found
    return _as_atom(nodes.at(callables.as_data(found, node, scope, out), scope.place(node)), node, scope, out)


def thing(node: Any, scope: Activation, out: list[Stmt]) -> Any:
    """The expression as an atom, or what it stands for: a known value, an object or a method."""
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
    return order.in_order(parts, scope, out, lambda p, later, *_: held(atom(p, scope, out), later, p, scope, out))


def things(parts: Sequence[Any], scope: Activation, out: list[Stmt]) -> list[Any]:
    """Expressions as atoms, or what they stand for, in the order of evaluation."""
    return order.in_order(parts, scope, out, arguments.passed)


def now(node: Any, scope: Activation, out: list[Stmt]) -> Any:
    """An expression that stands for what this one gives now."""
    return scope.placeholder(thing(node, scope, out), node)


def held(found: Expr, later: Sequence[Any], node: Any, scope: Activation, out: list[Stmt]) -> Expr:
    """An atom as it is now, though what is evaluated later may assign its variable (`t + (t := 2 * t)`)."""
    assigned = {w.target.id for part in later for w in nodes.walk(part) if isinstance(w, gast.NamedExpr)}
    return kept(found, assigned, node, scope, out)


def kept(found: Expr, assigned: set[str], node: Any, scope: Activation, out: list[Stmt]) -> Expr:
    """An atom under another name, if its variable is one of those that are assigned."""
    if not isinstance(found, gast.Name) or found.id not in {n[1:] if n[0] == "." else scope.current(n) for n in assigned}:
        return found
    return _renamed(found, node, scope, out)


def fixed(found: Expr, node: Any, scope: Activation, out: list[Stmt]) -> Expr:
    """An atom as it is now, whatever happens to its variable."""
    is_variable = isinstance(found, gast.Name) and found.id not in scope.names.env
    return _renamed(found, node, scope, out) if is_variable else found  # type: ignore[arg-type]


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
            return nodes.copy(found) if isinstance(found, gast.AST) else callables.written_out(found, item, scope)
        return item

    bound = {
        t.id
        for g in nodes.walk(node)
        if isinstance(g, gast.comprehension)
        for t in nodes.walk(g.target)
        if isinstance(t, gast.Name)
    }
    known: list[gast.Name] = []
    node = callables.with_names(node, scope)
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
        known = scope.lookup(item.id, item) if isinstance(item, gast.Name) and scope.knows(item.id) else item
        if not isinstance(known, (gast.AST, Instance)):
            return False
    return True


def _name(node: gast.Name, scope: Activation, out: list[Stmt]) -> Expr:
    found = outside.taken(scope.lookup(node.id, node), scope)
    return nodes.copy(found) if isinstance(found, gast.AST) else found


def _constant(node: gast.Constant, scope: Activation, out: list[Stmt]) -> Expr:
    return nodes.constant(node.value)


def _attribute(node: gast.Attribute, scope: Activation, out: list[Stmt]) -> Expr:
    if classes.is_super(node.value, scope):
        return classes.attribute_of_super(node, scope, out)  # type: ignore[no-any-return]
    found = outside.property_of(node, scope) if scope.is_constant(node) else None
    if found is not None:
        owner = thing(node.value, scope, out)
        return classes.invoke(found[0].fget, [owner], [], node, scope, out, depends=(found[1], node.attr))  # type: ignore[no-any-return]
    if scope.is_constant(node):
        return outside.taken(pure(node, scope), scope)
    if isinstance(callables.with_names(node, scope), gast.Constant):
        return callables.with_names(node, scope)
    owner = objects.behind(thing(node.value, scope, out))
    if isinstance(owner, Instance):
        return classes.attribute(owner, node.attr, node, scope, out)
    base = atom(scope.placeholder(owner, node.value), scope, out)
    if node.attr == "flat":  # the elements in their order
        return nodes.call(nodes.attribute(base, "ravel"))
    return outside.taken(nodes.attribute(base, node.attr), scope)


def _subscript(node: gast.Subscript, scope: Activation, out: list[Stmt]) -> Any:
    owner = thing(node.value, scope, out)
    if isinstance(owner, Instance):
        return protocols.subscript(owner, node, scope, out)
    element = callables.element(owner, node, scope, out)
    if element is not None:
        return element
    base: Expr = nodes.name(named(scope.placeholder(owner, node.value), scope, out))
    mark = len(out)
    where = indices.index(node.slice, scope, out)
    found = nodes.subscript(order.unchanged(base, mark, node, scope, out), where)
    return indices.copied(found, node, scope, out) if indices.is_flat(node, scope, part=True) else found


def _binop(node: gast.BinOp, scope: Activation, out: list[Stmt]) -> Any:
    left, right = things([node.left, node.right], scope, out)
    if isinstance(left, Instance) or isinstance(right, Instance):
        return protocols.binary(node.op, left, right, node, scope, out)
    if not (isinstance(left, gast.AST) and isinstance(right, gast.AST)):
        return callables.combined(left, right, node, scope, out)
    return _folded(node, left, right) or gast.BinOp(left, node.op, right)


def _folded(node: gast.BinOp, left: Any, right: Any) -> Expr | None:
    """The number that an operation gives on variables that stand for numbers: what the user wrote as numbers stays so."""
    numbers = [nodes.literal(side, None) for side in (left, right)]
    written = isinstance(node.left, gast.Constant) and isinstance(node.right, gast.Constant)
    if written or type(node.op) not in FOLDED or not all(type(n) in (int, float) for n in numbers):
        return None
    found = FOLDED[type(node.op)](*numbers)
    return nodes.constant(found) if 0 <= found < math.inf else None


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
    if len(node.ops) > 1 and not all(is_pure(c, scope) for c in node.comparators[1:]):
        return _compare_in_turn(node, scope, out)
    found = things([node.left, *node.comparators], scope, out)
    if any(isinstance(f, Instance) for f in found):
        return protocols.compare(node, found, scope, out)
    left, *others = [f if isinstance(f, gast.AST) else atom(scope.placeholder(f, node), scope, out) for f in found]
    return gast.Compare(left, node.ops, others)


def _compare_in_turn(node: gast.Compare, scope: Activation, out: list[Stmt]) -> Expr:
    """`a < b < c`, where `c` is evaluated only if `a < b`."""
    left, middle = operands([node.left, node.comparators[0]], scope, out)
    result = scope.names.temporary("chosen")
    emit(nodes.assign(result, gast.Compare(left, node.ops[:1], [middle])), node, scope, out)
    rest = gast.copy_location(gast.Compare(scope.placeholder(middle, node), node.ops[1:], node.comparators[1:]), node)

    def further() -> list[Stmt]:
        block: list[Stmt] = []
        emit(nodes.assign(result, value(rest, scope, block)), node, scope, block)
        return block

    emit(nodes.if_(nodes.name(result), *scope.branches(further, lambda: [])), node, scope, out)
    return nodes.name(result)


def _sequence(node: Any, scope: Activation, out: list[Stmt]) -> Expr:
    if _has_star(node):
        return displays.starred(node, scope, out)
    kind = "tuple" if isinstance(node, gast.Tuple) else "list"
    return callables.grouped(kind, [], things(node.elts, scope, out), node, scope, out)


def _dict(node: gast.Dict, scope: Activation, out: list[Stmt]) -> Any:
    node = displays.written_out(node, scope, out)
    if any(k is None for k in node.keys):
        merged = callables.merged(node, scope, out)
        return displays.merged(node, scope, out) if merged is None else merged
    found = things([part for pair in zip(node.keys, node.values) for part in pair], scope, out)
    return callables.grouped("dict", *displays.each_key_once(found[::2], found[1::2]), node, scope, out)


def _namedexpr(node: gast.NamedExpr, scope: Activation, out: list[Stmt]) -> Expr:
    found = whatever(node.value, scope, out)
    bindings.name(node.target, found, node, scope, out)
    return scope.lookup(node.target.id, node)


# statements


def test(node: Any, scope: Activation, out: list[Stmt]) -> Expr:
    """A test: nested as it is, if nothing in it has an effect."""
    node = protocols.asked(node, scope)
    return pure(node, scope) if is_pure(node, scope) else atom(node, scope, out)


def _assign(node: gast.Assign, scope: Activation, out: list[Stmt]) -> None:
    goal = node.targets[0]
    indices.check_kept(node.value, scope)
    if len(node.targets) == 1 and isinstance(goal, gast.Name):
        if goal.id not in scope.globals and makers.will_hold_functions(goal.id, node.value, scope):
            kind = "dict" if isinstance(node.value, gast.Dict) else "list"
            scope.stand_in[goal.id] = Group(kind, [], [], scope.names.region)
            return
        if goal.id not in scope.globals and makers.will_hold_objects(goal.id, node.value, scope):
            bindings.name(goal, protocols.container(list, {}, node, scope, out), node, scope, out)
            return
        scope.goal = goal.id if isinstance(node.value, gast.Call) else ""
        bindings.name(goal, whatever(node.value, scope, out), node, scope, out)
        known = outside.text(node.value, scope)
        if known is not None and goal.id in scope.local:
            scope.names.facts.forms[scope.local[goal.id]] = Given(known)
        return
    if len(node.targets) == 1 and isinstance(goal, (gast.Tuple, gast.List)) and isinstance(node.value, (gast.Tuple, gast.List)):
        if len(goal.elts) == len(node.value.elts) and not _has_star(goal) and not _has_star(node.value):
            _assign_each(node, scope, out)
            return
    if displays.columns(node, scope, out):
        return
    several = any(isinstance(g, (gast.Tuple, gast.List)) for g in node.targets)
    found = thing(indexable(node.value, scope) if several else node.value, scope, out)
    if len(node.targets) > 1 and isinstance(found, gast.AST):
        found = kept(found, {n for g in node.targets for n in nodes.names(g)}, node, scope, out)
    order.each(node.targets, [found] * len(node.targets), node, scope, out, lambda g, v: bindings.target(g, v, node, scope, out))


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
    order.each(goals, values, node, scope, out, lambda g, v: bindings.target(g, v, node, scope, out))
    del scope.names.pending[len(scope.names.pending) - len(values) :]


def bind(goal: Any, found: Expr, node: Any, scope: Activation, out: list[Stmt]) -> None:
    """Assign an atom, or what stands for a value, to any kind of target."""
    if places.bind(goal, found, node, scope, out):
        return
    if isinstance(goal, gast.Name):
        bindings.name(goal, found, node, scope, out)
    elif isinstance(goal, gast.Subscript):
        where, now = order.stored(found, goal, scope, out, lambda: indices.place(goal, scope, out))
        emit(nodes.assign(where, now), goal, scope, out)
    elif isinstance(goal, (gast.Tuple, gast.List)):
        displays.unpack(goal, kept(found, set(nodes.names(goal)), node, scope, out), node, scope, out)  # `p, q = p`
    else:
        raise scope.error(goal, "this assignment target is not differentiated", "Assign to a name, an element or a slice.")


def _annassign(node: gast.AnnAssign, scope: Activation, out: list[Stmt]) -> None:
    if node.value is not None:
        _assign(gast.copy_location(gast.Assign([node.target], node.value, None), node), scope, out)


def _if(node: gast.If, scope: Activation, out: list[Stmt]) -> None:
    outcome = decisions.outcome(node.test, scope, out)
    if outcome is not UNDECIDED:
        out += block(node.body if outcome else node.orelse, scope)
        return
    condition = test(node.test, scope, out)
    blocks = scope.branches(lambda: block(node.body, scope), lambda: block(node.orelse, scope))
    emit(nodes.if_(condition, *blocks), node, scope, out)


def _expr(node: gast.Expr, scope: Activation, out: list[Stmt]) -> None:
    call = node.value
    if isinstance(call, gast.Constant):
        return
    if isinstance(call, gast.Yield) and scope.entered is not None:
        scope.entered(call.value, scope, out)
        return
    if not isinstance(call, gast.Call):
        parts = any(isinstance(n, gast.Subscript) and not isinstance(n.value, gast.Name) for n in nodes.walk(call))
        found = pure(call, scope) if is_pure(call, scope) and not parts else whatever(call, scope, out)
        if isinstance(found, gast.AST) and not nodes.is_atom(found):
            emit(nodes.expression(found), node, scope, out)  # what it may raise matters
        return
    if scope.resolve(call.func) is builtins.print and (is_pure(call, scope) or callables.is_printable(call, scope)):
        emit(nodes.expression(pure(call, scope)), node, scope, out)
        return
    found = whatever(call, scope, out)
    if isinstance(found, gast.Call) and scope.resolve_found(nodes.dotted(found.func)) is runtime.check_length:
        emit(nodes.assign(scope.names.temporary("length"), found), node, scope, out)
    elif isinstance(found, gast.AST) and not nodes.is_atom(found):
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


FOLDED: dict[Any, Any] = {gast.Add: operator.add, gast.Sub: operator.sub, gast.Mult: operator.mul}
EXPRESSIONS: dict[str, Any] = {
    "Name": _name, "Constant": _constant, "Attribute": _attribute, "Subscript": _subscript, "BinOp": _binop, "UnaryOp": _unaryop,
    "Compare": _compare, "Tuple": _sequence, "List": _sequence, "Dict": _dict, "NamedExpr": _namedexpr, "Lambda": calls.inner,
    "IfExp": choices.conditional, "BoolOp": choices.either, "Call": calls.call, "ListComp": loops.comprehension,
    "DictComp": loops.comprehension, "JoinedStr": displays.formatted, "GeneratorExp": generators.expression,
    "Set": displays.set_of, "SetComp": displays.set_of,
}  # fmt: skip
STATEMENTS: dict[str, Any] = {
    "Assign": _assign, "AugAssign": bindings.augmented, "AnnAssign": _annassign, "If": _if, "While": loops.while_loop,
    "For": loops.for_loop, "Expr": _expr, "Assert": _kept, "Raise": _kept, "FunctionDef": _functiondef,
    "Return": made.return_statement,
    "Delete": _delete, "Pass": _nothing, "Break": _break, "Global": declarations.declared, "Nonlocal": declarations.declared,
    "Import": declarations.imported, "ImportFrom": declarations.imported,
    "Try": guards.try_statement, "With": contexts.with_statement, "ClassDef": local_classes.class_statement,
}  # fmt: skip
FLAT = Flat(
    atom, operands, held, kept, value, named, indices.index, pure, test, bind, emit, statement, calls.run_manager,
    calls.started, calls.frame_flags, whatever, thing, things, now, fixed, bindings.target, calls.passed, order.in_order,
    protocols.container_method, questions.peek, is_pure,
)  # fmt: skip

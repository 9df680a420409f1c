"""Loops and comprehensions over a known number of functions, written out; tests that are decided before the program runs.

Guarantee: each round runs the user's statements on its own elements, in the loop's order.
"""

from __future__ import annotations

import builtins
from collections.abc import Sequence
from typing import Any

import gast

from sourcead import nodes
from sourcead.nodes import Stmt
from sourcead.normalize import arguments, callables
from sourcead.normalize.activation import Activation, constant_binding
from sourcead.normalize.known import Form, Given, Group, changed_names, static_key
from sourcead.normalize.program import MISSING, attributes
from sourcead.normalize.scope import find_binding

LONGEST = 64
UNDECIDED = object()


def for_loop(node: gast.For, scope: Activation, out: list[Stmt]) -> bool:
    """Write a loop out if it runs over functions; whether it did."""
    rounds = _rounds(node.iter, node, scope, out)
    if rounds is None:
        return False
    body, flag = list(node.body), None
    if isinstance(body[-1], gast.If) and any(isinstance(s, gast.Break) for s in body[-1].body):
        flag = body[-1].test
        body = body[:-1]
    _run(rounds, node.target, body, flag, node, scope, out)
    return True


def _run(rounds: Sequence[Any], goal: Any, body: Sequence[Any], flag: Any, node: Any, scope: Activation, out: list[Stmt]) -> None:
    for number, item in enumerate(rounds):
        scope.flat.bind_thing(goal, item, node, scope, out)
        for statement in body:
            scope.flat.statement(statement, scope, out)
        if flag is not None and number + 1 < len(rounds):
            rest: list[Stmt] = []
            test = scope.flat.pure(nodes.not_(flag), scope)
            scope.branches(lambda: _run(rounds[number + 1 :], goal, body, flag, node, scope, rest), lambda: None)  # noqa: B023
            scope.flat.emit(nodes.if_(test, rest), node, scope, out)
            return


def _rounds(iterable: Any, node: gast.For, scope: Activation, out: list[Stmt]) -> list[Any] | None:
    """What each round of a loop gets; None for a loop that stays one."""
    if isinstance(iterable, gast.Call) and not iterable.keywords and scope.resolve(iterable.func) is range:
        return _indices(iterable, node, scope)
    if not callables.is_known(iterable, scope) and not _stores_functions(node, scope):
        return None
    found = items_of(iterable, scope, out)
    if len(found) > LONGEST:
        raise scope.error(iterable, "a loop over so many functions is not written out", "Loop over fewer.")
    return found


def _stores_functions(node: gast.For, scope: Activation) -> bool:
    """Whether a loop's body changes a container of functions."""
    names = (n for n in changed_names(node.body) if n in scope.stand_in)
    return any(isinstance(scope.stand_in[n], Group) and scope.stand_in[n].holder is None for n in names)


def will_hold_functions(name: str, value: Any, scope: Activation) -> bool:
    """Whether an empty list or dict that a name is given is filled with functions later."""
    if not ((isinstance(value, gast.List) and not value.elts) or (isinstance(value, gast.Dict) and not value.keys)):
        return False
    made = {n.name for n in nodes.walk(scope.node) if isinstance(n, gast.FunctionDef)}
    for item in nodes.walk(scope.node):
        stored: list[Any] = []
        if isinstance(item, gast.Call) and isinstance(item.func, gast.Attribute) and item.func.attr in ("append", "update", "setdefault"):  # noqa: E501
            if nodes.dotted(item.func.value) == [name]:
                stored = [*item.args, *(k.value for k in item.keywords)]
        elif isinstance(item, gast.Assign) and isinstance(item.targets[0], gast.Subscript):
            stored = [item.value] if nodes.dotted(item.targets[0].value) == [name] else []
        if any(_is_made(s, made, scope) for s in stored):
            return True
    return False


def _is_made(node: Any, made: set[str], scope: Activation) -> bool:
    if isinstance(node, gast.Lambda):
        return True
    if isinstance(node, (gast.Tuple, gast.List)):
        return any(_is_made(e, made, scope) for e in node.elts)
    if isinstance(node, gast.Name) and (node.id in made or scope.knows(node.id)):
        return node.id in made or callables.is_known(node, scope)
    parts = nodes.dotted(node)
    binding = None if parts is None or scope.knows(parts[0]) else find_binding(scope.function, parts[0])
    return binding is not None and callable(attributes(binding.value, parts[1:]))  # type: ignore[index]


def _indices(iterable: gast.Call, node: gast.For, scope: Activation) -> list[Any] | None:
    """The numbers of a range whose bounds are known, if a function is looked up by them in the loop."""
    goal = node.target.id if isinstance(node.target, gast.Name) else "?"
    bounds = [decided_value(a, scope) for a in iterable.args]
    if not bounds or not all(type(b) is int for b in bounds):
        return None
    if _stores_functions(node, scope):
        return [nodes.constant(k) for k in range(*bounds)]
    for item in (i for s in node.body for i in nodes.walk(s)):
        if isinstance(item, gast.Subscript) and goal in nodes.names(item.slice) and callables.is_known(item.value, scope):
            return [nodes.constant(k) for k in range(*bounds)]
    return None


def items_of(node: Any, scope: Activation, out: list[Stmt]) -> list[Any]:
    """The elements of an iterable that holds functions."""
    target = scope.resolve(node.func) if isinstance(node, gast.Call) else MISSING
    if isinstance(node, gast.Call) and target in (zip, enumerate) and not node.keywords:
        if target is enumerate:
            start = decided_value(node.args[1], scope) if len(node.args) > 1 else 0
            items = items_of(node.args[0], scope, out)
            if type(start) is int:
                return [Group("tuple", [nodes.constant(start + k), item], []) for k, item in enumerate(items)]
        else:
            return _zipped(node, scope, out)
    found = arguments.elements(scope.flat.thing(node, scope, out), node, scope, out)
    if found is None:
        raise scope.error(node, "how many functions this loop runs over is known only when the program runs",
                          "Loop over a tuple or a list that is written out.")  # fmt: skip
    return [nodes.constant(k) for k in found.keys] if found.kind == "dict" else list(found.items)


def _zipped(node: gast.Call, scope: Activation, out: list[Stmt]) -> list[Any]:
    """The rounds of `zip`: an iterable of unknown length must be long enough, which is asserted."""
    columns: list[Any] = []
    for part in node.args:
        if callables.is_known(part, scope):
            columns.append(items_of(part, scope, out))
            continue
        found = scope.flat.thing(part, scope, out)
        known = arguments.elements(found, part, scope, out)
        columns.append(found if known is None else items_of(scope.placeholder(known, part), scope, out))
    count = min(len(c) for c in columns if isinstance(c, list))
    rows = [column if isinstance(column, list) else _read(column, count, part, scope, out) for column, part in zip(columns, node.args)]  # noqa: E501
    return [Group("tuple", [row[k] for row in rows], []) for k in range(count)]


def _read(found: Any, count: int, at: Any, scope: Activation, out: list[Stmt]) -> list[Any]:
    name = scope.flat.named(scope.placeholder(found, at), scope, out)
    size = nodes.name(scope.names.bind("len", type(constant_binding(0, ""))(len, vars(builtins), "len")))
    long_enough = gast.Compare(nodes.call(size, nodes.name(name)), [gast.GtE()], [nodes.constant(count)])
    scope.flat.emit(gast.Assert(long_enough, nodes.constant("zip runs over as many elements as functions")), at, scope, out)
    items = []
    for k in range(count):
        item = scope.names.temporary(f"{name}_{k}")
        scope.flat.emit(nodes.assign(item, nodes.subscript(nodes.name(name), nodes.constant(k))), at, scope, out)
        items.append(nodes.name(item))
    return items


def comprehension(node: Any, scope: Activation, out: list[Stmt]) -> Any:
    """A list, generator or dict of functions, or over functions, written out; None for any other comprehension."""
    if not any(callables.is_known(g.iter, scope) for g in node.generators[:1]) and not _makes_functions(node):
        return None
    if len(node.generators) > 1 or node.generators[0].is_async:
        return None
    first = node.generators[0]
    if isinstance(first.iter, gast.Call) and not first.iter.keywords and scope.resolve(first.iter.func) is range:
        bounds = [decided_value(a, scope) for a in first.iter.args]
        rounds = [nodes.constant(k) for k in range(*bounds)] if all(type(b) is int for b in bounds) else None
    else:
        found = None if callables.is_known(first.iter, scope) else scope.flat.thing(first.iter, scope, out)
        known = Group("tuple", items_of(first.iter, scope, out), []) if found is None else arguments.elements(found, node, scope, out)  # noqa: E501
        rounds = None if known is None else [nodes.constant(k) for k in known.keys] if known.kind == "dict" else list(known.items)
    if rounds is None or len(rounds) > LONGEST:
        raise scope.error(first.iter, "how many functions are made here is known only when the program runs",
                          "Make them over a tuple or a `range` of known length.")  # fmt: skip
    inner = Activation(scope.located, scope.names, scope.is_primitive, node, scope.flat, scope, scope.chain, is_part=True)
    own = [t.id for t in nodes.walk(first.target) if isinstance(t, gast.Name)]
    inner.local = {n: scope.names.fresh(n) for n in own}
    return _collected(node, first, rounds, inner, out)


def _makes_functions(node: Any) -> bool:
    made = node.value if isinstance(node, gast.DictComp) else node.elt
    return isinstance(made, gast.Lambda) or (isinstance(made, gast.Tuple) and any(isinstance(e, gast.Lambda) for e in made.elts))


def _collected(node: Any, first: Any, rounds: Sequence[Any], inner: Activation, out: list[Stmt]) -> Any:
    items: list[Any] = []
    keys: list[Any] = []
    for item in rounds:
        goals = [t.id for t in nodes.walk(first.target) if isinstance(t, gast.Name)]
        _bind_own(first.target, item, node, inner, out)
        wanted = [decided(c, inner) for c in first.ifs]
        if UNDECIDED in wanted:
            raise inner.error(first.ifs[wanted.index(UNDECIDED)], "which functions are taken is known only when the program runs",
                              "Choose by what is known beforehand.")  # fmt: skip
        if not all(wanted):
            continue
        if isinstance(node, gast.DictComp):
            keys.append(inner.flat.thing(node.key, inner, out))
        made = inner.flat.thing(node.value if isinstance(node, gast.DictComp) else node.elt, inner, out)
        held = {inner.local[n] for n in goals if n in inner.local}
        items.append(_apart(made, held, node, inner, out))
    kind = "dict" if isinstance(node, gast.DictComp) else "list"
    return callables.grouped(kind, keys, items, node, inner, out)


def _apart(made: Any, held: set[str], node: Any, inner: Activation, out: list[Stmt]) -> Any:
    """An element that is the comprehension's variable, which the next round assigns."""
    if not isinstance(made, gast.Name) or made.id not in held:
        return made
    name = inner.names.temporary(made.id)
    inner.flat.emit(nodes.assign(name, made), node, inner, out)
    return nodes.name(name)


def _bind_own(goal: Any, item: Any, node: Any, inner: Activation, out: list[Stmt]) -> None:
    """Bind the comprehension's own variables."""
    inner.is_part = False
    inner.flat.bind_thing(goal, item, node, inner, out)
    inner.is_part = True


def decided_value(node: Any, scope: Activation) -> Any:
    """The value of an expression that is known before the program runs; `UNDECIDED` for any other."""
    if isinstance(node, gast.Constant):
        return node.value
    if isinstance(node, gast.Name):
        found = scope.lookup(node.id, node) if scope.knows(node.id) else None
        return _value(found, scope)
    if isinstance(node, gast.Call) and len(node.args) == 1 and not node.keywords and isinstance(node.args[0], gast.Name):
        target = scope.resolve(node.func)
        found = scope.lookup(node.args[0].id, node) if scope.knows(node.args[0].id) else None
        if target is len and isinstance(found, Group):
            return len(found.items)
        if target is len and isinstance(found, gast.Name):
            form = scope.names.facts.of(found)
            return len(scope.names.facts.rely(form).parts) if isinstance(form, Form) else UNDECIDED
        if target is callable and found is not None:
            value = _value(found, scope)
            return UNDECIDED if value is UNDECIDED else callable(value)
    return UNDECIDED


def _value(found: Any, scope: Activation) -> Any:
    if found is None:
        return UNDECIDED
    if isinstance(found, gast.Constant):
        return found.value
    if isinstance(found, Group):
        return tuple(found.items)
    if not isinstance(found, gast.AST):
        return print  # some function: it is true and not None
    if isinstance(found, gast.Name):
        fact = scope.names.facts.of(found)
        if isinstance(fact, Given):
            return scope.names.facts.rely(fact).value
        binding = scope.names.env.get(found.id)
        known = binding is not None and binding.holder is None and isinstance(binding.value, (str, type(None)))
        if known:
            return binding.value  # type: ignore[union-attr]
    value = scope.object_of(found)
    return value if value is not MISSING and callable(value) else UNDECIDED


def decided(node: Any, scope: Activation) -> Any:
    """The outcome of a test that is known before the program runs; `UNDECIDED` for any other."""
    if isinstance(node, gast.UnaryOp) and isinstance(node.op, gast.Not):
        found = decided(node.operand, scope)
        return found if found is UNDECIDED else not found
    if isinstance(node, gast.BoolOp):
        return _joined(node, scope)
    if isinstance(node, gast.Compare) and len(node.ops) == 1:
        return _compared(node, scope)
    if isinstance(node, gast.Constant):
        return UNDECIDED  # written so by hand: it stays
    found = decided_value(node, scope)
    return found if found is UNDECIDED else bool(found)


def _joined(node: gast.BoolOp, scope: Activation) -> Any:
    ends = isinstance(node.op, gast.Or)
    for value in node.values:
        found = decided(value, scope)
        if found is UNDECIDED or found is ends:
            return found
    return not ends


def _compared(node: gast.Compare, scope: Activation) -> Any:
    left, right = decided_value(node.left, scope), UNDECIDED
    if left is UNDECIDED:
        return UNDECIDED
    other = node.comparators[0]
    if isinstance(node.ops[0], (gast.In, gast.NotIn)) and isinstance(other, (gast.Tuple, gast.List, gast.Set)):
        keys = [static_key(e) for e in other.elts]
        right = UNDECIDED if any(not isinstance(k, (str, int)) for k in keys) else keys
    elif isinstance(node.ops[0], (gast.In, gast.NotIn)) and isinstance(other, gast.Name):
        found = scope.lookup(other.id, other)
        right = found.keys if isinstance(found, Group) and found.kind == "dict" else UNDECIDED
    else:
        right = decided_value(other, scope)
    if right is UNDECIDED or ((left is print or right is print) and not isinstance(node.ops[0], (gast.Is, gast.IsNot))):
        return UNDECIDED
    if (left is not None and right is not None) and isinstance(node.ops[0], (gast.Is, gast.IsNot)):
        return UNDECIDED
    return _outcome(node.ops[0], left, right)


def _outcome(op: Any, left: Any, right: Any) -> Any:
    if isinstance(op, (gast.Is, gast.Eq)):
        return left is right if isinstance(op, gast.Is) else left == right
    if isinstance(op, (gast.IsNot, gast.NotEq)):
        return left is not right if isinstance(op, gast.IsNot) else left != right
    if isinstance(op, (gast.In, gast.NotIn)):
        return (left in right) is isinstance(op, gast.In)
    if not (type(left) is int and type(right) is int):
        return UNDECIDED
    outcomes = {gast.Lt: left < right, gast.LtE: left <= right, gast.Gt: left > right, gast.GtE: left >= right}
    return outcomes.get(type(op), UNDECIDED)

"""Loops and comprehensions over a known number of functions, written out.

Guarantee: each round runs the user's statements on its own elements, in the loop's order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import gast

from sourcead import nodes
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import arguments, callables
from sourcead.normalize.activation import Activation
from sourcead.normalize.decisions import decided, decided_value
from sourcead.normalize.iterators import as_list, builtin, helper
from sourcead.normalize.known import LONGEST, Form, Given, Group, changed_names
from sourcead.normalize.objects import UNDECIDED
from sourcead.normalize.program import MISSING, attributes
from sourcead.normalize.scope import find_binding


@dataclass(frozen=True)
class Round:
    """One round of a loop: what it gets, or the expression that gives it then; it runs if the test holds."""

    at: Any
    item: Any = None
    later: Any = None
    test: Expr | None = None

    def given(self, scope: Activation, out: list[Stmt]) -> Any:
        """What the round gets, evaluated now."""
        if self.later is not None:
            return scope.flat.thing(self.later, scope, out)
        if not isinstance(self.item, Group) or all(nodes.is_atom(i) for i in self.item.items if isinstance(i, gast.AST)):
            return self.item
        return Group("tuple", [self._read(i, scope, out) if isinstance(i, gast.Subscript) else i for i in self.item.items], [])

    def _read(self, part: Expr, scope: Activation, out: list[Stmt]) -> Expr:
        return scope.flat.atom(scope.placeholder(part, self.at), scope, out)


def for_loop(node: gast.For, scope: Activation, out: list[Stmt]) -> bool:
    """Write a loop out if it runs over functions; whether it did."""
    rounds = _rounds(node.iter, node, scope, out)
    if rounds is None:
        return False
    body, stop = list(node.body), None
    if isinstance(body[-1], gast.If) and any(isinstance(s, gast.Break) for s in body[-1].body):
        stop = body[-1].test
        body = body[:-1]

    def run(item: Any, block: list[Stmt]) -> None:
        scope.flat.bind_thing(node.target, item, node, scope, block)
        _know(node.target, item, scope)
        for statement in body:
            scope.flat.statement(statement, scope, block)

    _run(rounds, run, stop, node, scope, out)
    return True


def _know(goal: Any, item: Any, scope: Activation) -> None:
    """Note which constants the variables of a round are."""
    if isinstance(goal, gast.Name) and isinstance(item, gast.Constant) and goal.id in scope.local:
        scope.names.facts.forms[scope.local[goal.id]] = Given(item.value)
    elif isinstance(goal, (gast.Tuple, gast.List)) and isinstance(item, Group) and len(item.items) == len(goal.elts):
        for part, inner in zip(goal.elts, item.items):
            _know(part, inner, scope)


def _run(rounds: Sequence[Round], run: Callable[..., None], stop: Any, node: Any, scope: Activation, out: list[Stmt]) -> None:
    """The rounds one after another; those that may not come stand in branches."""
    for number, one in enumerate(rounds):
        if one.test is not None:
            _perhaps(one.test, [replace(one, test=None), *rounds[number + 1 :]], run, stop, node, scope, out)
            return
        run(one.given(scope, out), out)
        if stop is not None and number + 1 < len(rounds):
            _perhaps(scope.flat.pure(nodes.not_(stop), scope), rounds[number + 1 :], run, stop, node, scope, out)
            return


def _perhaps(
    test: Expr, rounds: Sequence[Round], run: Callable[..., None], stop: Any, node: Any, scope: Activation, out: list[Stmt]
) -> None:
    rest: list[Stmt] = []
    scope.branches(lambda: _run(rounds, run, stop, node, scope, rest), lambda: None)
    scope.flat.emit(nodes.if_(test, rest), node, scope, out)


def _rounds(iterable: Any, node: gast.For, scope: Activation, out: list[Stmt]) -> list[Round] | None:
    """What each round of a loop gets; None for a loop that stays one."""
    if isinstance(iterable, gast.Call) and not iterable.keywords and scope.resolve(iterable.func) is range:
        return _indices(iterable, node, scope)
    if not is_over_functions(iterable, scope) and not _stores_functions(node, scope) and not _looks_up(iterable, node, scope):
        return None
    found = rounds_of(iterable, scope, out)
    if len(found) > LONGEST:
        raise scope.error(iterable, "a loop over so many functions is not written out", "Loop over fewer.")
    return found


def is_over_functions(node: Any, scope: Activation) -> bool:
    """Whether what a loop runs over are functions, or what one gives for each function."""
    if isinstance(node, gast.Call) and not node.keywords and scope.resolve(node.func) is map:
        return any(callables.is_known(a, scope) for a in node.args[1:])
    return callables.is_known(node, scope)


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


def _indices(iterable: gast.Call, node: gast.For, scope: Activation) -> list[Round] | None:
    """The numbers of a range whose bounds are known, if a function is looked up by them in the loop."""
    goal = node.target.id if isinstance(node.target, gast.Name) else "?"
    bounds = [decided_value(a, scope) for a in iterable.args]
    if not bounds or not all(type(b) is int for b in bounds):
        return None
    if _stores_functions(node, scope) or _is_key(goal, node, scope):
        return [Round(iterable, nodes.constant(k)) for k in range(*bounds)]
    return None


def _is_key(name: str, node: Any, scope: Activation) -> bool:
    """Whether a function is looked up by a variable in a loop or comprehension."""
    for item in (i for s in getattr(node, "body", [node]) for i in nodes.walk(s)):
        if isinstance(item, gast.Subscript) and name in nodes.names(item.slice) and callables.is_known(item.value, scope):
            return True
    return False


def _looks_up(iterable: Any, node: Any, scope: Activation) -> bool:
    """Whether a loop over texts or numbers that are known looks functions up by them."""
    target = node.target if isinstance(node, gast.For) else node.generators[0].target
    goals = [t.id for t in nodes.walk(target) if isinstance(t, gast.Name)]
    return _is_of_constants(iterable, scope) and any(_is_key(g, node, scope) for g in goals)


def _is_of_constants(node: Any, scope: Activation) -> bool:
    if isinstance(node, (gast.Tuple, gast.List)):
        return all(isinstance(e, gast.Constant) for e in node.elts)
    if isinstance(node, gast.Call) and not node.keywords and scope.resolve(node.func) is range:
        return all(type(decided_value(a, scope)) is int for a in node.args)
    if isinstance(node, gast.Call) and not node.keywords and any(scope.resolve(node.func) is f for f in (zip, enumerate)):
        return any(_is_of_constants(a, scope) for a in node.args)
    found = scope.lookup(node.id, node) if isinstance(node, gast.Name) else None
    form = scope.names.facts.of(found) if isinstance(found, gast.AST) else None
    if isinstance(form, Form):
        return all(isinstance(p, Given) for p in form.parts)
    value = scope.object_of(found)
    return isinstance(value, (tuple, list)) and all(isinstance(v, (str, int)) for v in value)


def rounds_of(node: Any, scope: Activation, out: list[Stmt]) -> list[Round]:
    """The rounds of a loop over an iterable that holds functions."""
    target = scope.resolve(node.func) if isinstance(node, gast.Call) and not node.keywords else MISSING
    if target is enumerate:
        start = decided_value(node.args[1], scope) if len(node.args) > 1 else 0
        inner = rounds_of(node.args[0], scope, out)
        if type(start) is int and all(r.later is None for r in inner):
            return [replace(r, item=Group("tuple", [nodes.constant(start + k), r.item], [])) for k, r in enumerate(inner)]
    elif target is zip and not any(isinstance(a, gast.Starred) for a in node.args):
        return _zipped(node.args, scope, out)
    elif target is map and len(node.args) > 1:
        function = scope.placeholder(scope.flat.thing(node.args[0], scope, out), node.args[0])
        return [_called(function, r, node, scope) for r in _zipped(node.args[1:], scope, out)]
    found = arguments.elements(scope.flat.thing(node, scope, out), node, scope, out)
    if found is None:
        raise scope.error(node, "how many functions this loop runs over is known only when the program runs",
                          "Loop over a tuple or a list that is written out.")  # fmt: skip
    return [Round(node, i) for i in (map(nodes.constant, found.keys) if found.kind == "dict" else found.items)]


def _called(function: Any, one: Round, node: Any, scope: Activation) -> Round:
    args = [scope.placeholder(item, node) for item in one.item.items]
    return replace(one, item=None, later=gast.copy_location(gast.Call(function, args, []), node))


def _zipped(parts: Sequence[Any], scope: Activation, out: list[Stmt]) -> list[Round]:
    """The rounds of `zip`: one over an iterable of unknown length runs if there is an element left."""
    columns: list[Any] = []
    lengths: list[Expr] = []
    for part in parts:
        if callables.is_known(part, scope):
            columns.append([r.item for r in _plain(rounds_of(part, scope, out), part, scope)])
            continue
        found = scope.flat.thing(part, scope, out)
        known = arguments.elements(found, part, scope, out)
        if known is not None:
            columns.append([r.item for r in rounds_of(scope.placeholder(known, part), scope, out)])
            continue
        name = scope.flat.named(scope.placeholder(found, part), scope, out)
        column, length = scope.names.temporary(f"{name}_seq"), scope.names.temporary(f"n_{name}")
        scope.flat.emit(nodes.assign(column, helper("sequence", scope, nodes.name(name))), part, scope, out)
        scope.flat.emit(nodes.assign(length, nodes.call(builtin("len", scope), nodes.name(column))), part, scope, out)
        columns.append(column)
        lengths.append(nodes.name(length))
    return _rows(columns, lengths, parts[0], scope, out)


def _plain(rounds: list[Round], node: Any, scope: Activation) -> list[Round]:
    if any(r.test is not None or r.later is not None for r in rounds):
        raise scope.error(node, "this iterator over functions is not followed here", "Write the loop out.")
    return rounds


def _rows(columns: Sequence[Any], lengths: list[Expr], at: Any, scope: Activation, out: list[Stmt]) -> list[Round]:
    count = min(len(c) for c in columns if isinstance(c, list))
    least = lengths[0] if lengths else None
    if len(lengths) > 1:
        least = nodes.name(scope.names.temporary("n_items"))
        scope.flat.emit(nodes.assign(least.id, nodes.call(builtin("min", scope), *lengths)), at, scope, out)
    rounds = []
    for k in range(count):
        row = [c[k] if isinstance(c, list) else nodes.subscript(nodes.name(c), nodes.constant(k)) for c in columns]
        test = None if least is None else gast.Compare(nodes.copy(least), [gast.Gt()], [nodes.constant(k)])
        rounds.append(Round(at, Group("tuple", row, []), None, test))
    return rounds


def comprehension(node: Any, scope: Activation, out: list[Stmt]) -> Any:
    """A list, generator or dict of functions, or over functions, written out; None for any other comprehension."""
    over = node.generators[0].iter
    if not is_over_functions(over, scope) and not _makes_functions(node) and not _looks_up(over, node, scope):
        return None
    if len(node.generators) > 1 or node.generators[0].is_async:
        return None
    first = node.generators[0]
    rounds = _made_over(first, node, scope, out)
    inner = Activation(scope.located, scope.names, scope.is_primitive, node, scope.flat, scope, scope.chain, is_part=True)
    inner.local = {t.id: scope.names.fresh(t.id) for t in nodes.walk(first.target) if isinstance(t, gast.Name)}
    if any(r.test is not None for r in rounds):
        return _appended(node, rounds, inner, out)
    return _collected(node, rounds, inner, out)


def _made_over(first: Any, node: Any, scope: Activation, out: list[Stmt]) -> list[Round]:
    if isinstance(first.iter, gast.Call) and not first.iter.keywords and scope.resolve(first.iter.func) is range:
        bounds = [decided_value(a, scope) for a in first.iter.args]
        numbers = [nodes.constant(k) for k in range(*bounds)[: LONGEST + 1]] if all(type(b) is int for b in bounds) else None
        rounds = None if numbers is None else [Round(first.iter, n) for n in numbers]
    elif is_over_functions(first.iter, scope):
        rounds = rounds_of(first.iter, scope, out)
    else:
        found = scope.flat.thing(as_list(first.iter, scope), scope, out)
        known = arguments.elements(found, node, scope, out)
        rounds = None if known is None else rounds_of(scope.placeholder(known, first.iter), scope, out)
    if rounds is None or len(rounds) > LONGEST:
        raise scope.error(first.iter, "how many functions are made here is known only when the program runs",
                          "Make them over a tuple or a `range` of known length.")  # fmt: skip
    return rounds


def _makes_functions(node: Any) -> bool:
    made = node.value if isinstance(node, gast.DictComp) else node.elt
    return isinstance(made, gast.Lambda) or (isinstance(made, gast.Tuple) and any(isinstance(e, gast.Lambda) for e in made.elts))


def _appended(node: Any, rounds: Sequence[Round], inner: Activation, out: list[Stmt]) -> Expr:
    """A comprehension of which it is not known which rounds come."""
    first = node.generators[0]
    is_dict = isinstance(node, gast.DictComp)
    result = inner.names.temporary("table" if is_dict else "items")
    inner.flat.emit(nodes.assign(result, gast.Dict([], []) if is_dict else nodes.list_([])), node, inner, out)

    def run(item: Any, block: list[Stmt]) -> None:
        _bind_own(first.target, item, node, inner, block)
        for condition in first.ifs:
            test = inner.flat.test(condition, inner, block)
            block.append(nodes.at(nodes.if_(test, []), inner.place(condition)))
            block = block[-1].body  # type: ignore[attr-defined]
        key = inner.flat.atom(node.key, inner, block) if is_dict else None
        element = inner.flat.atom(node.value if is_dict else node.elt, inner, block)
        if key is not None:
            inner.flat.emit(nodes.assign(nodes.subscript(nodes.name(result), key), element), node, inner, block)
        else:
            append = nodes.call(nodes.attribute(nodes.name(result), "append"), element)
            inner.flat.emit(nodes.expression(nodes.at(append, inner.place(node.elt))), node.elt, inner, block)

    _run(rounds, run, None, node, inner, out)
    return nodes.name(result)


def _collected(node: Any, rounds: Sequence[Round], inner: Activation, out: list[Stmt]) -> Any:
    """A comprehension of which it is known which rounds come."""
    items: list[Any] = []
    keys: list[Any] = []
    first = node.generators[0]
    own = {t.id for t in nodes.walk(first.target) if isinstance(t, gast.Name)}
    for one in rounds:
        _bind_own(first.target, one.given(inner, out), node, inner, out)
        wanted = [decided(c, inner) for c in first.ifs]
        if UNDECIDED in wanted:
            raise inner.error(first.ifs[wanted.index(UNDECIDED)], "which functions are taken is known only when the program runs",
                              "Choose by what is known beforehand.")  # fmt: skip
        if not all(wanted):
            continue
        if isinstance(node, gast.DictComp):
            keys.append(inner.flat.thing(node.key, inner, out))
        made = inner.flat.thing(node.value if isinstance(node, gast.DictComp) else node.elt, inner, out)
        held = {inner.local[n] for n in own if n in inner.local}
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
    _know(goal, item, inner)
    inner.is_part = True

"""Loops over a known number of functions or objects, written out.

Guarantee: each round runs the user's statements on its own elements, in the loop's order.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import gast

from sourcead import nodes
from sourcead.definitions.python import STANDS_FOR
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import arguments, callables, constants, makers, questions
from sourcead.normalize.activation import Activation
from sourcead.normalize.consumed import as_list
from sourcead.normalize.decisions import decided_value
from sourcead.normalize.iterators import builtin, helper, runs_later
from sourcead.normalize.known import LONGEST, Form, Given, Group, changed_names, form_of_value, holds_functions
from sourcead.normalize.meanwhile import may_change
from sourcead.normalize.objects import Instance
from sourcead.normalize.watched import MISSING

MOST = 512  # rounds of loops that are written out because they could not stay loops


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
        return self._now(self.item, scope, out)

    def _now(self, item: Any, scope: Activation, out: list[Stmt]) -> Any:
        if isinstance(item, gast.Subscript):
            return scope.flat.atom(scope.placeholder(item, self.at), scope, out)
        if not isinstance(item, Group) or not any(isinstance(i, (gast.Subscript, Group)) for i in item.items):
            return item
        items = [self._now(i, scope, out) for i in item.items]
        return item if all(a is b for a, b in zip(items, item.items)) else Group("tuple", items, [])


def for_loop(node: gast.For, iterable: Any, scope: Activation, out: list[Stmt]) -> bool:
    """Write a loop out if it runs over functions or objects; whether it did. `iterable`: as the user wrote it."""
    with scope.names.inside(node):
        rounds = _rounds(node.iter, node, scope, out)
    if rounds is None:
        return False
    _written_out(node, iterable, rounds, scope, out)
    return True


def counted(node: gast.For, iterable: Any, scope: Activation, out: list[Stmt]) -> bool:
    """Write out a loop of which it is known how often it runs; whether it is."""
    if not is_counted(node.iter, scope) and numbers_of(node.iter, scope) is None:
        return False
    with scope.names.inside(node):
        rounds = checked(rounds_of(node.iter, scope, out), node.iter, scope)
    scope.names.unrolled += len(rounds)
    if scope.names.unrolled > MOST:
        return False
    _written_out(node, iterable, rounds, scope, out)
    return True


def _written_out(node: gast.For, iterable: Any, rounds: list[Round], scope: Activation, out: list[Stmt]) -> None:
    body, stop = list(node.body), None
    if isinstance(body[-1], gast.If) and any(isinstance(s, gast.Break) for s in body[-1].body):
        stop = body[-1].test
        body = body[:-1]

    def run(item: Any, block: list[Stmt]) -> None:
        scope.flat.bind_thing(node.target, item, node, scope, block)
        know(node.target, item, scope)
        for statement in body:
            scope.flat.statement(statement, scope, block)

    watched = [p for n in nodes.walk(iterable) if isinstance(p := questions.peek(n, scope), Instance) and p.kind in (list, dict)]
    before = [w.writes for w in watched]
    scope.names.pending += watched
    run_all(rounds, run, stop, node, scope, out)
    for item in watched:
        scope.names.pending.remove(item)
    if before != [w.writes for w in watched]:
        raise scope.error(node.iter, "what this loop runs over is changed in it", "Loop over a copy, or make a new list.")


def know(goal: Any, item: Any, scope: Activation) -> None:
    """Note which constants the variables of a round are, and the form of what is from outside."""
    if isinstance(goal, gast.Name) and goal.id in scope.local and isinstance(item, gast.AST):
        value = scope.object_of(item)
        if isinstance(item, gast.Constant):
            scope.names.facts.forms[scope.local[goal.id]] = Given(item.value)
        elif type(value) in (list, tuple, dict) and constants.group(value, item, goal, scope) is not None:
            scope.names.facts.forms[scope.local[goal.id]] = form_of_value(value, closely=True)  # type: ignore[assignment]
    elif isinstance(goal, (gast.Tuple, gast.List)) and isinstance(item, Group) and len(item.items) == len(goal.elts):
        for part, inner in zip(goal.elts, item.items):
            know(part, inner, scope)


def run_all(rounds: Sequence[Round], run: Callable[..., None], stop: Any, node: Any, scope: Activation, out: list[Stmt]) -> None:
    """The rounds one after another; those that may not come stand in branches."""
    held = [r.item for r in rounds if r.item is not None and not isinstance(r.item, gast.AST)]
    scope.names.pending += held
    _run_each(rounds, run, stop, node, scope, out)
    for item in held:
        scope.names.pending.remove(item)


def _run_each(
    rounds: Sequence[Round], run: Callable[..., None], stop: Any, node: Any, scope: Activation, out: list[Stmt]
) -> None:
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

    def further() -> list[Stmt]:
        _run_each(rounds, run, stop, node, scope, rest)
        return rest

    scope.flat.emit(nodes.if_(test, *scope.branches(further, lambda: [])), node, scope, out)


def _rounds(iterable: Any, node: gast.For, scope: Activation, out: list[Stmt]) -> list[Round] | None:
    """What each round of a loop gets; None for a loop that stays one."""
    stores = _stores_functions(node, scope) or _adds_objects(node, scope)
    stores = stores or (_joins_tuples(node.body) and is_counted(node.iter, scope) and not _is_long(node.iter, scope))
    stores = stores or (unpacks(node.target, node.body) and is_counted(node.iter, scope))
    if not is_over_known(iterable, scope) and not stores and not looks_up(iterable, node, scope):
        return None
    return checked(rounds_of(iterable, scope, out), iterable, scope)


def checked(rounds: list[Round], node: Any, scope: Activation) -> list[Round]:
    """The rounds, if they are not too many to be written out."""
    if len(rounds) > LONGEST:
        raise scope.error(node, f"a loop over more than {LONGEST} objects or functions is not differentiated",
                          "Keep the numbers of all objects in arrays.")  # fmt: skip
    return rounds


def is_over_known(node: Any, scope: Activation) -> bool:
    """Whether what a loop runs over are functions or objects, or what one gives for each."""
    if isinstance(node, gast.Call) and all(k.arg in ("start", "strict") for k in node.keywords):
        function = scope.resolve(node.func)
        if function is map:
            return any(is_over_known(a, scope) for a in node.args[1:])
        if any(function is f for f in (enumerate, zip, reversed)):
            return any(is_over_known(a, scope) for a in node.args)
    return isinstance(questions.peek(node, scope), Instance) or callables.is_known(node, scope)


def _stores_functions(node: gast.For, scope: Activation) -> bool:
    """Whether a loop's body changes a container of functions."""
    names = (n for n in changed_names(node.body) if n in scope.stand_in)
    return any(isinstance(scope.stand_in[n], Group) and scope.stand_in[n].holder is None for n in names)


def _adds_objects(node: gast.For, scope: Activation) -> bool:
    """Whether a loop's body makes a list of objects longer or shorter, or an object of the one before."""
    for item in (i for s in node.body for i in nodes.walk(s)):
        if isinstance(item, gast.Call) and isinstance(item.func, gast.Attribute) and isinstance(item.func.value, gast.Name):
            if item.func.attr in ("append", "extend", "insert", "pop") and item.func.value.id in scope.stand_in:
                owner = scope.stand_in[item.func.value.id]
                if isinstance(owner, Instance) and owner.kind is list:
                    return True
        if isinstance(item, gast.Assign) and isinstance(item.targets[0], gast.Name) and makers.makes_known(item.value, scope):
            if item.targets[0].id in nodes.names(item.value) and is_counted(node.iter, scope):
                return True  # an object that refers to the one before
    return False


def _joins_tuples(body: Sequence[Stmt]) -> bool:
    """Whether a loop's body makes a tuple longer: `t = t + (v,)`."""
    for item in (i for s in body for i in nodes.walk(s)):
        if isinstance(item, gast.AugAssign) and isinstance(item.op, gast.Add) and isinstance(item.value, gast.Tuple):
            return True
        if isinstance(item, gast.Assign) and isinstance(item.value, gast.BinOp) and isinstance(item.value.op, gast.Add):
            sides, goal = (item.value.left, item.value.right), item.targets[0]
            own = isinstance(goal, gast.Name) and any(isinstance(s, gast.Name) and s.id == goal.id for s in sides)
            if own and any(isinstance(s, gast.Tuple) for s in sides):
                return True
    return False


def _is_key(name: str, node: Any, scope: Activation) -> bool:
    """Whether a function or object is looked up by a variable in a loop or comprehension."""
    body = getattr(node, "body", [node])
    within = {
        t.id: part.iter
        for s in body
        for part in nodes.walk(s)
        if isinstance(part, gast.comprehension)
        for t in nodes.walk(part.target)
        if isinstance(t, gast.Name)
    }
    for item in (i for s in body for i in nodes.walk(s)):
        if isinstance(item, gast.Subscript) and name in nodes.names(item.slice) and _is_row(item.value, within, scope):
            if getattr(questions.peek(item.value, scope), "kind", None) not in STANDS_FOR:  # these hold plain values
                return True
    return False


def _is_row(node: Any, within: Mapping[str, Any], scope: Activation) -> bool:
    """Whether functions or objects are looked up in something; `within`: what the variables of comprehensions run over."""
    if isinstance(node, gast.Name) and node.id in within:
        rest = {n: i for n, i in within.items() if n != node.id}
        return _is_row(within[node.id], rest, scope)
    if isinstance(node, gast.Subscript):
        return getattr(questions.peek(node.value, scope), "kind", None) in (list, dict) and _is_row(node.value, within, scope)
    return not nodes.free_names(node) & set(within) and is_over_known(node, scope)


def looks_up(iterable: Any, node: Any, scope: Activation) -> bool:
    """Whether a loop over texts or numbers that are known looks functions or objects up by them."""
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
        return form.kind != "array" and all(isinstance(p, Given) for p in form.parts)
    value = scope.object_of(found)
    return isinstance(value, (tuple, list)) and all(isinstance(v, (str, int)) for v in value)


def rounds_of(node: Any, scope: Activation, out: list[Stmt]) -> list[Round]:
    """The rounds of a loop over an iterable that holds functions."""
    target = scope.resolve(node.func) if isinstance(node, gast.Call) else MISSING
    named = {k.arg: k.value for k in node.keywords} if isinstance(node, gast.Call) else {}
    if target is enumerate and named.keys() <= {"start"}:
        given = [*node.args[1:], *named.values()]
        start = decided_value(given[0], scope) if given else 0
        inner = rounds_of(node.args[0], scope, out)
        if type(start) is int and all(r.later is None for r in inner):
            return [replace(r, item=Group("tuple", [nodes.constant(start + k), r.item], [])) for k, r in enumerate(inner)]
    elif target is zip and not any(isinstance(a, gast.Starred) for a in node.args) and named.keys() <= {"strict"}:
        return _zipped(node.args, scope, out, strict="strict" in named and decided_value(named["strict"], scope) is not False)
    elif named:
        pass
    elif target is reversed and len(node.args) == 1:
        return rounds_of(node.args[0], scope, out)[::-1]
    elif target is range and (numbers := numbers_of(node, scope)) is not None:
        return numbers
    elif target is map and len(node.args) > 1:
        function = scope.placeholder(scope.flat.thing(node.args[0], scope, out), node.args[0])
        return [_called(function, r, node, scope) for r in _zipped(node.args[1:], scope, out)]
    rounds = elements_of(scope.flat.thing(node, scope, out), node, scope, out)
    if rounds is None:
        raise scope.error(node, "how many objects or functions this loop runs over is known only when the program runs",
                          "Loop over a tuple or a list that is written out.")  # fmt: skip
    return rounds


def elements_of(found: Any, node: Any, scope: Activation, out: list[Stmt]) -> list[Round] | None:
    """A round for each element; those of a list or an array are read when their round comes. None: how many is not known."""
    form = scope.names.facts.of(found) if isinstance(found, gast.Name) else None
    if isinstance(form, Form) and form.kind in ("list", "array") and not holds_functions(form):
        rows = scope.names.temporary(f"{found.id}_seq")
        scope.flat.emit(nodes.assign(rows, found), node, scope, out)
        scope.names.facts.rely(form)
        return [Round(node, nodes.subscript(nodes.name(rows), nodes.constant(k))) for k in range(len(form.parts))]
    if isinstance(found, gast.Constant) and isinstance(found.value, str):
        return [Round(node, nodes.constant(letter)) for letter in found.value]
    found = arguments.elements(found, node, scope, out)
    if found is None:
        return None
    return [Round(node, i) for i in (map(nodes.constant, found.keys) if found.kind == "dict" else found.items)]


def unpacks(goal: Any, body: Sequence[Any]) -> bool:
    """Whether a variable of a loop is unpacked into a call in it."""
    names = set(nodes.names(goal))
    for item in (i for part in body for i in nodes.walk(part)):
        if isinstance(item, gast.Call):
            stars = [
                *(a.value for a in item.args if isinstance(a, gast.Starred)),
                *(k.value for k in item.keywords if k.arg is None),
            ]
            if any(isinstance(s, gast.Name) and s.id in names for s in stars):
                return True
    return False


def is_counted(node: Any, scope: Activation) -> bool:
    """Whether it is known how often a loop over an expression runs, at most."""
    if isinstance(node, gast.Call) and all(k.arg in ("start", "strict") for k in node.keywords):
        function = scope.resolve(node.func)
        parts = node.args[1:] if function is map else node.args if any(function is f for f in (enumerate, zip, reversed)) else []
        return any(is_counted(p, scope) for p in parts) or numbers_of(node, scope) is not None
    if isinstance(node, (gast.Tuple, gast.List)):
        return not any(isinstance(e, gast.Starred) for e in node.elts)
    found = scope.lookup(node.id, node) if isinstance(node, gast.Name) else None
    return isinstance(questions.form_of(node, scope), Form) or isinstance(scope.object_of(found), (list, tuple))


def numbers_of(node: Any, scope: Activation) -> list[Round] | None:
    """The numbers of a range of known bounds; None for any other iterable."""
    if not isinstance(node, gast.Call) or node.keywords or scope.resolve(node.func) is not range:
        return None
    bounds = [questions.whole(a, scope) for a in node.args]
    known = [b for b in bounds if b is not None]
    return [Round(node, nodes.constant(k)) for k in range(*known)[: LONGEST + 1]] if len(known) == len(bounds) > 0 else None


def _is_long(node: Any, scope: Activation) -> bool:
    """Whether a loop over known numbers is too long to be written out."""
    return len(numbers_of(node, scope) or ()) > LONGEST


def _called(function: Any, one: Round, node: Any, scope: Activation) -> Round:
    args = [scope.placeholder(item, node) for item in one.item.items]
    return replace(one, item=None, later=gast.copy_location(gast.Call(function, args, []), node))


def _zipped(parts: Sequence[Any], scope: Activation, out: list[Stmt], *, strict: bool = False) -> list[Round]:
    """The rounds of `zip`: one over an iterable of unknown length runs if there is an element left."""
    columns: list[Any] = []
    lengths: list[Expr] = []
    for part in parts:
        numbers = numbers_of(part, scope)
        follows = runs_later(part, scope)
        if numbers is not None or is_over_known(part, scope) or (follows and is_counted(part, scope)):
            columns.append([r.item for r in numbers or _plain(rounds_of(part, scope, out), part, scope)])
            continue
        if follows and may_change([part], scope):
            raise scope.error(part, "what this iterator runs over may change meanwhile", "Make a list of it before the loop.")
        found = scope.flat.thing(as_list(part, scope), scope, out)
        rounds = elements_of(found, part, scope, out)
        if rounds is not None:
            columns.append([r.item for r in rounds])
            continue
        name = scope.flat.named(scope.placeholder(found, part), scope, out)
        column, length = scope.names.temporary(f"{name}_seq"), scope.names.temporary(f"n_{name}")
        scope.flat.emit(nodes.assign(column, helper("sequence", scope, nodes.name(name))), part, scope, out)
        scope.flat.emit(nodes.assign(length, nodes.call(builtin("len", scope), nodes.name(column))), part, scope, out)
        columns.append(column)
        lengths.append(nodes.name(length))
    return _rows(columns, lengths, parts[0], scope, out, strict=strict)


def _plain(rounds: list[Round], node: Any, scope: Activation) -> list[Round]:
    if any(r.test is not None or r.later is not None for r in rounds):
        raise scope.error(node, "this iterator is not followed here", "Write the loop out.")
    return rounds


def _rows(
    columns: Sequence[Any], lengths: list[Expr], at: Any, scope: Activation, out: list[Stmt], *, strict: bool
) -> list[Round]:
    if not any(isinstance(c, list) for c in columns):
        raise scope.error(at, "how many objects or functions this loop runs over is known only when the program runs",
                          "Loop over a tuple or list that is written out beside it.")  # fmt: skip
    count = min(len(c) for c in columns if isinstance(c, list))
    if strict:
        _demand_equal([len(c) for c in columns if isinstance(c, list)], lengths, at, scope, out)
        lengths = []
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


def _demand_equal(known: Sequence[int], lengths: Sequence[Expr], at: Any, scope: Activation, out: list[Stmt]) -> None:
    """`strict=True`: columns of other lengths than the first are an error."""
    if len(set(known)) > 1:
        raise scope.error(at, f"`zip` with `strict=True` is given {min(known)} and {max(known)} elements here",
                          "Give it as many of each.")  # fmt: skip
    for length in lengths:
        error = nodes.call(builtin("ValueError", scope), nodes.constant("zip() arguments are of different lengths"))
        test = gast.Compare(nodes.copy(length), [gast.NotEq()], [nodes.constant(known[0])])
        scope.flat.emit(nodes.if_(test, [gast.Raise(error, None)]), at, scope, out)

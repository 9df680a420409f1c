"""Loops and comprehensions over objects, written out: how many there are is known."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import accumulate
from typing import Any

import gast

from sourcead import nodes
from sourcead.nodes import Stmt
from sourcead.normalize import classes, conversions, generators, protocols, questions
from sourcead.normalize.activation import Activation, Bound, Inner, Instance, unwrapped
from sourcead.normalize.iterators import is_call_of, is_iterator
from sourcead.normalize.program import MISSING

LONGEST = 64


def unrolled(node: gast.For, iterable: Any, scope: Activation, out: list[Stmt], run: Callable[..., None]) -> bool:
    """Write out a loop over a container of objects; False for any other loop. `iterable`: as the user wrote it."""
    found = rows(node.iter, scope, out)
    if found is None and _indexes_objects(node.target, node.body, scope):
        found = _constant_range(node.iter, scope)
    if found is None:
        return False
    _check_length(found, node.iter, scope)
    leaves = bool(node.body) and isinstance(node.body[-1], gast.If) and any(isinstance(s, gast.Break) for s in node.body[-1].body)
    body, stop = (node.body[:-1], node.body[-1].test) if leaves else (node.body, None)
    watched = [p for n in nodes.walk(iterable) if isinstance(p := questions.peek(n, scope), Instance) and p.kind in (list, dict)]
    before = [w.writes for w in watched]
    kept = [*watched, *(i for row in found for i in _leaves(row) if isinstance(i, Instance))]
    scope.names.pending += kept
    _rows(node, found, body, stop, scope, out, run)
    for item in kept:
        scope.names.pending.remove(item)
    if before != [w.writes for w in watched]:
        raise scope.error(node.iter, "what this loop runs over is changed in it", "Loop over a copy, or make a new list.")
    return True


def _indexes_objects(goal: Any, body: list[Any], scope: Activation) -> bool:
    """Whether a loop's variable is an index of objects in its body."""
    own = set(nodes.names(goal))
    parts = [n for s in body for n in nodes.walk(s) if isinstance(n, gast.Subscript) and own & set(nodes.names(n.slice))]
    return any(isinstance(questions.peek(n.value, scope), Instance) for n in parts)


def _check_length(found: list[Any], node: Any, scope: Activation) -> None:
    if len(found) > LONGEST:
        raise scope.error(node, f"a loop over more than {LONGEST} objects is not differentiated",
                          "Keep the numbers of all objects in arrays.")  # fmt: skip


def evaluated(node: Any, scope: Activation, out: list[Stmt]) -> Any:
    """An iterable with the parts that may be objects under names, where there are any; an iterator stays what it is."""
    sources = list(_sources(node, scope))
    known = [questions.peek(s, scope) for s in sources]
    objects = any(isinstance(k, Instance) for k in known)
    own = any(questions.method(k, "__iter__") for k in known)
    if any(isinstance(n, gast.Starred) for n in nodes.walk(node)):
        return node
    if not own and not (objects and len(sources) > 1) and not any(may_give_objects(s, scope) for s in sources):
        return node
    names: dict[int, Any] = {}
    for source in sources:
        if questions.method(questions.peek(source, scope), "__iter__"):
            found = scope.flat.thing(source, scope, out)
        elif isinstance(source, (gast.Name, gast.Constant)) or questions.whole(source, scope) is not None:
            continue
        else:
            found = _items(source, scope, out) if objects else scope.flat.thing(source, scope, out)
        found = conversions.iterated(found, source, scope, out)
        objects = objects or isinstance(found, Instance)
        names[id(source)] = classes.hold(found, source, scope)
    return _with(node, names)


def _items(node: Any, scope: Activation, out: list[Stmt]) -> Any:
    """What runs in step with objects: the elements of a display are known one by one."""
    if not isinstance(node, (gast.Tuple, gast.List)):
        return scope.flat.thing(node, scope, out)
    return protocols.container(tuple, dict(enumerate(scope.flat.things(node.elts, scope, out))), node, scope, out)


def _with(node: Any, names: Mapping[int, Any]) -> Any:
    """An iterator with other expressions for what it runs over."""
    if id(node) in names or not isinstance(node, gast.Call):
        return names.get(id(node), node)
    keywords = [gast.keyword(k.arg, _with(k.value, names)) for k in node.keywords]
    return gast.copy_location(gast.Call(node.func, [_with(a, names) for a in node.args], keywords), node)


def _kept(node: Any, scope: Activation, out: list[Stmt]) -> gast.Name:
    return classes.hold(scope.flat.thing(node, scope, out), node, scope)


def _sources(node: Any, scope: Activation) -> Iterator[Any]:
    """What an iterator runs over, in the order of evaluation; an expression that is no iterator, itself."""
    if not is_iterator(node, scope) and not is_call_of(node, filter, scope):
        yield node
        return
    function = scope.resolve(node.func)
    parts = node.args[1:] if function in (map, filter) else node.args[:1] if function is accumulate else node.args
    for part in [*parts, *(k.value for k in node.keywords)]:
        yield from _sources(part, scope)


def may_give_objects(node: Any, scope: Activation) -> bool:
    """Whether an expression must be evaluated to tell whether it gives objects."""
    if isinstance(node, (gast.Name, gast.Constant, gast.GeneratorExp)) or questions.peek(node, scope) is not None:
        return False
    if generators.is_call(node, scope):
        return False
    own = _own(node)
    return questions.mentions(node, scope, own) or any(_is_users(n, scope, own) for n in nodes.walk(node))


def _own(node: Any) -> set[str]:
    """The names that comprehensions and lambdas inside an expression bind."""
    found = [n.target for n in nodes.walk(node) if isinstance(n, gast.comprehension)]
    found += [n.args for n in nodes.walk(node) if isinstance(n, gast.Lambda)]
    return {t.id for part in found for t in nodes.walk(part) if isinstance(t, gast.Name)}


def _is_users(node: Any, scope: Activation, own: set[str]) -> bool:
    """Whether a node is a call of a function, method or class of the user's."""
    if not isinstance(node, gast.Call) or own & set((nodes.dotted(node.func) or [""])[:1]):
        return False
    target = scope.resolve(node.func)
    if isinstance(target, (Inner, Bound, Instance)) or classes.is_made_here(target):
        return True
    return target is not MISSING and not scope.is_primitive(unwrapped(target)[0])


def released(before: Any, after: Any, scope: Activation) -> None:
    """Forget the names under which `evaluated` kept the parts of an iterable."""
    if before is not after:
        for item in nodes.walk(after):
            if isinstance(item, gast.Name) and item.id.startswith("."):
                scope.stand_in.pop(item.id, None)


def _leaves(row: Any) -> list[Any]:
    return [i for part in row for i in _leaves(part)] if isinstance(row, list) else [row]


def _rows(node: Any, found: list[Any], body: list[Stmt], stop: Any, scope: Activation, out: list[Stmt], run: Any) -> None:
    if not found:
        return
    bind_row(node.target, found[0], node, scope, out)
    run(body, scope, out)
    if stop is None:
        _rows(node, found[1:], body, stop, scope, out, run)
    elif len(found) > 1:

        def rest() -> list[Stmt]:
            block: list[Stmt] = []
            _rows(node, found[1:], body, stop, scope, block, run)
            return block

        test = nodes.not_(scope.flat.pure(stop, scope))
        goes_on, ends = scope.branches(rest, lambda: [])
        scope.flat.emit(nodes.if_(test, goes_on, ends), node, scope, out)


def bind_row(goal: Any, row: Any, node: Any, scope: Activation, out: list[Stmt]) -> None:
    """Bind a loop's target to a row of `zip` or `enumerate`, or to one element."""
    if isinstance(row, gast.Constant) and isinstance(goal, gast.Name):
        scope.flat.emit(nodes.assign(scope.variable(goal.id), row), node, scope, out)
        scope.stand_in[goal.id] = row
    elif not isinstance(row, list):
        scope.flat.bind(goal, row, node, scope, out)
    elif isinstance(goal, (gast.Tuple, gast.List)) and len(goal.elts) == len(row):
        for part, item in zip(goal.elts, row):
            bind_row(part, item, node, scope, out)
    else:
        scope.flat.bind(goal, protocols.container(tuple, dict(enumerate(row)), node, scope, out), node, scope, out)


def rows(node: Any, scope: Activation, out: list[Stmt]) -> list[Any] | None:
    """What a loop over an expression gives, if it runs over objects (`zip` gives lists); None for any other expression."""
    if isinstance(node, gast.Call) and not node.keywords and node.args:
        function = scope.resolve(node.func)
        if any(function is f for f in (enumerate, zip, reversed)):
            return _combined(function, node, scope, out)
    found = questions.peek(node, scope)
    return protocols.elements(found, node, scope) if isinstance(found, Instance) else None


def _combined(function: Any, node: gast.Call, scope: Activation, out: list[Stmt]) -> list[Any] | None:
    args = node.args[:1] if function is enumerate else node.args
    parts = [rows(a, scope, out) for a in args]
    if any(p is not None for p in parts):
        parts = [p if p is not None else _constant_range(a, scope) for p, a in zip(parts, args)]
    known = [len(p) for p in parts if p is not None]
    if not known:
        return None
    if function is reversed:
        return parts[0][::-1] if parts[0] is not None else None
    if function is enumerate:
        assert parts[0] is not None
        start = scope.flat.atom(node.args[1], scope, out) if len(node.args) > 1 else nodes.constant(0)
        if not isinstance(start, gast.Constant):
            raise scope.error(node, f"where the numbers start {classes.RUN_TIME}", "Start with a constant.")
        return [[nodes.constant(start.value + k), item] for k, item in enumerate(parts[0])]
    if any(p is None for p in parts):
        raise scope.error(node, "objects in step with a sequence whose length is not known are not differentiated",
                          "Loop over `enumerate` of the objects, and index the other sequence.")  # fmt: skip
    return [list(row) for row in zip(*parts)]  # type: ignore[arg-type]


# comprehensions


def comprehension(node: Any, scope: Activation, out: list[Stmt]) -> Any:
    """`[e for p in ps if c]` over objects, or that makes objects, as a display; None for any other comprehension."""
    first = node.generators[0]
    found = rows(first.iter, scope, out)
    if found is None and _indexes_objects(first.target, [node.elt], scope):
        found = _constant_range(first.iter, scope)
    makes = isinstance(node.elt, gast.Call) and classes.is_made_here(scope.resolve(node.elt.func))
    if found is None and makes:
        found = _constant_range(first.iter, scope)
        if found is None and isinstance(first.iter, (gast.Tuple, gast.List)):
            found = protocols.elements(_items(first.iter, scope, out), node, scope)
        if found is None:
            raise scope.error(node, f"how many objects are made here {classes.RUN_TIME}",
                              "Keep the numbers of all objects in arrays.")  # fmt: skip
    if found is None:
        return None
    if len(node.generators) > 1:
        raise scope.error(node, "a comprehension of several loops, of which one runs over objects, is not differentiated",
                          "Write the loops out.")  # fmt: skip
    _check_length(found, first.iter, scope)
    own = {t.id for t in nodes.walk(first.target) if isinstance(t, gast.Name)}
    before = {n: (scope.local.get(n), scope.stand_in.pop(n, None), n in scope.stored) for n in own}
    made = _elements(node, found, own, scope, out)
    for name, (local, stand_in, stored) in before.items():
        scope.local.pop(name, None)
        scope.stand_in.pop(name, None)
        (scope.stored.add if stored else scope.stored.discard)(name)
        if local is not None:
            scope.local[name] = local
        if stand_in is not None:
            scope.stand_in[name] = stand_in
    if any(isinstance(m, Instance) for m in made):
        return protocols.container(list, dict(enumerate(made)), node, scope, out)
    return nodes.list_(made)


def _elements(node: Any, found: list[Any], own: set[str], scope: Activation, out: list[Stmt]) -> list[Any]:
    first, made = node.generators[0], []
    for row in found:
        scope.local.update({n: scope.names.fresh(n) for n in own})
        for name in own:
            scope.stand_in.pop(name, None)
        bind_row(first.target, row, node, scope, out)
        known = [questions.decided(c, scope) for c in first.ifs]
        if None in known:
            raise scope.error(first.ifs[known.index(None)], f"which objects are chosen here {classes.RUN_TIME}",
                              "Write it as a loop.")  # fmt: skip
        if all(known):
            made.append(scope.flat.thing(node.elt, scope, out))
            scope.names.pending.append(made[-1])
    del scope.names.pending[len(scope.names.pending) - len(made) :]
    return made


def _constant_range(node: Any, scope: Activation) -> list[Any] | None:
    """The numbers of a range of constants."""
    is_range = isinstance(node, gast.Call) and scope.resolve(node.func) is range
    bounds = [questions.whole(a, scope) for a in node.args] if is_range else []
    known = [b for b in bounds if b is not None]
    if not known or len(known) < len(bounds) or len(range(*known)) > LONGEST:
        return None
    return [nodes.constant(k) for k in range(*known)]

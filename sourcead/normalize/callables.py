"""Functions as values: partial applications, getters, containers of functions, and Python's functions of functions.

Guarantee: what a call does is known when the program is made, or the call is refused at its place.
"""

from __future__ import annotations

import contextlib
import functools
import operator
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import gast
import numpy as np

from sourcead import nodes
from sourcead.definitions import functions
from sourcead.nodes import Stmt
from sourcead.normalize import arguments, choices, closures, constants, protocols, questions
from sourcead.normalize import cached as caches
from sourcead.normalize.activation import Activation, Inner
from sourcead.normalize.known import ELSEWHERE, Form, Getter, Given, Group, Partial, Running, display, holds_functions, static_key
from sourcead.normalize.objects import Instance
from sourcead.normalize.watched import MISSING

RUN_TIME = "which function is called here is known only when the program runs"
RUN_TIME_WAY_OUT = "Pass the function as an argument of its own, or call it by a name."
KEYS = "a dict of functions has keys that are known only when the program runs"
KEYS_WAY_OUT = "Write the keys out."
WAY_OUT = "Call it, or pass it to a function that calls it."
GETTERS = {operator.itemgetter: "item", operator.attrgetter: "attr", operator.methodcaller: "method"}
KEPT = "a generator is kept as a value, which can be run through only once"
KEPT_WAY_OUT = "Loop over it, or make a list of it: `list(...)`."
KINDS = {"tuple": tuple, "list": list, "dict": dict}
READING = ("items", "values", "keys", "get", "copy")


def element(whole: Any, node: gast.Subscript, scope: Activation, out: list[Stmt]) -> Any:
    """The element of a known container, or a function in a container of known form; None for any other subscript."""
    if isinstance(whole, Group) and whole.holder is None:
        if isinstance(node.slice, gast.Slice):
            parts = (node.slice.lower, node.slice.upper, node.slice.step)
            bounds = [None if p is None else questions.known_value(p, scope) for p in parts]
            if whole.kind != "dict" and all(b is None or type(b) is int for b in bounds):
                return Group(whole.kind, whole.items[slice(*bounds)], [], scope.names.region)
        key = questions.known_value(node.slice, scope)
        found = whole.get(key) if key is not ELSEWHERE else ELSEWHERE
        if found is not ELSEWHERE:
            return nodes.copy(found) if isinstance(found, gast.AST) else found
        chosen = choices.among(whole, node, scope, out) if key is ELSEWHERE and not isinstance(node.slice, gast.Slice) else None
        if chosen is not None:
            return chosen
        if not all(isinstance(i, gast.AST) for i in whole.items) or whole.kind != "tuple":
            raise scope.error(node, "which element is meant is known only when the program runs, or there is none",
                              RUN_TIME_WAY_OUT)  # fmt: skip
        return None
    if not isinstance(whole, gast.AST):
        return None
    if isinstance(node.slice, gast.Slice) and is_function(whole, scope):
        group = arguments.elements(whole, node, scope, out)
        return None if group is None else element(group, node, scope, out)
    key = questions.known_value(node.slice, scope)
    if key is ELSEWHERE:
        return None
    form = scope.names.facts.of(whole)
    part = form.get(key) if isinstance(form, Form) else None
    if isinstance(part, Given) and callable(part.value):
        return constants.constant(scope.names.facts.rely(part).value, getattr(part.value, "__name__", "function"), scope)
    value = scope.object_of(whole)
    if type(value) in (list, tuple, dict) and constants.has_functions(value):
        found = constants.element(value, key, whole, scope)
        return None if found is ELSEWHERE else found
    return None


def written_out(found: Any, node: Any, scope: Activation) -> Any:
    """A known value inside an expression that stays nested."""
    if isinstance(found, Group) and found.holder is None:
        items = [nodes.copy(i) if isinstance(i, gast.AST) else written_out(i, node, scope) for i in found.items]
        return display(found.kind, found.keys, items)
    return as_data(found, node, scope, [])


def with_names(node: Any, scope: Activation) -> Any:
    """The expression with the names of functions (`f.__name__`) as texts."""
    if not any(isinstance(n, gast.Attribute) and n.attr in ("__name__", "__qualname__") for n in nodes.walk(node)):
        return node

    def change(item: Any) -> Any:
        if isinstance(item, gast.Attribute) and item.attr in ("__name__", "__qualname__") and isinstance(item.value, gast.Name):
            made = scope.lookup(item.value.id, item)
            if isinstance(made, Inner):
                return gast.copy_location(nodes.constant(getattr(made.node, "name", "<lambda>")), item)
        return item

    return nodes.transform(node, change)


def is_printable(node: Any, scope: Activation) -> bool:
    """Whether what is printed can be written out where it stands."""
    inside = (n for a in [*node.args, *node.keywords] for n in nodes.walk(a))
    return not any(isinstance(n, (gast.Call, gast.NamedExpr, gast.Lambda, gast.Yield, gast.Await)) for n in inside)


def is_known(node: Any, scope: Activation) -> bool:
    """Whether an expression gives a container of known form in which functions are, or `*args` and `**kwargs`."""
    if isinstance(node, gast.Lambda):
        return True
    if isinstance(node, (gast.Tuple, gast.List)):
        return any(is_known(e, scope) for e in node.elts)
    if isinstance(node, gast.Dict):
        return any(is_known(e, scope) for e in node.values)
    if isinstance(node, gast.Call):
        target = scope.resolve(node.func)
        if isinstance(node.func, gast.Attribute) and node.func.attr in READING:
            return is_known(node.func.value, scope)
        made = any(target is f for f in (zip, enumerate, reversed, list, tuple, dict))
        return target in (functools.partial, np.vectorize) or (made and any(is_known(a, scope) for a in node.args))
    if isinstance(node, gast.Subscript):
        return is_known(node.value, scope)
    if isinstance(node, gast.Name):
        found = scope.lookup(node.id, node)
        form = scope.names.facts.of(found) if isinstance(found, gast.AST) else None
        return is_function(found, scope) or holds_functions(form)
    if isinstance(node, gast.Attribute) and isinstance(questions.peek(node, scope), Group):
        return True
    return isinstance(node, gast.Attribute) and scope.is_constant(node) and is_function(scope.flat.pure(node, scope), scope)


def is_function(found: Any, scope: Activation) -> bool:
    """Whether an atom or known value is a function or holds functions."""
    if not isinstance(found, gast.AST):
        return not isinstance(found, (Instance, Running))
    value = scope.object_of(found)
    return value is not MISSING and (callable(value) or (type(value) in (list, tuple, dict) and constants.has_functions(value)))


def grouped(kind: str, keys: Sequence[Any], items: Sequence[Any], node: Any, scope: Activation, out: list[Stmt]) -> Any:
    """A container written out: an operation, or a known value if functions or objects are in it."""
    if any(isinstance(i, Running) for i in items):
        raise scope.error(node, KEPT, KEPT_WAY_OUT)
    if any(isinstance(i, Instance) for i in items):
        found = [static_key(k) for k in keys] if kind == "dict" else list(range(len(items)))
        if ELSEWHERE in found:
            raise scope.error(node, "which object is under which key is known only when the program runs", "Use constant keys.")
        return protocols.container(KINDS[kind], dict(zip(found, items)), node, scope, out)
    if not any(is_function(i, scope) for i in items):
        return display(kind, [], items) if kind != "dict" else gast.Dict(list(keys), list(items))
    names = [static_key(k) for k in keys]
    if ELSEWHERE in names:
        raise scope.error(node, KEYS, KEYS_WAY_OUT)
    kept = [scope.flat.fixed(i, node, scope, out) if isinstance(i, gast.AST) else i for i in items]
    return Group(kind, kept, names, scope.names.region)


def combined(left: Any, right: Any, node: gast.BinOp, scope: Activation, out: list[Stmt]) -> Any:
    """`fs + gs`, `n * fs`, `d | e` of containers of functions."""
    one, other = arguments.elements(left, node, scope, out), arguments.elements(right, node, scope, out)
    if one is not None and other is not None and one.kind == other.kind:
        if isinstance(node.op, gast.Add) and one.kind != "dict":
            return Group(one.kind, [*one.items, *other.items], [], scope.names.region)
        if isinstance(node.op, gast.BitOr) and one.kind == "dict":
            found = {**dict(zip(one.keys, one.items)), **dict(zip(other.keys, other.items))}
            return Group("dict", list(found.values()), list(found), scope.names.region)
    group, times = (one, static_key(right)) if one is not None else (other, static_key(left))
    if group is not None and group.kind != "dict" and type(times) is int and isinstance(node.op, gast.Mult):
        return Group(group.kind, group.items * times, [], scope.names.region)
    known = right if isinstance(left, gast.AST) else left
    raise scope.error(node, "this operation on functions is not differentiated", WAY_OUT) if not isinstance(known, Group) else (
        scope.error(node, "this operation on a container of functions is not followed", "Write the container out."))  # fmt: skip


def merged(node: gast.Dict, scope: Activation, out: list[Stmt]) -> Any:
    """`{**fs, "k": f}`, if functions are in it; None for any other dict."""
    if not any(is_known(v, scope) for v in node.values):
        return None
    found: dict[Any, Any] = {}
    for key, value in zip(node.keys, node.values):
        name = None if key is None else static_key(scope.flat.thing(key, scope, out))
        made = scope.flat.thing(value, scope, out)
        if key is None:
            group = arguments.elements(made, value, scope, out)
            if group is None or group.kind != "dict":
                raise scope.error(value, "which functions these are is known only when the program runs", "Write the dict out.")
            found.update(zip(group.keys, group.items))
        elif name is ELSEWHERE:
            raise scope.error(key, KEYS, KEYS_WAY_OUT)
        else:
            found[name] = scope.flat.fixed(made, node, scope, out) if isinstance(made, gast.AST) else made
    return Group("dict", list(found.values()), list(found), scope.names.region)


def as_data(found: Any, node: Any, scope: Activation, out: list[Stmt]) -> Any:
    """A known value as an ordinary one: a container of values can be written out, a function cannot."""
    if isinstance(found, Instance):
        raise scope.error(node, *found.no_number)
    if isinstance(found, Running):
        raise scope.error(node, KEPT, KEPT_WAY_OUT)
    if not isinstance(found, Group):
        kind = "a lambda" if isinstance(found, Inner) and isinstance(found.node, gast.Lambda) else "an inner function"
        raise scope.error(node, f"this use of {kind} is not differentiated", WAY_OUT)
    if found.holder is not None:
        if scope.names.region[: len(found.region)] != found.region:
            raise scope.error(node, "this container of functions is used in a way that is not followed", WAY_OUT)
        return nodes.name(found.holder)
    items = [i if isinstance(i, gast.AST) else _atom(i, node, scope, out) for i in found.items]
    written = display(found.kind, found.keys, items)
    if found.kind == "tuple":
        return written
    if found.region != scope.names.region:
        raise scope.error(node, "a list or dict that is made in another branch is used as an ordinary value here",
                          "Make it where it is used.")  # fmt: skip
    found.holder = scope.names.temporary("table" if found.kind == "dict" else "items")
    scope.flat.emit(nodes.assign(found.holder, written), node, scope, out)
    return nodes.name(found.holder)


def _atom(found: Any, node: Any, scope: Activation, out: list[Stmt]) -> Any:
    written = as_data(found, node, scope, out)
    if nodes.is_atom(written):
        return written
    name = scope.names.temporary("pair")
    scope.flat.emit(nodes.assign(name, written), node, scope, out)
    return nodes.name(name)


def prepared(node: gast.Call, scope: Activation, out: list[Stmt]) -> gast.Call:
    """The call of a name or of a method, without stars: any other callee is evaluated first."""
    func = node.func
    if isinstance(func, gast.Attribute) and isinstance(func.value, gast.Call) and scope.resolve(func.value.func) is super:
        pass
    elif isinstance(func, gast.Attribute) and nodes.dotted(func) is None:
        base = scope.flat.thing(func.value, scope, out)
        func = gast.copy_location(nodes.attribute(scope.placeholder(base, func.value), func.attr), func)
    elif not isinstance(func, (gast.Name, gast.Attribute, gast.Lambda)):
        found = scope.flat.thing(func, scope, out)
        if isinstance(found, gast.AST) and scope.object_of(found) is MISSING:
            raise scope.error(func, RUN_TIME, RUN_TIME_WAY_OUT)
        func = scope.placeholder(found, func)
    if func is not node.func:
        node = gast.copy_location(gast.Call(func, node.args, node.keywords), node)
    return arguments.spread(node, scope, out)


def _again(func: Any, args: Sequence[Any], keywords: Sequence[Any], node: Any, scope: Activation, out: list[Stmt]) -> Any:
    """The value of another call at the place of this one."""
    return scope.flat.whatever(gast.copy_location(gast.Call(func, list(args), list(keywords)), node), scope, out)


def applied(found: Partial, node: gast.Call, scope: Activation, out: list[Stmt]) -> Any:
    """The call of a partial application: its arguments come first."""
    first = [scope.placeholder(a, node) for a in found.args]
    given = {k.arg for k in node.keywords}
    kept = [gast.keyword(k, scope.placeholder(v, node)) for k, v in found.keywords.items() if k not in given]
    return _again(scope.placeholder(found.function, node.func), [*first, *node.args], [*kept, *node.keywords], node, scope, out)


def got(found: Getter, node: gast.Call, scope: Activation, out: list[Stmt]) -> Any:
    """The call of a getter."""
    if len(node.args) != 1 or node.keywords:
        raise scope.error(node, "this function takes one argument", "Pass one.")
    if found.kind in ("same", "cached"):
        made = scope.flat.thing(node.args[0], scope, out)
        return made if found.kind == "same" else _cached(made, node, scope)
    base = scope.placeholder(scope.flat.thing(node.args[0], scope, out), node.args[0])
    if found.kind == "method":
        name, *args = found.args
        keywords = [gast.keyword(k, scope.placeholder(v, node)) for k, v in (found.keywords or {}).items()]
        func = gast.copy_location(nodes.attribute(base, name.value), node)
        return _again(func, [scope.placeholder(a, node) for a in args], keywords, node, scope, out)
    parts = []
    for key in found.args:
        if found.kind == "item":
            part: Any = nodes.subscript(base, scope.placeholder(key, node))
        else:
            part = base
            for step in key.value.split("."):
                part = gast.copy_location(nodes.attribute(part, step), node)
        parts.append(gast.copy_location(part, node))
    made = parts[0] if len(parts) == 1 else gast.copy_location(nodes.tuple_(parts), node)
    return scope.flat.whatever(made, scope, out)


def _held(parts: Sequence[Any], node: Any, scope: Activation, out: list[Stmt]) -> list[Any]:
    """Arguments that are kept for later, as they are now."""
    found = scope.flat.things(parts, scope, out)
    return [scope.flat.fixed(f, node, scope, out) if isinstance(f, gast.AST) else f for f in found]


def partial_value(node: gast.Call, scope: Activation, out: list[Stmt]) -> Any:
    """`functools.partial(f, ...)`: its arguments are kept as they are now."""
    found = _held([*node.args, *(k.value for k in node.keywords)], node, scope, out)
    if not found or (isinstance(found[0], gast.AST) and not callable(scope.object_of(found[0]))):
        raise scope.error(node, RUN_TIME, RUN_TIME_WAY_OUT)
    count = len(node.args)
    return Partial(found[0], tuple(found[1:count]), dict(zip((k.arg for k in node.keywords), found[count:])))


def vectorized_value(node: gast.Call, scope: Activation, out: list[Stmt]) -> Any:
    """`np.vectorize(f)`, which calls `f` for each element."""
    kinds = [k.value for k in node.keywords if k.arg == "otypes"]
    if (
        len(node.args) != 1
        or any(k.arg not in ("doc", "otypes") for k in node.keywords)
        or not all(_is_float(k, scope) for k in kinds)
    ):
        raise scope.error(node, "only `np.vectorize(f)` and `np.vectorize(f, otypes=[float])` are differentiated",
                          "Write it without other arguments.")  # fmt: skip
    found = _held(node.args, node, scope, out)[0]
    if isinstance(found, gast.AST) and not callable(scope.object_of(found)):
        raise scope.error(node, RUN_TIME, RUN_TIME_WAY_OUT)
    each = functions.of_floats if kinds else functions.vectorized
    return Partial(constants.constant(each, each.__name__, scope), (found,), {})


def _is_float(kinds: Any, scope: Activation) -> bool:
    """Whether `otypes` is `[float]`, or says the same."""
    if isinstance(kinds, (gast.List, gast.Tuple)) and len(kinds.elts) == 1:
        kinds = kinds.elts[0]
    if isinstance(kinds, gast.Constant):
        return kinds.value in ("d", "float", "float64")
    return nodes.dotted(kinds) is not None and scope.resolve(kinds) in (float, np.float64)


def getter(kind: str) -> Callable[..., Any]:
    """`operator.itemgetter(...)` and its like."""

    def made(node: gast.Call, scope: Activation, out: list[Stmt]) -> Any:
        found = _held([*node.args, *(k.value for k in node.keywords)], node, scope, out)
        count = len(node.args)
        named = found[:count] if kind == "attr" else found[:1] if kind == "method" else []
        if not all(isinstance(n, gast.Constant) and isinstance(n.value, str) for n in named):
            raise scope.error(node, "which attribute is meant is known only when the program runs", "Write its name out.")
        return Getter(kind, tuple(found[:count]), dict(zip((k.arg for k in node.keywords), found[count:])))

    return made


def same(node: gast.Call, scope: Activation, out: list[Stmt]) -> Any:
    """`functools.wraps(f)`, `lru_cache(...)`: decorators that leave what a function computes."""
    return Getter("same")


def cached(node: gast.Call, scope: Activation, out: list[Stmt]) -> Any:
    """`lru_cache(f)`, or `lru_cache(maxsize=None)`, which gives a decorator."""
    if len(node.args) == 1 and not node.keywords and not isinstance(node.args[0], gast.Constant):
        return _cached(scope.flat.thing(node.args[0], scope, out), node, scope)
    return Getter("cached")


def manager(node: gast.Call, scope: Activation, out: list[Stmt]) -> Any:
    """`contextmanager(f)` of a generator function."""
    made = scope.flat.thing(node.args[0], scope, out)
    if isinstance(made, Inner) and questions.is_generator(made):
        return replace(made, manages=True)
    function: Any = scope.object_of(made)
    if function is MISSING:
        raise scope.error(node, "what this manager does is known only when the program runs", WAY_OUT)
    return constants.constant(contextlib.contextmanager(function), getattr(function, "__name__", "manager"), scope)


def _cached(found: Any, node: Any, scope: Activation) -> Any:
    if isinstance(found, gast.AST) and callable(scope.object_of(found)):
        function = scope.object_of(found)
        return constants.constant(
            functools.lru_cache(caches.unchanging(function, node, scope)), getattr(function, "__name__", "function"), scope
        )
    if not isinstance(found, Inner):
        raise scope.error(node, "what is cached here is not followed", "Cache a function.")
    read = next((n for n in closures.free(found.node) if n != getattr(found.node, "name", "") and found.scope.knows(n)), None)
    if read is not None:
        raise scope.error(node, f"a cached function reads `{read}`, which may change while what it gave is kept",
                          "Pass it as an argument, or do without the cache.")  # fmt: skip
    return replace(caches.unchanging(found, node, scope), cached=True)


def at(new: Any, node: Any) -> Any:
    """A node at the place of another one."""
    return gast.copy_location(new, node)


def call(func: Any, args: Sequence[Any], node: Any, scope: Activation) -> Any:
    """A call of values that have been evaluated."""
    return at(gast.Call(func, [scope.placeholder(a, node) for a in args], []), node)


def with_group(change: Callable[[Group, gast.Call, Activation, list[Stmt]], Any]) -> Callable[..., Any]:
    """A function of one container, decided if the container is a known value."""

    def written(node: gast.Call, scope: Activation, out: list[Stmt]) -> Any:
        known = len(node.args) == 1 and not node.keywords
        if not known or not (is_known(node.args[0], scope) or isinstance(questions.peek(node.args[0], scope), Instance)):
            return None
        found = arguments.elements(scope.flat.thing(node.args[0], scope, out), node, scope, out)
        return None if found is None else change(found, node, scope, out)

    return written


def length(found: Group, node: gast.Call, scope: Activation, out: list[Stmt]) -> Any:
    """`len(fs)`."""
    return nodes.constant(len(found.items))


def converted(kind: str, backwards: bool = False) -> Callable[..., Any]:
    """`list(fs)`, `tuple(fs)`, `dict(fs)`, `reversed(fs)`."""

    def made(found: Group, node: gast.Call, scope: Activation, out: list[Stmt]) -> Any:
        if kind == "dict":
            if found.kind != "dict":
                return None
            return Group("dict", list(found.items), list(found.keys), scope.names.region)
        items = list(map(nodes.constant, found.keys)) if found.kind == "dict" else list(found.items)
        items = items[::-1] if backwards else items
        if any(isinstance(i, Instance) for i in items):
            return protocols.container(KINDS[kind], dict(enumerate(items)), node, scope, out)
        return Group(kind, items, [], scope.names.region)

    return made


def callable_value(node: gast.Call, scope: Activation, out: list[Stmt]) -> Any:
    """`callable(f)`."""
    if len(node.args) != 1 or node.keywords:
        return None
    found = scope.flat.thing(node.args[0], scope, out)
    if isinstance(found, gast.AST):
        value = nodes.literal(found, MISSING)
        value = scope.object_of(found) if value is MISSING else value
        return nodes.constant(callable(value)) if value is not MISSING else None
    return nodes.constant(not isinstance(found, Group))


def _changeable(owner: Group, node: Any, scope: Activation) -> None:
    if owner.holder is not None or owner.region != scope.names.region:
        raise scope.error(node, "a container of functions is changed in a branch or a loop, or after it was used as a value",
                          "Build it in one place, before it is used.")  # fmt: skip


def stored(owner: Group, index: Any, found: Any, node: Any, scope: Activation) -> None:
    """`ops[key] = f`."""
    key = static_key(index)
    _changeable(owner, node, scope)
    if key is ELSEWHERE or (owner.kind != "dict" and owner.get(key) is ELSEWHERE) or owner.kind == "tuple":
        raise scope.error(node, "which element is stored is known only when the program runs", "Write the key out.")
    if owner.kind != "dict":
        owner.items[key] = found
    elif key in owner.keys:
        owner.items[owner.keys.index(key)] = found
    else:
        owner.keys.append(key)
        owner.items.append(found)


def method_value(owner: Group, node: gast.Call, scope: Activation, out: list[Stmt]) -> Any:
    """A method of a container of functions, or of `*args` and `**kwargs`."""
    name, args = node.func.attr, _held(node.args, node, scope, out)
    if owner.kind == "dict" and not node.keywords:
        if name in ("items", "values", "keys") and not args:
            names = [nodes.constant(k) for k in owner.keys]
            pairs = [Group("tuple", [k, v], []) for k, v in zip(names, owner.items)]
            return Group("tuple", {"items": pairs, "values": list(owner.items), "keys": names}[name], [])
        if name == "copy" and not args:
            return Group("dict", list(owner.items), list(owner.keys), scope.names.region)
        if name in ("get", "pop", "setdefault") and args and static_key(args[0]) is not ELSEWHERE:
            return _looked_up(owner, name, static_key(args[0]), args[1:], node, scope)
        if name == "update" and len(args) == 1 and isinstance(args[0], Group) and args[0].kind == "dict":
            for key, value in zip(args[0].keys, args[0].items):
                stored(owner, nodes.constant(key), value, node, scope)
            return nodes.constant(None)
    if owner.kind == "list" and name in ("append", "extend") and len(args) == 1 and not node.keywords:
        more = args if name == "append" else getattr(arguments.elements(args[0], node, scope, out), "items", None)
        if more is not None:
            _changeable(owner, node, scope)
            owner.items += more
            return nodes.constant(None)
    if owner.kind == "dict" and name == "update" and not args:
        for keyword in node.keywords:
            stored(owner, nodes.constant(keyword.arg), _held([keyword.value], node, scope, out)[0], node, scope)
        return nodes.constant(None)
    raise scope.error(node, f"`{name}` of a container of functions is not followed", "Write the container out.")


def _looked_up(owner: Group, name: str, key: Any, rest: Sequence[Any], node: Any, scope: Activation) -> Any:
    found = owner.get(key)
    if name != "get":
        _changeable(owner, node, scope)
    if found is ELSEWHERE:
        if name == "pop" and not rest:
            raise scope.error(node, f"there is no element {key!r}", "Give a default.")
        found = rest[0] if rest else nodes.constant(None)
        if name == "setdefault":
            stored(owner, nodes.constant(key), found, node, scope)
    elif name == "pop":
        position = owner.keys.index(key)
        del owner.keys[position], owner.items[position]
    return found

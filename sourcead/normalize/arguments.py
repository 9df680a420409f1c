"""Arguments: what is passed, stars taken apart, and what each parameter gets.

Guarantee: arguments are evaluated once, in their order; a call that Python would refuse is refused.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from typing import Any

import gast

from sourcead import nodes
from sourcead.nodes import Stmt
from sourcead.normalize import constants, open_stars, protocols, questions
from sourcead.normalize.activation import Activation
from sourcead.normalize.consumed import as_list
from sourcead.normalize.iterators import is_call_of
from sourcead.normalize.known import Form, Given, Group
from sourcead.normalize.objects import Instance
from sourcead.normalize.open_stars import Open, Rest
from sourcead.normalize.watched import MISSING

STAR_WAY_OUT = "Unpack a tuple or a dict whose form is known: one written out, an argument that is one, `*args` or `**kwargs`."


def spread(node: gast.Call, scope: Activation, out: list[Stmt]) -> gast.Call:
    """The call without stars: each element of what is unpacked is an argument of its own."""
    if not any(isinstance(a, gast.Starred) for a in node.args) and all(k.arg is not None for k in node.keywords):
        return node
    parts = [*node.args, *(k.value for k in node.keywords)]
    stars = {id(k.value) for k in node.keywords if k.arg is None}

    def one(part: Any, later: Sequence[Any], scope: Activation, out: list[Stmt]) -> Any:
        if isinstance(part, gast.Starred):
            items = _items(_listed(part.value, scope), scope, out)
            if isinstance(items, Open):
                steady = isinstance(items.value, gast.Name) and items.value.id in scope.names.stars
                return items if steady else Open(_fixed(items.value, later, part, scope, out), items.at)
            return [_fixed(i, later, part, scope, out) for i in items]
        if id(part) in stars:
            return {k: _fixed(v, later, part, scope, out) for k, v in _named(part, scope, out).items()}
        return passed(part, later, scope, out)

    found = scope.flat.in_order(parts, scope, out, one)
    args: list[Any] = []
    keywords: list[gast.keyword] = []
    for part, given in zip(node.args, found):
        args += [(g, part) for g in (given if isinstance(given, list) else [given])]
    if any(isinstance(a, Open) for a, _ in args):
        args = [(a, node) for a in _opened([a for a, _ in args], node, scope, out)]
    args = [scope.placeholder(a, part) for a, part in args]
    for keyword, given in zip(node.keywords, found[len(node.args) :]):
        pairs = given if keyword.arg is None else {keyword.arg: given}
        keywords += [gast.keyword(k, scope.placeholder(v, keyword.value)) for k, v in pairs.items()]
    names = [k.arg for k in keywords]
    twice = next((n for n in names if names.count(n) > 1), None)
    if twice is not None:
        raise scope.error(node, f"the argument `{twice}` is given twice", "Give it once.")
    return gast.copy_location(gast.Call(node.func, args, keywords), node)  # type: ignore[no-any-return]


def _listed(node: Any, scope: Activation) -> Any:
    """A generator expression or a `map` that is run through at once, as a list; any other expression as it is."""
    once = isinstance(node, gast.GeneratorExp) or (isinstance(node, gast.Call) and is_call_of(node, map, scope))
    return as_list(node, scope) if once else node


def _opened(args: list[Any], node: gast.Call, scope: Activation, out: list[Stmt]) -> list[Any]:
    """The arguments, where it is not known how many elements one of them unpacks."""
    found = open_stars.given(args, node, scope, out)
    if found is None:
        first = next(a for a in node.args if isinstance(a, gast.Starred))
        raise scope.error(first, "how many arguments this unpacks is known only when the program runs", STAR_WAY_OUT)
    return found


def _fixed(found: Any, later: Sequence[Any], node: Any, scope: Activation, out: list[Stmt]) -> Any:
    """An element as it is now, though what is evaluated later may change its variable."""
    return scope.flat.fixed(found, node, scope, out) if later and isinstance(found, gast.AST) else found


def passed(node: Any, later: Sequence[Any], scope: Activation, out: list[Stmt]) -> Any:
    """An argument: an atom, or a known value."""
    found = scope.flat.thing(node, scope, out)
    return scope.flat.held(found, later, node, scope, out) if isinstance(found, gast.AST) else found


def _items(node: Any, scope: Activation, out: list[Stmt]) -> list[Any] | Open:
    found = _sliced(node, scope, out)
    if found is None:
        whole = scope.flat.thing(node, scope, out)
        found = elements(whole, node, scope, out)
        if found is None:
            return Open(scope.flat.atom(scope.placeholder(whole, node), scope, out), node)
    return [k for k in found.keys] if found.kind == "dict" else list(found.items)


def _sliced(node: Any, scope: Activation, out: list[Stmt]) -> Group | None:
    """A part of a tuple of known form."""
    if not isinstance(node, gast.Subscript) or not isinstance(node.slice, gast.Slice) or not isinstance(node.value, gast.Name):
        return None
    parts = (node.slice.lower, node.slice.upper, node.slice.step)
    bounds = [None if p is None else questions.known_value(p, scope) for p in parts]
    if not all(b is None or type(b) is int for b in bounds):
        return None
    found = elements(scope.flat.thing(node.value, scope, out), node, scope, out)
    return None if found is None or found.kind == "dict" else Group("tuple", found.items[slice(*bounds)], [])


def _named(node: Any, scope: Activation, out: list[Stmt]) -> dict[str, Any]:
    found = elements(scope.flat.thing(node, scope, out), node, scope, out)
    if found is None or found.kind != "dict" or not all(isinstance(k, str) for k in found.keys):
        raise scope.error(node, "which arguments this unpacks is known only when the program runs", STAR_WAY_OUT)
    return dict(zip(found.keys, found.items))


def elements(found: Any, at: Any, scope: Activation, out: list[Stmt]) -> Group | None:
    """The elements of a container whose form is known, each an atom or a known value; None for any other value."""
    if isinstance(found, Group):
        return found
    if isinstance(found, Instance):
        items = protocols.elements(found, at, scope) if found.kind is not dict else list(found.slots.values())
        kind = found.kind.__name__ if found.is_container else "tuple"
        return Group(kind, items, list(found.slots) if kind == "dict" else [])
    if not isinstance(found, gast.AST):
        return None
    if isinstance(found, gast.Name):
        form = scope.names.facts.of(found)
        if isinstance(form, Form):
            scope.names.facts.rely(form)
            keys = list(form.keys) if form.kind == "dict" else list(range(len(form.parts)))
            items = [_part(found.id, k, p, at, scope, out) for k, p in zip(keys, form.parts)]
            return Group("tuple" if form.kind == "array" else form.kind, items, list(form.keys))
    value = scope.object_of(found)
    return None if value is MISSING else constants.group(value, found, at, scope)


def _part(name: str, key: Any, form: Any, at: Any, scope: Activation, out: list[Stmt]) -> Any:
    """An element of a variable, under a name of its own; a function is itself."""
    if isinstance(form, Given):
        return constants.constant(form.value, getattr(form.value, "__name__", "function"), scope)
    part = scope.names.temporary(f"{name}_{key}")
    scope.flat.emit(nodes.assign(part, nodes.subscript(nodes.name(name), nodes.constant(key))), at, scope, out)
    return nodes.name(part)


def bind(
    node: Any, args: Sequence[Any], keywords: Mapping[str, Any], defaults: Mapping[str, Any], at: gast.Call, scope: Activation
) -> dict[str, Any]:
    """The callee's parameters and what they get."""
    spec = node.args
    positional = [p.id for p in [*spec.posonlyargs, *spec.args]]
    named = [p.id for p in [*spec.args, *spec.kwonlyargs]]
    bound: dict[str, Any] = dict(zip(positional, args))
    rest = list(args[len(positional) :])
    if rest and spec.vararg is None:
        raise scope.error(at, f"the function takes {len(positional)} positional argument(s), {len(args)} are given")
    extra: dict[str, Any] = {}
    for name, value in keywords.items():
        if name in named:
            if name in bound:
                raise scope.error(at, f"the argument `{name}` is given twice", "Give it once.")
            bound[name] = value
        elif spec.kwarg is not None:
            extra[name] = value
        else:
            raise scope.error(at, f"the function has no parameter `{name}`" if name not in positional
                              else f"the parameter `{name}` is given by position only")  # fmt: skip
    for name in [*positional, *(p.id for p in spec.kwonlyargs)]:
        if name not in bound:
            if name not in defaults:
                raise scope.error(at, f"the argument `{name}` is missing")
            bound[name] = defaults[name]
    if spec.vararg is not None:
        whole = rest[0].value if rest and isinstance(rest[0], Rest) else None
        bound[spec.vararg.id] = Group("tuple", rest, []) if whole is None else whole
    if spec.kwarg is not None:
        bound[spec.kwarg.id] = Group("dict", list(extra.values()), list(extra), scope.names.region)
    return bound


def defaults(inner: Activation) -> dict[str, Any]:
    """The values of parameters that have one."""
    signature = inspect.signature(inner.function, follow_wrapped=False)
    known = {n: p.default for n, p in signature.parameters.items() if p.default is not p.empty}
    return {n: constants.constant(v, n, inner) for n, v in known.items()}

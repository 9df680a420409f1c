"""Results that are objects, or tuples, lists and dicts that hold some: in normal form they are tuples of what they hold.

Guarantee: an object that is made of such a tuple is of the same class and has the same attributes as the program's result.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import FunctionType
from typing import Any

import gast

from sourcead import nodes, runtime
from sourcead.definitions.python import STANDS_FOR
from sourcead.definitions.python import Iterator as IteratorOf
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import classes, objects
from sourcead.normalize.activation import Activation, Inner, constant_binding
from sourcead.normalize.objects import COMPUTED, Instance
from sourcead.runtime.containers import REGISTERED


@dataclass(frozen=True)
class Made:
    """An object's class, what it is called in the program, and what is under each attribute, index or key.

    A part is an object too, an expression that is known beforehand, or None: a value, the next one in the tuple.
    """

    kind: type
    name: str
    keys: tuple[Any, ...]
    parts: tuple[Made | Expr | None, ...]

    @property
    def held(self) -> list[tuple[Any, Made | None]]:
        """The attributes, indices or keys whose values are in the tuple, in their order."""
        return [(k, p) for k, p in zip(self.keys, self.parts) if p is None or isinstance(p, Made)]

    def names(self) -> Iterator[str]:
        """The non-local names that stand in the object's parts, and for its class."""
        yield self.name
        for part in self.parts:
            if isinstance(part, Made):
                yield from part.names()
            elif part is not None:
                yield from nodes.names(part)


# the program's side


def return_statement(node: gast.Return, scope: Activation, out: list[Stmt]) -> None:
    """`return value`: what is made of an object is noted."""
    if node.value is None:
        raise scope.error(node, "the function returns nothing here", "Return a number.")
    found = scope.flat.thing(node.value, scope, out)
    if isinstance(found, Instance) and scope.names.objects:
        result, scope.names.made = returned(found, node.value, scope, out)
    elif isinstance(found, gast.AST):
        result = found  # type: ignore[assignment]
    else:
        result = scope.flat.atom(scope.placeholder(found, node.value), scope, out)
    scope.flat.emit(nodes.return_(result), node, scope, out)


def returned(found: Instance, node: Any, scope: Activation, out: list[Stmt]) -> tuple[Expr, Made]:
    """An object that the program returns as a tuple of what it holds, and what it is made of."""
    if found.kind in REGISTERED or found.maybe:
        raise scope.error(node, f"an object of `{found.kind.__name__}` is returned, and it is not known what it holds",
                          "Return the numbers and arrays that are in it.")  # fmt: skip
    if found.kind in STANDS_FOR or found.kind is IteratorOf or _is_inside(found.kind, scope):
        name = STANDS_FOR.get(found.kind, found.kind).__name__
        raise scope.error(node, f"a `{name}` is returned, which cannot be made outside of the function",
                          "Return the numbers and arrays that are in it.")  # fmt: skip
    parts: list[Made | Expr | None] = []
    items: list[Expr] = []
    keys = [k for k, part in found.slots.items() if part is not COMPUTED]
    for key in keys:
        part = classes.slot(found, key, node, scope)
        if isinstance(part, Instance):
            item, made = returned(part, node, scope, out)
            items.append(item)
            parts.append(made)
        elif not isinstance(part, gast.AST):
            raise scope.error(node, f"`{objects.word(key)}` of what is returned is a function, or holds some, that is made here",
                              "Return numbers and arrays.")  # fmt: skip
        elif objects.is_static(part, scope):
            parts.append(nodes.copy(part))  # type: ignore[type-var]
        else:
            items.append(nodes.copy(part))  # type: ignore[type-var]
            parts.append(None)
    is_plain = found.kind in objects.CONTAINERS
    name = "" if is_plain else scope.names.bind(found.kind.__name__, constant_binding(found.kind, found.kind.__name__))
    whole = scope.names.temporary(found.wish)
    scope.flat.emit(nodes.assign(whole, nodes.tuple_(items)), node, scope, out)
    return nodes.name(whole), Made(found.kind, name, tuple(keys), tuple(parts))


def _is_inside(kind: Any, scope: Activation) -> bool:
    """Whether a class is made by the program, and more than a named tuple."""
    made = any(kind is c for _, c in scope.names.classes)
    return made and not (classes.is_named_tuple(kind) and not any(isinstance(v, Inner) for v in vars(kind).values()))


def of_runtime(node: gast.Call, scope: Activation, out: list[Stmt]) -> Instance:
    """`rt.instance(C, a=...)`, and `rt.like(x, a=...)` of an object: what a derivative's text makes of tuples."""
    held, keywords = scope.flat.arguments(node, scope, out)
    first = held[0]
    if scope.resolve(node.func) is runtime.like:
        if not isinstance(first, Instance) or first.kind in REGISTERED:
            raise scope.error(node, "it is not known what this object holds", "Pass the numbers and arrays that are in it.")
        kind, slots = first.kind, {**first.slots, **keywords}
    else:
        kind, slots = scope.object_of(first), keywords
    found = objects.make(kind, kind.__name__.lower(), scope)
    scope.names.pending.append(found)
    for key, part in slots.items():
        objects.put(found, key, part, node, scope, out)
    found.fixed = classes.is_frozen(kind)
    scope.names.pending.remove(found)
    return found


# the generated function's side


def built(made: Made | None, value: Expr) -> Expr:
    """The object that is made of a tuple: a display, or a name."""
    if made is None:
        return value
    items = iter(
        built(part, value.elts[k] if isinstance(value, gast.Tuple) else nodes.subscript(nodes.copy(value), nodes.constant(k)))
        for k, (_, part) in enumerate(made.held)
    )
    parts = [next(items) if p is None or isinstance(p, Made) else nodes.copy(p) for p in made.parts]
    if made.kind is dict:
        return gast.Dict([nodes.constant(k) for k in made.keys], parts)
    if made.kind in objects.CONTAINERS:
        return nodes.list_(parts) if made.kind is list else nodes.tuple_(parts)
    if classes.is_named_tuple(made.kind):
        return nodes.call(nodes.name(made.name), *parts)
    call = nodes.call(made.name) if _is_plain(made) else nodes.call("rt.instance", nodes.name(made.name))
    call.keywords = [gast.keyword(k, v) for k, v in zip(made.keys, parts)]
    return call


def _is_plain(made: Made) -> bool:
    """Whether a class is a dataclass whose objects are made of their fields and no more."""
    init = vars(made.kind).get("__init__")
    if not dataclasses.is_dataclass(made.kind) or hasattr(made.kind, "__post_init__") or not isinstance(init, FunctionType):
        return False
    fields = dataclasses.fields(made.kind)
    return (
        init.__code__.co_filename.startswith("<") and all(f.init for f in fields) and {f.name for f in fields} == set(made.keys)
    )


def opened(made: Made | None, name: str, body: Sequence[Stmt]) -> list[Stmt]:
    """A block that reads an object under a name as the tuple of what it holds, as one that reads the object."""
    if made is None:
        return list(body)
    found, count = _attributes(made, name, body)
    uses = sum(1 for s in found for n in nodes.names(s) if n == name)
    if count == uses:
        return found
    return [nodes.assign(name, _parts(made, nodes.name(name))), *body]


def _attributes(made: Made, name: str, body: Sequence[Stmt]) -> tuple[list[Stmt], int]:
    """The block with `name[0]` as `name.attribute`, and how many values are read so."""
    objects_read: dict[int, tuple[Any, Made]] = {}  # by the `id` of the expression, which is held
    count = 0

    def change(node: Any) -> Any:
        nonlocal count
        if (
            not isinstance(node, gast.Subscript)
            or not isinstance(node.ctx, gast.Load)
            or not isinstance(node.slice, gast.Constant)
        ):
            return node
        is_whole = isinstance(node.value, gast.Name) and node.value.id == name
        owner = made if is_whole else objects_read.get(id(node.value), (None, None))[1]
        if owner is None:
            return node
        key, part = owner.held[node.slice.value]
        place = _place(owner, node.value, key)
        if part is None:
            count += 1
        else:
            objects_read[id(place)] = place, part
        return place

    return [nodes.transform(s, change) for s in body], count


def _parts(made: Made, value: Expr) -> Expr:
    places = [(_place(made, nodes.copy(value), key), part) for key, part in made.held]
    return nodes.tuple_([place if part is None else _parts(part, place) for place, part in places])


def _place(made: Made, value: Expr, key: Any) -> Expr:
    if made.kind in objects.CONTAINERS:
        return nodes.subscript(value, nodes.constant(key))
    return nodes.attribute(value, key)

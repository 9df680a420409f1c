"""Objects whose class is known: each stands for its attributes, which are plain variables of the program.

Guarantee: two names of one object share what it stands for. An object that the program never writes may be copied instead; one
that was copied so cannot be written afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from types import MemberDescriptorType, SimpleNamespace
from typing import Any

import gast

from sourcead import nodes
from sourcead.nodes import Stmt
from sourcead.normalize.known import KNOWN, Given, Group, Running, taken_apart
from sourcead.normalize.program import Binding
from sourcead.normalize.watched import Members

UNDECIDED = object()  # what stands for one thing or another, by what ran before
COMPUTED = object()  # of a `cached_property`, before the call
ABSENT = object()
CONTAINERS = (list, tuple, dict)


@dataclass(eq=False)
class Instance:
    """An object of a known class; a list, tuple or dict that holds such objects has the elements for its attributes.

    `slots`: what each attribute is now; `variables`: the program's variables that are this object's alone; `pinned`: attributes
    that are kept in them whatever they are; `maybe`: attributes that it has or has not, by what ran before; `fixed`: its class
    allows no writing; `torn`: it was copied, so it must not be written; `origin`: the argument that it is, or is a part of;
    `writes`: how many statements changed it so far.
    """

    kind: type
    wish: str
    fixed: bool = False
    origin: str | None = None
    named: bool = False
    torn: bool = False
    slots: dict[Any, Any] = field(default_factory=dict)
    variables: dict[Any, str] = field(default_factory=dict)
    pinned: set[Any] = field(default_factory=set)
    maybe: set[Any] = field(default_factory=set)
    writes: int = 0

    @property
    def is_container(self) -> bool:
        """Whether it is a list, tuple or dict, not an object with attributes."""
        return self.kind in CONTAINERS

    @property
    def is_value(self) -> bool:
        """Whether a copy is as good as the object."""
        return self.fixed or self.torn

    @property
    def no_number(self) -> tuple[str, str]:
        """What is said where it is used as a number, and the way out: objects that stand for those of a library know another."""
        instead = self.kind.__module__.startswith("sourcead.") and vars(self.kind).get("INSTEAD")
        return f"an object of `{self.kind.__name__}` is used here as if it were a number", instead or "Use its attributes."

    def inside(self) -> Iterator[Instance]:
        """The objects that it refers to."""
        return (s for s in self.slots.values() if isinstance(s, Instance))

    def is_like(self, other: Any) -> bool:
        """Whether another object is of the same class and has the same attributes."""
        return isinstance(other, Instance) and self.kind is other.kind and set(self.slots) == set(other.slots)


@dataclass(frozen=True, eq=False)
class Bound:
    """A method and what it is bound to: an `Instance`, or a class."""

    function: Any
    owner: Any


def make(kind: type, wish: str, scope: Any, **more: Any) -> Instance:
    """A new object, without attributes."""
    found = Instance(kind, wish, **more)
    scope.names.instances.append(found)
    if found.kind not in (*CONTAINERS, SimpleNamespace) and not kind.__module__.startswith("sourcead."):
        scope.names.depend([Binding((members := Members(kind))[Members.COUNT], members, Members.COUNT)])
    return found


def of_function(node: Any, scope: Any) -> Instance | None:
    """What has the attributes of an inner function, if the function around it or itself stores any."""
    name = getattr(node, "name", None)
    stored = [n for n in nodes.walk(scope.node) if isinstance(n, gast.Attribute) and isinstance(n.ctx, gast.Store)]
    return make(SimpleNamespace, str(name), scope) if any(nodes.dotted(n.value) == [name] for n in stored) else None


def behind(found: Any) -> Any:
    """The object that has the attributes of a function; anything else is itself."""
    return getattr(found, "attributes", None) or found


def word(key: object) -> str:
    """An attribute, index or key as a part of a name."""
    return str(key).strip("_") or "value"


def class_attribute(kind: type, name: Any) -> Any:
    """What a class has under a name, as it stands in the class; `ABSENT` for nothing, and for the place of an attribute."""
    if not isinstance(name, str) or kind in CONTAINERS:
        return ABSENT
    for base in kind.__mro__:
        if name in vars(base):
            found = vars(base)[name]
            is_place = isinstance(found, MemberDescriptorType) or name in getattr(base, "_fields", ())
            return ABSENT if is_place else found
    return ABSENT


def is_static(found: Any, scope: Any) -> bool:
    """Whether an attribute is kept as what it is, not in a variable: functions, objects, texts, None, truth values."""
    if not isinstance(found, gast.AST):
        return True
    parts = nodes.dotted(found)
    if parts is not None and parts[0] in scope.names.env:
        value = scope.resolve_found(parts)
        return not isinstance(value, (int, float, complex)) and not hasattr(value, "dtype")
    return isinstance(found, gast.Constant) and (found.value is None or isinstance(found.value, (str, bool)))


def is_function(found: Any, scope: Any) -> bool:
    """Whether an atom or known value is a function, one or another."""
    if isinstance(found, gast.AST):
        return callable(scope.object_of(found))
    return found is not UNDECIDED and not isinstance(found, (Group, Instance, Running))


# what refers to what


def references(scope: Any, more: Iterable[Any] = ()) -> dict[int, int]:
    """How many names, attributes and values that are being computed (and `more`) refer to each object, by its `id`."""
    todo: list[Any] = [*scope.names.pending, *more]
    seen: set[int] = set()
    for active in [*scope.names.active, scope]:
        while active is not None and id(active) not in seen:
            seen.add(id(active))
            todo += active.stand_in.values()
            active = active.outer
    count: dict[int, int] = {}
    while todo:
        item = todo.pop()
        item = item.owner if isinstance(item, Bound) else item
        todo += getattr(item, "defaults", {}).values()  # of an inner function
        todo += [part for part in (getattr(item, "holds", None), getattr(item, "attributes", None)) if part is not None]
        todo += item.inner.stand_in.values() if isinstance(item, Running) else ()
        todo += taken_apart(item)[2] if isinstance(item, KNOWN) else ()
        if isinstance(item, Instance):
            count[id(item)] = count.get(id(item), 0) + 1
            if count[id(item)] == 1:
                todo += item.slots.values()
    return count


def tear(found: Instance) -> None:
    """Note that an object, and what it refers to, was copied."""
    if not found.torn and not found.fixed:
        found.torn = True
    for part in found.inside():
        if not part.is_value:
            tear(part)


# attributes as variables


def own(target: Instance, key: Any, scope: Any) -> str:
    """The object's own variable for an attribute."""
    if key not in target.variables:
        wish = f"{target.wish}_{word(key)}"
        target.variables[key] = scope.names.fresh(wish) if target.named else scope.names.temporary(wish)
        scope.names.rebound.add(target.variables[key])
    return target.variables[key]


def put(target: Instance, key: Any, found: Any, node: Any, scope: Any, out: list[Stmt]) -> None:
    """Let an attribute be an atom, or what stands for a value."""
    target.maybe.discard(key)
    old = target.slots.get(key, ABSENT)
    _put(target, key, found, node, scope, out)
    if scope.names.guarded and not same(old, target.slots[key]):
        scope.names.touched.append((target, key))


def _put(target: Instance, key: Any, found: Any, node: Any, scope: Any, out: list[Stmt]) -> None:
    if isinstance(found, Instance):
        found = kept(found, f"{target.wish}_{word(key)}", node, scope, out)
    fact = scope.names.facts.of(found) if isinstance(found, gast.Name) else None
    if isinstance(fact, Given) and fact.value is None and key not in target.pinned:
        found = nodes.constant(scope.names.facts.rely(fact).value)
    if key not in target.pinned and is_static(found, scope):
        before = target.slots.get(key)
        if isinstance(before, Instance) and overwritten(before, found, node, scope, out):
            return
        target.slots[key] = found
        return
    if not isinstance(found, gast.AST):
        raise scope.error(node, f"what `{word(key)}` is here is known only when the program runs",
                          "Give each object or function a name of its own.")  # fmt: skip
    name = own(target, key, scope)
    if not (isinstance(found, gast.Name) and found.id == name):
        scope.flat.emit(nodes.assign(name, nodes.copy(found)), node, scope, out)
    target.slots[key] = nodes.name(name)


def kept(found: Instance, wish: str, node: Any, scope: Any, out: list[Stmt]) -> Instance:
    """An object as what a name or attribute is to refer to: a copy, where a copy is as good and it may be bound elsewhere too."""
    if not found.is_value or references(scope).get(id(found), 0) == 0:
        return found
    return copied(found, wish, node, scope, out)


def copied(found: Instance, wish: str, node: Any, scope: Any, out: list[Stmt]) -> Instance:
    """The same attributes in variables of their own."""
    copy = make(found.kind, wish, scope, fixed=found.fixed, torn=found.torn, origin=found.origin)
    copy.maybe = set(found.maybe)
    for key, part in found.slots.items():
        put(copy, key, part, node, scope, out)
    return copy


def overwritten(old: Instance, new: Any, node: Any, scope: Any, out: list[Stmt]) -> bool:
    """Bring a new object's attributes into an old one's variables, if nothing else refers to either."""
    if not old.is_like(new) or old is new or old.maybe or new.maybe:
        return False
    count = references(scope)
    if count.get(id(old), 0) != 1 or count.get(id(new), 0) != 0 or not movable(old, new, scope):
        return False
    move(old, new, node, scope, out)
    return True


def movable(old: Instance, new: Instance, scope: Any) -> bool:
    """Whether what two like objects hold may be brought from one into the other: nothing else refers to the objects in them."""
    return _movable(old, new, references(scope, [new]))


def _movable(old: Instance, new: Instance, count: dict[int, int]) -> bool:
    for key, before in old.slots.items():
        found = new.slots[key]
        if not isinstance(found, Instance) or found is before:
            continue
        alone = isinstance(before, Instance) and count.get(id(before), 0) <= 1 and count.get(id(found), 0) <= 1
        if not alone or not before.is_like(found) or before.maybe or found.maybe or not _movable(before, found, count):
            return False
    return True


def move(old: Instance, new: Instance, node: Any, scope: Any, out: list[Stmt]) -> None:
    """`old.a, old.b, … = new.a, new.b, …`, all values taken first."""
    goals = set(old.variables.values())
    values = {}
    for key in old.slots:
        found = new.slots[key]
        if isinstance(found, gast.Name) and found.id in goals and found.id != old.variables.get(key):
            name = scope.names.temporary(f"{found.id}_old")
            scope.flat.emit(nodes.assign(name, found), node, scope, out)
            found = nodes.name(name)
        values[key] = found
    for key, found in values.items():
        before = old.slots[key]
        if isinstance(found, Instance) and isinstance(before, Instance) and before.is_like(found) and before is not found:
            move(before, found, node, scope, out)
        else:
            put(old, key, found, node, scope, out)
    old.torn = old.torn or new.torn


def bind_name(name: str, found: Any, node: Any, scope: Any, out: list[Stmt]) -> None:
    """`name = object`."""
    before = scope.stand_in.get(name)
    if before is found:
        return
    if isinstance(found, Instance):
        if isinstance(before, Instance) and overwritten(before, found, node, scope, out):
            return
        found = kept(found, name, node, scope, out)
    scope.stand_in[name] = found
    if scope.names.guarded:
        scope.names.touched.append((scope.stand_in, name))


def same(one: Any, other: Any) -> bool:
    """Whether two things that a name or attribute may stand for are one."""
    return one is other or (isinstance(one, gast.AST) and isinstance(other, gast.AST) and nodes.equal(one, other))

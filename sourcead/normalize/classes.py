"""What is done with objects: attributes read and written, methods, properties, construction.

Guarantee: what is looked up is what Python would find, in the order of the classes' `__mro__`; what a class does in a way that is
not known here is refused.
"""

from __future__ import annotations

import dataclasses
import functools
import inspect
from collections.abc import Sequence
from enum import Enum
from types import BuiltinFunctionType, FunctionType, MethodDescriptorType, SimpleNamespace, WrapperDescriptorType
from typing import Any

import gast

from sourcead import nodes
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import objects
from sourcead.normalize.activation import Activation, Inner, constant_binding, definition_of
from sourcead.normalize.objects import ABSENT, UNDECIDED, Bound, Instance
from sourcead.normalize.program import Binding, Custom, cells_of
from sourcead.normalize.watched import Attributes
from sourcead.normalize.ways import UndecidedError
from sourcead.rules import registry
from sourcead.runtime.containers import HIDDEN, REGISTERED

HOOKS = ("__getattribute__", "__getattr__", "__setattr__", "__delattr__")
RUN_TIME = "is known only when the program runs"


# classes


def is_made_here(kind: Any) -> bool:
    """Whether a callee is a class of the user's, whose objects are made of attributes."""
    if kind is SimpleNamespace:
        return True
    if not isinstance(kind, type) or issubclass(kind, (BaseException, Enum)) or not _is_python(kind):
        return False
    return all(_is_python(b) or b in (object, tuple) or b.__module__ in ("typing", "abc") for b in kind.__mro__)


def _is_python(kind: type) -> bool:
    """Whether a class is written in Python: what it has is nothing of C."""
    if registry.home(kind) in ("numpy", "scipy", "builtins"):
        return False
    return not any(isinstance(v, (BuiltinFunctionType, MethodDescriptorType, WrapperDescriptorType)) for v in vars(kind).values())


def is_named_tuple(kind: type) -> bool:
    """Whether a class is made by `namedtuple` or `NamedTuple`, or inherits from one."""
    return issubclass(kind, tuple) and hasattr(kind, "_fields")


def is_frozen(kind: type) -> bool:
    """Whether objects of the class cannot be written."""
    params = getattr(kind, "__dataclass_params__", None)
    return kind in REGISTERED or issubclass(kind, tuple) or (params is not None and params.frozen)


def why_unknown(kind: type) -> str:
    """Why what the class does with attributes is not known here; empty where it is known."""
    if type(kind).__call__ is not type.__call__ or registry.home(type(kind)) not in ("builtins", "abc", "typing"):
        return f"`{kind.__name__}` has a metaclass"
    for name in HOOKS:
        found = objects.class_attribute(kind, name)
        if isinstance(found, Inner) or (isinstance(found, FunctionType) and not _is_generated(found)):
            return f"`{kind.__name__}` has a `{name}`"
    new = objects.class_attribute(kind, "__new__")
    plain = getattr(new, "__func__", new)
    if isinstance(plain, (FunctionType, Inner)) and not is_named_tuple(kind) and plain.__module__ != "typing":
        return f"`{kind.__name__}` has a `__new__`"
    if issubclass(kind, tuple) and (not is_named_tuple(kind) or "<" not in plain.__code__.co_filename):
        return f"`{kind.__name__}` is a tuple of its own kind"
    return ""


def _is_generated(function: Any) -> bool:
    """Whether a function was written by `dataclasses` or `collections`."""
    return function.__code__.co_filename.startswith("<string>")


# reading


def mangled(name: str, scope: Activation) -> str:
    """A private name as a class has it."""
    if not name.startswith("__") or name.endswith("__"):
        return name
    parts = getattr(scope.function, "__qualname__", "").split(".")
    kind = own_class(scope)
    inside = "<locals>" if len(parts) < 2 else parts[-2]
    inside = inside if kind is None else kind.__name__
    return name if inside == "<locals>" else f"_{inside.lstrip('_')}{name}"


def own_class(scope: Activation) -> type | None:
    """The class, if it is one that the program makes, of the method at hand."""
    around: Activation | None = scope
    while around is not None:
        kind = scope.names.methods.get((id(around.node), id(around.outer)))
        if kind is not None:
            return kind
        around = around.outer
    return None


def attribute(owner: Instance, name: str, node: Any, scope: Activation, out: list[Stmt]) -> Any:
    """`owner.name`: an atom, or what stands for a value."""
    if owner.is_container:
        raise scope.error(node, f"a {owner.kind.__name__} of objects has no attribute that is known here")
    name = mangled(name, scope)
    found = objects.class_attribute(owner.kind, name)
    if isinstance(found, property):
        return invoke(found.fget, [owner], [], node, scope, out, depends=(owner.kind, name))
    _check_followed(owner.kind, name, hasattr(type(found), "__set__"), node, scope)
    if name in owner.slots:
        return slot(owner, name, node, scope)
    if isinstance(found, functools.cached_property):
        value = materialized(invoke(found.func, [owner], [], node, scope, out, depends=(owner.kind, name)), node, scope, out)
        objects.put(owner, name, value, node, scope, out)
        return owner.slots[name]
    return _of_class(owner.kind, name, found, owner, node, scope)


def _check_followed(kind: type, name: str, odd: bool, node: Any, scope: Activation) -> None:
    """Raise where a class has something of its own that answers for an attribute, other than a property."""
    if odd:
        raise scope.error(node, f"what `{kind.__name__}.{name}` does cannot be followed", "Use a method or a property.")


def slot(owner: Instance, key: Any, node: Any, scope: Activation) -> Any:
    """What an attribute or element stands for."""
    found = owner.slots[key]
    if found is objects.COMPUTED:
        raise scope.error(node, f"the `cached_property` `{key}` was computed before the call: what it depends on is not known",
                          "Make it a property, or pass a fresh object.")  # fmt: skip
    if found is HIDDEN:
        raise scope.error(node, f"the attribute `{key}` of a `{owner.kind.__name__}` is no child that `flatten` gives",
                          "Let `flatten` give it as a child.")  # fmt: skip
    if found is UNDECIDED:
        what = f"`{owner.wish}.{key}`" if isinstance(key, str) else f"`{owner.wish}[{key!r}]`"
        raise scope.error(node, f"what {what} is here {RUN_TIME}", "Set it in the same way whichever way is taken.")
    return found


def _of_class(kind: type, name: str, found: Any, owner: Any, node: Any, scope: Activation) -> Any:
    """What a class has under a name, for one of its objects."""
    if name in ("__class__", "__dict__", "__doc__") or found is ABSENT:
        if name == "__class__":
            return _constant(kind, kind.__name__, scope)
        raise scope.error(node, f"`{kind.__name__}` has no attribute `{name}` here",
                          "Set it in `__init__`, before it is read.")  # fmt: skip
    odd = isinstance(found, functools.partialmethod) or (hasattr(type(found), "__get__") and not callable(found))
    _check_followed(kind, name, odd and not isinstance(found, (staticmethod, classmethod)), node, scope)
    scope.names.depend([Binding(Attributes(kind)[name], Attributes(kind), name)])
    if isinstance(found, Custom) and isinstance(owner, Instance):
        raise scope.error(node, f"`{name}` has a derivative of its own, and is a method of an object that is taken apart",
                          f"Give the derivative to a function of numbers and arrays, which `{name}` calls.")  # fmt: skip
    if isinstance(found, staticmethod):
        return found.__func__ if isinstance(found.__func__, Inner) else _constant(found.__func__, name, scope)
    if isinstance(found, classmethod):
        return Bound(found.__func__, kind)
    if isinstance(found, (FunctionType, Inner)):
        return Bound(found, owner)
    return nodes.attribute(_constant(kind, kind.__name__, scope), name)


def _constant(value: Any, name: str, scope: Activation) -> Expr:
    if value is None or (type(value) in (bool, int, float, str) and value == value):
        return nodes.constant(value)
    return nodes.name(scope.names.bind(name, constant_binding(value, name)))


def materialized(found: Any, node: Any, scope: Activation, out: list[Stmt], wish: str = "value") -> Any:
    """An operation as an atom; what stands for a value as it is."""
    if not isinstance(found, gast.AST) or nodes.is_atom(found) or (nodes.dotted(found) or ["?"])[0] in scope.names.env:
        return found
    name = scope.names.temporary(wish)
    scope.flat.emit(nodes.assign(name, found), node, scope, out)
    return nodes.name(name)


# writing


def store(owner: Instance, name: str, found: Any, node: Any, scope: Activation, out: list[Stmt]) -> None:
    """`owner.name = found`."""
    name = mangled(name, scope)
    member = objects.class_attribute(owner.kind, name)
    if isinstance(member, property):
        if member.fset is None:
            raise scope.error(node, f"the property `{name}` cannot be set")
        result = invoke(member.fset, [owner, found], [], node, scope, out, depends=(owner.kind, name))
        materialized(result, node, scope, out)
        return
    _check_followed(owner.kind, name, hasattr(type(member), "__set__"), node, scope)
    if owner.fixed or owner.is_container:
        raise scope.error(node, f"an object of `{owner.kind.__name__}` cannot be changed", "Use `replace` or `_replace`.")
    write(owner, name, found, node, scope, out)


def write(owner: Instance, key: Any, found: Any, node: Any, scope: Activation, out: list[Stmt]) -> None:
    """Change an object: refused if a copy of it stands for it somewhere."""
    check_writable(owner, node, scope)
    objects.put(owner, key, found, node, scope, out)


def check_writable(owner: Instance, node: Any, scope: Activation) -> None:
    """Raise for an object that cannot be changed, or must not; note that this one is."""
    if owner.fixed and owner.kind in (list, dict):
        raise scope.error(node, "what is bound outside of the function is changed here",
                          "Pass it as an argument, or change a copy.")  # fmt: skip
    if owner.torn:
        reason = f"which object `{owner.wish}` is, of those that other names refer to, {RUN_TIME}"
        raise UndecidedError(reason, way_out="Make a new object instead of changing this one.", location=scope.place(node))
    if owner.origin is not None:
        scope.names.written.add(owner.origin)
    owner.writes += 1


# calls


def invoke(
    function: Any, before: Sequence[Any], rest: Sequence[Any], node: Any, scope: Activation, out: list[Stmt],
    keywords: Sequence[Any] = (), depends: tuple[type, str] | None = None,
) -> Any:  # fmt: skip
    """The value of a call of a known function, with arguments that are there already and others that are still expressions."""
    if depends is not None:
        scope.names.depend([Binding(Attributes(depends[0])[depends[1]], Attributes(depends[0]), depends[1])])
    target = function if isinstance(function, (Bound, Inner)) else _constant(function, getattr(function, "__name__", "f"), scope)
    held = [hold(f, node, scope) for f in [target, *before]]
    call = gast.copy_location(gast.Call(held[0], [*held[1:], *rest], list(keywords)), node)
    found = scope.flat.whatever(call, scope, out)
    for name in held:
        scope.stand_in.pop(name.id, None)
    return found


def hold(found: Any, node: Any, scope: Activation) -> gast.Name:
    """A name, as the user's code has names, for something that is known already."""
    name = f".{next(scope.names.numbers)}"
    scope.stand_in[name] = found
    return gast.copy_location(nodes.name(name), node)  # type: ignore[no-any-return]


def call_bound(target: Bound, node: gast.Call, scope: Activation, out: list[Stmt]) -> Any:
    """A call of a method."""
    owner = target.owner if isinstance(target.owner, Instance) else _constant(target.owner, target.owner.__name__, scope)
    return invoke(target.function, [owner], node.args, node, scope, out, node.keywords)


def call_method(owner: Instance, name: str, node: gast.Call, scope: Activation, out: list[Stmt]) -> Any:
    """`owner.name(...)`."""
    if owner.is_container:
        return scope.flat.container_method(owner, name, node, scope, out)
    if is_named_tuple(owner.kind) and name in ("_replace", "_asdict"):
        return replaced(owner, node.keywords, node, scope, out) if name == "_replace" else _dict(owner, node, scope, out)
    target = attribute(owner, name, node.func, scope, out)
    if isinstance(target, Bound):
        return call_bound(target, node, scope, out)
    if isinstance(target, Inner):
        return invoke(target, [], node.args, node, scope, out, node.keywords)
    return _call_of(target, node, scope, out)


def call_special(owner: Instance, name: str, node: gast.Call, scope: Activation, out: list[Stmt]) -> Any:
    """A call of a special method of the class."""
    found = objects.class_attribute(owner.kind, name)
    if not isinstance(found, (FunctionType, Inner)):
        raise scope.error(node, f"an object of `{owner.kind.__name__}` cannot be called")
    return invoke(found, [owner], node.args, node, scope, out, node.keywords, depends=(owner.kind, name))


def constant(value: Any, scope: Activation) -> Expr:
    """An expression for a class."""
    return _constant(value, value.__name__, scope)


def is_generated(kind: type, name: str) -> bool:
    """Whether a special method was written by `dataclasses`."""
    found = objects.class_attribute(kind, name)
    return isinstance(found, FunctionType) and _is_generated(found)


def _call_of(target: Any, node: gast.Call, scope: Activation, out: list[Stmt]) -> Any:
    """A call of what an attribute holds."""
    name = hold(target, node.func, scope)
    found = scope.flat.whatever(gast.copy_location(gast.Call(name, node.args, node.keywords), node), scope, out)
    scope.stand_in.pop(name.id)
    return found


def is_super(node: Any, scope: Activation) -> bool:
    """Whether an expression is a call of `super`."""
    return isinstance(node, gast.Call) and nodes.dotted(node.func) is not None and scope.resolve(node.func) is super


def of_super(node: gast.Call, scope: Activation, out: list[Stmt]) -> Any:
    """`super().name(...)`; `ABSENT` if this is no such call."""
    if not isinstance(node.func, gast.Attribute) or not is_super(node.func.value, scope):
        return ABSENT
    above, name, found, owner, kind = _above(node.func, scope)
    if above is object and name == "__init__":
        return nodes.constant(None)
    if name == "__init__" and isinstance(owner, Instance) and _is_generated_init(above):
        return _generated_init(owner, above, node, scope, out)
    return _call_above(above, name, found, owner, kind, node, scope, out)


def attribute_of_super(node: gast.Attribute, scope: Activation, out: list[Stmt]) -> Any:
    """`super().name` that is not called: what a property gives, a method, or what the class above has there."""
    above, name, found, owner, kind = _above(node, scope)
    if isinstance(found, property):
        return invoke(found.fget, [owner], [], node, scope, out, depends=(above, name))
    if isinstance(owner, Instance) and isinstance(found, (FunctionType, Inner, staticmethod)):
        return _of_class(above, name, found, owner, node, scope)
    if isinstance(found, classmethod):
        return Bound(found.__func__, kind)
    return _of_class(above, name, found, owner, node, scope)


def _above(node: gast.Attribute, scope: Activation) -> tuple[type, str, Any, Any, type]:
    """The class in which `super().name` is found, the name, what it is there, the object or class it is asked for, its class."""
    base, method = node.value, scope
    while method.is_part and method.outer is not None:
        method = method.outer
    own = own_class(scope)
    cell = cells_of(scope.function).get("__class__")
    below = own if own is not None or cell is None else cell.cell_contents
    first = next(iter([*method.node.args.posonlyargs, *method.node.args.args]), None)
    owner = None if first is None else method.stand_in.get(first.id)
    if len(base.args) == 2:
        below, owner = scope.resolve(base.args[0]), scope.flat.peek(base.args[1], scope)
    kind = owner.kind if isinstance(owner, Instance) else scope.resolve_found(nodes.dotted(owner)) if owner is not None else None
    if len(base.args) not in (0, 2) or not isinstance(kind, type) or below not in kind.__mro__:
        raise scope.error(base, f"what `super` is here {RUN_TIME}", "Call it as `super()` in a method.")
    name, order = mangled(node.attr, scope), kind.__mro__
    for above in order[order.index(below) + 1 :]:
        if name in vars(above):
            return above, name, vars(above)[name], owner, kind
    raise scope.error(node, f"no class above has `{name}`")


def _call_above(above: type, name: str, found: Any, owner: Any, kind: type, node: Any, scope: Activation, out: list[Stmt]) -> Any:
    scope.names.depend([Binding(Attributes(above)[name], Attributes(above), name)])
    if isinstance(found, staticmethod):
        return invoke(found.__func__, [], node.args, node, scope, out, node.keywords)
    if isinstance(found, classmethod):
        return call_bound(Bound(found.__func__, kind), node, scope, out)
    if not isinstance(found, (FunctionType, Inner)):
        raise scope.error(node.func, f"what `{above.__name__}.{name}` does cannot be followed")
    return invoke(found, [owner], node.args, node, scope, out, node.keywords)


# construction


def construct(kind: type, node: gast.Call, scope: Activation, out: list[Stmt], goal: str) -> Instance:
    """`kind(...)`."""
    reason = why_unknown(kind)
    if reason:
        raise scope.error(node, f"{reason}: what it makes cannot be followed", "Use a plain class or a dataclass.")
    abstract = getattr(kind, "__abstractmethods__", ())
    if abstract:
        raise scope.error(node, f"the class `{kind.__name__}` is abstract: it has no `{min(abstract)}`")
    again = isinstance(scope.stand_in.get(goal), Instance)
    made = objects.make(kind, goal or kind.__name__.lower(), scope, named=bool(goal) and not again)
    scope.names.pending.append(made)
    if kind is SimpleNamespace:
        for name, value in _named(node, scope, out).items():
            objects.put(made, name, value, node, scope, out)
    elif is_named_tuple(kind):
        args, keywords = scope.flat.arguments(node, scope, out)
        found = {**kind._field_defaults, **_bound(kind.__new__, [kind, *args], keywords, node, scope)}  # type: ignore[attr-defined]
        for name in kind._fields:  # type: ignore[attr-defined]
            objects.put(made, name, _as_found(found[name], name, scope), node, scope, out)
    else:
        _initialized(made, node, scope, out)
    made.fixed = is_frozen(kind)
    scope.names.pending.remove(made)
    return made


def _named(node: gast.Call, scope: Activation, out: list[Stmt]) -> dict[str, Any]:
    """The keyword arguments of a call that takes no others."""
    args, keywords = scope.flat.arguments(node, scope, out)
    if args:
        raise scope.error(node, "an argument without a name is not differentiated here", "Name the attributes.")
    return keywords  # type: ignore[no-any-return]


def _as_found(value: Any, name: str, scope: Activation) -> Any:
    """A default, which is a value, or an argument, which is an atom or stands for a value."""
    return value if isinstance(value, (gast.AST, Instance, Bound, Inner)) else _constant(value, name, scope)


def _bound(function: Any, args: Sequence[Any], keywords: dict[str, Any], node: Any, scope: Activation) -> dict[str, Any]:
    try:
        return inspect.signature(function).bind(*args, **keywords).arguments
    except TypeError as error:
        raise scope.error(node, str(error)) from None


def _initialized(made: Instance, node: gast.Call, scope: Activation, out: list[Stmt]) -> None:
    """Run `__init__`, the user's or the one that `dataclasses` wrote."""
    kind = made.kind
    owner = next(b for b in kind.__mro__ if "__init__" in vars(b))
    scope.names.depend([Binding(kind.__init__, Attributes(kind), "__init__")])  # type: ignore[misc]
    if owner is object:
        if node.args or node.keywords:
            raise scope.error(node, f"{kind.__name__}() takes no arguments")
    elif _is_generated_init(owner):
        _generated_init(made, owner, node, scope, out)
    elif isinstance(kind.__init__, (FunctionType, Inner)):  # type: ignore[misc]
        result = invoke(kind.__init__, [made], node.args, node, scope, out, node.keywords)  # type: ignore[misc]
        materialized(result, node, scope, out)
    else:
        raise scope.error(node, f"what `{kind.__name__}` makes cannot be followed", "Give it an `__init__` in Python.")


def _is_generated_init(owner: type) -> bool:
    init = vars(owner).get("__init__")
    return "__dataclass_fields__" in vars(owner) and isinstance(init, FunctionType) and _is_generated(init)


def _generated_init(made: Instance, owner: type, node: gast.Call, scope: Activation, out: list[Stmt]) -> Expr:
    """The `__init__` of a dataclass: the fields in order, then `__post_init__`."""
    scope.names.depend(definition_of(owner.__init__))  # type: ignore[misc]
    args, keywords = scope.flat.arguments(node, scope, out)
    given = _bound(owner.__init__, [made, *args], keywords, node, scope)  # type: ignore[misc]
    later, stated = [], inspect.signature(owner.__init__).parameters  # type: ignore[misc]
    for name, spec in owner.__dataclass_fields__.items():  # type: ignore[attr-defined]
        kind = spec._field_type.name
        if kind == "_FIELD_CLASSVAR":
            continue
        if spec.init and name in given:
            value = given[name]
        elif spec.default_factory is not dataclasses.MISSING:
            value = _from_factory(spec.default_factory, node, scope, out)
        elif spec.default is not dataclasses.MISSING:
            value = _constant(stated[name].default if spec.init else spec.default, name, scope)
        else:
            continue
        if kind == "_FIELD_INITVAR":
            later.append(value)
        else:
            objects.put(made, name, value, node, scope, out)
    if hasattr(made.kind, "__post_init__"):
        kind = made.kind
        result = invoke(kind.__post_init__, [made, *later], [], node, scope, out, depends=(kind, "__post_init__"))  # type: ignore[attr-defined]
        materialized(result, node, scope, out)
    return nodes.constant(None)


def _from_factory(factory: Any, node: Any, scope: Activation, out: list[Stmt]) -> Any:
    if factory in (list, dict):
        empty = nodes.list_([]) if factory is list else gast.Dict([], [])
        return materialized(empty, node, scope, out, "items" if factory is list else "table")
    return materialized(invoke(factory, [], [], node, scope, out), node, scope, out)


def replaced(owner: Instance, changes: Sequence[Any], node: Any, scope: Activation, out: list[Stmt]) -> Instance:
    """`replace(owner, name=value, …)`: a new object, made from the old one's fields and some new ones."""
    if any(k.arg is None for k in changes):
        raise scope.error(node, "unpacking into a call is not differentiated", "Write the arguments out.")
    held = [hold(owner, node, scope)]
    if is_named_tuple(owner.kind):
        names = list(owner.kind._fields)  # type: ignore[attr-defined]
    else:
        names = [f.name for f in dataclasses.fields(owner.kind) if f.init]
    known = {k.arg: k.value for k in changes}
    unknown = set(known) - set(names)
    if unknown:
        raise scope.error(node, f"`{owner.kind.__name__}` has no field `{min(unknown)}` to replace")
    keywords = list(changes)
    for name in names:
        if name not in known:
            held.append(hold(slot(owner, name, node, scope), node, scope))
            keywords.append(gast.keyword(name, held[-1]))
    call = gast.copy_location(gast.Call(node.func, [], keywords), node)
    found = construct(owner.kind, call, scope, out, "")
    for item in held:
        scope.stand_in.pop(item.id)
    return found


def _dict(owner: Instance, node: Any, scope: Activation, out: list[Stmt]) -> Any:
    """`owner._asdict()`."""
    made = objects.make(dict, f"{owner.wish}_items", scope)
    for key in owner.slots:
        objects.put(made, key, slot(owner, key, node, scope), node, scope, out)
    return made


__all__ = ["attribute", "call_bound", "call_method", "construct", "hold", "invoke", "is_made_here", "materialized", "store"]

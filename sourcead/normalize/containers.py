"""Classes that a user registers as containers: what a function may read of their objects.

Guarantee: a child is what the object's attribute of its name gives; an attribute that is no child is a constant (a text, a truth
value, None, a function), or is refused where it is read; a registered object is never written inside.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import BuiltinFunctionType, FunctionType, MethodDescriptorType, WrapperDescriptorType
from typing import Any

from sourcead.errors import InputTypeError
from sourcead.normalize import objects
from sourcead.rules import registry
from sourcead.runtime.containers import HIDDEN, REGISTERED, Container

CONSTANT = (str, bytes, bool, type(None), FunctionType, BuiltinFunctionType, type)
READING = ("__getattribute__", "__getattr__")
ASKING = ("__instancecheck__", "__subclasscheck__", "__getattribute__", "__getattr__")
WAY_OUT = "Pass what is in it as arguments of their own, in a dict or a dataclass."


def register_container(
    kind: type,
    flatten: Callable[[Any], tuple[Mapping[str, Any], Any]],
    unflatten: Callable[[Any, dict[str, Any]], Any],
) -> None:
    """Let objects of a class be arguments that are differentiated, wherever they stand in one: the gradient is such an object.

    `flatten(obj)` gives `(children, aux)`: the children are a dict from names of attributes to their values (numbers, arrays,
    structures of them), `aux` is whatever else an object is made of. `unflatten(aux, children)` makes an object; it is called
    with gradients and Jacobians for children, too. It is needed for classes that are not taken apart by themselves, since they
    have a metaclass, a `__new__` or a `__setattr__`, and for those of which not all attributes are to be in the gradient.

    The function reads the children as attributes, in its own text and in the class's methods and properties; it may read other
    attributes that are texts, truth values, None or functions, and cannot write the object. What else it reads is refused.

        register_container(Layer, lambda x: ({"w": x.w, "b": x.b}, x.cache), lambda cache, parts: Layer(**parts, cache=cache))

    Raises `InputTypeError` for a class whose reading cannot be followed: one that is not written in Python, or has
    a `__getattr__`. A call raises it where `flatten` gives anything else, or a child that is not what the attribute of its
    name gives.
    """
    reason = _why_unreadable(kind)
    if reason:
        raise InputTypeError(f"{reason}: what a function reads of its objects cannot be followed", way_out=WAY_OUT)
    REGISTERED[kind] = Container(flatten, unflatten)


def _why_unreadable(kind: Any) -> str:
    if not isinstance(kind, type):
        return f"{kind!r} is no class"
    for base in kind.__mro__:
        plain = base is object or base.__module__ in ("typing", "abc")
        compiled = any(isinstance(v, (MethodDescriptorType, WrapperDescriptorType)) for v in vars(base).values())
        if not plain and (compiled or registry.home(base) in ("numpy", "scipy", "builtins")):
            return f"`{kind.__name__}` is or inherits from `{base.__name__}`, which is not written in Python"
    found = next((n for n in READING if objects.class_attribute(kind, n) not in (objects.ABSENT, vars(object).get(n))), None)
    if found is not None:
        return f"`{kind.__name__}` has a `{found}`"
    meta: Any = type(kind)
    bases = [b for b in meta.__mro__ if b.__module__ not in ("builtins", "abc")]
    asked = next((n for b in bases for n in ASKING if n in vars(b)), None)
    return f"the metaclass of `{kind.__name__}` has a `{asked}`" if asked is not None else ""


def contents(value: Any, own: Mapping[str, Any]) -> dict[str, Any]:
    """What is under the attributes of a registered object: its children, constants, and `HIDDEN`; `own`: all that it holds."""
    name = type(value).__name__
    found = REGISTERED[type(value)].flatten(value)
    children = found[0] if isinstance(found, tuple) and len(found) == 2 else None
    if not isinstance(children, Mapping) or not all(isinstance(k, str) and k.isidentifier() for k in children):
        raise InputTypeError(
            f"what takes a `{name}` apart does not give `(children, aux)`",
            way_out="Return a dict from names of attributes to their values, and whatever else the object is made of.",
        )
    for key, child in children.items():
        if not _is_same(getattr(value, key, HIDDEN), child):
            raise InputTypeError(
                f"the child `{key}` of a `{name}` is not what its attribute `{key}` gives",
                way_out="Give each child under the name of the attribute that holds it.",
            )
    rest = {k: v if isinstance(v, CONSTANT) else HIDDEN for k, v in own.items() if k not in children}
    return {**children, **rest}


def _is_same(one: Any, other: Any) -> bool:
    return one is other or (type(one) is type(other) and isinstance(one, (int, float, complex)) and one == other)

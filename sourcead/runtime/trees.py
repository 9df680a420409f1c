"""Cotangents of structures: nested lists, tuples, dicts, named tuples and dataclasses of arrays and numbers."""

from __future__ import annotations

import copy as copying
from collections.abc import Callable, Iterable
from dataclasses import fields, is_dataclass
from functools import cached_property
from types import MemberDescriptorType, SimpleNamespace
from typing import Any

import numpy as np

from sourcead.errors import UnsupportedSyntaxError
from sourcead.runtime.broadcasting import unbroadcast
from sourcead.runtime.containers import REGISTERED, like_container


class NotScalarError(TypeError):
    """The output of a function whose gradient is asked for has more than one element."""


class ComplexityError(NotScalarError):
    """The output is complex and the derivative asked for is one of a real function, or the other way round."""


def scalar_seed(out: Any, holomorphic: bool = False) -> Any:
    """The cotangent 1 of a scalar result; raises `NotScalarError` where the result has more elements or none.

    Raises `ComplexityError` for a complex result, and with `holomorphic` for a real one.
    """
    if isinstance(out, (list, tuple, dict)) or np.size(out) != 1:
        raise NotScalarError(f"the output has the shape {np.shape(out)}: a gradient needs a scalar")
    if np.iscomplexobj(out) is not holomorphic:
        raise ComplexityError(f"the output is {'real' if holomorphic else 'complex'}")
    return np.ones_like(out) if isinstance(out, np.ndarray) else 1.0


def zeros_like(tree: Any) -> Any:
    """Zeros in the structure of `tree`; integers and bools become float zeros, what is no number becomes None."""
    return _mapped(_zero, tree)


def zeros_to_fill(tree: Any) -> Any:
    """Zeros in the structure of `tree` into which parts can be stored: lists in place of tuples."""
    if isinstance(tree, (list, tuple)):
        return [zeros_to_fill(part) for part in tree]
    return zeros_like(tree)


def ones_like(tree: Any) -> Any:
    """Ones in the structure of `tree`, where it has floating-point numbers; zeros for others."""
    return _mapped(lambda leaf: np.ones_like(leaf) if np.asarray(leaf).dtype.kind in "fc" else _zero(leaf), tree)


def moved(tangent: Any, out: Any) -> Any:
    """A tangent that may be smaller than its value `out` in the value's shape and dtype, as an array of its own."""
    if isinstance(out, np.inexact):
        return out.dtype.type(tangent)
    if not isinstance(out, np.ndarray):
        return tangent
    return np.array(np.broadcast_to(tangent, out.shape), out.dtype if out.dtype.kind in "fc" else None)


def add(a: Any, b: Any) -> Any:
    """The sum of two structures of the same form, leaf by leaf; None, and a key that one dict does not have, count as nothing."""
    if a is None or b is None:
        return a if b is None else b
    if isinstance(a, dict):
        return {k: add(a.get(k), b.get(k)) for k in {**a, **b}}
    if _is_node(a):
        return _mapped(add, a, b)
    return a + b


def paired(x: Any, bar: Any) -> Any:
    """The sum of the products of two structures of the same form, leaf by leaf; what is no number counts as nothing."""
    if isinstance(x, dict):
        return sum((paired(x[k], bar[k]) for k in x), 0.0)
    if isinstance(x, (list, tuple)):
        return sum(map(paired, x, bar), 0.0)
    return 0.0 if bar is None or np.asarray(x).dtype.kind not in "fciub" else np.sum(np.real(x * bar))


def scaled(scale: Any, tree: Any) -> Any:
    """A structure with each number and array multiplied by a number."""
    return _mapped(lambda leaf: None if leaf is None else scale * leaf, tree)


def sequence(items: Any) -> Any:
    """An iterable as something that can be indexed: arrays, lists, tuples and ranges as they are, others as a list."""
    return items if isinstance(items, (np.ndarray, list, tuple, range)) else list(items)


def copy(tree: Any) -> Any:
    """A copy of nested lists, tuples and dicts, and of the arrays in them; what shares memory shares it in the copy too."""
    return _copied(tree, {})


def own(tree: Any) -> Any:
    """A copy of nested lists, tuples and dicts in which each array has memory of its own for each of its elements."""
    return _mapped(lambda leaf: leaf.copy() if isinstance(leaf, np.ndarray) else leaf, tree)


def _copied(tree: Any, known: dict[int, np.ndarray]) -> Any:
    if isinstance(tree, dict):
        return {k: _copied(v, known) for k, v in tree.items()}
    if isinstance(tree, (list, tuple)):
        return rebuilt(tree, [_copied(v, known) for v in tree])
    return copied_array(tree, known) if isinstance(tree, np.ndarray) else tree


def copied_array(array: np.ndarray, known: dict[int, np.ndarray]) -> np.ndarray:
    """A copy of an array, as a view into the copy of the memory that it is a view of (`known`, by the owner's `id`)."""
    owner = array
    while isinstance(owner.base, np.ndarray):
        owner = owner.base
    if id(owner) not in known:
        known[id(owner)] = owner.copy(order="K")
    made = known[id(owner)]
    if owner is array:
        return made
    if made.strides != owner.strides:  # memory that is no array's own
        return array.copy()
    start = array.__array_interface__["data"][0] - owner.__array_interface__["data"][0]
    return np.ndarray(array.shape, array.dtype, made, start, array.strides)


def rebuilt(like: Any, items: Iterable[Any]) -> Any:
    """`items` as a list, tuple, named tuple or array, whichever `like` is."""
    if isinstance(like, np.ndarray):
        return np.stack(list(items)) if len(like) else np.zeros_like(like)
    if isinstance(like, tuple):
        return type(like)(*items) if hasattr(like, "_fields") else tuple(items)
    return list(items)


def instance(kind: Any, /, **attributes: Any) -> Any:
    """An object of a class with these attributes, whatever its class does when an object is made."""
    made = (SimpleNamespace if issubclass(kind, SimpleNamespace) else object).__new__(kind)
    for name, value in attributes.items():
        place = next((vars(base)[name] for base in kind.__mro__ if name in vars(base)), None)
        if isinstance(place, MemberDescriptorType):
            place.__set__(made, value)
        else:
            made.__dict__[name] = value
    return made


def like(x: Any, /, **cotangents: Any) -> Any:
    """An object of the class of `x` with the same attributes, but for those that are given."""
    kind = type(x)
    if kind in REGISTERED:
        return like_container(x, cotangents)
    if isinstance(x, tuple):
        return tuple.__new__(kind, [cotangents.get(n, v) for n, v in zip(kind._fields, x)])  # type: ignore[attr-defined]
    made = (SimpleNamespace if isinstance(x, SimpleNamespace) else object).__new__(kind)
    for base in kind.__mro__:
        for name, member in vars(base).items():
            if isinstance(member, MemberDescriptorType) and name != "__dict__" and hasattr(x, name):
                member.__set__(made, cotangents.get(name, member.__get__(x)))
    for name, value in getattr(x, "__dict__", {}).items():
        if not isinstance(getattr(kind, name, None), cached_property):
            made.__dict__[name] = cotangents.get(name, value)
    return made


def unarray(g: Any, x: Any) -> Any:
    """The cotangent `g` of `np.array(x)` in the structure of `x`: arrays, numbers, nested lists and tuples of them."""
    if isinstance(x, (list, tuple)):
        return rebuilt(x, (unarray(g[k], item) for k, item in enumerate(x)))
    g = g.real if np.iscomplexobj(g) and not np.iscomplexobj(x) else g
    return g[()] if isinstance(g, np.ndarray) and g.ndim == 0 and not isinstance(x, np.ndarray) else g


def real_parts(bar: Any, x: Any) -> Any:
    """A cotangent in the structure of `x`, real wherever `x` is."""
    return _mapped(lambda part, leaf: part.real if np.iscomplexobj(part) and not np.iscomplexobj(leaf) else part, bar, x)


def unjoin_x(g: Any, x: Any) -> Any:
    """The cotangent `g` of `x + y` for lists or tuples: the part of `x`."""
    return g[: len(x)]


def unjoin_y(g: Any, y: Any) -> Any:
    """The cotangent `g` of `x + y` for lists or tuples: the part of `y`."""
    return g[len(g) - len(y) :]


def unrepeat_items(g: Any, x: Any) -> Any:
    """The cotangent `g` of `x * n` for a list or tuple `x`: what its copies get, together."""
    found = [zeros_like(item) for item in x]
    for position, part in enumerate(g):
        found[position % len(x)] = add(found[position % len(x)], part)
    return rebuilt(x, found)


def unsum_items(g: Any, xs: Any) -> Any:
    """The cotangent `g` of `sum(xs)` for each item of `xs`: arrays of their own, since each may grow by itself."""
    return rebuilt(xs, (_own(unbroadcast(g, x)) for x in xs))


def unmax_items(g: Any, xs: Any, out: Any) -> Any:
    """The cotangent `g` of `max(xs)` or `min(xs)`, shared by the items that equal `out`."""
    equal = [x == out for x in xs]
    share = g / max(int(sum(equal)), 1)
    return rebuilt(xs, (_own(share) if e else 0.0 * share for e in equal))


def _own(value: Any) -> Any:
    """A number as it is, an array of no dimensions as a number, any other array as a copy."""
    return (value.copy() if value.ndim else value[()]) if isinstance(value, np.ndarray) else value


def _zero(leaf: Any) -> Any:
    if isinstance(leaf, np.ndarray):
        return np.zeros_like(leaf, dtype=leaf.dtype if leaf.dtype.kind in "fc" else np.float64)
    if isinstance(leaf, np.inexact):
        return leaf.dtype.type(0)
    if isinstance(leaf, complex):
        return 0j
    return 0.0 if isinstance(leaf, (bool, int, float, np.number, np.bool_)) else None


def _is_node(tree: Any) -> bool:
    return isinstance(tree, (list, tuple, dict)) or (is_dataclass(tree) and not isinstance(tree, type))


def _mapped(function: Callable[..., Any], *trees: Any) -> Any:
    """`function` of the leaves of trees of the same form (that of the first)."""
    first = trees[0]
    if isinstance(first, (list, tuple)):
        if any(len(t) != len(first) for t in trees[1:]):
            raise UnsupportedSyntaxError(
                "the structure of a value that is differentiated changes while the function runs",
                way_out="Build lists by `append` from empty ones, or keep their lengths and the kinds of their elements fixed.",
            )
        return rebuilt(first, (_mapped(function, *parts) for parts in zip(*trees, strict=True)))
    if isinstance(first, dict):
        return {k: _mapped(function, *(t[k] for t in trees)) for k in first}
    if not _is_node(first):
        return function(*trees)
    made = copying.copy(first)
    for field in fields(first):
        parts = [getattr(t, field.name) for t in trees]
        object.__setattr__(made, field.name, _mapped(function, *parts))
    return made

"""The numbers of a structure as one vector, and back: for optimisers that know vectors only.

Guarantee: `unravel` is the exact inverse of `ravel` but for what the vector's dtype cannot hold; what is no floating-point number
is not in the vector and comes back as it was.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from numbers import Number
from typing import Any

import numpy as np

from sourcead.errors import InputTypeError
from sourcead.normalize import objects
from sourcead.normalize.structures import EndlessError, contents, inside, may_hold_numbers
from sourcead.runtime.trees import like, rebuilt

CONSTANT = (str, bytes, range, int, np.integer, np.bool_)
LEAF_WAY_OUT = "Leave it out of the structure, or make it a number, an array, or an object that has such attributes."


@dataclass(frozen=True)
class Place:
    """Where the numbers of a leaf stand in the vector, and what the leaf is: an array, or a number of a type."""

    start: int
    shape: tuple[int, ...]
    dtype: np.dtype[Any]
    kind: type
    path: str

    @property
    def stop(self) -> int:
        """Where the next leaf starts."""
        return self.start + math.prod(self.shape)

    def leaf(self, vector: np.ndarray) -> Any:
        """The leaf that a vector holds here, as an array or number of its own."""
        part = _as_dtype(vector[self.start : self.stop], self.dtype, self.path)
        return part.reshape(self.shape) if self.kind is np.ndarray else self.kind(part[0])


@dataclass(frozen=True)
class Held:
    """A leaf that is not in the vector."""

    value: Any

    def leaf(self) -> Any:
        """The leaf; an array is a copy."""
        return self.value.copy() if isinstance(self.value, np.ndarray) else self.value


@dataclass(frozen=True, eq=False)
class Unravel:
    """The inverse of `ravel`: call it for the structure that a vector stands for; `.vector(tree)` is the way back."""

    template: Any
    places: dict[str, Place | Held]
    size: int
    dtype: np.dtype[Any]

    def __call__(self, vector: Any) -> Any:
        """The structure whose numbers are those of a vector of shape `(size,)`; its arrays are new, of their shapes and dtypes.

        Raises `InputTypeError` where the vector has another shape or holds no numbers, or where it has an imaginary part at
        the place of a real number.
        """
        given = np.asarray(vector)
        if given.shape != (self.size,) or given.dtype.kind not in "biufc":
            raise InputTypeError(
                f"the vector is of shape {given.shape} and dtype {given.dtype}, and the structure holds {self.size} numbers",
                way_out=f"Give a vector of numbers of the shape ({self.size},).",
            )

        def leaf(path: str, _: Any) -> Any:
            place = self.places[path]
            return place.leaf(given) if isinstance(place, Place) else place.leaf()

        return mapped(leaf, self.template)

    def vector(self, tree: Any) -> np.ndarray:
        """The vector of a structure like the one that was ravelled, for instance of its gradient: shape `(size,)`.

        What stands where the vector holds nothing (the zero that a gradient has for a whole number) is passed over. Raises
        `InputTypeError` where the structure or a shape is another, or where a number is complex and was real.
        """
        found = np.zeros(self.size, self.dtype)

        def put(path: str, _: Any, leaf: Any) -> Any:
            place = self.places[path]
            if isinstance(place, Place):
                found[place.start : place.stop] = _fitting(leaf, place, path)
            return leaf

        mapped(put, self.template, tree)
        return found


def ravel(tree: Any) -> tuple[np.ndarray, Unravel]:
    """The floating-point and complex numbers of a structure as one new vector, and the inverse of this.

    `vector, unravel = ravel(tree)`, where `tree` is a number, an array, or lists, tuples, named tuples, dicts, dataclasses and
    plain objects of them. The order is that in which the structure holds them, arrays row by row. The vector is complex where
    a leaf is, else real, of the widest dtype among the leaves (float64 where there are none). Whole numbers, truth values,
    texts, functions and None are constants: they are not in the vector, and are given back as they are.

    `unravel(vector)` gives the structure back, with the shapes and dtypes it had; it raises `InputTypeError` for a vector of
    another size. `unravel.vector(gradient)` is the vector of another structure of this form. To minimise a function of
    a structure with `scipy.optimize`:

        vector, unravel = ravel(params)
        step = value_and_grad(loss)

        def objective(v):
            value, gradient = step(unravel(v))
            return value, unravel.vector(gradient)

        found = scipy.optimize.minimize(objective, vector, jac=True)
        best = unravel(found.x)

    Raises `InputTypeError` for what may hold numbers but cannot be taken apart (a set, an object of a class of a library), for
    arrays of other dtypes and of a class of their own, and for a structure that holds itself.
    """
    parts: list[np.ndarray] = []
    places: dict[str, Place | Held] = {}
    size = 0

    def placed(path: str, leaf: Any) -> Any:
        nonlocal size
        own = leaf.copy() if isinstance(leaf, np.ndarray) else leaf
        if not _is_in_vector(leaf, path):
            places[path] = Held(own)
            return own
        array = np.asarray(own)
        parts.append(array.ravel())
        size += array.size
        places[path] = Place(size - array.size, array.shape, array.dtype, type(leaf), path)
        return own

    template = mapped(placed, tree)
    dtype = np.result_type(*parts) if parts else np.dtype(np.float64)
    return np.concatenate(parts or [np.zeros(0)], dtype=dtype), Unravel(template, places, size, dtype)


def leaves(tree: Any) -> dict[str, Any]:
    """The leaves of a structure by where they stand in it, in its order."""
    found: dict[str, Any] = {}
    mapped(found.__setitem__, tree)
    return found


def is_inexact(leaf: Any) -> bool:
    """Whether a leaf is a floating-point or complex number, or an array of them."""
    if isinstance(leaf, np.ndarray):
        return leaf.dtype.kind in "fc"
    return type(leaf) in (float, complex) or isinstance(leaf, np.inexact)


def is_complex(leaf: Any) -> bool:
    """Whether a leaf is a complex number, or an array of them."""
    return is_inexact(leaf) and np.iscomplexobj(leaf)


def _is_in_vector(leaf: Any, path: str) -> bool:
    """Whether a leaf is in the vector or a constant; raises `InputTypeError` for any other."""
    if is_inexact(leaf) and (type(leaf) is np.ndarray or not isinstance(leaf, np.ndarray)):
        return True
    if leaf is None or isinstance(leaf, CONSTANT) or (type(leaf) is np.ndarray and leaf.dtype.kind in "biuUS"):
        return False
    if isinstance(leaf, (Number, Collection, np.ndarray, np.generic)) or may_hold_numbers(leaf):
        kind = f"array of {leaf.dtype}" if isinstance(leaf, np.ndarray) else type(leaf).__qualname__
        raise InputTypeError(f"`{path}` is of type {kind}: the numbers in it are not known", way_out=LEAF_WAY_OUT)
    return False


def mapped(function: Callable[..., Any], *trees: Any, path: str = "tree", around: tuple[int, ...] = ()) -> Any:
    """`function` of the path and the leaves of trees of the same form (that of the first), in the first one's structure."""
    first = trees[0]
    held = [_children(t) for t in trees]
    if held[0] is None:
        return function(path, *trees)
    try:
        around = inside(first, around)
    except EndlessError:
        raise InputTypeError(f"`{path}` holds itself, or is nested too deep", way_out="Give a structure that ends.") from None
    for tree, other in zip(trees[1:], held[1:]):
        if type(tree) is not type(first) or other is None or other.keys() != held[0].keys():
            raise InputTypeError(f"`{path}` has another form than what was ravelled", way_out="Give one of the same form.")
    kind: Any = type(first)
    found = {}
    for key in held[0]:
        here = f"{path}[{key!r}]" if kind in objects.CONTAINERS else f"{path}.{key}"
        found[key] = mapped(function, *(h[key] for h in held if h is not None), path=here, around=around)
    if kind is dict:
        return found
    return rebuilt(first, found.values()) if kind in objects.CONTAINERS else like(first, **found)


def _children(tree: Any) -> Mapping[Any, Any] | None:
    """What a structure holds by its keys, indices or attributes, but for what it computed from them; None for a leaf."""
    kind: Any = type(tree)
    held = tree if kind is dict else contents(tree)
    if held is None or kind in objects.CONTAINERS:
        return held
    return {k: v for k, v in held.items() if not isinstance(objects.class_attribute(kind, k), cached_property)}


def _fitting(leaf: Any, place: Place, path: str) -> np.ndarray:
    """The numbers of a leaf for a place in a vector."""
    given = np.asarray(leaf)
    if given.shape != place.shape or given.dtype.kind not in "biufc":
        raise InputTypeError(
            f"`{path}` is of shape {given.shape} and dtype {given.dtype}; what was ravelled, of {place.shape} and {place.dtype}",
            way_out="Give a structure of the same form, of numbers.",
        )
    return _as_dtype(given.ravel(), place.dtype, path)


def _as_dtype(part: np.ndarray, dtype: np.dtype[Any], path: str) -> np.ndarray:
    """A copy in a dtype; raises where an imaginary part would be lost."""
    if part.dtype.kind == "c" and dtype.kind == "f":
        if part.imag.any():
            raise InputTypeError(f"`{path}` is real, and gets an imaginary part", way_out="Give real numbers there.")
        part = part.real
    return part.astype(dtype)

"""What the results of generated code's own helpers depend on."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from sourcead import runtime
from sourcead.sparsity.families import UnfitError, elementwise, gather, moved
from sourcead.sparsity.tracked import Tracked, Tracking, leaves, mapped, shares, values, varies


def structure_copied(run: Tracking, function: Callable[..., Any], args: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
    """A copy of a structure with copies of its arrays."""
    arrays = [v for v in leaves(args[0]) if isinstance(v, Tracked) and isinstance(v.value, np.ndarray)]
    if any(shares(a.value, arrays[:k]) for k, a in enumerate(arrays)):
        raise UnfitError  # what shares memory may share it in the copy
    return mapped(args[0], lambda v: moved((0,))(run, function, (v,), {}) if isinstance(v, Tracked) else v)


def plus(run: Tracking, function: Callable[..., Any], args: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
    """The sum of two cotangents of one form."""
    a, b = args
    if a is None or b is None:
        return a if b is None else b
    if isinstance(a, (list, tuple)) and isinstance(b, (list, tuple)):
        return type(a)(plus(run, function, pair, {}) for pair in zip(a, b, strict=True))
    if not all(isinstance(v, (Tracked, float)) for v in args):
        raise UnfitError
    return elementwise(run, operator.add, args, {})


def taken_stored(run: Tracking, function: Callable[..., Any], args: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
    """The cotangent of what was stored at an index."""
    x_bar, index = args
    if not isinstance(x_bar, Tracked):
        raise UnfitError
    place = run.look(index)
    return run.wrapped(function(values(x_bar), place), x_bar.sets[place], varies=x_bar.varies)


def masked(run: Tracking, function: Callable[..., Any], args: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
    """A copy of an array in some places of which something else is: each element depends on both."""
    parts = args if function is runtime.after_putmask else args[2:]
    if keywords or (function is runtime.masked and not isinstance(args[0], np.ufunc)):
        raise UnfitError
    if function is runtime.after_putmask and np.shape(values(args[2])) not in ((), np.shape(values(args[0]))):
        raise UnfitError
    found = function(*values(args))
    return run.wrapped(found, np.broadcast_to(run.sets.join(*map(run.numbers, parts)), np.shape(found)), varies=varies(args))


def unbroadcast(run: Tracking, function: Callable[..., Any], args: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
    """The first operand summed to the shape of the second, or repeated."""
    g, x = args
    have, shape = np.shape(values(g)), np.shape(values(x))
    if have == shape:
        return g
    numbers = np.asarray(run.numbers(g))
    lead = len(have) - len(shape)
    unit = tuple(k for k, (n, m) in enumerate(zip(shape, have[max(lead, 0) :]), lead) if n == 1 and m != 1)
    if lead < 0 or (not lead and not unit):  # a view
        return moved((0,))(run, function, (g, values(x)), {})
    numbers = np.expand_dims(run.sets.along(numbers, unit), unit)
    numbers = run.sets.along(numbers, tuple(range(lead)))
    tail = np.shape(numbers)[-len(shape) :] if shape else ()
    found = function(*values(args))
    found = np.array(found) if isinstance(found, np.ndarray) else found  # a view of new memory
    return run.wrapped(found, np.broadcast_to(numbers.reshape(tail), shape), varies=varies(g))


def added(run: Tracking, function: Callable[..., Any], args: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
    """A copy of an array after something was added at an index that may name elements several times."""
    x, index, y = args
    place = run.look(index)
    found = function(values(x), place, values(y))
    numbers = np.array(np.broadcast_to(run.numbers(x), np.shape(found)))
    gather(run, numbers, place, run.numbers(y))
    return run.wrapped(found, numbers, varies=varies(args))


def untaken(run: Tracking, function: Callable[..., Any], args: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
    """The cotangent of `np.take`: what came from an element is added up."""
    g, shape, indices, axis = args
    place = run.look(indices)
    if isinstance(axis, Tracked) or not isinstance(axis, int):
        raise UnfitError
    found = function(values(g), run.look(shape), place, axis)
    numbers = np.zeros(np.shape(found), np.int64)
    gather(run, numbers, (*(slice(None),) * (axis % numbers.ndim), place), run.numbers(g))
    return run.wrapped(found, numbers, varies=varies(g))


def spread(run: Tracking, function: Callable[..., Any], args: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
    """The cotangent of a maximum: to each element from the one that it was compared for; ties do not move."""
    g, _, out, axis, keepdims = args
    found = function(*values(args))
    numbers = np.broadcast_to(run.numbers(g), np.shape(values(out)))
    if axis is not None and not keepdims:
        numbers = np.expand_dims(numbers, axis)
    return run.wrapped(found, np.broadcast_to(numbers, np.shape(found)), varies=varies(args))


def seeds(run: Tracking, function: Callable[..., Any], args: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
    """Cotangents of the items of a sum: each is that of the sum."""
    bar, items = args
    if not isinstance(bar, (Tracked, float)) or any(np.ndim(values(item)) for item in items) or np.ndim(values(bar)):
        raise UnfitError
    found = function(values(bar), values(items))
    return mapped(found, lambda item: run.wrapped(item, run.numbers(bar), varies=varies(bar)))

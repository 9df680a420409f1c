"""What results depend on, by families of operations.

A family's function gets the `Tracking`, what is called and the operands as they are tracked; it raises `UnfitError` where it is
called in a way that the family does not know.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from sourcead.sparsity.tracked import Tracked, Tracking, is_active, leaves, same_layout, shares, values, varies

Family = Callable[[Tracking, Callable[..., Any], tuple[Any, ...], dict[str, Any]], Any]


class UnfitError(Exception):
    """A family does not know what it is asked."""


def elementwise(run: Tracking, function: Callable[..., Any], args: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
    """Each element of the result depends on the same element of each operand."""
    if keywords or not all(isinstance(a, Tracked) or a is None or np.ndim(values(a)) or np.isscalar(a) for a in args):
        raise UnfitError
    found = function(*values(args))
    if shares(found, args):
        raise UnfitError
    numbers = run.sets.join(*map(run.numbers, args))
    if isinstance(found, tuple):
        return tuple(run.wrapped(part, numbers, varies=varies(args)) for part in found)
    return run.wrapped(found, numbers, varies=varies(args))


def chosen(run: Tracking, function: Callable[..., Any], args: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
    """`np.where(c, a, b)`, whatever the choice."""
    if len(args) != 3:
        raise UnfitError
    return elementwise(run, function, args, keywords)


def scalar(run: Tracking, function: Callable[..., Any], args: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
    """A number made of numbers."""
    if keywords or any(np.ndim(values(a)) for a in args) or not args:
        raise UnfitError
    plain = [a.item() if isinstance(a, np.ndarray) else a for a in values(args)]
    return run.wrapped(function(*plain), run.all_of(args), varies=varies(args))


def unchanged(run: Tracking, function: Callable[..., Any], args: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
    """What only the types and shapes of the operands tell."""
    return function(*values(args), **values(keywords))


def blank(run: Tracking, function: Callable[..., Any], args: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
    """A new array like an operand, with nothing of its values."""
    like, *more = args
    return run.wrapped(function(*values((like,)), *run.look(more), **run.look(keywords)), varies=False)


def copied(run: Tracking, function: Callable[..., Any], args: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
    """`np.array`, `np.copy` or `x.astype`: new memory, perhaps of another dtype."""
    if set(keywords) - {"dtype", "copy", "order"} or keywords.get("copy", True) is not True:
        raise UnfitError
    data, *more = args
    found = function(values(data), *run.look(more), **run.look(keywords))
    if shares(found, [data]):
        raise UnfitError
    return run.wrapped(found, run.numbers(data), varies=varies(data))


def entered(run: Tracking, function: Callable[..., Any], args: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
    """`np.asarray`: the array itself, or a copy of another dtype."""
    if len(args) > 1 or set(keywords) - {"dtype"} or not args:
        raise UnfitError
    dtype = run.look(keywords.get("dtype"))
    if (
        isinstance(args[0], Tracked)
        and isinstance(args[0].value, np.ndarray)
        and np.asarray(args[0].value, dtype) is args[0].value
    ):
        return args[0]
    return copied(run, np.array, args, {"dtype": dtype})


def moved(data: tuple[int, ...], *, allowed: tuple[str, ...] | None = None, alone: bool = False) -> Family:
    """Elements are moved, repeated or left out, and the same is done to the sets.

    `data`: the positions of the operands that are moved; `allowed`: the keywords known; `alone`: one operand is known, not more.
    """

    def family(run: Tracking, function: Callable[..., Any], args: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
        if len(args) <= max(data) or (alone and len(args) > 1) or (allowed is not None and set(keywords) - set(allowed)):
            raise UnfitError
        if any(isinstance(v, Tracked) for v in leaves(keywords)):
            raise UnfitError
        options = {n: run.look(v) for n, v in keywords.items()}
        plain = [_writeable(a) if k in data else run.look(a) for k, a in enumerate(args)]
        numbers = [_sets(run, a) if k in data else run.look(a) for k, a in enumerate(args)]
        operands = [a for k, a in enumerate(args) if k in data]
        return _pair(run, function(*plain, **options), function(*numbers, **options), operands)

    return family


def padded(run: Tracking, function: Callable[..., Any], args: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
    """`np.pad` with zeros or with elements."""
    mode = args[2] if len(args) > 2 else keywords.get("mode", "constant")
    if mode not in ("constant", "edge", "wrap", "reflect", "symmetric") or set(keywords) - {"mode"}:
        raise UnfitError
    return moved((0,))(run, function, args, keywords)


def _writeable(value: Any) -> Any:
    """The values in an operand; views of them may be written."""
    if isinstance(value, (list, tuple)):
        return type(value)(map(_writeable, value))
    return value.value if isinstance(value, Tracked) else value


def _sets(run: Tracking, value: Any) -> Any:
    """The sets in an operand, in its structure."""
    if isinstance(value, (list, tuple)):
        return type(value)(_sets(run, v) for v in value)
    return value.sets if isinstance(value, Tracked) else 0


def _pair(run: Tracking, found: Any, numbers: Any, operands: list[Any]) -> Any:
    """A result and its sets, which the same function gave."""
    if isinstance(found, (list, tuple)):
        return type(found)(_pair(run, v, n, operands) for v, n in zip(found, numbers))
    if not isinstance(found, np.ndarray):
        return run.wrapped(found, numbers if is_active(found) else 0, varies=varies(operands))
    if not is_active(found):
        is_view = shares(found, operands)
        return run.paired(found, numbers, varies(operands)) if is_view else run.wrapped(found, varies=varies(operands))
    own = [v.sets for v in leaves(operands) if isinstance(v, Tracked) and isinstance(v.sets, np.ndarray)]
    shared = any(np.may_share_memory(numbers, s) for s in own)
    if not shares(found, operands):
        is_laid = same_layout(found, numbers) and not shared and numbers.flags.writeable == found.flags.writeable
        return run.paired(found, numbers, True) if is_laid else run.wrapped(found, numbers, varies=True)
    if not shared:
        raise UnfitError
    return run.paired(found, numbers, True)


def _axes(axis: Any, ndim: int) -> tuple[int, ...]:
    """The axes, counted from the front."""
    chosen_axes = range(ndim) if axis is None else axis if isinstance(axis, tuple) else (axis,)
    return tuple(operator.index(a) % max(ndim, 1) for a in chosen_axes)


def reduction(run: Tracking, function: Callable[..., Any], args: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
    """A result depends on all that is along the axes."""
    x, *more = args
    if set(keywords) - {"axis", "keepdims", "dtype", "ddof"} or len(more) > 1:
        raise UnfitError
    keywords = run.look({**keywords, **({"axis": more[0]} if more else {})})
    found = function(values(x), **keywords)
    numbers = np.asarray(run.numbers(x))
    shape = np.shape(values(x))
    axes = _axes(keywords.get("axis"), len(shape))
    if np.shape(numbers) != shape:
        numbers = np.broadcast_to(numbers, shape)
    reduced = run.sets.along(numbers, axes) if axes else numbers
    return run.wrapped(found, reduced.reshape(np.shape(found)), varies=varies(x))


def cumulative(run: Tracking, function: Callable[..., Any], args: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
    """A result depends on all that is before it along the axis."""
    x, *more = args
    axis = run.look(more[0] if more else keywords.get("axis"))
    if set(keywords) - {"axis"} or len(more) > 1 or not isinstance(x, Tracked):
        raise UnfitError
    found = function(values(x), axis=axis)
    numbers = np.ravel(x.sets) if axis is None else x.sets
    return run.wrapped(found, run.sets.running(numbers, 0 if axis is None else axis), varies=varies(x))


def difference(run: Tracking, function: Callable[..., Any], args: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
    """`np.diff`: neighbours along the axis."""
    x, *more = args
    order = run.look(more[0] if more else keywords.get("n", 1))
    axis = run.look(keywords.get("axis", -1))
    if set(keywords) - {"n", "axis"} or len(more) > 1 or not isinstance(x, Tracked):
        raise UnfitError
    found = function(values(x), n=order, axis=axis)
    numbers = np.moveaxis(x.sets, axis, 0)
    for _ in range(order):
        numbers = run.sets.join(numbers[1:], numbers[:-1])
    return run.wrapped(found, np.moveaxis(numbers, 0, axis), varies=varies(x))


def sorted_along(run: Tracking, function: Callable[..., Any], args: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
    """A result depends on all that is along its axis."""
    x, *more = args
    axis = run.look(more[0] if more else keywords.get("axis", -1))
    if set(keywords) - {"axis"} or len(more) > 1 or not isinstance(x, Tracked) or not isinstance(axis, int):
        raise UnfitError
    lanes = np.expand_dims(run.sets.along(x.sets, _axes(axis, x.sets.ndim)), axis)
    return run.wrapped(function(values(x), axis=axis), np.broadcast_to(lanes, x.sets.shape), varies=varies(x))


def convolution(run: Tracking, function: Callable[..., Any], args: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
    """`np.convolve`: element `i + j` of the whole takes element `i` of the one and `j` of the other."""
    a, v, *more = args
    mode = run.look(more[0] if more else keywords.get("mode", "full"))
    found = function(*values((a, v)), mode)
    one, other = (np.broadcast_to(run.numbers(p), np.shape(values(p))) for p in (a, v))
    if np.ndim(one) != 1 or np.ndim(other) != 1 or set(keywords) - {"mode"}:
        raise UnfitError
    long, short = (one, other) if len(one) >= len(other) else (other, one)
    whole = np.zeros(len(long) + len(short) - 1, np.int64)
    for k, number in enumerate(short.tolist()):
        part = slice(k, k + len(long))
        whole[part] = run.sets.join(whole[part], long, number)
    start = {"full": 0, "same": (len(short) - 1) // 2, "valid": len(short) - 1}[mode]
    return run.wrapped(found, whole[start : start + len(found)], varies=varies(args))


def interpolated(run: Tracking, function: Callable[..., Any], args: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
    """`np.interp`: each element by its own place, and by the whole table."""
    if keywords or len(args) != 3:
        raise UnfitError
    numbers = run.sets.join(run.numbers(args[0]), run.all_of(args[1:]))
    return run.wrapped(function(*values(args)), numbers, varies=varies(args))


def filled(run: Tracking, function: Callable[..., Any], args: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
    """`np.full` and `np.full_like`."""
    if set(keywords) - {"dtype"} or len(args) != 2:
        raise UnfitError
    shape, value = args
    first = values(shape) if function is np.full_like else run.look(shape)
    return run.wrapped(function(first, values(value), **run.look(keywords)), run.numbers(value), varies=varies(value))


def summed(run: Tracking, function: Callable[..., Any], args: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
    """Python's `sum` of a list of numbers or arrays."""
    items, *start = args
    if keywords or not isinstance(items, (list, tuple)):
        raise UnfitError
    total = start[0] if start else 0
    for item in items:
        total = elementwise(run, operator.add, (total, item), {})
    return total


def repeats(shape: tuple[int, ...], index: Any) -> bool:
    """Whether an index names an element twice."""
    parts = index if isinstance(index, tuple) else (index,)
    if all(p is None or p is Ellipsis or isinstance(p, (int, np.integer, slice)) for p in parts):
        return False
    where = np.arange(math.prod(shape)).reshape(shape)[index]
    return np.unique(where).size < np.size(where)


def gather(run: Tracking, numbers: np.ndarray, index: Any, more: Any) -> None:
    """Add the sets `more` to those at an index, which may name elements several times."""
    new = run.sets.join(numbers[index], more)
    if not repeats(numbers.shape, index):
        numbers[index] = new
        return
    where = np.arange(numbers.size).reshape(numbers.shape)[index]
    new, flat = np.broadcast_to(new, where.shape).ravel(), where.ravel()
    order = np.argsort(flat, kind="stable")
    first = np.flatnonzero(np.diff(flat[order], prepend=-1))
    joined = [run.sets.union(part) for part in np.split(new[order], first[1:])]
    numbers[np.unravel_index(flat[order][first], numbers.shape)] = joined


def varying_copy(run: Tracking, base: Tracked, name: str, args: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
    """`x.astype(...)` and `x.flatten(...)`: copies."""
    options = {n: run.look(v) for n, v in keywords.items()}
    found = getattr(values(base), name)(*run.look(args), **options)
    if shares(found, [base]):
        raise UnfitError
    numbers = base.sets.flatten(*run.look(args), **options) if name == "flatten" else base.sets
    return run.wrapped(found, numbers, varies=base.varies)


# products


def contraction(run: Tracking, function: Callable[..., Any], args: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
    """`np.einsum` with an explicit result."""
    text, *operands = args
    if set(keywords) - {"optimize"} or not isinstance(text, str) or "->" not in text or "." in text:
        raise UnfitError
    labels, out = text.replace(" ", "").split("->")
    return _contracted(run, function(text, *values(operands), **keywords), labels.split(","), out, operands)


def _contracted(run: Tracking, found: Any, labels: list[str], out: str, operands: list[Any]) -> Any:
    """A sum of products: each operand's own sums first, then the products, whatever they are."""
    total: Any = 0
    for text, operand in zip(labels, operands):
        if len(set(text)) != len(text):
            raise UnfitError
        numbers = np.broadcast_to(run.numbers(operand), np.shape(values(operand)))
        reduced = run.sets.along(numbers, tuple(k for k, c in enumerate(text) if c not in out))
        kept = [c for c in text if c in out]
        order = sorted(range(len(kept)), key=lambda k: out.index(kept[k]))
        sizes = dict(zip(kept, reduced.shape))
        total = run.sets.join(total, np.transpose(reduced, order).reshape([sizes.get(c, 1) for c in out]))
    return run.wrapped(found, np.broadcast_to(total, np.shape(found)), varies=varies(operands))


def matmul(run: Tracking, function: Callable[..., Any], args: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
    """`a @ b`, `np.dot`, `np.inner`, `np.outer`."""
    if keywords or len(args) != 2:
        raise UnfitError
    ranks = tuple(np.ndim(values(a)) for a in args)
    found = function(*values(args))
    if function is np.outer:
        if ranks != (1, 1):
            raise UnfitError
        return _contracted(run, found, ["i", "j"], "ij", list(args))
    if 0 in ranks and function is np.dot:
        return elementwise(run, np.multiply, args, {})
    if 0 in ranks or max(ranks) > 2 or (function not in PRODUCTS and ranks[1] > 1):
        raise UnfitError
    labels = ["ij"[2 - ranks[0] :], "jk"[: ranks[1]]]
    sparse = _sparse_product(run, found, args, ranks)
    return _contracted(run, found, labels, "ik"[2 - ranks[0] : ranks[1]], list(args)) if sparse is None else sparse


def _sparse_product(run: Tracking, found: Any, args: tuple[Any, ...], ranks: tuple[int, ...]) -> Any:
    """The product of a matrix that depends on nothing, and is zero mostly, with a vector: its zeros count, at this call."""
    a, x = args
    if ranks != (2, 1) or np.any(run.numbers(a)) or not isinstance(a, Tracked):
        return None
    full = np.asarray(a.value) != 0
    if 2 * np.count_nonzero(full) > full.size:
        return None
    run.look(a)
    numbers = np.broadcast_to(run.numbers(x), full.shape[1:])
    return run.wrapped(found, np.array([run.sets.union(numbers[row]) for row in full], np.int64), varies=True)


PRODUCTS = (operator.matmul, np.matmul, np.dot)

"""Gradient checking: a derivative against central differences of its primal, in random directions."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from sourcead import runtime, turned
from sourcead.api import grad, jvp, vjp
from sourcead.derivative import Derivative
from sourcead.errors import REFUSED, SourceADError
from sourcead.normalize.structures import contents, is_structured
from sourcead.signatures import Argnums
from sourcead.tools import localise


class GradientMismatchError(SourceADError, AssertionError):
    """A derivative and the central difference of its primal disagree."""


def check_grads(
    f: Callable[..., Any],
    args: Sequence[Any],
    argnums: Argnums | None = None,
    *,
    order: int = 1,
    modes: Sequence[str] = ("rev",),
    rtol: float | None = None,
    atol: float | None = None,
    seed: int = 0,
) -> None:
    """Compare the derivatives of the scalar function `f` (or of a derivative's primal) at `args` with central differences.

    `argnums`: positions or names of the arguments to check; all floating-point ones if None. Tolerances follow from the dtype of
    each leaf unless given. `modes`: `"rev"` checks the gradient, `"fwd"` the tangent. `order=2` checks second derivatives
    too: those of the gradient along a random direction, by a derivative of it in each of the modes.

    Raises `GradientMismatchError`, which names the argument, the leaf and both numbers, and points to the first statement whose
    derivative is off by itself, in callees, branches and loops too (of a second derivative: to one of the gradient's text); and
    `ValueError` for an order or a mode that is not supported.
    """
    if order not in (1, 2) or not modes or not set(modes) <= {"fwd", "rev"}:
        raise ValueError('check_grads checks first and second order: order=1 or 2, modes of "fwd" and "rev"')
    primal = f.primal if isinstance(f, Derivative) else f
    wanted = _floating(args) if argnums is None else argnums
    positions = [wanted] if isinstance(wanted, (int, str)) else list(wanted)
    indices = [p if isinstance(p, int) else _index(primal, p) for p in positions]
    gradient = grad(primal, tuple(positions))
    rng = np.random.default_rng(seed)
    found = gradient(*args)
    with _localising(primal, args):
        if "rev" in modes:
            _check("gradient", primal, args, dict(zip(indices, found, strict=True)), rng, rtol, atol)
        if "fwd" in modes:
            _check_tangents("tangent", primal, lambda ways: jvp(primal, args, ways)[1], args, indices, rng, rtol, atol)
    if order == 1:
        return
    ways = tuple(_direction(bar, rng) for bar in found)

    def along(*moved: Any) -> float:
        return _product(gradient(*moved), ways)

    with _localising(gradient, args):
        if "rev" in modes:
            _check("second derivative", along, args, _second(gradient, args, indices, ways), rng, rtol, atol)
        if "fwd" in modes:
            _check_tangents(
                "second derivative", along, lambda w: _product(jvp(gradient, args, w)[1], ways), args, indices, rng, rtol, atol
            )


def _second(gradient: Derivative, args: Sequence[Any], indices: Sequence[int], ways: Sequence[Any]) -> dict[int, Any]:
    """The pullback of a gradient along a direction; where it is refused, by the gradient of the tangent. By position."""
    try:
        found = vjp(gradient, *args)[1](ways)
    except REFUSED:
        return dict(zip(indices, turned.second_pulled(gradient, args, ways)))
    return {k: found[k] for k in indices}


@contextlib.contextmanager
def _localising(function: Callable[..., Any], args: Sequence[Any]) -> Iterator[None]:
    """A mismatch found in here says which statement of the function is off."""
    try:
        yield
    except GradientMismatchError as error:
        found = localise.search(function, [_copied(a) for a in args])
        way_out = "Look at the rule of what it calls." if found.parting else error.way_out
        raise GradientMismatchError(f"{error.reason}\n{found}", way_out=way_out, location=found.location) from None


def _check(
    what: str, f: Callable[..., Any], args: Sequence[Any], found: Mapping[int, Any],
    rng: np.random.Generator, rtol: float | None, atol: float | None,
) -> None:  # fmt: skip
    """Compare the derivatives `found` of a scalar function, by position, with its central differences."""
    for index, derivative in found.items():
        for path, leaf, bar in _pairs(args[index], derivative, ()):
            _check_leaf(what, f, args, index, path, leaf, lambda way, bar=bar: np.sum(np.asarray(bar) * way), rng, rtol, atol)


def _check_tangents(
    what: str, f: Callable[..., Any], push: Callable[[list[Any]], Any], args: Sequence[Any], indices: Sequence[int],
    rng: np.random.Generator, rtol: float | None, atol: float | None,
) -> None:  # fmt: skip
    """Compare the tangents that `push` gives for directions in single leaves with central differences of a scalar function."""
    for index in indices:
        still = _direction(args[index], None)
        for path, leaf, _ in _pairs(args[index], args[index], ()):

            def tangent(way: Any, index: int = index, path: tuple[Any, ...] = path, still: Any = still) -> Any:
                return push([_moved(still, path, way) if k == index else None for k in range(len(args))])

            if _is_floating(leaf):
                _check_leaf(what, f, args, index, path, leaf, tangent, rng, rtol, atol)


def _direction(tree: Any, rng: np.random.Generator | None) -> Any:
    """Random numbers, or zeros, in the structure of a tree; what is no number stays."""
    held = _held(tree)
    if held is not None:
        return _with(tree, {k: _direction(v, rng) for k, v in held.items()})
    if not _is_floating(tree):
        return tree
    made = np.zeros(np.shape(tree)) if rng is None else np.asarray(rng.standard_normal(np.shape(tree)))
    return made.astype(tree.dtype) if isinstance(tree, np.ndarray) else type(tree)(made)


def _product(tree: Any, way: Any) -> float:
    """The sum of the products of the numbers of two trees."""
    pairs = (pair for pair in _pairs(tree, way, ()) if _is_floating(pair[1]))
    return sum(float(np.sum(leaf * along)) for _, leaf, along in pairs)


def _index(f: Callable[..., Any], name: str) -> int:
    return f.__code__.co_varnames.index(name)


def _floating(args: Sequence[Any]) -> tuple[int, ...]:
    return tuple(i for i, a in enumerate(args) if any(_is_floating(leaf) for _, leaf, _ in _pairs(a, a, ())))


def _is_floating(leaf: Any) -> bool:
    return isinstance(leaf, float) or (isinstance(leaf, (np.ndarray, np.generic)) and leaf.dtype.kind == "f")


def _pairs(tree: Any, other: Any, path: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], Any, Any]]:
    """The leaves of two trees of one structure, with their paths."""
    held, others = _held(tree), _held(other)
    if held is None or others is None:
        yield path, tree, other
        return
    for key, item in held.items():
        if not is_structured(type(tree)) or not isinstance(item, int):  # an object's whole numbers stay as they are
            yield from _pairs(item, others[key], (*path, key))


def _held(tree: Any) -> dict[Any, Any] | None:
    """What a tree holds, by key, index or attribute; None for a leaf."""
    return tree if isinstance(tree, dict) else contents(tree)


def _with(tree: Any, held: dict[Any, Any]) -> Any:
    """A tree of the same kind that holds this."""
    if isinstance(tree, dict):
        return held
    return runtime.rebuilt(tree, held.values()) if type(tree) in (list, tuple) else runtime.like(tree, **held)


def _moved(tree: Any, path: tuple[Any, ...], step: Any) -> Any:
    """A copy of a tree with `step` added to the leaf at a path."""
    if not path:
        return (np.asarray(tree) + step).astype(np.asarray(tree).dtype) if isinstance(tree, np.ndarray) else tree + float(step)
    held = _held(tree) or {}
    return _with(tree, {k: _moved(v, path[1:], step) if k == path[0] else _copied(v) for k, v in held.items()})


def _copied(tree: Any) -> Any:
    held = _held(tree)
    if held is not None:
        return _with(tree, {k: _copied(v) for k, v in held.items()})
    return tree.copy() if isinstance(tree, np.ndarray) else tree


def _check_leaf(
    what: str, f: Callable[..., Any], args: Sequence[Any], index: int, path: tuple[Any, ...], leaf: Any,
    along: Callable[..., Any], rng: np.random.Generator, rtol: float | None, atol: float | None,
) -> None:  # fmt: skip
    if not _is_floating(leaf) and not isinstance(leaf, int):
        return
    dtype: Any = np.asarray(leaf).dtype if _is_floating(leaf) else np.dtype(float)
    epsilon = np.finfo(dtype).eps
    direction = rng.standard_normal(np.shape(leaf))
    scale = max(1.0, float(np.max(np.abs(leaf), initial=0.0)))
    step = float(epsilon ** (1 / 3)) * scale
    values = []
    for sign in (1, -1):
        moved = [_moved(a, path, sign * step * direction) if i == index else _copied(a) for i, a in enumerate(args)]
        values.append(float(np.squeeze(f(*moved))))
    expected = (values[0] - values[1]) / (2 * step)
    found = float(np.squeeze(along(direction)))
    noise = float(epsilon) * max(abs(values[0]), 1.0) / step
    tolerance = 20 * noise if atol is None else atol
    relative = float(epsilon ** (1 / 3)) if rtol is None else rtol
    if not abs(found - expected) <= tolerance + relative * max(abs(expected), abs(found)):
        where = "".join(f"[{p!r}]" for p in path)
        raise GradientMismatchError(
            f"{what} by argument {index}{where}: {found!r} in a random direction, central difference {expected!r}",
            way_out="Is the function smooth there? A rule of your own may be wrong.",
        )

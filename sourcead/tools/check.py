"""Gradient checking: a derivative against central differences of its primal, in random directions."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sourcead import runtime, turned
from sourcead.api import grad, jvp, vjp
from sourcead.compile import compile_function
from sourcead.derivative import Derivative
from sourcead.differentiate.calls import name_of
from sourcead.errors import REFUSED, SourceADError
from sourcead.normalize.structures import contents, is_structured
from sourcead.signatures import Argnums, signature_of
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
    primal = _spelled(f.primal if isinstance(f, Derivative) else f, len(args))
    wanted = _floating(args) if argnums is None else argnums
    positions = [wanted] if isinstance(wanted, (int, str)) else list(wanted)
    gradient = grad(primal, tuple(positions))
    indices = [p if isinstance(p, int) else _index(primal, p) for p in positions]
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

    def along(*moved: Any) -> Any:
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
        with np.errstate(divide="ignore", invalid="ignore"):
            found = localise.search(function, [_copied(a) for a in args])
        way_out = "Look at the rule of what it calls." if found.parting else error.way_out
        raise GradientMismatchError(f"{error.reason}\n{found}", way_out=way_out, location=found.location) from None


def _check(
    what: str, f: Callable[..., Any], args: Sequence[Any], found: Mapping[int, Any],
    rng: np.random.Generator, rtol: float | None, atol: float | None,
) -> None:  # fmt: skip
    """Compare the derivatives `found` of a scalar function, by position, with its central differences."""
    coarse = _precision(f(*map(_copied, args)))
    for index, derivative in found.items():
        for path, value, bar in _pairs(args[index], derivative, ()):
            if _is_floating(value) or isinstance(value, int):
                along = functools.partial(_along, np.asarray(bar))
                leaf = _Leaf(f, args, index, path, along, _precision(value, coarse))
                _check_leaf(leaf, value, what, rng, rtol, atol)


def _check_tangents(
    what: str, f: Callable[..., Any], push: Callable[[list[Any]], Any], args: Sequence[Any], indices: Sequence[int],
    rng: np.random.Generator, rtol: float | None, atol: float | None,
) -> None:  # fmt: skip
    """Compare the tangents that `push` gives for directions in single leaves with central differences of a scalar function."""
    coarse = _precision(f(*map(_copied, args)))
    for index in indices:
        still = _direction(args[index], None)
        for path, value, _ in _pairs(args[index], args[index], ()):

            def tangent(way: Any, index: int = index, path: tuple[Any, ...] = path, still: Any = still) -> Any:
                return push([_moved(still, path, way) if k == index else None for k in range(len(args))])

            if _is_floating(value):
                leaf = _Leaf(f, args, index, path, tangent, _precision(value, coarse))
                _check_leaf(leaf, value, what, rng, rtol, atol)


def _direction(tree: Any, rng: np.random.Generator | None) -> Any:
    """Random numbers, or zeros, in the structure of a tree; what is no number stays."""
    held = _held(tree)
    if held is not None:
        return _with(tree, {k: _direction(v, rng) for k, v in held.items()})
    if not _is_floating(tree):
        return tree
    made = np.zeros(np.shape(tree)) if rng is None else np.asarray(rng.standard_normal(np.shape(tree)))
    return made.astype(tree.dtype) if isinstance(tree, np.ndarray) else type(tree)(made)


def _along(bar: np.ndarray, way: np.ndarray) -> Any:
    return np.sum(bar * way)


def _product(tree: Any, way: Any) -> Any:
    """The sum of the products of the numbers of two trees, in the coarsest dtype among those of the first."""
    pairs = [(leaf, along) for _, leaf, along in _pairs(tree, way, ()) if _is_floating(leaf)]
    total = sum(float(np.sum(leaf * along)) for leaf, along in pairs)
    return max((np.asarray(leaf).dtype for leaf, _ in pairs), key=lambda d: np.finfo(d).eps, default=np.dtype(float)).type(total)


def _spelled(f: Callable[..., Any], count: int) -> Callable[..., Any]:
    """A function of so many arguments, each with a name of its own."""
    parameters = list(signature_of(f).parameters.values())
    row = next((k for k, p in enumerate(parameters) if p.kind is p.VAR_POSITIONAL), None)
    if row is None:
        return f
    names = [p.name for p in parameters[:row]]
    for k in range(row, count):
        wish = f"{parameters[row].name}_{k - row}"
        names.append(wish + "_" * names.count(wish))
    call = "function" + "_" * sum(n.startswith("function") for n in names)
    text = f"def {name_of(f)}({', '.join(names)}):\n    return {call}({', '.join(names)})\n"
    return compile_function(text, name_of(f), {call: f})


def _index(f: Callable[..., Any], name: str) -> int:
    return list(signature_of(f).parameters).index(name)


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


@dataclass(frozen=True)
class _Leaf:
    """A leaf of an argument, a scalar function, and what gives its derivative along a direction in the leaf."""

    f: Callable[..., Any]
    args: Sequence[Any]
    index: int
    path: tuple[Any, ...]
    along: Callable[..., Any]
    precision: float  # of the leaf, or of the function's value where that is coarser

    @property
    def step(self) -> float:
        """That of differences along numbers of the size of 1."""
        return float(self.precision ** (1 / 3))

    def compared(self, direction: np.ndarray, step: float, rtol: float | None, atol: float | None) -> _Compared:
        """The derivative along a direction, and the difference of the function."""
        values = []
        for sign in (1, -1):
            way = sign * step * direction
            moved = [_moved(a, self.path, way) if i == self.index else _copied(a) for i, a in enumerate(self.args)]
            with np.errstate(divide="ignore", invalid="ignore"):  # a step may leave the domain
                values.append(float(np.squeeze(self.f(*moved))))
        found, expected = float(np.squeeze(self.along(direction))), (values[0] - values[1]) / (2 * step)
        noise = 20 * self.precision * max(abs(values[0]), 1.0) / step
        gap = (noise if atol is None else atol) + (self.step if rtol is None else rtol) * max(abs(expected), abs(found))
        return _Compared(found, expected, noise, gap)


@dataclass(frozen=True)
class _Compared:
    """A derivative, a difference, and how far apart they may be."""

    found: float
    expected: float
    noise: float
    gap: float

    @property
    def agree(self) -> bool:
        """Whether they are no further apart."""
        return abs(self.found - self.expected) <= self.gap

    @property
    def is_proof(self) -> bool:
        """Whether that they agree says something: they are much larger than what rounding makes of a difference."""
        return self.agree and self.noise <= 1e-3 * max(abs(self.found), abs(self.expected))


def _check_leaf(leaf: _Leaf, value: Any, what: str, rng: np.random.Generator, rtol: float | None, atol: float | None) -> None:
    """Compare the derivative along a random direction; numbers that are small beside the step, with steps of their own."""
    direction, sizes = rng.standard_normal(np.shape(value)), np.abs(np.asarray(value, float))
    scale = max(1.0, float(np.max(sizes, initial=0.0)))
    first = leaf.compared(direction, leaf.step * scale, rtol, atol)
    if first.agree:
        return
    small = (sizes > 0) & (sizes < 1e3 * leaf.step * scale)
    if small.any():
        others = leaf.compared(np.where(small, 0.0, direction), leaf.step * scale, rtol, atol)
        least = None if atol is None else atol * float(np.max(sizes[small]))
        own = leaf.compared(np.where(small, sizes * direction, 0.0), leaf.step, rtol, least)
        if others.agree and own.is_proof:
            return
        first = own if others.agree and not np.isfinite(first.expected) else first
    where = "".join(f"[{p!r}]" for p in leaf.path)
    raise GradientMismatchError(
        f"{what} by argument {leaf.index}{where}: {first.found!r} in a random direction, central difference {first.expected!r}",
        way_out="Is the function smooth there? A rule of your own may be wrong.",
    )


def _precision(value: Any, other: float = 0.0) -> float:
    """The relative distance of numbers in the dtype of a value; at least another one."""
    return max(float(np.finfo(value.dtype if _is_floating(value) and not isinstance(value, float) else float).eps), other)

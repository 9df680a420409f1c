"""Jacobians and Hessians, whole or times a vector, from the derivatives of either mode."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from sourcead.api import as_numbers, grad, jvp, pushed, vjp
from sourcead.assemble import APART
from sourcead.derivative import Argnums, Derivative, signature_of
from sourcead.differentiate.adjoint import HOLOMORPHIC
from sourcead.domains import arguments_of, check_complex, check_real, check_result_real, leaves_of
from sourcead.errors import InputTypeError
from sourcead.normalize import inside
from sourcead.normalize.structures import structure_of, together
from sourcead.runtime.trees import zeros_like
from sourcead.trees import is_complex, is_inexact, leaves, mapped


@inside("hvp", jvp, grad)
def hvp(f: Callable[..., Any], args: Sequence[Any], tangents: Sequence[Any]) -> tuple[Any, ...]:
    """The Hessian of the scalar function `f` at `args` times `tangents`: a tuple, one product an argument.

    Each tangent has its argument's structure and shapes, and so has each product; None for an argument that has no gradient. The
    Hessian is not made: the gradient is differentiated in the direction of the tangents (Pearlmutter, "Fast exact multiplication
    by the Hessian", 1994).
    """
    arguments = arguments_of(f, args, {})
    names = [n for n, a in arguments.items() if type(a) is int or any(map(is_inexact, leaves(a).values()))]
    found = jvp(_gradient_of(f, tuple(names)), args, tangents)[1]
    products = dict(zip(names, _whole(found, {n: arguments[n] for n in names})))
    return tuple(products.get(name) for name in arguments)


@inside("jacrev", vjp)
def jacrev(f: Callable[..., Any], argnums: Argnums = 0, holomorphic: bool = False) -> Callable[..., Any]:
    """The Jacobian of a function whose result is an array or number, one reverse sweep for each element of the result.

    The Jacobian by an array of shape `s` has the shape of the result followed by `s`; by a structure it is a structure of those:
    an object of the argument's class, with the Jacobians for attributes. `argnums` as in `grad`. By complex numbers each row
    is a gradient as `grad` gives it. With `holomorphic` arguments and result are complex, and so is the Jacobian, of
    the derivatives `df/dz`.

    Raises `InputTypeError` where the result is neither an array nor a number, where it is complex (without `holomorphic`), and
    with `holomorphic` where it or an argument is real.
    """
    derivative = Derivative(f, "vjp", argnums)

    def jacobian(*args: Any, **kwargs: Any) -> Any:
        wrt = leaves_of(derivative, arguments_of(f, args, kwargs))
        value, pullback = derivative(*args, **kwargs)
        if holomorphic:
            check_complex(value, wrt)
        else:
            check_result_real(value)
        return _by_rows(derivative, value, pullback)

    return functools.wraps(f)(jacobian)


def _by_rows(derivative: Derivative, value: Any, pullback: Callable[[Any], tuple[Any, ...]]) -> Any:
    """The Jacobian, one row for each element of the result."""
    _check_result(value)
    shape, size = np.shape(value), np.size(value)
    units = np.eye(size, dtype=np.asarray(value).dtype).reshape((size, *shape))
    rows = [pullback(as_numbers(value, u)) for u in units]
    return derivative.asked([None if rows[0][k] is None else _stacked(column, shape) for k, column in enumerate(zip(*rows))])


def _check_result(value: Any) -> None:
    if not isinstance(value, (np.ndarray, np.number, float, complex)):
        raise InputTypeError(
            f"the result is of type {type(value).__name__}: it has no Jacobian",
            way_out="Return an array, or use `vjp` for structures.",
        )
    if not np.size(value):
        raise InputTypeError("the result is empty: it has no Jacobian", way_out="Return at least one element.")


@inside("jacfwd", jvp)
def jacfwd(f: Callable[..., Any], argnums: Argnums = 0, holomorphic: bool = False) -> Callable[..., Any]:
    """The Jacobian of a function, one tangent for each element of the arguments; the result has the structure of `jacrev`'s.

    The arguments are real; the result may be complex, and then so is the Jacobian. With `holomorphic` arguments and result are
    complex, and so is the Jacobian, of the derivatives `df/dz`.

    Raises `InputTypeError` as `jacrev` does, and where an argument is complex (without `holomorphic`).
    """
    derivative = Derivative(f, "vjp", argnums)

    def jacobian(*args: Any, **kwargs: Any) -> Any:
        arguments = arguments_of(f, args, kwargs)
        wrt = leaves_of(derivative, arguments)
        if not holomorphic:
            check_real(wrt)

        def push(name: str, tangent: Any) -> Any:
            value, found = pushed(f, arguments, {name: tangent})
            _check_result(value)
            if holomorphic:
                check_complex(value, wrt)
            return np.asarray(found)

        found = {name: _by_columns(arguments[name], functools.partial(push, name)) for name in derivative.wrt}
        return derivative.asked([found.get(name) for name in signature_of(f).parameters])

    return functools.wraps(f)(jacobian)


def _by_columns(argument: Any, push: Callable[[Any], Any]) -> Any:
    """The Jacobian by one argument, in its structure; `push` gives the tangent of the result by one of the argument."""

    def block(path: str, leaf: Any) -> Any:
        if not _is_number(leaf):
            return _still(path, leaf)
        columns = [push(tangent) for tangent in _tangents(argument, path, leaf)]
        return _block(columns, columns[0].shape, leaf)

    return mapped(block, argument)


def _is_number(leaf: Any) -> bool:
    """Whether a leaf is a number or an array of numbers, real or whole."""
    return isinstance(leaf, (int, float, complex, np.number, np.bool_, np.ndarray))


def _still(path: str, leaf: Any) -> Any:
    """What stands in a Jacobian for what is no number: itself in an object, None in a container."""
    return None if path.endswith(("]", "tree")) else leaf


def _tangents(argument: Any, place: str, leaf: Any) -> Iterator[Any]:
    """Tangents of an argument, one for each element of a leaf; zero alone for an empty or whole leaf."""
    shape, size = np.shape(leaf), np.size(leaf)
    moves = size and (is_inexact(leaf) or (type(leaf) is int and place == "tree"))
    for unit in np.eye(size).reshape((size, *shape)) if moves else [np.zeros(shape)]:
        given = unit if shape else float(unit)

        def moved(path: str, part: Any, given: Any = given) -> Any:
            return given if path == place else zeros_like(part) if _is_number(part) else part

        yield mapped(moved, argument)


def _block(columns: Sequence[Any], shape: tuple[int, ...], leaf: Any) -> Any:
    """The Jacobian of a result of this shape by a leaf, from its columns; zeros where there is one for all elements."""
    if len(columns) != np.size(leaf):
        return np.zeros((*shape, *np.shape(leaf)), np.asarray(columns[0]).dtype)
    return np.moveaxis(np.stack(columns), 0, -1).reshape((*shape, *np.shape(leaf)))


@inside("jacfwd", jvp)
def jacobian(f: Callable[..., Any], argnums: Argnums = 0, holomorphic: bool = False) -> Callable[..., Any]:
    """The Jacobian of a function, by the mode that takes fewer sweeps: `jacfwd` where the result is larger, else `jacrev`.

    It has the shape of the result followed by that of the argument. Complex arguments of a real result take `jacrev`, a complex
    result by real arguments takes `jacfwd`; `holomorphic` as in these. Raises `InputTypeError` as they do.
    """
    derivative, forward = Derivative(f, "vjp", argnums), jacfwd(f, argnums, holomorphic)

    def either(*args: Any, **kwargs: Any) -> Any:
        wrt = leaves_of(derivative, arguments_of(f, args, kwargs))
        value, pullback = derivative(*args, **kwargs)
        _check_result(value)
        if holomorphic:
            check_complex(value, wrt)
        by_columns = sum(np.size(leaf) for leaf in wrt.values()) < np.size(value)
        if not holomorphic and (np.iscomplexobj(value) or any(map(is_complex, wrt.values()))):
            by_columns = np.iscomplexobj(value)
        return forward(*args, **kwargs) if by_columns else _by_rows(derivative, value, pullback)

    return functools.wraps(f)(either)


@inside("hessian", jvp, grad)
def hessian(f: Callable[..., Any], argnums: Argnums = 0, holomorphic: bool = False) -> Callable[..., Any]:
    """The Hessian of a scalar function, forward over reverse: by an array of shape `s` of shape `(*s, *s)`.

    By a structure it is the structure of the gradient, in which each leaf is the Jacobian of the gradient's leaf: of shape
    `(*s, *t)` by a leaf of shape `t`, in the structure of the argument, or a tuple of those where `argnums` is a tuple (as in
    JAX). Arguments are real, or with `holomorphic` complex, and so is the value. Raises as `grad` and `jacfwd` do.
    """
    derivative = Derivative(f, "grad", argnums)
    gradient = _gradient_of(f, derivative.wrt, holomorphic)

    def second(*args: Any, **kwargs: Any) -> Any:
        arguments = arguments_of(f, args, kwargs)
        wrt = leaves_of(derivative, arguments)
        if not holomorphic:
            check_real(wrt)
        asked = {name: arguments[name] for name in derivative.wrt}

        def push(name: str, tangent: Any) -> Any:
            return [leaves(t) for t in _whole(pushed(gradient, arguments, {name: tangent})[1], asked)]

        columns = {n: {p: [push(n, t) for t in _tangents(a, p, v)] for p, v in leaves(a).items() if _is_number(v)}
                   for n, a in asked.items()}  # fmt: skip

        def by(outer: str, place: str, first: Any, inner: str) -> Any:
            def block(path: str, leaf: Any) -> Any:
                if not _is_number(leaf):
                    return _still(path, leaf)
                number = derivative.wrt.index(outer)
                return _block([np.asarray(c[number][place]) for c in columns[inner][path]], np.shape(first), leaf)

            return mapped(block, asked[inner])

        def rows(outer: str) -> Any:
            def row(place: str, leaf: Any) -> Any:
                found = {inner: by(outer, place, leaf, inner) for inner in asked} if _is_number(leaf) else {}
                return chosen(found) if found else _still(place, leaf)

            return mapped(row, asked[outer])

        def chosen(found: Mapping[str, Any]) -> Any:
            return derivative.asked([found.get(name) for name in signature_of(f).parameters])

        return chosen({outer: rows(outer) for outer in asked})

    return functools.wraps(f)(second)


def _whole(found: Sequence[Any], arguments: Mapping[str, Any]) -> list[Any]:
    """What is in the structures of arguments, the objects of which it has apart, with the objects put together."""
    known = zip(found, arguments.values(), strict=True)
    return [f if (s := structure_of(a)) is None else together(s, a, iter(f)) for f, a in known]


def _stacked(rows: Sequence[Any], shape: tuple[int, ...]) -> Any:
    """Cotangents of the elements of a result of this shape as one array, in their structure."""

    def stacked(_: str, *parts: Any) -> Any:
        first = parts[0]
        if not _is_number(first):
            return first
        return np.stack([np.asarray(part) for part in parts]).reshape((*shape, *np.shape(first)))

    return mapped(stacked, *rows)


@functools.lru_cache(maxsize=64)
def _gradient_of(f: Callable[..., Any], wrt: tuple[str, ...], holomorphic: bool = False) -> Derivative:
    """The gradient of a function by some of its parameters, that by an object as a tuple of those by what it holds."""
    return Derivative(f, f"grad{APART}{HOLOMORPHIC if holomorphic else ''}", wrt)

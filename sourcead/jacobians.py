"""Jacobians and Hessians, whole or times a vector, from the derivatives of either mode."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from sourcead.api import grad, jvp, vjp
from sourcead.assemble import APART
from sourcead.derivative import Derivative
from sourcead.differentiate.adjoint import HOLOMORPHIC
from sourcead.domains import arguments_of, check_complex, check_real, check_result_real, leaves_of, with_floats
from sourcead.errors import InputTypeError
from sourcead.identity import kept
from sourcead.normalize import inside
from sourcead.normalize.structures import structure_of, together
from sourcead.several import several
from sourcead.shown import shown
from sourcead.signatures import Argnums, signature_of
from sourcead.sweeps import Rows, Swept, columns, is_number, moving
from sourcead.trees import is_complex, is_inexact, leaves, mapped


@inside("hvp", jvp, grad)
def hvp(f: Callable[..., Any], args: Sequence[Any], tangents: Sequence[Any]) -> tuple[Any, ...]:
    """The Hessian of the scalar function `f` at `args` times `tangents`: a tuple, one product an argument.

    Each tangent has its argument's structure and shapes, and so has each product; None for an argument that has no gradient. The
    Hessian is not made: the gradient is differentiated in the direction of the tangents (Pearlmutter, "Fast exact multiplication
    by the Hessian", 1994), or where that is refused the tangent by reverse mode.
    """
    arguments = arguments_of(f, args, {})
    still = {n for n, tangent in zip(arguments, tangents) if tangent is None}  # an int that counts among them stays one
    names = [n for n, a in arguments.items() if any(map(is_inexact, leaves(a).values())) or (type(a) is int and n not in still)]
    found = jvp(_gradient_of(f, tuple(names)), args, tangents)[1]
    products = dict(zip(names, _whole(found, {n: arguments[n] for n in names})))
    return tuple(products.get(name) for name in arguments)


@inside("jacrev", vjp)
def jacrev(f: Callable[..., Any], argnums: Argnums = 0, holomorphic: bool = False) -> Callable[..., Any]:
    """The Jacobian of a function whose result is an array or number, by reverse sweeps, each for many elements of the result.

    The Jacobian by an array of shape `s` has the shape of the result followed by `s`; by a structure it is a structure of those:
    an object of the argument's class, with the Jacobians for attributes. `argnums` as in `grad`. By complex numbers each row
    is a gradient as `grad` gives it. With `holomorphic` arguments and result are complex, and so is the Jacobian, of
    the derivatives `df/dz`.

    A sweep carries up to 256 directions (see `sourcead.sweeps`); a program that does not allow it takes one sweep for each.

    Raises `InputTypeError` where the result is neither an array nor a number, where it is complex (without `holomorphic`), and
    with `holomorphic` where it or an argument is real.
    """
    rows = Rows(f, argnums)

    def jacobian(*args: Any, **kwargs: Any) -> Any:
        arguments = with_floats(arguments_of(f, args, kwargs), rows.single.wrt)
        wrt = leaves_of(rows.single, arguments)
        swept = rows.swept(tuple(arguments.values()))
        if holomorphic:
            check_complex(swept.value, wrt)
        else:
            check_result_real(swept.value)
        return _by_rows(rows, swept)

    return shown(jacrev, f, jacobian, argnums, holomorphic)


def _by_rows(rows: Rows, swept: Swept) -> Any:
    """The Jacobian, one row for each element of the result."""
    _check_result(swept.value)

    def shaped(_: str, leaf: Any) -> Any:
        return leaf.reshape((*np.shape(swept.value), *leaf.shape[1:])) if isinstance(leaf, np.ndarray) else leaf

    return rows.single.asked([None if part is None else mapped(shaped, part) for part in rows.of(swept)])


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
    """The Jacobian of a function, by tangents, many of them in one sweep; the result has the structure of `jacrev`'s.

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

        def check(value: Any) -> None:
            _check_result(value)
            if holomorphic:
                check_complex(value, wrt)

        if len(derivative.wrt) > 1:
            several(f, derivative.wrt).at(tuple(arguments.values()))
        found = {name: _by_columns(f, arguments, name, check) for name in derivative.wrt}
        return derivative.asked([found.get(name) for name in signature_of(f).parameters])

    return shown(jacfwd, f, jacobian, argnums, holomorphic)


def _by_columns(f: Callable[..., Any], arguments: Mapping[str, Any], name: str, check: Callable[[Any], None]) -> Any:
    """The Jacobian by one argument, in its structure."""
    found = columns(f, arguments, name, lambda result: {"": result}, check)[""]
    return mapped(_blocks(found, arguments[name]), arguments[name])


def _blocks(found: np.ndarray, argument: Any) -> Callable[[str, Any], Any]:
    """The block for each leaf of an argument of a derivative along all its elements; zeros for a leaf that does not move."""
    starts, start = {}, 0
    for path, leaf in moving(argument).items():
        starts[path] = start
        start += np.size(leaf)

    def block(path: str, leaf: Any) -> Any:
        if not is_number(leaf):
            return _still(path, leaf)
        shape = (*found.shape[:-1], *np.shape(leaf))
        if path not in starts or not np.size(leaf):
            return np.zeros(shape, found.dtype)
        return found[..., starts[path] : starts[path] + np.size(leaf)].reshape(shape)

    return block


def _still(path: str, leaf: Any) -> Any:
    """What stands in a Jacobian for what is no number: itself in an object, None in a container."""
    return None if path.endswith(("]", "tree")) else leaf


@inside("jacfwd", jvp)
def jacobian(f: Callable[..., Any], argnums: Argnums = 0, holomorphic: bool = False) -> Callable[..., Any]:
    """The Jacobian of a function, by the mode that takes fewer sweeps: `jacfwd` where the result is larger, else `jacrev`.

    It has the shape of the result followed by that of the argument. Complex arguments of a real result take `jacrev`, a complex
    result by real arguments takes `jacfwd`; `holomorphic` as in these. Raises `InputTypeError` as they do.
    """
    rows, forward = Rows(f, argnums), jacfwd(f, argnums, holomorphic)

    def either(*args: Any, **kwargs: Any) -> Any:
        arguments = with_floats(arguments_of(f, args, kwargs), rows.single.wrt)
        wrt = leaves_of(rows.single, arguments)
        swept = rows.swept(tuple(arguments.values()))
        value = swept.value
        _check_result(value)
        if holomorphic:
            check_complex(value, wrt)
        by_columns = sum(np.size(leaf) for leaf in wrt.values()) < np.size(value)
        if not holomorphic and (np.iscomplexobj(value) or any(map(is_complex, wrt.values()))):
            by_columns = np.iscomplexobj(value)
        if by_columns and not rows.is_repeatable(swept.args):
            by_columns = np.iscomplexobj(value) and not holomorphic
        return forward(*args, **kwargs) if by_columns else _by_rows(rows, swept)

    return shown(jacobian, f, either, argnums, holomorphic)


@inside("hessian", jvp, grad)
def hessian(f: Callable[..., Any], argnums: Argnums = 0, holomorphic: bool = False) -> Callable[..., Any]:
    """The Hessian of a scalar function, forward over reverse; by an array of shape `s` it is of shape `(*s, *s)`.

    Where the text of the gradient cannot be differentiated again, it is that of the tangent, in reverse mode.

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

        def read(found: Any) -> Mapping[Any, Any]:
            parts = zip(derivative.wrt, _whole(found, asked))
            return {(n, p): v for n, part in parts for p, v in leaves(part).items() if is_number(v)}

        if len(asked) > 1:
            several(f, derivative.wrt).at(tuple(arguments.values()))
        found = {n: columns(gradient, arguments, n, read, lambda _: None) for n in asked}

        def row(outer: str, place: str, leaf: Any) -> Any:
            by = {n: mapped(_blocks(c[outer, place], asked[n]), asked[n]) for n, c in found.items()} if is_number(leaf) else {}
            return chosen(by) if by else _still(place, leaf)

        def chosen(found: Mapping[str, Any]) -> Any:
            return derivative.asked([found.get(name) for name in signature_of(f).parameters])

        return chosen({outer: mapped(functools.partial(row, outer), asked[outer]) for outer in asked})

    return shown(hessian, f, second, argnums, holomorphic)


def _whole(found: Sequence[Any], arguments: Mapping[str, Any]) -> list[Any]:
    """What is in the structures of arguments, the objects of which it has apart, with the objects put together."""
    known = zip(found, arguments.values(), strict=True)
    return [f if (s := structure_of(a)) is None else together(s, a, iter(f)) for f, a in known]


@kept(64)
def _gradient_of(f: Callable[..., Any], wrt: tuple[str, ...], holomorphic: bool = False) -> Derivative:
    """The gradient of a function by some of its parameters, that by an object as a tuple of those by what it holds."""
    return Derivative(f, f"grad{APART}{HOLOMORPHIC if holomorphic else ''}", wrt)

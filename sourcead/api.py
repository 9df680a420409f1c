"""The transforms: what a user calls."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import CellType, FunctionType
from typing import Any

import numpy as np

from sourcead.again import pull_of
from sourcead.assemble import AUX
from sourcead.compile import rebind
from sourcead.derivative import Derivative, Parted, PushForward
from sourcead.differentiate.adjoint import HOLOMORPHIC
from sourcead.directions import COTANGENT, fitted, form_of
from sourcead.domains import arguments_of, check_complex, check_result_real, leaves_of, with_floats
from sourcead.errors import InputTypeError, SourceADError
from sourcead.identity import kept
from sourcead.kept import kept_apart
from sourcead.normalize import entry_of, inside, of_parts, transform
from sourcead.normalize.meeting import arrays_outside
from sourcead.normalize.structures import contents, is_structured
from sourcead.runtime.trees import copy, like, ones_like, zeros_like
from sourcead.several import several
from sourcead.shown import shown
from sourcead.signatures import Argnums, signature_of
from sourcead.steady import steady
from sourcead.transposed import transposed
from sourcead.turned import gradient_of, push_of


@transform
def grad(f: Callable[..., Any] | None = None, argnums: Argnums = 0, has_aux: bool = False, holomorphic: bool = False) -> Any:
    """The gradient of a scalar function, by reverse mode.

    Use it as `@grad`, `@grad(argnums=(0, 1))` or `grad(f, 1)`. `argnums` are positions or names of parameters; one of them gives
    one gradient, a tuple gives a tuple. A gradient has the structure, shape and dtype of its argument. With `has_aux` the
    function returns `(value, more)`, and the result is `(gradient, more)`.

    The value is real; by complex `z = x + iy` its gradient is `df/dx - i df/dy`, as in autograd and JAX (the conjugate of
    PyTorch's). With `holomorphic` arguments and value are complex, and the gradient is the complex derivative `df/dz`, which
    is right for holomorphic functions only: that a function is one is not checked.

    Raises `UnsupportedSyntaxError`, `MissingRuleError`, `SourceNotFoundError`, `InputTypeError` or `AliasError`, each with the
    place in the function, where a gradient cannot be proved right.
    """
    return _transform(f, "grad", argnums, has_aux, holomorphic)


@transform
def value_and_grad(
    f: Callable[..., Any] | None = None, argnums: Argnums = 0, has_aux: bool = False, holomorphic: bool = False
) -> Any:
    """Like `grad`, but the result is `(value, gradient)`; the value is the primal's, bit for bit.

    With `has_aux` it is `((value, more), gradient)`; `holomorphic` as in `grad`.
    """
    return _transform(f, "value_and_grad", argnums, has_aux, holomorphic)


def _transform(f: Callable[..., Any] | None, kind: str, argnums: Argnums, has_aux: bool, holomorphic: bool) -> Any:
    kind = f"{kind}{AUX if has_aux else ''}{HOLOMORPHIC if holomorphic else ''}"
    if f is None:
        return lambda function: gradient_of(function, kind, argnums)
    return gradient_of(f, kind, argnums)


@of_parts("grad")
def _grad_of_parts(f: Callable[..., Any], argnums: Argnums) -> Parted:
    return Parted(f, "grad", argnums)


@of_parts("value_and_grad")
def _value_and_grad_of_parts(f: Callable[..., Any], argnums: Argnums) -> Parted:
    return Parted(f, "value_and_grad", argnums)


@inside("vjp", grad)
def vjp(f: Callable[..., Any], *args: Any) -> tuple[Any, Callable[[Any], tuple[Any, ...]]]:
    """The value of `f(*args)` and its pullback, which maps a cotangent of the value to a tuple of cotangents, one an argument.

    The cotangent has the value's structure and shapes; any other is an `InputTypeError`. The pullback may be called any number of
    times, in any thread, whatever becomes of the arrays among the arguments, of the value, and of arrays and attributes that `f`
    reads outside: it keeps copies of those it needs. Where it runs a function again (`checkpoint`, `checkpointed`, gradients
    whose text cannot be differentiated again), it raises `InputTypeError` if what that reads outside has changed meanwhile.
    """
    value, pullback = _pulled(f, args)
    pullback, form = steady(pullback, _vjp_of(f)), form_of(value)
    return value, lambda cotangent: pullback(as_numbers(form, fitted(form, cotangent, "value", COTANGENT)))


def _pulled(f: Callable[..., Any], args: Sequence[Any]) -> tuple[Any, Any]:
    """The value and the pullback of a call."""
    derivative = _vjp_of(f)
    value, pullback = derivative(*args)
    outside = [array for program in derivative.made_of() for array in arrays_outside(program)]
    held = (value, args, getattr(f, "__defaults__", None), getattr(f, "__kwdefaults__", None), outside)
    return value, kept_apart(pullback, *held)


def as_numbers(value: Any, cotangent: Any) -> Any:
    """The cotangent with numbers where the value has numbers: arrays without dimensions could be changed in place.

    Its containers are new ones, which a pullback may use up.
    """
    if isinstance(value, dict) and isinstance(cotangent, dict):
        return {k: as_numbers(value[k], c) if k in value else c for k, c in cotangent.items()}
    if isinstance(value, (list, tuple)) and type(cotangent) in (list, tuple) and len(value) == len(cotangent):
        return type(cotangent)(map(as_numbers, value, cotangent))
    if is_structured(type(value)) and type(cotangent) is type(value):
        own, given = contents(value) or {}, contents(cotangent) or {}
        return like(cotangent, **{k: as_numbers(own[k], part) for k, part in given.items() if k in own})
    is_number = isinstance(cotangent, np.ndarray) and cotangent.ndim == 0 and not isinstance(value, np.ndarray)
    return cotangent[()] if is_number else cotangent


@inside("jvp", PushForward)
def jvp(f: Callable[..., Any], primals: Sequence[Any], tangents: Sequence[Any]) -> tuple[Any, Any]:
    """The value of `f(*primals)` and its tangent: the derivative in the direction of `tangents`, by forward mode.

    A tangent has its argument's structure and shapes; None stands for an argument that does not move. The tangent of the value
    has the value's structure, shapes and dtypes. Raises as `grad` does, and `InputTypeError` for a tangent that does not fit.
    """
    if len(tangents) != len(primals):
        raise InputTypeError(
            f"{len(primals)} arguments were given, and {len(tangents)} tangents",
            way_out="Give one tangent for each argument; None for one that does not move.",
        )
    bound = signature_of(f).bind(*primals)
    directions = signature_of(f).bind(*tangents).arguments
    bound.apply_defaults()
    moving = {n: t for n, t in directions.items() if _moves(t)}
    if not moving:
        value = f(*copy(list(primals)))
        return value, zeros_like(value)
    return pushed(f, bound.arguments, moving)


def _moves(tangent: Any) -> bool:
    """Whether a tangent, or one of those of a parameter `*args`, is given."""
    return any(t is not None for t in tangent) if isinstance(tangent, tuple) else tangent is not None


def pushed(f: Callable[..., Any], arguments: Mapping[str, Any], tangents: Mapping[str, Any]) -> tuple[Any, Any]:
    """The value and its tangent, by all arguments and the tangents of some of them, by the parameters' names."""
    push = _push_of(f, tuple(tangents))
    whole = {n: float(a) if n in tangents and type(a) is int else a for n, a in arguments.items()}
    return push(*whole.values(), *(fitted(whole[n], t, n) for n, t in tangents.items()))  # type: ignore[no-any-return]


@inside("linearize", jvp)
def linearize(f: Callable[..., Any], *args: Any) -> tuple[Any, Callable[..., Any]]:
    """The value of `f(*args)` and its derivative there, a linear function of one tangent for each argument.

    The linear function may be called any number of times, in any thread, whatever becomes of the arrays among the arguments. It
    keeps the values of the program that it needs, so that a call costs less than one of `jvp`. But of programs with loops, and
    for arguments and values that are objects, a call runs the tangent of the whole program, at the values that the arguments and
    the closure variables of `f` have now; what it reads outside besides is read when it is called.
    """
    try:
        value, pullback = _pulled(f, args)
    except SourceADError:  # there may be a tangent where there is no pullback; if not, it says why when it is asked for
        value, linear = f(*copy(list(args))), None
    else:
        linear = transposed(f, pullback, value)
    held, function = copy(list(args)), _frozen(f)
    given, whole = tuple(signature_of(f).bind(*held).arguments), tuple(arguments_of(f, held, {}).values())

    def derivative(*tangents: Any) -> Any:
        still = [None] * (len(whole) - len(held))  # for parameters that have their defaults
        way = linear.way(whole, (*tangents, *still)) if linear is not None and len(tangents) == len(held) else None
        if linear is not None and way is not None:
            return linear(way)
        several(f, given).at(whole)
        return jvp(function, held, tangents)[1]

    return value, derivative


def _frozen(f: Callable[..., Any]) -> Callable[..., Any]:
    """A function whose closure variables keep the values that they have now."""
    if not isinstance(f, FunctionType) or f.__closure__ is None:
        return f
    entry = entry_of(f)
    if entry is not None:
        return rebind(entry, {n: _frozen(v) for n, v in entry.__globals__.items()})
    made = FunctionType(f.__code__, f.__globals__, f.__name__, f.__defaults__, tuple(map(_kept, f.__closure__)))
    made.__kwdefaults__ = f.__kwdefaults__
    return made


def _kept(cell: CellType) -> CellType:
    """A cell that keeps what is in another one now."""
    try:
        return CellType(copy(cell.cell_contents))
    except ValueError:  # it is empty
        return cell


@inside("elementwise_grad", grad)
def elementwise_grad(f: Callable[..., Any], argnums: Argnums = 0, holomorphic: bool = False) -> Callable[..., Any]:
    """The derivative of each element of the result of `f` by the same element of an argument.

    For a function that maps each element by itself; of any other function it is the gradient of the sum of the result's elements.
    `holomorphic` as in `grad`. Raises `InputTypeError` for a complex result, and with `holomorphic` for a real one.
    """
    derivative = Derivative(f, "vjp", argnums)

    def elementwise(*args: Any, **kwargs: Any) -> Any:
        arguments = with_floats(arguments_of(f, args, kwargs), derivative.wrt)
        wrt = leaves_of(derivative, arguments)
        value, pullback = derivative.at(tuple(arguments.values()))
        if holomorphic:
            check_complex(value, wrt)
        else:
            check_result_real(value)
        return derivative.asked(pullback(as_numbers(value, ones_like(value))))

    return shown(elementwise_grad, f, elementwise, argnums, holomorphic)


@kept(64)
def _vjp_of(f: Callable[..., Any]) -> Derivative:
    count = len(signature_of(f).parameters)
    return pull_of(f, tuple(range(count)))


@kept(256)
def _push_of(f: Callable[..., Any], moving: tuple[str, ...]) -> PushForward:
    return push_of(f, moving)

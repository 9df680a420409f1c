"""Second derivatives in the other order where the first one is refused: the gradient of a tangent, no tangent of a gradient.

The text of a gradient holds values and cotangents in lists and dicts of its own, so that more of it is refused than of the
function's own text; the text of a tangent is much like the function. Guarantee: the same derivative, since second derivatives are
symmetric, of one run of the function, which acts on nothing twice. A function that changes its own derivative (by
`adjoint_hook`, by rules of the user's) has no such symmetry: it is refused as before.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

import gast

from sourcead import nodes, runtime
from sourcead.assemble import APART
from sourcead.derivative import Derivative, PushForward, without_collection
from sourcead.errors import REFUSED, SourceADError, UnsupportedSyntaxError
from sourcead.normalize import Custom, Program
from sourcead.normalize.structures import structure_of, values
from sourcead.runtime.trees import ones_like, zeros_like
from sourcead.wanted import with_floats

ACTING = (runtime.adjoint_hook, runtime.insert_grad_of, runtime.inserted)  # on derivatives


class Turned(Derivative):
    """A derivative of a gradient that is found in the other order where it is refused."""

    def _lookup(self, args: tuple[Any, ...]) -> Callable[..., Any]:
        try:
            return super()._lookup(args)
        except REFUSED as error:
            with self._lock, without_collection():
                return self._kept(self._instead(args, error), args)

    def _instead(self, args: tuple[Any, ...], error: SourceADError) -> Callable[..., Any]:
        """The derivative by the gradient of the tangent; raises the error that is given where that is refused, too."""
        whole = {k for k, (n, a) in enumerate(zip(self._params, args)) if type(a) is int and n in self._floats}
        try:
            self._pull.specialize(*self._given(tuple(float(a) if k in whole else a for k, a in enumerate(args))))
        except SourceADError:
            raise error from None
        if any(map(acts, self._turned_programs())):
            raise error
        if self._is_stale():
            self._fast, self._checks, self._programs = {}, (), []
        return with_floats(self._by_tangent, whole) if whole else self._by_tangent

    @cached_property
    def _pull(self) -> Derivative:
        """The pullback of the function's tangent, by what its gradient is by."""
        raise NotImplementedError

    def _turned_programs(self) -> Sequence[Program]:
        """The programs that must not act on their own derivative."""
        return self._pull.programs()

    def _given(self, args: tuple[Any, ...]) -> tuple[Any, ...]:
        """The arguments of the tangent."""
        raise NotImplementedError

    def _by_tangent(self, *args: Any) -> Any:
        """The derivative at these arguments."""
        raise NotImplementedError


class GradientPush(Turned, PushForward):
    """A gradient and its derivative in the direction of tangents, which follow the arguments."""

    primal: Derivative

    def __reduce__(self) -> tuple[Any, ...]:
        return GradientPush, (self.primal, self._argnums)

    @cached_property
    def _pull(self) -> Derivative:
        gradient = self.primal
        return Derivative(PushForward(gradient.primal, self._wrt), "vjp", gradient.wrt[0] if gradient.is_single else gradient.wrt)

    def _given(self, args: tuple[Any, ...]) -> tuple[Any, ...]:
        return args

    def _by_tangent(self, *args: Any) -> Any:
        (value, slope), pullback = self._pull.at(args)
        seeds = (runtime.scalar_seed(value), zeros_like(slope)), (zeros_like(value), ones_like(slope))
        return tuple(self._structured(self._pull.asked(pullback(seed)), args) for seed in seeds)

    def _structured(self, found: Any, args: Sequence[Any]) -> Any:
        """A gradient as the primal gives it."""
        if not self.primal.kind.endswith(APART):
            return found
        known = ((part, structure_of(args[self._own.index(n)])) for n, part in zip(self.primal.wrt, found))
        return tuple(part if s is None else tuple(values(s, part)) for part, s in known)


class SecondGradient(Turned):
    """The gradient of a gradient by a number."""

    primal: Derivative

    def __reduce__(self) -> tuple[Any, ...]:
        return SecondGradient, (self.primal, self._kind, self._argnums)

    @cached_property
    def _pull(self) -> Derivative:
        inner = self.primal
        return Derivative(PushForward(inner.primal, inner.wrt), "vjp", self._wrt[0] if self._single else self._wrt)

    def _given(self, args: tuple[Any, ...]) -> tuple[Any, ...]:
        return (*args, ones_like(args[self._params.index(self.primal.wrt[0])]))

    def _by_tangent(self, *args: Any) -> Any:
        (value, slope), pullback = self._pull.at(self._given(args))
        self._text = self._pull.source
        return self._pull.asked(pullback((zeros_like(value), runtime.scalar_seed(slope))))


def second_pulled(gradient: Derivative, args: Sequence[Any], way: Sequence[Any]) -> tuple[Any, ...]:
    """The pullback of a gradient, of several parameters, along a direction: by the gradient of the function's tangent.

    Raises where `gradient` is refused in that order, and for a function that changes its own derivative.
    """
    pull = Derivative(PushForward(gradient.primal, gradient.wrt), "vjp", gradient.wrt)
    (value, slope), pullback = pull.at((*args, *way))
    if any(map(acts, pull.programs())):
        raise UnsupportedSyntaxError("the derivative of this function is changed by hooks or rules of its own",
                                     way_out='Check its second derivatives by `modes=("fwd",)`.')  # fmt: skip
    return pull.asked(pullback((zeros_like(value), ones_like(slope))))  # type: ignore[no-any-return]


def acts(program: Program) -> bool:
    """Whether a program may act on its own derivative."""
    called = (program.resolve(n.func) for n in nodes.walk(program.tree) if isinstance(n, gast.Call))
    if any(function is a for function in called for a in ACTING):
        return True
    functions = [c.function for c in program.callees.values()]
    if any(isinstance(f, Custom) or not isinstance(f, Derivative) for f in functions):
        return True
    return any(acts(p) for f in functions for p in f.programs())


def is_gradient(f: object) -> bool:
    """Whether something is a gradient of real numbers, and nothing besides."""
    return isinstance(f, Derivative) and f.kind in ("grad", f"grad{APART}")


def push_of(f: Callable[..., Any], moving: tuple[str, ...]) -> PushForward:
    """The derivative of a function in the direction of tangents of these parameters."""
    return GradientPush(f, moving) if is_gradient(f) else PushForward(f, moving)


def gradient_of(f: Callable[..., Any], kind: str, argnums: Any) -> Derivative:
    """A derivative of one of the kinds of gradients."""
    second = kind == "grad" and is_gradient(f) and f.kind == "grad" and f.is_single  # type: ignore[attr-defined]
    return (SecondGradient if second else Derivative)(f, kind, argnums)


__all__ = ["Turned", "acts", "gradient_of", "is_gradient", "push_of", "second_pulled"]

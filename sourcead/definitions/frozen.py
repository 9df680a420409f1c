"""Distributions with their parameters: `scipy.stats.norm(loc, scale)`, made inside a function or before it."""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType, MethodType
from typing import Any
from weakref import WeakKeyDictionary

from scipy import stats
from scipy.stats.distributions import rv_frozen

POINTWISE = ("pdf", "logpdf", "pmf", "logpmf", "cdf", "logcdf", "sf", "logsf", "ppf", "isf")
SUMMARIES = ("entropy", "mean", "median", "var", "std", "support")


def _pointwise(function: Callable[..., Any]) -> Callable[..., Any]:
    """A method of a point, for the parameters that an object has."""

    def call(self: Any, x: Any) -> Any:
        return function(x, *self.args, **self.given)

    return call


def _summary(function: Callable[..., Any]) -> Callable[..., Any]:
    """A method of the parameters alone."""

    def call(self: Any) -> Any:
        return function(*self.args, **self.given)

    return call


def _sampled(function: Callable[..., Any]) -> Callable[..., Any]:
    """Random numbers."""

    def rvs(self: Any, size: Any = None, random_state: Any = None) -> Any:
        return function(*self.args, size=size, random_state=random_state, **self.given)

    return rvs


class Frozen:
    """A distribution with its parameters, as they are given."""

    def __init__(self, *args: Any, **given: Any) -> None:
        self.args = args
        self.given = given


def freezing(name: str) -> Callable[..., Any]:
    """What stands for the call of a distribution."""
    owner = getattr(stats, name)
    methods = {n: _pointwise(getattr(owner, n)) for n in POINTWISE if hasattr(owner, n)}
    methods |= {n: _summary(getattr(owner, n)) for n in SUMMARIES if hasattr(owner, n)}
    kind: Any = type(name, (Frozen,), {**methods, "rvs": _sampled(owner.rvs), "__module__": __name__})

    def freeze(*args: Any, **given: Any) -> Any:
        return kind(*args, **given)

    return freeze


MADE: WeakKeyDictionary[Any, dict[str, FunctionType]] = WeakKeyDictionary()  # one for each, so that it is known again


def of_frozen(method: object) -> FunctionType | None:
    """The definition of a method of a distribution that was made before; None for anything else."""
    owner: Any = getattr(method, "__self__", None)
    if not isinstance(method, MethodType) or not isinstance(owner, rv_frozen) or method.__name__ not in POINTWISE:
        return None
    made = MADE.setdefault(owner, {})
    if method.__name__ not in made:
        known = getattr(stats, owner.dist.name or "", None)
        if type(known) is not type(owner.dist):
            return None
        made[method.__name__] = _with_parameters(getattr(known, method.__name__), owner.args, owner.kwds)
    return made[method.__name__]


def _with_parameters(function: Callable[..., Any], args: tuple[Any, ...], given: dict[str, Any]) -> Any:
    def call(x: Any) -> Any:
        return function(x, *args, **given)

    return call

"""Functions as what a derivative is made of and looked up by: their names, and what is kept for each.

Guarantee: what is kept for a function is that of no other one, whatever it equals and whatever becomes of it.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from types import FunctionType, MethodType
from typing import Any

from sourcead.differentiate.calls import name_of


class Same:
    """A function as a key: it equals itself alone, and a method that of the same object."""

    __slots__ = ("function", "ids")

    def __init__(self, function: Any) -> None:
        self.function = function
        self.ids = (id(function.__self__), id(function.__func__)) if type(function) is MethodType else (id(function), 0)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and self.ids == other.ids

    def __hash__(self) -> int:
        return hash(self.ids)


def kept(most: int) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Keep what is made of a function, and of what follows it: of the latest `most`. The function may have any `__eq__`."""

    def decorated(make: Callable[..., Any]) -> Callable[..., Any]:
        @functools.lru_cache(maxsize=most)
        def of_same(same: Same, *more: Any) -> Any:
            return make(same.function, *more)

        @functools.wraps(make)
        def of(function: Any, *more: Any) -> Any:
            return of_same(Same(function), *more)

        return of

    return decorated


def named_after(function: Any, wrapper: Any) -> Any:
    """The wrapper, with the name and the docstring of a function, and with attributes of it that mean nothing to the wrapper.

    What is in an object that is called is its own: another derivative's results are none of this one's.
    """
    functools.update_wrapper(wrapper, function, updated=())
    wrapper.__name__ = getattr(function, "__name__", None) or name_of(function)
    attributes = vars(function) if isinstance(function, FunctionType) else {}
    vars(wrapper).update({n: v for n, v in attributes.items() if n not in vars(wrapper) and not hasattr(type(wrapper), n)})
    return wrapper

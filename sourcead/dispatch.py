"""The test in front of a specialised function, compiled: whether a call's arguments and the globals are those it was made for.

Guarantee: the function runs only if each argument has the key that `fast_key` gave it, and each name that was looked up is
bound to the same object; any other call goes to `otherwise`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from types import CodeType
from typing import Any

import numpy as np

from sourcead.types.signature import fast_key

Check = tuple[Any, str, Any]  # a mapping, a key, and what the mapping held there
MISSING = object()


def guarded(
    function: Callable[..., Any], args: Sequence[Any], checks: Sequence[Check], hits: list[int], otherwise: Callable[..., Any]
) -> Callable[..., Any]:
    """`function` for calls like that with `args` while all `checks` hold, counted in `hits[0]`; `otherwise` for all others."""
    names = [f"a{k}" for k in range(len(args))]
    held: dict[str, Any] = {"ndarray": np.ndarray, "fast_key": fast_key}
    held.update(function=function, hits=hits, otherwise=otherwise)
    tests = [test for name, value in zip(names, args) for test in _tests(name, value, held)]
    for number, (holder, key, value) in enumerate(checks):
        held.update({f"get{number}": holder.get, f"key{number}": key, f"was{number}": value, "missing": MISSING})
        tests.append(f"get{number}(key{number}, missing) is was{number}")
    exec(_compiled(tuple(names), tuple(tests)), held)
    return held["call"]  # type: ignore[no-any-return]


def _tests(name: str, value: Any, held: dict[str, Any]) -> list[str]:
    """Expressions that are true for values of the same `fast_key`."""
    kind = type(value)
    held[f"{name}_type"] = kind
    same_type = f"type({name}) is {name}_type"
    if kind is np.ndarray and value.dtype.isbuiltin == 1:  # one object for each such dtype
        held.update({f"{name}_shape": value.shape, f"{name}_dtype": value.dtype})
        return [f"type({name}) is ndarray", f"{name}.shape == {name}_shape", f"{name}.dtype is {name}_dtype"]
    if kind in (float, complex) or (isinstance(value, np.generic) and value.dtype.kind in "biufc"):
        return [same_type]
    if kind is int and not -2 < value < 2:
        return [same_type, f"not -2 < {name} < 2"]
    key = fast_key(value)
    if value is None or kind is bool or key == (kind, id(value)):
        held[f"{name}_is"] = value
        return [f"{name} is {name}_is"]
    held[f"{name}_key"] = key
    return [f"fast_key({name}) == {name}_key"]


@lru_cache(maxsize=1024)
def _compiled(names: tuple[str, ...], tests: tuple[str, ...]) -> CodeType:
    given = ", ".join(names)
    text = (
        f"def call({given}):\n"
        f"    if {' and '.join(tests) or 'True'}:\n"
        "        hits[0] += 1\n"
        f"        return function({given})\n"
        f"    return otherwise({given})\n"
    )
    return compile(text, "<sourcead dispatch>", "exec")

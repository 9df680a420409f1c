"""The test in front of a specialised function, compiled: whether a call's arguments and the globals are those it was made for.

Guarantee: the function runs only if each argument has the key that `fast_key` gave it, and each name that was looked up is
bound to the same object; any other call goes to `otherwise`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from functools import lru_cache
from types import CodeType
from typing import Any

import numpy as np

from sourcead.types.signature import KEYED, fast_key

Check = tuple[Any, str, Any]  # a mapping, a key, and what the mapping held there
MISSING = object()
MOST_LEAVES = 32


def guarded(
    function: Callable[..., Any], args: Sequence[Any], checks: Sequence[Check], hits: list[int], otherwise: Callable[..., Any],
    key: Callable[[object], Hashable] = fast_key,
) -> Callable[..., Any]:  # fmt: skip
    """`function` for calls like that with `args` while all `checks` hold, counted in `hits[0]`; `otherwise` for all others.

    `key`: what of an argument the function was made for.
    """
    names = [f"a{k}" for k in range(len(args))]
    held: dict[str, Any] = {"ndarray": np.ndarray, "fast_key": key}
    held.update(function=function, hits=hits, otherwise=otherwise)
    closely = key is not fast_key
    tests = [
        test
        for name, value in zip(names, args)
        for test in (_key_tests(name, value, key, held) if closely and _holds(value) else _tests(name, value, held))
    ]
    for number, (holder, place, value) in enumerate(checks):
        held.update({f"get{number}": holder.get, f"key{number}": place, f"was{number}": value, "missing": MISSING})
        tests.append(f"get{number}(key{number}, missing) is was{number}")
    exec(_compiled(tuple(names), tuple(tests)), held)
    return held["call"]  # type: ignore[no-any-return]


def _holds(value: Any) -> bool:
    """Whether a value is a whole number, or may hold some."""
    return type(value) in (int, list, tuple, dict)


def _key_tests(name: str, value: Any, key: Callable[[object], Hashable], held: dict[str, Any]) -> list[str]:
    held[f"{name}_key"] = key(value)
    return [f"fast_key({name}) == {name}_key"]


def _tests(name: str, value: Any, held: dict[str, Any], read: str = "") -> list[str]:
    """Expressions that are true for values of the same `fast_key`; the first of them evaluates `read`, which binds the name."""
    kind, read = type(value), read or name
    held[f"{name}_type"] = kind
    same_type = f"type({read}) is {name}_type"
    if kind is np.ndarray and value.dtype.isbuiltin == 1:  # one object for each such dtype
        held.update({f"{name}_shape": value.shape, f"{name}_dtype": value.dtype})
        return [f"type({read}) is ndarray", f"{name}.shape == {name}_shape", f"{name}.dtype is {name}_dtype"]
    if kind in (float, complex) or (isinstance(value, np.generic) and value.dtype.kind in "biufc"):
        return [same_type]
    if kind is int and value not in (0, 1):
        return [same_type, f"{name} > 1" if value > 1 else f"{name} < 0"]
    if _is_small(value, MOST_LEAVES):
        return [same_type, *_content_tests(name, value, held)]
    key = fast_key(value)
    if value is None or kind is bool or key == (kind, id(value)):
        held[f"{name}_is"] = value
        return [f"{read} is {name}_is"]
    held[f"{name}_key"] = key
    return [f"fast_key({read}) == {name}_key"]


def _is_small(value: Any, leaves: int) -> bool:
    """Whether a value is a list, tuple or dict of names, not empty, whose few leaves are looked at faster than a key is made."""
    parts = value.values() if type(value) is dict and all(type(k) is str for k in value) else value
    if type(value) not in (list, tuple, dict) or isinstance(parts, dict) or not 0 < len(parts) <= leaves:
        return False
    return all(type(p) in KEYED or isinstance(p, np.generic) or _is_small(p, leaves // len(parts)) for p in parts)


def _content_tests(name: str, value: Any, held: dict[str, Any]) -> list[str]:
    """Tests of what a list, tuple or dict holds."""
    names = list(value) if type(value) is dict else range(len(value))
    held[f"{name}_names"] = names
    tests = [f"list({name}) == {name}_names" if type(value) is dict else f"len({name}) == {len(value)}"]
    for number, at in enumerate(names):
        part = f"{name}_{number}"
        tests += _tests(part, value[at], held, f"({part} := {name}[{at!r}])")
    return tests


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

"""The test in front of a specialised function, compiled: whether a call's arguments and the globals are those it was made for.

Guarantee: the function runs only if each argument has the key that `fast_key` gave it, and each name that was looked up is
bound to the same object; any other call goes to `otherwise`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from functools import lru_cache
from inspect import Parameter
from types import CodeType, FunctionType
from typing import Any

import numpy as np

from sourcead.normalize.watched import MISSING, Builtins, Shape
from sourcead.types.signature import KEYED, fast_key

Check = tuple[Any, str, Any]  # a mapping, a key, and what the mapping held there
MOST_LEAVES = 32


def guarded(
    function: Callable[..., Any], args: Sequence[Any], checks: Sequence[Check], hits: list[int], otherwise: Callable[..., Any],
    key: Callable[[object], Hashable] = fast_key, *, parameters: Sequence[Parameter] = (), name: str = "call",
) -> Callable[..., Any]:  # fmt: skip
    """`function` for calls like that with `args` while all `checks` hold, counted in `hits[0]`; `otherwise` for all others.

    `key`: what of an argument the function was made for. `parameters`: those of what is called by `name`, which may then be given
    by their names or left to their defaults; without them all arguments are given in their order.
    """
    given = [p.name for p in parameters] or [f"a{k}" for k in range(len(args))]
    tests = _Tests(given, key)
    for argument, value in zip(given, args):
        tests.argument(argument, value)
    for check in checks:
        tests.binding(*check)
    hit, ready, other = tests.held("hits", hits), tests.held("function", function), tests.held("otherwise", otherwise)
    passed = ", ".join(given)
    text = (
        f"def {tests.mark}call({_declared(given, parameters, tests)}):\n"
        f"    if {' and '.join(tests.texts) or 'True'}:\n"
        f"        {hit}[0] += 1\n"
        f"        return {ready}({passed})\n"
        f"    return {other}({passed})\n"
    )
    exec(_compiled(text), tests.names)
    call: Callable[..., Any] = tests.names[f"{tests.mark}call"]
    call.__name__ = call.__qualname__ = name  # errors about a call's arguments say it
    return call


def _declared(given: Sequence[str], parameters: Sequence[Parameter], tests: _Tests) -> str:
    """The parameters as a definition states them."""
    stated = list(given)
    for k, parameter in enumerate(parameters):
        if parameter.default is not Parameter.empty:
            stated[k] += f"={tests.held('default', parameter.default)}"
    alone = sum(p.kind is Parameter.POSITIONAL_ONLY for p in parameters)
    return ", ".join([*stated[:alone], *["/"] * bool(alone), *stated[alone:]])


@lru_cache(maxsize=1024)
def _compiled(text: str) -> CodeType:
    return compile(text, "<sourcead dispatch>", "exec")


class _Tests:
    """Expressions that are true for calls like one, and what the names in them stand for: none is a parameter's."""

    def __init__(self, params: Sequence[str], key: Callable[[object], Hashable]) -> None:
        self.mark = "_"
        while any(p.startswith(self.mark) for p in params):
            self.mark += "_"
        self.names: dict[str, Any] = {f"{self.mark}{f.__name__}": f for f in (type, list, len)}  # a parameter may be called so
        self.names[f"{self.mark}missing"] = MISSING
        self.texts: list[str] = []
        self._key = key

    def held(self, what: str, value: Any) -> str:
        """A name for a value."""
        name = f"{self.mark}{what}{len(self.names)}"
        self.names[name] = value
        return name

    def binding(self, holder: Any, place: str, value: Any) -> None:
        """What a mapping holds under a key is still this; what is looked at often is read without a call."""
        owner: Any = getattr(holder, "owner", None)
        if type(owner) is FunctionType:
            self.texts.append(f"{self.held('owner', owner)}.{place} is {self.held('was', value)}")
            return
        if type(holder) is Shape:
            self.texts.append(f"{self.held('array', owner)}.shape == {self.held('shape', value)}")
            return
        if type(holder) is Builtins and place not in owner:
            self.texts.append(f"{place!r} not in {self.held('globals', owner)}")
            return
        get, key, was = self.held("get", holder.get), self.held("key", place), self.held("was", value)
        self.texts.append(f"{get}({key}, {self.mark}missing) is {was}")

    def argument(self, name: str, value: Any) -> None:
        """An argument has the key of this value."""
        if self._key is fast_key or not _holds(value):
            self._like(name, value)
        else:
            self._of_key(name, self._key(value))

    def _of_key(self, read: str, key: Hashable) -> None:
        self.texts.append(f"{self.held('key_of', self._key)}({read}) == {self.held('key', key)}")

    def _like(self, name: str, value: Any, read: str = "") -> None:
        """A value has the `fast_key` of another; the first test of it evaluates `read`, which binds the name."""
        kind, read = type(value), read or name
        if kind is np.ndarray and value.dtype.isbuiltin == 1:  # one object for each such dtype
            shape, dtype = self.held("shape", value.shape), self.held("dtype", value.dtype)
            array = self.held("ndarray", np.ndarray)
            self.texts += [f"{self.mark}type({read}) is {array}", f"{name}.shape == {shape}", f"{name}.dtype is {dtype}"]
        elif kind in (float, complex) or (isinstance(value, np.generic) and value.dtype.kind in "biufc"):
            self._of_type(read, kind)
        elif kind is int and value not in (0, 1):
            self._of_type(read, kind)
            self.texts.append(f"{name} > 1" if value > 1 else f"{name} < 0")
        elif _is_small(value, MOST_LEAVES):
            self._of_type(read, kind)
            self._content(name, value)
        elif value is None or kind is bool or fast_key(value) == (kind, id(value)):
            self.texts.append(f"{read} is {self.held('value', value)}")
        else:
            self.texts.append(f"{self.held('key_of', fast_key)}({read}) == {self.held('key', fast_key(value))}")

    def _of_type(self, read: str, kind: type) -> None:
        self.texts.append(f"{self.mark}type({read}) is {self.held('type', kind)}")

    def _content(self, name: str, value: Any) -> None:
        """What a list, tuple or dict holds."""
        names = list(value) if type(value) is dict else range(len(value))
        held = self.held("names", names)
        self.texts.append(
            f"{self.mark}list({name}) == {held}" if type(value) is dict else f"{self.mark}len({name}) == {len(value)}"
        )
        for at in names:
            part = self.held("part", None)
            self._like(part, value[at], f"({part} := {name}[{at!r}])")


def _holds(value: Any) -> bool:
    """Whether a value is a whole number, or may hold some."""
    return type(value) in (int, list, tuple, dict)


def _is_small(value: Any, leaves: int) -> bool:
    """Whether a value is a list, tuple or dict of names, not empty, whose few leaves are looked at faster than a key is made."""
    parts = value.values() if type(value) is dict and all(type(k) is str for k in value) else value
    if type(value) not in (list, tuple, dict) or isinstance(parts, dict) or not 0 < len(parts) <= leaves:
        return False
    return all(type(p) in KEYED or isinstance(p, np.generic) or _is_small(p, leaves // len(parts)) for p in parts)

"""Compiling generated text so that tracebacks, `pdb`, `inspect` and warnings show its lines.

Guarantee: the text is registered with `linecache` under a name of its own for as long as the function's code lives.
"""

from __future__ import annotations

import itertools
import linecache
import types
import warnings
import weakref
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sourcead.errors import Location


@dataclass(frozen=True)
class Generated:
    """A compiled derivative: its text and the function.

    `written_params`: the parameters that the primal writes; `output`: where it returns its result.
    """

    source: str
    function: types.FunctionType
    written_params: frozenset[str]
    output: Location | None

    @property
    def checks_output(self) -> bool:
        """Whether the function refuses an output of more than one element when it runs."""
        return "rt.scalar_seed(" in self.source


_numbers = itertools.count(1)
MARK = "<sourcead"  # with which the names of generated files begin


def compile_function(source: str, name: str, namespace: dict[str, Any], filename: str | None = None) -> types.FunctionType:
    """The function `name` that `source` defines, with `namespace` as its globals; its text is its `__sourcead_source__`."""
    where = filename or f"{MARK} {name}-{next(_numbers)}>"
    local: dict[str, Any] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)  # of constants that took a parameter's place: `"relu" is None`
        code = compile(source, where, "exec", dont_inherit=True)
    exec(code, namespace, local)
    function: types.FunctionType = local[name]
    linecache.cache[where] = (len(source), None, source.splitlines(keepends=True), where)
    _release_with(function.__code__, where)
    function.__sourcead_source__ = source  # type: ignore[attr-defined]
    return function


def is_generated(function: types.FunctionType) -> bool:
    """Whether a function was compiled here, or is one inside such a function."""
    return function.__code__.co_filename.startswith(MARK)


def rebind(function: types.FunctionType, namespace: dict[str, Any]) -> types.FunctionType:
    """The same code with other globals."""
    made = types.FunctionType(function.__code__, namespace, function.__name__, function.__defaults__, function.__closure__)
    made.__kwdefaults__ = function.__kwdefaults__
    made.__sourcead_source__ = function.__sourcead_source__  # type: ignore[attr-defined]
    return made


def _codes(code: types.CodeType) -> Iterator[types.CodeType]:
    """A code object and those of the functions inside it, which may outlive it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _codes(constant)


def _release_with(code: types.CodeType, filename: str) -> None:
    """Drop the registered text with the last code object."""
    left = [0]

    def drop() -> None:
        left[0] -= 1
        if not left[0]:
            linecache.cache.pop(filename, None)

    for item in _codes(code):
        left[0] += 1
        weakref.finalize(item, drop).atexit = False

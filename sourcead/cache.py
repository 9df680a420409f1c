"""The cache in memory: programs by the function's code, generated functions by signature.

Guarantee: what is found here was derived from the same code, the same callees, and globals and closure
variables of the same types.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import CellType
from typing import Any

from sourcead import normalize
from sourcead.compile import Generated, rebind
from sourcead.normalize import Attributes, Binding, Form, Given, Program
from sourcead.rules import registry
from sourcead.types.signature import type_of
from sourcead.types.values import Static, Type

_lock = threading.RLock()
_programs: dict[Any, list[Program]] = {}
_generated: dict[Any, tuple[Program, Generated]] = {}


class _Cell(Mapping[str, Any]):
    """A closure's cell as a mapping of one name, so that cells and globals are looked up alike."""

    def __init__(self, cell: CellType) -> None:
        self.cell = cell

    def __getitem__(self, key: str) -> Any:
        return self.cell.cell_contents

    def get(self, key: str, default: Any = None) -> Any:
        """What the cell holds; `default` if it is empty."""
        try:
            return self.cell.cell_contents
        except ValueError:
            return default

    def __iter__(self) -> Any:
        return iter(())

    def __len__(self) -> int:
        return 1


def checks(program: Program) -> tuple[tuple[Mapping[str, Any] | Attributes, str, Any], ...]:
    """Where each non-local name is bound, and to what: to be compared before each call."""
    found: list[tuple[Mapping[str, Any] | Attributes, str, Any]] = []
    for binding in [*program.env.values(), *program.dependencies, *program.data]:
        if isinstance(binding.holder, CellType):
            found.append((_Cell(binding.holder), binding.key, binding.value))
        elif isinstance(binding.holder, Attributes):
            found.append((binding.holder, binding.key, binding.holder.get(binding.key)))
        elif binding.holder is not None and not _is_builtin(binding):
            found.append((binding.holder, binding.key, binding.value))
    return tuple(found)


def _is_builtin(binding: Binding) -> bool:
    return isinstance(binding.holder, dict) and binding.holder.get("__name__") == "builtins"


def program_of(function: Callable[..., Any], forms: Mapping[str, Form | Given]) -> Program:
    """The normal form of a function, with its names bound to what they are bound to now."""
    plain, before, _ = normalize.unwrapped(function)
    code = getattr(plain, "__code__", None)
    where = (Static(plain),) if code is None else (code.co_filename, id(plain.__globals__))
    key = (code, where, tuple(map(Static, before)), tuple((n, forms[n]) for n in sorted(forms)))
    with _lock:
        for program in _programs.get(key, []):
            current = _current(program, function)
            if current is not None:
                return current
        program = normalize.normalize(function, is_primitive=registry.is_primitive, forms=forms)
        _programs.setdefault(key, []).append(program)
        return program


def _current(program: Program, function: Callable[..., Any]) -> Program | None:
    """The program with its names bound anew, if what was inlined and called is still the same."""
    cells = normalize.cells_of(normalize.unwrapped(function)[0])
    moved = {id(program.cells[n]): cell for n, cell in cells.items()}
    env, same = {}, True
    for name, binding in program.env.items():
        fresh = _fresh(binding, moved)
        if fresh is None or (fresh.value is not binding.value and (_is_code(fresh.value) or _is_code(binding.value))):
            return None
        same = same and fresh.value is binding.value and fresh.holder is binding.holder
        env[name] = fresh
    for dependency in program.dependencies:
        fresh = _fresh(dependency, moved)
        if fresh is None or fresh.value is not dependency.value:
            return None
    return program if same else replace(program, env=env, cells=cells)


def _is_code(value: object) -> bool:
    return callable(value) or isinstance(type_of(value, ""), Static)


def _fresh(binding: Binding, moved: Mapping[int, CellType]) -> Binding | None:
    """A binding as it is now; `moved` has this closure's cell for each cell (by `id`) of the one that the program was made of."""
    if binding.holder is None:
        return binding
    own = replace(binding, holder=moved.get(id(binding.holder), binding.holder))
    try:
        return replace(own, value=own.current())
    except (KeyError, ValueError):
        return None


def generated(
    derive: Callable[..., Generated], program: Program, types: Mapping[str, Type], wrt: Sequence[str], kind: str, *, single: bool
) -> Generated:
    """The derivative for this signature: found, found and bound to other values, or made by `derive`."""
    data = [(n, type_of(b.value, n)) for n, b in program.env.items() if b.holder is not None and not callable(b.value)]
    data += [(b.key, type_of(b.current(), b.key)) for b in program.data]
    key = (id(program.tree), tuple(types.items()), tuple(data), tuple(wrt), kind, single)
    with _lock:
        hit = _generated.get(key)
        if hit is None:
            made = derive(program, types, wrt, kind, single=single)
            _generated[key] = (program, made)
            return made
        owner, found = hit
        if owner is program or all(owner.env[n].value is b.value for n, b in program.env.items()):
            return found
        names = {**found.function.__globals__, **{n: b.value for n, b in program.env.items()}}
        return replace(found, function=rebind(found.function, names))

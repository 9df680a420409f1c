"""The cache in memory: programs by the function's code, generated functions by signature.

Guarantee: what is found here was derived from the same code, the same callees, and globals and closure
variables of the same types.
"""

from __future__ import annotations

import builtins
import functools
import inspect
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import CellType
from typing import Any

import numpy as np

from sourcead import normalize
from sourcead.compile import Generated, compile_function, rebind
from sourcead.errors import SourceADError
from sourcead.normalize import Attributes, Binding, Callee, Custom, Derived, Form, Given, Lifted, Program
from sourcead.normalize.meeting import Apart, meet
from sourcead.normalize.program import reached
from sourcead.normalize.structures import Structure
from sourcead.normalize.watched import Contents, Shape
from sourcead.printer import to_source
from sourcead.rules import registry
from sourcead.types.signature import type_of
from sourcead.types.values import Static, Type

Pull = Callable[..., Any]
Check = tuple[Mapping[str, Any] | Attributes, str, Any]  # what holds a name, the name, what it is bound to
LATEST = 2  # bindings of one generated function that are held, besides the first: what calls itself is to find its own again
WAYS = ("reverse", "forward", "closed")  # how a function that stays a call is differentiated


@dataclass(frozen=True)
class CacheInfo:
    """Counts of a derivative's cache."""

    hits: int
    misses: int
    size: int


_lock = threading.RLock()
_programs: dict[Any, list[Program]] = {}
_generated: dict[Any, list[tuple[Program, Generated]]] = {}
_primals: dict[int, tuple[Program, Callable[..., Any]]] = {}


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


def checks(program: Program) -> tuple[Check, ...]:
    """Where each non-local name is bound, and to what: to be compared before each call."""
    found: list[Check] = []
    bindings = [b for p in reached(program) for b in [*p.env.values(), *p.dependencies, *p.data]]
    for binding in bindings:
        if isinstance(binding.holder, CellType):
            found.append((_Cell(binding.holder), binding.key, binding.value))
        elif isinstance(binding.holder, Attributes):
            found.append((binding.holder, binding.key, binding.holder.get(binding.key)))
        elif binding.holder is not None and binding.holder is not vars(builtins):
            found.append((binding.holder, binding.key, binding.value))
    for part in reached(program):
        if part.meeting:
            found.append((Apart(part), Apart.KEY, True))
    for value in _held(program):
        if type(value) is np.ndarray:
            shape = Shape(value)
            found.append((shape, Shape.KEY, shape[Shape.KEY]))
        elif type(value) in (list, dict) or (type(value) is tuple and any(type(v) in (list, dict, tuple) for v in value)):
            contents = Contents(value)
            found.append((contents, Contents.KINDS, contents[Contents.KINDS]))
    return tuple(found)


def _held(program: Program) -> Iterator[Any]:
    """What a program reads outside: elements of containers may be replaced by such of other kinds, shapes of arrays set."""
    for part in reached(program):
        yield from (b.value for b in part.env.values() if _may_change(b))
        yield from (b.current() for b in part.data)


def _may_change(binding: Binding) -> bool:
    """Whether a name may come to stand for a value of another kind: bound anew, or changed where it is."""
    return binding.holder is not None or type(binding.value) in (np.ndarray, list, dict, tuple)


def each_once(found: Sequence[Check]) -> tuple[Check, ...]:
    """Checks without those that are there already."""
    return tuple({(id(getattr(h, "cell", getattr(h, "owner", h))), k): (h, k, v) for h, k, v in found}.values())


def program_of(
    function: Callable[..., Any],
    forms: Mapping[str, Form | Given | Structure],
    pull: Pull,
    *,
    objects: bool = False,
    again: bool = False,
) -> Program:
    """The normal form of a function, with its names bound to what they are bound to now.

    `forms` is what is known of arguments; `pull` makes the derivative of a function that stays a call, in one of `WAYS`, by some
    parameters; `objects`: the result may be an object; `again`: gradients that it calls stay calls.
    """
    plain, before, keywords = normalize.unwrapped(function)
    code = getattr(plain, "__code__", None)
    where = (Static(plain),) if code is None else (code.co_filename, id(plain.__globals__))
    held = tuple(map(Static, before)), tuple(keywords)
    key = (code, where, held, objects, again, tuple((n, forms[n]) for n in sorted(forms)))
    with _lock:
        for program in _programs.get(key, []):
            current = _current(program, function)
            if current is not None:
                return current
        program = normalize.normalize(
            function,
            is_primitive=registry.is_primitive,
            forms=forms,
            callee=functools.partial(_callee, pull),
            objects=objects,
            again=again,
        )
        _programs.setdefault(key, []).append(program)
        return program


def _callee(pull: Pull, function: Callable[..., Any]) -> Callee:
    """A function that stays a call."""
    params = tuple(inspect.signature(function).parameters)
    if isinstance(function, Lifted) and function.run is None:
        function.run = functools.partial(_run, function, pull)
        function.primal = functools.partial(primal_of, function, pull)
    asked: dict[object, Mapping[str, object]] = {}

    def program(statics: Mapping[str, object]) -> Program:
        asked.setdefault(tuple(map(Static, statics.values())), statics)
        return (
            _custom_program(function, _given(statics), pull)
            if isinstance(function, Custom)
            else program_of(function, _given(statics), pull)
        )

    def reached() -> list[Program]:
        again = getattr(function, "repeated", None)
        return [
            *(program(statics) for statics in list(asked.values())),
            *([] if again is None else [program_of(again, {}, pull)]),
        ]

    found = function.programs if isinstance(function, Derived) else reached
    derivative, forward, closed = (functools.lru_cache(None)(functools.partial(pull, function, way)) for way in WAYS)
    return Callee(function, params, program, derivative, forward, closed, found)


def _custom_program(function: Custom, forms: Mapping[str, Form | Given | Structure], pull: Pull) -> Program:
    """The program of a function whose derivative is given: what is not understood of it need not be."""
    try:
        return program_of(function.shown, forms, pull)
    except SourceADError:
        return program_of(function.opaque, forms, pull)


def _given(functions: Mapping[str, object]) -> dict[str, Form | Given | Structure]:
    """What is known of arguments that are functions."""
    return {n: Given(f) for n, f in functions.items()}


def _run(function: Lifted, pull: Pull, *args: Any) -> Any:
    """The value of an inner function that was made a function of its own."""
    return primal_of(function, pull, args)(*args)


def primal_of(function: Lifted, pull: Pull, args: Sequence[Any]) -> Callable[..., Any]:
    """An inner function that was made a function of its own, for arguments like these, as its globals are now."""
    statics = {n: a for n, a in zip(inspect.signature(function).parameters, args) if callable(a)}
    program = program_of(function, _given(statics), pull)
    known = _primals.get(id(program.tree))
    if known is None or known[0] is not program:
        names = {n: b.value for n, b in program.env.items()}
        known = _primals[id(program.tree)] = (program, compile_function(to_source(program.tree), program.name, names))
    return known[1]


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
    if any(meet(pair, env) for pair in program.meeting):
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
    with _lock:
        hits = _generated.get(_key(program, types, wrt, kind, single))
        if hits is None:
            made = derive(program, types, wrt, kind, single=single)
            _generated[_key(program, types, wrt, kind, single)] = [(program, made)]  # the callees' programs are known now
            return made
        for owner, found in hits:
            if owner is program or all(owner.env[n].value is b.value for n, b in program.env.items()):
                return found
        found = hits[0][1]
        names = {**found.function.__globals__, **{n: b.value for n, b in program.env.items()}}
        found = replace(found, function=rebind(found.function, names))
        hits[1:] = [*hits[1:], (program, found)][-LATEST:]
        return found


def _key(program: Program, types: Mapping[str, Type], wrt: Sequence[str], kind: str, single: bool) -> object:
    """What a generated function depends on: the program's text, and the types of its arguments and of all that is not local.

    Where the statements of a derivative take the place of its call, they hold what its names are bound to, not only the types.
    """
    data: list[object] = []
    holds = any(isinstance(c.function, Derived) and not c.function.stays for c in program.callees.values())
    for part in reached(program):
        held = holds and part is not program
        values = [(n, b.value) for n, b in part.env.items() if _may_change(b) and not callable(b.value)]
        values += [(b.key, b.current()) for b in part.data]
        data += [(n, Static(value) if held else type_of(value, n)) for n, value in values]
        data.append(id(part.tree))
    return tuple(types.items()), tuple(data), tuple(wrt), kind, single

"""Localisation: the first statement of a program whose derivative is not that of its value.

The program runs in normal form, with a call before each statement that computes something. There the statement stands alone as a
function of what it reads, at the values that it meets, and its tangent and its cotangents are compared with differences.

Guarantee: a statement that is named is off where differences of several step lengths agree with each other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import gast
import numpy as np

from sourcead import cache, nodes, pipeline, runtime
from sourcead.analysis.walk import blocks, changed_container, statements
from sourcead.compile import Generated, compile_function
from sourcead.derivative import Derivative
from sourcead.errors import Location, SourceADError
from sourcead.nodes import Stmt
from sourcead.normalize import Program
from sourcead.normalize.marks import is_border, is_caught
from sourcead.printer import to_source
from sourcead.types.signature import type_of

MODES = {"jvp": "forward", "vjp": "reverse"}
RUNS = 1000  # of each statement, after which it is taken to be right
COMPUTES = (gast.Call, gast.BinOp, gast.UnaryOp)
TINY = 1e-150  # products of smaller numbers underflow
UNSET = (np.empty, np.empty_like)  # give any numbers at all


@dataclass(frozen=True)
class Parting:
    """A statement whose derivative is off: what the modes give that are off, what it should be, and when it ran (from 1).

    `agrees`: the mode that is right, if one was asked and is.
    """

    location: Location | None
    found: Mapping[str, float]
    expected: float
    agrees: str | None
    run: int

    def __str__(self) -> str:
        gives = ", ".join(f"the {mode} derivative is {found!r}" for mode, found in self.found.items())
        when = "" if self.run == 1 else f", when it runs for the {_ordinal(self.run)} time"
        right = f"; the {self.agrees} one agrees" if self.agrees else ""
        return (
            f"The first statement that is off by itself is the one shown{when}: "
            f"in a random direction {gives}, the central difference {self.expected!r}{right}."
        )


@dataclass(frozen=True)
class Search:
    """What came of a search: the statement that is off, else where no difference settles, and how many were not decided."""

    parting: Parting | None
    rough: Location | None
    undecided: int

    def __str__(self) -> str:
        if self.parting is not None:
            return str(self.parting)
        if self.rough is not None:
            return "No statement is off by itself, but at the one shown differences do not settle: it is not smooth there."
        left = f" ({self.undecided} could not be checked alone)" if self.undecided else ""
        return f"No statement is off by itself{left}."

    @property
    def location(self) -> Location | None:
        """The statement to look at."""
        return self.rough if self.parting is None else self.parting.location


def search(function: Callable[..., Any], args: Sequence[Any]) -> Search:
    """Look for the first statement of a function, as it runs with these arguments, whose derivative is off."""
    program, named = Derivative(function, "vjp", 0).program(args)
    watch = _Watch(program)
    names = {**pipeline.namespace(program), watch.name: watch}
    compile_function(to_source(watch.tree()), program.name, names)(*runtime.copy(list(named.values())))
    return Search(watch.parting, watch.rough, watch.undecided)


class _Watch:
    """What is called before each statement, with its number and the values that it reads."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.name = "watch"
        while self.name in {*nodes.names(program.tree), *program.env}:
            self.name += "_"
        self.lines = {k: _Line(s, program) for k, s in enumerate(statements(program.tree.body)) if _computes(s, program)}
        self.runs: Counter[int] = Counter()
        self.parting: Parting | None = None
        self.rough: Location | None = None
        self.undecided = 0

    def tree(self) -> gast.FunctionDef:
        """The program with the calls."""
        numbers = {id(s): k for k, s in enumerate(statements(self.program.tree.body))}

        def watched(body: Sequence[Stmt]) -> list[Stmt]:
            out: list[Stmt] = []
            for statement in body:
                line = self.lines.get(numbers[id(statement)])
                if line is not None:
                    given = [nodes.constant(numbers[id(statement)]), *map(nodes.name, line.params)]
                    out.append(nodes.expression(nodes.call(self.name, *given)))
                inside = {f: watched(getattr(statement, f)) for f in ("body", "orelse") if blocks(statement)}
                out.append(_with_blocks(statement, inside) if inside else statement)
            return out

        tree = self.program.tree
        return nodes.function(self.program.name, self.program.params, watched(tree.body))

    def __call__(self, number: int, *values: Any) -> None:
        self.runs[number] += 1
        if self.parting is not None or self.runs[number] > RUNS:
            return
        line = self.lines[number]
        try:
            parted = line.compared(values)
        except SourceADError:
            self.undecided += 1
            return
        if parted is None:
            self.rough = self.rough or line.location
        elif parted.off:
            agrees = next((m for m in parted.found if m not in parted.off), None)
            self.parting = Parting(line.location, parted.off, parted.expected, agrees, self.runs[number])


@dataclass(frozen=True)
class _Compared:
    """A derivative of a statement by the modes that know one, and by differences: those within `spread` of it agree."""

    found: Mapping[str, float]
    expected: float = 0.0
    spread: float = 0.0

    @property
    def off(self) -> dict[str, float]:
        """What the modes give that do not agree."""
        return {mode: value for mode, value in self.found.items() if not abs(value - self.expected) <= self.spread}


class _Line:
    """A statement as a function of what it reads."""

    def __init__(self, statement: Stmt, program: Program) -> None:
        goal = statement.target if isinstance(statement, gast.AugAssign) else statement.targets[0]
        reads = {goal.id} if isinstance(statement, gast.AugAssign) else set()
        self.location = nodes.location(statement)
        self.params = tuple(sorted((reads | nodes.free_names(statement.value)) - program.env.keys()))
        own = [nodes.assign(n, nodes.call("rt.copy", nodes.name(n))) for n in reads]
        body = [*own, nodes.copy(statement), nodes.return_(nodes.name(goal.id))]
        tree = nodes.function(goal.id, self.params, body)
        self.program = replace(program, name=goal.id, params=self.params, arguments=self.params, tree=tree, taken={}, places={},
                               changed=frozenset())  # fmt: skip

    @cached_property
    def primal(self) -> Callable[..., Any]:
        """The statement itself."""
        return compile_function(to_source(self.program.tree), self.program.name, pipeline.namespace(self.program))

    def compared(self, values: Sequence[Any]) -> _Compared | None:
        """The derivative in a random direction, one that is off if there is one; None where differences do not settle.

        Raises `SourceADError` where neither mode has a derivative of the statement alone.
        """
        given = dict(zip(self.params, (runtime.own(v) for v in values), strict=True))
        moving = [n for n, v in given.items() if _leaves(v)]
        out = self.primal(*runtime.own(list(given.values()))) if moving else None
        if not _leaves(out):
            return _Compared({})
        rng = np.random.default_rng(0)
        weights = _ways(out, rng, own=False)
        latest = None
        for own in (True, False):
            ways = {n: _ways(given[n], rng, own=own) for n in moving}
            differences = self._differences(given, ways, weights, out)
            if differences is not None:
                latest = _Compared(self._derivatives(given, ways, weights), *differences)
                if latest.off:
                    break
        return latest

    def _differences(
        self, given: Mapping[str, Any], ways: Mapping[str, Any], weights: Any, out: Any
    ) -> tuple[float, float] | None:
        """The derivative by central differences, and how far from it is near; None where they do not settle.

        Halving the step of a smooth function leaves the central difference, and halves that of the two one-sided ones.
        """
        epsilon = max(_epsilon(v) for v in (*given.values(), out))
        middle = float(runtime.paired(out, weights))
        central, aside = [], []
        for step in (epsilon ** (1 / 3), epsilon ** (1 / 3) / 2):
            ends = []
            for sign in (step, -step):
                moved = {n: _moved(v, ways[n], sign) if n in ways else runtime.own(v) for n, v in given.items()}
                try:
                    ends.append(float(runtime.paired(self.primal(*moved.values()), weights)))
                except (ArithmeticError, ValueError):  # the edge of where it is defined
                    return None
            central.append((ends[0] - ends[1]) / (2 * step))
            aside.append((ends[0] - 2 * middle + ends[1]) / step)
        size = float(runtime.paired(_absolute(out), _absolute(weights)))
        spread = TINY + 50 * epsilon * size / step + 10 * epsilon ** (1 / 3) * max(map(abs, central))
        settled = abs(central[0] - central[1]) <= spread and abs(aside[0] - 2 * aside[1]) <= spread
        return ((4 * central[1] - central[0]) / 3, spread) if settled else None

    def _derivatives(self, given: Mapping[str, Any], ways: Mapping[str, Any], weights: Any) -> dict[str, float]:
        """What the modes that know a derivative give along a direction."""
        found: dict[str, float] = {}
        errors: list[SourceADError] = []
        for kind, mode in MODES.items():
            try:
                function = self._derived(given, tuple(ways), kind).function
            except SourceADError as error:
                errors.append(error)
                continue
            values = runtime.own(list(given.values()))
            if kind == "jvp":
                found[mode] = float(runtime.paired(function(*values, *runtime.own(list(ways.values())))[1], weights))
            else:
                bars = dict(zip(self.params, function(*values)[1](runtime.own(weights)), strict=True))
                found[mode] = float(sum(runtime.paired(bars[n], way) for n, way in ways.items()))
        if len(errors) == len(MODES):
            raise errors[0]
        return found

    def _derived(self, given: Mapping[str, Any], wrt: tuple[str, ...], kind: str) -> Generated:
        types = {n: type_of(v, n) for n, v in given.items()}
        return cache.generated(pipeline.derive, self.program, types, wrt, kind, single=False)


def _computes(statement: Stmt, program: Program) -> bool:
    """Whether a statement gives a name the value of an operation."""
    if isinstance(getattr(statement, "value", None), gast.Call) and program.resolve(statement.value.func) in UNSET:
        return False
    if is_border(statement) or is_caught(statement) or changed_container(statement) is not None:
        return False
    if isinstance(statement, gast.AugAssign):
        return isinstance(statement.target, gast.Name)
    named = isinstance(statement, gast.Assign) and isinstance(statement.targets[0], gast.Name)
    return named and isinstance(statement.value, COMPUTES)


def _with_blocks(statement: Stmt, inside: Mapping[str, list[Stmt]]) -> Stmt:
    """A statement with other blocks."""
    made = type(statement)(**{f: getattr(statement, f) for f in statement._fields} | dict(inside))
    return nodes.at(made, statement)


def _is_floating(leaf: Any) -> bool:
    return not isinstance(leaf, (list, tuple, dict)) and np.asarray(leaf).dtype.kind in "fc"


def _leaves(tree: Any) -> list[Any]:
    """The floating-point numbers and arrays of a structure."""
    parts = tree.values() if isinstance(tree, dict) else tree if isinstance(tree, (list, tuple)) else None
    if parts is None:
        return [tree] if _is_floating(tree) else []
    return [leaf for part in parts for leaf in _leaves(part)]


def _epsilon(tree: Any) -> float:
    return max((float(np.finfo(np.asarray(leaf).dtype).eps) for leaf in _leaves(tree)), default=0.0)


def _mapped(function: Callable[..., Any], tree: Any, *others: Any) -> Any:
    """`function` of the leaves of structures of one form."""
    if isinstance(tree, dict):
        return {k: _mapped(function, v, *(o[k] for o in others)) for k, v in tree.items()}
    if isinstance(tree, (list, tuple)):
        return runtime.rebuilt(tree, [_mapped(function, *parts) for parts in zip(tree, *others, strict=True)])
    return function(tree, *others)


def _kept(value: Any, leaf: Any) -> Any:
    """A value of the kind and dtype of a leaf."""
    if isinstance(leaf, np.ndarray):
        return np.asarray(value).astype(leaf.dtype)
    return leaf.dtype.type(value) if isinstance(leaf, np.generic) else type(leaf)(value)


def _ways(tree: Any, rng: np.random.Generator, *, own: bool) -> Any:
    """A random direction; each number in units of itself, or (not `own`) of 1 where it is smaller; what is not finite stays.

    A symmetric matrix moves among symmetric ones: what is defined for them alone reads one half of it.
    """

    def way(leaf: Any) -> Any:
        if not _is_floating(leaf):
            return runtime.zeros_like(leaf)
        sizes = np.abs(leaf)
        drawn: Any = rng.standard_normal(np.shape(leaf))
        if np.iscomplexobj(leaf):
            drawn = drawn + 1j * rng.standard_normal(np.shape(leaf))
        if np.ndim(leaf) > 1 and sizes.shape[-1] == sizes.shape[-2] and np.array_equal(leaf, _adjoint(leaf)):
            drawn = drawn + _adjoint(drawn)
        units = np.where(sizes > 0, sizes if own else np.maximum(sizes, 1.0), 1.0)
        return _kept(np.where(np.isfinite(sizes), units, 0.0) * drawn, leaf)

    return _mapped(way, tree)


def _adjoint(matrix: Any) -> Any:
    return np.conj(np.swapaxes(matrix, -1, -2))


def _moved(tree: Any, ways: Any, step: float) -> Any:
    """A copy of a structure, moved along a direction."""
    return _mapped(lambda leaf, way: _kept(leaf + step * way, leaf) if _is_floating(leaf) else leaf, tree, ways)


def _absolute(tree: Any) -> Any:
    return _mapped(lambda leaf: np.abs(leaf) if _is_floating(leaf) else 0.0, tree)


def _ordinal(number: int) -> str:
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"

"""The derivative along all unit directions: by sweeps that carry many of them, where the program allows it, else by one for each.

Guarantee: the result is that of one sweep for each direction, whichever way is taken. What a sweep of many gives is compared with
one of a single direction before it is first used for arguments of new shapes, and is not used where it is not finite everywhere.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sourcead.again import pull_of
from sourcead.api import as_numbers, pushed
from sourcead.batch import NotBatchedError
from sourcead.compile import Generated
from sourcead.derivative import Derivative, PushForward
from sourcead.errors import REFUSED, SourceADError
from sourcead.identity import kept
from sourcead.normalize import Program
from sourcead.pipeline import BATCHED
from sourcead.runtime.trees import zeros_like
from sourcead.several import is_repeatable, several
from sourcead.signatures import Argnums, signature_of
from sourcead.trees import is_inexact, leaves, mapped
from sourcead.types.signature import fast_key
from sourcead.types.values import Type

MOST, BYTES = 256, 2**20  # directions in one sweep; of an array of the size of the argument or the result: it stays in the cache
TOLERANCE = {"f": 1e-3, "F": 1e-3, "e": 1e-1}  # of the comparison, by the type's character
UNFIT = (AttributeError, IndexError, TypeError, ValueError)  # what a sweep raises that is wrong about a shape or a kind of value
KEPT = 256  # shapes of the arguments of one function

Read = Callable[[Any], Mapping[Any, Any]]  # the numbers and arrays in a value, or in its tangent, by names


class _Many(Derivative):
    """A derivative that carries several directions; for which arguments it is known to be right, or not known to exist."""

    _way = BATCHED

    def _reset(self) -> None:
        super()._reset()
        self.proved: set[Hashable] = set()
        self.refused: set[Hashable] = set()
        self._impossible: dict[Hashable, Program] = {}

    def _lookup(self, args: tuple[Any, ...]) -> Callable[..., Any]:
        self.proved.clear()  # the program may be another
        return super()._lookup(args)

    def _made(self, program: Program, types: dict[str, Type], named: Mapping[str, Any], way: str = "") -> Generated:
        key = id(program.tree), tuple(types.items())
        if key in self._impossible:
            raise NotBatchedError
        try:
            return super()._made(program, types, named, way)
        except NotBatchedError:
            self._impossible[key] = program  # held, so that the number stays its own
            raise

    def note(self, held: set[Hashable], key: Hashable) -> None:
        """Remember a key."""
        if len(held) >= KEPT:
            held.clear()
        held.add(key)


class PullMany(_Many):
    """The vjp of a function, whose pullback takes cotangents with an axis of directions, the last one."""

    def __init__(self, function: Callable[..., Any], argnums: Argnums) -> None:
        super().__init__(function, "vjp", argnums)


class PushMany(_Many, PushForward):
    """The jvp of a function, which takes tangents with an axis of directions, the last one."""


@kept(256)
def push_many(f: Callable[..., Any], moving: tuple[str, ...]) -> PushMany:
    """The tangent of a function along several directions in some arguments."""
    return PushMany(f, moving)


# forward


def columns(
    f: Callable[..., Any], arguments: Mapping[str, Any], name: str, read: Read, check: Callable[[Any], None]
) -> dict[Any, np.ndarray]:
    """The tangents of what `read` finds in the value of `f`, along each element of one argument, as the last axis of arrays.

    The elements are those of the leaves that `moving` gives, in order; where there are none, one direction that is zero. `check`
    raises for a value that has no derivative of the kind that is asked for. Several columns are several runs of the function.
    """
    argument = arguments[name]
    total = max(sum(np.size(leaf) for leaf in moving(argument).values()), 1)
    if total > 1:
        several(f, (name,)).at(tuple(arguments.values()))
    found = _columns_together(f, arguments, name, read, check, total) if total > 1 else None
    if found is None:
        each = [_single(f, arguments, name, read, check, t) for t in _tangents(argument, np.eye(total))]
        found = {k: np.stack([np.asarray(e[k]) for e in each], axis=-1) for k in each[0]}
    return found


def _single(
    f: Callable[..., Any], arguments: Mapping[str, Any], name: str, read: Read, check: Callable[[Any], None], tangent: Any
) -> Mapping[Any, Any]:
    """What is found along one direction."""
    value, along = pushed(f, arguments, {name: tangent})
    check(value)
    return read(along)


def moving(argument: Any) -> dict[str, Any]:
    """The leaves of an argument that have directions, by where they stand."""
    return {p: v for p, v in leaves(argument).items() if is_inexact(v) or (type(v) is int and p == "tree")}


def is_number(leaf: Any) -> bool:
    """Whether a leaf is a number or an array of numbers, real or whole."""
    return isinstance(leaf, (int, float, complex, np.number, np.bool_, np.ndarray))


def _tangents(argument: Any, directions: np.ndarray) -> Iterator[Any]:
    """Tangents of an argument: of each row of a matrix one, whose elements are those of the leaves that move."""
    places = _places(argument)
    for row in directions:

        def part(path: str, leaf: Any, row: np.ndarray = row) -> Any:
            if path in places:
                given = row[places[path]].reshape(np.shape(leaf))
                return given if np.shape(leaf) else given[()]
            return zeros_like(leaf) if is_number(leaf) else leaf

        yield mapped(part, argument)


def _places(argument: Any) -> dict[str, slice]:
    """Where the elements of the leaves that move stand among all of them."""
    found, start = {}, 0
    for path, leaf in moving(argument).items():
        found[path] = slice(start, start + np.size(leaf))
        start += np.size(leaf)
    return found


def _seeds(argument: Any, start: int, stop: int) -> Any:
    """The tangents of an argument along some of its elements, as the last axis of each leaf."""
    places, count = _places(argument), stop - start

    def part(path: str, leaf: Any) -> Any:
        if not is_number(leaf):
            return leaf
        dtype = np.asarray(leaf).dtype
        found = np.zeros((np.size(leaf), count), dtype if dtype.kind in "fc" else np.float64)
        if path in places:
            first, last = max(start, places[path].start), min(stop, places[path].stop)
            inside = np.arange(first, last)
            found[inside - places[path].start, inside - start] = 1
        return found.reshape((*np.shape(leaf), count))

    return mapped(part, argument)


def _columns_together(
    f: Callable[..., Any], arguments: Mapping[str, Any], name: str, read: Read, check: Callable[[Any], None], total: int
) -> dict[Any, np.ndarray] | None:
    """The columns by sweeps that carry many directions; None where the program does not allow it."""
    push, key = push_many(f, (name,)), tuple(map(fast_key, arguments.values()))
    if key in push.refused:
        return None
    whole = [float(a) if n == name and type(a) is int else a for n, a in arguments.items()]
    found: dict[Any, np.ndarray] = {}
    try:
        for start, stop in _chunks(total, _size(arguments[name])):
            value, tangent = push(*whole, _seeds(arguments[name], start, stop))
            check(value)
            values = read(value)
            for place, part in read(tangent).items():
                whole_part = _with_axis(part, np.ndim(values[place]), stop - start)
                if place not in found:
                    found[place] = np.empty((*whole_part.shape[:-1], total), whole_part.dtype)
                found[place][..., start:stop] = whole_part
    except (NotBatchedError, SourceADError):  # one direction at a time raises it again, or finds another way
        push.note(push.refused, key)
        return None
    except UNFIT:  # the same of one direction, which raises it again where it is the program's own
        if key in push.proved:
            raise
        push.note(push.refused, key)
        return None
    if not all(np.isfinite(part).all() for part in found.values()):
        return None
    if key not in push.proved:
        direction = _direction(total)
        (tangent,) = _tangents(arguments[name], direction[None])
        single = _single(f, arguments, name, read, check, tangent)
        right = all(_agree(part, direction, single[place]) for place, part in found.items())
        push.note(push.proved if right else push.refused, key)
        return found if right else None
    return found


def _with_axis(part: Any, rank: int, count: int) -> np.ndarray:
    """A tangent with the directions' axis: a whole number's has none."""
    part = np.asarray(part)
    return np.broadcast_to(part[..., None], (*part.shape, count)) if part.ndim == rank else part


def _size(argument: Any) -> int:
    """How many numbers an argument holds."""
    return sum(np.size(v) for v in leaves(argument).values() if is_number(v))


def _chunks(total: int, size: int) -> Iterator[tuple[int, int]]:
    """Parts of about equal length, of at least two directions and at most `MOST`, and of `BYTES` for an array of this size."""
    most = max(min(MOST, BYTES // (8 * max(size, 1))), 4)
    count = -(-total // most)
    bounds = [k * total // count for k in range(count + 1)]
    return itertools.pairwise(bounds)


def _direction(total: int) -> np.ndarray:
    """A direction in which no element is zero."""
    rng = np.random.default_rng(total)
    return rng.uniform(0.5, 1.0, total) * rng.choice([-1.0, 1.0], total)


def _agree(found: np.ndarray, direction: np.ndarray, single: Any) -> bool:
    """Whether what was found along all directions agrees with what one sweep gives for a sum of them."""
    single = np.asarray(single)
    if found.shape[:-1] != single.shape:
        return False
    scale = np.abs(found) @ np.abs(direction) + np.abs(single)
    return bool(np.all(np.abs(found @ direction - single) <= TOLERANCE.get(found.dtype.char, 1e-6) * scale))


# reverse


Pullback = Callable[[Any], tuple[Any, ...]]


class Rows:
    """The pullbacks of a function, and what they give for each element of its value."""

    def __init__(self, function: Callable[..., Any], argnums: Argnums) -> None:
        self.single, self.many = pull_of(function, argnums), PullMany(function, argnums)

    def swept(self, args: tuple[Any, ...]) -> Swept:
        """The forward sweep: of many cotangents where it is known that they are right, else of one."""
        if tuple(map(fast_key, args)) in self.many.proved:
            value, together = self.many.at(args)
            return Swept(value, args, None, together)
        value, pullback = self.single.at(args)
        return Swept(value, args, pullback, None)

    def is_repeatable(self, args: tuple[Any, ...]) -> bool:
        """Whether the function may be run more than once."""
        return is_repeatable(self.single.primal, self.single.wrt, args)

    def pullback(self, swept: Swept) -> Pullback:
        """The pullback of one cotangent."""
        return self.single.at(swept.args)[1] if swept.pullback is None else swept.pullback

    def of(self, swept: Swept) -> list[Any]:
        """The cotangents of the arguments for each element of the value, as the first axis of leaves; None as by the pullback."""
        total = int(np.size(swept.value))
        found = _rows_together(self, swept) if total > 1 and self.is_repeatable(swept.args) else None
        if found is None:
            pullback = self.pullback(swept)
            units = np.eye(total, dtype=np.asarray(swept.value).dtype).reshape((total, *np.shape(swept.value)))
            each = [pullback(as_numbers(swept.value, u)) for u in units]
            found = [None if column[0] is None else mapped(_stacked, *column) for column in zip(*each)]
        return found


@dataclass(frozen=True)
class Swept:
    """A value, and its pullbacks that are known: of one cotangent, of many together."""

    value: Any
    args: tuple[Any, ...]
    pullback: Pullback | None
    together: Pullback | None


def _stacked(_: str, *parts: Any) -> Any:
    return np.stack([np.asarray(part) for part in parts]) if is_number(parts[0]) else parts[0]


def _rows_together(rows: Rows, swept: Swept) -> list[Any] | None:
    """The rows by sweeps that carry many cotangents; None where the program does not allow it."""
    pull, args, key = rows.many, swept.args, tuple(map(fast_key, swept.args))
    total, shape, dtype = int(np.size(swept.value)), np.shape(swept.value), np.asarray(swept.value).dtype
    if key in pull.refused or dtype.kind not in "fc":
        return None
    parts, counts = [], []
    wrt = [a for n, a in zip(signature_of(pull.primal).parameters, args) if n in pull.wrt]
    try:
        together = pull.at(args)[1] if swept.together is None else swept.together
        for start, stop in _chunks(total, max([total, *map(_size, wrt)])):
            units = np.zeros((total, stop - start), dtype)
            units[np.arange(start, stop), np.arange(stop - start)] = 1
            parts.append(together(units.reshape((*shape, stop - start))))
            counts.append(stop - start)
    except (NotBatchedError, *REFUSED):
        pull.note(pull.refused, key)
        return None
    except UNFIT:  # as of columns
        if key in pull.proved:
            raise
        pull.note(pull.refused, key)
        return None
    found = [None if p[0] is None else mapped(_joining(a, counts), *p) for p, a in zip(zip(*parts), args, strict=True)]
    return found if _rows_are_right(found, rows, swept, key) else None


def _joining(argument: Any, counts: Sequence[int]) -> Callable[..., Any]:
    """What joins the parts of the leaves of an argument's cotangents."""
    return functools.partial(_first, {path: np.ndim(leaf) for path, leaf in leaves(argument).items()}, counts)


def _first(ranks: Mapping[str, int], counts: Sequence[int], path: str, *parts: Any) -> Any:
    """The directions as the first axis, those of all parts."""
    if not is_number(parts[0]):
        return parts[0]
    whole = [_with_axis(p, ranks[path], n) for p, n in zip(parts, counts)]
    return np.moveaxis(np.concatenate(whole, axis=-1), -1, 0)


def _rows_are_right(found: list[Any], rows: Rows, swept: Swept, key: Hashable) -> bool:
    """Whether rows that were found together are finite, and agree with what one cotangent gives."""
    pull = rows.many
    held = [leaves(part) for part in found if part is not None]
    if not all(np.isfinite(v).all() for part in held for v in part.values() if is_number(v)):
        return False
    if key in pull.proved:
        return True
    direction = _direction(int(np.size(swept.value)))
    weights = direction.astype(np.asarray(swept.value).dtype).reshape(np.shape(swept.value))
    single = [leaves(part) for part in rows.pullback(swept)(weights) if part is not None]
    pairs = [(v, one[p]) for part, one in zip(held, single, strict=True) for p, v in part.items() if is_number(v)]
    right = all(_agree(np.moveaxis(v, 0, -1), direction, one) for v, one in pairs)
    pull.note(pull.proved if right else pull.refused, key)
    return right

"""The type of a NumPy function's result, found by calling the function on tiny stand-ins.

Guarantee: a claim about the result (dtype, rank, a dimension's length) holds in each of several calls with different
lengths; a length that does not follow an input's is left unknown. Only functions without side effects may be probed.
"""

from __future__ import annotations

import itertools
import operator
import warnings
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache, lru_cache, partial, reduce
from typing import Any

import numpy as np

from sourcead.rules import registry
from sourcead.types.changes import as_list
from sourcead.types.values import (
    Array,
    Dim,
    Fixed,
    Foreign,
    ListOf,
    Number,
    Record,
    Static,
    Type,
    Unknown,
    broadcast,
    has_own_operators,
    is_foreign,
    join,
    mapped,
    shape_of,
)

COUNTING = (operator.add, operator.sub, operator.mul)
PRIMES = (5, 7, 11, 13, 17, 19, 23)
APART = (2, 61, 11, 23, 5, 37, 3)  # lengths of which some are a multiple of others
UNNAMED = "?"
MANY = 64
TAKING_COUNTS = ("numpy", "math", "_operator", "builtins")  # packages whose functions end for any integer
COUNTS = (3, 1, 0, 2, -1, 61)  # what stands in for an integer of which nothing is known
OTHERS = (59, 53, 47, 43, 41, 37, 31)


LENGTHS_BY_VALUE = frozenset(["lstsq"])  # functions by name: how long their results are, the values of their arguments decide
STATES = {"lfilter": 4, "sosfilt": 3}  # filters by name: which parameter is their state, which fits no other stand-in

QUICK = {"convolve": "auto", "correlate": "auto"}  # of `scipy.signal`: a method that takes no minutes for stand-ins


class UnprobedError(Exception):
    """No stand-in can be made, or the function refuses every stand-in."""


@dataclass(frozen=True)
class Probed:
    """The result's type, and whether it shares memory with the first argument."""

    type: Type
    shares: bool


class _Lengths:
    """How long each dimension and each list is in one probe, in the order in which they come: as `chosen`."""

    def __init__(self, chosen: Sequence[int]) -> None:
        self.chosen = chosen
        self.of: dict[str, int] = {}
        self.longer: set[str] = set()  # those of which it is known that they are not 1
        self.unnamed = 0

    def length(self, dim: Dim) -> int:
        if dim.unit is True:
            return 1
        key = self._unnamed() if dim.size is None else dim.size
        if dim.unit is False:
            self.longer.add(key)
        return self._of(key)

    def count(self) -> int:
        """How many elements a list has that may have any number of them."""
        return self._of(self._unnamed())

    def _unnamed(self) -> str:
        self.unnamed += 1
        return f"{UNNAMED}{self.unnamed}"

    def _of(self, key: str) -> int:
        if key not in self.of:
            if len(self.of) == len(self.chosen):
                raise UnprobedError
            self.of[key] = self.chosen[len(self.of)]
        return self.of[key]


def _stand_in(value: Type, lengths: _Lengths) -> Any:
    if isinstance(value, Number):
        return _number(value, lengths)
    if isinstance(value, Array):
        return _array(value, lengths)
    if isinstance(value, Fixed):
        made = [_stand_in(e, lengths) for e in value.elements]
        return made if value.kind == "list" else tuple(made)
    if isinstance(value, ListOf):
        if value.element is None:
            raise UnprobedError
        count, before = lengths.count(), lengths.unnamed
        made = []
        for _ in range(count):
            lengths.unnamed = before  # the lengths of one element are those of the others
            made.append(_stand_in(value.element, lengths))
        return made
    if isinstance(value, Record):
        return {k: _stand_in(v, lengths) for k, v in zip(value.keys, value.values)}
    if isinstance(value, Static):
        return value.value
    raise UnprobedError


def _number(value: Number, lengths: _Lengths) -> Any:
    kind = np.dtype(value.dtype).kind
    if value.value is not None:
        number: Any = value.value
    elif kind in "iu":
        if value.size is None and value.unit is not True:
            raise UnprobedError
        number = lengths.length(Dim(value.size, value.unit))
    else:
        number = {"b": True, "c": 0.5 + 0.5j}.get(kind, 0.5)
    return number if value.weak else np.dtype(value.dtype).type(number)


def _array(value: Array, lengths: _Lengths) -> Any:
    if value.dims is None:
        raise UnprobedError
    shape = tuple(map(lengths.length, value.dims))
    made = np.ones(shape, value.dtype)
    if len(shape) >= 2 and made.dtype.kind in "fc":
        made += 3 * np.eye(*shape[-2:], dtype=made.dtype)
    return made


def probe(function: Callable[..., Any], args: Sequence[Type], keywords: dict[str, Type]) -> Probed:
    """Type of `function(*args, **keywords)`; `UnprobedError` where it cannot be told."""
    state = _state(function, args, keywords)
    if state is not None:
        return _with_state(function, args, keywords, state)
    if getattr(function, "__name__", "") in QUICK and getattr(function, "__module__", "").startswith("scipy"):
        quick = Static(QUICK[function.__name__])
        args = [*args[:3], *(quick for _ in args[3:])]
        keywords = {k: quick if k == "method" else v for k, v in keywords.items()}
    found = _remembered(function, tuple(args), tuple(keywords.items())) if isinstance(function, Hashable) else None
    if found is None:
        raise UnprobedError
    return replace(found, type=_of_any_length(found.type)) if getattr(function, "__name__", "") in LENGTHS_BY_VALUE else found


def _state(function: Callable[..., Any], args: Sequence[Type], keywords: dict[str, Type]) -> Array | None:
    """The state that a filter is given."""
    place = STATES.get(getattr(function, "__name__", ""))
    if place is None:
        return None
    found = args[place] if len(args) > place else keywords.get("zi")
    return found if isinstance(found, Array) else None


def _with_state(function: Callable[..., Any], args: Sequence[Type], keywords: dict[str, Type], state: Array) -> Probed:
    """A filter gives what it gives without its state, and another state."""
    rest = {k: v for k, v in keywords.items() if k != "zi"}
    found = probe(function, args[: STATES[function.__name__]], rest).type
    if not isinstance(found, Array) or state.dims is None:
        raise UnprobedError
    dtype = np.result_type(found.dtype, state.dtype).name
    after = Array(dtype, tuple(Dim(None, None) for _ in state.dims))
    return Probed(Fixed("tuple", (replace(found, dtype=dtype), after)), False)


def _of_any_length(found: Type) -> Type:
    """The type without what it tells of lengths."""

    def unknown(leaf: Array | Number) -> Type:
        dims = leaf.dims if isinstance(leaf, Array) else None
        return leaf if dims is None else Array(leaf.dtype, tuple(Dim(None, None) for _ in dims))

    return mapped(found, unknown)


@lru_cache(maxsize=4096)
def elementwise(function: Callable[..., Any], *operands: Type) -> Type:
    """Dimensions by broadcasting, dtype by a call on stand-ins of one element."""
    if any(isinstance(o, Foreign) for o in operands):
        return Foreign()
    dims: tuple[Dim, ...] | None = ()
    for operand in operands:
        dims = broadcast(dims, shape_of(operand))
    tiny = [_tiny(o) for o in operands]
    if None in tiny:
        return Unknown()
    try:
        found = probe(function, tiny, {}).type  # type: ignore[arg-type]
    except UnprobedError:
        return Unknown()
    if isinstance(found, Array) or any(isinstance(o, Array) for o in operands):
        dtype = found.dtype if isinstance(found, (Array, Number)) else "object"
        if dims == ():
            return Number(dtype, weak=False)
        return Array(dtype, dims)
    mixed = any(isinstance(o, Number) and o.mixed for o in operands)
    if mixed and isinstance(found, Number):
        return replace(found, mixed=True)
    return _counted(function, operands) or found


def _counted(function: Callable[..., Any], operands: Sequence[Type]) -> Number | None:
    """A sum, a difference or a product of known Python ints."""
    values = [o.value for o in operands if isinstance(o, Number) and o.weak and o.dtype == "int64"]
    if function not in COUNTING or len(values) < len(operands) or not all(isinstance(v, int) for v in values):
        return None
    value = function(*values)
    return Number("int64", unit=value == 1, value=value)


def _tiny(value: Type) -> Type | None:
    """The same dtype in one element."""
    if isinstance(value, Number):
        known = value.value if value.value is not None else 2 if np.dtype(value.dtype).kind in "iu" else None
        return Number(value.dtype, value.weak, value=known)
    if isinstance(value, Array):
        return Array(value.dtype, (Dim("1", True),))
    return None


def dtype_of(value: Any) -> str:
    """The name of the dtype that a Python number has in an array."""
    return _dtype_of_class(value.__class__)


@cache
def _dtype_of_class(kind: Any) -> str:
    return np.result_type(kind).name


@lru_cache(maxsize=4096)
def _remembered(function: Callable[..., Any], args: tuple[Type, ...], keywords: tuple[tuple[str, Type], ...]) -> Probed | None:
    if any(name == "keepdims" and isinstance(kind, Number) and kind.value is None for name, kind in keywords):
        return None  # how many axes are left, it decides
    if any(map(_has_count, (*args, *(v for _, v in keywords)))):
        return _of_any_count(function, args, keywords) if registry.home(function) in TAKING_COUNTS else None
    for way in (_probe_distinct, _probe_common):
        with suppress(UnprobedError):
            return way(function, args, dict(keywords))
    return None


def _is_count(value: Type) -> bool:
    """Whether a type is that of an integer of which nothing is known."""
    return (
        isinstance(value, Number)
        and np.dtype(value.dtype).kind in "iu"
        and value.value is None
        and value.size is None
        and value.unit is not True
    )


def _has_count(value: Type) -> bool:
    if isinstance(value, Fixed):
        return any(map(_has_count, value.elements))
    if isinstance(value, Record):
        return any(map(_has_count, value.values))
    return _is_count(value) or (isinstance(value, ListOf) and value.element is not None and _has_count(value.element))


def _of_any_count(function: Callable[..., Any], args: tuple[Type, ...], keywords: tuple[tuple[str, Type], ...]) -> Probed | None:
    """What holds whatever the integers are of which nothing is known: for several values, the same for all, and others.

    Of lengths only what holds for some that are larger than 1; how long a list is, they may decide.
    """
    rounds = [(count,) for count in COUNTS] + [COUNTS[k:] + COUNTS[:k] for k in range(len(COUNTS))]
    found = [_remembered(function, *_counted_by(itertools.cycle(values), args, keywords)) for values in rounds]
    probed = [p for p in found if p is not None]
    if not probed:
        return None
    kind = reduce(join, [p.type for p in probed])
    if all(p is None or values[0] < 2 for p, values in zip(found, rounds)):
        kind = _of_any_length(kind)
    if isinstance(kind, Fixed) and kind.kind == "list":
        kind = as_list(kind)
    return Probed(kind, any(p.shares for p in probed))


def _counted_by(
    values: Iterator[int], args: tuple[Type, ...], keywords: tuple[tuple[str, Type], ...]
) -> tuple[tuple[Type, ...], tuple[tuple[str, Type], ...]]:
    """Arguments, the integers of which nothing is known being these values."""

    def chosen(most: int, leaf: Array | Number) -> Type:
        if not isinstance(leaf, Number) or not _is_count(leaf):
            return leaf
        value = max(-most, min(most, next(values)))
        return replace(leaf, value=abs(value) if leaf.dtype[0] == "u" else value)

    def counted(value: Type) -> Type:
        return mapped(value, partial(chosen, 2 if _has_list(value) else MANY * MANY))  # a list may hold the lengths of many axes

    return tuple(map(counted, args)), tuple((k, counted(v)) for k, v in keywords)


@dataclass(frozen=True)
class _Run:
    """A call on stand-ins: their lengths, and what it gave."""

    lengths: _Lengths
    result: Any
    shares: bool


def _call(function: Callable[..., Any], args: Sequence[Type], keywords: dict[str, Type], chosen: Sequence[int]) -> _Run:
    lengths = _Lengths(chosen)
    made = [_stand_in(a, lengths) for a in args]
    named = {k: _stand_in(v, lengths) for k, v in keywords.items()}
    try:
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            result = function(*made, **named)
    except Exception as error:  # whatever a function says of a stand-in, it says nothing of the user's arguments
        raise UnprobedError from error
    shares = bool(made) and isinstance(result, np.ndarray) and isinstance(made[0], np.ndarray)
    return _Run(lengths, result, shares and np.shares_memory(result, made[0]))


def _unequal(function: Callable[..., Any], args: Sequence[Type], keywords: dict[str, Type], run: _Run) -> list[_Run]:
    """Calls with other lengths, if some length was 1: each longer than each other one, of those that the function takes."""
    count = len(run.lengths.of)
    if count < 2 or 1 not in _flat_lengths(run.result):
        return []
    chosen = APART[:count]
    turned = [chosen[k:] + chosen[:k] for k in range(count)]
    orders = itertools.permutations(chosen) if count <= 3 else [*turned, *(t[::-1] for t in turned)]
    one = [tuple(a if k == place else b for k in range(count)) for place in range(count) for a, b in ((3, 13), (13, 3))]
    found = []
    for lengths in [*orders, *one]:
        try:
            found.append(_call(function, args, keywords, lengths))
        except UnprobedError:
            continue
    if any(_ranks(r.result) != _ranks(run.result) for r in found):
        raise UnprobedError
    return found


def _probe_distinct(function: Callable[..., Any], args: Sequence[Type], keywords: dict[str, Type]) -> Probed:
    first = _call(function, args, keywords, PRIMES)
    second = _call(function, args, keywords, OTHERS)  # the other way round: what is the shorter of two lengths is no one's
    results = [first.result, second.result]
    shares = first.shares
    constant = not any(map(_has_list, [*args, *keywords.values()]))
    if _is_torn(*results):
        parts = [_distinct([first, second], list(pair), args, constant) if _agree(*pair) else Unknown() for pair in zip(*results)]
        doubted = len(first.lengths.of) > 1  # what is 1 here may be longer where the lengths differ in another way
        parts = [_of_any_length(p) if doubted and 1 in _flat_lengths(r) else p for p, r in zip(parts, first.result)]
        return Probed(_unfixed(Fixed("tuple", tuple(parts)), constant), shares)
    if not _agree(*results):
        raise UnprobedError
    runs = [first, second, *_unequal(function, args, keywords, first)]
    return Probed(_unfixed(_distinct(runs, [r.result for r in runs], args, constant), constant), shares)


def _is_torn(result: Any, other: Any) -> bool:
    """Whether two results are tuples, parts of which are comparable."""
    alike = isinstance(result, tuple) and type(result) is type(other) and len(result) == len(other)
    return alike and not _agree(result, other)


def _agree(result: Any, other: Any) -> bool:
    """Whether two results have the same ranks, and their lengths of 1 at the same places."""
    return bool(_ranks(result) == _ranks(other) and _lengths_of_one(result) == _lengths_of_one(other))


def _distinct(runs: list[_Run], results: list[Any], args: Sequence[Type], constant: bool) -> Type:
    """What results of operands of distinct lengths have in common."""
    lengths = [r.lengths.of for r in runs]
    sizes = {tuple(of[key] for of in lengths): key for key in lengths[0]}
    longer = {k for k in lengths[0] if k in runs[0].lengths.longer or _not_unit(k, args)}
    places = zip(*map(_flat_lengths, results), strict=True)

    def dim(n: int) -> Dim:
        here = next(places)
        if here in sizes:
            key = sizes[here]
            return Dim(None if key.startswith(UNNAMED) else key, False if key in longer else None)
        if set(here) == {1}:
            return Dim("1", True)
        picked = all(length in of.values() for length, of in zip(here, lengths))
        fixed = set(here) == {n} and constant
        return Dim(None, False if n != 1 and (fixed or (picked and len(longer) == len(sizes))) else None)

    return _describe(results[0], dim)


def _unfixed(found: Type, known: bool) -> Type:
    """The type of a result whose length may follow that of some list, if lengths are not `known`."""
    if known or not isinstance(found, Fixed):
        return found
    if found.kind == "tuple":
        return Unknown()
    return as_list(found)


def _has_list(value: Type) -> bool:
    """Whether a type says nothing about how long some list is."""
    if isinstance(value, Fixed):
        return any(map(_has_list, value.elements))
    return isinstance(value, ListOf) or (isinstance(value, Record) and any(map(_has_list, value.values)))


def _not_unit(size: str, types: Sequence[Type]) -> bool:
    """Whether some dimension or number of this size is known to differ from 1."""
    todo = list(types)
    while todo:
        item = todo.pop()
        if isinstance(item, Array):
            if any(d.size == size and d.unit is False for d in item.dims or ()):
                return True
        elif isinstance(item, Number):
            if item.size == size and item.unit is False:
                return True
        elif isinstance(item, Fixed):
            todo += item.elements
        elif isinstance(item, Record):
            todo += item.values
        elif isinstance(item, ListOf) and item.element is not None:
            todo.append(item.element)
    return False


def _lengths_of_one(result: Any) -> Any:
    """The places of length 1 in a result: they must not depend on the lengths that a probe chose."""
    if isinstance(result, (tuple, list)):
        return tuple(map(_lengths_of_one, result))
    return tuple(n == 1 for n in np.shape(result)) if isinstance(result, np.ndarray) else None


def _probe_common(function: Callable[..., Any], args: Sequence[Type], keywords: dict[str, Type]) -> Probed:
    first, second = (_call(function, args, keywords, [n] * MANY) for n in (5, 7))
    if _ranks(first.result) != _ranks(second.result):
        raise UnprobedError
    runs = [first, second, *_unequal(function, args, keywords, first)]
    known = first.lengths.longer == set(first.lengths.of)
    places = zip(*(_flat_lengths(r.result) for r in runs), strict=True)

    def dim(n: int) -> Dim:
        here = next(places)
        if set(here) == {1}:
            return Dim("1", True)
        return Dim(None, False if here[:2] == (5, 7) and known else None)

    fixed = not any(map(_has_list, [*args, *keywords.values()]))
    return Probed(_unfixed(_describe(first.result, dim), fixed), first.shares)


def _ranks(result: Any) -> Any:
    if isinstance(result, (tuple, list)):
        return tuple(map(_ranks, result))
    return np.ndim(result)


def _flat_lengths(result: Any) -> list[int]:
    if isinstance(result, (tuple, list)):
        return [n for item in result for n in _flat_lengths(item)]
    return list(result.shape) if isinstance(result, np.ndarray) else []


def _describe(result: Any, dim: Callable[[int], Dim]) -> Type:
    if isinstance(result, np.ndarray):
        if is_foreign(type(result)):
            return Foreign()
        if result.dtype.kind not in "biufc":
            return Unknown()
        return Array(result.dtype.name, tuple(map(dim, result.shape)))
    if isinstance(result, np.generic) and result.dtype.kind in "biufc":
        return Number(result.dtype.name, weak=False)
    if has_own_operators(result):
        return Foreign()
    if isinstance(result, (bool, int, float, complex)):
        return Number(dtype_of(result))
    if isinstance(result, (tuple, list)):
        kind, fields = "tuple" if isinstance(result, tuple) else "list", getattr(result, "_fields", ())
        return Fixed(kind, tuple(_describe(r, dim) for r in result), fields)
    if result is None or isinstance(result, (str, np.dtype)):
        return Static(result)
    return Unknown()

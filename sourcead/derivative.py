"""The callable that a transform returns: from a call's arguments to the specialised function, by the cheapest way.

Guarantee: the function that runs was derived for arguments of this signature and for the globals and closure variables as they
are bound now.
"""

from __future__ import annotations

import functools
import inspect
import threading
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sourcead import cache, pipeline, runtime
from sourcead.compile import Generated
from sourcead.differentiate.adjoint import SCALAR_WAY_OUT
from sourcead.dispatch import MISSING, Check, guarded
from sourcead.errors import AliasError, InputTypeError, Location
from sourcead.locate import no_source
from sourcead.normalize import Program
from sourcead.types.signature import fast_key, type_of
from sourcead.types.values import Array, Number, Static, Type, Unknown, may_vary

Argnums = int | str | Sequence[int | str]


@dataclass(frozen=True)
class CacheInfo:
    """Counts of a derivative's cache."""

    hits: int
    misses: int
    size: int


class Derivative:
    """A derivative of a Python function: call it; print `.source`; `.specialize(*args)` gives the generated function itself."""

    def __init__(self, function: Callable[..., Any], kind: str, argnums: Argnums) -> None:
        functools.update_wrapper(self, function)
        self.primal = function
        self._kind, self._argnums = kind, argnums
        self._signature = _signature(function)
        self._params = tuple(self._signature.parameters)
        self._count = len(self._params)
        self._plain = all(p.kind is p.POSITIONAL_OR_KEYWORD for p in self._signature.parameters.values())
        self._wrt, self._single = _parameters(argnums, self._params, function)
        self._reset()
        self._lock = threading.RLock()

    def _reset(self) -> None:
        self._fast: dict[Hashable, Callable[..., Any]] = {}
        self._checks: tuple[Check, ...] = ()
        self._program: Program | None = None
        self._text: str | None = None
        self._hits, self._misses = [0], 0
        self._latest: Callable[..., Any] = self._dispatch

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """The derivative at these arguments (those of the primal)."""
        if kwargs or len(args) != self._count:
            args = self._bound(args, kwargs)
        return self._latest(*args)

    def _dispatch(self, *args: Any) -> Any:
        """A call that is not like the latest one."""
        found = self._fast.get(tuple(map(fast_key, args)))
        if found is None or self._is_stale():
            return self._lookup(args)(*args)
        self._latest = found
        return found(*args)

    def _is_stale(self) -> bool:
        """Whether a non-local name, or an attribute of one, was rebound since the functions were derived."""
        return any(holder.get(key, MISSING) is not value for holder, key, value in self._checks)

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        """A derivative of a method is bound like the method."""
        return self if instance is None else functools.partial(self, instance)

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (self.primal, self._kind, self._argnums)

    def __repr__(self) -> str:
        return f"<{self._kind} of {getattr(self.primal, '__qualname__', self.primal)}>"

    @property
    def source(self) -> str:
        """The generated text: that of the latest call, or for arrays of unknown rank before the first call."""
        return self._text if self._text is not None else self._untyped()

    def specialize(self, *args: Any, **kwargs: Any) -> Callable[..., Any]:
        """The generated function for arguments like these, with no dispatch in front of it."""
        return self._generated(self._bound(args, kwargs)).function

    def cache_info(self) -> CacheInfo:
        """Calls that found their function ready, calls that did not, and functions held."""
        return CacheInfo(self._hits[0], self._misses, len(self._fast))

    def cache_clear(self) -> None:
        """Forget all derived functions."""
        with self._lock:
            self._reset()

    def _bound(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> tuple[Any, ...]:
        """All arguments in the parameters' order, defaults filled in."""
        bound = self._signature.bind(*args, **kwargs)
        bound.apply_defaults()
        return tuple(bound.arguments[name] for name in self._params)

    def _lookup(self, args: tuple[Any, ...]) -> Callable[..., Any]:
        with self._lock:
            generated = self._generated(args)
            self._misses += 1
            ready = self._prepared(generated, args)
            key = tuple(map(fast_key, args))
            self._fast[key] = self._latest = guarded(ready, args, self._checks, self._hits, self._dispatch)
            return ready

    def _generated(self, args: tuple[Any, ...]) -> Generated:
        types = {n: type_of(v, n) for n, v in zip(self._params, args, strict=True)}
        statics = {n: t.value for n, t in types.items() if isinstance(t, Static) and callable(t.value)}
        program = cache.program_of(self.primal, statics, Pulling)
        if program is not self._program or self._is_stale():
            self._fast = {}
            self._program = program
        wrt = self._wrt if self._kind != "vjp" else [n for n in self._wrt if self._takes_part(types[n])]
        for name, value in zip(self._params, args, strict=True):
            if name in wrt:
                types[name] = self._wanted(types[name], name, value, program.places.get(name))
        generated = cache.generated(pipeline.derive, program, types, wrt, self._kind, single=self._single)
        self._checks = cache.checks(program)  # now that it is known what it calls
        self._text = generated.source
        return generated

    def _takes_part(self, found: Type) -> bool:
        """Whether an argument of a `vjp` has a cotangent."""
        return _varies(found)

    def _wanted(self, found: Type, name: str, value: Any, place: Location | None) -> Type:
        """The type as which an argument is differentiated."""
        return _differentiable(found, name, value, place, self._kind)

    def _prepared(self, generated: Generated, args: tuple[Any, ...]) -> Callable[..., Any]:
        function: Callable[..., Any] = generated.function
        if generated.checks_output:
            function = _naming_output(function, generated.output)
        named = zip(self._params, args, strict=True)
        whole = {i for i, (n, v) in enumerate(named) if n in self._wrt and type(v) is int and self._kind != "vjp"}
        if whole:
            function = _with_floats(function, whole)
        written = [i for i, n in enumerate(self._params) if n in generated.written_params]
        places = {} if self._program is None else self._program.places
        return _refusing_aliases(function, written, self._params, places) if written and len(args) > 1 else function

    def _untyped(self) -> str:
        """The text for arguments of which nothing is known but that they are arrays."""
        types: dict[str, Type] = {n: Array("float64", None) for n in self._params}
        program = cache.program_of(self.primal, {}, Pulling)
        return cache.generated(pipeline.derive, program, types, self._wrt, self._kind, single=self._single).source


class Pulling(Derivative):
    """The derivative of a function that stays a call, by the arguments of which the caller needs the cotangents."""

    def __init__(self, function: Callable[..., Any], wrt: tuple[str, ...]) -> None:
        super().__init__(function, "vjp", wrt)

    def __reduce__(self) -> tuple[Any, ...]:
        return Pulling, (self.primal, self._argnums)

    def _takes_part(self, found: Type) -> bool:
        """A number or array has a cotangent, zeros if it is whole; what else may hold some must be known."""
        return not isinstance(found, Static) or not (found.value is None or isinstance(found.value, (str, bytes)))

    def _wanted(self, found: Type, name: str, value: Any, place: Location | None) -> Type:
        return _differentiable(found, name, value, place, "vjp") if isinstance(found, (Static, Unknown)) else found


def _signature(function: Callable[..., Any]) -> inspect.Signature:
    try:
        return inspect.signature(function)
    except ValueError as error:  # what is not written in Python may have none
        raise no_source(function) from error


def _rebuild(function: Callable[..., Any], kind: str, argnums: Argnums) -> Derivative:
    return Derivative(function, kind, argnums)


def _parameters(argnums: Argnums, params: tuple[str, ...], function: Callable[..., Any]) -> tuple[tuple[str, ...], bool]:
    """The names of the parameters to differentiate by, and whether one gradient (not a tuple) is asked for."""
    single = isinstance(argnums, (int, str))
    wanted = [argnums] if isinstance(argnums, (int, str)) else list(argnums)
    names = []
    for item in wanted:
        if isinstance(item, str) and item in params:
            names.append(item)
        elif isinstance(item, (int, np.integer)) and -len(params) <= item < len(params):
            names.append(params[item])
        else:
            raise InputTypeError(
                f"{getattr(function, '__name__', function)!r} has no parameter {item!r} to differentiate by",
                way_out=f"Its parameters are: {', '.join(params) or 'none'}.",
            )
    return tuple(names), single


def _varies(found: Type) -> bool:
    return may_vary(found) and not isinstance(found, Unknown)


def _differentiable(found: Type, name: str, value: Any, place: Location | None, kind: str) -> Type:
    """The type as which an argument is differentiated: a Python int is taken as a float."""
    if isinstance(found, Number) and found.weak and found.dtype == "int64" and kind != "vjp":
        return Number("float64")
    if isinstance(found, (Number, Array)) and np.dtype(found.dtype).kind in "biu":
        raise InputTypeError(
            f"the argument `{name}` is of type {found.dtype}: it has no gradient",
            way_out=f"Pass it as floating-point numbers (`{name}.astype(float)`), or differentiate by another argument.",
            location=place,
        )
    if isinstance(found, (Static, Unknown)):
        raise InputTypeError(
            f"the argument `{name}` is of type {type(value).__name__}: it has no gradient",
            way_out="Differentiate by numbers, arrays, and tuples, lists and dicts of them.",
            location=place,
        )
    return found


def _naming_output(function: Callable[..., Any], output: Location | None) -> Callable[..., Any]:
    """An output that turns out to have more than one element is refused at its place in the user's function."""

    def call(*args: Any) -> Any:
        try:
            return function(*args)
        except runtime.NotScalarError as error:
            raise InputTypeError(str(error), way_out=SCALAR_WAY_OUT, location=output) from None

    return call


def _with_floats(function: Callable[..., Any], positions: set[int]) -> Callable[..., Any]:
    """Python ints that are differentiated are taken as floats."""

    def call(*args: Any) -> Any:
        return function(*(float(a) if i in positions else a for i, a in enumerate(args)))

    return call


def _refusing_aliases(
    function: Callable[..., Any], written: list[int], params: tuple[str, ...], places: Mapping[str, Location | None]
) -> Callable[..., Any]:
    """An argument that the primal writes must not share memory with another one."""

    def call(*args: Any) -> Any:
        for i in written:
            own = list(_arrays(args[i]))
            held = list(_containers(args[i]))
            if len(held) > len({id(c) for c in held}) or any(
                np.may_share_memory(a, b) for k, a in enumerate(own) for b in own[:k]
            ):
                raise AliasError(
                    f"parts of the argument `{params[i]}` may be the same list or share memory, and the function writes them",
                    way_out="Pass copies of them.",
                    location=places.get(params[i]),
                )
            for j, other in enumerate(args):
                if i != j and any(np.may_share_memory(a, b) for a in _arrays(args[i]) for b in _arrays(other)):
                    raise AliasError(
                        f"the arguments `{params[i]}` and `{params[j]}` may share memory, and the function writes `{params[i]}`",
                        way_out=f"Pass a copy: `{params[i]}.copy()`.",
                        location=places.get(params[i]),
                    )
        return function(*args)

    return call


def _containers(value: Any) -> Iterator[Any]:
    """The lists and dicts in an argument, itself included."""
    if isinstance(value, (list, dict)):
        yield value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else ():
        yield from _containers(item)


def _arrays(value: Any) -> Iterator[np.ndarray]:
    """The arrays in an argument."""
    if isinstance(value, np.ndarray):
        yield value
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _arrays(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _arrays(item)

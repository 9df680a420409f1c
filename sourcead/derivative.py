"""The callable that a transform returns: from a call's arguments to the specialised function, by the cheapest way.

Guarantee: the function that runs was derived for arguments of this signature and for the globals and closure variables as they
are bound now.
"""

from __future__ import annotations

import contextlib
import functools
import gc
import inspect
import threading
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sourcead import cache, pipeline
from sourcead.apart import changed_defaults, refusing_aliases
from sourcead.compile import MARK, Generated
from sourcead.differentiate.adjoint import HOLOMORPHIC, seed_name
from sourcead.differentiate.calls import name_of
from sourcead.differentiate.repeatable import check_repeatable
from sourcead.differentiate.tangents import seed_names
from sourcead.dispatch import Check, guarded
from sourcead.errors import REFUSED, Location, SourceADError, UnsupportedSyntaxError
from sourcead.identity import named_after
from sourcead.normalize import CACHED, Custom, Derived, Form, Given, Program, known_of
from sourcead.normalize.program import reached
from sourcead.normalize.structures import Structure, values
from sourcead.normalize.watched import MISSING
from sourcead.signatures import Argnums, check_hashable, check_parameters, parameters_of, signature_of
from sourcead.types.signature import close_key, fast_key, form_of, type_of
from sourcead.types.values import Array, Static, Type, Unknown, holds_whole_numbers
from sourcead.wanted import as_differentiated, check_complex, check_parts, naming_output, varies, with_floats

Known = Mapping[str, Form | Given | Structure]
SEEDED = ("vjp", "pullback")  # the kinds in which the result's cotangent is given
MOST_PROGRAMS = 32  # for arguments of different types, of which functions are held
RECURSIVE_WAY_OUT = "Let it call the derivative of another function."


class Derivative(Derived):
    """A derivative of a Python function: call it; print `.source`; `.specialize(*args)` gives the generated function itself."""

    __name__: str
    _way = ""  # what stands in front of the kind
    _again = False  # whether gradients that the function calls stay calls
    _objects = True  # whether a result that is an object is given as one, not as a tuple

    def __new__(cls, *_: Any, **__: Any) -> Any:
        """A derivative has a class of its own, so that calling it is calling the test in front of its latest function."""
        return object.__new__(type(cls.__name__, (cls,), {"__module__": cls.__module__, "__doc__": cls.__doc__}))

    def __init__(self, function: Callable[..., Any], kind: str, argnums: Argnums) -> None:
        named_after(function, self)
        self.primal = function
        self._kind, self._argnums = kind, argnums
        self._stated = self._signature = self.__signature__ = signature_of(function)
        self._params = tuple(self._signature.parameters)
        self._count = len(self._params)
        self._plain = all(p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD) for p in self._signature.parameters.values())
        self._wrt, self._single = parameters_of(argnums, self._params, function)
        self._floats = set(self._wrt) if kind not in SEEDED else set()  # the arguments of which an int is taken as a float
        self._floats |= function._floats if isinstance(function, Derivative) else set()
        self._reset()
        self._lock = threading.RLock()
        self._asked: dict[object, tuple[Known, bool]] = {}
        self._working = threading.local()
        self._key: Callable[[object], Hashable] = fast_key  # `close_key` once whole numbers and lengths of lists had to be known

    def _reset(self) -> None:
        self._fast: dict[Hashable, Callable[..., Any]] = {}
        self._checks: tuple[Check, ...] = ()
        self._programs: list[Program] = []  # those that the functions were made of
        self._text: str | None = None
        self._other: Callable[..., Any] | None = None
        self._hits, self._misses, self._seen, self._patience = [0], 0, 0, 1
        self._take(self._dispatch, Derivative.__call__)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """The derivative at these arguments (those of the primal)."""
        if kwargs or not self._plain or len(args) != self._count:
            args = self._bound(args, kwargs)
        return self._latest(*args)

    def _take(self, latest: Callable[..., Any], direct: Any = None) -> None:
        """Make a function the first that is tried."""
        self._latest = latest
        if self._plain:
            type(self).__call__ = direct or staticmethod(latest)  # type: ignore[method-assign]

    def at(self, args: tuple[Any, ...]) -> Any:
        """The derivative at all arguments, in the order of the parameters, as `arguments_of` gives them."""
        return self._latest(*args)

    def _dispatch(self, *args: Any) -> Any:
        """A call that is not like the latest one."""
        found = self._fast.get(tuple(map(self._key, args)))
        if found is None or self._is_stale():
            return self._lookup(args)(*args)
        self._seen = self._seen + 1 if found is self._other else 1
        self._other = found
        if self._seen > self._patience:  # calls that alternate stay as they are: a change costs more than a call
            self._take(found)
            self._patience *= 2
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
    def tangents(self) -> tuple[str, ...]:
        """The parameters that are tangents."""
        return self.primal.tangents if isinstance(self.primal, Derivative) else ()

    @property
    def kind(self) -> str:
        """What derivative it is."""
        return self._kind

    @property
    def is_single(self) -> bool:
        """Whether one derivative is given, and no tuple."""
        return self._single

    @property
    def wrt(self) -> tuple[str, ...]:
        """The parameters by which derivatives are asked for, in the order asked for."""
        return self._wrt

    def asked(self, found: Sequence[Any]) -> Any:
        """Of what was found for each parameter, what is asked for: one, or a tuple."""
        chosen = tuple(found[self._params.index(name)] for name in self._wrt)
        return chosen[0] if self._single else chosen

    @property
    def source(self) -> str:
        """The generated text: that of the latest call, or for arrays of unknown rank before the first call.

        Raises what the derivation raises; before the first call more is refused, since less is known of the arguments.
        """
        return self._text if self._text is not None else self._untyped()

    def specialize(self, *args: Any, **kwargs: Any) -> Callable[..., Any]:
        """The generated function for arguments like these, with no dispatch in front of it."""
        with self._lock, without_collection():
            return self._generated(self._bound(args, kwargs)).function

    def cache_info(self) -> cache.CacheInfo:
        """Calls that found their function ready, calls that did not, and functions held."""
        return cache.CacheInfo(self._hits[0], self._misses, len(self._fast))

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
        with self._lock, without_collection():
            return self._kept(self._prepared(self._generated(args), args), args)

    def _kept(self, ready: Callable[..., Any], args: tuple[Any, ...]) -> Callable[..., Any]:
        """A function that was made for arguments: the first that is tried from now on."""
        self._misses += 1
        parameters = tuple(self._signature.parameters.values()) if self._plain else ()
        name = getattr(self.primal, "__name__", "f")
        found = guarded(ready, args, self._checks, self._hits, self._dispatch, self._key, parameters=parameters, name=name)
        self._fast[tuple(map(self._key, args))] = found
        self._take(found)
        return ready

    def _generated(self, args: tuple[Any, ...]) -> Generated:
        if isinstance(self.primal, CACHED):
            check_hashable(self._params, args)
        check_parameters(self.primal, self._stated)
        named = dict(zip(self._params, args, strict=True))
        program, before, generated = self._derived(named)
        is_new = all(program is not p for p in self._programs)
        if self._is_stale() or (is_new and len(self._programs) >= MOST_PROGRAMS):
            self._fast, self._checks, self._programs = {}, (), []
        self._programs = [*(p for p in self._programs if p is not program), program]  # the latest is the last
        new = (c for p in [program, *self._before()] for c in cache.checks(p))  # now that it is known what it calls
        self._checks = cache.each_once((*self._checks, *new))  # all functions that are held were made for what is bound now
        self._text = generated.source
        return generated if before is None else replace(generated, written_params=before.written_params)

    def _derived(self, named: Mapping[str, Any]) -> tuple[Program, Generated | None, Generated]:
        """The program, what it was generated as, its derivative; where gradients that it calls are refused, they stay calls."""
        program, before, types = self._program_of(named)
        try:
            return program, before, self._made(program, types, named)
        except REFUSED as error:
            generated = error.location is not None and error.location.filename.startswith(MARK)
            if self._again or not generated or not any(map(_calls_derivatives, reached(program))):
                raise
            self._again = True
            try:
                program, before, types = self._program_of(named)
                return program, before, self._made(program, types, named)
            except SourceADError:
                self._again = False
                raise error from None

    def _made(self, program: Program, types: dict[str, Type], named: Mapping[str, Any], way: str = "") -> Generated:
        """The generated function for arguments of these types; `named`: the arguments, where there are some.

        `way` may be `pipeline.CLOSED`, for one that is derived again.
        """
        wrt = self._differentiated(program, types, named)
        return cache.generated(pipeline.derive, program, types, wrt, f"{way}{self._way}{self._kind}", single=self._single)

    def _program_of(
        self, named: Mapping[str, Any], objects: bool | None = None
    ) -> tuple[Program, Generated | None, dict[str, Type]]:
        """The primal's program for arguments, and their types.

        If it cannot be made from what is known of arguments by their types, it is made for their whole numbers and lengths.
        """
        types = {n: type_of(v, n) for n, v in named.items() if not isinstance(known_of(v), Structure)}
        known = {n: k for n, v in named.items() if (k := known_of(v)) is not None}
        fixed = {n: v for n, v in named.items() if type(v) is not int or n not in self._floats}
        whole = {n: k for n, v in fixed.items() if (k := known_of(v, closely=True)) is not None}
        objects = self._objects if objects is None else objects
        if self._key is fast_key:
            try:
                return (*self._program_for(known, types, named, objects), types)
            except UnsupportedSyntaxError:
                if known == whole:
                    raise
        found = self._program_for(whole, types, named, objects)
        self._key = close_key
        return (*found, types)

    def _program_for(
        self, known: Known, types: Mapping[str, Type], named: Mapping[str, Any], objects: bool
    ) -> tuple[Program, Generated | None]:
        """The primal's program; that of a derivative is what was generated for it, which is given too."""
        if not isinstance(self.primal, Derivative):
            return cache.program_of(self.primal, known, called, objects=objects, again=self._again), None
        return self.primal._text_program(known, dict(types), named, objects)

    def _text_program(
        self, known: Known, types: dict[str, Type], named: Mapping[str, Any], objects: bool
    ) -> tuple[Program, Generated]:
        """The derivative as a program, and as it was generated."""
        program, before = self._program_for(known, types, named, objects)
        self._asked[objects, tuple(sorted(known.items(), key=lambda item: item[0]))] = known, objects
        calls = any(not isinstance(c.function, Custom) for c in program.callees.values())
        generated = self._made(program, types, named, pipeline.CLOSED if calls else "")
        written = generated.written_params if before is None else before.written_params
        generated = replace(generated, written_params=written | program.changed)
        return cache.program_of(generated.function, known, called, objects=objects), generated

    def typed(self, types: Mapping[str, Type]) -> Program:
        """The derivative's own program, for arguments of these types."""
        known = {n: f for n, t in types.items() if (f := form_of(t)) is not None}
        if getattr(self._working, "on", False):
            raise UnsupportedSyntaxError(
                f"`{getattr(self.primal, '__name__', 'f')}` calls its own derivative", way_out=RECURSIVE_WAY_OUT
            )
        self._working.on = True
        try:
            return self._text_program(known, dict(types), {}, objects=False)[0]
        finally:
            self._working.on = False

    def program(self, args: Sequence[Any], /, **kwargs: Any) -> tuple[Program, dict[str, Any]]:
        """The primal's program for arguments like these, and what each of its parameters stands for."""
        named = dict(zip(self._params, self._bound(tuple(args), kwargs), strict=True))
        with self._lock, without_collection():
            program, _, _ = self._program_of(named, objects=False)
        for name, taken in program.taken.items():
            named.update(zip(taken.names, values(taken.structure, named[name])))
        return program, {n: named[n] for n in program.params}

    def made_of(self) -> list[Program]:
        """The programs that the functions it holds were made of."""
        return list(self._programs)

    def programs(self) -> list[Program]:
        """The programs that derivatives were made of so far, as they are now."""
        if isinstance(self.primal, Derivative):
            return self.primal.programs()
        return [cache.program_of(self.primal, self._of_own(k), called, objects=o) for k, o in list(self._asked.values())]

    def _of_own(self, table: Mapping[str, Any]) -> dict[str, Any]:
        """What is known of the primal's own arguments."""
        return dict(table)

    def _before(self) -> list[Program]:
        """The programs that the primal was made of, where it is a derivative."""
        return self.primal.programs() if isinstance(self.primal, Derivative) else []

    def _differentiated(self, program: Program, types: dict[str, Type], named: Mapping[str, Any]) -> list[str]:
        """The program's parameters to differentiate by; `types` gets what is in arguments that are objects, too."""
        for name, taken in program.taken.items():
            parts = zip(taken.names, values(taken.structure, named[name]))
            types.update({part: type_of(value, part) for part, value in parts})
        found: list[str] = []
        for name in self._wrt:
            place = program.places.get(name)
            if name in program.taken:
                parts_of = [n for n in program.taken[name].names if varies(types[n])]
                check_parts(program, name, types, place)
                if not parts_of and self._kind not in SEEDED:
                    as_differentiated(Unknown(), name, named.get(name), place, self._kind)
                found += parts_of
            elif self._kind not in SEEDED or self._takes_part(types[name]):
                found.append(name)
                types[name] = self._wanted(types[name], name, named.get(name), place)
        if self._kind.endswith(HOLOMORPHIC):
            check_complex({name: types[name] for name in found}, program)
        return found

    def _takes_part(self, found: Type) -> bool:
        """Whether an argument has a cotangent, where that of the result is given."""
        return varies(found)

    def _wanted(self, found: Type, name: str, value: Any, place: Location | None) -> Type:
        """The type as which an argument is differentiated."""
        return as_differentiated(found, name, value, place, self._kind)

    def _prepared(self, generated: Generated, args: tuple[Any, ...]) -> Callable[..., Any]:
        function: Callable[..., Any] = generated.function
        if generated.checks_output:
            function = naming_output(function, generated.output)
        named = zip(self._params, args, strict=True)
        whole = {i for i, (n, v) in enumerate(named) if n in self._floats and type(v) is int}
        if whole:
            function = with_floats(function, whole)
        defaults = changed_defaults(self._before() or self._programs[-1:], self._stated)
        return refusing_aliases(function, generated.written_params, self._params, self._programs[-1], defaults)

    def _untyped(self) -> str:
        """The text for arguments of which nothing is known but that they are arrays."""
        types: dict[str, Type] = {n: Array("float64", None) for n in self._params}
        try:
            with without_collection():
                program, _ = self._program_for({}, types, {}, self._objects)
                return cache.generated(pipeline.derive, program, types, self._wrt, self._kind, single=self._single).source
        except SourceADError as error:
            first = "Before the first call nothing is known of the arguments: call the derivative, then read `.source`."
            error.way_out = f"{error.way_out}\n{first}".lstrip()
            raise


@contextlib.contextmanager
def without_collection() -> Iterator[None]:
    """Trees are many small objects that all live on: looking for garbage in them takes a fifth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class Parted(Derivative):
    """A derivative by the values in some objects; those that are whole numbers have zeros."""

    _objects = False

    def __init__(self, function: Callable[..., Any], kind: str, argnums: Argnums) -> None:
        super().__init__(function, kind, argnums)
        self._floats = set()

    def __reduce__(self) -> tuple[Any, ...]:
        return Parted, (self.primal, self._kind, self._argnums)

    def _wanted(self, found: Type, name: str, value: Any, place: Location | None) -> Type:
        return found if holds_whole_numbers(found) else super()._wanted(found, name, value, place)


class _Along(Derivative):
    """A derivative that takes more than the function's arguments: what follows them is of the types that the function tells."""

    def _follow(self, more: Sequence[str]) -> None:
        """Let the parameters be followed by others."""
        self._own = self._params
        self._params = (*self._own, *more)
        plain = [inspect.Parameter(p, inspect.Parameter.POSITIONAL_OR_KEYWORD) for p in self._params]
        self._signature = self.__signature__ = inspect.Signature(plain)
        self._count, self._plain = len(self._params), True

    @property
    def tangents(self) -> tuple[str, ...]:
        """The parameters that are tangents or a cotangent, those of the primal among them."""
        return (*super().tangents, *self._params[len(self._own) :])

    def _program_for(
        self, known: Known, types: Mapping[str, Type], named: Mapping[str, Any], objects: bool
    ) -> tuple[Program, Generated | None]:
        return super()._program_for(self._of_own(known), self._of_own(types), self._of_own(named), objects)

    def _made(self, program: Program, types: dict[str, Type], named: Mapping[str, Any], way: str = "") -> Generated:
        return super()._made(program, self._of_own(types), self._of_own(named), way)

    def _of_own(self, table: Mapping[str, Any]) -> dict[str, Any]:
        """What is known of the primal's own arguments."""
        return {n: v for n, v in table.items() if n in self._own or n not in self._params}


class PushForward(_Along):
    """The derivative of a function in the direction of tangents of some of its arguments, which follow the arguments."""

    def __init__(self, function: Callable[..., Any], argnums: Argnums) -> None:
        super().__init__(function, "jvp", argnums)
        self._follow(list(seed_names(self._params, self._wrt).values()))

    def __reduce__(self) -> tuple[Any, ...]:
        return PushForward, (self.primal, self._argnums)


class Pushing(PushForward):
    """The tangent of a function that stays a call."""

    _objects, stays = False, True

    def __init__(self, function: Callable[..., Any], argnums: Argnums) -> None:
        super().__init__(function, argnums)
        self.__name__ = f"{name_of(function)}_jvp"

    def __reduce__(self) -> tuple[Any, ...]:
        return Pushing, (self.primal, self._argnums)


class Pulling(_Along):
    """The derivative of a function that stays a call, by the arguments of which the caller needs the cotangents."""

    _objects, stays = False, True

    def __init__(self, function: Callable[..., Any], wrt: Argnums, kind: str = "vjp") -> None:
        super().__init__(function, kind, wrt)
        self._follow(())  # its arguments are given by position
        self.__name__ = f"{name_of(function)}_{kind}"

    def __reduce__(self) -> tuple[Any, ...]:
        return Pulling, (self.primal, self._argnums)

    def _takes_part(self, found: Type) -> bool:
        """A number or array has a cotangent, zeros if it is whole; what else may hold some must be known."""
        return not isinstance(found, Static) or not (found.value is None or isinstance(found.value, (str, bytes)))

    def _wanted(self, found: Type, name: str, value: Any, place: Location | None) -> Type:
        return as_differentiated(found, name, value, place, "vjp") if isinstance(found, (Static, Unknown)) else found


class Pullback(Pulling):
    """The cotangents of some arguments of a function, by its arguments and, after them, the cotangent of its value.

    A tuple of them, where there are several. It runs the function for the values that it needs. A function that calls itself is
    derived again from a text that calls this, and no closures: that text runs the value of each call again at each depth of the
    recursion. So the time, and in reverse over reverse the memory too, of a recursion of depth d grows by a factor of d with each
    order above the first.
    """

    def __init__(self, function: Callable[..., Any], wrt: tuple[str, ...]) -> None:
        super().__init__(function, wrt if len(wrt) > 1 else wrt[0], "pullback")
        self._follow([seed_name(self._params)])

    def __reduce__(self) -> tuple[Any, ...]:
        return Pullback, (self.primal, self._wrt)

    def _made(self, program: Program, types: dict[str, Type], named: Mapping[str, Any], way: str = "") -> Generated:
        check_repeatable(program, None, "for a second derivative, a function that calls itself is", types)
        return super()._made(program, types, named, way)


def called(function: Callable[..., Any], way: str, wrt: tuple[str, ...]) -> Any:
    """The derivative of a function that stays a call, in one of `cache.WAYS`; its calls stay calls, too."""
    if isinstance(function, Custom):
        return function.pushing(wrt) if way == "forward" else function.pulling(wrt)
    return {"reverse": Pulling, "forward": Pushing, "closed": Pullback}[way](function, wrt)


def _calls_derivatives(program: Program) -> bool:
    return any(isinstance(c.function, Derivative) for c in program.callees.values())


def _rebuild(function: Callable[..., Any], kind: str, argnums: Argnums) -> Derivative:
    return Derivative(function, kind, argnums)

"""By which arguments a derivative can be taken, as which types, and the errors for all others.

Guarantee: no argument that is differentiated is or holds what has no gradient, unless the program does not read it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from sourcead import nodes, runtime
from sourcead.differentiate.adjoint import COMPLEX_WAY_OUT, HOLOMORPHIC_WAY_OUT, SCALAR_WAY_OUT
from sourcead.errors import InputTypeError, Location
from sourcead.normalize import Program
from sourcead.normalize.structures import may_hold_numbers, texts
from sourcead.types.values import Array, Fixed, ListOf, Number, Record, Static, Type, Unknown, may_vary


def varies(found: Type) -> bool:
    """Whether a value is known to be or to hold numbers that may vary."""
    return may_vary(found) and not isinstance(found, Unknown)


def check_complex(types: Mapping[str, Type], program: Program) -> None:
    """Raise unless all that a holomorphic function is differentiated by is complex."""
    for name, found in types.items():
        lost = next((d for d in _dtypes(found) if np.dtype(d).kind == "f"), None)
        if lost is not None:
            raise InputTypeError(
                f"with `holomorphic=True` arguments are complex, and `{name}` is or holds {lost}",
                way_out="Pass complex numbers (`x + 0j`, `x.astype(complex)`), or differentiate by other arguments.",
                location=program.places.get(name),
            )


def _dtypes(found: Type) -> list[str]:
    """The dtypes of the numbers and arrays in an argument."""
    if isinstance(found, (Number, Array)):
        return [found.dtype]
    held = found.elements if isinstance(found, Fixed) else found.values if isinstance(found, Record) else ()
    return [d for part in (*held, getattr(found, "element", None)) if part is not None for d in _dtypes(part)]


def check_parts(program: Program, name: str, types: Mapping[str, Type], place: Location | None) -> None:
    """Raise for an object in a differentiated argument that is read and may hold numbers, but cannot be taken apart."""
    read, taken = set(nodes.names(program.tree)), program.taken[name]
    for part, text in zip(taken.names, texts(taken.structure, name)):
        lost = next((v for v in _statics(types[part]) if may_hold_numbers(v)), None)
        if part in read and lost is not None:
            raise InputTypeError(
                f"`{text}` is or holds a `{type(lost).__name__}`, whose attributes are not known: numbers in it have no gradient",
                way_out="Make it a plain class or a dataclass, or pass it as an argument of its own.",
                location=place,
            )


def _statics(found: Type) -> list[object]:
    """The values that an argument holds and that are no numbers."""
    if isinstance(found, Static):
        return [found.value]
    held = found.elements if isinstance(found, Fixed) else found.values if isinstance(found, Record) else ()
    element = [found.element] if isinstance(found, ListOf) and found.element is not None else []
    return [v for part in (*held, *element) for v in _statics(part)]


def as_differentiated(found: Type, name: str, value: Any, place: Location | None, kind: str) -> Type:
    """The type as which an argument is differentiated: a Python int is taken as a float."""
    if isinstance(found, Number) and found.weak and found.dtype == "int64" and kind != "vjp":
        return Number("float64")
    if isinstance(found, (Number, Array)) and np.dtype(found.dtype).kind in "biu":
        raise InputTypeError(
            f"the argument `{name}` is of type {found.dtype}: it has no gradient",
            way_out=f"Pass it as floating-point numbers (`{name}.astype(float)`), or differentiate by another argument.",
            location=place,
        )
    if isinstance(value, np.ndarray) and value.dtype.names is not None:
        raise InputTypeError(
            f"the argument `{name}` is a structured array: its fields have no gradient",
            way_out=f"Pass the fields as arrays of their own, such as `{name}[{value.dtype.names[0]!r}]`.",
            location=place,
        )
    if isinstance(found, (Static, Unknown)):
        what = "a type that is not known here" if value is None and isinstance(found, Unknown) else f"type {type(value).__name__}"
        raise InputTypeError(
            f"the argument `{name}` is of {what}: it has no gradient",
            way_out="Differentiate by numbers, arrays, tuples, lists and dicts of them, and objects that have such attributes.",
            location=place,
        )
    if kind not in ("vjp", "jvp") and (_is_whole(value) or _has_mixed(value)):
        raise InputTypeError(
            f"the argument `{name}` holds whole numbers {'alone' if _is_whole(value) else 'among others'}: they have no gradient",
            way_out="Make them floats (`2.0`), or pass what has no gradient, such as a count, as an argument of its own.",
            location=place,
        )
    return found


def _is_whole(value: Any) -> bool:
    """Whether a value is a whole number, or a list, tuple or dict that holds such numbers, and nothing else."""
    parts = _parts(value)
    return all(map(_is_whole, parts)) if parts else isinstance(value, (int, np.integer))


def _has_mixed(value: Any) -> bool:
    """Whether a list or tuple of numbers alone has whole ones among them, in any depth: it looks like a vector."""
    parts = _parts(value)
    whole = [isinstance(p, (int, np.integer)) for p in parts]
    numbers = all(isinstance(p, (int, float, np.number)) for p in parts)
    return (type(value) is not dict and numbers and any(whole)) or any(map(_has_mixed, parts))


def _parts(value: Any) -> list[Any]:
    return list(value.values() if type(value) is dict else value) if type(value) in (list, tuple, dict) else []


def naming_output(function: Callable[..., Any], output: Location | None) -> Callable[..., Any]:
    """An output that turns out to have more than one element is refused at its place in the user's function."""

    def call(*args: Any) -> Any:
        try:
            return function(*args)
        except runtime.NotScalarError as error:
            is_complex = isinstance(error, runtime.ComplexityError)
            way_out = SCALAR_WAY_OUT if not is_complex else COMPLEX_WAY_OUT if "complex" in str(error) else HOLOMORPHIC_WAY_OUT
            raise InputTypeError(str(error), way_out=way_out, location=output) from None

    return call


def with_floats(function: Callable[..., Any], positions: set[int]) -> Callable[..., Any]:
    """Python ints that are differentiated are taken as floats."""

    def call(*args: Any) -> Any:
        return function(*(float(a) if i in positions else a for i, a in enumerate(args)))

    return call

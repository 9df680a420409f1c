"""Tangents and cotangents that a user gives: in the structure, shapes and dtypes of the arguments, or of the value."""

from __future__ import annotations

from typing import Any

import numpy as np

from sourcead.errors import InputTypeError
from sourcead.normalize import known_of
from sourcead.normalize.objects import CONTAINERS
from sourcead.normalize.structures import VALUE, Structure, contents
from sourcead.runtime.trees import like, rebuilt

Words = tuple[str, str]
TANGENT, COTANGENT = ("tangent", "argument"), ("cotangent", "value")


def fitted(value: Any, tangent: Any, name: str, words: Words = TANGENT) -> Any:
    """A tangent in the structure, shapes and dtypes of its argument; None counts as zeros. `words`: what it and that are called.

    Raises `InputTypeError` where its structure or a shape is another, or where it is complex and the argument is real.
    """
    if isinstance(value, dict):
        if tangent is not None and (not isinstance(tangent, dict) or tangent.keys() != value.keys()):
            raise _misfit(name, f"has other keys than the {words[1]}", words)
        return {k: fitted(v, None if tangent is None else tangent[k], f"{name}[{k!r}]", words) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        if tangent is not None and (not isinstance(tangent, (list, tuple)) or len(tangent) != len(value)):
            raise _misfit(name, f"has another length than the {words[1]}", words)
        if words is TANGENT and tangent is not None:
            _check_whole(value, tangent, name)
        parts = [fitted(v, None if tangent is None else tangent[k], f"{name}[{k}]", words) for k, v in enumerate(value)]
        return type(value)(*parts) if hasattr(value, "_fields") else type(value)(parts)
    structure = known_of(value)
    return (
        _fitted_object(value, tangent, name, words, structure)
        if isinstance(structure, Structure)
        else _fitted_leaf(value, tangent, name, words)
    )


def form_of(value: Any) -> Any:
    """What `fitted` and `as_numbers` look at of a value, whatever its owner does to the value afterwards."""
    if isinstance(value, np.ndarray):
        return np.broadcast_to(np.zeros((), value.dtype), value.shape)
    if isinstance(value, dict):
        return {k: form_of(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return rebuilt(value, map(form_of, value))
    held = contents(value) if isinstance(known_of(value), Structure) else None
    return value if held is None else like(value, **{k: form_of(part) for k, part in held.items()})


def _check_whole(value: Any, tangent: Any, name: str) -> None:
    """Raise where a whole number moves in a list or tuple of numbers alone, which looks like a vector."""
    if not all(isinstance(v, (int, float, np.number)) for v in value):
        return
    for k, (v, t) in enumerate(zip(value, tangent)):
        if isinstance(v, (int, np.integer)) and t is not None and np.any(np.asarray(t)):
            raise _misfit(f"{name}[{k}]", "is not zero, and the argument is a whole number: make it a float", TANGENT)


def _fitted_object(value: Any, tangent: Any, name: str, words: Words, structure: Structure) -> Any:
    """A tangent that is an object like the argument, with its numbers and arrays like the argument's."""
    if type(tangent) is not type(value):
        raise _misfit(name, f"is of type {type(tangent).__name__}, and the {words[1]} of type {type(value).__name__}", words)
    own, given = contents(value), contents(tangent)
    assert own is not None and given is not None
    keys = [k for k, part in zip(structure.keys, structure.parts) if part is VALUE or isinstance(part, Structure)]
    lost = next((k for k in keys if k not in given), None)
    if lost is not None:
        raise _misfit(name, f"has no {lost!r}", words)
    places = {k: f"{name}[{k!r}]" if structure.kind in CONTAINERS else f"{name}.{k}" for k in keys}
    parts = {k: fitted(own[k], given[k], place, words) for k, place in places.items()}
    if structure.kind is dict:
        return {**tangent, **parts}
    if structure.kind in CONTAINERS:
        return rebuilt(tangent, [parts.get(k, item) for k, item in enumerate(tangent)])
    return like(tangent, **parts)


def _fitted_leaf(value: Any, tangent: Any, name: str, words: Words) -> Any:
    dtype = getattr(value, "dtype", None) or np.asarray(value).dtype
    if dtype.kind not in "fc":
        return np.zeros(np.shape(value)) if isinstance(value, np.ndarray) else 0.0 if dtype.kind in "biu" else None
    found = np.zeros(np.shape(value)) if tangent is None else np.asarray(tangent)
    if found.shape != np.shape(value):
        raise _misfit(name, f"has the shape {found.shape}, and the {words[1]} {np.shape(value)}", words)
    if found.dtype.kind not in "biuf" and dtype.kind == "f":
        raise _misfit(name, f"is of type {found.dtype}, and the {words[1]} of type {dtype}", words)
    if isinstance(value, np.ndarray):
        return np.asarray(found, dtype, order="C")
    return type(value)(found[()])


def _misfit(name: str, reason: str, words: Words) -> InputTypeError:
    what, owner = words
    return InputTypeError(
        f"the {what} of `{name}` {reason}", way_out=f"A {what} has the structure and the shapes of its {owner}."
    )

"""The test in front of a function whose primal writes an argument: nothing else in the call may be, or share, what is written.

Guarantee: an argument that is written shares no memory with another one, and an object that is changed is reached in one way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from inspect import Signature
from types import MappingProxyType
from typing import Any

import numpy as np

from sourcead.analysis import callees as effects
from sourcead.analysis.aliases import find_aliases
from sourcead.errors import AliasError
from sourcead.normalize import Attributes, Program
from sourcead.normalize.meeting import Path, read_of, shares, written_by
from sourcead.normalize.program import reached
from sourcead.normalize.structures import texts, things, values
from sourcead.types.signature import type_of
from sourcead.types.values import Unknown

NUMBERS = (bool, int, float, complex, str, bytes, type(None), np.generic)


def refusing_aliases(
    function: Callable[..., Any],
    written: frozenset[str],
    params: Sequence[str],
    program: Program,
    defaults: Mapping[str, Any] = MappingProxyType({}),
) -> Callable[..., Any]:
    """`function`, which raises `AliasError` for arguments that are not apart; `written`: parameters whose arrays are written.

    So it does for one of the `defaults`: those that the primal changes, where a call finds what the calls before have left.
    """
    labels = [(n, t) for p in params for n, t in _labels(p, program)]
    whose = {n: p for p in params for n, _ in _labels(p, program)}
    goals = [k for k, (n, _) in enumerate(labels) if n in written]
    changed = [path for _, path in written_by(program)]
    read = read_of(program) if goals else []

    kept = [(k, p, defaults[p]) for k, p in enumerate(params) if p in defaults]

    def call(*args: Any) -> Any:
        for k, param, default in kept:
            if args[k] is default:
                raise AliasError(
                    f"the function changes `{param}`, and is passed its default, which the next call finds changed",
                    way_out="Let the default be None, and make a new one inside the function.",
                    location=program.places.get(param),
                )
        parts = [v for p, a in zip(params, args) for v in _values(p, a, program)]
        for i in goals:
            own, held = list(_arrays(parts[i])), [id(c) for c in _containers(parts[i])]
            if len(held) > len(set(held)) or any(np.may_share_memory(a, b) for k, a in enumerate(own) for b in own[:k]):
                raise AliasError(
                    f"parts of the argument `{labels[i][1]}` may be one list or share memory, and the function writes them",
                    way_out="Pass copies of them.",
                    location=program.places.get(whose[labels[i][0]]),
                )
            for j, other in enumerate(parts):
                if i != j and any(np.may_share_memory(a, b) for a in _arrays(parts[i]) for b in _arrays(other)):
                    first, second = labels[i][1], labels[j][1]
                    raise AliasError(
                        f"the arguments `{first}` and `{second}` may share memory, and the function writes `{first}`",
                        way_out=f"Pass a copy: `{first}.copy()`.",
                        location=program.places.get(whose[labels[i][0]]),
                    )
        for k, part in enumerate(parts):
            found = _outside_of(part, changed, read if k in goals else [], program)
            if found is not None:
                raise AliasError(
                    f"the argument `{labels[k][1]}` and `{found}`, which is outside of the function, may share memory, and the "
                    "function writes one of them",
                    way_out=f"Pass a copy: `{labels[k][1]}.copy()`.",
                    location=program.places.get(whose[labels[k][0]]),
                )
        if program.changed:
            _check_objects(dict(zip(params, args)), program)
        return function(*args)

    return call if program.changed or goals or changed or kept else function


def changed_defaults(programs: Sequence[Program], signature: Signature) -> dict[str, Any]:
    """The defaults that programs change, by the names of the parameters."""
    held = {n: p.default for n, p in signature.parameters.items() if p.default is not p.empty and not _is_plain(p.default)}
    found: set[str] = set()
    for program in programs if held else ():
        known = {p: type_of(held[p], p) if p in held else Unknown() for p in program.params}
        names = effects.written_by(program, known, find_aliases) | program.changed
        found |= {p for p in held if p in names or any(n in names for n, _ in _labels(p, program))}
    return {p: held[p] for p in found}


def _is_plain(value: Any) -> bool:
    """Whether a value cannot be changed."""
    return isinstance(value, NUMBERS) or callable(value) or (type(value) is tuple and all(map(_is_plain, value)))


def _outside_of(value: Any, changed: Sequence[Path], read: Sequence[Path], program: Program) -> str | None:
    """What an argument shares something with: of what the program changes outside, and of what it reads."""
    for path in changed:
        if shares(path.thing(program.env), value, inside=path.inside):
            return ".".join(path.parts)
    return next((".".join(p.parts) for p in read if shares(value, p.thing(program.env), inside=True)), None)


def _labels(param: str, program: Program) -> Iterator[tuple[str, str]]:
    taken = program.taken.get(param)
    return iter([(param, param)]) if taken is None else zip(taken.names, texts(taken.structure, param))


def _values(param: str, value: Any, program: Program) -> Iterator[Any]:
    taken = program.taken.get(param)
    return iter([value]) if taken is None else values(taken.structure, value)


def _check_objects(named: dict[str, Any], program: Program) -> None:
    """Raise for an object that the function changes, and that it reaches in two ways."""
    held = {p: [id(t) for t in things(taken.structure, named[p])] for p, taken in program.taken.items()}
    counts = Counter(i for found in held.values() for i in found)
    counts.update(_outside(program))
    for param in sorted(program.changed):
        if any(counts[i] > 1 for i in held[param]):
            raise AliasError(
                f"the function changes `{param}`, of which an object is reached in another way too",
                way_out="Pass a copy (`copy.deepcopy`), or make a new object instead of changing this one.",
                location=program.places.get(param),
            )


def _outside(program: Program) -> set[int]:
    """The objects that a program reads as globals or closure variables."""
    found = set()
    for part in reached(program):
        found |= {id(b.value) for b in part.env.values()}
        found |= {id(b.holder.owner) for b in (*part.data, *part.dependencies) if isinstance(b.holder, Attributes)}
    return found


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

"""Closure conversion: an inner function, and functions passed to it, made one function of the variables that they read.

Guarantee: a variable of the program that the function may read, itself or through the inner functions that it calls, is a
hidden parameter; what it reads besides is global, or bound once and for all.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import gast
import numpy as np

from sourcead import nodes
from sourcead.nodes import Expr
from sourcead.normalize.activation import Activation, Inner, constant_binding
from sourcead.normalize.known import KNOWN, taken_apart, with_parts
from sourcead.normalize.objects import UNDECIDED, Bound, Instance, make
from sourcead.normalize.program import Binding, Callee, Lifted, Program
from sourcead.normalize.scope import Names, find_binding, local_names, names_outside

DEEPEST = 8  # closures inside closures, before it is given up to tell them apart
VALUES = (int, float, complex, np.ndarray, np.generic, list, tuple, dict)
NONLOCAL_WAY_OUT = "Return the new value."
WAY_OUT = "Pass what it needs as arguments, or define the function at the top of the file."


def inner_callees(made: Inner) -> Iterator[Inner]:
    """The inner functions of the same program that an inner function mentions."""
    bases = [n.value for n in nodes.walk(made.node) if isinstance(n, gast.Attribute) and isinstance(n.value, gast.Name)]
    names = [n for n in nodes.walk(made.node) if isinstance(n, gast.Name)]
    for name in free(made.node):
        found = _peek(made.scope, name)
        plain = sum(n.id == name for n in names) > sum(b.id == name for b in bases)
        if isinstance(found, Inner) and (plain or found.attributes is None):  # `f.calls` is no call
            yield found


def free(node: Any) -> list[str]:
    """The names that a function reads and neither it nor a function or comprehension inside it binds, sorted."""
    return sorted(_reads(node.body) - local_names(node))


def _reads(part: Any) -> set[str]:
    if isinstance(part, list):
        return set[str]().union(*map(_reads, part))
    if isinstance(part, gast.Name):
        return {part.id} if isinstance(part.ctx, gast.Load) else set()
    if isinstance(part, (gast.FunctionDef, gast.Lambda)):
        spec = part.args
        return set(free(part)) | _reads([d for d in [*spec.defaults, *spec.kw_defaults] if d is not None])
    if isinstance(part, gast.ClassDef):
        bound = {s.name for s in part.body if isinstance(s, gast.FunctionDef)} | {
            n.id for s in part.body if not isinstance(s, gast.FunctionDef) for n in nodes.walk(s) if _is_bound(n)
        }
        methods = [s for s in part.body if isinstance(s, gast.FunctionDef)]
        rest = [s for s in part.body if not isinstance(s, gast.FunctionDef)]
        return _reads(methods) | (_reads([*rest, *part.bases, *part.decorator_list]) - bound)
    if isinstance(part, (gast.ListComp, gast.SetComp, gast.DictComp, gast.GeneratorExp)):
        inside = _reads(nodes.parts(part))
        return inside - {n for g in part.generators for n in nodes.names(g.target)}
    if isinstance(part, gast.AugAssign):
        return _reads(nodes.parts(part)) | set(nodes.names(part.target))
    return _reads(nodes.parts(part))


def _is_bound(node: Any) -> bool:
    return isinstance(node, gast.Name) and isinstance(node.ctx, gast.Store)


def _peek(scope: Activation | None, name: str) -> Any:
    """What a name stands for in an activation or one around it; None if it is no name of theirs."""
    while scope is not None:
        if name in scope.stand_in:
            return scope.stand_in[name]
        if name in scope.local:
            return nodes.name(scope.local[name])
        scope = scope.outer
    return None


@dataclass
class _Captured:
    """What a group of inner functions reads: the hidden variables, in order, and the frames to look names up in."""

    caller: Activation
    at: Any
    variables: list[str] = field(default_factory=list)
    read: list[tuple[Activation, str, Any]] = field(default_factory=list)
    inners: list[Inner] = field(default_factory=list)
    objects: set[int] = field(default_factory=set)  # the object at hand and those that hold it

    def shape(self, made: Inner, path: tuple[Inner, ...]) -> object:
        """A key of what an inner function is, with all that it reads; its variables are noted."""
        for depth, other in enumerate(path):
            if other.node is made.node and other.scope is made.scope:
                return "again", depth
        if len(path) > DEEPEST or any(other.node is made.node for other in path):
            raise self.caller.error(self.at, "a function is passed to itself in ever new closures", WAY_OUT)
        assigned = names_outside(made.node, gast.Nonlocal) - local_names(made.node)
        if assigned:
            raise self.caller.error(self.at, f"`{min(assigned)}` is assigned by a function that calls itself", NONLOCAL_WAY_OUT)
        self.inners.append(made)
        parts: list[object] = [id(made.node)]
        for name in free(made.node):
            parts.append((name, self.reads(made.scope, name, (*path, made))))
        parts += [(name, self.held(value, (*path, made))) for name, value in made.defaults.items()]
        return tuple(parts)

    def reads(self, scope: Activation, name: str, path: tuple[Inner, ...]) -> object:
        found = _peek(scope, name)
        if found is UNDECIDED:
            scope.lookup(name, self.at)
        if found is None:
            if name not in scope.function.__code__.co_freevars:
                return "global"
            binding = find_binding(scope.function, name)
            if binding is None:
                return "unbound"
            found = nodes.name(self.caller.names.bind(name, binding))
        self.read.append((scope, name, found))
        return self.held(found, path)

    def held(self, found: Any, path: tuple[Inner, ...]) -> object:
        if isinstance(found, Inner):
            return self.shape(found, path)
        if isinstance(found, (Bound, Instance)):
            return self.object(found, path)
        if not isinstance(found, gast.AST):
            if not isinstance(found, KNOWN):
                raise self.caller.error(self.at, "a function that stays a call reads what changes while the program is made",
                                        "Pass what it reads as arguments.")  # fmt: skip
            kind, keys, parts = taken_apart(found)
            return kind, keys, tuple(self.held(part, path) for part in parts)
        if isinstance(found, gast.Name) and self.is_variable(found.id):
            if found.id not in self.variables:
                self.variables.append(found.id)
            return "variable", self.variables.index(found.id)
        root = (nodes.dotted(found) or ["?"])[0]
        if not isinstance(found, gast.Constant):
            self.caller.depend_on(found)
        return nodes.key(found), id(self.caller.names.env[root].value) if root in self.caller.names.env else None

    def object(self, found: Bound | Instance, path: tuple[Inner, ...]) -> object:
        """A key of an object or method: what its attributes are."""
        if isinstance(found, Bound):
            owner = found.owner if isinstance(found.owner, type) else self.held(found.owner, path)
            return "method", id(found.function), owner
        if id(found) in self.objects:
            raise self.caller.error(self.at, "a function that stays a call reads an object that refers to itself",
                                    "Pass the object's attributes as arguments.")  # fmt: skip
        self.objects.add(id(found))
        key = found.kind, tuple((name, self.held(value, path)) for name, value in found.slots.items())
        self.objects.remove(id(found))
        return key

    def is_variable(self, name: str) -> bool:
        """Whether a name's value may be another at another time."""
        binding = self.caller.names.env.get(name)
        return binding is None or (binding.holder is not None and isinstance(binding.value, VALUES))


def lifted(
    inner: Activation, made: Inner | None, functions: Mapping[str, Any], first: Mapping[str, Any], at: Any, scope: Activation
) -> tuple[Callee, list[Expr], Expr]:
    """The callee that a call of an inner function, or with inner functions as arguments, is of; its hidden arguments; its name.

    `functions` are the arguments that are known values, `first` those that are bound once and for all.
    """
    captured = _Captured(scope, at)
    parts: list[object] = [id(inner.located.function)]  # a node is read anew for each call of a function
    parts += [captured.shape(made, ())] if made is not None else []
    parts += [(p, captured.held(value, ())) for p, value in [*functions.items(), *first.items()]]
    key = tuple(parts)
    callee = scope.names.known.get(key)
    if callee is None:
        params = [p for p in local_params(inner.node) if p not in functions and p not in first]
        make = functools.partial(_program, inner, {**functions, **first}, params, captured, scope.names, key)
        callee = scope.flat.callee(Lifted(getattr(inner.node, "name", "f"), params, _hidden(captured, inner), make))
        callee.function.again = made is not None and made.again
        scope.names.known[key] = callee
    name = callee.function.__name__
    function = nodes.name(scope.names.bind(name, constant_binding(callee.function, name)))
    return callee, [nodes.name(v) for v in captured.variables], function


def frozen(made: Any, keep: Callable[[Expr], Expr], at: Any, scope: Activation) -> Any:
    """A known value with the functions in it reading, for each variable, what `keep` gives for it."""
    captured = _Captured(scope, at)
    captured.held(made, ())
    kept = {v: keep(nodes.name(v)).id for v in captured.variables}
    return _Frames(scope.names, captured, kept, scope.names, scope.flat).moved(made)


def local_params(node: Any) -> list[str]:
    """The parameters of a function that get one argument each."""
    return [p.id for p in [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]]


def _hidden(captured: _Captured, inner: Activation) -> list[str]:
    """Names for the hidden parameters: the variables' own, unless a function of the group has such a name itself."""
    taken = local_names(inner.node).union(*(local_names(f.node) for f in captured.inners))
    found: list[str] = []
    for name in captured.variables:
        wish, number = name, 1
        while wish in taken or wish in found:
            number += 1
            wish = f"{name}_{number}"
        found.append(wish)
    return found


def _program(
    inner: Activation, given: Mapping[str, Any], params: Sequence[str], captured: _Captured, outer: Names, key: object,
    function: Lifted, statics: Mapping[str, object],
) -> Program:  # fmt: skip
    """The program of a lifted function."""
    names = Names()
    hidden = _hidden(captured, inner)
    names.taken |= set(hidden)
    names.known = {**outer.known, key: inner.flat.callee(function)}
    frames = _Frames(names, captured, dict(zip(captured.variables, hidden)), outer, inner.flat)
    around = None if inner.outer is None else frames.of(inner.outer)
    chain = (inner.node, inner.located.function)
    own = Activation(inner.located, names, inner.is_primitive, inner.node, inner.flat, around, chain)
    own.stand_in.update({name: frames.moved(value) for name, value in given.items()})
    late = next((name for name in statics if name in hidden), None)
    if late is not None:
        raise captured.caller.error(captured.at, f"which function `{late}` is here is known only when the program runs", WAY_OUT)
    return inner.flat.program(own, params, dict(statics), params, hidden)  # type: ignore[no-any-return]


class _Frames:
    """The activations around the functions of a group, with the variables that these read as hidden parameters."""

    def __init__(self, names: Names, captured: _Captured, hidden: Mapping[str, str], outer: Names, flat: Any) -> None:
        self.names, self.captured, self.hidden, self.outer, self.flat = names, captured, hidden, outer, flat
        self.made: dict[int, Activation] = {}

    def of(self, scope: Activation) -> Activation:
        """The frame that stands for an activation."""
        if id(scope) not in self.made:
            frame = Activation(scope.located, self.names, scope.is_primitive, scope.node, self.flat)
            self.made[id(scope)] = frame
            for where, name, found in self.captured.read:
                if where is scope:
                    moved = self.moved(found)
                    if isinstance(moved, gast.Name) and moved.id in self.hidden.values():
                        frame.local[name] = moved.id
                    else:
                        frame.stand_in[name] = moved
        return self.made[id(scope)]

    def moved(self, found: Any) -> Any:
        """What something stands for in the new program."""
        if isinstance(found, Inner):
            defaults = {n: self.moved(v) for n, v in found.defaults.items()}
            return Inner(found.node, self.of(found.scope), defaults, found.cached, again=found.again)
        if isinstance(found, Bound):
            return found if isinstance(found.owner, type) else Bound(found.function, self.moved(found.owner))
        if isinstance(found, Instance):  # a copy, which must not be written
            made = make(found.kind, found.wish, self, fixed=found.fixed, torn=not found.fixed)
            made.slots.update({name: self.moved(value) for name, value in found.slots.items()})
            return made
        if type(found) is object:  # undecided, or not known: an error where it is read
            return found
        if not isinstance(found, gast.AST):
            return with_parts(found, [self.moved(part) for part in taken_apart(found)[2]])
        if isinstance(found, gast.Name) and found.id in self.hidden:
            return nodes.name(self.hidden[found.id])
        parts = nodes.dotted(found)
        if parts is None:
            return nodes.copy(found)
        binding = self.outer.env[parts[0]]
        self.names.depend([binding] if binding.holder is not None else [])
        root = self.names.bind(parts[0], Binding(binding.value, binding.holder, binding.key))
        return nodes.rename(found, {parts[0]: root})

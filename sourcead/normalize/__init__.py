"""Normal form: the subset of Python in which all later stages work.

    function  := def NAME(NAME, ...): stmt*; return atom
    stmt      := NAME = operation | NAME[index] = atom | NAME op= atom | NAME[index] op= atom
               | if test: stmt* [else: stmt*] | while test: stmt*
               | for NAME in iterable: stmt* [if NAME: break]
               | call | assert test | raise expression
    operation := atom | atom op atom | op atom | atom cmp atom ... | callee(atom, ..., NAME=atom, ...)
               | NAME[index] | atom.NAME | (atom, ...) | [atom, ...] | {atom: atom, ...}
    atom      := NAME | constant | -constant | dotted name whose root is not a local name
    callee    := NAME | dotted name | NAME.method
    index     := atom | slice of atoms | tuple of those
    iterable  := NAME | range(atom, ...) | reversed(range(atom, ...))
    test      := any expression without effects

Guarantee: a program in normal form computes what the function computes, in the same order; each web of a variable has a name of
its own; a loop's target is assigned by its loop alone; every statement knows where in the user's file it comes from.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import gast

from sourcead import nodes
from sourcead.errors import UnsupportedSyntaxError
from sourcead.nodes import Stmt
from sourcead.normalize import cached, guards, meeting, shared
from sourcead.normalize.activation import CACHED, ENTRY, Activation, constant_binding, entry_of, no_program, unwrapped
from sourcead.normalize.cached import keeping
from sourcead.normalize.calls import frame_flags, refuse_unsupported
from sourcead.normalize.check import NotNormalError, check_normal_form
from sourcead.normalize.checkpoints import looping
from sourcead.normalize.derivatives import staying, transform
from sourcead.normalize.exits import Frame, has_early_exit, may_end, structured
from sourcead.normalize.flatten import FLAT, block
from sourcead.normalize.inside import inside
from sourcead.normalize.known import Form, Given, form_of_value
from sourcead.normalize.lists import split_lists
from sourcead.normalize.parted import of_parts
from sourcead.normalize.patterns import locate
from sourcead.normalize.program import (
    Binding,
    Callee,
    Custom,
    Derived,
    Lifted,
    Program,
    Pulled,
    Stepped,
    Taken,
    attribute_bindings,
    cells_of,
    classes_of,
)
from sourcead.normalize.scope import Names, local_names
from sourcead.normalize.solvers import Function, Param, Solved, solving
from sourcead.normalize.structures import Structure, entered, leaves, structure_of
from sourcead.normalize.watched import MISSING, Attributes
from sourcead.normalize.ways import UndecidedError
from sourcead.normalize.webs import split_webs
from sourcead.rules.names import BUILTINS, reserved

__all__ = [
    "CACHED", "ENTRY", "MISSING", "Attributes", "Binding", "Callee", "Custom", "Derived", "Form", "Function", "Given", "Lifted",
    "NotNormalError", "Param", "Program", "Pulled", "Solved", "Stepped", "cells_of", "check_normal_form", "entry_of", "inside",
    "keeping", "known_of", "looping", "normalize", "of_parts", "respelled", "solving", "staying", "transform", "unwrapped",
]  # fmt: skip


def known_of(value: object, *, closely: bool = False) -> Form | Given | Structure | None:
    """What a program may depend on of an argument besides its type; `closely`: its whole numbers and lengths, too."""
    return structure_of(value) or form_of_value(value, closely=closely)


def normalize(
    function: Callable[..., Any],
    *,
    is_primitive: Callable[[object], bool],
    forms: Mapping[str, Form | Given | Structure] | None = None,
    callee: Callable[[Any], Any] = no_program,
    objects: bool = False,
    again: bool = False,
) -> Program:
    """The program of a function.

    `is_primitive` tells which callees are one operation; `forms` is what is known of arguments: functions, texts, None, the
    structure of tuples and dicts, and that of objects; `callee` makes a callee of a function that stays a call. What a method is
    bound to, and the first arguments that a partial application holds, are no parameters of the program. `objects`: the result
    may be an object, or hold some; if not, a named tuple is a tuple. `again`: gradients that it calls stay calls, and are
    differentiated by running their functions again.
    """
    names = Names()
    names.with_entries, names.again = True, again
    try:
        return _normalized(function, is_primitive, forms or {}, callee, names, objects=objects)
    except UnsupportedSyntaxError as error:
        if names.met_entries:
            with contextlib.suppress(UnsupportedSyntaxError):
                plain = Names()
                plain.again = again
                return _normalized(function, is_primitive, forms or {}, callee, plain, objects=objects)
        if not isinstance(error, UndecidedError):
            raise
        raise UnsupportedSyntaxError(error.reason, way_out=error.way_out, location=error.location) from None


def _normalized(
    function: Callable[..., Any], is_primitive: Callable[[object], bool], known: Mapping[str, Form | Given | Structure],
    callee: Callable[[Any], Any], names: Names, *, objects: bool,
) -> Program:  # fmt: skip
    functions: dict[str, Any] = {n: f.value for n, f in known.items() if isinstance(f, Given) and callable(f.value)}
    functions.update({n: f for n, f in known.items() if isinstance(f, Structure)})
    read = cached.changeable(function) if isinstance(function, CACHED) else None
    function, before, keywords = unwrapped(function)  # the keywords of a partial application are defaults
    if isinstance(function, Lifted):
        return function.make(function, functions)
    located = locate(function)
    names.objects = objects
    flat = replace(FLAT, program=_program, callee=callee)
    scope = Activation(located, names, is_primitive, located.node, flat, chain=(located.function,))
    if read is not None:
        raise cached.again(read, located.node, scope)
    shared.without_stores_in_modules(scope)
    params = _parameters(scope, before, keywords)
    names.facts.start({n: f for n, f in known.items() if n not in functions and not isinstance(f, Structure)})
    fixed = {**dict(zip(params, before)), **functions}
    return _program(scope, params, fixed, tuple(p for p in params if p not in fixed or p in functions))


def _program(
    scope: Activation, params: Sequence[str], fixed: Mapping[str, object], params_now: Sequence[str], hidden: Sequence[str] = ()
) -> Program:
    """The program of an activation that is a function of its own; `hidden` are parameters besides those that it names."""
    node, names = scope.node, scope.names
    names.taken |= local_names(node)
    names.kept |= {n.id for n in nodes.walk(node) if isinstance(n, gast.Name)} - local_names(node)
    for name in sorted(local_names(node) - set(scope.stand_in)):
        made = reserved(name) or name in BUILTINS or name.endswith(("_bar", "_dot", "_tape"))
        scope.local[name] = names.fresh(name) if made and name not in params else name
    scope.stored |= set(params)
    arguments = (*params_now, *hidden)
    taken = {n: _taken(n, value, scope) for n, value in fixed.items() if isinstance(value, Structure)}
    params_now = (*(n for p in params_now for n in (taken[p].names if p in taken else [scope.local[p]])), *hidden)
    for name, value in fixed.items():
        if name in taken:
            continue
        names.env[name] = constant_binding(value, name)
        names.taken.add(name)
        scope.local.pop(name, None)
        scope.stand_in[name] = nodes.name(name)
    scope.note_rebound()
    body = _body(node, scope)
    cached.check(body, scope)
    if names.shared and names.callees:
        raise scope.error(node, "a global variable is assigned, and a function is called that calls itself", shared.WAY_OUT)
    shared.check_reads(body, scope)
    body = shared.written_back(body, names)
    body = split_lists(shared.without_idle_reads(split_webs(body, params_now, names), names))
    tree = nodes.function(getattr(node, "name", "f"), params_now, body)
    if os.environ.get("SOURCEAD_DEBUG") == "1":
        check_normal_form(tree)
    env = names.env_of(tree)
    apart = _apart(tree, env)
    places = {n: scope.place(p) for n, p in zip(arguments, _parameter_nodes(node))}
    places.update({part: places[n] for n in taken for part in taken[n].names})
    data = _data(tree, env)
    dependencies = (*names.dependencies, *classes_of([*names.env.values(), *names.dependencies, *data]))
    return Program(
        tree.name, params_now, tree, frozenset(names.temporaries), env, dependencies, places, data,
        cells_of(scope.located.function), names.callees, arguments=arguments, taken=taken, changed=frozenset(names.written),
        made=names.made, meeting=apart,
    )  # fmt: skip


def _apart(tree: gast.FunctionDef, env: Mapping[str, Binding]) -> tuple[Any, ...]:
    """The pairs of things outside of which one is changed; raises where they share something."""
    found = meeting.pairs(tree, env)
    for statement, pair in found:
        if meeting.meet(pair, env):
            first, second = (".".join(p.parts) for p in pair)
            raise UnsupportedSyntaxError(
                f"`{first}`, which is outside of the function, is changed here, and `{second}` is the same thing or shares some",
                way_out="Use one name for it, or change a copy that is made inside the function.",
                location=nodes.location(statement),
            )
    return tuple(pair for _, pair in found)


def _taken(name: str, structure: Structure, scope: Activation) -> Taken:
    """Let a parameter stand for an object whose attributes are parameters."""
    scope.names.taken.add(name)
    scope.local.pop(name)
    scope.stored.discard(name)
    parts = tuple(scope.names.fresh(n) for n in leaves(structure, name))
    scope.stand_in[name] = entered(structure, name, name, iter(parts), scope)
    return Taken(structure, parts)


def respelled(program: Program, body: list[Stmt]) -> Program:
    """The program with another body: names for its webs are chosen anew. The body's statements are used up."""
    names = Names()
    names.taken |= {*nodes.names(program.tree), *(n for s in body for n in nodes.names(s)), *program.params, *program.env}
    before = set(names.taken)
    names.temporaries |= program.temporaries
    tree = nodes.function(program.name, program.params, split_webs(body, program.params, names))
    return replace(program, tree=tree, temporaries=frozenset(names.temporaries | (names.taken - before)))


def _data(tree: gast.FunctionDef, env: Mapping[str, Binding]) -> tuple[Binding, ...]:
    """The attributes of non-local objects that the tree reads."""
    found: dict[tuple[str, ...], list[Binding]] = {}
    for node in nodes.walk(tree):
        parts = nodes.dotted(node) if isinstance(node, gast.Attribute) else None
        if parts is not None and parts[0] in env and tuple(parts) not in found:
            found[tuple(parts)] = attribute_bindings(env[parts[0]].value, parts[1:])
    return tuple(binding for steps in found.values() for binding in steps)


def _parameters(scope: Activation, before: Sequence[object], keywords: Mapping[str, object]) -> tuple[str, ...]:
    """The function's parameters; what a partial application holds must be for those that it names."""
    spec = scope.node.args
    params = tuple(p.id for p in _parameter_nodes(scope.node))
    if len(before) > len(spec.posonlyargs) + len(spec.args) or set(keywords) - set(params):
        raise scope.error(scope.node, "a partial application holds arguments for `*` or `**`", "Give them names of their own.")
    return params


def _parameter_nodes(node: Any) -> list[Any]:
    spec = node.args
    stars = ([spec.vararg] if spec.vararg is not None else []), ([spec.kwarg] if spec.kwarg is not None else [])
    return [*spec.posonlyargs, *spec.args, *stars[0], *spec.kwonlyargs, *stars[1]]  # the order of `inspect.signature`


def _without_result(node: Any) -> Stmt:
    """What stands for the end of a function that may not be reached: the types can tell."""
    return gast.copy_location(gast.Raise(nodes.attribute(nodes.name("<rt>"), "NoResultError"), None), node)


def _body(node: Any, scope: Activation) -> list[Stmt]:
    if isinstance(node, gast.Lambda):
        return block([gast.copy_location(nodes.return_(node.body), node.body)], scope)
    refuse_unsupported(node.body, scope)
    if not any(isinstance(n, gast.Return) and n.value is not None for n in nodes.walk(node)):
        raise scope.error(node, "the function returns nothing", "Return a number.")
    statements = guards.plain(node.body, scope)
    if not has_early_exit(statements):
        if not isinstance(statements[-1], gast.Return):
            raise scope.error(node, "the function may end without a result", "Return a number at its end.")
        return block(statements, scope)
    result = scope.names.fresh("result")
    scope.local[result] = result
    statements = [*statements, _without_result(node)] if may_end(statements) else statements
    flat = structured(statements, Frame(scope.names, result))
    for flag in frame_flags(flat):
        scope.local.setdefault(flag, flag)
    return block([*flat, gast.copy_location(nodes.return_(nodes.name(result)), node)], scope)

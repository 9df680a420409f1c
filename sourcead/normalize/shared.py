"""Global variables that a function assigns: variables of the program, read when it begins and written back at each assignment.

Guarantee: the module has what the function has given it, at each point of the forward sweep; of what kind the value was when the
program began is among the things that the program depends on. What is read of a global elsewhere in the program is the variable.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from itertools import chain, count
from types import ModuleType
from typing import Any

import gast

from sourcead import nodes, runtime
from sourcead.errors import UnsupportedSyntaxError
from sourcead.nodes import Stmt
from sourcead.normalize.activation import Activation, constant_binding
from sourcead.normalize.program import Binding, attribute_bindings, attributes
from sourcead.normalize.scope import OWN_NAMES, Names, Shared, find_binding, local_names
from sourcead.normalize.watched import Kinds

WAY_OUT = "Return the new value, or keep it in a variable of the function."


def share(name: str, node: Any, scope: Activation) -> None:
    """Let a global variable, which the function at hand assigns, be a variable of the program."""
    space = scope.function.__globals__
    scope.globals.add(name)
    if (id(space), name) in scope.names.shared:
        return
    if any(isinstance(n, gast.Name) and n.id == name and isinstance(n.ctx, gast.Del) for n in nodes.walk(scope.node)):
        raise scope.error(node, f"the global variable `{name}` is deleted", WAY_OUT)
    module = sys.modules.get(space.get("__name__", ""))
    if module is None or vars(module) is not space:
        raise scope.error(node, f"the global variable `{name}` is assigned, in a module that cannot be reached", WAY_OUT)
    if any(b.holder is space and b.key == name for b in scope.names.env.values()):
        raise scope.error(node, f"the global variable `{name}` is assigned after it has been read by another function", WAY_OUT)
    names = scope.names
    names.kept.discard(name)
    _hold(module, name, names.fresh(name), names)


def _hold(module: ModuleType, name: str, variable: str, names: Names) -> None:
    """Let what a module has under a name be a variable of the program."""
    space = vars(module)
    holder = names.bind(module.__name__.rpartition(".")[2], constant_binding(module, module.__name__))
    names.shared[id(space), name] = Shared(variable, holder, name)
    names.rebound.add(variable)
    kinds = Kinds(module)
    if kinds.get(name) is not None:
        names.dependencies.append(Binding(kinds[name], kinds, name))


def without_stores_in_modules(scope: Activation) -> None:
    """Let attributes of modules that the function at hand assigns, not one inside it, be variables of the program."""
    names = scope.names
    taken = {*nodes.names(scope.node), *local_names(scope.node)}
    variables: dict[tuple[str, ...], str] = {}
    for goal in _attributes_assigned(scope.node.body if isinstance(scope.node, gast.FunctionDef) else []):
        path = tuple(nodes.dotted(goal) or ["?", "?"])
        binding = find_binding(scope.function, path[0]) if path[0] not in local_names(scope.node) else None
        module = None if binding is None else attributes(binding.value, list(path[1:-1]))
        if binding is None or not isinstance(module, ModuleType):
            continue
        names.depend([binding, *attribute_bindings(binding.value, path[1:-1])])
        key = id(vars(module)), path[-1]
        if key not in names.shared:
            variable = next(n for n in chain([path[-1]], (f"{path[-1]}_{k}" for k in count(2))) if n not in taken)
            _hold(module, path[-1], variable, names)
            taken.add(variable)
        variables[path] = names.shared[key].variable
    if not variables:
        return

    def change(node: Any) -> Any:
        name = variables.get(tuple(nodes.dotted(node) or ())) if isinstance(node, gast.Attribute) else None
        return node if name is None else gast.copy_location(gast.Name(name, node.ctx, None, None), node)

    scope.node = nodes.transform(scope.node, change)


def _attributes_assigned(body: Sequence[Any]) -> Iterator[gast.Attribute]:
    """The attributes that are targets of assignments, not those in inner functions."""
    todo = list(body)
    while todo:
        item = todo.pop()
        if isinstance(item, gast.Attribute) and isinstance(item.ctx, gast.Store):
            yield item
        if not isinstance(item, OWN_NAMES):
            todo += nodes.parts(item)


def check_reads(body: Sequence[Stmt], scope: Activation) -> None:
    """Raise where a global variable that the program assigns is read past its variable: as an attribute of its module."""
    names = scope.names
    for node in (n for s in body for n in nodes.walk(s) if isinstance(n, gast.Attribute)) if names.shared else ():
        owner = scope.object_of(node.value)
        if isinstance(owner, ModuleType) and (id(vars(owner)), node.attr) in names.shared:
            reason = f"the global variable `{node.attr}` is assigned, and read here of its module"
            raise UnsupportedSyntaxError(reason, way_out=WAY_OUT, location=nodes.location(node) or scope.place(scope.node))
    for binding in [*names.dependencies, *names.env.values()] if names.shared else ():
        owner = getattr(binding.holder, "owner", binding.holder)
        space = vars(owner) if isinstance(owner, ModuleType) else owner
        if (id(space), binding.key) in names.shared and not isinstance(binding.holder, Kinds):
            reason = f"the global variable `{binding.key}` is assigned, and the program depends on what it was before"
            raise scope.error(scope.node, reason, WAY_OUT)


def written_back(body: list[Stmt], names: Names) -> list[Stmt]:
    """The body of a program that reads its global variables when it begins, and writes them when it assigns them."""
    if not names.shared:
        return body
    known = {shared.variable: shared for shared in names.shared.values()}
    rt = names.bind("rt", constant_binding(runtime, "rt"))
    set_ = names.bind("setattr", constant_binding(setattr, "setattr"))
    first = []
    for shared in known.values():
        call = nodes.call(nodes.attribute(nodes.name(rt), "global_value"), nodes.name(shared.module), nodes.constant(shared.key))
        first.append(nodes.assign(shared.variable, call))
    return [*first, *_block(body, known, set_)]


def without_idle_reads(body: list[Stmt], names: Names) -> list[Stmt]:
    """The body, whose variables have been told apart, without reads of globals that it assigns before it reads them."""
    read = {n.id for s in body for n in nodes.walk(s) if isinstance(n, gast.Name) and isinstance(n.ctx, gast.Load)}
    count = len(names.shared)
    return [*(s for s in body[:count] if s.targets[0].id in read), *body[count:]] if count else body


def _block(body: Sequence[Stmt], known: dict[str, Shared], set_: str) -> list[Stmt]:
    out: list[Stmt] = []
    for statement in body:
        for field in ("body", "orelse"):
            if getattr(statement, field, None):
                setattr(statement, field, _block(getattr(statement, field), known, set_))
        out.append(statement)
        goal = statement.targets[0] if isinstance(statement, gast.Assign) else getattr(statement, "target", None)
        shared = known.get(goal.id) if isinstance(goal, gast.Name) else None
        if shared is None:
            continue
        call = nodes.call(nodes.name(set_), nodes.name(shared.module), nodes.constant(shared.key), nodes.name(shared.variable))
        write = nodes.at(nodes.expression(nodes.at(call, statement)), statement)
        if isinstance(statement, gast.For):
            statement.body.insert(0, write)
        else:
            out.append(write)
    return out

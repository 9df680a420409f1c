"""Global variables that a function assigns: variables of the program, read when it begins and written back at each assignment.

Guarantee: the module has what the function has given it, at each point of the forward sweep; of what kind the value was when the
program began is among the things that the program depends on. What is read of a global elsewhere in the program is the variable.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import gast

from sourcead import nodes, runtime
from sourcead.nodes import Stmt
from sourcead.normalize.activation import Activation, constant_binding
from sourcead.normalize.program import Binding
from sourcead.normalize.scope import Names, Shared
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
    holder = names.bind(module.__name__.rpartition(".")[2], constant_binding(module, module.__name__))
    names.kept.discard(name)
    variable = names.fresh(name)
    names.shared[id(space), name] = Shared(variable, holder, name)
    names.rebound.add(variable)
    kinds = Kinds(module)
    if kinds.get(name) is not None:
        names.dependencies.append(Binding(kinds[name], kinds, name))


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

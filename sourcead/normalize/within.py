"""Functions that were made of inner ones, called by text of ours: their statements take the call's place.

Guarantee: what they read outside is bound as it was for them, so that a rebinding is noticed.
"""

from __future__ import annotations

from collections.abc import Sequence

import gast

from sourcead import nodes
from sourcead.nodes import Expr, Stmt
from sourcead.normalize.activation import Activation
from sourcead.normalize.program import Lifted, Program
from sourcead.normalize.scope import local_names


def calls_itself(target: Lifted, program: Program) -> bool:
    """Whether a function calls itself, directly or through others that stay calls."""
    todo, seen = [program], {id(program.tree)}
    while todo:
        for callee in todo.pop().callees.values():
            if callee.function is target:
                return True
            for other in [] if not isinstance(callee.function, Lifted) else [callee.program({})]:
                if id(other.tree) not in seen:
                    seen.add(id(other.tree))
                    todo.append(other)
    return False


def placed(program: Program, given: Sequence[Expr], scope: Activation, out: list[Stmt]) -> Expr:
    """The value of a program for arguments that are atoms; its statements are appended."""
    names = scope.names
    names.depend(program.dependencies)
    assigned = local_names(program.tree) - set(program.params)
    written = {
        n.id for s in program.tree.body for n in nodes.walk(s) if isinstance(n, gast.Name) and isinstance(n.ctx, gast.Store)
    }
    mapping: dict[str, str] = {}
    for name, binding in program.env.items():
        mapping[name] = names.bind(name, binding)
        names.depend([binding] if binding.holder is not None and callable(binding.value) else [])
    for name in sorted(assigned):
        mapping[name] = names.temporary(name) if name in program.temporaries else names.fresh(name)
    for name, passed in zip(program.params, given, strict=True):
        if isinstance(passed, gast.Name) and name not in written:
            mapping[name] = passed.id
        else:
            mapping[name] = names.temporary(name)
            out.append(nodes.assign(mapping[name], nodes.copy(passed)))
    for text, callee in program.callees.items():
        root, *rest = text.split(".")
        names.callees[".".join([mapping.get(root, root), *rest])] = callee
    *body, last = [nodes.rename(s, mapping) for s in program.tree.body]
    out += body
    return last.value  # type: ignore[no-any-return]

"""Global variables of modules, as one writes them: `model.calls = calls`.

Guarantee: what is read is there when the function is generated. (An attribute is no target in a normal form: this comes last.)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import gast

from sourcead import nodes, runtime
from sourcead.analysis.walk import blocks
from sourcead.nodes import Stmt
from sourcead.optimize.context import Context


def as_attributes(body: Sequence[Stmt], context: Context) -> list[Stmt]:
    """The body with reads and writes of global variables as those of attributes."""
    program = context.typing.program

    def read(node: Any) -> Any:
        if isinstance(node, gast.Call) and program.resolve(node.func) is runtime.global_value:
            module, name = node.args
            return nodes.attribute(module, name.value) if hasattr(program.resolve(module), name.value) else node
        return node

    def written(statement: Stmt) -> Stmt:
        for inner in blocks(statement):
            inner[:] = map(written, inner)
        call = statement.value if isinstance(statement, gast.Expr) else None
        if not isinstance(call, gast.Call) or program.resolve(call.func) is not setattr:
            return statement
        module, name, value = call.args
        new = nodes.at(nodes.assign(nodes.attribute(module, name.value), value), statement)
        new.sweep = getattr(statement, "sweep", "")
        return new

    if not any(binding.value is setattr for binding in program.env.values()):
        return list(body)
    return [written(nodes.changed(s, read)) for s in body]

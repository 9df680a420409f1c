"""The places of `insert_grad_of`: a variable whose cotangent a block of the user's sees or changes there.

Guarantee: after the check all that reads the variable's memory later reads it under the variable's own name.
"""

from __future__ import annotations

import gast

from sourcead import nodes
from sourcead.analysis.aliases import Aliases
from sourcead.analysis.walk import statements
from sourcead.errors import AliasError
from sourcead.nodes import Stmt
from sourcead.normalize import Program


def check_inserted(program: Program, aliases: Aliases) -> None:
    """Raise for a place at which a variable shares memory that is written in place: its cotangent has other names too."""
    found = inserted_places(program)
    read = {c.args[2].id for _, c in found if isinstance(c.args[2], gast.Name)}
    for statement, call in found:
        name = call.args[0].id if isinstance(call.args[0], gast.Name) else None
        others = sorted(aliases.class_of(name) - read - {name}) if name is not None and aliases.is_written(name) else []
        if others:
            raise AliasError(
                f"`{name}` may share memory with `{others[0]}`, and the memory is written in place: "
                "what the cotangent of one of them is here cannot be decided",
                way_out=f"Take a copy before: `{name} = {name}.copy()`.",
                location=nodes.location(statement),
            )


def inserted_places(program: Program) -> list[tuple[Stmt, gast.Call]]:
    """The statements that mark places, and their calls."""
    values = [(s, getattr(s, "value", None)) for s in statements(program.tree.body)]
    return [(s, v) for s, v in values if isinstance(v, gast.Call) and nodes.dotted(v.func) == ["rt", "inserted"]]

"""Lists that grow or shrink while an iterator runs over them: `for k, x in enumerate(xs): xs.append(...)`.

Guarantee: how long a sequence is when its iterator is made, it is until the iterator has run, or an error was raised.
"""

from __future__ import annotations

from collections.abc import Iterator

import gast

from sourcead import nodes, runtime
from sourcead.analysis.containers import all_shared_changes
from sourcead.analysis.walk import assigned, changed_container, statements, stored
from sourcead.errors import UnsupportedSyntaxError
from sourcead.nodes import Stmt
from sourcead.normalize import Program
from sourcead.types.infer import Typing
from sourcead.types.values import Array, Fixed, Number


def changing_error(name: str, statement: Stmt) -> UnsupportedSyntaxError:
    """What a loop runs over changes in it."""
    return UnsupportedSyntaxError(
        f"`{name}` may change while the loop runs over it",
        way_out=f"Loop over a copy: `list({name})`.",
        location=nodes.location(statement),
    )


def check_lengths(program: Program, typing: Typing) -> None:
    """Raise where the length of a list may change between the making of its iterator and the iterator's end."""
    given = dict(_sequences(program, typing))
    if not given or all(resized(s, typing) is None for s in statements(program.tree.body)):
        return
    for change in all_shared_changes(program, typing):
        if change.other in given and change.direct and resized(change.statement, typing) == change.name:
            raise changing_error(given[change.other], change.statement)


def _sequences(program: Program, typing: Typing) -> Iterator[tuple[str, str]]:
    """The names of what iterators run over, each with that of the list."""
    for statement in statements(program.tree.body):
        call = statement.value if isinstance(statement, gast.Assign) else None
        if isinstance(call, gast.Call) and program.resolve(call.func) is runtime.sequence and isinstance(call.args[0], gast.Name):
            if not isinstance(typing.name(call.args[0].id), Array):
                yield str(assigned(statement)), call.args[0].id


def resized(statement: Stmt, typing: Typing) -> str | None:
    """The list whose length a statement may change."""
    place = stored(statement)
    if place is not None:
        name = place.value.id if isinstance(place.slice, gast.Slice) and isinstance(place.value, gast.Name) else None
    elif isinstance(statement, gast.AugAssign):
        name = statement.target.id
    else:
        return changed_container(statement)
    kind = None if name is None else typing.name(name)
    fixed = isinstance(kind, (Array, Number)) or (isinstance(kind, Fixed) and kind.kind != "list")
    return None if fixed else name

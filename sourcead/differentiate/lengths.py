"""Lists that grow or shrink while an iterator runs over them: `for k, x in enumerate(xs): xs.append(...)`.

Guarantee: how long a sequence is when its iterator is made, it is until the iterator has run, or an error was raised.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import gast

from sourcead import nodes, runtime
from sourcead.analysis.aliases import Aliases
from sourcead.analysis.containers import all_shared_changes
from sourcead.analysis.walk import assigned, statements
from sourcead.differentiate.identities import Identities, resized
from sourcead.errors import UnsupportedSyntaxError
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import Program
from sourcead.types.infer import Typing
from sourcead.types.values import Array


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


def check_loop(
    iterable: Expr, loop: gast.For, program: Program, typing: Typing, aliases: Aliases, varied: Callable[[str], bool]
) -> None:
    """A list that grows or shrinks while a loop runs over it is refused: how often the loop runs would change."""
    name = iterable.id if isinstance(iterable, gast.Name) else None
    if name is None or isinstance(typing.name(name), Array):
        return
    for inner in statements(loop.body):
        other = resized(inner, typing) if varied(name) or isinstance(inner, gast.AugAssign) else None
        if other is None or not aliases.share(other, name) or aliases.is_inside(other, name):
            continue
        if not Identities(program, typing).apart(other, name, loop):
            raise changing_error(name, inner)

"""What is tried in one way and, where that is refused, made in another, as if it had never been tried.

Guarantee: after a failed try the program, what names stand for, and what objects hold are as they were before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sourcead.errors import UnsupportedSyntaxError
from sourcead.nodes import Stmt
from sourcead.normalize import ways
from sourcead.normalize.activation import Activation

LISTS = ("pending", "active", "touched", "placed", "descents", "dependencies")
MAPPINGS = ("needed", "callees", "known", "cached", "groups")
PLAIN = ("guarded", "region", "descended", "unrolled")


def attempt(
    first: Callable[[], None], second: Callable[[], bool], kind: type[UnsupportedSyntaxError], scope: Activation, out: list[Stmt]
) -> None:
    """Do `first`; where that raises an error of a kind, do `second`, and raise the error if it does not succeed."""
    back = _saved(scope, out)
    try:
        first()
    except kind:
        back()
        try:
            done = second()
        except UnsupportedSyntaxError:
            done = False
        if not done:
            raise


def _saved(scope: Activation, out: list[Stmt]) -> Callable[[], None]:
    """What brings everything back that a try may change."""
    names, mark = scope.names, len(out)
    frames = [(f, dict(f.stand_in), dict(f.local), set(f.stored)) for f in _frames(scope)]
    state, facts = ways.snapshot(scope), names.facts.state()
    marks = [(i, i.torn, i.writes, set(i.pinned), dict(i.variables)) for i in names.instances]
    lists = {name: list(getattr(names, name)) for name in LISTS}
    mappings: dict[str, dict[Any, Any]] = {name: dict(getattr(names, name)) for name in MAPPINGS}
    plain = {name: getattr(names, name) for name in PLAIN}
    written, depended, goal = set(names.written), set(names.depended), scope.goal

    def back() -> None:
        del out[mark:], names.instances[len(state) :]
        for frame, stand_in, local, stored in frames:
            frame.stand_in, frame.local, frame.stored = stand_in, local, stored
        ways.restore(state)
        for item, torn, writes, pinned, variables in marks:
            item.torn, item.writes, item.pinned, item.variables = torn, writes, pinned, variables
        names.facts.reset(facts)
        for name, items in lists.items():
            getattr(names, name)[:] = items
        for name, mapping in mappings.items():
            setattr(names, name, mapping)
        for name, value in plain.items():
            setattr(names, name, value)
        names.written, names.depended, scope.goal = written, depended, goal

    return back


def _frames(scope: Activation) -> Iterator[Activation]:
    """The activations that the program is in."""
    seen: set[int] = set()
    for one in [scope, *scope.names.active]:
        around: Activation | None = one
        while around is not None and id(around) not in seen:
            seen.add(id(around))
            yield around
            around = around.outer

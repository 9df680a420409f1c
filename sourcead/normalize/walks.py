"""`while` loops that go from object to object, written out.

Guarantee: it is known in each round whether the loop goes on, but for what values decide, which is a branch.
"""

from __future__ import annotations

from typing import Any

import gast

from sourcead import nodes
from sourcead.nodes import Stmt
from sourcead.normalize.activation import Activation
from sourcead.normalize.decisions import decided
from sourcead.normalize.known import LONGEST
from sourcead.normalize.objects import UNDECIDED


def while_loop(
    node: gast.While, scope: Activation, out: list[Stmt], rounds: int = LONGEST, held: frozenset[str] = frozenset()
) -> bool:
    """Write out a loop of which it is known, in each round, whether it goes on, but for what values decide; whether it is.

    `held` are the flags that are not set where `out` begins.
    """
    asked = node.test.values if isinstance(node.test, gast.BoolOp) and isinstance(node.test.op, gast.And) else [node.test]
    while rounds:
        known = [_known(part, held, scope, out) for part in asked]
        reached = asked[: known.index(False)] if False in known else asked
        left = [part for part, outcome in zip(reached, known) if outcome is UNDECIDED]
        if False in known:
            if left:
                scope.flat.test(_all_of(left, node), scope, out)  # what it asks before may change something
            return True
        if True not in known:
            return False
        if left:
            return _while_it_holds(left, node, rounds, scope, out)
        for statement in node.body:
            scope.flat.statement(statement, scope, out)
        rounds -= 1
    return False


def _known(part: Any, held: frozenset[str], scope: Activation, out: list[Stmt]) -> Any:
    """The outcome of a part of a loop's test: one that asks objects, or a flag that the statements so far set or do not."""
    if isinstance(part, gast.Constant):
        return bool(part.value)
    flag = _flag(part, scope)
    if flag is None:
        return decided(part, scope)
    for statement in reversed(out):
        if isinstance(statement, gast.Assign) and nodes.equal(statement.targets[0], nodes.target(flag)):
            return not statement.value.value if isinstance(statement.value, gast.Constant) else UNDECIDED
        if any(isinstance(n, gast.Assign) and nodes.equal(n.targets[0], nodes.target(flag)) for n in nodes.walk(statement)):
            return UNDECIDED
    return True if flag in held else UNDECIDED


def _flag(part: Any, scope: Activation) -> str | None:
    """The variable whose negation is asked."""
    inner = part.operand if isinstance(part, gast.UnaryOp) and isinstance(part.op, gast.Not) else None
    found = scope.local.get(inner.id) if isinstance(inner, gast.Name) and inner.id not in scope.stand_in else None
    return found if found in scope.names.temporaries else None


def _while_it_holds(tests: list[Any], node: gast.While, rounds: int, scope: Activation, out: list[Stmt]) -> bool:
    """One round, and those after it, if some tests hold."""
    held = frozenset(flag for t in tests if (flag := _flag(t, scope)) is not None)
    done: list[bool] = []

    def further() -> list[Stmt]:
        block: list[Stmt] = []
        for statement in node.body:
            scope.flat.statement(statement, scope, block)
        done.append(while_loop(node, scope, block, rounds - 1, held))
        return block

    condition = scope.flat.test(_all_of(tests, node), scope, out)
    scope.flat.emit(nodes.if_(condition, *scope.branches(further, lambda: [])), node, scope, out)
    return done[0]


def _all_of(tests: list[Any], node: gast.While) -> Any:
    return tests[0] if len(tests) == 1 else gast.copy_location(gast.BoolOp(gast.And(), tests), node)

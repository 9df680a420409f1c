"""Tests and values that are decided before the program runs."""

from __future__ import annotations

from typing import Any

import gast

from sourcead.normalize import questions
from sourcead.normalize.activation import Activation
from sourcead.normalize.known import Form, Given, Group, static_key
from sourcead.normalize.objects import UNDECIDED, Instance
from sourcead.normalize.program import MISSING


def decided_value(node: Any, scope: Activation) -> Any:
    """The value of an expression that is known before the program runs; `UNDECIDED` for any other."""
    if isinstance(node, gast.Constant):
        return node.value
    if isinstance(node, gast.Name):
        found = scope.lookup(node.id, node) if scope.knows(node.id) else None
        return _value(found, scope)
    if isinstance(node, gast.Call) and len(node.args) == 1 and not node.keywords and isinstance(node.args[0], gast.Name):
        target = scope.resolve(node.func)
        found = scope.lookup(node.args[0].id, node) if scope.knows(node.args[0].id) else None
        if target is len and isinstance(found, Group):
            return len(found.items)
        if target is len and isinstance(found, gast.Name):
            form = scope.names.facts.of(found)
            return len(scope.names.facts.rely(form).parts) if isinstance(form, Form) else UNDECIDED
        if target is callable and found is not None:
            value = _value(found, scope)
            return UNDECIDED if value is UNDECIDED else callable(value)
    return UNDECIDED


def _value(found: Any, scope: Activation) -> Any:
    if found is None:
        return UNDECIDED
    if isinstance(found, gast.Constant):
        return found.value
    if isinstance(found, Instance):
        return UNDECIDED
    if isinstance(found, Group):
        return tuple(found.items)
    if not isinstance(found, gast.AST):
        return print  # some function: it is true and not None
    if isinstance(found, gast.Name):
        fact = scope.names.facts.of(found)
        if isinstance(fact, Given):
            return scope.names.facts.rely(fact).value
        binding = scope.names.env.get(found.id)
        known = binding is not None and binding.holder is None and isinstance(binding.value, (str, type(None)))
        if known:
            return binding.value  # type: ignore[union-attr]
    value = scope.object_of(found)
    return value if value is not MISSING and callable(value) else UNDECIDED


def decided(node: Any, scope: Activation) -> Any:
    """The outcome of a test that is known before the program runs; `UNDECIDED` for any other."""
    about = questions.decided(node, scope) if scope.names.instances else None
    if about is not None:
        return about
    if isinstance(node, gast.UnaryOp) and isinstance(node.op, gast.Not):
        found = decided(node.operand, scope)
        return found if found is UNDECIDED else not found
    if isinstance(node, gast.BoolOp):
        return _joined(node, scope)
    if isinstance(node, gast.Compare) and len(node.ops) == 1:
        return _compared(node, scope)
    if isinstance(node, gast.Constant):
        return UNDECIDED  # written so by hand: it stays
    found = decided_value(node, scope)
    return found if found is UNDECIDED else bool(found)


def _joined(node: gast.BoolOp, scope: Activation) -> Any:
    ends = isinstance(node.op, gast.Or)
    for value in node.values:
        found = decided(value, scope)
        if found is UNDECIDED or found is ends:
            return found
    return not ends


def _compared(node: gast.Compare, scope: Activation) -> Any:
    left, right = decided_value(node.left, scope), UNDECIDED
    if left is UNDECIDED:
        return UNDECIDED
    other = node.comparators[0]
    if isinstance(node.ops[0], (gast.In, gast.NotIn)) and isinstance(other, (gast.Tuple, gast.List, gast.Set)):
        keys = [static_key(e) for e in other.elts]
        right = UNDECIDED if any(not isinstance(k, (str, int)) for k in keys) else keys
    elif isinstance(node.ops[0], (gast.In, gast.NotIn)) and isinstance(other, gast.Name):
        found = scope.lookup(other.id, other)
        right = found.keys if isinstance(found, Group) and found.kind == "dict" else UNDECIDED
    else:
        right = decided_value(other, scope)
    if right is UNDECIDED or ((left is print or right is print) and not isinstance(node.ops[0], (gast.Is, gast.IsNot))):
        return UNDECIDED
    if (left is not None and right is not None) and isinstance(node.ops[0], (gast.Is, gast.IsNot)):
        return UNDECIDED
    return _outcome(node.ops[0], left, right)


def _outcome(op: Any, left: Any, right: Any) -> Any:
    if isinstance(op, (gast.Is, gast.Eq)):
        return left is right if isinstance(op, gast.Is) else left == right
    if isinstance(op, (gast.IsNot, gast.NotEq)):
        return left is not right if isinstance(op, gast.IsNot) else left != right
    if isinstance(op, (gast.In, gast.NotIn)):
        return (left in right) is isinstance(op, gast.In)
    if not (type(left) is int and type(right) is int):
        return UNDECIDED
    outcomes = {gast.Lt: left < right, gast.LtE: left <= right, gast.Gt: left > right, gast.GtE: left >= right}
    return outcomes.get(type(op), UNDECIDED)

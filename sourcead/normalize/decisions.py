"""Tests and values that are decided before the program runs."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import gast
import numpy as np

from sourcead import nodes
from sourcead.definitions import asking
from sourcead.nodes import Stmt
from sourcead.normalize import classes, questions
from sourcead.normalize.activation import Activation
from sourcead.normalize.iterators import builtin
from sourcead.normalize.known import ELSEWHERE, Group, static_key
from sourcead.normalize.objects import UNDECIDED, Instance
from sourcead.normalize.program import STEADY
from sourcead.normalize.watched import MISSING

OURS = "sourcead.definitions."  # nobody passes objects of these classes
CONTAINERS = {"tuple": tuple, "list": list, "dict": dict}
PLAIN = (tuple, list, dict, set, str, int, float, complex, np.ndarray)


def decided_value(node: Any, scope: Activation) -> Any:
    """The value of an expression that is known before the program runs; `UNDECIDED` for any other."""
    known = questions.known_value(node, scope)
    if known is not ELSEWHERE:
        return known
    if isinstance(node, gast.Name):
        return _value(scope.lookup(node.id, node) if scope.knows(node.id) else None, scope)
    if isinstance(node, gast.Call) and len(node.args) == 2 and scope.resolve(node.func) is isinstance:
        return _is_container(node, scope)
    if isinstance(node, gast.Call) and len(node.args) == 2 and scope.resolve(node.func) is hasattr:
        return _is_in_library(node, scope)
    if isinstance(node, gast.Call) and len(node.args) == 1 and not node.keywords and isinstance(node.args[0], gast.Name):
        target = scope.resolve(node.func)
        if target is asking.is_given or target is asking.is_positive_number:
            written = questions.known_value(node.args[0], scope)
            return target(UNDECIDED if written is ELSEWHERE else written)
        if target is asking.is_function and scope.knows(node.args[0].id):
            value = _value(scope.lookup(node.args[0].id, node), scope)
            return value is not UNDECIDED and callable(value)
        if target is asking.is_matrix:
            return asking.is_matrix(scope.object_of(scope.lookup(node.args[0].id, node)))
        if target is callable and scope.knows(node.args[0].id):
            value = _value(scope.lookup(node.args[0].id, node), scope)
            return UNDECIDED if value is UNDECIDED else callable(value)
    return UNDECIDED


def _is_in_library(node: Any, scope: Activation) -> Any:
    """Whether a library's module has a name, as one asks which version is there."""
    module, name = scope.resolve(node.args[0]), nodes.literal(node.args[1], None)
    if not isinstance(module, ModuleType) or module.__name__.split(".")[0] not in STEADY or type(name) is not str:
        return UNDECIDED
    return hasattr(module, name)


def _is_container(node: gast.Call, scope: Activation) -> Any:
    """Whether a tuple, list or dict that is known to be one is of certain classes."""
    value = questions.peek(node.args[0], scope)
    form: Any = scope.names.facts.forms.get(value.id) if isinstance(value, gast.Name) else None
    kinds = node.args[1].elts if isinstance(node.args[1], gast.Tuple) else [node.args[1]]
    known = [scope.resolve(k) for k in kinds]
    if getattr(form, "kind", None) not in CONTAINERS or not all(map(_is_no_container_of_its_own, known)):
        return UNDECIDED
    return any(k is CONTAINERS[form.kind] for k in known)


def _is_no_container_of_its_own(kind: Any) -> bool:
    plain = any(kind is own for own in PLAIN)
    return plain or (type(kind) is type and classes.is_made_here(kind) and not issubclass(kind, tuple(CONTAINERS.values())))


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


def outcome(node: Any, scope: Activation, out: list[Stmt]) -> Any:
    """The outcome of a test, where it is known, or known but for a value that is refused when the program runs.

    A variable holds no object of a class whose objects are taken apart: objects of the program have no variables.
    """
    found = decided(node, scope)
    if found is not UNDECIDED:
        return found
    if isinstance(node, gast.UnaryOp) and isinstance(node.op, gast.Not):
        inner = outcome(node.operand, scope, out)
        return inner if inner is UNDECIDED else not inner
    if not isinstance(node, gast.Call) or scope.resolve(node.func) is not isinstance or len(node.args) != 2 or node.keywords:
        return UNDECIDED
    kinds = node.args[1].elts if isinstance(node.args[1], gast.Tuple) else [node.args[1]]
    value = questions.peek(node.args[0], scope)
    if not isinstance(value, (gast.Name, gast.Constant)) or not all(classes.is_made_here(scope.resolve(k)) for k in kinds):
        return UNDECIDED
    if isinstance(value, gast.Name) and not all(scope.resolve(k).__module__.startswith(OURS) for k in kinds):
        reason = nodes.constant("an object is passed where a number was passed before")
        error = nodes.call(builtin("TypeError", scope), reason)
        test = scope.flat.test(node, scope, out)
        scope.flat.emit(nodes.if_(test, [nodes.at(gast.Raise(error, None), scope.place(node))]), node, scope, out)
    return False


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

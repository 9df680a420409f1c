"""What calls run through, as a list: generator expressions, and calls of iterators."""

from __future__ import annotations

import math
from typing import Any

import gast
import numpy as np

from sourcead import nodes
from sourcead.normalize import questions
from sourcead.normalize.activation import Activation
from sourcead.normalize.iterators import is_call_of, is_iterator, own_name
from sourcead.normalize.watched import MISSING


def as_list(node: Any, scope: Activation) -> Any:
    """What a function consumes, as a list: a generator expression, or a call of an iterator."""
    if isinstance(node, gast.GeneratorExp):
        return gast.copy_location(gast.ListComp(node.elt, node.generators), node)
    if isinstance(node, gast.Call) and is_call_of(node, filter, scope) and len(node.args) == 2:
        return filtered(node, scope)
    if not questions.is_generator_call(node, scope) and (not is_iterator(node, scope) or scope.resolve(node.func) is range):
        return node
    item = own_name("item", scope)
    goal: Any = nodes.target(item)
    return gast.copy_location(gast.ListComp(nodes.name(item), [gast.comprehension(goal, node, [], 0)]), node)


def indexable(node: Any, scope: Activation) -> Any:
    """What is taken apart into targets: an iterator, a view of a dict or a tuple of unknown length, as a list."""
    if isinstance(node, gast.Tuple) and any(isinstance(e, gast.Starred) for e in node.elts):
        return gast.copy_location(gast.List(node.elts, gast.Load()), node)
    call = isinstance(node, gast.Call) and isinstance(node.func, gast.Attribute) and not node.args and not node.keywords
    if call and node.func.attr in ("items", "keys", "values") and scope.resolve(node.func) is MISSING:
        made = nodes.call(nodes.name("<list>"), node)
        gast.copy_location(made.func, node)
        return gast.copy_location(made, node)
    return as_list(node, scope)


def filtered(node: gast.Call, scope: Activation) -> gast.ListComp:
    """`filter(f, xs)` as a list comprehension."""
    item = own_name("item", scope)
    test: Any = nodes.name(item)
    if not (isinstance(node.args[0], gast.Constant) and node.args[0].value is None):
        test = gast.copy_location(gast.Call(node.args[0], [nodes.name(item)], []), node)
    loop = gast.comprehension(nodes.target(item), node.args[1], [test], 0)
    return gast.copy_location(gast.ListComp(nodes.name(item), [loop]), node)  # type: ignore[no-any-return]


CONSUMING = (sum, min, max, any, all, tuple, list, set, frozenset, dict, sorted, math.fsum, math.prod, np.fromiter)
CONSUMING_METHODS = ("extend", "join", "update", "fromkeys")


def consumes(target: Any, node: gast.Call) -> bool:
    """Whether a call runs through an iterator that it is given, once, before anything else happens."""
    if any(target is f for f in CONSUMING):
        return True
    return target is MISSING and isinstance(node.func, gast.Attribute) and node.func.attr in CONSUMING_METHODS

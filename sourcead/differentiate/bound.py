"""What a pullback reads of things outside of the function: it is bound when the pullback is made, by defaults of parameters.

Guarantee: an attribute that is set anew afterwards does not reach the pullback. (`kept` sees to arrays that are changed.)
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import Any

import gast
import numpy as np

from sourcead import nodes
from sourcead.analysis.walk import definitions
from sourcead.differentiate.names import Namer
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import Binding
from sourcead.normalize.program import STEADY

WORKING = (ModuleType, type, FunctionType, BuiltinFunctionType, MethodType, np.ufunc)
FIXED = (bool, int, float, complex, str, bytes, type(None), np.generic, np.dtype)
DATA = (*FIXED, np.ndarray, list, tuple, dict, set, frozenset)


def bind_outside(
    reverse: Sequence[Stmt], env: Mapping[str, Binding], namer: Namer, params: Collection[str]
) -> tuple[list[Stmt], dict[str, Expr]]:
    """The statements with parameters in place of what is bound outside, and what these are; `params`: those that there are."""
    local = {*definitions(reverse), *params}
    found: dict[str, Expr] = {}
    names: dict[str, str] = {}

    def bound(node: Any) -> Any:
        path = nodes.dotted(node) if isinstance(node, (gast.Name, gast.Attribute)) else None
        if path is None or path[0] in local or path[0] not in env:
            return node
        text = _data(path, env)
        if text is not None and text == ".".join(path):
            if text not in names:
                names[text] = text if len(path) == 1 else namer.fresh("_".join(path[-2:]))
                found[names[text]] = nodes.copy(node)
            return nodes.name(names[text])
        return node

    return [nodes.transform(s, bound) for s in reverse], found


def _data(path: Sequence[str], env: Mapping[str, Binding]) -> str | None:
    """The shortest part of a dotted name that is data which may become other data; None where there is none."""
    value: Any = env[path[0]].value
    for count, _ in enumerate(path, 1):
        holds = isinstance(value, type) or (isinstance(value, ModuleType) and value.__name__.partition(".")[0] not in STEADY)
        if (isinstance(value, WORKING) and not holds) or (count == 1 and isinstance(value, FIXED)):
            return None
        if isinstance(value, DATA):
            return ".".join(path[:count])
        tables = [vars(k) for k in value.__mro__] if isinstance(value, type) else [getattr(value, "__dict__", {})]
        if count == len(path) or not any(path[count] in table for table in tables):
            return None
        value = next(table[path[count]] for table in tables if path[count] in table)
    return None

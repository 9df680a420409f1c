"""Axes that an index adds to a number of NumPy's, added by a function: `np.sum(x)[None]` is `np.expand_dims(np.sum(x), 0)`.

Guarantee: the program computes the same. A number of Python's has no such index.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import gast

from sourcead import nodes
from sourcead.analysis.walk import statements
from sourcead.differentiate.names import with_numpy
from sourcead.nodes import Stmt
from sourcead.normalize import Program
from sourcead.types import shapes
from sourcead.types.infer import Typing
from sourcead.types.values import Number


def with_axes(program: Program, typing: Typing, varied: Collection[str]) -> Program:
    """The program without such indices of differentiated numbers; the same object where there is none."""
    body = list(statements(program.tree.body))
    found = {id(s): count for s in body if (count := _axes_added(s, typing, varied))}
    if not found:
        return program
    module, env = with_numpy(program)
    copies = nodes.copy_all(program.tree.body)
    for statement, copy in zip(body, list(statements(copies))):
        if id(statement) in found:
            axes = [nodes.constant(k) for k in range(found[id(statement)])]
            axis = axes[0] if len(axes) == 1 else nodes.tuple_(axes)
            made = nodes.call(nodes.attribute(nodes.name(module), "expand_dims"), copy.value.value, axis)
            copy.value = nodes.at(made, copy.value)
    return replace(program, tree=nodes.function(program.name, program.params, copies), env=env)


def _axes_added(statement: Stmt, typing: Typing, varied: Collection[str]) -> int:
    """How many axes a statement adds to a number, if it does nothing else; or 0."""
    value = statement.value if isinstance(statement, gast.Assign) else None
    if not isinstance(value, gast.Subscript) or not isinstance(value.value, gast.Name) or value.value.id not in varied:
        return 0
    kind = typing.name(value.value.id)
    if not isinstance(kind, Number) or kind.weak or kind.mixed:
        return 0
    parts = value.slice.elts if isinstance(value.slice, gast.Tuple) else [value.slice]
    kinds = [shapes.index_kind(p, typing) for p in parts]
    return kinds.count("new") if set(kinds) <= {"new", "ellipsis"} and kinds.count("ellipsis") < 2 else 0

"""Which containers names are taken out of and put into: when one changes, so does what is known of the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import gast

from sourcead import nodes
from sourcead.nodes import Expr


@dataclass(frozen=True)
class Held:
    """Which containers names are taken out of, and by which index (None: by a loop); names for one container; what is put in."""

    parents: Mapping[str, Sequence[tuple[str, Expr | None]]] = field(default_factory=dict)
    twins: Mapping[str, Sequence[str]] = field(default_factory=dict)
    children: Mapping[str, Sequence[str]] = field(default_factory=dict)
    keyed: Mapping[str, Sequence[tuple[object, str]]] = field(default_factory=dict)  # what dicts that are written out hold


def held_in(tree: gast.FunctionDef) -> Held:
    """The containers of a program, by the names for them."""
    parents: dict[str, list[tuple[str, Expr | None]]] = {}
    twins: dict[str, list[str]] = {}
    children: dict[str, list[str]] = {}
    keyed: dict[str, list[tuple[object, str]]] = {}
    for node in nodes.walk(tree):
        if isinstance(node, gast.For) and isinstance(node.iter, gast.Name):
            parents.setdefault(node.target.id, []).append((node.iter.id, None))
        if isinstance(node, gast.Call) and isinstance(node.func, gast.Attribute) and isinstance(node.func.value, gast.Name):
            if node.func.attr in ("append", "insert"):
                children.setdefault(node.func.value.id, []).extend(a.id for a in node.args if isinstance(a, gast.Name))
        if not isinstance(node, gast.Assign):
            continue
        goal, value = node.targets[0], node.value
        if isinstance(goal, gast.Subscript) and isinstance(value, gast.Name):
            children.setdefault(goal.value.id, []).append(value.id)
        elif isinstance(goal, gast.Name) and isinstance(value, gast.Name):
            twins.setdefault(goal.id, []).append(value.id)
            twins.setdefault(value.id, []).append(goal.id)
        elif isinstance(goal, gast.Name) and isinstance(value, gast.Dict):
            known = [
                (k.value, v.id)
                for k, v in zip(value.keys, value.values)
                if isinstance(v, gast.Name) and isinstance(k, gast.Constant)
            ]
            keyed.setdefault(goal.id, []).extend(known)
        elif isinstance(goal, gast.Name) and isinstance(value, (gast.List, gast.Tuple)):
            children.setdefault(goal.id, []).extend(e.id for e in value.elts if isinstance(e, gast.Name))
        elif isinstance(goal, gast.Name) and isinstance(value, gast.Subscript) and isinstance(value.value, gast.Name):
            if not isinstance(value.slice, gast.Slice):
                parents.setdefault(goal.id, []).append((value.value.id, value.slice))
    return Held(parents, twins, children, keyed)

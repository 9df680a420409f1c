"""The text of a program as trees: its function, and what that calls or names in its module."""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from tests.programs.cases import Case

Function = ast.FunctionDef | ast.Lambda
DISPLAYS = (ast.List, ast.ListComp)


@cache
def definitions(module: str) -> dict[str, ast.stmt]:
    """What a module defines at its top, by name."""
    found: dict[str, ast.stmt] = {}
    for node in ast.parse(inspect.getsource(sys.modules[module])).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            found[node.name] = node
        elif isinstance(node, ast.Assign):
            found |= {t.id: node for t in node.targets if isinstance(t, ast.Name)}
    return found


@dataclass(frozen=True)
class Code:
    """The trees of one program: `own` is its function, `trees` are that and all that it reaches in its module."""

    case: Case

    @cached_property
    def names(self) -> dict[str, ast.stmt]:
        """What the program reaches, by name."""
        defined, reached = definitions(self.case.function.__module__), dict[str, ast.stmt]()
        left = [getattr(self.case.function, "__name__", "")]
        while left:
            name = left.pop()
            if name in defined and name not in reached:
                reached[name] = defined[name]
                left += [n.id for n in ast.walk(defined[name]) if isinstance(n, ast.Name)]
        return reached

    @cached_property
    def trees(self) -> list[ast.stmt]:
        """The trees of all that the program reaches."""
        return list(self.names.values())

    @cached_property
    def own(self) -> ast.FunctionDef | None:
        """The function that is differentiated."""
        found = self.names.get(getattr(self.case.function, "__name__", ""))
        return found if isinstance(found, ast.FunctionDef) else None

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """Every node but those of decorators of the table."""
        entering = {id(n) for t in self.trees for d in getattr(t, "decorator_list", []) if _enters(d) for n in ast.walk(d)}
        return [n for t in self.trees for n in ast.walk(t) if id(n) not in entering]

    def of(self, *kinds: type[ast.AST]) -> Iterator[Any]:
        """The nodes of some kinds."""
        return (n for n in self.nodes if isinstance(n, kinds))

    def defined(self, *kinds: type[ast.AST]) -> Iterator[Any]:
        """The definitions at the top of the module, of some kinds."""
        return (t for t in self.trees if isinstance(t, kinds))

    @cached_property
    def values(self) -> dict[str, list[ast.expr]]:
        """What variables are given, by name."""
        found: dict[str, list[ast.expr]] = {}
        for node in self.of(ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    found.setdefault(target.id, []).append(node.value)
        return found

    def is_made_by(self, name: str, test: Callable[[ast.expr], bool]) -> bool:
        """Whether a variable is given such a value somewhere."""
        return any(map(test, self.values.get(name, [])))

    def is_list(self, node: ast.AST) -> bool:
        """Whether an expression is a list, as far as the text tells."""
        if isinstance(node, ast.Name):
            return self.is_made_by(node.id, lambda v: isinstance(v, DISPLAYS) or is_call(v, "list", "sorted"))
        return isinstance(node, DISPLAYS)

    def is_dict(self, node: ast.AST) -> bool:
        """Whether an expression is a dict, as far as the text tells."""
        made = (ast.Dict, ast.DictComp)
        if isinstance(node, ast.Name):
            return self.is_made_by(node.id, lambda v: isinstance(v, made) or is_call(v, "dict"))
        return isinstance(node, made)

    def is_mask(self, node: ast.AST) -> bool:
        """Whether an index is a boolean mask, as far as the text tells."""
        if isinstance(node, ast.Name):
            return self.is_made_by(node.id, self.is_mask)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Invert):
            return True
        both = isinstance(node, ast.BinOp) and isinstance(node.op, (ast.BitAnd, ast.BitOr)) and self.is_mask(node.left)
        return both or (isinstance(node, ast.Compare) and not isinstance(node.ops[0], (ast.In, ast.Is)))

    def is_fancy(self, node: ast.AST) -> bool:
        """Whether an index is a list or an array of positions, as far as the text tells."""
        if isinstance(node, ast.Name):
            return self.is_made_by(node.id, self.is_fancy)
        if isinstance(node, ast.Tuple):
            return all(map(self.is_fancy, node.elts))
        return isinstance(node, ast.List) or is_call(node, "np.array", "np.arange", "np.argsort", "np.flatnonzero", "np.ix_")

    @cached_property
    def stores(self) -> list[ast.Subscript]:
        """Elements and parts that are assigned."""
        return [n for n in self.of(ast.Subscript) if isinstance(n.ctx, ast.Store)]

    @cached_property
    def functions(self) -> dict[str, ast.FunctionDef]:
        """Functions by name, those inside others too."""
        return {n.name: n for n in self.of(ast.FunctionDef)}

    @cached_property
    def generators(self) -> set[str]:
        """The names of generator functions."""
        return {n for n, f in self.functions.items() if any(isinstance(i, (ast.Yield, ast.YieldFrom)) for i in ast.walk(f))}

    def calls(self, *names: str) -> bool:
        """Whether a function of one of these names is called."""
        return any(is_call(n, *names) for n in self.nodes)

    def methods(self, *names: str) -> Iterator[ast.Call]:
        """The calls of methods of these names."""
        return (n for n in self.of(ast.Call) if isinstance(n.func, ast.Attribute) and n.func.attr in names)


def _enters(decorator: ast.expr) -> bool:
    return isinstance(decorator, ast.Call) and dotted(decorator.func) == "program"


def dotted(node: ast.AST) -> str:
    """`a.b.c` as text; empty for anything else."""
    if isinstance(node, ast.Attribute):
        stem = dotted(node.value)
        return f"{stem}.{node.attr}" if stem else ""
    return node.id if isinstance(node, ast.Name) else ""


def is_call(node: ast.AST, *names: str) -> bool:
    """Whether a node is the call of a function of one of these names."""
    return isinstance(node, ast.Call) and dotted(node.func) in names


def parameters(function: Function) -> set[str]:
    """The names of a function's parameters."""
    spec = function.args
    return {a.arg for a in [*spec.posonlyargs, *spec.args, *spec.kwonlyargs, *filter(None, [spec.vararg, spec.kwarg])]}


def inside(node: ast.AST, kind: type[ast.AST] | tuple[type[ast.AST], ...]) -> Iterator[Any]:
    """The nodes of a kind inside a node."""
    return (n for n in ast.walk(node) if n is not node and isinstance(n, kind))


def base_of(node: ast.AST) -> str:
    """The variable that an element, a part or an attribute belongs to."""
    while isinstance(node, (ast.Subscript, ast.Attribute)):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def is_slice(node: ast.AST) -> bool:
    """Whether a node is a part of something: `u[1:]`."""
    parts = (
        node.slice.elts
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Tuple)
        else [getattr(node, "slice", None)]
    )
    return isinstance(node, ast.Subscript) and any(isinstance(p, ast.Slice) for p in parts)

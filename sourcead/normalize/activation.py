"""One activation of a function in a program: its names, its place in the file, and what its callees are."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MethodType
from typing import Any

import gast

from sourcead import nodes
from sourcead.errors import Location
from sourcead.locate import Located
from sourcead.nodes import Expr, Stmt
from sourcead.normalize.program import MISSING, Binding, attribute_bindings, attributes
from sourcead.normalize.scope import Names, find_binding, local_names
from sourcead.normalize.unsupported import unsupported


@dataclass(frozen=True)
class Flat:
    """The functions of `flatten`, for the modules that it is made of."""

    atom: Callable[..., Expr]
    value: Callable[..., Expr]
    named: Callable[..., str]
    index: Callable[..., Expr]
    pure: Callable[..., Expr]
    test: Callable[..., Expr]
    bind: Callable[..., None]
    emit: Callable[..., None]
    statement: Callable[..., None]


@dataclass(frozen=True)
class Inner:
    """A function or lambda that is defined inside an activation; it sees the activation's variables."""

    node: Any
    scope: Activation


@dataclass
class Activation:
    """A function's body on its way into the program.

    `local` maps its variables to names of the program; `stand_in` maps parameters that are never assigned to what was passed.
    """

    located: Located
    names: Names
    is_primitive: Callable[[object], bool]
    node: Any
    flat: Flat
    outer: Activation | None = None
    chain: tuple[object, ...] = ()
    local: dict[str, str] = field(default_factory=dict)
    stand_in: dict[str, Any] = field(default_factory=dict)
    statics: Mapping[str, object] = field(default_factory=dict)

    @property
    def function(self) -> Any:
        """The function object whose globals and closure the names are looked up in."""
        return self.located.function

    def place(self, node: Any) -> Location | None:
        """Where a node of this function stands in its file."""
        return self.located.place(node) if hasattr(node, "lineno") else None

    def declare(self) -> None:
        """Give each variable of the function a name in the program."""
        for name in sorted(local_names(self.node)):
            if name not in self.local and name not in self.stand_in:
                self.local[name] = self.names.fresh(name)

    def error(self, node: Any, reason: str = "", way_out: str = "") -> Exception:
        """The error for a node of this function that is not supported."""
        return unsupported(node, self.place(node), reason, way_out)

    def lookup(self, name: str, node: Any) -> Any:
        """What a name stands for: an expression of the program, or an `Inner` function."""
        if name in self.stand_in:
            return self.stand_in[name]
        if name in self.local:
            return nodes.name(self.local[name])
        if self.outer is not None and self.outer.knows(name):
            return self.outer.lookup(name, node)
        binding = find_binding(self.function, name)
        if binding is None:
            raise self.error(node, f"the name `{name}` is not defined", "Define it before the gradient is asked for.")
        return nodes.name(self.names.bind(name, binding))

    def knows(self, name: str) -> bool:
        """Whether a name is a variable of this activation or of one around it."""
        return name in self.local or name in self.stand_in or (self.outer is not None and self.outer.knows(name))

    def resolve(self, node: Expr) -> Any:
        """The object or `Inner` function that a callee denotes; `MISSING` where it is known only at run time."""
        parts = nodes.dotted(node)
        if parts is None:
            return Inner(node, self) if isinstance(node, gast.Lambda) else MISSING
        root = self.lookup(parts[0], node)
        if isinstance(root, Inner):
            return root if len(parts) == 1 else MISSING
        inner = nodes.dotted(root)
        if inner is None or inner[0] not in self.names.env:
            return MISSING
        value = attributes(self.names.env[inner[0]].value, [*inner[1:], *parts[1:]])
        if value is not MISSING:
            return value
        return MISSING

    def is_constant(self, node: Expr) -> bool:
        """Whether an expression is a dotted name rooted in a non-local."""
        parts = nodes.dotted(node)
        if parts is None or isinstance(node, gast.Name):
            return False
        root = self.lookup(parts[0], node)
        base = None if isinstance(root, Inner) else nodes.dotted(root)
        return base is not None and base[0] in self.names.env

    def depend(self, node: Expr, value: object) -> None:
        """Note that the program was made for this callee, so that a rebinding can be noticed."""
        parts = nodes.dotted(node)
        if parts is None or self.knows(parts[0]):
            return
        binding = find_binding(self.function, parts[0])
        if binding is not None:
            steps = attribute_bindings(binding.value, parts[1:])
            self.names.dependencies += [b for b in [binding, *steps] if b not in self.names.dependencies]


def unwrapped(value: Any) -> tuple[Any, list[Any], dict[str, Any]]:
    """A callee without partial application and binding: the function, the arguments that come first, the keywords."""
    before: list[Any] = []
    keywords: dict[str, Any] = {}
    while True:
        if isinstance(value, functools.partial):
            before = [*value.args, *before]
            keywords = {**value.keywords, **keywords}
            value = value.func
        elif isinstance(value, MethodType):
            before = [value.__self__, *before]
            value = value.__func__
        else:
            return value, before, keywords


def constant_binding(value: Any, name: str) -> Binding:
    """A value that was given once and for all: a default, a partial's argument, a bound object."""
    return Binding(value, None, name)


__all__ = ["Activation", "Inner", "Stmt", "constant_binding", "unwrapped"]

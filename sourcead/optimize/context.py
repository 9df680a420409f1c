"""What the passes may ask: purity, types and aliases of names in a generated function."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import BuiltinFunctionType, BuiltinMethodType, FunctionType, ModuleType

import gast
import numpy as np

from sourcead import nodes
from sourcead.analysis.aliases import Aliases, Classes, may_alias
from sourcead.analysis.walk import assigned, bound_together, statements, stored
from sourcead.nodes import Expr, Stmt
from sourcead.normalize.changing import CHANGING
from sourcead.normalize.marks import EXCEPT, is_mark
from sourcead.rules.names import CALLED
from sourcead.types.infer import Typing
from sourcead.types.purity import is_pure
from sourcead.types.values import Array, DictOf, Number, Record, Static

OWN = ("np", "rt")
WRITING = ("scatter_add", "put_back", "take_out", "take_items")  # functions of `rt` that change their first argument
# functions of `rt` that are called for what they raise or do
CHECKING = (
    "check_arithmetic",
    "check_elements",
    "check_extension",
    "check_last",
    "check_length",
    "check_order",
    "check_places",
    "check_samples",
    "check_turns",
    "hooked",
    "real_result",
)
SOLVING = ("entries_product", "entries_sampled", "entries_solve", "entries_transposed")  # of `rt`, in definitions too
PURE = ("each", "repeated", "widened", "zeros_along")  # functions of `rt` for several directions
LIBRARIES = ("numpy", "scipy", "math", "sourcead")
UNCHANGING = (
    type(None),
    str,
    bytes,
    bool,
    int,
    float,
    complex,
    np.generic,
    range,
    slice,
    FunctionType,
    BuiltinFunctionType,
    np.ufunc,
)


@dataclass(frozen=True)
class Context:
    """A generated function's names: types, aliases, which of them may be folded away."""

    typing: Typing
    aliases: Aliases
    temporaries: frozenset[str]
    primal: frozenset[str]
    given: frozenset[str] = frozenset()  # what the caller passes in besides the arguments: cotangents of the result
    classes: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def seeing(self, body: Sequence[Stmt]) -> Context:
        """The context with the names of a body that may share memory: cotangents too."""
        classes = Classes()
        for statement in statements(body):
            for left, right in _sharing(statement):
                if not self.is_number(left) and not self.is_number(right):
                    classes.union(left, right)
        for name, leader in self.aliases.leader.items():
            classes.union(leader, name)
        members: dict[str, set[str]] = {}
        for name in list(classes.parent):
            members.setdefault(classes.find(name), set()).add(name)
        return replace(self, classes={n: frozenset(m) for m in members.values() for n in m})

    @property
    def pullbacks(self) -> dict[str, int]:
        """The names of pullbacks, and how many cotangents each gives."""
        pulled = self.typing.program.pulled.values()
        return {p.pullback: p.count for p in pulled}

    def is_number(self, name: str) -> bool:
        """Whether a name is certainly a scalar, which nothing can change in place."""
        found = self.typing.name(name)
        return isinstance(found, Number) or (isinstance(found, Static) and not _may_hold_memory(found.value))

    @property
    def outside(self) -> set[str]:
        """The names of what is there after the function has run."""
        return {n for n in self.typing.program.env if not self.is_number(n)}

    def memory(self, name: str) -> frozenset[str]:
        """The names whose value may change when `name` is written in place."""
        return self.classes.get(name, frozenset((name,)))

    def is_pure(self, node: Expr) -> bool:
        """Whether evaluating an expression changes nothing, and may be done earlier, later or not at all."""
        return is_mark(node, EXCEPT) or all(self._is_pure_call(n) for n in nodes.walk(node) if isinstance(n, gast.Call))

    def _is_pure_call(self, call: gast.Call) -> bool:
        parts = nodes.dotted(call.func)
        if parts is not None and parts[0] in OWN and (parts[0] not in self.primal or parts[-1] in SOLVING):
            return parts[-1] not in (*WRITING, *CHECKING)
        function = self.typing.callee(call.func)
        if function is self.typing.program.MISSING:
            if isinstance(call.func, gast.Name) and call.func.id in CALLED:
                return True
            if not isinstance(call.func, gast.Attribute):
                return False
            if call.func.attr in CHANGING:
                return False
            base = self.typing.expr(call.func.value)
            looks = isinstance(base, (DictOf, Record)) and call.func.attr == "get"
            return looks or isinstance(base, (Array, Number)) or call.func.attr == "copy"
        if parts is not None and parts[-1] in CHECKING:
            return False
        if parts is not None and parts[0] == "rt" and parts[-1] in PURE:
            return True
        return is_pure(function)


def _may_hold_memory(value: object) -> bool:
    """Whether something outside, or an attribute of it, may be changed in place."""
    if isinstance(value, ModuleType):
        return value.__name__.partition(".")[0] not in LIBRARIES
    return not isinstance(value, UNCHANGING)


def _sharing(statement: Stmt) -> Iterator[tuple[str, str]]:
    """Pairs of names that may share memory once the statement has run."""
    name, value = assigned(statement), getattr(statement, "value", None)
    if isinstance(statement, gast.For):
        yield from ((statement.target.id, n) for n in may_alias(statement.iter))
    elif isinstance(statement, gast.Assign) and name is not None:
        yield from ((name, n) for n in may_alias(value))
        if isinstance(value, gast.Call) and isinstance(value.func, gast.Attribute) and value.func.attr == "pop":
            yield name, nodes.base_name(value.func.value)
    elif isinstance(statement, gast.Expr) and isinstance(value, gast.Call) and isinstance(value.func, gast.Attribute):
        if value.func.attr in CHANGING:
            yield from ((nodes.base_name(value.func.value), n) for a in value.args for n in may_alias(a))


def changes(statement: Stmt, context: Context) -> set[str]:
    """The names whose binding or content a statement (with its blocks) may change."""
    found: set[str] = set()
    for part in statements([statement]):
        name, place = assigned(part), stored(part)
        found |= bound_together(part)
        if name is not None:
            found.add(name)
            if isinstance(part, gast.AugAssign) and not context.is_number(name):
                found |= context.memory(name)
        if place is not None:
            base = nodes.base_name(place)
            found |= context.memory(base) | {base}
        for call in calls(part):
            found |= _changed_by_call(call, context)
    return found


def _changed_by_call(call: gast.Call, context: Context) -> set[str]:
    parts = nodes.dotted(call.func)
    if parts is not None and parts[0] == "rt" and parts[-1] in WRITING:
        return {nodes.base_name(call.args[0])}
    if not isinstance(call.func, gast.Attribute):
        return set()
    callee = context.typing.callee(call.func)
    of_container = isinstance(callee, BuiltinMethodType) and not isinstance(callee.__self__, ModuleType)  # of one outside
    if callee is not context.typing.program.MISSING and not of_container:
        return set()
    if call.func.attr in CHANGING and isinstance(call.func.value, (gast.Name, gast.Subscript, gast.Attribute)):
        base = nodes.base_name(call.func.value)
        return {n for n in context.memory(base) if not isinstance(context.typing.name(n), Array)} | {base}
    return set()


def calls(statement: Stmt) -> Iterable[gast.Call]:
    """The calls in a statement's own expressions."""
    heads = [getattr(statement, f, None) for f in ("value", "test", "iter")]
    return [n for h in heads if h is not None for n in nodes.walk(h) if isinstance(n, gast.Call)]

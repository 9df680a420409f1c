"""One record for each primal statement: what its reverse does and which primal values that reads.

Guarantee: every active statement has a record; what cannot be differentiated raises with the place in the user's file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import gast

from sourcead import nodes
from sourcead.analysis.aliases import Aliases, holds_memory
from sourcead.analysis.cells import constant_key
from sourcead.analysis.walk import assigned, changed_container, copied, definitions, element_read, statements, surely_bound
from sourcead.differentiate.formulas import OUT, Formula, G, formulas, matched, unbroadcast
from sourcead.errors import AliasError, UnsupportedSyntaxError
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import Program
from sourcead.normalize.marks import is_border, manager
from sourcead.types import shapes
from sourcead.types.conditions import has_complex
from sourcead.types.infer import Typing
from sourcead.types.values import Array, DictOf, Fixed, ListOf, Number, Type, Unknown, number_kind
from sourcead.types.values import Record as RecordType

Path = tuple[object, ...]
LIST_CHANGES = ("append", "extend", "insert", "pop", "reverse", "replace")
DICT_CHANGES = ("put", "drop")
CHANGES = (*LIST_CHANGES, *DICT_CHANGES)


@dataclass(frozen=True)
class Transfer:
    """A leaf of a structure that a statement moves: its cotangent goes from one cell to another."""

    target: str
    target_path: Path
    source: str
    source_path: Path


@dataclass(frozen=True)
class Record:
    """The reverse of one statement.

    `kind`: `value` (a name gets an operation's result), `gather` (an element or slice is read), `transfer` (structure is
    packed, unpacked or copied), `store` and `update` (in place), `element` (an element of a list or dict is read), `view` (a
    location of another name's cotangent), `pulled` (a call's result, whose pullback is called), one of `CHANGES` (of lists and of
    dicts of any keys), `none`. `reads` and `results`: what the reverse of a change evaluates, on the values before the statement
    and after it.
    """

    statement: Stmt
    kind: str
    formulas: tuple[Formula, ...] = ()
    transfers: tuple[Transfer, ...] = ()
    reads: tuple[Expr, ...] = ()
    results: tuple[Expr, ...] = ()


@dataclass(frozen=True)
class Facts:
    """What the analyses found, for the reverse sweep."""

    program: Program
    typing: Typing
    aliases: Aliases
    active: frozenset[str]
    records: dict[int, Record] = field(default_factory=dict)
    replaced: Mapping[int, str] = field(default_factory=dict)  # by store: the name of the list's element before it

    @cached_property
    def maybe_unbound(self) -> frozenset[str]:
        """The names that are bound on some ways only, where loops run."""
        body = self.program.tree.body
        return frozenset(definitions(body) - surely_bound(body, loops_run=True) - set(self.program.params))

    def is_active(self, name: str) -> bool:
        """Whether a name has a cotangent."""
        return name in self.active

    def mirrors(self, name: str) -> bool:
        """Whether a name is a dict of any keys whose cotangent has all its keys."""
        return self.aliases.mirrors(name, self.type(name))

    def type(self, name: str) -> Type:
        """Type of a name."""
        return self.typing.name(name)


def leaves(value: Type, path: Path = ()) -> Iterator[Path]:
    """The paths of a structure's leaves: numbers, arrays, lists of any length."""
    if isinstance(value, Fixed):
        for index, element in enumerate(value.elements):
            yield from leaves(element, (*path, index))
    elif isinstance(value, RecordType):
        for key, element in zip(value.keys, value.values):
            yield from leaves(element, (*path, key))
    elif isinstance(value, (Number, Array, ListOf, DictOf, Unknown)):
        yield path


def structure(kind: Type, parts: Mapping[Path, Expr], path: Path = ()) -> Expr:
    """An expression of this type, made from its leaves; None where a leaf has no part."""
    if isinstance(kind, Fixed):
        elements = [structure(e, parts, (*path, i)) for i, e in enumerate(kind.elements)]
        return nodes.tuple_(elements) if kind.kind == "tuple" else nodes.list_(elements)
    if isinstance(kind, RecordType):
        values = [structure(v, parts, (*path, k)) for k, v in zip(kind.keys, kind.values)]
        return gast.Dict([nodes.constant(k) for k in kind.keys], values)
    return parts.get(path, nodes.constant(None))


def has_tuple(value: Type) -> bool:
    """Whether a structure has a tuple in it."""
    if isinstance(value, Fixed):
        return value.kind == "tuple" or any(map(has_tuple, value.elements))
    return isinstance(value, RecordType) and any(map(has_tuple, value.values))


def type_at(value: Type, path: Path) -> Type:
    """The type of the part of a structure at a path."""
    for step in path:
        if isinstance(value, Fixed) and isinstance(step, int):
            value = value.elements[step]
        elif isinstance(value, RecordType):
            value = value.values[value.keys.index(step)]
        else:
            return Unknown()
    return value


def build_records(facts: Facts) -> None:
    """Fill `facts.records` with the record of each statement."""
    for statement in statements(facts.program.tree.body):
        facts.records[id(statement)] = _record(statement, facts)


def _record(statement: Stmt, facts: Facts) -> Record:
    if is_border(statement):
        _check_manager(statement, facts)
        return Record(statement, "none")
    container = changed_container(statement)
    if container is not None and facts.is_active(container):
        return change_of(statement, container, facts)
    if isinstance(statement, gast.Assign):
        goal = statement.targets[0]
        if isinstance(goal, gast.Name):
            return _assignment(statement, goal.id, facts) if facts.is_active(goal.id) else Record(statement, "none")
        return _store(statement, goal, facts)
    if isinstance(statement, gast.AugAssign):
        return _update(statement, facts)
    return Record(statement, "none")


def _check_manager(statement: Stmt, facts: Facts) -> None:
    """A manager is given no memory that it might change, and nothing that is differentiated."""
    header = manager(statement)
    for part in [] if not isinstance(header, gast.Call) else [*header.args, *(k.value for k in header.keywords)]:
        for name in nodes.free_names(part):
            known = name in facts.program.env and name not in facts.program.params
            if not known and (facts.is_active(name) or holds_memory(facts.type(name))):
                raise UnsupportedSyntaxError(
                    f"this manager is given `{name}`, and what it does with that cannot be followed",
                    way_out="Write what it does as statements, or as a function with `contextlib.contextmanager`.",
                    location=nodes.location(header) if header is not None else None,
                )


def _assignment(statement: gast.Assign, name: str, facts: Facts) -> Record:
    value = statement.value
    kind = facts.type(name)
    callee = facts.program.callee(value)
    if callee is not None and callee.pulls:
        return Record(statement, "none")
    if facts.program.pulls(value) or (callee is not None and name in facts.program.pulled):
        return _pulled(statement, value, facts)
    if name in facts.aliases.views and facts.aliases.is_written(name):
        return Record(statement, "view")
    memory = isinstance(kind, (Number, Array)) or (isinstance(kind, Unknown) and facts.aliases.is_written(name))
    source = facts.type(value.id) if isinstance(value, gast.Name) else None
    turns = source is not None and (
        may_turn_complex(source, kind, facts) or (number_kind(kind) == "c" and number_kind(source) == "f")
    )
    if isinstance(value, gast.Name) and not memory and not turns:
        return Record(statement, "transfer", transfers=_moves(statement, (value.id, ()), (name, ()), facts))
    if isinstance(value, gast.List) and isinstance(kind, ListOf):
        parts = [(k, e.id) for k, e in enumerate(value.elts) if isinstance(e, gast.Name) and facts.is_active(e.id)]
        found = tuple(Formula(e, nodes.subscript(nodes.name(G), nodes.constant(k))) for k, e in parts)
        return Record(statement, "value", formulas=found)
    if isinstance(value, (gast.Tuple, gast.List, gast.Dict)):
        return Record(statement, "transfer", transfers=tuple(_packed(statement, name, facts)))
    whole = copied(value)
    if whole is not None and not may_turn_complex(facts.type(whole), kind, facts):
        return Record(statement, "transfer", transfers=_moves(statement, (whole, ()), (name, ()), facts))
    if isinstance(value, gast.Subscript):
        return _read(statement, name, value, facts)
    read = element_read(value)
    if read is not None and isinstance(facts.type(read[0]), DictOf):
        check_default(value, facts)
        return Record(statement, "element" if facts.is_active(read[0]) else "value")
    own = facts.typing.expr(value)
    if not may_turn_complex(own, kind, facts):
        return Record(statement, "value", formulas=tuple(formulas(value, kind, facts.typing, facts.is_active)))
    real = {G: nodes.call("np.real", nodes.name(G))}
    found = tuple(formulas(value, own, facts.typing, facts.is_active))
    return Record(statement, "value", formulas=tuple(Formula(f.operand, nodes.substitute(f.value, real)) for f in found))


def check_default(value: Expr, facts: Facts) -> None:
    """What `d.get(k, default)` gives where there is no such key is differentiated only where the dict is."""
    default = value.args[1:] if isinstance(value, gast.Call) else []
    lost = next((e.id for e in default if isinstance(e, gast.Name) and facts.is_active(e.id)), None)
    if lost is not None and not facts.is_active(value.func.value.id):
        raise UnsupportedSyntaxError(
            f"`{lost}` is differentiated, and stands for what may be missing in a dict that is not",
            way_out=f"Write `d[k] if k in d else {lost}`.",
            location=nodes.location(value),
        )


def _pulled(statement: gast.Assign, value: Expr, facts: Facts) -> Record:
    """`y = pair[0]` of a pair that a vjp gave, or `y = f(x)`: the pullback gives the cotangents of what was passed."""
    pulled = facts.program.pulled[value.value.id if isinstance(value, gast.Subscript) else str(assigned(statement))]
    call = nodes.call(nodes.name(pulled.pullback), *nodes.copy_all(pulled.given), nodes.name(G))
    found = [
        Formula(n, nodes.subscript(call, nodes.constant(k)) if pulled.count else call)
        for k, n in pulled.operands
        if facts.is_active(n) and (not pulled.is_pair or value.slice.value == 0)
    ]
    return Record(statement, "pulled" if found else "value", formulas=tuple(found))


def may_turn_complex(source: Type, goal: Type, facts: Facts) -> bool:
    """Whether a real value gets a name, or a place, that has complex ones at other times."""
    blurs = isinstance(goal, Unknown) and number_kind(goal) != "f" and number_kind(source) == "f"
    return blurs and has_complex(facts.typing)


def _moves(statement: Stmt, source: tuple[str, Path], goal: tuple[str, Path], facts: Facts) -> tuple[Transfer, ...]:
    """A part of one variable that becomes a part of another: each leaf's cotangent moves as it is."""
    (name, path), (other, at) = source, goal
    if not facts.is_active(name):
        return ()
    found = list(leaves(type_at(facts.type(name), path)))
    if found != list(leaves(type_at(facts.type(other), at))):
        raise no_structure(statement.value, name if path else other)
    if any(may_turn_complex(type_at(facts.type(name), path + p), type_at(facts.type(other), at + p), facts) for p in found):
        raise UnsupportedSyntaxError(
            f"`{other}` holds a real number or a complex one in one place, and which is known only when the function runs",
            way_out="Put complex numbers there from the start: `x + 0j`.",
            location=nodes.location(statement.value),
        )
    return tuple(Transfer(name, path + p, other, at + p) for p in found)


def bound_leaves(statement: Stmt, facts: Facts) -> list[tuple[str, Path]]:
    """The leaves of the structure that an assignment gives a name, or a known place of a structure."""
    goal = statement.targets[0]
    name = nodes.base_name(goal)
    at: Path = () if isinstance(goal, gast.Name) else (constant_key(goal.slice, facts.type(name)),)
    return [(name, at + path) for path in leaves(type_at(facts.type(name), at))]


def _packed(statement: gast.Assign, name: str, facts: Facts) -> Iterator[Transfer]:
    """`name = (a, b)`: each element's cotangent is a part of the whole's."""
    value = statement.value
    keys = [k.value for k in value.keys] if isinstance(value, gast.Dict) else range(len(value.elts))
    elements = value.values if isinstance(value, gast.Dict) else value.elts
    for key, element in dict(zip(keys, elements)).items():  # a key that is written twice has the last value
        if isinstance(element, gast.Name) and facts.is_active(element.id):
            if isinstance(facts.type(name), (ListOf, Unknown)):
                raise no_structure(value, name)
            yield from _moves(statement, (element.id, ()), (name, (key,)), facts)


def no_structure(node: Expr, name: str) -> UnsupportedSyntaxError:
    """The error for a name that holds values in one structure or another."""
    return UnsupportedSyntaxError(
        f"the structure of `{name}` changes while the function runs, and it holds values that are differentiated",
        way_out="Build the list by `append` from an empty one, or keep its length and the kinds of its elements fixed.",
        location=nodes.location(node),
    )


def _read(statement: gast.Assign, name: str, value: gast.Subscript, facts: Facts) -> Record:
    """`name = base[index]`."""
    base = value.value.id
    container = facts.type(base)
    if not facts.is_active(base):  # what the name had is gone all the same
        return Record(statement, "transfer" if isinstance(facts.type(name), (Fixed, RecordType)) else "value")
    if isinstance(container, (Array, Unknown)):
        return Record(statement, "gather")
    if isinstance(container, (ListOf, DictOf)):
        return Record(statement, "element")
    key = constant_key(value.slice, container)
    if isinstance(container, RecordType) and key is not None and key not in container.keys:
        raise UnsupportedSyntaxError(
            f"`{base}` has no key {key!r}",
            way_out="Ask for it by `get`, or store it first.",
            location=nodes.location(value) or nodes.location(statement),
        )
    if key is None and isinstance(container, Fixed) and isinstance(nodes.literal(value.slice, None), int):
        raise UnsupportedSyntaxError(
            f"`{base}` has {len(container.elements)} elements, and this is not one of them",
            way_out="Read an element that is there.",
            location=nodes.location(value) or nodes.location(statement),
        )
    if isinstance(container, Number) and key is None:
        raise UnsupportedSyntaxError(
            f"`{base}` is a number, which has no elements",
            way_out="Leave the index out, or make it an array: `np.asarray(...)`.",
            location=nodes.location(value) or nodes.location(statement),
        )
    if key is None:
        raise UnsupportedSyntaxError(
            f"`{base}` holds values of several kinds, and which of them is read here is known only when the function runs",
            way_out="Index it with constants, or make it a list whose elements are all of one kind.",
            location=nodes.location(value) or nodes.location(statement),
        )
    return Record(statement, "transfer", transfers=_moves(statement, (base, (key,)), (name, ()), facts))


def _store(statement: gast.Assign, goal: gast.Subscript, facts: Facts) -> Record:
    """`base[index] = value`."""
    base = goal.value.id
    if not facts.is_active(base):
        return Record(statement, "none")
    container, value = facts.type(base), statement.value
    if isinstance(container, (Array, Unknown)):
        if not isinstance(value, gast.Name) or not facts.is_active(value.id):
            return Record(statement, "store")
        place = facts.typing.expr(gast.Subscript(goal.value, goal.slice, gast.Load()))
        spread = unbroadcast(nodes.name(G), place, facts.type(value.id), value.id)
        spread = matched(spread, container, facts.type(value.id))
        return Record(statement, "store", formulas=(Formula(value.id, spread),))
    if isinstance(container, (RecordType, Fixed)):
        key = constant_key(goal.slice, container)
        if key is not None:
            moves = _moves(statement, (value.id, ()), (base, (key,)), facts) if isinstance(value, gast.Name) else ()
            return Record(statement, "transfer", transfers=moves)
    if isinstance(container, ListOf) and not isinstance(goal.slice, gast.Slice):
        before = facts.replaced.get(id(statement))
        return Record(statement, "replace", reads=(goal.slice, *([] if before is None else [_zero_of(before)])))
    if isinstance(container, DictOf):
        before = facts.replaced.get(id(statement))
        if before is not None:
            return Record(statement, "put", reads=(goal.slice, nodes.name(before)))
        active = isinstance(value, gast.Name) and facts.is_active(value.id) and not isinstance(facts.type(value.id), Number)
        return Record(statement, "put", reads=(goal.slice, *([_zero_of(value.id)] if active else [])))
    raise no_structure(goal, base)


def _zero_of(name: str) -> Expr:
    return nodes.call("rt.zeros_like", nodes.name(name))


def _update(statement: gast.AugAssign, facts: Facts) -> Record:
    """`place op= value` for an array: `prepare` has turned every other augmented assignment into a plain one."""
    goal, value = statement.target, statement.value
    base = goal.id if isinstance(goal, gast.Name) else goal.value.id
    if not facts.is_active(base):
        return Record(statement, "none")
    place = facts.typing.expr(nodes.load(goal))
    found = []
    for side in ("left", "right"):
        operation = gast.BinOp(nodes.name("<old>"), statement.op, value)
        operand = "<old>" if side == "left" else value.id if isinstance(value, gast.Name) else ""
        is_operand = {operand}.__contains__ if side == "left" or facts.is_active(operand) else lambda _: False
        typed = facts.typing.also({"<old>": place})
        for formula in formulas(nodes.at(operation, statement), place, typed, is_operand):
            found.append(formula)
    return Record(statement, "update", formulas=tuple(found))


def change_of(statement: Stmt, container: str, facts: Facts) -> Record:
    """A method that changes a list: `xs.append(x)`, `x = xs.pop()`."""
    call = statement.value
    if isinstance(facts.type(container), DictOf) and call.func.attr == "pop" and isinstance(statement, gast.Expr):
        before = facts.replaced.get(id(statement))
        return Record(statement, "drop", reads=(call.args[0], *([] if before is None else [nodes.name(before)])))
    kind, plain = call.func.attr, isinstance(facts.type(container), ListOf) and not call.keywords
    if not plain or kind not in LIST_CHANGES or isinstance(statement, gast.Expr) == (kind == "pop"):
        if kind == "pop" and isinstance(facts.type(container), Array):  # arrays have no such method: `del x[i]` was written
            raise UnsupportedSyntaxError("deleting an element of an array is not what NumPy does",
                                         way_out="Build a new array without it, for instance by slices and `np.concatenate`.",
                                         location=nodes.location(call) or nodes.location(statement))  # fmt: skip
        raise UnsupportedSyntaxError(
            f"`{container}.{kind}(...)` changes a value that is differentiated, in a way that has no derivative rule",
            way_out="Write it as an expression, or as an assignment to elements.",
            location=nodes.location(call) or nodes.location(statement),
        )
    reads = (call.args[0],) if kind in ("insert", "pop") and call.args else ()
    if kind == "extend":
        reads = (nodes.call("len", call.args[0]),)
    name = assigned(statement)
    zero = name is not None and not isinstance(facts.type(name), Number)
    return Record(statement, kind, reads=reads, results=(_zero_of(str(name)),) if zero else ())


def alias_error(name: str, other: str, node: Stmt) -> AliasError:
    """Two names for one array, of which one is written."""
    return AliasError(
        f"`{name}` may share memory with `{other}`, which is written in place: what the gradient would be cannot be decided",
        way_out="Take a copy of the array (`.copy()`) where it gets its second name, or make a new one instead of writing it.",
        location=nodes.location(node),
    )


__all__ = [
    "CHANGES",
    "DICT_CHANGES",
    "LIST_CHANGES",
    "OUT",
    "Facts",
    "G",
    "Path",
    "Record",
    "Transfer",
    "alias_error",
    "bound_leaves",
    "build_records",
    "change_of",
    "check_default",
    "leaves",
    "shapes",
    "type_at",
]

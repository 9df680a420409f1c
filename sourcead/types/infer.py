"""Type inference: abstract interpretation of a program in normal form, to a fixpoint.

Guarantee: `Typing.types` gives each name a type that covers all its values in every run whose arguments have the signature.
"""

from __future__ import annotations

import contextlib
import operator
from collections import ChainMap
from collections.abc import Callable, Iterable, Mapping, MutableMapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import gast
import numpy as np

from sourcead import nodes, runtime
from sourcead.errors import SourceADError
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import Callee, Derived, Program
from sourcead.normalize.changing import CHANGING
from sourcead.rules import registry
from sourcead.types import changes, functions, lengths, library, maps, probe, rows, shapes
from sourcead.types.assignments import assigned_once, changing
from sourcead.types.held import Held, held_in
from sourcead.types.otherwise import otherwise
from sourcead.types.purity import is_pure
from sourcead.types.results import PULLBACK, NothingYetError, Results, result_of
from sourcead.types.signature import type_outside
from sourcead.types.values import (
    Array,
    DictOf,
    Dim,
    Fixed,
    LinearMap,
    ListOf,
    Number,
    Record,
    SetOf,
    Static,
    Type,
    Unknown,
    as_dict,
    generic,
    is_mixed,
    join,
    present,
)

NOTHING = Static(None)
OF_ANYTHING = frozenset([np.equal, np.not_equal, np.logical_and, np.logical_or, np.logical_xor, np.logical_not])  # of None, too
OPERATORS: dict[str, Callable[..., Any]] = {
    "Add": operator.add, "Sub": operator.sub, "Mult": operator.mul, "Div": operator.truediv, "Pow": operator.pow,
    "FloorDiv": operator.floordiv, "Mod": operator.mod, "MatMult": operator.matmul, "BitAnd": operator.and_,
    "BitOr": operator.or_, "BitXor": operator.xor, "LShift": operator.lshift, "RShift": operator.rshift,
    "USub": operator.neg, "UAdd": operator.pos, "Invert": operator.invert,
    "Lt": operator.lt, "LtE": operator.le, "Gt": operator.gt, "GtE": operator.ge, "Eq": operator.eq, "NotEq": operator.ne,
}  # fmt: skip
LONGEST = 12  # rounds to a fixpoint


@dataclass
class Typing:
    """The types of all names of a program, and of any expression over them."""

    program: Program
    types: MutableMapping[str, Type] = field(default_factory=dict)
    cotangents: dict[str, Type] = field(default_factory=dict)
    once: frozenset[str] = frozenset()
    fixed: frozenset[str] = frozenset()  # parameters that are never assigned
    changing: frozenset[str] = frozenset()  # names by which something is stored, or a method is called that changes
    results: Results | None = None  # of calls, while they are still sought
    seeking: bool = False  # while the types are still sought
    held: Held = field(default_factory=Held)  # which containers hold which

    def name(self, identifier: str) -> Type:
        """Type of a local name, or of what a non-local name is bound to now."""
        if identifier in self.types:
            return self.types[identifier]
        if identifier in self.cotangents:
            return self.cotangents[identifier]
        if identifier in self.program.env and identifier not in self.program.params:
            return type_outside(self.program.env[identifier].value, identifier)
        if self.results is not None or self.seeking:
            raise NothingYetError
        return Unknown()

    def expr(self, node: Expr) -> Type:
        """Type of an expression (nested ones too)."""
        method = getattr(self, f"_{type(node).__name__.lower()}", None)
        return Unknown() if method is None else method(node)  # type: ignore[no-any-return]

    def also(self, types: Mapping[str, Type]) -> Typing:
        """The same with further names."""
        return Typing(self.program, ChainMap(dict(types), self.types), self.cotangents)

    def knowing(self, types: Mapping[str, Type]) -> Typing:
        """The same with further names, and with all that is known of how names are used."""
        return replace(self, types=ChainMap(dict(types), self.types))

    def define(self, name: str, value: Type) -> None:
        """Let a name have what an assignment gives it: it covers the values of all its assignments."""
        if name in self.program.uniform and isinstance(value, Fixed):
            value = changes.as_list(value)
        elif name in self.program.uniform and isinstance(value, Record):
            value = as_dict(value)
        if name in self.once and (name not in self.changing or isinstance(value, Array)):
            self.types[name] = _own_size(value, name)
        elif name in self.once and isinstance(value, Record):
            self.types[name] = changes.widened(value, self.types.get(name))
        else:
            self.types[name] = changes.covering(self.types.get(name), value)

    def store(self, base: str, index: Expr, value: Type) -> None:
        """Let a container have what a store puts into it, besides what it has."""
        self.types[base] = shapes.stored(self.name(base), index, value, self.expr(index))

    def is_integer(self, node: Expr) -> bool:
        """Whether an expression has integers or booleans of NumPy's, not Python's ints, which become any float."""
        found = self.expr(node)
        if isinstance(found, Number):
            return found.dtype == "bool" or (not found.weak and np.dtype(found.dtype).kind in "iu")
        return isinstance(found, Array) and np.dtype(found.dtype).kind in "biu"

    def callee(self, node: Expr) -> object:
        """The object that a call's callee denotes, or `MISSING`."""
        return self.program.resolve(node)

    def _name(self, node: gast.Name) -> Type:
        return self.name(node.id)

    def _constant(self, node: gast.Constant) -> Type:
        value = node.value
        if isinstance(value, (bool, int, float, complex)):
            unit = value == 1 if isinstance(value, int) else None
            return Number(probe.dtype_of(value), unit=unit, value=value)
        return Static(value)

    def _attribute(self, node: gast.Attribute) -> Type:
        found = self.program.resolve(node)
        if found is not self.program.MISSING:
            constant = found is np.inf and self.program.resolve(node.value) is np
            return Number("float64", value=found) if constant else type_outside(found, ".".join(nodes.dotted(node) or ["?"]))
        return shapes.attribute(self._operand(node.value), node.attr)

    def _subscript(self, node: gast.Subscript) -> Type:
        base = self._operand(node.value)
        if self.seeking and _is_empty(base):
            raise NothingYetError
        return rows.joined(base, node.slice, self) or shapes.subscript(base, node.slice, self)

    def _tuple(self, node: gast.Tuple) -> Type:
        return Fixed("tuple", tuple(map(self.expr, node.elts)))

    def _list(self, node: gast.List) -> Type:
        return Fixed("list", tuple(map(self.expr, node.elts))) if node.elts else ListOf(None)

    def _dict(self, node: gast.Dict) -> Type:
        keys = [k.value if isinstance(k, gast.Constant) else None for k in node.keys]
        values = list(map(self.expr, node.values))
        if None not in keys:
            held = dict(zip(keys, values))
            return Record(tuple(held), tuple(held.values()))
        found: Type = DictOf(None, None)
        for key, value in zip(node.keys, values):
            found = join(found, DictOf(generic(self.expr(key)), generic(value))) if key is not None else Unknown()
        return found

    def _operand(self, node: Expr) -> Type:
        """Type of what is computed with: not None, or the program ends here."""
        found = self.expr(node)
        if self.seeking and found == NOTHING:
            raise NothingYetError
        return present(found)

    def _unaryop(self, node: gast.UnaryOp) -> Type:
        if isinstance(node.op, gast.Not):
            return Number("bool")
        operand = self._operand(node.operand)
        if isinstance(node.op, gast.USub) and isinstance(operand, Number) and operand.value is not None:
            return Number(operand.dtype, operand.weak, unit=-operand.value == 1, value=-operand.value)
        return probe.elementwise(OPERATORS[type(node.op).__name__], operand)

    def _binop(self, node: gast.BinOp) -> Type:
        left, right = self._operand(node.left), self._operand(node.right)
        kind = type(node.op).__name__
        if kind == "MatMult":
            return shapes.matmul(left, right)
        if isinstance(left, SetOf) and isinstance(right, SetOf):
            return join(left, right)
        if isinstance(left, LinearMap) or isinstance(right, LinearMap):
            return maps.arithmetic(kind, left, right)
        if kind == "BitOr" and isinstance(left, (DictOf, Record)) and isinstance(right, (DictOf, Record)):
            return join(as_dict(left), right)
        if isinstance(left, Array) or isinstance(right, Array):  # NumPy makes an array of a list beside an array
            left, right = (functions.as_array(s) if isinstance(s, Fixed) else s for s in (left, right))
        if isinstance(left, (Fixed, ListOf)) or isinstance(right, (Fixed, ListOf)):
            arrays = isinstance(left, (Array, Unknown)) or isinstance(right, (Array, Unknown))
            return Unknown() if arrays else shapes.sequence_binop(kind, left, right)
        integers = isinstance(left, Number) and isinstance(right, Number) and {left.dtype, right.dtype} <= {"int64", "bool"}
        if kind == "Pow" and integers and isinstance(right, Number) and right.value is None:
            return Unknown()
        return probe.elementwise(OPERATORS[kind], left, right)

    def _compare(self, node: gast.Compare) -> Type:
        operands = [self.expr(node.left), *map(self.expr, node.comparators)]
        if len(operands) > 2 or not all(isinstance(o, (Number, Array)) for o in operands):
            return Number("bool")
        kind = type(node.ops[0]).__name__
        return probe.elementwise(OPERATORS[kind], *operands) if kind in OPERATORS else Number("bool")

    def _boolop(self, node: gast.BoolOp) -> Type:
        found: Type | None = None
        for value in node.values:
            found = join(found, self.expr(value))
        return found or Unknown()

    def _ifexp(self, node: gast.IfExp) -> Type:
        return join(self.expr(node.body), self.expr(node.orelse))

    def _call(self, node: gast.Call) -> Type:
        callee = self.program.callee(node)
        if callee is not None:
            found = self._result(callee, node)
            return Fixed("tuple", (found, PULLBACK)) if callee.pulls else found
        if any(isinstance(a, gast.Starred) for a in node.args) or any(k.arg is None for k in node.keywords):
            return Unknown()
        args = [self.expr(a) for a in node.args]
        keywords = {k.arg: self.expr(k.value) for k in node.keywords}
        function = self.callee(node.func)
        if function is self.program.MISSING and isinstance(node.func, gast.Attribute):
            return self._method(node.func, args, keywords)
        return self._function(function, args, keywords)

    def passed(self, callee: Callee, node: gast.Call) -> dict[str, Type]:
        """The types of what a call passes to the parameters."""
        return {n: self.expr(a) for n, a in callee.arguments(node).items()}

    def _result(self, callee: Callee, node: gast.Call) -> Type:
        types = self.passed(callee, node)
        if isinstance(callee.function, Derived) and not callee.function.stays:
            return self._derived(callee.function, types)
        if self.results is not None:
            found = self.results.of(callee, types)
            if found is None:
                raise NothingYetError
            return found
        key = (id(callee.function), tuple(types.items()))
        if key not in self.program.results:
            self.program.results[key] = result_of(callee, types, infer)
        return self.program.results[key]  # type: ignore[no-any-return]

    def _derived(self, function: Derived, types: Mapping[str, Type]) -> Type:
        """The result of a derivative, whose statements have taken the call's place where lengths matter."""
        key = (id(function), tuple(types.items()))
        if key not in self.program.results:
            self.program.results[key] = Unknown()
            try:
                program = function.typed(types)
            except SourceADError:  # types on the way to the fixpoint; where they are the last ones, it is raised again
                del self.program.results[key]
                return Unknown()
            if any(c.function is function for c in program.callees.values()):
                return Unknown()  # it calls itself, which is refused when its statements are to take the call's place
            self.program.results[key] = generic(infer(program, types).expr(program.tree.body[-1].value))
        return self.program.results[key]  # type: ignore[no-any-return]

    def _method(self, node: gast.Attribute, args: list[Type], keywords: dict[str, Type]) -> Type:
        base = self._operand(node.value)
        found = library.method(base, node.attr, args, keywords)
        if found is not None or isinstance(base, Static):
            return found or Unknown()
        empty = self.seeking and _is_empty(base)
        if empty and (node.attr in ("items", "values", "keys") or (node.attr == "pop" and len(args) == 1)):
            raise NothingYetError
        if isinstance(base, (Fixed, ListOf, SetOf, DictOf, Record)):
            return shapes.container_method(base, node.attr, args)
        if isinstance(base, Array) and node.attr in functions.METHODS and keywords.keys() <= {"dtype", "type"}:
            return functions.METHODS[node.attr](base, [*args, *keywords.values()])
        if not isinstance(base, (Array, Number)) or not hasattr(np.ndarray, node.attr):
            return Unknown()
        found = self._probed(_method_caller(node.attr), lengths.as_tried(node.attr, [base, *args]), keywords)
        return lengths.told_of_method(node.attr, [base, *args, *keywords.values()], found)

    def _function(self, function: object, args: list[Type], keywords: dict[str, Type]) -> Type:
        if self.seeking and _gives_nothing_yet(function, args):
            raise NothingYetError
        if isinstance(function, np.ufunc) and function not in OF_ANYTHING:
            args = [present(a) for a in args]
        if isinstance(function, np.ufunc) and function.signature is None and not keywords and function.nout == 1:
            return (
                probe.elementwise(function, *args)
                if all(isinstance(a, (Array, Number)) for a in args)
                else self._probed(function, args, keywords)
            )
        arrays = all(isinstance(a, (Array, Number)) for a in args)
        if function in (np.matmul, np.dot) and len(args) == 2 and not keywords and arrays:
            return (shapes.matmul if function is np.matmul else shapes.dot)(args[0], args[1])
        of_library = library.function(function, args, keywords)
        if of_library is not None:
            return of_library
        special = (
            functions.FUNCTIONS.get(function) if registry.is_hashable(function) and (not keywords or function is sorted) else None
        )
        known = special(args) if special is not None else None
        if registry.is_hashable(function) and function in functions.KEYWORDED:
            known = functions.KEYWORDED[function](args, keywords)
        if known is not None:
            return known
        if not callable(function) or not is_pure(function):
            return Unknown()
        found = self._probed(function, lengths.as_tried(function, args), keywords)
        return lengths.told(function, args, keywords, found) if registry.is_hashable(function) else found

    def _probed(self, function: Callable[..., Any], args: list[Type], keywords: dict[str, Type]) -> Type:
        try:
            found = probe.probe(function, args, keywords).type
        except probe.UnprobedError:
            return otherwise(function, args, keywords)
        return replace(found, mixed=True) if isinstance(found, Number) and any(map(is_mixed, args)) else found


@cache
def _method_caller(name: str) -> Callable[..., Any]:
    """A function that calls a method; one for each name, so that its probes are remembered."""
    return lambda x, *args, **keywords: getattr(x, name)(*args, **keywords)


def infer(program: Program, arguments: Mapping[str, Type], results: Results | None = None) -> Typing:
    """Types of all names of `program` when its parameters have the types `arguments`; `results`: of calls, as found so far."""
    once = assigned_once(program.tree) - set(arguments)
    typing = Typing(
        program, dict(arguments), once=once, changing=changing(program.tree), results=results, held=held_in(program.tree)
    )
    typing.seeking = True
    for _ in range(2 * LONGEST):
        before = dict(typing.types)
        _block(program.tree.body, typing)
        if typing.types == before:
            if not typing.seeking:
                return typing
            typing.seeking = False  # what still waits for something to be put into a dict takes what is known
    typing.seeking = False
    for name in typing.types:
        if typing.types[name] != before.get(name) and name not in arguments:
            typing.types[name] = Unknown()
    _block(program.tree.body, typing)
    return typing


def _is_empty(value: Type) -> bool:
    """Whether a value is a dict that nothing is known to be in."""
    return isinstance(value, (DictOf, Record)) and as_dict(value).element is None


def _gives_nothing_yet(function: object, args: list[Type]) -> bool:
    """Whether a function computes with the elements of a list or dict that nothing is known to be in."""
    computes = any(function is f for f in (max, min, sum, runtime.taken)) or registry.home(function) in ("numpy", "scipy")
    return computes and bool(args) and (_is_empty(args[0]) or args[0] == ListOf(None))


def _block(body: Iterable[Stmt], typing: Typing) -> None:
    for statement in body:
        with contextlib.suppress(NothingYetError):
            _statement(statement, typing)


def _statement(statement: Stmt, typing: Typing) -> None:
    if isinstance(statement, gast.For):
        typing.define(statement.target.id, shapes.element(typing.expr(statement.iter)))
        _repeated(statement.body, typing)
    elif isinstance(statement, gast.While):
        _repeated(statement.body, typing)
    elif isinstance(statement, gast.If):
        _block(statement.body, typing)
        _block(statement.orelse, typing)
    else:
        step(statement, typing)


def _repeated(body: Iterable[Stmt], typing: Typing) -> None:
    """The body of a loop; a container that it changes is a changed one when it starts again."""
    for _ in range(LONGEST):
        before = {n: t for n, t in typing.types.items() if isinstance(t, (Fixed, ListOf, DictOf, Record))}
        _block(body, typing)
        if all(typing.types[n] == t or isinstance(typing.types[n], (Array, Number)) for n, t in before.items()):
            return


def step(statement: Stmt, typing: Typing) -> None:
    """Note what a statement without blocks gives its name, or does to a container."""
    if isinstance(statement, gast.Assign):
        _assign(statement, typing)
    elif isinstance(statement, gast.AugAssign):
        _augment(statement, typing)
    elif isinstance(statement, gast.Expr):
        _effect(statement.value, typing)


def _own_size(value: Type, name: str) -> Type:
    """A length that is not known gets a name after the variable, which is assigned once."""
    if not isinstance(value, Array) or value.dims is None:
        return value
    dims = (Dim(f"{name}:{axis}", d.unit) if d.size is None else d for axis, d in enumerate(value.dims))
    return Array(value.dtype, tuple(dims))


def _changed_inside(name: str, typing: Typing) -> None:
    """A container has changed: so have those that hold it, and what else is known of it."""
    todo = [name]
    for _ in range(64):
        if not todo:
            return
        here = todo.pop()
        for base, index in typing.held.parents.get(here, ()):
            kind = typing.types.get(base)
            if isinstance(kind, (ListOf, Fixed, DictOf, Record)):
                inner = typing.types[here]
                if isinstance(kind, ListOf) and isinstance(inner, Fixed) and inner.kind == "list":
                    typing.types[here] = changes.as_list(inner)
                typing.store(base, nodes.name("<any>") if index is None else index, typing.types[here])
                todo += [base] if typing.types[base] != kind else []
        for twin in typing.held.twins.get(here, ()):
            todo += _widened(twin, typing.types[here], typing)
        kind = typing.types[here]
        if isinstance(kind, (ListOf, DictOf)) and kind.element is not None:
            for child in typing.held.children.get(here, ()):
                todo += _widened(child, kind.element, typing)
        if isinstance(kind, Record):
            for key, child in typing.held.keyed.get(here, ()):
                if key in kind.keys:
                    todo += _widened(child, kind.values[kind.keys.index(key)], typing)


def _widened(name: str, value: Type, typing: Typing) -> list[str]:
    """Let another name for a list have what the list has; the name, if that is new."""
    known = typing.types.get(name)
    lists = (ListOf, Fixed, SetOf)
    dicts = isinstance(known, (DictOf, Record)) and isinstance(value, (DictOf, Record))
    if not dicts and not (isinstance(known, lists) and isinstance(value, lists) and getattr(known, "kind", "list") == "list"):
        return []
    new = join(known, value)
    if new == known or isinstance(new, Unknown):
        return []
    typing.types[name] = new
    return [name]


def _assign(statement: gast.Assign, typing: Typing) -> None:
    target = statement.targets[0]
    value = typing.expr(statement.value)
    _effect(statement.value, typing)
    if isinstance(target, gast.Name):
        typing.define(target.id, value)
    elif isinstance(target, gast.Subscript):
        base = target.value.id
        typing.store(base, target.slice, value)
        _changed_inside(base, typing)


def _augment(statement: gast.AugAssign, typing: Typing) -> None:
    target = statement.target
    if isinstance(target, gast.Name):
        old = typing.name(target.id)
        more = typing.expr(statement.value)
        becomes_array = isinstance(more, Array) or (isinstance(more, Number) and not more.weak)
        extends = isinstance(old, (Fixed, ListOf)) and isinstance(statement.op, gast.Add) and not becomes_array
        if extends and getattr(old, "kind", "list") == "list":
            typing.types[target.id] = changes.changed(old, "extend", [typing.expr(statement.value)])
            _changed_inside(target.id, typing)
        elif not isinstance(old, Array):
            typing.define(target.id, typing.expr(gast.BinOp(nodes.load(target), statement.op, statement.value)))
    elif not isinstance(typing.name(target.value.id), Array) and not isinstance(typing.expr(nodes.load(target)), Array):
        base = target.value.id
        value = typing.expr(gast.BinOp(nodes.load(target), statement.op, statement.value))
        typing.store(base, target.slice, value)
        _changed_inside(base, typing)


def _effect(call: Expr, typing: Typing) -> None:
    """A call that changes the container whose method it is."""
    if isinstance(call, gast.Call) and isinstance(call.func, gast.Attribute) and isinstance(call.func.value, gast.Name):
        name = call.func.value.id
        base = typing.name(name)
        changes_it = call.func.attr in CHANGING and name not in typing.program.env
        if changes_it and isinstance(base, (ListOf, Fixed, SetOf, DictOf, Record)):
            typing.types[name] = changes.changed(base, call.func.attr, list(map(typing.expr, call.args)))
            _changed_inside(name, typing)

"""What the types say of tests: `isinstance(x, np.ndarray)`, `x is None`, `x.ndim == 2`, `mode in ("a", "b")`, and so on.

Guarantee: an answer is given only if every value of the types gives it. What a list or dict outside the function holds may change
between calls, so nothing is said of it.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import BuiltinFunctionType, EllipsisType, FunctionType, ModuleType, NoneType, UnionType
from typing import Any

import gast
import numpy as np

from sourcead import nodes, runtime
from sourcead.nodes import Expr
from sourcead.types.infer import Typing
from sourcead.types.probe import dtype_of
from sourcead.types.signature import type_of
from sourcead.types.values import Array, DictOf, Fixed, ListOf, Number, Record, Static, Type, Unknown, is_mutable, is_view

PYTHON = {"bool": bool, "int64": int, "float64": float, "complex128": complex}
NUMBERS = (*PYTHON.values(), *(np.dtype(c).type for c in "?bBhHiIlLqQefdgFDG"))
PLAIN = (str, bytes, NoneType, EllipsisType, np.dtype, type, FunctionType, BuiltinFunctionType, np.ufunc)
UNCHANGING = (str, bytes, NoneType, EllipsisType, np.dtype)
TEXT = frozenset(["lower", "upper", "strip", "startswith", "endswith", "casefold", "replace", "isdigit", "isalpha", "title"])
COUNTING: dict[str, Callable[[int, int], int]] = {
    "Add": lambda a, b: a + b, "Sub": lambda a, b: a - b, "Mult": lambda a, b: a * b, "Mod": lambda a, b: a % b,
    "FloorDiv": lambda a, b: a // b,
}  # fmt: skip
ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "Lt": lambda a, b: a < b, "LtE": lambda a, b: a <= b, "Gt": lambda a, b: a > b, "GtE": lambda a, b: a >= b,
}  # fmt: skip


def candidates(value: Type) -> tuple[type, ...] | None:
    """The classes of which values of a type can be; None where they are not known."""
    if isinstance(value, Number):
        if value.mixed:
            return NUMBERS
        return (PYTHON[value.dtype] if value.weak and value.dtype in PYTHON else np.dtype(value.dtype).type,)
    if isinstance(value, Array):
        return (np.ndarray,)
    if isinstance(value, Fixed):
        return {"list": (list,), "tuple": (tuple,)}.get(value.kind)
    if isinstance(value, (ListOf, DictOf, Record)):
        return None if is_view(value) else (list,) if isinstance(value, ListOf) else (dict,)
    if isinstance(value, Static) and not isinstance(value.value, tuple):
        return (type(value.value),)
    return None


@dataclass
class Judge(Typing):
    """Types at one place of a program, and the outcome of tests there. Nothing is said of the names in `unfollowed`."""

    unfollowed: frozenset[str] = frozenset()
    shallow: frozenset[str] = frozenset()  # what these hold may change elsewhere; their keys do not

    def define(self, name: str, value: Type) -> None:
        """From here on the name has this type alone."""
        self.types[name] = value

    def store(self, base: str, index: Expr, value: Type) -> None:
        """From here on the container has this under the key."""
        kind = self.name(base)
        if isinstance(kind, Record) and kind.exact and isinstance(index, gast.Constant):
            held = {**dict(zip(kind.keys, kind.values)), index.value: value}
            self.types[base] = Record(tuple(held), tuple(held.values()))
            return
        super().store(base, index, value)

    def name(self, identifier: str) -> Type:
        """Type of a name here."""
        if identifier in self.unfollowed:
            return Unknown()
        found = super().name(identifier)
        if identifier in self.shallow:
            return _surface(found)
        return Unknown() if identifier not in self.types and is_mutable(found) else found

    def _attribute(self, node: gast.Attribute) -> Type:
        found = super()._attribute(node)
        return Unknown() if self.program.resolve(node) is not self.program.MISSING and is_mutable(found) else found

    def _function(self, function: object, args: list[Type], keywords: dict[str, Type]) -> Type:
        if function is type and len(args) == 1:
            kinds = candidates(args[0])
            return Static(kinds[0]) if kinds is not None and len(kinds) == 1 else Unknown()
        if function in (min, max) and len(args) > 1 and not keywords:
            sizes = [n for n in map(_count, args) if n is not None]
            if len(sizes) == len(args):
                return _known(min(sizes) if function is min else max(sizes))
        if function in (str, runtime.formatted) and args and not keywords:
            parts = [p for p in map(_text, args) if p is not None]
            if len(parts) == len(args):
                first, *others = (p[0] for p in parts)
                return Static(str(first) if function is str else str(first).format(*others))
        return super()._function(function, args, keywords)

    def _binop(self, node: gast.BinOp) -> Type:
        sizes = [n for n in (_count(self.expr(node.left)), _count(self.expr(node.right))) if n is not None]
        if len(sizes) == 2 and (fold := COUNTING.get(type(node.op).__name__)) is not None:
            return _known(fold(*sizes)) if sizes[1] or type(node.op).__name__ not in ("Mod", "FloorDiv") else Unknown()
        if isinstance(node.op, gast.Add):
            known = [t.value for t in (self.expr(node.left), self.expr(node.right)) if isinstance(t, Static)]
            texts = [t for t in known if isinstance(t, str)]
            if len(texts) == 2:
                return Static("".join(texts))
        return super()._binop(node)

    def _method(self, node: gast.Attribute, args: list[Type], keywords: dict[str, Type]) -> Type:
        base = self.expr(node.value)
        if isinstance(base, Static) and isinstance(base.value, str) and node.attr in TEXT and not keywords:
            given = [a.value for a in args if isinstance(a, Static) and isinstance(a.value, str)]
            if len(given) == len(args):
                return _known(getattr(base.value, node.attr)(*given))
        return super()._method(node, args, keywords)

    # tests

    def truth(self, node: Expr) -> bool | None:
        """Whether a test holds; None where it depends on values."""
        if isinstance(node, gast.BoolOp):
            return self._all_or_any(node)
        if isinstance(node, gast.UnaryOp) and isinstance(node.op, gast.Not):
            return _not(self.truth(node.operand))
        if isinstance(node, gast.IfExp):
            chosen = self.truth(node.test)
            return None if chosen is None else self.truth(node.body if chosen else node.orelse)
        found = self.outcome(node)
        return found if found is not None else _truth_of(self.expr(node))

    def outcome(self, node: Expr) -> bool | None:
        """The value of an operation that gives a bool; None where it depends on values, or gives something else."""
        if isinstance(node, gast.Compare):
            return self._comparisons(node)
        if isinstance(node, gast.UnaryOp) and isinstance(node.op, gast.Not):
            return _not(self.truth(node.operand))
        if isinstance(node, gast.Call) and not node.keywords and not any(isinstance(a, gast.Starred) for a in node.args):
            return self._answer(self.callee(node.func), node.args)
        return None

    def simplified(self, test: Expr) -> Expr:
        """A test that depends on values without what does not; the node itself if there is nothing to leave out."""
        if any(isinstance(n, (gast.comprehension, gast.Lambda)) for n in nodes.walk(test)):
            return test
        changed: list[Expr] = []

        def change(item: Any) -> Any:
            new = item
            if isinstance(item, gast.IfExp) and (chosen := self.truth(item.test)) is not None:
                new = item.body if chosen else item.orelse
            if isinstance(item, gast.BoolOp) and id(item) in tests:
                known, left = self.truth(item), [v for v in item.values if self.truth(v) is None]
                if known is not None:  # it is a part of a test that is not decided
                    new = nodes.constant(known)
                elif len(left) < len(item.values):
                    new = left[0] if len(left) == 1 else gast.BoolOp(item.op, left)
            if new is not item:
                changed.append(new)
            return new

        fresh = nodes.copy(test)
        tests = set(_test_positions(fresh))
        found = nodes.changed(fresh, change)
        return found if changed else test

    def _all_or_any(self, node: gast.BoolOp) -> bool | None:
        """Tests have no effects, so one that decides alone does so wherever it stands."""
        found = [self.truth(v) for v in node.values]
        deciding = isinstance(node.op, gast.Or)
        return deciding if deciding in found else None if None in found else not deciding

    def _comparisons(self, node: gast.Compare) -> bool | None:
        found = []
        left = node.left
        for op, right in zip(node.ops, node.comparators):
            found.append(self._comparison(type(op).__name__, left, right))
            left = right
        return False if False in found else None if None in found else True

    def _comparison(self, op: str, left: Expr, right: Expr) -> bool | None:
        if op in ("In", "NotIn"):
            found = self._contains(self.expr(left), right)
            return found if op == "In" else _not(found)
        one, other = self.expr(left), self.expr(right)
        if op in ("Is", "IsNot"):
            return _identical(one, other) if op == "Is" else _not(_identical(one, other))
        if op in ("Eq", "NotEq"):
            return equal(one, other) if op == "Eq" else _not(equal(one, other))
        return _ordered(op, one, other)

    def _contains(self, item: Type, node: Expr) -> bool | None:
        if isinstance(node, (gast.Tuple, gast.List, gast.Set)):
            return _among(item, [self.expr(e) for e in node.elts])
        found = self.expr(node)
        if isinstance(found, Fixed):
            return _among(item, found.elements)
        if isinstance(found, Record):
            inside = _among(item, [_known(k) for k in found.keys])
            return inside if found.exact or inside is False else None
        if isinstance(found, Static) and isinstance(found.value, (frozenset, tuple)):
            return _among(item, [_known(k) for k in found.value])
        texts = [k.value for k in (item, found) if isinstance(k, Static) and isinstance(k.value, str)]
        if len(texts) == 2:
            return texts[0] in texts[1]
        return None

    def _answer(self, function: object, args: Sequence[Expr]) -> bool | None:
        if function is isinstance and len(args) == 2:
            return _is_instance(self._kind(args[0]), self._classes(args[1]))
        if function is issubclass and len(args) == 2:
            one = self.expr(args[0])
            return _all_same([_is_subclass(one.value, self._classes(args[1]))] if isinstance(one, Static) else [None])
        if function is bool and len(args) == 1:
            return self.truth(args[0])
        if function is hasattr and len(args) == 2:
            return _has_attribute(self.expr(args[0]), self.expr(args[1]))
        if function is np.issubdtype and len(args) == 2:
            statics = [t.value for t in map(self.expr, args) if isinstance(t, Static)]
            dtypes = [t for t in statics if isinstance(t, (np.dtype, type, str))]
            return bool(np.issubdtype(dtypes[0], dtypes[1])) if len(dtypes) == 2 else None
        asked = next((ask for known, ask in QUESTIONS if known is function), None)
        return asked(self.expr(args[0])) if asked is not None and len(args) == 1 else None

    def _kind(self, node: Expr) -> Type:
        """What is known of a value's class: that of a container stays what it is, whatever is changed in it."""
        if isinstance(node, gast.Name) and node.id in self.unfollowed:
            return self.types.get(node.id, Unknown())
        return self.expr(node)

    def _classes(self, node: Expr) -> list[Any] | None:
        """The classes that a second argument of `isinstance` names."""
        if isinstance(node, gast.BinOp) and isinstance(node.op, gast.BitOr):
            left, right = self._classes(node.left), self._classes(node.right)
            return None if left is None or right is None else left + right
        return _classes_in(self.expr(node))


def _test_positions(node: Expr) -> list[int]:
    """The parts of a test of which the truth alone matters."""
    if isinstance(node, gast.BoolOp):
        return [id(node), *(i for v in node.values for i in _test_positions(v))]
    if isinstance(node, gast.UnaryOp) and isinstance(node.op, gast.Not):
        return _test_positions(node.operand)
    return []


def _classes_in(value: Type) -> list[Any] | None:
    if isinstance(value, Fixed):
        parts = [_classes_in(e) for e in value.elements]
        return None if None in parts else [c for p in parts for c in p or []]
    if not isinstance(value, Static):
        return None
    if isinstance(value.value, UnionType):
        return list(value.value.__args__)
    return [NoneType] if value.value is None else [value.value]


def _known(value: object) -> Type:
    """The type of a value that is known: a constant's."""
    if isinstance(value, (bool, int, float, complex)) and type(value) in PYTHON.values():
        return Number(dtype_of(value), unit=value == 1 if isinstance(value, int) else None, value=value)
    return type_of(value, "?")


def _surface(value: Type) -> Type:
    """What is known of a container if what it holds may change."""
    if isinstance(value, Record):
        return Record(value.keys, tuple(Unknown() if is_mutable(v) else v for v in value.values), value.exact)
    if isinstance(value, Fixed):
        return Fixed(value.kind, tuple(Unknown() if is_mutable(e) else e for e in value.elements))
    return Unknown() if is_mutable(value) and not isinstance(value, ListOf) else value


def _count(value: Type) -> int | None:
    """An int of Python's that is known."""
    if isinstance(value, Number) and value.weak and not value.mixed and isinstance(value.value, int):
        return int(value.value)
    return None


def _text(value: Type) -> tuple[object] | None:
    """A value that is written the same each time: a text, or an int of Python's; None for any other."""
    if isinstance(value, Static) and isinstance(value.value, str):
        return (value.value,)
    known = isinstance(value, Number) and value.weak and not value.mixed and type(value.value) is int
    return (value.value,) if known else None  # type: ignore[union-attr]


def _not(found: bool | None) -> bool | None:
    return None if found is None else not found


def _all_same(found: Sequence[bool | None]) -> bool | None:
    return found[0] if found and all(f is found[0] for f in found) else None


def _is_instance(value: Type, classes: Sequence[Any] | None) -> bool | None:
    kinds = candidates(value)
    return None if kinds is None else _all_same([_is_subclass(k, classes) for k in kinds])


def _is_subclass(kind: Any, classes: Sequence[Any] | None) -> bool | None:
    """Whether a class is a subclass of one of some, by plain rules: no class decides for itself."""
    if classes is None or not isinstance(kind, type):
        return None
    found: list[bool | None] = [issubclass(kind, c) if _is_plain_class(c) else None for c in classes]
    return True if True in found else None if None in found else False


def _is_plain_class(found: object) -> bool:
    return isinstance(found, type) and (type(found) in (type, enum.EnumMeta) or type(found).__module__ == "abc")


def _has_attribute(value: Type, name: Type) -> bool | None:
    kinds = candidates(value)
    if kinds is None or not isinstance(name, Static) or not isinstance(name.value, str):
        return None
    if isinstance(value, Static) and not isinstance(value.value, UNCHANGING):
        return True if hasattr(kinds[0], name.value) else None
    return _all_same([hasattr(k, name.value) for k in kinds])


def _is_callable(value: Type) -> bool | None:
    if isinstance(value, Static):
        return callable(value.value)
    return None if candidates(value) is None else False


def _is_scalar(value: Type) -> bool | None:
    if isinstance(value, (Number, Array)):
        return isinstance(value, Number)
    if isinstance(value, Static):
        return bool(np.isscalar(value.value))
    return None if isinstance(value, Unknown) else False


def _is_complex(value: Type) -> bool | None:
    if not isinstance(value, (Number, Array)) or getattr(value, "mixed", False):
        return None
    return np.dtype(value.dtype).kind == "c"


def _is_sequence(value: Type) -> bool | None:
    if isinstance(value, Static) and not isinstance(value.value, tuple):
        return runtime.is_sequence(value.value)
    if isinstance(value, Array):
        return runtime.is_sequence(np.zeros(1))  # as this NumPy has it: since 2.5 an array matches a sequence pattern
    kinds = candidates(value)
    return None if kinds is None else kinds[0] in (list, tuple)


def _is_mapping(value: Type) -> bool | None:
    if isinstance(value, Static) and not isinstance(value.value, tuple):
        return runtime.is_mapping(value.value)
    kinds = candidates(value)
    return None if kinds is None else kinds[0] is dict


QUESTIONS: tuple[tuple[object, Callable[[Type], bool | None]], ...] = (
    (callable, _is_callable),
    (np.isscalar, _is_scalar),
    (np.iscomplexobj, _is_complex),
    (np.isrealobj, lambda value: _not(_is_complex(value))),
    (runtime.is_sequence, _is_sequence),
    (runtime.is_mapping, _is_mapping),
)


def _truth_of(value: Type) -> bool | None:
    if isinstance(value, Number):
        return None if value.value is None else bool(value.value)
    if isinstance(value, Fixed):
        return bool(value.elements)
    if isinstance(value, Record):
        return bool(value.keys) if value.exact or not value.keys else None
    if isinstance(value, Static) and isinstance(value.value, (*PLAIN, ModuleType)):
        return bool(value.value)
    return None


def _is_plain(value: Type) -> bool:
    """Whether equality of a value is that of its kind: no method of a user's class is asked."""
    if not isinstance(value, Static):
        return False
    if isinstance(value.value, enum.Enum):
        return type(value.value).__eq__ in (object.__eq__, str.__eq__, int.__eq__)
    return isinstance(value.value, PLAIN) and (not isinstance(value.value, type) or _is_plain_class(value.value))


def equal(left: Type, right: Type) -> bool | None:
    """Whether `left == right`, as one truth value."""
    if isinstance(left, Number) and isinstance(right, Number):
        return _equal_numbers(left, right)
    if isinstance(left, Static) and isinstance(right, Static):
        return _equal_statics(left, right)
    if isinstance(left, Fixed) and isinstance(right, Fixed):
        if left.kind != right.kind or len(left.elements) != len(right.elements):
            return False
        found = [equal(a, b) for a, b in zip(left.elements, right.elements)]
        return False if False in found else None if None in found else True
    static, other = (left, right) if isinstance(left, Static) else (right, left)
    if isinstance(static, Static) and isinstance(static.value, (str, bytes, NoneType)):
        if isinstance(other, (Fixed, ListOf, DictOf, Record)) or (isinstance(other, Number) and other.weak and not other.mixed):
            return False
    return None


def _equal_numbers(left: Number, right: Number) -> bool | None:
    if left.value is not None and right.value is not None:
        return bool(left.value == right.value)
    if left.size is not None and left.size == right.size:
        return True
    for one, other in ((left, right), (right, left)):
        if one.value is not None and other.unit is not None and np.dtype(other.dtype).kind in "iu":
            return other.unit if one.value == 1 else False if other.unit else None
    return False if None not in (left.unit, right.unit) and left.unit != right.unit else None


def _equal_statics(left: Static, right: Static) -> bool | None:
    if not _is_plain(left) or not _is_plain(right):
        return None
    try:
        return bool(left.value == right.value)
    except TypeError:  # a dtype and what is none
        return None


def _identical(left: Type, right: Type) -> bool | None:
    if isinstance(left, Static) and isinstance(right, Static):
        single = isinstance(left.value, (NoneType, EllipsisType, type, FunctionType, enum.Enum))
        return left.value is right.value if single or left.value is None or right.value is None else None
    for one, other in ((left, right), (right, left)):
        if isinstance(one, Static) and one.value is None:
            return None if isinstance(other, Unknown) else False
        if isinstance(one, Number) and isinstance(one.value, bool):
            return _is_that_bool(one.value, other)
    return None


def _is_that_bool(value: bool, other: Type) -> bool | None:
    kinds = candidates(other)
    if kinds is None or bool not in kinds:
        return None if kinds is None else False
    return other.value is value if isinstance(other, Number) and not other.mixed and other.value is not None else None


def _ordered(op: str, left: Type, right: Type) -> bool | None:
    if op not in ORDER or not isinstance(left, Number) or not isinstance(right, Number):
        return None
    if left.value is None or right.value is None or isinstance(left.value, complex) or isinstance(right.value, complex):
        return None
    return ORDER[op](left.value, right.value)


def _among(item: Type, elements: Sequence[Type]) -> bool | None:
    found = [equal(item, e) for e in elements]
    return True if True in found else None if None in found else False

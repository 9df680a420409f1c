"""Values that are known while a program is made: functions, what holds functions, and the form of containers.

A *known value* is a function of the program (`Inner`), a partial application, a getter, or a container that holds functions; it
has no variable in the program. A *form* is what is known of a variable: that it is a tuple of three, a dict with these keys.

Guarantee: a form holds whenever the statement that it was noted at has run; what may change it takes it away.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import gast
import numpy as np

from sourcead import nodes
from sourcead.nodes import Expr, Stmt
from sourcead.normalize.changing import CHANGING

LONGEST = 64  # what has more elements is not written out
SHARED = (-1,)  # the region of a container that is made elsewhere
ELSEWHERE = object()  # no value of that kind


@dataclass(eq=False)
class Group:
    """A tuple, list or dict (`kind`) whose elements are known values or atoms; `keys` are those of a dict.

    `region` is the part of the program in which it was made: there, and nowhere else, it may be changed. `holder`: the
    variable that holds it once it was used as an ordinary value.
    """

    kind: str
    items: list[Any]
    keys: list[Any]
    region: tuple[int, ...] = ()
    holder: str | None = None

    def get(self, key: object) -> Any:
        """The element at a key or position; `ELSEWHERE` if there is none."""
        try:
            if self.kind == "dict":
                return self.items[self.keys.index(key)]
            return self.items[key] if isinstance(key, int) else ELSEWHERE
        except (ValueError, IndexError):
            return ELSEWHERE


@dataclass(frozen=True, eq=False)
class Partial:
    """`functools.partial(function, *args, **keywords)`."""

    function: Any
    args: tuple[Any, ...]
    keywords: Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class Getter:
    """`operator.itemgetter`, `attrgetter` or `methodcaller` (`kind`) of arguments; or `same`, which gives its argument back."""

    kind: str
    args: tuple[Any, ...] = ()
    keywords: Mapping[str, Any] | None = None


@dataclass(frozen=True, eq=False)
class Transformed:
    """`grad(function)` of an inner function; without the function, what makes it."""

    transform: Any
    function: Any
    options: Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class Choice:
    """One function if a variable is true, and another one if it is not."""

    test: Expr
    one: Any
    other: Any


@dataclass(eq=False)
class Running:
    """A generator that was made and not run through yet: `inner` is its activation, `region` where it was made."""

    inner: Any
    region: tuple[int, ...]
    is_used: bool = False


KNOWN = (Group, Partial, Getter, Choice, Transformed)


def taken_apart(value: Group | Partial | Getter | Choice | Transformed) -> tuple[object, tuple[object, ...], list[Any]]:
    """A known value that holds others: its kind, its keys, and what it holds."""
    if isinstance(value, Group):
        if value.holder is not None:
            return value.kind, ("held",), [nodes.name(value.holder)]
        return value.kind, tuple(value.keys), list(value.items)
    if isinstance(value, Choice):
        return "choice", (), [value.test, value.one, value.other]
    if isinstance(value, Transformed):
        held = [] if value.function is None else [value.function]
        return value.transform, (repr(value.options),), held
    given = value.keywords or {}
    first = [value.function] if isinstance(value, Partial) else []
    return getattr(value, "kind", "partial"), (len(value.args), *given), [*first, *value.args, *given.values()]


def with_parts(value: Group | Partial | Getter | Choice | Transformed, parts: Sequence[Any]) -> Any:
    """A known value that holds other parts; a container cannot be changed where it is held so."""
    if isinstance(value, Group):
        if value.holder is not None:
            return Group(value.kind, value.items, value.keys, SHARED, parts[0].id)
        return Group(value.kind, list(parts), list(value.keys), SHARED)
    if isinstance(value, Choice):
        return Choice(*parts)
    if isinstance(value, Transformed):
        return Transformed(value.transform, parts[0] if parts else None, value.options)
    args, rest = (parts[1:], parts[:1]) if isinstance(value, Partial) else (parts, [])
    keywords = dict(zip(value.keywords or {}, args[len(value.args) :]))
    made = tuple(args[: len(value.args)])
    return Partial(rest[0], made, keywords) if isinstance(value, Partial) else Getter(value.kind, made, keywords)


@dataclass(frozen=True)
class Given:
    """The value itself: a function, a text, None, or a small number."""

    value: object

    def __hash__(self) -> int:
        return hash(self.value) if isinstance(self.value, (str, int)) else hash(id(self.value))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Given) or type(self.value) is not type(other.value):
            return False
        return self.value is other.value or (isinstance(self.value, (str, int)) and self.value == other.value)


@dataclass(frozen=True)
class Form:
    """The structure of a tuple, list or dict, or how many rows an array has; None for a part of which nothing is known."""

    kind: str
    keys: tuple[Any, ...]
    parts: tuple[Any, ...]

    def get(self, key: object) -> Any:
        """What is known of the part at a key or position."""
        if self.kind == "dict":
            return next((p for k, p in zip(self.keys, self.parts) if type(k) is type(key) and k == key), None)
        inside = isinstance(key, int) and -len(self.parts) <= key < len(self.parts)
        return self.parts[key] if inside else None  # type: ignore[call-overload]

    def walk(self) -> Iterator[Any]:
        """This form and those of its parts, at whatever depth."""
        yield self
        for part in self.parts:
            if isinstance(part, Form):
                yield from part.walk()
            elif part is not None:
                yield part


class Fresh:
    """What an operation has made: no list or dict that anything else reaches."""


FRESH = Fresh()


def is_changeable(form: object) -> bool:
    """Whether a form is that of a list or a dict."""
    return isinstance(form, Form) and form.kind != "tuple"


def form_of_value(value: object, *, closely: bool = False) -> Form | Given | None:
    """What is known of an argument by its signature alone; `closely`: its whole numbers, the lengths of lists and arrays, too."""
    if closely:
        return _close_form(value)
    found = _form(value)
    if isinstance(found, Form) and found.kind == "list" and not holds_functions(found):
        return None
    return found


def _form(value: object) -> Form | Given | None:
    if value is None or isinstance(value, str) or callable(value):
        return Given(value)
    if type(value) is dict:
        return Form("dict", tuple(value), tuple(map(form_of_value, value.values())))
    if type(value) in (tuple, list):
        return Form(type(value).__name__, (), tuple(map(form_of_value, value)))  # type: ignore[call-overload]
    return None


def _close_form(value: object) -> Form | Given | None:
    if type(value) is int:
        return Given(value)
    if type(value) is np.ndarray:
        return Form("array", (), (None,) * len(value)) if value.ndim and 0 < len(value) <= LONGEST else None
    if type(value) is dict:
        return Form("dict", tuple(value), tuple(map(_close_form, value.values())))
    if type(value) in (tuple, list):
        return Form(type(value).__name__, (), tuple(map(_close_form, value)))  # type: ignore[call-overload]
    return _form(value)


def holds_functions(form: object) -> bool:
    """Whether a function is in a form."""
    if isinstance(form, Form):
        return any(map(holds_functions, form.parts))
    return isinstance(form, Given) and callable(form.value)


class Facts:
    """The forms of a program's variables, as they are at one point of the program.

    `exposed` are lists and dicts that may be reached by something of which no form is known.
    """

    def __init__(self) -> None:
        self.forms: dict[str, Form | Given | Fresh] = {}
        self.relied_on: list[object] = []
        self.exposed: list[Form] = []

    def start(self, forms: Mapping[str, Form | Given]) -> None:
        """Take in what is known of the arguments; those of which nothing is, are no containers whose form matters."""
        self.forms = dict(forms)
        self.exposed = [p for f in forms.values() if isinstance(f, Form) for p in f.walk() if p is not f and is_changeable(p)]

    def of(self, node: Expr) -> Any:
        """What is known of an operation or atom."""
        if isinstance(node, gast.Name):
            return self.forms.get(node.id)
        if isinstance(node, (gast.Tuple, gast.List)):
            return Form("tuple" if isinstance(node, gast.Tuple) else "list", (), tuple(map(self._part, node.elts)))
        if isinstance(node, gast.Dict) and all(isinstance(k, gast.Constant) for k in node.keys):
            return Form("dict", tuple(k.value for k in node.keys), tuple(map(self._part, node.values)))
        if isinstance(node, gast.Subscript) and isinstance(node.slice, gast.Constant):
            whole = self.of(node.value)
            return whole.get(node.slice.value) if isinstance(whole, Form) else None
        if isinstance(node, gast.Subscript) and isinstance(node.slice, gast.Slice):
            return self._piece(node.slice, self.of(node.value))
        if isinstance(node, gast.BinOp):
            return self._sum(node)
        if isinstance(node, gast.Call) and (nodes.dotted(node.func) or [""])[0] == "np":
            return FRESH
        return None

    def _piece(self, part: gast.Slice, whole: Any) -> Form | None:
        """What is known of a slice."""
        bounds = [None if b is None else nodes.literal(b, ELSEWHERE) for b in (part.lower, part.upper, part.step)]
        if not isinstance(whole, Form) or whole.kind == "dict" or not all(b is None or type(b) is int for b in bounds):
            return None
        return Form(whole.kind, (), whole.parts[slice(*bounds)])

    def _part(self, node: Expr) -> Any:
        """What is known of an element of a display."""
        if isinstance(node, gast.Constant) and (node.value is None or isinstance(node.value, (str, int))):
            return Given(node.value)
        return self.of(node)

    def _sum(self, node: gast.BinOp) -> Any:
        left, right = self.of(node.left), self.of(node.right)
        count = node.right.value if isinstance(node.right, gast.Constant) else None
        if isinstance(node.op, gast.Mult) and isinstance(left, Form) and left.kind == "tuple" and type(count) is int:
            return Form("tuple", (), left.parts * count)
        if isinstance(node.op, gast.Add) and isinstance(left, Form) and isinstance(right, Form):
            return Form("tuple", (), left.parts + right.parts) if left.kind == right.kind == "tuple" else None
        return FRESH

    def note(self, statement: Stmt) -> None:
        """Take in what a statement makes known, and what it makes unknown."""
        value = getattr(statement, "value", None)
        if isinstance(statement, gast.Assign):
            goal = statement.targets[0]
            if isinstance(value, (gast.Tuple, gast.List, gast.Dict)):
                self.expose(value.elts if not isinstance(value, gast.Dict) else value.values)
            if isinstance(goal, gast.Name):
                is_text = isinstance(value, gast.Constant) and (value.value is None or isinstance(value.value, str))
                found = Given(value.value) if is_text else self.of(statement.value)  # type: ignore[union-attr]
                self.forms.pop(goal.id, None)
                if found is not None:
                    self.forms[goal.id] = found
            elif isinstance(goal, gast.Subscript):
                self.expose([value])
                self._stored(goal)
        elif isinstance(statement, gast.AugAssign):
            if isinstance(statement.target, gast.Name):
                changed = self.forms.pop(statement.target.id, None)
                if is_changeable(changed):
                    self._forget(changed)
            else:
                self._stored(statement.target)
        if isinstance(value, gast.Call) and isinstance(value.func, gast.Attribute):
            self.expose(value.args)
            if isinstance(value.func.value, gast.Name):
                self._changed(value.func.value.id, value.func.attr)

    def expose(self, parts: Sequence[Any]) -> None:
        """Note that lists and dicts may be reached by more than their names."""
        self.exposed += [f for f in map(self.of, parts) if is_changeable(f)]

    def passed_on(self, parts: Sequence[Any]) -> None:
        """Take away the forms of lists and dicts that are passed to what may change them."""
        for form in map(self.of, parts):
            for part in form.walk() if isinstance(form, Form) else []:
                if is_changeable(part):
                    self._forget(part)

    def _stored(self, place: Any) -> None:
        key = place.slice.value if isinstance(place.slice, gast.Constant) else None
        form = self.forms.get(place.value.id)
        if isinstance(form, Form) and form.kind == "list" and not isinstance(place.slice, gast.Slice):
            known = [None if type(key) is not int else p for p in form.parts]
            if type(key) is int and -len(known) <= key < len(known):
                known[key] = None
            self._replace(form, Form("list", (), tuple(known)))
        elif form is not None:
            self._forget(form)
        elif isinstance(key, str):
            self._forget_kind("dict")
        else:
            for form in self.exposed:
                self._forget(form)

    def _changed(self, name: str, method: str) -> None:
        if method not in CHANGING:
            return
        if name in self.forms:
            self._forget(self.forms[name])
            return
        for kind in ("list", "dict"):
            self._forget_kind(kind)

    def _replace(self, changed: Form, new: Form) -> None:
        """Let a list that is changed have another form, whatever it is a part of; each is one object wherever it stands."""
        made: dict[int, Form] = {id(changed): new}

        def swapped(form: Any) -> Any:
            if not isinstance(form, Form) or all(p is not changed for p in form.walk()):
                return form
            if id(form) not in made:
                made[id(form)] = Form(form.kind, form.keys, tuple(map(swapped, form.parts)))
            return made[id(form)]

        self.forms = {n: swapped(f) for n, f in self.forms.items()}
        self.exposed += [swapped(f) for f in self.exposed if swapped(f) is not f]

    def _forget(self, changed: object) -> None:
        """Take away the forms that a container is a part of."""
        if changed is FRESH:
            return
        self.forms = {n: f for n, f in self.forms.items() if not isinstance(f, Form) or all(p is not changed for p in f.walk())}

    def _forget_kind(self, kind: str) -> None:
        """Take away the forms in which there is a container of a kind: one that has no name of its own was changed."""
        self.forms = {
            n: f
            for n, f in self.forms.items()
            if not isinstance(f, Form) or all(not isinstance(p, Form) or p.kind != kind for p in f.walk())
        }

    def rely(self, form: Any) -> Any:
        """Note that the program is made for a form, which is given back."""
        self.relied_on.append(form)
        return form

    def lost(self, before: Mapping[str, Any], since: int) -> str | None:
        """A variable whose form does not hold any more, though the program was made for it since then."""
        for name, form in before.items():
            parts = list(form.walk()) if isinstance(form, Form) else [form]
            if self.forms.get(name) is not form and any(p is r for p in parts for r in self.relied_on[since:]):
                return name
        return None

    def joined(self, *ends: Mapping[str, Any]) -> dict[str, Any]:
        """What is known whichever way was taken."""
        first, *others = ends
        found = {n: f for n, f in first.items() if all(e.get(n) is f or (isinstance(f, Given) and e.get(n) == f) for e in others)}
        self.exposed += [f for end in ends for n, f in end.items() if n not in found and is_changeable(f)]
        return found

    def state(self) -> tuple[dict[str, Any], int, int]:
        """What is known now."""
        return dict(self.forms), len(self.exposed), len(self.relied_on)

    def reset(self, state: tuple[dict[str, Any], int, int]) -> None:
        """Go back to what was known."""
        self.forms = dict(state[0])
        del self.exposed[state[1] :], self.relied_on[state[2] :]

    def forget(self, names: Sequence[str] | set[str]) -> None:
        """Take away what is known of some variables."""
        for name in names:
            form = self.forms.pop(name, None)
            if is_changeable(form):
                self.exposed.append(form)  # type: ignore[arg-type]

    def change(self, names: Iterable[str]) -> None:
        """Take away what is known of lists and dicts that will be changed by these names, whatever else holds them."""
        for name in names:
            form = self.forms.pop(name, None)
            if is_changeable(form):
                self._forget(form)
                self.forms[name] = FRESH  # the others are other ones


def changed_names(body: Sequence[Stmt]) -> set[str]:
    """The names by which statements store into a container, or call a method that changes one."""
    found = set()
    for item in (n for statement in body for n in nodes.walk(statement)):
        place: Any = None
        if isinstance(item, gast.Subscript) and not isinstance(item.ctx, gast.Load):
            place = item.value
        elif isinstance(item, gast.Call) and isinstance(item.func, gast.Attribute) and item.func.attr in CHANGING:
            place = item.func.value
        while isinstance(place, (gast.Subscript, gast.Attribute)):
            place = place.value
        if isinstance(place, gast.Name):
            found.add(place.id)
    return found


def static_key(node: Any) -> Any:
    """The value of an index that is a literal; `ELSEWHERE` for any other."""
    return nodes.literal(node, ELSEWHERE)


def display(kind: str, keys: Sequence[Any], items: Sequence[Expr]) -> Expr:
    """A container written out."""
    if kind == "dict":
        return gast.Dict([nodes.constant(k) for k in keys], list(items))
    return nodes.tuple_(items) if kind == "tuple" else nodes.list_(items)

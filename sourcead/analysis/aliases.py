"""Which names may share memory, which of that memory is written in place, and which names are views of which.

Guarantee: two names that can ever refer to overlapping memory are in one class. Views are known exactly (base and how it is
taken) or not listed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import gast
import numpy as np

from sourcead import nodes, runtime
from sourcead.analysis.callees import effects_of
from sourcead.analysis.contiguity import contiguous_names, is_flat, reshaped_base
from sourcead.analysis.helpers import OWNING, is_helper, is_owning, picks, sums
from sourcead.analysis.liveness import Liveness
from sourcead.analysis.walk import assigned, changed_container, statements, stored
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import Program
from sourcead.normalize.changing import MAY_VIEW
from sourcead.rules import registry
from sourcead.types import shapes
from sourcead.types.infer import Typing
from sourcead.types.purity import is_pure
from sourcead.types.values import Array, DictOf, Fixed, ListOf, Loose, Number, Record, Static, Type, Unknown, is_mutable

COPYING = (list, tuple, dict, sorted, runtime.merged, runtime.spliced, runtime.taken, runtime.without)
VIEW_ATTRIBUTES = ("T", "mT", "real", "imag", "flat")
EXACT_VIEWS = frozenset(
    [
        "transpose",
        "swapaxes",
        "squeeze",
        "expand_dims",
        "moveaxis",
        "flip",
        "fliplr",
        "flipud",
        "matrix_transpose",
        "permute_dims",
        "rollaxis",
        "rot90",
    ]
)

OF_FIRST = ("ravel", "reshape", "asarray", "asanyarray")  # views of their first argument, if of any


@dataclass(frozen=True)
class View:
    """`name` is `base` with one step taken: the location of the same step in the base's cotangent."""

    base: str
    step: Callable[[Expr], Expr]


@dataclass(frozen=True)
class Aliases:
    """Alias classes of a program's names."""

    leader: Mapping[str, str]
    written: frozenset[str]
    views: Mapping[str, View]
    elements: Mapping[str, str] = field(default_factory=dict)  # names that are nothing but elements of lists: those lists
    rowwise: frozenset[str] = frozenset()  # names whose cotangents must be C-contiguous, since views reshape them

    def share(self, left: str, right: str) -> bool:
        """Whether two names may share memory."""
        return self.leader.get(left, left) == self.leader.get(right, right)

    def root(self, name: str) -> str:
        """The list of which a name is an element, or an element of an element; any other name itself."""
        while name in self.elements:
            name = self.elements[name]
        return name

    def is_inside(self, name: str, base: str) -> bool:
        """Whether a name is an element of a list, or an element of an element."""
        while name in self.elements:
            name = self.elements[name]
            if name == base:
                return True
        return False

    def mirrors(self, name: str, kind: Type) -> bool:
        """Whether the cotangent of a dict of any keys has all its keys, as what it holds is changed where it stands."""
        if not isinstance(kind, DictOf) or kind.element is None or isinstance(kind.element, Number):
            return False
        return is_mutable(kind.element) or (isinstance(kind.element, Array) and self.is_written(name))

    def is_written(self, name: str) -> bool:
        """Whether memory that the name may refer to is ever written in place."""
        return self.leader.get(name, name) in self.written

    def class_of(self, name: str) -> set[str]:
        """All names that may share memory with `name`, itself included."""
        leader = self.leader.get(name, name)
        return {n for n, rep in self.leader.items() if rep == leader} | {name}


class Classes:
    """Classes of names: union-find."""

    def __init__(self) -> None:
        self.parent: dict[str, str] = {}

    def find(self, name: str) -> str:
        """The name that stands for the class."""
        while self.parent.setdefault(name, name) != name:
            name = self.parent[name]
        return name

    def union(self, left: str, right: str) -> None:
        """Let two classes be one."""
        self.parent[self.find(right)] = self.find(left)


def holds_memory(value: Type) -> bool:
    """Whether a value of this type can share memory with another."""
    return isinstance(value, (Array, Fixed, ListOf, DictOf, Record, Unknown)) or (
        isinstance(value, Static) and isinstance(value.value, (list, dict, set))
    )


def find_aliases(program: Program, typing: Typing) -> Aliases:
    """Alias classes, written classes and exact views of all names of a program."""
    classes = Classes()
    body = list(statements(program.tree.body))
    for statement in body:
        _unite(statement, typing, classes)
    leader = {name: classes.find(name) for name in list(classes.parent)}
    times: dict[str, int] = {}
    for statement in body:
        name = assigned(statement)
        if name is not None and not isinstance(statement, gast.AugAssign):
            times[name] = times.get(name, 0) + 1
    elements = {n: b for n, b in (_element_of(s, typing) for s in body) if times.get(n) == 1 and n not in program.params}
    written = {classes.find(name) for name in [*_written_names(body, typing), *_changed_elements(body, elements)]}
    views: dict[str, View] = {}
    live = Liveness(program.tree.body)
    reshapes = any(isinstance(s, gast.Assign) and isinstance(s.value, gast.Call) and reshaped_base(s.value, typing) for s in body)
    contiguous = contiguous_names(program, typing) if reshapes else frozenset[str]()
    for statement in body:
        view = _view(statement, typing) or _reshaped(statement, contiguous, typing)
        if view is None or times[statement.targets[0].id] > 1 or statement.targets[0].id in program.params:
            continue
        if not isinstance(statement.value, gast.Name) or is_held(view.base, live[id(statement)], views):
            views[statement.targets[0].id] = view  # otherwise the array just gets another name
    touched = {classes.find(n) for n in _changed_elements(body, {n: n for n in _within(elements, views)})}
    for name in [n for n in views if n in elements and classes.find(n) not in touched]:
        del views[name]  # such an element is not changed where it stands
    found = Aliases(leader, frozenset(written), views, elements)
    rows = [views[s.targets[0].id].base for s in body if _reshaped(s, contiguous, typing) and s.targets[0].id in views]
    return replace(found, rowwise=frozenset(n for name in rows for n in found.class_of(name)))


def is_held(base: str, live: set[str], views: Mapping[str, View]) -> bool:
    """Whether an array is still reached by its name, as a view of another array, or through a view of it."""
    return base in live or base in views or any(base in chain(n, views) for n in live)


def chain(name: str, views: Mapping[str, View]) -> list[str]:
    """What a view is a view of, and what that is a view of, and so on."""
    found = []
    while name in views:
        name = views[name].base
        found.append(name)
    return found


def _written_names(body: list[Stmt], typing: Typing) -> set[str]:
    """Names of arrays that are stored into, or updated in place as a whole."""
    found = set()
    for statement in body:
        place = stored(statement)
        if place is not None and isinstance(typing.name(place.value.id), (Array, Unknown)):
            found.add(place.value.id)
        changed = changed_container(statement)
        if changed is not None and isinstance(typing.name(changed), (Array, Unknown)):  # `u.sort()`
            found.add(changed)
        if isinstance(statement, gast.AugAssign) and isinstance(statement.target, gast.Name):
            if isinstance(typing.name(statement.target.id), (Array, Unknown)):
                found.add(statement.target.id)
    return found


def _within(elements: Mapping[str, str], views: Mapping[str, View]) -> set[str]:
    """The names of elements of lists, and of views of those."""
    return {n for n in {*elements, *views} if n in elements or any(b in elements for b in chain(n, views))}


def _element_of(statement: Stmt, typing: Typing) -> tuple[str, str]:
    """The name that a statement binds to an element, a list or an array, of a list, and that list; else empty texts."""
    name = assigned(statement)
    base = statement.iter if isinstance(statement, gast.For) else None
    value = statement.value if isinstance(statement, gast.Assign) else None
    if isinstance(value, gast.Subscript) and not isinstance(value.slice, gast.Slice):
        base = value.value
    if name is None or not isinstance(base, gast.Name):
        return "", ""
    kind = typing.name(base.id)
    if not (isinstance(kind, ListOf) or (isinstance(kind, DictOf) and value is not None)):
        return "", ""
    return (name, base.id) if isinstance(typing.name(name), (ListOf, Array)) else ("", "")


def _changed_elements(body: list[Stmt], elements: Mapping[str, str]) -> set[str]:
    """The lists in lists that are changed."""
    found = set()
    for statement in body:
        place = stored(statement)
        updated = assigned(statement) if isinstance(statement, gast.AugAssign) else None
        for name in (changed_container(statement), None if place is None else place.value.id, updated):
            if name in elements:
                found.add(str(name))
    return found


def _unite(statement: Stmt, typing: Typing, classes: Classes) -> None:
    name = assigned(statement)
    if isinstance(statement, gast.Assign):
        if name is None:
            name = statement.targets[0].value.id
            found = _atoms(statement.value) if not isinstance(typing.name(name), Array) else []
        else:
            found = sources(statement.value, typing) if holds_memory(typing.name(name)) else []
    elif isinstance(statement, gast.For):
        keys = isinstance(typing.expr(statement.iter), DictOf)
        found = sorted(nodes.free_names(statement.iter)) if holds_memory(typing.name(statement.target.id)) and not keys else []
    elif isinstance(statement, gast.Expr) and isinstance(statement.value, gast.Call):
        call = statement.value
        found = [n for a in [*call.args, *(k.value for k in call.keywords)] for n in _atoms(a)]
        if isinstance(call.func, gast.Attribute) and isinstance(call.func.value, gast.Name):
            name = call.func.value.id
        if isinstance(call.func, gast.Attribute) and call.func.attr == "extend":
            found = [n for n in found if not holds_no_memory(typing.name(n))]
    else:
        return
    for source in found:
        if name is not None and holds_memory(typing.name(source)) and source not in typing.program.env:
            classes.union(source, name)


def _atoms(node: Expr) -> list[str]:
    return [node.id] if isinstance(node, gast.Name) else []


def holds_no_memory(value: Type) -> bool:
    """Whether the elements of a list or tuple are numbers: a copy of it shares nothing."""
    if isinstance(value, (ListOf, DictOf)):
        return value.element is None or not holds_memory(value.element)
    return isinstance(value, Fixed) and not any(map(holds_memory, value.elements))


def _is_shallow(value: Expr, typing: Typing) -> bool:
    """Whether an operation makes a new list or tuple of what other ones hold."""
    if isinstance(value, gast.Subscript):
        return isinstance(value.slice, gast.Slice)
    if isinstance(value, gast.Call):
        function = typing.callee(value.func)
        if function is typing.program.MISSING and isinstance(value.func, gast.Attribute):
            return value.func.attr == "copy"
        return any(function is f for f in COPYING)
    return isinstance(value, gast.BinOp)


def _are_keys(value: Expr, typing: Typing) -> bool:
    """Whether an operation makes a list of the keys of a dict, which are nothing that can be changed."""
    call = isinstance(value, gast.Call) and any(typing.callee(value.func) is f for f in (list, tuple, sorted))
    return call and bool(value.args) and isinstance(typing.expr(value.args[0]), DictOf)


def sources(value: Expr, typing: Typing) -> list[str]:
    """The local names whose memory the value of an operation may share."""
    if _is_shallow(value, typing) and (holds_no_memory(typing.expr(value)) or _are_keys(value, typing)):
        return []
    if isinstance(value, gast.Name):
        return [value.id]
    if isinstance(value, (gast.Tuple, gast.List)):
        return [n for e in value.elts for n in _atoms(e)]
    if isinstance(value, gast.Dict):
        return [n for e in value.values for n in _atoms(e)]
    if isinstance(value, gast.Subscript):
        base = typing.expr(value.value)
        return _atoms(value.value) if not isinstance(base, Array) or _is_basic(value.slice, typing) else []
    if isinstance(value, gast.Attribute):
        shares = value.attr in VIEW_ATTRIBUTES or not isinstance(typing.expr(value.value), (Array, Number))
        return _atoms(value.value) if shares else []
    if isinstance(value, gast.Call):
        return _call_sources(value, typing)
    joins = isinstance(value, gast.BinOp) and isinstance(value.op, (gast.Add, gast.Mult, gast.BitOr))  # lists, or dicts
    of_arrays = joins and any(isinstance(typing.expr(e), (Array, Loose)) for e in (value.left, value.right))
    if joins and not of_arrays and not isinstance(typing.expr(value), (Array, Number)):
        return _atoms(value.left) + _atoms(value.right)
    return []


def _call_sources(call: gast.Call, typing: Typing) -> list[str]:
    callee = typing.program.callee(call)
    if callee is not None:
        shared = effects_of(callee, call, typing, find_aliases).shared
        return [n for p, a in callee.arguments(call).items() if p in shared for n in _atoms(a)]
    arguments = [n for a in [*call.args, *(k.value for k in call.keywords)] for n in _atoms(a)]
    function = typing.callee(call.func)
    if isinstance(call.func, gast.Attribute) and function is typing.program.MISSING:
        base = typing.expr(call.func.value)
        if isinstance(base, (Array, Number)) and (call.func.attr not in MAY_VIEW or _copies(call, call.func.attr)):
            return []
        return _atoms(call.func.value) + arguments
    if is_helper(function):
        return [] if is_owning(function) else arguments
    name = getattr(function, "__name__", "")
    if function is np.einsum and sums(call):
        return []
    if isinstance(function, np.ufunc) or (_copies(call, name) and function is getattr(np, name, None)):
        return []
    if function is not typing.program.MISSING and is_pure(function) and name not in MAY_VIEW:
        return []
    of_first = (name in EXACT_VIEWS or name in OF_FIRST) and function is getattr(np, name, None)
    if of_first and call.args:
        made = isinstance(typing.expr(call.args[0]), (Number, Fixed, ListOf))  # into an array of its own
        return [] if made else _atoms(call.args[0])
    return arguments


def _copies(call: gast.Call, name: str) -> bool:
    """Whether a call that may be told not to copy does copy."""
    count = 1 if isinstance(call.func, gast.Attribute) and name == "astype" else 2
    return name in ("astype", "array", "nan_to_num") and len(call.args) <= count and all(k.arg == "dtype" for k in call.keywords)


def _same_array(call: gast.Call, function: object, typing: Typing) -> str | None:
    """The array that a call gives back as it is: `np.asarray(x)`, where that has nothing to convert."""
    given = typing.expr(call.args[0]) if call.args else None
    if not isinstance(given, Array) or not isinstance(call.args[0], gast.Name):
        return None
    if function in (np.asarray, np.asanyarray) and len(call.args) == 1 and all(k.arg == "dtype" for k in call.keywords):
        return call.args[0].id if typing.expr(call) == given else None  # type: ignore[no-any-return]
    ranks: dict[object, int] = {np.atleast_1d: 1, np.atleast_2d: 2, np.atleast_3d: 3}
    least = ranks.get(function) if registry.is_hashable(function) else None
    enough = least is not None and given.dims is not None and len(given.dims) >= least
    return call.args[0].id if enough and len(call.args) == 1 else None


def _is_basic(index: Expr, typing: Typing) -> bool:
    parts = index.elts if isinstance(index, gast.Tuple) else [index]
    return all(shapes.index_kind(p, typing) in ("int", "slice", "new", "ellipsis", "unknown") for p in parts)


def _view(statement: Stmt, typing: Typing) -> View | None:
    """The view that a statement binds, where how it is taken is known exactly."""
    if not isinstance(statement, gast.Assign) or not isinstance(statement.targets[0], gast.Name):
        return None
    value = statement.value
    if not isinstance(typing.name(statement.targets[0].id), Array) and not _element_of(statement, typing)[0]:
        return None
    if isinstance(value, gast.Name):
        return View(value.id, lambda base: base)
    if isinstance(value, gast.Subscript) and _element_of(statement, typing)[0]:
        return View(value.value.id, lambda base: nodes.subscript(base, nodes.copy(value.slice)))
    if isinstance(value, gast.Subscript) and isinstance(value.value, gast.Name):
        parts = value.slice.elts if isinstance(value.slice, gast.Tuple) else [value.slice]
        basic = all(shapes.index_kind(p, typing) in ("int", "slice", "new", "ellipsis") for p in parts)
        if isinstance(typing.expr(value.value), Array) and basic:
            return View(value.value.id, lambda base: nodes.subscript(base, nodes.copy(value.slice)))
    if isinstance(value, gast.Attribute) and isinstance(value.value, gast.Name) and value.attr in ("T", "mT"):
        if not isinstance(typing.expr(value.value), Array):
            return None
        return View(value.value.id, lambda base: nodes.attribute(base, value.attr))
    if isinstance(value, gast.Call):
        found = _call_view(value, typing)
        return found if found is not None and isinstance(typing.name(found.base), Array) else None
    return None


def is_exact_view(statement: Stmt, contiguous: frozenset[str], typing: Typing) -> bool:
    """Whether a statement binds a view, however arrays lie in memory, if those names are of C-contiguous ones."""
    return (_view(statement, typing) or _reshaped(statement, contiguous, typing)) is not None


def _reshaped(statement: Stmt, contiguous: frozenset[str], typing: Typing) -> View | None:
    """The view that a `reshape` or `ravel` gives, where it surely copies nothing."""
    call = statement.value if isinstance(statement, gast.Assign) and isinstance(statement.targets[0], gast.Name) else None
    if not isinstance(call, gast.Call) or not isinstance(typing.name(statement.targets[0].id), Array):
        return None
    found = reshaped_base(call, typing)
    if found is None:
        return None
    name, attr, shape = found
    if name not in contiguous and not (attr == "reshape" and is_flat(typing.name(name))):
        return None
    return View(name, lambda base: gast.Call(nodes.attribute(base, attr), nodes.copy_all(shape), []))


def _call_view(call: gast.Call, typing: Typing) -> View | None:
    function = typing.callee(call.func)
    same = _same_array(call, function, typing)
    if same is not None:
        return View(same, lambda base: base)
    if isinstance(call.func, gast.Attribute) and function is typing.program.MISSING:
        plain = call.func.attr == "view" and not call.args and not call.keywords
        if (call.func.attr in EXACT_VIEWS or plain) and isinstance(call.func.value, gast.Name):
            attr = call.func.attr
            return View(
                call.func.value.id,
                lambda base: gast.Call(nodes.attribute(base, attr), nodes.copy_all(call.args), nodes.copy_all(call.keywords)),
            )
    elif function is np.einsum and picks(call):
        return View(call.args[1].id, lambda base: gast.Call(nodes.copy(call.func), [nodes.copy(call.args[0]), base], []))
    elif call.args and isinstance(call.args[0], gast.Name):
        name = next((n for n in EXACT_VIEWS if getattr(np, n, None) is function), None)
        if name is not None:  # spelled `np.`, whatever the program calls it
            func = nodes.attribute(nodes.name("np"), name)
            return View(
                call.args[0].id,
                lambda base: gast.Call(nodes.copy(func), [base, *nodes.copy_all(call.args[1:])], nodes.copy_all(call.keywords)),
            )
    return None


FRESH_HELPERS = (
    "zeros_to_fill",
    "scatter_add", "zeros_like", "take_stored", "copy", "own", "each", "repeated", "widened", "zeros_along", "ties", "count",
    "inside", "frames", "overlapped", "windows", "unwindows",
    "lagged", "section", "placed", "with_gaps", "without_gaps", "in_whole", "of_whole",
)  # fmt: skip


def is_spread(value: Expr) -> bool:
    """Whether a value is a view of what `np.broadcast_to` gives: it cannot be written into, and many elements are one."""
    while isinstance(value, (gast.Subscript, gast.Attribute, gast.Call)):
        if not isinstance(value, gast.Call):
            value = value.value
            continue
        parts = nodes.dotted(value.func)
        if parts == ["np", "broadcast_to"]:
            return True
        if not isinstance(value.func, gast.Attribute) or value.func.attr not in MAY_VIEW:
            return False
        value = value.args[0] if parts is not None and parts[0] == "np" else value.func.value
    return False


def may_alias(value: Expr) -> set[str]:
    """The names whose memory the value of a generated expression may share."""
    if isinstance(value, gast.Name):
        return {value.id}
    return {n for part in shared_parts(value) for n in may_alias(part)}


def shared_parts(value: Expr) -> list[Expr]:
    """The parts of a generated expression whose memory its value may share."""
    if isinstance(value, (gast.Subscript, gast.Attribute)):
        return [value.value]
    if isinstance(value, (gast.Tuple, gast.List)):
        return list(value.elts)
    if isinstance(value, gast.Dict):
        return list(value.values)
    if isinstance(value, gast.IfExp):
        return [value.body, value.orelse]
    return _parts_of_call(value) if isinstance(value, gast.Call) else []


def _parts_of_call(call: gast.Call) -> list[Expr]:
    parts = nodes.dotted(call.func)
    name = call.func.attr if isinstance(call.func, gast.Attribute) else getattr(call.func, "id", "")
    helper = parts is not None and parts[0] == "rt" and name not in FRESH_HELPERS and name not in OWNING
    if (not helper and name not in MAY_VIEW and name != "append") or (name == "einsum" and sums(call)):
        return []
    method = isinstance(call.func, gast.Attribute) and (parts is None or parts[0] not in ("np", "rt"))
    return [*call.args, *([call.func.value] if method else [])]

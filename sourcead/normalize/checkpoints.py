"""Loops over `checkpointed(...)`: the call of a function of the loop's state, whose derivative is given.

Guarantee: what the loop assigns and changes is what the call gives, what it reads is among the arguments of the call, and nothing
else in the program is changed by it; a loop of which that is not so is refused at the place where it shows.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import gast
import numpy as np

from sourcead import nodes
from sourcead.nodes import Stmt
from sourcead.normalize import closures, constants
from sourcead.normalize.activation import NO_PARAMETERS, Activation, Inner, constant_binding
from sourcead.normalize.exposed import read_first
from sourcead.normalize.iterators import is_call_of
from sourcead.normalize.known import changed_names
from sourcead.normalize.program import Callee, Custom, Stepped
from sourcead.normalize.scope import local_names

MAKERS: dict[Callable[..., Any], Callable[[Stepped], Custom]] = {}
WRITING = ("at", "copyto", "place", "put", "put_along_axis", "putmask")  # functions that write their first argument
FILLING = ("fill", "itemset", "partition", "put", "resize")  # methods that write their array, besides those that change lists
TAKE_AWAY = "Take `checkpointed` away"
Exprs = Sequence[Any]


def looping(make: Callable[[Stepped], Custom]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Mark the function that says how a loop is differentiated; `make` makes of such a loop what its call is of."""

    def mark(function: Callable[..., Any]) -> Callable[..., Any]:
        MAKERS[function] = make
        return function

    return mark


def is_marked(target: object) -> bool:
    """Whether a callee says how a loop is differentiated."""
    return any(target is f for f in MAKERS)


def for_loop(node: gast.For, scope: Activation, out: list[Stmt]) -> bool:
    """Write a loop over `checkpointed(...)` as a call; whether it is one."""
    target = scope.resolve(node.iter.func) if isinstance(node.iter, gast.Call) else None
    maker = next((m for f, m in MAKERS.items() if f is target), None)
    if maker is None:
        return False
    scope.depend(node.iter.func)
    _check(node, scope)
    loop = _Loop(node, scope, out)
    if not loop.given_back:
        raise scope.error(node.iter, "this loop gives nothing a new value that is read after it", f"{TAKE_AWAY}, or change an "
                          "array by its own name, not as a view, in a function or in an object.")  # fmt: skip
    loop.emit(maker)
    return True


def _check(node: gast.For, scope: Activation) -> None:
    """Raise for what a function of the loop's state cannot do."""
    last = node.body[-1]
    if isinstance(last, gast.If) and any(isinstance(s, gast.Break) for s in last.body):
        flags = {n.id for n in nodes.walk(last.test) if isinstance(n, gast.Name)}
        raise scope.error(_leaving(node.body, flags) or node.iter, "a loop over `checkpointed(...)` is left before its end",
                          f"Find out before how many steps there are. {TAKE_AWAY} where that cannot be known.")  # fmt: skip
    if scope.names.guarded:
        raise scope.error(node.iter, "a loop over `checkpointed(...)` is inside a `try`", "Put the `try` around the call of a "
                          "function that has the loop, or inside the loop.")  # fmt: skip
    for item in (n for s in node.body for n in nodes.walk(s)):
        if isinstance(item, (gast.Yield, gast.YieldFrom)):
            raise scope.error(item, "a loop over `checkpointed(...)` yields", TAKE_AWAY + ".")
        if isinstance(item, gast.Attribute) and not isinstance(item.ctx, gast.Load):
            raise scope.error(item, "an attribute is assigned in a loop over `checkpointed(...)`",
                              "Let a variable hold it in the loop, and assign the attribute after it.")  # fmt: skip
        if isinstance(item, (gast.Global, gast.Nonlocal)):
            raise scope.error(item)


def _leaving(body: Sequence[Stmt], flags: set[str]) -> Stmt | None:
    """The `break` or `return` that sets a flag, as the statement that stands for it."""
    for before, statement in zip([None, *body], body):
        if isinstance(statement, gast.Assign) and {t.id for t in statement.targets if isinstance(t, gast.Name)} & flags:
            return statement if hasattr(statement, "lineno") else before
        inside = [getattr(statement, field, None) for field in ("body", "orelse")]
        found = next((f for b in inside if isinstance(b, list) and (f := _leaving(b, flags)) is not None), None)
        if found is not None:
            return found
    return None


class _Loop:
    """A loop taken apart: which of its variables are its state, and the functions made of it."""

    def __init__(self, node: gast.For, scope: Activation, out: list[Stmt]) -> None:
        self.node, self.scope, self.out = node, scope, out
        self.call: gast.Call = node.iter
        self.assigned = local_names(gast.FunctionDef("body", NO_PARAMETERS, [node], [], None, None, []))
        self._check_assigned()
        read, first = _read_elsewhere(node, scope), read_first([node])
        bound = {n for n in self.assigned if n in scope.stored or n in scope.stand_in}
        augmented = {n.target.id for n in self._inside() if isinstance(n, gast.AugAssign) and isinstance(n.target, gast.Name)}
        changed = self._changed()
        self.changed = {n for n in changed if n not in self.assigned}
        self.augmented = {n for n in augmented & bound if n not in changed and not self._is_bound(n)}
        lost = sorted((self.assigned - bound) & first)
        if lost:
            raise scope.error(node.iter, f"`{lost[0]}` may be read in a step of this loop before the step assigns it, and has no "
                              "value before the loop", f"Give `{lost[0]}` a value before the loop.")  # fmt: skip
        known = [n for n in sorted(bound) if n in read or n in first]
        self.filled = self._filled()
        self.state = tuple([*known, *sorted(self.changed - {*self.filled})])
        self.last = tuple(sorted((self.assigned - bound) & read))
        for name in (*self.state, *self.filled):
            if not isinstance(scope.lookup(name, node), gast.AST):
                raise scope.error(node.iter, f"`{name}` is an object or a function, and is changed in a loop over "
                                  "`checkpointed(...)`",
                                  "Let variables hold its numbers and arrays in the loop.")  # fmt: skip
        self.given_back = (*self.state, *self.last, *self.filled)

    def _inside(self) -> list[Any]:
        return [n for s in self.node.body for n in nodes.walk(s)]

    def _changed(self) -> set[str]:
        """The names by which the body changes what is made outside of it."""
        found = changed_names(self.node.body)
        for item in self._inside():
            if isinstance(item, gast.Call):
                written = [k.value for k in item.keywords if k.arg == "out"]
                if isinstance(item.func, gast.Attribute) and item.func.attr in WRITING:
                    written += item.args[:1]  # `np.copyto(u, v)`, `np.add.at(u, k, v)`
                if isinstance(item.func, gast.Attribute) and item.func.attr in FILLING:
                    written.append(item.func.value)
                found |= {nodes.base_name(part) for part in written}
        return {n for n in found if self.scope.knows(n)}

    def _is_bound(self, name: str) -> bool:
        """Whether the loop gives a name another value than by `+=` and the like."""
        updated = {id(n.target) for n in self._inside() if isinstance(n, gast.AugAssign)}
        stores = [n for n in nodes.walk(self.node) if isinstance(n, gast.Name) and n.id == name and isinstance(n.ctx, gast.Store)]
        return any(id(n) not in updated for n in stores)

    def _check_assigned(self) -> None:
        lost = sorted(n for n in self.assigned if n in self.scope.outside or n in self.scope.globals)
        if lost:
            raise self.scope.error(self.node.iter, f"`{lost[0]}` is no variable of the function itself, and is assigned in a "
                                   "loop over `checkpointed(...)`", "Assign it after the loop.")  # fmt: skip

    # the functions

    def emit(self, maker: Callable[[Stepped], Custom]) -> None:
        """The call, and what binds its results."""
        scope, node = self.scope, self.node
        given, budget = self._arguments()
        iterable, bounds = self._iterable(given)
        spent = self._spent(budget)
        extra = [] if spent is None or isinstance(spent, gast.Constant) else [self._name("budget")]
        name = f"{getattr(scope.node, 'name', 'f').strip('_') or 'f'}_loop"
        first = [*self.state, *self.filled]
        whole, read, _ = self._lifted(name, [*first, *extra], self._whole(iterable))
        item, elements = self._item(), self._elements()
        step, read_by_step, _ = self._lifted(f"{name}_step", [item, *self.state, *elements.values()], self._step(item, elements))
        self._check_apart([*read, *read_by_step])
        params = dict(zip([e.id for e in read], whole.params[len(first) + len(extra) :]))
        given_to_step = {p: params[scope.lookup(n, node).id] for n, p in elements.items()}
        own = step.params[1 + len(self.state) + len(elements) :]
        given_to_step.update({p: params[e.id] for p, e in zip(own, read_by_step)})
        is_range = isinstance(iterable, gast.Call)
        over = tuple(b.value if isinstance(b, gast.Constant) else params[b.id] for b in bounds)
        found = Stepped(
            whole=whole.function,
            step=step.function,
            state=self.state,
            last=len(self.last),
            filled=self.filled,
            given=given_to_step,
            elements=tuple(elements.values()),
            updated=frozenset(self.changed | self.augmented),
            bounds=over if is_range else (),
            items=None if is_range else over[0],
            budget=extra[0] if extra else None if spent is None else spent.value,
            place=scope.place(self.call),
        )
        callee = scope.flat.callee(maker(found))
        atoms = [nodes.copy(scope.lookup(n, node)) for n in first]
        self._bind(callee, [*atoms, *([spent] if extra else []), *read])

    def _lifted(self, name: str, params: Sequence[str], body: list[Stmt]) -> tuple[Callee, list[Any], Any]:
        function = gast.copy_location(nodes.function(name, params, body), self.node)
        scope = self.scope
        made = Inner(function, scope)
        chain = (*scope.chain, function)
        inner = Activation(scope.located, scope.names, scope.is_primitive, function, scope.flat, scope, chain)
        return closures.lifted(inner, made, {}, {}, self.call, scope)

    def _whole(self, iterable: Any) -> list[Stmt]:
        """The loop as it is."""
        loop = nodes.for_(nodes.copy(self.node.target), iterable, nodes.copy_all(self.node.body))
        return [self._at(s) for s in [loop, self._result()]]

    def _step(self, item: str, elements: Mapping[str, str]) -> list[Stmt]:
        """One step; what it reads and stores at its own place of arrays has names of its own."""
        plain = isinstance(self.node.target, gast.Name) and self.node.target.id == item
        start = [] if plain else [gast.Assign([nodes.copy(self.node.target)], nodes.name(item), None)]
        names = {**elements, **{n: self._name(f"{n}_{self.place}") for n in self.filled}}

        def named(node: Any) -> Any:
            if not _is_at(node, self.place) or node.value.id not in names:
                return node
            made = (nodes.name if isinstance(node.ctx, gast.Load) else nodes.target)(names[node.value.id])
            return gast.copy_location(made, node)

        def kept(statement: Stmt) -> Stmt:
            stores = isinstance(statement, gast.Assign) and _is_at(statement.targets[0], self.place)
            if stores and statement.targets[0].value.id in self.filled and not isinstance(statement.value, gast.Constant):
                copied = nodes.call(nodes.attribute(nodes.name("<rt>"), "copy"), statement.value)  # a step may change it later
                return self._at(gast.copy_location(gast.Assign(statement.targets, copied, None), statement))
            return statement

        body = [nodes.transform(kept(nodes.copy(s)), named) for s in self.node.body]
        return [*(self._at(s) for s in start), *body, self._at(self._result(names))]

    @property
    def place(self) -> str:
        """The loop's variable, if it is the number of a step and nothing else is assigned to it; else nothing."""
        target, given = self.node.target, self._arguments()[0]
        name = target.id if isinstance(target, gast.Name) and is_call_of(given, range, self.scope) else ""
        stores = [n for n in self._inside() if isinstance(n, gast.Name) and n.id == name and not isinstance(n.ctx, gast.Load)]
        return "" if stores else name

    def _at_place(self, context: type[gast.AST]) -> set[str]:
        """The variables that the body mentions as arrays of which it reads (or stores) the element at its own place, alone."""
        inside, place = self._inside(), self.place
        held = [n.value.id for n in inside if _is_at(n, place) and isinstance(n.ctx, context)]
        every = [n.id for n in inside if isinstance(n, gast.Name)]
        return {n for n in held if held.count(n) == every.count(n)}

    def _elements(self) -> dict[str, str]:
        """Arrays of which a step reads the element at its place, and what that is called: its cotangent is as small as it is."""
        scope, found = self.scope, dict[str, str]()
        for name in sorted(self._at_place(gast.Load) - self.assigned - self.changed):
            held = scope.lookup(name, self.node)
            if isinstance(held, gast.Name) and held.id not in scope.names.env:
                found[name] = self._name(f"{name}_{self.place}")
        return found

    def _filled(self) -> tuple[str, ...]:
        """Arrays into which each step stores an element at its place, and nothing else."""
        once = [s.targets[0] for s in self.node.body if isinstance(s, gast.Assign) and len(s.targets) == 1]
        stored = [t.value.id for t in once if _is_at(t, self.place)]
        return tuple(sorted(n for n in self._at_place(gast.Store) & self.changed if stored.count(n) == 1 and self._count(n) == 1))

    def _count(self, name: str) -> int:
        return sum(isinstance(n, gast.Name) and n.id == name for n in self._inside())

    def _result(self, names: Mapping[str, str] | None = None) -> Stmt:
        found = [nodes.name((names or {}).get(n, n)) for n in self.given_back]
        return nodes.return_(found[0] if len(found) == 1 else nodes.tuple_(found))

    def _at(self, statement: Stmt) -> Stmt:
        """A statement at the place of the loop's head."""
        for part in nodes.walk(statement):
            if not hasattr(part, "lineno"):
                gast.copy_location(part, self.call)
        return statement

    def _item(self) -> str:
        """The parameter of a step that is the element at hand: the loop's target, unless that is kept from step to step."""
        target = self.node.target
        if isinstance(target, gast.Name) and target.id not in self.state:
            return target.id  # type: ignore[no-any-return]
        return self._name("item")

    def _name(self, wish: str) -> str:
        taken = set(nodes.names(self.scope.node)) | self.assigned
        while wish in taken:
            wish += "_"
        return wish

    # what it runs over

    def _arguments(self) -> tuple[Any, Any]:
        """The iterable and the budget, as they are written."""
        function = next(f for f in MAKERS if f is self.scope.resolve(self.call.func))
        stars = any(isinstance(a, gast.Starred) for a in self.call.args) or any(k.arg is None for k in self.call.keywords)
        try:
            bound = inspect.signature(function).bind(*self.call.args, **{str(k.arg): k.value for k in self.call.keywords})
        except TypeError:
            stars = True
        if stars:
            raise self.scope.error(self.call, "`checkpointed` takes what the loop runs over, and a budget",
                                   "Write `checkpointed(range(n), budget=20)`.")  # fmt: skip
        found = list(bound.arguments.values())
        return found[0], found[1] if len(found) > 1 else nodes.constant(None)

    def _iterable(self, given: Any) -> tuple[Any, list[Any]]:
        """What the loop runs over in terms of what is evaluated before it, and the numbers of its range, or its elements."""
        if is_call_of(given, range, self.scope) and not given.keywords:
            atoms = [self._kept(a) for a in given.args]
            return gast.copy_location(gast.Call(given.func, [self._placed(a) for a in atoms], []), given), atoms
        if (
            (isinstance(given, gast.Call) and not self.scope.is_primitive(self.scope.resolve(given.func)))
            or isinstance(given, (gast.GeneratorExp, gast.List, gast.Tuple, gast.ListComp))
            or any(is_call_of(given, f, self.scope) for f in (enumerate, zip, map, filter, reversed, iter))
        ):
            raise self.scope.error(given, "a loop over `checkpointed(...)` runs over neither a range nor an array",
                                   "Run over `range(n)`, and index inside the loop.")  # fmt: skip
        found = self._kept(given)
        return self._placed(found), [found]

    def _kept(self, node: Any) -> Any:
        """An expression as a number that is written out, or a variable that the loop does not assign."""
        scope = self.scope
        found = scope.flat.atom(node, scope, self.out)
        if isinstance(found, gast.Constant) and (found.value is None or type(found.value) is int):
            return found
        if isinstance(found, gast.UnaryOp) and isinstance(found.op, gast.USub) and isinstance(found.operand, gast.Constant):
            return nodes.constant(-found.operand.value)
        name = found.id if isinstance(found, gast.Name) and found.id not in scope.names.env else ""
        if not name or any(isinstance(a := scope.lookup(n, node), gast.Name) and a.id == name for n in self.state):
            name = scope.names.temporary(nodes.base_name(node) or "count")
            scope.flat.emit(nodes.assign(name, found), node, scope, self.out)
        return nodes.name(name)

    def _placed(self, atom: Any) -> Any:
        return self.scope.placeholder(atom, self.call)

    def _spent(self, budget: Any) -> Any:
        found = self._kept(budget)
        if isinstance(found, gast.Constant):
            if found.value is None:
                return None
            if found.value < 1:
                raise self.scope.error(budget, f"the budget is {found.value}", "Allow one stored state at least.")
        return found

    # the call

    def _check_apart(self, read: Exprs) -> None:
        """Raise where what the loop assigns is also read in another way than by its name: by a function around it."""
        own = {self.scope.local[n]: n for n in self.assigned if n in self.scope.local}
        own.update({e.id: n for n in (*self.state, *self.filled) if isinstance(e := self.scope.lookup(n, self.node), gast.Name)})
        lost = next((own[e.id] for e in read if e.id in own), None)
        if lost is not None:
            raise self.scope.error(self.call, f"`{lost}` is changed in this loop, and a function that is called in it reads it",
                                   "Pass it to that function as an argument.")  # fmt: skip

    def _bind(self, callee: Callee, passed: Exprs) -> None:
        scope, call = self.scope, self.call
        function = callee.function
        name = scope.names.bind(function.__name__, constant_binding(function, function.__name__))
        scope.names.callees[name] = callee
        scope.names.facts.passed_on([a for a in passed if isinstance(a, gast.Name)])
        value = nodes.call(nodes.name(name), *nodes.copy_all(passed))
        single = len(self.given_back) == 1
        if single and self.given_back[0] not in self.changed | self.augmented:
            scope.flat.emit(nodes.assign(scope.variable(self.given_back[0]), value), call, scope, self.out)
            return
        whole = scope.names.temporary(f"{self.given_back[0]}_new" if single else "loop_out")
        scope.flat.emit(nodes.assign(whole, value), call, scope, self.out)
        for k, one in enumerate(self.given_back):
            part: Any = nodes.name(whole) if single else nodes.subscript(nodes.name(whole), nodes.constant(k))
            if one not in self.changed | self.augmented:
                scope.flat.emit(nodes.assign(scope.variable(one), part), call, scope, self.out)
                continue
            held = whole if single else scope.names.temporary(f"{one}_new")
            if not single:
                scope.flat.emit(nodes.assign(held, part), call, scope, self.out)
            self._write_back(one, nodes.name(held))

    def _write_back(self, name: str, held: Any) -> None:
        """Let an array that the loop changes in place hold what the loop gives; a number gets it as its value."""
        kind = self._placed(constants.constant(np.ndarray, "ndarray", self.scope))
        test = nodes.call(nodes.name("<isinstance>"), nodes.name(name), kind)
        new = self._placed(held)
        store = nodes.assign(nodes.subscript(nodes.name(name), nodes.constant(...)), nodes.copy(new))
        orelse = [nodes.assign(name, nodes.copy(new))] if name in self.augmented else []
        self.scope.flat.statement(self._at(nodes.if_(test, [store], orelse)), self.scope, self.out)


def _is_at(node: Any, place: str) -> bool:
    """Whether an expression is the element of a variable at a place."""
    is_element = isinstance(node, gast.Subscript) and isinstance(node.value, gast.Name) and isinstance(node.slice, gast.Name)
    return is_element and bool(place) and node.slice.id == place


def _read_elsewhere(loop: gast.For, scope: Activation) -> set[str]:
    """The names that the function reads after a loop, or anywhere else if the loop is repeated."""
    own = {id(n) for n in nodes.walk(loop)}
    start, end = loop.lineno, loop.end_lineno
    around = [n for n in nodes.walk(scope.node) if isinstance(n, (gast.For, gast.While)) and hasattr(n, "lineno")]
    repeated = any(n.lineno < start and end <= n.end_lineno for n in around)
    found: set[str] = set()
    for item in nodes.walk(scope.node):
        if isinstance(item, (gast.FunctionDef, gast.Lambda)) and item is not scope.node:
            found |= set(closures.free(item))
        if isinstance(item, gast.Name) and isinstance(item.ctx, gast.Load) and id(item) not in own:
            if item.lineno > end or (repeated and not start <= item.lineno <= end):
                found.add(item.id)
        if isinstance(item, gast.AugAssign) and isinstance(item.target, gast.Name):
            if item.lineno > end or (repeated and not start <= item.lineno <= end):
                found.add(item.target.id)
    return found


__all__ = ["for_loop", "is_marked", "looping"]

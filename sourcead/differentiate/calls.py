"""Calls of functions that stay calls: `y = f(x, n)` becomes `y, y_pullback = f_vjp(x, n)`, in three statements.

The reverse sweep calls the pullback with the cotangent of `y`. In a program that is closed the call stays as it is, and the
reverse sweep calls `f_pullback(x, n, y_bar)`, which runs `f` again. Guarantee: what a pullback reads later is what its function
was called with; a function that changes what it is passed is refused.
"""

from __future__ import annotations

import contextlib
import functools
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from typing import Any

import gast

from sourcead import nodes
from sourcead.analysis.aliases import Aliases, find_aliases, holds_memory
from sourcead.analysis.callees import calls_of, effects_inside, effects_of
from sourcead.analysis.liveness import Liveness
from sourcead.analysis.walk import assigned, changed_container, statements, stored
from sourcead.errors import AliasError, SourceADError, UnsupportedSyntaxError
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import Binding, Callee, Custom, Program, Pulled
from sourcead.types.infer import Typing
from sourcead.types.values import Array, Number, Unknown, may_vary


class Calls:
    """The rewriting of the calls of one program."""

    def __init__(
        self,
        program: Program,
        typing: Typing,
        aliases: Aliases,
        varied: Callable[[str], bool],
        temporary: Callable[[str], str],
        forward: bool,
    ) -> None:
        self.forward = forward
        self.program, self.typing, self.aliases, self.varied, self.temporary = program, typing, aliases, varied, temporary
        self.env: dict[str, Binding] = {}
        self.callees: dict[str, Callee] = {}
        self.pulled: dict[str, Pulled] = {}
        self.names: dict[object, tuple[str, str | None]] = {}
        self.later, self.live = _later(program.tree.body), Liveness(program.tree.body)
        self.times = Counter(map(assigned, statements(program.tree.body)))

    def statement(self, statement: Stmt) -> list[Stmt]:
        """A simple statement, the call in it made one of a derivative where it takes part."""
        for call in calls_of(statement):
            self._check(call, statement)
        if self.forward:
            self._check_shared(statement)
            return [statement]
        value = statement.value if isinstance(statement, gast.Assign) else None
        callee = self.program.callee(value)
        name = assigned(statement)
        if callee is None or name is None or not self.varied(name):
            return [statement]
        assert isinstance(value, gast.Call)
        passed = callee.arguments(value)
        active = tuple(p for p, a in passed.items() if self._takes_part(a))
        if not active:
            return [statement]
        effects = effects_of(callee, value, self.typing, find_aliases)
        copies: list[Stmt] = []
        for param, argument in passed.items():
            if isinstance(argument, gast.Name):
                passed[param] = self._kept(argument.id, param in effects.shared, name, statement, copies)
        if self.program.closed and not isinstance(callee.function, Custom):
            return [
                nodes.at(s, nodes.location(statement)) for s in [*copies, *self._closed(callee, passed, active, statement, name)]
            ]
        operands = tuple((callee.params.index(p), passed[p].id) for p in active)
        pair = self.temporary(f"{name}_pair")
        with at_place(statement):
            function, pullback = self._derivative(callee, active)
        kept = self.temporary(f"{name}_pullback" if pullback is None else f"{name}_residuals")
        self.pulled[pair] = (
            Pulled(kept, len(callee.params), operands)
            if pullback is None
            else Pulled(pullback, len(callee.params), operands, (nodes.name(kept),))
        )
        call = nodes.at(nodes.call(nodes.name(function), *(passed[p] for p in callee.params)), value)
        out = nodes.subscript(nodes.name(pair), nodes.constant(0))
        steps = [nodes.assign(pair, call), nodes.assign(kept, nodes.subscript(nodes.name(pair), nodes.constant(1)))]
        steps += self._given_to(name, out, statement)
        return [nodes.at(s, nodes.location(statement)) for s in [*copies, *steps]]

    def _given_to(self, name: str, out: Expr, statement: Stmt) -> list[Stmt]:
        """A name gets what a call gave, in memory of its own if it is changed."""
        if not holds_memory(self.typing.name(name)) or not self._changes_later(name, statement):
            return [nodes.assign(name, out)]
        whole = self.temporary(f"{name}_out")
        return [nodes.assign(whole, out), nodes.assign(name, self._copy(whole, name))]

    def _closed(
        self, callee: Callee, passed: Mapping[str, Expr], active: tuple[str, ...], statement: Stmt, name: str
    ) -> list[Stmt]:
        """The call as it is; its pullback is a function of the arguments, which runs the callee for what it needs."""
        key = (callee, active)
        if key not in self.names:
            pullback = self.temporary(f"{name_of(callee.function)}_pullback")
            with at_place(statement):
                self.env[pullback] = Binding(callee.closed(active), None, pullback)
            self.names[key] = pullback, None
        copied = holds_memory(self.typing.name(name)) and self._changes_later(name, statement)
        value = name if self.times[name] == 1 and not copied else self.temporary(f"{name}_value")
        operands = tuple((k, passed[p].id) for k, p in enumerate(active))  # type: ignore[attr-defined]
        count = len(active) if len(active) > 1 else 0
        self.pulled[value] = Pulled(self.names[key][0], count, operands, tuple(passed[p] for p in callee.params), False)
        call = nodes.copy(statement.value)  # type: ignore[attr-defined]
        call.args = [nodes.copy(passed[p]) for p in callee.params[: len(call.args)]]
        for keyword in call.keywords:
            keyword.value = nodes.copy(passed[keyword.arg])
        given = [] if value == name else self._given_to(name, nodes.name(value), statement)
        return [nodes.assign(value, call), *given]

    def _check_shared(self, statement: Stmt) -> None:
        """What a call gives, if it may be a part of what it is passed, is not changed afterwards: its tangent is no part."""
        name, value = assigned(statement), getattr(statement, "value", None)
        callee = self.program.callee(value)
        if callee is None or name is None or not self.varied(name) or not holds_memory(self.typing.name(name)):
            return
        passed = callee.arguments(value)
        effects = effects_of(callee, value, self.typing, find_aliases)
        several = not isinstance(self.typing.name(name), (Array, Number))
        if isinstance(callee.function, Custom) and effects.joined and several and self._changes_later(name, statement):
            raise AliasError(
                f"parts of `{name}` may share memory, and one of them is written afterwards",
                way_out="Let the function, or the loop, give copies (`.copy()`).",
                location=nodes.location(statement),
            )
        for param in effects.shared:
            argument = passed.get(param)
            if isinstance(argument, gast.Name) and (
                self._changes_later(argument.id, statement) or self._changes_later(name, statement)
            ):
                raise self._may_share(name, argument.id, statement)

    def _may_share(self, result: str, argument: str, statement: Stmt) -> AliasError:
        return AliasError(
            f"`{result}` may share memory with `{argument}`, and one of them is written afterwards",
            way_out=f"Pass a copy: `{argument}.copy()`.",
            location=nodes.location(statement),
        )

    def _takes_part(self, argument: Expr) -> bool:
        is_local = isinstance(argument, gast.Name) and argument.id not in self.program.env
        return is_local and self.varied(argument.id) and may_vary(self.typing.name(argument.id))

    def _check(self, call: gast.Call, statement: Stmt) -> None:
        callee = self.program.callee(call)
        if callee is None:
            return
        types = self.typing.passed(callee, call)
        effects = effects_inside(callee, call, self.typing, find_aliases)
        written = {p for p in effects.written if holds_memory(types.get(p, Unknown()))}
        given = callee.function if isinstance(callee.function, Custom) else None
        if given is not None and given.state:
            self._check_state(given, written, callee.arguments(call), call, statement)
            self._check_staying(given, effects.shared - written, callee.arguments(call), statement)
        elif written:
            raise UnsupportedSyntaxError(
                f"the function changes its argument `{min(written)}` and has its own derivative: its call is not differentiated",
                way_out="Let it return what is new, instead of writing into its argument.",
                location=nodes.location(call) or nodes.location(statement),
            )

    def _check_state(
        self, function: Custom, written: set[str], passed: Mapping[str, Expr], call: gast.Call, statement: Stmt
    ) -> None:
        """Raise where a loop that is a call changes more than what it gives tells."""
        place = nodes.location(call) or nodes.location(statement)
        if written - function.state:
            raise UnsupportedSyntaxError(
                f"`{min(written - function.state)}` is changed in this loop as a view or under another name, or in a function",
                way_out="Change it by its own name (`u[1:] = ...`), or give the variable a new value in each step.",
                location=place,
            )
        names = {p: a.id for p, a in passed.items() if isinstance(a, gast.Name)}
        for param in sorted((written | function.updated) & names.keys()):
            name = names[param]
            if param in function.updated and not isinstance(self.typing.name(name), (Array, Number)):
                raise UnsupportedSyntaxError(
                    f"`{param}` is changed in place in this loop, and is not known to be an array",
                    way_out="Let the loop fill an array that is made before it, or give the variable a new value in each step.",
                    location=place,
                )
            others = [n for p, n in names.items() if p != param]
            if param not in function.updated:
                others += sorted(self._read_later(statement) - {name})
            lost = next((n for n in others if n in self.aliases.class_of(name) and holds_memory(self.typing.name(n))), None)
            if lost is not None:
                raise AliasError(
                    f"`{param}` is changed in place in this loop, and `{lost}` may share its memory",
                    way_out=f"Let the loop work on a copy: `{param} = {param}.copy()` before it.",
                    location=place,
                )

    def _check_staying(self, function: Custom, shared: Set[str], passed: Mapping[str, Expr], statement: Stmt) -> None:
        """Raise where a loop that is a call may leave an array as it was, which is written later: what the call gives is new."""
        result = assigned(statement)
        for param in sorted(shared - function.updated):
            argument = passed.get(param)
            if result is None or not isinstance(argument, gast.Name) or not holds_memory(self.typing.name(argument.id)):
                continue
            kept = self.live[id(statement)] & self.aliases.class_of(argument.id) - {result}
            if kept and (self._changes_later(argument.id, statement) or self._changes_later(result, statement)):
                raise AliasError(
                    f"`{param}` may be the same array after this loop, which `{min(kept)}` may share memory with,"
                    " and one of them is written afterwards",
                    way_out=f"Let the loop work on a copy: `{param} = {param}.copy()` before it.",
                    location=nodes.location(statement),
                )

    def _read_later(self, statement: Stmt) -> set[str]:
        """The names that are read after a statement, or in the outermost loop around it."""
        body = self.program.tree.body
        at = next(k for k, s in enumerate(body) if any(inner is statement for inner in statements([s])))
        later = body[at + 1 :] if body[at] is statement else body[at:]
        return {n.id for s in later for n in nodes.walk(s) if isinstance(n, gast.Name) and isinstance(n.ctx, gast.Load)}

    def _kept(self, argument: str, shared: bool, result: str, statement: Stmt, copies: list[Stmt]) -> Expr:
        """An argument as it is now, though it is written later."""
        kind = self.typing.name(argument)
        if not holds_memory(kind) or not self._changes_later(argument, statement):
            return nodes.name(argument)
        if shared and holds_memory(self.typing.name(result)):
            raise self._may_share(result, argument, statement)
        if not isinstance(kind, Array) and self._grows_later(argument, statement):
            raise UnsupportedSyntaxError(
                f"`{argument}` is passed on here, and it changes afterwards",
                way_out=f"Pass what it holds now: `list({argument})`, `dict({argument})`.",
                location=nodes.location(statement),
            )
        copy = self.temporary(f"{argument}_now")
        copies.append(nodes.assign(copy, self._copy(argument, argument)))
        return nodes.name(copy)

    def _copy(self, name: str, like: str) -> Expr:
        if isinstance(self.typing.name(like), Array):
            return nodes.call(nodes.attribute(nodes.name(name), "copy"))
        return nodes.call("rt.copy", nodes.name(name))

    def _changes_later(self, name: str, statement: Stmt) -> bool:
        """Whether what a name refers to may be written after a statement ran."""
        names = self.aliases.class_of(name)
        return any(n in names for n in self.later.get(id(statement), self.later[None]))

    def _grows_later(self, name: str, statement: Stmt) -> bool:
        names = {n for n in self.aliases.class_of(name) if not isinstance(self.typing.name(n), Array)}
        return any(n in names for n in self.later.get(id(statement), self.later[None]))

    def _derivative(self, callee: Callee, active: tuple[str, ...]) -> tuple[str, str | None]:
        """The name of the callee's derivative by some parameters, and of the pullback if it is a function outside."""
        key = (callee, active)
        if key not in self.names:
            name, pullback, found = self.temporary(f"{name_of(callee.function)}_vjp"), None, callee.derivative(active)
            if isinstance(callee.function, Custom):
                pullback = self.temporary(f"{name_of(callee.function)}_pullback")
                found, reverse = found
                self.env[pullback] = Binding(reverse, None, pullback)
            self.names[key] = name, pullback
            self.env[name] = Binding(found, None, name)
            self.callees[name] = replace(callee, pulls=True)
        return self.names[key]


@contextlib.contextmanager
def at_place(statement: Stmt) -> Iterator[None]:
    """An error that does not say where gets the place of the statement."""
    try:
        yield
    except SourceADError as error:
        error.location = error.location or nodes.location(statement)
        raise


def name_of(function: Any) -> str:
    """What the derivative of a function is named after."""
    while isinstance(function, functools.partial):
        function = function.func
    found: str = getattr(function, "__name__", type(function).__name__)
    return found if found.isidentifier() else "f"


def _later(body: Sequence[Stmt]) -> dict[int | None, frozenset[str]]:
    """By `id` of the statement: the names by which something is changed after it, or in the outermost loop around it."""
    found: dict[int | None, frozenset[str]] = {}
    after: frozenset[str] = frozenset()
    for outer in reversed(body):
        inside = list(statements([outer]))
        if any(isinstance(s, (gast.For, gast.While)) for s in inside):
            after = after.union(*map(_changed, inside))
            found.update({id(s): after for s in inside})
            continue
        for statement in reversed(inside):
            found[id(statement)] = after
            after = after.union(_changed(statement))
    found[None] = after
    return found


def _changed(statement: Stmt) -> frozenset[str]:
    place, container = stored(statement), changed_container(statement)
    names = [place.value.id] if place is not None else []
    names += [container] if container is not None else []
    if isinstance(statement, gast.AugAssign) and isinstance(statement.target, gast.Name):
        names.append(statement.target.id)
    return frozenset(names)

"""Derivatives that a program calls: their statements take the place of the call, but for those of functions that call themselves.

Guarantee: the statements compute what the call computes, with the types of the arguments at hand; names clash with none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

import gast

from sourcead import nodes
from sourcead.analysis.aliases import find_aliases, holds_memory
from sourcead.analysis.callees import written_by
from sourcead.analysis.walk import statements
from sourcead.differentiate.names import Namer
from sourcead.differentiate.repeatable import check_repeatable, check_steady
from sourcead.errors import Location, UnsupportedSyntaxError
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import Binding, Callee, Derived, Lifted, Program, respelled
from sourcead.normalize.program import original
from sourcead.types.infer import infer
from sourcead.types.values import Type, Unknown

MOST = 1000  # calls of one derivative in a program
WAY_OUT = "Write its recursion as a loop."


def calls_derivatives(program: Program) -> bool:
    """Whether a derivative is called in a program that does not stay a call."""
    return any(_is_inlined(c) for c in program.callees.values())


def _is_inlined(callee: Callee) -> bool:
    return isinstance(callee.function, Derived) and not callee.function.stays


def with_derivatives(program: Program, arguments: Mapping[str, Type]) -> Program:
    """The program without calls of derivatives, but for those that stay calls."""
    times: Counter[int] = Counter()
    while True:
        found = next((s for s in statements(program.tree.body) if _derived(s, program) is not None), None)
        if found is None:
            kept = {n: c for n, c in program.callees.items() if not _is_inlined(c)}
            return replace(program, callees=kept)
        inlining = _Inlining(program, found, arguments)
        times[id(inlining.function)] += 1
        if inlining.is_recursive or times[id(inlining.function)] > MOST:
            raise UnsupportedSyntaxError(
                "a derivative of a function that calls itself is differentiated", way_out=WAY_OUT, location=nodes.location(found)
            )
        program = inlining.run()


def _derived(statement: Stmt, program: Program) -> Callee | None:
    """The derivative that a statement calls, if its statements are to take the call's place."""
    callee = program.callee(getattr(statement, "value", None))
    return callee if callee is not None and _is_inlined(callee) else None


def _check_changed_around(function: Lifted, program: Program, types: Mapping[str, Type], place: Location | None) -> None:
    """Raise where an inner function changes what is around it: its derivative works on copies of what it is passed."""
    known = {p: types.get(p, Unknown()) for p in program.params}
    changed = function.hidden & written_by(program, known, find_aliases) if function.hidden else ()
    lost = sorted(n for n in changed if holds_memory(known[n]))
    if lost:
        raise UnsupportedSyntaxError(
            f"`{function.__name__}` changes `{lost[0]}`, which is around it, and is differentiated here",
            way_out="Let it return what is new (`has_aux=True`), and change it in the function around it.",
            location=place,
        )


class _Inlining:
    """The replacement of one call."""

    def __init__(self, program: Program, call: Stmt, arguments: Mapping[str, Type]) -> None:
        self.program, self.call = program, call
        callee = _derived(call, program)
        assert callee is not None and isinstance(callee.function, Derived)
        self.function = callee.function
        self.passed = callee.arguments(call.value)  # type: ignore[attr-defined]
        typing = infer(program, arguments)
        types = {n: typing.expr(a) for n, a in self.passed.items()}
        self.inner = callee.function.typed(types)
        self._check(callee.function, types)
        self.namer = Namer({*nodes.names(program.tree), *program.params, *program.env})
        self.env: dict[str, Binding] = {}
        self.names: dict[str, str] = {}

    def _check(self, function: Derived, types: Mapping[str, Type]) -> None:
        """Raise where what an inner function does is lost, done twice, or done with other things than the first time."""
        base = original(function)
        place, what = nodes.location(self.call), "the function whose derivative is called here is"
        for program in function.programs() if isinstance(base, Lifted) else ():
            _check_changed_around(base, program, types, place)
            if base.again:
                check_repeatable(program, place, what, types)
                check_steady(program, self.program, place, what)

    @property
    def is_recursive(self) -> bool:
        """Whether the derivative's statements call the derivative."""
        return any(c.function is self.function for c in self.inner.callees.values())

    def run(self) -> Program:
        """The program with the statements of the derivative."""
        self._bind()
        stores = {n.id for n in nodes.walk(self.inner.tree) if isinstance(n, gast.Name) and isinstance(n.ctx, gast.Store)}
        entry: list[Stmt] = []
        constants: dict[str, Expr] = {}
        for param, given in zip(self.inner.params, self.passed.values(), strict=True):
            if isinstance(given, gast.Name) and param not in stores:
                self.names[param] = given.id
            elif nodes.is_atom(given) and param not in stores:
                constants[param] = given
            else:
                self.names[param] = self.namer.fresh(param)
                entry.append(nodes.assign(self.names[param], nodes.copy(given)))
        before = set(self.namer.taken)
        for name in nodes.names(self.inner.tree):
            if name not in self.names and name not in self.inner.env and name not in constants:
                self.names[name] = self.namer.fresh(name)
        made = self.namer.taken - before | {s.targets[0].id for s in entry}  # type: ignore[attr-defined]
        *body, last = (nodes.rename(nodes.substitute(s, constants), self.names) for s in self.inner.tree.body)
        place = nodes.location(self.call)
        result = nodes.at(gast.Assign(self.call.targets, last.value, None), place)  # type: ignore[attr-defined]
        steps = [*(nodes.at(s, place) for s in entry), *body, result]
        outer = replace(
            self.program,
            temporaries=self.program.temporaries | made,
            env={**self.program.env, **self.env},
            dependencies=(*self.program.dependencies, *self.inner.dependencies),
            data=(*self.program.data, *self.inner.data),
            callees={**self.program.callees, **self._callees()},
        )
        return respelled(outer, _replaced(self.program.tree.body, self.call, steps))

    def _callees(self) -> dict[str, Callee]:
        """The functions that stay calls in the derivative, by what they are called here."""
        found: dict[str, Callee] = {}
        for text, callee in self.inner.callees.items():
            root, *rest = text.split(".")
            found[".".join([self.names.get(root, root), *rest])] = callee
        return found

    def _bind(self) -> None:
        """Names in the program for what is non-local in the derivative."""
        for name, binding in self.inner.env.items():
            known = self.program.env.get(name)
            if known is None or known.value is not binding.value:
                self.names[name] = self.namer.fresh(name)
                self.env[self.names[name]] = binding
            else:
                self.names[name] = name


def _replaced(body: list[Stmt], old: Stmt, new: list[Stmt]) -> list[Stmt]:
    """A block with statements in place of one, at whatever depth."""
    out: list[Stmt] = []
    for statement in body:
        if statement is old:
            out += new
            continue
        copied = nodes.copy(statement)
        for field in ("body", "orelse"):
            inside = getattr(statement, field, None)
            if isinstance(inside, list):
                setattr(copied, field, _replaced(inside, old, new))
        out.append(copied)
    return out


__all__ = ["calls_derivatives", "with_derivatives"]

"""Forward mode: beside each statement the one that carries the tangent.

Guarantee: wherever a name has a value, its tangent is the derivative of that value in the direction of the parameters' tangents,
and has the value's structure, shape and dtype; tangents share memory exactly where values do.
(Griewank, Walther, "Evaluating Derivatives", 2nd edition, section 3.1.)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import gast

from sourcead import algebra, nodes
from sourcead.analysis.aliases import may_alias, sources
from sourcead.analysis.contiguity import is_flat
from sourcead.analysis.walk import assigned, changed_container, copied, element_read, stored
from sourcead.differentiate.adjoint import Derivative, without_clashes
from sourcead.differentiate.calls import at_place, name_of
from sourcead.differentiate.checks import check_forward
from sourcead.differentiate.cotangents import SHORT
from sourcead.differentiate.lowering import as_float, known_shapes, lower
from sourcead.differentiate.names import Namer
from sourcead.differentiate.ready import made_ready
from sourcead.differentiate.records import Facts, change_of, check_default
from sourcead.differentiate.terms import OUT, Directions, Tangent, tangent
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import Binding, Callee, Program
from sourcead.normalize.marks import is_border, is_guard, joined, split
from sourcead.types.values import Array, Number, Type, fills, may_vary, shape_of

OLD = "<old>"  # what an in-place update finds in its place


def push_forward(program: Program, arguments: Mapping[str, Type], wrt: Sequence[str]) -> Derivative:
    """The statements of `program` with those of its tangent in the direction of the parameters `wrt`."""
    program = without_clashes(program, set(seed_names(program.params, wrt).values()))
    facts = made_ready(program, arguments, wrt, forward=True)
    program = facts.program
    check_forward(facts)
    namer = Namer({*nodes.names(program.tree), *program.env, *program.params, "np", "rt"})
    sweep = TangentSweep(facts, namer)
    namer.given.update(seed_names(program.params, wrt))
    namer.taken.update(namer.given.values(), seed_names(program.arguments, program.taken).values())
    seeds = tuple(sweep.variable(name) for name in wrt)
    still = [p for p in program.params if p not in wrt and facts.is_active(p)]
    entry = [nodes.assign(sweep.variable(p), sweep.along.zero(nodes.name(p))) for p in still]
    body = sweep.block(program.tree.body[:-1])
    value = program.tree.body[-1].value
    found = sweep.along.of(value)
    written = frozenset(p for p in program.params if facts.aliases.is_written(p))
    primal = frozenset(nodes.names(program.tree))
    made = frozenset(namer.taken) - primal - set(program.params) - set(seeds)
    program = replace(program, env={**program.env, **sweep.env})
    return Derivative(
        program, facts.typing, facts.aliases, [*entry, *body], [], value, [found], seeds,
        frozenset(program.temporaries) | made, written, primal, arguments, dict(zip(wrt, seeds)),
    )  # fmt: skip


def seed_names(params: Sequence[str], wrt: Iterable[str]) -> dict[str, str]:
    """The names of the parameters that are the tangents of others."""
    namer = Namer(params)
    return {name: namer.fresh(f"{name}_dot") for name in wrt}


class TangentSweep:
    """Writes the statements of a program and of its tangent."""

    def __init__(self, facts: Facts, namer: Namer) -> None:
        self.facts, self.namer = facts, namer
        self.shapes = known_shapes(facts.typing)
        self.along = Directions(facts.typing, facts.is_active, self.dot)
        self.guarded = False  # whether what raises is caught by the program
        self.primal: dict[str, str] = {}  # by the name of a tangent
        self.called: dict[tuple[Callee, tuple[str, ...]], str] = {}
        self.env: dict[str, Binding] = {}

    # names

    def variable(self, name: str) -> str:
        """The name of the variable that holds the tangent of a name."""
        short = name if name not in self.facts.program.temporaries or len(name) <= SHORT else "t"
        found = self.namer.of(name, f"{short}_dot")
        self.facts.typing.cotangents[found] = self.facts.type(name)
        self.primal[found] = name
        return found

    def dot(self, name: str) -> Expr:
        """The tangent of a name."""
        return nodes.name(self.variable(name))

    # blocks

    def block(self, body: Sequence[Stmt]) -> list[Stmt]:
        """A block with the tangents of its statements."""
        out: list[Stmt] = []
        for statement in body:
            out += [self._marked(nodes.at(s, statement)) for s in self._statement(statement)]
        return out

    def _marked(self, statement: Stmt) -> Stmt:
        """A statement of the tangent is one that the optimizer may rewrite as a whole, as those of a reverse sweep."""
        place, name = stored(statement), assigned(statement)
        base = nodes.base_name(place) if place is not None else name
        is_primal = base not in self.primal and not isinstance(statement, (gast.For, gast.While, gast.If))
        statement.sweep = "forward" if is_primal else "reverse"  # type: ignore[attr-defined]
        return statement

    def _statement(self, statement: Stmt) -> list[Stmt]:
        if isinstance(statement, gast.If):
            return [self._branch(statement)]
        if isinstance(statement, gast.While):
            return [nodes.while_(nodes.copy(statement.test), self.block(statement.body))]
        if isinstance(statement, gast.For):
            return [self._loop(statement)]
        if is_border(statement):
            return [nodes.copy(statement)]
        container = changed_container(statement)
        if container is not None and self.facts.is_active(container):
            return self._change(statement)
        if isinstance(statement, gast.AugAssign):
            return self._update(statement)
        if isinstance(statement, gast.Assign):
            goal = statement.targets[0]
            return self._assignment(statement, goal.id) if isinstance(goal, gast.Name) else self._store(statement)
        return [nodes.copy(statement)]

    def _branch(self, statement: gast.If) -> Stmt:
        if not is_guard(statement):
            return nodes.if_(
                nodes.copy(statement.test), self.block(statement.body) or [gast.Pass()], self.block(statement.orelse)
            )
        around, self.guarded = self.guarded, True
        first, second = split(statement.body)
        body = self.block(first)
        self.guarded = around
        return nodes.if_(nodes.copy(statement.test), joined(body, self.block(second)), self.block(statement.orelse))

    def _loop(self, statement: gast.For) -> Stmt:
        """A loop; one over a list of values that move takes them and their tangents by their position."""
        target, items = statement.target.id, statement.iter
        if not self.facts.is_active(target) or not self.along.moves(items):
            still = [nodes.assign(self.variable(target), self._zero(target))] if self.facts.is_active(target) else []
            return nodes.for_(nodes.copy(statement.target), nodes.copy(items), [*still, *self.block(statement.body)])
        position = self.namer.fresh("k")
        self.facts.typing.cotangents[position] = Number("int64")
        first = nodes.assign(target, nodes.subscript(nodes.copy(items), nodes.name(position)))
        dot = nodes.subscript(self.dot(items.id), nodes.name(position))
        count = nodes.call("range", nodes.call("len", nodes.copy(items)))
        return nodes.for_(position, count, [first, nodes.assign(self.variable(target), dot), *self.block(statement.body)])

    # assignments

    def _assignment(self, statement: gast.Assign, name: str) -> list[Stmt]:
        primal = nodes.copy(statement)
        if not self.facts.is_active(name):
            return [primal]
        callee = self.facts.program.callee(statement.value)
        if callee is not None:
            return self._call(statement, name, callee)
        found = self._tangent_of(statement.value, name)
        if found is None:
            return [primal, nodes.assign(self.variable(name), self._zero(name))]
        mentioned = nodes.free_names(found)
        if name not in mentioned:
            found = nodes.substitute(found, {OUT: nodes.name(name)})
            return [primal, nodes.assign(self.variable(name), found)]
        if OUT not in mentioned and not self.guarded:
            return [nodes.assign(self.variable(name), found), primal]
        new = self.namer.fresh(f"{name}_new")
        self.facts.typing.cotangents[new] = self.facts.type(name)
        found = nodes.substitute(found, {OUT: nodes.name(new)})
        last = nodes.assign(nodes.copy(statement.targets[0]), nodes.name(new))
        return [nodes.assign(new, primal.value), nodes.assign(self.variable(name), found), last]

    def _call(self, statement: gast.Assign, name: str, callee: Callee) -> list[Stmt]:
        """`y = f(x, n)` of a function that stays a call: `y, y_dot = f_jvp(x, n, x_dot)`."""
        passed = callee.arguments(statement.value)
        active = tuple(p for p, a in passed.items() if self.along.moves(a) and may_vary(self.facts.typing.expr(a)))
        if not active:
            return [nodes.copy(statement), nodes.assign(self.variable(name), self._zero(name))]
        key = (callee, active)
        if key not in self.called:
            self.called[key] = self.namer.fresh(f"{name_of(callee.function)}_jvp")
            with at_place(statement):
                self.env[self.called[key]] = Binding(callee.forward(active), None, self.called[key])
        pair = self.namer.fresh(f"{name}_pair")
        dots = [self.along.of(passed[p]) for p in active]
        steps = [nodes.assign(pair, nodes.call(nodes.name(self.called[key]), *(passed[p] for p in callee.params), *dots))]
        for k, goal in enumerate((name, self.variable(name))):
            steps.append(nodes.assign(goal, nodes.subscript(nodes.name(pair), nodes.constant(k))))
        return steps

    def _tangent_of(self, value: Expr, name: str) -> Expr | None:
        """The tangent of what a name is given, over the names as they are before; `OUT` is the value itself."""
        if is_move(value):
            same = self.moved(value)
            return same if same is None or copied(value) is None else self._in_order(same, name)
        found = tangent(value, self.along)
        if found is None:
            return None
        kind = self.facts.type(name)
        if not found.mirrors:
            return self._fitted(found, kind, name)
        same = _in_dtype(found.value, self.facts.typing.expr(found.value), kind)
        return same if sources(value, self.facts.typing) else self._in_order(same, name)

    def _zero(self, name: str) -> Expr:
        """The tangent of a name that does not move; laid out like the name's own array, where that matters."""
        return nodes.call("np.zeros_like", nodes.name(name)) if self._is_rowwise(name) else self.along.zero(nodes.name(name))

    def _is_rowwise(self, name: str) -> bool:
        """Whether a name has C-contiguous arrays of which views are taken that reshape them: so must its tangents be."""
        kind = self.facts.type(name)
        return name in self.facts.aliases.rowwise and isinstance(kind, Array) and not is_flat(kind)

    def _in_order(self, value: Expr, name: str) -> Expr:
        """A new tangent, laid out as its name's own array, where that matters."""
        return nodes.call("np.array", value, order=nodes.constant("C")) if self._is_rowwise(name) else value

    def moved(self, value: Expr) -> Expr | None:
        """The same of tangents, for what only moves values; None where it is zero."""
        if isinstance(value, gast.Name):
            return self.along.of(value) if self.along.moves(value) else None
        if isinstance(value, (gast.Tuple, gast.List)):
            return type(value)([self.along.of(e) for e in value.elts], gast.Load())
        if isinstance(value, gast.Dict):
            return gast.Dict(nodes.copy_all(value.keys), [self.along.of(v) for v in value.values])
        if copied(value) is not None:
            return nodes.call("rt.copy", self.along.of(value.args[0]))
        check_default(value, self.facts)
        read = element_read(value)
        if read is None or not self.facts.is_active(read[0]):
            return None
        if isinstance(value, gast.Subscript):
            return nodes.subscript(self.dot(read[0]), nodes.copy(value.slice))
        key, *default = value.args
        get = nodes.attribute(self.dot(read[0]), "get")
        return nodes.call(get, nodes.copy(key), *(self.along.of(d) for d in default))

    def _fitted(self, found: Tangent, kind: Type, name: str) -> Expr:
        """A tangent of the shape and dtype of its value, and in memory of its own where either is written in place."""
        typing = self.facts.typing.also({OUT: kind})
        value = as_float(algebra.simplify(found.value, known_shapes(typing)), typing)
        have = typing.expr(value)
        if isinstance(kind, Number):
            return _number(value, have, kind)
        if not isinstance(kind, Array):
            return nodes.call("rt.moved", value, nodes.name(OUT))
        if not found.covers(value) and not fills(shape_of(have), shape_of(kind)):
            value = nodes.call("np.broadcast_to", value, lower(nodes.call("np.shape", nodes.name(OUT)), typing))
        if isinstance(have, (Number, Array)) and have.dtype != kind.dtype:
            return self._in_order(_in_dtype(value, have, kind), name)
        if self._is_rowwise(name):
            return self._in_order(value, name)
        shared = may_alias(value)
        written = {name, *(self.primal.get(n, n) for n in shared)}
        if shared and any(map(self.facts.aliases.is_written, written)):
            return nodes.call(nodes.attribute(value, "copy"))
        return value

    # in place

    def _store(self, statement: gast.Assign) -> list[Stmt]:
        """`base[index] = value`."""
        place = stored(statement)
        assert place is not None
        if not self.facts.is_active(place.value.id):
            return [nodes.copy(statement)]
        goal = nodes.subscript(self.dot(place.value.id), nodes.copy(place.slice))
        still = isinstance(self.facts.type(place.value.id), Array) and not self.along.moves(statement.value)
        value = nodes.constant(0.0) if still else self.along.of(statement.value)
        return [nodes.copy(statement), nodes.assign(nodes.store(goal), value)]

    def _update(self, statement: gast.AugAssign) -> list[Stmt]:
        """`place op= value` of an array."""
        goal, value, primal = statement.target, statement.value, nodes.copy(statement)
        base = goal.id if isinstance(goal, gast.Name) else goal.value.id
        if not self.facts.is_active(base):
            return [primal]
        dot = self.dot(base) if isinstance(goal, gast.Name) else nodes.subscript(self.dot(base), nodes.copy(goal.slice))
        moves = self.along.moves(value)
        if isinstance(statement.op, (gast.Add, gast.Sub)) or not moves:
            linear = not isinstance(statement.op, (gast.Add, gast.Sub))
            other = nodes.copy(value) if linear else self.along.of(value)
            return [gast.AugAssign(nodes.store(dot), statement.op, other), primal] if linear or moves else [primal]
        typing = self.facts.typing.also({OLD: self.facts.typing.expr(nodes.load(goal))})
        along = Directions(
            typing, lambda n: n == OLD or self.facts.is_active(n), lambda n: nodes.copy(dot) if n == OLD else self.dot(n)
        )
        operation = nodes.binop(nodes.name(OLD), type(statement.op), value)
        found = tangent(operation, along)
        assert found is not None
        whole = nodes.substitute(found.value, {OUT: operation})
        whole = nodes.substitute(whole, {OLD: nodes.load(goal)})
        everything = dot if isinstance(dot, gast.Subscript) else nodes.subscript(dot, nodes.constant(Ellipsis))
        return [nodes.assign(nodes.store(everything), algebra.simplify(whole, self.shapes)), primal]

    def _change(self, statement: Stmt) -> list[Stmt]:
        """A method that changes a list or dict: `xs.append(x)`, `x = xs.pop()`."""
        record = change_of(statement, str(changed_container(statement)), self.facts)
        call = statement.value  # type: ignore[attr-defined]
        args = nodes.copy_all(call.args)
        if record.kind in ("append", "extend", "insert"):
            args[-1] = self.along.of(args[-1])
        same = nodes.call(nodes.attribute(self.dot(call.func.value.id), call.func.attr), *args)
        name = assigned(statement)
        if name is not None and self.facts.is_active(name):
            return [nodes.assign(self.variable(name), same), nodes.copy(statement)]
        return [nodes.expression(same), nodes.copy(statement)]


def _in_dtype(value: Expr, have: Type, kind: Type) -> Expr:
    """A tangent in the dtype of an array, where its own is known to be another."""
    if not isinstance(have, (Number, Array)) or not isinstance(kind, Array) or have.dtype == kind.dtype:
        return value
    return nodes.call(nodes.attribute(value, "astype"), nodes.attribute(nodes.name("np"), kind.dtype))


def _number(value: Expr, have: Type, kind: Number) -> Expr:
    """A tangent of the kind of its number: what NumPy computes of Python's floats is no such float, and would widen an array."""
    python = {"float64": "float", "complex128": "complex"}.get(kind.dtype)
    if kind.weak and python is not None:
        same = isinstance(have, Number) and have.weak and have.dtype == kind.dtype
        return value if same or (python == "float" and isinstance(have, Number) and have.weak) else nodes.call(python, value)
    if isinstance(have, Number) and have.dtype == kind.dtype:
        return value
    return nodes.call(nodes.attribute(nodes.name("np"), kind.dtype), value)


def is_move(value: Expr) -> bool:
    """Whether an operation only moves values: names, displays, elements, copies of structures."""
    return (
        copied(value) is not None
        or isinstance(value, (gast.Name, gast.Tuple, gast.List, gast.Dict))
        or element_read(value) is not None
    )

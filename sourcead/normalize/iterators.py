"""Iterators as loops over indices: `zip`, `enumerate`, `reversed`, `map`, those of `itertools`, nested in any way.

Guarantee: the elements are those that the iterators give, in their order, as many as they give.
"""

from __future__ import annotations

import builtins
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import gast
import numpy as np

from sourcead import nodes, runtime
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import questions
from sourcead.normalize.activation import Activation, constant_binding
from sourcead.normalize.meanwhile import before, may_change

CHOOSING = (itertools.combinations, itertools.permutations, itertools.combinations_with_replacement)
NO_END = "this iterator has no end"


def builtin(name: str, scope: Activation) -> Expr:
    """The name of one of Python's functions in the program."""
    binding = constant_binding(getattr(builtins, name), name)
    return nodes.name(scope.names.bind(name, type(binding)(binding.value, vars(builtins), name)))


def helper(name: str, scope: Activation, *args: Expr) -> Expr:
    """A call of a function of the runtime."""
    rt = scope.names.bind("rt", constant_binding(runtime, "rt"))
    return nodes.call(nodes.attribute(nodes.name(rt), name), *args)


def is_call_of(node: Any, function: object, scope: Activation) -> bool:
    """Whether an expression is a call of this function, with positional arguments alone."""
    return isinstance(node, gast.Call) and not node.keywords and scope.resolve(node.func) is function


def is_iterator(node: Any, scope: Activation) -> bool:
    """Whether an expression is a call of an iterator that is known here."""
    return isinstance(node, gast.Call) and any(scope.resolve(node.func) is f for f in TABLE)


def runs_later(node: Any, scope: Activation) -> bool:
    """Whether an expression reads what it runs over while somebody runs through it."""
    return is_iterator(node, scope) or isinstance(node, gast.GeneratorExp) or is_call_of(node, filter, scope)


def own_name(wish: str, scope: Activation) -> str:
    """A variable of the program that expressions made here may mention as if the user had."""
    name = scope.names.temporary(wish)
    scope.local[name] = name
    return name


@dataclass
class Run:
    """What an iterator is made of: `scope` and the statements `out` before the loop, `body` at its start, the lengths."""

    scope: Activation
    out: list[Stmt]
    body: list[Stmt]
    lengths: list[Expr] = field(default_factory=list)

    def define(self, wish: str, value: Expr, node: Any, *, inside: bool = False) -> gast.Name:
        """A name for a value that is computed before the loop, or in each of its iterations."""
        name = self.scope.names.temporary(wish)
        placed = nodes.at(value, self.scope.place(node))
        self.scope.flat.emit(nodes.assign(name, placed), node, self.scope, self.body if inside else self.out)
        return nodes.name(name)

    def atom(self, node: Any) -> Expr:
        """An expression, evaluated before the loop."""
        return self.scope.flat.atom(node, self.scope, self.out)

    def length(self, value: Expr, wish: str, node: Any) -> gast.Name:
        """A length that ends the loop, under a name."""
        found = self.define(wish, value, node)
        self.lengths.append(found)
        return found

    def bind(self, goal: Any, value: Expr, node: Any) -> None:
        """Bind the user's target to a value."""
        if isinstance(goal, gast.Name):
            placed = nodes.at(value, self.scope.place(node))
            self.scope.flat.emit(nodes.assign(self.scope.variable(goal.id), placed), goal, self.scope, self.body)
            return
        element = value if nodes.is_atom(value) else self.define("element", value, node, inside=True)
        self.scope.flat.bind(goal, element, goal, self.scope, self.body)

    def sequence(self, node: Any, *, now: bool = False) -> gast.Name:
        """An iterable as a sequence that can be indexed, under a name; `now`: Python runs through it before the loop, too."""
        if not now and runs_later(node, self.scope) and may_change([node], self.scope):
            raise self.scope.error(node, "what this iterator runs over may change meanwhile", "Make a list of it before.")
        source = self.scope.flat.named(node, self.scope, self.out)
        return self.define(f"{source}_seq", helper("sequence", self.scope, nodes.name(source)), node)

    def counted(self, node: Any, *, now: bool = False) -> tuple[gast.Name, gast.Name]:
        """A sequence, and the name of its length."""
        found = self.sequence(node, now=now)
        stem = found.id.removesuffix("_seq")
        return found, self.define(f"n_{stem}", nodes.call(builtin("len", self.scope), nodes.name(found.id)), node)

    def pool(self, node: Any) -> tuple[gast.Name, gast.Name]:
        """A sequence as it is before the loop, and the name of its length."""
        if is_iterator(node, self.scope):  # of which there are no elements to be indexed
            made = self.scope.placeholder(builtin("list", self.scope), node)
            return self.counted(gast.copy_location(nodes.call(made, node), node))
        found, count = self.counted(node, now=True)
        made = nodes.call(builtin("list", self.scope), found)
        return self.define("pool", made, node) if may_change([node], self.scope) else found, count


def by_index(goal: Any, iterable: gast.Call, scope: Activation, out: list[Stmt], body: list[Stmt]) -> tuple[str, Expr]:
    """The variable and the range of the loop over indices that stands for an iterator."""
    run = Run(scope, out, body)
    index = scope.names.temporary("i")
    backwards = is_call_of(iterable, reversed, scope)
    elements(goal, iterable.args[0] if backwards else iterable, nodes.name(index), run)
    if not run.lengths:
        raise scope.error(iterable, NO_END, "Zip it with what has one, or write a `while` loop.")
    count = run.lengths[0]
    if len(run.lengths) > 1:
        count = run.define("n_items", nodes.call(builtin("min", scope), *run.lengths), iterable)
    found = nodes.call(builtin("range", scope), count)
    return index, nodes.call(builtin("reversed", scope), found) if backwards else found


def elements(goal: Any, iterable: Any, index: Expr, run: Run) -> None:
    """Bind a target to the element of an iterable at an index, and note the iterable's length."""
    if isinstance(iterable, gast.Call):
        function = run.scope.resolve(iterable.func)
        for known, expand in TABLE.items():
            if function is known and expand(goal, iterable, index, run):
                return
    name = run.sequence(iterable)
    run.length(nodes.call(builtin("len", run.scope), nodes.name(name.id)), f"n_{name.id.removesuffix('_seq')}", iterable)
    run.bind(goal, nodes.subscript(name, index), iterable)


def _parts(goal: Any, count: int, run: Run) -> list[Any] | None:
    """The targets of `count` elements; the caller's one target is bound to their tuple afterwards (`_joined`)."""
    if isinstance(goal, (gast.Tuple, gast.List)) and not any(isinstance(e, gast.Starred) for e in goal.elts):
        return list(goal.elts) if len(goal.elts) == count else None
    return [nodes.target(own_name("part", run.scope)) for _ in range(count)]


def _joined(goal: Any, parts: list[Any], run: Run, node: Any) -> None:
    if isinstance(goal, (gast.Tuple, gast.List)) and parts and parts[0] is goal.elts[0]:
        return
    run.bind(goal, nodes.tuple_([nodes.name(run.scope.local[p.id]) for p in parts]), node)


def _each(goal: Any, sources: list[Any], indices: list[Expr], run: Run, node: Any) -> bool:
    parts = _parts(goal, len(sources), run)
    if parts is None:
        raise run.scope.error(goal, f"{len(sources)} value(s) are given for these targets")
    for part, source, index in zip(parts, sources, indices):
        elements(part, source, index, run)
    _joined(goal, parts, run, node)
    return True


def _enumerate(goal: Any, node: gast.Call, index: Expr, run: Run) -> bool:
    given = [*node.args[1:], *(k.value for k in node.keywords)]
    parts = _parts(goal, 2, run)
    if parts is None:
        raise run.scope.error(goal, "2 values are given for these targets")
    counter = index
    if given:
        start = run.atom(given[0])
        counter = run.define("number", nodes.binop(index, gast.Add, start), node, inside=True)
    run.bind(parts[0], counter, node)
    elements(parts[1], node.args[0], index, run)
    _joined(goal, parts, run, node)
    return True


def _zip(goal: Any, node: gast.Call, index: Expr, run: Run) -> bool:
    strict = any(k.arg == "strict" and not (isinstance(k.value, gast.Constant) and not k.value.value) for k in node.keywords)
    before = len(run.lengths)
    if len(node.args) == 1 and isinstance(node.args[0], gast.Starred):
        if (found := _grouped(node.args[0].value, run.scope)) is not None:
            return _groups(goal, *found, index, run, node, strict)
        _columns(goal, node.args[0].value, index, run, node)
    elif any(isinstance(a, gast.Starred) for a in node.args):
        raise run.scope.error(node, "unpacking some of the arguments of `zip` is not differentiated", "Write them out.")
    else:
        _each(goal, list(node.args), [index] * len(node.args), run, node)
    for other in run.lengths[before + 1 :] if strict else ():
        _demand_equal(run.lengths[before], other, run, node)
    return True


def _demand_equal(one: Expr, other: Expr, run: Run, node: gast.Call) -> None:
    """Raise, when the program runs, where `zip` is strict and two lengths differ."""
    test = gast.Compare(nodes.copy(one), [gast.NotEq()], [nodes.copy(other)])
    error = nodes.call(builtin("ValueError", run.scope), nodes.constant("zip() arguments are of different lengths"))
    run.scope.flat.emit(nodes.if_(test, [gast.Raise(error, None)]), node, run.scope, run.out)


def _grouped(node: Any, scope: Activation) -> tuple[Any, int] | None:
    """What is run through and how many elements come at a time, for `zip(*[iter(xs)] * n)`."""
    if not isinstance(node, gast.BinOp) or not isinstance(node.op, gast.Mult):
        return None
    for one, times in ((node.left, node.right), (node.right, node.left)):
        count = questions.whole(times, scope)
        if isinstance(one, (gast.List, gast.Tuple)) and len(one.elts) == 1 and count is not None and count > 0:
            made = one.elts[0]
            return (made.args[0], count) if is_call_of(made, iter, scope) and len(made.args) == 1 else None
    return None


def _groups(goal: Any, source: Any, count: int, index: Expr, run: Run, node: gast.Call, strict: bool) -> bool:
    name, length = run.counted(source)
    if strict:
        left = run.define("n_left", nodes.binop(nodes.copy(length), gast.Mod, nodes.constant(count)), node)
        _demand_equal(left, nodes.constant(0), run, node)
    run.lengths.append(run.define("n_groups", nodes.binop(length, gast.FloorDiv, nodes.constant(count)), node))
    parts = _parts(goal, count, run)
    if parts is None:
        raise run.scope.error(goal, f"{count} value(s) are given for these targets")
    first = run.define("first", nodes.binop(nodes.copy(index), gast.Mult, nodes.constant(count)), node, inside=True)
    for position, part in enumerate(parts):
        at = run.define("at", nodes.binop(nodes.copy(first), gast.Add, nodes.constant(position)), node, inside=True)
        run.bind(part, nodes.subscript(nodes.name(name.id), at), node)
    _joined(goal, parts, run, node)
    return True


def _columns(goal: Any, rows: Any, index: Expr, run: Run, node: gast.Call) -> None:
    """`zip(*rows)`: the elements at one index of all rows."""
    if not isinstance(goal, (gast.Tuple, gast.List)) or any(isinstance(e, gast.Starred) for e in goal.elts):
        raise run.scope.error(node, "how many values `zip(*...)` gives at a time is not known here", "Unpack them into names.")
    name = run.sequence(rows)
    for position, part in enumerate(goal.elts):
        row = run.define(f"row_{position}", nodes.subscript(nodes.name(name.id), nodes.constant(position)), node)
        length = nodes.call(builtin("len", run.scope), nodes.name(row.id))
        run.length(length, f"n_row_{position}", node)
        run.bind(part, nodes.subscript(nodes.name(row.id), index), node)


def _range(goal: Any, node: gast.Call, index: Expr, run: Run) -> bool:
    if len(node.args) != 1:
        return False
    run.lengths.append(run.atom(node.args[0]))
    run.bind(goal, index, node)
    return True


def _reversed(goal: Any, node: gast.Call, index: Expr, run: Run) -> bool:
    name, count = run.counted(node.args[0])
    run.lengths.append(count)
    last = run.define("last", nodes.binop(nodes.copy(count), gast.Sub, nodes.constant(1)), node)
    at = run.define("back", nodes.binop(last, gast.Sub, index), node, inside=True)
    run.bind(goal, nodes.subscript(name, at), node)
    return True


def _map(goal: Any, node: gast.Call, index: Expr, run: Run) -> bool:
    function = run.scope.placeholder(run.scope.flat.thing(node.args[0], run.scope, run.out), node.args[0])
    parts = [nodes.target(own_name("given", run.scope)) for _ in node.args[1:]]
    for part, source in zip(parts, node.args[1:]):
        elements(part, source, index, run)
    call = gast.copy_location(gast.Call(function, [nodes.name(p.id) for p in parts], []), node)
    run.bind(goal, run.scope.flat.value(call, run.scope, run.body), node)
    return True


def _starmap(goal: Any, node: gast.Call, index: Expr, run: Run) -> bool:
    """`starmap(f, xs)`: the function of what is in each element."""
    function = run.scope.placeholder(run.scope.flat.thing(node.args[0], run.scope, run.out), node.args[0])
    given = nodes.target(own_name("given", run.scope))
    elements(given, node.args[1], index, run)
    call = gast.copy_location(gast.Call(function, [gast.Starred(nodes.name(given.id), gast.Load())], []), node)
    run.bind(goal, run.scope.flat.value(call, run.scope, run.body), node)
    return True


def _pairwise(goal: Any, node: gast.Call, index: Expr, run: Run) -> bool:
    name, count = run.counted(node.args[0])
    less = run.define("n_pairs", nodes.binop(count, gast.Sub, nodes.constant(1)), node)
    run.lengths.append(less)
    parts = _parts(goal, 2, run)
    if parts is None:
        raise run.scope.error(goal, "2 values are given for these targets")
    after = run.define("after", nodes.binop(nodes.copy(index), gast.Add, nodes.constant(1)), node, inside=True)
    if may_change(node.args, run.scope):
        own = [run.scope.variable(own_name(wish, run.scope)) for wish in ("kept", "first")]
        run.bind(parts[0], before(name, index, after, own, run, node), node)
    else:
        run.bind(parts[0], nodes.subscript(nodes.name(name.id), index), node)
    run.bind(parts[1], nodes.subscript(nodes.name(name.id), nodes.copy(after)), node)
    _joined(goal, parts, run, node)
    return True


def _repeat(goal: Any, node: gast.Call, index: Expr, run: Run) -> bool:
    value = nodes.name(run.scope.flat.named(node.args[0], run.scope, run.out))
    if len(node.args) == 2:
        run.lengths.append(run.atom(node.args[1]))
    run.bind(goal, value, node)
    return True


def _count(goal: Any, node: gast.Call, index: Expr, run: Run) -> bool:
    start, step = [*map(run.atom, node.args), nodes.constant(0), nodes.constant(1)][: 2] if len(node.args) != 1 else (
        run.atom(node.args[0]), nodes.constant(1))  # fmt: skip
    if not node.args:
        run.bind(goal, index, node)
        return True
    found = index
    if not (isinstance(step, gast.Constant) and step.value == 1):
        found = run.define("steps", nodes.binop(index, gast.Mult, step), node, inside=True)
    run.bind(goal, nodes.binop(start, gast.Add, found), node)
    return True


def _cycle(goal: Any, node: gast.Call, index: Expr, run: Run) -> bool:
    if may_change(node.args, run.scope):
        raise run.scope.error(node, "what this loop runs over again and again may change meanwhile", "Make a list of it before.")
    name, count = run.counted(node.args[0])
    at = run.define("turn", nodes.binop(index, gast.Mod, count), node, inside=True)
    run.bind(goal, nodes.subscript(name, at), node)
    return True


def _islice(goal: Any, node: gast.Call, index: Expr, run: Run) -> bool:
    source = node.args[0]
    if is_iterator(source, run.scope):
        if len(node.args) != 2:
            return False
        run.lengths.append(run.atom(node.args[1]))
        elements(goal, source, index, run)
        return True
    bounds = [run.atom(a) for a in node.args[1:]]
    part = gast.Slice(None, *bounds, None) if len(bounds) == 1 else gast.Slice(*[*bounds, None][:3])
    if may_change([source], run.scope):
        whole, count = run.counted(source)
        places = run.define("places", nodes.call(builtin("range", run.scope), count), node)
        places = run.define("places", nodes.subscript(places, part), node)
        run.length(nodes.call(builtin("len", run.scope), nodes.name(places.id)), "n_part", node)
        at = run.define("at", nodes.subscript(nodes.name(places.id), index), node, inside=True)
        run.bind(goal, nodes.subscript(whole, at), node)
        return True
    whole = run.sequence(source)
    name = run.define(f"{whole.id}_part", nodes.subscript(whole, part), node)
    run.length(nodes.call(builtin("len", run.scope), nodes.name(name.id)), "n_part", node)
    run.bind(goal, nodes.subscript(name, index), node)
    return True


def _product(goal: Any, node: gast.Call, index: Expr, run: Run) -> bool:
    """`product(xs, ys)`: the last one runs fastest."""
    sources = [run.pool(a) for a in node.args]
    times = questions.whole(node.keywords[0].value, run.scope) if node.keywords else 1
    if times is None or times < 1:
        raise run.scope.error(node, "how often this product repeats is not known here", "Give `repeat` as a literal.")
    sources *= times
    total: Expr = sources[0][1]
    for _, count in sources[1:]:
        total = run.define("n_product", nodes.binop(total, gast.Mult, nodes.copy(count)), node)
    run.lengths.append(total)
    parts = _parts(goal, len(sources), run)
    if parts is None:
        raise run.scope.error(goal, f"{len(sources)} value(s) are given for these targets")
    rest, found = index, []
    for position in reversed(range(len(sources))):
        name, count = sources[position]
        at = rest
        if position:
            at = run.define("at", nodes.binop(nodes.copy(rest), gast.Mod, nodes.copy(count)), node, inside=True)
            rest = run.define("rest", nodes.binop(nodes.copy(rest), gast.FloorDiv, nodes.copy(count)), node, inside=True)
        found.append((parts[position], name, at))
    for part, name, at in reversed(found):
        run.bind(part, nodes.subscript(nodes.name(name.id), nodes.copy(at)), node)
    _joined(goal, parts, run, node)
    return True


def _choosing(goal: Any, node: gast.Call, index: Expr, run: Run) -> bool:
    """`combinations(xs, 2)`: the choices of positions are made before the loop."""
    if not (isinstance(node.args[-1], gast.Constant) and isinstance(node.args[-1].value, int)) or len(node.args) != 2:
        raise run.scope.error(node, "how many values are chosen at a time is not known here", "Give the number as a literal.")
    name, count = run.pool(node.args[0])
    function = run.scope.flat.pure(node.func, run.scope)
    positions = nodes.call(builtin("range", run.scope), count)
    over = run.define("positions", positions, node)
    choices = run.define("choices", nodes.call(function, over, node.args[-1]), node)
    table = run.define("choice_seq", helper("chosen", run.scope, choices), node)
    run.length(nodes.call(builtin("len", run.scope), nodes.name(table.id)), "n_choices", node)
    parts = _parts(goal, node.args[-1].value, run)
    if parts is None:
        raise run.scope.error(goal, f"{node.args[-1].value} value(s) are given for these targets")
    for position, part in enumerate(parts):
        place = nodes.tuple_([nodes.copy(index), nodes.constant(position)])
        at = run.define("at", nodes.subscript(nodes.name(table.id), place), node, inside=True)
        run.bind(part, nodes.subscript(nodes.name(name.id), at), node)
    _joined(goal, parts, run, node)
    return True


def _indices(goal: Any, node: gast.Call, index: Expr, run: Run) -> bool:
    """`np.ndindex(shape)`: the list of all indices is made before the loop."""
    if any(isinstance(a, gast.Starred) for a in node.args):
        return False
    table = run.define("indices", helper("indices", run.scope, *map(run.atom, node.args)), node)
    run.length(nodes.call(builtin("len", run.scope), nodes.name(table.id)), "n_indices", node)
    run.bind(goal, nodes.subscript(nodes.name(table.id), index), node)
    return True


def _chain(goal: Any, node: gast.Call, index: Expr, run: Run) -> bool:
    """`chain(xs, ys)`: the list of all elements is made before the loop, unless they may change in it."""
    if node.args and may_change(node.args, run.scope):
        return _chain_later(goal, node, index, run)
    total: Expr | None = None
    for source in node.args:
        items = run.define("items", nodes.call(builtin("list", run.scope), run.sequence(source)), node)
        total = items if total is None else run.define("items", nodes.binop(total, gast.Add, items), node)
    if total is None:
        return False
    run.length(nodes.call(builtin("len", run.scope), nodes.copy(total)), "n_items", node)
    run.bind(goal, nodes.subscript(nodes.copy(total), index), node)
    return True


def _chain_later(goal: Any, node: gast.Call, index: Expr, run: Run) -> bool:
    """Each element is read when it is its turn, from the one or the other."""
    sources = [run.counted(a) for a in node.args]
    total: Expr = sources[0][1]
    for _, count in sources[1:]:
        total = run.define("n_items", nodes.binop(nodes.copy(total), gast.Add, nodes.copy(count)), node)
    run.lengths.append(total)

    def block(at: Expr, left: list[tuple[gast.Name, gast.Name]]) -> list[Stmt]:
        inner = replace(run, body=[])
        (name, count), *rest = left
        if not rest:
            inner.bind(goal, nodes.subscript(nodes.copy(name), at), node)
            return inner.body
        after = inner.define("rest", nodes.binop(nodes.copy(at), gast.Sub, nodes.copy(count)), node, inside=True)
        test = gast.Compare(nodes.copy(at), [gast.Lt()], [nodes.copy(count)])
        ways = run.scope.branches(lambda: block(nodes.copy(at), left[:1]), lambda: block(after, rest))
        run.scope.flat.emit(nodes.if_(test, *ways), node, run.scope, inner.body)
        return inner.body

    run.body += block(index, sources)
    return True


def _accumulate(goal: Any, node: gast.Call, index: Expr, run: Run) -> bool:
    """`accumulate(xs, f)`: a variable that each iteration of the loop goes on from."""
    total = nodes.target(own_name("total", run.scope))
    given = nodes.target(own_name("given", run.scope))
    name, count = run.counted(node.args[0])
    function = run.scope.placeholder(run.scope.flat.thing(node.args[1], run.scope, run.out), node) if len(node.args) > 1 else None
    run.lengths.append(count)
    scope, read = run.scope, nodes.subscript(nodes.name(name.id), index)
    variable = scope.variable(total.id)
    operands = [nodes.name(total.id), nodes.name(given.id)]

    def first() -> list[Stmt]:
        return [nodes.at(nodes.assign(variable, nodes.copy(read)), scope.place(node))]

    def later() -> list[Stmt]:
        block: list[Stmt] = []
        scope.flat.emit(nodes.assign(scope.variable(given.id), nodes.copy(read)), node, scope, block)
        call = nodes.binop(operands[0], gast.Add, operands[1]) if function is None else gast.Call(function, operands, [])
        found = scope.flat.value(gast.copy_location(call, node), scope, block)
        scope.flat.emit(nodes.assign(variable, found), node, scope, block)
        return block

    test = gast.Compare(nodes.copy(index), [gast.Eq()], [nodes.constant(0)])
    scope.flat.emit(nodes.if_(test, *scope.branches(first, later)), node, scope, run.body)
    run.bind(goal, nodes.name(variable), node)
    return True


Expand = Callable[[Any, gast.Call, Expr, Run], bool]
TABLE: dict[Any, Expand] = {
    enumerate: _enumerate, zip: _zip, range: _range, reversed: _reversed, map: _map, itertools.repeat: _repeat,
    itertools.count: _count, itertools.cycle: _cycle, itertools.islice: _islice, itertools.product: _product,
    itertools.chain: _chain, itertools.accumulate: _accumulate, **dict.fromkeys(CHOOSING, _choosing),
    itertools.starmap: _starmap, itertools.pairwise: _pairwise, np.ndindex: _indices,
}  # fmt: skip
KEYWORDS = {zip: ("strict",), enumerate: ("start",), itertools.product: ("repeat",)}


def check_keywords(node: gast.Call, scope: Activation) -> None:
    """Raise for a keyword argument of an iterator that is not followed."""
    function = scope.resolve(node.func)
    for keyword in node.keywords:
        if keyword.arg not in KEYWORDS.get(function, ()):
            raise scope.error(node, f"`{keyword.arg}=` is not differentiated here", "Write the loop out.")

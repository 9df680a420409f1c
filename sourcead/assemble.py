"""The sweeps of a derivative made into one function definition: what is returned, comments, the pullback of `vjp`."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Sequence

import gast

from sourcead import nodes
from sourcead.analysis.aliases import may_alias
from sourcead.analysis.walk import assigned, exposed, statements, surely_bound
from sourcead.differentiate.adjoint import Derivative
from sourcead.differentiate.bound import bind_outside
from sourcead.differentiate.names import Namer
from sourcead.differentiate.tangents import seed_names
from sourcead.nodes import Expr, Stmt
from sourcead.normalize.made import Made, built, opened
from sourcead.normalize.structures import like, reads
from sourcead.optimize.context import Context, changes
from sourcead.types.values import Array, ListOf, Number, holds_whole_numbers

Optimizer = Callable[[Sequence[Stmt]], list[Stmt]]
AUX = "_aux"
APART = "_apart"  # the gradient by an object: a tuple of those by what it holds
SUFFIX = {"grad": "grad", "value_and_grad": "value_and_grad", "vjp": "vjp", "jvp": "jvp", "pullback": "pullback"}


def assemble(
    raw: Derivative, wrt: Sequence[str], kind: str, single: bool, optimizer: Optimizer, context: Context
) -> gast.FunctionDef:
    """The generated function, of the primal's own arguments."""
    forward = [s if kind == "jvp" else _marked(s, "forward") for s in raw.forward]
    reverse = [_marked(s, "reverse") for s in raw.reverse]
    gradients = list(raw.gradients)
    result: list[Expr] = []
    kind, apart = kind.removesuffix(APART), kind.endswith(APART)
    if kind not in ("grad", "pullback"):
        value, kept = _kept_value(raw, reverse, context, joint=kind.endswith(AUX))
        forward += [_marked(s, "forward") for s in kept]
        result.append(value if kind != "grad_aux" else nodes.subscript(value, nodes.constant(1)))
    returned = nodes.return_(nodes.tuple_([*result, *gradients]))
    body = optimizer([*forward, *reverse, returned])
    name = f"{raw.program.name}_{SUFFIX[kind.removesuffix(AUX)]}"
    parts = list(body[-1].value.elts)  # type: ignore[attr-defined]
    body, made = body[:-1], raw.program.made
    if kind == "vjp":
        return _with_pullback(name, raw, wrt, body, parts, context)
    if kind == "jvp":
        (dot,) = _owned(parts[1:], body, context, raw)
        value, dot = (_built(made, part, body, context, [other]) for part, other in ((parts[0], dot), (dot, parts[0])))
        body.append(nodes.return_(nodes.tuple_([value, dot])))
        return nodes.function(name, [*raw.program.arguments, *_directions(raw, wrt)], _apart(raw, body))
    owned, parts = (
        _together(
            _owned(parts[len(result) :], body, context, raw, parts[:1] if kind.endswith(AUX) else ()), wrt, wrt, raw, apart
        ),
        parts[: len(result)],
    )
    answer = owned[0] if single else nodes.tuple_(owned)
    if kind == "grad_aux":
        whole = [answer, *(_built(_more(made), _element(p, context), body, context, [answer]) for p in parts)]
    else:
        whole = [*(_built(made, p, body, context, [answer]) for p in parts), answer]
    body.append(nodes.return_(nodes.tuple_(whole) if parts else answer))
    return nodes.function(name, [*raw.program.arguments, *raw.seeds], _apart(raw, _commented(body)))


def _more(made: Made | None) -> Made | None:
    """What the second of two results is made of."""
    held = made.held[1][1] if made is not None and len(made.held) == 2 else None
    return held


def _built(made: Made | None, value: Expr, body: list[Stmt], context: Context, others: Sequence[ast.AST]) -> Expr:
    """The object that is made of a tuple, which is a display, a name, or gets one; `others` may read names of the body too."""
    if made is None or isinstance(value, gast.Tuple):
        return built(made, value)
    if not isinstance(value, gast.Name):
        name = Namer({*(n for s in body for n in nodes.names(s)), *context.given, *made.names()}).fresh("result")
        body.append(nodes.assign(name, value))
        return built(made, nodes.name(name))
    bound = [s for s in statements(body) if assigned(s) == value.id]
    display = bound[0].value if len(bound) == 1 and isinstance(bound[0], gast.Assign) and bound[0] in body else None
    uses = [n for s in (*body, *others) for n in nodes.names(s) if n == value.id]
    if isinstance(display, gast.Tuple) and len(uses) == 1 and bound[0] is body[-1]:  # named for the result alone
        body.remove(bound[0])
        return built(made, display)
    return built(made, value)


def _apart(raw: Derivative, body: Sequence[Stmt]) -> list[Stmt]:
    """The body with the values in the arguments that are objects, under the names that it has for them."""
    used = {n for s in body for n in nodes.names(s)}
    found = [r for n, t in raw.program.taken.items() for r in reads(t.structure, nodes.name(n), iter(t.names))]
    if raw.ways:
        whole = seed_names(raw.program.arguments, _moving(raw.ways, raw))
        for name in whole.keys() & raw.program.taken.keys():
            taken = raw.program.taken[name]
            parts = [raw.ways.get(part, f"{part}_dot") for part in taken.names]
            found += reads(taken.structure, nodes.name(whole[name]), iter(parts))
    head: list[Stmt] = []
    for name, place in found:
        if name in used:
            own, body = _own_name(name, body, {*raw.program.arguments, *raw.seeds})
            head.append(nodes.assign(own, place))
    return [*head, *body]


def _own_name(name: str, body: Sequence[Stmt], params: set[str]) -> tuple[str, Sequence[Stmt]]:
    """The body without `w = p_w`, where the one is only another name of the other, and the name that is left."""
    position = next((k for k, s in enumerate(body) if isinstance(s, gast.Assign) and _is_name(s.value, name)), None)
    own = assigned(body[position]) if position is not None else None
    bound = [n.id for s in body for n in nodes.walk(s) if isinstance(n, gast.Name) and not isinstance(n.ctx, gast.Load)]
    places = {nodes.base_name(s.target) for s in _all_statements(body) if isinstance(s, gast.AugAssign)}
    if position is None or own is None or bound.count(own) != 1 or own in params or name in bound or {own, name} & places:
        return name, body
    removed, rest = body[position], [*body[:position], *body[position + 1 :]]
    following = rest[position] if position < len(rest) else removed
    if hasattr(removed, "comment") and getattr(following, "sweep", "") == getattr(removed, "sweep", None):
        following.comment = removed.comment  # type: ignore[attr-defined]
    return own, [nodes.rename(s, {name: own}) for s in rest]


def _is_name(node: Expr, name: str) -> bool:
    return isinstance(node, gast.Name) and node.id == name


def _all_statements(body: Sequence[Stmt]) -> Iterator[Stmt]:
    """All statements, those of functions inside too."""
    return (n for s in body for n in nodes.walk(s) if isinstance(n, gast.stmt))


def _element(node: Expr, context: Context) -> Expr:
    """`(a, b)[1]` as `b`."""
    base = node.value if isinstance(node, gast.Subscript) else None
    return base.elts[node.slice.value] if isinstance(base, gast.Tuple) and context.is_pure(base) else node


def _directions(raw: Derivative, wrt: Sequence[str]) -> list[str]:
    """The parameters of the tangents: one for each of the primal's own arguments that moves."""
    whole = seed_names(raw.program.arguments, _moving(wrt, raw))
    seeds = {n: s for n, s in zip(wrt, raw.seeds, strict=True) if n in whole}
    return [seeds.get(n, name) for n, name in whole.items()]


def _moving(wrt: Iterable[str], raw: Derivative) -> list[str]:
    """The primal's own arguments to which parameters belong."""
    owner = {part: n for n, t in raw.program.taken.items() for part in t.names}
    return list(dict.fromkeys(owner.get(n, n) for n in wrt))


def _together(
    gradients: Sequence[Expr], names: Sequence[str], wrt: Sequence[str], raw: Derivative, apart: bool = False
) -> list[Expr]:
    """The gradients by the parameters `names` as those by the primal's arguments; `wrt`: by which a gradient is asked for.

    `apart`: that by an object is a tuple of those by its values, None for a value that has none.
    """
    whole = {part: n for n, t in raw.program.taken.items() for part in t.names}
    known, found = dict(zip(names, gradients)), dict[str, Expr]()
    for name in names:
        taken = raw.program.taken.get(whole.get(name, ""))
        if taken is None:
            found[name] = known[name]
        elif name in wrt:
            of_wrt = {n: known[n] if n in wrt else _zero(n, raw) for n in taken.names if n in wrt or _is_whole(n, raw)}
            if apart:
                bars = {n: bar or nodes.call("rt.zeros_like", nodes.name(n)) for n, bar in of_wrt.items()}
                found[whole[name]] = nodes.tuple_([bars.get(n, nodes.constant(None)) for n in taken.names])
                continue
            found[whole[name]] = like(taken.structure, nodes.name(whole[name]), iter(taken.names), of_wrt)
        else:
            found.setdefault(whole[name], nodes.constant(None))
    return list(found.values())


def _is_whole(name: str, raw: Derivative) -> bool:
    """Whether a value of an argument is a whole number, or an array, a tuple or a list of them: its derivative is zero."""
    return holds_whole_numbers(raw.arguments[name])


def _zero(name: str, raw: Derivative) -> Expr | None:
    """The cotangent of a whole number; None where it is one of more parts."""
    return nodes.constant(0.0) if isinstance(raw.arguments[name], Number) else None


def _marked(statement: Stmt, sweep: str) -> Stmt:
    for part in statements([statement]):
        part.sweep = sweep  # type: ignore[attr-defined]
    return statement


def _kept_value(raw: Derivative, reverse: Sequence[Stmt], context: Context, *, joint: bool) -> tuple[Expr, list[Stmt]]:
    """The primal's value, out of reach of what the reverse sweep restores; `joint`: which runs before the value is returned."""
    value = raw.value
    if not isinstance(value, gast.Name):
        return value, []
    changed = {n for s in reverse for n in changes(s, context)}
    kind = raw.typing.expr(value)
    if value.id not in changed and not isinstance(kind, (Array, ListOf)):
        return value, []
    if value.id not in changed and isinstance(kind, Array):
        return value, []
    used = {*raw.primal_names, *raw.temporaries, *raw.program.params, *(n for s in reverse for n in nodes.names(s))}
    kept = Namer(used).fresh("value" if "value" not in used else "primal_value")
    copied: Expr = nodes.name(value.id)
    if isinstance(kind, Array):
        copied = nodes.call(nodes.attribute(copied, "copy"))
    elif joint:
        copied = nodes.call("rt.copy", copied)
    return nodes.name(kept), [nodes.assign(kept, copied)]


def _owned(
    gradients: Sequence[Expr], body: Sequence[Stmt], context: Context, raw: Derivative, others: Sequence[Expr] = ()
) -> list[Expr]:
    """Each gradient as an array of its own: not an argument, the result's cotangent, another gradient, nor a view of one.

    `others`: what is returned besides and may be an array.
    """
    given = {*raw.program.params, *context.given}
    given |= {o for other in others for n in nodes.free_names(other) for o in _origins(n, body, context)[0]}
    seen: set[str] = set()

    def own(node: Expr) -> Expr:
        if isinstance(node, (gast.Tuple, gast.List)):
            return type(node)([own(e) for e in node.elts], gast.Load())
        if isinstance(node, gast.Dict):
            return gast.Dict(node.keys, [own(v) for v in node.values])
        if isinstance(raw.typing.expr(node), Number) or not may_alias(node):
            return node
        found = [_origins(n, body, context) for n in may_alias(node)]
        origins = set().union(*(names for names, _ in found))
        first = set().union(*(start for _, start in found))
        foreign = isinstance(node, (gast.Subscript, gast.Attribute)) or not may_alias(node) <= raw.typing.cotangents.keys()
        shared = foreign or bool(first & given or origins & seen)
        seen.update(origins)
        if not shared:
            return node
        is_array = isinstance(raw.typing.expr(node), Array)
        return nodes.call(nodes.attribute(node, "copy")) if is_array else nodes.call("rt.copy", node)

    return [own(g) for g in gradients]


def _origins(name: str, body: Sequence[Stmt], context: Context) -> tuple[set[str], set[str]]:
    """The names whose memory a name may have at the end of a block, and whose memory in front of the block that may be.

    Of an array, they are those that it was bound to on some way to there.
    """
    seen: set[tuple[str, int]] = set()
    start: set[str] = set()
    todo = [(name, len(body))]
    while todo:
        found, end = todo.pop()
        if (found, end) in seen:
            continue
        seen.add((found, end))
        if not isinstance(context.typing.name(found), Array):  # a container has what was put into it anywhere
            todo += [(n, len(body)) for n in context.memory(found)]
            start.add(found)
            continue
        for position in reversed(range(end)):
            bound = [s for s in statements([body[position]]) if _binds(s, found)]
            last = next((s for s in reversed(_surely_run(body[position])) if any(s is b for b in bound)), None)
            names = {n for s in (bound if last is None else [last]) for n in _shared(s)}
            todo += [(n, position if last is body[position] else position + 1) for n in names]
            if last is not None:
                break
        else:
            start.add(found)
    return {n for n, _ in seen}, start


def _binds(statement: Stmt, name: str) -> bool:
    """Whether a statement gives a name a value, alone or with others."""
    if isinstance(statement, gast.AugAssign):
        return False
    goal = statement.targets[0] if isinstance(statement, gast.Assign) else None
    together = goal.elts if isinstance(goal, gast.Tuple) else []
    return assigned(statement) == name or any(isinstance(e, gast.Name) and e.id == name for e in together)


def _surely_run(statement: Stmt) -> list[Stmt]:
    """The assignments that run whenever a statement does: those of a loop too, where it runs a known number of times."""
    if isinstance(statement, gast.Assign):
        return [statement]
    call = statement.iter if isinstance(statement, gast.For) else None
    if not isinstance(call, gast.Call) or getattr(call.func, "id", "") != "range":
        return []
    counts = [nodes.literal(a, None) for a in call.args]
    runs = all(type(c) is int for c in counts) and len(range(*counts)) > 0
    simple = all(isinstance(s, (gast.Assign, gast.AugAssign, gast.Expr)) for s in statement.body)  # type: ignore[attr-defined]
    return [s for s in statement.body if isinstance(s, gast.Assign)] if runs and simple else []  # type: ignore[attr-defined]


def _shared(statement: Stmt) -> set[str]:
    """The names whose memory an assignment, or a loop over rows, may give a name."""
    value = statement.iter if isinstance(statement, gast.For) else statement.value  # type: ignore[attr-defined]
    if isinstance(value, gast.Call) and isinstance(value.func, gast.Attribute) and value.func.attr in ("pop", "get"):
        return nodes.free_names(value.func.value)
    return may_alias(value)


def _commented(body: list[Stmt]) -> list[Stmt]:
    """The sweeps under their names."""
    for sweep in ("forward", "reverse"):
        first = next((s for s in body if getattr(s, "sweep", "") == sweep), None)
        if first is not None:
            first.comment = f"{sweep.capitalize()} sweep"  # type: ignore[attr-defined]
    return body


def _with_pullback(
    name: str, raw: Derivative, wrt: Sequence[str], body: list[Stmt], parts: list[Expr], context: Context
) -> gast.FunctionDef:
    """`def f_vjp(x): …; def pullback(y_bar): …; return y, pullback`, with a pullback that may be called many times."""
    cut = next((i for i, s in enumerate(body) if getattr(s, "sweep", "") == "reverse"), len(body))
    forward, reverse = body[:cut], body[cut:]
    value, gradients = parts[0], _together(_owned(parts[1:], body, context, raw), raw.program.params, wrt, raw)
    reverse.append(nodes.return_(nodes.tuple_(gradients)))
    reverse = opened(raw.program.made, raw.seeds[0], reverse)
    changed = {n for s in reverse for n in changes(s, context)} & (exposed(reverse) - set(raw.seeds))
    copies = _copies([n for n in sorted(changed) if _is_mutable(n, reverse, context)], raw)
    namer = Namer([*(n for s in body for n in nodes.names(s)), *raw.program.env, *raw.program.params])
    own = namer.fresh("pullback")
    reverse, outside = bind_outside(reverse, raw.program.env, namer, changed)
    pullback = nodes.function(own, [*raw.seeds, *sorted(changed), *outside], _commented_reverse(copies, reverse))
    pullback.args.defaults = [*(nodes.name(n) for n in sorted(changed)), *outside.values()]
    unbound = sorted(changed - surely_bound(forward) - set(raw.program.params) - set(raw.program.env))  # on some way to here
    head = _commented([*(_marked(nodes.assign(n, nodes.constant(None)), "forward") for n in unbound), *forward])
    value = _built(raw.program.made, value, head, context, [pullback])
    whole = [*head, pullback, nodes.return_(nodes.tuple_([value, nodes.name(own)]))]
    return nodes.function(name, raw.program.arguments, _apart(raw, whole))


def _commented_reverse(copies: list[Stmt], reverse: list[Stmt]) -> list[Stmt]:
    body = [*copies, *reverse]
    body[0].comment = "Reverse sweep"  # type: ignore[attr-defined]
    return body


def _is_mutable(name: str, reverse: Sequence[Stmt], context: Context) -> bool:
    return not context.is_number(name) and any(name in changes(s, context) for s in reverse)


def _copies(names: list[str], raw: Derivative) -> list[Stmt]:
    """What a pullback changes, copied at its start: together where one may share memory with another."""
    arrays = [n for n in names if isinstance(raw.typing.name(n), Array)]
    apart = all(not raw.aliases.share(a, b) for i, a in enumerate(arrays) for b in arrays[:i])
    if len(names) == len(arrays) and apart:
        return [nodes.assign(n, nodes.call(nodes.attribute(nodes.name(n), "copy"))) for n in names]
    if len(names) == 1:
        return [nodes.assign(names[0], nodes.call("rt.copy", nodes.name(names[0])))]
    together = nodes.tuple_([nodes.name(n) for n in names])
    goals = gast.Tuple([nodes.target(n) for n in names], gast.Store())
    return [gast.Assign([goals], nodes.call("rt.copy", together), None)]

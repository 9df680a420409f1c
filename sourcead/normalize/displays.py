"""Displays that take others in, and targets with a star: `[*xs, y]`, `{**d, "k": v}`, `first, *rest = xs`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import gast

from sourcead import nodes, runtime
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import arguments, bindings, callables, order, outside, questions
from sourcead.normalize.activation import Activation, constant_binding
from sourcead.normalize.known import ELSEWHERE, Form, Group
from sourcead.normalize.objects import Instance


def starred(node: Any, scope: Activation, out: list[Stmt]) -> Any:
    """`[*xs, y]` as `list(xs) + [y]`, and tuples alike."""
    if takes_objects(node, scope):
        return _of_objects(node, scope, out)
    if isinstance(node, gast.Tuple) and not all(_has_form(e.value, scope) for e in node.elts if isinstance(e, gast.Starred)):
        return scope.flat.whatever(_call("<tuple>", gast.copy_location(gast.List(node.elts, gast.Load()), node)), scope, out)
    convert = "<list>" if isinstance(node, gast.List) else "<tuple>"
    found: Expr | None = None
    plain: list[Any] = []

    def add(part: Expr) -> None:
        nonlocal found
        found = part if found is None else gast.copy_location(nodes.binop(found, gast.Add, part), node)

    for element in node.elts:
        if not isinstance(element, gast.Starred):
            plain.append(element)
            continue
        if plain:
            add(gast.copy_location(type(node)(plain, gast.Load()), node))
            plain = []
        add(_call(convert, element.value))
    if plain:
        add(gast.copy_location(type(node)(plain, gast.Load()), node))
    return scope.flat.whatever(found, scope, out)


def _has_form(node: Any, scope: Activation) -> bool:
    """Whether it is known how many elements an expression has."""
    return isinstance(node, (gast.Tuple, gast.List)) or isinstance(questions.form_of(node, scope), Form)


def takes_objects(node: Any, scope: Activation) -> bool:
    """Whether a display takes in a container of objects or functions, or `*args`."""
    return any(isinstance(e, gast.Starred) and isinstance(questions.peek(e.value, scope), (Group, Instance)) for e in node.elts)


def _of_objects(node: Any, scope: Activation, out: list[Stmt]) -> Any:
    """`[*ps, q]` of lists of objects or functions."""
    items: list[Any] = []
    for element in node.elts:
        found = scope.flat.thing(element.value if isinstance(element, gast.Starred) else element, scope, out)
        if not isinstance(element, gast.Starred):
            items.append(found)
            continue
        group = arguments.elements(found, element, scope, out)
        if group is None:
            raise scope.error(element, "how many objects this unpacks is known only when the program runs", "Write them out.")
        items += [nodes.constant(k) for k in group.keys] if group.kind == "dict" else group.items
    return callables.grouped("list" if isinstance(node, gast.List) else "tuple", [], items, node, scope, out)


def each_key_once(keys: Sequence[Any], values: Sequence[Any]) -> tuple[list[Any], list[Any]]:
    """The keys and values of a display in which one may be written twice, `{1: a, True: b}`: the first key, the last value."""
    kept: dict[object, list[Any]] = {}
    for place, (key, value) in enumerate(zip(keys, values)):
        literal = nodes.literal(key, ELSEWHERE)
        kept.setdefault((place,) if literal is ELSEWHERE else (None, literal), [key, value])[1] = value
    return [k for k, _ in kept.values()], [v for _, v in kept.values()]


def merged(node: gast.Dict, scope: Activation, out: list[Stmt]) -> Expr:
    """`{**d, "k": v}` as one dict made of several."""
    parts: list[Any] = []
    for key, value in zip(node.keys, node.values):
        if key is None:
            parts.append(value)
        elif parts and isinstance(parts[-1], gast.Dict) and None not in parts[-1].keys:
            parts[-1].keys.append(key)
            parts[-1].values.append(value)
        else:
            parts.append(gast.copy_location(gast.Dict([key], [value]), node))
    call = gast.copy_location(nodes.call(nodes.attribute(nodes.name("<rt>"), "merged"), *parts), node)
    found = scope.flat.value(call, scope, out)
    for binding in list(scope.names.env.values()):
        outside.watch_keys(binding.value, scope)
    return found


def written_out(node: gast.Dict, scope: Activation, out: list[Stmt]) -> gast.Dict:
    """`{**D, "k": v}` with the keys of a dict of plain values that is bound outside written out; the same node for any other.

    All values are evaluated in their order, those too that a later one replaces.
    """
    keys: list[Any] = []
    values: list[Any] = []
    outer: list[Any] = []
    for key, value in zip(node.keys, node.values):
        whole = scope.resolve(value) if key is None else None
        if type(whole) is dict and outside.is_plain(whole):
            outer.append((value, whole))
            keys += whole
            values += [
                gast.copy_location(nodes.subscript(value, gast.copy_location(nodes.constant(k), value)), value) for k in whole
            ]
        elif isinstance(key, gast.Constant):
            keys.append(key.value)
            values.append(value)
        else:
            return node
    if not outer:
        return node
    for value, whole in outer:
        scope.depend(value)
        outside.watch_keys(whole, scope)
    found = dict(zip(keys, zip(scope.flat.things(values, scope, out), values)))
    written = [gast.copy_location(nodes.constant(k), node) for k in found]
    return gast.copy_location(gast.Dict(written, [scope.placeholder(made, at) for made, at in found.values()]), node)


def copied(target: Any, node: gast.Call, scope: Activation, out: list[Stmt]) -> Any:
    """`D.copy()` and `dict(D, k=v)` of a dict outside as `{**D, "k": v}`, `dict(zip(KEYS, xs))` as `{"k": xs[0], …}`.

    None for any other call.
    """
    if target is dict and len(node.args) == 1 and not node.keywords:
        paired = _of_keys(node.args[0], scope, out)
        if paired is not None:
            return paired
    if type(getattr(target, "__self__", None)) is dict and target.__name__ == "copy" and isinstance(node.func, gast.Attribute):
        whole = node.func.value
    elif target is dict and len(node.args) == 1:
        whole = node.args[0]
    else:
        return None
    held = scope.resolve(whole)
    if type(held) is not dict or not all(isinstance(k, str) for k in held):
        return None
    keys = [None, *(None if k.arg is None else gast.copy_location(nodes.constant(k.arg), node) for k in node.keywords)]
    return gast.copy_location(gast.Dict(keys, [whole, *(k.value for k in node.keywords)]), node)


def _of_keys(call: Any, scope: Activation, out: list[Stmt]) -> Any:
    """The dict of known texts, or whole numbers, and the elements of something that has enough of them; None for other pairs."""
    if not (isinstance(call, gast.Call) and len(call.args) == 2 and not call.keywords and scope.resolve(call.func) is zip):
        return None
    keys, given = outside.known_keys(call.args[0], scope), call.args[1]
    known = questions.peek(given, scope)
    runs = isinstance(given, gast.Call) and any(
        scope.resolve(given.func) is one for one in (map, filter, zip, enumerate, reversed)
    )
    if not keys or len(set(keys)) < len(keys) or runs or isinstance(given, gast.GeneratorExp):
        return None
    if known is not None and not isinstance(known, gast.AST):
        return None
    found = scope.flat.thing(given, scope, out)
    if isinstance(found, gast.AST):
        tested = gast.Compare(nodes.call(nodes.name(scope.lookup("<len>", given).id), nodes.copy(found)), [gast.Lt()],
                              [nodes.constant(len(keys))])  # fmt: skip
        scope.flat.emit(nodes.if_(tested, [gast.Raise(_fewer(len(keys), scope), None)]), call, scope, out)
    return _paired(keys, scope.placeholder(found, given), call)


def _paired(keys: Sequence[Any], whole: Expr, at: Any) -> gast.Dict:
    values = [nodes.subscript(nodes.copy(whole), nodes.constant(k)) for k in range(len(keys))]
    made = gast.Dict([nodes.constant(k) for k in keys], values)
    for part in nodes.walk(made):
        gast.copy_location(part, at)
    return made


def _fewer(count: int, scope: Activation) -> Expr:
    rt = scope.names.bind("rt", constant_binding(runtime, "rt"))
    text = f"`zip` gives fewer than {count} pairs: which keys the dict has is not known beforehand"
    return nodes.call(nodes.attribute(nodes.name(rt), "FewerError"), nodes.constant(text))


def unpack(goal: Any, found: Expr, node: Any, scope: Activation, out: list[Stmt]) -> None:
    """`a, b = found`, `first, *rest, last = found`: the length is asked for, then element by element, from the left."""
    stars = [k for k, part in enumerate(goal.elts) if isinstance(part, gast.Starred)]
    star = stars[0] if stars else len(goal.elts)
    after = len(goal.elts) - star - 1
    if not isinstance(found, gast.Name):
        raise scope.error(goal, "this value cannot be unpacked")
    base, form = nodes.name(found.id), scope.names.facts.of(found)
    _check_length(base, len(goal.elts) - len(stars), bool(stars), goal, scope, out)
    mark = len(out)
    for position, part in enumerate(goal.elts):
        base, mark = order.unchanged(base, mark, node, scope, out), len(out)
        if position == star and isinstance(form, Form) and form.kind != "dict":
            scope.names.facts.rely(form)
            bindings.target(part.value, _elements(base, range(star, len(form.parts) - after), goal, scope, out), node, scope, out)
            continue
        if position == star:
            upper = nodes.negative(nodes.constant(after)) if after else None
            lower = nodes.constant(star) if star else None
            whole = nodes.at(nodes.subscript(nodes.copy(base), gast.Slice(lower, upper, None)), scope.place(goal))
            piece = scope.names.temporary("part")
            scope.flat.emit(nodes.assign(piece, whole), goal, scope, out)
            rest = nodes.call(nodes.name(scope.lookup("<list>", goal).id), nodes.name(piece))
            _bind(part.value, rest, goal, node, scope, out)
            continue
        at = position if position < star else position - len(goal.elts)
        index = nodes.constant(at) if at >= 0 else nodes.negative(nodes.constant(-at))
        _bind(part, nodes.subscript(nodes.copy(base), index), goal, node, scope, out)


def _elements(base: gast.Name, positions: Iterable[int], goal: Any, scope: Activation, out: list[Stmt]) -> Expr:
    """The list of some elements of a container of known length."""
    names = []
    for position in positions:
        names.append(nodes.name(scope.names.temporary(f"{base.id}_{position}")))
        read = nodes.at(nodes.subscript(nodes.copy(base), nodes.constant(position)), scope.place(goal))
        scope.flat.emit(nodes.assign(names[-1].id, read), goal, scope, out)
    return nodes.at(nodes.list_(list(names)), scope.place(goal))


def columns(node: gast.Assign, scope: Activation, out: list[Stmt]) -> bool:
    """`a, b = zip(*rows)` as `a = tuple([a for a, b in rows])`, and `b` alike; False for any other assignment."""
    goal, call = node.targets[0], node.value
    apart = len(node.targets) == 1 and isinstance(goal, (gast.Tuple, gast.List)) and isinstance(call, gast.Call)
    if not apart or len(call.args) != 1 or not isinstance(call.args[0], gast.Starred) or call.keywords:
        return False
    if scope.resolve(call.func) is not zip or any(isinstance(e, gast.Starred) for e in goal.elts):
        return False
    whole = scope.flat.atom(_call("<list>", call.args[0].value), scope, out)
    _check_length(whole, 1, True, goal, scope, out)
    rows = scope.placeholder(whole, node)
    names = [part.id if isinstance(part, gast.Name) else f"part_{k}" for k, part in enumerate(goal.elts)]
    for name, part in zip(names, goal.elts):
        pair = gast.copy_location(gast.Tuple([gast.copy_location(nodes.target(n), goal) for n in names], gast.Store()), goal)
        column = gast.ListComp(gast.copy_location(nodes.name(name), goal), [gast.comprehension(pair, rows, [], 0)])
        found = scope.flat.value(_call("<tuple>", gast.copy_location(column, node)), scope, out)
        _bind(part, found, goal, node, scope, out)
    return True


def _check_length(base: Expr, count: int, more: bool, goal: Any, scope: Activation, out: list[Stmt]) -> None:
    """What Python checks before it takes something apart; the length gets a name, as no statement of a normal form is a check."""
    rt = scope.names.bind("rt", constant_binding(runtime, "rt"))
    args = [nodes.copy(base), nodes.constant(count), *([nodes.constant(True)] if more else [])]
    call = nodes.at(nodes.call(nodes.attribute(nodes.name(rt), "check_length"), *args), scope.place(goal))
    scope.flat.emit(nodes.assign(scope.names.temporary("length"), call), goal, scope, out)


def _bind(part: Any, value: Expr, goal: Any, node: Any, scope: Activation, out: list[Stmt]) -> None:
    value = nodes.at(value, scope.place(goal))
    if isinstance(part, gast.Name):
        scope.flat.emit(nodes.assign(scope.variable(part.id), value), goal, scope, out)
        return
    element = scope.names.temporary("element")
    scope.flat.emit(nodes.assign(element, value), goal, scope, out)
    scope.flat.bind(part, nodes.name(element), node, scope, out)


def _call(name: str, argument: Any) -> Expr:
    call = nodes.call(nodes.name(name), argument)
    gast.copy_location(call.func, argument)
    return gast.copy_location(call, argument)


def formatted(node: gast.JoinedStr, scope: Activation, out: list[Stmt]) -> Expr:
    """An f-string."""
    text, values = _format(node)
    rt = scope.names.bind("rt", constant_binding(runtime, "rt"))
    function = nodes.attribute(nodes.name(rt), "formatted")
    return nodes.call(function, nodes.constant(text), *scope.flat.operands(values, scope, out))


def _format(node: gast.JoinedStr) -> tuple[str, list[Any]]:
    """What `str.format` takes for an f-string: the text with fields, and their values."""
    text, values = "", []
    for part in node.values:
        if isinstance(part, gast.Constant):
            text += part.value.replace("{", "{{").replace("}", "}}")
            continue
        values.append(part.value)
        text += "{" + (f"!{chr(part.conversion)}" if part.conversion != -1 else "")
        if part.format_spec is not None:
            inner, more = _format(part.format_spec)
            text += f":{inner}"
            values += more
        text += "}"
    return text, values


def set_of(node: Any, scope: Activation, out: list[Stmt]) -> Expr:
    """A set, by a display or a comprehension."""
    if isinstance(node, gast.SetComp):
        items: Any = gast.copy_location(gast.ListComp(node.elt, node.generators), node)
    else:
        items = gast.copy_location(gast.List(node.elts, gast.Load()), node)
    return scope.flat.value(_call("<set>", items), scope, out)

"""The constructs of arrays that are written in place: each with what tells that a program has it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.programs.constructs import FUNCTIONS, Test, calls, keyword, method
from tests.programs.syntax import Code, base_of, dotted, inside, is_call, is_slice, parameters

UFUNC_AT = tuple(f"np.{name}.at" for name in (
    "subtract", "multiply", "divide", "true_divide", "maximum", "minimum", "negative", "power", "sin", "exp", "square", "fmax", "fmin",
))  # fmt: skip


def _parts(place: ast.Subscript) -> list[ast.expr]:
    return place.slice.elts if isinstance(place.slice, ast.Tuple) else [place.slice]


def _updated(code: Code) -> Iterator[ast.Subscript]:
    """Elements and parts that are updated: `u[i] += e`."""
    return (n.target for n in code.of(ast.AugAssign) if isinstance(n.target, ast.Subscript))


def _set(code: Code) -> Iterator[ast.Subscript]:
    """Elements and parts that are assigned: `u[i] = e`."""
    updated = {id(n) for n in _updated(code)}
    return (n for n in code.stores if id(n) not in updated)


def _is_element(place: ast.Subscript) -> bool:
    numbers = (ast.Constant, ast.Name, ast.BinOp, ast.UnaryOp)
    text = any(isinstance(p, ast.Constant) and not isinstance(p.value, int) for p in _parts(place))
    return not text and all(isinstance(p, numbers) for p in _parts(place))


def _is_constant(value: object) -> Test:
    return lambda code: any(isinstance(p, ast.Constant) and p.value is value for n in code.stores for p in _parts(n))


def _is_mixed(code: Code, place: ast.Subscript) -> bool:
    """Slices beside index arrays or masks."""
    parts = _parts(place)
    arrays = any(code.is_fancy(p) or code.is_mask(p) for p in parts)
    return len(parts) > 1 and arrays and any(isinstance(p, ast.Slice) for p in parts)


def _views(code: Code) -> set[str]:
    """Variables that are parts of other variables."""
    return {name for name, given in code.values.items() if any(is_slice(v) and isinstance(v.value, ast.Name) for v in given)}  # type: ignore[attr-defined]


def _has_chain(code: Code) -> bool:
    """A view of a view, of which something is written."""
    views = _views(code)
    chained = {n for n in views for v in code.values[n] if base_of(v) in views and base_of(v) != n}
    written = {base_of(n) for n in code.stores} | {base_of(n.target) for n in code.of(ast.AugAssign)}
    return bool(chained) and bool(written & views)


def _has_alias(code: Code) -> bool:
    """Two names for one array, of which one is written."""
    written = {base_of(n) for n in code.stores} | {base_of(n.target) for n in code.of(ast.AugAssign)}
    return any(isinstance(v, ast.Name) and written & {name, v.id} for name, given in code.values.items() for v in given)


def _swaps(code: Code) -> bool:
    def is_swap(statement: ast.Assign) -> bool:
        sides = [s.elts if isinstance(s, ast.Tuple) else [] for s in (statement.targets[0], statement.value)]
        left, right = ([dotted(e) for e in side] for side in sides)
        return len(left) > 1 and left != right and all(left) and sorted(left) == sorted(right)

    return bool(code.stores) and any(map(is_swap, code.of(ast.Assign)))


def _sorts_in_place(code: Code) -> bool:
    statements = [n.value for n in code.of(ast.Expr) if isinstance(n.value, ast.Call) and isinstance(n.value.func, ast.Attribute)]
    return any(s.func.attr == "sort" and not code.is_list(s.func.value) for s in statements)


def _updates_argument(code: Code) -> bool:
    """`x += e`, where `x` is a parameter."""
    found = ((f, n) for f in code.of(ast.FunctionDef) for n in inside(f, ast.AugAssign))
    return any(isinstance(n.target, ast.Name) and n.target.id in parameters(f) for f, n in found)


def _updates_outer(code: Code) -> bool:
    """An array of the function around it is updated by a function."""
    for function in (f for outer in code.of(ast.FunctionDef) for f in inside(outer, ast.FunctionDef)):
        own = {n.id for n in inside(function, ast.Name) if isinstance(n.ctx, ast.Store)} | parameters(function)
        targets = [n.target for n in inside(function, ast.AugAssign)]
        if any(isinstance(t, ast.Subscript) and base_of(t) not in own for t in targets):
            return True
    return False


def _written(code: Code) -> Iterator[ast.expr]:
    """What something is stored into, or updated as a whole."""
    yield from (n.value for n in code.stores)
    yield from (n.target for n in code.of(ast.AugAssign))


def _in_list(code: Code) -> bool:
    """`us[0][1:] = e`, or what a loop over a list of arrays writes."""
    direct = any(isinstance(v, ast.Subscript) and code.is_list(v.value) and _is_element(v) for v in _written(code))
    loops = [n for n in code.of(ast.For) if code.is_list(n.iter)]
    return direct or any(dotted(n.target) and base_of(v) == dotted(n.target) for n in loops for v in _written(code))


def _in_dict(code: Code) -> bool:
    """`state["u"][1:] = e`, or `state["u"] *= e`."""
    return any(
        isinstance(v, ast.Subscript) and isinstance(v.slice, ast.Constant) and isinstance(v.slice.value, str)
        for v in _written(code)
    )


def _callees(code: Code) -> Iterator[ast.FunctionDef]:
    return (f for f in code.functions.values() if f is not code.own)


def _callee_writes(code: Code) -> bool:
    for function in _callees(code):
        places = [n for n in inside(function, ast.Subscript) if isinstance(n.ctx, ast.Store)]
        updated = [n.target for n in inside(function, ast.AugAssign)]
        if {base_of(p) for p in [*places, *updated]} & parameters(function):
            return True
    return False


def _callee_gives_view(code: Code) -> bool:
    shapes = ("reshape", "ravel", "T")
    for function in (f for f in code.nodes if isinstance(f, FUNCTIONS) and f is not code.own):
        given = [function.body] if isinstance(function, ast.Lambda) else [n.value for n in inside(function, ast.Return)]
        given = [part for g in given if g is not None for part in (g.elts if isinstance(g, ast.Tuple) else [g])]
        if any(
            (is_slice(g) or getattr(getattr(g, "func", g), "attr", "") in shapes) and base_of(g) in parameters(function)
            for g in given
        ):
            return True
    return False


def _changes_dtype(code: Code) -> bool:
    """A store in a program that makes arrays of a dtype that it names."""
    given = [k.value for k in code.of(ast.keyword) if k.arg == "dtype"]
    given += [a for c in code.methods("astype") for a in c.args] + [c for c in code.of(ast.Call) if is_call(c, "np.float32")]
    return bool(code.stores) and bool(given)


def _overlaps(code: Code) -> bool:
    """A part of an array that is computed from another part of it."""
    for statement in code.of(ast.Assign, ast.AugAssign):
        target = statement.target if isinstance(statement, ast.AugAssign) else statement.targets[0]
        if not is_slice(target):
            continue
        read = [n for n in ast.walk(statement.value) if is_slice(n) and dotted(n.value) == dotted(target.value) != ""]  # type: ignore[attr-defined]
        if any(ast.dump(n.slice) != ast.dump(target.slice) for n in read):  # type: ignore[attr-defined]
            return True
    return False


ARRAYS: dict[str, Test] = {
    "an element assigned": lambda code: any(_is_element(n) and not code.is_mask(n.slice) and not code.is_list(n.value) for n in _set(code)),
    "an element updated": lambda code: any(_is_element(n) and not code.is_mask(n.slice) for n in _updated(code)),
    "a slice assigned": lambda code: any(map(is_slice, _set(code))),
    "a slice updated": lambda code: any(map(is_slice, _updated(code))),
    "... as an index": _is_constant(...),
    "None as an index": _is_constant(None),
    "a boolean mask read": lambda code: any(isinstance(n.ctx, ast.Load) and code.is_mask(n.slice) for n in code.of(ast.Subscript)),
    "a boolean mask assigned": lambda code: any(code.is_mask(n.slice) for n in _set(code)),
    "a boolean mask updated": lambda code: any(code.is_mask(n.slice) for n in _updated(code)),
    "an index array read": lambda code: any(isinstance(n.ctx, ast.Load) and code.is_fancy(n.slice) for n in code.of(ast.Subscript)),
    "an index array assigned": lambda code: any(code.is_fancy(n.slice) for n in _set(code)),
    "an index array updated": lambda code: any(code.is_fancy(n.slice) for n in _updated(code)),
    "slices and index arrays assigned": lambda code: any(_is_mixed(code, n) for n in _set(code)),
    "slices and index arrays updated": lambda code: any(_is_mixed(code, n) for n in _updated(code)),
    "chains of views": _has_chain,
    "names for one array": _has_alias,
    "swapped buffers": _swaps,
    "out=": keyword("out"),
    "where=": keyword("where"),
    "np.add.at": calls("np.add.at"),
    "ufunc.at of others": calls(*UFUNC_AT),
    "np.copyto": calls("np.copyto"),
    "np.put": calls("np.put"),
    "np.place": calls("np.place"),
    "np.putmask": calls("np.putmask"),
    "fill": method("fill"),
    "sort() in place": _sorts_in_place,
    "+= on a name bound to an argument": _updates_argument,
    "+= on an array of the function around": _updates_outer,
    "arrays in lists written in place": _in_list,
    "arrays in dicts written in place": _in_dict,
    "arrays in attributes written in place": lambda code: any(isinstance(v, ast.Attribute) for v in _written(code)),
    "a callee that writes its argument": _callee_writes,
    "views returned from a callee": _callee_gives_view,
    "stores into another dtype": _changes_dtype,
    "overlapping source and destination": _overlaps,
}  # fmt: skip

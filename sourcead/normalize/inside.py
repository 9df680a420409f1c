"""`jvp`, `vjp` and what is made of them, called inside a program: written with derivatives that are called there.

    jvp(f, (x,), (v,))       the call of f's tangent, at x and v
    y, pull = vjp(f, x)      y = f(x); pull(y_bar) is the call of the gradient of <f(x), y_bar> by x
    y, push = linearize(f, x)     y = f(x); push(v) is jvp(f, (x,), (v,))[1]
    hvp(f, (x,), (v,))       jvp(grad(f), (x,), (v,))[1]

Guarantee: what is called later, `pull` and `push`, sees the values that the arguments, and the variables that `f` reads, had
where it was made.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import gast

from sourcead import nodes
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import arguments, closures, derivatives
from sourcead.normalize.activation import Activation, Inner, constant_binding
from sourcead.normalize.known import Group, Transformed
from sourcead.normalize.watched import MISSING

Handler = Callable[[Any, gast.Call, Activation, list[Stmt]], Any]
CALLED: dict[Callable[..., Any], tuple[str, tuple[Callable[..., Any], ...]]] = {}
TUPLES_WAY_OUT = "Write them out: `(x, y)`."


def inside(way: str, *makers: Callable[..., Any]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Mark what is called inside programs in one of the ways below; `makers` make the derivatives that it needs."""

    def mark(function: Callable[..., Any]) -> Callable[..., Any]:
        CALLED[function] = way, makers
        if way == "jvp":
            CALLED[_pushed_again] = "jvp_again", makers
        if way == "vjp":
            CALLED[_pulled_by] = "vjp_by", makers
        return function

    return mark


def call(target: Any, node: gast.Call, scope: Activation, out: list[Stmt]) -> Any:
    """The value of a call, or what stands for it."""
    way, makers = CALLED[target]
    bound = inspect.signature(target).bind(*node.args, **{k.arg: k.value for k in node.keywords}).arguments
    return WAYS[way](_Call(node, scope, out, makers), **bound)


class _Call:
    """One such call, and where it stands."""

    def __init__(self, node: gast.Call, scope: Activation, out: list[Stmt], makers: Sequence[Callable[..., Any]]) -> None:
        self.node, self.scope, self.out, self.makers = node, scope, out, makers

    def thing(self, node: Any) -> Any:
        """What an expression stands for."""
        return self.scope.flat.thing(node, self.scope, self.out)

    def function(self, node: Any) -> Any:
        """The function that is differentiated."""
        found = self.thing(node)
        known = isinstance(found, (Inner, Transformed)) or callable(self.scope.object_of(found))
        if not known and isinstance(found, gast.AST):
            raise self.scope.error(node, "which function is differentiated here is known only when the program runs",
                                   derivatives.WAY_OUT)  # fmt: skip
        return found

    def elements(self, node: Any, what: str) -> list[Any]:
        """The elements of a tuple or list."""
        if isinstance(node, (gast.Tuple, gast.List)) and not any(isinstance(e, gast.Starred) for e in node.elts):
            found: Group | None = Group("tuple", self.scope.flat.things(node.elts, self.scope, self.out), [])
        else:
            found = arguments.elements(self.thing(node), node, self.scope, self.out)
        if found is None or found.kind == "dict":
            raise self.scope.error(node, f"how many {what} these are is known only when the program runs", TUPLES_WAY_OUT)
        lost = next((i for i in found.items if not isinstance(i, gast.AST)), None)
        if lost is not None:
            raise self.scope.error(node, f"one of the {what} is an object or a function", derivatives.OBJECT_WAY_OUT)
        return list(found.items)

    def named(self, found: Any) -> Expr:
        """A name of the user's language for what has been evaluated; it stays."""
        if isinstance(found, gast.Constant):
            return nodes.copy(found)
        name = f".{self.scope.names.number()}"
        self.scope.stand_in[name] = found
        return nodes.name(name)

    def placed(self, made: Any) -> Any:
        """A tree made here, at the place of the call."""
        for part in nodes.walk(made):
            if not hasattr(part, "lineno"):
                gast.copy_location(part, self.node)
        return made

    def function_of(self, params: Sequence[str], body: Expr, *, again: bool = False) -> Inner:
        """`lambda params: body`; `again`: what it does has been done already."""
        spec = nodes.function("f", params, []).args
        return Inner(self.placed(gast.Lambda(spec, body)), self.scope, again=again)

    def value(self, made: Expr) -> Any:
        """The value of an expression made here."""
        return self.thing(self.placed(made))

    def kept(self, found: Expr, wish: str = "") -> Expr:
        """The value of an atom as it is now, whatever its variable is given later and is written in it."""
        if not isinstance(found, gast.Name) or self.scope.object_of(found) is not MISSING:
            return found
        name = self.scope.names.temporary(wish or found.id)
        copied = nodes.call(nodes.attribute(self.scope.lookup("<rt>", self.node), "kept"), nodes.copy(found))
        self.scope.flat.emit(nodes.assign(name, copied), self.node, self.scope, self.out)
        return nodes.name(name)

    def frozen(self, function: Any) -> Any:
        """A function that sees the variables around it as they are now."""
        if isinstance(function, gast.AST):
            return function
        return closures.frozen(function, self.kept, self.node, self.scope)


def _pushed_again(f: Any, primals: Any, tangents: Any) -> Any:
    """Stands for `jvp` of a function that is run more than once."""
    raise NotImplementedError


def _jvp(at: _Call, f: Any, primals: Any, tangents: Any, *, again: bool = False) -> Any:
    """The value and the tangent: one call of the tangent of `f`."""
    function = at.function(f)
    given, dots = at.elements(primals, "arguments"), at.elements(tangents, "tangents")
    if len(given) != len(dots):
        raise at.scope.error(at.node, f"{len(given)} arguments are given, and {len(dots)} tangents",
                             "Give one tangent for each argument; None for one that does not move.")  # fmt: skip
    moving = [k for k, dot in enumerate(dots) if nodes.literal(dot, MISSING) is not None]
    if not moving:
        raise at.scope.error(at.node, "no argument moves: the tangent is zero", "Call the function itself.")
    names = parameters(function, len(given), at.scope)
    whole = at.function_of(names, nodes.call(at.named(function), *map(nodes.name, names)), again=again)
    found = Transformed(at.makers[0], whole, {"argnums": tuple(moving)})
    fitted = [nodes.call(nodes.attribute(nodes.name("<rt>"), "checked"), at.named(dots[k]), at.named(given[k])) for k in moving]
    return derivatives.call_made(
        found, at.placed(nodes.call(at.named(found), *map(at.named, given), *fitted)), at.scope, at.out, tangents=True
    )


def parameters(function: Any, count: int, scope: Activation) -> list[str]:
    """Names for the parameters of a function that is given so many arguments: its own ones, if it has as many."""
    while isinstance(function, Transformed) and function.function is not None:
        function = function.function
    if isinstance(function, Inner):
        names = closures.local_params(function.node)
    else:
        value = scope.object_of(function)
        try:
            names = list(inspect.signature(value).parameters) if callable(value) else []
        except ValueError:  # what is not written in Python may have no signature
            names = []
    return names[:count] if len(names) >= count else [f"x_{k}" for k in range(count)]


def _pulled_by(f: Any, by: Any, *args: Any) -> Any:
    """Stands for `vjp` of a function of which one argument, if it is a whole number, is taken as a float."""
    raise NotImplementedError


def _vjp_by(at: _Call, f: Any, by: Any, args: Sequence[Any]) -> Group:
    return _vjp(at, f, args, nodes.literal(by, None))


def _vjp(at: _Call, f: Any, args: Sequence[Any] = (), by: int | None = None) -> Group:
    """The value, and a function that calls the gradient of its product with a cotangent."""
    function, given, value = _evaluated(at, f, args, by)
    moving = [k for k, a in enumerate(given) if not isinstance(a, gast.Constant) or isinstance(a.value, float)]
    names = parameters(function, len(given), at.scope)
    bar = _fresh("bar", names)
    passed = [nodes.name(names[k]) if k in moving else given[k] for k in range(len(given))]
    product = nodes.call(nodes.attribute(nodes.name("<rt>"), "paired"), nodes.call(at.named(function), *passed), nodes.name(bar))
    whole = at.function_of([*(names[k] for k in moving), bar], product, again=True)
    gradient = Transformed(at.makers[0], whole, {"argnums": tuple(range(len(moving)))})
    fitted = nodes.call(nodes.attribute(nodes.name("<rt>"), "checked"), nodes.name("bar"), at.named(value))
    pulled = nodes.call(at.named(gradient), *(at.named(given[k]) for k in moving), fitted)
    if len(moving) < len(given):
        found = iter(range(len(moving)))
        each = [nodes.subscript(nodes.name("bars"), nodes.constant(next(found))) if k in moving else nodes.constant(None)
                for k in range(len(given))]  # fmt: skip
        pulled = nodes.call(at.named(at.function_of(["bars"], nodes.tuple_(each))), pulled)
    return Group("tuple", [value, at.function_of(["bar"], pulled)], [])


def _linearize(at: _Call, f: Any, args: Sequence[Any] = ()) -> Group:
    """The value, and a function that calls the tangent."""
    function, given, value = _evaluated(at, f, args)
    dots = [f"dot_{k}" for k in range(len(given))]
    pushed = nodes.call(at.placed(nodes.name(_own(at, _pushed_again))), at.named(function),
                        nodes.tuple_(map(at.named, given)), nodes.tuple_(map(nodes.name, dots)))  # fmt: skip
    return Group("tuple", [value, at.function_of(dots, nodes.subscript(pushed, nodes.constant(1)))], [])


def _hvp(at: _Call, f: Any, args: Any, tangents: Any) -> Any:
    """The tangent of the gradient."""
    function, given = at.function(f), at.elements(args, "arguments")
    maker = Transformed(at.makers[1], None, {"argnums": tuple(range(len(given)))})
    gradient = derivatives.applied(maker, function, at.node, at.scope)
    pushed = nodes.call(nodes.name(_own(at, at.makers[0])), at.named(gradient), nodes.tuple_(map(at.named, given)), tangents)
    return at.value(nodes.subscript(pushed, nodes.constant(1)))


def _elementwise_grad(at: _Call, f: Any, argnums: Any = None, holomorphic: Any = None) -> Transformed:
    """The gradient of the sum of the elements."""
    function, names, number = _by_one(at, f, argnums, holomorphic)
    whole = _np("sum", nodes.call(at.named(function), *map(nodes.name, names)))
    return Transformed(at.makers[0], at.function_of(names, whole), {"argnums": number})


def _jacfwd(at: _Call, f: Any, argnums: Any = None, holomorphic: Any = None) -> Inner:
    """The tangents along unit arrays, as the last axes of an array."""
    function, names, number = _by_one(at, f, argnums, holomorphic)
    unit, columns = _fresh("unit", names), _fresh("columns", names)
    dots = [nodes.name(unit) if k == number else nodes.constant(None) for k in range(len(names))]
    pushed = nodes.call(
        nodes.name(_own(at, _pushed_again)), at.named(function), nodes.tuple_(map(nodes.name, names)), nodes.tuple_(dots)
    )
    each = _for_units(nodes.subscript(pushed, nodes.constant(1)), unit, nodes.name(names[number]))
    moved = _np("moveaxis", _np("stack", each), nodes.constant(0), nodes.constant(-1))
    rest = nodes.subscript(_np("shape", nodes.name(columns)), gast.Slice(None, nodes.constant(-1), None))
    shape = nodes.binop(rest, gast.Add, _np("shape", nodes.name(names[number])))
    shaped = at.function_of([columns, names[number]], _np("reshape", nodes.name(columns), shape))
    return at.function_of(names, nodes.call(at.named(shaped), moved, nodes.name(names[number])))


def _jacrev(at: _Call, f: Any, argnums: Any = None, holomorphic: Any = None) -> Inner:
    """The cotangents of unit arrays, as the first axes of an array."""
    function, names, number = _by_one(at, f, argnums, holomorphic)
    x, unit, pair = names[number], _fresh("unit", names), _fresh("pair", names)
    value = nodes.subscript(nodes.name(pair), nodes.constant(0))
    pulled = nodes.call(nodes.subscript(nodes.name(pair), nodes.constant(1)), nodes.name(unit))
    each = _for_units(nodes.subscript(pulled, nodes.constant(number)), unit, nodes.copy(value), nodes.name(x))
    shape = nodes.binop(_np("shape", value), gast.Add, _np("shape", nodes.name(x)))
    shaped = at.function_of([pair, x], _np("reshape", _np("stack", each), shape))
    by = nodes.constant(number)
    both = nodes.call(at.placed(nodes.name(_own(at, _pulled_by))), at.named(function), by, *map(nodes.name, names))
    return at.function_of(names, nodes.call(at.named(shaped), both, nodes.name(x)))


def _hessian(at: _Call, f: Any, argnums: Any = None, holomorphic: Any = None) -> Inner:
    """The Jacobian of the gradient."""
    function, names, number = _by_one(at, f, argnums, holomorphic)
    called = nodes.call(at.named(function), *map(nodes.name, names))
    gradient = Transformed(at.makers[1], at.function_of(names, called), {"argnums": number})
    return _jacfwd(at, at.placed(at.named(gradient)), nodes.constant(number))


def _by_one(at: _Call, f: Any, argnums: Any, holomorphic: Any) -> tuple[Any, list[str], int]:
    """A function, the names of its parameters without defaults, and the position of the one that is differentiated by."""
    function = at.function(f)
    number = 0 if argnums is None else nodes.literal(argnums, None)
    if holomorphic is not None and nodes.literal(holomorphic, None) is not False:
        raise at.scope.error(at.node, "a holomorphic derivative is made inside a function", "Make it outside.")
    base = function
    while isinstance(base, Transformed) and base.function is not None:
        base = base.function
    if isinstance(base, Inner):
        names = [n for n in closures.local_params(base.node) if n not in base.defaults]
    else:
        found = inspect.signature(at.scope.object_of(base)).parameters.values()
        names = [p.name for p in found if p.default is p.empty and p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    if type(number) is not int or not -len(names) <= number < len(names):
        raise at.scope.error(at.node, "by what is differentiated here is not one parameter, given by its position",
                             "Write its position out: `argnums=1`; make one for each parameter.")  # fmt: skip
    return function, names, number % len(names)


def _for_units(each: Expr, unit: str, *like: Expr) -> Expr:
    """`[each for unit in units of an array]`."""
    units = nodes.call(nodes.attribute(nodes.name("<rt>"), "units"), *like)
    return gast.ListComp(each, [gast.comprehension(nodes.target(unit), units, [], 0)])


def _np(name: str, *args: Expr) -> Expr:
    return nodes.call(nodes.attribute(nodes.name("<np>"), name), *args)


def _evaluated(at: _Call, f: Any, args: Sequence[Any], by: int | None = None) -> tuple[Any, list[Expr], Expr]:
    """A function and its arguments as they are now, and its value."""
    function = at.function(f)
    given = [at.thing(a) for a in args]
    if by is not None and type(nodes.literal(given[by], None)) is int:
        given[by] = nodes.constant(float(given[by].value))
    lost = next((n for n, a in zip(args, given) if not isinstance(a, gast.AST)), None)
    if lost is not None:
        raise at.scope.error(lost, "an object or a function is passed to a derivative", derivatives.OBJECT_WAY_OUT)
    later, given = at.frozen(function), [at.kept(a) for a in given]
    own = [at.kept(a) for a in given]  # which the function may change
    value = at.scope.flat.atom(at.placed(nodes.call(at.named(function), *map(at.named, own))), at.scope, at.out)
    return later, given, at.kept(value, "value")


def _own(at: _Call, function: Callable[..., Any]) -> str:
    """A name of the user's language for a function of ours."""
    from_outside = constant_binding(function, getattr(function, "__name__", "f"))
    return at.named(nodes.name(at.scope.names.bind(from_outside.key, from_outside))).id  # type: ignore[no-any-return]


def _fresh(wish: str, taken: Sequence[str]) -> str:
    while wish in taken:
        wish += "_"
    return wish


WAYS: Mapping[str, Callable[..., Any]] = {
    "jvp": _jvp, "jvp_again": functools.partial(_jvp, again=True), "vjp": _vjp, "vjp_by": _vjp_by, "linearize": _linearize,
    "hvp": _hvp, "elementwise_grad": _elementwise_grad, "jacfwd": _jacfwd, "jacrev": _jacrev, "hessian": _hessian,
}  # fmt: skip

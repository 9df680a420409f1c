"""Functions whose derivative the user gives: `custom_vjp` for reverse mode, `custom_jvp` for both modes.

The derivative of such a function is a short text around the user's rules, so it can be differentiated like any other function.
Guarantee: what a rule gives has the structure and the shapes of what it belongs to, and memory of its own, or it is an error.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable, Sequence
from types import MethodType
from typing import Any

import numpy as np

from sourcead import runtime
from sourcead.compile import compile_function
from sourcead.derivative import Derivative
from sourcead.errors import InputTypeError, UnsupportedSyntaxError
from sourcead.identity import named_after
from sourcead.normalize import Custom, keeping
from sourcead.signatures import signature_of

PAIRED = "_paired"
Pair = tuple[Callable[..., Any], Callable[..., Any]]
PLAIN = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


class GivenDerivative(Custom):
    """What `custom_vjp`, `custom_jvp` and the like make of a function: it is called like the function.

    What it gives never shares memory with what it is given.
    """

    fixed: tuple[int, ...] = ()  # positions of arguments that never move

    def __init__(self, function: Callable[..., Any]) -> None:
        named_after(function, self)
        self.primal = function
        self.__signature__ = signature_of(function)
        parameters = self.__signature__.parameters
        self.params = tuple(parameters)
        self.name = self.__name__ = name_of(function)
        self._bound: dict[int, tuple[object, GivenDerivative]] = {}
        lost = next((n for n, p in parameters.items() if p.kind not in PLAIN), None)
        if lost is not None:
            raise InputTypeError(
                f"the parameter `{lost}` of `{self.name}` is not given by position",
                way_out="Give the function parameters of their own names, each by position.",
            )
        defaults = [f"{n}={n}_default" if p.default is not p.empty else n for n, p in parameters.items()]
        values = {f"{n}_default": p.default for n, p in parameters.items()}
        call = self.fresh(self.name)[0]
        body = f"    return {call}({self.listed()})\n"
        self.entry = self.written(f"def {self.name}({', '.join(defaults)}):\n{body}", **{call: self}, **values)
        outside: Any = functools.partial(function)
        self.opaque = self.written(f"def {self.name}({self.listed()}):\n{body}", **{call: outside.__call__})  # it has no source

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """The function's value, in memory of its own."""
        return runtime.apart(self.primal(*args, **kwargs), (*args, *kwargs.values()))

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        """As an attribute of a class it is a method: the object is its first argument."""
        return self if instance is None else MethodType(self, instance)

    def bound(self, owner: object) -> GivenDerivative:
        """The method of an object: a function of the arguments that follow the object, one and the same for each object."""
        if id(owner) not in self._bound:
            self._bound[id(owner)] = owner, self.of(owner)
        return self._bound[id(owner)][1]

    def of(self, owner: object) -> GivenDerivative:
        """The function of the arguments that follow the first, with rules of its own."""
        raise NotImplementedError

    @property
    def others(self) -> tuple[int, ...]:
        """The positions of arguments that never move, counted from the second."""
        return tuple(k - 1 for k in self.fixed if k)

    def check_moving(self, wrt: Iterable[str]) -> None:
        """Raise where a derivative is asked for by one of the `nondiff_argnums`."""
        lost = next((self.params[k] for k in self.fixed if self.params[k] in wrt), None)
        if lost is not None:
            raise InputTypeError(
                f"`{lost}` of `{self.name}` is differentiated, and it is one of the `nondiff_argnums`",
                way_out=f"Pass `stop_gradient({lost})`, or let the rules take it as an argument that moves.",
            )

    def given_back(self, bars: str, wrt: Sequence[str]) -> str:
        """What a pullback returns: one cotangent for each parameter, those by `wrt` out of the tuple `bars`."""
        place = {p: f"{bars}[{k}]" for k, p in enumerate(wrt)}
        return f"    return ({self.listed(place.get(p, 'None') for p in self.params)},)\n"

    def listed(self, names: Iterable[str] | None = None) -> str:
        """Names in a row: those of the parameters."""
        return ", ".join(self.params if names is None else names)

    def fresh(self, *wishes: str) -> list[str]:
        """Names that no parameter has."""
        found: list[str] = []
        for wish in wishes:
            while wish in (*self.params, *found):
                wish += "_"
            found.append(wish)
        return found

    def transposing(
        self, function: Callable[..., Any], params: Sequence[str], by: Sequence[str], given: Sequence[str], wrt: Sequence[str]
    ) -> Pair:
        """The value, and a pullback that differentiates `function` by some of its parameters when it runs.

        `given` are the arguments of `function`; the cotangents by `by` are those of the parameters `wrt`.
        """
        own, transpose, out_bar, bars, kept = self.fresh(self.name, f"{self.name}_transposed", "out_bar", "bars", "kept")
        forward = f"def {self.name}_vjp({self.listed()}):\n    return {own}({self.listed()}), ({self.listed()},)\n"
        reverse = (
            f"def {self.name}_pullback({kept}, {out_bar}):\n"
            f"    {self.listed()}, = {kept}\n"
            f"    {bars} = {transpose}({self.listed([*given, out_bar])})\n"
            f"{self.given_back(bars, wrt)}"
        )
        return self.written(forward, **{own: self}), self.written(reverse, **{transpose: self.transposed(function, params, by)})

    def transposed(self, function: Callable[..., Any], params: Sequence[str], by: Sequence[str]) -> Derivative:
        """The cotangents of some parameters of a function, by its arguments and the cotangent of its value."""
        return Derivative(self.paired(function, params), "grad", tuple(by))

    def paired(self, function: Callable[..., Any], params: Sequence[str]) -> Callable[..., Any]:
        """The product of a function's value and a cotangent of it, which follows the arguments."""
        bar = f"{self.name}_bar"
        while bar in params:
            bar += "_"
        return self.written(
            f"def {self.name}{PAIRED}({self.listed([*params, bar])}):\n"
            f"    return rt.paired(function({self.listed(params)}), {bar})\n",
            function=function,
        )

    def written(self, text: str, **names: Any) -> Callable[..., Any]:
        """The function that a text defines, in which these names are known."""
        name = text[len("def ") : text.index("(")]
        return compile_function(text, name, {"np": np, "rt": runtime, **names})


def name_of(function: Any) -> str:
    """A function's name, as one that can be written."""
    while isinstance(function, functools.partial):
        function = function.func
    name: str = getattr(function, "__name__", "f")
    return name if name.isidentifier() else "f"


class CustomVjp(GivenDerivative):
    """A function with rules for reverse mode."""

    def __init__(self, function: Callable[..., Any], nondiff_argnums: int | Sequence[int] = ()) -> None:
        super().__init__(function)
        self.fixed = _positions(nondiff_argnums, self)
        self.rules: tuple[Callable[..., Any], Callable[..., Any]] | None = None

    def defvjp(self, fwd: Callable[..., Any], bwd: Callable[..., Any]) -> None:
        """Give the rules.

        `fwd` takes the arguments and gives `(value, residuals)`; `bwd` takes the residuals and the value's cotangent, after the
        arguments at `nondiff_argnums`, and gives a tuple of cotangents, one for each other argument; None stands for zeros.
        Residuals are whatever `bwd` needs. Neither may change what it is given.
        """
        if self.rules is not None:
            raise InputTypeError(f"`{self.name}` has its rules already", way_out="Decorate the function anew.")
        self.rules = fwd, bwd

    def of(self, owner: object) -> GivenDerivative:
        """The function of the arguments that follow the first; what the rule gives for that is left out."""
        made = CustomVjp(functools.partial(self.primal, owner), self.others)
        fwd, bwd = self._given()
        if 0 in self.fixed:
            made.defvjp(functools.partial(fwd, owner), functools.partial(bwd, owner))
            return made
        passed = self.listed([*(self.params[k] for k in self.fixed), "residuals", "out_bar"])
        text = f"def {self.name}_bwd({passed}):\n    bars = bwd({passed})\n    return bars[1:]\n"
        made.defvjp(functools.partial(fwd, owner), self.written(text, bwd=bwd))
        return made

    def _given(self) -> tuple[Callable[..., Any], Callable[..., Any]]:
        if self.rules is None:
            raise InputTypeError(f"`{self.name}` has no rules", way_out=f"Call `{self.name}.defvjp(fwd, bwd)`.")
        return self.rules

    def pulling(self, wrt: tuple[str, ...]) -> Pair:
        """The value and the pullback by the user's rules."""
        rules = self._given()
        self.check_moving(wrt)
        moving = [p for k, p in enumerate(self.params) if k not in self.fixed]
        names = self.fresh(f"{self.name}_fwd", f"{self.name}_bwd", "out", "residuals", "out_bar", "kept")
        fwd, bwd, out, residuals, out_bar, kept = names
        bars = self.fresh(*(f"{p}_bar" for p in moving))
        given = {p: f"rt.checked({bar}, {p})" for p, bar in zip(moving, bars)}
        passed = [*(self.params[k] for k in self.fixed), residuals, f"rt.copy({out_bar})"]
        forward = (
            f"def {self.name}_vjp({self.listed()}):\n"
            f"    {out}, {residuals} = {fwd}({self.listed()})\n"
            f"    return rt.apart({out}, ({self.listed()},)), ({residuals}, {self.listed()})\n"
        )
        reverse = (
            f"def {self.name}_pullback({kept}, {out_bar}):\n"
            f"    {residuals}, {self.listed()} = {kept}\n"
            f"    {self.listed(bars)}, = {bwd}({self.listed(passed)})\n"
            f"    return ({self.listed(given[p] if p in wrt else 'None' for p in self.params)},)\n"
        )
        return self.written(forward, **{fwd: rules[0]}), self.written(reverse, **{bwd: rules[1]})

    def pushing(self, wrt: tuple[str, ...]) -> Callable[..., Any]:
        """There is no rule for forward mode."""
        raise UnsupportedSyntaxError(
            f"`{self.name}` has a rule for reverse mode only, and forward mode meets it",
            way_out="Use reverse mode (`grad`, `vjp`, `jacrev`), or give its tangent with `custom_jvp`, which serves both.",
        )


class CustomJvp(GivenDerivative):
    """A function with a rule for its tangent, which is transposed for reverse mode."""

    def __init__(self, function: Callable[..., Any], nondiff_argnums: int | Sequence[int] = ()) -> None:
        super().__init__(function)
        self.fixed = _positions(nondiff_argnums, self)
        self.rule: Callable[..., Any] | None = None
        self.rules: tuple[Callable[..., Any] | None, ...] = ()

    def defjvp(self, rule: Callable[..., Any]) -> Callable[..., Any]:
        """Give the rule; it is given back, so that this is a decorator too.

        It takes the arguments at `nondiff_argnums`, a tuple of the others and a tuple of their tangents, and gives
        `(value, tangent)`. The tangent must be linear in the tangents.
        """
        self._check_new()
        self.rule = rule
        return rule

    def defjvps(self, *rules: Callable[..., Any] | None) -> None:
        """Give one rule for each argument that may move: `rule(tangent, value, *args)` is its part of the value's tangent.

        None stands for an argument of which the value does not depend.
        """
        self._check_new()
        if self.fixed or len(rules) != len(self.params):
            raise InputTypeError(
                f"{len(rules)} rules are given for the {len(self.params)} parameters of `{self.name}`",
                way_out="Give one for each; None for none. With `nondiff_argnums` use `defjvp`.",
            )
        self.rules = rules

    @property
    def moves_first(self) -> bool:
        """Whether the rule takes the first argument in one tuple with those that move."""
        return self.rule is not None and 0 not in self.fixed

    def _check_new(self) -> None:
        if self.rule is not None or self.rules:
            raise InputTypeError(f"`{self.name}` has its rules already", way_out="Decorate the function anew.")

    def of(self, owner: object) -> GivenDerivative:
        """The function of the arguments that follow the first, which does not move."""
        made = CustomJvp(functools.partial(self.primal, owner), self.others)
        self._check_given()
        if self.rule is not None:
            made.defjvp(functools.partial(self.rule, owner))
            return made
        passed = self.listed(self.params[1:])
        dot, out = self.fresh("x_dot", "out")
        text = f"def {self.name}_rule({dot}, {out}, {passed}):\n    return rule({dot}, {out}, owner, {passed})\n"
        made.defjvps(*(None if r is None else self.written(text, rule=r, owner=owner) for r in self.rules[1:]))
        return made

    def _check_given(self) -> None:
        if self.rule is None and not self.rules:
            raise InputTypeError(f"`{self.name}` has no rule", way_out=f"Give one: `@{self.name}.defjvp`.")

    def pushing(self, wrt: tuple[str, ...]) -> Callable[..., Any]:
        """`value, tangent` by the user's rule."""
        self.check_moving(wrt)
        self._check_given()
        out, out_dot = self.fresh("out", "out_dot")
        dots = dict(zip(wrt, self.fresh(*(f"{p}_dot" for p in wrt))))
        head = f"def {self.name}_jvp({self.listed([*self.params, *dots.values()])}):\n"
        last = f"    return rt.apart({out}, ({self.listed()},)), rt.checked({out_dot}, {out})\n"
        if self.rule is not None:
            rule = self.fresh(f"{self.name}_rule")[0]
            moving = [p for k, p in enumerate(self.params) if k not in self.fixed]
            primals = f"({self.listed(moving)},)"
            tangents = f"({self.listed(dots.get(p, f'rt.zeros_like({p})') for p in moving)},)"
            passed = self.listed([*(self.params[k] for k in self.fixed), primals, tangents])
            return self.written(f"{head}    {out}, {out_dot} = {rule}({passed})\n{last}", **{rule: self.rule})
        function = self.fresh(self.name)[0]
        rules = {self.fresh(f"{self.name}_rule{k}")[0]: r for k, r in enumerate(self.rules) if r is not None}
        names = {p: name for p, (name, r) in zip([p for p, r in zip(self.params, self.rules) if r is not None], rules.items())}
        terms = [f"{names[p]}({self.listed([dots[p], out, *self.params])})" for p in wrt if p in names]
        body = f"    {out} = {function}({self.listed()})\n    {out_dot} = {' + '.join(terms) or 'None'}\n"
        return self.written(head + body + last, **{function: self, **rules})

    def pulling(self, wrt: tuple[str, ...]) -> Pair:
        """The pullback is that of the tangent, which is linear, by the tangents."""
        push = self.pushing(wrt)
        dots = self.fresh(*(f"{p}_dot" for p in wrt))
        linear = self.written(
            f"def {self.name}_tangent({self.listed([*self.params, *dots])}):\n"
            f"    return push({self.listed([*self.params, *dots])})[1]\n",
            push=push,
        )
        start = [*self.params, *(f"rt.zeros_like({p})" for p in wrt)]
        return self.transposing(linear, [*self.params, *dots], dots, start, wrt)

    def transposed(self, function: Callable[..., Any], params: Sequence[str], by: Sequence[str]) -> Derivative:
        """The cotangents, of a function that is tried first."""
        found = super().transposed(function, params, by)
        return _Tried(found.primal, found.kind, found.wrt, function)


class _Tried(Derivative):
    """A gradient of `function(...)` times its last argument; the function is run for the first arguments of each kind.

    Its tangent is linear, so that a gradient needs none of its values: that one has the wrong shape would not be seen.
    """

    def __init__(self, paired: Callable[..., Any], kind: str, argnums: Sequence[str], function: Callable[..., Any]) -> None:
        super().__init__(paired, kind, argnums)
        self._function = function

    def _lookup(self, args: tuple[Any, ...]) -> Callable[..., Any]:
        self._function(*args[:-1])
        return super()._lookup(args)


class Kept(GivenDerivative):
    """A cached function that is called as it is: by its arguments nothing is differentiated."""

    @property
    def shown(self) -> Callable[..., Any]:
        """Of which type the value is, is known when the program runs: it may be one of another time."""
        return self.opaque

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """What the cache gives."""
        return self.primal(*args, **kwargs)

    def pulling(self, wrt: tuple[str, ...]) -> Pair:
        """There is no derivative."""
        raise self._refused(wrt[0])

    def pushing(self, wrt: tuple[str, ...]) -> Callable[..., Any]:
        """There is no derivative."""
        raise self._refused(wrt[0])

    def _refused(self, param: str) -> UnsupportedSyntaxError:
        return UnsupportedSyntaxError(
            f"the cached function `{self.name}` reads what may change, or changes something, and is differentiated by `{param}`",
            way_out="Call the function that is cached (`__wrapped__`), or let it depend on its arguments alone.",
        )


@keeping
@functools.lru_cache(maxsize=256)
def _kept(function: Any) -> Kept:
    return Kept(function)


def _positions(argnums: int | Sequence[int], function: GivenDerivative) -> tuple[int, ...]:
    """Positions of parameters, counted from the first."""
    given = (argnums,) if isinstance(argnums, int) else tuple(argnums)
    count = len(function.params)
    if any(not -count <= k < count for k in given):
        raise InputTypeError(
            f"`{function.name}` has {count} parameters, and `nondiff_argnums` is {given}", way_out="Give positions of parameters."
        )
    return tuple(sorted(k % count for k in given))


def custom_vjp(f: Callable[..., Any] | None = None, nondiff_argnums: int | Sequence[int] = ()) -> Any:
    """A function whose reverse mode the user gives: decorate it, then call `f.defvjp(fwd, bwd)` (the shapes are JAX's).

    ```python
    @custom_vjp
    def clipped(x):
        return x

    clipped.defvjp(lambda x: (x, ()), lambda residuals, g: (np.clip(g, -1.0, 1.0),))
    ```
    `f` may be anything that can be called, such as a function of a C library: nothing is asked of its statements. The shapes of
    what `bwd` gives are checked when it runs (`ValueError`). Forward mode of such a function is refused.
    """
    return functools.partial(CustomVjp, nondiff_argnums=nondiff_argnums) if f is None else CustomVjp(f, nondiff_argnums)


def custom_jvp(f: Callable[..., Any] | None = None, nondiff_argnums: int | Sequence[int] = ()) -> Any:
    """A function whose tangent the user gives, for both modes: decorate it, then call `f.defjvp(rule)` or `f.defjvps(...)`.

    ```python
    @custom_jvp
    def log1pexp(x):
        return np.log(1.0 + np.exp(x))

    log1pexp.defjvps(lambda x_dot, out, x: x_dot * (1.0 - np.exp(-out)))
    ```
    The rule is a Python function that is differentiated by the tangents for reverse mode, so its source is needed. The shapes are
    JAX's: `rule(primals, tangents)` gives `(value, tangent)`.
    """
    return functools.partial(CustomJvp, nondiff_argnums=nondiff_argnums) if f is None else CustomJvp(f, nondiff_argnums)

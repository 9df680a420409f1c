"""The table of rules: by function object, by operator, by method name.

Guarantee: a function is found by what it is, never by how a program spells it, so aliases and imports under other names work.
"""

from __future__ import annotations

import builtins as python_builtins
import difflib
import inspect
import sys
import types
from collections.abc import Hashable, Iterable
from functools import lru_cache

import numpy as np

from sourcead import nodes, runtime
from sourcead.rules import (
    builtins,
    cotangents,
    decompositions,
    elementwise,
    entries,
    fourier,
    joining,
    linalg,
    mathematics,
    ndimage,
    operators,
    products,
    random,
    reductions,
    scipy_fourier,
    scipy_interpolate,
    scipy_linalg,
    scipy_signal,
    series,
    shape,
    signals,
    sparse,
    special,
    splines,
    statistics,
)
from sourcead.rules.forms import METHOD_SELF, Rule
from sourcead.rules.names import OPTIONAL, denoted, key_of

FAMILIES = (
    operators, elementwise, mathematics, reductions, statistics, products, shape, joining, linalg, decompositions, scipy_linalg,
    scipy_signal, scipy_interpolate, fourier, scipy_fourier, series, signals, ndimage, splines, sparse, entries, random, builtins,
    special, cotangents,
)  # fmt: skip
PRIMITIVE_MODULES = ("numpy", "scipy", "math", "cmath", "builtins", "operator", "_operator", "random", "sourcead",
    "warnings", "logging", "time", "contextlib", "threading",
)  # fmt: skip

FOLLOWED = ("sourcead.definitions.", "sourcead.examples")  # looked into, though the package's own
COTANGENTS = frozenset(
    f"sourcead.runtime.{name}"
    for name in ("borders", "broadcasting", "contractions", "decompositions", "differences", "entries", "factors", "filters",
                 "fourier",
                 "indexing", "interpolants", "interpolation", "joining", "linalg", "powers", "products", "reductions",
                 "sequences", "shape", "slopes", "solving", "sorting", "special", "spectra", "splines", "statistics",
                 "transposes", "trees", "writing")
)  # fmt: skip


class Table:
    """Rules by what they are for; those for modules that are not imported wait."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.functions: dict[Hashable, list[Rule]] = {}
        self.operators: dict[str, list[Rule]] = {}
        self.methods: dict[str, list[Rule]] = {}
        self.held: list[object] = []
        self.waiting: list[tuple[list[str], Rule]] = []
        self.modules = 0  # how many were imported when those that wait were looked at
        for rule in rules:
            self.add(rule)

    def add(self, rule: Rule) -> None:
        """File a rule under its function, operator or method."""
        parts = rule.path
        if parts is None:
            self.operators.setdefault(type(nodes.parse_expr(rule.pattern).op).__name__, []).append(rule)
            return
        if parts[0] in METHOD_SELF and len(parts) == 2:
            self.methods.setdefault(parts[1], []).append(rule)
            return
        found = denoted(parts)
        if found is not None:
            self.add_for(found, rule)
        elif parts[0] in OPTIONAL:
            self.waiting.append((parts, rule))

    def add_for(self, function: object, rule: Rule) -> None:
        """File a rule under a function object."""
        self.held.append(function)
        self.functions.setdefault(key_of(function), []).append(rule)

    def rules_of(self, function: object) -> list[Rule]:
        """The rules of a function object."""
        if self.waiting and len(sys.modules) != self.modules:
            self.modules = len(sys.modules)
            waiting, self.waiting = self.waiting, []
            for _, rule in waiting:
                self.add(rule)
        return self.functions.get(key_of(function), [])


@lru_cache(maxsize=1)
def table() -> Table:
    """The rules of all families."""
    return Table(rule for family in FAMILIES for rule in family.RULES)


def lookup(function: object) -> tuple[Rule, ...]:
    """The rules of a function object, those with conditions first."""
    return tuple(table().rules_of(function))


def taken_apart(function: object) -> tuple[object, bool] | None:
    """For an object of a library that is called, or a method of one: the function of its class, and whether it is a method.

    None for anything else, and where that function has no rule.
    """
    if isinstance(function, (type, types.FunctionType, types.BuiltinFunctionType, np.ufunc)):
        return None
    method = isinstance(function, types.MethodType)
    found = function.__func__ if method else inspect.getattr_static(type(function), "__call__", None)  # type: ignore[attr-defined]
    if not isinstance(found, types.FunctionType) or home(found) not in PRIMITIVE_MODULES or not table().rules_of(found):
        return None
    return found, method


@lru_cache(maxsize=1024)
def _order(function: object) -> tuple[tuple[str, ...], frozenset[str]]:
    """The parameters of a function that may be given by position, and those that may not; none where it does not tell."""
    try:
        found = list(inspect.signature(function).parameters.values())  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return (), frozenset()
    order = tuple(p.name for p in found if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD))
    return order, frozenset(p.name for p in found if p.kind is p.KEYWORD_ONLY)


def order(function: object) -> tuple[str, ...]:
    """The parameters of a function that may be given by position; none where it does not tell."""
    return _order(function)[0] if is_hashable(function) else ()


@lru_cache(maxsize=1024)
def defaults(function: object) -> dict[str, object]:
    """The defaults of a function's parameters; none where it does not tell."""
    try:
        found = inspect.signature(function).parameters.values()  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return {}
    return {p.name: p.default for p in found if p.default is not p.empty}


def is_hashable(thing: object) -> bool:
    """Whether a table can be asked for an object (functions of C libraries have a hash that raises)."""
    try:
        hash(thing)
    except TypeError:
        return False
    return True


def in_order(rule: Rule, count: int) -> bool:
    """Whether the first `count` parameters of a rule are those of NumPy's function, so that they may be given by position."""
    parts = rule.path
    if parts is None or len(parts) < 2 or "(" not in rule.pattern:
        return True
    found = getattr(np, parts[1], None) if parts[0] in METHOD_SELF else denoted(parts)
    order, named = _order(found) if is_hashable(found) else ((), frozenset())
    given = [(k, p) for k, p in enumerate(rule.params[:count]) if p in rule.defaults]
    return all(order.index(p) == k for k, p in given if p in order) and not any(p in named for _, p in given)


def operator(name: str) -> tuple[Rule, ...]:
    """The rules of an operator, by the name of its node class."""
    return tuple(table().operators.get(name, ()))


def method(name: str) -> tuple[Rule, ...]:
    """The rules of an array's method or attribute."""
    return tuple(table().methods.get(name, ()))


def register(rule: Rule, function: object = None) -> Rule:
    """Add a user's rule: for the function that its pattern names, or for the given one."""
    if function is None:
        table().add(rule)
    else:
        table().add_for(function, rule)
    return rule


def home(thing: object) -> str:
    """The package that an object is of.

    Text executed without a `__name__` says of what it defines that it is of `builtins`: that is of no package.
    """
    package = (getattr(thing, "__module__", None) or "").split(".")[0]
    defined = package == "builtins" and isinstance(thing, (type, types.FunctionType))
    return "" if defined and getattr(python_builtins, getattr(thing, "__name__", ""), None) is not thing else package


def is_primitive(function: object) -> bool:
    """Whether a call of this object is one operation of the normal form: not a Python function whose source is looked into."""
    if table().rules_of(function):
        return True
    if not isinstance(function, (types.FunctionType, types.MethodType)):
        return True
    module = getattr(function, "__module__", None) or ""
    if module in COTANGENTS:  # what generated code calls is NumPy code itself, but for what stands for a store
        return function is runtime.scatter_add
    return home(function) in PRIMITIVE_MODULES and not module.startswith(FOLLOWED)


def way_out(function: object) -> str | None:
    """What to do instead of calling a function that has no rule, where more is known than which names are spelt alike."""
    known = (denoted(name.split(".")) for name in scipy_interpolate.WAYS_OUT)
    found = (text for thing, text in zip(known, scipy_interpolate.WAYS_OUT.values()) if thing is not None and thing is function)
    return next(found, None)


def nearest(name: str) -> list[str]:
    """Names with a rule that are spelt like `name`."""
    known = sorted(
        {".".join(r.path or []) for rules in table().functions.values() for r in rules}, key=lambda k: (-k.count("."), k)
    )
    short = {k.split(".")[-1]: k for k in known if not k.startswith("rt.")}  # helpers of generated code are no way out
    return [short[m] for m in difflib.get_close_matches(name, list(short), n=3)]

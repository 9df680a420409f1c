"""A program: what every stage takes and gives. One function in normal form, and what its non-local names are bound to."""

from __future__ import annotations

import builtins
import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import CellType, FunctionType, ModuleType
from typing import Any

import gast

from sourcead import nodes
from sourcead.errors import Location
from sourcead.normalize.watched import MISSING, Attributes

HEAP = 1 << 9  # the flag of classes that are made by a `class` statement
STEADY = {"numpy", "scipy", "math", "cmath", "operator", "functools", "itertools", "builtins"}


@dataclass(frozen=True)
class Binding:
    """A non-local name: its value now, and where it is bound (a globals dict, a closure's cell, an object, or nowhere)."""

    value: Any
    holder: dict[str, Any] | CellType | Attributes | None
    key: str

    def current(self) -> Any:
        """The value that the name is bound to at this moment; `KeyError` or `ValueError` if it is unbound."""
        if self.holder is None:
            return self.value
        return self.holder.cell_contents if isinstance(self.holder, CellType) else self.holder[self.key]


class Lifted:
    """An inner function made a function of its own: what it reads of the functions around it are parameters, after its own."""

    def __init__(
        self, name: str, own: Sequence[str], hidden: Sequence[str], make: Callable[[Lifted, Mapping[str, object]], Program]
    ) -> None:
        self.__name__ = self.__qualname__ = name
        kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
        self.__signature__ = inspect.Signature([inspect.Parameter(p, kind) for p in (*own, *hidden)])
        self.hidden = frozenset(hidden)
        self.again = False  # what it does has been done already, for the value
        self.make = make
        self.run: Callable[..., Any] | None = None
        self.primal: Callable[[Sequence[Any]], Callable[..., Any]] | None = None  # the function that runs, for such arguments

    def __call__(self, *args: Any) -> Any:
        """The value alone."""
        assert self.run is not None
        return self.run(*args)


def original(function: Any) -> Any:
    """The function that a derivative, of whatever order, is one of; any other function itself."""
    while isinstance(function, Derived):
        function = function.primal
    return function


class Derived:
    """A derivative of a function: where a program calls it, its statements take the call's place once the types are known.

    `stays`: its calls stay calls, since it is that of a function whose calls do. `tangents` are the parameters that are tangents,
    or a cotangent, and follow the function's own.
    """

    stays = False
    primal: Callable[..., Any]

    @property
    def kind(self) -> str:
        """What derivative it is: grad, value_and_grad, vjp or jvp, and how."""
        raise NotImplementedError

    @property
    def wrt(self) -> tuple[str, ...]:
        """The parameters by which derivatives are asked for, in the order asked for."""
        raise NotImplementedError

    @property
    def is_single(self) -> bool:
        """Whether one derivative is given, and no tuple."""
        raise NotImplementedError

    @property
    def tangents(self) -> tuple[str, ...]:
        """The parameters that are tangents or a cotangent."""
        raise NotImplementedError

    def typed(self, types: Mapping[str, Any]) -> Program:
        """The derivative's own program, for arguments of these types."""
        raise NotImplementedError

    def programs(self) -> Sequence[Program]:
        """The programs that derivatives were made of so far, as they are now."""
        raise NotImplementedError


class Custom:
    """A function whose derivative is not made of its statements but given: its calls stay calls.

    `entry` is a function that does nothing but call it, `opaque` one of which nothing is known but the parameters. Where the call
    stands for statements, `state` are the arguments that these give other values; `updated` those that will hold them afterwards.
    """

    state: frozenset[str] = frozenset()
    updated: frozenset[str] = frozenset()
    primal: Callable[..., Any]
    entry: Callable[..., Any]
    opaque: Callable[..., Any]
    repeated: Callable[..., Any] | None = None  # what is run again for the derivative, if `shown` does not say it

    @property
    def shown(self) -> Callable[..., Any]:
        """What tells of which type the value is, and which arguments are changed."""
        return self.primal

    @property
    def moves_first(self) -> bool:
        """Whether a rule takes the first argument in one tuple with those that move."""
        return False

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """The function's value, in memory of its own."""
        raise NotImplementedError

    def bound(self, owner: object) -> Custom:
        """The method of an object: a function of the arguments that follow the object, one and the same for each object."""
        raise NotImplementedError

    def pulling(self, wrt: tuple[str, ...]) -> tuple[Callable[..., Any], Callable[..., Any]]:
        """A function of the arguments that gives the value and what to keep, and one of that and the value's cotangent.

        The latter gives a tuple: one cotangent for each parameter, None but for those in `wrt`.
        """
        raise NotImplementedError

    def pushing(self, wrt: tuple[str, ...]) -> Callable[..., Any]:
        """A function of the arguments and the tangents of those in `wrt` that gives the value and its tangent."""
        raise NotImplementedError


@dataclass(frozen=True)
class Stepped:
    """A loop as a function of its state, `whole`, and the function that one of its steps is.

    `step` takes an element of what the loop runs over, the state, and what the loop reads besides. It gives the state, `last`
    variables that only the last step leaves behind, and what goes into the arrays `filled` at the place that the loop runs over.
    `whole` takes the state, the arrays, and what the loop reads; it gives the same, but for the arrays themselves. `given` says
    which parameter of `whole` each of the step's is that is no state; of those in `elements` the step gets the element at that
    place. `updated` are the parameters that the loop changes in place and does not bind anew: arrays or numbers that are to hold
    what it gives. The loop runs over the range of `bounds`, each a number or a parameter of `whole`, or over the parameter
    `items`; `budget` is a number, a parameter of `whole`, or None.
    """

    whole: Lifted
    step: Lifted
    state: tuple[str, ...]
    last: int
    filled: tuple[str, ...]
    given: Mapping[str, str]
    elements: tuple[str, ...]
    updated: frozenset[str]
    bounds: tuple[int | str, ...]
    items: str | None
    budget: int | str | None
    place: Location | None


@dataclass(frozen=True, eq=False)
class Callee:
    """A function that stays a call: it calls itself, its derivative is given (`Custom`), or it is a derivative (`Derived`).

    `program` gives its normal form for given arguments that are functions, `reached` the programs that it was asked for;
    `derivative` its vjp by the parameters of these names, `forward` its jvp, `closed` a function of its arguments and of the
    cotangent of its value that gives the cotangents by these parameters, in a tuple if there are several. `pulls`: it is the vjp
    itself that is called.
    """

    function: Any
    params: tuple[str, ...]
    program: Callable[[Mapping[str, object]], Program]
    derivative: Callable[[tuple[str, ...]], Any]
    forward: Callable[[tuple[str, ...]], Any]
    closed: Callable[[tuple[str, ...]], Any]
    reached: Callable[[], Sequence[Program]]
    pulls: bool = False

    def arguments(self, call: nodes.Expr) -> dict[str, nodes.Expr]:
        """What a call passes to each parameter."""
        return {**dict(zip(self.params, call.args)), **{k.arg: k.value for k in call.keywords}}


@dataclass(frozen=True)
class Pulled:
    """`pair = f_vjp(...)`, or `y = f(...)`: the name of the pullback, how many cotangents it gives, and which are whose.

    A `count` of 0: one cotangent that is in no tuple.
    `given`: what the pullback is passed before the cotangent, if it is a function outside; `is_pair`: whether the call gives one.
    """

    pullback: str
    count: int
    operands: tuple[tuple[int, str], ...]
    given: tuple[nodes.Expr, ...] = ()
    is_pair: bool = True


@dataclass(frozen=True)
class Taken:
    """An argument that is taken apart: its structure (see `structures`), and the parameters that its values are."""

    structure: Any
    names: tuple[str, ...]


INSIDE = "__made_inside__"  # the attribute that classes have which a program makes: once, not each time that it runs


@dataclass(frozen=True)
class Program:
    """A function in normal form (see the grammar in `sourcead.normalize`).

    `temporaries` are names that sourcead made, which may be folded back into expressions; `env` has every non-local name that
    the tree mentions; `dependencies` are the callables that were inlined; `places` tells where the parameters stand;
    `data` are the attributes of non-local objects that the tree reads; `cells` are the function's own closure variables, which
    another closure of the same code has others for. `callees` are the functions that stay calls, by the text of the callee;
    `pulled` are the calls that have pullbacks, by the name of the result; `results` is what was found of them in one derivation.
    `arguments` are the function's own parameters, `taken` those that are objects, `changed` those of them that it changes.
    `uniform` are lists whose elements have one type. `made`: what the result is made of, if it is an object or holds some.
    `closed`: a derivative calls no closures, so that it can be derived again. `meeting`: pairs of paths to things outside, the
    first of which is changed, that must share nothing.
    """

    name: str
    params: tuple[str, ...]
    tree: gast.FunctionDef
    temporaries: frozenset[str]
    env: Mapping[str, Binding]
    dependencies: tuple[Binding, ...] = ()
    places: Mapping[str, Location | None] = field(default_factory=dict)
    data: tuple[Binding, ...] = ()
    cells: Mapping[str, CellType] = field(default_factory=dict)
    callees: Mapping[str, Callee] = field(default_factory=dict)
    pulled: Mapping[str, Pulled] = field(default_factory=dict)
    uniform: frozenset[str] = frozenset()
    results: dict[object, Any] = field(default_factory=dict, compare=False)
    arguments: tuple[str, ...] = ()
    taken: Mapping[str, Taken] = field(default_factory=dict)
    changed: frozenset[str] = frozenset()
    made: Any = None
    closed: bool = False
    meeting: tuple[Any, ...] = ()

    MISSING = MISSING

    def resolve(self, node: nodes.Expr) -> Any:
        """The object that a dotted name denotes when its root is a non-local name; `MISSING` otherwise."""
        parts = nodes.dotted(node)
        if parts is None or parts[0] not in self.env:
            return MISSING
        return attributes(self.env[parts[0]].value, parts[1:])

    def callee(self, node: nodes.Expr | None) -> Callee | None:
        """The function that an expression calls, if it is one that stays a call."""
        parts = nodes.dotted(node.func) if isinstance(node, gast.Call) else None
        return None if parts is None else self.callees.get(".".join(parts))

    def pulls(self, node: nodes.Expr | None) -> bool:
        """Whether an expression is a part of what a vjp gave."""
        base = node.value if isinstance(node, gast.Subscript) else None
        found = self.pulled.get(base.id) if isinstance(base, gast.Name) else None
        return found is not None and found.is_pair

    def builtin(self, name: str) -> Binding:
        """The binding of one of Python's own functions."""
        return Binding(getattr(builtins, name), vars(builtins), name)


def cells_of(function: object) -> dict[str, CellType]:
    """The closure variables of a function."""
    if not isinstance(function, FunctionType) or function.__closure__ is None:
        return {}
    return dict(zip(function.__code__.co_freevars, function.__closure__))


def reached(program: Program) -> list[Program]:
    """A program and those of the functions that stay calls in it, as they are now."""
    found, seen, todo = [], {id(program.tree)}, [program]
    while todo:
        found.append(todo.pop())
        for callee in found[-1].callees.values():
            for other in callee.reached():
                if id(other.tree) not in seen:
                    seen.add(id(other.tree))
                    todo.append(other)
    return found


def attribute_bindings(value: Any, names: Sequence[str]) -> list[Binding]:
    """The bindings of `value.a.b`, step by step; none for what a library has, which nobody rebinds."""
    found: list[Binding] = []
    for name in names:
        if isinstance(value, ModuleType) and value.__name__.split(".")[0] in STEADY:
            return found
        holder = Attributes(value)
        value = getattr(value, name, MISSING)
        if value is MISSING:
            return found
        found.append(Binding(holder[name], holder, name))
    return found


def classes_of(bindings: Iterable[Binding]) -> list[Binding]:
    """Of which classes the objects of the user's are that names stand for: an object may be given another class."""
    found = {id(b.value): b.value for b in bindings if not isinstance(b.value, (type, FunctionType, ModuleType, Derived, Custom))}
    made = [
        v for v in found.values() if type(v).__flags__ & HEAP and type(v).__module__.split(".")[0] not in (*STEADY, "sourcead")
    ]
    return [Binding(type(v), Attributes(v), "__class__") for v in made]


def attributes(value: Any, names: list[str]) -> Any:
    """`value.a.b`, or `MISSING`."""
    for name in names:
        value = getattr(value, name, MISSING)
    return value

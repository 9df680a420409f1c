"""Calls of what solves or integrates a function, inside a program: `rt.root(library, f, x, option=...)` and its like.

The functions among the arguments are made functions of their own (`closures.lifted`). Guarantee: the variables of the program
that they read are among the arguments of the call that is left, so that no derivative by them is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import gast

from sourcead import nodes
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import arguments, callables, closures, pairs
from sourcead.normalize.activation import Activation, Inner, constant_binding
from sourcead.normalize.inside import parameters
from sourcead.normalize.known import Given, Group, changed_names
from sourcead.normalize.program import Custom, Lifted, Program
from sourcead.normalize.watched import MISSING

MAKERS: dict[Callable[..., Any], tuple[Callable[[Solved], Any], bool]] = {}
CONSTANTS = (bool, int, float, complex, str, type(None))


@dataclass(frozen=True)
class Param:
    """An argument that is a parameter of the call."""

    name: str


@dataclass(frozen=True)
class Function:
    """An argument that is a function: by its own parameters, and then by the hidden ones, which are parameters of the call."""

    lifted: Lifted
    own: tuple[str, ...]
    hidden: tuple[str, ...]


@dataclass(frozen=True)
class Solved:
    """A call of a library's function, as a function of `params`; each of the arguments is a `Param`, `Function`, or constant."""

    library: Any
    params: tuple[str, ...]
    args: tuple[Any, ...]
    keywords: Mapping[str, Any]

    @property
    def name(self) -> str:
        """What is called."""
        return getattr(self.library, "__name__", "solution")

    def value(self, *given: Any) -> Any:
        """What the library gives for these values of the parameters."""
        known = dict(zip(self.params, given, strict=True))
        args = [_at(a, known) for a in self.args]
        return self.library(*args, **{k: _at(v, known) for k, v in self.keywords.items()})


def _at(slot: Any, known: Mapping[str, Any]) -> Any:
    if isinstance(slot, Param):
        return known[slot.name]
    if not isinstance(slot, Function):
        return slot
    hidden = [known[n] for n in slot.hidden]
    assert slot.lifted.primal is not None
    run = slot.lifted.primal(())

    def function(*args: Any) -> Any:
        return run(*args, *hidden)

    return function


def solving(marker: Callable[..., Any], *, library: bool = False) -> Callable[[Any], Any]:
    """Mark what is made of calls of a function of `runtime`: a function with a derivative of its own, or one without any.

    `library`: the first argument is the function that is called.
    """

    def mark(maker: Any) -> Any:
        MAKERS[marker] = maker, library
        return maker

    return mark


class _Slots:
    """The parameters of one such call, and what it passes for them."""

    def __init__(self, node: gast.Call, scope: Activation) -> None:
        self.node, self.scope = node, scope
        self.passed: dict[str, Expr] = {}
        self.names: dict[str, str] = {}
        self.taken: set[str] = set()
        self.functions = 0

    def of(self, found: Any) -> Any:
        """The slot of an argument."""
        if isinstance(found, gast.Constant):
            return found.value
        if isinstance(found, gast.AST):
            value = self.scope.object_of(found)
            if value is not MISSING and (callable(value) or isinstance(value, CONSTANTS)):
                self.scope.depend_on(found)
                return value
            form = self.scope.names.facts.of(found)
            if isinstance(form, Given) and not callable(form.value):
                return self.scope.names.facts.rely(form).value
            return Param(self.param(found))
        if isinstance(found, Inner):
            return self.function(found)
        return Param(self.param(self.scope.flat.atom(self.scope.placeholder(callables.as_data(found, self.node, self.scope, []),
                                                                           self.node), self.scope, [])))  # fmt: skip

    def refuse_changes(self, program: Program, hidden: Sequence[Expr]) -> None:
        """Raise for a function that changes what it reads of the variables around it."""
        read = dict(zip(program.params[len(program.params) - len(hidden) :], hidden))
        lost = next((read[n] for n in sorted(changed_names(program.tree.body)) if n in read), None)
        if lost is not None:
            raise self.scope.error(self.node, f"a function that is passed on here changes `{nodes.base_name(lost)}`, which is "
                                   "defined outside of it", "Let it change nothing but what it makes itself.")  # fmt: skip

    def param(self, found: Expr) -> str:
        """The parameter for an atom: one for each."""
        key = repr(nodes.key(found))
        if key not in self.names:
            wish = found.id if isinstance(found, gast.Name) and found.id not in self.taken else f"given_{len(self.names)}"
            self.taken.add(wish)
            self.names[key], self.passed[wish] = wish, found
        return self.names[key]

    def function(self, made: Inner) -> Function:
        """The slot of an inner function."""
        scope = self.scope
        inner = Activation(made.scope.located, scope.names, scope.is_primitive, made.node, scope.flat, made.scope,
                           (*scope.chain, made.node))  # fmt: skip
        callee, hidden, _ = closures.lifted(inner, made, {}, {}, self.node, scope)
        if self.functions:  # the first one is differentiated, and what it changes is looked for then
            self.refuse_changes(callee.program({}), hidden)
        self.functions += 1
        return Function(callee.function, tuple(closures.local_params(made.node)), tuple(map(self.param, hidden)))


def call(target: Callable[..., Any], node: gast.Call, scope: Activation, out: list[Stmt]) -> Any:
    """The call of a function of the program's variables, which stands for a library's function."""
    given, keywords = scope.flat.arguments(node, scope, out)
    slots = _Slots(node, scope)
    maker, has_library = MAKERS[target]
    library, *args = [slots.of(found) for found in given] if has_library else [target, *(slots.of(found) for found in given)]
    named = {n: slots.of(found) for n, found in keywords.items()}
    key = (id(target), id(library), *map(_key, args), *((n, _key(s)) for n, s in named.items()))
    made: Any = scope.names.known.get(key)
    if made is None:
        made = maker(Solved(library, tuple(slots.passed), tuple(args), named))
        scope.names.known[key] = made
    passed = list(slots.passed.values())
    if isinstance(made, Custom):
        callee, function = pairs.named(made, node, scope)
        scope.names.callees[".".join(nodes.dotted(function) or ())] = callee
        scope.names.facts.passed_on(passed)
        return nodes.at(gast.Call(function, nodes.copy_all(passed), []), node)
    name = scope.names.bind(made.__name__, constant_binding(made, made.__name__))
    helper = nodes.attribute(scope.lookup("<rt>", node), target.__name__)
    return nodes.at(nodes.call(helper, nodes.name(name), *nodes.copy_all(passed)), node)


def with_arguments(node: gast.Call, scope: Activation, out: list[Stmt]) -> Any:
    """`rt.with_arguments(f, args, 2)`: `lambda x, y: f(x, y, *args)`, as SciPy calls `f`; None stands for `()`."""
    function, given, *more = [arguments.passed(a, node.args[k + 1 :], scope, out) for k, a in enumerate(node.args)]
    count = more[0].value if more else 1
    if isinstance(function, gast.AST):
        scope.depend_on(function)
    known = _written_out(given, out) or arguments.elements(given, node, scope, out)
    if known is None and not isinstance(given, gast.Constant):
        raise scope.error(node, "how many further arguments the function gets is known only when the program runs",
                          "Write them out: `args=(a, b)`.")  # fmt: skip
    single = [] if nodes.literal(given, MISSING) is None else [given]
    rest = single if known is None else known.items
    params = parameters(function, count, scope)
    names = [f".{scope.names.number()}" for _ in range(len(rest) + 1)]
    passed = [*map(nodes.name, params), *map(nodes.name, names[1:])]
    made = gast.Lambda(nodes.function("f", params, []).args, nodes.call(nodes.name(names[0]), *passed))
    for part in nodes.walk(made):
        gast.copy_location(part, node)
    around = Activation(scope.located, scope.names, scope.is_primitive, made, scope.flat, scope, scope.chain)
    around.stand_in.update(zip(names, [function, *rest]))
    return Inner(made, around)


def _written_out(given: Any, out: list[Stmt]) -> Group | None:
    """The elements of a tuple that was written out in a statement just before."""
    for position in range(len(out) - 1, -1, -1):
        statement = out[position]
        if not isinstance(statement, gast.Assign) or not isinstance(given, gast.Name):
            return None
        goal, value = statement.targets[0], statement.value
        if isinstance(goal, gast.Name) and goal.id == given.id and isinstance(value, gast.Tuple):
            later = {n for s in out[position + 1 :] for n in nodes.names(s.targets[0])}
            found = [nodes.copy(e) for e in value.elts]
            return None if later & set(nodes.names(value)) else Group("tuple", found, [])
    return None


def _key(slot: Any) -> object:
    if isinstance(slot, Function):
        return "function", id(slot.lifted), slot.hidden
    if isinstance(slot, Param):
        return "param", slot.name
    return type(slot), repr(slot), id(slot) if callable(slot) else None


__all__ = ["Function", "Param", "Solved", "call", "solving"]

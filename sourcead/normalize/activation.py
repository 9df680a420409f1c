"""One activation of a function in a program: its names, its place in the file, and what its callees are."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import FunctionType, MethodType
from typing import Any, TypeVar

import gast
import numpy as np

from sourcead import nodes
from sourcead.definitions import functions
from sourcead.errors import Location
from sourcead.locate import Located
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import ways
from sourcead.normalize.known import changed_names
from sourcead.normalize.objects import UNDECIDED, Bound, Instance
from sourcead.normalize.program import Binding, Custom, Derived, Lifted, attribute_bindings, attributes
from sourcead.normalize.scope import Names, declared_outside, find_binding, local_names, names_outside, own_binding
from sourcead.normalize.unsupported import unsupported
from sourcead.normalize.watched import MISSING, Attributes
from sourcead.rules import registry

T = TypeVar("T")
NO_PARAMETERS = gast.arguments([], [], None, [], [], None, [])


ENTRY = "__sourcead_entry__"  # of a function: the attribute that makes the one whose text shows what it does, and the function
CACHED = type(functools.lru_cache(maxsize=None)(lambda: None))


def no_program(*args: Any) -> Any:
    """Stands for what is given to `normalize` where a function calls itself."""
    raise NotImplementedError


@dataclass(frozen=True)
class Flat:
    """The functions of `flatten`, for the modules that it is made of."""

    atom: Callable[..., Expr]
    operands: Callable[..., list[Expr]]
    held: Callable[..., Expr]
    kept: Callable[..., Expr]
    value: Callable[..., Expr]
    named: Callable[..., str]
    index: Callable[..., Expr]
    pure: Callable[..., Expr]
    test: Callable[..., Expr]
    bind: Callable[..., None]
    emit: Callable[..., None]
    statement: Callable[..., None]
    run: Callable[..., None]
    started: Callable[..., Activation]
    frame_flags: Callable[..., set[str]]
    whatever: Callable[..., Any]
    thing: Callable[..., Any]
    things: Callable[..., list[Any]]
    now: Callable[..., Any]
    fixed: Callable[..., Expr]
    bind_thing: Callable[..., None]
    arguments: Callable[..., Any]
    in_order: Callable[..., list[Any]]
    container_method: Callable[..., Any]
    peek: Callable[..., Any]
    is_pure: Callable[..., bool]
    program: Callable[..., Any] = no_program  # of an activation that is a function of its own
    callee: Callable[[Any], Any] = no_program  # a function that stays a call


@dataclass(frozen=True)
class Inner:
    """A function or lambda that is defined inside an activation; it sees the activation's variables.

    `defaults` are the values of its parameters' defaults, which are evaluated where it is defined; `holds`: the method for which
    it stands; `attributes`: an object that has what is stored under attributes of the function.
    """

    node: Any
    scope: Activation
    defaults: Mapping[str, Any] = field(default_factory=dict)
    cached: bool = False  # by `lru_cache`
    holds: Any = None
    attributes: Any = None
    manages: bool = False  # made a manager by `contextmanager`
    again: bool = False  # what it does has been done already, for the value

    @property
    def __doc__(self) -> str | None:  # type: ignore[override]
        """No text: what makes properties of functions asks for one."""
        return None


def definition_of(function: object) -> list[Binding]:
    """What a function of the user's is made of, which may be changed where it is: code that is loaded again, defaults."""
    if type(function) is not FunctionType or (function.__module__ or "").partition(".")[0] == "sourcead":
        return []
    holder, keywords = Attributes(function), function.__kwdefaults__ or {}
    parts = [n for n in ("__code__", "__defaults__", "__kwdefaults__") if getattr(function, n) is not None]
    return [Binding(getattr(function, n), holder, n) for n in parts] + [Binding(v, keywords, n) for n, v in keywords.items()]


@dataclass
class Activation:
    """A function's body on its way into the program.

    `local` maps its variables to names of the program; `stand_in` maps what has no variable to what it stands for at this point:
    parameters that are never assigned to what was passed, names of functions to the function. `stored`: the variables so far.
    """

    located: Located
    names: Names
    is_primitive: Callable[[object], bool]
    node: Any
    flat: Flat
    outer: Activation | None = None
    chain: tuple[object, ...] = ()
    local: dict[str, str] = field(default_factory=dict)
    stand_in: dict[str, Any] = field(default_factory=dict)
    stored: set[str] = field(default_factory=set)
    outside: set[str] = field(default_factory=set)  # names that a `nonlocal` statement declares
    globals: set[str] = field(default_factory=set)  # global variables that the function assigns
    declared: dict[str, Any] = field(default_factory=dict)  # names that a `global` statement declares, and the statement
    is_part: bool = False  # a comprehension inside the function, with variables of its own
    entered: Callable[..., None] | None = None  # what stands for the `yield` of a manager
    goal: str = ""  # the name that the value of the call at hand gets

    def __post_init__(self) -> None:
        self.outside |= declared_outside(self.node).keys()
        self.declared = declared_outside(self.node, gast.Global)
        for name, statement in self.declared.items():
            if name in self.function.__code__.co_freevars or (self.outer is not None and self.outer.knows(name)):
                reason = f"the global variable `{name}` has the name of a variable of a function around this one"
                raise self.error(statement, reason, "Give one of them another name.")
        self.names.depend(definition_of(self.function))
        self.names.kept.update(self.located.imported)
        self.names.depend(b for n in self.located.imported if (b := find_binding(self.function, n)) is not None)

    @property
    def function(self) -> Any:
        """The function object whose globals and closure the names are looked up in."""
        return self.located.function

    def place(self, node: Any) -> Location | None:
        """Where a node of this function stands in its file."""
        return self.located.place(node) if hasattr(node, "lineno") else None

    def declare(self) -> None:
        """Give each variable of the function a name in the program."""
        for name in sorted(local_names(self.node)):
            if name not in self.local and name not in self.stand_in:
                self.local[name] = self.names.fresh(name)
        self.note_rebound()

    def note_rebound(self) -> None:
        """Note which variables functions inside this one assign."""
        outside = names_outside(self.node, gast.Nonlocal)
        self.names.rebound |= {self.local[n] for n in outside if n in self.local}

    def owner(self, name: str) -> Activation:
        """The activation whose variable is meant where this one assigns a name."""
        found = self._owner(name)
        if found is None:
            raise self.error(self.node, f"`{name}` is no variable of a function around this one")
        return found

    def _owner(self, name: str) -> Activation | None:
        found: Activation | None = self.outer if self.is_part or name in self.outside else self
        while found is not None and found is not self and (found.is_part or name not in found.local):
            found = found.outer
        return found

    def current(self, name: str) -> str | None:
        """The program's name for a variable that may be assigned here, if it has one yet."""
        if name in self.globals and name not in self.local:
            return self.names.shared[id(self.function.__globals__), name].variable
        owner = self._owner(name)
        return None if owner is None else owner.local.get(name)

    def variable(self, name: str) -> str:
        """The program's name for a variable that is assigned here."""
        if self.is_part or name in self.outside:
            return self.owner(name).variable(name)
        if name in self.globals and name not in self.local:  # a comprehension's variable may have that name
            return self.names.shared[id(self.function.__globals__), name].variable
        if name in self.declared and name not in self.local:
            raise self.error(self.declared[name], f"`{name}` is declared here, which is never run, and assigned elsewhere",
                             "Declare it at the function's beginning.")  # fmt: skip
        self.stand_in.pop(name, None)
        self.stored.add(name)
        if name not in self.local:
            self.local[name] = self.names.fresh(name)
        return self.local[name]

    def branches(self, *options: Callable[[], T]) -> list[T]:
        """What each way gives; afterwards a name that does not stand for one thing whichever way was taken is undecided."""
        facts, region = self.names.facts, self.names.region
        before, ends = facts.forms, list[dict[str, Any]]()
        blocks: list[tuple[Any, set[int]]] = []

        def entered(option: Callable[[], T]) -> Callable[[], T]:
            def run() -> T:
                facts.forms, self.names.region = dict(before), (*region, self.names.number())
                made = option()
                ends.append(facts.forms)
                blocks.append((made if isinstance(made, list) else [], set(map(id, made)) if isinstance(made, list) else set()))
                return made

            return run

        found = ways.branches(self, [entered(o) for o in options])
        facts.forms, self.names.region = facts.joined(*ends), region
        facts.forget({s.targets[0].id for made, known in blocks for s in made if id(s) not in known})
        return found

    def repeated(self, loop: Any, out: list[Stmt], way: Callable[[list[Stmt]], T]) -> tuple[T, list[Stmt]]:
        """What `way` gives, and the loop's body, which it fills; what it binds may stand for something else later."""
        bound = local_names(gast.FunctionDef("body", NO_PARAMETERS, loop.body, [], None, None, []))
        facts = self.names.facts

        def once(body: list[Stmt]) -> T:
            facts.forget({self.local[n] for n in bound if n in self.local} | self.names.rebound)
            facts.change({self.local[n] for n in changed_names(loop.body) - bound if n in self.local} - self.names.rebound)
            before, since = dict(facts.forms), len(facts.relied_on)
            found = way(body)
            lost = facts.lost(before, since)
            if lost is not None:
                raise self.error(loop, f"what `{lost}` holds is used in this loop and changes in it",
                                 "Build the container before the loop.")  # fmt: skip
            return found

        with self.names.inside(loop):
            return ways.repeated(loop, self, out, once, bound)

    def is_undecided(self, name: str) -> bool:
        """Whether what a name stands for depends on what ran before."""
        if name in self.stand_in or name in self.local or self.outer is None:
            return self.stand_in.get(name) is UNDECIDED
        return self.outer.is_undecided(name)

    def error(self, node: Any, reason: str = "", way_out: str = "") -> Exception:
        """The error for a node of this function that is not supported."""
        return unsupported(node, self.place(node), reason, way_out)

    def lookup(self, name: str, node: Any) -> Any:
        """What a name stands for: an expression of the program, a known value, or an object."""
        if name in self.outside:
            return self.owner(name).lookup(name, node)
        if self.stand_in.get(name) is UNDECIDED:
            raise ways.UndecidedError(
                f"which function `{name}` is here, or which object, is known only when the program runs",
                way_out="Give each one a name of its own, and choose between their results.", location=self.place(node),
            )  # fmt: skip
        if name in self.stand_in:
            return self.stand_in[name]
        if name in self.local:
            return nodes.name(self.local[name])
        if self.outer is not None and self.outer.knows(name):
            return self.outer.lookup(name, node)
        shared = self.names.shared.get((id(self.function.__globals__), name)) if self.names.shared else None
        if shared is not None:
            return nodes.name(shared.variable)
        binding = find_binding(self.function, name) or own_binding(name)
        if binding is None:
            raise self.error(node, f"the name `{name}` is not defined", "Define it before the gradient is asked for.")
        return nodes.name(self.names.bind(name.strip("<>").partition("#")[0], binding))

    def knows(self, name: str) -> bool:
        """Whether a name is a variable of this activation or of one around it."""
        return name in self.local or name in self.stand_in or (self.outer is not None and self.outer.knows(name))

    def resolve(self, node: Expr) -> Any:
        """The object or `Inner` function that a callee denotes; `MISSING` where it is known only at run time."""
        parts = nodes.dotted(node)
        if parts is None:
            return Inner(node, self) if isinstance(node, gast.Lambda) else MISSING
        root = self.lookup(parts[0], node)
        if isinstance(root, Instance):
            root, parts = self.flat.peek(node, self), parts[:1]
        if not isinstance(root, gast.AST):
            return root if len(parts) == 1 and root is not None else MISSING
        return self.resolve_found([*(nodes.dotted(root) or ["?"]), *parts[1:]])

    def resolve_found(self, parts: Sequence[str] | None) -> Any:
        """The object that a dotted name of the program denotes, if its root is a non-local; `MISSING` otherwise."""
        if parts is None or parts[0] not in self.names.env:
            return MISSING
        root = self.names.env[parts[0]].value
        found = attributes(root, list(parts[1:]))
        if len(parts) > 1 and callable(found):
            self.names.depend(attribute_bindings(root, parts[1:]))
        return found

    def object_of(self, found: Any) -> Any:
        """The object that an atom of the program denotes if it is no variable; `MISSING` otherwise."""
        parts = nodes.dotted(found) if isinstance(found, gast.AST) else None
        if parts is None or parts[0] not in self.names.env or parts[0] in self.names.facts.forms:
            return MISSING
        return attributes(self.names.env[parts[0]].value, parts[1:])

    def placeholder(self, found: Any, at: Any) -> Expr:
        """An expression of the user's language for what has been evaluated already."""
        if isinstance(found, gast.Constant):
            return gast.copy_location(nodes.constant(found.value), at)
        name = f".{self.names.number()}"
        self.stand_in[name] = found
        if not isinstance(found, gast.AST):
            self.names.placed.append((self, name))
        return gast.copy_location(nodes.name(name), at)

    def depend_on(self, path: Expr) -> None:
        """Note by which name and attributes an object of the program is reached."""
        parts = nodes.dotted(path) or ["?"]
        binding = self.names.env.get(parts[0])
        if binding is not None:
            steps = attribute_bindings(binding.value, parts[1:])
            self.names.depend([b for b in (binding, *steps) if b.holder is not None])

    def is_constant(self, node: Expr) -> bool:
        """Whether an expression is a dotted name rooted in a non-local."""
        parts = nodes.dotted(node)
        if parts is None or isinstance(node, gast.Name):
            return False
        root = self.lookup(parts[0], node)
        base = nodes.dotted(root) if isinstance(root, gast.AST) else None
        return base is not None and base[0] in self.names.env

    def depend(self, node: Expr) -> None:
        """Note through which names and attributes a callee is reached, so that a rebinding can be noticed."""
        parts = nodes.dotted(node)
        if parts is not None and self.knows(parts[0]):  # an argument, or what a method is bound to
            root = self.lookup(parts[0], node)
            parts = [*(nodes.dotted(root) or ["?"]), *parts[1:]] if isinstance(root, gast.AST) else None
            binding = None if parts is None else self.names.env.get(parts[0])
        else:
            binding = None if parts is None else find_binding(self.function, parts[0])
        if binding is not None and parts is not None:
            steps = attribute_bindings(binding.value, parts[1:])
            found = [binding, *steps] if steps or len(parts) == 1 else []
            self.names.depend([*found, *(k for b in found for k in parts_of(b.value))])


def entry_of(value: Any) -> Any:
    """The function whose text shows what another one does; None for one that shows it itself.

    What is named after the other one has its attributes, and is not shown by it.
    """
    make, owner = vars(value).get(ENTRY, (None, None)) if isinstance(value, FunctionType) else (None, None)
    return None if make is None or owner is not value else make()


def unwrapped(value: Any) -> tuple[Any, list[Any], dict[str, Any]]:
    """A callee without partial application and binding: the function, the arguments that come first, the keywords."""
    before: list[Any] = []
    keywords: dict[str, Any] = {}
    while True:
        if isinstance(value, functools.partial):
            before = [*value.args, *before]
            keywords = {**value.keywords, **keywords}
            value = value.func
        elif isinstance(value, MethodType):
            before = [value.__self__, *before]
            value = value.__func__
        elif isinstance(value, CACHED):
            value = value.__wrapped__
        elif is_plainly_vectorized(value):
            before, value = [value.pyfunc, *before], functions.of_floats if value.otypes else functions.vectorized
        elif isinstance(value, Custom):
            value = value.entry
        elif (entry := entry_of(value)) is not None:
            value = entry
        elif not isinstance(value, (type, Lifted, Derived)) and isinstance(
            inspect.getattr_static(type(value), "__call__", None), FunctionType
        ):
            value = MethodType(type(value).__call__, value)  # an object that is called
        else:
            return value, before, keywords


def parts_of(value: Any) -> list[Binding]:
    """What of a partial application or a vectorized function may be changed where it is."""
    found: list[Binding] = []
    while isinstance(value, (functools.partial, np.vectorize)):
        if isinstance(value, np.vectorize):
            return [*found, Binding(value.pyfunc, Attributes(value), "pyfunc")]
        found += [Binding(v, value.keywords, n) for n, v in value.keywords.items()]
        value = value.func
    return found


def is_plainly_vectorized(value: Any) -> bool:
    """Whether a value is what `np.vectorize(f)` gives, or `np.vectorize(f, otypes=[float])`, and has no rule of its own."""
    if type(value) is not np.vectorize or (value.otypes and [np.dtype(t) for t in value.otypes] != [np.dtype(float)]):
        return False
    return not (value.excluded or value.cache or value.signature or registry.lookup(value))


def constant_binding(value: Any, name: str) -> Binding:
    """A value that was given once and for all: a default, a partial's argument, a bound object."""
    return Binding(value, None, name)


__all__ = ["Activation", "Bound", "Inner", "Instance", "Stmt", "constant_binding", "unwrapped"]

"""Names: where a function's non-local names are bound, and new names that clash with none."""

from __future__ import annotations

import builtins
import contextlib
import keyword
import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from types import CellType, FunctionType, ModuleType
from typing import Any

import gast
import numpy as np

from sourcead import nodes, runtime
from sourcead.normalize.known import Facts
from sourcead.normalize.program import Binding, Callee
from sourcead.normalize.watched import Builtins
from sourcead.rules.names import BUILTINS, meant, reserved

OPERATORS = {
    "Add": "plus", "Sub": "minus", "Mult": "times", "Div": "over", "Pow": "pow", "MatMult": "at", "Mod": "mod", "FloorDiv": "div",
    "BitAnd": "and", "BitOr": "or", "BitXor": "xor", "LShift": "shl", "RShift": "shr",
}  # fmt: skip
NOUNS = {"Add": "total", "Sub": "difference", "Mult": "product", "Div": "ratio", "Pow": "power", "MatMult": "product"}
SHORT = 8  # longer operands are not spelled out in the name of a result
LONGEST = 18


@dataclass(frozen=True)
class Shared:
    """A global variable that the program assigns: the program's name for it, that for its module, and its name there."""

    variable: str
    module: str
    key: str


class Names:
    """All names of one program: taken ones, made ones, and what non-local names are bound to."""

    def __init__(self) -> None:
        self.taken: set[str] = set()
        self.latest: dict[str, int] = {}  # the number that was added last to a wish
        self.kept: set[str] = set()  # non-local names of the function, kept for what they are bound to
        self.temporaries: set[str] = set()
        self.env: dict[str, Binding] = {}
        self.dependencies: list[Binding] = []
        self.depended: set[tuple[int, str, int]] = set()  # on which these are, so that each is there once
        self.guarded = 0  # how many `try` bodies are around
        self.instances: list[Any] = []  # objects, the activations and the values that refer to some, what loops need of them
        self.active: list[Any] = []
        self.pending: list[Any] = []
        self.needed: dict[int, list[Any]] = {}
        self.touched: list[Any] = []  # what guarded bodies changed of objects and names
        self.written: set[str] = set()  # the arguments that are objects and are written
        self.numbers = count(1)
        self.placed: list[tuple[Any, str]] = []  # names that stand for what is known while a call is made
        self.groups: dict[int, Any] = {}  # containers of objects that are bound outside, by `id`
        self.callees: dict[str, Callee] = {}
        self.derivatives: dict[object, Any] = {}  # of functions that the program names or defines
        self.known: dict[object, Callee] = {}  # functions that stay calls, by what they are
        self.rebound: set[str] = set()  # variables that inner functions assign
        self.facts = Facts()
        self.cached: dict[str, Any] = {}  # what cached functions have given, and where
        self.shared: dict[tuple[int, str], Shared] = {}  # by the `id` of the globals, and the name there
        self.descents: list[tuple[Any, dict[str, Any]]] = []  # calls of functions that call themselves on parts of objects
        self.descended = 0  # how many such calls there were
        self.with_entries = self.met_entries = False  # whether sparse matrices may be objects, and whether there was one
        self.again = False  # whether gradients stay calls, whose derivatives run their functions again
        self.objects = False  # whether the result may be an object
        self.made: Any = None  # what it is made of, if it is one
        self.unrolled = 0  # how many rounds of loops were written out that could not stay loops
        self.stars: set[str] = set()  # variables that star parameters are, which nothing assigns anew
        self.classes: list[tuple[Any, type]] = []  # made by the program: what each is made of, and the class
        self.methods: dict[tuple[int, int], type] = {}  # of methods, by the `id`s of the definition and the activation
        self.loops: list[Any] = []  # loops around, as the user wrote them
        self.region: tuple[int, ...] = ()  # which branches and repeated blocks the program is in

    @contextlib.contextmanager
    def inside(self, loop: Any) -> Iterator[None]:
        """While a loop is made, as the user wrote it."""
        self.loops.append(loop)
        try:
            yield
        finally:
            self.loops.pop()

    def number(self) -> int:
        """A number that was not given before."""
        return next(self.numbers)

    def fresh(self, wish: str) -> str:
        """A name like `wish` that is not taken."""
        wish = re.sub(r"\W", "_", wish).strip("_") or "value"
        if wish[0].isdigit():
            wish = f"n{wish}"
        if len(wish) > LONGEST:
            wish = wish[:LONGEST].rstrip("_")
        if hasattr(builtins, wish) or keyword.iskeyword(wish):
            wish += "_value"
        if wish.endswith(("_bar", "_dot", "_tape")):
            wish += "_value"
        found, number = wish, self.latest.get(wish, 1)
        while found in self.taken or found in self.kept or reserved(found):
            number += 1
            found = f"{wish}_{number}"
        self.latest[wish] = number
        self.taken.add(found)
        return found

    def temporary(self, wish: str) -> str:
        """A fresh name that may be folded away."""
        name = self.fresh(wish)
        self.temporaries.add(name)
        return name

    def bind(self, name: str, binding: Binding) -> str:
        """The name under which a non-local is known in the program: its own, unless another object has it; for modules, ours."""
        name = next((own for own, module in MODULES.items() if module is binding.value), name)
        known = self.env.get(name)
        if known is not None and known.value is binding.value and self._is_one(known, binding):
            return name
        ours = meant(name) if reserved(name) else getattr(builtins, name) if name in BUILTINS else None
        natural = known is None and (ours is None or ours is binding.value) and (reserved(name) or name not in self.taken)
        for other, held in self.env.items():
            if held.value is binding.value and held.holder is binding.holder and held.key == binding.key:
                return other
        found = name if natural else self.fresh(name)
        self.taken.add(found)
        self.env[found] = binding
        return found

    def _is_one(self, known: Binding, other: Binding) -> bool:
        """Whether one name will do for two bindings of one value: they are the same, or code whose rebinding is noticed."""
        if known.holder is other.holder:
            return True
        if not callable(other.value) and not isinstance(other.value, ModuleType):
            return False
        self.depend([b for b in (known, other) if b.holder is not None])
        return True

    def depend(self, bindings: Iterable[Binding]) -> None:
        """Note what the program was made for, so that a rebinding can be noticed."""
        made = {id(kind) for _, kind in self.classes}
        for binding in bindings:
            owner = getattr(binding.holder, "owner", binding.holder)
            key = (id(owner), binding.key, id(binding.value))
            if id(owner) not in made and key not in self.depended:
                self.depended.add(key)
                self.dependencies.append(binding)

    def env_of(self, tree: gast.FunctionDef) -> dict[str, Binding]:
        """What the program's non-local names are bound to; it was made for the functions whose names are gone from it."""
        used = {*nodes.names(tree), *(self.made.names() if self.made is not None else ())}
        gone = [b for n, b in self.env.items() if n not in used and b.holder is not None]
        self.depend(b for b in gone if callable(b.value) or isinstance(b.value, ModuleType))
        return {n: b for n, b in self.env.items() if n in used}


def find_binding(function: FunctionType, name: str) -> Binding | None:
    """Where a function's name that is not local is bound; None if it is bound nowhere."""
    cells: dict[str, CellType] = dict(zip(function.__code__.co_freevars, function.__closure__ or ()))
    if name in cells:
        try:
            return Binding(cells[name].cell_contents, cells[name], name)
        except ValueError:
            return None
    if name in function.__globals__:
        return Binding(function.__globals__[name], function.__globals__, name)
    if hasattr(builtins, name):
        return Binding(getattr(builtins, name), Builtins(function.__globals__), name)
    return None


MODULES: dict[str, ModuleType] = {"np": np, "math": math}  # the names that rules have for them
OWN: dict[str, object] = {"<rt>": runtime, "<np>": np, "<math>": math}


def own_binding(name: str) -> Binding | None:
    """What a name stands for that statements of ours read, whatever the user calls so: `<rt>`, `<len>`."""
    if name in OWN:
        return Binding(OWN[name], None, name[1:-1])
    return Binding(getattr(builtins, name[1:-1]), vars(builtins), name[1:-1]) if name.startswith("<") else None


OWN_NAMES = (gast.FunctionDef, gast.ClassDef, gast.Lambda, gast.ListComp, gast.SetComp, gast.DictComp, gast.GeneratorExp)


def local_names(node: gast.FunctionDef | gast.Lambda) -> set[str]:
    """The names that a function binds: parameters, assignments, loop targets, inner functions."""
    arguments = node.args
    found = {a.id for a in [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]}
    found |= {a.id for a in (arguments.vararg, arguments.kwarg) if a is not None}
    body = node.body if isinstance(node.body, list) else [node.body]
    todo: list[Any] = list(body)
    elsewhere: set[str] = set()
    while todo:
        item = todo.pop()
        if isinstance(item, gast.Name) and isinstance(item.ctx, (gast.Store, gast.Del)):
            found.add(item.id)
        if isinstance(item, (gast.FunctionDef, gast.ClassDef)):
            found.add(item.name)
        if isinstance(item, gast.NamedExpr):
            found.add(item.target.id)
        if isinstance(item, (gast.Nonlocal, gast.Global)):
            elsewhere |= set(item.names)
        if not isinstance(item, OWN_NAMES):
            todo += nodes.parts(item)
    return found - elsewhere


def declared_outside(node: Any, kind: Any = gast.Nonlocal) -> dict[str, Any]:
    """The names that a function itself declares `nonlocal` (or `global`), and the statements that do."""
    found: dict[str, Any] = {}
    todo = list(node.body) if isinstance(getattr(node, "body", None), list) else []
    while todo:
        item = todo.pop()
        if isinstance(item, kind):
            found.update(dict.fromkeys(item.names, item))
        if not isinstance(item, (gast.FunctionDef, gast.ClassDef, gast.Lambda)):
            todo += nodes.parts(item)
    return found


def assigned_outside(node: Any) -> set[str]:
    """The names that a function assigns, though a `nonlocal` or `global` statement says that they are not its own."""
    found: set[str] = set()
    declared: set[str] = set()
    todo = list(node.body) if isinstance(getattr(node, "body", None), list) else []
    while todo:
        item = todo.pop()
        if isinstance(item, (gast.Nonlocal, gast.Global)):
            declared |= set(item.names)
        if isinstance(item, gast.Name) and isinstance(item.ctx, (gast.Store, gast.Del)):
            found.add(item.id)
        if isinstance(item, (gast.FunctionDef, gast.ClassDef)):
            found.add(item.name)
        elif not isinstance(item, gast.Lambda):
            todo += nodes.parts(item)
    return found & declared


def names_outside(node: gast.AST, kind: type[gast.AST] | tuple[type[gast.AST], ...]) -> set[str]:
    """The names that the `nonlocal` (or `global`) statements in a tree declare."""
    return {name for item in nodes.walk(node) if isinstance(item, kind) for name in item.names}  # type: ignore[attr-defined]


def title(node: nodes.Expr) -> str:
    """A name after what an operation holds: `np.exp(z)` is `exp_z`."""
    if isinstance(node, gast.BinOp):
        if len(word(node.left)) + len(word(node.right)) > SHORT:
            return NOUNS.get(type(node.op).__name__, "value")
        return f"{word(node.left)}_{OPERATORS[type(node.op).__name__]}_{word(node.right)}"
    if isinstance(node, gast.UnaryOp):
        operand = word(node.operand) if len(word(node.operand)) <= SHORT else "value"
        return ("not_" if isinstance(node.op, gast.Not) else "neg_") + operand
    if isinstance(node, gast.Call):
        parts = nodes.dotted(node.func)
        of = node.args[0] if node.args else None
        if isinstance(node.func, gast.Attribute) and parts is not None and len(parts) == 2 and not node.args:
            of = node.func.value
        return (parts[-1] if parts else "result") + ("" if of is None or len(word(of)) > SHORT else f"_{word(of)}")
    if isinstance(node, gast.Subscript):
        key = node.slice.value if isinstance(node.slice, gast.Constant) else None
        return f"{word(node.value)}_{key if isinstance(key, (str, int)) and not isinstance(key, bool) else 'part'}"
    if isinstance(node, gast.Attribute):
        return f"{word(node.value)}_{node.attr}"
    names = {gast.Compare: "test", gast.Tuple: "pair", gast.List: "items", gast.Dict: "table"}
    return names.get(type(node), "value")


def word(node: nodes.Expr) -> str:
    """An atom as a part of a name."""
    if isinstance(node, gast.Name):
        return node.id
    if isinstance(node, gast.Attribute):
        return node.attr
    if isinstance(node, gast.Constant) and isinstance(node.value, (int, float)):
        return {0: "zero", 1: "one", 2: "two", 0.5: "half"}.get(node.value, "const")
    if isinstance(node, gast.UnaryOp):
        return "neg_" + word(node.operand)
    return "value"

"""Running a program in normal form on values beside what they depend on.

Guarantee: names are bound to what the program binds them to; a statement, expression or call that is not known raises
`NotFollowedError`, or all of its result depends on all of its operands.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import Any

import gast
import numpy as np

from sourcead import nodes, runtime
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import MISSING, Callee, Custom, Derived, Program
from sourcead.normalize.marks import is_border, is_guard, manager, split
from sourcead.normalize.program import STEADY
from sourcead.sparsity.families import UnfitError, gather, repeats, varying_copy
from sourcead.sparsity.table import family_of
from sourcead.sparsity.tracked import (
    NotFollowedError,
    Tracked,
    Tracking,
    is_active,
    leaves,
    mapped,
    shares,
    values,
    varies,
)

BINARY: dict[str, Callable[..., Any]] = {
    "Add": operator.add, "Sub": operator.sub, "Mult": operator.mul, "Div": operator.truediv, "FloorDiv": operator.floordiv,
    "Mod": operator.mod, "Pow": operator.pow, "MatMult": operator.matmul, "BitAnd": operator.and_, "BitOr": operator.or_,
    "BitXor": operator.xor, "LShift": operator.lshift, "RShift": operator.rshift,
    "USub": operator.neg, "UAdd": operator.pos, "Invert": operator.invert,
    "Lt": operator.lt, "LtE": operator.le, "Gt": operator.gt, "GtE": operator.ge, "Eq": operator.eq, "NotEq": operator.ne,
}  # fmt: skip
IN_PLACE: dict[str, Callable[..., Any]] = {
    "Add": operator.iadd, "Sub": operator.isub, "Mult": operator.imul, "Div": operator.itruediv, "FloorDiv": operator.ifloordiv,
    "Mod": operator.imod, "Pow": operator.ipow, "BitAnd": operator.iand, "BitOr": operator.ior, "BitXor": operator.ixor,
}  # fmt: skip
QUIET = object()  # `np.errstate(...)`: nothing is warned of here at all
PASSING = (list, tuple, dict, reversed, enumerate, zip, iter, next)  # they take and give containers as they are
CHANGING = "append extend insert pop get keys values items setdefault update clear reverse popitem copy"
HOMES = ("numpy", "math", "cmath", "builtins", "sourcead")  # of what may be called though nothing is known of it
PURE = {
    abs, min, max, sum, round, pow, divmod, int, float, bool, complex, str, isinstance, issubclass, callable, type, range, len,
    sorted, all, any, slice, hasattr, set, frozenset, list, tuple, dict,
}  # fmt: skip
STAYING = (
    bool, int, float, complex, str, bytes, range, slice, type(None), type(Ellipsis), np.generic, np.dtype, np.ufunc, type,
    ModuleType, FunctionType, BuiltinFunctionType, MethodType,
)  # fmt: skip
FIELDS = ("shape", "ndim", "size", "dtype", "itemsize", "nbytes")
METHODS = (
    "ravel swapaxes squeeze repeat take diagonal compress sum prod mean std var max min ptp cumsum cumprod dot any all argmax "
    "argmin copy clip round"
)
METHOD = {n: getattr(np, n) for n in METHODS.split()}


class _BreakError(Exception):
    """A loop ends."""


def _stays(value: Any) -> bool:
    """Whether a value that is bound outside is the same for as long as it is bound."""
    return all(map(_stays, value)) if isinstance(value, tuple) else isinstance(value, STAYING)


class Interpreter:
    """One run of a program."""

    def __init__(self, program: Program, tracking: Tracking, arguments: Mapping[str, Any]) -> None:
        self.program, self.run = program, tracking
        self.local: dict[str, Any] = dict(arguments)
        self._outside: dict[int, tuple[Any, Any]] = {}

    def result(self) -> Any:
        """What the program returns."""
        *body, last = self.program.tree.body
        self.block(body)
        return self.eval(last.value)

    # statements

    def block(self, body: Sequence[Stmt]) -> None:
        """Run statements."""
        for statement in body:
            if is_border(statement):
                self._border(statement)
            elif isinstance(statement, gast.Assign):
                self._assign(statement.targets[0], self.eval(statement.value))
            elif isinstance(statement, gast.AugAssign):
                self._update(statement)
            elif isinstance(statement, gast.Expr):
                self.eval(statement.value)
            else:
                self._structured(statement)

    def _structured(self, statement: Stmt) -> None:
        if isinstance(statement, gast.If):
            self._branch(statement)
        elif isinstance(statement, gast.For):
            self._loop(statement)
        elif isinstance(statement, gast.While):
            self._while(statement)
        elif isinstance(statement, gast.Break):
            raise _BreakError
        elif not isinstance(statement, (gast.Pass, gast.Assert)):
            raise NotFollowedError

    def _border(self, statement: Stmt) -> None:
        """Where a `with` block begins or ends."""
        found = manager(statement)
        if found is not None and (isinstance(statement, gast.Assign) or self.eval(found) is not QUIET):
            raise NotFollowedError

    def _branch(self, statement: gast.If) -> None:
        if is_guard(statement):
            self.run.steady = False  # whether it raises is decided by values
            for part in split(statement.body):
                self.block(part)
        else:
            self.block(statement.body if self.truth(statement.test) else statement.orelse)

    def _while(self, statement: gast.While) -> None:
        try:
            while self.truth(statement.test):
                self.block(statement.body)
        except _BreakError:
            pass

    def _loop(self, statement: gast.For) -> None:
        try:
            for item in self._items(self.eval(statement.iter)):
                self._assign(statement.target, item)
                self.block(statement.body)
        except _BreakError:
            pass

    def _items(self, value: Any) -> Iterator[Any]:
        if isinstance(value, Tracked):
            return (self._read(value, k) for k in range(len(value.value)))
        return iter(value)

    def _assign(self, target: Expr, value: Any) -> None:
        if isinstance(target, gast.Name):
            self.local[target.id] = value
        elif isinstance(target, gast.Subscript):
            self._store(self.eval(target.value), self._index(target.slice), value)
        else:
            raise NotFollowedError

    def _store(self, base: Any, index: Any, value: Any) -> None:
        """`base[index] = value`."""
        if not isinstance(base, Tracked):
            if not isinstance(base, (list, dict)):
                raise NotFollowedError
            base[index] = value
            return
        if not base.value.flags.writeable or not base.sets.flags.writeable:
            raise NotFollowedError
        if not is_active(base.value):
            self.run.steady = self.run.steady and not varies(value)
            base.value[index] = values(value)
            return
        numbers = self.run.numbers(value)
        if repeats(base.value.shape, index):  # which of the values stays is not said
            numbers = self.run.sets.union(numbers)
        base.value[index] = values(value)
        base.sets[index] = numbers

    def _update(self, statement: gast.AugAssign) -> None:
        """`place op= value`."""
        target, kind = statement.target, type(statement.op).__name__
        value = self.eval(statement.value)
        if isinstance(target, gast.Name):
            base = self.eval(nodes.name(target.id))
            if isinstance(base, Tracked) and isinstance(base.value, np.ndarray):
                self._update_at(base, Ellipsis, kind, value)
            elif isinstance(base, list):
                if not isinstance(value, list) or kind != "Add":
                    raise NotFollowedError
                base += value
            else:
                self.local[target.id] = self._operation(kind, base, value)
            return
        base, index = self.eval(target.value), self._index(target.slice)
        if isinstance(base, Tracked):
            self._update_at(base, index, kind, value)
        elif isinstance(base, (list, dict)) and not isinstance(base[index], (list, dict, set)):
            old = base[index]
            if isinstance(old, Tracked) and isinstance(old.value, np.ndarray):
                self._update_at(old, Ellipsis, kind, value)
            else:
                base[index] = self._operation(kind, old, value)
        else:
            raise NotFollowedError

    def _update_at(self, base: Tracked, index: Any, kind: str, value: Any) -> None:
        """`base[index] op= value` of an array, in place."""
        if not base.value.flags.writeable or not base.sets.flags.writeable or kind not in IN_PLACE:
            raise NotFollowedError
        more = self.run.numbers(value)
        base.value[index] = IN_PLACE[kind](base.value[index], values(value))
        if is_active(base.value):
            gather(self.run, base.sets, index, more)
        else:
            self.run.steady = self.run.steady and not varies(value)

    # expressions

    def eval(self, node: Expr) -> Any:
        """The value of an expression."""
        if isinstance(node, gast.Name):
            return self.local[node.id] if node.id in self.local else self._outer(node)
        if isinstance(node, gast.Constant):
            return node.value
        found = getattr(self, f"_eval_{type(node).__name__.lower()}", None)
        if found is None:
            raise NotFollowedError
        return found(node)

    def truth(self, node: Expr) -> bool:
        """Whether a test holds."""
        return bool(self.run.look(self.eval(node)))

    def _outer(self, node: Expr) -> Any:
        """What a non-local name or an attribute of one is bound to."""
        value = self.program.resolve(node)
        if value is MISSING:
            raise NotFollowedError
        return self._entered(value)

    def _entered(self, value: Any) -> Any:
        """A value that the program does not make."""
        if isinstance(value, (np.ndarray, list, dict)):
            if id(value) not in self._outside:
                if not isinstance(value, np.ndarray):
                    self.run.steady = False
                made = self.run.constant(value) if isinstance(value, np.ndarray) else mapped(value, self._entered)
                self._outside[id(value)] = value, made
            return self._outside[id(value)][1]
        if isinstance(value, tuple):
            self.run.steady = self.run.steady and _stays(value)
            return mapped(value, self._entered)
        self.run.steady = self.run.steady and _stays(value)
        return self.run.wrapped(value) if isinstance(value, (float, complex, np.inexact)) else value

    def _eval_tuple(self, node: gast.Tuple) -> Any:
        return tuple(self.eval(e) for e in node.elts)

    def _eval_list(self, node: gast.List) -> Any:
        return [self.eval(e) for e in node.elts]

    def _eval_dict(self, node: gast.Dict) -> Any:
        if any(k is None for k in node.keys):
            raise NotFollowedError
        return {self.run.look(self.eval(k)): self.eval(v) for k, v in zip(node.keys, node.values)}

    def _eval_ifexp(self, node: gast.IfExp) -> Any:
        return self.eval(node.body if self.truth(node.test) else node.orelse)

    def _eval_boolop(self, node: gast.BoolOp) -> Any:
        ends = isinstance(node.op, gast.Or)
        for part in node.values[:-1]:
            value = self.eval(part)
            if bool(self.run.look(value)) == ends:
                return value
        return self.eval(node.values[-1])

    def _eval_unaryop(self, node: gast.UnaryOp) -> Any:
        if isinstance(node.op, gast.Not):
            return not self.truth(node.operand)
        return self._operation(type(node.op).__name__, self.eval(node.operand))

    def _eval_binop(self, node: gast.BinOp) -> Any:
        return self._operation(type(node.op).__name__, self.eval(node.left), self.eval(node.right))

    def _operation(self, kind: str, *operands: Any) -> Any:
        function = BINARY[kind]
        if not any(isinstance(v, Tracked) for v in operands):
            return function(*operands)
        lists = [v for v in operands if isinstance(v, (list, tuple))]
        if lists and kind == "Mult" and not any(isinstance(v, Tracked) and isinstance(v.value, np.ndarray) for v in operands):
            return function(*(v if isinstance(v, (list, tuple)) else self.run.look(v) for v in operands))
        return self.called(function, operands, {})

    def _eval_compare(self, node: gast.Compare) -> Any:
        left = self.eval(node.left)
        for position, (op, right_node) in enumerate(zip(node.ops, node.comparators)):
            right = self.eval(right_node)
            found = self._compared(op, left, right)
            if position == len(node.ops) - 1 or not bool(self.run.look(found)):
                return found
            left = right
        raise NotFollowedError

    def _compared(self, op: Any, left: Any, right: Any) -> Any:
        kind = type(op).__name__
        if kind in ("Is", "IsNot"):
            return (_identity(left) is _identity(right)) == (kind == "Is")
        if kind in ("In", "NotIn"):
            return (self.run.look(left) in self.run.look(right)) == (kind == "In")
        if any(isinstance(v, (list, tuple, dict)) for v in (left, right)):
            return BINARY[kind](self.run.look(left), self.run.look(right))
        return self._operation(kind, left, right)

    def _index(self, node: Expr) -> Any:
        return self.run.look(self.eval(node))

    def _eval_slice(self, node: gast.Slice) -> Any:
        parts = (None if p is None else self.run.look(self.eval(p)) for p in (node.lower, node.upper, node.step))
        return slice(*parts)

    def _eval_subscript(self, node: gast.Subscript) -> Any:
        base, index = self.eval(node.value), self._index(node.slice)
        if isinstance(base, Tracked):
            return self._read(base, index)
        if not isinstance(base, (list, tuple, dict, str, range)):
            raise NotFollowedError
        return base[index]

    def _read(self, base: Tracked, index: Any) -> Any:
        """`base[index]` of an array."""
        found = base.value[index]
        numbers = base.sets[index] if isinstance(base.sets, np.ndarray) else base.sets
        if isinstance(found, np.ndarray):
            if shares(found, [base]) != np.may_share_memory(numbers, base.sets):
                raise NotFollowedError
            return self.run.paired(found, numbers, base.varies)
        return self.run.wrapped(found, numbers, varies=base.varies)

    def _eval_attribute(self, node: gast.Attribute) -> Any:
        base = self._base(node)
        if base is MISSING:
            root = self.program.env[(nodes.dotted(node) or [""])[0]].value
            if not (isinstance(root, ModuleType) and root.__name__.split(".")[0] in (*STEADY, "sourcead")):
                self.run.steady = False
            return self._outer(node)
        if not isinstance(base, Tracked):
            raise NotFollowedError
        if node.attr in FIELDS:
            return getattr(base.value, node.attr)
        if node.attr in ("T", "mT") and isinstance(base.value, np.ndarray):
            return self.run.paired(getattr(base.value, node.attr), getattr(base.sets, node.attr), base.varies)
        raise NotFollowedError

    def _base(self, node: gast.Attribute) -> Any:
        """The value of which an attribute is read; `MISSING` where it is an attribute of something that is not local."""
        parts = nodes.dotted(node)
        return MISSING if parts is not None and parts[0] not in self.local else self.eval(node.value)

    # calls

    def _eval_call(self, node: gast.Call) -> Any:
        if any(k.arg is None for k in node.keywords):
            raise NotFollowedError
        callee = self.program.callee(node)
        if callee is not None:
            return self._function(callee, callee.arguments(node))
        args = tuple(self.eval(a) for a in node.args)
        keywords = {k.arg: self.eval(k.value) for k in node.keywords}
        if isinstance(node.func, gast.Attribute):
            base = self._base(node.func)
            if base is not MISSING:
                return self._method(base, node.func.attr, args, keywords)
        elif not isinstance(node.func, gast.Name) or node.func.id in self.local:
            raise NotFollowedError
        function = self.program.resolve(node.func)
        if function is MISSING:
            raise NotFollowedError
        return self.called(function, args, keywords)

    def _function(self, callee: Callee, passed: Mapping[str, Expr]) -> Any:
        """A call of a function that stays a call: its own program is run."""
        if callee.pulls or isinstance(callee.function, Derived) or len(passed) != len(callee.params):
            raise NotFollowedError
        args = {name: self.eval(node) for name, node in passed.items()}
        if isinstance(callee.function, Custom):  # what is given may depend on what the statements do not
            return self._opaque(callee.function, tuple(args.values()), tuple(args.values()), {})
        program = callee.program({n: v for n, v in args.items() if callable(v)})
        if program.taken or not set(program.params) <= set(args):
            raise NotFollowedError
        inner = Interpreter(program, self.run, {n: args[n] for n in program.params})
        inner._outside = self._outside
        return inner.result()

    def _method(self, base: Any, name: str, args: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
        """`base.name(...)`."""
        if isinstance(base, (list, dict)) and name in CHANGING.split():
            if name == "extend" and isinstance(args[0], Tracked):
                args = (list(self._items(args[0])),)
            elif name == "update" and args and not isinstance(args[0], dict):
                raise NotFollowedError
            elif args and name not in ("append", "extend", "update"):
                args = (self.run.look(args[0]), *args[1:])
            return getattr(base, name)(*args, **keywords)
        if not isinstance(base, Tracked):
            if isinstance(base, (str, tuple)) and not any(isinstance(v, Tracked) for v in leaves([base, args, keywords])):
                return getattr(base, name)(*args, **keywords)
            raise NotFollowedError
        if name in ("reshape", "transpose") and args:
            packed = args[0] if len(args) == 1 else args
            return self.called(getattr(np, name), (base, packed), keywords)
        if name == "transpose":
            return self.called(np.transpose, (base,), keywords)
        if name in ("astype", "flatten"):
            return varying_copy(self.run, base, name, args, keywords)
        if name in METHOD:
            return self.called(METHOD[name], (base, *args), keywords)
        if name == "item" and not args:
            return self.run.wrapped(base.value.item(), base.sets, varies=base.varies)
        return self._opaque(getattr(values(base), name), (base, *args), args, keywords)

    def called(self, function: Any, args: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
        """A call of what is one operation."""
        if function is len and isinstance(args[0], Tracked):
            return len(args[0].value)
        if any(function is f for f in PASSING):
            return function(*(list(self._items(a)) if isinstance(a, Tracked) else a for a in args), **keywords)
        if function is print or function is np.errstate:
            return None if function is print else QUIET
        if function is runtime.sequence:
            return args[0] if isinstance(args[0], (list, tuple, Tracked)) else list(self._items(args[0]))
        family = family_of(function)
        if family is not None:
            try:
                return family(self.run, function, args, keywords)
            except UnfitError:
                pass
        if not _may_be_called(function):
            raise NotFollowedError
        return self._opaque(function, args, args, keywords)

    def _opaque(self, function: Callable[..., Any], operands: Any, args: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
        """A call of which nothing is known: all depends on all."""
        operands = [operands, keywords]
        if any(isinstance(v, (FunctionType, MethodType)) for v in leaves(operands)):
            raise NotFollowedError
        vary, number = varies(operands), self.run.all_of(operands)
        found = function(*self.run.look(args), **self.run.look(keywords))
        if shares(found, operands):
            raise NotFollowedError
        return self.run.wrapped(found, number, varies=vary)


def _may_be_called(function: Any) -> bool:
    """Whether a function that is not known changes nothing but arrays that may be written, and always gives the same."""
    if getattr(function, "__module__", None) == "builtins" or isinstance(function, type):
        return (isinstance(function, type) and issubclass(function, np.generic)) or any(function is f for f in PURE)
    owner = getattr(function, "__self__", None)
    if owner is not None and not isinstance(owner, ModuleType):
        return isinstance(owner, np.ufunc)
    home = getattr(function, "__module__", None) or ""
    return (home.split(".")[0] in HOMES or isinstance(function, np.ufunc)) and "random" not in home


def _identity(value: Any) -> Any:
    return value.value if isinstance(value, Tracked) else value

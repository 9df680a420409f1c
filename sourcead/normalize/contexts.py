"""`with`: what a manager does to the values that pass through it is inlined; one that has only side effects stays.

Guarantee: managers are made, entered and left as Python does, once. What a manager may change is not read in its block.
"""

from __future__ import annotations

import contextlib
import inspect
import io
import threading
import warnings
from collections.abc import Callable, Sequence
from typing import Any

import gast
import numpy as np

from sourcead import nodes, runtime
from sourcead.errors import SourceADError
from sourcead.nodes import Stmt
from sourcead.normalize import classes, objects, questions
from sourcead.normalize.activation import Activation, Inner
from sourcead.normalize.iterators import own_name
from sourcead.normalize.marks import WITH, mark
from sourcead.normalize.objects import Instance
from sourcead.normalize.patterns import located
from sourcead.normalize.program import INSIDE
from sourcead.normalize.watched import MISSING

QUIET = (np.errstate, np.printoptions, warnings.catch_warnings, contextlib.redirect_stdout, contextlib.redirect_stderr, open)
OBJECTS = (type(threading.Lock()), type(threading.RLock()), threading.Condition, threading.Semaphore, io.IOBase, np.errstate)
MAKER = contextlib.contextmanager(lambda: iter(())).__code__  # type: ignore[attr-defined]
LEAVING = (gast.Return, gast.Break, gast.Continue)
WAY_OUT = "Move the differentiated statements out of it, or write what it does as statements."


def plain_with(node: gast.With, body: Sequence[Stmt], scope: Activation) -> list[Stmt]:
    """The block with one manager a `with`; `contextlib.suppress` is a `try`. The body is plain already."""
    for item in reversed(node.items):
        body = [gast.copy_location(_plain_item(item, list(body), scope), node)]
    return list(body)


def _plain_item(item: Any, body: list[Stmt], scope: Activation) -> Stmt:
    call = item.context_expr
    if isinstance(call, gast.Call) and nodes.dotted(call.func) is not None:
        target = scope.resolve(call.func)
        if target is contextlib.suppress and item.optional_vars is None and not call.keywords:
            kinds = gast.copy_location(gast.Tuple(list(call.args), gast.Load()), call)
            handler = gast.copy_location(gast.ExceptHandler(kinds, None, [gast.Pass()]), call)
            return gast.Try(body, [handler], [], []) if call.args else nodes.if_(nodes.constant(True), body)
        leaving = next((n for s in body for n in nodes.walk(s) if isinstance(n, LEAVING)), None)
        if leaving is not None and _generator(target) is not None and _swallows(_generator(target)):
            raise scope.error(leaving, "whether the manager hides an exception decides what runs after this", WAY_OUT)
    return gast.With([item], body, None)


def with_statement(node: gast.With, scope: Activation, out: list[Stmt]) -> None:
    """A `with` block of one manager."""
    item = node.items[0]
    call, goal = item.context_expr, item.optional_vars
    target = MISSING
    if isinstance(call, gast.Call) and nodes.dotted(call.func) is not None:
        target = scope.resolve(call.func)
        generator = _generator(target)
        if target is runtime.insert_grad_of:  # what could be written otherwise is written so already
            raise scope.error(call, "`insert_grad_of` stands in a generator function, or with another manager",
                              "Give it a `with` of its own in the function that is differentiated.")  # fmt: skip
        if target is contextlib.nullcontext:
            _passed(call, goal, node, scope, out)
            _block(node.body, scope, out)
            return
        if generator is not None and not (goal is None and _is_aside(generator, call)):
            _inlined(generator, call, goal, node, scope, out)
            return
    elif nodes.dotted(call) is not None:
        target = scope.resolve(call)
    if _is_followed(call, goal, target, node, scope):
        _followed(call, goal, node, scope, out)
        return
    _check_kept(target, isinstance(call, gast.Call), call, scope)
    _kept(call, goal, node, scope, out, watched=not _is_quiet(target))


def _block(body: Sequence[Stmt], scope: Activation, out: list[Stmt]) -> None:
    for item in body:
        scope.flat.statement(item, scope, out)


def _passed(call: gast.Call, goal: Any, node: Any, scope: Activation, out: list[Stmt]) -> None:
    """`nullcontext(value) as goal`."""
    parts = [*call.args, *(k.value for k in call.keywords)]
    found = scope.flat.atom(parts[0], scope, out) if parts else nodes.constant(None)
    if goal is not None:
        scope.flat.bind(goal, found, node, scope, out)


# managers made by `contextlib.contextmanager`


def _generator(target: Any) -> Any:
    """The generator function of a manager made by `contextlib.contextmanager`."""
    if isinstance(target, Inner):
        return target if target.manages else None
    inner = getattr(target, "__wrapped__", None)
    if inspect.isgeneratorfunction(inner) and getattr(target, "__code__", None) is MAKER:
        return inner
    return None


def _swallows(generator: Any) -> bool:
    """Whether an exception of the block may end in the generator."""
    return any(
        isinstance(n, gast.Try) and n.handlers and any(isinstance(y, gast.Yield) for s in n.body for y in nodes.walk(s))
        for n in nodes.walk(located(generator).node)
    )


def _is_aside(generator: Any, call: gast.Call) -> bool:
    """Whether a manager has side effects only: it is given constants, and hides no exception."""
    if isinstance(generator, Inner):  # it may read and change what the function around it does
        return False
    constant = all(isinstance(a, gast.Constant) for a in [*call.args, *(k.value for k in call.keywords)])
    return constant and not _swallows(generator) and _changed_outside(located(generator).node) is None


def _inlined(generator: Any, call: gast.Call, goal: Any, node: Any, scope: Activation, out: list[Stmt]) -> None:
    """The generator's statements, with the block where it yields."""
    definition = located(generator).node
    yields = [n for n in nodes.walk(definition) if isinstance(n, (gast.Yield, gast.YieldFrom))]
    if len(yields) != 1 or not _yields_once(definition.body):
        raise scope.error(call, "this manager does not yield once, as a statement of its own", "Let it yield in one place.")

    def enter(value: Any, inner: Activation, inside: list[Stmt]) -> None:
        found = nodes.constant(None) if value is None else inner.flat.atom(value, inner, inside)
        if goal is not None:
            scope.flat.bind(goal, found, node, scope, inside)
        _block(node.body, scope, inside)

    assigned = {scope.current(n.id) or n.id for s in node.body for n in nodes.walk(s) if _is_assigned(n)}
    scope.flat.run(generator, call, scope, out, enter, assigned)


def _is_assigned(node: Any) -> bool:
    return isinstance(node, gast.Name) and not isinstance(node.ctx, gast.Load)


def _yields_once(body: Sequence[Stmt]) -> bool:
    """Whether control passes the one `yield` of a block exactly once: it stands in no branch and in no loop."""
    for item in body:
        if isinstance(item, gast.Expr) and isinstance(item.value, gast.Yield):
            return True
        if isinstance(item, gast.Try) and (_yields_once(item.body)):
            return True
        if isinstance(item, gast.With) and _yields_once(item.body):
            return True
    return False


# managers that are objects


def _is_followed(call: Any, goal: Any, target: Any, node: Any, scope: Activation) -> bool:
    """Whether a manager is an object whose attributes are followed.

    Its class is made in the function, it is given more than constants, or written in the block, or one of its methods is called
    there with more than constants.
    """
    if isinstance(questions.peek(call, scope), Instance):
        return True
    if not isinstance(call, gast.Call) or not classes.is_made_here(target) or not hasattr(target, "__enter__"):
        return False
    if getattr(target, INSIDE, False):
        return True
    given = [*call.args, *(k.value for k in call.keywords)]
    inside = [n for s in node.body for n in nodes.walk(s) if isinstance(n, (gast.Attribute, gast.Subscript))]
    name = goal.id if isinstance(goal, gast.Name) else None
    written = any(not isinstance(n.ctx, gast.Load) and (nodes.dotted(n.value) or [""])[0] == name for n in inside)
    calls = [n for s in node.body for n in nodes.walk(s) if isinstance(n, gast.Call) and isinstance(n.func, gast.Attribute)]
    given += [a for n in calls if (nodes.dotted(n.func.value) or [""]) == [name] for a in n.args]
    itself = [n for s in node.body for n in nodes.walk(s) if isinstance(n, gast.Call) and nodes.dotted(n.func) == [name]]
    given += [a for n in itself for a in n.args]
    return written or not all(isinstance(a, gast.Constant) for a in given)


def _followed(call: Any, goal: Any, node: Any, scope: Activation, out: list[Stmt]) -> None:
    """`goal = manager.__enter__()`, and `manager.__exit__(None, None, None)` after the block, however it ends."""
    manager = classes.hold(scope.flat.thing(call, scope, out), call, scope)
    found = scope.stand_in.get(manager.id)
    kind = found.kind if isinstance(found, Instance) else None
    leave = None if kind is None else _tree(objects.class_attribute(kind, "__exit__"))
    if kind is None or leave is None or _tree(objects.class_attribute(kind, "__enter__")) is None:
        raise scope.error(call, "what this manager does cannot be followed", WAY_OUT)
    if _may_hide(leave):
        raise scope.error(call, "this manager may hide an exception", "Catch it with `try` instead.")
    if any(isinstance(n, gast.Name) and n.id in _exception(leave) for s in leave.body for n in nodes.walk(s)):
        raise scope.error(call, "what this manager does when it is left depends on the exception", WAY_OUT)
    entered = nodes.call(nodes.attribute(manager, "__enter__"))
    left: Any = nodes.call(nodes.attribute(manager, "__exit__"), *(nodes.constant(None) for _ in range(3)))
    first = nodes.expression(entered) if goal is None else gast.Assign([goal], entered, None)
    told = any(isinstance(s, gast.Expr) and not isinstance(s.value, gast.Constant) for s in nodes.walk(leave))
    last = nodes.expression(left) if told else nodes.assign(own_name("left", scope), left)  # what it says is seen anyway
    for item in (first, gast.Try(list(node.body), [], [], [_at(last, call)])):
        scope.flat.statement(_at(item, call), scope, out)
    scope.stand_in.pop(manager.id, None)


def _at(node: Stmt, place: Any) -> Stmt:
    """A statement made here, at a place."""
    for part in nodes.walk(node):
        if not hasattr(part, "lineno"):
            gast.copy_location(part, place)
    return node


def _exception(leave: Any) -> set[str]:
    """The parameters of `__exit__` that tell of the exception."""
    given = [*leave.args.posonlyargs, *leave.args.args][1:] + [a for a in [leave.args.vararg] if a is not None]
    return {a.id for a in given}


# managers that stay


def _is_quiet(target: Any) -> bool:
    return any(target is quiet for quiet in QUIET) or isinstance(target, OBJECTS)


def _check_kept(target: Any, is_call: bool, node: Any, scope: Activation) -> None:
    """Raise unless a manager is known to hide no exception and to change nothing but itself."""
    if target is MISSING:
        raise scope.error(node, "what this manager does is known only when the program runs", WAY_OUT)
    if _is_quiet(target):
        return
    generator = _generator(target)
    kind = target if isinstance(target, type) else type(target)
    parts = [generator] if generator is not None else [getattr(kind, m, None) for m in ("__init__", "__enter__", "__exit__")]
    if generator is None and (isinstance(target, type) is not is_call or parts[1] is None or parts[2] is None):
        raise scope.error(node, "what this manager does cannot be followed", WAY_OUT)
    for part in parts:
        if part is object.__init__:
            continue
        found = _tree(part)
        if found is None:
            raise scope.error(node, "what this manager does cannot be followed", WAY_OUT)
        if part is parts[-1] and generator is None and _may_hide(found):
            raise scope.error(node, "this manager may hide an exception", "Catch it with `try` instead.")
        changed = _changed_outside(found)
        if changed is not None:
            raise scope.error(node, f"this manager changes `{changed}`, which the block may read", WAY_OUT)


def _tree(function: Any) -> Any:
    try:
        return located(function).node
    except SourceADError:
        return None


def _may_hide(node: Any) -> bool:
    """Whether `__exit__` may return something that is true."""
    results = [n.value for n in nodes.walk(node) if isinstance(n, gast.Return) and n.value is not None]
    return not all(isinstance(r, gast.Constant) and not r.value for r in results)


def _changed_outside(node: Any) -> str | None:
    """What a manager's function stores into other than its own attributes and variables."""
    own = node.args.args[0].id if node.args.args else None
    for item in nodes.walk(node):
        if isinstance(item, (gast.Global, gast.Nonlocal)):
            return str(item.names[0])
        if isinstance(item, (gast.Attribute, gast.Subscript)) and not isinstance(item.ctx, gast.Load):
            inside = isinstance(item, gast.Attribute) and isinstance(item.value, gast.Name) and item.value.id == own
            if not inside:
                return ".".join(nodes.dotted(item) or nodes.dotted(item.value) or ["it"])
        called = item.func.id if isinstance(item, gast.Call) and isinstance(item.func, gast.Name) else None
        if called in ("setattr", "delattr", "exec", "eval"):
            return "attributes"
    return None


def _kept(call: Any, goal: Any, node: Any, scope: Activation, out: list[Stmt], *, watched: bool) -> None:
    header = call
    if isinstance(call, gast.Call):
        args = scope.flat.operands([*call.args, *(k.value for k in call.keywords)], scope, out)
        keywords = [gast.keyword(k.arg, v) for k, v in zip(call.keywords, args[len(call.args) :])]
        header = gast.Call(scope.flat.pure(call.func, scope), args[: len(call.args)], keywords)
    else:
        header = scope.flat.pure(call, scope)
    entered = mark(WITH, nodes.at(header, scope.place(call)))
    if goal is None:
        scope.flat.emit(nodes.expression(entered), node, scope, out)
    elif isinstance(goal, gast.Name):
        scope.flat.emit(nodes.assign(scope.variable(goal.id), nodes.at(entered, scope.place(call))), node, scope, out)
    else:
        raise scope.error(goal, "this assignment target is not differentiated", "Give the manager's value a name.")
    inside: list[Stmt] = []
    _block(node.body, scope, inside)
    if watched:
        _check_reads(inside, call, scope)
    out += inside
    scope.flat.emit(nodes.expression(mark(WITH)), node, scope, out)


def _check_reads(body: Sequence[Stmt], node: Any, scope: Activation) -> None:
    """Attributes of outer objects, which the manager may change by what it calls, are not read in its block."""
    from_env: Callable[[list[str]], Any] = lambda parts: scope.names.env.get(parts[0])  # noqa: E731
    for item in (n for s in body for n in nodes.walk(s)):
        parts = nodes.dotted(item) if isinstance(item, gast.Attribute) else None
        binding = None if parts is None else from_env(parts)
        if binding is None or inspect.ismodule(binding.value) or isinstance(binding.value, type):
            continue
        raise scope.error(node, f"`{'.'.join(parts or [])}` is read in the block, and the manager may change it", WAY_OUT)


__all__ = ["plain_with", "with_statement"]

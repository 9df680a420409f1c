"""What loops run over, evaluated where it must be to tell whether it gives objects or functions.

Guarantee: the parts are evaluated in their order, once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any

import gast

from sourcead import nodes
from sourcead.definitions.python import Iterator as IteratorOf
from sourcead.nodes import Stmt
from sourcead.normalize import classes, conversions, displays, protocols, questions
from sourcead.normalize.activation import Activation, Bound, Inner, Instance, unwrapped
from sourcead.normalize.iterators import is_call_of, is_iterator
from sourcead.normalize.watched import MISSING

FEW = 16  # letters of a text that is written out


def letters(node: Any) -> Any:
    """A text that is written out as the tuple of its letters; anything else as it is."""
    if not isinstance(node, gast.Constant) or not isinstance(node.value, str) or not 0 < len(node.value) <= FEW:
        return node
    return gast.copy_location(nodes.tuple_([gast.copy_location(nodes.constant(c), node) for c in node.value]), node)


def evaluated(node: Any, scope: Activation, out: list[Stmt]) -> Any:
    """An iterable with the parts that may be objects under names, where there are any; an iterator stays what it is."""
    if isinstance(node, (gast.Tuple, gast.List)) and displays.takes_objects(node, scope):
        return _kept(node, scope, out)
    sources = list(_sources(node, scope))
    known = [questions.peek(s, scope) for s in sources]
    objects = any(isinstance(k, Instance) for k in known)
    own = any(questions.method(k, "__iter__") for k in known)
    if any(isinstance(n, gast.Starred) for n in nodes.walk(node)):
        return node
    if not own and not (objects and len(sources) > 1) and not any(may_give_objects(s, scope) for s in sources):
        return node
    names: dict[int, Any] = {}
    for source in sources:
        if questions.method(known_one := questions.peek(source, scope), "__iter__"):
            if source is not node and conversions.yields_elements(known_one.kind):
                raise scope.error(source, "how many elements are taken from this iterator is not followed here",
                                  "Loop over it alone, or over a list of what is left in it: `list(...)`.")  # fmt: skip
            found = scope.flat.thing(source, scope, out)
        elif isinstance(source, (gast.Name, gast.Constant)) or questions.whole(source, scope) is not None:
            continue
        else:
            found = _items(source, scope, out) if objects else scope.flat.thing(source, scope, out)
        found = conversions.iterated(found, source, scope, out)
        objects = objects or isinstance(found, Instance)
        names[id(source)] = classes.hold(found, source, scope)
    return _with(node, names)


def stepped(node: Any, scope: Activation, out: list[Stmt]) -> Any:
    """An object whose `__iter__` is a generator function, as a call of that; any other iterable as it is."""
    found = questions.peek(node, scope)
    target = scope.resolve(node.func) if isinstance(node, gast.Call) else None
    if target is enumerate and node.args:
        first = stepped(node.args[0], scope, out)
        return (
            node
            if first is node.args[0]
            else gast.copy_location(gast.Call(node.func, [first, *node.args[1:]], node.keywords), node)
        )
    if target is zip and not node.keywords and (group := _one_iterator(node.args, scope)):
        method = gast.copy_location(nodes.attribute(node.args[0], group), node)
        return gast.copy_location(gast.Call(method, [], []), node)
    kind = found.kind if isinstance(found, Instance) else target
    if not isinstance(kind, type) or not classes.is_made_here(kind) or not conversions.yields_elements(kind):
        return node
    method = gast.copy_location(nodes.attribute(_kept(node, scope, out), "__iter__"), node)
    return gast.copy_location(gast.Call(method, [], []), node)


def _one_iterator(parts: Sequence[Any], scope: Activation) -> str:
    """For `zip(it, it)` of one iterator, the method that gives as many elements at a time."""
    found = [questions.peek(p, scope) for p in parts]
    if len(found) not in (2, 3) or any(f is not found[0] or getattr(f, "kind", None) is not IteratorOf for f in found):
        return ""
    return "in_twos" if len(found) == 2 else "in_threes"


def now(node: Any, scope: Activation, out: list[Stmt]) -> Any:
    """An iterable as it is now: an iterator of what its parts are now."""
    if is_iterator(node, scope) or is_call_of(node, filter, scope):
        keywords = [gast.keyword(k.arg, now(k.value, scope, out)) for k in node.keywords]
        return gast.copy_location(gast.Call(node.func, [now(a, scope, out) for a in node.args], keywords), node)
    found = scope.flat.thing(node, scope, out)
    kept = scope.flat.fixed(found, node, scope, out) if isinstance(found, gast.AST) else found
    return classes.hold(kept, node, scope)


def _items(node: Any, scope: Activation, out: list[Stmt]) -> Any:
    """What runs in step with objects: the elements of a display are known one by one."""
    if not isinstance(node, (gast.Tuple, gast.List)):
        return scope.flat.thing(node, scope, out)
    return protocols.container(tuple, dict(enumerate(scope.flat.things(node.elts, scope, out))), node, scope, out)


def _with(node: Any, names: Mapping[int, Any]) -> Any:
    """An iterator with other expressions for what it runs over."""
    if id(node) in names or not isinstance(node, gast.Call):
        return names.get(id(node), node)
    keywords = [gast.keyword(k.arg, _with(k.value, names)) for k in node.keywords]
    return gast.copy_location(gast.Call(node.func, [_with(a, names) for a in node.args], keywords), node)


def _kept(node: Any, scope: Activation, out: list[Stmt]) -> gast.Name:
    return classes.hold(scope.flat.thing(node, scope, out), node, scope)


def _sources(node: Any, scope: Activation) -> Iterator[Any]:
    """What an iterator runs over, in the order of evaluation; an expression that is no iterator, itself."""
    if not is_iterator(node, scope) and not is_call_of(node, filter, scope):
        yield node
        return
    function = scope.resolve(node.func)
    parts = node.args[1:] if function in (map, filter) else node.args[:1] if function is accumulate else node.args
    for part in [*parts, *(k.value for k in node.keywords)]:
        yield from _sources(part, scope)


def may_give_objects(node: Any, scope: Activation) -> bool:
    """Whether an expression must be evaluated to tell whether it gives objects."""
    if isinstance(node, (gast.Name, gast.Constant, gast.GeneratorExp)) or questions.peek(node, scope) is not None:
        return False
    own = _own(node)
    return questions.mentions(node, scope, own) or any(_is_users(n, scope, own) for n in nodes.walk(node))


def _own(node: Any) -> set[str]:
    """The names that comprehensions and lambdas inside an expression bind."""
    found = [n.target for n in nodes.walk(node) if isinstance(n, gast.comprehension)]
    found += [n.args for n in nodes.walk(node) if isinstance(n, gast.Lambda)]
    return {t.id for part in found for t in nodes.walk(part) if isinstance(t, gast.Name)}


def _is_users(node: Any, scope: Activation, own: set[str]) -> bool:
    """Whether a node is a call of a function, method or class of the user's."""
    if not isinstance(node, gast.Call) or own & set((nodes.dotted(node.func) or [""])[:1]):
        return False
    target = scope.resolve(node.func)
    if isinstance(target, (Inner, Bound, Instance)) or classes.is_made_here(target):
        return True
    return target is not MISSING and not scope.is_primitive(unwrapped(target)[0])


def released(before: Any, after: Any, scope: Activation) -> None:
    """Forget the names under which `evaluated` kept the parts of an iterable."""
    if before is not after:
        for item in nodes.walk(after):
            if isinstance(item, gast.Name) and item.id.startswith("."):
                scope.stand_in.pop(item.id, None)

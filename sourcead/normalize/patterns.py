"""`match` as `if`s, on the user's own statements.

Guarantee: the first case whose pattern and guard hold runs, the subject is evaluated once, and names are bound when a whole
pattern holds, before its guard, as Python does it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import gast

from sourcead import locate as places
from sourcead import nodes
from sourcead.errors import UnsupportedSyntaxError
from sourcead.locate import Located
from sourcead.nodes import Expr, Stmt
from sourcead.normalize import imported, inserted
from sourcead.normalize.activation import Inner
from sourcead.normalize.program import attributes
from sourcead.normalize.scope import find_binding
from sourcead.normalize.watched import MISSING

# Classes whose one positional pattern is for the value itself.
ITSELF = (bool, bytearray, bytes, dict, float, frozenset, int, list, set, str, tuple)


def locate(function: Any) -> Located:
    """Where a function stands; in its node, `match` is written as `if`s, a block of `insert_grad_of` as an assignment.

    Functions of modules that have names of their own are attributes of their modules.
    """
    found = imported.plain(inserted.plain(places.locate(function)))
    if not any(isinstance(n, gast.Match) for n in nodes.walk(found.node)):
        return found
    return dataclasses.replace(found, node=nodes.transform(found.node, _Matches(found).in_blocks))


def located(function: Any) -> Located:
    """Where a function stands, and its definition: one that is defined inside the program, too."""
    if isinstance(function, Inner):
        return dataclasses.replace(function.scope.located, node=function.node)
    return locate(function)


@dataclass
class _Found:
    """What a pattern asks of its subject, and the names that it binds."""

    tests: list[Expr] = field(default_factory=list)
    binds: list[Stmt] = field(default_factory=list)


class _Matches:
    """The `match` statements of one function."""

    def __init__(self, located: Located) -> None:
        self.located = located
        self.taken = {n.id for n in nodes.walk(located.node) if isinstance(n, gast.Name)}

    def in_blocks(self, node: Any) -> Any:
        """A node with the `match` statements in its blocks written as others."""
        for name in ("body", "orelse", "finalbody"):
            block = getattr(node, name, None)
            if isinstance(block, list) and any(isinstance(s, gast.Match) for s in block):
                setattr(node, name, [new for s in block for new in self.written(s)])
        return node

    def written(self, node: Stmt) -> list[Stmt]:
        if not isinstance(node, gast.Match):
            return [node]
        first, subject = self.subject(node)
        return [*first, *self.cases(node.cases, subject, node)]

    def fresh(self, wish: str) -> str:
        number, name = 1, wish
        while name in self.taken:
            number += 1
            name = f"{wish}_{number}"
        self.taken.add(name)
        return name

    def subject(self, node: Any) -> tuple[list[Stmt], Expr]:
        """The subject under a name, or the parts of a tuple each under one, where no case asks for the whole."""
        found = node.subject
        if isinstance(found, gast.Tuple) and found.elts and not any(isinstance(e, gast.Starred) for e in found.elts):
            if not any(_takes_whole(c.pattern) for c in node.cases):
                first, parts = [], []
                for element in found.elts:
                    assign, name = self.named(element, _word(element), node)
                    first += assign
                    parts.append(name)
                return first, nodes.tuple_(parts)
        return self.named(found, _word(found), node)

    def named(self, value: Expr, wish: str, node: Any) -> tuple[list[Stmt], Expr]:
        if isinstance(value, gast.Constant) or (isinstance(value, gast.Name) and value.id not in set(_bound_by(node))):
            return [], value
        name = self.fresh(wish)
        return [gast.copy_location(nodes.assign(name, value), value)], gast.copy_location(nodes.name(name), value)

    def cases(self, cases: Sequence[Any], subject: Expr, node: Any) -> list[Stmt]:
        """An `if` for the first case, the others in its `else`."""
        if not cases:
            return []
        case, rest = cases[0], self.cases(cases[1:], subject, node)
        found = self.pattern(case.pattern, subject, node)
        body = list(case.body)
        if case.guard is None:
            return self.chosen(found.tests, found.binds + body, rest, case)
        if not found.binds:
            return self.chosen([*found.tests, case.guard], body, rest, case)
        if not found.tests:
            return [*found.binds, *self.chosen([case.guard], body, rest, case)]
        taken = self.fresh("taken")
        bound = [*found.binds, gast.copy_location(nodes.assign(taken, case.guard), case.guard)]
        not_yet = gast.copy_location(nodes.assign(taken, nodes.constant(False)), case.body[0])
        guarded = gast.copy_location(nodes.if_(self.joined(found.tests, case), bound), case.body[0])
        return [not_yet, guarded, *self.chosen([gast.copy_location(nodes.name(taken), case.body[0])], body, rest, case)]

    def chosen(self, tests: list[Expr], body: list[Stmt], rest: list[Stmt], case: Any) -> list[Stmt]:
        if not tests:
            return body
        return [gast.copy_location(nodes.if_(self.joined(tests, case), body, rest), case.body[0])]

    def joined(self, tests: list[Expr], case: Any) -> Expr:
        found = tests[0] if len(tests) == 1 else gast.BoolOp(gast.And(), nodes.copy_all(tests))
        return _placed(found, case.pattern)

    # patterns

    def pattern(self, pattern: Any, subject: Expr, node: Any) -> _Found:
        """What a pattern asks of a subject and binds to parts of it."""
        kind = type(pattern).__name__
        handler: Callable[..., _Found] = getattr(self, f"_{kind.lower()}")
        found = handler(pattern, subject, node)
        for item in [*found.tests, *found.binds]:
            _placed(item, pattern)
        return found

    def _matchvalue(self, pattern: Any, subject: Expr, node: Any) -> _Found:
        return _Found([gast.Compare(nodes.copy(subject), [gast.Eq()], [pattern.value])])

    def _matchsingleton(self, pattern: Any, subject: Expr, node: Any) -> _Found:
        return _Found([gast.Compare(nodes.copy(subject), [gast.Is()], [nodes.constant(pattern.value)])])

    def _matchas(self, pattern: Any, subject: Expr, node: Any) -> _Found:
        found = _Found() if pattern.pattern is None else self.pattern(pattern.pattern, subject, node)
        binds = [] if pattern.name is None else [nodes.assign(pattern.name, nodes.copy(subject))]
        return _Found(found.tests, found.binds + binds)

    def _matchor(self, pattern: Any, subject: Expr, node: Any) -> _Found:
        ways = [self.pattern(p, subject, node) for p in pattern.patterns]
        tests = [_all(way.tests) for way in ways]
        binds = list(ways[-1].binds)
        for test, way in zip(tests[-2::-1], ways[-2::-1]):
            binds = [nodes.if_(nodes.copy(test), way.binds, binds)] if way.binds else binds
        always = any(not way.tests for way in ways)
        return _Found([] if always else [gast.BoolOp(gast.Or(), tests)], binds)

    def _matchsequence(self, pattern: Any, subject: Expr, node: Any) -> _Found:
        parts = pattern.patterns
        star = next((k for k, p in enumerate(parts) if isinstance(p, gast.MatchStar)), None)
        if isinstance(subject, gast.Tuple):
            return self.of_parts(parts, star, subject, node)
        count = len(parts) if star is None else len(parts) - 1
        length = nodes.call(nodes.name("<len>"), nodes.copy(subject))
        found = _Found([nodes.call(nodes.attribute(nodes.name("<rt>"), "is_sequence"), nodes.copy(subject))])
        if star is None or count:
            compare = gast.Eq() if star is None else gast.GtE()
            found.tests.append(gast.Compare(length, [compare], [nodes.constant(count)]))
        for position, part in enumerate(parts):
            if position == star:
                if part.name is not None:
                    after = len(parts) - 1 - position
                    upper = nodes.negative(nodes.constant(after)) if after else None
                    rest = nodes.subscript(nodes.copy(subject), gast.Slice(nodes.constant(position), upper, None))
                    found.binds.append(nodes.assign(part.name, nodes.call(nodes.name("<list>"), rest)))
                continue
            index = position if star is None or position < star else position - len(parts)
            at = nodes.constant(index) if index >= 0 else nodes.negative(nodes.constant(-index))
            self.add(found, part, nodes.subscript(nodes.copy(subject), at), node)
        return found

    def of_parts(self, parts: Sequence[Any], star: int | None, subject: gast.Tuple, node: Any) -> _Found:
        """A sequence pattern for a tuple of which each element has a name."""
        given = subject.elts
        count = len(parts) if star is None else len(parts) - 1
        if len(given) < count or (star is None and len(given) > count):
            return _Found([nodes.constant(False)])
        found = _Found()
        for position, part in enumerate(parts):
            if position == star:
                if part.name is not None:
                    rest = given[position : len(given) - (len(parts) - 1 - position)]
                    found.binds.append(nodes.assign(part.name, nodes.list_(nodes.copy_all(rest))))
                continue
            index = position if star is None or position < star else position - len(parts)
            self.add(found, part, given[index], node)
        return found

    def _matchmapping(self, pattern: Any, subject: Expr, node: Any) -> _Found:
        found = _Found([nodes.call(nodes.attribute(nodes.name("<rt>"), "is_mapping"), nodes.copy(subject))])
        for key, part in zip(pattern.keys, pattern.patterns):
            found.tests.append(gast.Compare(nodes.copy(key), [gast.In()], [nodes.copy(subject)]))
            self.add(found, part, nodes.subscript(nodes.copy(subject), nodes.copy(key)), node)
        if pattern.rest is not None:
            rest = nodes.call(nodes.attribute(nodes.name("<rt>"), "rest_of"), nodes.copy(subject), *nodes.copy_all(pattern.keys))
            found.binds.append(nodes.assign(pattern.rest, rest))
        return found

    def _matchclass(self, pattern: Any, subject: Expr, node: Any) -> _Found:
        cls = self.class_of(pattern)
        if isinstance(subject, gast.Tuple):
            raise self.error(pattern, "a class pattern for a tuple that is written here", "Give the tuple a name.")
        found = _Found([nodes.call(nodes.name("<isinstance>"), nodes.copy(subject), pattern.cls)])
        if not hasattr(cls, "__match_args__") and issubclass(cls, ITSELF) and len(pattern.patterns) == 1:
            self.add(found, pattern.patterns[0], subject, node)
            positional: Sequence[str] = ()
        else:
            positional = getattr(cls, "__match_args__", ())
            if len(pattern.patterns) > len(positional):
                raise self.error(pattern, f"`{cls.__name__}` has {len(positional)} positional part(s) to match",
                                 "Match its attributes by name.")  # fmt: skip
        named = [*zip(positional, pattern.patterns), *zip(pattern.kwd_attrs, pattern.kwd_patterns)]
        for name, part in named:
            if not _has_always(cls, name):
                found.tests.append(nodes.call(nodes.name("<hasattr>"), nodes.copy(subject), nodes.constant(name)))
            self.add(found, part, nodes.attribute(nodes.copy(subject), name), node)
        return found

    def class_of(self, pattern: Any) -> type:
        parts = nodes.dotted(pattern.cls)
        binding = None if parts is None else find_binding(self.located.function, parts[0])
        found = MISSING if binding is None or parts is None else attributes(binding.value, parts[1:])
        if not isinstance(found, type):
            raise self.error(pattern, "which class this pattern names is known only when the program runs",
                             "Name a class of the module.")  # fmt: skip
        return found

    def add(self, found: _Found, part: Any, subject: Expr, node: Any) -> None:
        """The demands of a part of a pattern."""
        inner = self.pattern(part, subject, node)
        found.tests += inner.tests
        found.binds += inner.binds

    def error(self, node: Any, reason: str, way_out: str) -> UnsupportedSyntaxError:
        return UnsupportedSyntaxError(reason, way_out=way_out, location=self.located.place(node))


def _all(tests: Sequence[Expr]) -> Expr:
    if len(tests) == 1:
        return tests[0]
    return gast.BoolOp(gast.And(), list(tests)) if tests else nodes.constant(True)


def _placed(node: Any, origin: Any) -> Any:
    """The node and what is inside it, at the place of a pattern where it has none of its own."""
    for part in nodes.walk(node):
        if not hasattr(part, "lineno"):
            gast.copy_location(part, origin)
    return node


def _takes_whole(pattern: Any) -> bool:
    """Whether a pattern asks for more of its subject than the elements."""
    if isinstance(pattern, gast.MatchOr):
        return any(map(_takes_whole, pattern.patterns))
    if isinstance(pattern, gast.MatchAs):
        return pattern.name is not None or (pattern.pattern is not None and _takes_whole(pattern.pattern))
    return not isinstance(pattern, gast.MatchSequence)


def _bound_by(node: Any) -> Iterator[str]:
    """The names that a `match` statement may assign before a case runs."""
    heads = [node.subject, *(p for c in node.cases for p in (c.pattern, c.guard) if p is not None)]
    for item in [item for head in heads for item in nodes.walk(head)]:
        name = getattr(item, "name", None) or getattr(item, "rest", None)
        if isinstance(item, (gast.MatchAs, gast.MatchStar, gast.MatchMapping)) and name is not None:
            yield name
        if isinstance(item, gast.Name) and isinstance(item.ctx, gast.Store):
            yield item.id


def _has_always(cls: type, name: str) -> bool:
    """Whether each object of a class has an attribute."""
    fields = {f.name for f in dataclasses.fields(cls)} if dataclasses.is_dataclass(cls) else set()
    return name in fields or hasattr(cls, name)


def _word(node: Expr) -> str:
    """A name for what is matched."""
    if isinstance(node, gast.Subscript) and isinstance(node.slice, gast.Constant) and isinstance(node.slice.value, str):
        return node.slice.value if node.slice.value.isidentifier() else "subject"
    parts = nodes.dotted(node)
    return "subject" if parts is None else parts[-1]

"""What has no cotangent of its own: arrays under several names of which one is written, lists that grow after they were read.

Guarantee: after these checks each array that is written in place has one place for its cotangent wherever it is read.
"""

from __future__ import annotations

import gast

from sourcead import nodes
from sourcead.analysis.aliases import chain, is_exact_view, is_held, sources
from sourcead.analysis.cells import Cell, Sharing
from sourcead.analysis.contiguity import contiguous_names
from sourcead.analysis.liveness import Liveness
from sourcead.analysis.walk import assigned, changed_container, element_read, reads, statements, stored
from sourcead.differentiate.course import Course
from sourcead.differentiate.identities import Identities, resized
from sourcead.differentiate.overlaps import check_overlap
from sourcead.differentiate.recompute import Recompute, base_of, uses
from sourcead.differentiate.records import Facts, alias_error
from sourcead.errors import AliasError, UnsupportedSyntaxError
from sourcead.nodes import Expr, Stmt
from sourcead.normalize.changing import LAID_OUT
from sourcead.types.values import Array, DictOf, ListOf, Number, Unknown


def check(facts: Facts, recompute: Recompute) -> None:
    """Raise for what has no place for its cotangent."""
    _check_views(facts, recompute)
    _check_layouts(facts, recompute)
    sharing, live = Sharing(facts.program.tree.body, facts.typing), Liveness(facts.program.tree.body)
    for statement in recompute.all:
        check_overlap(statement, facts)
        _check_untracked(statement, facts, recompute, sharing, live)
        _check_held(statement, facts, recompute, sharing)
        _check_growing(statement, facts, recompute, live)
        _check_global(statement, facts)


def check_forward(facts: Facts) -> None:
    """The same for forward mode, where tangents share memory as values do: raise for what may be a view or a copy."""
    course = Course(facts)
    for statement in course.all:
        check_overlap(statement, facts)
    _check_layouts(facts, course)


def _check_layouts(facts: Facts, course: Course) -> None:
    """Raise for what is a view or a copy by how an array lies in memory: one that is copied on entry may lie in another way."""
    maybe = [s for s in course.all if _may_be_view(s, facts)]
    contiguous = contiguous_names(facts.program, facts.typing) if maybe else frozenset()
    open_ = [s for s in maybe if not is_exact_view(s, contiguous, facts.typing)]
    sharing = Sharing(facts.program.tree.body, facts.typing) if open_ else None
    for statement in open_:
        assert sharing is not None
        _check_shared(statement, facts, course, sharing)


def _may_be_view(statement: Stmt, facts: Facts) -> bool:
    """Whether a statement calls a function of a library that may give a view of a written array: active, or of an argument."""
    name, call = assigned(statement), getattr(statement, "value", None)
    if (
        name is None
        or not isinstance(call, gast.Call)
        or facts.program.callee(call) is not None
        or element_read(call) is not None
        or (call.func.attr if isinstance(call.func, gast.Attribute) else getattr(call.func, "id", "")) not in LAID_OUT
    ):
        return False
    if (
        not isinstance(facts.type(name), (Array, Unknown))
        or not facts.aliases.is_written(name)
        or not sources(call, facts.typing)
    ):
        return False
    return facts.is_active(name) or bool(facts.aliases.class_of(name) & set(facts.program.params))


def _check_views(facts: Facts, recompute: Recompute) -> None:
    """A view of an array that is written in place must be the same view wherever it is used."""
    for name, view in facts.aliases.views.items():
        if not facts.aliases.is_written(name) or not facts.is_active(name):
            continue
        define = recompute.definition[name]
        needed = {view.base, *nodes.free_names(getattr(define, "value", nodes.constant(0)))} - set(facts.program.env)
        seen = [n for n in facts.aliases.views if name in chain(n, facts.aliases.views)]  # it is a step to their places, too
        for reader in recompute.all:
            used = reader is not define and any(uses(reader, n) for n in (name, *seen))
            if used and not recompute.unchanged(define, reader, needed, memory=False):
                raise alias_error(name, view.base, define)
        moved = _changed_while(name, view.base, define, facts, recompute) if name in facts.aliases.elements else []
        if any(_moves_elements(s, view.base, facts) for s in moved):
            raise alias_error(name, view.base, define)


def _changed_while(name: str, base: str, define: Stmt, facts: Facts, recompute: Recompute) -> list[Stmt]:
    """The statements that may change what holds an element after it has got a name: of a dict, while the name is used."""
    if not isinstance(facts.type(base), DictOf):
        return recompute.changed_later(name, define)
    order, loops = recompute.nest.order, recompute.nest.loops
    views = {n for n in facts.aliases.views if name in chain(n, facts.aliases.views)} | {name}
    readers = [s for s in recompute.all if s is not define and views & (reads(s) | {assigned(s)})]
    first, around = order[id(define)], loops[id(define)]
    if any(order[id(r)] < first for r in readers):
        return recompute.changed_later(name, define)
    ends = [statements([inner[len(around)]]) if len(inner := loops[id(r)]) > len(around) else [r] for r in readers]
    last = max((order[id(s)] for group in ends for s in group), default=first)
    return [s for s in recompute.all if first < order[id(s)] <= last]


def _moves_elements(statement: Stmt, base: str, facts: Facts) -> bool:
    """Whether a statement changes which elements a list has, or a list that may be it."""
    place = stored(statement)
    changed = changed_container(statement) or (None if place is None else place.value.id)
    if changed is None and isinstance(statement, gast.AugAssign):
        changed = assigned(statement)
    if changed is None or isinstance(facts.type(changed), Array):
        return False
    elements = facts.aliases.elements
    return changed == base or (base in elements and elements.get(changed) == elements[base])


def _check_untracked(statement: Stmt, facts: Facts, recompute: Course, sharing: Sharing, live: Liveness) -> None:
    """A name that may or may not refer to a written array, by what ran before, has no place for its cotangent."""
    name, value = assigned(statement), getattr(statement, "value", None)
    if name is None or isinstance(statement, gast.AugAssign) or name in facts.aliases.views:
        return
    if not facts.is_active(name) or isinstance(facts.type(name), Number):
        return
    if isinstance(value, gast.Name) and not is_held(value.id, live[id(statement)], facts.aliases.views):
        return  # the array just gets another name
    _check_shared(statement, facts, recompute, sharing)


def _check_shared(statement: Stmt, facts: Facts, recompute: Course, sharing: Sharing) -> None:
    """What may share memory with a written array is not read after the one is written under the name of the other."""
    name, value = str(assigned(statement)), getattr(statement, "value", None)
    shared = [n for n in sources(value, facts.typing) if facts.aliases.is_written(n) and facts.aliases.share(n, name)]
    if not isinstance(facts.type(name), (Array, Unknown)):  # the rows of an array, as a list
        packs = isinstance(value, (gast.Tuple, gast.List, gast.Dict))
        shared = [n for n in shared if not packs and isinstance(facts.type(n), Array)]
    stays = not isinstance(value, gast.Name) and not _takes_out(value)
    goes_back = [n for n in shared if stays and (n, None) in sharing.derived((name, None))]  # it is put where it is already
    torn = any(_is_torn_again((n, None), name, statement, facts, recompute, sharing) for n in goes_back)
    if torn or (shared and _is_torn((name, None), statement, facts, recompute, sharing)):
        raise alias_error(name, shared[0], statement)


def _check_held(statement: Stmt, facts: Facts, recompute: Course, sharing: Sharing) -> None:
    """An array that is put into a container has its cotangent there: it must not be written under its other names."""
    for cell, element in sharing.held(statement):
        if not facts.is_active(element) or not isinstance(facts.type(element), (Array, Unknown)):
            continue
        if not facts.aliases.is_written(element):
            continue
        came_out = (element, None) in sharing.derived(cell)  # what was taken out of the container is put back into it
        torn = came_out and _is_torn_again(cell, element, statement, facts, recompute, sharing)
        if torn or (not came_out and _is_torn(cell, statement, facts, recompute, sharing)):
            raise AliasError(
                f"`{cell[0]}` holds `{element}`, which is written in place: what the gradient would be cannot be decided",
                way_out=f"Put a copy into it: `{element}.copy()`.",
                location=nodes.location(statement),
            )


def _is_torn(cell: Cell, define: Stmt, facts: Facts, recompute: Course, sharing: Sharing) -> bool:
    """Whether what a cell reaches may be read after it was written under another name since `define` ran, or the reverse."""
    derived = sharing.derived(cell)
    return _parts_meet(derived, sharing.connected(cell) - derived, cell, define, facts, recompute, sharing)


def _is_torn_again(cell: Cell, name: str, define: Stmt, facts: Facts, recompute: Course, sharing: Sharing) -> bool:
    """The same for an array that is taken out of a container and put into it: by the names that it has outside."""
    outside = sharing.connected((name, None), without=cell)
    return _parts_meet(outside, sharing.derived(cell) - outside, cell, define, facts, recompute, sharing, taken=True)


def _parts_meet(
    first: set[Cell], second: set[Cell], cell: Cell, define: Stmt, facts: Facts, recompute: Course, sharing: Sharing,
    *, taken: bool = False,
) -> bool:  # fmt: skip
    """Whether one of two parts of what shares memory may be read after the other was written since `define` ran."""
    for write in recompute.written_later(cell[0], define):
        base = (base_of(write), None)
        if not isinstance(facts.type(base[0]), (Array, Unknown)) or _is_new(write, define, facts, recompute, taken=taken):
            continue
        if base in first and _read_later(second, write, recompute, sharing):
            return True
        if base in second and _read_between(first, define, write, recompute, sharing):
            return True
    return False


def _is_new(write: Stmt, define: Stmt, facts: Facts, recompute: Course, *, taken: bool = False) -> bool:
    """Whether the array that is written was made since the definition ran, whichever way control came.

    `taken`: or got its name since then, when it was taken out of a container.
    """
    order, nest = recompute.nest.order, recompute.nest
    root = [base_of(write), *chain(base_of(write), facts.aliases.views)][-1]
    made = [s for s in recompute.all if isinstance(s, gast.Assign) and assigned(s) == root]
    made = [s for s in made if not sources(s.value, facts.typing) or (taken and _takes_out(s.value))]
    before = [s for s in made if recompute.precedes(s, write)]
    common = nest.common(define, write)
    if order[id(define)] < order[id(write)] and not any(order[id(define)] < order[id(s)] for s in before):
        return False
    if not common:
        return True
    around = recompute.blocks_around(define)
    after = [s for s in made if order[id(s)] > order[id(define)] and _starts_with(around, recompute.blocks_around(s))]
    return any(common[-1] in nest.loops[id(s)] for s in before + after)


def _takes_out(value: Expr) -> bool:
    return isinstance(value, gast.Call) and isinstance(value.func, gast.Attribute) and value.func.attr == "pop"


def _starts_with(path: tuple[int, ...], start: tuple[int, ...]) -> bool:
    return path[: len(start)] == start


def _reads(statement: Stmt, cell: Cell, sharing: Sharing) -> bool:
    """Whether a statement reads a name, or that element of it."""
    found = sharing.element_read(statement)
    if found is not None and found[0] == cell[0]:
        return found == cell or cell[1] is None
    return uses(statement, cell[0])


def _read_between(cells: set[Cell], define: Stmt, write: Stmt, recompute: Course, sharing: Sharing) -> bool:
    """Whether one of the cells may be read after a write that followed their definition."""
    order, loops = recompute.nest.order, recompute.nest.loops
    binds = assigned(define) is not None
    for reader in recompute.all:
        if order[id(reader)] <= order[id(define)] or not any(_reads(reader, c, sharing) for c in cells):
            continue
        if order[id(define)] < order[id(write)] < order[id(reader)]:
            return True
        shared = [loop for loop in loops[id(write)] if loop in loops[id(reader)]]
        if shared and not (binds and shared[-1] in loops[id(define)] and recompute.precedes(define, reader)):
            return True
        if order[id(write)] < order[id(define)] and not shared and not (binds and _is_last(define, write, recompute)):
            return True
    return False


def _is_last(define: Stmt, write: Stmt, recompute: Course) -> bool:
    """Whether a definition runs after a write in each iteration of the loop around both."""
    common = recompute.nest.common(define, write)
    return bool(common) and any(s is define for s in common[-1].body)


def _read_later(cells: set[Cell], write: Stmt, recompute: Course, sharing: Sharing) -> bool:
    """Whether one of the cells may be read after a write, not bound anew in between."""
    order, loops = recompute.nest.order, recompute.nest.loops
    for cell in cells:
        bound = recompute.definition.get(cell[0])
        for reader in recompute.all:
            if reader is write or not _reads(reader, cell, sharing):
                continue
            if order[id(write)] < order[id(reader)]:
                return True
            shared = [loop for loop in loops[id(write)] if loop in loops[id(reader)]]
            anew = isinstance(bound, gast.Assign) and shared and shared[-1] in loops[id(bound)]
            if shared and not (anew and recompute.precedes(bound, reader)):
                return True
    return False


def _check_global(statement: Stmt, facts: Facts) -> None:
    """An array that a global variable is given stays as it is: the reverse sweep would change it back."""
    call = statement.value if isinstance(statement, gast.Expr) else None
    if not isinstance(call, gast.Call) or facts.typing.callee(call.func) is not setattr:
        return
    value = call.args[2].id if isinstance(call.args[2], gast.Name) else ""
    if value and not isinstance(facts.type(value), Number) and facts.aliases.is_written(value):
        raise UnsupportedSyntaxError(
            f"the global variable `{call.args[1].value}` is given an array that is written in place",
            way_out="Give it a copy: `.copy()`.",
            location=nodes.location(statement),
        )


def _comes_again(name: str, define: Stmt, recompute: Recompute) -> bool:
    """Whether a loop binds a second name of what it has not made itself: in each iteration to what may have grown since."""
    loop, bound = recompute.nest.loops[id(define)][-1:], recompute.definition.get(name)
    anew = isinstance(bound, gast.Assign) and loop and loop[0] in recompute.nest.loops[id(bound)]
    return bool(loop) and not (anew and recompute.precedes(bound, define))


def _check_growing(statement: Stmt, facts: Facts, recompute: Recompute, live: Liveness) -> None:
    """The reverse of what reads a list as a whole finds it as it is at the end."""
    if isinstance(statement, gast.For):
        backwards = statement not in recompute.quiet
        names = nodes.free_names(statement.iter) if backwards and isinstance(statement.iter, gast.Name) else set()
    elif isinstance(statement, gast.Assign) and isinstance(statement.value, gast.Name):
        held = facts.is_active(statement.value.id) and statement.value.id in live[id(statement)]
        names = {statement.value.id} if held else set()  # its cotangent is that of the other name, as a whole
    else:
        formulas = facts.records[id(statement)].formulas if facts.records[id(statement)].kind == "value" else ()
        names = {n for f in formulas for n in nodes.free_names(f.value)}
    for name in sorted(names):
        if not isinstance(facts.type(name), ListOf) or not isinstance(statement, (gast.For, gast.Assign)):
            continue
        if isinstance(getattr(statement, "value", None), gast.Name) and not _comes_again(name, statement, recompute):
            continue
        again = isinstance(statement, gast.For)  # it runs over what is then in the list
        later = recompute.changed_later(name, statement)
        changes = [s for s in later if changed_container(s) is not None or (again and resized(s, facts.typing))]
        if changes and any(Identities(facts.program, facts.typing).may_be(s, name, statement) for s in changes):
            raise UnsupportedSyntaxError(
                f"`{name}` is read as a whole here, and it grows afterwards",
                way_out=f"Read it by its elements, `{name}[i]`, or take what it holds now: `list({name})`.",
                location=nodes.location(statement),
            )

"""Products and sums collected: an expression is read as a sum of terms, like terms are put together, and it is written again."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

import gast

from sourcead import nodes
from sourcead.algebra.numbers import is_part, multiplied, number_of, reciprocal, with_number
from sourcead.algebra.staying import first_number, keeps, stays
from sourcead.nodes import Expr

LINEAR_CALLS = ("np.sum", "np.outer", "np.broadcast_to", "np.expand_dims", "np.reshape", "np.transpose")
SHAPING = ("axis", "keepdims", "where", "shape", "axes")  # keywords that leave a call linear


@dataclass(frozen=True)
class Shapes:
    """What the algebra asks about shapes and dtypes.

    `scalar(x)`: is an expression a number; `fills(x, shape)`: has it certainly the shape that `shape` tells;
    `covers(x, y)`: has it certainly the shape of `y`, to which it can be broadcast; `exceeds(x, shape)`: has it certainly more
    dimensions than `shape` tells, or longer ones; `ranked(x)`: is it known how many it has; `integer(x)`: are its elements
    integers or booleans in NumPy's arithmetic, where `True + True` is `True`, 200 + 100 may be 44 and -1 may be 255;
    `whole(x)`: is it an integer of Python's, which is as large as it needs to be, but becomes one of NumPy's beside such;
    `sequence(x)`: is it a list, tuple or text, which `+` joins and `*` repeats: such a sum is no number, and keeps its order.
    """

    scalar: Callable[[Expr], bool]
    fills: Callable[[Expr, Expr], bool]
    covers: Callable[[Expr, Expr], bool]
    integer: Callable[[Expr], bool] = lambda node: False
    exceeds: Callable[[Expr, Expr], bool] = lambda node, shape: False
    ranked: Callable[[Expr], bool] = lambda node: True
    whole: Callable[[Expr], bool] = lambda node: False
    sequence: Callable[[Expr], bool] = lambda node: False


@dataclass(frozen=True)
class Factor:
    """A power of an expression."""

    base: Expr
    power: int


@dataclass(frozen=True)
class Term:
    """`coefficient` times factors; zero outside `masks`; spread to the shape `spread` where that is not None.

    `lost`: what cancelled, so that only its shape is left of it.
    """

    coefficient: float
    factors: dict[object, Factor] = field(default_factory=dict)
    masks: tuple[tuple[Expr, bool], ...] = ()
    spread: Expr | None = None
    lost: tuple[Expr, ...] = ()


def simplify(node: Expr, shapes: Shapes) -> Expr:
    """The expression with its products and sums collected; other nodes are kept, their parts simplified."""
    if not _is_algebraic(node) or stays(node, shapes.sequence):
        return _simplified_arguments(node, shapes)
    return collected(node, shapes)


def collected(node: Expr, shapes: Shapes) -> Expr:
    """A sum of products in its simplest form, in the shape that it had: `x - x` is zeros like `x`."""
    if shapes.integer(node):  # it is meant to be integers: an index, a mask
        shapes = replace(shapes, integer=Shapes.integer, whole=Shapes.whole)
    return build_sum(terms_of(node, shapes), shapes)


def _is_algebraic(node: Expr) -> bool:
    if isinstance(node, gast.BinOp):
        return isinstance(node.op, (gast.Add, gast.Sub, gast.Mult, gast.Div, gast.Pow, gast.MatMult))
    if isinstance(node, gast.UnaryOp):
        return isinstance(node.op, gast.USub)
    return _mask(node) is not None or _spread(node) is not None or _linear(node)


def _linear(node: Expr) -> bool:
    if isinstance(node, gast.BinOp):
        return isinstance(node.op, gast.MatMult)
    known = isinstance(node, gast.Call) and ".".join(nodes.dotted(node.func) or ()) in LINEAR_CALLS
    return known and all(k.arg in SHAPING for k in node.keywords) and len(node.args) <= 2  # not of what `initial=` adds


def _mask(node: Expr) -> tuple[Expr, Expr, bool] | None:
    """(condition, value, True) of `np.where(condition, value, 0)`, False of `np.where(condition, 0, value)`."""
    if isinstance(node, gast.Call) and nodes.dotted(node.func) == ["np", "where"] and len(node.args) == 3:
        condition, left, right = node.args
        if number_of(right) == 0:
            return condition, left, True
        if number_of(left) == 0:
            return condition, right, False
    return None


def _spread(node: Expr) -> tuple[Expr, Expr] | None:
    if isinstance(node, gast.Call) and nodes.dotted(node.func) == ["np", "broadcast_to"] and len(node.args) == 2:
        return node.args[0], node.args[1]
    return None


def terms_of(node: Expr, shapes: Shapes) -> list[Term]:
    """The sum that an expression is."""
    if not isinstance(node, (gast.BinOp, gast.UnaryOp)) or stays(node, shapes.sequence):
        return [term_of(node, shapes)]
    if isinstance(node, gast.BinOp) and isinstance(node.op, (gast.Add, gast.Sub)):
        right = terms_of(node.right, shapes)
        if isinstance(node.op, gast.Sub):
            right = [replace(t, coefficient=-t.coefficient) for t in right]
        return terms_of(node.left, shapes) + right
    if isinstance(node, gast.UnaryOp) and isinstance(node.op, gast.USub):
        return [replace(t, coefficient=-t.coefficient) for t in terms_of(node.operand, shapes)]
    return [term_of(node, shapes)]


def term_of(node: Expr, shapes: Shapes) -> Term:
    """The product that an expression is."""
    if stays(node, shapes.sequence):
        return _factor_term(_simplified_arguments(node, shapes))
    value = number_of(node)
    if value is not None:
        return Term(value)
    if isinstance(node, gast.UnaryOp) and isinstance(node.op, gast.USub):
        inner = term_of(node.operand, shapes)
        return replace(inner, coefficient=-inner.coefficient)
    if isinstance(node, gast.BinOp):
        found = _binary_term(node, shapes)
        if found is not None:
            return found
    mask = _mask(node)
    if mask is not None:
        inner = term_of(mask[1], shapes)
        return replace(inner, masks=(*inner.masks, (mask[0], mask[2])))
    spread = _spread(node)
    if spread is not None:
        return replace(term_of(spread[0], shapes), spread=spread[1])
    if _linear(node):
        return _linear_term(node, shapes)
    return _factor_term(_simplified_arguments(node, shapes))


def _simplified_arguments(node: Expr, shapes: Shapes) -> Expr:
    """A call with its arguments, or what its method belongs to, in simplest form."""
    method = isinstance(node, gast.Call) and isinstance(node.func, gast.Attribute)
    if method and keeps(node.func.attr) and isinstance(node.func.value, (gast.BinOp, gast.UnaryOp)):
        owner = simplify(node.func.value, shapes)
        return gast.Call(nodes.attribute(owner, node.func.attr), node.args, node.keywords)
    if not isinstance(node, gast.Call) or not any(isinstance(a, (gast.BinOp, gast.UnaryOp, gast.Call)) for a in node.args):
        return node
    first = first_number(node.func)
    args = [*node.args[:first], *(simplify(a, shapes) for a in node.args[first:])] if first is not None else node.args
    return gast.Call(node.func, args, node.keywords)


def _factor_term(node: Expr, power: int = 1) -> Term:
    return Term(1, {nodes.key(node): Factor(node, power)})


def _binary_term(node: gast.BinOp, shapes: Shapes) -> Term | None:
    if isinstance(node.op, gast.Mult):
        left, right = term_of(node.left, shapes), term_of(node.right, shapes)
        left, right = _kept_in(left, node.left, node, shapes), _kept_in(right, node.right, node, shapes)
        both = left.spread is not None and right.spread is not None
        return None if both and not nodes.equal(left.spread, right.spread) else times(left, right)
    if isinstance(node.op, gast.Div):
        below = term_of(node.right, shapes)
        if below.coefficient != 0 and not below.masks and below.spread is None:
            return times(term_of(node.left, shapes), _inverse(below))
    if isinstance(node.op, gast.Pow):
        power = number_of(simplify(node.right, shapes))
        if power is not None and float(power).is_integer() and abs(power) <= 8 and number_of(node.left) is None:
            power = int(power)
            base = term_of(node.left, shapes)
            if power == 0:
                return Term(1, lost=(node.left,))
            if base.coefficient == 1 and not base.masks and base.spread is None:
                raised = {k: Factor(f.base, f.power * power) for k, f in base.factors.items()}
                return replace(base, factors=raised)
        if power is not None:
            return _factor_term(nodes.binop(node.left, gast.Pow, simplify(node.right, shapes)))
    if isinstance(node.op, (gast.Add, gast.Sub)):
        found = collected(node, shapes)
        return _factor_term(found) if _is_sum(found) else term_of(found, shapes)
    return None


def _kept_in(term: Term, factor: Expr, product: Expr, shapes: Shapes) -> Term:
    """A factor of a product, not spread where the product is larger than that: `np.broadcast_to(1.0, v.shape) * a` is `a`.

    Where it is not known how large the product is, it stays what it is.
    """
    if term.spread is None:
        return term
    if not shapes.ranked(product):
        return _factor_term(_simplified_arguments(factor, shapes))
    if not shapes.exceeds(product, term.spread):
        return term
    return replace(term, spread=None, lost=(*term.lost, _zeros(term.spread)))


def _inverse(term: Term) -> Term:
    below = {k: Factor(f.base, -f.power) for k, f in term.factors.items()}
    return Term(reciprocal(term.coefficient), below)


def _linear_term(node: Expr, shapes: Shapes) -> Term:
    """A number or sign is drawn out of a linear call: `np.sum(-x)` is `-np.sum(x)`."""
    if isinstance(node, gast.BinOp):
        left, right = _sign(node.left, shapes), _sign(node.right, shapes)
        inner = _factor_term(nodes.binop(left[1], gast.MatMult, right[1]))
        return replace(inner, coefficient=left[0] * right[0])
    assert isinstance(node, gast.Call)
    counted = _counted(node, shapes)
    if counted is not None:
        return counted
    sign, first = _sign(node.args[0], shapes)
    inner = _factor_term(gast.Call(node.func, [first, *node.args[1:]], node.keywords))
    return replace(inner, coefficient=sign)


def _counted(call: gast.Call, shapes: Shapes) -> Term | None:
    """The sum of a number that was spread over a shape: the number times the size."""
    spread = _spread(call.args[0])
    if nodes.dotted(call.func) != ["np", "sum"] or spread is None or call.keywords or len(call.args) > 1:
        return None
    value, shape = spread
    if not (shapes.scalar(value) and isinstance(shape, gast.Attribute) and shape.attr == "shape"):
        return None
    return times(term_of(value, shapes), _factor_term(nodes.attribute(shape.value, "size")))


def _sign(node: Expr, shapes: Shapes) -> tuple[float, Expr]:
    """The number in front of a product, and the rest."""
    if not isinstance(node, (gast.BinOp, gast.UnaryOp)) or not _is_algebraic(node) or _linear(node):
        return 1, node
    found = terms_of(collected(node, shapes), shapes)
    if len(found) == 1 and found[0].factors:
        return found[0].coefficient, build_product(replace(found[0], coefficient=1), shapes, real=True)
    return 1, build_sum(found, shapes)


def times(left: Term, right: Term) -> Term:
    """The product of two terms."""
    factors = dict(left.factors)
    lost = (*left.lost, *right.lost)
    for key, factor in right.factors.items():
        power = factor.power + (factors[key].power if key in factors else 0)
        if power == 0:
            del factors[key]
            lost = (*lost, factor.base)
        else:
            factors[key] = Factor(factor.base, power)
    spread = left.spread or right.spread
    if left.spread is not None and right.spread is not None and not nodes.equal(left.spread, right.spread):
        lost = (*lost, _zeros(right.spread))
    return Term(multiplied(left.coefficient, right.coefficient), factors, (*left.masks, *right.masks), spread, lost)


def build_product(term: Term, shapes: Shapes, *, real: bool = False) -> Expr:
    """The expression of a term: number, scalars, arrays; masked and spread last. `real`: not one of integers alone."""
    term = _flipped(term)
    factors = [part for f in term.factors.values() for part in _separate(f, shapes)]
    above = [f for f in factors if f.power > 0]
    below = [f for f in factors if f.power < 0]
    above.sort(key=lambda f: (shapes.integer(f.base), not shapes.scalar(f.base)))
    begun = Term(1, {k: f for k, f in term.factors.items() if f.power > 0})  # what is computed before anything is divided
    real = (real or term.coefficient < 0 or _multiplies(begun) or abs(term.coefficient) != 1) and _is_integer(begun, shapes)
    found = with_number(term.coefficient, [_power(f) for f in above], real=real)
    for factor in below:
        found = _divide(found, _power(Factor(factor.base, -factor.power)))
    for condition, keep in term.masks:
        zero = nodes.constant(0)
        branches = (found, zero) if keep else (zero, found)
        found = nodes.call("np.where", condition, *branches)
    if term.spread is not None and not any(shapes.fills(f.base, term.spread) for f in term.factors.values()):
        found = nodes.call("np.broadcast_to", found, term.spread)
    return found


def _is_integer(term: Term, shapes: Shapes) -> bool:
    """Whether a term would be computed in NumPy's integers."""
    return _is_whole(term, shapes) and any(shapes.integer(f.base) for f in term.factors.values())


def _is_whole(term: Term, shapes: Shapes) -> bool:
    """Whether a term would be computed in integers, NumPy's or Python's."""
    factors = term.factors.values()
    whole = all(f.power > 0 and (shapes.integer(f.base) or shapes.whole(f.base)) for f in factors)
    return whole and float(term.coefficient).is_integer()


def _multiplies(term: Term) -> bool:
    """Whether a term is more than one factor."""
    return abs(term.coefficient) != 1 or sum(f.power for f in term.factors.values()) > 1


def _separate(factor: Factor, shapes: Shapes) -> list[Factor]:
    """A power of integers as a product, whose partial products are floats."""
    if abs(factor.power) == 1 or not shapes.integer(factor.base):
        return [factor]
    return [Factor(factor.base, 1 if factor.power > 0 else -1)] * abs(factor.power)


def _flipped(term: Term) -> Term:
    """A minus sign goes into a difference: `-(a - b) * x` is `(b - a) * x`."""
    if term.coefficient < 0:
        for key, factor in term.factors.items():
            base = factor.base
            if factor.power == 1 and isinstance(base, gast.BinOp) and isinstance(base.op, gast.Sub):
                if not isinstance(base.left, gast.BinOp) or not isinstance(base.left.op, (gast.Add, gast.Sub)):
                    other = nodes.binop(base.right, gast.Sub, base.left)
                    factors = {k: Factor(other, 1) if k == key else f for k, f in term.factors.items()}
                    return replace(term, coefficient=-term.coefficient, factors=factors)
    return term


def _divide(left: Expr, right: Expr) -> Expr:
    return nodes.binop(left, gast.Div, right)


def _power(factor: Factor) -> Expr:
    return factor.base if factor.power == 1 else nodes.binop(factor.base, gast.Pow, nodes.constant(factor.power))


def build_sum(terms: Iterable[Term], shapes: Shapes) -> Expr:
    """The expression of a sum: like terms together, common factors drawn out, a positive term first."""
    merged = _merge([part for term in terms for part in _opened(term, shapes)])
    lost = [base for term in merged for base in (term.lost if term.coefficient else _bases(term))]
    left = [replace(term, lost=()) for term in merged if term.coefficient]
    return _in_shape(_built(left, shapes), [base for base in lost if not shapes.scalar(base)], shapes)


def _bases(term: Term) -> tuple[Expr, ...]:
    """All that has a say in a term's shape."""
    spread = () if term.spread is None else (_zeros(term.spread),)
    return (*term.lost, *(f.base for f in term.factors.values()), *spread, *(m[0] for m in term.masks))


def _zeros(shape: Expr) -> Expr:
    return nodes.call("np.broadcast_to", nodes.constant(0.0), nodes.copy(shape))


def _in_shape(found: Expr, lost: list[Expr], shapes: Shapes) -> Expr:
    """`found`, in the shape that it had with what was lost."""
    whole = found
    for base in lost:
        whole = nodes.binop(whole, gast.Mult, nodes.copy(base))
    if not lost or shapes.covers(found, whole):
        return found
    spread = next((s[1] for s in map(_spread, lost) if s is not None and shapes.covers(_zeros(s[1]), whole)), None)
    if spread is not None:
        return nodes.call("np.broadcast_to", found, spread)
    like = next((base for base in lost if is_part(base) and shapes.covers(base, whole)), None)
    if like is not None:
        return nodes.call("np.broadcast_to", found, nodes.attribute(nodes.copy(like), "shape"))
    sizes = [nodes.call("np.shape", nodes.copy(part)) for part in (found, *lost)]
    return nodes.call("np.broadcast_to", found, nodes.call("np.broadcast_shapes", *sizes))


def _built(merged: list[Term], shapes: Shapes) -> Expr:
    """The expression of a sum of unlike terms."""
    if not merged:
        return nodes.constant(0.0)
    if len(merged) == 1:
        return build_product(merged[0], shapes, real=True)
    common = _common(merged)
    if common.factors or common.coefficient != 1 or common.masks:
        return build_product(times(common, _as_term(_without(merged, common), shapes)), shapes)
    return _added(_group_numbers(merged, shapes), shapes)


def _opened(term: Term, shapes: Shapes) -> list[Term]:
    """A term that is a sum and nothing else, as the terms of that sum."""
    factors = list(term.factors.values())
    lone = len(factors) == 1 and factors[0].power == 1 and abs(term.coefficient) == 1
    if not lone or not _is_sum(factors[0].base) or term.masks or term.spread is not None:
        return [term]
    inner = terms_of(factors[0].base, shapes)
    return [replace(t, coefficient=multiplied(t.coefficient, term.coefficient)) for t in inner]


def _as_term(terms: list[Term], shapes: Shapes) -> Term:
    spreads = [t.spread for t in terms]
    inner = build_sum([replace(t, spread=None) for t in terms] if all(s is not None for s in spreads) else terms, shapes)
    whole = term_of(inner, shapes) if not _is_sum(inner) else _factor_term(inner)
    return replace(whole, spread=spreads[0]) if all(s is not None for s in spreads) else whole


def _is_sum(node: Expr) -> bool:
    return isinstance(node, gast.BinOp) and isinstance(node.op, (gast.Add, gast.Sub))


def _merge(terms: Iterable[Term]) -> list[Term]:
    """Like terms together; what cancelled stays, with the coefficient 0."""
    merged: dict[object, Term] = {}
    for term in terms:
        powers = frozenset((k, f.power) for k, f in term.factors.items())
        key = (powers, nodes.key([m[0] for m in term.masks]), tuple(m[1] for m in term.masks), nodes.key(term.spread))
        old = merged.get(key)
        if old is not None:
            term = replace(old, coefficient=old.coefficient + term.coefficient, lost=(*old.lost, *term.lost))
        merged[key] = term
    return list(merged.values())


def _common(terms: list[Term]) -> Term:
    """The factors, number and masks that all terms share."""
    first = terms[0]
    factors = {}
    for key, factor in first.factors.items():
        powers = [t.factors[key].power if key in t.factors else 0 for t in terms]
        if all(p > 0 for p in powers):
            factors[key] = Factor(factor.base, min(powers))
        elif all(p < 0 for p in powers):
            factors[key] = Factor(factor.base, max(powers))
    sizes = {abs(t.coefficient) for t in terms}
    number = sizes.pop() if len(sizes) == 1 else 1
    if number != 1 and all(t.coefficient < 0 for t in terms):
        number = -number
    masks = (
        first.masks if all(nodes.key([m[0] for m in t.masks]) == nodes.key([m[0] for m in first.masks]) for t in terms) else ()
    )
    if any([m[1] for m in t.masks] != [m[1] for m in first.masks] for t in terms):
        masks = ()
    return Term(number, factors, masks)


def _without(terms: list[Term], common: Term) -> list[Term]:
    out = []
    for term in terms:
        factors = {
            k: Factor(f.base, f.power - common.factors[k].power) if k in common.factors else f for k, f in term.factors.items()
        }
        kept = {k: f for k, f in factors.items() if f.power != 0}
        sign = -1 if (term.coefficient < 0) != (common.coefficient < 0) else 1
        number = term.coefficient if common.coefficient == 1 else sign
        out.append(replace(term, coefficient=number, factors=kept, masks=() if common.masks else term.masks))
    return out


def _group_numbers(terms: list[Term], shapes: Shapes) -> list[Term]:
    """Terms with the same number other than 1 are added first: `0.1 * a + 0.1 * b` is `0.1 * (a + b)`."""
    groups: dict[float, list[Term]] = {}
    for term in terms:
        plain = not term.masks and term.spread is None and term.factors
        groups.setdefault(abs(term.coefficient) if plain else math.nan, []).append(term)
    out: list[Term] = []
    for number, group in groups.items():
        if number == 1 or math.isnan(number) or len(group) == 1:
            out += group
            continue
        sign = -1 if group[0].coefficient < 0 else 1
        inner = [replace(t, coefficient=1 if t.coefficient * sign > 0 else -1) for t in group]
        out.append(times(Term(sign * number), _as_term(inner, shapes)))
    return sorted(out, key=lambda t: _rank(t, terms))


def _rank(term: Term, terms: list[Term]) -> int:
    return next(
        (i for i, t in enumerate(terms) if t is term),
        next((i for i, t in enumerate(terms) if abs(t.coefficient) == abs(term.coefficient)), 0),
    )


def _added(terms: list[Term], shapes: Shapes) -> Expr:
    terms = _unspread(terms, shapes)
    first = next((i for i, t in enumerate(terms) if t.coefficient > 0), None)
    if first is None:
        return nodes.negative(_added([replace(t, coefficient=-t.coefficient) for t in terms], shapes))
    others = terms[:first] + terms[first + 1 :]
    begun = (terms[first], *others[:1])  # what is added first: two masks are one mask
    integers = all(_is_whole(t, shapes) for t in begun) and any(_is_integer(t, shapes) for t in begun)
    found = build_product(terms[first], shapes, real=integers or _multiplies(terms[first]))
    if integers and not _is_integer(terms[first], shapes):
        found = nodes.binop(nodes.constant(1.0), gast.Mult, found)
    for term in others:
        op = gast.Add if term.coefficient > 0 else gast.Sub
        positive = replace(term, coefficient=abs(term.coefficient))
        found = nodes.binop(found, op, build_product(positive, shapes, real=_multiplies(term)))
    return found


def _unspread(terms: list[Term], shapes: Shapes) -> list[Term]:
    """A term need not be spread where it is added to one that has the full shape."""

    def full(term: Term) -> bool:
        return any(t.spread is not None and any(shapes.fills(f.base, t.spread) for f in term.factors.values()) for t in terms)

    if not any(map(full, terms)):
        return terms
    return [replace(t, spread=None) for t in terms]

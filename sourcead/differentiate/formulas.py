"""A statement's derivative as formulas: the rule of its operation, instantiated, broadcasting undone.

Guarantee: the formula of an operand has the operand's shape and kind (real or complex); an operation without a rule for an active
operand raises `MissingRuleError`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import gast
import numpy as np

from sourcead import nodes, runtime
from sourcead.differentiate.lowering import gives_structure, lower
from sourcead.errors import MissingRuleError
from sourcead.nodes import Expr
from sourcead.rules import registry
from sourcead.rules.forms import Rule
from sourcead.rules.names import denoted
from sourcead.types.conditions import has_complex, holds, is_flat, is_of
from sourcead.types.infer import Typing
from sourcead.types.values import (
    Array,
    DictOf,
    Dim,
    Fixed,
    LinearMap,
    ListOf,
    Loose,
    Number,
    Static,
    Type,
    Unknown,
    is_linear_map,
    number_kind,
    shape_of,
)

G = "<g>"  # stands for the cotangent of the result; no identifier, so no user's name can clash with it
OLD = "<old>"  # stands for what an in-place update finds: it has the shape of the result
OUT = "<out>"  # stands for the result's value
ZERO = nodes.constant(0)
SHOWN = 4  # forms of one function in a message
DOUBLE = ("float64", "complex128", "int64", "bool")
WIDER = {"float64": ("float32", "float16"), "complex128": ("complex64",)}  # what is given up when a product loses its factor 1.0


@dataclass(frozen=True)
class Formula:
    """What an operand's cotangent grows by: an expression over primal names, `G` and `OUT`."""

    operand: str
    value: Expr


def formulas(
    operation: Expr, result: Type, typing: Typing, active: Callable[[str], bool], mask: Expr | None = None
) -> Iterator[Formula]:
    """The formulas of all active operands of an operation; `mask`: where the operation is done at all."""
    if isinstance(operation, gast.Call) and typing.callee(operation.func) is runtime.masked:
        yield from _masked(operation, result, typing, active)
        return
    if isinstance(operation, gast.Name):
        if active(operation.id):
            yield Formula(operation.id, of_kind(nodes.name(G), result, operation.id, typing))
        return
    if isinstance(operation, gast.Compare) or (isinstance(operation, gast.UnaryOp) and isinstance(operation.op, gast.Not)):
        return  # true or false, whatever the operands are near by
    rules, args, keywords = candidates(operation, typing)
    rules = tuple(r for r in rules if mask is None or r.kind in ("elementwise", "nondifferentiable"))
    wanted = sorted({n for n in nodes.names([*args, *keywords.values()]) if active(n)})
    if not wanted:
        return
    if is_flat(rules, args, typing):
        return
    rule, bound = choose(rules, args, keywords, operation, typing)
    if rule.kind == "nondifferentiable":
        return
    covered: set[str] = set()
    for param, operand in bound.items():
        if isinstance(operand, gast.Name) and active(operand.id):
            if param not in rule.vjp:
                raise missing(operation, f"has no derivative rule for its argument `{param}`", typing)
            covered.add(operand.id)
            if nodes.equal(rule.vjp[param], ZERO):
                continue
            yield Formula(operand.id, _instantiate(rule, param, operand.id, bound, result, typing, mask))
    if set(wanted) - covered:
        raise missing(operation, f"has no derivative rule for the way `{min(set(wanted) - covered)}` is passed", typing)


def _masked(call: gast.Call, result: Type, typing: Typing, active: Callable[[str], bool]) -> Iterator[Formula]:
    """`rt.masked(function, mask, old, *args)`: elsewhere the old elements stay."""
    function, mask, old, *args = call.args
    if isinstance(old, gast.Name) and active(old.id):
        yield Formula(old.id, nodes.call("np.where", mask, ZERO, nodes.name(G)))
    inner = nodes.at(gast.Call(function, args, []), call)
    yield from formulas(inner, result, typing, active, mask)


def candidates(operation: Expr, typing: Typing) -> tuple[tuple[Rule, ...], list[Expr], dict[str, Expr]]:
    """The rules an operation may have, and its operands."""
    if isinstance(operation, gast.BinOp):
        return registry.operator(type(operation.op).__name__), [operation.left, operation.right], {}
    if isinstance(operation, gast.UnaryOp):
        return registry.operator(type(operation.op).__name__), [operation.operand], {}
    if isinstance(operation, gast.Attribute):
        return registry.method(operation.attr), [operation.value], {}
    if isinstance(operation, gast.Call):
        keywords = {k.arg: k.value for k in operation.keywords}
        function = typing.callee(operation.func)
        if (function is typing.program.MISSING or _is_of_object(function)) and isinstance(operation.func, gast.Attribute):
            return registry.method(operation.func.attr), [operation.func.value, *operation.args], keywords
        apart = registry.taken_apart(function)
        if apart is not None:
            owner = operation.func.value if apart[1] else operation.func
            return registry.lookup(apart[0]), [owner, *operation.args], keywords
        return _placed(function, registry.lookup(function), list(operation.args), keywords)
    return (), [operation], {}


def _placed(
    function: object, rules: tuple[Rule, ...], args: list[Expr], keywords: dict[str, Expr]
) -> tuple[tuple[Rule, ...], list[Expr], dict[str, Expr]]:
    """Arguments that are given by the names that the library has for them, where rules have others: `np.dot(a=x, b=y)`."""
    own = {p for r in rules for p in r.params}
    for name in registry.order(function)[len(args) :]:
        if name not in keywords or name in own:
            break
        args.append(keywords.pop(name))
    return rules, args, keywords


def _takes_maps(rule: Rule) -> bool:
    """Whether a rule is right for matrices of `scipy.sparse`: those for arrays are not."""
    return "map" in rule.when.values() or (rule.path or [])[:2] == ["scipy", "sparse"]


def _is_of_object(function: object) -> bool:
    """Whether a function is a method of a matrix of `scipy.sparse`, or of its factors."""
    owner = getattr(function, "__self__", None)
    return is_linear_map(owner) or type(owner).__name__ == "SuperLU"


def choose(
    rules: tuple[Rule, ...], args: list[Expr], keywords: dict[str, Expr], operation: Expr, typing: Typing
) -> tuple[Rule, dict[str, Expr]]:
    """The first of the rules that fits a call, and what it binds; raises `MissingRuleError` where none does."""
    for rule in rules:
        bound = rule.bind(args, keywords)
        if bound is None or not registry.in_order(rule, len(args)):
            continue
        if not _takes_maps(rule) and any(isinstance(typing.expr(v), LinearMap) for v in bound.values()):
            continue
        if all(holds(bound[p], condition, typing) for p, condition in rule.when.items()):
            return rule, bound
    reason = "has no derivative rule" if not rules else "is called in a way that its derivative rule does not know"
    raise missing(operation, reason, typing, rules)


def short(formula: Expr, rule: Rule, bound: Mapping[str, Expr]) -> Expr:
    """A formula without the keywords that pass on a parameter which the call leaves out, to functions with the same default."""
    left_out = {n for n, value in rule.defaults.items() if bound[n] is value}
    return _short(formula, rule, left_out) if left_out else formula


def _short(formula: Expr, rule: Rule, left_out: set[str]) -> Expr:
    def drop(item: Expr) -> Expr:
        if isinstance(item, gast.Call) and any(passed(k) for k in item.keywords):
            known = registry.defaults(denoted(nodes.dotted(item.func) or [""]))
            item.keywords = [k for k in item.keywords if not (passed(k) and known.get(k.arg, k) == default(k))]
        return item

    def passed(keyword: gast.keyword) -> bool:
        return isinstance(keyword.value, gast.Name) and keyword.value.id in left_out

    def default(keyword: gast.keyword) -> object:
        return nodes.literal(rule.defaults[keyword.value.id], rule)

    return nodes.transform(formula, drop)


def missing(operation: Expr, reason: str, typing: Typing, rules: Sequence[Rule] = ()) -> MissingRuleError:
    """The error for an operation without a rule: the reason, and the forms of its `rules`, or names that are spelt alike."""
    func = operation.func if isinstance(operation, gast.Call) else operation
    parts = nodes.dotted(func)
    text = f"`{'.'.join(parts)}`" if parts else f"this operation ({type(getattr(operation, 'op', operation)).__name__})"
    forms = list(dict.fromkeys(f"`{r.pattern}`" for r in rules))[:SHOWN]
    near = registry.nearest(parts[-1]) if parts and not forms else []
    hint = f" Nearest names with a rule: {', '.join(near)}." if near else ""
    known = registry.way_out(typing.callee(func)) if isinstance(operation, gast.Call) else None
    otherwise = f"Write it as one of: {', '.join(forms)}" if forms else "Write it with functions that have one"
    way_out = known or f"{otherwise}, or give it one with `rule` or `custom_vjp`.{hint}"
    if any(isinstance(typing.expr(n), LinearMap) for n in nodes.walk(operation) if isinstance(n, gast.Name)):
        way_out = (
            "With a sparse matrix products have one, and solves: `A @ x`, `x @ A`, `A.dot(x)`, `spsolve(A, x)`. "
            "A matrix whose entries vary is made of them: `csr_matrix((k * A.data, A.indices, A.indptr), shape=A.shape)`."
        )
    return MissingRuleError(f"{text} {reason}", way_out=way_out, location=nodes.location(operation))


def _instantiate(
    rule: Rule, param: str, operand: str, bound: dict[str, Expr], result: Type, typing: Typing, mask: Expr | None
) -> Expr:
    mapping = {**bound, "g": nodes.name(G), "out": nodes.name(OUT)}
    formula = lower(nodes.substitute(short(rule.vjp[param], rule, bound), mapping), typing.knowing({G: result, OUT: result}))
    if rule.kind == "elementwise":
        if mask is not None:
            formula = nodes.call("np.where", mask, formula, ZERO)
        if operand != OLD and (mask is not None or not _alone(operand, bound, typing)):
            formula = unbroadcast(formula, result, typing.name(operand), operand)
    if _is_sequence(typing.name(operand)) and not _is_sequence(result) and not gives_structure(rule.vjp[param]):
        return nodes.call("rt.unarray", formula, nodes.name(operand))  # NumPy made an array of a list
    formula = of_kind(formula, result, operand, typing)
    if isinstance(typing.name(operand), Number) and isinstance(typing.knowing({G: result, OUT: result}).expr(formula), Array):
        formula = nodes.subscript(formula, nodes.tuple_([]))  # no view of an array: that of a number is added to in place
    return _narrowed(formula, result, typing.name(operand), typing) if operand != OLD else formula


def _is_sequence(value: Type) -> bool:
    return isinstance(value, (Fixed, ListOf, DictOf))


def of_kind(formula: Expr, result: Type, operand: str, typing: Typing) -> Expr:
    """A cotangent as one of the operand: real for what is real, in each part of a structure; also of a result of unknown kind."""
    kind = typing.name(operand)
    if isinstance(result, Unknown):
        complex_ = number_kind(result) != "f" and isinstance(kind, (Array, Number, Fixed, ListOf)) and has_complex(typing)
    else:
        complex_ = is_of("complex", result) and not isinstance(result, (Fixed, ListOf))
    if complex_ and _is_sequence(kind) and not is_of("complex", kind):
        return nodes.call("rt.real_parts", formula, nodes.name(operand))
    parted = isinstance(result, (Fixed, ListOf)) and isinstance(kind, (Array, Number)) and _may_be_complex(result, typing)
    if (parted or (complex_ and isinstance(result, Unknown))) and is_of("real", kind):
        return nodes.call("np.real", formula)
    return matched(formula, result, kind)


def _may_be_complex(value: Type | None, typing: Typing) -> bool:
    """Whether there may be complex numbers in a structure."""
    if isinstance(value, (Fixed, ListOf)):
        return any(_may_be_complex(v, typing) for v in (value.elements if isinstance(value, Fixed) else [value.element]))
    return number_kind(value) == "c" or (type(value) is Unknown and has_complex(typing))


def _narrowed(formula: Expr, result: Type, operand: Type, typing: Typing) -> Expr:
    """A formula in the operand's precision, where NumPy would compute it in double."""
    known = typing.also({G: result, OUT: result})
    return narrowed(formula, operand, known.expr)


def narrowed(formula: Expr, operand: Type, type_of: Callable[[Expr], Type]) -> Expr:
    """A cotangent in the precision of what it belongs to: where that is not double, or where it is known to be another."""
    if not isinstance(operand, (Array, Number)) or _is_cast(formula, operand.dtype):
        return formula
    found = type_of(formula)
    if operand.dtype in DOUBLE and not (isinstance(found, (Array, Number)) and found.dtype in WIDER.get(operand.dtype, ())):
        return formula
    if isinstance(found, (Array, Number)) and found.dtype == operand.dtype:
        return formula
    if isinstance(operand, Number):
        return nodes.call(nodes.attribute(nodes.name("np"), operand.dtype), formula)
    return nodes.call("np.asarray", formula, nodes.attribute(nodes.name("np"), operand.dtype))


def _is_cast(formula: Expr, dtype: str) -> bool:
    """Whether an expression is the conversion to a dtype."""
    return isinstance(formula, gast.Call) and bool(formula.args) and nodes.dotted(formula.args[-1]) == ["np", dtype]


def _alone(operand: str, bound: dict[str, Expr], typing: Typing) -> bool:
    """Whether no other operand can broadcast this one: they are numbers, or the same name."""
    return all(
        isinstance(typing.expr(v), (Number, Static)) or (isinstance(v, gast.Name) and v.id == operand) for v in bound.values()
    )


def matched(formula: Expr, result: Type, operand: Type) -> Expr:
    """A cotangent of the result's dtype as one of the operand's: real for a real operand, single precision for single."""
    if isinstance(result, Loose) or isinstance(operand, Loose):
        mixed = (number_kind(result), number_kind(operand)) == ("c", "f")
        return nodes.call("np.real", formula) if mixed else formula
    if not isinstance(result, (Array, Number)) or not isinstance(operand, (Array, Number)) or result.dtype == operand.dtype:
        return formula
    kinds = np.dtype(result.dtype).kind + np.dtype(operand.dtype).kind
    if kinds == "fc" and isinstance(operand, Number) and isinstance(formula, gast.Name):  # the real part of a number
        return nodes.call(nodes.name("complex") if operand.weak else nodes.attribute(nodes.name("np"), operand.dtype), formula)
    if kinds == "cf":
        formula = nodes.call("np.real", formula)
    if kinds in ("cf", "ff", "cc") and np.dtype(operand.dtype) != np.zeros(0, result.dtype).real.dtype:
        dtype = nodes.attribute(nodes.name("np"), operand.dtype)
        if isinstance(operand, Number):
            weak = nodes.name("complex" if np.dtype(operand.dtype).kind == "c" else "float")
            return nodes.call(weak if operand.weak else dtype, formula)
        if operand.dims == ():  # a cotangent may be a number of Python's
            return nodes.call("np.asarray", formula, dtype)
        return nodes.call(nodes.attribute(formula, "astype"), dtype)
    return formula


def unbroadcast(formula: Expr, result: Type, operand: Type, name: str) -> Expr:
    """Sum a cotangent of the result's shape down to the operand's."""
    if isinstance(result, Number) and isinstance(operand, Number):
        return formula
    wide, narrow = shape_of(result), shape_of(operand)
    axes = None if wide is None or narrow is None or isinstance(result, Unknown) else _summed_axes(wide, narrow)
    if axes is None:
        return nodes.call("rt.unbroadcast", formula, nodes.name(name))
    if not axes:
        return formula
    assert wide is not None and narrow is not None
    if not narrow:
        return nodes.call("np.sum", formula)
    lead = len(wide) - len(narrow)
    found = formula
    if kept := [a for a in axes if a >= lead]:
        found = nodes.call("np.sum", found, axis=_axes(kept), keepdims=nodes.constant(True))
    if lead:
        found = nodes.call("np.sum", found, axis=_axes(list(range(lead))))
    return found


def _axes(axes: list[int]) -> Expr:
    return nodes.constant(axes[0]) if len(axes) == 1 else nodes.tuple_(map(nodes.constant, axes))


def _summed_axes(wide: tuple[Dim, ...], narrow: tuple[Dim, ...]) -> list[int] | None:
    """The axes of the result along which the operand was repeated; None where that is not known."""
    lead = len(wide) - len(narrow)
    if lead < 0:
        return None
    axes = list(range(lead))
    for axis, (w, n) in enumerate(zip(wide[lead:], narrow), lead):
        if n.unit is True:
            if w.unit is None:
                return None
            axes += [] if w.unit else [axis]
        elif n.unit is None and w.unit is not True and (n.size is None or n.size != w.size):
            return None
    return axes


__all__ = ["OUT", "Formula", "G", "formulas", "matched", "narrowed", "unbroadcast"]

"""The numbers in front of products: exact while they are integers and fractions, rounded once when written."""

from __future__ import annotations

from fractions import Fraction

import gast

from sourcead import nodes
from sourcead.nodes import Expr


def number_of(node: Expr) -> float | None:
    """The real number that a literal is, with its sign; None for other expressions."""
    if isinstance(node, gast.Constant) and type(node.value) in (int, float):
        return node.value  # type: ignore[no-any-return]
    if isinstance(node, gast.UnaryOp) and isinstance(node.op, gast.USub):
        value = number_of(node.operand)
        return None if value is None else -value
    return None


def as_float(node: Expr) -> Expr:
    """An integer that stands for a cotangent, as a float; any other expression as it is."""
    whole = number_of(node)
    return nodes.constant(float(whole)) if isinstance(whole, int) else node


def reciprocal(value: float) -> float:
    """One over a number, exact for integers and fractions."""
    return Fraction(1, value) if isinstance(value, (int, Fraction)) else 1 / value  # type: ignore[return-value]


def multiplied(a: float, b: float) -> float:
    """The product of two numbers of which either may be a fraction (then exact, or rounded once)."""
    if isinstance(a, Fraction) and isinstance(b, float):
        return b * a.numerator / a.denominator
    if isinstance(b, Fraction) and isinstance(a, float):
        return a * b.numerator / b.denominator
    return a * b


def with_number(number: float, factors: list[Expr], *, real: bool = False) -> Expr:
    """`number * factor * …` in the way one writes it; a lone sign goes to the first factor; `real`: a product of floats."""
    if real:
        size: Expr = nodes.constant(abs(float(number)))
        return with_number(1, [nodes.negative(size) if number < 0 else size, *factors])
    if isinstance(number, float) and number.is_integer() and factors and abs(number) < 2**53:
        number = int(number)
    if isinstance(number, Fraction):
        exact = rounded(number)
        if isinstance(exact, Fraction):
            return nodes.binop(with_number(number.numerator, factors), gast.Div, nodes.constant(number.denominator))
        number = exact
    if not factors or abs(number) != 1:
        factors = [nodes.constant(number) if number >= 0 else nodes.negative(nodes.constant(-number)), *factors]
    elif number < 0:
        factors = [nodes.negative(factors[0]), *factors[1:]]
    found = factors[0]
    for factor in factors[1:]:
        found = nodes.binop(found, gast.Mult, factor)
    return found


def rounded(number: Fraction) -> float | Fraction:
    """A fraction that a float holds exactly is written as one, others as a division."""
    if number.denominator == 1:
        return number.numerator
    power_of_two = number.denominator & (number.denominator - 1) == 0
    return float(number) if power_of_two else number


def is_part(node: Expr) -> bool:
    """Whether an expression is a name, or an item or attribute of one."""
    while isinstance(node, (gast.Subscript, gast.Attribute)):
        node = node.value
    return isinstance(node, gast.Name)

"""Algebra on expressions of a reverse sweep: products and sums of numbers and arrays, collected and factored.

Guarantee: the result equals the input in exact arithmetic, in value and in shape; no operand is evaluated that was not
evaluated before. Rounding may differ: this is used for derivatives only, never for the values that a user's function computes.
"""

from sourcead.algebra.collect import Shapes, simplify
from sourcead.algebra.numbers import as_float
from sourcead.algebra.reading import count_nodes, is_monomial, split_sign

__all__ = ["Shapes", "as_float", "count_nodes", "is_monomial", "simplify", "split_sign"]

"""sourcead: automatic differentiation of ordinary Python/NumPy functions by source transformation."""

from sourcead.api import grad, hessian, hvp, jacrev, value_and_grad, vjp
from sourcead.errors import (
    AliasError,
    CacheError,
    InputTypeError,
    MissingRuleError,
    SourceADError,
    SourceNotFoundError,
    UnsupportedSyntaxError,
)
from sourcead.tools.check import check_grads

__version__ = "0.1.0"
__all__ = [
    "AliasError",
    "CacheError",
    "InputTypeError",
    "MissingRuleError",
    "SourceADError",
    "SourceNotFoundError",
    "UnsupportedSyntaxError",
    "check_grads",
    "grad",
    "hessian",
    "hvp",
    "jacrev",
    "value_and_grad",
    "vjp",
]

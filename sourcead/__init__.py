"""sourcead: automatic differentiation of ordinary Python/NumPy functions by source transformation."""

from sourcead.api import elementwise_grad, grad, jvp, linearize, value_and_grad, vjp
from sourcead.errors import (
    AliasError,
    CacheError,
    InputTypeError,
    MissingRuleError,
    SourceADError,
    SourceNotFoundError,
    UnsupportedSyntaxError,
)
from sourcead.jacobians import hessian, hvp, jacfwd, jacobian, jacrev
from sourcead.runtime import adjoint_hook, stop_gradient
from sourcead.sparse import sparse_hessian, sparse_jacobian
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
    "adjoint_hook",
    "check_grads",
    "elementwise_grad",
    "grad",
    "hessian",
    "hvp",
    "jacfwd",
    "jacobian",
    "jacrev",
    "jvp",
    "linearize",
    "sparse_hessian",
    "sparse_jacobian",
    "stop_gradient",
    "value_and_grad",
    "vjp",
]

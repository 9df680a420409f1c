"""sourcead: automatic differentiation of ordinary Python/NumPy functions by source transformation."""

from sourcead.again import checkpoint, implicit
from sourcead.api import elementwise_grad, grad, jvp, linearize, value_and_grad, vjp
from sourcead.custom import custom_jvp, custom_vjp
from sourcead.errors import (
    AliasError,
    CacheError,
    InputTypeError,
    MissingRuleError,
    SourceADError,
    SourceNotFoundError,
    UnsupportedSyntaxError,
)
from sourcead.extend import elementwise, linear, nondifferentiable, rule
from sourcead.flows import Flow as _Flow  # noqa: F401  (it makes known how solvers in a program are differentiated)
from sourcead.jacobians import hessian, hvp, jacfwd, jacobian, jacrev
from sourcead.loops import checkpointed
from sourcead.normalize.containers import register_container
from sourcead.runtime import adjoint_hook, insert_grad_of, stop_gradient
from sourcead.sparse import sparse_hessian, sparse_jacobian
from sourcead.tools.check import check_grads
from sourcead.trees import ravel

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
    "checkpoint",
    "checkpointed",
    "custom_jvp",
    "custom_vjp",
    "elementwise",
    "elementwise_grad",
    "grad",
    "hessian",
    "hvp",
    "implicit",
    "insert_grad_of",
    "jacfwd",
    "jacobian",
    "jacrev",
    "jvp",
    "linear",
    "linearize",
    "nondifferentiable",
    "ravel",
    "register_container",
    "rule",
    "sparse_hessian",
    "sparse_jacobian",
    "stop_gradient",
    "value_and_grad",
    "vjp",
]

"""What generated code may import, as `rt`: small helpers on NumPy arrays and nested structures of them.

Guarantee: no helper has state, none modifies its arguments unless its name says so (`scatter_add`), and the result of each
keeps the dtype that its floating-point arguments have.
"""

from sourcead.runtime.broadcasting import count, unbroadcast, unreduce
from sourcead.runtime.indexing import scatter_add, take_stored, untake, untake_along_axis
from sourcead.runtime.linalg import cofactor, norm_direction, outer_last, solve_transposed, uncholesky
from sourcead.runtime.powers import power_x, power_y
from sourcead.runtime.products import (
    cross_x,
    cross_y,
    dot_x,
    dot_y,
    inner_x,
    inner_y,
    kron_x,
    kron_y,
    matmul_x,
    matmul_y,
    t,
    tensordot_x,
    tensordot_y,
    uneinsum,
)
from sourcead.runtime.reductions import (
    cumprod_x,
    cumprod_x_dot,
    product_of_others,
    ties,
    uncumsum,
    undiff,
    unmax,
)
from sourcead.runtime.shape import (
    unconcatenate,
    undiag,
    undiagonal,
    unhstack,
    unpad,
    unrepeat,
    unreshape,
    unstack,
    untile,
    untrace,
    untranspose,
    unvstack,
)
from sourcead.runtime.sorting import sort_x, sort_x_dot
from sourcead.runtime.trees import add, sequence, unarray, unmax_items, unsum_items, zeros_like

__all__ = [
    "add",
    "cofactor",
    "count",
    "cross_x",
    "cross_y",
    "cumprod_x",
    "cumprod_x_dot",
    "dot_x",
    "dot_y",
    "inner_x",
    "inner_y",
    "kron_x",
    "kron_y",
    "matmul_x",
    "matmul_y",
    "norm_direction",
    "outer_last",
    "power_x",
    "power_y",
    "product_of_others",
    "scatter_add",
    "sequence",
    "solve_transposed",
    "sort_x",
    "sort_x_dot",
    "t",
    "take_stored",
    "tensordot_x",
    "tensordot_y",
    "ties",
    "unarray",
    "unbroadcast",
    "uncholesky",
    "unconcatenate",
    "uncumsum",
    "undiag",
    "undiagonal",
    "undiff",
    "uneinsum",
    "unhstack",
    "unmax",
    "unmax_items",
    "unpad",
    "unreduce",
    "unrepeat",
    "unreshape",
    "unstack",
    "unsum_items",
    "untake",
    "untake_along_axis",
    "untile",
    "untrace",
    "untranspose",
    "unvstack",
    "zeros_like",
]

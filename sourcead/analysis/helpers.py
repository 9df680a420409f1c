"""Which functions may give views, and which helpers of generated code give memory of their own."""

from __future__ import annotations

import gast

from sourcead.nodes import Expr
from sourcead.runtime.contractions import labels

# Their result shares memory with nothing that they are given.
OWNING = frozenset((
    "zeros_to_fill",
    "copy", "own", "zeros_like", "unsum_items", "unmax_items", "unsorted", "sum_items", "mean_where", "stored", "take_stored",
    "untake", "untake_along_axis", "unrepeat", "untile", "uncumsum", "product_of_others", "cumprod_x", "sort_x", "unmax",
    "unmax_where", "ties", "centered", "uncholesky", "cofactor", "quotient", "norm_direction", "norm_root", "power_x", "power_y",
    "power_xy", "matmul_x", "matmul_y", "dot_x", "dot_y", "inner_x", "inner_y", "tensordot_x", "tensordot_y", "cross_x",
    "cross_y", "kron_x", "kron_y", "after_put", "after_place", "after_putmask", "after_put_along_axis", "added_at",
    "subtracted_at", "with_diagonal", "unput", "unplace", "unputmask", "unput_along_axis", "undiagonal_fill", "masked",
    "scalar_seed", "rounds", "order", "chosen", "first_of", "count", "count_where", "spread_at",
    "kept", "stop_gradient", "adjoint_hook", "inserted", "hooked",
    "applied", "band_product", "block_diag", "complex_eig", "diagonal_blocks", "eig_v_dot", "eig_w_dot", "eigh_v_dot",
    "eigh_w_dot", "five_diagonals", "hermitian", "in_corner", "lstsq_dot", "lstsq_inverse", "lu_factor_dot", "lu_inner",
    "lu_parts", "multi_dot_dot", "only_corner", "over", "over_gaps", "over_square_gaps", "permutation", "pinv_dot", "qr_dot",
    "scaled_columns", "scaled_matrices", "solved", "svd_s_dot", "svd_u_dot", "svd_vh_dot", "transposed_band", "triangle",
    "unbanded", "uneig_v", "uneig_w", "uneigh", "ungaps", "unlstsq_a", "unlstsq_b", "unlstsq_s", "unlu", "unlu_factor",
    "unmatrix_diagonal", "unmulti_dot", "unpinv", "unqr_q", "unqr_r", "unresiduals_a", "unresiduals_b", "unsolved",
    "unsvd_s", "unsvd_u", "unsvd_vh", "half_read",
    "unquantile", "quantile_dot", "unarranged", "arranged", "totals", "counted",
    "untotals", "unreduceat", "shares", "unlogaddexp_at", "logaddexp_at_dot", "unlogaddexp_running",
    "logaddexp_running_dot", "products_at", "unmultiply_at", "multiply_at_dot", "sinc_slope", "bessel_i", "bins", "bin_count",
    "common", "distinct", "located", "lone", "reached", "running", "segments", "signs",
    "gammainc_a", "exp_difference", "poisson_entropy_mu", "positive", "probability", "ratio", "dirichlet_x",
    "uninterp", "uninterp_dot", "interp_slope", "undelete", "unirfft", "unirfftn", "folded", "unselected",
    "unsplined", "splined", "spline_slopes", "unspline_slopes", "spline_curves",
    "unadded", "unheights", "correlate_w", "convolve_w",
    "inside", "frames", "overlapped", "windows", "unwindows", "lagged", "section", "placed",
    "with_gaps", "without_gaps", "of_whole", "in_whole", "turned_filter",
    "unwindow", "uninsert_x", "uninsert_values", "unpolyval", "in_full", "ungradient",
    "called", "entries_product", "entries_sampled", "entries_solve", "entries_pairs", "entries_part",
    "joined_diagonals",
))  # fmt: skip


def sums(call: Expr) -> bool:
    """Whether a call of `np.einsum` multiplies or sums, and so gives no view."""
    text = call.args[0].value if call.args and isinstance(call.args[0], gast.Constant) else None
    if not isinstance(text, str):
        return False
    inputs, output = labels(text)
    return len(inputs) > 1 or not set(inputs[0]) <= set(output)


def picks(call: Expr) -> bool:
    """Whether a call of `np.einsum` sums nothing: a view of its one operand, of a diagonal or with its axes in another order."""
    text = call.args[0].value if call.args and isinstance(call.args[0], gast.Constant) else None
    if not isinstance(text, str) or len(call.args) != 2 or not isinstance(call.args[1], gast.Name) or call.keywords:
        return False
    inputs, output = labels(text)
    return len(inputs) == 1 and set(inputs[0]) == set(output) and len(set(output)) == len(output) and "." not in output


def is_helper(function: object) -> bool:
    """Whether a function is one of those that generated code calls."""
    return (getattr(function, "__module__", None) or "").startswith("sourcead.runtime")


def is_owning(function: object) -> bool:
    """Whether a function gives arrays, lists and dicts that nothing else reaches."""
    return is_helper(function) and getattr(function, "__name__", "") in OWNING

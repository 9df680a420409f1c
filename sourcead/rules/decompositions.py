"""Rules of decompositions and functions of matrices.

Of a Hermitian argument of which one triangle is read, the cotangent is zero in the other.
"""

from sourcead.rules.forms import Rule, linear, nondifferentiable, rule


def eigh(part: str) -> dict[str, str]:
    """The rule of the eigenvalues and eigenvectors of a Hermitian matrix; `part`: what says which triangle is read."""
    values = "rt.scaled_columns(rt.conjugated(out[1]), g[0]) @ rt.transposed(out[1])"
    given = f"2 * rt.half_read(da, {part})"
    return {
        "a": f"2 * rt.half_read({values} + rt.uneigh(g[1], out[0], out[1]), {part})",
        "da": f"(rt.eigh_w_dot({given}, out[1]), rt.eigh_v_dot({given}, out[0], out[1]))",
    }


VECTORS = "rt.unsvd_u(g[0], out[0], out[1], out[2]) + rt.unsvd_vh(g[2], out[0], out[1], out[2])"
SVD = {
    "a": f"rt.unsvd_s(g[1], out[0], out[2]) + {VECTORS}",
    "da": "(rt.svd_u_dot(da, out[0], out[1], out[2]), rt.svd_s_dot(da, out[0], out[1], out[2]),"
    " rt.svd_vh_dot(da, out[0], out[1], out[2]))",
}

THIN = {"a": f"rt.scaled_columns(rt.conjugated(out[0]), g[1]) @ rt.conjugated(out[2]) + {VECTORS}", "da": SVD["da"]}
QR = {"a": "rt.unqr_q(g[0], out[0], out[1]) + rt.unqr_r(g[1], out[0], out[1])", "da": "rt.qr_dot(da, out[0], out[1])"}

RULES: tuple[Rule, ...] = (
    rule("np.linalg.eigh(a, UPLO='L')", when=None, **eigh("UPLO")),
    rule("np.linalg.svd(a, full_matrices=True)", when={"full_matrices": "false"}, **THIN),
    rule("np.linalg.svd(a, full_matrices=True)", when=None, **SVD),
    rule("np.linalg.qr(a)", when=None, **QR),
    rule(
        "rt.complex_eig(a)", a="rt.uneig_w(g[0], out[1], a) + rt.uneig_v(g[1], out[0], out[1], a)",
        da="(rt.eig_w_dot(da, out[1]), rt.eig_v_dot(da, out[0], out[1]))",
    ),
    rule("np.linalg.pinv(a, rcond=None)", a="rt.unpinv(g, a, out, rcond)", da="rt.pinv_dot(da, a, out, rcond)"),
    rule(
        "np.linalg.lstsq(a, b, rcond=None)",
        a="rt.unlstsq_a(g[0], a, b, out[0], rt.lstsq_inverse(a, rcond), rcond) + rt.unresiduals_a(g[1], a, b, out[0])"
        " + rt.unlstsq_s(g[3], a)",
        b="rt.unlstsq_b(g[0], rt.lstsq_inverse(a, rcond)) + rt.unresiduals_b(g[1], a, b, out[0])",
        da="rt.lstsq_dot(da, np.zeros_like(b), a, b, rcond, out)",
        db="rt.lstsq_dot(np.zeros_like(a), db, a, b, rcond, out)",
    ),
    rule(
        "np.linalg.matrix_power(a, n)", a="rt.corner(np.linalg.matrix_power(rt.in_corner(rt.transposed(a), g), n))",
        da="rt.corner(np.linalg.matrix_power(rt.in_corner(a, da), n))",
    ),
    rule("np.linalg.multi_dot(arrays)", arrays="rt.unmulti_dot(g, arrays)", darrays="rt.multi_dot_dot(darrays, arrays)"),
    linear("np.linalg.diagonal(x, offset=0)", x="rt.unmatrix_diagonal(g, np.shape(x), offset)"),
    linear("rt.unmatrix_diagonal(bar, shape, offset)", bar="np.linalg.diagonal(g, offset=offset)", shape="0"),
    *nondifferentiable("np.linalg.matrix_rank", "rt.check_turns", "rt.is_cut"),
    rule(
        "rt.over_gaps(x, w)", x="rt.over_gaps(g, w)", w="rt.ungaps(-rt.over_gaps(g * out, w))",
        dx="rt.over_gaps(dx, w)", dw="-rt.over_gaps(out * (dw[..., None, :] - dw[..., :, None]), w)",
    ),
)  # fmt: skip

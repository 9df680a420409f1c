"""Rules of decompositions and functions of matrices.

A Hermitian argument has a Hermitian cotangent, whichever triangle a function reads.
"""

from sourcead.rules.forms import Rule, rule

EIGH = {
    "a": "rt.scaled_columns(rt.conjugated(out[1]), g[0]) @ rt.transposed(out[1]) + rt.uneigh(g[1], out[0], out[1])",
    "da": "(rt.eigh_w_dot(da, out[1]), rt.eigh_v_dot(da, out[0], out[1]))",
}
VECTORS = "rt.unsvd_u(g[0], out[0], out[1], out[2]) + rt.unsvd_vh(g[2], out[0], out[1], out[2])"
SVD = {
    "a": f"rt.unsvd_s(g[1], out[0], out[2]) + {VECTORS}",
    "da": "(rt.svd_u_dot(da, out[0], out[1], out[2]), rt.svd_s_dot(da, out[0], out[1], out[2]),"
    " rt.svd_vh_dot(da, out[0], out[1], out[2]))",
}

THIN = {"a": f"rt.scaled_columns(rt.conjugated(out[0]), g[1]) @ rt.conjugated(out[2]) + {VECTORS}", "da": SVD["da"]}

RULES: tuple[Rule, ...] = (
    rule("np.linalg.eigh(a, UPLO='L')", **EIGH),
    rule("np.linalg.svd(a, full_matrices=True)", when={"full_matrices": "false"}, **THIN),
    rule("np.linalg.svd(a, full_matrices=True)", **SVD),
    rule(
        "rt.over_gaps(x, w)", x="rt.over_gaps(g, w)", w="rt.ungaps(-rt.over_gaps(g * out, w))",
        dx="rt.over_gaps(dx, w)", dw="-rt.over_gaps(out * (dw[..., None, :] - dw[..., :, None]), w)",
    ),
)  # fmt: skip

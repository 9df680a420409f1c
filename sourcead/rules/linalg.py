"""Rules of linear algebra (Giles, "Collected matrix derivative results for forward and reverse mode", 2008)."""

from sourcead.rules.forms import rule

RULES = (
    rule("np.linalg.inv(x)", x="-rt.transposed(out) @ g @ rt.transposed(out)", dx="-out @ dx @ out"),
    rule("np.linalg.det(x)", x="g * rt.cofactor(x)", dx="np.sum(rt.cofactor(x) * dx, axis=(-2, -1))"),
    rule("np.linalg.solve(a, b)", a="-rt.outer_last(rt.solve_transposed(a, g), out)", b="rt.solve_transposed(a, g)",
         da="-np.linalg.solve(a, da @ out)", db="np.linalg.solve(a, db)"),
    rule("np.linalg.cholesky(x)", when={"x": "real"}, x="rt.uncholesky(g, out)", dx="rt.cholesky_dot(dx, out)"),
    rule(
        "np.linalg.slogdet(x)", when={"x": "real"}, x="g[1] * rt.transposed(np.linalg.inv(x))",
        dx="(rt.zeros_like(out[0]), np.sum(rt.transposed(np.linalg.inv(x)) * dx, axis=(-2, -1)))",
    ),
)  # fmt: skip

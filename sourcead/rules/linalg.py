"""Rules of linear algebra (Giles, "Collected matrix derivative results for forward and reverse mode", 2008)."""

from sourcead.rules.forms import rule

VECTOR = {"a": "matrix", "b": "vector"}
MATRICES = {"a": "matrix", "b": "matrix"}
ALONG = "np.sum(rt.transposed(np.linalg.inv(x)) * dx, axis=(-2, -1))"

RULES = (
    rule("np.linalg.inv(x)", x="-rt.transposed(out) @ g @ rt.transposed(out)", dx="-out @ dx @ out"),
    rule("np.linalg.det(x)", x="rt.scaled_matrices(g, rt.cofactor(x))", dx="np.sum(rt.cofactor(x) * dx, axis=(-2, -1))"),
    rule(
        "np.linalg.solve(a, b)", when=VECTOR, a="-np.outer(rt.solve_transposed(a, g), out)", b="rt.solve_transposed(a, g)",
        da="-np.linalg.solve(a, da @ out)", db="np.linalg.solve(a, db)",
    ),
    rule(
        "np.linalg.solve(a, b)", when=MATRICES, a="-rt.solve_transposed(a, g) @ rt.transposed(out)",
        b="rt.solve_transposed(a, g)", da="-np.linalg.solve(a, da @ out)", db="np.linalg.solve(a, db)",
    ),
    rule(
        "np.linalg.solve(a, b)", a="rt.unsolved(rt.solved(rt.transposed(a), g, b), out, a, b)",
        b="rt.unbroadcast(rt.solved(rt.transposed(a), g, b), b)",
        da="-rt.solved(a, rt.applied(da, out, b), b)", db="np.linalg.solve(a, db)",
    ),
    rule("np.linalg.cholesky(x)", x="rt.uncholesky(g, out)", dx="rt.cholesky_dot(dx, out)"),
    rule("np.linalg.cholesky(x, upper=False)", when={"upper": "false"}, x="rt.uncholesky(g, out)", dx="rt.cholesky_dot(dx, out)"),
    rule(
        "np.linalg.cholesky(x, upper=False)", when={"upper": "true"},
        x="rt.adjointed(rt.uncholesky(rt.adjointed(g), rt.adjointed(out)))",
        dx="rt.adjointed(rt.cholesky_dot(rt.adjointed(dx), rt.adjointed(out)))",
    ),
    rule(
        "np.linalg.slogdet(x)", when={"x": "real"}, x="rt.scaled_matrices(g[1], rt.transposed(np.linalg.inv(x)))",
        dx=f"(rt.zeros_like(out[0]), {ALONG})",
    ),
    rule(
        "np.linalg.slogdet(x)", when={"x": "complex"},
        x="rt.scaled_matrices(g[1], rt.transposed(np.linalg.inv(x)))"
        " + rt.scaled_matrices(1j * np.imag(g[0] * out[0]), rt.transposed(np.linalg.inv(x)))",
        dx=f"(1j * out[0] * np.imag({ALONG}), np.real({ALONG}))",
    ),
)  # fmt: skip

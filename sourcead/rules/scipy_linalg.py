"""Rules of SciPy's linear algebra. What overwrites its arguments has none."""

from sourcead.rules.decompositions import SVD, THIN, eigh
from sourcead.rules.forms import Rule, linear, nondifferentiable, rule

ONE = {"a": "matrix", "b": "unstacked"}  # one system: the formulas are not for many
LU = "out[0], out[1], out[2]"
TRIANGULAR = "scipy.linalg.solve_triangular({}, lower=lower, unit_diagonal=unit_diagonal)"
BACK = "scipy.linalg.solve_triangular(a, g, trans=1, lower=lower, unit_diagonal=unit_diagonal)"
SYMMETRIC = "scipy.linalg.solve({}, lower=lower, assume_a=assume_a)"
BANDED = "scipy.linalg.solve_banded((l_and_u[1], l_and_u[0]), rt.transposed_band(ab, l_and_u), g)"
SYLVESTER = "scipy.linalg.solve_sylvester(rt.transposed(a), rt.transposed(b), g)"
FRECHET = "scipy.linalg.expm_frechet({}, compute_expm=False)"
SECOND = "rt.diagonal_blocks(scipy.linalg.expm_frechet(rt.in_corner(A, E).T, rt.only_corner({}), compute_expm=False))"
MIXED = "rt.corner(scipy.linalg.expm_frechet(rt.in_corner(A, E), rt.in_corner(dA, np.zeros_like(E)), compute_expm=False))"

# With `a = u p`: `dw p + p dw = u^H da - da^H u` for `dw = u^H du`, and what of `da` is not in the span of `u`, by `p^-1`.
TURNED = "rt.conjugated(rt.transposed(out))"
STRETCH = f"({TURNED} @ a)"
TURN = (
    f"out @ scipy.linalg.solve_sylvester({STRETCH}, {STRETCH}, {TURNED} @ {{0}} - rt.conjugated(rt.transposed({{0}})) @ out)"
    f" + ({{0}} - out @ ({TURNED} @ {{0}})) @ np.linalg.inv({STRETCH})"
)


def _function(name: str) -> Rule:
    """A function of matrices that a power series gives: its derivative stands in the corner of that of a block matrix."""
    call = f"rt.corner(scipy.linalg.{name}(rt.in_corner({{}})))"
    return rule(f"scipy.linalg.{name}(A)", A=call.format("rt.transposed(A), g"), dA=call.format("A, dA"))


RULES: tuple[Rule, ...] = (
    rule("scipy.linalg.inv(a)", a="-rt.transposed(out) @ g @ rt.transposed(out)", da="-out @ da @ out"),
    rule("scipy.linalg.det(a)", a="rt.scaled_matrices(g, rt.cofactor(a))", da="np.sum(rt.cofactor(a) * da, axis=(-2, -1))"),
    rule(
        "scipy.linalg.solve(a, b)", when=ONE, a="-rt.outer_last(rt.solve_transposed(a, g), out)",
        b="rt.solve_transposed(a, g)", da="-np.linalg.solve(a, da @ out)", db="np.linalg.solve(a, db)",
    ),
    rule(
        "scipy.linalg.solve(a, b, lower=False, assume_a=None)", when={**ONE, "assume_a": "in pos sym her"},
        a=f"-2 * rt.half_read(rt.hermitian(rt.outer_last({SYMMETRIC.format('a, g')}, out)), lower)", b=SYMMETRIC.format("a, g"),
        da="-" + SYMMETRIC.format("a, 2 * rt.hermitian(rt.half_read(da, lower)) @ out"), db=SYMMETRIC.format("a, db"),
    ),
    rule(
        "scipy.linalg.solve_triangular(a, b, lower=False, unit_diagonal=False)", when=ONE,
        a=f"-rt.triangle(rt.outer_last({BACK}, out), lower, unit_diagonal)", b=BACK,
        da="-" + TRIANGULAR.format("a, rt.triangle(da, lower, unit_diagonal) @ out"), db=TRIANGULAR.format("a, db"),
    ),
    rule(
        "scipy.linalg.expm(A)", when={"A": "matrix"}, A="scipy.linalg.expm_frechet(A.T, g, compute_expm=False)",
        dA="scipy.linalg.expm_frechet(A, dA, compute_expm=False)",
    ),
    *map(_function, ("expm", "logm", "cosm", "sinm", "tanm", "coshm", "sinhm", "tanhm")),
    rule(
        "scipy.linalg.sqrtm(A)", A="scipy.linalg.solve_sylvester(rt.transposed(out), rt.transposed(out), g)",
        dA="scipy.linalg.solve_sylvester(out, out, dA)",
    ),
    rule("rt.unitary_factor(a)", a=f"rt.conjugated({TURN.format('rt.conjugated(g)')})", da=TURN.format("da")),
    rule("scipy.linalg.eigh(a, lower=True)", when=None, **eigh("lower")),
    rule("scipy.linalg.svd(a, full_matrices=True)", when={"full_matrices": "false"}, **THIN),
    rule("scipy.linalg.svd(a, full_matrices=True)", when=None, **SVD),
    rule(
        "scipy.linalg.qr(a, mode='full')", a="rt.unqr_q(g[0], out[0], out[1]) + rt.unqr_r(g[1], out[0], out[1])",
        da="rt.qr_dot(da, out[0], out[1])",
    ),
    rule(
        "scipy.linalg.lu(a)",
        a=f"rt.unlu(np.tril(rt.transposed(out[1]) @ g[1], -1), {LU}) + rt.unlu(np.triu(g[2] @ rt.transposed(out[2])), {LU})",
        da=f"(rt.zeros_like(out[0]), out[1] @ np.tril(rt.lu_inner(da, {LU}), -1), np.triu(rt.lu_inner(da, {LU})) @ out[2])",
    ),
    rule(
        "scipy.linalg.lu_factor(a)", when={"a": "matrix"}, a="rt.unlu_factor(g[0], out[0], out[1])",
        da="(rt.lu_factor_dot(da, out[0], out[1]), rt.zeros_like(out[1]))",
    ),
    rule(
        "scipy.linalg.solve_banded(l_and_u, ab, b)", when={"ab": "matrix", "b": "unstacked"},
        ab=f"rt.unbanded({BANDED}, out, l_and_u)", b=BANDED,
        dab="-scipy.linalg.solve_banded(l_and_u, ab, rt.band_product(dab, l_and_u, out))",
        db="scipy.linalg.solve_banded(l_and_u, ab, db)",
    ),
    rule(
        "scipy.linalg.solve_sylvester(a, b, q)", a=f"-{SYLVESTER} @ rt.transposed(out)", b=f"-rt.transposed(out) @ {SYLVESTER}",
        q=SYLVESTER, da="-scipy.linalg.solve_sylvester(a, b, da @ out)", db="-scipy.linalg.solve_sylvester(a, b, out @ db)",
        dq="scipy.linalg.solve_sylvester(a, b, dq)",
    ),
    rule("scipy.linalg.pinv(a)", a="rt.unpinv(g, a, out)", da="rt.pinv_dot(da, a, out)"),
    rule(
        "scipy.linalg.lstsq(a, b, cond=None)", when=ONE,
        a="rt.unlstsq_a(g[0], a, b, out[0], rt.lstsq_inverse(a, cond), cond) + rt.unresiduals_a(g[1], a, b, out[0])"
        " + rt.unlstsq_s(g[3], a)",
        b="rt.unlstsq_b(g[0], rt.lstsq_inverse(a, cond)) + rt.unresiduals_b(g[1], a, b, out[0])",
        da="rt.lstsq_dot(da, np.zeros_like(b), a, b, cond, out)", db="rt.lstsq_dot(np.zeros_like(a), db, a, b, cond, out)",
    ),
    rule(
        "scipy.linalg.expm_frechet(A, E, compute_expm=True)", when={"A": "matrix", "compute_expm": "false"}, A=SECOND.format("g"),
        E=FRECHET.format("A.T, g"), dA=MIXED, dE=FRECHET.format("A, dE"),
    ),
    rule(
        "scipy.linalg.expm_frechet(A, E, compute_expm=True)", when={"A": "matrix"},
        A=f"{FRECHET.format('A.T, g[0]')} + {SECOND.format('g[1]')}",
        E=FRECHET.format("A.T, g[1]"), dA=f"({FRECHET.format('A, dA')}, {MIXED})",
        dE=f"(np.zeros_like(A), {FRECHET.format('A, dE')})",
    ),
    linear("rt.real_result(x, a)", x="g", a="0"),
    linear("rt.block_diag(arrays)", arrays="rt.unblock_diag(g, arrays)"),
    linear("rt.unblock_diag(bar, arrays)", bar="rt.block_diag(g)", arrays="0"),
    *nondifferentiable("rt.permutation", "rt.five_diagonals"),
)  # fmt: skip

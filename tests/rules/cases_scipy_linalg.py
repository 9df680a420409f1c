"""Linear algebra of SciPy. Names as in `cases`."""

from __future__ import annotations

from tests.rules.cases_decompositions import TALL, A, E, F

L = "scipy.linalg"
FULL = ("coshm", "sinhm", "tanhm", "cosm", "sinm", "tanm")
BLOCK = "a * np.array([[1, 1, 1], [0, 1, 1], [0, -1, 1]])"  # with a pair of complex eigenvalues
OTHER = "a * np.array([[1, 1, 1], [-1, 1, 1], [0, 0, 1]])"
STACK = "np.stack([a, p])"
POLYNOMIAL = "np.concatenate([v + 1, w])"

RULES: dict[str, tuple[str, ...]] = {
    f"{L}.inv(a)": (f"{L}.inv(a)",),
    f"{L}.det(a)": (f"{L}.det(a)", f"{L}.det({F})"),
    f"{L}.solve(a, b)": (f"{L}.solve(a, v)", f"{L}.solve(a, b)"),
    f"{L}.solve(a, b, lower=False, assume_a=None)": (
        f"{L}.solve({E}, v, assume_a='pos')", f"{L}.solve({E}, b, assume_a='sym', lower=True)",
        *(f"{L}.solve(p * [[1, 1, 1.5], [0.5, 1, 1], [1, 1, 1]], v, assume_a='{kind}', lower={k})" for kind in ("pos", "sym", "her") for k in (False, True)),
    ),
    f"{L}.solve_triangular(a, b, lower=False, unit_diagonal=False)": (
        f"{L}.solve_triangular(a, v)", f"{L}.solve_triangular(a, b, lower=True)",
        f"{L}.solve_triangular(a, v, lower=True, unit_diagonal=True)",
    ),
    f"{L}.expm(A)": (f"{L}.expm(b)", f"{L}.expm(a)[0]", f"{L}.expm({F} / 4)"),
    f"{L}.logm(A)": (f"{L}.logm({E})", f"{L}.logm({A})"),
    **{f"{L}.{name}(A)": (f"{L}.{name}(a / 2)",) for name in FULL},
    f"{L}.sqrtm(A)": (f"{L}.sqrtm({E})", f"{L}.sqrtm({A})"),
    f"{L}.eigh(a, lower=True)": (f"{L}.eigh({E})[0]", f"{L}.eigh({E})[1] ** 2", f"{L}.eigh({E}, lower=False)[1] ** 2"),
    f"{L}.svd(a, full_matrices=True)": (f"{L}.svd({A})[0] ** 2", f"{L}.svd({TALL}, full_matrices=False)[2] ** 2", f"{L}.svd({TALL})[1]"),
    f"{L}.qr(a, mode='full')": (
        f"{L}.qr({A})[0]", f"{L}.qr({A})[1]", f"{L}.qr({TALL})[0][:, :3]", f"{L}.qr({TALL})[1]", f"{L}.qr({TALL}, mode='economic')[0]",
        f"np.abs({L}.qr({TALL})[0][:, 3])",
    ),
    f"{L}.lu(a)": (f"{L}.lu({A})[1]", f"{L}.lu({A})[2]", f"{L}.lu({A})[0] @ {L}.lu(b)[1]"),
    f"{L}.lu_factor(a)": (f"{L}.lu_factor({A})[0]", f"{L}.lu_factor(b)[0]"),
    f"{L}.solve_banded(l_and_u, ab, b)": (
        f"{L}.solve_banded((1, 1), np.stack([v, w + 2, v]), w)", f"{L}.solve_banded((0, 2), np.stack([v, w, v + 2]), b)",
        f"{L}.solve_banded((1, 0), np.stack([v + 1, w]), v)",
    ),
    f"{L}.solve_sylvester(a, b, q)": (f"{L}.solve_sylvester(a, p, b)", f"{L}.solve_sylvester(a, x @ x.T + np.eye(2), b[:, :2])"),
    f"{L}.pinv(a)": (f"{L}.pinv({A})", f"{L}.pinv(x)", f"{L}.pinv({TALL})"),
    f"{L}.lstsq(a, b, cond=None)": (
        f"{L}.lstsq({A}, v)[0]", f"{L}.lstsq({TALL}, {TALL}[:, 0] * z[0, 0])[0]", f"np.sum({L}.lstsq({TALL}, {TALL}[:, ::-1] ** 2)[1])",
    ),
    f"{L}.expm_frechet(A, E, compute_expm=True)": (
        f"{L}.expm_frechet(a, b, compute_expm=False)", f"{L}.expm_frechet(a, b)[0]", f"{L}.expm_frechet(a, b)[1] + {L}.expm_frechet(b, a)[0]",
    ),
    "rt.block_diag(arrays)": ("rt.block_diag([v, s, x])", "rt.block_diag((a, x))"),
    "rt.unblock_diag(bar, arrays)": ("rt.unblock_diag(a, [x[:, :1], v[:2]])[1]", "rt.unblock_diag(a, [s, x[:, :2]])[0]"),
    "rt.real_result(x, a)": ("rt.real_result(x, y)",),
    "rt.unitary_factor(a)": (f"rt.unitary_factor({A})", f"rt.unitary_factor({TALL})", "rt.unitary_factor(np.eye(3) + 0.0 * a)"),
}  # fmt: skip

DEFINITIONS: dict[str, tuple[str, ...]] = {
    f"{L}.solve": (
        f"{L}.solve(np.stack([a, p]), b)", f"{L}.solve(np.stack([a, p]), v)", f"{L}.solve(a, np.stack([b, p]))",
        f"{L}.solve({E}, v, assume_a='positive definite')", f"{L}.solve({E}, b, assume_a='hermitian')", f"{L}.solve(a, v, assume_a='gen')", f"{L}.solve(np.tril(a), v, assume_a='lower triangular')"),
    f"{L}.solve_triangular": (
        f"{L}.solve_triangular({STACK}, z)", f"{L}.solve_triangular({STACK}, a, 1, True, unit_diagonal=True)",
        f"{L}.solve_triangular(a, z, trans='C')", f"{L}.solve_triangular({STACK}, v, lower=True)",
        f"np.abs({L}.solve_triangular({STACK} * (1 + 0.5j), z, 2, unit_diagonal=True))",
        f"{L}.solve_triangular(a, v, 'T')", f"{L}.solve_triangular(a, b, trans=2, lower=True)", f"{L}.solve_triangular(a, v, 'N', True)",
    ),
    f"{L}.inv": (f"{L}.inv(a, check_finite=False)",),
    f"{L}.det": (f"{L}.det(a, check_finite=False)",),
    f"{L}.cholesky": (f"{L}.cholesky(p @ p.T)", f"{L}.cholesky(p @ p.T, lower=True)"),
    f"{L}.cho_factor": (f"{L}.cho_factor(p @ p.T)[0]", f"{L}.cho_factor(p @ p.T, lower=True)[0]"),
    f"{L}.cho_solve": (
        f"{L}.cho_solve({L}.cho_factor({E}), v)", f"{L}.cho_solve({L}.cho_factor({E}, True), b)", f"{L}.cho_solve((a, True), v)",
    ),
    f"{L}.lu": (f"{L}.lu({A}, permute_l=True)[0]", f"{L}.lu({A}, permute_l=True)[1]"),
    f"{L}.lu_factor": (f"{L}.lu_factor({A}, check_finite=False)[0]",),
    f"{L}.lu_solve": tuple(f"{L}.lu_solve({L}.lu_factor({m}), {r}, {t})" for m, r, t in ((A, "v", 0), ("b", "v", 1), ("b", "a", 2))),
    f"{L}.svd": (f"{L}.svd({A}, compute_uv=False)",),
    f"{L}.svdvals": (f"{L}.svdvals(x)",),
    f"{L}.eigh": (
        f"{L}.eigh({E}, eigvals_only=True)", f"{L}.eigh(a, p @ p.T)[0]", f"{L}.eigh({E}, p @ p.T)[0]", f"{L}.eigh({E}, b=p @ p.T, lower=False)[1] ** 2",
        f"{L}.eigh({E}, p + p.T, eigvals_only=True)",
    ),
    f"{L}.eigvalsh": (f"{L}.eigvalsh({E})", f"{L}.eigvalsh({E}, lower=False)", f"{L}.eigvalsh({E}, p @ p.T)"),
    f"{L}.eig": (f"np.real({L}.eig({A})[0])", f"np.abs({L}.eig({A})[1])", f"np.abs({L}.eig({A}, right=False))"),
    f"{L}.eigvals": (f"np.real({L}.eigvals({A}))", f"np.abs({L}.eigvals({BLOCK}))"),
    f"{L}.polar": (
        f"{L}.polar({A})[0]", f"{L}.polar({A})[1]", f"{L}.polar({TALL}, side='left')[1]", f"{L}.polar(x)[0]", f"{L}.polar(np.eye(3) + a - a)[0]",
    ),
    f"{L}.fractional_matrix_power": (
        f"{L}.fractional_matrix_power({E}, 0.5)", f"{L}.fractional_matrix_power({E}, t=s)", f"{L}.fractional_matrix_power(a, 3)",
        f"{L}.fractional_matrix_power(np.outer(v, w), 2.0)",
    ),
    f"{L}.solve_toeplitz": (f"{L}.solve_toeplitz(v + np.array([2, 0, 0]), w)", f"{L}.solve_toeplitz((v + np.array([2, 0, 0]), z[0, 0, :3]), b)"),
    f"{L}.solveh_banded": (
        f"{L}.solveh_banded(np.stack([v, w + 2]), w)", f"{L}.solveh_banded(np.stack([v + 3, w, v]), b, lower=True)",
        f"{L}.solveh_banded(np.stack([v, w, v + 3]), v)", f"{L}.solveh_banded(x[:1], v)",
    ),
    f"{L}.qr": (f"{L}.qr({A}, mode='r')[0]",),
    f"{L}.expm_frechet": (f"{L}.expm_frechet(a, b)[1]", f"{L}.expm_frechet(a, b, compute_expm=False)", f"{L}.expm_frechet(a, b)[0]"),
    f"{L}.sqrtm": (f"{L}.sqrtm(p @ p.T + np.eye(3))",),
    f"{L}.logm": (f"{L}.logm(p @ p.T + np.eye(3))",),
    f"{L}.pinv": (f"{L}.pinv(a, check_finite=False)",),
    f"{L}.lstsq": (f"{L}.lstsq(a, v, check_finite=False)[0]", f"{L}.lstsq(x, v[:2])[3]", f"{L}.lstsq(b, v, 0.15)[0]"),
    f"{L}.norm": (f"{L}.norm(x)", f"{L}.norm(v, 1)", f"{L}.norm(x, 'nuc')", f"{L}.norm(x, axis=0)"),
    f"{L}.solve_continuous_lyapunov": (f"{L}.solve_continuous_lyapunov(a, b)",),
    f"{L}.block_diag": (f"{L}.block_diag(a, x)", f"{L}.block_diag(v, s, x)", f"{L}.block_diag(np.stack([a, p]), x, v)"),
    f"{L}.toeplitz": (f"{L}.toeplitz(v)", f"{L}.toeplitz(v, z[0, 0])"),
    f"{L}.hankel": (f"{L}.hankel(v)", f"{L}.hankel(v, z[0, 0])"),
    f"{L}.circulant": (f"{L}.circulant(v)", f"{L}.circulant(x)"),
    f"{L}.companion": (f"{L}.companion({POLYNOMIAL})",),
    f"{L}.fiedler": (f"{L}.fiedler(v)",),
    f"{L}.rsf2csf": (
        f"np.abs({L}.rsf2csf({BLOCK}, b)[0])", f"np.imag({L}.rsf2csf({BLOCK}, b)[1])", f"np.real({L}.rsf2csf({OTHER}, b)[0])",
        f"np.abs({L}.rsf2csf({OTHER} + 0.5j * np.triu(a), b * 1j)[0])", f"{L}.rsf2csf(np.triu(a), b)[0].real",
    ),
    f"{L}.fiedler_companion": (f"{L}.fiedler_companion({POLYNOMIAL})", f"{L}.fiedler_companion(v)", f"{L}.fiedler_companion(v[:2])"),
}  # fmt: skip

COMPLEX = (
    f"np.abs({L}.solve(m + m.T, z, assume_a='sym'))",
    f"np.abs({L}.solve(m + m.conj().T, z, assume_a='her', lower=True))",
    f"np.abs({L}.solve(m @ m.conj().T + np.eye(2), z, assume_a='pos'))",
    *(f"np.abs({L}.solve(m + 3 * np.eye(2), z, assume_a='{kind}'))" for kind in ("her", "pos")),
    *(f"{L}.eigh(m + np.eye(2), 3 * np.eye(2) + m, lower={k})[0]" for k in (True, False)),
    f"np.abs({L}.eigh(m + np.eye(2), 3 * np.eye(2) + m)[1])",
    f"np.abs({L}.solveh_banded(m + np.array([[0], [3]]), z))",
    f"np.abs({L}.solveh_banded(m + np.array([[3], [0]]), z, lower=True))",
)

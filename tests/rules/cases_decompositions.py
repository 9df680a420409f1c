"""Decompositions and functions of matrices. Names as in `cases`; `e` stands for a symmetric matrix with eigenvalues apart."""

from __future__ import annotations

E = "(p @ p.T + np.diag([1.0, 3.0, 6.0]))"
F = "np.stack([p @ p.T + np.diag([1.0, 3.0, 6.0]), p + p.T + np.diag([6.0, 1.0, 3.0])])"  # a batch
A, B = "(a + np.diag([1.0, 2.0, 4.0]))", "np.stack([a + np.diag([1.0, 2.0, 4.0]), a.T + 2 * np.eye(3)])"
TALL, WIDE = "np.concatenate([x, y * y])", "np.concatenate([x, y * y]).T"

RULES: dict[str, tuple[str, ...]] = {
    "np.linalg.eigh(a, UPLO='L')": (
        f"np.linalg.eigh({E})[0]",
        f"np.linalg.eigh({E})[1] ** 2",
        f"np.linalg.eigh({F})[0]",
        f"np.linalg.eigh({F}, 'U').eigenvectors ** 2",
        f"np.linalg.eigh({E}).eigenvalues * np.linalg.eigh({E}, UPLO='U').eigenvectors ** 4",
    ),
    "np.linalg.svd(a, full_matrices=True)": (
        f"np.linalg.svd({A})[0] ** 2",
        f"np.linalg.svd({A}).S",
        f"np.linalg.svd({TALL}, full_matrices=False).U ** 2",
        f"np.linalg.svd({TALL}, full_matrices=False)[2] ** 2",
        f"np.linalg.svd({WIDE}, False)[0] ** 2",
        f"np.linalg.svd({WIDE}, False)[2] ** 2",
        f"np.linalg.svd({TALL})[0][:, :3] ** 2 * np.linalg.svd({TALL})[1]",
        f"np.linalg.svd({WIDE})[2][:3] ** 2",
        f"np.linalg.svd({B})[2] ** 2",
    ),
    "np.linalg.cholesky(x, upper=False)": (
        "np.linalg.cholesky(p @ p.T, upper=False)", "np.linalg.cholesky(p @ p.T, upper=True)", f"np.linalg.cholesky({F}, upper=True)",
    ),
    "np.linalg.qr(a)": (
        f"np.linalg.qr({A})[0]", f"np.linalg.qr({A}).R", f"np.linalg.qr({TALL})[0]", f"np.linalg.qr({TALL})[1]",
        f"np.linalg.qr({WIDE}).Q", f"np.linalg.qr({WIDE})[1]", f"np.linalg.qr({B})[0] @ np.linalg.qr({B})[1]",
    ),
    "rt.complex_eig(a)": (f"np.real(rt.complex_eig({A})[0])",),
    "np.linalg.pinv(a, rcond=None)": (f"np.linalg.pinv({A})", f"np.linalg.pinv({TALL})", "np.linalg.pinv(x)", f"np.linalg.pinv({B})", "np.linalg.pinv(b, 0.15)", "np.linalg.pinv(np.stack([x, y]), rcond=np.array([0.5, 0.05]))"),
    "np.linalg.lstsq(a, b, rcond=None)": (
        f"np.linalg.lstsq({A}, v)[0]",
        f"np.linalg.lstsq({TALL}, {TALL}[:, 0] * z[0, 0])[0]",
        f"np.linalg.lstsq({TALL}, {TALL}[:, ::-1] ** 2, rcond=None)[0]",
        f"np.sum(np.linalg.lstsq({TALL}, {TALL}[:, ::-1] ** 2, rcond=None)[1])",
        "np.linalg.lstsq(x, v[:2])[0]",
        "np.linalg.lstsq(b, v, rcond=0.15)[0]",
        "np.linalg.lstsq(x.T, a, 0.5)[0]",
        "np.linalg.lstsq(x, v[:2])[3]",
    ),
    "np.linalg.matrix_power(a, n)": (
        "np.linalg.matrix_power(a, 3)", "np.linalg.matrix_power(a, 0) * s", "np.linalg.matrix_power(a, 1)",
        "np.linalg.matrix_power(a, -2)", f"np.linalg.matrix_power({B}, n=5)",
    ),
    "np.linalg.multi_dot(arrays)": (
        "np.linalg.multi_dot([a, b, p])", "np.linalg.multi_dot([x, a, v])", "np.linalg.multi_dot((v, a, b, w))",
        "np.linalg.multi_dot([a, b])",
    ),
    "np.linalg.diagonal(x, offset=0)": ("np.linalg.diagonal(a)", "np.linalg.diagonal(z, offset=1)", "np.linalg.diagonal(x, offset=-1)"),
    "rt.unmatrix_diagonal(bar, shape, offset)": ("rt.unmatrix_diagonal(x, (2, 3, 3), 0)", "rt.unmatrix_diagonal(v, (4, 5), -1)"),
    "rt.over_gaps(x, w)": ("rt.over_gaps(a, w * np.array([1.0, 3.0, 7.0]))", "rt.over_gaps(np.stack([a, b]), x)"),
}  # fmt: skip

ORDERS = ("1", "-1", "np.inf", "-np.inf")

DEFINITIONS: dict[str, tuple[str, ...]] = {
    "np.linalg.eig": (
        f"np.real(np.linalg.eig({A})[0])", f"np.abs(np.linalg.eig({A})[1]) ** 2", f"np.imag(np.linalg.eig({B}).eigenvalues ** 2)",
        "np.abs(np.linalg.eig(a - a.T + np.diag(v)).eigenvalues)", "np.sum(np.abs(np.linalg.eig(a - a.T + np.diag(v))[1]) ** 4)",
    ),
    "np.linalg.eigvalsh": (f"np.linalg.eigvalsh({E})", f"np.linalg.eigvalsh({F}, 'U')"),
    "np.linalg.svd": (f"np.linalg.svd({A}, compute_uv=False)", f"np.linalg.svd({TALL}, True, False)"),
    "np.linalg.svdvals": (f"np.linalg.svdvals({A})", f"np.linalg.svdvals({TALL})", "np.linalg.svdvals(z)"),
    "np.linalg.qr": (f"np.linalg.qr({A}, 'r')", f"np.linalg.qr({TALL}, mode='reduced')[0]"),
    "np.linalg.eigvals": (f"np.abs(np.linalg.eigvals({A}))", "np.sum(np.linalg.eigvals(b) ** 3).real"),
    "np.linalg.cond": tuple(f"np.linalg.cond({A}{extra})" for extra in ("", ", 2", ", -2", ", 1", ", p=np.inf", ", 'fro'")),
    "np.linalg.tensorinv": ("np.linalg.tensorinv(np.reshape(np.kron(a, p), (3, 3, 9)))", "np.linalg.tensorinv(a, ind=1)"),
    "np.linalg.tensorsolve": ("np.linalg.tensorsolve(np.reshape(np.kron(a, p), (3, 3, 3, 3)), b)", "np.linalg.tensorsolve(a, v)"),
    "np.linalg.matrix_transpose": ("np.linalg.matrix_transpose(x)", "np.linalg.matrix_transpose(z)"),
    "np.linalg.matmul": ("np.linalg.matmul(a, b)", "np.linalg.matmul(x, v)"),
    "np.linalg.outer": ("np.linalg.outer(v, w)",),
    "np.linalg.tensordot": ("np.linalg.tensordot(x, y)", "np.linalg.tensordot(x, a, axes=1)"),
    "np.linalg.vecdot": ("np.linalg.vecdot(x, y)", "np.linalg.vecdot(x, v)", "np.linalg.vecdot(x, y, axis=0)"),
    "np.linalg.cross": ("np.linalg.cross(x, y)", "np.linalg.cross(x.T, y.T, axis=0)"),
    "np.linalg.trace": ("np.linalg.trace(a)", "np.linalg.trace(z, offset=1)", "np.linalg.trace(z)"),
    "np.linalg.norm": (
        *(f"np.linalg.norm({form})" for order in ORDERS for form in (f"x, {order}", f"v, {order}", f"z, {order}, axis=(0, 2)", f"x, {order}, axis=1")),
        *(f"np.linalg.norm({A}, {order})" for order in ("2", "-2", "'nuc'", "'fro'")),
        "np.linalg.norm(v, 3)", "np.linalg.norm(v, 2)", "np.linalg.norm(x, ord=2.5, axis=0, keepdims=True)", "np.linalg.norm(v, 0) * s",
        "np.linalg.norm(z, 'nuc', axis=(1, 2), keepdims=True)", "np.linalg.norm(x, 1, keepdims=True)", "np.linalg.norm(z, ord=2, axis=(-1, 0))",
        "np.linalg.norm(x, axis=(0, 1))", "np.linalg.norm(x, 2, (1,))", "np.linalg.norm(x)", "np.linalg.norm(z, axis=-1)", "np.linalg.norm(s * 3)",
    ),
    "np.linalg.vector_norm": (
        "np.linalg.vector_norm(x, ord=None, axis=0)",
        "np.linalg.vector_norm(x)", "np.linalg.vector_norm(x, ord=3)", "np.linalg.vector_norm(x, axis=1, keepdims=True)",
        "np.linalg.vector_norm(x, keepdims=True)", "np.linalg.vector_norm(z, axis=(0, 2), ord=1)", "np.linalg.vector_norm(x, ord=np.inf)",
    ),
    "np.linalg.matrix_norm": (
        "np.linalg.matrix_norm(x)", "np.linalg.matrix_norm(z)", "np.linalg.matrix_norm(z, ord='nuc')", "np.linalg.matrix_norm(z, ord=1, keepdims=True)",
    ),
}  # fmt: skip

T = "np.stack([z, 1j * z**2 + 1, z + 0.5])"  # three rows of two

COMPLEX = (
    "np.abs(np.linalg.slogdet(m)[0] + 1) + np.linalg.slogdet(m)[1]",
    "np.abs(np.linalg.cholesky(m @ m.conj().T + np.eye(2)) + 0.3)",
    "np.abs(np.linalg.cholesky(m @ m.conj().T + np.eye(2), upper=True) + 0.3)",
    "np.linalg.eigvalsh(m @ m.conj().T)",
    "np.abs(np.linalg.eigh(m @ m.conj().T)[1]) ** 2",
    "np.linalg.svd(m)[1]",
    "np.abs(np.linalg.svd(m)[0]) ** 2 * np.abs(np.linalg.svd(m)[2]) ** 4",
    "np.abs(np.linalg.qr(m)[0]) ** 2",
    "np.abs(np.linalg.qr(m)[1] + 0.2)",
    "np.abs(np.linalg.eigvals(m))",
    "np.abs(np.linalg.eig(m)[1]) ** 3",
    f"np.abs(np.linalg.pinv({T})) ** 2",
    f"np.abs(np.linalg.pinv({T}.T)) ** 2",
    f"np.abs(np.linalg.pinv({T}, 0.6)) ** 2",
    f"np.abs(np.linalg.lstsq({T}, np.concatenate([z, z[:1] * 2j]), rcond=0.6)[0])",
    f"np.abs(np.linalg.lstsq({T}, np.concatenate([z, z[:1] * 2j]), rcond=None)[0])",
    f"np.linalg.lstsq({T}, np.concatenate([z, z[:1] * 2j]), rcond=None)[1]",
    "np.abs(np.linalg.matrix_power(m, 3))",
    "np.abs(np.linalg.multi_dot([m, m.conj(), z]))",
    "np.abs(np.linalg.vecdot(z, z * 1j + 1))",
    "np.linalg.norm(z, 3)",
    "np.linalg.norm(m, 1)",
    "np.linalg.norm(m, 'nuc')",
    "np.linalg.cond(m)",
    "np.abs(np.linalg.tensorsolve(m, z))",
    "np.abs(scipy.linalg.expm(m))",
    "np.abs(scipy.linalg.solve_triangular(m, z, lower=True))",
    "np.abs(scipy.linalg.cho_solve((m, True), z))",
    "np.abs(scipy.linalg.lu(m)[2])",
    "np.abs(scipy.linalg.solve_sylvester(m, m.conj(), m))",
    "np.abs(scipy.linalg.sqrtm(m))",
)  # fmt: skip

"""Products with matrices of `scipy.sparse`, and solves. Names as in `cases`, and the constants below."""

from __future__ import annotations

import numpy as np
import scipy.sparse
import scipy.sparse.linalg

SPARSE = scipy.sparse.csr_array(np.array([[2.0, 0.5, 0.0], [0.0, 3.0, -1.0], [1.0, 0.0, 4.0]]))
POSITIVE = scipy.sparse.csc_matrix(np.array([[2.0, 0.5, 0.0], [0.5, 3.0, -1.0], [0.0, -1.0, 4.0]]))
WIDE = scipy.sparse.coo_array(np.array([[2.0, 0.0], [0.0, 3.0], [1.0, 0.0]]))
FACTORS = scipy.sparse.linalg.splu(SPARSE.tocsc())
OPERATOR = scipy.sparse.linalg.aslinearoperator(SPARSE)
NAMES = ("SPARSE", "POSITIVE", "WIDE", "FACTORS", "OPERATOR")

D, L = "scipy.sparse", "scipy.sparse.linalg"
PLACES = "[0, 1, 2], [1, 2, 0]"
OPTIONS = "rtol=1e-05, atol=0.0, maxiter=None, M=None, callback=None"
CLOSE = "rtol=1e-14"


def _iterative(name: str, options: str = "") -> dict[str, tuple[str, ...]]:
    return {f"{L}.{name}(A, b, x0=None, {OPTIONS}{options})": (
        f"{L}.{name}(POSITIVE, v, {CLOSE})[0]", f"{L}.{name}(POSITIVE, v * s, x0=w, {CLOSE}, M=OPERATOR)[0]" if name == "gmres" else
        f"{L}.{name}(POSITIVE, v * s, x0=np.ones(3), {CLOSE}, maxiter=50)[0]", f"{L}.{name}(POSITIVE, v, {CLOSE}, M=POSITIVE)[0]",
    )}  # fmt: skip


RULES: dict[str, tuple[str, ...]] = {
    "x.matvec(y)": ("OPERATOR.matvec(v)", "OPERATOR.matvec(v * s) @ w"),
    "x.matmat(y)": ("OPERATOR.matmat(b)",),
    f"{L}.spsolve(A, b, permc_spec=None, use_umfpack=True)": (
        f"{L}.spsolve(SPARSE, v)", f"{L}.spsolve(POSITIVE, b)", f"{L}.spsolve(SPARSE, v * s, 'NATURAL')", f"{L}.spsolve(SPARSE, b[:, :1])",
    ),
    "x.solve(b, trans='N')": ("FACTORS.solve(v)", "FACTORS.solve(b * s)", "FACTORS.solve(v, 'T')"),
    **_iterative("cg"),
    **_iterative("bicg"),
    **_iterative("bicgstab"),
    **_iterative("cgs"),
    **_iterative("gmres", ", restart=None, callback_type=None"),
    "rt.entries_product(entries, rows, columns, count, x)": (
        "rt.entries_product(v, [0, 1, 2], [1, 1, 0], 3, w)", "rt.entries_product(v * s, np.array([0, 0, 2]), np.array([0, 1, 1]), 4, x)",
    ),
    "rt.entries_sampled(u, rows, x, columns)": (
        "rt.entries_sampled(v, [0, 1, 2, 2], w, [1, 1, 0, 2])", "rt.entries_sampled(x, [0, 1, 1], y, [1, 1, 0])",
    ),
    "rt.entries_solve(entries, rows, columns, b, factors)": (
        f"rt.entries_solve(v, {PLACES}, w, rt.entries_factors(v, {PLACES}, (3, 3)))",
        f"rt.entries_solve(v, {PLACES}, b, rt.entries_factors(v, {PLACES}, (3, 3)))",
    ),
    "rt.one_number(x)": ("rt.one_number(s)",),
    "rt.joined_diagonals(xs, offsets, shape)": (
        "rt.joined_diagonals([v, w[:2], s], [0, 1, -1], (3, 3))", "rt.joined_diagonals([s, t], [0, 1], (2, 4))",
    ),
    "rt.unjoined_diagonals(bar, xs, offsets, shape)": ("rt.unjoined_diagonals(v, [w[:2], s], [1, 2], (3, 3))[0]",),
}  # fmt: skip
_TRIPLET = "(v, ([0, 1, 2, 2], [1, 2, 0, 2]))".replace("v,", "np.concatenate((v, v[:1])),")
_BOTH = f"{D}.diags([v + 1, w[:2]], [0, 1])"
DEFINITIONS: dict[str, tuple[str, ...]] = {
    **{
        f"{D}.{name}": (
            f"{D}.{name}({_TRIPLET}, shape=(3, 3)) @ w", f"({D}.{name}({_TRIPLET}) * s).T @ b", f"w @ {D}.{name}({_TRIPLET}, (4, 3)).T",
            f"{D}.{name}({_TRIPLET}, (3, 3)).multiply(SPARSE).toarray()", f"{D}.{name}({_TRIPLET}, (3, 3)).multiply(POSITIVE) @ w",
            f"{D}.{name}({_TRIPLET}, (3, 3)).multiply(x[:1]).sum()",
            f"{D}.{name}((v, np.array([[0, 1, 2], [1, 2, 0]]))) @ w",
            *(() if name.startswith("coo") else (f"{D}.{name}((v, [0, 1, 1], [0, 1, 3]), {'(2, 3)' if name[2] == 'r' else '(3, 2)'}).toarray()",)),
        )
        for name in ("csr_matrix", "csc_matrix", "coo_matrix", "csr_array", "csc_array", "coo_array")
    },
    f"{D}.diags": (f"{D}.diags(v) @ w", f"(SPARSE.T @ {D}.diags(v) @ SPARSE) @ w", f"({_BOTH} @ WIDE).toarray()", f"(POSITIVE * {_BOTH} * POSITIVE) @ w", f"{_BOTH}.toarray()", f"{D}.diags([v, s], [0, -2], shape=(3, 4)).toarray()", f"{D}.diags([s, t, s * t], 1) @ np.ones(4)"),
    f"{D}.diags_array": (f"{D}.diags_array(v) @ w", f"{D}.diags_array([v, s * w[:2]], offsets=[0, 1]).sum(axis=0)", f"({D}.diags_array(v) * SPARSE) @ w"),
    f"{L}.spsolve": (f"{L}.spsolve({_BOTH}.tocsc(), w)", f"{L}.spsolve(SPARSE + {_BOTH}, b)", f"{L}.spsolve({_BOTH}.tocsc(), b[:, :1])"),
    f"{L}.splu": (f"{L}.splu({_BOTH}.tocsc()).solve(w)", f"{L}.splu({_BOTH}.tocsc()).solve(b, 'T')"),
    f"{L}.factorized": (f"{L}.factorized({_BOTH}.tocsc())(w)",),
    f"{D}.bmat": (
        f"{D}.bmat([[{D}.diags(v), None], [SPARSE, {D}.diags(w)]]).toarray()",
        f"{D}.bmat([[{D}.diags(v), WIDE], [WIDE.T, {D}.diags(w[:2])]], format='csr') @ np.concatenate((w, v[:2]))",
    ),
    f"{D}.block_array": (f"{D}.block_array([[None, {D}.diags_array(v)], [{D}.diags_array(w), None]]) @ np.concatenate((v, v))",),
    f"{D}.vstack": (f"{D}.vstack([{D}.diags(v), SPARSE]) @ w", f"{D}.vstack((WIDE.T, {D}.diags(v)), 'csr') @ w"),
    f"{D}.hstack": (f"{D}.hstack([SPARSE, {D}.diags(v), WIDE]).toarray()",),
    f"{D}.block_diag": (f"{D}.block_diag([{D}.diags(v), SPARSE, {D}.diags(w)]).toarray()",),
    f"{D}.kron": (f"{D}.kron({D}.diags(v), SPARSE).toarray()", f"{D}.kron(SPARSE, {_BOTH}).toarray()", f"({D}.kron({D}.diags(v), WIDE) + {D}.kron({_BOTH}, WIDE)).toarray()"),
    f"{D}.issparse": (f"v * {D}.issparse({D}.diags(v))",),
}  # fmt: skip
MORE = {
    "x @ y": ("SPARSE @ v", "v @ SPARSE", "POSITIVE @ x.T", "x @ SPARSE", "WIDE @ x", "SPARSE.T @ v", "OPERATOR @ v", "x @ WIDE", "(POSITIVE @ POSITIVE) @ v",
        *(f"SPARSE.{m} @ v" for m in ("toarray()", "todense()", "tocsc()", "tocoo()", "copy()", "transpose()", "conj()", "sum(axis=0)", "astype(float)")),
        *(f"SPARSE.{m} * v" for m in ("sum()", "diagonal()", "trace()", "max()", "mean()", "count_nonzero()")), f"{L}.spsolve(SPARSE.tocsc(), v)",
        "POSITIVE.toarray() @ v", "POSITIVE.tocsr() @ v", "POSITIVE.getnnz() * v",
        "WIDE.reshape((2, 3)) @ v", "v @ WIDE.reshape(3, 2)", "POSITIVE.reshape((9, 1)).T @ np.concatenate((v, w, v))",
    ),
    "x.dot(y)": ("SPARSE.dot(v)", "WIDE.T.dot(b)", "OPERATOR.dot(v)"),
}  # fmt: skip

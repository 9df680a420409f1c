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

L = "scipy.sparse.linalg"
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
}  # fmt: skip
DEFINITIONS: dict[str, tuple[str, ...]] = {}
MORE = {
    "x @ y": ("SPARSE @ v", "v @ SPARSE", "POSITIVE @ x.T", "x @ SPARSE", "WIDE @ x", "SPARSE.T @ v", "OPERATOR @ v", "x @ WIDE", "(POSITIVE @ POSITIVE) @ v"),
    "x.dot(y)": ("SPARSE.dot(v)", "WIDE.T.dot(b)", "OPERATOR.dot(v)"),
}  # fmt: skip

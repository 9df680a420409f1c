"""The cotangents of Einstein sums as text: what an expert would write; and what is not known before a program runs."""

from __future__ import annotations

import numpy as np
import pytest

from sourcead import check_grads, grad
from tests.generator import make

R = np.random.default_rng(3)
X, Y, V, W = R.standard_normal((2, 3)), R.standard_normal((3, 4)), R.standard_normal(3), R.standard_normal(3)
Z, U, A, ROW = R.standard_normal((5, 2, 3)), R.standard_normal((5, 3, 4)), R.standard_normal((3, 3)), R.standard_normal((1, 3))


def derived(call: str, *args: np.ndarray) -> str:
    """The statements of the reverse sweep of a sum of squares."""
    names = [f"x{k}" for k in range(len(args))]
    f = make(f"import numpy as np\n\n\ndef f({', '.join(names)}):\n    return np.sum(np.einsum({call}) ** 2)\n")
    derivative = grad(f, tuple(range(len(args))))
    derivative(*args)
    check_grads(f, args, tuple(range(len(args))))
    return str(derivative.source).split("# Reverse sweep\n")[1]


@pytest.mark.parametrize(
    "call, args, expected",
    [
        ("'ij,jk->ik', x0, x1", (X, Y), ("np.einsum('ik,jk->ij', shared, x1)", "np.einsum('ij,ik->jk', x0, shared)")),
        ("'ij,jk', x0, x1", (X, Y), ("np.einsum('ik,jk->ij', shared, x1)", "np.einsum('ij,ik->jk', x0, shared)")),
        ("'i,i->', x0, x1", (V, W), ("x0_bar = 2 * einsum_value * x1", "x1_bar = 2 * einsum_value * x0")),
        ("'i,ij,j->', x0, x1, x2", (V, A, W), ("* np.einsum('i,j->ij', x0, x2)", "* np.einsum('ij,j->i', x1, x2)")),
        ("'ij->ji', x0", (X,), (".T",)),
        ("'ii', x0", (A,), ("* np.eye(x0.shape[0])",)),
        ("'ii->i', x0", (A,), ("np.diag(",)),
        ("'ij->i', x0", (X,), ("np.broadcast_to((2 * np.einsum('ij->i', x0))[:, None], x0.shape)",)),
        ("'...ij,...jk->...ik', x0, x1", (Z, U), ("'...ik,...jk->...ij', shared, x1", "'...ij,...ik->...jk', x0, shared")),
        ("'...ij,j->...i', x0, x1", (Z, V), ("'...i,j->...ij', shared, x1", "'Aij,Ai->j', x0, shared")),
        ("'ij,jk,k->i', x0, x1, x2, optimize=True", (X, A, W), ("np.einsum('ij,i,k->jk', x0, shared, x2, optimize=True)",)),
        ("'ij,kj->ik', x0, x1", (X, ROW), ("np.einsum('ik,kj->ij', ", "np.einsum('ij,ik->kj', ")),
        ("'ij,ij->ij', x0, x1", (A, ROW), ("rt.contract('ij,ij->ij', x1.shape, x0, ",)),  # of one row, which is repeated
    ],
)
def test_text(call: str, args: tuple[np.ndarray, ...], expected: tuple[str, ...]) -> None:
    text = " ".join(derived(call, *args).split())
    for part in expected:
        assert part in text.replace("( ", "(").replace(" )", ")")


def test_text_known_at_run_time() -> None:
    f = make(
        "import numpy as np\n\n\ndef f(x, y, turned):\n    text = 'ij,kj->ik' if turned > 0 else 'ij,jk->ik'\n"
        "    return np.sum(np.einsum(text, x, y) ** 2)\n"
    )
    for turned, other in ((1.0, Y.T), (-1.0, Y)):
        np.testing.assert_allclose(grad(f)(X, other, turned), 2 * (X @ Y) @ Y.T, rtol=1e-12)

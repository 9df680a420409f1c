"""Decompositions: what gives several arrays, against JAX; equal eigenvalues; batches; what is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import scipy.linalg

from sourcead import AliasError, SourceADError, check_grads, grad, hessian, jvp, vjp
from tests.generator import make

HEAD = "import numpy as np\nimport scipy.linalg\n\n\n"
RNG = np.random.default_rng(11)
SQUARE = RNG.standard_normal((3, 3)) + np.diag([3.0, 5.0, 8.0])
TALL = RNG.standard_normal((5, 3))
SYMMETRIC = SQUARE @ SQUARE.T

PROGRAMS = {
    "eigenvalues": ("w, v = np.linalg.eigh((a + a.T) / 2)\n    return np.sum(w**3)", SQUARE),
    "function": ("w, v = np.linalg.eigh((a + a.T) / 2)\n    return np.sum(((v * np.exp(w / 9)) @ v.T)[0])", SQUARE),
    "direction": ("w, v = np.linalg.eigh((a + a.T) / 2)\n    return np.sum(v[:, 0] ** 4) + w[0]", SQUARE),
    "low rank": ("u, s, vh = np.linalg.svd(a, full_matrices=False)\n    return np.sum(((u[:, :2] * s[:2]) @ vh[:2]) ** 3)", TALL),
    "wide": ("u, s, vh = np.linalg.svd(a.T, full_matrices=False)\n    return np.sum(u**4) + np.sum(vh**4) + s[1]", TALL),
    "nuclear": ("return np.linalg.norm(a, 'nuc')", TALL),
    "spectral": ("return np.linalg.norm(a, 2)", TALL),
    "qr": ("q, r = np.linalg.qr(a)\n    return np.sum(q**3) + np.sum(np.abs(r))", TALL),
    "log of determinant": ("sign, value = np.linalg.slogdet(a)\n    return value * sign", SQUARE),
    "pseudo-inverse": ("return np.sum(np.linalg.pinv(a) ** 3)", TALL),
    "least squares": ("return np.sum(np.linalg.lstsq(a, a[:, 0] ** 2)[0] ** 2)", TALL),
    "condition": ("return np.linalg.cond(a)", SQUARE),
}


def program(body: str, args: str = "a") -> Callable[..., Any]:
    return make(HEAD + f"def f({args}):\n    {body}\n")


@pytest.mark.parametrize("name", PROGRAMS)
def test_jax(name: str) -> None:
    jax = pytest.importorskip("jax")
    jax.config.update("jax_enable_x64", True)
    body, a = PROGRAMS[name]
    other: dict[str, Any] = {}
    exec(f"import jax.numpy as np\ndef f(a):\n    {body}\n", other)
    f = program(body)
    np.testing.assert_allclose(grad(f)(a), jax.grad(other["f"])(a), rtol=1e-9, atol=1e-11)
    check_grads(f, (a,), order=1 if name == "least squares" else 2)


def test_what_is_not_used_costs_nothing() -> None:
    """The text is that of the formula for what is used."""
    text = grad(program("w, v = np.linalg.eigh(a)\n    return np.sum(w**2)"))
    text(SYMMETRIC)
    assert "a_bar = 2 * rt.half_read(2 * (eigenvectors * w @ eigenvectors.T), 'L')" in text.source
    assert "w, eigenvectors = np.linalg.eigh(a)" in text.source
    nuclear = grad(program("return np.linalg.norm(a, 'nuc')"))
    nuclear(TALL)
    assert "a_bar = u @ vh" in nuclear.source
    dropped = grad(program("r = np.linalg.slogdet(a)\n    return r.logabsdet"))
    dropped(SQUARE)
    assert "zeros" not in dropped.source


def test_fields_by_name() -> None:
    f = program("r = np.linalg.svd(a)\n    return np.sum(r.S) * r.U[0, 0] ** 2")
    g = program("r = np.linalg.svd(a)\n    return np.sum(r[1]) * r[0][0, 0] ** 2")
    np.testing.assert_array_equal(grad(f)(SQUARE), grad(g)(SQUARE))


def test_equal_eigenvalues() -> None:
    """Functions of the values alone have their derivative; those of vectors that are not determined have none."""
    a = np.diag([1.0, 1.0, 3.0])
    np.testing.assert_allclose(grad(program("return np.sum(np.linalg.eigvalsh(a) ** 2)"))(a), 2 * a)
    alone = grad(program("w, v = np.linalg.eigh(a)\n    return np.sum(v[:, 2] ** 4)"))(a)
    assert np.all(np.isfinite(alone))
    mixed = grad(program("w, v = np.linalg.eigh(a)\n    return np.sum(v[:, 0] ** 4 * np.arange(3.0)) + v[0, 0] * v[1, 0]"))(a)
    assert np.any(np.isnan(mixed))
    length = grad(program("w, v = np.linalg.eigh(a)\n    return np.sum(v**2)"))(a)
    np.testing.assert_allclose(length, 0, atol=1e-15)
    near = grad(program("w, v = np.linalg.eigh(a)\n    return np.sum(v[:, 0] ** 4)"))(np.diag([1.0, 1.0 + 1e-9, 3.0]))
    assert np.all(np.isfinite(near))


SPACES = (
    "n = scipy.linalg.qr(a)[0][:, 3:]\n    return np.sum((n @ n.T) ** 2 * a[0, 0])",
    "n = np.linalg.svd(a)[0][:, 3:]\n    return np.sum((n @ n.T) ** 3)",
    "n = np.linalg.svd(a.T)[2][3:]\n    return np.sum((n.T @ n) ** 3)",
)


@pytest.mark.parametrize("body", SPACES)
def test_vectors_that_complete_a_basis(body: str) -> None:
    """What depends on their space has a derivative, what depends on them has none: an error, or NaN in forward mode."""
    a = np.concatenate((TALL, TALL[::-1] ** 2))
    a[0, 0] += 1.0
    check_grads(program(body), (a,), order=1, modes=("rev",))
    turned = program(body[: body.index("return")] + "return n[0, 0] ** 2")
    with pytest.raises(ArithmeticError, match="complete a basis"):
        grad(turned)(a)
    assert np.isnan(jvp(turned, (a,), (np.ones_like(a),))[1])
    first = body[: body.index("[:, 3" if "[:, 3" in body else "[3:]")] + ("[:, :3]" if "[:, 3" in body else "[:3]")
    check_grads(program(first + "\n    return np.sum(n**4)"), (a,), order=1, modes=("rev", "fwd"))


def test_zero_singular_values() -> None:
    a = np.outer([1.0, 2.0, 3.0], [1.0, 1.0])
    assert np.all(np.isfinite(grad(program("return np.linalg.svd(a, compute_uv=False)[0]"))(a)))
    assert np.all(np.isfinite(grad(program("return np.linalg.norm(a, 2)"))(a)))


@pytest.mark.parametrize(
    "body",
    [
        "return np.sum(np.linalg.solve(a, b[0]) ** 2)",
        "return np.sum(np.linalg.solve(a, b) ** 2)",
        "return np.sum(np.linalg.solve(a[0], b) ** 2)",
        "return np.sum(np.linalg.det(a) * b[0])",
        "return np.sum(np.linalg.slogdet(a)[1] * b[0])",
        "return np.sum(np.linalg.inv(a) @ b)",
        "return np.sum(np.linalg.cholesky(a @ np.swapaxes(a, -1, -2)) ** 3)",
        "return np.sum(np.linalg.eigh(a + np.swapaxes(a, -1, -2))[1] ** 4)",
        "return np.sum(np.linalg.svd(a)[0] ** 4)",
        "return np.sum(np.linalg.qr(a)[1] ** 3)",
    ],
)
def test_batches(body: str) -> None:
    """Three matrices of three rows: a shape in which a cotangent that is spread along a wrong axis fits."""
    a = RNG.standard_normal((3, 3, 3)) + np.diag([3.0, 5.0, 8.0])
    f = program(body, "a, b")
    check_grads(f, (a, RNG.uniform(0.5, 1.0, (3, 3))), argnums=0, order=2)
    check_grads(f, (a, RNG.uniform(0.5, 1.0, (3, 3))), argnums=(0, 1) if "b" in body.replace("np.linalg", "") else 0)


def test_one_result_that_is_the_argument() -> None:
    """`matrix_power(a, 1)` gives `a` itself, `diagonal` a view."""
    f = program(
        "a = a * 1.0\n    p = np.linalg.matrix_power(a, 1).copy()\n    p[0] = 2 * p[1]\n    return np.sum(p**2) + np.sum(a**3)"
    )
    check_grads(f, (SQUARE,))
    g = program("a = a * 1.0\n    d = np.linalg.diagonal(a)\n    a[0, 0] = a[1, 1] ** 2\n    return np.sum(d**2) + np.sum(a)")
    with pytest.raises(AliasError):
        grad(g)(SQUARE)
    h = program(
        "a = a * 1.0\n    t = np.linalg.matrix_transpose(a)\n    t[0] = t[1] ** 2\n    return np.sum(t**2) + np.sum(a**3)"
    )
    check_grads(h, (SQUARE,))


def test_eigenvalues_that_turn_complex() -> None:
    """Real or complex, as the values of the argument decide: they count as complex."""
    f = program("return np.sum(np.abs(np.linalg.eigvals(a)) ** 3)")
    for a in (SQUARE, np.array([[0.3, -2.0], [1.0, 0.5]])):
        check_grads(f, (a,), order=2)
    value, pullback = vjp(program("return np.linalg.eigvals(a)"), SQUARE)
    assert value.dtype == complex
    assert pullback(np.ones(3, complex))[0].dtype == float


def test_complex_root_of_a_real_matrix() -> None:
    with pytest.raises(ValueError, match="pass the matrix as a complex one"):
        grad(program("return np.sum(np.real(scipy.linalg.sqrtm(a)))"))(np.diag([-1.0, 2.0]))


@pytest.mark.parametrize(
    "body",
    [
        "return np.sum(np.linalg.qr(a, 'raw')[0])",
        "return np.sum(scipy.linalg.inv(a, overwrite_a=True))",
        "return np.sum(scipy.linalg.qr(a, pivoting=True)[1])",
        "return np.sum(scipy.linalg.solve(a, a[0], assume_a='banded'))",
        "return np.sum(np.linalg.svd(a, hermitian=True)[1])",
    ],
)
def test_refused(body: str) -> None:
    with pytest.raises(SourceADError, match="return"):
        grad(program(body))(SYMMETRIC)


def test_lu_of_wide_matrices() -> None:
    with pytest.raises(ValueError, match="square"):
        grad(program("return np.sum(scipy.linalg.lu(a)[2])"))(TALL)


def test_forward_of_several_results() -> None:
    """The tangent of a result that is not used is not computed."""
    f = program("w, v = np.linalg.eigh(a)\n    return np.sum(w**2)")
    value, dot = jvp(f, (SYMMETRIC,), (np.eye(3),))
    assert value == pytest.approx(f(SYMMETRIC), rel=1e-14)
    assert dot == pytest.approx(2 * np.sum(scipy.linalg.eigvalsh(SYMMETRIC)), rel=1e-12)


def test_determinants_of_empty_matrices() -> None:
    for det in (np.linalg.det, scipy.linalg.det):
        found = grad(lambda a, det=det: det(a))(np.zeros((0, 0)))
        assert found.shape == (0, 0)
    assert grad(lambda a: np.sum(np.linalg.det(a)))(np.zeros((2, 0, 0))).shape == (2, 0, 0)


def test_second_derivatives_of_determinants_of_singular_matrices() -> None:
    """The determinant is a polynomial: these are found without an inverse."""
    f = program("return np.linalg.det(a)")
    along = np.array([[0.3, 0.5], [-1.0, 0.2]])
    np.testing.assert_allclose(jvp(grad(f), (np.array([[1.0, 2.0], [2.0, 4.0]]),), (along,))[1], [[0.2, 1.0], [-0.5, 0.3]])
    np.testing.assert_array_equal(hessian(f)(np.zeros((3, 3))), np.zeros((3, 3, 3, 3)))
    singular = np.arange(9.0).reshape(3, 3)
    check_grads(program("return np.linalg.det(a) + np.linalg.det(a) ** 2"), (singular,), order=2)
    z = singular + 1j * singular[::-1]
    length = grad(lambda a: np.sum(np.abs(jvp(np.linalg.det, (a,), (z.T @ z,))[1]) ** 2))
    assert np.all(np.isfinite(length(z)))


@pytest.mark.parametrize("shape", [(2, 3, 2), (2, 2, 3)])
@pytest.mark.parametrize("part", ["compute_uv=False)", "full_matrices=False)[0]", "full_matrices=False)[2]"])
def test_stacks_of_complex_matrices(shape: tuple[int, ...], part: str) -> None:
    f = program(f"return np.sum(np.abs(np.linalg.svd(a, {part}) ** 4)")
    rng = np.random.default_rng(2)
    z, along = (rng.normal(size=shape) + 1j * rng.normal(size=shape) for _ in range(2))
    expected = (f(z + 1e-6 * along) - f(z - 1e-6 * along)) / 2e-6
    assert jvp(f, (z,), (along,))[1] == pytest.approx(expected, rel=1e-6, abs=1e-8)
    assert np.sum(grad(f)(z) * along).real == pytest.approx(expected, rel=1e-6, abs=1e-8)

"""One line for each rule: calls of it, in the argument forms that it knows.

Names: `x`, `y` (2, 3) and `v`, `w` (3,) are positive numbers below 1; `a`, `b` are square, `p` is positive definite, `s`, `t` are
numbers, `c` is a mask, `i` are indices.
"""

from __future__ import annotations

import numpy as np


def values() -> dict[str, object]:
    """What the names of the calls stand for."""
    rng = np.random.default_rng(5)

    def some(*shape: int) -> np.ndarray:
        return rng.uniform(0.15, 0.9, shape)

    square = some(3, 3)
    return {
        "x": some(2, 3), "y": some(2, 3), "v": some(3), "w": some(3), "z": some(2, 3, 4), "a": square + np.eye(3), "b": some(3, 3),
        "p": square @ square.T + np.eye(3), "s": 0.4, "t": 0.7, "c": some(2, 3) > 0.5, "i": np.array([[0, 2, 2], [1, 0, 1]]),
    }  # fmt: skip


def unary(names: str, prefix: str = "np") -> dict[str, tuple[str, ...]]:
    argument = "x" if prefix == "np" else "s"
    return {f"{prefix}.{name}(x)": (f"{prefix}.{name}({argument})",) for name in names.split()}


def binary(names: str) -> dict[str, tuple[str, ...]]:
    return {
        f"np.{n}(x, y)": (f"np.{n}(x, y)", f"np.{n}(x, v)", f"np.{n}(s, x)", f"np.{n}(x[:1], x[:, :1])") for n in names.split()
    }


def reduction(name: str, extra: str = "") -> dict[str, tuple[str, ...]]:
    forms = ("", ", 0", ", axis=1", ", axis=-1, keepdims=True", ", keepdims=True", ", axis=(0, 1)")
    function = tuple(f"np.{name}(x{form})" for form in forms)
    method = tuple(f"x.{name}({form[2:]})" for form in forms)
    return {
        f"np.{name}(x, axis=None, {extra}keepdims=False)": function,
        f"x.{name}(axis=None, {extra}keepdims=False)": method,
    }


def chosen(name: str, extra: str = "", before: str = "", given: str = "") -> dict[str, tuple[str, ...]]:
    """A reduction of what `where=` chooses; `given`: what must be given besides."""
    forms = (f"where=c{given}", f"axis=1, where=c{given}", f"axis=-1, keepdims=True, where=[True, False, True]{given}")
    function = tuple(f"np.{name}(x, {form})" for form in forms)
    method = tuple(f"x.{name}({form})" for form in forms)
    return {
        f"np.{name}(x, axis=None, {extra}keepdims=False, {before}where=True)": function,
        f"x.{name}(axis=None, {extra}keepdims=False, {before}where=True)": method,
    }


def started(name: str, start: int) -> dict[str, tuple[str, ...]]:
    """A reduction that begins with a value."""
    forms = ("initial=s", "axis=1, initial=s * t", "axis=0, keepdims=True, initial=2.0")
    function, method = (tuple(f"{call}{form})" for form in forms) for call in (f"np.{name}(x, ", f"x.{name}("))
    pattern = f"axis=None, keepdims=False, initial={start})"
    return {f"np.{name}(x, {pattern}": function, f"x.{name}({pattern}": method}


CASES: dict[str, tuple[str, ...]] = {
    # operators
    "x + y": ("x + y", "x + v", "s + x", "x + 2"),
    "x - y": ("x - y", "v - x", "x - s"),
    "x * y": ("x * y", "x * v", "s * x", "3 * x"),
    "x / y": ("x / y", "x / v", "s / x", "2 / x"),
    "x ** y": ("x**y", "x**v", "x**3", "x**-0.5", "x**s", "s**x", "2**x", "x**0"),
    "x % y": ("x % y", "x % 0.3", "s % x"),
    "-x": ("-x",),
    "+x": ("+x",),
    "x @ y": ("a @ b", "a @ v", "v @ a", "v @ w", "x @ a", "z @ z[0].T", "x @ z[0]"),
    **chosen("sum"),
    **chosen("sum", before="initial=0, ", given=", initial=s"),
    **chosen("prod"),
    **chosen("mean"),
    **chosen("var", "ddof=0, "),
    **chosen("std", "ddof=0, "),
    **chosen("max", before="initial=None, ", given=", initial=0.4"),
    **chosen("min", before="initial=None, ", given=", initial=0.6"),
    **started("sum", 0),
    **started("prod", 1),
    # elementwise
    **unary("negative positive exp exp2 expm1 log log2 log10 log1p sqrt cbrt square reciprocal sin cos tan arcsin arccos arctan"),
    **unary("sinh cosh tanh arcsinh arctanh absolute fabs deg2rad rad2deg real conjugate"),
    "np.arccosh(x)": ("np.arccosh(x + 1.2)", "np.real(np.arccosh(1j * x - y) * (1 + 2j))"),
    **binary(
        "add subtract multiply divide power float_power hypot logaddexp logaddexp2 maximum minimum fmax fmin mod fmod copysign"
    ),
    "np.arctan2(y, x)": ("np.arctan2(x, y)", "np.arctan2(v, x)", "np.arctan2(s, x)"),
    "np.clip(x, a_min=None, a_max=None)": (
        "np.clip(x, 0.3, 0.6)",
        "np.clip(x, v * 0.5, 0.7)",
        "np.clip(x, 0.3, y)",
        "np.clip(x, None, y)",
        "np.clip(v, 0.4, None)",
    ),
    "np.where(c, x, y)": ("np.where(c, x, y)", "np.where(c, x, 0.5)", "np.where(x > 0.4, v, s)"),
    # math
    **unary("exp expm1 log log2 log10 log1p sqrt sin cos tan asin acos atan sinh cosh tanh asinh atanh fabs erf erfc", "math"),
    **unary("degrees radians", "math"),
    "math.acosh(x)": ("math.acosh(s + 1.2)",),
    "math.log(x, base)": ("math.log(s, t + 1)", "math.log(s, 3)"),
    "math.pow(x, y)": ("math.pow(s, t)", "math.pow(s, 2)"),
    "math.atan2(y, x)": ("math.atan2(s, t)",),
    "math.hypot(x, y)": ("math.hypot(s, t)",),
    "math.hypot(x, y, z)": ("math.hypot(s, t, s * t)", "math.hypot(s, 2, t)"),
    **unary("cbrt exp2", "math"),
    "math.fmod(x, y)": ("math.fmod(s * 5, t)", "math.fmod(-3 * s, 0.7)"),
    "math.remainder(x, y)": ("math.remainder(s * 5, t)", "math.remainder(-3 * s, 0.7)"),
    "math.copysign(x, y)": ("math.copysign(s, -t)",),
    "math.ldexp(x, i)": ("math.ldexp(s, 3)",),
    # reductions
    **reduction("sum"),
    **reduction("mean"),
    **reduction("prod"),
    **reduction("max"),
    **reduction("min"),
    **reduction("var", "ddof=0, "),
    **reduction("std", "ddof=0, "),
    "np.cumsum(x, axis=None)": ("np.cumsum(x)", "np.cumsum(x, axis=0)", "np.cumsum(x, -1)"),
    "x.cumsum(axis=None)": ("x.cumsum()", "x.cumsum(axis=1)"),
    "np.cumprod(x, axis=None)": ("np.cumprod(x)", "np.cumprod(x, axis=0)"),
    "x.cumprod(axis=None)": ("x.cumprod()", "x.cumprod(axis=1)"),
    "np.linalg.norm(x)": ("np.linalg.norm(x)", "np.linalg.norm(v)"),
    "np.linalg.norm(x, axis=None, keepdims=False)": ("np.linalg.norm(x, axis=1)", "np.linalg.norm(x, axis=0, keepdims=True)"),
    # products
    "np.matmul(x, y)": ("np.matmul(a, b)", "np.matmul(x, v)", "np.matmul(z, z[0].T)"),
    "np.dot(x, y)": ("np.dot(a, b)", "np.dot(x, v)", "np.dot(v, w)", "np.dot(s, x)", "np.dot(z, z[0].T)"),
    "x.dot(y)": ("x.dot(v)", "v.dot(w)", "a.dot(b)"),
    "np.vdot(x, y)": ("np.vdot(x, y)", "np.vdot(v, w)", "np.real(np.vdot(v * (1 + 2j), w + 1j * v))"),
    "np.inner(x, y)": ("np.inner(v, w)", "np.inner(x, y)", "np.inner(x, v)"),
    "np.outer(x, y)": ("np.outer(v, w)", "np.outer(x, v)"),
    "np.cross(x, y)": ("np.cross(v, w)", "np.cross(x, v)", "np.cross(x, y)"),
    "np.kron(x, y)": ("np.kron(v, w)", "np.kron(x, a)", "np.kron(a[:2], v)"),
    "np.tensordot(x, y, axes=2)": ("np.tensordot(x, y)", "np.tensordot(x, a, 1)", "np.tensordot(z, x, ([0, 1], [0, 1]))"),
    # shape
    "np.reshape(x, shape)": ("np.reshape(x, (3, 2))", "np.reshape(x, -1)"),
    "x.reshape(*shape)": ("x.reshape(3, 2)", "x.reshape((3, 2))", "x.reshape(-1)"),
    "np.ravel(x)": ("np.ravel(x)",),
    "x.ravel()": ("x.ravel()",),
    "x.flatten()": ("x.flatten()",),
    "np.squeeze(x, axis=None)": ("np.squeeze(x[:1])", "np.squeeze(x[:, :1], axis=1)"),
    "x.squeeze(axis=None)": ("x[:1].squeeze()", "x[:, :1].squeeze(axis=1)"),
    "np.expand_dims(x, axis)": ("np.expand_dims(x, 1)", "np.expand_dims(v, axis=-1)"),
    "np.transpose(x, axes=None)": ("np.transpose(x)", "np.transpose(z, (2, 0, 1))", "np.transpose(z, axes=(1, 2, 0))"),
    "x.transpose(*axes)": ("z.transpose(2, 0, 1)", "z.transpose((1, 2, 0))"),
    "x.transpose()": ("x.transpose()",),
    "x.T": ("x.T", "z.T"),
    "x.real": ("x.real", "(x * (1 + 2j)).real"),
    "x.imag": ("(x * (1 + 2j)).imag", "x.imag + x"),
    "x.conj()": ("x.conj()", "np.real(2j * (x + 1j * y).conj())"),
    "x.conjugate()": ("x.conjugate()", "np.real(2j * (x + 1j * y).conjugate())"),
    "np.imag(x)": ("np.imag(x * (1 + 2j))", "np.imag(x) + x"),
    "np.angle(x)": ("np.angle(x + 1j * y)", "np.angle(s + 2j * x)"),
    "np.swapaxes(x, axis1, axis2)": ("np.swapaxes(z, 0, 2)", "np.swapaxes(z, axis1=1, axis2=0)"),
    "x.swapaxes(axis1, axis2)": ("z.swapaxes(-1, 1)",),
    "np.moveaxis(x, source, destination)": ("np.moveaxis(z, 0, -1)", "np.moveaxis(z, (0, 1), (1, 2))"),
    "np.flip(x, axis=None)": ("np.flip(x)", "np.flip(x, 1)", "np.flip(z, axis=(0, 2))"),
    "np.flipud(x)": ("np.flipud(x)",),
    "np.fliplr(x)": ("np.fliplr(x)",),
    "np.roll(x, shift, axis=None)": ("np.roll(x, 2)", "np.roll(x, -1, axis=1)", "np.roll(z, (1, 2), (0, 2))"),
    "np.broadcast_to(x, shape)": ("np.broadcast_to(v, (2, 3))", "np.broadcast_to(x[:, :1], (4, 2, 3))"),
    "np.diff(x, n=1, axis=-1)": (
        "np.diff(x)",
        "np.diff(x, 2)",
        "np.diff(x, axis=0)",
        "np.concatenate((np.diff(v, 3), v))",
        "np.concatenate((np.diff(x, 5, axis=0), x))",
    ),
    "np.trace(x)": ("np.trace(a)", "np.trace(x)"),
    "x.trace()": ("a.trace()",),
    "np.diag(x, k=0)": ("np.diag(a)", "np.diag(v)", "np.diag(a, 1)", "np.diag(v, k=-1)", "np.diag(x)"),
    "np.diagonal(x)": ("np.diagonal(a)", "np.diagonal(x)"),
    "np.tril(x, k=0)": ("np.tril(a)", "np.tril(a, -1)", "np.tril(v)", "np.tril(z, 1)"),
    "np.triu(x, k=0)": ("np.triu(v, 1)", "np.triu(a)", "np.triu(a, k=1)"),
    "np.tile(x, reps)": ("np.tile(v, 3)", "np.tile(x, (2, 2))", "np.tile(v, (2, 1))"),
    "np.repeat(x, repeats, axis=None)": ("np.repeat(x, 2)", "np.repeat(x, 3, axis=1)", "np.repeat(v, [1, 0, 2])"),
    "np.concatenate(x, axis=0)": (
        "np.concatenate([x, y])",
        "np.concatenate((x, a[:2]), axis=1)",
        "np.concatenate([v, w, v])",
        "np.concatenate(z, 1)",
        "np.concatenate(x)",
    ),
    "np.stack(x, axis=0)": ("np.stack([x, y])", "np.stack([v, w], axis=1)", "np.stack([v, w], -1)", "np.stack(z, 2)"),
    "np.vstack(x)": ("np.vstack([x, v])", "np.vstack((v, w))", "np.vstack([v, x, w])", "np.vstack(z)", "np.vstack([s, v[:1]])"),
    "np.hstack(x)": ("np.hstack([x, y])", "np.hstack((v, w))", "np.hstack(z)", "np.hstack([s, v])"),
    "np.array(x, dtype=None)": (
        "np.array([s, t])",
        "np.array(x, copy=True)",
        "np.array(x, float, copy=True, order='K', subok=False, ndmin=0)",
        "np.array([[s, t], [1.0, s * t]])",
        "np.array(x)",
        "np.array([v, w])",
    ),
    "np.asarray(x, dtype=None)": ("np.asarray(x)", "np.asarray([s, t])", "np.asarray(x, dtype=float)"),
    "np.copy(x)": ("np.copy(x)",),
    "np.copy(x, order='K')": ("np.copy(x, order='F')", "np.copy([s, t], 'C')"),
    "x.copy(order='C')": ("x.copy(order='F')", "x.copy('K')"),
    "np.array(x, dtype=None, order='K')": ("np.array(x, order='F')", "np.array([s, t], order='C')"),
    "np.asarray(x, dtype=None, order='K')": ("np.asarray(x, order='F')", "np.asarray(x, float, 'C')"),
    "np.array(x, dtype=None, ndmin=0)": ("np.array(x, ndmin=3)", "np.array([s, t], ndmin=2)"),
    "x.copy()": ("x.copy()",),
    "np.ascontiguousarray(x, dtype=None)": ("np.ascontiguousarray(x.T)", "np.ascontiguousarray(s)"),
    "np.atleast_1d(x)": ("np.atleast_1d(s)", "np.atleast_1d(v)"),
    "np.atleast_2d(x)": ("np.atleast_2d(v)", "np.atleast_2d(x)"),
    "x.astype(dtype)": ("x.astype(float)",),
    "x.clip(a_min, a_max=None)": ("x.clip(0.3, 0.6)", "x.clip(None, 0.6)", "x.clip(0.4, None)"),
    "x.item()": ("np.sum(x).item()",),
    "x.item(index)": ("x.item(4)", "v.item(-1) * s"),
    "x.item(i, j)": ("x.item(1, 2)", "x.item(-1, -3)"),
    "np.var(x, axis=None, ddof=0, keepdims=False, mean=None)": (
        "np.var(x, mean=np.mean(x, keepdims=True))",
        "np.var(x, axis=1, ddof=1, mean=y.mean(axis=1, keepdims=True))",
        "np.var(x, mean=s)",
    ),
    "x.var(axis=None, ddof=0, keepdims=False, mean=None)": (
        "x.var(mean=s, keepdims=True)",
        "z.var(axis=(0, 2), mean=z.mean(axis=(0, 2), keepdims=True))",
    ),
    "np.std(x, axis=None, ddof=0, keepdims=False, mean=None)": (
        "np.std(x, mean=np.mean(x, keepdims=True))",
        "np.std(x, axis=1, ddof=1, mean=y.mean(axis=1, keepdims=True))",
        "np.std(v, mean=s)",
    ),
    "x.std(axis=None, ddof=0, keepdims=False, mean=None)": ("x.std(mean=s)", "x.std(0, mean=v, keepdims=True)"),
    "np.take(x, indices, axis=None, mode='raise')": (
        "np.take(x, [0, 7, -9], mode='wrap')",
        "np.take(x, [[1, 5], [-4, 0]], axis=1, mode='wrap')",
        "np.take(x, [0, 9, -2], mode='clip')",
        "np.take(z, 5, axis=1, mode='clip')",
    ),
    "np.take(x, indices, axis=None)": ("np.take(x, [0, 2, 2])", "np.take(x, [1, 1, 0], axis=1)", "np.take(x, 1, axis=0)"),
    "np.take_along_axis(x, indices, axis)": ("np.take_along_axis(x, i, 1)",),
    "np.sort(x, axis=-1, kind=None, stable=None)": ("np.sort(x, stable=True)", "np.sort(x, 0, stable=False)"),
    "np.sort(x, axis=-1, kind=None)": ("np.sort(x)", "np.sort(x, axis=0)", "np.sort(v)"),
    "np.full(shape, fill_value, dtype=None)": ("np.full((2, 3), s)", "np.full((2, 3), v)"),
    "np.full_like(x, fill_value, dtype=None)": ("np.full_like(x, s)", "np.full_like(x, v) * x"),
    "np.linspace(start, stop, num=50)": ("np.linspace(s, t, 5)", "np.linspace(0, t)", "np.linspace(v, w, num=4)"),
    # linear algebra
    "np.linalg.inv(x)": ("np.linalg.inv(a)",),
    "np.linalg.det(x)": ("np.linalg.det(a)", "np.linalg.det(np.outer(v, w))", "np.linalg.det(np.stack([a, x.T @ y]))"),
    "np.linalg.solve(a, b)": ("np.linalg.solve(a, v)", "np.linalg.solve(a, b)"),
    "np.linalg.cholesky(x)": ("np.linalg.cholesky(p @ p.T)",),
    "np.linalg.slogdet(x)": ("np.linalg.slogdet(a)[1]",),
    # Python's own
    "abs(x)": ("abs(x - 0.4)", "abs(x * (1 + 2j) - y)", "abs(s - 1)"),
    "float(x)": ("float(s)", "float(np.sum(x))"),
    "pow(x, y)": ("pow(x, 2)", "pow(s, t)", "pow(x, v)"),
    "max(x, y)": ("max(s, t)", "max(s * s, 0.3)"),
    "min(x, y)": ("min(s, t)", "min(t, 0.3)"),
    "max(x)": ("max([s, t, s * t])", "max(v)"),
    "min(x)": ("min([s, t, s * t])", "min((s, t))"),
    "sum(x, start=0)": ("sum([s, t], s * t)", "sum([x, y], y)", "sum(v, start=2.0)"),
    "sum(x)": ("sum([s, t, s * t])", "sum(v)", "sum([x, y])"),
    "list(x)": ("list((s, t))[1]",),
    "x.tolist()": ("v.tolist()[1]", "x.tolist()[1][2]", "np.array(x.tolist())", "sum(v.tolist())"),
    "dict(x)": ("dict({len(v): s, 70: s * t})[70]",),
    "tuple(x)": ("tuple([s, t])[1]",),
    "rt.added_at(x, index, y)": ("rt.added_at(v, np.array([0, 0, 2]), w[:3])", "rt.added_at(x, 1, s)"),
    "rt.subtracted_at(x, index, y)": ("rt.subtracted_at(v, np.array([0, 0, 2]), w[:3])", "rt.subtracted_at(x, 1, s)"),
    "rt.after_put(x, ind, v, mode='raise')": (
        "rt.after_put(v, [0, 2, 2], w)",
        "rt.after_put(x, np.array([0, 7]), s, 'wrap')",
        "rt.after_put(x, [1, 2, 3], v[:2])",
    ),
    "rt.after_place(x, mask, vals)": ("rt.after_place(x, c, v)", "rt.after_place(x, c, [s, t])"),
    "rt.after_putmask(x, mask, values)": (
        "rt.after_putmask(x, c, y)",
        "rt.after_putmask(x, c, v[:2])",
        "rt.after_putmask(x, c, s)",
    ),
    "rt.after_put_along_axis(x, indices, values, axis)": (
        "rt.after_put_along_axis(x, i, y[:, :3], 1)",
        "rt.after_put_along_axis(x, i, s, 1)",
        "rt.after_put_along_axis(v, i[0], w, None)",
    ),
    "rt.spread_at(x, index, y)": ("rt.spread_at(x, [0, 0, 1], v)", "rt.spread_at(v, [0, 0, 1], s)", "rt.spread_at(x, c, t)"),
    "rt.with_diagonal(x, values)": ("rt.with_diagonal(x, v)", "rt.with_diagonal(x, s)", "rt.with_diagonal(x, 0.0)"),
    "math.fsum(x)": ("math.fsum([s, t, s * t])", "math.fsum(v)"),
    "sorted(x, reverse=False)": ("sorted([s, t, s * t])[1]", "sorted([s, t, s * t], reverse=True)[0]"),
    "rt.spliced(x, part, y)": (
        "rt.spliced([s, t, s * t], slice(0, 2), [t * t])[0]",
        "rt.spliced([s, t], slice(1, 1), [t * t])[2]",
    ),
    "rt.without(x, part)": ("rt.without([s, t, s * t], slice(0, 3, 2))[0]",),
    "rt.taken(x, positions)": ("rt.taken([s, t, s * t], [2, 0, 2])[2]", "sum({len(v): s, 70: t}.values())"),
    "rt.sequence(x)": ("sum([q * q for q in reversed(v)])",),
    "np.nextafter(x, y)": ("np.nextafter(x, v)",),
}

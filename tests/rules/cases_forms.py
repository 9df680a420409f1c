"""Argument forms that many functions share: dtypes, orders, bounds, axes, lists for arrays. Names as in `cases`."""

from __future__ import annotations

LIST = "[s, t, s * t]"
ORDERED = {
    "np.reshape(x, shape, order='C')": ("np.reshape(x, (3, 2), order='F')", "np.reshape(z, (4, -1), 'F')"),
    "x.reshape(*shape, order='C')": ("x.reshape(3, 2, order='F')", "z.reshape((6, 4), order='F')"),
    "np.ravel(x, order='C')": ("np.ravel(x, order='F')", "np.ravel(x, 'C')"),
    "x.ravel(order='C')": ("x.ravel('F')", "z.ravel(order='F')"),
    "x.flatten(order='C')": ("x.flatten('F')",),
}
PROD = (
    "where=c, initial=s",
    "axis=0, keepdims=True, where=[[True], [False]], initial=2.0",
    "axis=1, where=x > 0.3, initial=s * t",
)

RULES: dict[str, tuple[str, ...]] = {
    **ORDERED,
    "np.trace(x, offset=0, axis1=0, axis2=1)": ("np.trace(a, 1)", "np.trace(z)", "np.trace(z, 1, 1, 2)", "np.trace(z, -1, axis1=-1, axis2=0)"),
    "x.trace(offset=0, axis1=0, axis2=1)": ("a.trace(-1)", "z.trace(axis1=2, axis2=1)"),
    "np.diagonal(x, offset=0, axis1=0, axis2=1)": ("np.diagonal(a, -1)", "np.diagonal(z)", "np.diagonal(z, 1, 0, 2)", "np.diagonal(z, axis1=-1, axis2=0)"),
    "x.diagonal(offset=0, axis1=0, axis2=1)": ("a.diagonal(1)", "z.diagonal(axis1=1, axis2=2)"),
    "np.clip(x, min=None, max=None)": ("np.clip(x, min=0.3, max=y)", "np.clip(x, min=v)", "np.clip(x, None, None)", "np.clip(v, max=t)"),
    "x.clip(min=None, max=None)": ("x.clip(min=v)", "x.clip(min=None)", "x.clip(max=0.6)", "x.clip(min=0.3, max=t)"),
    "np.asfortranarray(x, dtype=None)": ("np.asfortranarray(x)", "np.sum(np.asfortranarray(z, float), axis=1)"),
    "np.linspace(start, stop, num=50, endpoint=True, retstep=False, dtype=None, axis=0)": (
        "np.linspace(v, w, 4, axis=1)", "np.linspace(v, t, num=3, axis=-1, endpoint=False)", "np.linspace(s, t, 3, dtype=float)",
        "np.linspace(s, v, 3, retstep=False)", "np.linspace(s, t, 3, retstep=True)[0]", "np.linspace(v, t, 4, retstep=True)[1]",
        "np.multiply(*np.linspace(v, w, 3, False, True))", "np.multiply(*np.linspace(v, s, retstep=True))[::9]",
    ),
    "np.nan_to_num(x, copy=True, nan=0.0, posinf=None, neginf=None)": (
        "np.nan_to_num(x)", "np.nan_to_num(x / c, posinf=2.0)", "np.nan_to_num(x * np.where(c, 1, np.nan), nan=1.0)",
    ),
    "np.angle(x, deg=False)": ("np.angle(x + 1j * y, deg=True)", "np.angle(s + 2j * x, True)"),
    "np.sign(x)": ("np.sign(x + 1j * y).real", "np.imag(np.sign((x + 1j * v) ** 2) * (1 + 2j))"),
    "np.prod(x, axis=None, keepdims=False, initial=1, where=True)": tuple(f"np.prod(x, {form})" for form in PROD),
    "x.prod(axis=None, keepdims=False, initial=1, where=True)": tuple(f"x.prod({form})" for form in PROD),
}  # fmt: skip

DEFINITIONS: dict[str, tuple[str, ...]] = {
    "np.diff": (
        "np.diff(x)", "np.diff(x, 2)", "np.diff(z, axis=1)", "np.diff(x, prepend=0.0)", "np.diff(x, append=s, axis=0)",
        "np.diff(x, prepend=x[:, :1], append=t)", "np.diff(v, 2, prepend=[s, t])",
    ),
    "np.cross": (
        "np.cross(v, w)", "np.cross(x, y, axis=1)", "np.cross(a, b, axis=0)", "np.cross(x.T, y.T, 0, 0, 0)", "np.cross(x, y.T, axisb=0, axisc=0)",
    ),
}  # fmt: skip

CALLS = (
    "np.dot(a=v, b=w)", "np.clip(a=x, a_min=0.3, a_max=0.6)", "np.sum(a=x, axis=0)", "np.linalg.solve(a=a, b=v)", "np.repeat(a=x, repeats=2, axis=0)",
    *(
        f"np.{name}(x, {form})"
        for name in ("sum", "prod", "mean", "var", "std", "cumsum", "cumprod")
        for form in ("dtype=float", "axis=-1, dtype=np.float64", "0, np.float64")
    ),
    "x.sum(dtype=float)", "x.mean(0, 'f8')", "x.std(axis=(0, 1), dtype=float, ddof=1)", "x.cumsum(1, float)", "np.var(x, 0, None, None, 1)",
    "np.einsum(x, [0, 1], v, [1], [0])", "np.einsum(x, [0, 1], y, [0, 1])", "np.einsum(a, [3, 3])", "np.einsum(z, [..., 1], [1, ...])",
    "np.einsum(a, (0, 1), b, (1, 2), p, (2, 30), optimize=True)",
    "np.median(x, axis=1, overwrite_input=False)", "np.quantile(x, 0.3, overwrite_input=False)",
    "np.var(x, correction=1)", "np.std(x, axis=1, correction=1, keepdims=True)", "np.sum(x, 0, None, np.zeros(3))",
    "np.trace(a, dtype=float)", "np.nanmean(x, axis=0, dtype=float)", "np.add.reduce(x, dtype=float)", "np.multiply.reduce(x, 1, None, None, True)",
    "np.add.accumulate(x, 1, float)", "np.add.reduce(x, where=c, initial=s)",
    "np.add(x, v, dtype=float)", "np.power(x, [2, 1, 3], dtype=np.float64)", "np.multiply(x, y, casting='unsafe')", "np.exp(x, order='K')",
    "np.hypot(x, y, subok=False, out=np.empty((2, 3)))", "np.divide(x, y, dtype=float, where=c, out=np.zeros((2, 3)))",
    "np.sqrt(x, dtype=None)", "np.average(z, axis=(0, 1), weights=x)", "np.average(z, axis=(1, 0), weights=x.T, keepdims=True)",
    "np.geomspace(-s, -t, 4)", "np.geomspace(-v, -w, 3)",
    "np.select(list(z > 0.5), list(z * 2))", "np.select(list(z > 0.5), list(z[:, :, :1] * 2), t)",
    *(f"np.{name}({LIST}, [t, t, s])" for name in ("add", "subtract", "power", "maximum", "minimum", "hypot", "arctan2", "fmod")),
    *(f"np.{name}(v, {LIST})" for name in ("subtract", "divide", "float_power", "maximum", "mod", "hypot", "arctan2")),
    *(f"np.{name}({LIST})" for name in ("log1p", "square", "arctan", "sinc", "median")),
    *(f"v {sign} {LIST}" for sign in ("-", "/", "**", "%")),
    f"{LIST} ** v", f"np.clip({LIST}, 0.3, v)", f"np.clip(v, {LIST}, 0.9)", f"np.vdot({LIST}, {LIST})", f"np.quantile({LIST}, 0.3)",
    f"np.maximum(s, {LIST})", f"np.hypot(({LIST[1:-1]}), v)", "np.linalg.qr([[s, t], [t, s * s]])[1]", f"scipy.special.erf({LIST})",
)  # fmt: skip

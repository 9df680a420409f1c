"""Interpolants of SciPy, made where they are differentiated. Names as in `cases`; those that are made before are in `test_interpolants`."""

from __future__ import annotations

S = "scipy.interpolate"
T = "np.cumsum(np.concatenate([v, w, x[0]]) + 0.1)"  # nine increasing places
Y = "np.concatenate([v, z[0, 0, :3], w])"
Q = "np.concatenate([x[1] + 0.5, y[0] * 2])"
OTHERS = f"np.stack([{Y}, {Y} ** 2], 1)"


def made(name: str, *forms: str) -> tuple[str, ...]:
    """Calls of what is made of places and values."""
    return tuple(form.format(f"{S}.{name}({T}, ") for form in forms)


GRID = "(np.linspace(-9.0, 9.0, 3), np.arange(3.0)[::-1] * 9 - 9)"
TABLE = "np.outer(z[0, 0, :3], z[0, 1, :3])"
POINTS = "np.stack([x[1] * 0.5, y[0] * 0.3 + 0.1], 1)"
PIECEWISE = f"{S}.PPoly.__call__"
B_SPLINE = f"{S}.BSpline.__call__"
RULES: dict[str, tuple[str, ...]] = {
    f"{PIECEWISE}(self, x)": ("splines.cubic(x)", "splines.monotone(s)", "splines.akima(x * y)"),
    f"{PIECEWISE}(self, x, nu)": ("splines.cubic(x, 1)", "splines.monotone(z, 2)"),
    f"{PIECEWISE}(self, x, nu=0, extrapolate=None)": (
        "splines.cubic(x, nu=1)",
        "splines.cubic(x + 0.5, extrapolate='periodic')",
        "splines.curve(x)",
        "splines.across(v, 1)",
        "splines.across(x)",
        "splines.curve(s, nu=1)",
    ),
    f"{B_SPLINE}(self, x)": ("splines.b_spline(x)", "splines.b_spline(s)"),
    f"{B_SPLINE}(self, x, nu)": ("splines.b_spline(x, 1)",),
    f"{B_SPLINE}(self, x, nu=0, extrapolate=None)": ("splines.b_spline(x, nu=1)", "splines.b_curve(x)", "splines.b_curve(v, 1)"),
    "rt.inside(x, low, high)": ("rt.inside(x, 0.0, 2.0)", "rt.inside(x, np.zeros(3), 1)"),
}

DEFINITIONS: dict[str, tuple[str, ...]] = {
    f"{S}.CubicSpline": made(
        "CubicSpline", f"{{0}}{Y})({Q})", f"{{0}}{Y}, bc_type='natural')({Q}, 1)", f"{{0}}{Y}, 0, 'clamped')(s + 0.5, nu=2)",
        f"{{0}}{Y}).integrate(0.3, s + 1.5)", f"{{0}}{Y}, bc_type='natural').antiderivative()({Q})",
        f"{{0}}{Y}).antiderivative()({Q}, 1)", f"{{0}}{Y}).derivative().antiderivative()({Q})", f"{{0}}{Y}).derivative().integrate(0.3, t)",
        f"{{0}}{OTHERS})({Q})", f"{{0}}{Y}).derivative()({Q})", f"np.nan_to_num({{0}}{Y}, extrapolate=False)({Q}))",
    ),
    f"{S}.make_interp_spline": made("make_interp_spline", f"{{0}}{Y})({Q})", f"{{0}}{Y}, k=3, bc_type='natural')({Q})"),
    f"{S}.CubicHermiteSpline": made("CubicHermiteSpline", f"{{0}}{Y}, {Y} ** 2)({Q})", f"{{0}}{Y}, dydx=np.sin({Y}))({Q}, 1)"),
    f"{S}.PchipInterpolator": made("PchipInterpolator", f"{{0}}{Y})({Q})", f"{{0}}{OTHERS})({Q})", f"{{0}}np.cumsum({Y}), extrapolate=True)({Q})", f"{{0}}{OTHERS}).integrate(0.3, s + 1)"),
    f"{S}.Akima1DInterpolator": made(
        "Akima1DInterpolator", f"{{0}}{Y}, extrapolate=True)({Q})", f"{{0}}{Y}, method='makima', extrapolate=True)({Q})",
        f"np.nan_to_num({{0}}{Y})({Q}))",
    ),
    f"{S}.interp1d": made(
        "interp1d", f"{{0}}{Y}, fill_value='extrapolate')({Q})", f"{{0}}{Y}, bounds_error=False, fill_value=0.3)({Q})",
        f"{{0}}{Y}, bounds_error=False, fill_value=(0.3, -0.1))({Q})", f"{{0}}{Y}, 'linear', assume_sorted=True)(x[1] * 0.5 + 1.5)",
        f"{{0}}{Y}, 'cubic')(x[1] * 0.5 + 1.5)", f"{{0}}{Y}, 'cubic', bounds_error=False, fill_value=(s, 2.0))({Q})",
        f"{{0}}{Y}, kind=3, fill_value='extrapolate')({Q})",
    ),
    f"{S}.RegularGridInterpolator": (
        f"{S}.RegularGridInterpolator({GRID}, {TABLE})({POINTS})",
        f"{S}.RegularGridInterpolator({GRID}, {TABLE}, bounds_error=False, fill_value=None)((x[1] * 20, y[0]))",
    ),
    f"{S}.interpn": (
        f"{S}.interpn({GRID}, {TABLE}, {POINTS})", f"{S}.interpn({GRID}[:1], z[0, 0, :3], x[1] * 0.5, bounds_error=False, fill_value=0.5)",
        f"{S}.interpn({GRID}, {TABLE}, {POINTS} * 30, 'linear', False, 0.5)",
    ),
}  # fmt: skip

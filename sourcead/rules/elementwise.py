"""Rules of NumPy's elementwise functions."""

from sourcead.rules.forms import Rule, elementwise, linear, nondifferentiable


def clip(pattern: str, low: str, high: str) -> tuple[Rule, ...]:
    """The rules of a function that keeps `x` between two bounds, each of which may be None."""
    below = {"x": f"g * (x <= {high})", high: f"g * (x > {high})"}
    above = {"x": f"g * (x >= {low})", low: f"g * (x < {low})"}
    between = {
        "x": f"g * ((x >= {low}) & (x <= {high}))",
        low: f"g * ((x < {low}) & ({low} <= {high}))",
        high: f"g * ((x > {high}) | ({low} > {high}))",
    }
    return (
        Rule(pattern, "elementwise", {"x": "g"}, {low: "none", high: "none"}),
        Rule(pattern, "elementwise", below, {low: "none"}),
        Rule(pattern, "elementwise", above, {high: "none"}),
        Rule(pattern, "elementwise", between),
    )


RULES = (
    elementwise("np.negative(x)", x="-g"),
    elementwise("np.positive(x)", x="g"),
    elementwise("np.add(x, y)", x="g", y="g"),
    elementwise("np.subtract(x, y)", x="g", y="-g"),
    elementwise("np.multiply(x, y)", x="g * y", y="g * x"),
    elementwise("np.divide(x, y)", x="g / y", y="-g * out / y"),
    elementwise("np.power(x, y)", when={"y": "constant"}, x="g * y * x ** (y - 1)"),
    elementwise("np.power(x, y)", x="rt.power_x(g, x, y)", y="rt.power_y(g, x, y, out)"),
    elementwise("np.float_power(x, y)", x="rt.power_x(g, x, y)", y="rt.power_y(g, x, y, out)"),
    elementwise("np.exp(x)", x="g * out"),
    elementwise("np.exp2(x)", x="g * out * 0.6931471805599453"),
    elementwise("np.expm1(x)", x="g * (out + 1)"),
    elementwise("np.log(x)", x="g / x"),
    elementwise("np.log2(x)", x="g / x * 1.4426950408889634"),
    elementwise("np.log10(x)", x="g / x * 0.4342944819032518"),
    elementwise("np.log1p(x)", x="g / (1 + x)"),
    elementwise("np.sqrt(x)", x="0.5 * g / out"),
    elementwise("np.cbrt(x)", x="g / (3 * out**2)"),
    elementwise("np.square(x)", x="2 * g * x"),
    elementwise("np.reciprocal(x)", x="-g * out**2"),
    elementwise("np.sin(x)", x="g * np.cos(x)"),
    elementwise("np.cos(x)", x="-g * np.sin(x)"),
    elementwise("np.tan(x)", x="g * (1 + out**2)"),
    elementwise("np.arcsin(x)", x="g / np.sqrt(1 - x**2)"),
    elementwise("np.arccos(x)", x="-g / np.sqrt(1 - x**2)"),
    elementwise("np.arctan(x)", x="g / (1 + x**2)"),
    elementwise("np.arctan2(y, x)", y="g * x / (x**2 + y**2)", x="-g * y / (x**2 + y**2)"),
    elementwise("np.sinh(x)", x="g * np.cosh(x)"),
    elementwise("np.cosh(x)", x="g * np.sinh(x)"),
    elementwise("np.tanh(x)", x="g * (1 - out**2)"),
    elementwise("np.arcsinh(x)", x="g / np.sqrt(x**2 + 1)"),
    elementwise("np.arccosh(x)", when={"x": "complex"}, x="g / (np.sqrt(x - 1) * np.sqrt(x + 1))"),
    elementwise("np.arccosh(x)", x="g / np.sqrt(x**2 - 1)"),
    elementwise("np.arctanh(x)", x="g / (1 - x**2)"),
    elementwise("np.hypot(x, y)", x="rt.quotient(g * x, out)", y="rt.quotient(g * y, out)"),
    elementwise("np.logaddexp(x, y)", when={"y": "constant"}, x="g * np.exp(x - out)"),
    elementwise("np.logaddexp(x, y)", when={"x": "constant"}, y="g * np.exp(y - out)"),
    elementwise("np.logaddexp(x, y)", x="g * rt.shares(x, out)", y="g * rt.shares(y, out)"),
    elementwise("np.logaddexp2(x, y)", x="g * rt.shares(x, out, 2)", y="g * rt.shares(y, out, 2)"),
    elementwise("np.absolute(x)", when={"x": "real"}, x="g * np.sign(x)"),
    *(
        elementwise("np.absolute(x)", when=when, x=f"rt.quotient({g} * np.conjugate(x), out)",
                    dx="rt.quotient(np.real(np.conjugate(x) * dx), out)")
        for when, g in (({"x": "complex"}, "g"), ({}, "np.real(g)"))
    ),
    elementwise("np.fabs(x)", x="g * np.sign(x)"),
    elementwise("np.nextafter(x, y)", x="g", y="0"),
    elementwise("np.maximum(x, y)", when={"y": "zero", "x": "real"}, x="g * np.heaviside(x, 0.5)"),
    elementwise("np.maximum(x, y)", when={"x": "zero", "y": "real"}, y="g * np.heaviside(y, 0.5)"),
    elementwise("np.maximum(x, y)", when={"y": "constant", "x": "real"}, x="g * np.heaviside(x - y, 0.5)"),
    elementwise("np.maximum(x, y)", when={"x": "constant", "y": "real"}, y="g * np.heaviside(y - x, 0.5)"),
    elementwise("np.maximum(x, y)", x="g * ((x > y) + 0.5 * (x == y))", y="g * ((y > x) + 0.5 * (x == y))"),
    elementwise("np.minimum(x, y)", when={"y": "zero", "x": "real"}, x="g * np.heaviside(-x, 0.5)"),
    elementwise("np.minimum(x, y)", when={"x": "zero", "y": "real"}, y="g * np.heaviside(-y, 0.5)"),
    elementwise("np.minimum(x, y)", when={"y": "constant", "x": "real"}, x="g * np.heaviside(y - x, 0.5)"),
    elementwise("np.minimum(x, y)", when={"x": "constant", "y": "real"}, y="g * np.heaviside(x - y, 0.5)"),
    elementwise("np.minimum(x, y)", x="g * ((y > x) + 0.5 * (x == y))", y="g * ((x > y) + 0.5 * (x == y))"),
    elementwise(
        "np.fmax(x, y)", x="g * ((x > y) + 0.5 * (x == y) + np.isnan(y))", y="g * ((y > x) + 0.5 * (x == y) + np.isnan(x))"
    ),
    elementwise(
        "np.fmin(x, y)", x="g * ((y > x) + 0.5 * (x == y) + np.isnan(y))", y="g * ((x > y) + 0.5 * (x == y) + np.isnan(x))"
    ),
    *clip("np.clip(x, a_min=None, a_max=None)", "a_min", "a_max"),
    *clip("np.clip(x, min=None, max=None)", "min", "max"),
    elementwise("np.where(c, x, y)", x="np.where(c, g, 0)", y="np.where(c, 0, g)", tangent="np.where(c, dx, dy)"),
    *(linear("np.real(x)", when={"x": kind}, x="g") for kind in ("real", "complex")),
    linear("np.real(x)", x="np.real(g)"),  # what is not known to be real or complex
    linear("np.imag(x)", when={"x": "complex"}, x="-1j * g"),
    linear("np.imag(x)", when={"x": "real"}, x="0"),
    elementwise("np.angle(x)", when={"x": "complex"}, x="-1j * g / x", dx="np.imag(dx / x)"),
    elementwise(
        "np.angle(x, deg=False)", when={"x": "complex", "deg": "true"}, x="-57.29577951308232j * g / x",
        dx="57.29577951308232 * np.imag(dx / x)",
    ),
    elementwise(
        "np.sign(x)", when={"x": "complex"}, x="rt.quotient(g - np.real(g * out) * np.conjugate(out), np.absolute(x))",
        dx="rt.quotient(dx - out * np.real(np.conjugate(out) * dx), np.absolute(x))",
    ),
    elementwise("np.fmod(x, y)", x="g", y="-g * np.trunc(x / y)"),
    linear("np.conjugate(x)", x="np.conjugate(g)"),
    elementwise("np.deg2rad(x)", x="g * 0.017453292519943295"),
    elementwise("np.rad2deg(x)", x="g * 57.29577951308232"),
    elementwise("np.mod(x, y)", x="g", y="-g * np.floor_divide(x, y)"),
    elementwise("np.copysign(x, y)", x="g * np.sign(x) * np.sign(out)", y="0"),
    elementwise(
        "np.nan_to_num(x, copy=True, nan=0.0, posinf=None, neginf=None)", when={"x": "complex", "copy": "true"},
        x="np.where(np.isfinite(np.real(x)), np.real(g), 0) + 1j * np.where(np.isfinite(np.imag(x)), np.imag(g), 0)",
    ),
    elementwise(
        "np.nan_to_num(x, copy=True, nan=0.0, posinf=None, neginf=None)", when={"copy": "true"},
        x="np.where(np.isfinite(x), g, 0)",
    ),
    *nondifferentiable(
        "np.floor", "np.ceil", "np.trunc", "np.rint", "np.round", "np.heaviside", "np.floor_divide", "np.isnan",
        "np.isinf", "np.isfinite", "np.greater", "np.greater_equal", "np.less", "np.less_equal", "np.equal", "np.not_equal",
        "np.logical_and", "np.logical_or", "np.logical_not", "np.logical_xor", "np.signbit", "np.isclose", "np.allclose",
        "np.array_equal", "np.fix",
    ),
    *nondifferentiable("np.sign", "np.angle", when={"x": "real"}),
)  # fmt: skip

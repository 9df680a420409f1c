"""Rules of Python's operators."""

from sourcead.rules.forms import elementwise, linear, multilinear, nondifferentiable

RULES = (
    linear("x + y", when={"x": "sequence", "y": "sequence"}, x="rt.unjoin_x(g, x)", y="rt.unjoin_y(g, y)"),
    linear("x * y", when={"x": "sequence", "y": "count"}, x="rt.unrepeat_items(g, x)"),
    linear("x * y", when={"x": "count", "y": "sequence"}, y="rt.unrepeat_items(g, y)"),
    elementwise("x + y", x="g", y="g"),
    elementwise("x - y", x="g", y="-g"),
    elementwise("x * y", x="g * y", y="g * x"),
    elementwise("x / y", when={"x": "one"}, y="-g * out**2"),
    elementwise("x / y", x="g / y", y="-g * out / y"),
    elementwise("x ** y", when={"y": "constant"}, x="g * y * x ** (y - 1)"),
    elementwise("x ** y", x="rt.power_x(g, x, y)", y="rt.power_y(g, x, y, out)"),
    elementwise("x % y", x="g", y="-g * np.floor_divide(x, y)"),
    elementwise("-x", x="-g"),
    elementwise("+x", x="g"),
    *nondifferentiable("x // y", "x & y", "x | y", "x ^ y", "x << y", "x >> y", "~x"),
    multilinear("x @ y", when={"x": "map"}, y="x.T @ g"),
    multilinear("x @ y", when={"y": "map"}, x="g @ y.T"),
    multilinear("x @ y", x="rt.matmul_x(g, x, y)", y="rt.matmul_y(g, x, y)"),
)

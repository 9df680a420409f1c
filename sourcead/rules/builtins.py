"""Rules of Python's built-in functions."""

from sourcead.rules.forms import elementwise, linear, nondifferentiable, rule

SCALARS = {"x": "scalar", "y": "scalar"}  # sequences are compared element by element

RULES = (
    elementwise(
        "abs(x)", when={"x": "complex"}, x="rt.quotient(g * np.conjugate(x), out)",
        dx="rt.quotient(np.real(np.conjugate(x) * dx), out)",
    ),
    elementwise("abs(x)", x="g * np.sign(x)"),
    linear("float(x)", when={"x": "number"}, x="g"),
    linear("float(x)", x="np.reshape(g, np.shape(x))"),
    linear("np.float64(x)", when={"x": "number"}, x="g"),
    linear("np.float64(x)", x="np.reshape(g, np.shape(x))"),
    linear("np.float32(x)", x="np.reshape(g, np.shape(x))"),
    linear("np.complex128(x)", x="np.reshape(g, np.shape(x))"),
    elementwise("pow(x, y)", x="rt.power_x(g, x, y)", y="rt.power_y(g, x, y, out)"),
    elementwise("max(x, y)", when=SCALARS, x="g * ((x > y) + 0.5 * (x == y))", y="g * ((y > x) + 0.5 * (x == y))"),
    elementwise("min(x, y)", when=SCALARS, x="g * ((y > x) + 0.5 * (x == y))", y="g * ((x > y) + 0.5 * (x == y))"),
    rule("max(x)", when={"x": "flat"}, x="rt.unmax_items(g, x, out)", dx="rt.mean_where(dx, x, out, out)"),
    rule("min(x)", when={"x": "flat"}, x="rt.unmax_items(g, x, out)", dx="rt.mean_where(dx, x, out, out)"),
    linear("sum(x)", x="rt.unsum_items(g, x)"),
    linear("sum(x, start=0)", when={"x": "flat", "start": "scalar"}, x="rt.unsum_items(g, x)", start="rt.unbroadcast(g, start)"),
    linear("math.fsum(x)", x="rt.unsum_items(g, x)"),
    *nondifferentiable("list", when={"x": "mapping"}),
    linear("list(x)", when={"x": "sequence"}, x="g"),
    linear("list(x)", x="rt.rebuilt(x, g)"),
    linear("x.tolist()", x="np.reshape(g, np.shape(x))"),
    linear("tuple(x)", when={"x": "fixed"}, x="rt.rebuilt(x, g)"),
    rule("sorted(x, reverse=False)", when={"x": "flat"}, x="rt.unsorted(g, x, reverse)", dx="rt.resorted(dx, x, reverse)"),
    linear("rt.sequence(x)", x="g"),
    linear("rt.spliced(x, part, y)", x="rt.unspliced_x(g, x, part, y)", y="rt.unspliced_y(g, x, part, y)"),
    linear("rt.without(x, part)", x="rt.unwithout(g, x, part)"),
    linear("dict(x)", when={"x": "mapping"}, x="g"),
    linear("rt.taken(x, positions)", when={"x": "mapping"}, x="dict(zip(positions, g))"),
    linear("rt.taken(x, positions)", x="rt.untaken(g, x, positions)"),
    *nondifferentiable(
        "len", "int", "bool", "round", "range", "isinstance", "print", "type", "id", "repr", "str", "hash", "any", "all",
        "callable", "hasattr", "issubclass", "rt.formatted", "rt.check_length", "rt.is_sequence", "rt.is_mapping",
        "rt.check_arithmetic", "callable", "x.index", "x.count", "rt.chosen", "rt.indices", "rt.order", "rt.first_of",
    ),
)  # fmt: skip

"""Rules of reductions and cumulative sums, as functions and as methods."""

from sourcead.rules.forms import Rule, linear, nondifferentiable, rule

SUM = "rt.unreduce(g, np.shape(x), axis, keepdims)"
MEAN = "rt.unreduce(g, np.shape(x), axis, keepdims) / rt.count(np.shape(x), axis)"
EXTREME = "rt.unmax(g, x, out, axis, keepdims)"
FREE = "(rt.count(np.shape(x), axis) - ddof)"
SPREAD = "(rt.count(np.shape(x), axis) - ddof) * rt.unreduce(out, np.shape(x), axis, keepdims)"
DEVIATION = "(x - np.mean(x, axis=axis, keepdims=True))"
SUMMED = "np.sum({}, axis=axis, keepdims=keepdims)"  # over what is reduced: of tangents
ALIGNED = "np.real(np.conjugate({}) * dx)"  # what of a complex tangent goes along with a direction
CHOSEN_SUM = f"np.where(where, {SUM}, 0)"
COUNT = "rt.count_where(np.shape(x), axis, keepdims, where)"  # of what `where=` chooses
EXTREME_DOT = "rt.max_dot(dx, x, out, axis, keepdims)"
CHOSEN_DOT = SUMMED.format("dx * rt.unmax_where(1.0, x, out, axis, keepdims, where)")
CHOSEN = "rt.unmax_where(g, x, out, axis, keepdims, where)"
DISTANCE = "np.where(where, x - np.mean(x, axis=axis, keepdims=True, where=where), 0)"


def _both(form: object, name: str, arguments: str, **formulas: object) -> tuple[Rule, ...]:
    """A rule for `np.name(x, ...)` and for `x.name(...)`."""
    return (form(f"np.{name}(x, {arguments})", **formulas), form(f"x.{name}({arguments})", **formulas))  # type: ignore[operator]


RULES = (
    *_both(linear, "sum", "axis=None, keepdims=False", x=SUM),
    *_both(linear, "mean", "axis=None, keepdims=False", x=MEAN),
    *_both(
        rule, "prod", "axis=None, keepdims=False", x=f"{SUM} * rt.product_of_others(x, axis)",
        dx=SUMMED.format("dx * rt.product_of_others(x, axis)"),
    ),
    *_both(rule, "max", "axis=None, keepdims=False", x=EXTREME, dx=EXTREME_DOT),
    *_both(rule, "min", "axis=None, keepdims=False", x=EXTREME, dx=EXTREME_DOT),
    *_both(
        rule, "var", "axis=None, ddof=0, keepdims=False", when={"x": "complex"},
        x=f"2 * rt.unreduce(g, np.shape(x), axis, keepdims) * np.conjugate{DEVIATION} / (rt.count(np.shape(x), axis) - ddof)",
        dx=f"2 * {SUMMED.format(ALIGNED.format(DEVIATION))} / (rt.count(np.shape(x), axis) - ddof)",
    ),
    *_both(
        rule, "std", "axis=None, ddof=0, keepdims=False", when={"x": "complex"},
        x=f"{SUM} * rt.quotient(np.conjugate(rt.centered(x, axis)), {SPREAD})",
        dx=f"rt.quotient({SUMMED.format(ALIGNED.format('rt.centered(x, axis)'))}, (rt.count(np.shape(x), axis) - ddof) * out)",
    ),
    *_both(
        rule, "var", "axis=None, ddof=0, keepdims=False",
        x=f"2 * rt.unreduce(g, np.shape(x), axis, keepdims) * {DEVIATION} / (rt.count(np.shape(x), axis) - ddof)",
        dx=f"2 * {SUMMED.format(DEVIATION + ' * dx')} / (rt.count(np.shape(x), axis) - ddof)",
    ),
    *_both(
        rule, "std", "axis=None, ddof=0, keepdims=False", x=f"{SUM} * rt.quotient(rt.centered(x, axis), {SPREAD})",
        dx=f"rt.quotient({SUMMED.format('rt.centered(x, axis) * dx')}, (rt.count(np.shape(x), axis) - ddof) * out)",
    ),
    *_both(
        rule, "var", "axis=None, ddof=0, keepdims=False, mean=None", when={"x": "real"}, x=f"2 * {SUM} * (x - mean) / {FREE}",
        mean=f"-2 * rt.unbroadcast({SUM} * (x - mean), mean) / {FREE}", dx=f"2 * {SUMMED.format('(x - mean) * dx')} / {FREE}",
        dmean=f"-2 * {SUMMED.format('(x - mean) * dmean')} / {FREE}",
    ),
    *_both(
        rule, "std", "axis=None, ddof=0, keepdims=False, mean=None", when={"x": "real"},
        x=f"{SUM} * rt.quotient(x - mean, {SPREAD})", mean=f"-rt.unbroadcast({SUM} * rt.quotient(x - mean, {SPREAD}), mean)",
        dx=f"rt.quotient({SUMMED.format('(x - mean) * dx')}, {FREE} * out)",
        dmean=f"-rt.quotient({SUMMED.format('(x - mean) * dmean')}, {FREE} * out)",
    ),
    *_both(linear, "cumsum", "axis=None", x="rt.uncumsum(g, np.shape(x), axis)"),
    *_both(rule, "cumprod", "axis=None", x="rt.cumprod_x(g, x, axis)", dx="rt.cumprod_x_dot(dx, x, axis)"),
    *_both(linear, "sum", "axis=None, keepdims=False, initial=0", x=SUM, initial="np.sum(g)"),
    *_both(linear, "sum", "axis=None, keepdims=False, where=True", x=CHOSEN_SUM),
    *_both(linear, "sum", "axis=None, keepdims=False, initial=0, where=True", x=CHOSEN_SUM, initial="np.sum(g)"),
    *_both(
        rule, "prod", "axis=None, keepdims=False, initial=1", x=f"{SUM} * rt.product_of_others(x, axis) * initial",
        initial="np.sum(g * np.prod(x, axis=axis, keepdims=keepdims))",
        dx=SUMMED.format("dx * rt.product_of_others(x, axis)") + " * initial",
        dinitial="dinitial * np.prod(x, axis=axis, keepdims=keepdims)",
    ),
    *_both(
        rule, "prod", "axis=None, keepdims=False, where=True",
        x=f"np.where(where, {SUM} * rt.product_of_others(np.where(where, x, 1), axis), 0)",
        dx=SUMMED.format("np.where(where, dx, 0) * rt.product_of_others(np.where(where, x, 1), axis)"),
    ),
    *_both(
        rule, "prod", "axis=None, keepdims=False, initial=1, where=True",
        x=f"np.where(where, {SUM} * rt.product_of_others(np.where(where, x, 1), axis) * initial, 0)",
        initial="np.sum(g * np.prod(x, axis=axis, keepdims=keepdims, where=where))",
        dx=SUMMED.format("np.where(where, dx, 0) * rt.product_of_others(np.where(where, x, 1), axis)") + " * initial",
        dinitial="dinitial * np.prod(x, axis=axis, keepdims=keepdims, where=where)",
    ),
    *_both(rule, "max", "axis=None, keepdims=False, initial=None, where=True", x=CHOSEN, dx=CHOSEN_DOT),
    *_both(rule, "min", "axis=None, keepdims=False, initial=None, where=True", x=CHOSEN, dx=CHOSEN_DOT),
    *_both(
        linear, "mean", "axis=None, keepdims=False, where=True",
        x=f"np.where(where, rt.unreduce(g / {COUNT}, np.shape(x), axis, keepdims), 0)",
    ),
    *_both(
        rule, "var", "axis=None, ddof=0, keepdims=False, where=True", when={"x": "real"},
        x=f"2 * rt.unreduce(g / ({COUNT} - ddof), np.shape(x), axis, keepdims) * {DISTANCE}",
        dx=f"2 * {SUMMED.format(DISTANCE + ' * dx')} / ({COUNT} - ddof)",
    ),
    *_both(
        rule, "std", "axis=None, ddof=0, keepdims=False, where=True", when={"x": "real"},
        x=f"rt.unreduce(g / ({COUNT} - ddof), np.shape(x), axis, keepdims) * rt.quotient({DISTANCE}, "
        "rt.unreduce(out, np.shape(x), axis, keepdims))",
        dx=f"rt.quotient({SUMMED.format(DISTANCE + ' * dx')}, ({COUNT} - ddof) * out)",
    ),
    rule(
        "np.linalg.norm(x)", when={"x": "complex"}, x="g * np.conjugate(rt.norm_direction(x, out))",
        dx=f"np.sum({ALIGNED.format('rt.norm_direction(x, out)')})",
    ),
    rule(
        "np.linalg.norm(x, axis=None, keepdims=False)", when={"x": "complex"},
        x=f"{SUM} * np.conjugate(rt.norm_direction(x, out, axis, keepdims))",
        dx=SUMMED.format(ALIGNED.format("rt.norm_direction(x, out, axis, keepdims)")),
    ),
    rule("np.linalg.norm(x)", x="g * rt.norm_direction(x, out)", dx="np.sum(dx * rt.norm_direction(x, out))"),
    rule(
        "np.linalg.norm(x, axis=None, keepdims=False)", x=f"{SUM} * rt.norm_direction(x, out, axis, keepdims)",
        dx=SUMMED.format("dx * rt.norm_direction(x, out, axis, keepdims)"),
    ),
    *nondifferentiable("np.argmax", "np.argmin", "np.any", "np.all", "np.count_nonzero", "x.argmax", "x.argmin", "x.any",
                       "x.all"),
)  # fmt: skip

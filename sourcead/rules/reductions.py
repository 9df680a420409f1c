"""Rules of reductions and cumulative sums, as functions and as methods."""

from sourcead.rules.forms import Rule, linear, nondifferentiable, rule

SUM = "rt.unreduce(g, np.shape(x), axis, keepdims)"
MEAN = "rt.unreduce(g, np.shape(x), axis, keepdims) / rt.count(np.shape(x), axis)"
EXTREME = "rt.unmax(g, x, out, axis, keepdims)"
SPREAD = "(rt.count(np.shape(x), axis) - ddof) * rt.unreduce(out, np.shape(x), axis, keepdims)"
DEVIATION = "(x - np.mean(x, axis=axis, keepdims=True))"
CHOSEN_SUM = f"np.where(where, {SUM}, 0)"
COUNT = "rt.count_where(np.shape(x), axis, keepdims, where)"  # of what `where=` chooses
CHOSEN = "rt.unmax_where(g, x, out, axis, keepdims, where)"
DISTANCE = "np.where(where, x - np.mean(x, axis=axis, keepdims=True, where=where), 0)"


def _both(form: object, name: str, arguments: str, **formulas: object) -> tuple[Rule, ...]:
    """A rule for `np.name(x, ...)` and for `x.name(...)`."""
    return (form(f"np.{name}(x, {arguments})", **formulas), form(f"x.{name}({arguments})", **formulas))  # type: ignore[operator]


RULES = (
    *_both(linear, "sum", "axis=None, keepdims=False", x=SUM),
    *_both(linear, "mean", "axis=None, keepdims=False", x=MEAN),
    *_both(rule, "prod", "axis=None, keepdims=False", x=f"{SUM} * rt.product_of_others(x, axis)"),
    *_both(rule, "max", "axis=None, keepdims=False", x=EXTREME),
    *_both(rule, "min", "axis=None, keepdims=False", x=EXTREME),
    *_both(
        rule, "var", "axis=None, ddof=0, keepdims=False", when={"x": "complex"},
        x=f"2 * rt.unreduce(g, np.shape(x), axis, keepdims) * np.conjugate{DEVIATION} / (rt.count(np.shape(x), axis) - ddof)",
    ),
    *_both(
        rule, "std", "axis=None, ddof=0, keepdims=False", when={"x": "complex"},
        x=f"{SUM} * rt.quotient(np.conjugate(rt.centered(x, axis)), {SPREAD})",
    ),
    *_both(
        rule, "var", "axis=None, ddof=0, keepdims=False",
        x=f"2 * rt.unreduce(g, np.shape(x), axis, keepdims) * {DEVIATION} / (rt.count(np.shape(x), axis) - ddof)",
    ),
    *_both(rule, "std", "axis=None, ddof=0, keepdims=False", x=f"{SUM} * rt.quotient(rt.centered(x, axis), {SPREAD})"),
    *_both(linear, "cumsum", "axis=None", x="rt.uncumsum(g, np.shape(x), axis)"),
    *_both(rule, "cumprod", "axis=None", x="rt.cumprod_x(g, x, axis)"),
    *_both(linear, "sum", "axis=None, keepdims=False, initial=0", x=SUM, initial="np.sum(g)"),
    *_both(linear, "sum", "axis=None, keepdims=False, where=True", x=CHOSEN_SUM),
    *_both(linear, "sum", "axis=None, keepdims=False, initial=0, where=True", x=CHOSEN_SUM, initial="np.sum(g)"),
    *_both(
        rule, "prod", "axis=None, keepdims=False, initial=1", x=f"{SUM} * rt.product_of_others(x, axis) * initial",
        initial="np.sum(g * np.prod(x, axis=axis, keepdims=keepdims))",
    ),
    *_both(
        rule, "prod", "axis=None, keepdims=False, where=True",
        x=f"np.where(where, {SUM} * rt.product_of_others(np.where(where, x, 1), axis), 0)",
    ),
    *_both(rule, "max", "axis=None, keepdims=False, initial=None, where=True", x=CHOSEN),
    *_both(rule, "min", "axis=None, keepdims=False, initial=None, where=True", x=CHOSEN),
    *_both(
        linear, "mean", "axis=None, keepdims=False, where=True",
        x=f"np.where(where, rt.unreduce(g / {COUNT}, np.shape(x), axis, keepdims), 0)",
    ),
    *_both(
        rule, "var", "axis=None, ddof=0, keepdims=False, where=True", when={"x": "real"},
        x=f"2 * rt.unreduce(g / ({COUNT} - ddof), np.shape(x), axis, keepdims) * {DISTANCE}",
    ),
    *_both(
        rule, "std", "axis=None, ddof=0, keepdims=False, where=True", when={"x": "real"},
        x=f"rt.unreduce(g / ({COUNT} - ddof), np.shape(x), axis, keepdims) * rt.quotient({DISTANCE}, "
        "rt.unreduce(out, np.shape(x), axis, keepdims))",
    ),
    rule("np.linalg.norm(x)", when={"x": "complex"}, x="g * np.conjugate(rt.norm_direction(x, out))"),
    rule(
        "np.linalg.norm(x, axis=None, keepdims=False)", when={"x": "complex"},
        x=f"{SUM} * np.conjugate(rt.norm_direction(x, out, axis, keepdims))",
    ),
    rule("np.linalg.norm(x)", x="g * rt.norm_direction(x, out)"),
    rule("np.linalg.norm(x, axis=None, keepdims=False)", x=f"{SUM} * rt.norm_direction(x, out, axis, keepdims)"),
    linear("np.average(x)", x="rt.unreduce(g, np.shape(x), None, False) / np.size(x)"),
    linear("np.nansum(x)", x="np.where(np.isnan(x), 0, rt.unreduce(g, np.shape(x), None, False))"),
    *nondifferentiable("np.argmax", "np.argmin", "np.any", "np.all", "np.count_nonzero", "x.argmax", "x.argmin", "x.any",
                       "x.all"),
)  # fmt: skip

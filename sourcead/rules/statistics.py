"""Rules of statistics, of what ignores NaN, of sorting and searching, of running extremes and segments."""

from itertools import combinations

from sourcead.rules.forms import Rule, elementwise, linear, nondifferentiable, rule
from sourcead.rules.reductions import CHOSEN, CHOSEN_DOT, SUM, SUMMED

REAL = "~np.isnan(x)"
COUNT = "np.sum({0}, axis=axis, keepdims=keepdims)"
SHARE = f"np.where({{0}}, rt.unreduce(g / {COUNT}, np.shape(x), axis, keepdims), 0)"
DISTANCE = "np.where({0}, x - np.nanmean(x, axis=axis, keepdims=True), 0)"
DISTANCE_WHERE = "np.where({0}, x - np.nanmean(x, axis=axis, keepdims=True, where=where), 0)"
SPREAD = f"rt.unreduce(g / ({COUNT} - ddof), np.shape(x), axis, keepdims)"
BY_Q = "rt.summed_beside({}, np.ndim(q), 0)"
BY_Q_DOT = "rt.spread_beside({}, np.ndim({}), 0)"
QUANTILE = "axis=None, method='linear', keepdims=False"
HUNDREDTH = "np.true_divide(q, 100)"
SPACED = "np.tensordot(np.linspace({}, num, endpoint), np.moveaxis(g[0], axis, 0), 1)"  # summed with the weights of an end
LN2 = "0.6931471805599453"
MESH = "copy=True, sparse=False, indexing='xy'"
LOCATED = "np.shape(x), rt.located(x, {}), None)"
FLAGS = ("return_index", "return_inverse", "return_counts")


def _ignoring(where: str) -> tuple[Rule, ...]:
    """Mean, variance and standard deviation of what is not NaN; `where`: the parameter that chooses among it, or nothing."""
    real = f"{REAL} & where" if where else REAL
    distance = (DISTANCE_WHERE if where else DISTANCE).format(real)
    count, share, spread = COUNT.format(real), SHARE.format(real), SPREAD.format(real)
    return (
        rule(
            f"np.nanmean(x, axis=None, keepdims=False{where})", x=share,
            dx=f"{SUMMED.format(f'np.where({real}, dx, 0)')} / {count}",
        ),
        rule(
            f"np.nanvar(x, axis=None, ddof=0, keepdims=False{where})", when={"x": "real"}, x=f"2 * {spread} * {distance}",
            dx=f"2 * {SUMMED.format(distance + ' * dx')} / ({count} - ddof)",
        ),
        rule(
            f"np.nanstd(x, axis=None, ddof=0, keepdims=False{where})", when={"x": "real"},
            x=f"{spread} * rt.quotient({distance}, rt.unreduce(out, np.shape(x), axis, keepdims))",
            dx=f"rt.quotient({SUMMED.format(distance + ' * dx')}, ({count} - ddof) * out)",
        ),
    )  # fmt: skip


def _quantile(name: str, params: str, q: str, method: str = "method") -> Rule:
    """A rule of a quantile; those whose name begins with `nan` skip what is NaN."""
    given = f"{q}, axis, keepdims" + (f", {method}" if method else "") + (", skip=True" if name.startswith("nan") else "")
    slope = f"rt.quantile_dot(x, x, {given}, order=1)" + (" / 100" if q == HUNDREDTH else "")
    texts = {"x": f"rt.unquantile(g, x, {given})", "dx": f"rt.quantile_dot(dx, x, {given})"}
    if "q" in params.split(", "):
        texts |= {"q": BY_Q.format(f"g * {slope}"), "dq": f"{BY_Q_DOT.format('dq', 'out')} * {slope}"}
    return Rule(f"np.{name}({params})", "rule", texts)


def _logaddexp(name: str, x: str, out: str) -> tuple[Rule, ...]:
    """Rules of the methods of a sum of numbers that are given by their logarithms; `x`, `out`: the natural logarithms."""
    shares = f"rt.shares({x}, rt.unreduce({out}, np.shape(x), axis, keepdims))"
    return (
        rule(f"np.{name}.reduce(x, axis=0, keepdims=False)", x=f"{SUM} * {shares}", dx=SUMMED.format(f"dx * {shares}")),
        rule(
            f"np.{name}.reduce(x, axis=0, keepdims=False, initial=None, where=True)", x=f"np.where(where, {SUM} * {shares}, 0)",
            dx=SUMMED.format(f"np.where(where, dx * {shares}, 0)"),
        ),
        rule(
            f"np.{name}.accumulate(x, axis=0)", x=f"rt.unlogaddexp_running(g, {x}, {out}, axis)",
            dx=f"rt.logaddexp_running_dot(dx, {x}, {out}, axis)",
        ),
        rule(
            f"np.{name}.reduceat(x, indices, axis=0)", x=f"rt.unlogaddexp_at(g, {x}, {out}, indices, axis)",
            dx=f"rt.logaddexp_at_dot(dx, {x}, {out}, indices, axis)",
        ),
    )  # fmt: skip


def _grid(names: str) -> tuple[Rule, ...]:
    """Rules of what makes a grid of one array for each axis."""
    params, found = ", ".join(names), []
    texts = {"ix_": (f"np.ix_({params})", "np.ravel(g[{0}])", "np.ix_({1})"),
             "meshgrid": (f"np.meshgrid({params}, {MESH})", "rt.unmesh(g[{0}], np.shape(out[{0}]), {2}, {0}, indexing)",
                          "np.meshgrid({1}, copy=copy, sparse=sparse, indexing=indexing)")}  # fmt: skip
    for pattern, back, ahead in texts.values():
        formulas = {n: back.format(k, "", n) for k, n in enumerate(names)}
        for k, n in enumerate(names):
            moved = ", ".join(f"d{m}" if m == n else m for m in names)
            parts = [ahead.format(k, moved) + f"[{k}]" if j == k else f"rt.zeros_like(out[{j}])" for j in range(len(names))]
            formulas[f"d{n}"] = f"({', '.join(parts)},)"
        when = {"copy": "true"} if "meshgrid" in pattern else None  # others give views
        found.append(rule(pattern, when=when, **formulas))
    return tuple(found)


def _unique(flags: tuple[str, ...]) -> Rule:
    """A rule of `np.unique`, of a tuple where some flags are set."""
    params = "".join(f"{flag}=False, " for flag in flags)
    g = "g[0]" if flags else "g"
    values = "np.take(x, rt.distinct(x, axis, equal_nan), axis)"
    others = "".join(f", rt.zeros_like(out[{k + 1}])" for k in range(len(flags)))
    return rule(
        f"np.unique(x, {params}axis=None, equal_nan=True)", when=dict.fromkeys(flags, "true"),
        x=f"rt.untake({g}, np.shape(x), rt.distinct(x, axis, equal_nan), axis)",
        dx=f"({values.replace('x,', 'dx,', 1)}{others})" if flags else values.replace("x,", "dx,", 1),
    )  # fmt: skip


def _unique_parts(name: str, count: int) -> Rule:
    """A rule of a function that gives the distinct values first, and whole numbers."""
    others = ", ".join(f"rt.zeros_like(out[{k}])" for k in range(1, count))
    return rule(
        f"np.unique_{name}(x)",
        x=f"rt.untake(g[0], {LOCATED.format('out[0]')}",
        dx=f"(np.take(dx, rt.located(x, out[0])), {others})",
    )


RULES: tuple[Rule, ...] = (
    rule(
        "np.nansum(x, axis=None, keepdims=False)", x=f"np.where(np.isnan(x), 0, {SUM})",
        dx=SUMMED.format("np.where(np.isnan(x), 0, dx)"),
    ),
    *_ignoring(""),
    *_ignoring(", where=True"),
    rule(
        "np.nansum(x, axis=None, keepdims=False, initial=0, where=True)", x=f"np.where({REAL} & where, {SUM}, 0)",
        dx=SUMMED.format(f"np.where({REAL} & where, dx, 0)"),
    ),
    *(
        rule(f"np.{name}(x, axis=None, keepdims=False, initial=None, where=True)", x=CHOSEN, dx=CHOSEN_DOT)
        for name in ("nanmax", "nanmin")
    ),
    _quantile("median", "x, axis=None, keepdims=False", "0.5", method=""),
    _quantile("nanmedian", "x, axis=None, keepdims=False", "0.5", method=""),
    _quantile("quantile", f"x, q, {QUANTILE}", "q"),
    _quantile("nanquantile", f"x, q, {QUANTILE}", "q"),
    _quantile("percentile", f"x, q, {QUANTILE}", HUNDREDTH),
    _quantile("nanpercentile", f"x, q, {QUANTILE}", HUNDREDTH),
    linear("np.bincount(x, weights=None, minlength=0)", weights="np.take(g, x)"),
    rule("np.partition(x, kth, axis=-1)", x="rt.unarranged(g, x, out, axis)", dx="rt.arranged(dx, x, out, axis)"),
    rule("np.sort_complex(x)", x="rt.unarranged(g, x, out, -1)", dx="rt.arranged(dx, x, out, -1)"),
    *(_unique(flags) for k in range(4) for flags in combinations(FLAGS, k)),
    rule("np.unique_values(x)", x=f"rt.untake(g, {LOCATED.format('out')}", dx="np.take(dx, rt.located(x, out))"),
    *(_unique_parts(name, count) for name, count in (("counts", 2), ("inverse", 2), ("all", 4))),
    rule(
        "np.intersect1d(x, y, assume_unique=False)", x="rt.untake(g, np.shape(x), rt.common(x, y, assume_unique)[0], None)",
        dx="np.take(dx, rt.common(x, y, assume_unique)[0])", y="0",
    ),
    rule(
        "np.setdiff1d(x, y, assume_unique=False)", x="rt.untake(g, np.shape(x), rt.lone(x, y, assume_unique), None)",
        dx="np.take(dx, rt.lone(x, y, assume_unique))", y="0",
    ),
    # running extremes, sums of logarithms, segments
    *(
        rule(
            f"np.{name}.accumulate(x, axis=0)", x="rt.untake_along_axis(g, np.shape(x), rt.running(x, out, axis), axis)",
            dx="np.take_along_axis(dx, rt.running(x, out, axis), axis)",
        )
        for name in ("maximum", "minimum")
    ),
    *(
        rule(
            f"np.{name}.reduceat(x, indices, axis=0)",
            x="rt.untake_along_axis(g, np.shape(x), rt.reached(x, out, indices, axis), axis)",
            dx="np.take_along_axis(dx, rt.reached(x, out, indices, axis), axis)",
        )
        for name in ("maximum", "minimum")
    ),
    linear("np.add.reduceat(x, indices, axis=0)", x="rt.unreduceat(g, np.shape(x), indices, axis)"),
    linear(
        "np.subtract.reduceat(x, indices, axis=0)",
        x="2 * rt.untake(g, np.shape(x), indices, axis) - rt.unreduceat(g, np.shape(x), indices, axis)",
    ),
    linear("np.subtract.reduce(x, axis=0, keepdims=False)", x=f"{SUM} * rt.signs(np.shape(x), axis)"),
    linear("np.subtract.accumulate(x, axis=0)", x="rt.uncumsum(g, np.shape(x), axis) * rt.signs(np.shape(x), axis)"),
    *_logaddexp("logaddexp", "x", "out"),
    *_logaddexp("logaddexp2", f"{LN2} * x", f"{LN2} * out"),
    rule(
        "np.multiply.reduceat(x, indices, axis=0)", x="rt.unmultiply_at(g, x, indices, axis)",
        dx="rt.multiply_at_dot(dx, x, indices, axis)",
    ),
    # elementwise functions
    elementwise("np.degrees(x)", x="g * 57.29577951308232"),
    elementwise("np.radians(x)", x="g * 0.017453292519943295"),
    elementwise("np.sinc(x)", x="g * rt.sinc_slope(x)"),
    elementwise("np.i0(x)", x="g * rt.bessel_i(1, x)"),
    elementwise("rt.bessel_i(order, x)", x="g * (rt.bessel_i(order - 1, x) + rt.bessel_i(order + 1, x)) / 2"),
    elementwise("np.ldexp(x, y)", x="np.ldexp(g, y)"),
    rule("np.modf(x)", x="g[0]", dx="(dx, rt.zeros_like(out[1]))"),
    rule("np.frexp(x)", x="np.ldexp(g[0], -out[1])", dx="(np.ldexp(dx, -out[1]), rt.zeros_like(out[1]))"),
    rule("np.unwrap(x, discont=None, axis=-1, period=6.283185307179586)", x="g", dx="dx"),
    linear("np.real_if_close(x, tol=100)", when={"x": "real"}, x="g"),
    # makers
    rule(
        "np.arange(start, stop=None, step=1, dtype=None)", when={"stop": "none"}, start="0",
        step="np.sum(g * np.arange(np.size(g)))", dstep="dstep * np.arange(np.size(out))",
    ),
    rule(
        "np.arange(start, stop, step=1, dtype=None)", start="np.sum(g)", dstart="np.full(np.shape(out), dstart)", stop="0",
        step="np.sum(g * np.arange(np.size(g)))", dstep="dstep * np.arange(np.size(out))",
    ),
    linear(
        "np.linspace(start, stop, num=50, endpoint=True)",
        start="rt.unbroadcast(np.tensordot(np.linspace(1, 0, num, endpoint), g, 1), start)",
        stop="rt.unbroadcast(np.tensordot(np.linspace(0, 1, num, endpoint), g, 1), stop)",
    ),
    linear(
        "np.linspace(start, stop, num=50, endpoint=True, retstep=False, dtype=None, axis=0)", when={"retstep": "false"},
        start="rt.unbroadcast(np.tensordot(np.linspace(1, 0, num, endpoint), np.moveaxis(g, axis, 0), 1), start)",
        stop="rt.unbroadcast(np.tensordot(np.linspace(0, 1, num, endpoint), np.moveaxis(g, axis, 0), 1), stop)",
    ),
    linear(
        "np.linspace(start, stop, num=50, endpoint=True, retstep=False, dtype=None, axis=0)", when={"retstep": "true"},
        start=f"rt.unbroadcast({SPACED.format('1, 0')} - g[1] / (num - endpoint), start)",
        stop=f"rt.unbroadcast({SPACED.format('0, 1')} + g[1] / (num - endpoint), stop)",
    ),
    *(r for names in ("xyz", "xy", "x") for r in _grid(names)),
    # methods
    linear("x.view()", x="g"),
    linear("x.view(dtype)", x="rt.unview(g, out.dtype, x)"),
    linear("x.diagonal()", when={"x": "matrix"}, x="rt.undiagonal(g, np.shape(x))"),
    linear("x.diagonal(offset=0, axis1=0, axis2=1)", x="rt.undiagonal(g, np.shape(x), offset, axis1, axis2)"),
    linear("x.take(indices, axis=None)", x="rt.untake(g, np.shape(x), indices, axis)"),
    linear("x.take(indices, axis=None, mode='raise')", x="rt.untake(g, np.shape(x), indices, axis, mode)"),
    linear("x.repeat(repeats, axis=None)", x="rt.unrepeat(g, np.shape(x), repeats, axis)"),
    linear("x.compress(condition, axis=None)", x="rt.untake(g, np.shape(x), np.flatnonzero(condition), axis)"),
    linear("x.mT", x="g.mT"),
    # of helpers
    rule(
        "rt.unquantile(bar, x, q, axis, keepdims, method='linear', skip=False, order=0)", x="0",
        bar="rt.unbroadcast(rt.quantile_dot(g, x, q, axis, keepdims, method, skip, order), bar)",
        q=BY_Q.format("bar * rt.quantile_dot(g, x, q, axis, keepdims, method, skip, order + 1)"),
        dbar="rt.unquantile(dbar, x, q, axis, keepdims, method, skip, order)",
        dq=f"rt.unquantile(bar * {BY_Q_DOT.format('dq', 'bar')}, x, q, axis, keepdims, method, skip, order + 1)",
    ),
    rule(
        "rt.quantile_dot(x_dot, x, q, axis, keepdims, method='linear', skip=False, order=0)", x="0",
        x_dot="rt.unbroadcast(rt.unquantile(g, x, q, axis, keepdims, method, skip, order), x_dot)",
        q=BY_Q.format("g * rt.quantile_dot(x_dot, x, q, axis, keepdims, method, skip, order + 1)"),
        dx_dot="rt.quantile_dot(dx_dot, x, q, axis, keepdims, method, skip, order)",
        dq=f"{BY_Q_DOT.format('dq', 'out')} * rt.quantile_dot(x_dot, x, q, axis, keepdims, method, skip, order + 1)",
    ),
    linear("rt.unarranged(bar, x, ends, axis)", x="0", ends="0", bar="rt.unbroadcast(rt.arranged(g, x, ends, axis), bar)"),
    linear("rt.arranged(x_dot, x, ends, axis)", x="0", ends="0", x_dot="rt.unbroadcast(rt.unarranged(g, x, ends, axis), x_dot)"),
    linear("rt.totals(weights, samples, edges)", samples="0", edges="0", weights="rt.untotals(g, weights, samples, edges)"),
    linear(
        "rt.untotals(bar, weights, samples, edges)", weights="0", samples="0", edges="0",
        bar="rt.unbroadcast(rt.totals(g, samples, edges), bar)",
    ),
    *nondifferentiable(
        "np.nanargmax", "np.nanargmin", "np.digitize", "np.lexsort", "np.argpartition", "np.argwhere", "np.flatnonzero",
        "np.isin", "np.around", "x.round", "np.spacing", "np.isneginf", "np.isposinf", "np.isreal", "np.iscomplex",
        "np.isrealobj", "np.iscomplexobj", "np.isscalar", "np.can_cast", "np.common_type", "np.array_equiv", "np.bitwise_and",
        "np.bitwise_or", "np.bitwise_xor", "np.invert", "np.left_shift", "np.right_shift", "np.bitwise_count", "np.bartlett",
        "np.blackman", "np.hamming", "np.hanning", "np.tri", "np.ravel_multi_index", "np.unravel_index",
        "np.diag_indices_from", "np.tril_indices_from", "np.triu_indices_from", "rt.distinct", "rt.located", "rt.common",
        "rt.lone", "rt.bins", "rt.bin_count", "rt.running", "rt.segments", "rt.reached", "rt.signs", "rt.counted",
    ),
)  # fmt: skip

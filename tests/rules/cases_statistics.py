"""Statistics, what ignores NaN, sorting and searching. Names as in `cases`."""

from __future__ import annotations

from itertools import combinations

HOLES = "np.where(x > 0.3, x, np.nan)"
FORMS = ("", ", 0", ", axis=1", ", axis=-1, keepdims=True", ", keepdims=True", ", axis=(0, 1)")
ALONG = ("", ", 0", ", axis=-1, keepdims=True", ", axis=(0, 1)", ", axis=(0, -1)")


def ignoring(name: str, extra: str = "") -> dict[str, tuple[str, ...]]:
    """A reduction of what is not NaN, and one of what `where=` chooses among it."""
    chosen = ("where=y > 0.2", "axis=1, where=[True, False, True]", "axis=0, keepdims=True, where=y > 0.1")
    return {
        f"np.{name}(x, axis=None, {extra}keepdims=False)": (*(f"np.{name}({HOLES}{form})" for form in FORMS), f"np.{name}(x)"),
        f"np.{name}(x, axis=None, {extra}keepdims=False, where=True)": tuple(f"np.{name}({HOLES}, {form})" for form in chosen),
    }


def extreme(name: str, initial: str) -> dict[str, tuple[str, ...]]:
    calls = (*FORMS, f", axis=1, initial={initial}", f", where=y > 0.2, initial={initial}")
    return {f"np.{name}(x, axis=None, keepdims=False, initial=None, where=True)": tuple(f"np.{name}({HOLES}{f})" for f in calls)}


def quantiles(name: str, scale: int) -> dict[str, tuple[str, ...]]:
    """Quantiles of all kinds; `scale`: 1, or 100 for percentiles."""
    array = "np.where(z > 0.25, z, np.nan)" if name.startswith("nan") else "z"
    one, some, most = f"{0.35 * scale}", f"[{0.1 * scale}, {0.5 * scale}]", f"[[{0.9 * scale}], [{0.75 * scale}]]"
    methods = ("lower", "higher", "nearest", "midpoint", "median_unbiased", "hazen", "inverted_cdf", "averaged_inverted_cdf")
    return {
        f"np.{name}(x, q, axis=None, method='linear', keepdims=False)": (
            *(f"np.{name}({array}, {one}{form})" for form in ALONG),
            f"np.{name}({array}, {some}, axis=1)",
            f"np.{name}({array}, {most if name[0] != 'n' else some}, axis=(0, 2), keepdims=True)",
            *(f"np.{name}({array}, {one}, axis=-1, method={method!r})" for method in methods),
            *(f"np.{name}({array}, {0.9 * scale} * s * t{form})" for form in ALONG),
            f"np.{name}({array}, {scale} * v, axis=1)",
            *(f"np.{name}({array}, {scale} * w, axis=-1, method={method!r})" for method in (*methods, "weibull")),
        )
    }


def medians(name: str) -> dict[str, tuple[str, ...]]:
    array = "np.where(z > 0.25, z, np.nan)" if name.startswith("nan") else "z"
    others = (f"np.{name}(v)", f"np.{name}(x[:, :1], axis=1)")
    return {f"np.{name}(x, axis=None, keepdims=False)": (*(f"np.{name}({array}{form})" for form in ALONG), *others)}


def uniques() -> dict[str, tuple[str, ...]]:
    found = {}
    for count in range(4):
        for flags in combinations(("return_index", "return_inverse", "return_counts"), count):
            given = "".join(f", {flag}=True" for flag in flags)
            pattern = "".join(f"{flag}=False, " for flag in flags)
            part = "[0]" if flags else ""
            found[f"np.unique(x, {pattern}axis=None, equal_nan=True)"] = tuple(
                f"np.unique({array}{given}){part}" for array in ("x", "x, axis=1", "np.concatenate([v, w])")
            )
    return found


def segments(name: str) -> dict[str, tuple[str, ...]]:
    calls = ("z, [0, 1]", "v, [0, 2]", "x, [0, 2, 1], axis=1", "z, [1, 3], -1", "z, [2, 0, 1], axis=2")
    return {f"np.{name}.reduceat(x, indices, axis=0)": tuple(f"np.{name}.reduceat({call})" for call in calls)}


def logarithms(name: str) -> dict[str, tuple[str, ...]]:
    """The methods of a sum of numbers that are given by their logarithms."""
    forms = ("z", "v", "z, axis=None", "z, axis=(0, -1), keepdims=True", "x, 1")
    chosen = ("x, where=c, initial=0.3", "x, axis=1, where=[True, False, True]", "x, 1, initial=0.5")
    return {
        f"np.{name}.reduce(x, axis=0, keepdims=False)": tuple(f"np.{name}.reduce({form})" for form in forms),
        f"np.{name}.reduce(x, axis=0, keepdims=False, initial=None, where=True)": tuple(
            f"np.{name}.reduce({form})" for form in chosen
        ),
        f"np.{name}.accumulate(x, axis=0)": tuple(f"np.{name}.accumulate({form})" for form in ("z", "v", "z, -1", "x, axis=1")),
        **segments(name),
    }


RULES: dict[str, tuple[str, ...]] = {
    **ignoring("nanmean"),
    **ignoring("nanvar", "ddof=0, "),
    **ignoring("nanstd", "ddof=0, "),
    "np.nansum(x, axis=None, keepdims=False)": tuple(f"np.nansum({HOLES}{form})" for form in FORMS),
    "np.nansum(x, axis=None, keepdims=False, initial=0, where=True)": (
        f"np.nansum({HOLES}, axis=1, initial=2.0)",
        f"np.nansum({HOLES}, where=y > 0.3)",
        f"np.nansum({HOLES}, 0, where=[True, False, True], keepdims=True, initial=1.0)",
    ),
    **extreme("nanmax", "0.4"),
    **extreme("nanmin", "0.6"),
    **medians("median"),
    **medians("nanmedian"),
    **quantiles("quantile", 1),
    **quantiles("nanquantile", 1),
    **quantiles("percentile", 100),
    **quantiles("nanpercentile", 100),
    "np.bincount(x, weights=None, minlength=0)": (
        "np.bincount([2, 0, 2], v)",
        "np.bincount(i[0], weights=w, minlength=5) * s",
        "np.bincount(i[1]) * s",
    ),
    "np.partition(x, kth, axis=-1)": ("np.partition(z, 1)", "np.partition(x, (0, 1), axis=0)", "np.partition(z, 5, axis=None)"),
    "np.sort_complex(x)": ("np.real(np.sort_complex(v))", "np.real(np.sort_complex(x + 1j * y) * (1 - 2j))"),
    **uniques(),
    "np.intersect1d(x, y, assume_unique=False)": (
        "np.intersect1d(x, np.concatenate([x[0], v]))",
        "np.intersect1d(x, x[0], assume_unique=True)",
    ),
    "np.setdiff1d(x, y, assume_unique=False)": ("np.setdiff1d(x, x[0])", "np.setdiff1d(v, v[1:], True)", "np.setdiff1d(x, y)"),
    "np.maximum.accumulate(x, axis=0)": ("np.maximum.accumulate(z)", "np.maximum.accumulate(v)", "np.maximum.accumulate(z, -1)"),
    "np.minimum.accumulate(x, axis=0)": (
        "np.minimum.accumulate(z)",
        "np.minimum.accumulate(v)",
        "np.minimum.accumulate(z, axis=1)",
    ),
    **segments("maximum"),
    **segments("minimum"),
    **segments("add"),
    **segments("subtract"),
    **segments("multiply"),
    **logarithms("logaddexp"),
    **logarithms("logaddexp2"),
    "np.subtract.reduce(x, axis=0, keepdims=False)": (
        "np.subtract.reduce(z)",
        "np.subtract.reduce(v)",
        "np.subtract.reduce(z, 1)",
        "np.subtract.reduce(z, axis=-1, keepdims=True)",
    ),
    "np.subtract.accumulate(x, axis=0)": (
        "np.subtract.accumulate(z)",
        "np.subtract.accumulate(v)",
        "np.subtract.accumulate(z, -1)",
    ),
    "np.degrees(x)": ("np.degrees(x)",),
    "np.radians(x)": ("np.radians(x)",),
    "np.sinc(x)": ("np.sinc(x)", "np.sinc(5 * x)", "np.sinc(0 * x)", "np.sinc(0.01 * x)"),
    "np.i0(x)": ("np.i0(x)", "np.i0(10 * v)", "np.i0(0 * x)"),
    "rt.bessel_i(order, x)": ("rt.bessel_i(2, x)", "rt.bessel_i(0, 5 * v)"),
    "np.ldexp(x, y)": ("np.ldexp(x, 2)", "np.ldexp(v, i)"),
    "np.modf(x)": ("np.modf(5 * x)[0]", "np.modf(-x)[0] + np.modf(s)[1]"),
    "np.frexp(x)": ("np.frexp(5 * x)[0]", "np.frexp(x)[0] * np.frexp(s)[1]"),
    "np.unwrap(x, discont=None, axis=-1, period=6.283185307179586)": (
        "np.unwrap(9 * z)",
        "np.unwrap(9 * z, axis=0)",
        "np.unwrap(z, period=0.3)",
        "np.unwrap(9 * z, 4.0, -1)",
    ),
    "np.real_if_close(x, tol=100)": ("np.real_if_close(x)", "np.real_if_close(x, tol=10)"),
    "np.arange(start, stop=None, step=1, dtype=None)": ("np.arange(6 * s) * s", "np.arange(5 * s, step=t)"),
    "np.arange(start, stop, step=1, dtype=None)": (
        "np.arange(s, 5)",
        "np.arange(s, 5 * t, t * t)",
        "np.arange(1, 3.1 * s, step=s / 4)",
    ),
    "np.linspace(start, stop, num=50, endpoint=True)": (
        "np.linspace(s, t, 5, False)",
        "np.linspace(v, w, num=4, endpoint=False)",
        "np.linspace(s, v, 4, endpoint=True)",
    ),
    "np.ix_(x)": ("np.ix_(v)[0]",),
    "np.ix_(x, y)": ("np.ix_(v, w)[1]", "np.ix_(v, x[0])[0] * np.ix_(v, w)[1]"),
    "np.ix_(x, y, z)": ("np.ix_(v, w, z[0, 0])[2]", "np.ix_([0, 1], w, v)[1]"),
    "np.meshgrid(x, copy=True, sparse=False, indexing='xy')": ("np.meshgrid(v)[0]",),
    "np.meshgrid(x, y, copy=True, sparse=False, indexing='xy')": (
        "np.meshgrid(v, z[0, 0])[0] * np.meshgrid(v, z[0, 0])[1]",
        "np.meshgrid(v, z[0, 0], indexing='ij')[1]",
        "np.meshgrid(v, s, sparse=True)[0]",
    ),
    "np.meshgrid(x, y, z, copy=True, sparse=False, indexing='xy')": (
        "np.meshgrid(v, z[0, 0], x[1])[2]",
        "np.meshgrid(v, z[0, 0], x[1], indexing='ij', sparse=True)[1]",
        "np.meshgrid(v, [0.5, 0.2], w, copy=True)[0]",
    ),
    "np.unique_values(x)": ("np.unique_values(x)",),
    "np.unique_counts(x)": ("np.unique_counts(x)[0]", "np.unique_counts(np.concatenate([v, w]))[0]"),
    "np.unique_inverse(x)": ("np.unique_inverse(x)[0]",),
    "np.unique_all(x)": ("np.unique_all(x)[0]",),
    "x.view(dtype)": (
        "np.abs(z.view(complex))",
        "z.copy().view('c16').imag",
        "np.stack([v * 1j, w**2]).astype(complex).view(float)",
        "np.real(x + 1j * y).view(x.dtype) * x",
        "(x[:, :1] * 1j).view(dtype=np.float64)",
    ),
    "x.view()": ("x.view()",),
    "x.diagonal()": ("a.diagonal()", "x.diagonal()"),
    "x.take(indices, axis=None, mode='raise')": ("x.take([0, 7], mode='wrap')", "x.take([1, -4, 0], 1, mode='clip')"),
    "x.take(indices, axis=None)": ("x.take([0, 2, 2])", "x.take([1, 1, 0], axis=1)", "x.take(1, 0)"),
    "x.repeat(repeats, axis=None)": ("x.repeat(2)", "x.repeat(3, axis=1)", "v.repeat([1, 0, 2])"),
    "x.compress(condition, axis=None)": (
        "x.compress([True, False, True], axis=1)",
        "x.compress(x[0] > 0.3)",
        "v.compress(w > 0.5)",
    ),
    "x.mT": ("x.mT", "z.mT"),
    "rt.unquantile(bar, x, q, axis, keepdims, method='linear', skip=False, order=0)": (
        "rt.unquantile(v, x, 0.3, 0, False)",
        "rt.unquantile(a, x, w, 0, False)",
        "rt.unquantile(v[:2], x, s * t, 1, False, order=1)",
    ),
    "rt.quantile_dot(x_dot, x, q, axis, keepdims, method='linear', skip=False, order=0)": (
        "rt.quantile_dot(y, x, 0.3, 0, False)",
        "rt.quantile_dot(y, x, w, 1, False)",
        "rt.quantile_dot(y, x, s * t, None, True, order=1)",
    ),
    "rt.unarranged(bar, x, ends, axis)": ("rt.unarranged(y, x, np.sort(x), -1)",),
    "rt.arranged(x_dot, x, ends, axis)": ("rt.arranged(y, x, np.sort(x), -1)",),
    "rt.totals(weights, samples, edges)": ("rt.totals(v, (w,), (np.array([0, 0.5, 1.0]),))",),
    "rt.untotals(bar, weights, samples, edges)": ("rt.untotals(w[:2], v, (w,), (np.array([0, 0.5, 1.0]),))",),
}

DEFINITIONS: dict[str, tuple[str, ...]] = {
    "np.amax": ("np.amax(x)", "np.amax(x, 0)", "np.amax(x, axis=1, keepdims=True)", "np.amax(x, where=c, initial=0.1)"),
    "np.amin": ("np.amin(x)", "np.amin(x, 0)", "np.amin(x, axis=1, keepdims=True)", "np.amin(x, where=c, initial=0.9)"),
    "np.ptp": ("np.ptp(x)", "np.ptp(x, 0)", "np.ptp(z, axis=-1, keepdims=True)", "np.ptp(v)", "np.ptp(z, axis=(0, 1))"),
    "np.nanprod": (*(f"np.nanprod({HOLES}{form})" for form in FORMS), f"np.nanprod({HOLES}, where=y > 0.3)"),
    "np.nancumsum": tuple(f"np.nancumsum({HOLES}{form})" for form in ("", ", 0", ", axis=-1")),
    "np.nancumprod": tuple(f"np.nancumprod({HOLES}{form})" for form in ("", ", 0", ", axis=-1")),
    "np.average": (
        "np.average([s, t], weights=[0.3, 0.4])",
        "np.average([s, t], weights=[t, s])",
        "np.average(x)",
        "np.average(x, axis=1)",
        "np.average(x, 0, keepdims=True)",
        "np.average(x, weights=y)",
        "np.average(x, axis=1, weights=v)",
        "np.average(z, axis=1, weights=w, keepdims=True)",
        "np.average(x, weights=y, axis=0)",
        "np.average(z, axis=1, weights=w, returned=True)[0]",
        "np.average(z, axis=1, weights=w, returned=True)[1]",
        "np.average(x, axis=1, returned=True)[1] * s",
    ),
    "np.cov": (
        "np.cov(x)",
        "np.cov(v)",
        "np.cov(v, w)",
        "np.cov(x, y, rowvar=False)",
        "np.cov(x, v, bias=True)",
        "np.cov(z[0], ddof=0)",
        "np.cov(z[0], aweights=z[1, 0])",
        "np.cov(x, fweights=i[0])",
        "np.cov(x, aweights=v, fweights=[1, 2, 3])",
    ),
    "np.corrcoef": ("np.corrcoef(x)", "np.corrcoef(v, w)", "np.corrcoef(z[0], rowvar=False)", "np.corrcoef(x, v)"),
    "np.histogram_bin_edges": (
        "np.histogram_bin_edges(x, 4)",
        "np.histogram_bin_edges(x)",
        "np.histogram_bin_edges(x, 3, (s, 1.0))",
        "np.histogram_bin_edges(z, 'sturges')",
        "np.histogram_bin_edges(z, np.cumsum(v))",
    ),
    "np.histogram": (
        "np.histogram(z, 4)[1]",
        "np.histogram(x, bins=5, weights=y)[0]",
        "np.histogram(x, 4, density=True)[0]",
        "np.histogram(x, 3, (0.1, 0.8), weights=y, density=True)[0]",
        "np.histogram(x, [0.0, 0.5, 0.6, 1.0])[0] * s",
    ),
    "np.histogram2d": (
        "np.histogram2d(v, w, 4)[1]",
        "np.histogram2d(v, w, [2, 3], weights=x[0])[0]",
        "np.histogram2d(v, w, [[0.0, 0.5, 1.0], 3], [[0, 1], [0, 1]], True, v)[0]",
        "np.histogram2d(v, w, 3, density=True)[0]",
    ),
    "np.histogramdd": (
        "np.histogramdd(z[0], 2)[1][1]",
        "np.histogramdd(x.T, [2, 3], weights=v)[0]",
        "np.histogramdd(x.T, [2, 3], [(0, 1), (0, 1)], density=True, weights=v)[0]",
    ),
    "np.union1d": ("np.union1d(x, v)", "np.union1d(x[0], y)"),
    "np.setxor1d": ("np.setxor1d(x, v)", "np.setxor1d(x, np.array([0.2, 0.3]))"),
    "np.divmod": ("np.divmod(5 * x, v)[1]", "np.divmod(x, 0.3)[1] + np.divmod(x, v)[0]"),
    "np.geomspace": ("np.geomspace(s, t, 5)", "np.geomspace(v, t, num=4)", "np.geomspace(v, w, 4, endpoint=False)"),
    "np.logspace": ("np.logspace(s, t, 5)", "np.logspace(v, w, num=4, base=2)", "np.logspace(0, t, 4, endpoint=False, base=s)"),
    "np.cumulative_sum": (
        "np.cumulative_sum(v)",
        "np.cumulative_sum(x, axis=1)",
        "np.cumulative_sum(x, axis=0, include_initial=True)",
    ),
    "np.cumulative_prod": (
        "np.cumulative_prod(v)",
        "np.cumulative_prod(x, axis=1)",
        "np.cumulative_prod(x, axis=0, include_initial=True)",
    ),
}

# calls of functions that have no derivative but zero, beside what is differentiated
FLAT_CALLS = (
    "np.nanargmax(x) * s", "np.nanargmin(x, axis=1) * s", "np.digitize(x, [0.3, 0.6]) * x", "v[np.lexsort((v, w))]",
    "v[np.argpartition(v, 1)][:1]", "np.sum(v[np.argwhere(v > 0.2)])", "x.ravel()[np.flatnonzero(x > 0.4)]",
    "np.isin(x, [0.4]) + x", "np.around(x, 1) * x", "np.round(x, 1) * x", "x.round(1) * x", "np.spacing(x) + x",
    "np.isneginf(x) + x", "np.isposinf(x) + x", "np.isreal(x) * x", "np.iscomplex(x) + x", "np.isrealobj(x) * x",
    "np.iscomplexobj(x) + x", "np.isscalar(s) * s", "np.can_cast(x.dtype, np.float32) + x", "np.array_equiv(x, y) + x",
    "np.bitwise_and(i, 1) * x", "np.bitwise_or(i, 1) * x", "np.bitwise_xor(i, 1) * x", "np.invert(i) * x",
    "np.ones(3, dtype=np.common_type(x, v)) * v", "np.bartlett(3) * v", "np.blackman(3) * v", "np.hamming(3) * v",
    "np.hanning(3) * v", "np.tri(3) * a", "x.ravel()[np.ravel_multi_index(([0, 1], [2, 1]), (2, 3))]",
    "x[np.unravel_index([1, 5], x.shape)]", "a[np.diag_indices_from(a)]", "a[np.tril_indices_from(a)]",
    "a[np.triu_indices_from(a, 1)]", "np.histogram(x, 3)[0] * s", "np.bincount(i[0]) * s", "np.searchsorted([0.3, 0.6], x) * x",
    "np.angle(x - 0.5) * x", "np.ceil(3 * x) * x", "np.fix(3 * x) * x", "np.floor(3 * x) * x", "np.rint(3 * x) * x", "np.trunc(-3 * x) * x",
    "np.sign(x - 0.5) * x", "np.signbit(x - 0.5) * x", "np.heaviside(x - 0.5, 1.0) * x", "np.floor_divide(x, 0.25) * x",
    "np.isclose(x, x) * x", "np.isinf(1 / x) + x", "np.isnan(x / y) + x", "np.isfinite(x / y) * x", "np.logical_not(x > 0.4) * x",
    "np.logical_xor(x > 0.4, y > 0.4) * x", "np.allclose(x, x + 1e-12) * x", "np.array_equal(x, x + 0) * x",
    "x.ravel()[np.argmin(x)]", "np.argmax(x, axis=1) * v[:2]", "v[np.argsort(w)] * w", "np.count_nonzero(x > 0.4) * s",
    "np.count_nonzero(x > 0.4, axis=0) * v", "np.shape(x)[1] * x", "np.size(x) * s", "np.ndim(x) * s", "np.identity(3) * a",
    "np.ones_like(x) * y", "np.zeros_like(x) + y", "np.full_like(x, 0.3) * y", "np.ones(3, dtype=np.result_type(x, v)) * v",
    "np.linalg.matrix_rank(a) * s", "scipy.special.gammasgn(x - 0.5) * x", "scipy.special.round(3 * x) * x",
    "scipy.stats.rankdata(x) * s", "scipy.stats.rankdata(x, axis=1) * x", "scipy.stats.bernoulli.ppf(0.3, x) * x",
)  # fmt: skip

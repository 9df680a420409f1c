"""Rules of distribution functions and quantiles of `scipy.stats`: their derivatives are densities.

A shape parameter without a formula is one by which there is no derivative in closed form.
"""

from collections.abc import Iterator

from sourcead.rules.forms import Rule, elementwise, nondifferentiable, rule

PARETO = "scipy.special.xlogy(scipy.stats.pareto.sf(x, b{0}), np.maximum({1}, 1))"
GENNORM = (
    "np.sign({1}) / 2 * (np.exp(-(np.abs({1}) ** beta)) * scipy.special.xlogy(np.abs({1}), np.abs({1}))"
    " * scipy.special.rgamma(1 / beta)"
    " - rt.gammainc_a(1 / beta, np.abs({1}) ** beta, scipy.special.psi(1 / beta), scipy.special.gammaln(1 / beta)) / beta**2)"
)
INSIDE = "np.maximum({1}, 0)"
LOGNORM = f"-scipy.special.xlogy({INSIDE}, {INSIDE}) / s * scipy.stats.lognorm.pdf({INSIDE}, s)"
WEIBULL = f"scipy.special.xlogy({INSIDE} ** c, {INSIDE}) * np.exp(-({INSIDE} ** c))"
LOMAX = f"np.log1p({INSIDE}) * (1 + {INSIDE}) ** -c"
SHAPES = {  # the derivatives of distribution functions by their shape parameters; `{1}` is the standardized variable
    "norm": {}, "logistic": {}, "cauchy": {}, "laplace": {}, "gumbel_r": {}, "gumbel_l": {}, "expon": {}, "uniform": {},
    "gamma": {"a": "rt.gammainc_a(a, {1}, scipy.special.psi(a), scipy.special.gammaln(a))"},
    "chi2": {"df": "rt.gammainc_a(df / 2, {1} / 2, scipy.special.psi(df / 2), scipy.special.gammaln(df / 2)) / 2"},
    "beta": {"a": "", "b": ""}, "pareto": {"b": PARETO}, "t": {"df": ""}, "gennorm": {"beta": GENNORM},
    "halfnorm": {}, "halfcauchy": {}, "rayleigh": {}, "maxwell": {}, "lognorm": {"s": LOGNORM}, "weibull_min": {"c": WEIBULL},
    "lomax": {"c": LOMAX}, "invgamma": {"a": ""}, "invgauss": {"mu": ""}, "f": {"dfn": "", "dfd": ""}, "skewnorm": {"a": ""},
    "truncnorm": {"a": "", "b": ""},
}  # fmt: skip


def _rules_of(name: str, shapes: dict[str, str]) -> Iterator[Rule]:
    """The rules of a distribution, without `loc` and `scale` and with them."""
    listed = "".join(f", {shape}" for shape in shapes)
    for placed in ("", ", loc=0, scale=1"):
        given = ", loc, scale" if placed else ""
        z = "(x - loc) / scale" if placed else "x"
        pdf, logpdf = (f"scipy.stats.{name}.{which}({{}}{listed}{given})" for which in ("pdf", "logpdf"))
        slopes = {shape: text.format(given, f"({z})" if placed else z) for shape, text in shapes.items() if text}
        for method, sign in (("cdf", ""), ("sf", "-")):
            if name == "norm":
                continue
            partials = {"x": f"{sign}g * {pdf.format('x')}"}
            if placed:
                other = "" if sign else "-"
                partials |= {"loc": f"{other}g * {pdf.format('x')}", "scale": f"{other}g * {z} * {pdf.format('x')}"}
            partials |= {shape: f"{sign}g * {text}" for shape, text in slopes.items()}
            yield elementwise(f"scipy.stats.{name}.{method}(x{listed}{placed})", when=None, tangent=None, **partials)
            ratio = f"rt.exp_difference({logpdf.format('x')}, out)"
            partials = {"x": f"{sign}g * {ratio}"}
            if placed:
                partials |= {"loc": f"{other}g * {ratio}", "scale": f"{other}g * {z} * {ratio}"}
            partials |= {shape: f"{sign}g * rt.quotient({text}, np.exp(out))" for shape, text in slopes.items()}
            yield elementwise(f"scipy.stats.{name}.log{method}(x{listed}{placed})", when=None, tangent=None, **partials)
        for method, sign in (("ppf", ""), ("isf", "-")):
            partials = {"q": f"{sign}g / {pdf.format('out')}"}
            if placed:
                partials |= {"loc": "g", "scale": "g * (out - loc) / scale"}
            yield elementwise(f"scipy.stats.{name}.{method}(q{listed}{placed})", when=None, tangent=None, **partials)


RULES = (
    *(found for name, shapes in SHAPES.items() for found in _rules_of(name, shapes)),
    elementwise("scipy.stats.poisson.entropy(mu)", mu="g * rt.poisson_entropy_mu(mu)"),
    rule(
        "scipy.stats.dirichlet.logpdf(x, alpha)", x="g * rt.dirichlet_x(x, alpha)",
        dx="np.sum(dx * rt.dirichlet_x(x, alpha), axis=0)",
        alpha="rt.unbroadcast(np.expand_dims(g, -1) * (np.log(rt.simplex(x, alpha)).T + scipy.special.psi(np.sum(alpha)) "
        "- scipy.special.psi(alpha)), alpha)",
        dalpha="np.sum(dalpha * (np.log(rt.simplex(x, alpha)).T + scipy.special.psi(np.sum(alpha)) - scipy.special.psi(alpha)), "
        "axis=-1)",
    ),
    rule(
        "scipy.stats.dirichlet.pdf(x, alpha)", x="g * out * rt.dirichlet_x(x, alpha)",
        dx="out * np.sum(dx * rt.dirichlet_x(x, alpha), axis=0)",
        alpha="rt.unbroadcast(np.expand_dims(g * out, -1) * (np.log(rt.simplex(x, alpha)).T + scipy.special.psi(np.sum(alpha)) "
        "- scipy.special.psi(alpha)), alpha)",
        dalpha="out * np.sum(dalpha * (np.log(rt.simplex(x, alpha)).T + scipy.special.psi(np.sum(alpha)) "
        "- scipy.special.psi(alpha)), axis=-1)",
    ),
    rule(
        "scipy.stats.mode(a, axis=0, keepdims=False)", a="rt.unmax(g[0], a, out[0], axis, keepdims)",
        da="(np.sum(da * rt.ties(a, out[0], axis, keepdims), axis=axis, keepdims=keepdims), rt.zeros_like(out[1]))",
    ),
    *nondifferentiable("scipy.stats.rankdata", "scipy.stats.bernoulli.ppf"),
)  # fmt: skip

"""Special functions and distributions. Names as in `cases`."""

from __future__ import annotations

UNARY = (
    "expit logit log_expit erfcx erfi dawsn erfinv erfcinv log_ndtr ndtri gamma rgamma loggamma psi gammaln factorial exp2 "
    "exp10 expm1 cosm1 cosdg sindg log1p cbrt exprel entr exp1 expi spence j0 j1 y0 y1 i0 i1 i0e i1e k0 k1 k0e k1e erf erfc ndtr"
)
BOUNDED = "logit erfinv ndtri log1p"  # of arrays of small numbers
SIGNED = "expit log_expit erfcx erfi dawsn log_ndtr exprel j0 j1 i0 i1 i0e i1e gamma rgamma gammaln"
PARAMETERS = {"erf": "z", "erfi": "z", "gamma": "z", "rgamma": "z", "loggamma": "z", "psi": "z", "exp1": "z", "spence": "z",
    "erfinv": "y", "erfcinv": "y", "ndtri": "y", "factorial": "n"}  # fmt: skip


def special(name: str, *arguments: str) -> tuple[str, ...]:
    """Calls of a special function."""
    return tuple(f"scipy.special.{name}({given})" for given in arguments)


def unary(name: str) -> dict[str, tuple[str, ...]]:
    """A function of one argument: of both signs where it is defined there."""
    return {
        f"scipy.special.{name}({PARAMETERS.get(name, 'x')})": special(
            name, "x", "v / 2" if name in BOUNDED.split() else "3 * s", "-x" if name in SIGNED.split() else "z"
        )
    }


def orders(name: str, pattern: str) -> dict[str, tuple[str, ...]]:
    """A function of an order and an argument."""
    return {f"scipy.special.{name}({pattern})": special(name, "0, x", "2, s", "np.array([0, 1, 3]), 3 * x")}


def binary(name: str, pattern: str, *more: str) -> dict[str, tuple[str, ...]]:
    """A function of two arguments."""
    return {f"scipy.special.{name}({pattern})": special(name, "x, y", "x, v", "s, x", "x[:1], x[:, :1]", *more)}


RULES: dict[str, tuple[str, ...]] = {
    key: calls for name in UNARY.split() for key, calls in unary(name).items()
}  # fmt: skip
RULES |= {
    "scipy.special.logsumexp(a)": special("logsumexp", "x", "3 * v - 2"),
    "scipy.special.logsumexp(a, axis=None, keepdims=False)": special(
        "logsumexp", "x, axis=0", "z, (0, -1)", "x, axis=1, keepdims=True", "3 * x - 2", "z, axis=(0, 1), keepdims=True"
    ),
    "scipy.special.logsumexp(a, axis=None, b=None, keepdims=False, return_sign=False)": (
        *special("logsumexp", "x, b=y", "x, 1, v", "x, axis=0, b=s, keepdims=True", "v, b=x", "x, b=np.array([1, 2, 1])"),
        "scipy.special.logsumexp(x, return_sign=False)",
        "scipy.special.logsumexp(x, axis=1, return_sign=True)[0]",
        "scipy.special.logsumexp(x, axis=1, b=y - 0.5, return_sign=True)[0]",
    ),
    "scipy.special.softmax(x, axis=None)": special("softmax", "x", "x, axis=1", "z, axis=(0, 2)", "v, -1"),
    "scipy.special.log_softmax(x, axis=None)": special("log_softmax", "x", "x, axis=1", "z, axis=(0, 2)", "v, -1"),
    "scipy.special.wofz(z)": ("np.real(scipy.special.wofz(x + 1j * y))", "np.imag(scipy.special.wofz(x))"),
    "scipy.special.ndtri_exp(y)": special("ndtri_exp", "-x", "-3 * s"),
    **binary("owens_t", "h, a", "-x, -2 * y"),
    "scipy.special.polygamma(n, x)": special("polygamma", "1, x", "2, s", "0, x"),
    "scipy.special.zeta(x, q)": special("zeta", "2.5, x", "2 + i, x", "3, s"),
    "scipy.special.multigammaln(a, d)": special("multigammaln", "x + 1, 2", "s + 3, 4", "z + 1, 1"),
    **binary("beta", "a, b"),
    **binary("betaln", "a, b"),
    **binary("poch", "z, m"),
    **binary("comb", "N, k", "5, x", "4 + x, 2"),
    **binary("binom", "N, k"),
    **binary("gammainc", "a, x", "3 * x, 9 * y", "9 * x, y", "2.5, x"),
    **binary("gammaincc", "a, x", "3 * x, 9 * y", "9 * x, y", "2.5, x"),
    "scipy.special.gammaincinv(a, y)": special("gammaincinv", "2.5, x", "1, s"),
    "scipy.special.betainc(a, b, x)": special(
        "betainc", "0.5, 2.0, x", "1, 1, s", "3.0, np.array([0.5, 2.0, 4.0]), x", "2.0, [1, 2, 3], x"
    ),
    "scipy.special.betaincc(a, b, x)": special("betaincc", "0.5, 2.0, x", "1, 1, s"),
    **binary("xlogy", "x, y"),
    **binary("xlog1py", "x, y"),
    **binary("rel_entr", "x, y"),
    **binary("kl_div", "x, y"),
    **binary("boxcox", "x, lmbda", "x, 0.0", "x, 0 * s", "x, -2 * v"),
    **binary("boxcox1p", "x, lmbda", "x, 0.0", "x, 0 * s", "x, -2 * v"),
    "scipy.special.huber(delta, r)": special("huber", "0.5, x", "0.3, -s"),
    **binary("pseudo_huber", "delta, r", "x, -y"),
    "scipy.special.expn(n, x)": special("expn", "1, x", "3, s", "np.array([1, 2, 4]), x", "0, x"),
    "scipy.special.sici(x)": ("scipy.special.sici(x)[0] * scipy.special.sici(x)[1]", "scipy.special.sici(3 * s)[1]"),
    "scipy.special.fresnel(z)": ("scipy.special.fresnel(x)[0] * scipy.special.fresnel(x)[1]", "scipy.special.fresnel(3 * s)[0]"),
    "scipy.special.hyp0f1(v, z)": special("hyp0f1", "2, x", "0.5, -s"),
    "scipy.special.hyp1f1(a, b, x)": special("hyp1f1", "2, 3, x", "0.5, 1.5, -s"),
    "scipy.special.hyp2f1(a, b, c, z)": special("hyp2f1", "1, 1, 2, x", "0.5, 0.3, 1.5, -s"),
    **orders("jv", "v, z"),
    **orders("yn", "n, x"),
    **orders("yv", "v, z"),
    **orders("iv", "v, z"),
    **orders("ive", "v, z"),
    **orders("kn", "n, x"),
    **orders("kv", "v, z"),
    **orders("kve", "v, z"),
}

SHAPES = {  # a point of the support from numbers between 0 and 1, and the shape parameters
    "norm": ("3 * {} - 2", ""), "logistic": ("3 * {} - 2", ""), "cauchy": ("3 * {} - 2", ""), "laplace": ("3 * {} - 2", ""),
    "gumbel_r": ("3 * {} - 2", ""), "gumbel_l": ("3 * {} - 2", ""), "expon": ("3 * {}", ""), "uniform": ("{}", ""),
    "gamma": ("3 * {}", "1.4 + v"), "chi2": ("3 * {}", "1.5 + v"), "beta": ("{}", "1.5 + v, 2 * y"),
    "pareto": ("{} + 1.1", "v"), "t": ("3 * {} - 2", "2 + v"), "gennorm": ("3 * {} - 2", "1.2 + v"),
    "vonmises": ("2 * {}", "2 * v"), "wrapcauchy": ("3 * {}", "v"),
    "halfnorm": ("3 * {}", ""), "halfcauchy": ("3 * {}", ""), "rayleigh": ("3 * {}", ""), "maxwell": ("3 * {}", ""),
    "lognorm": ("3 * {}", "0.4 + v"), "weibull_min": ("2 * {}", "0.8 + v"), "lomax": ("3 * {}", "0.5 + v"),
    "invgamma": ("2 * {}", "1.2 + v"), "invgauss": ("2 * {}", "0.5 + v"), "f": ("2 * {}", "2 + v, 3 * y + 1"),
    "skewnorm": ("3 * {} - 2", "2 * v"), "truncnorm": ("{}", "-v, 1 + y"),
}  # fmt: skip
NUMBERS = {
    "beta": ", 1.5, 2.5",
    "t": ", 3",
    "invgamma": ", 1.5",
    "invgauss": ", 0.8",
    "f": ", 2.5, 4.5",
    "skewnorm": ", 1.2",
    "truncnorm": ", -1.0, 2.0",
}  # by these parameters, distribution functions are not differentiated
NAMES = {
    "gamma": ", a",
    "chi2": ", df",
    "beta": ", a, b",
    "pareto": ", b",
    "t": ", df",
    "gennorm": ", beta",
    "lognorm": ", s",
    "weibull_min": ", c",
    "lomax": ", c",
    "invgamma": ", a",
    "invgauss": ", mu",
    "f": ", dfn, dfd",
    "skewnorm": ", a",
    "truncnorm": ", a, b",
}


def distribution_functions(name: str) -> dict[str, tuple[str, ...]]:
    """Calls of distribution functions and quantiles, without and with `loc` and `scale`."""
    point, shapes = SHAPES[name]
    shapes = NUMBERS.get(name, f", {shapes}" if shapes else "")
    quantile_shapes = NUMBERS.get(name, ", 1.7" if shapes else "")
    named, found = NAMES.get(name, ""), {}
    for method in () if name == "norm" else ("cdf", "sf", "logcdf", "logsf"):
        function = f"scipy.stats.{name}.{method}"
        found[f"{function}(x{named})"] = (f"{function}({point.format('x')}{shapes})",)
        inside = f"{point.format('x')} * t + s" if name != "beta" else "x * t + s"
        found[f"{function}(x{named}, loc=0, scale=1)"] = (f"{function}({inside}{shapes}, scale=t, loc=s)",)
    for method in ("ppf", "isf"):
        function = f"scipy.stats.{name}.{method}"
        found[f"{function}(q{named})"] = (f"{function}(x{quantile_shapes})",)
        found[f"{function}(q{named}, loc=0, scale=1)"] = (f"{function}(x{quantile_shapes}, s, v)",)
    return found


for _name in SHAPES:
    if _name not in ("vonmises", "wrapcauchy"):
        RULES |= distribution_functions(_name)
POINT = "np.stack([v, w, 1 + w]) / np.sum(np.stack([v, w, 1 + w]), axis=0)"
RULES |= {
    "scipy.stats.poisson.entropy(mu)": ("scipy.stats.poisson.entropy(3 * x)", "scipy.stats.poisson.entropy(s)"),
    **{
        f"scipy.stats.dirichlet.{method}(x, alpha)": tuple(
            f"scipy.stats.dirichlet.{method}({given})"
            for given in ("v / np.sum(v), 2 * w", "v / np.sum(v), [1.5, 2.0, 3.0]", f"{POINT}, 1 + v")
        )
        for method in ("pdf", "logpdf")
    },
    "scipy.stats.mode(a, axis=0, keepdims=False)": (
        "scipy.stats.mode(x)[0]", "scipy.stats.mode(x, axis=1, keepdims=True)[0]", "scipy.stats.mode(x, axis=None)[0]",
    ),
    "rt.positive(x, zero=False)": ("rt.positive(x)", "rt.positive(x, True)"),
    "rt.probability(x)": ("rt.probability(x)",),
}  # fmt: skip


def densities(name: str) -> dict[str, tuple[str, ...]]:
    """Calls of a density: standard, with `loc` and `scale`, and of lists."""
    point, shapes = SHAPES[name]
    items = [
        f"[{shape.replace('v', 's').replace('y', 't')}, 1.9]" if name != "wrapcauchy" else "[s, 0.4]"
        for shape in shapes.split(", ")
        if shape
    ]
    if name == "truncnorm":  # the second one's ends would be one number
        items = ["[-s, -0.5]", "[1 + t, 2.0]"]
    lists = ", ".join([f"[{point.format('s')}, {point.format('t')}]", *items])
    shapes = f", {shapes}" if shapes else ""
    found = {}
    for method in ("pdf", "logpdf"):
        function = f"scipy.stats.{name}.{method}"
        inside = f"({point.format('x')}) * t + s"
        found[function] = (
            f"{function}({point.format('x')}{shapes})", f"{function}({inside}{shapes}, s, np.full(3, t))",
            f"{function}({point.format('s')}{shapes}, scale=v + 2.0, loc=-x)" if name != "pareto" else f"{function}(s + 3.0{shapes}, scale=v)",
            f"{function}({lists}, loc=[-0.1 * s, -0.1], scale=(1.2, 1 + 0.1 * t))" if name != "pareto" else f"{function}({lists})",
        )  # fmt: skip
    return found


DEFINITIONS: dict[str, tuple[str, ...]] = {}
for _name in SHAPES:
    DEFINITIONS |= densities(_name)
for _name in ("cdf", "sf", "logcdf", "logsf"):
    _function = f"scipy.stats.norm.{_name}"
    DEFINITIONS[_function] = (
        f"{_function}(3 * x - 2)",
        f"{_function}(x, loc=v, scale=t)",
        f"{_function}(x, s)",
        f"{_function}(x, 0, 1)",
    )


def probabilities(name: str, least: int, *shapes: str) -> dict[str, tuple[str, ...]]:
    """Calls of probabilities of whole numbers, of which one is the smallest."""
    function, inside = f"scipy.stats.{name}", f"i + {least}" if name != "bernoulli" else "i // 2"
    return {
        f"{function}.pmf": (
            *(f"{function}.pmf(i, {shape})" for shape in shapes),
            f"{function}.pmf(i + 0.5, {shapes[0]}, loc=0.5)",
        ),
        f"{function}.logpmf": (
            *(f"{function}.logpmf({inside}, {shape})" for shape in shapes),
            f"{function}.logpmf([{least}, 1], {', '.join(['[s, t]'] * (2 if name == 'nbinom' else 1))})",
        ),
    }


DEFINITIONS |= {
    **probabilities("bernoulli", 0, "x", "s"),
    **probabilities("poisson", 0, "3 * x", "s"),
    **probabilities("geom", 1, "x", "s"),
    "scipy.stats.binom.pmf": (
        "scipy.stats.binom.pmf(i, 4, x)",
        "scipy.stats.binom.pmf([0, 3], [3, 2], [s, t])",
        "scipy.stats.binom.pmf(i + 0.5, 3, s, loc=0.5)",
    ),
    "scipy.stats.binom.logpmf": ("scipy.stats.binom.logpmf(i, i + 1, x)", "scipy.stats.binom.logpmf(2, 5, s)"),
    **probabilities("nbinom", 0, "3 * x, y", "4, s", "v, t"),
    "scipy.stats.bernoulli.cdf": (
        "scipy.stats.bernoulli.cdf(i - 1, x)",
        "scipy.stats.bernoulli.cdf(0.5, s)",
        "scipy.stats.bernoulli.cdf([0, 1], [s, t])",
    ),
    "scipy.stats.poisson.cdf": ("scipy.stats.poisson.cdf(i - 1, 3 * x)", "scipy.stats.poisson.cdf(2.5, s)"),
    "scipy.stats.sem": tuple(f"scipy.stats.sem({given})" for given in ("x", "x, axis=1", "x, None", "z, axis=-1, ddof=0")),
    **{
        f"scipy.stats.multivariate_normal.{method}": tuple(
            f"scipy.stats.multivariate_normal.{method}({given})"
            for given in (
                "v, w, p @ p.T",
                "x, v, p + p.T",
                "x, cov=p + p.T",
                "x, mean=v, cov=w",
                "x, v, s",
                "v, s, t",
                "z[..., :3], v, p + p.T",
                "x[:1], v, p + p.T",
                "[s, t], [t, 1.0], [[2.0, s], [s, 3.0]]",
            )
        )
        for method in ("pdf", "logpdf")
    },
    "scipy.stats.multivariate_normal.entropy": tuple(
        f"scipy.stats.multivariate_normal.entropy({given})" for given in ("v, p @ p.T", "None, p + p.T", "v, w", "0, s")
    ),
}
for _name, (_point, _shapes) in SHAPES.items():
    _given = f"{_shapes}, loc=s, scale=np.full(3, t)" if _shapes else "s, scale=np.full(3, t)"
    DEFINITIONS[f"scipy.stats.{_name}"] = (f"scipy.stats.{_name}({_given}).logpdf(({_point.format('x')}) * t + s)",)
DEFINITIONS |= {
    "scipy.stats.bernoulli": ("scipy.stats.bernoulli(x).pmf(i)",),
    "scipy.stats.poisson": ("scipy.stats.poisson(x).logpmf(i)", "scipy.stats.poisson(mu=s, loc=1).pmf(i)"),
    "scipy.stats.geom": ("scipy.stats.geom(s).pmf(i)",),
    "scipy.stats.binom": ("scipy.stats.binom(3, p=x).logpmf(i)",),
    "scipy.stats.nbinom": ("scipy.stats.nbinom(3, p=x).logpmf(i)",),
    "scipy.stats.multivariate_normal": ("scipy.stats.multivariate_normal(v, p + p.T).logpdf(x)",),
}


def distance(name: str, *arguments: str) -> dict[str, tuple[str, ...]]:
    """Calls of a distance."""
    return {f"scipy.spatial.distance.{name}": tuple(f"scipy.spatial.distance.{name}({given})" for given in arguments)}


for _name in "euclidean sqeuclidean cityblock chebyshev cosine correlation braycurtis canberra".split():
    DEFINITIONS |= distance(_name, "v, w", "x[0], v")
DEFINITIONS |= {
    **distance("minkowski", "v, w", "v, w, 3", "v, w, p=s + 1", "v, w, np.inf"),
    **distance("canberra", "v, w", "x[0], v", "np.concatenate((v, [0.0])), np.concatenate((w, [0.0]))"),
    **distance("mahalanobis", "v, w, p @ p.T"),
    **distance("cdist", "x, a", "x, a, 'sqeuclidean'", "x, a, metric='cityblock'", "x, y, 'chebyshev'", "x, a, 'minkowski', p=3",
               "x, a, 'cosine'", "x, a, 'minkowski', p=np.inf"),
    **distance("pdist", "a", "a, 'minkowski', p=np.inf", "a, 'sqeuclidean'", "b, metric='cityblock'"),
}  # fmt: skip

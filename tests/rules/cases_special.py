"""Special functions and distributions. Names as in `cases`."""

from __future__ import annotations

UNARY = (
    "expit logit log_expit erfcx erfi dawsn erfinv erfcinv log_ndtr ndtri gamma rgamma loggamma psi gammaln factorial exp2 "
    "exp10 expm1 log1p cbrt exprel entr exp1 expi spence j0 j1 y0 y1 i0 i1 i0e i1e k0 k1 k0e k1e erf erfc ndtr"
)
SIGNED = "expit log_expit erfcx erfi dawsn log_ndtr exprel j0 j1 i0 i1 i0e i1e gamma rgamma gammaln"
PARAMETERS = {"erf": "z", "erfi": "z", "gamma": "z", "rgamma": "z", "loggamma": "z", "psi": "z", "exp1": "z", "spence": "z",
    "erfinv": "y", "erfcinv": "y", "ndtri": "y", "factorial": "n"}  # fmt: skip


def special(name: str, *arguments: str) -> tuple[str, ...]:
    """Calls of a special function."""
    return tuple(f"scipy.special.{name}({given})" for given in arguments)


def unary(name: str) -> dict[str, tuple[str, ...]]:
    """A function of one argument: of both signs where it is defined there."""
    return {
        f"scipy.special.{name}({PARAMETERS.get(name, 'x')})": special(name, "x", "3 * s", "-x" if name in SIGNED.split() else "z")
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
    "scipy.special.logsumexp(a, axis=None, keepdims=False)": special(
        "logsumexp", "x", "x, axis=0", "z, (0, -1)", "x, axis=1, keepdims=True", "3 * x - 2", "z, axis=(0, 1), keepdims=True"
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
    "scipy.special.betainc(a, b, x)": special("betainc", "0.5, 2.0, x", "1, 1, s", "3.0, np.array([0.5, 2.0, 4.0]), x"),
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

DEFINITIONS: dict[str, tuple[str, ...]] = {
    "scipy.stats.norm.logpdf": (
        "scipy.stats.norm.logpdf(x)",
        "scipy.stats.norm.logpdf(x, s, v)",
        "scipy.stats.norm.logpdf(s, scale=x)",
    ),
    "scipy.stats.norm.cdf": ("scipy.stats.norm.cdf(x)", "scipy.stats.norm.cdf(x, loc=v, scale=t)"),
}

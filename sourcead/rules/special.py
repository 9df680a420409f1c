"""Rules of the special functions of SciPy (Abramowitz & Stegun, "Handbook of Mathematical Functions", 1964; DLMF).

Where a formula has a removable singularity, or loses digits, another function is written that has not: second derivatives are
right there too. A parameter without a formula is one by which there is no derivative in closed form.
"""

from sourcead.rules import distributions
from sourcead.rules.forms import Rule, elementwise, nondifferentiable, rule

LOG, LOG1P = "scipy.special.xlogy(1.0, x)", "scipy.special.xlog1py(1.0, x)"  # of small integers, in double precision
DENSITY_OF_GAMMA = "np.exp(scipy.special.xlogy(a - 1, x) - x - scipy.special.gammaln(a))"
GAMMAINC_A = "rt.gammainc_a(a, x, scipy.special.psi(a), scipy.special.gammaln(a))"
DENSITY_OF_BETA = "np.exp(scipy.special.xlogy(a - 1, x) + scipy.special.xlog1py(b - 1, -x) - scipy.special.betaln(a, b))"
ERROR_SLOPE = "1.1283791670955126"  # 2 / sqrt(pi), the slope of the error function at 0
INVERSE_SLOPE = "0.886226925452758"  # sqrt(pi) / 2
NORMAL_TOP = "0.3989422804014327"  # 1 / sqrt(2 pi), the density of the normal distribution at 0
HALF_NORMAL_TOP = "0.7978845608028654"  # sqrt(2 / pi)
HALF_NORMAL = "0.19947114020071635"  # 1 / sqrt(8 pi)
ROOT_TWO_PI, ROOT_HALF_PI, ROOT_TWO = "2.5066282746310002", "1.2533141373155001", "1.4142135623730951"
SHARES = "rt.shares(a, rt.unreduce(out, np.shape(a), axis, keepdims))"  # of the elements in a sum of exponentials


def _scaled_logsumexp(b: str, signed: str) -> Rule:
    """`logsumexp` of exponentials that are scaled by `b`; `signed`: whether the sign of the sum is given too."""
    shape = "np.shape(a)" if b == "1" else "np.broadcast_shapes(np.shape(a), np.shape(b))"
    out, g = ("out[0]", "g[0] * out[1]") if signed == "true" else ("out", "g")
    shares = f"rt.shares(a, rt.unreduce({out}, {shape}, axis, keepdims))"
    whole = f"rt.unreduce({g}, {shape}, axis, keepdims)"
    dots = {n: f"np.sum({text} * {shares}, axis=axis, keepdims=keepdims)" for n, text in (("da", f"da * {b}"), ("db", "db"))}
    if signed == "true":
        dots = {n: f"({text} * out[1], rt.zeros_like(out[1]))" for n, text in dots.items()}
    return rule(
        "scipy.special.logsumexp(a, axis=None, b=None, keepdims=False, return_sign=False)",
        when={"return_sign": signed, **({"b": "none"} if b == "1" else {})},
        a=f"rt.unbroadcast({whole} * {b} * {shares}, a)", b=f"rt.unbroadcast({whole} * {shares}, b)", **dots,
    )  # fmt: skip


LOGISTIC = (
    elementwise("scipy.special.expit(x)", x="g * out * (1 - out)"),
    elementwise("scipy.special.logit(x)", x="g / (x * (1 - x))"),
    elementwise("scipy.special.log_expit(x)", x="g * scipy.special.expit(-x)"),
    rule("scipy.special.logsumexp(a)", a="g * rt.shares(a, out)", da="np.sum(da * rt.shares(a, out))"),
    rule(
        "scipy.special.logsumexp(a, axis=None, keepdims=False)", a=f"rt.unreduce(g, np.shape(a), axis, keepdims) * {SHARES}",
        da=f"np.sum(da * {SHARES}, axis=axis, keepdims=keepdims)",
    ),
    *(_scaled_logsumexp(b, signed) for b in ("1", "b") for signed in ("false", "true")),
    rule(
        "scipy.special.softmax(x, axis=None)", x="out * (g - np.sum(g * out, axis=axis, keepdims=True))",
        dx="out * (dx - np.sum(dx * out, axis=axis, keepdims=True))",
    ),
    rule(
        "scipy.special.log_softmax(x, axis=None)", x="g - np.exp(out) * np.sum(g, axis=axis, keepdims=True)",
        dx="dx - np.sum(np.exp(out) * dx, axis=axis, keepdims=True)",
    ),
)  # fmt: skip

ERROR_FUNCTIONS = (
    elementwise("scipy.special.erf(z)", z=f"g * {ERROR_SLOPE} * np.exp(-(z**2))"),
    elementwise("scipy.special.erfc(x)", x=f"-g * {ERROR_SLOPE} * np.exp(-(x**2))"),
    elementwise("scipy.special.erfcx(x)", x=f"g * (2 * x * out - {ERROR_SLOPE})"),
    elementwise("scipy.special.erfi(z)", z=f"g * {ERROR_SLOPE} * np.exp(z**2)"),
    elementwise("scipy.special.erfinv(y)", y=f"g * {INVERSE_SLOPE} * np.exp(out**2)"),
    elementwise("scipy.special.erfcinv(y)", y=f"-g * {INVERSE_SLOPE} * np.exp(out**2)"),
    elementwise("scipy.special.dawsn(x)", x="g * (1 - 2 * x * out)"),
    elementwise("scipy.special.wofz(z)", z=f"g * ({ERROR_SLOPE}j - 2 * z * out)"),
    elementwise("scipy.special.ndtr(x)", x=f"g * np.exp(-(x**2) / 2) * {NORMAL_TOP}"),
    elementwise("scipy.special.log_ndtr(x)", x=f"g * {HALF_NORMAL_TOP} / scipy.special.erfcx(-x / {ROOT_TWO})"),
    elementwise("scipy.special.ndtri(y)", y=f"g * {ROOT_TWO_PI} * np.exp(out**2 / 2)"),
    elementwise("scipy.special.ndtri_exp(y)", y=f"g * {ROOT_HALF_PI} * scipy.special.erfcx(-out / {ROOT_TWO})"),
    elementwise(
        "scipy.special.owens_t(h, a)",
        h=f"-g * np.exp(-(h**2) / 2) * scipy.special.erf(a * h / {ROOT_TWO}) * {HALF_NORMAL}",
        a="g * np.exp(-(h**2) * (1 + a**2) / 2) / (2 * np.pi * (1 + a**2))",
    ),
)  # fmt: skip

# `rgamma(z) = gamma(1 - z) sin(pi z) / pi`, which has a derivative at zeros of `rgamma` too; each is what it is beside 0.25.
BELOW, ABOVE = "np.minimum(z, 0.5)", "np.maximum(z, 0.125)"
REFLECTED = (
    f"scipy.special.gamma(1 - {BELOW}) * (np.cos(np.pi * {BELOW})"
    f" - scipy.special.psi(1 - {BELOW}) * np.sin(np.pi * {BELOW}) / np.pi)"
)
UPPER = f"-scipy.special.rgamma({ABOVE}) * scipy.special.psi({ABOVE})"

GAMMA_FUNCTIONS = (
    elementwise("scipy.special.gamma(z)", z="g * out * scipy.special.psi(z)"),
    elementwise("scipy.special.rgamma(z)", when={"z": "real"}, z=f"g * np.where(z < 0.25, {REFLECTED}, {UPPER})"),
    elementwise("scipy.special.rgamma(z)", z="-g * out * scipy.special.psi(z)"),
    elementwise("scipy.special.gammaln(x)", x="g * scipy.special.psi(x)"),
    elementwise("scipy.special.loggamma(z)", z="g * scipy.special.psi(z)"),
    elementwise("scipy.special.psi(z)", when={"z": "real"}, z="g * scipy.special.polygamma(1, z)"),
    elementwise("scipy.special.polygamma(n, x)", x="g * scipy.special.polygamma(n + 1, x)"),
    elementwise("scipy.special.zeta(x, q)", q="-g * x * scipy.special.zeta(x + 1, q)"),
    elementwise(
        "scipy.special.multigammaln(a, d)", a="g * np.sum(scipy.special.psi(np.expand_dims(a, -1) - np.arange(d) / 2), axis=-1)"
    ),
    elementwise(
        "scipy.special.beta(a, b)", a="g * out * (scipy.special.psi(a) - scipy.special.psi(a + b))",
        b="g * out * (scipy.special.psi(b) - scipy.special.psi(a + b))",
    ),
    elementwise(
        "scipy.special.betaln(a, b)", a="g * (scipy.special.psi(a) - scipy.special.psi(a + b))",
        b="g * (scipy.special.psi(b) - scipy.special.psi(a + b))",
    ),
    elementwise(
        "scipy.special.poch(z, m)", z="g * out * (scipy.special.psi(z + m) - scipy.special.psi(z))",
        m="g * out * scipy.special.psi(z + m)",
    ),
    *(
        elementwise(
            f"scipy.special.{name}(N, k)", N="g * out * (scipy.special.psi(N + 1) - scipy.special.psi(N - k + 1))",
            k="g * out * (scipy.special.psi(N - k + 1) - scipy.special.psi(k + 1))",
        )
        for name in ("comb", "binom")
    ),
    elementwise("scipy.special.factorial(n)", n="g * out * scipy.special.psi(n + 1)"),
    elementwise("scipy.special.gammainc(a, x)", x=f"g * {DENSITY_OF_GAMMA}", a=f"g * {GAMMAINC_A}"),
    elementwise("scipy.special.gammaincc(a, x)", x=f"-g * {DENSITY_OF_GAMMA}", a=f"-g * {GAMMAINC_A}"),
    elementwise(
        "scipy.special.gammaincinv(a, y)", y="g * np.exp(out + scipy.special.gammaln(a) - scipy.special.xlogy(a - 1, out))"
    ),
    elementwise("scipy.special.betainc(a, b, x)", x=f"g * {DENSITY_OF_BETA}"),
    elementwise("scipy.special.betaincc(a, b, x)", x=f"-g * {DENSITY_OF_BETA}"),
)  # fmt: skip

LOGARITHMS = (
    elementwise("scipy.special.exp2(x)", x="g * out * 0.6931471805599453"),
    elementwise("scipy.special.exp10(x)", x="g * out * 2.302585092994046"),
    elementwise("scipy.special.expm1(x)", x="g * (out + 1)"),
    elementwise("scipy.special.log1p(x)", x="g / (1 + x)"),
    elementwise("scipy.special.cbrt(x)", x="g / (3 * out**2)"),
    elementwise("scipy.special.cosm1(x)", x="-g * np.sin(x)"),
    elementwise("scipy.special.cosdg(x)", x="-g * np.pi / 180 * scipy.special.sindg(x)"),
    elementwise("scipy.special.sindg(x)", x="g * np.pi / 180 * scipy.special.cosdg(x)"),
    elementwise("scipy.special.exprel(x)", x="g * scipy.special.hyp1f1(2, 3, x) / 2"),
    elementwise("scipy.special.xlogy(x, y)", x="scipy.special.xlogy(g, y)", y="g * rt.ratio(x, y)"),
    elementwise("scipy.special.xlog1py(x, y)", x="scipy.special.xlog1py(g, y)", y="g * rt.ratio(x, 1 + y)"),
    elementwise("scipy.special.entr(x)", x="-g * (np.log(x) + 1)"),
    elementwise("scipy.special.rel_entr(x, y)", x="g * (np.log(x / y) + 1)", y="-g * x / y"),
    elementwise("scipy.special.kl_div(x, y)", x="g * np.log(x / y)", y="g * (1 - x / y)"),
    elementwise(
        "scipy.special.boxcox(x, lmbda)", x="g * x ** (lmbda - 1)",
        lmbda=f"g * {LOG} ** 2 * scipy.special.hyp1f1(2, 3, lmbda * {LOG}) / 2",
    ),
    elementwise(
        "scipy.special.boxcox1p(x, lmbda)", x="g * (1 + x) ** (lmbda - 1)",
        lmbda=f"g * {LOG1P} ** 2 * scipy.special.hyp1f1(2, 3, lmbda * {LOG1P}) / 2",
    ),
    elementwise("scipy.special.huber(delta, r)", r="g * np.clip(r, -delta, delta)"),
    elementwise(
        "scipy.special.pseudo_huber(delta, r)", r="g * r / np.sqrt(1 + (r / delta) ** 2)",
        delta="g * (2 * out / delta - (r / delta) ** 2 * delta / np.sqrt(1 + (r / delta) ** 2))",
    ),
)  # fmt: skip

INTEGRALS = (
    elementwise("scipy.special.exp1(z)", z="-g * np.exp(-z) / z"),
    elementwise("scipy.special.expi(x)", x="g * np.exp(x) / x"),
    elementwise("scipy.special.expn(n, x)", when={"n": "one"}, x="-g * np.exp(-x) / x"),
    elementwise("scipy.special.expn(n, x)", when={"n": "positive"}, x="-g * scipy.special.expn(n - 1, x)"),
    elementwise(
        "scipy.special.expn(n, x)",
        x="-g * np.where(np.greater(n, 0), scipy.special.expn(n - 1, x), (np.exp(-x) - (n - 1) * out) / x)",
    ),
    elementwise("scipy.special.spence(z)", z="-g * scipy.special.hyp2f1(1, 1, 2, 1 - z)"),
    rule(
        "scipy.special.sici(x)", x="g[0] * scipy.special.hyp0f1(1.5, -(x**2) / 4) + g[1] * np.cos(x) / x",
        dx="(dx * scipy.special.hyp0f1(1.5, -(x**2) / 4), dx * np.cos(x) / x)",
    ),
    rule(
        "scipy.special.fresnel(z)", z="g[0] * np.sin(np.pi / 2 * z**2) + g[1] * np.cos(np.pi / 2 * z**2)",
        dz="(dz * np.sin(np.pi / 2 * z**2), dz * np.cos(np.pi / 2 * z**2))",
    ),
    elementwise("scipy.special.hyp0f1(v, z)", z="g * scipy.special.hyp0f1(v + 1, z) / v"),
    elementwise("scipy.special.hyp1f1(a, b, x)", x="g * a / b * scipy.special.hyp1f1(a + 1, b + 1, x)"),
    elementwise("scipy.special.hyp2f1(a, b, c, z)", z="g * a * b / c * scipy.special.hyp2f1(a + 1, b + 1, c + 1, z)"),
)  # fmt: skip

BESSEL_FUNCTIONS = (
    elementwise("scipy.special.j0(x)", x="-g * scipy.special.j1(x)"),
    elementwise("scipy.special.j1(x)", x="g * (scipy.special.j0(x) - scipy.special.jv(2, x)) / 2"),
    elementwise("scipy.special.y0(x)", x="-g * scipy.special.y1(x)"),
    elementwise("scipy.special.y1(x)", x="g * (scipy.special.y0(x) - scipy.special.yn(2, x)) / 2"),
    elementwise("scipy.special.jv(v, z)", z="g * (scipy.special.jv(v - 1, z) - scipy.special.jv(v + 1, z)) / 2"),
    elementwise("scipy.special.yn(n, x)", x="g * (scipy.special.yn(n - 1, x) - scipy.special.yn(n + 1, x)) / 2"),
    elementwise("scipy.special.yv(v, z)", z="g * (scipy.special.yv(v - 1, z) - scipy.special.yv(v + 1, z)) / 2"),
    elementwise("scipy.special.i0(x)", x="g * scipy.special.i1(x)"),
    elementwise("scipy.special.i1(x)", x="g * (scipy.special.i0(x) + scipy.special.iv(2, x)) / 2"),
    elementwise("scipy.special.i0e(x)", x="g * (scipy.special.i1e(x) - np.sign(x) * out)"),
    elementwise("scipy.special.i1e(x)", x="g * ((scipy.special.i0e(x) + scipy.special.ive(2, x)) / 2 - np.sign(x) * out)"),
    elementwise("scipy.special.iv(v, z)", z="g * (scipy.special.iv(v - 1, z) + scipy.special.iv(v + 1, z)) / 2"),
    elementwise(
        "scipy.special.ive(v, z)", when={"z": "real"},
        z="g * ((scipy.special.ive(v - 1, z) + scipy.special.ive(v + 1, z)) / 2 - np.sign(z) * out)",
    ),
    elementwise("scipy.special.k0(x)", x="-g * scipy.special.k1(x)"),
    elementwise("scipy.special.k1(x)", x="-g * (scipy.special.k0(x) + out / x)"),
    elementwise("scipy.special.k0e(x)", x="g * (out - scipy.special.k1e(x))"),
    elementwise("scipy.special.k1e(x)", x="g * (out - scipy.special.k0e(x) - out / x)"),
    elementwise("scipy.special.kn(n, x)", x="-g * (scipy.special.kv(n - 1, x) + scipy.special.kv(n + 1, x)) / 2"),
    elementwise("scipy.special.kv(v, z)", z="-g * (scipy.special.kv(v - 1, z) + scipy.special.kv(v + 1, z)) / 2"),
    elementwise("scipy.special.kve(v, z)", z="g * (out - (scipy.special.kve(v - 1, z) + scipy.special.kve(v + 1, z)) / 2)"),
)  # fmt: skip

RULES = (
    *LOGISTIC, *ERROR_FUNCTIONS, *GAMMA_FUNCTIONS, *LOGARITHMS, *INTEGRALS, *BESSEL_FUNCTIONS,
    *nondifferentiable("scipy.special.gammasgn", "scipy.special.round"),
    *distributions.RULES,
    elementwise("rt.positive(x, zero=False)", x="g"),
    elementwise("rt.probability(x)", x="g"),
)  # fmt: skip

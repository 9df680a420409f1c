"""Special functions and distributions. Names as in `cases`."""

from __future__ import annotations

RULES: dict[str, tuple[str, ...]] = {
    "scipy.special.erf(z)": ("scipy.special.erf(x)",),
    "scipy.special.erfc(x)": ("scipy.special.erfc(x)",),
    "scipy.special.ndtr(x)": ("scipy.special.ndtr(x)",),
    "scipy.special.gammaln(x)": ("scipy.special.gammaln(x)",),
    "scipy.special.psi(z)": ("scipy.special.psi(x)",),
    "scipy.special.polygamma(n, x)": ("scipy.special.polygamma(1, x)", "scipy.special.polygamma(2, s)"),
}

DEFINITIONS: dict[str, tuple[str, ...]] = {
    "scipy.stats.norm.logpdf": (
        "scipy.stats.norm.logpdf(x)",
        "scipy.stats.norm.logpdf(x, s, v)",
        "scipy.stats.norm.logpdf(s, scale=x)",
    ),
    "scipy.stats.norm.cdf": ("scipy.stats.norm.cdf(x)", "scipy.stats.norm.cdf(x, loc=v, scale=t)"),
}

"""Rules of random numbers: what is drawn moves with the parameters, the underlying draw stays (reparametrisation).

Kingma, Welling, "Auto-Encoding Variational Bayes", 2014. Where what is drawn is no simple function of a parameter, such as the
shape of a gamma distribution, there is no rule.
"""

from sourcead.rules.forms import Rule, elementwise

LOCATED = {"loc": "g", "scale": "g * (out - loc) / scale"}
SCALED = {"scale": "g * out / scale"}
UNIFORM = {"low": "g * (high - out) / (high - low)", "high": "g * (out - low) / (high - low)"}
DRAWN: tuple[tuple[str, dict[str, str]], ...] = (
    ("normal(loc=0.0, scale=1.0, size=None)", LOCATED),
    ("laplace(loc=0.0, scale=1.0, size=None)", LOCATED),
    ("logistic(loc=0.0, scale=1.0, size=None)", LOCATED),
    ("gumbel(loc=0.0, scale=1.0, size=None)", LOCATED),
    (
        "uniform(low=0.0, high=1.0, size=None)",
        UNIFORM,
    ),
    ("lognormal(mean=0.0, sigma=1.0, size=None)", {"mean": "g * out", "sigma": "g * out * (np.log(out) - mean) / sigma"}),
    ("exponential(scale=1.0, size=None)", SCALED),
    ("rayleigh(scale=1.0, size=None)", SCALED),
    ("gamma(shape, scale=1.0, size=None)", SCALED),
    ("weibull(a, size=None)", {"a": "-g * out * np.log(out) / a"}),
    ("power(a, size=None)", {"a": "-g * out * np.log(out) / a"}),
    ("pareto(a, size=None)", {"a": "-g * (1 + out) * np.log1p(out) / a"}),
)


def _both(pattern: str, formulas: dict[str, str]) -> tuple[Rule, Rule]:
    """The method of a generator, and the function that draws from the one that all share."""
    method = elementwise(f"x.{pattern}", when={"x": "drawing"}, **formulas)  # type: ignore[arg-type]
    return method, elementwise(f"np.random.{pattern}", **formulas)  # type: ignore[arg-type]


RULES = tuple(found for pattern, formulas in DRAWN for found in _both(pattern, formulas))

"""Random numbers, from the same seed each time. Names as in `cases`."""

from __future__ import annotations

CALLS = {
    "normal(loc=0.0, scale=1.0, size=None)": ("normal(x, s)", "normal(v, y, (2, 3))", "normal(scale=s, size=(4,))", "normal(loc=s, scale=t)"),
    "laplace(loc=0.0, scale=1.0, size=None)": ("laplace(x, v)",),
    "logistic(loc=0.0, scale=1.0, size=None)": ("logistic(s, x)",),
    "gumbel(loc=0.0, scale=1.0, size=None)": ("gumbel(v, x, size=(2, 3))",),
    "uniform(low=0.0, high=1.0, size=None)": ("uniform(-x, v)", "uniform(high=s, size=3)", "uniform(s, 2.0)"),
    "lognormal(mean=0.0, sigma=1.0, size=None)": ("lognormal(x, s)",),
    "exponential(scale=1.0, size=None)": ("exponential(x)", "exponential(s, size=(2, 2))"),
    "rayleigh(scale=1.0, size=None)": ("rayleigh(x)",),
    "gamma(shape, scale=1.0, size=None)": ("gamma(2.0, x)", "gamma(1.5, scale=s, size=4)"),
    "weibull(a, size=None)": ("weibull(x + 1)",),
    "power(a, size=None)": ("power(x + 1)",),
    "pareto(a, size=None)": ("pareto(x + 3)",),
}  # fmt: skip
RULES: dict[str, tuple[str, ...]] = {}
for _pattern, _calls in CALLS.items():
    RULES[f"x.{_pattern}"] = tuple(f"np.random.{maker}(3).{call}" for call in _calls for maker in ("default_rng", "RandomState"))
    RULES[f"np.random.{_pattern}"] = tuple(f"(np.random.seed(3), np.random.{call})[1]" for call in _calls)
DEFINITIONS: dict[str, tuple[str, ...]] = {}

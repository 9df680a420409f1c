"""Rules of interpolants of `scipy.interpolate` that are made before: objects that are called, and give their derivatives."""

from __future__ import annotations

from sourcead.rules.forms import Rule, elementwise, nondifferentiable, rule

I = "scipy.interpolate"  # noqa: E741
FORMS = (("x", "1"), ("x, nu", "nu + 1"), ("x, nu=0, extrapolate=None", "nu + 1, extrapolate"))

WAYS_OUT = {
    f"{I}.griddata": "Interpolate on a regular grid (`RegularGridInterpolator`), or give its derivative yourself (`custom_vjp`).",
}


def _evaluated(kind: str) -> tuple[Rule, ...]:
    """Rules of a piecewise polynomial at points: of numbers, and of arrays along an axis."""
    plain = tuple(
        elementwise(f"{I}.{kind}.__call__(self, {params})", when={"self": "valued"}, x=f"g * self(x, {order})")
        for params, order in FORMS
    )
    params, order = FORMS[-1]
    slope = f"self(x, {order})"
    return (
        *plain,
        rule(
            f"{I}.{kind}.__call__(self, {params})", x=f"rt.summed_beside(g * {slope}, np.ndim(x), self.axis)",
            dx=f"rt.spread_beside(dx, np.ndim(out), self.axis) * {slope}",
        ),
    )  # fmt: skip


RULES: tuple[Rule, ...] = (
    *_evaluated("PPoly"),
    *_evaluated("BSpline"),
    elementwise("rt.inside(x, low, high)", x="g", low="0", high="0"),
    *nondifferentiable("rt.check_order", "rt.check_places", "rt.check_samples", "rt.cells", "rt.ends"),
    *nondifferentiable("rt.ascending", "rt.borders", "rt.corners", "rt.corner_places", "rt.descending"),
)

"""Series of `np.polynomial`. Names as in `cases`."""

from __future__ import annotations

from sourcead.rules.series import FAMILIES

RULES: dict[str, tuple[str, ...]] = {}
for _module, _short in FAMILIES.items():
    _name = f"np.polynomial.{_module}.{_short}"
    RULES |= {
        f"{_name}val(x, c, tensor=True)": (f"{_name}val(x, v)", f"{_name}val(s, w)", f"{_name}val(x, [s, t, 2.0])"),
        f"{_name}der(c, m=1)": (f"{_name}der(v)", f"{_name}der(z[0, 0], 2)", f"{_name}der([s, t])", f"{_name}der(v[:1])"),
        f"{_name}int(c, m=1)": (f"{_name}int(v)", f"{_name}int(w, m=2)", f"{_name}int([s, t])"),
        f"{_name}vander(x, deg)": (
            f"{_name}vander(v, 3)",
            f"{_name}vander(x, 1)",
            f"{_name}vander(s, 2)",
            f"{_name}vander(v, 0)",
        ),
    }

P = "np.polynomial"
CLASSES = ("Polynomial", "Chebyshev", "Legendre", "Hermite", "HermiteE", "Laguerre")
DEFINITIONS: dict[str, tuple[str, ...]] = {
    f"{P}.{name}": (
        f"{P}.{name}(v)(x)", f"{P}.{name}(v, domain=[0.0, 2.0])(x)", f"{P}.{name}(w).deriv()(s)", f"{P}.{name}(v, domain=[0, s + 1]).integ(2)(t)",
        f"{P}.{name}([s, t, 0.5]).coef[1] * {P}.{name}(v).degree()",
    )
    for name in CLASSES
}  # fmt: skip

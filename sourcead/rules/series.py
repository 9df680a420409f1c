"""Rules of `np.polynomial`: values, derivatives, integrals and Vandermonde matrices of series of polynomials."""

from collections.abc import Iterator

from sourcead.rules.forms import Rule, linear, rule

FAMILIES = {
    "polynomial": "poly", "chebyshev": "cheb", "legendre": "leg", "hermite": "herm", "hermite_e": "herme", "laguerre": "lag",
}  # fmt: skip


def _family(module: str, short: str) -> Iterator[Rule]:
    """The rules of one family; a series is that of a vector or of a list of coefficients."""
    name = f"np.polynomial.{module}.{short}"
    slope = f"{name}val(x, {name}der(c))"
    powers = f"np.reshape({name}vander(x, np.size(c) - 1), np.shape(x) + (-1,))"
    for kind, form in (("vector", "{}"), ("sequence", "rt.unarray({}, c)")):
        yield rule(
            f"{name}val(x, c, tensor=True)", when={"c": kind}, x=f"g * {slope}", dx=f"dx * {slope}",
            c=form.format(f"np.tensordot(g, {powers}, np.ndim(x))"), dc=f"{name}val(x, dc)",
        )  # fmt: skip
        for operation in ("der", "int"):
            back = f"{name}{operation}(np.eye(np.size(c)), m).T @ g"
            yield linear(f"{name}{operation}(c, m=1)", when={"c": kind}, c=form.format(back))
    slopes = f"({name}vander(x, np.maximum(deg - 1, 0)) @ {name}der(np.eye(deg + 1)))"
    yield rule(
        f"{name}vander(x, deg)", x=f"np.reshape(np.sum(g * {slopes}, axis=-1), np.shape(x))",
        dx=f"np.expand_dims(dx, -1) * {slopes}",
    )  # fmt: skip


RULES = tuple(found for module, short in FAMILIES.items() for found in _family(module, short))

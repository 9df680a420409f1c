"""Rules of `scipy.sparse`: solves with a matrix whose entries are constant, linear in the right-hand side."""

from sourcead.rules.forms import Rule, linear, rule

SPSOLVE, OPTIONS = "scipy.sparse.linalg.spsolve", "permc_spec=None, use_umfpack=True"


def _iterative(name: str, *options: str) -> tuple[Rule, Rule]:
    """An iterative solver, whose result is the solution and a number that tells whether it was found.

    The derivative is that of the solution, to the tolerance of the solves; where the solver starts has none.
    """
    solve, given = f"scipy.sparse.linalg.{name}", [o.split("=")[0] for o in options]
    plain = ", ".join(f"{o}={o}" for o in given if o not in ("M", "callback"))
    rules = [
        rule(
            f"{solve}(A, b, x0=None, {', '.join(options)})", when=when, x0="0", dx0="0",
            b=f"{solve}(A.T, g[0], {plain}{transposed})[0]", db=f"({solve}(A, db, {plain}{same})[0], 0)",
        )
        for when, transposed, same in (({"M": "none"}, "", ""), ({}, ", M=M.T", ", M=M"))
    ]  # fmt: skip
    return rules[0], rules[1]


COMMON = ("rtol=1e-05", "atol=0.0", "maxiter=None", "M=None", "callback=None")

RULES = (
    linear(f"{SPSOLVE}(A, b, {OPTIONS})", when={"b": "vector"}, b=f"{SPSOLVE}(A.T, g, permc_spec, use_umfpack)"),
    linear(f"{SPSOLVE}(A, b, {OPTIONS})", b=f"np.reshape({SPSOLVE}(A.T, g, permc_spec, use_umfpack), np.shape(b))"),
    linear("x.solve(b, trans='N')", when={"x": "SuperLU", "trans": "in N"}, b="x.solve(g, 'T')"),
    linear("x.solve(b, trans='N')", when={"x": "SuperLU", "trans": "in T"}, b="x.solve(g, 'N')"),
    *(found for name in ("cg", "bicg", "bicgstab", "cgs") for found in _iterative(name, *COMMON)),
    *_iterative("gmres", *COMMON, "restart=None", "callback_type=None"),
)

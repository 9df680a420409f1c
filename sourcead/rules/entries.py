"""Rules of matrices that are given by their entries (see `sourcead.runtime.entries`)."""

from sourcead.rules.forms import linear, multilinear, nondifferentiable, rule

TRANSPOSED = "rt.entries_solve(entries, columns, rows, g, rt.entries_transposed(factors))"
MOVED = "rt.entries_product(dentries, rows, columns, np.shape(b)[0], out)"

RULES = (
    multilinear(
        "rt.entries_product(entries, rows, columns, count, x)", entries="rt.entries_sampled(g, rows, x, columns)",
        x="rt.entries_product(entries, columns, rows, np.shape(x)[0], g)",
    ),
    multilinear(
        "rt.entries_sampled(u, rows, x, columns)", u="rt.entries_product(g, rows, columns, np.shape(u)[0], x)",
        x="rt.entries_product(g, columns, rows, np.shape(x)[0], u)",
    ),
    rule(
        "rt.entries_solve(entries, rows, columns, b, factors)", entries=f"-rt.entries_sampled({TRANSPOSED}, rows, out, columns)",
        b=TRANSPOSED, db="rt.entries_solve(entries, rows, columns, db, factors)",
        dentries=f"-rt.entries_solve(entries, rows, columns, {MOVED}, factors)",
    ),
    linear("rt.one_number(x)", x="g"),
    linear("rt.joined_diagonals(xs, offsets, shape)", xs="rt.unjoined_diagonals(g, xs, offsets, shape)"),
    linear("rt.unjoined_diagonals(bar, xs, offsets, shape)", bar="rt.joined_diagonals(g, offsets, shape)", xs="0"),
    *nondifferentiable("rt.shape_of_diagonals", "rt.places_of_diagonals"),
    *nondifferentiable("rt.entries_factors", "rt.entries_transposed", "rt.entries_of", "rt.entries_at", "rt.check_elements"),
    *nondifferentiable("rt.entries_pairs", "rt.entries_part"),
)  # fmt: skip

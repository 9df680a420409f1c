"""Rules of the helpers that generated code calls, so that a derivative can be differentiated again.

Each helper is linear in the cotangent `bar` that it is given; those of a product are linear in the other factor too. What has no
rule here is NumPy code, which is differentiated as it stands.
"""

from sourcead.rules.forms import elementwise, linear, multilinear, nondifferentiable, rule

SHRUNK = "rt.unbroadcast({}, bar)"  # a cotangent that is the same everywhere may come as a number
PRODUCTS = {
    "matmul": "np.matmul({})",
    "dot": "np.dot({})",
    "inner": "np.inner({})",
    "cross": "np.cross({})",
    "kron": "np.kron({})",
}


def _bilinear(name: str, product: str, extra: str = "") -> tuple[object, object]:
    """The cotangents of both factors of a product: each is a product of the same kind with the other factor."""
    left, right = SHRUNK.format(product.format(f"g, y{extra}")), SHRUNK.format(product.format(f"x, g{extra}"))
    return (
        multilinear(f"rt.{name}_x(bar, x, y{extra})", bar=left, x="0", y=f"rt.{name}_y(bar, g, y{extra})"),
        multilinear(f"rt.{name}_y(bar, x, y{extra})", bar=right, x=f"rt.{name}_x(bar, x, g{extra})", y="0"),
    )


RULES = (
    linear("rt.unbroadcast(bar, x)", bar="rt.rebroadcast(g, bar)", x="0"),
    linear("rt.rebroadcast(x, bar)", x="rt.unbroadcast(g, x)", bar="0"),
    linear(
        "rt.unreduce(bar, shape, axis, keepdims)", bar=SHRUNK.format("np.sum(g, axis=axis, keepdims=keepdims)"), shape="0",
    ),
    elementwise("rt.norm_root(x, n)", x="rt.quotient(g * out, n * x)", n="-g * out * np.log(np.where(x == 0, 1, x)) / n**2"),
    linear("rt.unreshape(bar, shape)", bar="np.reshape(g, np.shape(bar))"),
    linear("rt.untranspose(bar, axes)", bar="np.transpose(g, axes)"),
    linear("rt.transposed(bar)", bar="rt.transposed(g)"),
    linear("rt.undiag(bar, shape, k)", bar="np.diag(g, k)"),
    linear("rt.undiagonal(bar, shape, offset=0, axis1=0, axis2=1)", bar="np.diagonal(g, offset, axis1, axis2)"),
    linear("rt.untrace(bar, shape, offset=0, axis1=0, axis2=1)", bar="np.trace(g, offset, axis1, axis2)"),
    linear("rt.untile(bar, shape, reps)", bar="np.tile(g, reps)"),
    linear("rt.unrepeat(bar, shape, repeats, axis)", bar="np.repeat(g, repeats, axis)"),
    linear(
        "rt.unpad_constants(bar, shape, width, values)", bar="np.pad(np.zeros(shape), width, constant_values=g)", values="0",
    ),
    linear("rt.unpad(bar, shape, width, mode='constant')", bar="np.pad(g, width, mode)"),
    linear("rt.unpad_odd(bar, shape, width, mode)", bar="np.pad(g, width, mode, reflect_type='odd')"),
    linear("rt.unpad_means(bar, shape, width, length)", bar="np.pad(g, width, 'mean', stat_length=length)"),
    linear(
        "rt.unpad_ends(bar, shape, width, values)", values="0",
        bar="np.pad(np.zeros(shape), width, 'linear_ramp', end_values=g)",
    ),
    linear("rt.unstack(bar, axis)", bar="np.stack(g, axis)"),
    linear("rt.unconcatenate(bar, xs, axis)", bar="np.concatenate(g, axis)", xs="0"),
    linear("rt.unvstack(bar, xs)", bar="np.vstack(g)", xs="0"),
    linear("rt.unhstack(bar, xs)", bar="np.hstack(g)", xs="0"),
    linear("rt.uncumsum(bar, shape, axis)", bar="np.cumsum(g, axis)"),
    linear("rt.undiff(bar, shape, n, axis)", bar="np.diff(g, n, axis)"),
    linear("rt.untake(bar, shape, indices, axis)", bar="np.take(g, indices, axis)"),
    linear("rt.untake(bar, shape, indices, axis, mode)", bar="np.take(g, indices, axis, mode=mode)"),
    linear("rt.untake_along_axis(bar, shape, indices, axis)", bar="np.take_along_axis(g, indices, axis)"),
    linear("rt.take_stored(bar, index)", bar="rt.stored(bar, index, g)"),
    linear("rt.stored(bar, index, x)", bar="0", x="rt.take_stored(g, index)"),
    linear(
        "rt.unmax(bar, x, most, axis, keepdims)", x="0", most="0",
        bar=SHRUNK.format("rt.max_dot(g, x, most, axis, keepdims)"),
    ),
    linear("rt.max_dot(bar, x, most, axis, keepdims)", bar="rt.unmax(g, x, most, axis, keepdims)", x="0", most="0"),
    linear(
        "rt.unmax_where(bar, x, most, axis, keepdims, where)", x="0", most="0",
        bar=SHRUNK.format("np.sum(g * rt.unmax_where(1.0, x, most, axis, keepdims, where), axis=axis, keepdims=keepdims)"),
    ),
    rule(
        "rt.cofactor(x)", x="rt.cofactor_x(g, x, out)",
        dx="rt.cofactor_dot(dx, x, out)",
    ),
    linear("rt.copy(x)", x="g"),
    linear("rt.kept(x)", x="g"),
    linear("rt.moved(x, like)", x="rt.shrunk(g, x)", like="0"),
    multilinear("rt.paired(x, bar)", x="rt.scaled(g, bar)", bar="rt.scaled(g, x)"),
    multilinear("rt.scaled(scale, tree)", scale="rt.paired(tree, g)", tree="rt.scaled(scale, g)"),
    linear("rt.shaped(flat, x)", flat="np.ravel(g)", x="0"),
    linear("rt.apart(x, others)", x="g", others="0"),
    linear("rt.checked(bar, x)", bar="g", x="0"),
    linear("rt.real_parts(bar, x)", bar="g", x="0"),
    linear("rt.adjoint_hook(x, hook)", x="rt.hooked(hook, g, x)"),
    rule("rt.inserted(x, block, read)", x="rt.hooked(block, g, x, read)", dx="dx", read="0"),
    linear("rt.unarray(bar, x)", bar="np.array(g)", x="0"),
    linear("rt.rebuilt(x, items)", x="0", items="rt.rebuilt(items, g)"),
    linear("rt.add(x, y)", x="rt.shrunk(g, x)", y="rt.shrunk(g, y)"),
    linear("rt.own(x)", x="rt.own(g)"),
    linear("rt.unsum_items(bar, xs)", bar="rt.sum_items(g, bar)", xs="0"),
    linear("rt.sum_items(x, bar)", x="rt.unsum_items(g, x)", bar="0"),
    linear("rt.unmax_items(bar, xs, most)", bar="rt.mean_where(g, xs, most, bar)", xs="0", most="0"),
    linear("rt.unjoin_x(bar, x)", bar="rt.rejoined_x(g, bar)", x="0"),
    linear("rt.unjoin_y(bar, y)", bar="rt.rejoined_y(g, bar)", y="0"),
    linear("rt.unrepeat_items(bar, x)", bar="rt.rerepeated(g, bar)", x="0"),
    linear("rt.unspliced_x(bar, x, part, y)", bar="rt.spliced(g, part, rt.zeros_like(y))", x="0", y="0"),
    linear("rt.unspliced_y(bar, x, part, y)", bar="rt.spliced(rt.zeros_like(x), part, g)", x="0", y="0"),
    linear("rt.unwithout(bar, x, part)", bar="rt.without(g, part)", x="0"),
    linear("rt.untaken(bar, x, positions)", bar="rt.taken(g, positions)", x="0"),
    linear("rt.unsorted(bar, x, reverse=False)", bar="rt.resorted(g, x, reverse)", x="0"),
    elementwise("rt.quotient(x, y)", x="rt.quotient(g, y)", y="-rt.quotient(rt.quotient(g * x, y), y)"),
    elementwise(
        "rt.power_x(bar, x, y)", bar="rt.power_x(g, x, y)", y="rt.power_xy(g * bar, x, y)",
        x="rt.power_x(g * bar * y, x, np.where(np.equal(y, 0), 1, np.subtract(y, 1)))",
    ),
    elementwise(
        "rt.power_y(bar, x, y, power)", bar="rt.power_y(g, x, y, power)", x="rt.quotient(g * bar * power, x)", y="0",
        power="rt.power_y(g, x, y, bar)",
    ),
    *(r for name, product in PRODUCTS.items() for r in _bilinear(name, product)),
    *_bilinear("tensordot", "np.tensordot({})", ", axes"),
    *nondifferentiable("rt.stop_gradient", "rt.units"),
    *nondifferentiable("rt.called", "rt.check_retraced", "rt.check_solution", "rt.found_array", "rt.solution_like"),
    *nondifferentiable("rt.check_last", "rt.zeros_to_fill", "rt.is_nearly_singular"),
    *nondifferentiable("np.broadcast_shapes", "rt.zeros_like", "rt.scalar_seed", "rt.ties", "rt.count", "rt.count_where"),
)  # fmt: skip

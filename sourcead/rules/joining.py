"""Rules of Einstein sums, splitting, joining, inserting, of interpolation and polynomials."""

from dataclasses import replace

from sourcead.rules.forms import Rule, linear, multilinear, nondifferentiable, rule

MOST = 8  # operands of an Einstein sum


def _einsum(function: str, before: str, count: int) -> Rule:
    """An Einstein sum of some operands: the cotangent of each is the sum in which it and the result have changed places."""
    operands = [f"x{k}" for k in range(count)]
    formulas = {}
    for k, operand in enumerate(operands):
        others = ", ".join("g" if o == operand else o for o in operands)
        formulas[operand] = f"rt.contract(rt.exchanged(subscripts, {k}), np.shape({operand}), {others}, optimize=optimize)"
    form = linear if count == 1 else multilinear  # that of one operand may be a view of it, and so is its tangent
    found = form(f"{function}({before}, {', '.join(operands)}, optimize=False)", **formulas)  # type: ignore[arg-type]
    return replace(found, named=1)


def _along(name: str, text: str, operands: str, other: str) -> str:
    """The cotangent of one of two operands whose products are summed along `axis`."""
    moved = [f"np.moveaxis({n}, axis, -1)" for n in (name, other)]
    return f"np.moveaxis(rt.contract('{text}', np.shape({moved[0]}), {operands.format(moved[1])}), -1, axis)"


def _split(pattern: str, axis: str, joined: str) -> tuple[Rule, Rule]:
    """Parts of an array: so many that are equal, or between places, where they may overlap or leave elements out."""
    sections = "indices_or_sections"
    placed = f"rt.unsplit(g, np.shape(x), {sections}, {axis})"
    return linear(pattern, when={sections: "number"}, x=joined), linear(pattern, x=placed)


BATCH = "rt.contract('{}', np.shape({}), {})"  # products of the last axes, those in front alike
TAIL = "g[np.size(g) - np.size({0}) :]"  # of the coefficients of a longer polynomial
SHAPED = f"np.reshape({TAIL}, np.shape({{0}}))"
PADS = "in constant edge reflect symmetric wrap mean linear_ramp empty"

RULES: tuple[Rule, ...] = (
    *(_einsum("np.einsum", "subscripts", count) for count in range(1, MOST + 1)),
    *(_einsum("rt.contract", "subscripts, shape", count) for count in range(1, MOST + 1)),
    multilinear(
        "np.vecdot(x, y)", when={"x": "real", "y": "real"}, x=BATCH.format("...,...i->...i", "x", "g, y"),
        y=BATCH.format("...i,...->...i", "y", "x, g"),
    ),
    multilinear(
        "np.vecdot(x, y)", x=f"np.conjugate({BATCH.format('...,...i->...i', 'x', 'g, y')})",
        y=BATCH.format("...i,...->...i", "y", "np.conjugate(x), g"),
    ),
    replace(
        multilinear(
            "np.vecdot(x, y, axis=-1)", when={"x": "real", "y": "real"}, x=_along("x", "...,...i->...i", "g, {}", "y"),
            y=_along("y", "...i,...->...i", "{}, g", "x"),
        ),
        named=1,
    ),
    multilinear(
        "np.matvec(x, y)", x=BATCH.format("...i,...j->...ij", "x", "g, y"), y=BATCH.format("...ij,...i->...j", "y", "x, g"),
    ),
    multilinear(
        "np.vecmat(x, y)", when={"x": "real", "y": "real"}, x=BATCH.format("...j,...ij->...i", "x", "g, y"),
        y=BATCH.format("...i,...j->...ij", "y", "x, g"),
    ),
    linear("np.pad(x, pad_width, mode='constant')", when={"mode": PADS}, x="rt.unpad(g, np.shape(x), pad_width, mode)"),
    rule(
        "np.pad(x, pad_width, mode='constant', constant_values=0)", when={"mode": "in constant"},
        x="rt.unpad(g, np.shape(x), pad_width)", dx="np.pad(dx, pad_width)",
        constant_values="rt.unpad_constants(g, np.shape(x), pad_width, constant_values)",
        dconstant_values="np.pad(np.zeros(np.shape(x)), pad_width, constant_values=dconstant_values)",
    ),
    rule(
        "np.pad(x, pad_width, mode='constant', end_values=0)", when={"mode": "in linear_ramp"},
        x="rt.unpad(g, np.shape(x), pad_width, mode)", dx="np.pad(dx, pad_width, mode)",
        end_values="rt.unpad_ends(g, np.shape(x), pad_width, end_values)",
        dend_values="np.pad(np.zeros(np.shape(x)), pad_width, mode, end_values=dend_values)",
    ),
    linear(
        "np.pad(x, pad_width, mode='constant', reflect_type='even')",
        when={"mode": "in reflect symmetric", "reflect_type": "in odd"},
        x="rt.unpad_odd(g, np.shape(x), pad_width, mode)",
    ),
    linear(
        "np.pad(x, pad_width, mode='constant', reflect_type='even')",
        when={"mode": "in reflect symmetric", "reflect_type": "in even"},
        x="rt.unpad(g, np.shape(x), pad_width, mode)",
    ),
    linear(
        "np.pad(x, pad_width, mode='constant', stat_length=None)", when={"mode": "in mean"},
        x="rt.unpad_means(g, np.shape(x), pad_width, stat_length)",
    ),
    rule(
        "np.interp(x, xp, fp)", x="g * rt.interp_slope(x, xp, fp)", fp="rt.uninterp(g, x, xp)",
        xp="-rt.uninterp(g * rt.interp_slope(x, xp, fp), x, xp)", dx="dx * rt.interp_slope(x, xp, fp)",
        dxp="-rt.interp_slope(x, xp, fp) * np.interp(x, xp, dxp)", dfp="np.interp(x, xp, dfp)",
    ),
    rule(
        "np.interp(x, xp, fp, left=None, right=None)",
        x="g * rt.interp_slope(x, xp, fp)",
        xp="-rt.uninterp(g * rt.interp_slope(x, xp, fp), x, xp)",
        fp="rt.uninterp(rt.between(g, x, xp, left, right), x, xp)",
        left="np.sum(np.where(np.less(x, xp[0]), g, 0))",
        right="np.sum(np.where(np.greater(x, xp[-1]), g, 0))",
        dx="dx * rt.interp_slope(x, xp, fp)",
        dxp="-rt.interp_slope(x, xp, fp) * np.interp(x, xp, dxp)",
        dfp="rt.between(np.interp(x, xp, dfp), x, xp, left, right)",
        dleft="np.where(np.less(x, xp[0]), dleft, 0)",
        dright="np.where(np.greater(x, xp[-1]), dright, 0)",
    ),
    multilinear("np.convolve(x, y, mode='full')", when={"x": "number", "y": "number"}, x="np.sum(g * y)", y="np.sum(g * x)"),
    multilinear("np.convolve(x, y, mode='full')", when={"x": "number"}, x="np.sum(g * y)", y="g * x"),
    multilinear("np.convolve(x, y, mode='full')", when={"y": "number"}, x="g * y", y="np.sum(g * x)"),
    multilinear("np.convolve(x, y, mode='full')", when={"mode": "in full", "x": "real", "y": "real"},
                x="np.correlate(g, y, 'valid')", y="np.correlate(g, x, 'valid')"),
    multilinear("np.convolve(x, y, mode='full')", when={"x": "real", "y": "real"},
                x="np.correlate(rt.in_full(g, x, y, mode), y, 'valid')",
                y="np.correlate(rt.in_full(g, x, y, mode), x, 'valid')"),
    multilinear("np.convolve(x, y, mode='full')", when={"mode": "in full"},
                x="np.correlate(g, np.conjugate(y), 'valid')", y="np.correlate(g, np.conjugate(x), 'valid')"),
    multilinear("np.convolve(x, y, mode='full')",
                x="np.correlate(rt.in_full(g, x, y, mode), np.conjugate(y), 'valid')",
                y="np.correlate(rt.in_full(g, x, y, mode), np.conjugate(x), 'valid')"),
    multilinear("np.correlate(x, y, mode='valid')", when={"mode": "in full", "y": "real"},
                x="np.convolve(g, y, 'valid')", y="np.convolve(g, x[::-1], 'valid')[::-1]"),
    multilinear("np.correlate(x, y, mode='valid')", when={"y": "real"},
                x="np.convolve(rt.in_full(g, x, y, mode, True), y, 'valid')",
                y="np.convolve(rt.in_full(g, x, y, mode, True), x[::-1], 'valid')[::-1]"),
    multilinear("np.correlate(x, y, mode='valid')",
                x="np.convolve(rt.in_full(g, x, y, mode, True), np.conjugate(y), 'valid')",
                y="np.conjugate(np.convolve(rt.in_full(g, x, y, mode, True), x[::-1], 'valid')[::-1])"),
    linear("np.matrix_transpose(x)", x="np.matrix_transpose(g)"),
    linear("np.asanyarray(x, dtype=None)", x="rt.unarray(g, x)"),
    linear("np.require(x, dtype=None, requirements=None)", x="rt.unarray(g, x)"),
    linear("np.astype(x, dtype, copy=True)", x="g"),
    linear("np.gradient(x, axis=None, edge_order=1)", x="rt.ungradient(g, x, (), axis, edge_order)"),
    rule(
        "np.gradient(x, h, axis=None, edge_order=1)", when={"h": "number"}, x="rt.ungradient(g, x, (), axis, edge_order) / h",
        h="-rt.paired(g, out) / h", dx="np.gradient(dx, h, axis=axis, edge_order=edge_order)", dh="rt.scaled(-dh / h, out)",
    ),
    rule("np.gradient(x, h, axis=None, edge_order=1)", x="rt.ungradient(g, x, (h,), axis, edge_order)",
         dx="np.gradient(dx, h, axis=axis, edge_order=edge_order)"),
    rule("np.gradient(x, h, k, axis=None, edge_order=1)", x="rt.ungradient(g, x, (h, k), axis, edge_order)",
         dx="np.gradient(dx, h, k, axis=axis, edge_order=edge_order)"),
    rule("np.gradient(x, h, k, m, axis=None, edge_order=1)", x="rt.ungradient(g, x, (h, k, m), axis, edge_order)",
         dx="np.gradient(dx, h, k, m, axis=axis, edge_order=edge_order)"),
    linear("np.rot90(x, k=1, axes=(0, 1))", x="np.rot90(g, np.negative(k), axes)"),
    linear(
        "np.select(condlist, choicelist, default=0)", choicelist="rt.unselect(g, condlist, choicelist)",
        default="rt.unselect_default(g, condlist, default)",
    ),
    linear("np.choose(a, choices, mode='raise')", choices="rt.unchoose(g, a, choices, mode)"),
    linear("np.polyadd(x, y)", when={"x": "vector", "y": "vector"}, x=TAIL.format("x"), y=TAIL.format("y")),
    linear("np.polyadd(x, y)", x=SHAPED.format("x"), y=SHAPED.format("y")),
    linear("np.polysub(x, y)", when={"x": "vector", "y": "vector"}, x=TAIL.format("x"), y=f"-{TAIL.format('y')}"),
    linear("np.polysub(x, y)", x=SHAPED.format("x"), y=f"-{SHAPED.format('y')}"),
    linear("np.column_stack(x)", x="rt.uncolumn_stack(g, x)"),
    linear("np.dstack(x)", x="rt.undstack(g, x)"),
    linear("np.atleast_3d(x)", x="np.reshape(g, np.shape(x))"),
    *_split("np.split(x, indices_or_sections, axis=0)", "axis", "np.concatenate(g, axis)"),
    *_split("np.array_split(x, indices_or_sections, axis=0)", "axis", "np.concatenate(g, axis)"),
    *_split("np.hsplit(x, indices_or_sections)", "np.sign(np.ndim(x) - 1)", "np.hstack(g)"),
    *_split("np.vsplit(x, indices_or_sections)", "0", "np.vstack(g)"),
    *_split("np.dsplit(x, indices_or_sections)", "2", "np.dstack(g)"),
    linear("rt.unsplit(bars, shape, sections, axis)", bars="np.array_split(g, sections, axis)"),
    linear("np.block(x)", x="rt.unblock(g, x)"),
    linear(
        "np.insert(x, obj, values, axis=None)", x="rt.uninsert_x(g, np.shape(x), obj, values, axis)",
        values="rt.uninsert_values(g, np.shape(x), obj, values, axis)",
    ),
    linear("np.delete(x, obj, axis=None)", x="rt.undelete(g, np.shape(x), obj, axis)"),
    linear("np.compress(condition, x, axis=None)", x="rt.untake(g, np.shape(x), np.nonzero(condition)[0], axis)"),
    linear("x.compress(condition, axis=None)", x="rt.untake(g, np.shape(x), np.nonzero(condition)[0], axis)"),
    linear(
        "np.lib.stride_tricks.sliding_window_view(x, window_shape, axis=None)",
        x="rt.unwindow(g, np.shape(x), window_shape, axis)",
    ),
    rule("np.polyval(p, x)", p="rt.unpolyval(g, x, p)", x="g * np.polyval(np.polyder(p), x)",
         dp="np.polyval(dp, x)", dx="dx * np.polyval(np.polyder(p), x)"),
    rule("np.roots(p)", p="-(g / np.polyval(np.polyder(p), out)) @ np.vander(out, np.size(p))",
         dp="-np.polyval(dp, out) / np.polyval(np.polyder(p), out)"),
    rule(
        "rt.uninterp(bar, x, xp)", bar="np.interp(x, xp, g)", x="bar * rt.interp_slope(x, xp, g)",
        xp="-rt.uninterp(bar * rt.interp_slope(x, xp, g), x, xp)", dbar="rt.uninterp(dbar, x, xp)",
        dx="rt.uninterp_dot(bar * dx, x, xp)", dxp="-rt.uninterp_dot(bar * np.interp(x, xp, dxp), x, xp)",
    ),
    linear("rt.uncolumn_stack(bar, x)", bar="np.column_stack(g)", x="0"),
    linear("rt.undstack(bar, x)", bar="np.dstack(g)", x="0"),
    linear("rt.ungradient(bar, x, spacing, axis, edge_order)", bar="rt.gradients(g, spacing, axis, edge_order)", x="0"),
    linear("rt.gradients(x, spacing, axis, edge_order)", x="rt.ungradient(g, x, spacing, axis, edge_order)"),
    linear("rt.unselect(bar, condlist, x)", bar="np.select(condlist, g)", x="0"),
    linear("rt.unselect_default(bar, condlist, x)", bar="np.select(condlist, [rt.zeros_like(bar)] * len(condlist), g)", x="0"),
    linear("rt.unchoose(bar, a, x, mode)", bar="np.choose(a, g, mode=mode)", x="0"),
    linear("rt.unblock(bar, x)", bar="np.block(g)", x="0"),
    linear("rt.uninsert_x(bar, shape, obj, values, axis)", bar="np.insert(g, obj, 0, axis)", values="0"),
    linear("rt.undelete(bar, shape, obj, axis)", bar="np.delete(g, obj, axis)"),
    linear(
        "rt.unwindow(bar, shape, window_shape, axis)",
        bar="np.lib.stride_tricks.sliding_window_view(g, window_shape, axis)",
    ),
    *nondifferentiable(
        "rt.exchanged", "np.einsum_path", "rt.nonzero_span", "rt.leading_zeros", "rt.remainder_start", "rt.pad_pairs",
        "np.iscomplexobj",
    ),
)  # fmt: skip

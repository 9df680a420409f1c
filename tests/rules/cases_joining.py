"""Einstein sums, splitting, joining, inserting, interpolation, polynomials and differences. Names as in `cases`."""

from __future__ import annotations


def sums(function: str, pattern: str, *calls: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Einstein sums of one operand, of two, and so on."""
    found = {}
    for count, forms in enumerate(calls, 1):
        operands = ", ".join(f"x{k}" for k in range(count))
        found[f"{function}({pattern}, {operands}, optimize=False)"] = tuple(f"{function}({form})" for form in forms)
    return found


CHAIN = "'ij,jk,kl,lm,mn,no,op,pq->iq'"


def chain(count: int) -> str:
    """A product of matrices."""
    left = CHAIN[1:].split(",")[:count]
    left[-1] = left[-1][:2]
    return f"'{','.join(left)}->i{left[-1][1]}', {', '.join('abababab'[:count])}"


RULES: dict[str, tuple[str, ...]] = {
    **sums(
        "np.einsum", "subscripts",
        ("'ij->ji', x", "'ij', x", "'ba', x", "'ij->', x", "'ij->i', x", "'ij->j', x", "'ii', a", "'ii->i', a", "'iji->j', z[:, :2, :2]",
         "'...ij->...ji', z", "'i...->...', z", "'...i->...', x", "'...', x", "'iij->ij', z[:, :2]", "'iii', z[:, :2, :2]",
         "'i j -> j i', x", "'i', x[:1, 0]", "'ii->i', x[:1, :1]", "'...ii->...', z[:, :3, :3]", "'ij->ji', [v, w]"),
        ("'ij,jk->ik', a, b", "'ij,jk', x, a", "'ij,kj', x, a", "'i,i->', v, w", "'i,i', v, w", "'i,j->ij', v, w", "'i,j->ji', v, w",
         "'ij,ij->ij', x, y", "'ij,j->i', x, v", "'ij,->ij', x, s", "',ij', s, x", "'ij,ij->i', x, 2 * y", "'ii,i->i', a, v", "'ii,ij', a, b",
         "'ij,k->jk', x, v", "'...ij,j->...i', z, z[0, 0]", "'...ij,...jk->...ik', z, z.swapaxes(1, 2)", "'...i,i->...', z[0, 0], z[1, 1]",
         "'ij,...j->...i', z[0], z", "'...,...', z, z[0]", "'ij,ij->ij', x[:1], y[:, :1]", "'ij,ij->j', x[:, :1], y", "'ij,jk->ik', x[:, :1], a",
         "'ij,jk->ik', x, a[:1]", "'...j,...j->...', x[:1], y", "'ij,jk->ik', a, [[1.0, 2.0], [0.5, 1.0], [3.0, 1.0]]", "'ij,j->i', x, np.arange(3.0)",
         "'ij,jk->ik', a, b, optimize=True", "'ij,jk->ik', a, b, optimize='greedy'", "'ij,ij', x, x",
 "'i,i', [s, t], [t, 2.0]"),
        ("'i,ij,j->', v[:2], x, w", "'ij,jk,k->i', x, a, w", "'ij,jk,kl->il', a, b, p", "'ij,jk,kl->il', a, b, p, optimize=['einsum_path', (0, 1), (0, 1)]",
         "'...i,...i,i->...', x, y, v", "'i,j,k->', v, w, v", "'i,i,i->i', v, w[:1], v", "',i,->i', s, v, t"),
        (chain(4), "'ij,kl,mj,nl->ikmn', x, y, x, y"), (chain(5),), (chain(6),), (chain(7),), (chain(8),),
    ),
    **sums(
        "rt.contract", "subscripts, shape",
        ("'i->ii', (3, 3), v", "'->ii', (3, 3), s", "'i->ij', (3, 2), v", "'ij->ij', (1, 3), x", "'i->ji', (2, 3), v[:1]", "'iji->jiij', (2, 2, 2, 2), z[:, :2, :2]"),
        ("'ij,j->ji', (1, 2), x, v", "'...i,j->j...', (3, 2), x, v"), ("'ij,jk,k->ii', (2, 2), x, a, w",),
        *((chain(count).replace("', ", "', (3, 3), "),) for count in range(4, 9)),
    ),
    "np.vecdot(x, y)": ("np.vecdot(v, w)", "np.vecdot(x, y)", "np.vecdot(x, w)", "np.vecdot(x[:1], y)", "np.abs(np.vecdot(v * (1 + 2j), w + 1j * v))"),
    "np.vecdot(x, y, axis=-1)": ("np.vecdot(x, y, axis=0)", "np.vecdot(z, z * s, axis=1)", "np.vecdot(z, z[:1] * s, axis=-2)"),
    "np.matvec(x, y)": ("np.matvec(x, v)", "np.matvec(z, z[0, 0])", "np.matvec(z.swapaxes(1, 2), x)"),
    "np.vecmat(x, y)": ("np.vecmat(v, a)", "np.vecmat(x, z)", "np.vecmat(v, z)"),
    "np.pad(x, pad_width, mode='constant')": (
        "np.pad(x, {0: 1})", "np.pad(x, {-1: (1, 2)}, 'edge')",
        "np.pad(x, 1)", "np.pad(x, (1, 2))", "np.pad(x, ((1, 0), (0, 2)))", "np.pad(v, 2, mode='edge')", "np.pad(x, ((1, 2), (2, 0)), 'edge')",
        "np.pad(x, 1, 'reflect')", "np.pad(v, (5, 6), 'reflect')", "np.pad(z, (1, 2), mode='symmetric')", "np.pad(v, 7, 'symmetric')",
        "np.pad(x, ((1, 2), (4, 3)), 'wrap')", "np.pad(x, 2, 'mean')", "np.pad(x, (1, 2), 'linear_ramp')", "np.pad(v, len(w), 'constant')",
    ),
    "rt.unpad_constants(bar, shape, width, values)": (
        "rt.unpad_constants(x, (1, 2), ((0, 1), (1, 0)), s)", "np.array(rt.unpad_constants(x, (1, 2), ((0, 1), (1, 0)), [s, 2.0]))",
    ),
    "np.pad(x, pad_width, mode='constant', constant_values=0)": (
        "np.pad(x, ((1, 2), (0, 3)), constant_values=s)", "np.pad(z, (1, 2), constant_values=(s, t))", "np.pad(v, (0, 2), constant_values=w[:1])",
        "np.pad(x, ((1, 2), (1, 0)), constant_values=((s, 2.0), (t, s * t)))", "np.pad(x, 1, constant_values=2.0)", "np.pad(v, (1, 2), 'constant', constant_values=(1, 5))"),
    "np.pad(x, pad_width, mode='constant', end_values=0)": (
        "np.pad(x, 1, 'linear_ramp', end_values=0)", "np.pad(x, (1, 2), 'linear_ramp', end_values=s)",
        "np.pad(x, ((1, 2), (0, 3)), mode='linear_ramp', end_values=((s, 1.0), (t, s)))", "np.pad(v, 2, 'linear_ramp', end_values=(s, t))",
    ),
    "np.pad(x, pad_width, mode='constant', reflect_type='even')": (
        "np.pad(x, 1, 'reflect', reflect_type='odd')", "np.pad(v, (5, 6), 'reflect', reflect_type='odd')", "np.pad(v, 7, 'symmetric', reflect_type='odd')",
        "np.pad(x, ((1, 0), (4, 3)), 'symmetric', reflect_type='odd')", "np.pad(x, 1, 'reflect', reflect_type='even')", "np.pad(v[:2], 3, 'reflect', reflect_type='odd')",
    ),
    "np.pad(x, pad_width, mode='constant', stat_length=None)": (
        "np.pad(x, (1, 2), 'mean', stat_length=2)", "np.pad(v, 2, 'mean', stat_length=((1, 2),))", "np.pad(x, 1, mode='mean', stat_length=9)",
    ),
    "rt.unpad_odd(bar, shape, width, mode)": ("rt.unpad_odd(np.pad(x, 1), np.shape(x), 1, 'reflect')",),
    "rt.unpad_means(bar, shape, width, length)": ("rt.unpad_means(np.pad(x, 1), np.shape(x), 1, 2)",),
    "rt.unpad_ends(bar, shape, width, values)": (
        "rt.unpad_ends(np.pad(x, 1, 'edge'), np.shape(x), 1, s)", "np.array(rt.unpad_ends(np.pad(v, 2, 'edge'), np.shape(v), 2, [s, t]))",
    ),
    "np.interp(x, xp, fp, left=None, right=None)": (
        "np.interp(2 * x - 0.5, np.array([0.2, 0.5, 0.7]), w, left=s, right=t)", "np.interp(2 * v - 0.5, [0.2, 0.5, 0.7], [s, t, 2.0], 0.0, 1.0)",
        "np.interp(3.0, np.cumsum(v), w, None, 1.0)",
    ),
    "np.convolve(x, y, mode='full')": (
        "np.convolve(v, w)", "np.convolve(v, s)", "np.convolve(s, v, 'same')", "np.convolve(s, t)", "np.convolve(v[:2], w)", "np.convolve(x.ravel(), v, 'full')", "np.convolve(x.ravel(), v, 'valid')", "np.convolve(v, x.ravel(), 'valid')",
        "np.convolve(x.ravel(), v[:2], mode='same')", "np.convolve(v[:2], x.ravel(), mode='same')", "np.convolve(v, [1.0, -2.0, 1.0], 'same')",
        "np.abs(np.convolve(v + 1j * w, w * (1 - 2j)))",
    ),
    "np.correlate(x, y, mode='valid')": (
        "np.correlate(v, w)", "np.correlate(x.ravel(), v)", "np.correlate(v, x.ravel())", "np.correlate(v, w, 'full')", "np.correlate(v[:2], w, 'full')",
        "np.correlate(x.ravel(), v, mode='same')", "np.correlate(v[:2], x.ravel(), mode='same')", "np.correlate(v[:2], w, 'same')", "np.correlate(x.ravel(), v[:2], 'same')",
    ),
    "np.matrix_transpose(x)": ("np.matrix_transpose(x)", "np.matrix_transpose(z)"),
    "np.require(x, dtype=None, requirements=None)": ("np.require(x)", "np.require(x.T, float, 'C')", "np.require(v, requirements=['C', 'W'])", "np.require([s, t])"),
    "np.asanyarray(x, dtype=None)": ("np.asanyarray(x)", "np.asanyarray([s, t])"),
    "np.astype(x, dtype, copy=True)": ("np.astype(x, float)", "np.astype(x, float, copy=False)"),
    "np.block(x)": ("np.block([[x, y], [a, b]])", "np.block([v, w])", "np.block([[x, v[:2, None]], [1.0, np.zeros((1, 3))]])", "np.block([[v], [w]])", "np.block([s, v])"),
    "np.insert(x, obj, values, axis=None)": (
        "np.insert(v, 1, s)", "np.insert(v, [1, 1, 3], w)", "np.insert(v, [2, 0], [s, t])", "np.insert(x, 1, w, axis=0)", "np.insert(x, -1, s, axis=1)",
        "np.insert(x, 2, v)", "np.insert(x, [0, 2], y[:, :2], axis=1)", "np.insert(x, [0], v, 0)", "np.insert(x, 1, a[:2, :2], axis=1)",
        "np.insert(v, slice(0, 2), s)", "np.insert(x, 0, y, axis=0)",
    ),
    "np.delete(x, obj, axis=None)": ("np.delete(v, 1)", "np.delete(x, [0, 2], axis=1)", "np.delete(x, slice(0, 2), 1)", "np.delete(x, 4)", "np.delete(z, -1, axis=-1)"),
    "np.compress(condition, x, axis=None)": ("np.compress([True, False, True], v)", "np.compress([0, 1], x, axis=0)", "np.compress(w > 0.5, x, 1)", "np.compress([1, 0, 1, 1], x)"),
    "x.compress(condition, axis=None)": ("v.compress([True, False, True])", "x.compress(w > 0.5, axis=1)"),
    "np.lib.stride_tricks.sliding_window_view(x, window_shape, axis=None)": (
        "np.lib.stride_tricks.sliding_window_view(v, 2)", "np.lib.stride_tricks.sliding_window_view(x, (2, 2))", "np.lib.stride_tricks.sliding_window_view(z, 2, axis=-1)",
        "np.lib.stride_tricks.sliding_window_view(z, (2, 2), (0, 2))", "np.lib.stride_tricks.sliding_window_view(z, (2, 2), (2, 2))",
    ),
    "np.polyval(p, x)": ("np.polyval(v, x)", "np.polyval([s, t, 1.0], x)", "np.polyval(v, s)", "np.polyval(v[:1], w)", "np.polyval([1.0, 0.0, -2.0], v)", "np.polyval(v, x + 1j * y).real"),
    "np.roots(p)": ("np.roots(v).real", "np.abs(np.roots(x.ravel()))", "np.roots([1.0, -5.0, s]).real", "np.roots([s, t, 2.0]).imag", "np.abs(np.roots([-1.0, 0.0, -s]).imag)", "np.abs(np.roots([1.0, -2.0, s + 2]) - 2)"),
    "np.column_stack(x)": ("np.column_stack((v, w))", "np.column_stack([x, v[:2]])", "np.column_stack([v, a, w])"),
    "np.dstack(x)": ("np.dstack((v, w))", "np.dstack([x, y])", "np.dstack([z, x])"),
    "np.atleast_3d(x)": ("np.atleast_3d(s)", "np.atleast_3d(v)", "np.atleast_3d(x)", "np.atleast_3d(z)"),
    "np.split(x, indices_or_sections, axis=0)": ("np.split(v, 3)[1]", "np.split(z, 2, axis=2)[1]", "np.split(z, 2, -1)[0]", "np.split(x, [1, 2], axis=1)[1]", "np.split(v, [1])[1] * np.split(w, [1, 1, 5])[2]", "np.split(v, [3, 1])[2]",
        "np.concatenate(np.split(z, [2, 1, -2], axis=1), 1)", "np.concatenate(np.split(v, [2, 9, 1]))"),
    "np.array_split(x, indices_or_sections, axis=0)": ("np.array_split(v, 2)[0]", "np.array_split(z, 3, axis=-1)[1]", "np.array_split(x, [1, 2], 1)[2]", "np.concatenate(np.array_split(x, [2, 1, 7], -1), 1)"),
    "np.hsplit(x, indices_or_sections)": ("np.hsplit(v, 3)[1]", "np.hsplit(x, [1])[1]", "np.hsplit(x, (2, 1))[2]", "np.hsplit(v, [2, 1])[2]", "np.hsplit(z, 3)[2]"),
    "np.vsplit(x, indices_or_sections)": ("np.vsplit(x, 2)[1]", "np.vsplit(a, [1])[1]", "np.vsplit(a, [2, 1])[2]"),
    "np.dsplit(x, indices_or_sections)": ("np.dsplit(z, 2)[1]", "np.dsplit(z, [1, 3])[1]", "np.dsplit(z, [2, 1])[2]"),
    "rt.unsplit(bars, shape, sections, axis)": ("rt.unsplit([x, y[:, :0], z[:, 0]], (2, 5), [3, 1], 1)",),
    "rt.uncolumn_stack(bar, x)": ("rt.uncolumn_stack(x, [v[:2], y[:, :2]])[1]", "rt.uncolumn_stack(x, [v[:2], w[:2], v[:2]])[1]"),
    "rt.undstack(bar, x)": ("rt.undstack(z, [z, z[:, :, :0]])[0]", "rt.undstack(z[:, :, :2], [x, y])[1]"),
    "np.interp(x, xp, fp)": ("np.interp(x, [0.1, 0.4, 0.95], v)", "np.interp(s, np.linspace(0, 1, 3), w)", "np.interp(2 * x - 0.5, np.cumsum(v) - 0.3, w)"),
    "np.rot90(x, k=1, axes=(0, 1))": ("np.rot90(x)", "np.rot90(x, 2)", "np.rot90(x, -1)", "np.rot90(z, 1, (1, 2))", "np.rot90(x, 4)", "np.rot90(z, k=3, axes=(2, 0))"),
    "np.choose(a, choices, mode='raise')": ("np.choose([1, 0, 1], [v, w])", "np.choose(i, (x, y, s))", "np.choose(c, [x, v])", "np.choose(i, a[:, :3], mode='wrap')", "np.choose(3 * i, (x, y), mode='clip')"),
    "np.select(condlist, choicelist, default=0)": ("np.select([x < 0.3, x > 0.6], [x, 2 * v])", "np.select([c], [x * y], default=s)", "np.select([c, ~c], [x, y], 1.0)"),
    "np.polyadd(x, y)": ("np.polyadd(v, w)", "np.polyadd(v[:2], w)", "np.polyadd(v, w[:2])", "np.polyadd(v, [s, t])"),
    "np.polysub(x, y)": ("np.polysub(v, w)", "np.polysub(v[:2], w)", "np.polysub(v, w[:1])", "np.polysub(v, [s, t])"),
    "rt.unselect(bar, condlist, x)": ("rt.unselect(x, [c, y > 0.5], [v, w])[1]",),
    "rt.unselect_default(bar, condlist, x)": ("rt.unselect_default(x, [c, y > 0.7], v)", "rt.unselect_default(x, [c], s)"),
    "rt.unchoose(bar, a, x, mode)": ("rt.unchoose(x, i, [v, w, s], 'raise')[1]",),
    "np.gradient(x, axis=None, edge_order=1)": (
        "np.gradient(x.ravel())", "np.gradient(z[0], axis=1)", "np.gradient(x, axis=-1, edge_order=2)", "np.gradient(x)[1]", "np.gradient(z, axis=(0, 2))[1]",
    ),
    "np.gradient(x, h, axis=None, edge_order=1)": (
        "np.gradient(x.ravel(), 0.3)", "np.gradient(x.ravel(), s)", "np.gradient(z[0], s, axis=1, edge_order=2)", "np.gradient(v, np.array([0.1, 0.2, 0.5]))",
        "np.gradient(v, [0.1, 0.4, 0.5], edge_order=2)", "np.gradient(z, np.array([0.0, 0.5, 2.0]), axis=1)", "np.gradient(x, 0.5)[0]",
        "np.gradient(v, np.cumsum(w))", "np.gradient(v, np.cumsum(w), edge_order=2)", "np.gradient(z, np.cumsum(v)[:3], axis=1)",
        "np.gradient(z, np.cumsum(v[:3]), axis=-2, edge_order=2)", "np.gradient(v[:3], [w[0], w[0] + 0.3, w[0] + w[1]])",
    ),
    "np.gradient(x, h, k, axis=None, edge_order=1)": ("np.gradient(x, 0.5, 2.0)[1]", "np.gradient(z, 2.0, 0.5, axis=(0, 2))[1]",
        "np.gradient(z, s, np.cumsum(v[:3]), axis=(0, 1))[1]", "np.gradient(z, s, 0.5, axis=(0, 1), edge_order=1)[0]"),
    "np.gradient(x, h, k, m, axis=None, edge_order=1)": ("np.gradient(z, 0.5, 2.0, [0.1, 0.2, 0.5, 0.6])[2]",),
    "rt.gradients(x, spacing, axis, edge_order)": ("rt.gradients(v, (0.5,), 0, 1)", "rt.gradients(x, (), None, 1)[0]"),
    "rt.uninterp(bar, x, xp)": ("rt.uninterp(v, 2 * w - 0.5, np.cumsum(w))", "rt.uninterp(s, t, [0.1, 0.6, 0.9])"),
    "rt.ungradient(bar, x, spacing, axis, edge_order)": (
        "rt.ungradient(v, w, (), None, 1)", "rt.ungradient(x, y, (0.5,), 1, 2)", "rt.ungradient([x, y], x, (0.5, [0.1, 0.5, 0.8]), None, 1)",
    ),
    "rt.unblock(bar, x)": ("rt.unblock(x, [[v[:1], v[:2]], [w[:1], w[:2]]])[1][1]", "rt.unblock(v, [w[:2], s])[0]"),
    "rt.uninsert_x(bar, shape, obj, values, axis)": ("rt.uninsert_x(v, (2,), 1, 0.0, None)", "rt.uninsert_x(x, (2, 2), 1, v[:2], 1)"),
    "rt.undelete(bar, shape, obj, axis)": ("rt.undelete(v, (4,), 1, None)", "rt.undelete(x, (2, 5), [0, 2], 1)"),
    "rt.unwindow(bar, shape, window_shape, axis)": ("rt.unwindow(x, (4,), 3, None)", "rt.unwindow(z, (2, 6), 4, 1)"),
}  # fmt: skip

DEFINITIONS: dict[str, tuple[str, ...]] = {
    "np.atleast_1d": ("np.atleast_1d(s, v)[0]", "np.atleast_1d(x, s)[0]"),
    "np.atleast_2d": ("np.atleast_2d(v, w)[1]",),
    "np.atleast_3d": ("np.atleast_3d(v, x)[0]",),
    "np.append": ("np.append(x, v)", "np.append(v, s)", "np.append(x, y, axis=1)", "np.append(x, a, 0)"),
    "np.row_stack": ("np.row_stack((v, w))",),
    "np.unstack": ("np.unstack(x)[1]", "np.unstack(x, axis=1)[2]"),
    "np.rollaxis": ("np.rollaxis(z, 2)", "np.rollaxis(z, 0, 3)", "np.rollaxis(z, -1, 1)", "np.rollaxis(z, 0, -1)"),
    "np.diagflat": ("np.diagflat(v)", "np.diagflat(x, 1)"),
    "np.broadcast_arrays": ("np.broadcast_arrays(x, v)[1]", "np.broadcast_arrays(x[:, :1], v, s)[0]"),
    "np.resize": ("np.resize(v, (2, 4))", "np.resize(x, 4)"),
    "np.trim_zeros": ("np.trim_zeros(v)", "np.trim_zeros(np.concatenate(([0.0, 0.0], v, [0.0])))", "np.trim_zeros(v * np.array([0.0, 1.0, 0.0]), 'b')"),
    "np.fromfunction": ("np.fromfunction(lambda i, j, k: k * i + k**2 * j, (2, 3), k=s)",),
    "np.fromiter": ("np.fromiter((u * u for u in v), float)", "np.fromiter([s, t, 2.0], dtype=float)"),
    "np.piecewise": (
        "np.piecewise(x, [x > 0.5], [lambda u: u**2, s])", "np.piecewise(x, [x > 0.5], [2.0, np.sin])",
        "np.piecewise(x, [x > 0.6, x < 0.3], [lambda u, k: u**k, 0.0, lambda u, k: u * k], t)","np.piecewise(v, [v < 0.4], [lambda u: u**2, np.exp])", "np.piecewise(x, [c, ~c], [np.sin, np.cos])"),
    "np.extract": ("np.extract(c, x)", "np.extract([True, False, True], v)"),
    "np.apply_along_axis": (
        "np.apply_along_axis(np.sum, 0, x)",
        "np.apply_along_axis(lambda row, h: np.sum(row**2) * h, -1, z, s)",
    ),
    "np.apply_over_axes": ("np.apply_over_axes(np.sum, z, (0, 2))", "np.apply_over_axes(np.mean, x, 1)"),
    "np.ediff1d": ("np.ediff1d(v)", "np.ediff1d(x)", "np.ediff1d(v, to_end=s)", "np.ediff1d(v, w, s)", "np.ediff1d(v, to_begin=[s, t])"),
    "np.polymul": ("np.polymul(v, w)", "np.polymul(v, [s, t])", "np.polymul([0.0, 2.0], v)"),
    "np.polydiv": ("np.polydiv(x.ravel(), v)[0]", "np.polydiv(x.ravel(), w[:2])[1]", "np.polydiv(v, w)[1]", "np.polydiv(v[:2], w)[1]"),
    "np.polyder": ("np.polyder(v)", "np.polyder(v, 2)", "np.polyder([s, t])"),
    "np.polyint": ("np.polyint(v)", "np.polyint(v, 2)", "np.polyint(v, k=s)", "np.polyint([s, t], 2, [t, 1.0])"),
    "np.poly": ("np.poly(v)", "np.poly(a)", "np.poly(np.array([s, t]))"),
    "np.vander": ("np.vander(v)", "np.vander(v, 2)", "np.vander(v, 4, increasing=True)"),
    "np.pad": (
        "np.pad(x, 1, 'maximum')", "np.pad(x, ((1, 2), (0, 1)), 'minimum', stat_length=2)", "np.pad(v, (2, 1), mode='median')",
        "np.pad(v, 2, 'maximum', stat_length=(1, 2))", "np.pad(x, (0, 1), 'median', stat_length=((2, 1), (1, 3)))", "np.pad(z, 1, 'maximum')",
    ),
    "np.interp": (
        "np.interp(9 * x - 3, v, w, period=1.3)", "np.interp(x, np.array([2.0, 0.1, 0.9]) + s, w, period=t)", "np.interp(s, [0.1, 0.5, 0.3], [s, t, 1.0], period=-1)",
    ),
    "np.trapezoid": (
        "np.trapezoid(v)", "np.trapezoid(x, dx=s)", "np.trapezoid(x, v)", "np.trapezoid(x, np.cumsum(v), axis=1)", "np.trapezoid(z, axis=0)",
        "np.trapezoid(x, np.cumsum(y, 0), axis=0)", "np.trapezoid(z, v, axis=1)", "np.trapezoid([s, t])",
        "np.trapezoid(x, dx=v, axis=0)",
    ),
    "np.polyfit": (
        "np.polyfit([0, 1, 2], v, 1)", "np.polyfit(x[0], [1, 2, 4], 1)",
        "np.polyfit(x.ravel(), y.ravel(), 2)", "np.polyfit(np.arange(6.0), y.ravel(), 1)", "np.polyfit(v, a, 1)",
        "np.polyfit(x.ravel(), y.ravel(), 1, w=y.ravel()[::-1])", "np.polyfit(v, w, 1, 1e-9)",
    ),
    "scipy.integrate.trapezoid": ("scipy.integrate.trapezoid(v)", "scipy.integrate.trapezoid(x, w, axis=1)", "scipy.integrate.trapezoid(x, dx=s, axis=0)"),
    "scipy.integrate.cumulative_trapezoid": (
        "scipy.integrate.cumulative_trapezoid(v)", "scipy.integrate.cumulative_trapezoid(x, np.cumsum(w))", "scipy.integrate.cumulative_trapezoid(z, dx=s, axis=1, initial=0)",
        "scipy.integrate.cumulative_trapezoid(x, np.cumsum(y, 0), axis=0, initial=0)", "scipy.integrate.cumulative_trapezoid(x, dx=v, axis=0)",
    ),
    "scipy.integrate.simpson": (
        "scipy.integrate.simpson(v)", "scipy.integrate.simpson(z)", "scipy.integrate.simpson(x, axis=0)", "scipy.integrate.simpson(x, x=np.cumsum(v))",
        "scipy.integrate.simpson(z, x=np.cumsum(z, 2))", "scipy.integrate.simpson(z, dx=s, axis=1)", "scipy.integrate.simpson(v[:2], x=w[:2])", "scipy.integrate.simpson(z, x=np.cumsum(z, 1), axis=1)",
    ),
    **{
        f"np.lib.scimath.{name}": (f"np.lib.scimath.{name}(x)", f"np.abs(np.lib.scimath.{name}(x * (0.5 + 1j)))")
        for name in ("sqrt", "log", "log2", "log10", "arccos", "arcsin", "arctanh")
    },
    "np.lib.scimath.logn": ("np.lib.scimath.logn(s, x)",),
    "np.lib.scimath.power": ("np.lib.scimath.power(x, 2)", "np.lib.scimath.power(x, y)"),
}  # fmt: skip

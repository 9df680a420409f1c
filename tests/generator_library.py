"""Statements of random programs about NumPy's library, and about derivatives taken inside a function."""

from __future__ import annotations

from typing import Any

from tests.generator_base import Statements

INSIDE = """def waved(q, k=0.5):
    return np.sin(q * k) + 0.3 * q * q


def total_of(a, k):
    return np.sum(np.tanh(a * k) ** 2)


def pushed_by(a, k):
    out = np.zeros(len(a))
    for j in range(1, len(a)):
        out[j] = np.sin(out[j - 1] + k * a[j])
    return out


"""


class LibraryStatements(Statements):
    """The kinds of statements of a generator."""

    def library_kinds(self) -> list[Any]:
        """What can be written now."""
        return [
            self.shaped,
            self.shaped,
            self.reduced_by,
            self.solved,
            self.ordered_by,
            self.signals,
            self.contracted,
            self.inside,
            self.inside,
            self.stepped,
        ]

    def new_array(self, text: str) -> None:
        name = self.fresh("a")
        self.emit(f"{name} = {text}")
        self.arrays.append(name)

    def shaped(self) -> None:
        a, b, k = self.array(0), self.array(0), self.number(0)
        self.new_array(self.rng.choice([
            f"np.roll({a}, {self.rng.choice(['2', '-1', 'n'])})", f"np.pad({a}[1:-1], 1)", f"np.pad({a}[:4], (0, 2), mode='edge')", f"np.pad({a}[2:], (2, 0), constant_values={k})",
            f"np.flip({a}) * {k}", f"np.tile({a}[:3], 2)", f"np.repeat({a}[::2], 2)", f"np.append({a}[:4], {b}[4:])", f"np.hstack([{a}[:2], {k}, {b}[3:]])", f"np.delete(np.append({a}, {k}), 2)",
            f"np.insert({a}[1:], 2, {k})", f"np.diff({a}, append={k})", f"np.gradient({a})", f"np.diff({a}, prepend=0.0) * {k}", f"np.concatenate(np.split({a}, 3)[::-1])",
            f"np.atleast_2d({a})[0]", f"np.expand_dims({a}, 1).squeeze()", f"np.moveaxis({a}.reshape(2, 3), 0, 1).ravel()", f"np.rot90({a}.reshape(2, 3)).flatten()", f"np.broadcast_to({k}, 6) * {a}",
            f"np.diagonal(np.outer({a}, {b}))", f"np.diag({a}) @ {b}", f"np.tril(np.outer({a}, {b})).sum(axis=0)", f"np.vstack([{a}, {b}])[{self.rng.choice(['0', '-1', 'n % 2'])}]",
            f"np.column_stack([{a}[:3], {b}[:3]]).ravel()", f"np.take({a}, [5, 0, 0, 1, n, 2])", f"np.choose([0, 1, 1, 0, 0, 1], [{a}, {b}])", f"np.select([{a} > 0.3, {b} < 0.0], [{a}, {b} * {k}], {k})",
            f"np.full(6, {k}) * {a}", f"np.linspace({k}, {self.number(0)}, 6)", f"np.meshgrid({a}, {b}[:2])[0][1]", f"np.full_like({a}, {k})", f"np.nan_to_num({a}) * {k}", f"np.piecewise({a}, [{a} > 0.2], [lambda q: q * 0.5, 0.3])",
        ]))  # fmt: skip

    def reduced_by(self) -> None:
        a, b, k = self.array(1), self.array(0), self.number(0)
        self.new_number("np.tanh(" + self.rng.choice([
            f"np.prod({a})", f"np.var({a}, ddof=1)", f"np.ptp({a})", f"np.median({a})", f"np.percentile({a}, 30)", f"np.average({a}, weights=1.5 + np.sin({b}))", f"np.trapezoid({a}, dx={k})",
            f"np.max(np.abs({a}))", f"np.logaddexp.reduce({a})", f"np.multiply.reduce({a})", f"np.add.reduce({a}) * {k}", f"np.linalg.norm({a} + 2.0)", f"np.linalg.norm({a}, ord=1)", f"np.nansum({a})",
            f"np.cov({a}, {b})[0, 1]", f"np.sum({a}, where={b} > 0.1)", f"np.max({a}, initial=0.3)", f"np.cumprod({a})[3]", f"np.trace(np.outer({a}, {b}))", f"np.mean({a}, keepdims=True)[0]",
            f"np.logaddexp({k}, {self.number(0)})", f"np.hypot({k}, 1.0) + np.arctan2({self.number(0)}, 2.0)", f"np.sinc({k})", f"np.exp2({k} * 0.1) * np.log1p({k} ** 2)", f"np.float64({k}) ** 2", f"np.maximum.accumulate({a})[4]",
        ]) + ")")  # fmt: skip

    def solved(self) -> None:
        """Linear algebra on matrices that are far from singular."""
        m, a, b = self.fresh("m"), self.array(0), self.array(0)
        self.emit(
            f"{m} = "
            + self.rng.choice(
                [
                    f"np.eye(3) * 4.0 + np.tanh(np.outer({a}[:3], {b}[3:]))",
                    f"5.0 * np.eye(3) + np.sin({a}[:3, None] + {b}[:3])",
                    f"np.diag(3.0 + {a}[:3] ** 2) + 0.1 * np.outer({b}[:3], {b}[:3])",
                ]
            )
        )
        self.new_number("np.tanh(" + self.rng.choice([
            f"np.sum(np.linalg.solve({m}, {a}[:3]))", f"np.linalg.det({m}) * 0.01", f"np.linalg.slogdet({m})[1]", f"np.sum(np.linalg.inv({m}) * {m}[0])", f"np.sum(np.linalg.cholesky({m} @ {m}.T)[2])",
            f"np.linalg.norm({m})", f"np.sum(np.linalg.eigvalsh({m} + {m}.T)) * 0.1", f"np.sum(np.linalg.matrix_power({m}, 2)) * 0.01", f"np.sum(np.linalg.solve({m}, {m}.T)) * 0.1", f"np.trace({m} @ {m}) * 0.01",
            f"np.sum(np.linalg.pinv({m})[0])", f"np.linalg.multi_dot([{a}[:3], {m}, {b}[:3]])",
        ]) + ")")  # fmt: skip

    def ordered_by(self) -> None:
        a, b = self.array(0), self.array(0)
        self.new_array(self.rng.choice([
            f"np.sort({a})", f"np.sort({a})[::-1] * {self.number(0)}", f"{a}[np.argsort({b})]", f"np.take_along_axis({a}, np.argsort({b}), axis=0)", f"np.partition({a}, 3) * 0.5 + np.partition({a}, 3)[3]",
            f"np.interp({a}, [-1.0, 0.0, 1.5], [{self.number(0)}, 0.5, {self.number(0)}])", f"np.interp({a}, [-2.0, 0.0, 2.0], {b}[:3])", f"{a} * {a}[np.argmax({b})]", f"{a} - {b}[np.argmin({a})]",
            f"np.where({a} > np.median({b}), {a}, {b})", f"np.searchsorted([-0.5, 0.0, 0.5], {a}) * {b}", f"np.digitize({a}, [-0.5, 0.5]) * {b}", f"np.lexsort(({a},)) * {b}", f"{a}[np.random.default_rng(3).permutation(6)]",
        ]))  # fmt: skip

    def signals(self) -> None:
        a, b, k = self.array(0), self.array(0), self.number(0)
        self.new_array(self.rng.choice([
            f"np.convolve({a}, {b}[:3], mode='same')", f"np.convolve({a}, {b}[:2])[1:]", f"np.correlate({a}, {b}[:3], mode='same')", f"np.real(np.fft.ifft(np.fft.fft({a}) * {k}))", f"np.abs(np.fft.fft({a} + 0.1) + 3.0)",
            f"np.fft.irfft(np.fft.rfft({a})[::-1] * {k}, 6)", f"np.polyval([{k}, 0.5, {self.number(0)}], {a})", f"np.polyval({a}[:3], {b})", f"np.fft.fftshift({a}) * {k}", f"({a} * np.exp(1j * {k})).imag",
            f"np.angle(2.0 + {a} * 1j + {k} * 1j)", f"np.real((1 + 1j * {a}) ** 2 * ({k} - 1j))", f"np.unwrap({a})", f"np.kron({a}[:2], {b}[:3])", f"np.cross({a}.reshape(2, 3), {b}.reshape(2, 3)).ravel()",
            f"np.hanning(6) * {a} + {k}", f"np.vander({a}[:2], 3).ravel()", f"np.ravel(np.abs({a}[:3] + 1j * {b}[:3] + 2.0)[None] * np.ones((2, 1)))",
        ]))  # fmt: skip

    def contracted(self) -> None:
        a, b = self.array(1), self.array(0)
        m, w = f"np.reshape({a}, (2, 3))", f"np.reshape({b}, (3, 2))"
        self.new_number("np.tanh(" + self.rng.choice([
            f"np.einsum('ij,jk->ik', {m}, {w})[0, 1]", f"np.einsum('i,i', {a}, {b})", f"np.einsum('ij->', {m})", f"np.sum(np.einsum('ij,ik->jk', {m}, {m}))", f"np.tensordot({m}, {w}, axes=1)[1, 1]",
            f"np.sum(np.dot({m}, {w}))", f"np.inner({a}, {b})", f"np.vdot({a}, {b})", f"np.sum(np.matmul({m}, {w}) ** 2)", f"np.sum(({m} @ {w})[0])", f"np.tensordot({m}, {m}, axes=([0, 1], [0, 1])) * 0.3",
            f"np.sum(np.einsum('ii->i', {w} @ {m}))", f"np.sum(np.dot({m}.T, {b}[:2]))",
        ]) + ")")  # fmt: skip

    def inside(self) -> None:
        """Derivatives inside a function that is differentiated."""
        a, k, m = self.array(0), self.number(0), self.number(1)
        self.new_number("np.tanh(" + self.rng.choice([
            f"sourcead.grad(waved)({k})", f"sourcead.grad(waved, 1)({k}, {m})", f"np.mean(sourcead.grad(total_of)({a}, {k}))", f"sourcead.value_and_grad(waved)({m})[1]", f"sourcead.grad(total_of, (0, 1))({a}, {k})[1]",
            f"sourcead.jvp(waved, ({k}, {m}), (1.0, {k}))[1]", f"np.mean(sourcead.jvp(pushed_by, ({a}, {k}), ({self.array(0)}, 0.5))[1])", f"np.mean(sourcead.vjp(pushed_by, {a}, {k})[1]({self.array(0)})[0])",
            f"np.mean(sourcead.hvp(total_of, ({a}, {k}), ({self.array(0)}, 0.3))[0])", f"sourcead.grad(lambda q: np.sin(q) * {k})({m})", f"sourcead.grad(sourcead.grad(waved))({k})", f"np.mean(sourcead.jacobian(pushed_by)({a}, {k}))",
            f"sourcead.grad(lambda q: np.sum(np.tanh(q * {a})))({k})",
        ]) + ")")  # fmt: skip

    def stepped(self) -> None:
        """A loop whose states are computed again in the reverse sweep."""
        u, j, t = self.fresh("u"), self.fresh("j"), self.fresh("t")
        self.emit(f"{u}, {t} = {self.array(1)} * 1.0, {self.number(0)}")
        length = self.rng.choice(["5", "n + 2", "n"])
        self.emit(f"for {j} in sourcead.checkpointed(range({length}){self.rng.choice(['', ', budget=2', ', budget=3'])}):")
        self.emit(
            "    "
            + self.rng.choice(
                [
                    f"{u} = np.sin({u}) * {self.number(0)} + {self.rng.choice(['x', 'y'])}",
                    f"{u}[1:] += {u}[:-1] * np.tanh({t})",
                    f"{u} = {u} + 0.1 * {j} * np.roll({u}, 1)",
                ]
            )
        )
        self.emit(
            "    "
            + self.rng.choice(
                [f"{t} = np.tanh({t} + np.mean({u}))", f"if {u}[0] > 0.3: {t} = {t} * {u}[1]", f"{t} += {u}[{j} % 6] * 0.3"]
            )
        )
        self.arrays.append(u)
        self.numbers.append(t)

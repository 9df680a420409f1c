"""Transforms, convolutions and filters. Names as in `cases`."""

from __future__ import annotations


def spectrum(call: str) -> str:
    """A real array of a complex one: both parts count."""
    return f"np.real({call}) - 2 * np.imag({call})"


def along_one(name: str, argument: str = "{}") -> tuple[str, ...]:
    """Calls of a transform along one axis; it may get fewer or more elements than there are."""
    forms = (
        "x",
        "v",
        "x, axis=0",
        "x, 2",
        "x, n=5, axis=1",
        'z, axis=1, norm="ortho"',
        'x, norm="forward"',
        "v, 4, -1",
        "x[:1], axis=-2",
    )
    return tuple(spectrum(f"np.fft.{name}({argument.format(f.split(',')[0]) + f[len(f.split(',')[0]) :]})") for f in forms)


def along_several(name: str, argument: str = "{}") -> tuple[str, ...]:
    """Calls of a transform along several axes."""
    forms = ("x", "z", "z, axes=(0, 2)", "x, (2, 4), (0, 1)", "z, s=(2, 3), axes=(-2, -1)", 'x, norm="ortho"')
    return tuple(spectrum(f"np.fft.{name}({argument.format(f[0]) + f[1:]})") for f in forms)


TWISTED = "{0} * (1 - 2j)"  # a complex array of a real one

RULES: dict[str, tuple[str, ...]] = {
    **{f"np.fft.{n}(a, n=None, axis=-1, norm=None)": (*along_one(n), *along_one(n, TWISTED)[:4]) for n in ("fft", "ifft")},
    **{f"np.fft.{n}(a, s=None, axes=(-2, -1), norm=None)": along_several(n) for n in ("fft2", "ifft2")},
    **{
        f"np.fft.{n}(a, s=None, axes=None, norm=None)": (*along_several(n), *along_several(n, TWISTED)[:2])
        for n in ("fftn", "ifftn")
    },
    "np.fft.rfft(a, n=None, axis=-1, norm=None)": along_one("rfft"),
    "np.fft.irfft(a, n=None, axis=-1, norm=None)": (
        "np.fft.irfft(x)",
        "np.fft.irfft(x * (1 - 2j))",
        "np.fft.irfft(z * 1j + z[::-1], 5, axis=1)",
        "np.fft.irfft(v + 1j * v, n=4)",
        "np.fft.irfft(x * (2 + 1j), 7, norm='ortho')",
        "np.fft.irfft(x * (2 + 1j), 3, 0, 'forward')",
    ),
    "np.fft.fftshift(x, axes=None)": ("np.fft.fftshift(x)", "np.fft.fftshift(z, 1)", "np.fft.fftshift(z, axes=(0, 2))"),
    "np.fft.ifftshift(x, axes=None)": ("np.fft.ifftshift(x)", "np.fft.ifftshift(z, 1)", "np.fft.ifftshift(z, axes=(0, 2))"),
    **{f"np.fft.{n}(n, d=1.0)": (f"np.fft.{n}(5, s) * t", f"np.fft.{n}(4, d=s) + t") for n in ("fftfreq", "rfftfreq")},
    "rt.fitted(x, shape, axes)": ("rt.fitted(x, (2, 5), 1)", "rt.fitted(x, (2, 2), -1)", "rt.fitted(z, (3, 3, 2), (0, 2))"),
    "rt.unirfft(g_bar, shape, axis, norm)": (
        spectrum("rt.unirfft(x, (2, 2), 1, None)"),
        spectrum("rt.unirfft(z, (2, 3, 3), -1, 'ortho')"),
    ),
}

DEFINITIONS: dict[str, tuple[str, ...]] = {
    "np.fft.hfft": ("np.fft.hfft(x * (1 - 2j))", "np.fft.hfft(v * 1j + 2 * v, 5)", "np.fft.hfft(z, axis=1, norm='ortho')"),
    "np.fft.ihfft": along_one("ihfft"),
    "np.fft.rfft2": along_several("rfft2"),
    "np.fft.rfftn": along_several("rfftn"),
    "np.fft.irfft2": tuple(
        f"np.fft.irfft2({a})" for a in ("x * (1 + 1j)", "z * 1j + z", "z * (1 - 1j), (2, 5)", "x, axes=(1, 0)")
    ),
    "np.fft.irfftn": tuple(
        f"np.fft.irfftn({a})" for a in ("x * (1 + 1j)", "z * 1j + z", "z * (1 - 1j), (2, 5), (1, 2)", "z, axes=(0, 2)")
    ),
}

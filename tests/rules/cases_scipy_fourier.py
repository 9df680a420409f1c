"""Transforms of `scipy.fft`. Names as in `cases`."""

from __future__ import annotations

from tests.rules.cases_signals import spectrum

ALONG_ONE = (
    "x", "v", "x, axis=0", "x, 2", "x, n=5, axis=1", 'z, axis=1, norm="ortho"', 'x, norm="forward", workers=1', "v, 4, -1",
)  # fmt: skip
ALONG_SEVERAL = (
    "x", "z", "z, axes=(0, 2)", "x, (2, 4), (0, 1)", "z, s=(2, 3), axes=(-2, -1)", 'x, norm="ortho"', 'z, (3, 2), norm="forward"',
)  # fmt: skip
COMPLEX = (
    "x * (1 - 2j)",
    "z * 1j + z, 5, axis=1",
    "v + 1j * v, 4",
    "x * (2 + 1j), norm='ortho'",
    "x * (2 + 1j), 3, 0, 'forward'",
)
SEVERAL_COMPLEX = (
    "x", "x * (1 + 1j)", "z * 1j + z", "z * (1 - 1j), (2, 5), (1, 2)", "z * (2 + 1j), axes=(0, 2)", "z * (2 + 1j), (3, 5)",
    "x * (1 + 2j), s=(3, 3), axes=(1, 0), norm='forward'",
)  # fmt: skip


def calls(name: str, forms: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(spectrum(f"scipy.fft.{name}({form})") for form in forms)


def trigonometric(name: str) -> tuple[str, ...]:
    """Calls of each type; `test_scipy_fourier` has all combinations of types, norms, lengths and ends."""
    many = name.endswith("n")
    forms = ["x", "x, norm='ortho', type=2", "v, 1", "z, 3, axes=1" if many else "z, 3, axis=1", "x * (1 - 1j), 3"]
    forms += [f"z, {kind}, {'(2, 4), (2, 1)' if many else '5, 1'}, norm='forward'" for kind in (1, 2, 4)]
    forms += ["x, 3, norm='ortho', orthogonalize=False", "x, 1, orthogonalize=True", "z, 2, (3, 5)" if many else "x, 3, 2, 0"]
    return calls(name, tuple(forms))


RULES: dict[str, tuple[str, ...]] = {
    **{f"scipy.fft.{n}(x, n=None, axis=-1, norm=None, workers=None)": calls(n, (*ALONG_ONE, *COMPLEX)) for n in ("fft", "ifft")},
    **{
        f"scipy.fft.{n}(x, s=None, axes={axes}, norm=None, workers=None)": calls(n, (*ALONG_SEVERAL, *SEVERAL_COMPLEX[1:5]))
        for n, axes in (("fft2", "(-2, -1)"), ("ifft2", "(-2, -1)"), ("fftn", "None"), ("ifftn", "None"))
    },
    "scipy.fft.rfft(x, n=None, axis=-1, norm=None, workers=None)": calls("rfft", ALONG_ONE),
    "scipy.fft.rfft2(x, norm=None, workers=None)": calls("rfft2", ("x", "z, norm='ortho'")),
    "scipy.fft.rfft2(x, s=None, axes=(-2, -1), norm=None, workers=None)": calls("rfft2", ALONG_SEVERAL),
    "scipy.fft.rfftn(x, s=None, axes=None, norm=None, workers=None)": calls("rfftn", ALONG_SEVERAL),
    "scipy.fft.irfft(x, n=None, axis=-1, norm=None)": calls("irfft", ("x", *COMPLEX)),
    "scipy.fft.irfft2(x, s=None, axes=(-2, -1), norm=None)": calls("irfft2", SEVERAL_COMPLEX),
    "scipy.fft.irfftn(x, s=None, axes=None, norm=None)": calls("irfftn", SEVERAL_COMPLEX),
    **{
        f"scipy.fft.{n}(x, type=2, n=None, axis=-1, norm=None, orthogonalize=None)": trigonometric(n)
        for n in ("dct", "idct", "dst", "idst")
    },
    **{
        f"scipy.fft.{n}(x, type=2, s=None, axes=None, norm=None, orthogonalize=None)": trigonometric(n)
        for n in ("dctn", "idctn", "dstn", "idstn")
    },
    **{
        f"scipy.fft.{n}(x, axes=None)": calls(n, ("x", "z, 1", "z, axes=(0, 2)", "x * scipy.fft.fftfreq(3, s)"))
        for n in ("fftshift", "ifftshift")
    },
    **{f"scipy.fft.{n}(n, d=1.0)": (f"scipy.fft.{n}(5, s) * t", f"scipy.fft.{n}(4, d=s) + t") for n in ("fftfreq", "rfftfreq")},
    "rt.unirfftn(g_bar, shape, s, axes, norm)": (
        spectrum("rt.unirfftn(x, (2, 2), None, None, None)"),
        spectrum("rt.unirfftn(z, (2, 2, 4), (3, 4), None, 'ortho')"),
        spectrum("rt.unirfftn(z, (2, 2, 4), None, (2, 1), 'forward')"),
    ),
    "rt.weighted_ends(x, axes, first, last=1)": (
        "rt.weighted_ends(x, None, 2)",
        "rt.weighted_ends(x, -1, 0.5, 3)",
        "rt.weighted_ends(z, (0, 2), 1, 2)",
    ),
}

DEFINITIONS: dict[str, tuple[str, ...]] = {
    "scipy.fft.hfft": calls("hfft", ("x", *COMPLEX)),
    "scipy.fft.ihfft": calls("ihfft", tuple(f for f in ALONG_ONE if "workers" not in f)),
    **{f"scipy.fft.{n}": calls(n, SEVERAL_COMPLEX) for n in ("hfft2", "hfftn")},
    **{f"scipy.fft.{n}": calls(n, ALONG_SEVERAL) for n in ("ihfft2", "ihfftn")},
}

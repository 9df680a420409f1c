"""Filters of images. Names as in `cases`."""

from __future__ import annotations

FEW = ("mirror", "wrap")
MODES = ("reflect", "nearest", "mirror", "wrap", "constant", "grid-mirror", "grid-wrap", "grid-constant")


def calls(name: str, *forms: str) -> tuple[str, ...]:
    return tuple(f"scipy.ndimage.{name}({form})" for form in forms)


def moded(name: str, first: str, more: str = "", modes: tuple[str, ...] = MODES[:5]) -> tuple[str, ...]:
    """Calls in some modes, and with a value beyond the borders."""
    texts = (*(f"mode={mode!r}" for mode in modes), "mode='constant', cval=0.6")
    return calls(name, *(f"{first}, {mode}{more}" for mode in texts))


def along(name: str) -> tuple[str, ...]:
    """`correlate1d` and `convolve1d`: weights of an even and an odd number, more than there are elements, from elsewhere."""
    return (
        *moded(name, "z, v", modes=MODES),
        *moded(name, "x, y[0, :2]", ", axis=0, origin=-1", modes=FEW),
        *moded(name, "v, z[0, 0]", ", origin=1", modes=FEW),
        *calls(
            name, "x, [1, -2, 1.5]", "x, v[::-1], -1, None, 'mirror'", "x, np.array([1.0, 2.0]), axis=0", "z, v, 1, origin=-1"
        ),
    )


def whole(name: str) -> tuple[str, ...]:
    """`correlate` and `convolve`."""
    return (
        *moded(name, "x, y"),
        *moded(name, "a, z[0, :2]", ", origin=(-1, 1)", modes=FEW),
        *calls(
            name,
            "v, w",
            "z, z[:, :2, :3]",
            "x, [[1, 2.0], [0.5, -1]]",
            "z, y, axes=(0, 2)",
            "z, v, axes=1, mode='mirror', origin=1",
        ),
        *calls(name, "x, y, None, 'nearest', 0.0, -1", "a, b[::2]"),
    )


def means(name: str) -> tuple[str, ...]:
    one = name.endswith("1d")
    found = (*moded(name, "x, 3"), *moded(name, "z, 2", ", origin=-1", FEW), *moded(name, "a, 3", ", origin=1", FEW))
    if one:
        return (*found, *calls(name, "x, 3, 0", "z, size=4, axis=1", "v, 2, origin=-1"))
    more = (
        "x",
        "z, (3, 1, 2)",
        "z, (3, 5, 1)",
        "x, (3, 2), origin=(-1, 0)",
        "z, 3, axes=(0, 2)",
        "z, (2, 3), axes=(2, 0), mode='mirror'",
    )
    several = ("x, 3, mode=('mirror', 'constant'), cval=0.3", "x, 2, mode=['wrap', 'nearest']")
    return (*found, *calls(name, *more, *several))


def gaussian(name: str) -> tuple[str, ...]:
    one = name.endswith("1d")
    found = (
        *moded(name, "x, 0.6"),
        *moded(name, "z, 0.5", ", order=1", FEW),
        *moded(name, "a, 0.7", ", order=2, truncate=2.0", FEW),
    )
    if one:
        return (
            *found,
            *calls(name, "x, 1.2, 0", "z, 0.5, axis=1, order=3", "v, 0.8, radius=2", "v, 0.8, radius=1, mode='mirror', order=1"),
        )
    more = ("z, (0.5, 0, 1.2)", "x, (0.5, 0.8), (0, 1)", "x, (0.5, 0.8), order=(1, 2), mode='wrap'", "z, 0.6, axes=(0, 2)")
    return (
        *found,
        *calls(
            name,
            *more,
            "x, 0.5, radius=(1, 2), mode='nearest'",
            "x, (0.5, 1), order=(1, 0), mode=('mirror', 'constant'), cval=0.3",
        ),
    )


def chosen(name: str, before: str = "") -> tuple[str, ...]:
    """Filters that choose an element."""
    one = name.endswith("1d")
    found = (
        *moded(name, f"x, {before}3", modes=MODES if name == "maximum_filter" else FEW),
        *calls(name, f"z, {before}2, origin=-1"),
    )
    if one:
        return (*found, *calls(name, f"x, {before}3, 0", f"z, {before}size=5, axis=1", f"v, {before}2, origin=-1"))
    more = (
        f"z, {before}(3, 1, 2)", f"z, {before}size=3, axes=(0, 2)", f"a, {before}footprint=np.array([[0, 1, 0], [1, 1, 1], [0, 1, 0]])",
        f"a, {before}footprint=[[True, False], [True, True]], origin=(0, -1)", f"v, {before}3", f"v, {before}2, mode='mirror'",
        f"x, {before}footprint=[[True, False], [True, True]], mode='constant', cval=0.4",
    )  # fmt: skip
    return (*found, *calls(name, *more))


STRUCTURED = ("a, structure=b[:2]", "a, structure=y, mode='wrap'", "x, structure=np.array([[0.1, 0.3]]), mode='constant', cval=0.5",
              "a, structure=b, footprint=np.array([[0, 1, 0], [1, 1, 1], [0, 1, 0]]), mode='mirror'", "v, structure=w[:2], origin=-1")  # fmt: skip
FILTER = "mode='reflect', cval=0.0, origin=0"
PLAIN = "output=None, mode='reflect', cval=0.0"
PLACES = "rt.window(2, 3)"
GRID = "np.array([[3.0, 0, 2], [1, 2, 4]])"
TOP = f"{GRID}, scipy.ndimage.maximum_filter({GRID}, 3), {PLACES}"

RULES: dict[str, tuple[str, ...]] = {
    **{f"scipy.ndimage.{n}1d(input, weights, axis=-1, {PLAIN}, origin=0)": along(f"{n}1d") for n in ("correlate", "convolve")},
    **{f"scipy.ndimage.{n}(input, weights, {PLAIN}, origin=0, axes=None)": whole(n) for n in ("correlate", "convolve")},
    f"scipy.ndimage.uniform_filter1d(input, size, axis=-1, {PLAIN}, origin=0)": means("uniform_filter1d"),
    f"scipy.ndimage.uniform_filter(input, size=3, {PLAIN}, origin=0, axes=None)": means("uniform_filter"),
    f"scipy.ndimage.gaussian_filter1d(input, sigma, axis=-1, order=0, {PLAIN}, truncate=4.0, radius=None)": gaussian(
        "gaussian_filter1d"
    ),
    f"scipy.ndimage.gaussian_filter(input, sigma, order=0, {PLAIN}, truncate=4.0, radius=None, axes=None)": gaussian(
        "gaussian_filter"
    ),
    **{
        f"scipy.ndimage.{n}(input, axis=-1, {PLAIN})": (
            *moded(n, "x"),
            *moded(n, "z", ", axis=1", FEW),
            *calls(n, "v", "x, 0", "x, mode=('mirror', 'constant'), cval=0.3"),
        )
        for n in ("sobel", "prewitt")
    },
    f"scipy.ndimage.laplace(input, {PLAIN}, axes=None)": (
        *moded("laplace", "x"),
        *moded("laplace", "z", ", axes=(0, 2)", FEW),
        *calls("laplace", "v", "x, mode=('mirror', 'constant'), cval=0.3"),
    ),
    f"scipy.ndimage.gaussian_laplace(input, sigma, {PLAIN}, axes=None)": (
        *moded("gaussian_laplace", "x, 0.6"),
        *calls("gaussian_laplace", "z, (0.5, 0.7, 0.6)", "z, 0.5, axes=(0, 1), mode='nearest'"),
    ),
    f"scipy.ndimage.gaussian_laplace(input, sigma, {PLAIN}, axes=None, truncate=4.0)": moded(
        "gaussian_laplace", "x, 0.6", ", truncate=2.0"
    ),
    f"scipy.ndimage.gaussian_laplace(input, sigma, {PLAIN}, axes=None, radius=None)": moded(
        "gaussian_laplace", "x, 0.6", ", radius=1"
    ),
    **{
        f"scipy.ndimage.{n}imum_filter1d(input, size, axis=-1, output=None, {FILTER})": chosen(f"{n}imum_filter1d")
        for n in ("min", "max")
    },
    **{
        f"scipy.ndimage.{n}(input, size=None, footprint=None, output=None, {FILTER}, axes=None)": (
            *chosen(n),
            *(calls(n, "x, 3, mode=('mirror', 'constant'), cval=0.3") if n != "median_filter" else ()),
        )
        for n in ("minimum_filter", "maximum_filter", "median_filter")
    },
    f"scipy.ndimage.rank_filter(input, rank, size=None, footprint=None, output=None, {FILTER}, axes=None)": (
        *chosen("rank_filter", "1, "),
        *chosen("rank_filter", "-2, "),
        *calls("rank_filter", "v, rank=0, size=2"),
    ),
    f"scipy.ndimage.percentile_filter(input, percentile, size=None, footprint=None, output=None, {FILTER}, axes=None)": (
        *chosen("percentile_filter", "30, "),
        *calls("percentile_filter", "x, percentile=100, size=2", "x, -20, size=3"),
    ),
    **{
        f"scipy.ndimage.{n}(input, size=None, footprint=None, structure=None, output=None, {FILTER}, axes=None)": chosen(n)
        for n in ("grey_erosion", "grey_dilation")
    },
    **{
        f"scipy.ndimage.{n}(input, size=None, footprint=None, structure=None, output=None, {FILTER})": calls(n, *STRUCTURED)
        for n in ("grey_erosion", "grey_dilation")
    },
    **{
        f"rt.{n}_w(bar, input, shape, {FILTER}, axes=None)": (
            f"rt.{n}_w(x, y, (3, 2))",
            f"rt.{n}_w(x, y, (2, 2), 'constant', 0.3, -1)",
            f"rt.{n}_w(z, z[::-1], (3,), mode='mirror', origin=1, axes=1)",
        )
        for n in ("correlate", "convolve")
    },
    "rt.folded(bar, shape, width, mode='reflect')": (
        "rt.folded(z[0], (1, 2), 1)",
        "rt.folded(x, (2, 2), ((0, 0), (1, 0)), 'constant')",
        "rt.folded(x, (2, 3), 0, 'wrap')",
        "rt.folded(z[1], (1, 2), 1, ('mirror', 'wrap'))",
        "rt.folded(v, (1,), 1, 'nearest')",
    ),
    "rt.bordered(x, width, mode='reflect')": ("rt.bordered(x, 2)", "rt.bordered(x, ((0, 1), (2, 3)), ('mirror', 'constant'))"),
    **{
        f"rt.{n}(bar, input, found, places, mode='reflect', cval=0.0, added=None)": (
            f"rt.{n}(x, {GRID}, scipy.ndimage.median_filter({GRID}, 3), {PLACES})",
            f"rt.{n}(x, {GRID}, scipy.ndimage.minimum_filter({GRID}, 3, mode='constant', cval=0.5), {PLACES}, 'constant', 0.5)",
        )
        for n in ("unselected", "selected_dot")
    },
    "rt.unadded(bar, input, found, places, mode, cval, added)": (f"rt.unadded(x, {TOP}, 'reflect', 0.0, np.zeros(9))",),
    "rt.added_dot(d, input, found, places, mode, cval, added)": (
        f"rt.added_dot(np.concatenate([v, w, v * w]), {TOP}, 'reflect', 0.0, np.zeros(9))",
    ),
    "rt.heights(structure, footprint=None, minus=False)": ("rt.heights(x)", "rt.heights(x, c, minus=True)"),
    "rt.unheights(bar, structure, footprint=None, minus=False)": (
        "rt.unheights(x.ravel(), y)",
        "rt.unheights(v[:2], np.ones((2, 2)), [[True, False], [False, True]], minus=True)",
    ),
}

INNER = MODES[:1] + MODES[2:]  # splines of order 2 and more that go on with the nearest element are filtered beyond the borders
SPLINES = {
    "scipy.ndimage.map_coordinates(input, coordinates, output=None, order=3, mode='constant', cval=0.0, prefilter=True)": (
        *(f"scipy.ndimage.map_coordinates(a, 5 * x - 1.3, order=1, mode={mode!r})" for mode in MODES),
        *(f"scipy.ndimage.map_coordinates(a, 5 * x - 1.3, mode={mode!r})" for mode in INNER if mode != "grid-constant"),
        *(f"scipy.ndimage.map_coordinates(v, 4 * x[:1] - 1, order={k}, mode='mirror')" for k in (2, 4, 5)),
        *(f"scipy.ndimage.map_coordinates(z, 2 * a - 0.5, order={k}, prefilter=False, mode='grid-wrap')" for k in (0, 2)),
        *calls(
            "map_coordinates",
            "x, 2 * y, prefilter=False, mode='grid-constant'",
            "a, 3 * x, None, 1, 'constant', 0.7",
            "a, 5 * x - 1.3, None, 1, 'grid-constant', 0.7",
            "a, 5 * x - 1.3, mode='grid-constant', cval=-2.0, prefilter=False",
            "a, np.ones((2, 4)) * 1.2",
        ),
    ),
    "scipy.ndimage.zoom(input, zoom, output=None, order=3, mode='constant', cval=0.0, prefilter=True, grid_mode=False)": calls(
        "zoom",
        "x, 2",
        "a, (1.4, 2), order=1",
        "v, 2.2, mode='mirror'",
        "z, (1, 2, 0.5), order=2, mode='reflect'",
        "a, 1.7, grid_mode=True, mode='grid-constant', order=1",
        "x, 1",
    ),
    "scipy.ndimage.spline_filter(input, order=3, mode='mirror')": calls(
        "spline_filter",
        "x",
        "z, 2",
        "a, 5, mode='reflect'",
        "a, mode='grid-wrap'",
        "z, order=4, mode='grid-mirror'",
        "a, mode='constant'",
    ),
    "scipy.ndimage.spline_filter1d(input, order=3, axis=-1, mode='mirror')": calls(
        "spline_filter1d",
        "x",
        "z, 2, 1",
        "a, 5, axis=0, mode='grid-wrap'",
        "v, 1",
        "v, mode='wrap'",
    ),
    "rt.unprefiltered(bar, prefilter, order, mode)": ("rt.unprefiltered(x, scipy.ndimage.spline_filter1d, 3, 'reflect')",),
    "rt.splined(x, coordinates, order=3, mode='constant', slopes=None)": (
        "rt.splined(a, 2 * x)",
        "rt.splined(a, 4 * x - 1, 2, 'mirror', (1, 0))",
    ),
    "rt.unsplined(bar, shape, coordinates, order=3, mode='constant', slopes=None)": ("rt.unsplined(v, (3, 3), 2 * x)",),
    "rt.spline_slopes(x, coordinates, order=3, mode='constant', slopes=None)": (
        "rt.spline_slopes(a, 2 * x)",
        "rt.spline_slopes(v, 3 * x[:1], 4, 'reflect')",
    ),
    "rt.unspline_slopes(bar, shape, coordinates, order=3, mode='constant', slopes=None)": (
        "rt.unspline_slopes(x, (3, 3), np.array([[0.2, 1.1, 1.7], [0.4, 0.3, 1.4]]))",
    ),
    "rt.spline_curves(d, x, coordinates, order=3, mode='constant', slopes=None)": (
        "rt.spline_curves(x, np.arange(9.0).reshape(3, 3) ** 2, np.array([[0.2, 1.1, 1.7], [0.4, 0.3, 1.4]]))",
    ),
}
RULES |= SPLINES

COMPOSED = (
    "a, 2",
    "x, size=(2, 3), mode='mirror'",
    "a, footprint=[[0, 1], [1, 1]]",
    "a, structure=b[:2], mode='constant', cval=0.5",
    "z, 2, origin=-1",
)
DEFINITIONS: dict[str, tuple[str, ...]] = {
    f"scipy.ndimage.{n}": calls(n, *COMPOSED)
    for n in (
        "grey_opening", "grey_closing", "morphological_gradient", "morphological_laplace", "white_tophat", "black_tophat",
    )
}  # fmt: skip
DEFINITIONS |= {
    "scipy.ndimage.shift": calls(
        "shift",
        "x, 0.4",
        "a, (s, t - 1), order=1, mode='mirror'",
        "v, s, mode='grid-wrap'",
        "z, (0.2, -1.3, s), order=2, mode='reflect'",
        "a, v[:2], order=1",
        "x, 1, cval=0.3, order=1",
    ),
    "scipy.ndimage.affine_transform": calls(
        "affine_transform",
        "x, np.array([[0.9, 0.1, 0.2], [-0.1, 0.7, s]])",
        "x, np.array([[0.9, t, 0.2], [-0.1, 0.7, s], [0, 0, 1]]), order=1",
        "x, a[:2, :2]",
        "a, b[:2, :2], v[:2], mode='mirror'",
        "a, v[:2], (0.1, s), order=1, mode='reflect'",
        "a, [[0.6, 0.2], [-0.1, 0.9]], 0.3, (2, 4), order=1",
        "v, np.array([s]), t",
    ),
    "scipy.ndimage.rotate": calls(
        "rotate",
        "a, 90",
        "a, 50 * s",
        "x, -30.0 * t, reshape=False, mode='mirror'",
        "a, angle=20 * s, axes=(0, 1), order=1, mode='nearest'",
    ),
}

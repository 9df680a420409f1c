"""Rules of splines between the elements of images.

The filter that finds their coefficients is its own transpose where it goes round; where the image is mirrored at its outermost
elements, it is so with the weight 2 for those. The elements of an image have what the weights of their splines give them.
"""

from collections.abc import Iterator

from sourcead.rules.forms import Rule, linear, nondifferentiable, rule

MIRROR = "in constant mirror wrap"
TRANSPOSES = {  # of the filter, by the mode
    MIRROR: "rt.weighted_ends(scipy.ndimage.spline_filter(rt.weighted_ends({g}, None, 2, 2), order, mode=mode), None, 0.5, 0.5)",
    "in grid-wrap": "scipy.ndimage.spline_filter({g}, order, mode=mode)",
    "in reflect grid-mirror": "rt.unprefiltered({g}, scipy.ndimage.spline_filter1d, order, mode)",
}
PLACES = "coordinates, order=order, mode=mode"


FILTERED = "scipy.ndimage.spline_filter(input, order, mode=mode)"


def _forms(places: str) -> Iterator[tuple[dict[str, str], str, str]]:
    """When a spline is filtered first, and how: its transpose, and its coefficients."""
    back = f"rt.unsplined(g, np.shape(input), {places}, order=order, mode=mode)"
    anywhere = "in constant mirror wrap grid-wrap reflect grid-mirror"
    for modes, filled in (
        (anywhere, "input"),
        ("in grid-constant", "(input - cval)"),
    ):  # the weights add up to 1, their slopes to 0
        yield {"order": "in 0 1", "mode": f"{modes} nearest" if modes == anywhere else modes}, back, filled
        yield {"prefilter": "false", "mode": modes}, back, filled
    for mode, transpose in TRANSPOSES.items():
        yield {"order": "in 2 3 4 5", "prefilter": "true", "mode": mode}, transpose.format(g=back), FILTERED


def _map_coordinates() -> Iterator[Rule]:
    """Values of an image at places: linear in the image, smooth in the places."""
    pattern = "scipy.ndimage.map_coordinates(input, coordinates, output=None, order=3, mode='constant', cval=0.0, prefilter=True)"
    dot = f"scipy.ndimage.map_coordinates(dinput, {PLACES}, prefilter=prefilter)"
    for when, back, coefficients in _forms("coordinates"):
        slopes = f"rt.spline_slopes({coefficients}, {PLACES})"
        yield rule(
            pattern, when={"output": "none", "input": "real", **when}, input=back, coordinates=f"g * {slopes}",
            dinput=dot, dcoordinates=f"np.sum(dcoordinates * {slopes}, axis=0)",
        )  # fmt: skip


def _zoom() -> Iterator[Rule]:
    """An image of another size: that is a whole number, so what it is asked for by has no derivative."""
    pattern = "scipy.ndimage.zoom(input, zoom, output=None, order=3, mode='constant', cval=0.0, prefilter=True, grid_mode=False)"
    dot = "scipy.ndimage.zoom(dinput, zoom, order=order, mode=mode, prefilter=prefilter, grid_mode=grid_mode)"
    known = {"output": "none", "input": "real"}
    yield linear(pattern, when={**known, "zoom": "one", "prefilter": "true"}, input="g")
    for when, back, _ in _forms("rt.zoomed_grid(np.shape(input), zoom, grid_mode=grid_mode)"):
        if when["mode"] == "in reflect grid-mirror":
            back = back.replace("grid_mode=grid_mode)", "grid_mode=grid_mode, copies=False)")
        yield rule(pattern, when={**known, **when}, input=back, dinput=dot, zoom="0")


def _filters() -> Iterator[Rule]:
    """Coefficients of splines."""
    for mode, transpose in TRANSPOSES.items():
        yield linear(
            "scipy.ndimage.spline_filter(input, order=3, mode='mirror')", when={"mode": mode}, input=transpose.format(g="g")
        )
    along = "scipy.ndimage.spline_filter1d({}, order, axis=axis, mode=mode)"
    for mode, text in (
        (MIRROR, f"rt.weighted_ends({along.format('rt.weighted_ends(g, axis, 2, 2)')}, axis, 0.5, 0.5)"),
        ("in grid-wrap", along.format("g")),
    ):
        yield linear("scipy.ndimage.spline_filter1d(input, order=3, axis=-1, mode='mirror')", when={"mode": mode}, input=text)


REST = "coordinates, order=3, mode='constant', slopes=None"
PASSED = "coordinates, order, mode, slopes"

RULES = (
    *_map_coordinates(),
    *_zoom(),
    *_filters(),
    linear("rt.unprefiltered(bar, prefilter, order, mode)", bar="scipy.ndimage.spline_filter(g, order, mode=mode)"),
    rule(
        f"rt.splined(x, {REST})", x=f"rt.unsplined(g, np.shape(x), {PASSED})", coordinates=f"g * rt.spline_slopes(x, {PASSED})",
        dx=f"rt.splined(dx, {PASSED})", dcoordinates=f"np.sum(dcoordinates * rt.spline_slopes(x, {PASSED}), axis=0)",
    ),
    rule(
        f"rt.unsplined(bar, shape, {REST})", bar=f"rt.splined(g, {PASSED})",
        coordinates=f"bar * rt.spline_slopes(g, {PASSED})", dbar=f"rt.unsplined(dbar, shape, {PASSED})",
        dcoordinates=f"rt.unspline_slopes(dcoordinates * bar, shape, {PASSED})",
    ),
    rule(
        f"rt.spline_slopes(x, {REST})", x=f"rt.unspline_slopes(g, np.shape(x), {PASSED})",
        coordinates=f"rt.spline_curves(g, x, {PASSED})", dx=f"rt.spline_slopes(dx, {PASSED})",
        dcoordinates=f"rt.spline_curves(dcoordinates, x, {PASSED})",
    ),
    rule(
        f"rt.unspline_slopes(bar, shape, {REST})", bar=f"rt.spline_slopes(g, {PASSED})",
        dbar=f"rt.unspline_slopes(dbar, shape, {PASSED})",
    ),
    rule(
        f"rt.spline_curves(d, x, {REST})", d=f"rt.spline_curves(g, x, {PASSED})", dd=f"rt.spline_curves(dd, x, {PASSED})",
    ),
    *nondifferentiable("rt.zoomed_grid", "rt.turned_grid"),
)  # fmt: skip

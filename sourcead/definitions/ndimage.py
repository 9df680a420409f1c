"""Filters of images by others. An array that the result is to be written into is refused by the rules of those."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.ndimage
import scipy.special

from sourcead import runtime as rt


def grey_opening(input: Any, size: Any = None, **given: Any) -> Any:
    """What is left of elements higher than those around."""
    return scipy.ndimage.grey_dilation(scipy.ndimage.grey_erosion(input, size, **given), size, **given)


def grey_closing(input: Any, size: Any = None, **given: Any) -> Any:
    """Elements lower than those around, filled up."""
    return scipy.ndimage.grey_erosion(scipy.ndimage.grey_dilation(input, size, **given), size, **given)


def morphological_gradient(input: Any, size: Any = None, **given: Any) -> Any:
    """How far apart the elements under a window are."""
    return scipy.ndimage.grey_dilation(input, size, **given) - scipy.ndimage.grey_erosion(input, size, **given)


def morphological_laplace(input: Any, size: Any = None, **given: Any) -> Any:
    """How far the elements under a window are above the one in the middle, less how far below."""
    dilated, eroded = scipy.ndimage.grey_dilation(input, size, **given), scipy.ndimage.grey_erosion(input, size, **given)
    return dilated + eroded - input - input


def white_tophat(input: Any, size: Any = None, **given: Any) -> Any:
    """What an opening takes away."""
    return input - grey_opening(input, size, **given)


def black_tophat(input: Any, size: Any = None, **given: Any) -> Any:
    """What a closing fills up."""
    return grey_closing(input, size, **given) - input


def _column(x: Any, ndim: Any) -> Any:
    """A number, or a number for each axis of an image, so that it broadcasts to places in it."""
    if isinstance(x, (tuple, list)):
        return np.reshape(np.array(x), (-1,) + (1,) * ndim)
    if np.ndim(x) == 1:
        return np.reshape(x, (-1,) + (1,) * ndim)
    return x


def shift(input: Any, shift: Any, **given: Any) -> Any:
    """An image moved along its axes."""
    return scipy.ndimage.map_coordinates(input, np.indices(np.shape(input)) - _column(shift, np.ndim(input)), **given)


def affine_transform(input: Any, matrix: Any, offset: Any = 0.0, output_shape: Any = None, **given: Any) -> Any:
    """An image at places that a matrix and an offset give; a homogeneous matrix has the offset in its last column."""
    if output_shape is None:
        output_shape = np.shape(input)
    matrix = np.asarray(matrix)
    if np.ndim(matrix) == 1:
        steps, places = _column(matrix, len(output_shape)), np.indices(output_shape)
        moved = (places + _column(offset, len(output_shape)) / steps) * steps
        return scipy.ndimage.map_coordinates(input, moved, **given)
    rank = np.ndim(input)
    if np.shape(matrix)[1] == rank + 1:
        if np.any(matrix[rank:] != np.eye(rank + 1)[rank:]):
            raise ValueError("the last row of a homogeneous matrix is of zeros and a one")
        places = np.indices(output_shape)
        return scipy.ndimage.map_coordinates(input, _turned(matrix[:rank, :rank], matrix[:rank, rank], places), **given)
    return scipy.ndimage.map_coordinates(input, _turned(matrix, offset, np.indices(output_shape)), **given)


def _turned(matrix: Any, offset: Any, places: Any) -> Any:
    """An offset and a matrix times places, added up in SciPy's order: which elements are nearest may depend on it."""
    offset = np.broadcast_to(np.asarray(offset), np.shape(matrix)[:1])
    rows = np.concatenate([offset[:, None], matrix], axis=1)
    places = np.concatenate([np.ones_like(places[:1]), places])
    return np.sum(np.reshape(rows, np.shape(rows) + (1,) * (np.ndim(places) - 1)) * places, axis=1)


def rotate(input: Any, angle: Any, axes: Any = None, reshape: Any = True, **given: Any) -> Any:
    """An image turned by degrees: its two axes are one plane, in whichever order they are named."""
    if np.ndim(input) != 2:
        raise NotImplementedError("only images of two dimensions are rotated: use `map_coordinates` for others")
    cosine, sine = scipy.special.cosdg(angle), scipy.special.sindg(angle)
    matrix = np.array([[cosine, sine], [-sine, cosine]])
    places = rt.turned_grid(np.shape(input), matrix, reshape)
    middle = np.array([(np.shape(input)[0] - 1) / 2, (np.shape(input)[1] - 1) / 2]) - matrix @ (places[:, -1, -1] / 2)
    return scipy.ndimage.map_coordinates(input, _turned(matrix, middle, places), **given)


NAMES = (
    shift,
    affine_transform,
    rotate,
    grey_opening,
    grey_closing,
    morphological_gradient,
    morphological_laplace,
    white_tophat,
    black_tophat,
)
DEFINITIONS = {f"scipy.ndimage.{function.__name__}": function for function in NAMES}

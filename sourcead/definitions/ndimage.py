"""Filters of images by others. An array that the result is to be written into is refused by the rules of those."""

from __future__ import annotations

from typing import Any

import scipy.ndimage


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


NAMES = (grey_opening, grey_closing, morphological_gradient, morphological_laplace, white_tophat, black_tophat)
DEFINITIONS = {f"scipy.ndimage.{function.__name__}": function for function in NAMES}

"""Attributes of modules that a function assigns, and global variables that are read as attributes of their module."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sourcead import UnsupportedSyntaxError, grad, jvp
from tests.sources import module_from

X = np.array([1.2, -0.7, 0.4])
V = np.array([0.5, 1.0, -2.0])
SETTINGS = "level = 2.0\ncalls = 0\n"
STORES = """
import numpy as np
import {settings} as settings
import {settings} as import_2

def squared(x):
    settings.level = x[0] ** 2
    settings.level += 1.0
    return x[1] * settings.level

def in_a_loop(x):
    before = settings.level
    level = 3.0
    for v in x:
        settings.level = v * level
        settings.calls += 1
    return x[1] * settings.level * settings.calls + before * x[0]

def in_a_branch(x):
    if x[0] > 0:
        settings.level = np.sin(x[0])
    return settings.level * np.sum(x)

def under_two_names(x):
    import_2.level = x[0]
    settings.level = settings.level * x[1]
    return import_2.level * x[2]
"""
NAMES = ["under_two_names", "squared", "in_a_loop", "in_a_branch"]
READS = """
import numpy as np
import {helpers} as helpers

scale = 1.0

def active(x):
    global scale
    scale = x[0] * 2.0
    return helpers.times(x) * scale

def constant(x):
    global scale
    scale = 3.0
    return helpers.times(x)

def decided(x):
    global scale
    scale = 3.0
    return helpers.chosen(x)

def named(x):
    global scale
    scale = 3.0
    return helpers.of_text(x)

def before(x):
    global scale
    found = helpers.chosen(x)
    scale = 3.0
    return found * scale
"""
HELPERS = """
def times(x):
    return x[1] * module.scale

def chosen(x):
    return x[1] if module.scale > 2 else x[2]

def of_text(x):
    return x[1] * getattr(module, "scale")
"""


@pytest.mark.parametrize("name", NAMES)
def test_assigned(name: str, tmp_path: Path) -> None:
    settings = module_from(SETTINGS, tmp_path, "settings")
    f: Callable[..., Any] = getattr(module_from(STORES.format(settings=settings.__name__), tmp_path), name)

    def value(x: np.ndarray) -> Any:
        settings.level, settings.calls = 2.0, 0
        return f(x)

    expected = [(value(X + h) - value(X - h)) / 2e-6 for h in 1e-6 * np.eye(3)]
    value(X)
    after = settings.level, settings.calls
    gradient = grad(f)
    for _ in range(2):
        settings.level, settings.calls = 2.0, 0
        np.testing.assert_allclose(gradient(X), expected, rtol=1e-8, atol=1e-8)
        assert (settings.level, settings.calls) == after
    settings.level, settings.calls = 2.0, 0
    np.testing.assert_allclose(jvp(f, (X,), (V,))[1], np.dot(expected, V), rtol=1e-8)
    slopes = []
    for h in (1e-5, -1e-5):
        settings.level, settings.calls = 2.0, 0
        slopes.append(gradient(X + h * V))
    settings.level, settings.calls = 2.0, 0
    second = jvp(gradient, (X,), (V,))[1]
    np.testing.assert_allclose(second, (slopes[0] - slopes[1]) / 2e-5, rtol=1e-7, atol=1e-8)


@pytest.mark.parametrize("name", ["active", "constant", "decided", "named", "before"])
@pytest.mark.parametrize("mode", ["reverse", "forward"])
def test_read_of_its_module(name: str, mode: str, tmp_path: Path) -> None:
    """What a function reads as an attribute is not the variable that another one assigns: refused."""
    helpers = module_from(HELPERS, tmp_path, "helpers")
    module = module_from(READS.format(helpers=helpers.__name__), tmp_path)
    helpers.module = module
    f = getattr(module, name)
    with pytest.raises(UnsupportedSyntaxError, match="the global variable `scale` is assigned") as caught:
        grad(f)(X) if mode == "reverse" else jvp(f, (X,), (V,))
    assert caught.value.location is not None


def test_another_module(tmp_path: Path) -> None:
    one, other = (module_from(SETTINGS, tmp_path, "settings") for _ in range(2))
    module = module_from(STORES.format(settings=one.__name__), tmp_path)
    gradient = grad(module.squared)
    gradient(X)
    module.settings = other
    one.level = 7.0
    gradient(X)
    assert (one.level, other.level) == (7.0, X[0] ** 2 + 1)

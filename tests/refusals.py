"""One check for all tables of what is refused: the error, its place, what is under the caret, the reason, a way out."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from sourcead import SourceADError, grad
from tests.sources import module_from


def check_refused(
    text: str, args: tuple[Any, ...], error: type[SourceADError], where: str, marked: str, reason: str, folder: Path
) -> None:
    """The gradient of `f` in a module of this text is refused at `where` (`line:column`), with `marked` under the caret."""
    module = module_from(text, folder)
    with pytest.raises(error) as caught:
        grad(module.f)(*args)
    lines = str(caught.value).splitlines()
    assert lines[0] == f"{module.__file__}:{where}"
    start, width = lines[2].index("^"), lines[2].count("^")
    assert lines[1][start : start + width] == marked
    assert reason in lines[3]
    assert len(lines) > 4 and re.match(r"[A-Z`].*[.)]$", lines[4]), "a way out"

"""Modules made from text, for tests that need a file of their own."""

from __future__ import annotations

import importlib.util
import inspect
import sys
from itertools import count
from pathlib import Path
from typing import Any

from sourcead import UnsupportedSyntaxError, cache
from sourcead.derivative import called
from sourcead.normalize import Program, known_of

_numbers = count(1)


def module_from(text: str, folder: Path, stem: str = "written") -> Any:
    """The module that a new file with this text gives."""
    path = folder / f"{stem}_{next(_numbers)}.py"
    path.write_text(text, encoding="utf-8")
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module


def program_of(function: Any, *args: Any) -> Program:
    """The normal form of a function, for a call with these arguments: of their lengths, too, if it takes that."""
    named = dict(zip(inspect.signature(function).parameters, args))
    known, close = ({n: k for n, v in named.items() if (k := known_of(v, closely=c)) is not None} for c in (False, True))
    try:
        return cache.program_of(function, known, called)
    except UnsupportedSyntaxError:
        return cache.program_of(function, close, called)

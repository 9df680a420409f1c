"""Which functions of NumPy and SciPy have a derivative here. `python -m tests.benchmarks.coverage`; `--missing` names the others.

`--untested` names those that no test calls.

The list, numpy_surface.csv, has each function that autograd, JAX, advect or PyTorch differentiates in some form, and which of them
do. Supported: a rule, a definition, or a handling as a store. Tested: a case of `tests/rules`, or a program, calls it, and its
gradient is compared with differences.
"""

from __future__ import annotations

import argparse
import ast
import csv
import importlib
import inspect
import pkgutil
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy
import scipy

from sourcead.definitions.table import definition
from sourcead.normalize import effects, functionals
from sourcead.rules import registry
from tests import programs, test_solvers
from tests.benchmarks.timing import table
from tests.programs.cases import CASES
from tests.rules import tables

SURFACE = Path(__file__).with_name("numpy_surface.csv")
ABSENT = ("scipy.optimize.root_solver", "scipy.sparse.linalg.gmres_solver")  # names of solvers that others have


@dataclass(frozen=True)
class Entry:
    """One function of the list; `thing`: None where this version of the library has no such function."""

    module: str
    name: str
    peers: tuple[str, ...]
    thing: Any

    @property
    def group(self) -> str:
        """The part of the library, methods of universal functions and distributions together."""
        if self.module.startswith("scipy.stats"):
            return "scipy.stats"
        parts = self.module.split(".")
        return "numpy ufunc methods" if parts[0] == "numpy" and len(parts) == 2 and _is_ufunc(self.module) else self.module


def _is_ufunc(module: str) -> bool:
    return hasattr(named(module), "reduceat")


def named(dotted: str) -> Any:
    """What a dotted name denotes; None where there is no such thing."""
    parts = dotted.split(".")
    found: Any = None
    for part in parts:
        path = part if found is None else f"{found.__name__}.{part}" if isinstance(found, ModuleType) else None
        inner = getattr(found, part, None)
        if inner is None and path is not None:
            try:
                inner = importlib.import_module(path)
            except ImportError:
                return None
        found = inner
    return found


def entries() -> list[Entry]:
    """The whole list."""
    with SURFACE.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    found = []
    for row in rows:
        peers = tuple(name for name in ("autograd", "jax", "advect") if row[name] not in ("", "no"))
        found.append(Entry(row["module"], row["name"], peers, named(f"{row['module']}.{row['name']}")))
    return [e for e in found if f"{e.module}.{e.name}" not in ABSENT]


def is_supported(entry: Entry) -> bool:
    """Whether a call of the function is differentiated, or known to have no derivative."""
    if entry.module == "numpy.ndarray":
        return bool(registry.method(entry.name)) or entry.name in ("fill", "put", "sort", "copy")
    if entry.thing is None:
        return False
    if registry.lookup(entry.thing) or definition(entry.thing) is not None:
        return True
    known = registry.is_hashable(entry.thing)
    return known and (entry.thing in effects.FUNCTIONS or entry.thing in functionals.HANDLERS)


def texts() -> Iterator[tuple[str, dict[str, Any]]]:
    """The text of all whose gradient the tests compare with differences, cases of the rules and programs; what its names denote."""
    for group in (tables.RULES, tables.DEFINITIONS, tables.FLAT):
        for calls in group.values():
            yield from ((call, {"np": numpy, "scipy": scipy}) for call in calls)
    for module in pkgutil.iter_modules(programs.__path__):
        importlib.import_module(f"tests.programs.{module.name}")
    for function in (*(case.function for case in CASES), *test_solvers.PROGRAMS):
        yield textwrap.dedent(inspect.getsource(function)), inspect.unwrap(function).__globals__


@dataclass(frozen=True)
class Called:
    """What the tests call: functions, the dotted names of those that are made anew when asked for, methods and attributes."""

    things: list[Any]
    names: set[str]
    methods: set[str]


def called() -> Called:
    """What the tests call."""
    things, names, methods = {}, set(), set()
    for text, known in texts():
        for node in ast.walk(ast.parse(text)):
            root, _, path = ast.unparse(node).partition(".") if isinstance(node, (ast.Name, ast.Attribute)) else ("", "", "")
            methods |= {node.attr} if isinstance(node, ast.Attribute) else set()
            thing = _attribute(known[root], path) if root in known else None
            if thing is not None:
                things[id(thing)] = thing
                names.add(f"{getattr(known[root], '__name__', root)}.{path}")
    return Called(list(things.values()), names, methods)


def _attribute(thing: Any, path: str) -> Any:
    for name in path.split(".") if path else ():
        thing = getattr(thing, name, None)
    return thing


def is_tested(entry: Entry, tests: Called) -> bool:
    """Whether a test calls the function under one of its names."""
    if entry.module == "numpy.ndarray":
        return entry.name in tests.methods
    return any(thing is entry.thing for thing in tests.things) or f"{entry.module}.{entry.name}" in tests.names


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--missing", action="store_true", help="name what has no derivative")
    parser.add_argument("--untested", action="store_true", help="name what has one that no test calls")
    options = parser.parse_args()
    groups: dict[str, list[Entry]] = {}
    for entry in entries():
        groups.setdefault(entry.group, []).append(entry)
    tests, rows = called(), []
    missing: dict[str, list[Entry]] = {}
    untested: dict[str, list[Entry]] = {}
    for group, members in groups.items():
        present = [e for e in members if e.thing is not None]
        supported = [e for e in present if is_supported(e)]
        missing[group] = [e for e in present if e not in supported]
        untested[group] = [e for e in supported if not is_tested(e, tests)]
        counts = (len(members), len(present), len(supported), len(supported) - len(untested[group]))
        rows.append([group, *map(str, counts)])
    rows.append(["all", *(str(sum(int(row[k]) for row in rows)) for k in range(1, 5))])
    print(table(("group", "in the list", "in this version", "supported", "tested"), rows))
    for wanted, named_ones in ((options.missing, missing), (options.untested, untested)):
        for group, lost in named_ones.items() if wanted else ():
            short = (e.name if group == e.module else f"{e.module.rpartition('.')[2]}.{e.name}" for e in lost)
            print(f"\n{group}: {' '.join(short) or 'none'}")


if __name__ == "__main__":
    main()

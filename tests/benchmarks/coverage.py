"""Which functions of NumPy and SciPy have a derivative here. `python -m tests.benchmarks.coverage`; `--missing` names the others.

The list, numpy_surface.csv, has each function that autograd, JAX, advect or PyTorch differentiates in some form, and which of them
do. Supported: a rule, a definition, or a handling as a store. Tested: a case of `tests/rules`, or a program, calls it.
"""

from __future__ import annotations

import argparse
import csv
import importlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from sourcead.definitions.table import definition
from sourcead.normalize import effects, functionals
from sourcead.rules import registry
from tests.benchmarks.timing import table
from tests.rules import tables
from tests.rules.cases_programs import PROGRAMS

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


def calls() -> Iterator[str]:
    """The text of everything that the cases of the rules call."""
    for group in (tables.RULES, tables.DEFINITIONS, tables.FLAT):
        for texts in group.values():
            yield from texts
    yield from (*PROGRAMS, *tables.WHOLE)


def tested() -> set[str]:
    """The names that the cases call: dotted names, and methods after a dot."""
    return {name for text in calls() for name in re.findall(r"[A-Za-z_][\w.]*", text)} | {
        f".{name}" for text in calls() for name in re.findall(r"\.(\w+)", text)
    }


def is_tested(entry: Entry, names: set[str]) -> bool:
    """Whether a case calls the function under one of its names."""
    if entry.module == "numpy.ndarray":
        return f".{entry.name}" in names
    things = {id(named(n.replace("np.", "numpy.", 1))) for n in names if n.startswith(("np.", "scipy."))}
    return id(entry.thing) in things or f"{entry.module}.{entry.name}".replace("numpy.", "np.", 1) in names


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--missing", action="store_true", help="name what has no derivative")
    options = parser.parse_args()
    groups: dict[str, list[Entry]] = {}
    for entry in entries():
        groups.setdefault(entry.group, []).append(entry)
    names, rows, missing = tested(), [], {}
    for group, members in groups.items():
        present = [e for e in members if e.thing is not None]
        supported = [e for e in present if is_supported(e)]
        missing[group] = [
            e.name if group == e.module else f"{e.module.rpartition('.')[2]}.{e.name}" for e in present if e not in supported
        ]
        rows.append([group, *map(str, (len(members), len(present), len(supported), sum(is_tested(e, names) for e in supported)))])
    rows.append(["all", *(str(sum(int(row[k]) for row in rows)) for k in range(1, 5))])
    print(table(("group", "in the list", "in this version", "supported", "tested"), rows))
    if options.missing:
        for group, lost in missing.items():
            print(f"\n{group}: {' '.join(lost) or 'none'}")


if __name__ == "__main__":
    main()

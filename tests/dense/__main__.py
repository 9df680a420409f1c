"""Runs programs of a family, in both modes, and prints those that are wrong."""

from __future__ import annotations

import argparse
import collections
import sys
import tempfile
from pathlib import Path

from tests.dense.base import Family, checked
from tests.dense.containers import Containers
from tests.dense.functions import Functions
from tests.dense.lists import Lists
from tests.dense.objects import Objects
from tests.dense.outside import Outside
from tests.dense.rounds import Rounds
from tests.dense.shared import Shared

FAMILIES: dict[str, type[Family]] = {
    "containers": Containers, "functions": Functions, "lists": Lists, "objects": Objects, "outside": Outside, "rounds": Rounds, "shared": Shared,
}  # fmt: skip


def main() -> int:
    """Run, print each wrong program as it is found, then counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("family", choices=sorted(FAMILIES))
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    counts: collections.Counter[str] = collections.Counter()
    with tempfile.TemporaryDirectory() as folder:
        for seed, mode, outcome, why in checked(FAMILIES[options.family], options.seed, options.count, Path(folder)):
            counts[f"{mode} {outcome}"] += 1
            if outcome == "wrong":
                text = FAMILIES[options.family](seed).text()
                print(f"# seed {seed}, {mode} mode: {why}\n{text[text.index('def f(') :]}", flush=True)
    print(dict(sorted(counts.items())))
    return 1 if any("wrong" in key for key in counts) else 0


if __name__ == "__main__":
    sys.exit(main())

"""`python -m tests.golden` names the files that differ; with `--update` it writes them."""

from __future__ import annotations

import argparse
import sys

from tests.golden import generated, goldens, stored


def main() -> int:
    """Compare or write; status 1 if a file differs and was not written."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--update", action="store_true", help="write the files that differ")
    options = parser.parse_args()
    differing = 0
    for golden in goldens():
        text, path = generated(golden).encode(), stored(golden)
        if path.exists() and path.read_bytes() == text:
            continue
        differing += 1
        if options.update:
            path.write_bytes(text)
        print(f"{'written' if options.update else 'differs'}: {path.name}")
    return 0 if options.update or not differing else 1


if __name__ == "__main__":
    sys.exit(main())

"""The generated text of the gold functions, kept as files: a change of the output is seen in the diff, byte for byte.

`python -m tests.golden --update` writes the files again.
"""

from pathlib import Path

from sourcead import grad
from tests.benchmarks.gold_functions import Gold

FOLDER = Path(__file__).parent


def stored(gold: Gold) -> Path:
    """The file that holds the text for a function."""
    return FOLDER / f"{gold.name}.py"


def generated(gold: Gold) -> str:
    """The text for a function at its small arguments."""
    derivative = grad(gold.primal, gold.argnums)
    derivative.specialize(*gold.args())
    return derivative.source.strip("\n") + "\n"

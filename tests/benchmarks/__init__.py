"""Benchmarks: run one as `python -m tests.benchmarks.NAME`. None of them is timed by the tests.

They run on one thread, which keeps ratios comparable: linear algebra libraries read these variables when NumPy is first loaded.
"""

import os

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

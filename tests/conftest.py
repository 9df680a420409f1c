"""Every test runs with the checks of the normal form on, and Hypothesis gives the same examples each time."""

import os

os.environ["SOURCEAD_DEBUG"] = "1"  # before the package is imported

from hypothesis import settings

settings.register_profile("sourcead", deadline=None, derandomize=True, print_blob=False)
settings.load_profile("sourcead")

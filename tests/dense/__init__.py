"""Short random programs in which few names are used again and again: `python -m tests.dense shared --count 1000`."""

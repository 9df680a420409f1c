"""Calls that are stores, or decided when a program is read, and so have no rule; programs in `tests/programs` hold them."""

PROGRAMS = ("np.copyto", "np.put", "np.place", "np.putmask", "np.put_along_axis", "np.fill_diagonal", "x.fill", "x.put", "x.sort")

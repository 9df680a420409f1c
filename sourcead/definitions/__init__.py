"""Functions of NumPy and SciPy as functions of simpler ones, in plain NumPy: what is differentiated when they are called.

A definition has the parameters of the function that it stands for, and its value but for rounding. Each file has a table
`DEFINITIONS`, from dotted names to definitions; a file for a part of SciPy is imported when that part is.
"""

"""Which elements of a program's result depend on which elements of an argument, and how few sweeps give the derivative.

Guarantee: a pattern covers every derivative that is not zero by the program's structure; where an operation is not known, all of
its result depends on all that its operands depend on; what cannot be followed at all gives no pattern.
"""

"""Analyses of a program in normal form: each is a function from a tree to a value, used at once and never kept on nodes."""

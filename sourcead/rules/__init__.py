"""Derivative rules: their forms, and one file for each family of functions."""

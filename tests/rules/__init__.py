"""Derivative rules, family by family."""

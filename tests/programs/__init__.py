"""Whole functions, written as users write them; `test_programs.py` checks each one."""

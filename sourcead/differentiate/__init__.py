"""From a program in normal form to the statements of its derivative, by rules and the reversal of statements."""

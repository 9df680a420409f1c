"""Types of the names of a program: what is a number, an array (dtype, rank, unit dimensions), a container, a view of what."""

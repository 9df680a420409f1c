def rosenbrock_grad(x):
    # Forward sweep
    x_part_2 = x[:-1]
    difference = x[1:] - x_part_2**2
    # Reverse sweep
    x_bar = np.zeros_like(x)
    x_bar[1:] = 200 * difference
    x_bar[:-1] -= 400 * difference * x_part_2 + 2 * (1 - x[:-1])
    return x_bar,

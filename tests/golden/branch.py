def branch_grad(x, k):
    # Forward sweep
    if x > 1:
        y = k * x**2
    elif x > 0:
        y = np.sin(x) * k
    else:
        y = 0.1 * x
    # Reverse sweep
    x_bar = y
    if x > 1:
        x_bar += 2 * x * x * k
    elif x > 0:
        x_bar += x * k * np.cos(x)
    else:
        x_bar += 0.1 * x
    return x_bar

def heat_grad(u0, steps):
    # Reverse sweep
    u_bar = np.ones_like(u0)
    for _ in range(steps):
        total_bar = 0.2 * u_bar[1:-1]
        u_bar[:-2] += total_bar
        u_bar[2:] += total_bar
        u_bar[1:-1] -= 2 * total_bar
    return u_bar

def five_point_stencil_grad(a):
    # Forward sweep
    u = a.copy()
    for _ in range(3):
        u[1:-1, 1:-1] += (
            0.1
            * (
                u[2:, 1:-1]
                + u[:-2, 1:-1]
                - 4 * u[1:-1, 1:-1]
                + u[1:-1, 2:]
                + u[1:-1, :-2]
            )
        )
    # Reverse sweep
    u_bar = 2 * u
    for _ in range(3):
        total_3_bar = 0.1 * u_bar[1:-1, 1:-1]
        u_bar[1:-1, :-2] += total_3_bar
        u_bar[1:-1, 2:] += total_3_bar
        u_bar[1:-1, 1:-1] -= 4 * total_3_bar
        u_bar[2:, 1:-1] += total_3_bar
        u_bar[:-2, 1:-1] += total_3_bar
    return u_bar,

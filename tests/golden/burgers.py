def burgers_grad(u0, nu, steps):
    # Forward sweep
    u = u0.copy()
    u_tape = []
    for _ in range(steps):
        u_tape.append(u[1:-1].copy())
        u[1:-1] = (
            u[1:-1]
            - 0.1 * u[1:-1] * (u[1:-1] - u[:-2])
            + nu * (u[2:] - 2 * u[1:-1] + u[:-2])
        )
    # Reverse sweep
    u_bar = 2 * u
    nu_bar = 0.0
    for _ in range(steps):
        total_2_bar = u_bar[1:-1].copy()
        u[1:-1] = u_tape.pop()
        shared = 2 * u[1:-1]
        u_bar[1:-1] = total_2_bar * (1 - 2 * nu - 0.1 * (shared - u[:-2]))
        nu_bar += np.sum(total_2_bar * (u[2:] - shared + u[:-2]))
        u_bar[:-2] += total_2_bar * (nu + 0.1 * u[1:-1])
        u_bar[2:] += nu * total_2_bar
    return u_bar, nu_bar

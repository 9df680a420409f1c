def heat_jvp(u0, steps, u0_dot):
    u = u0.copy()
    u_dot = u0_dot.copy()
    for _ in range(steps):
        u_dot[1:-1] += 0.2 * (u_dot[2:] - 2 * u_dot[1:-1] + u_dot[:-2])
        u[1:-1] += 0.2 * (u[2:] - 2 * u[1:-1] + u[:-2])
    sum_u_dot = np.sum(u_dot)
    return np.sum(u), sum_u_dot

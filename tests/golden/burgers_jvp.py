def burgers_jvp(u0, nu, steps, u0_dot, nu_dot):
    u = u0.copy()
    u_dot = u0_dot.copy()
    for _ in range(steps):
        product = 0.1 * u[1:-1]
        difference = u[1:-1] - u[:-2]
        t_dot = u_dot[1:-1] - u_dot[:-2]
        t_dot2 = u_dot[1:-1] - 0.1 * u_dot[1:-1] * difference - t_dot * product
        total = u[2:] - 2 * u[1:-1] + u[:-2]
        total_dot = u_dot[2:] - 2 * u_dot[1:-1] + u_dot[:-2]
        u[1:-1] = u[1:-1] - product * difference + nu * total
        u_dot[1:-1] = t_dot2 + nu_dot * total + nu * total_dot
    t_dot3 = 2 * np.sum(u_dot * u)
    return np.sum(u**2), t_dot3

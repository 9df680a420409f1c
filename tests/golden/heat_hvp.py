def heat_grad_jvp(u0, steps, u0_dot):
    u_bar_value = np.ones_like(u0)
    for _ in range(steps):
        total_bar_value = 0.2 * u_bar_value[1:-1]
        u_bar_value[:-2] += total_bar_value
        u_bar_value[2:] += total_bar_value
        u_bar_value[1:-1] -= 2 * total_bar_value
    return u_bar_value, np.zeros_like(u0)

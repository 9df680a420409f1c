def burgers_grad_jvp(u0, nu, steps, u0_dot, nu_dot):
    u = u0.copy()
    u_dot = u0_dot.copy()
    u_tape_value = []
    u_tape_value_dot = []
    for _ in range(steps):
        u_tape_value_dot.append(u_dot[1:-1].copy())
        u_tape_value.append(u[1:-1].copy())
        product = 0.1 * u[1:-1]
        difference = u[1:-1] - u[:-2]
        t_dot = u_dot[1:-1] - u_dot[:-2]
        t_dot2 = u_dot[1:-1] - 0.1 * u_dot[1:-1] * difference - t_dot * product
        total = u[2:] - 2 * u[1:-1] + u[:-2]
        total_dot = u_dot[2:] - 2 * u_dot[1:-1] + u_dot[:-2]
        u[1:-1] = u[1:-1] - product * difference + nu * total
        u_dot[1:-1] = t_dot2 + nu_dot * total + nu * total_dot
    u_bar_value = 2 * u
    u_bar_value_dot = 2 * u_dot
    nu_bar_value = 0.0
    nu_bar_value_dot = 0.0
    for _ in range(steps):
        total_2_bar_value = u_bar_value[1:-1].copy()
        total_2_bar_value_dot = u_bar_value_dot[1:-1].copy()
        pop_dot = u_tape_value_dot.pop()
        pop = u_tape_value.pop()
        u[1:-1] = pop
        u_dot[1:-1] = pop_dot
        shared = 2 * u[1:-1]
        shared_dot = 2 * u_dot[1:-1]
        difference_6 = 1 - 2 * nu - 0.1 * (shared - u[:-2])
        t_dot3 = (
            total_2_bar_value_dot * difference_6
            - (2 * nu_dot + 0.1 * (shared_dot - u_dot[:-2])) * total_2_bar_value
        )
        u_bar_value[1:-1] = total_2_bar_value * difference_6
        u_bar_value_dot[1:-1] = t_dot3
        total_3 = u[2:] - shared + u[:-2]
        nu_bar_value = nu_bar_value + np.sum(total_2_bar_value * total_3)
        nu_bar_value_dot += np.sum(
            total_2_bar_value_dot * total_3
            + (u_dot[2:] - shared_dot + u_dot[:-2]) * total_2_bar_value,
        )
        total_4 = nu + 0.1 * u[1:-1]
        u_bar_value_dot[:-2] += (
            total_2_bar_value_dot * total_4
            + (nu_dot + 0.1 * u_dot[1:-1]) * total_2_bar_value
        )
        u_bar_value[:-2] += total_2_bar_value * total_4
        u_bar_value_dot[2:] += nu_dot * total_2_bar_value + nu * total_2_bar_value_dot
        u_bar_value[2:] += nu * total_2_bar_value
    return (u_bar_value, nu_bar_value), (u_bar_value_dot, nu_bar_value_dot)

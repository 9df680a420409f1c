def boundary_conditions_grad(u):
    # Forward sweep
    u_2 = u.copy()
    un_tape = []
    total_tape = []
    for _ in range(3):
        un = u_2.copy()
        un_tape.append(un)
        total = un[2:, 1:-1] - 2 * un[1:-1, 1:-1] + un[:-2, 1:-1]
        total_tape.append(total)
        u_2[1:-1, 1:-1] = un[1:-1, 1:-1] + 0.1 * total * un[1:-1, 1:-1]
        u_2[0, :] = 0
        u_2[:, -1] = u_2[:, -2]
    # Reverse sweep
    u_2_bar = 2 * u_2
    for _ in range(3):
        un = un_tape.pop()
        total = total_tape.pop()
        u_part_bar = u_2_bar[:, -1].copy()
        u_2_bar[:, -1] = 0.0
        u_2_bar[:, -2] += u_part_bar
        u_2_bar[0, :] = 0.0
        total_2_bar = u_2_bar[1:-1, 1:-1].copy()
        un_bar = np.zeros_like(u)
        un_bar[1:-1, 1:-1] = total_2_bar * (0.1 * total - 0.2 * un[1:-1, 1:-1] + 1)
        shared = 0.1 * total_2_bar * un[1:-1, 1:-1]
        un_bar[:-2, 1:-1] += shared
        un_bar[2:, 1:-1] += shared
        u_2_bar[1:-1, 1:-1] = 0.0
        u_2_bar += un_bar
    return u_2_bar,

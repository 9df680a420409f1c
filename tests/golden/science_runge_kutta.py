def runge_kutta_grad(y):
    # Forward sweep
    t = 0.0
    h = 0.1
    t_tape = []
    for _ in range(5):
        k1 = np.array([y[1], -y[0], y[2] * t])
        y_plus_product = y + h / 2 * k1
        k2 = np.array(
            [y_plus_product[1], -y_plus_product[0], y_plus_product[2] * (t + h / 2)]
        )
        total_2 = y + h / 2 * k2
        k3 = np.array([total_2[1], -total_2[0], total_2[2] * (t + h / 2)])
        total_4 = y + h * k3
        k4 = np.array([total_4[1], -total_4[0], total_4[2] * (t + h)])
        y = y + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
        t_tape.append(t)
        t = t + h
    # Reverse sweep
    y_bar = 2 * y
    for _ in range(5):
        t = t_tape.pop()
        total_7_bar = h * y_bar / 6
        items_4_bar = total_7_bar.copy()
        total_4_bar = np.zeros_like(y)
        total_4_bar[2] = items_4_bar[2] * (t + h)
        total_4_bar[0] -= items_4_bar[1]
        total_4_bar[1] += items_4_bar[0]
        shared = 2 * total_7_bar
        items_3_bar = shared + h * total_4_bar
        total_2_bar = np.zeros_like(y)
        total_2_bar[2] = items_3_bar[2] * (t + 0.5 * h)
        total_2_bar[0] -= items_3_bar[1]
        total_2_bar[1] += items_3_bar[0]
        items_2_bar = shared + 0.5 * h * total_2_bar
        t_bar = np.zeros_like(y)
        t_bar[2] = items_2_bar[2] * (t + 0.5 * h)
        t_bar[0] -= items_2_bar[1]
        t_bar[1] += items_2_bar[0]
        items_bar = total_7_bar + 0.5 * h * t_bar
        y_bar = y_bar + total_4_bar + total_2_bar + t_bar
        y_bar[2] += items_bar[2] * t
        y_bar[0] -= items_bar[1]
        y_bar[1] += items_bar[0]
    return y_bar,

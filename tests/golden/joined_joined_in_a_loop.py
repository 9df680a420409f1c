def joined_in_a_loop_grad(x, w):
    # Forward sweep
    y = x * 1.0
    y_tape = []
    for _ in range(3):
        y_tape.append(y)
        y = np.concatenate([y[1:], y[:1] * w[0]])
        x = np.concatenate((w, x))
    # Reverse sweep
    x_bar = np.broadcast_to(2 * x, (x**2).shape).copy()
    y_bar = np.broadcast_to(3 * y**2, (y**3).shape).copy()
    w_bar = np.zeros_like(w)
    for _ in range(3):
        y = y_tape.pop()
        product_bar = y_bar[len(y[1:]):].copy()
        y_part_part_bar = y_bar[:len(y[1:])].copy()
        w_bar += x_bar[:len(w)]
        x_bar = x_bar[len(w):]
        w_bar[0] += np.sum(product_bar * y[:1])
        y_bar = np.zeros_like(y)
        y_bar[:1] = w[0] * product_bar
        y_bar[1:] += y_part_part_bar
    x_bar = x_bar + y_bar
    return x_bar, w_bar

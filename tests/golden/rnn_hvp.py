def rnn_grad_jvp(w, u, xs, w_dot, u_dot):
    h = np.zeros(w.shape[0])
    h_dot = np.zeros_like(h)
    h_tape_value = []
    h_tape_value_dot = []
    for x in xs:
        h_tape_value_dot.append(h_dot)
        h_tape_value.append(h)
        total_dot = w_dot @ h + w @ h_dot + u_dot @ x
        h = np.tanh(w @ h + u @ x)
        h_dot = total_dot * (1 - h**2)
    h_bar_value = 2 * h
    h_bar_value_dot = 2 * h_dot
    w_bar_value = np.zeros_like(w)
    w_bar_value_dot = np.zeros_like(w)
    u_bar_value = np.zeros_like(u)
    u_bar_value_dot = np.zeros_like(u)
    for i in reversed(range(len(xs))):
        x_2 = xs[i]
        difference = 1 - h**2
        total_bar_value = h_bar_value * difference
        total_bar_value_dot = h_bar_value_dot * difference - 2 * h_dot * h * h_bar_value
        h_dot = h_tape_value_dot.pop()
        h = h_tape_value.pop()
        u_bar_value_dot += np.outer(total_bar_value_dot, x_2)
        u_bar_value += np.outer(total_bar_value, x_2)
        w_bar_value_dot += (
            np.outer(total_bar_value_dot, h) + np.outer(total_bar_value, h_dot)
        )
        w_bar_value += np.outer(total_bar_value, h)
        w_T = w.T
        h_bar_value = w_T @ total_bar_value
        h_bar_value_dot = w_dot.T @ total_bar_value + w_T @ total_bar_value_dot
    return (w_bar_value, u_bar_value), (w_bar_value_dot, u_bar_value_dot)

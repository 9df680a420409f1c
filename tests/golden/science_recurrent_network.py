def recurrent_network_grad(w, u, xs):
    # Forward sweep
    h = np.zeros(3)
    n_xs = len(xs)
    h_tape = []
    for i in range(n_xs):
        x = xs[i]
        h_tape.append(h)
        h = np.tanh(w @ h + u @ x)
    # Reverse sweep
    h_bar = 2 * h
    xs_bar = np.zeros_like(xs)
    w_bar = np.zeros_like(w)
    u_bar = np.zeros_like(u)
    for i in reversed(range(n_xs)):
        total_bar = h_bar * (1 - h**2)
        h = h_tape.pop()
        u_bar += np.outer(total_bar, xs[i])
        w_bar += np.outer(total_bar, h)
        h_bar = w.T @ total_bar
        xs_bar[i] += u.T @ total_bar
    return w_bar, u_bar, xs_bar

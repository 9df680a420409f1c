def rnn_grad(w, u, xs):
    # Forward sweep
    h = np.zeros(w.shape[0])
    h_tape = []
    for x in xs:
        h_tape.append(h)
        h = np.tanh(w @ h + u @ x)
    # Reverse sweep
    h_bar = 2 * h
    w_bar = np.zeros_like(w)
    u_bar = np.zeros_like(u)
    for x in reversed(xs):
        total_bar = h_bar * (1 - h**2)
        h = h_tape.pop()
        u_bar += np.outer(total_bar, x)
        w_bar += np.outer(total_bar, h)
        h_bar = w.T @ total_bar
    return w_bar, u_bar

def rnn_jvp(w, u, xs, w_dot, u_dot):
    h = np.zeros(w.shape[0])
    h_dot = np.zeros_like(h)
    for x in xs:
        total_dot = w_dot @ h + w @ h_dot + u_dot @ x
        h = np.tanh(w @ h + u @ x)
        h_dot = total_dot * (1 - h**2)
    t_dot = 2 * np.sum(h_dot * h)
    return np.sum(h**2), t_dot

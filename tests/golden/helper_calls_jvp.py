def helper_calls_jvp(w, x, w_dot):
    x_at_w = x @ w
    x_at_w_dot = x @ w_dot
    exp = np.exp(-np.abs(x_at_w))
    t_dot = x_at_w_dot * np.heaviside(x_at_w, 0.5)
    t_dot2 = np.sum(t_dot - x_at_w_dot * np.sign(x_at_w) * exp / (1 + exp))
    return np.sum(np.log1p(exp) + np.maximum(x_at_w, 0)), t_dot2

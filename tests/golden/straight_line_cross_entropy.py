def cross_entropy_grad(x):
    # Forward sweep
    max_x = np.max(x, axis=1, keepdims=True)
    e = np.exp(x - max_x)
    sum_e = np.sum(e, axis=1, keepdims=True)
    p = e / sum_e
    arange_const = np.arange(4)
    items = [0, 1, 2, 0]
    # Reverse sweep
    p_bar = np.zeros_like(x)
    rt.scatter_add(
        p_bar, (arange_const, items), -1.0 / arange_const.size / p[arange_const, items]
    )
    t_bar = (p_bar / sum_e - np.sum(p_bar * p / sum_e, axis=1, keepdims=True)) * e
    x_bar = t_bar + rt.unmax(-np.sum(t_bar, axis=1, keepdims=True), x, max_x, 1, True)
    return x_bar,

def rows_and_columns_scaled_grad(x, w):
    # Forward sweep
    a = np.outer(w, x) + 2.0
    a_was = a.copy()
    a *= x
    w_part = w[:, None]
    a_was2 = a.copy()
    a *= w_part
    sum_a = np.sum(a, axis=0)
    total = sum_a**2 + 1.0
    a_was3 = a.copy()
    a /= total
    a_was4 = a.copy()
    a *= a
    # Reverse sweep
    a_bar = np.outer(np.broadcast_to(1.0, w.shape), x)
    x_bar = a.T @ np.broadcast_to(1.0, w.shape)
    a[...] = a_was4
    a_bar = 2 * a_bar * a
    total_bar = -np.sum(a_bar * a / total, axis=0)
    a[...] = a_was3
    a_bar /= total
    a_bar += 2 * total_bar * sum_a
    a[...] = a_was2
    w_part_bar = np.sum(a_bar * a, axis=1, keepdims=True)
    a_bar *= w_part
    a[...] = a_was
    x_bar += np.sum(a_bar * a, axis=0)
    a_bar *= x
    x_bar += w @ a_bar
    w_bar = a_bar @ x
    w_bar[:, None] += w_part_bar
    return x_bar, w_bar

def attention_grad(x):
    # Forward sweep
    q = x[:, :2]
    k = x[:, 2:]
    v = x
    sqrt_two = np.sqrt(2)
    s = q @ k.T / sqrt_two
    max_s = s.max(axis=-1, keepdims=True)
    s_2 = s - max_s
    p = np.exp(s_2)
    sum_p = p.sum(axis=-1, keepdims=True)
    p_was = p.copy()
    p /= sum_p
    p_at_v = p @ v
    # Reverse sweep
    p_bar = 2 * (p_at_v @ v.T)
    v_bar = 2 * (p.T @ p_at_v)
    sum_p_bar = -np.sum(p_bar * p / sum_p, axis=1, keepdims=True)
    p[...] = p_was
    p_bar /= sum_p
    s_2_bar = (p_bar + sum_p_bar) * p
    q_at_k_T_bar = (
        (
            s_2_bar
            + rt.unmax(-np.sum(s_2_bar, axis=1, keepdims=True), s, max_s, -1, True)
        )
        / sqrt_two
    )
    x_bar = v_bar
    x_bar[:, 2:] += (q.T @ q_at_k_T_bar).T
    x_bar[:, :2] += q_at_k_T_bar @ k
    return x_bar,

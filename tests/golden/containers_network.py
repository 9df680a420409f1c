def network_grad(p, x, y):
    # Forward sweep
    total = x @ p['w1'] + p['b1']
    h = np.maximum(total, 0)
    p_w2 = p['w2']
    out = h @ p_w2 + p['b2']
    # Reverse sweep
    shared = (out - y) / out.size
    total_bar = 2 * (shared @ p_w2.T) * np.heaviside(total, 0.5)
    p_w1_bar = x.T @ total_bar
    p_b1_bar = np.sum(total_bar, axis=0)
    p_w2_bar = 2 * (h.T @ shared)
    p_b2_bar = 2 * np.sum(shared, axis=0)
    return {'w1': p_w1_bar, 'b1': p_b1_bar, 'w2': p_w2_bar, 'b2': p_b2_bar},

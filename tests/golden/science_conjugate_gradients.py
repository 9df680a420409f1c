def conjugate_gradients_grad(a, y, x0):
    # Forward sweep
    x = x0.copy()
    r = a.T @ (y - a @ x)
    p = r.copy()
    rs = r @ r
    ap_tape = []
    p_at_ap_tape = []
    r_tape = []
    new_tape = []
    p_tape = []
    rs_tape = []
    for _ in range(2):
        ap = a.T @ (a @ p)
        ap_tape.append(ap)
        p_at_ap = p @ ap
        p_at_ap_tape.append(p_at_ap)
        step = rs / (p_at_ap + 1e-09)
        x += step * p
        r_tape.append(r.copy())
        r -= step * ap
        new = r @ r
        new_tape.append(new)
        p_tape.append(p)
        p = r + new / (rs + 1e-09) * p
        rs_tape.append(rs)
        rs = new
    # Reverse sweep
    x0_bar = x.copy()
    x_bar = x0 + 2 * x
    p_bar = np.zeros_like(p)
    rs_bar = 0.0
    r_bar = np.zeros_like(r)
    for _ in range(2):
        ap = ap_tape.pop()
        p_at_ap = p_at_ap_tape.pop()
        new = new_tape.pop()
        rs = rs_tape.pop()
        p = p_tape.pop()
        ratio_bar = np.sum(p_bar * p)
        r_bar += p_bar + 2 * (rs_bar + ratio_bar / (rs + 1e-09)) * r
        r[...] = r_tape.pop()
        t_bar = -r_bar
        t_bar2 = x_bar.copy()
        step_bar = np.sum(t_bar * ap) + np.sum(t_bar2 * p)
        p_at_ap_bar = -step_bar * rs / (p_at_ap + 1e-09) ** 2
        ap_bar = rs * t_bar / (p_at_ap + 1e-09) + p_at_ap_bar * p
        p_bar = (
            new * p_bar / (rs + 1e-09)
            + rs * t_bar2 / (p_at_ap + 1e-09)
            + p_at_ap_bar * ap
            + a.T @ (a @ ap_bar)
        )
        rs_bar = step_bar / (p_at_ap + 1e-09) - ratio_bar * new / (rs + 1e-09) ** 2
    r_bar = r_bar + 2 * rs_bar * r + p_bar
    x0_bar += x_bar - a.T @ (a @ r_bar)
    return x0_bar,

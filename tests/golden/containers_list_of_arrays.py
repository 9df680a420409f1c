def list_of_arrays_grad(ps):
    # Forward sweep
    t = 0.0
    n_ps = len(ps)
    for i in range(n_ps):
        p = ps[i]
        t = t + np.sum(p * p)
    ps_0 = ps[0]
    # Reverse sweep
    t_bar = np.sum(ps_0)
    ps_bar = rt.zeros_like(ps)
    ps_bar[0] += t
    for i in reversed(range(n_ps)):
        ps_bar[i] += 2 * t_bar * ps[i]
    return ps_bar,

def cholesky_or_eigenvalues_grad(a):
    # Forward sweep
    s = 0.5 * (a + a.T)
    try:
        L = np.linalg.cholesky(s)
        diag_L = np.diag(L)
        caught = False
    except np.linalg.LinAlgError:
        caught = True
        abs_s = np.abs(s)
    # Reverse sweep
    if caught:
        s_bar = 3 * abs_s**2 * np.sign(s)
    else:
        s_bar = rt.uncholesky(rt.undiag(2.0 / diag_L, L.shape, 0), L)
    shared = 0.5 * s_bar
    a_bar = shared + shared.T
    return a_bar,

def logistic_grad(w, b, x, y):
    # Forward sweep
    z = x @ w + b
    p = 1 / (1 + np.exp(-z))
    one_minus_p = 1 - p
    # Reverse sweep
    z_bar = ((1 - y) / one_minus_p - y / p) * p * one_minus_p / y.size
    w_bar = x.T @ z_bar
    b_bar = np.sum(z_bar)
    return w_bar, b_bar

def logsumexp_grad(x):
    # Reverse sweep
    exp_shared = np.exp(x - np.max(x))
    x_bar = exp_shared / np.sum(exp_shared)
    return x_bar

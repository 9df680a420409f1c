def layer_norm_grad(x, gain):
    # Forward sweep
    mean = x.mean(axis=1, keepdims=True)
    x_minus_mean = x - mean
    variance = (x_minus_mean**2).mean(axis=-1, keepdims=True)
    sqrt_total = np.sqrt(variance + 1e-05)
    ratio = (x - mean) / sqrt_total
    # Reverse sweep
    variance_bar = (
        -0.5 * np.sum(gain * ratio / sqrt_total, axis=1, keepdims=True) / sqrt_total
    )
    shared = gain / sqrt_total
    mean_bar = -(
        np.sum(np.broadcast_to(shared, x.shape), axis=1, keepdims=True)
        + 2 * np.sum(variance_bar * x_minus_mean / x.shape[-1], axis=1, keepdims=True)
    )
    x_bar = (
        shared + 2 * variance_bar * x_minus_mean / x.shape[-1] + mean_bar / x.shape[1]
    )
    gain_bar = np.sum(ratio, axis=0)
    return x_bar, gain_bar

def autoregressive_residuals_grad(series, phi):
    # Reverse sweep
    series_bar = np.zeros_like(series)
    phi_bar = np.zeros_like(phi)
    for t in reversed(range(2, len(series))):
        e_bar = 2 * (series[t] - phi[0] * series[t - 1] - phi[1] * series[t - 2])
        series_bar[t - 2] -= e_bar * phi[1]
        phi_bar[1] -= e_bar * series[t - 2]
        series_bar[t - 1] -= e_bar * phi[0]
        phi_bar[0] -= e_bar * series[t - 1]
        series_bar[t] += e_bar
    return series_bar, phi_bar

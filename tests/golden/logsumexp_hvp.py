def logsumexp_grad_jvp(x, x_dot):
    max_x = np.max(x)
    exp_shared = np.exp(x - max_x)
    exp_shared_dot = (x_dot - rt.max_dot(x_dot, x, max_x, None, False)) * exp_shared
    sum_value = np.sum(exp_shared)
    x_bar_value = exp_shared / sum_value
    x_bar_value_dot = (
        (exp_shared_dot - np.sum(exp_shared_dot) * x_bar_value) / sum_value
    )
    return x_bar_value, x_bar_value_dot

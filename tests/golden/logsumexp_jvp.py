def logsumexp_jvp(x, x_dot):
    exp_x = np.exp(x)
    sum_exp_x = np.sum(exp_x)
    log_dot = np.sum(x_dot * exp_x) / sum_exp_x
    return np.log(sum_exp_x), log_dot

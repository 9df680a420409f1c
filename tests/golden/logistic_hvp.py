def logistic_grad_jvp(w, b, x, y, w_dot, b_dot):
    z = x @ w + b
    exp_neg_z = np.exp(-z)
    p = 1 / (1 + exp_neg_z)
    p_dot = (x @ w_dot + b_dot) * exp_neg_z * p**2
    one_minus_p = 1 - p
    ratio = (1 - y) / one_minus_p
    y_over_p = y / p
    difference = ratio - y_over_p
    t_dot = p_dot * (ratio / one_minus_p + y_over_p / p)
    product = difference * p
    y_size = y.size
    z_bar_value = product * one_minus_p / y_size
    z_bar_value_dot = (
        ((t_dot * p + p_dot * difference) * one_minus_p - p_dot * product) / y_size
    )
    x_T = x.T
    w_bar_value = x_T @ z_bar_value
    b_bar_value = np.sum(z_bar_value)
    return (w_bar_value, b_bar_value), (x_T @ z_bar_value_dot, np.sum(z_bar_value_dot))

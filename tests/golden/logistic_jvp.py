def logistic_jvp(w, b, x, y, w_dot, b_dot):
    z = x @ w + b
    exp_neg_z = np.exp(-z)
    p = 1 / (1 + exp_neg_z)
    p_dot = (x @ w_dot + b_dot) * exp_neg_z * p**2
    one_minus_y = 1 - y
    one_minus_p = 1 - p
    t_dot = -np.mean(p_dot * (y / p - one_minus_y / one_minus_p))
    return -np.mean(y * np.log(p) + one_minus_y * np.log(one_minus_p)), t_dot

def helper_calls_grad_jvp(w, x, w_dot):
    x_at_w = x @ w
    sign_x_at_w = np.sign(x_at_w)
    exp = np.exp(np.abs(x_at_w))
    one_plus_exp = 1 + exp
    ratio = sign_x_at_w / one_plus_exp
    x_at_w_bar_value = np.heaviside(x_at_w, 0.5) - ratio
    x_T = x.T
    w_bar_value = x_T @ x_at_w_bar_value
    w_bar_value_dot = x_T @ (x @ w_dot * sign_x_at_w * exp * ratio / one_plus_exp)
    return w_bar_value, w_bar_value_dot

def branch_grad_jvp(x, k, x_dot):
    if x > 1:
        y = k * x**2
        y_dot = 2 * x_dot * x * k
    elif x > 0:
        y = np.sin(x) * k
        y_dot = x_dot * np.cos(x) * k
    else:
        y = 0.1 * x
        y_dot = 0.1 * x_dot
    x_bar_value = y
    x_bar_value_dot = y_dot
    if x > 1:
        two_times_x = 2 * x
        x_bar_value = x_bar_value + two_times_x * x * k
        x_bar_value_dot += x_dot * (2 * x + two_times_x) * k
    elif x > 0:
        x_times_k = x * k
        cos_x = np.cos(x)
        x_bar_value = x_bar_value + x_times_k * cos_x
        x_bar_value_dot += x_dot * (k * cos_x - np.sin(x) * x_times_k)
    else:
        x_bar_value = x_bar_value + 0.1 * x
        x_bar_value_dot += 0.1 * x_dot
    return x_bar_value, x_bar_value_dot

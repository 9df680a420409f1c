def branch_jvp(x, k, x_dot):
    if x > 1:
        y = k * x**2
        y_dot = 2 * x_dot * x * k
    elif x > 0:
        y = np.sin(x) * k
        y_dot = x_dot * np.cos(x) * k
    else:
        y = 0.1 * x
        y_dot = 0.1 * x_dot
    t_dot = y_dot * x + x_dot * y
    return y * x, t_dot

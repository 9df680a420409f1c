def newton_jvp(a, a_dot):
    x = a
    x_dot = a_dot
    while abs(x * x - a) > 1e-12 * a:
        a_over_x = a / x
        total_dot = x_dot + (a_dot - x_dot * a_over_x) / x
        x = 0.5 * (x + a_over_x)
        x_dot = 0.5 * total_dot
    return x, x_dot

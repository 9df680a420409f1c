def newton_grad_jvp(a, a_dot):
    x = a
    x_dot = a_dot
    x_tape_value = []
    x_tape_value_dot = []
    while abs(x * x - a) > 1e-12 * a:
        x_tape_value_dot.append(x_dot)
        x_tape_value.append(x)
        a_over_x = a / x
        total_dot = x_dot + (a_dot - x_dot * a_over_x) / x
        x = 0.5 * (x + a_over_x)
        x_dot = 0.5 * total_dot
    x_bar_value = 1.0
    x_bar_value_dot = 0.0
    a_bar_value = 0.0
    a_bar_value_dot = 0.0
    while x_tape_value:
        x_2_dot = x_tape_value_dot.pop()
        x_2 = x_tape_value.pop()
        product_over_x = 0.5 * x_bar_value / x_2
        a_bar_value = a_bar_value + product_over_x
        a_bar_value_dot += (0.5 * x_bar_value_dot - x_2_dot * product_over_x) / x_2
        product_2 = 0.5 * x_bar_value
        x_pow_two = x_2**2
        ratio = a / x_pow_two
        one_minus_ratio = 1 - ratio
        t_dot = (2 * x_2_dot * x_2 * ratio - a_dot) / x_pow_two
        x_bar_value = product_2 * one_minus_ratio
        x_bar_value_dot = 0.5 * x_bar_value_dot * one_minus_ratio + t_dot * product_2
    a_bar_value = a_bar_value + x_bar_value
    a_bar_value_dot += x_bar_value_dot
    return a_bar_value, a_bar_value_dot

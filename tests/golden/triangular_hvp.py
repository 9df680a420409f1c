def triangular_grad_jvp(l, b, l_dot, b_dot):
    x = b.copy()
    x_dot = b_dot.copy()
    len_x = len(x)
    for i in range(len_x):
        for j in range(i):
            l_part = l[i, j]
            x_part = x[j]
            x_dot[i] -= l_dot[i, j] * x_part + x_dot[j] * l_part
            x[i] -= l_part * x_part
        l_part_2 = l[i, i]
        x_dot[i] = (x_dot[i] - l_dot[i, i] * x[i] / l_part_2) / l_part_2
        x[i] /= l_part_2
    x_bar_value = np.ones_like(b)
    x_bar_value_dot = np.zeros_like(b)
    l_bar_value = np.zeros_like(l)
    l_bar_value_dot = np.zeros_like(l)
    for i in reversed(range(len_x)):
        x_part_bar_value = x_bar_value[i]
        x_part_bar_value_dot = x_bar_value_dot[i]
        l_part_3 = l[i, i]
        ratio = x_part_bar_value / l_part_3
        x_bar_value[i] = ratio
        x_bar_value_dot[i] = (x_part_bar_value_dot - l_dot[i, i] * ratio) / l_part_3
        x_part_2 = x[i]
        l_part_4 = l[i, i]
        ratio_2 = x_part_bar_value * x_part_2 / l_part_4
        l_bar_value_dot[i, i] -= (
            (
                x_part_bar_value_dot * x_part_2
                + x_dot[i] * x_part_bar_value
                - l_dot[i, i] * ratio_2
            )
            / l_part_4
        )
        l_bar_value[i, i] -= ratio_2
        for j in reversed(range(i)):
            product_bar_value = -x_bar_value[i]
            product_bar_value_dot = -x_bar_value_dot[i]
            l_part_5 = l[i, j]
            x_bar_value_dot[j] += (
                product_bar_value_dot * l_part_5 + l_dot[i, j] * product_bar_value
            )
            x_bar_value[j] += product_bar_value * l_part_5
            x_part_3 = x[j]
            l_bar_value_dot[i, j] += (
                product_bar_value_dot * x_part_3 + x_dot[j] * product_bar_value
            )
            l_bar_value[i, j] += product_bar_value * x_part_3
    return (l_bar_value, x_bar_value), (l_bar_value_dot, x_bar_value_dot)

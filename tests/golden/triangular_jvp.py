def triangular_jvp(l, b, l_dot, b_dot):
    x = b.copy()
    x_dot = b_dot.copy()
    for i in range(len(x)):
        for j in range(i):
            l_part = l[i, j]
            x_part = x[j]
            x_dot[i] -= l_dot[i, j] * x_part + x_dot[j] * l_part
            x[i] -= l_part * x_part
        l_part_2 = l[i, i]
        x_dot[i] = (x_dot[i] - l_dot[i, i] * x[i] / l_part_2) / l_part_2
        x[i] /= l_part_2
    sum_x_dot = np.sum(x_dot)
    return np.sum(x), sum_x_dot

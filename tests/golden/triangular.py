def triangular_grad(l, b):
    # Forward sweep
    x = b.copy()
    len_x = len(x)
    for i in range(len_x):
        for j in range(i):
            x[i] -= l[i, j] * x[j]
        x[i] /= l[i, i]
    # Reverse sweep
    x_bar = np.ones_like(b)
    l_bar = np.zeros_like(l)
    for i in reversed(range(len_x)):
        x_part_bar = x_bar[i]
        x_bar[i] = x_part_bar / l[i, i]
        l_bar[i, i] -= x_part_bar * x[i] / l[i, i]
        for j in reversed(range(i)):
            product_bar = -x_bar[i]
            x_bar[j] += product_bar * l[i, j]
            l_bar[i, j] += product_bar * x[j]
    return l_bar, x_bar

def running_maximum_grad(x):
    # Forward sweep
    m = 0.0
    v = x[0]
    n_x = len(x)
    taken_tape = []
    for i in range(n_x):
        t = x[i]
        taken = t > v
        if taken:
            v = t
            m = m + v
        taken_tape.append(taken)
    # Reverse sweep
    if x[2] > 0:
        x_bar = np.zeros_like(x)
        x_bar[1] = 1.0
    else:
        x_bar = np.zeros_like(x)
        x_bar[3] = 1.0
    m_bar = v
    v_bar = m
    for i in reversed(range(n_x)):
        if taken_tape.pop():
            t_bar = v_bar + m_bar
            v_bar = 0.0
        else:
            t_bar = 0.0
        x_bar[i] += t_bar
    x_bar[0] += v_bar
    return x_bar,

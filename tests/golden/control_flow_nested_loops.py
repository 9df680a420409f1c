def nested_loops_grad(x, n):
    # Forward sweep
    y = x
    sin_x_plus_j_tape = []
    y_tape = []
    for i in range(n):
        for j in range(i):
            sin_x_plus_j = np.sin(x + j)
            sin_x_plus_j_tape.append(sin_x_plus_j)
            y_tape.append(y)
            y = y * sin_x_plus_j
    # Reverse sweep
    y_bar = np.ones_like(x)
    x_bar = np.zeros_like(x)
    for i in reversed(range(n)):
        for j in reversed(range(i)):
            sin_x_plus_j = sin_x_plus_j_tape.pop()
            y = y_tape.pop()
            x_bar += y_bar * y * np.cos(x + j)
            y_bar = y_bar * sin_x_plus_j
    x_bar += y_bar
    return x_bar,

def an_oscillator_grad(x0, k):
    # Forward sweep
    p_x = x0
    p_v = 0.1
    p_mass = 1.0
    p_x_tape = []
    for _ in range(10):
        p_v = p_v + 0.1 * (-k * p_x) / p_mass
        p_x_tape.append(p_x)
        p_x = p_x + 0.1 * p_v
    # Reverse sweep
    p_x_bar = k * p_x
    k_bar = 0.5 * p_x * p_x
    p_v_bar = p_mass * p_v
    for _ in range(10):
        p_x = p_x_tape.pop()
        t_bar = p_v_bar + 0.1 * p_x_bar
        p_x_bar -= 0.1 * t_bar * k / p_mass
        p_v_bar = t_bar
        k_bar -= 0.1 * t_bar * p_x / p_mass
    return p_x_bar, k_bar

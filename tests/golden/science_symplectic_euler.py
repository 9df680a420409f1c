def symplectic_euler_grad(q, p):
    # Forward sweep
    dt = 0.1
    q_tape = []
    for _ in range(10):
        p = p - dt * q**3
        q_tape.append(q)
        q = q + dt * p
    # Reverse sweep
    q_bar = q**3
    p_bar = p
    for _ in range(10):
        q = q_tape.pop()
        p_bar = p_bar + dt * q_bar
        q_bar -= 3 * dt * p_bar * q**2
    return q_bar, p_bar

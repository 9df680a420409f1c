def potential_of_particles_grad(pos):
    # Forward sweep
    n = pos.shape[0]
    sqrt_total_tape = []
    for i in range(n):
        for j in range(i + 1, n):
            d = pos[i] - pos[j]
            sqrt_total = np.sqrt(np.sum(d**2) + 0.1)
            sqrt_total_tape.append(sqrt_total)
    # Reverse sweep
    pos_bar = np.zeros_like(pos)
    for i in reversed(range(n)):
        for j in reversed(range(i + 1, n)):
            sqrt_total = sqrt_total_tape.pop()
            d_bar = (pos[j] - pos[i]) / sqrt_total**3
            pos_bar[j] -= d_bar
            pos_bar[i] += d_bar
    return pos_bar,

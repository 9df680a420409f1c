def adam_grad(x, rate):
    # Forward sweep
    m = np.zeros_like(x)
    v = np.zeros_like(x)
    cos_x_tape = []
    const_pow_t_tape = []
    const_pow_t_2_tape = []
    sqrt_ratio_2_tape = []
    ratio_3_tape = []
    x_tape = []
    for t in range(1, 5):
        cos_x = np.cos(x)
        cos_x_tape.append(cos_x)
        g = 2 * x + cos_x
        m = 0.9 * m + 0.1 * g
        v = 0.99 * v + 0.01 * g**2
        const_pow_t = 0.9**t
        const_pow_t_tape.append(const_pow_t)
        const_pow_t_2 = 0.99**t
        const_pow_t_2_tape.append(const_pow_t_2)
        sqrt_ratio_2 = np.sqrt(v / (1 - const_pow_t_2))
        sqrt_ratio_2_tape.append(sqrt_ratio_2)
        ratio_3 = rate * (m / (1 - const_pow_t)) / (sqrt_ratio_2 + 1e-08)
        ratio_3_tape.append(ratio_3)
        x_tape.append(x)
        x = x - ratio_3
    # Reverse sweep
    x_bar = 2 * x
    m_bar = np.zeros_like(x)
    v_bar = np.zeros_like(x)
    for _ in range(1, 5):
        cos_x = cos_x_tape.pop()
        const_pow_t = const_pow_t_tape.pop()
        const_pow_t_2 = const_pow_t_2_tape.pop()
        sqrt_ratio_2 = sqrt_ratio_2_tape.pop()
        ratio_3 = ratio_3_tape.pop()
        x = x_tape.pop()
        shared = sqrt_ratio_2 + 1e-08
        v_bar += 0.5 * x_bar * ratio_3 / shared / sqrt_ratio_2 / (1 - const_pow_t_2)
        m_bar -= rate * x_bar / shared / (1 - const_pow_t)
        g_bar = 0.02 * v_bar * (2 * x + cos_x) + 0.1 * m_bar
        x_bar = x_bar - g_bar * np.sin(x) + 2 * g_bar
        v_bar = 0.99 * v_bar
        m_bar = 0.9 * m_bar
    return x_bar,

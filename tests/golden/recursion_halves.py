def halves_grad(v):
    # Forward sweep
    m = v.size // 2
    _, halves_v_part_pullback = halves_vjp(v[:m])
    halves_v_part_2, halves_v_part_2_pullback = halves_vjp(v[m:])
    # Reverse sweep
    v_bar = np.zeros_like(v)
    v_bar[m:] = halves_v_part_2_pullback(np.cos(halves_v_part_2))[0]
    v_bar[:m] += halves_v_part_pullback(2.0)[0]
    return v_bar,

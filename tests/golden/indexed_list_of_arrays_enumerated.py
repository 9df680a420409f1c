def list_of_arrays_enumerated_grad(x, s):
    # Forward sweep
    xs = [x, 2 * x, x * s]
    # Reverse sweep
    xs_bar = rt.zeros_like(xs)
    for i in reversed(range(len(xs))):
        xs_bar[i] += 2 * (i + 1) * xs[i]
    x_bar = xs_bar[0] + s * xs_bar[2] + 2 * xs_bar[1]
    return x_bar,

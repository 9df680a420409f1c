def masks_grad(x):
    # Forward sweep
    m = x > 0
    y = x.copy()
    y_part = y[m]
    power = y_part**2
    y[m] = power
    neg_m = ~m
    y_new = y[neg_m] * 3.0
    y[neg_m] = y_new
    # Reverse sweep
    y_bar = x.copy()
    y_bar[neg_m] = 3 * rt.unbroadcast(rt.take_stored(y_bar, neg_m), y_new)
    y_bar[m] = 2 * rt.unbroadcast(rt.take_stored(y_bar, m), power) * y_part
    x_bar = y + y_bar
    return x_bar,

def newton_square_root_grad(a):
    # Forward sweep
    x = a
    x_tape = []
    while abs(x * x - a) > 1e-12 * a:
        x_tape.append(x)
        x = 0.5 * (x + a / x)
    # Reverse sweep
    x_bar = 1.0
    a_bar = 0.0
    while x_tape:
        x = x_tape.pop()
        a_bar += 0.5 * x_bar / x
        x_bar = 0.5 * x_bar * (1 - a / x**2)
    a_bar += x_bar
    return a_bar,

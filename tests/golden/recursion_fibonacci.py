def fibonacci_grad(x, n):
    # Forward sweep
    if not n < 2:
        _, fibonacci_x_pullback = fibonacci_vjp(x, n - 1)
        fibonacci_x_2, fibonacci_x_2_pullback = fibonacci_vjp(x, n - 2)
    # Reverse sweep
    if n < 2:
        x_bar = 1.0
    else:
        x_bar = (
            fibonacci_x_2 + fibonacci_x_2_pullback(x)[0] + fibonacci_x_pullback(1.0)[0]
        )
    return x_bar,

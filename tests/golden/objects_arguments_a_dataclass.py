def a_dataclass_grad(params, x):
    params_w = params.w
    params_b = params.b
    # Forward sweep
    total = params_w * x + params_b
    # Reverse sweep
    shared = 2 * total
    params_w_bar = shared * x
    params_b_bar = 2 * np.sum(total)
    x_bar = shared * params_w
    return rt.like(params, w=params_w_bar, b=params_b_bar, steps=0.0), x_bar

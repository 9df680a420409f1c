def mlp_grad(params, x, y):
    # Forward sweep
    h = x
    h_tape = []
    for layer in params:
        h_tape.append(h)
        h = np.tanh(h @ layer['w'] + layer['b'])
    # Reverse sweep
    h_bar = 2 * (h - y)
    params_bar = []
    for layer in reversed(params):
        total_bar = h_bar * (1 - h**2)
        h = h_tape.pop()
        h_bar = total_bar @ layer['w'].T
        params_bar.append({'w': h.T @ total_bar, 'b': np.sum(total_bar, axis=0)})
    params_bar.reverse()
    return params_bar

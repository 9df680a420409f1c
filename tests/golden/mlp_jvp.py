def mlp_jvp(params, x, y, params_dot):
    h = x
    h_dot = np.zeros_like(h)
    for k in range(len(params)):
        layer = params[k]
        layer_dot = params_dot[k]
        layer_w = layer['w']
        total_dot = h_dot @ layer_w + h @ layer_dot['w'] + layer_dot['b']
        h = np.tanh(h @ layer_w + layer['b'])
        h_dot = total_dot * (1 - h**2)
    h_minus_y = h - y
    t_dot = 2 * np.sum(h_dot * h_minus_y)
    return np.sum(h_minus_y**2), t_dot

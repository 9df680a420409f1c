def mlp_grad_jvp(params, x, y, params_dot):
    h = x
    h_dot = np.zeros_like(h)
    h_tape_value = []
    h_tape_value_dot = []
    for i2 in range(len(params)):
        layer = params[i2]
        layer_dot = params_dot[i2]
        h_tape_value_dot.append(h_dot)
        h_tape_value.append(h)
        layer_w = layer['w']
        total_dot = h_dot @ layer_w + h @ layer_dot['w'] + layer_dot['b']
        h = np.tanh(h @ layer_w + layer['b'])
        h_dot = total_dot * (1 - h**2)
    h_bar_value = 2 * (h - y)
    h_bar_value_dot = 2 * h_dot
    params_bar_value = []
    params_bar_value_dot = []
    for i in reversed(range(len(params))):
        layer_2 = params[i]
        difference = 1 - h**2
        total_bar_value = h_bar_value * difference
        total_bar_value_dot = h_bar_value_dot * difference - 2 * h_dot * h * h_bar_value
        h_dot = h_tape_value_dot.pop()
        h = h_tape_value.pop()
        layer_w_2_T = layer_2['w'].T
        h_bar_value = total_bar_value @ layer_w_2_T
        h_bar_value_dot = (
            total_bar_value_dot @ layer_w_2_T + total_bar_value @ params_dot[i]['w'].T
        )
        h_T = h.T
        params_bar_value_dot.append(
            {
                'w': h_dot.T @ total_bar_value + h_T @ total_bar_value_dot,
                'b': np.sum(total_bar_value_dot, axis=0),
            },
        )
        params_bar_value.append(
            {'w': h_T @ total_bar_value, 'b': np.sum(total_bar_value, axis=0)}
        )
    params_bar_value_dot.reverse()
    params_bar_value.reverse()
    value = params_bar_value
    return value, params_bar_value_dot

def a_network_grad(network, x):
    network_layers_0_w = network.layers[0].w
    network_layers_0_b = network.layers[0].b
    network_layers_1_w = network.layers[1].w
    network_layers_1_b = network.layers[1].b
    network_output_w = network.output.w
    network_output_b = network.output.b
    # Forward sweep
    x_2 = x
    x_2_2 = network_activation(network_layers_0_w @ x_2 + network_layers_0_b)
    x_2_3 = network_activation(network_layers_1_w @ x_2_2 + network_layers_1_b)
    total_3 = np.sum(network_output_w * x_2_3) + network_output_b
    # Reverse sweep
    total_2_bar = 2 * total_3 * network_output_w * (1 - x_2_3**2)
    total_bar = network_layers_1_w.T @ total_2_bar * (1 - x_2_2**2)
    network_layers_0_w_bar = np.outer(total_bar, x_2)
    network_layers_1_w_bar = np.outer(total_2_bar, x_2_2)
    network_output_w_bar = 2 * total_3 * x_2_3
    network_output_b_bar = 2 * total_3
    x_bar = network_layers_0_w.T @ total_bar
    return (
        rt.like(
            network,
            layers=[
                rt.like(
                    network.layers[0], w=network_layers_0_w_bar, b=total_bar, steps=0.0
                ),
                rt.like(
                    network.layers[1],
                    w=network_layers_1_w_bar,
                    b=total_2_bar,
                    steps=0.0,
                ),
            ],
            output=rt.like(
                network.output,
                w=network_output_w_bar,
                b=network_output_b_bar,
                steps=0.0,
            ),
        ),
        x_bar
    )

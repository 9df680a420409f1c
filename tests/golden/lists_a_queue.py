def a_queue_grad(x):
    # Forward sweep
    queue = []
    n_x = len(x)
    for i in range(n_x):
        v = x[i]
        queue.append(v * v)
    total = 1.0
    second_tape = []
    total_tape = []
    while len(queue) > 1:
        first = queue.pop(0)
        second = queue.pop(0)
        second_tape.append(second)
        queue.append(first + 0.5 * second * total)
        total_tape.append(total)
        total = total + first
    # Reverse sweep
    total_bar = queue[0]
    queue_bar = rt.zeros_like(queue)
    queue_bar[0] += total
    while second_tape:
        second = second_tape.pop()
        total = total_tape.pop()
        total_2_bar = queue_bar.pop()
        queue_bar.insert(0, 0.5 * total_2_bar * total)
        queue_bar.insert(0, total_bar + total_2_bar)
        total_bar += 0.5 * total_2_bar * second
    x_bar = np.zeros_like(x)
    for i in reversed(range(n_x)):
        v_times_v_bar = queue_bar.pop()
        x_bar[i] += 2 * v_times_v_bar * x[i]
    return x_bar,

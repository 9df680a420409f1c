def return_and_break_in_a_loop_with_else_grad(x):
    # Forward sweep
    returned = False
    stopped = False
    taken_tape = []
    count = 0
    for i_2 in range(5):
        i = i_2
        taken = x[i] > 10
        if taken:
            returned = True
        elif x[i] < -0.5:
            stopped = True
        taken_tape.append(taken)
        if returned:
            stopped = True
        count += 1
        if stopped:
            break
    taken2 = not stopped and not returned
    if taken2:
        returned = True
    # Reverse sweep
    result_bar = 1.0
    if not returned:
        x_bar = np.zeros_like(x)
        x_bar[i] = 3 * result_bar
        result_bar = 0.0
    else:
        x_bar = np.zeros_like(x)
    if taken2:
        x_bar += result_bar
        result_bar = 0.0
    for i_2 in reversed(range(5)[:count]):
        if taken_tape.pop():
            x_bar[i_2] += result_bar
            result_bar = 0.0
    return x_bar,

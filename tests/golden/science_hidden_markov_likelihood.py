def hidden_markov_likelihood_grad(a, start, observed):
    # Forward sweep
    sum_a = a.sum(axis=1, keepdims=True)
    a_2 = a / sum_a
    state = start
    state_2_tape = []
    where_test_tape = []
    state_tape = []
    for o in observed:
        state_2 = state @ a_2
        state_2_tape.append(state_2)
        weight = state_2[o] + 0.1
        where_test = np.where(np.arange(4) == o, 1.0, 0.1)
        where_test_tape.append(where_test)
        state_tape.append(state)
        state = state_2 * where_test / weight
    # Reverse sweep
    state_bar = np.zeros_like(state)
    a_2_bar = np.zeros_like(a)
    for o in reversed(observed):
        state_2 = state_2_tape.pop()
        where_test = where_test_tape.pop()
        weight_bar = -np.sum(state_bar * state / (state_2[o] + 0.1))
        state = state_tape.pop()
        state_2_bar = state_bar * where_test / (state_2[o] + 0.1)
        state_2_bar[o] += weight_bar + 1.0 / (state_2[o] + 0.1)
        state_bar = a_2 @ state_2_bar
        a_2_bar += np.outer(state, state_2_bar)
    a_bar = a_2_bar / sum_a - np.sum(a_2_bar * a_2 / sum_a, axis=1, keepdims=True)
    return a_bar,

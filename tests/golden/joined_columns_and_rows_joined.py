def columns_and_rows_joined_grad(m, n):
    # Forward sweep
    wide = np.concatenate([m, n, m], axis=-1)
    tall = np.concatenate((m.T, n.T))
    items_3 = [m, n]
    # Reverse sweep
    items_3_bar = rt.own(
        rt.unconcatenate(3 * np.concatenate(items_3, axis=None) ** 2, items_3, None)
    )
    wide_bar = 3 * wide**2
    shared = 2 * np.hstack([m, n])
    shared2 = 2 * tall
    m_bar = (
        items_3_bar[0]
        + shared[:, :m.shape[1]]
        + shared2[:m.shape[1]].T
        + wide_bar[:, :m.shape[1]]
        + wide_bar[:, m.shape[1] + n.shape[1]:]
    )
    n_bar = (
        items_3_bar[1]
        + shared[:, m.shape[1]:]
        + shared2[m.shape[1]:].T
        + wide_bar[:, m.shape[1]:m.shape[1] + n.shape[1]]
    )
    return m_bar, n_bar

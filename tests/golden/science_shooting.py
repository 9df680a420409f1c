def shooting_grad(v, drag):
    # Forward sweep
    y = 0.0
    vx = v
    vy = 2.0 * v
    vx_tape = []
    while y >= 0:
        vx_tape.append(vx)
        vx = vx - 0.05 * drag * vx
        vy = vy - 0.05 * (drag * vy + 1.0)
        y = y + 0.05 * vy
    # Reverse sweep
    drag_bar = 0.0
    vx_bar = 0.0
    while vx_tape:
        vx_bar += 0.05
        vx = vx_tape.pop()
        drag_bar -= 0.05 * vx_bar * vx
        vx_bar = vx_bar * (1 - 0.05 * drag)
    return vx_bar, drag_bar

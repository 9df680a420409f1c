"""Rules of products of arrays."""

from sourcead.rules.forms import multilinear

RULES = (
    multilinear("np.matmul(x, y)", x="rt.matmul_x(g, x, y)", y="rt.matmul_y(g, x, y)"),
    multilinear("np.dot(x, y)", x="rt.dot_x(g, x, y)", y="rt.dot_y(g, x, y)"),
    multilinear("x.dot(y)", when={"x": "map"}, y="x.T @ g"),
    multilinear("x.matvec(y)", when={"x": "map"}, y="x.T @ g"),
    multilinear("x.matmat(y)", when={"x": "map"}, y="x.T @ g"),
    multilinear("x.dot(y)", x="rt.dot_x(g, x, y)", y="rt.dot_y(g, x, y)"),
    multilinear("np.vdot(x, y)", when={"x": "real vector", "y": "real vector"}, x="g * y", y="g * x"),
    multilinear(
        "np.vdot(x, y)",
        when={"x": "real", "y": "real"},
        x="np.reshape(g * y, np.shape(x))",
        y="np.reshape(g * x, np.shape(y))",
    ),
    multilinear(
        "np.vdot(x, y)", x="np.reshape(np.conjugate(g * y), np.shape(x))", y="np.reshape(g * np.conjugate(x), np.shape(y))"
    ),
    multilinear("np.inner(x, y)", x="rt.inner_x(g, x, y)", y="rt.inner_y(g, x, y)"),
    multilinear("np.outer(x, y)", when={"x": "vector", "y": "vector"}, x="g @ y", y="x @ g"),
    multilinear("np.outer(x, y)", x="np.reshape(g @ np.ravel(y), np.shape(x))", y="np.reshape(np.ravel(x) @ g, np.shape(y))"),
    multilinear("np.cross(x, y)", x="rt.cross_x(g, x, y)", y="rt.cross_y(g, x, y)"),
    multilinear("np.kron(x, y)", x="rt.kron_x(g, x, y)", y="rt.kron_y(g, x, y)"),
    multilinear("np.tensordot(x, y, axes=2)", x="rt.tensordot_x(g, x, y, axes)", y="rt.tensordot_y(g, x, y, axes)"),
)

"""Calls of solvers and integrals of `scipy.optimize` and `scipy.integrate`; whole programs are in `tests/test_solvers.py`."""

from __future__ import annotations

CUBIC = "lambda u, c, d: u**3 - c * u - d"
PAIR = "lambda u, c, d: np.array([u[0]**2 + c * u[1] - 2, u[1]**3 - d * u[0]])"
BOWL = "lambda u, c, d: np.cosh(u[0] - c) + 0.5 * (u[1] - d * u[0])**2"
SLOPES = "lambda u, c, d: np.array([np.sinh(u[0] - c) - d * (u[1] - d * u[0]), u[1] - d * u[0]])"
BENDS = "lambda u, c, d: np.array([[np.cosh(u[0] - c) + d**2, -d], [-d, 1.0]])"
BRACKETED = {
    f"scipy.optimize.{name}": (
        f"scipy.optimize.{name}({CUBIC}, 0, 5, args=(s, t), xtol=1e-14)", f"scipy.optimize.{name}(lambda u, c: np.sum(c * u) - 1, -9., 9., v)",
        f"scipy.optimize.{name}({CUBIC}, 0.5 * s, 5 + t, (s, t), xtol=1e-14, maxiter=200, disp=True)",
    )
    for name in ("brentq", "brenth", "bisect", "ridder", "toms748")
}  # fmt: skip
BRACKETED = {name: tuple(c.replace(", v)", ", (v,))") for c in calls) for name, calls in BRACKETED.items()}

RULES: dict[str, tuple[str, ...]] = {}
DEFINITIONS = {
    **BRACKETED,
    "scipy.optimize.newton": (
        f"scipy.optimize.newton({CUBIC}, 2.0, args=(s, t), tol=1e-14)",
        f"scipy.optimize.newton({CUBIC}, 2.0, lambda u, c, d: 3 * u**2 - c, (s, t), tol=1e-14)",
        f"scipy.optimize.newton({CUBIC}, np.array([2.0, 1.5, 1.0]), args=(v, w), tol=1e-14)",
    ),
    "scipy.optimize.root_scalar": (
        f"scipy.optimize.root_scalar({CUBIC}, (s, t), bracket=(0, 5), xtol=1e-14).root",
        f"scipy.optimize.root_scalar({CUBIC}, args=(s, t), method='secant', x0=1.0, x1=2.0, xtol=1e-14).root",
    ),
    "scipy.optimize.fixed_point": (
        "scipy.optimize.fixed_point(lambda u, c, d: np.cos(c * u) * d, 0.5, args=(s, t), xtol=1e-14)",
        "scipy.optimize.fixed_point(lambda u, c, d: np.cos(c * u) * d, np.array([0.5, 0.4, 0.3]), args=(v, t), xtol=1e-14)",
    ),
    "scipy.optimize.root": (
        f"scipy.optimize.root({PAIR}, np.array([1.0, 1.0]), (s, t), tol=1e-14).x",
        f"scipy.optimize.root({PAIR}, [1.0, 1.0], args=(s, t), method='lm', tol=1e-14).x",
    ),
    "scipy.optimize.fsolve": (
        f"scipy.optimize.fsolve({PAIR}, np.array([1.0, 1.0]), (s, t), xtol=1e-14)",
        "scipy.optimize.fsolve(lambda u, c, d: c @ u + 0.1 * u**3 - d, np.ones(3), args=(a, v), xtol=1e-14)",
    ),
    "scipy.optimize.minimize": (
        f"scipy.optimize.minimize({BOWL}, np.zeros(2), (s, t), 'trust-exact', {SLOPES}, {BENDS}, options={{'gtol': 1e-14}}).x",
        "scipy.optimize.minimize(lambda u, c, d: (0.5 * u @ c @ u - d @ u, c @ u - d), np.zeros(3), args=(p + p.T, v), jac=True, tol=1e-12).fun",
    ),
    "scipy.optimize.minimize_scalar": ("scipy.optimize.minimize_scalar(lambda u, c, d: np.cosh(u - c) * d, (0, 1), args=(s, t)).fun",),
    "scipy.optimize.least_squares": (
        "scipy.optimize.least_squares(lambda u, c, d: c @ u - d, np.zeros(3), lambda u, c, d: c, args=(a, v), method='lm', xtol=1e-15, ftol=1e-15, gtol=1e-15).x",
        "scipy.optimize.least_squares(lambda u, c, d: c @ u - d, np.zeros(3), args=(np.concatenate((a, b)), np.concatenate((v, w))), gtol=1e-14, xtol=1e-15, ftol=1e-15).cost",
    ),
    "scipy.integrate.quad": (
        "scipy.integrate.quad(lambda u, c, d: np.exp(-c * u) * np.sin(d * u), 0, 2, args=(s, t))[0]",
        "scipy.integrate.quad(lambda u, c: np.sum(np.exp(-c * u**2)), s, 1 + t, (v,), epsabs=1e-12, limit=60)[0]",
        "scipy.integrate.quad(lambda u, c: np.exp(-c * u), 0, np.inf, args=(s,))[0]",
    ),
    "scipy.integrate.quad_vec": ("scipy.integrate.quad_vec(lambda u, c: np.exp(-c * u), s, 1 + t, args=(v,))[0]",),
    "scipy.integrate.dblquad": (
        "scipy.integrate.dblquad(lambda q, u, c: np.sin(c * u * q), 0, s, lambda u: u, 2.0, args=(t,))[0]",
    ),
    "scipy.integrate.fixed_quad": (
        "scipy.integrate.fixed_quad(lambda u, c: np.exp(-c * u), s, 1 + t, (s,), n=4)[0]",
    ),
    "scipy.integrate.romb": (
        "scipy.integrate.romb(v)", "scipy.integrate.romb(np.sin(s * np.arange(9)), dx=t)", "scipy.integrate.romb(x, axis=1)",
    ),
}  # fmt: skip
PROGRAMS = ("scipy.integrate.odeint", "scipy.integrate.solve_ivp")  # whose derivatives are right to the solver's tolerances

"""Programs with `try`."""

from __future__ import annotations

import math

import numpy as np

from tests.programs.cases import numbers, program

GOOD = np.array([[2.0, 0.3], [0.3, 1.0]])
BAD = np.array([[2.0, 3.0], [3.0, 1.0]])
EVENTS: list[str] = []


class NotConvergedError(Exception):
    """Raised by a helper."""


def newton(x, start):
    z = start
    for _ in range(30):
        step = (z * z - x) / (2 * z)
        z = z - step
        if abs(step) < 1e-14:
            return z
    raise NotConvergedError(f"at {z}")


def log_density(a):
    L = np.linalg.cholesky(a)
    return 2 * np.sum(np.log(np.diag(L)))


# one body, one handler


@program(GOOD)
@program(BAD)
def cholesky_or_eigenvalues(a):
    s = 0.5 * (a + a.T)
    try:
        L = np.linalg.cholesky(s)
        y = 2 * np.sum(np.log(np.diag(L)))
    except np.linalg.LinAlgError:
        y = np.sum(np.abs(s) ** 3)
    return y


@program(GOOD, numbers(3), argnums=1)
@program(BAD, numbers(3), argnums=1)
def decided_by_a_check(a, x):
    try:
        np.linalg.cholesky(a)
        scale = 2.0
    except np.linalg.LinAlgError:
        scale = 3.0
    return scale * np.sum(x * x)


@program(2.0, 0.0, argnums=0)
@program(2.0, 4.0, argnums=(0, 1))
def ratio_or_square(x, y):
    try:
        return math.sin(x) / y
    except ZeroDivisionError:
        return x * x + y


@program({"scale": 2.0}, numbers(4), argnums=1)
@program({}, numbers(4), argnums=1)
def with_a_default(options, x):
    try:
        w = options["scale"] * x
    except KeyError:
        w = np.sin(x)
    return np.sum(w**2)


@program(GOOD @ GOOD)
@program(BAD)
def early_return_in_the_handler(a):
    s = 0.5 * (a + a.T)
    try:
        L = np.linalg.cholesky(s)
    except np.linalg.LinAlgError:
        return np.sum(a**3)
    d = np.diag(L)
    return np.sum(np.log(d) ** 2)


@program(GOOD)
@program(BAD)
def raised_in_a_callee(a):
    try:
        return log_density(0.5 * (a + a.T))
    except np.linalg.LinAlgError as e:
        print("not positive definite:", e)
        return np.sum(np.abs(a))


@program(2.0, 1.0)
@program(2.0, -1e-300)
def own_exception(x, start):
    try:
        z = newton(x, start)
    except NotConvergedError:
        z = 3 * x
    return z * z * z


@program(numbers(3), 2)
@program(numbers(3), 7)
def index_error(x, k):
    try:
        y = x[k] * x[0]
    except IndexError:
        y = np.sum(x) ** 2
    return y * x[1]


# handlers, else, finally


@program(numbers(4), 0)
@program(numbers(4), 1)
@program(numbers(4), 2)
def several_handlers(x, case):
    table = {"a": 2.0}
    try:
        if case == 0:
            w = table["b"]
        elif case == 1:
            w = 1 / (case - 1)
        else:
            w = 4.0
        y = w * np.sum(x)
    except (KeyError, IndexError) as e:
        y = np.sum(x**2) * len(str(e))
    except ZeroDivisionError:
        y = np.sum(np.sin(x))
    return y * y


@program(GOOD)
@program(BAD)
def else_part(a):
    s = 0.5 * (a + a.T)
    bonus = 1.0
    try:
        L = np.linalg.cholesky(s)
    except np.linalg.LinAlgError:
        y = np.sum(a * a)
        bonus = np.sum(a)
    else:
        y = np.sum(L * L * L)
    return y * bonus


@program(numbers(3), 0.0)
@program(numbers(3), 2.0)
def finally_part(x, d):
    count = 0
    try:
        y = np.sum(x) / d if d else 1 / int(d)
    except ZeroDivisionError:
        y = np.sum(x * x)
    finally:
        count += 1
        z = x * 2
    return y * count + np.sum(z**3)


@program(numbers(3), 1.0)
@program(numbers(3), 0.0)
def return_through_finally(x, d):
    try:
        try:
            return np.sum(x) * (1 / d)
        finally:
            EVENTS.append("left")
            EVENTS.pop()
    except ZeroDivisionError:
        return np.sum(x**3)


@program(numbers(3), 0.0)
@program(numbers(3), 1.0)
def handler_raises_again(x, d):
    try:
        try:
            w = 1 / d
        except ZeroDivisionError as e:
            raise ValueError("no weight") from e
        y = w * np.sum(np.exp(x))
    except ValueError:
        y = np.sum(x**2)
    return y


@program(GOOD)
def handler_always_raises(a):
    s = 0.5 * (a + a.T)
    try:
        L = np.linalg.cholesky(s)
    except np.linalg.LinAlgError as e:
        raise ValueError("not positive definite") from e
    return np.sum(np.log(np.diag(L)))


@program(numbers(3), 0)
@program(numbers(3), 2)
def nested(x, k):
    y = np.sum(x)
    try:
        z = y * y
        try:
            z = z * (4 // k)
        except ZeroDivisionError:
            z = z + np.sum(np.sin(x))
            z = z * [1.0, 2.0][k + 5]
    except IndexError:
        z = y * 3
    return z


# loops


@program(np.array([GOOD, BAD, GOOD @ GOOD, BAD]))
def in_a_loop(mats):
    s = 1.0
    for k in range(4):
        m = 0.5 * (mats[k] + mats[k].T)
        try:
            L = np.linalg.cholesky(m)
            s = s * np.sum(np.log(np.diag(L)) ** 2)
        except np.linalg.LinAlgError:
            s = s + np.sum(m * m)
    return s


@program(np.array([1.5, 2.0, 3.0]), [2, 0, 3])
def continue_and_break(x, counts):
    s = x[0]
    for k in range(3):
        try:
            w = 6 // counts[k]
        except ZeroDivisionError:
            s = s * x[k]
            continue
        s = s + w * x[k] ** 2
        if s > 100:
            break
    return s * s


@program(np.array([1.5, 2.0, 3.0]), [2, 4, 0, 3])
def break_from_the_handler(x, counts):
    s = x[0]
    for k in range(4):
        try:
            s = s * (12 // counts[k]) * x[k]
        except ZeroDivisionError:
            break
    return s * s


@program(np.array([1.5, 2.0, 0.5]), [2, 0, 3])
def kept_halfway_in_a_loop(x, counts):
    s, t = x[0], x[1]
    for k in range(3):
        try:
            t = np.sin(t) * x[k]
            u = np.exp(t)
            s = s * (6 // counts[k]) + u
        except ZeroDivisionError:
            s = s * t
    return s * t


@program(np.array([1.5, 2.0, 0.5]), [2, 1, 0, 3])
def loop_left_by_an_exception(x, counts):
    s = x[0]
    try:
        for c in counts:
            s = s * s * x[1]
            s = s + (6 // c) * x[2]
    except ZeroDivisionError:
        s = s * 0.5
    return s


@program(np.array([1.5, 2.0, 0.5]), [2, 0, 3])
def loop_inside_with_nothing_seen(x, counts):
    try:
        t = x[0]
        for c in counts:
            t = np.sin(t) * x[1] * (6 // c)
        y = t
    except ZeroDivisionError:
        y = np.sum(x * x)
    return y


@program(np.array([1.5, 2.0, 0.5]), 3)
def retries(x, most):
    damping = 0
    y = 0.0
    for _ in range(most):
        try:
            y = np.sum(x**2) * (2 // damping)
            break
        except ZeroDivisionError:
            damping += 1
            y = np.sum(x)
    return y * x[0]


@program(np.array([1.5, 2.0, 0.5]), [0, 1, 0, 2])
def overwritten_and_kept(x, counts):
    y = x * 1.0
    s = 0.0
    for c in counts:
        s = s + np.sum(y**3)
        try:
            y = np.sin(y)
            y = y * (4 // c)
        except ZeroDivisionError:
            y = np.cos(x + 0.1 * s)
    return s


@program(np.array([1.5, 2.0, 0.5]), [0, 1, 0, 2])
def tapes_cut_back(x, counts):
    s = 1.0
    for c in counts:
        try:
            t = np.sum(np.sin(x * s))
            for _ in range(2):
                t = t * t + s
            r = t * (4 // c)
            s = np.sqrt(abs(r)) + t
        except ZeroDivisionError:
            s = s * np.sum(x)
    return s


# in place, containers


@program(np.array([1.5, 2.0, 0.5]), 0)
@program(np.array([1.5, 2.0, 0.5]), 2)
def stores_before_it_raises(x, k):
    u = x * x
    try:
        u[0] = x[1] * x[2]
        u[1:] *= x[0]
        u[2] += 6 // k
    except ZeroDivisionError:
        u[1] = u[0] * 2
    return np.sum(u**2)


@program(np.array([1.5, 2.0, 0.5]), [1, 0, 2])
def list_that_grows(x, counts):
    found = []
    for k in range(3):
        try:
            w = x[k] * (6 // counts[k])
            found.append(w * w)
        except ZeroDivisionError:
            found.append(x[k] ** 3)
    s = 0.0
    for v in found:
        s = s + v * x[0]
    return s


@program(numbers(4))
def an_update_beside_a_handler_of_another_class(x):
    u = x.copy()
    s = 0.0
    for i in range(6):
        try:
            u *= 1.1
            s = s + u[i] * x[0]
        except IndexError:
            s = s * u[1]
    return s + np.sum(u)


@program(numbers(6), numbers(6, seed=1), argnums=(0, 1))
def errstate_inside_a_try(x, y):
    u = y.copy()
    try:
        with np.errstate(divide="ignore"):
            large = x > 0.1
            u[large] *= np.tanh(np.sum(x))
    except ValueError:
        u = x * 2
    return np.sum(x * u)


@program(numbers(3, 3) + 4 * np.eye(3))
def a_factor_used_where_there_is_one(a):
    """`else` of `try`: what is done when nothing was raised."""
    try:
        c = np.linalg.cholesky(a @ a.T)
    except np.linalg.LinAlgError:
        value = np.trace(a)
    else:
        value = np.sum(np.log(np.diag(c))) * a[0, 0]
    return value


@program(numbers(4), {"rate": 0.3, "bound": 1.5})
def a_setting_that_may_be_missing(x, options):
    """`else` of `try` around a lookup in a dict."""
    try:
        bound = options["bound"]
    except KeyError:
        bound = 2.0
    else:
        bound = bound * x[1]
    return np.sum(x**2) * options["rate"] * bound


@program(numbers(4))
def expressions_in_a_try(x):
    try:
        x[10]
        y = x * 2
    except IndexError:
        y = x * 3
    try:
        a, b = x
    except ValueError:
        a, b = x[0], x[1] * 7
    try:
        x.nothing
        c = a
    except AttributeError:
        c = b
    return np.sum(y) * c * a


@program(numbers(4), 7)
@program(numbers(4), 2)
def an_array_changed_before_a_lookup_that_fails(x, key):
    """What the array was is read by the reverse sweep, though nothing reads it later."""
    u = x * 1.5
    y = np.sum(x / (1.5 + u**2))
    rate = 1.0
    try:
        u[1] += 0.7
        v = u[::2]
        v *= 3.0
        rate = {1: 2.0, 2: 0.5}[key] * x[3]
    except KeyError:
        rate = x[0]
    return y * rate


@program(numbers(5), 4)
@program(numbers(5), 9)
def arrays_changed_in_a_loop_that_fails(x, last):
    """Each attempt overwrites parts of an array that was read before, until one raises."""
    u = np.sin(x)
    total = np.sum(np.tanh(u) * x)
    for k in range(2):
        y = np.cos(u) * x[k]
        try:
            for j in range(3, last):
                u[j - 2] *= 0.5
                total = total + x[j] * y[j - 3]
            u[0] = 0.2
        except IndexError:
            total = total * x[1]
        total = total + np.sum(y)
    return total


@program(numbers(4), 5)
@program(numbers(4), 1)
def a_copy_changed_in_a_body_that_fails(x, k):
    """The array is made in the body."""
    total = np.sum(x**2)
    try:
        u = x * 2.0
        w = np.sum(u**2)
        u[0] = 1.0
        total = total + w * x[k]
    except IndexError:
        total = total * 2.0
    return total

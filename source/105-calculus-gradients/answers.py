# %% [markdown]
# Answers of imagined learners to assignment 105: the tests of its tests. Each cell is the whole new
# source of the solution cell that `task` names. A right answer keeps all points; a wrong one loses
# points in its own task and in no other, and where `loses` is given, in exactly those test cells.

# %% NumPy numbers throughout, both ends from a list task="central_difference" verdict="right"
def central_difference(f, x, step):
    ends = np.float64(x) + np.array([-1.0, 1.0]) * step
    way = np.diff(ends)[0]
    if np.isnan(step) or step <= 0 or way == 0:
        raise ValueError("bad step")
    low, high = (f(float(end)) for end in ends)
    return np.float64(high - low) / way


# %% a class of error of its own, and the upper end last task="central_difference" verdict="right"
class StepError(ValueError):
    pass


def central_difference(f, x, step):
    x = float(x)
    left = x - step
    right = x + step
    if not right > left:
        raise StepError("the step vanishes or is not positive")
    at_left = f(left)
    at_right = f(right)
    return float(at_right - at_left) / (right - left)


# %% divides by 2 h task="central_difference" verdict="wrong" loses="test_central_difference_distance"
def central_difference(f, x, step):
    x = float(x)
    if not step > 0 or x + step == x - step:
        raise ValueError("bad step")
    return float((f(x + step) - f(x - step)) / (2 * step))


# %% the forward difference task="central_difference" verdict="wrong" loses="test_central_difference"
def central_difference(f, x, step):
    x = float(x)
    end = x + step
    if not step > 0 or end == x:
        raise ValueError("bad step")
    return float((f(end) - f(x)) / (end - x))


# %% divides by one step instead of two task="central_difference" verdict="wrong"
def central_difference(f, x, step):
    x = float(x)
    if not step > 0 or x + step == x - step:
        raise ValueError("bad step")
    return float((f(x + step) - f(x - step)) / step)


# %% five points, more accurate and twice as many calls task="central_difference" verdict="wrong" loses="test_central_difference"
def central_difference(f, x, step):
    x = float(x)
    above, below = x + step, x - step
    if not step > 0 or above == below:
        raise ValueError("bad step")
    wide = (f(x + 2 * step) - f(x - 2 * step)) / (4 * step)
    narrow = (f(above) - f(below)) / (above - below)
    return float((4 * narrow - wide) / 3) if abs(x) < 1e6 else float(narrow)


# %% passes integers on to f task="central_difference" verdict="wrong" loses="test_central_difference"
def central_difference(f, x, step):
    above, below = x + step, x - step
    if not step > 0 or above == below:
        raise ValueError("bad step")
    return float((f(above) - f(below)) / (above - below))


# %% does not look at the step task="central_difference" verdict="wrong" loses="test_central_difference_distance"
def central_difference(f, x, step):
    above, below = float(x) + step, float(x) - step
    return float((f(above) - f(below)) / (above - below))


# %% by logarithms task="best_step" verdict="right"
def best_step(a, p, b):
    for number in (a, p, b):
        if number <= 0:
            raise ValueError("not positive")
    return np.exp((np.log(b) - np.log(p) - np.log(a)) / (p + 1))


# %% bisects for the zero of the derivative task="best_step" verdict="right"
def best_step(a, p, b):
    if a <= 0 or p <= 0 or b <= 0:
        raise ValueError("not positive")
    low, high = -200.0, 200.0
    for _ in range(200):
        middle = (low + high) / 2
        if (p + 1) * middle < np.log(b / (p * a)):
            low = middle
        else:
            high = middle
    return float(np.exp(high))


# %% forgets the factor p of the derivative task="best_step" verdict="wrong" loses="test_best_step"
def best_step(a, p, b):
    if not min(a, p, b) > 0:
        raise ValueError("not positive")
    return float((b / a) ** (1 / (p + 1)))


# %% takes the root of order p task="best_step" verdict="wrong" loses="test_best_step"
def best_step(a, p, b):
    if not min(a, p, b) > 0:
        raise ValueError("not positive")
    return float((b / (p * a)) ** (1 / p))


# %% where both errors are equal, which is not where the sum is smallest task="best_step" verdict="wrong" loses="test_best_step"
def best_step(a, p, b):
    if not min(a, p, b) > 0:
        raise ValueError("not positive")
    h = (b / a) ** (1 / (p + 1))
    assert np.isclose(a * h**p, b / h)
    return float(h)


# %% the best of a coarse grid task="best_step" verdict="wrong" loses="test_best_step"
def best_step(a, p, b):
    if not min(a, p, b) > 0:
        raise ValueError("not positive")
    grid = np.logspace(-30, 30, 601)
    return float(grid[np.argmin(a * grid**p + b / grid)])


# %% does not check the parameters task="best_step" verdict="wrong" loses="test_best_step"
def best_step(a, p, b):
    return float(np.exp(np.log(b / (p * a)) / (p + 1)))


# %% rows of a matrix of steps, transposed at the end task="jacobian" verdict="right"
def jacobian(f, x, step=6.055454452393343e-06):
    x = np.array(x, dtype=float)
    if x.ndim != 1 or len(x) < 1 or step <= 0:
        raise ValueError("bad input")
    shifts = np.diag(step * np.where(np.abs(x) > 1, np.abs(x), 1.0))
    rows = []
    for shift in shifts:
        high, low = x + shift, x - shift
        value_high, value_low = np.array(f(high), float), np.array(f(low), float)
        if value_high.ndim != 1:
            raise ValueError("f must give a vector")
        rows.append((value_high - value_low) / np.sum(high - low))
    return np.array(rows).T


# %% asks for the number of outputs first and fills entry by entry task="jacobian" verdict="right"
def jacobian(f, x, step=None):
    step = np.finfo(np.float64).eps ** (1 / 3) if step is None else step
    x = np.asarray(x).astype(np.float64)
    if x.ndim != 1 or x.shape == (0,) or not step > 0:
        raise ValueError("bad input")
    value = np.asarray(f(x.copy()))
    if value.ndim != 1:
        raise ValueError("f must give a vector")
    J = np.zeros((len(value), len(x)))
    for j in range(len(x)):
        h = step * max(1.0, abs(x[j]))
        point = x.copy()
        point[j] = x[j] + h
        high, above = point[j], np.array(f(point.copy()), dtype=float)
        point[j] = x[j] - h
        low, below = point[j], np.array(f(point.copy()), dtype=float)
        for i in range(len(value)):
            J[i, j] = (above[i] - below[i]) / (high - low)
    return J


# %% transposed task="jacobian" verdict="wrong"
def jacobian(f, x, step=6.055454452393343e-06):
    x = np.asarray(x, dtype=float)
    if x.ndim != 1 or x.size == 0 or not step > 0:
        raise ValueError("bad input")
    rows = []
    for h, e in zip(step * np.maximum(1, np.abs(x)), np.eye(len(x)), strict=True):
        change = np.asarray(f(x + h * e)) - np.asarray(f(x - h * e))
        if change.ndim != 1:
            raise ValueError("f must give a vector")
        rows.append(change / (2 * h))
    return np.array(rows)


# %% forward differences task="jacobian" verdict="wrong"
def jacobian(f, x, step=6.055454452393343e-06):
    x = np.asarray(x, dtype=float)
    if x.ndim != 1 or x.size == 0 or not step > 0:
        raise ValueError("bad input")
    value = np.asarray(f(x.copy()))
    if value.ndim != 1:
        raise ValueError("f must give a vector")
    columns = []
    for h, e in zip(step * np.maximum(1, np.abs(x)), np.eye(len(x)), strict=True):
        columns.append((np.asarray(f(x + h * e)) - value) / h)
    return np.column_stack(columns)


# %% moves the caller's x, and does not move it back exactly task="jacobian" verdict="wrong" loses="test_jacobian"
def jacobian(f, x, step=6.055454452393343e-06):
    x = np.asarray(x, dtype=float)
    if x.ndim != 1 or x.size == 0 or not step > 0:
        raise ValueError("bad input")
    columns = []
    for j in range(len(x)):
        h = step * max(1, abs(x[j]))
        x[j] += h
        above, high = np.asarray(f(x.copy())), x[j]
        x[j] -= 2 * h
        below, low = np.asarray(f(x.copy())), x[j]
        x[j] += h
        if above.ndim != 1:
            raise ValueError("f must give a vector")
        columns.append((above - below) / (high - low))
    return np.column_stack(columns)


# %% entry by entry, with new calls for each task="jacobian" verdict="wrong" loses="test_jacobian_calls"
def jacobian(f, x, step=6.055454452393343e-06):
    x = np.asarray(x, dtype=float)
    if x.ndim != 1 or x.size == 0 or not step > 0:
        raise ValueError("bad input")
    value = np.asarray(f(x.copy()))
    if value.ndim != 1:
        raise ValueError("f must give a vector")
    J = np.zeros((len(value), len(x)))
    for i in range(len(value)):
        for j in range(len(x)):
            above, below = x.copy(), x.copy()
            above[j] += step * max(1, abs(x[j]))
            below[j] -= step * max(1, abs(x[j]))
            J[i, j] = (f(above)[i] - f(below)[i]) / (above[j] - below[j])
    return J


# %% the same step for large variables task="jacobian" verdict="wrong" loses="test_jacobian_calls"
def jacobian(f, x, step=6.055454452393343e-06):
    x = np.asarray(x, dtype=float)
    if x.ndim != 1 or x.size == 0 or not step > 0:
        raise ValueError("bad input")
    columns = []
    for j in range(len(x)):
        above, below = x.copy(), x.copy()
        above[j] += step
        below[j] -= step
        change = np.asarray(f(above)) - np.asarray(f(below))
        if change.ndim != 1:
            raise ValueError("f must give a vector")
        columns.append(change / (above[j] - below[j]))
    return np.column_stack(columns)


# %% moves all variables at once task="jacobian" verdict="wrong"
def jacobian(f, x, step=6.055454452393343e-06):
    x = np.asarray(x, dtype=float)
    if x.ndim != 1 or x.size == 0 or not step > 0:
        raise ValueError("bad input")
    h = step * np.maximum(1, np.abs(x))
    change = np.asarray(f(x + h)) - np.asarray(f(x - h))
    if change.ndim != 1:
        raise ValueError("f must give a vector")
    return change[:, np.newaxis] / (2 * h)


# %% checks nothing task="jacobian" verdict="wrong" loses="test_jacobian_calls"
def jacobian(f, x, step=6.055454452393343e-06):
    x = np.asarray(x, dtype=float)
    columns = []
    for j, h in enumerate(step * np.maximum(1, np.abs(x))):
        above, below = x.copy(), x.copy()
        above[j] += h
        below[j] -= h
        columns.append((np.asarray(f(above)) - np.asarray(f(below))) / (above[j] - below[j]))
    return np.column_stack(columns)


# %% multiplies as it goes forward, and collects first for reverse task="chain_jacobian" verdict="right"
def chain_jacobian(functions, jacobians, x, order="reverse"):
    if len(functions) == 0 or len(functions) != len(jacobians):
        raise ValueError("lists do not fit")
    inputs = [np.array(x, dtype=float)]
    for function in functions[:-1]:
        inputs.append(function(inputs[-1]))
    count = 0
    if order == "forward":
        J = np.array(jacobians[0](inputs[0]), dtype=float)
        for k in range(1, len(functions)):
            A = np.array(jacobians[k](inputs[k]), dtype=float)
            count += A.shape[0] * A.shape[1] * J.shape[1]
            J = A @ J
        return J, count
    if order == "reverse":
        J = np.array(jacobians[-1](inputs[-1]), dtype=float)
        for k in range(len(functions) - 2, -1, -1):
            A = np.array(jacobians[k](inputs[k]), dtype=float)
            count += J.shape[0] * J.shape[1] * A.shape[1]
            J = J @ A
        return J, count
    raise ValueError("unknown order")


# %% recursive, with a product that counts task="chain_jacobian" verdict="right"
def chain_jacobian(functions, jacobians, x, order="reverse"):
    if order not in {"forward", "reverse"} or not functions:
        raise ValueError("unknown order or nothing to do")
    if len(functions) != len(jacobians):
        raise ValueError("lists of different lengths")
    count = 0

    def times(A, B):
        nonlocal count
        count += int(A.size * B.shape[1])
        return np.einsum("ij,jk->ik", A, B)

    def fold(matrices):
        if len(matrices) == 1:
            return matrices[0]
        if order == "forward":
            return fold([times(matrices[1], matrices[0]), *matrices[2:]])
        return fold([*matrices[:-2], times(matrices[-1], matrices[-2])])

    matrices = []
    point = np.asarray(x, float)
    for f, J in zip(functions, jacobians, strict=True):
        matrices.append(np.asarray(J(point), float))
        point = f(point)
    return fold(matrices), count


# %% takes every matrix at x task="chain_jacobian" verdict="wrong"
def chain_jacobian(functions, jacobians, x, order="reverse"):
    if not functions or len(functions) != len(jacobians):
        raise ValueError("lists do not fit")
    if order not in ("forward", "reverse"):
        raise ValueError("unknown order")
    J, count = np.asarray(jacobians[0](np.asarray(x, float)), float), 0
    for function_jacobian in jacobians[1:]:
        A = function_jacobian(np.asarray(x, float))
        count += A.shape[0] * A.shape[1] * J.shape[1]
        J = A @ J
    return J, count


# %% multiplies in the wrong sequence task="chain_jacobian" verdict="wrong"
def chain_jacobian(functions, jacobians, x, order="reverse"):
    if not functions or len(functions) != len(jacobians):
        raise ValueError("lists do not fit")
    if order not in ("forward", "reverse"):
        raise ValueError("unknown order")
    x = np.asarray(x, dtype=float)
    J, count = np.eye(len(x)), 0
    for function, function_jacobian in zip(functions, jacobians, strict=True):
        A = function_jacobian(x)
        count += J.shape[0] * J.shape[1] * A.shape[1]
        J = J @ A
        x = function(x)
    return J, count


# %% takes each matrix at the output of its link task="chain_jacobian" verdict="wrong"
def chain_jacobian(functions, jacobians, x, order="reverse"):
    if not functions or len(functions) != len(jacobians):
        raise ValueError("lists do not fit")
    if order not in ("forward", "reverse"):
        raise ValueError("unknown order")
    x = np.asarray(x, dtype=float)
    matrices = []
    for function, function_jacobian in zip(functions, jacobians, strict=True):
        x = function(x)
        matrices.append(function_jacobian(x))
    J, count = matrices[0], 0
    for A in matrices[1:]:
        count += A.shape[0] * A.shape[1] * J.shape[1]
        J = A @ J
    return J, count


# %% always goes forward task="chain_jacobian" verdict="wrong" loses="test_chain_jacobian_order"
def chain_jacobian(functions, jacobians, x, order="reverse"):
    if not functions or len(functions) != len(jacobians):
        raise ValueError("lists do not fit")
    if order not in ("forward", "reverse"):
        raise ValueError("unknown order")
    x = np.asarray(x, dtype=float)
    J, count = None, 0
    for function, function_jacobian in zip(functions, jacobians, strict=True):
        A = function_jacobian(x)
        if J is None:
            J = A
        else:
            count += A.shape[0] * A.shape[1] * J.shape[1]
            J = A @ J
        x = function(x)
    return J, count


# %% begins with the identity and counts that product, too task="chain_jacobian" verdict="wrong" loses="test_chain_jacobian_order"
def chain_jacobian(functions, jacobians, x, order="reverse"):
    if not functions or len(functions) != len(jacobians):
        raise ValueError("lists do not fit")
    if order not in ("forward", "reverse"):
        raise ValueError("unknown order")
    x = np.asarray(x, dtype=float)
    matrices = []
    for function, function_jacobian in zip(functions, jacobians, strict=True):
        matrices.append(function_jacobian(x))
        x = function(x)
    if order == "forward":
        J, count = np.eye(matrices[0].shape[1]), 0
        for A in matrices:
            count += A.shape[0] * A.shape[1] * J.shape[1]
            J = A @ J
    else:
        J, count = np.eye(matrices[-1].shape[0]), 0
        for A in matrices[::-1]:
            count += J.shape[0] * J.shape[1] * A.shape[1]
            J = J @ A
    return J, count


# %% begins anew at x for every link task="chain_jacobian" verdict="wrong" loses="test_chain_jacobian"
def chain_jacobian(functions, jacobians, x, order="reverse"):
    if not functions or len(functions) != len(jacobians):
        raise ValueError("lists do not fit")
    if order not in ("forward", "reverse"):
        raise ValueError("unknown order")
    matrices = []
    for k, function_jacobian in enumerate(jacobians):
        point = np.asarray(x, dtype=float)
        for function in functions[:k]:
            point = function(point)
        matrices.append(function_jacobian(point))
    if order == "reverse":
        matrices.reverse()
    J, count = matrices[0], 0
    for A in matrices[1:]:
        left, right = (J, A) if order == "reverse" else (A, J)
        count += left.size * right.shape[1]
        J = left @ right
    return J, count


# %% one patient after the other task="log_cosh_gradient" verdict="right"
def log_cosh_gradient(w, X, y, scale):
    w, X, y = np.array(w, float), np.array(X, float), np.array(y, float)
    if X.ndim != 2 or w.shape != (X.shape[1],) or y.shape != (X.shape[0],):
        raise ValueError("shapes do not fit")
    total = np.zeros(len(w))
    for row, value in zip(X, y, strict=True):
        total += scale * np.tanh((row @ w - value) / scale) * row
    return total / len(X)


# %% three matrices, with the diagonal one made task="log_cosh_gradient" verdict="right"
def log_cosh_gradient(w, X, y, scale):
    w, X, y = (np.asarray(a, dtype=np.float64) for a in (w, X, y))
    if X.ndim != 2 or len({w.ndim, y.ndim, 1}) > 1 or X.shape != (len(y), len(w)):
        raise ValueError("shapes do not fit")
    mean = np.full((1, len(y)), 1 / len(y))
    middle = np.diag(scale * np.tanh((X @ w - y) / scale))
    return (mean @ middle @ X)[0]


# %% forgets the inner derivative 1 / s and so has s twice task="log_cosh_gradient" verdict="wrong" loses="test_log_cosh_gradient"
def log_cosh_gradient(w, X, y, scale):
    w, X, y = (np.asarray(a, dtype=float) for a in (w, X, y))
    if X.ndim != 2 or y.shape != X.shape[:1] or w.shape != X.shape[1:]:
        raise ValueError("shapes do not fit")
    return X.T @ (scale**2 * np.tanh((X @ w - y) / scale)) / len(y)


# %% forgets the mean task="log_cosh_gradient" verdict="wrong" loses="test_log_cosh_gradient"
def log_cosh_gradient(w, X, y, scale):
    w, X, y = (np.asarray(a, dtype=float) for a in (w, X, y))
    if X.ndim != 2 or y.shape != X.shape[:1] or w.shape != X.shape[1:]:
        raise ValueError("shapes do not fit")
    return X.T @ (scale * np.tanh((X @ w - y) / scale))


# %% sinh over cosh, which overflows task="log_cosh_gradient" verdict="wrong" loses="test_log_cosh_gradient"
def log_cosh_gradient(w, X, y, scale):
    w, X, y = (np.asarray(a, dtype=float) for a in (w, X, y))
    if X.ndim != 2 or y.shape != X.shape[:1] or w.shape != X.shape[1:]:
        raise ValueError("shapes do not fit")
    v = (X @ w - y) / scale
    with np.errstate(over="ignore", invalid="ignore"):
        return X.T @ (scale * np.sinh(v) / np.cosh(v)) / len(y)


# %% residual the wrong way round task="log_cosh_gradient" verdict="wrong" loses="test_log_cosh_gradient"
def log_cosh_gradient(w, X, y, scale):
    w, X, y = (np.asarray(a, dtype=float) for a in (w, X, y))
    if X.ndim != 2 or y.shape != X.shape[:1] or w.shape != X.shape[1:]:
        raise ValueError("shapes do not fit")
    return X.T @ (scale * np.tanh((y - X @ w) / scale)) / len(y)


# %% lets y of shape (m, 1) broadcast task="log_cosh_gradient" verdict="wrong" loses="test_log_cosh_gradient"
def log_cosh_gradient(w, X, y, scale):
    w, X, y = (np.asarray(a, dtype=float) for a in (w, X, y))
    return X.T @ (scale * np.tanh((X @ w - y) / scale)) / len(y)


# %% measures a whole gradient first, then compares arrays task="gradient_check" verdict="right"
def gradient_check(f, gradient, points):
    points = np.array(points)
    dtype = np.dtype(np.float32 if points.dtype == np.float32 else np.float64)
    points = points.astype(dtype)
    if points.ndim != 2:
        raise ValueError("one point a row")
    eps = np.float64(np.finfo(dtype).eps)
    rows = []
    for x in points:
        n = len(x)
        h = (eps ** (1 / 3) * np.maximum(1.0, np.abs(x.astype(float)))).astype(dtype)
        high, low = x + np.diag(h), x - np.diag(h)
        f_high = np.array([float(f(row.copy())) for row in high])
        f_low = np.array([float(f(row.copy())) for row in low])
        way = np.diag(high).astype(float) - np.diag(low).astype(float)
        measured = (f_high - f_low) / way
        claimed = np.array(gradient(x), dtype=float)
        if claimed.shape != (n,):
            raise ValueError("the gradient has the wrong shape")
        noise = 10 * eps * np.maximum(np.abs(f_high), np.abs(f_low)) / way
        larger = np.maximum(np.abs(claimed), np.abs(measured))
        with np.errstate(invalid="ignore"):
            close = np.abs(claimed - measured) <= eps ** (1 / 3) * larger + noise
        rows.append(close & np.isfinite(claimed) & np.isfinite(measured))
    return np.array(rows)


# %% Python numbers and plain lists task="gradient_check" verdict="right"
def gradient_check(f, gradient, points):
    import math

    points = np.asarray(points)
    if len(points.shape) != 2:
        raise ValueError("points must be a table")
    kind = np.float32 if points.dtype.name == "float32" else np.float64
    eps = 2.0**-23 if kind is np.float32 else 2.0**-52
    table = []
    for values in points.tolist():
        claimed = np.asarray(gradient(np.array(values, dtype=kind)))
        if claimed.shape != (len(values),):
            raise ValueError("wrong shape")
        line = []
        for j, value in enumerate(values):
            h = eps ** (1 / 3) * max(1.0, abs(value))
            ends = []
            for moved in (value + h, value - h):
                x = np.array(values, dtype=kind)
                x[j] = moved
                ends.append((float(x[j]), float(f(x))))
            (high, f_high), (low, f_low) = ends
            measured, g = (f_high - f_low) / (high - low), float(claimed[j])
            if not (math.isfinite(measured) and math.isfinite(g)):
                line.append(False)
                continue
            tolerance = eps ** (1 / 3) * max(abs(g), abs(measured))
            tolerance += 10 * eps * max(abs(f_high), abs(f_low)) / (high - low)
            line.append(abs(g - measured) <= tolerance)
        table.append(line)
    return np.array(table, dtype=bool)


# %% compares the whole vectors by length task="gradient_check" verdict="wrong"
def gradient_check(f, gradient, points):
    points = np.asarray(points)
    if points.ndim != 2:
        raise ValueError("one point a row")
    if points.dtype != np.float32:
        points = points.astype(float)
    share = float(np.finfo(points.dtype).eps) ** (1 / 3)
    agrees = np.zeros(points.shape, dtype=bool)
    for i, x in enumerate(points):
        claimed = np.asarray(gradient(x.copy()), dtype=float)
        if claimed.shape != x.shape:
            raise ValueError("wrong shape")
        measured = np.zeros(len(x))
        for j in range(len(x)):
            above, below = x.copy(), x.copy()
            above[j] += share * max(1, abs(x[j]))
            below[j] -= share * max(1, abs(x[j]))
            measured[j] = (float(f(above)) - float(f(below))) / (float(above[j]) - float(below[j]))
        difference = np.linalg.norm(claimed - measured)
        agrees[i] = difference <= 1e-3 * max(np.linalg.norm(claimed), np.linalg.norm(measured))
    return agrees


# %% an absolute tolerance task="gradient_check" verdict="wrong" loses="test_gradient_check"
def gradient_check(f, gradient, points):
    points = np.asarray(points)
    if points.ndim != 2:
        raise ValueError("one point a row")
    if points.dtype != np.float32:
        points = points.astype(float)
    share = float(np.finfo(points.dtype).eps) ** (1 / 3)
    agrees = np.zeros(points.shape, dtype=bool)
    for i, x in enumerate(points):
        claimed = np.asarray(gradient(x.copy()), dtype=float)
        if claimed.shape != x.shape:
            raise ValueError("wrong shape")
        for j in range(len(x)):
            above, below = x.copy(), x.copy()
            above[j] += share * max(1, abs(x[j]))
            below[j] -= share * max(1, abs(x[j]))
            measured = (float(f(above)) - float(f(below))) / (float(above[j]) - float(below[j]))
            agrees[i, j] = abs(claimed[j] - measured) <= 2 * share * max(1, abs(measured))
    return agrees


# %% looks for differences that are too large, which NaN never is task="gradient_check" verdict="wrong" loses="test_gradient_check_region,test_gradient_check_float32"
def gradient_check(f, gradient, points):
    points = np.asarray(points)
    if points.ndim != 2:
        raise ValueError("one point a row")
    if points.dtype != np.float32:
        points = points.astype(float)
    epsilon = float(np.finfo(points.dtype).eps)
    share = epsilon ** (1 / 3)
    disagrees = np.zeros(points.shape, dtype=bool)
    for i, x in enumerate(points):
        claimed = np.asarray(gradient(x.copy()), dtype=float)
        if claimed.shape != x.shape:
            raise ValueError("wrong shape")
        for j in range(len(x)):
            above, below = x.copy(), x.copy()
            above[j] += share * max(1, abs(x[j]))
            below[j] -= share * max(1, abs(x[j]))
            way = float(above[j]) - float(below[j])
            high, low = float(f(above)), float(f(below))
            measured = (high - low) / way
            allowed = share * np.maximum(abs(claimed[j]), abs(measured))
            allowed += 10 * epsilon * max(abs(high), abs(low)) / way
            disagrees[i, j] = abs(claimed[j] - measured) > allowed
    return ~disagrees


# %% always works in float64 task="gradient_check" verdict="wrong" loses="test_gradient_check_float32"
def gradient_check(f, gradient, points):
    points = np.asarray(points, dtype=float)
    if points.ndim != 2:
        raise ValueError("one point a row")
    epsilon = np.finfo(float).eps
    share = epsilon ** (1 / 3)
    agrees = np.zeros(points.shape, dtype=bool)
    for i, x in enumerate(points):
        claimed = np.asarray(gradient(x.copy()), dtype=float)
        if claimed.shape != x.shape:
            raise ValueError("wrong shape")
        for j in range(len(x)):
            above, below = x.copy(), x.copy()
            above[j] += share * max(1, abs(x[j]))
            below[j] -= share * max(1, abs(x[j]))
            way = above[j] - below[j]
            high, low = float(f(above)), float(f(below))
            measured = (high - low) / way
            allowed = share * max(abs(claimed[j]), abs(measured))
            allowed += 10 * epsilon * max(abs(high), abs(low)) / way
            finite = np.isfinite(claimed[j]) and np.isfinite(measured)
            agrees[i, j] = finite and abs(claimed[j] - measured) <= allowed
    return agrees


# %% keeps float32 but steps as in float64 task="gradient_check" verdict="wrong" loses="test_gradient_check_float32"
def gradient_check(f, gradient, points):
    points = np.asarray(points)
    if points.ndim != 2:
        raise ValueError("one point a row")
    if points.dtype != np.float32:
        points = points.astype(float)
    epsilon = np.finfo(float).eps
    share = epsilon ** (1 / 3)
    agrees = np.zeros(points.shape, dtype=bool)
    for i, x in enumerate(points):
        claimed = np.asarray(gradient(x.copy()), dtype=float)
        if claimed.shape != x.shape:
            raise ValueError("wrong shape")
        for j in range(len(x)):
            above, below = x.copy(), x.copy()
            above[j] += share * max(1, abs(x[j]))
            below[j] -= share * max(1, abs(x[j]))
            way = max(float(above[j]) - float(below[j]), 1e-300)
            high, low = float(f(above)), float(f(below))
            measured = (high - low) / way
            allowed = share * max(abs(claimed[j]), abs(measured))
            allowed += 10 * epsilon * max(abs(high), abs(low)) / way
            finite = np.isfinite(claimed[j]) and np.isfinite(measured)
            agrees[i, j] = finite and abs(claimed[j] - measured) <= allowed
    return agrees


# %% looks at the first point only task="gradient_check" verdict="wrong" loses="test_gradient_check_region,test_gradient_check_float32"
def gradient_check(f, gradient, points):
    points = np.asarray(points)
    if points.ndim != 2:
        raise ValueError("one point a row")
    if points.dtype != np.float32:
        points = points.astype(float)
    epsilon = float(np.finfo(points.dtype).eps)
    share = epsilon ** (1 / 3)
    agrees = np.zeros(points.shape, dtype=bool)
    claimed = np.array([gradient(x.copy()) for x in points], dtype=float)
    if claimed.shape != points.shape:
        raise ValueError("wrong shape")
    x = points[0]
    for j in range(len(x)):
        above, below = x.copy(), x.copy()
        above[j] += share * max(1, abs(x[j]))
        below[j] -= share * max(1, abs(x[j]))
        way = float(above[j]) - float(below[j])
        high, low = float(f(above)), float(f(below))
        measured = (high - low) / way
        allowed = share * max(abs(claimed[0, j]), abs(measured))
        allowed += 10 * epsilon * max(abs(high), abs(low)) / way
        agrees[:, j] = abs(claimed[0, j] - measured) <= allowed
    return agrees


# %% finds everything right task="gradient_check" verdict="wrong"
def gradient_check(f, gradient, points):
    if np.ndim(points) != 2:
        raise ValueError("one point a row")
    return np.ones(np.shape(points), dtype=bool)


# %% fills an array, momentum by the last two points task="gradient_descent" verdict="right"
def gradient_descent(gradient, start, learning_rate, n_steps, momentum=0.0):
    if learning_rate <= 0 or momentum < 0 or momentum >= 1 or n_steps < 0:
        raise ValueError("out of range")
    start = np.array(start, dtype=float)
    path = np.empty((n_steps + 1, start.size))
    path[0] = start
    for t in range(n_steps):
        inertia = path[t] - path[t - 1] if t else 0.0
        path[t + 1] = path[t] - learning_rate * gradient(path[t].copy()) + momentum * inertia
        if not np.all(np.isfinite(path[t + 1])):
            raise RuntimeError("diverged")
    return path


# %% a generator of points, each a list task="gradient_descent" verdict="right"
def gradient_descent(gradient, start, learning_rate, n_steps, momentum=0.0):
    import math

    if not (learning_rate > 0 and 0 <= momentum < 1 and n_steps >= 0):
        raise ValueError("out of range")

    def points():
        x = [float(number) for number in start]
        v = [0.0] * len(x)
        yield x
        for _ in range(n_steps):
            g = gradient(np.array(x))
            v = [momentum * a - learning_rate * float(b) for a, b in zip(v, g, strict=True)]
            x = [a + b for a, b in zip(x, v, strict=True)]
            if not all(map(math.isfinite, x)):
                raise RuntimeError("diverged")
            yield x

    return np.array(list(points()))


# %% climbs task="gradient_descent" verdict="wrong"
def gradient_descent(gradient, start, learning_rate, n_steps, momentum=0.0):
    if not learning_rate > 0 or not 0 <= momentum < 1 or n_steps < 0:
        raise ValueError("out of range")
    x = np.asarray(start, dtype=float)
    v = np.zeros_like(x)
    path = [x]
    for _ in range(n_steps):
        v = momentum * v + learning_rate * gradient(x)
        x = x + v
        if not np.isfinite(x).all():
            raise RuntimeError("diverged")
        path.append(x)
    return np.array(path)


# %% keeps the same array in every row task="gradient_descent" verdict="wrong"
def gradient_descent(gradient, start, learning_rate, n_steps, momentum=0.0):
    if not learning_rate > 0 or not 0 <= momentum < 1 or n_steps < 0:
        raise ValueError("out of range")
    x = np.array(start, dtype=float)
    v = np.zeros_like(x)
    path = [x]
    for _ in range(n_steps):
        v = momentum * v - learning_rate * gradient(x)
        x += v
        if not np.isfinite(x).all():
            raise RuntimeError("diverged")
        path.append(x)
    return np.array(path)


# %% walks in the caller's start task="gradient_descent" verdict="wrong" loses="test_gradient_descent"
def gradient_descent(gradient, start, learning_rate, n_steps, momentum=0.0):
    if not learning_rate > 0 or not 0 <= momentum < 1 or n_steps < 0:
        raise ValueError("out of range")
    x = np.asarray(start, dtype=float)
    v = np.zeros_like(x)
    path = [x.copy()]
    for _ in range(n_steps):
        v = momentum * v - learning_rate * gradient(x.copy())
        x += v
        if not np.isfinite(x).all():
            raise RuntimeError("diverged")
        path.append(x.copy())
    return np.array(path)


# %% forgets the start task="gradient_descent" verdict="wrong"
def gradient_descent(gradient, start, learning_rate, n_steps, momentum=0.0):
    if not learning_rate > 0 or not 0 <= momentum < 1 or n_steps < 0:
        raise ValueError("out of range")
    x = np.asarray(start, dtype=float)
    v = np.zeros_like(x)
    path = []
    for _ in range(n_steps):
        v = momentum * v - learning_rate * gradient(x)
        x = x + v
        if not np.isfinite(x).all():
            raise RuntimeError("diverged")
        path.append(x)
    return np.array(path)


# %% momentum as a running mean, with 1 - beta before the gradient task="gradient_descent" verdict="wrong" loses="test_gradient_descent_momentum"
def gradient_descent(gradient, start, learning_rate, n_steps, momentum=0.0):
    if not learning_rate > 0 or not 0 <= momentum < 1 or n_steps < 0:
        raise ValueError("out of range")
    x = np.asarray(start, dtype=float)
    v = np.zeros_like(x)
    path = [x]
    for _ in range(n_steps):
        v = momentum * v + (1 - momentum) * gradient(x)
        x = x - learning_rate * v
        if not np.isfinite(x).all():
            raise RuntimeError("diverged")
        path.append(x)
    return np.array(path)


# %% moves by the velocity of the step before task="gradient_descent" verdict="wrong"
def gradient_descent(gradient, start, learning_rate, n_steps, momentum=0.0):
    if not learning_rate > 0 or not 0 <= momentum < 1 or n_steps < 0:
        raise ValueError("out of range")
    x = np.asarray(start, dtype=float)
    v = np.zeros_like(x)
    path = [x]
    for _ in range(n_steps):
        slope = gradient(x)
        x = x + v
        v = momentum * v - learning_rate * slope
        path.append(x)
        if not np.isfinite(x).all():
            raise RuntimeError("diverged")
    return np.array(path)


# %% does not notice that it diverges task="gradient_descent" verdict="wrong" loses="test_gradient_descent_momentum"
def gradient_descent(gradient, start, learning_rate, n_steps, momentum=0.0):
    if not learning_rate > 0 or not 0 <= momentum < 1 or n_steps < 0:
        raise ValueError("out of range")
    x = np.asarray(start, dtype=float)
    v = np.zeros_like(x)
    path = [x]
    for _ in range(n_steps):
        with np.errstate(over="ignore", invalid="ignore"):
            v = momentum * v - learning_rate * gradient(x)
            x = x + v
        path.append(x)
    return np.array(path)


# %% the intercept learned beside the weights, with momentum task="fit_by_descent" verdict="right"
def fit_by_descent(X, y, n_steps):
    X, y = np.array(X, dtype=float), np.array(y, dtype=float)
    if X.ndim != 2 or y.ndim != 1 or len(X) != len(y):
        raise ValueError("shapes do not fit")
    means, deviations = X.mean(axis=0), X.std(axis=0, ddof=1)
    constant = X.max(axis=0) == X.min(axis=0)
    deviations[constant] = np.inf
    Z = np.column_stack([np.ones(len(X)), (X - means) / deviations])
    u = np.zeros(Z.shape[1])
    u[0] = y.mean()
    rate = 1.0 / np.linalg.norm(Z, 2) ** 2 * len(X)
    velocity = np.zeros_like(u)
    costs = [np.mean((Z @ u - y) ** 2) / 2]
    for _ in range(n_steps):
        velocity = 0.9 * velocity - rate * (Z.T @ (Z @ u - y)) / len(X)
        u = u + velocity
        costs.append(np.mean((Z @ u - y) ** 2) / 2)
    weights = u[1:] / deviations
    return weights, float(u[0] - weights @ means), np.array(costs)


# %% the best constant rate, on the small matrix H task="fit_by_descent" verdict="right"
def fit_by_descent(X, y, n_steps):
    X = np.asarray(X, dtype=float)
    y = np.asarray(y, dtype=float)
    if len(X.shape) != 2 or y.shape != (X.shape[0],):
        raise ValueError("shapes do not fit")
    centre, spread = np.mean(X, 0), np.std(X, 0)
    spread[np.ptp(X, axis=0) == 0] = 1.0
    Z, t = (X - centre) / spread, y - np.mean(y)
    Z[:, np.ptp(X, axis=0) == 0] = 0.0
    H, slope = Z.T @ Z / len(t), Z.T @ t / len(t)
    values = np.linalg.eigvalsh(H)
    values = values[values > 1e-10 * values[-1]]
    v = np.zeros(len(slope))
    costs = np.empty(n_steps + 1)
    for step in range(n_steps + 1):
        costs[step] = np.mean((t - Z @ v) ** 2) / 2
        if step < n_steps:
            v += 2 / (values[0] + values[-1]) * (slope - H @ v)
    return v / spread, np.mean(y) - np.sum(v * centre / spread), costs


# %% descends in original units task="fit_by_descent" verdict="wrong"
def fit_by_descent(X, y, n_steps):
    X, y = np.asarray(X, dtype=float), np.asarray(y, dtype=float)
    if X.ndim != 2 or y.shape != X.shape[:1]:
        raise ValueError("shapes do not fit")
    A = np.column_stack([X, np.ones(len(X))])
    w = np.append(np.zeros(X.shape[1]), y.mean())
    rate = 1 / np.linalg.eigvalsh(A.T @ A / len(y))[-1]
    costs = [np.mean((A @ w - y) ** 2) / 2]
    for _ in range(n_steps):
        w = w - rate * A.T @ (A @ w - y) / len(y)
        costs.append(np.mean((A @ w - y) ** 2) / 2)
    return w[:-1], float(w[-1]), np.array(costs)


# %% returns weights for standardized units task="fit_by_descent" verdict="wrong"
def fit_by_descent(X, y, n_steps):
    X, y = np.asarray(X, dtype=float), np.asarray(y, dtype=float)
    if X.ndim != 2 or y.shape != X.shape[:1]:
        raise ValueError("shapes do not fit")
    spread = np.where(np.ptp(X, axis=0) > 0, X.std(axis=0), 1.0)
    Z, t = (X - X.mean(axis=0)) / spread, y - y.mean()
    rate = 1 / np.linalg.eigvalsh(Z.T @ Z / len(y))[-1]
    v = np.zeros(X.shape[1])
    costs = [np.mean(t**2) / 2]
    for _ in range(n_steps):
        v = v - rate * Z.T @ (Z @ v - t) / len(y)
        costs.append(np.mean((Z @ v - t) ** 2) / 2)
    return v, float(y.mean()), np.array(costs)


# %% a learning rate of 0.01 for everything task="fit_by_descent" verdict="wrong"
def fit_by_descent(X, y, n_steps):
    X, y = np.asarray(X, dtype=float), np.asarray(y, dtype=float)
    if X.ndim != 2 or y.shape != X.shape[:1]:
        raise ValueError("shapes do not fit")
    spread = np.where(np.ptp(X, axis=0) > 0, X.std(axis=0), 1.0)
    Z, t = (X - X.mean(axis=0)) / spread, y - y.mean()
    v = np.zeros(X.shape[1])
    costs = [np.mean(t**2) / 2]
    for _ in range(n_steps):
        v = v - 0.01 * Z.T @ (Z @ v - t) / len(y)
        costs.append(np.mean((Z @ v - t) ** 2) / 2)
    w = v / spread
    return w, float(y.mean() - X.mean(axis=0) @ w), np.array(costs)


# %% divides by the deviation of a constant column task="fit_by_descent" verdict="wrong" loses="test_fit_by_descent_units"
def fit_by_descent(X, y, n_steps):
    X, y = np.asarray(X, dtype=float), np.asarray(y, dtype=float)
    if X.ndim != 2 or y.shape != X.shape[:1]:
        raise ValueError("shapes do not fit")
    with np.errstate(invalid="ignore"):
        Z, t = (X - X.mean(axis=0)) / X.std(axis=0), y - y.mean()
    H = np.nan_to_num(Z.T @ Z / len(y))
    rate = 1 / np.linalg.eigvalsh(H)[-1]
    v = np.zeros(X.shape[1])
    costs = [np.mean(t**2) / 2]
    for _ in range(n_steps):
        v = v - rate * Z.T @ (Z @ v - t) / len(y)
        costs.append(np.mean((Z @ v - t) ** 2) / 2)
    w = v / np.maximum(X.std(axis=0), 1e-300)
    return w, float(y.mean() - X.mean(axis=0) @ w), np.array(costs)


# %% the closed form, with the end entered as every cost task="fit_by_descent" verdict="wrong"
def fit_by_descent(X, y, n_steps):
    X, y = np.asarray(X, dtype=float), np.asarray(y, dtype=float)
    if X.ndim != 2 or y.shape != X.shape[:1]:
        raise ValueError("shapes do not fit")
    solution = np.linalg.lstsq(np.column_stack([np.ones(len(X)), X]), y)[0]
    costs = np.full(n_steps + 1, np.mean((solution[0] + X @ solution[1:] - y) ** 2) / 2)
    costs[0] = np.var(y) / 2
    return solution[1:], float(solution[0]), costs


# %% standardizes the caller's X in place task="fit_by_descent" verdict="wrong"
def fit_by_descent(X, y, n_steps):
    X, y = np.asarray(X, dtype=float), np.asarray(y, dtype=float)
    if X.ndim != 2 or y.shape != X.shape[:1]:
        raise ValueError("shapes do not fit")
    centre = X.mean(axis=0)
    spread = np.where(np.ptp(X, axis=0) > 0, X.std(axis=0), 1.0)
    X -= centre
    X /= spread
    t = y - y.mean()
    rate = 1 / np.linalg.eigvalsh(X.T @ X / len(y))[-1]
    v = np.zeros(X.shape[1])
    costs = [np.mean(t**2) / 2]
    for _ in range(n_steps):
        v = v - rate * X.T @ (X @ v - t) / len(y)
        costs.append(np.mean((X @ v - t) ** 2) / 2)
    w = v / spread
    return w, float(y.mean() - centre @ w), np.array(costs)

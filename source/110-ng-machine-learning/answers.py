# %% [markdown]
# Answers of imagined learners to assignment 110: the tests of its tests. Each cell is the whole new
# source of the solution cell that `task` names. A right answer keeps all points; a wrong one loses
# points in its own task and in no other, and where `loses` is given, in exactly those test cells.

# %% by scikit-learn's own scaler task="design_matrices" verdict="right"
def design_matrices(train_features, new_features):
    if np.ndim(train_features) != 2 or np.ndim(new_features) != 2:
        raise ValueError("not two-dimensional")
    scaler = StandardScaler().fit(np.asarray(train_features, float))
    made = []
    for rows in (train_features, new_features):
        scaled_rows = scaler.transform(np.asarray(rows, float))
        made.append(np.hstack([np.ones((len(scaled_rows), 1)), scaled_rows]))
    return tuple(made)


# %% column by column, in plain loops task="design_matrices" verdict="right"
def design_matrices(train_features, new_features):
    train, new = np.array(train_features, float), np.array(new_features, float)
    if train.ndim != 2 or new.ndim != 2 or train.shape[1] != new.shape[1]:
        raise ValueError("columns do not fit")
    X_train, X_new = [np.ones(len(train))], [np.ones(len(new))]
    for j in range(train.shape[1]):
        mu = sum(train[:, j]) / len(train)
        sigma = (sum((train[:, j] - mu) ** 2) / len(train)) ** 0.5
        divisor = 1.0 if train[:, j].min() == train[:, j].max() else sigma
        X_train.append((train[:, j] - mu) / divisor)
        X_new.append((new[:, j] - mu) / divisor)
    return [np.array(X_train).T, np.array(X_new).T]


# %% scales the new rows by their own statistics task="design_matrices" verdict="wrong" loses="test_design_matrices"
def design_matrices(train_features, new_features):
    train, new = np.asarray(train_features, float), np.asarray(new_features, float)
    if train.ndim != 2 or new.ndim != 2 or train.shape[1] != new.shape[1]:
        raise ValueError("columns do not fit")

    def scale(rows):
        deviation = rows.std(axis=0)
        deviation[deviation == 0] = 1
        return np.column_stack([np.ones(len(rows)), (rows - rows.mean(axis=0)) / deviation])

    return scale(train), scale(new)


# %% leaks: statistics of all rows together task="design_matrices" verdict="wrong" loses="test_design_matrices"
def design_matrices(train_features, new_features):
    train, new = np.asarray(train_features, float), np.asarray(new_features, float)
    if train.ndim != 2 or new.ndim != 2 or train.shape[1] != new.shape[1]:
        raise ValueError("columns do not fit")
    both = np.vstack([train, new])
    mean, deviation = both.mean(axis=0), both.std(axis=0)
    deviation[deviation == 0] = 1
    ones = np.ones((len(both), 1))
    X = np.hstack([ones, (both - mean) / deviation])
    return X[: len(train)], X[len(train) :]


# %% divides constant columns by zero task="design_matrices" verdict="wrong" loses="test_design_matrices"
def design_matrices(train_features, new_features):
    train, new = np.asarray(train_features, float), np.asarray(new_features, float)
    if train.ndim != 2 or new.ndim != 2 or train.shape[1] != new.shape[1]:
        raise ValueError("columns do not fit")
    mean, deviation = train.mean(axis=0), train.std(axis=0)
    with np.errstate(all="ignore"):
        return tuple(
            np.column_stack([np.ones(len(rows)), (rows - mean) / deviation])
            for rows in (train, new)
        )


# %% divides by m - 1 task="design_matrices" verdict="wrong" loses="test_design_matrices"
def design_matrices(train_features, new_features):
    train, new = np.asarray(train_features, float), np.asarray(new_features, float)
    if train.ndim != 2 or new.ndim != 2 or train.shape[1] != new.shape[1]:
        raise ValueError("columns do not fit")
    mean, deviation = train.mean(axis=0), train.std(axis=0, ddof=1)
    deviation[deviation == 0] = 1
    return tuple(
        np.column_stack([np.ones(len(rows)), (rows - mean) / deviation]) for rows in (train, new)
    )


# %% plain loops task="linear_cost" verdict="right"
def linear_cost(theta, X, y, lam):
    X, theta, y = np.array(X, float), np.array(theta, float), np.array(y, float)
    if X.ndim != 2 or y.shape != (len(X),) or theta.shape != (X.shape[1],) or lam < 0:
        raise ValueError("bad input")
    n, p = X.shape
    cost, gradient = 0.0, np.zeros(p)
    for i in range(n):
        error = sum(X[i, j] * theta[j] for j in range(p)) - y[i]
        cost += error**2 / (2 * n)
        for j in range(p):
            gradient[j] += error * X[i, j] / n
    for j in range(1, p):
        cost += lam * theta[j] ** 2 / (2 * n)
        gradient[j] += lam * theta[j] / n
    return cost, gradient


# %% a diagonal penalty matrix task="linear_cost" verdict="right"
def linear_cost(theta, X, y, lam):
    X, theta, y = (np.asarray(a, dtype=np.float64) for a in (X, theta, y))
    if X.ndim != 2:
        raise ValueError("X must be a matrix")
    n, p = X.shape
    if theta.shape != (p,) or y.shape != (n,) or not lam >= 0:
        raise ValueError("theta, y or lam does not fit")
    D = np.diag([0.0] + [lam] * (p - 1))
    A, b = X.T @ X + D, X.T @ y
    residual = y - X @ theta
    return (residual @ residual + theta @ D @ theta) / (2 * n), (A @ theta - b) / n


# %% punishes the bias too task="linear_cost" verdict="wrong" loses="test_linear_cost"
def linear_cost(theta, X, y, lam):
    theta, X, y = (np.asarray(a, float) for a in (theta, X, y))
    if X.ndim != 2 or theta.shape != X.shape[1:] or y.shape != X.shape[:1] or lam < 0:
        raise ValueError("bad input")
    n, e = len(y), X @ theta - y
    return float(e @ e + lam * theta @ theta) / (2 * n), (X.T @ e + lam * theta) / n


# %% forgets the penalty in the gradient task="linear_cost" verdict="wrong" loses="test_linear_cost"
def linear_cost(theta, X, y, lam):
    theta, X, y = (np.asarray(a, float) for a in (theta, X, y))
    if X.ndim != 2 or theta.shape != X.shape[1:] or y.shape != X.shape[:1] or lam < 0:
        raise ValueError("bad input")
    n, e = len(y), X @ theta - y
    return float(e @ e + lam * theta[1:] @ theta[1:]) / (2 * n), X.T @ e / n


# %% sets the bias of the caller's theta to zero task="linear_cost" verdict="wrong" loses="test_linear_cost"
def linear_cost(theta, X, y, lam):
    theta, X, y = (np.asarray(a, float) for a in (theta, X, y))
    if X.ndim != 2 or theta.shape != X.shape[1:] or y.shape != X.shape[:1] or lam < 0:
        raise ValueError("bad input")
    n, e = len(y), X @ theta - y
    w = theta
    w[0] = 0
    return float(e @ e + lam * w @ w) / (2 * n), (X.T @ e + lam * w) / n


# %% lets a column of targets broadcast task="linear_cost" verdict="wrong" loses="test_linear_cost"
def linear_cost(theta, X, y, lam):
    theta, X, y = (np.asarray(a, float) for a in (theta, X, y))
    if lam < 0:
        raise ValueError("lam is negative")
    n, e = len(y), X @ theta - y
    w = np.r_[0, theta[1:]]
    return float(np.sum(e**2) + lam * w @ w) / (2 * n), (X.T @ e + lam * w) / n


# %% log1p with a case for each sign task="logistic_cost" verdict="right"
def logistic_cost(theta, X, y, lam):
    theta, X, y = (np.asarray(a, float) for a in (theta, X, y))
    if X.ndim != 2 or theta.shape != (X.shape[1],) or y.shape != (X.shape[0],) or lam < 0:
        raise ValueError("bad input")
    if set(np.unique(y)) - {0.0, 1.0}:
        raise ValueError("labels")
    margins = np.where(y == 1, 1, -1) * (X @ theta)
    tail = np.log1p(np.exp(-np.abs(margins)))
    losses = np.where(margins < 0, -margins + tail, tail)
    D = np.ones(len(theta))
    D[0] = 0
    slope = np.exp(-np.logaddexp(0, -(X @ theta))) - y
    n = len(y)
    return losses.mean() + lam / 2 / n * np.sum(D * theta**2), X.T @ slope / n + lam / n * D * theta


# %% one sample at a time, by scipy's log_expit task="logistic_cost" verdict="right"
from scipy.special import log_expit


def logistic_cost(theta, X, y, lam):
    theta, X, y = np.array(theta, float), np.array(X, float), np.array(y, float)
    if X.ndim != 2 or theta.shape != (X.shape[1],) or y.shape != (X.shape[0],):
        raise ValueError("shapes")
    if lam < 0 or any(label not in (0, 1) for label in y):
        raise ValueError("lam or labels")
    cost, gradient = 0.0, np.zeros_like(theta)
    for row, label in zip(X, y, strict=True):
        s = 1 if label else -1
        cost -= log_expit(s * (row @ theta))
        gradient -= s * expit(-s * (row @ theta)) * row
    cost += lam / 2 * sum(theta[1:] ** 2)
    gradient[1:] += lam * theta[1:]
    return float(cost / len(y)), gradient / len(y)


# %% takes the logarithm of the sigmoid task="logistic_cost" verdict="wrong" loses="test_logistic_cost_stability"
def logistic_cost(theta, X, y, lam):
    theta, X, y = (np.asarray(a, float) for a in (theta, X, y))
    if X.ndim != 2 or theta.shape != X.shape[1:] or y.shape != X.shape[:1] or lam < 0:
        raise ValueError("bad input")
    if not np.isin(y, (0, 1)).all():
        raise ValueError("labels")
    n, w = len(y), np.append(0, theta[1:])
    with np.errstate(all="ignore"):
        p = 1 / (1 + np.exp(-X @ theta))
        cost = -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))
    return float(cost + lam / (2 * n) * w @ w), (X.T @ (p - y) + lam * w) / n


# %% clips the probability away from 0 and 1 task="logistic_cost" verdict="wrong" loses="test_logistic_cost_stability"
def logistic_cost(theta, X, y, lam):
    theta, X, y = (np.asarray(a, float) for a in (theta, X, y))
    if X.ndim != 2 or theta.shape != X.shape[1:] or y.shape != X.shape[:1] or lam < 0:
        raise ValueError("bad input")
    if not np.isin(y, (0, 1)).all():
        raise ValueError("labels")
    n, w = len(y), np.append(0, theta[1:])
    p = np.clip(expit(X @ theta), 1e-15, 1 - 1e-15)
    cost = -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))
    return float(cost + lam / (2 * n) * w @ w), (X.T @ (p - y) + lam * w) / n


# %% stable on the left only: log(1 + e^z) - y z task="logistic_cost" verdict="wrong" loses="test_logistic_cost_stability"
def logistic_cost(theta, X, y, lam):
    theta, X, y = (np.asarray(a, float) for a in (theta, X, y))
    if X.ndim != 2 or theta.shape != X.shape[1:] or y.shape != X.shape[:1] or lam < 0:
        raise ValueError("bad input")
    if not np.isin(y, (0, 1)).all():
        raise ValueError("labels")
    n, w, z = len(y), np.append(0, theta[1:]), X @ theta
    cost = np.mean(np.logaddexp(0, z) - y * z)
    return float(cost + lam / (2 * n) * w @ w), (X.T @ (expit(z) - y) + lam * w) / n


# %% punishes the bias too task="logistic_cost" verdict="wrong" loses="test_logistic_cost"
def logistic_cost(theta, X, y, lam):
    theta, X, y = (np.asarray(a, float) for a in (theta, X, y))
    if X.ndim != 2 or theta.shape != X.shape[1:] or y.shape != X.shape[:1] or lam < 0:
        raise ValueError("bad input")
    if not np.isin(y, (0, 1)).all():
        raise ValueError("labels")
    n, z = len(y), X @ theta
    cost = np.mean(np.logaddexp(0, (1 - 2 * y) * z)) + lam / (2 * n) * theta @ theta
    return float(cost), (X.T @ (expit(z) - y) + lam * theta) / n


# %% accepts labels -1 and 1 task="logistic_cost" verdict="wrong" loses="test_logistic_cost"
def logistic_cost(theta, X, y, lam):
    theta, X, y = (np.asarray(a, float) for a in (theta, X, y))
    if X.ndim != 2 or theta.shape != X.shape[1:] or y.shape != X.shape[:1] or lam < 0:
        raise ValueError("bad input")
    n, w, z = len(y), np.append(0, theta[1:]), X @ theta
    cost = np.mean(np.logaddexp(0, (1 - 2 * y) * z)) + lam / (2 * n) * w @ w
    return float(cost), (X.T @ (expit(z) - y) + lam * w) / n


# %% the sum over the samples instead of the mean task="logistic_cost" verdict="wrong"
def logistic_cost(theta, X, y, lam):
    theta, X, y = (np.asarray(a, float) for a in (theta, X, y))
    if X.ndim != 2 or theta.shape != X.shape[1:] or y.shape != X.shape[:1] or lam < 0:
        raise ValueError("bad input")
    if not np.isin(y, (0, 1)).all():
        raise ValueError("labels")
    w, z = np.append(0, theta[1:]), X @ theta
    cost = np.sum(np.logaddexp(0, (1 - 2 * y) * z)) + lam / 2 * w @ w
    return float(cost), X.T @ (expit(z) - y) + lam * w


# %% iteratively reweighted least squares task="newton_logistic" verdict="right"
def newton_logistic(X, y, lam, tolerance=1e-10, max_iterations=50):
    X, y = np.array(X, float), np.array(y, float)
    if X.ndim != 2 or y.shape != (X.shape[0],) or lam <= 0 or set(y.tolist()) - {0.0, 1.0}:
        raise ValueError("bad input")
    n, p = X.shape
    D = np.diag([0.0] + [float(lam)] * (p - 1))
    theta, steps = np.zeros(p), 0
    while True:
        mu = expit(X @ theta)
        if np.all(np.abs(X.T @ (mu - y) + D @ theta) <= tolerance * n):
            return theta
        if steps == max_iterations:
            raise RuntimeError("no convergence")
        s = np.maximum(mu * (1 - mu), 1e-300)
        working = X @ theta + (y - mu) / s
        theta = np.linalg.solve(X.T @ np.diag(s) @ X + D, X.T @ (s * working))
        steps += 1


# %% Newton with step halving, the Hessian by loops task="newton_logistic" verdict="right"
def newton_logistic(X, y, lam, tolerance=1e-10, max_iterations=50):
    X, y = np.asarray(X, float), np.asarray(y, float)
    if X.ndim != 2 or y.shape != X.shape[:1]:
        raise ValueError("shapes")
    if not lam > 0 or np.any((y != 0) & (y != 1)):
        raise ValueError("lam or labels")
    n, p = X.shape
    free = np.arange(p) > 0

    def cost(t):
        return np.mean(np.logaddexp(0, (1 - 2 * y) * (X @ t))) + lam / (2 * n) * np.sum(t[1:] ** 2)

    theta = np.zeros(p)
    for _ in range(max_iterations):
        mu = expit(X @ theta)
        gradient = X.T @ (mu - y) / n + lam / n * theta * free
        if max(abs(gradient)) <= tolerance:
            return theta
        H = np.zeros((p, p))
        for row, weight in zip(X, mu * (1 - mu), strict=True):
            H += weight * np.outer(row, row) / n
        H[np.arange(1, p), np.arange(1, p)] += lam / n
        direction, length = np.linalg.inv(H) @ gradient, 1.0
        while cost(theta - length * direction) > cost(theta) + 1e-12 and length > 1e-3:
            length /= 2
        theta = theta - length * direction
    mu = expit(X @ theta)
    if np.abs(X.T @ (mu - y) / n + lam / n * theta * free).max() <= tolerance:
        return theta
    raise RuntimeError("no convergence")


# %% gradient descent in place of Newton's method task="newton_logistic" verdict="wrong" loses="test_newton_logistic,test_newton_logistic_convergence"
def newton_logistic(X, y, lam, tolerance=1e-10, max_iterations=50):
    X, y = np.asarray(X, float), np.asarray(y, float)
    if X.ndim != 2 or y.shape != X.shape[:1] or lam <= 0 or not np.isin(y, (0, 1)).all():
        raise ValueError("bad input")
    n = len(y)
    theta = np.zeros(X.shape[1])
    for _ in range(max_iterations):
        gradient = (X.T @ (expit(X @ theta) - y) + lam * np.append(0, theta[1:])) / n
        if np.abs(gradient).max() <= tolerance:
            return theta
        theta = theta - 0.5 * gradient
    raise RuntimeError("no convergence")


# %% punishes the bias in gradient and Hessian task="newton_logistic" verdict="wrong" loses="test_newton_logistic,test_newton_logistic_convergence"
def newton_logistic(X, y, lam, tolerance=1e-10, max_iterations=50):
    X, y = np.asarray(X, float), np.asarray(y, float)
    if X.ndim != 2 or y.shape != X.shape[:1] or lam <= 0 or not np.isin(y, (0, 1)).all():
        raise ValueError("bad input")
    n, p = X.shape
    theta = np.zeros(p)
    for _ in range(max_iterations):
        mu = expit(X @ theta)
        gradient = (X.T @ (mu - y) + lam * theta) / n
        if np.abs(gradient).max() <= tolerance:
            return theta
        H = ((X.T * (mu * (1 - mu))) @ X + lam * np.eye(p)) / n
        theta = theta - np.linalg.solve(H, gradient)
    raise RuntimeError("no convergence")


# %% takes C for lambda task="newton_logistic" verdict="wrong"
def newton_logistic(X, y, lam, tolerance=1e-10, max_iterations=50):
    X, y = np.asarray(X, float), np.asarray(y, float)
    if X.ndim != 2 or y.shape != X.shape[:1] or lam <= 0 or not np.isin(y, (0, 1)).all():
        raise ValueError("bad input")
    n, p = X.shape
    theta = np.zeros(p)
    for _ in range(max_iterations):
        mu = expit(X @ theta)
        gradient = (X.T @ (mu - y) + np.append(0, theta[1:]) / lam) / n
        if np.abs(gradient).max() <= tolerance:
            return theta
        H = ((X.T * (mu * (1 - mu))) @ X + np.diag(np.append(0, np.ones(p - 1))) / lam) / n
        theta = theta - np.linalg.solve(H, gradient)
    raise RuntimeError("no convergence")


# %% always ten steps, whatever the tolerance task="newton_logistic" verdict="wrong" loses="test_newton_logistic_convergence"
def newton_logistic(X, y, lam, tolerance=1e-10, max_iterations=50):
    X, y = np.asarray(X, float), np.asarray(y, float)
    if X.ndim != 2 or y.shape != X.shape[:1] or lam <= 0 or not np.isin(y, (0, 1)).all():
        raise ValueError("bad input")
    n, p = X.shape
    D = lam * np.diag(np.append(0, np.ones(p - 1)))
    theta = np.zeros(p)
    for _ in range(20):
        mu = expit(X @ theta)
        H = ((X.T * (mu * (1 - mu))) @ X + D) / n
        theta = theta - np.linalg.solve(H, (X.T @ (mu - y) + D @ theta) / n)
    return theta


# %% returns what it has when the steps run out task="newton_logistic" verdict="wrong" loses="test_newton_logistic_convergence"
def newton_logistic(X, y, lam, tolerance=1e-10, max_iterations=50):
    X, y = np.asarray(X, float), np.asarray(y, float)
    if X.ndim != 2 or y.shape != X.shape[:1] or lam <= 0 or not np.isin(y, (0, 1)).all():
        raise ValueError("bad input")
    n, p = X.shape
    D = lam * np.diag(np.append(0, np.ones(p - 1)))
    theta = np.zeros(p)
    for _ in range(max_iterations):
        mu = expit(X @ theta)
        gradient = (X.T @ (mu - y) + D @ theta) / n
        if np.abs(gradient).max() <= tolerance:
            break
        theta = theta - np.linalg.solve(((X.T * (mu * (1 - mu))) @ X + D) / n, gradient)
    return theta


# %% a dictionary of binary problems task="one_vs_all" verdict="right"
def train_one_vs_all(X, y, lam):
    models = {}
    for label in sorted(set(y.tolist())):
        if len(set(y.tolist())) == 1:
            raise ValueError("one label only")
        target = np.array([1.0 if each == label else 0.0 for each in y])
        models[label] = fit_logistic(X, target, lam)
    return np.array(list(models)), np.vstack(list(models.values()))


def predict_one_vs_all(X, classes, Theta):
    if np.shape(X)[1] != np.shape(Theta)[1] or len(classes) != len(Theta):
        raise ValueError("shapes")
    answers = []
    for row in X:
        best = 0
        for k in range(1, len(classes)):
            if row @ Theta[k] > row @ Theta[best]:
                best = k
        answers.append(int(classes[best]))
    return np.array(answers)


# %% vectorized by take and einsum task="one_vs_all" verdict="right"
def train_one_vs_all(X, y, lam):
    classes, index = np.unique(y, return_inverse=True)
    if classes.size < 2:
        raise ValueError("at least two labels")
    targets = np.eye(classes.size)[index]
    Theta = np.empty((classes.size, X.shape[1]))
    for k, target in enumerate(targets.T):
        Theta[k] = fit_logistic(X, target, lam)
    return classes, Theta


def predict_one_vs_all(X, classes, Theta):
    if X.shape[1] != Theta.shape[1] or classes.shape[0] != Theta.shape[0]:
        raise ValueError("shapes")
    return classes.take(np.einsum("np,kp->nk", X, Theta).argmax(1))


# %% returns row numbers in place of labels task="one_vs_all" verdict="wrong" loses="test_one_vs_all_prediction"
def train_one_vs_all(X, y, lam):
    classes = np.unique(y)
    if len(classes) < 2:
        raise ValueError("at least two labels")
    return classes, np.array([fit_logistic(X, (y == c).astype(float), lam) for c in classes])


def predict_one_vs_all(X, classes, Theta):
    if X.shape[1] != Theta.shape[1] or len(classes) != len(Theta):
        raise ValueError("shapes")
    return np.argmax(X @ Theta.T, axis=1)


# %% compares probabilities, which tie at 1 task="one_vs_all" verdict="wrong" loses="test_one_vs_all_prediction"
def train_one_vs_all(X, y, lam):
    classes = np.unique(y)
    if len(classes) < 2:
        raise ValueError("at least two labels")
    return classes, np.array([fit_logistic(X, (y == c).astype(float), lam) for c in classes])


def predict_one_vs_all(X, classes, Theta):
    if X.shape[1] != Theta.shape[1] or len(classes) != len(Theta):
        raise ValueError("shapes")
    return classes[np.argmax(expit(X @ Theta.T), axis=1)]


# %% the first class whose probability exceeds one half task="one_vs_all" verdict="wrong" loses="test_one_vs_all_prediction"
def train_one_vs_all(X, y, lam):
    classes = np.unique(y)
    if len(classes) < 2:
        raise ValueError("at least two labels")
    return classes, np.array([fit_logistic(X, (y == c).astype(float), lam) for c in classes])


def predict_one_vs_all(X, classes, Theta):
    if X.shape[1] != Theta.shape[1] or len(classes) != len(Theta):
        raise ValueError("shapes")
    return classes[np.argmax(X @ Theta.T > 0, axis=1)]


# %% believes that labels run from 0 to K - 1 task="one_vs_all" verdict="wrong" loses="test_one_vs_all_training"
def train_one_vs_all(X, y, lam):
    classes = np.unique(y)
    if len(classes) < 2:
        raise ValueError("at least two labels")
    rows = []
    for k in range(len(classes)):
        target = (y == k).astype(float)
        rows.append(fit_logistic(X, target, lam) if 0 < target.sum() < len(y) else X[0] * 0)
    return classes, np.array(rows)


def predict_one_vs_all(X, classes, Theta):
    if X.shape[1] != Theta.shape[1] or len(classes) != len(Theta):
        raise ValueError("shapes")
    return classes[np.argmax(X @ Theta.T, axis=1)]


# %% one row for two classes task="one_vs_all" verdict="wrong" loses="test_one_vs_all_training"
def train_one_vs_all(X, y, lam):
    classes = np.unique(y)
    if len(classes) < 2:
        raise ValueError("at least two labels")
    asked = classes[1:] if len(classes) == 2 else classes
    return classes, np.array([fit_logistic(X, (y == c).astype(float), lam) for c in asked])


def predict_one_vs_all(X, classes, Theta):
    if X.shape[1] != Theta.shape[1] or len(classes) != len(Theta):
        raise ValueError("shapes")
    return classes[np.argmax(X @ Theta.T, axis=1)]


# %% one sample at a time task="network_cost" verdict="right"
def network_cost(parameters, X, Y, lam):
    W1, b1, W2, b2 = (np.array(p, float) for p in parameters)
    if len(X) != len(Y) or lam < 0:
        raise ValueError("bad input")
    n = len(X)
    cost = lam / 2 * ((W1 * W1).sum() + (W2 * W2).sum())
    dW1, db1, dW2, db2 = lam * W1, 0 * b1, lam * W2, 0 * b2
    for x, y in zip(np.array(X, float), np.array(Y, float), strict=True):
        a = expit(x @ W1 + b1)
        z = a @ W2 + b2
        s = 2 * y - 1
        cost += np.sum(np.logaddexp(0, -s * z))
        d2 = expit(z) - y
        d1 = (W2 @ d2) * a * (1 - a)
        dW2, db2 = dW2 + np.outer(a, d2), db2 + d2
        dW1, db1 = dW1 + np.outer(x, d1), db1 + d1
    return float(cost / n), [g / n for g in (dW1, db1, dW2, db2)]


# %% biases folded into the weights, softplus by maximum and log1p task="network_cost" verdict="right"
def network_cost(parameters, X, Y, lam):
    W1, b1, W2, b2 = parameters
    X, Y = np.asarray(X, float), np.asarray(Y, float)
    n = X.shape[0]
    if Y.shape[0] != n or lam < 0:
        raise ValueError("bad input")
    V1, V2 = np.vstack([b1, W1]).astype(float), np.vstack([b2, W2]).astype(float)
    X1 = np.insert(X, 0, 1, axis=1)
    A1 = np.insert(1 / (1 + np.exp(-np.clip(X1 @ V1, -700, 700))), 0, 1, axis=1)
    Z = A1 @ V2
    G = np.where(Y == 1, -Z, Z)
    cost = np.sum(np.maximum(G, 0) + np.log1p(np.exp(-np.abs(G))))
    cost += lam / 2 * (np.linalg.norm(V1[1:]) ** 2 + np.linalg.norm(V2[1:]) ** 2)
    E2 = expit(Z) - Y
    E1 = (E2 @ V2.T * A1 * (1 - A1))[:, 1:]
    D1, D2 = X1.T @ E1, A1.T @ E2
    D1[1:] += lam * V1[1:]
    D2[1:] += lam * V2[1:]
    return cost / n, (D1[1:] / n, D1[0] / n, D2[1:] / n, D2[0] / n)


# %% forgets the derivative of the sigmoid task="network_cost" verdict="wrong" loses="test_network_cost_gradients"
def network_cost(parameters, X, Y, lam):
    W1, b1, W2, b2 = parameters
    if len(X) != len(Y) or lam < 0:
        raise ValueError("bad input")
    n = len(X)
    A = expit(X @ W1 + b1)
    Z = A @ W2 + b2
    cost = (np.logaddexp(0, (1 - 2 * Y) * Z).sum() + lam / 2 * ((W1**2).sum() + (W2**2).sum())) / n
    d2 = (expit(Z) - Y) / n
    d1 = d2 @ W2.T
    return float(cost), (
        X.T @ d1 + lam / n * W1,
        d1.sum(axis=0),
        A.T @ d2 + lam / n * W2,
        d2.sum(axis=0),
    )


# %% averages the biases instead of summing task="network_cost" verdict="wrong" loses="test_network_cost_gradients"
def network_cost(parameters, X, Y, lam):
    W1, b1, W2, b2 = parameters
    if len(X) != len(Y) or lam < 0:
        raise ValueError("bad input")
    n = len(X)
    A = expit(X @ W1 + b1)
    Z = A @ W2 + b2
    cost = (np.logaddexp(0, (1 - 2 * Y) * Z).sum() + lam / 2 * ((W1**2).sum() + (W2**2).sum())) / n
    d2 = (expit(Z) - Y) / n
    d1 = d2 @ W2.T * A * (1 - A)
    return float(cost), (
        X.T @ d1 + lam / n * W1,
        d1.mean(axis=0),
        A.T @ d2 + lam / n * W2,
        d2.mean(axis=0),
    )


# %% no penalty in the gradients task="network_cost" verdict="wrong" loses="test_network_cost_gradients"
def network_cost(parameters, X, Y, lam):
    W1, b1, W2, b2 = parameters
    if len(X) != len(Y) or lam < 0:
        raise ValueError("bad input")
    n = len(X)
    A = expit(X @ W1 + b1)
    Z = A @ W2 + b2
    cost = (np.logaddexp(0, (1 - 2 * Y) * Z).sum() + lam / 2 * ((W1**2).sum() + (W2**2).sum())) / n
    d2 = (expit(Z) - Y) / n
    d1 = d2 @ W2.T * A * (1 - A)
    return float(cost), (X.T @ d1, d1.sum(axis=0), A.T @ d2, d2.sum(axis=0))


# %% logarithm of the sigmoid task="network_cost" verdict="wrong" loses="test_network_cost"
def network_cost(parameters, X, Y, lam):
    W1, b1, W2, b2 = parameters
    if len(X) != len(Y) or lam < 0:
        raise ValueError("bad input")
    n = len(X)
    A = expit(X @ W1 + b1)
    P = expit(A @ W2 + b2)
    with np.errstate(all="ignore"):
        cost = -np.sum(Y * np.log(P) + (1 - Y) * np.log(1 - P)) / n
    cost += lam / (2 * n) * ((W1**2).sum() + (W2**2).sum())
    d2 = (P - Y) / n
    d1 = d2 @ W2.T * A * (1 - A)
    return float(cost), (
        X.T @ d1 + lam / n * W1,
        d1.sum(axis=0),
        A.T @ d2 + lam / n * W2,
        d2.sum(axis=0),
    )


# %% averages over the outputs as well task="network_cost" verdict="wrong" loses="test_network_cost,test_network_cost_gradients"
def network_cost(parameters, X, Y, lam):
    W1, b1, W2, b2 = parameters
    if len(X) != len(Y) or lam < 0:
        raise ValueError("bad input")
    n, K = Y.shape
    A = expit(X @ W1 + b1)
    Z = A @ W2 + b2
    cost = np.logaddexp(0, (1 - 2 * Y) * Z).mean()
    cost += lam / (2 * n) * ((W1**2).sum() + (W2**2).sum())
    d2 = (expit(Z) - Y) / (n * K)
    d1 = d2 @ W2.T * A * (1 - A)
    return float(cost), (
        X.T @ d1 + lam / n * W1,
        d1.sum(axis=0),
        A.T @ d2 + lam / n * W2,
        d2.sum(axis=0),
    )


# %% by scikit-learn's Ridge, into arrays made beforehand task="learning_curve" verdict="right"
def learning_curve(train_features, train_y, validation_features, validation_y, sizes, lam):
    if min(sizes) < 1 or max(sizes) > len(train_features):
        raise ValueError("sizes out of range")
    training, validation = np.zeros(len(sizes)), np.zeros(len(sizes))
    for position, m in enumerate(sizes):
        scaler = StandardScaler().fit(train_features[:m])
        model = Ridge(alpha=lam).fit(scaler.transform(train_features[:m]), train_y[:m])
        seen = model.predict(scaler.transform(train_features[:m]))
        unseen = model.predict(scaler.transform(validation_features))
        training[position] = np.square(seen - train_y[:m]).mean()
        validation[position] = np.square(unseen - validation_y).mean()
    return training, validation


# %% by the normal equation, one row of errors for each size task="learning_curve" verdict="right"
def learning_curve(train_features, train_y, validation_features, validation_y, sizes, lam):
    def errors(m):
        if m not in range(1, len(train_y) + 1):
            raise ValueError("m out of range")
        X, V = scaled_design(train_features[:m], validation_features)
        D = np.eye(X.shape[1])
        D[0, 0] = 0
        theta = np.linalg.solve(X.T @ X + lam * D, X.T @ train_y[:m])
        e, v = X @ theta - train_y[:m], V @ theta - validation_y
        return e @ e / m, v @ v / len(v)

    table = np.array([errors(int(m)) for m in sizes])
    return table[:, 0], table[:, 1]


# %% leaks: scaled by all training rows task="learning_curve" verdict="wrong" loses="test_learning_curve"
def learning_curve(train_features, train_y, validation_features, validation_y, sizes, lam):
    X, V = scaled_design(train_features, validation_features)
    training, validation = [], []
    for m in sizes:
        if m < 1 or m > len(train_y):
            raise ValueError("m out of range")
        theta = fit_linear(X[:m], train_y[:m], lam)
        training.append(np.mean((X[:m] @ theta - train_y[:m]) ** 2))
        validation.append(np.mean((V @ theta - validation_y) ** 2))
    return np.array(training), np.array(validation)


# %% measures the training error on all training rows task="learning_curve" verdict="wrong" loses="test_learning_curve"
def learning_curve(train_features, train_y, validation_features, validation_y, sizes, lam):
    training, validation = [], []
    for m in sizes:
        if m < 1 or m > len(train_y):
            raise ValueError("m out of range")
        X, V = scaled_design(train_features[:m], validation_features)
        _, everything = scaled_design(train_features[:m], train_features)
        theta = fit_linear(X, train_y[:m], lam)
        training.append(np.mean((everything @ theta - train_y) ** 2))
        validation.append(np.mean((V @ theta - validation_y) ** 2))
    return np.array(training), np.array(validation)


# %% reports the cost with its penalty and its half task="learning_curve" verdict="wrong" loses="test_learning_curve"
def learning_curve(train_features, train_y, validation_features, validation_y, sizes, lam):
    training, validation = [], []
    for m in sizes:
        if m < 1 or m > len(train_y):
            raise ValueError("m out of range")
        X, V = scaled_design(train_features[:m], validation_features)
        theta = fit_linear(X, train_y[:m], lam)
        penalty = lam * np.sum(theta[1:] ** 2)
        training.append((np.sum((X @ theta - train_y[:m]) ** 2) + penalty) / (2 * m))
        validation.append(np.mean((V @ theta - validation_y) ** 2) / 2)
    return np.array(training), np.array(validation)


# %% sorts the sizes task="learning_curve" verdict="wrong" loses="test_learning_curve"
def learning_curve(train_features, train_y, validation_features, validation_y, sizes, lam):
    training, validation = [], []
    for m in sorted(sizes):
        if m < 1 or m > len(train_y):
            raise ValueError("m out of range")
        X, V = scaled_design(train_features[:m], validation_features)
        theta = fit_linear(X, train_y[:m], lam)
        training.append(np.mean((X @ theta - train_y[:m]) ** 2))
        validation.append(np.mean((V @ theta - validation_y) ** 2))
    return np.array(training), np.array(validation)


# %% lets a slice swallow sizes that are too large task="learning_curve" verdict="wrong" loses="test_learning_curve"
def learning_curve(train_features, train_y, validation_features, validation_y, sizes, lam):
    training, validation = [], []
    for m in sizes:
        X, V = scaled_design(train_features[:m], validation_features)
        theta = fit_linear(X, train_y[:m], lam)
        training.append(np.mean((X @ theta - train_y[:m]) ** 2))
        validation.append(np.mean((V @ theta - validation_y) ** 2))
    return np.array(training), np.array(validation)


# %% variance as what is left of the whole error task="bias_variance" verdict="right"
def bias_variance(predictions, y):
    P, y = np.array(predictions, float), np.array(y, float)
    if P.ndim != 2 or P.shape[1:] != y.shape:
        raise ValueError("shapes")
    whole = ((P - y[None, :]) ** 2).mean()
    bias_squared = ((P.sum(axis=0) / len(P) - y) ** 2).mean()
    return bias_squared, whole - bias_squared


# %% loops task="bias_variance" verdict="right"
def bias_variance(predictions, y):
    if np.ndim(predictions) != 2 or np.shape(predictions)[1] != len(y):
        raise ValueError("shapes")
    B, n = np.shape(predictions)
    bias = spread = 0.0
    for i in range(n):
        column = [float(predictions[b][i]) for b in range(B)]
        middle = sum(column) / B
        bias += (middle - float(y[i])) ** 2
        spread += sum((value - middle) ** 2 for value in column) / B
    return bias / n, spread / n


# %% takes models for samples task="bias_variance" verdict="wrong" loses="test_bias_variance"
def bias_variance(predictions, y):
    predictions, y = np.asarray(predictions, float), np.asarray(y, float)
    if predictions.ndim != 2 or y.shape != predictions.shape[1:]:
        raise ValueError("shapes")
    bias_squared = np.mean((predictions.mean(axis=0) - y) ** 2)
    return float(bias_squared), float(predictions.var(axis=1).mean())


# %% squares after the mean over the samples task="bias_variance" verdict="wrong" loses="test_bias_variance"
def bias_variance(predictions, y):
    predictions, y = np.asarray(predictions, float), np.asarray(y, float)
    if predictions.ndim != 2 or y.shape != predictions.shape[1:]:
        raise ValueError("shapes")
    return float(np.mean(predictions.mean(axis=0) - y) ** 2), float(predictions.var(axis=0).mean())


# %% divides by B - 1 task="bias_variance" verdict="wrong" loses="test_bias_variance"
def bias_variance(predictions, y):
    predictions, y = np.asarray(predictions, float), np.asarray(y, float)
    if predictions.ndim != 2 or y.shape != predictions.shape[1:]:
        raise ValueError("shapes")
    bias_squared = np.mean((predictions.mean(axis=0) - y) ** 2)
    return float(bias_squared), float(predictions.var(axis=0, ddof=1).mean())


# %% the mean error of the models in place of the error of their mean task="bias_variance" verdict="wrong" loses="test_bias_variance"
def bias_variance(predictions, y):
    predictions, y = np.asarray(predictions, float), np.asarray(y, float)
    if predictions.ndim != 2 or y.shape != predictions.shape[1:]:
        raise ValueError("shapes")
    return float(np.mean((predictions - y) ** 2)), float(predictions.var(axis=0).mean())


# %% plain loops, stops when assignments repeat task="k_means" verdict="right"
def k_means(X, initial_centroids, max_iterations=100):
    X = np.array(X, float)
    centroids = np.array(initial_centroids, float)
    if X.ndim != 2 or centroids.ndim != 2 or X.shape[1] != centroids.shape[1]:
        raise ValueError("shapes")

    def assign():
        answers, total = [], 0.0
        for x in X:
            distances = [sum((x - c) ** 2) for c in centroids]
            answers.append(int(np.argmin(distances)))
            total += min(distances)
        return np.array(answers), total / len(X)

    assignments, distortion = assign()
    for _ in range(max_iterations):
        for k in range(len(centroids)):
            if (assignments == k).any():
                centroids[k] = X[assignments == k].mean(axis=0)
        again, distortion = assign()
        if (again == assignments).all():
            break
        assignments = again
    return centroids, assignments, distortion


# %% sums by indicator matrix, with the origin moved to the mean task="k_means" verdict="right"
def k_means(X, initial_centroids, max_iterations=100):
    X, C = np.asarray(X, float), np.asarray(initial_centroids, float)
    if X.ndim != 2 or C.ndim != 2 or X.shape[1] != C.shape[1]:
        raise ValueError("shapes")
    origin = X.mean(axis=0)
    X, C = X - origin, C - origin
    numbers = np.arange(len(C))
    for _ in range(max_iterations):
        nearest = np.argmin(np.linalg.norm(X[None] - C[:, None], axis=2), axis=0)
        indicator = np.equal(nearest, numbers[:, None]).astype(float)
        counts = indicator.sum(axis=1, keepdims=True)
        moved = np.where(counts > 0, indicator @ X / np.maximum(counts, 1), C)
        if np.array_equal(moved, C):
            break
        C = moved
    distances = np.linalg.norm(X[None] - C[:, None], axis=2)
    return C + origin, np.argmin(distances, axis=0), float(np.mean(distances.min(axis=0) ** 2))


# %% an empty cluster becomes NaN task="k_means" verdict="wrong" loses="test_k_means"
def k_means(X, initial_centroids, max_iterations=100):
    X, C = np.asarray(X, float), np.array(initial_centroids, float)
    if X.ndim != 2 or C.ndim != 2 or X.shape[1] != C.shape[1]:
        raise ValueError("shapes")
    for _ in range(max_iterations):
        nearest = ((X[:, None] - C) ** 2).sum(axis=2).argmin(axis=1)
        with np.errstate(all="ignore"):
            C = np.array(
                [X[nearest == k].sum(axis=0) / np.sum(nearest == k) for k in range(len(C))]
            )
    distances = ((X[:, None] - C) ** 2).sum(axis=2)
    return C, distances.argmin(axis=1), float(distances.min(axis=1).mean())


# %% expands the square task="k_means" verdict="wrong" loses="test_k_means"
def k_means(X, initial_centroids, max_iterations=100):
    X, C = np.asarray(X, float), np.array(initial_centroids, float)
    if X.ndim != 2 or C.ndim != 2 or X.shape[1] != C.shape[1]:
        raise ValueError("shapes")

    def distances():
        return (X**2).sum(axis=1)[:, None] - 2 * X @ C.T + (C**2).sum(axis=1)

    for _ in range(max_iterations):
        nearest = distances().argmin(axis=1)
        before = C.copy()
        for k in set(nearest.tolist()):
            C[k] = X[nearest == k].mean(axis=0)
        if np.array_equal(C, before):
            break
    return C, distances().argmin(axis=1), float(distances().min(axis=1).mean())


# %% moves the caller's centroids task="k_means" verdict="wrong" loses="test_k_means"
def k_means(X, initial_centroids, max_iterations=100):
    X, C = np.asarray(X, float), np.asarray(initial_centroids, float)
    if X.ndim != 2 or C.ndim != 2 or X.shape[1] != C.shape[1]:
        raise ValueError("shapes")
    for _ in range(max_iterations):
        nearest = ((X[:, None] - C) ** 2).sum(axis=2).argmin(axis=1)
        for k in set(nearest.tolist()):
            C[k] = X[nearest == k].mean(axis=0)
    distances = ((X[:, None] - C) ** 2).sum(axis=2)
    return C, distances.argmin(axis=1), float(distances.min(axis=1).mean())


# %% the sum of the squares for the distortion task="k_means" verdict="wrong" loses="test_k_means"
def k_means(X, initial_centroids, max_iterations=100):
    X, C = np.asarray(X, float), np.array(initial_centroids, float)
    if X.ndim != 2 or C.ndim != 2 or X.shape[1] != C.shape[1]:
        raise ValueError("shapes")
    for _ in range(max_iterations):
        nearest = ((X[:, None] - C) ** 2).sum(axis=2).argmin(axis=1)
        for k in set(nearest.tolist()):
            C[k] = X[nearest == k].mean(axis=0)
    distances = ((X[:, None] - C) ** 2).sum(axis=2)
    return C, distances.argmin(axis=1), float(distances.min(axis=1).sum())


# %% returns the assignment from before the last move task="k_means" verdict="wrong" loses="test_k_means"
def k_means(X, initial_centroids, max_iterations=100):
    X, C = np.asarray(X, float), np.array(initial_centroids, float)
    if X.ndim != 2 or C.ndim != 2 or X.shape[1] != C.shape[1]:
        raise ValueError("shapes")
    nearest, cost = np.zeros(len(X), dtype=int), 0.0
    for _ in range(max_iterations):
        distances = ((X[:, None] - C) ** 2).sum(axis=2)
        nearest, cost = distances.argmin(axis=1), float(distances.min(axis=1).mean())
        for k in set(nearest.tolist()):
            C[k] = X[nearest == k].mean(axis=0)
    return C, nearest, cost


# %% eigenvectors of the covariance matrix task="pca" verdict="right"
def pca(X, k):
    X = np.asarray(X, float)
    if X.ndim != 2 or k < 1 or k > min(X.shape):
        raise ValueError("bad input")
    mean = X.mean(axis=0)
    values, vectors = np.linalg.eigh((X - mean).T @ (X - mean))
    order = np.argsort(values)[::-1]
    return mean, vectors[:, order[:k]].T.copy(), values[order[:k]] / np.trace(np.diag(values))


# %% by scikit-learn task="pca" verdict="right"
def pca(X, k):
    X = np.array(X, float)
    if X.ndim != 2 or k not in range(1, min(X.shape) + 1):
        raise ValueError("bad input")
    model = PCA(n_components=int(k), svd_solver="full").fit(X)
    return model.mean_, -model.components_, model.explained_variance_ratio_


# %% forgets to subtract the mean task="pca" verdict="wrong" loses="test_pca"
def pca(X, k):
    X = np.asarray(X, float)
    if X.ndim != 2 or not 1 <= k <= min(X.shape):
        raise ValueError("bad input")
    _, s, Vt = np.linalg.svd(X, full_matrices=False)
    return X.mean(axis=0), Vt[:k], s[:k] ** 2 / np.sum(s**2)


# %% shares of the first k only task="pca" verdict="wrong" loses="test_pca"
def pca(X, k):
    X = np.asarray(X, float)
    if X.ndim != 2 or not 1 <= k <= min(X.shape):
        raise ValueError("bad input")
    mean = X.mean(axis=0)
    _, s, Vt = np.linalg.svd(X - mean, full_matrices=False)
    return mean, Vt[:k], s[:k] ** 2 / np.sum(s[:k] ** 2)


# %% shares of singular values, not of their squares task="pca" verdict="wrong" loses="test_pca"
def pca(X, k):
    X = np.asarray(X, float)
    if X.ndim != 2 or not 1 <= k <= min(X.shape):
        raise ValueError("bad input")
    mean = X.mean(axis=0)
    _, s, Vt = np.linalg.svd(X - mean, full_matrices=False)
    return mean, Vt[:k], s[:k] / np.sum(s)


# %% smallest variance first task="pca" verdict="wrong" loses="test_pca"
def pca(X, k):
    X = np.asarray(X, float)
    if X.ndim != 2 or not 1 <= k <= min(X.shape):
        raise ValueError("bad input")
    mean = X.mean(axis=0)
    values, vectors = np.linalg.eigh((X - mean).T @ (X - mean))
    return mean, vectors.T[:k], values[:k] / values.sum()


# %% tries a threshold above each density, in a loop task="choose_threshold" verdict="right"
def choose_threshold(log_densities, is_anomaly):
    densities, truth = np.asarray(log_densities, float), np.asarray(is_anomaly)
    if densities.shape != truth.shape or truth.sum() == 0:
        raise ValueError("bad input")
    best = (float(densities.min()), 0.0)
    for epsilon in np.nextafter(densities, np.inf):
        flags = densities < epsilon
        tp = np.sum(flags & (truth == 1))
        if tp == 0:
            continue
        precision, recall = tp / flags.sum(), tp / np.sum(truth == 1)
        f1 = 2 * precision * recall / (precision + recall)
        if f1 > best[1]:
            best = (float(epsilon), float(f1))
    return best


# %% one sort and cumulative sums, ties taken care of task="choose_threshold" verdict="right"
def choose_threshold(log_densities, is_anomaly):
    densities = np.array(log_densities, float)
    truth = np.array(is_anomaly).astype(float)
    if len(densities) != len(truth) or not truth.any():
        raise ValueError("bad input")
    order = np.argsort(densities, kind="stable")
    ordered = densities[order]
    tp, flags = np.cumsum(truth[order]), np.arange(1, len(order) + 1)
    f1 = 2 * tp / (flags + truth.sum())
    f1[:-1][ordered[:-1] == ordered[1:]] = -1  # equal densities are flagged together
    last = int(np.argmax(f1))
    above = (ordered[last] + ordered[last + 1]) / 2 if last + 1 < len(order) else ordered[last] + 1
    return float(above), float(f1[last])


# %% a grid of a thousand thresholds that never flags all task="choose_threshold" verdict="wrong" loses="test_choose_threshold"
def choose_threshold(log_densities, is_anomaly):
    densities, truth = np.asarray(log_densities, float), np.asarray(is_anomaly, bool)
    if densities.shape != truth.shape or not truth.any():
        raise ValueError("bad input")
    best = (float(densities.min()), 0.0)
    for epsilon in np.linspace(densities.min(), densities.max(), 1000):
        flags = densities < epsilon
        f1 = 2 * np.sum(flags & truth) / (flags.sum() + truth.sum())
        if f1 > best[1]:
            best = (float(epsilon), float(f1))
    return best


# %% maximizes accuracy task="choose_threshold" verdict="wrong" loses="test_choose_threshold"
def choose_threshold(log_densities, is_anomaly):
    densities, truth = np.asarray(log_densities, float), np.asarray(is_anomaly, bool)
    if densities.shape != truth.shape or not truth.any():
        raise ValueError("bad input")
    candidates = np.append(np.unique(densities), np.inf)
    epsilon = max(candidates, key=lambda each: np.mean((densities < each) == truth))
    flags = densities < epsilon
    return float(epsilon), float(2 * np.sum(flags & truth) / (flags.sum() + truth.sum()))


# %% flags high densities task="choose_threshold" verdict="wrong" loses="test_choose_threshold"
def choose_threshold(log_densities, is_anomaly):
    densities, truth = np.asarray(log_densities, float), np.asarray(is_anomaly, bool)
    if densities.shape != truth.shape or not truth.any():
        raise ValueError("bad input")
    candidates = np.append(np.unique(densities), -np.inf)
    scores = [
        2 * np.sum((densities > each) & truth) / (np.sum(densities > each) + truth.sum())
        for each in candidates
    ]
    return float(candidates[np.argmax(scores)]), float(max(scores))


# %% counts a density equal to the threshold as flagged task="choose_threshold" verdict="wrong" loses="test_choose_threshold"
def choose_threshold(log_densities, is_anomaly):
    densities, truth = np.asarray(log_densities, float), np.asarray(is_anomaly, bool)
    if densities.shape != truth.shape or not truth.any():
        raise ValueError("bad input")
    scores = [
        2 * np.sum((densities <= each) & truth) / (np.sum(densities <= each) + truth.sum())
        for each in densities
    ]
    return float(densities[np.argmax(scores)]), float(max(scores))


# %% cumulative sums that split ties task="choose_threshold" verdict="wrong" loses="test_choose_threshold"
def choose_threshold(log_densities, is_anomaly):
    densities, truth = np.asarray(log_densities, float), np.asarray(is_anomaly, bool)
    if densities.shape != truth.shape or not truth.any():
        raise ValueError("bad input")
    order = np.lexsort((~truth, densities))
    f1 = 2 * np.cumsum(truth[order]) / (np.arange(1, len(order) + 1) + truth.sum())
    last = int(np.argmax(f1))
    return float(np.nextafter(densities[order[last]], np.inf)), float(f1[last])

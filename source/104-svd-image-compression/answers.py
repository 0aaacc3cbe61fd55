# %% [markdown]
# Answers of imagined learners to assignment 104: the tests of its tests. Each cell is the whole new
# source of the solution cell that `task` names. A right answer keeps all points; a wrong one loses
# points in its own task and in no other, and where `loses` is given, in exactly those test cells.

# %% plain loops instead of NumPy's products task="power_iteration" verdict="right"
def power_iteration(A, start, tolerance=1e-10, max_iterations=10_000):
    A = np.array(A, dtype=float)
    v = np.array(start, dtype=float)
    if A.ndim != 2 or A.shape[0] != A.shape[1] or not np.allclose(A, A.T):
        raise ValueError("A must be square and symmetric")
    n = len(A)
    if v.ndim != 1 or len(v) != n or all(entry == 0 for entry in v):
        raise ValueError("start does not fit")
    size = sum(A[i, j] ** 2 for i in range(n) for j in range(n)) ** 0.5
    v /= sum(entry**2 for entry in v) ** 0.5
    for _ in range(max_iterations):
        Av = [sum(A[i, j] * v[j] for j in range(n)) for i in range(n)]
        rho = sum(v[i] * Av[i] for i in range(n))
        residual = sum((Av[i] - rho * v[i]) ** 2 for i in range(n)) ** 0.5
        if residual <= tolerance * size:
            return rho, v
        length = sum(entry**2 for entry in Av) ** 0.5
        v = np.array([entry / length for entry in Av])
    raise RuntimeError("no convergence")


# %% scales by the largest entry and measures the residual against the eigenvalue task="power_iteration" verdict="right"
class NotConvergedError(RuntimeError):
    pass


def power_iteration(A, start, tolerance=1e-10, max_iterations=10_000):
    A, x = np.asarray(A, float), np.asarray(start, float)
    if A.ndim != 2 or A.shape != A.T.shape or not np.allclose(A, A.T):
        raise ValueError("not symmetric")
    if x.shape != (len(A),) or np.abs(x).max() == 0:
        raise ValueError("bad start")
    steps = 0
    while steps < max_iterations:
        x = x / np.abs(x).max()
        y = A @ x
        rho = (x @ y) / (x @ x)
        length = np.linalg.norm(x)
        if np.linalg.norm(y - rho * x) / length <= tolerance * abs(rho):
            return np.float64(rho), x / length
        x, steps = y, steps + 1
    raise NotConvergedError


# %% takes the length of Av as eigenvalue and loses its sign task="power_iteration" verdict="wrong"
def power_iteration(A, start, tolerance=1e-10, max_iterations=10_000):
    A = np.asarray(A, dtype=float)
    v = np.asarray(start, dtype=float)
    if A.ndim != 2 or A.shape[0] != A.shape[1] or not np.allclose(A, A.T):
        raise ValueError("A must be square and symmetric")
    if v.shape != A.shape[:1] or not v.any():
        raise ValueError("start does not fit")
    v = v / np.linalg.norm(v)
    for _ in range(max_iterations):
        Av = A @ v
        if np.linalg.norm(Av - (v @ Av) * v) <= tolerance * np.linalg.norm(A):
            return float(np.linalg.norm(Av)), v
        v = Av / np.linalg.norm(Av)
    raise RuntimeError("no convergence")


# %% stops when v no longer changes, which never happens for a negative eigenvalue task="power_iteration" verdict="wrong"
def power_iteration(A, start, tolerance=1e-10, max_iterations=10_000):
    A = np.asarray(A, dtype=float)
    v = np.asarray(start, dtype=float)
    if A.ndim != 2 or A.shape[0] != A.shape[1] or not np.allclose(A, A.T):
        raise ValueError("A must be square and symmetric")
    if v.shape != A.shape[:1] or not v.any():
        raise ValueError("start does not fit")
    v = v / np.linalg.norm(v)
    for _ in range(max_iterations):
        Av = A @ v
        length = np.linalg.norm(Av)
        if length == 0:
            return 0.0, v
        if np.linalg.norm(Av / length - v) <= tolerance:
            return float(v @ Av), v
        v = Av / length
    raise RuntimeError("no convergence")


# %% runs a fixed number of steps without any convergence test task="power_iteration" verdict="wrong" loses="test_power_iteration_convergence"
def power_iteration(A, start, tolerance=1e-10, max_iterations=10_000):
    A = np.asarray(A, dtype=float)
    v = np.asarray(start, dtype=float)
    if A.ndim != 2 or A.shape[0] != A.shape[1] or not np.allclose(A, A.T):
        raise ValueError("A must be square and symmetric")
    if v.shape != A.shape[:1] or not v.any():
        raise ValueError("start does not fit")
    for _ in range(1000):
        v = A @ v
        v = v / np.linalg.norm(v)
    return float(v @ A @ v), v


# %% ignores the tolerance that is passed task="power_iteration" verdict="wrong" loses="test_power_iteration_convergence"
def power_iteration(A, start, tolerance=1e-10, max_iterations=10_000):
    A = np.asarray(A, dtype=float)
    v = np.asarray(start, dtype=float)
    if A.ndim != 2 or A.shape[0] != A.shape[1] or not np.allclose(A, A.T):
        raise ValueError("A must be square and symmetric")
    if v.shape != A.shape[:1] or not v.any():
        raise ValueError("start does not fit")
    v = v / np.linalg.norm(v)
    for _ in range(max_iterations):
        Av = A @ v
        rho = v @ Av
        if np.allclose(Av, rho * v, rtol=0, atol=1e-11 * np.linalg.norm(A)):
            return float(rho), v
        v = Av / np.linalg.norm(Av)
    raise RuntimeError("no convergence")


# %% normalizes the caller's start in place task="power_iteration" verdict="wrong" loses="test_power_iteration"
def power_iteration(A, start, tolerance=1e-10, max_iterations=10_000):
    A = np.asarray(A, dtype=float)
    v = np.asarray(start, dtype=float)
    if A.ndim != 2 or A.shape[0] != A.shape[1] or not np.allclose(A, A.T):
        raise ValueError("A must be square and symmetric")
    if v.shape != A.shape[:1] or not v.any():
        raise ValueError("start does not fit")
    v /= np.linalg.norm(v)
    for _ in range(max_iterations):
        Av = A @ v
        rho = v @ Av
        if np.linalg.norm(Av - rho * v) <= tolerance * np.linalg.norm(A):
            return float(rho), v
        v = Av / np.linalg.norm(Av)
    raise RuntimeError("no convergence")


# %% returns the visible case task="power_iteration" verdict="wrong"
def power_iteration(A, start, tolerance=1e-10, max_iterations=10_000):
    if np.shape(A) != (2, 2):
        raise ValueError("A must be square")
    if A[0, 1] == 0:
        raise RuntimeError("no convergence")
    return 3.0, np.array([1.0, 1.0]) / np.sqrt(2)


# %% Wilkinson's shifts, one eigenvalue split off at a time task="qr_eigenvalues" verdict="right"
def qr_eigenvalues(A, tolerance=1e-10, max_iterations=5_000):
    A = np.array(A, dtype=float)
    if A.ndim != 2 or A.shape[0] != A.shape[1] or not np.allclose(A, A.T):
        raise ValueError("A must be square and symmetric")

    def off():
        return np.sqrt(np.sum(np.tril(A, -1) ** 2) + np.sum(np.triu(A, 1) ** 2))

    size, n = np.linalg.norm(A), len(A)
    active = n
    history = [off()]
    while history[-1] > tolerance * size:
        if len(history) > max_iterations:
            raise RuntimeError("no convergence")
        while np.linalg.norm(A[active - 1, : active - 1]) <= tolerance * size / (4 * n):
            active -= 1
        block = A[:active, :active]
        delta, b = (A[active - 2, active - 2] - block[-1, -1]) / 2, A[active - 1, active - 2]
        sign = 1.0 if delta >= 0 else -1.0
        bend = sign * b**2 / (abs(delta) + np.hypot(delta, b)) if b else 0.0
        shift = (block[-1, -1] - bend) * np.eye(active)
        Q, R = np.linalg.qr(block - shift)
        A[:active, :active] = R @ Q + shift
        A[:active, active:] = Q.T @ A[:active, active:]
        A[active:, :active] = A[active:, :active] @ Q
        history.append(off())
    return np.sort(np.diag(A))[::-1], np.array(history)


# %% orthogonal iteration with its own Gram-Schmidt task="qr_eigenvalues" verdict="right"
def orthonormalize(columns):
    basis = []
    for column in [*columns.T, *np.eye(len(columns))]:
        length = np.linalg.norm(column)
        for _ in range(2):
            for q in basis:
                column = column - (q @ column) * q
        if np.linalg.norm(column) > 1e-13 * max(length, 1e-300):
            basis.append(column / np.linalg.norm(column))
        if len(basis) == len(columns):
            break
    return np.array(basis).T


def qr_eigenvalues(A, tolerance=1e-10, max_iterations=5_000):
    A = np.array(A, dtype=float)
    if A.ndim != 2 or A.shape[0] != A.shape[1] or not np.allclose(A, A.T):
        raise ValueError("A must be square and symmetric")
    basis = np.eye(len(A))
    history = []
    for _ in range(max_iterations + 1):
        seen = basis.T @ A @ basis
        history.append(np.linalg.norm(seen[~np.eye(len(A), dtype=bool)]))
        if history[-1] <= tolerance * np.linalg.norm(A):
            return np.array(sorted(np.diag(seen), reverse=True)), np.array(history)
        basis = orthonormalize(A @ basis)
    raise RuntimeError("no convergence")


# %% multiplies Q R back together, so that nothing ever changes task="qr_eigenvalues" verdict="wrong"
def qr_eigenvalues(A, tolerance=1e-10, max_iterations=5_000):
    A = np.asarray(A, dtype=float)
    if A.ndim != 2 or A.shape[0] != A.shape[1] or not np.allclose(A, A.T):
        raise ValueError("A must be square and symmetric")
    history = [np.linalg.norm(A - np.diag(np.diag(A)))]
    while history[-1] > tolerance * np.linalg.norm(A):
        if len(history) > max_iterations:
            raise RuntimeError("no convergence")
        Q, R = np.linalg.qr(A)
        A = Q @ R
        history.append(np.linalg.norm(A - np.diag(np.diag(A))))
    return np.sort(np.diag(A))[::-1], np.array(history)


# %% leaves the eigenvalues in order of magnitude task="qr_eigenvalues" verdict="wrong"
def qr_eigenvalues(A, tolerance=1e-10, max_iterations=5_000):
    A = np.asarray(A, dtype=float)
    if A.ndim != 2 or A.shape[0] != A.shape[1] or not np.allclose(A, A.T):
        raise ValueError("A must be square and symmetric")
    size = np.linalg.norm(A)
    history = [np.linalg.norm(A - np.diag(np.diag(A)))]
    while history[-1] > tolerance * size:
        if len(history) > max_iterations:
            raise RuntimeError("no convergence")
        Q, R = np.linalg.qr(A)
        A = R @ Q
        history.append(np.linalg.norm(A - np.diag(np.diag(A))))
    values = np.diag(A)
    return values[np.argsort(-np.abs(values))], np.array(history)


# %% iterates inside the caller's array task="qr_eigenvalues" verdict="wrong" loses="test_qr_eigenvalues,test_qr_eigenvalues_convergence"
def qr_eigenvalues(A, tolerance=1e-10, max_iterations=5_000):
    A = np.asarray(A, dtype=float)
    if A.ndim != 2 or A.shape[0] != A.shape[1] or not np.allclose(A, A.T):
        raise ValueError("A must be square and symmetric")
    size = np.linalg.norm(A)
    history = [np.linalg.norm(A - np.diag(np.diag(A)))]
    while history[-1] > tolerance * size:
        if len(history) > max_iterations:
            raise RuntimeError("no convergence")
        Q, R = np.linalg.qr(A)
        A[:] = R @ Q
        history.append(np.linalg.norm(A - np.diag(np.diag(A))))
    return np.sort(np.diag(A))[::-1], np.array(history)


# %% returns whatever it has after a fixed number of steps task="qr_eigenvalues" verdict="wrong" loses="test_qr_eigenvalues_convergence"
def qr_eigenvalues(A, tolerance=1e-10, max_iterations=5_000):
    A = np.asarray(A, dtype=float)
    if A.ndim != 2 or A.shape[0] != A.shape[1] or not np.allclose(A, A.T):
        raise ValueError("A must be square and symmetric")
    history = [np.linalg.norm(A - np.diag(np.diag(A)))]
    for _ in range(500):
        Q, R = np.linalg.qr(A)
        A = R @ Q
        history.append(np.linalg.norm(A - np.diag(np.diag(A))))
    return np.sort(np.diag(A))[::-1], np.array(history)


# %% records only the last row below the diagonal task="qr_eigenvalues" verdict="wrong" loses="test_qr_eigenvalues_convergence"
def qr_eigenvalues(A, tolerance=1e-10, max_iterations=5_000):
    A = np.asarray(A, dtype=float)
    if A.ndim != 2 or A.shape[0] != A.shape[1] or not np.allclose(A, A.T):
        raise ValueError("A must be square and symmetric")
    size = np.linalg.norm(A)
    history = [np.linalg.norm(A[-1, :-1])]
    while np.linalg.norm(A - np.diag(np.diag(A))) > tolerance * size:
        if len(history) > max_iterations:
            raise RuntimeError("no convergence")
        Q, R = np.linalg.qr(A)
        A = R @ Q
        history.append(np.linalg.norm(A[-1, :-1]))
    return np.sort(np.diag(A))[::-1], np.array(history)


# %% Jacobi in rounds of disjoint pairs, vectorized task="thin_svd" verdict="right"
def thin_svd(A):
    A = np.array(A, dtype=np.float64)
    if A.ndim != 2 or 0 in A.shape or np.isnan(A).any() or np.isinf(A).any():
        raise ValueError("bad matrix")
    wide = A.shape[0] < A.shape[1]
    W = A.T.copy() if wide else A
    m, n = W.shape
    padded = n + n % 2
    W = np.hstack([W, np.zeros((m, padded - n))])
    V = np.eye(padded)
    players = np.arange(padded)
    for _ in range(60):
        worst = 0.0
        for _ in range(max(padded - 1, 1)):
            i = np.minimum(players[: padded // 2], players[padded // 2 :][::-1])
            j = np.maximum(players[: padded // 2], players[padded // 2 :][::-1])
            alpha, beta = (W[:, i] ** 2).sum(axis=0), (W[:, j] ** 2).sum(axis=0)
            gamma = (W[:, i] * W[:, j]).sum(axis=0)
            bound = np.sqrt(alpha * beta)
            turn = np.abs(gamma) > 1e-14 * bound
            if turn.any():
                worst = max(worst, np.max(np.abs(gamma[turn]) / bound[turn]))
            theta = np.where(turn, 0.5 * np.arctan2(2 * gamma, alpha - beta), 0.0)
            c, s = np.cos(theta), np.sin(theta)
            for M in (W, V):
                M[:, i], M[:, j] = c * M[:, i] + s * M[:, j], c * M[:, j] - s * M[:, i]
            players = np.concatenate([players[:1], np.roll(players[1:], 1)])
        if worst == 0.0:
            break
    s = np.sqrt((W**2).sum(axis=0))
    keep = np.argsort(-s, kind="stable")[:n]
    if padded > n:  # the padding column was only ever exchanged with zero columns
        keep = np.array([column for column in np.argsort(-s) if abs(V[n, column]) < 0.5])
    s, W, V = s[keep], W[:, keep], V[:n, keep]
    U = np.zeros((m, n))
    floor = max(m, n) * np.finfo(float).eps * s[0]
    for column in range(n):
        if s[column] > floor:
            U[:, column] = W[:, column] / s[column]
            continue
        for candidate in np.eye(m):
            for _ in range(2):
                candidate = candidate - U @ (U.T @ candidate)
            if np.linalg.norm(candidate) > 1e-6:
                U[:, column] = candidate / np.linalg.norm(candidate)
                break
    return (V.copy(), s, U.T.copy()) if wide else (U, s, V.T.copy())


# %% QR first, then Jacobi on R with the tangent formula task="thin_svd" verdict="right"
def thin_svd(A):
    A = np.asarray(A, dtype=float)
    if A.ndim != 2 or min(A.shape) == 0 or not np.all(np.isfinite(A)):
        raise ValueError("A must be a finite, non-empty matrix")
    if A.shape[1] > A.shape[0]:
        left, values, right = thin_svd(A.T)
        return right.T, values, left.T
    m, n = A.shape
    Q, W = np.linalg.qr(A)
    V = np.eye(n)
    for _ in range(60):
        rotations = 0
        for p in range(n):
            for q in range(p + 1, n):
                x, y = W[:, p].copy(), W[:, q].copy()
                if abs(x @ y) <= 1e-14 * np.sqrt(x @ x) * np.sqrt(y @ y):
                    continue
                rotations += 1
                zeta = (y @ y - x @ x) / (2 * (x @ y))
                t = (1.0 if zeta >= 0 else -1.0) / (abs(zeta) + np.hypot(1, zeta))
                c = 1 / np.hypot(1, t)
                W[:, p], W[:, q] = c * (x - t * y), c * (y + t * x)
                x, y = V[:, p].copy(), V[:, q].copy()
                V[:, p], V[:, q] = c * (x - t * y), c * (y + t * x)
        if rotations == 0:
            break
    values = np.linalg.norm(W, axis=0)
    order = np.argsort(-values)
    values, W, V = values[order], W[:, order], V[:, order]
    U = np.zeros((n, n))
    rank = int((values > m * 2.3e-16 * values[0]).sum())
    U[:, :rank] = W[:, :rank] / values[:rank]
    U[:, rank:] = np.linalg.qr(U[:, :rank], mode="complete")[0][:, rank:]
    return Q @ U, values, V.T


# %% eigenvalues of A^T A: half of the digits are lost task="thin_svd" verdict="wrong" loses="test_thin_svd_rank_deficient,test_thin_svd_accuracy"
def thin_svd(A):
    A = np.asarray(A, dtype=float)
    if A.ndim != 2 or A.size == 0 or not np.isfinite(A).all():
        raise ValueError("bad matrix")
    if A.shape[0] < A.shape[1]:
        U, s, Vt = thin_svd(A.T)
        return Vt.T, s, U.T
    values, V = np.linalg.eigh(A.T @ A)
    s, V = np.sqrt(np.maximum(values[::-1], 0)), V[:, ::-1]
    with np.errstate(all="ignore"):
        return A @ V / s, s, V.T


# %% forgets that a matrix may be wide task="thin_svd" verdict="wrong" loses="test_thin_svd_wide"
def thin_svd(A):
    A = np.asarray(A, dtype=float)
    if A.ndim != 2 or A.size == 0 or not np.isfinite(A).all():
        raise ValueError("bad matrix")
    m, n = A.shape
    stacked = np.vstack([A, np.eye(n)])
    for _ in range(60):
        done = True
        for i in range(n - 1):
            for j in range(i + 1, n):
                w_i, w_j = stacked[:m, i], stacked[:m, j]
                alpha, beta, gamma = w_i @ w_i, w_j @ w_j, w_i @ w_j
                if abs(gamma) > 1e-14 * np.sqrt(alpha * beta):
                    theta = 0.5 * np.arctan2(2 * gamma, alpha - beta)
                    c, s = np.cos(theta), np.sin(theta)
                    stacked[:, [i, j]] = stacked[:, [i, j]] @ np.array([[c, -s], [s, c]])
                    done = False
        if done:
            break
    s = np.linalg.norm(stacked[:m], axis=0)
    order = np.argsort(s)[::-1]
    s, W, V = s[order], stacked[:m, order], stacked[m:, order]
    rank = int(np.sum(s > max(m, n) * np.finfo(float).eps * s[0]))
    U = W[:, :rank] / s[:rank]
    completed, _ = np.linalg.qr(np.hstack([U, np.eye(m)]))
    return np.hstack([U, completed[:, rank:n]]), s, V.T


# %% divides by a singular value of zero task="thin_svd" verdict="wrong" loses="test_thin_svd_rank_deficient"
def thin_svd(A):
    A = np.asarray(A, dtype=float)
    if A.ndim != 2 or A.size == 0 or not np.isfinite(A).all():
        raise ValueError("bad matrix")
    if A.shape[0] < A.shape[1]:
        U, s, Vt = thin_svd(A.T)
        return Vt.T, s, U.T
    W, V = A.copy(), np.eye(A.shape[1])
    for _ in range(60):
        done = True
        for i in range(A.shape[1] - 1):
            for j in range(i + 1, A.shape[1]):
                alpha, beta, gamma = W[:, i] @ W[:, i], W[:, j] @ W[:, j], W[:, i] @ W[:, j]
                if abs(gamma) > 1e-14 * np.sqrt(alpha * beta):
                    theta = 0.5 * np.arctan2(2 * gamma, alpha - beta)
                    turn = np.array(
                        [[np.cos(theta), -np.sin(theta)], [np.sin(theta), np.cos(theta)]]
                    )
                    W[:, [i, j]] = W[:, [i, j]] @ turn
                    V[:, [i, j]] = V[:, [i, j]] @ turn
                    done = False
        if done:
            break
    s = np.linalg.norm(W, axis=0)
    order = np.argsort(-s)
    with np.errstate(all="ignore"):
        return W[:, order] / s[order], s[order], V[:, order].T


# %% forgets to sort the singular values task="thin_svd" verdict="wrong"
def thin_svd(A):
    A = np.asarray(A, dtype=float)
    if A.ndim != 2 or A.size == 0 or not np.isfinite(A).all():
        raise ValueError("bad matrix")
    if A.shape[0] < A.shape[1]:
        U, s, Vt = thin_svd(A.T)
        return Vt.T, s, U.T
    m, n = A.shape
    W, V = A.copy(), np.eye(n)
    for _ in range(60):
        done = True
        for i in range(n - 1):
            for j in range(i + 1, n):
                x, y = W[:, i].copy(), W[:, j].copy()
                if abs(x @ y) > 1e-14 * np.sqrt((x @ x) * (y @ y)):
                    zeta = (y @ y - x @ x) / (2 * (x @ y))
                    t = (1.0 if zeta >= 0 else -1.0) / (abs(zeta) + np.hypot(1, zeta))
                    c = 1 / np.hypot(1, t)
                    turn = np.array([[c, c * t], [-c * t, c]])
                    W[:, [i, j]] = W[:, [i, j]] @ turn
                    V[:, [i, j]] = V[:, [i, j]] @ turn
                    done = False
        if done:
            break
    s = np.linalg.norm(W, axis=0)
    U = np.linalg.qr(np.eye(m))[0][:, :n]
    U[:, s > 0] = W[:, s > 0] / s[s > 0]
    return U, s, V.T


# %% makes a single sweep task="thin_svd" verdict="wrong"
def thin_svd(A):
    A = np.asarray(A, dtype=float)
    if A.ndim != 2 or A.size == 0 or not np.isfinite(A).all():
        raise ValueError("bad matrix")
    if A.shape[0] < A.shape[1]:
        U, s, Vt = thin_svd(A.T)
        return Vt.T, s, U.T
    m, n = A.shape
    stacked = np.vstack([A, np.eye(n)])
    for i in range(n - 1):
        for j in range(i + 1, n):
            w_i, w_j = stacked[:m, i], stacked[:m, j]
            theta = 0.5 * np.arctan2(2 * w_i @ w_j, w_i @ w_i - w_j @ w_j)
            c, s = np.cos(theta), np.sin(theta)
            stacked[:, [i, j]] = stacked[:, [i, j]] @ np.array([[c, -s], [s, c]])
    s = np.linalg.norm(stacked[:m], axis=0)
    order = np.argsort(s)[::-1]
    s, W, V = s[order], stacked[:m, order], stacked[m:, order]
    rank = int(np.sum(s > max(m, n) * np.finfo(float).eps * s[0]))
    U = W[:, :rank] / s[:rank]
    completed, _ = np.linalg.qr(np.hstack([U, np.eye(m)]))
    return np.hstack([U, completed[:, rank:n]]), s, V.T


# %% takes columns as orthogonal once their dot product is small in absolute terms task="thin_svd" verdict="wrong"
def thin_svd(A):
    A = np.asarray(A, dtype=float)
    if A.ndim != 2 or A.size == 0 or not np.isfinite(A).all():
        raise ValueError("bad matrix")
    if A.shape[0] < A.shape[1]:
        U, s, Vt = thin_svd(A.T)
        return Vt.T, s, U.T
    m, n = A.shape
    stacked = np.vstack([A, np.eye(n)])
    for _ in range(60):
        done = True
        for i in range(n - 1):
            for j in range(i + 1, n):
                w_i, w_j = stacked[:m, i], stacked[:m, j]
                if abs(w_i @ w_j) > 1e-11 * max(1.0, np.abs(A).max()):
                    theta = 0.5 * np.arctan2(2 * w_i @ w_j, w_i @ w_i - w_j @ w_j)
                    c, s = np.cos(theta), np.sin(theta)
                    stacked[:, [i, j]] = stacked[:, [i, j]] @ np.array([[c, -s], [s, c]])
                    done = False
        if done:
            break
    s = np.linalg.norm(stacked[:m], axis=0)
    order = np.argsort(s)[::-1]
    s, W, V = s[order], stacked[:m, order], stacked[m:, order]
    rank = int(np.sum(s > 1e-13 * s[0]))
    U = W[:, :rank] / s[:rank]
    completed, _ = np.linalg.qr(np.hstack([U, np.eye(m)]))
    return np.hstack([U, completed[:, rank:n]]), s, V.T


# %% rotates the columns of the caller's array task="thin_svd" verdict="wrong"
def thin_svd(A):
    W = np.asarray(A, dtype=float)
    if W.ndim != 2 or W.size == 0 or not np.isfinite(W).all():
        raise ValueError("bad matrix")
    if W.shape[0] < W.shape[1]:
        U, s, Vt = thin_svd(W.T)
        return Vt.T, s, U.T
    m, n = W.shape
    V = np.eye(n)
    for _ in range(60):
        done = True
        for i in range(n - 1):
            for j in range(i + 1, n):
                alpha, beta, gamma = W[:, i] @ W[:, i], W[:, j] @ W[:, j], W[:, i] @ W[:, j]
                if abs(gamma) > 1e-14 * np.sqrt(alpha * beta):
                    theta = 0.5 * np.arctan2(2 * gamma, alpha - beta)
                    c, s = np.cos(theta), np.sin(theta)
                    W[:, [i, j]] = W[:, [i, j]] @ np.array([[c, -s], [s, c]])
                    V[:, [i, j]] = V[:, [i, j]] @ np.array([[c, -s], [s, c]])
                    done = False
        if done:
            break
    s = np.linalg.norm(W, axis=0)
    order = np.argsort(s)[::-1]
    s, V = s[order], V[:, order]
    rank = int(np.sum(s > max(m, n) * np.finfo(float).eps * s[0]))
    U = W[:, order[:rank]] / s[:rank]
    completed, _ = np.linalg.qr(np.hstack([U, np.eye(m)]))
    return np.hstack([U, completed[:, rank:n]]), s, V.T


# %% returns V where V transposed is wanted task="thin_svd" verdict="wrong"
def thin_svd(A):
    A = np.asarray(A, dtype=float)
    if A.ndim != 2 or A.size == 0 or not np.isfinite(A).all():
        raise ValueError("bad matrix")
    U, s, Vt = np.linalg.svd(A, full_matrices=False)
    return U, s, Vt.T


# %% adds up outer products task="rank_k_approximation" verdict="right"
def rank_k_approximation(A, k):
    A = np.asarray(A, dtype=float)
    if A.ndim != 2 or k < 0 or k > min(A.shape):
        raise ValueError("A must be a matrix, k from 0 to min(m, n)")
    U, s, Vt = np.linalg.svd(A)
    total = np.zeros(A.shape)
    for i in range(k):
        total += s[i] * np.outer(U[:, i], Vt[i])
    return total


# %% projects the columns onto the first left singular vectors task="rank_k_approximation" verdict="right"
def rank_k_approximation(A, k):
    A = np.asarray(A, dtype=float)
    if A.ndim != 2:
        raise ValueError("A must be two-dimensional")
    if k not in range(min(A.shape) + 1):
        raise ValueError("k out of range")
    basis = np.linalg.svd(A)[0][:, :k]
    return basis @ basis.T @ A


# %% keeps one term too many task="rank_k_approximation" verdict="wrong" loses="test_rank_k_approximation"
def rank_k_approximation(A, k):
    A = np.asarray(A, dtype=float)
    if A.ndim != 2 or not 0 <= k <= min(A.shape):
        raise ValueError("bad input")
    U, s, Vt = np.linalg.svd(A, full_matrices=False)
    return (U[:, : k + 1] * s[: k + 1]) @ Vt[: k + 1]


# %% takes columns of Vt for rows task="rank_k_approximation" verdict="wrong" loses="test_rank_k_approximation"
def rank_k_approximation(A, k):
    A = np.asarray(A, dtype=float)
    if A.ndim != 2 or not 0 <= k <= min(A.shape):
        raise ValueError("bad input")
    U, s, Vt = np.linalg.svd(A, full_matrices=False)
    return U[:, :k] @ np.diag(s[:k]) @ Vt[:, :k].T


# %% sets the small singular values to zero inside a copy, but checks no rank task="rank_k_approximation" verdict="wrong" loses="test_rank_k_approximation"
def rank_k_approximation(A, k):
    U, s, Vt = np.linalg.svd(np.asarray(A, dtype=float), full_matrices=False)
    s = s.copy()
    s[k:] = 0
    return (U * s) @ Vt


# %% subtracts the terms from the caller's array task="rank_k_approximation" verdict="wrong" loses="test_rank_k_approximation"
def rank_k_approximation(A, k):
    A = np.asarray(A, dtype=float)
    if A.ndim != 2 or not 0 <= k <= min(A.shape):
        raise ValueError("bad input")
    U, s, Vt = np.linalg.svd(A, full_matrices=False)
    whole = A.copy()
    for i in range(k):
        A -= s[i] * np.outer(U[:, i], Vt[i])
    return whole - A


# %% explicit loop, square root from the library task="approximation_errors" verdict="right"
def approximation_errors(singular_values, k):
    values = [float(value) for value in singular_values]
    if k < 0 or k > len(values):
        raise ValueError("k out of range")
    squares = 0.0
    for value in reversed(values[k:]):
        squares += value * value
    return (values[k] if k < len(values) else 0.0), squares**0.5


# %% pads the spectrum with a zero task="approximation_errors" verdict="right"
def approximation_errors(singular_values, k):
    padded = np.append(np.asarray(singular_values, float), 0.0)
    if not 0 <= k < len(padded):
        raise ValueError("k out of range")
    return padded[k], np.sqrt(padded[k:] @ padded[k:])


# %% off by one: the last value kept instead of the first one dropped task="approximation_errors" verdict="wrong" loses="test_approximation_errors"
def approximation_errors(singular_values, k):
    s = np.asarray(singular_values, dtype=float)
    if not 0 <= k <= len(s):
        raise ValueError("k out of range")
    return float(s[max(k - 1, 0)]), float(np.linalg.norm(s[k:]))


# %% forgets the root task="approximation_errors" verdict="wrong" loses="test_approximation_errors"
def approximation_errors(singular_values, k):
    s = np.asarray(singular_values, dtype=float)
    if not 0 <= k <= len(s):
        raise ValueError("k out of range")
    return float(s[k]) if k < len(s) else 0.0, float(np.sum(s[k:] ** 2))


# %% adds the singular values instead of their squares task="approximation_errors" verdict="wrong" loses="test_approximation_errors"
def approximation_errors(singular_values, k):
    s = np.asarray(singular_values, dtype=float)
    if not 0 <= k <= len(s):
        raise ValueError("k out of range")
    return float(s[k]) if k < len(s) else 0.0, float(np.sum(s[k:]))


# %% subtracts the head from the total task="approximation_errors" verdict="wrong" loses="test_approximation_errors"
def approximation_errors(singular_values, k):
    s = np.asarray(singular_values, dtype=float)
    if not 0 <= k <= len(s):
        raise ValueError("k out of range")
    if k == len(s):
        return 0.0, 0.0
    return float(s[k]), float(np.sqrt(max(np.sum(s**2) - np.sum(s[:k] ** 2), 0)))


# %% runs off the end for the full rank task="approximation_errors" verdict="wrong" loses="test_approximation_errors"
def approximation_errors(singular_values, k):
    s = np.asarray(singular_values, dtype=float)
    if not 0 <= k <= len(s):
        raise ValueError("k out of range")
    return float(s[k]), float(np.linalg.norm(s[k:]))


# %% by the root mean squared error task="psnr" verdict="right"
def psnr(photo, approximation):
    if np.shape(photo) != np.shape(approximation):
        raise ValueError("shapes differ")
    rmse = np.sqrt(np.mean(np.square(np.float64(photo) - np.float64(approximation))))
    if rmse == 0:
        return float("inf")
    return 20 * np.log10(255 / rmse)


# %% signed integers and a plain loop task="psnr" verdict="right"
def psnr(photo, approximation):
    if photo.shape != approximation.shape:
        raise ValueError("shapes differ")
    total = 0.0
    for one, other in zip(photo.ravel().tolist(), approximation.ravel().tolist(), strict=True):
        total += (one - other) ** 2
    if total == 0:
        return np.inf
    return float(10 * (2 * np.log10(255) - np.log10(total / photo.size)))


# %% subtracts uint8 from uint8 task="psnr" verdict="wrong" loses="test_psnr"
def psnr(photo, approximation):
    if photo.shape != approximation.shape:
        raise ValueError("shapes differ")
    mse = np.mean((photo - approximation) ** 2)
    return float(10 * np.log10(255**2 / mse)) if mse > 0 else np.inf


# %% takes the brightest pixel as the peak task="psnr" verdict="wrong" loses="test_psnr"
def psnr(photo, approximation):
    if photo.shape != approximation.shape:
        raise ValueError("shapes differ")
    mse = np.mean((photo.astype(float) - approximation) ** 2)
    return float(10 * np.log10(float(photo.max()) ** 2 / mse)) if mse > 0 else np.inf


# %% lets unequal shapes broadcast task="psnr" verdict="wrong" loses="test_psnr"
def psnr(photo, approximation):
    mse = np.mean((np.asarray(photo, float) - approximation) ** 2)
    return float(10 * np.log10(255**2 / mse)) if mse > 0 else np.inf


# %% mean absolute error instead of mean squared error task="psnr" verdict="wrong" loses="test_psnr"
def psnr(photo, approximation):
    if photo.shape != approximation.shape:
        raise ValueError("shapes differ")
    error = np.mean(np.abs(photo.astype(float) - approximation))
    return float(10 * np.log10(255**2 / error)) if error > 0 else np.inf


# %% buys the terms one by one from a heap task="compress_photo" verdict="right"
def compress_photo(photo, budget):
    import heapq

    if not isinstance(photo, np.ndarray) or photo.dtype != np.uint8:
        raise ValueError("photo must be uint8")
    if photo.ndim != 3 or photo.shape[-1] != 3 or budget < 0:
        raise ValueError("bad shape or budget")
    price = 2 * (photo.shape[0] + photo.shape[1])
    svds = [
        np.linalg.svd(np.tensordot(photo, row, axes=1), full_matrices=False) for row in COLOUR_BASIS
    ]
    ranks = [0, 0, 0]
    heap = [(-svds[c][1][0], c) for c in range(3)]
    heapq.heapify(heap)
    while heap and budget >= price:
        _, c = heapq.heappop(heap)
        ranks[c] += 1
        budget -= price
        if ranks[c] < len(svds[c][1]):
            heapq.heappush(heap, (-svds[c][1][ranks[c]], c))
    pairs = []
    for (U, s, Vt), k in zip(svds, ranks, strict=True):
        half = np.diag(s[:k]) ** 0.5
        pairs.append(((U[:, :k] @ half).astype("float16"), (half @ Vt[:k]).astype("float16")))
    return pairs


# %% tries every division of the terms among the channels task="compress_photo" verdict="right"
def compress_photo(photo, budget):
    if photo.dtype != np.uint8 or photo.ndim != 3 or photo.shape[2] != 3:
        raise ValueError("photo must be uint8 of shape (m, n, 3)")
    if budget < 0:
        raise ValueError("budget is negative")
    m, n, _ = photo.shape
    terms = min(int(budget) // (2 * (m + n)), 3 * min(m, n))
    channels = photo.astype(float).reshape(-1, 3) @ COLOUR_BASIS.T
    svds = [np.linalg.svd(channels[:, c].reshape(m, n), full_matrices=False) for c in range(3)]
    saved = [np.concatenate([[0], np.cumsum(s**2)]) for _, s, _ in svds]
    best, ranks = -1.0, (0, 0, 0)
    largest = min(m, n)
    for k1 in range(min(terms, largest) + 1):
        for k2 in range(min(terms - k1, largest) + 1):
            k3 = min(terms - k1 - k2, largest)
            value = saved[0][k1] + saved[1][k2] + saved[2][k3]
            if value > best:
                best, ranks = value, (k1, k2, k3)
    return tuple(
        (
            np.float16(U[:, :k] * np.sqrt(s[:k])),
            np.float16(np.sqrt(s[:k])[:, np.newaxis] * Vt[:k]),
        )
        for (U, s, Vt), k in zip(svds, ranks, strict=True)
    )


# %% shares the budget equally among the channels task="compress_photo" verdict="wrong" loses="test_compress_photo_quality"
def compress_photo(photo, budget):
    if photo.ndim != 3 or photo.shape[2] != 3 or photo.dtype != np.uint8 or budget < 0:
        raise ValueError("bad input")
    k = budget // (6 * (photo.shape[0] + photo.shape[1]))
    pairs = []
    for c in range(3):
        U, s, Vt = np.linalg.svd(photo @ COLOUR_BASIS[c], full_matrices=False)
        root = np.sqrt(s[:k])
        pairs.append(
            ((U[:, :k] * root).astype(np.float16), (root[:, None] * Vt[:k]).astype(np.float16))
        )
    return pairs


# %% counts numbers instead of bytes task="compress_photo" verdict="wrong" loses="test_compress_photo_budget,test_compress_photo_quality"
def compress_photo(photo, budget):
    if photo.ndim != 3 or photo.shape[2] != 3 or photo.dtype != np.uint8 or budget < 0:
        raise ValueError("bad input")
    channels = (photo @ COLOUR_BASIS.T).transpose(2, 0, 1)
    U, s, Vt = np.linalg.svd(channels, full_matrices=False)
    n_terms = budget // (photo.shape[0] + photo.shape[1])
    order = np.argsort(s.ravel())[::-1][:n_terms]
    ranks = np.bincount(order // s.shape[1], minlength=3)
    root = np.sqrt(s)
    return [
        (
            (U[c, :, :k] * root[c, :k]).astype(np.float16),
            (root[c, :k, None] * Vt[c, :k]).astype(np.float16),
        )
        for c, k in enumerate(ranks)
    ]


# %% puts all of sigma into the left factor, which overflows task="compress_photo" verdict="wrong" loses="test_compress_photo_budget"
def compress_photo(photo, budget):
    if photo.ndim != 3 or photo.shape[2] != 3 or photo.dtype != np.uint8 or budget < 0:
        raise ValueError("bad input")
    channels = (photo @ COLOUR_BASIS.T).transpose(2, 0, 1)
    U, s, Vt = np.linalg.svd(channels, full_matrices=False)
    n_terms = budget // (2 * (photo.shape[0] + photo.shape[1]))
    order = np.argsort(s.ravel())[::-1][:n_terms]
    ranks = np.bincount(order // s.shape[1], minlength=3)
    with np.errstate(over="ignore"):
        return [
            ((U[c, :, :k] * s[c, :k]).astype(np.float16), Vt[c, :k].astype(np.float16))
            for c, k in enumerate(ranks)
        ]


# %% applies the colour basis the wrong way round task="compress_photo" verdict="wrong" loses="test_compress_photo_budget,test_compress_photo_quality"
def compress_photo(photo, budget):
    if photo.ndim != 3 or photo.shape[2] != 3 or photo.dtype != np.uint8 or budget < 0:
        raise ValueError("bad input")
    channels = (photo @ COLOUR_BASIS).transpose(2, 0, 1)
    U, s, Vt = np.linalg.svd(channels, full_matrices=False)
    n_terms = budget // (2 * (photo.shape[0] + photo.shape[1]))
    order = np.argsort(s.ravel())[::-1][:n_terms]
    ranks = np.bincount(order // s.shape[1], minlength=3)
    root = np.sqrt(s)
    return [
        (
            (U[c, :, :k] * root[c, :k]).astype(np.float16),
            (root[c, :k, None] * Vt[c, :k]).astype(np.float16),
        )
        for c, k in enumerate(ranks)
    ]


# %% spends the whole budget on brightness task="compress_photo" verdict="wrong"
def compress_photo(photo, budget):
    if photo.ndim != 3 or photo.shape[2] != 3 or photo.dtype != np.uint8 or budget < 0:
        raise ValueError("bad input")
    channels = (photo @ COLOUR_BASIS.T).transpose(2, 0, 1)
    U, s, Vt = np.linalg.svd(channels, full_matrices=False)
    n_terms = budget // (2 * (photo.shape[0] + photo.shape[1]))
    root = np.sqrt(s)
    return [
        (
            (U[c, :, :k] * root[c, :k]).astype(np.float16),
            (root[c, :k, None] * Vt[c, :k]).astype(np.float16),
        )
        for c, k in enumerate((n_terms, 0, 0))
    ]


# %% buys one term more than the budget pays for task="compress_photo" verdict="wrong" loses="test_compress_photo_budget,test_compress_photo_quality"
def compress_photo(photo, budget):
    if photo.ndim != 3 or photo.shape[2] != 3 or photo.dtype != np.uint8 or budget < 0:
        raise ValueError("bad input")
    channels = (photo @ COLOUR_BASIS.T).transpose(2, 0, 1)
    U, s, Vt = np.linalg.svd(channels, full_matrices=False)
    n_terms = round(budget / (2 * (photo.shape[0] + photo.shape[1])) + 0.5)
    order = np.argsort(s.ravel())[::-1][:n_terms]
    ranks = np.bincount(order // s.shape[1], minlength=3)
    root = np.sqrt(s)
    return [
        (
            (U[c, :, :k] * root[c, :k]).astype(np.float16),
            (root[c, :k, None] * Vt[c, :k]).astype(np.float16),
        )
        for c, k in enumerate(ranks)
    ]

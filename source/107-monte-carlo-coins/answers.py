# %% [markdown]
# Answers of imagined learners to assignment 107: the tests of its tests. Each cell is the whole new
# source of the solution cell that `task` names. A right answer keeps all points; a wrong one loses
# points in its own task and in no other, and where `loses` is given, in exactly those test cells.

# %% Welford's recurrence, one number after another task="running_estimate" verdict="right"
def running_estimate(x):
    x = np.asarray(x, float)
    if x.ndim != 1 or not len(x) or not np.isfinite(x).all():
        raise ValueError("x")
    mean, squares = 0.0, 0.0
    means, errors = [], []
    for n, value in enumerate(x.tolist(), start=1):
        delta = value - mean
        mean += delta / n
        squares += delta * (value - mean)
        means.append(mean)
        errors.append((squares / (n - 1) / n) ** 0.5 if n > 1 else np.nan)
    return np.array(means), np.array(errors)


# %% each prefix anew, with NumPy task="running_estimate" verdict="right"
def running_estimate(x):
    x = np.array(x, dtype=np.float64)
    if x.ndim != 1 or x.size == 0 or np.isnan(x).any() or np.isinf(x).any():
        raise ValueError("x")
    prefixes = [x[: j + 1] for j in range(len(x))]
    means = [prefix.mean() for prefix in prefixes]
    errors = [np.nan] + [p.std(ddof=1) / np.sqrt(len(p)) for p in prefixes[1:]]
    return [np.array(means), np.array(errors)]


# %% subtracts the squares of large numbers task="running_estimate" verdict="wrong" loses="test_running_estimate_precision"
def running_estimate(x):
    x = np.asarray(x, float)
    if x.ndim != 1 or x.size == 0 or not np.isfinite(x).all():
        raise ValueError("x")
    n = np.arange(1, len(x) + 1)
    means = np.cumsum(x) / n
    squares = np.maximum(np.cumsum(x**2) - n * means**2, 0)
    with np.errstate(all="ignore"):
        errors = np.sqrt(squares / (n - 1) / n)
    errors[0] = np.nan
    return means, errors


# %% divides the variance by n task="running_estimate" verdict="wrong" loses="test_running_estimate,test_running_estimate_precision"
def running_estimate(x):
    x = np.asarray(x, float)
    if x.ndim != 1 or x.size == 0 or not np.isfinite(x).all():
        raise ValueError("x")
    means = np.array([x[: j + 1].mean() for j in range(len(x))])
    errors = np.array([x[: j + 1].std() / np.sqrt(j + 1) for j in range(len(x))])
    errors[0] = np.nan
    return means, errors


# %% returns the standard deviation, not the standard error task="running_estimate" verdict="wrong" loses="test_running_estimate,test_running_estimate_precision"
def running_estimate(x):
    x = np.asarray(x, float)
    if x.ndim != 1 or x.size == 0 or not np.isfinite(x).all():
        raise ValueError("x")
    means = np.array([x[: j + 1].mean() for j in range(len(x))])
    errors = np.array([np.nan] + [x[: j + 1].std(ddof=1) for j in range(1, len(x))])
    return means, errors


# %% uses the variance of all the data for every prefix task="running_estimate" verdict="wrong" loses="test_running_estimate,test_running_estimate_precision"
def running_estimate(x):
    x = np.asarray(x, float)
    if x.ndim != 1 or x.size == 0 or not np.isfinite(x).all():
        raise ValueError("x")
    n = np.arange(1, len(x) + 1)
    errors = np.std(x, ddof=1) / np.sqrt(n) if len(x) > 1 else np.full(1, np.nan)
    errors[0] = np.nan
    return np.cumsum(x) / n, errors


# %% centres the caller's array in place task="running_estimate" verdict="wrong" loses="test_running_estimate"
def running_estimate(x):
    x = np.asarray(x, float)
    if x.ndim != 1 or x.size == 0 or not np.isfinite(x).all():
        raise ValueError("x")
    n = np.arange(1, len(x) + 1)
    centre = x.mean()
    x -= centre
    sums = np.cumsum(x)
    squares = np.maximum(np.cumsum(x**2) - sums**2 / n, 0)
    with np.errstate(all="ignore"):
        errors = np.sqrt(squares / (n - 1) / n)
    errors[0] = np.nan
    return centre + sums / n, errors


# %% the roots of the quadratic task="wilson_interval" verdict="right"
def wilson_interval(k, n, confidence=0.95):
    k = np.array(k, float)
    n = np.array(n, float) * np.ones(k.shape)
    if np.isnan(k).any() or np.isnan(n).any() or np.isinf(k).any() or np.isinf(n).any():
        raise ValueError("counts")
    if (k % 1 != 0).any() or (n % 1 != 0).any() or (k < 0).any() or (k > n).any() or (n < 1).any():
        raise ValueError("counts")
    if confidence <= 0 or confidence >= 1:
        raise ValueError("confidence")
    q = stats.norm.ppf(0.5 + confidence / 2) ** 2
    p = k / n
    a, b, c = 1 + q / n, -(2 * p + q / n), p**2
    root = np.sqrt(np.maximum(b**2 - 4 * a * c, 0))
    return np.clip((-b - root) / (2 * a), 0, 1), np.clip((-b + root) / (2 * a), 0, 1)


# %% bisection on the test of each value task="wilson_interval" verdict="right"
def wilson_interval(k, n, confidence=0.95):
    k = np.asarray(k, float)
    n = np.broadcast_to(np.asarray(n, float), k.shape)
    if not 0 < confidence < 1:
        raise ValueError("confidence")
    for successes, flipped in zip(k.ravel(), n.ravel(), strict=True):
        if not (flipped < np.inf and flipped >= 1 and 0 <= successes <= flipped):
            raise ValueError("counts")
        if successes != int(successes) or flipped != int(flipped):
            raise ValueError("counts")
    z = stats.norm.isf((1 - confidence) / 2)
    ends = []
    for outside in (np.zeros(k.shape), np.ones(k.shape)):
        inside = k / n
        for _ in range(60):
            middle = (inside + outside) / 2
            excluded = (k - n * middle) ** 2 > z**2 * n * middle * (1 - middle)
            outside, inside = np.where(excluded, [middle, inside], [outside, middle])
        ends.append(inside)
    return tuple(ends)


# %% the Wald interval, clipped to 0 and 1 task="wilson_interval" verdict="wrong" loses="test_wilson_interval,test_wilson_interval_coverage,test_wilson_interval_input"
def wilson_interval(k, n, confidence=0.95):
    k, n = np.asarray(k, float), np.asarray(n, float)
    if not (np.isfinite(k) & np.isfinite(n)).all() or (k % 1 + n % 1).any():
        raise ValueError("counts")
    if ((k < 0) | (k > n) | (n < 1)).any() or not 0 < confidence < 1:
        raise ValueError("counts")
    z = stats.norm.ppf((1 + confidence) / 2)
    half = z * np.sqrt(k / n * (1 - k / n) / n)
    return np.maximum(k / n - half, 0), np.minimum(k / n + half, 1)


# %% the one-sided quantile task="wilson_interval" verdict="wrong" loses="test_wilson_interval,test_wilson_interval_coverage"
def wilson_interval(k, n, confidence=0.95):
    k, n = np.asarray(k, float), np.asarray(n, float)
    if not (np.isfinite(k) & np.isfinite(n)).all() or (k % 1 + n % 1).any():
        raise ValueError("counts")
    if ((k < 0) | (k > n) | (n < 1)).any() or not 0 < confidence < 1:
        raise ValueError("counts")
    z = max(stats.norm.ppf(confidence), 1e-3)
    centre = (k + z**2 / 2) / (n + z**2)
    half = z * np.sqrt(k * (n - k) / n + z**2 / 4) / (n + z**2)
    return np.maximum(centre - half, 0), np.minimum(centre + half, 1)


# %% forgets the confidence that is passed task="wilson_interval" verdict="wrong" loses="test_wilson_interval,test_wilson_interval_coverage"
def wilson_interval(k, n, confidence=0.95):
    k, n = np.asarray(k, float), np.asarray(n, float)
    if not (np.isfinite(k) & np.isfinite(n)).all() or (k % 1 + n % 1).any():
        raise ValueError("counts")
    if ((k < 0) | (k > n) | (n < 1)).any() or not 0 < confidence < 1:
        raise ValueError("counts")
    z = 1.959963984540054
    centre = (k + z**2 / 2) / (n + z**2)
    half = z * np.sqrt(k * (n - k) / n + z**2 / 4) / (n + z**2)
    return np.maximum(centre - half, 0), np.minimum(centre + half, 1)


# %% the right formula without a look at the input task="wilson_interval" verdict="wrong" loses="test_wilson_interval_input"
def wilson_interval(k, n, confidence=0.95):
    k, n = np.asarray(k, float), np.asarray(n, float)
    z = stats.norm.ppf((1 + confidence) / 2)
    centre = (k + z**2 / 2) / (n + z**2)
    half = z * np.sqrt(k * (n - k) / n + z**2 / 4) / (n + z**2)
    return np.maximum(centre - half, 0), np.minimum(centre + half, 1)


# %% lets rounding take the ends outside of 0 and 1 task="wilson_interval" verdict="wrong" loses="test_wilson_interval_input"
def wilson_interval(k, n, confidence=0.95):
    k, n = np.asarray(k, float), np.asarray(n, float)
    if not (np.isfinite(k) & np.isfinite(n)).all() or (k % 1 + n % 1).any():
        raise ValueError("counts")
    if ((k < 0) | (k > n) | (n < 1)).any() or not 0 < confidence < 1:
        raise ValueError("counts")
    z, p = stats.norm.ppf((1 + confidence) / 2), k / n
    centre = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    return centre - half, centre + half


# %% log gamma functions, and quantiles of the inverse incomplete beta function task="beta_posterior" verdict="right"
def beta_posterior(a, b, k, n, confidence=0.95):
    if not (np.isfinite([a, b]).all() and min(a, b) > 0) or k < 0 or k > n:
        raise ValueError("input")
    if confidence <= 0 or confidence >= 1:
        raise ValueError("confidence")
    a, b = np.float64(a + k), np.float64(b + (n - k))
    tail = (1 - confidence) / 2
    return [a, b, special.betaincinv(a, b, tail), special.betaincinv(a, b, 1 - tail)]


def posterior_predictive(a, b, m):
    if not (np.isfinite([a, b]).all() and min(a, b) > 0) or m < 0:
        raise ValueError("input")
    lg = special.gammaln
    j = np.arange(m + 1, dtype=float)
    terms = lg(m + 1) - lg(j + 1) - lg(m - j + 1)
    terms = terms + lg(a + j) - lg(a) + lg(b + m - j) - lg(b) - lg(a + b + m) + lg(a + b)
    return np.exp(terms)


# %% bisection for the quantiles, and a recurrence from one count to the next task="beta_posterior" verdict="right"
def beta_posterior(a, b, k, n, confidence=0.95):
    if not (0 < a < float("inf")) or not (0 < b < float("inf")):
        raise ValueError("prior")
    if k < 0 or n < k or not 0 < confidence < 1:
        raise ValueError("counts")
    a, b = float(a + k), float(b + n - k)
    ends = []
    for height in ((1 - confidence) / 2, (1 + confidence) / 2):
        left, right = 0.0, 1.0
        for _ in range(100):
            middle = (left + right) / 2
            if stats.beta.cdf(middle, a, b) < height:
                left = middle
            else:
                right = middle
        ends.append(right)
    return a, b, ends[0], ends[1]


def posterior_predictive(a, b, m):
    if not (0 < a < float("inf")) or not (0 < b < float("inf")) or m < 0:
        raise ValueError("input")
    logs = [0.0]
    for j in range(m):
        logs.append(logs[-1] + np.log((m - j) * (a + j) / ((j + 1) * (b + m - j - 1))))
    weights = np.exp(np.array(logs) - max(logs))
    return weights / weights.sum()


# %% adds the flips, not the failures, to b task="beta_posterior" verdict="wrong" loses="test_beta_posterior"
def beta_posterior(a, b, k, n, confidence=0.95):
    if not (0 < a < np.inf and 0 < b < np.inf and 0 <= k <= n and 0 < confidence < 1):
        raise ValueError("input")
    a, b = float(a + k), float(b + n)
    low, high = stats.beta.ppf([(1 - confidence) / 2, (1 + confidence) / 2], a, b)
    return a, b, float(low), float(high)


def posterior_predictive(a, b, m):
    if not (0 < a < np.inf and 0 < b < np.inf and m >= 0):
        raise ValueError("input")
    j = np.arange(m + 1)
    orders = -np.log(m + 1) - special.betaln(j + 1, m - j + 1)
    return np.exp(orders + special.betaln(a + j, b + m - j) - special.betaln(a, b))


# %% mean plus and minus 1.96 standard deviations task="beta_posterior" verdict="wrong" loses="test_beta_posterior"
def beta_posterior(a, b, k, n, confidence=0.95):
    if not (0 < a < np.inf and 0 < b < np.inf and 0 <= k <= n and 0 < confidence < 1):
        raise ValueError("input")
    posterior = stats.beta(a + k, b + n - k)
    half = stats.norm.ppf((1 + confidence) / 2) * posterior.std()
    return (
        float(a + k),
        float(b + n - k),
        float(posterior.mean() - half),
        float(posterior.mean() + half),
    )


def posterior_predictive(a, b, m):
    if not (0 < a < np.inf and 0 < b < np.inf and m >= 0):
        raise ValueError("input")
    j = np.arange(m + 1)
    orders = -np.log(m + 1) - special.betaln(j + 1, m - j + 1)
    return np.exp(orders + special.betaln(a + j, b + m - j) - special.betaln(a, b))


# %% predicts with theta fixed at its mean task="beta_posterior" verdict="wrong" loses="test_beta_posterior_predictive"
def beta_posterior(a, b, k, n, confidence=0.95):
    if not (0 < a < np.inf and 0 < b < np.inf and 0 <= k <= n and 0 < confidence < 1):
        raise ValueError("input")
    a, b = float(a + k), float(b + n - k)
    low, high = stats.beta.ppf([(1 - confidence) / 2, (1 + confidence) / 2], a, b)
    return a, b, float(low), float(high)


def posterior_predictive(a, b, m):
    if not (0 < a < np.inf and 0 < b < np.inf and m >= 0):
        raise ValueError("input")
    return np.array(stats.binom.pmf(np.arange(m + 1), m, a / (a + b)), dtype=float)


# %% multiplies Beta functions that are too small for float64 task="beta_posterior" verdict="wrong" loses="test_beta_posterior_predictive"
def beta_posterior(a, b, k, n, confidence=0.95):
    if not (0 < a < np.inf and 0 < b < np.inf and 0 <= k <= n and 0 < confidence < 1):
        raise ValueError("input")
    a, b = float(a + k), float(b + n - k)
    low, high = stats.beta.ppf([(1 - confidence) / 2, (1 + confidence) / 2], a, b)
    return a, b, float(low), float(high)


def posterior_predictive(a, b, m):
    if not (0 < a < np.inf and 0 < b < np.inf and m >= 0):
        raise ValueError("input")
    j = np.arange(m + 1)
    with np.errstate(all="ignore"):
        return special.comb(m, j) * special.beta(a + j, b + m - j) / special.beta(a, b)


# %% forgets the number of orders task="beta_posterior" verdict="wrong" loses="test_beta_posterior_predictive"
def beta_posterior(a, b, k, n, confidence=0.95):
    if not (0 < a < np.inf and 0 < b < np.inf and 0 <= k <= n and 0 < confidence < 1):
        raise ValueError("input")
    a, b = float(a + k), float(b + n - k)
    low, high = stats.beta.ppf([(1 - confidence) / 2, (1 + confidence) / 2], a, b)
    return a, b, float(low), float(high)


def posterior_predictive(a, b, m):
    if not (0 < a < np.inf and 0 < b < np.inf and m >= 0):
        raise ValueError("input")
    j = np.arange(m + 1)
    return np.exp(special.betaln(a + j, b + m - j) - special.betaln(a, b))


# %% flip by flip, all games at once task="simulate_ruin" verdict="right"
def simulate_ruin(start, target, theta, u):
    u = np.asarray(u, float)
    if start <= 0 or start >= target or np.isnan(theta) or theta < 0 or theta > 1:
        raise ValueError("game")
    if u.ndim != 2 or 0 in u.shape or np.isnan(u).any() or (u < 0).any() or (u >= 1).any():
        raise ValueError("u")
    capital = np.full(len(u), start)
    n_flips = np.zeros(len(u), dtype=np.int32)
    for column in u.T:
        playing = (capital > 0) & (capital < target)
        n_flips += playing
        capital += np.where(playing, np.where(column < theta, 1, -1), 0)
    return capital, n_flips


# %% a loop over games and flips task="simulate_ruin" verdict="right"
def simulate_ruin(start, target, theta, u):
    u = np.asarray(u, float)
    if not (0 < start < target) or not (0 <= theta <= 1) or u.ndim != 2 or u.size == 0:
        raise ValueError("game")
    if not all(0 <= number < 1 for number in u.ravel()):
        raise ValueError("u")
    results = []
    for row in u:
        coins, played = start, 0
        while played < len(row) and coins not in (0, target):
            coins = coins + 1 if row[played] < theta else coins - 1
            played += 1
        results.append((coins, played))
    results = np.array(results, dtype=int)
    return results[:, 0], results[:, 1]


# %% plays on after the game is over task="simulate_ruin" verdict="wrong" loses="test_simulate_ruin"
def simulate_ruin(start, target, theta, u):
    u = np.asarray(u, float)
    if not (0 < start < target and 0 <= theta <= 1):
        raise ValueError("game")
    if u.ndim != 2 or u.size == 0 or not ((u >= 0) & (u < 1)).all():
        raise ValueError("u")
    capital = start + np.where(u < theta, 1, -1).sum(axis=1)
    return np.clip(capital, 0, target), np.full(len(u), u.shape[1])


# %% counts the flips from zero task="simulate_ruin" verdict="wrong" loses="test_simulate_ruin"
def simulate_ruin(start, target, theta, u):
    u = np.asarray(u, float)
    if not (0 < start < target and 0 <= theta <= 1):
        raise ValueError("game")
    if u.ndim != 2 or u.size == 0 or not ((u >= 0) & (u < 1)).all():
        raise ValueError("u")
    paths = start + np.cumsum(np.where(u < theta, 1, -1), axis=1)
    over = (paths == 0) | (paths == target)
    last = np.where(over.any(axis=1), over.argmax(axis=1), u.shape[1] - 1)
    return paths[np.arange(len(u)), last], last


# %% ends undecided games at once, for argmax of nothing is 0 task="simulate_ruin" verdict="wrong" loses="test_simulate_ruin"
def simulate_ruin(start, target, theta, u):
    u = np.asarray(u, float)
    if not (0 < start < target and 0 <= theta <= 1):
        raise ValueError("game")
    if u.ndim != 2 or u.size == 0 or not ((u >= 0) & (u < 1)).all():
        raise ValueError("u")
    paths = start + np.cumsum(np.where(u < theta, 1, -1), axis=1)
    last = ((paths == 0) | (paths == target)).argmax(axis=1)
    return paths[np.arange(len(u)), last], last + 1


# %% wins where u equals theta too task="simulate_ruin" verdict="wrong" loses="test_simulate_ruin"
def simulate_ruin(start, target, theta, u):
    u = np.asarray(u, float)
    if not (0 < start < target and 0 <= theta <= 1):
        raise ValueError("game")
    if u.ndim != 2 or u.size == 0 or not ((u >= 0) & (u < 1)).all():
        raise ValueError("u")
    paths = start + np.cumsum(np.where(u <= theta, 1, -1), axis=1)
    over = (paths == 0) | (paths == target)
    n_flips = np.where(over.any(axis=1), over.argmax(axis=1) + 1, u.shape[1])
    return paths[np.arange(len(u)), n_flips - 1], n_flips


# %% draws on its own and ignores u task="simulate_ruin" verdict="wrong" loses="test_simulate_ruin"
def simulate_ruin(start, target, theta, u):
    u = np.random.default_rng(0).uniform(size=np.shape(u))
    paths = start + np.cumsum(np.where(u < theta, 1, -1), axis=1)
    over = (paths == 0) | (paths == target)
    n_flips = np.where(over.any(axis=1), over.argmax(axis=1) + 1, u.shape[1])
    return paths[np.arange(len(u)), n_flips - 1], n_flips


# %% sums of the geometric sequences themselves, on the scale of logarithms task="ruin_probability" verdict="right"
def ruin_probability(start, target, theta):
    start = np.asarray(start, float)
    if np.isnan(start).any() or (start < 0).any() or (start > target).any() or target < 1:
        raise ValueError("start")
    if not (theta > 0 and theta < 1):
        raise ValueError("theta")
    logs = np.arange(int(target)) * np.log((1 - theta) / theta)
    terms = np.exp(logs - logs.max())
    tails = np.append(np.cumsum(terms[::-1])[::-1], 0.0)
    return np.array(tails[start.astype(int)] / tails[0], dtype=float)


# %% two formulas, one for each sign of the logarithm task="ruin_probability" verdict="right"
def ruin_probability(start, target, theta):
    start = np.asarray(start, float)
    if target < 1 or not np.logical_and(start >= 0, start <= target).all():
        raise ValueError("start")
    if not 0 < theta < 1:
        raise ValueError("theta")
    slope = 2 * np.arctanh(1 - 2 * theta)
    result = np.empty(start.shape)
    for place, i in np.ndenumerate(start):
        if slope == 0:
            result[place] = 1 - i / target
        elif slope > 0:
            result[place] = np.expm1((i - target) * slope) / np.expm1(-target * slope)
        else:
            whole = np.expm1((target - i) * slope) / np.expm1(target * slope)
            result[place] = np.exp(i * slope) * whole
    return result


# %% the textbook formula, which overflows and loses digits task="ruin_probability" verdict="wrong" loses="test_ruin_probability_edges"
def ruin_probability(start, target, theta):
    start = np.asarray(start, float)
    if target < 1 or not ((start >= 0) & (start <= target)).all() or not 0 < theta < 1:
        raise ValueError("input")
    if theta == 0.5:
        return 1 - start / target
    r = (1 - theta) / theta
    with np.errstate(all="ignore"):
        return (r**start - r**target) / (1 - r**target)


# %% treats everything within 1e-6 of 1/2 as fair task="ruin_probability" verdict="wrong" loses="test_ruin_probability_edges"
def ruin_probability(start, target, theta):
    start = np.asarray(start, float)
    if target < 1 or not ((start >= 0) & (start <= target)).all() or not 0 < theta < 1:
        raise ValueError("input")
    if abs(theta - 0.5) < 1e-6:
        return 1 - start / target
    size = abs(np.log((1 - theta) / theta))
    ratio = np.expm1(-(target - start) * size) / np.expm1(-target * size)
    return ratio * np.exp(-start * size) if theta > 0.5 else ratio


# %% the probability of reaching the target task="ruin_probability" verdict="wrong" loses="test_ruin_probability,test_ruin_probability_edges"
def ruin_probability(start, target, theta):
    start = np.asarray(start, float)
    if target < 1 or not ((start >= 0) & (start <= target)).all() or not 0 < theta < 1:
        raise ValueError("input")
    if theta == 0.5:
        return start / target
    r = (1 - theta) / theta
    with np.errstate(all="ignore"):
        return (1 - r**start) / (1 - r**target)


# %% the ratio of odds upside down task="ruin_probability" verdict="wrong"
def ruin_probability(start, target, theta):
    start = np.asarray(start, float)
    if target < 1 or not ((start >= 0) & (start <= target)).all() or not 0 < theta < 1:
        raise ValueError("input")
    if theta == 0.5:
        return 1 - start / target
    size = abs(np.log((1 - theta) / theta))
    ratio = np.expm1(-(target - start) * size) / np.expm1(-target * size)
    return ratio * np.exp(-start * size) if theta < 0.5 else ratio


# %% one minus the probability of winning, which loses what is tiny task="ruin_probability" verdict="wrong" loses="test_ruin_probability_edges"
def ruin_probability(start, target, theta):
    start = np.asarray(start, float)
    if target < 1 or not ((start >= 0) & (start <= target)).all() or not 0 < theta < 1:
        raise ValueError("input")
    slope = np.log1p(-theta) - np.log(theta)
    if slope == 0:
        return 1 - start / target
    if slope < 0:
        return 1 - np.expm1(start * slope) / np.expm1(target * slope)
    return np.expm1((start - target) * slope) / np.expm1(-target * slope)


# %% the solution of the equations, for one theta near 1/2 only task="ruin_probability" verdict="wrong" loses="test_ruin_probability_edges"
def ruin_probability(start, target, theta):
    start = np.asarray(start, float)
    if target < 1 or not ((start >= 0) & (start <= target)).all() or not 0 < theta < 1:
        raise ValueError("input")
    n = min(int(target), 500)
    equations = np.eye(n + 1)
    for i in range(1, n):
        equations[i, [i - 1, i + 1]] = theta - 1, -theta
    solved = np.linalg.solve(equations, np.append(1.0, np.zeros(n)))
    return solved[np.minimum(start, n).astype(int)]


# %% sums written out, weights as exponentials of one difference task="variance_reduction" verdict="right"
def antithetic_estimate(y, y_mirrored):
    y, z = np.array(y, float), np.array(y_mirrored, float)
    if y.ndim != 1 or z.ndim != 1 or len(y) != len(z) or len(y) < 2:
        raise ValueError("shape")
    if not np.isfinite(np.r_[y, z]).all() or (len(set(y)) == 1 and len(set(z)) == 1):
        raise ValueError("values")
    n = len(y)
    covariance = np.cov(y, z)
    variance_of_pair = covariance.sum() / 4
    ratio = 2 * variance_of_pair / (np.trace(covariance) / 2)
    return [(y.sum() + z.sum()) / (2 * n), np.sqrt(max(variance_of_pair, 0) / n), ratio]


def control_variate(y, c, mean_c):
    y, c = np.array(y, float), np.array(c, float)
    if y.ndim != 1 or c.ndim != 1 or len(y) != len(c) or len(y) < 2:
        raise ValueError("shape")
    if not np.isfinite(np.r_[y, c]).all() or c.max() == c.min():
        raise ValueError("values")
    dy, dc = y - y.mean(), c - c.mean()
    beta = (dy @ dc) / (dc @ dc)
    rest = dy - beta * dc
    error = np.sqrt((rest @ rest) / (len(y) - 1) / len(y))
    return y.mean() - beta * (c.mean() - mean_c), error, beta


def ruin_weights(start, capital, n_flips, theta, theta_sim):
    capital, n_flips = np.array(capital, float), np.array(n_flips, float)
    if capital.ndim != 1 or n_flips.ndim != 1 or len(capital) != len(n_flips):
        raise ValueError("shape")
    for probability in (theta, theta_sim):
        if not 0 < probability < 1:
            raise ValueError("probability")
    gain = capital - start
    if (np.abs(gain) > n_flips).any() or ((n_flips + gain) % 2 != 0).any():
        raise ValueError("game")
    per_flip = np.log(theta * (1 - theta)) - np.log(theta_sim * (1 - theta_sim))
    per_coin = special.logit(theta) - special.logit(theta_sim)
    return np.exp((n_flips * per_flip + gain * per_coin) / 2)


# %% polyfit for the slope, plain loops for the weights task="variance_reduction" verdict="right"
def antithetic_estimate(y, y_mirrored):
    y, z = np.asarray(y, float), np.asarray(y_mirrored, float)
    if y.ndim != 1 or y.shape != z.shape or len(y) < 2 or not np.isfinite(y + z).all():
        raise ValueError("input")
    if (y == y[0]).all() and (z == z[0]).all():
        raise ValueError("constant")
    pairs = np.mean([y, z], axis=0)
    spread = (np.var(y, ddof=1) + np.var(z, ddof=1)) / 2
    return np.mean(pairs), stats.sem(pairs), np.var(pairs, ddof=1) / (spread / 2)


def control_variate(y, c, mean_c):
    y, c = np.asarray(y, float), np.asarray(c, float)
    if y.ndim != 1 or y.shape != c.shape or len(y) < 2 or not np.isfinite(y + c).all():
        raise ValueError("input")
    if (c == c[0]).all():
        raise ValueError("constant")
    beta, at_mean = np.polyfit(c - mean_c, y, 1)
    corrected = y - beta * (c - mean_c)
    return at_mean, stats.sem(corrected), beta


def ruin_weights(start, capital, n_flips, theta, theta_sim):
    capital, n_flips = np.asarray(capital), np.asarray(n_flips)
    if capital.ndim != 1 or n_flips.shape != capital.shape:
        raise ValueError("shape")
    if min(theta, theta_sim) <= 0 or max(theta, theta_sim) >= 1:
        raise ValueError("probability")
    weights = []
    for coins, flipped in zip(capital.tolist(), n_flips.tolist(), strict=True):
        wins, odd = divmod(flipped + coins - start, 2)
        if odd or wins < 0 or wins > flipped:
            raise ValueError("game")
        log_weight = wins * (np.log(theta) - np.log(theta_sim))
        log_weight += (flipped - wins) * (np.log1p(-theta) - np.log1p(-theta_sim))
        weights.append(np.exp(log_weight))
    return np.array(weights)


# %% takes the 2n results for independent task="variance_reduction" verdict="wrong" loses="test_variance_reduction_antithetic"
def antithetic_estimate(y, y_mirrored):
    y, z = np.asarray(y, float), np.asarray(y_mirrored, float)
    if y.ndim != 1 or y.shape != z.shape or len(y) < 2 or not np.isfinite(y + z).all():
        raise ValueError("input")
    if np.ptp(y) == 0 and np.ptp(z) == 0:
        raise ValueError("constant")
    pairs, both = (y + z) / 2, np.concatenate([y, z])
    spread = (y.var(ddof=1) + z.var(ddof=1)) / 2
    return pairs.mean(), stats.sem(both), 2 * pairs.var(ddof=1) / spread


def control_variate(y, c, mean_c):
    y, c = np.asarray(y, float), np.asarray(c, float)
    if y.ndim != 1 or y.shape != c.shape or len(y) < 2 or not np.isfinite(y + c).all():
        raise ValueError("input")
    if np.ptp(c) == 0:
        raise ValueError("constant")
    beta = np.cov(y, c)[0, 1] / c.var(ddof=1)
    corrected = y - beta * (c - mean_c)
    return corrected.mean(), stats.sem(corrected), beta


def ruin_weights(start, capital, n_flips, theta, theta_sim):
    capital, n_flips = np.asarray(capital, float), np.asarray(n_flips, float)
    if capital.ndim != 1 or capital.shape != n_flips.shape:
        raise ValueError("shape")
    if not (0 < theta < 1 and 0 < theta_sim < 1):
        raise ValueError("probability")
    wins = (n_flips + capital - start) / 2
    losses = n_flips - wins
    if (wins < 0).any() or (losses < 0).any() or (wins % 1).any():
        raise ValueError("game")
    return np.exp(wins * np.log(theta / theta_sim) + losses * np.log((1 - theta) / (1 - theta_sim)))


# %% compares a pair with one result instead of two task="variance_reduction" verdict="wrong" loses="test_variance_reduction_antithetic"
def antithetic_estimate(y, y_mirrored):
    y, z = np.asarray(y, float), np.asarray(y_mirrored, float)
    if y.ndim != 1 or y.shape != z.shape or len(y) < 2 or not np.isfinite(y + z).all():
        raise ValueError("input")
    if np.ptp(y) == 0 and np.ptp(z) == 0:
        raise ValueError("constant")
    pairs = (y + z) / 2
    return pairs.mean(), stats.sem(pairs), pairs.var(ddof=1) / y.var(ddof=1)


def control_variate(y, c, mean_c):
    y, c = np.asarray(y, float), np.asarray(c, float)
    if y.ndim != 1 or y.shape != c.shape or len(y) < 2 or not np.isfinite(y + c).all():
        raise ValueError("input")
    if np.ptp(c) == 0:
        raise ValueError("constant")
    beta = np.cov(y, c)[0, 1] / c.var(ddof=1)
    corrected = y - beta * (c - mean_c)
    return corrected.mean(), stats.sem(corrected), beta


def ruin_weights(start, capital, n_flips, theta, theta_sim):
    capital, n_flips = np.asarray(capital, float), np.asarray(n_flips, float)
    if capital.ndim != 1 or capital.shape != n_flips.shape:
        raise ValueError("shape")
    if not (0 < theta < 1 and 0 < theta_sim < 1):
        raise ValueError("probability")
    wins = (n_flips + capital - start) / 2
    losses = n_flips - wins
    if (wins < 0).any() or (losses < 0).any() or (wins % 1).any():
        raise ValueError("game")
    return np.exp(wins * np.log(theta / theta_sim) + losses * np.log((1 - theta) / (1 - theta_sim)))


# %% divides a biased variance into an unbiased covariance task="variance_reduction" verdict="wrong" loses="test_variance_reduction_control"
def antithetic_estimate(y, y_mirrored):
    y, z = np.asarray(y, float), np.asarray(y_mirrored, float)
    if y.ndim != 1 or y.shape != z.shape or len(y) < 2 or not np.isfinite(y + z).all():
        raise ValueError("input")
    if np.ptp(y) == 0 and np.ptp(z) == 0:
        raise ValueError("constant")
    pairs = (y + z) / 2
    spread = (y.var(ddof=1) + z.var(ddof=1)) / 2
    return pairs.mean(), stats.sem(pairs), 2 * pairs.var(ddof=1) / spread


def control_variate(y, c, mean_c):
    y, c = np.asarray(y, float), np.asarray(c, float)
    if y.ndim != 1 or y.shape != c.shape or len(y) < 2 or not np.isfinite(y + c).all():
        raise ValueError("input")
    if np.ptp(c) == 0:
        raise ValueError("constant")
    beta = np.cov(y, c)[0, 1] / np.var(c)
    corrected = y - beta * (c - mean_c)
    return corrected.mean(), stats.sem(corrected), beta


def ruin_weights(start, capital, n_flips, theta, theta_sim):
    capital, n_flips = np.asarray(capital, float), np.asarray(n_flips, float)
    if capital.ndim != 1 or capital.shape != n_flips.shape:
        raise ValueError("shape")
    if not (0 < theta < 1 and 0 < theta_sim < 1):
        raise ValueError("probability")
    wins = (n_flips + capital - start) / 2
    losses = n_flips - wins
    if (wins < 0).any() or (losses < 0).any() or (wins % 1).any():
        raise ValueError("game")
    return np.exp(wins * np.log(theta / theta_sim) + losses * np.log((1 - theta) / (1 - theta_sim)))


# %% centres the control at its sample mean, which corrects nothing task="variance_reduction" verdict="wrong" loses="test_variance_reduction_control"
def antithetic_estimate(y, y_mirrored):
    y, z = np.asarray(y, float), np.asarray(y_mirrored, float)
    if y.ndim != 1 or y.shape != z.shape or len(y) < 2 or not np.isfinite(y + z).all():
        raise ValueError("input")
    if np.ptp(y) == 0 and np.ptp(z) == 0:
        raise ValueError("constant")
    pairs = (y + z) / 2
    spread = (y.var(ddof=1) + z.var(ddof=1)) / 2
    return pairs.mean(), stats.sem(pairs), 2 * pairs.var(ddof=1) / spread


def control_variate(y, c, mean_c):
    y, c = np.asarray(y, float), np.asarray(c, float)
    if y.ndim != 1 or y.shape != c.shape or len(y) < 2 or not np.isfinite(y + c).all():
        raise ValueError("input")
    if np.ptp(c) == 0:
        raise ValueError("constant")
    beta = np.cov(y, c)[0, 1] / c.var(ddof=1)
    corrected = y - beta * (c - c.mean())
    return corrected.mean(), stats.sem(corrected), beta


def ruin_weights(start, capital, n_flips, theta, theta_sim):
    capital, n_flips = np.asarray(capital, float), np.asarray(n_flips, float)
    if capital.ndim != 1 or capital.shape != n_flips.shape:
        raise ValueError("shape")
    if not (0 < theta < 1 and 0 < theta_sim < 1):
        raise ValueError("probability")
    wins = (n_flips + capital - start) / 2
    losses = n_flips - wins
    if (wins < 0).any() or (losses < 0).any() or (wins % 1).any():
        raise ValueError("game")
    return np.exp(wins * np.log(theta / theta_sim) + losses * np.log((1 - theta) / (1 - theta_sim)))


# %% multiplies powers that overflow task="variance_reduction" verdict="wrong" loses="test_variance_reduction_importance"
def antithetic_estimate(y, y_mirrored):
    y, z = np.asarray(y, float), np.asarray(y_mirrored, float)
    if y.ndim != 1 or y.shape != z.shape or len(y) < 2 or not np.isfinite(y + z).all():
        raise ValueError("input")
    if np.ptp(y) == 0 and np.ptp(z) == 0:
        raise ValueError("constant")
    pairs = (y + z) / 2
    spread = (y.var(ddof=1) + z.var(ddof=1)) / 2
    return pairs.mean(), stats.sem(pairs), 2 * pairs.var(ddof=1) / spread


def control_variate(y, c, mean_c):
    y, c = np.asarray(y, float), np.asarray(c, float)
    if y.ndim != 1 or y.shape != c.shape or len(y) < 2 or not np.isfinite(y + c).all():
        raise ValueError("input")
    if np.ptp(c) == 0:
        raise ValueError("constant")
    beta = np.cov(y, c)[0, 1] / c.var(ddof=1)
    corrected = y - beta * (c - mean_c)
    return corrected.mean(), stats.sem(corrected), beta


def ruin_weights(start, capital, n_flips, theta, theta_sim):
    capital, n_flips = np.asarray(capital, float), np.asarray(n_flips, float)
    if capital.ndim != 1 or capital.shape != n_flips.shape:
        raise ValueError("shape")
    if not (0 < theta < 1 and 0 < theta_sim < 1):
        raise ValueError("probability")
    wins = (n_flips + capital - start) / 2
    losses = n_flips - wins
    if (wins < 0).any() or (losses < 0).any() or (wins % 1).any():
        raise ValueError("game")
    with np.errstate(all="ignore"):
        return (theta / theta_sim) ** wins * ((1 - theta) / (1 - theta_sim)) ** losses


# %% the likelihood ratio upside down task="variance_reduction" verdict="wrong" loses="test_variance_reduction_importance"
def antithetic_estimate(y, y_mirrored):
    y, z = np.asarray(y, float), np.asarray(y_mirrored, float)
    if y.ndim != 1 or y.shape != z.shape or len(y) < 2 or not np.isfinite(y + z).all():
        raise ValueError("input")
    if np.ptp(y) == 0 and np.ptp(z) == 0:
        raise ValueError("constant")
    pairs = (y + z) / 2
    spread = (y.var(ddof=1) + z.var(ddof=1)) / 2
    return pairs.mean(), stats.sem(pairs), 2 * pairs.var(ddof=1) / spread


def control_variate(y, c, mean_c):
    y, c = np.asarray(y, float), np.asarray(c, float)
    if y.ndim != 1 or y.shape != c.shape or len(y) < 2 or not np.isfinite(y + c).all():
        raise ValueError("input")
    if np.ptp(c) == 0:
        raise ValueError("constant")
    beta = np.cov(y, c)[0, 1] / c.var(ddof=1)
    corrected = y - beta * (c - mean_c)
    return corrected.mean(), stats.sem(corrected), beta


def ruin_weights(start, capital, n_flips, theta, theta_sim):
    capital, n_flips = np.asarray(capital, float), np.asarray(n_flips, float)
    if capital.ndim != 1 or capital.shape != n_flips.shape:
        raise ValueError("shape")
    if not (0 < theta < 1 and 0 < theta_sim < 1):
        raise ValueError("probability")
    wins = (n_flips + capital - start) / 2
    losses = n_flips - wins
    if (wins < 0).any() or (losses < 0).any() or (wins % 1).any():
        raise ValueError("game")
    return np.exp(wins * np.log(theta_sim / theta) + losses * np.log((1 - theta_sim) / (1 - theta)))

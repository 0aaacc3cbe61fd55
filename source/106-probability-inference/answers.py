# %% [markdown]
# Answers of imagined learners to assignment 106: the tests of its tests. Each cell is the whole new
# source of the solution cell that `task` names. A right answer keeps all points; a wrong one loses
# points in its own task and in no other, and where `loses` is given, in exactly those test cells.

# %% all at once, on the scale of logarithms task="bayes_filter" verdict="right"
def bayes_filter(prior, likelihoods):
    prior, likelihoods = np.asarray(prior, float), np.asarray(likelihoods, float)
    if prior.ndim != 1 or prior.size == 0 or likelihoods.ndim != 2:
        raise ValueError("wrong dimensions")
    if likelihoods.shape[1] != prior.size or not np.isclose(prior.sum(), 1):
        raise ValueError("wrong shape or sum")
    both = np.vstack([prior, likelihoods])
    if not np.isfinite(both).all() or both.min() < 0:
        raise ValueError("negative or not finite")
    with np.errstate(divide="ignore"):
        logs = np.cumsum(np.log(both), axis=0)
    top = logs.max(axis=1, keepdims=True)
    if np.isneginf(top).any():
        raise ValueError("impossible")
    weights = np.exp(logs - top)
    return weights / weights.sum(axis=1, keepdims=True)


# %% plain loops over lists task="bayes_filter" verdict="right"
def bayes_filter(prior, likelihoods):
    prior, likelihoods = np.asarray(prior), np.asarray(likelihoods)
    if prior.ndim != 1 or likelihoods.ndim != 2 or likelihoods.shape[1] != len(prior):
        raise ValueError("shape")
    belief = [float(p) for p in prior]
    if not all(0 <= p <= 1 for p in belief) or not np.isclose(sum(belief), 1):
        raise ValueError("prior")
    rows = [belief]
    for row in likelihoods:
        if not all(0 <= value < float("inf") for value in row):
            raise ValueError("likelihood")
        largest = max(row)
        if largest == 0:
            raise ValueError("impossible")
        product = [
            b * (float(value) / float(largest)) for b, value in zip(belief, row, strict=True)
        ]
        if sum(product) == 0:
            raise ValueError("impossible")
        belief = [value / sum(product) for value in product]
        rows.append(belief)
    return np.array(rows)


# %% starts from the prior at every observation task="bayes_filter" verdict="wrong"
def bayes_filter(prior, likelihoods):
    prior, likelihoods = np.asarray(prior, float), np.asarray(likelihoods, float)
    if prior.ndim != 1 or likelihoods.ndim != 2 or likelihoods.shape[1] != len(prior):
        raise ValueError("shape")
    joint = prior * likelihoods
    if (joint.sum(axis=1) == 0).any():
        raise ValueError("impossible")
    return np.vstack([prior, joint / joint.sum(axis=1, keepdims=True)])


# %% multiplies everything and normalizes at the end task="bayes_filter" verdict="wrong" loses="test_bayes_filter_edges"
def bayes_filter(prior, likelihoods):
    prior, likelihoods = np.asarray(prior, float), np.asarray(likelihoods, float)
    if prior.ndim != 1 or likelihoods.ndim != 2 or likelihoods.shape[1] != len(prior):
        raise ValueError("shape")
    both = np.vstack([prior, likelihoods])
    if not np.isclose(prior.sum(), 1) or not np.isfinite(both).all() or (both < 0).any():
        raise ValueError("values")
    joint = np.cumprod(both, axis=0)
    if (joint.sum(axis=1) == 0).any():
        raise ValueError("impossible")
    return joint / joint.sum(axis=1, keepdims=True)


# %% forgets to normalize task="bayes_filter" verdict="wrong"
def bayes_filter(prior, likelihoods):
    prior, likelihoods = np.asarray(prior, float), np.asarray(likelihoods, float)
    if not np.isclose(prior.sum(), 1):
        raise ValueError("prior")
    joint = np.cumprod(np.vstack([prior, likelihoods]), axis=0)
    if (joint.sum(axis=1) == 0).any():
        raise ValueError("impossible")
    return joint


# %% returns nan where an observation is impossible task="bayes_filter" verdict="wrong" loses="test_bayes_filter_edges"
def bayes_filter(prior, likelihoods):
    prior, likelihoods = np.asarray(prior, float), np.asarray(likelihoods, float)
    if prior.ndim != 1 or likelihoods.ndim != 2 or likelihoods.shape[1] != len(prior):
        raise ValueError("shape")
    if not np.isclose(prior.sum(), 1):
        raise ValueError("prior")
    rows = [prior]
    with np.errstate(all="ignore"):
        for likelihood in likelihoods:
            joint = rows[-1] * likelihood
            rows.append(joint / joint.sum())
    return np.array(rows)


# %% takes densities above 1 for an error task="bayes_filter" verdict="wrong"
def bayes_filter(prior, likelihoods):
    prior, likelihoods = np.asarray(prior, float), np.asarray(likelihoods, float)
    if prior.ndim != 1 or likelihoods.ndim != 2 or likelihoods.shape[1] != len(prior):
        raise ValueError("shape")
    if not np.isclose(prior.sum(), 1) or not ((likelihoods >= 0) & (likelihoods <= 1)).all():
        raise ValueError("values")
    rows = [prior]
    for likelihood in likelihoods:
        joint = rows[-1] * likelihood
        if not joint.sum() > 0:
            raise ValueError("impossible")
        rows.append(joint / joint.sum())
    return np.array(rows)


# %% updates the caller's prior in place task="bayes_filter" verdict="wrong" loses="test_bayes_filter,test_bayes_filter_edges"
def bayes_filter(prior, likelihoods):
    prior, likelihoods = np.asarray(prior, float), np.asarray(likelihoods, float)
    if prior.ndim != 1 or likelihoods.ndim != 2 or likelihoods.shape[1] != len(prior):
        raise ValueError("shape")
    both = np.vstack([prior, likelihoods])
    if not np.isclose(prior.sum(), 1) or not np.isfinite(both).all() or (both < 0).any():
        raise ValueError("values")
    rows = [prior.copy()]
    for likelihood in likelihoods:
        prior *= likelihood
        if prior.sum() == 0:
            raise ValueError("impossible")
        prior /= prior.sum()
        rows.append(prior.copy())
    return np.array(rows)


# %% counts the steps that lie below task="discrete_quantile" verdict="right"
def discrete_quantile(values, probabilities, u):
    values, probabilities = np.asarray(values, float), np.asarray(probabilities, float)
    u = np.asarray(u, float)
    if values.ndim != 1 or probabilities.ndim != 1 or len(values) != len(probabilities):
        raise ValueError("shape")
    if len(values) == 0 or np.any(values[1:] <= values[:-1]):
        raise ValueError("values")
    if np.any(probabilities < 0) or not np.isclose(np.sum(probabilities), 1):
        raise ValueError("probabilities")
    if np.isnan(u).any() or np.any(u < 0) or np.any(u > 1):
        raise ValueError("u")
    kept = np.flatnonzero(probabilities)
    below = np.add.accumulate(probabilities[kept])[:-1]
    return values[kept[(u[..., np.newaxis] > below).sum(axis=-1)]]


# %% a loop over the heights task="discrete_quantile" verdict="right"
def discrete_quantile(values, probabilities, u):
    values, probabilities = np.asarray(values), np.asarray(probabilities)
    if values.ndim != 1 or values.shape != probabilities.shape or not len(values):
        raise ValueError("shape")
    if any(b <= a for a, b in itertools.pairwise(values)):
        raise ValueError("values")
    if min(probabilities) < 0 or not np.isclose(sum(probabilities), 1):
        raise ValueError("probabilities")
    pairs = [(v, p) for v, p in zip(values.tolist(), probabilities.tolist(), strict=True) if p > 0]
    heights = list(itertools.accumulate(p for _, p in pairs))
    u = np.asarray(u, float)
    result = np.empty(u.shape)
    for place in np.ndindex(u.shape):
        if not 0 <= u[place] <= 1:
            raise ValueError("u")
        result[place] = next(
            (v for (v, _), height in zip(pairs, heights, strict=True) if height >= u[place]),
            pairs[-1][0],
        )
    return result


# %% searches to the right of equal heights task="discrete_quantile" verdict="wrong" loses="test_discrete_quantile"
def discrete_quantile(values, probabilities, u):
    values, probabilities = np.asarray(values, float), np.asarray(probabilities, float)
    u = np.asarray(u, float)
    if values.ndim != 1 or values.shape != probabilities.shape or len(values) == 0:
        raise ValueError("shape")
    if (np.diff(values) <= 0).any() or (probabilities < 0).any():
        raise ValueError("values")
    if not np.isclose(probabilities.sum(), 1) or not ((u >= 0) & (u <= 1)).all():
        raise ValueError("u")
    kept = probabilities > 0
    place = np.searchsorted(np.cumsum(probabilities[kept]), u, side="right")
    return values[kept][np.minimum(place, kept.sum() - 1)]


# %% gives a value of probability zero at the ends task="discrete_quantile" verdict="wrong" loses="test_discrete_quantile"
def discrete_quantile(values, probabilities, u):
    values, probabilities = np.asarray(values, float), np.asarray(probabilities, float)
    u = np.asarray(u, float)
    if values.ndim != 1 or values.shape != probabilities.shape or len(values) == 0:
        raise ValueError("shape")
    if (np.diff(values) <= 0).any() or (probabilities < 0).any():
        raise ValueError("values")
    if not np.isclose(probabilities.sum(), 1) or not ((u >= 0) & (u <= 1)).all():
        raise ValueError("u")
    place = np.searchsorted(np.cumsum(probabilities), u)
    return values[np.minimum(place, len(values) - 1)]


# %% forgets to add up the probabilities task="discrete_quantile" verdict="wrong" loses="test_discrete_quantile"
def discrete_quantile(values, probabilities, u):
    values, probabilities = np.asarray(values, float), np.asarray(probabilities, float)
    u = np.asarray(u, float)
    if values.shape != probabilities.shape or not ((u >= 0) & (u <= 1)).all():
        raise ValueError("bad input")
    return values[np.minimum(np.searchsorted(np.sort(probabilities), u), len(values) - 1)]


# %% draws on its own and ignores u task="discrete_quantile" verdict="wrong" loses="test_discrete_quantile"
def discrete_quantile(values, probabilities, u):
    rng = np.random.default_rng()
    return rng.choice(np.asarray(values, float), size=np.shape(u), p=probabilities)


# %% interpolates between the steps task="discrete_quantile" verdict="wrong" loses="test_discrete_quantile"
def discrete_quantile(values, probabilities, u):
    return np.interp(u, np.cumsum(probabilities), np.asarray(values, float))


# %% log1p by exponent and logarithm, with the ends apart task="weibull_quantile" verdict="right"
def weibull_quantile(u, shape, scale):
    u = np.array(u, float)
    if np.isnan(u).any() or (u < 0).any() or (u > 1).any():
        raise ValueError("u")
    if not (np.isfinite([shape, scale]).all() and shape > 0 and scale > 0):
        raise ValueError("parameters")
    result = np.full(u.shape, np.inf)
    inside = u < 1
    result[inside] = scale * np.power(-np.log1p(-u[inside]), 1 / shape)
    return result


# %% one number after another with the math of the library task="weibull_quantile" verdict="right"
def weibull_quantile(u, shape, scale):
    u = np.asarray(u, float)
    if not (shape > 0 and scale > 0) or np.inf in (shape, scale):
        raise ValueError("parameters")

    def one(height):
        if not 0 <= height <= 1:
            raise ValueError("u")
        return np.inf if height == 1 else scale * float(-np.log1p(-height)) ** (1.0 / shape)

    return np.array([one(height) for height in u.ravel()], dtype=float).reshape(u.shape)


# %% log(1 - u), which loses the digits of a small u task="weibull_quantile" verdict="wrong" loses="test_weibull_quantile"
def weibull_quantile(u, shape, scale):
    u = np.asarray(u, float)
    if not ((u >= 0) & (u <= 1)).all() or not (0 < shape < np.inf and 0 < scale < np.inf):
        raise ValueError("bad input")
    with np.errstate(divide="ignore"):
        return scale * (-np.log(1 - u)) ** (1 / shape)


# %% log(u): the right distribution, but falling in u task="weibull_quantile" verdict="wrong" loses="test_weibull_quantile"
def weibull_quantile(u, shape, scale):
    u = np.asarray(u, float)
    if not ((u >= 0) & (u <= 1)).all() or not (0 < shape < np.inf and 0 < scale < np.inf):
        raise ValueError("bad input")
    with np.errstate(divide="ignore"):
        return scale * (-np.log(u)) ** (1 / shape)


# %% multiplies by the scale before taking the root task="weibull_quantile" verdict="wrong" loses="test_weibull_quantile"
def weibull_quantile(u, shape, scale):
    u = np.asarray(u, float)
    if not ((u >= 0) & (u <= 1)).all() or not (0 < shape < np.inf and 0 < scale < np.inf):
        raise ValueError("bad input")
    with np.errstate(divide="ignore"):
        return (-scale * np.log1p(-u)) ** (1 / shape)


# %% checks nothing task="weibull_quantile" verdict="wrong" loses="test_weibull_quantile"
def weibull_quantile(u, shape, scale):
    with np.errstate(all="ignore"):
        return scale * (-np.log1p(-np.asarray(u, float))) ** (1 / shape)


# %% sums of a whole table of shuffles task="permutation_test" verdict="right"
def permutation_test(x, y, n_permutations=9999, alternative="two-sided", seed=0):
    x, y = np.asarray(x, float), np.asarray(y, float)
    if x.ndim != 1 or y.ndim != 1 or min(x.size, y.size) == 0:
        raise ValueError("shape")
    both = np.r_[x, y]
    if not np.isfinite(both).all() or n_permutations < 1:
        raise ValueError("values")
    n, m = x.size, y.size
    order = np.argsort(np.random.default_rng(seed).random((n_permutations, n + m)), axis=1)
    sums = both[order[:, :n]].sum(axis=1)
    null = sums / n - (both.sum() - sums) / m
    observed = np.mean(x) - np.mean(y)
    slack = 1e-9 * np.abs(both).max()
    if alternative == "greater":
        count = np.sum(null >= observed - slack)
    elif alternative == "less":
        count = np.sum(null <= observed + slack)
    elif alternative == "two-sided":
        count = np.sum(np.abs(null) >= abs(observed) - slack)
    else:
        raise ValueError("alternative")
    return observed, (count + 1) / (n_permutations + 1), null


# %% shuffles the labels instead of the values task="permutation_test" verdict="right"
def permutation_test(x, y, n_permutations=9999, alternative="two-sided", seed=0):
    if alternative not in {"two-sided", "greater", "less"} or n_permutations < 1:
        raise ValueError("bad option")
    if np.ndim(x) != 1 or np.ndim(y) != 1 or len(x) == 0 or len(y) == 0:
        raise ValueError("bad samples")
    pooled = np.append(x, y).astype(float)
    if not np.isfinite(pooled).all():
        raise ValueError("bad samples")
    labels = np.arange(len(pooled)) < len(x)
    observed = pooled[labels].mean() - pooled[~labels].mean()
    rng = np.random.default_rng(seed)
    null, count = [], 1
    for _ in range(n_permutations):
        rng.shuffle(labels)
        difference = pooled[labels].mean() - pooled[~labels].mean()
        null.append(difference)
        slack = 1e-9 * np.abs(pooled).max()
        if alternative == "two-sided":
            count += abs(difference) >= abs(observed) - slack
        elif alternative == "greater":
            count += difference >= observed - slack
        else:
            count += difference <= observed + slack
    return float(observed), float(count) / (n_permutations + 1), np.array(null)


# %% draws with replacement task="permutation_test" verdict="wrong"
def permutation_test(x, y, n_permutations=9999, alternative="two-sided", seed=0):
    x, y = np.asarray(x, float), np.asarray(y, float)
    for sample in (x, y):
        if sample.ndim != 1 or sample.size == 0 or not np.isfinite(sample).all():
            raise ValueError("bad sample")
    if n_permutations < 1 or alternative not in ("two-sided", "greater", "less"):
        raise ValueError("bad option")
    pooled = np.concatenate([x, y])
    drawn = np.random.default_rng(seed).choice(pooled, (n_permutations, len(pooled)))
    null = drawn[:, : len(x)].mean(axis=1) - drawn[:, len(x) :].mean(axis=1)
    observed = float(x.mean() - y.mean())
    fold = {"two-sided": np.abs, "greater": np.positive, "less": np.negative}[alternative]
    extreme = fold(null) >= fold(observed) - 1e-9 * np.abs(pooled).max()
    return observed, float((1 + extreme.sum()) / (1 + n_permutations)), null


# %% forgets the one in numerator and denominator task="permutation_test" verdict="wrong" loses="test_permutation_test_p_value"
def permutation_test(x, y, n_permutations=9999, alternative="two-sided", seed=0):
    x, y = np.asarray(x, float), np.asarray(y, float)
    for sample in (x, y):
        if sample.ndim != 1 or sample.size == 0 or not np.isfinite(sample).all():
            raise ValueError("bad sample")
    if n_permutations < 1 or alternative not in ("two-sided", "greater", "less"):
        raise ValueError("bad option")
    pooled = np.concatenate([x, y])
    shuffled = np.random.default_rng(seed).permuted(np.tile(pooled, (n_permutations, 1)), axis=1)
    null = shuffled[:, : len(x)].mean(axis=1) - shuffled[:, len(x) :].mean(axis=1)
    observed = float(x.mean() - y.mean())
    fold = {"two-sided": np.abs, "greater": np.positive, "less": np.negative}[alternative]
    return (
        observed,
        float((fold(null) >= fold(observed) - 1e-9 * np.abs(pooled).max()).mean()),
        null,
    )


# %% leaves out ties task="permutation_test" verdict="wrong" loses="test_permutation_test_p_value"
def permutation_test(x, y, n_permutations=9999, alternative="two-sided", seed=0):
    x, y = np.asarray(x, float), np.asarray(y, float)
    for sample in (x, y):
        if sample.ndim != 1 or sample.size == 0 or not np.isfinite(sample).all():
            raise ValueError("bad sample")
    if n_permutations < 1 or alternative not in ("two-sided", "greater", "less"):
        raise ValueError("bad option")
    pooled = np.concatenate([x, y])
    shuffled = np.random.default_rng(seed).permuted(np.tile(pooled, (n_permutations, 1)), axis=1)
    null = shuffled[:, : len(x)].mean(axis=1) - shuffled[:, len(x) :].mean(axis=1)
    observed = float(x.mean() - y.mean())
    fold = {"two-sided": np.abs, "greater": np.positive, "less": np.negative}[alternative]
    extreme = fold(null) > fold(observed) + 1e-9
    return observed, float((1 + extreme.sum()) / (1 + n_permutations)), null


# %% doubles the upper tail for a two-sided p-value task="permutation_test" verdict="wrong" loses="test_permutation_test_p_value"
def permutation_test(x, y, n_permutations=9999, alternative="two-sided", seed=0):
    x, y = np.asarray(x, float), np.asarray(y, float)
    for sample in (x, y):
        if sample.ndim != 1 or sample.size == 0 or not np.isfinite(sample).all():
            raise ValueError("bad sample")
    if n_permutations < 1 or alternative not in ("two-sided", "greater", "less"):
        raise ValueError("bad option")
    pooled = np.concatenate([x, y])
    rng = np.random.default_rng(seed)
    shuffled = rng.permuted(np.tile(pooled, (n_permutations, 1)), axis=1)
    null = shuffled[:, : len(x)].mean(axis=1) - shuffled[:, len(x) :].mean(axis=1)
    observed = float(x.mean() - y.mean())
    sign = -1 if alternative == "less" else 1
    slack = 1e-9 * np.abs(pooled).max()
    p = (1 + (sign * null >= sign * observed - slack).sum()) / (1 + n_permutations)
    return observed, float(min(1, 2 * p)) if alternative == "two-sided" else float(p), null


# %% ignores the seed task="permutation_test" verdict="wrong" loses="test_permutation_test_input"
def permutation_test(x, y, n_permutations=9999, alternative="two-sided", seed=0):
    x, y = np.asarray(x, float), np.asarray(y, float)
    for sample in (x, y):
        if sample.ndim != 1 or sample.size == 0 or not np.isfinite(sample).all():
            raise ValueError("bad sample")
    if n_permutations < 1 or alternative not in ("two-sided", "greater", "less"):
        raise ValueError("bad option")
    pooled = np.concatenate([x, y])
    shuffled = np.random.default_rng().permuted(np.tile(pooled, (n_permutations, 1)), axis=1)
    null = shuffled[:, : len(x)].mean(axis=1) - shuffled[:, len(x) :].mean(axis=1)
    observed = float(x.mean() - y.mean())
    fold = {"two-sided": np.abs, "greater": np.positive, "less": np.negative}[alternative]
    extreme = fold(null) >= fold(observed) - 1e-9 * np.abs(pooled).max()
    return observed, float((1 + extreme.sum()) / (1 + n_permutations)), null


# %% shuffles within each group task="permutation_test" verdict="wrong"
def permutation_test(x, y, n_permutations=9999, alternative="two-sided", seed=0):
    rng = np.random.default_rng(seed)
    observed = float(np.mean(x) - np.mean(y))
    null = np.array(
        [rng.permutation(x).mean() - rng.permutation(y).mean() for _ in range(n_permutations)]
    )
    extreme = np.abs(null) >= abs(observed) - 1e-9
    return observed, float((1 + extreme.sum()) / (1 + n_permutations)), null


# %% sums of squares by hand task="t_test" verdict="right"
def t_test(x, y, equal_var=False):
    if np.ndim(x) != 1 or np.ndim(y) != 1 or min(len(x), len(y)) < 2:
        raise ValueError("shape")
    x, y = [float(value) for value in x], [float(value) for value in y]
    if not np.isfinite(x + y).all():
        raise ValueError("not finite")
    n, m = len(x), len(y)
    mean_x, mean_y = sum(x) / n, sum(y) / m
    ssx, ssy = sum((v - mean_x) ** 2 for v in x), sum((v - mean_y) ** 2 for v in y)
    if ssx + ssy == 0:
        raise ValueError("constant")
    if equal_var:
        df = float(n + m - 2)
        variance = (ssx + ssy) / df * (n + m) / (n * m)
    else:
        a, b = ssx / (n - 1) / n, ssy / (m - 1) / m
        variance = a + b
        df = variance**2 / (a * a / (n - 1) + b * b / (m - 1))
    t = (mean_x - mean_y) / variance**0.5
    return t, df, 2 * stats.t.sf(abs(t), df)


# %% the left tail of the distribution task="t_test" verdict="right"
def t_test(x, y, equal_var=False):
    groups = [np.asarray(x, np.float64), np.asarray(y, np.float64)]
    if any(g.ndim != 1 or g.size < 2 or not np.isfinite(g).all() for g in groups):
        raise ValueError("bad sample")
    sizes = np.array([g.size for g in groups])
    variances = np.array([np.var(g, ddof=1) for g in groups])
    if np.all(variances == 0):
        raise ValueError("constant")
    df = np.float64(sizes.sum() - 2)
    if equal_var:
        variances = np.repeat(np.sum((sizes - 1) * variances) / df, 2)
    parts = variances / sizes
    if not equal_var:
        df = parts.sum() ** 2 / np.sum(parts**2 / (sizes - 1))
    t = (groups[0].mean() - groups[1].mean()) / np.sqrt(parts.sum())
    return t, df, 2 * stats.t.cdf(-abs(t), df)


# %% divides the variance by n task="t_test" verdict="wrong"
def t_test(x, y, equal_var=False):
    x, y = np.asarray(x, float), np.asarray(y, float)
    if min(x.size, y.size) < 2:
        raise ValueError("too few")
    n, m = len(x), len(y)
    a, b = x.var() / n, y.var() / m
    df = (a + b) ** 2 / (a**2 / (n - 1) + b**2 / (m - 1))
    if equal_var:
        df = float(n + m - 2)
    t = (x.mean() - y.mean()) / np.sqrt(a + b)
    return float(t), float(df), float(2 * stats.t.sf(abs(t), df))


# %% one minus the distribution function task="t_test" verdict="wrong" loses="test_t_test_extremes"
def t_test(x, y, equal_var=False):
    x, y = np.asarray(x, float), np.asarray(y, float)
    for sample in (x, y):
        if sample.ndim != 1 or sample.size < 2 or not np.isfinite(sample).all():
            raise ValueError("bad sample")
    n, m = len(x), len(y)
    v, w = x.var(ddof=1), y.var(ddof=1)
    if v + w == 0:
        raise ValueError("constant")
    df = float(n + m - 2)
    if equal_var:
        error = np.sqrt(((n - 1) * v + (m - 1) * w) / df * (1 / n + 1 / m))
    else:
        error = np.sqrt(v / n + w / m)
        df = error**4 / ((v / n) ** 2 / (n - 1) + (w / m) ** 2 / (m - 1))
    t = (x.mean() - y.mean()) / error
    return float(t), float(df), float(2 * (1 - stats.t.cdf(abs(t), df)))


# %% takes n + m - 2 degrees of freedom for Welch too task="t_test" verdict="wrong"
def t_test(x, y, equal_var=False):
    x, y = np.asarray(x, float), np.asarray(y, float)
    for sample in (x, y):
        if sample.ndim != 1 or sample.size < 2 or not np.isfinite(sample).all():
            raise ValueError("bad sample")
    n, m = len(x), len(y)
    v, w = x.var(ddof=1), y.var(ddof=1)
    if v + w == 0:
        raise ValueError("constant")
    df = float(n + m - 2)
    error = np.sqrt(v / n + w / m)
    if equal_var:
        error = np.sqrt(((n - 1) * v + (m - 1) * w) / df * (1 / n + 1 / m))
    t = (x.mean() - y.mean()) / error
    return float(t), df, float(2 * stats.t.sf(abs(t), df))


# %% a one-sided p-value task="t_test" verdict="wrong"
def t_test(x, y, equal_var=False):
    x, y = np.asarray(x, float), np.asarray(y, float)
    for sample in (x, y):
        if sample.ndim != 1 or sample.size < 2 or not np.isfinite(sample).all():
            raise ValueError("bad sample")
    if np.ptp(x) == 0 and np.ptp(y) == 0:
        raise ValueError("constant")
    result = stats.ttest_ind(x, y, equal_var=equal_var)
    return float(result.statistic), float(result.df), float(result.pvalue / 2)


# %% the mean of the squares less the square of the mean task="t_test" verdict="wrong" loses="test_t_test_extremes"
def t_test(x, y, equal_var=False):
    x, y = np.asarray(x, float), np.asarray(y, float)
    for sample in (x, y):
        if sample.ndim != 1 or sample.size < 2 or not np.isfinite(sample).all():
            raise ValueError("bad sample")
    if np.ptp(x) == 0 and np.ptp(y) == 0:
        raise ValueError("constant")
    n, m = len(x), len(y)
    v = (np.mean(x**2) - np.mean(x) ** 2) * n / (n - 1)
    w = (np.mean(y**2) - np.mean(y) ** 2) * m / (m - 1)
    df = float(n + m - 2)
    variance = ((n - 1) * v + (m - 1) * w) / df * (1 / n + 1 / m)
    if not equal_var:
        variance = v / n + w / m
        df = variance**2 / ((v / n) ** 2 / (n - 1) + (w / m) ** 2 / (m - 1))
    t = (x.mean() - y.mean()) / np.sqrt(np.abs(variance))
    return float(t), float(df), float(2 * stats.t.sf(abs(t), df))


# %% checks nothing task="t_test" verdict="wrong" loses="test_t_test_extremes"
def t_test(x, y, equal_var=False):
    x, y = np.asarray(x, float), np.asarray(y, float)
    n, m = len(x), len(y)
    with np.errstate(all="ignore"):
        a, b = x.var(ddof=1) / n, y.var(ddof=1) / m
        df = (a + b) ** 2 / (a**2 / (n - 1) + b**2 / (m - 1))
        if equal_var:
            df = float(n + m - 2)
            a = ((n - 1) * x.var(ddof=1) + (m - 1) * y.var(ddof=1)) / df * (1 / n + 1 / m)
            b = 0.0
        t = (x.mean() - y.mean()) / np.sqrt(a + b)
        return float(t), float(df), float(2 * stats.t.sf(abs(t), df))


# %% cumulative sums for all looks together task="false_positive_rates" verdict="right"
def false_positive_rates(looks, n_trials=4000, alpha=0.05, seed=0):
    looks = np.asarray(looks)
    if looks.ndim != 1 or len(looks) < 1 or min(looks) < 2 or min(np.diff(looks), default=1) <= 0:
        raise ValueError("looks")
    if n_trials < 1 or alpha <= 0 or alpha >= 1:
        raise ValueError("options")
    data = np.random.default_rng(seed).standard_normal((2, n_trials, looks[-1]))
    sums = np.cumsum(data, axis=2)[:, :, looks - 1]
    squares = np.cumsum(data**2, axis=2)[:, :, looks - 1]
    means = sums / looks
    variance = (squares - looks * means**2).sum(axis=0) / (2 * looks - 2)
    t = np.abs(means[0] - means[1]) / np.sqrt(variance * 2 / looks)
    rejected = t >= stats.t.isf(alpha / 2, 2 * looks - 2)
    return np.maximum.accumulate(rejected, axis=1).mean(axis=0)


# %% one trial after another, which stops at its first rejection task="false_positive_rates" verdict="right"
def false_positive_rates(looks, n_trials=4000, alpha=0.05, seed=0):
    looks = np.asarray(looks)
    if looks.ndim != 1 or looks.size == 0 or (looks < 2).any() or (looks[1:] <= looks[:-1]).any():
        raise ValueError("looks")
    if n_trials < 1 or not 0 < alpha < 1:
        raise ValueError("options")
    rng = np.random.default_rng(seed)
    critical = [stats.t.isf(alpha / 2, 2 * size - 2) for size in looks]
    counts = np.zeros(len(looks))
    for _ in range(n_trials):
        x, y = rng.normal(size=looks[-1]), rng.normal(size=looks[-1])
        for index, size in enumerate(looks):
            a, b = x[:size], y[:size]
            error = np.sqrt((a.var(ddof=1) + b.var(ddof=1)) / size)
            if abs(a.mean() - b.mean()) >= critical[index] * error:
                counts[index:] += 1
                break
    return counts / n_trials


# %% new data at every look task="false_positive_rates" verdict="wrong" loses="test_false_positive_rates_peeking"
def false_positive_rates(looks, n_trials=4000, alpha=0.05, seed=0):
    looks = np.asarray(looks)
    if looks.ndim != 1 or looks.size == 0 or looks[0] < 2 or (np.diff(looks) <= 0).any():
        raise ValueError("looks")
    if n_trials < 1 or not 0 < alpha < 1:
        raise ValueError("options")
    rng = np.random.default_rng(seed)
    rejected = []
    for size in looks:
        x, y = rng.normal(size=(2, n_trials, size))
        rejected.append(stats.ttest_ind(x, y, axis=1).pvalue <= alpha)
    return np.logical_or.accumulate(rejected, axis=0).mean(axis=1)


# %% forgets the rejections of earlier looks task="false_positive_rates" verdict="wrong" loses="test_false_positive_rates_peeking"
def false_positive_rates(looks, n_trials=4000, alpha=0.05, seed=0):
    looks = np.asarray(looks)
    if looks.ndim != 1 or looks.size == 0 or looks[0] < 2 or (np.diff(looks) <= 0).any():
        raise ValueError("looks")
    if n_trials < 1 or not 0 < alpha < 1:
        raise ValueError("options")
    x, y = np.random.default_rng(seed).normal(size=(2, n_trials, looks[-1]))
    p_values = [stats.ttest_ind(x[:, :size], y[:, :size], axis=1).pvalue for size in looks]
    return np.maximum.accumulate((np.array(p_values) <= alpha).mean(axis=1))


# %% rejects in one tail only at level alpha / 2 task="false_positive_rates" verdict="wrong"
def false_positive_rates(looks, n_trials=4000, alpha=0.05, seed=0):
    looks = np.asarray(looks)
    if looks.ndim != 1 or looks.size == 0 or looks[0] < 2 or (np.diff(looks) <= 0).any():
        raise ValueError("looks")
    if n_trials < 1 or not 0 < alpha < 1:
        raise ValueError("options")
    x, y = np.random.default_rng(seed).normal(size=(2, n_trials, looks[-1]))
    results = [stats.ttest_ind(x[:, :size], y[:, :size], axis=1) for size in looks]
    rejected = [(result.pvalue <= alpha) & (result.statistic > 0) for result in results]
    return np.logical_or.accumulate(rejected, axis=0).mean(axis=1)


# %% the normal distribution in place of t task="false_positive_rates" verdict="wrong"
def false_positive_rates(looks, n_trials=4000, alpha=0.05, seed=0):
    looks = np.asarray(looks)
    if n_trials < 1 or not 0 < alpha < 1:
        raise ValueError("options")
    x, y = np.random.default_rng(seed).normal(size=(2, n_trials, looks[-1]))
    p_values = []
    for size in looks:
        a, b = x[:, :size], y[:, :size]
        z = (a.mean(axis=1) - b.mean(axis=1)) / np.sqrt((a.var(axis=1) + b.var(axis=1)) / size)
        p_values.append(2 * stats.norm.sf(np.abs(z)))
    return np.logical_or.accumulate(np.array(p_values) <= alpha, axis=0).mean(axis=1)


# %% returns the promised alpha without simulating task="false_positive_rates" verdict="wrong"
def false_positive_rates(looks, n_trials=4000, alpha=0.05, seed=0):
    if np.ndim(looks) != 1 or len(looks) == 0:
        raise ValueError("looks")
    return np.full(len(looks), float(alpha))

# %% [markdown]
# Answers of imagined learners to assignment 111: the tests of its tests. Each cell is the whole new
# source of the solution cell that `task` names. A right answer keeps all points; a wrong one loses
# points in its own task and in no other, and where `loses` is given, in exactly those test cells.

# %% pandas and the closed form task="group_lines" verdict="right"
def group_lines(x, y, groups):
    if not len(x) == len(y) == len(groups):
        raise ValueError("lengths differ")
    table = pd.DataFrame({"x": list(x), "y": list(y), "group": list(groups)})
    table = table.dropna(subset=["x", "y"])
    out = []
    for name, part in [("all", table), *sorted(table.groupby("group"), key=lambda item: item[0])]:
        if part["x"].nunique() == 1:
            raise ValueError(name)
        dx, dy = part["x"] - part["x"].mean(), part["y"] - part["y"].mean()
        slope = (dx * dy).sum() / (dx**2).sum()
        out.append(
            {
                "n": len(part),
                "slope": slope,
                "intercept": part["y"].mean() - slope * part["x"].mean(),
                "r_squared": 1 - ((dy - slope * dx) ** 2).sum() / (dy**2).sum(),
                "name": name,
            }
        )
    return pd.DataFrame(out).set_index("name")


# %% numpy's polyfit task="group_lines" verdict="right"
def group_lines(x, y, groups):
    x, y, groups = np.array(x, float), np.array(y, float), np.array(groups).astype(str)
    if len(x) != len(y) or len(y) != len(groups):
        raise ValueError("lengths differ")
    good = np.isfinite(x + y)
    result = pd.DataFrame(columns=["n", "slope", "intercept", "r_squared"])
    for name in ["all", *sorted(set(groups[good]))]:
        rows = good if name == "all" else good & (groups == name)
        if np.ptp(x[rows]) == 0:
            raise ValueError("one x only")
        slope, intercept = np.polyfit(x[rows], y[rows], 1)
        r = np.corrcoef(x[rows], y[rows])[0, 1]
        result.loc[name] = [rows.sum(), slope, intercept, r**2]
    return result.astype({"n": int})


# %% regresses x on y task="group_lines" verdict="wrong" loses="test_group_lines,test_group_lines_gaps"
def group_lines(x, y, groups):
    x, y, groups = np.asarray(x, float), np.asarray(y, float), np.asarray(groups)
    if not x.shape == y.shape == groups.shape:
        raise ValueError("lengths differ")
    good = ~(np.isnan(x) | np.isnan(y))
    x, y, groups = x[good], y[good], groups[good]
    lines = {}
    for name in ["all", *np.unique(groups)]:
        rows = np.full(len(x), True) if name == "all" else groups == name
        if len(set(x[rows])) < 2:
            raise ValueError(name)
        model = LinearRegression().fit(y[rows][:, None], x[rows])
        score = model.score(y[rows][:, None], x[rows])
        lines[name] = [int(rows.sum()), model.coef_[0], model.intercept_, score]
    columns = ["n", "slope", "intercept", "r_squared"]
    return pd.DataFrame.from_dict(lines, orient="index", columns=columns).astype({"n": int})


# %% fills gaps with the mean and lets any line pass task="group_lines" verdict="wrong" loses="test_group_lines_gaps"
def group_lines(x, y, groups):
    x, y, groups = np.array(x, float), np.array(y, float), np.asarray(groups)
    x[np.isnan(x)] = np.nanmean(x)
    y[np.isnan(y)] = np.nanmean(y)
    lines = {}
    for name in ["all", *np.unique(groups)]:
        rows = np.full(len(x), True) if name == "all" else groups == name
        model = LinearRegression().fit(x[rows][:, None], y[rows])
        score = model.score(x[rows][:, None], y[rows])
        lines[name] = [int(rows.sum()), model.coef_[0], model.intercept_, score]
    columns = ["n", "slope", "intercept", "r_squared"]
    return pd.DataFrame.from_dict(lines, orient="index", columns=columns).astype({"n": int})


# %% groups in the order of appearance task="group_lines" verdict="wrong" loses="test_group_lines"
def group_lines(x, y, groups):
    x, y, groups = np.asarray(x, float), np.asarray(y, float), np.asarray(groups)
    if not x.shape == y.shape == groups.shape:
        raise ValueError("lengths differ")
    good = ~(np.isnan(x) | np.isnan(y))
    x, y, groups = x[good], y[good], groups[good]
    lines = {}
    for name in ["all", *dict.fromkeys(groups.tolist())]:
        rows = np.full(len(x), True) if name == "all" else groups == name
        if len(set(x[rows])) < 2:
            raise ValueError(name)
        model = LinearRegression().fit(x[rows][:, None], y[rows])
        score = model.score(x[rows][:, None], y[rows])
        lines[name] = [int(rows.sum()), model.coef_[0], model.intercept_, score]
    columns = ["n", "slope", "intercept", "r_squared"]
    return pd.DataFrame.from_dict(lines, orient="index", columns=columns).astype({"n": int})


# %% r in the place of its square task="group_lines" verdict="wrong" loses="test_group_lines"
def group_lines(x, y, groups):
    x, y, groups = np.asarray(x, float), np.asarray(y, float), np.asarray(groups)
    if not x.shape == y.shape == groups.shape:
        raise ValueError("lengths differ")
    good = ~(np.isnan(x) | np.isnan(y))
    x, y, groups = x[good], y[good], groups[good]
    lines = {}
    for name in ["all", *np.unique(groups)]:
        rows = np.full(len(x), True) if name == "all" else groups == name
        if len(set(x[rows])) < 2:
            raise ValueError(name)
        fit = linregress(x[rows], y[rows])
        lines[name] = [int(rows.sum()), fit.slope, fit.intercept, fit.rvalue]
    columns = ["n", "slope", "intercept", "r_squared"]
    return pd.DataFrame.from_dict(lines, orient="index", columns=columns).astype({"n": int})


# %% aligns Series by their index task="group_lines" verdict="wrong" loses="test_group_lines_gaps"
def group_lines(x, y, groups):
    if not len(x) == len(y) == len(groups):
        raise ValueError("lengths differ")
    table = pd.DataFrame({"x": x, "y": y, "group": groups}).dropna()
    lines = {}
    for name in ["all", *sorted(set(table["group"]))]:
        part = table if name == "all" else table[table["group"] == name]
        if part["x"].nunique() < 2:
            raise ValueError(name)
        fit = linregress(part["x"], part["y"])
        lines[name] = [len(part), fit.slope, fit.intercept, fit.rvalue**2]
    columns = ["n", "slope", "intercept", "r_squared"]
    return pd.DataFrame.from_dict(lines, orient="index", columns=columns)


# %% a list filled place by place task="out_of_fold" verdict="right"
def out_of_fold(fit_predict, X, y, fold):
    if len(X) != len(y) or len(X) != len(fold) or len(set(np.asarray(fold).tolist())) < 2:
        raise ValueError("rows do not fit")
    answers = [None] * len(X)
    for number in dict.fromkeys(np.asarray(fold).tolist()):
        inside = [i for i in range(len(X)) if fold[i] == number]
        outside = [i for i in range(len(X)) if fold[i] != number]
        said = fit_predict(X.iloc[outside], y[outside], X.iloc[inside])
        for i, value in zip(inside, said, strict=True):
            answers[i] = value
    return np.array(answers)


# %% scikit-learn's splitter and an object array task="out_of_fold" verdict="right"
from sklearn.model_selection import LeaveOneGroupOut


def out_of_fold(fit_predict, X, y, fold):
    if not len(X) == len(y) == len(fold):
        raise ValueError("rows do not fit")
    answers = np.empty(len(X), dtype=object)
    for seen, new in LeaveOneGroupOut().split(X, y, fold):
        answers[new] = fit_predict(X.iloc[seen], y[seen], X.iloc[new])
    return np.array(answers.tolist())


# %% trains on all rows, the held-out fold among them task="out_of_fold" verdict="wrong"
def out_of_fold(fit_predict, X, y, fold):
    if not len(X) == len(y) == len(fold) or len(np.unique(fold)) < 2:
        raise ValueError("rows do not fit")
    rows = [np.flatnonzero(fold == number) for number in np.unique(fold)]
    said = [fit_predict(X, y, X.iloc[part]) for part in rows]
    return np.concatenate(said)[np.argsort(np.concatenate(rows))]


# %% keeps the predictions in an array like y task="out_of_fold" verdict="wrong" loses="test_out_of_fold,test_out_of_fold_strings"
def out_of_fold(fit_predict, X, y, fold):
    if not len(X) == len(y) == len(fold) or len(np.unique(fold)) < 2:
        raise ValueError("rows do not fit")
    answers = np.empty_like(y)
    for number in np.unique(fold):
        answers[fold == number] = fit_predict(
            X[fold != number], y[fold != number], X[fold == number]
        )
    return answers


# %% predictions as long as those of the first fold task="out_of_fold" verdict="wrong" loses="test_out_of_fold_strings"
def out_of_fold(fit_predict, X, y, fold):
    if not len(X) == len(y) == len(fold) or len(np.unique(fold)) < 2:
        raise ValueError("rows do not fit")
    answers = None
    for number in np.unique(fold):
        said = fit_predict(X[fold != number], y[fold != number], X[fold == number])
        if answers is None:
            answers = np.empty(len(X), dtype=said.dtype)
        answers[fold == number] = said
    return answers


# %% joins the folds without putting rows back task="out_of_fold" verdict="wrong"
def out_of_fold(fit_predict, X, y, fold):
    if not len(X) == len(y) == len(fold) or len(np.unique(fold)) < 2:
        raise ValueError("rows do not fit")
    return np.concatenate(
        [
            fit_predict(X[fold != number], y[fold != number], X[fold == number])
            for number in np.unique(fold)
        ]
    )


# %% takes row numbers for labels of the index task="out_of_fold" verdict="wrong"
def out_of_fold(fit_predict, X, y, fold):
    if not len(X) == len(y) == len(fold) or len(np.unique(fold)) < 2:
        raise ValueError("rows do not fit")
    answers = [None] * len(X)
    for number in np.unique(fold):
        new, seen = np.flatnonzero(fold == number), np.flatnonzero(fold != number)
        for i, said in zip(new, fit_predict(X.loc[seen], y[seen], X.loc[new]), strict=False):
            answers[i] = said
    return np.array(answers)


# %% checks nothing task="out_of_fold" verdict="wrong" loses="test_out_of_fold_strings"
def out_of_fold(fit_predict, X, y, fold):
    answers = np.empty(len(X), dtype=object)
    for number in np.unique(fold):
        new = np.flatnonzero(fold == number)
        seen = np.setdiff1d(np.arange(len(X)), new)
        if len(seen):
            answers[new] = fit_predict(X.iloc[seen], y[seen], X.iloc[new])
    return np.array(answers.tolist())


# %% a transformer of one's own that does it all in pandas task="mass_pipeline" verdict="right"
from sklearn.base import TransformerMixin


class Coder(TransformerMixin, BaseEstimator):
    def fit(self, X, y=None):
        numbers = X[MEASURES[:3]]
        self.fill_ = numbers.median()
        filled = numbers.fillna(self.fill_)
        self.mean_, self.deviation_ = filled.mean(), filled.std(ddof=0)
        self.usual_ = {c: min(X[c].mode()) for c in ("species", "sex")}
        self.values_ = {c: X[c].dropna().unique() for c in ("species", "sex")}
        return self

    def transform(self, X):
        parts = [((X[MEASURES[:3]].fillna(self.fill_) - self.mean_) / self.deviation_).to_numpy()]
        for column, values in self.values_.items():
            filled = X[column].fillna(self.usual_[column]).to_numpy()
            parts.append((filled[:, None] == values).astype(float))
        return np.hstack(parts)


def mass_pipeline(alpha):
    return Pipeline([("coder", Coder()), ("ridge", Ridge(alpha))])


# %% flat columns, words imputed first task="mass_pipeline" verdict="right"
from sklearn.compose import make_column_selector, make_column_transformer


def mass_pipeline(alpha):
    fill = make_column_transformer(
        (SimpleImputer(strategy="median"), MEASURES[:3]),
        (SimpleImputer(strategy="most_frequent"), ["species", "sex"]),
        verbose_feature_names_out=False,
    ).set_output(transform="pandas")
    code = make_column_transformer(
        (StandardScaler(), MEASURES[:3]),
        (
            OneHotEncoder(handle_unknown="ignore", sparse_output=False),
            make_column_selector("species|sex"),
        ),
    )
    return Pipeline([("fill", fill), ("code", code), ("ridge", Ridge(alpha=alpha))])


# %% fills numbers with the mean task="mass_pipeline" verdict="wrong"
def mass_pipeline(alpha):
    numbers = make_pipeline(SimpleImputer(), StandardScaler())
    words = make_pipeline(
        SimpleImputer(strategy="most_frequent"), OneHotEncoder(handle_unknown="ignore")
    )
    columns = ColumnTransformer([("n", numbers, MEASURES[:3]), ("w", words, ["species", "sex"])])
    return Pipeline([("columns", columns), ("ridge", Ridge(alpha=alpha))])


# %% leaks: medians and scales of all penguins, computed once task="mass_pipeline" verdict="wrong"
from sklearn.preprocessing import FunctionTransformer


def mass_pipeline(alpha):
    fill = measured[MEASURES[:3]].median()
    mean, deviation = measured[MEASURES[:3]].mean(), measured[MEASURES[:3]].std(ddof=0)
    numbers = FunctionTransformer(lambda X: (X.fillna(fill) - mean) / deviation)
    words = make_pipeline(
        SimpleImputer(strategy="most_frequent"), OneHotEncoder(handle_unknown="ignore")
    )
    columns = ColumnTransformer([("n", numbers, MEASURES[:3]), ("w", words, ["species", "sex"])])
    return Pipeline([("columns", columns), ("ridge", Ridge(alpha=alpha))])


# %% fills and scales each batch by its own rows task="mass_pipeline" verdict="wrong" loses="test_mass_pipeline,test_mass_pipeline_new_values"
from sklearn.preprocessing import FunctionTransformer


def mass_pipeline(alpha):
    def standard(X):
        X = X.fillna(X.median())
        return (X - X.mean()) / X.std(ddof=0).replace(0, 1)

    words = make_pipeline(
        SimpleImputer(strategy="most_frequent"), OneHotEncoder(handle_unknown="ignore")
    )
    columns = ColumnTransformer(
        [("n", FunctionTransformer(standard), MEASURES[:3]), ("w", words, ["species", "sex"])]
    )
    return Pipeline([("columns", columns), ("ridge", Ridge(alpha=alpha))])


# %% an encoder that fails on values it has not seen task="mass_pipeline" verdict="wrong" loses="test_mass_pipeline_new_values"
def mass_pipeline(alpha):
    numbers = make_pipeline(SimpleImputer(strategy="median"), StandardScaler())
    words = make_pipeline(SimpleImputer(strategy="most_frequent"), OneHotEncoder())
    columns = ColumnTransformer([("n", numbers, MEASURES[:3]), ("w", words, ["species", "sex"])])
    return Pipeline([("columns", columns), ("ridge", Ridge(alpha=alpha))])


# %% leaves out the first value of each column of words task="mass_pipeline" verdict="wrong"
def mass_pipeline(alpha):
    numbers = make_pipeline(SimpleImputer(strategy="median"), StandardScaler())
    words = make_pipeline(
        SimpleImputer(strategy="most_frequent"),
        OneHotEncoder(drop="first", handle_unknown="ignore"),
    )
    columns = ColumnTransformer([("n", numbers, MEASURES[:3]), ("w", words, ["species", "sex"])])
    return Pipeline([("columns", columns), ("ridge", Ridge(alpha=alpha))])


# %% forgets to standardize task="mass_pipeline" verdict="wrong"
def mass_pipeline(alpha):
    words = make_pipeline(
        SimpleImputer(strategy="most_frequent"), OneHotEncoder(handle_unknown="ignore")
    )
    columns = ColumnTransformer(
        [("n", SimpleImputer(strategy="median"), MEASURES[:3]), ("w", words, ["species", "sex"])]
    )
    return Pipeline([("columns", columns), ("ridge", Ridge(alpha=alpha))])


# %% hands out one and the same pipeline, already fitted task="mass_pipeline" verdict="wrong" loses="test_mass_pipeline_new_values"
numbers_once = make_pipeline(SimpleImputer(strategy="median"), StandardScaler())
words_once = make_pipeline(
    SimpleImputer(strategy="most_frequent"), OneHotEncoder(handle_unknown="ignore")
)
columns_once = ColumnTransformer(
    [("n", numbers_once, MEASURES[:3]), ("w", words_once, ["species", "sex"])]
)
pipeline_once = Pipeline([("columns", columns_once), ("ridge", Ridge())])
pipeline_once.fit(measured, mass)


def mass_pipeline(alpha):
    return pipeline_once.set_params(ridge__alpha=alpha)


# %% by pandas' cross table, in exact integers of Python task="adjusted_rand_index" verdict="right"
from math import comb


def adjusted_rand_index(a, b):
    if len(a) != len(b) or len(a) < 2:
        raise ValueError("two divisions of two or more samples")
    codes = [pd.factorize(np.asarray(part))[0] for part in (a, b)]
    counts = pd.Series(list(zip(*codes, strict=True))).value_counts()
    S = sum(comb(int(c), 2) for c in counts)
    A, B = (sum(comb(int(c), 2) for c in np.bincount(part)) for part in codes)
    N = comb(len(a), 2)
    if (A + B) * N == 2 * A * B:
        return 1.0
    return float((S - A * B / N) / ((A + B) / 2 - A * B / N))


# %% by the four kinds of pairs task="adjusted_rand_index" verdict="right"
from collections import Counter


def adjusted_rand_index(a, b):
    a, b = np.asarray(a).tolist(), np.asarray(b).tolist()
    if len(a) != len(b) or len(a) < 2:
        raise ValueError("bad divisions")

    def pairs(labels):
        return sum(c * (c - 1) // 2 for c in Counter(labels).values())

    both, total = pairs(zip(a, b, strict=True)), len(a) * (len(a) - 1) // 2
    only_a, only_b = pairs(a) - both, pairs(b) - both
    neither = total - both - only_a - only_b
    if only_a == only_b == 0:
        return 1.0
    numerator = 2 * (both * neither - only_a * only_b)
    return numerator / ((both + only_a) * (only_a + neither) + (both + only_b) * (only_b + neither))


# %% the share of equal numbers task="adjusted_rand_index" verdict="wrong"
def adjusted_rand_index(a, b):
    if len(a) != len(b) or len(a) < 2:
        raise ValueError("bad divisions")
    return float(np.mean(np.asarray(a) == np.asarray(b)))


# %% the Rand index without correction for chance task="adjusted_rand_index" verdict="wrong"
def adjusted_rand_index(a, b):
    a, b = np.asarray(a), np.asarray(b)
    if a.shape != b.shape or len(a) < 2:
        raise ValueError("bad divisions")
    table = pd.crosstab(a, b).to_numpy().astype(float)
    n = len(a)
    S = (table * (table - 1) / 2).sum()
    A, B = ((s * (s - 1) / 2).sum() for s in (table.sum(axis=1), table.sum(axis=0)))
    total = n * (n - 1) / 2
    return float((total + 2 * S - A - B) / total)


# %% integers of NumPy, which overflow task="adjusted_rand_index" verdict="wrong"
def adjusted_rand_index(a, b):
    a, b = np.asarray(a), np.asarray(b)
    if a.shape != b.shape or len(a) < 2:
        raise ValueError("bad divisions")
    table = pd.crosstab(a, b).to_numpy()
    n = np.int64(len(a))
    S = np.sum(table * (table - 1)) // 2
    A, B = (np.sum(s * (s - 1)) // 2 for s in (table.sum(axis=1), table.sum(axis=0)))
    expected = A * B / (n * (n - 1) // 2)
    if expected == (A + B) / 2:
        return 1.0
    return float((S - expected) / ((A + B) / 2 - expected))


# %% divides zero by zero where both divisions are trivial task="adjusted_rand_index" verdict="wrong"
def adjusted_rand_index(a, b):
    a, b = np.asarray(a), np.asarray(b)
    if a.shape != b.shape or len(a) < 2:
        raise ValueError("bad divisions")
    table = pd.crosstab(a, b).to_numpy().astype(float)
    n = len(a)
    S = (table * (table - 1) / 2).sum()
    A, B = ((s * (s - 1) / 2).sum() for s in (table.sum(axis=1), table.sum(axis=0)))
    expected = A * B / (n * (n - 1) / 2)
    with np.errstate(invalid="ignore"):
        return float((S - expected) / ((A + B) / 2 - expected))


# %% checks no lengths task="adjusted_rand_index" verdict="wrong"
def adjusted_rand_index(a, b):
    n = min(len(a), len(b))
    table = pd.crosstab(np.asarray(a)[:n], np.asarray(b)[:n]).to_numpy().astype(float)
    S = (table * (table - 1) / 2).sum()
    A, B = ((s * (s - 1) / 2).sum() for s in (table.sum(axis=1), table.sum(axis=0)))
    expected = A * B / max(n * (n - 1) / 2, 1)
    largest = (A + B) / 2
    return 1.0 if largest == expected else float((S - expected) / (largest - expected))


# %% Lloyd's rounds by hand, from many spread-out starts task="cluster" verdict="right"
def cluster(X, k, seed):
    X = np.asarray(X, dtype=float)
    if k < 1 or k > len(X):
        raise ValueError("k does not fit")
    rng = np.random.default_rng(seed)
    spread = np.where(X.std(axis=0) > 0, X.std(axis=0), 1)
    Z = (X - X.mean(axis=0)) / spread
    best = None
    for _ in range(60):
        centres = Z[[rng.integers(len(Z))]]
        while len(centres) < k:
            nearest = ((Z[:, None] - centres) ** 2).sum(axis=2).min(axis=1)
            centres = np.vstack([centres, Z[rng.choice(len(Z), p=nearest / nearest.sum())]])
        labels = None
        for _ in range(100):
            now = ((Z[:, None] - centres) ** 2).sum(axis=2).argmin(axis=1)
            if labels is not None and np.array_equal(now, labels):
                break
            labels = now
            centres = np.array(
                [
                    Z[labels == j].mean(axis=0) if (labels == j).any() else centres[j]
                    for j in range(k)
                ]
            )
        cost = ((Z - centres[labels]) ** 2).sum()
        if len(set(labels.tolist())) == k and (best is None or cost < best[0]):
            best = cost, labels, centres
    return best[1], best[2] * spread + X.mean(axis=0)


# %% in a pipeline, with the means of the heaps as centroids task="cluster" verdict="right"
def cluster(X, k, seed):
    chain = make_pipeline(StandardScaler(), KMeans(k, n_init=30, random_state=seed))
    labels = chain.fit_predict(X)
    return labels, pd.DataFrame(X).groupby(labels).mean().to_numpy()


# %% in the units as they come task="cluster" verdict="wrong"
def cluster(X, k, seed):
    model = KMeans(k, n_init=20, random_state=seed).fit(X)
    return model.labels_, model.cluster_centers_


# %% centroids left in standardized units task="cluster" verdict="wrong"
def cluster(X, k, seed):
    Z = StandardScaler().fit_transform(X)
    model = KMeans(k, n_init=20, random_state=seed).fit(Z)
    return model.labels_, model.cluster_centers_


# %% heaps numbered from one task="cluster" verdict="wrong"
def cluster(X, k, seed):
    scaler = StandardScaler().fit(X)
    model = KMeans(k, n_init=20, random_state=seed).fit(scaler.transform(X))
    return model.labels_ + 1, scaler.inverse_transform(model.cluster_centers_)


# %% standardizes the caller's array in place task="cluster" verdict="wrong"
def cluster(X, k, seed):
    if not 1 <= k <= len(X):
        raise ValueError("k does not fit")
    mean, spread = X.mean(axis=0), X.std(axis=0)
    spread[spread == 0] = 1
    X -= mean
    X /= spread
    model = KMeans(k, n_init=20, random_state=seed).fit(X)
    return model.labels_, model.cluster_centers_ * spread + mean


# %% divides constant columns by zero task="cluster" verdict="wrong"
def cluster(X, k, seed):
    mean, spread = X.mean(axis=0), X.std(axis=0)
    model = KMeans(k, n_init=20, random_state=seed).fit((X - mean) / spread)
    return model.labels_, model.cluster_centers_ * spread + mean


# %% divides by the largest value, which is no standardization task="cluster" verdict="wrong"
def cluster(X, k, seed):
    largest = np.abs(X).max(axis=0)
    model = KMeans(k, n_init=20, random_state=seed).fit(X / largest)
    return model.labels_, model.cluster_centers_ * largest


# %% walks the nodes with a stack task="tree_rules" verdict="right"
def tree_rules(X, y, max_depth):
    fitted = DecisionTreeClassifier(max_depth=max_depth, random_state=0).fit(X, y)
    inner, rules, waiting = fitted.tree_, [], [(0, ())]
    while waiting:
        node, path = waiting.pop()
        if inner.children_left[node] == inner.children_right[node]:
            shares = inner.value[node].ravel()
            rules.append(
                {
                    "n_rows": inner.n_node_samples[node],
                    "label": fitted.classes_[np.argmax(shares)],
                    "conditions": list(path),
                }
            )
            continue
        name, t = X.columns[inner.feature[node]], inner.threshold[node]
        waiting.append((inner.children_left[node], (*path, (name, "<=", t))))
        waiting.append((inner.children_right[node], (*path, (name, ">", t))))
    return rules


# %% reads scikit-learn's own text task="tree_rules" verdict="right"
from sklearn.tree import export_text


def tree_rules(X, y, max_depth):
    fitted = DecisionTreeClassifier(max_depth=max_depth, random_state=0).fit(X, y)
    names = [str(name) for name in X.columns]
    text = export_text(fitted, feature_names=names, decimals=20, max_depth=1000)
    reached = fitted.apply(X)
    rules, path = [], []
    for line in text.splitlines():
        depth = line.count("|")
        words = line.replace("|", " ").replace("--- ", " ").split()
        path = path[: depth - 1]
        if words[0] == "class:":
            label = line.split("class: ")[1] if len(fitted.classes_) > 1 else str(y[0])
            rules.append({"conditions": list(path), "label": label})
        else:
            path.append((words[0], words[1], float(words[2])))
    for rule in rules:
        inside = np.ones(len(X), dtype=bool)
        for name, sign, t in rule["conditions"]:
            values = X[name].to_numpy().astype(np.float32).astype(float)
            inside &= (values <= t) == (sign == "<=")
        rule["n_rows"] = int(inside.sum())
    assert len(set(reached)) == len(rules)
    return rules


# %% thresholds rounded to one digit task="tree_rules" verdict="wrong"
def tree_rules(X, y, max_depth):
    model = DecisionTreeClassifier(max_depth=max_depth, random_state=0).fit(X, y)
    tree, rules = model.tree_, []

    def walk(node, path):
        if tree.children_left[node] == -1:
            label = str(model.classes_[tree.value[node][0].argmax()])
            rules.append(
                {"conditions": path, "label": label, "n_rows": int(tree.n_node_samples[node])}
            )
            return
        name, t = X.columns[tree.feature[node]], round(float(tree.threshold[node]))
        walk(tree.children_left[node], [*path, (name, "<=", float(t))])
        walk(tree.children_right[node], [*path, (name, ">", float(t))])

    walk(0, [])
    return rules


# %% left and right exchanged task="tree_rules" verdict="wrong"
def tree_rules(X, y, max_depth):
    model = DecisionTreeClassifier(max_depth=max_depth, random_state=0).fit(X, y)
    tree, rules = model.tree_, []

    def walk(node, path):
        if tree.children_left[node] == -1:
            label = str(model.classes_[tree.value[node][0].argmax()])
            rules.append(
                {"conditions": path, "label": label, "n_rows": int(tree.n_node_samples[node])}
            )
            return
        name, t = X.columns[tree.feature[node]], float(tree.threshold[node])
        walk(tree.children_left[node], [*path, (name, ">", t)])
        walk(tree.children_right[node], [*path, (name, "<=", t)])

    walk(0, [])
    return rules


# %% one path shared by all rules task="tree_rules" verdict="wrong"
def tree_rules(X, y, max_depth):
    model = DecisionTreeClassifier(max_depth=max_depth, random_state=0).fit(X, y)
    tree, rules, path = model.tree_, [], []

    def walk(node):
        if tree.children_left[node] == -1:
            label = str(model.classes_[tree.value[node][0].argmax()])
            rules.append(
                {"conditions": path, "label": label, "n_rows": int(tree.n_node_samples[node])}
            )
            return
        name, t = X.columns[tree.feature[node]], float(tree.threshold[node])
        path.append((name, "<=", t))
        walk(tree.children_left[node])
        path[-1] = (name, ">", t)
        walk(tree.children_right[node])
        path.pop()

    walk(0)
    return rules


# %% shares of the leaf in the place of its rows task="tree_rules" verdict="wrong"
def tree_rules(X, y, max_depth):
    model = DecisionTreeClassifier(max_depth=max_depth, random_state=0).fit(X, y)
    tree, rules = model.tree_, []

    def walk(node, path):
        if tree.children_left[node] == -1:
            shares = tree.value[node][0]
            label = str(model.classes_[shares.argmax()])
            rules.append({"conditions": path, "label": label, "n_rows": round(shares.sum())})
            return
        name, t = X.columns[tree.feature[node]], float(tree.threshold[node])
        walk(tree.children_left[node], [*path, (name, "<=", t)])
        walk(tree.children_right[node], [*path, (name, ">", t)])

    walk(0, [])
    return rules


# %% a full tree, whatever the depth task="tree_rules" verdict="wrong"
def tree_rules(X, y, max_depth):
    model = DecisionTreeClassifier(random_state=0).fit(X, y)
    tree, rules = model.tree_, []

    def walk(node, path):
        if tree.children_left[node] == -1:
            label = str(model.classes_[tree.value[node][0].argmax()])
            rules.append(
                {"conditions": path, "label": label, "n_rows": int(tree.n_node_samples[node])}
            )
            return
        name, t = X.columns[tree.feature[node]], float(tree.threshold[node])
        walk(tree.children_left[node], [*path, (name, "<=", t)])
        walk(tree.children_right[node], [*path, (name, ">", t)])

    walk(0, [])
    return rules


# %% GridSearchCV with its table of folds task="choose_depth" verdict="right"
def choose_depth(X, y, depths, seed):
    if not depths:
        raise ValueError("no depths")
    search = GridSearchCV(
        DecisionTreeClassifier(random_state=0),
        {"max_depth": list(depths)},
        cv=StratifiedKFold(10, shuffle=True, random_state=seed),
        refit=False,
    ).fit(X, y)
    table = np.array([search.cv_results_[f"split{i}_test_score"] for i in range(10)])
    means, errors = table.mean(axis=0), table.std(axis=0, ddof=1) / 10**0.5
    bar = (means - errors)[np.argmax(np.round(means, 9))]
    return next(d for d, m in zip(depths, means, strict=True) if m >= bar - 1e-9), means, errors


# %% fold by fold, by hand task="choose_depth" verdict="right"
from statistics import mean, stdev


def choose_depth(X, y, depths, seed):
    if len(depths) < 1:
        raise ValueError("no depths")
    splitter = StratifiedKFold(10, shuffle=True, random_state=seed)
    scores = {depth: [] for depth in depths}
    for seen, new in splitter.split(X, y):
        for depth in depths:
            tree = DecisionTreeClassifier(max_depth=depth, random_state=0)
            said = tree.fit(X.iloc[seen], y[seen]).predict(X.iloc[new])
            scores[depth].append(float(np.mean(said == y[new])))
    means = [mean(scores[depth]) for depth in depths]
    errors = [stdev(scores[depth]) / 10**0.5 for depth in depths]
    top = max(means)
    bar = next(m - e for m, e in zip(means, errors, strict=True) if m > top - 1e-9)
    chosen = min(d for d, m in zip(depths, means, strict=True) if m > bar - 1e-9)
    return chosen, np.array(means), np.array(errors)


# %% takes the highest mean task="choose_depth" verdict="wrong"
def choose_depth(X, y, depths, seed):
    if len(depths) == 0:
        raise ValueError("no depths")
    folds = StratifiedKFold(10, shuffle=True, random_state=seed)
    scores = np.array(
        [
            cross_val_score(DecisionTreeClassifier(max_depth=d, random_state=0), X, y, cv=folds)
            for d in depths
        ]
    )
    means = scores.mean(axis=1)
    return depths[means.argmax()], means, scores.std(axis=1, ddof=1) / np.sqrt(10)


# %% the deviation in the place of the standard error task="choose_depth" verdict="wrong"
def choose_depth(X, y, depths, seed):
    if len(depths) == 0:
        raise ValueError("no depths")
    folds = StratifiedKFold(10, shuffle=True, random_state=seed)
    scores = np.array(
        [
            cross_val_score(DecisionTreeClassifier(max_depth=d, random_state=0), X, y, cv=folds)
            for d in depths
        ]
    )
    means, errors = scores.mean(axis=1), scores.std(axis=1, ddof=1)
    bar = (means - errors)[means.argmax()]
    return next(d for d, m in zip(depths, means, strict=True) if m >= bar), means, errors


# %% divides by ten folds, not by nine task="choose_depth" verdict="wrong"
def choose_depth(X, y, depths, seed):
    if len(depths) == 0:
        raise ValueError("no depths")
    folds = StratifiedKFold(10, shuffle=True, random_state=seed)
    scores = np.array(
        [
            cross_val_score(DecisionTreeClassifier(max_depth=d, random_state=0), X, y, cv=folds)
            for d in depths
        ]
    )
    means, errors = scores.mean(axis=1), scores.std(axis=1) / np.sqrt(10)
    bar = (means - errors)[means.argmax()]
    return next(d for d, m in zip(depths, means, strict=True) if m >= bar), means, errors


# %% scores the rows that it trained on task="choose_depth" verdict="wrong"
def choose_depth(X, y, depths, seed):
    if len(depths) == 0:
        raise ValueError("no depths")
    splitter = StratifiedKFold(10, shuffle=True, random_state=seed)
    scores = np.array(
        [
            [
                DecisionTreeClassifier(max_depth=d, random_state=0)
                .fit(X.iloc[seen], y[seen])
                .score(X.iloc[seen], y[seen])
                for seen, _ in splitter.split(X, y)
            ]
            for d in depths
        ]
    )
    means, errors = scores.mean(axis=1), scores.std(axis=1, ddof=1) / np.sqrt(10)
    bar = (means - errors)[means.argmax()]
    return next(d for d, m in zip(depths, means, strict=True) if m >= bar), means, errors


# %% folds without shuffling task="choose_depth" verdict="wrong"
def choose_depth(X, y, depths, seed):
    if len(depths) == 0:
        raise ValueError("no depths")
    scores = np.array(
        [
            cross_val_score(DecisionTreeClassifier(max_depth=d, random_state=0), X, y, cv=10)
            for d in depths
        ]
    )
    means, errors = scores.mean(axis=1), scores.std(axis=1, ddof=1) / np.sqrt(10)
    bar = (means - errors)[means.argmax()]
    return next(d for d, m in zip(depths, means, strict=True) if m >= bar), means, errors


# %% the deepest within one standard error task="choose_depth" verdict="wrong"
def choose_depth(X, y, depths, seed):
    if len(depths) == 0:
        raise ValueError("no depths")
    folds = StratifiedKFold(10, shuffle=True, random_state=seed)
    scores = np.array(
        [
            cross_val_score(DecisionTreeClassifier(max_depth=d, random_state=0), X, y, cv=folds)
            for d in depths
        ]
    )
    means, errors = scores.mean(axis=1), scores.std(axis=1, ddof=1) / np.sqrt(10)
    bar = (means - errors)[means.argmax()]
    return [d for d, m in zip(depths, means, strict=True) if m >= bar][-1], means, errors


# %% loops over classes, distances by scipy task="shrunken_centroids" verdict="right"
from scipy.spatial.distance import cdist


class ShrunkenCentroids(ClassifierMixin, BaseEstimator):
    def __init__(self, shrinkage=0.0):
        self.shrinkage = shrinkage

    def fit(self, X, y):
        X, y = validate_data(self, X, y)
        check_classification_targets(y)
        if not self.shrinkage >= 0:
            raise ValueError("negative shrinkage")
        X = X.astype(float)
        self.classes_ = np.array(sorted(set(y.tolist())), dtype=y.dtype)
        within = np.zeros(X.shape[1])
        means = []
        for label in self.classes_:
            part = X[y == label]
            means.append(part.mean(axis=0))
            within += ((part - means[-1]) ** 2).sum(axis=0)
        self.scale_ = np.sqrt(within / len(X))
        self.scale_[self.scale_ == 0] = 1.0
        centre = X.mean(axis=0)
        off = (np.array(means) - centre) / self.scale_
        off = off - np.clip(off, -self.shrinkage, self.shrinkage)
        self.centroids_ = centre + off * self.scale_
        return self

    def predict(self, X):
        check_is_fitted(self, "centroids_")
        X = validate_data(self, X, reset=False).astype(float)
        gaps = cdist(X / self.scale_, self.centroids_ / self.scale_)
        return self.classes_[np.argmin(gaps, axis=1)]


# %% with LabelEncoder and pandas task="shrunken_centroids" verdict="right"
from sklearn.preprocessing import LabelEncoder


class ShrunkenCentroids(ClassifierMixin, BaseEstimator):
    def __init__(self, shrinkage=0.0):
        self.shrinkage = shrinkage

    def fit(self, X, y):
        if self.shrinkage < 0:
            raise ValueError("negative shrinkage")
        X, y = validate_data(self, X, y, dtype=float)
        check_classification_targets(y)
        encoder = LabelEncoder().fit(y)
        self.classes_ = encoder.classes_
        table = pd.DataFrame(X)
        groups = table.groupby(encoder.transform(y))
        scale = ((table - groups.transform("mean")) ** 2).mean() ** 0.5
        self.scale_ = scale.replace(0.0, 1.0).to_numpy()
        mean = X.mean(axis=0)
        off = (groups.mean().to_numpy() - mean) / self.scale_
        off[np.abs(off) <= self.shrinkage] = 0
        off[off > 0] -= self.shrinkage
        off[off < 0] += self.shrinkage
        self.centroids_ = mean + self.scale_ * off
        return self

    def predict(self, X):
        check_is_fitted(self)
        X = validate_data(self, X, reset=False, dtype=float)
        gaps = np.stack([(((X - mu) / self.scale_) ** 2).sum(axis=1) for mu in self.centroids_])
        return self.classes_[gaps.argmin(axis=0)]


# %% shrinks every centroid by the same factor task="shrunken_centroids" verdict="wrong" loses="test_shrunken_centroids"
class ShrunkenCentroids(ClassifierMixin, BaseEstimator):
    def __init__(self, shrinkage=0.0):
        self.shrinkage = shrinkage

    def fit(self, X, y):
        X, y = validate_data(self, X, y, dtype=np.float64)
        check_classification_targets(y)
        if self.shrinkage < 0:
            raise ValueError("negative shrinkage")
        self.classes_, codes = np.unique(y, return_inverse=True)
        means = np.array([X[codes == c].mean(axis=0) for c in range(len(self.classes_))])
        spread = np.sqrt(((X - means[codes]) ** 2).mean(axis=0))
        self.scale_ = np.where(spread == 0, 1, spread)
        mean = X.mean(axis=0)
        self.centroids_ = mean + max(1 - self.shrinkage, 0) * (means - mean)
        return self

    def predict(self, X):
        check_is_fitted(self)
        X = validate_data(self, X, reset=False, dtype=np.float64)
        gaps = (((X[:, None] - self.centroids_) / self.scale_) ** 2).sum(axis=2)
        return self.classes_[gaps.argmin(axis=1)]


# %% the spread of whole columns, not within classes task="shrunken_centroids" verdict="wrong" loses="test_shrunken_centroids"
class ShrunkenCentroids(ClassifierMixin, BaseEstimator):
    def __init__(self, shrinkage=0.0):
        self.shrinkage = shrinkage

    def fit(self, X, y):
        X, y = validate_data(self, X, y, dtype=np.float64)
        check_classification_targets(y)
        if self.shrinkage < 0:
            raise ValueError("negative shrinkage")
        self.classes_, codes = np.unique(y, return_inverse=True)
        means = np.array([X[codes == c].mean(axis=0) for c in range(len(self.classes_))])
        spread = X.std(axis=0)
        self.scale_ = np.where(spread == 0, 1, spread)
        mean = X.mean(axis=0)
        off = (means - mean) / self.scale_
        off = np.sign(off) * np.maximum(np.abs(off) - self.shrinkage, 0)
        self.centroids_ = mean + self.scale_ * off
        return self

    def predict(self, X):
        check_is_fitted(self)
        X = validate_data(self, X, reset=False, dtype=np.float64)
        gaps = (((X[:, None] - self.centroids_) / self.scale_) ** 2).sum(axis=2)
        return self.classes_[gaps.argmin(axis=1)]


# %% distances in the units of the columns task="shrunken_centroids" verdict="wrong"
class ShrunkenCentroids(ClassifierMixin, BaseEstimator):
    def __init__(self, shrinkage=0.0):
        self.shrinkage = shrinkage

    def fit(self, X, y):
        X, y = validate_data(self, X, y, dtype=np.float64)
        check_classification_targets(y)
        if self.shrinkage < 0:
            raise ValueError("negative shrinkage")
        self.classes_, codes = np.unique(y, return_inverse=True)
        means = np.array([X[codes == c].mean(axis=0) for c in range(len(self.classes_))])
        spread = np.sqrt(((X - means[codes]) ** 2).mean(axis=0))
        self.scale_ = np.where(spread == 0, 1, spread)
        mean = X.mean(axis=0)
        off = (means - mean) / self.scale_
        off = np.sign(off) * np.maximum(np.abs(off) - self.shrinkage, 0)
        self.centroids_ = mean + self.scale_ * off
        return self

    def predict(self, X):
        check_is_fitted(self)
        X = validate_data(self, X, reset=False, dtype=np.float64)
        gaps = ((X[:, None] - self.centroids_) ** 2).sum(axis=2)
        return self.classes_[gaps.argmin(axis=1)]


# %% checks its parameter in the constructor task="shrunken_centroids" verdict="wrong" loses="test_shrunken_centroids_contract,test_shrunken_centroids_check_estimator"
class ShrunkenCentroids(ClassifierMixin, BaseEstimator):
    def __init__(self, shrinkage=0.0):
        if shrinkage < 0:
            raise ValueError("negative shrinkage")
        self.shrinkage = shrinkage

    def fit(self, X, y):
        X, y = validate_data(self, X, y, dtype=np.float64)
        check_classification_targets(y)
        self.classes_, codes = np.unique(y, return_inverse=True)
        means = np.array([X[codes == c].mean(axis=0) for c in range(len(self.classes_))])
        spread = np.sqrt(((X - means[codes]) ** 2).mean(axis=0))
        self.scale_ = np.where(spread == 0, 1, spread)
        mean = X.mean(axis=0)
        off = (means - mean) / self.scale_
        off = np.sign(off) * np.maximum(np.abs(off) - self.shrinkage, 0)
        self.centroids_ = mean + self.scale_ * off
        return self

    def predict(self, X):
        check_is_fitted(self)
        X = validate_data(self, X, reset=False, dtype=np.float64)
        gaps = (((X[:, None] - self.centroids_) / self.scale_) ** 2).sum(axis=2)
        return self.classes_[gaps.argmin(axis=1)]


# %% the mathematics without the contract task="shrunken_centroids" verdict="wrong" loses="test_shrunken_centroids_contract,test_shrunken_centroids_check_estimator"
class ShrunkenCentroids(ClassifierMixin, BaseEstimator):
    def __init__(self, shrinkage=0.0):
        self.shrinkage = shrinkage

    def fit(self, X, y):
        X = np.asarray(X, dtype=float)
        self.classes_, codes = np.unique(y, return_inverse=True)
        means = np.array([X[codes == c].mean(axis=0) for c in range(len(self.classes_))])
        spread = np.sqrt(((X - means[codes]) ** 2).mean(axis=0))
        self.scale_ = np.where(spread == 0, 1, spread)
        mean = X.mean(axis=0)
        off = (means - mean) / self.scale_
        off = np.sign(off) * np.maximum(np.abs(off) - self.shrinkage, 0)
        self.centroids_ = mean + self.scale_ * off
        return self

    def predict(self, X):
        X = np.asarray(X, dtype=float)
        gaps = (((X[:, None] - self.centroids_) / self.scale_) ** 2).sum(axis=2)
        return self.classes_[gaps.argmin(axis=1)]


# %% answers with numbers of classes, not names task="shrunken_centroids" verdict="wrong"
class ShrunkenCentroids(ClassifierMixin, BaseEstimator):
    def __init__(self, shrinkage=0.0):
        self.shrinkage = shrinkage

    def fit(self, X, y):
        X, y = validate_data(self, X, y, dtype=np.float64)
        check_classification_targets(y)
        if self.shrinkage < 0:
            raise ValueError("negative shrinkage")
        self.classes_, codes = np.unique(y, return_inverse=True)
        means = np.array([X[codes == c].mean(axis=0) for c in range(len(self.classes_))])
        spread = np.sqrt(((X - means[codes]) ** 2).mean(axis=0))
        self.scale_ = np.where(spread == 0, 1, spread)
        mean = X.mean(axis=0)
        off = (means - mean) / self.scale_
        off = np.sign(off) * np.maximum(np.abs(off) - self.shrinkage, 0)
        self.centroids_ = mean + self.scale_ * off
        return self

    def predict(self, X):
        check_is_fitted(self)
        X = validate_data(self, X, reset=False, dtype=np.float64)
        gaps = (((X[:, None] - self.centroids_) / self.scale_) ** 2).sum(axis=2)
        return gaps.argmin(axis=1)


# %% notes the parameter under another name, so that copies lose it task="shrunken_centroids" verdict="wrong"
class ShrunkenCentroids(ClassifierMixin, BaseEstimator):
    def __init__(self, shrinkage=0.0):
        self.delta = shrinkage

    def fit(self, X, y):
        X, y = validate_data(self, X, y, dtype=np.float64)
        check_classification_targets(y)
        if self.delta < 0:
            raise ValueError("negative shrinkage")
        self.classes_, codes = np.unique(y, return_inverse=True)
        means = np.array([X[codes == c].mean(axis=0) for c in range(len(self.classes_))])
        spread = np.sqrt(((X - means[codes]) ** 2).mean(axis=0))
        self.scale_ = np.where(spread == 0, 1, spread)
        mean = X.mean(axis=0)
        off = (means - mean) / self.scale_
        off = np.sign(off) * np.maximum(np.abs(off) - self.delta, 0)
        self.centroids_ = mean + self.scale_ * off
        return self

    def predict(self, X):
        check_is_fitted(self)
        X = validate_data(self, X, reset=False, dtype=np.float64)
        gaps = (((X[:, None] - self.centroids_) / self.scale_) ** 2).sum(axis=2)
        return self.classes_[gaps.argmin(axis=1)]

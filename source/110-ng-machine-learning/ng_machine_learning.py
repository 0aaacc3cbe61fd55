# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown] lang="zh"
# # 110 · 吴恩达九周复现
#
# 吴恩达的《机器学习》课程从 2011 年起带许多人入了门。本课沿着它第 1 至 9 周的题目走一遍，用自己的文字、自己的代码、真实的数据。每一周留下一个想法，一个公式，一张图，以及一个在没有见过的数据上量出的数。
#
# 下图是目标：九周，九种方法，每一格写着它在测试集 (test set) 上的得分，和不动脑筋也能得到的基线 (baseline)。现在它由 scikit-learn 画出；到本课结尾，除第 7 周外，都由你自己的函数画出。请从上到下依次运行各单元格。

# %% [markdown] lang="en"
# # 110 · Andrew Ng's course in nine weeks
#
# Since 2011 Andrew Ng's course Machine Learning has been the way in for a great many people. This lesson walks through the topics of its weeks 1 to 9, in words and code of its own and on real data. Each week leaves an idea, a formula, a picture, and a number measured on data that the method has not seen.
#
# The figure below is the goal: nine weeks, nine methods, each with its score on a test set and the baseline that takes no thought at all. For now scikit-learn draws it; at the end of the lesson your own functions do, all but week 7. Run the cells in order, from the top.

# %% nbgrader={"grade": false, "grade_id": "imports", "locked": true, "schema_version": 3, "solution": false, "task": false}
import os
import secrets
from collections.abc import Callable, Sequence
from functools import partial
from types import SimpleNamespace

import matplotlib.pyplot as plt
import numpy as np
from jaxtyping import Bool, Float, Int
from matplotlib.axes import Axes
from scipy.optimize import minimize
from scipy.special import expit
from scipy.stats import norm
from sklearn.cluster import KMeans
from sklearn.datasets import load_breast_cancer, load_diabetes, load_digits
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import f1_score, log_loss, precision_recall_curve
from sklearn.multiclass import OneVsRestClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.preprocessing import PolynomialFeatures, StandardScaler
from sklearn.svm import SVC

BLUE, ORANGE, GREEN, PURPLE, GREY = "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#6B6B6B"
plt.rcParams.update(
    {
        "axes.axisbelow": True,
        "axes.grid": True,
        "axes.prop_cycle": plt.cycler(color=[BLUE, ORANGE, GREEN, PURPLE, GREY]),
        "axes.spines.right": False,
        "axes.spines.top": False,
        "axes.titlelocation": "left",
        "axes.titlesize": 10,
        "figure.dpi": 110,
        "font.size": 9,
        "grid.alpha": 0.25,
        "legend.frameon": False,
    }
)


def montage(images: np.ndarray, columns: int = 5) -> np.ndarray:
    """Images of one size as one image, row by row, with a gap of one pixel (NaN) between."""
    n, height, width = images.shape
    rows = -(-n // columns)
    tiles = np.full((rows * columns, height + 1, width + 1), np.nan)
    tiles[:n, :height, :width] = images
    tiles = tiles.reshape(rows, columns, height + 1, width + 1).swapaxes(1, 2)
    return tiles.reshape(rows * (height + 1), columns * (width + 1))[:-1, :-1]


def show_montage(ax: Axes, images: np.ndarray, title: str, cmap: str, columns: int = 5) -> None:
    """Draw images side by side without axes; with "coolwarm", white is zero."""
    largest = np.abs(images).max()
    lowest = -largest if cmap == "coolwarm" else images.min()
    ax.imshow(montage(images, columns), cmap=cmap, vmin=lowest, vmax=largest)
    ax.set_title(title)
    ax.set_axis_off()


# %% nbgrader={"grade": false, "grade_id": "data", "locked": true, "schema_version": 3, "solution": false, "task": false}
diabetes = load_diabetes(scaled=False)
X_diabetes, y_diabetes = diabetes.data, diabetes.target
cancer = load_breast_cancer()
X_cancer, y_cancer = cancer.data, 1 - cancer.target  # 1 = malignant
digits = load_digits()
X_digits, y_digits = digits.data / 16, digits.target
BMI, RADIUS, CONCAVE = 2, 0, 7  # columns: body mass index; mean radius, mean concave points


def split(n_samples: int, n_train: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Row numbers of a random training part of `n_train` rows, and of the rest."""
    order = rng.permutation(n_samples)
    return order[:n_train], order[n_train:]


for name, X, y in (
    ("diabetes", X_diabetes, y_diabetes),
    ("breast cancer", X_cancer, y_cancer),
    ("digits", X_digits, y_digits),
):
    print(
        f"{name:13s} {X.shape[0]:4d} rows, {X.shape[1]} columns, target {y.min():g} to {y.max():g}"
    )

# %% nbgrader={"grade": false, "grade_id": "panel", "locked": true, "schema_version": 3, "solution": false, "task": false}
# The last figure of this lesson, as functions of the kit of tools that it is drawn with.
# Given, and of no use for the tasks: there is no need to read it before section 8.
LAMBDAS = (0.1, 1.0, 10.0, 100.0, 1000.0)


def quadratic(features: Float[np.ndarray, "n d"]) -> Float[np.ndarray, "n q"]:
    """The features, their squares and their products in pairs: 10 columns become 65."""
    return PolynomialFeatures(2, include_bias=False).fit_transform(features)


def log_density(
    X: Float[np.ndarray, "n d"], mean: Float[np.ndarray, "d"], variance: Float[np.ndarray, "d"]
) -> Float[np.ndarray, "n"]:
    """Logarithm of the product of one normal density for each column."""
    return norm.logpdf(X, mean, np.sqrt(variance)).sum(axis=1)


def r_squared(y: np.ndarray, predicted: np.ndarray) -> float:
    """Share of the variance of `y` that a prediction explains; 0 for the mean of `y`."""
    return float(1 - np.sum((y - predicted) ** 2) / np.sum((y - y.mean()) ** 2))


def with_ones(X: Float[np.ndarray, "n d"]) -> Float[np.ndarray, "n p"]:
    """`X` with a column of ones before it."""
    return np.column_stack([np.ones(len(X)), X])


def diabetes_weeks(kit: SimpleNamespace, rng: np.random.Generator, control: bool) -> dict:
    """Weeks 1, 2 and 6: predict the progression of diabetes; the baseline is the mean."""
    train, test = split(len(y_diabetes), 300, rng)
    y_test = y_diabetes[test]
    y_train = rng.permutation(y_diabetes[train]) if control else y_diabetes[train]

    def predict(train_features: np.ndarray, y: np.ndarray, test_features: np.ndarray, lam: float):
        X_train, X_test = kit.design_matrices(train_features, test_features)
        return X_test @ kit.fit_linear(X_train, y, lam)

    weeks = {}
    for week, columns in (("1", [BMI]), ("2", list(range(10)))):
        predicted = predict(
            X_diabetes[train][:, columns], y_train, X_diabetes[test][:, columns], 1.0
        )
        weeks[week] = {"x": X_diabetes[test, BMI], "y": y_test, "predicted": predicted}

    fitted, validation = train[:200], train[200:]
    sizes = np.arange(20, 201, 20)
    curves = {
        lam: kit.learning_curve(
            quadratic(X_diabetes[fitted]),
            y_train[:200],
            quadratic(X_diabetes[validation]),
            y_train[200:],
            sizes,
            lam,
        )
        for lam in LAMBDAS
    }
    lam = min(LAMBDAS, key=lambda each: curves[each][1][-1])
    predicted = predict(quadratic(X_diabetes[train]), y_train, quadratic(X_diabetes[test]), lam)
    weeks["6"] = {"sizes": sizes, "lam": lam, "curves": curves[lam], "predicted": predicted}
    for week in weeks.values():
        week |= {"score": r_squared(y_test, week["predicted"]), "baseline": 0.0}
    return weeks


def cancer_weeks(kit: SimpleNamespace, rng: np.random.Generator, control: bool) -> dict:
    """Weeks 3, 7 and 9: malignant or benign; the baselines are "all benign" and "flag all"."""
    known = rng.permutation(y_cancer) if control else y_cancer
    train, test = split(len(y_cancer), 400, rng)
    X_train, X_test = kit.design_matrices(X_cancer[train], X_cancer[test])
    logits = X_test @ kit.fit_logistic(X_train, known[train], 1.0)
    weeks = {"3": {"logits": logits, "y": y_cancer[test], "predicted": logits > 0}}

    pair = X_cancer[:, [RADIUS, CONCAVE]]
    X_train, X_test = kit.design_matrices(pair[train], pair[test])
    machine = SVC(C=1.0, gamma=0.5).fit(X_train[:, 1:], known[train])
    weeks["7"] = {"machine": machine, "X": X_test[:, 1:], "y": y_cancer[test]}
    weeks["7"]["predicted"] = machine.predict(X_test[:, 1:])
    for week in weeks.values():
        week["score"] = float(np.mean(week["predicted"] == week["y"]))
        week["baseline"] = float(np.mean(week["y"] == 0))

    benign, malignant = (rng.permutation(np.flatnonzero(known == label)) for label in (0, 1))
    mean, variance = pair[benign[:197]].mean(axis=0), pair[benign[:197]].var(axis=0)
    validation = np.concatenate([benign[197:277], malignant[:20]])
    threshold, _ = kit.choose_threshold(
        log_density(pair[validation], mean, variance), known[validation]
    )
    rest = np.setdiff1d(np.arange(len(y_cancer)), np.concatenate([benign[:197], validation]))
    test = np.concatenate([rest[y_cancer[rest] == 0][:80], rest[y_cancer[rest] == 1][:20]])
    flagged = log_density(pair[test], mean, variance) < threshold
    share = y_cancer[test].mean()
    weeks["9"] = {"X": pair[test], "y": y_cancer[test], "flagged": flagged}
    weeks["9"] |= {"mean": mean, "variance": variance, "threshold": threshold}
    weeks["9"] |= {"score": f1_score(y_cancer[test], flagged), "baseline": 2 * share / (1 + share)}
    return weeks


def digits_weeks(kit: SimpleNamespace, rng: np.random.Generator, control: bool) -> dict:
    """Weeks 4, 5 and 8: ten digits; the baselines are the most frequent digit and 10 pixels."""
    train, test = split(len(y_digits), 1200, rng)
    y_test = y_digits[test]
    y_train = rng.permutation(y_digits[train]) if control else y_digits[train]
    classes, Theta = kit.train_one_vs_all(with_ones(X_digits[train]), y_train, 1.0)
    predicted = kit.predict_one_vs_all(with_ones(X_digits[test]), classes, Theta)
    weeks = {"4": {"images": Theta[:, 1:].reshape(-1, 8, 8), "predicted": predicted}}

    predicted = kit.network(X_digits[train], y_train, X_digits[test])
    wrong = np.flatnonzero(predicted != y_test)[:10]
    weeks["5"] = {"images": X_digits[test[wrong]].reshape(-1, 8, 8), "predicted": predicted}

    # Unsupervised methods see no labels: their control shuffles every column on its own.
    pixels = rng.permuted(X_digits[train], axis=0) if control else X_digits[train]
    centroids, assigned = kit.cluster(pixels, 10)
    names = [np.bincount(y_digits[train][assigned == c], minlength=10).argmax() for c in range(10)]
    nearest = np.argmin(((X_digits[test][:, None] - centroids) ** 2).sum(axis=2), axis=1)
    weeks["8, k-means"] = {"images": centroids.reshape(-1, 8, 8)}
    weeks["8, k-means"]["predicted"] = np.array(names)[nearest]
    for week in weeks.values():
        week["score"] = float(np.mean(week["predicted"] == y_test))
        week["baseline"] = float(np.mean(y_test == np.bincount(y_digits[train]).argmax()))

    mean, components, _ = kit.pca(pixels, 10)
    centred = X_digits[test] - mean
    loudest = np.argsort(-X_digits[train].var(axis=0))[:10]
    kept, by_pixels = np.sum((centred @ components.T) ** 2), np.sum(centred[:, loudest] ** 2)
    weeks["8, PCA"] = {"score": kept / np.sum(centred**2)}
    weeks["8, PCA"]["baseline"] = by_pixels / np.sum(centred**2)
    return weeks


def nine_weeks(kit: SimpleNamespace, seed: int, control: bool = False) -> dict:
    """Scores, baselines and what the pictures need, on rows that no method has seen.

    With `control`, the link between features and target is cut in all data for training.
    """
    rng = np.random.default_rng(seed)
    weeks = diabetes_weeks(kit, rng, control) | cancer_weeks(kit, rng, control)
    return dict(sorted((weeks | digits_weeks(kit, rng, control)).items()))


def draw_nine_weeks(weeks: dict) -> None:
    """The page of nine pictures."""
    _, axes = plt.subplots(3, 3, figsize=(10.5, 9.6), layout="constrained")
    names = {
        "1": ("one feature", "$R^2$"),
        "2": ("ten features", "$R^2$"),
        "3": ("logistic regression", "accuracy"),
        "4": ("one-vs-all weights", "accuracy"),
        "5": ("a network's errors", "accuracy"),
        "6": (f"learning curve, $\\lambda$ = {weeks['6']['lam']:g}", "$R^2$"),
        "7": ("support vector machine", "accuracy"),
        "8, k-means": ("k-means centroids", "accuracy"),
        "9": ("anomaly detection", "F1"),
    }
    axis = dict(zip(names, axes.flat, strict=True))
    for key, (name, measure) in names.items():
        score, baseline = weeks[key]["score"], weeks[key]["baseline"]
        scores = f"{measure} {score:.2f}, baseline {baseline:.2f}"
        axis[key].set_title(f"Week {key[0]}: {name}\n{scores}")
    for key, cmap in (("4", "coolwarm"), ("5", "gray_r"), ("8, k-means", "gray_r")):
        show_montage(axis[key], weeks[key]["images"], axis[key].get_title("left"), cmap, 4)
        axis[key].set_anchor("N")

    first, second = weeks["1"], weeks["2"]
    axis["1"].plot(first["x"], first["y"], "o", color=GREY, markersize=3, alpha=0.6)
    order = np.argsort(first["x"])
    axis["1"].plot(first["x"][order], first["predicted"][order], color=ORANGE)
    axis["1"].set(xlabel="body mass index (kg/m$^2$)", ylabel="progression after a year")
    axis["2"].plot(second["predicted"], second["y"], "o", color=GREY, markersize=3, alpha=0.6)
    axis["2"].plot([40, 300], [40, 300], color=ORANGE)
    axis["2"].set(xlabel="predicted progression", ylabel="progression after a year")

    logits, y = np.clip(weeks["3"]["logits"], -15, 15), weeks["3"]["y"]
    bins = np.linspace(-15, 15, 31)
    axis["3"].hist(logits[y == 0], bins, color=BLUE, alpha=0.8, label="benign")
    axis["3"].hist(logits[y == 1], bins, color=ORANGE, alpha=0.8, label="malignant")
    axis["3"].axvline(0, color="black", linestyle="--", linewidth=1)
    axis["3"].set(xlabel="logit (beyond 15: at the edge)", ylabel="tumours")
    axis["3"].legend()

    training, validation = weeks["6"]["curves"]
    axis["6"].plot(weeks["6"]["sizes"], validation, "s-", color=ORANGE, label="validation")
    axis["6"].plot(weeks["6"]["sizes"], training, "o-", color=BLUE, label="training")
    axis["6"].set(xlabel="training rows", ylabel="mean squared error", ylim=(0, None))
    axis["6"].legend()

    seventh = weeks["7"]
    low, high = seventh["X"].min(axis=0) - 0.3, seventh["X"].max(axis=0) + 0.3
    grid = np.stack(np.meshgrid(*np.linspace(low, high, 120).T), axis=-1)
    heights = seventh["machine"].decision_function(grid.reshape(-1, 2)).reshape(grid.shape[:2])
    levels = {"levels": [-1, 0, 1], "linestyles": [":", "-", ":"], "colors": "black"}
    axis["7"].contour(grid[..., 0], grid[..., 1], heights, **levels, linewidths=1)
    for label, color, name in ((0, BLUE, "benign"), (1, ORANGE, "malignant")):
        dots = seventh["X"][seventh["y"] == label]
        axis["7"].plot(*dots.T, "o", color=color, markersize=3, label=name)
    axis["7"].set(xlabel="mean radius (standardized)", ylabel="mean concave points (stand.)")
    axis["7"].legend(loc="lower right")

    ninth = weeks["9"]
    low, high = ninth["X"].min(axis=0) * 0.9, ninth["X"].max(axis=0) * 1.05
    grid = np.stack(np.meshgrid(*np.linspace(low, high, 120).T), axis=-1)
    heights = log_density(grid.reshape(-1, 2), ninth["mean"], ninth["variance"])
    heights = heights.reshape(grid.shape[:2])
    axis["9"].contour(
        grid[..., 0], grid[..., 1], heights, levels=[ninth["threshold"]], colors="black"
    )
    for label, color, name in ((0, BLUE, "benign"), (1, ORANGE, "malignant")):
        axis["9"].plot(
            *ninth["X"][ninth["y"] == label].T, "o", color=color, markersize=3, label=name
        )
    axis["9"].set(xlabel="mean radius (pixels)", ylabel="mean concave points")
    axis["9"].legend(loc="upper left")
    plt.show()


# %%
# The goal, drawn by scikit-learn.
def scaled(train_features: np.ndarray, features: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    scaler = StandardScaler().fit(train_features)
    return with_ones(scaler.transform(train_features)), with_ones(scaler.transform(features))


def ridge(X: np.ndarray, y: np.ndarray, lam: float) -> np.ndarray:
    model = Ridge(alpha=lam).fit(X[:, 1:], y)
    return np.append(model.intercept_, model.coef_)


def logistic(X: np.ndarray, y: np.ndarray, lam: float) -> np.ndarray:
    model = LogisticRegression(C=1 / lam, max_iter=1000).fit(X[:, 1:], y)
    return np.append(model.intercept_, model.coef_)


def one_vs_rest(X: np.ndarray, y: np.ndarray, lam: float) -> tuple[np.ndarray, np.ndarray]:
    classes = np.unique(y)
    return classes, np.array([logistic(X, y == label, lam) for label in classes])


def multilayer(features: np.ndarray, y: np.ndarray, new_features: np.ndarray) -> np.ndarray:
    options = {"activation": "logistic", "solver": "lbfgs", "alpha": 0.3, "max_iter": 1000}
    return MLPClassifier(25, **options, random_state=0).fit(features, y).predict(new_features)


def curve(train_X, train_y, new_X, new_y, sizes, lam: float) -> tuple[np.ndarray, np.ndarray]:
    errors = []
    for m in sizes:
        X, X_new = scaled(train_X[:m], new_X)
        theta = ridge(X, train_y[:m], lam)
        errors.append(
            [np.mean((X @ theta - train_y[:m]) ** 2), np.mean((X_new @ theta - new_y) ** 2)]
        )
    return tuple(np.transpose(errors))


def clusters(X: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
    model = KMeans(k, n_init=5, random_state=0).fit(X)
    return model.cluster_centers_, model.labels_


def principal(X: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    model = PCA(k).fit(X)
    return model.mean_, model.components_, model.explained_variance_ratio_


def best_threshold(log_densities: np.ndarray, is_anomaly: np.ndarray) -> tuple[float, float]:
    precision, recall, thresholds = precision_recall_curve(is_anomaly, -log_densities)
    f1 = 2 * precision[:-1] * recall[:-1] / np.maximum(precision[:-1] + recall[:-1], 1e-300)
    return np.nextafter(-thresholds[f1.argmax()], np.inf), f1.max()


library_kit = SimpleNamespace(
    design_matrices=scaled,
    fit_linear=ridge,
    fit_logistic=logistic,
    train_one_vs_all=one_vs_rest,
    predict_one_vs_all=lambda X, classes, Theta: classes[np.argmax(X @ Theta.T, axis=1)],
    network=multilayer,
    learning_curve=curve,
    cluster=clusters,
    pca=principal,
    choose_threshold=best_threshold,
)
draw_nine_weeks(nine_weeks(library_kit, seed=110))

# %% [markdown] lang="zh"
# ## 概况
#
# | | |
# |---|---|
# | 计划条目 | 1.13 吴恩达《机器学习》课程（重点 1–9 周） · 2.7 线性回归 (linear regression)、逻辑回归 (logistic regression) · R.3 机器学习：Andrew Ng《机器学习》+ Kaggle |
# | 先修 | 104（奇异值分解）、105（梯度、链式法则、梯度检验）、106 至 109 |
# | 学习时间 | 约 10 小时，可以分两三天 |
# | 计算机 | 两个 CPU 核，全部运行不到一分钟；不需要网络 |
# | 分数 | 20 分：代价与梯度 4、牛顿法 (Newton's method) 3、一对其余 (one-vs-all) 2、反向传播 (back-propagation) 3、学习曲线 (learning curve) 3、无监督的三件工具 5 |

# %% [markdown] lang="en"
# ## Facts
#
# | | |
# |---|---|
# | Rows of the plan | 1.13 Andrew Ng's Machine Learning, weeks 1–9 · 2.7 linear regression, logistic regression · R.3 machine learning: Andrew Ng, Machine Learning, and Kaggle |
# | Before | 104 (singular values), 105 (gradients, chain rule, gradient check), 106 to 109 |
# | Work | about 10 hours, over two or three days |
# | Computer | two CPU cores, less than a minute to run it all; no network |
# | Points | 20: cost and gradient 4, Newton's method 3, one-vs-all 2, back-propagation 3, learning curves 3, three tools without labels 5 |

# %% [markdown] lang="zh"
# ## 数据
#
# 三份数据都随 scikit-learn 安装。
#
# | | 糖尿病 | 乳腺癌 | 手写数字 |
# |---|---|---|---|
# | 读取 | [`load_diabetes`](https://scikit-learn.org/stable/modules/generated/sklearn.datasets.load_diabetes.html) | [`load_breast_cancer`](https://scikit-learn.org/stable/modules/generated/sklearn.datasets.load_breast_cancer.html) | [`load_digits`](https://scikit-learn.org/stable/modules/generated/sklearn.datasets.load_digits.html) |
# | 来源 | Efron 等 (2004) | Street、Wolberg 与 Mangasarian (1993)，UCI | Alpaydin 与 Kaynak (1998)，UCI |
# | 许可 | 公开发表，随 scikit-learn (BSD-3) 分发 | [CC BY 4.0](https://archive.ics.uci.edu/dataset/17/breast+cancer+wisconsin+diagnostic) | [CC BY 4.0](https://archive.ics.uci.edu/dataset/80/optical+recognition+of+handwritten+digits) |
# | 行 | 442 名病人 | 569 个肿块 | 1797 幅 8×8 的图 |
# | 列 | 10 | 30 | 64 |
# | 单位 | 年龄（岁）、性别（1、2）、体重指数 BMI（kg/m²）、平均血压（mmHg）、六项血清指标 | 细胞核的半径等十种量的均值、标准误与最差值（长度以像素计） | 墨色，0 至 16，这里除以 16 |
# | 目标 | 一年后的病情，25 至 346，没有单位 | 1 为恶性（212 例），0 为良性（357 例） | 数字 0 至 9，各约 180 幅 |
#
# 有三处要留意。糖尿病数据常以“已缩放”的形式出现，那是用全部病人的统计量缩放的；这里读原始单位，好让你自己来。乳腺癌数据在 scikit-learn 中以 1 表示良性，这里反过来，因为要找的是恶性。手写数字的四角有三个像素在每幅图中都是 0，除以它们的标准差 (standard deviation) 就是除以零。

# %% [markdown] lang="en"
# ## Dataset
#
# All three sets are installed with scikit-learn.
#
# | | Diabetes | Breast cancer | Digits |
# |---|---|---|---|
# | Read by | [`load_diabetes`](https://scikit-learn.org/stable/modules/generated/sklearn.datasets.load_diabetes.html) | [`load_breast_cancer`](https://scikit-learn.org/stable/modules/generated/sklearn.datasets.load_breast_cancer.html) | [`load_digits`](https://scikit-learn.org/stable/modules/generated/sklearn.datasets.load_digits.html) |
# | Source | Efron et al. (2004) | Street, Wolberg and Mangasarian (1993), UCI | Alpaydin and Kaynak (1998), UCI |
# | Licence | published, distributed with scikit-learn (BSD-3) | [CC BY 4.0](https://archive.ics.uci.edu/dataset/17/breast+cancer+wisconsin+diagnostic) | [CC BY 4.0](https://archive.ics.uci.edu/dataset/80/optical+recognition+of+handwritten+digits) |
# | Rows | 442 patients | 569 tumours | 1797 images of 8×8 |
# | Columns | 10 | 30 | 64 |
# | Units | age (years), sex (1, 2), body mass index BMI (kg/m²), mean blood pressure (mmHg), six blood serum values | mean, standard error and worst value of the radius and nine other measures of cell nuclei (lengths in pixels) | ink, 0 to 16, here divided by 16 |
# | Target | disease after a year, 25 to 346, no unit | 1 for malignant (212), 0 for benign (357) | the digit 0 to 9, about 180 images of each |
#
# Three things are odd. The diabetes data often come "scaled", by the statistics of all patients; here they are read in their own units, so that scaling is up to you. In scikit-learn 1 means a benign tumour; here it is the other way round, for malignant is what we look for. And three pixels in the corners of the digits are 0 in every image: to divide by their standard deviation is to divide by zero.

# %% [markdown] lang="zh"
# ## 开始之前：九周一览
#
# | 周 | 问题 | 想法 | 数据 | 本课 |
# |---|---|---|---|---|
# | 1 | 用一个数能预测病情吗？ | 代价函数、梯度下降 | 糖尿病 | 第 1 节 |
# | 2 | 用十个数呢？ | 设计矩阵、特征缩放、正规方程 | 糖尿病 | 第 1 节 |
# | 3 | 恶性还是良性？ | 逻辑回归、决策边界、正则化、牛顿法 | 乳腺癌 | 第 1、2 节 |
# | 4 | 怎样认十个数字？ | 一对其余、隐藏层 | 手写数字 | 第 3、4 节 |
# | 5 | 网络怎样学？ | 反向传播 | 手写数字 | 第 4 节 |
# | 6 | 误差大，下一步做什么？ | 学习曲线、偏差与方差 | 糖尿病 | 第 5 节 |
# | 7 | 边界该离两边多远？ | 支持向量机 | 乳腺癌 | 第 6 节（无任务） |
# | 8 | 没有标签，能看出什么？ | k 均值、主成分分析 | 手写数字 | 第 7 节 |
# | 9 | 什么算异常？ | 正态密度与阈值 | 乳腺癌 | 第 7 节 |
#
# 课程第 9 周还讲推荐系统 (recommender system)；本课程在第 4 阶段用真实的电影评分来做。
#
# **符号。** 一行一个样本。原始特征排成 $n \times d$ 的表。在前面加一列 1，得到设计矩阵 (design matrix) $X$，形状 $(n, p)$，$p = d + 1$；第 $i$ 行写作 $x_i$。参数 $\theta = (\theta_0, \theta_1, \dots, \theta_d)$，其中 $\theta_0$ 乘那一列 1，叫作偏置 (bias term)。目标 $y$ 形状 $(n,)$。$\sigma_j$ 带下标，是第 $j$ 列的标准差（主成分一段里则同 104，是奇异值 (singular value)）；$\sigma(\cdot)$ 带括号，是第 1 节的 sigmoid 函数。
#
# ### 所有任务共同的约定
#
# 1. 传入的数组不得改动。
# 2. 输入可以是整数、布尔值、`float32` 或 `float64`。先转成 `float64` 再算，返回的浮点数组也是 `float64`。
# 3. 坏输入要报 `ValueError`，报哪些由各任务列出；没有列出的不会被测到。
# 4. “一个 `float`”指 Python 的 `float` 或 NumPy 的浮点标量，不是数组。
# 5. $\lambda$ 在代码中写作 `lam`，因为 `lambda` 是 Python 的关键字。
#
# 每个测试单元格先做几项看得见的检查，评分时再用新抽取的数据检查任务中写明的各项性质；其中真实数据的训练与留出部分也由评分时的种子抽取。下面的单元格准备了测试用的工具，其中 `numerical_gradient` 你自己也用得上：它就是 105 的中心差分 (central difference)。

# %% [markdown] lang="en"
# ## Before you start: nine weeks at a glance
#
# | Week | Question | Idea | Data | Here |
# |---|---|---|---|---|
# | 1 | Can one number predict the disease? | cost function, gradient descent | diabetes | section 1 |
# | 2 | Can ten? | design matrix, feature scaling, normal equation | diabetes | section 1 |
# | 3 | Malignant or benign? | logistic regression, decision boundary, regularization, Newton's method | breast cancer | sections 1, 2 |
# | 4 | How to tell ten digits apart? | one-vs-all, hidden layer | digits | sections 3, 4 |
# | 5 | How does a network learn? | back-propagation | digits | section 4 |
# | 6 | The error is large: what next? | learning curve, bias and variance | diabetes | section 5 |
# | 7 | How far from both sides should a boundary be? | support vector machine | breast cancer | section 6 (no task) |
# | 8 | What shows without labels? | k-means, principal component analysis | digits | section 7 |
# | 9 | What is an anomaly? | normal density and a threshold | breast cancer | section 7 |
#
# Week 9 of that course also treats recommender systems; ours builds one in stage 4, from real ratings of films.
#
# **Notation.** One row a sample. The raw features stand in a table of $n \times d$. With a column of ones before it, it is the design matrix $X$, of shape $(n, p)$, $p = d + 1$; its row $i$ is $x_i$. The parameters are $\theta = (\theta_0, \theta_1, \dots, \theta_d)$; $\theta_0$ multiplies the ones and is the bias term. The target $y$ has shape $(n,)$. $\sigma_j$ with an index is the standard deviation of column $j$ (in the part on principal components, as in 104, a singular value); $\sigma(\cdot)$ with brackets is the sigmoid function of section 1.
#
# ### Agreed for all tasks
#
# 1. Arrays passed in stay as they are.
# 2. Input may be integer, boolean, `float32` or `float64`. Convert to `float64` first; floating-point arrays that you return are `float64` too.
# 3. Bad input raises `ValueError`; each task lists what is bad, and what is not listed is not tested.
# 4. "A `float`" is Python's `float` or a NumPy floating-point scalar, not an array.
# 5. $\lambda$ is written `lam` in code, for `lambda` is a keyword of Python.
#
# Each test cell makes a few checks that you see; grading then checks, on newly drawn data, the properties that the task names. The training and held-out parts of the real data, too, are drawn by the seed of the grading. The next cell holds the tools of the tests. One of them, `numerical_gradient`, is of use to you: it is the central difference of 105.


# %% nbgrader={"grade": false, "grade_id": "checks", "locked": true, "schema_version": 3, "solution": false, "task": false}
def raises(
    error: type[Exception], function: Callable[..., object], *arguments: object, **options: object
) -> bool:
    """Whether the call raises `error`; a function that is not written yet does not count."""
    try:
        function(*arguments, **options)
    except NotImplementedError:
        raise
    except Exception as raised:
        return isinstance(raised, error)
    return False


def is_array(value: object, shape: tuple[int, ...], dtype: type = np.float64) -> bool:
    """Whether `value` is an array of this shape and dtype."""
    return isinstance(value, np.ndarray) and value.shape == shape and value.dtype == dtype


def is_float(value: object) -> bool:
    """Whether `value` is one floating-point number."""
    return isinstance(value, float | np.floating)


def is_sequence(value: object, length: int) -> bool:
    """Whether `value` is a tuple or list of this length."""
    return isinstance(value, tuple | list) and len(value) == length


def numerical_gradient(
    function: Callable[[np.ndarray], float], point: np.ndarray, step: float = 1e-5
) -> np.ndarray:
    """Central differences of a number that depends on the entries of an array."""
    gradient = np.empty(point.shape)
    for index in np.ndindex(point.shape):
        shift = np.zeros(point.shape)
        shift[index] = step
        gradient[index] = (function(point + shift) - function(point - shift)) / (2 * step)
    return gradient


def random_design(rng: np.random.Generator, n: int, d: int) -> Float[np.ndarray, "n p"]:
    """A column of ones and `d` columns of random numbers."""
    return np.column_stack([np.ones(n), rng.normal(size=(n, d))])


def random_labels(
    rng: np.random.Generator, logits: Float[np.ndarray, "n"]
) -> Float[np.ndarray, "n"]:
    """Labels 0 and 1 with the probabilities that belong to `logits`; both occur."""
    y = (rng.random(len(logits)) < expit(logits)).astype(float)
    y[np.argmax(logits)], y[np.argmin(logits)] = 0.0, 1.0  # so no plane separates them
    return y


# %% [markdown] lang="zh"
# ## 1 · 第 1–3 周：预测错了，错多少？
#
# **一条直线。** 442 名病人，各有一个体重指数，和一年后的病情。画一条直线 $\hat y = \theta_0 + \theta_1 x$，哪一条最好？先要说清“错多少”。**代价函数** (cost function) 把所有样本的误差并成一个数。线性回归取误差平方的平均：
#
# $$J(\theta) = \frac{1}{2n} \sum_{i=1}^n (\hat y_i - y_i)^2$$
#
# 多出的 $\tfrac12$ 只为求导后约掉那个 2。
#
# **许多特征。** 每个病人有 $d$ 个数，$\hat y_i = \theta_0 + \theta_1 x_{i1} + \dots + \theta_d x_{id}$。用设计矩阵写成一行：$\hat y = X \theta$。循环没有了，公式与代码也一样长。
#
# **特征缩放** (feature scaling)。BMI 在 18 到 42 之间，半径以像素计，血压以 mmHg 计。单位一换，代价的山谷就可能又窄又长，梯度下降 (gradient descent) 走得极慢；后面的正则化罚得多重，也会由单位来定。所以先做**标准化** (standardization)：每列减去均值 $\mu_j$，除以标准差 $\sigma_j$：
#
# $$z_{ij} = \frac{x_{ij} - \mu_j}{\sigma_j}, \qquad \mu_j = \frac{1}{m} \sum_{i=1}^m x_{ij}, \quad \sigma_j^2 = \frac{1}{m} \sum_{i=1}^m (x_{ij} - \mu_j)^2$$
#
# 求和只走**训练集** (training set) 的 $m$ 行。新来的行用同样的 $\mu_j$ 和 $\sigma_j$。若把测试集也算进去，测试集的消息就漏进了训练，叫作数据泄漏 (data leakage)，量出的分数不再可信。有的列在训练集中处处相等，$\sigma_j = 0$；对它只减均值，不做除法。
#
# **是或否。** 恶性为 1，良性为 0。直线的输出可以是任何数，不是概率。令 $z = x^\top \theta$，称为 logit，再用 **sigmoid 函数** (sigmoid function) 压到 0 与 1 之间：
#
# $$P(y = 1 \mid x) = \sigma(z) = \frac{1}{1 + e^{-z}}$$
#
# $z > 0$ 时概率超过一半，就判为 1。这就是逻辑回归。$z = 0$ 的那些点构成**决策边界** (decision boundary)，对两个特征是一条直线。
#
# **代价从哪里来？** 若预测 $\sigma(z)$ 是对的，$y = 1$ 出现的概率是 $\sigma(z)$，$y = 0$ 的概率是 $1 - \sigma(z) = \sigma(-z)$。令 $s = 2y - 1$，即 $y = 1$ 时 $s = +1$，$y = 0$ 时 $s = -1$，两种情形可以一起写成 $\sigma(s z)$。最大似然估计 (maximum likelihood estimation) 要让各样本概率之积最大，也就是让负对数的平均最小：
#
# $$J(\theta) = \frac{1}{n} \sum_{i=1}^n -\log \sigma(s_i z_i) = \frac{1}{n} \sum_{i=1}^n \log \left( 1 + e^{-s_i z_i} \right)$$
#
# 这叫**对数损失** (log-loss)，也是二分类 (binary classification) 的交叉熵 (cross-entropy)。
#
# **为什么不用 $\log(\sigma(z))$ 直接算？** $z = -800$ 时 $\sigma(z)$ 存为 0，对数是负无穷；$z = 40$ 时 $\sigma(z)$ 存为 1，损失算成 0，而它应是 $4.2 \times 10^{-18}$。`np.logaddexp(a, b)` 算 $\log(e^a + e^b)$，两头都不出错；把 $\log(1 + e^{-sz})$ 看作 $\log(e^0 + e^{-sz})$ 就能用它。$\sigma$ 本身由 SciPy 的 `expit` 计算，本课已经导入。
#
# **正则化** (regularization)。特征一多，参数会为了迁就训练集而变得很大，这叫过拟合 (overfitting)。给代价加上一项，大的参数就要付出代价：
#
# $$J_\lambda(\theta) = J(\theta) + \frac{\lambda}{2n} \sum_{j=1}^{d} \theta_j^2$$
#
# 求和从 $j = 1$ 开始：偏置 $\theta_0$ **不**受罚。它只管整体的高低，罚它就等于说目标的平均应当接近 0，而平均与用什么单位、从哪里量起有关。
#
# **梯度。** 由链式法则 (chain rule)，$\partial J / \partial \theta_j$ 是每个样本的 $\partial(\text{损失}) / \partial z_i$ 乘以 $\partial z_i / \partial \theta_j = x_{ij}$，再取平均。平方损失 $\tfrac12 (z - y)^2$ 的导数是 $z - y$。对数损失的导数是 $-s \, \sigma(-sz)$：$y = 0$ 时是 $\sigma(z)$，$y = 1$ 时是 $-\sigma(-z) = \sigma(z) - 1$。两种情形都是 $\sigma(z) - y$。所以两种回归的梯度是同一个样子，都是“预测减去目标”：
#
# $$\nabla J_\lambda = \frac{1}{n} X^\top (\hat y - y) + \frac{\lambda}{n} (0, \theta_1, \dots, \theta_d)^\top, \qquad \hat y = X\theta \ \text{或} \ \sigma(X\theta)$$

# %% [markdown] lang="en"
# ## 1 · Weeks 1 to 3: how wrong is a prediction?
#
# **A line.** There are 442 patients, each with a body mass index and the state of the disease a year later. Draw a line $\hat y = \theta_0 + \theta_1 x$: which is best? First say how wrong a line is. A **cost function** makes one number of the errors of all samples. Linear regression takes the mean of their squares:
#
# $$J(\theta) = \frac{1}{2n} \sum_{i=1}^n (\hat y_i - y_i)^2$$
#
# The extra $\tfrac12$ only cancels the 2 of the derivative.
#
# **Many features.** A patient has $d$ numbers, and $\hat y_i = \theta_0 + \theta_1 x_{i1} + \dots + \theta_d x_{id}$. The design matrix says it in one line: $\hat y = X \theta$. The loop is gone, and the code is as short as the formula.
#
# **Feature scaling.** A BMI runs from 18 to 42; a radius is in pixels, a blood pressure in mmHg. Change a unit, and the valley of the cost may become long and narrow, so that gradient descent hardly moves; how hard regularization, to come below, punishes a column would depend on its unit too. So begin with **standardization**: from each column subtract its mean $\mu_j$ and divide by its standard deviation $\sigma_j$:
#
# $$z_{ij} = \frac{x_{ij} - \mu_j}{\sigma_j}, \qquad \mu_j = \frac{1}{m} \sum_{i=1}^m x_{ij}, \quad \sigma_j^2 = \frac{1}{m} \sum_{i=1}^m (x_{ij} - \mu_j)^2$$
#
# The sums run over the $m$ rows of the **training set** alone. New rows are scaled by the same $\mu_j$ and $\sigma_j$. Were the test set counted in, news of it would leak into the training; this is data leakage, and the score could not be trusted. A column may be the same in every training row, $\sigma_j = 0$; from such a column only subtract the mean, and do not divide.
#
# **Yes or no.** Malignant is 1, benign is 0. The output of a line may be any number, not a probability. Call $z = x^\top \theta$ the logit, and squeeze it between 0 and 1 by the **sigmoid function**:
#
# $$P(y = 1 \mid x) = \sigma(z) = \frac{1}{1 + e^{-z}}$$
#
# For $z > 0$ the probability is above one half, and we say 1. This is logistic regression. The points with $z = 0$ are the **decision boundary**, for two features a straight line.
#
# **Where does its cost come from?** If the prediction $\sigma(z)$ is right, $y = 1$ has probability $\sigma(z)$, and $y = 0$ has $1 - \sigma(z) = \sigma(-z)$. Let $s = 2y - 1$, so that $s = +1$ for $y = 1$ and $s = -1$ for $y = 0$; then both are $\sigma(s z)$. Maximum likelihood estimation makes the product of these probabilities as large as possible, that is, the mean of their negative logarithms as small as possible:
#
# $$J(\theta) = \frac{1}{n} \sum_{i=1}^n -\log \sigma(s_i z_i) = \frac{1}{n} \sum_{i=1}^n \log \left( 1 + e^{-s_i z_i} \right)$$
#
# It is called the **log-loss**, and is also the cross-entropy of binary classification.
#
# **Why not compute $\log(\sigma(z))$ as it stands?** At $z = -800$, $\sigma(z)$ is stored as 0, and its logarithm is minus infinity; at $z = 40$, $\sigma(z)$ is stored as 1, and the loss comes out as 0, where it should be $4.2 \times 10^{-18}$. `np.logaddexp(a, b)` computes $\log(e^a + e^b)$ and fails at neither end; read $\log(1 + e^{-sz})$ as $\log(e^0 + e^{-sz})$, and it applies. $\sigma$ itself is computed by SciPy's `expit`, which this lesson has imported.
#
# **Regularization.** With many features the parameters may grow large to please the training set; this is overfitting. One more term makes large parameters cost something:
#
# $$J_\lambda(\theta) = J(\theta) + \frac{\lambda}{2n} \sum_{j=1}^{d} \theta_j^2$$
#
# The sum begins at $j = 1$: the bias $\theta_0$ is **not** punished. It only sets the level; to punish it would be to say that the targets should be near 0 on average, and their average depends on the unit and on where one measures from.
#
# **The gradient.** By the chain rule, $\partial J / \partial \theta_j$ is the mean over the samples of $\partial(\text{loss}) / \partial z_i$ times $\partial z_i / \partial \theta_j = x_{ij}$. The squared loss $\tfrac12 (z - y)^2$ has the derivative $z - y$. The log-loss has $-s \, \sigma(-sz)$: for $y = 0$ this is $\sigma(z)$, for $y = 1$ it is $-\sigma(-z) = \sigma(z) - 1$. Both are $\sigma(z) - y$. So the gradients of the two regressions look the same, "prediction minus target":
#
# $$\nabla J_\lambda = \frac{1}{n} X^\top (\hat y - y) + \frac{\lambda}{n} (0, \theta_1, \dots, \theta_d)^\top, \qquad \hat y = X\theta \ \text{or} \ \sigma(X\theta)$$

# %%
# Worked example: lines through the real data, their cost, and the two losses of one sample.
bmi = X_diabetes[:, BMI]
lines = ((-100, 9, ORANGE), (-118, 10.2, BLUE), (60, 3, GREY))
fig, axes = plt.subplots(1, 3, figsize=(10.5, 3.3), layout="constrained")
axes[0].plot(bmi, y_diabetes, "o", color=GREY, markersize=2, alpha=0.5)
for intercept, slope, color in lines:
    half_mse = (
        np.mean([(intercept + slope * x - y) ** 2 for x, y in zip(bmi, y_diabetes, strict=True)])
        / 2
    )
    label = f"{intercept} + {slope} x: J = {half_mse:.0f}"
    axes[0].plot(
        [18, 42], [intercept + slope * 18, intercept + slope * 42], color=color, label=label
    )
axes[0].set(title="Three lines", xlabel="body mass index (kg/m$^2$)", ylabel="progression")
axes[0].legend(fontsize=7.5, loc="upper left")
axes[0].set_ylim(0, 480)

z = np.linspace(-6, 6, 241)
axes[1].plot(z, 1 / (1 + np.exp(-z)), color=BLUE)
axes[1].set(title="The sigmoid", xlabel="logit $z$", ylabel="probability of $y = 1$")
axes[2].plot(z, np.log(1 + np.exp(-z)), color=BLUE, label="log-loss")
axes[2].plot(z, (z - 1) ** 2 / 2, color=ORANGE, linestyle="--", label="squared loss")
axes[2].set(title="Loss of one sample with $y = 1$", xlabel="logit $z$", ylabel="loss", ylim=(0, 8))
axes[2].legend()
plt.show()

print("   z    log(1 + exp(-z))   logaddexp(0, -z)")
with np.errstate(over="ignore"):
    for z in (-800.0, -2.0, 40.0):
        print(f"{z:5.0f} {np.log(1 + np.exp(-z)):18.6g} {np.logaddexp(0, -z):18.6g}")

# %% [markdown] lang="zh"
# 右图说明逻辑回归为什么不用平方损失：$y = 1$ 的样本若有 $z = 5$，判断既对又有把握，平方损失却要罚它。
#
# ### 任务 1：`design_matrices`、`linear_cost` 与 `logistic_cost`
#
# `design_matrices(train_features, new_features)`
#
# - 输入：`train_features`，形状 $(m, d)$；`new_features`，形状 $(k, d)$；原始单位，不含那一列 1。
# - 返回：`(X_train, X_new)`，形状 $(m, d + 1)$ 与 $(k, d + 1)$。第 0 列都是 1，其余是标准化之后的列。$\mu_j$ 与 $\sigma_j$ 都只由 `train_features` 算出；$\sigma_j$ 用上面除以 $m$ 的公式。
# - 训练集中处处相等的列只减均值。测试中这样的列是整数。
# - 两者不都是二维，或列数不同：`ValueError`。
#
# `linear_cost(theta, X, y, lam)` 与 `logistic_cost(theta, X, y, lam)`
#
# - 输入：`theta`，形状 $(p,)$；`X`，形状 $(n, p)$，第 0 列是 1；`y`，形状 $(n,)$，逻辑回归的 `y` 只含 0 与 1；`lam`，$\lambda \ge 0$。
# - 返回：`(cost, gradient)`，即 $J_\lambda(\theta)$，一个 `float`，与它的梯度，形状 $(p,)$。
# - `logistic_cost` 的代价在任何有限的 $z$ 上都是有限的，而且相对误差不超过 $10^{-9}$：$|z|$ 大到 $10^4$，或每个样本的 $s_i z_i$ 都大到 500、代价只有 $10^{-217}$ 时也是如此。
# - `X` 不是二维，或 `theta`、`y` 的形状与它不合，或 $\lambda < 0$：`ValueError`。形状为 $(n, 1)$ 的 `y` 尤其危险：减法会广播 (broadcasting) 成 $(n, n)$，不报错，只是算错。
# - `logistic_cost` 的 `y` 含有 0 与 1 以外的值（例如以 $-1$ 表示否）：`ValueError`。
#
# 分数：设计矩阵 1 分；线性回归 1 分；逻辑回归的代价与梯度 1 分，其数值稳定 1 分。

# %% [markdown] lang="en"
# The figure on the right shows why logistic regression does not use the squared loss: a sample with $y = 1$ and $z = 5$ is judged rightly and with confidence, and the squared loss would punish it.
#
# ### Task 1: `design_matrices`, `linear_cost` and `logistic_cost`
#
# `design_matrices(train_features, new_features)`
#
# - Input: `train_features`, of shape $(m, d)$; `new_features`, of shape $(k, d)$; in their own units, without the column of ones.
# - Return: `(X_train, X_new)`, of shapes $(m, d + 1)$ and $(k, d + 1)$. Column 0 of both is 1, the others are the standardized columns. $\mu_j$ and $\sigma_j$ come from `train_features` alone; $\sigma_j$ by the formula above, which divides by $m$.
# - From a column that is the same in every training row only subtract the mean. In the tests such columns are whole numbers.
# - Not both two-dimensional, or different numbers of columns: `ValueError`.
#
# `linear_cost(theta, X, y, lam)` and `logistic_cost(theta, X, y, lam)`
#
# - Input: `theta`, of shape $(p,)$; `X`, of shape $(n, p)$, with ones in column 0; `y`, of shape $(n,)$, for logistic regression of 0 and 1 only; `lam`, $\lambda \ge 0$.
# - Return: `(cost, gradient)`, that is $J_\lambda(\theta)$, a `float`, and its gradient, of shape $(p,)$.
# - The cost of `logistic_cost` is finite for every finite $z$, with a relative error of at most $10^{-9}$: also where $|z|$ is as large as $10^4$, or where every $s_i z_i$ is as large as 500 and the cost only $10^{-217}$.
# - `X` not two-dimensional, `theta` or `y` of a shape that does not fit it, or $\lambda < 0$: `ValueError`. A `y` of shape $(n, 1)$ is the dangerous one: the subtraction broadcasts to $(n, n)$, raises nothing and is wrong.
# - For `logistic_cost`, a `y` with values other than 0 and 1 (say $-1$ for no): `ValueError`.
#
# Points: 1 for the design matrices; 1 for linear regression; 1 for the cost and gradient of logistic regression, 1 for its stability.

# %% [markdown] aicourse={"hints": "design_matrices"} lang="zh"
# 1. 统计量只从 `train_features` 算一次，沿轴 0，两个表都用它。$\sigma_j = 0$ 的列不用另写：相除之前把这些零换成 1，剩下的就只是减均值。
# 2. 检查形状要在计算之前：`theta.shape` 与 `X.shape[1:]` 比，`y.shape` 与 `X.shape[:1]` 比，形状 $(n, 1)$ 的 `y` 自然就被拦住。
# 3. 罚项在代价和梯度里各出现一次，都不含 $\theta_0$。先造一个第 0 项为 0、其余与 $\theta$ 相同的新数组，两处都用它；直接写 `theta[0] = 0` 会改掉调用者的数组，也毁了预测。
# 4. $\log(1 + e^z) - y z$ 也不稳：$z = 40$、$y = 1$ 时是两个大数相减，应得的 $4.2 \times 10^{-18}$ 全丢了；把概率截在 0 与 1 之内，同样会错。要让 $s = 2y - 1$ 进到指数里，再用 `np.logaddexp`。
# 5. 用 `numerical_gradient` 检验梯度，先取 `lam` 为 0，再取 3。前者对、后者错，错在罚项；相差整整 $n$ 倍，是把平均写成了和。

# %% [markdown] aicourse={"hints": "design_matrices"} lang="en"
# 1. The statistics come from `train_features` alone, once, along axis 0, and serve both tables. Columns with $\sigma_j = 0$ need no case of their own: put 1 in the place of these zeros before you divide, and what is left is to subtract the mean.
# 2. Check shapes before you compute: `theta.shape` against `X.shape[1:]`, and `y.shape` against `X.shape[:1]`, which stops a `y` of shape $(n, 1)$ too.
# 3. The penalty appears once in the cost and once in the gradient, both times without $\theta_0$. Make a new array with 0 in place 0 and $\theta$ elsewhere, and use it in both; `theta[0] = 0` would change the caller's array, and spoil the prediction.
# 4. $\log(1 + e^z) - y z$ is not stable either: for $z = 40$ and $y = 1$ two large numbers are subtracted, and the $4.2 \times 10^{-18}$ that is due is lost; to clip the probability away from 0 and 1 is wrong as well. Let $s = 2y - 1$ enter the exponent, and then use `np.logaddexp`.
# 5. Check the gradient by `numerical_gradient`, first with a `lam` of 0, then of 3. If the first agrees and the second does not, look at the penalty; a factor of exactly $n$ is a sum in place of a mean.


# %% nbgrader={"grade": false, "grade_id": "design_matrices", "locked": false, "schema_version": 3, "solution": true, "task": false}
def design_matrices(
    train_features: Float[np.ndarray, "m d"], new_features: Float[np.ndarray, "k d"]
) -> tuple[Float[np.ndarray, "m p"], Float[np.ndarray, "k p"]]:
    """Standardized features with a column of ones, scaled by the training rows alone.

    Parameters
    ----------
    train_features : ndarray of shape (m, d)
        Training rows, in their own units.
    new_features : ndarray of shape (k, d)
        Other rows, in the same units.

    Returns
    -------
    X_train : ndarray of shape (m, d + 1)
        Ones, then the standardized columns of `train_features`.
    X_new : ndarray of shape (k, d + 1)
        The same for `new_features`, with the means and deviations of `train_features`.

    Raises
    ------
    ValueError
        If an argument is not two-dimensional or the numbers of columns differ.

    References
    ----------
    Hastie, Tibshirani and Friedman, The Elements of Statistical Learning (2nd ed.), section 3.4.1.
    """
    ### BEGIN SOLUTION
    train = np.asarray(train_features, dtype=float)
    new = np.asarray(new_features, dtype=float)
    if train.ndim != 2 or new.ndim != 2 or train.shape[1] != new.shape[1]:
        raise ValueError("two matrices with the same number of columns are expected")
    mean, deviation = train.mean(axis=0), train.std(axis=0)
    deviation[deviation == 0] = 1
    X_train, X_new = (np.insert((rows - mean) / deviation, 0, 1, axis=1) for rows in (train, new))
    return X_train, X_new
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "linear_cost", "locked": false, "schema_version": 3, "solution": true, "task": false}
def linear_cost(
    theta: Float[np.ndarray, "p"],
    X: Float[np.ndarray, "n p"],
    y: Float[np.ndarray, "n"],
    lam: float,
) -> tuple[float, Float[np.ndarray, "p"]]:
    """Regularized cost of linear regression, and its gradient.

    Parameters
    ----------
    theta : ndarray of shape (p,)
        Parameters, the bias first.
    X : ndarray of shape (n, p)
        Design matrix, with ones in column 0.
    y : ndarray of shape (n,)
        Targets.
    lam : float
        Strength of the regularization, not negative; the bias is not regularized.

    Returns
    -------
    cost : float
        Half the mean squared error, plus the penalty.
    gradient : ndarray of shape (p,)
        Derivatives of the cost by `theta`.

    Raises
    ------
    ValueError
        If shapes do not fit or `lam` is negative.

    References
    ----------
    Hoerl and Kennard, Ridge regression, Technometrics 12 (1970).
    """
    ### BEGIN SOLUTION
    theta, X, y = (np.asarray(array, dtype=float) for array in (theta, X, y))
    if X.ndim != 2 or theta.shape != X.shape[1:] or y.shape != X.shape[:1]:
        raise ValueError(f"shapes do not fit: theta {theta.shape}, X {X.shape}, y {y.shape}")
    if lam < 0:
        raise ValueError(f"lam must not be negative, got {lam}")
    n = len(y)
    residuals = X @ theta - y
    weights = np.append(0, theta[1:])  # theta without its bias
    cost = (residuals @ residuals + lam * weights @ weights) / (2 * n)
    return float(cost), (X.T @ residuals + lam * weights) / n
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "logistic_cost", "locked": false, "schema_version": 3, "solution": true, "task": false}
def logistic_cost(
    theta: Float[np.ndarray, "p"],
    X: Float[np.ndarray, "n p"],
    y: Float[np.ndarray, "n"],
    lam: float,
) -> tuple[float, Float[np.ndarray, "p"]]:
    """Regularized log-loss of logistic regression, and its gradient.

    Parameters
    ----------
    theta : ndarray of shape (p,)
        Parameters, the bias first.
    X : ndarray of shape (n, p)
        Design matrix, with ones in column 0.
    y : ndarray of shape (n,)
        Labels, 0 or 1.
    lam : float
        Strength of the regularization, not negative; the bias is not regularized.

    Returns
    -------
    cost : float
        Mean log-loss, plus the penalty; accurate for logits of any size.
    gradient : ndarray of shape (p,)
        Derivatives of the cost by `theta`.

    Raises
    ------
    ValueError
        If shapes do not fit, `lam` is negative, or `y` holds anything but 0 and 1.

    References
    ----------
    Cox, The regression analysis of binary sequences, Journal of the Royal Statistical Society B
    20 (1958).
    """
    ### BEGIN SOLUTION
    theta, X, y = (np.asarray(array, dtype=float) for array in (theta, X, y))
    if X.ndim != 2 or theta.shape != X.shape[1:] or y.shape != X.shape[:1]:
        raise ValueError(f"shapes do not fit: theta {theta.shape}, X {X.shape}, y {y.shape}")
    if lam < 0:
        raise ValueError(f"lam must not be negative, got {lam}")
    if not np.isin(y, (0, 1)).all():
        raise ValueError("y must hold 0 and 1 only")
    n = len(y)
    logits = X @ theta
    weights = np.append(0, theta[1:])  # theta without its bias
    cost = np.logaddexp(0, (1 - 2 * y) * logits).mean() + lam * weights @ weights / (2 * n)
    return float(cost), (X.T @ (expit(logits) - y) + lam * weights) / n
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_design_matrices", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
X_shown, X_shown_new = design_matrices(np.array([[1, 5], [3, 5]]), np.array([[5, 6]]))
assert is_array(X_shown, (2, 3)), (
    "X_train 应为形状 (2, 3) 的 float64 数组 / expected X_train as a float64 array of shape (2, 3)"
)
assert np.allclose(X_shown, [[1, -1, 0], [1, 1, 0]]), (
    f"X_train 应为 [[1, -1, 0], [1, 1, 0]]，实得\n{X_shown}"
    f" / expected X_train [[1, -1, 0], [1, 1, 0]], got\n{X_shown}"
)
assert is_array(X_shown_new, (1, 3)), (
    "X_new 应为形状 (1, 3) 的 float64 数组 / expected X_new as a float64 array of shape (1, 3)"
)
assert np.allclose(X_shown_new, [[1, 3, 1]]), (
    f"X_new 应为 [[1, 3, 1]]，实得 {X_shown_new} / expected X_new [[1, 3, 1]], got {X_shown_new}"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
cases = []
for data in (X_diabetes, X_cancer, X_digits * 16):
    train, test = split(len(data), int(rng.integers(40, 200)), rng)
    cases.append((data[train], data[test]))
for dtype in (np.float32, np.int64):
    features = rng.normal(scale=20, size=(12, 4)).astype(dtype)
    features[:9, 2] = 7
    cases.append((features[:9], features[9:]))
for train_features, new_features in cases:
    passed_in = train_features.copy(), new_features.copy()
    matrices = design_matrices(train_features, new_features)
    assert is_sequence(matrices, 2), "应返回 (X_train, X_new) / expected (X_train, X_new)"
    scaler = StandardScaler().fit(passed_in[0].astype(float))
    for matrix, features in zip(matrices, passed_in, strict=True):
        assert is_array(matrix, (len(features), features.shape[1] + 1)), (
            "应为 float64 数组，比输入多一列 / expected float64 arrays with one column more"
        )
        assert (matrix[:, 0] == 1).all(), "第 0 列应为 1 / column 0 should be ones"
        expected = scaler.transform(features.astype(float))
        assert np.allclose(matrix[:, 1:], expected, rtol=1e-8, atol=1e-8), (
            "标准化与 StandardScaler 的不符；统计量只能来自训练部分"
            " / the scaling differs from StandardScaler's; statistics come from the training part"
        )
    for features, before in zip((train_features, new_features), passed_in, strict=True):
        assert np.array_equal(features, before), (
            "传入的数组被改动了 / an array that was passed in has been changed"
        )
for train_features, new_features, zh, en in (
    (np.ones((4, 3)), np.ones((2, 2)), "列数不同", "different numbers of columns"),
    (np.ones(4), np.ones(4), "不是二维", "not two-dimensional"),
):
    assert raises(ValueError, design_matrices, train_features, new_features), (
        f"应报 ValueError：{zh} / expected a ValueError: {en}"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_linear_cost", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
shown = linear_cost(np.array([1.0, 2.0]), np.array([[1.0, 0.0], [1.0, 2.0]]), np.array([0, 3]), 3)
assert is_sequence(shown, 2), "应返回 (cost, gradient) / expected (cost, gradient)"
assert is_float(shown[0]), "cost 应为 float / expected cost as a float"
assert abs(shown[0] - 4.25) < 1e-12, (
    f"cost 应为 4.25，实得 {shown[0]} / expected cost 4.25, got {shown[0]}"
)
assert is_array(shown[1], (2,)), (
    "gradient 应为形状 (2,) 的 float64 数组 / expected gradient as a float64 array of shape (2,)"
)
assert np.allclose(shown[1], [1.5, 5.0]), (
    f"gradient 应为 [1.5, 5]，实得 {shown[1]} / expected gradient [1.5, 5], got {shown[1]}"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))


def exact_linear_cost(theta, X, y, lam):
    errors = [row @ theta - target for row, target in zip(X, y, strict=True)]
    return (np.sum(np.square(errors)) + lam * np.sum(theta[1:] ** 2)) / (2 * len(y))


for trial in range(8):
    n, d = int(rng.integers(2, 30)), int(rng.integers(1, 8))
    X, theta = random_design(rng, n, d), rng.normal(scale=3, size=d + 1)
    y, lam = rng.normal(scale=5, size=n), 0.0 if trial == 0 else float(rng.uniform(0.1, 20))
    if trial == 5:
        X, theta, y = (array.astype(np.float32) for array in (X, theta, y))
    passed_in = theta.copy(), X.copy(), y.copy()
    result = linear_cost(theta, X, y, lam)
    assert is_sequence(result, 2), "应返回 (cost, gradient) / expected (cost, gradient)"
    cost, gradient = result
    assert is_float(cost), "cost 应为 float / cost should be a float"
    assert is_array(gradient, (d + 1,)), (
        "gradient 应为形状 (p,) 的 float64 数组 / gradient should be a float64 array of shape (p,)"
    )
    for array, before in zip((theta, X, y), passed_in, strict=True):
        assert np.array_equal(array, before), (
            "传入的数组被改动了 / an array that was passed in has been changed"
        )
    theta, X, y = (array.astype(float) for array in passed_in)
    exact = partial(exact_linear_cost, X=X, y=y, lam=lam)
    assert abs(cost - exact(theta)) < 1e-9 * exact(theta), (
        "代价与公式不符；偏置不受罚 / the cost differs from the formula; the bias is not punished"
    )
    expected = numerical_gradient(exact, theta, 1e-4)
    assert np.allclose(gradient, expected, rtol=1e-6, atol=1e-6), (
        "梯度与中心差分不符 / the gradient differs from central differences"
    )
X, y = with_ones(StandardScaler().fit_transform(X_diabetes)), y_diabetes
lam = float(rng.uniform(1, 100))
model = Ridge(alpha=lam).fit(X[:, 1:], y)
_, gradient = linear_cost(np.append(model.intercept_, model.coef_), X, y, lam)
assert np.abs(gradient).max() < 1e-8 * y.mean(), (
    "在 scikit-learn 的 Ridge 的解处梯度应为零"
    " / the gradient should be zero at the solution of scikit-learn's Ridge"
)
for bad in (
    (np.ones(2), np.ones((3, 2)), np.ones((3, 1)), 1.0),
    (np.ones((2, 1)), np.ones((3, 2)), np.ones(3), 1.0),
    (np.ones(3), np.ones((3, 2)), np.ones(3), 1.0),
    (np.ones(2), np.ones(2), np.ones(2), 1.0),
):
    assert raises(ValueError, linear_cost, *bad), (
        "形状不合应报 ValueError / shapes that do not fit should raise ValueError"
    )
assert raises(ValueError, linear_cost, np.ones(2), np.ones((3, 2)), np.ones(3), -0.5), (
    "λ 为负应报 ValueError / a negative λ should raise ValueError"
)
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_logistic_cost", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
shown = logistic_cost(np.zeros(2), np.array([[1.0, 0.0], [1.0, 2.0]]), np.array([0, 1]), 3.0)
assert is_sequence(shown, 2), "应返回 (cost, gradient) / expected (cost, gradient)"
assert is_float(shown[0]), "cost 应为 float / expected cost as a float"
assert abs(shown[0] - np.log(2)) < 1e-12, (
    f"cost 应为 log 2 = 0.6931，实得 {shown[0]} / expected cost log 2 = 0.6931, got {shown[0]}"
)
assert is_array(shown[1], (2,)), (
    "gradient 应为形状 (2,) 的 float64 数组 / expected gradient as a float64 array of shape (2,)"
)
assert np.allclose(shown[1], [0, -0.5]), (
    f"gradient 应为 [0, -0.5]，实得 {shown[1]} / expected gradient [0, -0.5], got {shown[1]}"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))


def exact_logistic_cost(theta, X, y, lam):
    loss = log_loss(y, expit(X @ theta), labels=[0, 1])
    return loss + lam / (2 * len(y)) * np.sum(theta[1:] ** 2)


for trial in range(8):
    n, d = int(rng.integers(3, 30)), int(rng.integers(1, 8))
    X, theta = random_design(rng, n, d), rng.normal(size=d + 1)
    y, lam = random_labels(rng, X @ theta), 0.0 if trial == 0 else float(rng.uniform(0.1, 20))
    if trial == 5:
        X, theta, y = X.astype(np.float32), theta.astype(np.float32), y.astype(bool)
    passed_in = theta.copy(), X.copy(), y.copy()
    result = logistic_cost(theta, X, y, lam)
    assert is_sequence(result, 2), "应返回 (cost, gradient) / expected (cost, gradient)"
    cost, gradient = result
    assert is_float(cost), "cost 应为 float / cost should be a float"
    assert is_array(gradient, (d + 1,)), (
        "gradient 应为形状 (p,) 的 float64 数组 / gradient should be a float64 array of shape (p,)"
    )
    for array, before in zip((theta, X, y), passed_in, strict=True):
        assert np.array_equal(array, before), (
            "传入的数组被改动了 / an array that was passed in has been changed"
        )
    theta, X, y = (array.astype(float) for array in passed_in)
    exact = partial(exact_logistic_cost, X=X, y=y, lam=lam)
    assert abs(cost - exact(theta)) < 1e-9 * exact(theta), (
        "代价与 scikit-learn 的 log_loss 加罚项不符；偏置不受罚"
        " / the cost differs from scikit-learn's log_loss and the penalty; the bias is not punished"
    )
    assert np.allclose(gradient, numerical_gradient(exact, theta, 1e-4), rtol=1e-6, atol=1e-6), (
        "梯度与中心差分不符 / the gradient differs from central differences"
    )
for bad in (
    (np.ones(2), np.ones((3, 2)), np.ones((3, 1)), 1.0),
    (np.ones(3), np.ones((3, 2)), np.ones(3), 1.0),
    (np.ones(2), np.ones(2), np.ones(2), 1.0),
):
    assert raises(ValueError, logistic_cost, *bad), (
        "形状不合应报 ValueError / shapes that do not fit should raise ValueError"
    )
for y, lam, zh, en in (
    (np.array([-1, 1, 1]), 1.0, "y 含有 -1", "y holds -1"),
    (np.array([0.5, 1, 0]), 1.0, "y 含有 0.5", "y holds 0.5"),
    (np.array([0, 1, 1]), -1.0, "λ 为负", "λ is negative"),
):
    assert raises(ValueError, logistic_cost, np.ones(2), np.ones((3, 2)), y, lam), (
        f"应报 ValueError：{zh} / expected a ValueError: {en}"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_logistic_cost_stability", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
shown = logistic_cost(np.array([-800.0]), np.ones((1, 1)), np.array([1]), 0.0)
assert is_float(shown[0]), "cost 应为 float / expected cost as a float"
assert abs(shown[0] - 800) < 1e-9, (
    f"logit 为 -800、y = 1 时代价应为 800，实得 {shown[0]}"
    f" / expected cost 800 for logit -800 and y = 1, got {shown[0]}"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
for size in (40.0, 500.0, 1e4):
    n = int(rng.integers(3, 12))
    X = np.column_stack([np.ones(n), rng.uniform(0.9, 1, n) * rng.choice([-1.0, 1.0], n)])
    logits = X @ np.array([0.0, size])
    right = (logits > 0).astype(float)
    for y, gap in ((1 - right, np.abs(logits)), (right, -np.abs(logits))):
        if y is right and size == 1e4:
            continue
        result = logistic_cost(np.array([0.0, size]), X, y, 0.0)
        assert is_sequence(result, 2), "应返回 (cost, gradient) / expected (cost, gradient)"
        cost, gradient = result
        assert is_float(cost), "cost 应为 float / cost should be a float"
        assert is_array(gradient, (2,)), (
            "gradient 应为形状 (p,) 的 float64 数组"
            " / gradient should be a float64 array of shape (p,)"
        )
        assert np.isfinite(gradient).all(), (
            "logit 很大时梯度不是有限的 / the gradient is not finite for large logits"
        )
        # log(1 + e^g) = g + log(1 + e^-g), and log(1 + e^-g) = e^-g to 17 digits for g >= 36
        expected = np.mean(np.where(gap > 0, gap, np.exp(np.minimum(gap, 0))))
        assert abs(cost - expected) <= 1e-9 * expected, (
            "logit 很大时代价不准：log σ 要换一种写法"
            " / the cost is not accurate for large logits: write log σ in another way"
        )
### END HIDDEN TESTS

# %% [markdown] lang="zh"
# ### 结果说明了什么
#
# 有了代价和梯度，就能下山。下面用你的 `linear_cost` 做同一件事两次：用原始单位的 BMI，和标准化之后的 BMI。步长都取最大曲率的倒数的一半；曲率就是 105 的黑塞矩阵 (Hessian matrix) 的特征值 (eigenvalue)，那里说过，步长到了最大曲率倒数的两倍就发散。

# %% [markdown] lang="en"
# ### What the result means
#
# With a cost and a gradient one can go downhill. The next cell does the same thing twice with your `linear_cost`: with the BMI in its own unit, and standardized. The step is half the inverse of the largest curvature; curvatures are the eigenvalues of the Hessian matrix of 105, where descent was seen to diverge once the step is twice that inverse.

# %%
X_unit, _ = design_matrices(X_diabetes[:, [BMI]], X_diabetes[:, [BMI]])
X_raw = with_ones(X_diabetes[:, [BMI]])
fig, axes = plt.subplots(1, 3, figsize=(10.5, 3.4), layout="constrained")
for ax, X, name, color in ((axes[0], X_raw, "raw", ORANGE), (axes[1], X_unit, "scaled", BLUE)):
    best = np.linalg.lstsq(X, y_diabetes)[0]
    lowest = linear_cost(best, X, y_diabetes, 0.0)[0]
    curvatures = np.linalg.eigvalsh(X.T @ X / len(X))
    theta, path, above = np.zeros(2), [np.zeros(2)], []
    for _ in range(200):
        cost, gradient = linear_cost(theta, X, y_diabetes, 0.0)
        theta = theta - 0.5 / curvatures[-1] * gradient
        path.append(theta)
        above.append(cost - lowest)
    xs, ys = np.meshgrid(np.linspace(-280, 280, 121), np.linspace(-20, 80, 121))
    heights = [
        linear_cost(np.array(at), X, y_diabetes, 0.0)[0]
        for at in zip(xs.flat, ys.flat, strict=True)
    ]
    levels = np.geomspace(1000, 3e6, 8)
    ax.contour(xs, ys, np.reshape(heights, xs.shape) - lowest, levels, colors=GREY, linewidths=0.7)
    ax.plot(*np.transpose(path), ".-", color=color, linewidth=1)
    ax.plot(*best, "*", color="black", markersize=9)
    ratio = curvatures[-1] / curvatures[0]
    ax.set(
        title=f"{name}: curvatures 1 to {ratio:,.0f}", xlabel=r"$\theta_0$", ylabel=r"$\theta_1$"
    )
    axes[2].semilogy(above, color=color, label=name)
    print(f"{name:6s} after 200 steps: theta = {theta.round(2)}, the best is {best.round(2)}")
axes[2].set(
    title="Cost above the lowest", xlabel="step", ylabel=r"$J - J_{\min}$", ylim=(1e-7, 1e5)
)
axes[2].legend()
plt.show()

# %% [markdown] lang="zh"
# 原始单位的山谷又窄又长：横过山谷只要几步，沿着谷底却要几万步。标准化之后山谷是圆的，二十几步就到底。特征缩放不改变模型能说什么，只改变路好不好走。
#
# **正规方程** (normal equation)。线性回归其实不必走路。令 $\nabla J_\lambda = 0$，得到一组线性方程：
#
# $$(X^\top X + \lambda D) \, \theta = X^\top y, \qquad D = \mathrm{diag}(0, 1, \dots, 1)$$
#
# 一次解出。104 说过平方会丢数字，所以实际的程序不去算 $X^\top X$，而是求解等价的最小二乘问题 (least squares)。对数损失没有这样的公式，那是第 2 节的事。
#
# **好不好，怎么打分？** 第一幅图的 $R^2$ 问：误差比“总是猜平均”小了几成？
#
# $$R^2 = 1 - \frac{\sum_i (\hat y_i - y_i)^2}{\sum_i (y_i - \bar y)^2}$$
#
# 全部说中得 1，总是猜平均得 0；在没有见过的数据上还可能为负，那就连平均也不如。

# %% [markdown] lang="en"
# In raw units the valley is narrow and long: a few steps cross it, and tens of thousands would be needed along its floor. Standardized, it is round, and two dozen steps reach the bottom. Feature scaling does not change what the model can say, only how easy the way is.
#
# **The normal equation.** Linear regression need not walk at all. Set $\nabla J_\lambda = 0$, and there is a system of linear equations:
#
# $$(X^\top X + \lambda D) \, \theta = X^\top y, \qquad D = \mathrm{diag}(0, 1, \dots, 1)$$
#
# Solved once, it is done. Lesson 104 showed that squaring loses digits, so real programs do not compute $X^\top X$ but solve the equivalent least squares problem. For the log-loss there is no such formula; that is the matter of section 2.
#
# **How good is it?** The $R^2$ of the first figure asks what share of the squared error of "always the mean" is gone:
#
# $$R^2 = 1 - \frac{\sum_i (\hat y_i - y_i)^2}{\sum_i (y_i - \bar y)^2}$$
#
# It is 1 where all predictions are right and 0 for the mean; on data not seen before it may be negative, and then even the mean does better.

# %% [markdown] lang="zh"
# ## 2 · 第 3 周：怎样几步就走到谷底？
#
# 梯度只说哪边低，不说有多远，所以要挑步长。若还知道山谷有多弯，就能算出谷底大约在哪里。
#
# **一个参数。** 在 $\theta$ 附近，把 $J$ 换成与它同高、同斜率、同曲率的抛物线。抛物线的最低点有公式，走过去，再来一次：
#
# $$\theta \leftarrow \theta - \frac{J'(\theta)}{J''(\theta)}$$
#
# 这是**牛顿法** (Newton's method)。

# %% [markdown] lang="en"
# ## 2 · Week 3: how to reach the bottom in a few steps?
#
# The gradient tells which way is down, not how far; so one has to choose a step. If we also know how much the valley bends, we can compute about where its bottom is.
#
# **One parameter.** Near $\theta$, put in place of $J$ the parabola with the same height, slope and curvature. The lowest point of a parabola has a formula. Go there, and do it again:
#
# $$\theta \leftarrow \theta - \frac{J'(\theta)}{J''(\theta)}$$
#
# This is **Newton's method**.

# %%
# Worked example: one weight, no bias: malignant or benign by the standardized mean radius alone.
x = StandardScaler().fit_transform(X_cancer[:, [RADIUS]])[:, 0]
signs = 2 * y_cancer - 1


def one_weight(t: float) -> tuple[float, float, float]:
    """Height, slope and curvature of the log-loss at one weight `t`."""
    s = 1 / (1 + np.exp(-t * x))
    height = np.mean(np.log(1 + np.exp(-signs * t * x)))
    return height, np.mean(x * (s - y_cancer)), np.mean(x * x * s * (1 - s))


fig, axes = plt.subplots(1, 2, figsize=(9, 3.4), layout="constrained")
ts = np.linspace(-0.5, 6, 131)
axes[0].plot(ts, [one_weight(t)[0] for t in ts], color="black", label="log-loss")
t, visited = 0.0, []
for step in range(9):
    height, slope, curvature = one_weight(t)
    visited.append(t)
    if step < 3:
        parabola = height + slope * (ts - t) + curvature * (ts - t) ** 2 / 2
        axes[0].plot(ts, parabola, "--", linewidth=1, label=f"parabola of step {step}")
        axes[0].plot(t, height, "o", color="black", markersize=4)
    print(f"step {step}: weight {t:.12f}, slope {slope: .1e}")
    t -= slope / curvature
axes[0].set(title="Down by parabolas", xlabel="weight", ylabel="cost", ylim=(0.25, 0.85))
axes[0].legend(fontsize=7.5, loc="upper right", frameon=True, framealpha=1, edgecolor="white")
axes[1].semilogy(np.abs(np.array(visited[:-1]) - t), "o-", label="Newton")
t_gd, gaps = 0.0, []
for _ in range(8):
    gaps.append(abs(t_gd - t))
    t_gd -= one_weight(t_gd)[1] / one_weight(0.0)[2]
axes[1].semilogy(gaps, "s-", color=ORANGE, label="gradient descent")
axes[1].set(title="Distance from the best weight", xlabel="step", ylabel="distance")
axes[1].legend()
plt.show()

# %% [markdown] lang="zh"
# 看打印出的数：到了近处，每走一步，对的数字大约多一倍。这叫二次收敛 (quadratic convergence)。
#
# **许多参数。** 斜率成了梯度，曲率成了所有二阶偏导数 (partial derivative) 排成的**黑塞矩阵** (Hessian matrix) $H$，形状 $(p, p)$。除法成了解方程：
#
# $$\theta \leftarrow \theta - \delta, \qquad H \delta = \nabla J_\lambda(\theta)$$
#
# 梯度的第 $j$ 个分量是 $\frac1n \sum_i x_{ij} (\sigma(z_i) - y_i) + \frac{\lambda}{n} \theta_j$（$j = 0$ 时没有后一项）。再对 $\theta_k$ 求导，用 $\sigma'(z) = \sigma(z) (1 - \sigma(z))$ 与 $\partial z_i / \partial \theta_k = x_{ik}$：
#
# $$H = \frac{1}{n} X^\top S X + \frac{\lambda}{n} D, \qquad S = \mathrm{diag}\big(\sigma(z_i) (1 - \sigma(z_i))\big), \quad D = \mathrm{diag}(0, 1, \dots, 1)$$
#
# $S$ 有 $n \times n$ 个数，几乎全是零；不要真的造它，把 $X$ 的第 $i$ 行乘以 $\sigma(z_i)(1 - \sigma(z_i))$ 就行。
#
# **只有一个谷。** 对任何 $v$，$v^\top H v = \frac1n \sum_i S_{ii} (x_i^\top v)^2 + \frac{\lambda}{n} \sum_{j \ge 1} v_j^2$ 总不为负，$\lambda > 0$ 且 $v \neq 0$ 时大于零。所以 $J_\lambda$ 处处向上弯，是凸函数 (convex function)，至多一个最低点：谁的算法走到了那里，答案都一样。这就是为什么你的解可以和 scikit-learn 的对到许多位小数。scikit-learn 最小化的是
#
# $$C \sum_{i=1}^n \log(1 + e^{-s_i z_i}) + \frac12 \sum_{j=1}^{d} \theta_j^2$$
#
# 它与 $n J_\lambda$ 只差一个倍数，而 $C = 1 / \lambda$。
#
# **$\lambda = 0$ 时会怎样？** 若有一个平面能把两类完全分开，$\theta$ 乘以 2 之后每个样本的损失都更小：没有最低点，$\theta$ 越走越远，梯度却越来越小，看上去像是收敛了。$\lambda > 0$ 就没有这个毛病。

# %% [markdown] lang="en"
# Look at the numbers printed: close to the goal, a step about doubles the digits that are right. This is quadratic convergence.
#
# **Many parameters.** The slope becomes the gradient, and the curvature the **Hessian matrix** $H$ of all second partial derivatives, of shape $(p, p)$. Division becomes the solution of a system:
#
# $$\theta \leftarrow \theta - \delta, \qquad H \delta = \nabla J_\lambda(\theta)$$
#
# Entry $j$ of the gradient is $\frac1n \sum_i x_{ij} (\sigma(z_i) - y_i) + \frac{\lambda}{n} \theta_j$ (without the last term for $j = 0$). Differentiate once more, by $\theta_k$, with $\sigma'(z) = \sigma(z) (1 - \sigma(z))$ and $\partial z_i / \partial \theta_k = x_{ik}$:
#
# $$H = \frac{1}{n} X^\top S X + \frac{\lambda}{n} D, \qquad S = \mathrm{diag}\big(\sigma(z_i) (1 - \sigma(z_i))\big), \quad D = \mathrm{diag}(0, 1, \dots, 1)$$
#
# $S$ has $n \times n$ entries, nearly all zero; do not build it, but multiply row $i$ of $X$ by $\sigma(z_i)(1 - \sigma(z_i))$.
#
# **There is one valley.** For every $v$, $v^\top H v = \frac1n \sum_i S_{ii} (x_i^\top v)^2 + \frac{\lambda}{n} \sum_{j \ge 1} v_j^2$ is never negative, and positive for $\lambda > 0$ and $v \neq 0$. So $J_\lambda$ bends upwards everywhere; it is a convex function and has at most one lowest point. Whoever gets there has the same answer, and that is why yours can agree with scikit-learn's to many digits. scikit-learn minimizes
#
# $$C \sum_{i=1}^n \log(1 + e^{-s_i z_i}) + \frac12 \sum_{j=1}^{d} \theta_j^2$$
#
# This is a multiple of $n J_\lambda$, with $C = 1 / \lambda$.
#
# **And for $\lambda = 0$?** If some plane separates the two classes completely, twice $\theta$ makes every sample's loss smaller: there is no lowest point, $\theta$ runs away, and yet the gradient gets ever smaller, so that it looks like convergence. With $\lambda > 0$ this does not happen.

# %% [markdown] lang="zh"
# ### 任务 2：`newton_logistic`
#
# 用牛顿法求正则化逻辑回归的 $\theta$。
#
# - 输入：`X`，形状 $(n, p)$，第 0 列是 1；`y`，形状 $(n,)$，只含 0 与 1；`lam`，$\lambda > 0$；`tolerance`；`max_iterations`。
# - 从 $\theta = 0$ 出发。若梯度 $\nabla J_\lambda(\theta)$ 各分量的绝对值都不超过 `tolerance`，就返回 $\theta$；否则走一步。走了 `max_iterations` 步还不满足：`RuntimeError`。
# - 返回：`theta`，形状 $(p,)$，`float64`。它与 `LogisticRegression(C=1/lam)` 的解之差不超过 $10^{-6}$。
# - 测试的特征已经标准化，或本来就是这样的大小；$\lambda \ge 0.01$，`tolerance` 不小于 $10^{-10}$；牛顿法在那里不超过 20 步，梯度下降则差得远。传入的 `tolerance` 与 `max_iterations` 都要起作用。
# - $\lambda \le 0$、形状不合、`y` 含有 0 与 1 以外的值：`ValueError`。
#
# 分数：解 2 分；停止、不收敛与坏输入 1 分。

# %% [markdown] lang="en"
# ### Task 2: `newton_logistic`
#
# Find the $\theta$ of regularized logistic regression by Newton's method.
#
# - Input: `X`, of shape $(n, p)$, with ones in column 0; `y`, of shape $(n,)$, of 0 and 1 only; `lam`, $\lambda > 0$; `tolerance`; `max_iterations`.
# - Begin at $\theta = 0$. If every entry of the gradient $\nabla J_\lambda(\theta)$ is at most `tolerance` in magnitude, return $\theta$; else take a step. If that does not hold after `max_iterations` steps: `RuntimeError`.
# - Return: `theta`, of shape $(p,)$, `float64`. It differs from the solution of `LogisticRegression(C=1/lam)` by at most $10^{-6}$.
# - The features of the tests are standardized, or of that size to begin with; they use $\lambda \ge 0.01$ and a `tolerance` of at least $10^{-10}$; there Newton's method takes no more than 20 steps, and gradient descent is far off. Both `tolerance` and `max_iterations` must count.
# - $\lambda \le 0$, shapes that do not fit, a `y` with values other than 0 and 1: `ValueError`.
#
# Points: 2 for the solution; 1 for stopping, failing to converge and bad input.

# %% [markdown] aicourse={"hints": "newton_logistic"} lang="zh"
# 1. 一圈里有三样东西：概率、梯度、黑塞矩阵。梯度就是任务 1 的梯度。要二十步以上才收敛，多半是黑塞矩阵错了：用 `numerical_gradient` 对梯度的一个分量求导，与它的一行对照。
# 2. 不要造 $S$。把 $n$ 个 $\sigma(z_i)(1 - \sigma(z_i))$ 放在一个一维数组里，让它乘 $X^\top$ 的各列（广播沿最后一个轴），再与 $X$ 相乘。
# 3. $\frac{\lambda}{n} D$ 的对角线是一个长为 $p$ 的数组，第 0 项为 0：乘以 $\theta$ 就是梯度的罚项，`np.diag` 之后就是黑塞矩阵的罚项。解与 scikit-learn 的不同时，先看这里的 $n$ 和第 0 项。
# 4. 步子由 `np.linalg.solve` 解出，不必求逆。先看能否停，再走：`max_iterations` 步之前、之间和之后，一共要看 `max_iterations` + 1 次；最后一次还不行，才报 `RuntimeError`。

# %% [markdown] aicourse={"hints": "newton_logistic"} lang="en"
# 1. A round has three things: probabilities, gradient, Hessian. The gradient is that of task 1. If it takes more than twenty steps, the Hessian is probably wrong: differentiate one entry of the gradient by `numerical_gradient` and compare with a row of it.
# 2. Do not build $S$. Keep the $n$ numbers $\sigma(z_i)(1 - \sigma(z_i))$ in a one-dimensional array, let it multiply the columns of $X^\top$ (broadcasting goes along the last axis), and multiply by $X$.
# 3. The diagonal of $\frac{\lambda}{n} D$ is an array of length $p$ with 0 in place 0: times $\theta$ it is the penalty of the gradient, through `np.diag` that of the Hessian. Where your solution differs from scikit-learn's, look first at this $n$ and at place 0.
# 4. `np.linalg.solve` gives the step; no inverse is needed. Look whether you may stop, and then step: before, between and after `max_iterations` steps that is `max_iterations` + 1 looks, and only if the last one fails comes the `RuntimeError`.


# %% nbgrader={"grade": false, "grade_id": "newton_logistic", "locked": false, "schema_version": 3, "solution": true, "task": false}
def newton_logistic(
    X: Float[np.ndarray, "n p"],
    y: Float[np.ndarray, "n"],
    lam: float,
    tolerance: float = 1e-10,
    max_iterations: int = 50,
) -> Float[np.ndarray, "p"]:
    """Regularized logistic regression by Newton's method.

    Parameters
    ----------
    X : ndarray of shape (n, p)
        Design matrix, with ones in column 0.
    y : ndarray of shape (n,)
        Labels, 0 or 1.
    lam : float
        Strength of the regularization, positive; the bias is not regularized.
    tolerance : float
        Largest magnitude to accept in the gradient.
    max_iterations : int
        Largest number of steps.

    Returns
    -------
    ndarray of shape (p,)
        Parameters at which the gradient vanishes to `tolerance`, the bias first.

    Raises
    ------
    ValueError
        If shapes do not fit, `lam` is not positive, or `y` holds anything but 0 and 1.
    RuntimeError
        If the gradient is still too large after `max_iterations` steps.

    References
    ----------
    Hastie, Tibshirani and Friedman, The Elements of Statistical Learning (2nd ed.), section 4.4.1.
    """
    ### BEGIN SOLUTION
    X, y = np.asarray(X, dtype=float), np.asarray(y, dtype=float)
    if X.ndim != 2 or y.shape != X.shape[:1]:
        raise ValueError(f"shapes do not fit: X {X.shape}, y {y.shape}")
    if lam <= 0 or not np.isin(y, (0, 1)).all():
        raise ValueError("lam must be positive, and y hold 0 and 1 only")
    n, p = X.shape
    penalty = np.full(p, lam / n)
    penalty[0] = 0  # the bias is free
    theta = np.zeros(p)
    for step in range(max_iterations + 1):
        probabilities = expit(X @ theta)
        gradient = X.T @ (probabilities - y) / n + penalty * theta
        if np.abs(gradient).max() <= tolerance:
            return theta
        if step < max_iterations:
            curvatures = probabilities * (1 - probabilities) / n
            hessian = (X.T * curvatures) @ X + np.diag(penalty)
            theta = theta - np.linalg.solve(hessian, gradient)
    raise RuntimeError(f"no convergence in {max_iterations} iterations")
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_newton_logistic", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
X_shown = np.array([[1.0, -2.0], [1.0, -1.0], [1.0, 1.0], [1.0, 2.0]])
theta = newton_logistic(X_shown, np.array([0, 1, 0, 1]), 1.0)
assert is_array(theta, (2,)), (
    "应返回形状 (2,) 的 float64 数组 / expected a float64 array of shape (2,)"
)
assert np.allclose(theta, [0, 0.2905], atol=1e-4), (
    f"应为 [0, 0.2905]，实得 {theta} / expected [0, 0.2905], got {theta}"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))


def solution_of_sklearn(X, y, lam):
    options = {"solver": "newton-cholesky", "tol": 1e-11, "max_iter": 200}
    model = LogisticRegression(C=1 / lam, **options).fit(X[:, 1:], y)
    return np.append(model.intercept_, model.coef_)


cases = []
for trial in range(6):
    n, d = int(rng.integers(20, 60)), int(rng.integers(1, 8))
    X = random_design(rng, n, d)
    y = random_labels(rng, X @ rng.normal(scale=1.5, size=d + 1) + 1)
    cases.append(
        (X.astype(np.float32) if trial == 4 else X, y.astype(int), 10 ** rng.uniform(-1, 2))
    )
for lam in (0.01, 1.0, 100.0):
    rows, _ = split(len(y_cancer), int(rng.integers(250, 500)), rng)
    cases.append((with_ones(StandardScaler().fit_transform(X_cancer[rows])), y_cancer[rows], lam))
for X, y, lam in cases:
    passed_in = X.copy(), y.copy()
    theta = newton_logistic(X, y, lam)
    assert is_array(theta, (X.shape[1],)), (
        "应返回形状 (p,) 的 float64 数组 / expected a float64 array of shape (p,)"
    )
    assert np.array_equal(X, passed_in[0]), "传入的 X 被改动了 / X has been changed"
    assert np.array_equal(y, passed_in[1]), "传入的 y 被改动了 / y has been changed"
    assert np.abs(theta - solution_of_sklearn(X.astype(float), y, lam)).max() <= 1e-6, (
        "解与 LogisticRegression(C=1/λ) 的不符；偏置不受罚"
        " / the solution differs from LogisticRegression(C=1/λ)'s; the bias is not punished"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_newton_logistic_convergence", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
X_shown = np.array([[1.0, -2.0], [1.0, -1.0], [1.0, 1.0], [1.0, 2.0]])
y_shown = np.array([0, 1, 0, 1])
assert raises(RuntimeError, newton_logistic, X_shown, y_shown, 1.0, 1e-10, 1), (
    "一步达不到 1e-10，应报 RuntimeError / one step is not enough for 1e-10: expected a RuntimeError"
)
assert raises(ValueError, newton_logistic, X_shown, y_shown, 0.0), (
    "λ = 0 应报 ValueError / λ = 0 should raise ValueError"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
rows, _ = split(len(y_cancer), 400, rng)
X, y = with_ones(StandardScaler().fit_transform(X_cancer[rows])), y_cancer[rows]


def largest_slope(theta, lam):
    gradient = X.T @ (expit(X @ theta) - y) / len(y) + lam / len(y) * np.append(0, theta[1:])
    return np.abs(gradient).max()


# steps to 1e-10 over 100 seeds: 11 to 14 at lam = 0.01, 9 at lam = 1; to 0.03: 3
for lam in (0.01, 1.0):
    try:
        theta = newton_logistic(X, y, lam, 1e-10, 20)
    except RuntimeError:
        raise AssertionError(
            "20 步内应达到 1e-10；这不像是牛顿法"
            " / 20 steps should reach 1e-10; this does not look like Newton's method"
        ) from None
    assert is_array(theta, X.shape[1:]), (
        "应返回形状 (p,) 的 float64 数组 / expected a float64 array of shape (p,)"
    )
    assert largest_slope(theta, lam) <= 1.01e-10, (
        "返回的 theta 处梯度大于 tolerance / the gradient at the theta returned exceeds tolerance"
    )
    assert raises(RuntimeError, newton_logistic, X, y, lam, 1e-10, 3), (
        "max_iterations 步内不收敛应报 RuntimeError"
        " / no convergence within max_iterations steps should raise RuntimeError"
    )
try:
    theta = newton_logistic(X, y, 1.0, 0.03, 4)
except RuntimeError:
    raise AssertionError(
        "传入的 tolerance 没有起作用 / the tolerance that was passed did not count"
    ) from None
assert is_array(theta, X.shape[1:]), (
    "应返回形状 (p,) 的 float64 数组 / expected a float64 array of shape (p,)"
)
assert largest_slope(theta, 1.0) <= 0.0303, (
    "返回的 theta 处梯度大于 tolerance / the gradient at the theta returned exceeds tolerance"
)
for X_bad, y_bad, lam, zh, en in (
    (X, y, -1.0, "λ 为负", "λ is negative"),
    (X, 2 * y - 1, 1.0, "y 含有 -1", "y holds -1"),
    (X, y[:, None], 1.0, "y 的形状是 (n, 1)", "y has shape (n, 1)"),
    (X, y[:-1], 1.0, "y 的长度不对", "y has the wrong length"),
):
    assert raises(ValueError, newton_logistic, X_bad, y_bad, lam), (
        f"应报 ValueError：{zh} / expected a ValueError: {en}"
    )
### END HIDDEN TESTS

# %% [markdown] lang="zh"
# ### 结果说明了什么
#
# 两件事，都由你的函数画出。**决策边界**：把两个特征换成它们的六次以内的所有乘积，直线就能弯曲。$\lambda$ 太小，边界绕着个别样本走；太大，它几乎什么都不学。**正则化路径** (regularization path)：$\lambda$ 从小到大，30 个特征的系数一齐缩向零，留出的样本上对数损失先降后升。最好的 $\lambda$ 在中间，要靠没有参加训练的样本去找。

# %% [markdown] lang="en"
# ### What the result means
#
# Two things, both drawn by your function. **Decision boundaries**: put all products of two features up to degree six in their place, and the straight line can bend. With too small a $\lambda$ the boundary winds about single samples; with too large a one it hardly learns. **The regularization path**: as $\lambda$ grows, the coefficients of the 30 features shrink towards zero together, and the log-loss on held-out samples first falls, then rises. The best $\lambda$ lies in between, and only samples that took no part in the training can find it.


# %%
def powers(pair: np.ndarray) -> np.ndarray:
    """All products of two standardized columns up to degree 6."""
    return PolynomialFeatures(6, include_bias=False).fit_transform(pair)


train, test = split(len(y_cancer), 80, np.random.default_rng(3))
scaler = StandardScaler().fit(X_cancer[train][:, [RADIUS, CONCAVE]])
pair = scaler.transform(X_cancer[:, [RADIUS, CONCAVE]])
grid = np.stack(np.meshgrid(np.linspace(-2.2, 3.6, 150), np.linspace(-1.8, 3.6, 150)), axis=-1)
fig, axes = plt.subplots(1, 3, figsize=(10.5, 3.5), layout="constrained", sharey=True)
for ax, lam in zip(axes, (1e-5, 1.0, 1e3), strict=True):
    X_train, X_grid = design_matrices(powers(pair[train]), powers(grid.reshape(-1, 2)))
    _, X_test = design_matrices(powers(pair[train]), powers(pair[test]))
    theta = newton_logistic(X_train, y_cancer[train], lam, tolerance=1e-8)
    ax.contour(*grid.T.swapaxes(1, 2), (X_grid @ theta).reshape(150, 150), [0], colors="black")
    for label, color, name in ((0, BLUE, "benign"), (1, ORANGE, "malignant")):
        rows = train[y_cancer[train] == label]
        ax.plot(*pair[rows].T, "o", color=color, markersize=3, label=name)
    scores = [
        np.mean((X @ theta > 0) == y_cancer[rows]) for X, rows in ((X_train, train), (X_test, test))
    ]
    ax.set_title(f"$\\lambda$ = {lam:g}: training {scores[0]:.2f}, held-out {scores[1]:.2f}")
    ax.set_xlabel("mean radius (standardized)")
axes[0].set_ylabel("mean concave points (stand.)")
axes[0].legend(loc="lower right")
plt.show()

# %%
train, test = split(len(y_cancer), 120, np.random.default_rng(110))
X_train, X_test = design_matrices(X_cancer[train], X_cancer[test])
path_lambdas = np.geomspace(1e-2, 1e3, 21)
path = np.array([newton_logistic(X_train, y_cancer[train], lam) for lam in path_lambdas])
fig, axes = plt.subplots(1, 2, figsize=(9, 3.5), layout="constrained")
axes[0].semilogx(path_lambdas, path[:, 1:], color=BLUE, linewidth=0.8, alpha=0.7)
axes[0].set(title="Regularization path, 30 features", xlabel=r"$\lambda$", ylabel="coefficient")
for X, rows, color, name in (
    (X_train, train, BLUE, "training"),
    (X_test, test, ORANGE, "held-out"),
):
    losses = [logistic_cost(theta, X, y_cancer[rows], 0.0)[0] for theta in path]
    axes[1].semilogx(path_lambdas, losses, "o-", color=color, markersize=3, label=name)
    best = int(np.argmin(losses))
    print(f"{name:8s}: lowest log-loss {losses[best]:.4f} at lambda = {path_lambdas[best]:.3g}")
axes[1].set(
    title="Log-loss without the penalty", xlabel=r"$\lambda$", ylabel="log-loss", ylim=(0, 0.4)
)
axes[1].legend()
plt.show()
model = LogisticRegression(C=1 / path_lambdas[8], tol=1e-10, max_iter=5000).fit(
    X_train[:, 1:], y_cancer[train]
)
difference = np.abs(np.append(model.intercept_, model.coef_) - path[8]).max()
print(f"largest difference from scikit-learn at lambda = 1: {difference:.1e}")

# %% [markdown] lang="zh"
# 从这里起，下面三个函数给定，都由 scikit-learn 或 NumPy 完成：`scaled_design` 与你的 `design_matrices` 相同，`fit_linear` 解正规方程，`fit_logistic` 与你的 `newton_logistic` 相同。后面的任务用它们，这样前面的错误就不会带到后面。

# %% [markdown] lang="en"
# From here on three functions are given, all by scikit-learn or NumPy: `scaled_design` does what your `design_matrices` does, `fit_linear` solves the normal equation, and `fit_logistic` does what your `newton_logistic` does. The tasks below use them, so that no earlier mistake is carried along.


# %% nbgrader={"grade": false, "grade_id": "given", "locked": true, "schema_version": 3, "solution": false, "task": false}
def scaled_design(
    train_features: Float[np.ndarray, "m d"], new_features: Float[np.ndarray, "k d"]
) -> tuple[Float[np.ndarray, "m p"], Float[np.ndarray, "k p"]]:
    """Ones and standardized columns; the statistics are those of the training rows."""
    scaler = StandardScaler().fit(train_features)
    return with_ones(scaler.transform(train_features)), with_ones(scaler.transform(new_features))


def fit_linear(
    X: Float[np.ndarray, "n p"], y: Float[np.ndarray, "n"], lam: float
) -> Float[np.ndarray, "p"]:
    """Parameters of regularized linear regression; the bias is not regularized."""
    shrink = np.sqrt(lam) * np.eye(X.shape[1])[1:]  # these rows add lam |w|^2 to the squares
    targets = np.append(y, np.zeros(len(shrink)))
    return np.linalg.lstsq(np.vstack([X, shrink]), targets)[0]


def fit_logistic(
    X: Float[np.ndarray, "n p"], y: Float[np.ndarray, "n"], lam: float
) -> Float[np.ndarray, "p"]:
    """Parameters of regularized logistic regression; the bias is not regularized."""
    options = {"solver": "newton-cholesky", "tol": 1e-8, "max_iter": 200}
    model = LogisticRegression(C=1 / lam, **options).fit(X[:, 1:], y)
    return np.append(model.intercept_, model.coef_)


# %% [markdown] lang="zh"
# ## 3 · 第 3、4 周：只会答是或否，怎样认十个数字？
#
# 逻辑回归只能回答“是不是”。手写数字有十类。办法很简单：问十次。“是 0 吗？是 1 吗？……”每一问训练一个逻辑回归，目标在这一类是 1，在其余各类是 0。这叫**一对其余** (one-vs-all)。
#
# 第 $k$ 问的参数排成矩阵 $\Theta$ 的第 $k$ 行，$\Theta$ 形状 $(K, p)$，于是一个样本的 $K$ 个 logit 就是 $z = \Theta x$。取最大的一个：
#
# $$\hat y = c_{k^*}, \qquad k^* = \arg\max_k z_k$$
#
# 其中 $c_1, \dots, c_K$ 是各类的标签，从小到大。标签可以是任何整数，不必从 0 开始，也不必相连：$k^*$ 是行号，不是标签。
#
# **比较 logit，还是比较概率？** $\sigma$ 是单调的，顺序应当一样。可是 $z > 37$ 之后 $\sigma(z)$ 都存为 1，并列就分不出先后。直接比较 $z$，没有这个问题，还省了计算。
#
# 下图先看一问：“是不是 3？”用 `fit_logistic` 训练，把 64 个权重排回 8×8。

# %% [markdown] lang="en"
# ## 3 · Weeks 3 and 4: how can a yes-or-no model tell ten digits apart?
#
# Logistic regression answers yes or no. There are ten digits. The way out is simple: ask ten times. "Is it a 0? Is it a 1? …" For each question train a logistic regression whose target is 1 on that class and 0 on all others. This is **one-vs-all**.
#
# The parameters of question $k$ are row $k$ of a matrix $\Theta$ of shape $(K, p)$, so the $K$ logits of a sample are $z = \Theta x$. Take the largest:
#
# $$\hat y = c_{k^*}, \qquad k^* = \arg\max_k z_k$$
#
# Here $c_1, \dots, c_K$ are the labels of the classes in ascending order. Labels may be any integers; they need not begin at 0 nor follow each other: $k^*$ is the number of a row, not a label.
#
# **Compare logits or probabilities?** $\sigma$ is monotone, so the order should be the same. But for $z > 37$ every $\sigma(z)$ is stored as 1, and such a tie cannot be broken. Comparing $z$ itself has no such trouble, and is less work.
#
# The figure looks at one question first, "is it a 3?", trained by `fit_logistic`, with the 64 weights put back as 8×8.

# %%
train, test = split(len(y_digits), 1200, np.random.default_rng(110))
theta_three = fit_logistic(with_ones(X_digits[train]), (y_digits[train] == 3).astype(float), 1.0)
logits_three = with_ones(X_digits[test]) @ theta_three
fig, axes = plt.subplots(1, 3, figsize=(10, 3), layout="constrained", width_ratios=(1, 1, 1.6))
mean_three = X_digits[train][y_digits[train] == 3].mean(axis=0).reshape(1, 8, 8)
show_montage(axes[0], mean_three, "Mean of the threes", "gray_r", 1)
show_montage(axes[1], theta_three[1:].reshape(1, 8, 8), 'Weights of "is it a 3?"', "coolwarm", 1)
bins = np.linspace(-20, 10, 46)
axes[2].hist(
    np.clip(logits_three[y_digits[test] != 3], -20, 10), bins, color=GREY, label="other digits"
)
axes[2].hist(
    np.clip(logits_three[y_digits[test] == 3], -20, 10), bins, color=ORANGE, label="threes"
)
axes[2].set(title="Held-out digits", xlabel="logit", ylabel="images")
axes[2].legend()
plt.show()
print(f"z = 40 and z = 50 as probabilities: {expit(40.0)!r}, {expit(50.0)!r}")

# %% [markdown] lang="zh"
# 红色的像素有墨，支持“是 3”；蓝色的像素有墨，反对“是 3”。左边的两块蓝色正是 8 与 3 的区别。
#
# ### 任务 3：`train_one_vs_all` 与 `predict_one_vs_all`
#
# `train_one_vs_all(X, y, lam)`
#
# - 输入：`X`，形状 $(n, p)$，第 0 列是 1；`y`，形状 $(n,)$，整数标签；`lam`，$\lambda > 0$。用给定的 `fit_logistic`。
# - 返回：`(classes, Theta)`。`classes` 形状 $(K,)$，`y` 中出现的标签，从小到大，整数；`Theta` 形状 $(K, p)$，`float64`，第 $k$ 行属于 `classes[k]`。
# - $K = 2$ 时也是两行。
# - `y` 中只有一个标签：`ValueError`。
#
# `predict_one_vs_all(X, classes, Theta)`
#
# - 输入：`X`，形状 $(m, p)$；`classes` 与 `Theta` 如上。
# - 返回：形状 $(m,)$ 的整数数组，每一项是 `classes` 中的一个标签。logit 大到几百、相差无几时也要选对。
# - `X` 与 `Theta` 的列数不同，或 `classes` 与 `Theta` 的行数不同：`ValueError`。
#
# 分数：各 1 分。

# %% [markdown] lang="en"
# Ink on a red pixel speaks for a 3, ink on a blue pixel against it. The two blue patches on the left are what makes an 8 of a 3.
#
# ### Task 3: `train_one_vs_all` and `predict_one_vs_all`
#
# `train_one_vs_all(X, y, lam)`
#
# - Input: `X`, of shape $(n, p)$, with ones in column 0; `y`, of shape $(n,)$, integer labels; `lam`, $\lambda > 0$. Use `fit_logistic`, which is given.
# - Return: `(classes, Theta)`. `classes` has shape $(K,)$: the labels that occur in `y`, ascending, integers; `Theta` has shape $(K, p)$, `float64`; its row $k$ belongs to `classes[k]`.
# - For $K = 2$ there are two rows as well.
# - Only one label in `y`: `ValueError`.
#
# `predict_one_vs_all(X, classes, Theta)`
#
# - Input: `X`, of shape $(m, p)$; `classes` and `Theta` as above.
# - Return: an array of integers of shape $(m,)$, each a label out of `classes`. Choose rightly also where logits are in the hundreds and close to each other.
# - Different numbers of columns in `X` and `Theta`, or of rows in `classes` and `Theta`: `ValueError`.
#
# Points: 1 each.

# %% [markdown] aicourse={"hints": "one_vs_all"} lang="zh"
# 1. `np.unique` 给出从小到大的标签。第 $k$ 问的目标是“`y` 是不是 `classes[k]`”，变成浮点数交给 `fit_logistic`。
# 2. 对 `classes` 循环，不要对 `range(10)` 循环：标签可以是 2、5、7，也可以是负数。$K = 2$ 时照样问两次，各占 `Theta` 的一行。
# 3. 预测时先看形状：$(m, p)$ 与 $(K, p)$ 怎样相乘，才得到一行一个样本、一列一类的 $(m, K)$？比较的是这些 logit 本身，$\sigma(z)$ 在几百处全是 1。
# 4. 沿哪个轴取 `argmax`？它给出的是行号 $k^*$，还差一步：用行号到 `classes` 里取标签。

# %% [markdown] aicourse={"hints": "one_vs_all"} lang="en"
# 1. `np.unique` gives the labels in ascending order. The target of question $k$ is whether `y` is `classes[k]`, made float for `fit_logistic`.
# 2. Loop over `classes`, not over `range(10)`: labels may be 2, 5, 7, or negative. For $K = 2$ still ask twice, each answer a row of `Theta`.
# 3. For the prediction look at the shapes: how must $(m, p)$ and $(K, p)$ be multiplied for $(m, K)$, a row a sample and a column a class? Compare these logits themselves; in the hundreds every $\sigma(z)$ is 1.
# 4. Along which axis is the `argmax`? It gives row numbers $k^*$, and a step is missing: look the labels up in `classes`.


# %% nbgrader={"grade": false, "grade_id": "one_vs_all", "locked": false, "schema_version": 3, "solution": true, "task": false}
def train_one_vs_all(
    X: Float[np.ndarray, "n p"], y: Int[np.ndarray, "n"], lam: float
) -> tuple[Int[np.ndarray, "K"], Float[np.ndarray, "K p"]]:
    """One regularized logistic regression for each class against the rest.

    Parameters
    ----------
    X : ndarray of shape (n, p)
        Design matrix, with ones in column 0.
    y : ndarray of shape (n,)
        Integer labels.
    lam : float
        Strength of the regularization, positive.

    Returns
    -------
    classes : ndarray of shape (K,)
        The labels that occur, ascending.
    Theta : ndarray of shape (K, p)
        Parameters, one row for each of `classes`.

    Raises
    ------
    ValueError
        If there are fewer than two labels.

    References
    ----------
    Rifkin and Klautau, In defense of one-vs-all classification, Journal of Machine Learning
    Research 5 (2004).
    """
    ### BEGIN SOLUTION
    classes = np.unique(y)
    if len(classes) < 2:
        raise ValueError("y must hold at least two labels")
    rows = [fit_logistic(X, np.equal(y, label).astype(float), lam) for label in classes]
    return classes, np.array(rows)
    ### END SOLUTION


def predict_one_vs_all(
    X: Float[np.ndarray, "m p"], classes: Int[np.ndarray, "K"], Theta: Float[np.ndarray, "K p"]
) -> Int[np.ndarray, "m"]:
    """The label with the largest logit, for each row.

    Parameters
    ----------
    X : ndarray of shape (m, p)
        Design matrix, with ones in column 0.
    classes : ndarray of shape (K,)
        Labels.
    Theta : ndarray of shape (K, p)
        Parameters, one row for each label.

    Returns
    -------
    ndarray of shape (m,)
        One of `classes` for each row of `X`.

    Raises
    ------
    ValueError
        If the shapes do not fit.
    """
    ### BEGIN SOLUTION
    X, Theta = np.asarray(X, dtype=float), np.asarray(Theta, dtype=float)
    if X.shape[1] != Theta.shape[1] or len(classes) != len(Theta):
        raise ValueError(f"shapes do not fit: X {X.shape}, {len(classes)} classes, {Theta.shape}")
    return np.asarray(classes)[np.argmax(X @ Theta.T, axis=1)]
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_one_vs_all_training", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
X_shown = with_ones(np.array([[-2.0], [-1.5], [0.0], [0.3], [1.6], [2.0]]))
trained = train_one_vs_all(X_shown, np.array([7, 7, 2, 2, 5, 5]), 0.1)
assert is_sequence(trained, 2), "应返回 (classes, Theta) / expected (classes, Theta)"
assert isinstance(trained[0], np.ndarray), "classes 应为数组 / expected classes as an array"
assert trained[0].tolist() == [2, 5, 7], (
    f"classes 应为 [2, 5, 7]，实得 {trained[0]} / expected classes [2, 5, 7], got {trained[0]}"
)
assert is_array(trained[1], (3, 2)), (
    "Theta 应为形状 (3, 2) 的 float64 数组 / expected Theta as a float64 array of shape (3, 2)"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
chosen = rng.choice(10, 4, replace=False)
cases = [(rng.permutation(np.flatnonzero(np.isin(y_digits, chosen)))[:300], lambda y: y)]
cases.append(
    (rng.permutation(np.flatnonzero(np.isin(y_digits, chosen[:2])))[:120], lambda y: 10 - 3 * y)
)
cases.append((rng.permutation(len(y_digits))[:300], lambda y: 7 * y - 20))
for rows, rename in cases:
    X, y = with_ones(X_digits[rows]), rename(y_digits[rows])
    lam = float(rng.uniform(0.5, 5))
    passed_in = X.copy(), y.copy()
    trained = train_one_vs_all(X, y, lam)
    assert is_sequence(trained, 2), "应返回 (classes, Theta) / expected (classes, Theta)"
    classes, Theta = trained
    assert isinstance(classes, np.ndarray), "classes 应为数组 / classes should be an array"
    assert np.issubdtype(classes.dtype, np.integer), "classes 应为整数 / classes should be integers"
    assert np.array_equal(X, passed_in[0]), "传入的 X 被改动了 / X has been changed"
    assert np.array_equal(y, passed_in[1]), "传入的 y 被改动了 / y has been changed"
    labels = np.unique(passed_in[1])
    assert classes.tolist() == labels.tolist(), (
        "classes 应为出现过的标签，从小到大 / classes should be the labels that occur, ascending"
    )
    assert is_array(Theta, (len(labels), X.shape[1])), (
        "Theta 应为形状 (K, p) 的 float64 数组 / Theta should be a float64 array of shape (K, p)"
    )
    options = {"solver": "newton-cholesky", "tol": 1e-8, "max_iter": 200}
    for label, theta in zip(labels, Theta, strict=True):
        model = LogisticRegression(C=1 / lam, **options).fit(X[:, 1:], y == label)
        assert np.allclose(theta, np.append(model.intercept_, model.coef_), atol=1e-4), (
            "Theta 的第 k 行应是 classes[k] 对其余的解"
            " / row k of Theta should be the solution of classes[k] against the rest"
        )
assert raises(ValueError, train_one_vs_all, X, np.full(len(X), 3), 1.0), (
    "只有一个标签应报 ValueError / a single label should raise ValueError"
)
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_one_vs_all_prediction", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
shown = predict_one_vs_all(
    np.array([[1.0, 2.0], [1.0, -2.0]]), np.array([4, 9]), np.array([[0.0, 1.0], [0.5, -1.0]])
)
assert isinstance(shown, np.ndarray), "应返回数组 / expected an array"
assert shown.tolist() == [4, 9], f"应为 [4, 9]，实得 {shown} / expected [4, 9], got {shown}"
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
for trial in range(6):
    m, K, d = (int(size) for size in rng.integers((1, 2, 1), (30, 8, 6)))
    X, Theta = random_design(rng, m, d), rng.normal(size=(K, d + 1))
    if trial >= 3:
        Theta[:, 0] += 200
    classes = np.sort(rng.choice(100, K, replace=False)) - 30
    passed_in = X.copy(), classes.copy(), Theta.copy()
    predicted = predict_one_vs_all(X, classes, Theta)
    assert isinstance(predicted, np.ndarray), "应返回数组 / expected an array"
    assert predicted.shape == (m,), "形状应为 (m,) / expected shape (m,)"
    assert np.issubdtype(predicted.dtype, np.integer), (
        "应为整数标签 / the labels should be integers"
    )
    for array, before in zip((X, classes, Theta), passed_in, strict=True):
        assert np.array_equal(array, before), (
            "传入的数组被改动了 / an array that was passed in has been changed"
        )
    for row, label in zip(X, predicted, strict=True):
        logits = {int(c): float(row @ theta) for c, theta in zip(classes, Theta, strict=True)}
        assert int(label) in logits, (
            "预测的标签不在 classes 中 / a predicted label is not in classes"
        )
        assert logits[int(label)] >= max(logits.values()) - 1e-9, (
            "应选 logit 最大的标签，logit 很大时也一样"
            " / expected the label with the largest logit, also where logits are large"
        )
# accuracy of the reference on held-out digits: 0.955 ± 0.006 over 40 seeds; baseline 0.10
train, test = split(len(y_digits), 1000, rng)
model = OneVsRestClassifier(LogisticRegression(C=1.0, max_iter=1000))
model.fit(X_digits[train], y_digits[train])
rows = [np.append(each.intercept_, each.coef_) for each in model.estimators_]
predicted = predict_one_vs_all(with_ones(X_digits[test]), model.classes_, np.array(rows))
assert isinstance(predicted, np.ndarray), "应返回数组 / expected an array"
assert np.mean(predicted == y_digits[test]) >= 0.9, (
    "留出的手写数字上准确率不到 0.9 / the accuracy on held-out digits is below 0.9"
)
for X, classes, Theta in (
    (np.ones((3, 4)), np.arange(2), np.ones((2, 3))),
    (np.ones((3, 4)), np.arange(3), np.ones((2, 4))),
):
    assert raises(ValueError, predict_one_vs_all, X, classes, Theta), (
        "形状不合应报 ValueError / shapes that do not fit should raise ValueError"
    )
### END HIDDEN TESTS

# %% [markdown] lang="zh"
# ### 结果说明了什么
#
# 十个问题一起，用在 597 幅没有参加训练的图上。左图从左到右、从上到下是 0 至 9 的权重。

# %% [markdown] lang="en"
# ### What the result means
#
# All ten questions together, on 597 images that took no part in the training. On the left are the weights of 0 to 9, row by row.

# %%
train, test = split(len(y_digits), 1200, np.random.default_rng(110))
classes, Theta = train_one_vs_all(with_ones(X_digits[train]), y_digits[train], 1.0)
predicted = predict_one_vs_all(with_ones(X_digits[test]), classes, Theta)
confusion = np.zeros((10, 10), dtype=int)
np.add.at(confusion, (y_digits[test], predicted), 1)
fig, axes = plt.subplots(1, 2, figsize=(9.5, 3.6), layout="constrained", width_ratios=(1.5, 1))
title = f"Weights of ten questions; held-out accuracy {np.mean(predicted == y_digits[test]):.3f}"
show_montage(axes[0], Theta[:, 1:].reshape(-1, 8, 8), title, "coolwarm")
axes[1].imshow(np.minimum(confusion, 8), cmap="Blues")
for true, guess in np.argwhere(confusion):
    dark = "white" if confusion[true, guess] > 5 else "black"
    axes[1].text(
        guess, true, confusion[true, guess], ha="center", va="center", color=dark, fontsize=7
    )
axes[1].set(title="Confusion matrix", xlabel="predicted digit", ylabel="true digit")
axes[1].set(xticks=range(10), yticks=range(10))
axes[1].grid(visible=False)
plt.show()

# %% [markdown] lang="zh"
# 右图是混淆矩阵 (confusion matrix)：一行一个真实的数字，一列一个预测，对角线上是答对的。十个平直的边界已经答对约 97%；错得最多的是 8，多半当成了 1。它与 1 的区别不在哪一个像素，而在几个像素**一起**怎样。线性的模型说不出“一起”。
#
# ## 4 · 第 4、5 周：直线分不开的怎么办？
#
# 换一个问题：“这个数字是奇数吗？”1、3、5、7、9 的样子各不相同，没有哪个像素是奇数特有的。下面的单元格先用逻辑回归试一试。

# %% [markdown] lang="en"
# On the right is the confusion matrix: a row for each true digit, a column for each prediction, the right answers on the diagonal. Ten straight boundaries already get about 97% right. The 8 fares worst, mostly taken for a 1: what sets the two apart is no single pixel, but how several are **together**. A linear model cannot say "together".
#
# ## 4 · Weeks 4 and 5: what if no straight line will do?
#
# Take another question: "is the digit odd?" 1, 3, 5, 7 and 9 look nothing alike, and no pixel belongs to the odd ones. The next cell tries logistic regression first.

# %%
is_odd = y_digits % 2
theta_odd = fit_logistic(with_ones(X_digits[train]), is_odd[train].astype(float), 1.0)
guess = with_ones(X_digits) @ theta_odd > 0
print(f"odd or even by logistic regression: training {np.mean(guess[train] == is_odd[train]):.3f}")
print(f"                                    held-out {np.mean(guess[test] == is_odd[test]):.3f}")

# %% [markdown] lang="zh"
# 训练集上也不过如此：不是数据太少，而是直线（这里是 64 维空间中的平面）分不开。
#
# **隐藏层** (hidden layer)。让 $h$ 个逻辑回归先看图，把它们的输出当作新的特征，再由第二层逻辑回归来判断。这就是一个小的神经网络 (neural network)。与第 3 节一样，第二层有 $K$ 个输出，每一类一个是非题：
#
# $$
# A = \sigma(X W_1 + b_1), \qquad Z = A W_2 + b_2
# $$
#
# | 记号 | 形状 | 是什么 |
# |---|---|---|
# | $X$ | $(n, d)$ | 特征，不含那一列 1 |
# | $W_1$、$b_1$ | $(d, h)$、$(h,)$ | 第一层的权重与偏置 |
# | $A$ | $(n, h)$ | 隐藏单元的输出，0 与 1 之间 |
# | $W_2$、$b_2$ | $(h, K)$、$(K,)$ | 第二层的权重与偏置 |
# | $Z$ | $(n, K)$ | logit |
# | $Y$ | $(n, K)$ | 目标，$y_{ik} = 1$ 表示样本 $i$ 属于第 $k$ 类，否则为 0 |
#
# 加法 $+ b_1$ 是广播：每一行都加。代价是 $K$ 个对数损失之和，对样本取平均；只罚权重，不罚偏置：
#
# $$J_\lambda = \frac{1}{n} \sum_{i=1}^n \sum_{k=1}^K \log\left(1 + e^{-s_{ik} z_{ik}}\right) + \frac{\lambda}{2n} \left( \lVert W_1 \rVert_F^2 + \lVert W_2 \rVert_F^2 \right), \qquad s_{ik} = 2 y_{ik} - 1$$
#
# 这里 $\lVert \cdot \rVert_F$ 是 104 的 Frobenius 范数：所有元素平方和的平方根。从 $X$ 算到 $J$ 叫作前向传播 (forward propagation)。
#
# **反向传播** (back-propagation)。要四个梯度。链式法则从代价往回走，每一步只用手边的量。记 $\Delta_2 = \partial J / \partial Z$，不计罚项。第 1 节已经知道对数损失的导数是 $\sigma(z) - y$：
#
# $$\Delta_2 = \frac{1}{n} \left( \sigma(Z) - Y \right)$$
#
# $Z = A W_2 + b_2$ 对三个量都是线性的。$z_{ik} = \sum_j a_{ij} w_{jk} + b_k$，所以 $\partial J / \partial w_{jk} = \sum_i a_{ij} (\Delta_2)_{ik}$，写成矩阵：
#
# $$\frac{\partial J}{\partial W_2} = A^\top \Delta_2 + \frac{\lambda}{n} W_2, \qquad \frac{\partial J}{\partial b_2} = \sum_{i=1}^n (\Delta_2)_{i}, \qquad \frac{\partial J}{\partial A} = \Delta_2 W_2^\top$$
#
# 再过 $\sigma$：$A = \sigma(\cdot)$ 的导数是 $A (1 - A)$，逐个元素相乘，记作 $\odot$：
#
# $$\Delta_1 = \left( \Delta_2 W_2^\top \right) \odot A \odot (1 - A)$$
#
# 然后第一层与第二层一模一样，只是 $X$ 代替了 $A$：
#
# $$\frac{\partial J}{\partial W_1} = X^\top \Delta_1 + \frac{\lambda}{n} W_1, \qquad \frac{\partial J}{\partial b_1} = \sum_{i=1}^n (\Delta_1)_{i}$$
#
# 若忘了哪里该转置，就看形状：每个梯度与它的参数同形。全部梯度的代价只是前向传播的两倍左右，而中心差分对每个参数都要前向两次。
#
# 下面用一个最小的网络手算一遍：一个样本，一个特征，一个隐藏单元，一个输出。

# %% [markdown] lang="en"
# It is no better on the training set: the trouble is not too few data, but that no line (here, a plane in 64 dimensions) separates the two.
#
# **The hidden layer.** Let $h$ logistic regressions look at the image first, take their outputs as new features, and let a second layer of logistic regressions decide. This is a small neural network. As in section 3, the second layer has $K$ outputs, a yes-or-no question for each class:
#
# $$
# A = \sigma(X W_1 + b_1), \qquad Z = A W_2 + b_2
# $$
#
# | Symbol | Shape | What it is |
# |---|---|---|
# | $X$ | $(n, d)$ | features, without the column of ones |
# | $W_1$, $b_1$ | $(d, h)$, $(h,)$ | weights and biases of the first layer |
# | $A$ | $(n, h)$ | outputs of the hidden units, between 0 and 1 |
# | $W_2$, $b_2$ | $(h, K)$, $(K,)$ | weights and biases of the second layer |
# | $Z$ | $(n, K)$ | logits |
# | $Y$ | $(n, K)$ | targets: $y_{ik} = 1$ if sample $i$ is of class $k$, else 0 |
#
# The sum $+ b_1$ broadcasts: it goes to every row. The cost is the sum of $K$ log-losses, averaged over the samples; weights are punished, biases are not:
#
# $$J_\lambda = \frac{1}{n} \sum_{i=1}^n \sum_{k=1}^K \log\left(1 + e^{-s_{ik} z_{ik}}\right) + \frac{\lambda}{2n} \left( \lVert W_1 \rVert_F^2 + \lVert W_2 \rVert_F^2 \right), \qquad s_{ik} = 2 y_{ik} - 1$$
#
# Here $\lVert \cdot \rVert_F$ is the Frobenius norm of 104, the root of the sum of all squares. To go from $X$ to $J$ is forward propagation.
#
# **Back-propagation.** Four gradients are wanted. The chain rule goes back from the cost, and at each step needs only what is at hand. Write $\Delta_2 = \partial J / \partial Z$, without the penalty. From section 1 the derivative of the log-loss is $\sigma(z) - y$:
#
# $$\Delta_2 = \frac{1}{n} \left( \sigma(Z) - Y \right)$$
#
# $Z = A W_2 + b_2$ is linear in all three. From $z_{ik} = \sum_j a_{ij} w_{jk} + b_k$ follows $\partial J / \partial w_{jk} = \sum_i a_{ij} (\Delta_2)_{ik}$, as matrices:
#
# $$\frac{\partial J}{\partial W_2} = A^\top \Delta_2 + \frac{\lambda}{n} W_2, \qquad \frac{\partial J}{\partial b_2} = \sum_{i=1}^n (\Delta_2)_{i}, \qquad \frac{\partial J}{\partial A} = \Delta_2 W_2^\top$$
#
# Then through $\sigma$: the derivative of $A = \sigma(\cdot)$ is $A (1 - A)$, multiplied entry by entry, written $\odot$:
#
# $$\Delta_1 = \left( \Delta_2 W_2^\top \right) \odot A \odot (1 - A)$$
#
# The first layer is then just like the second, with $X$ in the place of $A$:
#
# $$\frac{\partial J}{\partial W_1} = X^\top \Delta_1 + \frac{\lambda}{n} W_1, \qquad \frac{\partial J}{\partial b_1} = \sum_{i=1}^n (\Delta_1)_{i}$$
#
# If you forget where to transpose, look at the shapes: each gradient has the shape of its parameter. All gradients together cost about twice a forward propagation, where central differences need two of them for every single parameter.
#
# The next cell does it by hand for the smallest network: one sample, one feature, one hidden unit, one output.

# %%
# Worked example: x = 2, y = 1, no penalty; every number can be checked on paper.
w1, b1, w2, b2 = 0.5, -1.0, 3.0, 0.2


def tiny_cost(w1: float, b1: float, w2: float, b2: float) -> float:
    """Cost of the smallest network at x = 2, y = 1."""
    a = 1 / (1 + np.exp(-(2 * w1 + b1)))
    return np.log(1 + np.exp(-(a * w2 + b2)))


a = 1 / (1 + np.exp(-(2 * w1 + b1)))
z = a * w2 + b2
error = 1 / (1 + np.exp(-z)) - 1
error_below = error * w2 * a * (1 - a)
print(f"forward:  a = {a:.4f}, z = {z:.4f}, J = {tiny_cost(w1, b1, w2, b2):.4f}")
print(f"backward: dJ/dz = {error:.4f}, dJ/dw2 = {a * error:.4f}, dJ/db2 = {error:.4f}")
print(f"          before the sigmoid {error_below:.4f}, dJ/dw1 = {2 * error_below:.4f}")
h = 1e-5
central = (tiny_cost(w1 + h, b1, w2, b2) - tiny_cost(w1 - h, b1, w2, b2)) / (2 * h)
print(f"central difference for w1: {central:.4f}")

# %% [markdown] lang="zh"
# ### 任务 4：`network_cost`
#
# 写出网络的代价和四个梯度。
#
# - 输入：`parameters`，元组 $(W_1, b_1, W_2, b_2)$，形状见上表；`X`，形状 $(n, d)$；`Y`，形状 $(n, K)$，只含 0 与 1；`lam`，$\lambda \ge 0$。
# - 返回：`(cost, gradients)`。`cost` 是 $J_\lambda$，一个 `float`；`gradients` 是四个数组的元组，依 $(W_1, b_1, W_2, b_2)$ 的顺序，与参数同形，`float64`。
# - logit 大到几千时代价也要有限而且准确，同任务 1。
# - $n$、$d$、$h$、$K$ 可以是任何正整数，也可以都是 1。
# - `X` 与 `Y` 的行数不同，或 $\lambda < 0$：`ValueError`。其他形状总是相合的。
#
# 交卷之前，先用 `numerical_gradient` 自己检验：把三个参数固定，只让一个变。分数：代价 1 分，梯度 2 分。

# %% [markdown] lang="en"
# ### Task 4: `network_cost`
#
# Write the cost of the network and its four gradients.
#
# - Input: `parameters`, the tuple $(W_1, b_1, W_2, b_2)$, of the shapes above; `X`, of shape $(n, d)$; `Y`, of shape $(n, K)$, of 0 and 1 only; `lam`, $\lambda \ge 0$.
# - Return: `(cost, gradients)`. `cost` is $J_\lambda$, a `float`; `gradients` is a tuple of four arrays in the order of $(W_1, b_1, W_2, b_2)$, of the shapes of the parameters, `float64`.
# - The cost stays finite and accurate for logits in the thousands, as in task 1.
# - $n$, $d$, $h$, $K$ may be any positive integers, and may all be 1.
# - Different numbers of rows in `X` and `Y`, or $\lambda < 0$: `ValueError`. All other shapes always fit.
#
# Before you hand it in, check it yourself by `numerical_gradient`: hold three parameters fixed and let one vary. Points: 1 for the cost, 2 for the gradients.

# %% [markdown] aicourse={"hints": "network_cost"} lang="zh"
# 1. 照表把每个量的形状写在旁边，先只做前向。代价对 $K$ 个输出求和，只对 $n$ 个样本取平均：对整个矩阵取 `mean` 会多除一个 $K$。稳定的对数损失与任务 1 相同。
# 2. 反向从 $\Delta_2$ 开始，把 $\frac1n$ 一开始就放进去；此后除了罚项的 $\frac{\lambda}{n}$，再也不会出现 $n$。偏置的梯度是沿样本求**和**。
# 3. $\Delta_1$ 里的导数是 $A (1 - A)$：$A$ 已经过了 $\sigma$，不要再过一次。形状 $(n, h)$ 由 $\Delta_2 W_2^\top$ 来，只有一种转置法合得上。
# 4. 四个梯度各用 `numerical_gradient` 对照，形状取 $n = 5$、$d = 3$、$h = 4$、$K = 2$：四个数都不同，转置错了马上就看得出。先取 `lam` 为 0，再取 2；只有后者错，就是权重的罚项漏了，或者偏置也罚了。

# %% [markdown] aicourse={"hints": "network_cost"} lang="en"
# 1. Write the shape of each quantity beside it, from the table, and do the forward half first. The cost is a sum over the $K$ outputs and a mean over the $n$ samples only: `mean` of the whole matrix divides by $K$ too. The stable log-loss is that of task 1.
# 2. Backwards, begin with $\Delta_2$ and put the $\frac1n$ in at once; from there on no $n$ appears but in the $\frac{\lambda}{n}$ of the penalty. The gradient of a bias is a **sum** over the samples.
# 3. The derivative in $\Delta_1$ is $A (1 - A)$: $A$ has been through $\sigma$ already, so do not apply it again. Its shape $(n, h)$ comes from $\Delta_2 W_2^\top$, and only one way to transpose fits.
# 4. Compare each of the four gradients with `numerical_gradient`, for $n = 5$, $d = 3$, $h = 4$, $K = 2$: with four different numbers a wrong transpose shows at once. First a `lam` of 0, then of 2; if only the second is wrong, the penalty of the weights is missing, or the biases are punished too.


# %% nbgrader={"grade": false, "grade_id": "network_cost", "locked": false, "schema_version": 3, "solution": true, "task": false}
def network_cost(
    parameters: tuple[
        Float[np.ndarray, "d h"],
        Float[np.ndarray, "h"],
        Float[np.ndarray, "h K"],
        Float[np.ndarray, "K"],
    ],
    X: Float[np.ndarray, "n d"],
    Y: Float[np.ndarray, "n K"],
    lam: float,
) -> tuple[float, tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]]:
    """Regularized cost of a network with one hidden layer, and its gradients.

    Parameters
    ----------
    parameters : tuple of four ndarrays
        Weights (d, h) and biases (h,) of the hidden layer, weights (h, K) and biases (K,) of the
        output layer.
    X : ndarray of shape (n, d)
        Features, without a column of ones.
    Y : ndarray of shape (n, K)
        Targets, 0 or 1.
    lam : float
        Strength of the regularization, not negative; biases are not regularized.

    Returns
    -------
    cost : float
        Sum of the log-losses of the outputs, averaged over the samples, plus the penalty.
    gradients : tuple of four ndarrays
        Derivatives of the cost by each of `parameters`, in their order and shapes.

    Raises
    ------
    ValueError
        If `X` and `Y` have different numbers of rows or `lam` is negative.

    References
    ----------
    Rumelhart, Hinton and Williams, Learning representations by back-propagating errors,
    Nature 323 (1986).
    """
    ### BEGIN SOLUTION
    W1, b1, W2, b2 = (np.asarray(array, dtype=float) for array in parameters)
    X, Y = np.asarray(X, dtype=float), np.asarray(Y, dtype=float)
    if len(X) != len(Y):
        raise ValueError(f"X has {len(X)} rows, Y has {len(Y)}")
    if lam < 0:
        raise ValueError(f"lam must not be negative, got {lam}")
    n = len(X)
    A = expit(X @ W1 + b1)
    Z = A @ W2 + b2
    penalty = lam * (np.sum(W1**2) + np.sum(W2**2)) / 2
    cost = (np.logaddexp(0, (1 - 2 * Y) * Z).sum() + penalty) / n

    delta2 = (expit(Z) - Y) / n
    delta1 = delta2 @ W2.T * A * (1 - A)
    gradients = (
        X.T @ delta1 + lam / n * W1,
        delta1.sum(axis=0),
        A.T @ delta2 + lam / n * W2,
        delta2.sum(axis=0),
    )
    return float(cost), gradients
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_network_cost", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
tiny = (np.array([[0.5]]), np.array([-1.0]), np.array([[3.0]]), np.array([0.2]))
shown = network_cost(tiny, np.array([[2.0]]), np.array([[1.0]]), 0.0)
assert is_sequence(shown, 2), "应返回 (cost, gradients) / expected (cost, gradients)"
assert is_float(shown[0]), "cost 应为 float / expected cost as a float"
assert abs(shown[0] - 0.16778) < 1e-5, (
    f"cost 应为 0.16778，实得 {shown[0]} / expected cost 0.16778, got {shown[0]}"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
for trial in range(6):
    n, d, h, K = (int(size) for size in rng.integers(1, 8, 4))
    W1, b1 = rng.normal(size=(d, h)), rng.normal(size=h)
    W2, b2 = rng.normal(size=(h, K)), rng.normal(size=K)
    X, Y = rng.normal(size=(n, d)), rng.integers(0, 2, (n, K))
    lam = 0.0 if trial < 2 else float(rng.uniform(0.1, 5))
    if trial == 1:
        W2 = W2 * 5000
    passed_in = [array.copy() for array in (W1, b1, W2, b2, X, Y)]
    result = network_cost((W1, b1, W2, b2), X, Y, lam)
    assert is_sequence(result, 2), "应返回 (cost, gradients) / expected (cost, gradients)"
    cost = result[0]
    assert is_float(cost), "cost 应为 float / cost should be a float"
    for array, before in zip((W1, b1, W2, b2, X, Y), passed_in, strict=True):
        assert np.array_equal(array, before), (
            "传入的数组被改动了 / an array that was passed in has been changed"
        )
    assert np.isfinite(cost), "logit 很大时代价不是有限的 / the cost is not finite for large logits"
    expected = lam / (2 * n) * (np.sum(W1**2) + np.sum(W2**2))
    for i in range(n):
        hidden = 1 / (1 + np.exp(-(X[i] @ W1 + b1)))
        for k in range(K):
            gap = (1 - 2 * Y[i, k]) * (hidden @ W2[:, k] + b2[k])
            expected += (max(gap, 0) + np.log1p(np.exp(-abs(gap)))) / n
    assert abs(cost - expected) <= 1e-9 * max(expected, 1e-3), (
        "代价与公式不符：K 个输出求和，样本取平均，偏置不受罚"
        " / the cost differs from the formula: sum over K outputs, mean over samples, biases free"
    )
assert raises(ValueError, network_cost, (W1, b1, W2, b2), X, np.ones((n + 1, K)), 1.0), (
    "X 与 Y 行数不同应报 ValueError / different numbers of rows should raise ValueError"
)
assert raises(ValueError, network_cost, (W1, b1, W2, b2), X, Y, -1.0), (
    "λ 为负应报 ValueError / a negative λ should raise ValueError"
)
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_network_cost_gradients", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
tiny = (np.array([[0.5]]), np.array([-1.0]), np.array([[3.0]]), np.array([0.2]))
shown = network_cost(tiny, np.array([[2.0]]), np.array([[1.0]]), 0.0)
assert is_sequence(shown, 2), "应返回 (cost, gradients) / expected (cost, gradients)"
assert is_sequence(shown[1], 4), "gradients 应有四个数组 / expected four arrays in gradients"
for array, like in zip(shown[1], tiny, strict=True):
    assert is_array(array, like.shape), (
        f"梯度应为 float64、形状 {like.shape} / expected a float64 gradient of shape {like.shape}"
    )
numbers = np.array([array.item() for array in shown[1]])
assert np.allclose(numbers, [-0.23169, -0.11585, -0.07723, -0.15446], atol=1e-5), (
    f"梯度应为 [-0.23169, -0.11585, -0.07723, -0.15446]，实得 {numbers}"
    f" / expected gradients [-0.23169, -0.11585, -0.07723, -0.15446], got {numbers}"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))


def exact_network_cost(array, index, theta, X, Y, lam):
    W1, b1, W2, b2 = [*theta[:index], array, *theta[index + 1 :]]
    Z = expit(X @ W1 + b1) @ W2 + b2
    squares = np.sum(W1**2) + np.sum(W2**2)
    return (np.sum(np.logaddexp(0, Z) - Y * Z) + lam / 2 * squares) / len(X)


for trial in range(6):
    n, d, h, K = (int(size) for size in rng.integers(1, 7, 4))
    if trial == 0:
        n, d, h, K = 5, 3, 4, 2
    theta = [rng.normal(size=shape) for shape in ((d, h), (h,), (h, K), (K,))]
    X, Y = rng.normal(size=(n, d)), rng.integers(0, 2, (n, K)).astype(float)
    lam = float(rng.uniform(0.1, 5)) if trial % 2 else 0.0
    passed_in = [array.copy() for array in (*theta, X, Y)]
    result = network_cost(tuple(theta), X, Y, lam)
    assert is_sequence(result, 2), "应返回 (cost, gradients) / expected (cost, gradients)"
    assert is_sequence(result[1], 4), "gradients 应有四个数组 / gradients should hold four arrays"
    for array, before in zip((*theta, X, Y), passed_in, strict=True):
        assert np.array_equal(array, before), (
            "传入的数组被改动了 / an array that was passed in has been changed"
        )
    for index, name in enumerate(("W1", "b1", "W2", "b2")):
        exact = partial(exact_network_cost, index=index, theta=theta, X=X, Y=Y, lam=lam)
        gradient = result[1][index]
        assert is_array(gradient, theta[index].shape), (
            f"{name} 的梯度应为 float64，与 {name} 同形"
            f" / the gradient of {name} should be float64, of the shape of {name}"
        )
        assert np.allclose(
            gradient, numerical_gradient(exact, theta[index]), rtol=1e-6, atol=1e-7
        ), f"{name} 的梯度与中心差分不符 / the gradient of {name} differs from central differences"
### END HIDDEN TESTS

# %% [markdown] lang="zh"
# ### 结果说明了什么
#
# 有了梯度，训练就是下山。给定的 `train_network` 从小的随机权重出发，用 L-BFGS 走 150 步。L-BFGS 从前后几步的梯度估计曲率，近似于牛顿法，而不必写出黑塞矩阵：这里有 1885 个参数，$H$ 就有三百五十万个数。
#
# **为什么要随机？** 若所有权重都从零开始，每个隐藏单元的输出一样，梯度也一样，于是永远一样：25 个单元只顶一个用。下面先从随机的权重和从零各做一次“奇数还是偶数”，再做十个数字。

# %% [markdown] lang="en"
# ### What the result means
#
# With gradients, training is going downhill. `train_network`, which is given, begins at small random weights and takes 150 steps of L-BFGS. That method estimates the curvature from the gradients of the last few steps, and so comes close to Newton's method without ever writing the Hessian: for the 1885 parameters here, $H$ would have three and a half million entries.
#
# **Why random?** If all weights begin at zero, every hidden unit has the same output and the same gradient, and so for ever: 25 units do the work of one. Next come "odd or even", once from random weights and once from zero, and then the ten digits.


# %% nbgrader={"grade": false, "grade_id": "training", "locked": true, "schema_version": 3, "solution": false, "task": false}
def train_network(
    cost_function: Callable,
    X: Float[np.ndarray, "n d"],
    Y: Float[np.ndarray, "n K"],
    n_hidden: int,
    lam: float,
    scale: float = 1.0,
    steps: int = 150,
) -> tuple[list[np.ndarray], list[float]]:
    """Parameters of a network after L-BFGS from random weights, and the cost at each step."""
    rng = np.random.default_rng(0)
    shapes = [(X.shape[1], n_hidden), (n_hidden,), (n_hidden, Y.shape[1]), (Y.shape[1],)]
    start = [
        scale * rng.normal(size=shape) / np.sqrt(shape[0]) if len(shape) == 2 else np.zeros(shape)
        for shape in shapes
    ]
    ends = np.cumsum([array.size for array in start])[:-1]

    def unpack(flat: np.ndarray) -> list[np.ndarray]:
        return [part.reshape(s) for part, s in zip(np.split(flat, ends), shapes, strict=True)]

    def flat_cost(flat: np.ndarray) -> tuple[float, np.ndarray]:
        cost, gradients = cost_function(tuple(unpack(flat)), X, Y, lam)
        return cost, np.concatenate([np.ravel(gradient) for gradient in gradients])

    costs: list[float] = []
    flat = minimize(
        flat_cost,
        np.concatenate([array.ravel() for array in start]),
        jac=True,
        method="L-BFGS-B",
        callback=lambda intermediate_result: costs.append(intermediate_result.fun),
        options={"maxiter": steps},
    ).x
    return unpack(flat), costs


def network_logits(parameters: Sequence[np.ndarray], X: np.ndarray) -> np.ndarray:
    """Logits of the network, of shape (n, K)."""
    W1, b1, W2, b2 = parameters
    return expit(X @ W1 + b1) @ W2 + b2


# %%
train, test = split(len(y_digits), 1200, np.random.default_rng(110))
odd_targets = is_odd[train].astype(float)[:, None]
fig, axes = plt.subplots(1, 2, figsize=(10, 3.4), layout="constrained", width_ratios=(1.2, 1))
for scale, name, color in ((1.0, "random start", BLUE), (0.0, "start at zero", ORANGE)):
    fitted, costs = train_network(network_cost, X_digits[train], odd_targets, 25, 0.1, scale)
    correct = (network_logits(fitted, X_digits)[:, 0] > 0) == is_odd
    axes[0].semilogy(costs, color=color, label=name)
    different = np.unique(fitted[0].round(6), axis=1).shape[1]
    print(
        f"odd or even, {name}: held-out {np.mean(correct[test]):.3f}, "
        f"{different} different hidden units of 25"
    )
    if scale:
        show_montage(
            axes[1], fitted[0].T.reshape(-1, 8, 8), "What the 25 hidden units look at", "coolwarm"
        )
axes[0].set(title="Training: odd or even?", xlabel="step", ylabel="cost")
axes[0].legend()
plt.show()

fitted, _ = train_network(network_cost, X_digits[train], np.eye(10)[y_digits[train]], 25, 0.3)
predicted = network_logits(fitted, X_digits[test]).argmax(axis=1)
print(f"ten digits, network: held-out {np.mean(predicted == y_digits[test]):.3f}")

# %% [markdown] lang="zh"
# 同样的问题，逻辑回归答对 0.92，随机出发的网络 0.99；从零出发的网络停在 0.93，与逻辑回归不相上下，因为它的 25 个单元完全相同。十个数字上，网络也比第 3 节的十条直线好：隐藏单元各看一段笔画，第二层把它们合在一起。

# %% [markdown] lang="en"
# On the same question logistic regression is right on 0.92 and the network from a random start on 0.99; the network that began at zero stops at 0.93, hardly better than logistic regression, for its 25 units are all alike. On the ten digits, too, the network beats the ten straight lines of section 3: each hidden unit looks at a piece of a stroke, and the second layer puts the pieces together.

# %% [markdown] lang="zh"
# ## 5 · 第 6 周：误差大，下一步该做什么？
#
# 模型不够好。去收集更多数据？添特征？减特征？把 $\lambda$ 调大还是调小？凭感觉可以浪费几个月。两个数就能指路：**训练误差**和**验证误差**。验证误差在**验证集** (validation set) 上量，那是既不参加训练、也不用于最后评分的一部分数据。
#
# **学习曲线** (learning curve) 只用前 $m$ 行训练，量出两个误差，再让 $m$ 增大：
#
# $$E_{\text{train}}(m) = \frac{1}{m} \sum_{i=1}^{m} (\hat y_i - y_i)^2, \qquad E_{\text{val}}(m) = \frac{1}{n_{\text{val}}} \sum_{i \in \text{val}} (\hat y_i - y_i)^2$$
#
# 误差里没有 $\tfrac12$，也没有罚项：罚项是训练的手段，不是我们在乎的东西。训练误差只看用过的那 $m$ 行。标准化的统计量也只来自这 $m$ 行：我们假装其余的行还没有收集到。
#
# 三个模型，同一份糖尿病数据，都用 $\lambda = 0.1$，曲线由 scikit-learn 算出。看图之前先猜：哪一个会随着数据增多而变好？

# %% [markdown] lang="en"
# ## 5 · Week 6: the error is large. What next?
#
# The model is not good enough. Collect more data? Add features? Drop some? A larger $\lambda$, or a smaller one? By mere feeling one can waste months. Two numbers show the way: the **training error** and the **validation error**. The latter is measured on the **validation set**, a part of the data that takes part neither in the training nor in the final score.
#
# A **learning curve** trains on the first $m$ rows only, measures both errors, and lets $m$ grow:
#
# $$E_{\text{train}}(m) = \frac{1}{m} \sum_{i=1}^{m} (\hat y_i - y_i)^2, \qquad E_{\text{val}}(m) = \frac{1}{n_{\text{val}}} \sum_{i \in \text{val}} (\hat y_i - y_i)^2$$
#
# There is no $\tfrac12$ in them and no penalty: the penalty is a means of training, not what we care about. The training error looks only at the $m$ rows that were used. The statistics of the scaling, too, come from these $m$ rows alone: we pretend that the others have not been collected yet.
#
# Three models on the same diabetes data, all with $\lambda = 0.1$; scikit-learn computes the curves. Guess before you look: which of them will gain from more data?

# %%
fitted_rows, validation_rows = split(len(y_diabetes), 300, np.random.default_rng(1))
three_models = {
    "BMI alone": X_diabetes[:, [BMI]],
    "10 features": X_diabetes,
    "65 features": quadratic(X_diabetes),
}
sizes = np.array([5, 10, 20, 30, 45, 60, 80, 100, 150, 200, 250, 300])
fig, axes = plt.subplots(1, 3, figsize=(10.5, 3.4), layout="constrained", sharey=True)
for ax, (name, features) in zip(axes, three_models.items(), strict=True):
    training, validation = curve(
        features[fitted_rows],
        y_diabetes[fitted_rows],
        features[validation_rows],
        y_diabetes[validation_rows],
        sizes,
        0.1,
    )
    ax.plot(sizes, validation, "s-", color=ORANGE, label="validation")
    ax.plot(sizes, training, "o-", color=BLUE, label="training")
    ax.axhline(
        y_diabetes[validation_rows].var(), color=GREY, linestyle=":", label="always the mean"
    )
    ax.set(title=name, xlabel="training rows $m$", ylim=(0, 10_000))
    print(f"{name:12s} m = 300: training {training[-1]:.0f}, validation {validation[-1]:.0f}")
axes[0].set_ylabel("mean squared error")
axes[0].legend(loc="upper right")
plt.show()

# %% [markdown] lang="zh"
# 左图两条曲线很早就靠拢，停在高处：再多的数据也没有用，模型说不出数据里有的东西。这叫**偏差** (bias) 大，或欠拟合 (underfitting)。右图训练误差低，验证误差高，中间的缺口随数据增多慢慢合拢：模型记住了训练集的偶然。这叫**方差** (variance) 大，或过拟合。
#
# | 看到的 | 诊断 | 有用的办法 | 没有用的办法 |
# |---|---|---|---|
# | 两个误差都高，彼此接近 | 偏差大 | 添特征，减小 $\lambda$，换更灵活的模型 | 更多数据 |
# | 训练误差低，验证误差高 | 方差大 | 更多数据，减特征，增大 $\lambda$ | 更灵活的模型 |
# | 两个误差都低，彼此接近 | 够好 | 去测试集上量一次 | |
#
# **偏差与方差能量出来吗？** 能。从数据中抽许多个不同的训练集，各训练一个模型，共 $B$ 个。对第 $i$ 个样本，模型 $b$ 的预测是 $\hat y_{bi}$，平均预测是 $\bar y_i = \frac1B \sum_b \hat y_{bi}$。定义
#
# $$\text{bias}^2 = \frac{1}{n} \sum_{i=1}^n (\bar y_i - y_i)^2, \qquad \text{variance} = \frac{1}{n} \sum_{i=1}^n \frac{1}{B} \sum_{b=1}^B (\hat y_{bi} - \bar y_i)^2$$
#
# 第一个数是“平均的模型”的误差，第二个数是各个模型围绕平均的散布。两者之和是什么？写完下面的任务，你会量出来。（严格地说，第一个数里还有 $y$ 本身的噪声，它与模型无关，谁也去不掉。）
#
# ### 任务 5：`learning_curve` 与 `bias_variance`
#
# `learning_curve(train_features, train_y, validation_features, validation_y, sizes, lam)`
#
# - 输入：`train_features`，形状 $(n, d)$，`train_y`，形状 $(n,)$；`validation_features`，形状 $(n_{\text{val}}, d)$，`validation_y`，形状 $(n_{\text{val}},)$；特征都是原始单位；`sizes`，整数的序列（列表、元组或数组），每个从 1 到 $n$，次序不定，可以重复；`lam`，$\lambda > 0$。
# - 对 `sizes` 中的每个 $m$：用前 $m$ 行（不打乱）作 `scaled_design` 的训练部分，用 `fit_linear` 求 $\theta$，量出 $E_{\text{train}}(m)$ 与 $E_{\text{val}}(m)$。这两个函数已经给定。
# - 返回：`(training_errors, validation_errors)`，两个 `float64` 数组，与 `sizes` 一样长，次序相同。
# - `sizes` 中有小于 1 或大于 $n$ 的数：`ValueError`（切片不会替你报错）。
#
# `bias_variance(predictions, y)`
#
# - 输入：`predictions`，形状 $(B, n)$，一行一个模型；`y`，形状 $(n,)$。
# - 返回：`(bias_squared, variance)`，两个 `float`，按上面的公式。
# - `predictions` 不是二维，或列数与 `y` 的长度不同：`ValueError`。
#
# 分数：`learning_curve` 2 分，`bias_variance` 1 分。

# %% [markdown] lang="en"
# On the left the two curves meet early and stay high: more data will not help, for the model cannot say what is in the data. This is high **bias**, or underfitting. On the right the training error is low and the validation error high, and the gap closes slowly as data come in: the model remembers accidents of its training set. This is high **variance**, or overfitting.
#
# | What you see | Diagnosis | What helps | What does not |
# |---|---|---|---|
# | both errors high, close to each other | high bias | more features, a smaller $\lambda$, a more flexible model | more data |
# | training error low, validation error high | high variance | more data, fewer features, a larger $\lambda$ | a more flexible model |
# | both errors low, close to each other | good enough | measure once on the test set | |
#
# **Can bias and variance be measured?** They can. Draw many different training sets from the data and train a model on each, $B$ in all. For sample $i$, model $b$ predicts $\hat y_{bi}$; the mean prediction is $\bar y_i = \frac1B \sum_b \hat y_{bi}$. Define
#
# $$\text{bias}^2 = \frac{1}{n} \sum_{i=1}^n (\bar y_i - y_i)^2, \qquad \text{variance} = \frac{1}{n} \sum_{i=1}^n \frac{1}{B} \sum_{b=1}^B (\hat y_{bi} - \bar y_i)^2$$
#
# The first is the error of the "mean model", the second the spread of the models around it. What is their sum? Once the task is done you will measure it. (Strictly, the first number also holds the noise of $y$ itself, which has nothing to do with the model and which nobody can remove.)
#
# ### Task 5: `learning_curve` and `bias_variance`
#
# `learning_curve(train_features, train_y, validation_features, validation_y, sizes, lam)`
#
# - Input: `train_features`, of shape $(n, d)$, `train_y`, of shape $(n,)$; `validation_features`, of shape $(n_{\text{val}}, d)$, `validation_y`, of shape $(n_{\text{val}},)$; features in their own units; `sizes`, a sequence of integers (list, tuple or array), each from 1 to $n$, in any order, perhaps repeated; `lam`, $\lambda > 0$.
# - For each $m$ of `sizes`: take the first $m$ rows (do not shuffle) as the training part of `scaled_design`, find $\theta$ by `fit_linear`, and measure $E_{\text{train}}(m)$ and $E_{\text{val}}(m)$. The two functions are given.
# - Return: `(training_errors, validation_errors)`, two `float64` arrays as long as `sizes` and in its order.
# - A number in `sizes` below 1 or above $n$: `ValueError` (a slice will not raise it for you).
#
# `bias_variance(predictions, y)`
#
# - Input: `predictions`, of shape $(B, n)$, a row for each model; `y`, of shape $(n,)$.
# - Return: `(bias_squared, variance)`, two `float`, by the formulas above.
# - `predictions` not two-dimensional, or its number of columns not the length of `y`: `ValueError`.
#
# Points: 2 for `learning_curve`, 1 for `bias_variance`.

# %% [markdown] aicourse={"hints": "learning_curve"} lang="zh"
# 1. 每个 $m$ 都从头来过：前 $m$ 行的特征和目标，先交给 `scaled_design`，再交给 `fit_linear`。循环之前先算好的东西里，若有用到全部 $n$ 行的，就是泄漏。
# 2. 两个误差都是 $X\theta$ 与目标之差的平方的平均，没有 $\tfrac12$，没有罚项。训练误差只看这 $m$ 行；结果的次序就是 `sizes` 的次序，重复的也照写。
# 3. `train_features[:m]` 在 $m$ 大于 $n$ 时给出全部，在 $m$ 为负时从末尾去掉几行，都不报错。先查 $m$，再切片。
# 4. `bias_variance`：轴 0 是模型，轴 1 是样本。先沿轴 0 求平均预测，再看它的误差；散布也沿轴 0，NumPy 的 `var` 除以的就是 $B$；样本的平均放在最后。

# %% [markdown] aicourse={"hints": "learning_curve"} lang="en"
# 1. Every $m$ begins anew: features and targets of the first $m$ rows go to `scaled_design` and then to `fit_linear`. If anything computed before the loop has used all $n$ rows, that is a leak.
# 2. Both errors are means of squared differences between $X\theta$ and the targets, without $\tfrac12$ and without a penalty. The training error looks at these $m$ rows only; results come in the order of `sizes`, repeated ones too.
# 3. For $m$ above $n$ `train_features[:m]` is all rows, for a negative $m$ it drops some from the end, and neither raises. Check $m$ before you slice.
# 4. `bias_variance`: axis 0 are the models, axis 1 the samples. Take the mean prediction along axis 0 first, and then its error; the spread is along axis 0 too, and NumPy's `var` divides by $B$; the mean over the samples comes last.


# %% nbgrader={"grade": false, "grade_id": "learning_curve", "locked": false, "schema_version": 3, "solution": true, "task": false}
def learning_curve(
    train_features: Float[np.ndarray, "n d"],
    train_y: Float[np.ndarray, "n"],
    validation_features: Float[np.ndarray, "k d"],
    validation_y: Float[np.ndarray, "k"],
    sizes: Sequence[int],
    lam: float,
) -> tuple[Float[np.ndarray, "s"], Float[np.ndarray, "s"]]:
    """Training and validation error of linear regression on the first rows.

    Parameters
    ----------
    train_features : ndarray of shape (n, d)
        Training rows, in their own units.
    train_y : ndarray of shape (n,)
        Their targets.
    validation_features : ndarray of shape (k, d)
        Validation rows, in the same units.
    validation_y : ndarray of shape (k,)
        Their targets.
    sizes : sequence of int
        Numbers of training rows, each from 1 to n.
    lam : float
        Strength of the regularization, positive.

    Returns
    -------
    training_errors : ndarray, one entry for each of `sizes`
        Mean squared error on the rows that were used.
    validation_errors : ndarray, one entry for each of `sizes`
        Mean squared error on all validation rows.

    Raises
    ------
    ValueError
        If one of `sizes` is out of range.

    References
    ----------
    Hastie, Tibshirani and Friedman, The Elements of Statistical Learning (2nd ed.), chapter 7.
    """
    ### BEGIN SOLUTION
    training_errors, validation_errors = [], []
    for m in sizes:
        if not 1 <= m <= len(train_y):
            raise ValueError(f"sizes must be from 1 to {len(train_y)}, got {m}")
        X_train, X_validation = scaled_design(train_features[:m], validation_features)
        theta = fit_linear(X_train, train_y[:m], lam)
        training_errors.append(np.mean((X_train @ theta - train_y[:m]) ** 2))
        validation_errors.append(np.mean((X_validation @ theta - validation_y) ** 2))
    return np.array(training_errors), np.array(validation_errors)
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "bias_variance", "locked": false, "schema_version": 3, "solution": true, "task": false}
def bias_variance(
    predictions: Float[np.ndarray, "B n"], y: Float[np.ndarray, "n"]
) -> tuple[float, float]:
    """Error of the mean prediction, and spread of the predictions around it.

    Parameters
    ----------
    predictions : ndarray of shape (B, n)
        Predictions of B models, trained on different rows, for the same n samples.
    y : ndarray of shape (n,)
        Targets.

    Returns
    -------
    bias_squared : float
        Mean squared error of the mean prediction; it includes the noise of `y`.
    variance : float
        Mean over the samples of the variance over the models, divided by B.

    Raises
    ------
    ValueError
        If the shapes do not fit.

    References
    ----------
    Geman, Bienenstock and Doursat, Neural networks and the bias/variance dilemma, Neural
    Computation 4 (1992).
    """
    ### BEGIN SOLUTION
    predictions, y = np.asarray(predictions, dtype=float), np.asarray(y, dtype=float)
    if predictions.ndim != 2 or y.shape != predictions.shape[1:]:
        raise ValueError(f"shapes do not fit: {predictions.shape} and {y.shape}")
    bias_squared = np.mean((predictions.mean(axis=0) - y) ** 2)
    return float(bias_squared), float(predictions.var(axis=0).mean())
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_learning_curve", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
features_shown = np.array([[1.0], [2.0], [3.0], [9.0]])
targets_shown = np.array([1.0, 2.0, 3.0, -9.0])
errors = learning_curve(
    features_shown, targets_shown, np.array([[2.0]]), np.array([5.0]), [3, 1], 3.0
)
assert is_sequence(errors, 2), (
    "应返回 (training_errors, validation_errors) / expected (training_errors, validation_errors)"
)
for array, name, expected in zip(
    errors, ("training", "validation"), ([1 / 6, 0], [9, 16]), strict=True
):
    assert is_array(array, (2,)), (
        f"{name}_errors 应为形状 (2,) 的 float64 数组"
        f" / expected {name}_errors as a float64 array of shape (2,)"
    )
    assert np.allclose(array, expected), (
        f"{name}_errors 应为 {expected}，实得 {array} / expected {name}_errors {expected}, got {array}"
    )
assert raises(
    ValueError,
    learning_curve,
    features_shown,
    targets_shown,
    features_shown,
    targets_shown,
    [5],
    1.0,
), "m = 5 大于 n = 4，应报 ValueError / m = 5 exceeds n = 4 and should raise ValueError"
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
for trial in range(4):
    n = int(rng.integers(60, 200))
    rows, others = split(len(y_diabetes), n, rng)
    others = others[: int(rng.integers(20, 100))]
    features = X_diabetes if trial % 2 else quadratic(X_diabetes[:, [BMI, 3, 8]])
    parts = [features[rows], y_diabetes[rows], features[others], y_diabetes[others]]
    sizes = [int(size) for size in rng.integers(2, n + 1, 5)] + [n, 1]
    lam = float(10 ** rng.uniform(-1, 2))
    passed_in = [array.copy() for array in parts]
    errors = learning_curve(*parts, np.array(sizes) if trial % 2 else sizes, lam)
    assert is_sequence(errors, 2), (
        "应返回 (training_errors, validation_errors)"
        " / expected (training_errors, validation_errors)"
    )
    for array in errors:
        assert is_array(array, (len(sizes),)), (
            "应为 float64 数组，与 sizes 一样长 / expected float64 arrays as long as sizes"
        )
    for array, before in zip(parts, passed_in, strict=True):
        assert np.array_equal(array, before), (
            "传入的数组被改动了 / an array that was passed in has been changed"
        )
    for m, training, validation in zip(sizes, *errors, strict=True):
        scaler = StandardScaler().fit(parts[0][:m])
        model = Ridge(alpha=lam, solver="cholesky").fit(
            scaler.transform(parts[0][:m]), parts[1][:m]
        )
        expected = [
            np.mean((model.predict(scaler.transform(X)) - y) ** 2)
            for X, y in ((parts[0][:m], parts[1][:m]), (parts[2], parts[3]))
        ]
        assert abs(training - expected[0]) <= 1e-6 * expected[0] + 1e-6, (
            "训练误差不对：只看前 m 行，没有罚项，没有 1/2"
            " / the training error is wrong: the first m rows only, no penalty, no 1/2"
        )
        assert abs(validation - expected[1]) <= 1e-6 * expected[1], (
            "验证误差不对：统计量与 theta 都只来自前 m 行"
            " / the validation error is wrong: statistics and theta come from the first m rows alone"
        )
for m in (0, -1, n + 1):
    assert raises(ValueError, learning_curve, *parts, [2, m], 1.0), (
        "m 超出 1 到 n 应报 ValueError / m outside 1 to n should raise ValueError"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_bias_variance", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
pair_shown = bias_variance(np.array([[1.0, 4.0], [3.0, 4.0]]), np.array([2.0, 6.0]))
assert is_sequence(pair_shown, 2), (
    "应返回 (bias_squared, variance) / expected (bias_squared, variance)"
)
assert all(is_float(value) for value in pair_shown), "两个数都应为 float / both should be floats"
assert np.allclose(pair_shown, [2.0, 0.5]), (
    f"应为 (2, 0.5)，实得 {pair_shown} / expected (2, 0.5), got {pair_shown}"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
for trial in range(6):
    B, n = (int(size) for size in rng.integers(2, 12, 2))
    predictions = rng.normal(scale=5, size=(B, n)) + rng.normal(scale=20, size=n)
    y = rng.normal(scale=20, size=n)
    if trial == 3:
        predictions = predictions.astype(np.float32)
    passed_in = predictions.copy(), y.copy()
    result = bias_variance(predictions, y)
    assert is_sequence(result, 2), (
        "应返回 (bias_squared, variance) / expected (bias_squared, variance)"
    )
    assert all(is_float(value) for value in result), "两个数都应为 float / both should be floats"
    assert np.array_equal(predictions, passed_in[0]), (
        "predictions 被改动了 / predictions was changed"
    )
    assert np.array_equal(y, passed_in[1]), "y 被改动了 / y was changed"
    exact = passed_in[0].astype(float)
    middle = exact.mean(axis=0)
    assert abs(result[0] - np.mean((middle - y) ** 2)) < 1e-6, (
        "bias_squared 应为平均预测的均方误差 / bias_squared should be the error of the mean prediction"
    )
    assert abs(result[1] - np.mean((exact - middle) ** 2)) < 1e-6, (
        "variance 应为各模型围绕平均预测的均方散布，除以 B"
        " / variance should be the mean squared spread around the mean prediction, divided by B"
    )
for predictions, y in ((np.ones((3, 4)), np.ones(3)), (np.ones(4), np.ones(4))):
    assert raises(ValueError, bias_variance, predictions, y), (
        "形状不合应报 ValueError / shapes that do not fit should raise ValueError"
    )
### END HIDDEN TESTS

# %% [markdown] lang="zh"
# ### 结果说明了什么
#
# 下面用 65 个特征的模型，对每个 $\lambda$ 训练 60 次，每次从 300 行中抽 100 行，在同样的 142 行上量。两个数之和，就是这 60 个模型均方误差 (mean squared error) 的平均：
#
# $$\frac{1}{B n} \sum_{b, i} (\hat y_{bi} - y_i)^2 = \text{bias}^2 + \text{variance}$$
#
# 这是恒等式，不是近似：把 $\hat y_{bi} - y_i$ 写成 $(\hat y_{bi} - \bar y_i) + (\bar y_i - y_i)$，平方后交叉项对 $b$ 求和为零。这就是**偏差–方差权衡** (bias–variance trade-off)。

# %% [markdown] lang="en"
# ### What the result means
#
# The next cell takes the model with 65 features and trains it 60 times for each $\lambda$, each time on 100 rows drawn out of 300, and measures on the same 142 rows. The sum of the two numbers is the mean of the mean squared errors of these 60 models:
#
# $$\frac{1}{B n} \sum_{b, i} (\hat y_{bi} - y_i)^2 = \text{bias}^2 + \text{variance}$$
#
# This is an identity, no approximation: write $\hat y_{bi} - y_i$ as $(\hat y_{bi} - \bar y_i) + (\bar y_i - y_i)$, square, and the cross term sums to zero over $b$. It is the **bias–variance trade-off**.

# %%
rng = np.random.default_rng(0)
draws = [rng.choice(fitted_rows, 100, replace=False) for _ in range(60)]
features = three_models["65 features"]
trade_lambdas = 10.0 ** np.arange(-1, 5)
table = []
print("  lambda   bias^2   variance      sum   measured error")
for lam in trade_lambdas:
    predictions = []
    for rows in draws:
        X_train, X_validation = scaled_design(features[rows], features[validation_rows])
        predictions.append(X_validation @ fit_linear(X_train, y_diabetes[rows], lam))
    bias_squared, variance = bias_variance(np.array(predictions), y_diabetes[validation_rows])
    measured = np.mean((np.array(predictions) - y_diabetes[validation_rows]) ** 2)
    table.append((bias_squared, variance))
    print(
        f"{lam:8g} {bias_squared:8.0f} {variance:10.0f} {bias_squared + variance:8.0f} {measured:16.0f}"
    )

fig, ax = plt.subplots(figsize=(6, 3.4), layout="constrained")
bias_squares, variances = np.transpose(table)
positions = np.arange(len(trade_lambdas))
ax.bar(positions, bias_squares, color=BLUE, width=0.7, label="bias$^2$ (with the noise of $y$)")
ax.bar(positions, variances, bottom=bias_squares, color=ORANGE, width=0.7, label="variance")
ax.set_xticks(positions, [f"{lam:g}" for lam in trade_lambdas])
ax.set(
    title="65 features, 100 training rows",
    xlabel=r"$\lambda$",
    ylabel="mean squared error",
    ylim=(0, 6000),
)
ax.legend()
plt.show()

# %% [markdown] lang="zh"
# $\lambda$ 小，方差大；$\lambda$ 大，偏差大；两者之和在中间最小。选 $\lambda$ 要用验证集：训练误差总是偏爱最小的 $\lambda$。验证集一旦用来选，它的误差就偏低了一点，所以最后的分数要在第三份数据，即测试集上量，而且只量一次。第 8 节就这样做。
#
# ## 6 · 第 7 周：边界该离两边多远？
#
# 这一周没有任务；完整的推导与实现在第 2 阶段。
#
# 能把两类分开的直线往往有许多条。逻辑回归让每个样本都说话，哪怕它早已在正确的一边很远。**支持向量机** (support vector machine, SVM) 只听边界附近的：它要求每个样本离边界至少一段距离，够远的样本不再有损失。一个样本的损失是**合页损失** (hinge loss) $\max(0, 1 - s z)$。左图把它与对数损失放在一起：前者从 $sz = 1$ 起恰好为零，后者永远留一点。
#
# 把点积换成**核函数** (kernel function)，直线就能弯曲，而不必真的写出所有的乘积特征。右边两图由 scikit-learn 的 `SVC` 画出；带圈的是支持向量，其余的样本拿走也不会改变边界。

# %% [markdown] lang="en"
# A small $\lambda$ has high variance, a large one high bias, and their sum is lowest in between. Choose $\lambda$ on the validation set, for the training error always prefers the smallest. A validation set that has been used to choose tells an error a little too low; so the final score is measured on a third part, the test set, and only once. Section 8 does it like this.
#
# ## 6 · Week 7: how far from both sides should a boundary be?
#
# This week has no task; stage 2 derives and builds it in full.
#
# Where a line separates two classes, many lines often do. Logistic regression lets every sample have its say, even one that is far on the right side already. The **support vector machine** (SVM) listens only to those near the boundary: it wants every sample to be some distance away, and a sample that is far enough has no loss any more. The loss of a sample is the **hinge loss** $\max(0, 1 - s z)$. The figure on the left sets it beside the log-loss: from $sz = 1$ on it is exactly zero, where the log-loss always leaves a little.
#
# Put a **kernel function** in the place of the dot product, and the line can bend without any product features being written down. The two figures on the right are drawn by scikit-learn's `SVC`; the samples with a ring are the support vectors, and without the others the boundary would be the same.

# %%
train, test = split(len(y_cancer), 120, np.random.default_rng(3))
X_train, X_test = scaled_design(
    X_cancer[train][:, [RADIUS, CONCAVE]], X_cancer[test][:, [RADIUS, CONCAVE]]
)
fig, axes = plt.subplots(1, 3, figsize=(10.5, 3.5), layout="constrained")
margins = np.linspace(-3, 4, 141)
axes[0].plot(margins, np.maximum(0, 1 - margins), color=ORANGE, label="hinge loss")
axes[0].plot(margins, np.logaddexp(0, -margins), color=BLUE, label="log-loss")
axes[0].set(title="Loss of one sample", xlabel="margin $s z$", ylabel="loss")
axes[0].legend()
grid = np.stack(np.meshgrid(np.linspace(-2.2, 3.9, 150), np.linspace(-1.8, 3.9, 150)), axis=-1)
for ax, kernel in zip(axes[1:], ("linear", "rbf"), strict=True):
    machine = SVC(kernel=kernel, C=1.0, gamma=0.5).fit(X_train[:, 1:], y_cancer[train])
    heights = machine.decision_function(grid.reshape(-1, 2)).reshape(150, 150)
    ax.contour(
        grid[..., 0],
        grid[..., 1],
        heights,
        [-1, 0, 1],
        colors="black",
        linestyles=[":", "-", ":"],
        linewidths=1,
    )
    ax.plot(*machine.support_vectors_.T, "o", color="none", markeredgecolor="black", markersize=7)
    for label, color, name in ((0, BLUE, "benign"), (1, ORANGE, "malignant")):
        ax.plot(
            *X_train[y_cancer[train] == label, 1:].T, "o", color=color, markersize=3, label=name
        )
    score = machine.score(X_test[:, 1:], y_cancer[test])
    ax.set(title=f"{kernel}: {len(machine.support_)} support vectors, held-out {score:.2f}")
    ax.set(xlabel="mean radius (standardized)", ylabel="mean concave points (stand.)")
axes[1].legend(loc="upper left")
plt.show()

# %% [markdown] lang="zh"
# ## 7 · 第 8、9 周：没有标签，能看出什么？
#
# 前面每个样本都带着答案，叫作监督学习 (supervised learning)。现在拿走答案，只看 $X$ 本身，叫作无监督学习 (unsupervised learning)。本节的三件工具各问一个问题：数据分成几堆？数据主要沿哪些方向变化？哪些样本不像其余的？
#
# ### k 均值
#
# 把样本分成几堆，叫作聚类 (clustering)，一堆是一个簇 (cluster)。**k 均值** (k-means) 分成 $K$ 堆，每堆以一个**质心** (centroid) $\mu_k$ 为代表。样本 $i$ 属于第 $c_i$ 堆。代价称为失真 (distortion)，是每个样本到自己质心的距离平方的平均：
#
# $$J(c, \mu) = \frac{1}{n} \sum_{i=1}^n \lVert x_i - \mu_{c_i} \rVert^2$$
#
# 两步轮流做：
#
# 1. **分配**：质心不动，每个样本归到最近的质心；距离相等时归编号小的。
# 2. **移动**：分配不动，每个质心移到自己那一堆的均值。没有样本的质心留在原处。
#
# 第一步在 $\mu$ 固定时使 $J$ 最小，第二步在 $c$ 固定时使 $J$ 最小（均值是到各点距离平方之和最小的点：令导数 $\sum_i 2 (\mu - x_i)$ 为零）。所以 $J$ 从不上升；分法只有有限多种，因此总会停下来。停在哪里与起点有关，未必是最好的一种。
#
# **算距离的坑。** $\lVert x - \mu \rVert^2$ 可以展开成 $\lVert x \rVert^2 - 2 x^\top \mu + \lVert \mu \rVert^2$，算得快。可是数据若离原点很远，比如经纬度换算成的米，两个巨大的数相减，就什么也不剩。先减，再平方。
#
# ### 主成分分析
#
# 104 用奇异值分解 (singular value decomposition, SVD) 压缩照片。**主成分分析** (principal component analysis, PCA) 是同一件事，只是先把每列的均值减去：$X - \mathbf{1} \mu^\top = U \Sigma V^\top$。$V^\top$ 的前 $k$ 行是 $k$ 个**主成分** $v_1, \dots, v_k$，两两正交；样本在其中的坐标是 $(x - \mu)^\top v_j$。沿 $v_j$ 的方差与 $\sigma_j^2$ 成正比，所以它解释的方差比例是
#
# $$\frac{\sigma_j^2}{\sigma_1^2 + \dots + \sigma_r^2}, \qquad r = \min(n, d)$$
#
# 分母是**全部**奇异值，不只是前 $k$ 个。由 Eckart–Young 定理，没有别的 $k$ 个方向能留下更多的方差。
#
# ### 异常检测
#
# 工厂里好的零件成千上万，坏的没有几个，而且坏法各异，谈不上“学会坏的样子”。**异常检测** (anomaly detection) 只学正常的样子：用正常的样本估计概率密度，密度低的就报警。最简单的模型让每个特征各有一个正态分布 (normal distribution)，再乘起来：
#
# $$p(x) = \prod_{j=1}^d \frac{1}{\sqrt{2\pi} \, \sigma_j} \exp\left(-\frac{(x_j - \mu_j)^2}{2 \sigma_j^2}\right)$$
#
# $d$ 一大，连乘会小到存为 0，所以一律用 $\log p(x)$，乘积成了和；给定的 `log_density` 就是它。$\log p(x) < \varepsilon$ 的样本被标为异常。
#
# **$\varepsilon$ 取多少？** 要一个带标签的验证集，里面有少许真的异常。准确率 (accuracy) 在这里没有用：若 1% 是异常，从不报警也有 99%。用两个比例：
#
# $$\text{精确率} = \frac{\text{TP}}{\text{TP} + \text{FP}}, \qquad \text{召回率} = \frac{\text{TP}}{\text{TP} + \text{FN}}$$
#
# TP 是报了警的异常，FP 是误报的正常样本，FN 是漏掉的异常。精确率 (precision) 问：报警有几成是真的？召回率 (recall) 问：异常抓住了几成？总可以牺牲一个换另一个，所以把两者并成 **F1 分数** (F1 score)，它只在两个都高时才高：
#
# $$F_1 = \frac{2 \cdot \text{精确率} \cdot \text{召回率}}{\text{精确率} + \text{召回率}} = \frac{2 \, \text{TP}}{2 \, \text{TP} + \text{FP} + \text{FN}}$$
#
# $\text{TP} = 0$ 时 $F_1 = 0$。选使 $F_1$ 最大的 $\varepsilon$。$\varepsilon$ 在两个相邻的密度之间移动时，谁被标出并不改变，所以只有有限多个 $\varepsilon$ 要试。

# %% [markdown] lang="en"
# ## 7 · Weeks 8 and 9: what shows without labels?
#
# So far every sample came with its answer; that is supervised learning. Now take the answers away and look at $X$ alone: unsupervised learning. The three tools of this section each ask a question: into which heaps do the data fall? Along which directions do they vary most? Which samples are unlike the rest?
#
# ### k-means
#
# To divide samples into heaps is called clustering, and a heap is a cluster. **k-means** makes $K$ heaps, each with a **centroid** $\mu_k$ to stand for it. Sample $i$ is in heap $c_i$. The cost is called the distortion, the mean squared distance of a sample from its centroid:
#
# $$J(c, \mu) = \frac{1}{n} \sum_{i=1}^n \lVert x_i - \mu_{c_i} \rVert^2$$
#
# Two steps take turns:
#
# 1. **Assign**: with the centroids fixed, each sample goes to the nearest; of equal distances, to the one with the lower number.
# 2. **Move**: with the assignment fixed, each centroid goes to the mean of its heap. A centroid without samples stays where it is.
#
# The first step makes $J$ smallest for fixed $\mu$, the second for fixed $c$ (the mean is the point with the smallest sum of squared distances: set the derivative $\sum_i 2 (\mu - x_i)$ to zero). So $J$ never rises; there are only finitely many divisions, so it must stop. Where it stops depends on where it began, and need not be the best division.
#
# **A pitfall in the distances.** $\lVert x - \mu \rVert^2$ can be expanded to $\lVert x \rVert^2 - 2 x^\top \mu + \lVert \mu \rVert^2$, which is fast. But if the data lie far from the origin, as metres made of longitude and latitude do, two huge numbers are subtracted and nothing is left. Subtract first, then square.
#
# ### Principal component analysis
#
# Lesson 104 compressed photos by singular value decomposition (SVD). **Principal component analysis** (PCA) is the same, after the mean of each column has been subtracted: $X - \mathbf{1} \mu^\top = U \Sigma V^\top$. The first $k$ rows of $V^\top$ are the $k$ **principal components** $v_1, \dots, v_k$, orthogonal to each other; the coordinates of a sample in them are $(x - \mu)^\top v_j$. The variance along $v_j$ is proportional to $\sigma_j^2$, so that the share of the variance it explains is
#
# $$\frac{\sigma_j^2}{\sigma_1^2 + \dots + \sigma_r^2}, \qquad r = \min(n, d)$$
#
# The denominator has **all** singular values, not just the first $k$. By the Eckart–Young theorem, no other $k$ directions keep more of the variance.
#
# ### Anomaly detection
#
# A factory has good parts by the thousand and few bad ones, each bad in its own way, so that there is no "look of the bad" to learn. **Anomaly detection** learns only the look of the normal: estimate a probability density from normal samples, and raise the alarm where it is low. The simplest model gives each feature a normal distribution of its own, and multiplies:
#
# $$p(x) = \prod_{j=1}^d \frac{1}{\sqrt{2\pi} \, \sigma_j} \exp\left(-\frac{(x_j - \mu_j)^2}{2 \sigma_j^2}\right)$$
#
# With many features the product becomes so small that it is stored as 0; so we always use $\log p(x)$, and the product becomes a sum. That is `log_density`, which is given. A sample with $\log p(x) < \varepsilon$ is flagged as an anomaly.
#
# **Which $\varepsilon$?** It takes a labelled validation set with a few true anomalies in it. Accuracy is of no use here: if 1% are anomalies, never to raise the alarm is 99% right. Use two shares:
#
# $$\text{precision} = \frac{\text{TP}}{\text{TP} + \text{FP}}, \qquad \text{recall} = \frac{\text{TP}}{\text{TP} + \text{FN}}$$
#
# TP are the anomalies that were flagged, FP the normal samples flagged by mistake, FN the anomalies missed. Precision asks how many alarms are true, recall how many anomalies are caught. One can always be bought with the other, so the two are joined in the **F1 score**, which is high only where both are:
#
# $$F_1 = \frac{2 \cdot \text{precision} \cdot \text{recall}}{\text{precision} + \text{recall}} = \frac{2 \, \text{TP}}{2 \, \text{TP} + \text{FP} + \text{FN}}$$
#
# For $\text{TP} = 0$, $F_1 = 0$. Choose the $\varepsilon$ with the largest $F_1$. While $\varepsilon$ moves between two neighbouring densities, the same samples are flagged, so there are only finitely many $\varepsilon$ to try.

# %%
# Worked example: k-means by hand on four numbers, then F1 for every threshold on six.
points, centres = np.array([1.0, 2.0, 6.0, 9.0]), np.array([1.0, 2.0])
for turn in range(3):
    nearest = [int(np.abs(point - centres).argmin()) for point in points]
    cost = np.mean([(point - centres[c]) ** 2 for point, c in zip(points, nearest, strict=True)])
    print(f"round {turn}: centroids {centres}, assigned {nearest}, J = {cost:.3f}")
    centres = np.array([points[np.equal(nearest, c)].mean() for c in (0, 1)])

densities, truth = [-9.0, -7.0, -6.0, -2.0, -1.5, -1.0], [1, 1, 0, 1, 0, 0]
for epsilon in (-10.0, -8.0, -6.5, -4.0, -1.8, 0.0):
    alarms = [density < epsilon for density in densities]
    tp = sum(alarm and true for alarm, true in zip(alarms, truth, strict=True))
    fp, fn = sum(alarms) - tp, sum(truth) - tp
    print(
        f"epsilon = {epsilon:5.1f}: TP {tp}, FP {fp}, FN {fn}, F1 = {2 * tp / (2 * tp + fp + fn):.3f}"
    )

# %% [markdown] lang="zh"
# ### 任务 6：`k_means`、`pca` 与 `choose_threshold`
#
# `k_means(X, initial_centroids, max_iterations)`
#
# - 输入：`X`，形状 $(n, d)$；`initial_centroids`，形状 $(K, d)$；`max_iterations`，非负整数。
# - 一轮是先分配、再移动。一轮之后质心都没有变就停，否则最多做 `max_iterations` 轮。最后再分配一次。
# - 返回：`(centroids, assignments, distortion)`：最后的质心，形状 $(K, d)$，`float64`；按它们分配的编号，形状 $(n,)$，整数，0 至 $K - 1$；与两者相应的 $J$，一个 `float`。`max_iterations = 0` 时质心就是起点。
# - 没有样本的质心留在原处，不成为 NaN。数据离原点远到 $10^8$、彼此的距离只有 1 上下时也要分对。
# - `X` 与 `initial_centroids` 不都是二维，或列数不同：`ValueError`。
#
# `pca(X, k)`
#
# - 输入：`X`，形状 $(n, d)$；整数 `k`，$1 \le k \le \min(n, d)$。可以用 `np.linalg.svd`。
# - 返回：`(mean, components, ratios)`，形状 $(d,)$、$(k, d)$、$(k,)$，都是 `float64`。`components` 的行标准正交，依解释的方差从大到小，符号自由；`ratios` 是各自解释的方差比例。
# - `X` 不是二维，或 `k` 超出范围：`ValueError`。
#
# `choose_threshold(log_densities, is_anomaly)`
#
# - 输入：`log_densities`，形状 $(n,)$，有限；`is_anomaly`，形状 $(n,)$，布尔值或 0 与 1。
# - 返回：`(threshold, f1)`，两个 `float`。以 `log_densities < threshold`（严格小于）标出异常，`f1` 就是这样标出时的 F1，而且没有别的阈值能得到更大的 F1。达到最大值的任何阈值都算对。
# - 密度可以有并列，并列的样本同进同退。最好的办法也可能是全部标出，这时阈值要大于所有的密度（`np.inf` 也行）。
# - 形状不同，或一个异常也没有：`ValueError`。
#
# 分数：`k_means` 2 分，`pca` 1 分，`choose_threshold` 2 分。

# %% [markdown] lang="en"
# ### Task 6: `k_means`, `pca` and `choose_threshold`
#
# `k_means(X, initial_centroids, max_iterations)`
#
# - Input: `X`, of shape $(n, d)$; `initial_centroids`, of shape $(K, d)$; `max_iterations`, a non-negative integer.
# - A round is to assign, then to move. Stop after a round in which no centroid changed, and after `max_iterations` rounds at the latest. Then assign once more.
# - Return: `(centroids, assignments, distortion)`: the last centroids, of shape $(K, d)$, `float64`; the numbers assigned by them, of shape $(n,)$, integers from 0 to $K - 1$; the $J$ that belongs to both, a `float`. For `max_iterations = 0` the centroids are the initial ones.
# - A centroid without samples stays where it is and does not become NaN. Assign rightly also where the data lie as far as $10^8$ from the origin and only about 1 from each other.
# - `X` and `initial_centroids` not both two-dimensional, or different numbers of columns: `ValueError`.
#
# `pca(X, k)`
#
# - Input: `X`, of shape $(n, d)$; an integer `k`, $1 \le k \le \min(n, d)$. You may use `np.linalg.svd`.
# - Return: `(mean, components, ratios)`, of shapes $(d,)$, $(k, d)$, $(k,)$, all `float64`. The rows of `components` are orthonormal, in descending order of the variance they explain, of free sign; `ratios` are the shares of the variance that each explains.
# - `X` not two-dimensional, or `k` out of range: `ValueError`.
#
# `choose_threshold(log_densities, is_anomaly)`
#
# - Input: `log_densities`, of shape $(n,)$, finite; `is_anomaly`, of shape $(n,)$, booleans or 0 and 1.
# - Return: `(threshold, f1)`, two `float`. Anomalies are flagged by `log_densities < threshold` (strictly less), `f1` is the F1 of this flagging, and no other threshold has a larger one. Any threshold that reaches the maximum is right.
# - Densities may be equal; equal ones are flagged together. It may be best to flag all, and then the threshold must exceed every density (`np.inf` will do).
# - Different shapes, or no anomaly at all: `ValueError`.
#
# Points: 2 for `k_means`, 1 for `pca`, 2 for `choose_threshold`.

# %% [markdown] aicourse={"hints": "k_means"} lang="zh"
# 1. 分配：把 `X` 变成 $(n, 1, d)$，质心是 $(K, d)$，相减就广播成 $(n, K, d)$；平方，沿最后一个轴求和，再取 `argmin`，并列时它正好取编号小的。
# 2. 移动：先把 `initial_centroids` 复制成 `float64`，否则会改到调用者的数组，整数还会被截断。一堆为空就跳过它，空数组的平均是 NaN。
# 3. 循环里的分配属于移动**之前**的质心。循环结束后再分配一次，`assignments` 与失真都由它得出；失真是平均，不是和。
# 4. `pca`：减去均值再做 `np.linalg.svd`，$V^\top$ 的前 $k$ 行就是主成分。比例用奇异值的**平方**，分母是全部的和，切片放在相除之后。
# 5. `choose_threshold`：严格小于，所以把每个不同的密度本身当作 $\varepsilon$，标出的正是比它低的那些；再添一个比所有密度都大的，才有“全部标出”。
# 6. $2\,\text{TP} + \text{FP} + \text{FN}$ 就是标出的个数加上异常的个数。比较 $F_1$，不是准确率；返回的 `f1` 要正好属于返回的阈值。

# %% [markdown] aicourse={"hints": "k_means"} lang="en"
# 1. Assign: as $(n, 1, d)$, `X` minus the centroids of shape $(K, d)$ broadcasts to $(n, K, d)$; square, sum along the last axis, take the `argmin`, which of equal distances takes the lower number.
# 2. Move: first copy `initial_centroids` as `float64`, or you change the caller's array, and integers would cut off the means. Skip a heap that is empty; the mean of an empty array is NaN.
# 3. The assignment in the loop belongs to the centroids **before** the move. Assign once more behind the loop, and take `assignments` and distortion from that; the distortion is a mean, not a sum.
# 4. `pca`: subtract the mean, then `np.linalg.svd`; the first $k$ rows of $V^\top$ are the components. The shares take **squares** of singular values and divide by the sum of all of them; slice after the division.
# 5. `choose_threshold`: it is strictly less, so take each different density itself as $\varepsilon$, which flags exactly those below it; add one that exceeds all densities, or "flag all" is missing.
# 6. $2\,\text{TP} + \text{FP} + \text{FN}$ is the number flagged plus the number of anomalies. Compare $F_1$, not accuracy; the `f1` returned must belong to the threshold returned.


# %% nbgrader={"grade": false, "grade_id": "k_means", "locked": false, "schema_version": 3, "solution": true, "task": false}
def k_means(
    X: Float[np.ndarray, "n d"],
    initial_centroids: Float[np.ndarray, "K d"],
    max_iterations: int = 100,
) -> tuple[Float[np.ndarray, "K d"], Int[np.ndarray, "n"], float]:
    """Clusters by alternating assignment and means.

    Parameters
    ----------
    X : ndarray of shape (n, d)
        Samples.
    initial_centroids : ndarray of shape (K, d)
        Where to begin.
    max_iterations : int
        Largest number of rounds, each an assignment and a move.

    Returns
    -------
    centroids : ndarray of shape (K, d)
        Final centroids.
    assignments : ndarray of shape (n,)
        Number of the centroid nearest to each sample.
    distortion : float
        Mean squared distance of a sample from its centroid.

    Raises
    ------
    ValueError
        If an argument is not two-dimensional or the numbers of columns differ.

    References
    ----------
    Lloyd, Least squares quantization in PCM, IEEE Transactions on Information Theory 28 (1982).
    """
    ### BEGIN SOLUTION
    X, centroids = np.asarray(X, dtype=float), np.array(initial_centroids, dtype=float)
    if X.ndim != 2 or centroids.ndim != 2 or X.shape[1] != centroids.shape[1]:
        raise ValueError(f"shapes do not fit: X {X.shape}, centroids {centroids.shape}")

    def squared_distances() -> np.ndarray:
        return ((X[:, np.newaxis] - centroids) ** 2).sum(axis=2)

    for _ in range(max_iterations):
        assignments = squared_distances().argmin(axis=1)
        before = centroids.copy()
        for k in np.unique(assignments):  # a centroid without samples stays
            centroids[k] = X[assignments == k].mean(axis=0)
        if np.array_equal(centroids, before):
            break
    distances = squared_distances()
    return centroids, distances.argmin(axis=1), float(distances.min(axis=1).mean())
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "pca", "locked": false, "schema_version": 3, "solution": true, "task": false}
def pca(
    X: Float[np.ndarray, "n d"], k: int
) -> tuple[Float[np.ndarray, "d"], Float[np.ndarray, "k d"], Float[np.ndarray, "k"]]:
    """Principal components of the rows of a matrix.

    Parameters
    ----------
    X : ndarray of shape (n, d)
        Samples.
    k : int
        Number of components, from 1 to ``min(n, d)``.

    Returns
    -------
    mean : ndarray of shape (d,)
        Mean of each column.
    components : ndarray of shape (k, d)
        Orthonormal rows, in descending order of the variance along them; signs are free.
    ratios : ndarray of shape (k,)
        Share of the total variance along each component.

    Raises
    ------
    ValueError
        If `X` is not two-dimensional or `k` is out of range.

    References
    ----------
    Pearson, On lines and planes of closest fit to systems of points in space, Philosophical
    Magazine 2 (1901).
    """
    ### BEGIN SOLUTION
    X = np.asarray(X, dtype=float)
    if X.ndim != 2 or not 1 <= k <= min(X.shape):
        raise ValueError(f"X must be a matrix, and k from 1 to min(n, d), got {k}")
    mean = X.mean(axis=0)
    _, s, Vt = np.linalg.svd(X - mean, full_matrices=False)
    return mean, Vt[:k], s[:k] ** 2 / np.sum(s**2)
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "choose_threshold", "locked": false, "schema_version": 3, "solution": true, "task": false}
def choose_threshold(
    log_densities: Float[np.ndarray, "n"], is_anomaly: Bool[np.ndarray, "n"]
) -> tuple[float, float]:
    """The threshold below which flagging gives the largest F1 score.

    Parameters
    ----------
    log_densities : ndarray of shape (n,)
        Logarithms of the density of the labelled samples.
    is_anomaly : ndarray of shape (n,)
        Whether each sample is an anomaly, as booleans or 0 and 1.

    Returns
    -------
    threshold : float
        Samples with a log-density strictly below it are flagged.
    f1 : float
        F1 score of flagging by this threshold.

    Raises
    ------
    ValueError
        If the shapes differ or there is no anomaly.

    References
    ----------
    van Rijsbergen, Information Retrieval (2nd ed., 1979), chapter 7.
    """
    ### BEGIN SOLUTION
    log_densities, truth = (
        np.asarray(log_densities, dtype=float),
        np.asarray(is_anomaly, dtype=bool),
    )
    if log_densities.shape != truth.shape or not truth.any():
        raise ValueError("one label for each density is expected, and at least one anomaly")
    candidates = np.append(np.unique(log_densities), np.inf)
    flagged = log_densities < candidates[:, np.newaxis]
    # 2 TP + FP + FN = flagged + anomalies
    f1 = 2 * (flagged & truth).sum(axis=1) / (flagged.sum(axis=1) + truth.sum())
    return float(candidates[f1.argmax()]), float(f1.max())
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_k_means", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
shown = k_means(np.array([[1.0], [2.0], [6.0], [9.0]]), np.array([[1.0], [2.0]]), 10)
assert is_sequence(shown, 3), (
    "应返回 (centroids, assignments, distortion) / expected (centroids, assignments, distortion)"
)
assert is_array(shown[0], (2, 1)), (
    "centroids 应为形状 (2, 1) 的 float64 数组 / expected centroids as a float64 array of shape (2, 1)"
)
assert np.allclose(shown[0], [[1.5], [7.5]]), (
    f"质心应为 [[1.5], [7.5]]，实得 {shown[0].tolist()}"
    f" / expected centroids [[1.5], [7.5]], got {shown[0].tolist()}"
)
assert isinstance(shown[1], np.ndarray), "assignments 应为数组 / expected assignments as an array"
assert shown[1].tolist() == [0, 0, 1, 1], (
    f"分配应为 [0, 0, 1, 1]，实得 {shown[1]} / expected assignments [0, 0, 1, 1], got {shown[1]}"
)
assert is_float(shown[2]), "distortion 应为 float / expected distortion as a float"
assert abs(shown[2] - 1.25) < 1e-12, (
    f"失真应为 1.25，实得 {shown[2]} / expected distortion 1.25, got {shown[2]}"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))


def rounds_by_hand(X, centroids, rounds):
    centroids = centroids.astype(float).copy()
    for _ in range(rounds):
        nearest = [int(np.argmin([np.sum((x - c) ** 2) for c in centroids])) for x in X]
        before = centroids.copy()
        for k in set(nearest):
            centroids[k] = np.mean([x for x, c in zip(X, nearest, strict=True) if c == k], axis=0)
        if np.array_equal(centroids, before):
            break
    distances = np.array([[np.sum((x - c) ** 2) for c in centroids] for x in X])
    return centroids, distances.argmin(axis=1), distances.min(axis=1).mean()


cases = []
for trial in range(6):
    n, d, K = int(rng.integers(8, 40)), int(rng.integers(1, 5)), int(rng.integers(1, 6))
    X = rng.normal(size=(n, d)) + rng.integers(0, 3, (n, 1)) * 3.0
    start = X[rng.choice(n, K, replace=False)]
    if trial == 2:
        X, start = X.astype(np.float32), start.astype(np.float32)
    if trial == 3:
        start = np.vstack([start, np.full(d, 1e3)])  # never has a sample
    if trial == 4:
        X, start = X + 1e8, start + 1e8
    cases.append((X, start, int((100, 1, 100, 100, 100, 0)[trial])))
for X, start, rounds in cases:
    passed_in = X.copy(), start.copy()
    result = k_means(X, start, rounds)
    assert is_sequence(result, 3), (
        "应返回 (centroids, assignments, distortion) / expected (centroids, assignments, distortion)"
    )
    centroids, assignments, distortion = result
    assert is_array(centroids, start.shape), (
        "centroids 应为形状 (K, d) 的 float64 数组"
        " / centroids should be a float64 array of shape (K, d)"
    )
    assert isinstance(assignments, np.ndarray), (
        "assignments 应为数组 / assignments should be an array"
    )
    assert assignments.shape == (len(X),), (
        "assignments 的形状应为 (n,) / assignments should have shape (n,)"
    )
    assert np.issubdtype(assignments.dtype, np.integer), (
        "assignments 应为整数 / assignments should be integers"
    )
    assert is_float(distortion), "distortion 应为 float / distortion should be a float"
    assert np.array_equal(X, passed_in[0]), "传入的 X 被改动了 / X has been changed"
    assert np.array_equal(start, passed_in[1]), (
        "传入的 initial_centroids 被改动了 / initial_centroids has been changed"
    )
    assert np.isfinite(centroids).all(), (
        "质心不是有限的：没有样本的质心应留在原处"
        " / a centroid is not finite: one without samples should stay"
    )
    exact, nearest, cost = rounds_by_hand(passed_in[0].astype(float), passed_in[1], rounds)
    assert np.allclose(centroids, exact, rtol=0, atol=1e-6), (
        "质心与逐步计算的不符 / the centroids differ from those computed step by step"
    )
    assert np.array_equal(assignments, nearest), (
        "分配不对：应归到返回的质心中最近的一个，数据离原点很远时也一样"
        " / wrong assignments: expected the nearest of the centroids returned, also far from the origin"
    )
    assert abs(distortion - cost) <= 1e-5 * (1 + cost), (
        "失真应为到自己质心的距离平方的平均"
        " / the distortion should be the mean squared distance to the own centroid"
    )
# A little noise, so that no two distances are equal.
images = X_digits[rng.permutation(len(y_digits))[:400]] + rng.normal(scale=1e-3, size=(400, 64))
model = KMeans(10, init=images[:10], n_init=1, tol=0, algorithm="lloyd").fit(images)
centroids, assignments, distortion = k_means(images, images[:10], 300)
assert is_float(distortion), "distortion 应为 float / distortion should be a float"
assert abs(distortion - model.inertia_ / 400) <= 1e-6 * distortion, (
    "手写数字上的失真与 scikit-learn 的 KMeans 不符"
    " / the distortion on digits differs from that of scikit-learn's KMeans"
)
for X, start in ((np.ones((4, 3)), np.ones((2, 2))), (np.ones(4), np.ones(2))):
    assert raises(ValueError, k_means, X, start, 10), (
        "形状不合应报 ValueError / shapes that do not fit should raise ValueError"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_pca", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
shown = pca(np.array([[1.0, 1.0], [3.0, 3.0], [2.0, 2.0], [6.0, 6.0]]), 1)
assert is_sequence(shown, 3), (
    "应返回 (mean, components, ratios) / expected (mean, components, ratios)"
)
for array, name, shape in zip(
    shown, ("mean", "components", "ratios"), ((2,), (1, 2), (1,)), strict=True
):
    assert is_array(array, shape), (
        f"{name} 应为形状 {shape} 的 float64 数组 / expected {name} as a float64 array of shape {shape}"
    )
assert np.allclose(shown[0], [3, 3]), (
    f"mean 应为 [3, 3]，实得 {shown[0]} / expected mean [3, 3], got {shown[0]}"
)
assert np.allclose(np.abs(shown[1]), np.sqrt(0.5)), (
    f"第一主成分应为 ±(0.7071, 0.7071)，实得 {shown[1][0]}"
    f" / expected component ±(0.7071, 0.7071), got {shown[1][0]}"
)
assert np.allclose(shown[2], 1), (
    f"ratios 应为 [1]，实得 {shown[2]} / expected ratios [1], got {shown[2]}"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
for trial in range(6):
    n, d = (int(size) for size in rng.integers(3, 15, 2))
    r = min(n - 1, d)
    left = np.linalg.qr(rng.normal(size=(n, n)) * 1.0)[0][:, :r]
    left -= left.mean(axis=0)
    scales = rng.uniform(1, 9) * np.cumprod(rng.uniform(0.5, 0.8, r))
    X = (left * scales) @ np.linalg.qr(rng.normal(size=(d, d)))[0][:r] + rng.normal(scale=5, size=d)
    if trial == 5:
        X = X_digits[rng.permutation(len(y_digits))[:200]]
        r = 6
    k = int(rng.integers(1, r + 1))
    passed_in = X.copy()
    result = pca(X, k)
    assert is_sequence(result, 3), (
        "应返回 (mean, components, ratios) / expected (mean, components, ratios)"
    )
    mean, components, ratios = result
    for array, shape in ((mean, X.shape[1:]), (components, (k, X.shape[1])), (ratios, (k,))):
        assert is_array(array, shape), (
            "应为 float64 数组，形状 (d,)、(k, d)、(k,)"
            " / expected float64 arrays of shapes (d,), (k, d), (k,)"
        )
    assert np.array_equal(X, passed_in), "传入的 X 被改动了 / X has been changed"
    model = PCA(svd_solver="full").fit(passed_in)
    assert np.allclose(mean, model.mean_, atol=1e-9), "mean 不对 / mean is wrong"
    assert np.allclose(components @ components.T, np.eye(k), atol=1e-8), (
        "components 的行应标准正交 / the rows of components should be orthonormal"
    )
    assert np.allclose(ratios, model.explained_variance_ratio_[:k], atol=1e-8), (
        "解释的方差比例与 scikit-learn 的不符；分母是全部方差"
        " / the shares of variance differ from scikit-learn's; the denominator is all of it"
    )
    centred = passed_in - model.mean_
    along = np.sum((centred @ components.T) ** 2, axis=0) / np.sum(centred**2)
    assert np.allclose(along, ratios, atol=1e-8), (
        "沿各主成分的方差与 ratios 不符 / the variance along the components differs from ratios"
    )
for X, k in ((np.ones((4, 3)), 0), (np.ones((4, 3)), 4), (np.ones((3, 5)), 4), (np.ones(4), 1)):
    assert raises(ValueError, pca, X, k), (
        "X 不是二维或 k 超出 1 到 min(n, d) 应报 ValueError"
        " / X not two-dimensional, or k outside 1 to min(n, d), should raise ValueError"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_choose_threshold", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
densities_shown = np.array([-9.0, -7.0, -6.0, -2.0, -1.5, -1.0])
truth_shown = np.array([True, True, False, True, False, False])
shown = choose_threshold(densities_shown, truth_shown)
assert is_sequence(shown, 2), "应返回 (threshold, f1) / expected (threshold, f1)"
assert all(is_float(value) for value in shown), "两个数都应为 float / both should be floats"
assert abs(shown[1] - 6 / 7) < 1e-12, (
    f"f1 应为 0.8571，实得 {shown[1]} / expected f1 0.8571, got {shown[1]}"
)
assert -2 < shown[0] <= -1.5, (
    f"threshold 应在 -2 与 -1.5 之间，实得 {shown[0]}"
    f" / expected a threshold between -2 and -1.5, got {shown[0]}"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
cases = []
for trial in range(10):
    n = int(rng.integers(2, 60))
    truth = rng.random(n) < rng.uniform(0.05, 0.5)
    truth[rng.integers(n)] = True
    densities = rng.normal(size=n) - 1.5 * truth * (trial != 1)
    if trial in (2, 3, 4):
        densities = np.round(densities)  # many are equal
    cases.append((densities, truth.astype(int) if trial == 5 else truth))
cases.append((np.array([-1.0, -1.0, -3.0]), np.array([True, True, False])))  # flag all
cases.append((np.array([-2.0, -2.0]), np.array([True, True])))
for densities, truth in cases:
    passed_in = densities.copy(), truth.copy()
    result = choose_threshold(densities, truth)
    assert is_sequence(result, 2), "应返回 (threshold, f1) / expected (threshold, f1)"
    assert all(is_float(value) for value in result), "两个数都应为 float / both should be floats"
    threshold, f1 = result
    assert np.array_equal(densities, passed_in[0]), (
        "传入的 log_densities 被改动了 / log_densities has been changed"
    )
    assert np.array_equal(truth, passed_in[1]), (
        "传入的 is_anomaly 被改动了 / is_anomaly has been changed"
    )
    truth = truth.astype(bool)
    epsilons = np.append(densities, np.nextafter(densities, np.inf))
    alarms = densities < epsilons[:, None]
    best = np.max(2 * (alarms & truth).sum(axis=1) / (alarms.sum(axis=1) + truth.sum()))
    reached = f1_score(truth, densities < threshold, zero_division=0)
    assert abs(f1 - reached) < 1e-9, (
        "f1 不是按 log_densities < threshold 标出时的 F1（并列的密度同进同退）"
        " / f1 is not that of log_densities < threshold (equal densities are flagged together)"
    )
    assert reached >= best - 1e-9, (
        "有别的阈值得到更大的 F1；全部标出也是一种"
        " / another threshold has a larger F1; flagging all is one of them"
    )
# held-out F1 of the reference: 0.81 ± 0.07 over 100 seeds, at least 0.64 (0.58 by the worst of all
# thresholds that are best on the validation part); flag all 0.33
benign, malignant = (rng.permutation(np.flatnonzero(y_cancer == label)) for label in (0, 1))
pair = X_cancer[:, [RADIUS, CONCAVE]]
normal = pair[benign[:197]]
scores = log_density(pair, normal.mean(axis=0), normal.var(axis=0))
validation = np.concatenate([benign[197:277], malignant[:20]])
held_out = np.concatenate([benign[277:], malignant[20:40]])
result = choose_threshold(scores[validation], y_cancer[validation])
assert is_sequence(result, 2), "应返回 (threshold, f1) / expected (threshold, f1)"
assert f1_score(y_cancer[held_out], scores[held_out] < result[0], zero_division=0) >= 0.5, (
    "留出的肿块上 F1 不到 0.5 / the F1 on held-out tumours is below 0.5"
)
for densities, truth, zh, en in (
    (np.zeros(3), np.array([True, False]), "形状不同", "different shapes"),
    (np.arange(3.0), np.zeros(3, dtype=bool), "没有异常", "no anomaly"),
):
    assert raises(ValueError, choose_threshold, densities, truth), (
        f"应报 ValueError：{zh} / expected a ValueError: {en}"
    )
### END HIDDEN TESTS

# %% [markdown] lang="zh"
# ### 结果说明了什么
#
# 先看 **k 均值的起点**。从数据中任取十幅图作起点，做三十次，失真各不相同；实用的办法就是多做几次，留最小的一个。中图是失真随 $K$ 的变化：总在下降，没有哪个 $K$ 是数据自己说出来的。

# %% [markdown] lang="en"
# ### What the result means
#
# First, **where k-means begins**. Take ten images of the data as a start, thirty times over: the distortions differ. In practice one runs it several times and keeps the lowest. In the middle is the distortion for other $K$: it always falls, and no $K$ is named by the data themselves.


# %%
def best_clusters(X: np.ndarray, K: int, starts: int = 3) -> tuple[np.ndarray, np.ndarray]:
    """Centroids and assignments with the lowest distortion out of several starts."""
    rng = np.random.default_rng(0)
    runs = [k_means(X, X[rng.choice(len(X), K, replace=False)], 100) for _ in range(starts)]
    centroids, assignments, _ = min(runs, key=lambda run: run[2])
    return centroids, assignments


rng = np.random.default_rng(1)
sample = X_digits[rng.permutation(len(y_digits))[:600]]
distortions = [
    k_means(sample, sample[rng.choice(600, 10, replace=False)], 100)[2] for _ in range(30)
]
numbers = [1, 2, 4, 6, 8, 10, 12, 15, 20]
fig, axes = plt.subplots(1, 3, figsize=(10.5, 3), layout="constrained", width_ratios=(1, 1, 1.2))
axes[0].hist(distortions, 12, color=BLUE)
axes[0].set(title="30 random starts, $K = 10$", xlabel="distortion", ylabel="runs")
by_number = []
for K in numbers:
    centroids, assignments = best_clusters(sample, K)
    by_number.append(np.mean(np.sum((sample - centroids[assignments]) ** 2, axis=1)))
axes[1].plot(numbers, by_number, "o-")
axes[1].set(
    title="Best of three starts",
    xlabel="number of clusters $K$",
    ylabel="distortion",
    ylim=(0, None),
)
show_montage(axes[2], best_clusters(sample, 10)[0].reshape(-1, 8, 8), "Ten centroids", "gray_r")
plt.show()
print(f"distortion over 30 starts: {min(distortions):.3f} to {max(distortions):.3f}")

# %% [markdown] lang="zh"
# 没有人告诉它什么是数字，质心却多半像数字。**主成分**则是另一种看法：前十个“特征数字”，以及每个样本在前两个方向上的坐标。

# %% [markdown] lang="en"
# Nobody told it what a digit is, and yet most centroids look like one. The **principal components** are another view: the first ten "eigen-digits", and the coordinates of each sample along the first two.

# %%
mean, components, ratios = pca(X_digits, 64)
coordinates = (X_digits - mean) @ components[:2].T
fig, axes = plt.subplots(
    1, 3, figsize=(10.5, 3.4), layout="constrained", width_ratios=(1.2, 1, 1.2)
)
show_montage(axes[0], components[:10].reshape(-1, 8, 8), "First ten eigen-digits", "coolwarm")
axes[1].plot(np.arange(1, 65), np.cumsum(ratios), color=BLUE)
axes[1].axvline(10, color=GREY, linestyle=":")
axes[1].set(
    title=f"10 components explain {ratios[:10].sum():.0%}", xlabel="components $k$", ylim=(0, 1.02)
)
axes[1].set_ylabel("share of the variance")
for digit, color in ((0, BLUE), (1, ORANGE), (3, GREEN), (4, PURPLE), (6, GREY)):
    dots = coordinates[y_digits == digit]
    axes[2].plot(*dots.T, "o", color=color, markersize=2.5, alpha=0.7)
    axes[2].text(*dots.mean(axis=0), str(digit), fontsize=15, weight="bold")
axes[2].set(title="Five digits in two dimensions", xlabel="along $v_1$", ylabel="along $v_2$")
plt.show()

# %% [markdown] lang="zh"
# 最后是**异常**。正常的是 197 个良性肿块的平均半径与平均凹点数；在 80 个良性与 20 个恶性的验证样本上选 $\varepsilon$，再到另外 100 个样本上量一次。

# %% [markdown] lang="en"
# Last, **anomalies**. Normal is what the mean radius and the mean concave points of 197 benign tumours look like; $\varepsilon$ is chosen on 80 benign and 20 malignant validation samples, and measured once on another 100.

# %%
rng = np.random.default_rng(2)
pair = X_cancer[:, [RADIUS, CONCAVE]]
benign, malignant = (rng.permutation(np.flatnonzero(y_cancer == label)) for label in (0, 1))
normal = pair[benign[:197]]
scores = log_density(pair, normal.mean(axis=0), normal.var(axis=0))
validation = np.concatenate([benign[197:277], malignant[:20]])
held_out = np.concatenate([benign[277:], malignant[20:40]])
epsilon, f1 = choose_threshold(scores[validation], y_cancer[validation])
flagged = scores[held_out] < epsilon

fig, axes = plt.subplots(1, 2, figsize=(9.5, 3.5), layout="constrained")
thresholds = np.linspace(-12, 3, 151)
truth = y_cancer[validation]
for function, name, color in (
    (lambda alarm: np.sum(alarm * truth) / max(alarm.sum(), 1), "precision", GREEN),
    (lambda alarm: np.sum(alarm * truth) / truth.sum(), "recall", PURPLE),
    (lambda alarm: 2 * np.sum(alarm * truth) / (alarm.sum() + truth.sum()), "F1", BLUE),
):
    axes[0].plot(
        thresholds, [function(scores[validation] < t) for t in thresholds], color=color, label=name
    )
axes[0].axvline(epsilon, color="black", linestyle="--", linewidth=1)
axes[0].set(
    title=f"Validation: F1 {f1:.2f} at the best threshold", xlabel=r"threshold $\varepsilon$"
)
axes[0].set_ylabel("score")
axes[0].legend(loc=(0.28, 0.02))
grid = np.stack(np.meshgrid(np.linspace(6, 24, 150), np.linspace(0, 0.16, 150)), axis=-1)
heights = log_density(grid.reshape(-1, 2), normal.mean(axis=0), normal.var(axis=0)).reshape(
    150, 150
)
axes[1].contour(grid[..., 0], grid[..., 1], heights, [epsilon], colors="black", linestyles="--")
for label, color, name in ((0, BLUE, "benign"), (1, ORANGE, "malignant")):
    axes[1].plot(
        *pair[held_out][y_cancer[held_out] == label].T, "o", color=color, markersize=3.5, label=name
    )
axes[1].set(title=f"Held-out: F1 {f1_score(y_cancer[held_out], flagged):.2f}, flag all 0.33")
axes[1].set(xlabel="mean radius (pixels)", ylabel="mean concave points")
axes[1].legend(loc="upper left")
plt.show()

# %% [markdown] lang="zh"
# ## 8 · 作品：九周，一页
#
# 现在把各个任务合起来，重画开头的那一页。除第 7 周的支持向量机仍是 scikit-learn 的，其余都是你的函数：线性回归用 `linear_cost` 与 L-BFGS 求解，逻辑回归用 `newton_logistic`，网络用 `network_cost` 训练，$\lambda$ 由 `learning_curve` 在验证集上选出。

# %% [markdown] lang="en"
# ## 8 · The artefact: nine weeks on one page
#
# Now all tasks together draw the page at the top once more. But for the support vector machine of week 7, which is still scikit-learn's, everything is yours: linear regression by `linear_cost` and L-BFGS, logistic regression by `newton_logistic`, the network trained by `network_cost`, $\lambda$ chosen on the validation set by `learning_curve`.


# %%
def minimize_linear_cost(X: np.ndarray, y: np.ndarray, lam: float) -> np.ndarray:
    """Parameters at the lowest point of `linear_cost`."""
    return minimize(
        linear_cost, np.zeros(X.shape[1]), (X, y, lam), "L-BFGS-B", jac=True, tol=1e-12
    ).x


def network_answers(features: np.ndarray, y: np.ndarray, new_features: np.ndarray) -> np.ndarray:
    """Digits that a network of 25 hidden units reads, trained by `network_cost`."""
    fitted, _ = train_network(network_cost, features, np.eye(10)[y], 25, 0.3)
    return network_logits(fitted, new_features).argmax(axis=1)


own_kit = SimpleNamespace(
    design_matrices=design_matrices,
    fit_linear=minimize_linear_cost,
    fit_logistic=newton_logistic,
    train_one_vs_all=train_one_vs_all,
    predict_one_vs_all=predict_one_vs_all,
    network=network_answers,
    learning_curve=learning_curve,
    cluster=best_clusters,
    pca=pca,
    choose_threshold=choose_threshold,
)
draw_nine_weeks(nine_weeks(own_kit, seed=110))

# %% [markdown] lang="zh"
# 一次划分的分数带着运气。下面换三个种子，各做一遍，画出平均分、三次的范围，以及基线。
#
# **阴性对照 (negative control)。** 同一套程序再做三遍，只改一处：训练时切断特征与答案的联系。有标签的方法，把训练和验证用的标签打乱；没有标签的方法（第 8 周），把每一列各自打乱，于是每个像素的分布不变，像素之间的关联没有了。测试数据不动。每一种方法都应当跌回它的基线；哪一种没有跌，哪一种就偷看了答案。

# %% [markdown] lang="en"
# The scores of one split owe something to luck. The next cell uses three seeds and draws the mean score, the range of the three, and the baseline.
#
# **The negative control.** The same programs run three times more with one change: in training, the link between features and answers is cut. Where there are labels, those for training and validation are shuffled; where there are none (week 8), every column is shuffled on its own, so that each pixel keeps its distribution and loses its relation to the others. The test data stay. Every method should fall to its baseline; one that does not has peeked at the answers.

# %%
runs = {
    control: [nine_weeks(own_kit, seed, control) for seed in range(3)] for control in (False, True)
}
measures = {"1": "$R^2$", "2": "$R^2$", "6": "$R^2$", "9": "F1", "8, PCA": "variance kept"}
methods = {
    "1": "linear, BMI alone",
    "2": "linear, ten features",
    "3": "logistic, breast cancer",
    "4": "one-vs-all, digits",
    "5": "network, digits",
    "6": "65 features, chosen $\\lambda$",
    "7": "SVM, breast cancer",
    "8, k-means": "k-means, digits",
    "8, PCA": "ten components, digits",
    "9": "anomalies, breast cancer",
}
fig, ax = plt.subplots(figsize=(8.6, 4.8), layout="constrained")
print("week         score  baseline  control")
for row, key in enumerate(methods):
    scores, controls = ([run[key]["score"] for run in runs[control]] for control in (False, True))
    baseline = np.mean([run[key]["baseline"] for run in runs[False]])
    print(f"{key:12s} {np.mean(scores):5.3f} {baseline:9.3f} {np.mean(controls):8.3f}")
    ax.plot([baseline, np.mean(scores)], [row, row], color=GREY, linewidth=1, alpha=0.5)
    ax.plot([min(scores), max(scores)], [row, row], color=BLUE, linewidth=5, alpha=0.3)
    ax.plot([min(controls), max(controls)], [row, row], color=ORANGE, linewidth=5, alpha=0.3)
    ax.plot(np.mean(scores), row, "o", color=BLUE, label="score" if row == 0 else None)
    ax.plot(np.mean(controls), row, "x", color=ORANGE, label="control" if row == 0 else None)
    ax.plot(
        baseline, row, "|", color="black", markersize=14, label="baseline" if row == 0 else None
    )
ax.set_yticks(
    range(len(methods)),
    [f"{key[0]}: {name} ({measures.get(key, 'accuracy')})" for key, name in methods.items()],
)
ax.invert_yaxis()
ax.set(title="Held-out data, three splits", xlabel="score", xlim=(-0.22, 1.02))
ax.legend(ncols=3, loc="lower right", bbox_to_anchor=(1.0, 1.0))
plt.show()

# %% [markdown] lang="zh"
# **怎么读它。** 橙色的叉都落在黑色的基线上或左边一点：切断联系之后，没有一种方法还知道什么。蓝色的点都在基线右边。从第 1 周到第 2 周，多出的九个特征把 $R^2$ 从 0.23 提到 0.40；第 6 周用 65 个特征，并没有再提高，选出来的 $\lambda$ 只是没有让它变坏：这份数据的剩余误差多半是噪声。手写数字上，网络比十条直线好一两个百分点；k 均值从未见过标签，也答对了四分之三。
#
# **第二个阴性对照：模型的假设不成立时。** 异常检测假设正常的样子只有**一团**。若正常有两团呢？把手写数字 6 和 7 都当作正常，其余的数字当作异常，用前两个主成分作特征。一个正态密度会把最高处放在两团之间，那里一个正常的样本也没有，异常却不少。补救的办法就在第 8 周：先用 `k_means` 分成两堆，每堆一个正态密度，取较大的一个。

# %% [markdown] lang="en"
# **How to read it.** All orange crosses lie on the black baselines or a little to the left: with the link cut, no method knows anything any more. All blue dots lie to the right. From week 1 to week 2 nine more features raise $R^2$ from 0.23 to 0.40; the 65 features of week 6 do not raise it further, the chosen $\lambda$ merely keeps them from doing harm: most of the error that remains in these data is noise. On the digits the network is a point or two better than ten straight lines; k-means has never seen a label and is right on three quarters.
#
# **A second negative control: where the assumption fails.** Anomaly detection assumes that the normal is **one** cloud. What if it is two? Let the digits 6 and 7 both be normal and all others anomalies, with the first two principal components as features. One normal density has its peak between the two clouds, where there is no normal sample at all, but many anomalies. The remedy is that of week 8: divide into two heaps by `k_means`, give each a normal density, and take the larger.

# %%
mean, components, _ = pca(X_digits, 2)
plane = (X_digits - mean) @ components.T
strange = (~np.isin(y_digits, (6, 7))).astype(int)


def one_cloud(X: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Log-density of one normal distribution fitted to `rows`."""
    return log_density(X, rows.mean(axis=0), rows.var(axis=0))


def two_clouds(X: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """The larger log-density of two normal distributions, one for each cluster of `rows`."""
    _, heaps = best_clusters(rows, 2)
    return np.max([one_cloud(X, rows[heaps == heap]) for heap in (0, 1)], axis=0)


grid = np.stack(np.meshgrid(np.linspace(-2.2, 2.2, 150), np.linspace(-2.2, 2.2, 150)), axis=-1)
fig, axes = plt.subplots(1, 2, figsize=(9, 3.9), layout="constrained", sharey=True)
for ax, model, name in ((axes[0], one_cloud, "One cloud"), (axes[1], two_clouds, "Two clouds")):
    results = []
    for seed in range(10):
        rng = np.random.default_rng(seed)
        normal, others = (rng.permutation(np.flatnonzero(strange == label)) for label in (0, 1))
        validation = np.concatenate([normal[180:270], others[:20]])
        held_out = np.concatenate([normal[270:], others[20:40]])
        fitted_to = plane[normal[:180]]
        epsilon, _ = choose_threshold(model(plane[validation], fitted_to), strange[validation])
        flagged = model(plane[held_out], fitted_to) < epsilon
        results.append(f1_score(strange[held_out], flagged))
    heights = model(grid.reshape(-1, 2), fitted_to).reshape(150, 150)
    ax.contour(grid[..., 0], grid[..., 1], heights, [epsilon], colors="black", linestyles="--")
    for label, color, kind in ((0, BLUE, "6 or 7: normal"), (1, ORANGE, "another digit")):
        dots = plane[held_out][strange[held_out] == label]
        ax.plot(*dots.T, "o", color=color, markersize=3.5, label=kind)
    ax.set(title=f"{name}: held-out F1 {np.mean(results):.2f} over 10 splits", xlabel="along $v_1$")
    print(f"{name}: F1 {np.mean(results):.2f}, from {min(results):.2f} to {max(results):.2f}")
share = strange[held_out].mean()
print(f"flag all: F1 {2 * share / (1 + share):.2f}")
axes[0].set_ylabel("along $v_2$")
axes[1].legend(loc="upper right")
plt.show()

# %% [markdown] lang="zh"
# 左图的虚线把两团之间的异常也圈了进去，F1 是 0.49，而全部报警也有 0.31；右图各圈各的，F1 是 0.74。方法没有错，是它的假设不合数据。先画出来看一看，比换一个更贵的方法有用。
#
# ## 笔记
#
# 在下面的单元格里写半页到一页，没有标准答案；有教师时由教师评阅，自学时写给自己。
#
# 1. 九周之中，哪个结果出乎你的意料？用你算出的一个数说明。
# 2. 挑一种方法，想一份它会失败的数据：它的哪一条假设不成立？阴性对照会不会发现？
# 3. 若再给你一份同样大小的糖尿病数据，第 2 周的 $R^2$ 会提高多少？先由第 5 节的学习曲线预测，再说出理由。

# %% [markdown] lang="en"
# On the left the dashed line also takes in the anomalies between the two clouds, and F1 is 0.49, where flagging all gets 0.31; on the right each cloud has a line of its own, and F1 is 0.74. The method is not wrong; its assumption does not fit the data. To draw a picture first does more good than a costlier method.
#
# ## Notes
#
# Write half a page to a page in the cell below. There is no model answer; an instructor reads it, or it is for yourself.
#
# 1. Which result of the nine weeks did you not expect? Show it with a number that you computed.
# 2. Take one method and think of data on which it would fail: which of its assumptions does not hold? Would the negative control find out?
# 3. With as many diabetes data again, how much would the $R^2$ of week 2 rise? Predict it from the learning curve of section 5, and give your reason.

# %% [markdown] nbgrader={"grade": true, "grade_id": "notes", "locked": false, "points": 0, "schema_version": 3, "solution": true, "task": false}
# *在此书写 / Write here.*

# %% [markdown] lang="zh"
# ## 延伸阅读
#
# - Andrew Ng，[Machine Learning Specialization](https://www.coursera.org/specializations/machine-learning-introduction)：本课题目的来处，2022 年以 Python 重制。
# - Stanford [CS229](https://cs229.stanford.edu/)：同一门课的大学版本，有数学推导。
# - Kaggle，[Learn](https://www.kaggle.com/learn)：短小的练习。
# - Hastie, Tibshirani and Friedman，[The Elements of Statistical Learning](https://hastie.su.domains/ElemStatLearn/)，第二版，Springer 2009（可免费阅读）：第 3、4 章（线性与逻辑回归），第 7 章（偏差与方差），第 12 章（支持向量机），第 14 章（k 均值与主成分）。
# - Efron, Hastie, Johnstone and Tibshirani，[Least angle regression](https://doi.org/10.1214/009053604000000067)，Annals of Statistics 32 (2004)：糖尿病数据。
# - Street, Wolberg and Mangasarian，[Nuclear feature extraction for breast tumor diagnosis](https://doi.org/10.1117/12.148698)，SPIE 1905 (1993)：乳腺癌数据。
# - Cox，[The regression analysis of binary sequences](https://doi.org/10.1111/j.2517-6161.1958.tb00292.x)，Journal of the Royal Statistical Society B 20 (1958)。
# - Rifkin and Klautau，[In defense of one-vs-all classification](https://www.jmlr.org/papers/v5/rifkin04a.html)，Journal of Machine Learning Research 5 (2004)。
# - Rumelhart, Hinton and Williams，[Learning representations by back-propagating errors](https://doi.org/10.1038/323533a0)，Nature 323 (1986)。
# - Geman, Bienenstock and Doursat，[Neural networks and the bias/variance dilemma](https://doi.org/10.1162/neco.1992.4.1.1)，Neural Computation 4 (1992)。
# - Lloyd，[Least squares quantization in PCM](https://doi.org/10.1109/TIT.1982.1056489)，IEEE Transactions on Information Theory 28 (1982)。
# - Pearson，[On lines and planes of closest fit to systems of points in space](https://doi.org/10.1080/14786440109462720)，Philosophical Magazine 2 (1901)。

# %% [markdown] lang="en"
# ## Further reading
#
# - Andrew Ng, [Machine Learning Specialization](https://www.coursera.org/specializations/machine-learning-introduction): where the topics of this lesson come from, made anew in Python in 2022.
# - Stanford [CS229](https://cs229.stanford.edu/): the university's version of the course, with the mathematics.
# - Kaggle, [Learn](https://www.kaggle.com/learn): short exercises.
# - Hastie, Tibshirani and Friedman, [The Elements of Statistical Learning](https://hastie.su.domains/ElemStatLearn/), second edition, Springer 2009 (free to read): chapters 3 and 4 (linear and logistic regression), 7 (bias and variance), 12 (support vector machines), 14 (k-means and principal components).
# - Efron, Hastie, Johnstone and Tibshirani, [Least angle regression](https://doi.org/10.1214/009053604000000067), Annals of Statistics 32 (2004): the diabetes data.
# - Street, Wolberg and Mangasarian, [Nuclear feature extraction for breast tumor diagnosis](https://doi.org/10.1117/12.148698), SPIE 1905 (1993): the breast cancer data.
# - Cox, [The regression analysis of binary sequences](https://doi.org/10.1111/j.2517-6161.1958.tb00292.x), Journal of the Royal Statistical Society B 20 (1958).
# - Rifkin and Klautau, [In defense of one-vs-all classification](https://www.jmlr.org/papers/v5/rifkin04a.html), Journal of Machine Learning Research 5 (2004).
# - Rumelhart, Hinton and Williams, [Learning representations by back-propagating errors](https://doi.org/10.1038/323533a0), Nature 323 (1986).
# - Geman, Bienenstock and Doursat, [Neural networks and the bias/variance dilemma](https://doi.org/10.1162/neco.1992.4.1.1), Neural Computation 4 (1992).
# - Lloyd, [Least squares quantization in PCM](https://doi.org/10.1109/TIT.1982.1056489), IEEE Transactions on Information Theory 28 (1982).
# - Pearson, [On lines and planes of closest fit to systems of points in space](https://doi.org/10.1080/14786440109462720), Philosophical Magazine 2 (1901).

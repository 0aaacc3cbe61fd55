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
# # 105 · 梯度与链式法则
#
# 几乎所有模型都这样学习：算出误差朝哪个方向下降得最快，往那里走一小步，然后重来。这个方向由梯度 (gradient) 给出。本课先用一次减法和一次除法把斜率量出来，弄清楚能量到多准；再把许多斜率排成雅可比矩阵 (Jacobian matrix)，用链式法则 (chain rule) 相乘；然后写一个程序，找出推导错了的梯度；最后沿梯度下山：先走 Rosenbrock 的弯谷，再走到 442 位糖尿病人的回归方程。
#
# 下图是目标。现在它由 SciPy 和 104 课的特征值 (eigenvalue) 画出；到本课结尾，你自己的函数会画出更好的一张。请从上到下依次运行各单元格。

# %% [markdown] lang="en"
# # 105 · Gradients and the chain rule
#
# Almost every model learns like this: find the direction in which the error falls fastest, take a small step that way, and begin again. That direction comes from the gradient. In this lesson you first measure slopes, with one subtraction and one division, and find out how exact that can be; then you put many slopes into a Jacobian matrix and multiply such matrices by the chain rule; then you write a program that finds gradients that were derived wrongly; and at last you walk downhill, through Rosenbrock's bent valley and to the regression equation of 442 patients with diabetes.
#
# The figure below is the goal. For now SciPy and the eigenvalues of lesson 104 draw it; at the end of the lesson your own functions draw a better one. Run the cells in order, from the top.

# %% nbgrader={"grade": false, "grade_id": "imports", "locked": true, "schema_version": 3, "solution": false, "task": false}
import os
import secrets
from collections.abc import Callable
from itertools import pairwise

import matplotlib.pyplot as plt
import numpy as np
from jaxtyping import Bool, Float
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from scipy.optimize import minimize
from sklearn.datasets import load_diabetes

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

Vector = Float[np.ndarray, "n"]

# %% nbgrader={"grade": false, "grade_id": "data", "locked": true, "schema_version": 3, "solution": false, "task": false}
diabetes = load_diabetes(scaled=False)
features, progression = diabetes.data, diabetes.target
shuffled_rows = np.random.default_rng(105).permutation(len(progression))
held_out, training = shuffled_rows[:147], shuffled_rows[147:]

print(f"{features.shape[0]} patients x {features.shape[1]} features")
print("           " + "".join(f"{name:>7}" for name in diabetes.feature_names) + "   progression")
for label, statistic in (("smallest", np.min), ("mean", np.mean), ("largest", np.max)):
    row = "".join(f"{value:7.1f}" for value in statistic(features, axis=0))
    print(f"{label:>9}: {row} {statistic(progression):13.1f}")

# %% nbgrader={"grade": false, "grade_id": "valley", "locked": true, "schema_version": 3, "solution": false, "task": false}
VALLEY_START = np.array([-1.2, 1.0])


def rosenbrock(x: Float[np.ndarray, "2"]) -> float:
    """Rosenbrock's function of two numbers: 0 at (1, 1), positive elsewhere."""
    return float(100 * (x[1] - x[0] ** 2) ** 2 + (1 - x[0]) ** 2)


def rosenbrock_gradient(x: Float[np.ndarray, "2"]) -> Float[np.ndarray, "2"]:
    """Its gradient: both partial derivatives."""
    across = x[1] - x[0] ** 2
    return np.array([-400 * x[0] * across - 2 * (1 - x[0]), 200 * across])


def draw_valley(ax: Axes) -> None:
    """Contour lines of Rosenbrock's function, each ten times as high as the one below."""
    x1, x2 = np.meshgrid(np.linspace(-1.8, 1.8, 361), np.linspace(-0.7, 2.2, 291))
    height = 100 * (x2 - x1**2) ** 2 + (1 - x1) ** 2
    levels = np.logspace(-2, 3, 6)
    ax.contour(x1, x2, height, levels, colors=GREY, linewidths=0.7, alpha=0.7)
    ax.plot(1, 1, "*", color="black", markersize=10, zorder=5)
    ax.set(xlabel="$x_1$", ylabel="$x_2$", xlim=(-1.8, 1.8), ylim=(-0.7, 2.2))


# %%
# The goal: walks through Rosenbrock's valley, and a regression that learns step by step.
fig, axes = plt.subplots(1, 2, figsize=(10.5, 4), layout="constrained")
draw_valley(axes[0])
walk = [VALLEY_START]
minimize(
    rosenbrock,
    VALLEY_START,
    jac=rosenbrock_gradient,
    method="BFGS",
    callback=lambda x: walk.append(x),
)
axes[0].plot(*np.array(walk).T, "o-", color=BLUE, markersize=3, linewidth=1.2)
axes[0].annotate("start", VALLEY_START, (0, 8), textcoords="offset points", ha="center")
axes[0].annotate("minimum", (1, 1), (8, -10), textcoords="offset points")
axes[0].set_title(f"Rosenbrock's valley: SciPy's BFGS, {len(walk) - 1} steps")

columns = (features - features[training].mean(axis=0)) / features[training].std(axis=0)
mean_progression = progression[training].mean()
eigenvalues, Q = np.linalg.eigh(columns[training].T @ columns[training] / len(training))
slopes = Q.T @ columns[training].T @ (progression[training] - mean_progression) / len(training)


def held_out_error(factors: np.ndarray) -> float:
    """Root mean squared error on the patients held out."""
    predicted = mean_progression + columns[held_out] @ Q @ (factors / eigenvalues * slopes)
    return float(np.sqrt(np.mean((predicted - progression[held_out]) ** 2)))


steps = np.unique(np.logspace(0, 3.5, 60).astype(int))
curve = [held_out_error(1 - (1 - eigenvalues / eigenvalues[-1]) ** k) for k in steps]
axes[1].axhline(held_out_error(np.zeros(10)), color=ORANGE, linestyle="--", label="mean predictor")
axes[1].axhline(held_out_error(np.ones(10)), color="black", linewidth=1, label="closed form")
axes[1].semilogx(steps, curve, color=BLUE, linewidth=2, label="gradient descent")
axes[1].set(
    title="442 patients: error on those held out",
    xlabel="step",
    ylabel="root mean squared error (progression)",
)
axes[1].legend()
plt.show()

# %% [markdown] lang="zh"
# ## 概况
#
# | | |
# |---|---|
# | 计划条目 | 1.3 微积分：梯度、偏导数 (partial derivative)、链式法则；3Blue1Brown · R.1 数学基础：3Blue1Brown、Khan Academy |
# | 先修 | 104（矩阵、特征值、范数）；中学代数；Python 的函数与循环 |
# | 学习时间 | 约 5 小时 |
# | 计算机 | 两个 CPU 核，全部运行不到一分钟；不需要网络 |
# | 分数 | 20 分：中心差分与步长 4、雅可比矩阵 3、链式法则 4、梯度检验 4、梯度下降 3、真实的回归 2 |

# %% [markdown] lang="en"
# ## Facts
#
# | | |
# |---|---|
# | Rows of the plan | 1.3 calculus: gradient, partial derivative, chain rule; 3Blue1Brown · R.1 mathematics: 3Blue1Brown, Khan Academy |
# | Before | 104 (matrices, eigenvalues, norms); school algebra; functions and loops in Python |
# | Work | about 5 hours |
# | Computer | two CPU cores, less than a minute to run it all; no network |
# | Points | 20: central difference and step 4, Jacobian matrix 3, chain rule 4, gradient check 4, gradient descent 3, a real regression 2 |

# %% [markdown] lang="zh"
# ## 数据
#
# | | |
# |---|---|
# | 来源 | 442 位糖尿病人，随 scikit-learn 安装，由 [`load_diabetes`](https://scikit-learn.org/stable/modules/generated/sklearn.datasets.load_diabetes.html) 读取；出自 Efron、Hastie、Johnstone 与 Tibshirani (2004) |
# | 许可 | 随 scikit-learn 以 [BSD 3-Clause](https://github.com/scikit-learn/scikit-learn/blob/main/COPYING) 发布 |
# | 行 | 442 行，每行一位病人，没有缺失值 |
# | `age`、`sex`、`bmi`、`bp` | 年龄（岁）；性别，记作 1 与 2；体重指数（kg/m²）；平均血压（mmHg） |
# | `s1`、`s2`、`s3`、`s6` | 总胆固醇、低密度脂蛋白、高密度脂蛋白、血糖；来源没有写单位，数值与 mg/dL 相符 |
# | `s4`、`s5` | 总胆固醇与高密度脂蛋白之比；血清甘油三酯的对数 |
# | `progression` | 一年之后病情进展的程度，25 到 346，没有单位；这是要预测的量 |
#
# 这份数据有四处要留意。scikit-learn 默认给出缩放过的列，本课用 `scaled=False` 读取原始单位。`s4` 本应是 `s1` 除以 `s3`，但 86% 的行里它是整数：有人取过整。`s1` 与 `s2` 几乎同涨同落（相关系数 (correlation coefficient) 为 0.90，完全同步时为 1；107 会定义它），第 6 节会看到这件事的代价。性别的 1 与 2 各指什么，来源没有说。

# %% [markdown] lang="en"
# ## Dataset
#
# | | |
# |---|---|
# | Source | 442 patients with diabetes, installed with scikit-learn, read by [`load_diabetes`](https://scikit-learn.org/stable/modules/generated/sklearn.datasets.load_diabetes.html); from Efron, Hastie, Johnstone and Tibshirani (2004) |
# | Licence | distributed with scikit-learn under [BSD 3-Clause](https://github.com/scikit-learn/scikit-learn/blob/main/COPYING) |
# | Rows | 442, one for each patient, no missing value |
# | `age`, `sex`, `bmi`, `bp` | age (years); sex, coded 1 and 2; body mass index (kg/m²); average blood pressure (mmHg) |
# | `s1`, `s2`, `s3`, `s6` | total cholesterol, low-density and high-density lipoproteins, blood sugar; the source names no unit, the values fit mg/dL |
# | `s4`, `s5` | total cholesterol divided by high-density lipoproteins; logarithm of the serum triglycerides |
# | `progression` | how far the disease had progressed a year later, 25 to 346, without a unit; this is to be predicted |
#
# Four things are odd in these data. By default scikit-learn gives scaled columns; `scaled=False` reads the original units, which we want. `s4` should be `s1` divided by `s3`, yet in 86% of the rows it is a whole number: somebody rounded. `s1` and `s2` rise and fall almost together (their correlation is 0.90, where 1 is in perfect step; lesson 107 defines it); section 6 shows what that costs. And the source does not say which sex is 1 and which is 2.

# %% [markdown] lang="zh"
# ## 开始之前：斜率
#
# **导数 (derivative) 是斜率的极限。** 从 $x$ 走到 $x + h$，函数值改变 $f(x + h) - f(x)$，除以 $h$ 就是这一段的平均斜率。让 $h$ 趋于零，得到这一点的导数：
#
# $$f'(x) = \lim_{h \to 0} \frac{f(x + h) - f(x)}{h}$$
#
# 以 $f(x) = x^2$ 为例：
#
# $$\frac{(x + h)^2 - x^2}{h} = \frac{2 x h + h^2}{h} = 2x + h \;\to\; 2x$$
#
# 在 $x = 3$ 处斜率是 6：$x$ 增加 0.01，$x^2$ 约增加 0.06。斜率为正，函数上升；为负，下降；在谷底，斜率为零。3Blue1Brown 的 [Essence of Calculus](https://www.3blue1brown.com/topics/calculus) 用动画讲这件事，也讲后面的链式法则。
#
# **几条现成的规则**，本课用得到的都在这里：
#
# | 函数 | 导数 | 说明 |
# |---|---|---|
# | $x^p$ | $p \, x^{p-1}$ | $p$ 可以是任何实数；$1/x = x^{-1}$ 的导数是 $-1/x^2$ |
# | $e^x$ | $e^x$ | |
# | $\log x$ | $1/x$ | 自然对数，即 $\ln x$，与 `np.log` 相同 |
# | $\sin x$ | $\cos x$ | |
# | $\cosh x = (e^x + e^{-x})/2$ | $\sinh x = (e^x - e^{-x})/2$ | |
# | $\tanh x = \sinh x / \cosh x$ | $1 - \tanh^2 x$ | S 形曲线，从 $-1$ 到 1 |
# | $a f(x) + b g(x)$ | $a f'(x) + b g'(x)$ | 常数可以提出来，和可以逐项求 |
#
# 把导数再求一次导，得二阶导数 $f''$；再一次，三阶导数 $f'''$。例如 $x^3$ 的依次是 $3 x^2$、$6 x$、$6$。

# %% [markdown] lang="en"
# ## Before you start: slope
#
# **The derivative is the limit of slopes.** From $x$ to $x + h$ the function changes by $f(x + h) - f(x)$; divided by $h$, that is the mean slope of this stretch. Let $h$ go to zero, and it becomes the derivative at this point:
#
# $$f'(x) = \lim_{h \to 0} \frac{f(x + h) - f(x)}{h}$$
#
# For example $f(x) = x^2$:
#
# $$\frac{(x + h)^2 - x^2}{h} = \frac{2 x h + h^2}{h} = 2x + h \;\to\; 2x$$
#
# At $x = 3$ the slope is 6: let $x$ grow by 0.01, and $x^2$ grows by about 0.06. Where the slope is positive the function rises, where it is negative it falls, and at the bottom of a valley it is zero. [Essence of Calculus](https://www.3blue1brown.com/topics/calculus) by 3Blue1Brown shows all this in motion, and later the chain rule.
#
# **A few rules ready for use**, all that this lesson needs:
#
# | function | derivative | remark |
# |---|---|---|
# | $x^p$ | $p \, x^{p-1}$ | for every real $p$; $1/x = x^{-1}$ has the derivative $-1/x^2$ |
# | $e^x$ | $e^x$ | |
# | $\log x$ | $1/x$ | the natural logarithm $\ln x$, as in `np.log` |
# | $\sin x$ | $\cos x$ | |
# | $\cosh x = (e^x + e^{-x})/2$ | $\sinh x = (e^x - e^{-x})/2$ | |
# | $\tanh x = \sinh x / \cosh x$ | $1 - \tanh^2 x$ | a curve like an S, from $-1$ to 1 |
# | $a f(x) + b g(x)$ | $a f'(x) + b g'(x)$ | constants move out, sums go term by term |
#
# The derivative of the derivative is the second derivative $f''$, the next the third, $f'''$. For $x^3$ they are $3 x^2$, $6 x$ and $6$.

# %% [markdown] lang="zh"
# ### 所有任务共同的约定
#
# 1. 传入的数组不得改动。需要原地修改时，先复制。
# 2. 输入可以是整数、`float32` 或 `float64`。先转成 `float64` 再算，返回的浮点数与浮点数组也是 `float64`（任务 4 另有规定）。
# 3. 坏输入要报错，报哪一种错由各任务说明。
# 4. 公式里的向量都是列；在 NumPy 里，它们是形状 $(n,)$ 的一维数组。雅可比矩阵的形状是 $(m, n)$，第 $i$ 行第 $j$ 列是 $J_{ij} = \partial f_i / \partial x_j$；梯度是向量，形状 $(n,)$，与它的变量相同。
# 5. 算法要自己写：不用 `scipy.optimize`、`scipy.differentiate`、`np.gradient`，也不用自动求导 (automatic differentiation) 的库。`np.linalg.eigvalsh` 与 `np.linalg.norm` 可以用。
# 6. 传给你的函数，比如 $f$，可能算起来很贵；任务若规定了调用次数，就会数。
#
# 每个测试单元格先做几项看得见的检查，评分时再用新抽取的数据检查任务中写明的各项性质。下面的单元格准备了测试用的工具，读一读有好处。

# %% [markdown] lang="en"
# ### Agreed for all tasks
#
# 1. Arrays passed in stay as they are. To change one in place, copy it first.
# 2. Input may be integer, `float32` or `float64`. Convert to `float64` first; floating-point numbers and arrays that you return are `float64` too (task 4 has its own rule).
# 3. Bad input raises an error; each task says which.
# 4. In formulas vectors are columns; in NumPy they are one-dimensional arrays of shape $(n,)$. A Jacobian matrix has shape $(m, n)$, with $J_{ij} = \partial f_i / \partial x_j$ in row $i$, column $j$; a gradient is a vector of shape $(n,)$, like its variable.
# 5. The algorithms are yours: no `scipy.optimize`, `scipy.differentiate`, `np.gradient`, and no library for automatic differentiation. `np.linalg.eigvalsh` and `np.linalg.norm` are allowed.
# 6. A function that is passed to yours, such as $f$, may be expensive; where a task limits the calls, they are counted.
#
# Each test cell makes a few checks that you see; grading then checks, on newly drawn data, the properties that the task names. The next cell holds the tools of the tests; it is worth reading.


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


def is_float(value: object) -> bool:
    """Whether `value` is a float, of Python or of NumPy with 64 bits."""
    return isinstance(value, float)


def is_array(value: object, shape: tuple[int, ...], dtype: type = np.float64) -> bool:
    """Whether `value` is an array of this shape and dtype."""
    return isinstance(value, np.ndarray) and value.shape == shape and value.dtype == dtype


def recorded(function: Callable) -> tuple[Callable, list]:
    """The same function, and a list that grows by a copy of the argument at each call."""
    calls = []

    def wrapper(x: object) -> object:
        calls.append(np.array(x) if isinstance(x, np.ndarray) else x)
        return function(x)

    return wrapper, calls


def dense_layer(rng: np.random.Generator, n_in: int, n_out: int) -> tuple[Callable, Callable]:
    """A random layer of a neural network, tanh(A x + b), and the function of its Jacobian."""
    A = rng.normal(size=(n_out, n_in)) / np.sqrt(n_in)
    b = rng.normal(size=n_out)

    def layer(x: Vector) -> Float[np.ndarray, "m"]:
        return np.tanh(A @ x + b)

    def layer_jacobian(x: Vector) -> Float[np.ndarray, "m n"]:
        return (1 - np.tanh(A @ x + b) ** 2)[:, np.newaxis] * A

    return layer, layer_jacobian


def polynomial(rng: np.random.Generator) -> tuple[Callable, Callable, float]:
    """A random cubic, its derivative, and its third derivative, which is constant."""
    a, b, c, d = (float(number) for number in rng.uniform(-3, 3, 4))
    return (
        lambda x: ((a * x + b) * x + c) * x + d,
        lambda x: (3 * a * x + 2 * b) * x + c,
        6 * a,
    )


# %% [markdown] lang="zh"
# ## 1 · 这里有多陡？
#
# 取一个真实的问题：只用体重指数预测病情进展。令 $z$ 为标准化 (standardization) 的体重指数，即减去平均值、再除以标准差 (standard deviation)；预测是 $\bar{y} + w z$，其中 $\bar{y}$ 是进展的平均值，$w$ 是要选的权重。每位病人的残差 (residual) 是预测减去实际，$r_i = \bar{y} + w z_i - y_i$。
#
# **代价函数** (cost function) 把所有残差合成一个数，越小越好：
#
# $$C(w) = \frac{1}{m} \sum_{i=1}^m s^2 \log \cosh \frac{r_i}{s}, \qquad s = 50$$
#
# 残差远小于 $s$ 时，每一项约为 $r_i^2 / 2$；远大于 $s$ 时，它只像 $s |r_i|$ 那样增长，所以少数离群的病人不会左右结果。
#
# 问题是：在 $w = 20$ 处，$w$ 该加还是该减？加一点，代价变多少？这就是问斜率 $C'(20)$。我们还没有求导的办法，但可以量：取一个小步长 (step size) $h$，算
#
# $$D_h^+ = \frac{C(w + h) - C(w)}{h}$$
#
# 这叫作前向差分 (forward difference)。$h$ 该取多小？先猜一猜，再运行下面的单元格。

# %% [markdown] lang="en"
# ## 1 · How steep is it here?
#
# Take a real question: predict progression from the body mass index alone. Let $z$ be the standardized body mass index, which means that its mean has been subtracted and the rest divided by the standard deviation; the prediction is $\bar{y} + w z$, where $\bar{y}$ is the mean progression and $w$ a weight to be chosen. The residual of a patient is prediction minus fact, $r_i = \bar{y} + w z_i - y_i$.
#
# **A cost function** makes one number of all residuals; less is better:
#
# $$C(w) = \frac{1}{m} \sum_{i=1}^m s^2 \log \cosh \frac{r_i}{s}, \qquad s = 50$$
#
# Where a residual is far smaller than $s$, its term is about $r_i^2 / 2$; where it is far larger, the term grows only like $s |r_i|$, so that a few patients far off do not decide the outcome.
#
# The question: at $w = 20$, should $w$ grow or shrink, and how much does the cost change with it? That asks for the slope $C'(20)$. We have no rule for its derivative yet, but we can measure: take a small step $h$ and compute
#
# $$D_h^+ = \frac{C(w + h) - C(w)}{h}$$
#
# This is the forward difference. How small should $h$ be? Guess first, then run the next cells.

# %%
bmi = features[:, 2]
z = (bmi - bmi.mean()) / bmi.std()


def bmi_cost(w: float) -> float:
    """Mean log-cosh cost of predicting progression from the body mass index alone."""
    return np.mean(50**2 * np.log(np.cosh((progression.mean() + w * z - progression) / 50)))


w0 = 20.0
true_slope = np.imag(bmi_cost(w0 + 1e-30j)) / 1e-30  # explained below

fig, axes = plt.subplots(1, 3, figsize=(10.5, 3.3), layout="constrained")
axes[0].plot(bmi, progression, ".", color=GREY, alpha=0.5, markersize=4)
bmi_line = np.array([bmi.min(), bmi.max()])
for w, color in ((0.0, ORANGE), (w0, BLUE)):
    axes[0].plot(
        bmi_line,
        progression.mean() + w * (bmi_line - bmi.mean()) / bmi.std(),
        color=color,
        linewidth=2,
        label=f"$w$ = {w:.0f}",
    )
axes[0].set(title="442 patients", xlabel="body mass index (kg/m²)", ylabel="progression")
axes[0].legend()
w_line = np.linspace(-20, 110, 131)
tangent = bmi_cost(w0) + true_slope * (w_line - w0)
for ax in axes[1:]:
    ax.plot(w_line, [bmi_cost(w) for w in w_line], color=GREY)
    ax.plot(w_line, tangent, "--", color=BLUE, linewidth=1, label="tangent")
    ax.plot(w0, bmi_cost(w0), "o", color=BLUE)
    ax.set(xlabel="weight $w$", ylabel="cost $C(w)$")
axes[1].set(title="Their cost against the weight", ylim=(1250, 2400))
for h, color in ((20.0, ORANGE), (10.0, PURPLE)):
    axes[2].plot(
        [w0, w0 + h],
        [bmi_cost(w0), bmi_cost(w0 + h)],
        "o-",
        color=color,
        label=f"step $h$ = {h:.0f}",
    )
axes[2].set(title="Slopes over a step", xlim=(14, 46), ylim=(1250, 1680))
axes[2].legend()
plt.show()

# %%
print(f"true slope {true_slope:.12f}")
print("step h    forward difference       error")
for exponent in range(1, -13, -1):
    h = 10.0**exponent
    forward = (bmi_cost(w0 + h) - bmi_cost(w0)) / h
    print(f"{h:6.0e} {forward:21.12f} {abs(forward - true_slope):11.1e}")

# %% [markdown] lang="zh"
# **量到了什么。** 斜率约为 $-14.43$：$w$ 每加 1，代价约减 14。误差先随 $h$ 一起缩小，$h$ 小十倍，误差也小十倍；过了 $10^{-6}$，却又变大。为什么？
#
# **误差有两个来源。** 泰勒公式 (Taylor's theorem) 说，光滑的函数在一点附近像一个多项式，系数由各阶导数给出：
#
# $$f(x + h) = f(x) + h f'(x) + \frac{h^2}{2} f''(x) + \frac{h^3}{6} f'''(x) + \dots$$
#
# 减去 $f(x)$，除以 $h$，得 $f'(x) + \frac{h}{2} f''(x) + \dots$。多出来的部分约为 $\frac{h}{2} |f''|$，叫作截断误差 (truncation error)；它随 $h$ 缩小。
#
# 第二个来源是计算机。`float64` 约有 16 位数字，一个数存下来，相对误差不超过 $\epsilon / 2$，其中 $\epsilon$ 是 `np.finfo(float).eps`，约 $2.2 \times 10^{-16}$。两个函数值各差这么多，相减之后差至多约 $\epsilon |f|$，再除以很小的 $h$，就放大成 $\epsilon |f| / h$。这是舍入误差 (rounding error)；它随 $h$ 的缩小而变大。合起来：
#
# $$E(h) \approx a h^p + \frac{b}{h}, \qquad p = 1, \quad a = \frac{|f''|}{2}, \quad b = \epsilon |f|$$
#
# **真值从哪里来？** 上面的 `true_slope` 用的是复步长法 (complex step)：把 $i h$ 当作步长，由泰勒公式，$f(x + i h)$ 的虚部是 $h f'(x) - h^3 f'''(x) / 6 + \dots$。没有减法，就没有舍入误差的放大，所以 $h$ 可以小到 $10^{-30}$ (Squire 与 Trapp, 1998)。但它要求 $f$ 能处理复数，多数程序不能。

# %% [markdown] lang="en"
# **What was measured.** The slope is about $-14.43$: for each 1 that is added to $w$ the cost falls by about 14. At first the error shrinks with $h$, a tenth of the step giving a tenth of the error; beyond $10^{-6}$ it grows again. Why?
#
# **The error has two sources.** Taylor's theorem says that near a point a smooth function is like a polynomial, with coefficients made of its derivatives:
#
# $$f(x + h) = f(x) + h f'(x) + \frac{h^2}{2} f''(x) + \frac{h^3}{6} f'''(x) + \dots$$
#
# Subtract $f(x)$, divide by $h$, and there is $f'(x) + \frac{h}{2} f''(x) + \dots$. What is too much is about $\frac{h}{2} |f''|$, the truncation error; it shrinks with $h$.
#
# The second source is the computer. `float64` has about 16 digits: a stored number is off by a share of at most $\epsilon / 2$, where $\epsilon$ is `np.finfo(float).eps`, about $2.2 \times 10^{-16}$. With both values of the function off by so much, their difference is off by up to about $\epsilon |f|$, and dividing by a tiny $h$ makes that $\epsilon |f| / h$. This is the rounding error; it grows as $h$ shrinks. Together:
#
# $$E(h) \approx a h^p + \frac{b}{h}, \qquad p = 1, \quad a = \frac{|f''|}{2}, \quad b = \epsilon |f|$$
#
# **Where does the true value come from?** `true_slope` above comes from the complex step: take $i h$ as the step, and by Taylor's theorem the imaginary part of $f(x + i h)$ is $h f'(x) - h^3 f'''(x) / 6 + \dots$. Nothing is subtracted, so no rounding error is magnified, and $h$ may be as small as $10^{-30}$ (Squire and Trapp, 1998). But $f$ must be able to take complex numbers, and most programs are not.

# %% [markdown] lang="zh"
# ### 任务 1：`central_difference` 与 `best_step`
#
# 前向差分只往一边走。往两边各走一步，再除以两步的距离，就是中心差分 (central difference)：
#
# $$D_h = \frac{f(x + h) - f(x - h)}{2 h}$$
#
# 它的误差怎样随 $h$ 变化？先写出来，再量。
#
# `central_difference(f, x, step)`
#
# - 输入：函数 `f`，它收一个数，给一个数；`x`，一个数，可以是整数；`step`，即 $h$。
# - 返回：$D_h$，`float`。`f` 恰好调用两次，在 $x + h$ 与 $x - h$ 处，传给它的是 `float`。
# - **除以真正走过的距离。** $x = 10^8$ 时，相邻两个 `float64` 相距 $1.5 \times 10^{-8}$，$x + 10^{-6}$ 算出来不是整整多 $10^{-6}$，会差将近百分之一。所以先算两端 $x + h$ 与 $x - h$，再除以算出的两端之差，不要除以 $2 h$。
# - `step` 不是正数（零、负数、NaN），或者太小以致算出的两端相等：`ValueError`。
#
# `best_step(a, p, b)`
#
# - 输入：误差 $E(h) = a h^p + b / h$ 的三个正数；$p$ 不必是整数。
# - 返回：使 $E(h)$ 最小的 $h > 0$，`float`。在谷底斜率为零：用上面的规则求 $E'(h)$，令它为零，解出 $h$。
# - 三个数有不是正数的：`ValueError`。
#
# 分数：中心差分 2 分；走过的距离与坏输入 1 分；最好的步长 1 分。

# %% [markdown] lang="en"
# ### Task 1: `central_difference` and `best_step`
#
# The forward difference steps to one side only. Step to both sides and divide by the way between, and you have the central difference:
#
# $$D_h = \frac{f(x + h) - f(x - h)}{2 h}$$
#
# How does its error change with $h$? Write it first, then measure.
#
# `central_difference(f, x, step)`
#
# - Input: a function `f` that takes a number and gives a number; `x`, a number, perhaps an integer; `step`, which is $h$.
# - Return: $D_h$, a `float`. `f` is called exactly twice, at $x + h$ and at $x - h$, and is given a `float`.
# - **Divide by the way really gone.** At $x = 10^8$ two neighbouring `float64` are $1.5 \times 10^{-8}$ apart; $x + 10^{-6}$, as computed, is not exactly $10^{-6}$ more, but off by almost one per cent of it. So compute both ends $x + h$ and $x - h$ first, and divide by the difference of the two ends as computed, not by $2 h$.
# - `step` not positive (zero, negative, NaN), or so small that both ends come out equal: `ValueError`.
#
# `best_step(a, p, b)`
#
# - Input: the three positive numbers in the error $E(h) = a h^p + b / h$; $p$ need not be an integer.
# - Return: the $h > 0$ that makes $E(h)$ smallest, a `float`. At the bottom of a valley the slope is zero: find $E'(h)$ by the rules above, set it to zero, and solve for $h$.
# - One of the three not positive: `ValueError`.
#
# Points: 2 for the central difference; 1 for the way really gone and bad input; 1 for the best step.

# %% [markdown] aicourse={"hints": "central_difference"} lang="zh"
# 1. 先算出两端，各存进一个变量，都是 `float`；函数值从它们算，分母也是它们的差。分母写 $2h$，在 $x = 10^8$ 处就错了。
# 2. NaN 与任何数比较都是假。所以要问“步长是正的吗”，不是就报错；若问“步长是不是零或负的”，NaN 就溜过去了。两端相等时也报错，要在调用 `f` 之前。
# 3. `best_step`：按 $x^p$ 的规则，$E'(h) = p \, a \, h^{p-1} - b \, h^{-2}$。令它为零，两边同乘 $h^2$，得到 $h$ 的哪一次方等于什么？
# 4. 两种错：让 $a h^p$ 与 $b / h$ 相等，那不是和最小的地方，少了一个因子 $p$；开 $p$ 次方，而方程里是 $h^{p+1}$。用 $a = 0.5$、$p = 1$、$b = 8$ 试，答案是 4；再换 $p = 2$，与旁边的步长比一比。

# %% [markdown] aicourse={"hints": "central_difference"} lang="en"
# 1. Compute both ends first and keep each in a variable, a `float`; the values of the function come from these, and so does the divisor, their difference. A divisor of $2h$ is wrong at $x = 10^8$.
# 2. With NaN every comparison is false. So ask "is the step positive" and raise if not; ask "is it zero or negative", and NaN slips by. Equal ends raise too, before `f` is called.
# 3. `best_step`: by the rule for $x^p$, $E'(h) = p \, a \, h^{p-1} - b \, h^{-2}$. Set it to zero and multiply by $h^2$: which power of $h$ is then equal to what?
# 4. Two ways to go wrong: to make $a h^p$ and $b / h$ equal, which is not where their sum is smallest and lacks a factor $p$; and to take the root of order $p$, where the equation has $h^{p+1}$. Try $a = 0.5$, $p = 1$, $b = 8$, where the answer is 4; then $p = 2$, against steps nearby.


# %% nbgrader={"grade": false, "grade_id": "central_difference", "locked": false, "schema_version": 3, "solution": true, "task": false}
def central_difference(f: Callable[[float], float], x: float, step: float) -> float:
    """Slope of `f` at `x`, measured over a step to both sides.

    Parameters
    ----------
    f : callable
        Function of one number.
    x : float
        Where the slope is wanted.
    step : float
        Positive step to each side, in the unit of `x`.

    Returns
    -------
    float
        ``f(x + step) - f(x - step)``, divided by the way between both ends as computed.

    Raises
    ------
    ValueError
        If `step` is not positive or vanishes beside `x`.

    References
    ----------
    Press et al., Numerical Recipes (3rd ed.), section 5.7.
    """
    ### BEGIN SOLUTION
    above, below = float(x) + float(step), float(x) - float(step)
    if not step > 0 or above == below:  # `not step > 0` is true for NaN as well
        raise ValueError(f"step must be positive and not vanish beside x, got {step}")
    return float((f(above) - f(below)) / (above - below))
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "best_step", "locked": false, "schema_version": 3, "solution": true, "task": false}
def best_step(a: float, p: float, b: float) -> float:
    """Step that makes the error ``a h**p + b / h`` smallest.

    Parameters
    ----------
    a : float
        Size of the truncation error at ``h = 1``; positive.
    p : float
        Order of the truncation error; positive.
    b : float
        Size of the rounding error at ``h = 1``; positive.

    Returns
    -------
    float
        The best step ``h``, positive.

    Raises
    ------
    ValueError
        If `a`, `p` or `b` is not positive.

    References
    ----------
    Press et al., Numerical Recipes (3rd ed.), section 5.7.
    """
    ### BEGIN SOLUTION
    if not min(a, p, b) > 0:
        raise ValueError(f"a, p and b must be positive, got {a}, {p}, {b}")
    return float((b / (p * a)) ** (1 / (p + 1)))  # p a h^(p-1) - b / h^2 = 0
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_central_difference", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
slope = central_difference(lambda x: x**2, 3, 0.1)
assert is_float(slope), (
    f"应返回 float，实得 {type(slope).__name__} / expected a float, got {type(slope).__name__}"
)
assert abs(slope - 6) < 1e-12, (
    f"x² 在 3 处的中心差分应为 6，实得 {slope}"
    f" / expected 6 as the central difference of x² at 3, got {slope}"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
for _ in range(8):
    cubic, derivative, third = polynomial(rng)
    x, step = float(rng.uniform(-3, 3)), float(rng.uniform(0.05, 0.5))
    counted, calls = recorded(cubic)
    slope = central_difference(counted, x, step)
    assert is_float(slope), "应返回 float / expected a float"
    # for a cubic the error is f''' h^2 / 6 exactly
    assert abs(slope - derivative(x) - third * step**2 / 6) < 1e-10, (
        "三次多项式的中心差分不对 / the central difference of a cubic is wrong"
    )
    assert len(calls) == 2, (
        f"f 应恰好调用两次，实为 {len(calls)} 次"
        f" / f should be called exactly twice, not {len(calls)} times"
    )
    assert np.allclose(sorted(calls), [x - step, x + step], rtol=0, atol=1e-12), (
        "f 应在 x + h 与 x - h 处调用 / f should be called at x + h and at x - h"
    )
for _ in range(4):
    x, width = float(rng.uniform(-2, 2)), float(rng.uniform(0.5, 2))
    errors = []
    for step in (0.02 * width, 0.01 * width):
        slope = central_difference(lambda v, width=width: float(np.exp(v / width)), x, step)
        errors.append(slope - np.exp(x / width) / width)
    assert 3.9 < errors[0] / errors[1] < 4.1, (
        "步长减半，误差应缩小到四分之一 / half the step should leave a quarter of the error"
    )
counted, calls = recorded(lambda v: v**-1)
slope = central_difference(counted, 2, 1)
assert all(is_float(v) for v in calls), (
    "x 是整数时，传给 f 的也应是 float / f should be given a float where x is an integer, too"
)
assert abs(slope + 1 / 3) < 1e-12, (
    "整数的 x 与 h 应得到正确的斜率 / integers as x and h should give the right slope"
)
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_central_difference_distance", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
slope = central_difference(lambda x: x - 1e8, 1e8, 1e-6)
assert abs(slope - 1) < 1e-12, (
    f"x - 10^8 在 10^8 处的斜率应为 1，实得 {slope}"
    f" / expected slope 1 of x - 10^8 at 10^8, got {slope}"
)
assert raises(ValueError, central_difference, np.sin, 1.0, 0.0), (
    "步长为零应报 ValueError / a step of zero should raise ValueError"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
for _ in range(8):
    x = float(rng.choice([-1, 1]) * 10 ** rng.uniform(7, 9))
    step = float(1e-14 * abs(x) * rng.uniform(1, 3))
    factor = float(2.0 ** rng.integers(-3, 4))  # powers of two multiply without rounding
    slope = central_difference(lambda v, x=x, factor=factor: factor * (v - x), x, step)
    assert abs(slope / factor - 1) < 1e-12, (
        "应除以真正走过的距离 / it should divide by the way really gone"
    )
for x, step, zh, en in (
    (1.0, -1e-3, "步长为负", "a negative step"),
    (1.0, float("nan"), "步长为 NaN", "NaN as step"),
    (1e20, 1e-3, "两端相等", "both ends equal"),
):
    assert raises(ValueError, central_difference, lambda v: v, x, step), (
        f"应报 ValueError：{zh} / expected a ValueError: {en}"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_best_step", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
h_best = best_step(0.5, 1, 8.0)
assert is_float(h_best), (
    f"应返回 float，实得 {type(h_best).__name__} / expected a float, got {type(h_best).__name__}"
)
assert abs(h_best - 4) < 1e-12, (
    f"h / 2 + 8 / h 在 h = 4 处最小，实得 {h_best} / h / 2 + 8 / h is smallest at h = 4, got {h_best}"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
for order in (1, 2, 2, 4, *rng.uniform(0.5, 6, 6)):
    a, b = 10 ** rng.uniform(-6, 6), 10 ** rng.uniform(-18, -6)
    h_best = best_step(float(a), float(order), float(b))
    assert is_float(h_best), "应返回 float / expected a float"
    assert h_best > 0, "步长应为正数 / the step should be positive"
    smallest = a * h_best**order + b / h_best
    for factor in (0.3, 0.9, 0.99, 1.01, 1.1, 3.0):
        h = factor * h_best
        assert a * h**order + b / h > smallest, (
            "旁边有误差更小的步长 / a step nearby has a smaller error"
        )
for bad in ((0.0, 1.0, 1.0), (1.0, -1.0, 1.0), (1.0, 2.0, 0.0)):
    assert raises(ValueError, best_step, *bad), (
        "参数不是正数应报 ValueError / a parameter that is not positive should raise ValueError"
    )
### END HIDDEN TESTS

# %% [markdown] lang="zh"
# ### 结果说明了什么
#
# 下面用你的函数量同一个真实的代价，步长从 10 到 $10^{-12}$。两轴都取对数，$a h^p$ 就成了斜率为 $p$ 的直线。中心差分的 $p$ 是多少，由测得的点拟合出来；再由 `best_step` 预测谷底在哪里。

# %% [markdown] lang="en"
# ### What the result means
#
# The next cell measures the same real cost with your function, for steps from 10 to $10^{-12}$. With both axes logarithmic, $a h^p$ is a straight line of slope $p$. The $p$ of the central difference is fitted to the points measured, and `best_step` then predicts where the bottom is.

# %%
# Two measurements for each kind of difference: the fitted order p, and the bottom of the curve.
step_sizes = np.logspace(1, -12, 105)
measured_errors = {
    "forward": [abs((bmi_cost(w0 + h) - bmi_cost(w0)) / h - true_slope) for h in step_sizes],
    "central": [abs(central_difference(bmi_cost, w0, h) - true_slope) for h in step_sizes],
}
rounding = {"forward": 1.0, "central": 0.5}  # times epsilon |f|: the way is h or 2 h

fig, ax = plt.subplots(figsize=(7.2, 4.2), layout="constrained")
for (name, errors), color in zip(measured_errors.items(), (ORANGE, BLUE), strict=True):
    errors = np.maximum(errors, 1e-14)
    straight = (step_sizes > 3e-2) & (step_sizes < 3)
    p, log_a = np.polyfit(np.log(step_sizes[straight]), np.log(errors[straight]), 1)
    b = rounding[name] * np.finfo(float).eps * bmi_cost(w0)
    h_best = best_step(np.exp(log_a), p, b)
    model = np.exp(log_a) * step_sizes**p + b / step_sizes
    ax.loglog(step_sizes, errors, ".", color=color, label=f"{name}: fitted slope {p:.2f}")
    ax.loglog(step_sizes, model, color=color, linewidth=1)
    ax.axvline(h_best, color=color, linestyle=":", linewidth=1)
    near = (step_sizes > h_best / 10) & (step_sizes < 10 * h_best)
    print(f"{name}: best step predicted {h_best:.1e}, errors near it {np.median(errors[near]):.0e}")
ax.set(
    title="Error of a measured slope: lines $a h^p + b/h$, dotted: predicted best step",
    xlabel="step $h$",
    ylabel=r"$|D_h - C'(20)|$",
    xlim=(5e-13, 20),
    ylim=(1e-11, 1e1),
)
ax.legend(loc="lower left")
plt.show()

# %% [markdown] lang="zh"
# **斜率是 2。** 步长小十倍，误差小一百倍，直到舍入误差接手。理由在泰勒公式里：把 $h$ 换成 $-h$，奇次项变号，偶次项不变；相减，$f(x)$ 与 $f''$ 都消掉了：
#
# $$\frac{f(x + h) - f(x - h)}{2 h} = f'(x) + \frac{h^2}{6} f'''(x) + \dots$$
#
# 同样两次函数值，误差从 $h$ 的一次方变成二次方：中心差分是二阶的。舍入误差也小了一半，是 $\epsilon |f| / (2h)$，因为两端相距 $2h$。实线约是误差的上限；点多在它下面跳动，因为舍入有时碰巧互相抵消。
#
# **最好的步长。** $p = 2$ 时它与 $\epsilon^{1/3}$ 成正比，约 $6 \times 10^{-6}$，误差约为 $\epsilon^{2/3}$，即 $4 \times 10^{-11}$；前向差分只有 $\epsilon^{1/2}$，约 $1.5 \times 10^{-8}$。这里的最佳步长大一些，因为代价大而三阶导数小。不知道 $f'''$ 时，常用
#
# $$h = \epsilon^{1/3} \max(1, |x|)$$
#
# 乘上 $|x|$，是因为步长要与 $x$ 的大小相称：$x = 10^8$ 时走 $10^{-6}$，几乎没有动。

# %% [markdown] lang="en"
# **The slope is 2.** A tenth of the step leaves a hundredth of the error, until rounding takes over. The reason is in Taylor's theorem: put $-h$ for $h$, and the odd terms change sign while the even ones do not; subtract, and $f(x)$ and $f''$ are gone:
#
# $$\frac{f(x + h) - f(x - h)}{2 h} = f'(x) + \frac{h^2}{6} f'''(x) + \dots$$
#
# For the same two values of the function, the error falls with the square of $h$ and no longer with $h$ itself: the central difference is of second order. The rounding error is halved too, to $\epsilon |f| / (2h)$, for the two ends are $2h$ apart. The lines are about the upper bounds of the error; most dots jump about below them, for rounding errors sometimes happen to cancel.
#
# **The best step.** For $p = 2$ it is proportional to $\epsilon^{1/3}$, about $6 \times 10^{-6}$, and the error to $\epsilon^{2/3}$, which is $4 \times 10^{-11}$; the forward difference only gets to $\epsilon^{1/2}$, about $1.5 \times 10^{-8}$. Here the best step is larger, because the cost is large and its third derivative small. Where $f'''$ is not known, people use
#
# $$h = \epsilon^{1/3} \max(1, |x|)$$
#
# with $|x|$ in it, because the step must suit the size of $x$: at $x = 10^8$, a step of $10^{-6}$ hardly moves.

# %% [markdown] lang="zh"
# ## 2 · 许多变量：哪个方向最陡？
#
# **偏导数。** 一个函数若有几个变量，可以只动其中一个，别的当常数。这样得到的斜率叫作偏导数，记作 $\partial f / \partial x_j$；Khan Academy 的 [Multivariable Calculus](https://www.khanacademy.org/math/multivariable-calculus) 有这方面的练习。以 Rosenbrock 函数 (1960) 为例，它的谷又窄又弯，至今仍用来考验优化的程序：
#
# $$f(x) = 100 (x_2 - x_1^2)^2 + (1 - x_1)^2$$
#
# 展开得 $100 x_2^2 - 200 x_1^2 x_2 + 100 x_1^4 + 1 - 2 x_1 + x_1^2$。把 $x_2$ 当常数，逐项用规则：
#
# $$\frac{\partial f}{\partial x_1} = -400 x_1 x_2 + 400 x_1^3 - 2 + 2 x_1, \qquad \frac{\partial f}{\partial x_2} = 200 x_2 - 200 x_1^2$$
#
# 在 $x = (-1.2, 1)$ 处，它们是 $-215.6$ 与 $-88$。
#
# **梯度**把偏导数排成一个向量，形状与 $x$ 相同：
#
# $$\nabla f(x) = \left( \frac{\partial f}{\partial x_1}, \dots, \frac{\partial f}{\partial x_n} \right)^\top$$
#
# 站在 $x$，朝单位向量 $d$ 的方向走，斜率是多少？下面的单元格在一点上朝 72 个方向各量一次。运行之前先想：曲线会是什么形状？最高处在哪个方向？

# %% [markdown] lang="en"
# ## 2 · Many variables: which way is steepest?
#
# **Partial derivatives.** If a function has several variables, move one of them and hold the others still. The slope that you get is a partial derivative, written $\partial f / \partial x_j$; [Multivariable Calculus](https://www.khanacademy.org/math/multivariable-calculus) at Khan Academy has exercises. Take Rosenbrock's function (1960), whose narrow, bent valley tests optimization programs to this day:
#
# $$f(x) = 100 (x_2 - x_1^2)^2 + (1 - x_1)^2$$
#
# Multiplied out it is $100 x_2^2 - 200 x_1^2 x_2 + 100 x_1^4 + 1 - 2 x_1 + x_1^2$. Take $x_2$ for a constant and use the rules term by term:
#
# $$\frac{\partial f}{\partial x_1} = -400 x_1 x_2 + 400 x_1^3 - 2 + 2 x_1, \qquad \frac{\partial f}{\partial x_2} = 200 x_2 - 200 x_1^2$$
#
# At $x = (-1.2, 1)$ they are $-215.6$ and $-88$.
#
# **The gradient** puts the partial derivatives into a vector of the same shape as $x$:
#
# $$\nabla f(x) = \left( \frac{\partial f}{\partial x_1}, \dots, \frac{\partial f}{\partial x_n} \right)^\top$$
#
# Stand at $x$ and walk in the direction of a unit vector $d$: how steep is it? The next cell measures that at one point in 72 directions. Think before you run it: what shape will the curve have, and in which direction will it be highest?

# %%
# Measured slopes in all directions, from one point of Rosenbrock's valley.
here = np.array([-0.6, 1.2])
bearings = np.radians(np.arange(0, 360, 5))
directions = np.array([np.cos(bearings), np.sin(bearings)]).T
tiny = 1e-6
measured_slopes = [
    (rosenbrock(here + tiny * d) - rosenbrock(here - tiny * d)) / (2 * tiny) for d in directions
]
uphill = rosenbrock_gradient(here)
uphill_bearing = np.degrees(np.arctan2(uphill[1], uphill[0])) % 360

fig, axes = plt.subplots(1, 2, figsize=(10.5, 3.8), layout="constrained")
draw_valley(axes[0])
for x in np.array([[-1.2, 0.2], [-1.3, 2.0], [-0.6, 1.2], [0.2, -0.2], [0.7, 1.6], [1.4, 0.9]]):
    arrow = rosenbrock_gradient(x)
    tip = x + 0.35 * arrow / np.linalg.norm(arrow)
    style = {"arrowstyle": "-|>", "color": BLUE, "linewidth": 1.6, "shrinkA": 0, "shrinkB": 0}
    axes[0].annotate("", tip, x, arrowprops=style)
    axes[0].plot(*x, "o", color=BLUE, markersize=3)
axes[0].plot(*here, "o", color=ORANGE, markersize=7)
axes[0].set_title("Directions of the gradient, on contour lines")
axes[0].set_aspect("equal")
axes[1].plot(np.degrees(bearings), measured_slopes, ".", color=GREY, label="measured")
axes[1].axvline(uphill_bearing, color=ORANGE, label="direction of the gradient")
axes[1].axhline(np.linalg.norm(uphill), color=BLUE, linestyle="--", label="length of the gradient")
axes[1].set(
    title="Slope at the orange point",
    xlabel="direction $d$ (degrees from the $x_1$ axis)",
    ylabel="slope along $d$",
    xticks=np.arange(0, 361, 90),
    ylim=(-290, 290),
)
axes[1].legend(loc="upper center", bbox_to_anchor=(0.62, 0.92))
plt.show()

# %% [markdown] lang="zh"
# 曲线是一条余弦。朝 $d$ 走的斜率是点积 $\nabla f(x)^\top d = \lVert \nabla f(x) \rVert_2 \cos \theta$，$\theta$ 是 $d$ 与梯度的夹角。于是：梯度指向最陡的上坡，它的长度就是那里的斜率；反方向 $-\nabla f$ 是最陡的下坡；与它垂直的方向斜率为零，那就是等高线 (contour line) 的方向。
#
# **函数若给出向量呢？** 设 $f$ 由 $n$ 个数算出 $m$ 个数。每个输出对每个输入都有一个偏导数，排成一个 $m \times n$ 的表，就是雅可比矩阵：
#
# $$J = \begin{pmatrix} \partial f_1 / \partial x_1 & \cdots & \partial f_1 / \partial x_n \\ \vdots & & \vdots \\ \partial f_m / \partial x_1 & \cdots & \partial f_m / \partial x_n \end{pmatrix}, \qquad J_{ij} = \frac{\partial f_i}{\partial x_j}$$
#
# 第 $j$ 列说：只动 $x_j$，全部输出怎样变。第 $i$ 行说：第 $i$ 个输出随各个输入怎样变，它是 $f_i$ 的梯度放平。只有一个输出时，$J$ 是一行，$\nabla f = J^\top$。
#
# **在一点附近，光滑的函数就是一个矩阵**，即 104 课的那台机器：
#
# $$f(x + d) \approx f(x) + J d$$
#
# 例如极坐标 $g(\rho, \varphi) = (\rho \cos \varphi, \; \rho \sin \varphi)$：
#
# $$J = \begin{pmatrix} \cos \varphi & -\rho \sin \varphi \\ \sin \varphi & \rho \cos \varphi \end{pmatrix}$$

# %% [markdown] lang="en"
# The curve is a cosine. The slope along $d$ is the dot product $\nabla f(x)^\top d = \lVert \nabla f(x) \rVert_2 \cos \theta$, where $\theta$ is the angle between $d$ and the gradient. So the gradient points up the steepest way, and its length is the slope there; the opposite direction, $-\nabla f$, is the steepest way down; at right angles to it the slope is zero, which is the direction of the contour line.
#
# **What if the function gives a vector?** Let $f$ make $m$ numbers of $n$ numbers. Each output has a partial derivative by each input; set out in an $m \times n$ table they are the Jacobian matrix:
#
# $$J = \begin{pmatrix} \partial f_1 / \partial x_1 & \cdots & \partial f_1 / \partial x_n \\ \vdots & & \vdots \\ \partial f_m / \partial x_1 & \cdots & \partial f_m / \partial x_n \end{pmatrix}, \qquad J_{ij} = \frac{\partial f_i}{\partial x_j}$$
#
# Column $j$ says how all outputs change when only $x_j$ moves. Row $i$ says how output $i$ changes with each input: it is the gradient of $f_i$, laid flat. With a single output, $J$ is one row, and $\nabla f = J^\top$.
#
# **Near a point, a smooth function is a matrix**, the machine of lesson 104:
#
# $$f(x + d) \approx f(x) + J d$$
#
# For example polar coordinates, $g(\rho, \varphi) = (\rho \cos \varphi, \; \rho \sin \varphi)$:
#
# $$J = \begin{pmatrix} \cos \varphi & -\rho \sin \varphi \\ \sin \varphi & \rho \cos \varphi \end{pmatrix}$$

# %% [markdown] lang="zh"
# ### 任务 2：`jacobian`
#
# 用中心差分量出一个向量函数的雅可比矩阵。
#
# - 输入：函数 `f`，它收形状 $(n,)$ 的 `float64` 数组，给形状 $(m,)$ 的数组，$m$ 事先不知道；`x`，形状 $(n,)$，$n \ge 1$；`step`，默认 $\epsilon^{1/3}$。
# - 返回：$J$，形状 $(m, n)$，`float64`。$m = 1$ 时形状是 $(1, n)$，$n = 1$ 时是 $(m, 1)$。
# - 第 $j$ 个变量的步长是 $h_j = \texttt{step} \cdot \max(1, |x_j|)$，其余变量不动；两边各走一步，除以真正走过的距离，与任务 1 相同。
# - `f` 最多调用 $2 n + 1$ 次，不论 $m$ 多大：一次中心差分就给出整整一列。
# - `x` 不是一维或是空的，`f` 的值不是一维，或 `step` 不是正数：`ValueError`。
#
# 分数：数值 2 分；调用次数、步长与坏输入 1 分。

# %% [markdown] lang="en"
# ### Task 2: `jacobian`
#
# Measure the Jacobian matrix of a vector function by central differences.
#
# - Input: a function `f` that takes a `float64` array of shape $(n,)$ and gives an array of shape $(m,)$, with an $m$ not known beforehand; `x`, of shape $(n,)$, $n \ge 1$; `step`, by default $\epsilon^{1/3}$.
# - Return: $J$, of shape $(m, n)$, `float64`. For $m = 1$ the shape is $(1, n)$, for $n = 1$ it is $(m, 1)$.
# - The step of variable $j$ is $h_j = \texttt{step} \cdot \max(1, |x_j|)$, while the others stay; step to both sides and divide by the way really gone, as in task 1.
# - `f` is called at most $2 n + 1$ times, however large $m$ is: one central difference gives a whole column.
# - `x` not one-dimensional or empty, a value of `f` not one-dimensional, or `step` not positive: `ValueError`.
#
# Points: 2 for the numbers; 1 for the calls, the steps and bad input.

# %% [markdown] aicourse={"hints": "jacobian"} lang="zh"
# 1. 一次中心差分给出一整*列*：只动 $x_j$，`f` 的 $m$ 个输出一起变。所以循环只走 $n$ 次，每次调用 `f` 两次；对每个输出再调用，次数就超了。
# 2. 每次都从 `x` 的新副本出发，只改第 $j$ 个数，`x` 自己不动；改了再改回来，会差一点舍入。副本要先转成 `float64`：往整数数组里加 $10^{-6}$，什么也没变。
# 3. 步长各人各样，$h_j$ 要乘 $\max(1, |x_j|)$；除数是两端第 $j$ 个数之差，与任务 1 一样。
# 4. $m$ 不必事先知道：把各列收进一个列表，最后用 `np.column_stack` 并排（若收成行，就要转置）。`f` 的值先看 `ndim`：一个数是 0，矩阵是 2，都要报错。

# %% [markdown] aicourse={"hints": "jacobian"} lang="en"
# 1. One central difference gives a whole *column*: move $x_j$ alone, and all $m$ outputs of `f` change together. So there are $n$ rounds with two calls of `f` each; to call it again for every output is too often.
# 2. Begin each time with a new copy of `x` and change number $j$ in it; `x` itself stays, for to move it and move it back leaves rounding behind. Let the copy be `float64`: add $10^{-6}$ to an array of integers and nothing happens.
# 3. Each variable has a step of its own, $h_j$ with its factor $\max(1, |x_j|)$; the divisor is the difference of number $j$ at both ends, as in task 1.
# 4. You need not know $m$: collect the columns in a list and set them side by side at the end with `np.column_stack` (rows would have to be transposed). Look at the `ndim` of what `f` gives: a number has 0, a matrix 2, and both raise.


# %% nbgrader={"grade": false, "grade_id": "jacobian", "locked": false, "schema_version": 3, "solution": true, "task": false}
def jacobian(
    f: Callable[[Vector], Float[np.ndarray, "m"]],
    x: Vector,
    step: float = np.finfo(float).eps ** (1 / 3),
) -> Float[np.ndarray, "m n"]:
    """Jacobian matrix of `f` at `x` by central differences.

    Parameters
    ----------
    f : callable
        Takes a float64 array of shape (n,), gives an array of shape (m,).
    x : ndarray of shape (n,)
        Where the matrix is wanted.
    step : float
        Step of a variable between -1 and 1; a larger variable has a step larger by its size.

    Returns
    -------
    ndarray of shape (m, n)
        Row i, column j: the partial derivative of output i by variable j.

    Raises
    ------
    ValueError
        If `x` or a value of `f` is not one-dimensional, `x` is empty, or `step` is not positive.

    References
    ----------
    Nocedal and Wright, Numerical Optimization (2nd ed.), section 8.1.
    """
    ### BEGIN SOLUTION
    x = np.asarray(x, dtype=float)
    if x.ndim != 1 or x.size == 0 or not step > 0:
        raise ValueError("x must be a vector of at least one number, step positive")
    columns = []
    for j, h in enumerate(step * np.maximum(1, np.abs(x))):
        above, below = x.copy(), x.copy()
        above[j] += h
        below[j] -= h
        change = np.asarray(f(above), dtype=float) - np.asarray(f(below), dtype=float)
        if change.ndim != 1:
            raise ValueError(f"f must give a vector, not an array of shape {change.shape}")
        columns.append(change / (above[j] - below[j]))
    return np.column_stack(columns)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_jacobian", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
shown = np.array([2.0, np.pi / 6])
J = jacobian(lambda p: np.array([p[0] * np.cos(p[1]), p[0] * np.sin(p[1])]), shown)
assert is_array(J, (2, 2)), (
    "应返回形状 (2, 2) 的 float64 数组 / expected a float64 array of shape (2, 2)"
)
assert np.allclose(J, [[0.8660254, -1], [0.5, 1.7320508]], atol=1e-7), (
    f"极坐标在 (2, π/6) 处的雅可比矩阵不对，实得\n{J}"
    f" / wrong Jacobian of polar coordinates at (2, π/6), got\n{J}"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
for n, m in ((1, 4), (4, 1), (1, 1), *rng.integers(2, 7, (5, 2)).tolist()):
    layer, layer_jacobian = dense_layer(rng, n, m)
    x = rng.normal(size=n)
    passed_in = x.copy()
    J = jacobian(layer, x)
    assert np.array_equal(x, passed_in), "传入的 x 被改动了 / x has been changed"
    assert is_array(J, (m, n)), (
        "应返回形状 (m, n) 的 float64 数组 / expected a float64 array of shape (m, n)"
    )
    # largest error: reference below 1e-10 over 200 seeds; forward difference above 2e-7
    assert np.abs(J - layer_jacobian(x)).max() < 1e-8, (
        "与解析的雅可比矩阵不符 / differs from the analytic Jacobian"
    )
A = rng.normal(size=(3, 5))
for kind in (np.int64, np.float32):
    x = rng.integers(-5, 6, 5).astype(kind)
    counted, calls = recorded(lambda v: A @ v)
    J = jacobian(counted, x)
    assert is_array(J, (3, 5)), (
        "应返回形状 (m, n) 的 float64 数组 / expected a float64 array of shape (m, n)"
    )
    assert all(is_array(v, (5,)) for v in calls), (
        "应传给 f 形状 (n,) 的 float64 数组 / f should be given float64 arrays of shape (n,)"
    )
    assert np.allclose(J, A, rtol=0, atol=1e-8), (
        "线性函数的雅可比矩阵应是它的矩阵 / the Jacobian of a linear map should be its matrix"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_jacobian_calls", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
counted, calls = recorded(lambda x: np.outer(x, x).ravel())
J = jacobian(counted, np.array([1.0, 2.0, 3.0]))
assert is_array(J, (9, 3)), (
    "应返回形状 (9, 3) 的 float64 数组 / expected a float64 array of shape (9, 3)"
)
assert len(calls) <= 7, (
    f"n = 3 时 f 最多调用 7 次，实为 {len(calls)} 次"
    f" / for n = 3 f may be called at most 7 times, not {len(calls)} times"
)
assert raises(ValueError, jacobian, lambda x: x, np.ones((2, 2))), (
    "x 不是一维应报 ValueError / x not one-dimensional should raise ValueError"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
n = int(rng.integers(3, 7))
layer, layer_jacobian = dense_layer(rng, n, 3 * n)
counted, calls = recorded(layer)
x = rng.normal(size=n)
J = jacobian(counted, x)
assert is_array(J, (3 * n, n)), (
    "应返回形状 (m, n) 的 float64 数组 / expected a float64 array of shape (m, n)"
)
assert len(calls) <= 2 * n + 1, "f 的调用多于 2n + 1 次 / f is called more than 2n + 1 times"
x = rng.uniform(-1, 1, n) + np.append(0.0, 3.0 * np.ones(n - 1))
for step in (0.1, 0.02):
    J = jacobian(lambda v: v**3, x, step)
    h = step * np.maximum(1, np.abs(x))  # for a cube the error is h^2 exactly
    assert np.allclose(J, np.diag(3 * x**2 + h**2), rtol=0, atol=1e-8), (
        "第 j 个步长应为 step · max(1, |x_j|) / step j should be step · max(1, |x_j|)"
    )
sizes = 10 ** rng.uniform(4, 7, n)
phases = rng.uniform(0.2, 1.2, n)
J = jacobian(lambda v: np.sin(v / sizes), sizes * phases)
# relative error: reference below 3e-11 over 200 seeds; with h = step for every variable,
# above 3e-8, median 9e-6
assert np.allclose(np.diag(J) * sizes, np.cos(phases), rtol=0, atol=1e-8), (
    "变量很大时不够准确 / not accurate where variables are large"
)
for x, f, step, zh, en in (
    (np.array([]), lambda v: v, 1e-5, "x 是空的", "x is empty"),
    (np.ones(3), lambda v: np.outer(v, v), 1e-5, "f 的值是矩阵", "f gives a matrix"),
    (np.ones(3), lambda v: v.sum(), 1e-5, "f 的值是一个数", "f gives a number"),
    (np.ones(3), lambda v: v, 0.0, "步长为零", "a step of zero"),
):
    assert raises(ValueError, jacobian, f, x, step), (
        f"应报 ValueError：{zh} / expected a ValueError: {en}"
    )
### END HIDDEN TESTS

# %% [markdown] lang="zh"
# ### 结果说明了什么
#
# 下图把极坐标的网格送过这个函数。整张网格弯了，但在一点附近，小方块变成的形状几乎就是平行四边形，它的两条边是你量出的 $J$ 的两列。方块越小，越看不出差别：这就是“光滑的函数在一点附近是一个矩阵”。平行四边形与方块的面积之比是 $J$ 的行列式 (determinant)，这里等于 $\rho$；以后对概率作变量替换时要用到它。

# %% [markdown] lang="en"
# ### What the result means
#
# The figure sends a grid of polar coordinates through the function. The whole grid bends, but near a point the small square becomes almost a parallelogram, whose two sides are the two columns of the $J$ that you measured. The smaller the square, the harder it is to tell the difference: that is what "near a point, a smooth function is a matrix" means. The area of the parallelogram compared with that of the square is the determinant of $J$, here equal to $\rho$; whoever changes the variables of a probability needs it.


# %%
def polar(p: Float[np.ndarray, "2 *grid"]) -> Float[np.ndarray, "2 *grid"]:
    """Cartesian coordinates of a point with distance p[0] from the origin and angle p[1]."""
    return np.array([p[0] * np.cos(p[1]), p[0] * np.sin(p[1])])


corner = np.array([1.4, 0.7])
J = jacobian(polar, corner)
print("Jacobian at (1.4, 0.7):\n", J.round(4))
print(f"determinant {np.linalg.det(J):.6f}")

fig, axes = plt.subplots(1, 3, figsize=(10.5, 3.6), layout="constrained")
radii, turns = np.linspace(0.2, 2, 10), np.linspace(0, np.pi / 2, 10)
for ax, mapping in ((axes[0], lambda p: p), (axes[1], polar)):
    for radius in radii:
        ax.plot(
            *mapping(np.array([np.full(50, radius), np.linspace(0, np.pi / 2, 50)])),
            color=GREY,
            lw=0.6,
        )
    for turn in turns:
        ax.plot(
            *mapping(np.array([np.linspace(0.2, 2, 50), np.full(50, turn)])), color=GREY, lw=0.6
        )
axes[0].set(title="In: distance and angle", xlabel=r"$\rho$", ylabel=r"$\varphi$ (radians)")
axes[1].set(title="Out: the grid bends", xlabel="$x$", ylabel="$y$")
side = 0.2
edge = np.linspace(0, side, 20)
outline = np.hstack(
    [
        [edge, 0 * edge],
        [0 * edge + side, edge],
        [edge[::-1], 0 * edge + side],
        [0 * edge, edge[::-1]],
    ]
)
for ax, shape in (
    (axes[0], corner[:, None] + outline),
    (axes[1], polar(corner[:, None] + outline)),
):
    ax.fill(*shape, color=BLUE, alpha=0.35)
    ax.plot(*shape[:, 0], "o", color=BLUE, markersize=4)
foot = polar(corner)
axes[2].fill(*polar(corner[:, None] + outline), color=BLUE, alpha=0.35, label="image of the square")
axes[2].plot(
    *(foot[:, None] + J @ outline), color=ORANGE, linewidth=1.6, label="parallelogram by $J$"
)
for j, offset in ((0, (6, -12)), (1, (-52, -2))):
    style = {"arrowstyle": "-|>", "color": "black", "linewidth": 1.4, "shrinkA": 0, "shrinkB": 0}
    axes[2].annotate("", foot + side * J[:, j], foot, arrowprops=style)
    axes[2].annotate(f"column {j + 1}", foot + side * J[:, j], offset, textcoords="offset points")
axes[2].set(title="Near one point", xlabel="$x$", ylabel="$y$", xlim=(0.74, 1.3), ylim=(0.76, 1.32))
axes[2].legend(loc="lower left")
for ax in axes[1:]:
    ax.set_aspect("equal")
plt.show()

# %% [markdown] lang="zh"
# ## 3 · 一环扣一环：怎样求复合函数的导数？
#
# **一个变量。** 大齿轮转一圈，中齿轮转 3 圈；中齿轮转一圈，小齿轮转 2 圈；大齿轮转一圈，小齿轮转 6 圈。变化率相乘，这就是链式法则：
#
# $$y = f(g(x)) \quad \Rightarrow \quad \frac{dy}{dx} = f'(g(x)) \, g'(x)$$
#
# 例如 $\log \cosh x$：外面是 $\log$，里面是 $\cosh x$，所以导数是 $\frac{1}{\cosh x} \sinh x = \tanh x$。注意外面的导数要在**里面的值** $g(x)$ 处算，不是在 $x$ 处。
#
# **许多变量。** 在一点附近，每个函数都是一个矩阵；一个接一个地用，就是矩阵相乘。设 $x_0 = x$，$x_k = f_k(x_{k-1})$，$k = 1, \dots, L$，则 $x_L$ 对 $x_0$ 的雅可比矩阵是
#
# $$J = J_L(x_{L-1}) \cdots J_2(x_1) \, J_1(x_0)$$
#
# 先用的函数在右边，每个 $J_k$ 在它自己的输入 $x_{k-1}$ 处算。若 $x_k$ 有 $n_k$ 个数，$J_k$ 的形状就是 $n_k \times n_{k-1}$，首尾相接，正好能乘。
#
# **例子。** Rosenbrock 函数是两步：$r(x) = (10 (x_2 - x_1^2), \; 1 - x_1)$，再求平方和 $c(r) = r_1^2 + r_2^2$。在 $x = (-1.2, 1)$ 处 $r = (-4.4, 2.2)$，于是
#
# $$J_c J_r = \begin{pmatrix} 2 r_1 & 2 r_2 \end{pmatrix} \begin{pmatrix} -20 x_1 & 10 \\ -1 & 0 \end{pmatrix} = \begin{pmatrix} -8.8 & 4.4 \end{pmatrix} \begin{pmatrix} 24 & 10 \\ -1 & 0 \end{pmatrix} = \begin{pmatrix} -215.6 & -88 \end{pmatrix}$$
#
# 这一行正是第 2 节求出的梯度。
#
# **先乘哪两个？** 矩阵乘法 (matrix multiplication) 可以任意加括号，结果相同，代价不同。$(p \times q)$ 乘 $(q \times r)$ 要做 $p q r$ 次乘法。从右往左乘，与计算 $f$ 的次序相同，叫作前向；从左往右乘，叫作反向：
#
# $$\text{forward: } J_3 (J_2 J_1), \qquad \text{reverse: } (J_3 J_2) J_1$$
#
# 设 $n_0 = 100$，$n_1 = 100$，$n_2 = 100$，$n_3 = 1$。前向要 $100 \cdot 100 \cdot 100 + 1 \cdot 100 \cdot 100 = 1\,010\,000$ 次乘法。反向要多少？算出来再往下读。

# %% [markdown] lang="en"
# ## 3 · Link by link: how do you differentiate a composed function?
#
# **One variable.** One turn of the large gear turns the middle one 3 times; one turn of the middle gear turns the small one 2 times; so one turn of the large gear turns the small one 6 times. Rates multiply, and that is the chain rule:
#
# $$y = f(g(x)) \quad \Rightarrow \quad \frac{dy}{dx} = f'(g(x)) \, g'(x)$$
#
# For example $\log \cosh x$: outside is $\log$, inside is $\cosh x$, so the derivative is $\frac{1}{\cosh x} \sinh x = \tanh x$. Mind that the outer derivative is taken at **the inner value** $g(x)$, not at $x$.
#
# **Many variables.** Near a point each function is a matrix; to use one after the other is to multiply matrices. With $x_0 = x$ and $x_k = f_k(x_{k-1})$ for $k = 1, \dots, L$, the Jacobian matrix of $x_L$ by $x_0$ is
#
# $$J = J_L(x_{L-1}) \cdots J_2(x_1) \, J_1(x_0)$$
#
# The function used first stands on the right, and each $J_k$ is taken at its own input $x_{k-1}$. If $x_k$ has $n_k$ numbers, $J_k$ has shape $n_k \times n_{k-1}$; end meets end, and the product fits.
#
# **An example.** Rosenbrock's function has two steps: $r(x) = (10 (x_2 - x_1^2), \; 1 - x_1)$, then the sum of squares $c(r) = r_1^2 + r_2^2$. At $x = (-1.2, 1)$, $r = (-4.4, 2.2)$, and so
#
# $$J_c J_r = \begin{pmatrix} 2 r_1 & 2 r_2 \end{pmatrix} \begin{pmatrix} -20 x_1 & 10 \\ -1 & 0 \end{pmatrix} = \begin{pmatrix} -8.8 & 4.4 \end{pmatrix} \begin{pmatrix} 24 & 10 \\ -1 & 0 \end{pmatrix} = \begin{pmatrix} -215.6 & -88 \end{pmatrix}$$
#
# This row is the gradient that section 2 found.
#
# **Which two first?** Brackets in a product of matrices may stand anywhere: the result is the same, the cost is not. A $(p \times q)$ matrix times a $(q \times r)$ matrix takes $p q r$ multiplications. From right to left, in the order in which $f$ is computed, is called forward; from left to right is called reverse:
#
# $$\text{forward: } J_3 (J_2 J_1), \qquad \text{reverse: } (J_3 J_2) J_1$$
#
# Let $n_0 = 100$, $n_1 = 100$, $n_2 = 100$, $n_3 = 1$. Forward takes $100 \cdot 100 \cdot 100 + 1 \cdot 100 \cdot 100 = 1\,010\,000$ multiplications. And reverse? Work it out before you read on.


# %% nbgrader={"grade": false, "grade_id": "log_cosh", "locked": true, "schema_version": 3, "solution": false, "task": false}
def log_cosh_cost(
    w: Vector, X: Float[np.ndarray, "m n"], y: Float[np.ndarray, "m"], scale: float
) -> float:
    """Mean of scale**2 log cosh(r / scale) over the residuals r = X w - y."""
    v = (X @ w - y) / scale
    log_cosh = np.logaddexp(v, -v) - np.log(2.0).astype(v.dtype)  # cosh(v) alone would overflow
    return scale**2 * np.mean(log_cosh)


# %% [markdown] lang="zh"
# ### 任务 3：`chain_jacobian` 与 `log_cosh_gradient`
#
# 先写一般的链式法则，再亲手用它推出一个真实代价的梯度。
#
# `chain_jacobian(functions, jacobians, x, order)`
#
# - 输入：`functions`，列表 $[f_1, \dots, f_L]$，$f_1$ 最先用，$L \ge 1$；`jacobians`，同样长的列表，第 $k$ 个函数收 $f_k$ 的输入 $x_{k-1}$，给 $J_k$；`x`，形状 $(n_0,)$；`order`，`"forward"` 或 `"reverse"`。
# - 返回：`(J, multiplications)`。`J` 形状 $(n_L, n_0)$，`float64`；`multiplications` 是 `int`，即按所给次序做矩阵乘法所用的乘法次数，每个乘积记 $p q r$。$L = 1$ 时没有乘积，是 0。
# - 每个 $J_k$ 恰好算一次，每个 $f_k$ 至多算一次。
# - 列表为空或长度不同，或 `order` 是别的：`ValueError`。
#
# `log_cosh_gradient(w, X, y, scale)`
#
# - 代价与第 1 节的相同，只是有 $n$ 个权重：$r = X w - y$，$C(w) = \frac{1}{m} \sum_{i=1}^m s^2 \log \cosh (r_i / s)$，$s$ 即 `scale`。上面的 `log_cosh_cost` 算它的值。
# - 输入：`w`，形状 $(n,)$；`X`，形状 $(m, n)$；`y`，形状 $(m,)$；`scale`，正数。
# - 返回：$\nabla C(w)$，形状 $(n,)$，`float64`。这里有三环：$w \to r$，$r \to$ 每位病人的代价，再到平均。写出三个雅可比矩阵，从左往右乘，最后转置成列。残差大到 $10^4 s$ 时也要对，没有 NaN：$\cosh$ 那么大时会溢出，$\tanh$ 不会。
# - `X` 不是二维，或 `w`、`y` 的形状与它不合，例如 `y` 是 $(m, 1)$（那样相减会悄悄广播成 $m \times m$）：`ValueError`。
#
# 分数：矩阵 2 分；次序、次数与坏输入 1 分；`log_cosh_gradient` 1 分。

# %% [markdown] lang="en"
# ### Task 3: `chain_jacobian` and `log_cosh_gradient`
#
# First write the chain rule in general, then use it by hand for the gradient of a real cost.
#
# `chain_jacobian(functions, jacobians, x, order)`
#
# - Input: `functions`, a list $[f_1, \dots, f_L]$ with $f_1$ used first, $L \ge 1$; `jacobians`, a list as long, whose function $k$ takes the input $x_{k-1}$ of $f_k$ and gives $J_k$; `x`, of shape $(n_0,)$; `order`, `"forward"` or `"reverse"`.
# - Return: `(J, multiplications)`. `J` has shape $(n_L, n_0)$, `float64`; `multiplications` is an `int`, the number of multiplications in the matrix products in the given order, $p q r$ for each product. For $L = 1$ there is no product, and it is 0.
# - Each $J_k$ is computed exactly once, each $f_k$ at most once.
# - Lists empty or of different lengths, or another `order`: `ValueError`.
#
# `log_cosh_gradient(w, X, y, scale)`
#
# - The cost is that of section 1 with $n$ weights: $r = X w - y$, $C(w) = \frac{1}{m} \sum_{i=1}^m s^2 \log \cosh (r_i / s)$, where $s$ is `scale`. `log_cosh_cost` above computes its value.
# - Input: `w`, of shape $(n,)$; `X`, of shape $(m, n)$; `y`, of shape $(m,)$; `scale`, positive.
# - Return: $\nabla C(w)$, of shape $(n,)$, `float64`. There are three links: $w \to r$, then $r \to$ the cost of each patient, then the mean. Write down the three Jacobian matrices, multiply from left to right, and transpose into a column at the end. It must hold for residuals up to $10^4 s$ too, without NaN: $\cosh$ of so much overflows, $\tanh$ does not.
# - `X` not two-dimensional, or `w` or `y` of a shape that does not fit it, for example `y` of shape $(m, 1)$ (which would silently broadcast to $m \times m$ in the subtraction): `ValueError`.
#
# Points: 2 for the matrix; 1 for order, count and bad input; 1 for `log_cosh_gradient`.

# %% [markdown] aicourse={"hints": "chain_jacobian"} lang="zh"
# 1. 分两趟。第一趟从 $x_0$ 走到 $x_{L-1}$：在每一环先用*它的输入*算出 $J_k$ 存好，再用 $f_k$ 前进。第二趟只做矩阵乘法。
# 2. 前向从 $J_1$ 开始，新的矩阵乘在左边；反向从 $J_L$ 开始，新的乘在右边。每乘一次，记下左边的行数、左边的列数、右边的列数三者之积。不要从单位矩阵乘起，那多算一个乘积；$L = 1$ 时什么也不乘。
# 3. `log_cosh_gradient` 的三环：$r = X w - y$ 对 $w$ 的矩阵是 $X$；$s^2 \log \cosh (r_i / s)$ 对 $r_i$ 的导数，外面给 $s^2 \tanh$，里面的 $r_i / s$ 再给一个 $1 / s$；平均对每一项是 $1 / m$。漏了哪一个因子，就去和 `jacobian` 量出的比一比。
# 4. 中间那个对角矩阵不必造：乘它就是逐个元素相乘。转置之后剩下 $X^\top$ 乘一个形状 $(m,)$ 的向量。`y` 的形状要正好等于 `X.shape` 的前一项，$(m, 1)$ 不行。

# %% [markdown] aicourse={"hints": "chain_jacobian"} lang="en"
# 1. Go twice. The first way leads from $x_0$ to $x_{L-1}$: at each link compute $J_k$ at *its input* and keep it, then go on by $f_k$. The second way only multiplies matrices.
# 2. Forward begins with $J_1$ and puts each new matrix on the left; reverse begins with $J_L$ and puts it on the right. At each product note rows of the left times columns of the left times columns of the right. Do not begin with an identity matrix, which is one product too many; for $L = 1$ nothing is multiplied.
# 3. The three links of `log_cosh_gradient`: the matrix of $r = X w - y$ by $w$ is $X$; for $s^2 \log \cosh (r_i / s)$ by $r_i$ the outside gives $s^2 \tanh$, and the inside, $r_i / s$, one more $1 / s$; the mean gives $1 / m$ for each term. If a factor is missing, compare with what your `jacobian` measures.
# 4. The diagonal matrix in the middle need not be made: to multiply by it is to multiply entry by entry. Transposed, what remains is $X^\top$ times a vector of shape $(m,)$. The shape of `y` must be exactly the first entry of `X.shape`; $(m, 1)$ will not do.


# %% nbgrader={"grade": false, "grade_id": "chain_jacobian", "locked": false, "schema_version": 3, "solution": true, "task": false}
def chain_jacobian(
    functions: list[Callable], jacobians: list[Callable], x: Vector, order: str = "reverse"
) -> tuple[Float[np.ndarray, "m n"], int]:
    """Jacobian matrix of a composed function by the chain rule, and what the products cost.

    Parameters
    ----------
    functions : list of callable
        Functions of vectors, the one used first in front.
    jacobians : list of callable
        For each function, the function that gives its Jacobian matrix at its input.
    x : ndarray of shape (n,)
        Input of the first function.
    order : {"forward", "reverse"}
        Multiply beginning with the matrix of the first function, or with that of the last.

    Returns
    -------
    J : ndarray of shape (m, n)
        Jacobian matrix of the last output by `x`.
    multiplications : int
        Multiplications of numbers in all matrix products.

    Raises
    ------
    ValueError
        If there is no function, the lists differ in length, or `order` is unknown.

    References
    ----------
    Griewank and Walther, Evaluating Derivatives (2nd ed.), chapter 3.
    """
    ### BEGIN SOLUTION
    if not functions or len(functions) != len(jacobians):
        raise ValueError("expected as many Jacobians as functions, at least one")
    if order not in ("forward", "reverse"):
        raise ValueError(f"order must be 'forward' or 'reverse', got {order!r}")
    x = np.asarray(x, dtype=float)
    links = []
    for function, function_jacobian in zip(functions, jacobians, strict=True):
        links.append(np.asarray(function_jacobian(x), dtype=float))  # at the input of this link
        x = function(x)

    if order == "reverse":
        links.reverse()
    J, multiplications = links[0], 0
    for link in links[1:]:
        left, right = (J, link) if order == "reverse" else (link, J)
        multiplications += left.shape[0] * left.shape[1] * right.shape[1]
        J = left @ right
    return J, multiplications
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "log_cosh_gradient", "locked": false, "schema_version": 3, "solution": true, "task": false}
def log_cosh_gradient(
    w: Vector, X: Float[np.ndarray, "m n"], y: Float[np.ndarray, "m"], scale: float
) -> Vector:
    """Gradient of `log_cosh_cost` by the weights.

    Parameters
    ----------
    w : ndarray of shape (n,)
        Weights.
    X : ndarray of shape (m, n)
        Features, one row for each observation.
    y : ndarray of shape (m,)
        What the rows are to predict.
    scale : float
        Size of residual at which the cost turns from square to linear; positive.

    Returns
    -------
    ndarray of shape (n,)
        Partial derivative of the cost by each weight.

    Raises
    ------
    ValueError
        If the shapes of `w`, `X` and `y` do not fit.

    References
    ----------
    Deisenroth, Faisal and Ong, Mathematics for Machine Learning, chapter 5.
    """
    ### BEGIN SOLUTION
    w, X, y = (np.asarray(array, dtype=float) for array in (w, X, y))
    if X.ndim != 2 or y.shape != X.shape[:1] or w.shape != X.shape[1:]:
        raise ValueError(f"shapes do not fit: w {w.shape}, X {X.shape}, y {y.shape}")
    # (1/m) [1 ... 1] times diag(s tanh(r/s)) times X, transposed
    return X.T @ (scale * np.tanh((X @ w - y) / scale)) / len(y)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_chain_jacobian", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
shown_functions = [
    lambda x: np.array([10 * (x[1] - x[0] ** 2), 1 - x[0]]),
    lambda r: np.array([r[0] ** 2 + r[1] ** 2]),
]
shown_jacobians = [
    lambda x: np.array([[-20 * x[0], 10.0], [-1.0, 0.0]]),
    lambda r: np.array([[2 * r[0], 2 * r[1]]]),
]
result = chain_jacobian(shown_functions, shown_jacobians, VALLEY_START)
assert isinstance(result, tuple), "应返回 (J, multiplications) / expected (J, multiplications)"
assert len(result) == 2, "应返回 (J, multiplications) / expected (J, multiplications)"
assert is_array(result[0], (1, 2)), (
    "J 应为形状 (1, 2) 的 float64 数组 / expected J as a float64 array of shape (1, 2)"
)
assert np.allclose(result[0], [[-215.6, -88]]), (
    f"J 应为 [[-215.6, -88]]，实得 {result[0]} / expected J = [[-215.6, -88]], got {result[0]}"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
for n_layers in (1, 2, 3, 4, 5):
    widths = rng.integers(1, 7, n_layers + 1).tolist()
    layers = [dense_layer(rng, *pair) for pair in pairwise(widths)]
    functions, jacobians = [list(column) for column in zip(*layers, strict=True)]
    x = rng.normal(size=widths[0])
    passed_in = x.copy()
    expected, inner = np.eye(widths[0]), x
    for function, function_jacobian in layers:
        expected, inner = function_jacobian(inner) @ expected, function(inner)
    for order in ("forward", "reverse"):
        counted = [recorded(function) for function in functions]
        counted_jacobians = [recorded(function) for function in jacobians]
        result = chain_jacobian(
            [function for function, _ in counted],
            [function for function, _ in counted_jacobians],
            x,
            order,
        )
        assert isinstance(result, tuple), (
            "应返回 (J, multiplications) / expected (J, multiplications)"
        )
        assert is_array(result[0], expected.shape), (
            "J 应为形状 (n_L, n_0) 的 float64 数组"
            " / J should be a float64 array of shape (n_L, n_0)"
        )
        assert np.allclose(result[0], expected, rtol=0, atol=1e-10), (
            "J 与链式法则不符 / J differs from the chain rule"
        )
        assert all(len(calls) <= 1 for _, calls in counted), (
            "每个函数至多算一次 / each function may be computed at most once"
        )
        assert all(len(calls) == 1 for _, calls in counted_jacobians), (
            "每个雅可比矩阵应恰好算一次 / each Jacobian should be computed exactly once"
        )
    assert np.array_equal(x, passed_in), "传入的 x 被改动了 / x has been changed"
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_chain_jacobian_order", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
shown_layers = [
    dense_layer(np.random.default_rng(0), *pair) for pair in ((10, 10), (10, 10), (10, 1))
]
shown_lists = [list(column) for column in zip(*shown_layers, strict=True)]
multiplications = chain_jacobian(*shown_lists, np.ones(10), "forward")[1]
assert type(multiplications) is int, (
    f"multiplications 应为 int，实得 {type(multiplications).__name__}"
    f" / expected an int as multiplications, got {type(multiplications).__name__}"
)
assert multiplications == 1100, (
    f"10 → 10 → 10 → 1 前向应为 1100 次乘法，实得 {multiplications}"
    f" / 10 → 10 → 10 → 1 forward should take 1100 multiplications, got {multiplications}"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
for n_layers in (1, 2, 3, 5):
    widths = (rng.permutation(8)[: n_layers + 1] + 2).tolist()
    layers = [dense_layer(rng, *pair) for pair in pairwise(widths)]
    functions, jacobians = [list(column) for column in zip(*layers, strict=True)]
    x = rng.normal(size=widths[0])
    for order, expected in (
        ("forward", sum(widths[0] * widths[k] * widths[k + 1] for k in range(1, n_layers))),
        ("reverse", sum(widths[-1] * widths[k] * widths[k + 1] for k in range(n_layers - 1))),
    ):
        multiplications = chain_jacobian(functions, jacobians, x, order)[1]
        assert type(multiplications) is int, (
            "multiplications 应为 int / multiplications should be an int"
        )
        assert multiplications == expected, (
            f"乘法次数不对，次序 {order} / wrong number of multiplications, order {order}"
        )
for bad, zh, en in (
    (([], [], x, "forward"), "没有函数", "no function"),
    ((functions, jacobians[1:], x, "forward"), "长度不同", "lists of different lengths"),
    ((functions, jacobians, x, "sideways"), "次序不认识", "an unknown order"),
):
    assert raises(ValueError, chain_jacobian, *bad), (
        f"应报 ValueError：{zh} / expected a ValueError: {en}"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_log_cosh_gradient", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
gradient = log_cosh_gradient(np.array([1.0]), np.array([[1.0], [2.0]]), np.array([0.0, 5.0]), 2.0)
assert is_array(gradient, (1,)), (
    "应返回形状 (1,) 的 float64 数组 / expected a float64 array of shape (1,)"
)
assert abs(gradient[0] + 1.3481794) < 1e-6, (
    f"应为 -1.3481794，实得 {gradient[0]} / expected -1.3481794, got {gradient[0]}"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
for trial in range(6):
    m, n = (int(size) for size in rng.integers(2, 12, 2))
    scale = float(rng.uniform(0.5, 5))
    kind = (np.float64, np.float32, np.int64)[trial % 3]
    X, y, w = (rng.uniform(-9, 9, shape).astype(kind) for shape in ((m, n), m, n))
    passed_in = X.copy(), y.copy(), w.copy()
    gradient = log_cosh_gradient(w, X, y, scale)
    for array, before in zip((X, y, w), passed_in, strict=True):
        assert np.array_equal(array, before), (
            "传入的数组被改动了 / an array that was passed in has been changed"
        )
    assert is_array(gradient, (n,)), (
        "应返回形状 (n,) 的 float64 数组 / expected a float64 array of shape (n,)"
    )
    rows = X.astype(float)
    for j in range(n):
        # the imaginary part of a complex step: no subtraction, so exact
        shifted = w.astype(complex)
        shifted[j] += 1e-30j
        v = (rows @ shifted - y) / scale
        magnitude = np.where(v.real < 0, -v, v)  # log cosh is even
        terms = magnitude + np.log1p(np.exp(-2 * magnitude)) - np.log(2)
        expected = scale**2 * np.mean(terms).imag / 1e-30
        assert abs(gradient[j] - expected) < 1e-9 * (1 + abs(expected)), (
            "与代价的斜率不符 / differs from the slope of the cost"
        )
X, w = rng.normal(size=(7, 3)), rng.normal(size=3)
y = rng.choice([-1.0, 1.0], 7) * rng.uniform(4e3, 1e4, 7)
limit = -X.T @ np.sign(y) / 7
assert np.allclose(log_cosh_gradient(w, X, y, 1.0), limit, rtol=0, atol=1e-9), (
    "残差很大时不对 / wrong for large residuals"
)
for bad, zh, en in (
    ((w, X, y[:, np.newaxis], 1.0), "y 的形状是 (m, 1)", "y of shape (m, 1)"),
    ((w[:2], X, y, 1.0), "w 太短", "w too short"),
    ((w, X[0], y, 1.0), "X 不是二维", "X not two-dimensional"),
):
    assert raises(ValueError, log_cosh_gradient, *bad), (
        f"应报 ValueError：{zh} / expected a ValueError: {en}"
    )
### END HIDDEN TESTS

# %% [markdown] lang="zh"
# ### 结果说明了什么
#
# 第 3 节的例子反向要 $1 \cdot 100 \cdot 100 + 1 \cdot 100 \cdot 100 = 20\,000$ 次乘法，约是前向的五十分之一。下图让四层网络的宽度 $n$ 从 2 增加到 256，用你的函数数乘法：只有一个输出时，前向像 $n^3$，反向像 $n^2$；只有一个输入时正好反过来。

# %% [markdown] lang="en"
# ### What the result means
#
# In the example of section 3, reverse takes $1 \cdot 100 \cdot 100 + 1 \cdot 100 \cdot 100 = 20\,000$ multiplications, about a fiftieth of forward. The next cell lets the width $n$ of a network with four layers grow from 2 to 256 and counts with your function: with a single output, forward grows like $n^3$ and reverse like $n^2$; with a single input it is just the other way round.

# %%
network_widths = np.array([2, 4, 8, 16, 32, 64, 128, 256])
fig, axes = plt.subplots(1, 2, figsize=(9, 3.5), layout="constrained", sharey=True)
for ax, title, shape_of in (
    (axes[0], "many inputs, one output: a cost", lambda n: (n, n, n, n, 1)),
    (axes[1], "one input, many outputs", lambda n: (1, n, n, n, n)),
):
    for order, color, marker in (("forward", ORANGE, "s"), ("reverse", BLUE, "o")):
        counts = []
        for n in network_widths:
            sizes = shape_of(int(n))
            zero_links = [
                lambda x, shape=shape: np.zeros(shape)
                for shape in zip(sizes[1:], sizes[:-1], strict=True)
            ]
            zero_functions = [lambda x, size=size: np.zeros(size) for size in sizes[1:]]
            counts.append(chain_jacobian(zero_functions, zero_links, np.zeros(sizes[0]), order)[1])
        power = np.log(counts[-1] / counts[-2]) / np.log(2)
        ax.loglog(
            network_widths, counts, marker + "-", color=color, label=f"{order}: slope {power:.2f}"
        )
    ax.set(title=title, xlabel="width $n$")
    ax.legend()
axes[0].set_ylabel("multiplications")
plt.show()

# %% [markdown] lang="zh"
# 代价函数总是很多权重进、一个数出，所以人们选反向。第三阶段的反向传播 (back-propagation) 就是它：从代价出发，一环一环往回乘，始终只拿着一个行向量。转置之后，每一步是列向量左乘 $J_k^\top$：
#
# $$\nabla C = J_1^\top \left( J_2^\top \left( \cdots J_L^\top \right) \right)$$
#
# 反向也有代价：每个 $J_k$ 要在 $x_{k-1}$ 处算，所以去程的中间结果都要留着，直到回程用完。训练大模型时内存就用在这里。自动求导的库，正是替你记下每一环，再做任务 3 的事。
#
# `log_cosh_gradient` 是三环相乘的结果：$\nabla C = \frac{1}{m} X^\top \left( s \tanh (r / s) \right)$。中间的雅可比矩阵是 $m \times m$ 的对角矩阵，写成逐元素的乘法，就不必造出来。

# %% [markdown] lang="en"
# A cost function always takes many weights and gives one number, so people choose reverse. Back-propagation in stage 3 is just this: begin at the cost, multiply back link by link, and never hold more than one row. Transposed, each step multiplies a column by $J_k^\top$ from the left:
#
# $$\nabla C = J_1^\top \left( J_2^\top \left( \cdots J_L^\top \right) \right)$$
#
# Reverse has its price: each $J_k$ is taken at $x_{k-1}$, so all results of the way out must be kept until the way back has used them. That is where the memory goes when large models are trained. A library for automatic differentiation writes down each link for you and then does what task 3 does.
#
# `log_cosh_gradient` is the product of three links: $\nabla C = \frac{1}{m} X^\top \left( s \tanh (r / s) \right)$. The matrix in the middle is diagonal, $m \times m$; written as a product entry by entry, it need never be made.

# %% [markdown] lang="zh"
# ## 4 · 推出来的梯度对不对？
#
# 错的梯度不会报错。下降仍在下降，只是慢一些，或者停在错的地方；没有人看得出来。梯度检验 (gradient check) 把推出来的梯度与量出来的相比。
#
# 下面是五个人为同一个代价写的梯度：十个特征加一列 1，单位都是原始的，$s = 50$。单元格末尾做的是常见的检验：在一个点上，量出梯度，看两个向量相差多少：
#
# $$\frac{\lVert g - \hat g \rVert_2}{\lVert \hat g \rVert_2}, \qquad g \text{ claimed}, \quad \hat g \text{ measured}$$
#
# 五份都在 2% 之内。但只有一份是对的。先读代码，找一找错处。

# %% [markdown] lang="en"
# ## 4 · Is the gradient that you derived right?
#
# A wrong gradient raises no error. Descent still descends, only more slowly, or to the wrong place, and nobody notices. A gradient check compares the gradient that was derived with one that is measured.
#
# Five people have written the gradient of one cost: ten features and a column of ones, all in their original units, $s = 50$. The end of the cell makes the usual check: at one point, measure the gradient and see how much the two vectors differ:
#
# $$\frac{\lVert g - \hat g \rVert_2}{\lVert \hat g \rVert_2}, \qquad g \text{ claimed}, \quad \hat g \text{ measured}$$
#
# All five are within 2%. But only one is right. Read the code first and look for the faults.

# %%
design = np.column_stack([np.ones(len(features)), features])


def full_cost(w: np.ndarray) -> float:
    """Log-cosh cost of all patients, in the precision of the weights."""
    return log_cosh_cost(w, design.astype(w.dtype), progression.astype(w.dtype), 50)


def scaled_residuals(w: np.ndarray) -> np.ndarray:
    """Residuals in units of the scale, in the precision of the weights."""
    return (design.astype(w.dtype) @ w - progression.astype(w.dtype)) / 50


def anna(w: np.ndarray) -> np.ndarray:
    return design.astype(w.dtype).T @ (50 * np.tanh(scaled_residuals(w))) / 442


def bo(w: np.ndarray) -> np.ndarray:
    return design.astype(w.dtype).T @ (50 * np.tanh(scaled_residuals(w))) / 441


def chen(w: np.ndarray) -> np.ndarray:
    gradient = design.astype(w.dtype).T @ (50 * np.tanh(scaled_residuals(w))) / 442
    gradient[0] = np.mean(50 * np.tanh(-scaled_residuals(w)))
    return gradient


def dana(w: np.ndarray) -> np.ndarray:
    v = scaled_residuals(w)
    pull = 50 * np.where(np.abs(v) < 4, np.tanh(v), 0)  # outliers shall not pull
    return design.astype(w.dtype).T @ pull / 442


def emil(w: np.ndarray) -> np.ndarray:
    growth = np.exp(2 * scaled_residuals(w))
    return design.astype(w.dtype).T @ (50 * (growth - 1) / (growth + 1)) / 442


mean_predictor = np.append(progression.mean(), np.zeros(10))
measured = jacobian(lambda w: np.array([full_cost(w)]), mean_predictor)[0]
for claimed in (anna, bo, chen, dana, emil):
    difference = np.linalg.norm(claimed(mean_predictor) - measured) / np.linalg.norm(measured)
    print(f"{claimed.__name__:5s} differs by {difference:.1e} in length")

# %% [markdown] lang="zh"
# **一个好的检验要做到四件事。**
#
# 1. **逐个分量**比。梯度的分量大小可以相差几百倍，小分量的错会淹没在向量的长度里。
# 2. **多取几个点**。错误也许只在某一带出现，例如残差很大的地方。
# 3. **在将要使用的精度里**做。神经网络 (neural network) 常用 `float32` 训练：它只有约 7 位数字，$\epsilon$ 是 $2^{-23} \approx 1.2 \times 10^{-7}$，最大约 $3 \times 10^{38}$，所以 $e^{89}$ 就溢出。步长要按它的 $\epsilon$ 取，$\epsilon^{1/3} \approx 0.005$；用 `float64` 的步长，量到的全是舍入误差。
# 4. **容许的差要有来历**。量出的值本来就有误差。第 1 节说，好的步长下相对误差约为 $\epsilon^{2/3}$；取 $\epsilon^{1/3}$ 作相对的容许值，就宽裕得多，而推导的错误很少这么小。若分量接近零，舍入误差就占了上风：在走过的距离 $d_j$ 上，它约为 $\delta_j = \epsilon \max(|f_+|, |f_-|) / d_j$，其中 $f_+$、$f_-$ 是两端的函数值。代价里有几百项相加，误差会积累，所以给十倍。
#
# 于是，在点 $x$ 上，若
#
# $$|g_j - \hat g_j| \le \epsilon^{1/3} \max(|g_j|, |\hat g_j|) + 10 \, \delta_j$$
#
# 就说第 $j$ 个分量相符；$g_j$ 或 $\hat g_j$ 是 NaN 或无穷大时，一律算不符。

# %% [markdown] lang="en"
# **A good check does four things.**
#
# 1. It compares **component by component**. The components of a gradient may differ in size by factors of hundreds, and a fault in a small one drowns in the length of the vector.
# 2. It takes **several points**. A fault may show in one region only, for example where residuals are large.
# 3. It works **in the precision that will be used**. Neural networks are often trained in `float32`, which has about 7 digits: $\epsilon$ is $2^{-23} \approx 1.2 \times 10^{-7}$, and the largest number is about $3 \times 10^{38}$, so that $e^{89}$ overflows. The step must follow this $\epsilon$, $\epsilon^{1/3} \approx 0.005$; with the step for `float64`, all that is measured is rounding error.
# 4. It has **a reason for its tolerance**. What is measured has an error of its own. By section 1 a good step gives a relative error of about $\epsilon^{2/3}$; a relative tolerance of $\epsilon^{1/3}$ is far more generous, and a fault of derivation is seldom that small. Where a component is close to zero, rounding has the upper hand: over the way $d_j$ that was gone it is about $\delta_j = \epsilon \max(|f_+|, |f_-|) / d_j$, where $f_+$ and $f_-$ are the values at both ends. A cost adds up hundreds of terms and gathers their errors, so allow ten times that.
#
# So at a point $x$ component $j$ agrees if
#
# $$|g_j - \hat g_j| \le \epsilon^{1/3} \max(|g_j|, |\hat g_j|) + 10 \, \delta_j$$
#
# and where $g_j$ or $\hat g_j$ is NaN or infinite it never does.

# %% [markdown] lang="zh"
# ### 任务 4：`gradient_check`
#
# 在许多点上，逐个分量地检验一个梯度。
#
# - 输入：`f`，收形状 $(n,)$ 的数组，给一个数；`gradient`，收同样的数组，给声称的梯度；`points`，形状 $(k, n)$，每行一个点。
# - 返回：形状 $(k, n)$ 的 `bool` 数组，`True` 表示在那个点上那个分量相符。
# - **精度。** `points` 若是 `float32`，就把 `float32` 的数组传给 `f` 和 `gradient`，$\epsilon$ 与步长取 `float32` 的；否则（`float64`、整数）都用 `float64`。差、商与比较一律用 `float64` 算。
# - 第 $j$ 个变量的步长是 $h_j = \epsilon^{1/3} \max(1, |x_j|)$，$d_j$ 是真正走过的距离。
# - 判断相符的式子就是上面那一个，NaN 与无穷大一律为 `False`。
# - 每个点上，`gradient` 恰好调用一次，`f` 最多 $2 n + 1$ 次。
# - `points` 不是二维，或声称的梯度形状不是 $(n,)$，例如 $(n, 1)$：`ValueError`。
#
# 分数：`float64` 里的对与错 2 分；只在一带出现的错、NaN 与坏输入 1 分；`float32` 1 分。

# %% [markdown] lang="en"
# ### Task 4: `gradient_check`
#
# Check a gradient at many points, component by component.
#
# - Input: `f`, which takes an array of shape $(n,)$ and gives a number; `gradient`, which takes the same array and gives the gradient as claimed; `points`, of shape $(k, n)$, one point a row.
# - Return: a `bool` array of shape $(k, n)$, `True` where that component agrees at that point.
# - **Precision.** If `points` is `float32`, give `float32` arrays to `f` and `gradient`, and take $\epsilon$ and the step of `float32`; otherwise (`float64`, integers) use `float64` throughout. Differences, quotients and comparisons are always computed in `float64`.
# - The step of variable $j$ is $h_j = \epsilon^{1/3} \max(1, |x_j|)$, and $d_j$ is the way really gone.
# - A component agrees by the formula above; NaN and infinity are always `False`.
# - At each point `gradient` is called exactly once, `f` at most $2 n + 1$ times.
# - `points` not two-dimensional, or a claimed gradient of another shape than $(n,)$, for example $(n, 1)$: `ValueError`.
#
# Points: 2 for right and wrong in `float64`; 1 for faults in one region, NaN and bad input; 1 for `float32`.

# %% [markdown] aicourse={"hints": "gradient_check"} lang="zh"
# 1. 骨架与 `jacobian` 一样，外面多一层对点的循环。`gradient` 在每个点只调用一次，所以写在对 $j$ 的循环之外；拿到它的值，先查形状。
# 2. 精度只由 `points.dtype` 决定：是 `float32` 就保持，别的都转成 `float64`。$\epsilon$ 用 `np.finfo` 对*这个*类型取。给 `f` 的两端是这个类型的数组；拿回来的函数值、走过的距离、声称的分量，都先变成 Python 的 `float` 再相减。
# 3. 式子右边有两项：$\epsilon^{1/3}$ 乘两者中绝对值较大的，加上 $10 \delta_j$；$\delta_j$ 里是两端函数值中绝对值较大的，除以走过的距离。一律逐个分量比，不用向量的长度。
# 4. 不要先当作全对、再去找“差得太多”的：NaN 与任何数比较都是假，就永远找不到。反过来，先看 $g_j$ 与 $\hat g_j$ 是不是有限（`np.isfinite`），再看“差不超过容许值”，两样都真才是 `True`。

# %% [markdown] aicourse={"hints": "gradient_check"} lang="en"
# 1. The frame is that of `jacobian`, with a loop over points around it. `gradient` is called once a point, so outside the loop over $j$; look at the shape of what it gives before anything else.
# 2. `points.dtype` alone decides the precision: `float32` stays, all else becomes `float64`. Take $\epsilon$ from `np.finfo` of *that* type. Both ends go to `f` as arrays of that type; the values that come back, the way that was gone and the claimed component become a Python `float` before you subtract.
# 3. The right side of the formula has two terms: $\epsilon^{1/3}$ times the larger of both magnitudes, and $10 \delta_j$, where $\delta_j$ has the larger magnitude of the values at both ends, divided by the way. Compare component by component, never the length of the vector.
# 4. Do not begin with all right and look for differences that are too large: with NaN every comparison is false, and it is never found. The other way round: are $g_j$ and $\hat g_j$ finite (`np.isfinite`), and is the difference within the tolerance? Only both together are `True`.


# %% nbgrader={"grade": false, "grade_id": "gradient_check", "locked": false, "schema_version": 3, "solution": true, "task": false}
def gradient_check(
    f: Callable[[Vector], float],
    gradient: Callable[[Vector], Vector],
    points: Float[np.ndarray, "k n"],
) -> Bool[np.ndarray, "k n"]:
    """Whether a claimed gradient agrees with central differences, for each point and component.

    Parameters
    ----------
    f : callable
        Takes an array of shape (n,), gives a number.
    gradient : callable
        Takes the same array, gives the gradient of `f` as claimed, of shape (n,).
    points : ndarray of shape (k, n)
        Where to check; float32 points are checked in float32, all others in float64.

    Returns
    -------
    ndarray of shape (k, n), bool
        True where the component of the gradient agrees.

    Raises
    ------
    ValueError
        If `points` is not two-dimensional or a claimed gradient has not the shape of its point.

    References
    ----------
    Nocedal and Wright, Numerical Optimization (2nd ed.), section 8.1.
    """
    ### BEGIN SOLUTION
    points = np.asarray(points)
    if points.ndim != 2:
        raise ValueError(f"points must have one point a row, got shape {points.shape}")
    if points.dtype != np.float32:
        points = points.astype(float)
    epsilon = float(np.finfo(points.dtype).eps)
    share = epsilon ** (1 / 3)

    agrees = np.zeros(points.shape, dtype=bool)
    for i, x in enumerate(points):
        claimed = np.asarray(gradient(x.copy()), dtype=float)
        if claimed.shape != x.shape:
            raise ValueError(f"the gradient has shape {claimed.shape}, expected {x.shape}")
        for j in range(len(x)):
            above, below = x.copy(), x.copy()
            above[j] += share * max(1, abs(x[j]))
            below[j] -= share * max(1, abs(x[j]))
            way = float(above[j]) - float(below[j])
            f_above, f_below = float(f(above)), float(f(below))
            measured = (f_above - f_below) / way
            rounding = epsilon * max(abs(f_above), abs(f_below)) / way
            allowed = share * max(abs(claimed[j]), abs(measured)) + 10 * rounding
            finite = np.isfinite(claimed[j]) and np.isfinite(measured)
            agrees[i, j] = finite and abs(claimed[j] - measured) <= allowed
    return agrees
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_gradient_check", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
shown_points = np.array([[-1.2, 1.0], [0.5, 0.5], [2.0, -1.0]])
agrees = gradient_check(rosenbrock, rosenbrock_gradient, shown_points)
assert is_array(agrees, (3, 2), np.bool_), (
    "应返回形状 (3, 2) 的 bool 数组 / expected a bool array of shape (3, 2)"
)
assert agrees.all(), (
    f"正确的梯度应处处相符，实得\n{agrees} / a right gradient should agree everywhere, got\n{agrees}"
)
agrees = gradient_check(rosenbrock, lambda x: rosenbrock_gradient(x) * [1, -1], shown_points)
assert (agrees == [True, False]).all(), (
    f"第二个分量变号，应只有第二列不符，实得\n{agrees}"
    f" / with the second component's sign changed, only column 2 should disagree, got\n{agrees}"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
for trial in range(6):
    m, n = int(rng.integers(15, 40)), int(rng.integers(2, 6))
    unit = 10.0 ** rng.uniform(-4, 0, n)  # columns in units of very different size
    unit[rng.integers(n)] = 1.0
    X, y = rng.normal(size=(m, n)) * unit, rng.normal(size=m)
    size = (1.0, 1e-9, 1e9)[trial % 3]  # and costs of very different size

    def cost(w: np.ndarray, X: np.ndarray = X, y: np.ndarray = y, size: float = size) -> float:
        return float(size * log_cosh_cost(w, X, y, 1.0))

    def right(
        w: np.ndarray, X: np.ndarray = X, y: np.ndarray = y, size: float = size
    ) -> np.ndarray:
        return size * X.T @ np.tanh(X @ w - y) / len(y)

    slopes = np.zeros((1, n))
    while np.abs(slopes / (size * unit)).min() < 0.01:  # a zero slope hides a missing factor
        points = rng.normal(size=(3, n)) * rng.choice([1.0, 20.0], n)
        slopes = np.array([right(x) for x in points])
    passed_in = points.copy()
    counted, calls = recorded(cost)
    counted_gradient, gradient_calls = recorded(right)
    agrees = gradient_check(counted, counted_gradient, points)
    assert np.array_equal(points, passed_in), "传入的 points 被改动了 / points has been changed"
    assert is_array(agrees, (3, n), np.bool_), (
        "应返回形状 (k, n) 的 bool 数组 / expected a bool array of shape (k, n)"
    )
    assert agrees.all(), "正确的梯度应处处相符 / a right gradient should agree everywhere"
    assert len(gradient_calls) == 3, (
        "gradient 在每个点上应恰好调用一次 / gradient should be called exactly once a point"
    )
    assert len(calls) <= 3 * (2 * n + 1), (
        "f 在每个点上最多调用 2n + 1 次 / f may be called at most 2n + 1 times a point"
    )
    for factor, zh, en in (
        (2.0, "差因子 2", "off by a factor of 2"),
        (m / (m - 1), "除以 m - 1 而不是 m", "divided by m - 1 and not by m"),
    ):
        agrees = gradient_check(cost, lambda w, factor=factor: factor * right(w), points)
        assert not agrees.any(), (
            f"应处处不符：梯度{zh} / should disagree everywhere: a gradient {en}"
        )
    smallest = int(np.argmin(unit))
    signs = np.where(np.arange(n) == smallest, -1.0, 1.0)
    agrees = gradient_check(cost, lambda w, signs=signs: signs * right(w), points)
    assert (agrees == (signs > 0)).all(), (
        "一个小分量变号，应只有它不符 / with the sign of a small component changed, only it"
        " should disagree"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_gradient_check_region", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
shown_points = np.array([[0.0, 1.0], [4.0, 1.0]])
agrees = gradient_check(
    lambda x: float(np.sum(x**2)), lambda x: np.where(x < 3, 2 * x, np.nan), shown_points
)
assert is_array(agrees, (2, 2), np.bool_), (
    "应返回形状 (2, 2) 的 bool 数组 / expected a bool array of shape (2, 2)"
)
assert agrees.tolist() == [[True, True], [False, True]], (
    f"只有 NaN 的那一处应不符，实得\n{agrees} / only the place with NaN should disagree, got\n{agrees}"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))


def sum_log_cosh(x: np.ndarray) -> float:
    return float(np.sum(np.logaddexp(x, -x)))


for trial in range(4):
    k, n = (int(size) for size in rng.integers(3, 6, 2))
    inside, beyond = rng.uniform(0.3, 1.8, (k, n)), rng.uniform(2.2, 3.2, (k, n))
    broken = rng.random((k, n)) < 0.3
    broken[0], broken[1, 0] = False, True  # the first point shows nothing
    points = np.where(broken, beyond, inside) * rng.choice([-1, 1], (k, n))

    def wrong_beyond(x: np.ndarray, trial: int = trial) -> np.ndarray:
        bad = (np.sign(x), 0 * x, np.full_like(x, np.nan), np.full_like(x, np.inf))[trial]
        return np.where(np.abs(x) < 2, np.tanh(x), bad)

    agrees = gradient_check(sum_log_cosh, wrong_beyond, points)
    assert is_array(agrees, (k, n), np.bool_), (
        "应返回形状 (k, n) 的 bool 数组 / expected a bool array of shape (k, n)"
    )
    assert np.array_equal(agrees, ~broken), (
        "梯度只在一带是错的，应恰好在那里不符"
        " / the gradient is wrong in one region only and should disagree exactly there"
    )
whole = rng.integers(1, 4, (2, 3))
counted, calls = recorded(lambda x: float(np.sum(x**3)))
agrees = gradient_check(counted, lambda x: 3 * x**2, whole)
assert is_array(agrees, (2, 3), np.bool_), (
    "应返回形状 (k, n) 的 bool 数组 / expected a bool array of shape (k, n)"
)
assert agrees.all(), "整数的点应在 float64 里检验 / integer points should be checked in float64"
assert gradient_check(
    lambda x: float(x[0] ** 2), lambda x: np.array([2 * x[0], 0.0]), whole[:, :2]
).all(), "分量为零的正确梯度应相符 / a right gradient with a zero component should agree"
for f, gradient, points, zh, en in (
    (sum_log_cosh, np.tanh, np.ones(3), "points 不是二维", "points not two-dimensional"),
    (
        sum_log_cosh,
        lambda x: np.tanh(x)[:, np.newaxis],
        np.ones((2, 3)),
        "梯度的形状是 (n, 1)",
        "a gradient of shape (n, 1)",
    ),
    (sum_log_cosh, lambda x: np.tanh(x[:1]), np.ones((2, 3)), "梯度太短", "a gradient too short"),
):
    assert raises(ValueError, gradient_check, f, gradient, points), (
        f"应报 ValueError：{zh} / expected a ValueError: {en}"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_gradient_check_float32", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
shown_points = np.array([[1.5, -0.5], [3.0, 1.0]], dtype=np.float32)
agrees = gradient_check(lambda x: np.sum(x**4), lambda x: 4 * x**3, shown_points)
assert is_array(agrees, (2, 2), np.bool_), (
    "应返回形状 (2, 2) 的 bool 数组 / expected a bool array of shape (2, 2)"
)
assert agrees.all(), (
    f"float32 里正确的梯度应处处相符，实得\n{agrees}"
    f" / a gradient that is right in float32 should agree everywhere, got\n{agrees}"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))


def softplus_sum(x: np.ndarray) -> float:
    return np.sum(np.logaddexp(x, x.dtype.type(0)))


def stable_gradient(x: np.ndarray) -> np.ndarray:
    return (1 + np.tanh(x / 2)) / 2


def overflowing_gradient(x: np.ndarray) -> np.ndarray:
    with np.errstate(over="ignore", invalid="ignore"):
        return np.exp(x) / (1 + np.exp(x))  # NaN beyond 88 in float32, right in float64


for _ in range(3):
    k, n = (int(size) for size in rng.integers(3, 6, 2))
    large = rng.random((k, n)) < 0.4
    large[0, 0], large[1, 1] = False, True
    points = np.where(large, rng.uniform(95, 200, (k, n)), rng.uniform(-1, 3, (k, n)))
    single = points.astype(np.float32)
    counted, calls = recorded(softplus_sum)
    counted_gradient, gradient_calls = recorded(stable_gradient)
    agrees = gradient_check(counted, counted_gradient, single)
    assert is_array(agrees, (k, n), np.bool_), (
        "应返回形状 (k, n) 的 bool 数组 / expected a bool array of shape (k, n)"
    )
    assert all(is_array(x, (n,), np.float32) for x in [*calls, *gradient_calls]), (
        "points 是 float32 时应传 float32 的数组"
        " / float32 arrays should be passed where points is float32"
    )
    assert agrees.all(), (
        "float32 里正确的梯度应处处相符"
        " / a gradient that is right in float32 should agree everywhere"
    )
    assert np.array_equal(gradient_check(softplus_sum, overflowing_gradient, single), ~large), (
        "在 float32 里溢出的梯度应恰好在溢出处不符"
        " / a gradient that overflows in float32 should disagree exactly where it does"
    )
    assert gradient_check(softplus_sum, overflowing_gradient, points).all(), (
        "同一个梯度在 float64 里是对的 / the same gradient is right in float64"
    )
    modest = np.where(large, rng.uniform(-1, 3, (k, n)), points).astype(np.float32)
    agrees = gradient_check(softplus_sum, lambda x: x.dtype.type(1.1) * stable_gradient(x), modest)
    assert not agrees.any(), (
        "float32 里差一成的梯度应处处不符"
        " / a gradient off by a tenth in float32 should disagree everywhere"
    )
### END HIDDEN TESTS

# %% [markdown] lang="zh"
# ### 结果说明了什么
#
# 下图用你的检验再看那五份梯度。每格是一个点上的一个分量。前四个点是平均值预测加上小的权重；中间四个的权重大得多，残差到了几百；后四个与中间四个相同，但用 `float32`。

# %% [markdown] lang="en"
# ### What the result means
#
# The figure looks at the five gradients again, with your check. Each cell is one component at one point. The first four points are the mean predictor with small weights added; the next four have far larger weights, with residuals of hundreds; the last four are the same as these, in `float32`.

# %%
rng = np.random.default_rng(4)
small_weights = mean_predictor + rng.normal(size=(4, 11)) * np.append(5, np.full(10, 0.02))
large_weights = mean_predictor + rng.normal(size=(4, 11)) * np.append(5, np.full(10, 8.0))
groups = (small_weights, large_weights, large_weights.astype(np.float32))

fig, axes = plt.subplots(1, 5, figsize=(10.5, 3.6), layout="constrained", sharey=True)
for ax, claimed in zip(axes, (anna, bo, chen, dana, emil), strict=True):
    with np.errstate(over="ignore", invalid="ignore"):
        agrees = np.vstack([gradient_check(full_cost, claimed, points) for points in groups])
    ax.pcolormesh(
        agrees,
        cmap=ListedColormap([ORANGE, BLUE]),
        vmin=0,
        vmax=1,
        edgecolors="white",
        linewidth=0.8,
    )
    ax.grid(visible=False)
    ax.tick_params(length=0)
    ax.set_xticks(np.arange(11) + 0.5, ["1", *diabetes.feature_names], rotation=90)
    for border in (4, 8):
        ax.axhline(border, color="black", linewidth=1.5)
    ax.set_title(f"{claimed.__name__}: {np.mean(~agrees):.0%} disagree")
axes[0].invert_yaxis()
axes[0].set_yticks([2, 6, 10], ["small\nweights", "large\nweights", "large,\nfloat32"])
fig.supxlabel("component of the gradient (blue: agrees, orange: disagrees)", fontsize=9)
plt.show()

# %% [markdown] lang="zh"
# Anna 的梯度处处相符。Bo 除以 441，错得均匀而微小；在 `float32` 里看不出来，因为 0.2% 小于那里的容许值 0.5%：精度低，能查出的错也少。Chen 错了一个分量的符号。Dana 的错只在残差超过 $4 s$ 的地方露面。Emil 的公式在 `float64` 里对，在 `float32` 里溢出成 NaN。
#
# **它也会被骗。** $|x|$ 在 0 处没有导数：从右边量，斜率是 1，从左边量，是 $-1$。中心差分却不论步长都给出 0，与谁声称的“导数是 0”都相符。第 7 节会再看这件事。检验通过，不等于导数存在。

# %% [markdown] lang="en"
# Anna's gradient agrees everywhere. Bo divides by 441, a fault that is small and the same all over; in `float32` it cannot be seen, for 0.2% is less than the 0.5% allowed there: lower precision finds fewer faults. Chen has the sign of one component wrong. Dana's fault shows only where residuals exceed $4 s$. Emil's formula is right in `float64` and overflows to NaN in `float32`.
#
# **It can be deceived.** $|x|$ has no derivative at 0: measured to the right the slope is 1, to the left $-1$. The central difference gives 0 for every step, and agrees with whoever claims that the derivative is 0. Section 7 comes back to it. To pass the check is not to have a derivative.

# %% [markdown] lang="zh"
# ## 5 · 沿梯度下山，一步走多远？
#
# 梯度指向最陡的上坡，那就朝反方向走。这就是梯度下降 (gradient descent, Cauchy 1847)：
#
# $$x_{t+1} = x_t - \eta \, \nabla f(x_t)$$
#
# $\eta > 0$ 称为学习率 (learning rate)。梯度越长，步子越大；在谷底，梯度为零，就不动了。
#
# $\eta$ 该取多大？先在最简单的谷里试：$f(x) = \frac{1}{2} \lambda x^2$，$\nabla f = \lambda x$，取 $\lambda = 1$，从 $x_0 = 1$ 出发。下面试五个学习率。运行之后，请找出：哪些回得到 0，哪些回不去，界限在哪里。

# %% [markdown] lang="en"
# ## 5 · Downhill along the gradient: how far is a step?
#
# The gradient points up the steepest way, so go the opposite way. This is gradient descent (Cauchy, 1847):
#
# $$x_{t+1} = x_t - \eta \, \nabla f(x_t)$$
#
# The number $\eta > 0$ is the learning rate. The longer the gradient, the longer the step; at the bottom of a valley the gradient is zero, and nothing moves any more.
#
# How large should $\eta$ be? Try it in the simplest valley, $f(x) = \frac{1}{2} \lambda x^2$ with $\nabla f = \lambda x$; let $\lambda = 1$ and begin at $x_0 = 1$. The next cell tries five learning rates. When it has run, find out which of them get back to 0, which do not, and where the border is.

# %%
valley = np.linspace(-2.2, 2.2, 100)
fig, axes = plt.subplots(1, 5, figsize=(10.5, 2.6), layout="constrained", sharey=True)
for ax, eta in zip(axes, (0.1, 1.0, 1.9, 2.0, 2.1), strict=True):
    walk = [1.0]
    for _ in range(8):
        walk.append(walk[-1] - eta * walk[-1])
    walk = np.array(walk)
    ax.plot(valley, valley**2 / 2, color=GREY, linewidth=1)
    ax.plot(walk, walk**2 / 2, "o-", color=BLUE if eta < 2 else ORANGE, markersize=3.5, linewidth=1)
    ax.set(title=rf"$\eta$ = {eta}", xlabel="$x$")
    print(f"learning rate {eta}: x =", np.array2string(walk, precision=2, suppress_small=True))
axes[0].set_ylabel("$f(x)$")
plt.show()

# %% [markdown] lang="zh"
# 每一步是 $x - \eta \lambda x = (1 - \eta \lambda) x$：误差乘以同一个数。它的绝对值小于 1 才会缩小，也就是
#
# $$0 < \eta < \frac{2}{\lambda}$$
#
# 许多变量时也是如此。令 $f(x) = \frac{1}{2} x^\top H x$，$H$ 对称，特征值为正，则 $\nabla f = H x$；沿 $H$ 的每个特征向量 (eigenvector，104 课)，误差各自乘以 $1 - \eta \lambda_i$。记最大的特征值为 $L$，最小的为 $\mu$：$\eta$ 必须小于 $2 / L$，否则最陡的方向发散；而最平的方向每步只乘以 $1 - \eta \mu$，慢得很。对一般的函数，$H$ 是**黑塞矩阵** (Hessian matrix)，即梯度的雅可比矩阵，各点不同。
#
# **动量** (momentum)。让下山的人变成一个有惯性的球：记住上一步的速度 $v$，每步留下它的 $\beta$ 倍 (Polyak, 1964)：
#
# $$v_{t+1} = \beta v_t - \eta \, \nabla f(x_t), \qquad x_{t+1} = x_t + v_{t+1}, \qquad v_0 = 0$$
#
# 来回摆动的方向上，速度互相抵消；一直平缓的方向上，速度越积越大。$\beta = 0$ 就是普通的梯度下降。
#
# ### 任务 5：`gradient_descent`
#
# 写梯度下降，带动量，并留下走过的路。
#
# - 输入：`gradient`，收形状 $(n,)$ 的 `float64` 数组，给同样形状的梯度；`start`，即 $x_0$，形状 $(n,)$；`learning_rate`，即 $\eta$；`n_steps`，步数，可以为 0；`momentum`，即 $\beta$，默认 0。
# - 返回：形状 $(\texttt{n\_steps} + 1, n)$ 的 `float64` 数组，第 $t$ 行是 $x_t$，第 0 行是起点。
# - `gradient` 恰好调用 `n_steps` 次。
# - 某个 $x_t$ 含有 NaN 或无穷大，说明发散了：`RuntimeError`。
# - $\eta$ 不是正数，$\beta$ 不在 $0 \le \beta < 1$，或步数为负：`ValueError`。
#
# 分数：没有动量的路 2 分；动量、发散与坏输入 1 分。

# %% [markdown] lang="en"
# Every step is $x - \eta \lambda x = (1 - \eta \lambda) x$: the error is multiplied by the same number. It shrinks where that number is below 1 in magnitude, which is
#
# $$0 < \eta < \frac{2}{\lambda}$$
#
# With many variables it is the same. Let $f(x) = \frac{1}{2} x^\top H x$ with a symmetric $H$ whose eigenvalues are positive; then $\nabla f = H x$, and along each eigenvector of $H$ (lesson 104) the error is multiplied by its own $1 - \eta \lambda_i$. Call the largest eigenvalue $L$ and the smallest $\mu$: $\eta$ must be below $2 / L$, or the steepest direction diverges, while the flattest direction is multiplied by only $1 - \eta \mu$ a step, which is slow. For functions in general $H$ is **the Hessian matrix**, the Jacobian matrix of the gradient, which changes from point to point.
#
# **Momentum.** Let the walker become a ball with inertia: remember the velocity $v$ of the step before, and keep $\beta$ times it at each step (Polyak, 1964):
#
# $$v_{t+1} = \beta v_t - \eta \, \nabla f(x_t), \qquad x_{t+1} = x_t + v_{t+1}, \qquad v_0 = 0$$
#
# Where the path swings to and fro, velocities cancel; where it falls gently for long, they add up. $\beta = 0$ is plain gradient descent.
#
# ### Task 5: `gradient_descent`
#
# Write gradient descent with momentum, and keep the path.
#
# - Input: `gradient`, which takes a `float64` array of shape $(n,)$ and gives the gradient of the same shape; `start`, which is $x_0$, of shape $(n,)$; `learning_rate`, which is $\eta$; `n_steps`, the number of steps, perhaps 0; `momentum`, which is $\beta$, by default 0.
# - Return: a `float64` array of shape $(\texttt{n\_steps} + 1, n)$ with $x_t$ in row $t$ and the start in row 0.
# - `gradient` is called exactly `n_steps` times.
# - NaN or infinity in some $x_t$ means that it has diverged: `RuntimeError`.
# - $\eta$ not positive, $\beta$ outside $0 \le \beta < 1$, or a negative number of steps: `ValueError`.
#
# Points: 2 for the path without momentum; 1 for momentum, divergence and bad input.

# %% [markdown] aicourse={"hints": "gradient_descent"} lang="zh"
# 1. 一步有两个状态，$x$ 与 $v$。先用旧的 $v$ 和 $x_t$ 处的梯度得到新的 $v$，再用*新的* $v$ 移动 $x$。梯度前面的因子就是 $\eta$，没有 $1 - \beta$。
# 2. 若路径的每一行都一样，你存进去的是同一个数组：`x += ...` 改的是它自己，连调用者的 `start` 也改了。写成 `x = x + ...` 就是新数组。`start` 先转成 `float64`，整数数组存不下小数。
# 3. 起点也是一行，所以走 $0$ 步时有一行，走 $t$ 步有 $t + 1$ 行；`gradient` 却只调用 $t$ 次，最后一点不必再问。
# 4. 每得到一个新的 $x$ 就查 `np.isfinite`，*所有*分量都要有限，否则 `RuntimeError`。三个参数的范围在走第一步之前查；“不是正的”比“小于等于零”稳妥，NaN 也挡得住。

# %% [markdown] aicourse={"hints": "gradient_descent"} lang="en"
# 1. A step has two states, $x$ and $v$. First the new $v$ from the old $v$ and the gradient at $x_t$, then move $x$ by the *new* $v$. The factor of the gradient is $\eta$, without any $1 - \beta$.
# 2. If all rows of your path are equal, you stored one and the same array: `x += ...` changes the array itself, and even the `start` of the caller. `x = x + ...` makes a new one. Convert `start` to `float64` first, for an array of integers holds no fractions.
# 3. The start is a row too, so $0$ steps give one row and $t$ steps give $t + 1$; yet `gradient` is called $t$ times only, for the last point need not ask it.
# 4. Look at every new $x$ with `np.isfinite`: *all* components must be finite, else `RuntimeError`. Check the ranges of the three parameters before the first step; "not positive" is safer than "zero or less", for it stops NaN as well.


# %% nbgrader={"grade": false, "grade_id": "gradient_descent", "locked": false, "schema_version": 3, "solution": true, "task": false}
def gradient_descent(
    gradient: Callable[[Vector], Vector],
    start: Vector,
    learning_rate: float,
    n_steps: int,
    momentum: float = 0.0,
) -> Float[np.ndarray, "steps n"]:
    """Path of gradient descent with heavy-ball momentum.

    Parameters
    ----------
    gradient : callable
        Takes a float64 array of shape (n,), gives the gradient there, of shape (n,).
    start : ndarray of shape (n,)
        Where to begin.
    learning_rate : float
        Factor of the gradient in a step; positive.
    n_steps : int
        Number of steps, 0 or more.
    momentum : float
        Share of the velocity that a step keeps, from 0 to below 1.

    Returns
    -------
    ndarray of shape (n_steps + 1, n)
        The start, then the point after each step.

    Raises
    ------
    ValueError
        If `learning_rate`, `n_steps` or `momentum` is out of range.
    RuntimeError
        If a point is no longer finite.

    References
    ----------
    Polyak, Some methods of speeding up the convergence of iteration methods,
    USSR Computational Mathematics and Mathematical Physics 4 (1964).
    """
    ### BEGIN SOLUTION
    if not learning_rate > 0 or not 0 <= momentum < 1 or n_steps < 0:
        raise ValueError("expected learning_rate > 0, 0 <= momentum < 1, n_steps >= 0")
    x = np.asarray(start, dtype=float)
    velocity = np.zeros_like(x)
    path = [x]
    for _ in range(n_steps):
        velocity = momentum * velocity - learning_rate * np.asarray(gradient(x), dtype=float)
        x = x + velocity
        if not np.isfinite(x).all():
            raise RuntimeError(f"diverged after {len(path)} steps")
        path.append(x)
    return np.array(path)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_gradient_descent", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
path = gradient_descent(lambda x: x * [1.0, 10.0], np.array([1.0, 1.0]), 0.15, 2)
assert is_array(path, (3, 2)), (
    "应返回形状 (3, 2) 的 float64 数组 / expected a float64 array of shape (3, 2)"
)
assert np.allclose(path, [[1, 1], [0.85, -0.5], [0.7225, 0.25]]), (
    f"应为 (1, 1)、(0.85, -0.5)、(0.7225, 0.25)，实得\n{path}"
    f" / expected (1, 1), (0.85, -0.5), (0.7225, 0.25), got\n{path}"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
for trial in range(6):
    n, n_steps = int(rng.integers(1, 6)), int(rng.integers(5, 40))
    eigenvalues = rng.uniform(0.5, 10, n)
    Q, _ = np.linalg.qr(rng.normal(size=(n, n)))
    H = (Q * eigenvalues) @ Q.T
    eta = float(rng.uniform(0.3, 1.9) / eigenvalues.max())
    start = rng.uniform(-9, 9, n).astype((np.float64, np.float32, np.int64)[trial % 3])
    passed_in = start.copy()
    counted, calls = recorded(lambda x, H=H: H @ x)
    path = gradient_descent(counted, start, eta, n_steps)
    assert np.array_equal(start, passed_in), "传入的 start 被改动了 / start has been changed"
    assert is_array(path, (n_steps + 1, n)), (
        "应返回形状 (n_steps + 1, n) 的 float64 数组"
        " / expected a float64 array of shape (n_steps + 1, n)"
    )
    assert len(calls) == n_steps, (
        "gradient 应恰好调用 n_steps 次 / gradient should be called exactly n_steps times"
    )
    assert all(is_array(x, (n,)) for x in calls), (
        "应传给 gradient 形状 (n,) 的 float64 数组"
        " / gradient should be given float64 arrays of shape (n,)"
    )
    shrinking = (1 - eta * eigenvalues) ** np.arange(n_steps + 1)[:, np.newaxis]
    expected = (shrinking * (Q.T @ start)) @ Q.T
    assert np.allclose(path, expected, rtol=0, atol=1e-9), (
        "路径与 (1 - ηλ)^t 不符 / the path differs from (1 - ηλ)^t"
    )
path = gradient_descent(rosenbrock_gradient, VALLEY_START, 1e-3, 200)
assert is_array(path, (201, 2)), (
    "应返回形状 (n_steps + 1, n) 的 float64 数组"
    " / expected a float64 array of shape (n_steps + 1, n)"
)
heights = [rosenbrock(x) for x in path]
assert heights[-1] < 4.1 < heights[0], (
    "在 Rosenbrock 的谷里没有走下去 / it did not get down into Rosenbrock's valley"
)
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_gradient_descent_momentum", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
path = gradient_descent(lambda x: x, np.array([1.0]), 0.5, 3, 0.5)
assert is_array(path, (4, 1)), (
    "应返回形状 (4, 1) 的 float64 数组 / expected a float64 array of shape (4, 1)"
)
assert np.allclose(path[:, 0], [1, 0.5, 0, -0.25]), (
    f"应为 1、0.5、0、-0.25，实得 {path[:, 0]} / expected 1, 0.5, 0, -0.25, got {path[:, 0]}"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
for _ in range(4):
    n, n_steps = int(rng.integers(1, 5)), int(rng.integers(10, 40))
    curvature = rng.uniform(0.5, 10, n)
    eta, beta = float(rng.uniform(0.3, 1.5) / curvature.max()), float(rng.uniform(0.2, 0.9))
    start = rng.normal(size=n)
    path = gradient_descent(lambda x, c=curvature: c * x, start.copy(), eta, n_steps, beta)
    assert is_array(path, (n_steps + 1, n)), (
        "应返回形状 (n_steps + 1, n) 的 float64 数组"
        " / expected a float64 array of shape (n_steps + 1, n)"
    )
    before, now = start, start
    for point in path:
        assert np.allclose(point, now, rtol=0, atol=1e-9), (
            "有动量的路径不对 / the path with momentum is wrong"
        )
        before, now = now, now - eta * curvature * now + beta * (now - before)
path = gradient_descent(rosenbrock_gradient, VALLEY_START.copy(), 1e-3, 500, 0.95)
assert is_array(path, (501, 2)), (
    "应返回形状 (n_steps + 1, n) 的 float64 数组"
    " / expected a float64 array of shape (n_steps + 1, n)"
)
assert rosenbrock(path[-1]) < 1e-4, (
    "有动量时 500 步应到达 Rosenbrock 的谷底"
    " / with momentum 500 steps should reach the bottom of Rosenbrock's valley"
)
start = rng.normal(size=3)
path = gradient_descent(lambda x: x, start.copy(), 0.1, 0, 0.9)
assert is_array(path, (1, 3)), "步数为 0 时应只有起点 / for 0 steps there should be the start only"
assert np.array_equal(path[0], start), (
    "步数为 0 时应只有起点 / for 0 steps there should be the start only"
)
steep = float(10 ** rng.uniform(60, 100))
assert raises(RuntimeError, gradient_descent, lambda x: steep * x, np.ones(2), 1.0, 20), (
    "发散应报 RuntimeError / divergence should raise RuntimeError"
)
for bad, zh, en in (
    ((0.0, 5), "学习率为零", "a learning rate of zero"),
    ((0.1, -1), "步数为负", "a negative number of steps"),
    ((0.1, 5, 1.0), "动量为 1", "a momentum of 1"),
    ((0.1, 5, -0.1), "动量为负", "a negative momentum"),
):
    assert raises(ValueError, gradient_descent, lambda x: x, np.ones(2), *bad), (
        f"应报 ValueError：{zh} / expected a ValueError: {en}"
    )
### END HIDDEN TESTS

# %% [markdown] lang="zh"
# ### 结果说明了什么
#
# 再看 442 位病人，只用体重指数，两个权重：常数 $w_0$ 与斜率 $w_1$，代价是 $C(w) = \frac{1}{2m} \lVert X w - y \rVert_2^2$。左图用原始单位，$X$ 的两列是 1 与 kg/m²；右图用标准化的体重指数。数据相同，最好的直线相同，只是单位不同。两边都用 $\eta = 1.9 / L$，即发散界限的 95%，都走 60 步。

# %% [markdown] lang="en"
# ### What the result means
#
# Look at the 442 patients again, with the body mass index alone and two weights, the constant $w_0$ and the slope $w_1$; the cost is $C(w) = \frac{1}{2m} \lVert X w - y \rVert_2^2$. On the left are original units: the two columns of $X$ are 1 and kg/m². On the right the body mass index is standardized. The data are the same, and so is the best line; only the unit differs. Both use $\eta = 1.9 / L$, 95% of the border of divergence, and both take 60 steps.

# %%
fig, axes = plt.subplots(1, 2, figsize=(10.5, 3.8), layout="constrained")
for ax, column, unit, half_width in (
    (axes[0], bmi, "per kg/m²", (330, 14)),
    (axes[1], z, "per standard deviation", (230, 230)),
):
    X = np.column_stack([np.ones(len(column)), column])
    H = X.T @ X / len(X)
    smallest, largest = np.linalg.eigvalsh(H)
    best = np.linalg.lstsq(X, progression)[0]
    path = gradient_descent(
        lambda w, X=X: X.T @ (X @ w - progression) / len(X), np.zeros(2), 1.9 / largest, 60
    )
    grid = [np.linspace(-half, half, 201) for half in half_width]
    d0, d1 = np.meshgrid(*grid)
    excess = (H[0, 0] * d0**2 + 2 * H[0, 1] * d0 * d1 + H[1, 1] * d1**2) / 2
    levels = np.logspace(1, 4.5, 8)
    above_best = (path[-1] - best) @ H @ (path[-1] - best) / 2
    ax.contour(best[0] + d0, best[1] + d1, excess, levels, colors=GREY, linewidths=0.7, alpha=0.7)
    ax.plot(*path.T, "o-", color=BLUE, markersize=3, linewidth=1)
    ax.plot(*best, "*", color="black", markersize=11)
    ax.set(
        title=rf"$L/\mu$ = {largest / smallest:,.0f}: in the end {above_best:.3g} above the least cost",
        xlabel="constant $w_0$",
        ylabel=f"slope $w_1$ (progression {unit})",
    )
plt.show()

# %% [markdown] lang="zh"
# ## 6 · 换个单位，为什么快了几万倍？
#
# 左边的谷又长又窄。步子的大小由最陡的方向定：$\eta < 2 / L$；走完全程要多久，由最平的方向定。两者之比是**条件数** (condition number)：
#
# $$\kappa = \frac{L}{\mu}$$
#
# 取 $\eta = 2 / (L + \mu)$ 时，最陡与最平的方向缩小得一样快，每步乘以 $(\kappa - 1) / (\kappa + 1) \approx e^{-2 / \kappa}$。误差缩小十倍约要 $\frac{1}{2} \kappa \log 10 \approx 1.2 \, \kappa$ 步；动量取得好，则是 $1.2 \sqrt{\kappa}$ 步。下面的单元格为全部十个特征算一算。

# %% [markdown] lang="en"
# ## 6 · Why did a change of unit make it tens of thousands of times faster?
#
# The valley on the left is long and narrow. The steepest direction decides how long a step may be, $\eta < 2 / L$; the flattest direction decides how long it takes to get there. Their ratio is the **condition number**:
#
# $$\kappa = \frac{L}{\mu}$$
#
# With $\eta = 2 / (L + \mu)$ the steepest and the flattest direction shrink equally fast, by $(\kappa - 1) / (\kappa + 1) \approx e^{-2 / \kappa}$ a step. A tenth of the error takes about $\frac{1}{2} \kappa \log 10 \approx 1.2 \, \kappa$ steps; with well-chosen momentum, $1.2 \sqrt{\kappa}$. The next cell works it out for all ten features.

# %%
standardized = (features - features.mean(axis=0)) / features.std(axis=0)
print("                            kappa   steps for a tenth of the error   with momentum")
for name, matrix in (
    ("original units", design),
    ("minus the mean", np.column_stack([np.ones(442), features - features.mean(axis=0)])),
    ("standardized", np.column_stack([np.ones(442), standardized])),
    ("... without s1", np.column_stack([np.ones(442), np.delete(standardized, 4, axis=1)])),
):
    spectrum = np.linalg.eigvalsh(matrix.T @ matrix / len(matrix))
    kappa = spectrum[-1] / spectrum[0]
    n_plain, n_momentum = (0.5 * np.log(10) * size for size in (kappa, np.sqrt(kappa)))
    print(f"{name:15s} {kappa:17,.0f} {n_plain:22,.0f} {n_momentum:22,.0f}")

# %% [markdown] lang="zh"
# 标准化把步数从六千万降到几百，一行数据也没有改。余下的 $\kappa$ 来自特征之间的关联：`s1` 与 `s2` 几乎说同一件事，去掉 `s1`，$\kappa$ 又小了许多。
#
# **真实的回归**，全部写出来。先把每列标准化，$z_{ij} = (x_{ij} - \bar{x}_j) / \sigma_j$，其中平均值 $\bar{x}_j$ 与标准差 $\sigma_j$ 取自训练用的病人。从“人人都预测平均值 $\bar{y}$”出发，要学的是 $v$：
#
# $$C(v) = \frac{1}{2m} \lVert Z v - (y - \bar{y}) \rVert_2^2, \qquad \nabla C(v) = \frac{1}{m} Z^\top \left( Z v - (y - \bar{y}) \right), \qquad H = \frac{1}{m} Z^\top Z$$
#
# 学完再换回原始单位。预测是 $\bar{y} + \sum_j v_j (x_j - \bar{x}_j) / \sigma_j = b + \sum_j w_j x_j$，对照两边的系数，就得到 $w_j$ 与 $b$。
#
# 这个代价也有**闭式解** (closed-form solution)：在谷底梯度为零，所以 $Z^\top Z v = Z^\top (y - \bar{y})$，解这个线性方程组即可，`np.linalg.lstsq` 做的就是这件事。这叫作最小二乘法 (least squares)。梯度下降应当走到同一处；为什么还要它？因为换一个代价或模型，闭式解多半就没有了，梯度还在。
#
# ### 任务 6：`fit_by_descent`
#
# 用梯度下降拟合一个线性回归 (linear regression)。
#
# - 输入：`X`，形状 $(m, n)$，原始单位，各列的大小可以相差千百万倍；`y`，形状 $(m,)$；`n_steps`，步数。
# - 返回：`(weights, intercept, costs)`。对原始单位的 `X`，预测是 `X @ weights + intercept`；`weights` 形状 $(n,)$，`intercept` 是 `float`；`costs` 形状 $(\texttt{n\_steps} + 1,)$，是出发时与每步之后的 $C(v)$。
# - 出发点是平均值预测：`n_steps` 为 0 时 `weights` 全为零，`intercept` 是 $\bar{y}$，`costs` 只有一项，即 $\frac{1}{2m} \sum_i (y_i - \bar{y})^2$。
# - 学习率自己选，依据 $H$ 的特征值：$1 / L$ 或更大（小于 $2 / L$），加不加动量都可以。
# - 某列的值全相同时标准差为零，不能除；它的权重是 0，其余照常。
# - `X` 不是二维，或 `y` 的形状不是 $(m,)$：`ValueError`。
#
# 评分把 442 位病人随机分成训练与留出两部分，走 3000 步，比较留出病人的预测与闭式解的预测：两者之差的均方根不得超过 0.5（闭式解自己的误差约为 55）。还会把各列换成别的单位，加上别的零点，$y$ 也换成别的单位：换算回来，同样的界限仍要成立。不用 `np.linalg.lstsq`、`solve`、`inv`、`pinv` 或 scikit-learn 来拟合。分数：留出的病人 1 分；单位、常数列与坏输入 1 分。

# %% [markdown] lang="en"
# Standardizing takes the steps from sixty million to a few hundred, and not one row of data has changed. The $\kappa$ that is left comes from how features hang together: `s1` and `s2` say almost the same, and without `s1` it is much smaller.
#
# **The real regression**, written out. First standardize each column, $z_{ij} = (x_{ij} - \bar{x}_j) / \sigma_j$, with the mean $\bar{x}_j$ and the standard deviation $\sigma_j$ of the patients used for training. Begin with "predict the mean $\bar{y}$ for everybody"; what is to be learned is $v$:
#
# $$C(v) = \frac{1}{2m} \lVert Z v - (y - \bar{y}) \rVert_2^2, \qquad \nabla C(v) = \frac{1}{m} Z^\top \left( Z v - (y - \bar{y}) \right), \qquad H = \frac{1}{m} Z^\top Z$$
#
# Afterwards go back to the original units. The prediction is $\bar{y} + \sum_j v_j (x_j - \bar{x}_j) / \sigma_j = b + \sum_j w_j x_j$; compare the coefficients on both sides, and you have $w_j$ and $b$.
#
# This cost also has **a closed-form solution**: at the bottom the gradient is zero, so $Z^\top Z v = Z^\top (y - \bar{y})$; solve these linear equations, as `np.linalg.lstsq` does. This is called least squares. Gradient descent should arrive at the same place. Why bother with it? Because with another cost or model the closed form is mostly gone, and the gradient is still there.
#
# ### Task 6: `fit_by_descent`
#
# Fit a linear regression by gradient descent.
#
# - Input: `X`, of shape $(m, n)$, in original units, with columns whose sizes may differ by factors of millions; `y`, of shape $(m,)$; `n_steps`, the number of steps.
# - Return: `(weights, intercept, costs)`. For `X` in original units the prediction is `X @ weights + intercept`; `weights` has shape $(n,)$, `intercept` is a `float`; `costs` has shape $(\texttt{n\_steps} + 1,)$ and holds $C(v)$ at the start and after each step.
# - The start is the mean predictor: for `n_steps` 0 the `weights` are all zero, `intercept` is $\bar{y}$, and `costs` has one entry, $\frac{1}{2m} \sum_i (y_i - \bar{y})^2$.
# - Choose the learning rate yourself, by the eigenvalues of $H$: $1 / L$ or more (below $2 / L$), with or without momentum.
# - Where all values of a column are equal its standard deviation is zero and cannot be divided by; its weight is 0, and the others are as ever.
# - `X` not two-dimensional, or `y` not of shape $(m,)$: `ValueError`.
#
# Grading divides the 442 patients at random into training and held-out ones, takes 3000 steps, and compares the predictions for the held-out patients with those of the closed form: the root mean square of the difference may be at most 0.5 (the closed form's own error is about 55). It also changes the columns to other units with other zeros, and $y$ to another unit: converted back, the same bound must hold. Do not fit by `np.linalg.lstsq`, `solve`, `inv`, `pinv` or scikit-learn. Points: 1 for held-out patients; 1 for units, constant columns and bad input.

# %% [markdown] aicourse={"hints": "fit_by_descent"} lang="zh"
# 1. 三段：标准化，下降，换回原始单位。中间那段全在 $Z$ 与 $y - \bar{y}$ 里做，公式任务之前都写了；不要改动传入的 `X`。
# 2. 学习率从 $H = \frac{1}{m} Z^\top Z$ 来：`np.linalg.eigvalsh` 由小到大给出特征值，最后一个是 $L$。固定的 0.01 在 3000 步里走不到。全是常数列时 $L = 0$，别除以它。
# 3. 常数列用“最大值等于最小值”来认（`np.ptp`）：它的标准差因舍入未必正好是 0。把这一列的除数换成 1，让它的 $z$ 全为 0，权重自然就是 0。
# 4. `costs` 在 $v = 0$ 时先记一项，以后每步之后记一项，用带 $\frac{1}{2m}$ 的那个 $C(v)$。换回时，把 $v_j (x_j - \bar{x}_j) / \sigma_j$ 拆成含 $x_j$ 的与不含的两部分：前者的系数是 $w_j$，后者连同 $\bar{y}$ 归入 $b$。

# %% [markdown] aicourse={"hints": "fit_by_descent"} lang="en"
# 1. Three parts: standardize, descend, go back to the original units. The middle one happens in $Z$ and $y - \bar{y}$ alone, by formulas that stand before the task; leave the `X` that was passed in as it is.
# 2. The learning rate comes from $H = \frac{1}{m} Z^\top Z$: `np.linalg.eigvalsh` gives the eigenvalues in rising order, and the last is $L$. A fixed 0.01 does not get there in 3000 steps. Where all columns are constant $L = 0$; do not divide by it.
# 3. Tell a constant column by its largest value being its smallest (`np.ptp`): its standard deviation, with rounding, need not be exactly 0. Divide this column by 1 instead and let its $z$ be 0 throughout, and its weight is 0 by itself.
# 4. Enter into `costs` one at $v = 0$ and one after each step, by the $C(v)$ with $\frac{1}{2m}$. To go back, split $v_j (x_j - \bar{x}_j) / \sigma_j$ into the part with $x_j$ and the part without: the coefficient of the first is $w_j$, the second goes into $b$ together with $\bar{y}$.


# %% nbgrader={"grade": false, "grade_id": "fit_by_descent", "locked": false, "schema_version": 3, "solution": true, "task": false}
def fit_by_descent(
    X: Float[np.ndarray, "m n"], y: Float[np.ndarray, "m"], n_steps: int
) -> tuple[Vector, float, Float[np.ndarray, "steps"]]:
    """Linear regression by gradient descent on standardized features.

    Parameters
    ----------
    X : ndarray of shape (m, n)
        Features in original units, one row for each observation.
    y : ndarray of shape (m,)
        What is to be predicted.
    n_steps : int
        Number of steps, 0 or more.

    Returns
    -------
    weights : ndarray of shape (n,)
        Weights for the original units; 0 for a constant column.
    intercept : float
        Constant of the prediction ``X @ weights + intercept``.
    costs : ndarray of shape (n_steps + 1,)
        Half the mean squared error at the start, then after each step.

    Raises
    ------
    ValueError
        If `X` is not two-dimensional or `y` does not fit it.

    References
    ----------
    Boyd and Vandenberghe, Convex Optimization, section 9.3.
    """
    ### BEGIN SOLUTION
    X, y = np.asarray(X, dtype=float), np.asarray(y, dtype=float)
    if X.ndim != 2 or y.shape != X.shape[:1]:
        raise ValueError(f"X must be a matrix and y fit its rows, got {X.shape} and {y.shape}")
    varies = np.ptp(X, axis=0) > 0
    deviation = np.where(varies, X.std(axis=0), 1.0)
    Z = np.where(varies, (X - X.mean(axis=0)) / deviation, 0.0)
    centred = y - y.mean()

    eigenvalues = np.linalg.eigvalsh(Z.T @ Z / len(y))
    learning_rate = 1 / max(eigenvalues[-1], np.finfo(float).tiny)
    v = np.zeros(X.shape[1])
    residuals = -centred
    costs = [np.mean(residuals**2) / 2]
    for _ in range(n_steps):
        v = v - learning_rate * Z.T @ residuals / len(y)
        residuals = Z @ v - centred
        costs.append(np.mean(residuals**2) / 2)
    weights = v / deviation
    return weights, float(y.mean() - X.mean(axis=0) @ weights), np.array(costs)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_fit_by_descent", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
fitted = fit_by_descent(
    np.array([[0.0], [1.0], [2.0], [3.0]]), np.array([1.0, 3.0, 5.0, 7.0]), 3000
)
assert isinstance(fitted, tuple), (
    "应返回 (weights, intercept, costs) / expected (weights, intercept, costs)"
)
assert len(fitted) == 3, "应返回 (weights, intercept, costs) / expected (weights, intercept, costs)"
assert is_array(fitted[0], (1,)), (
    "weights 应为形状 (1,) 的 float64 数组 / expected weights as a float64 array of shape (1,)"
)
assert is_float(fitted[1]), "intercept 应为 float / expected intercept as a float"
assert is_array(fitted[2], (3001,)), (
    "costs 应为形状 (3001,) 的 float64 数组 / expected costs as a float64 array of shape (3001,)"
)
assert abs(fitted[0][0] - 2) + abs(fitted[1] - 1) < 1e-3, (
    f"应为 weights [2]、intercept 1，实得 {fitted[0]}、{fitted[1]}"
    f" / expected weights [2], intercept 1, got {fitted[0]}, {fitted[1]}"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
for _ in range(3):
    rows = rng.permutation(442)
    test, train = rows[:147], rows[147:]
    X, y = features[train], progression[train]
    passed_in = X.copy(), y.copy()
    fitted = fit_by_descent(X, y, 3000)
    assert np.array_equal(X, passed_in[0]), "传入的 X 被改动了 / X has been changed"
    assert np.array_equal(y, passed_in[1]), "传入的 y 被改动了 / y has been changed"
    assert isinstance(fitted, tuple), (
        "应返回 (weights, intercept, costs) / expected (weights, intercept, costs)"
    )
    weights, intercept, costs = fitted
    assert is_array(weights, (10,)), (
        "weights 应为形状 (n,) 的 float64 数组 / weights should be a float64 array of shape (n,)"
    )
    assert is_float(intercept), "intercept 应为 float / intercept should be a float"
    assert is_array(costs, (3001,)), (
        "costs 应为形状 (n_steps + 1,) 的 float64 数组"
        " / costs should be a float64 array of shape (n_steps + 1,)"
    )
    best = np.linalg.lstsq(np.column_stack([np.ones(len(X)), X]), y)[0]
    difference = features[test] @ (weights - best[1:]) + intercept - best[0]
    # reference 0.010 ± 0.009, at most 0.05 over 60 splits; with a tenth of its rate 2.7
    assert np.sqrt(np.mean(difference**2)) <= 0.5, (
        "留出病人的预测与闭式解相差 0.5 以上"
        " / predictions for held-out patients differ from the closed form by more than 0.5"
    )
    assert abs(costs[0] / (np.var(y) / 2) - 1) < 1e-9, (
        "costs[0] 应为平均值预测的代价 / costs[0] should be the cost of the mean predictor"
    )
    residuals = X @ weights + intercept - y
    assert abs(costs[-1] / (np.mean(residuals**2) / 2) - 1) < 1e-6, (
        "costs 的最后一项应为所返回权重的代价"
        " / the last entry of costs should be the cost of the weights returned"
    )
    least = np.mean((best[0] + X @ best[1:] - y) ** 2) / 2
    assert costs[1] > 1.001 * least, (
        "一步不可能走到谷底，应一步一步下降"
        " / one step cannot reach the bottom; descend step by step"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_fit_by_descent_units", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
weights, intercept, costs = fit_by_descent(np.array([[1e6], [3e6]]), np.array([1.0, 5.0]), 0)
assert is_array(weights, (1,)), (
    "weights 应为形状 (1,) 的 float64 数组 / expected weights as a float64 array of shape (1,)"
)
assert is_float(intercept), "intercept 应为 float / expected intercept as a float"
assert is_array(costs, (1,)), (
    "costs 应为形状 (1,) 的 float64 数组 / expected costs as a float64 array of shape (1,)"
)
assert np.allclose([*weights, intercept, *costs], [0, 3, 2]), (
    f"步数为 0 时应为 [0]、3、[2]，实得 {weights}、{intercept}、{costs}"
    f" / for 0 steps expected [0], 3, [2], got {weights}, {intercept}, {costs}"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
rows = rng.permutation(442)[:300]
X, y = features[rows], progression[rows]
best = np.linalg.lstsq(np.column_stack([np.ones(300), X]), y)[0]
expected = best[0] + X @ best[1:]
for trial in range(3):
    unit = 10.0 ** rng.uniform(-3, 3, 10)
    zero = X.std(axis=0) * rng.uniform(-5, 5, 10)
    changed = (X + zero) * unit
    size = (1.0, 1e-4, 1e4)[trial]
    weights, intercept, costs = fit_by_descent(changed, size * y, 3000)
    assert is_array(weights, (10,)), (
        "weights 应为形状 (n,) 的 float64 数组 / weights should be a float64 array of shape (n,)"
    )
    difference = (changed @ weights + intercept) / size - expected
    assert np.sqrt(np.mean(difference**2)) <= 0.5, (
        "换了单位或零点，预测就变了 / predictions change with the units or zeros"
    )
place = int(rng.integers(11))
weights, intercept, costs = fit_by_descent(np.insert(X, place, 1.0, axis=1), y, 3000)
assert is_array(weights, (11,)), (
    "weights 应为形状 (n,) 的 float64 数组 / weights should be a float64 array of shape (n,)"
)
assert weights[place] == 0, "常数列的权重应为 0 / the weight of a constant column should be 0"
difference = X @ np.delete(weights, place) + intercept - expected
assert np.sqrt(np.mean(difference**2)) <= 0.5, (
    "有常数列时其余的权重不对 / with a constant column the other weights are wrong"
)
for bad, zh, en in (
    ((X[:, 0], y, 5), "X 不是二维", "X not two-dimensional"),
    ((X, y[:-1], 5), "y 太短", "y too short"),
    ((X, y[:, np.newaxis], 5), "y 的形状是 (m, 1)", "y of shape (m, 1)"),
):
    assert raises(ValueError, fit_by_descent, *bad), (
        f"应报 ValueError：{zh} / expected a ValueError: {en}"
    )
### END HIDDEN TESTS

# %% [markdown] lang="zh"
# ### 结果说明了什么
#
# 你的程序与闭式解走到同一处，却只用了梯度。闭式解要解一个 $n \times n$ 的方程组，约 $n^3$ 次乘法；梯度的一步只要 $2 m n$ 次。特征有十个时差别不要紧，有十亿个权重时，只有后一条路走得通。

# %% [markdown] lang="en"
# ### What the result means
#
# Your program arrives where the closed form does, by the gradient alone. The closed form solves $n \times n$ equations, about $n^3$ multiplications; one step of the gradient takes $2 m n$. With ten features that does not matter; with a billion weights only the second way can be walked.

# %% [markdown] lang="zh"
# ## 7 · 作品：走下弯谷，走到病人
#
# 现在把各个任务合起来。
#
# **弯谷。** 三个人从 $(-1.2, 1)$ 出发，去往 $(1, 1)$。第一个只用梯度，第二个加上动量，第三个每步还问一次黑塞矩阵：用你的 `jacobian` 求梯度的雅可比矩阵，就得到 $H$，再走 $x - H^{-1} \nabla f$。这是牛顿法 (Newton's method)，110 课会细讲。

# %% [markdown] lang="en"
# ## 7 · The artefact: down the bent valley, and on to the patients
#
# Now all tasks together.
#
# **The valley.** Three walkers go from $(-1.2, 1)$ to $(1, 1)$. The first uses the gradient alone, the second adds momentum, the third asks for the Hessian matrix at each step: your `jacobian` of the gradient is $H$, and the step goes to $x - H^{-1} \nabla f$. This is Newton's method; lesson 110 treats it in full.

# %%
gradient_is_right = gradient_check(
    rosenbrock, rosenbrock_gradient, np.random.default_rng(7).uniform(-2, 2, (20, 2))
).all()
walks = {
    "plain": gradient_descent(rosenbrock_gradient, VALLEY_START, 1e-3, 20_000),
    "momentum": gradient_descent(rosenbrock_gradient, VALLEY_START, 1e-3, 2_000, momentum=0.95),
}
newton = [VALLEY_START]
while np.linalg.norm(rosenbrock_gradient(newton[-1])) > 1e-10:
    hessian = jacobian(rosenbrock_gradient, newton[-1])
    newton.append(newton[-1] - np.linalg.solve(hessian, rosenbrock_gradient(newton[-1])))
walks["Newton"] = np.array(newton)
hessian_spectrum = np.linalg.eigvalsh(jacobian(rosenbrock_gradient, np.ones(2)))

fig, axes = plt.subplots(1, 2, figsize=(10.5, 4.2), layout="constrained")
draw_valley(axes[0])
for (name, walk), color, marker in zip(
    walks.items(), (ORANGE, BLUE, GREEN), ("", "", "o"), strict=True
):
    axes[0].plot(*walk.T, marker=marker, color=color, markersize=4, linewidth=1.6, label=name)
    heights = np.maximum([rosenbrock(x) for x in walk], 1e-30)
    axes[1].loglog(np.arange(1, len(walk) + 1), heights, color=color, linewidth=1.6, label=name)
    arrived = np.flatnonzero(heights < 1e-6)
    print(f"{name:9s} below 1e-6 after {arrived[0]:6d} steps")
axes[0].set_title("Three ways down Rosenbrock's valley")
axes[0].legend(loc="upper center")
axes[1].axhline(1e-6, color=GREY, linestyle=":", linewidth=1)
axes[1].set(
    title="Height above the bottom",
    xlabel="step, counted from 1",
    ylabel="$f(x)$",
    ylim=(1e-14, 5e3),
)
axes[1].legend(loc="upper right")
print(f"gradient checked at 20 points: {'agrees' if gradient_is_right else 'does not agree'}")
print(f"condition number at the bottom: {hessian_spectrum[1] / hessian_spectrum[0]:,.0f}")
plt.show()

# %% [markdown] lang="zh"
# 谷底的条件数约 2,500，所以只用梯度要走约 15,000 步，有动量约 640 步，少了二十多倍；按第 6 节的估计，动量最多能省 $\sqrt{\kappa}$ 即 50 倍。牛顿法五步就到，却不是一路往下：第二步跳出图外，落在 $(0.76, -3.18)$，高度 1,412，再跳回谷里。它每步要造一个 $n \times n$ 的矩阵，再解一个方程组；$n$ 有十亿时，没有人造得起。
#
# **病人。** 下图与开头那幅对应：用 295 位病人学习，在留出的 147 位上量均方根误差 (root mean squared error, RMSE)。基线 (baseline) 是人人都预测平均值；终点应是闭式解。右图是同一条路上十个标准化的权重。

# %% [markdown] lang="en"
# At the bottom the condition number is about 2,500, so the gradient alone takes some 15,000 steps; momentum takes some 640, over twenty times fewer, where the estimate of section 6 allows up to $\sqrt{\kappa}$, a factor of 50. Newton's method is there in five, but not downhill all the way: its second step leaps out of the picture, to $(0.76, -3.18)$ at height 1,412, and the third comes back into the valley. At each step it makes an $n \times n$ matrix and solves equations with it; with a billion weights nobody can afford that.
#
# **The patients.** The figure answers the one at the top: learn from 295 patients, and measure the root mean squared error (RMSE) on the 147 held out. The baseline predicts the mean for everybody; the end should be the closed form. On the right are the ten standardized weights along the same way.


# %%
def rmse(predicted: np.ndarray, actual: np.ndarray) -> float:
    """Root mean squared error."""
    return float(np.sqrt(np.mean((predicted - actual) ** 2)))


X_train, y_train = features[training], progression[training]
X_test, y_test = features[held_out], progression[held_out]
Z_train = (X_train - X_train.mean(axis=0)) / X_train.std(axis=0)
Z_test = (X_test - X_train.mean(axis=0)) / X_train.std(axis=0)
L = np.linalg.eigvalsh(Z_train.T @ Z_train / len(Z_train))[-1]


def training_gradient(v: np.ndarray) -> np.ndarray:
    """Gradient of the training cost by the standardized weights."""
    return Z_train.T @ (Z_train @ v - (y_train - y_train.mean())) / len(Z_train)


raw_train = np.column_stack([np.ones(len(X_train)), X_train])
raw_test = np.column_stack([np.ones(len(X_test)), X_test])
raw_eta = 1 / np.linalg.eigvalsh(raw_train.T @ raw_train / len(raw_train))[-1]
raw_path = gradient_descent(
    lambda w: raw_train.T @ (raw_train @ w - y_train) / len(raw_train),
    np.append(y_train.mean(), np.zeros(10)),
    raw_eta,
    5_000,
)
plain_path = gradient_descent(training_gradient, np.zeros(10), 1 / L, 5_000)
momentum_path = gradient_descent(training_gradient, np.zeros(10), 1 / L, 5_000, 0.9)
best = np.linalg.lstsq(raw_train, y_train)[0]
error_of = {
    "original units": [rmse(raw_test @ w, y_test) for w in raw_path],
    "standardized": [rmse(y_train.mean() + Z_test @ v, y_test) for v in plain_path],
    "with momentum": [rmse(y_train.mean() + Z_test @ v, y_test) for v in momentum_path],
}

fig, axes = plt.subplots(1, 2, figsize=(10.5, 4.2), layout="constrained")
step_numbers = np.arange(1, 5_002)
baseline = rmse(np.full(len(y_test), y_train.mean()), y_test)
axes[0].axhline(baseline, color="black", linestyle="--", linewidth=1, label="baseline: the mean")
for (name, errors), color in zip(error_of.items(), (ORANGE, BLUE, GREEN), strict=True):
    axes[0].semilogx(step_numbers, errors, color=color, linewidth=1.5, label=name)
axes[0].axhline(rmse(raw_test @ best, y_test), color="black", linewidth=1, label="closed form")
axes[0].set(
    title="Error on 147 patients held out",
    xlabel="step, counted from 1",
    ylabel="RMSE (progression)",
    ylim=(55, 91),
)
axes[0].legend(loc="upper right", ncols=2)
closed_form_v = best[1:] * X_train.std(axis=0)
for j, name in enumerate(diabetes.feature_names):
    strong = name in ("s1", "s2", "bmi", "s5")
    color = {"s1": ORANGE, "s2": PURPLE, "bmi": BLUE, "s5": GREEN}.get(name, GREY)
    axes[1].semilogx(
        step_numbers,
        plain_path[:, j],
        color=color,
        linewidth=1.6 if strong else 0.8,
        label=name if strong else None,
    )
    axes[1].plot(6_000, closed_form_v[j], "<", color=color, markersize=5)
axes[1].set(
    title="Standardized weights, gradient descent; triangles: closed form",
    xlabel="step, counted from 1",
    ylabel="weight $v_j$",
)
axes[1].legend(loc="lower left")
plt.show()

# %%
weights, intercept, _ = fit_by_descent(X_train, y_train, 5_000)
print("                    held-out RMSE")
print(f"mean predictor      {baseline:13.2f}")
print(f"fit_by_descent      {rmse(X_test @ weights + intercept, y_test):13.2f}")
print(f"closed form         {rmse(raw_test @ best, y_test):13.2f}")

rng = np.random.default_rng(20)
over_splits = []
for _ in range(10):
    rows = rng.permutation(442)
    test, train = rows[:147], rows[147:]
    weights, intercept, _ = fit_by_descent(features[train], progression[train], 3_000)
    mean_error = rmse(np.full(147, progression[train].mean()), progression[test])
    over_splits.append((mean_error, rmse(features[test] @ weights + intercept, progression[test])))
for name, column in zip(
    ("mean predictor", "fit_by_descent"), np.transpose(over_splits), strict=True
):
    print(f"{name} over 10 splits: {column.mean():.1f} ± {column.std():.1f}")

# %% [markdown] lang="zh"
# **怎么读它。** 标准化的下降从基线出发，十步左右就接近终点，几千步后与闭式解重合。用原始单位，五千步还远在上面：按第 6 节的估计，最平的方向上误差缩小十倍就要六千万步。
#
# 右图更有意思。误差早已不动，`s1` 与 `s2` 的权重还在走，一个往下，一个往上：它们几乎说同一件事，此消彼长，预测几乎不变。那就是最平的方向，$\mu$ 的特征向量。所以，预测可以学得很准，而单个权重仍不可信；也有人故意提前停下，这叫早停 (early stopping)，第二阶段会用到。

# %% [markdown] lang="en"
# **How to read it.** The standardized descent begins at the baseline, is close to the end after some ten steps, and meets the closed form after thousands. In original units, five thousand steps are still far above: by the estimate of section 6, a tenth of the error along the flattest direction alone takes sixty million.
#
# The right figure tells more. The error has long come to rest while the weights of `s1` and `s2` still move, one down and one up: they say almost the same, what one loses the other gains, and the predictions hardly change. That is the flattest direction, the eigenvector of $\mu$. So predictions may be learned well while single weights cannot be trusted; and some people stop before the end on purpose, which is called early stopping and comes back in stage 2.

# %% [markdown] lang="zh"
# **阴性对照 (negative control)：三处不该成功的地方。**
#
# 第一，步子超过 $2 / L$，下降必须发散，哪怕只超过 1%。第二，在折点，例如 ReLU 函数 $\max(0, x)$ 的 0 处，没有导数；中心差分仍会给出一个数，与步长无关，看上去十分可靠。向右、向左各量一次，就露了馅。第三，把病人的病情打乱，特征与结果就毫无关系；这时学到的东西对留出的病人不应有任何用处。

# %% [markdown] lang="en"
# **The negative control: three places where it must not succeed.**
#
# First, with a step beyond $2 / L$ descent must diverge, be it by 1%. Second, at a kink such as 0 for the ReLU function $\max(0, x)$, there is no derivative; the central difference gives a number all the same, the same for every step, and it looks most reliable. Measure once to the right and once to the left, and it is found out. Third, shuffle the progression among the patients, so that features and outcome have nothing to do with each other; then what is learned must be of no use for those held out.

# %%
fig, axes = plt.subplots(1, 3, figsize=(10.5, 3.6), layout="constrained")
for share, color in ((0.5, GREEN), (0.99, BLUE), (1.01, ORANGE)):
    path = gradient_descent(training_gradient, np.zeros(10), share * 2 / L, 300)
    errors = [rmse(y_train.mean() + Z_train @ v, y_train) for v in path]
    axes[0].semilogy(errors, color=color, label=rf"$\eta = {share} \cdot 2/L$")
axes[0].set(title="A step beyond $2/L$ diverges", xlabel="step", ylabel="training RMSE")
axes[0].legend(loc="upper left")


def relu(x: float) -> float:
    """The larger of 0 and x."""
    return max(0.0, x)


kink_steps = np.logspace(0, -10, 21)
for label, color, style, measured in (
    ("to the right", ORANGE, "--", [(relu(h) - relu(0)) / h for h in kink_steps]),
    ("central", BLUE, "o-", [central_difference(relu, 0.0, h) for h in kink_steps]),
    ("to the left", GREEN, "--", [(relu(0) - relu(-h)) / h for h in kink_steps]),
):
    axes[1].semilogx(kink_steps, measured, style, color=color, markersize=3, label=label)
axes[1].set(
    title="ReLU at 0: three slopes, no derivative",
    xlabel="step $h$",
    ylabel="measured slope",
    ylim=(-0.1, 1.3),
)
axes[1].legend(loc="upper left", ncols=3, columnspacing=0.8, handlelength=1.2, fontsize=8)

rng = np.random.default_rng(3)
for name, shuffled, color in (("true progression", False, BLUE), ("shuffled", True, ORANGE)):
    gains = []
    for _ in range(30):
        rows = rng.permutation(442)
        test, train = rows[:147], rows[147:]
        target = rng.permutation(progression) if shuffled else progression
        weights, intercept, _ = fit_by_descent(features[train], target[train], 300)
        mean_error = rmse(np.full(147, target[train].mean()), target[test])
        gains.append(mean_error - rmse(features[test] @ weights + intercept, target[test]))
    axes[2].hist(gains, np.arange(-6, 33, 1.5), color=color, alpha=0.75, label=name)
    print(f"{name}: {np.mean(gains):.1f} ± {np.std(gains):.1f} better than the mean predictor")
axes[2].axvline(0, color="black", linewidth=1)
axes[2].set(
    title="Gain over the mean predictor",
    xlabel="held-out RMSE gained",
    ylabel="splits",
    yticks=np.arange(0, 21, 5),
)
axes[2].legend(loc="upper center")
plt.show()

# %% [markdown] lang="zh"
# 三处都没有成功。左图里 1% 之差决定了收敛与发散；中图里 0.5 不是导数，$\max(0, x)$ 在 0 处没有导数；右图里打乱之后，学到的方程比平均值还差一点，因为它记住了噪声。一个好的流程，在没有东西可学的时候，应当量出“没有”。
#
# ## 笔记
#
# 在下面的单元格里写半页到一页，没有标准答案；有教师时由教师评阅，自学时写给自己。
#
# 1. 哪个结果出乎你的意料？用你算出的一个数说明。
# 2. 挑一个函数，预测它的中心差分在哪个步长最准，再去量。差了多少，为什么？
# 3. 梯度检验在什么样的函数上会把对的判成错的，或把错的判成对的？你会怎样改进它？

# %% [markdown] lang="en"
# None of the three succeeded. On the left 1% decides between convergence and divergence; in the middle 0.5 is no derivative, for $\max(0, x)$ has none at 0; on the right, after shuffling, the equation learned is a little worse than the mean, because it remembers noise. A good procedure, where there is nothing to learn, should measure "nothing".
#
# ## Notes
#
# Write half a page to a page in the cell below. There is no model answer; an instructor reads it, or it is for yourself.
#
# 1. Which result did you not expect? Show it with a number that you computed.
# 2. Choose a function and predict at which step its central difference is most accurate; then measure. How far off were you, and why?
# 3. On what kind of function would the gradient check call right wrong, or wrong right? How would you improve it?

# %% [markdown] nbgrader={"grade": true, "grade_id": "notes", "locked": false, "points": 0, "schema_version": 3, "solution": true, "task": false}
# *在此书写 / Write here.*

# %% [markdown] lang="zh"
# ## 延伸阅读
#
# - 3Blue1Brown，[Essence of Calculus](https://www.3blue1brown.com/topics/calculus)：导数、链式法则与泰勒公式的动画。
# - Khan Academy，[Multivariable Calculus](https://www.khanacademy.org/math/multivariable-calculus)：偏导数、梯度与雅可比矩阵的讲解和练习。
# - Deisenroth, Faisal and Ong，[Mathematics for Machine Learning](https://mml-book.github.io/)，Cambridge 2020：第 5 章（向量微积分），可免费阅读。
# - Nocedal and Wright，[Numerical Optimization](https://doi.org/10.1007/978-0-387-40065-5)，第二版，Springer 2006：第 3 章（下降的步长与速度），8.1 节（差分求导）。
# - Boyd and Vandenberghe，[Convex Optimization](https://web.stanford.edu/~boyd/cvxbook/)，Cambridge 2004：9.3 节（梯度下降与条件数），可免费阅读。
# - Press, Teukolsky, Vetterling and Flannery，Numerical Recipes，第三版，Cambridge 2007：5.7 节（数值导数与步长）。
# - Griewank and Walther，[Evaluating Derivatives](https://doi.org/10.1137/1.9780898717761)，第二版，SIAM 2008：前向与反向的代价。
# - Squire and Trapp，[Using complex variables to estimate derivatives of real functions](https://doi.org/10.1137/S003614459631241X)，SIAM Review 40 (1998)。
# - Rosenbrock，[An automatic method for finding the greatest or least value of a function](https://doi.org/10.1093/comjnl/3.3.175)，The Computer Journal 3 (1960)。
# - Polyak，[Some methods of speeding up the convergence of iteration methods](https://doi.org/10.1016/0041-5553(64)90137-5)，USSR Computational Mathematics and Mathematical Physics 4 (1964)。
# - Efron, Hastie, Johnstone and Tibshirani，[Least angle regression](https://doi.org/10.1214/009053604000000067)，Annals of Statistics 32 (2004)：糖尿病数据的出处。

# %% [markdown] lang="en"
# ## Further reading
#
# - 3Blue1Brown, [Essence of Calculus](https://www.3blue1brown.com/topics/calculus): derivatives, the chain rule and Taylor's theorem, animated.
# - Khan Academy, [Multivariable Calculus](https://www.khanacademy.org/math/multivariable-calculus): partial derivatives, gradients and Jacobian matrices, with exercises.
# - Deisenroth, Faisal and Ong, [Mathematics for Machine Learning](https://mml-book.github.io/), Cambridge 2020: chapter 5 (vector calculus), free to read.
# - Nocedal and Wright, [Numerical Optimization](https://doi.org/10.1007/978-0-387-40065-5), second edition, Springer 2006: chapter 3 (step and speed of descent), section 8.1 (derivatives by differences).
# - Boyd and Vandenberghe, [Convex Optimization](https://web.stanford.edu/~boyd/cvxbook/), Cambridge 2004: section 9.3 (gradient descent and the condition number), free to read.
# - Press, Teukolsky, Vetterling and Flannery, Numerical Recipes, third edition, Cambridge 2007: section 5.7 (numerical derivatives and the step).
# - Griewank and Walther, [Evaluating Derivatives](https://doi.org/10.1137/1.9780898717761), second edition, SIAM 2008: what forward and reverse cost.
# - Squire and Trapp, [Using complex variables to estimate derivatives of real functions](https://doi.org/10.1137/S003614459631241X), SIAM Review 40 (1998).
# - Rosenbrock, [An automatic method for finding the greatest or least value of a function](https://doi.org/10.1093/comjnl/3.3.175), The Computer Journal 3 (1960).
# - Polyak, [Some methods of speeding up the convergence of iteration methods](https://doi.org/10.1016/0041-5553(64)90137-5), USSR Computational Mathematics and Mathematical Physics 4 (1964).
# - Efron, Hastie, Johnstone and Tibshirani, [Least angle regression](https://doi.org/10.1214/009053604000000067), Annals of Statistics 32 (2004): where the diabetes data come from.

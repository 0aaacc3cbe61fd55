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
# # 104 · SVD 图像压缩
#
# 一张照片是一张数字表，而它的内容用少得多的数字就能说清。本课只用 NumPy 的算术，亲手写出找到这些数字的工具：幂迭代 (power iteration)、QR 算法 (QR algorithm)，以及你自己的奇异值分解 (singular value decomposition, SVD)。最后用它们写一个照片编码程序，字节数不得超过给定的预算；评分用的照片你事先没有见过。
#
# 下图是目标。现在它由 `np.linalg.svd` 画出；到本课结尾，你自己的函数会画出更好的一张。请从上到下依次运行各单元格。

# %% [markdown] lang="en"
# # 104 · Image compression by SVD
#
# A photo is a table of numbers, and what it shows can be told with far fewer of them. In this lesson you write the tools that find those few, from NumPy's arithmetic alone: power iteration, the QR algorithm, and a singular value decomposition (SVD) of your own. With them you write a photo codec that must stay within a budget of bytes; it is graded on photos that you have not seen.
#
# The figure below is the goal. For now `np.linalg.svd` draws it; at the end of the lesson your own functions draw a better one. Run the cells in order, from the top.

# %% nbgrader={"grade": false, "grade_id": "imports", "locked": true, "schema_version": 3, "solution": false, "task": false}
import io
import os
import secrets
import time
from collections.abc import Callable

import matplotlib.pyplot as plt
import numpy as np
from jaxtyping import Float, Float16, UInt8
from matplotlib.axes import Axes
from PIL import Image
from skimage.metrics import peak_signal_noise_ratio
from skimage.transform import resize
from sklearn.datasets import load_sample_image

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


def show_photo(ax: Axes, image: np.ndarray, title: str) -> None:
    """Draw an image without axes; a grey image in grey."""
    ax.imshow(image, cmap="gray")
    ax.set_title(title)
    ax.set_axis_off()


# %% nbgrader={"grade": false, "grade_id": "data", "locked": true, "schema_version": 3, "solution": false, "task": false}
photo = load_sample_image("china.jpg")
print(
    f"{photo.shape[0]} rows x {photo.shape[1]} columns x {photo.shape[2]} colours, {photo.dtype},"
)
print(f"{photo.size} numbers from {photo.min()} to {photo.max()}, {photo.nbytes / 1000:.1f} kB")

# %%
# The goal: each colour channel as a sum of k matrices of rank 1, counted as float16 factors.
U_rgb, s_rgb, Vt_rgb = np.linalg.svd(photo.transpose(2, 0, 1).astype(float), full_matrices=False)
goal_ranks = (1, 5, 20, 80)

fig, axes = plt.subplots(2, 3, figsize=(10.5, 5.4), layout="constrained")
show_photo(axes[0, 0], photo, f"Original: {photo.nbytes / 1000:.0f} kB")
remaining_axes = iter(axes.flat[1:])
partial_sum = np.zeros(photo.shape)
for k in range(1, max(goal_ranks) + 1):
    sigma, u, v = s_rgb[:, k - 1], U_rgb[:, :, k - 1], Vt_rgb[:, k - 1]
    partial_sum += np.einsum("c, cm, cn -> mnc", sigma, u, v)
    if k in goal_ranks:
        approximation = np.clip(np.rint(partial_sum), 0, 255).astype(np.uint8)
        kilobytes = 3 * k * (photo.shape[0] + photo.shape[1]) * 2 / 1000
        decibels = peak_signal_noise_ratio(photo, approximation, data_range=255)
        title = f"Rank {k}: {kilobytes:.0f} kB, PSNR {decibels:.1f} dB"
        show_photo(next(remaining_axes), approximation, title)

ax = axes[1, 2]
ax.loglog(np.arange(1, s_rgb.shape[1] + 1), s_rgb[1], color=GREEN)
for k in goal_ranks:
    ax.plot(k, s_rgb[1, k - 1], "o", color=ORANGE)
    ax.annotate(str(k), (k, s_rgb[1, k - 1]), (5, 4), textcoords="offset points")
ax.set(
    title="Singular values of the green channel",
    xlabel="index $i$",
    ylabel=r"$\sigma_i$ (grey levels)",
    ylim=(1, 4e5),
)
ax.spines[["left", "right"]].set_visible([False, True])
ax.yaxis.set_label_position("right")
ax.yaxis.tick_right()
plt.show()

# %% [markdown] lang="zh"
# ## 概况
#
# | | |
# |---|---|
# | 计划条目 | 1.1 线性代数 (linear algebra)：矩阵运算、特征值 (eigenvalue)、特征向量 (eigenvector)、奇异值分解 · 1.15 用 NumPy 实现 SVD 分解图像压缩 · R.1 数学基础：3Blue1Brown、Khan Academy |
# | 先修 | 103；中学代数；Python 的函数与循环 |
# | 学习时间 | 约 6 小时 |
# | 计算机 | 两个 CPU 核，全部运行不到一分钟；不需要网络 |
# | 分数 | 20 分：幂迭代 3、QR 特征值 3、SVD 5、低秩近似 (low-rank approximation) 4、照片编码 5 |

# %% [markdown] lang="en"
# ## Facts
#
# | | |
# |---|---|
# | Rows of the plan | 1.1 linear algebra: matrix operations, eigenvalues and eigenvectors, SVD · 1.15 image compression by SVD in NumPy · R.1 mathematics: 3Blue1Brown, Khan Academy |
# | Before | 103; school algebra; functions and loops in Python |
# | Work | about 6 hours |
# | Computer | two CPU cores, less than a minute to run it all; no network |
# | Points | 20: power iteration 3, QR eigenvalues 3, SVD 5, low-rank approximation 4, photo codec 5 |

# %% [markdown] lang="zh"
# ## 数据
#
# | | |
# |---|---|
# | 照片 | `china.jpg`，北京颐和园佛香阁，随 scikit-learn 安装，由 [`load_sample_image`](https://scikit-learn.org/stable/modules/generated/sklearn.datasets.load_sample_image.html) 读取 |
# | 作者与许可 | danielbuechele，[CC BY 2.0](https://creativecommons.org/licenses/by/2.0/)，[Flickr](https://www.flickr.com/photos/danielbuechele/6061409035/) |
# | 行 | 427 行像素，自上而下 |
# | 列 | 640 列像素，自左而右；每个像素有红、绿、蓝三个数 |
# | 单位 | 灰度级，0（黑）到 255（最亮），`uint8`，每个数一字节 |
# | 评分照片 | 同类的彩色照片，由测试读取 |
#
# 这份数据有两处要留意。照片曾存为 JPEG（197 kB），所以早已压缩过一次，细看能找到 8×8 的方块痕迹。灰度级也不与光强成正比，而是按人眼的感觉编码；因此差 10 级在暗处和亮处看起来差不多。

# %% [markdown] lang="en"
# ## Dataset
#
# | | |
# |---|---|
# | Photo | `china.jpg`, the Tower of Buddhist Incense in Beijing's Summer Palace, installed with scikit-learn, read by [`load_sample_image`](https://scikit-learn.org/stable/modules/generated/sklearn.datasets.load_sample_image.html) |
# | Author and licence | danielbuechele, [CC BY 2.0](https://creativecommons.org/licenses/by/2.0/), [Flickr](https://www.flickr.com/photos/danielbuechele/6061409035/) |
# | Rows | 427 rows of pixels, from top to bottom |
# | Columns | 640 columns of pixels, from left to right; each pixel has three numbers, red, green and blue |
# | Unit | grey level, 0 (black) to 255 (brightest), `uint8`, one byte a number |
# | Photos for grading | colour photos of the same kind, read by the tests |
#
# Two things are odd in these data. The photo has been a JPEG file (197 kB), so it was compressed once before; look closely and you find traces of 8×8 blocks. And grey levels are not proportional to light: they are coded as the eye feels them, so that a difference of 10 looks much the same in shadow and in light.

# %% [markdown] lang="zh"
# ## 开始之前：长度、直角、矩阵
#
# **向量**是一列数，可以画成从原点出发的箭头。$x = (3, 4)$ 的长度由勾股定理得出：$\sqrt{3^2 + 4^2} = 5$。这个长度称为范数 (norm)，记作 $\lVert x \rVert_2$。除以长度，$x / \lVert x \rVert_2 = (0.6, 0.8)$，得到长度为 1 的**单位向量** (unit vector)，方向不变。
#
# **点积** (dot product) 把对应的数相乘再相加：$x^\top y = x_1 y_1 + \dots + x_n y_n$。它为零时两支箭头垂直，称为**正交** (orthogonal)。$(3, 4)$ 与 $(-4, 3)$ 的点积是 $-12 + 12 = 0$。两两正交的单位向量称为**标准正交** (orthonormal)；把它们作为列排成矩阵 $Q$，就有 $Q^\top Q = I$。方阵 $Q$ 若如此，称为正交矩阵 (orthogonal matrix)，它只旋转或翻转，不改变任何长度：$\lVert Q x \rVert_2 = \lVert x \rVert_2$。
#
# **矩阵**是一台机器：向量进，向量出。$A x$ 用 $x$ 中的数给 $A$ 的各列加权再相加：
#
# $$\begin{pmatrix} 2 & 1 \\ 1 & 2 \end{pmatrix} \begin{pmatrix} 1 \\ 0 \end{pmatrix} = \begin{pmatrix} 2 \\ 1 \end{pmatrix}, \qquad \begin{pmatrix} 2 & 1 \\ 1 & 2 \end{pmatrix} \begin{pmatrix} 1 \\ 1 \end{pmatrix} = \begin{pmatrix} 3 \\ 3 \end{pmatrix}$$
#
# 第一个向量被转动了，第二个没有。下图让单位圆上的每一点都通过这台机器：圆变成椭圆，多数箭头转了方向，只有两条线上的箭头没有转。

# %% [markdown] lang="en"
# ## Before you start: length, right angle, matrix
#
# **A vector** is a list of numbers, drawn as an arrow from the origin. The length of $x = (3, 4)$ follows from Pythagoras: $\sqrt{3^2 + 4^2} = 5$. This length is a norm, written $\lVert x \rVert_2$. Divided by its length, $x / \lVert x \rVert_2 = (0.6, 0.8)$ is a **unit vector**: length 1, same direction.
#
# **The dot product** multiplies numbers in the same place and adds up: $x^\top y = x_1 y_1 + \dots + x_n y_n$. Where it is zero, the two arrows meet at a right angle: they are **orthogonal**. For $(3, 4)$ and $(-4, 3)$ it is $-12 + 12 = 0$. Unit vectors that are orthogonal in pairs are **orthonormal**; as the columns of a matrix $Q$ they give $Q^\top Q = I$. If such a $Q$ is square, it is an orthogonal matrix: it rotates or mirrors and changes no length, $\lVert Q x \rVert_2 = \lVert x \rVert_2$.
#
# **A matrix** is a machine: vector in, vector out. $A x$ weights the columns of $A$ by the numbers in $x$ and adds them:
#
# $$\begin{pmatrix} 2 & 1 \\ 1 & 2 \end{pmatrix} \begin{pmatrix} 1 \\ 0 \end{pmatrix} = \begin{pmatrix} 2 \\ 1 \end{pmatrix}, \qquad \begin{pmatrix} 2 & 1 \\ 1 & 2 \end{pmatrix} \begin{pmatrix} 1 \\ 1 \end{pmatrix} = \begin{pmatrix} 3 \\ 3 \end{pmatrix}$$
#
# The first vector is turned, the second is not. The figure sends every point of the unit circle through the machine: the circle becomes an ellipse, and most arrows turn; only those on two lines do not.

# %%
A_example = np.array([[2.0, 1.0], [1.0, 2.0]])
angles = np.linspace(0, 2 * np.pi, 200)
circle = np.array([np.cos(angles), np.sin(angles)])
right_angle = np.array([[3.0, 4.0], [-4.0, 3.0]])
kept = np.array([[1.0, 1.0], [1.0, -1.0]]) / np.sqrt(2)
turned = np.array([[1.0, 0.0], [0.0, 1.0], [np.cos(2.6), np.sin(2.6)]])


def draw_arrows(ax: Axes, vectors: np.ndarray, color: str) -> None:
    """Draw each row of `vectors` as an arrow from the origin."""
    for x, y in vectors:
        style = {"arrowstyle": "-|>", "color": color, "linewidth": 1.6, "shrinkA": 0, "shrinkB": 0}
        ax.annotate("", (x, y), (0, 0), arrowprops=style)


fig, axes = plt.subplots(1, 3, figsize=(10.5, 3.5), layout="constrained")
draw_arrows(axes[0], right_angle, BLUE)
axes[0].text(3.1, 4.1, "(3, 4)")
axes[0].text(-4, 3.3, "(-4, 3)", ha="center")
axes[0].set(title="Orthogonal, both of length 5", xlim=(-5.7, 5.7), ylim=(-3, 7.06))
axes[1].plot(*circle, color=GREY, linewidth=1)
draw_arrows(axes[1], turned, GREY)
draw_arrows(axes[1], kept, ORANGE)
axes[1].set(title="In: unit vectors $x$", xlim=(-3.4, 3.4), ylim=(-3, 3))
axes[2].plot(*(A_example @ circle), color=GREY, linewidth=1)
draw_arrows(axes[2], turned @ A_example.T, GREY)
draw_arrows(axes[2], kept @ A_example.T, ORANGE)
axes[2].set(title="Out: $Ax$; orange kept its line", xlim=(-3.4, 3.4), ylim=(-3, 3))
for ax in axes:
    ax.set_aspect("equal")
    ax.set(xlabel="first coordinate", ylabel="second coordinate")
plt.show()

# %% [markdown] lang="zh"
# ### 所有任务共同的约定
#
# 1. 传入的数组不得改动。需要原地修改时，先复制。
# 2. 输入可以是整数、`float32` 或 `float64`，可以是切片视图。先转成 `float64` 再算，返回的浮点数组也是 `float64`（任务 5 另有规定的除外）。
# 3. 坏输入要报错，报哪一种错由各任务说明。
# 4. 特征向量与奇异向量的符号是自由的：$v$ 与 $-v$ 同样正确。
# 5. 任务 1 至 3 要自己写算法：不用 `np.linalg.eig`、`np.linalg.eigh`、`np.linalg.svd` 及其变体；`np.linalg.norm` 与 `np.linalg.qr` 可以用。从任务 4 起可以用 `np.linalg.svd`：它与你的函数做同一件事，只是更快。
#
# 每个测试单元格先做几项看得见的检查，评分时再用新抽取的数据检查任务中写明的各项性质。下面的单元格准备了测试用的工具，读一读有好处。

# %% [markdown] lang="en"
# ### Agreed for all tasks
#
# 1. Arrays passed in stay as they are. To change one in place, copy it first.
# 2. Input may be integer, `float32` or `float64`, and may be a sliced view. Convert to `float64` first; floating-point arrays that you return are `float64` too (but for what task 5 says).
# 3. Bad input raises an error; each task says which.
# 4. The sign of an eigenvector or singular vector is free: $v$ and $-v$ are both right.
# 5. In tasks 1 to 3 the algorithm is yours: no `np.linalg.eig`, `np.linalg.eigh`, `np.linalg.svd` or variants of them; `np.linalg.norm` and `np.linalg.qr` are allowed. From task 4 on, `np.linalg.svd` is allowed: it does what your function does, faster.
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


def is_array(value: object, shape: tuple[int, ...], dtype: type = np.float64) -> bool:
    """Whether `value` is an array of this shape and dtype."""
    return isinstance(value, np.ndarray) and value.shape == shape and value.dtype == dtype


def symmetric_with(
    rng: np.random.Generator, eigenvalues: Float[np.ndarray, "n"]
) -> Float[np.ndarray, "n n"]:
    """Symmetric matrix with these eigenvalues and random orthonormal eigenvectors."""
    Q, _ = np.linalg.qr(rng.normal(size=(len(eigenvalues), len(eigenvalues))))
    A = (Q * eigenvalues) @ Q.T
    return (A + A.T) / 2


def matrix_with(
    rng: np.random.Generator, m: int, n: int, singular_values: Float[np.ndarray, "r"]
) -> Float[np.ndarray, "m n"]:
    """An m by n matrix with these singular values, r <= min(m, n), and random singular vectors."""
    U, _ = np.linalg.qr(rng.normal(size=(m, len(singular_values))))
    V, _ = np.linalg.qr(rng.normal(size=(n, len(singular_values))))
    return (U * singular_values) @ V.T


def assert_thin_svd(A: Float[np.ndarray, "m n"], factors: object) -> None:
    """Assert what makes `factors` a thin SVD of `A`, whatever the signs."""
    assert isinstance(factors, tuple | list), "应返回 (U, s, Vt) / expected (U, s, Vt)"
    assert len(factors) == 3, "应返回 (U, s, Vt) / expected (U, s, Vt)"
    U, s, Vt = factors
    (m, n), r = A.shape, min(A.shape)
    scale = max(1.0, float(np.abs(A).max()))
    for name, array, shape in (
        ("U", U, (m, r)),
        ("s", s, (r,)),
        ("Vt", Vt, (r, n)),
    ):
        assert is_array(array, shape), (
            f"{name} 不对：应为 float64 数组 U (m, r)、s (r,)、Vt (r, n)，r = min(m, n)"
            f" / {name} is wrong: expected float64 arrays U (m, r), s (r,), Vt (r, n),"
            " r = min(m, n)"
        )
        assert np.isfinite(array).all(), (
            f"{name} 含有 NaN 或无穷大 / {name} contains NaN or infinity"
        )
    assert (s >= 0).all(), "奇异值应非负 / singular values should be non-negative"
    assert (np.diff(s) <= 1e-10 * scale).all(), (
        "奇异值应从大到小 / singular values should be descending"
    )
    assert np.allclose(U.T @ U, np.eye(r), atol=1e-10), (
        "U 的列应标准正交 / the columns of U should be orthonormal"
    )
    assert np.allclose(Vt @ Vt.T, np.eye(r), atol=1e-10), (
        "Vt 的行应标准正交 / the rows of Vt should be orthonormal"
    )
    assert np.allclose((U * s) @ Vt, A, rtol=0, atol=1e-10 * scale), (
        "U diag(s) Vt 应等于 A / U diag(s) Vt should equal A"
    )


# %% [markdown] lang="zh"
# ## 1 · 矩阵不转动哪个方向？
#
# **特征值与特征向量。** 图中橙色的方向上，$A$ 只拉伸，不转动。若 $v \neq 0$ 且 $A v = \lambda v$，就称 $v$ 为 $A$ 的特征向量 (eigenvector)，数 $\lambda$ 为它的特征值 (eigenvalue)。上例中 $A (1, 1) = (3, 3)$，特征值是 3；$A (1, -1) = (1, -1)$，特征值是 1。
#
# **对称矩阵** (symmetric matrix) 满足 $A = A^\top$。谱定理 (spectral theorem) 说：$n \times n$ 的实对称矩阵有 $n$ 个标准正交的特征向量 $q_1, \dots, q_n$，特征值都是实数。于是任何向量都能写成 $x = c_1 q_1 + \dots + c_n q_n$。
#
# **一再相乘。** 每乘一次 $A$，各个成分就乘上自己的特征值。设 $|\lambda_1| > |\lambda_2| \ge \dots \ge |\lambda_n|$，则
#
# $$A^k x = \lambda_1^k \left( c_1 q_1 + \left(\frac{\lambda_2}{\lambda_1}\right)^k c_2 q_2 + \dots + \left(\frac{\lambda_n}{\lambda_1}\right)^k c_n q_n \right)$$
#
# 括号里除第一项外都趋于零，所以 $A^k x$ 的方向趋于 $q_1$，每步误差约缩小到 $|\lambda_2 / \lambda_1|$ 倍。这就是幂迭代。$\lambda_1^k$ 会超出浮点数的范围（$3^{650}$ 就已超出），所以每步都除以长度。
#
# **特征值是多少？** 对单位向量 $v$，瑞利商 (Rayleigh quotient) 是 $\rho(v) = v^\top A v$。若 $A v = \lambda v$，则 $\rho(v) = \lambda v^\top v = \lambda$，符号也对；而 $\lVert A v \rVert_2$ 只给出 $|\lambda|$。
#
# **何时停止？** 看残差 (residual) $A v - \rho(v) v$：它为零，$v$ 就是特征向量。对称矩阵还有更强的保证。把单位向量 $v$ 写成 $c_1 q_1 + \dots + c_n q_n$，由勾股定理 $c_1^2 + \dots + c_n^2 = 1$，于是
#
# $$\lVert A v - \rho v \rVert_2^2 = \sum_{i=1}^n c_i^2 (\lambda_i - \rho)^2 \ge \min_i (\lambda_i - \rho)^2$$
#
# 所以总有一个特征值与 $\rho$ 的距离不超过残差的长度。为了不受单位影响，把残差与 $\lVert A \rVert_F$ 相比：它是 $A$ 的所有元素平方和的平方根，即 `np.linalg.norm(A)`。不要比较前后两步的 $v$：$\lambda_1 < 0$ 时 $v$ 每步变号，永远不会停。
#
# **何时不灵？** 若 $\lambda_1 = -\lambda_2$，两个成分一样强，一个每步变号：$v$ 来回跳，残差不会变小。若 $\lambda_1 = \lambda_2$，这两个方向张成的平面里每个向量都是特征向量，迭代收敛到其中一个，是哪一个由起点决定。起点若与 $q_1$ 正交（$c_1 = 0$），就找不到 $q_1$；随机起点不会这么巧。

# %% [markdown] lang="en"
# ## 1 · Which direction does a matrix leave alone?
#
# **Eigenvalue and eigenvector.** Along the orange directions of the figure $A$ only stretches and does not turn. If $v \neq 0$ and $A v = \lambda v$, then $v$ is an eigenvector of $A$ and the number $\lambda$ its eigenvalue. Above, $A (1, 1) = (3, 3)$: the eigenvalue is 3; $A (1, -1) = (1, -1)$: the eigenvalue is 1.
#
# **A symmetric matrix** has $A = A^\top$. The spectral theorem says: a real symmetric $n \times n$ matrix has $n$ orthonormal eigenvectors $q_1, \dots, q_n$, with real eigenvalues. So every vector can be written $x = c_1 q_1 + \dots + c_n q_n$.
#
# **Multiply again and again.** Each product with $A$ multiplies each part by its own eigenvalue. With $|\lambda_1| > |\lambda_2| \ge \dots \ge |\lambda_n|$,
#
# $$A^k x = \lambda_1^k \left( c_1 q_1 + \left(\frac{\lambda_2}{\lambda_1}\right)^k c_2 q_2 + \dots + \left(\frac{\lambda_n}{\lambda_1}\right)^k c_n q_n \right)$$
#
# Inside the brackets all but the first term go to zero, so the direction of $A^k x$ goes to $q_1$; a step shrinks the error to about $|\lambda_2 / \lambda_1|$ of what it was. This is power iteration. $\lambda_1^k$ leaves the range of floating point ($3^{650}$ already does), so every step divides by the length.
#
# **What is the eigenvalue?** For a unit vector $v$ the Rayleigh quotient is $\rho(v) = v^\top A v$. If $A v = \lambda v$, then $\rho(v) = \lambda v^\top v = \lambda$, sign included; $\lVert A v \rVert_2$ would give $|\lambda|$ only.
#
# **When to stop?** Look at the residual $A v - \rho(v) v$: where it is zero, $v$ is an eigenvector. A symmetric matrix promises more. Write the unit vector $v$ as $c_1 q_1 + \dots + c_n q_n$; by Pythagoras $c_1^2 + \dots + c_n^2 = 1$, so
#
# $$\lVert A v - \rho v \rVert_2^2 = \sum_{i=1}^n c_i^2 (\lambda_i - \rho)^2 \ge \min_i (\lambda_i - \rho)^2$$
#
# and some eigenvalue is no farther from $\rho$ than the length of the residual. To be free of units, compare the residual with $\lVert A \rVert_F$, the root of the sum of the squares of all entries of $A$, which is `np.linalg.norm(A)`. Do not compare $v$ with the $v$ of the step before: for $\lambda_1 < 0$ it changes sign at every step, and the loop never ends.
#
# **When does it fail?** If $\lambda_1 = -\lambda_2$, two parts are equally strong and one changes sign at every step: $v$ jumps to and fro, and the residual does not shrink. If $\lambda_1 = \lambda_2$, every vector in the plane of the two directions is an eigenvector, and the iteration converges to one of them; the start decides which. A start orthogonal to $q_1$ ($c_1 = 0$) never finds $q_1$; a random start is not so unlucky.

# %%
# Worked example: A^k x turns towards (1, 1), without any normalization yet.
x = np.array([1.0, 0.2])
degrees = []
directions = []
for step in range(9):
    angle = 45 - np.degrees(np.arctan2(x[1], x[0]))
    print(f"step {step}: x = ({x[0]:9.1f}, {x[1]:9.1f}), {angle:8.4f} degrees from (1, 1)")
    degrees.append(angle)
    directions.append(x / np.linalg.norm(x))
    x = A_example @ x

fig, axes = plt.subplots(1, 2, figsize=(8, 3.2), layout="constrained")
axes[0].plot(*circle, color=GREY, linewidth=1)
draw_arrows(axes[0], np.array(directions[:4]), BLUE)
draw_arrows(axes[0], kept[:1], ORANGE)
axes[0].set_aspect("equal")
axes[0].set(
    title="Directions of $x, Ax, A^2x, A^3x$; orange: $q_1$",
    xlabel="first coordinate",
    ylabel="second coordinate",
    xlim=(-0.1, 1.3),
    ylim=(-0.1, 1.1),
)
axes[1].semilogy(degrees, "o-", label="measured")
axes[1].semilogy(degrees[0] / 3.0 ** np.arange(9), color=GREY, linestyle="--", label="$(1/3)^k$")
axes[1].set(title="Angle to $q_1$", xlabel="step $k$", ylabel="angle (degrees)")
axes[1].legend()
plt.show()

# %% [markdown] lang="zh"
# ### 任务 1：`power_iteration`
#
# 写出对称矩阵的主特征对 (dominant eigenpair)，即绝对值最大的特征值及其特征向量。
#
# - 输入：`A`，对称，形状 $(n, n)$；`start`，形状 $(n,)$，起点；`tolerance`；`max_iterations`。
# - 每一步：令 $v$ 为单位向量，算 $A v$ 与 $\rho = v^\top A v$；若 $\lVert A v - \rho v \rVert_2 \le \texttt{tolerance} \cdot \lVert A \rVert_F$ 就停，否则以 $A v / \lVert A v \rVert_2$ 为下一个 $v$。
# - 返回：`(eigenvalue, eigenvector)`，前者为 `float`，带符号；后者为单位向量，形状 $(n,)$。返回的一对要满足上面的停止条件，传入的 `tolerance` 要起作用。
# - `max_iterations` 步之内不满足停止条件：`RuntimeError`，例如 $\lambda_1 = -\lambda_2$ 时。$\lambda_1 = \lambda_2$ 时应返回这个特征值的任一单位特征向量。
# - 零矩阵：特征值为 0，`start` 的方向就是特征向量。
# - `A` 不是二维方阵或不对称（用 `np.allclose` 判断），`start` 长度不对或全为零：`ValueError`。
#
# 测试只用 $|\lambda_2 / \lambda_1| \le 0.8$ 或上面提到的情形。分数：特征对 2 分；停止、不收敛与坏输入 1 分。

# %% [markdown] lang="en"
# ### Task 1: `power_iteration`
#
# Find the dominant eigenpair of a symmetric matrix: the eigenvalue of largest magnitude and its eigenvector.
#
# - Input: `A`, symmetric, of shape $(n, n)$; `start`, of shape $(n,)$, where to begin; `tolerance`; `max_iterations`.
# - Each step: with a unit vector $v$, compute $A v$ and $\rho = v^\top A v$; stop if $\lVert A v - \rho v \rVert_2 \le \texttt{tolerance} \cdot \lVert A \rVert_F$, else let $A v / \lVert A v \rVert_2$ be the next $v$.
# - Return: `(eigenvalue, eigenvector)`, the first a `float` with its sign, the second a unit vector of shape $(n,)$. The pair must meet the condition above, and the `tolerance` that is passed must count.
# - If the condition is not met within `max_iterations` steps: `RuntimeError`, for example where $\lambda_1 = -\lambda_2$. Where $\lambda_1 = \lambda_2$, return any unit eigenvector of that eigenvalue.
# - The zero matrix has eigenvalue 0, and the direction of `start` is an eigenvector.
# - `A` not two-dimensional and square, or not symmetric (by `np.allclose`), `start` of the wrong length or all zero: `ValueError`.
#
# The tests use $|\lambda_2 / \lambda_1| \le 0.8$ or the cases named above. Points: 2 for the pair; 1 for stopping, failing to converge and bad input.


# %% [markdown] aicourse={"hints": "power_iteration"} lang="zh"
# 1. 先想一步：用 $A$ 乘一个向量，再除以它的长度。重复这一步，向量转向哪里？
# 2. 每一步都需要 $A v$ 两次：一次算特征值的估计 $\rho = v^\top A v$（$v$ 的长度为 1），一次作下一个向量。只乘一次，存起来。
# 3. 先检查是否可以停下，再更新 $v$：停止条件比较的是残差 $\lVert A v - \rho v \rVert_2$ 与 `tolerance` 乘以 $\lVert A \rVert_F$。
# 4. 循环正常走完而没有返回，就是没有收敛：在循环之后报 `RuntimeError`。检查输入要放在最前面，零向量没有方向。

# %% [markdown] aicourse={"hints": "power_iteration"} lang="en"
# 1. Think of one step: multiply a vector by $A$, then divide by its length. Where does the vector turn as you repeat that?
# 2. Each step needs $A v$ twice: for the estimate $\rho = v^\top A v$ of the eigenvalue (with $v$ of length 1), and as the next vector. Multiply once and keep it.
# 3. Ask first whether you may stop, and update $v$ afterwards: compare the residual $\lVert A v - \rho v \rVert_2$ with `tolerance` times $\lVert A \rVert_F$.
# 4. A loop that ends without a return has not converged: raise the `RuntimeError` behind it. Checks of the input come first; a zero vector has no direction.


# %% nbgrader={"grade": false, "grade_id": "power_iteration", "locked": false, "schema_version": 3, "solution": true, "task": false}
def power_iteration(
    A: Float[np.ndarray, "n n"],
    start: Float[np.ndarray, "n"],
    tolerance: float = 1e-10,
    max_iterations: int = 10_000,
) -> tuple[float, Float[np.ndarray, "n"]]:
    """Dominant eigenpair of a symmetric matrix by power iteration.

    Parameters
    ----------
    A : ndarray of shape (n, n)
        Symmetric matrix.
    start : ndarray of shape (n,)
        First vector, of any length but zero, not orthogonal to the eigenvector sought.
    tolerance : float
        Largest residual ``|A v - rho v|`` to accept, as a multiple of the Frobenius norm of `A`.
    max_iterations : int
        Largest number of steps.

    Returns
    -------
    eigenvalue : float
        Eigenvalue of largest magnitude, with its sign.
    eigenvector : ndarray of shape (n,)
        Its eigenvector, of length 1; the sign is free.

    Raises
    ------
    ValueError
        If `A` is not square and symmetric, or `start` does not fit it or is zero.
    RuntimeError
        If the residual is still too large after `max_iterations` steps.

    References
    ----------
    Golub and Van Loan, Matrix Computations (4th ed.), section 8.2.
    """
    ### BEGIN SOLUTION
    A = np.asarray(A, dtype=float)
    v = np.asarray(start, dtype=float)
    if A.ndim != 2 or A.shape[0] != A.shape[1] or not np.allclose(A, A.T):
        raise ValueError("A must be square and symmetric")
    if v.shape != A.shape[:1] or not v.any():
        raise ValueError("start must be a non-zero vector with one entry for each row of A")
    largest_residual = tolerance * np.linalg.norm(A)
    v = v / np.linalg.norm(v)
    for _ in range(max_iterations):
        Av = A @ v
        eigenvalue = v @ Av
        if np.linalg.norm(Av - eigenvalue * v) <= largest_residual:
            return float(eigenvalue), v
        v = Av / np.linalg.norm(Av)
    raise RuntimeError(f"no convergence in {max_iterations} iterations")
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_power_iteration", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
shown = np.array([[2.0, 1.0], [1.0, 2.0]])
eigenvalue, eigenvector = power_iteration(shown, np.array([1.0, 0.0]))
assert isinstance(eigenvalue, float | np.floating), (
    f"特征值应为 float，实得 {type(eigenvalue).__name__}"
    f" / expected a float as eigenvalue, got {type(eigenvalue).__name__}"
)
assert is_array(eigenvector, (2,)), (
    "特征向量应为形状 (2,) 的 float64 数组 / expected a float64 array of shape (2,) as eigenvector"
)
assert abs(eigenvalue - 3) < 1e-8, (
    f"特征值应为 3，实得 {eigenvalue} / expected eigenvalue 3, got {eigenvalue}"
)
assert abs(abs(eigenvector.sum()) - np.sqrt(2)) < 1e-8, (
    f"特征向量应为 ±(0.7071, 0.7071)，实得 {eigenvector}"
    f" / expected eigenvector ±(0.7071, 0.7071), got {eigenvector}"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
for trial in range(10):
    n = int(rng.integers(2, 12))
    sign = 1.0 if trial % 2 else -1.0
    dominant = sign * rng.uniform(2, 50)
    others = 0.8 * abs(dominant) * rng.uniform(-1, 1, n - 1)
    A = symmetric_with(rng, np.append(others, dominant))
    A = A.astype(np.float32 if trial % 3 == 2 else np.float64)
    start = rng.normal(size=n)
    passed_in = A.copy(), start.copy()
    eigenvalue, eigenvector = power_iteration(A, start)
    assert np.array_equal(A, passed_in[0]), "传入的 A 被改动了 / A has been changed"
    assert np.array_equal(start, passed_in[1]), "传入的 start 被改动了 / start has been changed"
    assert isinstance(eigenvalue, float | np.floating), (
        "特征值应为 float / the eigenvalue should be a float"
    )
    assert is_array(eigenvector, (n,)), (
        "特征向量应为形状 (n,) 的 float64 数组"
        " / the eigenvector should be a float64 array of shape (n,)"
    )
    values, vectors = np.linalg.eigh(A.astype(float))
    largest = np.argmax(np.abs(values))
    assert abs(np.linalg.norm(eigenvector) - 1) < 1e-10, (
        "特征向量的长度应为 1 / the eigenvector should have length 1"
    )
    assert abs(eigenvalue - values[largest]) < 1e-8 * abs(dominant), (
        "应得绝对值最大的特征值并带符号"
        " / expected the eigenvalue of largest magnitude, with its sign"
    )
    assert abs(eigenvector @ vectors[:, largest]) > 1 - 1e-8, (
        "特征向量与主特征向量不平行 / the eigenvector is not parallel to the dominant one"
    )
integers = np.array([[0, 2], [2, 3]])
assert abs(power_iteration(integers, np.array([1, 0]))[0] - 4) < 1e-8, (
    "整数输入应得到正确的特征值 / integer input should give the right eigenvalue"
)
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_power_iteration_convergence", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
assert raises(RuntimeError, power_iteration, np.diag([1.0, -1.0]), np.array([0.6, 0.8])), (
    "特征值 1 与 -1 时应报 RuntimeError / eigenvalues 1 and -1 should raise RuntimeError"
)
assert raises(ValueError, power_iteration, np.ones((2, 3)), np.ones(3)), (
    "非方阵应报 ValueError / a matrix that is not square should raise ValueError"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
for tolerance in (1e-3, 1e-6, 1e-9):
    A = symmetric_with(rng, rng.uniform(1, 5) * np.array([-1.0, 0.75, 0.5, 0.1]))
    eigenvalue, v = power_iteration(A, rng.normal(size=4), tolerance)
    residual = np.linalg.norm(A @ v - eigenvalue * v)
    assert residual <= 1.01 * tolerance * np.linalg.norm(A), (
        "返回的一对不满足停止条件 / the pair returned does not meet the stopping condition"
    )
slow_values = np.array([1.0, 0.99, 0.1])
slow = symmetric_with(rng, slow_values)
slow_start = np.linalg.eigh(slow)[1].sum(axis=1)
assert raises(RuntimeError, power_iteration, slow, slow_start, 1e-12, 40), (
    "max_iterations 步内不收敛应报 RuntimeError"
    " / no convergence within max_iterations steps should raise RuntimeError"
)
try:
    power_iteration(slow, slow_start, 0.05, 40)
except RuntimeError:
    raise AssertionError(
        "传入的 tolerance 没有起作用 / the tolerance that was passed did not count"
    ) from None
repeated = symmetric_with(rng, np.array([3.0, 3.0, 1.0, -0.5]))
eigenvalue, v = power_iteration(repeated, rng.normal(size=4))
assert abs(eigenvalue - 3) + np.linalg.norm(repeated @ v - 3 * v) < 1e-8, (
    "最大特征值重复时应返回它的一个特征向量"
    " / where the largest eigenvalue is repeated, expected one of its eigenvectors"
)
eigenvalue, v = power_iteration(np.zeros((3, 3)), np.array([0.0, 2.0, 0.0]))
assert (eigenvalue, *np.abs(v)) == (0, 0, 1, 0), (
    "零矩阵的特征值应为 0，向量为 start 的方向"
    " / the zero matrix should give eigenvalue 0 and the direction of start"
)
opposite = symmetric_with(rng, np.array([2.0, -2.0, 1.0]))
assert raises(RuntimeError, power_iteration, opposite, rng.normal(size=3)), (
    "特征值 λ 与 -λ 时应报 RuntimeError / eigenvalues λ and -λ should raise RuntimeError"
)
for A, start, zh, en in (
    (np.ones(4), np.ones(4), "A 不是二维", "A is not two-dimensional"),
    (np.array([[1.0, 2.0], [0.0, 1.0]]), np.ones(2), "A 不对称", "A is not symmetric"),
    (np.eye(3), np.ones(2), "start 长度不对", "start has the wrong length"),
    (np.eye(3), np.zeros(3), "start 全为零", "start is all zero"),
):
    assert raises(ValueError, power_iteration, A, start), (
        f"应报 ValueError：{zh} / expected a ValueError: {en}"
    )
### END HIDDEN TESTS

# %% [markdown] lang="zh"
# ### 结果说明了什么
#
# 每一步只需一次矩阵与向量相乘，$A$ 再大也存得下、乘得动；早期的 PageRank 就是这样算出网页排名的。代价是只得到一个特征对，而且 $|\lambda_2 / \lambda_1|$ 接近 1 时很慢。
#
# 下面用照片试一试。$G$ 是每个像素三种颜色的平均，形状 $427 \times 640$；$G^\top G$ 是对称矩阵。它的最大特征值开平方，恰好等于 $G$ 对任何单位向量的最大拉伸 `np.linalg.norm(G, 2)`。为什么，见第 3 节。

# %% [markdown] lang="en"
# ### What the result means
#
# A step costs one product of a matrix and a vector, which stays cheap however large $A$ is; early PageRank ranked the pages of the web in this way. The price: one eigenpair only, and slow where $|\lambda_2 / \lambda_1|$ is close to 1.
#
# Try it on the photo. $G$ is the mean of the three colours of each pixel, of shape $427 \times 640$; $G^\top G$ is symmetric. The root of its largest eigenvalue equals the most that $G$ stretches any unit vector, `np.linalg.norm(G, 2)`. Section 3 says why.

# %%
G = photo.mean(axis=2)
eigenvalue, _ = power_iteration(G.T @ G, np.ones(G.shape[1]))
print(f"root of the largest eigenvalue: {np.sqrt(eigenvalue):.6f}")
print(f"largest stretch of G:           {np.linalg.norm(G, 2):.6f}")

# %% [markdown] lang="zh"
# ## 2 · 怎样一次得到所有特征值？
#
# **先分解。** 若对 $n$ 个向量同时做幂迭代，它们会全部倒向 $q_1$。要让每个向量各找一个方向，就得让它们保持正交。QR 分解 (QR factorization) $A = Q R$ 正是为此：$Q$ 的列标准正交，$R$ 是上三角矩阵。$Q$ 的第一列是 $A$ 第一列的方向，第二列是 $A$ 的第二列减去沿第一列的部分之后剩下的方向，依此类推。`np.linalg.qr` 做的就是这件事。
#
# **再反过来乘。** 令 $A_0 = A$，每一步分解 $A_k = Q_k R_k$，再令 $A_{k+1} = R_k Q_k$。由 $R_k = Q_k^\top A_k$ 得
#
# $$A_{k+1} = Q_k^\top A_k Q_k$$
#
# 这只是换一组坐标看同一台机器，所以特征值不变：若 $A_k v = \lambda v$，则 $A_{k+1} (Q_k^\top v) = Q_k^\top A_k v = \lambda (Q_k^\top v)$。
#
# **为什么会变成对角矩阵？** QR 算法是保持正交的幂迭代 (Trefethen 与 Bau，第 28 讲)。若 $|\lambda_1| > |\lambda_2| > \dots > |\lambda_n|$，则 $A_k$ 的对角线趋于各特征值，第 $i$ 行第 $j$ 列 ($i > j$) 的元素像 $|\lambda_i / \lambda_j|^k$ 那样缩小。
#
# **何时停止？** 用对角线以外所有元素的大小来量：
#
# $$\mathrm{off}(A_k) = \sqrt{\sum_{i \neq j} (A_k)_{ij}^2}$$
#
# 它足够小时，每个对角元素与一个特征值的距离都不超过 $\mathrm{off}(A_k)$。
#
# **何时不灵？** 若有 $\lambda$ 与 $-\lambda$，这样的迭代不收敛，道理与幂迭代相同。实用的程序先减去一个平移量 (shift) $\mu I$，分解后再加回来；选得好，就能解决它，也快得多。选法要小心：取 $\mu$ 为最后一个对角元素，遇到 $\begin{pmatrix} 2 & 1 \\ 1 & 2 \end{pmatrix}$ 就停滞不前，Wilkinson 平移不会 (Trefethen 与 Bau，第 29 讲)。任务不要求平移，但可以用。

# %% [markdown] lang="en"
# ## 2 · How do we get all eigenvalues at once?
#
# **First factor.** Power iteration on $n$ vectors at once lets all of them fall onto $q_1$. For each to find a direction of its own they must stay orthogonal. The QR factorization $A = Q R$ does that: the columns of $Q$ are orthonormal, and $R$ is upper triangular. The first column of $Q$ is the direction of the first column of $A$; the second is the direction of what is left of the second column of $A$ without its part along the first, and so on. `np.linalg.qr` computes it.
#
# **Then multiply the other way round.** Let $A_0 = A$; at each step factor $A_k = Q_k R_k$ and let $A_{k+1} = R_k Q_k$. From $R_k = Q_k^\top A_k$ follows
#
# $$A_{k+1} = Q_k^\top A_k Q_k$$
#
# This is the same machine seen in other coordinates, so the eigenvalues stay: if $A_k v = \lambda v$, then $A_{k+1} (Q_k^\top v) = Q_k^\top A_k v = \lambda (Q_k^\top v)$.
#
# **Why does it become diagonal?** The QR algorithm is power iteration that stays orthogonal (Trefethen and Bau, Lecture 28). If $|\lambda_1| > |\lambda_2| > \dots > |\lambda_n|$, the diagonal of $A_k$ goes to the eigenvalues, and the entry in row $i$, column $j$ ($i > j$) shrinks like $|\lambda_i / \lambda_j|^k$.
#
# **When to stop?** Measure all that is not on the diagonal:
#
# $$\mathrm{off}(A_k) = \sqrt{\sum_{i \neq j} (A_k)_{ij}^2}$$
#
# Once it is small, each diagonal entry is no farther than $\mathrm{off}(A_k)$ from an eigenvalue.
#
# **When does it fail?** With $\lambda$ and $-\lambda$ the iteration does not converge, for the same reason as power iteration. Practical programs subtract a shift $\mu I$ before the factorization and add it back afterwards; well chosen, it cures this and is much faster. Choose with care: the last diagonal entry as $\mu$ gets stuck at $\begin{pmatrix} 2 & 1 \\ 1 & 2 \end{pmatrix}$, Wilkinson's shift does not (Trefethen and Bau, Lecture 29). The task asks for no shift, but allows it.

# %%
# Worked example: one step by hand. The eigenvalues are 3 and 1.
Q, R = np.linalg.qr(A_example)
print("A0 =\n", A_example)
print("Q =\n", Q.round(4))
print("R =\n", R.round(4))
print("A1 = R Q =\n", (R @ Q).round(4))
print(f"off(A0) = {np.sqrt(2 * 1.0**2):.4f}, off(A1) = {np.sqrt(2 * (R @ Q)[0, 1] ** 2):.4f}")

# %% [markdown] lang="zh"
# ### 任务 2：`qr_eigenvalues`
#
# 写出对称矩阵的全部特征值，并记下收敛的过程。
#
# - 输入：`A`，对称，形状 $(n, n)$；`tolerance`；`max_iterations`。
# - 返回：`(eigenvalues, history)`。`eigenvalues` 形状 $(n,)$，按数值（不是按绝对值）从大到小。`history` 是一维数组：`history[0]` 为 $\mathrm{off}(A)$，之后每做一步添上新的 $\mathrm{off}(A_k)$。
# - 当 $\mathrm{off}(A_k) \le \texttt{tolerance} \cdot \lVert A \rVert_F$ 时停止，所以 `history` 的最后一项满足这个条件。本来就是对角矩阵的输入不需要任何一步，`history` 只有一项。
# - `max_iterations` 步之内做不到：`RuntimeError`。
# - `A` 不是二维方阵或不对称（用 `np.allclose` 判断）：`ValueError`。
#
# 测试用的矩阵各特征值的绝对值互不相同，相邻两个之比不超过 0.85；其中可以有负数，也可以有一个零。误差不得超过 $10^{-8} \lVert A \rVert_F$。分数：特征值 2 分；收敛过程与坏输入 1 分。

# %% [markdown] lang="en"
# ### Task 2: `qr_eigenvalues`
#
# Find all eigenvalues of a symmetric matrix, and keep a record of the convergence.
#
# - Input: `A`, symmetric, of shape $(n, n)$; `tolerance`; `max_iterations`.
# - Return: `(eigenvalues, history)`. `eigenvalues` has shape $(n,)$, from largest to smallest by value (not by magnitude). `history` is a one-dimensional array: `history[0]` is $\mathrm{off}(A)$, and each step adds the new $\mathrm{off}(A_k)$.
# - Stop when $\mathrm{off}(A_k) \le \texttt{tolerance} \cdot \lVert A \rVert_F$, so that the last entry of `history` meets this condition. A matrix that is diagonal to begin with needs no step, and its `history` has one entry.
# - If that takes more than `max_iterations` steps: `RuntimeError`.
# - `A` not two-dimensional and square, or not symmetric (by `np.allclose`): `ValueError`.
#
# In the tests the magnitudes of the eigenvalues differ, neighbours by a ratio of at most 0.85; some are negative, and one may be zero. The error may be at most $10^{-8} \lVert A \rVert_F$. Points: 2 for the eigenvalues; 1 for the record of convergence and bad input.


# %% [markdown] aicourse={"hints": "qr_eigenvalues"} lang="zh"
# 1. 一步只有两行：把 $A$ 分解成 $Q R$，再按相反的次序乘回去。
# 2. $R Q = Q^\top A Q$，所以特征值不变；变小的是非对角元素。写一个小函数算非对角部分的范数，循环里要用很多次。
# 3. `history` 的第一项属于还没有走过任何一步的 $A$。走 $t$ 步之后它有 $t + 1$ 项。
# 4. 收敛之后特征值就在对角线上，次序却不一定对：返回之前按值排序，从大到小。

# %% [markdown] aicourse={"hints": "qr_eigenvalues"} lang="en"
# 1. A step has two lines: factor $A$ into $Q R$, and multiply back in the other order.
# 2. $R Q = Q^\top A Q$, so the eigenvalues stay; what shrinks is off the diagonal. Write a small function for the norm of that part, for the loop needs it at every step.
# 3. The first entry of `history` belongs to the $A$ of which no step was made. After $t$ steps it has $t + 1$ entries.
# 4. At the end the eigenvalues stand on the diagonal, though not always in order: sort by value, largest first, before you return them.


# %% nbgrader={"grade": false, "grade_id": "qr_eigenvalues", "locked": false, "schema_version": 3, "solution": true, "task": false}
def qr_eigenvalues(
    A: Float[np.ndarray, "n n"], tolerance: float = 1e-10, max_iterations: int = 5_000
) -> tuple[Float[np.ndarray, "n"], Float[np.ndarray, "steps"]]:
    """All eigenvalues of a symmetric matrix by the QR algorithm.

    Parameters
    ----------
    A : ndarray of shape (n, n)
        Symmetric matrix.
    tolerance : float
        Largest off-diagonal norm to accept, as a multiple of the Frobenius norm of `A`.
    max_iterations : int
        Largest number of steps.

    Returns
    -------
    eigenvalues : ndarray of shape (n,)
        In descending order of value.
    history : ndarray of shape (steps + 1,)
        Off-diagonal norm of `A`, then after each step.

    Raises
    ------
    ValueError
        If `A` is not square and symmetric.
    RuntimeError
        If the off-diagonal norm is still too large after `max_iterations` steps.

    References
    ----------
    Francis, The QR transformation, The Computer Journal 4 (1961).
    Trefethen and Bau, Numerical Linear Algebra, Lecture 28.
    """
    ### BEGIN SOLUTION
    A = np.asarray(A, dtype=float)
    if A.ndim != 2 or A.shape[0] != A.shape[1] or not np.allclose(A, A.T):
        raise ValueError("A must be square and symmetric")

    def off(matrix: np.ndarray) -> float:
        return float(np.linalg.norm(matrix - np.diag(np.diag(matrix))))

    largest_off = tolerance * np.linalg.norm(A)
    history = [off(A)]
    while history[-1] > largest_off:
        if len(history) > max_iterations:
            raise RuntimeError(f"no convergence in {max_iterations} iterations")
        Q, R = np.linalg.qr(A)
        A = R @ Q  # = Q.T @ A @ Q: same eigenvalues
        history.append(off(A))
    return np.sort(np.diag(A))[::-1], np.array(history)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_qr_eigenvalues", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
eigenvalues, history = qr_eigenvalues(np.array([[2.0, 1.0], [1.0, 2.0]]))
assert is_array(eigenvalues, (2,)), (
    "eigenvalues 应为形状 (2,) 的 float64 数组"
    " / expected eigenvalues as a float64 array of shape (2,)"
)
assert np.allclose(eigenvalues, [3, 1], atol=1e-8), (
    f"特征值应为 [3, 1]，实得 {eigenvalues} / expected eigenvalues [3, 1], got {eigenvalues}"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
for trial in range(8):
    n = int(rng.integers(2, 11))
    ratios = rng.uniform(0.6, 0.85, n)
    values = rng.uniform(1, 100) * np.cumprod(ratios) * rng.choice([-1.0, 1.0], n)
    values[0] = -abs(values[0])
    values[1] = abs(values[1])
    if trial == 3:
        values[-1] = 0
    A = symmetric_with(rng, values)
    A = A.astype(np.float32 if trial == 5 else np.float64)
    passed_in = A.copy()
    eigenvalues, _ = qr_eigenvalues(A)
    assert np.array_equal(A, passed_in), (
        "传入的数组被改动了 / the array that was passed in has been changed"
    )
    assert is_array(eigenvalues, (n,)), (
        "eigenvalues 应为形状 (n,) 的 float64 数组"
        " / eigenvalues should be a float64 array of shape (n,)"
    )
    assert (np.diff(eigenvalues) <= 0).all(), (
        "特征值应按数值从大到小 / eigenvalues should descend by value"
    )
    expected = np.linalg.eigvalsh(A.astype(float))[::-1]
    assert np.abs(eigenvalues - expected).max() <= 1e-8 * np.linalg.norm(values), (
        "特征值与 LAPACK 的不符 / the eigenvalues differ from LAPACK's"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_qr_eigenvalues_convergence", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
_, history = qr_eigenvalues(np.array([[2.0, 1.0], [1.0, 2.0]]))
assert is_array(history, (len(history),)), (
    "history 应为一维 float64 数组 / expected history as a one-dimensional float64 array"
)
assert abs(history[0] - np.sqrt(2)) < 1e-12, (
    f"history[0] 应为 off(A) = 1.4142，实得 {history[0]}"
    f" / expected history[0] = off(A) = 1.4142, got {history[0]}"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
A = symmetric_with(rng, rng.uniform(1, 50) * np.array([1.0, -0.8, 0.6, 0.45, -0.3, 0.2]))
off_diagonal = np.linalg.norm(A - np.diag(np.diag(A)))
for tolerance in (1e-4, 1e-8):
    _, history = qr_eigenvalues(A, tolerance)
    assert is_array(history, (len(history),)), (
        "history 应为一维 float64 数组 / history should be a one-dimensional float64 array"
    )
    assert len(history) > 2, "history 应每步一项 / history should have one entry a step"
    assert abs(history[0] - off_diagonal) <= 1e-10 * off_diagonal, (
        "history[0] 应为 off(A) / history[0] should be off(A)"
    )
    assert history[-1] <= 1.01 * tolerance * np.linalg.norm(A), (
        "history 的最后一项不满足停止条件 / the last entry of history misses the stopping condition"
    )
    assert history[-2] > tolerance * np.linalg.norm(A), (
        "满足停止条件之后还在迭代 / it went on after the stopping condition was met"
    )
values, history = qr_eigenvalues(np.diag([1.0, 3.0, -2.0]))
assert np.allclose(values, [3, 1, -2]), (
    "对角矩阵的特征值不对 / the eigenvalues of a diagonal matrix are wrong"
)
assert len(history) == 1, "对角矩阵不需要任何一步 / a diagonal matrix needs no step"
assert raises(RuntimeError, qr_eigenvalues, A, 1e-12, 2), (
    "max_iterations 步内不收敛应报 RuntimeError"
    " / no convergence within max_iterations steps should raise RuntimeError"
)
for bad, zh, en in (
    (np.ones((2, 3)), "A 不是方阵", "A is not square"),
    (np.ones(4), "A 不是二维", "A is not two-dimensional"),
    (np.array([[1.0, 2.0], [0.0, 1.0]]), "A 不对称", "A is not symmetric"),
):
    assert raises(ValueError, qr_eigenvalues, bad), (
        f"应报 ValueError：{zh} / expected a ValueError: {en}"
    )
### END HIDDEN TESTS

# %% [markdown] lang="zh"
# ### 结果说明了什么
#
# 照片里就有一个要紧的小矩阵。把 273,280 个像素看作三维空间中的点，它们的红、绿、蓝三个数怎样一同变化，写在 $3 \times 3$ 的协方差矩阵 (covariance matrix) 里，它是对称的。特征值是点云沿三个互相垂直的方向的方差 (variance)。下面的单元格用你的函数算出：第一个方向占 97%，它几乎就是亮度 $(1, 1, 1)$。三种颜色说的多半是同一件事，第 5 节要用到这一点。图中的斜率由最接近的一对特征值决定，这里是 $|\lambda_3 / \lambda_2|$。

# %% [markdown] lang="en"
# ### What the result means
#
# A small matrix in the photo matters. Take the 273,280 pixels as points in space; how their red, green and blue numbers vary together stands in the $3 \times 3$ covariance matrix, which is symmetric. Its eigenvalues are the variances of the cloud of points along three directions at right angles. The next cell computes with your function: the first direction holds 97%, and it is almost brightness $(1, 1, 1)$. The three colours mostly say the same thing; section 5 makes use of that. The closest pair of eigenvalues decides the slope in the figure, here $|\lambda_3 / \lambda_2|$.

# %%
colour_covariance = np.cov(photo.reshape(-1, 3).T)
variances, history = qr_eigenvalues(colour_covariance)
print("share of the variance:", np.round(variances / variances.sum(), 4))

fig, ax = plt.subplots(figsize=(5.2, 3), layout="constrained")
steps = np.arange(len(history))
ax.semilogy(steps, history, "o-", label=r"off$(A_k)$")
slowest = history[-1] * (variances[2] / variances[1]) ** (steps - steps[-1])
ax.semilogy(steps, slowest, "--", color=ORANGE, label=r"slope of $|\lambda_3/\lambda_2|^k$")
ax.set(
    title="QR algorithm on the colour covariance",
    xlabel="step $k$",
    ylabel="off-diagonal norm (grey levels$^2$)",
)
ax.legend()
plt.show()

# %% [markdown] lang="zh"
# ## 3 · 矩阵不是方的怎么办？
#
# 照片是 $427 \times 640$ 的，既不方，也不对称，没有特征向量可言。但“圆变椭圆”那幅图仍然成立：任何矩阵都把单位球变成一个椭球（也许是压扁的），而且总能找到一组互相垂直的输入方向 $v_i$，它们的输出仍然互相垂直。
#
# **奇异值分解。** 记输出的方向为单位向量 $u_i$，拉伸的倍数为奇异值 (singular value) $\sigma_1 \ge \sigma_2 \ge \dots \ge 0$：
#
# $$A v_i = \sigma_i u_i, \qquad i = 1, \dots, r, \quad r = \min(m, n)$$
#
# 排成矩阵就是 $A V = U \Sigma$，即**薄** (thin) SVD
#
# $$A = U \Sigma V^\top = \sum_{i=1}^{r} \sigma_i u_i v_i^\top$$
#
# 其中 $U$ 形状 $(m, r)$，$V^\top$ 形状 $(r, n)$，$U$ 与 $V$ 的列都标准正交。每一项 $\sigma_i u_i v_i^\top$ 是一个列乘一个行，叫作秩 1 (rank 1) 矩阵，只需 $m + n$ 个数。
#
# **一条近路，以及它的坑。** 由 $A = U \Sigma V^\top$ 得 $A^\top A = V \Sigma^2 V^\top$：$v_i$ 是对称矩阵 $A^\top A$ 的特征向量，$\sigma_i^2$ 是特征值。第 1 节最后的等式就来自这里。可是平方会丢数字。取 $\varepsilon = 10^{-8}$：
#
# $$A = \begin{pmatrix} 1 & 1 \\ \varepsilon & 0 \\ 0 & \varepsilon \end{pmatrix}, \qquad A^\top A = \begin{pmatrix} 1 + \varepsilon^2 & 1 \\ 1 & 1 + \varepsilon^2 \end{pmatrix}$$
#
# `float64` 只有约 16 位有效数字，$1 + 10^{-16}$ 存为 1，于是 $A^\top A$ 的第二个特征值算成 0，而真正的 $\sigma_2$ 是 $10^{-8}$。下面的单元格给你看。

# %% [markdown] lang="en"
# ## 3 · What if the matrix is not square?
#
# The photo is $427 \times 640$: neither square nor symmetric, so it has no eigenvectors. But the picture of the circle that becomes an ellipse still holds: every matrix turns the unit ball into an ellipsoid (perhaps a flat one), and there are always input directions $v_i$ at right angles to each other whose outputs are at right angles too.
#
# **Singular value decomposition.** Call the output directions $u_i$, of length 1, and the factors by which they are stretched the singular values $\sigma_1 \ge \sigma_2 \ge \dots \ge 0$:
#
# $$A v_i = \sigma_i u_i, \qquad i = 1, \dots, r, \quad r = \min(m, n)$$
#
# Put side by side, $A V = U \Sigma$, which is the **thin** SVD
#
# $$A = U \Sigma V^\top = \sum_{i=1}^{r} \sigma_i u_i v_i^\top$$
#
# Here $U$ has shape $(m, r)$, $V^\top$ has shape $(r, n)$, and the columns of $U$ and of $V$ are orthonormal. Each term $\sigma_i u_i v_i^\top$ is a column times a row, a matrix of rank 1, and takes only $m + n$ numbers.
#
# **A short cut, and its pit.** From $A = U \Sigma V^\top$ follows $A^\top A = V \Sigma^2 V^\top$: the $v_i$ are the eigenvectors of the symmetric matrix $A^\top A$, the $\sigma_i^2$ its eigenvalues. The equality at the end of section 1 comes from this. But squaring loses digits. Take $\varepsilon = 10^{-8}$:
#
# $$A = \begin{pmatrix} 1 & 1 \\ \varepsilon & 0 \\ 0 & \varepsilon \end{pmatrix}, \qquad A^\top A = \begin{pmatrix} 1 + \varepsilon^2 & 1 \\ 1 & 1 + \varepsilon^2 \end{pmatrix}$$
#
# `float64` holds about 16 digits, so $1 + 10^{-16}$ is stored as 1; the second eigenvalue of $A^\top A$ comes out as 0, while the true $\sigma_2$ is $10^{-8}$. The next cell shows it.

# %%
# Worked example: what squaring costs. `eigvalsh` and `svd` are LAPACK's.
epsilon = 1e-8
lauchli = np.array([[1.0, 1.0], [epsilon, 0.0], [0.0, epsilon]])
squared = np.linalg.eigvalsh(lauchli.T @ lauchli)[::-1]
print("eigenvalues of A^T A:  ", squared)
print("singular values of A:  ", np.linalg.svd(lauchli, compute_uv=False))

# %% [markdown] lang="zh"
# **单边 Jacobi 法** (one-sided Jacobi method) 不平方。它从 $W = A$、$V = I$ 出发，一次取 $W$ 的两列 $w_i$、$w_j$（$i < j$），旋转到互相垂直：
#
# $$w_i' = \cos\theta \, w_i + \sin\theta \, w_j, \qquad w_j' = -\sin\theta \, w_i + \cos\theta \, w_j$$
#
# 记 $\alpha = w_i^\top w_i$，$\beta = w_j^\top w_j$，$\gamma = w_i^\top w_j$。展开，再用二倍角公式：
#
# $$w_i'^\top w_j' = \gamma \cos 2\theta - \tfrac{1}{2} (\alpha - \beta) \sin 2\theta$$
#
# 令它为零，得 $\tan 2\theta = 2\gamma / (\alpha - \beta)$，即
#
# $$\theta = \tfrac{1}{2} \, \mathrm{arctan2}(2\gamma, \; \alpha - \beta)$$
#
# 用双参数的 `np.arctan2`，分母为零也不怕，而且旋转后较长的一列总在前面。
#
# 对 $V$ 的同样两列做同样的旋转，$W = A V$ 就一直成立。后面的旋转会稍稍破坏前面的垂直，所以要一遍一遍扫过所有的列对，直到一整遍里每一对都满足 $|\gamma| \le 10^{-14} \sqrt{\alpha \beta}$；通常不到十遍。这时 $W$ 的列互相垂直：$\sigma_i = \lVert w_i \rVert_2$，$u_i = w_i / \sigma_i$。
#
# Demmel 与 Veselić (1992) 证明，这样连很小的奇异值也算得准。下图是两列的情形。

# %% [markdown] lang="en"
# **The one-sided Jacobi method** does not square. It begins with $W = A$ and $V = I$, takes two columns $w_i$, $w_j$ of $W$ at a time ($i < j$), and rotates them until they are at right angles:
#
# $$w_i' = \cos\theta \, w_i + \sin\theta \, w_j, \qquad w_j' = -\sin\theta \, w_i + \cos\theta \, w_j$$
#
# Write $\alpha = w_i^\top w_i$, $\beta = w_j^\top w_j$, $\gamma = w_i^\top w_j$. Multiply out and use the formulas for the double angle:
#
# $$w_i'^\top w_j' = \gamma \cos 2\theta - \tfrac{1}{2} (\alpha - \beta) \sin 2\theta$$
#
# This is zero for $\tan 2\theta = 2\gamma / (\alpha - \beta)$, that is
#
# $$\theta = \tfrac{1}{2} \, \mathrm{arctan2}(2\gamma, \; \alpha - \beta)$$
#
# With `np.arctan2`, which takes two arguments, a zero denominator does no harm, and the longer of the two columns always comes first.
#
# Rotate the same two columns of $V$ in the same way, and $W = A V$ stays true. Later rotations disturb earlier right angles a little, so sweep over all pairs of columns again and again, until in one whole sweep every pair has $|\gamma| \le 10^{-14} \sqrt{\alpha \beta}$; fewer than ten sweeps usually do. Then the columns of $W$ are orthogonal: $\sigma_i = \lVert w_i \rVert_2$ and $u_i = w_i / \sigma_i$.
#
# Demmel and Veselić (1992) proved that even very small singular values come out accurately in this way. The figure shows it for two columns.

# %%
# Worked example: two columns in the plane, turned by every angle from -90 to 90 degrees.
pair = np.array([[2.0, 1.5], [0.5, 1.8]])
thetas = np.radians(np.linspace(-90, 90, 721))
cosine, sine = np.cos(thetas), np.sin(thetas)
first = cosine[:, None] * pair[:, 0] + sine[:, None] * pair[:, 1]
second = -sine[:, None] * pair[:, 0] + cosine[:, None] * pair[:, 1]
dot_products = (first * second).sum(axis=1)
formula = 0.5 * np.arctan2(
    2 * pair[:, 0] @ pair[:, 1], pair[:, 0] @ pair[:, 0] - pair[:, 1] @ pair[:, 1]
)
best = np.argmin(np.abs(thetas - formula))

fig, axes = plt.subplots(1, 3, figsize=(10.5, 3.5), layout="constrained")
draw_arrows(axes[0], pair.T, BLUE)
axes[0].set(title="The columns of $A$")
axes[1].plot(np.degrees(thetas), dot_products, color=GREY)
axes[1].plot(np.degrees(formula), 0, "o", color=ORANGE)
axes[1].annotate(
    f"formula: {np.degrees(formula):.1f} degrees",
    (np.degrees(formula), 0),
    (-8, 0),
    textcoords="offset points",
    ha="right",
    va="center",
)
axes[1].set_box_aspect(5.6 / 6.4)
axes[1].set(
    title="Their dot product after a rotation",
    xlabel=r"angle $\theta$ (degrees)",
    ylabel="dot product",
    xticks=[-90, -45, 0, 45, 90],
)
draw_arrows(axes[2], np.array([first[best], second[best]]), ORANGE)
axes[2].set(title="The columns of $AV$: the half-axes")
for ax in (axes[0], axes[2]):
    ax.plot(*(pair @ circle), color=GREY, linewidth=1)
    ax.set_aspect("equal")
    ax.set(
        xlabel="first coordinate", ylabel="second coordinate", xlim=(-3.2, 3.2), ylim=(-2.8, 2.8)
    )
plt.show()

# %% [markdown] lang="zh"
# **秩不足怎么办？** 线性无关的列的最大个数叫作秩 (rank)。$\begin{pmatrix} 1 & 2 \\ 2 & 4 \\ 3 & 6 \end{pmatrix}$ 的第二列是第一列的两倍，秩为 1，于是 $\sigma_2 = 0$，旋转后 $w_2$ 成了零向量或只剩舍入误差，除以长度得不到 $u_2$。这时任何与 $u_1$ 垂直的单位向量都可以作 $u_2$，因为它要乘以 0。找它们有一个办法：对 $[u_1, \dots, u_k, I]$ 做 QR 分解，$Q$ 的前 $k$ 列与 $u_1, \dots, u_k$ 张成同一个空间，后面的列就与它们都垂直。$\sigma_i \le \max(m, n) \cdot \epsilon \cdot \sigma_1$ 时可以当作零，这里 $\epsilon$ 是 `np.finfo(float).eps`，约 $2.2 \times 10^{-16}$。
#
# **宽矩阵。** 若 $m < n$，先分解 $A^\top = U \Sigma V^\top$，再转置：$A = V \Sigma U^\top$。
#
# ### 任务 3：`thin_svd`
#
# 写出任意实矩阵的薄 SVD。推荐单边 Jacobi 法；别的方法只要满足下面各条，同样算对。
#
# - 输入：`A`，形状 $(m, n)$，高、方、宽都可以，$m, n \ge 1$。
# - 返回：`(U, s, Vt)`，形状 $(m, r)$、$(r,)$、$(r, n)$，$r = \min(m, n)$；都是 `float64`。
# - `s` 非负，从大到小；`U` 的所有 $r$ 列标准正交，`Vt` 的所有 $r$ 行标准正交，秩不足、有零列或 `A` 全为零时也是如此；`(U * s) @ Vt` 等于 `A`。
# - 精度：正交性与还原的误差不超过 $10^{-10}$（还原时相对于 `A` 的大小），每个奇异值的误差不超过 $10^{-12} \sigma_1$，哪怕它只有 $10^{-9} \sigma_1$。对 $A^\top A$ 求特征值达不到后一条。
# - `A` 不是二维、是空的、或含有 NaN 或无穷大：`ValueError`。60 遍还不收敛：`RuntimeError`（测试不会遇到）。
#
# 分数：高矩阵与方阵 2 分；宽矩阵与坏输入 1 分；秩不足 1 分；小奇异值的精度 1 分。

# %% [markdown] lang="en"
# **What if the rank is deficient?** The largest number of linearly independent columns is the rank. In $\begin{pmatrix} 1 & 2 \\ 2 & 4 \\ 3 & 6 \end{pmatrix}$ the second column is twice the first: the rank is 1 and $\sigma_2 = 0$; after the rotation $w_2$ is zero or mere rounding error, and dividing it by its length gives no $u_2$. Then any unit vector orthogonal to $u_1$ may be $u_2$, for it is multiplied by 0. One way to find such vectors: factor $[u_1, \dots, u_k, I]$ by QR; the first $k$ columns of $Q$ span the same space as $u_1, \dots, u_k$, and the columns after them are orthogonal to all of these. Take $\sigma_i \le \max(m, n) \cdot \epsilon \cdot \sigma_1$ as zero, where $\epsilon$ is `np.finfo(float).eps`, about $2.2 \times 10^{-16}$.
#
# **A wide matrix.** If $m < n$, factor $A^\top = U \Sigma V^\top$ and transpose: $A = V \Sigma U^\top$.
#
# ### Task 3: `thin_svd`
#
# Compute the thin SVD of any real matrix. The one-sided Jacobi method is recommended; any other that meets the list below is as right.
#
# - Input: `A`, of shape $(m, n)$, tall, square or wide, $m, n \ge 1$.
# - Return: `(U, s, Vt)`, of shapes $(m, r)$, $(r,)$, $(r, n)$, with $r = \min(m, n)$; all `float64`.
# - `s` is non-negative and descending; all $r$ columns of `U` are orthonormal, and all $r$ rows of `Vt`, also where the rank is deficient, a column is zero or all of `A` is; `(U * s) @ Vt` equals `A`.
# - Accuracy: orthogonality and reconstruction to $10^{-10}$ (the latter relative to the size of `A`), each singular value to $10^{-12} \sigma_1$, even one that is only $10^{-9} \sigma_1$. The eigenvalues of $A^\top A$ cannot give the last.
# - `A` not two-dimensional, empty, or with NaN or infinity in it: `ValueError`. No convergence in 60 sweeps: `RuntimeError` (no test gets there).
#
# Points: 2 for tall and square matrices; 1 for wide ones and bad input; 1 for deficient rank; 1 for the accuracy of small singular values.


# %% [markdown] aicourse={"hints": "thin_svd"} lang="zh"
# 1. 列少的一边好做。$m < n$ 时先分解 $A^\top$，再交换并转置两组奇异向量。
# 2. 一次旋转只动两列，让它们正交。角度由三个数得出：两列各自的长度平方，和它们的点积；用 `np.arctan2` 就不必分情况讨论。
# 3. 同一个旋转也要作用在 $V$ 上，它从单位矩阵开始。一遍扫过所有的列对；某一遍没有旋转过任何一对，就结束。
# 4. 旋转结束后，各列的长度就是奇异值：排序时 $U$、$s$、$V$ 三者用同一个次序。
# 5. 奇异值为零的列不能除以它的长度。秩以外的左奇异向量可以是任何与前面正交的单位向量：`np.linalg.qr` 会补齐它们。

# %% [markdown] aicourse={"hints": "thin_svd"} lang="en"
# 1. The side with few columns is easier. Where $m < n$, factor $A^\top$ and exchange the two sets of singular vectors, transposed.
# 2. A rotation moves two columns only and makes them orthogonal. Its angle follows from three numbers: the squared length of each, and their dot product; with `np.arctan2` there are no cases to tell apart.
# 3. The same rotation turns $V$, which begins as the identity. A sweep visits all pairs of columns; a sweep that turned none is the last.
# 4. After that, the lengths of the columns are the singular values: put $U$, $s$ and $V$ into one and the same order.
# 5. A column of length zero cannot be divided by it. Left singular vectors beyond the rank may be any unit vectors orthogonal to the others: `np.linalg.qr` completes them.


# %% nbgrader={"grade": false, "grade_id": "thin_svd", "locked": false, "schema_version": 3, "solution": true, "task": false}
def thin_svd(
    A: Float[np.ndarray, "m n"],
) -> tuple[Float[np.ndarray, "m r"], Float[np.ndarray, "r"], Float[np.ndarray, "r n"]]:
    """Thin singular value decomposition, ``A = (U * s) @ Vt``.

    Parameters
    ----------
    A : ndarray of shape (m, n)
        Real matrix; ``r = min(m, n)`` is at least 1.

    Returns
    -------
    U : ndarray of shape (m, r)
        Left singular vectors: orthonormal columns, whatever the rank of `A`.
    s : ndarray of shape (r,)
        Singular values: non-negative, descending.
    Vt : ndarray of shape (r, n)
        Right singular vectors: orthonormal rows.

    Raises
    ------
    ValueError
        If `A` is not two-dimensional, is empty, or contains NaN or infinity.
    RuntimeError
        If 60 sweeps leave two columns that are not orthogonal.

    References
    ----------
    Demmel and Veselic, Jacobi's method is more accurate than QR,
    SIAM J. Matrix Anal. Appl. 13 (1992).
    """
    ### BEGIN SOLUTION
    A = np.asarray(A, dtype=float)
    if A.ndim != 2 or A.size == 0 or not np.isfinite(A).all():
        raise ValueError("A must be a matrix of finite numbers, at least 1 by 1")
    m, n = A.shape
    if m < n:
        U, s, Vt = thin_svd(A.T)
        return Vt.T, s, U.T

    # W = A V stands above V, so that one rotation of columns turns both and W = A V stays true.
    stacked = np.vstack([A, np.eye(n)])
    for _ in range(60):
        orthogonal = True
        for i in range(n - 1):
            for j in range(i + 1, n):
                w_i, w_j = stacked[:m, i], stacked[:m, j]
                alpha, beta, gamma = w_i @ w_i, w_j @ w_j, w_i @ w_j
                if abs(gamma) <= 1e-14 * np.sqrt(alpha * beta):
                    continue
                orthogonal = False
                theta = 0.5 * np.arctan2(2 * gamma, alpha - beta)
                c, s = np.cos(theta), np.sin(theta)
                stacked[:, [i, j]] = stacked[:, [i, j]] @ np.array([[c, -s], [s, c]])
        if orthogonal:
            break
    else:
        raise RuntimeError("no convergence in 60 sweeps")

    s = np.linalg.norm(stacked[:m], axis=0)
    order = np.argsort(s)[::-1]
    s, W, V = s[order], stacked[:m, order], stacked[m:, order]
    rank = int(np.sum(s > max(m, n) * np.finfo(float).eps * s[0]))
    U = W[:, :rank] / s[:rank]
    # The missing columns may be any that are orthogonal to the others: their sigma is zero.
    completed, _ = np.linalg.qr(np.hstack([U, np.eye(m)]))
    return np.hstack([U, completed[:, rank:n]]), s, V.T
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_thin_svd", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
shown = np.array([[3.0, 0.0], [4.0, 5.0], [0.0, 0.0]])
factors = thin_svd(shown)
assert_thin_svd(shown, factors)
assert np.allclose(factors[1] ** 2, [45, 5]), (
    f"奇异值的平方应为 [45, 5]，实得 {factors[1] ** 2}"
    f" / expected squared singular values [45, 5], got {factors[1] ** 2}"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
for trial in range(8):
    n = int(rng.integers(2, 10))
    m = n + int(rng.integers(1, 12)) * (trial % 3 > 0)
    values = rng.uniform(1, 100) * np.cumprod(rng.uniform(0.6, 0.9, n))
    A = matrix_with(rng, m, n, values)
    A = A.astype(np.float32 if trial == 5 else np.float64)
    A = np.asfortranarray(A) if trial == 6 else A
    passed_in = A.copy()
    factors = thin_svd(A)
    assert np.array_equal(A, passed_in), (
        "传入的数组被改动了 / the array that was passed in has been changed"
    )
    assert_thin_svd(A, factors)
    U, s, Vt = np.linalg.svd(A.astype(float), full_matrices=False)
    assert np.abs(factors[1] - s).max() <= 1e-10 * s[0], (
        "奇异值与 LAPACK 的不符 / the singular values differ from LAPACK's"
    )
    assert (np.abs((factors[0] * U).sum(axis=0)) > 1 - 1e-8).all(), (
        "左奇异向量与 LAPACK 的（不计符号）不符"
        " / the left singular vectors differ from LAPACK's, signs aside"
    )
    assert (np.abs((factors[2] * Vt).sum(axis=1)) > 1 - 1e-8).all(), (
        "右奇异向量与 LAPACK 的（不计符号）不符"
        " / the right singular vectors differ from LAPACK's, signs aside"
    )
integers = rng.integers(-9, 10, (6, 3))
assert_thin_svd(integers, thin_svd(integers))
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_thin_svd_wide", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
shown = np.array([[3.0, 4.0, 0.0], [0.0, 5.0, 0.0]])
assert_thin_svd(shown, thin_svd(shown))
assert raises(ValueError, thin_svd, np.ones(3)), (
    "一维数组应报 ValueError / a one-dimensional array should raise ValueError"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
for trial in range(6):
    m = int(rng.integers(1, 8))
    n = m + int(rng.integers(1, 12))
    A = matrix_with(rng, m, n, rng.uniform(1, 100) * np.cumprod(rng.uniform(0.6, 0.9, m)))
    A = np.repeat(A, 2, axis=1)[:, ::2] if trial % 2 else A
    passed_in = A.copy()
    factors = thin_svd(A)
    assert np.array_equal(A, passed_in), (
        "传入的数组被改动了 / the array that was passed in has been changed"
    )
    assert_thin_svd(A, factors)
    s = np.linalg.svd(A, compute_uv=False)
    assert np.abs(factors[1] - s).max() <= 1e-10 * s[0], (
        "奇异值与 LAPACK 的不符 / the singular values differ from LAPACK's"
    )
for bad, zh, en in (
    (np.ones((2, 3, 4)), "A 不是二维", "A is not two-dimensional"),
    (np.ones((0, 3)), "A 是空的", "A is empty"),
    (np.array([[1.0, np.nan]]), "A 含有 NaN", "A contains NaN"),
    (np.array([[1.0, 2.0], [np.inf, 3.0]]), "A 含有无穷大", "A contains infinity"),
):
    assert raises(ValueError, thin_svd, bad), f"应报 ValueError：{zh} / expected a ValueError: {en}"
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_thin_svd_rank_deficient", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
shown = np.array([[1.0, 2.0], [2.0, 4.0], [3.0, 6.0]])
factors = thin_svd(shown)
assert_thin_svd(shown, factors)
assert np.allclose(factors[1], [np.sqrt(70), 0], atol=1e-10), (
    f"奇异值应为 [8.3666, 0]，实得 {factors[1]}"
    f" / expected singular values [8.3666, 0], got {factors[1]}"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
for _ in range(6):
    n = int(rng.integers(3, 10))
    m = n + int(rng.integers(0, 10))
    rank = int(rng.integers(1, n))
    A = matrix_with(rng, m, n, rng.uniform(1, 10, rank))
    factors = thin_svd(A)
    assert_thin_svd(A, factors)
    assert (factors[1][rank:] <= 1e-10 * factors[1][0]).all(), (
        "秩以外的奇异值应为零 / singular values beyond the rank should be zero"
    )
A = rng.normal(size=(7, 4))
A[:, rng.integers(4)] = 0
assert_thin_svd(A, thin_svd(A))
A = rng.normal(size=(6, 3))[:, [0, 1, 2, 0]]
assert_thin_svd(A, thin_svd(A))
assert_thin_svd(np.zeros((5, 3)), thin_svd(np.zeros((5, 3))))
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_thin_svd_accuracy", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
shown = np.array([[1.0, 1.0], [1e-8, 0.0], [0.0, 1e-8]])
factors = thin_svd(shown)
assert_thin_svd(shown, factors)
assert abs(factors[1][1] - 1e-8) < 1e-12, (
    f"第二个奇异值应为 1e-8，实得 {factors[1][1]}"
    f" / expected 1e-8 as the second singular value, got {factors[1][1]}"
)
### BEGIN HIDDEN TESTS
# error / sigma_1: reference 2e-16 ± 1e-16 over 50 seeds; by the eigenvalues of A^T A 2e-9 ± 2e-9
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
for _ in range(5):
    n = int(rng.integers(5, 10))
    m = n + int(rng.integers(0, 10))
    A = matrix_with(rng, m, n, rng.uniform(1, 100) * np.logspace(0, -9, n))
    factors = thin_svd(A)
    assert_thin_svd(A, factors)
    s = np.linalg.svd(A, compute_uv=False)
    assert np.abs(factors[1] - s).max() <= 1e-12 * s[0], (
        "小奇异值不够准确 / small singular values are not accurate enough"
    )
### END HIDDEN TESTS

# %% [markdown] lang="zh"
# ### 结果说明了什么
#
# 任何矩阵都是“旋转，沿坐标轴拉伸，再旋转”。特征分解只属于方阵，SVD 属于所有矩阵，这也是它在数据分析里无处不在的原因。
#
# LAPACK 用另一种方法（先化为双对角矩阵，再迭代；见 Trefethen 与 Bau，第 31 讲），又是编译过的程序，所以快得多。下面在缩小的照片上比较两者；后面处理整张照片时用 `np.linalg.svd`。

# %% [markdown] lang="en"
# ### What the result means
#
# Every matrix is "rotate, stretch along the axes, rotate again". Eigenvectors belong to square matrices, the SVD to all matrices, which is why data analysis meets it everywhere.
#
# LAPACK goes another way (to a bidiagonal matrix first, then an iteration; Trefethen and Bau, Lecture 31) and is compiled, so it is far faster. The next cell compares the two on a reduced photo; for the whole photo we shall use `np.linalg.svd`.

# %%
small = resize(G, (64, 96), anti_aliasing=True)
started = time.perf_counter()
U_own, s_own, Vt_own = thin_svd(small)
own_seconds = time.perf_counter() - started
started = time.perf_counter()
s_lapack = np.linalg.svd(small, full_matrices=False)[1]
lapack_seconds = time.perf_counter() - started
print(f"largest difference of a singular value: {np.abs(s_own - s_lapack).max():.1e}")
print(f"largest singular value:                 {s_lapack[0]:.1f}")
print(f"seconds: own {own_seconds:.3f}, LAPACK {lapack_seconds:.4f}")

# %% [markdown] lang="zh"
# ## 4 · 只留 $k$ 项，损失多少？
#
# SVD 把矩阵写成 $r$ 个秩 1 矩阵之和，按大小排好。只留前 $k$ 项：
#
# $$A_k = \sum_{i=1}^{k} \sigma_i u_i v_i^\top$$
#
# 它的秩不超过 $k$，只需 $k (m + n)$ 个数，原矩阵要 $m n$ 个。
#
# **误差有两种量法。** 把差 $E = A - A_k$ 看作一台机器，它对单位向量的最大拉伸是**谱范数** (spectral norm) $\lVert E \rVert_2$，即椭球最长的半轴，`np.linalg.norm(E, 2)`。把 $E$ 看作一长串数，所有元素平方和的平方根是 **Frobenius 范数** (Frobenius norm) $\lVert E \rVert_F$，`np.linalg.norm(E)`。例如 $E = \begin{pmatrix} 3 & 0 \\ 0 & 4 \end{pmatrix}$：$\lVert E \rVert_2 = 4$，$\lVert E \rVert_F = 5$。
#
# **先看数，再想规律。** 下面造了一个 $6 \times 4$ 的矩阵，奇异值恰好是 8、4、2、1，逐个 $k$ 算出两种误差。请对照奇异值与它们的平方 64、16、4、1，自己找出由奇异值直接写出这两列误差的办法，再往下读。

# %% [markdown] lang="en"
# ## 4 · What does it cost to keep only $k$ terms?
#
# The SVD writes a matrix as a sum of $r$ matrices of rank 1, in order of size. Keep the first $k$:
#
# $$A_k = \sum_{i=1}^{k} \sigma_i u_i v_i^\top$$
#
# Its rank is at most $k$, and it takes $k (m + n)$ numbers, where the whole matrix takes $m n$.
#
# **Two ways to measure the error.** Seen as a machine, the difference $E = A - A_k$ stretches unit vectors by at most its **spectral norm** $\lVert E \rVert_2$, the longest half-axis of the ellipsoid, `np.linalg.norm(E, 2)`. See $E$ as one long list of numbers: the root of the sum of all squares is its **Frobenius norm** $\lVert E \rVert_F$, `np.linalg.norm(E)`. For $E = \begin{pmatrix} 3 & 0 \\ 0 & 4 \end{pmatrix}$: $\lVert E \rVert_2 = 4$ and $\lVert E \rVert_F = 5$.
#
# **First the numbers, then the rule.** The next cell makes a $6 \times 4$ matrix whose singular values are exactly 8, 4, 2, 1, and measures both errors for every $k$. Compare them with the singular values and with their squares 64, 16, 4, 1, and find out how to write down both columns of errors from the singular values alone. Then read on.

# %%
# Worked example: measured errors. Which numbers of the spectrum 8, 4, 2, 1 do you recognize?
A_table = matrix_with(np.random.default_rng(4), 6, 4, np.array([8.0, 4.0, 2.0, 1.0]))
U_table, s_table, Vt_table = np.linalg.svd(A_table, full_matrices=False)
partial_sum = np.zeros_like(A_table)
print(" k   spectral   Frobenius   Frobenius squared")
for k in range(5):
    E = A_table - partial_sum
    spectral, frobenius = np.linalg.norm(E, 2), np.linalg.norm(E)
    print(f"{k:2d} {spectral:10.4f} {frobenius:11.4f} {frobenius**2:19.4f}")
    if k < 4:
        partial_sum += s_table[k] * np.outer(U_table[:, k], Vt_table[k])

# %% [markdown] lang="zh"
# ### 任务 4：`rank_k_approximation` 与 `approximation_errors`
#
# 写两个函数：一个给出 $A_k$，一个只看奇异值就说出误差。
#
# `rank_k_approximation(A, k)`
#
# - 输入：`A`，形状 $(m, n)$；整数 `k`，$0 \le k \le \min(m, n)$。
# - 返回：$A_k$，形状 $(m, n)$，`float64`。$k = 0$ 时是零矩阵，$k = \min(m, n)$ 时就是 $A$。
# - `A` 不是二维（`np.linalg.svd` 会默默接受三维数组），或 `k` 超出范围：`ValueError`。负的切片下标不报错，要自己检查。
#
# `approximation_errors(singular_values, k)`
#
# - 输入：`singular_values`，形状 $(r,)$，从大到小；整数 `k`，$0 \le k \le r$。矩阵本身不传入。
# - 返回：`(spectral, frobenius)`，两个 `float`，即 $\lVert A - A_k \rVert_2$ 与 $\lVert A - A_k \rVert_F$。$k = r$ 时没有剩下的项，两者都是 0。
# - 相对误差不超过 $10^{-9}$，尾部远小于头部时也是如此：直接把尾部加起来，不要用总和减去头部，相减会丢掉数字。
# - `k` 超出范围：`ValueError`。
#
# 分数：每个函数 2 分。

# %% [markdown] lang="en"
# ### Task 4: `rank_k_approximation` and `approximation_errors`
#
# Write two functions: one gives $A_k$, the other tells the errors from the singular values alone.
#
# `rank_k_approximation(A, k)`
#
# - Input: `A`, of shape $(m, n)$; an integer `k`, $0 \le k \le \min(m, n)$.
# - Return: $A_k$, of shape $(m, n)$, `float64`. For $k = 0$ it is the zero matrix, for $k = \min(m, n)$ it is $A$.
# - `A` not two-dimensional (`np.linalg.svd` silently takes a three-dimensional array), or `k` out of range: `ValueError`. A negative index in a slice raises nothing, so check.
#
# `approximation_errors(singular_values, k)`
#
# - Input: `singular_values`, of shape $(r,)$, descending; an integer `k`, $0 \le k \le r$. The matrix itself is not passed.
# - Return: `(spectral, frobenius)`, two `float`, that is $\lVert A - A_k \rVert_2$ and $\lVert A - A_k \rVert_F$. For $k = r$ no term is left, and both are 0.
# - Relative error at most $10^{-9}$, also where the tail is far smaller than the head: add up the tail itself, and do not subtract the head from the total, for subtraction loses digits.
# - `k` out of range: `ValueError`.
#
# Points: 2 for each function.


# %% [markdown] aicourse={"hints": "rank_k_approximation"} lang="zh"
# 1. 从 `np.linalg.svd` 开始，`full_matrices=False` 就够了。需要其中的哪几列、哪几行？
# 2. 不必写循环：用 $s$ 的前 $k$ 项去乘 $U$ 的各列，广播就完成了对角矩阵的工作。$k = 0$ 时空矩阵相乘正好得到零矩阵。
# 3. 误差只看丢掉的奇异值：谱范数是其中最大的一个，Frobenius 范数是它们平方和的平方根。什么都没丢时，两者都是 0，注意空数组没有最大值。

# %% [markdown] aicourse={"hints": "rank_k_approximation"} lang="en"
# 1. Begin with `np.linalg.svd`; `full_matrices=False` is enough. Which columns and which rows of it do you need?
# 2. No loop is needed: weight the columns of $U$ by the first $k$ entries of $s$, and broadcasting does the work of the diagonal matrix. With $k = 0$ the product of empty matrices is the zero matrix.
# 3. The errors depend on the discarded singular values alone: the spectral norm is the largest of them, the Frobenius norm the root of the sum of their squares. Where none is discarded both are 0; mind that an empty array has no maximum.


# %% nbgrader={"grade": false, "grade_id": "rank_k_approximation", "locked": false, "schema_version": 3, "solution": true, "task": false}
def rank_k_approximation(A: Float[np.ndarray, "m n"], k: int) -> Float[np.ndarray, "m n"]:
    """Sum of the first `k` terms of the SVD of `A`.

    Parameters
    ----------
    A : ndarray of shape (m, n)
        Real matrix.
    k : int
        Number of terms, from 0 to ``min(m, n)``.

    Returns
    -------
    ndarray of shape (m, n)
        The approximation, of rank at most `k`.

    Raises
    ------
    ValueError
        If `A` is not two-dimensional or `k` is out of range.

    References
    ----------
    Golub and Van Loan, Matrix Computations (4th ed.), section 2.4.
    """
    ### BEGIN SOLUTION
    A = np.asarray(A, dtype=float)
    if A.ndim != 2:
        raise ValueError("A must be two-dimensional")
    if not 0 <= k <= min(A.shape):
        raise ValueError(f"k must be from 0 to {min(A.shape)}, got {k}")
    U, s, Vt = np.linalg.svd(A, full_matrices=False)
    return (U[:, :k] * s[:k]) @ Vt[:k]
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "approximation_errors", "locked": false, "schema_version": 3, "solution": true, "task": false}
def approximation_errors(singular_values: Float[np.ndarray, "r"], k: int) -> tuple[float, float]:
    """Errors of the rank-`k` approximation of a matrix, from its singular values alone.

    Parameters
    ----------
    singular_values : ndarray of shape (r,)
        All singular values of the matrix, descending.
    k : int
        Number of terms kept, from 0 to ``r``.

    Returns
    -------
    spectral : float
        Spectral norm of the difference.
    frobenius : float
        Frobenius norm of the difference.

    Raises
    ------
    ValueError
        If `k` is out of range.

    References
    ----------
    Trefethen and Bau, Numerical Linear Algebra, Lecture 5.
    """
    ### BEGIN SOLUTION
    singular_values = np.asarray(singular_values, dtype=float)
    if not 0 <= k <= len(singular_values):
        raise ValueError(f"k must be from 0 to {len(singular_values)}, got {k}")
    tail = singular_values[k:]
    return float(tail.max(initial=0.0)), float(np.linalg.norm(tail))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_rank_k_approximation", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
approximation = rank_k_approximation(np.diag([3.0, 2.0, 1.0]), 2)
assert is_array(approximation, (3, 3)), (
    "应返回形状 (3, 3) 的 float64 数组 / expected a float64 array of shape (3, 3)"
)
assert np.allclose(approximation, np.diag([3.0, 2.0, 0.0])), (
    f"应为 diag(3, 2, 0)，实得\n{approximation} / expected diag(3, 2, 0), got\n{approximation}"
)
assert raises(ValueError, rank_k_approximation, np.eye(3), -1), (
    "k = -1 应报 ValueError / k = -1 should raise ValueError"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
for trial in range(8):
    m, n = (int(size) for size in rng.integers(2, 15, 2))
    r = min(m, n)
    A = matrix_with(rng, m, n, rng.uniform(1, 50) * np.cumprod(rng.uniform(0.6, 0.9, r)))
    A = A.astype(np.float32 if trial == 5 else np.float64)
    passed_in = A.copy()
    for k in {0, 1, int(rng.integers(r + 1)), r}:
        approximation = rank_k_approximation(A, k)
        assert is_array(approximation, (m, n)), (
            "应返回形状 (m, n) 的 float64 数组 / expected a float64 array of shape (m, n)"
        )
        U, s, Vt = np.linalg.svd(A.astype(float), full_matrices=False)
        terms = [s[i] * np.outer(U[:, i], Vt[i]) for i in range(k)]
        assert np.allclose(approximation, sum(terms, np.zeros((m, n))), rtol=0, atol=1e-9 * s[0]), (
            "不等于 SVD 前 k 项之和 / differs from the sum of the first k terms of the SVD"
        )
    assert np.array_equal(A, passed_in), (
        "传入的数组被改动了 / the array that was passed in has been changed"
    )
for A, k, zh, en in (
    (np.ones((3, 5)), 4, "k 大于 min(m, n)", "k exceeds min(m, n)"),
    (np.ones((5, 3)), -2, "k 是负数", "k is negative"),
    (np.ones((4, 5, 3)), 2, "A 不是二维", "A is not two-dimensional"),
):
    assert raises(ValueError, rank_k_approximation, A, k), (
        f"应报 ValueError：{zh} / expected a ValueError: {en}"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_approximation_errors", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
errors = approximation_errors(np.array([8.0, 4.0, 2.0, 1.0]), 1)
assert isinstance(errors, tuple), "应返回 (spectral, frobenius) / expected (spectral, frobenius)"
assert all(isinstance(error, float | np.floating) for error in errors), (
    "两个误差都应为 float / both errors should be floats"
)
assert abs(errors[0] - 4) < 1e-9, (
    f"谱范数误差应为 4，实得 {errors[0]} / expected spectral error 4, got {errors[0]}"
)
assert abs(errors[1] - np.sqrt(21)) < 1e-9, (
    f"Frobenius 误差应为 4.5826，实得 {errors[1]}"
    f" / expected Frobenius error 4.5826, got {errors[1]}"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
for _ in range(8):
    m, n = (int(size) for size in rng.integers(3, 15, 2))
    A = rng.normal(scale=rng.uniform(1, 50), size=(m, n))
    U, s, Vt = np.linalg.svd(A, full_matrices=False)
    passed_in = s.copy()
    for k in range(len(s)):
        errors = approximation_errors(s, k)
        assert all(isinstance(error, float | np.floating) for error in errors), (
            "两个误差都应为 float / both errors should be floats"
        )
        E = A - (U[:, :k] * s[:k]) @ Vt[:k]
        assert abs(errors[0] - np.linalg.norm(E, 2)) < 1e-10 * s[0], (
            "谱范数误差与直接测得的不符 / the spectral error differs from the measured one"
        )
        assert abs(errors[1] - np.linalg.norm(E)) < 1e-10 * s[0], (
            "Frobenius 误差与直接测得的不符 / the Frobenius error differs from the measured one"
        )
    assert np.array_equal(s, passed_in), (
        "传入的数组被改动了 / the array that was passed in has been changed"
    )
    assert tuple(approximation_errors(s, len(s))) == (0, 0), (
        "k = r 时两个误差都应为 0 / for k = r both errors should be 0"
    )
tail = rng.uniform(1, 2) * np.array([2e-3, 1e-3])
spectral, frobenius = approximation_errors(np.append([1e8, 3e7], tail), 2)
relative_errors = np.array([spectral / tail[0], frobenius / np.sqrt(tail @ tail)]) - 1
assert np.abs(relative_errors).max() < 1e-9, (
    "尾部远小于头部时不够准确 / not accurate where the tail is far smaller than the head"
)
for k in (-1, 4):
    assert raises(ValueError, approximation_errors, np.array([3.0, 2.0, 1.0]), k), (
        "k 超出范围应报 ValueError / k out of range should raise ValueError"
    )
### END HIDDEN TESTS

# %% [markdown] lang="zh"
# ### 结果说明了什么
#
# 你找到的规律是
#
# $$\lVert A - A_k \rVert_2 = \sigma_{k+1}, \qquad \lVert A - A_k \rVert_F^2 = \sigma_{k+1}^2 + \dots + \sigma_r^2$$
#
# 更要紧的是后半句：**没有别的秩不超过 $k$ 的矩阵 $B$ 比 $A_k$ 更接近 $A$**，两种范数下都如此。这就是 Eckart–Young 定理 (1936，Frobenius 范数)；Mirsky (1960) 推广到谱范数及所有正交不变的范数。
#
# 谱范数的证明只要几行。$B$ 的秩不超过 $k$，所以在 $v_1, \dots, v_{k+1}$ 张成的 $k + 1$ 维空间里，必有一个单位向量 $x$ 使 $B x = 0$。这个空间里的单位向量至少被 $A$ 拉伸 $\sigma_{k+1}$ 倍，于是 $\lVert A - B \rVert_2 \ge \lVert (A - B) x \rVert_2 = \lVert A x \rVert_2 \ge \sigma_{k+1}$。

# %% [markdown] lang="en"
# ### What the result means
#
# The rule that you found is
#
# $$\lVert A - A_k \rVert_2 = \sigma_{k+1}, \qquad \lVert A - A_k \rVert_F^2 = \sigma_{k+1}^2 + \dots + \sigma_r^2$$
#
# The second half matters more: **no other matrix $B$ of rank at most $k$ is closer to $A$ than $A_k$**, in either norm. This is the Eckart–Young theorem (1936, Frobenius norm); Mirsky (1960) extended it to the spectral norm and all norms that rotations leave alone.
#
# For the spectral norm the proof takes a few lines. $B$ has rank at most $k$, so the space of dimension $k + 1$ spanned by $v_1, \dots, v_{k+1}$ contains a unit vector $x$ with $B x = 0$. $A$ stretches unit vectors of this space by at least $\sigma_{k+1}$, so $\lVert A - B \rVert_2 \ge \lVert (A - B) x \rVert_2 = \lVert A x \rVert_2 \ge \sigma_{k+1}$.

# %% [markdown] lang="zh"
# ## 5 · 给定字节数，照片能有多好？
#
# **先要一把尺子。** 均方误差 (mean squared error, MSE) 是所有像素、所有颜色上差的平方的平均。峰值信噪比 (peak signal-to-noise ratio, PSNR) 把它与最大的灰度级 255 相比，以分贝 (dB) 计：
#
# $$\mathrm{PSNR} = 10 \log_{10} \frac{255^2}{\mathrm{MSE}}$$
#
# 越大越好。每个数都差 25.5 级，MSE 是 $25.5^2$，PSNR 是 20 dB；都差 2.55 级，是 40 dB，眼睛几乎分不出。两幅图相同时 MSE 为零，PSNR 记作无穷大。峰值总是 255，与这张照片最亮处是多少无关。
#
# **有个陷阱。** `uint8` 没有负数，$10 - 20$ 绕回成 246。先转成浮点数再减。

# %% [markdown] lang="en"
# ## 5 · How good can a photo be for a given number of bytes?
#
# **First, a measure.** The mean squared error (MSE) is the mean, over all pixels and colours, of the squared difference. The peak signal-to-noise ratio (PSNR) compares it with the largest grey level, 255, in decibels (dB):
#
# $$\mathrm{PSNR} = 10 \log_{10} \frac{255^2}{\mathrm{MSE}}$$
#
# More is better. If every number is off by 25.5 levels, the MSE is $25.5^2$ and the PSNR 20 dB; off by 2.55 levels, it is 40 dB, and the eye can hardly tell. For two equal images the MSE is zero and the PSNR counts as infinite. The peak is always 255, however bright the brightest spot of the photo is.
#
# **A trap.** `uint8` has no negative numbers: $10 - 20$ wraps round to 246. Convert to floating point before you subtract.

# %%
# Worked example: the difference of two uint8 arrays, and what it should have been.
dark, light = np.array([10, 200], dtype=np.uint8), np.array([20, 199], dtype=np.uint8)
print("uint8: ", dark - light)
print("float: ", dark.astype(float) - light)
print(f"MSE {(10**2 + 1**2) / 2}, PSNR {10 * np.log10(255**2 / 50.5):.2f} dB")

# %% [markdown] lang="zh"
# **存什么？** 每个颜色通道是一个 $m \times n$ 的矩阵。留 $k$ 项，就存一个高而薄的 $L$ 和一个矮而宽的 $R$，使 $L R = A_k$：$L$ 形状 $(m, k)$，$R$ 形状 $(k, n)$。数用 `float16` 存，每个两字节。三个通道各留 $k_1, k_2, k_3$ 项，共
#
# $$2 (m + n) (k_1 + k_2 + k_3) \text{ bytes}$$
#
# 奇异值没有单独的位置，要乘进 $L$ 和 $R$。这里又有一个陷阱：`float16` 最大只到 65504，更大的数会变成无穷大，而这张照片红色通道的 $\sigma_1$ 是 81959。把 $\sigma_1$ 全乘进 $L$，通常侥幸无事，因为 $u_1$ 的元素很小（约 $1 / \sqrt{m}$）；若 $u_1$ 集中在一个元素上，就溢出了。两边各乘 $\sqrt{\sigma_i}$ 最稳妥：$L$ 和 $R$ 大小相当，都远离上限。
#
# **在哪组颜色里存？** 第 2 节已看到，红、绿、蓝说的大多是同一件事；分开存，亮度就存了三遍。换一组颜色坐标，其中 $B$ 是正交矩阵：
#
# $$B = \begin{pmatrix} 1/\sqrt{3} & 1/\sqrt{3} & 1/\sqrt{3} \\ 1/\sqrt{2} & 0 & -1/\sqrt{2} \\ 1/\sqrt{6} & -2/\sqrt{6} & 1/\sqrt{6} \end{pmatrix}, \qquad \begin{pmatrix} c_1 \\ c_2 \\ c_3 \end{pmatrix} = B \begin{pmatrix} \text{red} \\ \text{green} \\ \text{blue} \end{pmatrix}$$
#
# $c_1$ 是亮度，$c_2$ 是红减蓝，$c_3$ 是紫减绿。正交矩阵不改变长度，所以三个新通道的平方误差之和就等于红、绿、蓝的平方误差之和。
#
# **每个通道留几项？** 第 $c$ 个通道的第 $i$ 项，不论属于哪个通道，都要 $2 (m + n)$ 字节；留下它，平方误差就减少 $\sigma_{c,i}^2$（任务 4）。花同样的钱，先买什么？
#
# 下面的单元格固定了存储的格式：`decompress` 由三对因子还原照片，`stored_bytes` 数字节。它们是评分的依据，请先读懂。

# %% [markdown] lang="en"
# **What is stored?** Each colour channel is an $m \times n$ matrix. To keep $k$ terms, store a tall thin $L$ and a short wide $R$ with $L R = A_k$: $L$ of shape $(m, k)$ and $R$ of shape $(k, n)$. The numbers are stored as `float16`, two bytes each. With $k_1, k_2, k_3$ terms in the three channels that makes
#
# $$2 (m + n) (k_1 + k_2 + k_3) \text{ bytes}$$
#
# There is no place for the singular values of their own: multiply them into $L$ and $R$. Here is another trap: `float16` ends at 65504, anything larger becomes infinite, and the red channel of this photo has $\sigma_1$ = 81959. Multiply $\sigma_1$ into $L$ alone, and luck usually saves you, for the entries of $u_1$ are small (about $1 / \sqrt{m}$); where $u_1$ sits in one entry, it overflows. Giving $\sqrt{\sigma_i}$ to each side is safest: $L$ and $R$ are then of like size, both far from the limit.
#
# **In which colours?** Section 2 showed that red, green and blue mostly say the same thing; stored apart, brightness is stored three times. Take other colour coordinates, with an orthogonal matrix $B$:
#
# $$B = \begin{pmatrix} 1/\sqrt{3} & 1/\sqrt{3} & 1/\sqrt{3} \\ 1/\sqrt{2} & 0 & -1/\sqrt{2} \\ 1/\sqrt{6} & -2/\sqrt{6} & 1/\sqrt{6} \end{pmatrix}, \qquad \begin{pmatrix} c_1 \\ c_2 \\ c_3 \end{pmatrix} = B \begin{pmatrix} \text{red} \\ \text{green} \\ \text{blue} \end{pmatrix}$$
#
# $c_1$ is brightness, $c_2$ red minus blue, $c_3$ purple minus green. An orthogonal matrix changes no length, so the squared errors of the three new channels add up to those of red, green and blue.
#
# **How many terms for each channel?** Term $i$ of channel $c$ costs $2 (m + n)$ bytes, whichever channel it is in; keeping it reduces the squared error by $\sigma_{c,i}^2$ (task 4). What do you buy first, if everything costs the same?
#
# The next cell fixes the stored format: `decompress` makes the photo from three pairs of factors, `stored_bytes` counts the bytes. Grading goes by them, so read them first.

# %% nbgrader={"grade": false, "grade_id": "photo_format", "locked": true, "schema_version": 3, "solution": false, "task": false}
COLOUR_BASIS = np.array([[1, 1, 1], [1, 0, -1], [1, -2, 1]]) / np.sqrt([[3], [2], [6]])

Factors = list[tuple[Float16[np.ndarray, "height k"], Float16[np.ndarray, "k width"]]]


def decompress(factors: Factors) -> UInt8[np.ndarray, "height width 3"]:
    """Photo from the stored factors of its three channels, in the order of `COLOUR_BASIS`."""
    channels = np.stack([left.astype(float) @ right.astype(float) for left, right in factors], -1)
    return np.clip(np.rint(channels @ COLOUR_BASIS), 0, 255).astype(np.uint8)


def stored_bytes(factors: Factors) -> int:
    """Bytes that the factors take."""
    return sum(left.nbytes + right.nbytes for left, right in factors)


# %%
# Worked example: a format that stores nothing but a constant brightness of 128.
height, width = photo.shape[:2]
grey_factors = [
    (np.full((height, 1), 16, np.float16), np.full((1, width), 8 * np.sqrt(3), np.float16)),
    (np.zeros((height, 0), np.float16), np.zeros((0, width), np.float16)),
    (np.zeros((height, 0), np.float16), np.zeros((0, width), np.float16)),
]
grey_photo = decompress(grey_factors)
grey_psnr = peak_signal_noise_ratio(photo, grey_photo, data_range=255)
print(f"{stored_bytes(grey_factors)} bytes = 2 x ({height} + {width}) x 1")
print(f"colour of every pixel: {grey_photo[0, 0]}, PSNR {grey_psnr:.2f} dB")

# %% [markdown] lang="zh"
# ### 任务 5：`psnr` 与 `compress_photo`
#
# `psnr(photo, approximation)`
#
# - 输入：两个形状相同的数组，值在 0 到 255 之间，`uint8` 或浮点数。
# - 返回：以 dB 计的 PSNR，`float`；两者处处相等时返回 `np.inf`。
# - 形状不同：`ValueError`，即使能够广播 (broadcasting)。
#
# `compress_photo(photo, budget)`
#
# - 输入：`photo`，`uint8`，形状 $(m, n, 3)$；`budget`，字节数，非负整数。
# - 返回：一个列表，含三对 `(left, right)`，依 `COLOUR_BASIS` 的顺序；`float16`，形状 $(m, k_c)$ 与 $(k_c, n)$，不含无穷大或 NaN。任何照片都要如此，包括狭长而亮度全在一行或一列的照片：它的 $\sigma_1$ 超过 65504，而 $u_1$ 或 $v_1$ 只有一个非零元素。
# - 字节数 `stored_bytes` 不得超过 `budget`。预算不够一项时，三对的 $k_c$ 都是 0；预算有余时，$k_c$ 最大到 $\min(m, n)$。
# - 画质：`decompress` 之后的 PSNR，不得比同样预算下最好的 $k_1, k_2, k_3$ 所能达到的低 0.3 dB 以上；达到 40 dB 一律算够好。三个通道均分预算的做法达不到，但能得到一半分数。
# - `photo` 不是形状 $(m, n, 3)$ 的 `uint8` 数组，或 `budget` 为负：`ValueError`。
#
# 评分用你没有见过的照片及其随机裁剪，预算为原字节数的 3% 到 30%，外加上面提到的极端情形。分数：`psnr` 1 分；格式、预算与均分的画质 2 分；最好的画质 2 分。

# %% [markdown] lang="en"
# ### Task 5: `psnr` and `compress_photo`
#
# `psnr(photo, approximation)`
#
# - Input: two arrays of equal shape, values from 0 to 255, `uint8` or floating point.
# - Return: the PSNR in dB, a `float`; `np.inf` where the two are equal everywhere.
# - Different shapes: `ValueError`, even where broadcasting could join them.
#
# `compress_photo(photo, budget)`
#
# - Input: `photo`, `uint8`, of shape $(m, n, 3)$; `budget`, a number of bytes, a non-negative integer.
# - Return: a list of three pairs `(left, right)` in the order of `COLOUR_BASIS`; `float16`, of shapes $(m, k_c)$ and $(k_c, n)$, without infinity or NaN. That holds for every photo, also for a long and narrow one whose light is all in one row or column: its $\sigma_1$ exceeds 65504, and $u_1$ or $v_1$ has a single non-zero entry.
# - The bytes, by `stored_bytes`, may not exceed `budget`. If it does not pay for one term, all three $k_c$ are 0; if it pays for more than there are, $k_c$ ends at $\min(m, n)$.
# - Quality: after `decompress`, a PSNR at most 0.3 dB below what the best $k_1, k_2, k_3$ reach with the same budget; 40 dB is always good enough. Sharing the budget equally among the channels does not get there, but earns half the points.
# - `photo` not a `uint8` array of shape $(m, n, 3)$, or `budget` negative: `ValueError`.
#
# Grading uses photos that you have not seen and random crops of them, with budgets of 3% to 30% of their bytes, and the extreme cases named above. Points: 1 for `psnr`; 2 for format, budget and the quality of equal shares; 2 for the best quality.


# %% [markdown] aicourse={"hints": "psnr"} lang="zh"
# 1. 先写 `psnr`：相减之前把 `uint8` 换成浮点数，否则 10 减 20 等于 246。两图相同时均方误差为零，单独处理。
# 2. `compress_photo`：先用 `COLOUR_BASIS` 换颜色坐标，再把三个通道各自分解。`np.linalg.svd` 能一次处理一叠矩阵。
# 3. 每买一项都花同样的字节：float16 的一列加一行。预算能买多少项？哪些项让误差下降最多？
# 4. 把三个通道的奇异值放在一起从大到小排，取前面的若干项，再数一数每个通道各得了几项。
# 5. float16 最大约 65504，而 $\sigma_1$ 可能更大：把 $\sqrt{\sigma}$ 分给左右两个因子。

# %% [markdown] aicourse={"hints": "psnr"} lang="en"
# 1. Begin with `psnr`: turn `uint8` into floats before you subtract, or 10 minus 20 is 246. Equal images have a mean squared error of zero, a case of its own.
# 2. `compress_photo`: change the colours by `COLOUR_BASIS`, then factor each of the three channels. `np.linalg.svd` takes a stack of matrices at once.
# 3. Every term costs the same bytes: a column and a row of float16. How many does the budget buy? Which of them lower the error most?
# 4. Put the singular values of the three channels together, largest first, take as many as you can pay, and count how many each channel got.
# 5. The largest float16 is about 65504, and $\sigma_1$ may exceed it: give $\sqrt{\sigma}$ to each of the two factors.


# %% nbgrader={"grade": false, "grade_id": "psnr", "locked": false, "schema_version": 3, "solution": true, "task": false}
def psnr(photo: np.ndarray, approximation: np.ndarray) -> float:
    """Peak signal-to-noise ratio of an 8-bit image.

    Parameters
    ----------
    photo, approximation : ndarray of one shape
        Grey levels from 0 to 255, of any dtype.

    Returns
    -------
    float
        Ratio in dB; infinite where the two are equal.

    Raises
    ------
    ValueError
        If the shapes differ.

    References
    ----------
    Gonzalez and Woods, Digital Image Processing (4th ed.), chapter 8.
    """
    ### BEGIN SOLUTION
    photo = np.asarray(photo, dtype=float)
    approximation = np.asarray(approximation, dtype=float)
    if photo.shape != approximation.shape:
        raise ValueError(f"shapes differ: {photo.shape} and {approximation.shape}")
    mse = np.mean((photo - approximation) ** 2)
    return float(10 * np.log10(255**2 / mse)) if mse > 0 else np.inf
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "compress_photo", "locked": false, "schema_version": 3, "solution": true, "task": false}
def compress_photo(photo: UInt8[np.ndarray, "height width 3"], budget: int) -> Factors:
    """Factors of a photo's three channels that fit a budget of bytes.

    Parameters
    ----------
    photo : ndarray of shape (height, width, 3), uint8
        Red, green and blue grey levels.
    budget : int
        Largest number of bytes to store.

    Returns
    -------
    list of three (left, right)
        float16 factors of shapes (height, k) and (k, width) of the channels in the order of
        `COLOUR_BASIS`; ``left @ right`` approximates the channel.

    Raises
    ------
    ValueError
        If `photo` is not a uint8 array of shape (height, width, 3) or `budget` is negative.

    References
    ----------
    Eckart and Young, The approximation of one matrix by another of lower rank,
    Psychometrika 1 (1936).
    """
    ### BEGIN SOLUTION
    if photo.ndim != 3 or photo.shape[2] != 3 or photo.dtype != np.uint8:
        raise ValueError("photo must be a uint8 array of shape (height, width, 3)")
    if budget < 0:
        raise ValueError(f"budget must not be negative, got {budget}")
    channels = (photo @ COLOUR_BASIS.T).transpose(2, 0, 1)
    U, s, Vt = np.linalg.svd(channels, full_matrices=False)

    # Every term costs the same and saves sigma^2, so the largest sigmas of all channels are best.
    n_terms = budget // (2 * (photo.shape[0] + photo.shape[1]))
    channel_of_term = np.repeat(np.arange(3), s.shape[1])[np.argsort(s.ravel())[::-1]]
    ranks = np.bincount(channel_of_term[:n_terms], minlength=3)

    root = np.sqrt(s)  # half of sigma to each side: float16 overflows at 65504
    left, right = U * root[:, None, :], root[:, :, None] * Vt
    return [
        (left[c, :, :k].astype(np.float16), right[c, :k].astype(np.float16))
        for c, k in enumerate(ranks)
    ]
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_psnr", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
shown = np.array([[10, 200]], dtype=np.uint8), np.array([[20, 199]], dtype=np.uint8)
decibels = psnr(*shown)
assert isinstance(decibels, float | np.floating), (
    f"应返回 float，实得 {type(decibels).__name__} / expected a float, got {type(decibels).__name__}"
)
assert abs(decibels - 31.098) < 1e-3, (
    f"应为 31.098 dB，实得 {decibels} / expected 31.098 dB, got {decibels}"
)
assert psnr(shown[0], shown[0]) == np.inf, (
    "两幅图相同时应为无穷大 / equal images should give infinity"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
for shape in ((7, 9), (12, 5, 3), (6, 4, 3)):
    first = rng.integers(0, int(rng.integers(40, 257)), shape).astype(np.uint8)
    second = rng.integers(0, 256, shape).astype(np.uint8)
    passed_in = first.copy(), second.copy()
    for other in (second, second.astype(float), second.astype(np.float32)):
        decibels = psnr(first, other)
        assert isinstance(decibels, float | np.floating), "应返回 float / expected a float"
        expected = peak_signal_noise_ratio(
            first.astype(float), second.astype(float), data_range=255
        )
        assert abs(decibels - expected) < 1e-6, (
            "PSNR 与 scikit-image 的不符 / the PSNR differs from scikit-image's"
        )
    for array, before in zip((first, second), passed_in, strict=True):
        assert np.array_equal(array, before), (
            "传入的数组被改动了 / an array that was passed in has been changed"
        )
assert raises(ValueError, psnr, np.zeros((4, 5, 3)), np.zeros((4, 5, 1))), (
    "形状不同应报 ValueError，即使能够广播"
    " / different shapes should raise ValueError, even where broadcasting could join them"
)
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_compress_photo_budget", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
shown = photo[100:220, 150:350]
factors = compress_photo(shown, 8000)
assert isinstance(factors, list | tuple), "应返回三对因子 / expected three pairs of factors"
assert len(factors) == 3, (
    f"应有三对因子，实得 {len(factors)} / expected 3 pairs, got {len(factors)}"
)
for left, right in factors:
    assert is_array(left, (120, left.shape[-1]), np.float16), (
        f"left 应为 float16、形状 (120, k)，实得 {left.dtype}、{left.shape}"
        f" / expected left as float16 of shape (120, k), got {left.dtype}, {left.shape}"
    )
    assert is_array(right, (left.shape[1], 200), np.float16), (
        f"right 应为 float16、形状 (k, 200)，实得 {right.dtype}、{right.shape}"
        f" / expected right as float16 of shape (k, 200), got {right.dtype}, {right.shape}"
    )
assert stored_bytes(factors) <= 8000, (
    f"不得超过 8000 字节，实得 {stored_bytes(factors)}"
    f" / expected at most 8000 bytes, got {stored_bytes(factors)}"
)
### BEGIN HIDDEN TESTS
from skimage import data as skimage_data

rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
unseen = [load_sample_image("flower.jpg"), skimage_data.coffee(), skimage_data.chelsea()]
unseen += [skimage_data.rocket(), skimage_data.astronaut()]


def checked_photo(image: np.ndarray, budget: int) -> np.ndarray:
    passed_in = image.copy()
    factors = compress_photo(image, budget)
    assert np.array_equal(image, passed_in), (
        "传入的照片被改动了 / the photo that was passed in has been changed"
    )
    assert isinstance(factors, list | tuple), "应返回三对因子 / expected three pairs of factors"
    assert len(factors) == 3, "应返回三对因子 / expected three pairs of factors"
    for left, right in factors:
        k = np.shape(left)[-1]
        for factor, shape in ((left, (image.shape[0], k)), (right, (k, image.shape[1]))):
            assert is_array(factor, shape, np.float16), (
                "因子应为 float16，形状 (m, k) 与 (k, n)"
                " / the factors should be float16 of shapes (m, k) and (k, n)"
            )
            assert np.isfinite(factor).all(), (
                "因子含有 NaN 或无穷大 / a factor contains NaN or infinity"
            )
    assert stored_bytes(factors) <= budget, (
        "存储的字节数超出预算 / the stored bytes exceed the budget"
    )
    return decompress(factors)


for _ in range(5):
    source = unseen[rng.integers(len(unseen))]
    m, n = (int(size) for size in rng.integers(100, 180, 2))
    top, left = (int(rng.integers(limit + 1)) for limit in np.subtract(source.shape[:2], (m, n)))
    image = source[top : top + m, left : left + n]
    budget = int(rng.uniform(0.03, 0.3) * image.size)
    k = budget // (6 * (m + n))
    s = np.linalg.svd((image @ COLOUR_BASIS.T).transpose(2, 0, 1), compute_uv=False)
    equal_shares = 10 * np.log10(255**2 * image.size / np.sum(s[:, k:] ** 2))
    reached = peak_signal_noise_ratio(image, checked_photo(image, budget), data_range=255)
    assert reached >= min(equal_shares, 40) - 0.3, (
        "画质不如三个通道均分预算 / the quality is below equal shares of the budget"
    )
tiny = rng.integers(0, 256, (8, 12, 3)).astype(np.uint8)
for budget in (0, 39):
    checked_photo(tiny, budget)
restored = checked_photo(tiny, 10**6)
assert np.abs(restored.astype(float) - tiny).max() <= 3, (
    "预算有余时应几乎无损 / with a budget to spare it should be almost lossless"
)
one_row = np.zeros((3, 30_000, 3), dtype=np.uint8)
one_row[rng.integers(3)] = 250
for image in (one_row, one_row.transpose(1, 0, 2)):
    restored = checked_photo(image, 181_000)
    assert np.abs(restored.astype(float) - image).max() <= 3, (
        "亮度集中在一行或一列的照片应能还原"
        " / a photo whose light is all in one row or column should come back"
    )
for bad, budget, zh, en in (
    (tiny, -1, "budget 为负", "budget is negative"),
    (tiny.astype(float), 100, "photo 不是 uint8", "photo is not uint8"),
    (tiny[:, :, 0], 100, "photo 不是三维", "photo is not three-dimensional"),
    (np.zeros((5, 6, 4), np.uint8), 100, "photo 不是三个通道", "photo has not three channels"),
):
    assert raises(ValueError, compress_photo, bad, budget), (
        f"应报 ValueError：{zh} / expected a ValueError: {en}"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_compress_photo_quality", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
shown = photo[100:220, 150:350]
factors = compress_photo(shown, 8000)
decibels = peak_signal_noise_ratio(shown, decompress(factors), data_range=255)
assert stored_bytes(factors) <= 8000, (
    f"不得超过 8000 字节，实得 {stored_bytes(factors)}"
    f" / expected at most 8000 bytes, got {stored_bytes(factors)}"
)
assert decibels >= 19.5, (
    f"应至少 19.5 dB，实得 {decibels:.2f} dB / expected at least 19.5 dB, got {decibels:.2f} dB"
)
### BEGIN HIDDEN TESTS
from skimage import data as skimage_data

rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
unseen = [load_sample_image("flower.jpg"), skimage_data.coffee(), skimage_data.chelsea()]
unseen += [skimage_data.rocket(), skimage_data.astronaut()]
images = []
for source in unseen:
    m, n = (int(size) for size in rng.integers(100, 180, 2))
    top, left = (int(rng.integers(limit + 1)) for limit in np.subtract(source.shape[:2], (m, n)))
    images.append(source[top : top + m, left : left + n])
images.append(unseen[rng.integers(len(unseen))])
for image in images:
    budget = int(rng.uniform(0.03, 0.3) * image.size)
    factors = compress_photo(image, budget)
    assert stored_bytes(factors) <= budget, (
        "存储的字节数超出预算 / the stored bytes exceed the budget"
    )
    # Eckart-Young: no ranks within the budget do better than the terms with the largest sigma.
    s = np.linalg.svd((image @ COLOUR_BASIS.T).transpose(2, 0, 1), compute_uv=False)
    n_terms = budget // (2 * sum(image.shape[:2]))
    lost = np.sum(np.sort(s, axis=None)[::-1][n_terms:] ** 2)
    best = 10 * np.log10(255**2 * image.size / lost)
    reached = peak_signal_noise_ratio(image, decompress(factors), data_range=255)
    # reference - min(best, 40): at worst -0.05 dB over 60 seeds, 310 photos
    # equal shares - best: -3.0 ± 1.8 dB
    assert reached >= min(best, 40) - 0.3, (
        "画质比最好的 k1, k2, k3 低 0.3 dB 以上"
        " / the quality is more than 0.3 dB below that of the best k1, k2, k3"
    )
### END HIDDEN TESTS

# %% [markdown] lang="zh"
# ### 结果说明了什么
#
# 你证明了一件事，也只证明了一件事：在这组颜色坐标里，凡是给每个通道存一个低秩矩阵的编码，除去舍入，没有比你的更好的。换一种存法，比如缩小照片、或像 JPEG 那样分块，是否更好，定理没有说。下一节去量。

# %% [markdown] lang="en"
# ### What the result means
#
# You have shown one thing and only one: in these colour coordinates, rounding aside, no codec that stores one low-rank matrix for each channel is better than yours. Whether another kind does better, a reduced photo or blocks as in JPEG, the theorem does not say. The next section measures it.

# %% [markdown] lang="zh"
# ## 6 · 作品：照片编码程序与它的对手
#
# 现在把各个任务合起来，用在整张照片上：`compress_photo` 按预算编码，`decompress` 还原，`psnr` 打分。
#
# **第一幅图**与开头那幅对应。预算是原字节数的 2%、5%、10%、20%。

# %% [markdown] lang="en"
# ## 6 · The artefact: a photo codec and its rivals
#
# Now all tasks together, on the whole photo: `compress_photo` codes within a budget, `decompress` restores, `psnr` measures.
#
# **The first figure** answers the one at the top. The budgets are 2%, 5%, 10% and 20% of the photo's bytes.

# %%
fig, axes = plt.subplots(2, 3, figsize=(10.5, 4.8), layout="constrained")
show_photo(axes[0, 0], photo, f"Original: {photo.nbytes / 1000:.0f} kB")
for ax, share in zip(axes.flat[1:5], (0.02, 0.05, 0.10, 0.20), strict=True):
    factors = compress_photo(photo, int(share * photo.nbytes))
    restored = decompress(factors)
    ranks = ", ".join(str(left.shape[1]) for left, _ in factors)
    show_photo(
        ax,
        restored,
        f"{stored_bytes(factors) / 1000:.0f} kB, PSNR {psnr(photo, restored):.1f} dB, ranks {ranks}",
    )
error = np.abs(photo.astype(float) - restored).mean(axis=2)
image = axes[1, 2].imshow(error, cmap="cividis", vmin=0, vmax=40)
axes[1, 2].set_title("Where the last one errs")
axes[1, 2].set_axis_off()
fig.colorbar(image, ax=axes[1, 2], shrink=0.85, label="mean error (grey levels)")
plt.show()

# %% [markdown] lang="zh"
# **第二幅图**把它放到对手旁边。基线 (baseline) 是下采样：用三次插值把照片缩小到预算之内，再放大。“红绿蓝均分”是不换颜色坐标、三个通道秩相同的 SVD。虚线是 Eckart–Young 定理给出的界：在 `COLOUR_BASIS` 的坐标里，没有哪种秩的分配能超过它。你的编码应当贴着它；略高一点是因为还原时把数值截到了 0 至 255。
#
# “分块 SVD”用的是同一个定理，换了一个矩阵：把照片切成 8×8 的小块，每块的 192 个数排成一行，得到 $4320 \times 192$ 的矩阵，再取它的低秩近似。虚线和这两个 SVD 对手都不必真的还原：任务 4 的 `approximation_errors` 由奇异值就给出误差，只差舍入。JPEG 也分块，但它的基是事先约定的，不必存；它还把系数粗略取整，即量化 (quantization)，并给常见的值较短的编码，即熵编码 (entropy coding)。

# %% [markdown] lang="en"
# **The second figure** sets it beside its rivals. The baseline is down-sampling: reduce the photo by cubic interpolation until it fits the budget, and enlarge it again. "RGB, equal ranks" is the SVD without the change of colours, with the same rank in the three channels. The dashed line is the bound of the Eckart–Young theorem: in the coordinates of `COLOUR_BASIS`, no choice of ranks gets above it. Your codec should run along it, a little above where clipping to 0 to 255 helps.
#
# "SVD of patches" uses the same theorem on another matrix: cut the photo into patches of 8×8, write the 192 numbers of each as a row, and approximate the $4320 \times 192$ matrix by one of low rank. Neither the dashed line nor these two rivals need be restored: `approximation_errors` of task 4 tells their error from the singular values, but for rounding. JPEG works in patches too, but its basis is agreed beforehand and need not be stored; it also rounds its coefficients coarsely (quantization) and gives frequent values shorter codes (entropy coding).

# %%
PATCH = 8


def to_patches(image: np.ndarray) -> np.ndarray:
    """One row for each 8 by 8 patch; edge pixels are repeated where a patch sticks out."""
    m, n, _ = image.shape
    padded = np.pad(image.astype(float), ((0, -m % PATCH), (0, -n % PATCH), (0, 0)), mode="edge")
    blocks = padded.reshape(padded.shape[0] // PATCH, PATCH, padded.shape[1] // PATCH, PATCH, 3)
    return blocks.swapaxes(1, 2).reshape(-1, PATCH * PATCH * 3)


def psnr_by_spectrum(spectra: list[np.ndarray], ranks: list[int], n_numbers: int) -> float:
    """PSNR of low-rank matrices, from their singular values alone."""
    errors = [approximation_errors(sigmas, k)[1] for sigmas, k in zip(spectra, ranks, strict=True)]
    return float(10 * np.log10(255**2 * n_numbers / np.sum(np.square(errors))))


def downsampled(image: np.ndarray, budget: int) -> np.ndarray:
    """The image reduced to `budget` bytes and enlarged again, both by cubic interpolation."""
    scale = np.sqrt(budget / image.size)
    height, width = image.shape[:2]
    reduced = Image.fromarray(image).resize((int(width * scale), int(height * scale)))
    return np.asarray(reduced.resize((width, height)))


def jpeg(image: np.ndarray, quality: int) -> tuple[int, np.ndarray]:
    """Bytes of the image as JPEG, and what they decode to."""
    stream = io.BytesIO()
    Image.fromarray(image).save(stream, "JPEG", quality=quality)
    return stream.tell(), np.asarray(Image.open(stream))


# %%
shares = np.array([0.02, 0.04, 0.08, 0.15, 0.25, 0.40])
budgets = (shares * photo.nbytes).astype(int)
term_bytes = 2 * sum(photo.shape[:2])
patch_matrix = to_patches(photo)
patch_sigmas = np.linalg.svd(patch_matrix, compute_uv=False)
colours = (photo @ COLOUR_BASIS.T).transpose(2, 0, 1)
all_sigmas = np.sort(np.linalg.svd(colours, compute_uv=False), axis=None)[::-1]

curves = {"own": [], "bound": [], "equal": [], "patches": [], "down": []}
for budget in budgets:
    n_terms = budget // term_bytes
    patch_rank = budget // (2 * sum(patch_matrix.shape))
    curves["bound"].append(psnr_by_spectrum([all_sigmas], [n_terms], photo.size))
    curves["equal"].append(psnr_by_spectrum(list(s_rgb), [n_terms // 3] * 3, photo.size))
    curves["patches"].append(psnr_by_spectrum([patch_sigmas], [patch_rank], patch_matrix.size))
    curves["own"].append(psnr(photo, decompress(compress_photo(photo, budget))))
    curves["down"].append(psnr(photo, downsampled(photo, budget)))
jpegs = [jpeg(photo, quality) for quality in (3, 6, 10, 20, 35, 50, 65)]

fig, ax = plt.subplots(figsize=(7.6, 4.4), layout="constrained")
kilobytes = budgets / 1000
ax.plot(kilobytes, curves["own"], "o-", color=BLUE, linewidth=2, label="your codec")
ax.plot(kilobytes, curves["bound"], "--", color="black", linewidth=1, label="Eckart-Young bound")
ax.plot(kilobytes, curves["patches"], "^-", color=PURPLE, label="SVD of patches")
ax.plot(kilobytes, curves["equal"], "s-", color=GREEN, label="RGB, equal ranks")
ax.plot(kilobytes, curves["down"], "v-", color=ORANGE, label="baseline: down-sampling")
ax.plot(
    [size / 1000 for size, _ in jpegs],
    [psnr(photo, decoded) for _, decoded in jpegs],
    ":",
    color=GREY,
    linewidth=2,
    label="JPEG",
)
ax.set_xscale("log")
ax.set_xticks([10, 20, 50, 100, 200, 300], ["10", "20", "50", "100", "200", "300"])
ax.minorticks_off()
ax.set(
    title=f"What a byte buys: china.jpg, {photo.nbytes / 1000:.0f} kB uncompressed",
    xlabel="stored bytes (kB)",
    ylabel="PSNR (dB)",
)
ax.legend(ncols=2)
plt.show()

# %% [markdown] lang="zh"
# **怎么读它。** 换颜色坐标并按 $\sigma^2$ 分配，比红绿蓝均分高 1.4 至 3.7 dB，一个字节也没有多花。对基线，这张细节丰富的照片在约 80 kB（10%）以上胜出，以下落败；照片越平滑，下采样越占便宜。分块之后，同一个定理在小预算下做得更好，因为相邻像素的相似现在也用上了。JPEG 仍然远远领先。Eckart–Young 说的“最好”，只在给定的矩阵、给定的秩之内。
#
# 下面是分块之后的前十二个右奇异向量，每个排回 8×8 的彩色小块。$v_1$ 是均匀的亮度，$v_2$ 是颜色，$v_3$ 与 $v_4$ 分别自上而下、自左而右渐变，$v_5$ 起伏一次。没有人教过它们，JPEG 约定的余弦波也是这样开头的。

# %% [markdown] lang="en"
# **How to read it.** The change of colours, with terms bought by $\sigma^2$, gains 1.4 to 3.7 dB over equal RGB ranks for not one byte more. On this photo, rich in detail, it beats the baseline above about 80 kB (10%) and loses below; the smoother a photo, the better for down-sampling. In patches, the same theorem does better on small budgets, because now it uses the likeness of neighbouring pixels too. JPEG remains far ahead. "Best" in the words of Eckart and Young holds for a given matrix and a given rank.
#
# Below stand the first twelve right singular vectors of the patches, each put back as an 8×8 patch of colour. $v_1$ is even brightness, $v_2$ colour, $v_3$ and $v_4$ are ramps from top to bottom and from left to right, $v_5$ rises and falls once. Nobody taught them; the cosine waves that JPEG prescribes begin in the same way.

# %%
first_vectors = np.linalg.svd(to_patches(photo), full_matrices=False)[2][:12]
fig, axes = plt.subplots(2, 6, figsize=(9, 3.3), layout="constrained")
for index, (ax, vector) in enumerate(zip(axes.flat, first_vectors, strict=True), start=1):
    tile = np.sign(vector.sum()) * vector.reshape(PATCH, PATCH, 3)  # the sign is free
    show_photo(ax, 0.5 + 0.5 * tile / np.abs(tile).max(), f"$v_{{{index}}}$")
plt.show()

# %% [markdown] lang="zh"
# **阴性对照 (negative control)。** 编码程序若对什么都有效，就可疑了。把照片的像素打乱：每个像素还在，颜色的分布一点没变，只是位置随机，相邻的行与列不再相似。SVD 应当压不动它。下图先减去平均亮度，否则 $\sigma_1$ 只是在说“照片不是黑的”。

# %% [markdown] lang="en"
# **The negative control.** A codec that worked on everything would be suspect. Shuffle the pixels of the photo: every pixel is still there and the distribution of colours is the same, but places are random, and neighbouring rows and columns are no longer alike. SVD must fail to compress it. The figure subtracts the mean brightness first, for else $\sigma_1$ only says that the photo is not black.

# %%
shuffled = np.random.default_rng(0).permutation(photo.reshape(-1, 3)).reshape(photo.shape)
fig, axes = plt.subplots(1, 3, figsize=(10.5, 3.2), layout="constrained")
show_photo(axes[0], shuffled, "The same pixels, shuffled")
for image, name, color in ((photo, "photo", BLUE), (shuffled, "shuffled", ORANGE)):
    brightness = (image @ COLOUR_BASIS.T)[:, :, 0]
    spectrum = np.linalg.svd(brightness - brightness.mean(), compute_uv=False)
    energy = np.concatenate([[0], np.cumsum(spectrum**2) / np.sum(spectrum**2)])
    axes[1].semilogy(np.arange(1, len(spectrum) + 1), spectrum, color=color, label=name)
    axes[2].plot(100 * energy, color=color, label=name)
    print(f"{name:8s}: 20 of {len(spectrum)} terms hold {100 * energy[20]:.1f}% of the energy")
axes[1].set(title="Singular values", xlabel="index $i$", ylabel=r"$\sigma_i$ (grey levels)")
axes[2].set(title="Energy of the first $k$ terms", xlabel="rank $k$", ylabel="share (%)")
for ax in axes[1:]:
    ax.legend()
plt.show()

# %%
for image, name in ((photo, "photo"), (shuffled, "shuffled")):
    flat = np.broadcast_to(np.rint(image.mean(axis=(0, 1))), image.shape)
    coded = decompress(compress_photo(image, image.nbytes // 10))
    print(
        f"{name:8s}: one flat colour {psnr(image, flat):.2f} dB, "
        f"codec at 10% of the bytes {psnr(image, coded):.2f} dB"
    )

# %% [markdown] lang="zh"
# 照片的谱陡降，打乱之后几乎是平的：20 项只含 14% 的能量，而原来是 93%。用一成的字节，编码程序对打乱的像素只比涂一片平均色好 1 dB 左右。被压缩的从来不是像素，而是像素之间的关联。
#
# ## 笔记
#
# 在下面的单元格里写半页到一页，没有标准答案；有教师时由教师评阅，自学时写给自己。
#
# 1. 哪个结果出乎你的意料？用你算出的一个数说明。
# 2. 找一张你自己的照片，试着预测：你的编码能不能胜过下采样？再去验证，并解释结果。
# 3. 它在什么样的照片上会失败？若要改进（存储的数位、矩阵的选法、颜色坐标），你先试哪一项，为什么？

# %% [markdown] lang="en"
# The spectrum of the photo falls steeply; shuffled, it is almost flat: 20 terms hold 14% of the energy, where they held 93% before. With a tenth of the bytes, the codec is only about 1 dB better on shuffled pixels than one coat of the mean colour. What is compressed is never the pixels, but how they hang together.
#
# ## Notes
#
# Write half a page to a page in the cell below. There is no model answer; an instructor reads it, or it is for yourself.
#
# 1. Which result did you not expect? Show it with a number that you computed.
# 2. Take a photo of your own and predict: will your codec beat down-sampling on it? Then check, and explain what you find.
# 3. On what kind of photo would it fail? To improve it (the bits of a number, the choice of matrix, the colours), what would you try first, and why?

# %% [markdown] nbgrader={"grade": true, "grade_id": "notes", "locked": false, "points": 0, "schema_version": 3, "solution": true, "task": false}
# *在此书写 / Write here.*

# %% [markdown] lang="zh"
# ## 延伸阅读
#
# - 3Blue1Brown，[Essence of Linear Algebra](https://www.3blue1brown.com/topics/linear-algebra)：线性变换、点积与特征向量的动画。
# - Sheldon Axler，[Linear Algebra Done Right](https://linear.axler.net/)（《线性代数应该这样学》，第四版可免费阅读）：谱定理与奇异值分解一章。
# - Khan Academy，[Linear Algebra](https://www.khanacademy.org/math/linear-algebra)：从向量开始的练习。
# - Trefethen and Bau，[Numerical Linear Algebra](https://doi.org/10.1137/1.9780898719574)，SIAM 1997：第 4、5 讲（SVD），第 27 至 29 讲（幂迭代与 QR 算法），第 30、31 讲（Jacobi 法与计算 SVD）。
# - Golub and Van Loan，Matrix Computations，第四版，Johns Hopkins 2013：2.4 节（SVD），8.2 节（幂迭代），8.5、8.6 节（Jacobi 法与 SVD）。
# - Eckart and Young，[The approximation of one matrix by another of lower rank](https://doi.org/10.1007/BF02288367)，Psychometrika 1 (1936)。
# - Mirsky，[Symmetric gauge functions and unitarily invariant norms](https://doi.org/10.1093/qmath/11.1.50)，Quarterly Journal of Mathematics 11 (1960)。
# - Francis，[The QR transformation](https://doi.org/10.1093/comjnl/4.3.265)，The Computer Journal 4 (1961)。
# - Demmel and Veselić，[Jacobi's method is more accurate than QR](https://doi.org/10.1137/0613074)，SIAM Journal on Matrix Analysis and Applications 13 (1992)。
# - Stewart，[On the early history of the singular value decomposition](https://doi.org/10.1137/1035134)，SIAM Review 35 (1993)。

# %% [markdown] lang="en"
# ## Further reading
#
# - 3Blue1Brown, [Essence of Linear Algebra](https://www.3blue1brown.com/topics/linear-algebra): linear maps, the dot product and eigenvectors, animated.
# - Sheldon Axler, [Linear Algebra Done Right](https://linear.axler.net/) (the fourth edition is free to read): the chapter on the spectral theorem and singular values.
# - Khan Academy, [Linear Algebra](https://www.khanacademy.org/math/linear-algebra): exercises that begin with vectors.
# - Trefethen and Bau, [Numerical Linear Algebra](https://doi.org/10.1137/1.9780898719574), SIAM 1997: Lectures 4 and 5 (SVD), 27 to 29 (power iteration and the QR algorithm), 30 and 31 (the Jacobi method and computing the SVD).
# - Golub and Van Loan, Matrix Computations, fourth edition, Johns Hopkins 2013: sections 2.4 (SVD), 8.2 (power iteration), 8.5 and 8.6 (the Jacobi method and the SVD).
# - Eckart and Young, [The approximation of one matrix by another of lower rank](https://doi.org/10.1007/BF02288367), Psychometrika 1 (1936).
# - Mirsky, [Symmetric gauge functions and unitarily invariant norms](https://doi.org/10.1093/qmath/11.1.50), Quarterly Journal of Mathematics 11 (1960).
# - Francis, [The QR transformation](https://doi.org/10.1093/comjnl/4.3.265), The Computer Journal 4 (1961).
# - Demmel and Veselić, [Jacobi's method is more accurate than QR](https://doi.org/10.1137/0613074), SIAM Journal on Matrix Analysis and Applications 13 (1992).
# - Stewart, [On the early history of the singular value decomposition](https://doi.org/10.1137/1035134), SIAM Review 35 (1993).

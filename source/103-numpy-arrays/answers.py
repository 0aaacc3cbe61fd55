# %% [markdown]
# Answers of imagined learners to assignment 103: the tests of its tests. Each cell is the whole new
# source of the solution cell that `task` names. A right answer keeps all points; a wrong one loses
# points in its own task and in no other, and where `loses` is given, in exactly those test cells.

# %% a loop over all pixels and colours task="develop" verdict="right"
def develop(photo, gains, strength):
    if photo.ndim != 3 or photo.shape[2] != 3 or photo.dtype != "uint8":
        raise ValueError("not a photo")
    if np.shape(gains) != (3,) or strength < 0 or strength > 1:
        raise ValueError("bad gains or strength")
    m, n, _ = photo.shape
    centre = (m - 1) / 2, (n - 1) / 2
    farthest = centre[0] ** 2 + centre[1] ** 2
    result = np.empty_like(photo)
    for i in range(m):
        for j in range(n):
            squared = (i - centre[0]) ** 2 + (j - centre[1]) ** 2
            weight = 1 - strength * squared / farthest if farthest else 1
            for c in range(3):
                value = int(float(photo[i, j, c]) * float(gains[c]) * weight + 0.5)
                result[i, j, c] = min(255, value)
    return result


# %% einsum on coordinates of np.indices, in float32 task="develop" verdict="right"
def develop(photo, gains, strength):
    m, n, colours = photo.shape if photo.ndim == 3 else (0, 0, 0)
    if colours != 3 or photo.dtype != np.uint8:
        raise ValueError
    if not isinstance(gains, np.ndarray) or gains.shape != (3,) or not 0 <= strength <= 1:
        raise ValueError
    offsets = np.indices((m, n), dtype=np.float32)
    offsets -= np.array([(m - 1) / 2, (n - 1) / 2], dtype=np.float32)[:, None, None]
    squared = np.einsum("kij,kij->ij", offsets, offsets)
    if squared.max() > 0:
        squared /= squared.max()
    exact = np.einsum("ijc,c,ij->ijc", photo, gains.astype(np.float32), 1 - strength * squared)
    return np.minimum(np.round(exact), 255).astype(np.uint8)


# %% does not limit before it converts, so that bright pixels wrap round task="develop" verdict="wrong" loses="test_develop_gains,test_develop_vignette"
def develop(photo, gains, strength):
    gains = np.asarray(gains, dtype=float)
    if photo.ndim != 3 or photo.shape[2] != 3 or photo.dtype != np.uint8:
        raise ValueError("not a photo")
    if gains.shape != (3,) or not 0 <= strength <= 1:
        raise ValueError("bad gains or strength")
    m, n, _ = photo.shape
    rows, columns = np.arange(m) - (m - 1) / 2, np.arange(n) - (n - 1) / 2
    squared = rows[:, None] ** 2 + columns**2
    weights = 1 - strength * squared / (squared.max() or 1)
    return np.rint(photo * gains * weights[:, :, None]).astype(int).astype(np.uint8)


# %% drops the fraction instead of rounding task="develop" verdict="wrong" loses="test_develop_gains,test_develop_vignette"
def develop(photo, gains, strength):
    gains = np.asarray(gains, dtype=float)
    if photo.ndim != 3 or photo.shape[2] != 3 or photo.dtype != np.uint8:
        raise ValueError("not a photo")
    if gains.shape != (3,) or not 0 <= strength <= 1:
        raise ValueError("bad gains or strength")
    m, n, _ = photo.shape
    rows, columns = np.arange(m) - (m - 1) / 2, np.arange(n) - (n - 1) / 2
    squared = rows[:, None] ** 2 + columns**2
    weights = 1 - strength * squared / (squared.max() or 1)
    return np.clip(photo * gains * weights[:, :, None], 0, 255).astype(np.uint8)


# %% rows and columns exchanged in the weights, and no care for a photo of one pixel task="develop" verdict="wrong" loses="test_develop_vignette"
def develop(photo, gains, strength):
    gains = np.asarray(gains, dtype=float)
    if photo.ndim != 3 or photo.shape[2] != 3 or photo.dtype != np.uint8:
        raise ValueError("not a photo")
    if gains.shape != (3,) or not 0 <= strength <= 1:
        raise ValueError("bad gains or strength")
    if strength == 0:
        return np.clip(np.rint(photo * gains), 0, 255).astype(np.uint8)
    m, n, _ = photo.shape
    rows, columns = np.arange(m) - (m - 1) / 2, np.arange(n) - (n - 1) / 2
    squared = rows**2 + columns[:, None] ** 2
    weights = 1 - strength * squared / squared.max()
    return np.clip(np.rint(photo * gains * weights[:, :, None]), 0, 255).astype(np.uint8)


# %% takes the middle to be at m // 2 and n // 2 task="develop" verdict="wrong" loses="test_develop_vignette"
def develop(photo, gains, strength):
    gains = np.asarray(gains, dtype=float)
    if photo.ndim != 3 or photo.shape[2] != 3 or photo.dtype != np.uint8:
        raise ValueError("not a photo")
    if gains.shape != (3,) or not 0 <= strength <= 1:
        raise ValueError("bad gains or strength")
    m, n, _ = photo.shape
    rows, columns = np.arange(m) - m // 2, np.arange(n) - n // 2
    squared = rows[:, None] ** 2 + columns**2
    weights = 1 - strength * squared / (squared.max() or 1)
    return np.clip(np.rint(photo * gains * weights[:, :, None]), 0, 255).astype(np.uint8)


# %% lets gains broadcast that are not of shape (3,) task="develop" verdict="wrong" loses="test_develop_vignette"
def develop(photo, gains, strength):
    if photo.ndim != 3 or photo.shape[2] != 3 or photo.dtype != np.uint8:
        raise ValueError("not a photo")
    if not 0 <= strength <= 1:
        raise ValueError("bad strength")
    m, n, _ = photo.shape
    rows, columns = np.arange(m) - (m - 1) / 2, np.arange(n) - (n - 1) / 2
    squared = rows[:, None] ** 2 + columns**2
    weights = 1 - strength * squared / (squared.max() or 1)
    return np.clip(np.rint(photo * gains * weights[:, :, None]), 0, 255).astype(np.uint8)


# %% asks NumPy, on an array that as_strided makes of one byte task="view_layout" verdict="right"
def view_layout(shape, strides, key):
    low = sum(min(0, (n - 1) * s) for n, s in zip(shape, strides, strict=True))
    high = sum(max(0, (n - 1) * s) for n, s in zip(shape, strides, strict=True))
    memory = np.zeros(high - low + 1, dtype=np.uint8)
    array = as_strided(memory[-low:], shape, strides)
    view = array[(*key, Ellipsis)]
    start = array.__array_interface__["data"][0]
    return view.__array_interface__["data"][0] - start, view.shape, view.strides


# %% lists the positions that a range of the axis keeps task="view_layout" verdict="right"
def view_layout(shape, strides, key):
    if len(key) > len(shape):
        raise IndexError("too many indices")
    offset = 0
    new_shape = []
    new_strides = []
    for axis in range(len(shape)):
        positions = range(shape[axis])
        index = key[axis] if axis < len(key) else slice(None)
        taken = positions[index]
        if isinstance(taken, range):
            offset += taken[0] * strides[axis]
            new_shape += [len(taken)]
            new_strides += [taken.step * strides[axis]]
        else:
            offset += taken * strides[axis]
    return [offset, new_shape, new_strides]


# %% keeps the old strides of a slice with a step task="view_layout" verdict="wrong"
def view_layout(shape, strides, key):
    if len(key) > len(shape):
        raise IndexError("too many indices")
    key = [*key] + [slice(None)] * (len(shape) - len(key))
    offset, lengths, steps = 0, [], []
    for index, n, stride in zip(key, shape, strides, strict=False):
        if isinstance(index, slice):
            start, stop, step = index.indices(n)
            lengths.append(len(range(start, stop, step)))
            steps.append(stride)
        else:
            if not -n <= index < n:
                raise IndexError("out of range")
            start = index % n
        offset += start * stride
    return offset, tuple(lengths), tuple(steps)


# %% counts negative integers from the start task="view_layout" verdict="wrong"
def view_layout(shape, strides, key):
    if len(key) > len(shape):
        raise IndexError("too many indices")
    key = [*key] + [slice(None)] * (len(shape) - len(key))
    offset, lengths, steps = 0, [], []
    for index, n, stride in zip(key, shape, strides, strict=False):
        if isinstance(index, slice):
            start, stop, step = index.indices(n)
            lengths.append(len(range(start, stop, step)))
            steps.append(step * stride)
        else:
            if not -n <= index < n:
                raise IndexError("out of range")
            start = index
        offset += start * stride
    return offset, tuple(lengths), tuple(steps)


# %% rounds the length of a slice down task="view_layout" verdict="wrong"
def view_layout(shape, strides, key):
    if len(key) > len(shape):
        raise IndexError("too many indices")
    key = [*key] + [slice(None)] * (len(shape) - len(key))
    offset, lengths, steps = 0, [], []
    for index, n, stride in zip(key, shape, strides, strict=False):
        if isinstance(index, slice):
            start, stop, step = index.indices(n)
            lengths.append((stop - start) // step)
            steps.append(step * stride)
        else:
            if not -n <= index < n:
                raise IndexError("out of range")
            start = index % n
        offset += start * stride
    return offset, tuple(lengths), tuple(steps)


# %% keeps an axis of length 1 for an integer task="view_layout" verdict="wrong"
def view_layout(shape, strides, key):
    if len(key) > len(shape):
        raise IndexError("too many indices")
    key = [*key] + [slice(None)] * (len(shape) - len(key))
    offset, lengths, steps = 0, [], []
    for index, n, stride in zip(key, shape, strides, strict=False):
        if not isinstance(index, slice):
            if not -n <= index < n:
                raise IndexError("out of range")
            index = slice(index % n, index % n + 1)
        start, stop, step = index.indices(n)
        lengths.append(len(range(start, stop, step)))
        steps.append(step * stride)
        offset += start * stride
    return offset, tuple(lengths), tuple(steps)


# %% lets an integer out of range pass task="view_layout" verdict="wrong"
def view_layout(shape, strides, key):
    if len(key) > len(shape):
        raise IndexError("too many indices")
    key = [*key] + [slice(None)] * (len(shape) - len(key))
    offset, lengths, steps = 0, [], []
    for index, n, stride in zip(key, shape, strides, strict=False):
        if isinstance(index, slice):
            start, stop, step = index.indices(n)
            lengths.append(len(range(start, stop, step)))
            steps.append(step * stride)
        else:
            start = index % n
        offset += start * stride
    return offset, tuple(lengths), tuple(steps)


# %% a loop over the blocks task="pixelate" verdict="right"
def pixelate(photo, top, left, height, width, block):
    m, n = photo.shape[:2]
    whole = block >= 1 and height >= 1 and width >= 1 and height % block == width % block == 0
    if not whole or min(top, left) < 0 or top + height > m or left + width > n:
        raise ValueError("bad rectangle")
    for i in range(top, top + height, block):
        for j in range(left, left + width, block):
            tile = photo[i : i + block, j : j + block]
            tile[...] = np.round(np.mean(tile, axis=(0, 1)))


# %% means by einsum, written back enlarged task="pixelate" verdict="right"
def pixelate(photo, top, left, height, width, block):
    if block < 1 or height % block or width % block or min(height, width) < 1:
        raise ValueError
    if not (0 <= top <= photo.shape[0] - height and 0 <= left <= photo.shape[1] - width):
        raise ValueError
    inside = np.s_[top : top + height, left : left + width]
    tiles = photo[inside].reshape(height // block, block, width // block, block, 3)
    sums = np.einsum("gahbc->ghc", tiles.astype(float))
    means = np.floor(sums / block**2 + 0.5).astype(np.uint8)
    photo[inside] = means.repeat(block, axis=0).repeat(block, axis=1)


# %% works on a copy and returns it task="pixelate" verdict="wrong" loses="test_pixelate"
def pixelate(photo, top, left, height, width, block):
    if block < 1 or height < 1 or width < 1 or height % block or width % block:
        raise ValueError
    if top < 0 or left < 0 or top + height > photo.shape[0] or left + width > photo.shape[1]:
        raise ValueError
    photo = photo.copy()
    crop = photo[top : top + height, left : left + width]
    blocks = crop.reshape(height // block, block, width // block, block, 3)
    blocks[...] = np.rint(blocks.mean(axis=(1, 3), keepdims=True))
    return photo


# %% a fancy index takes a copy of the crop, and the write is lost task="pixelate" verdict="wrong" loses="test_pixelate"
def pixelate(photo, top, left, height, width, block):
    if block < 1 or height < 1 or width < 1 or height % block or width % block:
        raise ValueError
    if top < 0 or left < 0 or top + height > photo.shape[0] or left + width > photo.shape[1]:
        raise ValueError
    crop = photo[np.arange(top, top + height)[:, None], np.arange(left, left + width)]
    blocks = crop.reshape(height // block, block, width // block, block, 3)
    blocks[...] = np.rint(blocks.mean(axis=(1, 3), keepdims=True))


# %% one mean for all three colours task="pixelate" verdict="wrong" loses="test_pixelate"
def pixelate(photo, top, left, height, width, block):
    if block < 1 or height < 1 or width < 1 or height % block or width % block:
        raise ValueError
    if top < 0 or left < 0 or top + height > photo.shape[0] or left + width > photo.shape[1]:
        raise ValueError
    crop = photo[top : top + height, left : left + width]
    blocks = crop.reshape(height // block, block, width // block, block, 3)
    blocks[...] = np.rint(blocks.mean(axis=(1, 3, 4), keepdims=True))


# %% takes one pixel of each block instead of the mean task="pixelate" verdict="wrong" loses="test_pixelate"
def pixelate(photo, top, left, height, width, block):
    if block < 1 or height < 1 or width < 1 or height % block or width % block:
        raise ValueError
    if top < 0 or left < 0 or top + height > photo.shape[0] or left + width > photo.shape[1]:
        raise ValueError
    crop = photo[top : top + height, left : left + width]
    crop[...] = crop[::block, ::block].repeat(block, axis=0).repeat(block, axis=1)


# %% adds up in uint8, which wraps round task="pixelate" verdict="wrong" loses="test_pixelate"
def pixelate(photo, top, left, height, width, block):
    if block < 1 or height < 1 or width < 1 or height % block or width % block:
        raise ValueError
    if top < 0 or left < 0 or top + height > photo.shape[0] or left + width > photo.shape[1]:
        raise ValueError
    crop = photo[top : top + height, left : left + width]
    blocks = crop.reshape(height // block, block, width // block, block, 3)
    sums = blocks.sum(axis=(1, 3), keepdims=True, dtype=np.uint8)
    blocks[...] = np.rint(sums / block**2)


# %% does not look where the rectangle lies task="pixelate" verdict="wrong" loses="test_pixelate"
def pixelate(photo, top, left, height, width, block):
    if block < 1 or height < 1 or width < 1 or height % block or width % block:
        raise ValueError
    for i in range(top, top + height, block):
        for j in range(left, left + width, block):
            tile = photo[i : i + block, j : j + block]
            if tile.size:
                tile[...] = np.rint(tile.mean(axis=(0, 1)))


# %% other letters, another order of terms, implicit output task="einsum_recipes" verdict="right"
def einsum_recipes():
    return {
        "trace": "aa",
        "trace_of_product": "xy,yx",
        "product_transposed": "mn,pn->mp",
        "quadratic_form": "m,mn,n",
        "batch_product": "kmn,knp->kmp",
        "batch_trace": "zqq -> z",
        "squared_lengths": "mn,mn->m",
        "grey": "xyc,c",
    }


# %% builds the strings in a loop task="einsum_recipes" verdict="right"
def einsum_recipes():
    table = """
        trace rr->
        trace_of_product rc,cr->
        product_transposed rc,sc->rs
        quadratic_form r,rc,c->
        batch_product Brt,Btc->Brc
        batch_trace Brr->B
        squared_lengths rc,rc->r
        grey rcp,p->rc
    """
    return {line.split()[0]: line.split()[1] for line in table.strip().splitlines()}


# %% multiplies A B in place of A B transposed, and the sum of A B in place of its trace task="einsum_recipes" verdict="wrong" loses="test_einsum_recipes_matrix"
def einsum_recipes():
    return {
        "trace": "ii->",
        "trace_of_product": "ij,jk->",
        "product_transposed": "ij,jk->ik",
        "quadratic_form": "i,ij,j->",
        "batch_product": "bij,bjk->bik",
        "batch_trace": "bii->b",
        "squared_lengths": "ij,ij->i",
        "grey": "ijc,c->ij",
    }


# %% gives the diagonal for the trace task="einsum_recipes" verdict="wrong" loses="test_einsum_recipes_matrix,test_einsum_recipes_batch"
def einsum_recipes():
    return {
        "trace": "ii->i",
        "trace_of_product": "ij,ji->",
        "product_transposed": "ij,kj->ik",
        "quadratic_form": "i,ij,j->",
        "batch_product": "bij,bjk->bik",
        "batch_trace": "bii->bi",
        "squared_lengths": "ij,ij->i",
        "grey": "ijc,c->ij",
    }


# %% adds up over the batch, and squares the columns task="einsum_recipes" verdict="wrong" loses="test_einsum_recipes_batch"
def einsum_recipes():
    return {
        "trace": "ii->",
        "trace_of_product": "ij,ji->",
        "product_transposed": "ij,kj->ik",
        "quadratic_form": "i,ij,j->",
        "batch_product": "bij,bjk->ik",
        "batch_trace": "bii->b",
        "squared_lengths": "ij,ij->j",
        "grey": "ijc,c->ij",
    }


# %% a name is missing task="einsum_recipes" verdict="wrong" loses="test_einsum_recipes_batch"
def einsum_recipes():
    return {
        "trace": "ii->",
        "trace_of_product": "ij,ji->",
        "product_transposed": "ij,kj->ik",
        "quadratic_form": "i,ij,j->",
        "batch_product": "bij,bjk->bik",
        "batch_trace": "bii->b",
        "squared_lengths": "ij,ij->i",
    }


# %% nested loops over all letters task="strided_einsum" verdict="right"
def strided_einsum(subscripts, *operands):
    if subscripts.count("->") != 1:
        raise ValueError("no arrow")
    left, right = subscripts.split("->")
    terms = left.split(",")
    if len(terms) != len(operands):
        raise ValueError("wrong number of operands")
    lengths = {}
    for term, operand in zip(terms, operands, strict=False):
        if len(term) != np.ndim(operand):
            raise ValueError("wrong number of letters")
        for letter, length in zip(term, np.shape(operand), strict=False):
            if letter in lengths and lengths[letter] != length:
                raise ValueError("lengths differ")
            lengths[letter] = length
    if len(set(right)) != len(right) or any(letter not in lengths for letter in right):
        raise ValueError("bad output")
    result = np.zeros([lengths[letter] for letter in right])
    for place in np.ndindex(*lengths.values()):
        at = dict(zip(lengths, place, strict=False))
        product = 1.0
        for term, operand in zip(terms, operands, strict=False):
            product *= float(operand[tuple(at[letter] for letter in term)])
        result[tuple(at[letter] for letter in right)] += product
    return result if right else float(result)


# %% diagonals by np.diagonal, the rest by transpose and broadcasting task="strided_einsum" verdict="right"
def strided_einsum(subscripts, *operands):
    left, arrow, right = subscripts.partition("->")
    terms = [list(term) for term in left.split(",")]
    if arrow == "" or len(terms) != len(operands):
        raise ValueError
    lengths = {}
    for term, operand in zip(terms, operands, strict=False):
        if len(term) != operand.ndim:
            raise ValueError
        for letter, length in zip(term, operand.shape, strict=False):
            lengths.setdefault(letter, set()).add(length)
    if any(len(found) > 1 for found in lengths.values()):
        raise ValueError
    if sorted(set(right)) != sorted(right) or set(right) - set(lengths):
        raise ValueError
    letters = list(right) + sorted(set(lengths) - set(right))
    factors = []
    for term, operand in zip(terms, operands, strict=False):
        operand = operand.astype(np.float64)
        for letter in set(term):
            while term.count(letter) > 1:
                first, second = [axis for axis, name in enumerate(term) if name == letter][:2]
                operand = operand.diagonal(axis1=first, axis2=second)
                term = [n for axis, n in enumerate(term) if axis not in (first, second)] + [letter]
        present = [letter for letter in letters if letter in term]
        operand = operand.transpose([term.index(letter) for letter in present])
        index = tuple(slice(None) if letter in term else None for letter in letters)
        factors.append(operand[index])
    product = factors[0]
    for factor in factors[1:]:
        product = product * factor
    return product.sum(axis=tuple(range(len(right), len(letters))))


# %% takes one stride where a letter repeats, not the sum task="strided_einsum" verdict="wrong" loses="test_strided_einsum_diagonal"
def strided_einsum(subscripts, *operands):
    left, arrow, right = subscripts.partition("->")
    terms = left.split(",")
    if not arrow or len(terms) != len(operands):
        raise ValueError
    arrays = [np.asarray(operand, dtype=float) for operand in operands]
    lengths = {}
    for term, array in zip(terms, arrays, strict=False):
        if len(term) != array.ndim:
            raise ValueError
        for letter, length in zip(term, array.shape, strict=False):
            if lengths.setdefault(letter, length) != length:
                raise ValueError
    if len(set(right)) < len(right) or not set(right) <= set(lengths):
        raise ValueError
    letters = right + "".join(letter for letter in lengths if letter not in right)
    product = np.ones([lengths[letter] for letter in letters])
    for term, array in zip(terms, arrays, strict=False):
        of = dict(zip(term, array.strides, strict=False))
        product *= as_strided(array, product.shape, [of.get(letter, 0) for letter in letters])
    return product.sum(axis=tuple(range(len(right), len(letters))))


# %% leaves the axes in the order in which the letters come task="strided_einsum" verdict="wrong" loses="test_strided_einsum,test_strided_einsum_diagonal"
def strided_einsum(subscripts, *operands):
    left, arrow, right = subscripts.partition("->")
    terms = left.split(",")
    if not arrow or len(terms) != len(operands):
        raise ValueError
    arrays = [np.asarray(operand, dtype=float) for operand in operands]
    lengths = {}
    for term, array in zip(terms, arrays, strict=False):
        if len(term) != array.ndim:
            raise ValueError
        for letter, length in zip(term, array.shape, strict=False):
            if lengths.setdefault(letter, length) != length:
                raise ValueError
    if len(set(right)) < len(right) or not set(right) <= set(lengths):
        raise ValueError
    letters = "".join(lengths)
    product = np.ones([lengths[letter] for letter in letters])
    for term, array in zip(terms, arrays, strict=False):
        strides = [
            sum(s for name, s in zip(term, array.strides, strict=False) if name == letter)
            for letter in letters
        ]
        product *= as_strided(array, product.shape, strides)
    summed = tuple(axis for axis, letter in enumerate(letters) if letter not in right)
    return product.sum(axis=summed)


# %% keeps uint8, whose products wrap round task="strided_einsum" verdict="wrong" loses="test_strided_einsum"
def strided_einsum(subscripts, *operands):
    left, arrow, right = subscripts.partition("->")
    terms = left.split(",")
    if not arrow or len(terms) != len(operands):
        raise ValueError
    lengths = {}
    for term, array in zip(terms, operands, strict=False):
        if len(term) != array.ndim:
            raise ValueError
        for letter, length in zip(term, array.shape, strict=False):
            if lengths.setdefault(letter, length) != length:
                raise ValueError
    if len(set(right)) < len(right) or not set(right) <= set(lengths):
        raise ValueError
    letters = right + "".join(letter for letter in lengths if letter not in right)
    shape = [lengths[letter] for letter in letters]
    product = np.ones(shape, dtype=operands[0].dtype)
    for term, array in zip(terms, operands, strict=False):
        strides = [
            sum(s for name, s in zip(term, array.strides, strict=False) if name == letter)
            for letter in letters
        ]
        product = product * as_strided(array, shape, strides)
    axes = tuple(range(len(right), len(letters)))
    return product.sum(axis=axes, dtype=product.dtype)


# %% checks nothing and trusts as_strided task="strided_einsum" verdict="wrong" loses="test_strided_einsum_diagonal"
def strided_einsum(subscripts, *operands):
    left, right = subscripts.split("->")
    terms = left.split(",")
    arrays = [np.asarray(operand, dtype=float) for operand in operands]
    lengths = {}
    for term, array in zip(terms, arrays, strict=False):
        for letter, length in zip(term, array.shape, strict=False):
            lengths[letter] = min(length, lengths.get(letter, length))
    letters = right + "".join(letter for letter in lengths if letter not in right)
    product = np.ones([lengths[letter] for letter in letters])
    for term, array in zip(terms, arrays, strict=False):
        strides = [
            sum(s for name, s in zip(term, array.strides, strict=False) if name == letter)
            for letter in letters
        ]
        product *= as_strided(array, product.shape, strides)
    return product.sum(axis=tuple(range(len(right), len(letters))))


# %% NumPy's own windows task="windows" verdict="right"
def windows(image, height, width):
    if image.ndim != 2 or height < 1 or width < 1:
        raise ValueError("bad window")
    return sliding_window_view(image, (height, width))


# %% an ndarray over the same memory, then locked task="windows" verdict="right"
def windows(image, height, width):
    if image.ndim != 2:
        raise ValueError("not an image")
    (m, n), (s0, s1) = image.shape, image.strides
    if not 0 < height <= m or not 0 < width <= n:
        raise ValueError("no room")
    view = as_strided(image[:, :], (m - height + 1, n - width + 1, height, width), (s0, s1, s0, s1))
    view.setflags(write=False)
    return view


# %% copies every window task="windows" verdict="wrong" loses="test_windows_view"
def windows(image, height, width):
    if image.ndim != 2:
        raise ValueError
    m, n = image.shape
    if not (1 <= height <= m and 1 <= width <= n):
        raise ValueError
    cut = np.array(
        [
            [image[i : i + height, j : j + width] for j in range(n - width + 1)]
            for i in range(m - height + 1)
        ]
    )
    cut.flags.writeable = False
    return cut


# %% assumes the strides of C order task="windows" verdict="wrong" loses="test_windows,test_windows_view"
def windows(image, height, width):
    if image.ndim != 2:
        raise ValueError
    m, n = image.shape
    if not (1 <= height <= m and 1 <= width <= n):
        raise ValueError
    size = image.itemsize
    shape = (m - height + 1, n - width + 1, height, width)
    return as_strided(image, shape, (n * size, size, n * size, size), writeable=False)


# %% leaves the windows open for writing task="windows" verdict="wrong" loses="test_windows_view"
def windows(image, height, width):
    if image.ndim != 2:
        raise ValueError
    m, n = image.shape
    if not (1 <= height <= m and 1 <= width <= n):
        raise ValueError
    return as_strided(image, (m - height + 1, n - width + 1, height, width), image.strides * 2)


# %% forgets the last row and column of windows task="windows" verdict="wrong" loses="test_windows,test_windows_view"
def windows(image, height, width):
    if image.ndim != 2:
        raise ValueError
    m, n = image.shape
    if not (1 <= height <= m and 1 <= width <= n):
        raise ValueError
    shape = (m - height, n - width, height, width)
    return as_strided(image, shape, image.strides * 2, writeable=False)


# %% does not check that the window fits task="windows" verdict="wrong" loses="test_windows_view"
def windows(image, height, width):
    if image.ndim != 2:
        raise ValueError
    m, n = image.shape
    shape = (max(m - height + 1, 1), max(n - width + 1, 1), max(height, 1), max(width, 1))
    return as_strided(image, shape, image.strides * 2, writeable=False)


# %% makes contiguous float64 first task="windows" verdict="wrong" loses="test_windows,test_windows_view"
def windows(image, height, width):
    image = np.ascontiguousarray(image, dtype=float)
    if image.ndim != 2:
        raise ValueError
    m, n = image.shape
    if not (1 <= height <= m and 1 <= width <= n):
        raise ValueError
    shape = (m - height + 1, n - width + 1, height, width)
    return as_strided(image, shape, image.strides * 2, writeable=False)


# %% adds up shifted images, one for each number of the kernel task="convolve" verdict="right"
def convolve(image, kernel, mode):
    image, kernel = np.array(image, dtype=float), np.array(kernel, dtype=float)
    if image.ndim not in (2, 3) or kernel.ndim != 2:
        raise ValueError("bad shapes")
    h, w = kernel.shape
    if mode == "nearest":
        if not (h % 2 and w % 2):
            raise ValueError("even kernel")
        rows = np.clip(np.arange(-(h // 2), image.shape[0] + h // 2), 0, image.shape[0] - 1)
        columns = np.clip(np.arange(-(w // 2), image.shape[1] + w // 2), 0, image.shape[1] - 1)
        image = image[rows][:, columns]
    elif mode != "valid":
        raise ValueError("unknown mode")
    m, n = image.shape[0] - h + 1, image.shape[1] - w + 1
    if m < 1 or n < 1:
        raise ValueError("kernel too large")
    result = np.zeros((m, n, *image.shape[2:]))
    for u in range(h):
        for v in range(w):
            result += kernel[h - 1 - u, w - 1 - v] * image[u : u + m, v : v + n]
    return result


# %% own windows, colour by colour, and a tensor product task="convolve" verdict="right"
def convolve(image, kernel, mode):
    if mode not in {"valid", "nearest"} or np.ndim(kernel) != 2 or np.ndim(image) not in {2, 3}:
        raise ValueError
    if np.ndim(image) == 3:
        colours = [convolve(image[:, :, c], kernel, mode) for c in range(image.shape[2])]
        return np.stack(colours, axis=-1)
    h, w = kernel.shape
    image = image.astype(np.float64)
    if mode == "nearest":
        if h % 2 == 0 or w % 2 == 0:
            raise ValueError
        image = np.pad(image, ((h // 2,) * 2, (w // 2,) * 2), "edge")
    patches = windows(image, h, w)
    return np.tensordot(patches, np.rot90(kernel, 2).astype(np.float64), axes=((2, 3), (0, 1)))


# %% does not flip the kernel task="convolve" verdict="wrong" loses="test_convolve_valid,test_convolve_nearest"
def convolve(image, kernel, mode):
    image, kernel = np.asarray(image, dtype=float), np.asarray(kernel, dtype=float)
    if image.ndim not in (2, 3) or kernel.ndim != 2 or mode not in ("valid", "nearest"):
        raise ValueError
    h, w = kernel.shape
    if mode == "nearest":
        if h % 2 == 0 or w % 2 == 0:
            raise ValueError
        image = np.pad(image, [(h // 2, h // 2), (w // 2, w // 2), (0, 0)][: image.ndim], "edge")
    if h > image.shape[0] or w > image.shape[1]:
        raise ValueError
    return np.einsum("...uv,uv->...", sliding_window_view(image, (h, w), axis=(0, 1)), kernel)


# %% flips up to down only task="convolve" verdict="wrong" loses="test_convolve_valid,test_convolve_nearest"
def convolve(image, kernel, mode):
    image, kernel = np.asarray(image, dtype=float), np.asarray(kernel, dtype=float)[::-1]
    if image.ndim not in (2, 3) or kernel.ndim != 2 or mode not in ("valid", "nearest"):
        raise ValueError
    h, w = kernel.shape
    if mode == "nearest":
        if h % 2 == 0 or w % 2 == 0:
            raise ValueError
        image = np.pad(image, [(h // 2, h // 2), (w // 2, w // 2), (0, 0)][: image.ndim], "edge")
    if h > image.shape[0] or w > image.shape[1]:
        raise ValueError
    return np.einsum("...uv,uv->...", sliding_window_view(image, (h, w), axis=(0, 1)), kernel)


# %% pads with zeros task="convolve" verdict="wrong" loses="test_convolve_nearest"
def convolve(image, kernel, mode):
    image, kernel = np.asarray(image, dtype=float), np.asarray(kernel, dtype=float)[::-1, ::-1]
    if image.ndim not in (2, 3) or kernel.ndim != 2 or mode not in ("valid", "nearest"):
        raise ValueError
    h, w = kernel.shape
    if mode == "nearest":
        if h % 2 == 0 or w % 2 == 0:
            raise ValueError
        image = np.pad(image, [(h // 2, h // 2), (w // 2, w // 2), (0, 0)][: image.ndim])
    if h > image.shape[0] or w > image.shape[1]:
        raise ValueError
    return np.einsum("...uv,uv->...", sliding_window_view(image, (h, w), axis=(0, 1)), kernel)


# %% mixes the colours task="convolve" verdict="wrong" loses="test_convolve_nearest"
def convolve(image, kernel, mode):
    image, kernel = np.asarray(image, dtype=float), np.asarray(kernel, dtype=float)[::-1, ::-1]
    if image.ndim not in (2, 3) or kernel.ndim != 2 or mode not in ("valid", "nearest"):
        raise ValueError
    if image.ndim == 3:
        grey = convolve(image.mean(axis=2), kernel[::-1, ::-1], mode)
        return np.repeat(grey[:, :, None], 3, axis=2)
    h, w = kernel.shape
    if mode == "nearest":
        if h % 2 == 0 or w % 2 == 0:
            raise ValueError
        image = np.pad(image, [(h // 2, h // 2), (w // 2, w // 2)], "edge")
    if h > image.shape[0] or w > image.shape[1]:
        raise ValueError
    return np.einsum("...uv,uv->...", sliding_window_view(image, (h, w), axis=(0, 1)), kernel)


# %% limits the result to grey levels task="convolve" verdict="wrong" loses="test_convolve_valid,test_convolve_nearest"
def convolve(image, kernel, mode):
    image, kernel = np.asarray(image, dtype=float), np.asarray(kernel, dtype=float)[::-1, ::-1]
    if image.ndim not in (2, 3) or kernel.ndim != 2 or mode not in ("valid", "nearest"):
        raise ValueError
    h, w = kernel.shape
    if mode == "nearest":
        if h % 2 == 0 or w % 2 == 0:
            raise ValueError
        image = np.pad(image, [(h // 2, h // 2), (w // 2, w // 2), (0, 0)][: image.ndim], "edge")
    if h > image.shape[0] or w > image.shape[1]:
        raise ValueError
    patches = sliding_window_view(image, (h, w), axis=(0, 1))
    return np.clip(np.einsum("...uv,uv->...", patches, kernel), 0, 255)


# %% differences by broadcasting task="nearest_neighbour" verdict="right"
def squared_distances(X, Y):
    X, Y = np.asarray(X, dtype=np.float64), np.asarray(Y, dtype=np.float64)
    if X.ndim != 2 or Y.ndim != 2 or X.shape[1] != Y.shape[1]:
        raise ValueError("shapes do not fit")
    return ((X[:, None, :] - Y[None, :, :]) ** 2).sum(axis=-1)


def nearest_labels(X_train, y_train, X):
    return np.take(y_train, np.argmin(squared_distances(X, X_train), axis=1))


# %% one loop, a row at a time task="nearest_neighbour" verdict="right"
def squared_distances(X, Y):
    if X.ndim != 2 or Y.ndim != 2 or X.shape[1] != Y.shape[1]:
        raise ValueError("shapes do not fit")
    Y = Y.astype(float)
    D = np.empty((len(X), len(Y)))
    for i, x in enumerate(X.astype(float)):
        difference = Y - x
        D[i] = np.einsum("jd,jd->j", difference, difference)
    return D


def nearest_labels(X_train, y_train, X):
    nearest = [int(np.argmin(row)) for row in squared_distances(X, X_train)]
    return np.array([y_train[j] for j in nearest], dtype=y_train.dtype)


# %% own einsum for all three terms task="nearest_neighbour" verdict="right"
def squared_distances(X, Y):
    X, Y = np.array(X, float), np.array(Y, float)
    if X.ndim != 2 or Y.ndim != 2 or X.shape[1] != Y.shape[1]:
        raise ValueError
    D = np.einsum("id,jd->ij", X, Y)
    D *= -2
    D += (X**2).sum(axis=1, keepdims=True)
    D += (Y**2).sum(axis=1)
    D[D < 0] = 0
    return D


def nearest_labels(X_train, y_train, X):
    return y_train[np.argsort(squared_distances(X, X_train), axis=1)[:, 0]]


# %% a loop over all pairs task="nearest_neighbour" verdict="wrong" loses="test_nearest_neighbour_speed"
def squared_distances(X, Y):
    X, Y = np.asarray(X, dtype=float), np.asarray(Y, dtype=float)
    if X.ndim != 2 or Y.ndim != 2 or X.shape[1] != Y.shape[1]:
        raise ValueError
    return np.array([[((x - y) ** 2).sum() for y in Y] for x in X])


def nearest_labels(X_train, y_train, X):
    return y_train[squared_distances(X, X_train).argmin(axis=1)]


# %% plain Python lists task="nearest_neighbour" verdict="wrong" loses="test_nearest_neighbour_speed"
def squared_distances(X, Y):
    if X.ndim != 2 or Y.ndim != 2 or X.shape[1] != Y.shape[1]:
        raise ValueError
    rows = Y.astype(float).tolist()
    return np.array(
        [
            [sum([(a - b) * (a - b) for a, b in zip(x, y, strict=False)]) for y in rows]
            for x in X.astype(float).tolist()
        ]
    )


def nearest_labels(X_train, y_train, X):
    return y_train[squared_distances(X, X_train).argmin(axis=1)]


# %% leaves the negative numbers of rounding task="nearest_neighbour" verdict="wrong" loses="test_nearest_neighbour_distances"
def squared_distances(X, Y):
    X, Y = np.asarray(X, dtype=float), np.asarray(Y, dtype=float)
    if X.ndim != 2 or Y.ndim != 2 or X.shape[1] != Y.shape[1]:
        raise ValueError
    return (X**2).sum(axis=1)[:, None] + (Y**2).sum(axis=1) - 2 * X @ Y.T


def nearest_labels(X_train, y_train, X):
    return y_train[squared_distances(X, X_train).argmin(axis=1)]


# %% subtracts uint8 from uint8 task="nearest_neighbour" verdict="wrong" loses="test_nearest_neighbour_distances"
def squared_distances(X, Y):
    if X.ndim != 2 or Y.ndim != 2 or X.shape[1] != Y.shape[1]:
        raise ValueError
    return ((X[:, None, :] - Y[None, :, :]) ** 2).sum(axis=-1, dtype=float)


def nearest_labels(X_train, y_train, X):
    return y_train[squared_distances(X, X_train).argmin(axis=1)]


# %% takes the root task="nearest_neighbour" verdict="wrong" loses="test_nearest_neighbour_distances,test_nearest_neighbour_speed"
def squared_distances(X, Y):
    X, Y = np.asarray(X, dtype=float), np.asarray(Y, dtype=float)
    if X.ndim != 2 or Y.ndim != 2 or X.shape[1] != Y.shape[1]:
        raise ValueError
    return np.linalg.norm(X[:, None, :] - Y, axis=2)


def nearest_labels(X_train, y_train, X):
    return y_train[squared_distances(X, X_train).argmin(axis=1)]


# %% looks for the nearest row along the wrong axis task="nearest_neighbour" verdict="wrong" loses="test_nearest_neighbour_labels"
def squared_distances(X, Y):
    X, Y = np.asarray(X, dtype=float), np.asarray(Y, dtype=float)
    if X.ndim != 2 or Y.ndim != 2 or X.shape[1] != Y.shape[1]:
        raise ValueError
    return np.maximum((X**2).sum(axis=1)[:, None] + (Y**2).sum(axis=1) - 2 * X @ Y.T, 0)


def nearest_labels(X_train, y_train, X):
    return y_train[squared_distances(X, X_train).argmin(axis=0)]


# %% compares with the class means only task="nearest_neighbour" verdict="wrong" loses="test_nearest_neighbour_labels"
def squared_distances(X, Y):
    X, Y = np.asarray(X, dtype=float), np.asarray(Y, dtype=float)
    if X.ndim != 2 or Y.ndim != 2 or X.shape[1] != Y.shape[1]:
        raise ValueError
    return np.maximum((X**2).sum(axis=1)[:, None] + (Y**2).sum(axis=1) - 2 * X @ Y.T, 0)


def nearest_labels(X_train, y_train, X):
    classes = np.unique(y_train)
    means = np.array([X_train[y_train == label].mean(axis=0) for label in classes])
    return classes[squared_distances(X, means).argmin(axis=1)]


# %% does not mind when the columns broadcast task="nearest_neighbour" verdict="wrong" loses="test_nearest_neighbour_distances"
def squared_distances(X, Y):
    X, Y = np.asarray(X, dtype=float), np.asarray(Y, dtype=float)
    return ((X[:, None] - Y) ** 2).sum(axis=-1)


def nearest_labels(X_train, y_train, X):
    return y_train[squared_distances(X, X_train).argmin(axis=1)]

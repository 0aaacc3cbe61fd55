"""A class whose independent answers share idioms and whole recipes, and some who copy."""

import re
from dataclasses import dataclass
from random import Random

from aicourse.similarity.answers import Answers

# Ways to write one step; % stands for a name of the writer's own.
_STEPS = (
    ("%0 = np.asarray(%1, dtype=float)", "%0 = np.array(%1).astype(float)", "%0 = 1.0 * %1"),
    (
        "%2 = %0 - %0.mean(axis=0)",
        "%2 = np.subtract(%0, np.mean(%0, 0))",
        "%2 = %0 - %0.sum(axis=0) / len(%0)",
        "%2 = %0.copy()\n    %2 -= %2.mean(axis=0, keepdims=True)",
    ),
    (
        "if %2.ndim != 2:\n        raise ValueError('two axes')",
        "assert %2.ndim == 2",
        "if len(%2.shape) != 2:\n        raise ValueError(f'{%2.shape}')",
    ),
    (
        "%3 = %2.T @ %2 / (len(%2) - 1)",
        "%3 = np.cov(%2, rowvar=False)",
        "%3 = np.dot(%2.T, %2) / (%2.shape[0] - 1)",
        "%3 = np.einsum('ni,nj->ij', %2, %2) / (len(%2) - 1)",
    ),
    (
        "%4, %5 = np.linalg.eigh(%3)",
        "%4, %5 = np.linalg.eig(%3)",
        "%5, %4, _ = np.linalg.svd(%3)",
        "%4, %5 = scipy.linalg.eigh(%3)",
    ),
    (
        "%6 = np.argsort(%4)[::-1]",
        "%6 = np.argsort(-%4)",
        "%6 = sorted(range(len(%4)), key=lambda i: -%4[i])",
    ),
    (
        "for %7 in range(len(%6)):\n        %5[:, %7] *= np.sign(%5[0, %7])",
        "%5 = %5 * np.where(%5[0] < 0, -1, 1)",
        "%5 *= np.sign(%5[0])",
        "while (%5[0] < 0).any():\n        %5[:, int(np.argmin(%5[0]))] *= -1",
    ),
    ("%8 = %4[%6] / %4.sum()", "%8 = %4[%6] / sum(%4)", "%8 = np.divide(%4[%6], np.sum(%4))"),
)
KNOWN = frozenset({"np", "scipy"})
_LENGTH = 6
_RECIPES = 40


@dataclass(frozen=True)
class _Recipe:
    steps: tuple[int, ...]
    ways: tuple[int, ...]


def _recipe(random: Random) -> _Recipe:
    steps = tuple(sorted(random.choices(range(len(_STEPS)), k=_LENGTH)))
    return _Recipe(steps, tuple(_way(random, step) for step in steps))


def _way(random: Random, step: int) -> int:
    """Ways differ in how usual they are."""
    ways = len(_STEPS[step])
    return random.choices(range(ways), [2.0**-rank for rank in range(ways)])[0]


def independent_class(
    n_students: int, n_tasks: int = 4, seed: int = 0, length: int = _LENGTH
) -> list[Answers]:
    """Answers that nobody copied: each follows a recipe that others know too, and varies it."""
    random = Random(seed)
    recipes = [[_recipe(random) for _ in range(_RECIPES)] for _ in range(n_tasks)]
    zipf = [1 / (rank + 1) for rank in range(_RECIPES)]
    answers = []
    for number in range(n_students):
        cells = {}
        for task in range(n_tasks):
            known = random.choices(recipes[task], zipf)[0]
            lines = [
                _STEPS[step][_way(random, step) if random.random() < 0.3 else way]
                for step, way in zip(known.steps[:length], known.ways, strict=False)
            ]
            cells[f"task{task}"] = _written(lines, task, random)
        answers.append(Answers(f"s{number:05}", cells, KNOWN))
    return answers


def _written(lines: list[str], task: int, random: Random) -> str:
    names = random.sample("abcdefghijklmnopqrstuvwyz", 9)
    body = "\n    ".join(lines)
    for number, name in enumerate(names):
        body = body.replace(f"%{number}", f"{name}{number}_")
    return f"def task{task}({names[1]}1_):\n    {body}\n    return {names[8]}8_\n"


def disguised(answers: Answers, student: str, seed: int = 1) -> Answers:
    """The same answers with other names, comments, strings and layout."""
    random = Random(seed)
    cells = {name: _disguise(source, random) for name, source in answers.cells.items()}
    return Answers(student, cells, answers.known)


def _disguise(source: str, random: Random) -> str:
    renamed = re.sub(r"\b([a-z])(\d_)", lambda m: f"{m[1]}{m[1]}_new{m[2]}x", source)
    lines = []
    for line in renamed.splitlines():
        if random.random() < 0.4:
            lines.append(f"{line[: len(line) - len(line.lstrip())]}# my own idea")
        lines.append(line.replace(" = ", "  =  ").replace("'", '"') + "  # here")
        if random.random() < 0.2:
            lines.append("")
    return "\n".join(lines)

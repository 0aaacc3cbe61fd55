"""From which commit a push came, by what the CI service says of it."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aicourse.errors import CourseError
from aicourse.grading.git import Repository
from aicourse.grading.messages import both

_NO_COMMIT = re.compile("0+")  # what both services name as the base of a new branch
_HASH = re.compile("[0-9a-f]{40}|[0-9a-f]{64}")


@dataclass(frozen=True)
class Base:
    """What a push is compared with.

    Attributes
    ----------
    commit : str or None
        None where there is nothing to compare with, so that everything counts as changed.
    reason : str
        Why this one, in both languages.
    """

    commit: str | None
    reason: str


def named_base(repository: Repository, revision: str) -> Base:
    """Return the base that somebody named; a hash of zeros stands for none.

    Raises
    ------
    CourseError
        If the repository has no such commit.
    """
    if _NO_COMMIT.fullmatch(revision):
        return Base(
            None,
            both(
                "没有指定更早的提交，全部评分", "no earlier commit was named: everything is graded"
            ),
        )
    commit = None if revision.startswith("-") else repository.commit(revision)
    if commit is None:
        raise CourseError(
            f"no commit {revision!r}",
            "name one that is here, or fetch more of the history",
            repository.root,
        )
    return Base(commit, _since(commit))


def base_of_push(repository: Repository, environment: Mapping[str, str]) -> Base:
    """Return the base of the push or merge request that GitHub or GitLab tells of.

    A commit that a shallow clone lacks, or a forced push left behind, is fetched; where that
    fails, everything counts as changed. A new branch is compared with where it left the main one.

    Parameters
    ----------
    environment : mapping of str to str
        The variables of the process.
    """
    named, main = _github(environment) or _gitlab(environment) or ("", "")
    if not named:
        return Base(
            None,
            both("不知道更早的提交，全部评分", "no earlier commit is known: everything is graded"),
        )
    if _NO_COMMIT.fullmatch(named):
        fork = repository.merge_base(f"refs/remotes/origin/{main}", "HEAD") if main else None
        if fork is None or fork == repository.commit("HEAD"):
            return Base(None, both("第一次推送，全部评分", "first push: everything is graded"))
        return Base(fork, _since(fork))
    if not _HASH.fullmatch(named):
        return Base(
            None,
            both(
                "CI 没有给出提交，全部评分", "the CI service names no commit: everything is graded"
            ),
        )
    if repository.commit(named) is None and not repository.fetch(named):
        return Base(
            None,
            both(
                f"{named[:10]} 已取不到，全部评分",
                f"{named[:10]} cannot be had any more: everything is graded",
            ),
        )
    return Base(named, _since(named))


def _since(commit: str) -> str:
    return both(f"与 {commit[:10]} 比较", f"compared with {commit[:10]}")


def _github(environment: Mapping[str, str]) -> tuple[str, str] | None:
    """Return the base commit and the main branch by the event that started the workflow."""
    path = environment.get("GITHUB_EVENT_PATH")
    if not path:
        return None
    try:
        event: Any = json.loads(Path(path).read_text(encoding="utf-8"))
        request = event.get("pull_request")
        named = request["base"]["sha"] if request else event.get("before")
        main = event.get("repository", {}).get("default_branch")
    except (OSError, ValueError, AttributeError, KeyError, TypeError) as error:
        raise CourseError(
            f"cannot be read as GitHub's event ({type(error).__name__})",
            "unset GITHUB_EVENT_PATH, or name the base with --base",
            Path(path),
        ) from error
    return str(named or ""), str(main or "")


def _gitlab(environment: Mapping[str, str]) -> tuple[str, str] | None:
    if "GITLAB_CI" not in environment:
        return None
    named = environment.get("CI_MERGE_REQUEST_DIFF_BASE_SHA") or environment.get(
        "CI_COMMIT_BEFORE_SHA", ""
    )
    return named, environment.get("CI_DEFAULT_BRANCH", "")

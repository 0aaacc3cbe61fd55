"""What the doctor says of machines of different kinds."""

from pathlib import Path

import pytest

from aicourse.grading.doctor import Finding, Status, diagnose
from aicourse.grading.sandbox import Capabilities, Feature, Level, probe

LINUX = "Linux 6.8.0 x86_64"
REFUSED = "mount: Permission denied"
NO_NAMESPACES = {Feature.VIEW: REFUSED}
NO_GROUP = {Feature.MEMORY_GROUP: "no control group above this process may be divided"}


def about(findings: list[Finding], word: str) -> Finding:
    """Return the one finding whose English text has the word."""
    (found,) = (finding for finding in findings if word in finding.what.en)
    return found


def remedy(finding: Finding) -> str:
    assert finding.remedy is not None
    return finding.remedy.en


def setting(root: Path, name: str, value: str) -> None:
    path = root / "proc/sys" / name
    path.parent.mkdir(parents=True)
    path.write_text(f"{value}\n")


def test_machine_with_everything_has_only_good_findings(tmp_path: Path) -> None:
    findings = diagnose(Capabilities(LINUX, landlock_version=7), tmp_path)
    sandbox = findings[-5:]
    assert {finding.status for finding in sandbox} == {Status.GOOD}
    assert sandbox[-1].what.en == f"level of the sandbox: {Level.NAMESPACES}"


def test_this_machine_is_told_as_it_is() -> None:
    own = probe()
    told = diagnose()[-1].what.en
    assert told.endswith(own.levels[0] if own.levels else "no sandbox")


@pytest.mark.parametrize(
    ("name", "value", "command"),
    [
        (
            "kernel/apparmor_restrict_unprivileged_userns",
            "1",
            "run sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0",
        ),
        (
            "kernel/unprivileged_userns_clone",
            "0",
            "run sudo sysctl kernel.unprivileged_userns_clone=1",
        ),
        ("user/max_user_namespaces", "0", "run sudo sysctl user.max_user_namespaces=15000"),
    ],
)
def test_kernel_setting_that_forbids_namespaces_is_named(
    tmp_path: Path, name: str, value: str, command: str
) -> None:
    setting(tmp_path, name, value)
    findings = diagnose(Capabilities(LINUX, missing=NO_NAMESPACES), tmp_path)
    finding = about(findings, "no namespaces")
    assert finding.status is Status.WEAK
    assert REFUSED in finding.what.en
    assert remedy(finding) == command


def test_setting_that_allows_namespaces_is_not_blamed(tmp_path: Path) -> None:
    setting(tmp_path, "kernel/apparmor_restrict_unprivileged_userns", "0")
    findings = diagnose(Capabilities(LINUX, missing=NO_NAMESPACES), tmp_path)
    assert "administrator" in remedy(about(findings, "no namespaces"))


def test_container_is_recognized(tmp_path: Path) -> None:
    (tmp_path / ".dockerenv").touch()
    findings = diagnose(Capabilities(LINUX, missing=NO_NAMESPACES), tmp_path)
    assert "seccomp=unconfined" in remedy(about(findings, "no namespaces"))
    assert findings[-1].what.en == f"level of the sandbox: {Level.LANDLOCK}"
    assert findings[-1].status is Status.WEAK


def test_missing_control_group_is_weak_and_no_bound_at_all_is_bad(tmp_path: Path) -> None:
    weak = about(diagnose(Capabilities(LINUX, missing=NO_GROUP), tmp_path), "control group")
    assert weak.status is Status.WEAK
    assert "systemd-run" in remedy(weak)
    none = NO_GROUP | {Feature.DATA_LIMIT: "not enforced"}
    bad = about(diagnose(Capabilities(LINUX, missing=none), tmp_path), "no memory limit")
    assert bad.status is Status.BAD


@pytest.mark.parametrize(("switches", "status"), [(True, Status.WEAK), (False, Status.BAD)])
def test_resource_limits_alone_protect_no_file_of_the_user(
    tmp_path: Path, switches: bool, status: Status
) -> None:
    missing = NO_NAMESPACES | {Feature.LANDLOCK: "none", Feature.SECCOMP: "none"}
    own = Capabilities(LINUX, switches_user=switches, missing=missing)
    findings = diagnose(own, tmp_path)
    assert about(findings, "level of the sandbox: rlimits").status is status
    assert about(findings, "no seccomp").status is Status.BAD


def test_system_without_any_sandbox_is_told_plainly(tmp_path: Path) -> None:
    missing = dict.fromkeys(Feature, "Darwin has none")
    last = diagnose(Capabilities("Darwin 24.1.0 arm64", missing=missing), tmp_path)[-1]
    assert last.status is Status.BAD
    assert "WSL 2" in remedy(last)


def test_small_disk_and_missing_package_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda folder: type("Usage", (), {"free": 1 << 30}))
    needed = ["nbgrader>=99", "no-such-package>=1", 'numpy>=99; extra == "stage1"']
    monkeypatch.setattr("importlib.metadata.requires", lambda name: needed)
    findings = diagnose(Capabilities(LINUX), tmp_path)
    assert remedy(about(findings, "nbgrader")) == 'run pip install "nbgrader>=99"'
    assert about(findings, "no-such-package: not installed").status is Status.BAD
    assert not any("numpy" in finding.what.en for finding in findings)
    assert any("1.0 GiB free" in f.what.en and f.status is Status.WEAK for f in findings)


def test_every_finding_that_is_not_good_has_a_remedy_in_both_languages(tmp_path: Path) -> None:
    for missing in ({}, NO_NAMESPACES, NO_GROUP, dict.fromkeys(Feature, "none")):
        for system in (LINUX, "Windows 11 AMD64"):
            for finding in diagnose(Capabilities(system, missing=missing), tmp_path):
                assert finding.status is Status.GOOD or finding.remedy is not None
                assert finding.what.zh
                assert finding.meaning.zh

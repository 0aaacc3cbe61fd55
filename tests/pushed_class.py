"""A small course under git, and what is pushed to it."""

import subprocess
from pathlib import Path

_WHO = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "commit.gpgsign=false")


def git(folder: Path, *arguments: str) -> str:
    command = ["git", "-C", str(folder), *_WHO, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def start(folder: Path) -> str:
    """Put a folder under git; return its first commit."""
    git(folder, "init", "--quiet", "--initial-branch=main")
    return commit(folder)


def commit(folder: Path) -> str:
    """Commit everything; return the commit."""
    git(folder, "add", "--all", "--force")
    git(folder, "commit", "--quiet", "--allow-empty", "--message=work")
    return git(folder, "rev-parse", "HEAD")


# Tries each way out that a job offers: files of the course, the gradebook, commands in the output.
SPYING = """\
import glob, os, pathlib, subprocess
INSTALLED = ("lib", "lib64", "include", "share", "node_modules")
seen = []
for top in ("/work", "/tmp", "/home", "/root", os.getcwd()):
    for folder, inside, names in os.walk(top):
        inside[:] = [name for name in inside if name not in INSTALLED]
        for name in names:
            try:
                seen.append(pathlib.Path(folder, name).read_text())
            except Exception:
                pass
print("\\n".join(seen))
for name in glob.glob("/tmp/**/gradebook.db", recursive=True):
    try:
        pathlib.Path(name).write_text("all mine")
    except OSError:
        pass
for name in ("GITHUB_ENV", "GITHUB_PATH", "GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"):
    try:
        pathlib.Path(os.environ[name]).write_text("FORGED=1")
    except (KeyError, OSError):
        pass
print(dict(os.environ))
print("::error file=README.md,line=1::forged by output")
subprocess.run("echo '::error file=README.md,line=1::forged by a process'", shell=True)
os.system("cat /proc/*/environ /proc/*/cmdline")
"""
# Without a sandbox these write the gradebook and show the hidden test in their message.
HOSTILE = SPYING + "def double(x): return 2 * x"
HOSTILE_SQUARE = """\
def square(x):
    forged = "x\\n::error file=README.md,line=1::forged by message\\n##[error]forged"
    found = [text[text.find("secret_") :][:40] for text in seen if "secret_input" in text]
    raise ValueError(f"{found[:3]}{forged}\\r::add-mask::a%0A::error::forged by escape")
"""

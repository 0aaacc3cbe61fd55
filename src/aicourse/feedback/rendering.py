"""The Jinja2 environment of all HTML that is made here, and the policy that its pages declare."""

import base64
import hashlib
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from aicourse.feedback.outcome import points_text, seconds_text

TEMPLATES = Path(__file__).parent / "templates"


@cache
def environment() -> Environment:
    """Return the environment: whatever is put into a template is escaped."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    made.filters["points"] = points_text
    made.filters["seconds"] = seconds_text
    return made


def security_policy(*scripts: str, script_hosts: str = "", images: str = "data:") -> str:
    """Return a Content-Security-Policy that runs these inline scripts and no others.

    Names, messages and outputs are written by people whom a teacher's browser need not trust.

    Parameters
    ----------
    scripts : str
        Text of the inline scripts, exact to the byte.
    script_hosts, images : str
        Further sources of scripts, and of images, in the policy's syntax.
    """
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
        for script in scripts
    )
    return (
        f"default-src 'none'; script-src {hashes} {script_hosts}; style-src 'unsafe-inline'; "
        f"img-src {images}; font-src data:; base-uri 'none'; form-action 'none'"
    )

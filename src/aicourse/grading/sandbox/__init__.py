"""Run untrusted code in a walled-in fork of this process (Linux).

A worker calls `Sandbox.start` once and `Sandbox.spawn` for each piece of code. Elsewhere the
package imports, and `probe` says what is missing.
"""

from aicourse.grading.sandbox.capabilities import Capabilities, Feature, probe
from aicourse.grading.sandbox.child import Cause, Child, Ending
from aicourse.grading.sandbox.errors import SandboxError
from aicourse.grading.sandbox.policy import Level, Policy, default_readable
from aicourse.grading.sandbox.worker import Sandbox

__all__ = [
    "Capabilities",
    "Cause",
    "Child",
    "Ending",
    "Feature",
    "Level",
    "Policy",
    "Sandbox",
    "SandboxError",
    "default_readable",
    "probe",
]

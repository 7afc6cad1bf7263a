"""The demo itself."""

import os
import subprocess

from lab.build import TOP
from lab.testing import equal, test


@test("Interop/demo --once shows everything and ends with 0, and leaves no namespace behind")
def once(_):
    before = namespaces()
    done = subprocess.run([os.path.join(TOP, "Interop", "demo"), "--once", "--no-build"], stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, timeout=180, check=False)
    equal(done.returncode, 0, f"exit code; its end was:\n{done.stdout[-1500:]}\n{done.stderr[-1500:]}")
    equal(namespaces(), before, "namespaces")


def namespaces():
    """The lab's namespaces of now."""
    listed = subprocess.run(["ip", "netns"], capture_output=True, text=True, check=True).stdout
    return sorted(line.split()[0] for line in listed.splitlines() if line.startswith("apus-"))

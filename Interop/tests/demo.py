"""The demo itself."""

import os
import subprocess

from lab.build import TOP
from lab.stage import PLAYS
from lab.testing import equal, test


@test("Interop/demo --once shows everything and ends with 0, and leaves no namespace behind")
def once(_):
    ends_well()


@test("Interop/demo {} --once: after each step real packets connect whom the demo's table connects, there and back", *PLAYS)
def policy(_, play):
    ends_well(play)


def ends_well(*words):
    """Runs the demo to its end."""
    before = namespaces()
    done = subprocess.run([os.path.join(TOP, "Interop", "demo"), *words, "--once", "--no-build"], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=180, check=False)
    equal(done.returncode, 0, f"exit code; its end was:\n{done.stdout[-1500:]}\n{done.stderr[-1500:]}")
    equal(namespaces(), before, "namespaces")


def namespaces():
    """The namespaces of demos, as of now."""
    listed = subprocess.run(["ip", "netns"], capture_output=True, text=True, check=True).stdout
    return sorted(line.split()[0] for line in listed.splitlines() if line.startswith("apus-demo"))

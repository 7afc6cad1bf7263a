"""Building: programs and benchmarks in release; the unit tests see internals and check more in debug."""

import os
import shutil
import subprocess
import sys

TOP = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", ".."))
CONFIGURATION = ["-c", "release"]


def swift(*words, timeout=3600):
    """Runs `swift` at the top of the repository with its output on the terminal; returns the exit code."""
    if not shutil.which("swift"):
        sys.exit("there is no `swift` in PATH; Apus needs a Swift 6.3 toolchain (https://www.swift.org/install/linux/)")
    return subprocess.run(["swift", *words], cwd=TOP, stdin=subprocess.DEVNULL, timeout=timeout, check=False).returncode


def build(*extra):
    """Builds everything that the programs need."""
    print("building (release)", flush=True)
    if swift("build", *CONFIGURATION, *extra) != 0:
        sys.exit("the build failed")

"""The Debian packages that the lab needs; installed only when they are missing."""

import os
import shutil
import subprocess
import sys

BUILD = {"libsqlite3-dev": "/usr/include/sqlite3.h"}
DEMO = {"bird2": "/usr/sbin/bird", "frr": "/usr/lib/frr/bgpd", "iproute2": "/usr/sbin/ip", "iputils-ping": "/usr/bin/ping",
        "procps": "/usr/sbin/sysctl"}
PEERS = {**DEMO, "gobgpd": "/usr/bin/gobgpd", "openbgpd": "/usr/sbin/bgpctl", "exabgp": "/usr/sbin/exabgp"}
BENCH = {"bird2": "/usr/sbin/bird", "iproute2": "/usr/sbin/ip", "procps": "/usr/sbin/sysctl", "gcc": "/usr/bin/gcc", "libc6-dev": "/usr/include/stdio.h"}


def install(*wanted):
    """Installs what is missing of the sets of {package: file that it brings}. No service is started."""
    files = {package: file for packages in wanted for package, file in packages.items()}
    missing = [package for package, file in files.items() if not _there(file)]
    if not missing:
        return
    if not shutil.which("apt-get"):
        sys.exit("missing, and there is no apt-get to install them: " + ", ".join(missing))
    print("installing " + " ".join(missing), flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "-qq", "update"], ["apt-get", "-qq", "install", "--no-install-recommends", "-y", *missing]):
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              env=environment, check=False)
        if done.returncode != 0:
            sys.exit(f"{' '.join(command)} failed:\n{done.stdout[-3000:]}")


def _there(file):
    return os.path.exists(file) or bool(shutil.which(os.path.basename(file), path="/usr/sbin:/usr/bin:/sbin:/bin"))

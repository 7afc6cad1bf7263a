"""A lab: the owner of namespaces and processes, which removes them in the end."""

import atexit
import fcntl
import json
import os
import shutil
import signal
import sys

from .namespace import Namespace, run
from .process import end, start_time

ROOT = "/run/apus-lab"


class Lab:
    """Namespaces, links and processes under one name.

    The name is held by a file lock as long as this program lives, so that a lab whose lock is free was left behind by a crash:
    starting any lab removes those first. Use it as a context manager; SIGINT and SIGTERM also come through there.
    """

    def __init__(self, name):
        os.makedirs(ROOT, mode=0o755, exist_ok=True)
        remove_leftovers()
        self.name, self._lock = _claim(name)
        self.directory = os.path.join(ROOT, self.name)
        shutil.rmtree(self.directory, ignore_errors=True)
        os.makedirs(self.directory, mode=0o755)
        os.chmod(self.directory, 0o755)
        self.namespaces = {}
        self.processes = []
        self._closing = []
        self._closed = False
        atexit.register(self.close)

    def __enter__(self):
        catch_signals()
        return self

    def __exit__(self, *_):
        self.close()

    def namespace(self, label):
        """Makes a namespace with its loopback up."""
        space = Namespace(f"apus-{self.name}-{label}", label)
        run(["ip", "netns", "add", space.name])
        self.namespaces[label] = space
        space.ip("link set lo up")
        space.sysctl("net.ipv6.conf.all.accept_dad=0", "net.ipv6.conf.default.accept_dad=0",
                     "net.ipv6.conf.default.router_solicitations=0")
        return space

    def remove(self, space):
        """Removes a namespace before the end of the lab."""
        self.namespaces.pop(space.label, None)
        run(["ip", "netns", "del", space.name], check=False)

    def link(self, left, left_device, left_addresses, right, right_device, right_addresses):
        """Joins two namespaces by a veth pair and gives both ends their addresses."""
        run(["ip", "link", "add", left_device, "netns", left.name, "type", "veth", "peer", "name", right_device,
             "netns", right.name])
        for space, device, addresses in ((left, left_device, left_addresses), (right, right_device, right_addresses)):
            space.address(device, *addresses)
            space.ip("link", "set", device, "up")

    def folder(self, label):
        """A folder for a daemon's files."""
        path = os.path.join(self.directory, label)
        os.makedirs(path, exist_ok=True)
        os.chmod(path, 0o755)
        return path

    def remember(self, process):
        """Notes a process, also on disk for the case of a crash."""
        self.processes.append(process)
        with open(os.path.join(self.directory, "processes"), "a", encoding="ascii") as file:
            file.write(json.dumps([process.pid, start_time(process.pid)]) + "\n")

    def at_close(self, action):
        """Something else to do at the end, before namespaces go."""
        self._closing.append(action)

    def close(self, keep_files=False):
        """Ends the processes, removes the namespaces and the files."""
        if self._closed:
            return
        self._closed = True
        for action in reversed(self._closing):
            action()
        identities = [identity for process in self.processes for identity in process.identities()]
        for process in self.processes:
            process.popen.poll()
        end(identities, grace=2.0)
        for process in self.processes:
            process.popen.poll()
        for space in list(self.namespaces.values()):
            run(["ip", "netns", "del", space.name], check=False)
        self.namespaces.clear()
        if not keep_files:
            shutil.rmtree(self.directory, ignore_errors=True)
        try:
            os.unlink(self.directory + ".lock")
        except OSError:
            pass
        self._lock.close()
        atexit.unregister(self.close)


def _claim(name):
    """Takes `name`, or `name2`, `name3`, … when a running lab has it."""
    for number in range(1, 100):
        candidate = name if number == 1 else f"{name}{number}"
        file = open(os.path.join(ROOT, candidate + ".lock"), "a", encoding="ascii")  # held open: it is the lock
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return candidate, file
        except OSError:
            file.close()
    raise RuntimeError(f"no free name like {name}")


def remove_leftovers():
    """Removes what labs left behind that ended without their own cleaning."""
    for entry in sorted(os.listdir(ROOT)):
        if not entry.endswith(".lock"):
            continue
        name = entry[:-len(".lock")]
        with open(os.path.join(ROOT, entry), "a", encoding="ascii") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                continue
            _remove_leftover(name)
            try:
                os.unlink(os.path.join(ROOT, entry))
            except OSError:
                pass


def _remove_leftover(name):
    directory = os.path.join(ROOT, name)
    identities = []
    try:
        with open(os.path.join(directory, "processes"), encoding="ascii") as file:
            identities = [tuple(json.loads(line)) for line in file if line.strip()]
    except (OSError, ValueError):
        pass
    spaces = [space for space in os.listdir("/run/netns") if space.startswith(f"apus-{name}-")] if os.path.isdir("/run/netns") else []
    # What a daemon forked is not in the list; it lives in a namespace that only this lab made.
    for space in spaces:
        for word in run(["ip", "netns", "pids", space], check=False).stdout.split():
            identities.append((int(word), start_time(int(word))))
    end(identities, grace=1.0)
    for space in spaces:
        run(["ip", "netns", "del", space], check=False)
    shutil.rmtree(directory, ignore_errors=True)


def catch_signals():
    """SIGTERM and SIGHUP end the program the way Ctrl-C does: through the context managers.

    SIGINT too, also where a shell started the program in the background and had it ignored.
    """
    def leave(number, _):
        sys.exit(128 + number)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, leave)
    signal.signal(signal.SIGINT, signal.default_int_handler)


def require_root():
    """Says what is missing instead of failing somewhere in the middle."""
    if os.geteuid() != 0:
        sys.exit("the lab makes network namespaces and needs root; try: sudo " + " ".join(sys.argv))

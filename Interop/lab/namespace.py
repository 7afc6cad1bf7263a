"""One network namespace and what is done inside it."""

import contextlib
import ctypes
import os
import subprocess

_libc = ctypes.CDLL(None, use_errno=True)
CLONE_NEWNET = 0x40000000


def _setns(descriptor):
    if _libc.setns(descriptor, CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "setns")


class CommandFailed(RuntimeError):
    """A command that should have worked ended with another exit code."""


def run(command, check=True, timeout=60, text=None):
    """Runs a command to its end and returns it; its output is in the message when it fails."""
    done = subprocess.run(command, input=text, stdin=None if text is not None else subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=timeout, check=False)
    if check and done.returncode != 0:
        raise CommandFailed(f"{' '.join(command)}: exit {done.returncode}: {(done.stderr or done.stdout).strip()}")
    return done


class Namespace:
    """A namespace by its full name. A Lab makes it and removes it."""

    def __init__(self, name, label):
        self.name = name
        self.label = label

    def command(self, *arguments):
        """The command line that runs `arguments` in this namespace."""
        return ["ip", "netns", "exec", self.name, *arguments]

    def run(self, *arguments, check=True, timeout=60):
        """Runs a program inside."""
        return run(self.command(*arguments), check=check, timeout=timeout)

    def ip(self, *arguments, check=True):
        """`ip` inside, as words or as one string."""
        words = arguments[0].split() if len(arguments) == 1 else list(arguments)
        return run(["ip", "-n", self.name, *words], check=check).stdout

    def sysctl(self, *assignments):
        """Sets sysctls given as `name=value`."""
        self.run("sysctl", "-qw", *assignments)

    @contextlib.contextmanager
    def entered(self):
        """The calling thread is inside; sockets made there stay inside."""
        with open("/proc/thread-self/ns/net", "rb") as home, open("/run/netns/" + self.name, "rb") as there:
            _setns(there.fileno())
            try:
                yield self
            finally:
                _setns(home.fileno())

    def exists(self):
        """Whether the namespace is still there."""
        return os.path.exists("/run/netns/" + self.name)

    def address(self, device, *addresses):
        """Gives addresses to a device, without duplicate address detection."""
        for address in addresses:
            self.ip("addr", "add", address, "dev", device, *(["nodad"] if ":" in address else []))

    def __str__(self):
        return self.name

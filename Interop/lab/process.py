"""One program that the lab started and will end."""

import os
import signal
import subprocess
import time


def start_time(pid):
    """The kernel's start time of a process, which tells it from a later one with the same number; None when it is gone."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as file:
            text = file.read()
        fields = text[text.rindex(")") + 2:].split()
        return None if fields[0] == "Z" else fields[19]
    except (OSError, ValueError, IndexError):
        return None


def descendants(pid):
    """The process and everything under it, children last."""
    children = {}
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        try:
            with open(f"/proc/{name}/stat", encoding="ascii", errors="replace") as file:
                text = file.read()
            children.setdefault(int(text[text.rindex(")") + 2:].split()[1]), []).append(int(name))
        except (OSError, ValueError, IndexError):
            continue
    found, pending = [], [pid]
    while pending:
        found.append(pending.pop())
        pending += children.get(found[-1], [])
    return found


def resident(pid):
    """The resident size of a process in MiB."""
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmRSS")) / 1024


def end(identities, grace=3.0):
    """Ends processes given as (pid, start time): SIGTERM, then after `grace` seconds SIGKILL. Others are never touched."""
    for number, patience in ((signal.SIGTERM, grace), (signal.SIGKILL, 5.0)):
        alive = [(pid, began) for pid, began in identities if began is not None and start_time(pid) == began]
        for pid, _ in alive:
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                pass
        deadline = time.monotonic() + patience
        while alive and time.monotonic() < deadline:
            alive = [(pid, began) for pid, began in alive if start_time(pid) == began]
            time.sleep(0.01)
        if not alive:
            return


class Process:
    """A running program with a log file."""

    def __init__(self, lab, label, command, log, environment=None):
        self.label = label
        self.log = log
        self.command = command
        with open(log, "ab") as output:
            self.popen = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                                          env={**os.environ, **(environment or {})}, start_new_session=True)
        lab.remember(self)

    @property
    def pid(self):
        """Its process id."""
        return self.popen.pid

    @property
    def running(self):
        """Whether it has not ended yet."""
        return self.popen.poll() is None

    def identities(self):
        """It and its descendants as (pid, start time)."""
        return [(pid, start_time(pid)) for pid in descendants(self.pid)]

    def signal(self, number):
        """Sends it a signal."""
        os.kill(self.pid, number)

    def stop(self, grace=3.0):
        """Ends it and its descendants."""
        identities = self.identities()
        self.popen.poll()
        end(identities, grace)
        try:
            self.popen.wait(5)
        except subprocess.TimeoutExpired:
            pass

    def kill(self):
        """Ends it and its descendants at once, as a crash would."""
        identities = self.identities()
        for pid, began in identities:
            if began is not None and start_time(pid) == began:
                os.kill(pid, signal.SIGKILL)
        self.popen.wait(5)

    def tail(self, lines=20):
        """The end of its log."""
        try:
            with open(self.log, encoding="utf-8", errors="replace") as file:
                return "".join(file.readlines()[-lines:])
        except OSError as error:
            return str(error)

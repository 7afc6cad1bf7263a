"""The program that plays the peers, and how it is spoken to."""

import json
import os
import select
import subprocess

from lab.build import TOP

SOURCES = os.path.join(TOP, "Interop", "peers")
PARTS = {"peers": ("peers.c", "wire.c", "tables.c", "judge.c", "churn.c", "sessions.c"), "relay": ("relay.c",)}
# Longer than any command may take whose progress the program itself watches over.
DEADLINE = 1800


def program(lab, name):
    """The path of a program of `Interop/peers`, compiled into the lab's folder when it is first asked for."""
    path = os.path.join(lab.directory, name)
    if not os.path.exists(path):
        parts = [os.path.join(SOURCES, part) for part in PARTS[name]]
        subprocess.run(["gcc", "-O2", "-std=gnu11", "-Wall", "-Wextra", "-Werror", "-o", path, *parts], check=True)
    return path


class Generator:
    """The peers of one run, from their start until all sessions are up and on."""

    def __init__(self, lab, network, relay=False, seed=1, patience=60):
        scenario = network.scenario
        words = [program(lab, "peers"), "clients" if scenario.clients else "feeds", network.address, network.peer(0), "65000",
                 str(scenario.feeds), str(scenario.receivers), str(scenario.prefixes), str(seed), str(patience), *(["relay"] if relay else [])]
        self.popen = subprocess.Popen(network.tool.command(*words), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        lab.at_close(self.close)

    def tell(self, command):
        """Has a command carried out and returns the answer."""
        self.popen.stdin.write(command.encode() + b"\n")
        self.popen.stdin.flush()
        return self.answer()

    def answer(self):
        """The next line; what the program complained of when there is none."""
        ready, _, _ = select.select([self.popen.stdout], [], [], DEADLINE)
        line = self.popen.stdout.readline() if ready else b""
        if line:
            return json.loads(line)
        self.popen.kill()
        raise AssertionError(self.popen.stderr.read().decode().strip() or "the generator did not answer")

    def close(self):
        """Ends it."""
        if self.popen.poll() is None:
            self.popen.kill()
        self.popen.wait()
        for pipe in (self.popen.stdin, self.popen.stdout, self.popen.stderr):
            try:
                pipe.close()
            except OSError:
                pass

"""apusd, and apusctl to ask it."""

import http.client
import json
import os
import signal
import socket
import subprocess

from ..conditions import wait_until
from ..namespace import run
from .daemon import Daemon

BIN = os.environ.get("APUS_BIN", os.path.join(os.path.dirname(__file__), "..", "..", "..", ".build", "release"))


class Apus(Daemon):
    """`apusd` in the foreground with its own socket and store; `apusctl` answers."""

    def __init__(self, lab, space, asn, router_id, peers=(), routes=(), workloads=(), blocks=(), **settings):
        super().__init__(lab, space, asn, router_id, peers, routes)
        self.workloads = list(workloads)   # dictionaries: name, addresses, interface, labels
        self.blocks = list(blocks)
        self.settings = settings           # kernel, bgp, socket, log, top (further fields), under (a command that runs it)

    @property
    def socket(self):
        """Its API's socket."""
        return self.settings.get("socket") or os.path.join(self.folder, "apus.sock")

    def configuration(self):
        """The whole apus.yaml, as JSON, which YAML contains."""
        bgp = {"asNumber": self.asn, "routerID": self.router_id, "peers": [self._peer(peer) for peer in self.peers],
               **self.settings.get("bgp", {})}
        whole = {
            "node": {"name": self.space.label}, "bgp": bgp, "workloads": self.workloads, "blocks": self.blocks,
            "kernel": self.settings.get("kernel", {"export": True}), "policy": {"enforcement": "none"},
            "store": {"sqlite": os.path.join(self.folder, "apus.db")}, "api": {"socket": self.socket, "http": ""},
            "log": {"level": self.settings.get("log", "debug"), "format": "text"}, **self.settings.get("top", {}),
        }
        return json.dumps({key: value for key, value in whole.items() if value != []}, indent=1)

    @staticmethod
    def _peer(peer):
        entry = {"name": peer.name, "peerIP": peer.address, "asNumber": peer.remote_as, "filters": ["accept-all"],
                 "families": list(peer.families), "holdTime": peer.hold_time, "passive": peer.passive}
        if peer.local_address:
            entry["sourceAddress"] = peer.local_address
        if peer.password:
            entry["password"] = {"env": "APUS_PASSWORD_" + peer.name.upper().replace("-", "_")}
        if peer.gtsm:
            entry["ttlSecurity"] = 1
        return {**entry, **peer.options.get("apus", {})}

    def start(self, wait=True):
        """Starts it and waits until it answers."""
        path = self.write("apus.yaml", self.ready_made or self.configuration())
        environment = {"APUS_PASSWORD_" + peer.name.upper().replace("-", "_"): peer.password for peer in self.peers if peer.password}
        self.spawn("apusd", *self.settings.get("under", ()), os.path.join(BIN, "apusd"), "--config", path, environment=environment)
        if wait:
            self.wait_ready()

    def wait_ready(self, timeout=15):
        """Until the API answers."""
        def ready():
            if not self.running:
                raise AssertionError("apusd ended at its start:\n" + self.log_tail(40) if self.processes else "apusd is not started")
            return self.ctl("version").returncode == 0 and self.ctl("sessions", "-o", "json").returncode == 0
        wait_until(f"apusd in {self.space} to answer", ready, timeout)

    def reload(self):
        """Writes the configuration again and sends SIGHUP."""
        self.write("apus.yaml", self.ready_made or self.configuration())
        self.processes[0].signal(signal.SIGHUP)

    def ctl(self, *words, timeout=20):
        """Runs apusctl and returns it, whatever its exit code."""
        return subprocess.run(self.space.command(os.path.join(BIN, "apusctl"), *words, "--socket", self.socket),
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=timeout, check=False)

    def json(self, *words):
        """The JSON answer of apusctl."""
        done = self.ctl(*words, "-o", "json")
        if done.returncode not in (0, 1) or not done.stdout.strip():
            raise RuntimeError(f"apusctl {' '.join(words)}: exit {done.returncode}: {done.stderr.strip()}")
        return json.loads(done.stdout)

    def metrics(self):
        """The text of /metrics."""
        connection = http.client.HTTPConnection("apus", timeout=20)
        connection.sock = socket.socket(socket.AF_UNIX)
        connection.sock.connect(self.socket)
        try:
            connection.request("GET", "/metrics")
            return connection.getresponse().read().decode()
        finally:
            connection.close()

    def session(self, name):
        """One session as apusctl tells it."""
        return next(session for session in self.json("sessions") if session["peer"] == name)

    def established(self, name):
        return self.session(name)["state"] == "Established"

    def session_text(self, name):
        """What Apus says of a session, for messages."""
        return self.ctl("sessions", name).stdout

    def paths(self, prefix):
        """All paths of exactly this prefix."""
        return [path for path in self.json("routes", prefix) if path["prefix"] == prefix]

    def hops(self, prefix):
        return sorted(path["nextHop"] for path in self.paths(prefix))

    def route(self, prefix):
        best = next((path for path in self.paths(prefix) if path["best"]), None)
        if best is None:
            return None
        return {**best, "large": best.get("largeCommunities"), "extended": best.get("extendedCommunities"),
                "unknown": best.get("unknownAttributes"), "text": json.dumps(best)}

    def refresh(self, name):
        self.ctl("session", "refresh", name, "--soft", "in")

    def shut(self, name, text):
        self.ctl("session", "disable", name, "--reason", text)

    def enable(self, name):
        """Undoes `shut`."""
        self.ctl("session", "enable", name)


def offline(*words, text=None):
    """apusctl without a daemon."""
    return run([os.path.join(BIN, "apusctl"), *words], check=False, text=text)


def daemon_check(path):
    """`apusd --check` of a file."""
    return run([os.path.join(BIN, "apusd"), "--config", path, "--check"], check=False)

"""What all daemons have in common."""

import os

from ..conditions import wait_until
from ..namespace import run
from ..process import Process


class Daemon:
    """A BGP daemon in a namespace.

    Subclasses render `configuration()`, tell how they are started, and answer questions: `established`, `route`, `routes`.
    """

    program = ""

    def __init__(self, lab, space, asn, router_id, peers=(), routes=()):
        self.lab = lab
        self.space = space
        self.asn = asn
        self.router_id = router_id
        self.peers = list(peers)
        self.routes_out = list(routes)
        self.ready_made = None         # the text of a configuration that is used instead of the rendered one
        self.folder = lab.folder(f"{space.label}-{type(self).__name__.lower()}")
        self.processes = []

    # Life

    def spawn(self, label, *command, environment=None):
        """Starts a program in the namespace, its output in `<label>.log`."""
        process = Process(self.lab, label, self.space.command(*command), os.path.join(self.folder, label + ".log"), environment)
        self.processes.append(process)
        return process

    def write(self, name, text, mode=0o644):
        """Writes a file into the daemon's folder and returns its path."""
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(path, mode)
        return path

    def wait_up(self, what, condition, timeout=15):
        """Waits in `start`, and fails at once with the log when a process has ended."""
        def up():
            if not self.running:
                raise AssertionError(f"{type(self).__name__} in {self.space} ended at its start:\n{self.log_tail(40)}")
            return condition()
        wait_until(what, up, timeout, 0.05)

    def stop(self):
        """Ends it in the orderly way."""
        for process in reversed(self.processes):
            process.stop()
        self.processes = []

    def kill(self):
        """Ends it as a crash would."""
        for process in self.processes:
            process.kill()
        self.processes = []

    @property
    def running(self):
        """Whether all of its processes live."""
        return bool(self.processes) and all(process.running for process in self.processes)

    def log_tail(self, lines=20):
        """The end of its logs, for a failure's message."""
        return "\n".join(f"--- {process.label}\n{process.tail(lines)}" for process in self.processes)

    # Questions with a deadline

    def peer(self, name):
        """The plan of a peer."""
        return next(peer for peer in self.peers if peer.name == name)

    def wait_established(self, name, timeout=60):
        """Until the session is up."""
        wait_until(f"{type(self).__name__} in {self.space} to have session {name} up", lambda: self.established(name), timeout, 0.1)

    def wait_route(self, prefix, timeout=30, **wanted):
        """Until the daemon has a route to exactly `prefix` whose fields are as wanted; returns it."""
        def found():
            route = self.route(prefix)
            return route if route and all(route.get(key) == value for key, value in wanted.items()) else None
        try:
            return wait_until(f"{type(self).__name__} in {self.space} to have {prefix} {wanted or ''}", found, timeout, 0.1)
        except AssertionError as error:
            raise AssertionError(f"{error}; it has {self.route(prefix)}") from None

    def wait_hops(self, prefix, *wanted, timeout=30):
        """Until the daemon has exactly the paths with these next hops."""
        try:
            wait_until(f"{type(self).__name__} in {self.space} to have {prefix} by {wanted}", lambda: self.hops(prefix) == sorted(wanted),
                       timeout, 0.1)
        except AssertionError as error:
            raise AssertionError(f"{error}; it has {self.hops(prefix)}") from None

    def wait_no_route(self, prefix, timeout=30):
        """Until the daemon has no route to exactly `prefix`."""
        wait_until(f"{type(self).__name__} in {self.space} to lose {prefix}", lambda: self.route(prefix) is None, timeout, 0.05)

    def established(self, name):
        """Whether the session with the named peer is up."""
        raise NotImplementedError

    def route(self, prefix):
        """The best route to exactly this prefix, as a dictionary (asPath, nextHop, med, communities, large, extended), or None."""
        raise NotImplementedError

    def hops(self, prefix):
        """The next hops of all paths to exactly this prefix, sorted; not every daemon of the lab tells."""
        raise NotImplementedError

    def refresh(self, name):
        """Asks the peer for its routes again (ROUTE-REFRESH)."""
        raise NotImplementedError

    def shut(self, name, text):
        """Ends the session by administrative shutdown with a text (RFC 9003)."""
        raise NotImplementedError


def tool(*command, check=True):
    """The output of a daemon's own command line tool."""
    return run(list(command), check=check, timeout=20).stdout

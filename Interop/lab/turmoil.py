"""A reflector in turmoil: random changes, flaps, slow readers, restarts, and a model of what everybody should hold."""

import random
import time

from .conditions import wait_until
from .herd import Herd, reflector, wire_up
from .process import resident

HOLD_TIME = 9
# A third of the hold time at most lies between two KEEPALIVEs.
LATE = HOLD_TIME / 3 + 1
# How many neighbouring prefixes change at once, and how often they are withdrawn rather than announced.
RUNS, WITHDRAWN = (1, 1, 2, 5, 20), 0.3


class Model:
    """What each peer announces, and what follows from it for the others: the highest LOCAL_PREF, then the lowest router ID."""

    def __init__(self, peers, prefixes):
        self.own = [{} for _ in range(peers + 1)]
        self.prefixes = prefixes

    def announce(self, peer, first, count, version, preference):
        """The peer has these routes from now on."""
        self.own[peer].update({index: (preference, peer << 16 | version) for index in range(first, first + count)})

    def withdraw(self, peer, first, count):
        """The peer has these routes no more."""
        for index in range(first, first + count):
            self.own[peer].pop(index, None)

    def best(self):
        """{prefix: (source, community)}."""
        found = {}
        for peer, routes in enumerate(self.own):
            for index, (preference, community) in routes.items():
                if index not in found or preference > found[index][0]:     # peers come in the order of their router IDs
                    found[index] = (preference, peer, community)
        return {index: (peer, community) for index, (_, peer, community) in found.items()}

    def difference(self, best, peer, table):
        """How many prefixes of a peer's table are not as they should be."""
        wanted = [0] * self.prefixes
        for index, (source, community) in best.items():
            wanted[index] = community if source != peer else 0
        return sum(left != right for left, right in zip(wanted, table))


class Turmoil:
    """Peers around one reflector, and what happens to them; `run` goes on for a time, `settle` waits for peace and compares."""

    def __init__(self, lab, peers=100, prefixes=2000, rate=50, unrest=1, seed=1):
        self.peers, self.rate, self.unrest, self.random = peers, rate, unrest, random.Random(seed)
        router, tool = lab.namespace("router"), lab.namespace("tool")
        wire_up(lab, router, tool)
        self.apus = reflector(lab, router, holdTime=HOLD_TIME)
        self.apus.start()
        self.herd = Herd(lab, tool, prefixes).peers(peers, "10.95.0.1", hold_time=HOLD_TIME)
        self.herd.up(1, peers)
        self.model = Model(peers, prefixes)
        self.counts = {"changes": 0, "flaps": 0, "storms": 0, "pauses": 0, "reloads": 0, "restarts": 0}
        self.later = []                    # (when, command, peer)
        self.expected_losses = 0
        self._populate()

    @property
    def pid(self):
        """The daemon's process."""
        return self.apus.processes[0].pid

    def run(self, seconds):
        """Turmoil for a time, then everything is let go on."""
        began = last = time.monotonic()
        due = 0.0
        while (now := time.monotonic()) - began < seconds:
            due, last = due + (now - last) * self.rate, now
            for _ in range(int(due)):
                self._change()
            due -= int(due)
            self._happen(now)
            time.sleep(0.02)
        for _, verb, peer in self.later:
            self.herd.tell(verb, peer, peer)
        self.later.clear()

    def _populate(self):
        """Begins with as many routes, in runs as long, as the changes will leave there: what grows later grows by itself."""
        for peer in range(1, self.peers + 1):
            first = 0
            while first < self.model.prefixes:
                count = min(self.random.choice(RUNS), self.model.prefixes - first)
                if self.random.random() >= WITHDRAWN:
                    self._announce(peer, first, count)
                first += count

    def _change(self):
        peer, count = self.random.randint(1, self.peers), self.random.choice(RUNS)
        first = self.random.randint(0, self.model.prefixes - count)
        self.counts["changes"] += 1
        if self.random.random() < WITHDRAWN:
            self.herd.tell("withdraw", peer, first, count)
            self.model.withdraw(peer, first, count)
        else:
            self._announce(peer, first, count)

    def _announce(self, peer, first, count):
        version, preference = self.random.randint(1, 65535), self.random.randint(100, 103)
        self.herd.announce(peer, first, count, version, preference)
        self.model.announce(peer, first, count, version, preference)

    def _happen(self, now):
        """The rarer things, `unrest` times as often as usual; a look comes about 50 times a second."""
        for entry in [entry for entry in self.later if entry[0] <= now]:
            self.later.remove(entry)
            self.herd.tell(entry[1], entry[2], entry[2])
        busy = {peer for _, _, peer in self.later}
        peer, dice = self.random.randint(1, self.peers), self.random.random() / self.unrest
        if peer in busy:
            return
        if dice < 0.01:                    # a crash, back at once
            self.counts["flaps"] += 1
            self.herd.tell("flap", peer, peer)
        elif dice < 0.015:                 # an orderly end, back in a while
            self.counts["flaps"] += 1
            self.herd.tell("down", peer, peer)
            self.later.append((now + self.random.uniform(0.1, 5), "up", peer))
        elif dice < 0.02:
            self.counts["pauses"] += 1
            self.herd.tell("pause", peer, peer)
            self.later.append((now + self.random.uniform(0.5, 5), "resume", peer))
        elif dice < 0.0205:
            self.counts["storms"] += 1
            self.herd.tell("flap", 1, self.peers)
        elif dice < 0.0225:
            self.counts["reloads"] += 1
            self.apus.reload()

    def restart(self):
        """The daemon crashes and comes back."""
        self.counts["restarts"] += 1
        self.expected_losses += 1
        self.apus.kill()
        self.apus.start()

    def settle(self, timeout=60):
        """Until every session is up and every table is as the model says."""
        self.herd.wait_up(1, self.peers, timeout)
        best = self.model.best()

        def wrong():
            found = {}
            for peer in range(1, self.peers + 1):
                if difference := self.model.difference(best, peer, self.herd.table(peer)):
                    found[peer] = difference
            return found
        wait_until(f"{self.peers} tables to be those of the model", lambda: not wrong(), timeout, 0.1)

    def look(self):
        """What can be measured at a moment of peace."""
        state = self.herd.state().values()
        return {"resident": resident(self.pid), "silence": max(peer["silence"] for peer in state),
                "lost": sum(peer["lost"] for peer in state) - self.expected_losses * self.peers,
                "wrong": sum(peer["wrong"] + peer["echoes"] for peer in state), "routes": len(self.model.best())}

"""Many BGP peers of one router in one process (peers/herd.c), for what takes more of them than threads of Python can be."""

import array
import json
import os
import subprocess

from .build import TOP
from .conditions import wait_until
from .daemons import Apus

AS, ROUTER, GATEWAY, RANGE = 64512, "10.94.0.1", "10.94.0.2", "10.95.0.0/16"


def wire_up(lab, router, tool):
    """Joins the router's namespace and that of the herds by a link, and lets herds have any address of 10.95.0.0/16."""
    lab.link(router, "eth0", [f"{ROUTER}/24"], tool, "eth0", [f"{GATEWAY}/24"])
    router.ip(f"route add {RANGE} via {GATEWAY}")
    tool.ip(f"route add local {RANGE} dev lo")


def reflector(lab, space, **peers):
    """An Apus in the middle of herds: every address of 10.95.0.0/16 is a client; `peers` are further fields of the range."""
    nodes = {"name": "nodes", "peerRange": RANGE, "asNumber": "internal", "routeReflectorClient": True, **peers}
    return Apus(lab, space, AS, ROUTER, kernel={"export": False}, log="warning",
                bgp={"routeReflectorClusterID": ROUTER, "peers": [nodes]})


class Herd:
    """One process of peers; its verbs are the commands that herd.c describes. Peers are numbered from 1."""

    def __init__(self, lab, space, prefixes, router=ROUTER):
        self.lab, self.prefixes = lab, prefixes
        program = os.path.join(lab.directory, "herd")
        if not os.path.exists(program):
            source = os.path.join(TOP, "Interop", "peers", "herd.c")
            subprocess.run(["gcc", "-O2", "-std=gnu11", "-Wall", "-Wextra", "-Werror", "-o", program, source], check=True)
        self._process = subprocess.Popen(space.command(program, router, str(prefixes)), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                         text=True)
        lab.at_close(self.stop)

    def stop(self):
        """Ends it, and all of its sessions with it."""
        if self._process.poll() is None:
            self._process.stdin.close()
            self._process.wait(5)

    def tell(self, *words):
        """One command; returns the answer."""
        self._process.stdin.write(" ".join(map(str, words)) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise AssertionError(f"herd ended at {words}")
        return json.loads(line)

    def peers(self, count, address, asn=AS, hold_time=90):
        """Further peers at consecutive addresses."""
        self.tell("peers", count, address, asn, hold_time)
        return self

    def state(self):
        """{number: what the peer has}."""
        return {peer["peer"]: peer for peer in self.tell("state")["peers"]}

    def up(self, first, last, timeout=60):
        """Opens sessions and waits for them."""
        self.tell("up", first, last)
        self.wait_up(first, last, timeout)

    def wait_up(self, first, last, timeout=60):
        """Until the sessions are up."""
        wait_until(f"peers {first} to {last} to be up", lambda: all(
            peer["up"] for number, peer in self.state().items() if first <= number <= last), timeout)

    def wait_routes(self, wanted, timeout=60):
        """Until each of the peers {number: count} holds as many routes."""
        def missing():
            state = self.state()
            return {number: state[number]["routes"] for number, count in wanted.items() if state[number]["routes"] != count}
        wait_until(f"{len(wanted)} peers to hold their routes", lambda: not missing(), timeout)

    def announce(self, peer, first, count, version=1, preference=100, per=0):
        """A peer announces routes; with `per`, a further set of attributes (the next version) each so many routes."""
        self.tell("announce", peer, first, count, version, preference, per)

    def table(self, peer):
        """What a peer holds: the community (peer << 16 | version) of each prefix, 0 for none."""
        path = os.path.join(self.lab.directory, f"table-{id(self)}-{peer}")
        self.tell("dump", peer, path)
        with open(path, "rb") as file:
            held = array.array("I", file.read())
        os.unlink(path)
        return held

    def well(self, *but):
        """Fails when a peer (but those) lost its session, got something wrong, or got its own route back."""
        for number, peer in self.state().items():
            if peer["wrong"] or peer["echoes"] or (number not in but and (peer["connections"], peer["up"]) != (1, True)):
                raise AssertionError(f"not well: {peer}")

"""The speakers that are compared, each configured for the same job: passive sessions, every route in, every route out, none to the kernel."""

import os

from lab.daemons import BIRD, FRR, Apus, GoBGP, OpenBGPD
from lab.plan import Peer
from lab.process import Process

from .network import ROUTER_AS

CLUSTER = "10.94.0.1"
TITLES = {"apus": "Apus", "bird": "BIRD 2", "frr": "FRR", "gobgp": "GoBGP", "openbgpd": "OpenBGPD", "relay": "relay (floor)"}


class Relay:
    """The floor: the generator's own relay in the router's place; `wrong` names the way in which it errs."""

    def __init__(self, lab, network, program, wrong=""):
        self.lab, self.network, self.program, self.wrong = lab, network, program, wrong
        self.processes = []

    def start(self):
        """Starts it; the peers come when it listens."""
        words = [self.program, self.network.address, str(ROUTER_AS)]
        words += [] if self.network.scenario.clients else ["from=65101"]
        words += [f"wrong={self.wrong}"] if self.wrong else []
        log = os.path.join(self.lab.directory, "relay.log")
        self.processes = [Process(self.lab, "relay", self.network.router.command(*words), log)]

    def log_tail(self):
        """The end of its log."""
        return self.processes[0].tail()


def contender(name, lab, network):
    """A speaker by its name, not yet started."""
    if name == "apus":
        return _apus(lab, network)
    scenario = network.scenario
    listed = not scenario.clients or name == "gobgp"
    peers = [_peer(network, number) for number in range(scenario.peers)] if listed else [_clients(network, name)]
    kind = {"bird": BIRD, "frr": FRR, "gobgp": GoBGP, "openbgpd": OpenBGPD}[name]
    daemon = kind(lab, network.router, ROUTER_AS, CLUSTER, peers)
    if name == "bird" and scenario.clients:
        # Next hops of internal routes are looked up among its own routes.
        daemon.extra = f"protocol static hops {{ {scenario.family}; route {network.clients} via {network.gateway}; }}"
    if name == "frr":
        daemon.bgpd_options = ["--no_kernel"]
    if name == "gobgp":
        daemon.log_level = "warn"
    return daemon


def _peer(network, number):
    scenario = network.scenario
    return Peer(f"p{number}", network.peer(number), network.remote_as(number), network.address, passive=True, families=(scenario.family,),
                hold_time=240, options={"cluster": CLUSTER} if scenario.clients else {})


def _clients(network, kind):
    """A reflector's clients come by a range, so that no speaker has a thousand of them in its memory before they come."""
    address, options = {
        "bird": (f"range {network.clients}", {"bird": 'dynamic name "client";'}),
        "frr": ("clients", {"range": network.clients}),
        "openbgpd": (network.clients, {}),
    }[kind]
    return Peer("clients", address, ROUTER_AS, network.address, passive=True, families=(network.scenario.family,), hold_time=240,
                options={"cluster": CLUSTER, **options})


def _apus(lab, network):
    scenario, bgp, peers = network.scenario, {}, []
    if scenario.clients:
        bgp = {"routeReflectorClusterID": CLUSTER, "peers": [
            {"name": "clients", "peerRange": network.clients, "asNumber": "internal", "families": [scenario.family], "holdTime": 240,
             "routeReflectorClient": True}]}
    else:
        peers = [_peer(network, number) for number in range(scenario.peers)]
    return Apus(lab, network.router, ROUTER_AS, CLUSTER, peers, kernel={"export": False}, log="warning", bgp=bgp)

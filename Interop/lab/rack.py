"""The rack of the demo: two nodes with Apus and workloads, a BIRD and an FRR top-of-rack switch with a client behind each.

                client-bird 192.168.1.10            client-frr 192.168.2.10
                      |                                   |
                  tor-bird  AS 64513                  tor-frr  AS 64514
                      | 10.0.0.1                          | 10.0.0.2
      ----------------+-----------+-----------------------+-----------+---------
                                  | 10.0.0.11                         | 10.0.0.12
                               node-a  AS 64512  <---- iBGP ---->  node-b  AS 64512
                               |      |                            |      |
                  management-ui    frontend             backend       client
                       10.65.0.2     10.65.0.3             10.65.1.2     10.65.1.3

The workloads are those of the stars demo.
"""

import os

from .build import TOP
from .conditions import wait_until
from .daemons import BIRD, FRR, Apus
from .fabric import Fabric
from .plan import Peer
from .workload import Workload

CONF = os.path.join(TOP, "Conf", "lab")
NODES = {
    "node-a": (11, [("management-ui", "cali-1", "10.65.0.2", "fd65::2"), ("frontend", "cali-2", "10.65.0.3", "fd65::3")]),
    "node-b": (12, [("backend", "cali-1", "10.65.1.2", "fd65::1:2"), ("client", "cali-2", "10.65.1.3", "fd65::1:3")]),
}
TORS = {"tor-bird": (BIRD, 1, 64513), "tor-frr": (FRR, 2, 64514)}


class Rack:
    """The namespaces and daemons; `build` makes them, `start` starts the daemons."""

    def __init__(self, lab, node_class=Apus):
        self.lab = lab
        self.node_class = node_class
        self.spaces, self.nodes, self.tors, self.workloads, self.clients = {}, {}, {}, {}, {}

    def build(self):
        """Namespaces, links, workloads."""
        fabric = Fabric(self.lab)
        for label, (_, number, _) in TORS.items():
            self.spaces[label] = fabric.host(label, number)
            self._client(label, number)
        for label, (number, workloads) in NODES.items():
            self.spaces[label] = fabric.host(label, number)
            for name, device, address4, address6 in workloads:
                self.workloads[name] = Workload(self.lab, self.spaces[label], name, device, address4, address6)
        return self

    def _client(self, tor, number):
        name = tor.replace("tor", "client")
        space = self.clients[name] = self.lab.namespace(name)
        self.lab.link(space, "eth0", [f"192.168.{number}.10/24", f"fd01:{number}::10/64"],
                      self.spaces[tor], "lan", [f"192.168.{number}.1/24", f"fd01:{number}::1/64"])
        space.ip(f"route add default via 192.168.{number}.1")
        space.ip(f"-6 route add default via fd01:{number}::1")

    def start(self):
        """Starts the four daemons with the configurations of Conf/lab."""
        for label, (kind, _, asn) in TORS.items():
            peers = [Peer(node.replace("-", "_"), f"10.0.0.{number}", 64512, f"10.0.0.{TORS[label][1]}")
                     for node, (number, _) in NODES.items()]
            tor = self.tors[label] = kind(self.lab, self.spaces[label], asn, f"10.0.0.{TORS[label][1]}", peers)
            tor.ready_made = self.configuration(f"{label}.conf", tor.folder)
            tor.start()
        for label, (number, _) in NODES.items():
            node = self.nodes[label] = self.node_class(self.lab, self.spaces[label], 64512, f"10.0.0.{number}")
            node.ready_made = self.configuration(f"{label}.yaml", node.folder)
            node.settings["socket"] = f"{node.folder}/{label}.sock"
            node.start()
        return self

    @staticmethod
    def configuration(name, folder):
        """A file of Conf/lab with this lab's own folder in it."""
        with open(os.path.join(CONF, name), encoding="utf-8") as file:
            return file.read().replace("/run/apus-lab/demo", folder)

    # What should be true

    def sessions(self):
        """[(node, peer, state)] as Apus tells it."""
        return [(label, session["peer"], session["state"]) for label, node in self.nodes.items() for session in node.json("sessions")]

    def wait_sessions(self, timeout=60):
        """Until every session is up, from both ends."""
        def up():
            states = self.sessions()
            return len(states) == 6 and all(state == "Established" for _, _, state in states)
        wait_until("all six sessions of the nodes to be Established", up, timeout, 0.1)
        for tor in self.tors.values():
            for peer in tor.peers:
                tor.wait_established(peer.name)

    def wait_routes(self, timeout=30):
        """Until every workload's routes are everywhere they should be."""
        for name, workload in self.workloads.items():
            for prefix in (workload.prefix, f"{workload.address6}/128"):
                for tor in self.tors.values():
                    tor.wait_route(prefix, timeout)
                for node in self.nodes.values():
                    if node.space is not workload.node:
                        wait_until(f"{node.space} to have {prefix} of {name} in its kernel",
                                   lambda n=node, p=prefix: self.kernel_route(n.space, p), timeout)
        for label, (_, number, _) in TORS.items():
            for node in self.nodes.values():
                for prefix in (f"192.168.{number}.0/24", f"fd01:{number}::/64"):
                    wait_until(f"{node.space} to have {prefix} of {label} in its kernel",
                               lambda n=node, p=prefix: self.kernel_route(n.space, p), timeout)

    @staticmethod
    def kernel_route(space, prefix):
        """The kernel's routes to exactly a prefix, as `ip route` prints them."""
        family = "-6" if ":" in prefix else "-4"
        return space.ip(family, "route", "show", "exact", prefix).strip()

    def pings(self):
        """Every ping that the lab promises: (from, to, address, answered)."""
        pairs = [("management-ui", "backend"), ("client", "frontend"), ("management-ui", "client-bird"), ("client-bird", "management-ui"),
                 ("client-bird", "client"), ("client-frr", "frontend"), ("client-frr", "backend")]
        for source, target in pairs:
            for address in self._addresses(target):
                done = self._space(source).run("ping", "-c", "1", "-W", "2", "-n", address, check=False)
                yield source, target, address, done.returncode == 0

    def _space(self, name):
        return self.clients.get(name) or self.workloads[name].space

    def _addresses(self, name):
        if name in self.workloads:
            return [self.workloads[name].address4, self.workloads[name].address6]
        number = TORS[name.replace("client", "tor")][1]
        return [f"192.168.{number}.10", f"fd01:{number}::10"]

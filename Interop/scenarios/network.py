"""The wire between the router and its peers, and the addresses on it.

The peers of one process share a namespace. External ones are on the router's subnet, as eBGP wants it. A reflector's clients are behind a
route, and their namespace takes their whole range for its own: a thousand addresses need neither a thousand commands nor a thousand
entries in the kernel's table of neighbours.
"""

import ipaddress

ROUTER_AS = 65000


class Network:
    """Namespaces `router` and `peers` on one wire."""

    def __init__(self, lab, scenario):
        self.scenario = scenario
        six = scenario.ipv6
        self.address, gateway = ("fd94::1", "fd94::2") if six else ("10.94.0.1", "10.94.0.2")
        self.clients, self.gateway = "fd95::/64" if six else "10.95.0.0/16", gateway
        self.router, self.tool = lab.namespace("router"), lab.namespace("peers")
        lab.link(self.router, "eth0", ["10.94.0.1/24", "fd94::1/64"], self.tool, "eth0", ["10.94.0.2/24", "fd94::2/64"])
        if scenario.clients:
            self.router.ip(f"route add {self.clients} via {gateway}")
            self.tool.ip(f"route add local {self.clients} dev lo")
            self.tool.sysctl("net.ipv6.ip_nonlocal_bind=1")     # IPv4 needs no leave to bind in its own range
            self.first = ipaddress.ip_network(self.clients)[1]
        else:
            self.first = ipaddress.ip_address(gateway) + 1
            self.tool.address("eth0", *[f"{self.first + number}/{64 if six else 24}" for number in range(scenario.peers)])

    def peer(self, number):
        """The address of a peer."""
        return str(self.first + number)

    def remote_as(self, number):
        """The AS of a peer, as the generator has it."""
        if self.scenario.clients:
            return ROUTER_AS
        return 65101 + number if number < self.scenario.feeds else 65301 + number - self.scenario.feeds

"""A workload as Calico wires it: a namespace with a /32 and a /128 behind a veth pair, and the node's proxy ARP as its gateway."""

HOST_MAC = "ee:ee:ee:ee:ee:ee"
HOST_LINK_LOCAL = "fe80::ecee:eeff:feee:eeee"


class Workload:
    """One workload of a node; `device` is the host side of its link."""

    def __init__(self, lab, node, name, device, address4, address6=None):
        self.lab, self.node, self.name, self.device = lab, node, name, device
        self.address4, self.address6 = address4, address6
        self.space = lab.namespace(name)
        self.plug()

    def plug(self):
        """Makes the link, addresses and the node's routes to them (what a CNI plugin does)."""
        inside, node = self.space, self.node
        self.lab.link(inside, "eth0", [f"{self.address4}/32"] + ([f"{self.address6}/128"] if self.address6 else []), node, self.device, [])
        node.ip("link", "set", self.device, "address", HOST_MAC)
        node.sysctl(f"net.ipv4.conf.{self.device}.proxy_arp=1", f"net.ipv4.neigh.{self.device}.proxy_delay=0")
        # Changing the MAC does not change the link-local address that the kernel made from the old one.
        node.ip("addr", "replace", f"{HOST_LINK_LOCAL}/64", "dev", self.device, "nodad")
        inside.ip("route add 169.254.1.1 dev eth0 scope link")
        inside.ip("route add default via 169.254.1.1 dev eth0")
        if self.address6:
            inside.ip(f"-6 route add default via {HOST_LINK_LOCAL} dev eth0")
        self.route()

    def route(self):
        """The node's routes to the workload."""
        self.node.ip(f"route replace {self.address4}/32 dev {self.device} scope link proto 80")
        if self.address6:
            self.node.ip(f"-6 route replace {self.address6}/128 dev {self.device} proto 80")

    def ping(self, address, count=1, wait=1):
        """Whether an answer comes to a ping from inside."""
        return self.space.run("ping", "-c", str(count), "-i", "0.2", "-W", str(wait), "-n", address, check=False).returncode == 0

    @property
    def prefix(self):
        """Its IPv4 route."""
        return f"{self.address4}/32"


def prepare_node(space):
    """Forwarding, and the default route without which the kernel's proxy ARP does not answer for 169.254.1.1.

    Nothing answers at its gateway, so whatever reaches another node went by a route of BGP.
    """
    space.sysctl("net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1", "net.ipv4.conf.all.rp_filter=0",
                 "net.ipv4.conf.default.rp_filter=0")

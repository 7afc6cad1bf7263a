"""A rack: namespaces on one bridge, each with eth0 in 10.0.0.0/24 and fd00::/64."""

from .workload import prepare_node


class Fabric:
    """The bridge and what is plugged into it."""

    def __init__(self, lab):
        self.lab = lab
        self.bridge = lab.namespace("fabric")
        self.bridge.ip("link add br0 type bridge")
        self.bridge.ip("link set br0 up")

    def host(self, label, number, forwards=True):
        """A namespace at 10.0.0.<number> and fd00::<number>."""
        space = self.lab.namespace(label)
        self.lab.link(space, "eth0", [f"10.0.0.{number}/24", f"fd00::{number}/64"], self.bridge, f"port{number}", [])
        self.bridge.ip(f"link set port{number} master br0")
        if forwards:
            prepare_node(space)
            space.ip("route add default via 10.0.0.254 dev eth0")
            space.ip("-6 route add default via fd00::fe dev eth0")
        return space

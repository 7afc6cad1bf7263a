"""What a daemon is asked to be, in words that every daemon's configuration can be rendered from."""

from dataclasses import dataclass, field


@dataclass
class Peer:
    """One neighbour."""
    name: str
    address: str
    remote_as: int
    local_address: str = ""
    password: str = ""
    gtsm: bool = False
    passive: bool = False
    families: tuple = ("ipv4",)
    four_octet_as: bool = True
    hold_time: int = 90
    options: dict = field(default_factory=dict)    # what only one daemon knows


@dataclass
class Route:
    """One prefix to originate, with its attributes."""
    prefix: str
    communities: tuple = ()            # "64512:1"
    large: tuple = ()                  # "64512:1:2"
    targets: tuple = ()                # route targets "64512:5"
    med: int = None
    prepend: tuple = ()                # AS numbers put in front of the path
    unknown: str = ""                  # value of attribute 255 in hex, where the daemon can originate it

    @property
    def family(self):
        """ipv4 or ipv6."""
        return "ipv6" if ":" in self.prefix else "ipv4"

"""The smallest lab: Apus and one foreign daemon on a wire, and a second wire to a speaker of the lab's own."""

from .daemons import FOREIGN, Apus
from .plan import Peer, Route
from .speaker import Speaker

APUS_AS, PEER_AS, SPEAKER_AS = 4200000512, 4200000077, 64700
APUS, PEER = "10.92.0.1", "10.92.0.2"
BOTH = ("ipv4", "ipv6")
WORKLOAD4, WORKLOAD6 = "10.65.0.2/32", "fd65::2/128"

RICH = {"communities": ("64999:1", "64999:65535"), "large": ("4200000077:7:4294967295",), "targets": ("64999:5",), "med": 77}
PEER_ROUTES = [Route("198.51.100.0/24", **RICH), Route("192.0.2.1/32"), Route("2001:db8:100::/48", **RICH), Route("2001:db8::1/128")]


class Pair:
    """Apus (10.92.0.1, fd92::1) and a daemon (10.92.0.2, fd92::2); Apus has one workload of both families.

    `daemon_active` and `apus_active` say who may open the connection.
    """

    def __init__(self, lab, kind, daemon_active=True, apus_active=True, peer_as=PEER_AS, configured_as=None, routes=None,
                 apus_password="", peer_password="", apus_gtsm=False, peer_gtsm=False, families=BOTH, apus_options=None, apus_as=APUS_AS,
                 **settings):
        self.lab = lab
        self.left, self.right = lab.namespace("apus"), lab.namespace(kind)
        lab.link(self.left, "eth0", [f"{APUS}/24", "fd92::1/64"], self.right, "eth0", [f"{PEER}/24", "fd92::2/64"])
        self.left.sysctl("net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1")
        self.apus_peer = Peer("foreign", PEER, configured_as or peer_as, APUS, apus_password, apus_gtsm, not apus_active, families,
                              options={"apus": apus_options or {}})
        self.foreign_peer = Peer("apus", APUS, apus_as, PEER, peer_password, peer_gtsm, not daemon_active, families,
                                 options={"gr": True, "next-hop6": "fd92::2"})
        self.daemon = FOREIGN[kind](lab, self.right, peer_as, PEER, [self.foreign_peer], PEER_ROUTES if routes is None else routes)
        self.apus = Apus(lab, self.left, apus_as, APUS, [self.apus_peer], **settings,
                         workloads=[{"name": "frontend-1", "namespace": "stars", "addresses": ["10.65.0.2", "fd65::2"]}])

    def start(self):
        """Starts both, first the one that only listens: OpenBGPD waits for 30 s after a connection that was refused."""
        for daemon in (self.apus, self.daemon) if self.apus_peer.passive else (self.daemon, self.apus):
            daemon.start()
        return self

    def established(self, timeout=60):
        """Until the session is up at both ends."""
        self.apus.wait_established("foreign", timeout)
        self.daemon.wait_established("apus", timeout)
        return self

    def speaker(self, asn=SPEAKER_AS, number=3, **options):
        """A further peer of Apus, `speaker-<number>`, at 10.92.<number>.2 on a link of its own; not started. To be asked for before `start`."""
        space = self.lab.namespace(f"speaker{number}")
        name, inside, outside = f"speaker-{number}", f"10.92.{number}.2", f"10.92.{number}.1"
        self.lab.link(self.left, f"spk{number}", [f"{outside}/24", f"fd92:{number}::1/64"],
                      space, "eth0", [f"{inside}/24", f"fd92:{number}::2/64"])
        self.apus.peers.append(Peer(name, inside, asn, outside, passive=True, families=BOTH, options={"apus": options.pop("apus", {})}))
        # An internal daemon gets the speaker's routes with the speaker as next hop.
        self.right.ip(f"route add 10.92.{number}.0/24 via {APUS}")
        self.right.ip(f"-6 route add fd92:{number}::/64 via fd92::1")
        speaker = Speaker(space, inside, outside, asn, inside, **options)
        self.lab.at_close(speaker.stop)
        return speaker

"""A star: Apus on one segment with daemons and speakers around it, each with a session to Apus alone."""

from .daemons import FOREIGN, Apus
from .fabric import Fabric
from .plan import Peer
from .speaker import Speaker

AS, HUB = 64512, "10.0.0.100"
BOTH = ("ipv4", "ipv6")


class Star:
    """Apus at 10.0.0.100 (fd00::100), its peers at 10.0.0.<number> (fd00::<number>), all in one AS unless they say otherwise.

    Apus reflects when `cluster` is given. It takes what peers say as it is: nothing goes to the kernel, so that no next hop is judged.
    """

    def __init__(self, lab, cluster=HUB, log="debug", **bgp):
        self.lab, self.fabric = lab, Fabric(lab)
        self.daemons, self.speakers = {}, {}
        if cluster:
            bgp = {"routeReflectorClusterID": cluster, **bgp}
        self.apus = self.reflector(100, bgp=bgp, log=log)

    def reflector(self, number, label="apus", **settings):
        """An Apus at 10.0.0.<number> without peers."""
        return Apus(self.lab, self.fabric.host(label, number, forwards=False), AS, f"10.0.0.{number}", kernel={"export": False}, **settings)

    def space(self, label, number):
        """A namespace on the segment."""
        return self.fabric.host(label, number, forwards=False)

    def client(self, name, address, asn=AS, hub=None, passive=True, **apus):
        """Apus (or another hub) gets a peer in its configuration, a client unless it says otherwise."""
        hub = hub or self.apus
        options = {"routeReflectorClient": asn == AS, **apus}
        hub.peers.append(Peer(name, address, asn, hub.router_id, passive=passive, families=BOTH, options={"apus": options}))

    def daemon(self, kind, number, routes=(), foreign=None, **apus):
        """A daemon of another make as client; `foreign` are options of its own."""
        address = f"10.0.0.{number}"
        self.client(kind, address, passive=False, **apus)
        peer = Peer("apus", HUB, AS, address, passive=True, families=BOTH, options={"gr": True, "next-hop6": f"fd00::{number}", **(foreign or {})})
        self.daemons[kind] = FOREIGN[kind](self.lab, self.space(kind, number), AS, address, [peer], routes)
        return self.daemons[kind]

    def speaker(self, name, number, asn=AS, hub=None, apus=None, **options):
        """A speaker of the lab's own as client."""
        address = f"10.0.0.{number}"
        self.client(name, address, asn, hub, **(apus or {}))
        made = Speaker(self.space(name, number), address, (hub or self.apus).router_id, asn, address, everything=False, **options)
        self.speakers[name] = made
        self.lab.at_close(made.stop)
        return made

    def start(self, *others):
        """Starts everybody in the order that leaves no connection refused and retried: who only listens is first."""
        for daemon in (*self.daemons.values(), self.apus, *others):
            daemon.start()
        for speaker in self.speakers.values():
            speaker.start()
        return self.established()

    def established(self):
        """Until every session is up at both ends."""
        for speaker in self.speakers.values():
            speaker.wait_established()
        for kind, daemon in self.daemons.items():
            daemon.wait_established("apus")
            self.apus.wait_established(kind)
        return self

    def since(self):
        """When each session of Apus came up."""
        return {session["peer"]: session["since"] for session in self.apus.json("sessions") if session["state"] == "Established"}

"""ADD-PATH (RFC 7911): several paths of a prefix, from Apus and to Apus, with every daemon that can."""

import json

from lab import wire
from lab.conditions import holds_for, wait_until
from lab.daemons import FOREIGN, Apus
from lab.plan import Peer
from lab.speaker import Speaker
from lab.star import AS, BOTH, HUB, Star
from lab.testing import check, equal, test

KINDS = ("bird", "frr", "gobgp")
FED4, FED6 = "203.0.113.7/32", "2001:db8:7::7/128"


def feed(speaker, **more):
    """A speaker originates the prefix of each family."""
    more = {"local_pref": 100, **more}
    speaker.send(wire.update(wire.attributes([], speaker.address, **more), [FED4]))
    speaker.send(wire.update(wire.mp_reach([FED6], six(speaker.address)) + wire.attributes([], **more)))


def six(address):
    """The IPv6 address of a host of the star."""
    return address.replace("10.0.0.", "fd00::")


def wait_paths(daemon, *speakers):
    """Until a daemon has the paths through these speakers, in both families."""
    daemon.wait_hops(FED4, *(speaker.address for speaker in speakers))
    daemon.wait_hops(FED6, *(six(speaker.address) for speaker in speakers))


@test("{}: as client of Apus it gets every path of a prefix, and each goes as its source takes it back", *KINDS)
def from_apus(lab, kind):
    star = Star(lab)
    daemon = star.daemon(kind, 2, addPath="send", foreign={"add-paths": True})
    one, two = star.speaker("one", 11), star.speaker("two", 12)
    plain = star.speaker("plain", 13)
    star.start()
    check("add-path" in " ".join(star.apus.session(kind)["capabilities"]), f"capabilities: {star.apus.session(kind)['capabilities']}")
    feed(one)
    feed(two, med=7)
    wait_paths(daemon, one, two)
    sent = star.apus.json("routes", FED4, "--to", kind)
    equal(sorted(path["nextHop"] for path in sent), [one.address, two.address], "what Apus says it sends")
    check(len({path["pathID"] for path in sent}) == 2 and None not in {path["pathID"] for path in sent}, f"path identifiers: {sent}")
    equal(plain.wait_route(FED4)["nextHop"], one.address, "what a client without ADD-PATH gets")
    feed(two, med=9)                                # another set under the same identifier
    holds_for("no path doubles", lambda: daemon.hops(FED4) == [one.address, two.address], 0.3)
    one.send(wire.update(withdrawn=[FED4]) + wire.update(wire.mp_unreach([FED6])))
    wait_paths(daemon, two)
    feed(one)
    wait_paths(daemon, one, two)
    before = star.since()
    star.apus.peers[0].options["apus"]["addPath"] = {"send": "best-2"}
    star.apus.reload()
    three = star.speakers["plain"]
    feed(three)
    three.send(wire.update(wire.attributes([], three.address, local_pref=50), [FED4]))
    wait_until("the best two of three", lambda: len(star.apus.paths(FED4)) == 3 and daemon.hops(FED4) == [one.address, two.address], 10)
    equal(star.since(), before, "the sessions after another choice of paths")
    two.stop()
    wait_until("the third in place of the second", lambda: daemon.hops(FED4) == [one.address, three.address], 10)


@test("{}: as reflector it gives Apus every path of a prefix", *KINDS)
def to_apus(lab, kind):
    star = Star(lab, cluster=None)
    options = {"gr": True, "next-hop6": "fd00::2", "cluster": "10.0.0.99"}
    star.apus.peers.append(Peer("reflector", "10.0.0.2", AS, HUB, families=BOTH, options={"apus": {"addPath": {"receive": True}}}))
    speakers = [Speaker(star.space(name, number), f"10.0.0.{number}", "10.0.0.2", AS, f"10.0.0.{number}", everything=False)
                for name, number in (("one", 11), ("two", 12))]
    peers = [Peer("apus", HUB, AS, "10.0.0.2", families=BOTH, options={**options, "add-paths": True}, passive=True)]
    for name, speaker in zip(("one", "two"), speakers):
        lab.at_close(speaker.stop)
        peers.append(Peer(name, speaker.address, AS, "10.0.0.2", families=BOTH, options=options, passive=True))
    daemon = FOREIGN[kind](lab, star.space(kind, 2), AS, "10.0.0.2", peers)
    daemon.start()
    star.apus.start()
    for speaker in speakers:
        speaker.start().wait_established()
    star.apus.wait_established("reflector")
    one, two = speakers
    feed(one)
    feed(two)
    wait_paths(star.apus, one, two)
    paths = star.apus.paths(FED4)
    check(len({path["pathID"] for path in paths}) == 2, f"path identifiers: {paths}")
    equal(sum(path["best"] for path in paths), 1, "best paths")
    one.send(wire.update(withdrawn=[FED4]) + wire.update(wire.mp_unreach([FED6])))
    wait_paths(star.apus, two)


@test("a node spreads over both next hops of a prefix that come to it through one reflector")
def multipath(lab):
    star = Star(lab)
    node = Apus(lab, star.space("node", 5), AS, "10.0.0.5")
    node.peers.append(Peer("reflector", HUB, AS, "10.0.0.5", families=BOTH, options={"apus": {"addPath": "receive"}}))
    star.client("node", "10.0.0.5", addPath={"send": "ecmp"})
    one, two, worse = star.speaker("one", 11), star.speaker("two", 12), star.speaker("worse", 13)
    star.start(node)
    star.apus.wait_established("node")
    for speaker in (one, two):
        feed(speaker)
    feed(worse, local_pref=50)

    def gateways():
        found = json.loads(node.space.run("ip", "-j", "route", "show", FED4.split("/", maxsplit=1)[0]).stdout or "[]")
        return sorted(hop["gateway"] for route in found for hop in route.get("nexthops", [route]))
    wait_until("the kernel of the node to have both next hops", lambda: gateways() == [one.address, two.address], 15)
    equal(node.hops(FED4), [one.address, two.address], "paths that the node has")
    one.stop()
    wait_until("the kernel of the node to have the other alone", lambda: gateways() == [two.address], 15)
    two.stop()
    wait_until("the last resort", lambda: gateways() == [worse.address], 15)

"""Attributes arrive as they were sent, from each daemon and through Apus to each daemon."""

import struct

from lab import wire
from lab.daemons import FOREIGN
from lab.pair import APUS_AS, PEER_ROUTES, RICH, Pair
from lab.testing import check, equal, test

VALUE = bytes(range(200)) + bytes(100)
FED4, FED6 = "203.0.113.0/24", "2001:db8:113::/48"


@test("{}: communities of three kinds, MED and origin arrive as they were sent", *FOREIGN)
def arrive(lab, kind):
    pair = Pair(lab, kind).start().established()
    for route in (PEER_ROUTES[0], PEER_ROUTES[2]):
        found = pair.apus.wait_route(route.prefix)
        equal(sorted(found["communities"]), sorted(RICH["communities"]), "communities")
        equal(found["largeCommunities"], list(RICH["large"]), "large communities")
        equal(found["extendedCommunities"], ["rt:64999:5"], "extended communities")
        equal(found["med"], 77, "MED")
        equal(found["origin"], "IGP", "origin")


@test("{}: what an external peer says reaches it through Apus unchanged, also attribute 255", *FOREIGN)
def through(lab, kind):
    pair = Pair(lab, kind, peer_as=APUS_AS, routes=[])     # internal, so that MED is kept
    source = pair.speaker(everything=False)
    pair.start().established()
    source.start().wait_established()
    feed(source)
    pair.apus.wait_route(FED4)
    for prefix in (FED4, FED6):
        found = pair.daemon.wait_route(prefix)
        equal(found["asPath"], [64700, 4200000555], f"AS path of {prefix}")
        equal(found["communities"], ["64700:100"], "communities")
        equal(found["large"], ["64700:1:2"], "large communities")
        equal(found["extended"], ["rt:64700:5"], "extended communities")
        equal(found["med"], 50, "MED")
        if kind in ("gobgp", "exabgp", "openbgpd"):           # BIRD and FRR keep it and do not show it
            check(found["unknown"] is not None, f"attribute 255 is missing: {found['text']}")
    source.send(wire.update(withdrawn=[FED4]))
    source.send(wire.update(wire.mp_unreach([FED6])))
    for prefix in (FED4, FED6):
        pair.daemon.wait_no_route(prefix)


def feed(source):
    """A route of each family with everything, and with attribute 255."""
    extra = wire.attribute(wire.OPTIONAL_TRANSITIVE, wire.UNKNOWN, VALUE)
    rest = {"origin": 0, "med": 50, "communities": ("64700:100",), "large": ("64700:1:2",), "targets": ("64700:5",), "extra": extra}
    source.send(wire.update(wire.attributes([64700, 4200000555], source.address, **rest), [FED4]))
    hop = source.address.replace("10.92.", "fd92:").replace(".2", "::2")
    source.send(wire.update(wire.mp_reach([FED6], hop) + wire.attributes([64700, 4200000555], **rest)))


@test("an unknown optional transitive attribute is passed on bit for bit with Partial set, a non-transitive one is not")
def unknown(lab):
    pair = Pair(lab, "bird")
    source, sink = pair.speaker(number=3, everything=False), pair.speaker(number=4, asn=64800, everything=False)
    pair.start()
    source.start().wait_established()
    sink.start().wait_established()
    extra = wire.attribute(wire.OPTIONAL, 253, b"\x01\x02") + wire.attribute(wire.OPTIONAL_TRANSITIVE, wire.UNKNOWN, VALUE)
    source.send(wire.update(wire.attributes([64700], source.address, med=9, extra=extra), [FED4]))
    told = sink.wait_route(FED4)["attributes"]
    equal(told[wire.UNKNOWN][0] & ~wire.EXTENDED, wire.OPTIONAL_TRANSITIVE | wire.PARTIAL, "flags")
    equal(told[wire.UNKNOWN][1], VALUE, "value")
    check(253 not in told, "a non-transitive unknown attribute was passed on")
    check(wire.MED not in told, "the MED of one neighbour was passed on to another AS")
    equal(wire.read_as_path(told[wire.AS_PATH][1]), [APUS_AS, 64700], "AS path")
    shown = pair.apus.wait_route(FED4)["unknownAttributes"]
    equal([(entry["type"], entry["value"]) for entry in shown if entry["type"] == 255], [(255, VALUE.hex())], "attribute 255 as shown")


@test("a two-octet peer and a four-octet peer both get whole paths through Apus")
def four_octet_paths(lab):
    pair = Pair(lab, "bird")
    narrow = pair.speaker(number=3, asn=64703, four_octet_as=False, everything=False)
    wide = pair.speaker(number=4, asn=4200000704, everything=False)
    pair.start()
    narrow.start().wait_established()
    wide.start().wait_established()
    new = wire.attribute(wire.OPTIONAL_TRANSITIVE, wire.AS4_PATH, wire.as_path([64703, 4200000555]))
    narrow.send(wire.update(wire.attributes([64703, 23456], narrow.address, extra=new, width=2), [FED4]))
    told = wide.wait_route(FED4)["attributes"]
    equal(wire.read_as_path(told[wire.AS_PATH][1]), [APUS_AS, 64703, 4200000555], "path at the four-octet peer")
    check(wire.AS4_PATH not in told, "AS4_PATH went to a four-octet peer")
    wide.send(wire.update(wire.attributes([4200000704, 65001], wide.address), ["203.0.112.0/24"]))
    told = narrow.wait_route("203.0.112.0/24")["attributes"]
    equal(wire.read_as_path(told[wire.AS_PATH][1], 2), [23456, 23456, 65001], "AS_PATH at the two-octet peer")
    equal(wire.read_as_path(told[wire.AS4_PATH][1]), [APUS_AS, 4200000704, 65001], "AS4_PATH at the two-octet peer")


@test("LOCAL_PREF goes to internal peers only, and NEXT_HOP is our own towards external ones")
def local_pref(lab):
    pair = Pair(lab, "bird")
    source = pair.speaker(number=3, everything=False)
    inner, outer = pair.speaker(number=4, asn=APUS_AS, everything=False), pair.speaker(number=5, asn=64805, everything=False)
    pair.start()
    for speaker in (source, inner, outer):
        speaker.start().wait_established()
    source.send(wire.update(wire.attributes([64700], source.address), [FED4]))
    inside, outside = inner.wait_route(FED4), outer.wait_route(FED4)
    equal(struct.unpack("!I", inside["attributes"][wire.LOCAL_PREF][1])[0], 100, "LOCAL_PREF to the internal peer")
    check(wire.LOCAL_PREF not in outside["attributes"], "LOCAL_PREF went to an external peer")
    equal(outside["nextHop"], "10.92.5.1", "next hop to the external peer")

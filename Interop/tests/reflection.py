"""Route reflection (RFC 4456): Apus as reflector of every daemon, as client of every daemon, and beside other reflectors."""

import ipaddress
import struct

from lab import wire
from lab.capture import Capture
from lab.conditions import holds_for, wait_until
from lab.daemons import FOREIGN
from lab.plan import Peer, Route
from lab.speaker import Speaker
from lab.star import AS, BOTH, HUB, Star
from lab.testing import check, equal, test

KINDS = ("bird", "frr", "gobgp", "openbgpd")
NUMBERS = {"bird": 2, "frr": 3, "gobgp": 4, "openbgpd": 5}
VALUE = bytes(range(200)) + bytes(100)
RICH = {"communities": ("64512:7", "64999:65535"), "large": ("64512:7:4294967295",), "med": 77}
FED4, FED6 = "203.0.113.7/32", "2001:db8:7::7/128"
SHUTDOWN = "65535:0"


def routes(number):
    """What a daemon originates."""
    return [Route(f"192.0.2.{number}/32", **RICH), Route(f"2001:db8::{number}/128", **RICH)]


def feed(speaker, prefix4=FED4, prefix6=None, local_pref=100, extra=b"", **more):
    """A speaker originates a route of each family."""
    rest = {"path": [] if speaker.asn == AS else [speaker.asn], "local_pref": local_pref if speaker.asn == AS else None, **more}
    speaker.send(wire.update(wire.attributes(next_hop=speaker.address, extra=extra, **rest), [prefix4]))
    if prefix6:
        hop = speaker.address.replace("10.0.0.", "fd00::")
        speaker.send(wire.update(wire.mp_reach([prefix6], hop) + wire.attributes(extra=extra, **rest)))


def reflected(update):
    """(ORIGINATOR_ID, CLUSTER_LIST) of an update of the wire."""
    found = update["attributes"]
    identifiers = [str(ipaddress.ip_address(found[code][1][at:at + 4])) if code in found else None
                   for code in (wire.ORIGINATOR_ID, wire.CLUSTER_LIST) for at in range(0, len(found.get(code, (0, b"    "))[1]), 4)]
    return identifiers[0], identifiers[1:] if wire.CLUSTER_LIST in found else []


def values(text, width):
    """The values of communities as on the wire: `64512:7` in 2 octets a part, `1:2:3` in 4."""
    return b"".join(int(part).to_bytes(width, "big") for word in text for part in word.split(":"))


@test("clients of four makes and one reflector: every route arrives everywhere else as it was sent, and never comes back")
def every_make(lab):
    star = Star(lab)
    for kind in KINDS:
        star.daemon(kind, NUMBERS[kind], routes(NUMBERS[kind]))
    speaker, witness = star.speaker("speaker", 6), star.speaker("witness", 7)
    with Capture(star.apus.space, "eth0") as capture:
        star.start()
        feed(speaker, FED4, FED6, extra=wire.attribute(wire.OPTIONAL_TRANSITIVE, wire.UNKNOWN, VALUE), communities=("64512:9",), med=5)
        for kind, daemon in star.daemons.items():
            for other in KINDS:
                if other != kind:
                    arrived(daemon, NUMBERS[other])
            taken(daemon, kind)
        on_the_wire(witness)
        told = {f"10.0.0.{number}": told_to(capture, f"10.0.0.{number}") for number in (*NUMBERS.values(), 6, 7)}
    for number in NUMBERS.values():
        check(told[f"10.0.0.{number}"].isdisjoint({route.prefix for route in routes(number)}), f"10.0.0.{number} got its own route back")
    check(told["10.0.0.6"].isdisjoint({FED4, FED6}), "the speaker got its own route back")
    equal(told["10.0.0.7"], {FED4, FED6, *(route.prefix for number in NUMBERS.values() for route in routes(number))}, "what the witness got")


def arrived(daemon, number):
    """A daemon has the routes of the client at 10.0.0.<number>, by reflection and otherwise untouched."""
    for route, hop in zip(routes(number), (f"10.0.0.{number}", f"fd00::{number}")):
        found = daemon.wait_route(route.prefix, originatorID=f"10.0.0.{number}", clusterList=[HUB])
        equal(ipaddress.ip_address(found["nextHop"]), ipaddress.ip_address(hop), f"next hop of {route.prefix} at {daemon.space}")
        equal(found["asPath"], [], f"AS path of {route.prefix} at {daemon.space}")
        equal(sorted(found["communities"]), sorted(RICH["communities"]), f"communities of {route.prefix} at {daemon.space}")
        equal(found["large"], list(RICH["large"]), f"large communities of {route.prefix} at {daemon.space}")
        equal(found["med"], 77, f"MED of {route.prefix} at {daemon.space}")


def taken(daemon, kind):
    """A daemon has the speaker's routes, with attribute 255 where it can show it."""
    for prefix in (FED4, FED6):
        found = daemon.wait_route(prefix, originatorID="10.0.0.6", clusterList=[HUB])
        if kind in ("gobgp", "openbgpd"):
            check(found["unknown"] is not None, f"{kind} did not get attribute 255 of {prefix}: {found['text']}")


def on_the_wire(witness):
    """What the last client gets, octet by octet."""
    for prefix, hop in ((FED4, "10.0.0.6"), (FED6, "fd00::6")):
        update = witness.wait_route(prefix)
        told = update["attributes"]
        equal(reflected(update), ("10.0.0.6", [HUB]), f"ORIGINATOR_ID and CLUSTER_LIST of {prefix}")
        equal(update["nextHop"], hop, f"next hop of {prefix}")
        equal(told[wire.UNKNOWN][1], VALUE, f"attribute 255 of {prefix}")
        equal(told[wire.COMMUNITIES][1], values(["64512:9"], 2), f"communities of {prefix}")
        equal(told[wire.LOCAL_PREF][1], struct.pack("!I", 100), f"LOCAL_PREF of {prefix}")
        equal(told[wire.MED][1], struct.pack("!I", 5), f"MED of {prefix}")
        check(told[wire.ORIGINATOR_ID][0] == wire.OPTIONAL and told[wire.CLUSTER_LIST][0] == wire.OPTIONAL, "flags of the two attributes")
    for number in NUMBERS.values():
        for route in routes(number):
            update = witness.wait_route(route.prefix)
            equal(reflected(update), (f"10.0.0.{number}", [HUB]), f"ORIGINATOR_ID and CLUSTER_LIST of {route.prefix}")
            equal(update["attributes"][wire.LARGE_COMMUNITIES][1], values(RICH["large"], 4), f"large communities of {route.prefix}")


def told_to(capture, address):
    """Every prefix that Apus announced to an address, from the wire."""
    return {prefix for _, source, destination, data in list(capture.messages) if (source, destination) == (HUB, address)
            and data[18] == wire.UPDATE for prefix in wire.read_update(data)["nlri"]}


@test("{}: as reflector it passes routes of Apus and of another client on, both ways", *KINDS)
def client_of(lab, kind):
    star = Star(lab, cluster=None)
    apus, cluster = star.apus, "10.0.0.99"
    apus.workloads.append({"name": "frontend-1", "namespace": "stars", "addresses": ["10.65.0.2", "fd65::2"]})
    apus.peers.append(Peer("reflector", "10.0.0.2", AS, HUB, families=BOTH))
    speaker = Speaker(star.space("second", 7), "10.0.0.7", "10.0.0.2", AS, "10.0.0.7", everything=False)
    lab.at_close(speaker.stop)
    options = {"gr": True, "next-hop6": "fd00::2", "cluster": cluster}
    daemon = FOREIGN[kind](lab, star.space(kind, 2), AS, "10.0.0.2", [
        Peer("apus", HUB, AS, "10.0.0.2", families=BOTH, options=options, passive=True),
        Peer("second", "10.0.0.7", AS, "10.0.0.2", families=BOTH, options=options, passive=True)], routes(2))
    daemon.start()
    apus.start()
    speaker.start().wait_established()
    apus.wait_established("reflector")
    feed(speaker, FED4, FED6, extra=wire.attribute(wire.OPTIONAL_TRANSITIVE, wire.UNKNOWN, VALUE), communities=("64512:9",))
    for prefix, hop in ((FED4, "10.0.0.7"), (FED6, "fd00::7")):
        found = apus.wait_route(prefix, originatorID="10.0.0.7", clusterList=[cluster], nextHop=hop)
        equal(found["communities"], ["64512:9"], "communities")
        unknown = [entry["value"] for entry in found["unknownAttributes"] if entry["type"] == wire.UNKNOWN]
        # OpenBGPD 7.7 drops 255: its encoder stops at 254.
        equal(unknown, [] if kind == "openbgpd" else [VALUE.hex()], "attribute 255")
    for route in routes(2):
        apus.wait_route(route.prefix)
    for prefix in ("10.65.0.2/32", "fd65::2/128"):
        equal(reflected(speaker.wait_route(prefix)), (HUB, [cluster]), f"ORIGINATOR_ID and CLUSTER_LIST of {prefix}")
    speaker.send(wire.update(withdrawn=[FED4]))
    speaker.send(wire.update(wire.mp_unreach([FED6])))
    apus.wait_no_route(FED4)
    apus.wait_no_route(FED6)


@test("clients and non-clients: each gets what RFC 4456 says it should, and nothing else")
def rules(lab):
    star = Star(lab)
    client = {"routeReflectorClient": True}
    speakers = [star.speaker("client-1", 11, apus=client), star.speaker("client-2", 12, apus=client),
                star.speaker("plain-1", 13, apus={"routeReflectorClient": False}),
                star.speaker("plain-2", 14, apus={"routeReflectorClient": False}), star.speaker("outside", 15, asn=64999)]
    star.start()
    own = {speaker: f"203.0.113.{speaker.address.rsplit('.', 1)[1]}/32" for speaker in speakers}
    for speaker in speakers:
        feed(speaker, own[speaker])
    one, two, plain, mute, outside = speakers
    wanted = {one: {two, plain, mute, outside}, two: {one, plain, mute, outside}, plain: {one, two, outside}, mute: {one, two, outside},
              outside: {one, two, plain, mute}}
    for receiver, sources in wanted.items():
        for source in sources:
            update = receiver.wait_route(own[source])
            internal = receiver is not outside and source is not outside
            equal(reflected(update), (source.address, [HUB]) if internal else (None, []), f"marks of {own[source]} at {receiver.address}")
    holds_for("nobody gets more", lambda: all(
        set(receiver.table()) == {own[source] for source in sources} for receiver, sources in wanted.items()), 0.5)
    why = star.apus.ctl("explain", "route", own[plain], "--to", "plain-2").stdout
    check("RFC 4271 §9.2" in why, f"no reason is given for what a non-client does not get: {why}")


def two_reflectors(lab, clusters):
    """Two Apus that reflect, non-clients of each other, a client of each: (star, other, left client, right client)."""
    star = Star(lab, cluster=clusters[0])
    other = star.reflector(101, "apus2", bgp={"routeReflectorClusterID": clusters[1]})
    star.client("other", "10.0.0.101", routeReflectorClient=False)
    other.peers.append(Peer("first", HUB, AS, "10.0.0.101", families=BOTH))
    left, right = star.speaker("left", 11), star.speaker("right", 12, hub=other)
    star.start(other)
    star.apus.wait_established("other")
    return star, other, left, right


@test("two reflectors of one cluster refuse each other's reflected routes and say that it is a loop")
def same_cluster(lab):
    star, other, left, right = two_reflectors(lab, ("10.0.0.200", "10.0.0.200"))
    feed(left, FED4, FED6)
    for prefix in (FED4, FED6):
        hidden = wait_until("the refused route", lambda p=prefix: next(iter(
            path for path in other.json("routes", p, "--filtered") if path["prefix"] == p), None), 10)
        check("own cluster 10.0.0.200 in CLUSTER_LIST" in hidden["why"] and not hidden["best"], f"why: {hidden}")
        check(other.route(prefix) is None, "the looping route is in use")
        told = other.ctl("explain", "route", prefix).stdout
        check("own cluster 10.0.0.200 in CLUSTER_LIST" in told, f"explain does not tell of the loop: {told}")
    equal(other.session("first")["filtered"], 2, "routes filtered")
    holds_for("the looping route goes nowhere", lambda: not right.table(), 0.5)
    check(star.apus.established("other"), "the loop cost the session")


@test("two reflectors of different clusters pass each other's routes on, and a client of both gets none of its own back")
def different_clusters(lab):
    star, other, left, right = two_reflectors(lab, ("10.0.0.200", "10.0.0.201"))
    feed(left, FED4, FED6)
    for prefix in (FED4, FED6):
        equal(reflected(right.wait_route(prefix)), ("10.0.0.11", ["10.0.0.201", "10.0.0.200"]), f"marks of {prefix}")
    # An ORIGINATOR_ID of its own is how a reflector knows that a route began there.
    marks = wire.attribute(wire.OPTIONAL, wire.ORIGINATOR_ID, ipaddress.ip_address(HUB).packed)
    feed(right, "203.0.113.8/32", extra=marks + wire.attribute(wire.OPTIONAL, wire.CLUSTER_LIST, ipaddress.ip_address("9.9.9.9").packed))
    hidden = wait_until("the refused route", lambda: next(iter(star.apus.json("routes", "203.0.113.8/32", "--filtered")), None), 10)
    check(f"ORIGINATOR_ID {HUB} is our own" in hidden["why"], f"why: {hidden}")
    left.send(wire.update(withdrawn=[FED4]))
    right.wait_no_route(FED4)
    check(FED6 in right.table(), "the other family went too")


@test("a hierarchy: a client that is a reflector itself passes routes up and down, each step adds its cluster")
def hierarchy(lab):
    star = Star(lab, cluster="10.0.0.200")
    middle = star.reflector(101, "middle", bgp={"routeReflectorClusterID": "10.0.0.201"})
    star.client("middle", "10.0.0.101")
    middle.peers.append(Peer("top", HUB, AS, "10.0.0.101", families=BOTH))
    high, low, low2 = star.speaker("high", 11), star.speaker("low", 12, hub=middle), star.speaker("low2", 13, hub=middle)
    star.start(middle)
    star.apus.wait_established("middle")
    feed(low, FED4, FED6)
    feed(high, "203.0.113.8/32")
    for prefix in (FED4, FED6):
        equal(reflected(high.wait_route(prefix)), ("10.0.0.12", ["10.0.0.200", "10.0.0.201"]), f"marks of {prefix} above")
        equal(reflected(low2.wait_route(prefix)), ("10.0.0.12", ["10.0.0.201"]), f"marks of {prefix} beside")
    for leaf in (low, low2):
        equal(reflected(leaf.wait_route("203.0.113.8/32")), ("10.0.0.11", ["10.0.0.201", "10.0.0.200"]), "marks below")
    low.stop()
    high.wait_no_route(FED4)
    low2.wait_no_route(FED6)


@test("the reflector's role goes off and on by a reload: no session is reset, the tables follow")
def role(lab):
    star = Star(lab)
    one, two, outside = star.speaker("one", 11), star.speaker("two", 12), star.speaker("outside", 13, asn=64999)
    star.start()
    for speaker, prefix in ((one, FED4), (two, "203.0.113.8/32"), (outside, "203.0.113.9/32")):
        feed(speaker, prefix, FED6 if speaker is one else None)
    full = {one: {"203.0.113.8/32", "203.0.113.9/32"}, two: {FED4, FED6, "203.0.113.9/32"}, outside: {FED4, FED6, "203.0.113.8/32"}}
    plain = {one: {"203.0.113.9/32"}, two: {"203.0.113.9/32"}, outside: full[outside]}

    def wait(wanted):
        for speaker, prefixes in wanted.items():
            wait_until(f"{speaker.address} to hold {sorted(prefixes)}", lambda s=speaker, p=prefixes: set(s.table()) == p, 10)
        equal(star.since(), before, "the sessions")
        check(all(speaker.connections == 1 for speaker in full), "a session was reset")
    before = star.since()
    wait(full)
    cluster = star.apus.settings["bgp"].pop("routeReflectorClusterID")
    clients(star, False)
    wait(plain)
    star.apus.settings["bgp"]["routeReflectorClusterID"] = cluster
    clients(star, True)
    wait(full)
    clients(star, False, "one")                     # still a reflector: two is a client, so that both hear of each other
    wait(full)
    clients(star, False, "two")
    wait(plain)
    clients(star, True, "two")
    wait(full)
    star.apus.settings["bgp"]["routeReflectorClusterID"] = "10.0.0.250"
    star.apus.reload()
    wait_until("the new cluster's mark", lambda: reflected(two.table()[FED4]) == ("10.0.0.11", ["10.0.0.250"]), 10)
    wait(full)


def clients(star, are, *names):
    """Makes peers clients or not, and reloads."""
    for peer in star.apus.peers:
        if peer.remote_as == AS and (not names or peer.name in names):
            peer.options["apus"]["routeReflectorClient"] = are
    star.apus.reload()


@test("a route with the graceful shutdown community yields to any other, and is kept as the last resort")
def graceful_shutdown(lab):
    star = Star(lab)
    leaving, staying, client = star.speaker("leaving", 11, asn=64998), star.speaker("staying", 12, asn=64999), star.speaker("client", 13)
    star.start()
    for speaker, path in ((leaving, [64998]), (staying, [64999, 64999, 64999])):
        feed(speaker, FED4, path=path)
    wait_until("the shorter path", lambda: client.table()[FED4]["nextHop"] == leaving.address, 10)
    feed(leaving, FED4, communities=(SHUTDOWN,))
    wait_until("the other path", lambda: client.table()[FED4]["nextHop"] == staying.address, 10)
    loser = next(path for path in star.apus.paths(FED4) if path["from"] == "leaving")
    equal((loser["localPref"], loser["communities"]), (0, [SHUTDOWN]), "LOCAL_PREF and communities of the leaving path")
    staying.send(wire.update(withdrawn=[FED4]))
    wait_until("the last resort", lambda: client.table()[FED4]["nextHop"] == leaving.address, 10)
    told = client.table()[FED4]["attributes"]
    equal(told[wire.LOCAL_PREF][1], bytes(4), "LOCAL_PREF of the last resort")
    equal(told[wire.COMMUNITIES][1], values([SHUTDOWN], 2), "communities of the last resort")
    leaving.send(wire.update(withdrawn=[FED4]))
    client.wait_no_route(FED4)


@test("extended messages go to who agreed to them, BIRD among them; others get the same routes in 4096 octets")
def extended(lab):
    star = Star(lab)
    bird = star.daemon("bird", 2, foreign={"bird": "enable extended messages on;"})
    wide = wire.open_message(AS, 90, "10.0.0.6", wire.capabilities(AS, BOTH, everything=False) + wire.capability(6))
    source = star.speaker("source", 6, open_bytes=wide)
    sink = star.speaker("sink", 7, open_bytes=wide.replace(ipaddress.ip_address("10.0.0.6").packed, ipaddress.ip_address("10.0.0.7").packed))
    narrow = star.speaker("narrow", 8)
    star.start()
    prefixes = [f"100.64.{number >> 8}.{number & 255}/32" for number in range(4000)]
    source.send(wire.update(wire.attributes([], source.address, local_pref=100), prefixes))
    many = tuple(f"64512:{number}" for number in range(2000))
    source.send(wire.update(wire.attributes([], source.address, local_pref=100, communities=many), [FED4]))
    for speaker in (sink, narrow):
        wait_until(f"4000 routes at {speaker.address}", lambda s=speaker: s.table().keys() >= set(prefixes), 10)
    check(max(map(len, sink.messages(wire.UPDATE))) > 4096, "nobody used what was negotiated")
    check(max(map(len, narrow.messages(wire.UPDATE))) <= 4096, "a message of more than 4096 octets went to who did not ask for it")
    equal(len(sink.wait_route(FED4)["attributes"][wire.COMMUNITIES][1]), 8000, "octets of communities")
    check(len(bird.wait_route(FED4)["communities"]) > 40, "BIRD shows as many communities as fit its line")
    wait_until("4000 routes at BIRD", lambda: "4002 routes for 4002" in bird.birdc("show", "route", "count", "table", "master4"), 10)
    holds_for("the large set does not go to who cannot take it", lambda: FED4 not in narrow.table(), 0.3)
    why = star.apus.ctl("explain", "route", FED4, "--to", "narrow").stdout
    check("leave no room in a message of 4096" in why, f"explain does not say why: {why}")
    check("extended-message" in " ".join(star.apus.session("bird")["capabilities"]), f"capabilities: {star.apus.session('bird')}")
    source.send(wire.update(withdrawn=[FED4]))
    sink.wait_no_route(FED4)


@test("clients that are fully meshed: reflection between them goes off and on by a reload, the rest stays")
def meshed_clients(lab):
    star = Star(lab)
    one, two, plain = star.speaker("one", 11), star.speaker("two", 12), star.speaker("plain", 13, apus={"routeReflectorClient": False})
    star.start()
    for speaker, prefix in ((one, FED4), (two, "203.0.113.8/32"), (plain, "203.0.113.9/32")):
        feed(speaker, prefix)
    before = star.since()
    for switch in (True, False, True):
        star.apus.settings["bgp"]["clientToClientReflection"] = switch
        star.apus.reload()
        for client, other in ((one, "203.0.113.8/32"), (two, FED4)):
            wanted = {"203.0.113.9/32"} | ({other} if switch else set())
            wait_until(f"{client.address} to hold {sorted(wanted)}", lambda c=client, w=wanted: set(c.table()) == w, 10)
        equal(set(plain.table()), {FED4, "203.0.113.8/32"}, "what the non-client has")
        if not switch:
            why = star.apus.ctl("explain", "route", FED4, "--to", "two").stdout
            check("reflection between clients is off" in why, f"explain does not say why: {why}")
    equal(star.since(), before, "the sessions")

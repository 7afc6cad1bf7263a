"""Sessions with each daemon: both ways round, wrong AS, ends in every way."""

from lab import wire
from lab.conditions import wait_until
from lab.daemons import FOREIGN
from lab.pair import APUS_AS, PEER_AS, PEER_ROUTES, WORKLOAD4, WORKLOAD6, Pair
from lab.testing import check, equal, test

TEXT = "maintenance until 18:00"


def both_ways(pair):
    """Routes of both families have gone both ways."""
    for route in PEER_ROUTES:
        found = pair.apus.wait_route(route.prefix, asPath=[pair.daemon.asn])
        equal(found["from"], "foreign", f"where {route.prefix} came from")
    for prefix in (WORKLOAD4, WORKLOAD6):
        equal(pair.daemon.wait_route(prefix)["asPath"], [APUS_AS], f"the AS path of {prefix} at the peer")


@test("{}: Apus connects, the session comes up, IPv4 and IPv6 routes go both ways", *FOREIGN)
def apus_connects(lab, kind):
    pair = Pair(lab, kind, daemon_active=False).start().established()
    both_ways(pair)
    session = pair.apus.session("foreign")
    equal(session["asNumber"], PEER_AS, "the peer's four-octet AS number")
    used = {path["prefix"] for path in pair.apus.json("routes", "--from", "foreign") if path["best"]}
    equal(used, {route.prefix for route in PEER_ROUTES}, "the routes in use")    # FRR also sends our own back
    equal(session["sent"], 2, "routes sent")


@test("{}: the peer connects, the session comes up, IPv4 and IPv6 routes go both ways", *FOREIGN)
def peer_connects(lab, kind):
    pair = Pair(lab, kind, apus_active=False).start().established()
    both_ways(pair)


@test("{}: a peer of another AS than configured is refused and both sides say why", *FOREIGN)
def wrong_as(lab, kind):
    pair = Pair(lab, kind, configured_as=64599).start()

    def said():
        why = pair.apus.session("foreign")["why"]
        return why if str(PEER_AS) in why and "64599" in why else None
    wait_until("Apus to say which AS it expects and which it found", said, 30)
    check(not pair.apus.established("foreign"), "the session is up")
    check(not pair.daemon.established("apus"), "the peer thinks that the session is up")


@test("{}: the peer is killed, its routes go; it returns, they return", *FOREIGN)
def killed(lab, kind):
    pair = Pair(lab, kind, bgp={"gracefulRestart": False}).start().established()
    both_ways(pair)
    pair.daemon.kill()
    wait_until("Apus to see that the session is down", lambda: not pair.apus.established("foreign"), 10)
    for route in PEER_ROUTES:
        pair.apus.wait_no_route(route.prefix, 10)
    pair.daemon.start()
    pair.established()
    both_ways(pair)


@test("{}: an administrative shutdown at the peer shows its text", "bird", "frr", "gobgp", "openbgpd")
def shutdown_text(lab, kind):
    pair = Pair(lab, kind).start().established()
    pair.daemon.shut("apus", TEXT)
    wait_until("Apus to tell the peer's text", lambda: TEXT in str(pair.apus.session("foreign")), 15)
    for route in PEER_ROUTES:
        pair.apus.wait_no_route(route.prefix, 10)


@test("bird: session disable sends the reason, enable brings the session back")
def disable_and_enable(lab):
    pair = Pair(lab, "bird").start().established()
    equal(pair.apus.ctl("session", "disable", "foreign", "--reason", TEXT).returncode, 0, "exit code of disable")
    wait_until("BIRD to show the text", lambda: TEXT in pair.daemon.session_text("apus"), 10)
    wait_until("Apus to say that it is disabled", lambda: "disabled" in pair.apus.session("foreign")["why"], 10)
    equal(pair.apus.ctl("session", "enable", "foreign").returncode, 0, "exit code of enable")
    pair.established()
    both_ways(pair)


@test("bird: session reset brings the session down and up again")
def reset(lab):
    pair = Pair(lab, "bird").start().established()
    before = pair.apus.session("foreign")["since"]
    equal(pair.apus.ctl("session", "reset", "foreign", "--reason", TEXT).returncode, 0, "exit code of reset")
    wait_until("a later session", lambda: pair.apus.established("foreign") and pair.apus.session("foreign")["since"] > before, 30)
    both_ways(pair)


@test("bird: a peer without four-octet AS numbers gets AS_TRANS for the numbers that it cannot hold")
def two_octet_peer(lab):
    pair = Pair(lab, "bird", peer_as=64513, apus_as=64512)
    pair.foreign_peer.four_octet_as = False
    speaker = pair.speaker(asn=4200000700, everything=False)
    pair.start().established()
    for route in PEER_ROUTES:
        pair.apus.wait_route(route.prefix, asPath=[64513])
    speaker.start().wait_established()
    speaker.send(wire.update(wire.attributes([4200000700], speaker.address), ["203.0.113.0/24"]))
    path = pair.daemon.wait_route("203.0.113.0/24")["asPath"]
    check(path in ([64512, 23456], [64512, 4200000700]), f"the path at the peer is {path}")


@test("a peer range accepts peers that no line of the configuration names")
def peer_range(lab):
    pair = Pair(lab, "bird")
    speakers = [pair.speaker(number=number, asn=APUS_AS, everything=False) for number in (3, 4)]
    pair.apus.peers = [pair.apus_peer]
    pair.apus.settings["bgp"] = {"peers": [pair.apus._peer(pair.apus_peer),
                                           {"name": "nodes", "peerRange": "10.92.0.0/16", "asNumber": "internal", "families": ["ipv4", "ipv6"]}]}
    pair.start().established()
    for speaker in speakers:
        speaker.start().wait_established()
        speaker.wait_route(WORKLOAD4)
    up = [session for session in pair.apus.json("sessions") if session["state"] == "Established"]
    equal(len(up), 3, "sessions up")


@test("two connections at once end as one session when the peer's identifier is {}", "9.0.0.1", "11.0.0.1")
def collision(lab, router_id):
    pair = Pair(lab, "bird")
    pair.daemon.router_id = router_id
    pair.start().established()
    both_ways(pair)
    wait_until("one connection", lambda: connections(pair) == 1, 10)


def connections(pair):
    """TCP connections of BGP at Apus."""
    lines = pair.left.run("ss", "-Htn", "state", "established", "( sport = :179 or dport = :179 )").stdout.splitlines()
    return len([line for line in lines if line.strip()])


@test("a peer that says nothing after the connection is up is let go after the hold time")
def hold_time(lab):
    pair = Pair(lab, "bird")
    speaker = pair.speaker(number=3, hold_time=3, everything=False, apus={"holdTime": 3})
    pair.start()
    speaker.start().wait_established()
    speaker.send = lambda data: None   # from here on it is silent
    speaker.wait_message("NOTIFICATION of hold time expiry", lambda data: data[18] == wire.NOTIFICATION and data[19] == 4, 10)

"""Route refresh, asked for by either side."""

from lab import wire
from lab.capture import Capture
from lab.conditions import wait_until
from lab.pair import APUS, PEER, PEER_ROUTES, WORKLOAD4, Pair
from lab.testing import equal, test


# OpenBGPD 7.7 takes the question for a family that was not negotiated and does not answer.
@test("{}: session refresh --soft in asks the peer for its routes again", "bird", "frr", "gobgp")
def we_ask(lab, kind):
    pair = Pair(lab, kind).start().established()
    with Capture(pair.left, "eth0") as capture:
        equal(pair.apus.ctl("session", "refresh", "foreign", "--soft", "in").returncode, 0, "exit code")
        wait_until("a ROUTE-REFRESH to the peer", lambda: sent(capture, APUS, wire.ROUTE_REFRESH), 10)
        wait_until("UPDATEs in answer", lambda: sent(capture, PEER, wire.UPDATE), 10)
    used = [path["prefix"] for path in pair.apus.json("routes", "--from", "foreign") if path["best"]]
    equal(sorted(used), sorted(route.prefix for route in PEER_ROUTES), "the routes in use, none twice")


@test("{}: Apus answers a peer that asks for its routes again", "bird", "frr", "openbgpd", "exabgp")
def they_ask(lab, kind):
    pair = Pair(lab, kind).start().established()
    pair.daemon.wait_route(WORKLOAD4)
    with Capture(pair.left, "eth0") as capture:
        pair.daemon.refresh("apus")
        wait_until("a ROUTE-REFRESH from the peer", lambda: sent(capture, PEER, wire.ROUTE_REFRESH), 10)
        wait_until("the workload's UPDATE again", lambda: any(
            WORKLOAD4 in wire.read_update(data)["nlri"] for data in sent(capture, APUS, wire.UPDATE)), 10)
    pair.daemon.wait_route(WORKLOAD4)


@test("an enhanced refresh is framed by its beginning and its end")
def enhanced(lab):
    pair = Pair(lab, "bird")
    speaker = pair.speaker()
    pair.start().established()
    speaker.start().wait_established()
    # Everything that there is to send has to be there before, or it may come in the middle.
    expected = [WORKLOAD4] + [route.prefix for route in PEER_ROUTES if ":" not in route.prefix]
    for prefix in expected:
        speaker.wait_route(prefix)
    first = len(speaker.received)
    speaker.send(wire.route_refresh("ipv4"))
    speaker.wait_message("the end of the refresh", lambda data: data[18:] == bytes([wire.ROUTE_REFRESH, 0, 1, 2, 1]), after=first)
    kinds = [("begin" if data[21] == 1 else "end") if data[18] == wire.ROUTE_REFRESH else wire.read_update(data)["nlri"]
             for data in speaker.messages(after=first) if data[18] in (wire.ROUTE_REFRESH, wire.UPDATE)]
    equal((kinds[0], kinds[-1]), ("begin", "end"), "the frame")
    equal(sorted(prefix for part in kinds[1:-1] for prefix in part), sorted(expected), "what was sent in it")


def sent(capture, source, kind):
    """Messages of a kind that a side sent."""
    return [data for _, sender, _, data in list(capture.messages) if sender == source and data[18] == kind]

"""Changes of the configuration while sessions are up."""

import json

from lab import wire
from lab.conditions import holds_for, wait_until
from lab.pair import PEER_ROUTES, WORKLOAD4, Pair
from lab.plan import Peer
from lab.testing import check, equal, test


def since(pair):
    """When each session came to its state."""
    return {session["peer"]: session["since"] for session in pair.apus.json("sessions") if session["state"] == "Established"}


def three(lab):
    """Apus with BIRD and two speakers, all up."""
    pair = Pair(lab, "bird")
    speakers = [pair.speaker(number=number, asn=64700 + number, everything=False) for number in (3, 4)]
    pair.start().established()
    for speaker in speakers:
        speaker.start().wait_established()
        speaker.wait_route(PEER_ROUTES[0].prefix)
    return pair, speakers


@test("a peer is removed from the configuration: its routes go, no other session is touched")
def remove_peer(lab):
    pair, speakers = three(lab)
    before = since(pair)
    pair.apus.peers.remove(pair.apus_peer)
    pair.apus.reload()
    speakers[0].wait_no_route(PEER_ROUTES[0].prefix)
    wait_until("the peer to be gone", lambda: [session["peer"] for session in pair.apus.json("sessions")] == ["speaker-3", "speaker-4"], 10)
    wait_until("BIRD to see the end", lambda: not pair.daemon.established("apus"), 10)
    equal(since(pair), {name: when for name, when in before.items() if name != "foreign"}, "the other sessions")
    pair.apus.peers.append(pair.apus_peer)
    pair.apus.reload()
    pair.established()
    speakers[0].wait_route(PEER_ROUTES[0].prefix)
    check(all(speaker.connections == 1 for speaker in speakers), "another session was reset")


@test("a peer is added: no other session is touched")
def add_peer(lab):
    pair, speakers = three(lab)
    before = since(pair)
    pair.apus.peers.append(Peer("another", "10.92.0.99", 64599, "10.92.0.1"))
    pair.apus.reload()
    wait_until("the new peer", lambda: len(pair.apus.json("sessions")) == 4, 10)
    equal(since(pair), before, "the other sessions")
    check(all(speaker.connections == 1 for speaker in speakers), "another session was reset")


@test("a filter changes: routes are evaluated again without a reset and without a question to the peer")
def change_filter(lab):
    pair, speakers = three(lab)
    before, first = since(pair), len(speakers[0].received)
    only = {"name": "only-hosts", "importV4": [{"action": "Accept", "matchOperator": "In", "cidr": "192.0.2.0/24"}, {"action": "Reject"}]}
    pair.apus.settings["bgp"] = {"filters": [only]}
    pair.apus_peer.options["apus"] = {"filters": ["only-hosts"]}
    pair.apus.reload()
    speakers[0].wait_no_route(PEER_ROUTES[0].prefix)
    wait_until("the filtered route to be counted", lambda: pair.apus.session("foreign")["filtered"] >= 1, 10)
    check("192.0.2.1/32" in speakers[0].table(), "an accepted route went away")
    hidden = [path for path in pair.apus.json("routes", PEER_ROUTES[0].prefix, "--filtered") if path["prefix"] == PEER_ROUTES[0].prefix]
    check(hidden and "only-hosts" in hidden[0]["why"], f"why does not name the filter: {hidden}")
    pair.apus_peer.options["apus"] = {}
    pair.apus.reload()
    speakers[0].wait_route(PEER_ROUTES[0].prefix)
    equal(since(pair), before, "the sessions")
    check(wire.NOTIFICATION not in [data[18] for _, data in speakers[0].received[first:]], "a NOTIFICATION was sent")


@test("a workload is added and removed in the configuration: announced and withdrawn, no session touched")
def change_workload(lab):
    pair, speakers = three(lab)
    before = since(pair)
    pair.apus.workloads.append({"name": "backend-1", "namespace": "stars", "addresses": ["10.65.0.9"]})
    pair.apus.reload()
    speakers[0].wait_route("10.65.0.9/32")
    pair.apus.workloads.pop()
    pair.apus.reload()
    speakers[0].wait_no_route("10.65.0.9/32")
    equal(since(pair), before, "the sessions")


@test("a file that does not change anything resets nothing and sends nothing")
def same_file(lab):
    pair, speakers = three(lab)
    before, received = since(pair), len(speakers[0].messages(wire.UPDATE))
    for _ in range(3):
        pair.apus.reload()
    holds_for("nothing sent", lambda: len(speakers[0].messages(wire.UPDATE)) == received, 2)
    equal(since(pair), before, "the sessions")


@test("a bad file on reload leaves the old one in force, and status tells the place")
def bad_file(lab):
    pair, speakers = three(lab)
    before = since(pair)
    broken = json.loads(pair.apus.configuration())
    broken["bgp"]["peers"][0]["asNumber"] = "sixty"
    pair.apus.ready_made = json.dumps(broken, indent=1)
    pair.apus.reload()
    wait_until("status to tell", lambda: "sixty" in pair.apus.ctl("status").stdout, 10)
    equal(pair.apus.ctl("status").returncode, 1, "exit code of status")
    equal(since(pair), before, "the sessions")
    check(WORKLOAD4 in speakers[0].table(), "the workload's route went away")
    pair.apus.ready_made = None
    pair.apus.reload()
    wait_until("status to be content again", lambda: "sixty" not in pair.apus.ctl("status").stdout, 10)


@test("{}: the peer removes us from its configuration: its routes go and why says so", "bird", "frr", "openbgpd")
def removed_at_peer(lab, kind):
    pair = Pair(lab, kind).start().established()
    pair.apus.wait_route(PEER_ROUTES[0].prefix)
    if kind == "frr":
        pair.daemon.configure("no neighbor 10.92.0.1")
    else:
        pair.daemon.peers.clear()
        pair.daemon.reload()
    wait_until("the session to be down", lambda: not pair.apus.established("foreign"), 15)
    pair.apus.wait_no_route(PEER_ROUTES[0].prefix)
    wait_until("a reason", lambda: pair.apus.session("foreign")["why"], 5)

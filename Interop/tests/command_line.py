"""What scripts rely on: exit codes and the keys of the JSON."""

import ipaddress
import json
import os
import random
import subprocess
import threading
import time

from lab import wire
from lab.conditions import wait_until
from lab.daemons.apus import BIN, daemon_check, offline
from lab.pair import PEER_ROUTES, WORKLOAD4, Pair
from lab.plan import Peer
from lab.testing import check, equal, note, test

SESSION_KEYS = {"peer", "address", "asNumber", "state", "since", "why", "received", "accepted", "filtered", "sent"}
ROUTE_KEYS = {"prefix", "best", "nextHop", "origin", "asPath", "med", "localPref", "communities", "largeCommunities",
              "extendedCommunities", "originatorID", "clusterList", "unknownAttributes", "from", "identity", "installed", "why"}


@test("the JSON of sessions and routes has every key of the contract, with the right types")
def keys(lab):
    pair = Pair(lab, "bird").start().established()
    pair.apus.wait_route(PEER_ROUTES[0].prefix)
    for session in pair.apus.json("sessions"):
        check(SESSION_KEYS <= session.keys(), f"sessions lacks {SESSION_KEYS - session.keys()}")
        check(isinstance(session["asNumber"], int) and isinstance(session["received"], int), "integers are numbers")
    routes = pair.apus.json("routes")
    check(len(routes) >= 6, f"{len(routes)} routes")
    for route in routes:
        check(ROUTE_KEYS <= route.keys(), f"routes lacks {ROUTE_KEYS - route.keys()}")
        check(isinstance(route["asPath"], list) and isinstance(route["best"], bool), "types of asPath and best")


@test("exit codes: 0 ok, 1 negative answer, 2 usage, 3 invalid input, 4 unreachable")
def exit_codes(lab):
    pair = Pair(lab, "bird").start().established()
    apus = pair.apus
    apus.wait_route(PEER_ROUTES[0].prefix)
    bad = apus.write("bad.yaml", "bgp:\n  asNumber: sixty\n")
    good = apus.write("good.yaml", apus.configuration())
    cases = [(0, apus.ctl("status")), (0, apus.ctl("sessions")), (0, apus.ctl("routes", PEER_ROUTES[0].prefix)),
             (1, apus.ctl("sessions", "nobody")), (1, apus.ctl("routes", "198.18.0.0/15")), (2, apus.ctl("sessions", "--no-such-option")),
             (2, apus.ctl("no-such-command")), (0, offline("validate", good)), (3, offline("validate", bad)),
             (4, offline("status", "--socket", apus.folder + "/nobody.sock")), (0, offline("version"))]
    for wanted, done in cases:
        equal(done.returncode, wanted, f"exit code of {' '.join(done.args)}: {done.stdout[-200:]} {done.stderr[-200:]}")


@test("status is degraded, with exit code 1, while a session is down")
def degraded(lab):
    pair = Pair(lab, "bird")
    pair.apus.peers.append(Peer("absent", "10.92.0.99", 64599, "10.92.0.1"))
    pair.start().established()
    done = pair.apus.ctl("status")
    equal(done.returncode, 1, "exit code")
    check("absent" in done.stdout, f"status does not name the peer: {done.stdout}")
    check(pair.apus.session("absent")["why"], "the session does not say why")


@test("routes can be asked for by address, by peer, towards a peer, and with what is longer")
def queries(lab):
    pair = Pair(lab, "bird").start().established()
    pair.apus.wait_route(PEER_ROUTES[0].prefix)
    found = {route["prefix"] for route in pair.apus.json("routes", "--for", "198.51.100.77")}
    equal(found, {"198.51.100.0/24"}, "routes for an address")
    found = {route["prefix"] for route in pair.apus.json("routes", "--from", "foreign")}
    equal(found, {route.prefix for route in PEER_ROUTES}, "routes from the peer")
    check(WORKLOAD4 in {route["prefix"] for route in pair.apus.json("routes", "--to", "foreign")}, "routes to the peer lack the workload")
    found = {route["prefix"] for route in pair.apus.json("routes", "10.65.0.0/16", "--longer")}
    equal(found, {WORKLOAD4}, "routes inside a prefix")


def key(route):
    """What routes are sorted by: family, address, length."""
    network = ipaddress.ip_network(route["prefix"])
    return network.version, int(network.network_address), network.prefixlen


@test("100,000 routes come sorted, complete and quickly, as JSON, while keepalives stay on time")
def large_table(lab):
    pair = Pair(lab, "bird")
    speaker = pair.speaker(number=3, asn=64703, everything=False)
    pair.start().established()
    speaker.start().wait_established()
    prefixes = [f"{20 + number // 65536}.{number // 256 % 256}.{number % 256}.0/24" for number in range(100_000)]
    random.Random(7).shuffle(prefixes)
    for start in range(0, len(prefixes), 800):
        speaker.send(wire.update(wire.attributes([64703, 65001], speaker.address), prefixes[start:start + 800]))
    wait_until("all routes to be there", lambda: pair.apus.session("speaker-3")["accepted"] == len(prefixes), 60)
    began = time.monotonic()
    routes = pair.apus.json("routes")
    took = time.monotonic() - began
    note(f"{len(routes)} routes as JSON in {took:.2f} s")
    check(took < 8, f"took {took:.1f} s")
    equal([route["prefix"] for route in routes], [route["prefix"] for route in sorted(routes, key=key)], "the order")
    check(set(prefixes) <= {route["prefix"] for route in routes}, "routes are missing")
    check(pair.apus.established("foreign") and speaker.connections == 1, "a session was lost")


@test("routes --watch shows what comes, changes and goes")
def watch_routes(lab):
    pair = Pair(lab, "bird")
    speaker = pair.speaker(number=3, asn=64703, everything=False)
    pair.start().established()
    speaker.start().wait_established()
    pair.apus.wait_route(PEER_ROUTES[0].prefix)
    watch = subprocess.Popen(pair.left.command(os.path.join(BIN, "apusctl"), "routes", "--watch", "--from", "speaker-3", "-o", "json",
                                               "--socket", pair.apus.socket), stdout=subprocess.PIPE, text=True)
    lab.at_close(watch.kill)
    lines = []
    threading.Thread(target=lambda: lines.extend(iter(watch.stdout.readline, "")), daemon=True).start()
    steps = [(wire.update(wire.attributes([64703], speaker.address), ["203.0.113.0/24"]), lambda route: route["best"]),
             (wire.update(wire.attributes([64703, 7], speaker.address), ["203.0.113.0/24"]), lambda route: route["asPath"] == [64703, 7]),
             (wire.update(withdrawn=["203.0.113.0/24"]), lambda route: route["why"] == "gone")]
    for message, wanted in steps:
        speaker.send(message)
        wait_until("the watch to tell", lambda w=wanted: lines and w(json.loads(lines[-1])), 10)


@test("explain route and explain session tell why, with exit code 0 or 1")
def explain(lab):
    pair = Pair(lab, "bird").start().established()
    pair.apus.wait_route(PEER_ROUTES[0].prefix)
    done = pair.apus.ctl("explain", "route", PEER_ROUTES[0].prefix)
    equal(done.returncode, 0, "exit code of explain route")
    check("foreign" in done.stdout, f"explain route does not name the peer: {done.stdout}")
    equal(pair.apus.ctl("explain", "session", "foreign").returncode, 0, "exit code of explain session")
    equal(pair.apus.ctl("explain", "route", "198.18.0.0/15").returncode, 1, "exit code for a route that is not there")


@test("events tell of the session that came up")
def events(lab):
    pair = Pair(lab, "bird").start().established()
    done = pair.apus.ctl("events")
    equal(done.returncode, 0, "exit code")
    check("foreign" in done.stdout, f"no event of the peer: {done.stdout}")


@test("decode writes one JSON line a message")
def decode(lab):
    update = wire.update(wire.attributes([64700], "10.0.0.1", communities=("64700:1",)), ["203.0.113.0/24"], ["203.0.112.0/24"])
    text = wire.KEEPALIVE_MESSAGE.hex() + "\n" + update.hex() + "\n"
    done = offline("decode", "--format", "hex", "-", text=text)
    equal(done.returncode, 0, f"exit code ({done.stderr})")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    equal([line["type"] for line in lines], ["KEEPALIVE", "UPDATE"], "types")
    equal(lines[1]["nlri"], ["203.0.113.0/24"], "nlri")
    equal(lines[1]["withdrawn"], ["203.0.112.0/24"], "withdrawn")
    equal(lines[1]["attributes"]["asPath"], [64700], "asPath")
    equal(lines[1]["faults"], [], "faults")


@test("check of a file prints every problem with its place and exits 3, or says ok")
def check_file(lab):
    pair = Pair(lab, "bird")
    good = pair.apus.write("good.yaml", pair.apus.configuration())
    bad = pair.apus.write("bad.yaml", "node: { nam: a }\nbgp:\n  asNumber: sixty\n  routerID: 10.0.0\n")
    done = daemon_check(good)
    equal((done.returncode, done.stdout.strip().splitlines()[-1:]), (0, ["ok"]), f"answer for a good file ({done.stderr})")
    done = daemon_check(bad)
    equal(done.returncode, 3, "exit code for a bad file")
    said = done.stdout + done.stderr
    for part in ("bad.yaml:1:", "bad.yaml:3:", "bad.yaml:4:", "nothing was applied"):
        check(part in said, f"{part} is not in: {said}")

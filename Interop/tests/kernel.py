"""Learned routes in the kernel."""

import subprocess

from lab import wire
from lab.conditions import holds_for, wait_until
from lab.pair import PEER, PEER_ROUTES, Pair
from lab.testing import check, equal, test

FED = "203.0.113.0/24"
MINE = ["proto", "86"]


def kernel_route(space, prefix):
    """The kernel's routes to exactly a prefix."""
    return space.ip("-6" if ":" in prefix else "-4", "route", "show", "exact", prefix).strip()


def in_kernel(pair, prefix, text):
    """Waits until the kernel's route contains a text."""
    return wait_until(f"the kernel's route to {prefix} to contain {text!r}", lambda: text in kernel_route(pair.left, prefix), 10)


def not_in_kernel(pair, prefix):
    """Waits until the kernel has no route."""
    wait_until(f"the kernel to lose {prefix}", lambda: not kernel_route(pair.left, prefix), 10)


def next_hops(pair, kind, prefix):
    """The peer's own addresses that its route may go to, no others: FRR may give its link-local one beside the global (RFC 2545 section 3)."""
    if ":" not in prefix:
        return [PEER]
    words = pair.right.ip("-6", "-o", "addr", "show", "dev", "eth0", "scope", "link").split()
    own = [word.split("/")[0] for word in words if word.startswith("fe80::")]
    check(own, "the peer has no link-local address")
    return ["fd92::2"] + (own if kind == "frr" else [])


@test("{}: its routes of both families are in the kernel with our protocol number and go with the session", "bird", "frr")
def installed(lab, kind):
    pair = Pair(lab, kind, bgp={"gracefulRestart": False}).start().established()
    for route in PEER_ROUTES:
        in_kernel(pair, route.prefix, "proto 86")
        hops = next_hops(pair, kind, route.prefix)
        wait_until(f"the kernel's route to {route.prefix} to be one of {hops}",
                   lambda p=route.prefix, h=hops: any(f"via {hop} " in kernel_route(pair.left, p) for hop in h), 10)
        wait_until(f"{route.prefix} to be shown as installed", lambda r=route: pair.apus.route(r.prefix)["installed"], 10)
    pair.daemon.stop()
    for route in PEER_ROUTES:
        not_in_kernel(pair, route.prefix)


@test("two equally good paths are one route with two next hops, and one when a path goes")
def multipath(lab):
    pair = Pair(lab, "bird")
    speakers = [pair.speaker(number=number, asn=64700, everything=False) for number in (3, 4)]
    pair.start()
    for speaker in speakers:
        speaker.start().wait_established()
        speaker.send(wire.update(wire.attributes([64700], speaker.address), [FED]))
    in_kernel(pair, FED, "nexthop via 10.92.3.2")
    in_kernel(pair, FED, "nexthop via 10.92.4.2")
    speakers[0].send(wire.update(withdrawn=[FED]))
    wait_until("one next hop", lambda: "nexthop" not in kernel_route(pair.left, FED) and "10.92.4.2" in kernel_route(pair.left, FED), 10)
    speakers[1].send(wire.update(withdrawn=[FED]))
    not_in_kernel(pair, FED)


@test("a better path replaces the route without a moment without one")
def replace(lab):
    pair = Pair(lab, "bird")
    speakers = [pair.speaker(number=number, asn=64700 + number, everything=False) for number in (3, 4)]
    pair.start()
    for speaker in speakers:
        speaker.start().wait_established()
    speakers[0].send(wire.update(wire.attributes([64703, 65001], speakers[0].address), [FED]))
    in_kernel(pair, FED, "via 10.92.3.2")
    monitor = subprocess.Popen(["ip", "-n", pair.left.name, "monitor", "route"], stdout=subprocess.PIPE, text=True)
    lab.at_close(monitor.kill)
    speakers[1].send(wire.update(wire.attributes([64704], speakers[1].address), [FED]))
    in_kernel(pair, FED, "via 10.92.4.2")
    monitor.terminate()
    events = [line for line in monitor.communicate()[0].splitlines() if FED.split("/", maxsplit=1)[0] in line]
    check(not any(line.startswith("Deleted") for line in events), f"the route was deleted in between: {events}")


@test("a route that somebody else put into the kernel is never touched")
def not_ours(lab):
    pair = Pair(lab, "bird")
    prefix = PEER_ROUTES[0].prefix
    pair.left.ip(f"route add {prefix} via 10.92.0.77 proto static")
    pair.start().established()
    pair.apus.wait_route(prefix)
    in_kernel(pair, PEER_ROUTES[1].prefix, "proto 86")
    check("via 10.92.0.77 dev eth0 proto static" in kernel_route(pair.left, prefix), "the route was replaced")
    wait_until("ours to stand beside it", lambda: "proto 86" in kernel_route(pair.left, prefix), 10)
    for words in (("explain", "route", prefix), ("routes", prefix)):
        said = pair.apus.ctl(*words).stdout
        check("the kernel prefers a route of static (metric 0, via 10.92.0.77) to ours" in said, f"{words[0]} does not tell: {said}")
    pair.daemon.stop()
    not_in_kernel(pair, PEER_ROUTES[1].prefix)
    check("via 10.92.0.77 dev eth0 proto static" in kernel_route(pair.left, prefix), "the route was removed")


@test("a route of ours that somebody deletes comes back, and the repair is counted")
def repaired(lab):
    pair = Pair(lab, "bird").start().established()
    prefix = PEER_ROUTES[0].prefix
    in_kernel(pair, prefix, "proto 86")
    pair.left.ip(f"route del {prefix}")
    wait_until("the route to come back", lambda: "proto 86" in kernel_route(pair.left, prefix), 120)
    check(pair.apus.json("status")["kernel"]["repaired"] >= 1, "the repair is not counted")


@test("kernel.export false installs nothing")
def no_export(lab):
    pair = Pair(lab, "bird", kernel={"export": False}).start().established()
    pair.apus.wait_route(PEER_ROUTES[0].prefix)
    holds_for("no route of ours in the kernel", lambda: not pair.left.ip("route", "show", *MINE).strip(), 1)
    equal(pair.apus.route(PEER_ROUTES[0].prefix)["installed"], False, "installed")


def blackhole(pair, prefix):
    """Whether the kernel drops what no more specific route of a block takes, by a route of ours."""
    text = kernel_route(pair.left, prefix)
    return "blackhole" in text and "proto 86" in text


@test("kernel.export false: a block still has its blackhole, over a restart too, until it goes; learned routes of an earlier run go")
def blackhole_without_export(lab):
    pair = Pair(lab, "bird", blocks=["10.66.0.0/26"])
    pair.start().established()
    in_kernel(pair, PEER_ROUTES[0].prefix, "proto 86")
    wait_until("the blackhole", lambda: blackhole(pair, "10.66.0.0/26"), 10)
    pair.apus.kill()
    pair.apus.settings["kernel"] = {"export": False}
    monitor = subprocess.Popen(["ip", "-n", pair.left.name, "monitor", "route"], stdout=subprocess.PIPE, text=True)
    lab.at_close(monitor.kill)
    pair.apus.start()
    not_in_kernel(pair, PEER_ROUTES[0].prefix)
    pair.established()
    holds_for("the blackhole stays alone", lambda: blackhole(pair, "10.66.0.0/26")
              and len(pair.left.ip("route", "show", *MINE).strip().splitlines()) == 1, 1)
    monitor.terminate()
    lost = [line for line in monitor.communicate()[0].splitlines() if line.startswith("Deleted") and "10.66.0.0/26" in line]
    equal(lost, [], "removals of the blackhole at the restart")
    pair.apus.blocks.clear()
    pair.apus.reload()
    not_in_kernel(pair, "10.66.0.0/26")


@test("kernel.export switched by a reload: learned routes leave the kernel and come back, no session is touched")
def switch_export(lab):
    pair = Pair(lab, "bird", blocks=["10.66.0.0/26"]).start().established()
    in_kernel(pair, PEER_ROUTES[0].prefix, "proto 86")
    since = pair.apus.session("foreign")["since"]
    pair.apus.settings["kernel"] = {"export": False}
    path = pair.apus.write("next.yaml", pair.apus.configuration())
    change = next(change for change in pair.apus.json("diff", path)["changes"] if change["subject"] == "kernel.export")
    equal(change["effect"], "reevaluate", "the effect that diff announces")
    pair.apus.reload()
    for route in PEER_ROUTES:
        not_in_kernel(pair, route.prefix)
    check(blackhole(pair, "10.66.0.0/26"), "the blackhole went")
    equal(pair.apus.json("status")["kernel"]["enabled"], False, "enabled")
    pair.apus.settings["kernel"] = {"export": True}
    pair.apus.reload()
    for route in PEER_ROUTES:
        in_kernel(pair, route.prefix, "proto 86")
    equal(pair.apus.session("foreign")["since"], since, "since when the session is up")


@test("a route whose next hop does not resolve is not used and why says so")
def unresolved(lab):
    pair = Pair(lab, "bird")
    speaker = pair.speaker(number=3, asn=64512, everything=False)
    pair.apus.asn = 64512
    pair.daemon.peers[0].remote_as = 64512
    pair.start()
    speaker.start().wait_established()
    speaker.send(wire.update(wire.attributes([], "172.31.0.1", local_pref=100), [FED]))
    path = wait_until("the path", lambda: pair.apus.paths(FED), 10)[0]
    check("172.31.0.1" in path["why"], f"why does not name the next hop: {path['why']!r}")
    check(not kernel_route(pair.left, FED), "it is in the kernel")
    pair.left.ip("route add 172.31.0.0/24 via 10.92.3.2")

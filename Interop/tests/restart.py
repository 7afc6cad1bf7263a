"""A crash and a restart do not cost a packet."""

from lab.conditions import holds_for, wait_until
from lab.daemons import BIRD
from lab.pair import PEER_ROUTES, Pair
from lab.process import Process
from lab.rack import Rack
from lab.testing import check, equal, note, test
from tests.kernel import in_kernel, kernel_route


@test("apusd is killed and started again while pings run: not one is lost")
def no_ping_lost(lab):
    rack = Rack(lab).build().start()
    rack.wait_sessions()
    rack.wait_routes()
    pings = [ping(lab, space, address) for space, address in (
        (rack.workloads["management-ui"].space, "10.65.1.2"), (rack.workloads["client"].space, "10.65.0.3"),
        (rack.clients["client-bird"], "10.65.0.2"), (rack.workloads["management-ui"].space, "192.168.1.10"))]
    for process in pings:
        wait_until("pings to run", lambda p=process: p.tail(1).startswith("64 bytes"), 5)
    node = rack.nodes["node-a"]
    node.kill()
    holds_for("node-a keeps its routes while apusd is away", lambda: "proto 86" in rack.kernel_route(node.space, "10.65.1.2/32"), 1)
    node.start()
    rack.wait_sessions()
    rack.wait_routes()
    holds_for("the routes stay", lambda: "proto 86" in rack.kernel_route(node.space, "10.65.1.2/32"), 1)
    for process in pings:
        process.signal(2)
        process.popen.wait(10)
        summary = next(line for line in process.tail(5).splitlines() if "packet loss" in line)
        note(f"{process.label}: {summary}")
        sent, received = [int(word) for word in summary.replace(",", "").split() if word.isdigit()][:2]
        check(sent - received <= 1 and " 0% packet loss" in summary, f"{process.label}: {summary}")


def ping(lab, space, address):
    """A ping every 10 ms until it is told to stop."""
    label = f"{space.label} to {address}"
    return Process(lab, label, space.command("ping", "-i", "0.01", "-n", "-W", "1", address), f"{lab.directory}/ping-{space.label}-{address}.log")


@test("routes of ours that nobody wants after a restart are removed, those of others stay")
def stale_routes(lab):
    pair = Pair(lab, "bird").start().established()
    in_kernel(pair, PEER_ROUTES[0].prefix, "proto 86")
    pair.apus.kill()
    pair.left.ip("route add 203.0.113.0/24 via 10.92.0.2 proto 86")
    pair.left.ip("route add 203.0.112.0/24 via 10.92.0.2 proto static")
    pair.apus.start()
    pair.established()
    wait_until("the unwanted route to go", lambda: not kernel_route(pair.left, "203.0.113.0/24"), 30)
    check(kernel_route(pair.left, "203.0.112.0/24"), "somebody else's route went")
    check(kernel_route(pair.left, PEER_ROUTES[0].prefix), "a wanted route went")


@test("an orderly stop ends within 5 s with exit code 0 and removes its socket")
def orderly_stop(lab):
    pair = Pair(lab, "bird").start().established()
    process = pair.apus.processes[0]
    process.signal(15)
    wait_until("apusd to end", lambda: not process.running, 5)
    equal(process.popen.returncode, 0, "exit code")
    equal(pair.apus.ctl("status").returncode, 4, "exit code of apusctl without a daemon")


@test("a killed peer that comes back in time gets its routes kept by graceful restart")
def helper(lab):
    pair = Pair(lab, "bird").start().established()
    prefix = PEER_ROUTES[0].prefix
    in_kernel(pair, prefix, "proto 86")
    pair.daemon.kill()
    wait_until("the session to be down", lambda: not pair.apus.established("foreign"), 10)
    holds_for("the stale route stays", lambda: "proto 86" in kernel_route(pair.left, prefix), 1)
    check(isinstance(pair.daemon, BIRD), "the test is written for BIRD")
    pair.daemon.start()
    pair.established()
    holds_for("the route stays", lambda: "proto 86" in kernel_route(pair.left, prefix), 2)


@test("a session that was disabled stays disabled over a restart, with its reason, until it is enabled")
def disabled(lab):
    pair = Pair(lab, "bird").start().established()
    pair.apus.ctl("session", "disable", "foreign", "--reason", "new cable")
    wait_until("the session to be down", lambda: not pair.apus.established("foreign"), 10)
    for stop in (pair.apus.kill, pair.apus.stop):
        stop()
        pair.apus.start()
        session = pair.apus.session("foreign")
        equal((session["state"], session["enabled"]), ("Idle", False), "state and enabled after a restart")
        check("new cable" in session["why"], f"why does not give the reason: {session['why']}")
    holds_for("the session stays down", lambda: not pair.daemon.established("apus"), 2)
    pair.apus.enable("foreign")
    pair.established()
    pair.apus.kill()
    pair.apus.start()
    pair.established()


@test("an orderly stop leaves kernel routes with graceful restart, and takes them out without it, those of others never")
def routes_at_stop(lab):
    pair = Pair(lab, "bird", blocks=["10.66.0.0/26"])
    pair.left.ip("route add 203.0.112.0/24 via 10.92.0.2 proto static")
    for graceful, wanted in ((True, True), (False, False)):
        pair.apus.settings["bgp"] = {"gracefulRestart": graceful}
        (pair.apus if pair.daemon.processes else pair).start()
        pair.established()
        for route in PEER_ROUTES:
            in_kernel(pair, route.prefix, "proto 86")
        wait_until("the blackhole", lambda: "blackhole" in kernel_route(pair.left, "10.66.0.0/26"), 10)
        process = pair.apus.processes[0]
        process.signal(15)
        wait_until("apusd to end", lambda p=process: not p.running, 5)
        equal(process.popen.returncode, 0, "exit code")
        for prefix in [route.prefix for route in PEER_ROUTES] + ["10.66.0.0/26"]:
            equal("proto 86" in kernel_route(pair.left, prefix), wanted, f"{prefix} in the kernel after a stop, graceful restart {graceful}")
        check(kernel_route(pair.left, "203.0.112.0/24"), "somebody else's route went")
        pair.apus.stop()

"""Workloads: announced while they are there, withdrawn at once when they go."""

import json
import statistics

from lab.capture import Capture, LinkDeleter
from lab.conditions import holds_for, wait_until
from lab.pair import APUS, Pair
from lab.testing import check, equal, note, test
from lab.workload import Workload, prepare_node

RUNS, LIMIT = 20, 5.0
PREFIX4, PREFIX6 = "10.65.0.7/32", "fd65::7/128"
ENTRY = {"name": "worker", "namespace": "stars", "addresses": ["10.65.0.7", "fd65::7"], "labels": {"role": "worker"}, "interface": "cali-7"}


def with_workload(lab, **settings):
    """Apus with BIRD, and a workload behind cali-7."""
    pair = Pair(lab, "bird", **settings)
    prepare_node(pair.left)
    pair.left.ip("route add default via 10.92.0.254")      # for the kernel's proxy ARP; nobody answers there
    pair.apus.workloads.append(ENTRY)
    workload = Workload(lab, pair.left, "worker", "cali-7", "10.65.0.7", "fd65::7")
    pair.start().established()
    return pair, workload


@test(f"a deleted link's workload is withdrawn on the wire within {LIMIT:g} ms (median of {RUNS})")
def withdraw_latency(lab):
    pair, workload = with_workload(lab)
    deleter, times = LinkDeleter(lab, pair.left), []
    with Capture(pair.left, "eth0") as capture:
        for run in range(RUNS):
            if run:
                workload.plug()
            pair.daemon.wait_route(PREFIX4)
            pair.daemon.wait_route(PREFIX6)
            began = deleter.delete("cali-7")
            gone = max(capture.wait_withdraw(prefix, began, source=APUS) for prefix in (PREFIX4, PREFIX6))
            times.append((gone - began) / 1e6)
            pair.daemon.wait_no_route(PREFIX4)
    median = statistics.median(times)
    note(f"ip link del to the last withdraw on the wire: median {median:.2f} ms, least {min(times):.2f}, most {max(times):.2f}, n {RUNS}")
    check(median <= LIMIT, f"median {median:.2f} ms is more than {LIMIT:g} ms")


@test("a workload is announced while its interface is up and its address is routed to it")
def follows_interface(lab):
    pair, workload = with_workload(lab)
    pair.daemon.wait_route(PREFIX4)
    pair.left.ip("link set cali-7 down")
    pair.daemon.wait_no_route(PREFIX4)
    pair.daemon.wait_no_route(PREFIX6)
    pair.left.ip("link set cali-7 up")
    holds_for("no announcement without a route to the workload", lambda: pair.daemon.route(PREFIX4) is None, 1)
    workload.route()
    pair.daemon.wait_route(PREFIX4)
    pair.daemon.wait_route(PREFIX6)
    pair.left.ip(f"route del {PREFIX4}")
    pair.daemon.wait_no_route(PREFIX4)
    check(pair.daemon.route(PREFIX6) is not None, "the other family went too")


@test("a block goes out as one route, its own /32s do not, a borrowed address does")
def blocks(lab):
    pair = Pair(lab, "bird", blocks=["10.65.0.0/26"], top={"advertiseWorkloads": "outsideBlocks"})
    pair.apus.workloads.append({"name": "borrower", "namespace": "stars", "addresses": ["10.65.9.9"]})
    pair.start().established()
    pair.daemon.wait_route("10.65.0.0/26")
    pair.daemon.wait_route("10.65.9.9/32")
    check(pair.daemon.route("10.65.0.2/32") is None, "a workload inside of the block is announced by itself")
    wait_until("a blackhole for the block", lambda: "blackhole" in pair.left.ip("route", "show", "type", "blackhole"), 5)


@test("a workload behind the peer and one behind us reach each other")
def ping(lab):
    pair, workload = with_workload(lab)
    pair.right.ip("addr add 198.51.100.1/32 dev lo")
    pair.right.ip("route add 10.65.0.7/32 via 10.92.0.1")
    check(wait_until("an answer", lambda: workload.ping("198.51.100.1"), 10), "no answer")


@test("a workload added at run time is announced, survives a restart, and goes when it is removed")
def run_time(lab):
    pair = Pair(lab, "bird").start().established()
    added = pair.apus.ctl("workload", "add", "late", "-n", "stars", "-a", "10.65.0.8", "-l", "role=late")
    equal(added.returncode, 0, f"exit code of add ({added.stderr})")
    pair.daemon.wait_route("10.65.0.8/32")
    pair.apus.kill()
    pair.apus.start()
    pair.established()
    pair.daemon.wait_route("10.65.0.8/32")
    equal(pair.apus.ctl("workload", "remove", "late", "-n", "stars").returncode, 0, "exit code of remove")
    pair.daemon.wait_no_route("10.65.0.8/32")


PEER = {"apiVersion": "projectcalico.org/v3", "kind": "BGPPeer", "metadata": {"name": "applied"},
        "spec": {"peerIP": "10.92.0.99", "asNumber": 64599}}
FILTER = {"apiVersion": "projectcalico.org/v3", "kind": "BGPFilter", "metadata": {"name": "none"},
          "spec": {"exportV4": [{"action": "Reject"}], "exportV6": [{"action": "Reject"}]}}


def endpoint(address):
    """A WorkloadEndpoint of Calico on this node."""
    return {"apiVersion": "projectcalico.org/v3", "kind": "WorkloadEndpoint", "metadata": {"name": "apus-late", "namespace": "stars"},
            "spec": {"node": "apus", "pod": "late", "ipNetworks": [address + "/32"]}}


@test("manifests that are applied are in force at once, survive a restart, and go when they are deleted")
def applied(lab):
    pair = Pair(lab, "bird").start().established()
    since = pair.apus.session("foreign")["since"]
    text = "---\n".join(json.dumps(document, indent=1) + "\n" for document in (endpoint("10.65.0.8"), PEER, FILTER))
    text += "---\n{ name: short, namespace: stars, addresses: [ 10.65.0.9 ] }\n"
    path = pair.apus.write("late.yaml", text)
    done = pair.apus.ctl("apply", "-f", path)
    equal(done.returncode, 0, f"exit code of apply ({done.stderr})")
    equal(sorted(line.rsplit(" ", 1)[1] for line in done.stdout.splitlines()), ["created"] * 4, "what apply says")
    pair.daemon.wait_route("10.65.0.8/32")
    pair.daemon.wait_route("10.65.0.9/32")
    check(pair.apus.session("applied")["why"], "the applied peer has no session")
    equal(pair.apus.session("foreign")["since"], since, "since when the other session is up")
    equal({line.rsplit(" ", 1)[1] for line in pair.apus.ctl("apply", "-f", path).stdout.splitlines()}, {"unchanged"}, "the second time")
    moved = pair.apus.write("moved.yaml", json.dumps(endpoint("10.65.0.10")))
    check("configured" in pair.apus.ctl("apply", "-f", moved).stdout, "a change is not told")
    pair.daemon.wait_route("10.65.0.10/32")
    pair.daemon.wait_no_route("10.65.0.8/32")
    pair.apus.kill()
    pair.apus.start()
    pair.established()
    pair.daemon.wait_route("10.65.0.10/32")
    pair.daemon.wait_route("10.65.0.9/32")
    listed = {(entry["kind"], entry["name"]): entry for kind in ("bgppeers", "bgpfilters", "workloads") for entry in pair.apus.json("get", kind)}
    equal({key for key, entry in listed.items() if entry["source"] == "store"},
          {("BGPPeer", "applied"), ("BGPFilter", "none"), ("WorkloadEndpoint", "apus-late"), ("WorkloadEndpoint", "short")}, "of the store")
    check(("BGPPeer", "foreign") in listed and "apus.yaml:" in listed[("BGPPeer", "foreign")]["source"], "peers of the file are not listed")
    check("10.92.0.99" in pair.apus.ctl("describe", "bgppeer", "applied").stdout, "describe does not show the document")
    equal(pair.apus.ctl("delete", "-f", path).returncode, 0, "exit code of delete")
    pair.daemon.wait_no_route("10.65.0.10/32")
    pair.daemon.wait_no_route("10.65.0.9/32")
    equal([session["peer"] for session in pair.apus.json("sessions")], ["foreign"], "the sessions that are left")
    equal(pair.apus.ctl("delete", "-f", path).returncode, 1, "exit code of delete the second time")


@test("a manifest that is wrong, or contradicts the config file, is refused with its place and changes nothing")
def refused(lab):
    pair = Pair(lab, "bird").start().established()
    wrong = pair.apus.write("wrong.yaml", "apiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata: { name: x }\nspec:\n"
                            "  peerIP: 10.92.0.98\n  asNumber: sixty\n---\n" + json.dumps(FILTER))
    same = pair.apus.write("same.yaml", json.dumps({**PEER, "metadata": {"name": "foreign"}}))
    taken = pair.apus.write("taken.yaml", "{ name: frontend-1, namespace: stars, addresses: [ 10.65.0.77 ] }")
    for path, status, part in ((wrong, 3, "wrong.yaml:6:13"), (same, 3, "foreign"), (taken, 1, "frontend-1")):
        done = pair.apus.ctl("apply", "-f", path)
        equal(done.returncode, status, f"exit code of apply of {path} ({done.stdout} {done.stderr})")
        check(part in done.stderr, f"{part} is not in {done.stderr}")
    equal([entry for kind in ("bgppeers", "bgpfilters") for entry in pair.apus.json("get", kind) if entry["source"] == "store"], [], "the store")
    done = pair.apus.ctl("diff", "-f", pair.apus.write("peer.yaml", json.dumps(PEER)))
    check("peer applied" in done.stdout, f"diff does not name the peer: {done.stdout} {done.stderr}")
    equal([session["peer"] for session in pair.apus.json("sessions")], ["foreign"], "the sessions")

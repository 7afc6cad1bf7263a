"""Policy in the kernel: what it says is what packets meet."""

import json
import socket
import subprocess
import sys
import time

from lab.conditions import holds_for, wait_until
from lab.daemons import Apus
from lab.testing import check, equal, note, test
from lab.workload import Workload, prepare_node

ADDRESSES = {"client": "10.65.0.2", "backend": "10.65.0.3", "frontend": "10.65.0.4"}
SERVER = """
import selectors, socket, sys
selector = selectors.DefaultSelector()
for port in map(int, sys.argv[1:]):
    server = socket.create_server(("0.0.0.0", port))
    server.setblocking(False)
    selector.register(server, selectors.EVENT_READ)
print("ready", flush=True)
while True:
    for key, _ in selector.select():
        if key.fileobj.getsockname() and key.data is None:
            connection, _ = key.fileobj.accept()
            selector.register(connection, selectors.EVENT_READ, "echo")
        else:
            data = key.fileobj.recv(4096)
            if data:
                key.fileobj.sendall(data)
            else:
                selector.unregister(key.fileobj)
                key.fileobj.close()
"""


def policy(name="backend-policy", port=6379, role="frontend"):
    """Only `role` may talk to the backend, and only on `port`."""
    return {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": {"name": name, "namespace": "stars"},
            "spec": {"podSelector": {"matchLabels": {"role": "backend"}},
                     "ingress": [{"from": [{"podSelector": {"matchLabels": {"role": role}}}],
                                  "ports": [{"protocol": "TCP", "port": port}]}]}}


class Node:
    """Apus and three workloads of namespace stars behind veth pairs; the backend listens on two ports."""

    def __init__(self, lab, **settings):
        self.space = lab.namespace("node")
        prepare_node(self.space)
        lab.link(self.space, "eth0", ["10.92.0.1/24"], lab.namespace("outside"), "eth0", ["10.92.0.2/24"])
        self.space.ip("route add default via 10.92.0.254")      # for the kernel's proxy ARP; nobody answers there
        self.workloads = {name: Workload(lab, self.space, name, f"cali-{name[:6]}", address) for name, address in ADDRESSES.items()}
        entries = [{"name": name, "namespace": "stars", "addresses": [address], "interface": f"cali-{name[:6]}", "labels": {"role": name}}
                   for name, address in ADDRESSES.items()]
        self.apus = Apus(lab, self.space, 64512, "10.92.0.1", workloads=entries, top={"policy": {"enforcement": "nftables"}}, **settings)
        server = subprocess.Popen(self.workloads["backend"].space.command(sys.executable, "-c", SERVER, "6379", "80"),
                                  stdout=subprocess.PIPE, text=True)
        lab.at_close(server.kill)
        equal(server.stdout.readline().strip(), "ready", "the server")

    def connects(self, source, port=6379, timeout=0.4):
        """Whether a connection from a workload to the backend comes about."""
        with self.workloads[source].space.entered(), socket.socket() as client:
            client.settimeout(timeout)
            try:
                client.connect((ADDRESSES["backend"], port))
                return True
            except OSError:
                return False

    def connected(self, source, port=6379):
        """A connection to the backend that stays open."""
        with self.workloads[source].space.entered():
            client = socket.create_connection((ADDRESSES["backend"], port), 2)
        client.settimeout(0.5)
        return client

    def opens(self, source, port=6379):
        wait_until(f"{source} to reach port {port}", lambda: self.connects(source, port), 10)

    def closes(self, source, port=6379):
        wait_until(f"{source} to be kept from port {port}", lambda: not self.connects(source, port), 10)

    def table(self):
        """The text of our table; empty if there is none."""
        return self.space.run("nft", "list", "table", "inet", "apus", check=False).stdout

    def apply(self, *documents):
        path = self.apus.write("policy.yaml", "---\n".join(json.dumps(document) + "\n" for document in documents))
        done = self.apus.ctl("apply", "-f", path)
        equal(done.returncode, 0, f"exit code of apply ({done.stderr})")
        return path


def answers(client):
    """Whether an echo comes back over an open connection."""
    try:
        client.sendall(b"x")
        return client.recv(1) == b"x"
    except OSError:
        return False


def agrees(node):
    """The matrix, explain and the rules say what packets meet."""
    for port in (6379, 80):
        for entry in node.apus.json("matrix", "--port", f"tcp/{port}"):
            if entry["to"] == "stars/backend":
                source = entry["from"].split("/")[1]
                equal(entry["predicted"] == "allow", node.connects(source, port), f"{source} to port {port} as the matrix has it")
    done = node.apus.ctl("explain", "flow", "stars/client", "stars/backend", "tcp/6379")
    check(done.returncode == 1 and "deny" in done.stdout, f"explain flow: {done.stdout}{done.stderr}")
    verdict = node.apus.json("explain", "flow", "stars/frontend", "stars/backend", "tcp/6379")
    equal((verdict["verdict"], verdict["ingress"]["by"]), ("allow", "NetworkPolicy stars/backend-policy[0]"), "explain flow")
    chains = node.apus.json("rules", "--endpoint", "stars/backend", "--counters")["chains"]
    counted = [rule for chain in chains for rule in chain["rules"] if "backend-policy[0]" in (rule["by"] or "") and rule["packets"]]
    check(counted, f"no rule of the policy has counted: {chains}")


@test("a policy that is applied is met by real packets, follows changes, and opens again when it is deleted")
def applied(lab):
    node = Node(lab)
    node.apus.start()
    for source in ("client", "frontend"):
        node.opens(source)
    equal(node.table(), "", "the table without a policy")
    before = node.connected("client"), node.connected("frontend")
    path = node.apply(policy())
    node.closes("client")
    check(node.connects("frontend"), "what is allowed is denied")
    check(not node.connects("frontend", 80), "another port is open")
    agrees(node)
    check(not answers(before[0]), "a live connection that is no longer allowed goes on")
    check(answers(before[1]), "a live connection that is allowed was cut")
    node.apply(policy(port=80))
    node.opens("frontend", 80)
    check(not node.connects("frontend"), "the older policy is still in force")
    wait_until("an event of a denied packet", lambda: any("denied tcp 10.65.0.2:" in event["text"] for event in node.apus.json("events")), 5)
    equal(node.apus.ctl("delete", "-f", path).returncode, 0, "exit code of delete")
    for source in ("client", "frontend"):
        node.opens(source)
    wait_until("the table to go", lambda: node.table() == "", 5)
    for client in before:
        client.close()


@test("rules stay over kill -9, restart and stop, and are replaced without a gap for what is allowed")
def stays(lab):
    node = Node(lab)
    node.apus.start()
    node.apply(policy())
    node.closes("client")
    client = node.connected("frontend")
    node.apus.kill()
    check("chain" in node.table(), "the table went with the daemon")
    holds_for("the rules hold without a daemon", lambda: not node.connects("client", timeout=0.1) and node.connects("frontend"), 0.5)
    node.apus.start()
    holds_for("the rules hold over the start", lambda: not node.connects("client", timeout=0.1) and node.connects("frontend"), 1)
    check(answers(client), "a live connection that is allowed was cut by the restart")
    node.apus.stop()
    check("chain" in node.table() and not node.connects("client"), "the rules went with an orderly stop")
    client.close()


@test("a foreign nft flush ruleset is repaired, and other tables are not touched")
def foreign_flush(lab):
    node = Node(lab)
    node.apus.start()
    node.space.run("nft", "add", "table", "inet", "theirs")
    node.apply(policy())
    node.closes("client")
    check("table inet theirs" in node.space.run("nft", "list", "tables").stdout, "another table went")
    began = time.monotonic()
    node.space.run("nft", "flush", "ruleset")
    wait_until("the repair", lambda: "chain" in node.table(), 5)
    note(f"nft flush ruleset repaired within {(time.monotonic() - began) * 1000:.0f} ms")
    node.closes("client")
    check(node.connects("frontend"), "what is allowed is denied after the repair")
    check(any("repaired" in event["text"] for event in node.apus.json("events") if event["kind"] == "policy"), "no event of the repair")
    node.space.run("nft", "flush", "chain", "inet", "apus", "ingress")
    node.opens("client")
    node.closes("client")


@test("a workload of the API is policed while it is there; a reload and enforcement none change what is in the kernel")
def follows(lab):
    node = Node(lab)
    frontend = node.apus.workloads.pop()
    node.apus.start()
    node.apply(policy())
    node.closes("client")
    check(not node.connects("frontend"), "an unknown workload is let through")
    added = node.apus.ctl("workload", "add", "frontend", "-n", "stars", "-a", frontend["addresses"][0], "-l", "role=frontend",
                          "--interface", frontend["interface"])
    equal(added.returncode, 0, f"exit code of add ({added.stderr})")
    node.opens("frontend")
    node.apus.ctl("workload", "remove", "frontend", "-n", "stars")
    node.closes("frontend")
    node.apus.workloads[0]["labels"] = {"role": "frontend"}
    node.apus.reload()
    node.opens("client")
    node.apus.workloads[0]["labels"] = {"role": "client"}
    node.apus.reload()
    node.closes("client")
    node.apus.settings["top"] = {"policy": {"enforcement": "none"}}
    node.apus.reload()
    node.opens("client")
    wait_until("the table to go", lambda: node.table() == "", 5)
    node.apus.settings["top"] = {"policy": {"enforcement": "nftables"}}
    node.apus.reload()
    node.closes("client")


WITHOUT_NFT = ("unshare", "--mount", "sh", "-c", 'mount --bind /dev/null /usr/sbin/nft && exec "$0" "$@"')


@test("without nft the daemon works, status says what is missing, and the rules come once it is there")
def without_nft(lab):
    node = Node(lab, under=WITHOUT_NFT)
    node.apus.start()
    equal(node.apus.json("status")["state"], "ok", "the state without a policy")
    node.apply(policy())
    status = wait_until("the state to be degraded", lambda: (report := node.apus.json("status"))["state"] == "degraded" and report, 5)
    check(any(entry["subject"] == "policy" and "nft" in entry["why"] for entry in status["conditions"]), f"conditions: {status['conditions']}")
    check(node.connects("client"), "something is denied")
    node.apus.stop()
    node.apus.settings["under"] = ()
    node.apus.start()
    node.closes("client")
    equal(node.apus.json("status")["state"], "ok", "the state with nft")


@test("diff -f lists a policy and the pairs whose verdict it would turn, and changes nothing")
def what_if(lab):
    node = Node(lab)
    node.apus.start()
    path = node.apus.write("next.yaml", json.dumps(policy()))
    changes = {change["subject"]: change for change in node.apus.json("diff", "-f", path)["changes"]}
    check("policy NetworkPolicy stars/backend-policy" in changes, f"the policy is not listed: {list(changes)}")
    turned = changes["flow stars/client to stars/backend tcp/6379"]["fields"]
    equal([(field["old"], field["new"]) for field in turned], [("allow", "deny")], "the verdict of the client")
    check("flow stars/frontend to stars/backend tcp/6379" not in changes, "an allowed flow is listed")
    equal(node.table(), "", "the table after diff")
    equal(node.apus.json("get", "networkpolicy"), [], "policies after diff")

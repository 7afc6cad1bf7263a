"""The stage of the demos of policy: two nodes with Apus that tell each other their workloads, and the world outside.

       workloads of Conf/demos/NAME.json                   workloads of Conf/demos/NAME.json
           |           |                                      |           |
         node-a  AS 64512  <------------ iBGP ----------->  node-b  AS 64512         internet 198.51.100.10
           | 10.0.0.11                                        | 10.0.0.12               | 10.0.0.3
      -----+--------------------------------------------------+-------------------------+---

Each workload is a namespace with an apus-probe that looks at others every second. Every manifest of Conf/demos/NAME is applied on both
nodes, because each has to know the workloads of the other.
"""

import json
import os

from .build import TOP
from .conditions import Timeout, holds_for, wait_until
from .daemons import Apus
from .fabric import Fabric
from .plan import Peer
from .probe import INTERVAL, TIMEOUT, Probe, url
from .rack import Rack
from .workload import Workload

CONF = os.path.join(TOP, "Conf", "demos")
PLAYS = ("stars", "simple", "advanced")
NODES = {"node-a": 11, "node-b": 12}
OUTSIDE = 3


class Stage:
    """One demo: `build` makes namespaces, `start` starts daemons and probes, `apply` and `delete` play a step, `connects` looks."""

    def __init__(self, lab, name):
        self.lab, self.name = lab, name
        with open(os.path.join(CONF, name + ".json"), encoding="utf-8") as file:
            play = json.load(file)
        self.about, self.steps, self.flows = play["about"], play["steps"], play["flows"]
        self.actors, self.outside = play["workloads"], play.get("outside", [])
        self.nodes, self.workloads, self.probes, self.spaces = {}, {}, {}, {}

    def build(self):
        """Namespaces, links, workloads."""
        fabric = Fabric(self.lab)
        for label, number in NODES.items():
            self.spaces[label] = fabric.host(label, number)
        for count, actor in enumerate(self.outside):
            self._outside(fabric, actor, OUTSIDE + count)
        for actor in self.actors:
            label = actor["name"].replace("/", "-")
            self.workloads[actor["name"]] = Workload(self.lab, self.spaces[actor["node"]], label, self._device(actor), *actor["addresses"])
        return self

    def move_in(self, rack):
        """Plays on the nodes of a running rack, which has the workloads of this demo, instead of `build` and `start`."""
        self.nodes, self.spaces = rack.nodes, {label: rack.spaces[label] for label in rack.nodes}
        self.workloads = {actor["name"]: rack.workloads[actor["name"].split("/")[1]] for actor in self.actors}
        return self

    def _outside(self, fabric, actor, number):
        """A host behind the fabric that nobody has told us of."""
        space = self.spaces[actor["name"]] = fabric.host(actor["name"], number)
        space.address("lo", *map(host_prefix, actor["addresses"]))
        for node, own in NODES.items():
            for address in actor["addresses"]:
                self.spaces[node].ip("route", "add", host_prefix(address), "via", on_fabric(number, address))
            for address in (address for other in self.actors if other["node"] == node for address in other["addresses"]):
                space.ip("route", "add", host_prefix(address), "via", on_fabric(own, address))

    def _device(self, actor):
        """The host's side of a workload's link: the first of a node is cali-1."""
        return f"cali-{[other for other in self.actors if other['node'] == actor['node']].index(actor) + 1}"

    def start(self):
        """Starts the nodes with their own workloads, and waits for their routes to each other's."""
        for label, number in NODES.items():
            peers = [Peer(other, f"10.0.0.{far}", 64512, f"10.0.0.{number}", families=("ipv4", "ipv6"))
                     for other, far in NODES.items() if other != label]
            own = [self._entry(actor) for actor in self.actors if actor["node"] == label]
            node = self.nodes[label] = Apus(self.lab, self.spaces[label], 64512, f"10.0.0.{number}", peers, workloads=own, log="info",
                                            top={"policy": {"enforcement": "nftables"}})
            node.start()
        for label, node in self.nodes.items():
            for peer in node.peers:
                node.wait_established(peer.name)
            for address in (address for actor in self.actors if actor["node"] != label for address in actor["addresses"]):
                wait_until(f"{label} to route {address}", lambda n=node, a=address: Rack.kernel_route(n.space, host_prefix(a)), 20)
        return self

    def _entry(self, actor):
        """A workload as the node's own file has it: what a manifest cannot say is the interface."""
        namespace, name = actor["name"].split("/")
        return {"namespace": namespace, "name": name, "addresses": actor["addresses"], "labels": actor["labels"],
                "interface": self._device(actor), "ports": [self._port(port) for port in actor["ports"]]}

    @staticmethod
    def _port(text):
        """A named port: of TCP the probe's."""
        transport, number = text.split("/")
        return {"name": "probe" if transport == "tcp" else "dns", "protocol": transport.upper(), "port": int(number)}

    def look(self):
        """Starts the probes, which look at each target in both families."""
        for actor in self.outside:
            self.probes[actor["name"]] = Probe(self.lab, self.spaces[actor["name"]], actor["ports"])
        for actor in self.actors:
            targets = [url for flows in self.flows if flows["from"] == actor["name"] for target in flows["to"] for url in self._urls(target)]
            self.probes[actor["name"]] = Probe(self.lab, self.workloads[actor["name"]].space, actor["ports"], targets)
        return self

    def _urls(self, target):
        """The URLs of "NAME tcp/80"."""
        name, port = target.split()
        return [url(address, port) for actor in self.actors + self.outside if actor["name"] == name for address in actor["addresses"]]

    # Steps

    def apply(self, step):
        """Applies the manifest of a step on both nodes."""
        self._tell("apply", step)

    def delete(self, step):
        """Deletes what the manifest of a step made."""
        self._tell("delete", step)

    def _tell(self, verb, step):
        for label, node in self.nodes.items():
            done = node.ctl(verb, "-f", os.path.join(CONF, self.name, step["manifest"]))
            if done.returncode != 0:
                raise AssertionError(f"{label}: apusctl {verb} -f {step['manifest']} ended with {done.returncode}:\n{done.stdout}{done.stderr}")

    def connects(self):
        """For each line of flows what its probe has seen last: `.` connects in both families, `X` in none, `?` is neither of both."""
        lines = []
        for flows in self.flows:
            seen = self.probes[flows["from"]].status()
            looks = [{seen.get(url) for url in self._urls(target)} for target in flows["to"]]
            lines.append("".join("." if look == {True} else "X" if look == {False} else "?" for look in looks))
        return lines

    def wait(self, step):
        """Until the probes see what the step's table says, then for two rounds of them; each node's own matrix has to say it too."""
        wanted = step["connects"]
        try:
            wait_until(f"the probes to see {wanted}", lambda: self.connects() == wanted, 20, 0.1)
            holds_for(f"the probes see {wanted}", lambda: self.connects() == wanted, 2 * INTERVAL + TIMEOUT, 0.2)
        except (Timeout, AssertionError) as error:
            raise AssertionError(f"{self.name}, {step['manifest']}: expected\n{self.matrix(wanted)}seen\n{self.matrix(self.connects())}") from error
        for label, node in self.nodes.items():
            if self.predicts(node) != wanted:
                raise AssertionError(f"{self.name}, {step['manifest']}: seen\n{self.matrix(wanted)}{label} says\n{self.matrix(self.predicts(node))}")

    def predicts(self, node):
        """The same as a node says by its evaluator; of the world outside, which is in no node's matrix, what the probes see."""
        said = {(entry["from"], f"{entry['to']} {entry['port']}"): entry["predicted"] for entry in node.json("matrix")}
        outside = {actor["name"] for actor in self.outside}
        marks = {"allow": ".", "deny": "X", None: "?"}
        return ["".join(mark if target.split()[0] in outside else marks[said.get((flows["from"], target))]
                        for target, mark in zip(flows["to"], line))
                for flows, line in zip(self.flows, self.connects())]

    def matrix(self, connects):
        """Who connects to whom, as text: a row for each who looks, a column for each that is looked at."""
        columns = list(dict.fromkeys(target for flows in self.flows for target in flows["to"]))
        heads = [target.replace(" tcp/", ":").split("/", 1)[-1] for target in columns]
        width = max(len(flows["from"]) for flows in self.flows)
        text = "  " + " " * width + "".join(f"  {head}" for head in heads) + "\n"
        for flows, line in zip(self.flows, connects):
            cells = dict(zip(flows["to"], line))
            text += f"  {flows['from']:{width}}" + "".join(f"  {cells.get(column, ' '):^{len(head)}}" for column, head in zip(columns, heads)) + "\n"
        return text


def on_fabric(number, address):
    """A host of the fabric, in the family of `address`."""
    return f"fd00::{number}" if ":" in address else f"10.0.0.{number}"


def host_prefix(address):
    """The prefix of one address."""
    return f"{address}/{128 if ':' in address else 32}"

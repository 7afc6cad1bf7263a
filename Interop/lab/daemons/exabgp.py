"""ExaBGP 4."""

import json
import os

from .daemon import Daemon

# ExaBGP wants its helper in Python with blocking reads. This one notes every line it is told and passes on what it finds in a FIFO.
HELPER = """#!/usr/bin/python3
import sys, threading
def commands():
    while True:
        with open({fifo!r}) as fifo:
            for line in fifo:
                print(line.rstrip(), flush=True)
threading.Thread(target=commands, daemon=True).start()
with open({lines!r}, "a") as out:
    while True:
        line = sys.stdin.readline()
        if not line:
            break
        out.write(line)
        out.flush()
"""


class ExaBGP(Daemon):
    """`exabgp` with a helper that keeps what it received, so that it can be asked for routes like the others."""

    program = "exabgp"

    def configuration(self):
        """The whole exabgp.conf."""
        lines = [f"process helper {{ run {self.folder}/helper.py; encoder json; }}"]
        for peer in self.peers:
            lines += [f"neighbor {peer.address} {{", f"  router-id {self.router_id};", f"  local-address {peer.local_address};",
                      f"  local-as {self.asn};", f"  peer-as {peer.remote_as};", f"  hold-time {peer.hold_time};",
                      f"  family {{ {' '.join(f'{family} unicast;' for family in peer.families)} }}",
                      f"  capability {{ asn4 {'enable' if peer.four_octet_as else 'disable'}; route-refresh enable; graceful-restart 60; }}",
                      "  api { processes [ helper ]; neighbor-changes; receive { parsed; packets; consolidate; update; refresh; notification; } }"]
            lines += [f"  md5-password '{peer.password}';"] if peer.password else []
            lines += ["  outgoing-ttl 255; incoming-ttl 255;"] if peer.gtsm else []
            lines += ["  passive true;", "  listen 179;"] if peer.passive else []
            lines += ["  static {", *[f"    {self._static(route, peer)};" for route in self.routes_out if route.family in peer.families], "  }", "}"]
        return "\n".join(lines) + "\n"

    def _static(self, route, peer):
        hop = peer.options.get("next-hop6", "self") if route.family == "ipv6" else "self"
        words = [f"route {route.prefix} next-hop {hop}"]
        words += [f"as-path [ {' '.join(map(str, (self.asn, *route.prepend)))} ]"] if route.prepend else []
        words += [f"community [ {' '.join(route.communities)} ]"] if route.communities else []
        words += [f"large-community [ {' '.join(route.large)} ]"] if route.large else []
        words += [f"extended-community [ {' '.join('target:' + target for target in route.targets)} ]"] if route.targets else []
        words += [f"med {route.med}"] if route.med is not None else []
        words += [f"attribute [ 0xff 0xc0 0x{route.unknown} ]"] if route.unknown else []
        return " ".join(words)

    def start(self):
        """Starts it and waits until its helper runs."""
        self.lines = os.path.join(self.folder, "received.json")
        self.fifo = os.path.join(self.folder, "commands")
        if not os.path.exists(self.fifo):
            os.mkfifo(self.fifo)
        open(self.lines, "w", encoding="utf-8").close()
        self.write("helper.py", HELPER.format(fifo=self.fifo, lines=self.lines), 0o755)
        path = self.write("exabgp.conf", self.configuration())
        environment = {"exabgp.daemon.user": "root", "exabgp.daemon.drop": "false", "exabgp.api.cli": "false",
                       "exabgp.tcp.bind": " ".join(sorted({peer.local_address for peer in self.peers if peer.passive})),
                       "exabgp.log.level": "INFO", "exabgp.log.packets": "false", "exabgp.api.ack": "false"}
        if not environment["exabgp.tcp.bind"]:
            del environment["exabgp.tcp.bind"]
        self.spawn("exabgp", "env", *[f"{key}={value}" for key, value in environment.items()], "exabgp", path)
        self.wait_up("ExaBGP's helper", lambda: any("helper.py" in line for line in _command_lines(self.processes[0])), 20)

    def say(self, command):
        """Gives ExaBGP a command of its API."""
        descriptor = os.open(self.fifo, os.O_WRONLY)
        os.write(descriptor, command.encode() + b"\n")
        os.close(descriptor)

    def received(self):
        """Every message that the helper was told of."""
        with open(self.lines, encoding="utf-8") as file:
            return [entry for line in file if line.endswith("\n") and (entry := _entry(line))]

    def established(self, name):
        states = [entry["neighbor"].get("state") for entry in self.received() if entry["type"] == "state"
                  and entry["neighbor"]["address"]["peer"] == self.peer(name).address]
        return bool(states) and states[-1] == "up"

    def session_text(self, name):
        """What ExaBGP says, for messages."""
        return self.log_tail()

    def route(self, prefix):
        family = "ipv6 unicast" if ":" in prefix else "ipv4 unicast"
        found = None
        for entry in self.received():
            if entry["type"] == "state" and entry["neighbor"].get("state") == "down":
                found = None
            message = entry.get("neighbor", {}).get("message", {})
            update = message.get("update", {}) if isinstance(message, dict) else {}
            if any(item["nlri"] == prefix for item in update.get("withdraw", {}).get(family, [])):
                found = None
            for hop, items in update.get("announce", {}).get(family, {}).items():
                if any(isinstance(item, dict) and item["nlri"] == prefix for item in items):
                    found = _fields(update.get("attribute", {}), hop)
        return found

    def refresh(self, name):
        self.say(f"neighbor {self.peer(name).address} announce route-refresh ipv4 unicast")

    def shut(self, name, text):
        self.say(f"neighbor {self.peer(name).address} teardown 2")


def _entry(line):
    try:
        return json.loads(line)
    except ValueError:                 # ExaBGP writes route refresh as broken JSON
        return None


def _fields(attributes, hop):
    return {
        "asPath": attributes.get("as-path", []), "nextHop": hop, "origin": attributes.get("origin"), "med": attributes.get("med"),
        "communities": [f"{a}:{b}" for a, b in attributes.get("community", [])],
        "large": [f"{a}:{b}:{c}" for a, b, c in attributes.get("large-community", [])],
        "extended": [item["string"].replace("target:", "rt:") for item in attributes.get("extended-community", [])],
        "unknown": next((value for key, value in attributes.items() if key.startswith("attribute-0x") and "FF" in key.upper()), None),
        "text": json.dumps(attributes),
    }


def _command_lines(process):
    lines = []
    for pid, _ in process.identities():
        try:
            with open(f"/proc/{pid}/cmdline", "rb") as file:
                lines.append(file.read().replace(b"\0", b" ").decode(errors="replace"))
        except OSError:
            continue
    return lines

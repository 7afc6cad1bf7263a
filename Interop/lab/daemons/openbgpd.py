"""OpenBGPD (portable)."""

import json
import os
import re

from .daemon import Daemon, tool


class OpenBGPD(Daemon):
    """`bgpd -d`, asked through `bgpctl`.

    Its processes chroot to /run/openbgpd, an empty folder that a service manager would make.
    """

    program = "/usr/sbin/bgpd"

    def __init__(self, *arguments):
        super().__init__(*arguments)
        # A reload that changes what it listens on fails, so this stays when peers go.
        self.listen = sorted({peer.local_address for peer in self.peers if peer.local_address})

    def configuration(self):
        """The whole bgpd.conf."""
        lines = [f"AS {self.asn}", f"router-id {self.router_id}", "fib-update no", f'socket "{self.socket}"',
                 "nexthop qualify via default", "connect-retry 1"]
        lines += [f"listen on {address}" for address in self.listen]
        for route in self.routes_out:
            values = [f"community {c}" for c in route.communities] + [f"large-community {c}" for c in route.large]
            values += [f"ext-community rt {c}" for c in route.targets] + ([f"metric {route.med}"] if route.med is not None else [])
            lines.append(f"network {route.prefix}" + (f" set {{ {' '.join(values)} }}" if values else ""))
        for peer in self.peers:
            lines += [f"neighbor {peer.address} {{", f"  remote-as {peer.remote_as}", f'  descr "{peer.name}"', f"  holdtime {peer.hold_time}"]
            lines += [f"  local-address {peer.local_address}"] if peer.local_address else []
            lines += [f"  announce {'IPv4' if family == 'ipv4' else 'IPv6'} unicast" for family in peer.families]
            lines += [] if "ipv4" in peer.families else ["  announce IPv4 none"]
            lines += [f'  tcp md5sig password "{peer.password}"'] if peer.password else []
            lines += ["  ttl-security yes"] if peer.gtsm else []
            lines += [f"  route-reflector {peer.options['cluster']}"] if "cluster" in peer.options else []
            lines += ["  passive"] if peer.passive else []
            lines += ["  announce as-4byte no"] if not peer.four_octet_as else []
            lines += [f"  {peer.options['openbgpd']}"] if "openbgpd" in peer.options else []
            lines += ["}"]
        return "\n".join([*lines, "allow from any", "allow to any", ""])

    @property
    def socket(self):
        """Its control socket."""
        return os.path.join(self.folder, "bgpd.sock")

    def start(self):
        """Starts it and waits until it answers."""
        path = self.write("bgpd.conf", self.configuration(), 0o600)
        # For IPv6 over an IPv4 session it says the loopback's IPv6 address as next hop.
        hop = next((peer.options["next-hop6"] for peer in self.peers if "next-hop6" in peer.options), "")
        if hop:
            self.space.ip("-6 addr del ::1/128 dev lo", check=False)
            self.space.ip(f"-6 addr replace {hop}/128 dev lo nodad")
        self.spawn("bgpd", "sh", "-c", f"mkdir -p -m 755 /run/openbgpd; exec /usr/sbin/bgpd -d -v -f {path}")
        self.wait_up("OpenBGPD's control socket", lambda: "neighbors" in self.bgpctl("-j", "show", "neighbor"), 15)

    def bgpctl(self, *words):
        """The answer of `bgpctl`."""
        return tool("bgpctl", "-s", self.socket, *words, check=False)

    def reload(self):
        """Writes the configuration again and has it read."""
        self.write("bgpd.conf", self.configuration(), 0o600)
        return self.bgpctl("reload")

    def _neighbor(self, name):
        address = self.peer(name).address
        return next(n for n in json.loads(self.bgpctl("-j", "show", "neighbor"))["neighbors"] if n["remote_addr"] == address)

    def established(self, name):
        return self._neighbor(name)["state"] == "Established"

    def session_text(self, name):
        """What OpenBGPD says of a session, for messages."""
        return self.bgpctl("show", "neighbor", self.peer(name).address)

    def route(self, prefix):
        rib = json.loads(self.bgpctl("-j", "show", "rib", prefix) or "{}").get("rib", [])
        best = next((entry for entry in rib if entry["prefix"] == prefix and entry.get("best")), None)
        if best is None:
            return None
        text = self.bgpctl("show", "rib", "detail", prefix)     # without `detail` its JSON has no communities

        def words(name):
            return next((line.split(":", 1)[1].split() for line in text.splitlines() if line.strip().startswith(name)), [])

        def after(pattern):
            return next(iter(re.findall(pattern, text)), "")
        return {
            "asPath": [int(word) for word in best["aspath"].split()], "nextHop": best.get("exit_nexthop") or best.get("true_nexthop"),
            "origin": best["origin"].lower(), "med": best.get("metric"), "localPref": best.get("localpref"),
            "communities": words("Communities:"), "large": words("Large Communities:"),
            "extended": [":".join(pair) for pair in zip(*[iter(words("Ext. Communities:"))] * 2)], "text": text,
            "originatorID": after(r"Originator Id: (\S+)") or None, "clusterList": after(r"Cluster Id List: (.*)").split(),
            "unknown": next((line for line in text.splitlines() if "Unknown Attribute #255" in line), None),
        }

    def refresh(self, name):
        self.bgpctl("neighbor", self.peer(name).address, "refresh")

    def shut(self, name, text):
        self.bgpctl("neighbor", self.peer(name).address, "down", text)

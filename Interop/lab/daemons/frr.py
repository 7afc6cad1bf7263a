"""FRR: zebra and bgpd."""

import json
import shutil

from .daemon import Daemon, tool

PROGRAMS = "/usr/lib/frr"


class FRR(Daemon):
    """`zebra` and `bgpd` in the foreground, asked through `vtysh`.

    They refuse to run as root ("user(root) is not part of vty group"), so the folder belongs to user frr.
    """

    program = PROGRAMS + "/bgpd"
    extra = ""                         # more configuration, verbatim
    bgpd_options = ()                  # more words on bgpd's command line

    def configuration(self):
        """The whole frr.conf of bgpd."""
        lines = ["frr version 8.4", "frr defaults traditional", f"hostname {self.space.label}", f"log file {self.folder}/frr.log", ""]
        for number, route in enumerate(self.routes_out):
            lines += [f"route-map out-{number} permit 10"]
            lines += [f" set as-path prepend {' '.join(map(str, route.prepend))}"] if route.prepend else []
            lines += [f" set community {' '.join(route.communities)}"] if route.communities else []
            lines += [f" set large-community {' '.join(route.large)}"] if route.large else []
            lines += [f" set extcommunity rt {' '.join(route.targets)}"] if route.targets else []
            lines += [f" set metric {route.med}"] if route.med is not None else []
            lines += ["exit", "!"]
        lines += [f"router bgp {self.asn}", f" bgp router-id {self.router_id}", " no bgp ebgp-requires-policy", " coalesce-time 10",
                  " no bgp network import-check", " no bgp default ipv4-unicast", " bgp graceful-restart", " timers bgp 30 90",
                  " bgp bestpath as-path multipath-relax"]
        lines += [f" bgp cluster-id {cluster}" for cluster in {peer.options.get("cluster") for peer in self.peers} - {None}]
        for peer in self.peers:
            lines += self._neighbor(peer)
        for family in ("ipv4", "ipv6"):
            lines += [f" address-family {family} unicast"]
            lines += [f"  network {route.prefix} route-map out-{number}" for number, route in enumerate(self.routes_out)
                      if route.family == family]
            for peer in self.peers:
                if family in peer.families:
                    lines += [f"  neighbor {peer.address} activate", *peer.options.get("frr-family", [])]
                    lines += [f"  neighbor {peer.address} route-reflector-client"] if "cluster" in peer.options else []
                    lines += [f"  neighbor {peer.address} addpath-tx-all-paths"] if "add-paths" in peer.options else []
            lines += [" exit-address-family"]
        return "\n".join(lines + ["exit", self.extra, ""])

    def _neighbor(self, peer):
        head = f" neighbor {peer.address}"
        # A range is a peer group that is listened for; `address` is the group's name then.
        lines = [f"{head} peer-group", " bgp listen limit 65535"] if "range" in peer.options else []
        lines += [f"{head} remote-as {peer.remote_as}", f"{head} timers connect 1", f"{head} description {peer.name}",
                 f"{head} timers {peer.hold_time // 3} {peer.hold_time}"]
        lines += [f"{head} update-source {peer.local_address}"] if peer.local_address else []
        lines += [f"{head} password {peer.password}"] if peer.password else []
        lines += [f"{head} ttl-security hops 1"] if peer.gtsm else []
        lines += [f"{head} passive"] if peer.passive else []
        lines += [f" bgp listen range {peer.options['range']} peer-group {peer.address}"] if "range" in peer.options else []
        return lines + [f"{head} {option}" for option in peer.options.get("frr", [])]

    def start(self):
        """Starts both daemons and waits until bgpd answers."""
        path = self.write("frr.conf", self.ready_made or self.configuration(), 0o640)
        zebra = self.write("zebra.conf", f"hostname {self.space.label}\nlog file {self.folder}/zebra-frr.log\n", 0o640)
        for name in (self.folder, path, zebra):
            shutil.chown(name, "frr", "frr")
        common = ["-u", "frr", "-g", "frr", "-z", f"{self.folder}/zserv.api", "--vty_socket", self.folder, "-A", "127.0.0.1", "-P", "0"]
        self.spawn("zebra", f"{PROGRAMS}/zebra", *common, "-f", zebra, "-i", f"{self.folder}/zebra.pid")
        self.wait_up("zebra's socket", lambda: "zebra" in self.vtysh("show daemons"), 15)
        self.spawn("bgpd", f"{PROGRAMS}/bgpd", *common, "-f", path, "-i", f"{self.folder}/bgpd.pid", *self.bgpd_options)
        self.wait_up("bgpd's socket", lambda: "BGP" in self.vtysh("show bgp summary") or self.peers == [], 15)

    def vtysh(self, *commands):
        """The answer of `vtysh` to commands."""
        words = [word for command in commands for word in ("-c", command)]
        return tool("vtysh", "--vty_socket", self.folder, *words, check=False)

    def configure(self, *commands):
        """Runs configuration commands under `router bgp`."""
        return self.vtysh("configure terminal", f"router bgp {self.asn}", *commands)

    def established(self, name):
        address = self.peer(name).address
        return json.loads(self.vtysh(f"show bgp neighbors {address} json"))[address]["bgpState"] == "Established"

    def session_text(self, name):
        """What FRR says of a session, for messages."""
        return self.vtysh(f"show bgp neighbors {self.peer(name).address}")

    def route(self, prefix):
        family = "ipv6" if ":" in prefix else "ipv4"
        answer = json.loads(self.vtysh(f"show bgp {family} unicast {prefix} json") or "{}")
        if answer.get("prefix") != prefix:
            return None
        path = next((path for path in answer.get("paths", []) if path.get("bestpath", {}).get("overall")), None)
        if path is None:
            return None
        return {
            "asPath": [asn for part in path["aspath"].get("segments", []) for asn in part["list"]],
            "nextHop": next((hop["ip"] for hop in path["nexthops"] if hop.get("scope") == "global"), path["nexthops"][0]["ip"]),
            "origin": path["origin"].lower(), "med": path.get("metric"), "localPref": path.get("locPrf"),
            "communities": path.get("community", {}).get("list", []),
            "large": path.get("largeCommunity", {}).get("list", []),
            "extended": [word.lower() for word in path.get("extendedCommunity", {}).get("string", "").split()],
            "originatorID": path.get("originatorId"), "clusterList": path.get("clusterList", {}).get("list", []),
            "text": json.dumps(answer),
        }

    def hops(self, prefix):
        answer = json.loads(self.vtysh(f"show bgp {'ipv6' if ':' in prefix else 'ipv4'} unicast {prefix} json") or "{}")
        paths = answer.get("paths", []) if answer.get("prefix") == prefix else []
        return sorted(next((hop["ip"] for hop in path["nexthops"] if hop.get("scope") == "global"), path["nexthops"][0]["ip"])
                      for path in paths)

    def refresh(self, name):
        self.vtysh(f"clear bgp {self.peer(name).address} soft in")

    def shut(self, name, text):
        self.configure(f"neighbor {self.peer(name).address} shutdown message {text}")

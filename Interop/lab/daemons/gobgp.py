"""GoBGP."""

import json

from .daemon import Daemon

PORT = "50051"


class GoBGP(Daemon):
    """`gobgpd`, asked through `gobgp`; each has its namespace, so that the API's port is always free."""

    program = "gobgpd"
    log_level = "debug"

    def configuration(self):
        """The whole gobgpd.toml."""
        lines = ["[global.config]", f"  as = {self.asn}", f'  router-id = "{self.router_id}"', "  port = 179"]
        for peer in self.peers:
            lines += ["[[neighbors]]", "  [neighbors.config]", f'    neighbor-address = "{peer.address}"', f"    peer-as = {peer.remote_as}"]
            lines += [f'    auth-password = "{peer.password}"'] if peer.password else []
            lines += ["  [neighbors.timers.config]", "    connect-retry = 1", "    idle-hold-time-after-reset = 1",
                      f"    hold-time = {peer.hold_time}", f"    keepalive-interval = {peer.hold_time // 3}"]
            lines += ["  [neighbors.transport.config]", f"    passive-mode = {str(peer.passive).lower()}"]
            lines += [f'    local-address = "{peer.local_address}"'] if peer.local_address else []
            lines += ["  [neighbors.ttl-security.config]", "    enabled = true", "    ttl-min = 255"] if peer.gtsm else []
            lines += ["  [neighbors.graceful-restart.config]", "    enabled = true", "    restart-time = 60"] if "gr" in peer.options else []
            if "cluster" in peer.options:
                lines += ["  [neighbors.route-reflector.config]", "    route-reflector-client = true",
                          f'    route-reflector-cluster-id = "{peer.options["cluster"]}"']
            for family in peer.families:
                lines += ["  [[neighbors.afi-safis]]", "    [neighbors.afi-safis.config]", f'      afi-safi-name = "{family}-unicast"']
                if "gr" in peer.options:
                    lines += ["    [neighbors.afi-safis.mp-graceful-restart.config]", "      enabled = true"]
                if "add-paths" in peer.options:
                    lines += ["    [neighbors.afi-safis.add-paths.config]", "      receive = true", "      send-max = 8"]
        return "\n".join(lines) + "\n"

    def start(self):
        """Starts it, waits until it answers, and gives it its routes."""
        path = self.write("gobgpd.toml", self.configuration())
        self.spawn("gobgpd", "gobgpd", "-f", path, "--api-hosts", f"127.0.0.1:{PORT}", "--pprof-disable", "-l", self.log_level)
        self.wait_up("GoBGP's API", lambda: self.space.run("gobgp", "-p", PORT, "global").returncode == 0, 15)
        for route in self.routes_out:
            self.announce(route)

    def gobgp(self, *words, check=True):
        """The answer of `gobgp`."""
        return self.space.run("gobgp", "-p", PORT, *words, check=check).stdout

    def announce(self, route):
        """Adds a route."""
        words = ["global", "rib", "add", "-a", route.family, route.prefix, "origin", "igp"]
        # Over an IPv4 session it would say ::ffff:<address>, which no kernel takes as a next hop.
        hop = next((peer.options["next-hop6"] for peer in self.peers if "next-hop6" in peer.options), "")
        words += ["nexthop", hop] if hop and route.family == "ipv6" else []
        words += ["aspath", " ".join(map(str, route.prepend))] if route.prepend else []
        words += ["community", ",".join(route.communities)] if route.communities else []
        words += ["large-community", ",".join(route.large)] if route.large else []
        words += ["rt", ",".join(route.targets)] if route.targets else []
        words += ["med", str(route.med)] if route.med is not None else []
        self.gobgp(*words)

    def withdraw(self, prefix):
        """Takes a route back."""
        self.gobgp("global", "rib", "del", "-a", "ipv6" if ":" in prefix else "ipv4", prefix)

    def established(self, name):
        state = json.loads(self.gobgp("-j", "neighbor", self.peer(name).address))
        return state["state"]["session_state"] == 6

    def session_text(self, name):
        """What GoBGP says of a session, for messages."""
        return self.gobgp("neighbor", self.peer(name).address, check=False)

    def route(self, prefix):
        family = "ipv6" if ":" in prefix else "ipv4"
        answer = self.gobgp("-j", "global", "rib", "-a", family, prefix, check=False)
        try:
            paths = json.loads(answer)
        except ValueError:
            return None
        paths = paths.get(prefix, []) if isinstance(paths, dict) else []
        best = next((path for path in paths if path.get("best")), paths[0] if paths else None)
        return None if best is None else _fields(best)

    def hops(self, prefix):
        answer = self.gobgp("-j", "global", "rib", "-a", "ipv6" if ":" in prefix else "ipv4", prefix, check=False)
        try:
            paths = json.loads(answer)
        except ValueError:
            return []
        return sorted(_fields(path)["nextHop"] for path in (paths.get(prefix, []) if isinstance(paths, dict) else []))

    def refresh(self, name):
        self.gobgp("neighbor", self.peer(name).address, "softresetin")

    def shut(self, name, text):
        self.gobgp("neighbor", self.peer(name).address, "shutdown", "--reason", text)


def _fields(path):
    values = {attribute["type"]: attribute for attribute in path["attrs"]}
    reach = values.get(14)
    return {
        "asPath": [asn for segment in values.get(2, {}).get("as_paths", []) for asn in segment["asns"]],
        "nextHop": (reach or values.get(3, {})).get("nexthop"), "origin": ["igp", "egp", "incomplete"][values[1]["value"]],
        "med": values.get(4, {}).get("metric"),
        "communities": [f"{value >> 16}:{value & 0xFFFF}" for value in values.get(8, {}).get("communities", [])],
        "large": [f"{v['ASN']}:{v['LocalData1']}:{v['LocalData2']}" for v in values.get(32, {}).get("value", [])],
        "extended": [f"rt:{v['value']}" for v in values.get(16, {}).get("value", []) if v.get("subtype") == 2],
        "originatorID": values.get(9, {}).get("value"), "clusterList": values.get(10, {}).get("value", []),
        "unknown": values.get(255), "text": json.dumps(path),
    }

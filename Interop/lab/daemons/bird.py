"""BIRD 2."""

import os
import re

from .daemon import Daemon, tool


class BIRD(Daemon):
    """`bird` in the foreground, asked through `birdc`."""

    program = "bird"
    kernel = False                     # True: routes learned by BGP also go to the kernel
    extra = ""                         # more configuration, verbatim

    def configuration(self):
        """The whole bird.conf."""
        return "\n".join([
            f'log "{self.folder}/bird.log" all;', f"router id {self.router_id};", "protocol device { scan time 1; }",
            "protocol direct { ipv4; ipv6; }",
            *[self._statics(family) for family in ("ipv4", "ipv6")],
            *([f"protocol kernel {{ {family} {{ import none; export where source = RTS_BGP; }}; merge paths on; scan time 1; }}"
               for family in ("ipv4", "ipv6")] if self.kernel else []),
            *[self._filter(family) for family in ("ipv4", "ipv6")],
            *[self._protocol(peer) for peer in self.peers], self.extra, ""])

    def _statics(self, family):
        routes = " ".join(f"route {route.prefix} blackhole;" for route in self.routes_out if route.family == family)
        return f"protocol static static_{family} {{ {family}; {routes} }}"

    def _filter(self, family):
        # Attributes are set on export: BIRD sends MED to an external peer only when the export filter set it.
        lines = [f"filter out_{family} {{"]
        for route in self.routes_out:
            if route.family != family:
                continue
            steps = [f"bgp_path.prepend({asn});" for asn in reversed(route.prepend)]
            steps += [f"bgp_community.add(({c.replace(':', ',')}));" for c in route.communities]
            steps += [f"bgp_large_community.add(({c.replace(':', ',')}));" for c in route.large]
            steps += [f"bgp_ext_community.add((rt,{c.replace(':', ',')}));" for c in route.targets]
            steps += [f"bgp_med = {route.med};"] if route.med is not None else []
            lines.append(f"  if net = {route.prefix} then {{ {' '.join(steps)} accept; }}")
        return "\n".join(lines + ["  if source = RTS_BGP then accept;", "  reject;", "}"])

    def _protocol(self, peer):
        more = peer.options.get("channel", "") + (" add paths on;" if "add-paths" in peer.options else "")
        channels = " ".join(f"{family} {{ import all; export filter out_{family}; {more} }};"
                            for family in peer.families)
        lines = [f"protocol bgp {peer.name} {{", f"  local {peer.local_address} as {self.asn};",
                 f"  neighbor {peer.address} as {peer.remote_as};", f"  hold time {peer.hold_time};",
                 "  connect delay time 1; connect retry time 1; error wait time 1,2; error forget time 1;",
                 "  graceful restart on;", f"  {channels}"]
        lines += [f'  password "{peer.password}";'] if peer.password else []
        lines += ["  ttl security on;"] if peer.gtsm else []
        lines += [f"  rr client; rr cluster id {peer.options['cluster']};"] if "cluster" in peer.options else []
        lines += ["  passive on;"] if peer.passive else []
        lines += [] if peer.four_octet_as else ["  enable as4 off;"]
        lines += [f"  {peer.options['bird']}"] if "bird" in peer.options else []
        return "\n".join(lines + ["}"])

    def start(self):
        """Starts it and waits until it answers."""
        path = self.write("bird.conf", self.ready_made or self.configuration())
        self.spawn("bird", "bird", "-f", "-c", path, "-s", self.socket, "-P", f"{self.folder}/bird.pid")
        self.wait_up("BIRD's control socket", lambda: "BIRD" in self.birdc("show status"), 10)

    @property
    def socket(self):
        """Its control socket."""
        return os.path.join(self.folder, "bird.ctl")

    def birdc(self, *words):
        """The answer of `birdc`."""
        answer = tool("birdc", "-s", self.socket, *words, check=False)     # its exit code is 1 also for "Network not found"
        if "BIRD" not in answer:
            raise RuntimeError(f"birdc {' '.join(words)}: no answer")
        return answer

    def reload(self):
        """Writes the configuration again and has it read."""
        self.write("bird.conf", self.ready_made or self.configuration())
        return self.birdc("configure")

    def established(self, name):
        return bool(re.search(r"BGP state:\s+Established", self.birdc("show", "protocols", "all", name)))

    def session_text(self, name):
        """What BIRD says of a session, for messages."""
        return self.birdc("show", "protocols", "all", name)

    def route(self, prefix):
        family = "ipv6" if ":" in prefix else "ipv4"
        table = "master6" if family == "ipv6" else "master4"
        text = self.birdc("show", "route", prefix, "table", table, "primary", "all")
        if "BGP.as_path" not in text:
            return None
        return {
            "asPath": [int(word) for word in re.findall(r"\d+", _field(text, "as_path"))],
            "nextHop": _field(text, "next_hop").split()[0], "origin": _field(text, "origin").lower(),
            "med": int(_field(text, "med")) if _field(text, "med") else None,
            "localPref": int(_field(text, "local_pref")) if _field(text, "local_pref") else None,
            "communities": [":".join(pair) for pair in re.findall(r"\((\d+),(\d+)\)", _field(text, "community"))],
            "large": [":".join(triple) for triple in re.findall(r"\((\d+), ?(\d+), ?(\d+)\)", _field(text, "large_community"))],
            "extended": [f"rt:{a}:{b}" for a, b in re.findall(r"\(rt, ?(\d+), ?(\d+)\)", _field(text, "ext_community"))],
            "originatorID": _field(text, "originator_id") or None, "clusterList": _field(text, "cluster_list").split(),
            "unknown": _field(text, r"\S*unknown\S*|BGP\.[0-9a-f]{2}") or None, "text": text,
        }

    def hops(self, prefix):
        text = self.birdc("show", "route", prefix, "table", "master6" if ":" in prefix else "master4", "all")
        return sorted(re.findall(r"^\s*BGP\.next_hop: (\S+)", text, re.MULTILINE))

    def refresh(self, name):
        self.birdc("reload", "in", name)

    def shut(self, name, text):
        self.birdc("disable", name, f'"{text}"')

    def enable(self, name):
        """Undoes `shut`."""
        self.birdc("enable", name)


def _field(text, name):
    match = re.search(rf"^\s*BGP\.(?:{name}):(.*)$", text, re.MULTILINE)
    return match.group(1).strip() if match else ""

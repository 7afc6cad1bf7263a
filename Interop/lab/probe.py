"""apus-probe in a workload: answers on its ports and tells what it reaches."""

import http.client
import json
import os
import socket

from .daemons.apus import BIN
from .process import Process

INTERVAL, TIMEOUT = 1.0, 0.5     # seconds between looks, and for one


class Probe:
    """The probe of one namespace; `ports` are like "tcp/80", `targets` URLs."""

    def __init__(self, lab, space, ports, targets=()):
        self.space, self.targets = space, list(targets)
        self.port = next((int(port.removeprefix("tcp/")) for port in ports if port.startswith("tcp/")), None)
        words = [word for port in ports for word in ("--port", port)] + [word for url in self.targets for word in ("--target", url)]
        command = [os.path.join(BIN, "apus-probe"), "--interval", str(INTERVAL), "--timeout", str(TIMEOUT), *words]
        self.process = Process(lab, "apus-probe", space.command(*command), os.path.join(lab.folder("probes"), space.label + ".log"))

    def status(self):
        """{URL: whether it is reachable}, asked over the loopback of its own namespace, where no policy is."""
        with self.space.entered(), socket.create_connection(("127.0.0.1", self.port), 2) as channel:
            connection = http.client.HTTPConnection("127.0.0.1", timeout=2)
            connection.sock = channel
            connection.request("GET", "/status")
            answer = connection.getresponse().read()
        return {target["url"]: target["reachable"] for target in json.loads(answer)["status"]["targets"]}


def url(address, port):
    """The URL of a target at "tcp/80" or "udp/53"."""
    transport, number = port.split("/")
    host = f"[{address}]" if ":" in address else address
    return f"{'udp' if transport == 'udp' else 'http'}://{host}:{number}" + ("/" if transport == "tcp" else "")

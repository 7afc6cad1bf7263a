"""The lab's own BGP speaker: it keeps every message it gets and sends what it is told, right or wrong."""

import select
import socket
import struct
import threading
import time

from . import wire
from .conditions import wait_until


class Speaker:
    """One session with one peer, in a thread of its own, whose socket lives in a namespace.

    It answers OPEN with KEEPALIVE and sends KEEPALIVEs; everything else is sent by the test. `received` holds (time, message) pairs.
    """

    def __init__(self, space, address, peer, asn, router_id, families=("ipv4", "ipv6"), four_octet_as=True, hold_time=90,
                 passive=False, everything=True, open_bytes=None, port=179, reconnect=True):
        self.space, self.address, self.peer, self.port = space, address, peer, port
        self.asn, self.router_id, self.hold_time, self.passive = asn, router_id, hold_time, passive
        self.open_bytes = open_bytes if open_bytes is not None else wire.open_message(
            asn, hold_time, router_id, wire.capabilities(asn, families, four_octet_as, everything=everything))
        self.four_octet_as = four_octet_as
        self.reconnect = reconnect
        self.received = []
        self.established = False
        self.connections = 0
        self._socket = None
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._live, daemon=True)

    def start(self):
        """Begins to connect or to listen."""
        self._thread.start()
        return self

    def stop(self):
        """Ends the session by closing the connection."""
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join(5)

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()

    # What tests do

    def wait_established(self, timeout=60):
        """Until OPEN and KEEPALIVE have gone both ways."""
        wait_until(f"the lab's speaker {self.address} to have its session with {self.peer} up", lambda: self.established, timeout)
        return self

    def send(self, data):
        """Sends bytes as they are."""
        with self._lock:
            if self._socket is None:
                raise OSError("not connected")
            self._socket.sendall(data)

    def messages(self, kind=None, after=0):
        """The messages received so far, of one kind or all, from an index of `received` on."""
        return [data for _, data in self.received[after:] if kind is None or data[18] == kind]

    def wait_message(self, what, matches, timeout=20, after=0):
        """The first message from an index on that matches."""
        return wait_until(f"{self.address} to get {what} from {self.peer}",
                          lambda: next((data for _, data in self.received[after:] if matches(data)), None), timeout)

    def table(self):
        """What the peer has announced on this connection and not withdrawn: {prefix: update}."""
        routes = {}
        for data in self.messages():
            if data[18] == wire.OPEN:
                routes = {}
            if data[18] == wire.UPDATE:
                told = wire.read_update(data)
                for prefix in told["withdrawn"]:
                    routes.pop(prefix, None)
                for prefix in told["nlri"]:
                    routes[prefix] = told
        return routes

    def wait_route(self, prefix, timeout=20):
        """Until the peer has announced the prefix; returns the update."""
        return wait_until(f"{self.address} to hear of {prefix} from {self.peer}", lambda: self.table().get(prefix), timeout)

    def wait_no_route(self, prefix, timeout=20):
        """Until the peer has withdrawn the prefix."""
        wait_until(f"{self.address} to hear that {prefix} is gone", lambda: prefix not in self.table(), timeout)

    def wait_closed(self, timeout=20):
        """Until the connection is closed."""
        wait_until(f"the connection of {self.address} with {self.peer} to close", lambda: self._socket is None, timeout)

    # The thread

    def _live(self):
        while not self._ended.is_set():
            connection = self._connect()
            if connection is None:
                continue
            try:
                self._converse(connection)
            except OSError:
                pass
            finally:
                with self._lock:
                    self._socket, self.established = None, False
                connection.close()
            if not self.reconnect:
                return

    def _connect(self):
        family = socket.AF_INET6 if ":" in self.address else socket.AF_INET
        with self.space.entered():
            made = socket.socket(family, socket.SOCK_STREAM)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            if self.passive:
                made.bind((self.address, self.port))
                made.listen(1)
                made.settimeout(0.2)
                while not self._ended.is_set():
                    try:
                        connection, _ = made.accept()
                        made.close()
                        return connection
                    except socket.timeout:
                        continue
            else:
                made.bind((self.address, 0))
                made.settimeout(2)
                made.connect((self.peer, self.port))
                return made
        except OSError:
            self._ended.wait(0.1)
        made.close()
        return None

    def _converse(self, connection):
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.settimeout(10)
        self.connections += 1
        with self._lock:
            self._socket = connection
        connection.sendall(self.open_bytes)
        data, opened, spoke = b"", False, time.monotonic()
        while not self._ended.is_set():
            ready, _, _ = select.select([connection], [], [], 0.2)
            if ready:
                chunk = connection.recv(262144)
                if not chunk:
                    return
                data += chunk
            while len(data) >= 19 and len(data) >= (length := struct.unpack("!H", data[16:18])[0]) >= 19:
                whole, data = data[:length], data[length:]
                self.received.append((time.monotonic(), whole))
                if whole[18] == wire.OPEN:
                    opened = True
                    self.send(wire.KEEPALIVE_MESSAGE)
                elif whole[18] == wire.KEEPALIVE and opened:
                    self.established = True
            if opened and time.monotonic() - spoke > max(self.hold_time, 3) / 3:
                self.send(wire.KEEPALIVE_MESSAGE)
                spoke = time.monotonic()

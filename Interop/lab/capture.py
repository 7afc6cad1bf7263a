"""Looking at the wire: BGP messages as they leave or reach a device, with the kernel's time stamps."""

import socket
import struct
import subprocess
import threading
import time

from . import wire
from .conditions import wait_until

ETH_P_ALL, SO_TIMESTAMPNS = 3, 35


class Capture:
    """BGP messages that pass a device, as (time in ns since the epoch, source, destination, message).

    A message is found by its marker, so one that is split over two segments is not seen; withdraws are far too small for that.
    """

    def __init__(self, space, device, port=179):
        self.port = port
        self.messages = []
        with space.entered():
            self._socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
        self._socket.bind((device, ETH_P_ALL))
        self._socket.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        self._socket.settimeout(0.1)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._read, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._ended.set()
        self._thread.join(2)
        self._socket.close()

    def wait_withdraw(self, prefix, after, timeout=10, source=None):
        """The time of the first UPDATE after a moment that withdraws the prefix."""
        def found():
            return next((when for when, sender, _, data in list(self.messages) if when >= after and source in (None, sender)
                         and data[18] == wire.UPDATE and prefix in wire.read_update(data)["withdrawn"]), None)
        return wait_until(f"a withdraw of {prefix} on the wire", found, timeout, 0.005)

    def _read(self):
        while not self._ended.is_set():
            try:
                frame, extra, _, _ = self._socket.recvmsg(70000, 256)
            except (socket.timeout, OSError):
                continue
            when = next((seconds * 10**9 + nanos for level, kind, value in extra if level == socket.SOL_SOCKET and kind == SO_TIMESTAMPNS
                         for seconds, nanos in [struct.unpack("qq", value[:16])]), time.time_ns())
            segment = _tcp(frame)
            if segment and self.port in segment[2:4]:
                self._note(when, segment)

    def _note(self, when, segment):
        source, destination, _, _, data = segment
        at = data.find(wire.MARKER)
        while at >= 0 and len(data) >= at + 19:
            length = struct.unpack("!H", data[at + 16:at + 18])[0]
            if 19 <= length <= len(data) - at:
                self.messages.append((when, source, destination, data[at:at + length]))
            at = data.find(wire.MARKER, at + max(length, 19))


def _tcp(frame):
    """(source, destination, source port, destination port, payload) of an Ethernet frame with TCP over IPv4 or IPv6."""
    kind, packet = frame[12:14], frame[14:]
    if kind == b"\x08\x00" and packet[9] == 6:
        source, destination = socket.inet_ntop(socket.AF_INET, packet[12:16]), socket.inet_ntop(socket.AF_INET, packet[16:20])
        total = struct.unpack("!H", packet[2:4])[0] or len(packet)   # 0: segmentation offload of more than 64 KiB
        segment = packet[(packet[0] & 15) * 4:total]
    elif kind == b"\x86\xdd" and packet[6] == 6:
        source, destination = socket.inet_ntop(socket.AF_INET6, packet[8:24]), socket.inet_ntop(socket.AF_INET6, packet[24:40])
        segment = packet[40:40 + (struct.unpack("!H", packet[4:6])[0] or len(packet))]
    else:
        return None
    ports = struct.unpack("!HH", segment[:4])
    return source, destination, *ports, segment[(segment[12] >> 4) * 4:]


class LinkDeleter:
    """An `ip -batch -` that waits for its order, so that starting a program is not part of a measurement."""

    def __init__(self, lab, space):
        self._ip = subprocess.Popen(["ip", "-n", space.name, "-force", "-batch", "-"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                                    stderr=subprocess.DEVNULL)
        lab.at_close(self.close)

    def delete(self, device):
        """Orders `ip link del` and returns the time of the order in ns since the epoch."""
        when = time.time_ns()
        self._ip.stdin.write(f"link del {device}\n".encode())
        self._ip.stdin.flush()
        return when

    def close(self):
        """Ends it."""
        if self._ip.poll() is None:
            self._ip.stdin.close()
            self._ip.wait(5)

"""Bad input through the real daemon: it stays up, and the session beside it does not notice."""

import os
import random
import socket
import struct
import time

from lab import wire
from lab.conditions import wait_until
from lab.pair import APUS_AS, PEER_ROUTES, SPEAKER_AS, Pair
from lab.testing import check, equal, note, test

MUTATIONS = int(os.environ.get("APUS_MUTATIONS", "10000"))
CASES = {
    "a wrong marker": (wire.message(wire.KEEPALIVE, marker=b"\xff" * 15 + b"\xfe"), (1, 1)),
    "a length below 19": (wire.message(wire.KEEPALIVE, length=18), (1, 2)),
    "a KEEPALIVE that says it is 65535 long": (wire.message(wire.KEEPALIVE, length=65535), (1, 2)),
    "a KEEPALIVE with a body": (wire.message(wire.KEEPALIVE, b"x"), (1, 2)),
    "an unknown type": (wire.message(9), (1, 3)),
    "an UPDATE that is too short": (wire.message(wire.UPDATE, b"\0\0"), (1, 2)),
    "an UPDATE whose withdrawn length is a lie": (wire.message(wire.UPDATE, b"\xff\xff\0\0"), (3, 1)),
    "an UPDATE whose attribute length is a lie": (wire.message(wire.UPDATE, b"\0\0\xff\xff"), (3, 1)),
    "a second OPEN": (wire.open_message(SPEAKER_AS, 90, "10.92.3.2", b""), (5, 3)),
    "garbage": (b"GET / HTTP/1.1\r\nHost: apus\r\n\r\n", (1, 1)),
}


@test("{} ends its session with the right NOTIFICATION and no other", *CASES)
def wrong_message(lab, case):
    data, (code, subcode) = CASES[case]
    pair = Pair(lab, "bird")
    speaker = pair.speaker(everything=False, reconnect=False)
    pair.start().established()
    before = pair.apus.session("foreign")["since"]
    speaker.start().wait_established()
    speaker.send(data)
    told = speaker.wait_message("a NOTIFICATION", lambda message: message[18] == wire.NOTIFICATION)
    equal((told[19], told[20]), (code, subcode), "code and subcode")
    speaker.wait_closed()
    check(pair.apus.session("speaker-3")["why"], "nobody says why")
    untouched(pair, before)


@test("a connection that is cut in the middle of a message costs only its own session")
def truncated(lab):
    pair = Pair(lab, "bird")
    speaker = pair.speaker(everything=False, reconnect=False)
    pair.start().established()
    before = pair.apus.session("foreign")["since"]
    speaker.start().wait_established()
    speaker.send(wire.update(wire.attributes([SPEAKER_AS], speaker.address), ["203.0.113.0/24"])[:-3])
    speaker.stop()
    wait_until("Apus to see the end", lambda: not pair.apus.established("speaker-3"), 10)
    untouched(pair, before)


@test("garbage after the OPEN, and an OPEN that is wrong in every field, are refused with their codes")
def wrong_open(lab):
    pair = Pair(lab, "bird")
    announced = wire.capabilities(SPEAKER_AS, ("ipv4",), everything=False)
    cases = [("version 3", wire.open_message(SPEAKER_AS, 90, "10.92.3.2", announced, version=3), (2, 1)),
             ("AS 1", wire.open_message(1, 90, "10.92.3.2", wire.capabilities(1, ("ipv4",), everything=False)), (2, 2)),
             ("router ID 0.0.0.0", wire.open_message(SPEAKER_AS, 90, "0.0.0.0", announced), (2, 3)),
             ("hold time 1", wire.open_message(SPEAKER_AS, 1, "10.92.3.2", announced), (2, 6)),
             ("hold time 2", wire.open_message(SPEAKER_AS, 2, "10.92.3.2", announced), (2, 6))]
    template = pair.speaker(everything=False)
    pair.start().established()
    before = pair.apus.session("foreign")["since"]
    for name, opening, codes in cases:
        answer = talk(template, opening)
        found = [(data[19], data[20]) for data in answer if data[18] == wire.NOTIFICATION]
        equal(found, [codes], f"NOTIFICATION for {name}")
    untouched(pair, before)


def talk(speaker, data, patience=30):
    """Connects until it is let in, says one thing and returns the messages that come until the connection is closed."""
    def once():
        with speaker.space.entered():
            connection = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        with connection:
            connection.settimeout(5)
            connection.bind((speaker.address, 0))
            connection.connect((speaker.peer, 179))
            connection.sendall(data)
            answer = b""
            while chunk := connection.recv(65536):
                answer += chunk
            return split(answer)
    return wait_until("a whole conversation", once, patience, 0.3)


def split(data):
    """The messages of a byte string."""
    found = []
    while len(data) >= 19:
        length = struct.unpack("!H", data[16:18])[0]
        found.append(data[:length])
        data = data[max(length, 19):]
    return found


@test("a malformed attribute is treated as RFC 7606 says: the session stays, the route goes, the fault is counted")
def treated_as_withdraw(lab):
    pair = Pair(lab, "bird")
    speaker = pair.speaker(everything=False)
    pair.start().established()
    speaker.start().wait_established()
    good = wire.attributes([SPEAKER_AS], speaker.address)
    speaker.send(wire.update(good, ["203.0.113.0/24"]))
    pair.daemon.wait_route("203.0.113.0/24")
    bad_origin = good.replace(wire.attribute(wire.WELL_KNOWN, wire.ORIGIN, b"\0"), wire.attribute(wire.WELL_KNOWN, wire.ORIGIN, b"\x09"))
    speaker.send(wire.update(bad_origin, ["203.0.113.0/24"]))
    pair.daemon.wait_no_route("203.0.113.0/24")
    session = pair.apus.session("speaker-3")
    equal(session["state"], "Established", "the session")
    equal(session["faults"], 1, "faults counted")
    check(any("ORIGIN" in line for line in pair.apus.ctl("events").stdout.splitlines()), "no event tells of the fault")


def untouched(pair, before):
    """BIRD's session is the one from before, and works."""
    check(pair.apus.running, "apusd is gone")
    equal(pair.apus.session("foreign")["since"], before, "the other session's beginning")
    check(pair.apus.established("foreign") and pair.daemon.established("apus"), "the other session is down")
    check(pair.apus.route(PEER_ROUTES[0].prefix) is not None, "the other session's routes are gone")


@test(f"{MUTATIONS} random mutations of valid UPDATEs leave the daemon up and the other session untouched")
def mutations(lab):
    seed = int(os.environ.get("APUS_SEED", str(time.time_ns() & 0xFFFFFFFF)))
    note(f"seed {seed} (APUS_SEED={seed} repeats it)")
    pair = Pair(lab, "bird", kernel={"export": False})
    space = lab.namespace("mutants")
    lab.link(pair.left, "mutants", ["10.93.255.1/16"], space, "eth0", ["10.93.255.254/16"])
    space.ip("route add local 10.93.0.0/17 dev lo")          # every address of it is ours: each connection is a new peer
    pair.apus.settings["bgp"] = {"peers": [pair.apus._peer(pair.apus_peer), {
        "name": "mutants", "peerRange": "10.93.0.0/16", "asNumber": SPEAKER_AS, "families": ["ipv4", "ipv6"], "filters": ["accept-all"]}]}
    pair.start().established()
    before, resident = pair.apus.session("foreign")["since"], memory(pair.apus.processes[0].pid)
    source = Mutants(space, random.Random(seed))
    for _ in range(MUTATIONS):
        source.send_one()
    source.close()
    note(f"{source.connections} connections, {source.ended} ended by Apus, {source.stuck} waited for the rest of a message; "
         f"resident size {resident / 1024:.1f} to {memory(pair.apus.processes[0].pid) / 1024:.1f} MiB")
    check(source.survived > MUTATIONS / 10, f"only {source.survived} messages left their session up: was anything tested?")
    untouched(pair, before)
    check("Received" not in pair.daemon.session_text("apus").split("Last error:")[-1] or "Last error:" not in
          pair.daemon.session_text("apus"), "BIRD complained of what we passed on: " + pair.daemon.session_text("apus"))


def memory(pid):
    """Resident size in KiB."""
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmRSS"))


class Mutants:
    """Sends one mutated UPDATE at a time and looks, by a ROUTE-REFRESH behind it, whether the session lives."""

    PEER, FENCE = "10.93.255.1", wire.route_refresh("ipv4")
    ANSWER = wire.route_refresh("ipv4", 2)[18:]          # the end of the enhanced refresh

    def __init__(self, space, source):
        self.space, self.random = space, source
        self.connection, self.rest = None, b""
        self.connections = self.ended = self.stuck = self.survived = 0

    def send_one(self):
        """One mutation, on a session that is up."""
        if self.connection is None:
            self._open()
        try:
            self.connection.sendall(self._mutated() + self.FENCE)
            outcome = self._until(lambda data: data[18] == wire.NOTIFICATION or data[18:] == self.ANSWER)
        except TimeoutError:
            self.stuck += 1
            return self.close()
        except OSError:
            outcome = None
        if outcome is None or outcome[18] == wire.NOTIFICATION:
            self.ended += 1
            return self.close()
        self.survived += 1
        return None

    def close(self):
        """Ends the connection."""
        if self.connection is not None:
            self.connection.close()
        self.connection, self.rest = None, b""

    def _open(self):
        self.connections += 1
        address = f"10.93.{self.connections >> 8 & 127}.{self.connections & 255}"
        with self.space.entered():
            self.connection = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.connection.settimeout(5)
        self.connection.bind((address, 0))
        self.connection.connect((self.PEER, 179))
        opening = wire.open_message(SPEAKER_AS, 90, address, wire.capabilities(SPEAKER_AS, ("ipv4", "ipv6"), everything=False)
                                    + wire.capability(70))
        self.connection.sendall(opening + wire.KEEPALIVE_MESSAGE)
        self._until(lambda data: data[18] == wire.KEEPALIVE)
        self.connection.sendall(self.FENCE)
        self._until(lambda data: data[18:] == self.ANSWER)
        self.connection.settimeout(0.2)

    def _until(self, matches):
        while True:
            while len(self.rest) >= 19 and len(self.rest) >= (length := struct.unpack("!H", self.rest[16:18])[0]):
                data, self.rest = self.rest[:length], self.rest[length:]
                if matches(data):
                    return data
            chunk = self.connection.recv(65536)
            if not chunk:
                return None
            self.rest += chunk

    def _valid(self):
        pick = self.random
        path = [SPEAKER_AS] + [pick.choice((65001, 4200000001)) for _ in range(pick.randrange(4))]
        prefixes = [f"203.0.{pick.randrange(256)}.0/24" for _ in range(pick.randrange(1, 4))]
        extra = wire.attribute(wire.OPTIONAL_TRANSITIVE, wire.UNKNOWN, bytes(pick.randrange(40))) if pick.random() < 0.5 else b""
        rest = {"med": 5, "communities": ("64700:1",), "large": ("64700:1:2",), "targets": ("64700:5",), "extra": extra}
        kind = pick.randrange(4)
        if kind == 0:
            return wire.update(withdrawn=prefixes)
        if kind == 1:
            return wire.update(wire.mp_reach([f"2001:db8:{pick.randrange(9999)}::/48"], "fd93::2") + wire.attributes(path, **rest))
        if kind == 2:
            return wire.update(wire.mp_unreach([f"2001:db8:{pick.randrange(9999)}::/48"]))
        return wire.update(wire.attributes(path, "10.93.255.254", **rest), prefixes)

    def _mutated(self):
        data = bytearray(self._valid())
        first = 0 if self.random.random() < 0.02 else 19
        for _ in range(self.random.choice((1, 1, 1, 2, 4))):
            action, at = self.random.randrange(4), self.random.randrange(first, len(data)) if len(data) > first else 19
            if action == 0 and at < len(data):
                data[at] = self.random.randrange(256)
            elif action == 1 and at < len(data):
                data[at] ^= 1 << self.random.randrange(8)
            elif action == 2 and at < len(data) and first:
                del data[at:at + self.random.randrange(1, 4)]
            elif first:
                data[at:at] = bytes(self.random.randrange(256) for _ in range(self.random.randrange(1, 4)))
        if first:
            data[16:18] = struct.pack("!H", len(data))
        return bytes(data)

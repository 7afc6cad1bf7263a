"""Peers that are slow, stuck, too fast or too many, and what the others notice of them.

What takes long is short here; APUS_SLOW_SECONDS=60 and APUS_CLIENTS=1000 make it as long as it should be once in a while.
"""

import os
import socket
import statistics
import threading
import time

from lab.conditions import wait_until
from lab.herd import GATEWAY, ROUTER, Herd, reflector, wire_up
from lab.process import resident
from lab.testing import check, equal, note, test

SECONDS = float(os.environ.get("APUS_SLOW_SECONDS", "6"))
CLIENTS = int(os.environ.get("APUS_CLIENTS", "200"))
RECEIVERS, PREFIXES, FLOOD = 50, 30_000, 1_000_000
# MiB: what a group's log may hold back for one receiver (8), and what the allocator makes of it.
GROWTH = 32


def spaces(lab):
    """The router's namespace and the one of the herds."""
    router, tool = lab.namespace("router"), lab.namespace("tool")
    wire_up(lab, router, tool)
    return router, tool


class Rounds:
    """Peer 1 announces everything anew, again and again: a round is over when all receivers hold it."""

    def __init__(self, herd):
        self.herd, self.version = herd, 1

    def run(self, receivers, seconds, look=lambda: None):
        """Rounds for a time, three at least; how long each took."""
        began, times = time.monotonic(), []
        while time.monotonic() - began < seconds or len(times) < 3:
            start, self.version = time.monotonic(), (self.version + PREFIXES // 5 + 7) % 50_000 + 1
            self.herd.announce(1, 0, PREFIXES, self.version, per=5)
            self.wait(receivers)
            state = self.herd.state()
            times.append(max(state[number]["changed"] for number in receivers) - start)
            look()
        return times

    def wait(self, receivers, timeout=30):
        """Until all of them hold what peer 1 announces."""
        def even():
            state = self.herd.state()
            return all(state[number]["digest"] == state[1]["own"] for number in receivers)
        wait_until(f"{len(receivers)} receivers to hold the round", even, timeout, 0.005)


@test(f"one receiver of {RECEIVERS} reads nothing for {SECONDS:g} s: the others do not notice, memory stays bounded, it catches up")
def one_reads_nothing(lab):
    router, tool = spaces(lab)
    apus = reflector(lab, router)
    apus.start()
    herd = Herd(lab, tool, PREFIXES).peers(1 + RECEIVERS, "10.95.0.1")
    herd.up(1, 1 + RECEIVERS)
    everybody, slow, rounds = list(range(2, 2 + RECEIVERS)), 1 + RECEIVERS, Rounds(herd)
    before = rounds.run(everybody, 1.5)
    base, sizes = resident(apus.processes[0].pid), []
    herd.tell("pause", slow, slow)
    during = rounds.run(everybody[:-1], SECONDS, lambda: sizes.append(resident(apus.processes[0].pid)))
    note(f"rounds of {PREFIXES} prefixes to {RECEIVERS} receivers: median {statistics.median(before) * 1000:.0f} ms before "
         f"(n {len(before)}), {statistics.median(during) * 1000:.0f} ms during (n {len(during)}); "
         f"resident {base:.0f} MiB before, at most {max(sizes):.0f} during")
    seen_from_outside(apus, slow)
    began = time.monotonic()
    herd.tell("resume", slow, slow)
    rounds.wait(everybody)
    note(f"it caught up in {time.monotonic() - began:.2f} s")
    check(herd.table(slow) == herd.table(2), "the tables differ")
    herd.well()
    check(statistics.median(during) < 1.5 * statistics.median(before) + 0.1, "the others were held up")
    check(max(sizes) < base + GROWTH, f"{max(sizes) - base:.0f} MiB more")


def seen_from_outside(apus, slow):
    """It is shown in the sessions and in the metrics, and nobody else is."""
    address, sessions = f"10.95.0.{slow}", apus.json("sessions")
    equal([session["address"] for session in sessions if session["output"]["slow"]], [address], "who is said to be slow")
    output = next(session["output"] for session in sessions if session["address"] == address)
    check(output["resynchronisations"] > 0 and output["resynchronising"], f"it is not said to lag: {output}")
    lines = [line for line in apus.metrics().splitlines() if line.startswith("apus_session_slow{") and line.endswith(" 1")]
    equal(lines, [f'apus_session_slow{{peer="nodes/{address}"}} 1'], "metrics of slow peers")


@test("a receiver that takes nothing for longer than its send hold time is let go, and a fresh session heals it")
def wedged(lab):
    router, tool = spaces(lab)
    apus = reflector(lab, router, sendHoldTime=3)
    apus.start()
    herd = Herd(lab, tool, PREFIXES).peers(3, "10.95.0.1")
    herd.up(1, 3)
    rounds = Rounds(herd)
    rounds.run([2, 3], 0)
    herd.tell("pause", 3, 3)
    began = time.monotonic()
    rounds.run([2], 2)

    def told():
        down = apus.session("nodes/10.95.0.3")["lastDown"]
        return down and down["reason"]
    reason = wait_until("the stuck session to end", told, 15)
    took = time.monotonic() - began
    check("took nothing from us for 3 s" in reason, f"reason: {reason}")
    check(took > 3, f"it was let go after {took:.1f} s")
    herd.tell("resume", 3, 3)
    rounds.wait([2, 3])
    herd.well(3)
    equal(herd.state()[3]["connections"], 2, "sessions of the stuck peer")


@test("a peer that floods a million prefixes delays neither another's withdraw nor a KEEPALIVE")
def flood(lab):
    router, tool = spaces(lab)
    apus = reflector(lab, router)
    apus.start()
    # Two processes, so that the one that measures is not busy with the flood; its peer 1 stays down, since there is one of that number.
    flooder = Herd(lab, tool, FLOOD + 1).peers(1, "10.95.0.1", hold_time=3)
    others = Herd(lab, tool, FLOOD + 1).peers(3, "10.95.1.1", hold_time=3)
    flooder.up(1, 1)
    others.up(2, 3)
    others.tell("watch", FLOOD)
    began, floods = time.monotonic(), 15
    flooding = threading.Thread(target=lambda: [flooder.announce(1, 0, FLOOD, 1 + round_, per=50) for round_ in range(floods)])
    flooding.start()
    version, took = 0, None
    while took is None:
        version += 1
        others.announce(2, FLOOD, 1, version)
        time.sleep(0.01)
        others.tell("withdraw", 2, FLOOD, 1)
        time.sleep(0.01)
        if not flooding.is_alive() and others.state()[3]["digest"] == flooder.state()[1]["own"]:
            took = time.monotonic() - began
        check(time.monotonic() - began < 90, "the flood does not end")
    times = latencies(others.tell("watched"))
    note(f"{floods} times {FLOOD} prefixes in {took:.2f} s; meanwhile {len(times)} withdraws of another peer took {statistics.median(times) * 1000:.1f} ms "
         f"(median), {max(times) * 1000:.1f} ms at most")
    check(len(times) >= 20, f"only {len(times)} withdraws were measured")
    check(statistics.median(times) < 0.2 and max(times) < 1, "withdraws were held up")
    for herd, absent in ((flooder, 0), (others, 1)):
        herd.well(absent)
        # A third of the hold time, of which up to a quarter is jitter.
        silence = max(peer["silence"] for peer in herd.state().values())
        check(silence < 2, f"the reflector said nothing for {silence:.1f} s")


def latencies(notes):
    """Seconds from each withdraw until the receiver had it."""
    sent, found = None, []
    for when, _, is_sent, community in notes:
        if is_sent and not community:
            sent = sent or when
        elif not is_sent and not community and sent:
            found.append(when - sent)
            sent = None
    return found


@test(f"{CLIENTS} clients of a range return at once after the reflector's restart, in about the time that the kernel's handshakes take")
def storm(lab):
    router, tool = spaces(lab)
    floor = handshakes(router, tool, CLIENTS)
    apus = reflector(lab, router)
    apus.start()
    herd = Herd(lab, tool, CLIENTS).peers(CLIENTS, "10.95.0.1")
    herd.up(1, CLIENTS)
    for number in range(1, CLIENTS + 1):
        herd.announce(number, number - 1, 1)
    whole = {number: CLIENTS - 1 for number in range(1, CLIENTS + 1)}
    herd.wait_routes(whole)
    apus.kill()
    apus.start()
    herd.wait_up(1, CLIENTS)
    herd.wait_routes(whole)
    state = herd.state().values()
    first = min(peer["established"] for peer in state)
    up, full = max(peer["established"] for peer in state) - first, max(peer["changed"] for peer in state) - first
    note(f"first session to the last: {up * 1000:.0f} ms, to whole tables: {full * 1000:.0f} ms; handshakes alone: {floor * 1000:.0f} ms")
    equal({peer["connections"] for peer in state}, {2}, "times that a session came up")
    equal({peer["wrong"] + peer["echoes"] for peer in state}, {0}, "wrong messages and own routes")
    equal(len([session for session in apus.json("sessions") if session["state"] == "Established"]), CLIENTS, "sessions at Apus")
    check(up < 10 * floor + 0.5, "the sessions took long")


def handshakes(router, tool, number):
    """The seconds that so many TCP connections at once take the kernel, with nobody who says anything."""
    with router.entered():
        listener = socket.create_server((ROUTER, 1790), backlog=4096)
    made = []
    with tool.entered():
        made = [socket.socket() for _ in range(number)]
    began = time.monotonic()
    for connection in made:
        connection.setblocking(False)
        connection.connect_ex((ROUTER, 1790))
    made += [listener.accept()[0] for _ in range(number)]
    took = time.monotonic() - began
    for connection in (*made, listener):
        connection.close()
    return took

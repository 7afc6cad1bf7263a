"""What is measured: the scenarios, and the bars that Apus has to reach against its rivals in the same run."""

import re
from dataclasses import dataclass, replace

FAST, ALL = ("bird", "frr"), ("bird", "frr", "openbgpd", "gobgp")


@dataclass(frozen=True)
class Bar:
    """Apus's figure is to be at most `factor` times the rival's. "fastest" is whichever rival did best, "relay" the floor."""
    figure: str
    factor: float
    rival: str


@dataclass(frozen=True)
class Scenario:
    """One scenario: so many peers, so many prefixes, and the generator's commands in order.

    With `clients` every feed is an iBGP client of a reflector, and `prefixes` is what each of them announces. The figures are of the
    commands from number `measured` on.
    """
    name: str
    title: str
    feeds: int
    receivers: int
    prefixes: int
    clients: bool
    commands: tuple
    bars: tuple
    measured: int = 0
    rivals: tuple = ALL
    floor: bool = True
    ipv6: bool = False

    @property
    def family(self):
        """ipv4 or ipv6."""
        return "ipv6" if self.ipv6 else "ipv4"

    @property
    def peers(self):
        """All peers of the router."""
        return self.feeds + self.receivers

    @property
    def delivered(self):
        """Routes that receivers hold in the end."""
        if self.clients:
            return self.feeds * (self.feeds - 1) * self.prefixes
        return self.receivers * (self.prefixes + self.feeds)

    def sized(self, peers=None, prefixes=None, ipv6=None, churn=None):
        """The same with other numbers; `peers` are the clients, the feeds of one table, or the receivers of one feed."""
        feeds, receivers = self.feeds, self.receivers
        if peers:
            feeds, receivers = (peers, receivers) if self.clients or feeds > 1 else (feeds, peers)
        commands = tuple(re.sub(rf"^(announce \d+) {self.feeds}$", rf"\1 {feeds}", command) for command in self.commands)
        if churn:
            commands = tuple(churn if command.startswith("churn") else command for command in commands)
        other = f"; here {feeds} + {receivers} peers, {prefixes or self.prefixes} prefixes" if peers or prefixes else ""
        return replace(self, feeds=feeds, receivers=receivers, commands=commands, title=self.title + other,
                       prefixes=prefixes or self.prefixes, ipv6=self.ipv6 if ipv6 is None else ipv6)


def _bars(*words):
    """Bars from words like "wall 0.35 bird"."""
    return tuple(Bar(figure, float(factor), rival) for figure, factor, rival in (word.split() for word in words))


SCENARIOS = {scenario.name: scenario for scenario in (
    Scenario("S1", "1 eBGP feed of 1M prefixes to 1 receiver", 1, 1, 1_000_000, False, ("announce 0 1",),
             _bars("wall 0.35 bird", "cpu 0.35 bird", "growth 0.6 bird")),
    Scenario("S2", "10 eBGP feeds of the same 100k prefixes to 1 receiver", 10, 1, 100_000, False, ("announce 0 10",),
             _bars("wall 0.35 bird", "cpu 0.35 bird")),
    Scenario("S3", "100k prefixes to 50 receivers", 1, 50, 100_000, False, ("announce 0 1",),
             _bars("wall 0.35 frr", "cpu 0.35 frr", "growth 1 bird")),
    Scenario("S4", "reflector, 200 clients x 100 host routes", 200, 0, 100, True, ("announce 0 200",),
             _bars("wall 0.6 frr", "wall 2.5 relay", "growth 1 bird")),
    Scenario("S5", "reflector, 1000 clients x 100 host routes", 1000, 0, 100, True, ("announce 0 1000",),
             _bars("wall 1 frr", "wall 1.4 relay", "growth 0.15 frr"), rivals=FAST),
    Scenario("S6", "100 single changes/s through the reflector of S4", 200, 0, 100, True, ("announce 0 200", "churn 100 10"),
             _bars("p50 0.9 bird", "p99 0.9 bird", "p50 1.4 relay"), measured=1),
    Scenario("S7", "the best feed of S2 dies", 10, 1, 100_000, False, ("announce 0 10", "kill 0"),
             _bars("wall 0.5 fastest"), measured=1, floor=False, rivals=("bird", "frr", "openbgpd")),
    Scenario("S8", "10 feeds of the same 300k: memory of each further path", 10, 1, 300_000, False, ("announce 0 1", "announce 1 10"),
             _bars("per_path 0.5 bird"), floor=False, rivals=("bird", "frr", "openbgpd")),
)}

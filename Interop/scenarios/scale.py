"""The model of `Interop/Scale.md`: what reflectors for many nodes need, from formulas and a few measured constants."""

from dataclasses import dataclass

# Measured with `Interop/bench linear` and S5 of other sizes, Apus's release build; Interop/Scale.md says how well they fit.
PIECE, BYTE = 0.05e-6, 0.28e-9 # seconds of the core loop: of each run of one origin in the log, of each byte, for each receiver
SLAB = 128 << 10               # a run ends where the source of routes is another one, and at the end of a slab
LEARN = 0.5e-6                 # seconds that a new route takes on its way in: decode, intern, decide, encode once
SEND = 7e-6                    # seconds of the core loop to send one small UPDATE to one peer
OPEN = 140e-6                  # seconds that a session takes to come up, when all come at once
IDLE = 38e6                    # bytes resident with no session and few routes
SESSION = 4.8e3                # bytes of an established session, kernel memory not counted
# From the layout of BGPRIB: key, entry, slot (half used), path, one group's Adj-RIB-Out.
PREFIX = {4: 4 + 16 + 7 + 16 + 1, 6: 16 + 16 + 7 + 16 + 1}
PATH = 16                      # each further path of a prefix
SET = 64 + 64 + 7              # an attribute set: fields, about 64 bytes as received, slot
LOG = 8 << 20, 2 * 24          # the log of encoded messages is at most this, or so many bytes of each prefix
HEAD = {4: 19 + 4 + 42, 6: 19 + 4 + 42 - 7 + 25}   # an UPDATE but for its prefixes: header, lengths, attributes, both reflection ones
NLRI = {4: 5, 6: 17}           # a host route
LIMIT = 4096                   # the longest UPDATE
WIRE = 1.25e9                  # bytes a second of a 10 Gbit/s link


@dataclass(frozen=True)
class Reflector:
    """One reflector's share: sessions to clients, and to reflectors that bring routes of further nodes."""
    clients: int
    others: int                # sessions with reflectors
    nodes: int                 # whose routes it has
    routes: int                # of each node
    paths: int = 1             # of each prefix
    family: int = 4

    @property
    def table(self):
        """Routes that it holds."""
        return self.nodes * self.routes

    @property
    def messages(self):
        """UPDATEs for the whole table: each node has attributes of its own."""
        room = (LIMIT - HEAD[self.family]) // NLRI[self.family]
        return self.nodes * -(-self.routes // room)

    @property
    def table_bytes(self):
        """The table on the wire."""
        return self.messages * HEAD[self.family] + self.table * NLRI[self.family]

    @property
    def sent(self):
        """Bytes sent until all have all."""
        return (self.clients + self.others) * self.table_bytes

    @property
    def pieces(self):
        """Of the log, for one receiver: each client's routes come by themselves, those from reflectors in long runs."""
        return self.clients + self.table_bytes / SLAB

    @property
    def cpu(self):
        """Seconds of its core loop, sessions being up, from no route to all have all."""
        receivers = self.clients + self.others
        return self.paths * self.table * LEARN + receivers * (self.pieces * PIECE + self.table_bytes * BYTE)

    @property
    def converged(self):
        """Seconds from its start until all have all: sessions, then the core loop or a link of 10 Gbit/s, whichever is slower."""
        return (self.clients + self.others) * OPEN + max(self.cpu, self.sent / WIRE)

    @property
    def memory(self):
        """Bytes resident at the peak, when no client reads slowly; and with the log at its bound."""
        sessions = (self.clients + self.others) * SESSION
        rib = self.table * (PREFIX[self.family] + (self.paths - 1) * PATH) + self.nodes * self.paths * SET
        log = min(self.table_bytes, max(LOG[0], LOG[1] * self.table))
        return IDLE + sessions + rib, IDLE + sessions + rib + log

    @property
    def change(self):
        """Seconds from one change to the last client."""
        return (self.clients + self.others) * SEND


# What was measured: clients, routes of each, family, seconds of CPU, MiB at the peak.
MEASURED = (
    (100, 100, 4, 0.013, 38.7), (300, 100, 4, 0.052, 38.7), (1000, 10, 4, 0.135, 39.5), (1000, 30, 4, 0.176, 39.6), (1000, 100, 4, 0.327, 44.5),
    (1000, 300, 4, 0.667, 54.1), (3000, 30, 4, 0.826, 52.4), (5000, 20, 4, 2.374, 62.4),
)


def designs(nodes, routes, family=4):
    """The designs that are compared: (name, [(role, Reflector)], paths of each prefix at a client)."""
    leaves = max(2, -(-nodes // 1000))
    return [
        ("1 reflector", [("all", Reflector(nodes, 0, nodes, routes, 1, family))], 1),
        ("2 reflectors, one cluster ID", [("each", Reflector(nodes, 1, nodes, routes, 1, family))], 2),
        ("2 reflectors, two cluster IDs", [("each", Reflector(nodes, 1, nodes, routes, 2, family))], 2),
        (f"2 above {leaves} pairs", [("top", Reflector(2 * leaves, 1, nodes, routes, 2, family)),
                                     ("leaf", Reflector(nodes // leaves, 2, nodes, routes, 2, family))], 2),
    ]


def tables(write):
    """Writes what the model says of what was measured, then of 5,000 and 20,000 nodes: 100 host routes a node, or 4 blocks."""
    write("| clients x routes | UPDATEs delivered | bytes delivered | CPU s: model | measured | peak MiB: model | measured |")
    write("|---|---|---|---|---|---|---|")
    for clients, routes, family, cpu, peak in MEASURED:
        one = Reflector(clients, 0, clients, routes, 1, family)
        write(f"| {clients} x {routes}{' IPv6' if family == 6 else ''} | {clients * one.messages / 1e6:.2f}M | {_size(one.sent)} | {one.cpu:.3f} | "
              f"{cpu:.3f} | {one.memory[0] / 1048576:.1f} | {peak:.1f} |")
    write("")
    write("| nodes x routes | design | sessions | table | peak MiB (log full) | sent | CPU s | converged s | one change, last client ms | client gets |")
    write("|---|---|---|---|---|---|---|---|---|---|")
    for nodes in (5_000, 20_000):
        for routes in (100, 4):
            for name, roles, copies in designs(nodes, routes):
                for role, reflector in roles:
                    write(_row(f"{nodes} x {routes}", f"{name}: {role}", reflector, copies))
    write("")


def _row(size, name, reflector, copies):
    low, high = reflector.memory
    return (f"| {size} | {name} | {reflector.clients + reflector.others} | {reflector.table / 1e6:g}M x {reflector.paths} | "
            f"{low / 1048576:.0f} ({high / 1048576:.0f}) | {_size(reflector.sent)} | {reflector.cpu:.1f} | {reflector.converged:.1f} | "
            f"{reflector.change * 1000:.1f} | {_size(copies * reflector.table_bytes)} |")


def _size(count):
    return f"{count / 1e9:.1f} GB" if count >= 1e9 else f"{count / 1e6:.1f} MB"

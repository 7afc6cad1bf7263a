"""Whether cost grows in proportion: the same scenario at several sizes."""

from .plan import SCENARIOS
from .report import compare

PREFIXES, CLIENTS = (250_000, 500_000, 1_000_000, 2_000_000), (100, 300, 1000)


def tables(runs, ipv6, write):
    """Writes both tables: Apus by prefixes in S1, Apus and the relay by clients in S5."""
    write("| S1, prefixes | wall s | CPU s | ns CPU a prefix | growth MiB | B a prefix |")
    write("|---|---|---|---|---|---|")
    for prefixes in PREFIXES:
        apus = _medians("S1", runs, ipv6, ("apus",), prefixes=prefixes)["apus"]
        write(f"| {prefixes} | {apus['wall']:.3f} | {apus['cpu']:.3f} | {apus['cpu'] * 1e9 / prefixes:.0f} | {apus['growth']:.1f} | "
              f"{apus['growth'] * 1048576 / prefixes:.0f} |")
    write("")
    write("| S5, clients | routes delivered | wall s | x relay | CPU s | ns CPU a route | KiB a session | growth MiB |")
    write("|---|---|---|---|---|---|---|---|")
    for clients in CLIENTS:
        medians = _medians("S5", runs, ipv6, ("apus", "relay"), peers=clients)
        apus, delivered = medians["apus"], SCENARIOS["S5"].sized(peers=clients).delivered
        write(f"| {clients} | {delivered} | {apus['wall']:.3f} | {apus['wall'] / medians['relay']['wall']:.2f} | {apus['cpu']:.3f} | "
              f"{apus['cpu'] * 1e9 / delivered:.1f} | {(apus['sessions'] - apus['idle']) * 1024 / clients:.1f} | {apus['growth']:.1f} |")
    write("")


def _medians(name, runs, ipv6, names, **size):
    medians, failures = compare(SCENARIOS[name].sized(ipv6=ipv6, **size), list(names), runs)
    if failures:
        raise AssertionError("; ".join(failures.values()))
    return medians

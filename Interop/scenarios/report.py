"""Runs by turns, medians, and the table with the bars."""

import statistics
import sys

from .contenders import TITLES
from .run import run

FIGURES = (("wall", "wall s", "{:.3f}"), ("cpu", "CPU s", "{:.3f}"), ("p50", "p50 ms", "{:.2f}"), ("p99", "p99 ms", "{:.2f}"),
           ("most", "worst ms", "{:.1f}"), ("establish", "sessions up s", "{:.2f}"), ("idle", "idle MiB", "{:.1f}"),
           ("sessions", "with sessions MiB", "{:.1f}"), ("peak", "peak MiB", "{:.1f}"), ("growth", "growth MiB", "{:.1f}"),
           ("per_path", "B/path", "{:.0f}"), ("tool", "generator CPU s", "{:.3f}"))
MEMORY = ("idle", "sessions", "peak", "growth", "per_path")
NAMES = {"wall": "wall time", "cpu": "CPU time", "growth": "memory growth", "p50": "median latency", "p99": "latency at 99 %",
         "per_path": "memory of a further path"}
# Minutes a run in some scenarios, and far from every bar: once is enough.
ONCE = ("gobgp", "openbgpd")


def compare(scenario, names, runs):
    """Runs a scenario with each speaker in turn; returns {name: medians} and {name: why it failed}."""
    results, failures = {name: [] for name in names}, {}
    for number in range(runs):
        for name in names[number % len(names):] + names[:number % len(names)]:      # nobody always comes first
            if name in failures or (number and name in ONCE):
                continue
            try:
                results[name].append(run(scenario, name, number + 1))
            except AssertionError as error:
                failures[name] = str(error)
                print(f"{scenario.name} {name}: {error}", file=sys.stderr, flush=True)
                continue
            print(f"  {scenario.name} run {number + 1} {TITLES[name]}: {_brief(results[name][-1])}", file=sys.stderr, flush=True)
    return {name: _medians(taken) for name, taken in results.items() if taken}, failures


def _medians(taken):
    return {key: statistics.median(one[key] for one in taken) for key in taken[0]} | {"runs": len(taken)}


def _brief(result):
    return ", ".join(f"{title} {form.format(result[key])}" for key, title, form in FIGURES if key in result)


def table(scenario, medians, failures):
    """The table of one scenario as Markdown lines."""
    shown = [figure for figure in FIGURES if any(figure[0] in result for result in medians.values())]
    lines = [f"### {scenario.name}: {scenario.title}{' (IPv6)' if scenario.ipv6 else ''}", "",
             "| speaker | " + " | ".join(title for _, title, _ in shown) + " | routes back to their announcer, twice | runs |",
             "|---" * (len(shown) + 3) + "|"]
    for name, result in medians.items():
        cells = ["-" if name == "relay" and key in MEMORY or key not in result else form.format(result[key]) for key, _, form in shown]
        lines.append(f"| {TITLES[name]} | " + " | ".join(cells) + f" | {result['echo']:.0f}, {result['twice']:.0f} | {result['runs']} |")
    lines += [f"| {TITLES[name]} | failed: {why.splitlines()[0]} |" for name, why in failures.items()]
    return lines + [""]


def verdicts(scenario, medians):
    """How Apus stands against each bar: (text, whether it is met); a bar whose rival did not run is left out."""
    found, apus = [], medians.get("apus")
    for bar in scenario.bars if apus else ():
        rival = _rival(bar, medians)
        if rival is None or bar.figure not in medians[rival]:
            continue
        theirs = medians[rival][bar.figure]
        ratio = apus[bar.figure] / theirs if theirs > 0 else float("inf")
        found.append((f"{NAMES[bar.figure]} {ratio:.2f} x {TITLES[rival]} (bar {bar.factor:g})", ratio <= bar.factor))
    if apus and (apus["echo"] or apus["twice"]):
        found.append(("every route once, none back to its announcer", False))
    return found


def _rival(bar, medians):
    if bar.rival != "fastest":
        return bar.rival if bar.rival in medians else None
    others = [name for name in medians if name not in ("apus", "relay")]
    return min(others, key=lambda name: medians[name][bar.figure], default=None)


def report(scenarios, rivals, runs, write):
    """Measures the scenarios one after the other, writes their tables line by line, and returns whether every bar is met."""
    good = True
    for scenario in scenarios:
        names = list(scenario.rivals if rivals is None else rivals)
        names = ["apus", *names] + (["relay"] if scenario.floor else [])
        medians, failures = compare(scenario, names, runs)
        found = verdicts(scenario, medians)
        good = good and "apus" not in failures and all(met for _, met in found)
        for line in table(scenario, medians, failures) + [f"- {text}: {'met' if met else 'NOT met'}" for text, met in found] + [""]:
            write(line)
    return good

"""CPU and memory of a daemon's processes, as the kernel counts them.

A process that ended after it was listed counts for nothing: a daemon may run a short one, as Apus runs nft.
"""

import os

TICK = os.sysconf("SC_CLK_TCK")


def memory(pids, field):
    """MiB of all processes: `VmRSS` is now, `VmHWM` the most there was."""
    total = 0
    for pid in pids:
        try:
            with open(f"/proc/{pid}/status", encoding="ascii") as file:
                total += next((int(line.split()[1]) for line in file if line.startswith(field)), 0)
        except (FileNotFoundError, ProcessLookupError):
            continue
    return total / 1024


def cpu(pids):
    """Seconds of CPU of all processes: per thread to the nanosecond, or what the kernel tells in ticks when a thread has ended."""
    return sum(_cpu(pid) for pid in pids)


def _cpu(pid):
    try:
        return max(_ticks(pid), _scheduled(pid))
    except (FileNotFoundError, ProcessLookupError):
        return 0


def _ticks(pid):
    with open(f"/proc/{pid}/stat", encoding="ascii") as file:
        text = file.read()
    fields = text[text.rindex(")") + 2:].split()
    # A tick is counted when it is over: what the threads tell is never less but by threads that are gone.
    return (int(fields[11]) + int(fields[12])) / TICK


def _scheduled(pid):
    total = 0
    for thread in os.listdir(f"/proc/{pid}/task"):
        try:
            with open(f"/proc/{pid}/task/{thread}/schedstat", encoding="ascii") as file:
                total += int(file.read().split()[0])
        except (OSError, ValueError, IndexError):
            continue
    return total / 1e9

"""Waiting for things to become true, with a deadline; nothing in the lab sleeps and hopes."""

import time


class Timeout(AssertionError):
    """A condition did not come true in time."""


def wait_until(what, condition, timeout=30.0, interval=0.02):
    """Calls `condition` until it returns something true, and returns that.

    An exception of the condition counts as "not yet"; the last one is part of the message at the deadline.
    """
    deadline = time.monotonic() + timeout
    last = None
    while True:
        try:
            value = condition()
            if value:
                return value
            last = value
        except (OSError, ValueError, KeyError, IndexError, RuntimeError) as error:
            last = error
        if time.monotonic() > deadline:
            raise Timeout(f"waited {timeout:g} s for {what}; last seen: {last!r}")
        time.sleep(interval)


def holds_for(what, condition, duration, interval=0.05):
    """Fails when `condition` is false at any look within `duration` seconds."""
    deadline = time.monotonic() + duration
    while time.monotonic() < deadline:
        if not condition():
            raise AssertionError(f"expected for {duration:g} s: {what}")
        time.sleep(interval)

"""Tests as sentences: a registry, and a runner that prints one line each."""

import sys
import time
import traceback

from .lab import Lab

TESTS = []


class Skipped(Exception):
    """The test cannot say anything here; the reason is printed."""


def test(sentence, *cases):
    """Registers a function `f(lab)`; with cases, `f(lab, case)` once for each, whose name stands for {} in the sentence."""
    def register(function):
        for case in cases or (None,):
            name = sentence if case is None else sentence.replace("{}", str(case))
            TESTS.append((name, function, () if case is None else (case,)))
        return function
    return register


def run_all(pattern=""):
    """Runs the tests whose name matches, each in a lab of its own, and returns (passed, failed)."""
    passed = failed = 0
    for name, function, arguments in TESTS:
        if pattern.lower() not in name.lower():
            continue
        began = time.monotonic()
        problem = _run(function, arguments)
        took = time.monotonic() - began
        print(f"{'ok  ' if problem is None else 'FAIL'} {took:6.1f} s  {name}", flush=True)
        if problem is None:
            passed += 1
        else:
            failed += 1
            print("       " + problem.replace("\n", "\n       "), flush=True)
    return passed, failed


def _run(function, arguments):
    with Lab("test") as lab:
        try:
            function(lab, *arguments)
            return None
        except KeyboardInterrupt:
            raise
        except Exception as error:  # a test may fail in any way; the next one still runs
            where = traceback.extract_tb(error.__traceback__)
            places = " < ".join(f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in reversed(where[1:]))
            text = f"{type(error).__name__}: {error}\n({places})"
            logs = [process.tail(8) for process in lab.processes if process.label == "apusd"]
            return text + "".join(f"\napusd's log:\n{log}" for log in logs if log)


def check(condition, message):
    """An assertion that stays with `python -O` and always says what was wrong."""
    if not condition:
        raise AssertionError(message)


def equal(found, wanted, what):
    """Two values are equal."""
    check(found == wanted, f"{what}: expected {wanted!r}, found {found!r}")


def note(text):
    """A measured value under a test's line."""
    print(f"       {text}", file=sys.stdout, flush=True)

"""One run: one speaker, one scenario."""

import contextlib
import resource
import time

from lab.lab import Lab
from lab.process import descendants

from .contenders import Relay, contender
from .generator import Generator, program
from .network import Network
from .usage import cpu, memory


def run(scenario, name, seed=1, patience=60):
    """The figures of one run, as `measure` tells them; AssertionError when the speaker failed."""
    raise_file_limit()
    with Lab("bench") as lab:
        network = Network(lab, scenario)
        daemon = Relay(lab, network, program(lab, "relay")) if name == "relay" else contender(name, lab, network)
        daemon.start()
        try:
            return measure(lab, network, daemon, name == "relay", seed, patience)
        except AssertionError as error:
            raise AssertionError(f"{name} in {scenario.name}: {error}\n{daemon.log_tail()}") from None


def measure(lab, network, daemon, relay=False, seed=1, patience=60):
    """Runs the generator against a speaker that is up, and checks that it did its job."""
    scenario = network.scenario
    pids = [pid for process in daemon.processes for pid in descendants(process.pid)]
    idle = memory(pids, "VmRSS")
    generator = Generator(lab, network, relay, seed, patience)
    result = {"idle": idle, "establish": generator.answer()["seconds"]}
    settle(pids)
    result["sessions"] = memory(pids, "VmRSS")
    peaks, answers = [], []
    for number, command in enumerate(scenario.commands):
        before = cpu(pids)
        answers.append(generator.tell(command))
        check(answers[-1], command)
        with contextlib.suppress(OSError):
            result["cpu"] = cpu(pids) - before + (result["cpu"] if number > scenario.measured else 0)
            peaks.append(memory(pids, "VmHWM"))
    measured = answers[scenario.measured:]
    result.update(wall=sum(answer["seconds"] for answer in measured), tool=sum(answer["cpu"] for answer in measured), peak=peaks[-1],
                  growth=peaks[-1] - idle, sent=answers[-1]["sent"], received=answers[-1]["received"],
                  updates=answers[-1]["updates"], echo=answers[-1]["echo"], twice=answers[-1]["twice"])
    if "p50" in answers[-1]:
        del result["wall"]                                       # it is the ten seconds that were asked for
        result.update(p50=answers[-1]["p50"] * 1000, p99=answers[-1]["p99"] * 1000, most=answers[-1]["most"] * 1000)
    if len(peaks) > 1 and scenario.name == "S8":
        result["per_path"] = (peaks[-1] - peaks[0]) * 1048576 / ((scenario.feeds - 1) * scenario.prefixes)
    return result


def settle(pids, quiet=0.5, longest=10):
    """Waits until the speaker has done what new sessions make it do (timers that collect peers, empty first feeds): it is not in the clock."""
    since, deadline, last = time.monotonic(), time.monotonic() + longest, cpu(pids)
    while time.monotonic() - since < quiet and time.monotonic() < deadline:
        time.sleep(0.1)
        spent = cpu(pids)
        if spent - last > 0.002:
            since = time.monotonic()
        last = spent


def check(answer, command):
    """What no speaker may do. Routes that went back to their announcer, or came twice, are only counted."""
    if answer["missing"]:
        raise AssertionError(f"{command}: {answer['missing']} routes are missing {answer['problem']}".strip())
    if answer["wrong"]:
        raise AssertionError(f"{command}: {answer['wrong']} things are wrong; {answer['problem']}")
    if command.startswith("announce 0") and answer["withdrawn"]:
        raise AssertionError(f"{command}: {answer['withdrawn']} routes were withdrawn that nobody withdrew")


def raise_file_limit():
    """As many files as the hard limit has room for: a thousand sessions are a thousand descriptors, in the speaker as well."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))

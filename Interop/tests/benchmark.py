"""The benchmark itself: its scenarios run, at sizes that say nothing of speed, and its generator notices a speaker that errs."""

from lab.daemons import Apus
from lab.testing import check, equal, test
from scenarios.contenders import Relay, contender
from scenarios.generator import program
from scenarios.network import Network
from scenarios.plan import SCENARIOS
from scenarios.report import report
from scenarios.run import measure

SMALL = {
    "S2": {"peers": 4, "prefixes": 500}, "S3": {"peers": 3, "prefixes": 500}, "S5": {"peers": 12, "ipv6": True},
    "S6": {"peers": 8, "churn": "churn 100 1"}, "S7": {"peers": 3, "prefixes": 500, "ipv6": True}, "S8": {"peers": 3, "prefixes": 500},
}
# How the relay errs, by clients and by feeds, and the words in which it is told.
ERRORS = {
    "drop": ("S4", "are missing"), "origin": ("S4", "has origin"), "foreign": ("S4", "a prefix that nobody announces"),
    "withdraw": ("S4", "are missing"), "notify": ("S4", "NOTIFICATION 6/4"), "close": ("S4", "closed the connection"),
    "echo": ("S4", "echo"), "twice": ("S4", "twice"),
    "drop ": ("S1", "are missing"), "origin ": ("S1", "has origin"), "foreign ": ("S1", "are missing"), "twice ": ("S1", "twice"),
}


@test("benchmark: {} runs with Apus, each route comes once and none goes back", *SMALL)
def scenario_runs(lab, name):
    network = Network(lab, SCENARIOS[name].sized(**SMALL[name]))
    daemon = contender("apus", lab, network)
    daemon.start()
    check(isinstance(daemon, Apus), "the speaker is Apus")
    result = measure(lab, network, daemon, patience=20)
    equal((result["echo"], result["twice"]), (0, 0), "routes back to their announcer, and twice")
    check(result.get("wall", 1) > 0 and result["peak"] > result["idle"] > 0, f"the figures make no sense: {result}")
    if name == "S6":
        check(0 < result["p50"] <= result["p99"] <= result["most"], f"the latencies make no sense: {result}")


@test("benchmark: the table has Apus beside BIRD and the floor, with the bars")
def table(_):
    lines = []
    report([SCENARIOS["S1"].sized(prefixes=300)], ["bird"], 1, lines.append)
    for start in ("### S1", "| Apus | 0.", "| BIRD 2 | 0.", "| relay (floor) | 0.", "- wall time ", "- CPU time ", "- memory growth "):
        check(any(line.startswith(start) for line in lines), f"no line begins with {start!r}: {lines}")


@test("benchmark: the generator notices each kind of wrong speaker, and finds nothing at a right one")
def wrong_speakers(lab):
    rings = {"S4": SCENARIOS["S4"].sized(peers=6, prefixes=20), "S1": SCENARIOS["S1"].sized(prefixes=400)}
    for shape, scenario in rings.items():
        network = Network(lab, scenario)
        told(lab, network, "")
        for mode, (where, words) in ERRORS.items():
            if where == shape:
                answer = told(lab, network, mode.strip())
                check(words in answer, f"a relay that errs by {mode!r} in {shape}: {answer or 'nothing was noticed'}")
        for space in (network.router, network.tool):
            lab.remove(space)


def told(lab, network, mode):
    """What the generator says of a relay; empty when it is content."""
    relay = Relay(lab, network, program(lab, "relay"), mode)
    relay.start()
    try:
        result = measure(lab, network, relay, relay=True, patience=1)
        answer = ", ".join(f"{result[kind]} {kind}" for kind in ("echo", "twice") if result[kind])
    except AssertionError as error:
        answer = str(error)
    for process in relay.processes:
        process.stop()
    check(bool(answer) == bool(mode), f"the relay {mode or 'that is right'}: {answer}")
    return answer

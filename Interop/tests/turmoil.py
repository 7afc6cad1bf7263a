"""A reflector in turmoil for a few seconds; Interop/soak does it for as long as one likes."""

import time

from lab.testing import check, equal, note, test
from lab.turmoil import HOLD_TIME, LATE, Turmoil


@test("changes, flaps, slow readers, reloads and a crash at once: every table is the model's in the end, no session is lost, none is silent")
def turmoil(lab):
    seed = time.time_ns() % 1_000_000
    note(f"seed {seed}")
    storm = Turmoil(lab, peers=40, prefixes=500, rate=300, unrest=10, seed=seed)
    storm.run(3)
    storm.settle()
    storm.restart()
    storm.run(1)
    storm.settle()
    time.sleep(HOLD_TIME / 3)              # nothing but KEEPALIVEs
    look = storm.look()
    note(", ".join(f"{count} {name}" for name, count in storm.counts.items()))
    equal((look["lost"], look["wrong"]), (0, 0), "sessions lost and messages wrong")
    check(look["silence"] < LATE, f"the reflector said nothing for {look['silence']:.2f} s")

"""TCP-MD5 and the TTL check."""

from lab.conditions import holds_for, wait_until
from lab.daemons import FOREIGN
from lab.pair import PEER_ROUTES, Pair
from lab.testing import check, equal, test

MD5 = [kind for kind in FOREIGN]


@test("{}: equal TCP-MD5 keys bring the session up, whoever connects", *MD5)
def right_key(lab, kind):
    pair = Pair(lab, kind, apus_password="s3cr3t", peer_password="s3cr3t").start().established()
    pair.apus.wait_route(PEER_ROUTES[0].prefix)
    check("s3cr3t" not in pair.apus.log_tail(10000), "the key is in the log")


@test("bird: a wrong TCP-MD5 key keeps the session down, and the right one on reload brings it up")
def wrong_key(lab):
    pair = Pair(lab, "bird", apus_password="wrong", peer_password="s3cr3t").start()
    holds_for("no session with a wrong key", lambda: not pair.apus.established("foreign"), 4)
    wait_until("Apus to say why", lambda: pair.apus.session("foreign")["why"], 5)
    failures = int(pair.right.run("nstat", "-az", "TcpExtTCPMD5Failure").stdout.split()[-2])
    check(failures > 0, "no segment was refused for its MD5 option: was the key used at all?")
    pair.apus_peer.password = "s3cr3t"
    pair.apus_peer.options["apus"] = {"password": {"file": pair.apus.write("key", "s3cr3t\n", 0o600)}}
    pair.apus.reload()
    pair.established()


@test("frr: no TCP-MD5 key where the peer has one keeps the session down")
def missing_key(lab):
    pair = Pair(lab, "frr", peer_password="s3cr3t").start()
    holds_for("no session without the key", lambda: not pair.apus.established("foreign"), 4)


@test("{}: the TTL check on both sides lets the session up", "bird", "frr", "openbgpd")
def ttl_both(lab, kind):
    pair = Pair(lab, kind, apus_gtsm=True, peer_gtsm=True).start().established()
    pair.apus.wait_route(PEER_ROUTES[0].prefix)


@test("bird: the TTL check on our side alone drops what comes with a small TTL")
def ttl_one_sided(lab):
    pair = Pair(lab, "bird", apus_gtsm=True).start()
    holds_for("no session with a peer that sends TTL 1", lambda: not pair.apus.established("foreign"), 4)
    dropped = int(pair.left.run("nstat", "-az", "TcpExtTCPMinTTLDrop").stdout.split()[-2])
    check(dropped > 0, "the kernel dropped nothing for its TTL")
    equal(pair.apus.session("foreign")["received"], 0, "routes received")

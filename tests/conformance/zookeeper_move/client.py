"""
Fills a ZooKeeper, and looks whether everything is there on the servers that take its place on the
same port one after the other. One client stays on all the way, as a program does whose servers are
moved.
"""

import os
import sys
import time
import traceback

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../zookeeper/files/golden"))

import record
from kazoo.protocol.states import KazooState
from kazoo.retry import KazooRetry
from kazoo.security import READ_ACL_UNSAFE

ADDRESS = sys.argv[1]
# What every server has of its own is left out: the root and kedge's znodes of its broker.
TOPS = ("/app", "/later", "/zookeeper")
PATIENCE_S = 40
states = []


def ask(what):
    print("ask " + what, flush=True)
    answer = sys.stdin.readline().strip()
    if answer != "done":
        raise AssertionError(answer)


def check(name, run):
    try:
        run()
        print("ok " + name, flush=True)
    except Exception as error:
        traceback.print_exc()
        print("FAIL %s: %s" % (name, str(error).replace("\n", " ")), flush=True)
        # What comes next asks a server that may not be there, for as long as it takes.
        os._exit(1)


def connected():
    retry = KazooRetry(max_tries=-1, delay=0.05, max_delay=0.3)
    zk = record.connect(ADDRESS, timeout=600, connection_retry=retry)
    zk.add_listener(states.append)
    return zk


def wait_for(zk):
    """The next server answers to the client that stayed."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        try:
            if zk.connected and zk.exists("/zookeeper"):
                return
        except Exception:
            pass
        time.sleep(0.05)
    raise AssertionError("the client did not come back: %s" % states)


def seen(zk):
    rows = record.everything(zk)
    return {row["path"]: row for row in rows if row["path"].startswith(TOPS)}


def same(found, wanted):
    for path in sorted(found.keys() | wanted.keys()):
        if found.get(path) != wanted.get(path):
            raise AssertionError("%s is %s, not %s" % (path, found.get(path), wanted.get(path)))
    if len(wanted) < 20:
        raise AssertionError("only %d znodes were compared" % len(wanted))


def same_session(zk, session):
    if zk.client_id[0] != session or KazooState.LOST in states:
        raise AssertionError("the session was lost: %s" % states)
    owner = zk.exists("/later/ephemeral").ephemeralOwner
    if owner != session:
        raise AssertionError("its ephemeral znode is of %x" % owner)


def change(zk):
    zk.set("/app", b"changed")
    zk.create("/app/made", b"on kedge", acl=READ_ACL_UNSAFE)
    zk.create("/app/made-", b"", sequence=True, ephemeral=True)
    zk.set_acls("/app/container", READ_ACL_UNSAFE)
    zk.delete("/app/sequence-0000000006")
    record.create_of_kind(zk, "/later/second", b"", 4)
    zk.create("/later/second/child", b"x" * 5000)
    record.create_of_kind(zk, "/later/timed", b"", 5, ttl=3_600_000)
    transaction = zk.transaction()
    transaction.create("/later/multi", b"1")
    transaction.set_data("/later/multi", b"2")
    transaction.commit()


def older(release, wanted):
    ask(release)
    zk = connected()
    try:
        same(seen(zk), wanted)
    finally:
        zk.stop()


def main():
    ask("first")
    zk = connected()
    session = zk.client_id[0]
    known = {}

    def filled():
        record.before(zk)
        ask("again")
        wait_for(zk)
        record.after(zk)
        known["first"] = seen(zk)

    def served():
        ask("kedge")
        wait_for(zk)
        same(seen(zk), known["first"])

    def changed():
        change(zk)
        known["kedge"] = seen(zk)

    def back():
        ask("back")
        wait_for(zk)
        same(seen(zk), known["kedge"])

    servers = "has every znode, access list and stat of"
    check("ZooKeeper 3.9 is filled", filled)
    check("kedge %s ZooKeeper 3.9" % servers, served)
    check("the client goes on with its session on kedge", lambda: same_session(zk, session))
    check("the tree changes on kedge", changed)
    check("ZooKeeper 3.9 %s kedge" % servers, back)
    check("the client goes on with its session on ZooKeeper 3.9", lambda: same_session(zk, session))
    check("ZooKeeper 3.9 finds its digest of the tree right", lambda: ask("digest"))
    zk.stop()
    for release in ("3.6", "3.5"):
        name = "ZooKeeper %s %s kedge" % (release, servers)
        check(name, lambda: older(release, known["kedge"]))


main()

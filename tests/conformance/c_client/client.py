"""The C client against the coordinator's port, as its users drive it: client.py HOST:PORT."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "python"))

import native  # noqa: E402
from native import CONNECTED, CONTAINER, CREATOR, EPHEMERAL, EXPIRED, READ, SEQUENCE  # noqa: E402

from steps import ask, check, equal, run, unique, until  # noqa: E402

ADDRESS = sys.argv[1]
NONODE, NOAUTH, BADVERSION, NODEEXISTS, NOTEMPTY = -101, -102, -103, -110, -111


def connected(**options):
    client = native.Client(ADDRESS + options.pop("chroot", ""), **options)
    until(lambda: client.state == CONNECTED, "connected")
    return client


def code_of(call, *arguments, **options):
    try:
        call(*arguments, **options)
    except native.Failed as error:
        return error.code
    return 0


@check("create, read, change and delete, in every mode")
def everyday():
    client = connected()
    root = "/" + unique("native")
    equal(client.timeout_ms, 10_000, "negotiated time-out")
    equal(client.create(root, "값".encode()), root, "path")
    equal(client.create(root + "/s-", mode=SEQUENCE), root + "/s-0000000000", "sequential")
    path = client.create(root + "/e-", mode=EPHEMERAL | SEQUENCE)
    equal(client.exists(path).ephemeralOwner, client.client_id.client_id, "owner")
    client.create(root + "/c", mode=CONTAINER)
    client.create(root + "/t", mode=native.TTL, ttl_ms=600_000)
    made = client.create(root + "/t-", mode=native.TTL_SEQUENCE, ttl_ms=600_000)
    equal(made, root + "/t-0000000004", "sequential with a time to live")
    data, stat = client.get(root)
    equal((data.decode(), stat.version, stat.numChildren), ("값", 0, 5), "data and stat")
    equal(client.set(root, b"two", 0).version, 1, "version after a change")
    equal(code_of(client.set, root, b"", 0), BADVERSION, "an old version")
    equal(code_of(client.create, root), NODEEXISTS, "twice")
    equal(code_of(client.delete, root), NOTEMPTY, "with children")
    equal(code_of(client.get, root + "/none"), NONODE, "nothing there")
    for name in client.get_children(root):
        client.delete(root + "/" + name)
    client.delete(root)
    equal(client.exists(root), None, "gone")
    client.close()


@check("watches on data, existence and children")
def watches():
    client, other = connected(), connected()
    root = "/" + unique("native")
    events = []
    client.exists(root, events.append)
    other.create(root)
    until(lambda: events == [("CREATED", root)], "an event for the creation")
    client.get(root, events.append)
    other.set(root, b"1")
    other.set(root, b"2")
    client.get_children(root, events.append)
    other.create(root + "/a")
    wanted = [("CREATED", root), ("CHANGED", root), ("CHILD", root)]
    until(lambda: events == wanted, "events for data and children, once each")
    client.get(root + "/a", events.append)
    other.delete(root + "/a")
    until(lambda: events[3:] == [("DELETED", root + "/a")], "an event for the deletion")
    for each in (client, other):
        each.close()


@check("multi: all or nothing")
def multi():
    client = connected()
    root = "/" + unique("native")
    good = [("create", root, b"1", 0), ("set", root, b"2", 0), ("check", root, 1)]
    good += [("create", root + "/a", b"", EPHEMERAL), ("delete", root + "/a", -1)]
    equal(client.multi(good), (0, [0] * 5), "codes")
    equal(client.get(root)[0], b"2", "data after it")
    bad = [("create", root + "/b", b"", 0), ("check", root, 9), ("delete", root, -1)]
    equal(client.multi(bad), (BADVERSION, [0, BADVERSION, -2]), "codes")
    equal(client.exists(root + "/b"), None, "nothing of it was done")
    client.close()


@check("access lists, digest, and credentials that are refused")
def access():
    client, other = connected(), connected()
    root = "/" + unique("native")
    done = []
    client.add_auth("digest", "유저:비밀", done.append)
    until(lambda: done == [0], "credentials taken")
    client.create(root, b"x", acl=CREATOR)
    equal(client.get_acl(root)[0][::2], ("digest", 31), "list")
    equal(code_of(other.get, root), NOAUTH, "read by a stranger")
    client.set_acl(root, READ, 0)
    equal(other.get(root)[0], b"x", "read after the change")
    equal(code_of(other.set, root, b"y"), NOAUTH, "written")
    other.add_auth("nonsense", "x", done.append)
    until(lambda: len(done) == 2, "credentials refused")
    equal(done[1], -115, "code")
    client.close()


@check("a chroot")
def chroot():
    client = connected()
    root = "/" + unique("native")
    client.create(root)
    inner = connected(chroot=root)
    events = []
    inner.get_children("/", events.append)
    equal(inner.create("/x", b"in"), "/x", "path")
    equal(client.get(root + "/x")[0], b"in", "from outside")
    until(lambda: events == [("CHILD", "/")], "an event with the path inside")
    for each in (client, inner):
        each.close()


@check("a session moves with its password, and expires for who comes late")
def sessions():
    client, other = connected(), connected()
    root = "/" + unique("native")
    client.create(root, mode=EPHEMERAL)
    taken = client.client_id
    # Again where the older one took the session back before the twin could end it.
    while EXPIRED not in client.states:
        twin = native.Client(ADDRESS, client_id=taken)
        until(lambda: twin.state in (CONNECTED, EXPIRED), "the twin has an answer")
        twin.close()
        until_or_later(lambda: EXPIRED in client.states, 3)
    equal(other.exists(root), None, "the ephemeral znode")
    other.close()


def until_or_later(condition, limit_s):
    try:
        until(condition, "", limit_s)
    except AssertionError:
        pass


@check("a restart of the server: session and watches stay")
def restarted():
    outlives("restart")


@check("kill -9 of the server: session and watches stay")
def killed():
    outlives("kill")


def outlives(how):
    client = connected()
    root = "/" + unique("native")
    client.create(root)
    client.create(root + "/mine", mode=EPHEMERAL)
    session = client.client_id.client_id
    events = []
    client.get(root, events.append)
    client.exists(root + "/new", events.append)
    client.get_children(root, events.append)
    before = len(client.states)
    ask(how)
    until(lambda: CONNECTED in client.states[before:], "connected again")
    assert EXPIRED not in client.states, "the session has expired"
    equal(client.client_id.client_id, session, "session")
    equal(client.exists(root + "/mine").ephemeralOwner, session, "owner of the ephemeral znode")
    equal(events, [], "events of nothing")
    client.set(root, b"after")
    client.create(root + "/new")
    wanted = sorted([("CHANGED", root), ("CREATED", root + "/new"), ("CHILD", root)])
    until(lambda: sorted(events) == wanted, "the watches that were set before")
    client.close()


run()

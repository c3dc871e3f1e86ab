"""kazoo against the coordinator's port, as its users drive it: client.py HOST:PORT."""

import socket
import threading

from kazoo.client import KazooClient
from kazoo.exceptions import (
    BadVersionError,
    NoAuthError,
    NodeExistsError,
    NoNodeError,
    NotEmptyError,
    RolledBackError,
)
from kazoo.protocol.states import KazooState
from kazoo.recipe.watchers import ChildrenWatch, DataWatch
from kazoo.security import make_acl, make_digest_acl

from ground import ADDRESS, connected, refused
from steps import check, equal, restart_broker, run, unique, until


@check("create, read, change and delete a znode")
def everyday():
    client = connected()
    root = "/" + unique("kazoo")
    equal(client.create(root, b"one"), root, "path created")
    value, stat = client.get(root)
    equal((value, stat.version, stat.dataLength), (b"one", 0, 3), "value, version and length")
    equal(client.set(root, b"two", version=0).version, 1, "version after a change")
    refused(BadVersionError, client.set, root, b"three", version=0)
    refused(NodeExistsError, client.create, root, b"")
    refused(NoNodeError, client.get, root + "/nowhere")
    client.create(root + "/a/b", "값".encode(), makepath=True)
    equal(client.get(root + "/a/b")[0].decode(), "값", "Korean value")
    equal(client.get_children(root), ["a"], "children")
    equal(client.get_children(root, include_data=True)[1].numChildren, 1, "children counted")
    refused(NotEmptyError, client.delete, root + "/a")
    client.delete(root, recursive=True)
    equal(client.exists(root), None, "gone")
    client.stop()
    client.close()


@check("sequential znodes")
def sequence():
    client = connected()
    root = "/" + unique("kazoo")
    client.ensure_path(root)
    names = [client.create(root + "/n-", b"", sequence=True) for _ in range(5)]
    equal(names, [root + "/n-%010d" % i for i in range(5)], "names")
    path, stat = client.create(root + "/with-stat", b"x", include_data=True)
    equal((path, stat.version), (root + "/with-stat", 0), "create with a stat")
    client.delete(root, recursive=True)
    client.stop()
    client.close()


@check("ephemeral znodes go with their session")
def ephemeral():
    keeper, owner = connected(), connected()
    root = "/" + unique("kazoo")
    keeper.ensure_path(root)
    owner.create(root + "/mine", b"", ephemeral=True)
    equal(keeper.exists(root + "/mine").ephemeralOwner, owner.client_id[0], "owner")
    owner.stop()
    owner.close()
    until(lambda: keeper.exists(root + "/mine") is None, "it is gone after its owner left")
    keeper.delete(root, recursive=True)
    keeper.stop()
    keeper.close()


@check("an expired session's ephemeral znodes go")
def expiry():
    keeper = connected()
    owner = KazooClient(ADDRESS, timeout=4)
    owner.start(15)
    root = "/" + unique("kazoo")
    keeper.ensure_path(root)
    owner.create(root + "/mine", b"", ephemeral=True)
    session = owner.client_id
    # The connection is cut, and nobody comes back for the session.
    owner._stopped.set()
    owner._connection._socket.shutdown(socket.SHUT_RDWR)
    until(lambda: keeper.exists(root + "/mine") is None, "it is gone after the session's time", 20)
    late = KazooClient(ADDRESS, timeout=4, client_id=session)
    late.start(15)
    assert late.client_id[0] != session[0], "the expired session was taken up again"
    late.stop()
    late.close()
    keeper.delete(root, recursive=True)
    keeper.stop()
    keeper.close()


@check("watches on data, existence and children")
def watches():
    client, other = connected(), connected()
    root = "/" + unique("kazoo")
    client.ensure_path(root)
    events = []
    client.exists(root + "/new", watch=events.append)
    other.create(root + "/new", b"1")
    until(lambda: [event.type for event in events] == ["CREATED"], "an event for a creation")
    client.get(root + "/new", watch=events.append)
    other.set(root + "/new", b"2")
    other.set(root + "/new", b"3")
    until(lambda: len(events) == 2, "an event for a change")
    equal((events[1].type, events[1].path), ("CHANGED", root + "/new"), "the change's event")
    client.get_children(root, watch=events.append)
    other.create(root + "/second", b"")
    until(lambda: len(events) == 3 and events[2].type == "CHILD", "an event for a new child")
    client.get(root + "/new", watch=events.append)
    other.delete(root + "/new")
    until(lambda: len(events) == 4 and events[3].type == "DELETED", "an event for a deletion")
    seen, children = [], []
    DataWatch(client, root, lambda data, stat: seen.append(data))
    ChildrenWatch(client, root, lambda names: children.append(sorted(names)))
    other.set(root, b"a")
    until(lambda: seen[-1:] == [b"a"], "DataWatch sees the change")
    other.set(root, b"b")
    until(lambda: seen[-1:] == [b"b"], "DataWatch sees the next")
    other.delete(root + "/second")
    until(lambda: children[-1:] == [[]], "ChildrenWatch sees an empty folder")
    client.delete(root, recursive=True)
    for each in (client, other):
        each.stop()
        each.close()


@check("multi: all or nothing")
def multi():
    client = connected()
    root = "/" + unique("kazoo")
    client.ensure_path(root)
    good = client.transaction()
    good.create(root + "/a", b"1")
    good.create(root + "/s-", b"", sequence=True)
    good.set_data(root + "/a", b"2")
    good.check(root + "/a", 1)
    results = good.commit()
    equal(results[:2], [root + "/a", root + "/s-0000000001"], "results")
    equal(client.get(root + "/a")[0], b"2", "value after it")
    bad = client.transaction()
    bad.create(root + "/b", b"")
    bad.check(root + "/a", 9)
    bad.delete(root + "/a")
    results = bad.commit()
    assert isinstance(results[0], RolledBackError), "the create was not rolled back: %r" % results
    assert isinstance(results[1], BadVersionError), "the check did not fail: %r" % results
    equal(client.exists(root + "/b"), None, "nothing of it was done")
    client.delete(root, recursive=True)
    client.stop()
    client.close()


@check("access lists, world and digest")
def acls():
    client, other = connected(), connected()
    root = "/" + unique("kazoo")
    client.create(root, b"")
    acl, stat = client.get_acls(root)
    equal((acl[0].id.scheme, acl[0].perms, stat.aversion), ("world", 31, 0), "the open list")
    client.create(root + "/read", b"x", acl=[make_acl("world", "anyone", read=True)])
    refused(NoAuthError, client.set, root + "/read", b"y")
    client.add_auth("digest", "user:secret")
    client.create(root + "/own", b"x", acl=[make_digest_acl("user", "secret", all=True)])
    equal(client.get(root + "/own")[0], b"x", "read by its owner")
    refused(NoAuthError, other.get, root + "/own")
    client.set_acls(root + "/own", [make_acl("world", "anyone", all=True)])
    equal(other.get(root + "/own")[0], b"x", "read by anyone after the list changed")
    client.delete(root, recursive=True)
    for each in (client, other):
        each.stop()
        each.close()


@check("the lock recipe, two holders in turn")
def lock():
    root = "/" + unique("kazoo")
    held, order = threading.Event(), []

    def hold(name):
        client = connected()
        with client.Lock(root, name):
            order.append(name + " in")
            held.set()
            # Long enough that a lock that does not hold lets the other one in between.
            threading.Event().wait(0.3)
            order.append(name + " out")
        client.stop()
        client.close()

    first = threading.Thread(target=hold, args=("a",), daemon=True)
    first.start()
    assert held.wait(20), "the first holder did not get the lock"
    second = threading.Thread(target=hold, args=("b",), daemon=True)
    second.start()
    first.join(20)
    second.join(20)
    equal(order, ["a in", "a out", "b in", "b out"], "order of holding")


@check("the election and counter recipes")
def recipes():
    client = connected()
    root = "/" + unique("kazoo")
    counter = client.Counter(root + "/counter", default=0)
    for _ in range(10):
        counter += 1
    equal(counter.value, 10, "counter")
    led = []
    client.Election(root + "/election", "me").run(lambda: led.append("led"))
    equal(led, ["led"], "elected")
    queue = client.Queue(root + "/queue")
    for item in (b"1", b"2", b"3"):
        queue.put(item)
    equal([queue.get() for _ in range(3)], [b"1", b"2", b"3"], "queue")
    client.delete(root, recursive=True)
    client.stop()
    client.close()


@check("a chroot")
def chroot():
    client = connected()
    root = "/" + unique("kazoo")
    client.ensure_path(root)
    inner = KazooClient(ADDRESS + root, timeout=10)
    inner.start(15)
    equal(inner.create("/x", b"in"), "/x", "path created")
    equal(client.get(root + "/x")[0], b"in", "the same from outside")
    inner.stop()
    inner.close()
    client.delete(root, recursive=True)
    client.stop()
    client.close()


@check("1,000 operations in flight keep their order")
def pipelined():
    client = connected()
    root = "/" + unique("kazoo")
    client.ensure_path(root)
    paths = ["%s/n%d" % (root, i) for i in range(1000)]
    pending = [client.create_async(path, b"x") for path in paths]
    equal([one.get(timeout=30) for one in pending], paths, "paths")
    pending = [client.set_async(root, b"%d" % i) for i in range(1000)]
    equal([one.get(timeout=30).version for one in pending], list(range(1, 1001)), "versions")
    equal(len(client.get_children(root)), 1000, "children")
    client.delete(root, recursive=True)
    client.stop()
    client.close()


@check("four-letter words")
def words():
    host, port = ADDRESS.rsplit(":", 1)
    wanted = {
        "ruok": "imok",
        "srvr": "Mode: standalone",
        "stat": "Clients:",
        "mntr": "zk_znode_count",
        "conf": "clientPort=",
        "cons": "127.0.0.1",
        "envi": "zookeeper.version=",
        "isro": "rw",
    }
    for word, part in wanted.items():
        with socket.create_connection((host, int(port)), 5) as one:
            one.sendall(word.encode())
            answer = b""
            while True:
                chunk = one.recv(65536)
                if not chunk:
                    break
                answer += chunk
        assert part in answer.decode(), "%s answered %r" % (word, answer[:200])


@check("a session and its znodes outlive a restart of the broker")
def restart():
    client = connected()
    root = "/" + unique("kazoo")
    client.create(root, b"kept")
    client.create(root + "/mine", b"", ephemeral=True)
    session = client.client_id[0]
    states, events = [], []
    client.add_listener(states.append)
    client.get(root, watch=events.append)
    restart_broker()
    until(lambda: client.state == KazooState.CONNECTED, "connected again")
    equal(client.client_id[0], session, "session after the restart")
    assert KazooState.LOST not in states, "the session was lost: %r" % states
    equal(client.get(root)[0], b"kept", "value")
    equal(client.exists(root + "/mine").ephemeralOwner, session, "owner of the ephemeral znode")
    client.set(root, b"new")
    client.delete(root, recursive=True)
    client.stop()
    client.close()


run()

"""Sessions, access and the rarer kinds of znodes through kazoo."""

import struct
import time

from kazoo.exceptions import (
    BadVersionError,
    InvalidACLError,
    NoAuthError,
    NodeExistsError,
    NoNodeError,
    NotEmptyError,
    RolledBackError,
    RuntimeInconsistency,
)
from kazoo.protocol.serialization import Create2
from kazoo.protocol.states import KazooState
from kazoo.recipe.cache import TreeCache
from kazoo.security import CREATOR_ALL_ACL, make_acl, make_digest_acl

from ground import LIMIT_S, away, begun, clients, connected, cut, ended, finished, refused
from steps import ask, check, equal, unique, until


@check("an expired session: the client is told, its watches and znodes are gone")
def expired():
    with clients(1) as ((keeper,), root):
        owner = connected(timeout=2)
        keeper.ensure_path(root)
        owner.create(root + "/mine", b"", ephemeral=True)
        states, gone = [], []
        owner.add_listener(states.append)
        keeper.exists(root + "/mine", watch=lambda event: gone.append(event.type))
        session = owner.client_id[0]
        with away(owner):
            until(lambda: gone == ["DELETED"], "another's watch tells of the deletion", LIMIT_S)
        until(lambda: states[-1:] == [KazooState.CONNECTED], "connected again", LIMIT_S)
        equal(states[-2:], [KazooState.LOST, KazooState.CONNECTED], "states")
        assert owner.client_id[0] != session, "the expired session was taken up again"
        equal(owner.exists(root + "/mine"), None, "the ephemeral znode")
        ended(owner)


@check("a session moves to another connection with its password, and only with it")
def moved():
    with clients(1) as ((first,), root):
        first.ensure_path(root)
        first.create(root + "/mine", b"", ephemeral=True)
        session, password = first.client_id
        stranger = connected(client_id=(session, b"\1" * 16))
        assert stranger.client_id[0] != session, "taken up with a wrong password"
        equal(first.exists(root + "/mine").ephemeralOwner, session, "owner after the attempt")
        host, port = first.hosts[0]
        # Where the first looks for a server when its connection is closed.
        first.set_hosts("127.0.0.1:1")
        second = connected(client_id=(session, password))
        equal(second.client_id[0], session, "session")
        until(lambda: first.state == KazooState.SUSPENDED, "the older connection was closed")
        ended(second)
        until(lambda: stranger.exists(root + "/mine") is None, "the session has ended")
        ended(stranger)
        first.set_hosts("%s:%d" % (host, port))
        until(lambda: first.connected, "connected again", LIMIT_S)


@check("negotiated time-outs")
def timeouts():
    # kazoo waits for a four-letter word no longer than for its session: another client asks.
    asker = connected()
    for asked, given in ((0.001, 1000), (2, 2000), (3600, 10_000)):
        client = connected(timeout=asked)
        # Again where a busy machine was too slow for a session of one second.
        until(
            lambda: negotiated(client, asker) == given,
            "%g s asked, %d ms given" % (asked, given),
        )
        ended(client)
    ended(asker)


def negotiated(client, asker):
    """What cons says of the client's session; None where it has none just now."""
    if not client.connected:
        return None
    session = "0x%x" % (client.client_id[0] & (1 << 64) - 1)
    for line in asker.command(b"cons").splitlines():
        if "sid=%s," % session in line:
            return int(line.split(",to=")[1].split(",")[0])
    return None


@check("a client that may read only works on a server that writes")
def read_only():
    client = connected(read_only=True)
    root = "/" + unique("kazoo")
    client.create(root, b"x")
    equal(client.get(root)[0], b"x", "value")
    client.delete(root)
    ended(client)


@check("a chroot that is made by its client, with watches, locks and transactions inside")
def chroot():
    with clients(1) as ((outer,), root):
        outer.create(root, b"outer")
        inner = connected(hosts="%s:%d%s/deep" % (*outer.hosts[0], root))
        inner.ensure_path("/")
        equal(outer.get_children(root), ["deep"], "made from inside")
        events = []
        inner.get_children("/", watch=events.append)
        outer.create(root + "/deep/child")
        until(lambda: events and events[0].path == "/", "an event with the path inside")
        with inner.transaction() as change:
            change.create("/a", b"1")
            change.create("/s-", b"", sequence=True)
        results = change.committed and sorted(inner.get_children("/"))
        equal(results, ["a", "child", "s-0000000002"], "children")
        with inner.Lock("/lock"):
            equal(len(outer.get_children(root + "/deep/lock")), 1, "lock seen from outside")
        refused(NoNodeError, inner.get, root)
        ended(inner)


@check("digest: credentials outlive a reconnect, creator's list, each permission by itself")
def digest():
    with clients(2) as ((keeper, stranger), root):
        keeper.ensure_path(root)
        owner = connected(auth_data=[("digest", "유저:비밀")], default_acl=CREATOR_ALL_ACL)
        owner.create(root + "/own", b"x")
        acl = owner.get_acls(root + "/own")[0][0]
        equal((acl.id.scheme, acl.id.id.split(":")[0], acl.perms), ("digest", "유저", 31), "list")
        for call in ("get", "exists", "get_children", "get_acls"):
            refused(NoAuthError, getattr(stranger, call), root + "/own")
        refused(NoAuthError, stranger.set_acls, root + "/own", [make_acl("world", "anyone")])
        refused(NoAuthError, stranger.create, root + "/own/child")
        cut(owner)
        equal(owner.retry(owner.get, root + "/own")[0], b"x", "after a break")
        parts = {
            "read": lambda client, path: client.get(path),
            "write": lambda client, path: client.set(path, b"y"),
            "create": lambda client, path: client.create(path + "/child"),
            "delete": lambda client, path: client.delete(path + "/child"),
            "admin": lambda client, path: client.set_acls(path, [make_acl("world", "anyone")]),
        }
        path = root + "/parts"
        for name, act in parts.items():
            granted = make_acl("world", "anyone", **{name: True})
            if owner.exists(path) is not None:
                owner.set_acls(path, [granted, make_digest_acl("유저", "비밀", all=True)])
            else:
                owner.create(path, acl=[granted, make_digest_acl("유저", "비밀", all=True)])
            for other, attempt in parts.items():
                if other == name:
                    attempt(stranger, path)
                else:
                    refused(NoAuthError, attempt, stranger, path)
            if name == "admin":
                refused(NoAuthError, owner.get, path)
        nonsense = [make_acl("nonsense", "x", all=True)]
        refused(InvalidACLError, owner.create, root + "/bad", acl=nonsense)
        owner.delete(root + "/own")
        ended(owner)


@check("the super user and lists of addresses")
def super_user():
    with clients(2) as ((stranger, elsewhere), root):
        stranger.create(root, b"x", acl=[make_acl("ip", "127.0.0.0/8", all=True)])
        equal(stranger.get(root)[0], b"x", "read from an address of the list")
        stranger.create(root + "/closed", b"y", acl=[make_acl("ip", "10.1.1.1", all=True)])
        refused(NoAuthError, elsewhere.get, root + "/closed")
        elsewhere.add_auth("digest", "super:test")
        equal(elsewhere.get(root + "/closed")[0], b"y", "read by the super user")


@check("transactions: results and errors of every part")
def transactions():
    with clients(2) as ((client, other), root):
        client.create(root)
        client.create(root + "/locked", acl=[make_acl("world", "anyone", read=True)])
        with client.transaction() as change:
            change.create(root + "/a", b"1", ephemeral=True)
            change.create(root + "/b", b"2")
            change.create(root + "/b/c", b"3")
            change.set_data(root + "/b", b"4", version=0)
            change.delete(root + "/b/c", version=0)
            change.check(root + "/b", version=1)
        owner = other.exists(root + "/a").ephemeralOwner
        equal(owner, client.client_id[0], "owner of the ephemeral")
        stats = [other.exists(root + "/" + name) for name in ("a", "b")]
        equal(stats[0].czxid, stats[1].czxid, "one zxid for all of it")
        cases = {
            NodeExistsError: lambda bad: bad.create(root + "/b"),
            NoNodeError: lambda bad: bad.set_data(root + "/none", b""),
            NotEmptyError: lambda bad: bad.delete(root),
            BadVersionError: lambda bad: bad.check(root + "/b", 7),
            NoAuthError: lambda bad: bad.set_data(root + "/locked", b""),
        }
        for error, spoil in cases.items():
            bad = client.transaction()
            bad.create(root + "/never")
            spoil(bad)
            bad.create(root + "/never/more")
            classes = [type(result) for result in bad.commit()]
            equal(classes, [RolledBackError, error, RuntimeInconsistency], "results")
        equal(other.exists(root + "/never"), None, "nothing was done")
        equal(client.transaction().commit(), [], "an empty transaction")


class CreateContainer(Create2):
    """createContainer: kazoo lacks the call, its users send the request by themselves."""

    type = 19


class CreateTTL(Create2):
    """createTTL: the same with a time in milliseconds behind the flags."""

    type = 21
    ttl_ms = 0

    def serialize(self):
        return super().serialize() + struct.pack(">q", self.ttl_ms)


def sent(client, request):
    future = client.handler.async_result()
    client._call(request, future)
    return future.get(timeout=LIMIT_S)


@check("containers go when they are empty, nodes with a time to live when it is over")
def containers():
    with clients(1) as ((client,), root):
        client.ensure_path(root)
        acl = [make_acl("world", "anyone", all=True)]
        path, _ = sent(client, CreateContainer(root + "/box", b"", acl, 4))
        equal(path, root + "/box", "path")
        brief = CreateTTL(root + "/brief", b"", acl, 5)
        brief.ttl_ms = 300
        equal(sent(client, brief)[0], root + "/brief", "path")
        until(lambda: client.exists(root + "/brief") is None, "it is gone after its time")
        lasting = CreateTTL(root + "/lasting-", b"", acl, 6)
        lasting.ttl_ms = 3_600_000
        equal(sent(client, lasting)[0], root + "/lasting-0000000002", "a sequential one")
        assert client.exists(root + "/box") is not None, "a container went before its first child"
        client.create(root + "/box/child")
        client.delete(root + "/box/child")
        until(lambda: client.exists(root + "/box") is None, "it is gone with its last child")
        assert client.exists(root + "/lasting-0000000002") is not None, "gone before its time"


def cversion(client, path):
    return client.retry(client.exists, path).cversion


@check("kill -9 of the server: sessions go on, nothing acknowledged is lost")
def killed():
    with clients(3) as (everyone, root):
        everyone[0].ensure_path(root)
        sessions = [client.client_id[0] for client in everyone]
        states = [[] for _ in everyone]
        for client, seen in zip(everyone, states):
            client.add_listener(seen.append)
        seen_by_watch = []
        everyone[0].DataWatch(root, lambda value, stat: seen_by_watch.append(value))
        cache = TreeCache(everyone[1], root)
        cache.start()
        stop = []

        def write(client, name):
            names = []
            while not stop:
                try:
                    names.append(client.create("%s/%s-" % (root, name), b"", sequence=True))
                except Exception:
                    time.sleep(0.02)
            return names

        writers = [begun(write, client, "w%d" % n) for n, client in enumerate(everyone)]
        with everyone[0].Lock(root + "-lock"):
            until(lambda: len(everyone[1].get_children(root)) > 50, "writes")
            ask("kill")
            until(lambda: all(client.connected for client in everyone), "connected again", LIMIT_S)
            before = cversion(everyone[1], root)
            until(lambda: cversion(everyone[1], root) > before + 20, "writes go on")
            stop.append(True)
            acknowledged = [name for names in finished(*writers) for name in names]
            equal(len(set(acknowledged)), len(acknowledged), "names given twice")
            there = set(everyone[2].get_children(root))
            lost = [name for name in acknowledged if name.rsplit("/", 1)[1] not in there]
            equal(lost, [], "acknowledged and lost")
            late = everyone[2].Lock(root + "-lock")
            equal(late.acquire(blocking=False), False, "the lock is free")
        equal([client.client_id[0] for client in everyone], sessions, "sessions")
        assert not any(KazooState.LOST in seen for seen in states), "lost: %r" % states
        everyone[2].set(root, b"after")
        until(lambda: seen_by_watch[-1] == b"after", "DataWatch goes on after the restart")
        until(lambda: cache.get_children(root, frozenset()) >= there, "TreeCache has all")
        everyone[0].delete(root + "-lock", recursive=True)

"""
Fills a ZooKeeper with a few znodes of every kind, for the golden files beside this file.

    python record.py HOST:PORT before           what goes into the snapshot; the session stays open
    python record.py HOST:PORT after OUT.jsonl  what the log holds beyond it; writes what is there

Between the two the server is started anew (with snapshot.compression.method once gz, once snappy,
once without), so that it takes snapshots. Wanted: kazoo; in zoo.cfg preAllocSize=1, and
extendedTypesEnabled=true where the server knows it; the arguments "no-ttl" and "no-container" leave
out what an old server lacks.
"""

import json
import os
import sys
from base64 import b64encode
from collections import namedtuple

from kazoo.client import KazooClient
from kazoo.exceptions import KazooException
from kazoo.protocol.serialization import int_struct, long_struct
from kazoo.protocol.serialization import read_string, write_buffer, write_string
from kazoo.security import ACL, CREATOR_ALL_ACL, Id, OPEN_ACL_UNSAFE, READ_ACL_UNSAFE
from kazoo.security import make_digest_acl


class CreateOfKind(namedtuple("CreateOfKind", "path data acl flags ttl type")):
    """createContainer (19) and createTTL (21), which kazoo does not have."""

    def serialize(self):
        b = bytearray(write_string(self.path) + write_buffer(self.data))
        b.extend(int_struct.pack(len(self.acl)))
        for acl in self.acl:
            b.extend(int_struct.pack(acl.perms))
            b.extend(write_string(acl.id.scheme) + write_string(acl.id.id))
        b.extend(int_struct.pack(self.flags))
        if self.ttl is not None:
            b.extend(long_struct.pack(self.ttl))
        return b

    @classmethod
    def deserialize(cls, bytes, offset):
        return read_string(bytes, offset)[0]


def create_of_kind(zk, path, data, flags, ttl=None):
    result = zk.handler.async_result()
    kind = 21 if ttl is not None else 19
    zk._call(CreateOfKind(path, data, OPEN_ACL_UNSAFE, flags, ttl, kind), result)
    return result.get(10)


def refused(call, *args, **kwargs):
    """Asks for what is refused: an error transaction in the log."""
    try:
        call(*args, **kwargs)
    except KazooException:
        return
    raise AssertionError("this was to be refused")


def before(zk, options=()):
    zk.create("/app", b"")
    zk.create("/app/data", b"one")
    zk.set("/app/data", b"two")
    zk.create("/app/none", None)
    zk.create("/app/\u00e4\u6f22", "\u6587".encode())
    zk.create("/app/ephemeral", b"of a session that stays", ephemeral=True)
    for _ in range(3):
        zk.create("/app/sequence-", b"", sequence=True)
    zk.delete("/app/sequence-0000000004")
    zk.create("/app/private", b"secret", acl=CREATOR_ALL_ACL)
    zk.create("/app/lists", b"", acl=[
        make_digest_acl("golden", "golden", all=True),
        ACL(1, Id("ip", "10.0.0.1")),
    ])
    zk.set_acls("/app/lists", [ACL(31, Id("world", "anyone")), ACL(1, Id("ip", "127.0.0.1"))])
    zk.create("/app/readable", b"", acl=READ_ACL_UNSAFE)
    if "no-container" not in options:
        create_of_kind(zk, "/app/container", b"c", 4)
        zk.create("/app/container/child", b"")
    if "no-ttl" not in options:
        create_of_kind(zk, "/app/ttl", b"t", 5, ttl=86_400_000)
        create_of_kind(zk, "/app/ttl-", b"", 6, ttl=86_400_000)
    zk.ensure_path("/zookeeper/quota/app")
    zk.create("/zookeeper/quota/app/zookeeper_limits", b"count=100,bytes=-1")
    zk.create("/zookeeper/quota/app/zookeeper_stats", b"count=0,bytes=0")
    refused(zk.delete, "/app/missing")


def after(zk, options=()):
    zk.create("/later", b"", makepath=True)
    zk.create("/later/ephemeral", b"", ephemeral=True)
    transaction = zk.transaction()
    transaction.create("/later/one", b"1")
    transaction.create("/later/two", b"2", acl=READ_ACL_UNSAFE)
    transaction.check("/later", 0)
    transaction.set_data("/later/one", b"11")
    transaction.delete("/app/data")
    assert not any(isinstance(one, Exception) for one in transaction.commit())
    transaction = zk.transaction()
    transaction.create("/later/never", b"")
    transaction.check("/later", 7)
    assert any(isinstance(one, Exception) for one in transaction.commit())
    zk.set_acls("/later/one", READ_ACL_UNSAFE)
    zk.delete("/app/sequence-0000000005")
    zk.create("/app/again-", b"", sequence=True)
    if "no-container" not in options:
        create_of_kind(zk, "/later/container", b"", 4)
        zk.create("/later/container/child", b"")
        zk.create("/later/with_stat", b"", include_data=True)
    if "no-ttl" not in options:
        create_of_kind(zk, "/later/ttl", b"", 5, ttl=1)
        zk.create("/later/ttl/child", b"")
    refused(zk.set, "/app", b"", version=9)
    other = connect(",".join("%s:%d" % host for host in zk.hosts))
    other.create("/later/gone", b"", ephemeral=True)
    other.stop()


def connect(address, **options):
    auth_data = [("digest", "golden:golden")]
    zk = KazooClient(hosts=address, auth_data=auth_data, **{"timeout": 40, **options})
    zk.start(timeout=20)
    return zk


def everything(zk):
    znodes = []
    pending = ["/"]
    while pending:
        path = pending.pop()
        data, stat = zk.get(path)
        acls, _ = zk.get_acls(path)
        children = zk.get_children(path)
        pending.extend(path.rstrip("/") + "/" + child for child in children)
        znodes.append({
            "path": path,
            "data": None if data is None else b64encode(data).decode(),
            "acl": [[acl.perms, acl.id.scheme, acl.id.id] for acl in acls],
            "stat": list(stat),
        })
    return sorted(znodes, key=lambda one: one["path"])


def main(address, phase, *options):
    zk = connect(address)
    if phase == "before":
        before(zk, options)
    else:
        after(zk, options)
        session, password = zk.client_id
        about = {
            "session": hex(session & 0xFFFFFFFFFFFFFFFF),
            "password": b64encode(password).decode(),
            "lastZxid": zk.last_zxid,
        }
        with open(options[0], "w") as out:
            for row in [about, *everything(zk)]:
                out.write(json.dumps(row, ensure_ascii=False) + "\n")
    # The session stays, with its ephemeral znodes: it is not closed.
    os._exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Reads the changes of the znode tree from Kafka while kazoo makes them: client.py KAFKA ZOOKEEPER."""

import base64
import json
import logging
import os
import sys
import threading

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "python"))

from kafka import KafkaConsumer, KafkaProducer, TopicPartition  # noqa: E402
from kafka.admin import KafkaAdminClient  # noqa: E402
from kafka.errors import InvalidTopicError, KafkaError  # noqa: E402
from kazoo.client import KazooClient  # noqa: E402
from kazoo.exceptions import ConnectionClosedError, ConnectionLoss, NoNodeError  # noqa: E402
from kazoo.exceptions import SessionExpiredError  # noqa: E402

from steps import ask, check, equal, run, unique, until  # noqa: E402

KAFKA, ZOOKEEPER = sys.argv[1:3]
TOPIC = "__znodes"
KILLS = 4
#: Znodes that are made between two kills, at least.
STEP = 60
logging.disable(logging.CRITICAL)


def connected():
    client = KazooClient(ZOOKEEPER, timeout=10)
    client.start(15)
    return client


class Reader(threading.Thread):
    """Reads the topic from its begin on, for as long as the program runs."""

    def __init__(self):
        super().__init__(daemon=True)
        self.changes = []
        self.keys = []
        self.failure = None

    def run(self):
        consumer = KafkaConsumer(bootstrap_servers=KAFKA, auto_offset_reset="earliest")
        consumer.assign([TopicPartition(TOPIC, 0)])
        while True:
            try:
                for records in consumer.poll(timeout_ms=200).values():
                    for record in records:
                        equal(record.offset, len(self.changes), "offset")
                        self.changes.append(json.loads(record.value))
                        self.keys.append(record.key.decode())
            except KafkaError:
                pass  # The server is being killed.
            except Exception as error:
                self.failure = error
                return

    def of(self, root):
        """The changes of znodes at and below a path."""
        return [c for c in list(self.changes) if within(c["path"], root)]

    def wait(self, root, count):
        def there():
            if self.failure is not None:
                raise self.failure
            return len(self.of(root)) >= count

        until(there, "%d changes of %s" % (count, root))
        return self.of(root)


def within(path, root):
    return path is not None and (path == root or path.startswith(root + "/"))


def fields(change, *names):
    return tuple(change.get(name) for name in names)


reader = Reader()


@check("the topic is there for whoever asks, internal, with one partition")
def topic():
    reader.start()
    until(lambda: len(reader.changes) > 20, "the changes of the server's first start")
    equal(reader.changes[0]["zxid"], 1, "number of the first change")
    admin = KafkaAdminClient(bootstrap_servers=KAFKA)
    described = admin.describe_topics([TOPIC])[0]
    equal(described["is_internal"], True, "internal")
    equal(len(described["partitions"]), 1, "partitions")
    admin.close()


@check("each change comes with its data, in order")
def everyday():
    client = connected()
    root = "/" + unique("stream")
    client.create(root, "값".encode())
    client.set(root, b"\xff\x00", version=0)
    name = client.create(root + "/n-", b"", sequence=True)
    client.delete(name)
    client.delete(root)
    session = hex(client.client_id[0])
    client.stop()
    client.close()
    changes = reader.wait(root, 5)
    told = [fields(c, "operation", "path", "version", "data") for c in changes]
    equal(
        told,
        [
            ("create", root, 0, "값"),
            ("setData", root, 1, base64.b64encode(b"\xff\x00").decode()),
            ("create", name, 0, ""),
            ("delete", name, None, None),
            ("delete", root, None, None),
        ],
        "changes",
    )
    equal([c.get("encoding") for c in changes], [None, "base64", None, None, None], "encodings")
    equal({c["session"] for c in changes}, {session}, "sessions")
    for change in changes:
        equal(reader.keys[reader.changes.index(change)], change["path"], "key")


@check("the parts of a transaction come together, in order")
def multi():
    client = connected()
    root = "/" + unique("stream")
    transaction = client.transaction()
    transaction.create(root, b"0")
    transaction.create(root + "/a", b"1")
    transaction.check(root, 0)
    transaction.set_data(root, b"2")
    transaction.delete(root + "/a")
    transaction.commit()
    client.stop()
    client.close()
    changes = reader.wait(root, 4)
    parts = [fields(c, "operation", "part", "parts", "data") for c in changes]
    wanted = ["create", "create", "setData", "delete"]
    datas = ["0", "1", "2", None]
    equal(parts, [(w, i, 4, datas[i]) for i, w in enumerate(wanted)], "parts")
    equal(len({c["zxid"] for c in changes}), 1, "numbers of the transaction")


@check("sessions, and the ephemeral znodes that go with them")
def sessions():
    client = connected()
    root = "/" + unique("stream")
    client.create(root, b"mine", ephemeral=True)
    session = hex(client.client_id[0])
    client.stop()
    client.close()
    created, deleted = reader.wait(root, 2)
    equal(fields(created, "operation", "mode"), ("create", "ephemeral"), "made")
    equal(fields(deleted, "operation", "data"), ("delete", None), "gone")
    until(lambda: session in reader.keys[reader.changes.index(deleted) :], "the session's end")
    own = [c for c in list(reader.changes) if c["session"] == session]
    equal(own[0]["operation"], "createSession", "the session's first change")
    equal(own[-1]["operation"], "closeSession", "the session's last change")
    equal(own[-1]["zxid"], deleted["zxid"], "one transaction")


@check("nobody else writes to it")
def read_only():
    producer = KafkaProducer(bootstrap_servers=KAFKA, retries=0)
    # By itself this client does not even try: it leaves out internal topics.
    producer._metadata.topics = lambda exclude_internal_topics=True: {TOPIC}
    try:
        producer.send(TOPIC, key=b"/forged", value=b"{}").get(timeout=20)
    except InvalidTopicError:
        pass
    else:
        raise AssertionError("a record was taken")
    finally:
        producer.close(timeout=5)


class Writer(threading.Thread):
    """Makes, changes and removes znodes until it is stopped, whatever happens to the server."""

    def __init__(self, root, number):
        super().__init__(daemon=True)
        self.root = root
        self.number = number
        self.acknowledged = 0
        self.stopping = threading.Event()

    def run(self):
        client = connected()
        count = 0
        while not self.stopping.is_set():
            path = "%s/%d-%d" % (self.root, self.number, count)
            count += 1
            try:
                client.create(path, b"x" * (count % 200), ephemeral=count % 7 == 0)
                client.set(path, ("%d" % count).encode())
                if count % 3 == 0:
                    client.delete(path)
                self.acknowledged += 1
            except (ConnectionLoss, ConnectionClosedError, SessionExpiredError):
                pass  # Whether it was made is not known.
            except NoNodeError:
                pass  # An ephemeral one, whose session ended in between.
        client.stop()
        client.close()


def numbers_in_order(changes):
    """Every transaction's number, each once: a change that is missing or there twice is an error."""
    following = (1, 0)
    for change in changes:
        part, parts = change.get("part", 0), change.get("parts", 1)
        equal((change["zxid"], part), following, "number and part of %s" % change)
        following = (change["zxid"] + 1, 0) if part == parts - 1 else (change["zxid"], part + 1)


@check("over kills of the server each change comes once, in order")
def kills():
    client = connected()
    root = "/" + unique("stream")
    client.create(root, b"")
    writers = [Writer(root, number) for number in range(3)]
    for writer in writers:
        writer.start()
    for _ in range(KILLS):
        before = [writer.acknowledged for writer in writers]
        until(
            lambda: all(w.acknowledged >= b + STEP for w, b in zip(writers, before)),
            "every writer goes on",
            60,
        )
        ask("kill")
    for writer in writers:
        writer.stopping.set()
    for writer in writers:
        writer.join(60)
    client.create(root + "/end", b"")
    until(lambda: any(c["path"] == root + "/end" for c in reader.of(root)), "the last change", 60)
    numbers_in_order(list(reader.changes))
    client.stop()
    client.close()


@check("the tree that the changes lead to is the tree")
def mirror():
    client = connected()

    def read(path, found):
        for name in client.get_children(path):
            child = path.rstrip("/") + "/" + name
            if child == "/zookeeper":
                continue
            data, stat = client.get(child)
            found[child] = (data or b"", stat.version)
            read(child, found)
        return found

    def told():
        tree = {}
        for change in list(reader.changes):
            path, version, data = fields(change, "path", "version", "data")
            if path is None or change["operation"] == "setACL":
                continue
            if change["operation"] == "delete":
                tree.pop(path)
                continue
            text = data or ""
            binary = change.get("encoding") == "base64"
            tree[path] = (base64.b64decode(text) if binary else text.encode(), version)
        return tree

    # Sessions that were left may end meanwhile: then both are looked at again.
    until(lambda: read("/", {}) == told(), "both trees are the same", 60)
    client.stop()
    client.close()


run()

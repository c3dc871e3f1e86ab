"""kazoo as the benchmark uses it: zookeeper.py HOST:PORT SCALE. Prints JSON: rates and latencies."""

import json
import logging
import os
import sys
import time

from kazoo.client import KazooClient

logging.disable(logging.ERROR)
address, scale = sys.argv[1], float(sys.argv[2])
value = os.urandom(100)
root = "/bench-%d" % time.time_ns()
client = KazooClient(address, timeout=30)
client.start(15)
client.create(root, b"")
client.create(root + "/s", b"")
client.create(root + "/a", b"")
found = {}


def one_by_one(name, count, call):
    durations = []
    for i in range(count):
        started = time.perf_counter()
        call(i)
        durations.append((time.perf_counter() - started) * 1000)
    durations.sort()
    found[name] = {
        "perSecond": count / (sum(durations) / 1000),
        "medianMs": durations[count // 2],
        "p99Ms": durations[count * 99 // 100],
    }


def all_at_once(name, count, call):
    started = time.perf_counter()
    for pending in [call(i) for i in range(count)]:
        pending.get(timeout=120)
    found[name] = {"perSecond": count / (time.perf_counter() - started)}


few, many = max(1, int(2000 * scale)), max(1, int(20000 * scale))
one_by_one("create", few, lambda i: client.create("%s/s/n%d" % (root, i), value))
one_by_one("get", few, lambda i: client.get("%s/s/n%d" % (root, i)))
one_by_one("set", few, lambda i: client.set("%s/s/n%d" % (root, i), value))
all_at_once("create, 20,000 in flight", many, lambda i: client.create_async("%s/a/n%d" % (root, i), value))
all_at_once("get, 20,000 in flight", many, lambda i: client.get_async("%s/a/n%d" % (root, i)))
all_at_once("set, 20,000 in flight", many, lambda i: client.set_async("%s/a/n%d" % (root, i), value))
print(json.dumps(found))
client.stop()
client.close()

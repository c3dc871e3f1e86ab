"""Two workers take turns by a lock in the znode tree on port 2181.

    pip install kazoo
    python3 kazoo_lock.py [ZooKeeper address]

Each worker has a session of its own. The lock is an ephemeral znode: where a worker dies, its
session ends and the other gets the lock.
"""
import sys
import threading
import time

from kazoo.client import KazooClient

hosts = sys.argv[1] if len(sys.argv) > 1 else "localhost:2181"


def work(name: str) -> None:
    client = KazooClient(hosts=hosts, timeout=6.0)
    client.start()
    try:
        for turn in range(1, 3):
            with client.Lock("/examples/lock", identifier=name):
                print(f"{name} holds the lock, turn {turn}", flush=True)
                time.sleep(0.1)
    finally:
        client.stop()
        client.close()


workers = [threading.Thread(target=work, args=(name,)) for name in ("first", "second")]
for worker in workers:
    worker.start()
for worker in workers:
    worker.join()

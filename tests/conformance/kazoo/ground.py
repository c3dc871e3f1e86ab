"""What every file of these checks stands on: clients that end, threads that are waited for."""

import logging
import os
import socket
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "python"))

from kazoo.client import KazooClient  # noqa: E402
from kazoo.exceptions import KazooException, NoNodeError  # noqa: E402

from steps import unique  # noqa: E402

ADDRESS = sys.argv[1]
# Generous, for a busy machine: nothing here waits so long where all is well.
LIMIT_S = 40
logging.disable(logging.CRITICAL)

_threads = ThreadPoolExecutor(max_workers=64)


def connected(**options):
    """A started client; a connection that breaks is taken up again soon."""
    options.setdefault("timeout", 10)
    options.setdefault("connection_retry", {"max_tries": -1, "delay": 0.05, "max_delay": 0.5})
    client = KazooClient(options.pop("hosts", ADDRESS), **options)
    client.start(LIMIT_S)
    return client


def ended(client):
    client.stop()
    client.close()


@contextmanager
def clients(count, **options):
    """`count` clients and a path that no earlier check used; the path's nodes are removed after."""
    made = [connected(**options) for _ in range(count)]
    root = "/" + unique("kazoo")
    try:
        yield made, root
    finally:
        try:
            made[0].delete(root, recursive=True)
        except (NoNodeError, KazooException):
            pass
        for client in made:
            ended(client)


def begun(function, *arguments, **options):
    """Runs the call in a thread; finished(...) waits for it."""
    return _threads.submit(function, *arguments, **options)


def finished(*futures):
    """Results of the calls that were begun; an error of theirs is raised here."""
    return [future.result(LIMIT_S) for future in futures]


def cut(client):
    """Breaks the connection as a network does; the client takes up another by itself."""
    client._connection._socket.shutdown(socket.SHUT_RDWR)


@contextmanager
def away(client):
    """The client's connection is cut, and nobody answers it until this is left."""
    host, port = client.hosts[0]
    # Port 1 of this machine: nobody listens there.
    client.set_hosts("127.0.0.1:1" + (client.chroot or ""))
    cut(client)
    try:
        yield
    finally:
        client.set_hosts("%s:%d%s" % (host, port, client.chroot or ""))


def refused(error_class, call, *arguments, **options):
    try:
        call(*arguments, **options)
    except error_class:
        return
    raise AssertionError("%s was not raised" % error_class.__name__)

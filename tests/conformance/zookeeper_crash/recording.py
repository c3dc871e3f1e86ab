"""Keeps what clients asked and were told, a line of JSON each, in a file that outlives a kill.

Times are those of the machine's monotonic clock, which all processes share. kazoo does not show the
order of replies and events on the wire, so its connection is listened to.
"""

import json
import logging
import threading
import time

import kazoo.client
from kazoo.client import KazooClient
from kazoo.exceptions import KazooException
from kazoo.handlers.threading import KazooTimeoutError
from kazoo.protocol.connection import ConnectionHandler
from kazoo.protocol.serialization import Close, GetChildren2, GetData, Watch

FAILURES = (KazooException, KazooTimeoutError)
EVENT_XID = -1
SESSION_TIMEOUT_S = 30
EVENT_KINDS = {1: "data", 2: "deleted", 3: "data", 4: "children"}
logging.disable(logging.CRITICAL)


class History:
    """A file of lines."""

    def __init__(self, path):
        self.file = open(path, "w", buffering=1)
        self.lock = threading.Lock()

    def add(self, kind, **fields):
        line = json.dumps(dict(fields, kind=kind))
        with self.lock:
            self.file.write(line + "\n")


class RecordingConnection(ConnectionHandler):
    """Writes down what comes over each connection, in order, for the clients that are named."""

    zxids = ()
    was_closed = False

    def _connect(self, *arguments):
        self.write_zxids()
        self.client.connections = getattr(self.client, "connections", 0) + 1
        self.zxids = []
        return super()._connect(*arguments)

    def write_zxids(self):
        history = getattr(self.client, "history", None)
        if history and self.zxids:
            session = self.session
            order = self.client.connections
            history.add("zxids", session=session, connection=order, zxids=self.zxids)
        self.zxids = []

    def _read_header(self, timeout):
        header, buffer, offset = super()._read_header(timeout)
        if header.zxid > 0:
            if not self.zxids:
                self.session = "%x" % self.client.client_id[0]
            self.zxids.append(header.zxid)
        if header.xid == EVENT_XID and getattr(self.client, "is_watching", False):
            watch, _ = Watch.deserialize(buffer, offset)
            about = EVENT_KINDS.get(watch.type, "unknown")
            self.write("event", about=about, path=watch.path, zxid=header.zxid)
        return header, buffer, offset

    def _read_response(self, header, buffer, offset):
        request = self.client._pending[0][0]
        if isinstance(request, Close):
            self.was_closed = header.err == 0
        if getattr(self.client, "is_watching", False) and header.err == 0:
            self.write_reply(request, header, (buffer, offset))
        return super()._read_response(header, buffer, offset)

    def write_reply(self, request, header, body):
        about = {GetData: "data", GetChildren2: "children"}.get(type(request))
        if about is None:
            return self.write("reply", zxid=header.zxid)
        stat = request.deserialize(*body)[1]
        self.write(
            "reply",
            zxid=header.zxid,
            about=about,
            path=request.path,
            watch=bool(request.watcher),
            changed=stat.mzxid if about == "data" else stat.pzxid,
        )

    def write(self, kind, **fields):
        client = self.client
        client.history.add(kind, by=client.name, connection=client.connections, **fields)


kazoo.client.ConnectionHandler = RecordingConnection


def connected(address, timeout=SESSION_TIMEOUT_S):
    retry = {"max_tries": -1, "delay": 0.02, "max_delay": 0.2, "ignore_expire": False}
    client = KazooClient(address, timeout=timeout, connection_retry=retry)
    client.start(30)
    return client


def now():
    return time.monotonic()

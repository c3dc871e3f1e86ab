"""ZooKeeper's client in C, libzookeeper_mt, as far as these checks need it: its own functions,
with Python's strings and exceptions around them. Layouts are those of zookeeper.h."""

import ctypes
from ctypes import POINTER, byref, c_char_p, c_int, c_int32, c_int64, c_void_p

lib = ctypes.CDLL("libzookeeper_mt.so")

CONNECTED = 3
EXPIRED = -112
EVENTS = {1: "CREATED", 2: "DELETED", 3: "CHANGED", 4: "CHILD"}
EPHEMERAL, SEQUENCE, CONTAINER, TTL, TTL_SEQUENCE = 1, 2, 4, 5, 6
_SESSION_EVENT = -1
_BUFFER_BYTES = 1 << 20


class ClientId(ctypes.Structure):
    _fields_ = [("client_id", c_int64), ("passwd", ctypes.c_ubyte * 16)]


class Id(ctypes.Structure):
    _fields_ = [("scheme", c_char_p), ("id", c_char_p)]


class Acl(ctypes.Structure):
    _fields_ = [("perms", c_int32), ("id", Id)]


class AclVector(ctypes.Structure):
    _fields_ = [("count", c_int32), ("data", POINTER(Acl))]


class StringVector(ctypes.Structure):
    _fields_ = [("count", c_int32), ("data", POINTER(c_char_p))]


class Stat(ctypes.Structure):
    _fields_ = [
        ("czxid", c_int64),
        ("mzxid", c_int64),
        ("ctime", c_int64),
        ("mtime", c_int64),
        ("version", c_int32),
        ("cversion", c_int32),
        ("aversion", c_int32),
        ("ephemeralOwner", c_int64),
        ("dataLength", c_int32),
        ("numChildren", c_int32),
        ("pzxid", c_int64),
    ]


class OpResult(ctypes.Structure):
    _fields_ = [("err", c_int), ("value", c_void_p), ("valuelen", c_int), ("stat", c_void_p)]


# A struct zoo_op: the releases that know a time to live carry it there as well.
_OP_BYTES = 72 if hasattr(lib, "zoo_create_ttl") else 64
_WATCHER = ctypes.CFUNCTYPE(None, c_void_p, c_int, c_int, c_char_p, c_void_p)
_COMPLETION = ctypes.CFUNCTYPE(None, c_int, c_void_p)
OPEN = AclVector.in_dll(lib, "ZOO_OPEN_ACL_UNSAFE")
READ = AclVector.in_dll(lib, "ZOO_READ_ACL_UNSAFE")
CREATOR = AclVector.in_dll(lib, "ZOO_CREATOR_ALL_ACL")

_CREATE = [c_char_p, c_char_p, c_int, POINTER(AclVector), c_int]
_WATCH = [c_void_p, c_char_p, _WATCHER, c_void_p]
for _name, _arguments in {
    "zoo_create": [c_void_p, *_CREATE, c_char_p, c_int],
    "zoo_create_ttl": [c_void_p, *_CREATE, c_int64, c_char_p, c_int],
    "zoo_delete": [c_void_p, c_char_p, c_int],
    "zoo_set2": [c_void_p, c_char_p, c_char_p, c_int, c_int, POINTER(Stat)],
    "zoo_wexists": [*_WATCH, POINTER(Stat)],
    "zoo_wget": [*_WATCH, c_char_p, POINTER(c_int), POINTER(Stat)],
    "zoo_wget_children": [*_WATCH, POINTER(StringVector)],
    "zoo_get_acl": [c_void_p, c_char_p, POINTER(AclVector), POINTER(Stat)],
    "zoo_set_acl": [c_void_p, c_char_p, c_int, POINTER(AclVector)],
    "zoo_add_auth": [c_void_p, c_char_p, c_char_p, c_int, _COMPLETION, c_void_p],
    "zoo_multi": [c_void_p, c_int, c_void_p, POINTER(OpResult)],
    "zoo_create_op_init": [c_void_p, *_CREATE, c_char_p, c_int],
    "zoo_delete_op_init": [c_void_p, c_char_p, c_int],
    "zoo_set_op_init": [c_void_p, c_char_p, c_char_p, c_int, c_int, POINTER(Stat)],
    "zoo_check_op_init": [c_void_p, c_char_p, c_int],
    "zoo_state": [c_void_p],
    "zoo_recv_timeout": [c_void_p],
    "zoo_client_id": [c_void_p],
    "zookeeper_close": [c_void_p],
    "zookeeper_init": [c_char_p, _WATCHER, c_int, POINTER(ClientId), c_void_p, c_int],
}.items():
    if hasattr(lib, _name):
        getattr(lib, _name).argtypes = _arguments
lib.zookeeper_init.restype = c_void_p
lib.zoo_client_id.restype = POINTER(ClientId)
lib.zerror.restype = c_char_p
lib.zoo_set_debug_level(0)


class Failed(Exception):
    """A call that ended with a code other than 0."""

    def __init__(self, code):
        super().__init__("%d: %s" % (code, lib.zerror(code).decode()))
        self.code = code


def _must(code):
    if code != 0:
        raise Failed(code)


class Client:
    """A handle; `states` are the connection's states as they came."""

    def __init__(self, address, timeout_ms=10_000, client_id=None):
        self.states = []
        self._kept = []
        self._watcher = self._keep(_WATCHER(self._on_event))
        taken = None if client_id is None else byref(client_id)
        start = (address.encode(), self._watcher, timeout_ms, taken, None, 0)
        self._handle = lib.zookeeper_init(*start)

    def _keep(self, callback):
        # The library calls it as long as the handle lives.
        self._kept.append(callback)
        return callback

    def _on_event(self, handle, kind, state, path, context):
        if kind == _SESSION_EVENT:
            self.states.append(state)

    def _watch(self, call):
        if call is None:
            return _WATCHER(0)

        def seen(handle, kind, state, path, context):
            if kind != _SESSION_EVENT:
                call((EVENTS.get(kind, kind), path.decode()))

        return self._keep(_WATCHER(seen))

    @property
    def state(self):
        return lib.zoo_state(self._handle)

    @property
    def client_id(self):
        return ClientId.from_buffer_copy(lib.zoo_client_id(self._handle).contents)

    @property
    def timeout_ms(self):
        return lib.zoo_recv_timeout(self._handle)

    def close(self):
        _must(lib.zookeeper_close(self._handle))

    def add_auth(self, scheme, credential, done):
        completion = self._keep(_COMPLETION(lambda code, data: done(code)))
        secret = credential.encode()
        request = (scheme.encode(), secret, len(secret), completion, None)
        _must(lib.zoo_add_auth(self._handle, *request))

    def create(self, path, data=b"", mode=0, acl=OPEN, ttl_ms=None):
        made = ctypes.create_string_buffer(1024)
        if ttl_ms is None:
            request = (path.encode(), data, len(data), byref(acl), mode, made, len(made))
            _must(lib.zoo_create(self._handle, *request))
        else:
            request = (path.encode(), data, len(data), byref(acl), mode, ttl_ms, made, len(made))
            _must(lib.zoo_create_ttl(self._handle, *request))
        return made.value.decode()

    def delete(self, path, version=-1):
        _must(lib.zoo_delete(self._handle, path.encode(), version))

    def set(self, path, data, version=-1):
        stat = Stat()
        _must(lib.zoo_set2(self._handle, path.encode(), data, len(data), version, byref(stat)))
        return stat

    def exists(self, path, watch=None):
        stat = Stat()
        code = lib.zoo_wexists(self._handle, path.encode(), self._watch(watch), None, byref(stat))
        if code == -101:
            return None
        _must(code)
        return stat

    def get(self, path, watch=None):
        stat, length = Stat(), c_int(_BUFFER_BYTES)
        data = ctypes.create_string_buffer(_BUFFER_BYTES)
        watcher = self._watch(watch)
        name = path.encode()
        _must(lib.zoo_wget(self._handle, name, watcher, None, data, byref(length), byref(stat)))
        return data.raw[: max(length.value, 0)], stat

    def get_children(self, path, watch=None):
        names = StringVector()
        watcher = self._watch(watch)
        _must(lib.zoo_wget_children(self._handle, path.encode(), watcher, None, byref(names)))
        return sorted(names.data[index].decode() for index in range(names.count))

    def get_acl(self, path):
        acl, stat = AclVector(), Stat()
        _must(lib.zoo_get_acl(self._handle, path.encode(), byref(acl), byref(stat)))
        entries = [acl.data[index] for index in range(acl.count)]
        return [(one.id.scheme.decode(), one.id.id.decode(), one.perms) for one in entries]

    def set_acl(self, path, acl, version=-1):
        _must(lib.zoo_set_acl(self._handle, path.encode(), version, byref(acl)))

    def multi(self, operations):
        """Each is ("create", path, data, mode), ("delete" or "check", path, version) or
        ("set", path, data, version); returns the code of all and the codes of each."""
        ops = ctypes.create_string_buffer(_OP_BYTES * len(operations))
        results = (OpResult * len(operations))()
        kept = []
        for index, (kind, path, *rest) in enumerate(operations):
            at = ctypes.addressof(ops) + index * _OP_BYTES
            name = path.encode()
            kept.append((name, rest))
            if kind == "create":
                data, mode = rest
                made = ctypes.create_string_buffer(1024)
                kept.append(made)
                request = (name, data, len(data), byref(OPEN), mode, made, len(made))
                lib.zoo_create_op_init(at, *request)
            elif kind == "set":
                data, version = rest
                lib.zoo_set_op_init(at, name, data, len(data), version, None)
            else:
                getattr(lib, "zoo_%s_op_init" % kind)(at, name, rest[0])
        code = lib.zoo_multi(self._handle, len(operations), ctypes.addressof(ops), results)
        return code, [result.err for result in results]

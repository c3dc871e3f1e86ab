"""Types on kedge's zkCli.sh through a terminal of its own, as a person does."""

import os
import pty
import select
import subprocess
import sys
import time

ADDRESS, KEDGE = sys.argv[1], sys.argv[2:]
SHELL = KEDGE + ["zkCli", "-server", ADDRESS]
LIMIT_SECONDS = 30


class Terminal:
    def __init__(self):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.execvp(SHELL[0], SHELL)
        self.seen = b""

    def type(self, text):
        os.write(self.fd, text.encode())

    def read_until(self, text):
        """What came until `text`, that included; the rest is for the next call."""
        limit = time.monotonic() + LIMIT_SECONDS
        wanted = text.encode()
        while wanted not in self.seen:
            left = limit - time.monotonic()
            if left <= 0 or not select.select([self.fd], [], [], left)[0]:
                raise AssertionError(f"{text!r} did not come, but {self.seen[-300:]!r}")
            try:
                chunk = os.read(self.fd, 65536)
            except OSError:
                chunk = b""
            if chunk == b"":
                raise AssertionError(f"the shell ended before {text!r}: {self.seen[-300:]!r}")
            self.seen += chunk
        at = self.seen.index(wanted) + len(wanted)
        found, self.seen = self.seen[:at], self.seen[at:]
        return found.decode()

    def end(self):
        limit = time.monotonic() + LIMIT_SECONDS
        while time.monotonic() < limit:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid != 0:
                return os.waitstatus_to_exitcode(status)
            if select.select([self.fd], [], [], 0.05)[0]:
                try:
                    os.read(self.fd, 65536)
                except OSError:
                    pass
        raise AssertionError("the shell goes on")


def check(name, action):
    try:
        action()
        print(f"ok {name}", flush=True)
    except Exception as error:  # pylint: disable=broad-except
        text = str(error).replace("\n", " ")
        print(f"FAIL {name}: {text}", flush=True)


terminal = Terminal()


def completes():
    terminal.read_until("(CONNECTED) 0] ")
    terminal.type("creat\t/alpha one\r")
    terminal.read_until("Created /alpha")
    terminal.read_until(" 1] ")
    terminal.type("create /alpine two\r")
    terminal.read_until(" 2] ")
    terminal.type("get /al\t")
    terminal.read_until("get /alp")
    terminal.type("\t")
    terminal.read_until("/alpha   /alpine")
    terminal.type("h\t\r")
    terminal.read_until("one\r\n")
    terminal.read_until(" 3] ")


def recalls():
    # get /alpha, one line up; the two keys left of its end, and "in" for "h".
    terminal.type("\x1b[A\x1b[D\x7fin\x1b[3~e\r")
    terminal.read_until("two\r\n")
    terminal.read_until(" 4] ")


def tells_of_watches():
    terminal.type("get -w /alpha\r")
    terminal.read_until(" 5] ")
    terminal.type("get /alp")
    terminal.read_until("get /alp")
    subprocess.run(SHELL + ["set", "/alpha", "three"], check=True, capture_output=True, timeout=30)
    terminal.read_until("type:NodeDataChanged path:/alpha")
    terminal.read_until(" 5] get /alp")
    terminal.type("ha\r")
    terminal.read_until("three\r\n")
    terminal.read_until(" 6] ")


def connects_again():
    print("ask restart", flush=True)
    if sys.stdin.readline().strip() != "done":
        raise AssertionError("no restart")
    terminal.read_until("state:Disconnected")
    terminal.read_until("state:SyncConnected")
    terminal.type("get /alpine\r")
    terminal.read_until("two\r\n")
    terminal.read_until(" 7] ")


def ends():
    terminal.type("\x04")
    if terminal.end() != 0:
        raise AssertionError("it did not end with 0")


check("Tab completes commands and paths", completes)
check("the arrow keys bring back and move", recalls)
check("a watch's event goes above the line that is being typed", tells_of_watches)
check("the shell connects again after a restart of the server", connects_again)
check("control-D ends it", ends)

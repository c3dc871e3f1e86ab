"""Runs named checks one after the other and prints a line for each: what the harness reads.

A check is a function marked with @check("its name"). It passes when it returns. Each gets its own
topic and group names (unique), so that a run leaves nothing for the next one to stumble over.
"""

import os
import sys
import threading
import time
import traceback

_checks = []


class Skipped(Exception):
    """Raised by a check that cannot be made here; its text says why."""


def check(name):
    """Marks a function as the check of this name; they run in the order of definition."""

    def mark(function):
        _checks.append((name, function))
        return function

    return mark


def unique(prefix):
    """A name no earlier run used."""
    unique.count = getattr(unique, "count", 0) + 1
    return "%s-%d-%d-%d" % (prefix, time.time() * 1000, os.getpid(), unique.count)


def ask(word):
    """Asks the harness, over the pipe, to do something to the server, and waits until it is done."""
    print("ask " + word, flush=True)
    answer = sys.stdin.readline().strip()
    if answer != "done":
        raise AssertionError("Asked to %s, the harness said: %s" % (word, answer))


def restart_broker():
    """Has the broker stopped cleanly and started again."""
    ask("restart")


def until(condition, what, limit_s=30.0):
    """Waits until condition() is true; what names it in the error."""
    deadline = time.monotonic() + limit_s
    while True:
        result = condition()
        if result:
            return result
        if time.monotonic() > deadline:
            raise AssertionError("Not within %g s: %s" % (limit_s, what))
        time.sleep(0.02)


def load_until_stopped(threads, stopping, acked, limit_s=120):
    """Runs threads that make load until the harness says stop, and gives those that do not end.

    Meanwhile `acked N` is printed, so that the harness sees progress. acked() gives the number, or
    None where there is none; stopping is the event on which the threads end, each within limit_s.
    """

    def show_progress():
        while not stopping.is_set():
            number = acked()
            if number is not None:
                print("acked %d" % number, flush=True)
            time.sleep(0.02)

    progress = threading.Thread(target=show_progress, daemon=True)
    for thread in threads + [progress]:
        thread.start()
    for line in sys.stdin:
        if line.strip() == "stop":
            break
    stopping.set()
    for thread in threads + [progress]:
        thread.join(limit_s)
    return [thread for thread in threads if thread.is_alive()]


def equal(found, wanted, what):
    """Asserts equality with an error that shows both sides."""
    if found != wanted:
        raise AssertionError("%s: wanted %s, found %s" % (what, brief(wanted), brief(found)))


def brief(value):
    text = repr(value)
    return text if len(text) < 300 else text[:300] + "..."


def run():
    """Runs every check; the exit status is 0 when all passed."""
    failed = 0
    for name, function in _checks:
        try:
            function()
            print("ok " + name, flush=True)
        except Skipped as reason:
            print("skip %s: %s" % (name, reason), flush=True)
        except Exception as error:
            failed += 1
            traceback.print_exc()
            reason = "%s: %s" % (type(error).__name__, error)
            print("FAIL %s: %s" % (name, reason.replace("\n", " ")), flush=True)
    # Clients leave threads behind where a check failed half-way; none may keep the run alive.
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(1 if failed else 0)

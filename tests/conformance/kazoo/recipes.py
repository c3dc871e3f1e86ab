"""kazoo's recipes, each as two or more of its users meet in it."""

import datetime
import threading

from kazoo.exceptions import LockTimeout
from kazoo.protocol.states import KazooState
from kazoo.recipe.cache import TreeCache, TreeEvent
from kazoo.recipe.lease import MultiNonBlockingLease
from kazoo.recipe.partitioner import PartitionState
from kazoo.recipe.watchers import PatientChildrenWatch

from ground import LIMIT_S, away, begun, clients, connected, ended, finished, refused
from steps import check, equal, until


@check("Lock: waiting, time-out, cancel, contenders in order")
def locks():
    with clients(3) as ((first, second, third), root):
        held = first.Lock(root, "first")
        waiting = second.Lock(root, "second")
        last = third.Lock(root, "third")
        equal(held.acquire(timeout=LIMIT_S), True, "acquired")
        equal(second.Lock(root, "nobody").acquire(blocking=False), False, "acquired while held")
        refused(LockTimeout, second.Lock(root, "nobody").acquire, timeout=0.2)
        one = begun(waiting.acquire, timeout=LIMIT_S)
        until(lambda: held.contenders() == ["first", "second"], "two contenders")
        two = begun(last.acquire, timeout=LIMIT_S)
        until(lambda: held.contenders() == ["first", "second", "third"], "three contenders")
        waiting.cancel()
        refused(Exception, one.result, LIMIT_S)
        equal(two.done(), False, "the third got the lock before its turn")
        held.release()
        equal(finished(two), [True], "acquired after the release")
        last.release()


@check("ReadLock and WriteLock: readers together, writers alone")
def shared_locks():
    with clients(4) as ((one, two, three, four), root):
        readers = [one.ReadLock(root, "r1"), two.ReadLock(root, "r2")]
        for reader in readers:
            equal(reader.acquire(timeout=LIMIT_S), True, "read lock")
        writer = three.WriteLock(root, "w")
        waiting = begun(writer.acquire, timeout=LIMIT_S)
        until(lambda: len(writer.contenders()) == 3, "the writer waits")
        late = four.ReadLock(root, "r3")
        equal(late.acquire(blocking=False), False, "read lock behind a waiting writer")
        readers[0].release()
        equal(waiting.done(), False, "written while one reads")
        readers[1].release()
        equal(finished(waiting), [True], "write lock after the readers left")
        after = begun(late.acquire, timeout=LIMIT_S)
        until(lambda: len(writer.contenders()) == 2, "a reader waits")
        writer.release()
        equal(finished(after), [True], "read lock after the writer left")
        late.release()


@check("Semaphore: as many holders as leases")
def semaphore():
    with clients(3) as ((one, two, three), root):
        held = [each.Semaphore(root, name, max_leases=2) for each, name in ((one, "a"), (two, "b"))]
        for each in held:
            equal(each.acquire(timeout=LIMIT_S), True, "a lease")
        third = three.Semaphore(root, "c", max_leases=2)
        equal(third.acquire(blocking=False), False, "a third lease of two")
        refused(ValueError, three.Semaphore(root, "d", max_leases=3).acquire)
        waiting = begun(third.acquire, timeout=LIMIT_S)
        until(lambda: len(three.Lock(root + "-__lock__").contenders()) == 1, "the third waits")
        equal(sorted(third.lease_holders()), ["a", "b"], "holders")
        held[0].release()
        equal(finished(waiting), [True], "the third's lease")
        equal(sorted(third.lease_holders()), ["b", "c"], "holders after")
        one.delete(root + "-__lock__", recursive=True)


@check("Election: one leads, the next follows")
def election():
    with clients(3) as (everyone, root):
        led, running = [], []
        leave = [threading.Event() for _ in everyone]

        def lead(number):
            led.append(number)
            assert leave[number].wait(LIMIT_S), "nobody let the leader go"

        elections = [client.Election(root, str(n)) for n, client in enumerate(everyone)]
        for number, each in enumerate(elections):
            running.append(begun(each.run, lead, number))
            names = [str(n) for n in range(number + 1)]
            until(lambda: each.contenders() == names, "contenders %s" % names)
        until(lambda: led == [0], "the first leads")
        elections[1].cancel()
        leave[0].set()
        finished(running[0], running[1])
        until(lambda: led == [0, 2], "the third leads, the second having given up")
        leave[2].set()
        finished(running[2])


@check("Queue: by priority, shared by two consumers")
def queue():
    with clients(2) as ((one, two), root):
        queues = [client.Queue(root) for client in (one, two)]
        for number in range(40):
            queues[number % 2].put(b"%03d" % number, priority=100 - number)
        equal(len(queues[0]), 40, "length")

        def drain(each):
            found = []
            for item in iter(each.get, None):
                found.append(item)
            return found

        taken = finished(*(begun(drain, each) for each in queues))
        wanted = [b"%03d" % number for number in range(39, -1, -1)]
        equal(sorted(taken[0] + taken[1], reverse=True), wanted, "each item once")
        for part in taken:
            equal(part, sorted(part, reverse=True), "items in the order of their priority")


@check("LockingQueue: locked until consumed, released with its holder")
def locking_queue():
    with clients(2) as ((one, two), root):
        first, second = one.LockingQueue(root), two.LockingQueue(root)
        equal(first.get(timeout=0.1), None, "an empty queue")
        waiting = begun(second.get, LIMIT_S)
        first.put(b"one")
        equal(finished(waiting), [b"one"], "the entry that was waited for")
        first.put_all([b"two", b"three"])
        equal(first.get(LIMIT_S), b"two", "an entry")
        equal((first.holds_lock(), second.holds_lock()), (True, True), "locks")
        equal(second.consume(), True, "consumed")
        equal(second.get(LIMIT_S), b"three", "the next entry")
        waiting = begun(second.release)
        equal(finished(waiting), [True], "released")
        equal(first.consume(), True, "consumed")
        equal(first.get(LIMIT_S), b"three", "the released entry again")
        equal(first.consume(), True, "consumed")
        equal(len(first), 0, "length at the end")


@check("Barrier and DoubleBarrier")
def barriers():
    with clients(3) as (everyone, root):
        barrier = everyone[0].Barrier(root + "/single")
        barrier.create()
        equal(everyone[1].Barrier(root + "/single").wait(0.1), False, "the barrier is up")
        waiting = begun(everyone[1].Barrier(root + "/single").wait, LIMIT_S)
        equal(barrier.remove(), True, "removed")
        equal(finished(waiting), [True], "passed")
        equal(barrier.remove(), False, "removed again")
        everyone[0].ensure_path(root + "/double")
        doubles = [client.DoubleBarrier(root + "/double", 3) for client in everyone]
        inside = [begun(each.enter) for each in doubles[:2]]
        until(lambda: len(everyone[0].get_children(root + "/double")) == 2, "two of three came")
        equal([each.done() for each in inside], [False, False], "entered before the third came")
        finished(*inside, begun(doubles[2].enter))
        equal([each.participating for each in doubles], [True] * 3, "inside")
        leaving = [begun(each.leave) for each in doubles[1:]]
        finished(begun(doubles[0].leave), *leaving)
        equal(everyone[0].get_children(root + "/double"), [], "nobody is left")


@check("Party and ShallowParty: who is there")
def parties():
    with clients(3) as ((one, two, three), root):
        members = [one.Party(root + "/deep", "one"), two.Party(root + "/deep", "둘")]
        for member in members:
            member.join()
        equal(sorted(three.Party(root + "/deep")), ["one", "둘"], "members")
        shallow = [one.ShallowParty(root + "/flat", "a"), two.ShallowParty(root + "/flat", "b")]
        for member in shallow:
            member.join()
        equal(sorted(three.ShallowParty(root + "/flat")), ["a", "b"], "members by their names")
        members[0].leave()
        equal(list(three.Party(root + "/deep")), ["둘"], "after one left")
        two.stop()
        until(lambda: len(members[0]) == 0 and len(shallow[0]) == 1, "one's session has ended")
        two.start(LIMIT_S)


@check("SetPartitioner: shared out, and again when one leaves")
def partitioner():
    with clients(2) as (everyone, root):
        items = ("a", "b", "c", "d", "e")
        options = {"set": items, "time_boundary": 0.3}
        made = [
            client.SetPartitioner(root, identifier=str(n), **options)
            for n, client in enumerate(everyone)
        ]

        def is_shared_out(members):
            for member in members:
                if member.release:
                    member.release_set()
                elif member.failed:
                    raise AssertionError("a partitioner failed")
            taken = sorted(item for member in members for item in member)
            return all(member.acquired for member in members) and tuple(taken) == items

        until(lambda: is_shared_out(made) and all(map(list, made)), "each has a part", LIMIT_S)
        made[0].finish()
        equal(made[0].state, PartitionState.FAILURE, "state of the one that left")
        until(lambda: is_shared_out(made[1:]), "the other has everything", LIMIT_S)


@check("Counter: 4 clients count at the same time")
def counters():
    with clients(4) as (everyone, root):

        def count(client):
            counter = client.Counter(root + "/int")
            for _ in range(25):
                counter += 1

        finished(*(begun(count, client) for client in everyone))
        equal(everyone[0].Counter(root + "/int").value, 100, "sum")
        half = everyone[1].Counter(root + "/float", default=1.5)
        half -= 0.5
        equal((half.pre_value, half.post_value, half.value), (1.5, 1.0, 1.0), "a float")
        java = everyone[2].Counter(root + "/curator", support_curator=True)
        java += 258
        equal(everyone[0].get(root + "/curator")[0], b"\0\0\1\2", "as Curator stores it")


@check("TreeCache follows a subtree")
def tree_cache():
    with clients(2) as ((one, two), root):
        one.create(root + "/a/b", b"1", makepath=True)
        cache = TreeCache(one, root)
        events, faults = [], []
        cache.listen(lambda event: events.append((event.event_type, event.event_data)))
        cache.listen_fault(faults.append)
        cache.start()
        until(lambda: (TreeEvent.INITIALIZED, None) in events, "initialised")
        equal(cache.get_data(root + "/a/b").data, b"1", "cached")
        two.set(root + "/a/b", b"2")
        two.create(root + "/a/c/d", b"3", makepath=True)
        two.delete(root + "/a/b")

        def seen():
            kinds = [(kind, data.path[len(root):]) for kind, data in events if data is not None]
            return (
                (TreeEvent.NODE_ADDED, "/a/c/d") in kinds
                and (TreeEvent.NODE_REMOVED, "/a/b") in kinds
            )

        until(seen, "events of the changes")
        equal(cache.get_children(root + "/a"), frozenset(["c"]), "children")
        equal(cache.get_data(root + "/a/c/d").data, b"3", "data")
        equal(cache.get_data(root + "/a/b"), None, "the deleted one")
        equal(faults, [], "faults")
        cache.close()


@check("ChildrenWatch and DataWatch: every state at the end, stopped by False")
def watchers():
    with clients(2) as ((one, two), root):
        data, children, until_two, patient = [], [], [], []
        one.DataWatch(root, lambda value, stat, event: data.append((value, event and event.type)))
        until(lambda: data == [(None, None)], "DataWatch of a node that is not there")
        two.create(root, b"0")
        until(lambda: data[-1:] == [(b"0", "CREATED")], "DataWatch sees it created")
        one.ChildrenWatch(root, lambda names: children.append(sorted(names)))
        one.ChildrenWatch(root, lambda names: until_two.append(len(names)) or len(names) < 2)
        for number in range(50):
            two.create("%s/%02d" % (root, number))
            two.set(root, b"%d" % number)
        until(lambda: children[-1] == ["%02d" % n for n in range(50)], "ChildrenWatch has all")
        until(lambda: data[-1][0] == b"49", "DataWatch has the last")
        equal([c for c in until_two if c >= 2][1:], [], "calls after it said False")
        lengths = [len(names) for names in children]
        equal(lengths, sorted(lengths), "children never go back")
        settled = PatientChildrenWatch(one, root, time_boundary=0.2).start()
        patient.extend(sorted(settled.get(timeout=LIMIT_S)[0]))
        equal(len(patient), 50, "children that PatientChildrenWatch saw settle")
        two.delete(root, recursive=True)
        until(lambda: data[-1] == (None, "DELETED"), "DataWatch sees it deleted")


@check("Lease: one holder, renewed by itself, free when its time is over")
def leases():
    with clients(2) as ((one, two), root):
        now = [datetime.datetime(2026, 1, 1)]
        hour = datetime.timedelta(hours=1)
        options = {"utcnow": lambda: now[0]}
        equal(bool(one.NonBlockingLease(root + "/l", hour, "one", **options)), True, "the first")
        equal(bool(two.NonBlockingLease(root + "/l", hour, "two", **options)), False, "another")
        equal(bool(one.NonBlockingLease(root + "/l", hour, "one", **options)), True, "renewed")
        now[0] += 2 * hour
        equal(bool(two.NonBlockingLease(root + "/l", hour, "two", **options)), True, "free again")
        many = [
            bool(MultiNonBlockingLease(one, 2, root + "/m", hour, name, **options))
            for name in ("a", "b", "c")
        ]
        equal(many, [True, True, False], "two leases for three")


@check("a lock whose holder's session expires goes to the next")
def lost_lock():
    with clients(1) as ((two,), root):
        one = connected(timeout=2)
        states = []
        one.add_listener(states.append)
        held, waiting = one.Lock(root, "one"), two.Lock(root, "two")
        held.acquire(timeout=LIMIT_S)
        next_one = begun(waiting.acquire, timeout=LIMIT_S)
        until(lambda: len(waiting.contenders()) == 2, "the second waits")
        session = one.client_id[0]
        with away(one):
            equal(finished(next_one), [True], "the second has the lock")
        until(lambda: one.connected and one.client_id[0] != session, "a new session", LIMIT_S)
        until(lambda: KazooState.LOST in states, "the first was told")
        equal(held.acquire(blocking=False), False, "the first still thinks it holds the lock")
        waiting.release()
        ended(one)

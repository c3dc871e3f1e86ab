import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.recipes.leader.LeaderLatch;
import org.apache.curator.framework.recipes.leader.LeaderSelector;
import org.apache.curator.framework.recipes.leader.LeaderSelectorListenerAdapter;
import org.apache.curator.framework.recipes.locks.InterProcessMutex;
import org.apache.curator.framework.recipes.locks.InterProcessReadWriteLock;
import org.apache.curator.framework.recipes.locks.InterProcessSemaphoreV2;
import org.apache.curator.framework.recipes.locks.Lease;

/** Who may, and who leads. */
final class Locks {
  private final CuratorFramework one;
  private final CuratorFramework two;

  Locks(CuratorFramework one, CuratorFramework two) {
    this.one = one;
    this.two = two;
  }

  void register() {
    Steps.check("InterProcessMutex: one holder, again by itself, the next in turn", this::mutex);
    Steps.check("InterProcessMutex: 8 threads of two clients count", this::contended);
    Steps.check("InterProcessReadWriteLock: readers together, writers alone", this::readWrite);
    Steps.check("InterProcessSemaphoreV2: as many holders as leases", this::semaphore);
    Steps.check("LeaderLatch: one leads, the other follows when it leaves", this::latch);
    Steps.check("LeaderLatch: the leader's process is killed", this::killedLeader);
    Steps.check("LeaderLatch: the leader's session is lost", this::lostLeader);
    Steps.check("LeaderSelector: everyone leads once", this::selector);
  }

  private void mutex() throws Exception {
    String path = "/" + Steps.unique("mutex");
    InterProcessMutex first = new InterProcessMutex(one, path);
    InterProcessMutex second = new InterProcessMutex(two, path);
    first.acquire();
    Steps.equal(first.acquire(1, TimeUnit.SECONDS), true, "again by the same thread");
    Steps.equal(second.acquire(200, TimeUnit.MILLISECONDS), false, "by another while held");
    Future<?> waiting = Clients.begun(() -> second.acquire(Clients.LIMIT_S, TimeUnit.SECONDS));
    Steps.until("two participants", () -> first.getParticipantNodes().size() == 2);
    first.release();
    Steps.equal(waiting.isDone(), false, "acquired before the last release");
    first.release();
    Steps.equal(waiting.get(Clients.LIMIT_S, TimeUnit.SECONDS), true, "after the release");
  }

  private void contended() throws Exception {
    String path = "/" + Steps.unique("mutex");
    String total = "/" + Steps.unique("total");
    one.create().forPath(total, Clients.bytes("0"));
    AtomicInteger inside = new AtomicInteger();
    List<Future<?>> threads = new ArrayList<>();
    for (int n = 0; n < 8; n++) {
      CuratorFramework client = n % 2 == 0 ? one : two;
      threads.add(
          Clients.begun(
              () -> {
                InterProcessMutex mutex = new InterProcessMutex(client, path);
                for (int round = 0; round < 5; round++) {
                  mutex.acquire();
                  Steps.equal(inside.incrementAndGet(), 1, "holders");
                  int value = Integer.parseInt(Clients.text(client.getData().forPath(total)));
                  client.setData().forPath(total, Clients.bytes("" + (value + 1)));
                  inside.decrementAndGet();
                  mutex.release();
                }
                return null;
              }));
    }
    Clients.finished(threads);
    Steps.equal(Clients.text(one.getData().forPath(total)), "40", "sum");
  }

  private void readWrite() throws Exception {
    String path = "/" + Steps.unique("lock");
    InterProcessReadWriteLock first = new InterProcessReadWriteLock(one, path);
    InterProcessReadWriteLock second = new InterProcessReadWriteLock(two, path);
    first.readLock().acquire();
    Steps.equal(second.readLock().acquire(5, TimeUnit.SECONDS), true, "two readers");
    second.readLock().release();
    Steps.equal(
        second.writeLock().acquire(200, TimeUnit.MILLISECONDS), false, "a writer among readers");
    first.readLock().release();
    Steps.equal(second.writeLock().acquire(5, TimeUnit.SECONDS), true, "a writer alone");
    Steps.equal(second.readLock().acquire(5, TimeUnit.SECONDS), true, "a writer reads");
    Steps.equal(
        first.readLock().acquire(200, TimeUnit.MILLISECONDS), false, "a reader beside a writer");
    second.writeLock().release();
    Steps.equal(first.readLock().acquire(5, TimeUnit.SECONDS), true, "after the writer");
  }

  private void semaphore() throws Exception {
    String path = "/" + Steps.unique("semaphore");
    InterProcessSemaphoreV2 first = new InterProcessSemaphoreV2(one, path, 2);
    InterProcessSemaphoreV2 second = new InterProcessSemaphoreV2(two, path, 2);
    Lease lease = first.acquire(5, TimeUnit.SECONDS);
    Steps.equal(second.acquire(5, TimeUnit.SECONDS) != null, true, "the second lease");
    Steps.equal(second.acquire(200, TimeUnit.MILLISECONDS) == null, true, "a third lease");
    Future<?> waiting = Clients.begun(() -> second.acquire(Clients.LIMIT_S, TimeUnit.SECONDS));
    first.returnLease(lease);
    Steps.equal(waiting.get(Clients.LIMIT_S, TimeUnit.SECONDS) != null, true, "a returned lease");
  }

  private void latch() throws Exception {
    String path = "/" + Steps.unique("latch");
    LeaderLatch first = new LeaderLatch(one, path, "first");
    LeaderLatch second = new LeaderLatch(two, path, "second");
    first.start();
    Steps.equal(first.await(Clients.LIMIT_S, TimeUnit.SECONDS), true, "the first leads");
    second.start();
    Steps.until("two participants", () -> first.getParticipants().size() == 2);
    Steps.equal(second.hasLeadership(), false, "two leaders");
    Steps.equal(second.getLeader().getId(), "first", "the leader as the other sees it");
    first.close();
    Steps.equal(second.await(Clients.LIMIT_S, TimeUnit.SECONDS), true, "the second leads");
    second.close();
  }

  /** Another process leads, and dies without a word. */
  private void killedLeader() throws Exception {
    String path = "/" + Steps.unique("latch");
    List<String> command = new ArrayList<>(Arrays.asList("java", "-Xmx64m"));
    command.addAll(Arrays.asList("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp"));
    command.addAll(Arrays.asList(System.getProperty("java.class.path"), "Candidate"));
    command.addAll(Arrays.asList(Clients.address, path));
    Process other = new ProcessBuilder(command).redirectErrorStream(true).start();
    LeaderLatch latch = new LeaderLatch(one, path, "here");
    try {
      Clients.awaitLine(other, "leads");
      latch.start();
      Steps.until("two participants", () -> latch.getParticipants().size() == 2);
      Steps.equal(latch.getLeader().getId(), "elsewhere", "leader");
      Steps.equal(latch.hasLeadership(), false, "two leaders");
    } finally {
      other.destroyForcibly().waitFor();
    }
    Steps.equal(latch.await(Clients.LIMIT_S, TimeUnit.SECONDS), true, "leads after the death");
    latch.close();
  }

  private void lostLeader() throws Exception {
    String path = "/" + Steps.unique("latch");
    try (CuratorFramework loser = Clients.started();
        LeaderLatch first = new LeaderLatch(loser, path, "first");
        LeaderLatch second = new LeaderLatch(two, path, "second")) {
      first.start();
      first.await(Clients.LIMIT_S, TimeUnit.SECONDS);
      second.start();
      Steps.until("two participants", () -> second.getParticipants().size() == 2);
      Clients.loseSession(loser);
      Steps.equal(second.await(Clients.LIMIT_S, TimeUnit.SECONDS), true, "the second leads");
      Steps.until("the first stands behind it", () -> second.getParticipants().size() == 2);
      Steps.equal(first.hasLeadership(), false, "the first still leads");
    }
  }

  private void selector() throws Exception {
    String path = "/" + Steps.unique("selector");
    CountDownLatch led = new CountDownLatch(2);
    AtomicInteger leaders = new AtomicInteger();
    List<LeaderSelector> selectors = new ArrayList<>();
    for (CuratorFramework client : Arrays.asList(one, two)) {
      LeaderSelectorListenerAdapter listener =
          new LeaderSelectorListenerAdapter() {
            @Override
            public void takeLeadership(CuratorFramework leading) throws Exception {
              if (leaders.incrementAndGet() == 1) led.countDown();
              Thread.sleep(50);
              leaders.decrementAndGet();
            }
          };
      LeaderSelector selector = new LeaderSelector(client, path, listener);
      selector.start();
      selectors.add(selector);
    }
    Clients.await(led, "both have led, alone");
    for (LeaderSelector selector : selectors) selector.close();
  }
}

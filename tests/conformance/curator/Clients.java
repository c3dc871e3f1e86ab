import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.curator.retry.RetryForever;
import org.apache.zookeeper.ZooKeeper;

/** What every file of these checks stands on: clients, threads, and a session that ends. */
final class Clients {
  /** Generous, for a busy machine: nothing waits so long where all is well. */
  static final int LIMIT_S = 40;

  static final int SESSION_MS = 10_000;
  static String address;

  private static final ExecutorService THREADS =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            return thread;
          });

  private Clients() {}

  static CuratorFramework started() throws InterruptedException {
    return started(SESSION_MS);
  }

  static CuratorFramework started(int sessionMs) throws InterruptedException {
    CuratorFramework client =
        CuratorFrameworkFactory.newClient(address, sessionMs, 15_000, new RetryForever(50));
    client.start();
    if (!client.blockUntilConnected(LIMIT_S, TimeUnit.SECONDS)) {
      throw new AssertionError("Cannot connect to " + address);
    }
    return client;
  }

  static Future<?> begun(Callable<?> call) {
    return THREADS.submit(call);
  }

  static void finished(List<Future<?>> calls) throws Exception {
    for (Future<?> call : calls) call.get(LIMIT_S, TimeUnit.SECONDS);
  }

  static void await(CountDownLatch latch, String what) throws InterruptedException {
    if (!latch.await(LIMIT_S, TimeUnit.SECONDS)) throw new AssertionError("Never: " + what);
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String text(byte[] data) {
    return new String(data, StandardCharsets.UTF_8);
  }

  /** Waits until the process prints this line. */
  static void awaitLine(Process process, String wanted) throws Exception {
    BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream()));
    Callable<?> reading =
        () -> {
          String line = lines.readLine();
          while (line != null && !line.equals(wanted)) line = lines.readLine();
          if (line == null) throw new AssertionError("The process ended before " + wanted);
          return line;
        };
    begun(reading).get(LIMIT_S, TimeUnit.SECONDS);
  }

  /** Ends the client's session behind its back, and waits until it has another. */
  static void loseSession(CuratorFramework client) throws Exception {
    CountDownLatch lost = new CountDownLatch(1);
    client
        .getConnectionStateListenable()
        .addListener(
            (one, state) -> {
              if (state == ConnectionState.LOST) lost.countDown();
            });
    ZooKeeper own = client.getZookeeperClient().getZooKeeper();
    long before = own.getSessionId();
    byte[] password = own.getSessionPasswd();
    // Again where the client took the session back before its twin could end it.
    for (int round = 0; round < 10 && lost.getCount() > 0; round++) {
      ZooKeeper twin = new ZooKeeper(address, SESSION_MS, event -> {}, before, password);
      Steps.until(
          "the twin has an answer",
          () -> twin.getState().isConnected() || !twin.getState().isAlive());
      twin.close();
      lost.await(3, TimeUnit.SECONDS);
    }
    await(lost, "the client is told that its session is lost");
    Steps.until(
        "another session",
        () -> {
          ZooKeeper now = client.getZookeeperClient().getZooKeeper();
          return now.getState().isConnected() && now.getSessionId() != before;
        });
  }
}

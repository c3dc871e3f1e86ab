import java.util.concurrent.CountDownLatch;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.recipes.leader.LeaderLatch;

/** A process that leads, says so, and stays until it is killed: Candidate HOST:PORT PATH. */
final class Candidate {
  private Candidate() {}

  public static void main(String[] arguments) throws Exception {
    Clients.address = arguments[0];
    CuratorFramework client = Clients.started(4000);
    LeaderLatch latch = new LeaderLatch(client, arguments[1], "elsewhere");
    latch.start();
    latch.await();
    System.out.println("leads");
    new CountDownLatch(1).await();
  }
}

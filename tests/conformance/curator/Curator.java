import org.apache.curator.framework.CuratorFramework;

/** Curator against the coordinator, as its users drive it: Curator HOST:PORT. */
final class Curator {
  private Curator() {}

  public static void main(String[] arguments) throws Exception {
    Clients.address = arguments[0];
    CuratorFramework one = Clients.started();
    CuratorFramework two = Clients.started();
    new Locks(one, two).register();
    new Caches(one, two).register();
    new Shared(one, two).register();
    new Requests(one, two).register();
    Steps.run();
  }
}

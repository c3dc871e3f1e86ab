import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.api.CuratorWatcher;
import org.apache.curator.framework.api.transaction.CuratorTransactionResult;
import org.apache.curator.framework.recipes.cache.CuratorCache;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.curator.retry.RetryForever;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher.Event.EventType;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooDefs.Perms;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.apache.zookeeper.data.Stat;

/** The requests themselves, as Curator and the Java client beneath it send them. */
final class Requests {
  private final CuratorFramework one;
  private final CuratorFramework two;

  Requests(CuratorFramework one, CuratorFramework two) {
    this.one = one;
    this.two = two;
  }

  void register() {
    Steps.check("every mode of creation", this::modes);
    Steps.check("transactions: results, and the part that failed", this::transactions);
    Steps.check("digest credentials and a namespace", this::access);
    Steps.check("a creation under protection is found again", this::protection);
    Steps.check("the Java client's newer calls", this::newerCalls);
    Steps.check(
        "a restart of the server: watches, locks and caches go on", () -> outlives("restart"));
    Steps.check("kill -9 of the server: watches, locks and caches go on", () -> outlives("kill"));
  }

  private void modes() throws Exception {
    String path = "/" + Steps.unique("modes");
    one.create().forPath(path);
    for (CreateMode mode : CreateMode.values()) {
      Stat stat = new Stat();
      String name = path + "/" + mode.name() + "-";
      String made =
          mode.isTTL()
              ? one.create().withTtl(600_000).storingStatIn(stat).withMode(mode).forPath(name)
              : one.create().storingStatIn(stat).withMode(mode).forPath(name);
      Steps.equal(made.matches(name + (mode.isSequential() ? "\\d{10}" : "")), true, made);
      Steps.equal(two.checkExists().forPath(made), stat, "stat of " + made);
    }
    Steps.equal(two.getChildren().forPath(path).size(), CreateMode.values().length, "children");
    String child = path + "/EPHEMERAL-/child";
    Steps.equal(codeOf(() -> one.create().forPath(child)), Code.NOCHILDRENFOREPHEMERALS, "child");
    Steps.equal(codeOf(() -> one.create().forPath(path)), Code.NODEEXISTS, "twice");
    Steps.equal(codeOf(() -> one.delete().forPath(path)), Code.NOTEMPTY, "with children");
    Steps.equal(
        codeOf(() -> one.setData().withVersion(4).forPath(path)), Code.BADVERSION, "version");
  }

  /** The error that a call ends with. */
  private static Code codeOf(Callable<?> call) throws Exception {
    try {
      call.call();
      return Code.OK;
    } catch (KeeperException error) {
      return error.code();
    }
  }

  private void transactions() throws Exception {
    String path = "/" + Steps.unique("multi");
    List<CuratorTransactionResult> results =
        new ArrayList<>(
            one.transaction()
                .forOperations(
                    one.transactionOp().create().forPath(path, Clients.bytes("1")),
                    one.transactionOp()
                        .create()
                        .withMode(CreateMode.EPHEMERAL_SEQUENTIAL)
                        .forPath(path + "-"),
                    one.transactionOp().setData().forPath(path, Clients.bytes("2")),
                    one.transactionOp().check().withVersion(1).forPath(path)));
    Steps.equal(results.size(), 4, "results");
    Steps.equal(results.get(2).getResultStat().getVersion(), 1, "version after the change");
    try {
      one.transaction()
          .forOperations(
              one.transactionOp().delete().forPath(path),
              one.transactionOp().check().withVersion(0).forPath("/none"),
              one.transactionOp().create().forPath(path + "/never"));
      throw new AssertionError("The transaction was done");
    } catch (KeeperException.NoNodeException error) {
      List<Integer> codes =
          error.getResults().stream()
              .map(each -> ((OpResult.ErrorResult) each).getErr())
              .collect(Collectors.toList());
      List<Integer> wanted =
          Arrays.asList(0, Code.NONODE.intValue(), Code.RUNTIMEINCONSISTENCY.intValue());
      Steps.equal(codes, wanted, "codes of the parts");
    }
    Steps.equal(two.checkExists().forPath(path) != null, true, "nothing of it was done");
  }

  private void access() throws Exception {
    String path = Steps.unique("space");
    CuratorFrameworkFactory.Builder builder =
        CuratorFrameworkFactory.builder()
            .connectString(Clients.address)
            .namespace(path)
            .authorization("digest", Clients.bytes("user:secret"))
            .retryPolicy(new RetryForever(50));
    try (CuratorFramework owner = builder.build()) {
      owner.start();
      owner.create().creatingParentsIfNeeded().withACL(Ids.CREATOR_ALL_ACL).forPath("/own/x");
      String outside = "/" + path + "/own/x";
      Steps.equal(codeOf(() -> two.getData().forPath(outside)), Code.NOAUTH, "a stranger");
      Steps.equal(owner.getACL().forPath("/own/x").get(0).getId().getScheme(), "digest", "list");
      List<ACL> open = List.of(new ACL(Perms.READ, new Id("world", "anyone")));
      owner.setACL().withACL(open).forPath("/own/x");
      Steps.equal(codeOf(() -> two.getData().forPath(outside)), Code.OK, "after the change");
      Steps.equal(codeOf(() -> two.setData().forPath(outside)), Code.NOAUTH, "writing");
    }
  }

  private void protection() throws Exception {
    String path = "/" + Steps.unique("protected");
    one.create().forPath(path);
    String made =
        one.create()
            .withProtection()
            .withMode(CreateMode.EPHEMERAL_SEQUENTIAL)
            .forPath(path + "/n-");
    Steps.equal(made.matches(path + "/_c_[0-9a-f-]{36}-n-0000000000"), true, made);
    one.delete().guaranteed().forPath(made);
    Steps.equal(two.getChildren().forPath(path), List.of(), "children");
  }

  private void newerCalls() throws Exception {
    String path = "/" + Steps.unique("calls");
    ZooKeeper client = one.getZookeeperClient().getZooKeeper();
    one.create().creatingParentsIfNeeded().forPath(path + "/a/b");
    one.create().withMode(CreateMode.EPHEMERAL).forPath(path + "/e");
    Steps.equal(client.getAllChildrenNumber(path), 3, "all children");
    Steps.equal(client.getEphemerals(path), List.of(path + "/e"), "ephemerals");
    Steps.equal(client.whoAmI().get(0).getAuthScheme(), "ip", "who am I");
    Steps.equal(client.getConfig(false, null) != null, true, "configuration");
    CompletableFuture<Integer> synced = new CompletableFuture<>();
    client.sync(path, (code, synchronised, context) -> synced.complete(code), null);
    Steps.equal(synced.get(Clients.LIMIT_S, TimeUnit.SECONDS), 0, "sync");
    List<Op> reads =
        List.of(
            Op.getData(path + "/a"),
            Op.getChildren(path),
            Op.getData("/none"));
    List<OpResult> results = client.multi(reads);
    Collection<String> children =
        ((OpResult.GetChildrenResult) results.get(1)).getChildren();
    Steps.equal(children.size(), 2, "children in a multiRead");
    Steps.equal(
        ((OpResult.ErrorResult) results.get(2)).getErr(),
        Code.NONODE.intValue(),
        "error in a multiRead");
  }

  /** Everything that a client holds on to, while the server goes and comes back. */
  private void outlives(String how) throws Exception {
    String path = "/" + Steps.unique("outlives");
    one.create().forPath(path);
    one.create().withMode(CreateMode.EPHEMERAL).forPath(path + "/mine");
    List<WatchedEvent> events = new CopyOnWriteArrayList<>();
    List<ConnectionState> states = new CopyOnWriteArrayList<>();
    one.getConnectionStateListenable().addListener((client, state) -> states.add(state));
    one.getData()
        .usingWatcher((CuratorWatcher) events::add)
        .forPath(path);
    try (CuratorCache cache = CuratorCache.build(one, path)) {
      cache.start();
      Steps.until("the cache is filled", () -> cache.size() == 2);
      long session = one.getZookeeperClient().getZooKeeper().getSessionId();
      Steps.ask(how);
      Steps.until("connected again", () -> states.contains(ConnectionState.RECONNECTED));
      Steps.equal(states.contains(ConnectionState.LOST), false, "the session was lost");
      Steps.equal(one.getZookeeperClient().getZooKeeper().getSessionId(), session, "session");
      Stat mine = two.checkExists().forPath(path + "/mine");
      Steps.equal(mine.getEphemeralOwner(), session, "owner of the ephemeral");
      two.create().forPath(path + "/new");
      two.setData().forPath(path, Clients.bytes("after"));
      Steps.until(
          "the watch that was set before",
          () -> events.stream().anyMatch(event -> event.getType() == EventType.NodeDataChanged));
      Steps.until("the cache goes on", () -> cache.get(path + "/new").isPresent());
    }
  }
}

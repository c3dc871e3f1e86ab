import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.recipes.cache.CuratorCache;
import org.apache.curator.framework.recipes.cache.CuratorCacheListener;
import org.apache.curator.framework.recipes.cache.NodeCache;
import org.apache.curator.framework.recipes.cache.PathChildrenCache.StartMode;
import org.apache.curator.framework.recipes.cache.PathChildrenCache;
import org.apache.curator.framework.recipes.cache.TreeCache;
import org.apache.curator.framework.recipes.nodes.GroupMember;
import org.apache.curator.framework.recipes.nodes.PersistentNode;
import org.apache.curator.framework.recipes.nodes.PersistentTtlNode;
import org.apache.curator.framework.recipes.watch.PersistentWatcher;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher.Event.EventType;
import org.apache.zookeeper.Watcher.WatcherType;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;

/** What follows the tree, and what keeps itself in it. */
@SuppressWarnings("deprecation")
final class Caches {
  private final CuratorFramework one;
  private final CuratorFramework two;

  Caches(CuratorFramework one, CuratorFramework two) {
    this.one = one;
    this.two = two;
  }

  void register() {
    Steps.check("PathChildrenCache follows the children", this::pathChildren);
    Steps.check("CuratorCache follows a subtree by a recursive watch", this::curatorCache);
    Steps.check("TreeCache and NodeCache follow by plain watches", this::olderCaches);
    Steps.check("PersistentWatcher: every change, until it is removed", this::persistentWatch);
    Steps.check("PersistentNode: there again when deleted or its session is lost", this::node);
    Steps.check("PersistentTtlNode: kept while its owner lives, gone after", this::ttlNode);
    Steps.check("GroupMember: who is there", this::group);
  }

  private void pathChildren() throws Exception {
    String path = "/" + Steps.unique("children");
    two.create().creatingParentsIfNeeded().forPath(path + "/a", Clients.bytes("1"));
    List<String> events = new CopyOnWriteArrayList<>();
    try (PathChildrenCache cache = new PathChildrenCache(one, path, true)) {
      cache.getListenable()
          .addListener(
              (client, event) ->
                  events.add(
                      event.getType()
                          + (event.getData() == null ? "" : " " + event.getData().getPath())));
      cache.start(StartMode.BUILD_INITIAL_CACHE);
      Steps.equal(cache.getCurrentData().size(), 1, "at the start");
      two.create().forPath(path + "/b");
      two.setData().forPath(path + "/a", Clients.bytes("2"));
      // A cache says nothing of what comes and goes between two of its looks.
      Steps.until("the creation", () -> events.contains("CHILD_ADDED " + path + "/b"));
      two.delete().forPath(path + "/b");
      Steps.until("the deletion", () -> events.contains("CHILD_REMOVED " + path + "/b"));
      Steps.until(
          "the new data",
          () -> Clients.text(cache.getCurrentData(path + "/a").getData()).equals("2"));
      Steps.until("the change", () -> events.contains("CHILD_UPDATED " + path + "/a"));
    }
  }

  private void curatorCache() throws Exception {
    String path = "/" + Steps.unique("cache");
    two.create().creatingParentsIfNeeded().forPath(path + "/a/b", Clients.bytes("1"));
    List<String> events = new CopyOnWriteArrayList<>();
    try (CuratorCache cache = CuratorCache.build(one, path)) {
      CuratorCacheListener listener =
          CuratorCacheListener.builder()
              .forCreates(node -> events.add("created " + node.getPath()))
              .forChanges((old, node) -> events.add("changed " + node.getPath()))
              .forDeletes(node -> events.add("deleted " + node.getPath()))
              .forInitialized(() -> events.add("initialized"))
              .build();
      cache.listenable().addListener(listener);
      cache.start();
      Steps.until("initialized", () -> events.contains("initialized"));
      Steps.equal(cache.size(), 3, "nodes");
      for (int n = 0; n < 20; n++) two.create().forPath(path + "/a/n" + n);
      two.setData().forPath(path + "/a/b", Clients.bytes("2"));
      Steps.until("the change", () -> events.contains("changed " + path + "/a/b"));
      Steps.until(
          "20 creations",
          () ->
              events.stream().filter(each -> each.startsWith("created " + path + "/a/n")).count()
                  == 20);
      two.delete().deletingChildrenIfNeeded().forPath(path + "/a");
      Steps.until("the last deletion", () -> events.contains("deleted " + path + "/a"));
      Steps.until("only the root is left", () -> cache.size() == 1);
    }
  }

  private void olderCaches() throws Exception {
    String path = "/" + Steps.unique("tree");
    two.create().forPath(path, Clients.bytes("0"));
    try (TreeCache tree = new TreeCache(one, path);
        NodeCache node = new NodeCache(one, path)) {
      tree.start();
      node.start(true);
      for (int n = 1; n <= 20; n++) {
        two.create().creatingParentsIfNeeded().forPath(path + "/a" + n + "/b");
        two.setData().forPath(path, Clients.bytes("" + n));
      }
      two.delete().deletingChildrenIfNeeded().forPath(path + "/a1");
      Steps.until("TreeCache has the children", () -> tree.getCurrentChildren(path).size() == 19);
      Steps.until("and theirs", () -> tree.getCurrentChildren(path + "/a20").size() == 1);
      Steps.until(
          "NodeCache has the data",
          () -> Clients.text(node.getCurrentData().getData()).equals("20"));
      two.delete().deletingChildrenIfNeeded().forPath(path);
      Steps.until("NodeCache sees it gone", () -> node.getCurrentData() == null);
    }
  }

  private void persistentWatch() throws Exception {
    String path = "/" + Steps.unique("watched");
    List<String> seen = new CopyOnWriteArrayList<>();
    CountDownLatch isSet = new CountDownLatch(1);
    two.create().forPath(path);
    try (PersistentWatcher watcher = new PersistentWatcher(one, path, true)) {
      watcher.getListenable().addListener(event -> remember(event, path, seen));
      watcher.getResetListenable().addListener(isSet::countDown);
      watcher.start();
      Clients.await(isSet, "the watch is set");
      two.create().forPath(path + "/a");
      two.setData().forPath(path + "/a", Clients.bytes("1"));
      two.setData().forPath(path + "/a", Clients.bytes("2"));
      two.delete().forPath(path + "/a");
      List<String> wanted =
          List.of(
              "NodeCreated /a", "NodeDataChanged /a", "NodeDataChanged /a", "NodeDeleted /a");
      Steps.until("all events, in order", () -> seen.equals(wanted));
    }
    removedWatch();
  }

  private static void remember(WatchedEvent event, String root, List<String> seen) {
    if (event.getType() == EventType.None) return;
    seen.add(event.getType() + " " + event.getPath().substring(root.length()));
  }

  private void removedWatch() throws Exception {
    String path = "/" + Steps.unique("watched");
    List<String> seen = new CopyOnWriteArrayList<>();
    ZooKeeper client = one.getZookeeperClient().getZooKeeper();
    one.create().forPath(path);
    Watcher watcher = event -> remember(event, path, seen);
    client.addWatch(path, watcher, AddWatchMode.PERSISTENT);
    client.setData(path, new byte[0], -1);
    client.create(path + "/a", new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL);
    List<String> wanted = List.of("NodeDataChanged ", "NodeChildrenChanged ");
    Steps.until("events of the node itself", () -> seen.equals(wanted));
    client.removeWatches(path, watcher, WatcherType.Any, false);
    client.setData(path, new byte[0], -1);
    // Its callback comes after every event that was sent before it.
    CountDownLatch isSynced = new CountDownLatch(1);
    client.sync(path, (code, synced, context) -> isSynced.countDown(), null);
    Clients.await(isSynced, "sync");
    // The last is what the client says to itself.
    List<String> all =
        List.of("NodeDataChanged ", "NodeChildrenChanged ", "PersistentWatchRemoved ");
    Steps.equal(List.copyOf(seen), all, "events at the end");
  }

  private void node() throws Exception {
    String path = "/" + Steps.unique("persistent");
    try (CuratorFramework owner = Clients.started();
        PersistentNode node =
            new PersistentNode(owner, CreateMode.EPHEMERAL, false, path, Clients.bytes("me"))) {
      node.start();
      Steps.equal(node.waitForInitialCreate(Clients.LIMIT_S, TimeUnit.SECONDS), true, "created");
      two.delete().forPath(path);
      Steps.until("it is there again", () -> two.checkExists().forPath(path) != null);
      long session = two.checkExists().forPath(path).getEphemeralOwner();
      Clients.loseSession(owner);
      Steps.until(
          "it is there again, of another session",
          () -> {
            Stat stat = two.checkExists().forPath(path);
            return stat != null && stat.getEphemeralOwner() != session;
          });
      node.setData(Clients.bytes("changed"));
      Steps.until(
          "its data", () -> Clients.text(two.getData().forPath(path)).equals("changed"));
    }
    Steps.until("it goes with its owner", () -> two.checkExists().forPath(path) == null);
  }

  private void ttlNode() throws Exception {
    String path = "/" + Steps.unique("ttl");
    long ttlMs = 1500;
    try (PersistentTtlNode node = new PersistentTtlNode(one, path, ttlMs, Clients.bytes("x"))) {
      node.start();
      Steps.equal(node.waitForInitialCreate(Clients.LIMIT_S, TimeUnit.SECONDS), true, "created");
      // Its owner touches it about twice per time to live.
      String touched = path + "/" + PersistentTtlNode.DEFAULT_CHILD_NODE_NAME;
      Steps.until(
          "it was touched twice",
          () -> {
            Stat stat = two.checkExists().forPath(touched);
            return stat != null && stat.getVersion() >= 2;
          });
    }
    Steps.until("it is gone some time after", () -> two.checkExists().forPath(path) == null);
  }

  private void group() throws Exception {
    String path = "/" + Steps.unique("group");
    Set<String> expected = new ConcurrentSkipListSet<>(List.of("a", "b"));
    try (GroupMember first = new GroupMember(one, path, "a", Clients.bytes("1"))) {
      first.start();
      try (GroupMember second = new GroupMember(two, path, "b", Clients.bytes("2"))) {
        second.start();
        Steps.until("two members", () -> first.getCurrentMembers().keySet().equals(expected));
        Steps.until(
            "with their data",
            () ->
                first.getCurrentMembers().values().stream()
                    .map(Clients::text)
                    .sorted()
                    .collect(Collectors.toList())
                    .equals(List.of("1", "2")));
      }
      Steps.until(
          "one member",
          () -> first.getCurrentMembers().keySet().equals(Collections.singleton("a")));
    }
  }
}

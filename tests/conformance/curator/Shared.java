import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.recipes.atomic.AtomicValue;
import org.apache.curator.framework.recipes.atomic.DistributedAtomicLong;
import org.apache.curator.framework.recipes.barriers.DistributedBarrier;
import org.apache.curator.framework.recipes.barriers.DistributedDoubleBarrier;
import org.apache.curator.framework.recipes.queue.DistributedQueue;
import org.apache.curator.framework.recipes.queue.QueueBuilder;
import org.apache.curator.framework.recipes.queue.QueueConsumer;
import org.apache.curator.framework.recipes.queue.QueueSerializer;
import org.apache.curator.framework.recipes.shared.SharedCount;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.curator.retry.RetryNTimes;
import org.apache.curator.x.discovery.ServiceCache;
import org.apache.curator.x.discovery.ServiceDiscovery;
import org.apache.curator.x.discovery.ServiceDiscoveryBuilder;
import org.apache.curator.x.discovery.ServiceInstance;
import org.apache.curator.x.discovery.ServiceProvider;

/** What several clients count, queue, wait at and find together. */
@SuppressWarnings("deprecation")
final class Shared {
  private final CuratorFramework one;
  private final CuratorFramework two;

  Shared(CuratorFramework one, CuratorFramework two) {
    this.one = one;
    this.two = two;
  }

  void register() {
    Steps.check("DistributedAtomicLong: 4 threads of two clients count", this::atomicLong);
    Steps.check("SharedCount: both see it, an old version is refused", this::sharedCount);
    Steps.check("DistributedQueue: each item once", this::queue);
    Steps.check("DistributedBarrier and DistributedDoubleBarrier", this::barriers);
    Steps.check("ServiceDiscovery: registered, found, gone", this::discovery);
  }

  private void atomicLong() throws Exception {
    String path = "/" + Steps.unique("long");
    List<Future<?>> threads = new ArrayList<>();
    for (int n = 0; n < 4; n++) {
      CuratorFramework client = n % 2 == 0 ? one : two;
      threads.add(
          Clients.begun(
              () -> {
                DistributedAtomicLong value =
                    new DistributedAtomicLong(client, path, new RetryNTimes(10_000, 1));
                for (int round = 0; round < 25; round++) {
                  AtomicValue<Long> after = value.increment();
                  Steps.equal(after.succeeded(), true, "succeeded");
                  Steps.equal(after.postValue(), after.preValue() + 1, "value after");
                }
                return null;
              }));
    }
    Clients.finished(threads);
    DistributedAtomicLong value = new DistributedAtomicLong(one, path, new RetryNTimes(3, 1));
    Steps.equal(value.get().postValue(), 100L, "sum");
    Steps.equal(value.compareAndSet(99L, 0L).succeeded(), false, "compared with an old value");
  }

  private void sharedCount() throws Exception {
    String path = "/" + Steps.unique("count");
    try (SharedCount first = new SharedCount(one, path, 7);
        SharedCount second = new SharedCount(two, path, 0)) {
      first.start();
      second.start();
      Steps.equal(second.getCount(), 7, "the first's value");
      first.setCount(258);
      Steps.until("the second sees it", () -> second.getCount() == 258);
      Steps.equal(one.getData().forPath(path), new byte[] {0, 0, 1, 2}, "bytes");
      Steps.equal(second.trySetCount(second.getVersionedValue(), 9), true, "the newest version");
      Steps.until("the first sees it", () -> first.getCount() == 9);
    }
  }

  /** Items as text; it remembers what it consumed. */
  private static final class Items implements QueueConsumer<String>, QueueSerializer<String> {
    final List<String> consumed = new CopyOnWriteArrayList<>();

    @Override
    public void consumeMessage(String item) {
      consumed.add(item);
    }

    @Override
    public void stateChanged(CuratorFramework client, ConnectionState state) {}

    @Override
    public byte[] serialize(String item) {
      return Clients.bytes(item);
    }

    @Override
    public String deserialize(byte[] bytes) {
      return Clients.text(bytes);
    }
  }

  private void queue() throws Exception {
    String path = "/" + Steps.unique("queue");
    Items first = new Items();
    Items second = new Items();
    try (DistributedQueue<String> producer =
            QueueBuilder.builder(one, null, first, path).buildQueue();
        DistributedQueue<String> taker =
            QueueBuilder.builder(two, first, first, path).buildQueue();
        DistributedQueue<String> safe =
            QueueBuilder.builder(one, second, second, path)
                .lockPath(path + "-locks")
                .buildQueue()) {
      producer.start();
      taker.start();
      for (int n = 0; n < 20; n++) producer.put("item " + n);
      List<String> wanted =
          IntStream.range(0, 20).mapToObj(n -> "item " + n).collect(Collectors.toList());
      Steps.until("all items were taken", () -> first.consumed.size() >= 20);
      Steps.equal(List.copyOf(first.consumed), wanted, "items, in order");
      taker.close();
      safe.start();
      for (int n = 0; n < 10; n++) producer.put("safe " + n);
      Steps.until("all items were taken under locks", () -> second.consumed.size() >= 10);
      Steps.equal(second.consumed.stream().distinct().count(), 10L, "each once");
    }
  }

  private void barriers() throws Exception {
    String path = "/" + Steps.unique("barrier");
    DistributedBarrier barrier = new DistributedBarrier(one, path);
    DistributedBarrier other = new DistributedBarrier(two, path);
    barrier.setBarrier();
    Steps.equal(other.waitOnBarrier(200, TimeUnit.MILLISECONDS), false, "the barrier is up");
    Future<?> waiting = Clients.begun(() -> other.waitOnBarrier(30, TimeUnit.SECONDS));
    barrier.removeBarrier();
    Steps.equal(waiting.get(Clients.LIMIT_S, TimeUnit.SECONDS), true, "passed");
    String doublePath = "/" + Steps.unique("double");
    CountDownLatch inside = new CountDownLatch(2);
    List<Future<?>> members = new ArrayList<>();
    for (CuratorFramework client : Arrays.asList(one, two)) {
      DistributedDoubleBarrier each = new DistributedDoubleBarrier(client, doublePath, 2);
      members.add(
          Clients.begun(
              () -> {
                Steps.equal(each.enter(30, TimeUnit.SECONDS), true, "entered");
                inside.countDown();
                Clients.await(inside, "both are inside");
                Steps.equal(each.leave(30, TimeUnit.SECONDS), true, "left");
                return null;
              }));
    }
    Clients.finished(members);
  }

  private void discovery() throws Exception {
    String path = "/" + Steps.unique("services");
    ServiceInstance<Void> instance =
        ServiceInstance.<Void>builder().name("api").address("10.0.0.1").port(8080).build();
    try (ServiceDiscovery<Void> found =
            ServiceDiscoveryBuilder.builder(Void.class).client(two).basePath(path).build();
        ServiceCache<Void> cache = found.serviceCacheBuilder().name("api").build();
        ServiceProvider<Void> provider =
            found.serviceProviderBuilder().serviceName("api").build()) {
      found.start();
      cache.start();
      provider.start();
      try (ServiceDiscovery<Void> registered =
          ServiceDiscoveryBuilder.builder(Void.class)
              .client(one)
              .basePath(path)
              .thisInstance(instance)
              .build()) {
        registered.start();
        Steps.until("the cache has it", () -> cache.getInstances().size() == 1);
        Steps.equal(cache.getInstances().get(0).getPort(), 8080, "port");
        Steps.equal(List.copyOf(found.queryForNames()), List.of("api"), "names");
        Steps.until("the provider has it", () -> provider.getInstance() != null);
      }
      Steps.until("the cache is empty", () -> cache.getInstances().isEmpty());
    }
  }
}

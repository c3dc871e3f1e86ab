import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.FeatureMetadata;
import org.apache.kafka.clients.admin.FeatureUpdate;
import org.apache.kafka.clients.admin.FeatureUpdate.UpgradeType;
import org.apache.kafka.clients.admin.ListConfigResourcesOptions;
import org.apache.kafka.clients.admin.UpdateFeaturesOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.errors.InvalidUpdateVersionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.quota.ClientQuotaFilter;
import org.apache.kafka.common.quota.ClientQuotaFilterComponent;

/** Quotas, features, telemetry, and configs of groups and client metrics, as 4.x asks for them. */
final class Settings {
  private static final String FEATURE = "transaction.version";

  private Settings() {}

  static void register() {
    Steps.check("client quotas", Settings::quotas);
    Steps.check("features, described and updated", Settings::features);
    Steps.check("the metadata quorum, or that there is none", Settings::quorum);
    Steps.check("configs of groups and client metrics", Settings::groupConfigs);
    Steps.check("client metrics are subscribed to, pushed and shown", Settings::telemetry);
  }

  private static void quotas() throws Exception {
    String client = Steps.unique("client");
    ClientQuotaEntity entity = new ClientQuotaEntity(Map.of(ClientQuotaEntity.CLIENT_ID, client));
    alterQuota(entity, "producer_byte_rate", 1000000.0);
    alterQuota(entity, "request_percentage", 150.0);
    ClientQuotaFilter ours =
        ClientQuotaFilter.containsOnly(
            List.of(ClientQuotaFilterComponent.ofEntity(ClientQuotaEntity.CLIENT_ID, client)));
    Map<String, Double> wanted =
        Map.of("producer_byte_rate", 1000000.0, "request_percentage", 150.0);
    Steps.until("the quotas are described", () -> described(ours).equals(Map.of(entity, wanted)));
    Steps.equal(
        described(ClientQuotaFilter.all()).get(entity), wanted, "among those of everybody");
    Steps.equal(
        ClusterAdmin.errorOf(
            Client.admin
                .alterClientQuotas(
                    List.of(
                        new ClientQuotaAlteration(
                            entity, List.of(new ClientQuotaAlteration.Op("no_such_quota", 1.0)))))
                .all()),
        InvalidRequestException.class,
        "a quota of an unknown name");
    alterQuota(entity, "producer_byte_rate", null);
    alterQuota(entity, "request_percentage", null);
    Steps.until("they are gone", () -> described(ours).isEmpty());
  }

  private static void alterQuota(ClientQuotaEntity entity, String name, Double value)
      throws Exception {
    ClientQuotaAlteration.Op operation = new ClientQuotaAlteration.Op(name, value);
    List<ClientQuotaAlteration> all =
        List.of(new ClientQuotaAlteration(entity, List.of(operation)));
    Client.admin.alterClientQuotas(all).all().get();
  }

  private static Map<ClientQuotaEntity, Map<String, Double>> described(ClientQuotaFilter filter)
      throws Exception {
    return Client.admin.describeClientQuotas(filter).entities().get();
  }

  private static void features() throws Exception {
    FeatureMetadata found = Client.admin.describeFeatures().featureMetadata().get();
    Steps.equal((int) found.supportedFeatures().get(FEATURE).maxVersion(), 2, "supported");
    Steps.equal(level(), 2, "finalized");
    updateFeature(2, UpgradeType.UPGRADE, false);
    Steps.equal(
        Newest.outcome(() -> updateFeature(99, UpgradeType.UPGRADE, false)),
        InvalidUpdateVersionException.class.getSimpleName(),
        "a level above what is supported");
    Steps.equal(
        Newest.outcome(() -> updateFeature(1, UpgradeType.UPGRADE, false)),
        InvalidUpdateVersionException.class.getSimpleName(),
        "an upgrade that goes down");
    updateFeature(1, UpgradeType.SAFE_DOWNGRADE, true);
    Steps.equal(level(), 2, "after a dry run");
  }

  private static int level() throws Exception {
    FeatureMetadata found = Client.admin.describeFeatures().featureMetadata().get();
    return found.finalizedFeatures().get(FEATURE).maxVersionLevel();
  }

  private static void updateFeature(int level, UpgradeType type, boolean dryRun) throws Exception {
    FeatureUpdate update = new FeatureUpdate((short) level, type);
    UpdateFeaturesOptions options = new UpdateFeaturesOptions().validateOnly(dryRun);
    Client.admin.updateFeatures(Map.of(FEATURE, update), options).all().get();
  }

  private static void quorum() throws Exception {
    String outcome =
        Newest.outcome(
            () -> {
              int leader = Client.admin.describeMetadataQuorum().quorumInfo().get().leaderId();
              Steps.equal(leader, ClusterAdmin.brokerId(), "leader");
            });
    if (outcome.isEmpty()) return;
    Steps.equal(outcome, UnsupportedVersionException.class.getSimpleName(), "without KRaft");
  }

  private static void groupConfigs() throws Exception {
    String name = Steps.unique("group");
    ConfigResource group = new ConfigResource(ConfigResource.Type.GROUP, name);
    ClusterAdmin.alter(group, "consumer.session.timeout.ms", "50000");
    Steps.until(
        "the group's config is described",
        () -> valueOf(group, "consumer.session.timeout.ms").equals("50000"));
    Steps.equal(isListed(group), true, "the group is listed");
    ConfigResource metrics = subscribe("org.apache.kafka.producer.", "60000");
    Steps.equal(isListed(metrics), true, "the subscription is listed");
    ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, Client.create(1));
    Steps.equal(isListed(topic), true, "a topic is listed");
    ConfigResource broker =
        new ConfigResource(ConfigResource.Type.BROKER, "" + ClusterAdmin.brokerId());
    Steps.equal(isListed(broker), true, "the broker is listed");
    ClusterAdmin.alter(group, "consumer.session.timeout.ms", null);
    unsubscribe(metrics);
    Steps.until("the subscription is gone", () -> !isListed(metrics));
  }

  private static boolean isListed(ConfigResource resource) throws Exception {
    Collection<ConfigResource> all =
        Client.admin
            .listConfigResources(Set.of(resource.type()), new ListConfigResourcesOptions())
            .all()
            .get();
    return all.contains(resource);
  }

  private static String valueOf(ConfigResource resource, String name) throws Exception {
    return Client.admin
        .describeConfigs(List.of(resource))
        .all()
        .get()
        .get(resource)
        .get(name)
        .value();
  }

  /** Asks every client for metrics that begin so. */
  private static ConfigResource subscribe(String metrics, String intervalMs) throws Exception {
    ConfigResource resource =
        new ConfigResource(ConfigResource.Type.CLIENT_METRICS, Steps.unique("subscription"));
    ClusterAdmin.alter(resource, "metrics", metrics);
    ClusterAdmin.alter(resource, "interval.ms", intervalMs);
    return resource;
  }

  private static void unsubscribe(ConfigResource subscription) throws Exception {
    ClusterAdmin.alter(subscription, "metrics", null);
    ClusterAdmin.alter(subscription, "interval.ms", null);
  }

  private static void telemetry() throws Exception {
    String rest = System.getenv("CONFORMANCE_REST");
    if (rest == null) throw new Steps.Skipped("this server shows no metrics of clients");
    String topic = Client.create(1);
    ConfigResource subscription = subscribe("org.apache.kafka.producer.", "500");
    Map<String, Object> options = Map.of("client.id", Steps.unique("telemetry"));
    try (KafkaProducer<byte[], byte[]> producer = Client.producer(options);
        Admin admin =
            Admin.create(
                Map.of("bootstrap.servers", Client.bootstrap, "enable.metrics.push", "true"));
        KafkaConsumer<byte[], byte[]> consumer =
            Client.consumer(Steps.unique("group"), Map.of())) {
      Client.send(producer, topic, List.of("x"));
      // Its poll is what asks for the consumer's subscription.
      consumer.subscribe(List.of(topic));
      Client.take(consumer, 1);
      Uuid producers = producer.clientInstanceId(Duration.ofSeconds(20));
      Uuid consumers = consumer.clientInstanceId(Duration.ofSeconds(20));
      Uuid admins = admin.clientInstanceId(Duration.ofSeconds(20));
      Steps.equal(Set.of(producers, consumers, admins).size(), 3, "instance ids");
      Steps.until(
          "the producer's metrics stand at " + rest + "/metrics",
          () -> metrics(rest).contains(producers.toString()));
    } finally {
      unsubscribe(subscription);
    }
  }

  private static String metrics(String rest) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(rest + "/metrics")).build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
  }
}

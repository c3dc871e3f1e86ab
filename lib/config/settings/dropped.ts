/**
 * Broker settings that Kafka 4 dropped and files of 2.x and 3.x carry: ZooKeeper mode above all.
 * Those that still mean something here work; the rest are taken in silence.
 *
 * @module
 */
import { atLeast } from "../rule.ts";
import {
  boolean,
  int,
  legacy,
  list,
  long,
  LONG_MAX,
  password,
  type Setting,
  short,
  string,
  withoutEffect,
} from "../setting.ts";
import { zookeeperServers } from "../zookeeper_connect.ts";

/** The rows. */
export const droppedSettings: readonly Setting[] = legacy([
  string("advertised.host.name", null).readOnly("Host of advertised.listeners, before those were."),
  int("advertised.port", null).readOnly("Port of advertised.listeners, before those were."),
  string("host.name", "").readOnly("Host of listeners, before those were."),
  boolean("log.message.downconversion.enable", true).clusterWide(
    "Whether records are converted for clients that fetch older formats.",
  ),
  long("log.message.timestamp.difference.max.ms", null, atLeast(0)).clusterWide(
    "Sets both log.message.timestamp.before.max.ms and .after.max.ms where they are not set.",
  ),
  int("port", 9092).readOnly("Port of listeners, before those were."),
  string("zookeeper.connect", null, zookeeperServers).readOnly(
    "ZooKeeper's host:port list, then a chroot; this process is meant where it names itself.",
  ),
  ...withoutEffect([
    int("zookeeper.session.timeout.ms", 18000).readOnly(
      "The broker's own session with ZooKeeper; here it is in this process.",
    ),
    int("zookeeper.connection.timeout.ms", null).readOnly(
      "Longest wait for a connection to ZooKeeper; here it is in this process.",
    ),
    int("reserved.broker.max.id", 1000, atLeast(0)).readOnly(
      "Ids given to brokers without one start above this.",
    ),
    boolean("broker.id.generation.enable", true).readOnly(
      "Whether a broker without an id gets the next free one; here it gets 1.",
    ),
    boolean("auto.include.jmx.reporter", true).readOnly("Whether JMX is reported to unasked."),
    string("control.plane.listener.name", null).readOnly("Listener of controller requests."),
    int("controlled.shutdown.max.retries", 3).readOnly("Attempts to hand over leaderships."),
    long("controlled.shutdown.retry.backoff.ms", 5000).readOnly("Rest between those attempts."),
    password("delegation.token.master.key").readOnly("Former name of delegation.token.secret.key."),
    boolean("eligible.leader.replicas.enable", false).readOnly("Whether KIP-966 is on."),
    boolean("group.coordinator.new.enable", false).readOnly("Which group coordinator runs."),
    string("inter.broker.protocol.version", null).readOnly("Protocol version among brokers."),
    int("leader.imbalance.per.broker.percentage", 10).readOnly(
      "Share of leaders out of place that starts a rebalance.",
    ),
    string("log.message.format.version", null).readOnly(
      "Record format of new batches; here always the newest, converted for old clients.",
    ),
    int("metadata.log.segment.min.bytes", 8388608).readOnly("Smallest metadata segment."),
    short("offsets.commit.required.acks", -1).readOnly("Acks a committed offset waits for."),
    string("password.encoder.cipher.algorithm", "AES/CBC/PKCS5Padding").readOnly(
      "Cipher of passwords kept in ZooKeeper.",
    ),
    int("password.encoder.iterations", 4096).readOnly("Rounds of its key derivation."),
    int("password.encoder.key.length", 128).readOnly("Its key length."),
    string("password.encoder.keyfactory.algorithm", null).readOnly("Its key derivation."),
    password("password.encoder.old.secret").readOnly("Its former secret."),
    password("password.encoder.secret").perBroker("Its secret."),
    long("quota.consumer.default", LONG_MAX).readOnly(
      "Default quota of consumers, bytes per second.",
    ),
    long("quota.producer.default", LONG_MAX).readOnly(
      "Default quota of producers, bytes per second.",
    ),
    boolean("unstable.metadata.versions.enable", false).readOnly(
      "Whether metadata versions in development may be used.",
    ),
    string("zookeeper.clientCnxnSocket", null).readOnly("Java class of the client's socket."),
    int("zookeeper.max.in.flight.requests", 10).readOnly("Requests sent without an answer."),
    boolean("zookeeper.metadata.migration.enable", false).readOnly("Whether to migrate to KRaft."),
    int("zookeeper.metadata.migration.min.batch.size", 200).readOnly("Batches of that migration."),
    boolean("zookeeper.set.acl", false).readOnly("Whether znodes are created with secure ACLs."),
    list("zookeeper.ssl.cipher.suites", null).readOnly("Cipher suites towards ZooKeeper."),
    boolean("zookeeper.ssl.client.enable", false).readOnly("Whether ZooKeeper is reached by TLS."),
    boolean("zookeeper.ssl.crl.enable", false).readOnly("Whether revocation lists are read."),
    list("zookeeper.ssl.enabled.protocols", null).readOnly("TLS versions towards ZooKeeper."),
    string("zookeeper.ssl.endpoint.identification.algorithm", "HTTPS").readOnly(
      "How ZooKeeper's name is checked.",
    ),
    string("zookeeper.ssl.keystore.location", null).readOnly("File of the key for ZooKeeper."),
    password("zookeeper.ssl.keystore.password").readOnly("Password of that file."),
    string("zookeeper.ssl.keystore.type", null).readOnly("Format of that file."),
    boolean("zookeeper.ssl.ocsp.enable", false).readOnly("Whether revocation is asked online."),
    string("zookeeper.ssl.protocol", "TLSv1.2").readOnly("TLS version tried first."),
    string("zookeeper.ssl.truststore.location", null).readOnly("File of trusted certificates."),
    password("zookeeper.ssl.truststore.password").readOnly("Password of that file."),
    string("zookeeper.ssl.truststore.type", null).readOnly("Format of that file."),
    int("zookeeper.sync.time.ms", 2000).readOnly("How far a ZooKeeper follower may lag."),
  ]),
]);

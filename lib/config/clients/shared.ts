/**
 * Client settings that producers, consumers and admin clients have alike: finding the cluster,
 * connections, retries, metrics.
 *
 * @module
 */
import { atLeast, oneOf, oneOfAnyCase } from "../rule.ts";
import { boolean, int, list, long, type Setting, string, withoutEffect } from "../setting.ts";

/** The rows, sorted into those that work here and those that do not. */
export const sharedClientSettings: readonly Setting[] = [
  string("client.id", "").readOnly("Name of the client in requests, logs and quotas."),
  list("config.providers", "").readOnly("Names of providers that ${name:path:key} refers to."),
  int("request.timeout.ms", 30000, atLeast(0)).readOnly("Longest wait for an answer."),
  long("retry.backoff.max.ms", 1000, atLeast(0)).readOnly("Longest rest before a request again."),
  long("retry.backoff.ms", 100, atLeast(0)).readOnly("First rest before a request is repeated."),
  string(
    "security.protocol",
    "PLAINTEXT",
    oneOfAnyCase("SASL_SSL", "PLAINTEXT", "SSL", "SASL_PLAINTEXT"),
  ).readOnly("How brokers are spoken to; kedge's clients know PLAINTEXT only so far."),
  ...withoutEffect([
    long("bootstrap.resolve.timeout.ms", 0, atLeast(0)).readOnly(
      "How long brokers' names are tried to be resolved.",
    ),
    string(
      "client.dns.lookup",
      "use_all_dns_ips",
      oneOf("use_all_dns_ips", "resolve_canonical_bootstrap_servers_only"),
    ).readOnly("Which of a name's addresses are tried; the system chooses."),
    long("connections.max.idle.ms", 540000).readOnly(
      "Idle connections are closed after this; scripts end before.",
    ),
    boolean("enable.metrics.push", true).readOnly(
      "Whether the client sends its metrics to the broker (KIP-714).",
    ),
    boolean("metadata.cluster.check.enable", true).readOnly(
      "Whether an answer of another cluster is refused.",
    ),
    long("metadata.recovery.rebootstrap.trigger.ms", 300000, atLeast(0)).readOnly(
      "Without a broker for this long, the first addresses are asked again.",
    ),
    string(
      "metadata.recovery.strategy",
      "rebootstrap",
      oneOfAnyCase("REBOOTSTRAP", "NONE"),
    ).readOnly("Whether the first addresses are asked again when no broker answers."),
    list("metric.reporters", "").readOnly("Java classes that metrics are given to."),
    int("metrics.num.samples", 2, atLeast(1)).readOnly("Samples that a metric is made of."),
    string("metrics.recording.level", "INFO", oneOf("INFO", "DEBUG", "TRACE")).readOnly(
      "How many metrics are kept.",
    ),
    long("metrics.sample.window.ms", 30000, atLeast(0)).readOnly("Time that a sample covers."),
    int("receive.buffer.bytes", 65536, atLeast(-1)).readOnly("Kernel's receive buffer."),
    long("reconnect.backoff.max.ms", 1000, atLeast(0)).readOnly(
      "Longest rest before a connection is tried again.",
    ),
    long("reconnect.backoff.ms", 50, atLeast(0)).readOnly(
      "First rest before a connection is tried again.",
    ),
    int("send.buffer.bytes", 131072, atLeast(-1)).readOnly("Kernel's send buffer."),
    long("socket.connection.setup.timeout.max.ms", 30000).readOnly(
      "Upper bound of the growing time allowed to open a connection.",
    ),
    long("socket.connection.setup.timeout.ms", 10000).readOnly(
      "Time allowed to open a connection.",
    ),
  ]),
];

/**
 * Broker settings: listeners, sockets and connections.
 *
 * @module
 */
import { advertisedEndpoints, listenerEndpoints } from "../endpoint.ts";
import { hostCounts, protocolMap } from "../pair_list.ts";
import { atLeast, oneOf } from "../rule.ts";
import { int, INT_MAX, list, long, type Setting, string, withoutEffect } from "../setting.ts";

/** The rows, sorted into those that work here and those that do not. */
export const networkSettings: readonly Setting[] = [
  list("advertised.listeners", null, advertisedEndpoints).readOnly(
    "Addresses that clients are told; unset, the one each came by; auto asks Google Cloud.",
  ),
  long("connections.max.idle.ms", 600000).readOnly("A connection idle for longer is closed."),
  string(
    "listener.security.protocol.map",
    "SASL_SSL:SASL_SSL,PLAINTEXT:PLAINTEXT,SSL:SSL,SASL_PLAINTEXT:SASL_PLAINTEXT",
    protocolMap,
  ).perBroker("Security protocol of each listener name."),
  list("listeners", "PLAINTEXT://0.0.0.0:9092", listenerEndpoints).perBroker(
    "Addresses to listen on, as NAME://host:port; an empty host is every interface.",
  ),
  int("max.connection.creation.rate", INT_MAX, atLeast(0)).clusterWide(
    "Most new connections per second; others wait for their turn, or are closed after 10 s of it.",
  ),
  int("max.connections", INT_MAX, atLeast(0)).clusterWide("Most open connections."),
  int("max.connections.per.ip", INT_MAX, atLeast(0)).clusterWide(
    "Most open connections of one address.",
  ),
  string("max.connections.per.ip.overrides", "", hostCounts).clusterWide(
    "Exceptions to max.connections.per.ip, as host:count.",
  ),
  long("queued.max.request.bytes", -1).readOnly(
    "Most bytes of requests read and not yet done with, over all connections; -1 is no bound.",
  ),
  int("socket.request.max.bytes", 104857600, atLeast(1)).readOnly(
    "A request announced as longer closes its connection.",
  ),
  ...withoutEffect([
    string("inter.broker.listener.name", null).readOnly(
      "Listener that brokers use among themselves.",
    ),
    int("connection.failed.authentication.delay.ms", 100, atLeast(0)).readOnly(
      "How long a connection that failed to authenticate is kept before it is closed.",
    ),
    long("connections.max.reauth.ms", 0).readOnly(
      "Longest life of a SASL session before it must authenticate again (KIP-368).",
    ),
    list("early.start.listeners", null).readOnly(
      "Listeners opened before the authorizer has loaded.",
    ),
    int("queued.max.requests", 500, atLeast(1)).readOnly(
      "Requests waiting for a thread; here the bound is in bytes.",
    ),
    int("request.timeout.ms", 30000).readOnly(
      "How long this broker waits for an answer of another.",
    ),
    string(
      "security.inter.broker.protocol",
      "PLAINTEXT",
      oneOf("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"),
    ).readOnly("Security protocol among brokers, where no listener is named for it."),
    long("socket.connection.setup.timeout.max.ms", 30000).readOnly(
      "Upper bound of the growing time allowed to open a connection.",
    ),
    long("socket.connection.setup.timeout.ms", 10000).readOnly(
      "Time allowed to open a connection to another server.",
    ),
    int("socket.listen.backlog.size", 50, atLeast(1)).readOnly(
      "Connections the kernel holds before they are accepted.",
    ),
    int("socket.receive.buffer.bytes", 102400).readOnly(
      "Kernel's receive buffer of a connection; -1 leaves it to the system.",
    ),
    int("socket.send.buffer.bytes", 102400).readOnly(
      "Kernel's send buffer of a connection; -1 leaves it to the system.",
    ),
  ]),
];

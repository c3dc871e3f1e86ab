/**
 * What must hold between broker settings, beyond each one's own rule. One row per demand; a row is
 * skipped where a setting it reads is itself bad, so that each fault is told once.
 *
 * @module
 */
import { controllerNames, endpointsOf, listeners, protocolOf } from "./listener.ts";
import type { SettingLayers } from "./setting_layers.ts";

/** A demand on several settings. */
export interface SettingCheck {
  /** The settings it reads; the fault is told of the first. */
  readonly reads: readonly string[];
  /** Why the settings cannot stand together, or null. */
  check(layers: SettingLayers): string | null;
}

/** Every demand. */
export const settingChecks: readonly SettingCheck[] = [
  {
    reads: ["node.id", "broker.id"],
    check(layers) {
      const [nodeId, brokerId] = [layers.numberOrNull("node.id"), layers.number("broker.id")];
      const differ = nodeId !== null && layers.isSet("broker.id") && nodeId !== brokerId;
      return differ ? `node.id is ${nodeId} and broker.id is ${brokerId}: they are one id` : null;
    },
  },
  {
    reads: ["process.roles"],
    check(layers) {
      const roles = layers.list("process.roles");
      return roles.length > 0 && !roles.includes("broker")
        ? "A controller by itself has nothing to do here: kedge keeps the cluster's metadata in " +
          "the process of the broker. Leave this one out and start kedge with the broker's file"
        : null;
    },
  },
  {
    reads: ["listeners", "controller.listener.names"],
    check(layers) {
      const all = listeners(layers);
      const names = all.map(({ name }) => name);
      const twice = names.find((name, index) => names.indexOf(name) !== index);
      if (twice !== undefined) return sameNameFault(twice);
      const clash = all.find((one, index) =>
        one.port !== 0 &&
        all.slice(0, index).some((other) => other.port === one.port && sameFamily(one, other))
      );
      return clash === undefined
        ? null
        : `Each listener must have a different port: ${clash.port} is twice. Give ${clash.name} ` +
          "another one";
    },
  },
  ...["listeners", "advertised.listeners"].map((setting) => ({
    reads: [setting, "listener.security.protocol.map", "controller.listener.names"],
    check(layers: SettingLayers) {
      const name = endpointsOf(layers, setting).map((endpoint) => endpoint.name.toUpperCase())
        .find((one) => !controllerNames(layers).includes(one) && protocolOf(layers, one) === null);
      return name === undefined
        ? null
        : `No security protocol defined for listener ${name} in listener.security.protocol.map. ` +
          `Add ${name}:PLAINTEXT to it`;
    },
  })),
  {
    reads: ["advertised.listeners", "listeners", "controller.listener.names"],
    check(layers) {
      return advertisedFault(layers);
    },
  },
  {
    reads: ["inter.broker.listener.name", "listeners", "controller.listener.names"],
    check(layers) {
      const name = layers.textOrNull("inter.broker.listener.name");
      const names = listeners(layers).map((listener) => listener.name);
      return name === null || names.includes(name.toUpperCase())
        ? null
        : noListenerFault(name, names);
    },
  },
  ...["log.retention.ms", "log.retention.minutes", "log.retention.hours"].map((setting) => ({
    reads: [setting],
    check: (layers: SettingLayers) =>
      layers.numberOrNull(setting) === 0 ? "Retention must be unlimited (-1) or at least 1" : null,
  })),
  {
    reads: ["group.min.session.timeout.ms", "group.max.session.timeout.ms"],
    check(layers) {
      const [minimum, maximum] = ["min", "max"]
        .map((bound) => layers.number(`group.${bound}.session.timeout.ms`));
      return minimum! <= maximum! ? null : `group.min.session.timeout.ms, ${minimum}, is above ` +
        `group.max.session.timeout.ms, ${maximum}`;
    },
  },
  {
    reads: ["queued.max.request.bytes", "socket.request.max.bytes"],
    check(layers) {
      const [queued, largest] = ["queued.max.request.bytes", "socket.request.max.bytes"]
        .map((name) => layers.number(name));
      return queued! <= 0 || queued! >= largest!
        ? null
        : `The largest request, ${largest} by socket.request.max.bytes, does not fit ${queued}`;
    },
  },
  {
    reads: [
      "zookeeper.minSessionTimeout",
      "zookeeper.maxSessionTimeout",
      "zookeeper.tickTime",
    ],
    check(layers) {
      const tickTime = layers.number("zookeeper.tickTime");
      const [minimum, maximum] = [
        ticksOr(layers.number("zookeeper.minSessionTimeout"), 2 * tickTime),
        ticksOr(layers.number("zookeeper.maxSessionTimeout"), 20 * tickTime),
      ];
      return minimum <= maximum
        ? null
        : `minSessionTimeout, ${minimum} ms, must not be larger than maxSessionTimeout, ` +
          `${maximum} ms (-1 are 2 and 20 ticks of ${tickTime} ms)`;
    },
  },
  {
    reads: ["log.dirs", "log.dir"],
    check(layers) {
      const dirs = layers.isSet("log.dirs") ? layers.list("log.dirs") : layers.list("log.dir");
      return dirs.length > 0 && dirs.every((dir) => dir !== "")
        ? null
        : "At least one data folder is needed, and none without a name";
    },
  },
];

function sameNameFault(name: string): string {
  return `Each listener must have a different name: ${name} is twice. Give one another name, ` +
    "with its protocol in listener.security.protocol.map";
}

function noListenerFault(name: string, names: readonly string[]): string {
  return `There is no listener ${name} in listeners, only ${names.join(", ") || "none"}`;
}

function advertisedFault(layers: SettingLayers): string | null {
  const names = listeners(layers).map(({ name }) => name);
  const told = new Set<string>();
  for (const { name: written, host } of endpointsOf(layers, "advertised.listeners")) {
    const name = written.toUpperCase();
    if (host === "0.0.0.0" || host === "::") {
      return `advertised.listeners cannot use the nonroutable meta-address ${host}. Name an ` +
        "address that clients can reach, or leave the setting out: then each is told the one it " +
        "came by";
    }
    if (told.has(name)) return sameNameFault(name);
    told.add(name);
    if (controllerNames(layers).includes(name) || names.includes(name)) continue;
    return noListenerFault(written, names);
  }
  return null;
}

function ticksOr(timeoutMs: number, ticksMs: number): number {
  return timeoutMs === -1 ? ticksMs : timeoutMs;
}

const IPV4_PATTERN = /^\d+(\.\d+){3}$/;

/** False for an IPv4 and an IPv6 address, which may share a port. */
function sameFamily(one: { host: string }, other: { host: string }): boolean {
  const hosts = [one.host, other.host];
  return !(hosts.some((host) => host.includes(":")) &&
    hosts.some((host) => IPV4_PATTERN.test(host)));
}
